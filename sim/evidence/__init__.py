"""What is known about a declared number or choice, and the one way to change it: `Evidence`, `Choice`, `changed`.

A declaration is a NamedTuple whose fields are annotated with their evidence and hold the best value, or a NamedTuple
of such groups. Names are flat: unique over all groups of one declaration.
"""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from numbers import Real
from typing import Any, Literal, NamedTuple, TypeGuard, get_type_hints

import numpy as np

from sim.evidence.problems import Problem, Refused, closest, collecting, shown, unknown

type Basis = Literal["measured", "estimated", "assumed"]
type Scale = Literal["linear", "log", "logit"]

BASES = ("measured", "estimated", "assumed")
SCALES = ("linear", "log", "logit")
ROUNDING = 1e-12  # a value this near a bound (relative) was meant to be the bound: exp(log(high)) is not always high
WIDE_FACTOR = 5.0  # a positive range wider than this factor is explored by orders of magnitude
CHANCES = {"share", "share a review", "per day", "per child-day", "per trip", "per episode", "per interview"}
CHANCES |= {"per overlapping pair"}
"""Units of numbers that lie in 0 to 1."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one number means and how well it is known.

    Attributes:
        meaning: What the number is, in words that need no other entry.
        unit: Its unit, with the period for a rate ("per child-year").
        low: Least plausible value.
        high: Greatest plausible value.
        basis: "measured" (a published figure), "estimated" (worked out from published figures) or "assumed".
        source: Where best value and range come from.
        evidence_id: The item of `data/evidence.csv` it rests on.
        sign: Measure that must rise ("+name") or fall ("-name") when the number rises; empty where theory fixes none.
        scale: On which scale the range is explored; derived from unit and range unless given.
        note: Anything a reader of the number should know besides (a consistency argument, a caveat).
        hard: Least and greatest value that can be meant at all, which no reason lifts; derived from unit and range unless
            given.
        hard_why: Why the hard bounds are what they are; needed where they are given.
    """

    meaning: str
    unit: str
    low: float
    high: float
    basis: Basis
    source: str
    evidence_id: str
    sign: str = ""
    scale: Scale | Literal[""] = ""
    note: str = ""
    hard: tuple[float, float] | None = None
    hard_why: str = ""

    def __post_init__(self) -> None:
        """Refuse a declaration that cannot be meant, and derive the scale and the hard bounds.

        Raises:
            ValueError: A bound is not finite or the range is empty, or a word is not one of those allowed.
        """
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low < self.high):
            raise ValueError(f"{self.meaning!r}: the range {self.low} to {self.high} is empty or not finite")
        if self.basis not in BASES:
            raise ValueError(f"{self.meaning!r}: basis {self.basis!r} is not one of {', '.join(BASES)}")
        if not re.fullmatch(r"[EP]\d+", self.evidence_id):
            raise ValueError(f"{self.meaning!r}: evidence_id {self.evidence_id!r} is not like E30")
        if not re.fullmatch(r"([+-][a-z][a-z0-9_]*)?", self.sign):
            raise ValueError(f"{self.meaning!r}: sign {self.sign!r} is not like +child_days_exploited")
        object.__setattr__(self, "scale", self.scale or derived_scale(self.unit, self.low, self.high))
        if self.scale not in SCALES:
            raise ValueError(f"{self.meaning!r}: scale {self.scale!r} is not one of {', '.join(SCALES)}")
        if (self.scale != "linear" and self.low <= 0.0) or (self.scale == "logit" and self.high >= 1.0):
            raise ValueError(f"{self.meaning!r}: {self.low} to {self.high} does not fit a {self.scale} scale")
        if bool(self.hard) != bool(self.hard_why):
            raise ValueError(f"{self.meaning!r}: hard bounds and hard_why are given together")
        hard, why = (self.hard, self.hard_why) if self.hard else derived_bounds(self.unit, self.low, self.high)
        if not hard[0] <= self.low <= self.high <= hard[1]:
            raise ValueError(f"{self.meaning!r}: the hard bounds {hard[0]:g} to {hard[1]:g} cut its range")
        object.__setattr__(self, "hard", hard)
        object.__setattr__(self, "hard_why", why)

    def range(self) -> str:
        """The range with its unit and its item of evidence."""
        return f"{_number(self.low)} to {_number(self.high)} {self.unit} ({self.evidence_id})"


@dataclass(frozen=True, slots=True)
class Choice:
    """What one switch decides; its value is the position of the choice in `choices`, and position 0 is the default.

    Attributes:
        meaning: The question the switch answers.
        choices: Names of the alternatives, in the order of their codes 0, 1, ...
        source: Why it is open, or who proposes the alternatives.
        evidence_id: The item of `data/evidence.csv` it rests on.
    """

    meaning: str
    choices: tuple[str, ...]
    source: str
    evidence_id: str

    def __post_init__(self) -> None:
        """Refuse a switch with fewer than two different alternatives.

        Raises:
            ValueError: There are fewer than two choices, or one name twice.
        """
        if len(self.choices) < 2 or len(set(self.choices)) != len(self.choices):
            raise ValueError(f"{self.meaning!r}: choices {self.choices} must be two or more different names")


