"""Strategies of one's own, made from a config table and checked: every fault is told with the value, its bound and the way out."""

from datetime import date, datetime
from typing import Any

from sim.evidence import Choice, nearest
from sim.levers import LEVERS, components
from sim.places import places
from sim.strategies import NAMED, STRATEGIES, Change, Strategy, Value

TIMING: dict[str, Any] = {"starts": None, "ramp_days": 180, "areas": ()}
"""When and where a strategy or one of its levers holds, and what is usual."""
FIRST_YEAR, LAST_YEAR = 2000, 2100
LONGEST_RAMP = 3653


def checked_strategy(name: str, table: dict[str, Any]) -> Strategy:
    """A user's strategy from a config table: `based_on`, `label`, `starts`, `ramp_days`, `areas`, and levers.

    Raises:
        ValueError: Every unknown name and value out of bounds, a line each.
    """
    given = dict(table)
    based_on, label = given.pop("based_on", "as_inspected"), given.pop("label", name.replace("_", " "))
    timing = {name: given.pop(name, usual) for name, usual in TIMING.items()}
    problems = timing_problems("", timing)
    weeks = week_dates(given, problems)
    if based_on not in STRATEGIES:
        problems.append(f"based_on = {based_on!r} is not a strategy{nearest(str(based_on), STRATEGIES)}")
    changes = [_change(lever, settings, timing, problems) for lever, settings in given.items()]
    if problems:
        raise ValueError("\n".join(problems))
    return Strategy(name, label, "config", based_on, timing["starts"], tuple(c for c in changes if c), weeks)


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
    return problems + [f"{label}{area!r} is not known{nearest(str(area), known)}" for area in areas if area not in known]


def week_dates(given: dict[str, Any], problems: list[str]) -> tuple[date, ...]:
    """Dates of weeks of action (`intensification.dates`), taken out of the table; they stand in the place of weeks a year."""
    settings = given.get("intensification")
    if not isinstance(settings, dict) or "dates" not in settings:
        return ()
    given["intensification"] = {name: value for name, value in settings.items() if name != "dates"}
    dates = settings["dates"]
    whole = isinstance(dates, list | tuple) and all(isinstance(day, date) and not isinstance(day, datetime) for day in dates)
    if not whole or not dates:
        problems.append(f"intensification.dates = {dates!r} is not a list of dates like [2020-01-06, 2020-06-01]")
    elif "weeks_a_year" in settings:
        problems.append("intensification has dates and weeks_a_year: give one of them")
    elif "areas" in settings or "areas" in given:
        problems.append("intensification.dates hold in every area: leave `areas` out for them")
    else:
        return tuple(sorted(dates))
    return ()


def checked(lever: str, name: str, value: Any) -> Value:
    """One component's value within its bounds; a choice by its name.

    Raises:
        ValueError: The component is unknown, or the value is not one it takes.
    """
    declared = components(lever)
    if name not in declared:
        raise ValueError(f"{lever}.{name} is not a component{nearest(name, declared)}")
    about = declared[name]
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
