"""Rules of tasking and operations against their formulas: plain objects, no luck."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import changed
from sim.day.bundles import Today
from sim.day.tasking.operations import bring_forward
from sim.parameters.structure import KnowledgeToAction
from sim.policy.levers import Capacity, ModernSlaveryCharging, Policy, RestrictionOrders, Tasking
from sim.rules import intelligence, tasking
from sim.rules.groups import fade
from sim.rules.justice import operations as act
from sim.scenarios import SCENARIOS
from sim.state import (
    CENTRE_FILE,
    FILES,
    HOME_FILE,
    HOME_UNIT_FILE,
    MARKET_FILE,
    MARKET_UNIT_FILE,
    NONE,
    TRANSPORT_FILE,
    BodyType,
    Task,
    Trade,
)
from tests.stand_ins import TODAY, P, body, file, line
from tests.worlds import limit

INTEL, TASK, OPS = P.intelligence, P.tasking, P.operations
YEAR = 365.25
share = st.floats(0.0, 1.0)
items = st.floats(0.0, 50.0)


def test_drift_keeps_a_standard_normal_state_and_forgets_half():
    before, states = 0.0, []
    assert tasking.drift(2.0, 0.5, fade(1.0, 20.0)) == pytest.approx(2.0 * 0.5 ** (1.0 / 20.0))
    for k in range(20_000):
        before = tasking.drift(before, (k * 0.6180339887498949 + 0.1) % 1.0, 0.5)
        states.append(before)
    assert math.sqrt(sum(s * s for s in states) / len(states)) == pytest.approx(1.0, abs=0.2)


@given(common=st.floats(-3.0, 3.0), own=st.floats(-3.0, 3.0), violence=st.floats(0.0, 0.2))
def test_competing_share(common, own, violence):
    shared = TASK.competing_demand_shared
    state = math.sqrt(shared) * common + math.sqrt(1.0 - shared) * own
    days = 2.0 * tasking.days_of_an_officer(P)
    lost = TASK.competing_demand_mean + TASK.competing_demand_spread * state + TASK.demand_from_violence * violence / days
    one = body(demand=own, violence=violence, officers=2.0)
    idle = Capacity()
    assert tasking.lost_to_violence(one, idle, P) == pytest.approx(TASK.demand_from_violence * violence / days)
    assert tasking.competing_share(one, common, idle, P) == pytest.approx(min(0.98, max(0.0, lost)))
    more = Capacity(dedicated_officers=2.0)  # of twice as many officers violence takes half the share: as many days
    assert tasking.lost_to_violence(one, more, P) == pytest.approx(0.5 * tasking.lost_to_violence(one, idle, P))


@given(
    lost=st.floats(0.0, 0.98),
    fence=share,
    surge=st.floats(0.1, 8.0),
    officers=st.floats(0.0, 90.0),
)
def test_effort_today(lost, fence, surge, officers):
    lever = Capacity(dedicated_officers=officers, ring_fence=fence)
    leak = 1.0 - lost * TASK.ring_fence_leak
    expected = (10.0 * (fence * leak + (1.0 - fence) * (1.0 - lost)) + officers * leak) * surge
    expected *= TASK.working_days / 365.25
    assert tasking.effort_today(body(), lost, lever, surge, P) == pytest.approx(expected)
    assert tasking.effort_today(body(officers=0.0), lost, Capacity(), surge, P) == 0.0
    a_day = TASK.working_days / 365.25
    assert tasking.days_of_an_officer(P) == pytest.approx(a_day)
    assert tasking.paid_but_lost(body(), lost, lever, P) == pytest.approx(officers * (1.0 - leak) * a_day)
    unfenced = tasking.effort_today(body(), lost, Capacity(dedicated_officers=officers), 1.0, P)
    fenced = tasking.effort_today(body(), lost, lever, 1.0, P)
    assert tasking.fenced_today(body(), lost, lever, P) == pytest.approx(fenced - unfenced, abs=1e-9)


def test_officers_moved_from_other_work_are_a_share_of_their_force():
    lever, force = Capacity(share_of_officers=0.01), body(strength=1200.0)
    assert tasking.moved_officers(force, lever) == 12.0
    assert tasking.dedicated_officers(force, lever) == 0.0
    a_day = TASK.working_days / 365.25
    assert tasking.effort_today(force, 0.4, lever, 1.0, P) == pytest.approx((10.0 + 12.0) * 0.6 * a_day)
    assert tasking.work_moved(12.0, 0.4, P) == pytest.approx(12.0 * 0.6 * a_day)
    fenced = Capacity(share_of_officers=0.01, ring_fence=0.5)
    got = tasking.work_moved(12.0, 0.4, P) + tasking.fenced_today(body(officers=0.0, strength=1200.0), 0.4, fenced, P)
    assert tasking.effort_today(body(officers=0.0, strength=1200.0), 0.4, fenced, 1.0, P) == pytest.approx(got)


def test_officers_go_to_the_body_they_are_for():
    lever = Capacity(dedicated_officers=100.0, regional_officers=10.0, transport_officers=20.0)
    given_to = {BodyType.FORCE: 100.0, BodyType.REGIONAL_UNIT: 10.0, BodyType.TRANSPORT_POLICE: 20.0, BodyType.CENTRE: 0.0}
    for body_type, officers in given_to.items():
        assert tasking.dedicated_officers(body(body_type=body_type, scale=0.1), lever) == pytest.approx(0.1 * officers)


@given(weight=share, pooled=share, tasked=st.booleans())
def test_weight_of_harm_elsewhere(weight, pooled, tasked):
    base = max(TASK.harm_elsewhere_weight_local, weight) if tasked else TASK.harm_elsewhere_weight_local
    found = tasking.weight_elsewhere(tasked, Tasking(weight_of_harm_elsewhere=weight), Capacity(pooled=pooled), P)
    assert found == pytest.approx(base + pooled * (1.0 - base))
    assert tasking.weight_of_harm(file(own_share=0.65), found, P) == pytest.approx(0.65 + found * 0.35)
    assert tasking.weight_of_harm(file(own_share=0.65), found, changed(P, acceptance="fixed")) == 1.0


REACH = {
    (False, False): {HOME_FILE, HOME_UNIT_FILE},
    (False, True): {HOME_FILE, HOME_UNIT_FILE, MARKET_UNIT_FILE},
    (True, True): {HOME_FILE, HOME_UNIT_FILE, MARKET_FILE, MARKET_UNIT_FILE},
}


@pytest.mark.parametrize(("internal", "one_unit"), REACH)
def test_a_holder_is_in_reach_of_those_who_police_the_home(internal, one_unit):
    """The home force, the unit of its region, which may be the market's too, and the centre; for others it takes more effort."""
    for number in range(FILES):
        assert tasking.covers_home(number, internal, one_unit, P) == (number in REACH[internal, one_unit] | {CENTRE_FILE})
    assert not tasking.covers_home(CENTRE_FILE, internal, one_unit, limit(centre_operations_share=0.0))
    assert tasking.investigation_effort(file(reaches=1), body(), P) == OPS.holder_investigation_effort
    out_of_reach = OPS.holder_investigation_effort * OPS.out_of_reach_multiplier
    assert tasking.investigation_effort(file(), body(), P) == pytest.approx(out_of_reach)


