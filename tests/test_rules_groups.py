"""Rules of groups against their formulas: plain objects, no model, no luck."""

import math
from collections import Counter
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import changed
from sim.day.bundles import Today
from sim.day.groups import review
from sim.rules import groups
from sim.state import FORCES, NEVER, NONE, Plan, Standing
from tests.stand_ins import TODAY, P, area, dealer, group, line
from tests.worlds import limit

SUPPLY, GROUPS = P.supply, P.groups
money = st.integers(0, 10_000_000)
share = st.floats(0.0, 1.0)


@given(days=st.floats(0.0, 5000.0), half=st.floats(1.0, 500.0))
def test_memory_halves(days, half):
    assert groups.fade(days, half) == pytest.approx(0.5 ** (days / half))


@given(rate=st.floats(0.0, 20.0), half=st.floats(20.0, 500.0))
def test_a_steady_stream_is_remembered_as_its_rate(rate, half):
    """Events at a constant rate, each fading, add up to the memory that stands for that rate."""
    level = rate / 365.25 * half / math.log(2.0)
    assert groups.as_yearly_rate(level, half) == pytest.approx(rate)


def test_a_group_remembers():
    one = group(met_away=2.0, met_local=1.0, as_of=TODAY - int(GROUPS.risk_memory_half_life))
    groups.remember(one, P, TODAY)
    left = 0.5 ** (int(GROUPS.risk_memory_half_life) / GROUPS.risk_memory_half_life)
    assert (one.met_away, one.met_local, one.as_of) == (pytest.approx(2.0 * left), pytest.approx(left), TODAY)


@given(
    away=st.floats(0.0, 3.0), local=st.floats(0.0, 3.0), lines=st.integers(0, 9), danger=st.floats(0.0, 1.0), far=st.booleans()
)
def test_risk_is_met_and_heard_of(away, local, lines, danger, far):
    half = GROUPS.risk_memory_half_life
    one, place = group(met_away=away, met_local=local, lines=lines), area(danger=danger)
    met = groups.as_yearly_rate((away if far else local) / max(1, lines), half)
    heard = GROUPS.risk_heard_weight * groups.as_yearly_rate(danger, half)
    assert groups.perceived_risk(one, place, far, P) == pytest.approx(min(GROUPS.risk_limit, met + heard))
    assert groups.perceived_risk(one, place, far, changed(P, deterrence="met")) == pytest.approx(min(GROUPS.risk_limit, met))
    assert groups.perceived_risk(one, place, far, changed(P, deterrence="none")) == 0.0


@given(risk=st.floats(0.0, 5.0), skill=st.floats(0.5, 4.0))
def test_courage_falls_with_risk(risk, skill):
    assert groups.courage(risk, group(skill=skill), P) == pytest.approx(math.exp(-GROUPS.risk_aversion * risk / skill))
    assert groups.courage(0.0, group(skill=skill), P) == 1.0


@given(crowding=st.floats(0.0, 10.0), cap=st.floats(1.0, 5000.0), grain=st.floats(0.01, 1.0))
def test_expected_custom(crowding, cap, grain):
    place = area(crowding=crowding, cap=cap, grain=grain)
    own = SUPPLY.customers_mature_line * grain / cap
    assert groups.expected_custom(place, P) == pytest.approx(min(SUPPLY.uptake_limit, 1.0 / (max(0.01, crowding) + own)))


def test_worth_of_a_market_is_demand_room_travel_and_courage():
    one, place = group(met_away=0.4), area()
    risk = groups.perceived_risk(one, place, True, P)
    expected = place.cap * groups.expected_custom(place, P) * 0.3 * groups.courage(risk, one, P)
    assert groups.worth_of_market(one, place, 0.3, True, P) == pytest.approx(expected)
    promise = groups.expected_custom(place, P) * groups.courage(risk, one, P)
    assert groups.expected_profit(one, place, True, P) == pytest.approx(promise)


@given(home=st.floats(0.01, 3.0), lost=st.floats(0.01, 3.0), propensity=st.floats(0.01, 0.5))
def test_a_group_turns_home_by_what_home_promises(home, lost, propensity):
    """The odds are those of the propensity times what a line promises at home over what one promises where it was lost."""
    p = changed(P, localise_propensity=propensity)
    turns = groups.chance_of_localising(home, lost, p)
    assert turns / (1.0 - turns) == pytest.approx(propensity / (1.0 - propensity) * home / lost)
    assert groups.chance_of_localising(home, home, p) == pytest.approx(propensity)
    assert groups.chance_of_localising(home, lost, changed(P, localise_propensity=0.0)) == 0.0


