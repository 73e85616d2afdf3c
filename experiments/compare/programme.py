"""What a programme did in areas that had it and in the others, year by year: runs with and without it, with the same luck."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from experiments.compare.effects import less
from experiments.protocol.design import AGAIN
from experiments.protocol.verdicts import WHERE
from experiments.published.where import EXPORTERS
from experiments.statistics import intervals
from experiments.store.results import WHOLE, Results

MEASURES = ("serious_violence", "violence_to_children", "violence_recorded")
KEYS = ["scenario", "measure", "year"]


def effect(results: Results, measures: Sequence[str] = MEASURES, areas: Sequence[str] = EXPORTERS) -> pd.DataFrame:
    """Each strategy less the baseline, in percent of the baseline: in some areas, in all others, and the first less the second.

    In the areas with it is what the programme did there; the difference in differences is what a comparison of areas makes of
    it, which takes what happened in the others for what would have happened. Intervals of 95%, each by itself.

    Args:
        results: a comparison whose baseline is without the programme, with series by area.
        measures: measures that are summed over days.
        areas: those that have it.

    Raises:
        ValueError: the folder has no series of one of these.
    """
    rows: list[tuple[object, ...]] = []
    for about, part in _sums(results, measures, areas).groupby(level=KEYS) if measures else ():
        by_strategy = {str(name): one.droplevel([*KEYS, "strategy"]) for name, one in part.groupby(level="strategy")}
        base = by_strategy.pop(results.baseline)
        for strategy, one in by_strategy.items():
            other = base.reindex(one.index)
            changed = less(one, other)
            two = [_relative(changed[inside], other[inside]) for inside in (True, False)]
            values = np.column_stack([*two, two[0] - two[1]])
            mean, _, number = intervals.mean_and_error(values)
            ends = intervals.alone(values)
            found = zip(WHERE, mean, ends.low, ends.high, number, strict=True)
            rows += [(*about, strategy, results.baseline, *row) for row in found]
    columns = [*KEYS, "strategy", "versus", "where", "percent", "low", "high", "n_pairs"]
    return pd.DataFrame(rows, columns=columns)


def table(results: Results) -> pd.DataFrame:
    """`set_apart.csv`: the same of the areas that the config sets apart, for the primary measures that are sums kept by area."""
    areas = [str(name) for name in results.manifest["set_apart"]]
    kept = set(results.query(f"select distinct measure from series where area <> '{WHOLE}'")["measure"])
    found = effect(results, [one for one in results.primary if one in kept and results.measures["over"][one] == "sum"], areas)
    order = {"strategy": results.strategies, "measure": results.primary}
    keys = ["scenario", "strategy", "measure", "year"]
    months = pd.Series(sorted(results.months())).str[:4].astype(int).value_counts()
    found = found.assign(months=found["year"].map(months))
    return found.sort_values(
        keys,
        key=lambda one: one.map(order[str(one.name)].index) if one.name in order else one,
        kind="stable",
        ignore_index=True,
    )


def _sums(results: Results, measures: Sequence[str], areas: Sequence[str]) -> pd.DataFrame:
    """Sums of each run (of each world, where there are several) by measure and year: inside the areas (True) and outside."""
    series = results.series(measures=measures)
    if missing := (set(measures) - set(series["measure"])) | (set(areas) - set(series["area"])):
        raise ValueError(
            f'no series of {", ".join(sorted(missing))}: it takes `[output] by_area = "all"`, or a primary measure'
        )
    series = series[(series["area"] != WHOLE) & (series["strategy"] != AGAIN)]
    inside, year = series["area"].isin(areas), series["month"].str[:4].astype(int)
    world = [*KEYS, "strategy", "point", "inside"]
    sums = series.assign(inside=inside, year=year).groupby([*world, "replication"], observed=True)["value"].sum()
    if results.design["point"].nunique() > 1:
        sums = sums.groupby(level=world).mean()
    return sums.unstack("inside")


def _relative(difference: pd.Series, base: pd.Series) -> np.ndarray:
    """Values in percent whose mean is the ratio of means, and whose spread is that of the ratio (linearised); NaN of nothing."""
    level = abs(base.mean())
    if not level > 0.0:
        return np.full(len(base), np.nan)
    share = difference.mean() / level
    return np.asarray(100.0 * (share + (difference - share * base * np.sign(base.mean())) / level))
