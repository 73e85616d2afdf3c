"""Strategies and levers in words, as views that choose among them have them: names, meanings, bounds, costs."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from experiments.figures.results import label_from
from experiments.protocol.format import declared
from sim.documents import catalogue


def presets() -> dict[str, str]:
    """What each strategy that ships is called, by name."""
    return {str(row["name"]): label_from(str(row["name"])) for row in catalogue.strategies()}


def in_words(place: str) -> str:
    """What a component of a lever is called: ``tasking.acceptance`` is read as "Tasking: acceptance"."""
    return label_from(place.replace(".", ": "))


def typed(text: str) -> object:
    """A number where it is one, else the text as it is."""
    try:
        return float(text)
    except ValueError:
        return text.strip()


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
