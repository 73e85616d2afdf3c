"""The tables of a discovery: regret, boxes where a strategy fails, a tree of the best choice, switch points, information."""

import importlib.util
from typing import Any

import numpy as np
import pandas as pd

from experiments.compare import over_worlds
from experiments.compare.noise import noise
from experiments.compare.tables import first_tables
from experiments.discovery import boxes, tree
from experiments.discovery.worlds import unit_cube
from experiments.protocol.design import DUMMY
from experiments.statistics.bootstrap import Array
from experiments.statistics.counts import sign_test
from experiments.store.results import Results
from experiments.worlds import choice, information, moving, regret
from experiments.worlds.study import Study, outcome_names

MOST_FACTORS = 12
BOXES = [
    *("outcome", "strategy", "failure", "parameter", "low", "high", "alternatives", "quasi_p", "returned"),
    *("coverage", "density", "base", "seen_coverage", "seen_density", "worlds", "failures", "set_aside", "note"),
]


def discovery_tables(results: Results) -> dict[str, pd.DataFrame]:
    """All tables, from the stored runs alone."""
    study = Study.of(results)
    rows = np.arange(len(study.inputs))
    worlds = results.design["point"].nunique()
    unit = study.unit if study.given else unit_cube(len(study.factors), worlds, study.manifest["seed"])[study.points]
    strategies = [str(row["name"]) for row in study.manifest["strategies"]]
    found: dict[str, list[pd.DataFrame]] = {"regret": [], "boxes": [], "tree": [], "compromise": []}
    alone: dict[str, None] = {}
    oriented = {}
    for outcome in outcome_names(study.manifest):
        values = study.oriented(outcome, strategies, rows)
        if study.better(outcome) and np.isfinite(values).all() and len(strategies) > 1:
            oriented[outcome] = values
            found["regret"].append(choice.regret_of(study, outcome, strategies, values, _target(study, outcome)))
            found["boxes"].append(failures(study, outcome, strategies, values))
            found["tree"].append(best_where(study, outcome, strategies, values))
            alone |= dict.fromkeys(leading(study, values.mean(axis=2), unit))
    found["compromise"] = [compromise(strategies, oriented)] if oriented else []
    kept = {name: pd.concat(frames, ignore_index=True) for name, frames in found.items() if frames}
    simple = first_tables(results) | {"noise": noise(results)}
    seen = choice.Worlds(rows, unit, rows)
    if study.given:
        moved = moving.moved(study, moving.going_with(study))
        seen = choice.Worlds(rows, unit, rows, len(study.names) - 1, moved)
        simple |= {"worlds": over_worlds.table(results), "tradeoffs": moving.together(study)}
    return choice.choice_tables(study, [*alone, DUMMY], seen, rows) | kept | simple


def leading(study: Study, means: Array, unit: Array) -> list[str]:
    """The factors most worth knowing for the choice, and those that move the best strategies apart the most."""
    worths = []
    for place, factor in enumerate(study.factors):
        if factor.name != DUMMY:
            one = information.worth(unit[:, place], means, len(factor.choices), resamples=2, permutations=2)
            gap = means[:, 1:] - means[:, :1]
            apart = max(abs(np.corrcoef(unit[:, place], column)[0, 1]) if np.ptp(column) > 0.0 else 0.0 for column in gap.T)
            worths.append((one.value / (np.ptp(means) + 1e-300) + 1e-3 * apart, factor.name))
    return [name for _, name in sorted(worths, key=lambda pair: -pair[0])[:MOST_FACTORS]]


