"""The worlds of a folder that vary: their inputs, the difference in each, and the same report of those within limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from experiments.explore.chosen import compared_measures
from experiments.figures.results import FolderTables
from experiments.protocol.design import DUMMY, swept
from experiments.protocol.problems import Unusable
from experiments.store.folder import Folder
from experiments.store.results import Results
from experiments.store.subset import Subset

MOST = 8
A_WHILE = 0.1
"""A share of all worlds, in the order of an input: less of them clear of zero is an end of the curve that happens to be."""
FEWEST = 4
"""Fewer worlds have no curve, and below this number nothing is said of them."""


@dataclass(frozen=True)
class Worlds:
    """A folder's worlds.

    Attributes:
        results: the folder, as it stood when it was opened.
        inputs: what varies, a row a world (`point`).
    """

    results: FolderTables
    inputs: pd.DataFrame

    def gaps(self, strategy: str, measure: str, scenario: str) -> pd.Series:
        """The mean difference from the baseline in each world."""
        stored = runs_of(self.results)
        table = next((found for name, found in stored.by_scenario(measure) if name == scenario), None)
        if table is None or strategy not in table or stored.baseline not in table:
            return pd.Series(dtype=float)
        found = (table[strategy] - table[stored.baseline]).groupby(level="point").mean()
        return found.dropna()

    def ranked(self, strategy: str, measure: str, scenario: str) -> list[str]:
        """Inputs by how much the difference goes with them, the most first; at most so many as can be looked at."""
        gaps = self.gaps(strategy, measure, scenario)
        strength = {str(name): abs(with_it(column.loc[gaps.index], gaps)) for name, column in self.inputs.items()}
        return sorted(strength, key=lambda name: -strength[name])[:MOST]

    def within(self, limits: Mapping[str, tuple[float, float] | Sequence[str]]) -> pd.Index:
        """Worlds that keep to limits: from one value to another, or some alternatives of a switch."""
        kept = pd.Series(True, index=self.inputs.index)
        for name, limit in limits.items():
            column = self.inputs[name]
            kept &= column.between(*limit) if is_number(column) else column.astype(str).isin(list(limit))
        return self.inputs.index[kept]

    def effect(self, points: Sequence[int], strategy: str, measure: str) -> pd.Series | None:
        """The row of `effects.csv` that these worlds alone would have; None where they are too few."""
        from experiments.compare import effects, equal  # with all of SciPy: not before somebody looks here

        if len(points) < FEWEST:
            return None
        found = effects.effects(Within(equal.as_named(runs_of(self.results)), points, measure))
        rows = found[found["strategy"] == strategy]
        return rows.iloc[0] if len(rows) else None


class Within(Subset):
    """Some worlds, and one measure, which is the primary one."""

    def __init__(self, stored: Results, points: Sequence[int], measure: str) -> None:
        super().__init__(stored, points=list(points))
        self._measure = measure

    @property
    def primary(self) -> list[str]:
        """The measure."""
        return [self._measure]

    def measured(self) -> list[str]:
        """The measure."""
        return [self._measure]


@lru_cache(maxsize=2)
def runs_of(results: FolderTables) -> Results:
    """The runs of a folder, with all measures that can be chosen: each read alone would take half as long as all of them."""
    return Results(Folder(results.folder), compared_measures(results))


@lru_cache(maxsize=2)
def worlds_of(results: FolderTables) -> Worlds | None:
    """The worlds of a folder; None where it keeps no runs, nothing varies, or settings of a sweep do."""
    try:
        stored = Results(Folder(results.folder))
        design = stored.design
    except (Unusable, OSError, ValueError):
        return None
    names = [name for name in stored.varying if name != DUMMY and design[name].nunique() > 1]
    if not names or swept(stored.manifest["config"])[1] or not any(stored.folder.runs.glob("*.parquet")):
        return None
    return Worlds(results, design.drop_duplicates("point").set_index("point")[names].sort_index())


def is_number(column: pd.Series) -> bool:
    """Whether an input is a number, not a switch."""
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def with_it(column: pd.Series, gaps: pd.Series) -> float:
    """How much the difference goes with an input: a correlation of ranks, or of alternatives' means."""
    if not is_number(column):
        means = gaps.groupby(column.astype(str)).transform("mean")
        return float(means.std(ddof=0) / gaps.std(ddof=0)) if gaps.std(ddof=0) > 0.0 else 0.0
    found = column.rank().corr(gaps.rank())
    return float(found) if np.isfinite(found) else 0.0


@dataclass(frozen=True)
class Turn:
    """The difference along one input: the curve's values, its middle and its 95% band, and where it crosses zero.

    Attributes:
        sure: the crossings with the band clear of zero for a while on either side, up to the next crossing.
    """

    values: np.ndarray
    mean: np.ndarray
    low: np.ndarray
    high: np.ndarray
    crossings: list[float]
    sure: list[float]


def turn(worlds: Worlds, name: str, gaps: pd.Series) -> Turn | None:
    """Where the mean difference of these worlds changes its sign along an input; None where they are too few to say."""
    from experiments.statistics.smooth import along

    column = worlds.inputs.loc[gaps.index, name]
    if not is_number(column) or len(gaps) < 3 * FEWEST:
        return None
    shares = (column.rank().to_numpy() - 0.5) / len(column)
    curve = along(shares, gaps.to_numpy(float)[:, None])
    low, high = (ends[:, 0] for ends in curve.interval())
    values = np.quantile(column.to_numpy(float), curve.shares)
    mean = curve.mean[:, 0]
    at = np.flatnonzero(np.sign(mean[1:]) * np.sign(mean[:-1]) < 0)
    crossings = [float(values[i] + (values[i + 1] - values[i]) * mean[i] / (mean[i] - mean[i + 1])) for i in at]
    clear = np.split((low > 0.0) | (high < 0.0), at + 1)
    lasting = [np.count_nonzero(part) >= A_WHILE * len(mean) for part in clear]
    sure = [crossing for crossing, before, after in zip(crossings, lasting[:-1], lasting[1:], strict=True) if before and after]
    return Turn(values, mean, low, high, crossings, sure)
