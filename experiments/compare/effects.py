"""Strategies against the baseline: paired differences, intervals that hold together, verdicts, and the floor of noise."""

from typing import Any

import numpy as np
import pandas as pd

from experiments.protocol.verdicts import IDENTICAL, NOT_RESOLVED, TOO_FEW_EVENTS, TOO_FEW_PAIRS, verdict
from experiments.statistics import counts, intervals
from experiments.store.results import Results


def unit_values(table: pd.DataFrame) -> pd.DataFrame:
    """The independent pieces of evidence: replications with one point, means of each world with several.

    What cancels out within a world is nothing: no rest of rounding is taken for a difference.
    """
    points = table.index.get_level_values("point")
    if points.nunique() == 1:
        return table
    means, sizes = table.groupby(level="point").mean(), table.abs().groupby(level="point").mean()
    return means.mask(means.abs() <= ROUNDING * sizes, 0.0)


def outcomes(results: Results) -> pd.DataFrame:
    """`outcomes.csv`: each strategy's level, its 95% interval, and how many runs it stands on.

    Where nearly all runs have the same number the interval is that of a count of events; none where it is no count.
    """
    columns = ["strategy", "measure", "unit", "book", "better", "mean", "low", "high", "n", "scenario"]
    frames = [pd.DataFrame(columns=columns)]
    for measure in results.measured():
        about = results.measures.loc[measure]
        for scenario, table in results.by_scenario(measure):
            values = unit_values(table)
            mean, _, _ = intervals.mean_and_error(values.to_numpy(float))
            event = counts.one_event(table.to_numpy(float)) if about["over"] == "sum" else 0.0
            most = 1.0 if about["unit"] == "share" else np.inf
            ends = intervals.levels(values.to_numpy(float), np.full(values.shape[1], event), most)
            found = {"mean": mean, "low": ends.low, "high": ends.high, "n": table.notna().sum().to_numpy()}
            frames.append(pd.DataFrame({"strategy": values.columns, **_about(about), **found, "scenario": scenario}))
    return pd.concat(frames[1:] or frames, ignore_index=True)


def _about(about: Any) -> dict[str, str]:
    return {"measure": about["name"], **{key: about[key] or "" for key in ("unit", "book", "better")}}


def effects(results: Results) -> pd.DataFrame:
    """`effects.csv`: paired differences from the baseline. Those of primary measures hold together, others alone.

    `floor` is what chance alone may show in a difference paired as this one is: as far as the interval reaches towards zero,
    so that a difference has a verdict where it is beyond its floor. `note` says why a row has no interval of its own.
    """
    primary = [name for name in results.primary if name in results.measured()]
    gaps, bases = _in_pairs(results)
    asked, family, rows = _two_stage(results), _family(gaps, primary), []
    for measure in results.measured():
        for scenario, table in results.by_scenario(measure):
            if results.baseline not in table:
                continue
            own = gaps[measure, scenario]
            ends, said = intervals.alone(own.to_numpy(float)), str(results.measures.loc[measure].get("restates"))
            wider = _wider(gaps, family, said, scenario) if said in primary and not asked else {}
            means, levels = own.mean(), bases[measure, scenario].mean()
            for place, strategy in enumerate(own.columns):
                row: dict[str, Any] = {"strategy": strategy, "versus": results.baseline}
                row |= _about(results.measures.loc[measure])
                row |= _effect(table, results.baseline, strategy, means[strategy], levels[strategy], str(row["better"]))
                row |= {"primary": "no", "scenario": scenario}
                low, high, counted = ends.low[place], ends.high[place], bool(ends.counted[place])
                row["interval"] = "pointwise, counts" if counted else "pointwise, t"
                if measure in primary:
                    low, high, counted = family[measure, scenario, strategy]
                    row |= {"primary": "yes", "interval": f"simultaneous, {'counts' if counted else 'max-|t|'}"}
                elif not counted and strategy in wider:  # as sure as what it says again, no more
                    half, (down, up) = (high - low) / 2.0, wider[strategy]
                    low, high = means[strategy] - down * half, means[strategy] + up * half
                    row["interval"] = f"simultaneous, as of {said}"
                row |= {"low": low, "high": high, "half_width": (high - low) / 2.0}
                if asked and (measure in primary or said in primary):
                    found = by_pilot(table[[results.baseline, strategy]], own[strategy], asked)
                    row |= {key: found[key] for key in found if measure in primary or key in ENDS}
                if same_by_construction(results, strategy) and row["difference"] == 0.0:
                    row |= {"low": 0.0, "high": 0.0, "half_width": 0.0, "interval": IDENTICAL}
                    row |= {"resolved": "yes"} if asked else {}
                rows.append(row | _judged(row, results) | {"note": _note(row)})
    return pd.DataFrame(rows, columns=EFFECTS)