def failures(study: Study, outcome: str, strategies: list[str], values: Array) -> pd.DataFrame:
    """`boxes.csv`: for each strategy and kind of failure, the limits of a box, or the reason why there is none."""
    if importlib.util.find_spec("prim") is None:
        return pd.DataFrame(columns=BOXES)
    inputs = study.inputs.drop(columns=DUMMY).reset_index(drop=True)
    worlds = regret.shrink(values)
    lost = regret.regrets(worlds.means)
    baseline = strategies.index(study.manifest["baseline"])
    level = abs(float(worlds.raw[:, baseline].mean()))
    settings, target = study.settings, _target(study, outcome)
    rows = []
    for place, name in enumerate(strategies):
        gaps = worlds.raw[:, place] - worlds.raw[:, baseline]
        kinds: dict[str, tuple[Any, Any]] = {}
        if place != baseline:
            line = -settings["worse_by"] * level
            kinds["worse than the baseline"] = (gaps < line, boxes.undecided(gaps, 2.0 * worlds.noise, line))
        line = settings["regret"] * level
        kinds["high regret"] = (lost[:, place] > line, boxes.undecided(lost[:, place], 2.0 * worlds.noise, line))
        if target is not None:
            kinds["target missed"] = (worlds.raw[:, place] < target, np.zeros(len(gaps), dtype=bool))
        for failure, (failed, aside) in kinds.items():
            box = boxes.find(inputs[~aside].reset_index(drop=True), failed[~aside], drawn=len(failed))
            rows += box_rows(outcome, name, failure, box, int(aside.sum()))
    return pd.DataFrame(rows, columns=BOXES)


def box_rows(outcome: str, strategy: str, failure: str, box: boxes.Box, aside: int) -> list[tuple[Any, ...]]:
    """A row a limit; one row without a limit where there is no box."""
    fit = (box.coverage, box.density, box.base, *box.seen, box.worlds, box.failures, aside, box.note)
    if not box.limits:
        return [(outcome, strategy, failure, "", np.nan, np.nan, "", np.nan, np.nan, *fit)]
    rows = []
    for name, limit in box.limits.items():
        text = " or ".join(sorted(map(str, limit))) if isinstance(limit, frozenset) else ""
        low, high = (np.nan, np.nan) if isinstance(limit, frozenset) else limit
        ends = (low if np.isfinite(low) else np.nan, high if np.isfinite(high) else np.nan)
        rows.append((outcome, strategy, failure, name, *ends, text, box.quasi_p[name], box.returned[name], *fit))
    return rows


def best_where(study: Study, outcome: str, strategies: list[str], values: Array) -> pd.DataFrame:
    """`tree.csv`: leaves of the tree of the best strategy, with how often it is right on worlds it has not seen."""
    columns = [
        "outcome",
        "leaf",
        "conditions",
        "best",
        "purity",
        "p_half",
        "best_mean",
        "share",
        "accuracy",
        "always_commonest",
        "helps",
    ]
    if importlib.util.find_spec("sklearn") is None:
        return pd.DataFrame(columns=columns)
    means = regret.shrink(values).means
    labels = np.array(strategies)[means.argmax(axis=1)]
    if len(set(labels)) < 2:
        return pd.DataFrame([(outcome, 0, "everywhere", labels[0], 1.0, 0.0, labels[0], 1.0, 1.0, 1.0, "no")], columns=columns)
    grown = tree.grow(study.inputs.drop(columns=DUMMY).reset_index(drop=True), labels)
    rows = []
    for place, leaf in enumerate(grown.leaves):
        said = " and ".join(
            f"{name} {side} {value if isinstance(value, str) else f'{value:.4g}'}" for name, side, value in leaf.conditions
        )
        inside = grown.nodes == leaf.node
        best_mean = strategies[means[inside].mean(axis=0).argmax()]
        p_half = float(sign_test((labels[inside] == leaf.label)[:, None] - 0.5)[0])
        fit = (leaf.share, grown.accuracy, grown.always_commonest, "yes" if grown.helps else "no")
        rows.append((outcome, place, said or "everywhere", leaf.label, leaf.purity, p_half, best_mean, *fit))
    return pd.DataFrame(rows, columns=columns)


def compromise(strategies: list[str], oriented: dict[str, Array]) -> pd.DataFrame:
    """`compromise.csv`: which strategies no other beats on every outcome, and what share of all weights each wins."""
    means = np.column_stack([values.mean(axis=(0, 2)) for values in oriented.values()])
    unbeaten, won = regret.pareto(means), regret.weights_won(means)
    frame = {"strategy": strategies, "unbeaten": np.where(unbeaten, "yes", "no"), "share_of_weights_won": won}
    return pd.DataFrame(frame | {"outcomes": ", ".join(oriented)})


def _target(study: Study, outcome: str) -> float | None:
    """The declared target, turned so that more is better; None without one."""
    given = study.settings.get("targets", {}).get(outcome)
    if given is None:
        return None
    return -float(given) if study.better(outcome) == "down" else float(given)
