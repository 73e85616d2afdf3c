"""Rows of a folder's tables as facts that templates word and charts label: quantities with their interval, unit and table."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from experiments.figures.results import SHARE, FolderTables, Measure, each
from experiments.protocol.format import Number, Quantity, count, of_hundred, percentage
from experiments.protocol.verdicts import BETTER, CLEAR
from experiments.published.registry import OWN
from experiments.store.ensemble import BEST

MIDDLE = ["predictive_low_50", "predictive_high_50"]
NEEDED = ["predictive_low", "predictive_high", "value"]
MOST_WORLDS = 0.75
"""Where fewer worlds than this share go the way of the mean, that is said beside it: a few worlds make it."""


@dataclass(frozen=True)
class Effect:
    """A strategy's difference from the baseline on one measure, with its verdict."""

    strategy: str
    measure: Measure
    found: Quantity
    percent: Quantity | None
    verdict: str
    worse_in: Number | None = None
    """The share of worlds in which it does worse, where a clear verdict on the mean does not hold in three of four worlds."""

    @property
    def clear(self) -> bool:
        """Whether it is better or worse."""
        return self.verdict in CLEAR

    @property
    def sized(self) -> bool:
        """Whether its size is said: it is better or worse, or, of what is neither, its interval leaves zero out."""
        apart = self.found.bounded and not self.found.low <= 0.0 <= self.found.high
        return self.clear or (not self.measure.better and apart)


def cell(row: Any, column: str) -> float:
    """A number of a row, from a Series, a mapping or a named tuple; NaN where the row has none."""
    value = row.get(column, math.nan) if hasattr(row, "get") else getattr(row, column, math.nan)
    return math.nan if value is None else float(value)


def quantity(row: Any, column: str, measure: Measure, table: str, ends: tuple[str, str] | None = None) -> Quantity:
    """A column of a row in a measure's unit, with the interval that is named for it, else with the row's."""
    own = f"{column}_low" in row if hasattr(row, "get") else hasattr(row, f"{column}_low")
    low, high = (cell(row, end) for end in ends or ((f"{column}_low", f"{column}_high") if own else ("low", "high")))
    return Quantity(cell(row, column), low, high, measure.unit, measure.over, table)


def share(row: Any, table: str, column: str = "value") -> Quantity:
    """A share of a row, with its interval."""
    return quantity(row, column, SHARE, table)


def level(row: Any, measure: Measure, table: str = "outcomes") -> Quantity:
    """The mean that a row holds."""
    return quantity(row, "mean", measure, table)


def difference(row: Any, measure: Measure, table: str = "effects") -> Quantity:
    """The difference that a row holds."""
    found = quantity(row, "difference", measure, table)
    return Quantity(found.value, found.low, found.high, found.unit, found.over, table, difference=True)


def percent(row: Any, table: str = "effects") -> Quantity | None:
    """A row's difference as a percentage of the baseline's mean, its interval with it; None where there is none."""
    found = Quantity(cell(row, "difference"), cell(row, "low"), cell(row, "high"), table=table)
    return percentage(cell(row, "percent"), found, cell(row, "baseline_mean"))


def effect(results: FolderTables, row: Any, table: str = "effects") -> Effect:
    """A row of ``effects.csv`` in the labels that people read."""
    get = row.get if hasattr(row, "get") else lambda key: getattr(row, key)
    measure = results.measure(str(get("measure")))
    verdict, worse = str(get("verdict")), cell(row, "share_worse")
    agreeing = 1.0 - worse if verdict == BETTER else worse
    worse_in = of_hundred(worse, table, "%") if verdict in CLEAR and agreeing < MOST_WORLDS else None
    return Effect(
        results.label(str(get("strategy"))), measure, difference(row, measure, table), percent(row, table), verdict, worse_in
    )


def effects(results: FolderTables, rows: pd.DataFrame, table: str = "effects") -> list[Effect]:
    """Every row of a table of effects."""
    return [effect(results, row, table) for row in each(rows)]


def outdone(rows: pd.DataFrame) -> set[tuple[str, str]]:
    """Pairs of strategies of which the second is shown to do better than the first, by rows that have ``outdone_by_all``."""
    by_all = rows["outdone_by_all"].astype("object").fillna("").astype(str).str.split()
    return {(str(one), by) for one, every in zip(rows["strategy"], by_all, strict=True) for by in every}


def labels(results: FolderTables, strategies: Iterable[str]) -> list[str]:
    """What strategies are called."""
    return [results.label(str(name)) for name in strategies]


def predicted(results: FolderTables) -> pd.DataFrame:
    """The outputs that are predicted, by pattern; none where the folder has no predictions."""
    rows = results.table("targets")
    if not {"predicted", *MIDDLE, *NEEDED} <= set(rows.columns):
        return rows.iloc[:0]
    rows = rows[rows["predicted"].isin(["yes", "no"]) & rows[NEEDED].notna().all(axis=1)]
    order = rows["pattern"].str.extract(r"(\d+)")[0].astype(float)
    return rows.assign(order=order).sort_values(["order", "id"]).drop(columns="order").reset_index(drop=True)


def lived(results: FolderTables) -> tuple[Number | None, Number | None]:
    """How many worlds a prediction is of, and how many of the evidence alone it is set beside; None where this is not known."""
    config = results.manifest.get("config") or {}
    fit = (config.get("calibrate") or {}).get("worlds") if results.manifest.get("kind") == "calibrate" else None
    asked = config.get("worlds") or {}
    worlds = fit or (asked.get("number") if asked.get("origin", BEST) != BEST else None)
    prior = fit or (worlds and (config.get("validate_table") or {}).get("prior"))
    counted = [count(number) if number else None for number in (worlds, prior)]
    return counted[0], counted[1]


def unused(rows: pd.DataFrame) -> pd.DataFrame:
    """Those that no world was made to agree with, a reader's own among them."""
    if not len(rows):
        return rows
    return rows[rows["fitted"] == "no"] if "fitted" in rows else rows[rows["use"] != "calibrate"]


def apart(rows: pd.DataFrame) -> pd.DataFrame:
    """Published figures that no world was made to agree with."""
    found = unused(rows)
    return found[found["use"] != OWN] if len(found) else found


def several(results: FolderTables) -> bool:
    """Whether the units are worlds and not replications of one."""
    effects = results.table("effects")
    return "n_worlds" in effects and bool((effects["n_worlds"] > 1).any())
