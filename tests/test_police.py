"""Bodies in the day: what a file is worth once its line moves, closes or is taken over, and whose time goes where."""

import copy
from types import SimpleNamespace

import numpy as np
import pytest

from sim import Parameters, changed, simulate
from sim.day.aftermath import succeed
from sim.day.bundles import Police, Today, bundle
from sim.day.intelligence import (
    arrive,
    learn_places,
)
from sim.day.justice.operations import carry_out
from sim.day.supply.lines import address_files
from sim.day.tasking.lists import take_out
from sim.engine.luck import born_with
from sim.policy.from_config import own_strategy
from sim.policy.levers import Policy
from sim.rules import intelligence
from sim.simulation.simulate import begin
from sim.state import (
    CENTRE,
    CENTRE_FILE,
    FILES,
    FORCES,
    HOME_FILE,
    HOME_UNIT_FILE,
    MARKET_FILE,
    MARKET_UNIT_FILE,
    NONE,
    TRANSPORT_FILE,
    Task,
    Trade,
)
from tests.stand_ins import TODAY, P, file
from tests.worlds import alone, limit, live, run_of, setting

REGIONS = {0: 1, 1: 1, 2: 2, 3: 2, 4: 3}
"""Five areas in three regions."""
AREAS = [SimpleNamespace(region=REGIONS.get(a, 4)) for a in range(FORCES)]
HEAVY = {"of_market": 3.0, "of_holder": 2.0, "linked": 1, "mapped": 1, "heard": TODAY, "tasked": TODAY, "busy_until": TODAY + 9}


def line_of(home: int, market: int) -> tuple[SimpleNamespace, list]:
    """A line on which each body that can hold a file knows much."""
    line = SimpleNamespace(luck=77, home=home, market=market)
    files = [file(body=NONE, of_market=0.0, of_holder=0.0, doubled=0.0) for _ in range(FILES)]
    address_files(line, files, [NONE] * FILES, AREAS, P, TODAY)
    assert all(intelligence.is_empty(one) for one in files)
    for f, one in enumerate(files):
        for name, value in HEAVY.items():
            setattr(one, name, value if one.body != NONE else 0)
        one.of_market += 0.1 * f
    return line, files


def known_by(files: list) -> dict[int, float]:
    """What each body has in its file, by body."""
    return {one.body: one.of_market for one in files if one.body != NONE}


MOVES = [(0, 2, 3), (0, 2, 4), (0, 2, 0), (0, 0, 2), (0, 0, 1), (0, 1, 2), (0, 2, 1)]


@pytest.mark.parametrize(("home", "before", "after"), MOVES)
def test_a_line_that_moves_leaves_its_files_behind(home, before, after):
    """A body that had a file and still has to do with the line keeps it; the force and unit of the new market know nothing.

    What those who keep a file believe of where the line is does not change; where it is run from nobody was told.
    """
    line, files = line_of(home, before)
    had = known_by(files)
    for one in files:
        one.market = before  # each has been told
    line.market = after
    address_files(line, files, [NONE] * FILES, AREAS, P, TODAY)
    units = {FORCES + REGIONS[a] for a in (home, after)}
    assert set(known_by(files)) == {home, after, *units} | {files[TRANSPORT_FILE].body, files[CENTRE_FILE].body}
    for f, one in enumerate(files):
        if one.body == NONE:
            continue
        assert one.of_market == had.get(one.body, 0.0)
        assert one.luck == born_with(line.luck, one.body)
        assert one.home == NONE
        own = f in (MARKET_FILE, MARKET_UNIT_FILE)
        assert one.market == (after if own else before if one.body in had else NONE)
        if one.body not in had:
            assert (one.of_holder, one.linked, one.mapped, one.heard, one.tasked, one.busy_until) == (0.0, 0, 0, 0, 0, 0)


@pytest.mark.parametrize(("home", "market"), [(0, 2), (0, 1), (0, 0)])
def test_who_may_arrest_the_holder(home, market):
    """The force of the home and the unit of its region, also where that is the market's unit too; and the centre.

    Before they know where that is, the force and the unit of the market believe that they cannot.
    """
    _, files = line_of(home, market)
    reaching = {one.body for one in files if one.body != NONE and one.reaches}
    assert reaching == {files[f].body for f in (HOME_FILE, HOME_UNIT_FILE, CENTRE_FILE)} - {NONE}
    for f, one in enumerate(files):
        one.told_home = home
        learn_places(f, one, AREAS, P)
    reaching = {one.body for one in files if one.body != NONE and one.reaches}
    assert reaching == {home, FORCES + REGIONS[home], CENTRE}


