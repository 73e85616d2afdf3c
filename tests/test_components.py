"""Does every component of a lever do something, everywhere or where it is limited to, and cost what it says it costs?"""

from functools import cache

import pytest

from sim import Parameters, simulate
from sim.evidence import Choice
from sim.policy.component import Component
from sim.policy.levers import COMPONENTS
from sim.policy.strategies import STRATEGIES, Change, Level, Strategy, flat
from tests.worlds import EVERYTHING, NOTHING, START, limit, live, settings_of

NUMBERS = {name: about for name, about in COMPONENTS.items() if isinstance(about, Component)}
SOME = (
    "Avon and Somerset", "Essex", "Greater Manchester", "Hampshire and Isle of Wight", "Hertfordshire", "Kent", "Lancashire",
    "Merseyside", "Metropolitan Police", "Norfolk", "Northumbria", "Nottinghamshire", "Sussex", "Thames Valley", "West Midlands",
    "West Yorkshire",
)  # fmt: skip
BY_A_FIXED_CHANCE = "tasking.acceptance"
"""Read only where a fixed chance decides whether a force takes on another's line; weights of harm only where a ranking does."""
MUCH = {
    "officers_on_lines_share": 0.006,
    "holder_investigation_effort": 10.0,
    "investigation_length": 30.0,
    "collision_probability": 0.5,
    "hiring_days": 60.0,
    "children_exploited_start": 8000.0,
    "victimless_success": 0.1,
    "modern_slavery_share": 0.4,
}
"""Enough police work, and children, that what few meet is met in a small world."""


def otherwise(name: str, areas: tuple[str, ...] = ()) -> Strategy:
    """Everything but one component, which is idle: everywhere, or in some areas."""
    about = COMPONENTS[name]
    return everything_but(name, about.choices[0] if isinstance(about, Choice) else 0.0, areas)


def everything_but(name: str, value: float | str, areas: tuple[str, ...] = ()) -> Strategy:
    """Everything, with another value of one component."""
    change = Change(settings_of([name], lambda _: value), START, 0, areas)
    return Strategy("otherwise", "", "a test", base=EVERYTHING, changes=(change,))


SIZES = ((0.03, 300), (0.2, 730))
"""Scales, and days: the larger where the smaller world shows no difference."""


@cache
def base_books(acceptance: str, scale: float, days: int) -> bytes:
    return books(EVERYTHING, acceptance, scale, days)


def books(strategy: Strategy, acceptance: str, scale: float, days: int) -> bytes:
    """Both books, by month and area, of some days of a small world."""
    written = live(strategy, limit(**MUCH, acceptance=acceptance), scale=scale, days=days).record
    return written.true_months.tobytes() + written.recorded_months.tobytes()


def changes_a_number(name: str, areas: tuple[str, ...] = ()) -> bool:
    """Whether a component, left idle beside all others, alters a book, where a rule reads it."""
    acceptance = "fixed" if name == BY_A_FIXED_CHANCE else "ranking"
    return any(books(otherwise(name, areas), acceptance, *size) != base_books(acceptance, *size) for size in SIZES)


@pytest.mark.parametrize("name", COMPONENTS)
def test_every_component_changes_a_number(name):
    """Beside all others, chosen or left idle: no component is declared and read by nothing."""
    assert changes_a_number(name)


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_limited_to_areas_acts_there_or_is_refused(name):
    """Never silently idle: what no force reads cannot be limited to areas."""
    if COMPONENTS[name].read_by:
        with pytest.raises(ValueError, match="a component limited to areas, which is read by"):
            otherwise(name, SOME)
    else:
        assert changes_a_number(name, SOME)


def test_a_component_says_what_it_costs():
    """Parameters that price it, or that it costs nothing and why."""
    priced = {name: about.costs for name, about in NUMBERS.items() if not about.costs.startswith("nothing: ")}
    assert {name: costs for name, costs in priced.items() if not set(costs.split(", ")) <= flat(Parameters()).keys()} == {}


PRICED = [name for name, about in NUMBERS.items() if not about.costs.startswith("nothing: ")]


def yearly(result, column: str) -> float:
    """A column of the true book at full scale, per year."""
    return result.days_true[column].sum() / result.scale * 365.25 / len(result.days_true)


