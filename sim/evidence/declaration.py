"""What is known about a declared number (`Evidence`) or choice (`Choice`), and the declarations of a NamedTuple of them."""

import math
import re
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple, get_type_hints

from sim.evidence.prior import SHAPES, Basis, Prior, scale_of

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
        step_from: The parameter that says what forces alone do, where this one says what a national system does: a strategy
            achieves `coordination_fidelity` of the step from there to here.
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
    step_from: str = ""
    note: str = ""
    hard: tuple[float, float] | None = None
    hard_why: str = ""

    def __post_init__(self) -> None:
        """Refuse a declaration that cannot be meant, and derive the hard bounds.

        Raises:
            ValueError: A bound is not finite or the range is empty, or a word is not one of those allowed.
        """
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low < self.high):
            raise ValueError(f"{self.meaning!r}: the range {self.low} to {self.high} is empty or not finite")
        if self.basis not in SHAPES:
            raise ValueError(f"{self.meaning!r}: basis {self.basis!r} is not one of {', '.join(SHAPES)}")
        if not re.fullmatch(r"[EP]\d+", self.evidence_id):
            raise ValueError(f"{self.meaning!r}: evidence_id {self.evidence_id!r} is not like E30")
        if not re.fullmatch(r"([+-][a-z][a-z0-9_]*)?", self.sign):
            raise ValueError(f"{self.meaning!r}: sign {self.sign!r} is not like +child_days_exploited")
        if bool(self.hard) != bool(self.hard_why):
            raise ValueError(f"{self.meaning!r}: hard bounds and hard_why are given together")
        hard, why = (self.hard, self.hard_why) if self.hard else derived_bounds(self.unit, self.low, self.high)
        if not hard[0] <= self.low <= self.high <= hard[1]:
            raise ValueError(f"{self.meaning!r}: the hard bounds {hard[0]:g} to {hard[1]:g} cut its range")
        object.__setattr__(self, "hard", hard)
        object.__setattr__(self, "hard_why", why)

    def prior(self) -> Prior:
        """How it is drawn, around its best value, where it is not known."""
        return Prior(SHAPES[self.basis], scale_of(self.unit, self.low, self.high))

    def range(self) -> str:
        """The range with its unit and its item of evidence."""
        return f"{number_text(self.low)} to {number_text(self.high)} {self.unit} ({self.evidence_id})"


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

    def prior(self) -> Prior:
        """How it is drawn where it is open: each alternative equally often."""
        return Prior("choice", "linear")


class Declaration(NamedTuple):
    """One declared field: its flat name, the group it stands in ("" if none), its evidence and its best value."""

    name: str
    group: str
    about: Evidence | Choice
    best: Any


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


def number_text(value: float) -> str:
    """A number as messages give it."""
    return f"{value:.12g}"
