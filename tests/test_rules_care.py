"""Rules of a child's case against their formulas: reviews, acceptance, advocates, what agencies tell, a definition, risk."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import changed
from sim.engine.luck import born_with
from sim.policy.levers import ModernSlaveryCharging, NrmDecisions, RecognitionOfExploitation, Services
from sim.rules import detection, grooming, tasking
from sim.rules.justice import arrest, court
from sim.rules.safeguarding import advocates, care, reading, referral
from sim.state import NEVER, Advocacy, Case, Nrm, Status, Trait
from tests.stand_ins import TODAY, P, area, episode, person
from tests.worlds import limit

DRAWS = 4000
share = st.floats(0.0, 1.0)
inner = st.floats(0.001, 0.999)
BESIDE = {"advocate": Advocacy.BESIDE}


def odds(chance: float) -> float:
    return chance / (1.0 - chance)


def often(draw, chance: float) -> None:
    """Over 4,000 children, within 4.5 standard deviations."""
    found = sum(bool(draw(born_with(17, k))) for k in range(DRAWS)) / DRAWS
    assert found == pytest.approx(chance, abs=4.5 * math.sqrt(chance * (1.0 - chance) / DRAWS) + 1e-12)


@given(value=inner, ratio=st.floats(0.2, 5.0))
def test_a_ratio_of_odds(value, ratio):
    assert odds(reading.with_odds(value, ratio)) == pytest.approx(ratio * odds(value))
    assert reading.with_odds(value, 1.0) == value


@given(own=st.floats(-2.0, 2.0), levelling=share, reach=share)
def test_levelling_draws_practice_towards_the_mean_as_far_as_it_reaches(own, levelling, reach):
    p = changed(P, levelling_reach=reach)
    found = reading.levelled(own, 0.0, Services(levelling=levelling), p)
    assert found == pytest.approx(own * (1.0 - levelling * reach))
    assert reading.levelled(own, 0.0, Services(), p) == own


@pytest.mark.parametrize("crowded", [0.0, 0.5, 1.0])
def test_reviews_are_held_less_where_services_are_full(crowded):
    chance = P.care.review_held * (1.0 - crowded * (1.0 - P.care.review_held_full))
    often(lambda k: care.review_case(episode(luck=k), crowded, P, TODAY), chance)
    one = episode()
    held = care.review_case(one, crowded, P, TODAY)
    assert (one.in_contact, one.review_due) == (int(held), TODAY + int(P.care.case_review_interval))


def test_full_services_alone_close_cases_early():
    often(lambda k: care.closes_early(episode(luck=k), 0.5, P, TODAY), 0.5 * P.care.closed_early)
    assert not any(care.closes_early(episode(luck=k), 0.0, P, TODAY) for k in range(200))


@pytest.mark.parametrize(("waiting", "places", "full"), [(0, 10.0, 0.0), (5, 10.0, 0.5), (50, 10.0, 1.0), (1, 0.0, 1.0)])
def test_services_are_full_where_as_many_wait_as_there_are_places(waiting, places, full):
    assert care.crowding(waiting, places) == full


@pytest.mark.parametrize("left", [0, 40])
def test_a_closed_case_gives_back_the_days_it_had_left(left):
    one = episode(case=Case.OPEN, case_due=TODAY + left, in_contact=1)
    assert care.close_case(one, TODAY) == left
    assert (one.case, one.case_due, one.in_contact, one.review_due) == (Case.ENDED, NEVER, 0, NEVER)


def test_a_plan_acts_again_at_each_review():
    often(lambda k: care.leaves_at_review(episode(luck=k), P, TODAY), P.care.exit_at_review)


@given(waited=st.integers(0, 700))
def test_help_that_comes_late_is_accepted_less(waited):
    usual = P.care.usual_support_wait
    ratio = care.odds_when_late(waited, usual, P)
    assert ratio == pytest.approx(P.care.late_acceptance ** ((waited - usual) / 30.0))
    engaging = care.chance_of_engaging(episode(support_due=TODAY - waited), P, TODAY)
    assert odds(engaging) == pytest.approx(ratio * odds(P.safeguarding.support_engage_share))


@pytest.mark.parametrize("waited", [int(P.care.usual_case_wait), 300])
def test_a_case_is_accepted_or_refused(waited):
    chance = reading.with_odds(P.care.case_accepted_share, care.odds_when_late(waited, P.care.usual_case_wait, P))
    often(lambda k: care.accepts_case(episode(luck=k, case_asked=TODAY - waited), P, TODAY), chance)
    one = episode(case=Case.WAITING, case_due=TODAY)
    care.refuse_case(one)
    assert (one.case, one.case_due) == (Case.ENDED, NEVER)


@pytest.mark.parametrize("beside", [False, True])
def test_an_advocate_acts_on_each_decision_where_one_stands_beside_the_child(beside):
    """Recognition, referral, charge, section 45 and placement: the odds, by one ratio each; and nothing without one."""
    ratio = (lambda value: value) if beside else (lambda value: 1.0)
    one = episode(advocate=Advocacy.BESIDE if beside else Advocacy.WAITING)
    assert advocates.effect_beside(one, 1.7) == ratio(1.7)
    idle = RecognitionOfExploitation()
    seen = reading.chance_of_recognition(one, 0.0, idle, 1.0, True, False, P, TODAY)
    assert odds(seen) == pytest.approx(ratio(P.care.advocate_recognition) * odds(P.safeguarding.recognition_mean))
    referred = referral.chance_of_referral(one, idle, P)
    base = P.safeguarding.nrm_referral_given_recognised
    assert odds(referred) == pytest.approx(ratio(P.care.advocate_referral) * odds(base))
    raised = court.chance_of_defence(one, P)
    assert odds(raised) == pytest.approx(ratio(P.care.advocate_defence) * odds(P.justice.section_45_raised))
    stands = BESIDE if beside else {}
    charged = reading.with_odds(P.justice.child_charge_probability, 1.0 / ratio(P.care.advocate_charging))
    often(lambda k: arrest.is_charged(episode(luck=k, **stands), P, TODAY), charged)
    moved = reading.with_odds(P.safeguarding.moved_share, ratio(P.care.advocate_placement))
    often(lambda k: care.is_moved(episode(luck=k, **stands), P, TODAY), moved)


def test_an_advocate_is_engaged_with_or_not():
    often(lambda k: advocates.meet_advocate(episode(luck=k), P, TODAY), P.care.advocate_engaged_share)
    one = episode(advocate=Advocacy.WAITING)
    assert not advocates.meet_advocate(one, limit(advocate_engaged_share=0.0), TODAY)
    assert one.advocate == Advocacy.ENDED


def test_who_did_not_engage_with_an_advocate_does_not_at_later_offers_of_one_exploitation():
    """A new exploitation is a new draw."""
    engages = [
        [advocates.meet_advocate(episode(luck=k, began=b), P, TODAY + later) for k in range(500)]
        for b, later in ((1, 0), (1, 90), (2, 0))
    ]
    assert engages[0] == engages[1] != engages[2]


@given(practice=st.floats(-2.0, 2.0), definition=share, pooled=share, levelling=share)
def test_agencies_tell_each_other_by_practice_duty_and_pooling(practice, definition, pooled, levelling):
    lever = RecognitionOfExploitation(definition=definition, information_shared=pooled)
    services = Services(levelling=levelling)
    left = practice * (1.0 - levelling * P.care.levelling_reach)
    own = odds(P.care.agencies_tell) * math.exp(left) * P.care.definition_duty**definition
    expected = own / (1.0 + own)
    expected += (1.0 - expected) * P.care.pooling_reach * pooled
    assert referral.share_between_agencies(area(recognition=practice), lever, services, P) == pytest.approx(expected)


def test_a_part_of_what_is_told_is_lost():
    assert referral.share_taken_up(0.8, P) == pytest.approx(0.8 * (1.0 - P.care.told_lost))


@pytest.mark.parametrize("pooled", [0.0, 1.0])
def test_word_between_agencies_takes_its_time(pooled):
    lever = RecognitionOfExploitation(information_shared=pooled)
    days = [referral.days_between_agencies(k, referral.TOLD_BY_POLICE_DELAY, lever, P, TODAY) for k in range(DRAWS)]
    mean = P.care.agencies_tell_days * (P.care.pooling_delay if pooled else 1.0)
    assert sum(days) / DRAWS == pytest.approx(mean, rel=0.08)


def test_services_and_police_tell_each_other_a_share():
    idle, kept = RecognitionOfExploitation(), 1.0 - P.care.told_lost
    often(lambda k: referral.police_tell_services(episode(luck=k, services_told=NEVER), 0.6, idle, P, TODAY), 0.6 * kept)
    often(lambda k: referral.services_tell_force(episode(luck=k), 0.6, idle, P, TODAY), 0.6 * kept)
    often(lambda k: referral.services_pass_item(episode(luck=k), 0.6, P, TODAY), 0.6 * kept)
    often(lambda k: referral.names_peer(episode(luck=k), 0.6, P, TODAY), 0.6 * kept * P.care.peers_named)
    often(lambda k: reading.seen_when_told(episode(luck=k), 0.3, TODAY), 0.3)


@pytest.mark.parametrize(("told", "where", "knows"), [(0, 3, True), (1, 3, False), (0, 2, False), (NEVER, 3, False)])
def test_services_know_of_a_child_of_their_area_once_word_has_come(told, where, knows):
    assert reading.services_know(episode(services_told=min(NEVER, TODAY + told), found_at=where), TODAY) == knows


@given(training=share, definition=share)
def test_a_definition_reaches_recognition_through_training_alone(training, definition):
    lever = RecognitionOfExploitation(training=training, definition=definition)
    reach = min(1.0, training * (1.0 + definition * (P.care.definition_reach - 1.0)))
    assert math.exp(reading.better_eyes(lever, P)) == pytest.approx(P.safeguarding.training_effect**reach)
    assert reading.better_eyes(RecognitionOfExploitation(definition=definition), P) == 0.0


@given(definition=share, training=share)
def test_a_definition_changes_referral_charges_and_the_width_of_the_net(definition, training):
    lever, care_of = RecognitionOfExploitation(definition=definition, training=training), P.care
    referred = referral.chance_of_referral(episode(), lever, P)
    base = P.safeguarding.nrm_referral_given_recognised
    assert odds(referred) == pytest.approx(care_of.definition_duty**definition * odds(base))
    charged = tasking.slavery_share(ModernSlaveryCharging(), lever, P)
    assert odds(charged) == pytest.approx(care_of.definition_charging**definition * odds(P.justice.modern_slavery_share))
    net = detection.alertness(lever, P) / math.exp(reading.better_eyes(lever, P))
    assert net == pytest.approx(1.0 + definition * (care_of.definition_net - 1.0))


@given(practice=st.floats(-2.0, 2.0), training=share, growth=st.floats(0.5, 3.0))
def test_services_see_risk_as_they_see_exploitation(practice, training, growth):
    lever, p = RecognitionOfExploitation(training=training), changed(P, services_see_more=0.3)
    expected = odds(p.safeguarding.recognition_mean) * math.exp(practice + 0.3) * growth
    expected *= p.safeguarding.training_effect**training
    assert odds(reading.sight_of_services(practice, lever, growth, p)) == pytest.approx(expected)


@pytest.mark.parametrize(("traits", "ratio"), [(0, 1.0), (Trait.KNOWN, P.safeguarding.early_help_precision)])
def test_early_help_hears_of_those_in_whom_services_see_risk(traits, ratio):
    p = changed(P, early_help_hearing=0.5)
    week = 0.5 * ratio * 7.0 / 365.25
    often(lambda k: grooming.signs_are_seen(person(luck=k, traits=traits), 0.5, 0.8, p, TODAY), week * 0.8 * 0.5)
    assert not any(grooming.signs_are_seen(person(luck=k), 0.0, 1.0, p, TODAY) for k in range(200))


def test_a_return_interview_tells_of_risk():
    chance = P.control.missing_reported_share * 0.9 * P.care.risk_disclosed
    often(lambda k: grooming.interview_tells_of_risk(person(luck=k), 0.9, P, TODAY), chance)


def test_early_help_keeps_a_child_on_its_list_for_a_time():
    child = person(heard_until=0)
    assert grooming.put_on_list(child, P, TODAY) == 1
    assert child.heard_until == TODAY + int(P.care.risk_heard_kept)
    assert grooming.put_on_list(child, P, TODAY + 5) == 0


@pytest.mark.parametrize(
    ("what", "holds"),
    [({}, True), ({"status": Status.EXPLOITED}, False), ({"status": Status.FREE}, False), ({"entered": TODAY + 1}, False)],
)
def test_who_is_at_risk_now(what, holds):
    assert grooming.is_at_risk(person(**({"entered": TODAY - 9} | what)), TODAY) == holds


def test_a_referral_is_made_with_its_chance_once():
    often(lambda k: referral.refer(episode(luck=k), 0.3, NrmDecisions(), P, TODAY), 0.3)
    assert not referral.refer(episode(nrm=Nrm.REFERRED), 1.0, NrmDecisions(), P, TODAY)
