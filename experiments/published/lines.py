"""Published figures on lines: their life, number, closures, homes and markets, and orders against their numbers."""

import numpy as np

from experiments.books.periods import YEAR, Period, fiscal
from experiments.books.record import Record, ratio
from experiments.published.registry import INPUT, TRUE, Published, absent, given, target, total
from experiments.published.where import EXPORTERS_2018, RUN_FROM, SELLS, over_areas

LIFE_LIMITS = (30, 90, 180, 365, 730, 1460)
LONGEST_LIFE = 3650.0


# -- P1, life --------------------------------------------------------------------------------------------------------


total(
    "mean_life", "Mean life of the lines that ended.", "mean life of a line, opening to any end",
    of="life_days", below="ended", read=TRUE, stands=SELLS,
)  # fmt: skip


@target(
    "90th percentile of life over median life",
    why="from the shares of lives under 30 to 1,460 days, straight on a log scale between",
    stands=SELLS,
)
def tail_of_life(record: Record, row: Published) -> float:
    """The 90th percentile of life over the median."""
    ended = record.true("ended", row.period)
    shares = [ratio(record.true(f"life_under_{limit}", row.period), ended) for limit in LIFE_LIMITS]
    return ratio(quantile(shares, 0.9), quantile(shares, 0.5))


def quantile(shares: list[float], q: float) -> float:
    """The life below which a share `q` of lives lies, from the shares below each limit."""
    limits = np.log([1.0, *LIFE_LIMITS, LONGEST_LIFE])
    return float(np.exp(np.interp(q, [0.0, *shares, 1.0], limits)))


@target("share of lines alive more than two years after opening", why="of the lives that ended", stands=SELLS)
def long_lived(record: Record, row: Published) -> float:
    """Share of lines that lived more than two years."""
    return 1.0 - ratio(record.true("life_under_730", row.period), record.true("ended", row.period))


@target(
    "mean life of a line in the recorded book (mean stock over closures a year)",
    why="programme closures, as in the published figure",
)
def recorded_life(record: Record, row: Published) -> float:
    """Mean stock in the record over the closures of the year, in days."""
    return ratio(record.recorded("line_days", row.period) / 1000.0, record.recorded("closures_programme", row.period))


# -- P2, number and closures -----------------------------------------------------------------------------------------


@target("lines known", "branded lines known", "potentially active lines a month", stands=SELLS)
def lines_recorded(record: Record, row: Published) -> float:
    """Lines in the national count, mean of the period."""
    return recorded_stock(record, row.period)


def recorded_stock(record: Record, period: Period) -> float:
    """Mean of the national count over a period."""
    return record.recorded("line_days", period) / 1000.0 / period.days


@target("deal-line numbers known", why="the recorded lines times one parameter (numbers_per_line)", stands=SELLS)
def numbers_recorded(record: Record, row: Published) -> float:
    """Deal-line numbers known, mean of the period."""
    return record.recorded("number_days", row.period) / 1000.0 / row.period.days


absent(
    "open lines estimated by transport police",
    why="the model keeps one national count; transport police's own estimate is not made",
)
absent(
    "organised crime groups linked to county lines",
    why="the number of groups is set (groups_start), and nobody in the model counts the groups known",
)
total(
    "lines_operating", "Lines operating or paused, mean of the period.", "true lines operating",
    of="line_days_away+line_days_internal", read=TRUE, a_day=True, stands=SELLS,
    why="the founding number is given (true_lines_start); three years on it is an output",
)  # fmt: skip
total(
    "closures_programme", "Recorded closures that count as the programme's, from the start of the period to its end.",
    "programme closures in the period",
    "programme closures, cumulative from Nov 2019",
    "programme closures in the year",
    "taskforce closures in the quarter",
    of="closures_programme", stands=RUN_FROM,
)  # fmt: skip
total(
    "share_type_1", "Share of recorded programme closures with the holder charged.",
    "share of taskforce closures that are Type 1 (holder charged)",
    of="closures_programme_charged", below="closures_programme", stands=RUN_FROM, why="closures counted as the programme's",
)  # fmt: skip


@target("closures a year over recorded stock", why="programme closures, as in the published figure")
def closures_over_stock(record: Record, row: Published) -> float:
    """Programme closures a year over the recorded stock."""
    a_year = record.recorded("closures_programme", row.period) * YEAR / row.period.days
    return ratio(a_year, recorded_stock(record, row.period))


