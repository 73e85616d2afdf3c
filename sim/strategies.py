"""Strategies: presets of levers. A strategy is a base and what differs from it, so that a reader sees a policy.

What is chosen is a value. How well it works is a parameter, given by name or by `Level`, so that sensitivity reaches it:
a national value is what forces alone do, plus `coordination_fidelity` times the step to the national one.
"""

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np

from sim.evidence import Choice, Evidence, nearest
from sim.levers import IDLE, LEVERS, components, policy_table
from sim.parameters import Parameters
from sim.parameters.structure import LeverMoney
from sim.places import places
from sim.state import FORCES

STEP_FROM = {
    "shared_share_national": "shared_share_fragmented",
    "shared_share_voluntary": "shared_share_fragmented",
    "sharing_delay_national": "sharing_delay_fragmented",
    "harm_elsewhere_weight_national": "harm_elsewhere_weight_local",
    "acceptance_tasked": "acceptance_unasked",
}
"""Parameters that name a national value, and what forces alone do: fidelity says how much of the step is achieved."""
NAMED = {
    "intelligence_sharing.share": ("shared_share_national", "shared_share_voluntary"),
    "intelligence_sharing.delay_days": ("sharing_delay_national",),
    "tasking.weight_of_harm_elsewhere": ("harm_elsewhere_weight_national",),
    "tasking.acceptance": ("acceptance_tasked",),
}
"""Components that take a parameter's name in place of a number, and which names."""
NO_WEEKS = -1.0
"""In the place of weeks a year: the weeks of action have dates of their own."""
HIRED = {"capacity", "coordination_centre", "services", "early_help", "advocate"}
"""Levers whose people must be hired first: growth takes at least that long, a cut does not."""

READ_ELSEWHERE = {
    **dict.fromkeys((f"coordination_centre.{name}" for name in ("staff", "overhead", "map_quality")), "the national centre"),
    "tasking.decides": "whoever decides for all forces",
    "capacity.regional_officers": "regional units",
    "capacity.transport_officers": "transport police",
    "nrm_decisions.capacity": "the national authority",
}
"""Components that bodies of more than one area read, and who reads them."""


class Level(NamedTuple):
    """A value named by a parameter, at a degree of the step from forces alone to it."""

    parameter: str
    degree: float = 1.0


type Value = float | str | Level
type Settings = dict[str, dict[str, Value]]


@dataclass(frozen=True)
class Change:
    """Some levers from a date on.

    Attributes:
        settings: Lever to component to value.
        starts: First day; None is the start of the analysis (or of the strategy).
        ramp_days: Days from nothing to all of it.
        areas: Names of the force areas it applies to; empty is all.
    """

    settings: Settings
    starts: date | None = None
    ramp_days: int = 0
    areas: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what would be silently idle.

        Raises:
            ValueError: A component that a body of more than one area reads is limited to areas.
        """
        if problem := "; ".join(self.unheard()):
            raise ValueError(problem)

    def unheard(self) -> list[str]:
        """Components that no force reads though the change is limited to force areas, each with who reads it."""
        given = [f"{lever}.{name}" for lever, values in self.settings.items() for name in values] if self.areas else []
        return [
            f"{one} cannot be limited to areas: it is read by {READ_ELSEWHERE[one]}, not by a force; leave `areas` out for it"
            for one in given
            if one in READ_ELSEWHERE
        ]


@dataclass(frozen=True)
class Strategy:
    """A response to choose: until it starts it is what it is based on."""

    name: str
    label: str
    source: str
    based_on: str | None = None
    starts: date | None = None
    changes: tuple[Change, ...] = ()
    weeks: tuple[date, ...] = ()
    base: "Strategy | None" = field(default=None, repr=False)

    def chain(self) -> list["Strategy"]:
        """The strategies this one is built on, the first one first, itself last."""
        below = self.base if self.base is not None else STRATEGIES.get(self.based_on) if self.based_on else None
        return [*(below.chain() if below else []), self]


STRATEGIES: dict[str, Strategy] = {}


def strategy(
    name: str,
    label: str,
    source: str,
    *,
    based_on: str | None = "as_inspected",
    ramp_days: int = 180,
    levers: Settings | None = None,
    **more: dict[str, Value],
) -> None:
    """Declare a preset; `levers`, and those named one by one, give each lever's components that differ from the base."""
    settings = {**(levers or {}), **more}
    changes = (Change(settings, None, ramp_days),) if settings else ()
    STRATEGIES[name] = Strategy(name, label, source, based_on, None, changes)


