"""Outcomes of a run that are stored beside its measures, and their names: sides of balances, figures, shorter horizons."""

import hashlib
import math
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from experiments.books.balances import balances
from experiments.books.record import Record

HERE = Path(__file__).parent
READ = hashlib.sha256(b"\0".join((HERE / f"{name}.py").read_bytes() for name in ("balances", "record"))).hexdigest()[:8]
TARGET, LEFT, RIGHT = "target:", f"left@{READ}:", f"right@{READ}:"
"""What the names of the added outcomes begin with; the rest is a figure's id, or a balance's name.

Sides of balances also say by which sources they were read: a comparison's runs outlive a change of these, and what was read
otherwise is not shown under the new meaning.
"""
YEARS = (1, 3, 5, 10)


def sides(record: Record) -> dict[str, float]:
    """Both sides of every balance whose year was simulated, as outcomes of the run."""
    both = {(start, name): v for name, pair in balances(record).items() for start, v in zip((LEFT, RIGHT), pair, strict=True)}
    return {start + name: value for (start, name), value in both.items() if math.isfinite(value)}


def begun_with(runs: pd.DataFrame, start: str) -> Mapping[str, list[float]]:
    """Such outcomes of some runs, by the rest of their names."""
    return {str(name).removeprefix(start): runs[name].to_list() for name in runs.columns if str(name).startswith(start)}


def shorter(years: float) -> tuple[int, ...]:
    """The horizons within a period, without its own end."""
    return tuple(one for one in YEARS if one < years)


def column(years: int, measure: str) -> str:
    """Where `runs/` has a measure as it stood after so many years."""
    return f"first_{years}y:{measure}"
