"""Published figures on weeks of action, from the daily pages of their dates."""

from datetime import date, timedelta

from experiments.books.periods import Period
from experiments.books.record import Record, ratio
from experiments.published.registry import Published, target

ARRESTS = "arrests_holders+arrests_adults+arrests_children"
ENGAGED = "children_engaged+adults_engaged"
SAFEGUARDED = "children_safeguarded+adults_safeguarded"
REFERRED = "children_referred_on+adults_safeguarded"
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


@target("arrests in week of action", "arrests in the first three weeks of action together")
def arrests(record: Record, row: Published) -> float:
    """Arrests of holders, other adults and children on the dates."""
    return record.recorded(ARRESTS, dates(row))


@target(
    "children safeguarded in week of action",
    "children among people protected in the first three weeks",
    "children among people safeguarded",
    why="children found by police and seen as victims, and other children met for whose safety police did something",
)
def children_safeguarded(record: Record, row: Published) -> float:
    """Children safeguarded by police action on the dates."""
    return record.recorded("children_safeguarded", dates(row))


@target("adults safeguarded in week of action", why="adults met in homes in use")
def adults_safeguarded(record: Record, row: Published) -> float:
    """Adults safeguarded on the dates."""
    return record.recorded("adults_safeguarded", dates(row))


@target("people engaged for safeguarding", why="children and adults with whom police spoke of their safety")
def people_engaged(record: Record, row: Published) -> float:
    """Children and adults engaged for safeguarding on the dates."""
    return record.recorded(ENGAGED, dates(row))


@target("children referred to safeguarding", why="children whom police refer to services")
def children_referred_on(record: Record, row: Published) -> float:
    """Children referred to services by police on the dates."""
    return record.recorded("children_referred_on", dates(row))


@target("people referred to safeguarding", why="children whom police refer to services, and adults safeguarded")
def people_referred_on(record: Record, row: Published) -> float:
    """Children referred to services and adults safeguarded on the dates."""
    return record.recorded(REFERRED, dates(row))


@target("people safeguarded")
def people_safeguarded(record: Record, row: Published) -> float:
    """Children and adults safeguarded on the dates."""
    return record.recorded(SAFEGUARDED, dates(row))


@target(
    "NRM referrals in week of action",
    "NRM referrals in the first three weeks",
    why="referrals that police make: a week's numbers are those of the forces that take part",
)
def referrals(record: Record, row: Published) -> float:
    """Children of lines, and adults with the flag, referred to the NRM by police on the dates."""
    return record.recorded("referred_by_police+flagged_adults", dates(row))


@target("suspected cuckooed homes visited")
def homes_visited(record: Record, row: Published) -> float:
    """Suspected homes visited on the dates."""
    return record.recorded("visits", dates(row))


@target("lines closed in week of action", why="recorded closures of both types, of all forces")
def lines_closed(record: Record, row: Published) -> float:
    """Recorded closures on the dates."""
    return record.recorded("closures_charged+closures_number", dates(row))


@target("share of arrests in a week of action that are children")
def children_of_arrests(record: Record, row: Published) -> float:
    """Share of the arrests on the dates that are of children."""
    return ratio(record.recorded("arrests_children", dates(row)), record.recorded(ARRESTS, dates(row)))


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