def pairs(results: Results) -> pd.DataFrame:
    """`pairs.csv`: the runs behind each primary difference, a row a pair: what a reader needs to compare them with other tools."""
    frames = []
    for measure in [name for name in results.primary if name in results.measured()]:
        for scenario, table in results.by_scenario(measure):
            others = table.drop(columns=results.baseline).rename_axis(columns="strategy")  # of which one may be called "value"
            own = pd.Series(others.T.stack(["point", "replication"], future_stack=True), name="value").reset_index()
            base = table[results.baseline].rename("baseline").reset_index()
            own = own.merge(base, on=["point", "replication"], validate="many_to_one")
            frames.append(own.assign(measure=measure, unit=results.measures.loc[measure]["unit"], scenario=scenario))
    columns = ["strategy", "measure", "unit", "point", "replication", "value", "baseline", "scenario"]
    return pd.concat(frames, ignore_index=True)[columns] if frames else pd.DataFrame(columns=columns)


EFFECTS = [
    "strategy", "versus", "measure", "unit", "book", "better", "primary", "difference", "low", "high", "percent", "verdict",
    "n_pairs", "pairing_gain", "scenario", "matters", "smallest_that_matters", "half_width", "asked_half_width", "resolved",
    "interval", "baseline_mean", "noise_low", "noise_high", "n_worlds", "seen_low", "seen_high", "world_low", "world_high",
    "share_worse", "share_worse_low", "share_worse_high", "correlation", "floor", "note",
]  # fmt: skip


def paired(table: pd.DataFrame, base: str) -> pd.DataFrame:
    """Differences of every other strategy from one: a row for each unit (`unit_values`), a column for each strategy."""
    return unit_values(from_base(table, base))


def from_base(table: pd.DataFrame, base: str) -> pd.DataFrame:
    """Differences of every other strategy from one, run by run."""
    others = table.drop(columns=base)
    gaps = less(others.to_numpy(float), table[[base]].to_numpy(float))  # as arrays: frames take three times as long
    return pd.DataFrame(gaps, others.index, others.columns)


ROUNDING = 1e-12
"""Two values nearer than this part of them are the same: what is left is of the order in which numbers were added."""


def less[Values: (pd.DataFrame, np.ndarray)](own: Values, base: Values) -> Values:
    """Values less others; nothing where they differ by rounding."""
    gaps = own - base
    return gaps * (abs(gaps) > ROUNDING * abs(own)) + 0.0  # no negative zero


ENDS = ("low", "high", "half_width", "interval")
Tables = dict[tuple[str, str], pd.DataFrame]
"""Tables by measure and scenario."""


def _in_pairs(results: Results) -> tuple[Tables, Tables]:
    """Differences from the baseline (`paired`), and the baseline itself over the runs that have both, in units.

    The units of all measures are made at once: one measure at a time takes a third of a comparison's tables.
    """
    gaps: Tables = {}
    bases: Tables = {}
    for scenario in results.design["scenario"].unique():
        tables = {name: table for name in results.measured() for one, table in results.by_scenario(name) if one == scenario}
        tables = {name: table for name, table in tables.items() if results.baseline in table}
        if tables:
            whole = pd.concat(tables, axis=1)
            base = whole.xs(results.baseline, axis=1, level=1)
            others = whole.drop(columns=results.baseline, level=1)
            levels = pd.DataFrame(base.loc[:, others.columns.get_level_values(0)]).set_axis(others.columns, axis=1)
            for found, values in ((gaps, less(others, levels)), (bases, levels.where(others.notna()))):
                units = unit_values(values)
                there = set(units.columns.get_level_values(0))
                found.update({(name, str(scenario)): pd.DataFrame(units[name] if name in there else {}) for name in tables})
    return gaps, bases


