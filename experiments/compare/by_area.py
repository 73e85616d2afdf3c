"""Tables by area and by month, from the stored series: levels and paired differences."""

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals
from pyarrow import parquet
from scipy import special, stats

from experiments.compare.equity import equity
from experiments.protocol.design import AGAIN
from experiments.protocol.verdicts import BETTER, TOO_FEW_EVENTS, TOO_FEW_PAIRS, UNCLEAR, WORSE
from experiments.statistics import counts, intervals
from experiments.store.results import WHOLE, Results

UNIT = "scenario, strategy, point, replication"
LABELS = ("run", "month", "area", "measure")


def area_tables(results: Results) -> dict[str, pd.DataFrame]:
    """`areas`, `areas_effects`, `equity`, `monthly`, `monthly_effects`."""
    totals, months = read(results)
    return {
        "areas": areas(results, totals),
        "areas_effects": areas_effects(results, totals),
        "equity": equity(results, totals),
        "monthly": monthly(results, months),
        "monthly_effects": monthly_effects(results, months),
    }


def read(results: Results) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The stored series, read once: each run's value by area and measure over the whole time, and its months as a whole.

    Over the time a value is a sum by year, a mean or the last month, as declared. A ratio is not made from months, since a
    ratio of sums is no mean of ratios: the model gives it (`all_days`), and it is empty where nothing is there to divide by.
    """
    design = results.design.set_index("run")
    totals, months = [], []
    for path in results.found.series:
        there = [name for name in (*LABELS, "value", "all_days") if name in parquet.read_schema(path).names]
        part = parquet.read_table(path, columns=there).combine_chunks()
        names = {name: part[name].chunk(0).dictionary.to_pylist() for name in LABELS}
        codes = {name: part[name].chunk(0).indices.to_numpy(zero_copy_only=False) for name in LABELS}
        value = part["value"].to_numpy()
        ratio = part["all_days"].to_numpy() if "all_days" in there else np.full(len(value), np.nan)
        totals.append(_labelled(design, names, *_over_time(results, names, codes, value, ratio)))
        if WHOLE in names["area"]:
            kept = np.flatnonzero(codes["area"] == names["area"].index(WHOLE))
            months.append(_labelled(design, names, {name: code[kept] for name, code in codes.items()}, value[kept]))
    return _together(results, totals), _together(results, months)


def _over_time(
    results: Results, names: dict[str, list[str]], codes: dict[str, np.ndarray], value: np.ndarray, ratio: np.ndarray
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Codes and value of each run, measure and area of a part over the whole time, summed in the order the rows stand in."""
    shape = tuple(len(names[name]) for name in ("run", "measure", "area"))
    cell = (codes["run"].astype(np.int64) * shape[1] + codes["measure"]) * shape[2] + codes["area"]
    size = int(np.prod(shape))
    held = np.bincount(cell, minlength=size)
    total = np.bincount(cell, weights=value, minlength=size)
    over = results.measures["over"].reindex(names["measure"]).to_numpy()
    last = np.full(size, np.nan)
    ending = np.flatnonzero((over == "end")[codes["measure"]])
    rank = np.argsort(np.argsort(names["month"]))[codes["month"][ending]]
    ending = ending[np.argsort(rank, kind="stable")]
    last[cell[ending]] = value[ending]
    all_days = np.full(size, np.nan)
    all_days[cell] = ratio
    run, measure, area = np.unravel_index(np.arange(size), shape)
    how = over[measure]
    kinds = {"sum": total / results.manifest["years"], "mean": total / np.maximum(held, 1), "end": last, "ratio": all_days}
    found = np.select([how == kind for kind in kinds], list(kinds.values()), np.nan)
    kept = np.flatnonzero((held > 0) & np.isin(how, list(kinds)))
    return {"run": run[kept], "measure": measure[kept], "area": area[kept]}, found[kept]


