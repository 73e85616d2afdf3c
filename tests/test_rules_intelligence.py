"""Rules of intelligence against their formulas: plain objects, no model, no luck."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim import changed
from sim.day.justice.operations import others_on
from sim.engine.luck import days_until, uniform
from sim.policy.levers import CoordinationCentre, IntelligenceSharing, OrganisedCrimeMapping
from sim.rules import intelligence, tasking
from sim.state import (
    CENTRE_FILE,
    HOME_FILE,
    HOME_UNIT_FILE,
    MARKET_FILE,
    MARKET_UNIT_FILE,
    NONE,
    TRANSPORT_FILE,
    BodyType,
    Task,
)
from tests.stand_ins import TODAY, P, body, file
from tests.worlds import limit

INTEL, TASK, OPS = P.intelligence, P.tasking, P.operations
YEAR = 365.25
share = st.floats(0.0, 1.0)
items = st.floats(0.0, 50.0)


@given(days=st.integers(0, 1000), market=items, holder=items)
def test_items_fade(days, market, holder):
    one = file(of_market=market, of_holder=holder, as_of=TODAY - days)
    intelligence.let_fade(one, P, TODAY)
    left = 0.5 ** (days / INTEL.intelligence_half_life)
    assert (one.of_market, one.of_holder, one.doubled) == pytest.approx((market * left, holder * left, 0.5 * left))
    assert one.as_of == TODAY


@given(market=st.integers(0, 9000), holder=st.integers(0, 9000))
def test_what_came_in_joins_the_file(market, holder):
    one = file(new_market=market, new_holder=holder)
    intelligence.take_in(one, P, TODAY)
    assert (one.of_market, one.of_holder) == pytest.approx((2.0 + market / 1000.0, 1.0 + holder / 1000.0))
    assert (one.new_market, one.new_holder) == (0, 0)


def test_bodies_score_with_a_spread():
    scores = [intelligence.score_of(file(luck=k), P) for k in range(4000)]
    spread = math.sqrt(sum(s * s for s in scores) / 4000)
    assert spread == pytest.approx(INTEL.map_score_sd, rel=0.06)
    assert sum(scores) / 4000 == pytest.approx(0.0, abs=4.5 * INTEL.map_score_sd / math.sqrt(4000))


@pytest.mark.parametrize(("reach", "same", "within"), [(0, True, False), (1, True, True), (1, False, False), (2, False, True)])
def test_reach(reach, same, within):
    """A system reaches the region or the nation, if it passes more than forces alone do."""
    habit = INTEL.shared_share_fragmented
    assert intelligence.in_reach(same, IntelligenceSharing(reach=reach, share=1.0), P) == within
    assert not intelligence.in_reach(same, IntelligenceSharing(reach=reach, share=habit), P)


@pytest.mark.parametrize("within", [False, True])
@pytest.mark.parametrize("staff", [0.0, 60.0])
def test_who_can_be_sent_items(within, staff):
    expected = {
        BodyType.FORCE: True,
        BodyType.TRANSPORT_POLICE: False,
        BodyType.REGIONAL_UNIT: within,
        BodyType.CENTRE: within and staff > 0.0,
    }
    for body_type, may in expected.items():
        assert intelligence.can_be_sent(body(region=1), body(body_type=body_type, region=2), 0, within, staff) == may
    own = body(body_type=BodyType.REGIONAL_UNIT, region=1)
    assert intelligence.can_be_sent(body(region=1), own, 0, within, staff), "its own unit hears of it whatever system there is"


@given(passed=share, lost=st.floats(0.0, 0.5))
def test_share_and_quality_of_what_is_passed(passed, lost):
    lever = IntelligenceSharing(share=passed, quality_lost=lost)
    assert intelligence.share_passed(True, lever, P) == passed
    assert intelligence.share_passed(False, lever, P) == INTEL.shared_share_fragmented
    assert intelligence.quality_kept(1, False, lever, P) == 1.0 - INTEL.quality_lost_per_hop
    kept = 1.0 - min(1.0, INTEL.quality_lost_per_hop + lost)
    assert intelligence.quality_kept(1, True, lever, P) == pytest.approx(kept)
    assert intelligence.quality_kept(2, True, lever, P) == pytest.approx(kept * kept)


@pytest.mark.parametrize(("within", "mean"), [(True, 12.0), (False, INTEL.sharing_delay_fragmented)])
def test_delay_is_the_systems_and_its_queues_or_that_of_forces_alone(within, mean):
    lever = IntelligenceSharing(delay_days=5.0)
    assert intelligence.mean_delay(False, within, lever, 7.0, P) == mean
    assert intelligence.mean_delay(True, within, lever, 7.0, P) == min(mean, INTEL.unit_delay)
    assert intelligence.mean_delay(False, True, IntelligenceSharing(), 0.0, P) == 1.0, "no item is there on the day it is sent"
    days = [
        days_until(uniform(k, TODAY, intelligence.DELAY), intelligence.mean_delay(False, within, lever, 7.0, P))
        for k in range(4000)
    ]
    assert min(days) >= 1
    assert sum(days) / 4000 == pytest.approx(mean, rel=0.08)


@given(passed=share)
def test_a_force_and_its_own_unit_share_by_habit_or_by_a_system_that_passes_more(passed):
    lever, habit = IntelligenceSharing(share=passed), INTEL.unit_share
    assert intelligence.share_between(True, True, lever, P) == max(passed, habit)
    assert intelligence.share_between(True, False, lever, P) == habit > INTEL.shared_share_fragmented
    assert intelligence.share_between(False, True, lever, P) == passed


def test_a_unit_belongs_to_the_forces_of_its_region():
    force, unit = body(region=3), body(body_type=BodyType.REGIONAL_UNIT, region=3)
    assert intelligence.force_and_unit(force, unit) and intelligence.force_and_unit(unit, force)
    other = body(body_type=BodyType.REGIONAL_UNIT, region=4)
    railway = body(body_type=BodyType.TRANSPORT_POLICE, region=3)
    for one, two in ((force, other), (force, force), (unit, unit), (unit, railway)):
        assert not intelligence.force_and_unit(one, two)


@given(queue=st.integers(0, 10**6), staff=st.floats(1.0, 200.0), scale=st.floats(0.01, 1.0))
def test_the_centres_queue_in_days(queue, staff, scale):
    centre = body(queue=queue, scale=scale)
    assert intelligence.queue_days(centre, staff, P) == pytest.approx(
        queue / 1000.0 / (staff * scale * INTEL.items_read_per_day)
    )
    assert intelligence.queue_days(centre, 0.0, P) == 0.0


@given(covered=share, consistent=share, quality=share)
def test_the_maps_errors(covered, consistent, quality):
    mapping, centre = (
        OrganisedCrimeMapping(coverage=covered, consistency=consistent),
        CoordinationCentre(staff=10.0, map_quality=quality),
    )
    assert intelligence.errors_found(centre) == quality
    assert intelligence.errors_found(CoordinationCentre(map_quality=quality)) == 0.0, "a centre without staff finds none"
    assert intelligence.coverage(mapping, P) == pytest.approx(INTEL.map_coverage + (1.0 - INTEL.map_coverage) * covered)
    expected = INTEL.map_missed_link * (1.0 - quality) * (1.0 - 0.5 * consistent)
    assert intelligence.missed_link(centre, mapping, P) == pytest.approx(expected)
    assert intelligence.false_merge(centre, P) == pytest.approx(INTEL.map_false_merge * (1.0 - quality))


def test_days_between_reviews():
    assert intelligence.review_days(OrganisedCrimeMapping(), P) == INTEL.map_review_interval
    assert intelligence.review_days(OrganisedCrimeMapping(review_interval_days=30.0), P) == 30.0


def test_a_review_maps_and_links_what_is_known():
    sure = limit(map_coverage=1.0, map_missed_link=0.0, map_false_merge=0.0)
    one = file(of_market=9.0, of_holder=9.0)
    intelligence.review(one, CoordinationCentre(), OrganisedCrimeMapping(), sure, TODAY)
    assert (one.mapped, one.linked, one.merged) == (1, 1, 0)
    assert one.review == TODAY + int(INTEL.map_review_interval)
    for little in (file(of_market=0.0, of_holder=0.0), file(of_market=9.0, of_holder=0.0)):
        intelligence.review(little, CoordinationCentre(), OrganisedCrimeMapping(), sure, TODAY)
        assert little.linked == 0
    wrong = limit(map_coverage=1.0, map_false_merge=1.0)
    intelligence.review(one, CoordinationCentre(), OrganisedCrimeMapping(), wrong, TODAY)
    assert one.merged == 1


@given(market=items, holder=items, linked=st.integers(0, 1))
def test_known(market, holder, linked):
    worth = 1.0 if linked else INTEL.unlinked_worth
    assert intelligence.known(file(of_market=market, of_holder=holder, linked=linked), P) == pytest.approx(
        holder + market * worth
    )


@given(have=items, half=st.floats(0.3, 6.0))
def test_chance_to_act_rises_with_knowledge(have, half):
    chance = intelligence.chance_to_act(have, half, P)
    assert chance == pytest.approx(have**2 / (have**2 + half**2))
    assert chance <= intelligence.chance_to_act(have + 1.0, half, P) < 1.0
    assert intelligence.chance_to_act(half, half, P) == pytest.approx(0.5)
    stepped = changed(P, knowledge_to_action="threshold")
    assert intelligence.chance_to_act(have, half, stepped) == float(have >= half)


@given(market=st.floats(0.0, 9.0), holder=st.floats(0.0, 9.0), untrue=share, linked=st.integers(0, 1))
def test_what_is_untrue_is_believed_and_is_no_knowledge(market, holder, untrue, linked):
    """Of items a part is of another line, or of none: so much of what the body could use is nothing, and none of it where all is."""
    one = file(of_market=market, of_holder=holder, untrue=untrue * (market + holder), linked=linked)
    known = intelligence.known(one, P)
    assert intelligence.untrue_in_known(one, P) == pytest.approx(untrue * known, abs=1e-6)
    one.untrue = market + holder
    assert not intelligence.knows_enough(one, P, TODAY)


@given(harm=st.floats(-3.0, 3.0), score=st.floats(-3.0, 3.0), consistency=share)
def test_harm_read(harm, score, consistency):
    """A common method evens out how bodies read signs, and leaves the signs."""
    expected = math.exp(harm + score * (1.0 - consistency))
    assert intelligence.harm_read(file(harm=harm, score=score), consistency) == pytest.approx(expected)
    assert tasking.harm_believed(file(harm=harm, score=score), 0.0, P) == intelligence.harm_read(
        file(harm=harm, score=score), 0.0
    )


@pytest.mark.parametrize("spread", [0.1, 0.5, 1.0])
@pytest.mark.parametrize("consistency", [0.0, 0.3, 0.6, 1.0])
def test_bodies_that_read_alike_think_no_less_of_lines_in_the_mean(spread, consistency):
    """Over bodies whose reading differs by `map_score_sd` (2,001 even quantiles), lines weigh as much as without a common method."""
    p = limit(map_score_sd=spread)
    readings = [spread * stats.norm.ppf((k + 0.5) / 2001) for k in range(2001)]
    mean = np.mean([tasking.harm_believed(file(score=reading), consistency, p) for reading in readings])
    assert mean == pytest.approx(math.exp(spread**2 / 2.0), rel=0.005)


@given(signs=st.floats(-50.0, 50.0), signed=items)
def test_signs_weigh_as_many_as_they_are(signs, signed):
    """The mean of no sign is an ordinary line's, and that of very many their own."""
    one = file(signs=signs, signed=signed)
    intelligence.weigh_signs(one, P)
    assert one.harm == pytest.approx(signs / (signed + INTEL.sign_prior_items))
    many = file(signs=1e6 * signs, signed=1e6)
    intelligence.weigh_signs(many, P)
    assert many.harm == pytest.approx(signs, rel=1e-4)


