"""Measures: numbers of a run, as functions of the two books. Every measure says to which book it belongs.

A measure returns what is added over areas and months: a numerator, and for a ratio a denominator. `over` says what
becomes of a stretch of time: "sum" (a year's total), "mean" (the mean of a stock over days), or "ratio".
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from sim.parameters import Parameters

type Page = Any
"""A book's pages, shape (months, areas), read by column name."""


class Pair(NamedTuple):
    """A numerator and a denominator, each of shape (months, areas)."""

    above: np.ndarray
    below: np.ndarray


class Books(NamedTuple):
    """What a measure reads: both books, and the parameters for prices."""

    true: Page
    recorded: Page
    p: Parameters


@dataclass(frozen=True)
class Measure:
    """One measure's declaration; `better` is "up", "down" or empty, `over` "sum", "mean" or "ratio".

    `whole_only` says why the measure has no value by area or month, and is empty where it has.
    """

    name: str
    meaning: str
    unit: str
    book: str
    better: str
    over: str
    of: Callable[[Books], np.ndarray | Pair] | None
    whole_only: str = ""

    def __post_init__(self) -> None:
        """Refuse what no stretch of time can be told by.

        Raises:
            ValueError: `over` is none of "sum", "mean" and "ratio".
        """
        if self.over not in ("sum", "mean", "ratio"):
            raise ValueError(f"{self.name}: over = {self.over!r} is not one of sum, mean, ratio")


MEASURES: dict[str, Measure] = {}


def measure(unit: str, book: str = "true", better: str = "", over: str = "sum") -> Callable:
    """Enter a function of the books in the list of measures, under its own name; its docstring is the meaning."""

    def enter(of: Callable[[Books], np.ndarray | Pair]) -> Callable:
        name = of.__name__
        MEASURES[name] = Measure(name, (of.__doc__ or "").strip().rstrip("."), unit, book, better, over, of)
        return of

    return enter


def column(
    name: str, meaning: str, unit: str, source: str, better: str = "", book: str = "true", over: str = "sum", per: float = 1.0
) -> None:
    """Declare a measure that is a column of a book (over `per`: pence to pounds, thousandths to whole)."""

    def of(books: Books) -> np.ndarray:
        return (books.true if book == "true" else books.recorded)[source] / per

    MEASURES[name] = Measure(name, meaning, unit, book, better, over, of)


def share(
    name: str, meaning: str, unit: str, above: str, below: str, better: str = "", book: str = "true", per: float = 1.0
) -> None:
    """Declare a measure that is the ratio of two columns (or sums of columns, joined by +) of one book."""

    def total(page: Page, names: str) -> np.ndarray:
        return sum(np.asarray(page[one], float) for one in names.split("+"))  # type: ignore[return-value]

    def of(books: Books) -> Pair:
        page = books.true if book == "true" else books.recorded
        return Pair(total(page, above) / per, total(page, below))

    MEASURES[name] = Measure(name, meaning, unit, book, better, "ratio", of)


def of_the_whole(name: str, meaning: str, unit: str, better: str, over: str, why: str) -> None:
    """Declare a measure that is worked out from the whole run at once (`sim.simulation.result`), without areas or months, and why."""
    MEASURES[name] = Measure(name, meaning, unit, "true", better, over, None, why)
