"""Strategies: presets of levers. A strategy is a base and what differs from it, so that a reader sees a policy.

What is chosen is a value. How well it works is a parameter, given by name or by `Level`, so that sensitivity reaches it:
a national value is what forces alone do, plus `coordination_fidelity` times the step to the national one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from sim.evidence import Choice, nearest
from sim.parameters import Parameters
from sim.places import places
from sim.policy.levers import LEVERS, components

STEP_FROM = {
    "shared_share_national": "shared_share_fragmented",
    "shared_share_voluntary": "shared_share_fragmented",
    "sharing_delay_national": "sharing_delay_fragmented",
    "harm_elsewhere_weight_national": "harm_elsewhere_weight_local",
    "acceptance_tasked": "acceptance_unasked",
}
"""Parameters that name a national value, and what forces alone do: fidelity says how much of the step is achieved."""
NAMED = {
    "intelligence_sharing.share": ("shared_share_national", "shared_share_voluntary"),
    "intelligence_sharing.delay_days": ("sharing_delay_national",),
    "tasking.weight_of_harm_elsewhere": ("harm_elsewhere_weight_national",),
    "tasking.acceptance": ("acceptance_tasked",),
}
"""Components that take a parameter's name in place of a number, and which names."""
READ_ELSEWHERE = {
    **dict.fromkeys((f"coordination_centre.{name}" for name in ("staff", "overhead", "map_quality")), "the national centre"),
    "tasking.decides": "whoever decides for all forces",
    "capacity.regional_officers": "regional units",
    "capacity.transport_officers": "transport police",
    "nrm_decisions.capacity": "the national authority",
}
"""Components that bodies of more than one area read, and who reads them. A test tries each component in some areas alone, so that
none stays silent there without standing here."""


class Level(NamedTuple):
    """A value named by a parameter, at a degree of the step from forces alone to it."""

    parameter: str
    degree: float = 1.0


FIRST_YEAR, LAST_YEAR = 2000, 2100
LONGEST_RAMP = 3653

type Value = float | str | Level
type Settings = dict[str, dict[str, Value]]


@dataclass(frozen=True)
class Change:
    """Some levers from a date on.

    Attributes:
        settings: Lever to component to value.
        starts: First day; None is the start of the analysis (or of the strategy).
        ramp_days: Days from nothing to all of it.
        areas: Names of the force areas it applies to; empty is all.
    """

    settings: Settings
    starts: date | None = None
    ramp_days: int = 0
    areas: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what cannot be meant, and what would be silently idle.

        Raises:
            ValueError: A name is unknown or a value outside its bounds (with the nearest name, or the bounds), or a component
                that a body of more than one area reads is limited to areas.
        """
        if problems := [*self.unmeant(), *self.unheard()]:
            raise ValueError("; ".join(problems))

    def unmeant(self) -> list[str]:
        """What is wrong with names, values and dates."""
        problems = timing_problems("", {"starts": self.starts, "ramp_days": self.ramp_days, "areas": self.areas})
        for lever, values in self.settings.items():
            if lever not in LEVERS:
                problems.append(f"{lever} is not a lever{nearest(lever, LEVERS)}")
                continue
            given: object = values
            if not isinstance(given, Mapping):
                problems.append(f"{lever} = {values!r}: give its components, like {{{next(iter(components(lever)))!r}: ...}}")
                continue
            for name, value in values.items():
                try:
                    checked(lever, name, value)
                except ValueError as error:
                    problems.append(str(error))
        return problems

    def unheard(self) -> list[str]:
        """Components that no force reads though the change is limited to force areas, each with who reads it."""
        given = [f"{lever}.{name}" for lever, values in self.settings.items() for name in values] if self.areas else []
        return [
            f"{one} cannot be limited to areas: it is read by {READ_ELSEWHERE[one]}, not by a force; leave `areas` out for it"
            for one in given
            if one in READ_ELSEWHERE
        ]


@dataclass(frozen=True)
class Strategy:
    """A response to choose: until it starts it is what it is based on."""

    name: str
    label: str
    source: str
    based_on: str | None = None
    starts: date | None = None
    changes: tuple[Change, ...] = ()
    weeks: tuple[date, ...] = ()
    base: "Strategy | None" = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Refuse a base that is no strategy, and weeks of action that are no dates.

        Raises:
            ValueError: What is wrong, with the nearest name.
        """
        if self.base is None and self.based_on is not None and self.based_on not in STRATEGIES:
            raise ValueError(f"based_on = {self.based_on!r} is not a strategy{nearest(str(self.based_on), STRATEGIES)}")
        if wrong := [day for day in self.weeks if not isinstance(day, date) or isinstance(day, datetime)]:
            raise ValueError(f"weeks: {wrong[0]!r} is not a date: give one like date(2020, 1, 6)")

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
    levers: Settings | None = None,
    **more: dict[str, Value],
) -> None:
    """Declare a preset; `levers`, and those named one by one, give each lever's components that differ from the base."""
    settings = {**(levers or {}), **more}
    changes = (Change(settings, None, ramp_days),) if settings else ()
    STRATEGIES[name] = Strategy(name, label, source, based_on, None, changes)


