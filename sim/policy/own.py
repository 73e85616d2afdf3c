"""Strategies of one's own, made from a config table and checked: every fault is told with the value, its bound and the way out."""

from datetime import date, datetime
from itertools import pairwise
from typing import Any, NamedTuple

from sim.evidence import Choice, nearest
from sim.policy.levers import LEVERS, components
from sim.policy.strategies import STRATEGIES, Change, Strategy, Value, checked, timing_problems

WEEK = 7
TIMING: dict[str, Any] = {"starts": None, "ramp_days": 180, "areas": ()}
"""When and where a strategy or one of its levers holds, and what is usual."""


class Need(NamedTuple):
    """What a component changes nothing without: the components that must be more than idle beside it.

    Attributes:
        component: The component in need.
        needs: Those it needs.
        at: The value at which it does; None is any but the idle one.
    """

    component: str
    needs: tuple[str, ...]
    at: Value | None = None


REACH, SHARE = "intelligence_sharing.reach", "intelligence_sharing.share"
STAFF, WEEKS = "coordination_centre.staff", "intensification_weeks.weeks_a_year"
NEEDS = (
    Need(SHARE, (REACH,)),
    Need("intelligence_sharing.delay_days", (REACH, SHARE)),
    Need("intelligence_sharing.quality_lost", (REACH, SHARE)),
    Need("tasking.decides", (REACH, SHARE), "region"),
    Need("tasking.decides", (REACH, SHARE, STAFF), "centre"),
    Need("tasking.weight_of_harm_elsewhere", ("tasking.decides",)),
    Need("tasking.acceptance", ("tasking.decides",)),
    Need("coordination_centre.overhead", (STAFF,)),
    Need("coordination_centre.map_quality", (STAFF,)),
    Need("intensification_weeks.intensity", (WEEKS,)),
    Need("intensification_weeks.shared_targets", (WEEKS, STAFF, REACH, SHARE)),
    Need("intensification_weeks.after_dip", (WEEKS,)),
)


def checked_strategy(name: str, table: dict[str, Any]) -> Strategy:
    """A user's strategy from a config table: `based_on`, `label`, `starts`, `ramp_days`, `areas`, and levers.

    Raises:
        ValueError: Every unknown name and value out of bounds, a line each.
    """
    given = dict(table)
    based_on, label = given.pop("based_on", "as_inspected"), given.pop("label", name.replace("_", " "))
    timing = {name: given.pop(name, usual) for name, usual in TIMING.items()}
    problems = timing_problems("", timing)
    weeks = week_dates(given, timing, problems)
    if not isinstance(based_on, str) or based_on not in STRATEGIES:
        problems.append(f"based_on = {based_on!r} is not a strategy{nearest(str(based_on), STRATEGIES)}")
    changes = [_change(lever, settings, timing, problems) for lever, settings in given.items()]
    if problems:
        raise ValueError("\n".join(problems))
    return Strategy(name, label, "config", based_on, timing["starts"], tuple(c for c in changes if c), weeks)


def silently_idle(strategy: Strategy) -> list[str]:
    """Components a strategy sets that change nothing, since what they need is idle in it, each with the way out."""
    chain = strategy.chain()
    set_last = {
        f"{lever}.{component}": value
        for one in chain
        for change in one.changes
        for lever, values in change.settings.items()
        for component, value in values.items()
    }
    if any(one.weeks for one in chain):
        set_last[WEEKS] = 1.0
    own = [f"{lever}.{name}" for change in strategy.changes for lever, values in change.settings.items() for name in values]
    problems = []
    for component, needs, at in NEEDS:
        value = set_last.get(component, 0.0)
        if component in own and _acts(component, value) and at in (None, value):
            idle = [other for other in needs if not _acts(other, set_last.get(other, 0.0))]
            problems += (
                [f"{component} = {value!r} changes nothing while {idle[0]} is idle: set that too, or leave it out"]
                if idle
                else []
            )
    return problems


