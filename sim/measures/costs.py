"""Costs by payer, from the books and the prices: real terms, transfers left out. Discounting is in `sim.simulation.result`."""

import numpy as np

from sim.measures.declaration import Books, measure
from sim.parameters.structure import LeverMoney
from sim.policy.component import Component
from sim.policy.levers import COMPONENTS
from sim.state.time import MONTH_DAYS, WEEK_DAYS, YEAR_DAYS

POUNDS = "GBP per year"


def bills(books: Books, payer: str, so_far: np.ndarray) -> np.ndarray:
    """A cost so far, and on top of it what components of levers bought of the payer, at its price: as they declare."""
    numbers = books.p.cost._asdict()
    billed = [one for one in COMPONENTS.values() if isinstance(one, Component) and one.bill and one.payer == payer]
    total = so_far
    for one in sorted(billed, key=lambda one: list(numbers).index(one.costs)):  # a sum depends on its order in the last digit
        assert one.bill is not None
        total = total + getattr(books, one.bill.book)[one.bill.column] / one.bill.per * numbers[one.costs]
    return total


@measure(POUNDS, better="down", section="cost", label="Cost to police", payer="police")
def cost_police(books: Books) -> np.ndarray:
    """Police: officer days given to lines, spent on serving the centre, or paid for lines and lost to other demand.

    Checks on those bailed with conditions, and amends to people not involved, come on top.
    """
    t, p = books.true, books.p
    more = t["bail_conditions"] * p.cost.bail_check_days
    days = (t["effort_given"] + t["effort_overhead"] + t["effort_lost"]) / 1000.0 + more
    return bills(books, "police", days * p.cost.cost_officer_day + t["people_not_involved"] * p.cost.cost_not_involved)


@measure(POUNDS, better="down", section="cost", label="Cost to the Home Office", payer="home_office")
def cost_home_office(books: Books) -> np.ndarray:
    """Home Office: the national centre, the map, advocates, specialist support, NRM decisions; training where it is new money."""
    cost, t, r = books.p.cost, books.true, books.recorded
    places = t["advocate_places_added"] / 1000.0 / books.p.safeguarding.advocate_length
    cases = np.maximum(t["advocates"], places) * cost.cost_advocate_case + t["supported"] * cost.cost_support_case
    decisions = (r["first_decisions"] + r["reconsidered"]) * cost.cost_nrm_case
    levers = t["levers_cost"] + t["recognition_cost"] * (books.p.structure.lever_money == LeverMoney.NEW)
    return bills(books, "home_office", levers / 100.0 + cases) + decisions


@measure(POUNDS, better="down", section="cost", label="Cost to councils", payer="councils")
def cost_councils(books: Books) -> np.ndarray:
    """Councils: cases of children's services with false alarms, early help, return interviews, and placements far away.

    Places that a strategy adds are paid for whether a child has them or not; an area's own, which serve other children
    too, as far as exploited children and alarms need them beyond those added. Where levers have no new money, training and
    shared information are paid here, with places that are then missing.
    """
    cost, t = books.p.cost, books.true
    used = t["case_days"] + t["alarm_days"] / 1000.0
    cases = np.maximum(used, t["places_added"] / 1000.0) / MONTH_DAYS * cost.cost_child_in_need_case
    moved = (
        t["moved_away_days"]
        / WEEK_DAYS
        * (
            cost.moved_residential_share * cost.cost_residential_week
            + (1.0 - cost.moved_residential_share) * cost.cost_foster_week
        )
    )
    recognition = t["recognition_cost"] / 100.0 * (books.p.structure.lever_money == LeverMoney.TAKEN)
    return bills(books, "councils", cases + moved) + recognition


@measure(POUNDS, better="down", section="cost", label="Cost to justice", payer="justice")
def cost_justice(books: Books) -> np.ndarray:
    """Courts, prosecution and custody of children (Ministry of Justice, CPS); of adults' cases those that end in custody."""
    cost, t, r = books.p.cost, books.true, books.recorded
    cases = r["court_cases"] + r["adults_charged"] * books.p.justice.adult_custody_share + t["charged"]
    return bills(books, "justice", cases * cost.cost_crown_case + t["custody_days"] / YEAR_DAYS * cost.cost_custody_child)


@measure(POUNDS, better="down", section="cost", label="Total public cost")
def cost_total(books: Books) -> np.ndarray:
    """Cost to all public payers."""
    return cost_police(books) + cost_home_office(books) + cost_councils(books) + cost_justice(books)


@measure(POUNDS, better="down", section="harm", label="Harm valued in money", charted=False)
def harm_valued(books: Books) -> np.ndarray:
    """Harm valued in money: child-days at the daily rate of modern slavery harm, and serious violence."""
    cost = books.p.cost
    days = books.true["child_days"] + books.true["child_days_outside"]
    violence = books.true["violence_to_children"] + books.true["violence_between"]
    return (
        days * cost.harm_modern_slavery_victim / cost.harm_duration_for_daily_rate + violence * cost.harm_violence_with_injury
    )
