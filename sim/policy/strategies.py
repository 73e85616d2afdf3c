"""Strategies: presets of levers. A strategy is a base and what differs from it, so that a reader sees a policy.

What is chosen is a value. How well it works is a parameter, given by name or by `Level`, so that sensitivity reaches it:
a national value is what forces alone do, plus `coordination_fidelity` times the step to the national one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sim.evidence import Choice, Outside, accepted, as_number, declarations, evidence_of, is_day
from sim.evidence.problems import Problem, Refused, closest, collecting, shown, unknown
from sim.parameters import Parameters
from sim.places import places
from sim.policy.component import Component
from sim.policy.levers import LEVERS, components


class Level(NamedTuple):
    """A value named by a parameter, at a degree of the step from forces alone to it."""

    parameter: str
    degree: float = 1.0


FIRST_YEAR, LAST_YEAR = 2000, 2100
LONGEST_RAMP = 3653

type Value = float | str | Level
type LeverValues = dict[str, dict[str, Value]]


@dataclass(frozen=True)
class Change:
    """Some levers from a date on.

    Attributes:
        settings: Lever to component to value.
        starts: First day; None is the start of the analysis (or of the strategy).
        ramp_days: Days from nothing to all of it.
        areas: Names of the force areas it applies to; empty is all.
    """

    settings: LeverValues
    starts: date | None = None
    ramp_days: int = 0
    areas: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what cannot be meant, and what would be silently idle.

        Raises:
            Refused: A name is unknown or a value outside its bounds (with the nearest name, or the bounds), or a component
                that a body of more than one area reads is limited to areas.
        """
        problems = timing_problems({"starts": self.starts, "ramp_days": self.ramp_days, "areas": self.areas})
        for lever, values in self.settings.items():
            problems += unmeant(lever, values, bool(self.areas))
        if problems:
            raise Refused(problems)


def unmeant(lever: str, values: Any, limited: bool) -> list[Problem]:
    """What is wrong with a lever's components; `limited` to areas, they must be read by a force."""
    if lever not in LEVERS:
        return [unknown(lever, LEVERS, "a lever (`countylines levers`)", (lever,))]
    if not isinstance(values, Mapping):
        example = f"{lever}.{next(iter(components(lever)))} = ..."
        return [Problem((lever,), shown(values), f"components of the lever, like {example}")]
    problems: list[Problem] = []
    for name, value in values.items():
        with collecting(problems):
            checked(lever, name, value)
        if limited and name in components(lever) and (reader := components(lever)[name].read_by):
            found = f"a component limited to areas, which is read by {reader}, not by a force"
            problems.append(Problem((lever, name), found, "no `areas` for it"))
    return problems


@dataclass(frozen=True)
class Means:
    """How much a strategy has, where that is chosen apart from how it directs it.

    Attributes:
        beside: The strategy with which it is compared.
        scaled: Which means are scaled (of `MEANS`): those that it has more of than the other.
        factor: What is left of that difference: 1 as chosen, 0 none.
        local: Share of all officers of each force who are moved to lines from local work, or back where it is below 0.
    """

    beside: "Strategy"
    scaled: tuple[str, ...]
    factor: float = 1.0
    local: float = 0.0


@dataclass(frozen=True)
class Strategy:
    """A response to choose: until it starts it is what it is based on. `means` are its own unless given.

    `weeks` are first days of weeks of action, each with the share of forces that take part.
    """

    name: str
    label: str
    source: str
    based_on: str | None = None
    starts: date | None = None
    changes: tuple[Change, ...] = ()
    weeks: Mapping[date, float] = field(default_factory=dict)
    base: "Strategy | None" = field(default=None, repr=False)
    means: Means | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Refuse a base that is no strategy, and weeks of action that are no dates.

        Raises:
            Refused: What is wrong, with the nearest name.
        """
        problems: list[Problem] = []
        if self.base is None and self.based_on is not None and not is_preset(self.based_on):
            problems.append(unknown(self.based_on, STRATEGIES, "a preset (`countylines strategies`)", ("based_on",)))
        if not isinstance(self.weeks, Mapping):
            raise Refused([Problem(("weeks",), shown(self.weeks), "a share of forces by date, as {date(2020, 1, 6): 1.0}")])
        for day, share in self.weeks.items():
            if not is_day(day):
                problems.append(Problem(("weeks",), shown(day), "a date, as date(2020, 1, 6)"))
            if not 0.0 <= as_number(share) <= 1.0:
                problems.append(Problem(("weeks",), shown(share), "the share of forces that take part, 0 to 1"))
        if problems:
            raise Refused(problems)

    def chain(self) -> list["Strategy"]:
        """The strategies this one is built on, the first one first, itself last."""
        below = self.base if self.base is not None else STRATEGIES.get(self.based_on) if self.based_on else None
        return [*(below.chain() if below else []), self]


STRATEGIES: dict[str, Strategy] = {}


def strategy(
    name: str,
    label: str,
    source: str,
    *,
    based_on: str | None = "as_inspected",
    ramp_days: int = 180,
    levers: LeverValues | None = None,
    **more: dict[str, Value],
) -> None:
    """Declare a preset; `levers`, and those named one by one, give each lever's components that differ from the base."""
    settings = {**(levers or {}), **more}
    changes = (Change(settings, None, ramp_days),) if settings else ()
    STRATEGIES[name] = Strategy(name, label, source, based_on, None, changes)


