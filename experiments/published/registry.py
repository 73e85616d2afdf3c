"""Which function of a run's books stands for which published figure, and in what role."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from experiments.books.periods import Period, period_of
from experiments.books.record import Record

OUTPUT, INPUT, ABSENT = "output", "input", "not represented"

type Quantity = Callable[[Record, Published], float]


@dataclass(frozen=True)
class Published:
    """A row of the targets."""

    row: dict[str, Any]

    def __getattr__(self, name: str) -> Any:
        """A cell by its column."""
        if name in self.row:
            return self.row[name]
        raise AttributeError(name)

    @cached_property
    def period(self) -> Period:
        """The dates of the figure.

        Raises:
            ValueError: the figure is of no date.
        """
        found = period_of(str(self.row["year"]))
        if found is None:
            raise ValueError(f"{self.row['id']} is of no date")
        return found


@dataclass(frozen=True)
class Counterpart:
    """What the model has for a published figure."""

    role: str
    why: str
    of: Quantity | None = None


COUNTERPARTS: dict[str, Counterpart] = {}


def target(*ids: str, why: str = "", role: str = OUTPUT) -> Callable[[Quantity], Quantity]:
    """Declare that a function of a run's books is what the model has for these published figures."""

    def enter(of: Quantity) -> Quantity:
        for one in ids:
            _enter(one, Counterpart(role, why, of))
        return of

    return enter


def given(*ids: str, why: str) -> Callable[[Quantity], Quantity]:
    """Declare figures that are given to the model, or set by one parameter: `why` says which."""
    return target(*ids, why=why, role=INPUT)


def absent(*ids: str, why: str) -> None:
    """Declare figures that the model has nothing for."""
    for one in ids:
        _enter(one, Counterpart(ABSENT, why))


def _enter(one: str, counterpart: Counterpart) -> None:
    if one in COUNTERPARTS:
        raise ValueError(f"{one} is declared twice")
    COUNTERPARTS[one] = counterpart


def published() -> list[Published]:
    """Every row of the targets."""
    from sim.documents import catalogue

    return [Published(row) for row in catalogue.targets()]


def counterpart(row: Published, simulated_days: Period) -> Counterpart:
    """The model's counterpart of a row; what is dated outside the simulated days is not represented."""
    period = period_of(str(row.year))
    if period is not None and period.first < simulated_days.first:
        return Counterpart(ABSENT, f"dated before {simulated_days.first.year}, when the simulated history begins")
    if period is not None and period.last > simulated_days.last:
        return Counterpart(ABSENT, f"dated after {simulated_days.last.year}, when the simulated history ends")
    if row.id not in COUNTERPARTS:
        return Counterpart(ABSENT, "no counterpart is declared")
    found = COUNTERPARTS[row.id]
    beyond = ELSEWHERE.get(str(row.area), "")
    if beyond and found.of is not None:
        return replace(found, why="; ".join(part for part in (found.why, beyond) if part))
    return found


ELSEWHERE = {
    "United Kingdom": "published for the United Kingdom, simulated for England and Wales, 0.89 of its people",
    "Great Britain": "published for Great Britain, simulated for England and Wales, 0.92 of its people",
    "England": "published for England, simulated for England and Wales, 1.06 times its people",
}
"""What to say of a figure for another country than the model's; nothing is scaled for it."""


def simulated(record: Record, rows: Iterable[Published]) -> dict[str, float]:
    """What a run has for each published figure, by id; only those with a counterpart in its days."""
    functions = {str(row.id): (counterpart(row, record.whole).of, row) for row in rows}
    return {one: float(of(record, row)) for one, (of, row) in functions.items() if of is not None}
