"""What Numba asks, looks up and writes down anew thousands of times while it compiles, remembered or left out.

All of it holds while a kernel compiles, under Numba's lock, and is as before afterwards. The names are looked up when this
file is imported, so that a Numba without one of them is noticed there.
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from functools import cache, lru_cache
from hashlib import sha256
from typing import Any

from llvmlite.binding import ffi
from numba.core import base, errors, itanium_mangler, types
from numba.core.datamodel.models import BooleanModel
from numba.core.targetconfig import ConfigStack
from numba.core.typeinfer import TypeInferer

from sim.compiler.direct import is_not_zero, kind_of_answer
from sim.compiler.letting_go import types_alone
from sim.compiler.passes import SharedFlags

ROOM = 140_000
SHORT = 32
Answer = Callable[..., Any]
ERRORS: Any = errors
MANGLER: Any = itanium_mangler
CALLS, SAYS_WHERE, LOCK = types.Function.get_call_type, base._has_loc, ffi.lib._lock
SPELLED = MANGLER.mangle_type_or_value
LISTENERS, CAUGHT = LOCK._cblist, ERRORS.WarningsFixer.catch_warnings  # replaced below: an error here, if they are not there


@contextmanager
def no_collection() -> Iterator[None]:
    """Leave what a compiler makes where it is until it has done: nearly all of it is in use till then.

    Afterwards all of it counts as old, as if it had been looked through: else the next small collection would do so.
    """
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            if not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()
            gc.enable()


def with_room[**P, R](function: Callable[P, R]) -> Callable[P, R]:
    """Let all calls below this one stand on one piece of Python's stack, of `ROOM` cells and nearly as much again.

    Python asks the system for 16 KB of stack when a call does not fit, and gives them back when it returns; a compile is some
    hundred calls deep, and where many small ones cross an edge this took up to an eighth of it, by chance of what lies above.
    """
    function.__code__ = function.__code__.replace(co_stacksize=ROOM)
    return function


@contextmanager
def instead(owner: Any, name: str, answer: Any) -> Iterator[None]:
    """Let `owner` answer to `name` otherwise for a while."""
    own = vars(owner)
    had, before = name in own, own.get(name)
    setattr(owner, name, answer)
    try:
        yield
    finally:
        if had:
            setattr(owner, name, before)
        else:
            delattr(owner, name)


@contextmanager
def short_answers(typing: Any, target: Any) -> Iterator[None]:
    """Give Numba's typing and target contexts, and what they call, short answers."""
    typing.refresh()
    target.refresh()
    resolved, asked = remembered_calls(typing)
    with ExitStack() as stack:
        for owner, name, answer in (
            (typing, "refresh", nothing_new),
            (target, "refresh", nothing_new),
            (typing, "resolve_getattr", remembered_fields(typing.resolve_getattr)),
            (typing, "resolve_function_type", resolved),
            (types.Function, "get_call_type", asked),
            (BooleanModel, "from_data", is_not_zero),
            (TypeInferer, "unify", types_alone),
            (MANGLER, "mangle_type_or_value", spelled_short),
            (types.Record, "__repr__", types.Type.__repr__),
            (base, "_has_loc", cache(SAYS_WHERE)),
            (ERRORS.WarningsFixer, "catch_warnings", let_warnings_through),
            (LOCK, "_cblist", LISTENERS[:0]),
        ):
            stack.enter_context(instead(owner, name, answer))
        yield


def nothing_new() -> None:
    """Before each function Numba looks whether anybody has told it of new functions; nobody does while it compiles."""


@lru_cache(maxsize=None, typed=True)
def spelled_short(kind: Any) -> str:
    """A kind of argument as it stands in a rule's name: Numba's own word, or a digest that stands for that word alone.

    Numba spells all fields of all tables, anew for each rule, and each call repeats the name.
    """
    word = SPELLED(kind)
    return word if len(word) <= SHORT else f"17k{sha256(word.encode()).hexdigest()[:16]}"


def remembered_fields(resolve: Answer) -> Answer:
    """The type of a record's field, once each; all else is asked for."""
    of_record = cache(resolve)
    return lambda owner, name: of_record(owner, name) if isinstance(owner, types.Record) else resolve(owner, name)


def remembered_calls(typing: Any) -> tuple[Answer, Answer]:
    """How a call is resolved and how a function is asked for it: once for each function, its arguments and flags of the caller.

    Numba goes through some forty candidates anew for each sum of two numbers: once when it finds types, and up to three times
    when it lowers, where it asks the function itself. What a rule writes itself (`direct`), Numba is not asked.
    """
    resolve, known = typing.resolve_function_type, dict[tuple[Any, ...], Any]()

    def once(function: Any, arguments: tuple[Any, ...], ask: Callable[[], Any]) -> Any:
        call = (function, arguments, ConfigStack.top_or_none())
        if call not in known:
            known[call] = ask()
        return known[call]

    def resolved(function: Any, arguments: tuple[Any, ...], named: Any) -> Any:
        if named or not isinstance(function, types.Function):
            return resolve(function, arguments, named)
        return once(function, arguments, lambda: direct(function, arguments) or resolve(function, arguments, named))

    def direct(function: Any, arguments: tuple[Any, ...]) -> Any:
        return isinstance(ConfigStack.top_or_none(), SharedFlags) and kind_of_answer(typing, function, arguments)

    def asked(function: Any, context: Any, arguments: tuple[Any, ...], named: Any) -> Any:
        if named:
            return CALLS(function, context, arguments, named)
        return once(function, arguments, lambda: CALLS(function, context, arguments, named))

    return resolved, asked


def let_warnings_through(fixer: Any, filename: str | None = None, lineno: int | None = None) -> Any:
    """Numba catches warnings around each statement, to tell its line with them; here they come as they are."""
    return nullcontext()
