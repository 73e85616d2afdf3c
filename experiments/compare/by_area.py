"""Tables by area and by month, from the stored series: levels and paired differences.

In the frames that all of these are made of a row is a run (`UNIT`) and a column is a measure in an area, or in a month of the whole.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from pyarrow import parquet
from scipy import special, stats

from experiments.compare.effects import less
from experiments.compare.equity import equity
from experiments.protocol.design import AGAIN
from experiments.protocol.verdicts import BETTER, TOO_FEW_EVENTS, TOO_FEW_PAIRS, TOO_SMALL, UNCLEAR, WORSE, judges_areas
from experiments.statistics import counts, intervals
from experiments.store.results import WHOLE, Results

UNIT = ["scenario", "strategy", "point", "replication"]
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
    """The stored series, read once: each run's value by measure and area over the whole time, and its months as a whole.

    Over the time a value is a sum by year, a mean or the last month, as declared. A ratio is not made from months, since a
    ratio of sums is no mean of ratios: the model gives it (`all_days`), and it is empty where nothing is there to divide by.
    """
    totals, months = [], []
    for path in results.found.series:
        there = [name for name in (*LABELS, "value", "all_days") if name in parquet.read_schema(path).names]
        part = parquet.read_table(path, columns=there).combine_chunks()
        names = {name: part[name].chunk(0).dictionary.to_pylist() for name in LABELS}
        codes = {name: part[name].chunk(0).indices.to_numpy(zero_copy_only=False) for name in LABELS}
        value = part["value"].to_numpy()
        ratio = part["all_days"].to_numpy() if "all_days" in there else np.full(len(value), np.nan)
        totals.append(_wide(names, "area", *_over_time(results, names, codes, value, ratio)))
        if WHOLE in names["area"]:
            kept = np.flatnonzero(codes["area"] == names["area"].index(WHOLE))
            at = tuple(codes[name][kept] for name in ("run", "measure", "month"))
            found = np.full([len(names[name]) for name in ("run", "measure", "month")], np.nan)
            held = np.zeros(found.shape, bool)
            found[at], held[at] = value[kept], True
            months.append(_wide(names, "month", found, held))
    return _together(results, totals, "area"), _together(results, months, "month")


def _over_time(
    results: Results, names: dict[str, list[str]], codes: dict[str, np.ndarray], value: np.ndarray, ratio: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Values of a part over the whole time, shape (runs, measures, areas), and where there are any."""
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
    kinds = {"sum": total / results.manifest["years"], "mean": total / np.maximum(held, 1), "end": last, "ratio": all_days}
    found = np.full(shape, np.nan)
    for kind, values in kinds.items():
        found[:, over == kind] = values.reshape(shape)[:, over == kind]
    return found, (held > 0).reshape(shape) & np.isin(over, list(kinds))[:, None]


def _wide(names: dict[str, list[str]], other: str, values: np.ndarray, held: np.ndarray) -> pd.DataFrame:
    """A part's values with a row each run and a column each measure and area (or month) that any of its runs has, in order."""
    order = np.ix_(range(len(values)), np.argsort(names["measure"]), np.argsort(names[other]))
    columns = pd.MultiIndex.from_product([sorted(names["measure"]), sorted(names[other])], names=["measure", other])
    some = held[order].any(axis=0).ravel()
    return pd.DataFrame(values[order].reshape(len(values), -1)[:, some], index=pd.Index(names["run"]), columns=columns[some])


def _together(results: Results, parts: list[pd.DataFrame], other: str) -> pd.DataFrame:
    """Parts below each other in the order of the design, whatever lay in which part; runs that it does not ask for are left out."""
    if not parts:
        parts = [pd.DataFrame(columns=pd.MultiIndex.from_product([[], []], names=["measure", other]), dtype=float)]
    whole = pd.concat(parts)  # parts with all the same columns, as most have, are not looked up column by column
    asked = results.design[results.design["run"].isin(whole.index)]
    return whole.loc[asked["run"]].set_axis(pd.MultiIndex.from_frame(asked[UNIT])).sort_index(axis=1)


def areas(results: Results, totals: pd.DataFrame) -> pd.DataFrame:
    """`areas.csv`: levels by area, with 95% intervals."""
    columns = ["strategy", "area", "measure", "unit", "mean", "low", "high", "n", "scenario"]
    return _ordered(results, _levels(results, totals), columns)


LEVEL = ["scenario", "strategy", "measure"]


def _levels(results: Results, frame: pd.DataFrame) -> pd.DataFrame:
    """Mean, ends of the 95% interval and number, of each strategy and column."""
    frame = frame[frame.index.get_level_values("strategy") != AGAIN]
    units = frame.groupby(level=_unit(frame), sort=False).mean()
    measure, summed = units.columns.get_level_values("measure"), results.measures["over"] == "sum"
    events = {
        name: counts.one_event(units.to_numpy()[:, measure == name]) if summed[name] else 0.0 for name in measure.unique()
    }
    event, found = measure.map(events).to_numpy(float), [_rows(frame, ("", ""))[:0]]
    most = np.where(measure.map(results.measures["unit"].to_dict()) == "share", 1.0, np.inf)
    for arm, rows in units.groupby(level=LEVEL[:2], sort=False):
        mean, _, number = intervals.mean_and_error(rows.to_numpy())
        ends = intervals.levels(rows.to_numpy(), event, most)
        found.append(_rows(frame, arm, mean=mean, low=ends.low, high=ends.high, n=number))
    return pd.concat(found[1:] or found, ignore_index=True)


