"""Tables by area and by month, from the stored series: levels and paired differences, worked out in DuckDB."""

import numpy as np
import pandas as pd
from scipy import stats

from experiments import intervals
from experiments.design import AGAIN
from experiments.results import WHOLE, Results

UNIT = "scenario, strategy, point, replication"


def tables(results: Results) -> dict[str, pd.DataFrame]:
    """`areas`, `areas_effects`, `monthly`, `monthly_effects`."""
    totals = area_values(results)
    return {
        "areas": areas(results, totals),
        "areas_effects": areas_effects(results, totals),
        "monthly": monthly(results),
        "monthly_effects": monthly_effects(results),
    }


def area_values(results: Results) -> pd.DataFrame:
    """Each run's value by area and measure over the whole time: a sum by year, a mean or the last month, as declared.

    A ratio is not made from months: the ratio of sums is not the mean of ratios.
    """
    over = {"sum": f"sum(value) / {float(results.manifest['years'])!r}", "mean": "avg(value)", "end": "arg_max(value, month)"}
    parts = []
    for how, formula in over.items():
        names = [name for name in results.measures.index if results.measures.loc[name, "over"] == how]
        if names:
            listed = ", ".join(f"'{name}'" for name in names)
            parts.append(
                f"select {UNIT}, measure, area, {formula} as value from series where measure in ({listed}) "
                f"group by {UNIT}, measure, area"
            )
    if not parts:
        return pd.DataFrame(columns=["scenario", "strategy", "point", "replication", "measure", "area", "value"])
    return results.query(" union all ".join(parts) + f" order by {UNIT}, measure, area")


