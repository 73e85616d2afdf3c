"""A rule's way from byte code to intermediate code: Numba's passes, without what only other code needs.

Numba follows which variable is still in use at each place, three times a function, to give back what it holds. A rule holds
nothing, so it needs none of that: neither the search, nor the marks in the code, nor what is made of them.
"""

from typing import Any

from numba.core import types
from numba.core.compiler import Flags
from numba.core.compiler_machinery import LoweringPass, register_pass
from numba.core.errors import TypingError
from numba.core.interpreter import Interpreter, peep_hole_delete_with_exit, peep_hole_fuse_dict_add_updates
from numba.core.ir_utils import build_definitions
from numba.core.ssa import reconstruct_ssa
from numba.core.targetconfig import ConfigStack
from numba.core.typed_passes import NativeLowering, NoPythonBackend, NopythonTypeInference, PreLowerStripPhis
from numba.core.untyped_passes import FixupArgs, ReconstructSSA, TranslateByteCode

from sim.compiler.letting_go import let_go_of_statements
from sim.compiler.lowering import RuleLower, call_of

NOT_IN_RULES = peep_hole_delete_with_exit, peep_hole_fuse_dict_add_updates
"""Searches for the ends of `with` blocks and for dictionaries."""


class PlainInterpreter(Interpreter):
    """Reads byte code of functions without `with` blocks and dictionaries."""

    def post_process(self, peepholes: list[Any], func_ir: Any) -> Any:
        """Tidy up what byte code spreads over several places."""
        return super().post_process([one for one in peepholes if one not in NOT_IN_RULES], func_ir)


@register_pass(mutates_CFG=True, analysis_only=False)
class PlainByteCode(TranslateByteCode):
    """From byte code to Numba's statements."""

    _name = "plain_byte_code"

    def run_pass(self, state: Any) -> bool:
        """As Numba's own, by a `PlainInterpreter`."""
        state.func_ir = PlainInterpreter(state.func_id).interpret(state.bc)
        return True


@register_pass(mutates_CFG=True, analysis_only=False)
class OneValueEach(ReconstructSSA):
    """Give each variable one value."""

    _name = "one_value_each"

    def run_pass(self, state: Any) -> bool:
        """As Numba's own, without following lifetimes."""
        state.func_ir = with_definitions(reconstruct_ssa(state.func_ir))
        return True


@register_pass(mutates_CFG=True, analysis_only=False)
class WithoutPhis(PreLowerStripPhis):
    """Let a variable that has its value from one of several ways be set on each of them."""

    _name = "without_phis"

    def run_pass(self, state: Any) -> bool:
        """As Numba's own, without following lifetimes."""
        state.func_ir = with_definitions(self._strip_phi_nodes(state.func_ir))
        return True


def with_definitions(func_ir: Any) -> Any:
    """The statements, and what each variable is set to in them."""
    func_ir._definitions = build_definitions(func_ir.blocks)
    return func_ir


@register_pass(mutates_CFG=True, analysis_only=False)
class RuleLowering(NativeLowering):
    """Lowering to intermediate code without an entry from Python."""

    _name = "rule_lowering"

    @property
    def lowering_class(self) -> type[RuleLower]:
        """Who lowers."""
        return RuleLower

    def run_pass(self, state: Any) -> bool:
        """Lower, and make the code known to callers under a key of its own in place of an address."""
        super().run_pass(state)
        key: Any = [].append  # Numba asks for a builtin function that is like no other; nobody calls it
        state.cr = state.cr._replace(cfunc=key)
        if isinstance(state.cr.fndesc.restype, types.Optional):
            raise TypingError(f"{state.func_id.func_qualname} gives a value or None: a rule gives one kind of answer")
        call = call_of(state.cr.fndesc, [state.library])
        state.targetctx.insert_func_defn([(call, key, call.signature)])
        return True


PASSES = PlainByteCode, FixupArgs, OneValueEach, NopythonTypeInference, WithoutPhis, RuleLowering, NoPythonBackend


@register_pass(mutates_CFG=False, analysis_only=False)
class WholeRule(LoweringPass):
    """All passes of a rule as one: what Numba looks after and writes down between passes takes as long as they do."""

    _name = "whole_rule"

    def __init__(self) -> None:
        """As each pass."""
        super().__init__()
        self._shown: Any = None

    def run_pass(self, state: Any) -> bool:
        """From byte code to intermediate code."""
        with ConfigStack().enter(self.shown_to_callees(state.flags)):
            for one in PASSES:
                one().run_pass(state)
        let_go_of_statements(state.func_ir, state.cr.fndesc)
        return True

    def shown_to_callees(self, flags: Any) -> Any:
        """The same flags for all rules: Numba compiles a callee anew for each set of its callers' flags."""
        if self._shown is None:
            self._shown = SharedFlags(flags)
            self._shown.discard("forceinline")
        return self._shown


class SharedFlags(Flags):
    """Flags that no longer change: Numba looks rules up by them, tens of thousands of times."""

    __slots__ = ("_hash",)
    _hash: int

    def __hash__(self) -> int:
        """Worked out once."""
        try:
            return self._hash
        except AttributeError:
            self._hash = super().__hash__()
            return self._hash

    def __eq__(self, other: object) -> bool:
        """As all flags, quickly where they are the same."""
        return self is other or super().__eq__(other)