@given(travel=share, heard=st.floats(0.0, 5.0))
def test_a_vacant_place_is_taken_by_way_and_courage(travel, heard):
    one, place = group(), area(danger=heard)
    courage = groups.courage(groups.perceived_risk(one, place, True, P), one, P)
    assert groups.chance_of_taking_up(one, place, travel, True, P) == pytest.approx(travel * courage)


@given(custom=st.floats(0.0, 3.0), risk=st.floats(0.0, 5.0))
def test_chance_of_opening(custom, risk):
    promise = custom * groups.courage(risk, group(), P)
    rate = GROUPS.group_open_rate * custom * math.exp(-GROUPS.risk_aversion * risk)
    assert groups.chance_of_opening(promise, P) == pytest.approx(1.0 - math.exp(-rate * 30.0 / 365.25))


@given(risk=st.floats(0.0, 5.0), unprompted=st.floats(0.0, 0.5))
def test_a_group_pauses_for_the_risk_and_most_after_a_loss(risk, unprompted):
    p = changed(P, unprompted_plans=unprompted)
    felt = 1.0 - math.exp(-GROUPS.risk_aversion * risk)
    assert groups.chance_of_pausing(group(), risk, True, p) == pytest.approx(GROUPS.pause_propensity * felt)
    assert groups.chance_of_pausing(group(), risk, False, p) == pytest.approx(unprompted * GROUPS.pause_propensity * felt)


@given(there=st.floats(0.01, 3.0), here=st.floats(0.01, 3.0), propensity=st.floats(0.01, 0.6))
def test_a_group_moves_by_what_the_other_market_promises(there, here, propensity):
    """The odds are those of the propensity times the promise there over that here; a tenth of the propensity without a loss."""
    p = changed(P, move_market_propensity=propensity, unprompted_plans=0.1)
    for disrupted, start in ((True, propensity), (False, 0.1 * propensity)):
        moves = groups.chance_of_moving(there, here, disrupted, p)
        assert moves / (1.0 - moves) == pytest.approx(start / (1.0 - start) * there / here)
    assert groups.chance_of_moving(there, here, True, changed(p, move_market_propensity=0.0)) == 0.0


@pytest.mark.parametrize(("loss", "expected"), [(TODAY - 5, True), (TODAY - 30, True), (TODAY - 31, False)])
def test_a_loss_counts_until_the_next_review(loss, expected):
    one = group(disrupted=loss, reviewed=TODAY - 30)
    assert groups.is_disrupted(one) == expected
    assert groups.how_often_weighed(expected, P) == (1.0 if expected else GROUPS.unprompted_plans)


@given(customers=st.floats(0.0, 200.0), met=st.floats(0.0, 3.0))
def test_a_line_promises_its_customers_for_its_size_less_the_risk(customers, met):
    owner, market = group(met_away=met), area()
    risk = groups.perceived_risk(owner, market, True, P)
    one = line(customers=customers, market=2)
    expected = customers / SUPPLY.customers_mature_line * groups.courage(risk, owner, P)
    assert groups.promise_of(one, owner, market, P) == pytest.approx(expected)


def test_the_line_in_question_is_where_the_group_lost_else_the_weakest():
    """One row is put in question on the day of the review alone, whichever line comes first."""
    market, places = area(), {1: 5.0, 2: 40.0, 3: 25.0}
    crews = [line(own_row=row, market=row, customers=customers) for row, customers in places.items()]
    for order in (crews, crews[::-1]):
        for lost, disrupted, expected in ((2, TODAY, 2), (2, TODAY - 60, 1)):
            one = group(in_question=NONE, least=0.0, disrupted=disrupted, reviewed=TODAY - 30, lost_market=lost, review=TODAY)
            for crew in order:
                groups.look_over(one, crew, market, P, TODAY)
            assert one.in_question == expected
            early = group(
                in_question=NONE, least=0.0, disrupted=disrupted, reviewed=TODAY - 30, lost_market=lost, review=TODAY + 1
            )
            groups.look_over(early, order[0], market, P, TODAY)
            assert early.in_question == NONE


