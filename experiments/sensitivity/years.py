"""Sensitivity year by year: when does an input matter? From the monthly values of the runs that are there, where stored."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.protocol.design import DUMMY
from experiments.statistics import regression
from experiments.store.results import WHOLE, Results
from experiments.worlds.study import Study, View

RESAMPLES = 100
KEYS = ["strategy", "point", "replication"]
COLUMNS = [
    "strategy", "versus", "outcome", "year", "parameter", "index", "value", "low", "high", "noise_floor", "above_floor",
    "explained",
]  # fmt: skip


def year_tables(results: Results, study: Study, alone: list[str], unit: Any, rows: NDArray[np.int_]) -> dict[str, pd.DataFrame]:
    """`years.csv`: strategy, versus, outcome, year, parameter, index, value, low, high, noise_floor, above_floor, explained.

    Standardised regression coefficients (SRC) of the first primary measure in each year of twelve months from the first,
    on the even sample of worlds, for levels and paired differences. Nothing where no monthly values are stored, where the
    measure has none, or for a ratio (a mean of monthly ratios is not the year's).

    Args:
        results: the folder.
        study: its design.
        alone: the factors looked at, the dummy among them.
        unit: their places in the unit cube, shape (worlds, factors).
        rows: points of the worlds.
    """
    outcome = results.primary[0]
    over = next(row["over"] for row in study.manifest["measures"] if row["name"] == outcome)
    if not results.has_series or over == "ratio" or len(rows) < 3 * len(alone):
        return {}
    annual = by_year(results, outcome, over)
    frames = []
    for view in (view for view in study.views() if view.outcome == outcome):
        for year, values in _values(annual, view, rows):
            if not np.isfinite(values).all() or np.ptp(values) == 0.0:
                continue
            frames.append(_coefficients(view, year, regression.analyse(tuple(alone), unit, values, resamples=RESAMPLES)))
    return {"years": pd.concat(frames, ignore_index=True)} if frames else {}


def by_year(results: Results, outcome: str, over: str) -> pd.DataFrame:
    """A measure of the whole country by run and year: strategy, point, replication, year (1, 2 ...), value.

    A sum is added over its months, a stock is the last month's, anything else the mean; a year not whole is left out.
    """
    series = results.series(measures=[outcome], areas=[WHOLE])
    if series.empty:
        return pd.DataFrame(columns=[*KEYS, "year", "value"])
    months = {month: place for place, month in enumerate(sorted(series["month"].unique()))}
    series = series.assign(at=series["month"].map(months).astype(int))
    series = series.assign(year=series["at"] // 12 + 1).sort_values("at")
    series = series[series["year"] <= len(months) // 12]
    how = {"sum": "sum", "end": "last"}.get(over, "mean")
    return series.groupby([*KEYS, "year"], observed=True)[["value"]].agg(how).reset_index()


def _values(annual: pd.DataFrame, view: View, rows: NDArray[np.int_]) -> Iterator[tuple[int, Any]]:
    """The mean outcome of each world, year by year; NaN where a world was not run."""
    means = annual.pivot_table(index=["strategy", "point"], columns="year", values="value", aggfunc="mean", observed=True)
    for year in means.columns:
        levels = [
            means[year].xs(name, level="strategy").reindex(rows).to_numpy(dtype=float)
            for name in (view.strategy, view.versus)
            if name and name in set(means.index.get_level_values("strategy"))
        ]
        if len(levels) == 1 + bool(view.versus):
            yield int(year), levels[0] - levels[1] if view.versus else levels[0]


def _coefficients(view: View, year: int, found: regression.Regression) -> pd.DataFrame:
    frame = found.frame()
    frame = frame[frame["index"] == "SRC"].reset_index(drop=True)
    floor = float(frame.loc[frame["parameter"] == DUMMY, ["low", "high"]].abs().to_numpy().max())
    beyond = (frame["low"] > floor) | (frame["high"] < -floor)
    keys: dict[str, Any] = {"strategy": view.strategy, "versus": view.versus, "outcome": view.outcome, "year": year}
    more: dict[str, Any] = {"noise_floor": floor, "above_floor": np.where(beyond, "yes", "no"), "explained": found.explained}
    return frame.assign(**keys, **more)[COLUMNS]
