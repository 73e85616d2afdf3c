"""Where does each count of the books stand: where the child lives, the line sells or is run from, or a find is made?

Two worlds of two areas each. In both every line is run from Merseyside, the hub, and sells in Essex, the market. In one all young
people live at the hub, in the other all live in the market: so what is counted where a child lives moves with them, what is
counted at the line's market or home does not, and what is counted where it happens is seen in both places in the first world
(children of the hub are found there and in the market) and in the market alone in the second.
"""

import dataclasses

import numpy as np
import pytest

import sim.simulation.simulate as simulation
from sim.state.books import BOOKS, columns
from tests.worlds import EVERYTHING, Lived, alone, limit, live

KNOWN = simulation.places()
HUB, MARKET = (KNOWN.names.index(name) for name in ("Merseyside", "Essex"))
OF_MANY_AREAS = 43
WHERE = {
    "child": ({HUB}, {MARKET}),
    "market": ({MARKET}, {MARKET}),
    "hub": ({HUB}, {HUB}),
    "place": ({HUB, MARKET}, {MARKET}),
    "dealer": ({HUB}, {HUB, MARKET}),
    "either": ({HUB, MARKET}, {HUB, MARKET}),
    "believed": ({HUB, MARKET, OF_MANY_AREAS}, {HUB, MARKET, OF_MANY_AREAS}),
    "nowhere": (set(), set()),
}
"""Areas in which a column may have a count, where young people live at the hub, and where they live in the market.

A dealer lives where the group is; but for those who grew up on a line, and live where they lived as children.
What a body does with an item stands where it believes that the line sells, else in its own area, if it has one.
"""
TRUE = {
    "child": """found read_victim read_both read_suspect suspect_begun read_missed recognised_first arrests_children home_with_plan
        home_without_plan released bailed conditions_breached decided_at_arrest no_action diverted charged remanded
        bailed_to_court defence_raised defence_open defence_succeeded convicted defended collected told services_told_force
        home_force_told children_referred panel_cases first_decisions first_positive final_decisions final_positive final_late
        found_by_police child_days child_days_running child_days_away child_days_in_debt child_days_in_care
        child_days_girls at_risk_days
         known_at_risk_days groomed newly_exploited exploited_anew reexploited moved_on freed_own
        freed_protected freed_support freed_arrest freed_closure grown_freed turned_18 became_dealers debt_made debt_worked
        debt_dropped debt_days seized missing_episodes missing_days missing_care violence_to_children risk_ended
        grooming_failed back_at_risk free_ended suspect_days schools_lost charged_first charged_recognised
        taken_into_custody custody_days
        cases_opened cases_ended case_days case_wait_days waiting_days place_days places_added supported
        support_wait_days advocates advocate_wait_days advocate_days_returned advocate_place_days advocate_places_added
        advocates_hurried help_hurried helped help_days moved_away moved_away_days taken_outside freed_outside grown_outside
        child_days_closed closed_children closed_succeeded closed_succeeded_days moved_on_in_group moved_on_days freed_closure_days
        child_days_outside cases_refused cases_closed_early case_days_returned reviews_due
        reviews_lapsed seen_by_services risk_heard risk_interviewed risk_named""",
    "market": """places_for_children places_for_adults places_for_sellers places_for_nobody seller_days
        violence_between adults_newly adults_freed home_days homes_newly line_days_away
        lines_opened lines_filled closed_charged closed_by_number abandoned taken_over
        places_vacated places_retaken ended life_days life_under_30 life_under_90 life_under_180 life_under_365
        life_under_730 life_under_1460 orders_silenced orders_recovered sold bought lent paid profit lost
        stock_dropped stock_written opening_spent sold_outside lines_known_days lines_reachable_days sought_spent""",
    "hub": "line_days_run_away spent_by_groups dealers_inflow groups_split",
    "dealer": "holders_in_custody_days holders_released_days court_completed court_wait_days bail_conditions",
    "either": "child_places child_places_scarce",
    "believed": "items_shared items_useful",
    "place": "false_alarms alarms_suspected alarm_days adult_days adult_custody_days items items_misread",
    "nowhere": "line_days_internal lines_opened_internal lines_moved",
}
RECORDED = {
    "child": """recognised_first home_with_plan home_without_plan released bailed conditions_breached decided_at_arrest
        no_action diverted charged remanded bailed_to_court defence_raised defence_open defence_succeeded convicted defended
        services_told_force children_referred referred_by_police panel_cases first_decisions first_positive
        final_decisions final_positive final_late flagged_boys referrals_other reconsidered final_wait_days assessments
        support_referred support_accepted
        support_engaged support_reduced missing_incidents missing_incidents_care missing_flagged missing_flagged_care
        missing_exploited interviews interviews_due interviews_added""",
    "market": """railway_arrests railway_children railway_criminalised closures_charged closures_number orders line_days
        number_days visits visits_in_use flagged_adults""",
    "hub": "line_days_from_here closures_programme closures_programme_charged",
    "dealer": """arrests_holders holders_bailed holders_released holders_let_go holders_charged slavery_charged slavery_alone
        sentences sentence_days court_cases court_days""",
    "place": """found read_victim read_both read_suspect read_missed arrests_children collected told home_force_told stops
        arrests_adults adults_charged adults_safeguarded children_met children_engaged adults_engaged children_safeguarded
        children_referred_on flagged service_referrals items_from_services programme_referrals violence drug_offences""",
    "either": "arrests_programme",  # of holders, sellers and children
    "nowhere": "line_days_internal",
}
BY_FORCE = "effort_ operations_ people_not_involved levers_cost recognition_cost"
"""What the columns that begin so count stands with the force or the body that works, or pays: everywhere."""
SELDOM = {
    *("defence_raised", "defence_open", "defence_succeeded", "exploited_anew", "case_wait_days", "waiting_days"),
    *("closed_by_number", "closures_number", "orders_silenced", "orders_recovered", "schools_lost", "groups_split"),
    *("child_days_outside", "taken_outside", "freed_outside", "grown_outside", "moved_on_in_group"),
    *("items_from_services", "cases_closed_early", "case_days_returned"),
    *(
        "home_force_told",
        "collected",
        "alarms_suspected",
        "adult_custody_days",
        "flagged_adults",
        "moved_away",
        "moved_away_days",
    ),
}
"""What may not have happened in a small world, or only to children found away from home."""


