"""Limits with known answers: worlds in which something is missing, constant or without end."""

import dataclasses

import numpy as np
import pytest
from scipy import stats

from sim import Parameters, changed, simulate
from sim.policy.schedule import Calendar
from sim.policy.strategies import STRATEGIES, Level, resolved
from sim.simulation import simulate as simulation
from sim.state import MARKET_FILE, Support, Trade
from tests.worlds import NO_FINDS, NO_POLICE, NOTHING, START, TRUTH, alone, limit, live

YEAR = 365.25


def test_no_police():
    """Without anyone who works on lines, and without stops, nobody is arrested and police close no line; the trade goes on."""
    without_orders = alone("restriction_orders", base=STRATEGIES["integrated"], orders_a_year=0.0, with_arrest=0.0)
    lived = live(without_orders, limit(**NO_POLICE, **NO_FINDS), scale=0.03)
    for column in ("closed_charged", "closed_by_number", "orders_silenced", "operations_started", "effort_given", "seized"):
        assert lived.true(column) == 0, column
    for column in (
        "arrests_holders",
        "arrests_adults",
        "arrests_children",
        "closures_charged",
        "closures_number",
        "orders",
        "visits",
        "holders_charged",
    ):
        assert lived.recorded(column) == 0, column
    assert lived.true("sold") > 0
    assert lived.true("abandoned") > 0
    assert lived.true("child_days") > 0


def ranks_of_beliefs(p: Parameters) -> tuple[float, float]:
    """Rank correlation of the harm that market forces believe in with the children that their lines have, in four worlds.

    The mean, and the standard error that as many lines would have if beliefs had nothing to do with children.
    """
    found, numbers = [], []
    for seed in range(4):
        world = live("as_inspected", p, scale=0.2, days=365, seed=seed).state.world
        rows = np.arange(world.counts[0].lines)
        files, lines = world.files[rows, MARKET_FILE], world.lines[rows]
        scored = (lines.trade <= Trade.SUSPENDED) & (files.signed > 0.1)
        found.append(stats.spearmanr(files.harm[scored], (lines.children_home + lines.children_local)[scored]).statistic)
        numbers.append(scored.sum())
    return float(np.mean(found)), float(np.sqrt(np.mean(1.0 / np.array(numbers)) / len(numbers)))


def test_without_signs_of_harm_a_ranking_of_lines_is_worthless():
    """With the signs that items carry at best values it is worth something. False alarms: one in 1,000."""
    worthless, error = ranks_of_beliefs(limit(sign_fidelity=0.0))
    assert error < 0.04 and abs(worthless) < 3.3 * error
    assert ranks_of_beliefs(Parameters())[0] > 0.2


def test_no_demand():
    """Without customers lines sell next to nothing, seek only the least of crews, and end; nothing is sold outside."""
    normal = live(NOTHING, scale=0.03, days=730)
    none = live(NOTHING, limit(share_of_demand_open_to_lines=1e-9), scale=0.03, days=730)
    last = slice(365, None)
    assert none.record.true_days["sold"][last].sum() < 1e-3 * normal.record.true_days["sold"][last].sum()
    outside = [abs(one.record.true_days["sold_outside"][last].sum()) for one in (none, normal)]
    assert outside[0] < 0.01 * outside[1]
    lines = [
        (one.state.world.lines.trade[: one.state.world.counts[0].lines] <= Trade.SUSPENDED).sum() for one in (none, normal)
    ]
    assert lines[0] < 0.5 * lines[1]
    chosen = [one.true("lines_opened") - one.true("lines_filled") for one in (none, normal)]
    assert chosen[0] < 0.05 * chosen[1]


def test_without_demand_no_vacant_place_is_filled():
    normal = live("as_inspected", limit(vacancy_fill_rate=0.5), scale=0.1, days=1500)
    none = live("as_inspected", limit(share_of_demand_open_to_lines=1e-9, vacancy_fill_rate=0.5), scale=0.1, days=1500)
    assert normal.true("lines_filled") > 0
    assert none.true("lines_filled") < 0.1 * normal.true("lines_filled")


