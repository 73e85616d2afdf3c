"""From Numba's statements to intermediate code: how a rule sets a variable, looks up a row and calls another rule.

Numba's own way serves whatever a function may do: it makes a table's seven members anew to look up a row, and asks of each call in
ten steps how it ended. That was a third of all code, and each piece is written, read, optimised and thrown away.
"""

from typing import Any

from llvmlite.ir import IRBuilder
from numba.core import cgutils, ir, types
from numba.core.callconv import RETCODE_USEREXC, CPUCallConv
from numba.core.cgutils import get_item_pointer2
from numba.core.errors import NumbaError
from numba.core.lowering import Lower
from numba.np.arrayobj import load_item, store_item

from sim.compiler.direct import WRITTEN, begin_loop, has_strides, next_of_loop, write_call
from sim.compiler.handing import declare, packed, parts_of, received

WHERE_ERRORS_GO, TELL_ERROR = CPUCallConv._get_excinfo_argument, CPUCallConv.set_static_user_exc
"""Methods of Numba that have no public name: an error here, when this file is read, if they are not there."""


LOOPS = "pair_first", "pair_second", "getiter", "iternext"


class RuleLower(Lower):
    """Lowering without counts of references and notes for a debugger."""

    _strides: bool | None = None

    def setup_function(self, fndesc: Any) -> None:
        """Begin a function that is handed its arguments as rules are."""
        self.function = declare(self.context, self.module, fndesc)
        self.entry_block = self.function.append_basic_block("entry")
        self.builder = IRBuilder(self.entry_block)
        self.call_helper = self.call_conv.init_call_helper(self.builder)
        self._handed: dict[str, Any] = {}

    def extract_function_arguments(self) -> Any:
        """What the rule was handed."""
        self.fnargs = received(self.fndesc, self.builder, self.function)
        return self.fnargs

    def lower_block(self, block: Any) -> None:
        """Lower the statements of a block; an error says at which it arose."""
        statement = None
        try:
            for statement in block.body:
                self.loc = statement.loc
                self.lower_inst(statement)
        except NumbaError as error:
            error.add_context(f"lowering {statement} at {self.loc}")
            raise

    def lower_inst(self, inst: Any) -> None:
        """Lower one statement; most set a variable. What a rule was handed and never sets anew is at hand in all of it."""
        if isinstance(inst, ir.Assign):
            name = inst.target.name
            if isinstance(inst.value, ir.Arg) and len(self.func_ir._definitions[name]) == 1:
                self._handed[name] = self.lower_assign(self.typeof(name), inst)
                return
            self.storevar(self.lower_assign(self.typeof(name), inst), name)
        else:
            super().lower_inst(inst)

    def lower_expr(self, resty: Any, expr: Any) -> Any:
        """Lower an expression; loops that count up one by one in few words."""
        if expr.op in LOOPS and self.is_counted(self.typeof(expr.value.name)):
            own, value = self.typeof(expr.value.name), self.loadvar(expr.value.name)
            if expr.op == "getiter":
                return begin_loop(self.context, self.builder, own.iterator_type, value)
            if expr.op == "iternext":
                return next_of_loop(self.context, self.builder, own, resty, value)
            return self.builder.extract_value(value, LOOPS.index(expr.op))
        return super().lower_expr(resty, expr)

    def is_counted(self, own: Any) -> bool:
        """Whether a value belongs to a loop over whole numbers, in a rule without strides; or is what such a loop comes to next."""
        if isinstance(own, types.Pair):
            return True
        if not isinstance(own, types.RangeType | types.RangeIteratorType):
            return False
        if self._strides is None:
            calls = (call for block in self.blocks.values() for call in block.find_exprs("call"))
            self._strides = has_strides(calls, self.typeof)
        return not self._strides

    def lower_call(self, resty: Any, expr: Any) -> Any:
        """Lower a call; of what Python brings along, in few words."""
        function = self.typeof(expr.func.name)
        if isinstance(function, types.Function) and function.typing_key in WRITTEN and not expr.vararg:
            written, values = self.fndesc.calltypes[expr], [self.loadvar(own.name) for own in expr.args]
            answer = write_call(self.context, self.builder, function, written, values)
            if answer is not None:
                return self.context.cast(self.builder, answer, written.return_type, resty)
        return super().lower_call(resty, expr)

    def storevar(self, value: Any, name: str, argidx: int | None = None) -> None:
        """Set a variable; nobody asks what it held before."""
        if name in self._singly_assigned_vars:
            self._blk_local_varmap[name] = value
        else:
            self._alloca_var(name, self.typeof(name))
            self.builder.store(value, self.getvar(name))

    def loadvar(self, name: str) -> Any:
        """What a variable holds."""
        return self._handed[name] if name in self._handed else super().loadvar(name)

    def alloca_lltype(self, name: str, lltype: Any, datamodel: Any = None) -> Any:
        """A place for a variable that has several values, or is used in several blocks."""
        return cgutils.alloca_once(self.builder, lltype, name=name, zfill=False)

    def lower_getitem(self, resty: Any, expr: Any, value: Any, index: Any, signature: Any) -> Any:
        """Look up a row or a cell of a table."""
        table, own = self.typeof(value.name), self.typeof(index.name)
        if not is_one_place(table, own):
            if isinstance(table, types.Array) and isinstance(own, types.Integer):  # a row of several cells
                self.stay_inside(table, self.loadvar(value.name), (own,), [self.loadvar(index.name)])
            return super().lower_getitem(resty, expr, value, index, signature)
        place = self.place(table, self.loadvar(value.name), own, self.loadvar(index.name))
        return self.context.cast(self.builder, load_item(self.context, self.builder, table, place), table.dtype, resty)

    def lower_setitem(self, target_var: Any, index_var: Any, value_var: Any, signature: Any) -> Any:
        """Write a cell of a table."""
        table, own = self.typeof(target_var.name), self.typeof(index_var.name)
        if not is_one_place(table, own):
            return super().lower_setitem(target_var, index_var, value_var, signature)
        place = self.place(table, self.loadvar(target_var.name), own, self.loadvar(index_var.name))
        value = self.context.cast(self.builder, self.loadvar(value_var.name), self.typeof(value_var.name), table.dtype)
        return store_item(self.context, self.builder, table, value, place)

    def place(self, table: Any, rows: Any, own: Any, index: Any) -> Any:
        """Where a row or a cell lies. Outside the table, or counted from its end, is an error."""
        builder, model = self.builder, self.context.data_model_manager[table]
        kinds = kinds_of(own)
        given = [index] if kinds == (own,) else cgutils.unpack_tuple(builder, index, len(kinds))
        shape, places = self.stay_inside(table, rows, kinds, given)
        data, _, strides = parts_of(model, builder, rows, table)
        if table.layout == "A":
            return get_item_pointer2(self.context, builder, data, shape, strides, "A", places)
        return builder.gep(data, [number_of_cell(builder, places, shape, table.layout)])

    def stay_inside(self, table: Any, rows: Any, kinds: Any, given: Any) -> Any:
        """Give up where a place lies outside the table; else its lengths, and the places as numbers of one kind."""
        builder, model = self.builder, self.context.data_model_manager[table]
        shape = parts_of(model, builder, rows, table)[1]
        places = [self.context.cast(builder, at, kind, types.intp) for at, kind in zip(given, kinds, strict=True)]
        for at, length in zip(places, shape, strict=False):
            go_on_unless(builder, builder.icmp_unsigned(">=", at, length), outside(self.context, builder))
        return shape, places