def checked(lever: str, name: str, value: Any) -> Value:
    """One component's value within its bounds; a choice by its name.

    Raises:
        ValueError: The component is unknown, or the value is not one it takes.
    """
    declared = components(lever)
    if name not in declared:
        raise ValueError(f"{lever}.{name} is not a component{nearest(name, declared)}")
    about = declared[name]
    if isinstance(value, Level):
        if value.parameter not in (known := flat(Parameters())):
            raise ValueError(f"{lever}.{name}: {value.parameter!r} is not a parameter{nearest(value.parameter, known)}")
        if isinstance(about, Choice) or not about.low <= (comes_to := resolved(value, lever, name, known)) <= about.high:
            why = "it is a choice" if isinstance(about, Choice) else f"outside {about.low:g} to {about.high:g} {about.unit}"
            told = "" if isinstance(about, Choice) else f" comes to {comes_to:g} at best values,"
            raise ValueError(f"{lever}.{name} = {value!r}{told} {why}")
        return value
    if isinstance(about, Choice):
        if value not in about.choices:
            raise ValueError(f"{lever}.{name} = {value!r} is not one of {', '.join(about.choices)}")
        return str(value)
    named = NAMED.get(f"{lever}.{name}", ())
    if isinstance(value, str):
        if value in named:
            return value
        takes = f"a number, or {' or '.join(named)}" if named else "a number"
        raise ValueError(f"{lever}.{name} = {value!r}: it takes {takes}{nearest(value, named)}")
    if isinstance(value, bool) or not isinstance(value, int | float) or not about.low <= value <= about.high:
        raise ValueError(
            f"{lever}.{name} = {value!r} is outside {about.low:g} to {about.high:g} {about.unit} ({about.evidence_id})"
        )
    return float(value)


def timing_problems(where: str, timing: dict[str, Any]) -> list[str]:
    """What is wrong with a start, a ramp or areas, each with the value, what is expected and the nearest name."""
    problems = []
    if (starts := timing.get("starts")) is not None and (not isinstance(starts, date) or isinstance(starts, datetime)):
        problems.append(f"{where}starts = {starts!r} is not a date: give one like date(2020, 1, 1), in a config 2020-01-01")
    elif starts is not None and not FIRST_YEAR <= starts.year <= LAST_YEAR:
        problems.append(f"{where}starts = {starts} is outside {FIRST_YEAR} to {LAST_YEAR}")
    ramp = timing.get("ramp_days", 0)
    if isinstance(ramp, bool) or not isinstance(ramp, int | float) or not 0 <= ramp <= LONGEST_RAMP:
        problems.append(f"{where}ramp_days = {ramp!r} is not a number of days, 0 to {LONGEST_RAMP} (ten years)")
    areas = timing.get("areas", ())
    if not isinstance(areas, list | tuple):
        problems.append(f"{where}areas = {areas!r} is not a list of names: give [{areas!r}]")
        return problems
    known = places().names
    label = f"{where}areas: " if where else "area "
    problems += [f"{label}{area!r} is not known{nearest(str(area), known)}" for area in areas if area not in known]
    twice = dict.fromkeys(area for area in areas if list(areas).count(area) > 1)
    return problems + [f"{label}{area!r} stands there twice" for area in twice]


def flat(p: Parameters) -> dict[str, float]:
    """All parameters by their flat names, and the officers that the Programme's money pays for."""
    numbers = {name: value for group in p for name, value in group._asdict().items()}
    pay = numbers["cost_officer_day"] * numbers["working_days"]
    numbers["programme_officers"] = 1e6 * numbers["cost_programme_year"] * numbers["programme_pay_share"] / pay
    return numbers


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
    if value.parameter not in STEP_FROM:
        return target * value.degree
    alone = numbers[STEP_FROM[value.parameter]]
    return alone + numbers["coordination_fidelity"] * value.degree * (target - alone)


def named(choice: "str | Strategy") -> Strategy:
    """A preset by its name, or a strategy as it is.

    Raises:
        ValueError: No preset has this name; the message gives the nearest.
    """
    if isinstance(choice, Strategy):
        return choice
    if choice not in STRATEGIES:
        raise ValueError(f"{choice!r} is not a strategy{nearest(choice, STRATEGIES)}")
    return STRATEGIES[choice]
