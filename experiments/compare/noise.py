"""What chance alone shows: the baseline against itself with other seeds, and how much of the spread of runs is luck."""

from typing import Any

import numpy as np
import pandas as pd

from experiments.compare.effects import unit_values
from experiments.protocol.design import AGAIN
from experiments.statistics import intervals
from experiments.store.results import Results


def aa(results: Results) -> pd.DataFrame:
    """`aa.csv`: the baseline against itself with other seeds: how far two sets of runs that share no luck may lie apart.

    Empty where that arm does not run; `noise` then has luck apart by the worlds that are lived twice.
    `floor` is the larger end of the interval, without its sign. It stands beside levels, and beside results of two folders
    with other seeds; a difference that is paired has a floor that is (`effects.csv`), since pairing takes luck away.
    """
    columns = ["measure", "unit", "difference", "low", "high", "floor", "floor_percent", "n_pairs", "scenario"]
    rows = []
    for measure in results.measured():
        for scenario, table in results.by_scenario(measure, again=True):
            if AGAIN not in table or results.baseline not in table:
                continue
            values = unit_values(table[[results.baseline, AGAIN]])
            gap = (values[AGAIN] - values[results.baseline]).to_numpy(float)
            mean, low, high = intervals.t_interval(gap)
            floor, level = max(abs(low), abs(high)), abs(float(values[results.baseline].mean()))
            rows.append(
                {
                    "measure": measure,
                    "unit": results.measures.loc[measure]["unit"],
                    "difference": mean,
                    "low": low,
                    "high": high,
                    "floor": floor,
                    "floor_percent": 100.0 * floor / level if level else float("nan"),
                    "n_pairs": int(np.isfinite(gap).sum()),
                    "scenario": scenario,
                }
            )
    return pd.DataFrame(rows, columns=columns)


def noise(results: Results) -> pd.DataFrame:
    """`noise.csv`: variance between worlds and between seeds, for levels and for differences.

    `between_worlds` as estimated (it may be negative: then the two can't be told apart), empty with one world.
    """
    columns = ["strategy", "versus", "measure", "unit", "between_worlds", "between_seeds", "noise_share", "worlds",
               "replications", "separable", "scenario"]  # fmt: skip
    rows = []
    for measure in results.measured():
        for scenario, table in results.by_scenario(measure):
            worlds = table.index.get_level_values("point").to_numpy()
            for strategy in table.columns:
                pairs = [("", table[strategy])]
                if strategy != results.baseline and results.baseline in table:
                    pairs.append((results.baseline, table[strategy] - table[results.baseline]))
                for versus, values in pairs:
                    rows.append(_noise_row(measure, strategy, versus, values.to_numpy(float), worlds, results, scenario))
    return pd.DataFrame(rows, columns=columns)


def _noise_row(
    measure: str, strategy: str, versus: str, values: np.ndarray, worlds: np.ndarray, results: Results, scenario: str
) -> dict[str, Any]:
    found = intervals.spread(values, worlds)
    separable = np.isfinite(found.between) and found.between > 0.0
    return {
        "strategy": strategy,
        "versus": versus,
        "measure": measure,
        "unit": results.measures.loc[measure]["unit"],
        "between_worlds": found.between,
        "between_seeds": found.within,
        "noise_share": found.noise_share if np.isfinite(found.between) else float("nan"),
        "worlds": found.worlds,
        "replications": found.replications,
        "separable": "yes" if separable else "no",
        "scenario": scenario,
    }
