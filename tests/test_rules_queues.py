"""Queues with capacity: courts, advocates, the NRM. Never more than there is, shorter where there is more, ordinary without end."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import Parameters, simulate
from sim.policy.levers import IDLE, EarlyHelp, IndependentAdvocate, NrmDecisions
from sim.rules import grooming, recording
from sim.rules.justice import arrest, court
from sim.rules.safeguarding import advocates, care
from sim.state import Advocacy, Nrm, Standing, Support, Suspect
from tests.stand_ins import TODAY, area, dealer, episode
from tests.worlds import START, alone, limit, live

P = Parameters()
COVERED = alone("independent_advocate", coverage=1.0)
YEAR = 365.25


def mean(lived, above: str, below: str) -> float:
    """A ratio of two columns of the true book."""
    return lived.true(above) / lived.true(below)


def of_court(capacity: float, days: int = 1100):
    """A world under an ordinary strategy whose courts complete so many cases a year."""
    return live("as_inspected", limit(court_capacity_year=capacity), scale=0.05, days=days)


def test_courts_complete_no_more_than_they_can():
    """Of courts that are far too few, from any day on: a sitting a case, and of unused ones those of a month, and one."""
    capacity = 300.0
    done = of_court(capacity).record.true_days["court_completed"]
    a_day = capacity * 0.05 / YEAR
    ahead = np.concatenate(([0.0], np.cumsum(done - a_day)))
    most = (ahead - np.minimum.accumulate(ahead)).max()
    assert 0 < most <= 30.0 * a_day + 2.0
    assert done.sum() > 0.8 * a_day * len(done)


def in_court(world) -> np.ndarray:
    """Which holders wait for their trial, by row of the table."""
    standing = world.dealers.standing[: world.counts[0].dealers]
    return (standing == Standing.REMANDED) | (standing == Standing.BAILED)


def test_too_few_courts_take_longer():
    """Fewer courts, longer waits, and more holders and children whose case stands open; those waiting are those of the tables.

    Who is charged today waits from tomorrow on.
    """
    few, usual = of_court(300.0), of_court(5000.0)
    assert mean(few, "court_wait_days", "court_completed") > 1.15 * mean(usual, "court_wait_days", "court_completed")
    assert few.state.world.nation[0].backlog > 1.3
    assert usual.state.world.nation[0].backlog == 1.0
    for lived, capacity in ((few, 300.0), (usual, 5000.0)):
        world = lived.state.world
        counts = world.counts[0]
        yesterday = in_court(of_court(capacity, days=1099).state.world)
        held = world.dealers[: counts.dealers][: len(yesterday)]
        held = held[in_court(world)[: len(yesterday)] & yesterday]
        listed = world.episodes[world.cases[: counts.cases]]
        ratio = lived.state.setting.p.justice.slavery_delay_ratio
        weighed = (listed.suspect == Suspect.CHARGED).sum() + np.where(held.slavery, 1.0 / ratio, 1.0).sum()
        today = (listed.charged_on[listed.suspect == Suspect.CHARGED] == lived.state.today - 1).sum()
        assert world.nation[0].court_waiting == pytest.approx(weighed - today)


def test_courts_without_end_take_the_ordinary_time():
    """Nobody waits beyond the day given at the charge, which is the ordinary one, to the last bit."""
    world = of_court(1e9, days=500).state.world
    counts = world.counts[0]
    assert world.nation[0].backlog == 1.0
    held = world.dealers[: counts.dealers]
    assert (held.due[(held.standing == Standing.REMANDED) | (held.standing == Standing.BAILED)] > START.toordinal() + 499).all()
    assert court.length_of_cases(1e6, 1.45, 0.1, limit(court_capacity_year=1e15)) == 1.45


@given(waiting=st.floats(0.0, 5000.0), slower=st.floats(1.0, 1.6), scale=st.floats(0.01, 1.0))
def test_length_of_cases(waiting, slower, scale):
    """Ordinary up to what courts complete in an ordinary wait, then in proportion, up to fourfold; slower courts hold more."""
    usual = P.justice.court_capacity_year * scale / YEAR * P.justice.charge_to_completion_time * slower
    expected = slower * min(4.0, max(1.0, waiting / usual))
    assert court.length_of_cases(waiting, slower, scale, P) == pytest.approx(expected)


def test_sittings_of_a_month_are_kept_and_each_case_takes_one():
    a_day = P.justice.court_capacity_year * 0.1 / YEAR
    assert court.sittings(0.0, 0.1, P) == pytest.approx(a_day)
    assert court.sittings(1e6, 0.1, P) == pytest.approx(30.0 * a_day + 1.0)
    courts = SimpleNamespace(court_account=0.5, court_waiting=3.0)
    assert court.court_is_free(courts, 1.0)
    assert not court.court_is_free(courts, 0.5)
    assert (courts.court_account, courts.court_waiting) == (-0.5, 3.5)


def test_slavery_counts_are_no_load_of_their_own():
    """At a steady pace twice the time means twice as many waiting: each weighs half, so that the load is the same."""
    p = limit(slavery_delay_ratio=2.0)
    assert court.place_in_queue(dealer(slavery=1), p) == 0.5
    assert court.place_in_queue(dealer(slavery=0), p) == 1.0


def test_advocates_stand_beside_no_more_than_they_can():
    """Many offers, few places: the account of an area is overdrawn by one child at most, and children wait."""
    p = limit(advocate_capacity=15.0)
    lived = live(COVERED, p, scale=0.1, days=900)
    assert (lived.state.world.areas.advocate_account >= -p.safeguarding.advocate_length).all()
    months = lived.record.true_months
    taken = months["advocates"].sum(axis=0) * p.safeguarding.advocate_length - months["advocate_days_returned"].sum(axis=0)
    assert (taken <= months["advocate_place_days"].sum(axis=0) / 1000.0 + p.safeguarding.advocate_length + 1.0).all()
    assert (lived.state.world.episodes.advocate == Advocacy.WAITING).sum() > 10
    beside = lived.state.world.episodes
    assert (beside.advocate_due[(beside.advocate == Advocacy.BESIDE) & (beside.open == 1)] >= lived.state.today).all()


def test_more_places_shorten_the_wait_for_an_advocate():
    waits = [
        mean(live(COVERED, limit(advocate_capacity=n), scale=0.1, days=700), "advocate_wait_days", "advocates")
        for n in (20.0, 60.0, 1e6)
    ]
    assert waits[0] > 1.2 * waits[1] > waits[2]
    assert waits[2] == int(P.safeguarding.advocate_wait)


@pytest.mark.parametrize(("left", "days"), [(30, 30), (1000, 180)])
def test_help_ends_at_18(left, days):
    assert advocates.until_18(episode(turns_18=TODAY + left), 180.0, TODAY) == days
    assert advocates.cut_at_18(episode(turns_18=TODAY + left), 180.5, TODAY) == 180 - days
    one = episode(turns_18=TODAY + 30)
    care.open_case(one, P, TODAY)
    assert one.case_due == TODAY + 30


def test_an_advocate_is_waited_for_and_leaves():
    one, place = episode(), area(advocates=1)
    advocates.offer_advocate(one, place, IndependentAdvocate(coverage=1.0, wait_removed=0.5), P, TODAY)
    assert (one.advocate, one.advocate_due) == (Advocacy.WAITING, TODAY + int(0.5 * P.safeguarding.advocate_wait))
    advocates.offer_advocate(one, place, IndependentAdvocate(coverage=1.0), P, TODAY + 3)
    assert one.advocate_asked == TODAY
    advocates.meet_advocate(one, limit(advocate_engaged_share=1.0), TODAY + 9)
    assert (one.advocate, one.advocate_due) == (Advocacy.BESIDE, TODAY + 9 + int(P.safeguarding.advocate_length))
    advocates.leave_advocate(one)
    assert one.advocate == Advocacy.ENDED


def test_places_come_with_what_is_offered():
    """Half as many offers, half as many places; the lever's capacity adds to them."""
    place = area(advocates=0, heads=1000.0)
    assert advocates.share_offered(place, IndependentAdvocate(coverage=0.5), P) == 0.5
    full = advocates.advocate_places(place, IndependentAdvocate(coverage=1.0), P)
    assert full == pytest.approx(P.safeguarding.advocate_capacity)
    assert advocates.advocate_places(place, IndependentAdvocate(coverage=0.5), P) == pytest.approx(0.5 * full)
    assert advocates.advocate_places(place, IndependentAdvocate(coverage=0.5, capacity=1.0), P) == pytest.approx(full)
    assert advocates.advocate_places(place, IndependentAdvocate(), P) == 0.0


