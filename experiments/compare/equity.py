"""The postcode lottery in numbers: how far areas lie apart in what befalls their young people, before and after."""

import numpy as np
import pandas as pd
from scipy import stats

from experiments.compare.effects import unit_values
from experiments.protocol.design import AGAIN
from experiments.statistics import intervals
from experiments.store.results import FEW_YOUNG_PEOPLE, Results

FEW_WORLDS = 8
"""Below this many worlds there is no interval."""
WORST = 0.2
"""The share of young people who live where the rate is worst."""
COUNTED = ("child-days per year", "children per year")
"""Units of what befalls young people, for which a rate a head means something."""
RATES = ("mean", "worst_fifth")
"""Statistics that are rates; the others have no unit."""
COLUMNS = ["strategy", "versus", "measure", "unit", "mean", "low", "high", "difference", "difference_low", "difference_high",
           "statistic", "n", "scenario"]  # fmt: skip


def equity(results: Results, totals: pd.DataFrame) -> pd.DataFrame:
    """`equity.csv`: how unequal the areas' rates per 1,000 people aged 10 to 17 are, for primary measures that are counts.

    P90:P10 and Gini, and the rate of the worst-off fifth with the mean beside it, since levelling down looks fair. What luck
    adds to the gap is taken away, so that a strategy with less harm does not look less equal for that alone. Intervals are
    by jackknife over worlds; differences are of the worlds that a strategy and the baseline both have.
    """
    people = {one["name"]: float(one.get("population_10_17") or 0.0) for one in results.manifest["areas"]}
    kept = [name for name, number in people.items() if number >= FEW_YOUNG_PEOPLE]
    young = np.array([people[name] for name in kept])
    rows: list[dict[str, object]] = []
    for measure in [name for name in results.primary if results.measures.loc[name, "unit"] in COUNTED]:
        some = totals.loc[
            totals.index.get_level_values("strategy") != AGAIN, totals.columns.get_level_values("measure") == measure
        ]
        for scenario, part in some.groupby(level="scenario"):
            rates = {str(name): by_run(one, kept).mul(1000.0 / young) for name, one in part.groupby(level="strategy")}
            about = {"measure": measure, "scenario": str(scenario), "unit": str(results.measures.loc[measure, "unit"])}
            rows += _rows(about, rates, results.baseline, young)
    order = {name: at for at, name in enumerate(results.strategies)}
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame.sort_values("strategy", key=lambda column: column.map(order), kind="stable").reset_index(drop=True)


def by_run(one: pd.DataFrame, areas: list[str]) -> pd.DataFrame:
    """Values of a measure under a strategy by run (point and replication) and area; only runs that have all areas."""
    return one.droplevel(["scenario", "strategy"]).droplevel("measure", axis=1).reindex(columns=areas).dropna()


def _rows(about: dict[str, str], rates: dict[str, pd.DataFrame], baseline: str, young: np.ndarray) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for name, runs in rates.items():
        worlds = unit_values(runs).to_numpy(float)
        if not len(worlds):
            continue
        apart: dict[str, tuple[float, float, float]] = {}
        if name != baseline and baseline in rates:
            both = runs.index.intersection(rates[baseline].index)
            pairs = [unit_values(one.loc[both]).to_numpy(float) for one in (runs, rates[baseline])]
            apart = jackknife(pairs, young) if len(both) else {}
        for statistic, (value, low, high) in jackknife([worlds], young).items():
            unit = f"{about['unit']} per 1,000 people aged 10 to 17" if statistic in RATES else "ratio"
            row: dict[str, object] = {**about, "unit": unit, "strategy": name, "statistic": statistic, "n": len(worlds)}
            row |= {"mean": value, "low": low, "high": high}
            if apart:
                row["versus"] = baseline
                row["difference"], row["difference_low"], row["difference_high"] = apart[statistic]
            rows.append(row)
    return rows


def statistics(rates: np.ndarray, young: np.ndarray) -> dict[str, float]:
    """Of areas' rates in worlds, shape (worlds, areas): mean over young people, worst-off fifth, P90:P10 and Gini.

    The mean, the worst-off fifth and the Gini count young people; percentiles count areas, as published ones do. NaN where
    there is no harm to be shared, and for P90:P10 where a tenth of areas have none.
    """
    share = young / young.sum()
    level = rates @ share
    if not (level > 0.0).all():
        return {"mean": float(level.mean()), "worst_fifth": np.nan, "p90_p10": np.nan, "gini": np.nan}
    found = np.maximum(beyond_luck(rates / level[:, None], share), 0.0)
    order = np.argsort(found)
    ranked, people = found[order], share[order]
    upto = np.cumsum(people)
    low, high = np.quantile(found, [0.1, 0.9])
    return {
        "mean": float(level.mean()),
        "worst_fifth": float(level.mean() * (np.clip(upto - (1.0 - WORST), 0.0, people) @ ranked) / WORST),
        "p90_p10": float(high / low) if low > 0.0 else np.nan,
        "gini": float(((2.0 * upto - people - 1.0) * people) @ ranked),
    }


def beyond_luck(relative: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Areas' means over worlds, shape (areas,), drawn in so far that they vary as much as they would without luck.

    What luck adds to the variance between areas is the variance of an area between worlds over their number; each mean is
    drawn towards the mean of all so that the variance left is the true one (Louis 1984, JASA 79, 393-398).
    """
    means = relative.mean(axis=0)
    if len(relative) < 2:
        return means
    luck = relative.var(axis=0, ddof=1) / len(relative)
    centre = float(share @ means)
    true = max(0.0, float(share @ ((means - centre) ** 2 - luck)))
    total = true + luck
    return centre + np.sqrt(np.divide(true, total, out=np.ones_like(total), where=total > 0.0)) * (means - centre)


def jackknife(worlds: list[np.ndarray], young: np.ndarray) -> dict[str, tuple[float, float, float]]:
    """Each statistic with its 95% interval, of one strategy's worlds; or of a first less a second, world by world."""
    number = len(worlds[0])

    def of(kept: np.ndarray) -> np.ndarray:
        found = [np.array(list(statistics(one[kept], young).values())) for one in worlds]
        return found[0] - found[1] if len(found) > 1 else found[0]

    everyone = np.ones(number, bool)
    whole = of(everyone)
    half = np.full(whole.shape, np.nan)
    if number >= FEW_WORLDS:
        without = np.array([of(np.arange(number) != left) for left in range(number)])
        error = np.sqrt((number - 1.0) / number * ((without - without.mean(axis=0)) ** 2).sum(axis=0))
        half = stats.t.ppf(1.0 - intervals.ALPHA / 2.0, number - 1) * error
    names = statistics(worlds[0], young)
    return {name: (float(v), float(v - h), float(v + h)) for name, v, h in zip(names, whole, half, strict=True)}
