"""Do deciders act on what they believe alone, never on what of it is so; and do they know nothing that nobody told them?"""

import ast
from typing import get_type_hints

import numpy as np
import pytest
from test_layers import BLIND, SOURCES, module_of
from test_permutations import START, differing, lived

from sim import warm_up
from sim.documents.sources import tree_of
from sim.policy import named
from sim.policy.schedule import Calendar
from sim.simulation.simulate import Run, WorldState, branch
from sim.state import HOME_FILE, MARKET_FILE, MARKET_UNIT_FILE, NONE, Intelligence
from tests.worlds import NO_FINDS, NOTHING, combined, limit

PICTURE = {"true lines_known_days", "true lines_reachable_days"}
"""Measures of what is known in truth: the only thing that may tell true from untrue on the day of a decision."""
SHARED = {"intelligence_sharing": {"reach": "nation", "share": 0.9}, "coordination_centre": {"staff": 150.0}}
TASKED = SHARED | {"tasking": {"decides": "centre", "weight_of_harm_elsewhere": 1.0, "acceptance": 0.9}}


@pytest.fixture(scope="module")
def state() -> WorldState:
    """A world in which every body has time for many tasks today."""
    state = warm_up(limit(hiring_days=0.0), scale=0.2, seed=4, start=START, warm_up_years=0.5)
    state.world.bodies.account[:] = 300_000
    return state


def with_files(state: WorldState, true: bool) -> WorldState:
    """Every body believes the same; but in one world all of it is so, and in the other little, and some of it twice over."""
    one = branch(state)
    files, share = one.world.files, 0.0 if true else 1.0
    files.untrue[:] = share * 0.4 * (files.of_market + files.of_holder)
    files.doubled[:] = share * 0.3 * (files.of_market + files.of_holder)
    files.stale[:] = share * 0.5 * files.of_holder
    files.merged[:] = files.linked if not true else 0
    return one


def decided(state: WorldState, strategy: str) -> tuple[list[tuple[int, ...]], list[tuple[int, ...]]]:
    """The operations begun and the tasks sent on a day, with who, which line, what and when."""
    one = branch(state)
    Run(one, Calendar(named(strategy), one.setting.p, START, len(one.world.bodies))).live_until(one.today + 1)
    operations = one.world.operations[: one.world.counts[0].operations]
    messages = one.world.messages[: one.world.counts[0].messages]
    begun = [
        tuple(int(o[name]) for name in ("body", "line", "task", "due", "luck")) for o in operations if o.started == state.today
    ]
    sent = [tuple(int(m[name]) for name in ("body", "line", "tasks", "due", "market", "holder")) for m in messages]
    return begun, sent


def test_what_is_untrue_or_stale_or_doubled_is_put_on_no_list(state):
    """In the first week a full centre puts the same lines on the lists of home forces."""
    strategy = combined(TASKED, NOTHING)
    tasks = []
    for true in (True, False):
        one = with_files(state, true)
        one.world.bodies.account[:] = -(10**9)  # nobody has time for a raid, which would show what is untrue
        Run(one, Calendar(strategy, one.setting.p, START, len(one.world.bodies))).live_until(one.today + 7)
        tasks.append(np.argwhere(one.world.files.tasked[:, HOME_FILE] > 0).ravel().tolist())
    assert tasks[0] == tasks[1] and len(tasks[0]) > 3


@pytest.mark.parametrize("strategy", ["fragmented", "regional", "national_tasking", "integrated"])
def test_what_is_untrue_or_stale_or_doubled_decides_nothing(state, strategy):
    """On the day both worlds take up the same tasks; only what is known in truth differs."""
    so, not_so = with_files(state, True), with_files(state, False)
    begun, sent = decided(so, strategy)
    assert len(begun) >= 20
    assert (begun, sent) == decided(not_so, strategy)
    assert set(differing(lived(so, strategy, 1), lived(not_so, strategy, 1))) == PICTURE


WRITERS = {
    "sim.day.aftermath": {"begin_new_life"},
    "sim.day.detection.items": {"add_item", "tell_what_is_not"},
    "sim.day.supply.lines": {"open_files", "address_files"},
}
"""What may write into a file of what it sees of a line: items, and the addresses of files, by which those of the market have
their own area; and a line that begins anew, whose files are emptied, but for until when the body's own work on it goes on."""


def writers_of_files(path) -> set[str]:
    """Functions that assign a field which files alone have, or any field of what is called a file."""
    others = {"luck", "kin", "review", "body", "market", "home", "tasked", "untrue", "stale", "doubled", "signs"}
    every = set(get_type_hints(Intelligence))
    own = every - others  # other tables have fields of these names
    found = set()
    for function in ast.walk(tree_of(path)):
        if isinstance(function, ast.FunctionDef):
            targets = [one for node in ast.walk(function) if isinstance(node, ast.Assign) for one in node.targets]
            targets += [node.target for node in ast.walk(function) if isinstance(node, ast.AugAssign)]
            parts = [part for one in targets for part in (one.elts if isinstance(one, ast.Tuple) else [one])]
            attributes = [(ast.unparse(one.value), one.attr) for one in parts if isinstance(one, ast.Attribute)]
            if any(attr in own or (attr in every and "file" in where) for where, attr in attributes):
                found.add(function.name)
    return found


def test_only_items_write_into_files():
    """Outside the rooms that are blind to the truth, files are written by items and where files are addressed, and nowhere else."""
    days = [path for path in SOURCES if module_of(path).startswith("sim.day.") and path not in BLIND]
    assert {module_of(path): found for path in days if (found := writers_of_files(path))} == WRITERS