@given(weight=share, pooled=share, tasked=st.booleans(), own=share)
def test_the_share_of_a_task_that_is_moved(weight, pooled, tasked, own):
    """What a force would have done by its own weight is no work for others; with a fixed acceptance its own chance counts instead."""
    one, lever, capacity = (
        file(own_share=own),
        Tasking(weight_of_harm_elsewhere=weight, acceptance=0.9),
        Capacity(pooled=pooled),
    )
    plain = own + TASK.harm_elsewhere_weight_local * (1.0 - own)
    given_weight = own + tasking.weight_elsewhere(tasked, lever, capacity, P) * (1.0 - own)
    assert tasking.share_moved(one, tasked, lever, capacity, P) == pytest.approx(1.0 - plain / given_weight)
    assert tasking.share_moved(one, False, lever, Capacity(), P) == 0.0
    fixed = changed(P, acceptance="fixed")
    ratio = TASK.acceptance_unasked / 0.9 if tasked else 1.0
    assert tasking.share_moved(one, tasked, lever, capacity, fixed) == pytest.approx(1.0 - ratio)


def test_a_task_waits_then_stands_then_lapses():
    one = file(tasked=TODAY)
    assert not tasking.stands(file(), P, TODAY)
    assert tasking.stands(one, P, TODAY - 1)
    assert not tasking.is_tasked(one, P, TODAY - 1)
    assert tasking.is_tasked(one, P, TODAY)
    assert not tasking.stands(one, P, TODAY + int(TASK.task_stands_days))


