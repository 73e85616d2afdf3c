"""A strategy in one world, day by day: which policy table holds, and on which days it changes."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from itertools import chain as joined
from typing import NamedTuple

import numpy as np

from sim.parameters import Parameters
from sim.parameters.structure import LeverMoney
from sim.places import places
from sim.policy.component import Component, Council
from sim.policy.levers import COLUMN, IDLE_LEVELS, LEVERS, components, policy_table
from sim.policy.means import at_means
from sim.policy.strategies import Change, Strategy, flat, resolved
from sim.state import FORCES
from sim.state.time import WEEK_DAYS

__all__ = ["Calendar", "half_month", "weeks_of"]
YEAR_OF_WEEKS, FIRST_WEEK = 365, 0.4
"""Days over which a year's weeks of action are spread, and where each begins in its part of them."""
MADE_KEPT = 8
"""How many policy tables a calendar keeps: on most days none of its levers grows, and a few marks of weeks of action recur."""

type Stage = tuple[int, ...]
type Mark = tuple[float, float]


class Laid(NamedTuple):
    """A change laid out on the policy table: components that begin together, for some bodies.

    Attributes:
        day: The first day (proleptic ordinal).
        ramp: Days from nothing to all of it.
        cells: Index of the bodies and columns it sets.
        asked: Their values when all is there, shape (bodies, columns).
        grows: Whether a column grows during the ramp, or is all there at once.
        hiring: Days that growth of a column takes at least.
    """

    day: int
    ramp: int
    cells: tuple[np.ndarray, ...]
    asked: np.ndarray
    grows: np.ndarray
    hiring: np.ndarray


