"""What a run has for each published figure, of books made by hand: each number worked out by hand from the figure's words.

Every day of 2018 to 2025 is the same, but where `LESS` says otherwise, and so is every month of every area. One agent stands
for two people, so a year of 365 days with one event a day has 730.
"""

from datetime import date

import numpy as np
import pytest
from past import START

from experiments.books.balances import BALANCES, balances
from experiments.books.record import Record
from experiments.calibrate.history import quantities, simulated_days
from experiments.published.registry import QUANTITIES, published, quantity
from sim import Parameters, changed
from sim.places import places
from sim.state.books import RECORDED_DTYPE, TRUE_DTYPE

SCALE = 0.5
TRUE = {
    "child_days": 146_100,  # 400 years of 365.25 days
    "child_days_running": 73_050,
    "child_days_in_care": 7_305,  # 20 years: a twentieth
    "at_risk_days": 1_000,
    "known_at_risk_days": 300,
    "newly_exploited": 12,
    "exploited_anew": 2,
    "reexploited": 8,
    "freed_own": 10,
    "freed_protected": 3,
    "freed_support": 2,
    "freed_arrest": 1,
    "freed_closure": 4,
    "turned_18": 5,
    "found": 50,
    "found_by_police": 21,
    "read_suspect": 11,
    "suspect_begun": 9,
    "read_both": 4,
    "alarms_suspected": 7,
    "recognised_first": 12,
    "operations_started": 4,
    "missing_episodes": 20,
    "missing_care": 6,
    "violence_to_children": 40,
    "supported": 3,
    "line_days_away": 1_500,
    "line_days_internal": 500,
    "home_days": 1_600,
    "lines_opened": 4,
    "taken_over": 1,
    "closed_charged": 2,
    "closed_by_number": 1,
    "abandoned": 3,
    "places_vacated": 4,
    "places_retaken": 3,
    "ended": 100,
    "life_days": 20_000,
    "life_under_30": 10,
    "life_under_90": 20,
    "life_under_180": 35,
    "life_under_365": 50,
    "life_under_730": 70,
    "life_under_1460": 90,
    "orders_silenced": 4,
    "orders_recovered": 3,
    "sold": 200_000_000,  # pence: 2 million pounds
    "holders_in_custody_days": 5_000,
    "effort_given": 200_000,  # thousandths of an officer day
    "effort_investigation": 120_000,
    "effort_disruption": 30_000,
    "effort_orders": 5_000,
    "effort_visits": 6_000,
    "effort_reading": 7_000,
    "effort_stops": 8_000,
    "effort_local": 9_000,
}
RECORDED = {
    "line_days": 300_000,  # thousandths
    "number_days": 450_000,
    "closures_programme": 4,
    "closures_programme_charged": 1,
    "closures_charged": 2,
    "closures_number": 3,
    "holders_charged": 3,
    "arrests_holders": 3,
    "arrests_adults": 5,
    "arrests_children": 2,
    "railway_arrests": 8,
    "railway_children": 2,
    "railway_criminalised": 1,
    "court_cases": 2,
    "court_days": 600,
    "orders": 2,
    "visits": 9,
    "visits_in_use": 3,
    "children_engaged": 10,
    "children_safeguarded": 6,
    "children_referred_on": 2,
    "adults_engaged": 5,
    "adults_safeguarded": 1,
    "children_referred": 7,
    "referred_by_police": 3,
    "referrals_other": 13,
    "flagged": 8,
    "flagged_boys": 6,
    "flagged_adults": 4,
    "first_decisions": 12,
    "first_positive": 9,
    "final_decisions": 10,
    "final_positive": 4,
    "final_wait_days": 4_000,
    "recognised_first": 10,
    "assessments": 15,
    "service_referrals": 10,
    "programme_referrals": 5,
    "missing_incidents": 400,
    "missing_incidents_care": 100,
    "missing_exploited": 11,
}
LESS = {
    ("line_days", "2020-04-01", "2021-03-31"): 240_000,
    ("children_referred", "2020-04-01", "2020-06-30"): 2,
    ("referrals_other", "2020-04-01", "2020-06-30"): 8,
    ("service_referrals", "2020-04-01", "2020-04-30"): 4,
    ("recognised_first", "2020-04-01", "2020-09-30"): 7,
}
A_MONTH = {
    "line_days_from_here": {
        "Metropolitan Police": 30,
        "City of London": 10,
        "West Midlands": 20,
        "Merseyside": 15,
        "Greater Manchester": 5,
        "Kent": 20,
    },
    "line_days_internal": {"Metropolitan Police": 5, "Kent": 12},
    "line_days": {"Kent": 9, "Essex": 4, "Metropolitan Police": 1},
    "closures_programme": {"Metropolitan Police": 3, "Merseyside": 1, "Kent": 8},
    "orders": {"West Midlands": 1, "Staffordshire": 1, "Kent": 5},
    "sentences": {"Metropolitan Police": 2, "Kent": 9},
    "sentence_days": {"Metropolitan Police": 2_922, "Kent": 9},
    "missing_flagged": {"Merseyside": 4, "Kent": 9},
    "missing_flagged_care": {"Merseyside": 3, "Kent": 1},
    "support_referred": {"Metropolitan Police": 8, "City of London": 2, "Kent": 100},
    "support_accepted": {"Metropolitan Police": 6, "City of London": 2, "Kent": 100},
    "support_engaged": {"Metropolitan Police": 5, "City of London": 1, "Kent": 100},
    "support_reduced": {"Metropolitan Police": 2, "City of London": 1, "Kent": 100},
    "interviews": {"Kent": 1, "Essex": 3},
    "interviews_due": {"Kent": 4, "Essex": 4},
    "violence": {"Metropolitan Police": 4, "Kent": 10},
}
WORLD = changed(
    Parameters(),
    contact_level_covid=0.6,
    contact_back_2020=0.5,
    gross_margin=0.6,
    ever_missing_share=0.6,
    advocate_coverage=0.65,
    runners_needed_per_line=10.0,
    child_share_of_runners=0.5,
    grooming_rate=0.04,
    pool_in_care_share=0.02,
    rr_looked_after=4.0,
    customers_mature_line=50.0,
    spend_per_customer=20.0,
    holder_investigation_effort=40.0,
    investigation_success=0.5,
    holder_charge_probability=0.8,
    recognition_mean=0.4,
    nrm_referral_given_recognised=0.5,
    nrm_flag_completeness=0.8,
    visit_home_in_use=0.5,
    cuckooed_homes_per_line=1.0,
    serious_violence_rate=0.2,
)
EXPECTED = {
    "T001": 200.0,  # 20,000 days over 100 lives
    "T002": 4.0,  # nine tenths live under 1,460 days, half under 365
    "T003": 0.3,  # seven tenths live under 730 days
    "T004": 71.30137,  # 90 days of 240 and 275 of 300 lines, over 1,460 closures
    "T006": 900.0,
    "T007": 600.0,
    "T008": 600.0,
    "T009": 480.0,
    "T012": 4_000.0,
    "T013": 1_216.0,  # 152 days
    "T024": 0.25,
    "T025": 2_922.0 / 570.41096,  # closures a year of 365.25 days, over the stock of 2021: twice 104,100 / 365
    "T027": -0.2,
    "T028": 42.0,  # seven months of 3
    "T031": 82.0,  # 41 months of 1
    "T033": 0.3,
    "T034": 0.2,
    "T035": 0.15,
    "T037": 0.4,
    "T038": 0.7,
    "T040": 3.0,
    "T041": 3.0,  # 25, 20 and 15 lines sold elsewhere; Kent's 20 are mostly its own
    "T042": 1.0,
    "T043": 140.0,  # seven days
    "T044": 84.0,
    "T045": 14.0,
    "T049": 112.0,  # eight days of 3 children and 4 adults
    "T055": 126.0,
    "T058": 210.0,  # seven days of 10 children and 5 adults
    "T062": 98.0,
    "T071": 42.0,
    "T072": 28.0,
    "T067": 70.0,
    "T082": 0.2,
    "T083": 1.0,  # a week of action like any other week
    "T084": 1.0,
    "T085": 0.75,
    "T087": 104.0,  # 26 months of two areas of the region
    "T088": 1_461.0,
    "T089": 1.0,  # 4 to 6 in London, as before in Kent
    "T090": -1.0,  # 8 to 4 in London, as before in Kent
    "T091": 5_840.0,
    "T096": 0.75,
    "T099": 12_820.0,  # 20 a day, but 10 on 91 days
    "T104": 10_950.0,
    "T109": 3_650.0,
    "T113": 0.3,
    "T114": -0.5,
    "T115": -0.6,
    "T116": 6_410.0 / 7_300.0 - 1.0,
    "T117": 0.3 * 0.5 / (58.1 / 183.0),  # contact is 58.1 of 183 days less, in all: see `test_scenarios`
    "T119": 0.25,
    "T121": 292_000.0,
    "T124": 73_200.0,  # 366 days
    "T126": 0.6,
    "T127": 0.5,  # 6 episodes, over 0.6 of 20 years
    "T128": 0.75,
    "T132": (0.05 / 0.0065) / (0.95 / 0.9935),  # a twentieth of days of exploitation, of 0.65% of children
    "T133": 0.8,
    "T134": 0.75,
    "T135": 0.5,
    "T136": 0.3,
    "T137": 240.0,
    "T138": 2_190.0,
    "T139": 292_200.0,
    "T140": 294_200.0,
    "T141": 876.6,  # 4 million pounds a day, at 0.6
    "T143": 0.25,
    "T144": 0.5,
    "T147": 4.0,
    "T148": 300.0,
    "T150": 400.0,
    "T152": 0.75,
    "T154": 0.4,
    "T156": 0.5,  # a quarter, three quarters, and an area with too few
    "T157": 0.25,
    "T158": 0.75,
    "T159": 0.65,
    "T171": 0.42,
    "T172": 14_600.0,  # 20 each day
}
BALANCED = {
    "children_of_lines": (292_200.0, 20_000.0),  # 4,000 lines of 10 people, half of them children
    "children_running": (0.5, 0.4),
    "children_in_and_out": (10_220.0, 12_410.0),  # 14 a day; 20 freed and 5 grown up, less 8 who come back
    "children_groomed": (10_220.0, 144.0),  # 2,000 at risk, at 0.04, 1.8 times
    "care": (8.044534, 12.477244),  # 0.05, and 0.08 of 1.06, of 0.65% of children
    "money": (876.0, 876.6),
    "lines_2021": (4_380.0, 3_650.0),
    "lines_2024": (4_392.0, 3_660.0),
    "replacement": (0.75, 0.75),
    "officer_days": (30.0, 40.0),  # 120 for 4 begun; practised officers in reach take 40
    "officer_days_used": (146_000.0, 135_050.0),
    "custody": (10_000.0, 4_380.0),  # 2,190 charged in each of two years
    "finds": (5_840.0, 6_424.0),  # 8,760 recognised, times 0.5 and 0.8, and 2,920 adults
    "missing": (8_030.0, 292_000.0 * 1.32),  # 2.2 episodes a year, of which 0.6 are reported
    "missing_from_care": (0.3, 0.14 / 1.09),  # a twentieth, who go missing 2.8 times as often
    "visits": (1.0 / 3.0, 0.4),  # half, times 0.8 homes a line over 1
    "violence": (0.1, 0.2),  # 40 in 400 years
}
FROM_DATA = {"T142"}
"""Figures that the model is given, area by area."""