def test_signs_come_in_and_fade_like_items_and_the_score_stands_until_a_review():
    one = file(signs=3.0, signed=2.0, harm=0.5, new_market=1500, new_holder=500, new_signs=-800, as_of=TODAY - 45)
    half = 0.5 ** (45.0 / INTEL.intelligence_half_life)
    intelligence.take_in(one, P, TODAY)
    assert (one.signs, one.signed) == pytest.approx((3.0 * half - 0.8, 2.0 * half + 2.0))
    assert (one.new_signs, one.harm) == (0, 0.5)
    intelligence.review(one, CoordinationCentre(), OrganisedCrimeMapping(), P, TODAY)
    assert one.harm == pytest.approx(one.signs / (one.signed + INTEL.sign_prior_items))


BELIEFS = [
    "of_market",
    "of_holder",
    "doubled",
    "stale",
    "untrue",
    "linked",
    "merged",
    "mapped",
    "tasked",
    "busy_until",
    "rests_until",
    "case_until",
    "heard",
    "new_market",
    "new_holder",
    "new_untrue",
    "new_signs",
    "signs",
    "signed",
    "harm",
]
FULL = {
    "linked": 1,
    "merged": 1,
    "mapped": 1,
    "tasked": 3,
    "busy_until": 4,
    "rests_until": 9,
    "case_until": 10,
    "heard": 5,
    "new_market": 6,
    "new_holder": 7,
}
FULL |= {"new_untrue": 8, "untrue": 0.3, "new_signs": -4, "signs": 0.2, "signed": 0.9, "harm": 0.1}