def test_a_child_that_declines_is_asked_once_more_by_an_advocate():
    """Of 4,000 children, with the chance of declining once squared; not without an advocate."""
    since = TODAY - int(P.care.usual_support_wait)
    chance = care.chance_of_engaging(episode(advocate=Advocacy.BESIDE, support_due=since), P, TODAY)
    for advocate, expected in (
        (Advocacy.BESIDE, 1.0 - (1.0 - chance) ** 2),
        (Advocacy.ENDED, P.safeguarding.support_engage_share),
    ):
        engaged = [
            care.start_support(
                episode(luck=k, advocate=advocate, support_due=since), IndependentAdvocate(engagement=1.0), P, TODAY
            )
            for k in range(4000)
        ]
        assert np.mean(engaged) == pytest.approx(expected, abs=0.035)


def test_the_national_authority_decides_more_with_more_staff():
    """The queue is the same, the wait shorter in proportion; idle, it is to the last bit what it was."""
    usual, more = (recording.decisions_a_day(NrmDecisions(capacity=n), 0.1, P) for n in (0.0, 1.0))
    assert (usual, more) == (P.safeguarding.nrm_capacity_year * 0.1 / YEAR, 2.0 * usual)
    assert recording.cost_of_decisions(IDLE.nrm_decisions, 1.0, P) == 0
    pounds = P.safeguarding.nrm_capacity_year * P.cost.cost_nrm_case / YEAR
    assert recording.cost_of_decisions(NrmDecisions(capacity=1.0), 1.0, P) == pytest.approx(100.0 * pounds, abs=1.0)


