"""How a rule is handed its arguments: of a table where it lies and how long it is, not all that Numba knows of it.

A rule is called by rules and kernels alone, so that both sides may agree on what is handed over. Numba takes each table apart into
its seven members for every call, and puts it together again on the other side: a fifteenth of all code. What kind of
table it is, both sides know; nobody counts who holds it.
"""

from functools import cache
from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.core.callconv import errcode_t, excinfo_ptr_t
from numba.core.datamodel import ArgPacker, default_manager
from numba.core.datamodel.models import ArrayModel
from numba.np.numpy_support import as_dtype

WORD = ir.IntType(64)


class HandedTable(ArrayModel):
    """A table handed over as its address and its lengths, and its strides where rows do not follow one another."""

    def __init__(self, manager: Any, table: Any) -> None:
        """As any table."""
        super().__init__(manager, table)
        self.table, self.width = table, as_dtype(table.dtype).itemsize

    def get_argument_type(self) -> tuple[Any, ...]:
        """Types of what is handed over."""
        words = (WORD,) * self.table.ndim
        return (self.get_model(4).get_argument_type(), words, words if self.table.layout == "A" else ())

    def as_argument(self, builder: Any, value: Any) -> tuple[Any, ...]:
        """Take a table apart."""
        return parts_of(self, builder, value, self.table)

    def from_argument(self, builder: Any, value: Any) -> Any:
        """Put a table together again: held by nobody, and as large as its lengths say."""
        data, lengths, strides = value
        whole = self.empty()
        whole = self.set(builder, whole, product(builder, lengths), "nitems")
        whole = self.set(builder, whole, data, "data")
        whole = self.set(builder, whole, cgutils.pack_array(builder, lengths, WORD), "shape")
        if len(lengths) > 1 or strides:
            steps = strides or self.steps(builder, lengths)
            whole = self.set(builder, whole, cgutils.pack_array(builder, steps, WORD), "strides")
        whole.parts = value
        return whole

    def empty(self) -> Any:
        """What is known of a table before it is handed over: nobody holds it, how wide a cell is, and a list's stride."""
        kinds = self.get_value_type().elements
        known = [ir.Constant(kind, ir.Undefined) for kind in kinds]
        known[0], known[1] = ir.Constant(kinds[0], None), ir.Constant(kinds[1], None)
        known[3] = WORD(self.width)
        known[6] = ir.Constant(kinds[6], [WORD(self.width)] * self.table.ndim)
        return ir.Constant(self.get_value_type(), known)

    def steps(self, builder: Any, lengths: Any) -> list[Any]:
        """Strides of a table whose rows follow one another."""
        inner = [lengths[at + 1 :] for at in range(self.table.ndim)]
        order = inner if self.table.layout == "C" else [lengths[:at] for at in range(self.table.ndim)]
        return [product(builder, [WORD(self.width), *before]) for before in order]


def parts_of(model: Any, builder: Any, value: Any, table: Any) -> tuple[Any, ...]:
    """Where a table lies, its lengths, and its strides where rows do not follow one another: as handed over, if it was."""
    if hasattr(value, "parts"):
        return value.parts
    lengths = tuple(cgutils.unpack_tuple(builder, model.get(builder, value, "shape"), table.ndim))
    spread = table.layout == "A"
    strides = tuple(cgutils.unpack_tuple(builder, model.get(builder, value, "strides"), table.ndim)) if spread else ()
    return model.get(builder, value, "data"), lengths, strides


def product(builder: Any, numbers: Any) -> Any:
    """One number times the next, and so on."""
    first, *others = numbers
    for other in others:
        first = builder.mul(first, other)
    return first


HANDED = default_manager.copy()
HANDED.register(types.Array, HandedTable)


@cache
def packer(kinds: tuple[Any, ...]) -> ArgPacker:
    """Who takes arguments of some kinds apart and puts them together again."""
    return ArgPacker(HANDED, kinds)


def declare(context: Any, module: Any, fndesc: Any) -> Any:
    """A rule as a function of a module: where its answer goes, where an error is told, and its arguments."""
    answer, told = context.call_conv.get_return_type(fndesc.restype), ir.PointerType(excinfo_ptr_t)
    kind = ir.FunctionType(errcode_t, [answer, told, *packer(fndesc.argtypes).argument_types])
    function = cgutils.get_or_insert_function(module, kind, fndesc.mangled_name)
    for own in function.args[:2]:
        own.add_attribute("captures(none)")
        own.add_attribute("noalias")
    if fndesc.inline:
        function.attributes.add("alwaysinline")
    return function


def packed(fndesc: Any, builder: Any, arguments: Any) -> Any:
    """Arguments as a caller hands them over."""
    return packer(fndesc.argtypes).as_arguments(builder, arguments)


def received(fndesc: Any, builder: Any, function: Any) -> Any:
    """Arguments as a rule finds them."""
    return packer(fndesc.argtypes).from_arguments(builder, function.args[2:])
