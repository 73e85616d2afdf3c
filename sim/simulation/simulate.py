"""The fast way through the model: warm up once, branch, and live many days in compiled code, to a `Result`."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.day import live
from sim.evidence import as_table
from sim.evidence.problems import Problem, Refused, shown
from sim.parameters import Parameters
from sim.places import places
from sim.policy.schedule import Calendar, half_month
from sim.policy.strategies import Strategy, named
from sim.setup.bounds import horizon, within
from sim.setup.world import copy_of, found, let_arrive, make_room
from sim.setup.world_settings import WorldSettings, check, checked_parameters, checked_scenario, checked_strategy
from sim.simulation.first_start import compile_once
from sim.state.books import RECORDED_DTYPE, TRUE_DTYPE
from sim.state.ledger import blank_ledger, next_month
from sim.state.time import YEAR_DAYS
from sim.state.world import World

if TYPE_CHECKING:
    from sim.simulation.result import Result

__all__ = ["Run", "WorldSettings", "WorldState", "advance", "simulate", "warm_up"]
WARM_UP_STRATEGY = "as_inspected"


@dataclass
class WorldState:
    """A world on the morning of a day, and how it came there; `numbers` are its parameters as kernels take them."""

    setting: WorldSettings
    world: World
    numbers: np.recarray
    today: int


class RunRecord(NamedTuple):
    """What was written over some days: rows by month and area, and by day; `days` are those lived in each month."""

    months: list[str]
    days: np.ndarray
    true_months: np.ndarray
    recorded_months: np.ndarray
    true_days: np.ndarray
    recorded_days: np.ndarray


def begin(setting: WorldSettings) -> WorldState:
    """The world founded `warm_up_years` before the start.

    Raises:
        Refused: The setting is one that no world can have (see `check`).
    """
    check(setting)
    first = setting.start - timedelta(days=round(YEAR_DAYS * setting.warm_up_years))
    numbers = as_table(setting.p)
    world = found(places(), setting.p, numbers, setting.seed, setting.scale, first.toordinal(), setting.warm_up_years)
    return WorldState(setting, world, numbers, first.toordinal())


def warm_up(
    p: Parameters | None = None, *, scale: float = 0.1, seed: int = 1, start: date = date(2019, 1, 1), scenario: str = "steady",
    warm_up_years: float = 2.0,
) -> WorldState:  # fmt: skip
    """A world burnt in under `as_inspected` up to `start`: the state that all strategies branch from."""
    compile_once()
    state = begin(WorldSettings(checked_parameters(p), scale, seed, start, scenario, warm_up_years))
    calendar = Calendar(named(WARM_UP_STRATEGY), state.setting.p, start, len(state.world.bodies), from_the_start=True)
    Run(state, calendar, keep=False).live_until(start.toordinal())
    return state


def branch(state: WorldState) -> WorldState:
    """The same state, to be lived on apart."""
    return WorldState(state.setting, copy_of(state.world), state.numbers, state.today)


class Run:
    """A strategy's way through one world, many days at once or one by one, to the same bits; it keeps the books.

    The policy table and the scene of a day hold until the day on which they may change. Those days follow from the
    calendar and the half months alone, never from how far one means to go: a longer run begins with the shorter one.
    """

    def __init__(self, state: WorldState, calendar: Calendar, keep: bool = True) -> None:
        """Stand on the morning of the state's day.

        Args:
            state: The state to live on; it moves on.
            calendar: The strategy in this world.
            keep: Whether to keep the books (the warm-up is not analysed).
        """
        self.state, self.calendar, self.keep = state, calendar, keep
        self.scenario = checked_scenario(state.setting.scenario)
        self.ledger = blank_ledger()
        self.months: list[str] = []
        self._days: list[int] = []
        self._months_filed: list[tuple[np.ndarray, np.ndarray]] = []
        self._true_days: list[np.ndarray] = []
        self._recorded_days: list[np.ndarray] = []
        self._stops = [state.today]

    def live_until(self, until: int) -> None:
        """Live up to (not including) a day, given as a proleptic ordinal."""
        state = self.state
        while state.today < until:
            if state.today >= self._stops[0]:
                self._turn_to(state.today)
            days = min(self._stops[0], until) - state.today
            live(state.world, self.ledger, self.policy, self.scene, state.numbers, state.today, days)
            self._keep(days)
            state.today += days

    def _turn_to(self, today: int) -> None:
        """What changes on some days only: newcomers, room in the tables, the month's rows of the ledger, the policy and the scene."""
        self._stops.pop(0)
        if not self._stops:
            after = half_month(half_month(today) + 16)  # the next 1st or 16th
            self._stops = [*self.calendar.break_days(today, after), after]
        prepare_month(self.state, today)
        month = date.fromordinal(today).isoformat()[:7]
        if not self.months or self.months[-1] != month:
            self.months.append(month)
            self._days.append(0)
            self.ledger = next_month(self.ledger)
            self._months_filed.append((self.ledger.cells.true_month, self.ledger.cells.recorded_month))
        self.policy = self.calendar.on(today)
        self.scene = as_table(self.scenario.on(today, self.state.setting.p))

    def _keep(self, days: int) -> None:
        """File the rows of the last days, and empty them for the next."""
        self._days[-1] += days
        cells = self.ledger.cells
        if self.keep:
            self._true_days.append(cells.true_days[:days].copy())
            self._recorded_days.append(cells.recorded_days[:days].copy())
        cells.true_days[:days], cells.recorded_days[:days] = 0, 0

    def last_day(self) -> tuple[np.ndarray, np.ndarray]:
        """Both books of the last day lived, for the whole: two arrays of one row."""
        return as_book(self._true_days[-1][-1:], TRUE_DTYPE), as_book(self._recorded_days[-1][-1:], RECORDED_DTYPE)

    def by_month(self) -> tuple[np.ndarray, np.ndarray]:
        """Both books so far, by month and area: two arrays of shape (months, areas + 1)."""
        true, recorded = (np.stack(cells) for cells in zip(*self._months_filed, strict=True))
        return as_book(true, TRUE_DTYPE), as_book(recorded, RECORDED_DTYPE)

    def measures(self) -> dict[str, float]:
        """Measures of the whole so far, as its result would have them."""
        from sim.simulation.result import measures_of, the_whole

        return measures_of(self.state.setting, *self.by_month(), np.array(self._days, float), the_whole)[0]

    def record(self) -> RunRecord:
        """What has been written so far.

        Raises:
            ValueError: No day has been lived yet.
        """
        if not self._true_days:
            raise ValueError("no day has been lived yet: there is nothing to tell")
        return RunRecord(
            list(self.months),
            np.array(self._days, float),
            *self.by_month(),
            as_book(np.concatenate(self._true_days), TRUE_DTYPE),
            as_book(np.concatenate(self._recorded_days), RECORDED_DTYPE),
        )


