"""What comes with a closure: the crew's debt, officers' time for counts and orders, who was first, and what is left for a successor."""

from collections import Counter
from types import SimpleNamespace

import numpy as np
import pytest

from sim import Parameters
from sim.day.aftermath import pursue_the_one_before
from sim.day.bundles import Country, Today, bundle
from sim.day.control import follow_closed, live_today
from sim.day.justice.holders import charge
from sim.day.justice.operations import comes_second
from sim.day.safeguarding.care import wait_for_case
from sim.day.supply.lines import close
from sim.policy.levers import ModernSlaveryCharging, PoliceBail, Policy
from sim.rules import intelligence
from sim.rules.justice import holders
from sim.state import FILES, NEVER, NONE, Case, Standing, Task, Trade, Trait
from tests.stand_ins import TODAY, P, file
from tests.worlds import alone, limit, live, run_of, setting

DAYS = 400
MANY = limit(holder_investigation_effort=8.0, charge_heard=0.0)


def test_what_is_seized_when_a_line_closes_is_owed_by_its_children():
    """The children of a line that police close today owe tomorrow, each, their part of what was seized; they work none of it off."""
    run, owed = run_of("as_inspected", setting(MANY, scale=0.1)), []
    while run.state.today < setting().start.toordinal() + DAYS:
        today, trading = run.state.today, run.state.world.lines.trade.copy()
        run.live_until(today + 1)
        world = run.state.world
        closed = np.flatnonzero((world.lines.trade[: len(trading)] == Trade.CHARGED) & (trading <= Trade.SUSPENDED))
        seized = closed[(world.lines.charge_day[closed] == today + 1) & (world.lines.crew_charge[closed] > 0)]
        before = [(k, *world.episodes[k][["luck", "debt", "line"]]) for k in crew(world, seized)]
        run.live_until(today + 2)
        after = run.state.world.episodes
        still = [(k, debt, line) for k, luck, debt, line in before if after[k].luck == luck and after[k].exploited]
        owed += [(after[k].debt - debt, run.state.world.lines.crew_charge[line]) for k, debt, line in still]
    assert len(owed) > 20
    assert all(more == due for more, due in owed)


def crew(world, lines: np.ndarray) -> list[int]:
    """The exploited children of some lines, but for those whom these left behind when they moved."""
    exploited = world.exploited[: world.counts[0].exploited]
    episodes = world.episodes[exploited]
    with_it = (episodes.joined >= world.lines.moved[episodes.line]) | (episodes.away_from != NEVER)
    return list(exploited[np.isin(episodes.line, lines) & with_it])


@pytest.mark.parametrize(("share", "days"), [(0.0, 0.0), (1.0, 47.0)])
def test_a_slavery_count_takes_its_declared_time_when_it_is_charged(share, days):
    """From the time of the body whose case it is; as large a part of it is for others as of the investigation. No count, no time."""
    p = limit(modern_slavery_effort=40.0, modern_slavery_share=0.0)
    policy = Policy(modern_slavery_charging=ModernSlaveryCharging(share=share, evidential_effort=7.0))
    dealer = SimpleNamespace(luck=5, body=1, moved=0.25, standing=Standing.RELEASED, conditions=0)
    body = SimpleNamespace(account=0, area=2)
    true = [SimpleNamespace(effort_investigation=0, effort_elsewhere=0, bail_conditions=0) for _ in range(3)]
    recorded = [SimpleNamespace(holders_charged=0, slavery_charged=0, slavery_alone=0) for _ in range(3)]
    nation = SimpleNamespace(backlog=1.0, charged_lately=0.0, slavery_lately=0.0)
    country = SimpleNamespace(areas=[SimpleNamespace(charged=0.0, charged_slavery=0.0)], nation=nation)
    ledger = SimpleNamespace(true=true, recorded=recorded)
    charge(dealer, 0, country, SimpleNamespace(bodies=[None, body]), ledger, Today([policy] * 2, None, p, TODAY))
    assert (-body.account, true[2].effort_investigation, true[2].effort_elsewhere) == (1000 * days, 1000 * days, 250 * days)
    assert recorded[0].slavery_charged == share


def test_an_order_on_the_day_of_an_arrest_takes_officers_time():
    """Where none is asked for by itself, all the time for orders is that of those with an arrest, ten days each."""
    lived = live(alone("restriction_orders", with_arrest=1.0, orders_a_year=0.0), scale=0.1)
    assert lived.recorded("orders") > 20
    spent = lived.true("effort_orders") / 1000.0 / lived.recorded("orders")
    assert spent == pytest.approx(Parameters().operations.restriction_order_effort)