def own_strategy(name: str, table: dict[str, Any]) -> Strategy:
    """A user's strategy from a config table: `based_on`, `label`, `starts`, `ramp_days`, `areas`, and levers.

    Raises:
        ValueError: Every unknown name and value out of bounds, a line each.
    """
    from sim.own import checked_strategy  # knows strategies

    return checked_strategy(name, table)


def flat(p: Parameters) -> dict[str, float]:
    """All parameters by their flat names, and the officers that the Programme's money pays for."""
    numbers = {name: value for group in p for name, value in group._asdict().items()}
    pay = numbers["cost_officer_day"] * numbers["working_days"]
    numbers["programme_officers"] = 1e6 * numbers["cost_programme_year"] * numbers["programme_pay_share"] / pay
    return numbers


def resolved(value: Value, lever: str, component: str, numbers: dict[str, float]) -> float:
    """A component's value as a number: a choice's position, a parameter's value, or the achieved part of a step."""
    about = components(lever)[component]
    if isinstance(about, Choice):
        return float(about.choices.index(str(value)))
    if isinstance(value, str):
        value = Level(value)
    if not isinstance(value, Level):
        return float(value)
    target = numbers[value.parameter]
    if value.parameter not in STEP_FROM:
        return target * value.degree
    alone = numbers[STEP_FROM[value.parameter]]
    return alone + numbers["coordination_fidelity"] * value.degree * (target - alone)


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
        """Lay out the changes in order, each as (day, ramp, areas, lever, component, value)."""
        self.numbers = flat(self.p)
        self.names = list(places().names)
        self.weights = np.maximum(places().role_prior, 1e-6) ** self.numbers["funding_concentration"]
        self.rows: list[tuple[int, int, tuple[int, ...], str, str, float]] = []
        self.hiring = int(self.numbers["hiring_days"])
        self.around = 7 * int(self.numbers["week_repaid_weeks"])
        self.ramps = {(lever, name): grows(about) for lever in LEVERS for name, about in components(lever).items()}
        chain = self.strategy.chain()
        for one in chain:
            first = one is chain[0] and one.based_on is None
            for change in one.changes:
                self._lay_out(one, change, first or self.from_the_start)
        self._made: dict[int, np.recarray] = {}
        self._levels: dict[tuple[int, int], np.ndarray] = {}
        spans = sorted((day, day + max(ramp, self.hiring)) for day, ramp, *_ in self.rows)
        self._begins, self._grown = [day for day, _ in spans], [0, *accumulate((end for _, end in spans), max)]
        self.idle = policy_table([IDLE] * self.bodies).view(np.ndarray)
        self.week_days, self.dated = self._dated(chain)
        self._uneven = any(lever == "intensification" and areas for _, _, areas, lever, _, _ in self.rows)

    def _lay_out(self, one: Strategy, change: Change, from_the_start: bool) -> None:
        day = change.starts or one.starts or (date.min if from_the_start else self.start)
        areas = tuple(self.names.index(area) for area in change.areas)
        for lever, values in change.settings.items():
            ramp = 0 if day == date.min else change.ramp_days
            for component, value in values.items():
                self.rows.append(
                    (day.toordinal(), ramp, areas, lever, component, resolved(value, lever, component, self.numbers))
                )

    def _dated(self, chain: list[Strategy]) -> tuple[list[int], np.ndarray]:
        """Dated weeks of action, and from and until when they hold for each body, shape (2, bodies).

        They hold from the start of the strategy that has them, until a later choice of weeks a year takes their place.
        """
        weeks: list[int] = []
        dated = np.zeros((2, self.bodies), "i8")
        for one in chain:
            for change in one.changes:
                if "weeks_a_year" in change.settings.get("intensification", {}):
                    rows = [self.names.index(area) for area in change.areas] or slice(None)
                    dated[1, rows] = (change.starts or one.starts or self.start).toordinal()
            if one.weeks:
                weeks = [week.toordinal() for week in one.weeks]
                dated[0], dated[1] = (one.starts or self.start).toordinal(), date.max.toordinal()
        return weeks, dated

    def dates(self) -> set[int]:
        """Days on which the policy table can change, besides the 1st and 16th of months."""
        days = {day for day, *_ in self.rows}
        for first in self.week_days:
            days |= self._edges(first)
        return days

    def _edges(self, first: int) -> set[int]:
        """Days on which effort changes for a week of action: where its weeks of repayment begin and end, and its own."""
        return {first - self.around, first, first + 7, first + 7 + self.around}

    def on(self, today: int) -> np.recarray:
        """The policy table of a day: one row a body, shape (bodies,). Read it only: the last few are kept."""
        if today not in self._made:
            if len(self._made) > 3:
                self._made.pop(next(iter(self._made)))
            self._made[today] = self._make(today)
        return self._made[today]

    def _make(self, today: int) -> np.recarray:
        """Work out the policy table of a day: the levers' levels, and what weeks of action make of them."""
        table = self._levels_on(today).copy()
        self._mark_weeks(table, today)
        if self.p.structure.lever_money == LeverMoney.TAKEN:
            own = table[:FORCES]
            paid = places_paid_with(own, places().children_share, self.numbers)
            own["services"]["capacity"] = np.maximum(-1.0, own["services"]["capacity"] - paid)
        return table.view(np.recarray)

    def _levels_on(self, today: int) -> np.ndarray:
        """The levers' levels of a day, worked out once for as long as nothing begins or grows."""
        begun = bisect_right(self._begins, today)
        key = begun, min(half_month(today), self._grown[begun])
        if key not in self._levels:
            self._levels[key] = self._work_out(today)
        return self._levels[key]

    def _work_out(self, today: int) -> np.ndarray:
        """The levers' levels of a day, change by change."""
        table, since = self.idle.copy(), half_month(today)
        for day, ramp, areas, lever, component, value in self.rows:
            if today < day:
                continue
            column = table[lever][component]
            rows = list(areas) if areas else slice(None)
            asked = value * self._money(areas)[rows] if component == "dedicated_officers" else value
            share: Any = 1.0
            if self.ramps[lever, component] and day != date.min.toordinal():
                hires = np.where(asked > column[rows], self.hiring if lever in HIRED else 0, 0)
                share = np.minimum(1.0, (max(day, since) - day + 1) / np.maximum(np.maximum(ramp, hires), 1))
            column[rows] += (share * (asked - column[rows])).astype(column.dtype)
        return table

    def _money(self, areas: tuple[int, ...]) -> np.ndarray:
        """Each body's share of money for dedicated officers of forces, shape (bodies,): by exporting weight among the areas."""
        shares = np.zeros(self.bodies)
        funded = list(areas) if areas else list(range(FORCES))
        shares[funded] = self.weights[funded] / self.weights[funded].sum()
        return shares

    def _mark_weeks(self, table: np.ndarray, today: int) -> None:
        """What the calendar of weeks of action makes of the day: effort, the harvest, and shared targets."""
        for body in range(self.bodies) if self._uneven else range(1):
            lever = table[body]["intensification"]
            where = slice(body, body + 1) if self._uneven else slice(None)
            first, until = self.dated[:, body]
            weeks = NO_WEEKS if first <= today < until else float(lever["weeks_a_year"])
            surge, harvest = self.surge(weeks, lever["intensity"], lever["after_dip"], today)
            table["surge"][where], table["harvest"][where] = surge, harvest
        in_week = table["harvest"] > 0.0
        pooled = table["capacity"]["pooled"]
        pooled[in_week] = np.maximum(pooled[in_week], table["intensification"]["shared_targets"][in_week])

    def surge(self, weeks_a_year: float, intensity: float, after_dip: float, today: int) -> tuple[float, float]:
        """Effort of a day over an ordinary one, and 1 in a week of action, whose extra effort comes in part from the weeks around.

        `weeks_a_year` is `NO_WEEKS` where the weeks have dates.
        """
        in_week = intensity or self.numbers["week_intensity"]
        dip = min(1.0, self.numbers["week_after_dip"] + after_dip)
        year = date.fromordinal(today).year
        years = (year - 1, year, year + 1)
        firsts = [week for one in years for week in weeks_of(weeks_a_year, one)] if weeks_a_year >= 0.0 else self.week_days
        if any(first <= today < first + 7 for first in firsts):
            return in_week, 1.0
        near = sum(first - self.around <= today < first + 7 + self.around for first in firsts)
        return max(0.0, 1.0 - near * dip * (in_week - 1.0) * 3.5 / self.around), 0.0

    def break_days(self, first: int, last: int) -> list[int]:
        """Days within a stretch on which the table may change, in order: months, half months, changes, weeks of action."""
        days = {day for day in self.dates() if first < day < last}
        days |= {day for day in range(first + 1, last) if date.fromordinal(day).day in (1, 16)}
        levels = [self._levels_on(day)["intensification"]["weeks_a_year"] for day in (first, last)]
        for count in np.unique(levels):
            for year in range(date.fromordinal(first).year - 1, date.fromordinal(last).year + 2):
                for week in weeks_of(float(count), year):
                    days |= {day for day in self._edges(week) if first < day < last}
        return sorted(days)