def test_what_is_left_of_a_file_that_is_forgotten_spent_or_without_its_holder():
    """Forgotten: nothing. Spent: what is on the map and heard of, and the line's harm. Without holder: what is known of the market."""
    for end, left in (
        (intelligence.forget, set()),
        (
            intelligence.spend,
            {"mapped", "heard", "new_market", "new_holder", "new_untrue", "new_signs", "signs", "signed", "harm"}
            | {"busy_until", "rests_until", "case_until"},
        ),
        (lambda one, today: intelligence.let_holder_go(one, True, P, today), set(BELIEFS) - {"of_holder", "linked", "stale"}),
        (lambda one, today: intelligence.let_holder_go(one, False, P, today), set(BELIEFS)),
    ):
        one = file(**FULL)
        end(one, TODAY)
        assert {name for name in BELIEFS if getattr(one, name)} == left
        assert one.as_of == TODAY
        assert one.doubled <= one.of_market + one.of_holder
    assert not intelligence.is_empty(file())
    assert intelligence.is_empty(file(of_market=0.004, of_holder=0.005))


def test_who_does_not_hear_of_a_charge_believes_in_what_is_stale_until_an_investigation_fails():
    one = file(of_holder=2.0, linked=1)
    intelligence.let_holder_go(one, False, P, TODAY)
    assert (one.of_holder, one.stale, one.linked) == (2.0, 2.0, 1)
    one.of_holder += 1.5
    intelligence.drop_stale(one)
    assert (one.of_holder, one.stale, one.linked) == (1.5, 0.0, 0)
    intelligence.drop_stale(one)
    assert one.of_holder == 1.5


