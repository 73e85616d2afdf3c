"""Runs of a folder of which a few measures are read, not the thousand columns that they have."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import pandas as pd

from experiments.store.folder import Folder
from experiments.store.results import Results
from experiments.store.tabulate import KEYS


class SomeMeasures(Results):
    """The runs of a folder with some of their measures.

    Args:
        folder: where they are.
        measures: names of measures; None for the primary ones.
    """

    def __init__(self, folder: Folder, measures: Sequence[str] | None = None) -> None:
        super().__init__(folder)
        self._measures = list(self.primary if measures is None else measures)

    @cached_property
    def all_runs(self) -> pd.DataFrame:
        """Keys of every run that is done, and the measures."""
        stored = self.folder.read_runs(self.found, self._measures)
        return self.design[[*KEYS, "again"]].merge(stored, on="run", how="inner", sort=False)
