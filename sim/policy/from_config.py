"""Strategies of one's own, made from a config table and checked: every fault is told with the value, its bound and the way out."""

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from sim.evidence import Choice, is_day
from sim.evidence.problems import Problem, Refused, collecting, shown, unknown
from sim.policy.component import needs_of
from sim.policy.levers import COMPONENTS, LEVERS, WEEKS, components
from sim.policy.strategies import STRATEGIES, Change, Strategy, Value, is_preset, timing_problems, unmeant
from sim.state.time import WEEK_DAYS

ACTION = "intensification_weeks"
TIMING: dict[str, Any] = {"starts": None, "ramp_days": 180, "areas": ()}
"""When and where a strategy or one of its levers holds, and what is usual."""


def own_strategy(name: str, table: Mapping[str, Any], *, part: bool = False) -> Strategy:
    """A user's strategy from a config table: `based_on`, `label`, `starts`, `ramp_days`, `areas`, and levers.

    Args:
        name: What it is called.
        table: Its settings.
        part: Whether it is a point of a design, in which a component may be idle for want of another.

    Raises:
        Refused: Every unknown name, value out of bounds and (unless it is part of a design) idle component.
    """
    given = dict(table)
    based_on, label = given.pop("based_on", "as_inspected"), given.pop("label", name.replace("_", " "))
    timing = {key: given.pop(key, usual) for key, usual in TIMING.items()}
    problems = timing_problems(timing)
    timing = TIMING if problems else timing
    if not is_preset(based_on):
        problems.append(unknown(based_on, STRATEGIES, "a preset (`countylines strategies`)", ("based_on",)))
    weeks: dict[date, float] = {}
    with collecting(problems):
        weeks = _week_dates(given, timing)
    changes = []
    for lever, settings in given.items():
        with collecting(problems):
            changes.append(_change(lever, settings, timing))
    if problems:
        raise Refused(problems)
    made = Strategy(name, label, "config", based_on, timing["starts"], tuple(changes), weeks)
    if not part and (idle := silently_idle(made)):
        raise Refused(idle)
    return made


def silently_idle(strategy: Strategy) -> list[Problem]:
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
    set_here = [(lever, name) for change in strategy.changes for lever, values in change.settings.items() for name in values]
    own = dict.fromkeys(f"{lever}.{name}" for lever, name in set_here)
    problems = []
    for component in own:
        if _acts(component, value := set_last[component]):
            needs = needs_of(COMPONENTS[component], value)
            idle = [other for other in needs if not _acts(other, set_last.get(other, 0.0))]
            if idle:
                found = f"{shown(value)}, which changes nothing while {idle[0]} is idle"
                problems.append(Problem(tuple(component.split(".")), found, "that set too, or this left out"))
    return problems


def _acts(place: str, value: Value) -> bool:
    """Whether a component at this value is more than idle."""
    about = COMPONENTS[place]
    return value not in (0.0, about.choices[0] if isinstance(about, Choice) else 0.0)


def _change(lever: str, settings: Any, timing: Mapping[str, Any]) -> Change:
    """One lever of a user's strategy, with its own timing where it has one."""
    own = {key: settings[key] for key in TIMING if key in settings} if isinstance(settings, Mapping) else {}
    when = {**timing, **own}
    problems = [one.within(lever) for one in timing_problems(own)]
    values = {key: value for key, value in settings.items() if key not in own} if isinstance(settings, Mapping) else settings
    problems += unmeant(lever, values, bool(when["areas"]))
    if values == {} and lever in LEVERS:
        expected = f"one component or more, like {next(iter(components(lever)))}: without any the lever changes nothing"
        problems.append(Problem((lever,), "no component", expected))
    if problems:
        raise Refused(problems)
    return Change({lever: values}, when["starts"], int(when["ramp_days"]), tuple(when["areas"]))


def _week_dates(given: dict[str, Any], timing: Mapping[str, Any]) -> dict[date, float]:
    """Dates of weeks of action (`intensification_weeks.dates`), taken out of the table; they stand in the place of weeks a year.

    Every force takes part in each.
    """
    settings = given.get(ACTION)
    if not isinstance(settings, Mapping) or "dates" not in settings:
        return {}
    given[ACTION] = rest = {name: value for name, value in settings.items() if name != "dates"}
    if set(rest) <= set(TIMING):
        del given[ACTION]
    problems = _wrong_dates(settings["dates"], timing["starts"])
    if "weeks_a_year" in rest:
        problems.append(Problem(("weeks_a_year",), "weeks a year beside dates", "one of them"))
    if "areas" in rest or timing["areas"]:
        problems.append(Problem(("dates",), "dates, which hold in every area", "no `areas`, or `areas` of the other levers"))
    elif rest and set(rest) <= set(TIMING):
        problems += [Problem((name,), "a time beside dates, which say themselves when", "it left out") for name in rest]
    if problems:
        raise Refused(one.within(ACTION) for one in problems)
    return dict.fromkeys(sorted(settings["dates"]), 1.0)


def _wrong_dates(dates: Any, starts: date | None) -> list[Problem]:
    """What is wrong with dates of weeks of action: they are dates, a week or more apart, some of them held."""
    if not isinstance(dates, list | tuple) or not dates or not all(map(is_day, dates)):
        return [Problem(("dates",), shown(dates), "a list of dates like [2020-01-06, 2020-06-01]")]
    if starts is not None and max(dates) < starts:
        expected = f"one that is held, from the strategy's start on ({starts})"
        return [Problem(("dates",), f"{shown(dates)}, all before the strategy starts", expected)]
    days = sorted(dates)
    close = [pair for pair in pairwise(days) if (pair[1] - pair[0]).days < WEEK_DAYS]
    return [Problem(("dates",), f"{one} and {other}, less than a week apart", "weeks of seven days") for one, other in close]