def test_acceptance_is_a_chance_only_where_it_is_fixed():
    fixed = changed(P, acceptance="fixed")
    lever = Tasking(acceptance=0.9)
    assert tasking.may_act(file(), False, lever, P)
    assert tasking.may_act(file(home=1), False, lever, fixed)
    for tasked, chance in ((False, TASK.acceptance_unasked), (True, 0.9)):
        taken = sum(tasking.may_act(file(luck=k), tasked, lever, fixed) for k in range(4000))
        assert taken / 4000 == pytest.approx(chance, abs=4.5 * math.sqrt(chance * (1.0 - chance) / 4000))


@given(market=items, holder=items, number=st.integers(0, 5), tasked=st.booleans(), consistency=share)
def test_worth_of_an_investigation(market, holder, number, tasked, consistency):
    one, lever = file(of_market=market, of_holder=holder, score=0.4), Tasking(weight_of_harm_elsewhere=0.8)
    worth = tasking.worth_of_investigation(number, one, tasked, body(), lever, Capacity(), consistency, P)
    if number == TRANSPORT_FILE:
        assert worth == 0.0
        return
    weight = 0.65 + 0.35 * tasking.weight_elsewhere(tasked, lever, Capacity(), P)
    chance = intelligence.chance_to_act(intelligence.known(one, P), INTEL.items_to_act, P)
    expected = tasking.harm_believed(one, consistency, P) * weight * chance * TASK.believed_closure_days
    assert worth == pytest.approx(expected / tasking.investigation_effort(one, body(), P))


@given(market=items, number=st.integers(0, 5))
def test_worth_of_a_disruption_and_of_a_visit(market, number):
    one = file(of_market=market)
    chance = intelligence.chance_to_act(market, TASK.items_to_disrupt, P)
    disrupt = 0.65 * chance * TASK.believed_disruption_days / OPS.local_disruption_effort
    assert tasking.worth_of_disruption(number, one, body(unpractised=1.0), 0.0, P) == pytest.approx(
        disrupt if number in (MARKET_FILE, TRANSPORT_FILE) else 0
    )
    order = 0.65 * chance * TASK.believed_order_days / OPS.restriction_order_effort
    assert tasking.worth_of_order(one, 0.0, P) == pytest.approx(order)
    visit = chance * TASK.believed_visit_days / OPS.safeguarding_visit_effort
    assert tasking.worth_of_visit(number, one, P) == pytest.approx(visit if number == MARKET_FILE else 0.0)


@given(staff=st.floats(0.0, 200.0), part=share)
def test_those_of_the_centre_who_investigate_do_not_read(staff, part):
    p = limit(centre_operations_share=part)
    assert tasking.centre_investigators(staff, p) == pytest.approx(staff * part)
    assert tasking.centre_desk(staff, p) + tasking.centre_investigators(staff, p) == pytest.approx(staff)


