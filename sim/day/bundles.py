"""Bundles of tables: a step takes a few of them, so that its signature says what it may touch.

`Police` holds what bodies that decide may see, and no table of lines, people, groups or areas: a step that takes it alone is
blind to the truth. Both books stand in the `Ledger`, which deciders write and never read.
"""

from typing import NamedTuple

from sim.parameters import Parameters
from sim.policy.levers import Policy
from sim.state import (
    Area,
    Body,
    Counts,
    Dealer,
    Episode,
    Group,
    Intelligence,
    Line,
    Message,
    Nation,
    Operation,
    Option,
    Person,
    Scene,
    Table,
)
from sim.state.world import Nearby, World


class Children(NamedTuple):
    """Young people, the files on those who are or were exploited, and the lists of these files (see `World`)."""

    people: Table[Person]
    rounds: Table[Table[int]]
    in_round: Table[int]
    episodes: Table[Episode]
    exploited: Table[int]
    free: Table[int]
    adrift: Table[int]
    cases: Table[int]
    helped: Table[int]
    counts: Counts


class Trading(NamedTuple):
    """Lines, the groups that own them and their members, and how readily groups take a market."""

    lines: Table[Line]
    open_lines: Table[int]
    nearby: Nearby
    groups: Table[Group]
    dealers: Table[Dealer]
    gravity: Table[Table[float]]
    counts: Counts


class Country(NamedTuple):
    """The force areas, what they share, and the time of trips between them."""

    areas: Table[Area]
    nation: Nation
    on_rails: Table[Table[int]]
    on_roads: Table[Table[int]]


class Police(NamedTuple):
    """Bodies that decide, what they believe and plan; `open_lines` are the rows in which a line may have files.

    Of `counts`, those who decide read how many there are of these rows, of operations and of messages.
    """

    bodies: Table[Body]
    files: Table[Table[Intelligence]]
    folders: Table[Table[int]]
    open_lines: Table[int]
    desk: Table[Option]
    options: Table[Option]
    weights: Table[float]
    operations: Table[Operation]
    messages: Table[Message]
    counts: Counts


class Today(NamedTuple):
    """The day, and what holds on it: the policy table (a row a body), the scene, and the parameters."""

    policy: Table[Policy]
    scene: Scene
    p: Parameters
    day: int


ONE_ROW = ("counts", "nation")


def bundle[Kind: (Children, Trading, Country, Police)](kind: type[Kind], w: World) -> Kind:
    """A bundle of a world's tables, for Python; a kernel writes it out, since no compiled function returns a row."""
    return kind(*(getattr(w, name)[0] if name in ONE_ROW else getattr(w, name) for name in kind._fields))