def is_one_place(table: Any, index: Any) -> bool:
    """Whether an index names one cell of a table, not a part of it."""
    kinds = kinds_of(index)
    whole = isinstance(table, types.Array) and len(kinds) == table.ndim
    return whole and all(isinstance(kind, types.Integer) for kind in kinds)


def number_of_cell(builder: Any, places: Any, shape: Any, layout: str) -> Any:
    """Which cell it is, counted from the first, in a table whose cells follow one another."""
    order = [*zip(places, shape, strict=True)]
    (cell, _), *others = order if layout == "C" else reversed(order)
    for place, length in others:
        cell = builder.add(builder.mul(cell, length), place)
    return cell


def kinds_of(index: Any) -> tuple[Any, ...]:
    """The types of the numbers in an index: one, or those of a tuple."""
    several = isinstance(index, types.BaseTuple)
    return tuple(index.types) if several else (index,)


def go_on_unless(builder: Any, failed: Any, otherwise: Any) -> None:
    """Leave for another block where something failed, which is not to be expected, and else go on."""
    on = builder.append_basic_block("on")
    builder.cbranch(failed, otherwise, on).set_weights([1, 99])
    builder.position_at_end(on)


def outside(context: Any, builder: Any) -> Any:
    """The block that gives up since a row is not in its table: one for each function, made when it is first asked for."""
    function = builder.function
    if not hasattr(function, "outside"):
        function.outside = builder.append_basic_block("outside")
        with builder.goto_block(function.outside):
            TELL_ERROR(context.call_conv, builder, IndexError, ("index is out of bounds",))
            builder.ret(RETCODE_USEREXC)
    return function.outside


def gives_up(builder: Any) -> Any:
    """The choice among ways in which a called function failed, in the block that hands it on: one for each function."""
    function = builder.function
    if not hasattr(function, "gives_up"):
        with builder.goto_block(builder.append_basic_block("gives_up")):
            function.gives_up = builder.phi(function.function_type.return_type)
            builder.ret(function.gives_up)
    return function.gives_up


def room_for(builder: Any, kind: Any) -> Any:
    """Where called functions leave an answer of a kind, which is read at once: one place for each function, never read before."""
    function = builder.function
    if not hasattr(function, "rooms"):
        function.rooms = {}
    if kind not in function.rooms:
        with builder.goto_entry_block():
            function.rooms[kind] = builder.alloca(kind)
    return function.rooms[kind]


def call_of(fndesc: Any, libraries: Any) -> Any:
    """What writes a call of a rule into its caller: what the rule says of an error goes where the caller's own would."""

    def write(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        convention = context.call_conv
        called = declare(context, builder.module, fndesc)
        answer = room_for(builder, convention.get_return_type(fndesc.restype).pointee)
        told = WHERE_ERRORS_GO(convention, builder.function)
        ended = builder.call(called, [answer, told, *packed(fndesc, builder, arguments)])
        failed = gives_up(builder)
        failed.add_incoming(ended, builder.block)
        go_on_unless(builder, builder.icmp_signed("!=", ended, ended.type(0)), failed.parent)
        return context.get_returned_value(builder, fndesc.restype, builder.load(answer))

    write.signature = fndesc.argtypes  # type: ignore[attr-defined]
    write.libs = tuple(libraries)  # type: ignore[attr-defined]
    return write
