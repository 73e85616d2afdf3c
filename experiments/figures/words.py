"""Numbers as people read them: rounded to what their interval supports, with the value they came from kept beside them."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from experiments.figures.results import Measure

MINUS = "\u2212"
SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
GOOD, BAD, UNSURE = "better", "worse", "no clear difference"


class Estimate(NamedTuple):
    """A value with its interval; NaN ends where there is none."""

    value: float
    low: float
    high: float

    def times(self, factor: float) -> Estimate:
        """All three multiplied, for a unit that is shown otherwise than it is kept."""
        return Estimate(self.value * factor, self.low * factor, self.high * factor)

    @property
    def bounded(self) -> bool:
        """Whether there is an interval."""
        return math.isfinite(self.low) and math.isfinite(self.high)


def estimate(row: Any, column: str = "difference") -> Estimate:
    """The estimate that a row of a table holds, from a Series or a named tuple."""
    get = row.get if hasattr(row, "get") else lambda key: getattr(row, key)
    return Estimate(float(get(column)), float(get("low")), float(get("high")))


@dataclass(frozen=True)
class Number:
    """A number on a page: what is shown, what it stands for, and the table that holds it.

    ``step`` is the place it was rounded to, in the unit shown; ``times`` what the table's value was multiplied by (100 for a
    share shown as per cent). A test reads both back and looks the value up in ``tables/``.
    """

    text: str
    value: float
    step: float
    table: str
    times: float = 1.0

    def __str__(self) -> str:
        return self.text

    def __html__(self) -> str:
        marks = f'value="{float(self.value)!r}" data-table="{escape(self.table)}" data-step="{self.step:g}"'
        times = "" if self.times == 1.0 else f' data-times="{self.times:g}"'
        return Markup(f"<data {marks}{times}>{escape(self.text)}</data>")


@dataclass(frozen=True)
class Term:
    """A word that the glossary explains."""

    text: str
    key: str

    def __str__(self) -> str:
        return self.text

    def __html__(self) -> str:
        return Markup(f'<a class="term" href="#term-{escape(self.key)}">{escape(self.text)}</a>')


class Sentence:
    """Words and numbers in a row; plain text by ``str``, with its numbers marked as HTML by ``__html__``."""

    def __init__(self, *parts: object) -> None:
        self.parts = parts

    def __str__(self) -> str:
        return "".join(str(part) for part in self.parts)

    def __html__(self) -> str:
        return Markup("").join(
            Markup(part.__html__()) if hasattr(part, "__html__") else escape(str(part)) for part in self.parts
        )

    def __add__(self, other: object) -> Sentence:
        return Sentence(self, other)


def filled(template: str, **parts: object) -> Sentence:
    """A template's words with its ``{fields}`` filled in, numbers kept as numbers."""
    pieces = re.split(r"\{(\w+)\}", template)
    return Sentence(*(parts[piece] if at % 2 else piece for at, piece in enumerate(pieces) if piece))


def together(parts: Sequence[object], between: str = " ") -> Sentence:
    """Sentences in a row, numbers kept as numbers."""
    return Sentence(*(piece for at, part in enumerate(parts) for piece in ([between, part] if at else [part])))


def supported_step(found: Estimate) -> float:
    """The place that an interval supports: that of the first digit of its half-width, and at most three digits of the value.

    A difference of -12,345 between -13,600 and -11,100 is known to the thousand. Without an interval two digits are kept.
    """
    value, low, high = found
    if not math.isfinite(value) or value == 0.0:
        largest = max((abs(v) for v in (low, high) if math.isfinite(v)), default=0.0)
        return 10.0 ** math.floor(math.log10(largest)) if largest > 0.0 else 1.0
    own = math.floor(math.log10(abs(value)))
    if not found.bounded:
        return 10.0 ** (own - 1)
    half = (high - low) / 2.0
    if half <= 0.0:
        return 10.0 ** (own - 2)
    return 10.0 ** max(math.floor(math.log10(half)), own - 2)


def end_step(found: Estimate) -> float:
    """The place for the ends of an interval: that of the value, or finer where an end beyond zero would be shown as zero."""
    step = supported_step(found)
    near = min(abs(found.low), abs(found.high))
    if near > 0.0 and found.low * found.high > 0.0 and rounded(near, step) == 0.0:
        return 10.0 ** math.floor(math.log10(near))
    return step


def rounded(value: float, step: float) -> float:
    """``value`` to the nearest multiple of ``step``, a power of ten."""
    digits = -round(math.log10(step))
    return round(value, digits) + 0.0


def digits_text(value: float, step: float) -> str:
    """A magnitude in words that people use: thousands by commas, millions to trillions by name, beyond in powers of ten."""
    value = abs(rounded(value, step))
    if value >= 1e15:
        power = math.floor(math.log10(value))
        return f"{value / 10.0**power:.1f} × 10^{power}"
    for scale, word in SCALES:
        if value >= scale and (value >= 1e7 or step >= 1e4):
            return f"{value / scale:,.{places(step / scale)}f} {word}"
    return f"{value:,.{places(step)}f}"


def places(step: float) -> int:
    """Digits after the point that a step needs."""
    return max(0, -math.floor(math.log10(step) + 1e-9))


def is_money(unit: str) -> bool:
    """Whether a unit is pounds."""
    return unit.startswith(("pound", "GBP", "£"))


