"""Recruitment is a choice, entry responds: which limit binds where, and what either does to the world."""

import numpy as np
import pytest

from sim import simulate
from sim.measures import MEASURES
from sim.simulation.simulate import begin
from tests.worlds import NOTHING, limit, live, setting


def crews(seed: int = 1, **values) -> dict[str, float]:
    """Children and adults that lines have, and children sought of the places decided on, after two years without police."""
    lived = live(NOTHING, limit(**values), scale=0.05, days=730, seed=seed)
    counts = lived.state.world.counts[0]
    lines = lived.state.world.lines[: counts.lines]
    sought = [lived.true(f"places_for_{whom}") for whom in ("children", "adults", "sellers", "nobody")]
    last = lived.record.true_days[-365:]
    return {
        "children": float(last["child_days"].sum()) / 365,
        "adults": float(lines.adults.sum()),
        "sellers": float(lines.sellers.sum()),
        "share": sought[0] / sum(sought),
        "scarce": lived.true("child_places_scarce") / max(1, lived.true("child_places")),
    }


def test_both_limits_bind_somewhere():
    """Over two years, by area: in some more children are sought than reached for nearly all places, in some fewer for over a quarter.

    No area is limited by need alone: in the nation reach binds for some three quarters of the places.
    """
    result = simulate("as_inspected", scale=0.2, years=2, seed=1, warm_up_years=1.0)
    share = result.area_values[:43, result.monthly_measures.index("recruitment_limited_by_reach")]
    assert (share > 0.9).sum() >= 5
    assert (share < 0.75).sum() >= 2
    assert MEASURES["recruitment_limited_by_reach"].over == "ratio"


def test_where_children_are_scarce_crews_seek_others():
    few, many = crews(grooming_rate=0.01), crews(grooming_rate=0.5)
    assert few["scarce"] > 0.95 and many["scarce"] < 0.3
    assert few["share"] < many["share"]
    assert few["children"] < 0.5 * many["children"]
    assert few["adults"] > 1.1 * many["adults"]


def test_dearer_adults_are_sought_less():
    for whom in ("adults", "children"):
        more = [crews(seed, adult_pay=400.0)[whom] / crews(seed)[whom] - 1.0 for seed in range(1, 17)]
        mean, error = np.mean(more), np.std(more, ddof=1) / np.sqrt(len(more))
        assert mean + 2.0 * error < -0.1 if whom == "adults" else mean > 2.0 * error


def test_where_gains_do_not_matter_scarcity_does_not():
    """A crew that goes by habit alone seeks children as often where they are scarce as where they are not."""
    few, many = (crews(crew_choice_spread=1e12, grooming_rate=rate) for rate in (0.01, 0.5))
    assert few["share"] == pytest.approx(many["share"], abs=0.03)


def inflow(**values) -> int:
    """Newcomers who join a group over three years of practice as inspected."""
    return live("as_inspected", limit(**values), scale=0.05, days=3 * 365).true("dealers_inflow")


def test_without_elasticity_newcomers_come_whatever_lines_earn():
    """As many a year as the parameter says, where each group that is gone is begun anew."""
    p = {"newcomer_profit": 0.0, "newcomer_risk": 0.0, "group_renewal": 1.0, "adult_holder_inflow": 1000.0}
    assert inflow(**p) == pytest.approx(3 * 50, abs=2)
    assert inflow(**p, officers_on_lines_share=0.012) == pytest.approx(3 * 50, abs=2)


def test_newcomers_keep_away_from_what_they_hear_is_dangerous():
    p = {"newcomer_profit": 0.0, "group_renewal": 1.0, "officers_on_lines_share": 0.012}
    assert inflow(**p, newcomer_risk=2.0) < 0.9 * inflow(**p, newcomer_risk=0.0)


def test_groups_that_are_gone_are_begun_anew_or_not():
    """Without renewal newcomers join those that are left, and fewer come in."""
    assert inflow(group_renewal=0.0, groups_start=2500.0) < 0.95 * inflow(group_renewal=1.0, groups_start=2500.0)


def test_newcomers_compare_with_the_founding():
    """What a line promises on the first day, and how dangerous markets are, are kept as they were."""
    nation = begin(setting(scale=0.05)).world.nation[0]
    assert 0.3 < nation.promise_start < 2.0
    assert 0.0 < nation.risk_start < 2.0
