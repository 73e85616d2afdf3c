"""The days that a run is of, and what it has for each published figure."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from experiments.books.periods import Period, span
from experiments.books.record import Record
from experiments.published.registry import Published, published, simulated


def simulated_days(start: date, years: float) -> Period:
    """The days of a run."""
    from sim.setup.bounds import horizon

    return span(start, date.fromordinal(horizon(start, years) - 1))


def quantities(record: Record, own: Iterable[Mapping[str, Any]] = ()) -> dict[str, float]:
    """What a run has for each published figure, and for a reader's own, by key."""
    return simulated(record, [*published(), *(Published(dict(row)) for row in own)])