@dataclass
class Calendar:
    """A strategy in one world: which policy table holds on which day, and when it changes.

    Attributes:
        strategy: The strategy.
        p: Parameters, for values given by name.
        start: First analysed day: when changes without a date begin.
        from_the_start: Whether undated changes hold from the first day of the warm-up (the warm-up's own strategy).
        bodies: How many bodies there are (rows of the table).
    """

    strategy: Strategy
    p: Parameters
    start: date
    bodies: int
    from_the_start: bool = False

    def __post_init__(self) -> None:
        """Lay out the changes in order."""
        self.numbers = flat(self.p)
        self.names = list(places().names)
        self.weights = np.maximum(places().role_prior, 1e-6) ** self.numbers["funding_concentration"]
        self.laid: list[Laid] = []
        self.hiring = int(self.numbers["hiring_days"])
        self.around = WEEK_DAYS * int(self.numbers["week_repaid_weeks"])
        chain = self.strategy.chain()
        means = self.strategy.means
        self.beside = Calendar(means.beside, self.p, self.start, self.bodies) if means else None
        for one in chain:
            first = one is chain[0] and one.based_on is None
            for change in one.changes:
                if any(change.settings.values()):
                    self.laid.append(self._lay_out(one, change, first or self.from_the_start))
        self._made: dict[tuple[Stage, tuple[Mark, ...]], np.recarray] = {}
        self._levels: dict[Stage, np.ndarray] = {}
        self._action: dict[Stage, list[tuple[float, float, float]]] = {}
        spans = sorted((one.day, one.day + max(one.ramp, self.hiring)) for one in self.laid)
        self._begins, self._grown = [day for day, _ in spans], [0, *accumulate((end for _, end in spans), max)]
        self.dated_weeks, self.dated_spans = self._dated_weeks(chain)
        held = {day for first, until in self.dated_spans if first < until for day in (first, until)}
        others: list[int] = self.beside._dates if self.beside else []
        dated = edges(sorted({*joined.from_iterable(self.dated_weeks)}), self.around)
        self._dates: list[int] = sorted({*(one.day for one in self.laid), *held, *dated, *others})
        self._uneven = any(weeks != self.dated_weeks[0] for weeks in self.dated_weeks) or any(
            change.areas and change.settings.get("intensification_weeks") for one in chain for change in one.changes
        )

    def _lay_out(self, one: Strategy, change: Change, from_the_start: bool) -> Laid:
        """What a change asks of whom, and how fast; at once where it was there before anyone looked."""
        day = change.starts or one.starts or (date.min if from_the_start else self.start)
        bodies = [self.names.index(area) for area in change.areas] or list(range(self.bodies))
        given = [(lever, name) for lever, values in change.settings.items() for name in values]
        declared = [components(lever)[name] for lever, name in given]  # a choice neither grows nor is hired
        values = [resolved(change.settings[lever][name], lever, name, self.numbers) for lever, name in given]
        asked = np.tile(values, (len(bodies), 1))
        if ("capacity", "dedicated_officers") in given:
            asked[:, given.index(("capacity", "dedicated_officers"))] *= self._money(change.areas)[bodies]
        return Laid(
            day.toordinal(),
            0 if day == date.min else change.ramp_days,
            np.ix_(bodies, [COLUMN[place] for place in given]),
            asked,
            np.array([day != date.min and getattr(about, "ramps", False) for about in declared]),
            np.array([self.hiring * getattr(about, "hired", False) for about in declared]),
        )

    def _dated_weeks(self, chain: list[Strategy]) -> tuple[list[list[int]], list[list[int]]]:
        """Dated weeks of action of each body, and from and until when they hold for it.

        They hold from the start of the strategy that has them, until a later choice of weeks a year takes their place. In a week
        of which a share of the forces takes part, those do that lines are run from most; units, transport police and centre do.
        """
        weeks: list[list[int]] = [[] for _ in range(self.bodies)]
        dated = np.zeros((2, self.bodies), "i8")
        order = np.argsort(-places().role_prior, kind="stable").tolist()
        for one in chain:
            for change in one.changes:
                if any(weeks) and "weeks_a_year" in change.settings.get("intensification_weeks", {}):
                    rows = [self.names.index(area) for area in change.areas] or slice(None)
                    dated[1, rows] = (change.starts or one.starts or self.start).toordinal()
            if one.weeks:
                without = {week: order[round(share * FORCES) :] for week, share in one.weeks.items()}
                weeks = [
                    [week.toordinal() for week in sorted(without) if body not in without[week]] for body in range(self.bodies)
                ]
                dated[0], dated[1] = (one.starts or self.start).toordinal(), date.max.toordinal()
        return weeks, dated.T.tolist()

    def on(self, today: int) -> np.recarray:
        """The policy table of a day: one row a body, shape (bodies,). Read it only: it is kept, and given again for like days."""
        key = self._stage(today), self._marks(today)
        if key not in self._made:
            if len(self._made) >= MADE_KEPT:
                self._made.pop(next(iter(self._made)))
            self._made[key] = self._make(today, key[1])
        return self._made[key]

    def _stage(self, today: int) -> Stage:
        """How far the levers have come on a day: how many changes have begun, and the half month for as long as one grows."""
        begun = bisect_right(self._begins, today)
        own = begun, min(half_month(today), self._grown[begun])
        return (*own, *self.beside._stage(today)) if self.beside else own

    def _levels_on(self, today: int) -> np.ndarray:
        """The levers' levels of a day, worked out once for as long as nothing begins or grows."""
        stage = self._stage(today)
        if stage not in self._levels:
            levels = self._work_out(today)
            if self.strategy.means and self.beside:
                levels = at_means(levels, self.beside._levels_on(today), self.strategy.means, self.numbers)
            self._levels[stage] = levels
        return self._levels[stage]

    def _action_on(self, today: int) -> list[tuple[float, float, float]]:
        """Weeks of action a year, their intensity and the dip after them: one for all bodies, or one each where they differ."""
        stage = self._stage(today)
        if stage not in self._action:
            lever = self._levels_on(today)["intensification_weeks"][slice(None) if self._uneven else slice(1)]
            columns = (lever[name].tolist() for name in ("weeks_a_year", "intensity", "after_dip"))
            self._action[stage] = list(zip(*columns, strict=True))
        return self._action[stage]

    def _make(self, today: int, marks: tuple[Mark, ...]) -> np.recarray:
        """Work out the policy table of a day: the levers' levels, and what weeks of action make of them.

        Those bring effort, the harvest, and shared targets.
        """
        table = self._levels_on(today).copy()
        table["surge"], table["harvest"] = np.array(marks).T
        in_week = table["harvest"] > 0.0
        table["listed"] = table["intensification_weeks"]["shared_targets"] * in_week
        for name, about in components("tasking").items():  # what is on a home force's list counts as national tasks do
            if not isinstance(about, Component) or not about.named:
                continue
            level = resolved(about.named[0], "tasking", name, self.numbers)
            table["tasking"][name] = np.where(
                table["listed"] > 0.0, np.maximum(table["tasking"][name], level), table["tasking"][name]
            )
        if self.p.structure.lever_money == LeverMoney.TAKEN:
            own = table[:FORCES]
            own["places_taken"] = places_paid_with(own, places().children_share, self.numbers)
        return table.view(np.recarray)

    def _work_out(self, today: int) -> np.ndarray:
        """The levers' levels of a day, change by change: people to hire are there after a time, cuts do not wait for it."""
        levels, since = np.tile(IDLE_LEVELS, (self.bodies, 1)), half_month(today)
        for one in self.laid:
            if today >= one.day:
                before = levels[one.cells]
                days = np.maximum(np.where(one.asked > before, one.hiring, 0), max(one.ramp, 1))
                share = np.where(one.grows, np.minimum(1.0, (max(one.day, since) - one.day + 1) / days), 1.0)
                levels[one.cells] = before + share * (one.asked - before)
        return policy_table(levels)

    def _money(self, areas: tuple[str, ...]) -> np.ndarray:
        """Each body's share of money for dedicated officers of forces, shape (bodies,): by exporting weight among the areas."""
        shares = np.zeros(self.bodies)
        funded = [self.names.index(area) for area in areas] or list(range(FORCES))
        shares[funded] = self.weights[funded] / self.weights[funded].sum()
        return shares

    def _marks(self, today: int) -> tuple[Mark, ...]:
        """What the calendar of weeks of action makes of the day: one mark for all bodies, or one each where they differ."""
        marks = []
        for body, (weeks, intensity, after_dip) in enumerate(self._action_on(today)):
            first, until = self.dated_spans[body]
            dated = self.dated_weeks[body] if first <= today < until else None
            marks.append(self.surge(weeks, intensity, after_dip, today, dated))
        return tuple(marks)

    def surge(
        self, weeks_a_year: float, intensity: float, after_dip: float, today: int, dated: list[int] | None = None
    ) -> Mark:
        """Effort of a day over an ordinary one, and in a week of action its last day, else 0; weeks around it pay in part for it.

        The first days of `dated` weeks, where these hold, stand in the place of so many a year.
        """
        in_week = intensity or self.numbers["week_intensity"]
        dip = min(1.0, self.numbers["week_after_dip"] + after_dip)
        firsts = weeks_near(whole_weeks(weeks_a_year), date.fromordinal(today).year) if dated is None else dated
        begun, before = bisect_right(firsts, today), bisect_right(firsts, today - WEEK_DAYS)
        if begun > before:
            return in_week, float(firsts[begun - 1] + WEEK_DAYS - 1)
        near = bisect_right(firsts, today + self.around) - bisect_right(firsts, today - WEEK_DAYS - self.around)
        return max(0.0, 1.0 - near * dip * (in_week - 1.0) * (WEEK_DAYS / 2) / self.around), 0.0

    def break_days(self, first: int, last: int) -> list[int]:
        """Days within a stretch on which the table may change, in order: months, half months, changes, weeks of action."""
        counts = frozenset(whole_weeks(a_year) for day in (first, last) for a_year, *_ in self._action_on(day))
        own = self._dates[bisect_right(self._dates, first) : bisect_left(self._dates, last)]
        return sorted({*own, *breaks_of_all(counts, first, last, self.around)})


