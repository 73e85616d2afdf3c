"""A results folder as pandas frames: what every analysis, figure and notebook reads."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.protocol.design import AGAIN
from experiments.store.folder import Folder, Found
from experiments.store.tabulate import KEYS

WHOLE = "England and Wales"
FEW_YOUNG_PEOPLE = 5000
"""Below this many people aged 10 to 17 a number says nothing about an area."""
MANY_RUNS = 500
"""Of more runs than these, tables and figures are made in two processes; of fewer, one is done before a second has begun."""


class Results:
    """The results of an experiment.

    Each table of `tables/` is an attribute, a tidy pandas frame: `results.effects`, `results.outcomes`, `results.areas`.

    Args:
        folder: where they are.
        measures: those of its runs to read, of the thousand columns that they have; None for all.
    """

    def __init__(self, folder: Folder | Path | str, measures: Sequence[str] | None = None):
        self.folder = folder if isinstance(folder, Folder) else Folder(folder)
        self.folder.must_exist()
        self.manifest: dict[str, Any] = self.folder.manifest()
        self._wanted = measures

    def __getattr__(self, name: str) -> pd.DataFrame:
        """A table by its name."""
        if name.startswith("_") or name == "folder":  # of one that is being unpickled
            raise AttributeError(name)
        if not (self.folder.tables / f"{name}.csv").is_file():
            raise AttributeError(f"no table {name!r} in {self.folder.tables}; there are {', '.join(self.tables())}")
        table: pd.DataFrame = self.folder.read_table(name)
        return table

    def __repr__(self) -> str:
        """Kind, title, place and counts."""
        runs = self.counts()
        return f"Results({self.kind}: {self.title!r}, {runs['done']} of {runs['asked']} runs, in {self.folder.path})"

    def tables(self) -> list[str]:
        """Names of the tables there are."""
        return sorted(path.stem for path in self.folder.tables.glob("*.csv"))

    @property
    def path(self) -> Path:
        """The folder."""
        return self.folder.path

    @property
    def kind(self) -> str:
        """The experiment's kind."""
        return str(self.manifest["kind"])

    @property
    def title(self) -> str:
        """The experiment's title."""
        return str(self.manifest["title"])

    @property
    def baseline(self) -> str:
        """The strategy that others are compared with."""
        return str(self.manifest["baseline"])

    @property
    def strategies(self) -> list[str]:
        """Names of the strategies as run, the baseline first."""
        return [str(row["name"]) for row in self.manifest["strategies"]]

    @property
    def primary(self) -> list[str]:
        """The primary measures."""
        return list(self.manifest["primary"])

    @cached_property
    def measures(self) -> pd.DataFrame:
        """Unit, book, better, over and meaning of each measure, by its name."""
        return pd.DataFrame(self.manifest["measures"]).set_index("name", drop=False)

    @cached_property
    def found(self) -> Found:
        """The sound parts of `runs/` and `series/`."""
        return self.folder.look()

    @cached_property
    def design(self) -> pd.DataFrame:
        """Every run asked for: run, scenario, strategy, point, replication, seed, again, and what varies."""
        design: pd.DataFrame = self.folder.read_design()
        return design

    @cached_property
    def all_runs(self) -> pd.DataFrame:
        """Every run asked for that is done, in the design's order, with its measures; the A/A arm among them.

        A measure with the name of an input is the measure; the input stands in `design`.
        """
        stored = self.folder.read_runs(self.found, self._wanted)
        some = self._wanted is None and len(stored) > 0
        held = self.measures.index.intersection(stored.columns) if some else self.measures.index
        inputs = [name for name in self.design.columns if name not in held]
        own = [name for name in stored.columns if name == "run" or name not in inputs]
        return self.design[inputs].merge(stored[own], on="run", how="inner", sort=False)

    @property
    def runs(self) -> pd.DataFrame:
        """Every run of a strategy that is done, one row a run, in the design's order."""
        return self.all_runs[~self.all_runs["again"]].drop(columns="again").reset_index(drop=True)

    @property
    def failures(self) -> pd.DataFrame:
        """Runs that failed, with the error and the command that repeats each."""
        found: pd.DataFrame = self.folder.read_failures()
        return found

    @property
    def missing(self) -> pd.DataFrame:
        """Runs asked for that neither are done nor failed: not yet run, or lost from `runs/` since."""
        known = {*self.all_runs["run"], *self.failures["run"]}
        return self.design[~self.design["run"].isin(known)].reset_index(drop=True)

    def counts(self) -> dict[str, int]:
        """Runs asked for, done, failed and missing; two strategies of the same content are one run."""
        asked, done, missing = (frame["run"].nunique() for frame in (self.design, self.all_runs, self.missing))
        return {"asked": asked, "done": done, "failed": len(self.failures), "missing": missing}

    @property
    def varying(self) -> list[str]:
        """Inputs that vary: parameters, switches, lever components of a sweep."""
        return [name for name in self.design.columns if name not in (*KEYS, "again")]

    def measured(self) -> list[str]:
        """Names of the measures that the runs have."""
        return [name for name in self.measures.index if name in self.all_runs.columns]

    def wide(self, measure: str, again: bool = False) -> pd.DataFrame:
        """A measure with a row for each (scenario, point, replication) and a column for each strategy.

        Args:
            measure: the measure's name.
            again: also the A/A arm, as the column `reference_again`.
        """
        table = pd.DataFrame((self._every_wide if again else self._own_wide)[measure])
        order = [name for name in [*self.strategies, AGAIN] if name in table.columns]
        return table[order]

    def by_scenario(self, measure: str, again: bool = False) -> list[tuple[str, pd.DataFrame]]:
        """A measure by scenario, as in `wide`; cached, since every table reads it. Do not modify what it returns."""
        if (measure, again) not in self._by_scenario:
            wide = self.wide(measure, again)
            there = wide.index.get_level_values("scenario")
            self._by_scenario[measure, again] = [
                (str(one), pd.DataFrame(wide.xs(one, level="scenario")))
                for one in self.design["scenario"].unique()
                if one in there
            ]
        return self._by_scenario[measure, again]

    @cached_property
    def _by_scenario(self) -> dict[tuple[str, bool], list[tuple[str, pd.DataFrame]]]:
        return {}

    @cached_property
    def _own_wide(self) -> pd.DataFrame:
        return self._pivoted(self.runs)

    @cached_property
    def _every_wide(self) -> pd.DataFrame:
        return self._pivoted(self.all_runs)

    def _pivoted(self, runs: pd.DataFrame) -> pd.DataFrame:
        """All measures at once: a measure at a time takes most of the time of a report."""
        return runs.pivot(index=["scenario", "point", "replication"], columns="strategy", values=self.measured())

    def series(
        self,
        measures: Sequence[str] | None = None,
        areas: Sequence[str] | None = None,
        strategies: Sequence[str] | None = None,
    ) -> pd.DataFrame:
        """Monthly values of the runs, restricted as asked; large: name what you need."""
        where = []
        for column, wanted in (("measure", measures), ("area", areas), ("strategy", strategies)):
            if wanted is not None:
                where.append(f"{column} in ({_listed(wanted) or 'null'})")
        clause = " where " + " and ".join(where) if where else ""
        order = "order by scenario, strategy, point, replication, measure, area, month"
        return self.query(f"select * from series{clause} {order}")

    def query(self, sql: str) -> pd.DataFrame:
        """A DuckDB query over `series` (of the design's runs, strategies named as in it), `runs` and `design`."""
        import duckdb

        with duckdb.connect() as database:
            database.execute("set threads = 2")
            database.register("design", self.design)
            database.register("runs", self.all_runs)
            files = [str(path) for path in self.found.series]
            if files:
                database.execute(
                    "create view series as select d.run, d.scenario, d.strategy, d.point, d.replication, "
                    f"s.month, s.area, s.measure, s.value from read_parquet([{_listed(files)}], union_by_name = true) s "
                    "join design d using (run)"
                )
            return database.execute(sql).df()

    def months(self) -> list[str]:
        """The months of which values are stored, like "2019-01"."""
        return [str(month) for month in self.query("select distinct month from series order by month")["month"]]

    @property
    def has_series(self) -> bool:
        """Whether monthly values are stored."""
        return bool(self.found.series)


def _listed(names: Sequence[str]) -> str:
    return ", ".join("'" + name.replace("'", "''") + "'" for name in names)
