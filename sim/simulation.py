"""The fast way through the model: warm up once, branch, and live many days in compiled code, to a `Result`."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.books import RECORDED_DTYPE, TRUE_DTYPE
from sim.day import live
from sim.evidence import as_row
from sim.parameters import Parameters
from sim.parameters.structure import Stock2019
from sim.places import places
from sim.scenarios import SCENARIOS, Scenario, as_scene_row
from sim.strategies import Calendar, Strategy, named
from sim.world import Pages, World, blank_pages, copy_of, found, let_arrive, make_room

if TYPE_CHECKING:
    from sim.result import Result

__all__ = ["Setting", "State", "Stock2019", "advance", "simulate", "warm_up"]
WARM_UP_STRATEGY = "as_inspected"


class Setting(NamedTuple):
    """What a world is, before anyone responds: the same for all strategies compared."""

    p: Parameters
    scale: float
    seed: int
    start: date
    scenario: str
    warm_up_years: float


@dataclass
class State:
    """A world on the morning of a day, and how it came there."""

    setting: Setting
    world: World
    row: np.record
    today: int


class Stretch(NamedTuple):
    """What was written over some days: pages by month and area, and by day."""

    months: list[str]
    true_months: np.ndarray
    recorded_months: np.ndarray
    true_days: np.ndarray
    recorded_days: np.ndarray


def checked_scenario(name: str) -> Scenario:
    """A scenario by its name.

    Raises:
        ValueError: No scenario has this name.
    """
    if name not in SCENARIOS:
        raise ValueError(f"{name!r} is not a scenario: {', '.join(SCENARIOS)}")
    return SCENARIOS[name]


def begin(setting: Setting) -> State:
    """The world founded `warm_up_years` before the start.

    Raises:
        ValueError: Scale, seed, scenario or warm-up is outside its bounds.
    """
    if not 0.01 <= setting.scale <= 1.0:
        raise ValueError(
            f"scale = {setting.scale:g} is outside 0.01 to 1: below, an area is less than one line; above, there are no more people"
        )
    if not 0.0 <= setting.warm_up_years <= 20.0:
        raise ValueError(f"warm_up_years = {setting.warm_up_years:g} is outside 0 to 20")
    if setting.seed < 0:
        raise ValueError(f"seed = {setting.seed} is negative: give a whole number, 0 or more")
    checked_scenario(setting.scenario)
    first = setting.start - timedelta(days=round(365.25 * setting.warm_up_years))
    row = as_row(setting.p)
    world = found(places(), setting.p, row, setting.seed, setting.scale, first.toordinal())
    return State(setting, world, row, first.toordinal())


def warm_up(
    p: Parameters | None = None, *, scale: float = 0.1, seed: int = 1, start: date = date(2019, 1, 1), scenario: str = "steady",
    warm_up_years: float = 2.0,
) -> State:  # fmt: skip
    """A world burnt in under `as_inspected` up to `start`: the state that all strategies branch from."""
    state = begin(Setting(p or Parameters(), scale, seed, start, scenario, warm_up_years))
    calendar = Calendar(named(WARM_UP_STRATEGY), state.setting.p, start, len(state.world.bodies), from_the_start=True)
    advance(state, calendar, start.toordinal(), keep=False)
    return state


def branch(state: State) -> State:
    """The same state, to be lived on apart."""
    return State(state.setting, copy_of(state.world), state.row, state.today)


def advance(state: State, calendar: Calendar, until: int, keep: bool = True) -> Stretch:
    """Live from the state's day up to (not including) `until` under a strategy's calendar; the state moves on.

    Args:
        state: The state to live on.
        calendar: The strategy in this world.
        until: Day on whose morning to stop (proleptic ordinal).
        keep: Whether to keep the books (the warm-up is not analysed).
    """
    scenario = checked_scenario(state.setting.scenario)
    stops = [*calendar.break_days(state.today, until), until]
    months: list[str] = []
    true_months, recorded_months, true_days, recorded_days = [], [], [], []
    pages = blank_pages()
    for stop in stops:
        if stop <= state.today:
            continue
        first, days = state.today, stop - state.today
        prepare_month(state, first, until)
        month = date.fromordinal(first).strftime("%Y-%m")
        if not months or months[-1] != month:
            months.append(month)
            pages = blank_pages()
            true_months.append(pages.true_month)
            recorded_months.append(pages.recorded_month)
        live(state.world, pages, calendar.on(first), as_scene_row(scenario.on(first, state.setting.p)), state.row, first, days)
        if keep:
            true_days.append(pages.true_days[:days].copy())
            recorded_days.append(pages.recorded_days[:days].copy())
        pages.true_days[:] = np.zeros((), TRUE_DTYPE)
        pages.recorded_days[:] = np.zeros((), RECORDED_DTYPE)
        state.today = stop
    if not keep or not months:
        return Stretch(
            [],
            np.zeros((0, 43), TRUE_DTYPE),
            np.zeros((0, 43), RECORDED_DTYPE),
            np.zeros(0, TRUE_DTYPE),
            np.zeros(0, RECORDED_DTYPE),
        )
    return Stretch(
        months, np.stack(true_months), np.stack(recorded_months), np.concatenate(true_days), np.concatenate(recorded_days)
    )


def prepare_month(state: State, first: int, until: int) -> None:
    """On the first of a month (and on the first day of all) newcomers arrive and tables are given room."""
    day = date.fromordinal(first)
    if day.day != 1 and state.world.counts[0].arrived_until > first:
        return
    next_month = (day.replace(day=1) + timedelta(days=32)).replace(day=1).toordinal()
    state.world = make_room(state.world, state.setting.p, state.setting.scale)
    let_arrive(state.world, state.setting.p, state.row, state.setting.scale, first, next_month - first)
    state.world.counts[0].arrived_until = next_month


def horizon(start: date, years: float) -> int:
    """The day after the last analysed one."""
    whole = int(years)
    end = (
        start.replace(year=start.year + whole) if not (start.month == 2 and start.day == 29) else date(start.year + whole, 3, 1)
    )
    return end.toordinal() + round(365.25 * (years - whole))


def simulate(
    strategy: "str | Strategy", p: Parameters | None = None, *, scale: float = 0.1, years: float = 3, seed: int = 1,
    start: date = date(2019, 1, 1), scenario: str = "steady", warm_up_years: float = 0.0, warm: State | None = None,
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
        ValueError: A name is unknown or a value outside its bounds.
    """
    from sim.result import Result

    chosen = named(strategy)
    if not 0.0 < years <= 50.0:
        raise ValueError(f"years = {years:g} is outside 0 to 50")
    state = (
        branch(warm)
        if warm
        else warm_up(p, scale=scale, seed=seed, start=start, scenario=scenario, warm_up_years=warm_up_years)
    )
    setting = state.setting
    calendar = Calendar(chosen, setting.p, setting.start, len(state.world.bodies))
    stretch = advance(state, calendar, horizon(setting.start, years))
    return Result.of(setting, chosen, calendar, stretch)


def pages_of(setting: Setting) -> Pages:
    """Open pages for a world that is lived a day at a time."""
    return blank_pages()
