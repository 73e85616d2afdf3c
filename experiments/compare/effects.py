"""Strategies against the baseline: paired differences, intervals that hold together, verdicts, and the floor of noise."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pandas as pd

from experiments.compare import by_area, worth
from experiments.protocol.design import AGAIN
from experiments.statistics import intervals
from experiments.store.results import Results

BETTER, WORSE, UNCLEAR = "better", "worse", "no clear difference"


def tables(results: Results) -> dict[str, pd.DataFrame]:
    """All tables of a comparison, from the stored runs alone."""
    # Half of the time goes into reading the series, most of it outside Python: the rest is worked out meanwhile.
    with ThreadPoolExecutor(1) as beside:
        places = beside.submit(by_area.tables, results) if results.has_series else None
        found = {
            "outcomes": outcomes(results),
            "effects": effects(results),
            "aa": aa(results),
            "noise": noise(results),
        }
        return found | worth.tables(results, found["effects"]) | (places.result() if places else {})


def units(results: Results, measure: str, again: bool = False) -> Iterator[tuple[str, pd.DataFrame]]:
    """A measure by scenario: a row for each (point, replication), a column for each strategy."""
    yield from results.by_scenario(measure, again)


def unit_values(table: pd.DataFrame) -> pd.DataFrame:
    """The independent pieces of evidence: replications with one point, means of each world with several."""
    points = table.index.get_level_values("point")
    if points.nunique() == 1:
        return table
    return table.groupby(level="point").mean()


def outcomes(results: Results) -> pd.DataFrame:
    """`outcomes.csv`: each strategy's level, its 95% interval, and how many runs it stands on."""
    rows = []
    for measure in results.measured():
        about = results.measures.loc[measure]
        for scenario, table in units(results, measure):
            values = unit_values(table)
            mean, error, count = intervals.mean_and_error(values.to_numpy(float))
            factor = intervals.pointwise(count)
            for place, strategy in enumerate(values.columns):
                half = factor[place] * error[place]
                rows.append(
                    {
                        "strategy": strategy,
                        **_about(about),
                        "mean": mean[place],
                        "low": mean[place] - half,
                        "high": mean[place] + half,
                        "n": int(np.isfinite(table[strategy]).sum()),
                        "scenario": scenario,
                    }
                )
    columns = ["strategy", "measure", "unit", "book", "better", "mean", "low", "high", "n", "scenario"]
    return pd.DataFrame(rows, columns=columns)


def _about(about: Any) -> dict[str, str]:
    return {"measure": about["name"], **{key: about[key] or "" for key in ("unit", "book", "better")}}


def effects(results: Results) -> pd.DataFrame:
    """`effects.csv`: paired differences from the baseline. Those of primary measures hold together, others alone."""
    primary = [name for name in results.primary if name in results.measured()]
    wanted = _two_stage(results)
    family = _family(results, primary)
    factor = intervals.max_t(family) if family.size else float("nan")
    rows = []
    for measure in results.measured():
        for scenario, table in units(results, measure):
            if results.baseline not in table:
                continue
            for strategy in table.columns.drop(results.baseline):
                row = _effect(results, measure, table, strategy)
                together = measure in primary
                rows.append(row | {"primary": "yes" if together else "no", "scenario": scenario})
                if together and wanted:
                    _by_pilot(rows[-1], table, strategy, results, wanted)
                else:
                    _bounded(rows[-1], factor if together else float(intervals.pointwise(np.array([row["units"]]))[0]))
                _judged(rows[-1], results, float(table[results.baseline].mean()))
    return pd.DataFrame(rows, columns=EFFECTS).drop(columns=["error", "units"])


EFFECTS = [
    "strategy", "versus", "measure", "unit", "book", "better", "primary", "difference", "low", "high", "percent", "verdict",
    "n_pairs", "pairing_gain", "scenario", "matters", "smallest_that_matters", "half_width", "asked_half_width", "resolved",
    "interval", "baseline_mean", "noise_low", "noise_high", "n_worlds", "world_low", "world_high", "share_worse",
    "share_worse_low", "share_worse_high", "correlation", "error", "units",
]  # fmt: skip