def test_no_one_at_risk():
    """Without children at risk nobody is exploited by lines, whatever crews seek."""
    p = limit(children_at_risk=1e-6, children_exploited_start=0.0)
    lived = live("as_inspected", p, scale=0.03)
    for column in ("child_days", "groomed", "newly_exploited", "missing_episodes", "debt_made", "found", "cases_opened"):
        assert lived.true(column) == 0, column
    assert lived.recorded("children_referred") == 0
    assert lived.true("line_days_away") > 0


def test_no_grooming():
    """Children are there but none is groomed: exploitation only falls, and those exploited before leave or grow up."""
    lived = live(NOTHING, limit(grooming_rate=1e-12), scale=0.05, days=730)
    assert lived.true("groomed") == 0
    assert lived.true("newly_exploited") == 0
    days = lived.record.true_days["child_days"]
    assert days[-1] < 0.6 * days[0]


def lives_at_constant_hazard(p: Parameters, days: int) -> tuple[np.ndarray, np.ndarray]:
    """Days lived since the first day by each founding line, and whether it ended."""
    lived = live(NOTHING, p, scale=0.5, days=days, seed=8)
    lines = lived.state.world.lines[: lived.state.world.counts[0].lines]
    today = lived.state.today
    first = lines[lines.opened <= today - days]
    ended = first.trade > Trade.SUSPENDED
    return np.where(ended, first.ended - (today - days) + 1, days), ended


def lines_left_alone(frailty_cv: float) -> Parameters:
    """No police, no customers, no new lines: lines end by themselves alone."""
    return limit(
        line_frailty_cv=frailty_cv,
        frailty_at_opening=1.0,
        share_of_demand_open_to_lines=1e-9,
        customer_switching=1.0,
        group_open_rate=0.0,
        **NO_POLICE,
        **NO_FINDS,
    )


def test_a_line_with_a_constant_hazard_has_an_exponential_life():
    """No police, one frailty, no customers: the rate of ending is `line_voluntary_end` times 3 (the most that custom can do).

    Of 1,000 lines the number ended within a year, and the days lived by those, against the geometric law of that daily
    chance. False alarms: one in 1,000 for each of the two.
    """
    p = lines_left_alone(frailty_cv=0.0)
    daily, days = 3.0 * p.groups.line_voluntary_end / YEAR, 365
    lives, ended = lives_at_constant_hazard(p, days)
    expected = 1.0 - (1.0 - daily) ** days
    assert len(ended) > 900
    assert stats.binomtest(int(ended.sum()), len(ended), expected).pvalue > 1e-3
    share = (1.0 - (1.0 - daily) ** lives[ended]) / expected  # uniform if the law holds
    assert stats.kstest(share, "uniform").pvalue > 1e-3


def test_the_exponential_test_can_fail():
    """Lines that differ in frailty do not have one exponential life: the frail end first, and the rate falls."""
    p = lines_left_alone(frailty_cv=1.5)
    _, ended = lives_at_constant_hazard(p, 365)
    expected = 1.0 - (1.0 - 3.0 * p.groups.line_voluntary_end / YEAR) ** 365
    assert stats.binomtest(int(ended.sum()), len(ended), expected).pvalue < 1e-3


def test_services_without_end_have_no_queue():
    """With places for all, nobody waits for one; with the usual ones, children do."""
    plenty = alone("services", capacity=5.0)
    usual = live("as_inspected", scale=0.03)
    p = limit(service_capacity=1e6, support_places=1e8)
    wide = live(plenty, p, scale=0.03)
    assert usual.true("case_wait_days") > 0
    assert usual.true("waiting_days") > 0
    assert wide.true("waiting_days") == 0
    assert wide.true("case_wait_days") == 0
    assert wide.true("cases_opened") > 0
    assert wide.true("support_wait_days") <= wide.true("supported")
    assert (wide.state.world.episodes.support == Support.WAITING).sum() <= 5


def test_panels_without_queue_decide_at_their_own_pace():
    """All decisions by panels: the queue of the national authority grows from no child of lines."""
    every = alone("nrm_decisions", devolved_share=1.0)
    none = live(every, limit(other_referrals_year=0.0), scale=0.03, days=550)
    assert none.recorded("children_referred") > 0
    assert none.state.world.nation[0].waiting < 5.0