@pytest.mark.parametrize("share", [0.0, 0.4])
def test_the_centre_investigates_with_those_of_its_staff_who_do(share):
    """Its officers have time and arrest holders; without any it has neither. What it costs is paid as officer days."""
    strategy = own_strategy("large", {"based_on": "integrated", "ramp_days": 0, "coordination_centre": {"staff": 400.0}})
    lived = live(strategy, limit(centre_operations_share=share), scale=0.1, days=500)
    world = lived.state.world
    arrested = int((world.dealers.body[: world.counts[0].dealers] == CENTRE).sum())
    assert (arrested > 0) == (world.bodies.officers[CENTRE] > 0.0) == (share > 0.0)
    day = 400.0 * 0.1 * share * P.tasking.working_days / 365.25
    assert world.bodies.earned[CENTRE] == pytest.approx(1000.0 * day, abs=1.0)


@pytest.mark.parametrize("task", [Task.INVESTIGATION, Task.DISRUPTION])
@pytest.mark.parametrize("successor_due", [0, TODAY + 5])
@pytest.mark.parametrize(("trade", "home"), [(Trade.CHARGED, 2), (Trade.ABANDONED, NONE)])
def test_a_body_that_comes_for_a_line_that_is_gone_knows_so(task, trade, home, successor_due):
    """Its file ends, or, where the holder was charged, its items are spent; the others' are not. It does not see who will follow."""
    line, files = line_of(0, 2)
    files[HOME_FILE].of_market, files[HOME_FILE].told_home = 3.0, 2
    others = {body: worth for body, worth in known_by(files).items() if body != 0}
    line.trade, line.successor_due, line.market = trade, successor_due, 2
    operation = SimpleNamespace(line=0, body=0, task=task, market=2, luck=8)
    books = [SimpleNamespace(operations_failed=0, operations_in_vain=0, people_not_involved=0) for _ in range(FORCES)]
    trading, police = SimpleNamespace(lines=[line]), SimpleNamespace(files=[files])
    carry_out(operation, None, trading, None, police, SimpleNamespace(true=books), Today(None, None, P, TODAY))
    assert (files[HOME_FILE].of_market, files[HOME_FILE].told_home) == (0.0, home)
    assert {body: worth for body, worth in known_by(files).items() if body != 0} == others
    assert books[0].operations_failed == int(task == Task.INVESTIGATION)
    assert books[2].operations_in_vain == 1


@pytest.mark.parametrize("believed", [NONE, 0, 4])
def test_an_investigation_where_the_holder_does_not_live_is_in_vain(believed):
    """The body knows that it was wrong, and no more; one that has no idea finds out where the holder lives."""
    line, files = line_of(0, 2)
    line.holder, line.group, line.trade = NONE, 0, Trade.OPERATING
    files[CENTRE_FILE].home = believed
    what = {"wrong": 0, "home": believed, "believed": 0.0, "doubled": 0.0, "stale": 0.0, "finds": 1.0}
    operation = SimpleNamespace(line=0, body=CENTRE, task=Task.INVESTIGATION, market=2, luck=8, **what)
    books = [SimpleNamespace(operations_failed=0, operations_in_vain=0, people_not_involved=0) for _ in range(FORCES)]
    police = SimpleNamespace(
        files=[files], counts=SimpleNamespace(operations=0), bodies={CENTRE: SimpleNamespace(unpractised=0.0)}
    )
    trade = SimpleNamespace(lines=[line], groups=[SimpleNamespace(skill=1.0)])
    now = Today([Policy()] * 60, None, P, TODAY)
    carry_out(operation, None, trade, None, police, SimpleNamespace(true=books), now)
    wrong = believed == 4
    assert (books[0].operations_failed, books[2].operations_in_vain) == (1, int(wrong))
    assert files[CENTRE_FILE].home == (NONE if wrong else believed)


def test_a_message_to_a_force_that_the_line_has_left_is_of_no_use():
    line, files = line_of(0, 2)
    message = SimpleNamespace(line=0, file=MARKET_FILE, body=2, tasks=0, market=2000, holder=1000, copies=1, untrue=500)
    message.signs, message.at, message.home, message.kin, message.first_hand = 0, 2, NONE, NONE, 0
    line.market = 3
    address_files(line, files, [NONE] * FILES, AREAS, P, TODAY)
    bodies = [SimpleNamespace(account=0) for _ in range(60)]
    books = [SimpleNamespace(effort_reading=0) for _ in range(FORCES)]
    ledger = SimpleNamespace(true=books)
    arrive(message, files[MARKET_FILE], bodies, ledger, P, TODAY)
    assert files[MARKET_FILE].of_market == 0.0
    message.body = 3
    arrive(message, files[MARKET_FILE], bodies, ledger, P, TODAY)
    assert files[MARKET_FILE].of_market == pytest.approx(2.0)
    assert books[3].effort_reading > 0


