"""Published figures on lines: their life, number, closures, homes and markets, and orders against their numbers."""

from datetime import date

import numpy as np

from experiments.books.periods import YEAR, Period, fiscal, span
from experiments.books.record import Record, ratio
from experiments.published.registry import Published, absent, given, target

LIFE_LIMITS = (30, 90, 180, 365, 730, 1460)
LONGEST_LIFE = 3650.0
LONDON = ("Metropolitan Police", "City of London")
EXPORTERS_2018 = ("Metropolitan Police", "West Midlands", "Merseyside")
EXPORTERS = (*EXPORTERS_2018, "Greater Manchester")


# -- P1, life --------------------------------------------------------------------------------------------------------


@target("T001")
def mean_life(record: Record, row: Published) -> float:
    """Mean life of the lines that ended."""
    return ratio(record.true("life_days", row.period), record.true("ended", row.period))


@target("T002", why="from the shares of lives under 30 to 1,460 days, straight on a log scale between")
def tail_of_life(record: Record, row: Published) -> float:
    """The 90th percentile of life over the median."""
    ended = record.true("ended", row.period)
    shares = [ratio(record.true(f"life_under_{limit}", row.period), ended) for limit in LIFE_LIMITS]
    return ratio(quantile(shares, 0.9), quantile(shares, 0.5))


def quantile(shares: list[float], q: float) -> float:
    """The life below which a share `q` of lives lies, from the shares below each limit."""
    limits = np.log([1.0, *LIFE_LIMITS, LONGEST_LIFE])
    return float(np.exp(np.interp(q, [0.0, *shares, 1.0], limits)))


@target("T003", why="of the lives that ended")
def long_lived(record: Record, row: Published) -> float:
    """Share of lines that lived more than two years."""
    return 1.0 - ratio(record.true("life_under_730", row.period), record.true("ended", row.period))


@target("T004", why="programme closures, as in the published figure")
def recorded_life(record: Record, row: Published) -> float:
    """Mean stock in the record over the closures of the year, in days."""
    return ratio(record.recorded("line_days", row.period) / 1000.0, record.recorded("closures_programme", row.period))


# -- P2, number and closures -----------------------------------------------------------------------------------------


@target("T005", "T007", "T008", "T009")
def lines_recorded(record: Record, row: Published) -> float:
    """Lines in the national count, mean of the period."""
    return recorded_stock(record, row.period)


def recorded_stock(record: Record, period: Period) -> float:
    """Mean of the national count over a period."""
    return record.recorded("line_days", period) / 1000.0 / period.days


@target("T006", why="the recorded lines times one parameter (numbers_per_line)")
def numbers_recorded(record: Record, row: Published) -> float:
    """Deal-line numbers known, mean of the period."""
    return record.recorded("number_days", row.period) / 1000.0 / row.period.days


absent("T010", why="the model keeps one national count; transport police's own estimate is not made")
absent("T011", why="the number of groups is set (groups_start), and nobody in the model counts the groups known")


@target("T012", why="the founding number is given (true_lines_start); three years on it is an output")
def lines_operating(record: Record, row: Published) -> float:
    """Lines operating or paused, mean of the period."""
    return record.true("line_days_away+line_days_internal", row.period) / row.period.days


@target(*(f"T{k:03d}" for k in range(13, 24)))
def closures_programme(record: Record, row: Published) -> float:
    """Recorded closures that count as the programme's, from the start of the period to its end."""
    return record.recorded("closures_programme", row.period)


@target("T024", why="closures counted as the programme's")
def share_type_1(record: Record, row: Published) -> float:
    """Share of recorded programme closures with the holder charged."""
    charged = record.recorded("closures_programme_charged", row.period)
    return ratio(charged, record.recorded("closures_programme", row.period))


@target("T025", "T026", why="programme closures, as in the published figure")
def closures_over_stock(record: Record, row: Published) -> float:
    """Programme closures a year over the recorded stock."""
    a_year = record.recorded("closures_programme", row.period) * YEAR / row.period.days
    return ratio(a_year, recorded_stock(record, row.period))


@target("T027", why="part of the fall is the change of reporting in 2020, given to the model (recount_2020)")
def change_of_stock(record: Record, row: Published) -> float:
    """Change of the recorded stock from 2019/20 to 2020/21."""
    return ratio(recorded_stock(record, fiscal(2020)), recorded_stock(record, fiscal(2019))) - 1.0


@target(*(f"T{k:03d}" for k in range(28, 33)))
def closures_of_taskforce(record: Record, row: Published) -> float:
    """Programme closures of lines whose home is the area."""
    return float(record.recorded_by_area("closures_programme", row.period)[record.area(str(row.area))])


