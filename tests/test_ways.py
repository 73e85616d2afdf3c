"""The branches of a child's way through the system, lived in a small world and in single steps."""

from types import SimpleNamespace

import pytest

from sim import changed, simulate
from sim.day.bundles import Today
from sim.day.detection import found_by
from sim.day.justice.court import lose_school
from sim.day.safeguarding.decisions import decide_referral
from sim.parameters import Parameters
from sim.policy.levers import IDLE
from sim.rules import detection
from sim.scenarios import Scene
from sim.state import Nrm, Source, Support, Trait
from sim.state.time import YEAR_DAYS
from tests.stand_ins import TODAY, P, episode, person
from tests.worlds import limit


def lived(seed: int = 3, **more: float) -> dict[str, float]:
    """A year and a half of a small world at other parameters."""
    return simulate("as_inspected", changed(Parameters(), **more), scale=0.05, years=1.5, seed=seed, warm_up_years=0.5).measures


def test_who_is_not_charged_is_diverted_or_let_go():
    none, all_ = lived(diversion_share=0.1), lived(diversion_share=0.8)
    assert none["children_diverted"] > 0.0
    assert all_["children_diverted"] > 3.0 * none["children_diverted"]


def test_waiting_costs_some_children_their_school():
    assert lived(school_loss_while_waiting=0.0)["schools_lost"] == 0.0
    assert lived(school_loss_while_waiting=0.3)["schools_lost"] > 0.0


def test_hospitals_that_see_more_find_more_children():
    few, many = (sum(lived(seed, hospital_detection=share)["children_found"] for seed in range(5)) for share in (0.02, 0.4))
    assert many > few


def test_a_child_without_a_school_is_at_more_risk_and_unseen_by_schools():
    one, case = person(traits=int(Trait.KNOWN), risk=2.0), episode(notice_due=TODAY + 1)
    lose_school(one, case, P, TODAY)
    assert one.risk == pytest.approx(2.0 * P.grooming.rr_excluded)
    assert case.traits == one.traits == int(Trait.KNOWN | Trait.EXCLUDED)
    assert detection.school_notices(case, P) == 0.0
    assert one.due <= TODAY
    later = []
    for luck in range(2000):  # the day is drawn anew, by what is left: services that know the child
        one, case = person(traits=int(Trait.KNOWN), luck=luck), episode(luck=luck, notice_due=TODAY + 1)
        lose_school(one, case, P, TODAY)
        later.append(case.notice_due - TODAY)
    assert sum(later) / 2000 == pytest.approx(YEAR_DAYS / P.detection.social_care_detection, rel=0.1)


@pytest.mark.parametrize(
    ("before", "after"),
    [(Support.NOT_ASKED, Support.WAITING), (Support.ENGAGED, Support.ENGAGED), (Support.ENDED, Support.WAITING)],
)
def test_a_positive_first_decision_opens_a_way_to_support(before, after):
    sure = limit(nrm_first_positive=1.0, support_accept_share=1.0)
    one = episode(nrm=Nrm.REFERRED, nrm_due=TODAY, support=before, panel=0)
    tally = SimpleNamespace(first_decisions=0, first_positive=0)
    written = SimpleNamespace(first_decisions=0, first_positive=0, support_referred=0, support_accepted=0)
    decide_referral(one, 1.0, tally, written, Today({3: IDLE}, Scene(), sure, TODAY))
    assert (one.nrm, one.support) == (Nrm.REASONABLE, after)
    assert written.support_referred == written.support_accepted == int(before != after)


def test_only_a_child_hurt_is_seen_in_hospital():
    sure = limit(hospital_detection=1.0, stop_detection=0.0, school_detection=0.0, social_care_detection=0.0)
    line = SimpleNamespace(trade=9, raid_until=0)
    for hurt, source in ((1, Source.HOSPITAL), (0, Source.NOBODY)):
        one = episode(hurt=hurt, on_rail=0, on_road=0, just_missing=0, interview_due=TODAY + 9, notice_due=TODAY + 9)
        now = Today(None, Scene(), sure, TODAY)
        assert found_by(one, line, None, 1.0, SimpleNamespace(), now) == source
        assert one.hurt == 0
