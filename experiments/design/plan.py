"""From a checked config to its design: worlds drawn, arms made, settings of sweeps crossed."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from experiments.config.sections import Experiment, Range, Reasoned
from experiments.config.sweep import Sweep
from experiments.design.inputs import Factor, from_parameter, from_switch, points_at
from experiments.protocol.design import Arm, Design, Value
from experiments.protocol.engine import Engine
from experiments.store import ensemble
from experiments.store.ensemble import RANGE

DEFAULT_NUMBER = 24
OF_A_WORLD = 2
"""Replications of each of many worlds: the fewest that tell luck from what is not known of the world."""


def compare_design(experiment: Experiment, engine: Engine, source: str) -> Design:
    """Strategies × worlds × replications, with the A/A arm where there is one."""
    return base_design(experiment, engine, source, points=worlds(experiment, engine), arms=arms_of(experiment, engine))


def base_design(
    experiment: Experiment,
    engine: Engine,
    source: str,
    points: Sequence[Mapping[str, Value]],
    arms: Sequence[Arm],
    replications: int | Sequence[int] | None = None,
) -> Design:
    """A design with the config's world, seed and switches; the kinds differ in points, arms and replications.

    Args:
        experiment: the checked config.
        engine: the model, for the names of its switches and its own values.
        source: the model's source hash.
        points: inputs of each point (parameters, switches by name, `dummy`); fixed parameters of the config are added.
        arms: strategies, the baseline first.
        replications: of every point or of each; those of the config when not given.
    """
    fixed, outside = fixed_parameters(experiment)
    whole = [{**fixed, **point} for point in points]
    best = {row["name"]: row["best"] for row in engine.catalogue.parameters()}
    switches = {row["name"]: row["default"] for row in engine.catalogue.structures()}
    varying = [name for name in dict.fromkeys(n for p in whole for n in p) if len({p.get(name) for p in whole}) > 1]
    settings = list(dict.fromkeys(name for arm in arms for name in arm.settings))
    asked = asked_of(experiment, len(points)) if replications is None else replications
    lean = [_differing(point, best | switches, keep=varying) for point in whole]
    return Design(
        source=source,
        seed=experiment.replications.seed,
        world=world_settings(experiment, outside),
        scenarios=experiment.scenarios,
        arms=tuple(arms),
        points=lean,
        structures=frozenset(switches),
        replications=asked,
        again=_again(experiment, asked),
        varying=(*varying, *settings),
    )


def asked_of(experiment: Experiment, points: int, of_a_world: int = 1) -> int | list[int]:
    """The replications that a config asks for: of every point, or of worlds of which the first `twice` have two.

    Points stand world by world, so many `of_a_world`.
    """
    asked, twice = experiment.replications, experiment.worlds.twice
    if twice is not None:
        return [2] * twice * of_a_world + [1] * (points - twice * of_a_world)
    usual = OF_A_WORLD if experiment.worlds.many else DEFAULT_NUMBER
    return asked.pilot if asked.precision is not None else (asked.number or usual)


def _again(experiment: Experiment, replications: int | Sequence[int]) -> bool:
    """Whether the A/A arm runs: as asked, else where the kind has one and no worlds are lived twice, which show luck too."""
    from experiments.protocol.kinds import KINDS

    if experiment.replications.aa is not None:
        return experiment.replications.aa
    most = replications if isinstance(replications, int) else max(replications, default=1)
    return KINDS[experiment.kind].again and not (experiment.worlds.many and most > 1)


def world_settings(experiment: Experiment, outside: Mapping[str, str]) -> dict[str, Any]:
    """What all runs share. Reasons for values outside the evidence range go along, since the model asks for them."""
    world = experiment.world
    settings: dict[str, Any] = {
        "scale": float(world.scale),
        "start": world.start,
        "years": float(world.years),
        "warm_up_years": float(world.warm_up_years),
    }
    return settings | ({"outside": dict(outside)} if outside else {})


def _differing(point: Mapping[str, Value], own: Mapping[str, Value], keep: Sequence[str]) -> dict[str, Value]:
    """Without the inputs that equal the model's own values and do not vary: saying a default changes no run's id."""
    return {name: value for name, value in point.items() if name in keep or own.get(name) != value}


def fixed_parameters(experiment: Experiment) -> tuple[dict[str, Value], dict[str, str]]:
    """Parameters with one value, switches with one alternative; and the reasons of those outside their range."""
    fixed: dict[str, Value] = {}
    outside: dict[str, str] = {}
    for name, value in experiment.parameters.items():
        if isinstance(value, Reasoned):
            fixed[name] = float(value.value)
            outside[name] = value.reason
        elif isinstance(value, Range):
            if value.reason:
                outside[name] = value.reason
        elif value != "range":
            fixed[name] = float(value)
    for name, choice in experiment.world.structure.items():
        if isinstance(choice, str):
            fixed[name] = choice
    return fixed, outside


def unknown(experiment: Experiment, engine: Engine) -> list[Factor]:
    """The parameters that are not known, each with its prior, or with the config's own range for it."""
    rows = {row["name"]: row for row in engine.catalogue.parameters()}
    given = experiment.parameters.items()
    return [from_parameter(rows[name], value) for name, value in given if value == "range" or isinstance(value, Range)]


def open_switches(experiment: Experiment) -> dict[str, list[str]]:
    """The switches that are varied, with their alternatives."""
    return {name: value for name, value in experiment.world.structure.items() if isinstance(value, list)}