class Outside(NamedTuple):
    """A value outside its evidence range, on purpose; the same as `{"value": value, "reason": reason}`."""

    value: float
    reason: str


class Declaration(NamedTuple):
    """One declared field: its flat name, the group it stands in ("" if none), its evidence and its best value."""

    name: str
    group: str
    about: Evidence | Choice
    best: Any


def derived_scale(unit: str, low: float, high: float) -> Scale:
    """Give the scale on which a range is best explored.

    A share varying strictly inside 0 to 1 goes by its log odds; another positive number whose range spans more than
    `WIDE_FACTOR` goes by its logarithm; all else is linear.
    """
    if unit == "share":
        return "logit" if low > 0.0 and high < 1.0 else "linear"
    return "log" if low > 0.0 and high > WIDE_FACTOR * low else "linear"


def derived_bounds(unit: str, low: float, high: float) -> tuple[tuple[float, float], str]:
    """Give the least and the greatest value that a number can have at all, and why, by its unit and range.

    A share or chance lies in 0 to 1, log odds within what a float tells from none and all, an odds ratio has a logarithm;
    all else is 0 or more, unless its range goes below 0.
    """
    if unit == "log odds":
        return (-20.0, 20.0), "beyond 20 log odds a chance is none or all to eight digits"
    if unit == "odds ratio":
        return (1e-6, 1e6), "its logarithm is added to log odds, where a millionth is none and a million all"
    if unit in CHANCES and low >= 0.0 and high <= 1.0:
        return (0.0, 1.0), "a share or chance lies in 0 to 1"
    return (0.0 if low >= 0.0 else -math.inf, math.inf), "a rate, count, time, price or ratio is 0 or more"


@cache
def declarations(kind: type) -> dict[str, Declaration]:
    """Read every declared field of a NamedTuple class, groups flattened, in the order of declaration.

    Raises:
        TypeError: A field has neither evidence nor a group for its default.
        ValueError: A name stands in two groups, or a best value lies outside its own range.
    """
    found: dict[str, Declaration] = {}
    defaults: dict[str, Any] = kind._field_defaults  # type: ignore[attr-defined]
    for field, hint in get_type_hints(kind, include_extras=True).items():
        best = defaults.get(field)
        if isinstance(best, tuple):
            inner = [d._replace(group=field) for d in declarations(type(best)).values()]
        else:
            notes = [n for n in getattr(hint, "__metadata__", ()) if isinstance(n, Evidence | Choice)]
            if len(notes) != 1 or best is None:
                raise TypeError(f"{kind.__name__}.{field} needs a default and one Evidence or Choice")
            inner = [Declaration(field, "", notes[0], best)]
        for declaration in inner:
            if declaration.name in found:
                other = found[declaration.name].group
                raise ValueError(f"{declaration.name} is declared twice: in {other} and in {declaration.group}")
            _check_best(declaration)
            found[declaration.name] = declaration
    return found


def _check_best(declaration: Declaration) -> None:
    name, _, about, best = declaration
    if isinstance(about, Choice):
        if best not in range(len(about.choices)):
            raise ValueError(f"{name} = {best} is not one of the codes of {', '.join(about.choices)}")
    elif not about.low <= best <= about.high:
        raise ValueError(f"the best value of {name}, {best:g}, is outside {about.range()}")


def evidence_of(declared: Any) -> dict[str, Evidence]:
    """Give the evidence of every number of a declaration (class or instance) by flat name."""
    found = declarations(declared if isinstance(declared, type) else type(declared))
    return {name: d.about for name, d in found.items() if isinstance(d.about, Evidence)}


def choices_of(declared: Any) -> dict[str, Choice]:
    """Give every switch of a declaration (class or instance) by flat name."""
    found = declarations(declared if isinstance(declared, type) else type(declared))
    return {name: d.about for name, d in found.items() if isinstance(d.about, Choice)}


def changed[D](declared: D, /, **values: object) -> D:
    """Give a copy of a declaration with some values changed, each checked and kept in its declared type.

    Args:
        declared: An instance, for example `Parameters()`.
        values: New values by flat name: a number within its evidence range; `Outside(value, reason)` or
            `{"value": value, "reason": reason}`, which may leave that range but not the hard bounds; or for a switch
            the name of the choice.

    Raises:
        Refused: A name is unknown or a value not allowed; its `problems` has every one.
    """
    kind_of_declared: Any = type(declared)
    known = declarations(kind_of_declared)
    problems: list[Problem] = []
    new: dict[str, dict[str, object]] = {}
    for name, value in values.items():
        if name not in known:
            problems.append(unknown(name, known, "one of the declared names", (name,)))
            continue
        with collecting(problems):
            new.setdefault(known[name].group, {})[name] = accepted(known[name], value)
    if problems:
        raise Refused(problems)
    result: Any = declared
    for group, fields in new.items():
        result = result._replace(**({group: getattr(result, group)._replace(**fields)} if group else fields))
    return result


