"""What follows from a loss, a find, a visit, a panel and a release: lived in small worlds, each pathway whole and cut."""

import numpy as np
import pytest

from sim.policy.strategies import STRATEGIES
from sim.simulation.simulate import Run
from sim.state import Trade
from tests.worlds import NO_FINDS, NO_POLICE, NOTHING, alone, limit, live, run_of, setting

SEEDS = range(4)
NO_ARRESTS = {**NO_POLICE, **NO_FINDS, "grooming_duration": 3.0}
"""Nobody is arrested, so that no successor brings goods; and of those groomed today few are left in a month."""


def rows(run: Run, table: str) -> np.ndarray:
    """The rows of a table that are in use."""
    world = run.state.world
    return getattr(world, table)[: int(getattr(world.counts[0], table))]


def days_on(run: Run, days: int) -> None:
    run.live_until(run.state.today + days)


def emptied(take: tuple[str, ...]) -> Run:
    """A world in which some of what lines live on is taken on its sixtieth morning, and what its children then carry."""
    run = run_of(NOTHING, setting(limit(**NO_ARRESTS), scale=0.1))
    days_on(run, 60)
    lines = rows(run, "lines")
    for what in take:
        if what == "capital":
            rows(run, "groups").capital[:] = 0
        else:
            lines[what][:] = 0
    return run


EVERYTHING_TAKEN = ("stock", "cash", "pay_due", "capital")


def written_since(run: Run, days: int) -> np.ndarray:
    """The true book, a row a day, of the days to come."""
    before = len(run.record().true_days)
    days_on(run, days)
    return run.record().true_days[before:]


def test_a_line_without_goods_cash_or_a_group_that_can_pay_loses_its_customers():
    """Nothing is sold; customers leave; no crew is sought, no child groomed, and none begins but those groomed before."""
    run = emptied(EVERYTHING_TAKEN)
    number = len(rows(run, "lines"))
    custom = rows(run, "lines").customers.sum()
    written = written_since(run, 120)
    lines = rows(run, "lines")
    assert written["sold"].sum() == written["bought"].sum() == written["lent"].sum() == 0
    still = lines[:number][lines.trade[:number] <= Trade.SUSPENDED]
    assert len(still) > 0.5 * number
    assert still.customers.sum() < 0.01 * custom
    for places in ("short_home", "short_market", "short_adults", "short_adults_home", "short_homes"):
        assert lines[places].sum() == 0
    assert written["groomed"].sum() == 0
    assert written["newly_exploited"][60:].sum() == 0


def test_a_group_without_capital_opens_no_line():
    """Nobody has the money for a first stock; a line opened without it would draw custom and sell nothing."""
    assert written_since(emptied(EVERYTHING_TAKEN), 120)["lines_opened"].sum() == 0


def test_a_group_with_capital_supplies_lines_that_lost_all():
    """The same loss, where groups keep their capital: they buy for their lines, which sell on and keep their customers."""
    run, apart = emptied(EVERYTHING_TAKEN[:-1]), emptied(())
    written, usual = written_since(run, 120), written_since(apart, 120)
    assert written["lent"][0] > 0
    assert written["sold"].sum() > 0.8 * usual["sold"].sum()
    assert rows(run, "lines").customers.sum() > 0.8 * rows(apart, "lines").customers.sum()
    assert written["newly_exploited"].sum() > 0


@pytest.mark.parametrize("strategy", ["fragmented", "integrated"])
def test_police_take_no_more_than_lines_have(strategy):
    """On every morning what was taken the day before is there to be given up; pounds on children are among those lost."""
    much = {"stop_detection": 0.6, "seizure_value": 20_000.0, "officers_on_lines_share": 0.3}
    run = run_of(strategy, setting(limit(**much), scale=0.03))
    for _ in range(150):
        days_on(run, 1)
        lines = rows(run, "lines")
        assert (lines.lost <= lines.stock + lines.cash).all()
        written = run.by_month()[0]
        assert 0 < written["seized"].sum() <= written["lost"].sum() + lines.lost.sum()


