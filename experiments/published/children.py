"""Published figures on children: referrals, assessments, going missing, care, contact and support."""

from datetime import date

import numpy as np

from experiments.books.balances import SHARE_IN_CARE
from experiments.books.periods import YEAR, Period, span, year
from experiments.books.record import Record, ratio
from experiments.published.registry import Published, absent, given, target
from experiments.published.where import HAPPENS, LIVES

BEFORE_FALL = span(date(2019, 10, 1), date(2020, 3, 15))
LESS_CONTACT = span(date(2020, 4, 1), date(2020, 9, 30))
"""The half year in which the scenario `history` has least contact between services and children, and that before it."""
REFERRED = "children_referred+referrals_other"


# -- P9, recognition -------------------------------------------------------------------------------------------------


@target("NRM referrals flagged county lines", stands=HAPPENS)
def flagged(record: Record, row: Published) -> float:
    """NRM referrals flagged county lines."""
    return record.recorded("flagged", row.period)


absent(
    "share of all NRM referrals flagged county lines",
    "NRM referrals, all kinds",
    why="referrals of adults for other reasons than lines are not in the model",
)


@target("share of county lines flags that are boys under 18")
def boys_among_flags(record: Record, row: Published) -> float:
    """Share of flags that are boys."""
    return ratio(record.recorded("flagged_boys", row.period), record.recorded("flagged", row.period))


@target(
    "NRM referrals of children, all kinds",
    why="children of lines are output; those referred for other reasons are a given count "
    "(other_referrals_year) that grows with recognition",
    stands=LIVES,
)
def children_referred(record: Record, row: Published) -> float:
    """Referrals of children to the NRM for any reason."""
    return record.recorded(REFERRED, row.period)


absent(
    "children referred to NRM for criminal exploitation",
    why="the background count of referrals is not parted by kind of exploitation",
)


@target(
    "assessments noting child criminal exploitation",
    why="children of lines are output; those outside lines are a given count "
    "(other_assessments_year) that grows with recognition",
    stands=LIVES,
)
def assessments(record: Record, row: Published) -> float:
    """Assessments that note child criminal exploitation."""
    return record.recorded("assessments", row.period)


absent("assessments noting gangs", why="gangs outside lines are not in the model")


@target(
    "programme safeguarding referrals in the year",
    "programme safeguarding referrals in 18 months",
    "programme safeguarding referrals in the quarter",
    stands=HAPPENS,
)
def programme_referrals(record: Record, row: Published) -> float:
    """Safeguarding referrals counted as the programme's."""
    return record.recorded("programme_referrals", row.period)


@given(
    "share of at-risk children known to services",
    why="set by one parameter (known_share), children in care added",
    stands=LIVES,
)
def known_to_services(record: Record, row: Published) -> float:
    """Share of children at risk known to services."""
    return ratio(record.true("known_at_risk_days", row.period), record.true("at_risk_days", row.period))


# -- P10, contact ----------------------------------------------------------------------------------------------------


def change(record: Record, columns: str, after: Period, before: Period) -> float:
    """Change of a recorded daily count from one period to another, a share of the first."""
    return ratio(record.recorded(columns, after) / after.days, record.recorded(columns, before) / before.days) - 1.0


@target(
    "change in NRM referrals, quarter 2 on quarter 1",
    why="referrals of children; part of the background falls with contact by a given share",
    dates="2020",
    stands=LIVES,
)
def second_quarter(record: Record, row: Published) -> float:
    """Change of NRM referrals from the first to the second quarter."""
    return change(record, REFERRED, span(date(2020, 4, 1), date(2020, 6, 30)), span(date(2020, 1, 1), date(2020, 3, 31)))


@target(
    "change in child protection referrals in hardest-hit areas",
    why="referrals to services in the whole country, not in the areas hit hardest",
)
def service_referrals_fall(record: Record, row: Published) -> float:
    """Change of referrals to children's services in the month from the winter before."""
    return change(record, "service_referrals", row.period, BEFORE_FALL)


@target("growth of NRM referrals, 2020 on 2019", why="referrals of children", dates="2020", stands=LIVES)
def growth_2020(record: Record, row: Published) -> float:
    """Growth of NRM referrals, 2020 on 2019."""
    return ratio(record.recorded(REFERRED, year(2020)), record.recorded(REFERRED, year(2019))) - 1.0


@target(
    "fall in new identifications for a 50% fall in contact",
    why="the fall of Apr to Sep 2020 against the half year before, set to a fall of contact by half in proportion",
    dates="any",
)
def fall_for_half_contact(record: Record, row: Published) -> float:
    """Fall of new identifications of exploited children for a fall of contact by half."""
    fall = 1.0 - mean_contact(record, LESS_CONTACT)
    return -change(record, "recognised_first", LESS_CONTACT, BEFORE_FALL) * 0.5 / fall


def mean_contact(record: Record, period: Period) -> float:
    """Mean of the contact between services and children that the scenario has over a period, 1 in ordinary times."""
    from sim.scenarios import SCENARIOS

    days = range(period.first.toordinal(), period.last.toordinal() + 1)
    return sum(SCENARIOS["history"].on(day, record.p).contact for day in days) / len(days)


# -- P11, care and missing -------------------------------------------------------------------------------------------

absent(
    "children in care as share of missing children",
    "missing children",
    "share of children in care with a missing incident in the year",
    "relative rate of going missing, in care over not in care",
    why="missing incidents of children outside lines are counted, the children are not",
)
BACKGROUND = "nine tenths are a background count given to the model (missing_care_year, missing_other_year)"