def _family(results: Results, primary: list[str]) -> np.ndarray:
    """Differences of the family, (units, measures × strategies × scenarios); a unit is a replication or a world."""
    columns = []
    for measure in primary:
        for scenario, table in units(results, measure):
            if results.baseline in table:
                values = unit_values(table)
                gaps = values.drop(columns=results.baseline).sub(values[results.baseline], axis=0)
                columns.append(gaps.add_prefix(f"{measure} {scenario} "))
    return pd.concat(columns, axis=1).to_numpy(float) if columns else np.empty((0, 0))


def _effect(results: Results, measure: str, table: pd.DataFrame, strategy: str) -> dict[str, Any]:
    base, arm = table[results.baseline].to_numpy(float), table[strategy].to_numpy(float)
    worlds = table.index.get_level_values("point").to_numpy()
    gap = arm - base
    whole = unit_values(pd.DataFrame({"gap": gap, "base": np.where(np.isfinite(gap), base, np.nan)}, index=table.index))
    mean, error, count = (values[0] for values in intervals.mean_and_error(whole[["gap"]].to_numpy(float)))
    level = float(whole["base"].mean())
    both = np.isfinite(gap)
    row = {
        "strategy": strategy,
        "versus": results.baseline,
        **_about(results.measures.loc[measure]),
        "difference": mean,
        "error": error,
        "units": count,
        "percent": 100.0 * mean / abs(level) if level else float("nan"),
        "baseline_mean": level,
        "n_pairs": int(both.sum()),
        "pairing_gain": intervals.pairing_gain(arm[both], base[both], worlds[both]) if both.any() else float("nan"),
        "correlation": _correlation(arm[both], base[both], worlds[both]),
    }
    return row | _over_worlds(gap, worlds, str(row["better"]))


def _correlation(arm: np.ndarray, base: np.ndarray, worlds: np.ndarray) -> float:
    """Correlation between arms within worlds: what common random numbers achieve."""
    if arm.size < 3:
        return float("nan")
    _, world = np.unique(worlds, return_inverse=True)
    size = np.bincount(world)
    one, other = (values - (np.bincount(world, weights=values) / size)[world] for values in (arm, base))
    if any(np.ptp(apart) <= 1e-12 * np.abs(values).max() for apart, values in ((one, arm), (other, base))):
        return float("nan")  # nothing varies but rounding
    return float(np.corrcoef(one, other)[0, 1])


def _over_worlds(gap: np.ndarray, worlds: np.ndarray, better: str) -> dict[str, Any]:
    """With several worlds: computer noise alone, the range of nine of ten plausible worlds, and the share that is worse."""
    found = intervals.spread(gap, worlds)
    if found.worlds < 2:
        return {}
    means = pd.Series(gap).groupby(worlds).mean().dropna().to_numpy()
    runs = int(np.isfinite(gap).sum())
    half = float(intervals.pointwise(np.array([runs - found.worlds + 1]))[0]) * np.sqrt(found.within / runs)
    true = intervals.shrunk(means, found)
    worse = {"up": true < 0.0, "down": true > 0.0}.get(better)
    low, high = np.quantile(true, [0.05, 0.95])
    unsure = {"up": -gap, "down": gap}.get(better)
    worse_low, worse_high = (np.nan, np.nan) if unsure is None else intervals.share_above(unsure, worlds)
    return {
        "noise_low": means.mean() - half,
        "noise_high": means.mean() + half,
        "n_worlds": found.worlds,
        "world_low": low,
        "world_high": high,
        "share_worse": float(worse.mean()) if worse is not None else float("nan"),
        "share_worse_low": worse_low,
        "share_worse_high": worse_high,
    }


def _bounded(row: dict[str, Any], factor: float) -> None:
    half = factor * row["error"]
    row.update(low=row["difference"] - half, high=row["difference"] + half, half_width=half)
    row["interval"] = "simultaneous, max-|t|" if row["primary"] == "yes" else "pointwise, t"