def half_month(today: int) -> int:
    """The last 1st or 16th of a month: ramps move on these days alone, whatever else changes between them."""
    day = date.fromordinal(today)
    return today - (day.day - (16 if day.day >= 16 else 1))


@cache
def weeks_of(count: float, year: int) -> list[int]:
    """Mondays on which a year's weeks of action begin, evenly spread (proleptic ordinals)."""
    number = int(count + 0.5)
    firsts = [date(year, 1, 1) + timedelta(days=int(365 * (k + 0.4) / number)) for k in range(number)]
    return [(first - timedelta(days=first.weekday())).toordinal() for first in firsts]


def grows(about: Evidence | Choice) -> bool:
    """Whether a component grows during a ramp; choices, and times in days, hold from the first day."""
    return isinstance(about, Evidence) and about.unit != "days"


def places_paid_with(policy: np.ndarray, children_share: np.ndarray, numbers: dict[str, float]) -> np.ndarray:
    """Where a lever's money is taken from existing services: the share of each area's places it costs, shape (areas,).

    Each council pays for what it chooses: places, early help, training and shared information, the last three with at most
    half of its places. Police officers that are not new money are taken from local police work instead (`effort_taken`).
    What the Home Office pays for (the centre, the map, advocates, panels, specialist support) has no staff of its own to be
    taken from, and stays new money.

    Args:
        policy: Rows of the policy table of the force areas.
        children_share: Each area's share of the children at risk.
        numbers: Parameters by their flat names.
    """
    children = numbers["children_at_risk"] * children_share
    worth = numbers["service_capacity"] / 1000.0 * children * numbers["cost_service_place_year"]
    spent = policy["early_help"]["reach"] * children * numbers["cost_early_help_case"]
    hurried = policy["early_help"]["wait_removed"] * (numbers["early_help_reach"] + policy["early_help"]["reach"])
    spent += hurried * children * numbers["cost_wait_removed"]
    spent += policy["recognition"]["training"] * numbers["cost_training_area_year"]
    spent += policy["recognition"]["information_shared"] * numbers["cost_multiagency_area_year"]
    return policy["services"]["capacity"] + np.minimum(0.5, spent / worth)


def named(choice: "str | Strategy") -> Strategy:
    """A preset by its name, or a strategy as it is.

    Raises:
        ValueError: No preset has this name; the message gives the nearest.
    """
    if isinstance(choice, Strategy):
        return choice
    if choice not in STRATEGIES:
        raise ValueError(f"{choice!r} is not a strategy{nearest(choice, STRATEGIES)}")
    return STRATEGIES[choice]


__all__ = ["STRATEGIES", "Calendar", "Change", "Level", "Strategy", "named", "own_strategy", "strategy"]

import sim.presets  # noqa: E402, F401  (declares the presets)