def worlds(experiment: Experiment, engine: Engine) -> list[dict[str, Value]]:
    """The points of a comparison: worlds of `[worlds]`, and what the config varies itself crossed with its switches.

    Each parameter is drawn on its own: no correlation between parameters is assumed, and none is hidden.
    """
    if experiment.worlds.many:
        return many_worlds(experiment, engine)
    drawn = draw(unknown(experiment, engine), experiment)
    switches = open_switches(experiment)
    crossed = [dict(zip(switches, values, strict=True)) for values in itertools.product(*switches.values())]
    return [{**point, **choice} for point in drawn for choice in crossed]


def many_worlds(experiment: Experiment, engine: Engine) -> list[dict[str, Value]]:
    """Worlds of an ensemble, or drawn from the evidence with every switch; what the config fixes or draws itself is its own."""
    source, catalogue = experiment.worlds, engine.catalogue
    fixed, _ = fixed_parameters(experiment)
    if source.origin == RANGE:
        found: list[dict[str, Value]] = [{} for _ in range(source.number)]
        own = [from_parameter(row, experiment.parameters.get(row["name"])) for row in catalogue.parameters()]
        own += [from_switch(row, experiment.world.structure.get(row["name"])) for row in catalogue.structures()]
    else:
        known = ensemble.find(source.origin)
        assert known is not None, "the config was checked"
        found = known.points(source.number)
        switches = {row["name"]: row for row in catalogue.structures()}
        own = unknown(experiment, engine) + [from_switch(switches[k], v) for k, v in open_switches(experiment).items()]
    own = [factor for factor in own if factor.name not in fixed]
    drawn = draw(own, experiment, source.number) if own else found
    return [{k: v for k, v in {**world, **point}.items() if k not in fixed} for world, point in zip(found, drawn, strict=True)]


def draw(factors: Sequence[Factor], experiment: Experiment, number: int | None = None) -> list[dict[str, Value]]:
    """Values of every factor: a scrambled Sobol sequence (a longer one begins the same), a Latin hypercube or a grid.

    With a `number` of worlds never a grid.
    """
    if not factors:
        return [{}]
    settings = experiment.design
    points = settings.points if number is None else number
    if settings.sampling == "grid" and number is None:
        levels = np.linspace(0.0, 1.0, settings.levels)
        return points_at(factors, np.array(list(itertools.product(levels, repeat=len(factors)))))
    from scipy.stats import qmc

    from experiments.statistics.scatter import even_sample

    seed = experiment.replications.seed
    if settings.sampling == "sobol":
        return points_at(factors, even_sample(len(factors), points, seed))
    return points_at(factors, qmc.LatinHypercube(len(factors), rng=np.random.default_rng(seed)).random(points))


def arms_of(experiment: Experiment, engine: Engine, names: Sequence[str] | None = None) -> list[Arm]:
    """The strategies as arms, the baseline first; `names` when the kind asks for others."""
    labels = {row["name"]: row["label"] for row in engine.catalogue.strategies()}
    wanted = names if names is not None else [experiment.strategies.baseline, *experiment.strategies.compare]
    return [_arm(name, experiment, labels) for name in dict.fromkeys(wanted)]


def _arm(name: str, experiment: Experiment, labels: Mapping[str, str]) -> Arm:
    if name in experiment.strategy:
        own = experiment.strategy[name]
        return Arm(name, own.label or name, own.content)
    return Arm(name, labels.get(name, name), {"preset": name})


def sweep_design(experiment: Experiment, engine: Engine, source: str) -> Design:
    """The strategies named, and beside them every setting of the swept levers, at every point of the swept parameters."""
    sweep: Sweep = experiment.own
    _, swept = sweep.values()
    grid = [dict(zip(swept, _floats(values), strict=True)) for values in itertools.product(*swept.values())]
    points = [{**world, **point} for world in worlds(experiment, engine) for point in grid]
    arms = [*arms_of(experiment, engine), *_settings(sweep, experiment, engine)]
    asked = asked_of(experiment, len(points), len(grid))
    return base_design(experiment, engine, source, points=points, arms=arms, replications=asked)


def _floats(values: Sequence[Value]) -> list[Value]:
    return [float(v) if isinstance(v, int) and not isinstance(v, bool) else v for v in values]


def _settings(sweep: Sweep, experiment: Experiment, engine: Engine) -> Iterator[Arm]:
    levers, _ = sweep.values()
    own = experiment.strategy.get(sweep.based_on)
    base: dict[str, Any] = own.content if own else {"based_on": sweep.based_on}
    # A setting with no more than its base has is the base itself, and says so.
    held = engine.held(sweep.based_on) if hasattr(engine, "held") and not own else {}
    for values in itertools.product(*levers.values()) if levers else []:
        content = {key: dict(value) if isinstance(value, dict) else value for key, value in base.items()}
        for name, value in zip(levers, values, strict=True):
            lever, _, component = name.partition(".")
            if name not in held or held[name] != value:
                content.setdefault(lever, {})[component] = value
        settings = dict(zip(levers, values, strict=True))
        said = ", ".join(f"{name} = {value}" for name, value in settings.items())
        yield Arm(f"{sweep.based_on} [{said}]", in_short(settings), content, settings)


def in_short(settings: Mapping[str, Value]) -> str:
    """A setting of a sweep as charts call it: components without their lever where that is clear, and without what all share."""
    components = [name.rpartition(".")[2] for name in settings]
    names = components if len(set(components)) == len(components) else list(settings)
    said = ", ".join(f"{name} {value}" for name, value in zip(names, settings.values(), strict=True)).replace("_", " ")
    return said[:1].upper() + said[1:]
