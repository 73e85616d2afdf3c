"""The design of a sensitivity analysis, grown in steps: screening, one at a time, Sobol on what survives.

The dummy tells the steps apart in any stored design: a multiple of 1/3 in a screening walk, exactly 1/2 in the
one-at-a-time runs, a multiple of 1/7919 in an independent world, anything else in a Sobol design. Later steps only add
points, so finished runs stay valid.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from experiments.config.sections import Experiment
from experiments.design.inputs import Factor, points_at
from experiments.design.plan import arms_of, base_design
from experiments.protocol.design import DUMMY, Block, Design, seed_of
from experiments.protocol.engine import Engine, InputProblem, load_engine
from experiments.protocol.promise import Promise
from experiments.sensitivity import verdict
from experiments.sensitivity.ranking import leading
from experiments.sensitivity.settings import SensitivitySettings
from experiments.statistics import morris, scatter, sobol
from experiments.worlds import from_ensemble, planning
from experiments.worlds.factors import best_point, factors_of, nothing_varies, sets_of
from experiments.worlds.planning import cost_of
from experiments.worlds.study import Study, design_seed

DRAWING = ("effort", "vary", "hold", "groups", "trajectories", "points", "worlds", "local", "second_order", "ranks")
"""Settings that plan or read worlds drawn for the purpose."""
GIVEN = "Inputs that were fitted may move together, so that each is looked at by itself: no Sobol shares."


@dataclass(frozen=True)
class Paired(Design):
    """A design whose one-at-a-time points share the seeds of the best point, so that their differences are paired."""

    local_start: int = 0
    local_stop: int = 0

    def block(self, scenario: str, point: int, replication: int, again: bool = False) -> Block:
        """As any design's, with the seed of the first of the one-at-a-time points for all of them."""
        own = super().block(scenario, point, replication, again)
        if self.local_start <= point < self.local_stop:
            return replace(own, seed=seed_of(self.seed, self.local_start, replication, again))
        return own


def sensitivity_design(experiment: Experiment, engine: Engine, source: str) -> Design:
    """The first step: screening walks; or a Sobol design at once, of every factor where they are few, else of groups only.

    Groups only is the cheap path where walks through all factors would take more than their share of the budget: single
    factors then have first-order shares from an additive regression on independent worlds.
    """
    if experiment.worlds.fitted:
        return from_ensemble.ensemble_design(experiment, engine, source, experiment.own.per_point)
    found = factors_of(experiment, engine)
    walks = walks_of(experiment, len(found))
    if not walks:
        few = len(found) - 1 <= experiment.own.survivors
        alone = [f.name for f in found if f.name != DUMMY] if few else []
        begun = _assembled(experiment, engine, source, [], [])
        if not few:
            unit = scatter.scatter_design(len(found), worlds_of(experiment), design_seed(experiment.replications.seed, 3))
            begun = _joined(experiment, engine, begun, points_at(found, unit), [1] * len(unit))
        return _with_sobol(experiment, engine, begun, alone, None)
    unit = morris.morris_design(tuple(f.name for f in found), walks, seed=design_seed(experiment.replications.seed, 1))
    replications = np.ones(len(unit), dtype=int)
    replications[morris.noise_rows(len(found), walks)] = 2
    return _assembled(experiment, engine, source, points_at(found, unit), replications.tolist())


def grow(experiment: Experiment, before: Design, results: Any) -> Design | None:
    """The next step, None when every index has converged or the budget is spent, and in worlds that are given."""
    if experiment.worlds.fitted:
        return None
    study = Study.of(results)
    engine = load_engine(experiment.execution.engine)
    settings: SensitivitySettings = experiment.own
    if not len(study.local_rows) and local_replications(settings):
        before = _with_local(experiment, engine, before, study)
        if len(study.sobol_rows):
            return before
    if not len(study.sobol_rows):
        return _with_sobol(experiment, engine, before, leading(study, settings.survivors), study)
    layout, base = study.layout()
    most, _ = _size(experiment, study, layout)
    if base >= most or _all_converged(study, settings, layout, base):
        return None
    return _with_sobol(experiment, engine, before, layout.alone, study, 2 * base)


def walks_of(experiment: Experiment, factors: int) -> int:
    """Screening walks: as asked, as the budget pays for, or none where factors are few or walks would be too few."""
    settings: SensitivitySettings = experiment.own
    if settings.trajectories is not None:
        return settings.trajectories
    if factors - 1 <= settings.survivors:
        return 0
    walks = planning.trajectories(budget(settings), cost_of(experiment), factors)
    return walks if walks >= planning.FEWEST_WALKS or not settings.groups else 0


def worlds_of(experiment: Experiment) -> int:
    """Independent worlds of the cheap path: as asked, or as many as half of the budget pays for."""
    settings: SensitivitySettings = experiment.own
    if settings.worlds is not None:
        return settings.worlds
    return planning.independent_worlds(budget(settings), cost_of(experiment))


def problems(experiment: Experiment, engine: Engine) -> Iterator[InputProblem]:
    """A sensitivity analysis in which nothing varies, and differences from strategies that are not run."""
    yield from from_ensemble.problems(experiment, DRAWING, "per_point")
    if not experiment.worlds.fitted:
        yield from nothing_varies(experiment, engine)
    run = [experiment.strategies.baseline, *experiment.strategies.compare]
    for at, pair in enumerate(experiment.own.pairs):
        for name in pair:
            if name not in run:
                yield ("sensitivity", "pairs", at), f"a strategy that is not run, {name!r}", "strategies of this experiment", ""


def local_replications(settings: SensitivitySettings) -> int:
    """Replications of the one-at-a-time runs."""
    return settings.local if settings.local is not None else planning.LOCAL_REPLICATIONS[settings.effort]


