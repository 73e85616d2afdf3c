"""Measures: numbers of a run, as functions of the two books. Every measure says to which book it belongs.

A measure returns what is added over areas and months: a numerator, and for a ratio a denominator. `over` says what
becomes of a stretch of time: "sum" (a year's total), "mean" (the mean of a stock over days), or "ratio".
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from sim.parameters import Parameters

type Book = Any
"""Columns of a book by name, each of shape (months, areas)."""


class Pair(NamedTuple):
    """A numerator and a denominator, each of shape (months, areas)."""

    above: np.ndarray
    below: np.ndarray


class Books(NamedTuple):
    """What a measure reads: both books, and the parameters for prices."""

    true: Book
    recorded: Book
    p: Parameters


type Compute = Callable[[Books], np.ndarray | Pair]


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One measure's declaration.

    Attributes:
        name: Its name in configs, tables and results.
        meaning: What it counts, in words.
        unit: Its unit, with "per year" where it is a year's total.
        compute: The function of the books; None for what is worked out from the whole run at once.
        section: The section of the report that it stands in.
        label: What charts and sentences call it.
        charted: Whether it has a panel in its section's chart; the others stand in the section's tables alone.
        primary: Whether it is among the primary measures where a config names none.
        book: "true" or "recorded".
        better: "up", "down" or empty.
        over: "sum", "mean" or "ratio".
        records: The true measure that this record is a record of: one can rise while the other falls.
        payer: Who pays it, of a cost.
        counted_as: The same harm counted otherwise, which must stand beside it: the best response may turn on the count.
        restates: The measure that it says again, in another unit or at present value: it is judged with that one's care.
        whole_only: Why it has no value by area or month; empty where it has.
    """

    name: str
    meaning: str
    unit: str
    compute: Compute | None
    section: str
    label: str = ""
    charted: bool = True
    primary: bool = False
    book: str = "true"
    better: str = ""
    over: str = "sum"
    records: str = ""
    payer: str = ""
    counted_as: str = ""
    restates: str = ""
    whole_only: str = ""

    def __post_init__(self) -> None:
        """Refuse what no stretch of time can be told by; a name is its own label where that reads well.

        Raises:
            ValueError: `over` is none of "sum", "mean" and "ratio".
        """
        if self.over not in ("sum", "mean", "ratio"):
            raise ValueError(f"{self.name}: over = {self.over!r} is not one of sum, mean, ratio")
        object.__setattr__(self, "label", self.label or self.name.replace("_", " ").capitalize())


MEASURES: dict[str, Measure] = {}


def declare(name: str, meaning: str, unit: str, compute: Compute | None, **facts: Any) -> None:
    """Enter a measure in the list; `facts` are further attributes of `Measure`."""
    MEASURES[name] = Measure(name=name, meaning=meaning, unit=unit, compute=compute, **facts)


def measure[C: Compute](unit: str, **facts: Any) -> Callable[[C], C]:
    """Enter a function of the books in the list of measures, under its own name; its docstring is the meaning."""

    def enter(compute: C) -> C:
        declare(compute.__name__, (compute.__doc__ or "").strip().rstrip("."), unit, compute, **facts)
        return compute

    return enter


def column(name: str, meaning: str, unit: str, source: str, *, per: float = 1.0, book: str = "true", **facts: Any) -> None:
    """Declare a measure that is a column of a book (over `per`: pence to pounds, thousandths to whole)."""

    def compute(books: Books) -> np.ndarray:
        return getattr(books, book)[source] / per

    declare(name, meaning, unit, compute, book=book, **facts)


def share(
    name: str, meaning: str, unit: str, above: str, below: str, *, per: float = 1.0, book: str = "true", **facts: Any
) -> None:
    """Declare a measure that is the ratio of two columns (or sums of columns, joined by +) of one book."""

    def total(columns: Book, names: str) -> np.ndarray:
        return sum(np.asarray(columns[one], float) for one in names.split("+"))  # type: ignore[return-value]

    def compute(books: Books) -> Pair:
        columns = getattr(books, book)
        return Pair(total(columns, above) / per, total(columns, below))

    declare(name, meaning, unit, compute, book=book, over="ratio", **facts)


record, record_share = partial(column, book="recorded"), partial(share, book="recorded")


def of_the_whole(name: str, meaning: str, unit: str, better: str, over: str, why: str, **facts: Any) -> None:
    """Declare a measure that is worked out from the whole run at once (`sim.simulation.result`), without areas or months, and why."""
    declare(name, meaning, unit, None, better=better, over=over, whole_only=why, **facts)