@given(finds=share)
def test_an_investigation_that_failed_leaves_what_it_found_of_the_present_holder(finds):
    one = file(of_holder=2.0, as_of=TODAY - int(P.intelligence.intelligence_half_life))
    intelligence.keep_what_was_found(one, finds, P, TODAY)
    assert one.of_holder == pytest.approx(1.0 + finds * P.intelligence.items_from_investigation, rel=0.05)
    assert one.as_of == TODAY


@pytest.mark.parametrize(("believed", "astray"), [(NONE, False), (3, False), (4, True)])
def test_what_goes_where_a_line_is_not_run_from_goes_astray(believed, astray):
    assert intelligence.goes_astray(file(home=believed), 3) == astray


def test_what_is_left_behind_is_believed_of_a_line_still_there_and_untrue():
    half = 0.5 ** (45.0 / INTEL.intelligence_half_life)
    left = file(of_market=2.0, of_holder=1.0, as_of=TODAY - 45, heard=TODAY - 50, home=7, signs=0.6, signed=3.0)
    there = file(of_market=1.0, of_holder=0.0, untrue=1.0, heard=TODAY - 90, signs=0.0, signed=1.0)
    intelligence.leave_behind(there, left, P, TODAY)
    assert (there.of_market, there.of_holder) == pytest.approx((1.0 + 2.0 * half, half))
    assert there.untrue == pytest.approx(there.of_market + there.of_holder)
    assert (there.signs, there.signed) == pytest.approx((0.6 * half, 1.0 + 3.0 * half))
    assert (there.heard, there.home) == (TODAY - 50, 7)


