"""What services tell police, what an advocate and a referral wait for, and what sellers and seekers cost a line."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.day.justice.court import take_into_custody
from sim.policy.levers import IndependentAdvocate
from sim.rules.safeguarding import advocates
from sim.state import MARKET_FILE, NONE, Advocacy
from tests.stand_ins import TODAY, P, area, episode
from tests.worlds import NO_FINDS, NO_POLICE, NOTHING, combined, limit, live

ADVOCATES = combined({"independent_advocate": {"coverage": 1.0, "capacity": 2.0}}, NOTHING)


def told_by_services(days: float) -> float:
    """Items on file, and on their way, of lines on which nobody but services has anything, after a quarter of a year."""
    p = limit(
        agencies_tell=0.99,
        agencies_tell_days=days,
        missing_flag_probability=0.0,
        community_intelligence=0.0,
        home_knowledge_rate=0.0,
        home_visit_detection=0.0,
        false_item_share=0.0,
        crew_arrested_per_disruption=0.0,
        **NO_FINDS,
    )
    world = live(NOTHING, p, scale=0.1, days=90).state.world
    files = world.files[: world.counts[0].lines]
    assert world.counts[0].messages > 0
    return float((files.of_market + files.of_holder)[files.body != NONE].sum())


def test_what_services_learn_of_a_line_reaches_police_after_their_delay():
    assert told_by_services(1e9) == 0.0
    soon, late = told_by_services(1.0), told_by_services(60.0)
    assert 0.0 < late < 0.8 * soon


def test_an_advocate_comes_to_a_child_in_whom_a_victim_is_seen_though_no_case_is_open():
    """Where services have no places at all; as many come where they have."""
    lived = [live(ADVOCATES, limit(service_capacity=places, advocate_wait=1.0), scale=0.1, days=365) for places in (0.001, 1e4)]
    assert lived[0].true("cases_opened") < 0.02 * lived[1].true("cases_opened")
    assert lived[0].true("advocates") > 0.5 * lived[1].true("advocates") > 50


def test_a_child_is_one_of_those_offered_an_advocate_or_not_for_all_finds_of_an_exploitation():
    """However often a victim is seen in it; in a new exploitation it is drawn anew."""
    place, half = area(advocates=1), IndependentAdvocate(coverage=0.5)
    offered = []
    for luck in range(2000):
        found = []
        for began in (TODAY - 300, TODAY - 100):
            one = episode(luck=luck, began=began)
            for later in (0, 7, 60):
                one.advocate = Advocacy.NOT_OFFERED
                advocates.offer_advocate(one, place, half, P, TODAY + later)
                found.append(one.advocate == Advocacy.WAITING)
        assert len(set(found[:3])) == len(set(found[3:])) == 1
        offered.append([found[0], found[3]])
    share, chance = np.mean(offered, axis=0), advocates.share_offered(place, half, P)
    assert share == pytest.approx([chance, chance], abs=0.04) and np.corrcoef(np.transpose(offered))[0, 1] < 0.1


def test_police_safeguard_more_children_than_they_refer():
    """Of those met some are engaged, of those some safeguarded; and of these are referred whom services, or the NRM, then hear of."""
    lived = live("as_inspected", scale=0.2, days=365)
    met, engaged, safeguarded, referred = (
        lived.recorded(f"children_{what}") for what in ("met", "engaged", "safeguarded", "referred_on")
    )
    assert met > engaged > safeguarded > referred > 0
    told = {"shared_share_fragmented": 0.95, "nrm_referral_given_recognised": 0.95}
    silent = {
        "shared_share_fragmented": 1e-9,
        "nrm_referral_given_recognised": 1e-9,
        "collected_share": 0.0,
        "told_anyway": 0.0,
    }
    share = []
    for values in (told, silent):
        lived = live(NOTHING, limit(**values), scale=0.2, days=365)
        share.append(lived.recorded("children_referred_on") / lived.recorded("children_safeguarded"))
    assert share[1] < 0.9 * share[0] < 0.9


def test_police_meet_sellers_too():
    never, often = (
        live(NOTHING, limit(**NO_POLICE, rail_encounter=0.0, stop_detection=chance), scale=0.1, days=365)
        for chance in (0.0, 0.02)
    )
    assert never.recorded("arrests_adults") == 0 < often.recorded("arrests_adults")
    sellers = [int(np.sum(one.state.world.lines.sellers[: one.state.world.counts[0].lines])) for one in (never, often)]
    assert sellers[1] < 0.8 * sellers[0]


def test_a_stop_of_a_seller_tells_of_the_line():
    """Where nobody else is stopped, and nobody tells of anything."""
    silent = NO_POLICE | {"rail_encounter": 0.0, "community_intelligence": 0.0, "home_knowledge_rate": 0.0}
    silent |= {"home_visit_detection": 0.0, "false_item_share": 0.0, "worth_of_told_item": 0.0, "running_share_of_days": 0.9}
    p = limit(**silent, stop_detection=0.02, children_exploited_start=1.0, adults_at_risk_per_1000_users=1e-6)
    lived = live(NOTHING, p, scale=0.1, days=90)
    stopped = lived.recorded("arrests_adults")
    assert stopped > 10 and lived.true("items") >= stopped


def test_seeking_people_is_paid_by_lines():
    """In proportion to its price, and out of what groups take."""
    free, dear = (live(NOTHING, limit(seeking_cost=cost, crew_choice_spread=1e12), scale=0.1, days=365) for cost in (0.0, 50.0))
    assert free.true("sought_spent") == 0 < dear.true("sought_spent")
    assert dear.true("profit") < free.true("profit")


@pytest.mark.parametrize(("until", "days", "ends", "more"), [(300, 30, 300, 0), (10, 30, 30, 20), (0, 30, 30, 30)])
def test_custody_in_another_case_is_not_cut_short(until, days, ends, more):
    """A sentence that is being served goes on; only the days beyond it are new."""
    one = episode(exploited=0, custody_until=TODAY + until)
    tally = SimpleNamespace(taken_into_custody=0, custody_days=0)
    take_into_custody(one, [], days, tally, TODAY)
    assert (one.custody_until, tally.custody_days) == (TODAY + ends, more)


def test_files_of_markets_hold_what_others_know():
    """The test of delays is not blind: with ordinary delays most items stand in files of markets."""
    world = live(NOTHING, scale=0.05, days=90).state.world
    files = world.files[: world.counts[0].lines]
    assert files[:, MARKET_FILE].of_market.sum() > 10.0
