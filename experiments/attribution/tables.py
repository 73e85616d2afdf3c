"""The tables of an attribution, from a results folder alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.attribution import design, shares
from experiments.compare import best, over_worlds
from experiments.compare import effects as compare
from experiments.compare.tables import first_tables
from experiments.statistics.bootstrap import Array
from experiments.statistics.intervals import t_interval
from experiments.store.results import Results
from experiments.store.subset import Subset

COLUMNS = ["strategy", "versus", "outcome", "unit", "better", "part", "levers", "method", "value", "low", "high"]
COLUMNS += ["share", "share_low", "share_high", "n", "in_best_set"]
OVER_WORLDS = ["n_worlds", "world_low", "world_high", "share_worse", "share_worse_low", "share_worse_high"]
"""Columns of a folder with several worlds, as `effects.csv` has them."""


@dataclass(frozen=True)
class Runs:
    """An outcome by strategy, the same runs in the same order for all, and the world of each run."""

    values: Mapping[str, Array]
    worlds: NDArray[np.int_]

    @cached_property
    def units(self) -> dict[str, Array]:
        """The independent pieces of evidence (`compare.unit_values`): runs in one world, or the mean of each of several."""
        table = pd.DataFrame(self.values, index=pd.Index(self.worlds, name="point"))
        return {str(name): column.to_numpy(float) for name, column in compare.unit_values(table).items()}


def attribution_tables(results: Results) -> dict[str, pd.DataFrame]:
    """`attribution.csv`, `dose.csv` and `budget.csv`; outcomes and effects of the named strategies only."""
    settings = results.manifest["config"]["attribution"]
    base, whole = results.baseline, settings["strategy"]
    parts = parts_as_run(results, settings)
    found: dict[str, list[pd.DataFrame]] = {"attribution": [], "dose": [], "budget": []}
    cost = runs_of(results, settings["cost"]).units if settings["equal"] else {}
    spend = budget(settings, cost, base)
    for outcome in dict.fromkeys([*results.primary, settings["cost"]]):
        runs = runs_of(results, outcome)
        about = {
            "outcome": outcome,
            "unit": results.measures.loc[outcome]["unit"],
            "better": results.measures.loc[outcome]["better"],
        }
        frame = attributed(runs, whole, base, parts, str(about["better"] or "")).assign(strategy=whole, versus=base, **about)
        frame["in_best_set"] = most_work(runs.units, frame, whole, base, list(parts))
        found["attribution"].append(frame[[*COLUMNS, *(name for name in OVER_WORLDS if name in frame)]])
        for name in settings["equal"]:
            levels = [design.dose_name(name, step, settings["steps"], base) for step in range(settings["steps"] + 1)]
            found["dose"].append(dose(runs.units, levels, base).assign(strategy=name, versus=base, **about))
        if settings["equal"]:
            found["budget"].append(equal_money(runs.units, cost, settings, base, spend, about))
    named = dict.fromkeys([base, whole, *results.manifest["config"]["strategies"]["compare"], *settings["equal"]])
    some = Subset(results, strategies=list(named))
    kept = {name: pd.concat(frames, ignore_index=True) for name, frames in found.items() if frames}
    worlds = {"worlds": over_worlds.table(some)} if results.design["point"].nunique() > 1 else {}
    return kept | first_tables(some) | worlds


def runs_of(results: Results, outcome: str) -> Runs:
    """An outcome by strategy, of the runs that every strategy has.

    Raises:
        ValueError: when a run is missing: every set of parts is needed.
    """
    wide = results.wide(outcome)
    wide = wide[np.isfinite(wide.to_numpy(float)).all(axis=1)]
    if wide.empty or len(wide.columns) < len(results.strategies):
        raise ValueError("runs are missing: an attribution needs every strategy; run it again to fill the gaps")
    values = {str(name): wide[name].to_numpy(float) for name in wide}
    return Runs(values, wide.index.get_level_values("point").to_numpy(dtype=int))


def parts_as_run(results: Results, settings: Mapping[str, Any]) -> dict[str, list[str]]:
    """Parts with their levers, from the config as run, or from the strategies that were run."""
    if settings["parts"]:
        return {name: list(levers) for name, levers in settings["parts"].items()}
    start = f"{settings['strategy']} {design.ALONE}: "
    prefix = f"{settings['strategy']}: "
    names = [str(name) for name in results.strategies]
    alone = [name.removeprefix(start) for name in names if name.startswith(start)]
    single = [name.removeprefix(prefix) for name in names if name.startswith(prefix) and " + " not in name]
    return {lever: [lever] for lever in (single or alone)}


def attributed(runs: Runs, whole: str, base: str, parts: Mapping[str, list[str]], better: str) -> pd.DataFrame:
    """Every part alone, taken away and its Shapley value; then every lever alone and taken away, where they were run."""
    names, units = list(parts), runs.units
    frame = shares.contributions(sets_of(units, whole, base, names), names)
    frame["levers"] = [", ".join(parts.get(name, [])) for name in frame["part"]]
    rows = []
    for (lever, method), gap in lever_works(units, whole, base).items():
        rows.append((lever, method, *t_interval(gap), lever))
    levers = pd.DataFrame(rows, columns=["part", "method", "value", "low", "high", "levers"])
    both = pd.concat([frame, levers], ignore_index=True) if rows else frame
    if len(np.unique(runs.worlds)) > 1:
        done = shares.works(sets_of(runs.values, whole, base, names), names) | lever_works(runs.values, whole, base)
        spread = [compare.over_worlds(gap, runs.worlds, better) for gap in done.values()]
        both = pd.concat([both, pd.DataFrame(spread).reindex(columns=OVER_WORLDS)], axis=1)
    return both.assign(n=len(runs.worlds))


def most_work(units: Mapping[str, Array], frame: pd.DataFrame, whole: str, base: str, parts: list[str]) -> pd.Series:
    """Whether no other part is shown, paired, to do more of what the whole does (its Shapley value).

    Nothing of other rows, and where the whole is not clear of zero.
    """
    done = shares.works(sets_of(units, whole, base, parts), parts)
    effect = t_interval(done["whole", "whole"])
    if not effect.low * effect.high > 0.0:
        return pd.Series("", frame.index)
    towards = -float(np.sign(effect.value))
    may = may_be_best({part: towards * done[part, "shapley"] for part in parts})
    return frame["part"].map(may).where(frame["method"] == "shapley").fillna("")


def sets_of(values: Mapping[str, Array], whole: str, base: str, parts: list[str]) -> dict[int, Array]:
    """The outcome of each set of parts that was run."""
    return {members: values[design.set_name(whole, parts, members, base)] for members in shares.sets_needed(len(parts))}


def lever_works(values: Mapping[str, Array], whole: str, base: str) -> dict[tuple[str, str], Array]:
    """What each lever does alone and what the whole loses without it, where they were run."""
    found = {}
    for name, own in values.items():
        for word, method in ((design.ALONE, "lever_alone"), (design.WITHOUT, "lever_taken_away")):
            start = f"{whole} {word}: "
            if name.startswith(start):
                found[name.removeprefix(start), method] = own - values[base] if word == design.ALONE else values[whole] - own
    return found


def dose(runs: Mapping[str, Array], levels: list[str], base: str) -> pd.DataFrame:
    """Effect at each intensity: intensity, value, low, high, n."""
    found = pd.DataFrame([t_interval(runs[name] - runs[base]) for name in levels], columns=["value", "low", "high"])
    found.insert(0, "intensity", np.linspace(0.0, 1.0, len(levels)))
    return found.assign(n=len(runs[base]))


def budget(settings: Mapping[str, Any], cost: Mapping[str, Array], base: str) -> float:
    """The extra cost to compare at: as given, or that of the cheapest response that costs more than the base."""
    if settings["budget"] is not None:
        return float(settings["budget"])
    extra = [float((cost[name] - cost[base]).mean()) for name in settings["equal"]]
    dear = [value for value in extra if value > 0.0]
    return min(dear) if dear else float("nan")


def equal_money(
    runs: Mapping[str, Array],
    cost: Mapping[str, Array],
    settings: Mapping[str, Any],
    base: str,
    spend: float,
    about: Mapping[str, Any],
) -> pd.DataFrame:
    """Responses at the same extra cost, and which of them may be the best there by their paired differences."""
    rows, by_run = [], {}
    for name in settings["equal"]:
        levels = [design.dose_name(name, step, settings["steps"], base) for step in range(settings["steps"] + 1)]
        row, values = equal(runs, cost, levels, base, spend)
        rows.append(row | {"strategy": name, "versus": base, **about})
        if np.isfinite(values).all():
            by_run[name] = SIGN.get(str(about["better"]), np.nan) * values
    frame = pd.DataFrame(rows)
    return frame.assign(in_best_set=frame["strategy"].map(may_be_best(by_run)).fillna(""))


SIGN = {"down": 1.0, "up": -1.0}
"""What turns an outcome so that less of it is better."""


def may_be_best(values: Mapping[str, Array]) -> dict[str, str]:
    """Whether each, of which less is better, may be the best by paired differences; nothing where there are not two to compare."""
    if len(values) < 2 or not all(np.isfinite(one).all() for one in values.values()):
        return {}
    told = best.compared(pd.DataFrame(values).rename_axis("point")).best
    return {name: "yes" if may else "no" for name, may in zip(values, told, strict=True)}


def equal(
    runs: Mapping[str, Array], cost: Mapping[str, Array], levels: list[str], base: str, spend: float
) -> tuple[dict[str, Any], Array]:
    """Effect at the same extra cost: budget, intensity there, value, low, high; empty where a response never costs so much.

    Then what each run gives to it (`shares.at_budget_by_run`).
    """
    effects = np.array([runs[name] - runs[base] for name in levels])
    costs = np.array([cost[name] - cost[base] for name in levels])
    intensity, effect = shares.at_budget(effects, costs, spend)
    never = f"it never costs {spend:.3g} more than {base}" if np.isfinite(spend) else "nothing costs more than the baseline"
    row: dict[str, Any] = {"budget": spend, "intensity": intensity.value, **effect._asdict()}
    row |= {"costs_at_most": costs.mean(axis=1).max(), "note": "" if np.isfinite(effect.value) else never}
    return row, shares.at_budget_by_run(effects, costs, spend)