def test_holders_are_lost_together_only_where_two_are_arrested():
    """Of a group, on one day, by one body: two or more; an operation on two lines that finds one holder is no joint arrest."""
    run, lone, joint = run_of("integrated", setting(MANY, scale=1.0)), 0, 0
    while run.state.today < setting().start.toordinal() + DAYS:
        world, today = run.state.world, run.state.today
        planned = world.operations[: world.counts[0].operations].copy()
        planned = planned[(planned.due <= today) & (planned.task == Task.INVESTIGATION)]
        group, held = world.lines.group[planned.line].copy(), world.lines.holder[planned.line].copy()
        before = world.dealers.standing[held].copy()
        run.live_until(today + 1)
        dealers = run.state.world.dealers[held]
        arrested = (held != NONE) & (dealers.standing != before) & (dealers.body == planned.body)
        again = (held != NONE) & (before == Standing.RELEASED) & (dealers.body == planned.body)  # and is released once more
        together = Counter(zip(group[arrested | again], planned.body[arrested | again], strict=True))
        for at in np.flatnonzero(arrested):
            if dealers.joint[at]:
                assert together[group[at], planned.body[at]] >= 2
            joint += int(dealers.joint[at])
            lone += int(planned.joint[at] != NONE and not dealers.joint[at])
    assert joint > 4
    assert lone > 4


def test_whom_a_moved_line_left_behind_does_not_owe_what_is_seized_from_it():
    """Those whom it takes along do, each their part."""
    p = limit(debt_work_off=0.0)
    run = run_of("as_inspected", setting(p, scale=0.1))
    run.live_until(run.state.today + 30)
    world, today, owed = run.state.world, run.state.today, {True: set(), False: set()}
    books = run.record().true_months[0]
    for row in world.exploited[: world.counts[0].exploited]:
        episode, line = world.episodes[row], world.lines[world.episodes[row].line]
        episode.sentence_due, behind = NEVER, row % 2 == 0
        line.moved, line.crew_charge, line.charge_day = episode.joined + 1, 700, today
        episode.away_from = NEVER if behind else today
        before = episode.debt
        live_today(episode, world.people, line, bundle(Country, world), books[episode.area], p, today)
        owed[behind].add(int(episode.debt - before))
    assert owed == {True: {0}, False: {700}}


def test_of_two_bodies_that_find_a_holder_on_one_day_the_second_comes_too_late():
    """Whatever becomes of the arrest: and holders whom a body only found are not lost to it together with one whom it arrested."""
    first, second = (SimpleNamespace(line=3, due=TODAY, holder_found=1, body=b) for b in (0, 1))
    other = SimpleNamespace(line=4, due=TODAY, holder_found=1, body=1)
    missed = SimpleNamespace(line=4, due=TODAY, holder_found=0, body=2)
    police = SimpleNamespace(operations=[first, missed, second, other])
    assert [bool(comes_second(i, police, TODAY)) for i in range(4)] == [False, False, True, False]


def test_an_order_with_an_arrest_silences_the_number_of_a_released_holder_too():
    """All orders are with arrests here: each of a holder who is released stops the line that day, or closes it by number."""
    lived = live(alone("restriction_orders", with_arrest=1.0, orders_a_year=0.0), scale=0.1)
    released = lived.recorded("holders_bailed") + lived.recorded("holders_released")
    assert lived.true("orders_silenced") == released > 20
    assert live(alone("restriction_orders", with_arrest=0.0, orders_a_year=0.0), scale=0.1).true("orders_silenced") == 0


@pytest.mark.parametrize(("successor", "left"), [(0, 0), (TODAY + 9, TODAY + 50)])
def test_an_order_on_its_way_stands_for_a_successor(successor, left):
    """Who takes a line over sells under its number until the order silences it; where nobody does, there is none to silence."""
    run = run_of("as_inspected", setting())
    run.live_until(run.state.today + 1)
    world, line, record = run.state.world, run.state.world.lines[0], run.record()
    ledger = SimpleNamespace(true=record.true_months[0], recorded=record.recorded_months[0])
    line.order_due, line.successor_due = TODAY + 50, successor
    close(line, Trade.CHARGED, world, world.areas, ledger, Today(None, None, P, TODAY))
    assert line.order_due == left


