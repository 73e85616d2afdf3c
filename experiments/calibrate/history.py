"""One replication of a strategy with its books kept, and many of `history` at once for tuning."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from typing import Any, NamedTuple

import pandas as pd

from experiments.books import balances as consistency
from experiments.books.balances import Sides
from experiments.books.periods import Period, span
from experiments.books.record import Record
from experiments.calibrate import counterparts, scoring
from experiments.calibrate.registry import published, simulated

START, YEARS, WARM_UP = date(2018, 1, 1), 8.0, 2.0
SIMULATED = span(START, date(2025, 12, 31))


class Life(NamedTuple):
    """What a run gives: its result, both books, and by years what its result would have been had it ended then."""

    result: Any
    record: Record
    early: dict[int, Any]


def lived(strategy: Any, years: float, state: Any, looks: Iterable[int] = ()) -> Life:
    """A strategy from a burnt-in state to the end: the result, and both books by day, and by area and month.

    Args:
        strategy: a preset's name, or a `Strategy`.
        years: analysed years.
        state: the state that it branches from, which is not changed.
        looks: whole years, in order and within `years`, after which the result so far is taken too.
    """
    from sim.places import places
    from sim.policy.schedule import Calendar
    from sim.policy.strategies import named
    from sim.setup.bounds import horizon
    from sim.simulation.result import Result
    from sim.simulation.simulate import Course, branch

    chosen, setting, here = named(strategy), state.setting, branch(state)
    calendar = Calendar(chosen, setting.p, setting.start, len(here.world.bodies))
    course, early = Course(here, calendar), {}
    for look in looks:
        course.live_until(horizon(setting.start, look))
        early[look] = Result.of(setting, chosen, calendar, course.stretch())
    course.live_until(horizon(setting.start, years))
    books, names = course.stretch(), tuple(places().names)
    record = Record(
        books.true_days, books.recorded_days, books.true_months[:, : len(names)], books.recorded_months[:, : len(names)], books.months,
        setting.start, setting.scale, setting.p, names,
    )  # fmt: skip
    return Life(Result.of(setting, chosen, calendar, books), record, early)


def history(changes: Mapping[str, Any], seed: int, scale: float) -> tuple[dict[str, float], dict[str, Sides]]:
    """What one replication of what happened has for each published figure, and its balances."""
    from sim import Parameters, changed, warm_up

    p = changed(Parameters(), **changes)
    state = warm_up(p, scale=scale, seed=seed, start=START, scenario="history", warm_up_years=WARM_UP)
    record = lived("history", YEARS, state).record
    return quantities(record), consistency.balances(record)


def simulated_days(start: date, years: float) -> Period:
    """The days of a run."""
    from sim.setup.bounds import horizon

    return span(start, date.fromordinal(horizon(start, years) - 1))


def quantities(record: Record) -> dict[str, float]:
    """What a run has for each published figure, by id."""
    counterparts.declare()
    return simulated(record, published())


def tables_of(
    changes: Mapping[str, Any] | None = None, seeds: Sequence[int] = (1, 2, 3, 4), scale: float = 0.1, workers: int = 2
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Published and simulated figures, and balances, of the best values, some of them changed.

    Args:
        changes: parameters and switches by name, as `sim.changed` takes them.
        seeds: a replication each.
        scale: agents a person.
        workers: processes.
    """
    from sim import simulate

    counterparts.declare()
    simulate("as_inspected", scale=0.01, years=1 / 12, seed=1)  # compile once here
    jobs = [(dict(changes or {}), seed, scale) for seed in seeds]
    if workers <= 1:
        runs = [history(*job) for job in jobs]
    else:
        with ProcessPoolExecutor(workers) as pool:
            runs = list(pool.map(history, *zip(*jobs, strict=True)))
    figures = scoring.table(_gathered([found for found, _ in runs]), published(), SIMULATED)
    left, right = (_gathered([{name: sides[k] for name, sides in balanced.items()} for _, balanced in runs]) for k in (0, 1))
    return figures, consistency.table(left, right)


def _gathered(runs: Sequence[Mapping[str, float]]) -> dict[str, list[float]]:
    return {name: [run[name] for run in runs if name in run] for name in dict.fromkeys(name for run in runs for name in run)}


def score(
    changes: Mapping[str, Any] | None = None, seeds: Sequence[int] = (1, 2, 3, 4), scale: float = 0.1, workers: int = 2
) -> pd.DataFrame:
    """The first of `tables_of`: published and simulated figures."""
    return tables_of(changes, seeds, scale, workers)[0]
