"""Some of a folder's runs, read as if they were all: an even sample of worlds, or a few of many strategies."""

import math
from collections.abc import Collection
from typing import Any

import pandas as pd

from experiments.protocol.design import swept
from experiments.store.results import Results


class Subset(Results):
    """The runs of some points or strategies only.

    Args:
        results: the whole.
        points: points to keep, or None for all.
        strategies: strategies to keep, or None for all.
    """

    def __init__(self, results: Results, points: Collection[Any] | None = None, strategies: Collection[str] | None = None):
        super().__init__(results.folder)
        self.found = results.found  # every part was checked against its name once
        kept = results.design
        for column, wanted in (("point", points), ("strategy", strategies)):
            kept = kept if wanted is None else kept[kept[column].isin(list(wanted))]
        self._kept = kept.reset_index(drop=True)
        self._done = results.all_runs[results.all_runs["run"].isin(set(self._kept["run"]))].reset_index(drop=True)

    @property
    def all_runs(self) -> pd.DataFrame:
        """Those of them that are done; read once, by the whole."""
        return self._done

    @property
    def design(self) -> pd.DataFrame:
        """The runs asked for of those points and strategies."""
        return self._kept


class Cases(Subset):
    """All runs, where every world is lived at several settings of parameters: these are cases of one world, not worlds of their own.

    A point is then a world. In tables by measure a replication is the mean over the settings, where all of them are done.

    Args:
        results: the whole, in whose design the settings of a world follow each other.
        cases: how many settings each world has.
    """

    def __init__(self, results: Results, cases: int):
        super().__init__(results)
        self._cases = cases
        self._kept, self._done = (
            frame.assign(point=frame["point"] // cases, replication=frame["replication"] * cases + frame["point"] % cases)
            for frame in (self._kept, self._done)
        )

    def _pivoted(self, runs: pd.DataFrame) -> pd.DataFrame:
        """Means over the settings of each world and replication; none where one is missing."""
        each = super()._pivoted(runs)
        replication = (each.index.get_level_values("replication") // self._cases).rename("replication")
        by = [each.index.get_level_values("scenario"), each.index.get_level_values("point"), replication]
        found = each.groupby(by, sort=False)
        return found.mean().where(found.count() == self._cases)


def in_worlds(results: Results) -> Results:
    """The runs with a point for each world, also of a sweep that varies parameters."""
    _, parameters = swept(results.manifest["config"])
    return Cases(results, math.prod(len(values) for values in parameters.values())) if parameters else results