@given(home=st.floats(0.1, 50.0), elsewhere=st.floats(0.0, 500.0), shares=st.tuples(share, share), heard=share)
def test_groups_judge_charging_by_home_and_by_what_is_heard(home, elsewhere, shares, heard):
    p = changed(P, risk_heard_weight=heard)
    here = area(charged=home, charged_slavery=home * shares[0])
    lately = {"charged_lately": home + elsewhere, "slavery_lately": home * shares[0] + elsewhere * shares[1]}
    counts = SimpleNamespace(**lately, scale=0.1)
    usual = 0.1 * P.justice.modern_slavery_share
    expected = (home * shares[0] + heard * elsewhere * shares[1] + usual) / (home + heard * elsewhere + 0.1)
    assert groups.slavery_charges_seen(here, counts, p) == pytest.approx(expected)
    met = groups.slavery_charges_seen(here, counts, changed(p, deterrence="met"))
    assert met == pytest.approx((home * shares[0] + usual) / (home + 0.1))


@given(customers=st.floats(0.0, 500.0), frailty=st.floats(0.05, 10.0), met=st.floats(0.0, 3.0))
def test_hazard_of_ending(customers, frailty, met):
    """Fewer customers for its size, and more risk, end a line sooner, within bounds."""
    owner, market = group(met_away=met), area()
    risk = groups.perceived_risk(owner, market, True, P)
    promise = customers / SUPPLY.customers_mature_line * groups.courage(risk, owner, P)
    expected = GROUPS.line_voluntary_end * frailty * min(3.0, max(0.3, 1.0 / max(0.05, promise)))
    one = line(customers=customers, frailty=frailty, market=2)
    assert groups.hazard_of_ending(one, owner, market, P) == pytest.approx(expected)


@pytest.mark.parametrize(("customers", "met"), [(20.0, 0.0), (60.0, 0.0), (60.0, 2.0), (500.0, 0.0)])
def test_lines_end_as_often_as_their_hazard_says(customers, met):
    owner, market = group(met_away=met), area()
    lines = [line(luck=k, customers=customers, frailty=20.0, market=2) for k in range(20_000)]
    chance = groups.hazard_of_ending(lines[0], owner, market, P) / 365.25
    ended = np.mean([groups.ends(one, owner, market, P, TODAY) for one in lines])
    assert ended == pytest.approx(chance, abs=4.0 * math.sqrt(chance / len(lines)))


@pytest.mark.parametrize(("before", "after"), [(Standing.HOLDING, Standing.GONE), (Standing.RELEASED, Standing.RELEASED)])
def test_who_gives_up_a_line_is_gone_unless_a_case_is_open(before, after):
    one = SimpleNamespace(standing=before)
    groups.give_up_line(one)
    assert one.standing == after


@given(chance=st.floats(0.0, 2.0))
def test_groups_turn_to_adults_by_deterrence(chance):
    p, one = changed(P, modern_slavery_deterrence=0.1), group()
    groups.prefer_adults(one, chance, p)
    assert one.child_share == pytest.approx(p.grooming.child_share_of_runners * (1.0 - 0.1 * min(1.0, chance)))
    groups.prefer_adults(one, chance, changed(p, deterrence="none"))
    assert one.child_share == p.grooming.child_share_of_runners


@given(before=share)
def test_disruption_turns_recruiting_local_and_the_turn_fades(before):
    start = GROUPS.local_recruits_share
    for turns in (0.0, 0.3):
        one = group(local_share=before)
        groups.localise_recruits(one, turns, P)
        pull = turns * (1.0 - before)
        assert one.local_share == pytest.approx(before + pull - 0.05 * (before - start))


def test_groups_learn_only_where_they_do():
    learns, one = changed(P, group_skill="learns"), group()
    groups.learn(one, True, P)
    assert one.skill == 1.0
    groups.learn(one, False, learns)
    assert one.skill == 1.0
    groups.learn(one, True, learns)
    assert one.skill == 1.0 + GROUPS.skill_gain
    for _ in range(1000):
        groups.learn(one, True, learns)
    assert one.skill == GROUPS.skill_limit


def test_spread_of_skill_and_of_a_lognormal():
    assert groups.spread_of_skill(0.5, P) == pytest.approx(1.0)
    assert groups.spread_of_skill(0.8413447, P) == pytest.approx(math.exp(GROUPS.skill_spread), rel=1e-4)
    assert groups.lognormal_spread(0.0) == 0.0
    assert groups.lognormal_spread(1.0) == pytest.approx(math.sqrt(math.log(2.0)))


