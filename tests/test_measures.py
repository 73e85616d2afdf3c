"""Every measure of a book made by hand, against a number worked out by hand from the measure's meaning.

The book has 1,461 days (four years of 365.25 days) in one month's page, and one agent for two people. So what is added up
comes to half of its column a year (twice for the scale, over four years), a stock to its column over 730.5, and a ratio is
that of its columns. Prices are set by hand as well: a new best value moves nothing here.
"""

from types import SimpleNamespace

import numpy as np
import pytest

from sim import Parameters, changed
from sim.measures import MEASURES
from sim.parameters.structure import LeverMoney
from sim.places import places
from sim.simulation.result import Result
from sim.simulation.simulate import RunRecord
from sim.state.books import RECORDED_DTYPE, TRUE_DTYPE
from tests.known_book import EXPECTED, NONE, PRICES, RECORDED, TRUE

KENT, ESSEX = (places().names.index(name) for name in ("Kent", "Essex"))
FORCES, OF_MANY_AREAS = 43, 43
DAYS, SCALE = 1461, 0.5


def prices(**more) -> Parameters:
    return changed(Parameters(), **{**PRICES, "lever_money": "new", **more})


def result(true: np.ndarray, recorded: np.ndarray, days: list[float], p: Parameters, scale: float) -> Result:
    """The result of books by month and area; the books by day are not read by any measure."""
    months = [f"2019-{month + 1:02d}" for month in range(len(days))]
    empty = np.zeros(1, TRUE_DTYPE), np.zeros(1, RECORDED_DTYPE)
    record = RunRecord(months, np.array(days, float), true, recorded, *empty)
    return Result.from_run(SimpleNamespace(p=p, scale=scale), SimpleNamespace(name="by hand"), None, record)


def empty_books(months: int) -> tuple[np.ndarray, np.ndarray]:
    return np.zeros((months, FORCES + 1), TRUE_DTYPE), np.zeros((months, FORCES + 1), RECORDED_DTYPE)


def of_the_book(p: Parameters, **true: int) -> dict[str, float]:
    """The measures of the book above, with some columns of the true book otherwise. What no measure reads holds nonsense."""
    books = empty_books(1)
    for book, known in zip(books, (TRUE | true, RECORDED), strict=True):
        for place, column in enumerate(book.dtype.names):
            book[column][0, KENT] = known.get(column, 987_654_321_001 + 10_000 * place)
    return result(*books, [DAYS], p, SCALE).measures


def test_each_measure_is_worked_out_here():
    assert set(EXPECTED) == set(MEASURES)


def test_each_measure_of_a_known_book_is_the_number_worked_out_by_hand():
    found = of_the_book(prices())
    wrong = {name: (found[name], about) for name, about in EXPECTED.items() if found[name] != pytest.approx(about, nan_ok=True)}
    assert not wrong


OTHERWISE = [
    # Places are paid for whether a child has them or not: 90,000 days, not 72,000, so 18,000 more at 20, over two.
    ({"places_added": 90_000_000}, {}, {"cost_councils": 3_267_000.0 + 180_000.0}),
    # The same of advocates: 130,000 days are 260 cases, not 128, so 132 more at 4,000, over two.
    ({"advocate_places_added": 130_000_000}, {}, {"cost_home_office": 7_987_000.0 + 264_000.0}),
    # Without new money the 2.6m of recognition are paid by councils.
    ({}, {"lever_money": "taken"}, {"cost_home_office": 6_687_000.0, "cost_councils": 4_567_000.0, "cost_total": 45_194_000.0}),
    # A hundred more children helped early are a hundred more cases at 4,000, once and with one payer.
    ({"helped": 1_060}, {}, {"cost_councils": 3_467_000.0, "cost_total": 45_394_000.0}),
    # Half of the adults charged end in custody: 150 more cases.
    ({}, {"adult_custody_share": 0.5}, {"cost_justice": 15_200_000.0}),
    # Nobody found: a share of nothing does not exist.
    ({"found": 0}, {}, {"recognised_share": NONE, "children_found": 0.0}),
]


@pytest.mark.parametrize(("columns", "switches", "expected"), OTHERWISE)
def test_a_measure_of_a_book_that_differs_in_one_thing(columns, switches, expected):
    found = of_the_book(prices(**switches), **columns)
    assert {name: found[name] for name in expected} == pytest.approx(expected, nan_ok=True)


def test_the_ways_that_money_is_new_or_taken_are_two():
    assert [one.name for one in LeverMoney] == ["NEW", "TAKEN"]