def test_sharing_at_no_fidelity_has_the_values_of_forces_alone():
    """At fidelity 0 a national value is, to the last bit, what forces do by themselves; at 1 it is the national one."""
    for fidelity in (0.0, 1.0):
        p = changed(Parameters(), coordination_fidelity=fidelity)
        table = Calendar(named_alone(), p, START, 55).on(START.toordinal() + 400)
        sharing = table.intelligence_sharing
        ends = [p.intelligence.shared_share_fragmented, p.intelligence.shared_share_national]
        delays = [p.intelligence.sharing_delay_fragmented, p.intelligence.sharing_delay_national]
        np.testing.assert_allclose(sharing.share, ends[int(fidelity)], rtol=1e-15)
        np.testing.assert_allclose(sharing.delay_days, delays[int(fidelity)], rtol=1e-15)
    numbers = {n: v for group in changed(Parameters(), coordination_fidelity=0.0) for n, v in group._asdict().items()}
    weight = resolved(Level("harm_elsewhere_weight_national"), "tasking", "weight_of_harm_elsewhere", numbers)
    assert weight == Parameters().tasking.harm_elsewhere_weight_local


def named_alone():
    return alone("intelligence_sharing", reach="nation", share="shared_share_national", delay_days="sharing_delay_national")


def test_sharing_at_no_fidelity_changes_nobodys_life():
    """National sharing at fidelity 0, between forces: children, lines, groups, adults and dealers live as with none.

    Regional units have no officers here, since what they read would cost them time.
    """
    p = limit(coordination_fidelity=0.0, regional_officers_start=0.0)
    shared, apart = live(named_alone(), p, days=730), live(NOTHING, p, days=730)
    assert shared.truth() == apart.truth()
    full = live(named_alone(), limit(coordination_fidelity=1.0, regional_officers_start=0.0), days=730)
    assert full.truth() != apart.truth()


def test_sharing_at_no_fidelity_is_fragmented():
    """National sharing at fidelity 0 gives the books of forces alone, to the last bit."""
    p = changed(Parameters(), coordination_fidelity=0.0)
    shared, apart = live(named_alone(), p, days=365), live(NOTHING, p, days=365)
    assert shared.record.true_days.tobytes() == apart.record.true_days.tobytes()


def test_a_world_twice_the_size_has_twice_the_harm():
    """Harm at scales 0.1 and 0.05, counted in agents: twice, within 8% (the mean of 6 seeds varies by 1 to 2%)."""
    days = []
    for scale in (0.05, 0.1):
        runs = [simulate("as_inspected", scale=scale, years=1, seed=seed) for seed in range(6)]
        days.append(np.mean([run.days_true["child_days"].sum() for run in runs]))
    assert days[1] / days[0] == pytest.approx(2.0, rel=0.08)


def test_the_truth_is_all_tables_of_those_who_live_there():
    assert set(TRUTH) == {"people", "episodes", "lines", "groups", "dealers", "adults"}


def test_one_area(monkeypatch):
    """All users, young people and exporters in one area: every line is internal, none moves, and no other area has any harm."""
    known = simulation.places()
    here = known.names.index("West Midlands")
    alone_there = np.eye(len(known.names))[here]
    one = dataclasses.replace(
        known,
        users=alone_there * known.users.sum(),
        population_10_17_2020=alone_there * known.population_10_17_2020.sum(),
        role_prior=alone_there,
    )
    monkeypatch.setattr(simulation, "places", lambda: one)
    lived = live("integrated", scale=0.05, days=730)
    for column in ("line_days_away", "lines_moved", "child_days_away"):
        assert lived.true(column) == 0, column
    for column in ("line_days_internal", "lines_opened", "closed_charged", "newly_exploited", "sold", "child_days"):
        by_area = lived.record.true_months[column].sum(axis=0)
        assert by_area[here] == by_area.sum() > 0, column
    lines = lived.state.world.lines[: lived.state.world.counts[0].lines]
    assert (lines.home == here).all()
    assert (lines.market == here).all()