def test_a_group_reviews_about_once_a_month():
    days = [groups.next_review(group(luck=k), P, TODAY, 5) - TODAY for k in range(500)]
    assert min(days) >= 20
    assert max(days) < 40
    assert sum(days) / len(days) == pytest.approx(29.5, abs=1.5)
    steady = changed(P, review_spread=0.1)
    assert {groups.next_review(group(luck=k), steady, TODAY, 5) - TODAY for k in range(500)} == set(range(27, 33))


def plans_after(places=None, lines=None, **met) -> Counter:
    """Plans of 500 groups alike but for luck, at their review; all areas are alike, and nothing is heard of, unless given."""
    places = places or [area(cap=100.0, danger=0.0, charged=0.0, charged_slavery=0.0) for _ in range(FORCES)]
    gravity, found = np.ones((FORCES, FORCES)), Counter()
    lines = lines or [line(own_row=0, market=met.get("lost_market", 1), stock=1)]
    trade = SimpleNamespace(lines=lines, gravity=gravity)
    country = SimpleNamespace(areas=places, nation=SimpleNamespace(charged_lately=0.0, slavery_lately=0.0, scale=0.1))
    for k in range(500):
        ordinary = {
            "home": 0,
            "lines": 2,
            "capital": 0,
            "review": TODAY,
            "plan": Plan.STAY,
            "plan_market": 0,
            "lost_market": 1,
            "in_question": 0,
        }
        one = group(luck=k, **(ordinary | met))
        review(one, trade, country, SimpleNamespace(spent_by_groups=0), Today(None, None, P, TODAY))
        found[one.plan] += 1
    return found


def test_a_disruption_counts_at_one_review():
    """What befell a group since its last review makes it act; at the next review it is past, however soon that comes."""
    met = {"met_local": 9.0, "met_away": 9.0, "as_of": TODAY}
    fresh = plans_after(disrupted=TODAY - 10, reviewed=TODAY - 20, **met)
    past = plans_after(disrupted=TODAY - 21, reviewed=TODAY - 20, **met)
    assert fresh[Plan.PAUSE] > 50
    assert past[Plan.PAUSE] < fresh[Plan.PAUSE] / 4
    assert past[Plan.MOVE] < fresh[Plan.MOVE] / 4


def test_a_group_pauses_for_what_it_met_where_it_lost():
    """One that lost lines at home fears its home; what it met away does not count there."""
    when = {"disrupted": TODAY - 10, "reviewed": TODAY - 20, "as_of": TODAY, "lost_market": 0}
    at_home = [line(own_row=0, home=0, market=0)]
    lost_at_home = plans_after(lines=at_home, met_local=9.0, met_away=0.0, **when)
    lost_away = plans_after(lines=at_home, met_local=0.0, met_away=9.0, **when)
    assert lost_at_home[Plan.PAUSE] > 50
    assert lost_away[Plan.PAUSE] == 0


def test_a_group_without_a_loss_leaves_a_market_that_others_outdo():
    """Where its line has hardly a customer left, a group moves it; a group without lines has none to move or to pause."""
    idle = {"disrupted": TODAY - 60, "reviewed": TODAY - 30, "as_of": TODAY}
    full, few, nothing_to_sell = (
        plans_after(lines=[line(own_row=0, market=1, customers=customers, stock=stock)], **idle)
        for customers, stock in ((60.0, 1), (1.0, 1), (1.0, 0))
    )
    assert few[Plan.MOVE] > full[Plan.MOVE] + 50
    assert nothing_to_sell[Plan.MOVE] == 0
    none = plans_after(**(idle | {"in_question": NONE, "met_away": 9.0}))
    assert none[Plan.MOVE] == none[Plan.PAUSE] == 0


@given(events=st.floats(0.0, 20.0), half=st.floats(20.0, 500.0))
def test_a_memory_at_the_founding_stands_for_its_rate(events, half):
    assert groups.as_yearly_rate(groups.steady_memory(events, half), half) == pytest.approx(events)


def test_a_member_waits_for_a_line_and_then_holds_one():
    """Waits are exponential around `bench_stay`; whoever holds waits no more."""
    waits = []
    for k in range(4000):
        one = dealer(luck=k)
        groups.wait_for_a_line(one, P, TODAY)
        assert one.standing == Standing.AVAILABLE
        waits.append(one.due - TODAY)
    mean = 365.25 * GROUPS.bench_stay
    assert np.mean(waits) == pytest.approx(mean, abs=4.5 * mean / math.sqrt(4000))
    groups.hold(one)
    assert (one.standing, one.due) == (Standing.HOLDING, NEVER)