def budget(settings: SensitivitySettings) -> float:
    """Nominal processor seconds of the effort."""
    return planning.BUDGET_SECONDS[settings.effort]


def _assembled(experiment: Experiment, engine: Engine, source: str, points: list[Any], replications: list[int]) -> Paired:
    arms = arms_of(experiment, engine)
    plain = base_design(experiment, engine, source, points=points, arms=arms, replications=replications)
    return Paired(**{name: getattr(plain, name) for name in plain.__dataclass_fields__})


def _joined(
    experiment: Experiment, engine: Engine, before: Design, points: list[dict[str, Any]], replications: list[int]
) -> Paired:
    """A design with points added behind those it has; what varies is worked out anew."""
    old = [before.replications_of(point) for point in range(len(before.points))]
    whole = _assembled(experiment, engine, before.source, [*before.points, *points], [*old, *replications])
    start, stop = (getattr(before, name, 0) for name in ("local_start", "local_stop"))
    return replace(whole, local_start=start, local_stop=stop)


def _with_local(experiment: Experiment, engine: Engine, before: Design, study: Study) -> Design:
    """The best point, and each survivor at its lowest and highest value with all else at its best."""
    settings: SensitivitySettings = experiment.own
    wanted = local_replications(settings)
    best = best_point(study.factors, {row["name"]: row["default"] for row in engine.catalogue.structures()})
    kept = leading(study, settings.survivors)
    points = [best]
    for factor in study.factors:
        if factor.name in kept:
            ends = factor.choices or factor.quantile(np.array([0.0, 1.0])).tolist()
            points += [best | {factor.name: end} for end in ends if end != best[factor.name]]
    start = len(before.points)
    joined = _joined(experiment, engine, before, points, [wanted] * len(points))
    return replace(joined, local_start=start, local_stop=start + len(points))


def layout_of(found: Sequence[Factor], alone: Sequence[str], settings: SensitivitySettings) -> sobol.Layout:
    """The sets of factors that are crossed, pairs of them too where they are few."""
    sets = sets_of(found, alone, settings.groups)
    return sobol.Layout(tuple(f.name for f in found), sets, settings.second_order and len(sets) <= 8)


def _with_sobol(
    experiment: Experiment, engine: Engine, before: Design, alone: Sequence[str], study: Study | None, base: int = 0
) -> Design:
    """A Sobol design added, or the one that is there made longer, up to `base` base points (an eighth of the most at first)."""
    settings: SensitivitySettings = experiment.own
    found = factors_of(experiment, engine)
    layout = layout_of(found, alone, settings)
    most, replications = _size(experiment, study, layout, 0 if study else len(before.points))
    base = base or (most if settings.points else max(planning.FEWEST_POINTS, most // 8))
    unit = sobol.sobol_design(layout, base, seed=design_seed(experiment.replications.seed, 2))
    number = np.full(len(unit), replications)
    if replications == 1:
        number[sobol.noise_rows(layout, base)] = 2
    there = len(study.sobol_rows) if study is not None else 0
    return _joined(experiment, engine, before, points_at(found, unit[there:]), number[there:].tolist())


def _size(experiment: Experiment, study: Study | None, layout: sobol.Layout, screening: int = 0) -> tuple[int, int]:
    """Most base points and the replications of each row, from what was asked and what the screening showed of luck.

    Before it has run, `screening` is the number of its rows.
    """
    settings: SensitivitySettings = experiment.own
    cost = cost_of(experiment)
    left = budget(settings) - cost * screening
    noise = 1.0
    if study is not None:
        left -= cost * len(study.scatter_rows)
    if study is not None and len(study.morris_rows):
        left -= cost * len(study.morris_rows)
        noise = study.screened_noise()
    points, replications = planning.base_points(left, cost, layout.block, noise)
    return settings.points or points, settings.per_point or replications


def _all_converged(study: Study, settings: SensitivitySettings, layout: sobol.Layout, base: int) -> bool:
    """Whether every outcome's indices have converged."""
    for view in study.views():
        try:
            whole, half = (study.indices(view, layout, size, resamples=300) for size in (base, base // 2))
        except ValueError:
            continue  # missing or constant: more rows would not help
        if not verdict.convergence(whole, half, settings.precision).converged:
            return False
    return True


def promises(experiment: Experiment, engine: Engine) -> Promise:
    """What the design will be able to resolve, before anything runs: all its steps, at most."""
    settings: SensitivitySettings = experiment.own
    if experiment.worlds.fitted:
        return from_ensemble.promises(experiment, engine, settings.per_point, GIVEN)
    found = factors_of(experiment, engine)
    walks = walks_of(experiment, len(found))
    few = walks or len(found) - 1 <= settings.survivors
    alone = [f.name for f in found if f.name != DUMMY][: settings.survivors] if few else []
    layout = layout_of(found, alone, settings)
    scattered = 0 if few else worlds_of(experiment)
    points, replications = _size(experiment, None, layout, walks * (len(found) + 1) + scattered)
    screening = walks * (len(found) + 1) + scattered
    twice = len(morris.noise_rows(len(found), walks)) if walks else 0
    twice += len(sobol.noise_rows(layout, points)) if replications == 1 else 0
    one_at_a_time = (1 + 2 * min(settings.survivors, len(found) - 1)) * local_replications(settings)
    warm_ups = screening + points * layout.block * replications + twice + one_at_a_time
    return Promise(
        planning.promises(len(found) - 1, walks, points, layout.block, replications, scattered),
        warm_ups,
        warm_ups * (1 + len(experiment.strategies.compare)),
        budget(settings),
        ("points", points),
        planning.FEWEST_POINTS,
    )
