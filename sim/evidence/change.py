"""The one way to change a declaration: `changed`, which checks each value and keeps its declared type."""

import math
from collections.abc import Mapping
from datetime import date, datetime
from numbers import Real
from typing import Any, NamedTuple, TypeGuard

from sim.evidence.declaration import Choice, Declaration, Evidence, declarations, number_text
from sim.evidence.problems import Problem, Refused, closest, collecting, shown, unknown

ROUNDING = 1e-12  # a value this near a bound (relative) was meant to be the bound: exp(log(high)) is not always high


class Outside(NamedTuple):
    """A value outside its evidence range, on purpose; the same as `{"value": value, "reason": reason}`."""

    value: float
    reason: str


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
            raise Refused([Problem((name,), number_text(number), about.range())])
        bound = f"{number_text(least)} or more" if number < least else f"{number_text(most)} or less"
        found = f"{number_text(number)}, which no reason lifts"
        raise Refused([Problem((name,), found, f"{bound} {about.unit}: {about.hard_why}")])
    if reason is not None and not (isinstance(reason, str) and reason.strip()):
        raise Refused([Problem((name, "reason"), shown(reason), "a reason, in quotes")])
    if reason is None and not about.low <= number <= about.high:
        way_out = f'{{ value = {number_text(number)}, reason = "..." }}'
        found = f"{number_text(number)}, outside the evidence range"
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