def nearest(name: str, known: Iterable[str]) -> str:
    """Give '; did you mean ...?' for the likeliest of the known names, or nothing where none is near."""
    found = closest(name, known)
    return f"; did you mean {found!r}?" if found else ""


def accepted(declaration: Declaration, value: object) -> Any:
    """Give a value in the declared type of a field.

    Raises:
        Refused: The value is not a number, not a choice, outside the evidence range without a reason, or outside the
            hard bounds with or without one.
    """
    if isinstance(declaration.about, Choice):
        return _chosen(declaration, value)
    name, about = declaration.name, declaration.about
    given = _with_reason(name, value)
    number = as_number(given.value if isinstance(given, Outside) else given)
    whole = isinstance(declaration.best, int)
    if not math.isfinite(number) or (whole and number % 1):
        found = given.value if isinstance(given, Outside) else given
        raise Refused([Problem((name,), shown(found), f"a {'whole ' * whole}number, {about.range()}")])
    for bound in (about.low, about.high):
        number = bound if math.isclose(number, bound, rel_tol=ROUNDING) else number
    _refuse_outside(name, about, number, given.reason if isinstance(given, Outside) else None)
    return int(number) if whole else number


def as_number(value: object) -> float:
    """A number as a float; NaN where it is none (text, a truth value, nothing), infinity where no float is so great."""
    if isinstance(value, bool) or not isinstance(value, Real):
        return math.nan
    try:
        return float(value)
    except OverflowError:
        return math.inf


def is_day(value: object) -> TypeGuard[date]:
    """Whether a value is a date without a time."""
    return isinstance(value, date) and not isinstance(value, datetime)


def _with_reason(name: str, value: object) -> object:
    """A value and its reason, written as a mapping, as `Outside`; all else as it is."""
    if not isinstance(value, Mapping):
        return value
    if set(value) != {"value", "reason"}:
        raise Refused([Problem((name,), shown(value), 'a number, or { value = ..., reason = "..." } and no more')])
    return Outside(value["value"], value["reason"])


def _refuse_outside(name: str, about: Evidence, number: float, reason: str | None) -> None:
    """Refuse a number beyond its hard bounds, and one beyond its evidence range without a reason; and an empty reason."""
    assert about.hard is not None  # derived when declared
    least, most = about.hard
    if not least <= number <= most:
        if about.hard == (about.low, about.high):
            raise Refused([Problem((name,), _number(number), about.range())])
        bound = f"{_number(least)} or more" if number < least else f"{_number(most)} or less"
        found = f"{_number(number)}, which no reason lifts"
        raise Refused([Problem((name,), found, f"{bound} {about.unit}: {about.hard_why}")])
    if reason is not None and not (isinstance(reason, str) and reason.strip()):
        raise Refused([Problem((name, "reason"), shown(reason), "a reason, in quotes")])
    if reason is None and not about.low <= number <= about.high:
        way_out = f'{{ value = {_number(number)}, reason = "..." }}'
        found = f"{_number(number)}, outside the evidence range"
        raise Refused([Problem((name,), found, f"{about.range()}, or a reason: {way_out}")])


def _chosen(declaration: Declaration, value: object) -> Any:
    name, about, best = declaration.name, declaration.about, declaration.best
    assert isinstance(about, Choice)
    if isinstance(value, str) and value in about.choices:
        return type(best)(about.choices.index(value))
    if type(best) is not int and type(value) is type(best):
        return value
    near = closest(value, about.choices) if isinstance(value, str) else ""
    raise Refused([Problem((name,), shown(value), "one of " + ", ".join(about.choices), near)])


def _number(value: float) -> str:
    return f"{value:.12g}"


def kind(group: Any) -> np.dtype:
    """Give the record type of a NamedTuple instance: nested as it is, whole numbers and switches i8, all else f8."""
    leaves = [
        (n, kind(v) if isinstance(v, tuple) else "i8" if isinstance(v, int) else "f8") for n, v in group._asdict().items()
    ]
    return np.dtype((np.record, leaves))


@cache
def kind_of(declared: type) -> np.dtype:
    """Give the record type of a NamedTuple class, from its defaults; always the same object, which compiled code knows at once."""
    return kind(declared())


def as_table(groups: tuple[Any, ...]) -> np.recarray:
    """Give a declaration as a table of one nested record, as kernels take it (a bare record costs them a copy of all names).

    Types come from the defaults, not from the values, so that 30 given for 30.0 does not compile a second kernel.
    """
    return np.array([groups], kind_of(type(groups))).view(np.recarray)
