"""One more line elsewhere changes no one else's luck: who is found, groomed or freed, and which line the next one is."""

import numpy as np
import pytest
from test_permutations import START, lived, rows_in_use, world  # noqa: F401  (a fixture)

from sim import warm_up
from sim.policy import named
from sim.policy.schedule import Calendar
from sim.simulation.simulate import Run, RunRecord, WorldState, branch
from sim.state import WEEKDAY
from sim.state.books import Branches, columns
from tests.worlds import limit

OPEN = 1
"""The plan of a group that opens a line."""
SUSSEX, CUMBRIA = 20, 36
OF_CHILDREN = {
    *columns(Branches),
    *("child_days", "child_days_running", "child_days_away", "groomed", "newly_exploited", "reexploited", "freed_own"),
    *("freed_protected", "freed_support", "missing_episodes", "missing_days", "cases_opened", "supported", "helped"),
}

COMPARISONS = {"effort_compared", "effort_on_worse", "effort_on_milder"}
"""What compares a line with others, the new one among them."""
TOLD = {"items", "items_useful", "items_shared", "line_days", "number_days", "places_retaken"}
"""What changes where the public tells of the new line on its first day, or where there was a vacant place for it."""


def opening(state: WorldState, plans: dict[int, int]) -> WorldState:
    """The same world, in which some groups open a line tomorrow, each in a market; all have the means, or all would differ."""
    one = branch(state)
    groups = one.world.groups
    for group in with_means(state):
        groups.capital[group] = 10**9
    for group, market in plans.items():
        groups.plan[group], groups.plan_market[group] = OPEN, market
    return one


def with_means(state: WorldState) -> list[int]:
    """Three groups that have someone to hold a line, and are not from London."""
    groups = state.world.groups[: rows_in_use(state, "groups")]
    return np.flatnonzero((groups.members > 0) & (groups.home > 0))[:3].tolist()


def differing_in(one: RunRecord, other: RunRecord) -> dict[str, set[int]]:
    """Columns that differ, and where."""
    found = {}
    for book in ("true_months", "recorded_months"):
        for name in one.true_months.dtype.names if book == "true_months" else one.recorded_months.dtype.names:
            before, after = (getattr(record, book)[name].sum(axis=0) for record in (one, other))
            if (before != after).any():
                found[name] = found.get(name, set()) | set(np.flatnonzero(before != after).tolist())
    return found


@pytest.mark.parametrize("strategy", ["fragmented", "national_tasking"])
def test_one_more_line_is_seen_where_it_is_alone(world, strategy):  # noqa: F811
    first, _, _ = with_means(world)
    without, with_it = opening(world, {}), opening(world, {first: SUSSEX})
    found = differing_in(lived(without, strategy, 1), lived(with_it, strategy, 1))
    found = {name: where for name, where in found.items() if name not in COMPARISONS}
    home = int(world.world.groups.home[first])
    assert found.pop("line_days_run_away") == {home}
    assert set(found) - TOLD == {"line_days_away", "lines_opened", "stock_written", "opening_spent"}
    assert all(where == {SUSSEX} for where in found.values())
    weeks = differing_in(lived(without, strategy, 20), lived(with_it, strategy, 20))
    elsewhere = {name: where - {SUSSEX, home} for name, where in weeks.items() if name in OF_CHILDREN}
    assert not {name: where for name, where in elsewhere.items() if where}
    assert weeks["line_days_away"] == {SUSSEX}


def luck_of_lines(state: WorldState, days: int = 1) -> dict[tuple[int, int], tuple[int, int]]:
    """The luck and the day of the week of each line that is new: by its group, and its place among those of the group."""
    one = branch(state)
    Run(one, Calendar(named("fragmented"), one.setting.p, START, len(one.world.bodies))).live_until(one.today + days)
    lines, found, of_group = one.world.lines, {}, {}
    for row in range(rows_in_use(one, "lines")):
        group = int(lines.group[row])
        of_group[group] = of_group.get(group, 0) + 1
        if row >= rows_in_use(state, "lines"):
            found[group, of_group[group]] = int(lines.luck[row]), int(one.world.folders[row][WEEKDAY])
    return found


def test_a_line_is_the_same_line_however_many_were_opened_before_it(world):  # noqa: F811
    first, second, third = with_means(world)
    alone = luck_of_lines(opening(world, {third: CUMBRIA}))
    after_others = luck_of_lines(opening(world, {first: SUSSEX, second: SUSSEX, third: CUMBRIA}))
    ((key, luck),) = alone.items()
    assert len(after_others) == 3 and after_others[key] == luck
    assert len(set(after_others.values())) == 3


def test_a_group_opens_the_same_lines_under_any_strategy():
    """Over a year strategies close and open other lines; the first new line of a group is the same one whenever it comes.

    Groups do not come apart here, or a line might be another group's by the end.
    """
    state = warm_up(limit(group_split_rate=0.0), scale=0.05, seed=4, start=START, warm_up_years=0.2)
    lines = {}
    for strategy in ("fragmented", "integrated"):
        one = branch(state)
        Run(one, Calendar(named(strategy), one.setting.p, START, len(one.world.bodies))).live_until(one.today + 365)
        new = one.world.lines[rows_in_use(state, "lines") : rows_in_use(one, "lines")]
        lines[strategy] = {}
        for line in new:
            lines[strategy].setdefault(int(one.world.groups.luck[line.group]), int(line.luck))
    both = set(lines["fragmented"]) & set(lines["integrated"])
    assert len(both) > 5
    assert all(lines["fragmented"][group] == lines["integrated"][group] for group in both)
