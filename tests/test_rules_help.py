"""Rules of safeguarding and justice against their formulas: plain objects, no model, no luck."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import changed
from sim.day.control import go_to_custody
from sim.policy.levers import (
    IndependentAdvocate,
    IntelligenceSharing,
    ModernSlaveryCharging,
    PoliceBail,
    RecognitionOfExploitation,
)
from sim.rules import control, grooming, intelligence, tasking
from sim.rules.justice import arrest, holders
from sim.rules.safeguarding import advocates, care, reading, referral
from sim.state import NEVER, NONE, Advocacy, Case, Nrm, Route, Standing, Suspect, Trait
from tests.stand_ins import TODAY, P, area, dealer, episode, person
from tests.worlds import limit

YEAR = 365.25
share = st.floats(0.0, 1.0)
inner = st.floats(0.001, 0.999)


def test_early_help_lasts_its_length_after_its_wait():
    end = TODAY + int(P.safeguarding.early_help_wait + P.safeguarding.early_help_length)
    child = person(help_until=end)
    assert not grooming.helped(child, P, TODAY)
    assert grooming.helped(child, P, end - 1)
    assert not grooming.helped(child, P, end)
    assert sum(grooming.helped(child, P, day) for day in range(TODAY, end)) == int(P.safeguarding.early_help_length)


@pytest.mark.parametrize(("left", "taken"), [(1000.0, 1.0), (0.25, 0.25), (-5.0, 0.0)])
def test_early_help_takes_its_place_until_18(left, taken):
    """A child that turns 18 when `left` of the length of its help has passed takes no more of it."""
    length = P.safeguarding.early_help_length
    child = person(help_until=TODAY + length, turns_18=TODAY + left * length)
    assert grooming.help_taken(child, P) == pytest.approx(taken * length)


@given(peers=st.integers(0, 3), missing=st.booleans(), helped=st.booleans(), risk=st.floats(0.1, 30.0))
def test_hazard_of_grooming(peers, missing, helped, risk):
    child = person(peers_exploited=peers, missing_until=TODAY + missing, help_until=TODAY + helped, risk=risk)
    grooming.look_at_age(child, P, TODAY)
    expected = child.hazard
    expected *= P.grooming.rr_sibling_or_peer if peers else 1.0
    expected *= P.grooming.rr_missing if missing else 1.0
    expected *= P.safeguarding.early_help_effect if helped else 1.0
    assert grooming.hazard_of_grooming(child, P, TODAY) == pytest.approx(expected)


@given(debt=st.booleans(), engaged=st.booleans(), bound=st.booleans())
def test_rate_of_leaving(debt, engaged, bound):
    one = episode(debt=int(debt), conditions_until=TODAY + bound)
    expected = P.control.exit_rate
    expected *= P.control.debt_exit_ratio if debt else 1.0
    expected *= P.safeguarding.support_exit_ratio if engaged else 1.0
    expected /= 1.0 - P.justice.bail_effect_on_contact if bound else 1.0
    assert control.rate_of_leaving(one, engaged, P, TODAY) == pytest.approx(expected)


@given(value=inner)
def test_log_odds_and_share_are_inverse(value):
    assert reading.as_share(reading.log_odds(value)) == pytest.approx(value)


@pytest.mark.parametrize(("traits", "days"), [(0, 900), (16, 900), (0, 100), (16, 100)])
def test_girls_and_those_near_18_are_missed(traits, days):
    lost = P.safeguarding.girls_missed * bool(traits) + P.safeguarding.near_18_missed * (days < P.safeguarding.near_18_days)
    assert reading.hard_to_see(episode(traits=traits, turns_18=TODAY + days), P, TODAY) == pytest.approx(lost)


@given(
    practice=st.floats(-2.0, 2.0),
    growth=st.floats(0.5, 3.0),
    training=share,
    police=st.booleans(),
    told=st.booleans(),
    more=st.floats(-0.5, 1.0),
)
def test_chance_of_recognition(practice, growth, training, police, told, more):
    lever = RecognitionOfExploitation(training=training)
    odds = reading.log_odds(P.safeguarding.recognition_mean) + practice + math.log(growth)
    odds += training * math.log(P.safeguarding.training_effect)
    odds += 0.0 if police else more
    odds += math.log(P.care.told_effect) if told else 0.0
    p = changed(P, services_see_more=more)
    chance = reading.chance_of_recognition(episode(), practice, lever, growth, police, told, p, TODAY)
    assert chance == pytest.approx(1.0 / (1.0 + math.exp(-odds)))


def test_a_plan_for_home_keeps_a_child_off_the_road_for_longer():
    """Some recognised children have one (4.5 sigma); it lengthens the rest by its ratio."""
    share = P.safeguarding.plan_at_find
    with_plan = sum(care.has_plan_for_home(episode(luck=k), P, TODAY) for k in range(4000))
    assert with_plan / 4000 == pytest.approx(share, abs=4.5 * math.sqrt(share * (1.0 - share) / 4000))
    one = episode(rest_until=TODAY + 10)
    care.rest_longer(one, P, TODAY)
    assert one.rest_until == TODAY + int(10 * P.safeguarding.rest_ratio_with_plan)


def test_home_hears_at_once_of_a_child_found_there():
    one = episode()
    referral.tell_home(one, False, True, IntelligenceSharing(), P, TODAY)
    assert one.told_due == TODAY + 1


def test_the_council_that_placed_a_child_far_away_is_told_by_sharing_too():
    """A child placed far away is not known to its own council by being found where it lives (4.5 sigma); a region does not reach."""
    lever, told = IntelligenceSharing(reach=1, share=0.9, delay_days=1.0), 0
    for k in range(4000):
        one = episode(luck=k, traits=Trait.PLACED_AWAY)
        referral.tell_home(one, False, True, lever, P, TODAY)
        told += one.told_due < NEVER
    base = P.intelligence.shared_share_fragmented
    expected = base + (1.0 - base) * P.safeguarding.told_anyway
    assert told / 4000 == pytest.approx(expected, abs=4.5 * math.sqrt(expected * (1.0 - expected) / 4000))


@pytest.mark.parametrize("near", [False, True])
@pytest.mark.parametrize("reach", [0, 1, 2])
def test_home_hears_of_a_child_found_elsewhere_by_sharing(reach, near):
    """The share told over 4,000 children: that of the system where it reaches, else of forces alone (4.5 sigma)."""
    lever, told = IntelligenceSharing(reach=reach, share=0.9, delay_days=1.0), 0
    for k in range(4000):
        one = episode(luck=k)
        referral.tell_home(one, True, near, lever, P, TODAY)
        told += one.told_due < NEVER
    base = 0.9 if reach == 2 or (reach == 1 and near) else P.intelligence.shared_share_fragmented
    expected = base + (1.0 - base) * P.safeguarding.told_anyway
    assert told / 4000 == pytest.approx(expected, abs=4.5 * math.sqrt(expected * (1.0 - expected) / 4000))


@given(reach=st.integers(0, 2), near=st.booleans(), sent=share)
def test_word_goes_by_the_better_of_the_system_and_the_habits_of_forces(reach, near, sent):
    """The system where it reaches and passes on more than forces alone do; its share, or theirs (for its time see the next)."""
    lever, alone = IntelligenceSharing(reach=reach, share=sent), P.intelligence
    within = intelligence.in_reach(near, lever, P)
    assert within == ((reach == 2 or (reach == 1 and near)) and sent > alone.shared_share_fragmented)
    assert intelligence.share_passed(within, lever, P) == (sent if within else alone.shared_share_fragmented)


@pytest.mark.parametrize("near", [False, True])
@pytest.mark.parametrize("reach", [0, 1, 2])
def test_the_home_force_hears_of_a_child_found_elsewhere_by_sharing(reach, near):
    """The share told over 4,000 children, and its delay: those of the system where it reaches, else of forces alone (4.5 sigma)."""
    lever, waits = IntelligenceSharing(reach=reach, share=0.9, delay_days=2.0), []
    for k in range(4000):
        one = episode(luck=k)
        if referral.tell_home_force(one, near, lever, P, TODAY):
            waits.append(one.force_told - TODAY)
        assert (one.force_told < NEVER) == (len(waits) > 0 and one.force_told == TODAY + waits[-1])
    system = reach == 2 or (reach == 1 and near)
    expected = 0.9 if system else P.intelligence.shared_share_fragmented
    assert len(waits) / 4000 == pytest.approx(expected, abs=4.5 * math.sqrt(expected * (1.0 - expected) / 4000))
    assert np.mean(waits) == pytest.approx(2.0 if system else P.intelligence.sharing_delay_fragmented, rel=0.25)


@pytest.mark.parametrize(("told", "where", "knows"), [(0, 1, True), (1, 1, False), (0, 2, False), (NEVER, 1, False)])
def test_a_force_knows_of_a_child_of_its_own_area_once_word_has_come(told, where, knows):
    one = episode(area=1, force_told=min(NEVER, TODAY + told), found_at=where)
    assert reading.force_knows(one, TODAY) == knows


def test_a_case_is_asked_for_once():
    one = episode()
    care.ask_for_case(one, 1.0, P, TODAY)
    assert one.case == Case.WAITING
    assert one.case_due > TODAY
    due = one.case_due
    care.ask_for_case(one, 1.0, P, TODAY + 50)
    assert one.case_due == due


@pytest.mark.parametrize("coverage", [0.0, 0.5, 1.0])
def test_an_advocate_is_offered_by_the_area_and_the_lever(coverage):
    for offered in (0, 1):
        count = 0
        for k in range(4000):
            one = episode(luck=k)
            advocates.offer_advocate(one, SimpleNamespace(advocates=offered), IndependentAdvocate(coverage), P, TODAY)
            count += one.advocate == Advocacy.WAITING
        base = P.safeguarding.advocate_share_start * offered
        assert count / 4000 == pytest.approx(base + (1.0 - base) * coverage, abs=0.035)


def test_a_case_lasts_its_length():
    one = episode()
    care.open_case(one, P, TODAY)
    assert (one.case, one.case_due) == (Case.OPEN, TODAY + int(P.safeguarding.case_length))
    assert (one.in_contact, one.review_due) == (1, TODAY + int(P.care.case_review_interval))


@pytest.mark.parametrize("stands", Advocacy)
def test_has_advocate(stands):
    assert advocates.has_advocate(episode(advocate=stands)) == (stands == Advocacy.BESIDE)


def test_an_advocate_raises_the_odds_of_engaging():
    since = TODAY - int(P.care.usual_support_wait)
    alone = care.chance_of_engaging(episode(support_due=since), P, TODAY)
    helped = care.chance_of_engaging(episode(support_due=since, advocate=Advocacy.BESIDE), P, TODAY)
    assert alone == pytest.approx(P.safeguarding.support_engage_share)
    assert helped / (1.0 - helped) == pytest.approx(P.safeguarding.advocate_engagement * alone / (1.0 - alone))


@given(
    contact=st.booleans(),
    advocate=st.booleans(),
    moved=st.booleans(),
    debt=st.booleans(),
    route=st.sampled_from(Route),
)
def test_rate_of_return(contact, advocate, moved, debt, route):
    s = P.safeguarding
    one = episode(
        in_contact=int(contact),
        advocate=Advocacy.BESIDE if advocate else Advocacy.ENDED,
        moved=int(moved),
        debt=int(debt),
        route=route,
    )
    ratios = {Route.OWN: s.return_ratio_own, Route.ARREST: s.return_ratio_arrest, Route.CLOSURE: s.return_ratio_closure}
    assert care.route_ratio(route, P) == ratios.get(route, 1.0)
    assert care.route_ratio(route, changed(P, returning="one_hazard")) == 1.0
    expected = s.reexploitation_rate * ratios.get(route, 1.0)
    expected *= s.plan_return_ratio if contact else 1.0
    expected *= s.advocate_effect if advocate else 1.0
    expected *= s.placement_move_effect if moved else 1.0
    expected *= s.debt_return_ratio if debt else 1.0
    assert care.rate_of_return(one, P, TODAY) == pytest.approx(expected)


@given(account=st.floats(-400.0, 400.0), places=st.floats(0.0, 50.0), part=share)
def test_a_day_of_each_place_with_support_is_kept_for_a_while(account, places, part):
    most = P.safeguarding.places_kept * places + part * P.safeguarding.support_length
    assert care.bank_support(account, places, part, P) == pytest.approx(min(account + places, most))


@pytest.mark.parametrize(
    ("own", "here", "shared", "free"), [(1.0, 1, -9, True), (1.0, 0, 9, False), (0.1, -2, 9, True), (0.9, -2, 9, False)]
)
def test_a_small_area_draws_on_what_all_share(own, here, shared, free):
    """The less of a place an area has by itself, the more what all share decides whether one is free."""
    assert care.has_support(area(own=own, support_account=here), SimpleNamespace(support_account=shared)) == free


def test_children_were_groomed_at_the_ages_of_risk():
    """Drawn ages are spread as risk is over 10 to 17: the bell curve cut off at both ends."""
    ages = np.array([grooming.age_when_groomed((k + 0.5) / 4000, P) for k in range(4000)])
    years = np.linspace(10.0, 18.0, 4001)
    weight = np.array([grooming.risk_of_age(one, P) for one in years])
    assert ages.min() >= 10.0
    assert ages.max() < 18.0
    assert ages.mean() == pytest.approx(np.average(years, weights=weight), abs=0.01)
    assert grooming.younger(P.grooming.age_of_peak_risk, P) == pytest.approx(0.5)


@given(own=st.floats(0.0, 0.5), mean=st.floats(0.0, 0.5), levelling=share, capacity=st.floats(0.0, 5.0))
def test_places_are_levelled_and_added_to(own, mean, levelling, capacity):
    places = care.places_of(own, mean, levelling, capacity)
    assert places == pytest.approx((own + levelling * (mean - own)) * (1.0 + capacity))
    assert care.places_of(own, mean, 0.0, 0.0) == own


@given(recognised=st.booleans())
def test_chance_of_arrest(recognised):
    ratio = P.justice.arrest_ratio_recognised if recognised else P.justice.arrest_ratio_missed
    assert arrest.chance_of_arrest(recognised, P) == pytest.approx(min(1.0, P.justice.found_child_arrested * ratio))
    always = limit(found_child_arrested=1.0, arrest_ratio_missed=1.6)
    assert arrest.chance_of_arrest(False, always) == 1.0


@given(suspicion=st.floats(-2.0, 2.0), railway=st.booleans())
def test_chance_of_being_taken_through_as_suspect_only(suspicion, railway):
    """Of those in whom nobody sees a victim: whatever helps to see one has acted before, once."""
    odds = reading.log_odds(P.justice.child_treated_as_suspect) + suspicion
    odds -= P.justice.transport_police_care if railway else 0.0
    assert arrest.chance_suspect_only(suspicion, railway, P) == pytest.approx(reading.as_share(odds))


@pytest.mark.parametrize(
    ("suspect", "until", "last"),
    [(Suspect.BAILED, TODAY, TODAY + 2), (Suspect.BAILED, TODAY - 30, TODAY - 30), (Suspect.RELEASED, TODAY, TODAY)],
)
def test_conditions_that_are_kept_last_while_a_case_is_paused(suspect, until, last):
    """Kept they bind through the day of the decision, if it comes; breached they ended before; released there are none."""
    one = episode(suspect=suspect, suspect_due=TODAY, conditions_until=until)
    arrest.keep_to_conditions(one, TODAY)
    assert one.conditions_until == last
    bound = control.contact_left(one, P, TODAY + 1) < 1.0
    assert bound == (last > TODAY + 1)


@pytest.mark.parametrize("left", [-5, 0, 40])
def test_a_sentence_as_an_adult_follows_what_is_still_to_be_served(left):
    one, people = episode(person=0, custody_until=TODAY + left, sentence_due=TODAY), [person(peer=NONE)]
    tally = SimpleNamespace(adult_custody_days=0, grown_freed=0)
    go_to_custody(one, people, tally, P, TODAY)
    assert one.custody_until == TODAY + max(0, left) + tally.adult_custody_days > TODAY + left


@pytest.mark.parametrize("nrm", Nrm)
def test_a_positive_first_decision_pauses_the_charge(nrm):
    assert arrest.charge_paused(episode(nrm=nrm)) == (nrm == Nrm.REASONABLE)


@pytest.mark.parametrize(("standing", "conditions"), [(Standing.REMANDED, 0), (Standing.BAILED, 0), (Standing.BAILED, 1)])
def test_a_holder_on_bail_hands_over(standing, conditions):
    contact = 1.0 - P.justice.bail_effect_on_contact * conditions
    expected = 1.0 + P.justice.handover_gain * contact if standing == Standing.BAILED else 1.0
    assert holders.hands_over(SimpleNamespace(standing=standing, conditions=conditions), P) == pytest.approx(expected)


@pytest.mark.parametrize("slavery", [0, 1])
def test_a_sentence_is_served_in_part_less_remand(slavery):
    days = [holders.sentence_days(dealer(luck=k, slavery=slavery), P, TODAY) for k in range(2000)]
    mean = YEAR * (P.justice.holder_sentence + P.justice.slavery_sentence_added * slavery)
    assert sum(days) / 2000 == pytest.approx(mean, rel=0.03)
    for standing, remand in ((Standing.BAILED, 0), (Standing.REMANDED, 100)):
        one = dealer(standing=standing)
        holders.serve(one, 2000, P, TODAY)
        assert one.standing == Standing.CUSTODY
        assert one.due == TODAY + max(1, int(2000 * P.justice.time_served_share) - remand)


def test_a_released_holder_is_back_or_gone():
    for k in range(50):
        one = dealer(luck=k, slavery=1)
        back = holders.go_free(one, P, TODAY)
        assert one.standing == (Standing.AVAILABLE if back else Standing.GONE)
        assert one.slavery == 0
        assert TODAY < one.due < NEVER if back else one.due == NEVER


@given(lever=share)
def test_slavery_share_is_the_usual_and_what_the_lever_adds(lever):
    base, charging = P.justice.modern_slavery_share, ModernSlaveryCharging(share=lever, evidential_effort=5.0)
    idle = RecognitionOfExploitation()
    assert tasking.slavery_share(charging, idle, P) == pytest.approx(base + (1.0 - base) * lever)
    assert tasking.added_effort(charging, P) == pytest.approx(P.justice.modern_slavery_effort + 5.0)


@given(start=st.floats(0.1, 0.8), lever=share)
def test_the_lever_of_bail_closes_the_gap_to_all(start, lever):
    p = changed(P, conditional_bail_share=start)
    base = p.justice.conditional_bail_share
    assert arrest.share_bailed(PoliceBail(lever), p) == pytest.approx(base + (1.0 - base) * lever)


@pytest.mark.parametrize("what", [{"told_due": TODAY + 9}, {"nrm_due": TODAY + 9}])
def test_services_look_at_whom_they_are_to_hear_of(what):
    nothing = {"told_due": NEVER, "nrm_due": NEVER}
    assert not referral.is_for_services(episode(**nothing))
    assert referral.is_for_services(episode(**{**nothing, **what}))


@given(before=st.integers(1, 400), days=st.integers(0, 182))
def test_time_on_remand_counts_and_custody_of_before_does_not(before, days):
    charged = TODAY - before
    assert arrest.served_on_remand(episode(charged_on=charged, custody_until=charged + days)) == days
    assert arrest.served_on_remand(episode(charged_on=charged, custody_until=charged - before)) == 0
