"""A sweep's tables: those of a comparison, and `sweep.csv` with the settings as columns beside each measure."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from experiments.compare import tables as comparison
from experiments.compare.effects import less, unit_values
from experiments.statistics import intervals
from experiments.statistics.bootstrap import Array
from experiments.store.results import Results

KEYS = ["scenario", "point", "replication"]


def sweep_tables(results: Results) -> dict[str, pd.DataFrame]:
    """All tables of a sweep, from the stored runs alone."""
    by_place = comparison.tables_by_area(results)
    return comparison.common(results) | {"sweep": sweep(results)} | next(by_place)


def settings(results: Results) -> list[str]:
    """What the sweep varies, among all that varies from world to world: lever components and parameters."""
    asked = results.manifest["config"]["sweep"]
    levers = [f"{lever}.{one}" for lever, values in asked.items() if isinstance(values, dict) for one in values]
    return [name for name in results.varying if name in {*asked, *levers}]


def sweep(results: Results) -> pd.DataFrame:
    """`sweep.csv`: one row a setting and measure: the settings, the level, the paired difference from the baseline.

    Differences have pointwise intervals here: a map of many cells is read as a whole (`effects.csv` has the family's). Over
    several worlds each world counts once.
    """
    varied, runs = settings(results), results.runs
    columns = ["strategy", *varied, "measure", "unit", "better", "mean", "low", "high", "difference", "difference_low",
               "difference_high", "n", "scenario"]  # fmt: skip
    base = runs[runs["strategy"] == results.baseline].set_index(KEYS)
    swept = runs[runs["strategy"] != results.baseline] if results.manifest["levers"] else runs
    by = ["scenario", "strategy", *varied]
    rows = [row for _, cell in swept.groupby(by, sort=False, dropna=False) for row in _rows(results, cell, base, by)]
    return pd.DataFrame(rows, columns=columns)


def _rows(results: Results, cell: pd.DataFrame, base: pd.DataFrame, by: list[str]) -> Iterator[dict[str, Any]]:
    """A setting's rows, one a measure."""
    names = results.measured()
    levels = cell.set_index(KEYS)[names].astype(float)
    mean, low, high = _estimates(levels)
    gap, gap_low, gap_high = _estimates(less(levels, base[names].astype(float).reindex(levels.index)))
    setting = {name: cell[name].iloc[0] for name in by}
    for at, name in enumerate(names):
        about = results.measures.loc[name]
        yield {
            **setting,
            **{"measure": name, "unit": about["unit"], "better": about["better"] or ""},
            **{"mean": mean[at], "low": low[at], "high": high[at], "n": int(levels[name].notna().sum())},
            **{"difference": gap[at], "difference_low": gap_low[at], "difference_high": gap_high[at]},
        }


def _estimates(values: pd.DataFrame) -> tuple[Array, Array, Array]:
    """Each column's mean and interval."""
    units = unit_values(values)
    bounds = intervals.alone(units.to_numpy())
    return units.mean().to_numpy(), bounds.low, bounds.high
