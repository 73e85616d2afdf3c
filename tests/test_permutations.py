"""A row is an address, not an identity: areas, lines and groups that stand in other rows live the same life, elsewhere in the books."""

from datetime import date

import numpy as np
import pytest

from sim import Parameters, changed, warm_up
from sim.policy import named
from sim.policy.schedule import Calendar
from sim.setup.world import World
from sim.simulation.simulate import Run, RunRecord, WorldState, branch
from sim.state import FORCES, NEVER

START = date(2019, 1, 2)
AREAS = {
    "people": ("area",),
    "episodes": ("area", "found_at"),
    "adults": ("area",),
    "lines": ("market", "home"),
    "groups": ("home", "lost_market", "plan_market"),
    "dealers": ("home",),
    "files": ("market", "home", "told_market", "told_home"),
    "operations": ("market", "home"),
    "messages": ("at", "home"),
}
FORCE = {"files": ("body",), "operations": ("body",), "messages": ("body",), "lines": ("order_body",), "dealers": ("body",)}
LINES = {
    "people": ("line",),
    "episodes": ("line",),
    "adults": ("line",),
    "dealers": ("line",),
    "files": ("kin", "told_kin"),
    "operations": ("line", "joint"),
    "messages": ("line", "kin"),
    "lines": ("own_row",),
}
GROUPS = {"lines": ("group",), "dealers": ("group",)}
"""Fields that hold the row of an area, of a force, of a line, of a group; below 0 none."""


def point_to(world: World, fields: dict[str, tuple[str, ...]], new_row: np.ndarray) -> None:
    """Have every field that holds an old row hold the new one."""
    for table, names in fields.items():
        for name in names:
            held = getattr(world, table)[name]
            known = (held >= 0) & (held < len(new_row))
            held[known] = new_row[held[known]]


def moved(table: np.ndarray, new_row: np.ndarray) -> None:
    """Move the first rows of a table."""
    table[new_row] = table[: len(new_row)].copy()


def with_areas_moved(world: World, new_row: np.ndarray) -> None:
    """Areas, and the forces that police them, in other rows."""
    moved(world.areas, new_row)
    moved(world.bodies, new_row)
    world.bodies.area[:FORCES] = np.arange(FORCES)
    point_to(world, AREAS, new_row)
    point_to(world, FORCE, new_row)
    held = world.folders[:, :-1]
    known = (held >= 0) & (held < FORCES)
    held[known] = new_row[held[known]]
    for one in (world.gravity, world.on_rails, world.on_roads):
        one[np.ix_(new_row, new_row)] = one.copy()


def with_lines_moved(world: World, new_row: np.ndarray) -> None:
    """Lines in other rows; the list of those that trade keeps its order."""
    for one in (world.lines, world.files, world.folders):
        moved(one, new_row)
    point_to(world, LINES, new_row)
    used = int(world.counts[0].open_lines)
    world.open_lines[:used] = new_row[world.open_lines[:used]]


def with_groups_moved(world: World, new_row: np.ndarray) -> None:
    """Groups in other rows."""
    moved(world.groups, new_row)
    point_to(world, GROUPS, new_row)


MOVES = {"areas": with_areas_moved, "lines": with_lines_moved, "groups": with_groups_moved}
STRATEGIES = ("fragmented", "national_tasking")


def shuffled(count: int) -> np.ndarray:
    """New rows, each seven times some number away from the old: the row of a line says on which day of the week it is told of."""
    order, luck = np.arange(count), np.random.default_rng(3)
    for day in range(7):
        order[day::7] = luck.permutation(order[day::7])
    return order


@pytest.fixture(scope="module")
def world() -> WorldState:
    """A world of 1:10 in which no group makes plans any more, and no vacant place is filled: areas are not picked among."""
    state = warm_up(changed(Parameters(), vacant_market="empties"), scale=0.1, seed=4, start=START, warm_up_years=0.5)
    state.world.groups.review[:], state.world.groups.plan[:] = NEVER, 0
    return state


def lived(state: WorldState, strategy: str, days: int, what: str = "", order: np.ndarray | None = None) -> RunRecord:
    """The books of some days, with the rows of areas, lines or groups moved."""
    one = branch(state)
    if order is not None:
        MOVES[what](one.world, order)
    run = Run(one, Calendar(named(strategy), one.setting.p, START, len(one.world.bodies)))
    run.live_until(one.today + days)
    return run.record()


def differing(one: RunRecord, other: RunRecord, order: np.ndarray | None = None) -> dict[str, tuple[int, int]]:
    """Columns that differ in some area, with their sums; the areas of the first stand in other rows in the second."""
    found = {}
    for book in ("true_months", "recorded_months"):
        before, after = getattr(one, book)[0], getattr(other, book)[0]
        if order is not None:
            before = before.copy()
            before[order] = getattr(one, book)[0][:FORCES]
        names = [name for name in before.dtype.names if (before[name] != after[name]).any()]
        found |= {f"{book.split('_')[0]} {name}": (int(before[name].sum()), int(after[name].sum())) for name in names}
    return found


def rows_in_use(state: WorldState, what: str) -> int:
    return FORCES if what == "areas" else int(state.world.counts[0][what])


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("what", ["lines", "groups"])
def test_lines_and_groups_in_other_rows_live_the_same_weeks(world, what, strategy):
    """Twenty days, area by area; but newcomers to the trade join a group by its row, and so may be counted at another home."""
    order = shuffled(rows_in_use(world, what))
    assert (order != np.arange(len(order))).sum() > 20
    other = lived(world, strategy, 20, what, order)
    found = differing(lived(world, strategy, 20), other)
    assert set(found) <= ({"true dealers_inflow"} if what == "groups" else set())
    assert other.true_months["found"].sum() > 20 and other.true_months["operations_started"].sum() > 2


WHO_HAS_NO_PLACE_NEARBY = 0.03
"""How far sums may differ that follow from which adult a line uses, who finds one anywhere, in the order of areas, if none nearby."""

PAIRS, PAIRS_TURNED = ("true effort_on_worse", "true effort_on_milder"), 0.1
"""Sums over pairs of operations, of which one child more on a line turns all that this line is in."""


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_areas_in_other_rows_have_the_same_numbers_in_their_new_rows(world, strategy):
    """To the last count on the first day; after two weeks but for whom lines far away use, and what these then sell."""
    order = shuffled(FORCES)
    assert differing(lived(world, strategy, 1), lived(world, strategy, 1, "areas", order), order) == {}
    found = differing(lived(world, strategy, 14), lived(world, strategy, 14, "areas", order), order)
    assert len(found) < 30
    for name, (before, after) in found.items():
        rel = PAIRS_TURNED if name in PAIRS else WHO_HAS_NO_PLACE_NEARBY
        assert after == pytest.approx(before, rel=rel, abs=4), name
    assert not {f"true {one}" for one in ("child_days", "found", "newly_exploited", "operations_started")} & set(found)


def test_the_move_of_areas_is_a_move(world):
    """What is compared differs from area to area, and differs as the rows stood."""
    order = shuffled(FORCES)
    one, other = lived(world, "fragmented", 1), lived(world, "fragmented", 1, "areas", order)
    assert {"true child_days", "true line_days_away", "true effort_given", "recorded line_days"} <= set(differing(one, other))