@pytest.fixture(scope="module")
def record() -> Record:
    days, months, names = simulated_days(START, 8.0).days, simulated_days(START, 8.0).months, places().names
    true, recorded = np.zeros(days, TRUE_DTYPE), np.zeros(days, RECORDED_DTYPE)
    for book, known in ((true, TRUE), (recorded, RECORDED)):
        for place, column in enumerate(book.dtype.names):
            book[column] = known.get(column, 987_654_321 + 10_000 * place)
    for (column, first, last), number in LESS.items():
        recorded[column][(date.fromisoformat(first) - START).days : (date.fromisoformat(last) - START).days + 1] = number
    true_by_area, by_area = np.zeros((len(months), 43), TRUE_DTYPE), np.zeros((len(months), 43), RECORDED_DTYPE)
    for column, numbers in A_MONTH.items():
        for name, number in numbers.items():
            by_area[column][:, names.index(name)] = number
    surrey, london, kent = (names.index(name) for name in ("Surrey", "Metropolitan Police", "Kent"))
    by_area["interviews_due"][months.index("2018-05"), surrey] = 4  # fewer than five: left out
    by_area["violence"][months.index("2020-01") :, london] = 6
    true_by_area["violence_to_children"][:, [london, kent]] = 8, 3
    true_by_area["violence_between"][:, kent] = 7
    true_by_area["violence_to_children"][months.index("2020-01") :, london] = 4
    true_by_area["line_days_away"][:] = 10 * places().users.astype(int)
    return Record(true, recorded, true_by_area, by_area, months, START, SCALE, WORLD, tuple(names))


def test_each_published_figure_is_set_beside_the_number_worked_out_by_hand(record):
    found = quantities(record)
    assert {name: found[name] for name in EXPECTED} == pytest.approx(EXPECTED, rel=1e-6)


def test_each_function_of_published_figures_is_worked_out_here():
    bound = {quantity(row.quantity).name for row in published() if row.id in EXPECTED or row.id in FROM_DATA}
    elsewhere = {name for name, one in QUANTITIES.items() if one.unit}  # in test_quantities and in test_programme
    assert not set(QUANTITIES) - bound - elsewhere


def test_both_sides_of_each_balance_are_the_numbers_worked_out_by_hand(record):
    found = balances(record)
    assert set(found) == set(BALANCES) == set(BALANCED) | {"customers"}
    for name, sides in BALANCED.items():
        assert found[name] == pytest.approx(sides, rel=1e-6), name
    assert found["customers"][0] == pytest.approx(200_000.0)  # 4 million pounds a day, at 20 pounds each