def test_what_nobody_tells_no_file_holds(state):
    """Lines move, end and open for half a year; where no item comes in, files are empty, and nobody has an idea of a place.

    But the force of the market and its unit have their own area.
    """
    p = limit(
        home_knowledge_rate=0.0,
        community_intelligence=0.0,
        home_visit_detection=0.0,
        worth_of_told_item=0.0,
        crew_arrested_per_disruption=0.0,
        false_item_share=0.0,
        items_from_investigation=0.0,
        move_market_propensity=1.0,
        **NO_FINDS,
    )
    state = warm_up(p, scale=0.05, seed=4, start=START, warm_up_years=0.0)
    Run(state, Calendar(combined(TASKED, NOTHING), p, START, len(state.world.bodies))).live_until(state.today + 180)
    files = state.world.files[: state.world.counts[0].lines]
    own, others = files[:, [MARKET_FILE, MARKET_UNIT_FILE]], np.delete(files, [MARKET_FILE, MARKET_UNIT_FILE], axis=1)
    assert (own.market != NONE).all()
    kept = others[(others.body != NONE) & (others.market != NONE)]  # of a line that has sold in the body's own area or region
    assert len(kept) < 0.1 * (others.body != NONE).sum()
    assert (state.world.bodies.region[kept.market] == state.world.bodies.region[kept.body]).all()
    files = files[files.body != NONE]
    assert (files.home == NONE).all() and (files.of_market + files.of_holder == 0.0).all() and (files.heard == 0).all()


def test_what_is_untrue_or_stale_spoils_operations_in_the_end(state):
    """The comparison is not blind: of those begun on it more fail."""
    failed = {}
    for true in (True, False):
        one = with_files(state, true)
        failed[true] = int(lived(one, "fragmented", 200).true_months["operations_failed"].sum())
    assert failed[False] > failed[True] + 5


def test_bodies_with_nothing_on_file_do_nothing_about_lines(state):
    """On a day whose messages and files are all empty no task is taken up, though every body has time for many."""
    one = branch(state)
    files = one.world.files
    for name in ("of_market", "of_holder", "new_market", "new_holder", "new_untrue", "doubled", "untrue", "stale"):
        files[name][:] = 0
    for name in ("linked", "merged", "mapped", "tasked"):
        files[name][:] = 0
    one.world.folders[:, -1] = 0  # no news
    one.world.counts.messages = 0
    begun, _ = decided(one, "fragmented")
    with_items = {(body, line) for body, line, *_ in begun}
    assert len(begun) < len(decided(state, "fragmented")[0]) / 4  # what the day itself brought in
    told = lived(one, "fragmented", 1).true_months["items"].sum()
    assert len(with_items) <= told


def files_away(levers: dict, days: int = 150, **values) -> np.recarray:
    """What bodies have on lines sold elsewhere, where no child, home or phone tells of a line, and no place is told wrongly."""
    p = limit(
        origin_mistaken=0.0,
        items_from_arrest=0.0,
        find_names_holder=0.0,
        worth_of_told_item=0.0,
        crew_arrested_per_disruption=0.0,
        **values,
        **NO_FINDS,
    )
    state = warm_up(p, scale=0.05, seed=4, start=START, warm_up_years=0.0)
    one = branch(state)
    Run(one, Calendar(combined(levers, NOTHING), p, START, len(one.world.bodies))).live_until(one.today + days)
    lines = one.world.lines[: one.world.counts[0].lines]
    away = lines.home != lines.market
    return one.world.files[: len(lines)][away]


def home_files(origin_known: float, levers: dict) -> np.recarray:
    """Only market forces are told of lines, and never who the holder is."""
    return files_away(levers, origin_known=origin_known, home_knowledge_rate=0.0, community_intelligence=6.0)


def market_files(market_known: float) -> np.recarray:
    """Only home forces learn of lines, of their holders alone."""
    silent = {
        "community_intelligence": 0.0,
        "home_visit_detection": 0.0,
        "false_item_share": 0.0,
        "move_market_propensity": 0.0,
    }
    return files_away(SHARED, market_known=market_known, home_knowledge_rate=2.0, **silent)


def test_nobody_tells_a_market_force_of_a_line_whose_market_nobody_knows():
    none, all_known = market_files(0.0), market_files(1.0)
    assert (none[:, HOME_FILE].market == NONE).all() and (all_known[:, HOME_FILE].market != NONE).mean() > 0.8
    assert none[:, HOME_FILE].of_holder.sum() > 10.0
    assert none[:, MARKET_FILE].of_holder.sum() == 0.0 < all_known[:, MARKET_FILE].of_holder.sum()


def test_nobody_tells_a_home_force_of_a_line_whose_origin_nobody_knows():
    none, all_known = home_files(0.0, SHARED), home_files(1.0, SHARED)
    assert (none.home[none.body != NONE] == NONE).all() and (all_known[:, MARKET_FILE].home != NONE).mean() > 0.8
    assert none[:, MARKET_FILE].of_market.sum() > 10.0
    assert none[:, HOME_FILE].of_market.sum() < 0.1 * all_known[:, HOME_FILE].of_market.sum()


def test_the_centre_tasks_no_home_force_with_a_line_whose_origin_it_does_not_know():
    none, all_known = home_files(0.0, TASKED), home_files(1.0, TASKED)
    assert (none[:, HOME_FILE].tasked > 0).sum() == 0 < (all_known[:, HOME_FILE].tasked > 0).sum()
