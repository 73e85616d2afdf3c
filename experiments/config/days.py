"""The days of a run, and the dates of a strategy that lie outside them: such a date would change nothing, in silence."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from experiments.config.toml_lines import Path as Keys
from sim.setup.bounds import LONGEST_ANALYSIS, horizon

WEEK = timedelta(days=7)
USUAL_START, USUAL_YEARS = date(2019, 1, 1), 3
"""What holds where a config does not say."""


def days_of(world: Mapping[str, Any]) -> tuple[date, date] | None:
    """The first and last analysed day of a config's table `world`; None where its `start` or `years` say none."""
    start, years = world.get("start", USUAL_START), world.get("years", USUAL_YEARS)
    if not is_day(start) or isinstance(years, bool) or not isinstance(years, int | float) or not 0 < years <= LONGEST_ANALYSIS:
        return None
    last = horizon(start, years) - 1
    return (start, date.fromordinal(last)) if start.toordinal() <= last <= date.max.toordinal() else None


def is_day(value: Any) -> bool:
    """Whether a value is a date without a time."""
    return isinstance(value, date) and not isinstance(value, datetime)


def outside(content: Mapping[str, Any], days: tuple[date, date]) -> Iterator[tuple[Keys, str, str]]:
    """What of an own strategy's table is dated outside the run: keys, found, expected."""
    first, last = days
    a_day = f"a day of the run, {first} to {last}"
    for keys, starts in _starts(content):
        if is_day(starts) and starts > last:
            yield keys, f"{starts}, after the last day of the run", a_day
        elif is_day(starts) and starts < first:
            yield keys, f"{starts}, before the first day of the run", f"{a_day} (without `starts` it begins on the first)"
    settings = content.get("intensification_weeks")
    weeks = settings.get("dates") if isinstance(settings, Mapping) else None
    dated = isinstance(weeks, list) and bool(weeks) and all(is_day(week) for week in weeks)
    if dated and not any(week <= last and week + WEEK > first for week in weeks or ()):
        listed = ", ".join(str(week) for week in weeks or ())
        yield ("intensification_weeks", "dates"), f"{listed}: no week within the run", f"at least one week in {first} to {last}"


def _starts(content: Mapping[str, Any]) -> Iterator[tuple[Keys, Any]]:
    """Each `starts` of a strategy's table: its own, and those of single levers."""
    if "starts" in content:
        yield ("starts",), content["starts"]
    for lever, components in content.items():
        if isinstance(components, Mapping) and "starts" in components:
            yield (lever, "starts"), components["starts"]