def same_by_construction(results: Results, strategy: str) -> bool:
    """Whether a strategy is the baseline under another name: based on it, with nothing of its own."""
    made = {row["name"]: row for row in results.manifest["strategies"]}

    def of(name: str) -> str:
        content = dict(made[name].get("content") or {})
        origin = content.pop("based_on", content.pop("preset", name))
        return str(name if content else origin)

    return of(strategy) == of(results.baseline)


Family = dict[tuple[str, str, str], tuple[float, float, bool]]
"""Ends by measure, scenario and strategy, and whether they are limits of counts."""


def _family(gaps: Tables, primary: list[str]) -> Family:
    """Ends that hold together over primary measures, scenarios and strategies, and whether they are limits of counts."""
    columns = {key: table for key, table in gaps.items() if key[0] in primary}
    columns = dict(sorted(columns.items(), key=lambda one: primary.index(one[0][0])))
    if not columns:
        return {}
    keys = [(measure, scenario, str(name)) for (measure, scenario), table in columns.items() for name in table.columns]
    ends = intervals.together(pd.concat(columns.values(), axis=1).to_numpy(float))
    return dict(zip(keys, zip(ends.low, ends.high, ends.counted, strict=True), strict=True))


def _wider(gaps: Tables, family: Family, measure: str, scenario: str) -> dict[str, tuple[float, float]]:
    """By strategy how many times as far down and up an interval reaches that holds with others as one that stands alone."""
    table, found = gaps[measure, scenario], {}
    ends, means = intervals.alone(table.to_numpy(float)), table.mean()
    for place, name in enumerate(table.columns):
        (low, high, counted), half = family[measure, scenario, str(name)], (ends.high[place] - ends.low[place]) / 2.0
        if not counted and not ends.counted[place] and high - low > 2.0 * half > 0.0:
            found[str(name)] = ((means[name] - low) / half, (high - means[name]) / half)
    return found


def _note(row: dict[str, Any]) -> str:
    """Why a row has no interval, or one without width; empty where it has its own."""
    if row["interval"] == IDENTICAL:
        return IDENTICAL
    if np.isfinite([row["low"], row["high"]]).all():
        return ""
    return TOO_FEW_PAIRS if row["n_pairs"] < 2 else TOO_FEW_EVENTS


def _effect(table: pd.DataFrame, baseline: str, strategy: str, mean: float, level: float, better: str) -> dict[str, Any]:
    """A mean difference beside the baseline's level in its pairs: what pairing gains, and what worlds disagree on."""
    base, arm = table[baseline].to_numpy(float), table[strategy].to_numpy(float)
    worlds = table.index.get_level_values("point").to_numpy()
    gap = less(arm, base)
    arm, both = np.where(gap == 0.0, base, arm), np.isfinite(gap)
    row = {
        "difference": mean,
        "percent": 100.0 * mean / abs(level) if level else float("nan"),
        "baseline_mean": level,
        "n_pairs": int(both.sum()),
        "pairing_gain": intervals.pairing_gain(arm[both], base[both], worlds[both]) if both.any() else float("nan"),
        "correlation": _correlation(arm[both], base[both], worlds[both]),
    }
    return row | over_worlds(gap, worlds, better)


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


