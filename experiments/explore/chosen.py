"""A results folder as a reader has chosen to see it: some strategies, one measure first, a horizon, a world assumed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import pandas as pd

from experiments.figures.results import FolderTables

KEPT = 8
"""Choices of which the rows are kept; a page shows a few at a time."""


@dataclass(frozen=True)
class Choice:
    """What is shown; no years mean the whole period, no folder the one that the page was opened on."""

    strategies: tuple[str, ...]
    measure: str
    years: float | None = None
    scenario: str = ""
    folder: str = ""


class Chosen(FolderTables):
    """The same folder with other strategies left out; sentences and figures read it as they read any folder.

    Args:
        source: the whole folder.
        choice: what of it is shown.
    """

    def __init__(self, source: FolderTables, choice: Choice) -> None:
        self.folder, self.manifest, self.source, self.choice = source.folder, source.manifest, source, choice
        self._tables: dict[str, pd.DataFrame] = {}
        self._kept = {source.baseline, *choice.strategies}

    def whole(self, name: str) -> pd.DataFrame:
        """A table without the rows of strategies that are not shown, over the chosen years."""
        if name not in self._tables:
            found = over_years(self.source, self.choice.years) if name == "effects" and self.choice.years else None
            found = self.source.whole(name) if found is None else found
            if "strategy" in found:
                found = found[found["strategy"].isin(self._kept)].reset_index(drop=True)
            self._tables[name] = found
        return self._tables[name]

    @property
    def differences(self) -> str:
        """Those over fewer years stand in a table of their own."""
        return "horizons" if self.choice.years else "effects"

    @property
    def scenario(self) -> str:
        """The world assumed that is shown."""
        return self.choice.scenario if self.choice.scenario in self.scenarios else super().scenario

    @property
    def coloured(self) -> list[str]:
        """Colours are those of the whole folder."""
        return self.source.coloured

    @cached_property
    def primary(self) -> list[str]:
        """The chosen measure, then the primary ones."""
        return list(dict.fromkeys([self.choice.measure, *self.source.primary]))

    @property
    def answers(self) -> bool:
        """Whether the report's answer holds for it: all strategies, a primary measure, the whole period."""
        return (
            not self.choice.years and self.choice.measure in self.source.primary and self._kept >= set(self.source.strategies)
        )


@lru_cache(maxsize=KEPT)
def as_chosen(results: FolderTables, choice: Choice) -> Chosen:
    """A folder as chosen, the same for every part of a page that shows it: what is read of its tables is read once.

    Args:
        results: the folder, of which each reading is apart from earlier ones.
        choice: what of it is shown.
    """
    return Chosen(results, choice)


def over_years(results: FolderTables, years: float) -> pd.DataFrame:
    """The rows of ``horizons.csv`` that count so many years, as ``effects.csv`` has them."""
    rows = results.whole("horizons")
    primary = ["yes" if name in results.primary else "no" for name in rows["measure"]]
    return rows.assign(primary=primary)[rows["years"] == years].reset_index(drop=True)


def horizons(results: FolderTables) -> list[float]:
    """The numbers of years over which differences are known, the whole period last."""
    rows = results.whole("horizons")
    return sorted(float(years) for years in rows["years"].unique()) if len(rows) else []


def compared_measures(results: FolderTables) -> list[str]:
    """Measures that have differences, the primary ones first."""
    rows = results.table("effects")
    there = set(rows["measure"].unique()) if len(rows) else set(results.measures)
    return [name for name in dict.fromkeys([*results.primary, *results.measures]) if name in there]