def _labelled(
    design: pd.DataFrame, names: dict[str, list[str]], codes: dict[str, np.ndarray], value: np.ndarray
) -> pd.DataFrame:
    """A part's values with the place of their run in the design; runs that the design does not ask for are left out."""
    place = design.index.get_indexer(pd.Index(names["run"]))[codes["run"]]
    asked = place >= 0
    labels = {
        name: pd.Categorical.from_codes(code[asked], pd.Index(names[name])) for name, code in codes.items() if name != "run"
    }
    return pd.DataFrame({"place": place[asked], **labels, "value": value[asked]})


def _together(results: Results, parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Parts below each other in the order of the design, whatever lay in which part, so that sums have the same bits."""
    if not parts:
        return pd.DataFrame(columns=[*UNIT.split(", "), "measure", "area", "month", "value"])
    labels = [name for name in ("measure", "area", "month") if name in parts[0]]
    found = {name: union_categoricals([part[name] for part in parts], sort_categories=True) for name in labels}
    place = np.concatenate([part["place"] for part in parts])
    order = np.lexsort([*(found[name].codes for name in reversed(labels)), place])
    design = results.design[UNIT.split(", ")].astype({"scenario": "category", "strategy": "category"})
    frame = design.take(place[order]).reset_index(drop=True)
    return frame.assign(
        **{name: found[name][order] for name in labels}, value=np.concatenate([p["value"] for p in parts])[order]
    )


def _by_unit(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Replications with one point; the mean of each world with several."""
    if frame["point"].nunique() <= 1:
        return frame
    values = [name for name in ("value", "base") if name in frame]
    return frame.groupby([*keys, "point"], sort=False, observed=True)[values].mean().reset_index()


def areas(results: Results, totals: pd.DataFrame) -> pd.DataFrame:
    """`areas.csv`: levels by area, with 95% intervals."""
    frame = _levels(results, _by_unit(totals[totals["strategy"] != AGAIN], [*LEVEL, "area"]), [*LEVEL, "area"])
    return _ordered(results, frame, ["strategy", "area", "measure", "unit", "mean", "low", "high", "n", "scenario"])


LEVEL = ["scenario", "strategy", "measure"]


def _levels(results: Results, frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Mean, ends of the 95% interval and number, by group."""
    found, (values,) = _columns(frame, keys, "value")
    summed = results.measures["over"] == "sum"
    steps = {
        str(name): counts.one_event(rows.to_numpy(float)) if summed[str(name)] else 0.0
        for name, rows in frame.groupby("measure", observed=True)["value"]
    }
    mean, _, number = intervals.mean_and_error(values)
    ends = intervals.levels(values, found["measure"].map(steps).to_numpy(float))
    return found.assign(mean=mean, low=ends.low, high=ends.high, n=number)


def _columns(frame: pd.DataFrame, keys: list[str], *values: str) -> tuple[pd.DataFrame, np.ndarray]:
    """The groups of a frame, and their values, shape (values, units, groups), NaN where a group has fewer units."""
    groups = frame.groupby(keys, sort=False, observed=True)
    column, place = groups.ngroup().to_numpy(), groups.cumcount().to_numpy()
    labels = frame[keys].iloc[np.flatnonzero(place == 0)].astype("str").reset_index(drop=True)
    found = np.full((len(values), int(place.max(initial=-1)) + 1, len(labels)), np.nan)
    for array, name in zip(found, values, strict=True):
        array[place, column] = frame[name].to_numpy(float)
    return labels, found


def _differences(results: Results, frame: pd.DataFrame, keys: list[str]) -> tuple[pd.DataFrame, np.ndarray]:
    """Each strategy less the baseline, run by run, by group: mean, 95% ends, number and the baseline's mean; and the values."""
    pair = ["scenario", "point", "replication", *(name for name in keys if name not in ("scenario", "strategy"))]
    base = frame[frame["strategy"] == results.baseline].set_index(pair)["value"]
    other = frame[~frame["strategy"].isin([results.baseline, AGAIN])]
    joined = other.join(base.rename("base"), on=pair, how="inner").reset_index(drop=True)
    joined = joined.assign(value=joined["value"] - joined["base"])
    joined["base"] = joined["base"].where(joined["value"].notna())  # of the same pairs as the difference
    found, (values, levels) = _columns(_by_unit(joined, keys), keys, "value", "base")
    mean, _, number = intervals.mean_and_error(values)
    base_mean, _, _ = intervals.mean_and_error(levels)
    ends = intervals.alone(values)
    found = found.assign(difference=mean, low=ends.low, high=ends.high, n_pairs=number, base=base_mean, counted=ends.counted)
    return found.assign(versus=results.baseline), values


def areas_effects(results: Results, totals: pd.DataFrame) -> pd.DataFrame:
    """`areas_effects.csv`: paired differences by area; the verdict keeps the share of false finds over areas at 5%.

    `floor` is what chance alone may show in that area in differences so paired; one area by itself, as the interval is.
    """
    columns = ["strategy", "versus", "area", "measure", "unit", "difference", "low", "high", "percent", "verdict", "q",
               "floor", "n_pairs", "scenario", "note"]  # fmt: skip
    found, values = _differences(results, totals, [*LEVEL, "area"])
    if found.empty:
        return pd.DataFrame(columns=columns)
    found["p"] = _p_values(values, found["counted"].to_numpy(bool))
    found["q"] = found.groupby(LEVEL)["p"].transform(_false_discovery)
    better, less = found["measure"].map(results.measures["better"]), found["difference"] < 0.0
    good = np.where(better == "up", ~less, less)
    clear = np.where(found["q"] < intervals.ALPHA, np.where(good, BETTER, WORSE), UNCLEAR)
    found["verdict"] = np.where(better.isin(["up", "down"]) & found["q"].notna(), clear, "")
    found["percent"] = 100.0 * found["difference"] / found["base"].abs().where(found["base"] != 0.0)
    found["floor"] = np.where(less, found["high"] - found["difference"], found["difference"] - found["low"])
    few = np.where(found["n_pairs"] < 2, TOO_FEW_PAIRS, TOO_FEW_EVENTS)
    found["note"] = np.where(found["q"].notna(), "", few)
    return _ordered(results, found, columns)


def _p_values(values: np.ndarray, counted: np.ndarray) -> np.ndarray:
    """Two-sided p-value of each column of differences: of t, or of the sign test where pairs are too alike; NaN without any."""
    mean, error, number = intervals.mean_and_error(values)
    t = np.divide(np.abs(mean), error, out=np.full(mean.shape, np.nan), where=error > 0.0)
    of_t = 2.0 * special.stdtr(np.maximum(number - 1, 1), -t)
    return np.asarray(np.where(counted, counts.sign_test(values), of_t))


def _false_discovery(p: pd.Series) -> pd.Series:
    """Benjamini and Hochberg's adjusted p-values; NaN where there is none to adjust."""
    known = p.dropna()
    return pd.Series(stats.false_discovery_control(known), known.index).reindex(p.index) if len(known) else p


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


def monthly(results: Results, months: pd.DataFrame) -> pd.DataFrame:
    """`monthly.csv`: levels by month for the whole country, with 95% intervals (`series/` has each area's)."""
    keys = [*LEVEL, "area", "month"]
    columns = ["strategy", "month", "area", "measure", "unit", "mean", "low", "high", "n", "scenario"]
    return _ordered(results, _levels(results, _by_unit(months[months["strategy"] != AGAIN], keys), keys), columns)


def monthly_effects(results: Results, months: pd.DataFrame) -> pd.DataFrame:
    """`monthly_effects.csv`: the curve of the paired difference, with its pointwise 95% interval, for the whole country."""
    columns = ["strategy", "versus", "month", "area", "measure", "unit", "difference", "low", "high", "n_pairs", "scenario"]
    found, _ = _differences(results, months, [*LEVEL, "area", "month"])
    return _ordered(results, found, columns) if len(found) else pd.DataFrame(columns=columns)