def over_worlds(gap: np.ndarray, worlds: np.ndarray, better: str) -> dict[str, Any]:
    """With several worlds: computer noise alone, the range of nine of ten plausible worlds, and the share that is worse.

    The range as seen holds the luck of single runs; without it there is one where worlds are shown to differ beyond luck.
    """
    found = intervals.spread(gap, worlds)
    if found.worlds < 2:
        return {}
    known = np.isfinite(gap)
    _, place, size = np.unique(worlds[known], return_inverse=True, return_counts=True)
    means, runs = np.bincount(place, weights=gap[known]) / size, int(known.sum())
    half = float(intervals.pointwise(np.array([runs - found.worlds + 1]))[0]) * np.sqrt(found.within / runs)
    seen_low, seen_high = np.quantile(means, [0.05, 0.95])
    row = {"noise_low": means.mean() - half, "noise_high": means.mean() + half, "n_worlds": found.worlds}
    row |= {"seen_low": seen_low, "seen_high": seen_high}
    if not found.beyond_luck:
        return row
    true = intervals.shrunk(means, found)
    worse = {"up": true < 0.0, "down": true > 0.0}.get(better)
    low, high = np.quantile(true, [0.05, 0.95])
    unsure = {"up": -gap, "down": gap}.get(better)
    worse_low, worse_high = (np.nan, np.nan) if unsure is None else intervals.share_above(unsure, worlds)
    return row | {
        "world_low": low,
        "world_high": high,
        "share_worse": float(worse.mean()) if worse is not None else float("nan"),
        "share_worse_low": worse_low,
        "share_worse_high": worse_high,
    }


def _two_stage(results: Results) -> dict[str, float]:
    """Precision asked, pilot and number of comparisons, when the config asks for precision in place of a number."""
    asked = results.manifest["config"]["replications"]
    if asked.get("precision") is None:
        return {}
    primary = [name for name in results.primary if name in results.measured()]
    comparisons = len(primary) * (len(results.strategies) - 1) * results.design["scenario"].nunique()
    return {"precision": asked["precision"], "pilot": asked["pilot"], "comparisons": comparisons}


def by_pilot(pair: pd.DataFrame, gaps: pd.Series, asked: dict[str, float]) -> dict[str, Any]:
    """The two-stage interval: the deviation of the pilot's differences, the mean of all; limits of counts where few events.

    Args:
        pair: levels of the baseline and of the strategy, run by run.
        gaps: their differences.
        asked: precision, pilot and number of comparisons.
    """
    pilot = pair[pair.index.get_level_values("replication") < asked["pilot"]]
    levels = pilot.dropna().to_numpy(float)
    first = less(levels[:, 1:], levels[:, :1])
    every, comparisons = gaps.dropna().to_numpy(float)[:, None], int(asked["comparisons"])
    if first.shape[0] < 2:
        return {"low": float("nan"), "high": float("nan"), "half_width": float("nan"), "resolved": NOT_RESOLVED}
    if counts.too_alike(first)[0]:
        ends = intervals.alone(every, intervals.ALPHA / comparisons)
        low, high, how = float(ends.low[0]), float(ends.high[0]), "counts" if ends.counted[0] else "two-stage, t"
    else:
        half = float(intervals.stein_half_width(first, np.array([every.size]), comparisons)[0])
        low, high, how = every.mean() - half, every.mean() + half, "two-stage"
    half, wanted = (high - low) / 2.0, asked["precision"] * abs(float(pilot.iloc[:, 0].mean()))
    resolved = "yes" if half <= wanted * (1.0 + 1e-9) else NOT_RESOLVED
    return {"low": low, "high": high, "half_width": half, "asked_half_width": wanted, "resolved": resolved,
            "interval": f"simultaneous, {how}"}  # fmt: skip


def _judged(row: dict[str, Any], results: Results) -> dict[str, Any]:
    """The verdict, what chance alone may show, and whether the difference is as large as matters."""
    low, high, difference = row["low"], row["high"], row["difference"]
    found = {"verdict": verdict(low, high, row["better"]), "matters": ""}
    found["floor"] = difference - low if difference > 0.0 else high - difference
    share = results.manifest["matters"].get(row["measure"])
    if share is None or not np.isfinite([low, high]).all():
        return found
    smallest = share * abs(row["baseline_mean"])
    beyond, within = low >= smallest or high <= -smallest, -smallest < low and high < smallest
    return found | {"smallest_that_matters": smallest, "matters": "yes" if beyond else "no" if within else "unclear"}