def is_preset(name: object) -> bool:
    """Whether something is the name of a preset."""
    return isinstance(name, str) and name in STRATEGIES


def checked(lever: str, name: str, value: Any) -> None:
    """Refuse a component that is unknown, and a value that it does not take.

    Raises:
        Refused: What is wrong, with the bounds or the nearest name.
    """
    declared = components(lever)
    if name not in declared:
        raise Refused([unknown(name, declared, f"one of {', '.join(declared)}", (lever, name))])
    about = declared[name]
    named = about.named if isinstance(about, Component) else ()
    if isinstance(value, Level):
        value = _at_best(lever, name, value)
    elif isinstance(value, str | Mapping | Outside) and isinstance(about, Component):
        if value in named:
            return
        takes = " or ".join(["a number", *named])
        raise Refused([Problem((lever, name), shown(value), f"{takes}, {about.range()}", closest(str(value), named))])
    try:
        accepted(declarations(LEVERS[lever])[name], value)
    except Refused as refused:
        raise Refused(one.within(lever) for one in refused.problems) from None


def _at_best(lever: str, name: str, level: Level) -> float:
    """What a value named by a parameter comes to at the best values of all."""
    known = flat(Parameters())
    if level.parameter not in known:
        raise Refused([unknown(level.parameter, known, "a parameter", (lever, name))])
    if isinstance(components(lever)[name], Choice):
        raise Refused([Problem((lever, name), f"the parameter {level.parameter}", "the name of a choice")])
    return resolved(level, lever, name, known)


def timing_problems(timing: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with a start, a ramp or areas, each with the value, what is expected and the nearest name."""
    problems = []
    starts, ramp, areas = timing.get("starts"), timing.get("ramp_days", 0), timing.get("areas", ())
    if starts is not None and not (is_day(starts) and FIRST_YEAR <= starts.year <= LAST_YEAR):
        years = f"a date without quotes, in {FIRST_YEAR} to {LAST_YEAR}"
        problems.append(Problem(("starts",), shown(starts), years))
    if not 0 <= as_number(ramp) <= LONGEST_RAMP:
        problems.append(Problem(("ramp_days",), shown(ramp), f"a number of days, 0 to {LONGEST_RAMP} (ten years)"))
    if not isinstance(areas, list | tuple) or areas == []:  # everywhere is `()`, or to leave it out
        return [*problems, Problem(("areas",), shown(areas), "a list of areas by their names")]
    known = places().names
    for at, area in enumerate(areas):
        if area not in known:
            problems.append(unknown(area, known, "the name of a force area", ("areas", at)))
        elif area in areas[:at]:
            problems.append(Problem(("areas", at), f"{shown(area)} twice", "each area once"))
    return problems


def flat(p: Parameters) -> dict[str, float]:
    """All parameters by their flat names, and the officers that the Programme's money pays for."""
    numbers = {name: value for group in p for name, value in group._asdict().items()}
    pay = numbers["cost_officer_day"] * numbers["working_days"]
    numbers["programme_officers"] = 1e6 * numbers["cost_programme_year"] * numbers["programme_pay_share"] / pay
    return numbers


@cache
def steps() -> dict[str, str]:
    """Parameters that say what a step comes to, and those that say what it comes to alone."""
    return {name: about.step_from for name, about in evidence_of(Parameters).items() if about.step_from}


def resolved(value: Value, lever: str, component: str, numbers: dict[str, float]) -> float:
    """A component's value as a number: a choice's position, a parameter's value, or the achieved part of a step."""
    about = components(lever)[component]
    if isinstance(about, Choice):
        return float(about.choices.index(str(value)))
    if isinstance(value, str):
        value = Level(value)
    if not isinstance(value, Level):
        return float(value)
    target = numbers[value.parameter]
    step_from = steps().get(value.parameter)
    if step_from is None:
        return target * value.degree
    alone = numbers[step_from]
    return alone + numbers["coordination_fidelity"] * value.degree * (target - alone)


def named(choice: "str | Strategy") -> Strategy:
    """A preset by its name, or a strategy as it is.

    Raises:
        Refused: No preset has this name; with the nearest.
    """
    if isinstance(choice, Strategy):
        return choice
    if not is_preset(choice):
        raise Refused([unknown(choice, STRATEGIES, "a preset (`countylines strategies`)", ("strategy",))])
    return STRATEGIES[choice]