@given(u=share, spread=st.floats(0.1, 0.9))
def test_cost_of_each_task(u, spread):
    p, over_mean = changed(P, effort_spread=spread), 1.0 - spread + 2.0 * spread * u
    policy = Policy(modern_slavery_charging=ModernSlaveryCharging(share=0.5))
    expected = {
        Task.INVESTIGATION: tasking.investigation_effort(file(), body(), P) * over_mean,
        Task.DISRUPTION: OPS.local_disruption_effort * over_mean,
        Task.ORDER: OPS.restriction_order_effort,
        Task.VISIT: OPS.safeguarding_visit_effort,
        Task.LOCAL_WORK: TASK.local_work_days,
    }
    for task, days in expected.items():
        assert tasking.cost_of(task, file(), u, body(), policy, p) == pytest.approx(days)


@pytest.mark.parametrize(("weeks_held", "brought"), [(1e6, 1.0), (0.0, OPS.first_week_ratio)])
def test_a_week_of_action_brings_cases_forward_and_puts_none_off(weeks_held, brought):
    """Looked at each day of the week: of cases due within weeks the share that is ready ends in it, others on their day."""
    before = [TODAY + 1 + k % 60 for k in range(4000)]
    cases = [
        SimpleNamespace(luck=k, body=k, task=Task.INVESTIGATION, started=TODAY - 40, due=day) for k, day in enumerate(before)
    ]
    bodies = [SimpleNamespace(weeks_held=weeks_held, luck=k) for k in range(len(cases))]
    police = SimpleNamespace(operations=cases, bodies=bodies, counts=SimpleNamespace(operations=len(cases)))
    for day in range(TODAY, TODAY + 7):
        bring_forward(police, Today([SimpleNamespace(harvest=TODAY + 6.0)] * len(cases), None, P, day))
    late = [(one.due, due) for one, due in zip(cases, before, strict=True) if 12 < due - TODAY <= OPS.harvest_days]
    assert all(one.due <= due for one, due in zip(cases, before, strict=True))
    assert all(now == then or now <= TODAY + 6 for now, then in late)
    assert sum(now < then for now, then in late) / len(late) == pytest.approx(OPS.harvest_share * brought, abs=0.04)


@given(held=st.floats(0.0, 100.0), surge=st.floats(0.0, 12.0))
def test_a_body_brings_more_to_a_week_of_action_the_more_it_has_held(held, surge):
    """A body that has held `weeks_to_learn` lacks half of what it lacked; the extra effort, and what it costs later, is that share."""
    used, never = (tasking.used_to_weeks(SimpleNamespace(weeks_held=weeks), P) for weeks in (held, 0.0))
    assert never == pytest.approx(OPS.first_week_ratio)
    lacking = (1.0 - OPS.first_week_ratio) * 0.5 ** (held / OPS.weeks_to_learn)
    assert used == pytest.approx(1.0 - lacking)
    assert tasking.surge_of(SimpleNamespace(weeks_held=held), surge, P) == pytest.approx(1.0 + (surge - 1.0) * used)
    assert tasking.surge_of(SimpleNamespace(weeks_held=held), 1.0, P) == 1.0


@pytest.mark.parametrize("untrue", [0.0, 0.5, 2.0])
def test_raids_and_orders_are_misled_by_the_share_of_a_file_that_is_untrue_and_investigations_by_a_wrong_join(untrue):
    """Of a file of two items so many of which are of another line."""
    one = file(of_market=1.5, of_holder=0.5, untrue=untrue, merged=1)
    for task in (Task.DISRUPTION, Task.ORDER):
        wrong = [tasking.aimed_wrong(SimpleNamespace(luck=k, task=task), one, TODAY) for k in range(4000)]
        assert np.mean(wrong) == pytest.approx(untrue / 2.0, abs=0.04)
    assert tasking.aimed_wrong(SimpleNamespace(luck=1, task=Task.INVESTIGATION), one, TODAY) == 1


@given(market=st.floats(0.0, 9.0), holder=st.floats(0.0, 9.0), share=st.floats(0.0, 1.0))
def test_a_body_that_was_misled_drops_what_was_untrue_and_keeps_the_rest(market, holder, share):
    one = file(of_market=market, of_holder=holder, untrue=share * (market + holder), as_of=TODAY)
    left = 1.0 - intelligence.share_untrue(one)
    intelligence.drop_untrue(one, P, TODAY)
    assert (one.of_market, one.of_holder) == pytest.approx((market * left, holder * left))
    assert one.untrue == 0.0 == intelligence.share_untrue(one)


