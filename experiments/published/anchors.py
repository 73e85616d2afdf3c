"""Published anchors: people, money, courts and decisions."""

from experiments.books.periods import YEAR
from experiments.books.record import Record, ratio
from experiments.published.registry import INPUT, TRUE, Published, absent, given, target, total
from experiments.published.where import HOLDER, LIVES, SELLS

total(
    "children_exploited", "Children exploited by lines on a mean day.", "children exploited by lines now",
    of="child_days", read=TRUE, a_day=True, stands=LIVES,
    why="the founding number is given (children_exploited_start); three years on it is an output",
)  # fmt: skip
total(
    "children_at_risk", "Children at risk or exploited on a mean day.", "children at risk",
    of="at_risk_days+child_days", read=TRUE, a_day=True, role=INPUT, stands=LIVES,
    why="set by one parameter (children_at_risk); the mean of those at risk and those exploited",
)  # fmt: skip


@target("total profit of all lines", why="takings less the cost of stock, the published notion of profit", stands=SELLS)
def profit(record: Record, row: Published) -> float:
    """Profit of all lines, million pounds a year."""
    pence = record.true("sold", row.period) * record.p.supply.gross_margin
    return pence / 100.0 / 1e6 * YEAR / row.period.days


@given("dependent opiate and/or crack users aged 15-64", why="given to the model by area (forces.csv); England")
def dependent_users(record: Record, row: Published) -> float:
    """Dependent users of heroin and crack."""
    from sim.places import places

    known = places()
    return float(sum(users for users, country in zip(known.users, known.countries, strict=True) if country == "England"))


total(
    "children_on_railway", "Share of transport police's arrests that are of children.",
    "share of taskforce arrests on the railway that are under 18",
    of="railway_children", below="railway_arrests", stands=SELLS,
)  # fmt: skip
total(
    "criminalised_on_railway", "Share of children arrested on the railway who are taken through as suspects only.",
    "share of those under 18 arrested on the railway who are criminalised",
    of="railway_criminalised", below="railway_children", role=INPUT, stands=SELLS,
    why="set by two parameters (child_treated_as_suspect, transport_police_care)",
)  # fmt: skip
absent(
    "arrests of under-18s for supply, 24 forces",
    "growth of under-18 supply arrests 2013 to 2017, 24 forces",
    why="arrests of children for supply outside lines are not in the model",
)


@given(
    "mean sentence of a line holder",
    why="set by one parameter (holder_sentence), with the years that slavery counts add",
    stands=HOLDER,
)
def mean_sentence(record: Record, row: Published) -> float:
    """Mean sentence of holders of the area, years."""
    return ratio(record.recorded("sentence_days", row.period), record.recorded("sentences", row.period)) / YEAR


total(
    "court_time", "Mean days from charge to completion of holders' cases.", "Crown Court median offence to completion",
    of="court_days", below="court_cases", role=INPUT, stands=HOLDER,
    why="set by two parameters (charge_to_completion_time, court_backlog_growth); the mean, from charge",
)  # fmt: skip
total(
    "wait_for_decision", "Mean wait for the conclusive decision.", "NRM conclusive grounds, mean wait",
    of="final_wait_days", below="final_decisions", stands=LIVES,
    why="of children, who are said to be quicker than all cases",
)  # fmt: skip
total(
    "first_positive", "Share of reasonable grounds decisions that are positive.", "NRM reasonable grounds positive, all cases",
    of="first_positive", below="first_decisions", role=INPUT, stands=LIVES,
    why="set by parameters (nrm_first_positive, and stricter_2023 from 2023)",
)  # fmt: skip
total(
    "final_positive", "Share of conclusive decisions that are positive.", "NRM conclusive grounds positive, all cases",
    of="final_positive", below="final_decisions", role=INPUT, stands=LIVES,
    why="set by parameters (nrm_positive_national, and stricter_2023 from 2023)",
)  # fmt: skip


@given("share of council areas with a child trafficking guardian", why="set by one parameter (advocate_coverage)")
def areas_with_guardians(record: Record, row: Published) -> float:
    """Share of areas with an advocate service."""
    return float(record.p.safeguarding.advocate_coverage)
