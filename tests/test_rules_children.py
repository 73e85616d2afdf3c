"""Rules of grooming and of running and control against their formulas: plain objects, no model, no luck."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import changed
from sim.rules import control, grooming
from sim.rules.safeguarding import referral
from sim.state import NEVER, NONE, Status, Suspect, Trade, Trait, Use
from sim.state.time import QUARTER_DAYS
from tests.stand_ins import TODAY, P, area, episode, line, person
from tests.worlds import limit

YEAR = 365.25


@given(days=st.integers(0, 3000))
def test_age(days):
    assert grooming.age(person(turns_18=TODAY + days), TODAY) == pytest.approx(18.0 - days / YEAR)
    assert control.is_child(person(turns_18=TODAY + days), TODAY) == (days > 0)
    assert control.leaves_as_child(episode(turns_18=TODAY + days), TODAY) == (days >= 0)


@given(traits=st.integers(0, 63))
def test_risk_ratios_multiply(traits):
    g = P.grooming
    expected = 1.0
    for trait, ratio in (
        (Trait.IN_CARE, g.rr_looked_after),
        (Trait.EXCLUDED, g.rr_excluded),
        (Trait.KNOWN, g.rr_known_to_services),
        (Trait.PLACED_AWAY, g.rr_out_of_area),
    ):
        expected *= ratio if traits & trait else 1.0
    assert grooming.risk_of_traits(traits, P) == pytest.approx(expected * grooming.risk_of_sex(traits, P))


def test_risk_of_sex_is_one_on_average():
    girls = P.grooming.girls_share
    girl, boy = grooming.risk_of_sex(int(Trait.GIRL), P), grooming.risk_of_sex(0, P)
    assert girls * girl + (1.0 - girls) * boy == pytest.approx(1.0)
    assert girl / boy == pytest.approx(P.grooming.rr_girl)


@given(years=st.floats(10.0, 18.0))
def test_risk_of_age_is_a_bell(years):
    z = (years - P.grooming.age_of_peak_risk) / P.grooming.age_risk_width
    assert grooming.risk_of_age(years, P) == pytest.approx(P.grooming.age_risk_height * math.exp(-z * z / 2.0))
    assert grooming.risk_of_age(P.grooming.age_of_peak_risk, P) == P.grooming.age_risk_height


@given(pull=st.floats(0.0, 1e6))
def test_the_smaller_of_need_and_reach_limits_grooming(pull):
    """A smooth minimum: never above either, near each where the other is far larger."""
    need = grooming.need_over_reach(pull, P)
    assert need == pytest.approx(pull / P.grooming.recruiting_days)
    used = grooming.share_of_hazard(need)
    assert used == pytest.approx(need / (1.0 + need**4) ** 0.25 if need else 0.0, rel=1e-9)
    assert used <= min(1.0, need) * (1.0 + 1e-12)


def test_crews_remember_how_many_places_there_were():
    """The first day sets what they know; then a change of places is known by `1 - 1/e` after `need_memory_days`."""
    one = area(child_places=10, places_lately=0.0)
    grooming.remember_places(one, P)
    assert one.places_lately == 10.0
    one.child_places = 20
    for _ in range(int(P.grooming.need_memory_days)):
        grooming.remember_places(one, P)
    assert one.places_lately == pytest.approx(20.0 - 10.0 / math.e, rel=0.01)


def test_age_is_looked_at_each_quarter_as_it_is_in_the_middle_of_it():
    child = person(turns_18=TODAY + 1000, risk=2.0)
    grooming.look_at_age(child, P, TODAY)
    assert child.due == TODAY + QUARTER_DAYS
    years = 18.0 - (1000 - QUARTER_DAYS // 2) / 365.25
    assert child.hazard == pytest.approx(P.grooming.grooming_rate / 365.25 * 2.0 * grooming.risk_of_age(years, P))


def test_a_child_looked_at_adds_its_hazard_to_what_crews_can_reach():
    area = SimpleNamespace(child_pull=0.0, reached_week=0)
    assert not grooming.groomed_this_week(person(), area, P, TODAY)
    assert area.reached_week == int(grooming.hazard_of_grooming(person(), P, TODAY) * 1e9)


def test_grooming_begins_and_may_come_to_nothing():
    child = person()
    grooming.start_grooming(child, 7, True, P, TODAY)
    assert (child.status, child.line, child.sent) == (Status.GROOMED, 7, 1)
    assert child.due > TODAY
    grooming.back_to_risk(child)
    assert (child.status, child.line) == (Status.AT_RISK, NONE)


@pytest.mark.parametrize(("leaves", "turns", "over"), [(1, 1, False), (0, 9, True), (9, 0, True)])
def test_risk_ends_with_the_stay_or_at_18(leaves, turns, over):
    assert grooming.ceases_to_be_at_risk(person(leaves=TODAY + leaves, turns_18=TODAY + turns), TODAY) == over


@given(runs=st.floats(0.0, 1e4), homes=st.floats(0.0, 1e4))
def test_chances_that_an_adult_is_used(runs, homes):
    """Each grows with its places, and both together keep to one bound of a half, in the proportion of the places."""
    to_run, for_home = grooming.chances_adult_used(runs, homes, P)
    whole = 7.0 * (runs + homes) / P.control.adult_recruiting_days
    assert to_run + for_home == pytest.approx(min(0.5, whole))
    assert to_run * homes == pytest.approx(for_home * runs)


def test_pool_factor():
    assert grooming.pool_factor(P) == 1.0
    assert grooming.pool_factor(changed(P, pool_at_risk="open")) == P.grooming.open_pool_ratio


def test_a_ratio_counts_where_its_condition_holds():
    assert [control.ratio_if(holds, 0.4) for holds in (True, False)] == [0.4, 1.0]


@given(rate=st.floats(0.0, 40.0))
def test_small_chance_is_a_days_chance(rate):
    exact = 1.0 - math.exp(-rate / YEAR)
    assert control.small_chance(rate) == pytest.approx(exact, rel=1e-4, abs=1e-15)


def test_conditions_lower_contact_while_they_last():
    assert control.contact_left(episode(), P, TODAY) == 1.0
    bound = episode(conditions_until=TODAY + 1)
    assert control.contact_left(bound, P, TODAY) == 1.0 - P.justice.bail_effect_on_contact
    assert control.contact_left(bound, P, TODAY + 1) == 1.0


@pytest.mark.parametrize(("run", "custody", "runs"), [(1, 0, True), (0, 0, False), (1, 1, False)])
def test_a_child_runs_while_a_spell_lasts(run, custody, runs):
    assert control.runs_today(episode(run_until=TODAY + run, custody_until=TODAY + custody), TODAY) == runs


def test_spells_and_rests_give_the_share_of_days():
    """Over 4,000 spells the share of days run is `running_share_of_days`, within 4%."""
    for away in (NEVER, 0):
        run = rest = 0
        for k in range(4000):
            one = episode(luck=k, away_from=away)
            control.start_spell(one, away <= TODAY, P, TODAY)
            run, rest = run + one.run_until - TODAY, rest + one.rest_until - one.run_until
        assert run / (run + rest) == pytest.approx(P.control.running_share_of_days, rel=0.04)


def test_exploitation_begins_with_debt_and_at_home_for_some():
    debts, local = [], 0
    for k in range(4000):
        one = episode(luck=k, area=1)
        debts.append(control.begin_running(one, line(), True, P, TODAY))
        assert one.debt == debts[-1]
        local += one.away_from > TODAY
    owing = [debt / 100.0 for debt in debts if debt]
    assert len(owing) / 4000 == pytest.approx(P.control.debt_at_start_share, abs=0.035)
    assert sum(owing) / len(owing) == pytest.approx(P.control.debt_first, rel=0.1)
    assert local / 4000 == pytest.approx(P.grooming.share_local_before_away, abs=0.035)
    for where, sent in ((line(), False), (line(market=1), True)):
        stays = episode(area=2)
        control.begin_running(stays, where, sent, P, TODAY)
        assert stays.away_from == NEVER


@given(debt=st.integers(0, 100_000))
def test_work_pays_off_debt_before_any_pay(debt):
    one, work = episode(debt=debt), line()
    worked = control.earn(one, work, P)
    assert worked == min(debt, int(100.0 * P.control.debt_work_off))
    assert one.debt == debt - worked
    pay = int(100.0 * P.control.pay_per_week / (7.0 * P.control.running_share_of_days))
    assert work.pay_due == (0 if debt else pay)


def test_missing_rates_average_to_the_stated_one():
    """Over children in care and others as they are among the exploited, times those who ever go missing."""
    care = control.care_share_of_exploited(P)
    weighted = P.grooming.pool_in_care_share * P.grooming.rr_looked_after
    assert care == pytest.approx(weighted / (weighted + 1.0 - P.grooming.pool_in_care_share))
    one, other = (control.rate_of_missing(episode(traits=int(traits)), P) for traits in (Trait.IN_CARE, 0))
    assert one / other == pytest.approx(P.control.missing_care_ratio)
    mean = (care * one + (1.0 - care) * other) * P.control.ever_missing_share
    assert mean == pytest.approx(P.control.missing_rate_exploited)


def test_who_never_goes_missing_does_not_nor_who_is_missing_or_in_custody():
    assert control.next_missing(episode(), TODAY, P, TODAY) == NEVER
    always = limit(missing_rate_exploited=1e9)
    for stays in ({"missing_due": TODAY + 1}, {"custody_until": TODAY + 1}):
        assert not control.goes_missing(episode(traits=int(Trait.GOES_MISSING), **stays), always, TODAY)


def market(heat):
    area = SimpleNamespace(heat=heat)
    area.violence = control.violence_in_market(area, P)
    return area


def test_violence_is_likelier_in_debt_with_the_stated_mean():
    place = market(heat=0.0)
    free, owing = (control.rate_of_violence(episode(debt=debt), place, P) for debt in (0, 1))
    assert owing / free == pytest.approx(P.control.rr_violence_in_debt)
    debtors = P.control.debt_at_start_share
    assert debtors * owing + (1.0 - debtors) * free == pytest.approx(P.control.serious_violence_rate)


def test_violence_to_children_follows_the_heat_of_the_market():
    """As between crews: times `vacancy_violence_ratio` in a market that is all vacant, however many closures that is."""
    calm, hot = market(heat=0.0), market(heat=1.0)
    rates = [control.rate_of_violence(episode(), place, P) for place in (calm, hot)]
    assert rates[1] / rates[0] == pytest.approx(P.aftermath.vacancy_violence_ratio)


@pytest.mark.parametrize("suspect", Suspect)
def test_who_waits_as_suspect(suspect):
    waits = suspect in (Suspect.RELEASED, Suspect.BAILED, Suspect.CHARGED, Suspect.HELD)
    assert control.waits_as_suspect(episode(suspect=suspect)) == waits


def test_an_adult_is_freed_in_time():
    """The share freed in a week over 4,000 weeks, for homes and for those who run (4.5 sigma)."""
    for use, mean in ((Use.HOME, P.control.cuckoo_duration), (Use.RUNS, P.control.adult_runner_stay)):
        chance = 1.0 - math.exp(-7.0 / mean)
        freed = sum(grooming.adult_freed(SimpleNamespace(luck=k, use=use), P, TODAY) for k in range(4000))
        assert freed / 4000 == pytest.approx(chance, abs=4.5 * math.sqrt(chance * (1.0 - chance) / 4000))


@pytest.mark.parametrize(("away_from", "market", "away"), [(TODAY, 2, True), (TODAY + 1, 2, False), (TODAY, 1, False)])
def test_who_is_sent_is_away_once_sent_and_while_the_line_sells_elsewhere(away_from, market, away):
    assert control.is_away(episode(away_from=away_from), line(home=1, market=market), TODAY) == away


@pytest.mark.parametrize(
    ("joined", "away_from", "trade", "behind", "adrift"),
    [
        (TODAY - 9, NEVER, Trade.OPERATING, True, True),
        (TODAY - 5, NEVER, Trade.OPERATING, False, False),
        (TODAY - 9, TODAY, Trade.OPERATING, False, False),
        (TODAY - 5, NEVER, Trade.CHARGED, False, True),
    ],
)
def test_a_line_leaves_behind_whom_it_does_not_send(joined, away_from, trade, behind, adrift):
    child, crew = episode(joined=joined, away_from=away_from), line(moved=TODAY - 5, trade=trade)
    assert control.left_behind(child, crew) == behind
    assert bool(control.is_adrift(child, crew)) == adrift


@pytest.mark.parametrize(("place", "known"), [(3, TODAY + 1), (4, NEVER)])
def test_a_force_remembers_a_child_of_its_own_area(place, known):
    child = episode(area=3, force_told=NEVER)
    referral.remember_child(child, place, TODAY)
    assert child.force_told == known


def test_places_outside_lines_are_filled_in_the_days_that_recruiting_takes():
    one = area(outside=3, wanted_outside=9.0, reached=2.0)
    grooming.seek_outside(one, 0.5, P)
    left = 3 * 0.5 / YEAR
    assert one.pull_outside == pytest.approx((6.0 / P.grooming.recruiting_days + left) / 2.0)
    assert one.leaving_outside == pytest.approx(left / 3)
    many = area(outside=9, wanted_outside=3.0, reached=2.0)
    grooming.seek_outside(many, 0.5, P)
    assert many.leaving_outside == pytest.approx((6.0 / P.grooming.recruiting_days + 3 * left) / 9)
    nobody = area(outside=0, wanted_outside=3.0, reached=0.0)
    grooming.seek_outside(nobody, 0.5, P)
    assert nobody.pull_outside == 0.0


def test_a_child_is_taken_up_or_free_by_chance():
    """Known chances: 1 - exp(-7 x hazard x pull), and 1 - exp(-7 x rate)."""
    luck = range(4000)
    pulled, leaving = area(pull_outside=2.0), area(leaving_outside=0.02)
    taken = [grooming.taken_outside(person(luck=one, hazard=0.01), pulled, P, TODAY) for one in luck]
    freed = [grooming.leaves_outside(person(luck=one), leaving, TODAY) for one in luck]
    for share in (np.mean(taken), np.mean(freed)):
        assert share == pytest.approx(1.0 - np.exp(-0.14), abs=0.02)


@pytest.mark.parametrize(("free", "listed", "chance"), [(2.0, 8, 0.25), (9.0, 3, 1.0), (0.5, 0, 0.5)])
def test_of_those_on_the_list_as_many_have_their_turn_as_places_are_free(free, listed, chance):
    """In the mean, and not the first of them."""
    area = SimpleNamespace(help_account=free * P.safeguarding.early_help_length, help_listed=listed)
    assert grooming.share_with_turn(area, P) == pytest.approx(chance)
