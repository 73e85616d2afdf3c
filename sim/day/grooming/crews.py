"""Which line a child or an adult is taken up by: a draw among the open places of trading lines."""

from enum import IntEnum

from sim.day.bundles import Trading
from sim.engine import phase, rule
from sim.engine.luck import purpose, uniform
from sim.state import FORCES, NONE, Area, Line, Table

WHICH_LINE = purpose("which line")


class Place(IntEnum):
    """What a line can be short of."""

    CHILD = 0
    ADULT = 1
    HOME = 2


@rule
def open_places(area: Area, place: int) -> int:
    """The open places of a kind in an area, as counted this morning."""
    if place == Place.CHILD:
        return area.child_places
    return area.adult_places if place == Place.ADULT else area.home_places


@rule
def open_in_market(line: Line, place: int) -> int:
    """The open places of a kind that a line has in its market."""
    if place == Place.CHILD:
        return line.short_market
    return line.short_adults if place == Place.ADULT else line.short_homes


@rule
def open_at_home(line: Line, place: int) -> int:
    """The open places of children or adults that a line has in its home area."""
    return line.short_home if place == Place.CHILD else line.short_adults_home


@phase
def pick_place(luck: int, area: int, place: int, trade: Trading, areas: Table[Area], today: int) -> tuple[int, bool]:
    """A line short of crew in this area, drawn among all open places; where there is none, one anywhere; else NONE.

    Returns:
        The line, and whether the place is at its home: whoever fills such a place is sent to its market, wherever they live.
    """
    u = uniform(luck, today, WHICH_LINE)
    here = open_places(areas[area], place)
    if here > 0:
        return line_of_place(int(u * here), area, place, trade)
    total = 0
    for a in range(FORCES):
        total += open_places(areas[a], place)
    reach = int(u * total)
    for a in range(FORCES):
        places = open_places(areas[a], place)
        if reach < places:
            return line_of_place(reach, a, place, trade)
        reach -= places
    return NONE, False


@phase
def place_in_group(closed: Line, area: int, trade: Trading) -> tuple[int, bool]:
    """A line that seeks a child of this area, and that the group of a closed line runs from the same home; else NONE.

    Returns:
        The line, and whether the place is at its home.
    """
    nearby = trade.nearby
    for i in range(nearby.home_start[closed.home], nearby.home_start[closed.home + 1]):
        line = trade.lines[nearby.home_lines[i]]
        at_home = line.short_home > 0 and line.home == area
        if line.group == closed.group and (at_home or (line.short_market > 0 and line.market == area)):
            return nearby.home_lines[i], at_home
    return NONE, False


@phase
def line_of_place(n: int, area: int, place: int, trade: Trading) -> tuple[int, bool]:
    """The line that has the `n`-th open place of an area, and whether it is one at the line's home: those come last."""
    nearby = trade.nearby
    for i in range(nearby.market_start[area], nearby.market_start[area + 1]):
        n -= open_in_market(trade.lines[nearby.market_lines[i]], place)
        if n < 0:
            return nearby.market_lines[i], False
    if place != Place.HOME:
        for i in range(nearby.home_start[area], nearby.home_start[area + 1]):
            n -= open_at_home(trade.lines[nearby.home_lines[i]], place)
            if n < 0:
                return nearby.home_lines[i], True
    return NONE, False
