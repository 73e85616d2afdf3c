"""What stands in the page's address: read as the reader's choices, each held to what the folder has."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

NOBODY = "-"
"""Nothing of a list; no word, which an alternative might be."""


@dataclass(frozen=True)
class Query:
    """The part of an address after the question mark; what cannot be is as if it were not there."""

    given: Mapping[str, str]

    def one(self, name: str, allowed: Sequence[str], usual: str = "") -> str:
        """One of the allowed values."""
        found = self.given.get(name, "")
        return found if found in allowed else usual

    def many(self, name: str, allowed: Sequence[str]) -> list[str]:
        """Those of the allowed values that are named; all of them where none is, unless the address says so."""
        if self.given.get(name) == NOBODY:
            return []
        wanted = set(self.given.get(name, "").split(","))
        return [one for one in allowed if one in wanted] or list(allowed)

    def number(self, name: str, low: float, high: float, usual: float) -> float:
        """A number within its bounds."""
        try:
            found = float(self.given.get(name, ""))
        except ValueError:
            return usual
        return min(max(found, low), high) if math.isfinite(found) else usual

    def text(self, name: str, longest: int = 200) -> str:
        """Free text, cut where it is too long."""
        return self.given.get(name, "")[:longest]


def address(parts: Mapping[str, object]) -> str:
    """Choices as the part of an address after its path; empty ones are left out."""
    texts = {
        name: ",".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value) for name, value in parts.items()
    }
    return "?" + urlencode({name: text for name, text in texts.items() if text})