def is_share(unit: str) -> bool:
    """Whether a unit is a share between 0 and 1, shown as per cent."""
    return unit == "share" or unit.startswith("share ")


def unit_words(unit: str) -> str:
    """A unit as a heading says it."""
    if is_share(unit):
        return "per cent"
    return unit.replace("pounds", "£", 1).replace("GBP", "£", 1)


def scale_of(measure: Measure) -> float:
    """What a measure's numbers are multiplied by to be shown."""
    return 100.0 if is_share(measure.unit) else 1.0


def sign_of(value: float, plus: bool) -> str:
    """A true minus, and a plus where a difference is meant."""
    return MINUS if value < 0.0 else "+" if plus and value > 0.0 else ""


def shown(found: Estimate, measure: Measure, table: str, step: float | None, signed: bool) -> Number:
    """A value in its unit at its step; ``signed`` is for differences, whose shares are percentage points."""
    times = scale_of(measure)
    place = step if step is not None else supported_step(found.times(times))
    if not math.isfinite(found.value):
        return Number("not known", found.value, place, table, times)
    value = rounded(found.value * times, place)
    money = "£" if is_money(measure.unit) else ""
    after = "" if times == 1.0 else " points" if signed else "%"
    return Number(f"{sign_of(value, signed)}{money}{digits_text(value, place)}{after}", found.value, place, table, times)


def level(found: Estimate, measure: Measure, table: str = "outcomes", step: float | None = None) -> Number:
    """A level in its unit, rounded to what its interval supports."""
    return shown(found, measure, table, step, signed=False)


def change(found: Estimate, measure: Measure, table: str = "effects", step: float | None = None) -> Number:
    """A difference with its sign, in its unit; shares in percentage points."""
    return shown(found, measure, table, step, signed=True)


def amount(found: Estimate, measure: Measure, table: str = "effects", step: float | None = None) -> Number:
    """The size of a difference without its sign, for a sentence that says "fewer" or "more"."""
    number = change(found, measure, table, step)
    return Number(number.text.lstrip(MINUS + "+"), found.value, number.step, table, number.times)


def end(value: float) -> Estimate:
    """An end of an interval, as a value of its own."""
    return Estimate(value, math.nan, math.nan)


def interval_of(found: Estimate, measure: Measure, table: str, signed: bool) -> Sentence | None:
    """The interval as "x to y", rounded like the value it surrounds, or None where there is none."""
    if not found.bounded:
        return None
    step = end_step(found.times(scale_of(measure)))
    ends = [shown(end(value), measure, table, step, signed) for value in found[1:]]
    return Sentence(ends[0], " to ", ends[1])


def reach_of(found: Estimate, measure: Measure, table: str = "effects") -> Sentence | None:
    """An interval of a difference in words: "560,000 to 620,000 fewer", "20,000 fewer to 90,000 more"; None where none is."""
    if not found.bounded:
        return None
    step = end_step(found.times(scale_of(measure)))
    low, high = found.low, found.high
    sizes = [amount(end(value), measure, table, step) for value in (low, high)]
    if low < 0.0 < high:
        return Sentence(sizes[0], f" {direction(low, measure)} to ", sizes[1], f" {direction(high, measure)}")
    near, far = sizes if low >= 0.0 else sizes[::-1]
    return Sentence(near, " to ", far, f" {direction(found.value, measure)}")


def percent(row: Any, signed: bool = True, table: str = "effects") -> Number | None:
    """The percentage of a row of effects to the place of the first digit of its interval's width, or None where there is none.

    A clear difference is never shown as 0%, unless it is below a twentieth of one per cent, and none at half as much again as it is.
    """
    get = row.get if hasattr(row, "get") else lambda key: getattr(row, key)
    value, found = float(get("percent")), estimate(row)
    if not math.isfinite(value):
        return None
    step = 0.1 if abs(value) < 1.0 else 1.0
    if found.value and found.bounded:
        wide = abs(value / found.value) * (found.high - found.low)
        step = min(max(10.0 ** math.floor(math.log10(wide)), 0.1), 10.0) if wide > 0.0 else step
        while step > 0.1 and found.low * found.high > 0.0 and rounded(value, step) == 0.0:
            step = max(step / 10.0, 0.1)
        while step > 0.1 and abs(rounded(value, step)) > 1.5 * abs(value):
            step = max(step / 10.0, 0.1)
    size = rounded(value, step)
    return Number(f"{sign_of(size, True) if signed else ''}{digits_text(size, step)}%", value, step, table)


def count(value: int, table: str = "manifest") -> Number:
    """A whole number said in full."""
    return Number(f"{value:,}", float(value), 1.0, table)


def direction(value: float, measure: Measure) -> str:
    """The word for a change: fewer or more of what is counted, less or more money, lower or higher means and ratios."""
    counted = measure.over in {"sum", "end", "mean"} and not (is_money(measure.unit) or is_share(measure.unit))
    if is_money(measure.unit):
        return "less" if value < 0.0 else "more"
    if counted and (measure.over == "sum" or not measure.unit.startswith("day")):
        return "fewer" if value < 0.0 else "more"
    return "lower" if value < 0.0 else "higher"


def listed(names: list[str]) -> str:
    """Names in a row with commas and an "and"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def inside(label: str) -> str:
    """A label within a sentence: its first letter small, unless it begins an abbreviation."""
    return label[:1].lower() + label[1:] if label[1:2].islower() or label[1:2] in {" ", "-"} else label