def _unit(frame: pd.DataFrame) -> list[str]:
    """What tells pieces of evidence apart: replications with one point, worlds (of which the mean is taken) with several."""
    return UNIT if frame.index.get_level_values("point").nunique() <= 1 else UNIT[:3]


def _rows(frame: pd.DataFrame, arm: Sequence[Any], **values: Any) -> pd.DataFrame:
    """A row each column of a frame, under a scenario and strategy."""
    return frame.columns.to_frame(index=False).assign(**dict(zip(LEVEL[:2], arm, strict=True)), **values)


def _differences(results: Results, frame: pd.DataFrame) -> pd.DataFrame:
    """Each strategy less the baseline, run by run, by column: mean, 95% ends, number, p of no difference, the baseline's mean."""
    strategy, unit = frame.index.get_level_values("strategy"), _unit(frame)
    base, found = frame[strategy == results.baseline].droplevel("strategy"), [_rows(frame, ("", ""))[:0]]
    for arm, rows in frame[~strategy.isin([results.baseline, AGAIN])].groupby(level=LEVEL[:2], sort=False):
        pairs = rows.droplevel("strategy").index
        both = pairs.isin(base.index)
        if not both.any():
            continue
        own = rows[both]
        beside = base.loc[pairs[both]].set_axis(own.index)
        gaps = less(own, beside)
        values, levels = (
            one.groupby(level=unit, sort=False).mean().to_numpy() for one in (gaps, beside.where(gaps.notna()))
        )  # the baseline of the same pairs as the difference
        mean, _, number = intervals.mean_and_error(values)
        ends, (base_mean, _, _) = intervals.alone(values), intervals.mean_and_error(levels)
        found.append(
            _rows(
                frame, arm, difference=mean, low=ends.low, high=ends.high, n_pairs=number, base=base_mean,
                p=_p_values(values, ends.counted), counted=ends.counted, versus=results.baseline,
            )
        )  # fmt: skip
    return pd.concat(found[1:] or found, ignore_index=True)


def areas_effects(results: Results, totals: pd.DataFrame) -> pd.DataFrame:
    """`areas_effects.csv`: paired differences by area; the verdict keeps the share of false finds over areas at 5%.

    Runs too small to judge an area give differences without a verdict. `floor` is what chance alone may show in that area in
    differences so paired; one area by itself, as the interval is. The whole is judged elsewhere (`judged_once`).
    """
    columns = ["strategy", "versus", "area", "measure", "unit", "difference", "low", "high", "percent", "verdict", "q",
               "floor", "n_pairs", "scenario", "note"]  # fmt: skip
    found = _differences(results, totals)
    if found.empty:
        return pd.DataFrame(columns=columns)
    single = found["area"] != WHOLE
    found["q"] = found["p"].where(~single, found[single].groupby(LEVEL)["p"].transform(_false_discovery))
    better, below = found["measure"].map(results.measures["better"]), found["difference"] < 0.0
    good = np.where(better == "up", ~below, below)
    clear = np.where(found["q"] < intervals.ALPHA, np.where(good, BETTER, WORSE), UNCLEAR)
    found["verdict"] = np.where(better.isin(["up", "down"]) & found["q"].notna(), clear, "")
    found["percent"] = 100.0 * found["difference"] / found["base"].abs().where(found["base"] != 0.0)
    found["floor"] = np.where(below, found["high"] - found["difference"], found["difference"] - found["low"])
    few = np.where(found["n_pairs"] < 2, TOO_FEW_PAIRS, TOO_FEW_EVENTS)
    found["note"] = np.where(found["q"].notna(), "", few)
    if not judges_areas(results.manifest):
        found.loc[single & (found["verdict"] != ""), ["verdict", "note"]] = "", TOO_SMALL
    return _ordered(results, found, columns)


OF_EFFECTS = ["difference", "low", "high", "percent", "verdict", "floor", "n_pairs", "note"]
"""What `effects.csv` says of the whole, and `areas_effects.csv` says again."""


def judged_once(found: dict[str, pd.DataFrame], effects: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Tables by area with the whole as `effects` has it, where it does: in a family of areas it would have a second verdict."""
    if not found:
        return {}
    rows, known = found["areas_effects"].copy(), effects.set_index(LEVEL)
    at = pd.MultiIndex.from_frame(rows[LEVEL])
    whole = (rows["area"] == WHOLE) & at.isin(known.index)
    for name in OF_EFFECTS:
        rows.loc[whole, name] = known.loc[at[whole], name].to_numpy()
    rows.loc[whole, "q"] = np.nan
    return found | {"areas_effects": rows}


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
    unit = frame["measure"].map(results.measures["unit"])
    if "month" in frame:  # a month's own total
        unit = unit.str.replace(" per year", " per month")
    frame = frame.assign(unit=unit)
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
    columns = ["strategy", "month", "area", "measure", "unit", "mean", "low", "high", "n", "scenario"]
    return _ordered(results, _levels(results, months).assign(area=WHOLE), columns)


def monthly_effects(results: Results, months: pd.DataFrame) -> pd.DataFrame:
    """`monthly_effects.csv`: the curve of the paired difference, with its pointwise 95% interval, for the whole country."""
    columns = ["strategy", "versus", "month", "area", "measure", "unit", "difference", "low", "high", "n_pairs", "scenario"]
    found = _differences(results, months).assign(area=WHOLE)
    return _ordered(results, found, columns) if len(found) else pd.DataFrame(columns=columns)