def test_a_home_found_in_use_tells_of_its_line():
    """Visits that find homes in use more often make more items, though no use ends by them: as many as homes, but for luck.

    Of some 1,600 homes met in twelve worlds, against items whose number differs between two of them by 200.
    """
    known = {"visit_effect_on_cuckooing": 0.0, "officers_on_lines_share": 0.2}
    few, many = (
        [live("as_inspected", limit(visit_home_in_use=share, **known), scale=0.05, seed=seed) for seed in range(12)]
        for share in (0.0, 0.7)
    )
    for one, other in zip(few, many, strict=True):
        assert one.recorded("visits_in_use") == 0 < other.recorded("visits_in_use")
    items = [sum(lived.true("items") for lived in world) for world in (few, many)]
    met = sum(lived.recorded("visits_in_use") for lived in many)
    assert items[1] - items[0] > 0.5 * met


def knowledge(seed: int, **values: float) -> np.ndarray:
    """What police know of each line's market and holder after a year without officers who act on it."""
    world = live(NOTHING, limit(**NO_POLICE, **values), scale=0.05, seed=seed).state.world
    return np.concatenate([world.files.of_market.ravel(), world.files.of_holder.ravel()])


def test_a_child_read_as_a_victim_tells_more():
    for seed in SEEDS:
        less, same, more = (knowledge(seed, worth_of_victims_account=worth).sum() for worth in (0.5, 1.0, 2.0))
        assert less < same < more


def test_only_a_child_read_as_a_victim_tells_more():
    """Where nobody is read as one, the worth of a victim's account changes nothing, to the last bit."""
    nobody = {
        "recognition_mean": 1e-12,
        "adult_recognised_share": 0.0,
        "missing_flag_probability": 0.0,
        "return_interview_disclosure": 0.0,
    }
    same, more = (knowledge(1, worth_of_victims_account=worth, **nobody) for worth in (1.0, 2.0))
    assert (same == more).all()
    assert same.sum() > 0.0


def test_services_that_sit_on_a_panel_hear_of_the_child():
    """All referrals go to local panels, and nobody else tells services at home: they hear of more children, sooner."""
    unheard = limit(told_anyway=0.0, collected_share=0.0)
    panels = alone("nrm_decisions", devolved_share=1.0)
    for seed in SEEDS:
        with_panels, without = (live(s, unheard, scale=0.3, seed=seed) for s in (panels, NOTHING))
        assert with_panels.true("told") > 1.05 * without.true("told")


def line_days_still(conditional_share: float, seed: int, **values: float) -> int:
    """Days on which lines stand still in half a year in which nearly every holder arrested is released without charge."""
    p = limit(
        holder_charge_probability=0.05, conditional_bail_share=0.0, officers_on_lines_share=0.2,
        holder_investigation_effort=8.0, investigation_length=10.0, bail_effect_on_contact=0.0,
        release_to_charge_time=350.0, **values,
    )  # fmt: skip
    bail = alone("police_bail", base=STRATEGIES["fragmented"], conditional_share=conditional_share)
    run = run_of(bail, setting(p, scale=0.05, seed=seed))
    still = 0
    for _ in range(183):
        days_on(run, 1)
        still += int((rows(run, "lines").trade == Trade.SUSPENDED).sum())
    assert run.by_month()[1]["arrests_holders"].sum() > 0
    return still


def test_lines_of_holders_bailed_before_charge_stand_still_longer():
    """In each of four worlds, and by a tenth over all: lines stand still by themselves too."""
    bailed, released = (
        np.array([line_days_still(share, seed, bail_before_charge=90.0, breach_share=0.0) for seed in SEEDS])
        for share in (1.0, 0.0)
    )
    assert (bailed > released).all()
    assert bailed.sum() > 1.1 * released.sum()


def test_bail_that_is_broken_or_no_longer_than_a_release_keeps_no_line_still():
    for cut in ({"bail_before_charge": 0.0, "breach_share": 0.0}, {"bail_before_charge": 90.0, "breach_share": 1.0}):
        bailed, released = (line_days_still(share, 1, **cut) for share in (1.0, 0.0))
        assert bailed == released
