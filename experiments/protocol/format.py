"""Numbers as people read them: one rule of rounding for the page, charts, tables, documents and the terminal.

A percentage is shown to whole points, and below 10 to one decimal where its interval is narrower than 2 points. An amount is
shown to the first digit of its interval's half-width. Neither moves a number, or an end of its interval, by more than a tenth
of the interval's width: where it would, one more digit is shown. What is clear of zero is never shown as zero, nor is an end
of an interval that has passed it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from markupsafe import Markup

MINUS = "\u2212"
NAMED = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
SHORT = ((1e12, 1e12, "tn"), (1e9, 1e9, "bn"), (1e6, 1e6, "m"), (1e4, 1e3, "k"))
POWERS_FROM = 1e15
ALONE = 3
"""Digits of an amount that has no interval."""
DUST = 1e-9
"""No measure has values so small: below is what is left where numbers cancel out, which is nothing."""


@dataclass(frozen=True)
class Quantity:
    """A number of a table with what it needs to be shown.

    Attributes:
        value: the number as the table holds it.
        low: the lower end of its interval, in the same unit; NaN where there is none.
        high: the upper end.
        unit: the unit of the table; ``%`` for a percentage, ``share`` for a share that is shown as one.
        over: how the measure adds up over time (``sum``, ``mean``, ...), which decides between "fewer" and "lower".
        table: the table of the folder that holds it; empty where it is worked out.
        difference: whether it is a difference, which is shown with its sign.
    """

    value: float
    low: float = math.nan
    high: float = math.nan
    unit: str = ""
    over: str = ""
    table: str = ""
    difference: bool = False

    @property
    def bounded(self) -> bool:
        """Whether there is an interval."""
        return math.isfinite(self.low) and math.isfinite(self.high)

    @property
    def times(self) -> float:
        """What the table's number is multiplied by to be shown."""
        return 100.0 if is_share(self.unit) else 1.0

    @property
    def decimals(self) -> int:
        """Digits after the point that the rule of rounding shows; below zero for tens, hundreds and so on."""
        value, low, high = (number * self.times for number in (self.value, self.low, self.high))
        return decimals(value, low, high, percentage=is_share(self.unit) or self.unit == "%")

    def scaled(self, factor: float) -> Quantity:
        """The same in another unit: value and interval multiplied."""
        return replace(self, value=self.value * factor, low=self.low * factor, high=self.high * factor)


@dataclass(frozen=True)
class Number:
    """A number on a page: what is shown, the value it stands for, the table that holds it, and the place it was rounded to.

    ``times`` is what the table's value was multiplied by. A test reads all of them back from the page.
    """

    text: str
    value: float
    step: float = 1.0
    table: str = ""
    times: float = 1.0

    def __str__(self) -> str:
        return self.text

    def __html__(self) -> str:
        if not math.isfinite(self.value):
            return str(Markup("{}").format(self.text))  # words: there is no number to mark
        times = Markup(' data-times="{:g}"').format(self.times) if self.times != 1.0 else ""
        mark = Markup('<data value="{!r}" data-table="{}" data-step="{:g}"{}>{}</data>')
        return mark.format(float(self.value), self.table, self.step, times, self.text)


@dataclass(frozen=True)
class Interval:
    """The two ends of an interval as a page shows them."""

    low: Number
    high: Number

    def __str__(self) -> str:
        return f"{self.low} to {self.high}"

    def __html__(self) -> str:
        return Markup("{} to {}").format(self.low, self.high)


def decimals(value: float, low: float, high: float, percentage: bool) -> int:
    """Where a number is rounded by the rule above, as digits after the point."""
    width = high - low
    if not (math.isfinite(width) and width > DUST) or max(abs(value), abs(low), abs(high)) <= DUST:
        return decimals_alone(value, percentage)
    fine = abs(value) < 10.0 and width < 2.0
    digits = int(fine) if percentage else -math.floor(math.log10(width / 2.0))
    while max(abs(round(one, digits) - one) for one in (value, low, high) if math.isfinite(one)) > width / 10.0:
        digits += 1
    return digits