def as_book(cells: np.ndarray, dtype: np.dtype) -> np.ndarray:
    """Cells with the names of a book's columns: the last axis becomes the record."""
    return np.ascontiguousarray(cells).view(dtype)[..., 0]


def advance(state: WorldState, calendar: Calendar, until: int) -> RunRecord:
    """Live from the state's day up to (not including) `until` under a strategy's calendar, and give what was written."""
    run = Run(state, calendar)
    run.live_until(until)
    return run.record()


def prepare_month(state: WorldState, first: int) -> None:
    """On the first of a month (and on the first day of all) newcomers arrive and tables are given room."""
    if state.world.nation[0].arrived_until > first:
        return
    until = (date.fromordinal(first).replace(day=1) + timedelta(days=32)).replace(day=1).toordinal()
    state.world = make_room(state.world, state.setting.p, state.setting.scale)
    let_arrive(state.world, state.setting.p, state.numbers, state.setting.scale, first, until - first)
    state.world.nation[0].arrived_until = until


def simulate(
    strategy: "str | Strategy", p: Parameters | None = None, *, scale: float = 0.1, years: float = 3, seed: int = 1,
    start: date = date(2019, 1, 1), scenario: str = "steady", warm_up_years: float = 0.0, warm: WorldState | None = None,
) -> "Result":  # fmt: skip
    """One run of one strategy.

    Args:
        strategy: A preset's name, or a `Strategy`.
        p: Parameters of the world (best values if left out).
        scale: Agents per person, 0.01 to 1.
        years: Analysed years.
        seed: Whole number, 0 or more; shared by strategies to be compared.
        start: First analysed day.
        scenario: The world to assume.
        warm_up_years: Years before `start`, under `as_inspected`, not analysed.
        warm: A state from `warm_up` to branch from, in place of p, scale, seed, start, scenario and warm_up_years.

    Returns:
        Measures and monthly series, for England and Wales at 1:1 whatever the scale.

    Raises:
        Refused (a ValueError): A name is unknown, or a value of the wrong type or outside its bounds.
    """
    from sim.simulation.result import Result

    chosen = checked_strategy(strategy)
    within("years", years)
    if not isinstance(warm, WorldState | None):
        raise Refused([Problem(("warm",), shown(warm), "a state, as warm_up returns")])
    state = (
        branch(warm)
        if warm
        else warm_up(p, scale=scale, seed=seed, start=start, scenario=scenario, warm_up_years=warm_up_years)
    )
    setting = state.setting
    calendar = Calendar(chosen, setting.p, setting.start, len(state.world.bodies))
    return Result.from_run(setting, chosen, calendar, advance(state, calendar, horizon(setting.start, years)))
