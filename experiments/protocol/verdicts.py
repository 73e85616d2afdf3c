"""What an analysis may say of a difference or of an assumption: every verdict by its one name."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

BETTER, WORSE, UNCLEAR = "better", "worse", "no clear difference"
CLEAR = (BETTER, WORSE)
IDENTICAL, TOO_FEW_EVENTS, TOO_FEW_PAIRS = "identical", "too few events to say", "too few pairs to say"
"""Why a difference has no interval of its own."""
AREAS_FROM, TOO_SMALL = 0.3, "runs too small to judge an area"
"""From this scale on an area's own lines decide how its market is crowded and who takes a vacant place there; below, the region's."""
NOT_RESOLVED = "not resolved"
"""Of a difference that is not known as precisely as was asked."""
MATTERS, NO_EVIDENCE, NOT_CONVERGED, CONVERGED = "matters", "no evidence", "not converged", "converged"
NOT_APART = "cannot be told apart"
"""Of an input that goes with an outcome no more than another input, with which it moves, lets it."""
FLIPS, MAY_FLIP, WORTH_MEASURING = "flips", "may flip", "worth measuring"
WHERE = ("areas with it", "other areas", "difference in differences")
"""Of areas that are set apart: what changed in them, in all others, and the first less the second."""
MARKS = {BETTER: "\u25b2", WORSE: "\u25bc", UNCLEAR: "\u25cb", IDENTICAL: "=", "": ""}
"""The sign that stands beside a verdict, so that colour never says it alone."""


def judges_areas(manifest: Mapping[str, Any]) -> bool:
    """Whether runs are large enough for a verdict on a single area; those of an engine without a scale are."""
    return float(manifest.get("scale") or 1.0) >= AREAS_FROM


def verdict(low: float, high: float, better: str) -> str:
    """The verdict of an interval of differences; empty where no direction is good or there is no interval."""
    if better not in ("up", "down") or not (math.isfinite(low) and math.isfinite(high)):
        return ""
    if low <= 0.0 <= high:
        return UNCLEAR
    return BETTER if (low > 0.0) == (better == "up") else WORSE
