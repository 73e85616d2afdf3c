"""Effects by horizon: the same paired differences over the first 1, 3, 5 and 10 years of the analysed period.

Custody, queues and the next generation turn results after the second year, so that one period alone misleads. What a run had
after so many years is kept beside its measures (`column`): it is what a run of that length would have given, ratios made
from their parts and stocks meant over the same days.
"""

from functools import cached_property

import numpy as np
import pandas as pd

from experiments.books.kept import column, shorter
from experiments.compare import best
from experiments.compare import effects as compare
from experiments.store.results import Results

COLUMNS = [
    "strategy", "versus", "measure", "unit", "book", "better", "years", "whole", "difference", "low", "high", "percent",
    "clear", "verdict", "outdone_by_all", "baseline_mean", "n_pairs", "interval", "n_worlds", "world_low", "world_high",
    "share_worse", "scenario",
]  # fmt: skip
KEYS = ["scenario", "strategy", "measure"]


class Early(Results):
    """The same runs as if each had ended after so many years, with their primary measures alone."""

    def __init__(self, whole: Results, years: int):
        super().__init__(whole.folder)
        self._whole, self._years = whole, years

    @property
    def strategies(self) -> list[str]:
        """Those of the runs."""
        return self._whole.strategies

    @cached_property
    def all_runs(self) -> pd.DataFrame:
        """Keys and inputs of every run that is done, and its primary measures after these years, under their own names.

        An input with the name of a measure is left out: it would be taken for the measure.
        """
        runs = self._whole.all_runs
        early = {column(self._years, name): name for name in self.primary}
        held = [name for name in early if name in runs.columns]
        inputs = [name for name in self.design.columns if name not in self.measures.index]
        return runs[[*inputs, *held]].rename(columns=early)


def table(results: Results, effects: pd.DataFrame, against_best: pd.DataFrame) -> pd.DataFrame:
    """`horizons.csv`: paired differences of primary measures from the first day to each horizon, and over the whole period.

    Intervals of one horizon hold together as those of `effects.csv` do; over several horizons they do not. `clear` says
    whether the interval keeps to one side of zero. `outdone_by_all` is as in `best.csv`: which strategies are shown to be better by
    their own paired differences, over all pairs of one horizon. A horizon is left out where the runs were stored without it.

    Args:
        results: the runs.
        effects: `effects.csv`, whose rows are those of the whole period.
        against_best: `best.csv`, of the whole period too.
    """
    years = float(results.manifest["years"])
    found = {float(one): _early(Early(results, one)) for one in shorter(years)}
    found[years] = effects[effects["primary"] == "yes"], against_best
    frames = [
        rows.merge(pairs[[*KEYS, "outdone_by_all"]], how="left", on=KEYS).assign(years=at, whole="yes" if at == years else "no")
        for at, (rows, pairs) in found.items()
        if len(rows)
    ]
    if not frames:
        return pd.DataFrame(columns=COLUMNS)
    rows = pd.concat(frames, ignore_index=True)
    bounded = np.isfinite(rows[["low", "high"]].to_numpy(float)).all(axis=1)
    rows["clear"] = np.where(bounded, np.where((rows["low"] > 0.0) | (rows["high"] < 0.0), "yes", "no"), "")
    as_run = {"scenario": list(results.design["scenario"].unique()), "strategy": results.strategies, "measure": results.primary}
    for name, order in as_run.items():
        rows[name] = pd.Categorical(rows[name], order)
    return rows.sort_values([*as_run, "years"]).reindex(columns=COLUMNS).reset_index(drop=True)


def _early(results: Early) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Differences from the baseline over the first years, and every strategy against every other."""
    effects = compare.effects(results)
    return effects, best.table(results, effects)