MUCH_JUSTICE = {
    "child_remanded_share": 0.5,
    "found_child_arrested": 0.9,
    "child_charge_probability": 0.6,
    "breach_noticed_share": 0.8,
}
"""So much that each event of it is seen in a small world."""


def two_areas(monkeypatch: pytest.MonkeyPatch, children_live: int, p=None, strategy=EVERYTHING) -> Lived:
    """Two years of a world whose lines are all run from the hub into the market."""
    one_of = np.eye(len(KNOWN.names))
    only = dataclasses.replace(
        KNOWN,
        users=one_of[MARKET] * KNOWN.users.sum(),
        population_10_17_2020=one_of[children_live] * KNOWN.population_10_17_2020.sum(),
        role_prior=one_of[HUB],
    )
    monkeypatch.setattr(simulation, "places", lambda: only)
    return live(strategy, p or limit(**MUCH_JUSTICE), scale=0.05, days=730)


def test_each_column_has_its_place():
    for book, known in (("true", TRUE), ("recorded", RECORDED)):
        named = [name for names in known.values() for name in names.split()]
        by_force = [name for name in columns(BOOKS[book]) if name.startswith(tuple(BY_FORCE.split()))]
        assert sorted(named + by_force) == sorted(columns(BOOKS[book])), book


def test_each_count_stands_where_it_belongs(monkeypatch):
    wrong, seen = [], set()
    for world, children_live in enumerate((HUB, MARKET)):
        record = two_areas(monkeypatch, children_live).record
        for book, known in ((record.true_months, TRUE), (record.recorded_months, RECORDED)):
            for place, names in known.items():
                for name in names.split():
                    found = set(np.flatnonzero(book[name].sum(axis=0)).tolist())
                    seen |= {name} if found else set()
                    if not found <= WHERE[place][world] or (not found and place != "nowhere" and name not in SELDOM):
                        wrong.append((name, place, "hub" if world == 0 else "market", found))
                    if place == "place" and world == 0 and MARKET not in found and name not in SELDOM:
                        wrong.append((name, "is counted nowhere but where children live", found))
    assert not wrong
    assert {name for names in (TRUE | RECORDED).values() for name in names.split()} - seen <= SELDOM | {
        "line_days_internal",
        "lines_opened_internal",
        "lines_moved",
    }


def test_the_share_of_effort_that_is_for_others_is_counted_once_and_where_the_lines_are_run_from(monkeypatch):
    """Of a line's harm a quarter is done where it is run from, and a force weighs harm elsewhere by a fifth, or all where it pools.

    At the hub 0.25 + 0.75 / 5 = 0.4 of the effort is its own and 0.6 is for others; in the market 0.75 + 0.25 / 5 = 0.8, and 0.2.
    """
    pooled = alone("capacity", dedicated_officers=600.0, pooled=1.0)
    p = limit(harm_share_home=0.25, harm_elsewhere_weight_local=0.2)
    true = two_areas(monkeypatch, MARKET, p, pooled).record.true_months
    spent, elsewhere = (true[name].sum(axis=0) for name in ("effort_investigation", "effort_elsewhere"))
    assert elsewhere[HUB] == pytest.approx(0.6 * spent[HUB], rel=1e-3) and spent[HUB] > 1_000_000
    assert elsewhere[MARKET] == pytest.approx(0.2 * spent[MARKET], rel=1e-3) and spent[MARKET] > 10_000
    assert elsewhere.sum() == elsewhere[HUB] + elsewhere[MARKET]


def test_each_child_helped_early_is_counted_once():
    """As many as young people whose help has been set an end; a few are helped a second time within the year."""
    lived = live(alone("early_help", reach=0.5), scale=0.05, days=365)
    world = lived.state.world
    helped = int((world.people.help_until[: world.counts[0].people] > 0).sum())
    assert helped > 300
    assert helped <= lived.true("helped") < 1.2 * helped
