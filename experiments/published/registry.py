"""Which function of a run's books stands for which published figure, and in what role."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

from experiments.books.periods import Period, period_of
from experiments.books.record import Record, ratio
from experiments.published.where import areas_of

OUTPUT, INPUT, ABSENT = "output", "input", "not represented"
RECORDED, TRUE = "recorded", "true"
OWN = "own"
"""The pattern of a figure that a reader gave."""

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

    @property
    def key(self) -> str:
        """What its simulated value is stored by: the id, marked where a reader gave the figure."""
        return f"own:{self.row['id']}" if self.row["pattern"] == OWN else str(self.row["id"])

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
    """A named quantity: what the model has for published figures of it.

    Attributes:
        role: whether it follows from what agents do, is given to the model, or is not represented.
        why: what to know of it, or why there is none.
        of: the function of a run's books; None where the model has nothing.
        name: of the function.
        words: how published figures put it.
        stands: where that is counted which a figure of one area, or of several, is read off; empty where there is none of areas.
        area: the one area that it is of, where it is of no other.
        by_month: whether it is read off months of areas, whatever the area is.
        dates: the dates that it is of, as the targets write them, where it is of no others.
        unit: where no published figure tells it.
        book: true or recorded, where no published figure tells it.
        change: whether it is a change from one time or place to another, which can be less than nothing, or more than the whole.
    """

    role: str
    why: str
    of: Quantity | None = None
    name: str = ""
    words: tuple[str, ...] = ()
    stands: str = ""
    area: str = ""
    by_month: bool = False
    dates: str = ""
    unit: str = ""
    book: str = ""
    change: bool = False


QUANTITIES: dict[str, Counterpart] = {}
WORDS: dict[str, Counterpart] = {}
"""Quantities by their names, and by all words for them, those that the model has nothing for among these."""


def target(*words: str, why: str = "", role: str = OUTPUT, **said: Any) -> Callable[[Quantity], Quantity]:
    """Declare that a function of a run's books is what the model has for published figures in these words.

    Args:
        words: how published figures put it.
        why: what to know of it.
        role: whether it follows from what agents do, or is given to the model.
        said: further attributes of `Counterpart`.
    """

    def enter(of: Quantity) -> Quantity:
        found = Counterpart(role, why, of, of.__name__, words, **said)
        QUANTITIES[found.name] = found
        _enter(found, (found.name, *words))
        return of

    return enter


def given(*words: str, why: str, **said: Any) -> Callable[[Quantity], Quantity]:
    """Declare quantities that are given to the model, or set by one parameter: `why` says which."""
    return target(*words, why=why, role=INPUT, **said)


def dated(row: Published) -> Period:
    """The days of a figure."""
    return row.period


def total(
    name: str,
    says: str,
    *words: str,
    of: str,
    below: str = "",
    read: str = RECORDED,
    a_day: bool = False,
    days: Callable[[Published], Period] = dated,
    **said: Any,
) -> None:
    """Declare that the total of columns of a book is what the model has for published figures in these words.

    Args:
        name: of the quantity.
        says: what it is, a sentence.
        words: how published figures put it.
        of: the columns, joined by "+".
        below: columns over whose total it stands, where it is a share or a mean.
        read: the book that they are read in.
        a_day: whether it is the mean of the days, of what is added up over them.
        days: the days that are read for a figure.
        said: further arguments of `target`.
    """

    def found(record: Record, row: Published) -> float:
        book, period = record.recorded if read == RECORDED else record.true, days(row)
        if below:
            return ratio(book(of, period), book(below, period))
        return book(of, period) / period.days if a_day else book(of, period)

    found.__name__, found.__doc__ = name, says
    target(*words, **said)(found)


def absent(*words: str, why: str) -> None:
    """Declare words for what the model has nothing for."""
    _enter(Counterpart(ABSENT, why, words=words), words)


def _enter(counterpart: Counterpart, words: Iterable[str]) -> None:
    for one in dict.fromkeys(map(plain, words)):
        if one in WORDS:
            raise ValueError(f"{one!r} is declared twice")
        WORDS[one] = counterpart


def plain(words: str) -> str:
    """Words as they are compared: in small letters, without what stands in brackets."""
    return " ".join(re.sub(r"\([^)]*\)", "", words).lower().split())


def quantity(words: str) -> Counterpart | None:
    """The quantity of a name or of words for it; None where none is declared."""
    return WORDS.get(plain(words))


def published() -> list[Published]:
    """Every row of the targets."""
    from sim.documents import catalogue

    return [Published(row) for row in catalogue.targets()]


@cache
def described(found: Counterpart) -> dict[str, str]:
    """The unit and the book of a quantity: its own, or else those of published figures in its words."""
    like = next((row for row in published() if quantity(str(row.quantity)) is found), None)
    return {name: getattr(found, name) or (str(like.row[name]) if like else "") for name in ("unit", "book")}


def counterpart(row: Published, simulated_days: Period) -> Counterpart:
    """The model's counterpart of a row; what is dated outside the simulated days is not represented."""
    period = period_of(str(row.year))
    if period is not None and period.first < simulated_days.first:
        return Counterpart(ABSENT, f"dated before {simulated_days.first.year}, when the simulated history begins")
    if period is not None and period.last > simulated_days.last:
        return Counterpart(ABSENT, f"dated after {simulated_days.last.year}, when the simulated history ends")
    found = quantity(str(row.quantity))
    if found is None:
        return Counterpart(ABSENT, "no quantity is declared for its words")
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
    found = {}
    for row in rows:
        of = counterpart(row, record.whole)
        if of.of is not None:
            books = record.of(areas_of(str(row.area))) if of.stands else record
            found[row.key] = float(of.of(books, row))
    return found
