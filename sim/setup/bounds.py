"""What a world may be at most: its size and its time. The model refuses what is outside, and so do configs before they run."""

from datetime import date

SMALLEST_SCALE, LARGEST_SCALE = 0.01, 1.0
"""Agents per person: below, an area is less than one line; above, there are no more people."""
FIRST_YEAR, LAST_YEAR = 2010, 2050
"""Years in which an analysis may start."""
GREATEST_SEED = 2**63 - 1
"""What fits the field that luck is kept in: a greater seed would wrap round to the world of another."""
LONGEST_WARM_UP = 20.0
LONGEST_ANALYSIS = 50.0
DAYS_A_YEAR = 365.25


def horizon(start: date, years: float) -> int:
    """The day after the last analysed one."""
    whole = int(years)
    end = (
        start.replace(year=start.year + whole) if not (start.month == 2 and start.day == 29) else date(start.year + whole, 3, 1)
    )
    return end.toordinal() + round(DAYS_A_YEAR * (years - whole))