def decimals_alone(value: float, percentage: bool) -> int:
    """As ``decimals``, without an interval: whole points, and three digits of an amount, without zeros at their end."""
    if not math.isfinite(value) or abs(value) <= DUST:
        return 0
    if percentage:
        return 0 if abs(value) >= 1.0 else 1
    digits = ALONE - 1 - math.floor(math.log10(abs(value)))
    return next(few for few in range(digits - ALONE, digits + 1) if round(value, few) == round(value, digits))


def is_money(unit: str) -> bool:
    """Whether a unit is pounds."""
    return unit.startswith(("pound", "GBP", "£"))


def is_share(unit: str) -> bool:
    """Whether a unit is a share between 0 and 1, shown as per cent."""
    return unit == "share" or unit.startswith("share ")


def unit_heading(unit: str) -> str:
    """A unit as a heading says it."""
    if is_share(unit):
        return "per cent"
    return unit.replace("pounds", "£", 1).replace("GBP", "£", 1)


def unit_after(unit: str) -> str:
    """The unit that stands after a number, with the space before it, where the number does not carry it already."""
    if is_share(unit) or unit == "%":
        return ""
    rest = unit.removeprefix("pounds").removeprefix("GBP").strip()
    return f" {rest}" if rest else ""


def percentage(value: float, found: Quantity, level: float) -> Quantity | None:
    """A difference as a percentage of the baseline's mean (`level`), its interval in proportion; None where there is none."""
    if not math.isfinite(value):
        return None
    share = value / found.value if found.value else 100.0 / abs(level)
    return Quantity(value, share * found.low, share * found.high, "%", "", found.table, difference=True)


def number(found: Quantity) -> Number:
    """The value in its unit, with its sign where it is a difference."""
    return _rounded(found, found.value, signed=found.difference)


def size(found: Quantity) -> Number:
    """The value without its sign, for a sentence that says "fewer" or "more"."""
    return _rounded(found, found.value, signed=False, bare=True)


def interval(found: Quantity) -> Interval | None:
    """The ends of its interval, rounded as the value is; None where there is none."""
    if not found.bounded:
        return None
    low, high = (_rounded(found, end, signed=found.difference, end=True) for end in (found.low, found.high))
    return Interval(low, high)


def sizes(found: Quantity) -> tuple[Number, Number]:
    """The ends of its interval without their signs."""
    low, high = (_rounded(found, end, signed=False, bare=True, end=True) for end in (found.low, found.high))
    return low, high


def like(found: Quantity, value: float, end: bool = False) -> Number:
    """Another number in the same unit, rounded as the quantity is; an `end` of its interval is never rounded to zero."""
    return _rounded(found, value, signed=found.difference, end=end)


def _rounded(found: Quantity, value: float, signed: bool, bare: bool = False, end: bool = False) -> Number:
    if not math.isfinite(value):
        return Number("not known", value, 1.0, found.table, found.times)
    shown, digits = value * found.times if abs(value) > DUST else 0.0, found.decimals
    told = end or (found.bounded and found.low * found.high > 0.0)
    if told and shown and round(shown, digits) == 0.0:
        digits = -math.floor(math.log10(abs(shown)))
    money = "£" if is_money(found.unit) else ""
    digits = 2 if money and digits == 1 else digits  # pence
    after = "%" if found.unit == "%" else "" if found.times == 1.0 else " points" if found.difference else "%"
    text = f"{money}{digits_text(shown, digits)}{after}"
    sign = "" if bare else sign_of(round(shown, digits), signed)
    return Number(f"{sign}{text}", value, 10.0**-digits, found.table, found.times)


