"""What rules use most of Python's own, written into their code: `int`, `max`, `min`, and loops that count up one by one.

Numba makes a function of each (which it optimises and translates, for each kind of numbers), or serves a stride of any size and
sign. That was a fifth of all code of the rules.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from llvmlite.ir import Constant, Undefined
from numba.core import cgutils, types
from numba.core.typing import signature

NUMBERS = types.Integer, types.Float
TAKES: dict[Any, Any] = {int: (*NUMBERS, types.Boolean), max: NUMBERS, min: NUMBERS}
WRITTEN = {*TAKES, range}
STRIDE = 3
"""Which argument of a `range` is its stride."""


def kind_of_answer(typing: Any, function: Any, arguments: tuple[Any, ...]) -> Any:
    """The signature of a call of `int`, `max` or `min` with numbers, as Numba finds it in its own way; None for other calls."""
    called, kinds = function.typing_key, [types.unliteral(kind) for kind in arguments]
    if not are_taken(called, kinds) or (len(kinds) == 1) != (called is int):
        return None
    if called is int:
        return signature(kinds[0] if isinstance(kinds[0], types.Integer) else types.intp, *kinds)
    return signature(typing.unify_types(*kinds), *kinds)


def are_taken(called: Any, kinds: Iterable[Any]) -> bool:
    """Whether a call of `int`, `max` or `min` is written here: one with numbers, or, of `int`, with a condition."""
    return called in TAKES and all(isinstance(kind, TAKES[called]) for kind in kinds)


def write_call(context: Any, builder: Any, function: Any, written: Any, arguments: list[Any]) -> Any:
    """Write a call of `int`, `max`, `min` or `range` into a rule, where it can be; else None."""
    called = function.typing_key
    if called is range and len(arguments) < STRIDE:
        kind = written.return_type.dtype
        ends = [context.cast(builder, value, own, kind) for value, own in zip(arguments, written.args, strict=True)]
        state = context.get_value_type(written.return_type)
        first, last = [Constant(state.elements[0], 0), *ends][-2:]
        return cgutils.make_anonymous_struct(builder, [first, last, Constant(state.elements[2], 1)], state)
    if not are_taken(called, written.args):
        return None
    kind = written.return_type
    values = [context.cast(builder, value, own, kind) for value, own in zip(arguments, written.args, strict=True)]
    best = values[0]
    for value in values[1:]:
        best = builder.select(is_beyond(builder, kind, ">" if called is max else "<", value, best), value, best)
    return best


def is_beyond(builder: Any, kind: Any, sign: str, value: Any, other: Any) -> Any:
    """Whether a number is larger (or smaller) than another; one that is no number is neither, as in Python."""
    if isinstance(kind, types.Float):
        return builder.fcmp_ordered(sign, value, other)
    return (builder.icmp_signed if kind.signed else builder.icmp_unsigned)(sign, value, other)


def is_not_zero(_model: Any, builder: Any, value: Any) -> Any:
    """Whether a byte says yes: Numba asks so in three blocks of code."""
    return builder.icmp_unsigned("!=", value, value.type(0))


def has_strides(calls: Iterator[Any], typeof: Any) -> bool:
    """Whether any `range` of a rule is given a stride."""
    return any(
        len(call.args) >= STRIDE and getattr(typeof(call.func.name), "typing_key", None) is range  # a class has no key
        for call in calls
    )


def begin_loop(context: Any, builder: Any, loop: Any, state: Any) -> Any:
    """What a loop carries: where it counts, and up to what."""
    whole = context.get_value_type(loop)
    first, last = cgutils.unpack_tuple(builder, state, 2)
    with builder.goto_entry_block():
        place = builder.alloca(first.type)
    builder.store(first, place)
    begun = builder.insert_value(Constant(whole, Undefined), place, 0)
    return builder.insert_value(begun, last, 1)


def next_of_loop(context: Any, builder: Any, loop: Any, pair: Any, begun: Any) -> Any:
    """The number that is next, and whether there is one."""
    place, last = cgutils.unpack_tuple(builder, begun, 2)
    now = builder.load(place)
    goes_on = is_beyond(builder, loop.yield_type, "<", now, last)
    builder.store(builder.add(now, Constant(now.type, 1)), place)
    answer = builder.insert_value(Constant(context.get_value_type(pair), Undefined), now, 0)
    return builder.insert_value(answer, goes_on, 1)