def test_months_areas_and_bodies_of_more_than_one_area_add_up():
    """Two months of 20 and 30 days at 1:1, in Kent, in Essex, and in the row of bodies of more than one area."""
    true, recorded = empty_books(2)
    days = {(0, KENT): 200, (0, ESSEX): 100, (1, KENT): 900, (1, OF_MANY_AREAS): 300}
    found = {(0, KENT): (10, 4), (0, ESSEX): (10, 9), (1, KENT): (30, 8), (1, OF_MANY_AREAS): (50, 0)}
    for cell, number in days.items():
        true["child_days"][cell] = number
    for cell, (all_finds, seen) in found.items():
        true["found"][cell], true["read_victim"][cell] = all_finds, seen
    got = result(true, recorded, [20.0, 30.0], prices(), 1.0)

    def by_month(measure: str, area: int) -> list[float]:
        return got.values[:, area, got.monthly_measures.index(measure)].tolist()

    def in_all(measure: str, area: int) -> float:
        return float(got.area_values[area, got.monthly_measures.index(measure)])

    assert got.areas[KENT] == "Kent" and got.areas[FORCES] == "England and Wales"
    assert by_month("child_days_exploited", KENT) == [200.0, 900.0]
    assert by_month("child_days_exploited", ESSEX) == [100.0, 0.0]
    assert by_month("child_days_exploited", FORCES) == [300.0, 1200.0]
    assert by_month("children_exploited", KENT) == [10.0, 30.0]
    assert by_month("children_exploited", FORCES) == [15.0, 40.0]
    assert by_month("recognised_share", KENT) == pytest.approx([0.4, 8 / 30])
    assert by_month("recognised_share", ESSEX) == pytest.approx([0.9, NONE], nan_ok=True)
    assert by_month("recognised_share", FORCES) == pytest.approx([0.65, 0.1])
    assert in_all("child_days_exploited", KENT) == pytest.approx(1100 * 365.25 / 50)
    assert in_all("children_exploited", FORCES) == pytest.approx(30.0)  # 1,500 days of children, over 50 days
    assert in_all("recognised_share", KENT) == pytest.approx(0.3)
    assert in_all("recognised_share", FORCES) == pytest.approx(0.21) == got.measures["recognised_share"]
    tidy = got.monthly.set_index(["month", "area", "measure"])["value"].to_dict()
    assert tidy["2019-02", "Kent", "child_days_exploited"] == 900.0
    assert tidy["2019-01", "England and Wales", "children_exploited"] == 15.0


def test_a_later_child_day_and_a_later_pound_weigh_less():
    """1,000 child-days and 1,000 pounds in the first month and two years on: 0.998568 and 0.932174 of them, at 3.5% a year."""
    true, recorded = empty_books(25)
    for month in (0, 24):
        true["child_days"][month, KENT], true["levers_cost"][month, KENT] = 1_000, 100_000
    measures = result(true, recorded, [30.4375] * 25, prices(), 1.0).measures
    assert measures["child_days_discounted"] == pytest.approx(998.568 + 932.174, rel=1e-6)
    assert measures["cost_discounted"] == pytest.approx(998.568 + 932.174, rel=1e-6)


def shares(seen: list[int], found: int) -> dict[str, float]:
    true, recorded = empty_books(1)
    true["found"][0, : len(seen)], true["read_both"][0, : len(seen)] = found, seen
    measures = result(true, recorded, [30.0], prices(), 1.0).measures
    return {name: measures[name] for name in ("inequality_p90_p10", "inequality_gini")}


def test_inequality_between_areas_leaves_out_what_chance_makes():
    """Eleven areas of 1,600 finds: five recognise 775, one 800, five 825 (a half, and 1/64 either side).

    The variance of shares is 10/11 of 1/64 squared; chance alone makes a quarter over 1,600, that is 0.64 of 1/64 squared, so
    shares keep 0.6 of their distance from a half: 0.490625 and 0.509375. The Gini coefficient of these is 0.5625 over 60.5.
    """
    expected = {"inequality_p90_p10": 0.509375 / 0.490625, "inequality_gini": 0.5625 / 60.5}
    assert shares([775] * 5 + [800] + [825] * 5, 1600) == pytest.approx(expected)
    assert shares([825] * 5 + [800] + [775] * 5, 1600) == pytest.approx(expected)  # whichever areas these are
    assert shares([800] * 11, 1600) == pytest.approx({"inequality_p90_p10": 1.0, "inequality_gini": 0.0}, abs=1e-12)


def test_inequality_needs_ten_areas_with_finds():
    assert shares([775, 825] * 4 + [800], 1600) == pytest.approx(
        dict.fromkeys(("inequality_p90_p10", "inequality_gini"), NONE), nan_ok=True
    )


BETTER = {
    "up": """children_freed children_freed_protected children_freed_support recognised_share children_recognised
        children_collected children_told_home children_told_home_force children_told_by_services
        children_seen_by_services children_at_risk_heard children_protected children_supported
        children_with_advocate children_helped_early picture_known_share picture_reachable_share interview_share
        holder_share_of_arrests effort_follows_harm""",
    "": """recruitment_limited_by_reach sellers children_of_closed_lines closed_until_successor_days closed_until_moved_days
        lines_closed running_share children_freed_own children_freed_closure children_found internal_share
        lines_closed_charged lines_closed_order lines_abandoned groups_split sold_outside_lines officer_days_overhead
        items_shared operations_joint officer_days officer_days_investigation officer_days_disruption officer_days_stops
        officer_days_reading officer_days_elsewhere dealers_in_custody children_decided_at_arrest bail_breached
        children_diverted children_raising_defence children_with_defence lines_recorded numbers_recorded
        closures_recorded closures_by_number_recorded closures_programme arrests_holders arrests_adults
        adults_charged holders_charged slavery_charged slavery_alone orders_granted homes_visited
        children_referred referrals_flagged assessments items_from_services service_referrals missing_episodes_recorded
        missing_flagged violence_recorded drug_offences_recorded children_safeguarded children_met_by_police children_engaged
        children_referred_by_police found_by_police_share children_diverted_recorded
        bail_breaches_recorded children_no_action_recorded""",
}
"""Of which measures more is better, and of which neither: of all others less is."""


def test_more_is_better_of_these_measures_and_less_of_the_others():
    named = {name: better for better, names in BETTER.items() for name in names.split()}
    assert {name: one.better for name, one in MEASURES.items()} == {name: named.get(name, "down") for name in MEASURES}
    assert set(named) <= set(MEASURES)
