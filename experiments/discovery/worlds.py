"""The design of a discovery: an even sample of worlds, every strategy in each, with replications."""

from collections.abc import Iterator
from math import floor, log2, sqrt
from typing import Any

import numpy as np

from experiments.config.sections import Experiment
from experiments.design.inputs import points_at
from experiments.design.plan import arms_of, base_design
from experiments.discovery.boxes import LEAST_FAILURES, LEAST_WORLDS
from experiments.discovery.settings import DiscoverySettings
from experiments.protocol.design import Design
from experiments.protocol.engine import Engine, InputProblem
from experiments.protocol.promise import Promise
from experiments.statistics import scatter
from experiments.statistics.bootstrap import Array
from experiments.worlds import from_ensemble, planning
from experiments.worlds.factors import factors_of, nothing_varies
from experiments.worlds.planning import cost_of
from experiments.worlds.study import design_seed

LEAST, MOST = 256, 16384


def discovery_design(experiment: Experiment, engine: Engine, source: str) -> Design:
    """A scrambled Sobol sequence over all factors, the dummy among them; a longer one begins with the shorter."""
    settings: DiscoverySettings = experiment.own
    if experiment.worlds.fitted:
        return from_ensemble.ensemble_design(experiment, engine, source, settings.per_world)
    factors = factors_of(experiment, engine)
    points = points_at(factors, unit_cube(len(factors), number(experiment), experiment.replications.seed))
    arms = arms_of(experiment, engine)
    return base_design(experiment, engine, source, points=points, arms=arms, replications=settings.per_world)


def problems(experiment: Experiment, engine: Engine) -> Iterator[InputProblem]:
    """A discovery in which nothing varies, and what would be idle."""
    yield from from_ensemble.problems(experiment, ("effort", "vary", "hold", "worlds"), "per_world")
    if experiment.worlds.fitted and experiment.worlds.twice is not None:
        yield ("worlds", "twice"), "`twice` where regret needs as many of every world", "`per_world` in [discover]", ""
    if not experiment.worlds.fitted:
        yield from nothing_varies(experiment, engine)


def number(experiment: Experiment) -> int:
    """Worlds asked for, or the power of 2 that the effort pays for."""
    settings: DiscoverySettings = experiment.own
    if experiment.worlds.fitted:
        return experiment.worlds.number
    if settings.worlds is not None:
        return settings.worlds
    rows = planning.BUDGET_SECONDS[settings.effort] / (cost_of(experiment) * settings.per_world)
    return int(np.clip(2 ** floor(log2(max(rows, 1.0))), LEAST, MOST))


def promises(experiment: Experiment, engine: Engine) -> Promise:
    """How well shares of worlds will be known, and what a box in words needs."""
    settings: DiscoverySettings = experiment.own
    worlds, arms = number(experiment), 1 + len(experiment.strategies.compare)
    share = 1.96 * 0.5 / sqrt(worlds)
    boxes = (
        f"A box in words needs a strategy that fails in at least {LEAST_FAILURES / worlds:.0%} of worlds."
        if worlds >= LEAST_WORLDS
        else f"They are too few for boxes in words, which need {LEAST_WORLDS} worlds, {LEAST_FAILURES} of them failures."
    )
    fit = experiment.worlds.fitted
    inputs = len(discovery_design(experiment, engine, "").varying) if fit else len(factors_of(experiment, engine))
    says = (
        f"{inputs - 1} factors: {worlds:,} worlds{' fitted to published figures' * fit} with {settings.per_world} replications "
        f"each. The share of worlds that a strategy wins or fails in should be known within {100.0 * share:.1f} percentage points. "
        f"{boxes}"
    )
    warm_ups = worlds * settings.per_world
    return Promise(
        says,
        warm_ups,
        warm_ups * arms,
        planning.BUDGET_SECONDS[settings.effort] if settings.worlds is None and not fit else None,
    )


def unit_cube(factors: int, worlds: int, seed: Any) -> Array:
    """Rows of the design in the unit cube, shape (worlds, factors)."""
    return scatter.even_sample(factors, worlds, design_seed(seed, 3))