@cache
def breaks_of_all(counts: frozenset[int], first: int, last: int, around: int) -> frozenset[int]:
    """Days on which policies with so many weeks of action a year may change: around their weeks, on the 1st and the 16th."""
    years = range(date.fromordinal(first).year - 1, date.fromordinal(last).year + 2)
    known = [edges_of(count, year, around) for count in counts for year in years]
    weeks = {day for some in known for day in some[bisect_right(some, first) : bisect_left(some, last)]}
    return frozenset(weeks | {day for day in range(first + 1, last) if date.fromordinal(day).day in (1, 16)})


def edges(weeks: list[int], around: int) -> list[int]:
    """Days on which effort changes for weeks of action: where weeks of repayment begin and end, and the weeks themselves."""
    return sorted({day for first in weeks for day in (first - around, first, first + WEEK_DAYS, first + WEEK_DAYS + around)})


@cache
def edges_of(weeks: int, year: int, around: int) -> list[int]:
    """The same for the weeks that begin in a year, so many of them."""
    return edges(weeks_of(weeks, year), around)


def half_month(today: int) -> int:
    """The last 1st or 16th of a month: ramps move on these days alone, whatever else changes between them."""
    day = date.fromordinal(today)
    return today - (day.day - (16 if day.day >= 16 else 1))


def whole_weeks(a_year: float) -> int:
    """Weeks of action a year that there are in truth, where a ramp or a draw gives a fraction."""
    return int(a_year + 0.5)


@cache
def weeks_of(weeks: int, year: int) -> list[int]:
    """Mondays on which a year's weeks of action begin, evenly spread (proleptic ordinals)."""
    firsts = [date(year, 1, 1) + timedelta(days=int(YEAR_OF_WEEKS * (k + FIRST_WEEK) / weeks)) for k in range(weeks)]
    return [(first - timedelta(days=first.weekday())).toordinal() for first in firsts]


@cache
def weeks_near(weeks: int, year: int) -> list[int]:
    """The same of a year with those before and after it, in order."""
    return [week for one in (year - 1, year, year + 1) for week in weeks_of(weeks, one)]


def places_paid_with(policy: np.ndarray, children_share: np.ndarray, numbers: dict[str, float]) -> np.ndarray:
    """Where a lever's money is taken from existing services: the share of each area's places it costs, shape (areas,).

    Each council pays for what its components say that it buys (`bought`), with at most `places_taken_most` of its places,
    and for places with places. Police officers that are not new money are taken from local police work instead
    (`effort_taken`). What the Home Office pays for (the centre, the map, advocates, panels, specialist support) has no
    staff of its own to be taken from, and stays new money.

    Args:
        policy: Rows of the policy table of the force areas.
        children_share: Each area's share of the children at risk.
        numbers: Parameters by their flat names.
    """
    council = Council(numbers["children_at_risk"] * children_share, children_share, policy, numbers)
    worth = numbers["service_capacity"] / 1000.0 * council.children * numbers["cost_service_place_year"]
    spent = np.zeros(len(policy))
    for lever in LEVERS:
        for name, about in components(lever).items():
            if isinstance(about, Component) and about.bought:
                spent += about.bought(policy[lever][name], council) * numbers[about.costs]
    return policy["services"]["capacity"] + np.minimum(numbers["places_taken_most"], spent / worth)