@target(
    "change of recorded stock over first two years of the programme",
    why="part of the fall is the change of reporting in 2020, given to the model (recount_2020)",
    dates="2019-2021",
    stands=SELLS,
    change=True,
)
def change_of_stock(record: Record, row: Published) -> float:
    """Change of the recorded stock from 2019/20 to 2020/21."""
    return ratio(recorded_stock(record, fiscal(2020)), recorded_stock(record, fiscal(2019))) - 1.0


total(
    "closures_of_taskforce", "Programme closures of lines whose home is the area.",
    "closures by the Metropolitan taskforce, cumulative",
    "closures by the Merseyside taskforce, cumulative",
    of="closures_programme", stands=RUN_FROM,
)  # fmt: skip


# -- P5, homes and markets -------------------------------------------------------------------------------------------

PRIOR = "homes of groups follow export weights taken from such figures (forces.csv); openings and closures then shift them"


def share_from(record: Record, period: Period, area: str) -> float:
    """Share of recorded lines whose home is in an area, or in several under one word."""
    lines = record.recorded_by_area("line_days_from_here", period)
    return ratio(over_areas(record, lines, area), float(lines.sum()))


@target(
    "share of deal lines whose home is the Metropolitan area",
    "share of deal lines whose home is West Midlands",
    "share of deal lines whose home is Merseyside",
    why=PRIOR,
    stands=RUN_FROM,
    by_month=True,
)
def share_of_home(record: Record, row: Published) -> float:
    """Share of recorded lines whose home is the area."""
    return share_from(record, row.period, str(row.area))


@target("share of lines from London", "share of active lines from London", why=PRIOR, by_month=True)
def share_from_london(record: Record, row: Published) -> float:
    """Share of recorded lines whose home is London."""
    return share_from(record, row.period, "London")


@target("share of lines from the four exporter forces", why=PRIOR, by_month=True)
def share_from_exporters(record: Record, row: Published) -> float:
    """Share of recorded lines whose home is one of the four exporting areas."""
    return share_from(record, row.period, "exporter forces")


@target(
    "forces reporting county lines",
    "forces with at least one line selling in them",
    why="a small world has few lines in a small area",
    by_month=True,
)
def forces_with_a_line(record: Record, row: Published) -> float:
    """Areas in which some recorded line sells."""
    return float((record.recorded_by_area("line_days", row.period) > 0).sum())


@target(
    "force areas ranked first to third by lines exported are Metropolitan, West Midlands, Merseyside",
    why="areas that stand at their own rank by recorded lines sold elsewhere; " + PRIOR,
    by_month=True,
)
def ranks_matched(record: Record, row: Published) -> float:
    """How many of the three stand at their rank by lines exported."""
    exported = record.recorded_by_area("line_days_from_here", row.period) - record.recorded_by_area(
        "line_days_internal", row.period
    )
    order = [record.areas[k] for k in np.argsort(-exported, kind="stable")[:3]]
    return float(sum(found == expected for found, expected in zip(order, EXPORTERS_2018, strict=True)))


@target(
    "rank correlation of market size with drug misuse admissions or dependent users",
    why="with the users of heroin and crack of each area",
    by_month=True,
)
def market_follows_demand(record: Record, row: Published) -> float:
    """Rank correlation of lines selling in an area with its dependent users."""
    from scipy.stats import spearmanr

    from sim.places import places

    lines = record.true_by_area("line_days_away+line_days_internal", row.period)
    return float(spearmanr(lines, places().users).statistic) if np.ptp(lines) > 0 else float("nan")


# -- P7, orders ------------------------------------------------------------------------------------------------------


total(
    "recovered_after_order", "Share of silenced lines that sell again within 30 days.",
    "share of lines closed only by phone order selling again within 30 days",
    of="orders_recovered", below="orders_silenced", read=TRUE, role=INPUT, stands=SELLS,
    why="set by one chance and one delay (recovery_after_order_probability, recovery_after_order_delay)",
)  # fmt: skip
absent(
    "fall in a line's sales over 90 days after a phone order alone",
    why="the books add up all lines of an area: no single line's sales are followed after an order",
)
ORDERS = "the number of orders is the lever's (restriction_orders of the strategy history), shared by officers"


total(
    "orders_of_region", "Orders in the areas of a regional unit.", "phone orders by one regional unit under the programme",
    of="orders", role=INPUT, stands=SELLS, why=ORDERS + "; orders on markets of the area",
)  # fmt: skip


@given("phone orders a year, all forces", why=ORDERS, stands=SELLS)
def orders_a_year(record: Record, row: Published) -> float:
    """Orders a year."""
    return record.recorded("orders", row.period) * YEAR / row.period.days
