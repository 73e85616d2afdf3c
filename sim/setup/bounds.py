"""What a world may be at most: its size and its time. Models and configs ask here alone, by `within`."""

from datetime import date
from typing import Any, NamedTuple

import numpy as np

from sim.evidence import as_number, is_day
from sim.evidence.problems import Problem, Refused, shown
from sim.state.time import YEAR_DAYS


class Bounds(NamedTuple):
    """The least and the greatest value, of which type, and what it is; `why` where a bound is not plain."""

    low: Any
    high: Any
    what: str = "a number"
    why: str = ""


BOUNDS = {
    "scale": Bounds(0.01, 1.0, why="below, an area is less than one line; above, there are no more people"),
    "years": Bounds(1.0 / 366.0, 50.0, why="one day at least"),
    "warm_up_years": Bounds(0.0, 20.0),
    "start": Bounds(date(2010, 1, 1), date(2050, 12, 31), "a date", "the figures are of 2018 to 2025"),
    "seed": Bounds(0, 2**63 - 1, "a whole number"),
}
"""Of a world. A greater seed would not fit the field that luck is kept in, and wrap round to the world of another."""


def within(name: str, value: Any, called: str = "") -> Any:
    """A setting of a world as it was given, whatever it is `called` where it was.

    Raises:
        Refused: It is of another type, or outside its bounds.
    """
    bounds = BOUNDS[name]
    if is_day(bounds.low):
        fits = is_day(value) and bounds.low <= value <= bounds.high
    elif isinstance(bounds.low, int):
        fits = isinstance(value, int | np.integer) and not isinstance(value, bool) and bounds.low <= value <= bounds.high
    else:
        fits = bounds.low <= as_number(value) <= bounds.high
    if not fits:
        why = f" ({bounds.why})" if bounds.why else ""
        low, high = (f"{one:.3g}" if isinstance(one, float) else one for one in bounds[:2])
        raise Refused([Problem((called or name,), shown(value), f"{bounds.what}, {low} to {high}{why}")])
    return value


def horizon(start: date, years: float) -> int:
    """The day after the last analysed one."""
    whole = int(years)
    end = (
        start.replace(year=start.year + whole) if not (start.month == 2 and start.day == 29) else date(start.year + whole, 3, 1)
    )
    return end.toordinal() + round(YEAR_DAYS * (years - whole))
