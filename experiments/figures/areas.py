"""Levels and differences by force area, as maps and sentences show them. Nothing below force area."""

from __future__ import annotations

from typing import Any

import pandas as pd

from experiments.figures.results import FolderTables
from experiments.protocol.format import Quantity
from experiments.store.results import FEW_YOUNG_PEOPLE, WHOLE


def few(rows: pd.DataFrame) -> pd.Series:
    """Which rows are of areas with too few young people for a number: suppressed in every figure alike."""
    return rows["population_10_17"] < FEW_YOUNG_PEOPLE


def rates(results: FolderTables, measure: str) -> pd.DataFrame:
    """Levels by area with what the map needs: people aged 10 to 17, the rate per 1,000 of them, and the place on the grid."""
    rows = results.rows("areas", measure=measure)
    rows = rows[rows["area"] != WHOLE]
    columns = ["name", "short_name", "abbr", "region", "grid_row", "grid_col", "population_10_17"]
    found = rows.merge(results.areas[columns], left_on="area", right_on="name", how="inner").drop(columns="name")
    found["per_1000_young_people"] = 1000.0 * found["mean"] / found["population_10_17"]
    return found.reset_index(drop=True)


def changes(results: FolderTables, measure: str, strategy: str) -> pd.DataFrame:
    """Differences by area under one strategy, also as per cent of the baseline's mean there, with a verdict."""
    rows = results.rows("areas_effects", measure=measure, strategy=strategy, versus=results.baseline)
    rows = rows[rows["area"] != WHOLE]
    base = rates(results, measure)
    base = base[base["strategy"] == results.baseline]
    base = base[["area", "short_name", "abbr", "region", "grid_row", "grid_col", "population_10_17", "mean"]]
    found = rows.merge(base.rename(columns={"mean": "baseline_mean"}), on="area", how="inner")
    share = 100.0 / found["baseline_mean"].where(found["baseline_mean"] > 0.0)
    for end, name in (("difference", "percent"), ("low", "percent_low"), ("high", "percent_high")):
        found[name] = found[end] * share
    return found.reset_index(drop=True)


def rate(row: Any) -> Quantity:
    """An area's rate per 1,000 people aged 10 to 17, with its interval."""
    per_head = 1000.0 / row.population_10_17
    return Quantity(row.mean, row.low, row.high, table="areas").scaled(per_head)


def change(row: Any) -> Quantity:
    """An area's change in per cent of its baseline, with its interval."""
    return Quantity(row.percent, row.percent_low, row.percent_high, "%", table="areas_effects", difference=True)
