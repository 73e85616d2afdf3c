"""Do stocks and flows agree? Two ways to the same number, one of them from parameters or from another column."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.books.periods import YEAR, Period, year
from experiments.books.record import Record, ratio

type Sides = tuple[float, float]
type Check = Callable[[Record, Period], Sides]

COLUMNS = ["balance", "meaning", "unit", "year", "left", "right", "ratio", "flagged", "expected", "why"]
THIRD = 1.0 / 3.0
SHARE_IN_CARE = 0.0065
"""Children in care as a share of all children in England (E23)."""
CUSTODY_YEARS = 2.0
REPLACED = (0.4, 0.95)
STILL_AT_RISK = 1.8
"""Mean of the risk ratios of those still at risk at best values: it is 2.5 of those who come to be, the most exposed of whom are
exploited first (a test holds it to what the founded world has). In fitted worlds it is 0.3 to 3.7."""
FREED = "freed_own+freed_protected+freed_support+freed_arrest+freed_closure"


@dataclass(frozen=True)
class Balance:
    """One check; `expected` says in words what the two sides are; `below` and `above` why the first may be smaller or larger."""

    name: str
    meaning: str
    unit: str
    year: int
    expected: str
    of: Check
    below: str = ""
    above: str = ""

    def why(self, over: float) -> str:
        """The known reason for a ratio of the first to the second."""
        return self.below if over < 1.0 else self.above if over > 1.0 else ""


BALANCES: dict[str, Balance] = {}


def balance(unit: str, expected: str, in_year: int = 2019, below: str = "", above: str = "") -> Callable[[Check], Check]:
    """Declare a check under the function's name; its docstring is the meaning."""

    def enter(of: Check) -> Check:
        meaning = (of.__doc__ or "").strip().rstrip(".")
        BALANCES[of.__name__] = Balance(of.__name__, meaning, unit, in_year, expected, of, below, above)
        return of

    return enter


def stock(record: Record, columns: str, period: Period) -> float:
    """Mean of a true stock over a period."""
    return record.true(columns, period) / period.days


def operating(record: Record, period: Period) -> float:
    """Mean number of lines."""
    return stock(record, "line_days_away+line_days_internal", period)


@balance(
    "children",
    "children exploited = lines x people on the books x share of children",
    below="crews seek adults and sellers for places where children are scarce, and leave some empty; new lines want few",
)
def children_of_lines(record: Record, period: Period) -> Sides:
    """Children exploited by lines, and the places that lines have for them."""
    g = record.p.grooming
    return stock(record, "child_days", period), operating(record, period) * g.runners_needed_per_line * g.child_share_of_runners


@balance("share", "days of running / days of exploitation = running_share_of_days")
def children_running(record: Record, period: Period) -> Sides:
    """Share of exploited children who run on a mean day."""
    share = ratio(record.true("child_days_running", period), record.true("child_days", period))
    return share, record.p.control.running_share_of_days


@balance("children per year", "newly exploited = exits + those who turned 18 - returns")
def children_in_and_out(record: Record, period: Period) -> Sides:
    """Children whose exploitation began for the first time, and those who left for good."""
    out = record.true(FREED + "+turned_18", period) - record.true("reexploited", period)
    return record.true("newly_exploited+exploited_anew", period), out


@balance(
    "children per year",
    "newly exploited = children at risk x grooming rate x 1.8 (mean of the risk ratios of those still at risk, at best values)",
    below="the most exposed are exploited first: where that is soon, those still at risk have a lower mean; crews that are nearly "
    "full take fewer than they reach; where grooming takes long, of more the line is gone before they first run",
    above="where fewer of the most exposed are exploited, those still at risk have a higher mean",
)
def children_groomed(record: Record, period: Period) -> Sides:
    """Children newly exploited, and what the rate of grooming gives where all that are reached are wanted."""
    reached = stock(record, "at_risk_days", period) * record.p.grooming.grooming_rate * STILL_AT_RISK
    return record.true("newly_exploited+exploited_anew", period), reached


