"""The table of published against simulated figures, and its score."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from experiments.books.periods import Period, period_of
from experiments.calibrate import prediction
from experiments.published.misses import MISSED
from experiments.published.registry import INPUT, OUTPUT, OWN, Published, counterpart
from experiments.statistics.intervals import t_interval

COLUMNS = [
    "id", "pattern", "quantity", "unit", "year", "area", "book", "use", "value", "low", "high", "simulated", "simulated_low",
    "simulated_high", "role", "inside", *prediction.NAMES, "why",
]  # fmt: skip
NEARER = 0.1
"""Ranges are widened to this share of the value, on either side, where they are narrower."""


def widened(value: float, low: float, high: float) -> tuple[float, float]:
    """The range that a simulated mean must lie in."""
    return min(low, value - NEARER * abs(value)), max(high, value + NEARER * abs(value))


def none_dated_in(rows: Sequence[Published], simulated_days: Period) -> bool:
    """Whether no published figure speaks of the days that were simulated."""
    periods = [period_of(str(row.year)) for row in rows]
    return not any(one and simulated_days.first <= one.first and one.last <= simulated_days.last for one in periods)


def table(
    found: Mapping[str, Sequence[float]],
    rows: Sequence[Published],
    simulated_days: Period,
    prior: Mapping[str, Sequence[float]] | None = None,
) -> pd.DataFrame:
    """`targets.csv`: every published figure, what the model has for it, and whether it is met.

    Args:
        found: figure's id to its value in each replication.
        rows: the published figures.
        simulated_days: the days that were simulated.
        prior: the same in worlds of the priors, beside which predictions are scored.
    """
    made = []
    for row in rows:
        declared = counterpart(row, simulated_days)
        values = np.asarray(found.get(row.key, ()), float) if declared.of is not None else np.empty(0)
        simulated = t_interval(values)
        inside = ""
        if declared.role == OUTPUT:
            limits = widened(float(row.value), float(row.low), float(row.high))
            inside = "yes" if limits[0] <= simulated.value <= limits[1] else "no"
        made.append(
            {
                **row.row,
                **{"simulated": simulated.value, "simulated_low": simulated.low, "simulated_high": simulated.high},
                **{"role": declared.role, "inside": inside, "why": explained(declared.why, str(row.id), inside == "no")},
                **_predicted(row, declared.role, values, (prior or {}).get(row.key, ())),
            }
        )
    return pd.DataFrame(made)[COLUMNS]


def _predicted(row: Published, role: str, found: np.ndarray, prior: Sequence[float]) -> dict[str, Any]:
    """What is predicted of a figure; whether it is met is said of outputs alone."""
    predicted = prediction.columns(row, found, np.asarray(prior, float))
    return predicted if role == OUTPUT else predicted | dict.fromkeys(prediction.OF_OUTPUTS, "")


def explained(why: str, one: str, missed: bool) -> str:
    """What to say of a row: its counterpart's remark and, where it is missed, what is known of the published number."""
    known = MISSED.get(one, "") if missed else ""
    return "; ".join(part for part in (why, known) if part)


USES = ("calibrate", "validate", OWN)
"""What a figure is for: used in a fit, kept apart, or a reader's own, of which nobody knows whether a fit knew it."""


def tally(targets: pd.DataFrame, use: str) -> tuple[int, int]:
    """How many outputs of a use are met, and how many there are."""
    chosen = targets[(targets["use"] == use) & (targets["role"] == OUTPUT)]
    return int((chosen["inside"] == "yes").sum()), len(chosen)


def summary(targets: pd.DataFrame) -> str:
    """The score in words, a line a use."""
    lines = []
    for use in USES:
        met, number = tally(targets, use)
        if use == OWN and not number:
            continue
        share = f" ({met / number:.0%})" if number else ""
        lines.append(f"{use}: {met} of {number} outputs inside{share}")
    return "\n".join(lines)


def printed(targets: pd.DataFrame) -> str:
    """The table for a terminal: figure, published with its range, simulated with its interval, inside or not."""
    lines = [f"{'id':5} {'inside':6} {'published (range)':>30} {'simulated (interval)':>36}  quantity"]
    for row in targets.to_dict("records"):
        cells = {name: f"{row[name]:.6g}" for name in ("value", "low", "high", "simulated", "simulated_low", "simulated_high")}
        figure = "{value} ({low} to {high})".format(**cells)
        model = "" if math.isnan(row["simulated"]) else "{simulated} ({simulated_low} to {simulated_high})".format(**cells)
        note = row["inside"] or ("input" if row["role"] == INPUT else "-")
        lines.append(f"{row['id']:5} {note:6} {figure:>30} {model:>36}  {row['quantity']}, {row['year']}, {row['area']}")
    return "\n".join(lines)
