"""Published anchors: people, money, courts and decisions."""

from experiments.books.periods import YEAR
from experiments.books.record import Record, ratio
from experiments.published.registry import Published, absent, given, target
from experiments.published.where import HOLDER, LIVES, SELLS


@target(
    "children exploited by lines now",
    why="the founding number is given (children_exploited_start); three years on it is an output",
    stands=LIVES,
)
def children_exploited(record: Record, row: Published) -> float:
    """Children exploited by lines on a mean day."""
    return record.true("child_days", row.period) / row.period.days


@given(
    "children at risk",
    why="set by one parameter (children_at_risk); the mean of those at risk and those exploited",
    stands=LIVES,
)
def children_at_risk(record: Record, row: Published) -> float:
    """Children at risk or exploited on a mean day."""
    return record.true("at_risk_days+child_days", row.period) / row.period.days


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


@target("share of taskforce arrests on the railway that are under 18", stands=SELLS)
def children_on_railway(record: Record, row: Published) -> float:
    """Share of transport police's arrests that are of children."""
    return ratio(record.recorded("railway_children", row.period), record.recorded("railway_arrests", row.period))


@given(
    "share of those under 18 arrested on the railway who are criminalised",
    why="set by two parameters (child_treated_as_suspect, transport_police_care)",
    stands=SELLS,
)
def criminalised_on_railway(record: Record, row: Published) -> float:
    """Share of children arrested on the railway who are taken through as suspects only."""
    return ratio(record.recorded("railway_criminalised", row.period), record.recorded("railway_children", row.period))


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


@given(
    "Crown Court median offence to completion",
    why="set by two parameters (charge_to_completion_time, court_backlog_growth); the mean, from charge",
    stands=HOLDER,
)
def court_time(record: Record, row: Published) -> float:
    """Mean days from charge to completion of holders' cases."""
    return ratio(record.recorded("court_days", row.period), record.recorded("court_cases", row.period))


@target("NRM conclusive grounds, mean wait", why="of children, who are said to be quicker than all cases", stands=LIVES)
def wait_for_decision(record: Record, row: Published) -> float:
    """Mean wait for the conclusive decision."""
    return ratio(record.recorded("final_wait_days", row.period), record.recorded("final_decisions", row.period))


@given(
    "NRM reasonable grounds positive, all cases",
    why="set by parameters (nrm_first_positive, and stricter_2023 from 2023)",
    stands=LIVES,
)
def first_positive(record: Record, row: Published) -> float:
    """Share of reasonable grounds decisions that are positive."""
    return ratio(record.recorded("first_positive", row.period), record.recorded("first_decisions", row.period))


@given(
    "NRM conclusive grounds positive, all cases",
    why="set by parameters (nrm_positive_national, and stricter_2023 from 2023)",
    stands=LIVES,
)
def final_positive(record: Record, row: Published) -> float:
    """Share of conclusive decisions that are positive."""
    return ratio(record.recorded("final_positive", row.period), record.recorded("final_decisions", row.period))


@given("share of council areas with a child trafficking guardian", why="set by one parameter (advocate_coverage)")
def areas_with_guardians(record: Record, row: Published) -> float:
    """Share of areas with an advocate service."""
    return float(record.p.safeguarding.advocate_coverage)