@pytest.mark.parametrize("mapped", [0, 1])
def test_files_of_a_group_are_joined_by_the_map_but_for_missed_links_or_seldom_without(mapped):
    centre, mapping = CoordinationCentre(staff=9.0, map_quality=0.5), OrganisedCrimeMapping(consistency=0.4)
    joined = np.mean([intelligence.joins_kin(file(luck=k, mapped=mapped), centre, mapping, P, TODAY) for k in range(4000)])
    chance = 1.0 - intelligence.missed_link(centre, mapping, P) if mapped else INTEL.kin_unmapped
    assert joined == pytest.approx(chance, abs=0.03)


@pytest.mark.parametrize("interval", [30.0, 200.0])
def test_who_reviews_more_often_finds_sooner_that_no_line_is_there(interval):
    mapping = OrganisedCrimeMapping(review_interval_days=interval)
    found = np.mean([intelligence.finds_nothing(file(luck=k), mapping, 7, P, TODAY) for k in range(8000)])
    assert found == pytest.approx(INTEL.found_nothing * 7 / interval, abs=0.015)


@pytest.mark.parametrize("chance", [0.0, 0.4, 1.0])
def test_bodies_hear_of_a_charge_by_chance(chance):
    p = limit(charge_heard=chance)
    heard = np.mean([intelligence.hears_of_charge(file(luck=k), p, TODAY) for k in range(4000)])
    assert heard == pytest.approx(chance, abs=0.03)


def test_a_file_that_moves_to_another_place_is_the_same_but_for_its_task():
    one, other = file(luck=8, score=0.3, body=4, review=9, **FULL), file(luck=1, body=6)
    before = {name: getattr(one, name) for name in (*BELIEFS, "luck", "score", "body", "review")}
    intelligence.move_file(other, one, TODAY)
    assert {name: getattr(other, name) for name in before} == before | {"tasked": 0}
    assert one.body == NONE
    assert intelligence.is_empty(one)


@pytest.mark.parametrize(
    ("to", "reach", "staff", "central"),
    [(0, 2, 60.0, True), (0, 1, 60.0, False), (CENTRE_FILE, 1, 60.0, True), (0, 2, 0.0, False), (CENTRE_FILE, 2, 0.0, False)],
)
def test_what_passes_through_the_centre(to, reach, staff, central):
    """All that a national system passes, and what is for the centre; nothing where the centre has no staff."""
    assert intelligence.by_the_centre(to, IntelligenceSharing(reach=reach, share=1.0), staff) == central