@given(capital=st.integers(0, 10_000_000))
def test_holders_leave_the_cost_of_a_line_in_the_group(capital):
    taken, cost = groups.taken_out(group(capital=capital), P), 100.0 * GROUPS.opening_cost
    assert taken == int(max(0.0, capital - cost) * GROUPS.profit_spent_share)
    assert capital - taken >= min(capital, cost)


@given(lines=st.integers(0, 8))
def test_the_more_lines_the_likelier_a_group_comes_apart(lines):
    chance = groups.chance_of_splitting(group(lines=lines), P)
    months = P.groups.review_interval / 365.25
    assert chance == pytest.approx(1.0 - math.exp(-GROUPS.group_split_rate * max(0, lines - 1) * months))


@given(capital=money, met=st.floats(0.0, 9.0))
def test_who_leaves_a_group_takes_half_of_what_it_has_and_has_met(capital, met):
    ways = {"skill": 1.3, "home": 4, "disrupted": TODAY, "lost_market": 2, "reviewed": TODAY, "review": TODAY + 30}
    old = group(capital=capital, met_away=met, met_local=met, **ways)
    new = group(luck=2)
    groups.part_from(new, old, 77)
    assert new.capital + old.capital == capital
    assert abs(new.capital - old.capital) <= 1
    assert (new.met_away, new.met_local) == (old.met_away, old.met_local) == (met / 2, met / 2)
    assert new.luck == 77
    assert all(getattr(new, name) == value for name, value in ways.items())


@given(capital=money)
def test_a_first_stock_is_what_a_group_has_the_means_for(capital):
    one, cost = group(capital=capital), int(100.0 * GROUPS.opening_cost)
    paid = groups.buy_first_stock(one, P)
    assert paid == min(capital, cost)
    assert one.capital == capital - paid


@given(turns=st.floats(0.0, 0.3))
def test_turning_and_fading_balance_at_the_steady_share(turns):
    one = group(local_share=groups.steady_local_share(turns, P))
    before = one.local_share
    groups.localise_recruits(one, turns, P)
    assert one.local_share == pytest.approx(before)
    assert groups.steady_local_share(0.0, P) == P.groups.local_recruits_share


@pytest.mark.parametrize(("profit", "risk"), [(0.0, 0.0), (0.5, 0.5), (2.0, 0.0), (0.0, 2.0)])
def test_newcomers_respond_to_profit_and_risk_by_an_elasticity_each(profit, risk):
    p = limit(newcomer_profit=profit, newcomer_risk=risk)
    nation = SimpleNamespace(promise_start=0.8, risk_start=0.2)
    assert groups.draw_of_trade(0.8, 0.2, nation, p) == pytest.approx(1.0)
    assert groups.draw_of_trade(1.2, 0.2, nation, p) == pytest.approx(1.5**profit)
    assert groups.draw_of_trade(0.8, 0.8, nation, p) == pytest.approx((1.2 / 1.8) ** risk)
    assert groups.draw_of_trade(0.0, 0.2, SimpleNamespace(promise_start=0.0, risk_start=0.2), p) == 1.0


def test_newcomers_hear_of_losses_by_their_weight_where_groups_do():
    heard = P.groups.risk_heard_weight * groups.as_yearly_rate(0.2, P.groups.risk_memory_half_life)
    assert groups.risk_heard(0.2, P) == pytest.approx(heard)
    assert groups.risk_heard(1e6, P) == P.groups.risk_limit
    for deterrence in ("met", "none"):
        assert groups.risk_heard(0.2, changed(P, deterrence=deterrence)) == 0.0


def test_a_group_without_line_and_member_is_gone_and_may_be_begun_anew():
    assert groups.is_gone(group(lines=0, members=0))
    assert not groups.is_gone(group(lines=1, members=0)) and not groups.is_gone(group(lines=0, members=1))
    p = changed(P, group_renewal=0.5)
    assert groups.renews(0.49, 1.0, p) and not groups.renews(0.51, 1.0, p) and groups.renews(0.51, 1.2, p)
    assert not groups.renews(1e-9, 1.0, limit(group_renewal=0.0))