# -- P5, homes and markets -------------------------------------------------------------------------------------------

PRIOR = "homes of groups follow export weights taken from such figures (forces.csv); openings and closures then shift them"


def share_from(record: Record, period: Period, areas: tuple[str, ...]) -> float:
    """Share of recorded lines whose home is in some areas."""
    lines = record.recorded_by_area("line_days_from_here", period)
    return ratio(float(sum(lines[record.area(name)] for name in areas)), float(lines.sum()))


@target("T033", "T034", "T035", why=PRIOR)
def share_of_home(record: Record, row: Published) -> float:
    """Share of recorded lines whose home is the area."""
    return share_from(record, row.period, (str(row.area),))


@target("T036", "T037", why=PRIOR)
def share_from_london(record: Record, row: Published) -> float:
    """Share of recorded lines whose home is London."""
    return share_from(record, row.period, LONDON)


@target("T038", why=PRIOR)
def share_from_exporters(record: Record, row: Published) -> float:
    """Share of recorded lines whose home is one of the four exporting areas."""
    return share_from(record, row.period, EXPORTERS)


@target("T039", "T040", why="a small world has few lines in a small area")
def forces_with_a_line(record: Record, row: Published) -> float:
    """Areas in which some recorded line sells."""
    return float((record.recorded_by_area("line_days", row.period) > 0).sum())


@target("T041", why="areas that stand at their own rank by recorded lines sold elsewhere; " + PRIOR)
def ranks_matched(record: Record, row: Published) -> float:
    """How many of the three stand at their rank by lines exported."""
    exported = record.recorded_by_area("line_days_from_here", row.period) - record.recorded_by_area(
        "line_days_internal", row.period
    )
    order = [record.areas[k] for k in np.argsort(-exported, kind="stable")[:3]]
    return float(sum(found == expected for found, expected in zip(order, EXPORTERS_2018, strict=True)))


@target("T042", why="with the users of heroin and crack of each area")
def market_follows_demand(record: Record, row: Published) -> float:
    """Rank correlation of lines selling in an area with its dependent users."""
    from scipy.stats import spearmanr

    from sim.places import places

    lines = record.true_by_area("line_days_away+line_days_internal", row.period)
    return float(spearmanr(lines, places().users).statistic)


# -- P7, orders ------------------------------------------------------------------------------------------------------


@given("T085", why="set by one chance and one delay (recovery_after_order_probability, recovery_after_order_delay)")
def recovered_after_order(record: Record, row: Published) -> float:
    """Share of silenced lines that sell again within 30 days."""
    return ratio(record.true("orders_recovered", row.period), record.true("orders_silenced", row.period))


absent("T086", why="the books add up all lines of an area: no single line's sales are followed after an order")
ORDERS = "the number of orders is the lever's (restriction_orders of the strategy history), shared by officers"


@given("T087", why=ORDERS + "; orders on markets of the region")
def orders_of_region(record: Record, row: Published) -> float:
    """Orders in the areas of the West Midlands regional unit."""
    from sim.places import places

    here = places().rocu == places().rocu[record.area("West Midlands")]
    return float(record.recorded_by_area("orders", row.period)[here].sum())


@given("T088", why=ORDERS)
def orders_a_year(record: Record, row: Published) -> float:
    """Orders a year."""
    return record.recorded("orders", row.period) * YEAR / row.period.days


# -- P8, violence ----------------------------------------------------------------------------------------------------

BEFORE = span(date(2018, 1, 1), date(2019, 10, 31))


def sign_against_others(values: np.ndarray, before: np.ndarray, record: Record, years: float) -> float:
    """+1 or -1: whether the exporting areas' yearly count rose against the other areas' (0: not at all)."""
    inside = np.isin(record.areas, EXPORTERS)
    changes = [ratio(values[k].sum() / years, before[k].sum() / (BEFORE.days / YEAR)) for k in (inside, ~inside)]
    return float(np.sign(changes[0] - changes[1]))


DIFFERENCES = "difference of change since before Nov 2019, exporting areas against others, as the evaluations compare"


@target("T089", why=DIFFERENCES)
def recorded_violence(record: Record, row: Published) -> float:
    """Direction of recorded violence in the exporting areas."""
    after, before = (record.recorded_by_area("violence", period) for period in (row.period, BEFORE))
    return sign_against_others(after, before, record, row.period.days / YEAR)


@target("T090", why=DIFFERENCES + "; all serious violence of the trade stands for admissions")
def true_violence(record: Record, row: Published) -> float:
    """Direction of true violence in the exporting areas."""
    names = "violence_to_children+violence_between"
    after, before = (record.true_by_area(names, period) for period in (row.period, BEFORE))
    return sign_against_others(after, before, record, row.period.days / YEAR)
