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

KENT, ESSEX = (places().names.index(name) for name in ("Kent", "Essex"))
FORCES, OF_MANY_AREAS = 43, 43
DAYS, SCALE = 1461, 0.5

TRUE = {
    "child_days": 1_461_000,
    "child_days_outside": 8,
    "child_days_closed": 54_000,
    "closed_children": 1_400,
    "closed_succeeded": 500,
    "closed_succeeded_days": 16_000,
    "moved_on_in_group": 30,
    "moved_on_days": 1_850,
    "freed_closure_days": 5_040,
    "child_days_running": 438_300,
    "child_days_in_debt": 400_000,
    "debt_days": 73_050_000_000,  # pence
    "debt_made": 6_400_000,  # pence
    "adult_days": 219_150,
    "home_days": 102_270,
    "groomed": 5_000,
    "newly_exploited": 1_700,
    "exploited_anew": 26,
    "reexploited": 222,
    "moved_on": 74,
    "adults_newly": 640,
    "freed_own": 700,
    "freed_protected": 110,
    "freed_support": 90,
    "freed_arrest": 44,
    "freed_closure": 56,
    "turned_18": 340,
    "became_dealers": 52,
    "missing_episodes": 9_000,
    "violence_to_children": 122,
    "violence_between": 38,
    "found": 500,
    "read_victim": 300,
    "read_both": 40,
    "read_suspect": 60,
    "recognised_first": 220,
    "collected": 46,
    "told": 272,
    "home_force_told": 84,
    "false_alarms": 400,
    "alarms_suspected": 58,
    "decided_at_arrest": 62,
    "conditions_breached": 34,
    "diverted": 48,
    "schools_lost": 16,
    "charged": 90,
    "remanded": 12,
    "convicted": 50,
    "charged_recognised": 54,
    "defence_raised": 28,
    "defence_succeeded": 20,
    "taken_into_custody": 14,
    "custody_days": 7_305,  # 20 years
    "suspect_days": 43_830,
    "court_completed": 144,
    "court_wait_days": 43_200,
    "cases_opened": 480,
    "cases_refused": 112,
    "cases_closed_early": 34,
    "reviews_due": 1_400,
    "reviews_lapsed": 350,
    "services_told_force": 96,
    "seen_by_services": 46,
    "risk_heard": 2_000,
    "risk_interviewed": 300,
    "risk_named": 54,
    "case_wait_days": 9_600,
    "case_days": 60_000,
    "places_added": 50_000_000,  # thousandths: 50,000 days, fewer than are used
    "moved_away": 21,
    "supported": 320,
    "support_wait_days": 8_000,
    "advocates": 128,
    "advocate_wait_days": 3_840,
    "advocate_places_added": 20_000_000,  # thousandths: 20,000 days, so 40 cases, fewer than begin
    "advocates_hurried": 12_000,  # thousandths
    "helped": 960,
    "help_hurried": 9_000,  # thousandths
    "line_days_away": 876_600,
    "line_days_internal": 292_200,
    "lines_known_days": 467_520,
    "lines_reachable_days": 116_880,
    "lines_opened": 310,
    "closed_charged": 250,
    "closed_by_number": 32,
    "abandoned": 180,
    "taken_over": 104,
    "child_places": 800_000,
    "child_places_scarce": 600_000,
    "places_for_children": 9_000,
    "places_for_adults": 12_000,
    "places_for_sellers": 1_500,
    "places_for_nobody": 7_500,
    "seller_days": 292_200,
    "lines_moved": 76,
    "lines_filled": 66,
    "groups_split": 18,
    "ended": 400,
    "life_days": 100_000,
    "sold": 3_000_000_000,  # pence
    "sold_outside": 1_000_000_000,
    "profit": 820_000_000,
    "effort_given": 90_000_000,  # thousandths of an officer day
    "effort_overhead": 4_000_000,
    "effort_lost": 2_000_000,
    "effort_fenced": 1_600_000,
    "effort_surged": 2_400_000,
    "effort_repaid": 1_000_000,
    "effort_taken": 7_000_000,
    "effort_elsewhere": 12_000_000,
    "effort_investigation": 30_000_000,
    "effort_disruption": 20_000_000,
    "effort_stops": 3_000_000,
    "effort_compared": 400_000_000,
    "effort_on_worse": 220_000_000,
    "effort_on_milder": 120_000_000,
    "effort_reading": 5_000_000,
    "items_shared": 24_000,
    "operations_collided": 36,
    "operations_joint": 80,
    "operations_in_vain": 300,
    "people_not_involved": 40,
    "adult_custody_days": 16_071,
    "holders_in_custody_days": 511_350,
    "bail_conditions": 700,
    "orders_with_arrest": 60_000,  # thousandths
    "levers_cost": 1_000_000_000,  # pence
    "recognition_cost": 260_000_000,
}
RECORDED = {
    "line_days": 584_400_000,  # thousandths
    "number_days": 657_450_000,
    "closures_charged": 130,
    "closures_number": 106,
    "closures_programme": 82,
    "arrests_holders": 600,
    "arrests_adults": 1_000,
    "arrests_children": 400,
    "adults_charged": 1_500,
    "holders_charged": 420,
    "slavery_charged": 78,
    "slavery_alone": 22,
    "court_cases": 2_000,
    "orders": 92,
    "visits": 3_400,
    "children_referred": 1_380,
    "flagged": 1_240,
    "first_decisions": 600,
    "reconsidered": 25,
    "final_decisions": 350,
    "final_wait_days": 210_000,
    "assessments": 11_200,
    "items_from_services": 1_300,
    "service_referrals": 6_600,
    "missing_exploited": 5_200,
    "missing_flagged": 2_800,
    "interviews": 3_600,
    "interviews_due": 4_800,
    "interviews_added": 3_000_000,  # thousandths
    "violence": 148_000,
    "drug_offences": 9_600_000,
    "children_safeguarded": 186,
    "convicted": 30,
    "diverted": 42,
    "conditions_breached": 24,
    "no_action": 64,
}
PRICES = {
    "cost_officer_day": 400.0,
    "cost_not_involved": 500.0,
    "bail_check_days": 2.0,
    "restriction_order_effort": 10.0,
    "advocate_length": 500.0,
    "cost_advocate_case": 4_000.0,
    "cost_support_case": 5_000.0,
    "cost_nrm_case": 2_000.0,
    "cost_wait_removed": 1_000.0,
    "alarm_length": 30.0,
    "cost_child_in_need_case": 608.0,  # a month of 30.4 days: 20 a day
    "case_length": 140.0,
    "moved_residential_share": 0.25,
    "cost_residential_week": 6_000.0,
    "cost_foster_week": 1_000.0,
    "cost_early_help_case": 4_000.0,
    "cost_return_interview": 100.0,
    "adult_custody_share": 0.4,
    "cost_crown_case": 10_000.0,
    "cost_custody_child": 100_000.0,
    "harm_modern_slavery_victim": 200_000.0,
    "harm_duration_for_daily_rate": 400.0,
    "harm_violence_with_injury": 20_000.0,
    "local_priorities_given_up": 0.5,
    "harm_local_day": 1.5,
    "discount_rate": 0.035,
}
NONE = float("nan")
EXPECTED = {
    "child_days_exploited": 730_504.0,  # (1,461,000 + 8) / 2
    "child_days_exploited_by_lines": 730_500.0,
    "child_days_outside_supply": 4.0,
    "child_days_closed_lines": 27_000.0,
    "children_of_closed_lines": 700.0,
    "children_kept_by_successor": 250.0,
    "children_moved_in_group": 15.0,
    "closed_until_successor_days": 32.0,
    "closed_until_moved_days": 25.0,
    "closed_until_free_days": 90.0,
    "children_exploited": 2_000.0,  # 1,461,000 / 730.5
    "adults_exploited": 300.0,
    "children_newly_exploited": 850.0,
    "children_exploited_anew": 13.0,
    "children_reexploited": 111.0,
    "children_groomed": 2_500.0,
    "children_moved_on": 37.0,
    "child_days_in_debt": 200_000.0,
    "debt_made": 32_000.0,
    "debt_mean": 500.0,  # 730,500,000 pounds owed, over 1,461,000 days
    "running_share": 0.3,
    "exploitation_length": 750.0,  # 1,461,000 days, over 1,700 + 26 + 222 starts
    "missing_episodes": 4_500.0,
    "violence_to_children": 61.0,
    "violence_between_crews": 19.0,
    "serious_violence": 80.0,
    "homes_cuckooed": 140.0,
    "adults_newly_exploited": 320.0,
    "children_freed": 500.0,
    "children_freed_own": 350.0,
    "children_freed_protected": 55.0,
    "children_freed_support": 45.0,
    "children_freed_closure": 28.0,
    "children_turned_18": 170.0,
    "children_became_sellers": 26.0,
    "children_criminalised": 50.0,  # suspect only 60, both 40
    "children_suspected": 79.0,  # suspect only 60, both 40, not exploited 58
    "harm_by_justice": 70.0,  # charged 90, convicted 50
    "children_found": 250.0,
    "recognised_share": 0.68,  # 340 of 500
    "children_recognised": 110.0,
    "children_collected": 23.0,
    "children_told_home": 136.0,
    "children_told_home_force": 42.0,
    "children_told_by_services": 48.0,
    "children_seen_by_services": 23.0,
    "alarms_suspected": 29.0,
    "children_decided_at_arrest": 31.0,
    "bail_breached": 17.0,
    "children_diverted": 24.0,
    "schools_lost": 8.0,
    "children_charged": 45.0,
    "children_remanded": 6.0,
    "children_convicted": 25.0,
    "children_charged_while_victim": 27.0,
    "children_raising_defence": 14.0,
    "children_with_defence": 10.0,
    "children_taken_into_custody": 7.0,
    "harm_by_justice_days": 3_652.5,
    "suspect_days_children": 21_915.0,
    "court_wait_days": 300.0,
    "children_protected": 240.0,
    "cases_refused": 56.0,
    "cases_closed_early": 17.0,
    "reviews_lapsed_share": 0.25,
    "children_at_risk_heard": 1_177.0,
    "service_wait_days": 20.0,
    "children_supported": 160.0,
    "support_wait_days": 25.0,
    "children_with_advocate": 64.0,
    "advocate_wait_days": 30.0,
    "children_helped_early": 480.0,
    "lines_operating": 1_600.0,
    "lines_cross_border": 1_200.0,
    "lines_internal": 400.0,
    "internal_share": 0.25,
    "lines_opened": 155.0,
    "lines_closed": 141.0,
    "lines_closed_charged": 125.0,
    "lines_closed_order": 16.0,
    "lines_abandoned": 90.0,
    "lines_reemerged": 52.0,
    "lines_displaced": 38.0,
    "lines_filled": 33.0,
    "line_life_days": 250.0,
    "groups_split": 9.0,
    "recruitment_limited_by_reach": 0.75,
    "places_for_children_share": 0.3,  # 9,000 of 30,000
    "sellers": 400.0,
    "takings": 15_000_000.0,
    "profit": 4_100_000.0,
    "sold_outside_lines": 5_000_000.0,
    "drugs_supplied": 20_000_000.0,
    "picture_known_share": 0.4,
    "picture_reachable_share": 0.1,
    "officer_days": 45_000.0,
    "officer_days_overhead": 2_000.0,
    "officer_days_investigation": 15_000.0,
    "officer_days_disruption": 10_000.0,
    "officer_days_stops": 1_500.0,
    "officer_days_reading": 2_500.0,
    "officer_days_elsewhere": 6_000.0,
    "items_shared": 12_000.0,
    "effort_follows_harm": 0.25,
    "operations_collided": 18.0,
    "operations_joint": 40.0,
    "operations_in_vain": 150.0,
    "people_not_involved": 20.0,
    "adults_in_custody": 22.0,
    "dealers_in_custody": 700.0,
    # Given up: 12,000 + 4,000 + 1,600 + 2,400 - 1,000 = 19,000 days at half, and 7,000 taken: 16,500, at 400 pounds times 1.5.
    "local_harm_given_up": 4_950_000.0,
    # 90,000 + 4,000 + 2,000 days, 700 on bail at 2 days, 60 orders at 10 days: 98,000 days at 400; 40 people at 500.
    "cost_police": 19_610_000.0,
    # 10m centre and map, 2.6m recognition, 128 advocates at 4,000, 320 supported at 5,000, 12 hurried at 1,000, 625 decisions at 2,000.
    "cost_home_office": 7_987_000.0,
    # 72,000 days at 20; 21 children 20 weeks at 2,250; 960 helped at 4,000; 9 hurried at 1,000; 3,000 interviews at 100.
    "cost_councils": 3_267_000.0,
    # 2,000 in court, 0.4 of 1,500 adults, 90 children: 2,690 at 10,000; 20 years of custody at 100,000.
    "cost_justice": 14_450_000.0,
    "cost_total": 45_314_000.0,
    # 1,461,008 days at 500, and 160 incidents at 20,000.
    "harm_valued": 366_852_000.0,
    # All four years, as of the middle of the first month: four times what is above, over 1.035 to the power of 1/24 (1.00143442).
    "cost_discounted": 180_996_375.0,
    "child_days_discounted": 2_917_830.7,
    "inequality_p90_p10": NONE,  # children were found in one area alone
    "inequality_gini": NONE,
    "lines_recorded": 800.0,
    "numbers_recorded": 900.0,
    "closures_recorded": 65.0,
    "closures_by_number_recorded": 53.0,
    "closures_programme": 41.0,
    "arrests_holders": 300.0,
    "arrests_adults": 500.0,
    "arrests_children": 200.0,
    "holder_share_of_arrests": 0.3,
    "child_share_of_arrests": 0.2,
    "adults_charged": 750.0,
    "holders_charged": 210.0,
    "slavery_charged": 39.0,
    "slavery_alone": 11.0,
    "orders_granted": 46.0,
    "homes_visited": 1_700.0,
    "children_referred": 690.0,
    "referrals_flagged": 620.0,
    "nrm_wait_days": 600.0,
    "assessments": 5_600.0,
    "items_from_services": 650.0,
    "service_referrals": 3_300.0,
    "missing_episodes_recorded": 2_600.0,
    "missing_flagged": 1_400.0,
    "interview_share": 0.75,
    "violence_recorded": 74.0,
    "drug_offences_recorded": 4_800.0,
    "children_safeguarded": 93.0,
    "children_convicted_recorded": 15.0,
    "children_diverted_recorded": 21.0,
    "bail_breaches_recorded": 12.0,
    "children_no_action_recorded": 32.0,
}


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
    ({}, {"lever_money": "taken"}, {"cost_home_office": 6_687_000.0, "cost_councils": 4_567_000.0, "cost_total": 45_314_000.0}),
    # A hundred more children helped early are a hundred more cases at 4,000, once and with one payer.
    ({"helped": 1_060}, {}, {"cost_councils": 3_467_000.0, "cost_total": 45_514_000.0}),
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
        missing_flagged violence_recorded drug_offences_recorded children_safeguarded children_diverted_recorded
        bail_breaches_recorded children_no_action_recorded""",
}
"""Of which measures more is better, and of which neither: of all others less is."""


def test_more_is_better_of_these_measures_and_less_of_the_others():
    named = {name: better for better, names in BETTER.items() for name in names.split()}
    assert {name: one.better for name, one in MEASURES.items()} == {name: named.get(name, "down") for name in MEASURES}
    assert set(named) <= set(MEASURES)
