"""What a component of a lever is, in words: its meaning, what it can be, and what it costs."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from experiments.protocol.format import declared
from sim.documents import catalogue


@cache
def prices() -> dict[str, str]:
    """What each number of the model is, in words with its value: of which some are prices."""
    return {str(row["name"]): f"{row['meaning']}, {declared(row['best'])} {row['unit']}" for row in catalogue.parameters()}


def described(row: dict[str, Any]) -> str:
    """A component of a lever in a sentence or two."""
    ways = [*(str(one) for one in row["choices"]), *(str(one) for one in row["named"])]
    reach = f"{row['low']:g} to {row['high']:g} {row['unit']}" if row["low"] is not None else ""
    bounds = "; ".join(filter(None, [reach, f"or {', '.join(ways)}" if reach and ways else ", ".join(ways)]))
    free = row["costs"].startswith("nothing")
    costs = row["costs"] if free else re.sub(r"\w+", lambda name: prices().get(name[0], name[0]), row["costs"])
    return f"{row['meaning']} ({bounds}).{f' Costs: {costs}.' if costs else ''}"
