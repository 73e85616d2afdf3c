"""Some of a folder's runs, read as if they were all: an even sample of worlds, or a few of many strategies."""

from collections.abc import Collection
from typing import Any

import pandas as pd

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

    A point is then a world, and the settings of its parameters stand among its replications.

    Args:
        results: the whole, in whose design the settings of a world follow each other.
        cases: how many settings each world has.
    """

    def __init__(self, results: Results, cases: int):
        super().__init__(results)
        self._kept, self._done = (
            frame.assign(point=frame["point"] // cases, replication=frame["replication"] * cases + frame["point"] % cases)
            for frame in (self._kept, self._done)
        )
