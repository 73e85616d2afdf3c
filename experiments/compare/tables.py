"""All that a comparison's folder has: differences, the same by horizon, and whether the model's stocks and flows agree."""

from collections.abc import Iterator
from copy import deepcopy

import pandas as pd
from joblib import Parallel, delayed

from experiments.books import balances as consistency
from experiments.books.kept import LEFT, RIGHT, begun_with
from experiments.compare import (
    best,
    by_area,
    cost_effectiveness,
    effects,
    equal,
    horizons,
    noise,
    over_worlds,
    programme,
    switches,
)
from experiments.store.results import MANY_RUNS, Results


def comparison_tables(results: Results) -> dict[str, pd.DataFrame]:
    """All tables of a comparison, from the stored runs alone."""
    named = equal.as_named(results)
    by_place = tables_by_area(named)
    found = common(named)
    differences = found["effects"]
    found |= {
        "pairs": effects.pairs(named),
        "horizons": horizons.table(named, differences, found["best"]),
        "consistency": balances(named),
        **equal.equal_tables(results, differences),
    }
    if results.manifest.get("set_apart") and results.has_series:
        found["set_apart"] = programme.table(named)
    return found | by_area.judged_once(next(by_place), differences)


def tables_by_area(results: Results) -> Iterator[dict[str, pd.DataFrame]]:
    """Tables by area and month, once: they take as long as all others, so that of many runs a second process makes them meanwhile."""
    if not results.has_series:
        return iter([{}])
    own = deepcopy(results)  # what is sent must stay as it is while these fill up with what was read
    beside = Parallel(n_jobs=2 if len(results.design) > MANY_RUNS else 1, return_as="generator")
    return iter(beside([delayed(by_area.area_tables)(own)]))


def first_tables(results: Results) -> dict[str, pd.DataFrame]:
    """What every kind has that sets strategies beside each other: levels, differences from the baseline, and the best."""
    found = effects.effects(results)
    return {"outcomes": effects.outcomes(results), "effects": found, "best": best.table(results, found)}


def common(results: Results) -> dict[str, pd.DataFrame]:
    """The tables that a comparison and a sweep both have, but for those by area."""
    found = first_tables(results) | {"aa": noise.aa(results), "noise": noise.noise(results)}
    if results.design["point"].nunique() > 1 and not results.manifest["levers"]:
        found |= {"worlds": over_worlds.table(results), "switches": switches.table(results)}
    return found | cost_effectiveness.cost_effectiveness_tables(results, found["effects"])


def balances(results: Results) -> pd.DataFrame:
    """`consistency.csv`: the balances of the baseline's runs, a set of rows each scenario and world (`point`).

    Without a row where no run has its sides: those of another model, or stored before they were kept.
    """
    base = results.runs[results.runs["strategy"] == results.baseline]
    frames = []
    for _, runs in base.groupby(["scenario", "point"], sort=False):
        left, right = begun_with(runs, LEFT), begun_with(runs, RIGHT)
        if left:
            frames.append(consistency.table(left, right).assign(**runs[["scenario", "point"]].iloc[0]))
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=[*consistency.COLUMNS, "scenario", "point"])