def sign_of(value: float, plus: bool) -> str:
    """A true minus, and a plus where a difference is meant."""
    return MINUS if value < 0.0 else "+" if plus and value > 0.0 else ""


def digits_text(value: float, digits: int) -> str:
    """A magnitude as people write it: thousands by commas, millions to trillions by name, beyond in powers of ten."""
    value = abs(round(value, digits))
    if value >= POWERS_FROM:
        power = math.floor(math.log10(value))
        return f"{value / 10.0**power:.{max(power + digits, 0)}f} × 10^{power}"
    for scale, word in NAMED:
        if value >= scale and (value >= 1e7 or digits <= -3):
            return f"{value / scale:,.{max(round(math.log10(scale)) + digits, 0)}f} {word}"
    return f"{value:,.{max(digits, 0)}f}"


def way(found: Quantity) -> str:
    """The word for a change: fewer or more of what is counted, less or more money, lower or higher means and ratios."""
    down = found.value < 0.0
    if is_money(found.unit):
        return "less" if down else "more"
    counted = found.over in {"sum", "end", "mean"} and not is_share(found.unit)
    if counted and (found.over == "sum" or not found.unit.startswith("day")):
        return "fewer" if down else "more"
    return "lower" if down else "higher"


def count(value: int, table: str = "manifest") -> Number:
    """A whole number in full."""
    return Number(f"{value:,}", float(value), 1.0, table)


def of_hundred(share: float, table: str, mark: str = "", beside: float = math.nan) -> Number:
    """A share as so many of a hundred, with ``%`` as ``mark`` of a percentage; to a tenth where it is near a bar ``beside``."""
    near = abs(share - beside) < 0.01
    return Number(f"{100.0 * share:.{int(near)}f}{mark}".replace("-", MINUS), float(share), 0.1 if near else 1.0, table, 100.0)


def tick(value: float, unit: str) -> str:
    """A value of an axis, in thousands or millions where that reads better."""
    sign, size = MINUS if value < 0.0 else "", abs(value)
    if is_share(unit):
        return f"{sign}{100.0 * size:,.0f}%" if size >= 1.0 else f"{sign}{100.0 * size:.3g}%"
    money = "£" if is_money(unit) else ""
    if size >= POWERS_FROM:
        return f"{sign}{money}{size:.2g}"
    for least, scale, letter in SHORT:
        if size >= least:
            return f"{sign}{money}{size / scale:.4g}{letter}"
    return f"{sign}{money}{size:,.5g}"


def short(found: Quantity) -> str:
    """The value where there is little room: rounded as everywhere, in thousands or millions."""
    return tick(round(found.value * found.times, found.decimals) / found.times, found.unit)


def percent_tick(value: float, _: object = None) -> str:
    """A change in per cent as a value of an axis."""
    text = f"{value:+,.0f}" if abs(value) >= 1000.0 else f"{value:+.3g}"
    return f"{text}%".replace("-", MINUS) if value else "0"


def worth(value: float) -> Number:
    """What a child-day is held to be worth, in whole pounds; in pence where it is below ten and no whole number."""
    digits = 0 if value >= 10.0 or value == round(value) else 2
    return Number(f"£{digits_text(value, digits)}", value, 10.0**-digits, "acceptability")


def rough_worth(value: float) -> Number:
    """A worth of a child-day that was worked out, above nought: two figures of it."""
    place = math.floor(math.log10(value)) - 1
    return Number(f"£{digits_text(round(value, -place), max(0, -place))}", value, 10.0**place, "acceptability")


def setting(value: object) -> str:
    """A lever's value as tables and labels have it: a whole number without the point that a column of numbers gives it."""
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def declared(value: object) -> str:
    """A setting or an assumption as it was written, without digits that nobody chose."""
    if isinstance(value, bool) or value is None:
        return "" if value is None else ("yes" if value else "no")
    return f"{value:,.10g}" if isinstance(value, (int, float)) else str(value)