@balance("ratio", "relative risk of children in care over other children = 12 at 2% of the pool and a ratio of 4")
def care(record: Record, period: Period) -> Sides:
    """Risk of exploitation in care over that of other children, and what share of the pool and ratio give."""
    g = record.p.grooming
    share = ratio(record.true("child_days_in_care", period), record.true("child_days", period))
    given = g.pool_in_care_share * g.rr_looked_after
    return _relative(share), _relative(given / (given + 1.0 - g.pool_in_care_share))


def _relative(share: float) -> float:
    return ratio(share / SHARE_IN_CARE, (1.0 - share) / (1.0 - SHARE_IN_CARE))


@balance(
    "GBP million a year",
    "takings x margin = lines x customers x spending x 365 x margin",
    below="at the right all lines are established; young ones have fewer customers, and those that are silent sell nothing",
    above="where lines are few for the demand open to them, they serve more than the customers of an established line",
)
def money(record: Record, period: Period) -> Sides:
    """Gross profit of all lines, and what as many established lines would make."""
    s = record.p.supply
    sold = record.true("sold", period) / 100.0 * s.gross_margin / 1e6
    return sold, operating(record, period) * s.customers_mature_line * s.spend_per_customer * YEAR * s.gross_margin / 1e6


@balance(
    "customers",
    "customers served by lines = users x share of demand open to lines",
    below="at the right is all that lines could win; vacant places and lines that are young or silent leave a part of it",
)
def customers(record: Record, period: Period) -> Sides:
    """Customers of lines on a mean day, and the cap: all that lines could win."""
    from sim.places import places

    s = record.p.supply
    served = record.true("sold", period) / 100.0 / s.spend_per_customer / period.days
    return served, float(places().users.sum()) * s.share_of_demand_open_to_lines


def ends_and_starts(record: Record, period: Period) -> Sides:
    """Lines that ended, and lines that opened or were taken over."""
    ended = record.true("closed_charged+closed_by_number+abandoned", period)
    return ended, record.true("lines_opened+taken_over", period)


for _year in (2021, 2024):
    BALANCES[f"lines_{_year}"] = Balance(
        f"lines_{_year}",
        "lines that ended, and lines that opened or were taken over",
        "lines per year",
        _year,
        "closures + abandoned = openings (those that fill a vacant place too) + succession",
        ends_and_starts,
    )


@balance("share", "places retaken / places left = 0.4 to 0.95; at the right is the nearest of these", 2021)
def replacement(record: Record, period: Period) -> Sides:
    """Share of market places left by lines that are taken again, and the nearest share that lets the stock hold."""
    share = ratio(record.true("places_retaken", period), record.true("places_vacated", period))
    return share, min(REPLACED[1], max(REPLACED[0], share))


@balance(
    "officer days",
    "days an investigation = effort of practised officers in reach, to that of officers without practice out of reach; at the right is "
    "the nearest of these",
    2021,
)
def officer_days(record: Record, period: Period) -> Sides:
    """Officer days spent on each investigation begun, and the nearest that practice and reach allow."""
    o = record.p.operations
    each = ratio(record.true("effort_investigation", period) / 1000.0, record.true("operations_started", period))
    least, most = o.holder_investigation_effort, o.out_of_reach_multiplier * record.p.tasking.unpractised_effort_ratio
    return each, min(max(each, least), least * most)  # of none begun, neither side is a number


@balance(
    "officer days per year",
    "given = investigation + disruption + orders + visits + reading + stops + local work",
    2021,
)
def officer_days_used(record: Record, period: Period) -> Sides:
    """Officer days given to lines, and all that they were spent on."""
    used = "effort_investigation+effort_disruption+effort_orders+effort_visits+effort_reading+effort_stops+effort_local"
    return record.true("effort_given", period) / 1000.0, record.true(used, period) / 1000.0


@balance("people", "holders in custody = holders charged, of this year and the one before, x 2 years / 2", 2022)
def custody(record: Record, period: Period) -> Sides:
    """Holders and sellers in custody, and two years of those charged, in this year and the one before where that was run."""
    before = year(period.first.year - 1)
    charged = [record.recorded("holders_charged", one) for one in (period, before) if record.covers(one)]
    return stock(record, "holders_in_custody_days", period), CUSTODY_YEARS * float(np.mean(charged))


