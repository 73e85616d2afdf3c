"""How Python enters a kernel: with one address, at which all arguments stand as words.

Numba asks Python for each table of each argument, looks whether it is of the kind expected, and holds it: an eighth of all
code, for three kernels. Here the kinds are asked for once, before (they choose the compiled code, as they do in Numba's own way),
and what a rule would be handed (`handing`) is written down by Python.
"""

from collections.abc import Callable
from types import FunctionType
from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba.core import types
from numba.core.datamodel import ArgPacker, models, register_default
from numba.extending import NativeValue, intrinsic, typeof_impl, unbox

from sim.compiler.handing import HANDED, WORD

ALL = (1 << 64) - 1
KINDS: dict[Any, Any] = {}
"""Kinds of arguments seen so far, by how these look."""
KIND, NUMBER, FLAGS = (getattr(np.ndarray, name).__get__ for name in ("dtype", "ndim", "flags"))
SHAPE, STRIDES, ADDRESS = (getattr(np.ndarray, name).__get__ for name in ("shape", "strides", "ctypes"))
"""What a table says of itself, without the detour that tables of records take for each word."""


class Written(types.Type):
    """An address at which the members of a tuple stand."""

    def __init__(self, whole: types.BaseTuple) -> None:
        """Of the tuple's own kind."""
        self.whole = whole
        super().__init__(f"Written({whole})")


register_default(Written)(models.OpaqueModel)


class Arguments(int):
    """The address of arguments written down as words, which stay there while this lives."""

    kind: Written
    words: np.ndarray


@typeof_impl.register(Arguments)
def kind_of_arguments(value: Arguments, _context: Any) -> Written:
    """What is written at the address."""
    return value.kind


@unbox(Written)
def take_address(_kind: Any, value: Any, context: Any) -> NativeValue:
    """The address, as it stands in a whole number of Python."""
    return NativeValue(context.pyapi.long_as_voidptr(value))


@intrinsic
def read(_typing: Any, written: Any) -> Any:
    """The tuple that stands at an address."""

    def generate(context: Any, builder: Any, _signature: Any, values: Any) -> Any:
        packer, words, loaded = ArgPacker(HANDED, [written.whole]), builder.bitcast(values[0], WORD.as_pointer()), []
        for at, kind in enumerate(packer.argument_types):
            place = builder.gep(words, [ir.Constant(WORD, at)])
            loaded.append(builder.load(builder.bitcast(place, kind.as_pointer())))
        return packer.from_arguments(builder, loaded)[0]

    return written.whole(written), generate


def write_down(value: Any, words: list[int], look: list[Any]) -> None:
    """Add an argument to the words that a rule is handed, and what its kind hangs on to the look of all.

    Numba takes a hundred times as long to name the kind itself.

    Raises:
        TypeError: It is neither a number, a table, nor a tuple of these.
    """
    if isinstance(value, tuple):
        look.append((type(value), len(value)))
        for member in value:
            write_down(member, words, look)
    elif isinstance(value, np.ndarray):
        flags = FLAGS(value)
        look.append((KIND(value), NUMBER(value), flags.num))
        words += ADDRESS(value).data, *SHAPE(value)
        if not flags.forc:
            words += (stride & ALL for stride in STRIDES(value))
    elif isinstance(value, int | np.integer) and -(ALL >> 1) - 1 <= value <= ALL:
        look.append((type(value), bool(value > ALL >> 1)))
        words.append(int(value) & ALL)
    elif isinstance(value, float):  # one of Python, or as wide
        look.append(type(value))
        words.append(int(np.float64(value).view(np.uint64)))
    else:
        raise TypeError(f"{value!r} cannot be handed to a kernel: give numbers of 64 bits, tables, or tuples of these")


class Kernel:
    """A kernel as Python calls it; `py_func` is the same loop interpreted."""

    def __init__(self, function: Callable, inner: Callable, compiled: Callable[[Callable], Any]) -> None:
        """`inner` is the loop as rules would call it; `compiled` makes an entry of its own for each kind of arguments."""
        code = entry.__code__
        own = FunctionType(code, {"inner": inner, "read": read}, function.__name__)
        own.__qualname__, own.__module__, own.__doc__ = function.__qualname__, function.__module__, function.__doc__
        self.py_func, self.__doc__, self.entry = function, function.__doc__, compiled(own)

    @property
    def signatures(self) -> list[Any]:
        """The kinds of arguments that it has been compiled for."""
        return self.entry.signatures

    def __call__(self, *arguments: Any) -> Any:
        """Run compiled; what is handed over stays with the caller."""
        words: list[int] = []
        look: list[Any] = []
        write_down(arguments, words, look)
        kind = KINDS.get(tuple(look))
        if kind is None:
            kind = KINDS[tuple(look)] = Written(numba.typeof(arguments))
        there = np.array(words, np.uint64)
        handed = Arguments(ADDRESS(there).data)
        handed.words, handed.kind = there, kind
        return self.entry(handed)


def entry(arguments):  # type: ignore[no-untyped-def]
    """Replaced by one for each kernel, which knows its `inner`."""
    return inner(*read(arguments))  # type: ignore[name-defined, call-arg]  # noqa: F821
