"""One at a time: each factor at its ends with all else at its best, on the same seeds, so that differences are paired."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from experiments.compare.effects import less
from experiments.statistics.intervals import t_interval
from experiments.worlds.study import Study


def tornado(study: Study) -> pd.DataFrame:
    """A row a factor, end and outcome: the outcome's change from the best point, with its paired interval.

    Columns: strategy, versus, outcome, parameter, end (low, high, or a switch's alternative), at (the value there),
    best (the outcome at the best point), change, low, high, n.
    """
    columns = ["strategy", "versus", "outcome", "parameter", "end", "at", "best", "change", "low", "high", "n"]
    if not len(study.local_rows):
        return pd.DataFrame(columns=columns)
    inputs = study.inputs.iloc[study.local_rows]
    best = inputs.iloc[0]
    moved = [_moved(inputs.iloc[place], best) for place in range(1, len(inputs))]
    rows = []
    for view in study.views():
        values = study.values(view, study.local_rows)
        whole = study.values(replace(view, versus=""), study.local_rows)
        for place, (name, at) in enumerate(moved, start=1):
            gaps = less(values[place] + whole[0], values[0] + whole[0])  # no rest of rounding of what both are differences of
            gaps = gaps[np.isfinite(gaps)]
            if not len(gaps):
                continue
            end = str(at) if isinstance(at, str) else ("low" if at < best[name] else "high")
            level = float(np.nanmean(values[0]))
            rows.append((view.strategy, view.versus, view.outcome, name, end, at, level, *t_interval(gaps), len(gaps)))
    return pd.DataFrame(rows, columns=columns)


def _moved(point: pd.Series, best: pd.Series) -> tuple[str, Any]:
    """The factor in which a point differs from the best one, and its value there."""
    name = str(point.index[(point != best).to_numpy()][0])
    return name, point[name]
