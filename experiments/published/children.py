"""Published figures on children: referrals, assessments, going missing, care, contact and support."""

from datetime import date

import numpy as np

from experiments.books.balances import SHARE_IN_CARE
from experiments.books.periods import YEAR, Period, span, year
from experiments.books.record import Record, ratio
from experiments.published.registry import INPUT, TRUE, Published, absent, given, target, total
from experiments.published.where import HAPPENS, LIVES

BEFORE_FALL = span(date(2019, 10, 1), date(2020, 3, 15))
LESS_CONTACT = span(date(2020, 4, 1), date(2020, 9, 30))
"""The half year in which the scenario `history` has least contact between services and children, and that before it."""
REFERRED = "children_referred+referrals_other"


# -- P9, recognition -------------------------------------------------------------------------------------------------


total(
    "flagged", "NRM referrals flagged county lines.", "NRM referrals flagged county lines",
    of="flagged", stands=HAPPENS,
)  # fmt: skip
absent(
    "share of all NRM referrals flagged county lines",
    "NRM referrals, all kinds",
    why="referrals of adults for other reasons than lines are not in the model",
)
total(
    "boys_among_flags", "Share of flags that are boys.", "share of county lines flags that are boys under 18",
    of="flagged_boys", below="flagged",
)  # fmt: skip
total(
    "children_referred", "Referrals of children to the NRM for any reason.", "NRM referrals of children, all kinds",
    of=REFERRED, stands=LIVES,
    why="children of lines are output; those referred for other reasons are a given count "
    "(other_referrals_year) that grows with recognition",
)  # fmt: skip
absent(
    "children referred to NRM for criminal exploitation",
    why="the background count of referrals is not parted by kind of exploitation",
)
total(
    "assessments", "Assessments that note child criminal exploitation.", "assessments noting child criminal exploitation",
    of="assessments", stands=LIVES,
    why="children of lines are output; those outside lines are a given count "
    "(other_assessments_year) that grows with recognition",
)  # fmt: skip
absent("assessments noting gangs", why="gangs outside lines are not in the model")
total(
    "programme_referrals", "Safeguarding referrals counted as the programme's.",
    "programme safeguarding referrals in the year",
    "programme safeguarding referrals in 18 months",
    "programme safeguarding referrals in the quarter",
    of="programme_referrals", stands=HAPPENS,
)  # fmt: skip
total(
    "known_to_services", "Share of children at risk known to services.", "share of at-risk children known to services",
    of="known_at_risk_days", below="at_risk_days", read=TRUE, role=INPUT, stands=LIVES,
    why="set by one parameter (known_share), children in care added",
)  # fmt: skip


# -- P10, contact ----------------------------------------------------------------------------------------------------


total(
    "found_by_police", "Share of finds that police make.",
    "share of finds of exploited children that police make",
    of="found_by_police", below="found", read=TRUE, stands=LIVES,
)  # fmt: skip

# -- Children and justice --------------------------------------------------------------------------------------------


total(
    "suspected", "Children taken through as suspects, exploited or not.",
    "children whom policing of lines takes through as suspects",
    of="suspect_begun+read_both+alarms_suspected", read=TRUE,
)  # fmt: skip


def change(record: Record, columns: str, after: Period, before: Period) -> float:
    """Change of a recorded daily count from one period to another, a share of the first."""
    return ratio(record.recorded(columns, after) / after.days, record.recorded(columns, before) / before.days) - 1.0


@target(
    "change in NRM referrals, quarter 2 on quarter 1",
    why="referrals of children; part of the background falls with contact by a given share",
    dates="2020",
    stands=LIVES,
    change=True,
)
def second_quarter(record: Record, row: Published) -> float:
    """Change of NRM referrals from the first to the second quarter."""
    return change(record, REFERRED, span(date(2020, 4, 1), date(2020, 6, 30)), span(date(2020, 1, 1), date(2020, 3, 31)))


@target(
    "change in child protection referrals in hardest-hit areas",
    why="referrals to services in the whole country, not in the areas hit hardest",
    change=True,
)
def service_referrals_fall(record: Record, row: Published) -> float:
    """Change of referrals to children's services in the month from the winter before."""
    return change(record, "service_referrals", row.period, BEFORE_FALL)


@target("growth of NRM referrals, 2020 on 2019", why="referrals of children", dates="2020", stands=LIVES, change=True)
def growth_2020(record: Record, row: Published) -> float:
    """Growth of NRM referrals, 2020 on 2019."""
    return ratio(record.recorded(REFERRED, year(2020)), record.recorded(REFERRED, year(2019))) - 1.0


@target(
    "fall in new identifications for a 50% fall in contact",
    why="the fall of Apr to Sep 2020 against the half year before, set to a fall of contact by half in proportion",
    dates="any",
    change=True,
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


total(
    "care_of_incidents", "Share of missing incidents that are of children in care.",
    "children in care as share of missing incidents of children",
    of="missing_incidents_care", below="missing_incidents", role=INPUT, stands=LIVES, why=BACKGROUND,
)  # fmt: skip
total(
    "incidents", "Missing incidents of children.", "missing incidents of children",
    of="missing_incidents", role=INPUT, stands=LIVES, why=BACKGROUND,
)  # fmt: skip
total(
    "incidents_from_care", "Missing incidents of children in care.", "missing incidents from care",
    of="missing_incidents_care", role=INPUT, stands=LIVES, why=BACKGROUND,
)  # fmt: skip


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


total(
    "care_of_flagged", "Share of the area's flagged missing incidents that are of children in care.",
    "share of exploitation-flagged missing incidents that are children in care",
    of="missing_flagged_care", below="missing_flagged", stands=LIVES, why="incidents of exploited children that are flagged",
)  # fmt: skip
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


total(
    "accepted", "Share of referrals to specialist support that are accepted.",
    "share of referrals accepted by specialist support",
    of="support_accepted", below="support_referred", role=INPUT, stands=LIVES, why="set by one parameter (support_accept_share)",
)  # fmt: skip
total(
    "engaged", "Share of those accepted who engage.", "share of accepted who engage",
    of="support_engaged", below="support_accepted", stands=LIVES,
)  # fmt: skip
total(
    "reduced", "Share of the engaged recorded as reduced or stopped.", "share of engaged who reduce or stop",
    of="support_reduced", below="support_engaged", role=INPUT, stands=LIVES,
    why="set by one parameter (recorded_reduced_share)",
)  # fmt: skip
total(
    "reduced_of_referred", "Share of those referred who engage and are recorded as reduced or stopped.",
    "share of all referred who engage and reduce or stop",
    of="support_reduced", below="support_referred", stands=LIVES,
)  # fmt: skip
total(
    "referred_to_support", "Referrals to specialist support.", "referrals to London specialist support in the year",
    of="support_referred", stands=LIVES,
)  # fmt: skip
total(
    "supported", "Children who began specialist support.", "one-to-one cases a year, national service",
    of="supported", read=TRUE, role=INPUT, stands=LIVES, why="set by one parameter, the places (support_places)",
)  # fmt: skip


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
