"""The strategies that an attribution runs: every set of parts, each lever alone and taken away, and intensities."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from experiments.attribution.settings import Settings
from experiments.attribution.shares import sets_needed
from experiments.config.load import Experiment
from experiments.design.plan import arms_of, base_design
from experiments.protocol.design import Arm, Design
from experiments.protocol.engine import Engine
from experiments.protocol.problems import Problem, Unusable
from experiments.protocol.promise import Promise

Levers = Mapping[str, Mapping[str, Any]]
ALONE, WITHOUT, AT = "alone", "without", "at"
MOST_ARMS = 400


@dataclass(frozen=True)
class Response:
    """A response against what it is based on: its levers by name and as numbers, and the base's as numbers."""

    name: str
    base: str
    levers: Levers
    numbers: Levers
    base_numbers: Levers

    @classmethod
    def of(cls, engine: Any, name: str, base: str) -> "Response":
        """The levers that a preset sets otherwise than its base.

        Raises:
            ValueError: if the engine cannot tell, or nothing differs.
        """
        if not hasattr(engine, "components"):
            raise ValueError("this model does not tell what its strategies are made of (`components`)")
        whole, numbers, before = engine.components(name), engine.components(name, True), engine.components(base, True)
        differing = [lever for lever in whole if numbers[lever] != before.get(lever, {})]
        if not differing:
            raise ValueError(f"{name} sets no lever otherwise than {base}")
        typed = {lever: {key: _plain(value, numbers[lever][key]) for key, value in whole[lever].items()} for lever in differing}
        return cls(name, base, typed, {lever: numbers[lever] for lever in differing}, before)

    def with_levers(self, levers: Sequence[str]) -> dict[str, Any]:
        """An own strategy: the base, and these levers of the response."""
        return {"based_on": self.base, **{lever: dict(self.levers[lever]) for lever in levers}}

    def at(self, intensity: float) -> dict[str, Any]:
        """An own strategy part of the way from the base to the response: numbers in proportion, choices as in the response."""
        content: dict[str, Any] = {"based_on": self.base}
        for lever, values in self.numbers.items():
            before = self.base_numbers.get(lever, {})
            content[lever] = {key: _between(before.get(key, 0.0), value, intensity) for key, value in values.items()}
        return content


def _plain(value: Any, number: Any) -> Any:
    """A value as a config's table takes it: a number or a name."""
    return value if isinstance(value, int | float | str | list) else number


def _between(before: Any, after: Any, intensity: float) -> Any:
    if isinstance(after, str | list) or isinstance(before, str):
        return after
    return float(before) + intensity * (float(after) - float(before))


def design(experiment: Experiment, engine: Engine, source: str) -> Design:
    """All strategies in one world, with shared seeds.

    Raises:
        Unusable: when parts leave out a lever that differs, name one that does not, or make too many strategies.
    """
    settings: Settings = experiment.own
    base = experiment.strategies.baseline
    try:
        response = Response.of(engine, settings.strategy, base)
        doses = [Response.of(engine, name, base) for name in settings.equal]
    except ValueError as error:
        raise Unusable([Problem("config", 0, "attribution.strategy", str(error), "a preset with levers of its own")]) from None
    parts = parts_of(settings, response)
    named = dict.fromkeys([base, settings.strategy, *experiment.strategies.compare, *settings.equal])
    arms = {arm.name: arm for arm in arms_of(experiment, engine, list(named))}
    made = [
        *set_arms(response, parts),
        *(lever_arms(response) if settings.each_lever else ()),
        *dose_arms(doses, settings.steps),
    ]
    arms |= {arm.name: arm for arm in made if arm.name not in arms}
    if len(arms) > MOST_ARMS:
        raise Unusable(
            [
                Problem(
                    "config", 0, "attribution.parts", f"{len(arms)} strategies", f"fewer parts (at most {MOST_ARMS} strategies)"
                )
            ]
        )
    return base_design(experiment, engine, source, points=[{}], arms=list(arms.values()))


def promises(experiment: Experiment, engine: Engine) -> Promise:
    """How many strategies are taken apart and how well a difference between two of them will be known."""
    planned = design(experiment, engine, "")
    replications = planned.replications if isinstance(planned.replications, int) else max(planned.replications)
    parts = len(parts_of(experiment.own, Response.of(engine, experiment.own.strategy, experiment.strategies.baseline)))
    ends = f"within {1.96 / sqrt(replications):.2f} of" if replications > 1 else "not better than"
    says = (
        f"{parts} parts: {len(planned.arms)} strategies with {replications} replications each. The effect of a part should be "
        f"known {ends} the spread of one paired difference from seed to seed."
    )
    return Promise(says, planned.count_blocks(), planned.count())


def parts_of(settings: Settings, response: Response) -> dict[str, list[str]]:
    """Parts with their levers; together they are the whole response.

    Raises:
        Unusable: naming levers that are left out or do not differ.
    """
    parts = {name: list(levers) for name, levers in settings.parts.items()} or {lever: [lever] for lever in response.levers}
    told = [lever for levers in parts.values() for lever in levers]
    left_out = [lever for lever in response.levers if lever not in told]
    idle = [lever for lever in told if lever not in response.levers]
    found = []
    if left_out:
        found.append(
            Problem(
                "config", 0, "attribution.parts", f"no part with {', '.join(left_out)}", "every lever that differs in a part"
            )
        )
    if idle:
        found.append(
            Problem("config", 0, "attribution.parts", f"{', '.join(idle)}, as in {response.base}", "levers that differ")
        )
    if found:
        raise Unusable(found)
    return parts


def set_name(response: str, parts: Sequence[str], members: int, base: str) -> str:
    """The strategy of a set of parts: the base and the whole keep their own names."""
    chosen = [part for place, part in enumerate(parts) if members >> place & 1]
    if not chosen:
        return base
    return response if len(chosen) == len(parts) else f"{response}: " + " + ".join(chosen)


def set_arms(response: Response, parts: Mapping[str, Sequence[str]]) -> Iterator[Arm]:
    """One strategy for each set of parts that is needed, but for none and all."""
    names = list(parts)
    for members in sets_needed(len(names)):
        name = set_name(response.name, names, members, response.base)
        if name not in (response.name, response.base):
            levers = [lever for place, part in enumerate(names) if members >> place & 1 for lever in parts[part]]
            yield Arm(name, name, response.with_levers(levers))


def lever_arms(response: Response) -> Iterator[Arm]:
    """Each lever added alone, and the response without it."""
    for lever in response.levers:
        others = [other for other in response.levers if other != lever]
        yield Arm(f"{response.name} {ALONE}: {lever}", f"{lever} alone", response.with_levers([lever]))
        yield Arm(f"{response.name} {WITHOUT}: {lever}", f"{response.name} without {lever}", response.with_levers(others))


def dose_arms(responses: Sequence[Response], steps: int) -> Iterator[Arm]:
    """Responses at intensities between nothing and the whole."""
    for response in responses:
        for step in range(1, steps):
            name = dose_name(response.name, step, steps, response.base)
            yield Arm(name, f"{response.name} at {step / steps:.0%}", response.at(step / steps))


def dose_name(response: str, step: int, steps: int, base: str) -> str:
    """The strategy of one intensity."""
    return {0: base, steps: response}.get(step, f"{response} {AT} {step / steps:.0%}")
