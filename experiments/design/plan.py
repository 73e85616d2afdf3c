"""From a checked config to its design: worlds drawn, arms made, settings of sweeps crossed."""

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Annotated, Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from experiments.config.load import Experiment, Range, Reasoned
from experiments.config.names import component_problems, lever_problems, own_content, parameter_problems
from experiments.protocol.design import Arm, Design, Value
from experiments.protocol.engine import Engine
from experiments.protocol.problems import nearest, shown

DEFAULT_NUMBER = 24


def compare_design(experiment: Experiment, engine: Engine, source: str) -> Design:
    """Strategies × worlds × replications, with the A/A arm."""
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
        replications: of every point or of each; the config's `number` when not given.
    """
    fixed, outside = fixed_parameters(experiment)
    whole = [{**fixed, **point} for point in points]
    best = {row["name"]: row["best"] for row in engine.catalogue.parameters()}
    switches = {row["name"]: row["default"] for row in engine.catalogue.structures()}
    varying = [name for name in dict.fromkeys(n for p in whole for n in p) if len({p.get(name) for p in whole}) > 1]
    settings = list(dict.fromkeys(name for arm in arms for name in arm.settings))
    lean = [_differing(point, best | switches, keep=varying) for point in whole]
    asked = experiment.replications
    number = asked.pilot if asked.precision is not None else (asked.number or DEFAULT_NUMBER)
    return Design(
        source=source,
        seed=asked.seed,
        world=world_settings(experiment, outside),
        scenarios=experiment.scenarios,
        arms=tuple(arms),
        points=lean,
        structures=frozenset(switches),
        replications=replications if replications is not None else number,
        again=_again(experiment),
        varying=(*varying, *settings),
    )


def _again(experiment: Experiment) -> bool:
    from experiments.protocol.kinds import KINDS

    asked = experiment.replications.aa
    return KINDS[experiment.kind_name].again if asked is None else asked


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


def ranges(experiment: Experiment, engine: Engine) -> dict[str, Range]:
    """The parameters that are not known, with the range each is drawn from."""
    rows = {row["name"]: row for row in engine.catalogue.parameters()}
    found: dict[str, Range] = {}
    for name, value in experiment.parameters.items():
        if value == "range":
            found[name] = Range(low=float(rows[name]["low"]), high=float(rows[name]["high"]))
        elif isinstance(value, Range):
            found[name] = value
    return found


def factors(experiment: Experiment) -> dict[str, list[str]]:
    """The switches that are varied, with their alternatives."""
    return {name: value for name, value in experiment.world.structure.items() if isinstance(value, list)}


def worlds(experiment: Experiment, engine: Engine) -> list[dict[str, Value]]:
    """The points of a comparison: parameters drawn from their ranges, crossed with every alternative of the switches.

    Each range is drawn on its own: no correlation between parameters is assumed, and none is hidden.
    """
    drawn = draw(ranges(experiment, engine), experiment)
    switches = factors(experiment)
    crossed = [dict(zip(switches, values, strict=True)) for values in itertools.product(*switches.values())]
    return [{**point, **choice} for point in drawn for choice in crossed]


def draw(found: Mapping[str, Range], experiment: Experiment) -> list[dict[str, Value]]:
    """Values for every range: a scrambled Sobol sequence (a longer one begins the same), a Latin hypercube or a grid."""
    if not found:
        return [{}]
    settings = experiment.design
    if settings.sampling == "grid":
        levels = [[scaled(r, u) for u in np.linspace(0.0, 1.0, settings.levels)] for r in found.values()]
        return [dict(zip(found, values, strict=True)) for values in itertools.product(*levels)]
    from scipy.stats import qmc

    rng = np.random.default_rng(experiment.replications.seed)
    if settings.sampling == "sobol":
        size = 1 << max(0, math.ceil(math.log2(settings.points)))
        unit = qmc.Sobol(len(found), scramble=True, rng=rng).random(size)[: settings.points]
    else:
        unit = qmc.LatinHypercube(len(found), rng=rng).random(settings.points)
    return [{name: scaled(r, u) for (name, r), u in zip(found.items(), row, strict=True)} for row in unit]


def scaled(limits: Range, share: float) -> float:
    """A share of the way from low to high, on the range's scale."""
    scales: dict[str, tuple[Callable[[float], float], Callable[[float], float]]] = {
        "linear": (float, float),
        "log": (math.log, math.exp),
        "logit": (lambda x: math.log(x / (1.0 - x)), lambda x: 1.0 / (1.0 + math.exp(-x))),
    }
    forth, back = scales[limits.scale]
    low, high = forth(limits.low), forth(limits.high)
    return float(min(max(back(low + (high - low) * float(share)), limits.low), limits.high))


def arms_of(experiment: Experiment, engine: Engine, names: Sequence[str] | None = None) -> list[Arm]:
    """The strategies as arms, the baseline first; `names` when the kind asks for others."""
    labels = {row["name"]: row["label"] for row in engine.catalogue.strategies()}
    wanted = names if names is not None else [experiment.strategies.baseline, *experiment.strategies.compare]
    return [_arm(name, experiment, labels) for name in dict.fromkeys(wanted)]


def _arm(name: str, experiment: Experiment, labels: Mapping[str, str]) -> Arm:
    if name in experiment.strategy:
        content = experiment.strategy[name]
        return Arm(name, str(content.get("label", name)), own_content(content))
    return Arm(name, labels.get(name, name), {"preset": name})