@given(until=st.integers(1, 90), already=st.integers(-5, 90))
def test_a_pause_is_never_cut_short(until, already):
    one = line(resumes=TODAY + already)
    act.suspend(one, TODAY + until)
    assert (one.trade, one.resumes) == (Trade.SUSPENDED, TODAY + max(until, already))


def test_an_investigation_takes_months():
    days = [tasking.length_of_investigation(k, P, TODAY) - TODAY for k in range(4000)]
    assert min(days) >= 1
    assert sum(days) / 4000 == pytest.approx(OPS.investigation_length, rel=0.08)


@given(programme=share)
def test_what_counts_as_the_programmes(programme):
    rest = P.observation.programme_attribution
    expected = programme + (1.0 - programme) * rest if programme >= 0.02 else 0.0
    assert tasking.chance_attributed(body(programme=programme), P) == pytest.approx(expected)


@pytest.mark.parametrize("holder", [0.0, 1.0, 8.0])
def test_a_line_is_taken_along_the_likelier_the_more_is_known_of_it(holder):
    taken = sum(tasking.is_taken_along(file(luck=k, of_market=0.0, of_holder=holder), P, TODAY) for k in range(4000)) / 4000
    assert taken == pytest.approx(intelligence.chance_to_act(holder, INTEL.items_to_act, P), abs=0.03)


@pytest.mark.parametrize("one_unit", [False, True])
@pytest.mark.parametrize("home", [NONE, 1, 2])
def test_reach_and_own_share_follow_from_where_a_body_believes_the_line_to_be(home, one_unit):
    """Of a line sold in area 1: with no idea of its home a market force cannot reach it, and takes part of the harm to be elsewhere."""
    internal, away = home == 1, TASK.harm_share_home
    for number in (MARKET_FILE, MARKET_UNIT_FILE, HOME_FILE, CENTRE_FILE):
        one = file(home=home, reaches=7, own_share=9.0)
        tasking.see_reach(number, one, one_unit, P)
        assert one.reaches == int(tasking.covers_home(number, internal, one_unit, P))
        part = {MARKET_FILE: internal, MARKET_UNIT_FILE: internal or one_unit, CENTRE_FILE: True}
        assert one.own_share == (away if number == HOME_FILE else 1.0 if part[number] else 1.0 - away)


def test_what_is_tasked_is_a_line_whose_holder_lives_elsewhere():
    wanted = intelligence.chance_to_act(intelligence.known(file(), P), INTEL.items_to_act, P)
    p = P
    assert tasking.to_be_tasked(file(), CENTRE_FILE, p) == pytest.approx(wanted)
    assert tasking.to_be_tasked(file(home=1), CENTRE_FILE, p) == 0.0
    assert tasking.to_be_tasked(file(), MARKET_UNIT_FILE, p) == 0.0
    assert tasking.to_be_tasked(file(reaches=1), MARKET_UNIT_FILE, p) == pytest.approx(wanted)
    assert tasking.to_be_tasked(file(home=NONE), CENTRE_FILE, p) == 0.0
    believed = intelligence.harm_read(file(score=0.7), TASK.central_scoring)
    assert believed != 1.0
    assert tasking.to_be_tasked(file(score=0.7), CENTRE_FILE, p) == pytest.approx(wanted * believed)