def _acts(place: str, value: Value) -> bool:
    """Whether a component at this value is more than idle."""
    lever, _, name = place.partition(".")
    about = components(lever)[name]
    return value not in (0.0, about.choices[0] if isinstance(about, Choice) else 0.0)


def _change(lever: str, settings: Any, timing: dict[str, Any], problems: list[str]) -> Change | None:
    """One lever of a user's strategy, checked; what is wrong is added to `problems`."""
    if lever not in LEVERS:
        problems.append(f"{lever} is not a lever{nearest(lever, LEVERS)}")
        return None
    if not isinstance(settings, dict):
        problems.append(f"{lever} = {settings!r}: give its components, like {lever}.{next(iter(components(lever)))} = ...")
        return None
    own = {key: settings[key] for key in TIMING if key in settings}
    before = len(problems)
    if len(own) == len(settings):
        problems.append(f"{lever} has no component, so it changes nothing: give one, like {next(iter(components(lever)))}")
    problems += timing_problems(f"{lever}.", own)
    values: dict[str, Value] = {}
    for name, value in settings.items():
        if name not in own:
            try:
                values[name] = checked(lever, name, value)
            except ValueError as error:
                problems.append(str(error))
    when = {**timing, **own}
    if timing_problems("", when) or len(problems) > before:
        return None
    try:
        return Change({lever: values}, when["starts"], int(when["ramp_days"]), tuple(when["areas"]))
    except ValueError as error:
        problems.append(str(error))
        return None


def week_dates(given: dict[str, Any], timing: dict[str, Any], problems: list[str]) -> tuple[date, ...]:
    """Dates of weeks of action (`intensification_weeks.dates`), taken out of the table; they stand in the place of weeks a year."""
    settings = given.get("intensification_weeks")
    if not isinstance(settings, dict) or "dates" not in settings:
        return ()
    rest = {name: value for name, value in settings.items() if name != "dates"}
    if set(rest) <= set(TIMING):
        del given["intensification_weeks"]
    else:
        given["intensification_weeks"] = rest
    dates = settings["dates"]
    if found := week_problems(dates, timing["starts"]):
        problems.append(f"intensification_weeks.dates: {found}")
    elif "weeks_a_year" in settings:
        problems.append("intensification_weeks has dates and weeks_a_year: give one of them")
    elif "areas" in settings or timing["areas"]:
        problems.append(
            "intensification_weeks.dates hold in every area: leave `areas` out, or give it to the other levers one by one"
        )
    elif rest and set(rest) <= set(TIMING):
        problems.append(
            f"intensification_weeks.{next(iter(rest))} says nothing of dates, which say themselves when: leave it out"
        )
    else:
        return tuple(sorted(dates))
    return ()


def week_problems(dates: Any, starts: Any) -> str:
    """What is wrong with dates of weeks of action, or nothing: they are dates, a week or more apart, some of them held."""
    whole = isinstance(dates, list | tuple) and all(isinstance(day, date) and not isinstance(day, datetime) for day in dates)
    if not whole or not dates:
        return f"{dates!r} is not a list of dates like [2020-01-06, 2020-06-01]"
    days = sorted(dates)
    if isinstance(starts, date) and not isinstance(starts, datetime) and days[-1] < starts:
        return f"all are before the strategy starts ({starts}), so that none would be held"
    for one, other in pairwise(days):
        if (other - one).days < WEEK:
            return f"{one} and {other} are less than a week apart: a week of action lasts seven days"
    return ""


def own_strategy(name: str, table: dict[str, Any], *, part: bool = False) -> Strategy:
    """A user's strategy from a config table: `based_on`, `label`, `starts`, `ramp_days`, `areas`, and levers.

    Args:
        name: What it is called.
        table: Its settings.
        part: Whether it is a point of a design, in which a component may be idle for want of another.

    Raises:
        ValueError: Every unknown name, value out of bounds and (unless it is part of a design) idle component, a line each.
    """
    made = checked_strategy(name, table)
    if not part and (problems := silently_idle(made)):
        raise ValueError("\n".join(problems))
    return made