@pytest.mark.parametrize("hears", [False, True])
def test_an_investigation_under_way_has_nothing_on_a_successor_but_what_is_of_the_line(hears):
    """What it had on the holder before is stale, whether its body heard of the charge or not; what it finds is so from then on."""
    files = [file(body=NONE) for _ in range(FILES - 1)] + [file(body=1, of_market=2.0, of_holder=3.0, doubled=0.0, linked=1)]
    of_it, of_another = (
        SimpleNamespace(
            line=row,
            body=1,
            task=Task.INVESTIGATION,
            believed=5.0,
            stale=0.0,
            doubled=0.0,
            finds=1.0,
            started=TODAY - 60,
            due=TODAY + 20,
        )
        for row in (0, 1)
    )
    police = SimpleNamespace(operations=[of_it, of_another], files=[files], counts=SimpleNamespace(operations=2))
    intelligence.let_holder_go(files[-1], hears, P, TODAY)
    pursue_the_one_before(0, police, P, TODAY)
    assert of_it.believed - of_it.stale == pytest.approx(2.0 * P.intelligence.unlinked_worth)
    assert of_it.finds == pytest.approx(20 / 80)
    assert (of_another.believed, of_another.stale, of_another.finds) == (5.0, 0.0, 1.0)


def test_no_body_takes_up_two_tasks_on_a_line_in_a_day_and_joint_ones_end_together():
    """However much officers have to spare; in weeks of action too, and none that is brought forward ends after its week."""
    strategy = alone("intensification_weeks", weeks_a_year=8.0, intensity=6.0)
    run, joint, brought = run_of(strategy, setting(MANY, scale=0.3)), 0, 0
    while run.state.today < setting().start.toordinal() + DAYS:
        world, today = run.state.world, run.state.today
        policy = run.calendar.on(today)
        before = world.operations[: world.counts[0].operations].copy()
        run.live_until(today + 1)
        now = run.state.world.operations[: run.state.world.counts[0].operations].copy()
        begun = now[now.started == today]
        assert max(Counter(zip(begun.body, begun.line, strict=True)).values(), default=0) <= 1
        due = dict(zip(zip(now.body, now.line, now.started, strict=True), now.due, strict=True))
        for one in now[now.joint != NONE]:
            pair = due.get((one.body, one.joint, one.started))
            assert pair in (None, one.due)
            joint += pair is not None
        for one in before:
            moved = due.get((one.body, one.line, one.started), one.due)
            assert moved == one.due or today < moved <= policy.harvest[one.body]
            brought += moved != one.due
    assert joint > 20
    assert brought > 20


@pytest.mark.parametrize(("due", "drawn"), [(TODAY - 9, True), (TODAY + 5, False)])
def test_a_child_does_not_go_missing_for_a_day_that_passed_while_its_line_was_closed(due, drawn):
    one = SimpleNamespace(
        luck=3, traits=int(Trait.GOES_MISSING), missing_due=due, adrift_since=TODAY - 20, turns_18=TODAY + 900
    )
    tally = SimpleNamespace(closed_succeeded=0, closed_succeeded_days=0)
    follow_closed(one, 0, tally, P, TODAY)
    assert (one.missing_due > TODAY) and (one.missing_due != due) == drawn


@pytest.mark.parametrize(("left", "charged"), [(40, 40), (4000, int(P.safeguarding.case_length))])
def test_a_place_is_taken_until_18_at_most(left, charged):
    p = limit(case_accepted_share=1.0, exit_with_plan=0.0, moved_share=0.0)
    run = run_of("as_inspected", setting(p))
    run.live_until(run.state.today + 1)
    world, tally = run.state.world, run.record().true_months[0][0]
    episode, area = world.episodes[world.exploited[0]], SimpleNamespace(account=50.0, waiting=0)
    episode.turns_18, episode.case, episode.case_asked = TODAY + left, Case.WAITING, TODAY
    wait_for_case(episode, world.people, area, tally, run.record().recorded_months[0][0], p, TODAY)
    assert area.account == pytest.approx(50.0 - charged, abs=1.0)


def test_the_lever_of_bail_is_of_holders_before_a_charge():
    """After one courts decide, as often as without the lever."""
    bailed = []
    for luck in range(4000):
        dealer = SimpleNamespace(luck=luck, standing=Standing.HOLDING, due=NEVER, conditions=0)
        holders.charge_holder(dealer, Policy(police_bail=PoliceBail(1.0)), 1.0, P, TODAY)
        bailed += [dealer.conditions] if dealer.standing == Standing.BAILED else []
    assert np.mean(bailed) == pytest.approx(P.justice.conditional_bail_share, abs=0.04)
