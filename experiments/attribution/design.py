"""The strategies that an attribution runs: every set of parts, each lever alone and taken away, and intensities."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from experiments.attribution.settings import AttributionSettings
from experiments.attribution.shares import sets_needed
from experiments.config.sections import Experiment
from experiments.design.plan import arms_of, base_design, many_worlds
from experiments.protocol.design import Arm, Design
from experiments.protocol.engine import Engine, InputProblem
from experiments.protocol.promise import Promise

Levers = Mapping[str, Mapping[str, Any]]
ALONE, WITHOUT, AT = "alone", "without", "at"
MOST_ARMS = 400


@dataclass(frozen=True)
class Response:
    """A response against what it is based on: its levers by name and as numbers, and the base's as numbers.

    A lever that is taken apart stands among `levers` by those of its components that differ, as `lever.component`.
    """

    name: str
    base: str
    levers: Levers
    numbers: Levers
    base_numbers: Levers

    @classmethod
    def of(cls, engine: Any, name: str, base: str, parts: Iterable[str] = ()) -> "Response":
        """The levers that a preset sets otherwise than its base; by components those of which `parts` names one.

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
        apart = {lever for lever, dot, _ in (part.partition(".") for part in parts) if dot}
        made: dict[str, Mapping[str, Any]] = {}
        for lever, values in typed.items():
            old = before.get(lever, {})
            split = {f"{lever}.{key}": {key: one} for key, one in values.items() if numbers[lever][key] != old.get(key, 0.0)}
            made.update(split if lever in apart else {lever: values})
        return cls(name, base, made, {lever: numbers[lever] for lever in differing}, before)

    def with_levers(self, levers: Sequence[str]) -> dict[str, Any]:
        """An own strategy: the base, and these levers of the response."""
        content: dict[str, Any] = {"based_on": self.base}
        for lever in levers:
            content.setdefault(lever.partition(".")[0], {}).update(self.levers[lever])
        return content

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


def attribution_design(experiment: Experiment, engine: Engine, source: str) -> Design:
    """All strategies in one world, or in each of the worlds asked for, with shared seeds."""
    settings: AttributionSettings = experiment.own
    base = experiment.strategies.baseline
    response = Response.of(engine, settings.strategy, base, named_parts(settings))
    doses = [Response.of(engine, name, base) for name in settings.equal]
    parts = parts_of(settings, response)
    named = dict.fromkeys([base, settings.strategy, *experiment.strategies.compare, *settings.equal])
    arms = {arm.name: arm for arm in arms_of(experiment, engine, list(named))}
    made = [
        *set_arms(response, parts),
        *(lever_arms(response) if settings.each_lever else ()),
        *dose_arms(doses, settings.steps),
    ]
    arms |= {arm.name: arm for arm in made if arm.name not in arms}
    points = many_worlds(experiment, engine) if experiment.worlds.many else [{}]
    return base_design(experiment, engine, source, points=points, arms=list(arms.values()))


def promises(experiment: Experiment, engine: Engine) -> Promise:
    """How many strategies are taken apart and how well a difference between two of them will be known."""
    planned = attribution_design(experiment, engine, "")
    worlds, many = len(planned.points), experiment.worlds.many
    units = worlds if many else planned.replications_of(0)
    parts = len(
        parts_of(
            experiment.own,
            Response.of(engine, experiment.own.strategy, experiment.strategies.baseline, named_parts(experiment.own)),
        )
    )
    ends = f"within {1.96 / sqrt(units):.2f} of" if units > 1 else "not better than"
    lived = f"in {worlds} worlds that they share" if many else f"with {units} replications each"
    says = (
        f"{parts} parts: {len(planned.arms)} strategies {lived}. The effect of a part should be known {ends} the spread of one "
        f"paired difference from {'world to world' if many else 'seed to seed'}."
    )
    return Promise(says, planned.count_blocks(), planned.count())


def named_parts(settings: AttributionSettings) -> list[str]:
    """The levers and components that the parts name."""
    return [one for part in settings.parts.values() for one in part]


def parts_of(settings: AttributionSettings, response: Response) -> dict[str, list[str]]:
    """Parts with their levers; every lever is a part of its own where the config names none."""
    return {name: list(levers) for name, levers in settings.parts.items()} or {lever: [lever] for lever in response.levers}


def problems(experiment: Experiment, engine: Engine) -> Iterator[InputProblem]:
    """Strategies that cannot be taken apart, parts that are not the whole response, and too many of them."""
    settings: AttributionSettings = experiment.own
    base = experiment.strategies.baseline
    if base in experiment.strategy:
        yield ("strategies", "baseline"), f"{base!r}, a strategy of one's own", "a preset, whose levers are known", ""
        return
    known = True
    for key, names in (("strategy", [settings.strategy]), ("equal", settings.equal)):
        for at, name in enumerate(names):
            try:
                Response.of(engine, name, base)
            except ValueError as error:
                known = False
                yield ("attribution", key, at) if key == "equal" else ("attribution", key), str(error), "another preset", ""
    if known:
        found = list(_wrong_parts(settings, Response.of(engine, settings.strategy, base, named_parts(settings))))
        arms = len(attribution_design(experiment, engine, "").arms) if not found else 0
        few = f"fewer parts (at most {MOST_ARMS} strategies)"
        yield from found if arms <= MOST_ARMS else [(("attribution", "parts"), f"{arms} strategies", few, "")]


def _wrong_parts(settings: AttributionSettings, response: Response) -> Iterator[InputProblem]:
    """Levers in two parts, levers that differ and are in none, levers that are as in the base."""
    taken: dict[str, str] = {}
    for part, levers in settings.parts.items():
        for at, lever in enumerate(levers):
            keys = ("attribution", "parts", part, at)
            if lever in taken:
                yield keys, f"{lever!r}, which is in the part {taken[lever]!r} too", "each lever in one part", ""
            elif lever not in response.levers:
                yield keys, f"{lever!r}, as in {response.base}", "a lever that differs", ""
            taken[lever] = part
    left_out = [lever for lever in response.levers if settings.parts and lever not in taken]
    if left_out:
        yield ("attribution", "parts"), f"no part with {', '.join(left_out)}", "every lever that differs in a part", ""


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
