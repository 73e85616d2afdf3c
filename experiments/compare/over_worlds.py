"""Differences over many worlds: in how many a strategy is better and by how much, apart from the luck of the runs."""

import numpy as np
import pandas as pd

from experiments.statistics import intervals
from experiments.store.ensemble import BEST, RANGE, origin_of
from experiments.store.results import Results

COLUMNS = [
    "strategy", "versus", "measure", "unit", "primary", "share_better", "share_beyond_matters", "low_90", "median", "high_90", "mean",
    "luck_half_width", "n_worlds", "origin", "scenario",
]  # fmt: skip


def table(results: Results) -> pd.DataFrame:
    """`worlds.csv`: the paired difference in each world, drawn to their mean by as much as luck spreads them; a row each pair.

    Where luck hides how worlds differ, nothing is said of single ones. `share_better` and `share_beyond_matters` are of
    worlds; nine tenths of worlds lie in `low_90` to `high_90`; the mean over these worlds is known within `luck_half_width` (95%),
    which more replications make smaller and more knowledge does not.
    """
    rows = [
        row
        for measure in results.measured()
        for scenario, levels in results.by_scenario(measure)
        if results.baseline in levels
        for strategy in levels.columns
        if strategy != results.baseline and (row := _row(results, measure, scenario, levels, strategy))
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _row(results: Results, measure: str, scenario: str, levels: pd.DataFrame, strategy: str) -> dict[str, object]:
    gap = (levels[strategy] - levels[results.baseline]).dropna()
    worlds = gap.index.get_level_values("point").to_numpy()
    found = intervals.spread(gap.to_numpy(float), worlds)
    if found.worlds < 2:
        return {}
    means = gap.groupby(worlds).mean().to_numpy(float)
    true = intervals.shrunk(means, found) if found.beyond_luck else np.full(len(means), np.nan)
    better = str(results.measures.loc[measure]["better"] or "")
    gain = {"up": true, "down": -true}.get(better)
    share = results.manifest["matters"].get(measure)
    smallest = share * abs(float(levels[results.baseline].mean())) if share is not None else None
    low, median, high = np.quantile(true, [0.05, 0.5, 0.95])
    return {
        "strategy": strategy,
        "versus": results.baseline,
        "measure": measure,
        "unit": results.measures.loc[measure]["unit"],
        "primary": "yes" if measure in results.primary else "no",
        "share_better": _share(gain > 0.0, found) if gain is not None else float("nan"),
        "share_beyond_matters": _share(gain >= smallest, found) if gain is not None and smallest is not None else float("nan"),
        "low_90": low,
        "median": median,
        "high_90": high,
        "mean": float(means.mean()),
        "luck_half_width": luck(found),
        "n_worlds": found.worlds,
        "origin": origin(results),
        "scenario": scenario,
    }


def _share(which: np.ndarray, found: intervals.Spread) -> float:
    return float(which.mean()) if found.beyond_luck else float("nan")


def luck(found: intervals.Spread) -> float:
    """Half of the 95% interval that luck alone leaves of the mean over these worlds; NaN with one replication a world."""
    degrees = found.worlds * (found.replications - 1.0)
    if degrees < 1.0:
        return float("nan")
    factor = float(intervals.pointwise(np.array([int(degrees) + 1]))[0])
    return factor * float(np.sqrt(found.within / (found.worlds * found.replications)))


def origin(results: Results) -> str:
    """Where the worlds came from: the config's word, `range` where it varied parameters itself."""
    source = origin_of(results.manifest)
    return RANGE if source == BEST else source
