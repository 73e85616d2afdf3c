"""Market places that lines left: how many stand vacant, and which is taken again, followed for a year."""

from sim.engine import phase
from sim.state import NONE, Trade

PLACE_DAYS = 365
"""How long the place of a line that ended is followed: the year of `replacement_lines`."""


@phase
def retake_place(area, tally):
    """A line that opens, or is taken over, takes a vacant place of the market; beyond the vacant ones, the market is fuller."""
    if area.vacant > 0.0:
        tally.places_retaken += 1
    area.vacant -= 1.0


@phase
def leave_place(line, area):
    """The place of a line that ended stands first among those vacated in its market."""
    line.vacated_before = area.vacated_row
    area.vacated_row = line.own_row


@phase
def come_into_place(lines, area, u, tally, today):
    """A line that comes in takes one of the places that lines left in the market within the last year; which one is chance."""
    standing, row = 0, area.vacated_row
    while row != NONE and today - lines[row].ended <= PLACE_DAYS:
        standing += 1
        row = lines[row].vacated_before
    if standing > 0:
        row = area.vacated_row
        for _ in range(int(u * standing)):
            row = lines[row].vacated_before
        tally.charged_replaced += int(lines[row].trade == Trade.CHARGED)
        unlink(lines, area, row)


@phase
def come_back_to_place(line, lines, area, tally, today):
    """A line taken over sells again in its own place, unless another has come into it."""
    row = area.vacated_row
    while row != NONE and row != line.own_row:
        row = lines[row].vacated_before
    if row != NONE:
        tally.charged_replaced += int(today - line.ended <= PLACE_DAYS)
        unlink(lines, area, row)


@phase
def unlink(lines, area, row):
    """A place no longer stands vacant."""
    if area.vacated_row == row:
        area.vacated_row = lines[row].vacated_before
        return
    before = area.vacated_row
    while lines[before].vacated_before != row:
        before = lines[before].vacated_before
    lines[before].vacated_before = lines[row].vacated_before
