"""Profile curves: each outcome along one factor, everything else drawn."""

import numpy as np
import pandas as pd

from experiments.protocol.design import DUMMY
from experiments.statistics.smooth import along
from experiments.worlds.choice import Worlds
from experiments.worlds.study import Study


def curve_tables(study: Study, names: list[str], worlds: Worlds) -> dict[str, pd.DataFrame]:
    """`profiles.csv`: strategy, versus, outcome, parameter, share, at, mean, low, high.

    `share` is the place in the factor's distribution (0 to 1), `at` the value there in its unit.
    """
    frames = []
    views = study.views()
    means = []
    for view in views:
        values = study.values(view, worlds.rows)[:, : study.replications(worlds.rows)]
        means.append(values.mean(axis=1))
    table = np.column_stack(means)
    whole = np.isfinite(table).all(axis=0)
    for name in names:
        if name == DUMMY or not whole.any():
            continue
        factor = study.factors[study.names.index(name)]
        place = study.names.index(name)
        curve = along(worlds.unit[:, place], table[:, whole], len(factor.choices), blocks=worlds.blocks, resamples=200)
        low, high = curve.interval()
        kept = [view for view, there in zip(views, whole, strict=True) if there]
        for column, view in enumerate(kept):
            frame = {"share": curve.shares, "at": factor.quantile(curve.shares), "mean": curve.mean[:, column]}
            frame |= {"low": low[:, column], "high": high[:, column]}
            keys = {"strategy": view.strategy, "versus": view.versus, "outcome": view.outcome, "parameter": name}
            frames.append(pd.DataFrame(keys | frame))
    return {"profiles": pd.concat(frames, ignore_index=True)} if frames else {}