@balance(
    "flags per year",
    "flags = children recognised for the first time x referred x flagged, and adults flagged",
    above="children known already are referred later, at a charge or by another body",
)
def finds(record: Record, period: Period) -> Sides:
    """Referrals flagged county lines, and the product of the chances on the way to them."""
    chance = record.p.safeguarding.nrm_referral_given_recognised * record.p.observation.nrm_flag_completeness
    adults = record.recorded("flagged_adults", period)
    return record.recorded("flagged", period), record.true("recognised_first", period) * chance + adults


@balance(
    "incidents per year",
    "recorded incidents = years of exploitation x missing_rate_exploited x missing_reported_share",
)
def missing(record: Record, period: Period) -> Sides:
    """Recorded missing incidents of exploited children, and the declared mean of what they go missing and is reported."""
    rate = record.p.control.missing_rate_exploited * record.p.control.missing_reported_share
    return record.recorded("missing_exploited", period), record.true("child_days", period) / YEAR * rate


@balance(
    "share",
    "share of missing episodes = share of exploited children in care, who go missing missing_care_ratio times as often",
)
def missing_from_care(record: Record, period: Period) -> Sides:
    """Share of exploited children's missing episodes that are of those in care, and what their number and ratio give."""
    share = ratio(record.true("child_days_in_care", period), record.true("child_days", period))
    odds = share * record.p.control.missing_care_ratio
    return ratio(record.true("missing_care", period), record.true("missing_episodes", period)), odds / (odds + 1.0 - share)


@balance("share", "homes in use / homes visited = visit_home_in_use x homes a line uses / homes it seeks")
def visits(record: Record, period: Period) -> Sides:
    """Share of homes visited that are in use."""
    used = ratio(record.recorded("visits_in_use", period), record.recorded("visits", period))
    lines = record.true("line_days_internal+line_days_away", period)
    homes = ratio(record.true("home_days", period), lines) / record.p.control.cuckooed_homes_per_line
    return used, record.p.detection.visit_home_in_use * homes


@balance("per child-year", "violence / child-years = serious_violence_rate, the mean over debt states")
def violence(record: Record, period: Period) -> Sides:
    """Serious violence an exploited child suffers in a year, and its declared mean."""
    rate = ratio(record.true("violence_to_children", period), record.true("child_days", period) / YEAR)
    return rate, record.p.control.serious_violence_rate


def balances(record: Record) -> dict[str, Sides]:
    """Both sides of every check whose year was simulated."""
    return {one.name: one.of(record, year(one.year)) for one in BALANCES.values() if record.covers(year(one.year))}


def table(left: Mapping[str, Sequence[float]], right: Mapping[str, Sequence[float]]) -> pd.DataFrame:
    """`consistency.csv`: both sides as means over replications, flagged where they are off by over a third."""
    rows = []
    for one in BALANCES.values():
        sides = [_mean(side.get(one.name, ())) for side in (left, right)]
        over = ratio(sides[0], sides[1])
        off = "" if not np.isfinite(over) else "yes" if abs(over - 1.0) > THIRD else "no"
        rows.append([one.name, one.meaning, one.unit, one.year, *sides, over, off, one.expected, one.why(over)])
    return pd.DataFrame(rows, columns=COLUMNS)


def _mean(values: Iterable[float]) -> float:
    known = [value for value in values if np.isfinite(value)]
    return float(np.mean(known)) if known else np.nan


def printed(balanced: pd.DataFrame) -> str:
    """The table for a terminal."""
    lines = ["Stocks and flows (* off by over a third):"]
    for row in balanced.itertuples():
        mark = "*" if row.flagged == "yes" else " "
        lines.append(
            f"{mark} {row.balance:22} {row.left:>12.5g} {row.right:>12.5g} {row.ratio:>7.2f}  {row.expected}, {row.year}"
        )
        if mark == "*" and row.why:
            lines.append(f"{'':25}{row.why!s}")
    return "\n".join(lines)
