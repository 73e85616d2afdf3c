"""A sweep's tables: those of a comparison, `sweep.csv` with the settings as columns beside each measure, and what each setting does."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from experiments.compare import tables as comparison
from experiments.compare.by_area import judged_once
from experiments.compare.effects import less, unit_values
from experiments.protocol import format
from experiments.protocol.design import swept
from experiments.protocol.verdicts import verdict
from experiments.statistics import intervals
from experiments.statistics.bootstrap import Array
from experiments.store.results import Results
from experiments.store.subset import in_worlds

KEYS = ["scenario", "point", "replication"]


def sweep_tables(results: Results) -> dict[str, pd.DataFrame]:
    """All tables of a sweep, from the stored runs alone."""
    worlds = in_worlds(results)
    by_place = comparison.tables_by_area(worlds)
    own = {"sweep": sweep(results), "settings": by_setting(worlds)}
    found = comparison.common(worlds)
    return found | own | judged_once(next(by_place), found["effects"])


def settings(results: Results) -> list[str]:
    """What the sweep varies, among all that varies from world to world: lever components and parameters."""
    levers, parameters = swept(results.manifest["config"])
    return [name for name in results.varying if name in levers or name in parameters]


def sweep(results: Results) -> pd.DataFrame:
    """`sweep.csv`: one row a setting and measure: the settings, the level, the paired difference from the baseline.

    Differences have pointwise intervals here: a map of many cells is read as a whole (`effects.csv` has the family's). Over
    several worlds each world counts once.
    """
    varied, runs = settings(results), results.runs
    columns = ["strategy", *varied, "measure", "unit", "better", "mean", "low", "high", "difference", "difference_low",
               "difference_high", "n", "scenario"]  # fmt: skip
    base = runs[runs["strategy"] == results.baseline].set_index(KEYS)
    own = runs[runs["strategy"] != results.baseline] if results.manifest["levers"] else runs
    by = ["scenario", "strategy", *varied]
    rows = [row for _, cell in own.groupby(by, sort=False, dropna=False) for row in _rows(results, cell, base, by)]
    return pd.DataFrame(rows, columns=columns)


def _rows(results: Results, cell: pd.DataFrame, base: pd.DataFrame, by: list[str]) -> Iterator[dict[str, Any]]:
    """A setting's rows, one a measure."""
    names = results.measured()
    levels = cell.set_index(KEYS)[names].astype(float)
    mean, low, high = _estimates(levels)
    gap, gap_low, gap_high = _estimates(less(levels, base[names].astype(float).reindex(levels.index)))
    setting = {name: cell[name].iloc[0] for name in by}
    for at, name in enumerate(names):
        about = results.measures.loc[name]
        yield {
            **setting,
            **{"measure": name, "unit": about["unit"], "better": about["better"] or ""},
            **{"mean": mean[at], "low": low[at], "high": high[at], "n": int(levels[name].notna().sum())},
            **{"difference": gap[at], "difference_low": gap_low[at], "difference_high": gap_high[at]},
        }


def _estimates(values: pd.DataFrame) -> tuple[Array, Array, Array]:
    """Each column's mean and interval."""
    units = unit_values(values)
    bounds = intervals.alone(units.to_numpy())
    return units.mean().to_numpy(), bounds.low, bounds.high


class Contrast(NamedTuple):
    """Strategies whose mean is set against that of others, and what so many times the difference tells."""

    about: dict[str, str]
    these: list[str]
    others: list[str]
    times: float = 1.0


def by_setting(results: Results) -> pd.DataFrame:
    """`settings.csv`: what each value of a lever changes from its first, on average over the others' values; and how two go together.

    The second is how much more the last value of one changes at the other's last value than at its first (`other`): nothing where
    the two changes add up. It has no verdict. Differences are of the same worlds and luck; each world counts once.
    """
    columns = ["setting", "value", "first", "other", "other_value", "other_first", "measure", "unit", "better", "difference", "low",
               "high", "percent", "baseline_mean", "verdict", "n", "scenario"]  # fmt: skip
    asked, rows, gaps = contrasts(results), [], []
    for measure in [name for name in results.primary if name in results.measured()]:
        about = {"measure": measure, **results.measures.loc[measure][["unit", "better"]].fillna("")}
        for scenario, table in results.by_scenario(measure):
            for one in asked:
                these, others = (table[names].mean(axis=1, skipna=False).to_frame("mean") for names in (one.these, one.others))
                gap = one.times * unit_values(less(these, others))["mean"]
                level = unit_values(others.where(these.notna()))["mean"].mean()
                found = {"difference": gap.mean(), "n": int(gap.notna().sum()), "scenario": scenario}
                if not one.about["other"]:
                    found |= {"percent": 100.0 * gap.mean() / abs(level) if level else np.nan, "baseline_mean": level}
                rows.append(one.about | about | found)
                gaps.append(gap)
    if not rows:
        return pd.DataFrame(columns=columns)
    ends = intervals.together(pd.concat(gaps, axis=1).to_numpy(float))
    made = pd.DataFrame(rows).assign(low=ends.low, high=ends.high).reindex(columns=columns)
    judged = zip(made["low"], made["high"], made["better"].where(made["other"] == "", ""), strict=True)
    return made.assign(verdict=[verdict(*one) for one in judged])


def contrasts(results: Results) -> list[Contrast]:
    """Each value of each lever against its first; then each two levers, from the first value of both to the last.

    Those of which a cell was not run, or has failed, are left out: a mean over some of the others' values is another's.
    """
    levers = {name: values for name, values in swept(results.manifest["config"])[0].items() if len(values) > 1}
    runs = results.runs[results.runs["strategy"] != results.baseline]
    cells = runs[["strategy", *levers]].drop_duplicates() if levers else pd.DataFrame()
    size = np.prod([len(values) for values in levers.values()])

    def those(values: dict[str, Any]) -> list[str]:
        kept = np.logical_and.reduce([(cells[name] == value).to_numpy() for name, value in values.items()])
        named = [str(name) for name in cells["strategy"][kept]]
        return named if len(named) * np.prod([len(levers[name]) for name in values]) == size else []

    alone = {"other": "", "other_value": "", "other_first": ""}
    found = [
        Contrast(
            {"setting": name, "value": format.setting(value), "first": format.setting(first), **alone},
            those({name: value}),
            those({name: first}),
        )
        for name, (first, *others) in levers.items()
        for value in others
    ]
    for (one, (first, *_, last)), (other, (other_first, *_, other_last)) in combinations(levers.items(), 2):
        about = {"setting": one, "value": format.setting(last), "first": format.setting(first)}
        about |= {"other": other, "other_value": format.setting(other_last), "other_first": format.setting(other_first)}
        alike = [those({one: last, other: other_last}), those({one: first, other: other_first})]
        unlike = [those({one: last, other: other_first}), those({one: first, other: other_last})]
        if all(alike + unlike):
            found.append(Contrast(about, alike[0] + alike[1], unlike[0] + unlike[1], 2.0))
    return [one for one in found if one.these and one.others]
