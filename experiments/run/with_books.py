"""One replication of a strategy with its books kept."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from experiments.books.record import Record


class RunWithBooks(NamedTuple):
    """What a run gives: its result, both books, and by years what its measures would have been had it ended then."""

    result: Any
    record: Record
    early: dict[int, dict[str, float]]


def run_with_books(strategy: Any, years: float, state: Any, looks: Iterable[int] = ()) -> RunWithBooks:
    """A strategy from a burnt-in state to the end: the result, and both books by day, and by area and month.

    Args:
        strategy: a preset's name, or a `Strategy`.
        years: analysed years.
        state: the state that it branches from, which is not changed.
        looks: whole years, in order and within `years`, after which the measures so far are taken too.
    """
    from sim.places import places
    from sim.policy.schedule import Calendar
    from sim.policy.strategies import named
    from sim.setup.bounds import horizon
    from sim.simulation.result import Result
    from sim.simulation.simulate import Run, branch

    chosen, setting, here = named(strategy), state.setting, branch(state)
    calendar = Calendar(chosen, setting.p, setting.start, len(here.world.bodies))
    run, early = Run(here, calendar), {}
    for look in looks:
        run.live_until(horizon(setting.start, look))
        early[look] = run.measures()
    run.live_until(horizon(setting.start, years))
    books, names = run.record(), tuple(places().names)
    record = Record(
        books.true_days, books.recorded_days, books.true_months[:, : len(names)], books.recorded_months[:, : len(names)], books.months,
        setting.start, setting.scale, setting.p, names,
    )  # fmt: skip
    return RunWithBooks(Result.from_run(setting, chosen, calendar, books), record, early)
