"""Published figures on weeks of action, from the daily pages of their dates."""

from datetime import date, timedelta

from experiments.books.periods import Period
from experiments.books.record import Record, ratio
from experiments.published.registry import Published, target, total
from experiments.published.totals import ARRESTS

WEEK, AFTERMATH, MONTH = 7, 28, 31


def weeks_of_action() -> tuple[date, ...]:
    """First days of the weeks of action of the strategy `history`."""
    from sim.policy.strategies import named

    return tuple(named("history").weeks)


def dates(row: Published) -> Period:
    """The days of a figure: where only a month is named, its week of action."""
    return Period(tuple(_week(first, last) for first, last in row.period.windows))


def _week(first: date, last: date) -> tuple[date, date]:
    if not WEEK + 1 < (last - first).days + 1 <= MONTH:
        return first, last
    start = next((week for week in weeks_of_action() if first <= week <= last), None)
    return (first, last) if start is None else (start, start + timedelta(days=WEEK - 1))


total(
    "arrests", "Arrests of holders, other adults and children on the dates.",
    "arrests in week of action", "arrests in the first three weeks of action together",
    of=ARRESTS, days=dates,
)  # fmt: skip
total(
    "children_safeguarded", "Children safeguarded by police action on the dates.",
    "children safeguarded in week of action",
    "children among people protected in the first three weeks",
    "children among people safeguarded",
    of="children_safeguarded", days=dates,
    why="children found by police and seen as victims, and other children met for whose safety police did something",
)  # fmt: skip
total(
    "adults_safeguarded", "Adults safeguarded on the dates.", "adults safeguarded in week of action",
    of="adults_safeguarded", days=dates, why="adults met in homes in use",
)  # fmt: skip
total(
    "people_engaged", "Children and adults engaged for safeguarding on the dates.", "people engaged for safeguarding",
    of="children_engaged+adults_engaged", days=dates, why="children and adults with whom police spoke of their safety",
)  # fmt: skip
total(
    "children_referred_on", "Children referred to services by police on the dates.", "children referred to safeguarding",
    of="children_referred_on", days=dates, why="children whom police refer to services",
)  # fmt: skip
total(
    "people_referred_on", "Children referred to services and adults safeguarded on the dates.",
    "people referred to safeguarding",
    of="children_referred_on+adults_safeguarded", days=dates,
    why="children whom police refer to services, and adults safeguarded",
)  # fmt: skip
total(
    "people_safeguarded", "Children and adults safeguarded on the dates.", "people safeguarded",
    of="children_safeguarded+adults_safeguarded", days=dates,
)  # fmt: skip
total(
    "referrals", "Children of lines, and adults with the flag, referred to the NRM by police on the dates.",
    "NRM referrals in week of action", "NRM referrals in the first three weeks",
    of="referred_by_police+flagged_adults", days=dates,
    why="referrals that police make: a week's numbers are those of the forces that take part",
)  # fmt: skip
total(
    "homes_visited", "Suspected homes visited on the dates.", "suspected cuckooed homes visited",
    of="visits", days=dates,
)  # fmt: skip
total(
    "lines_closed", "Recorded closures on the dates.", "lines closed in week of action",
    of="closures_charged+closures_number", days=dates, why="recorded closures of both types, of all forces",
)  # fmt: skip
total(
    "children_of_arrests", "Share of the arrests on the dates that are of children.",
    "share of arrests in a week of action that are children",
    of="arrests_children", below=ARRESTS, days=dates,
)  # fmt: skip


def shifted(weeks: list[date], since: int, days: int) -> Period:
    """The days `since` to `since + days - 1` counted from the first day of each week."""
    return Period(tuple((w + timedelta(days=since), w + timedelta(days=since + days - 1)) for w in weeks))


def weeks_within(row: Published) -> list[date]:
    """Weeks of action with eight weeks after them and four before, in the row's years."""
    return [w for w in weeks_of_action() if row.period.first <= w and w + timedelta(days=63) <= row.period.last]


@target(
    "arrests in the week over an ordinary week",
    why="ordinary days are those of these years outside weeks of action and the four weeks after each",
)
def week_over_ordinary(record: Record, row: Published) -> float:
    """Arrests in a week of action over those of an ordinary week."""
    weeks = weeks_within(row)
    week, near = shifted(weeks, 0, WEEK), shifted(weeks, 0, WEEK + AFTERMATH)
    ordinary = record.recorded(ARRESTS, row.period) - record.recorded(ARRESTS, near)
    return ratio(ratio(record.recorded(ARRESTS, week), week.days), ratio(ordinary, row.period.days - near.days))


@target("arrests in weeks 5 to 8 after the week over the weeks before it", why="over the four weeks before it")
def after_over_before(record: Record, row: Published) -> float:
    """Arrests in weeks 5 to 8 after a week of action over the four weeks before it."""
    weeks = weeks_within(row)
    after, before = shifted(weeks, WEEK + AFTERMATH, AFTERMATH), shifted(weeks, -AFTERMATH, AFTERMATH)
    return ratio(record.recorded(ARRESTS, after), record.recorded(ARRESTS, before))
