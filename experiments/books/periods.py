"""Dates of published figures: the column `year` of the targets as windows of days."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import cache

PROGRAMME_START = date(2019, 11, 1)
"""Cumulative figures ("to 2021-01") count from the month in which the County Lines Programme began."""

YEAR = 365.25
"""Days of a year, as the model has them (which is not imported here, for it takes a second)."""

type Window = tuple[date, date]


@dataclass(frozen=True)
class Period:
    """Windows of days, first and last day included."""

    windows: tuple[Window, ...]

    @property
    def first(self) -> date:
        """The first day."""
        return min(first for first, _ in self.windows)

    @property
    def last(self) -> date:
        """The last day."""
        return max(last for _, last in self.windows)

    @property
    def days(self) -> int:
        """How many days."""
        return sum((last - first).days + 1 for first, last in self.windows)

    @property
    def whole_months(self) -> bool:
        """Whether it begins with months and ends with months."""
        return all(first.day == 1 and last == _end(last.year, last.month) for first, last in self.windows)

    @property
    def months(self) -> list[str]:
        """The months touched, "2019-01" and on."""
        found = []
        for first, last in self.windows:
            k = first.year * 12 + first.month - 1
            while k <= last.year * 12 + last.month - 1:
                found.append(f"{k // 12}-{k % 12 + 1:02d}")
                k += 1
        return found


def span(first: date, last: date) -> Period:
    """One window, both days included."""
    return Period(((first, last),))


def year(number: int) -> Period:
    """A calendar year."""
    return span(date(number, 1, 1), date(number, 12, 31))


def fiscal(number: int) -> Period:
    """The year from April of `number` to March of the next."""
    return span(date(number, 4, 1), date(number + 1, 3, 31))


@cache
def period_of(text: str) -> Period | None:
    """The period that a target's `year` names; None for "any" time.

    Two years in a row ("2018-2019") are a year from April to March, more are whole calendar years.

    Raises:
        ValueError: the text names no period.
    """
    if text == "any":
        return None
    found = Period(tuple(_window(part.strip()) for part in text.split(" and ")))
    if any(last < first for first, last in found.windows):
        raise ValueError(f"{text!r} ends before it begins")
    return found


def _window(text: str) -> Window:
    if text.startswith("to "):
        return PROGRAMME_START, _one(text[3:])[1]
    if " to " in text:
        first, last = text.split(" to ")
        return _one(first)[0], _one(last)[1]
    if "/" in text:
        first, last = text.split("/")
        return date.fromisoformat(first), date.fromisoformat(first[: len(first) - len(last)] + last)
    return _one(text)


def _one(text: str) -> Window:
    if re.fullmatch(r"\d{4}", text):
        return date(int(text), 1, 1), date(int(text), 12, 31)
    if re.fullmatch(r"\d{4}-\d{4}", text):
        first, last = int(text[:4]), int(text[5:])
        return fiscal(first).windows[0] if last == first + 1 else (date(first, 1, 1), date(last, 12, 31))
    if re.fullmatch(r"\d{4} Q[1-4]", text):
        number, month = int(text[:4]), 3 * int(text[-1])
        return date(number, month - 2, 1), _end(number, month)
    if re.fullmatch(r"\d{4}-\d{2}", text):
        return date(int(text[:4]), int(text[5:]), 1), _end(int(text[:4]), int(text[5:]))
    raise ValueError(f"{text!r} names no period")


def _end(number: int, month: int) -> date:
    return date(number, month, monthrange(number, month)[1])