def test_what_comes_on_top_of_the_time_for_lines_is_paid_by_police():
    """Checks of conditions: as many as the books say, at the officer days of each."""
    name, column = "police_bail.conditional_share", "bail_conditions"
    p = limit(**MUCH, cost_not_involved=0.0)
    run = simulate(EVERYTHING, p, scale=0.05, years=1.0)
    given = sum(yearly(run, effort) for effort in ("effort_given", "effort_overhead", "effort_lost")) / 1000.0
    more = run.measures["cost_police"] / p.cost.cost_officer_day - given
    assert yearly(run, column) > 0
    assert more == pytest.approx(yearly(run, column) * p.cost.bail_check_days, rel=1e-6)
    assert yearly(simulate(otherwise(name), p, scale=0.05, years=1.0), column) < yearly(run, column)


def test_return_interviews_that_a_strategy_adds_are_paid_by_councils():
    """For every child who goes missing, exploited or not: the share of recorded incidents that it closes, at the price of one."""
    strategy = Strategy(
        "s",
        "",
        "a test",
        base=NOTHING,
        changes=(Change({"recognition_of_exploitation": {"return_interviews": 1.0}}, START, 0),),
    )
    paid, unpaid = (
        simulate(strategy, limit(hiring_days=0.0, **more), scale=0.1, years=1.0)
        for more in ({}, {"cost_return_interview": 0.0})
    )
    added = paid.days_recorded["interviews_added"].sum() / 1000.0
    incidents = paid.days_recorded["missing_incidents"].sum()
    assert 0.35 < added / incidents < 0.65, "about half of incidents have an interview without the lever (E67)"
    cost = paid.measures["cost_councils"] - unpaid.measures["cost_councils"]
    assert cost == pytest.approx(added / 0.1 * 365.25 / 365.0 * Parameters().cost.cost_return_interview, rel=1e-9)
    assert simulate(NOTHING, scale=0.1, years=1.0).days_recorded["interviews_added"].sum() == 0


@pytest.mark.parametrize(
    ("money", "payer", "other"), [("new", "cost_home_office", "cost_councils"), ("taken", "cost_councils", "cost_home_office")]
)
def test_recognition_is_paid_by_the_home_office_or_taken_from_councils(money, payer, other):
    """Whose money it is: one run with training at its price, one with training for nothing, which differ by it."""
    change = Change({"recognition_of_exploitation": {"training": 1.0, "information_shared": 1.0}}, START, 0)
    strategy = Strategy("s", "", "a test", base=STRATEGIES["as_inspected"], changes=(change,))
    plenty = {"service_capacity": 1e6} if money == "taken" else {}  # so many places that what is taken is nothing
    free = dict.fromkeys(("cost_training_area_year", "cost_multiagency_area_year"), 0.0)
    dear, unpaid = (
        simulate(strategy, limit(lever_money=money, **plenty, **prices), scale=0.05, years=1.0) for prices in ({}, free)
    )
    assert dear.measures[payer] - unpaid.measures[payer] == pytest.approx(yearly(dear, "recognition_cost") / 100.0, rel=0.01)
    assert dear.measures[other] - unpaid.measures[other] == pytest.approx(
        0.0, abs=0.01 * yearly(dear, "recognition_cost") / 100.0
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"settings": {"advocat": {"coverage": 1.0}}}, "advocat: found the unknown name"),
        ({"settings": {"independent_advocate": {"coverge": 1.0}}}, "did you mean coverage?"),
        ({"settings": {"independent_advocate": {"coverage": 7.0}}}, "coverage: found 7, expected 0 to 1 share (E75)"),
        (
            {"settings": {"tasking": {"decides": "nation"}}},
            'tasking.decides: found "nation", expected one of force, region, centre',
        ),
        (
            {"settings": {"intensification_weeks": {"weeks_a_year": Level("weeks_of_action")}}},
            "expected a parameter; did you mean weeks_of_action_per_year?",
        ),
        ({"settings": {}, "areas": ("Kentt",)}, 'areas[0]: found the unknown name "Kentt"'),
        ({"settings": {}, "ramp_days": -4}, "ramp_days: found -4, expected a number of days"),
    ],
    ids=str,
)
def test_a_change_made_in_python_is_checked(change, message):
    with pytest.raises(ValueError) as caught:
        Change(**change)
    assert message in str(caught.value)
