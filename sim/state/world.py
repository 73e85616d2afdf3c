"""The world: every table of one world, and the rows of lines near a place."""

from typing import NamedTuple

import numpy as np

from sim.state.codes import FORCES
from sim.state.people import Adult, Episode, Person
from sim.state.police import Body, Counts, Intelligence, Message, Operation, Option
from sim.state.tables import Table
from sim.state.trade import Area, Dealer, Group, Line, Nation


class Nearby(NamedTuple):
    """Rows of trading lines, by market and by home: those of area `a` stand from `start[a]` to `start[a + 1]`."""

    market_lines: Table[int]
    market_start: Table[int]
    home_lines: Table[int]
    home_start: Table[int]

    @classmethod
    def of(cls, rows: int) -> "Nearby":
        """An empty index with room for this many lines."""
        return cls(np.zeros(rows, "i8"), np.zeros(FORCES + 1, "i8"), np.zeros(rows, "i8"), np.zeros(FORCES + 1, "i8"))


class World(NamedTuple):
    """Every table of one world. Tables may grow between months; `counts` says how many rows are in use.

    `rounds` holds, for each day of the week, the rows of the young people looked at on that day, the first `in_round` of them.
    Files on children are listed by what happens to them, so that a day looks at no others: `exploited` as of this morning, with
    those taken up since; `free` for up to a year; `adrift` of those exploited whose line is closed or who turn 18 today;
    `cases` of those found today or with a case open against them; `helped` of those of whom services were to hear, in this order.
    `folders` says whose each file of a line is, whether something came in today, and the line's day of the week; `desk`, `weights`
    and `options` are where a body lays out its files and what it could do, and hold nothing from one body to the next. `gravity`
    is how readily groups of an area take a market, `on_rails` and `on_roads` the time of a trip between the two, in thousandths of
    the mean.
    """

    people: Table[Person]
    rounds: Table[Table[int]]
    in_round: Table[int]
    episodes: Table[Episode]
    exploited: Table[int]
    free: Table[int]
    adrift: Table[int]
    cases: Table[int]
    helped: Table[int]
    adults: Table[Adult]
    lines: Table[Line]
    open_lines: Table[int]
    nearby: Nearby
    groups: Table[Group]
    dealers: Table[Dealer]
    areas: Table[Area]
    nation: Table[Nation]
    bodies: Table[Body]
    files: Table[Table[Intelligence]]
    folders: Table[Table[int]]
    desk: Table[Option]
    options: Table[Option]
    weights: Table[float]
    operations: Table[Operation]
    messages: Table[Message]
    gravity: Table[Table[float]]
    on_rails: Table[Table[int]]
    on_roads: Table[Table[int]]
    counts: Table[Counts]


LISTS = ("exploited", "free", "adrift", "cases", "helped")
"""Lists of files on children."""
