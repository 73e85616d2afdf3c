"""Rules of detection against their formulas: plain objects, and draws counted."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import changed
from sim.policy.levers import RecognitionOfExploitation
from sim.rules import detection, recording
from sim.rules.justice import operations as act
from sim.scenarios import Scene
from sim.state import HOME_FILE, MARKET_FILE, NEVER, TRANSPORT_FILE, Source, Trait
from tests.stand_ins import TODAY, P
from tests.worlds import limit

YEAR = 365.25
share = st.floats(0.0, 1.0)


def vars_of(line: SimpleNamespace, luck: int) -> SimpleNamespace:
    return SimpleNamespace(luck=luck, **vars(line))


@pytest.mark.parametrize("chance", [0.0, 0.4, 1.0])
def test_where_a_line_is_run_from_an_item_on_its_market_tells_by_chance_and_at_times_wrongly(chance):
    p = limit(origin_known=chance, origin_mistaken=chance / 2.0, move_seen=chance)
    told, wrong, seen = (
        np.mean([rule(k) for k in range(4000)])
        for rule in (
            lambda k: detection.tells_origin(k, 0, p, TODAY),
            lambda k: detection.names_wrong_origin(k, p, TODAY),
            lambda k: detection.sees_move(SimpleNamespace(luck=k), p, TODAY),
        )
    )
    assert (told, wrong, seen) == pytest.approx((chance, chance / 2.0, chance), abs=0.03)
    assert detection.tells_origin(5, 1000, p, TODAY), "one on the holder tells"


@pytest.mark.parametrize("chance", [0.0, 0.3, 1.0])
def test_items_name_lines_of_the_group_by_chance_and_at_times_others(chance):
    p = limit(kin_named=chance, kin_mistaken=chance / 2.0)
    named = np.mean([detection.names_kin(k, p, TODAY) for k in range(4000)])
    wrong = np.mean([detection.names_wrong_kin(k, p, TODAY) for k in range(4000)])
    assert (named, wrong) == pytest.approx((chance, chance / 2.0), abs=0.03)


@pytest.mark.parametrize("fidelity", [0.0, 0.6, 1.0])
@pytest.mark.parametrize("children", [0.0, 3.0, 20.0])
def test_a_sign_shows_harm_in_part_with_error(fidelity, children):
    """Over 4,000 items; with no fidelity it shows nothing, of an ordinary line nothing on the mean."""
    p = limit(sign_fidelity=fidelity)
    signs = np.array([detection.sign_of_harm(k, children, p, TODAY) for k in range(4000)])
    harm = math.log((1.0 + children) / (1.0 + detection.ordinary_children(p)))
    assert signs.mean() == pytest.approx(fidelity * harm, abs=4.5 * p.detection.sign_error / math.sqrt(4000))
    assert signs.std() == pytest.approx(p.detection.sign_error, rel=0.06)
    assert detection.ordinary_children(P) == P.grooming.children_exploited_start / P.supply.true_lines_start


def test_children_are_guessed_from_trade():
    mature = SimpleNamespace(customers=P.supply.customers_mature_line)
    assert detection.children_guessed(mature, P) == pytest.approx(detection.ordinary_children(P))
    assert detection.children_guessed(SimpleNamespace(customers=0.0), P) == 0.0


@pytest.mark.parametrize("source", range(8))
def test_the_first_three_sources_are_police_finds(source):
    assert detection.police_find(source) == (source < 3)


@given(source=st.integers(0, 7), victim=st.booleans(), ratio=st.floats(0.5, 2.0))
def test_what_a_find_tells_of_the_line(source, victim, ratio):
    """Less where it is told; more or less of a child read as a victim."""
    p = changed(P, worth_of_victims_account=ratio)
    told = 1.0 if source < 3 else p.detection.worth_of_told_item
    assert detection.worth_of_find(source, victim, p) == int(1000.0 * told * (ratio if victim else 1.0))


@pytest.mark.parametrize(
    ("source", "place", "home", "file"),
    [
        (Source.RAIL, 1, 1, TRANSPORT_FILE),
        (Source.STOP, 2, 1, MARKET_FILE),
        (Source.STOP, 1, 1, HOME_FILE),
        (Source.SCHOOL, 2, 2, MARKET_FILE),
    ],
)
def test_whose_file_a_find_goes_to(source, place, home, file):
    assert detection.file_of_find(source, place, SimpleNamespace(home=home, market=2)) == file


@given(ratio=st.floats(0.0, 500.0))
def test_chance_of_a_rail_encounter(ratio):
    assert detection.chance_of_rail_encounter(ratio, P) == min(0.5, P.detection.rail_encounter * ratio)


@given(held=share, lever=share, contact=share)
def test_share_interviewed(held, lever, contact):
    found = detection.share_interviewed(
        SimpleNamespace(interviews=held), RecognitionOfExploitation(return_interviews=lever), contact
    )
    assert found == pytest.approx((held + (1.0 - held) * lever) * contact)


def test_a_seizure_is_the_lines_loss_and_the_childs_debt():
    values = [detection.goods_on(SimpleNamespace(luck=k), P, TODAY) for k in range(4000)]
    assert sum(values) / 4000 / 100.0 == pytest.approx(P.control.seizure_value, rel=0.08)
    child = SimpleNamespace(debt=7)
    assert detection.charge_to_child(child, 1000, P) == int(1000 * P.control.seizure_to_debt)
    assert child.debt == 7 + int(1000 * P.control.seizure_to_debt)


@given(carried=st.lists(st.integers(0, 10**7), min_size=1, max_size=6), stock=st.integers(0, 10**7), cash=st.integers(0, 10**7))
def test_no_more_is_seized_than_a_line_has_whoever_is_found_first(carried, stock, cash):
    """Each loses what it carries, or a like part of what the line has; in any order the same."""
    line = SimpleNamespace(stock=stock, cash=cash, carried=sum(carried), lost=0)
    taken = [detection.seize(SimpleNamespace(carried=each), line) for each in carried]
    assert line.lost == sum(taken) <= stock + cash
    assert taken == [detection.seize(SimpleNamespace(carried=each), line) for each in reversed(carried)][::-1]
    if sum(carried) <= stock + cash:
        assert taken == carried
    else:
        assert sum(taken) >= stock + cash - len(carried)


def test_who_is_not_seen_by_school_or_care():
    sure = limit(school_detection=1e4, social_care_detection=1e4)
    known = Trait.EXCLUDED | Trait.KNOWN
    excluded, plain, away = (SimpleNamespace(luck=1, traits=int(traits)) for traits in (Trait.EXCLUDED, 0, known))
    assert detection.next_notice(excluded, sure, TODAY) == NEVER
    assert detection.school_notices(excluded, P) == detection.social_care_notices(plain, P) == 0.0
    for child, source in ((plain, Source.SCHOOL), (away, Source.SOCIAL_CARE)):
        child.notice_due = detection.next_notice(child, sure, TODAY)
        assert child.notice_due == TODAY + 1
        assert detection.noticed_by(child, 1.0, sure, TODAY) == -1
        assert detection.noticed_by(child, 1.0, sure, TODAY + 1) == source
        assert child.notice_due == TODAY + 2
    excluded.notice_due = TODAY  # drawn while it still went to school
    assert detection.noticed_by(excluded, 1.0, sure, TODAY) == -1
    assert excluded.notice_due == NEVER


def test_school_and_social_care_notice_at_their_rates_and_in_proportion_to_contact():
    rates = limit(school_detection=3.0, social_care_detection=9.0)
    found = {-1: 0, Source.SCHOOL: 0, Source.SOCIAL_CARE: 0}
    for luck in range(200):
        child = SimpleNamespace(luck=luck, traits=int(Trait.KNOWN))
        child.notice_due = detection.next_notice(child, rates, TODAY)
        for day in range(TODAY, TODAY + 365):
            found[detection.noticed_by(child, 0.4, rates, day)] += 1
    years = 200 * 365 / 365.25
    assert found[Source.SCHOOL] == pytest.approx(0.4 * 3.0 * years, rel=0.25)
    assert found[Source.SOCIAL_CARE] == pytest.approx(0.4 * 9.0 * years, rel=0.15)


@given(training=share, shared=share)
def test_alertness(training, shared):
    found = detection.alertness(RecognitionOfExploitation(training=training, information_shared=shared), P)
    assert found == pytest.approx(P.safeguarding.training_effect**training)


@given(alertness=st.floats(0.8, 4.0), heeded=share, of_police=share)
def test_alarms_of_others_grow_with_alertness_in_full_and_stops_by_police_in_part(alertness, heeded, of_police):
    """Over alarms before, each side by itself; without training or a definition all is as it was, to the last bit."""
    p = limit(alarms_by_police_share=of_police, alert_stops=heeded)
    assert detection.alertness_of_police(alertness, p) == pytest.approx(1.0 + heeded * (alertness - 1.0))
    by_police = of_police * detection.alertness_of_police(alertness, p)
    assert detection.alertness_of_all(alertness, p) == pytest.approx((1.0 - of_police) * alertness + by_police)
    assert detection.alertness_of_all(1.0, p) == 1.0


@given(
    alarms=st.integers(0, 40), share_of_police=share, heeded=share, alertness=st.floats(0.8, 4.0), luck=st.integers(0, 2**40)
)
def test_stops_of_others_are_a_share_of_alarms_to_a_whole_number(alarms, share_of_police, heeded, alertness, luck):
    p = limit(alarms_by_police_share=share_of_police, alert_stops=heeded)
    stopped = detection.stops_of_others(SimpleNamespace(luck=luck), alarms, alertness, p, TODAY)
    by_police = share_of_police * (1.0 + heeded * (alertness - 1.0))
    assert abs(stopped - alarms * by_police / (by_police + (1.0 - share_of_police) * alertness)) < 1.0 + 1e-9
    assert 0 <= stopped <= alarms


@given(met=st.integers(0, 40), luck=st.integers(0, 2**40))
def test_of_others_met_a_share_is_safeguarded_and_a_share_of_these_referred(met, luck):
    safeguarded = detection.others_safeguarded(luck, met, P, TODAY)
    referred = detection.others_referred(luck, safeguarded, P, TODAY)
    assert abs(safeguarded - met * P.detection.others_safeguarded_share) < 1.0
    assert abs(referred - safeguarded * P.detection.others_referred_share) < 1.0
    assert 0 <= referred <= safeguarded <= met


@given(exposure=st.floats(0.0, 1e4))
def test_a_longer_trip_by_road_is_exposed_for_longer(exposure):
    assert detection.chance_of_stop(exposure, P) == pytest.approx(min(0.5, exposure * P.detection.stop_detection))


def test_an_adult_who_travels_makes_the_trips_of_a_child_in_a_week():
    days = 7.0 * P.control.running_share_of_days
    assert detection.trips_by_rail_a_week(P) == pytest.approx(days / P.control.trip_length * P.detection.rail_share_of_trips)


def test_counts_have_their_means():
    """Items, alarms and others met: means over 4,000 draws (4.5 sigma of a Poisson number)."""
    line = SimpleNamespace(frailty=2.0)
    cases = {
        "public": (
            lambda k: detection.items_from_the_public(vars_of(line, k), P, TODAY),
            P.detection.community_intelligence * 14.0 / 30.4,
        ),
        "home": (
            lambda k: detection.items_from_home(vars_of(line, k), P, TODAY),
            P.intelligence.home_knowledge_rate * 14.0 / 30.4,
        ),
        "others": (lambda k: detection.others_met(k, P, TODAY), P.detection.children_met_per_visit),
        "alarms": (lambda k: detection.false_alarms(SimpleNamespace(luck=k, alarm_rate=0.8), 0.5, 1.5, 1.0, P, TODAY), 0.6),
        "referrals": (
            lambda k: recording.other_referrals(
                SimpleNamespace(luck=k, other_referrals=0.5), Scene(other_referrals=2.0), TODAY
            ),
            1.0,
        ),
        "assessments": (
            lambda k: recording.other_assessments(
                SimpleNamespace(luck=k, other_assessments=0.5), Scene(contact=0.5, recognition_growth=2.0), TODAY
            ),
            0.5,
        ),
    }
    for name, (draw, mean) in cases.items():
        assert sum(draw(k) for k in range(4000)) / 4000 == pytest.approx(mean, abs=4.5 * math.sqrt(mean / 4000)), name


@given(homes=st.integers(0, 30))
def test_a_visit_finds_a_home_in_use_the_likelier_the_more_the_line_uses(homes):
    chance = act.chance_home_in_use(SimpleNamespace(homes=homes), P)
    assert chance == pytest.approx(min(1.0, P.detection.visit_home_in_use * homes / P.control.cuckooed_homes_per_line))


@pytest.mark.parametrize("chance", [0.0, 0.4, 1.0])
def test_where_a_line_sells_an_item_on_its_holder_tells_by_chance_and_at_times_wrongly(chance):
    p = limit(market_known=chance, origin_mistaken=chance / 2.0)
    told = np.mean([detection.tells_market(k, 0, p, TODAY) for k in range(4000)])
    wrong = np.mean([detection.names_wrong_market(k, p, TODAY) for k in range(4000)])
    assert (told, wrong) == pytest.approx((chance, chance / 2.0), abs=0.03)
    assert detection.tells_market(5, 1000, p, TODAY), "one on the market tells"


def test_police_have_their_own_finds_and_reports_of_missing_children_and_services_tell_them_the_rest():
    assert {one for one in Source if one != Source.NOBODY and detection.told_by_services(one)} == {
        Source.HOSPITAL,
        Source.INTERVIEW,
        Source.SCHOOL,
        Source.SOCIAL_CARE,
    }


def test_a_seller_is_stopped_in_a_week_as_an_adult_who_runs_is():
    p = limit(stop_detection=0.02)
    chance = detection.chance_adult_stopped(p)
    assert chance == pytest.approx(7.0 * p.control.running_share_of_days * 0.02)
    assert np.mean([detection.seller_stopped(k, p, TODAY) for k in range(4000)]) == pytest.approx(chance, abs=0.02)
    assert detection.chance_adult_stopped(limit(stop_detection=1.0)) == P.detection.exposure_limit
