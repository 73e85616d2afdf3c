"""On which alternatives of the model's structure a difference depends, where worlds differ in them."""

import numpy as np
import pandas as pd
from scipy import stats

from experiments.statistics.intervals import t_interval
from experiments.store.results import Results

COLUMNS = [
    "strategy", "versus", "measure", "unit", "parameter", "alternative", "difference", "low", "high", "n_worlds", "q", "scenario",
]  # fmt: skip
FEWEST = 10
"""Worlds that each alternative needs, so that the means of skewed differences can be set beside each other."""


def table(results: Results) -> pd.DataFrame:
    """`switches.csv`: the mean difference in the worlds of each alternative, a row each; of primary measures.

    `q` asks of each switch whether its alternatives differ (Alexander & Govern 1994, which takes no two of them to spread alike),
    adjusted over the switches of a strategy and measure (Benjamini & Hochberg 1995). Each switch is looked at by itself: what goes
    with it in these worlds, as published figures leave them, is in its difference.
    """
    switches = [one["name"] for one in results.manifest["structures"] if one["name"] in results.varying]
    worlds = results.design.drop_duplicates("point").set_index("point")[switches]
    rows = [
        {"strategy": strategy, "versus": results.baseline, "measure": measure, "unit": unit, "scenario": scenario} | row
        for measure, unit in ((one, results.measures.loc[one]["unit"]) for one in results.primary if one in results.measured())
        for scenario, levels in results.by_scenario(measure)
        if results.baseline in levels
        for strategy in levels.columns.drop(results.baseline)
        for row in by_alternative(levels[strategy] - levels[results.baseline], worlds)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def by_alternative(gaps: pd.Series, worlds: pd.DataFrame) -> list[dict[str, object]]:
    """The rows of one strategy: of switches of which two alternatives or more have worlds enough that differ."""
    means = gaps.dropna().groupby(level="point").mean()
    found = []
    for switch in worlds.columns:
        groups = means.groupby(worlds[switch].reindex(means.index), sort=True)
        parts = {str(name): part.to_numpy(float) for name, part in groups if len(part) >= FEWEST and part.nunique() > 1}
        if len(parts) > 1:
            found.append((switch, parts, float(stats.alexandergovern(*parts.values()).pvalue)))
    adjusted = stats.false_discovery_control([p for _, _, p in found]) if found else []
    return [
        {"parameter": switch, "alternative": name, "n_worlds": len(part), "q": q}
        | dict(zip(("difference", "low", "high"), t_interval(part), strict=True))
        for (switch, parts, _), q in zip(found, np.asarray(adjusted), strict=True)
        for name, part in parts.items()
    ]