@given("children in care as share of missing incidents of children", why=BACKGROUND, stands=LIVES)
def care_of_incidents(record: Record, row: Published) -> float:
    """Share of missing incidents that are of children in care."""
    return ratio(record.recorded("missing_incidents_care", row.period), record.recorded("missing_incidents", row.period))


@given("missing incidents of children", why=BACKGROUND, stands=LIVES)
def incidents(record: Record, row: Published) -> float:
    """Missing incidents of children."""
    return record.recorded("missing_incidents", row.period)


@given("missing incidents from care", why=BACKGROUND, stands=LIVES)
def incidents_from_care(record: Record, row: Published) -> float:
    """Missing incidents of children in care."""
    return record.recorded("missing_incidents_care", row.period)


@given("share of exploited children in care who go missing in the year", why="set by one parameter (ever_missing_share)")
def ever_missing(record: Record, row: Published) -> float:
    """Share of exploited children who go missing at all."""
    return float(record.p.control.ever_missing_share)


@target(
    "missing episodes a year of exploited children in care who go missing",
    why="recorded and unrecorded episodes a year of exploitation in care, over the share who ever go missing",
    stands=LIVES,
)
def episodes_in_care(record: Record, row: Published) -> float:
    """Missing episodes a year of exploited children in care who go missing."""
    years = record.true("child_days_in_care", row.period) / YEAR * record.p.control.ever_missing_share
    return ratio(record.true("missing_care", row.period), years)


@target(
    "share of exploitation-flagged missing incidents that are children in care",
    why="incidents of exploited children that are flagged",
    stands=LIVES,
)
def care_of_flagged(record: Record, row: Published) -> float:
    """Share of the area's flagged missing incidents that are of children in care."""
    return ratio(record.recorded("missing_flagged_care", row.period), record.recorded("missing_flagged", row.period))


absent("share of county lines missing incidents from semi-independent homes", why="kinds of placement are not in the model")
absent("children missing because of county lines", why="missing incidents are recorded, not how many children they are of")


@target(
    "relative risk of exploitation, in care over not in care",
    why="over the share of all children who are in care (0.0065, E23)",
)
def risk_in_care(record: Record, row: Published) -> float:
    """Relative risk of exploitation, children in care over others."""
    care = record.true("child_days_in_care", row.period)
    others = record.true("child_days", row.period) - care
    return ratio(care / SHARE_IN_CARE, others / (1.0 - SHARE_IN_CARE))


# -- P12, support ----------------------------------------------------------------------------------------------------


@given("share of referrals accepted by specialist support", why="set by one parameter (support_accept_share)", stands=LIVES)
def accepted(record: Record, row: Published) -> float:
    """Share of referrals to specialist support that are accepted."""
    return ratio(record.recorded("support_accepted", row.period), record.recorded("support_referred", row.period))


@target("share of accepted who engage", stands=LIVES)
def engaged(record: Record, row: Published) -> float:
    """Share of those accepted who engage."""
    return ratio(record.recorded("support_engaged", row.period), record.recorded("support_accepted", row.period))


@given("share of engaged who reduce or stop", why="set by one parameter (recorded_reduced_share)", stands=LIVES)
def reduced(record: Record, row: Published) -> float:
    """Share of the engaged recorded as reduced or stopped."""
    return ratio(record.recorded("support_reduced", row.period), record.recorded("support_engaged", row.period))


@target("share of all referred who engage and reduce or stop", stands=LIVES)
def reduced_of_referred(record: Record, row: Published) -> float:
    """Share of those referred who engage and are recorded as reduced or stopped."""
    return ratio(record.recorded("support_reduced", row.period), record.recorded("support_referred", row.period))


@target("referrals to London specialist support in the year", stands=LIVES)
def referred_to_support(record: Record, row: Published) -> float:
    """Referrals to specialist support."""
    return record.recorded("support_referred", row.period)


@given("one-to-one cases a year, national service", why="set by one parameter, the places (support_places)", stands=LIVES)
def supported(record: Record, row: Published) -> float:
    """Children who began specialist support."""
    return record.true("supported", row.period)


def interviews_by_area(record: Record, period: Period) -> np.ndarray:
    """Share of missing episodes of exploited children followed by an interview, by area with at least five."""
    held, due = (record.recorded_by_area(name, period) for name in ("interviews", "interviews_due"))
    enough = due * record.scale >= 5
    return held[enough] / due[enough]


@given(
    "missing episodes followed by a return interview, mean of areas",
    why="set by one parameter (return_interview_share); areas with at least five episodes in the run",
    by_month=True,
)
def mean_interviewed(record: Record, row: Published) -> float:
    """Mean over areas of the share interviewed."""
    shares = interviews_by_area(record, row.period)
    return float(shares.mean()) if shares.size else float("nan")


SPREAD = "set by two parameters (return_interview_share, recognition_sd), widened by the luck of few episodes in a small world"


@given("lowest area share of missing episodes followed by a return interview", why=SPREAD, by_month=True)
def least_interviewed(record: Record, row: Published) -> float:
    """Lowest area's share interviewed."""
    return float(min(interviews_by_area(record, row.period), default=np.nan))


@given("highest area share of missing episodes followed by a return interview", why=SPREAD, by_month=True)
def most_interviewed(record: Record, row: Published) -> float:
    """Highest area's share interviewed."""
    return float(max(interviews_by_area(record, row.period), default=np.nan))
