"""One replication's two books, asked by date: national by day, by area and month; all at 1:1."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from experiments.books.periods import Period, span


@dataclass(frozen=True)
class Record:
    """Both books of one run.

    Names of columns may be joined by "+", which adds them. Stocks are added up over days in the books: see `stock`.

    Attributes:
        true_days, recorded_days: (days,) the whole country's pages of each day, at the run's scale.
        true_months, recorded_months: (months, 43) pages of each month and area, at the run's scale.
        months: "2018-01" and on.
        first: the first analysed day.
        scale: agents a person.
        p: the run's parameters.
        areas: names of the areas, in order.
        within: the areas, by place, that totals are of, from whole months; none for the whole country.
    """

    true_days: Any
    recorded_days: Any
    true_months: Any
    recorded_months: Any
    months: list[str]
    first: date
    scale: float
    p: Any
    areas: tuple[str, ...]
    within: tuple[int, ...] = ()

    def of(self, names: Iterable[str]) -> "Record":
        """The books of some areas: totals are of these together, from whole months; of the whole country where none is named."""
        return replace(self, within=tuple(map(self.area, names)))

    @property
    def whole(self) -> Period:
        """All analysed days."""
        return span(self.first, date.fromordinal(self.first.toordinal() + len(self.true_days) - 1))

    def covers(self, period: Period) -> bool:
        """Whether all days of a period were simulated."""
        return self.whole.first <= period.first and period.last <= self.whole.last

    def true(self, columns: str, period: Period) -> float:
        """A total of the true book over a period."""
        return self._total(self.true_days, self.true_months, columns, period)

    def recorded(self, columns: str, period: Period) -> float:
        """A total of the recorded book over a period."""
        return self._total(self.recorded_days, self.recorded_months, columns, period)

    def true_by_area(self, columns: str, period: Period) -> np.ndarray:
        """Totals of the true book by area over whole months, shape (43,)."""
        return self._by_area(self.true_months, columns, period)

    def recorded_by_area(self, columns: str, period: Period) -> np.ndarray:
        """Totals of the recorded book by area over whole months, shape (43,)."""
        return self._by_area(self.recorded_months, columns, period)

    def area(self, name: str) -> int:
        """The place of an area."""
        return self.areas.index(name)

    @cached_property
    def _months(self) -> dict[str, int]:
        return {month: place for place, month in enumerate(self.months)}

    def _total(self, pages: Any, by_area: Any, columns: str, period: Period) -> float:
        if self.within:
            return float(self._by_area(by_area, columns, period)[list(self.within)].sum())
        total = 0
        for first, last in period.windows:
            start, stop = (first - self.first).days, (last - self.first).days + 1
            total += sum(int(pages[name][start:stop].sum()) for name in columns.split("+"))
        return total / self.scale

    def _by_area(self, pages: Any, columns: str, period: Period) -> np.ndarray:
        rows = [self._months[month] for month in period.months]
        return sum(pages[name][rows].sum(axis=0) for name in columns.split("+")) / self.scale


def ratio(above: float, below: float) -> float:
    """Above over below; NaN where there is nothing below."""
    return above / below if below > 0 else float("nan")