class Sweep(BaseModel):
    """What a sweep varies: lists of values for lever components (`lever.component = [...]`) and for parameters.

    Every combination of lever values becomes a strategy, based on `based_on`; every combination of parameter values a point.
    """

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)

    based_on: Annotated[str, Field(description="the strategy whose levers are varied")]

    @model_validator(mode="after")
    def _something(self) -> "Sweep":
        if not self.model_extra:
            raise ValueError("at least one lever component or parameter with a list of values")
        return self

    def levers(self) -> dict[str, list[Value]]:
        """Values by lever component, dotted."""
        extra = self.model_extra or {}
        return {
            f"{lever}.{component}": values
            for lever, components in extra.items()
            if isinstance(components, dict)
            for component, values in components.items()
        }

    def parameters(self) -> dict[str, list[Value]]:
        """Values by parameter or switch."""
        return {name: values for name, values in (self.model_extra or {}).items() if isinstance(values, list)}


def sweep_design(experiment: Experiment, engine: Engine, source: str) -> Design:
    """The strategies named, and beside them every setting of the swept levers, at every point of the swept parameters."""
    sweep: Sweep = experiment.own
    swept = sweep.parameters()
    grid = [dict(zip(swept, _floats(values), strict=True)) for values in itertools.product(*swept.values())]
    points = [{**world, **point} for world in worlds(experiment, engine) for point in grid]
    arms = [*arms_of(experiment, engine), *_settings(sweep, experiment)]
    return base_design(experiment, engine, source, points=points, arms=arms)


def _floats(values: Sequence[Value]) -> list[Value]:
    return [float(v) if isinstance(v, int) and not isinstance(v, bool) else v for v in values]


def _settings(sweep: Sweep, experiment: Experiment) -> Iterator[Arm]:
    levers = sweep.levers()
    base = dict(own_content(experiment.strategy.get(sweep.based_on, {"based_on": sweep.based_on})))
    for values in itertools.product(*levers.values()) if levers else []:
        content = {key: dict(value) if isinstance(value, dict) else value for key, value in base.items()}
        for name, value in zip(levers, values, strict=True):
            lever, _, component = name.partition(".")
            content.setdefault(lever, {})[component] = value
        settings = dict(zip(levers, values, strict=True))
        said = ", ".join(f"{name} = {value}" for name, value in settings.items())
        yield Arm(f"{sweep.based_on} [{said}]", f"{sweep.based_on}: {said}", content, settings)


def sweep_problems(table: Mapping[str, Any], catalogue: Any) -> Iterator[tuple[Any, ...]]:
    """What is wrong with a `[sweep]` table: unknown names, values out of range, no list."""
    sweep = table.get("sweep")
    if not isinstance(sweep, Mapping):
        return
    parameters = {row["name"]: row for row in catalogue.parameters()}
    choices = {row["name"]: list(row["choices"]) for row in catalogue.structures()}
    levers = {row["name"]: row for row in catalogue.levers()}
    strategies = [row["name"] for row in catalogue.strategies()]
    own = table.get("strategy", {})
    strategies += list(own) if isinstance(own, Mapping) else []
    for name, value in sweep.items():
        keys = ("sweep", name)
        if name == "based_on":
            if isinstance(value, str) and value not in strategies:
                yield keys, f"no strategy {shown(value)}", "one of the strategies", nearest(value, strategies)
        elif isinstance(value, Mapping):
            yield from _lever_problems(name, value, levers, catalogue)
        elif name in parameters or name in choices:
            yield from _value_problems(name, value, parameters, choices)
        else:
            near = nearest(name, [*parameters, *choices, *levers])
            yield keys, f"no parameter or lever `{name}`", "`lever.component` or a parameter, with a list of values", near


def _lever_problems(
    lever: str, components: Mapping[str, Any], levers: Mapping[str, Any], catalogue: Any
) -> Iterator[tuple[Any, ...]]:
    for component, values in components.items():
        name = f"{lever}.{component}"
        keys = ("sweep", lever, component)
        if name not in levers:
            near = nearest(name, levers)
            yield keys, f"no lever component `{name}`", "one of `countylines levers`", near
        elif not isinstance(values, list) or not values:
            yield keys, shown(values), "a list of values", ""
        else:
            for place, value in enumerate(values):
                for problem in lever_problems(levers[name], value):
                    yield (*keys, place), *problem, ""
                if value in values[:place]:
                    yield (*keys, place), f"{shown(value)} twice", "each value once", ""
    if not components:
        yield from ((("sweep", lever), *p[1:]) for p in component_problems({lever: "nothing"}, catalogue))


def _value_problems(
    name: str, values: Any, parameters: Mapping[str, Any], choices: Mapping[str, list[str]]
) -> Iterator[tuple[Any, ...]]:
    keys = ("sweep", name)
    if not isinstance(values, list) or not values:
        yield keys, shown(values), "a list of values", ""
        return
    for place, value in enumerate(values):
        if name in choices:
            if value not in choices[name]:
                yield (*keys, place), shown(value), "one of " + ", ".join(choices[name]), nearest(value, choices[name])
        elif isinstance(value, bool) or not isinstance(value, int | float):
            yield (*keys, place), shown(value), "a number", ""
        else:
            yield from (((*keys, place), *problem, "") for problem in parameter_problems(parameters[name], value))
        if value in values[:place]:
            yield (*keys, place), f"{shown(value)} twice", "each value once", ""