@given(doubled=items, stale=items, believed=items, skill=st.floats(0.3, 4.0))
def test_an_investigation_succeeds_by_what_was_known_and_fails_by_what_was_not_so(doubled, stale, believed, skill):
    """What was believed counts, less what was stale or counted twice, with what the investigation itself has found."""
    one = SimpleNamespace(wrong=0, doubled=doubled, stale=stale, believed=believed, finds=0.25)
    sound = max(0.0, believed - stale - OPS.doubt_of_doubled * doubled) + 0.25 * P.intelligence.items_from_investigation
    assert act.sound_items(one, P) == pytest.approx(sound)
    half = P.intelligence.items_to_act
    expected = min(1.0, OPS.investigation_success * sound**2 / (sound**2 + half**2) / skill)
    assert act.chance_of_success(one, body(), skill, P) == pytest.approx(expected)
    step = limit(knowledge_to_action=KnowledgeToAction.THRESHOLD)
    before = max(0.0, believed - stale - OPS.doubt_of_doubled * doubled)
    expected = min(1.0, OPS.investigation_success / skill) if before >= half else 0.0
    assert act.chance_of_success(one, body(), skill, step) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("wrong", "home", "aims"), [(0, NONE, False), (0, 3, False), (0, 4, True), (1, NONE, True), (1, 3, True)]
)
def test_an_investigation_aims_wrong_where_it_was_joined_wrongly_or_the_holder_lives_elsewhere(wrong, home, aims):
    """Who does not know where the holder lives finds that out."""
    assert act.aims_wrong(SimpleNamespace(wrong=wrong, home=home), SimpleNamespace(home=3)) == aims


@pytest.mark.parametrize("task", [Task.INVESTIGATION, Task.DISRUPTION, Task.ORDER])
def test_people_not_involved_in_an_operation_in_vain(task):
    people = [act.people_not_involved(SimpleNamespace(task=task, luck=k), P, TODAY) for k in range(4000)]
    mean = 0.0 if task == Task.ORDER else OPS.people_per_vain_operation
    assert sum(people) / 4000 == pytest.approx(mean, abs=0.04)


@given(begun=st.integers(0, 200), left=st.integers(-5, 200))
def test_what_an_investigation_finds_from_now_on_is_the_share_of_its_time_to_come(begun, left):
    share = act.share_to_come(SimpleNamespace(started=TODAY - begun, due=TODAY + left), TODAY)
    assert 0.0 <= share <= 1.0
    assert share == (pytest.approx(left / (begun + left)) if left > 0 else 0.0)


@pytest.mark.parametrize("others", [1, 3])
@pytest.mark.parametrize("deconflicted", [0.0, 1.0])
def test_operations_collide_unless_deconflicted(deconflicted, others):
    """Each overlapping pair has its chance."""
    pair = TASK.collision_probability * (1.0 - deconflicted * TASK.deconfliction_effect)
    chance = 1.0 - (1.0 - pair) ** others
    lever = Tasking(deconfliction=deconflicted)
    hits = sum(act.collides(SimpleNamespace(luck=k), others, lever, P, TODAY) for k in range(4000))
    assert hits / 4000 == pytest.approx(chance, abs=4.5 * math.sqrt(chance * (1.0 - chance) / 4000))
    assert not any(act.collides(SimpleNamespace(luck=k), 0, lever, P, TODAY) for k in range(500))


@given(running=st.integers(0, 30), adults=st.integers(0, 30))
def test_a_disruption_pauses_and_finds(running, adults):
    """The arrests are spread over all who run there: where adults run too, fewer of them are of children."""
    line = SimpleNamespace(running=running, adults=adults, sellers=0, trade=Trade.OPERATING, resumes=0)
    act.disrupt(SimpleNamespace(luck=4), line, P, TODAY)
    assert line.trade == Trade.SUSPENDED
    assert line.resumes > line.raid_until > TODAY
    crew = running + adults * P.control.running_share_of_days
    found = OPS.crew_arrested_per_disruption
    assert line.raid_share == pytest.approx(min(1.0, found / max(1.0, crew * OPS.raid_days)))


@pytest.mark.parametrize(("adults", "share"), [(1, 1.0), (8, OPS.adults_per_disruption / 8)])
def test_a_raid_takes_adults_out_of_the_crew_in_the_week_after(adults, share):
    raided = SimpleNamespace(running=3, adults=adults, sellers=0, trade=Trade.OPERATING, resumes=0)
    act.disrupt(SimpleNamespace(luck=4), raided, P, TODAY)

    def taken(later: int) -> float:
        return sum(act.taken_in_raid(SimpleNamespace(luck=k), raided, P, TODAY + later) for k in range(4000)) / 4000

    assert taken(0) == taken(8) == 0.0
    assert taken(1) == taken(7) == pytest.approx(share, abs=0.035)