def _two_stage(results: Results) -> dict[str, float]:
    """Precision asked, pilot and number of comparisons, when the config asks for precision in place of a number."""
    asked = results.manifest["config"]["replications"]
    if asked.get("precision") is None:
        return {}
    primary = [name for name in results.primary if name in results.measured()]
    comparisons = len(primary) * (len(results.strategies) - 1) * results.design["scenario"].nunique()
    return {"precision": asked["precision"], "pilot": asked["pilot"], "comparisons": comparisons}


def _by_pilot(row: dict[str, Any], table: pd.DataFrame, strategy: str, results: Results, wanted: dict[str, float]) -> None:
    """The two-stage interval: the deviation of the pilot's differences, the mean of all."""
    pilot = table[table.index.get_level_values("replication") < wanted["pilot"]]
    gaps = (pilot[strategy] - pilot[results.baseline]).dropna().to_numpy(float)[:, None]
    if gaps.shape[0] < 2:
        return _bounded(row, float("nan"))
    half = float(intervals.stein_half_width(gaps, np.array([row["units"]]), int(wanted["comparisons"]))[0])
    asked = wanted["precision"] * abs(float(pilot[results.baseline].mean()))
    row.update(low=row["difference"] - half, high=row["difference"] + half, half_width=half, asked_half_width=asked)
    row.update(resolved="yes" if half <= asked * (1.0 + 1e-9) else "not resolved", interval="simultaneous, two-stage")
    return None


def _judged(row: dict[str, Any], results: Results, level: float) -> None:
    """The verdict, and whether the difference is as large as matters."""
    low, high, better = row["low"], row["high"], row["better"]
    row["verdict"] = verdict(low, high, better)
    share = results.manifest["matters"].get(row["measure"])
    if share is None or not np.isfinite([low, high]).all():
        row["matters"] = ""
        return
    smallest = share * abs(level)
    row["smallest_that_matters"] = smallest
    beyond = low >= smallest or high <= -smallest
    within = -smallest < low and high < smallest
    row["matters"] = "yes" if beyond else "no" if within else "unclear"


def verdict(low: float, high: float, better: str) -> str:
    """`better`, `worse` or `no clear difference`; empty where no direction is good or there is no interval."""
    if better not in ("up", "down") or not np.isfinite([low, high]).all():
        return ""
    if low > 0.0:
        return BETTER if better == "up" else WORSE
    if high < 0.0:
        return BETTER if better == "down" else WORSE
    return UNCLEAR


def aa(results: Results) -> pd.DataFrame:
    """`aa.csv`: the baseline against itself with other seeds, the floor below which a difference is noise.

    `floor` is the larger end of the interval, without its sign: what a chart must exceed to show more than luck would.
    """
    columns = ["measure", "unit", "difference", "low", "high", "floor", "floor_percent", "n_pairs", "scenario"]
    rows = []
    for measure in results.measured():
        for scenario, table in units(results, measure, again=True):
            if AGAIN not in table or results.baseline not in table:
                continue
            values = unit_values(table[[results.baseline, AGAIN]])
            gap = (values[AGAIN] - values[results.baseline]).to_numpy(float)[:, None]
            mean, error, count = (v[0] for v in intervals.mean_and_error(gap))
            half = float(intervals.pointwise(np.array([count]))[0]) * error
            floor, level = max(abs(mean - half), abs(mean + half)), abs(float(values[results.baseline].mean()))
            rows.append(
                {
                    "measure": measure,
                    "unit": results.measures.loc[measure]["unit"],
                    "difference": mean,
                    "low": mean - half,
                    "high": mean + half,
                    "floor": floor,
                    "floor_percent": 100.0 * floor / level if level else float("nan"),
                    "n_pairs": int(count),
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
        for scenario, table in units(results, measure):
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
    told = np.isfinite(found.between) and found.between > 0.0
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
        "separable": "yes" if told else "no",
        "scenario": scenario,
    }