@pytest.mark.parametrize("heard", [0.0, 1.0])
@pytest.mark.parametrize("successor", ["same_line", "new_life"])
def test_a_successor_makes_a_new_picture_necessary(successor, heard):
    """Nothing of the old holder is of use against the new one; where a new life begins, nothing at all is."""
    p = changed(limit(charge_heard=heard), successor=successor)
    world = begin(setting(p, scale=0.02)).world
    row = int(np.flatnonzero(world.dealers.standing[world.lines.holder[: world.counts[0].lines]] == 1)[0])
    line, files = world.lines[row], world.files[row]
    line.trade, line.successor_due = Trade.CHARGED, TODAY
    files.of_market, files.of_holder, files.linked, files.as_of = 3.0, 2.0, 1, TODAY
    tally = SimpleNamespace(stock_written=0, opening_spent=0, taken_over=0, places_retaken=0)
    world.dealers.group[world.dealers.standing == 0] = line.group
    succeed(line, bundle(Police, world), world, world.areas[line.market], tally, Today(None, None, p, TODAY))
    assert line.trade == Trade.OPERATING
    assert (files.of_holder == files.stale).all()
    if heard or successor == "new_life":
        assert (files.of_holder == 0.0).all()
        assert (files.linked == 0).all()
    else:
        assert (files.stale[files.body != NONE] == 2.0).all()
    assert (files.of_market == (3.0 if successor == "same_line" else 0.0)).all()


@pytest.mark.parametrize("strategy", ["fragmented", "integrated"])
def test_the_folder_says_whose_each_file_is(strategy):
    """For every line that ever was, also those that moved; and from the folders each body takes out its own files, in order."""
    world = live(strategy, limit(move_market_propensity=1.0), scale=0.1, days=500).state.world
    counts = world.counts[0]
    assert (world.folders[: counts.lines, :FILES] == world.files.body[: counts.lines]).all()
    for b in range(len(world.bodies)):
        n = take_out(b, SimpleNamespace(**{**world._asdict(), "counts": counts}))
        own = [(row, f) for row in world.open_lines[: counts.open_lines] for f in range(FILES) if world.files[row][f].body == b]
        assert list(zip(world.desk.line[:n], world.desk.file[:n], strict=True)) == own


def test_coverage_is_a_share_of_the_files():
    """However often files are reviewed, the share that is on the map is the coverage; a wider one adds to those there."""
    from sim.policy.levers import CoordinationCentre, OrganisedCrimeMapping

    wide = OrganisedCrimeMapping(coverage=0.5)
    files = [file(luck=born_with(5, k), of_market=9.0, of_holder=9.0) for k in range(4000)]
    shares = []
    for mapping in (OrganisedCrimeMapping(), wide):
        for time in range(8):
            for one in files:
                intelligence.review(one, CoordinationCentre(), mapping, P, TODAY + 90 * time)
        shares.append(sum(one.mapped for one in files) / 4000)
    half = P.intelligence.map_coverage
    assert shares == pytest.approx([half, half + (1.0 - half) * 0.5], abs=0.04)


def test_who_has_the_holder_charged_knows_that_the_line_is_closed():
    """Day by day: the file of the body whose investigation closed a line is empty that evening; some other's is not."""
    run = run_of("as_inspected", setting(limit(holder_investigation_effort=8.0), scale=0.1))
    spent, others = 0, 0
    while run.state.today < setting().start.toordinal() + 400:
        world, today = run.state.world, run.state.today
        due = copy.deepcopy(world.operations[: world.counts[0].operations])
        trading = world.lines.trade.copy()
        run.live_until(today + 1)
        world = run.state.world
        closed = np.flatnonzero((world.lines.trade[: len(trading)] == Trade.CHARGED) & (trading <= Trade.SUSPENDED))
        for row in closed:
            one = due[(due.line == row) & (due.task == Task.INVESTIGATION) & (due.due <= today)]
            for body in one.body[:1] if len(one) == 1 else ():
                own = world.files[row][world.files[row].body == body][0]
                assert (own.of_market, own.of_holder, own.linked) == (0.0, 0.0, 0)
                assert own.busy_until <= today
                spent += 1
                others += int((world.files[row].of_market > 0.0).any())
    assert spent > 20
    assert others > 0


