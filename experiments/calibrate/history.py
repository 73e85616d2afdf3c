"""One replication of a strategy with its books kept, and many of `history` at once for tuning."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from typing import Any

import pandas as pd

from experiments.books import balances as consistency
from experiments.books.balances import Sides
from experiments.books.periods import Period, span
from experiments.books.record import Record
from experiments.calibrate import scoring
from experiments.published.registry import Published, published, simulated
from experiments.run.with_books import run_with_books

START, YEARS, WARM_UP = date(2018, 1, 1), 8.0, 2.0
SIMULATED = span(START, date(2025, 12, 31))


def history(changes: Mapping[str, Any], seed: int, scale: float) -> tuple[dict[str, float], dict[str, Sides]]:
    """What one replication of what happened has for each published figure, and its balances."""
    from sim import Parameters, changed, warm_up

    p = changed(Parameters(), **changes)
    state = warm_up(p, scale=scale, seed=seed, start=START, scenario="history", warm_up_years=WARM_UP)
    record = run_with_books("history", YEARS, state).record
    return quantities(record), consistency.balances(record)


def simulated_days(start: date, years: float) -> Period:
    """The days of a run."""
    from sim.setup.bounds import horizon

    return span(start, date.fromordinal(horizon(start, years) - 1))


def quantities(record: Record, own: Iterable[Mapping[str, Any]] = ()) -> dict[str, float]:
    """What a run has for each published figure, and for a reader's own, by key."""
    return simulated(record, [*published(), *(Published(dict(row)) for row in own)])


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
