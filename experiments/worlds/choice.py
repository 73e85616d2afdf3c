"""The tables about the choice itself: regret, switch points and what is worth measuring, from an even sample of worlds."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from experiments.protocol.design import DUMMY
from experiments.protocol.verdicts import MAY_FLIP, NO_EVIDENCE, WORTH_MEASURING
from experiments.statistics.smooth import Curve, along
from experiments.worlds import flips, information, regret
from experiments.worlds.study import Study, outcome_names


@dataclass(frozen=True)
class Worlds:
    """Worlds to judge the choice by: their points, their rows in the unit cube, and the base point each was made from.

    Of worlds that are given too: among how many inputs those looked at closely were found in these very worlds, and by outcome the
    inputs shown to go with a difference between strategies, of which alone it can be said that they are worth measuring.
    """

    rows: Any
    unit: Any
    blocks: Any
    found_among: int = 0
    moved: Mapping[str, Container[str]] | None = None


def choice_tables(study: Study, names: list[str], worlds: Worlds, repeated: Any) -> dict[str, pd.DataFrame]:
    """`flips.csv`, `information.csv` and, with two replications a world, `regret.csv`, where a measure has a good direction.

    `repeated` are points that are an even sample of worlds, for regret: it needs two replications of each.
    """
    strategies = [str(row["name"]) for row in study.manifest["strategies"]]
    found: dict[str, list[pd.DataFrame]] = {"flips": [], "best_along": [], "information": [], "regret": []}
    if len(strategies) < 2:
        return {}
    for outcome in outcome_names(study.manifest):
        if not study.better(outcome):
            continue
        values = study.oriented(outcome, strategies, worlds.rows)
        if not np.isfinite(values).all():
            continue
        means = values.mean(axis=2)
        changes, stretches = along_factors(study, outcome, strategies, names, means, worlds)
        found["flips"].append(changes)
        found["best_along"].append(stretches)
        found["information"].append(worth(study, outcome, names, means, worlds))
        twice = study.oriented(outcome, strategies, repeated)
        if study.replications(repeated) > 1 and np.isfinite(twice).all():
            found["regret"].append(regret_of(study, outcome, strategies, twice))
    return {name: pd.concat(frames, ignore_index=True) for name, frames in found.items() if frames}


FLIPS = ["parameter", "below", "above", "at", "low", "high", "share", "sure", "ahead", "verdict", "best", "basis"]
BEST_ALONG = ["parameter", "from", "to", "best", "at_low", "at_high", "evidence"]


def along_factors(
    study: Study, outcome: str, strategies: list[str], names: list[str], means: Any, worlds: Worlds
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """`flips.csv` and `best_along.csv` of an outcome, from one curve a factor."""
    changes: list[tuple[Any, ...]] = []
    stretches: list[tuple[Any, ...]] = []
    for name in names:
        if name == DUMMY:
            continue
        place = study.names.index(name)
        factor = study.factors[place]
        curve = along(worlds.unit[:, place], means, len(factor.choices), blocks=worlds.blocks, resamples=200)
        looked_at = worlds.found_among or len(names) - 1
        for one in flips.find(curve, switch=bool(factor.choices), looked_at=looked_at):
            word = NO_EVIDENCE if worlds.found_among and one.verdict == MAY_FLIP else one.verdict  # chosen here, most would
            changes.append(switch_point(factor, strategies, one, word))
        stretches += best_along(factor, strategies, curve)
    frames = pd.DataFrame(changes, columns=FLIPS), pd.DataFrame(stretches, columns=BEST_ALONG)
    for frame in frames:
        frame.insert(0, "outcome", outcome)
    return frames


def switch_point(factor: Any, strategies: list[str], one: flips.Flip, word: str) -> tuple[Any, ...]:
    """Where along a factor the best strategy changes, from `below` to `above`, and where the evidence is."""
    ends = [_value(factor, share) for share in (one.share, one.low, one.high)]
    best = "" if factor.choices else factor.best
    below, above = strategies[one.below], strategies[one.above]
    return factor.name, below, above, *ends, one.share, one.sure, one.ahead, word, best, factor.basis


def best_along(factor: Any, strategies: list[str], curve: Curve) -> Iterator[tuple[Any, ...]]:
    """Stretches of a factor's distribution (`from`, `to`, 0 to 1) with the strategy best there on average.

    `evidence` is the share at which the evidence's best value stands, `at_low` and `at_high` the values at the ends.
    """
    best = curve.mean.argmax(axis=1)
    steps = np.flatnonzero(np.diff(best)) + 1
    cuts = [0.0, *((curve.shares[steps - 1] + curve.shares[steps]) / 2.0), 1.0]
    stand = float("nan") if factor.choices else share_of(factor, factor.best)
    for first, last, place in zip(cuts[:-1], cuts[1:], [0, *steps], strict=True):
        ends = (_value(factor, min(first + 1e-9, 1.0)), _value(factor, max(last - 1e-9, 0.0)))
        yield factor.name, first, last, strategies[best[place]], *ends, stand


def share_of(factor: Any, value: float) -> float:
    """The share of a factor's distribution below a value."""
    shares = np.linspace(0.0, 1.0, 1001)
    return float(np.interp(value, factor.quantile(shares), shares))


def _value(factor: Any, share: float) -> Any:
    if not np.isfinite(share):
        return np.nan
    value = factor.quantile(np.array([share]))[0]
    return str(value) if factor.choices else float(value)


def worth(study: Study, outcome: str, names: list[str], means: Any, worlds: Worlds) -> pd.DataFrame:
    """`information.csv`: what knowing a factor would be worth, in the unit of the outcome."""
    measure = next(row for row in study.manifest["measures"] if row["name"] == outcome)
    idle = information.worth(worlds.unit[:, study.names.index(DUMMY)], means, blocks=worlds.blocks, resamples=200).value
    rows = []
    for name in names:
        factor = study.factors[study.names.index(name)]
        found = information.worth(
            worlds.unit[:, study.names.index(name)], means, len(factor.choices), blocks=worlds.blocks, resamples=200
        )
        floor = max(found.floor, idle)
        shown = found.low > floor and (worlds.moved is None or name in worlds.moved[outcome])
        word = "" if name == DUMMY else (WORTH_MEASURING if shown else NO_EVIDENCE)
        rows.append((outcome, measure["unit"], name, factor.basis, found.value, found.low, found.high, floor, word))
    columns = ["outcome", "unit", "parameter", "basis", "value", "low", "high", "noise_floor", "verdict"]
    return pd.DataFrame(rows, columns=columns)


def regret_of(study: Study, outcome: str, strategies: list[str], values: Any, target: float | None = None) -> pd.DataFrame:
    """`regret.csv`: outcome, strategy, criterion, value, rank, shrinkage; values as the measure counts, regrets as losses."""
    worlds = regret.shrink(values)
    frame = regret.table(strategies, worlds.means, target)
    if study.better(outcome) == "down":
        levels = frame["criterion"].isin(["mean", "worst"])
        frame.loc[levels, "value"] = -frame.loc[levels, "value"]
    frame.insert(0, "outcome", outcome)
    return frame.assign(
        shrinkage=worlds.factor, reliable="yes" if worlds.factor >= regret.LEAST_RELIABLE else "more replications wanted"
    )