def test_an_order_takes_at_least_a_week():
    days = [act.silenced_on(SimpleNamespace(luck=k), RestrictionOrders(), P, TODAY) - TODAY for k in range(2000)]
    assert min(days) == 7
    quick = [act.silenced_on(SimpleNamespace(luck=k), RestrictionOrders(delay_days=1.0), P, TODAY) for k in range(50)]
    assert set(quick) == {TODAY + 7}
    longer = changed(P, order_days_least=12.0)
    assert min(act.silenced_on(SimpleNamespace(luck=k), RestrictionOrders(), longer, TODAY) for k in range(50)) == TODAY + 12


@pytest.mark.parametrize(("recovers", "trade"), [(1.0, Trade.SUSPENDED), (0.0, Trade.BY_NUMBER)])
def test_a_silent_number_comes_back_or_is_closed(recovers, trade):
    line = SimpleNamespace(luck=4, resumes=0, trade=Trade.OPERATING, order_due=TODAY)
    act.go_silent(line, limit(recovery_after_order_probability=recovers), TODAY)
    assert (line.trade, line.order_due) == (trade, 0)
    assert (line.resumes > TODAY) == bool(recovers)
    act.resume(line)
    assert (line.trade, line.resumes) == (Trade.OPERATING, 0)


@given(gain=st.floats(1.0, 1.6))
def test_an_order_with_the_arrest_makes_a_closure_last(gain):
    p = changed(P, order_with_arrest_gain=gain)
    lasts = 1.0 - p.aftermath.succession_probability
    still = 1.0 - min(1.0, lasts * gain)
    assert act.succession_ratio(True, False, p) * p.aftermath.succession_probability == pytest.approx(still, abs=1e-12)
    assert act.succession_ratio(False, False, p) == 1.0
    assert act.succession_ratio(False, True, p) == pytest.approx(p.aftermath.joint_succession_ratio)


@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_contact_is_a_share_of_the_usual(name):
    """Dates of notice are drawn for the usual contact and thinned by the day's: it may not exceed 1."""
    assert all(0.0 <= SCENARIOS[name].on(day, P).contact <= 1.0 for day in range(TODAY, TODAY + 3650, 7))


@pytest.mark.parametrize(("home", "market", "internal"), [(NONE, NONE, False), (3, 3, True), (3, 4, False), (3, NONE, False)])
def test_a_line_is_internal_to_a_body_that_believes_so(home, market, internal):
    """Of a line of which it knows neither place it believes nothing."""
    assert tasking.is_internal(file(home=home, market=market)) == internal


def test_what_a_body_began_on_a_day_is_brought_forward_together():
    """Joint cases are; on the last day but one of a week a day is left, on which they end. Others have draws of their own."""
    one, with_it, other = (SimpleNamespace(luck=k, started=TODAY - 40 - k // 2) for k in range(3))
    used = body(luck=9, weeks_held=1e6)
    days = [tasking.day_in_week(case, used, TODAY + 6, TODAY) for case in (one, with_it, other)]
    assert days[0] == days[1]
    assert all(TODAY < day <= TODAY + 5 for day in days)
    assert tasking.day_in_week(one, used, TODAY + 1, TODAY) == TODAY + 1
    ready = [
        [tasking.is_ready(SimpleNamespace(luck=luck, started=TODAY - day), used, P) for day in range(4000)] for luck in (1, 2)
    ]
    assert ready[0] == ready[1]
    assert sum(ready[0]) / 4000 == pytest.approx(OPS.harvest_share, abs=0.03)


@given(lacking=st.floats(0.0, 1.0))
def test_officers_without_practice_take_longer(lacking):
    assert tasking.unpractised_ratio(body(unpractised=lacking), P) == pytest.approx(
        1.0 + (TASK.unpractised_effort_ratio - 1.0) * lacking
    )
