"""Costs by payer, from the books and the prices: real terms, transfers left out. Discounting is in `sim.simulation.result`."""

import numpy as np

from sim.measures.declaration import Books, measure
from sim.parameters.structure import LeverMoney

POUNDS = "GBP per year"


@measure(POUNDS, better="down")
def cost_police(books: Books) -> np.ndarray:
    """Police: officer days given to lines, spent on serving the centre, or paid for lines and lost to other demand.

    Checks on those bailed with conditions, and orders on the day of an arrest, come on top of the time for lines.
    """
    t, p = books.true, books.p
    more = t["bail_conditions"] * p.cost.bail_check_days
    more = more + t["orders_with_arrest"] / 1000.0 * p.operations.restriction_order_effort
    days = (t["effort_given"] + t["effort_overhead"] + t["effort_lost"]) / 1000.0 + more
    return days * p.cost.cost_officer_day


@measure(POUNDS, better="down")
def cost_home_office(books: Books) -> np.ndarray:
    """Home Office: the national centre, the map, advocates, specialist support, NRM decisions; training where it is new money."""
    cost, t, r = books.p.cost, books.true, books.recorded
    places = t["advocate_places_added"] / 1000.0 / books.p.safeguarding.advocate_length
    cases = np.maximum(t["advocates"], places) * cost.cost_advocate_case + t["supported"] * cost.cost_support_case
    decisions = (r["first_decisions"] + r["reconsidered"]) * cost.cost_nrm_case
    levers = t["levers_cost"] + t["recognition_cost"] * (books.p.structure.lever_money == LeverMoney.NEW)
    return levers / 100.0 + cases + t["advocates_hurried"] / 1000.0 * cost.cost_wait_removed + decisions


@measure(POUNDS, better="down")
def cost_councils(books: Books) -> np.ndarray:
    """Councils: cases of children's services with false alarms, early help, return interviews, and placements far away.

    Places that a strategy adds are paid for whether a child has them or not; an area's own, which serve other children
    too, as far as exploited children and alarms need them beyond those added. Where levers have no new money, training and
    shared information are paid here, with places that are then missing.
    """
    cost, t, r = books.p.cost, books.true, books.recorded
    used = t["case_days"] + t["false_alarms"] * books.p.safeguarding.alarm_length
    cases = np.maximum(used, t["places_added"] / 1000.0) / 30.4 * cost.cost_child_in_need_case
    moved = (
        t["moved_away"]
        * books.p.safeguarding.case_length
        / 7.0
        * (
            cost.moved_residential_share * cost.cost_residential_week
            + (1.0 - cost.moved_residential_share) * cost.cost_foster_week
        )
    )
    hurried = t["help_hurried"] / 1000.0 * cost.cost_wait_removed
    interviews = r["interviews_added"] / 1000.0 * cost.cost_return_interview
    recognition = t["recognition_cost"] / 100.0 * (books.p.structure.lever_money == LeverMoney.TAKEN)
    return cases + moved + t["helped"] * cost.cost_early_help_case + hurried + interviews + recognition


@measure(POUNDS, better="down")
def cost_justice(books: Books) -> np.ndarray:
    """Courts, prosecution and custody of children (Ministry of Justice, CPS); of adults' cases those that end in custody."""
    cost, t, r = books.p.cost, books.true, books.recorded
    cases = r["court_cases"] + r["adults_charged"] * books.p.justice.adult_custody_share + t["charged"]
    return cases * cost.cost_crown_case + t["custody_days"] / 365.25 * cost.cost_custody_child


@measure(POUNDS, better="down")
def cost_total(books: Books) -> np.ndarray:
    """Cost to all public payers."""
    return cost_police(books) + cost_home_office(books) + cost_councils(books) + cost_justice(books)


@measure(POUNDS, better="down")
def harm_valued(books: Books) -> np.ndarray:
    """Harm valued in money: child-days at the daily rate of modern slavery harm, and serious violence."""
    cost = books.p.cost
    days = books.true["child_days"] + books.true["child_days_outside"] * 1e-6
    violence = books.true["violence_to_children"] + books.true["violence_between"]
    return (
        days * cost.harm_modern_slavery_victim / cost.harm_duration_for_daily_rate + violence * cost.harm_violence_with_injury
    )