@given(market=items, holder=items, days=st.integers(0, 400))
def test_who_knows_enough(market, holder, days):
    """At half a chance or more, by what is left of the items today; the file itself stays as it is."""
    one = file(of_market=market, of_holder=holder, as_of=TODAY - days)
    left = (holder + market * INTEL.unlinked_worth) * 0.5 ** (days / INTEL.intelligence_half_life)
    if abs(left - INTEL.items_to_act) > 1e-9:
        assert intelligence.knows_enough(one, P, TODAY) == (left > INTEL.items_to_act)
    assert (one.of_market, one.as_of) == (market, TODAY - days)


@pytest.mark.parametrize(
    ("body_type", "places"),
    [
        (BodyType.FORCE, {MARKET_FILE, HOME_FILE}),
        (BodyType.REGIONAL_UNIT, {MARKET_UNIT_FILE, HOME_UNIT_FILE}),
        (BodyType.TRANSPORT_POLICE, {TRANSPORT_FILE}),
        (BodyType.CENTRE, {CENTRE_FILE}),
    ],
)
def test_where_a_bodys_files_stand(body_type, places):
    assert set(range(*intelligence.places_of_files(SimpleNamespace(body_type=body_type)))) == places


def test_a_new_number_costs_what_hung_on_the_old_one():
    """A share of what is known of the market, and the link of the number with the holder, whom bodies know as before."""
    one = file(of_market=2.0, of_holder=1.0, doubled=2.7, untrue=0.6, linked=1)
    intelligence.lose_number(one, P, TODAY)
    left = 2.0 * (1.0 - P.intelligence.items_on_number)
    assert (one.of_market, one.of_holder, one.linked) == (pytest.approx(left), 1.0, 0)
    assert (one.doubled, one.untrue) == (pytest.approx(0.9 * (left + 1.0)), pytest.approx(0.2 * (left + 1.0)))


@pytest.mark.parametrize("linked", [0, 1])
def test_what_was_doubled_or_is_stale_counts_as_what_it_is_part_of(linked):
    """A file of which all was counted twice is believed for nothing else; a link with a former holder is stale like him."""
    one = file(of_market=2.0, of_holder=1.0, doubled=3.0, stale=0.0, linked=linked)
    known = intelligence.known(one, P)
    assert intelligence.doubled_in_known(one, P) == pytest.approx(known)
    assert intelligence.stale_in_known(one, P) == 0.0
    one.stale = 1.0
    sound = known - intelligence.stale_in_known(one, P)
    assert sound == pytest.approx(2.0 * P.intelligence.unlinked_worth)
    assert intelligence.doubled_in_known(one, P) == pytest.approx(sound), "what is stale is not taken off twice"


def test_a_force_and_its_own_unit_do_not_spoil_each_others_investigations():
    """Those of any other two bodies on a line may."""
    bodies = [body(region=3), body(body_type=BodyType.REGIONAL_UNIT, region=3), body(region=3), body(region=4)]
    mine, *others = (
        SimpleNamespace(line=line, body=b, task=task)
        for line, b, task in (
            (7, 0, Task.INVESTIGATION),
            (7, 1, Task.INVESTIGATION),
            (7, 2, Task.INVESTIGATION),
            (7, 3, Task.DISRUPTION),
            (8, 3, Task.INVESTIGATION),
        )
    )
    police = SimpleNamespace(counts=SimpleNamespace(operations=5), operations=[mine, *others], bodies=bodies)
    assert others_on(mine, police) == 1, "the other force of its region"
    assert others_on(others[0], police) == 0, "its unit is one with both"


def test_of_a_file_that_loses_items_as_large_a_share_is_untrue_as_before():
    one = file(of_market=2.0, of_holder=1.0, doubled=1.5, untrue=0.6)
    intelligence.keep_items(one, 0.5, 1.0)
    assert (one.of_market, one.of_holder) == (0.5, 1.0)
    assert (one.doubled, one.untrue) == (pytest.approx(0.75), pytest.approx(0.3))