def test_forces_alone_give_up_nothing_for_others():
    """A force that acts by its own weights spends its time as it likes; tasked, pooled, fenced or surging it gives up other work."""
    alone_there = live("fragmented", scale=0.05)
    for column in ("effort_elsewhere", "effort_fenced", "effort_surged", "effort_repaid", "effort_overhead"):
        assert alone_there.true(column) == 0, column
    assert simulate("fragmented", scale=0.05, years=1).measures["local_harm_given_up"] == 0.0
    for lever, values, column in (
        ("capacity", {"pooled": 1.0}, "effort_elsewhere"),
        ("capacity", {"ring_fence": 0.5}, "effort_fenced"),
        ("intensification_weeks", {"weeks_a_year": 2.0}, "effort_surged"),
    ):
        lived = live(alone(lever, **values), scale=0.05)
        assert lived.true(column) > 0, column
        assert lived.record.true_months[column][:, FORCES:].sum() == 0, "units are no forces"


@pytest.mark.parametrize("decides", ["region", "centre"])
def test_tasked_lines_come_with_what_is_known_and_only_after_the_queue(decides):
    """On the day a task is given the home force knows no more than before; when the queue is over it does."""
    lever = alone("tasking", decides=decides, weight_of_harm_elsewhere=1.0)
    strategy = alone("coordination_centre", base=lever, staff=150.0)
    shared = alone("intelligence_sharing", base=strategy, reach="nation", share=0.9)
    run = run_of(shared, setting(limit(shared_queue_delay=20.0), scale=0.4))
    run.live_until(run.state.today + 120)
    world, today = run.state.world, run.state.today
    waiting = [m for m in world.messages[: world.counts[0].messages] if m.tasks]
    assert waiting
    assert all(today <= m.due < today + 20 for m in waiting)
    on_the_way = [world.files[m.line][HOME_FILE].tasked == m.due for m in waiting]
    begun_unasked = [world.files[m.line][HOME_FILE].tasked == 0 for m in waiting]
    assert all(one or other for one, other in zip(on_the_way, begun_unasked, strict=True))
    assert np.mean(on_the_way) > 0.8
    tasked = world.files.tasked[:, HOME_FILE]
    assert (tasked[tasked > 0] > today - P.tasking.task_stands_days - 365).all()
    assert (world.files.tasked[:, [MARKET_FILE, MARKET_UNIT_FILE, HOME_UNIT_FILE]] == 0).all()


def test_regional_sharing_does_not_go_by_the_national_centre():
    """Within a region items pass straight; those of a national system come through the centre's queue."""
    region, nation = (
        alone("intelligence_sharing", base=alone("coordination_centre", staff=60.0), reach=reach, share=0.9)
        for reach in ("region", "nation")
    )
    slow = limit(items_read_per_day=0.01)
    assert live(region, slow, days=60, scale=0.05).state.world.bodies.queue.max() == 0
    assert live(nation, slow, days=60, scale=0.05).state.world.bodies.queue.max() > 0
    assert Parameters().intelligence.items_read_per_day > 0.01


def test_a_child_seen_as_a_victim_is_not_taken_through_as_a_suspect_only():
    """Where each child found is recognised, arrested ones too are read as victim, or as both."""
    seen = limit(recognition_mean=1.0 - 1e-9, found_child_arrested=1.0, arrest_ratio_recognised=1.0)
    lived = live("fragmented", seen, scale=0.05)
    assert lived.recorded("arrests_children") > 20
    assert lived.true("read_both") > 0
    assert lived.true("read_suspect") == lived.true("read_missed") == 0


def test_demand_follows_violence_and_not_vacancy():
    """Vacant places without violence take no officer from lines, to the last bit; violence does, the more there is of it."""
    calm = {"violence_between_crews": 0.0, "serious_violence_rate": 0.0}
    given = [
        live("as_inspected", limit(demand_from_violence=demand, **calm), scale=0.05).true("effort_given")
        for demand in (0.0, 2.0)
    ]
    assert given[0] == given[1]
    lost = []
    for rate in (0.2, 0.8):
        with_demand, without = (
            live("as_inspected", limit(demand_from_violence=d, violence_between_crews=rate), scale=0.05).true("effort_given")
            for d in (2.0, 0.0)
        )
        lost.append(1.0 - with_demand / without)
    assert 0.0 < lost[0] < lost[1]