def test_early_help_begins_sooner():
    assert grooming.wait_for_help(EarlyHelp(), P) == P.safeguarding.early_help_wait
    assert grooming.wait_for_help(EarlyHelp(wait_removed=1.0), P) == 0.0


WORLDS = {
    "capacity": {"advocate_capacity": 25.0},
    "wait_removed": {"advocate_capacity": 300.0},
    "engagement": {"advocate_capacity": 1e6, "advocate_wait": 0.0, "support_places": 1e6},
}
"""Few places with an advocate, or so many that nobody queues for one: what is left then is the wait itself."""
COMPONENTS = {
    "early_help.wait_removed": (1.0, {}, "help_days", "children helped", "+", "cost_councils"),
    "independent_advocate.capacity": (3.0, {"coverage": 0.5}, "advocate_wait_days", "advocates", "-", "cost_home_office"),
    "independent_advocate.wait_removed": (1.0, {"coverage": 0.5}, "advocate_wait_days", "advocates", "-", "cost_home_office"),
    "independent_advocate.engagement": (
        1.0,
        {"coverage": 1.0},
        "recorded support_engaged",
        "recorded support_accepted",
        "+",
        "",
    ),
    "nrm_decisions.capacity": (2.0, {}, "recorded final_wait_days", "recorded final_decisions", "-", "cost_home_office"),
    "nrm_decisions.acceptance": (1.0, {}, "recorded final_positive", "recorded final_decisions", "+", "cost_home_office"),
}
"""Component: a high value, what stands with it, the ratio it moves first (columns), the direction, and who pays."""


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_moves_what_it_is_about_and_costs_its_payer(name):
    """By at least 3% the declared way, in a world of 1:10 over two years."""
    value, beside, above, below, direction, payer = COMPONENTS[name]
    lever, component = name.split(".")
    p = limit(**WORLDS.get(component, {}))
    on, off = (live(alone(lever, **beside, **more), p, scale=0.1, days=730) for more in ({component: value}, {}))

    def total(lived, column: str) -> float:
        if column == "children helped":
            return float(lived.true("helped"))
        return lived.recorded(column.split()[1]) if column.startswith("recorded") else lived.true(column)

    one, other = (total(lived, above) / total(lived, below) for lived in (on, off))
    assert one > 1.03 * other if direction == "+" else one < 0.97 * other, (one, other)
    if payer:
        dear, cheap = (
            simulate(alone(lever, **beside, **more), p, scale=0.05, years=1, seed=2).measures[payer]
            for more in ({component: value}, {})
        )
        assert dear > cheap


def test_support_is_waited_for_by_those_accepted_only():
    """What an advocate asks once more for is a place that is free: no one else's, and none made up."""
    lived = live(alone("independent_advocate", coverage=1.0, engagement=1.0), scale=0.1, days=500)
    length = lived.state.setting.p.safeguarding.support_length
    assert (lived.state.world.areas.support_account >= -length).all()
    assert lived.state.world.nation[0].support_account >= -length
    assert (lived.state.world.episodes.support == Support.ENGAGED).sum() > 0


@pytest.mark.parametrize(
    ("case", "late"),
    [
        ({"charged_on": 0}, False),
        ({"suspect": Suspect.CHARGED, "charged_on": TODAY - 300}, True),
        ({"suspect": Suspect.CLOSED, "charged_on": TODAY - 50}, True),
        ({"suspect": Suspect.CLOSED, "charged_on": TODAY - 300}, False),
        ({"charged_on": 0, "turns_18": TODAY - 1}, True),
    ],
)
def test_a_final_decision_comes_late_after_a_charge_or_after_18(case, late):
    one = episode(nrm=Nrm.REASONABLE, nrm_since=TODAY - 100, **case)
    assert arrest.comes_late(one, TODAY) == late
