"""Which line a child or an adult is taken up by: a draw among the open places of trading lines."""

from enum import IntEnum

from sim.engine import phase, rule
from sim.engine.luck import purpose, uniform
from sim.state import FORCES, NONE

WHICH_LINE = purpose("which line")
AT_HOME = 2
"""A place is twice its line's number, and one more where it is at the line's home."""


class Place(IntEnum):
    """What a line can be short of."""

    CHILD = 0
    ADULT = 1
    HOME = 2


@rule
def line_at(place):
    """The line that a place belongs to; NONE of no place."""
    return place // AT_HOME


@rule
def is_at_home(place):
    """Whether a place is in the line's home area, and not in its market."""
    return place % AT_HOME == 1


@rule
def open_places(area, kind):
    """The open places of a kind in an area, as counted this morning."""
    if kind == Place.CHILD:
        return area.child_places
    return area.adult_places if kind == Place.ADULT else area.home_places


@rule
def open_in_market(line, kind):
    """The open places of a kind that a line has in its market."""
    if kind == Place.CHILD:
        return line.short_market
    return line.short_adults if kind == Place.ADULT else line.short_homes


@rule
def open_at_home(line, kind):
    """The open places of children or adults that a line has in its home area."""
    return line.short_home if kind == Place.CHILD else line.short_adults_home


@phase
def pick_place(luck, area, kind, lines, nearby, areas, today):
    """The place of a line short of crew in this area, drawn among all open ones; where there is none, one anywhere; else NONE.

    Read it with `line_at` and `is_at_home`: whoever fills a place in a line's home area is sent to its market, wherever they live.
    """
    u = uniform(luck, today, WHICH_LINE)
    here = open_places(areas[area], kind)
    if here > 0:
        return place_of_line(int(u * here), area, kind, lines, nearby)
    total = 0
    for a in range(FORCES):
        total += open_places(areas[a], kind)
    reach = int(u * total)
    for a in range(FORCES):
        places = open_places(areas[a], kind)
        if reach < places:
            return place_of_line(reach, a, kind, lines, nearby)
        reach -= places
    return NONE


@phase
def place_in_group(closed, area, lines, nearby):
    """The place of a line that seeks a child of this area, and that the group of a closed line runs from the same home, or NONE."""
    for i in range(nearby.home_start[closed.home], nearby.home_start[closed.home + 1]):
        line = lines[nearby.home_lines[i]]
        seeks = (line.short_home > 0 and line.home == area) or (line.short_market > 0 and line.market == area)
        if line.group == closed.group and seeks:
            return AT_HOME * nearby.home_lines[i] + int(line.short_home > 0 and line.home == area)
    return NONE


@phase
def place_of_line(place, area, kind, lines, nearby):
    """The line that has the `place`-th open place of an area, and whether it is one at the line's home: those come last."""
    for i in range(nearby.market_start[area], nearby.market_start[area + 1]):
        place -= open_in_market(lines[nearby.market_lines[i]], kind)
        if place < 0:
            return AT_HOME * nearby.market_lines[i]
    if kind != Place.HOME:
        for i in range(nearby.home_start[area], nearby.home_start[area + 1]):
            place -= open_at_home(lines[nearby.home_lines[i]], kind)
            if place < 0:
                return AT_HOME * nearby.home_lines[i] + 1
    return NONE
