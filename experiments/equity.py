"""The postcode lottery in numbers: how far areas lie apart in what befalls their young people, before and after."""

import numpy as np
import pandas as pd

from experiments import intervals
from experiments.design import AGAIN
from experiments.results import WHOLE, Results

FEW_YOUNG_PEOPLE = 5000
"""Below this many people aged 10 to 17 a rate per head says nothing about an area."""
RESAMPLES = 2000
WORST = 0.2
"""The share of young people who live where the rate is worst."""
COUNTED = ("child-days per year", "children per year")
"""Units of what befalls young people, for which a rate a head means something."""
COLUMNS = ["strategy", "versus", "measure", "unit", "mean", "low", "high", "difference", "difference_low", "difference_high",
           "statistic", "n", "scenario"]  # fmt: skip


def equity(results: Results, totals: pd.DataFrame) -> pd.DataFrame:
    """`equity.csv`: how unequal the areas' rates per 1,000 people aged 10 to 17 are, for primary measures that are counts.

    Rates are means over worlds, since in one world few children a small area differ by luck alone. P90:P10 and Gini, and
    the rate of the worst-off fifth with the mean beside it: levelling down looks fair. Intervals from worlds resampled, the
    same ones for all strategies, so that differences from the baseline are paired.
    """
    people = {one["name"]: float(one.get("population_10_17") or 0.0) for one in results.manifest["areas"]}
    kept = [name for name, number in people.items() if number >= FEW_YOUNG_PEOPLE]
    young = np.array([people[name] for name in kept])
    rows: list[dict[str, object]] = []
    for measure in [name for name in results.primary if results.measures.loc[name, "unit"] in COUNTED]:
        some = totals[(totals["measure"] == measure) & (totals["strategy"] != AGAIN) & (totals["area"] != WHOLE)]
        for scenario, part in some.groupby("scenario", observed=True):
            rates = {str(name): by_world(one, kept) / young * 1000.0 for name, one in part.groupby("strategy", observed=True)}
            rows += _rows(results, measure, str(scenario), {name: one for name, one in rates.items() if len(one)}, young)
    order = {name: at for at, name in enumerate(results.strategies)}
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame.sort_values("strategy", key=lambda column: column.map(order), kind="stable").reset_index(drop=True)


def by_world(one: pd.DataFrame, areas: list[str]) -> np.ndarray:
    """Values of a strategy by independent piece of evidence and area, shape (worlds, areas); only whole rows."""
    wide = one.pivot_table(index=["point", "replication"], columns="area", values="value", observed=True)
    if wide.index.get_level_values("point").nunique() > 1:
        wide = wide.groupby(level="point").mean()
    return wide.reindex(columns=areas).dropna().to_numpy(float)


def _rows(
    results: Results, measure: str, scenario: str, rates: dict[str, np.ndarray], young: np.ndarray
) -> list[dict[str, object]]:
    paired = results.baseline in rates and len({len(one) for one in rates.values()}) == 1
    levels = {name: statistics(one.mean(axis=0)[None], young) for name, one in rates.items()}
    drawn = {name: _resampled(one, young) for name, one in rates.items()}
    about = str(results.measures.loc[measure, "unit"])
    rows: list[dict[str, object]] = []
    for name, level in levels.items():
        for statistic, value in level.items():
            row: dict[str, object] = {"strategy": name, "measure": measure, "statistic": statistic}
            row |= {"unit": f"{about} per 1,000 people aged 10 to 17" if statistic in RATES else "ratio"}
            row |= {"n": len(rates[name]), "scenario": scenario, "mean": float(value[0])}
            row["low"], row["high"] = _middle(drawn[name][statistic])
            if paired and name != results.baseline:
                row |= {"versus": results.baseline, "difference": float(value[0] - levels[results.baseline][statistic][0])}
                row["difference_low"], row["difference_high"] = _middle(
                    drawn[name][statistic] - drawn[results.baseline][statistic]
                )
            rows.append(row)
    return rows


RATES = ("mean", "worst_fifth")


def statistics(rates: np.ndarray, young: np.ndarray) -> dict[str, np.ndarray]:
    """Of each row of rates by area, shape (rows, areas): mean over young people, worst-off fifth, P90:P10 and Gini, shape (rows,).

    The mean, the worst-off fifth and the Gini count young people; percentiles count areas, as published ones do.
    """
    order = np.argsort(rates, axis=1)
    sorted_rates, people = np.take_along_axis(rates, order, axis=1), young[order] / young.sum()
    upto = np.cumsum(people, axis=1)
    mean = (people * sorted_rates).sum(axis=1)
    worst = np.clip(upto - (1.0 - WORST), 0.0, people)
    low, high = np.quantile(rates, [0.1, 0.9], axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        gini = ((2.0 * upto - people - 1.0) * people * sorted_rates).sum(axis=1) / mean
        return {
            "mean": mean,
            "worst_fifth": (worst * sorted_rates).sum(axis=1) / WORST,
            "p90_p10": np.where(low > 0.0, high / low, np.nan),
            "gini": np.where(mean > 0.0, gini, np.nan),
        }


def _resampled(one: np.ndarray, young: np.ndarray) -> dict[str, np.ndarray]:
    """The statistics of means over worlds drawn anew; the same draws whatever the strategy."""
    number = len(one)
    if number < 2:
        return {name: np.full(RESAMPLES, np.nan) for name in statistics(one.mean(axis=0)[None], young)}
    weights = np.random.default_rng(1).multinomial(number, np.full(number, 1.0 / number), RESAMPLES) / number
    return statistics(weights @ one, young)


def _middle(values: np.ndarray) -> tuple[float, float]:
    """The 95% interval of resampled values; NaN where any is not a number."""
    low, high = np.quantile(values, [intervals.ALPHA / 2.0, 1.0 - intervals.ALPHA / 2.0])
    return float(low), float(high)