def _by_unit(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Replications with one point; the mean of each world with several."""
    if frame["point"].nunique() <= 1:
        return frame
    return frame.groupby([*keys, "point"], sort=False)["value"].mean().reset_index()


def areas(results: Results, totals: pd.DataFrame) -> pd.DataFrame:
    """`areas.csv`: levels by area, with 95% intervals."""
    keys = ["scenario", "strategy", "measure", "area"]
    frame = _summary(_by_unit(totals[totals["strategy"] != AGAIN], keys), keys)
    return _ordered(results, frame, ["strategy", "area", "measure", "unit", "mean", "low", "high", "n", "scenario"])


def _summary(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    found = frame.groupby(keys, sort=False)["value"].agg(["mean", "std", "count"]).reset_index()
    return _with_interval(found.rename(columns={"count": "n"}))


def _with_interval(found: pd.DataFrame) -> pd.DataFrame:
    half = intervals.pointwise(found["n"].to_numpy()) * found["std"].to_numpy(float) / np.sqrt(found["n"].to_numpy(float))
    return found.assign(low=found["mean"] - half, high=found["mean"] + half)


def areas_effects(results: Results, totals: pd.DataFrame) -> pd.DataFrame:
    """`areas_effects.csv`: paired differences by area; the verdict keeps the share of false finds over areas at 5%.

    `floor` is what the baseline with other seeds shows in that area.
    """
    columns = ["strategy", "versus", "area", "measure", "unit", "difference", "low", "high", "percent", "verdict", "q",
               "floor", "n_pairs", "scenario"]  # fmt: skip
    pair = ["scenario", "point", "replication", "measure", "area"]
    base = totals[totals["strategy"] == results.baseline].set_index(pair)["value"]
    other = totals[totals["strategy"] != results.baseline]
    joined = other.join(base.rename("base"), on=pair, how="inner")
    if joined.empty:
        return pd.DataFrame(columns=columns)
    joined = joined.assign(value=joined["value"] - joined["base"])
    keys = ["scenario", "strategy", "measure", "area"]
    found = _summary(_by_unit(joined, keys), keys)
    levels = joined.groupby(keys, sort=False)["base"].mean().reset_index()
    found = found.merge(levels, on=keys)
    again = found[found["strategy"] == AGAIN].set_index(["scenario", "measure", "area"])
    floors = again[["low", "high"]].abs().max(axis=1).rename("floor")
    found = found[found["strategy"] != AGAIN].join(floors, on=["scenario", "measure", "area"])
    error = found["std"] / np.sqrt(found["n"])
    t = np.abs(found["mean"]) / error.where(error > 0.0)
    found["p"] = 2.0 * stats.t.sf(t.fillna(0.0), np.maximum(found["n"] - 1, 1))
    found["q"] = found.groupby(["scenario", "strategy", "measure"])["p"].transform(_false_discovery)
    better = found["measure"].map(results.measures["better"])
    good = np.where(better == "up", found["mean"] > 0.0, found["mean"] < 0.0)
    clear = np.where(found["q"] < intervals.ALPHA, np.where(good, "better", "worse"), "no clear difference")
    found["verdict"] = np.where(better.isin(["up", "down"]), clear, "")
    found = found.assign(percent=100.0 * found["mean"] / found["base"].where(found["base"] != 0.0), versus=results.baseline)
    return _ordered(results, found.rename(columns={"mean": "difference", "n": "n_pairs"}), columns)


def _false_discovery(p: pd.Series) -> np.ndarray:
    return np.asarray(stats.false_discovery_control(p.to_numpy(float)))


def _ordered(results: Results, frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Rows in the order of the strategies, measures and areas as declared, with the unit of each measure."""
    frame = frame.assign(unit=frame["measure"].map(results.measures["unit"]))
    order = {
        "strategy": {name: i for i, name in enumerate(results.strategies)},
        "measure": {name: i for i, name in enumerate(results.measures.index)},
        "area": {row["name"]: i for i, row in enumerate(results.manifest["areas"])} | {WHOLE: 10_000},
    }
    keys = [name for name in ("scenario", "strategy", "measure", "area", "month") if name in frame.columns]
    sort = frame.sort_values(keys, key=lambda c: c.map(order[str(c.name)]) if c.name in order else c, kind="stable")
    ordered: pd.DataFrame = sort.reindex(columns=columns).reset_index(drop=True)
    return ordered


def monthly(results: Results) -> pd.DataFrame:
    """`monthly.csv`: levels by month for the whole country, with 95% intervals (`series/` has each area's)."""
    found = results.query(_monthly_sql(results, "series", f"strategy <> '{AGAIN}'"))
    columns = ["strategy", "month", "area", "measure", "unit", "mean", "low", "high", "n", "scenario"]
    return _ordered(results, _with_interval(found), columns)


def monthly_effects(results: Results) -> pd.DataFrame:
    """`monthly_effects.csv`: the curve of the paired difference, with its pointwise 95% interval, for the whole country."""
    columns = ["strategy", "versus", "month", "area", "measure", "unit", "difference", "low", "high", "n_pairs", "scenario"]
    baseline = results.baseline.replace("'", "''")
    pairs = (
        "(select s.scenario, s.strategy, s.point, s.replication, s.month, s.area, s.measure, s.value - b.value as value "
        f"from (select * from series where area = '{WHOLE}') s "
        f"join (select * from series where strategy = '{baseline}' and area = '{WHOLE}') b "
        "using (scenario, point, replication, month, area, measure))"
    )
    found = results.query(_monthly_sql(results, pairs, f"strategy not in ('{AGAIN}', '{baseline}')"))
    found = _with_interval(found).assign(versus=results.baseline)
    return _ordered(results, found.rename(columns={"mean": "difference", "n": "n_pairs"}), columns)


def _monthly_sql(results: Results, source: str, where: str) -> str:
    """Mean, deviation and count of each month over units (replications, or means of worlds)."""
    keys = "scenario, strategy, measure, area, month"
    chosen = f"select * from {source} where {where} and area = '{WHOLE}'"
    if results.design["point"].nunique() > 1:
        chosen = f"select {keys}, point, avg(value) as value from ({chosen}) group by {keys}, point"
    return (
        f"select {keys}, avg(value) as mean, stddev_samp(value) as std, count(value) as n from ({chosen}) "
        f"group by {keys} order by {keys}"
    )
