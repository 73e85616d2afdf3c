"""Which line a child or an adult is taken up by: trading lines by area, and a draw among their open places."""

from enum import IntEnum

from sim.engine import phase, rule, soon
from sim.engine.luck import purpose, uniform
from sim.state import FORCES, NONE, Trade

WHICH_LINE = purpose("which line")
AT_HOME = 2
"""A place is twice its line's number, and one more where it is at the line's home."""


class Place(IntEnum):
    """What a line can be short of."""

    CHILD = 0
    ADULT = 1
    HOME = 2


@phase
def index_lines(lines, open_lines, nearby, counts):
    """Trading lines by market and by home, so that a child or adult looks only at lines nearby."""
    for a in range(FORCES + 1):
        nearby.market_start[a] = nearby.home_start[a] = 0
    for i in range(counts.open_lines):
        line = lines[open_lines[i]]
        soon(lines, open_lines, i, counts.open_lines)
        trades = int(line.trade == Trade.OPERATING)
        nearby.market_start[line.market + 1] += trades
        nearby.home_start[line.home + 1] += trades
    for a in range(FORCES):
        nearby.market_start[a + 1] += nearby.market_start[a]
        nearby.home_start[a + 1] += nearby.home_start[a]
    for i in range(counts.open_lines):
        row = open_lines[i]
        line = lines[row]
        if line.trade == Trade.OPERATING:
            nearby.market_lines[nearby.market_start[line.market]] = row
            nearby.market_start[line.market] += 1
            nearby.home_lines[nearby.home_start[line.home]] = row
            nearby.home_start[line.home] += 1
    for a in range(FORCES, 0, -1):
        nearby.market_start[a] = nearby.market_start[a - 1]
        nearby.home_start[a] = nearby.home_start[a - 1]
    nearby.market_start[0] = nearby.home_start[0] = 0


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
