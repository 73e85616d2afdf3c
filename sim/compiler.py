"""How rules are compiled: lightly, since each is laid into a kernel, and the kernel is optimised whole.

Numba compiles what a kernel calls as if each function were to run alone: it optimises and translates it to machine code,
with all that it calls in turn, and then does so again for its caller. For some 300 rules that is most of a first start.
A rule never runs alone (called from Python it is plain Python), so here it stops at the intermediate code: its
callees are linked once, in the kernel. Passes that serve what rules do not use (closures, generators, literal loops,
parallel loops) are left out, what is asked for thousands of times is remembered, and nothing is collected
meanwhile. The bits are the same: neither way may reorder arithmetic.

This follows "Customizing the Compiler" of Numba's manual, and methods of its code library that have no public name;
`engine` falls back to Numba's own way where they are not there.
"""

import gc
import math
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from llvmlite.binding import Linkage
from numba.core import typed_passes, types, untyped_passes
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder, Flags
from numba.core.compiler_machinery import LoweringPass, PassManager, register_pass
from numba.core.targetconfig import ConfigStack

UNTYPED = (
    untyped_passes.TranslateByteCode,
    untyped_passes.FixupArgs,
    untyped_passes.ReconstructSSA,
)
TYPED = (typed_passes.NopythonTypeInference, typed_passes.PreLowerStripPhis, typed_passes.IRLegalization)


class RuleLibrary(JITCodeLibrary):
    """Intermediate code of one rule: neither optimised nor translated, and without the code of its callees."""

    def _optimize_functions(self, ll_module: Any) -> None:
        """Leave it to the kernel; the layout of data is set here, as it must be before modules are linked."""
        ll_module.data_layout = self._codegen._data_layout

    def finalize(self) -> None:
        """Close the library: from here on it can be linked."""
        self._raise_if_finalized()
        self._finalize_dynamic_globals()
        self._finalized = True

    def own_module(self) -> Any:
        """The intermediate code of this rule alone."""
        return super()._get_module_for_linking()

    def _get_module_for_linking(self) -> Any:
        """The code with that of all that the rule comes to, for a caller that is not a kernel of ours."""
        whole = self.own_module().clone()
        for library in all_called(self._linking_libraries):
            whole.link_in(module_of(library), preserve=True)
        return whole


def all_called(libraries: list[Any]) -> list[Any]:
    """These libraries and those that their rules come to, each once."""
    found = dict.fromkeys(libraries)
    waiting = list(found)
    while waiting:
        library = waiting.pop()
        for callee in library._linking_libraries if isinstance(library, RuleLibrary) else ():
            if callee not in found:
                found[callee] = None
                waiting.append(callee)
    return list(found)


def module_of(library: Any) -> Any:
    """What there is to link of a library, where those it calls are linked beside it."""
    return library.own_module() if isinstance(library, RuleLibrary) else library._get_module_for_linking()


class KernelLibrary(JITCodeLibrary):
    """Code of a kernel, with that of every rule that it comes to, each linked once."""

    def finalize(self) -> None:
        """Link the rules before the whole is optimised, batch by batch: to link one looks through all that is there already."""
        called = all_called(self._linking_libraries)
        rules = [library for library in called if isinstance(library, RuleLibrary)]
        size = 1 + math.isqrt(len(rules))
        for first in range(0, len(rules), size):
            self._final_module.link_in(in_one_module(rules[first : first + size]))
        for library in called:
            self._reload_init.update(library._reload_init)
            if not isinstance(library, RuleLibrary):
                self._final_module.link_in(library._get_module_for_linking(), preserve=True)
        self._linking_libraries = []
        super().finalize()

    def _optimize_final_module(self) -> None:
        """Optimise once: Numba's cheaper passes before are for counts of references, and rules have none."""
        passes, builder = self._codegen._module_pass_manager()
        passes.run(self._final_module, builder)


def in_one_module(rules: list[RuleLibrary]) -> Any:
    """The code of some rules in one module, ready to be linked: what nobody calls is then left out."""
    together = rules[0]._final_module.clone()
    for library in rules[1:]:
        together.link_in(library._final_module, preserve=True)
    for function in together.functions:
        if not function.is_declaration and function.linkage == Linkage.external:
            function.linkage = "linkonce_odr"
    return together


@register_pass(mutates_CFG=True, analysis_only=False)
class RuleLowering(typed_passes.NativeLowering):
    """Lowering to intermediate code without an entry from Python."""

    _name = "rule_lowering"

    def run_pass(self, state: Any) -> bool:
        """Lower, and make the code known to callers under a key of its own in place of an address."""
        super().run_pass(state)
        key: Any = [].append  # Numba asks for a builtin function that is like no other; nobody calls it
        state.cr = state.cr._replace(cfunc=key)
        state.targetctx.insert_user_function(key, state.cr.fndesc, [state.library])
        return True


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
            for one in (*UNTYPED, *TYPED, RuleLowering, typed_passes.NoPythonBackend):
                one().run_pass(state)
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


class RememberedTypes:
    """Numba's typing context, which remembers what an operation on numbers gives.

    Numba asks some forty candidates anew what the sum of two numbers is, for each of thousands of sums.
    """

    def __init__(self, context: Any) -> None:
        """`context` is the typing context that answers all else."""
        self._context = context
        self._known: dict[tuple[Any, ...], Any] = {}

    def __getattr__(self, name: str) -> Any:
        """All else is the context's own."""
        return getattr(self._context, name)

    def resolve_function_type(self, function: Any, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        """The signature of a call; remembered where an operator is given numbers alone."""
        if not is_operator(function) or not all(isinstance(one, types.Number | types.Boolean) for one in arguments):
            return self._context.resolve_function_type(function, arguments, named)
        call = (function, *arguments)
        if call not in self._known:
            self._known[call] = self._context.resolve_function_type(function, arguments, named)
        return self._known[call]


def is_operator(function: Any) -> bool:
    """Whether a function's type is that of an operator of Python, whose type for numbers is Numba's own and never changes."""
    return isinstance(function, types.Function) and getattr(function.typing_key, "__module__", "") == "_operator"


remembered = cache(RememberedTypes)


@contextmanager
def no_collection() -> Iterator[None]:
    """Leave what a compiler makes where it is until it has done: nearly all of it is in use till then."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


@contextmanager
def short_answers(target: Any) -> Iterator[None]:
    """Let a record's type tell its name, not all its fields, and remember the sizes of types: both are asked for all the time."""
    record: Any = types.Record
    told, record.__repr__ = record.__repr__, types.Type.__repr__
    target.get_abi_sizeof = cache(target.get_abi_sizeof)
    try:
        yield
    finally:
        record.__repr__ = told
        del target.get_abi_sizeof


class RuleCompiler(CompilerBase):
    """The passes that a rule needs.

    A rule keeps no table and makes none: those it is given live as long as the kernel that holds them. Counting who holds
    them, at each call and return, would take longer than most rules.
    """

    def __init__(
        self, typingctx: Any, targetctx: Any, library: Any, args: Any, return_type: Any, flags: Any, locals: Any
    ) -> None:
        """As Numba's own, without the counting of references."""
        flags.nrt = False
        super().__init__(typingctx, targetctx, library, args, return_type, flags, locals)

    def define_pipelines(self) -> list[PassManager]:
        """From byte code to intermediate code."""
        state = self.state
        state.flags.no_compile = state.flags.no_cpython_wrapper = state.flags.no_cfunc_wrapper = True
        state.library = RuleLibrary(state.targetctx.codegen(), state.func_id.func_qualname)
        state.typingctx = remembered(state.typingctx)
        passes = PassManager("rule")
        passes.add_pass(WholeRule, "from byte code to intermediate code")
        passes.finalize()
        return [passes]


class KernelCompiler(CompilerBase):
    """Numba's own passes, into a library that gathers the rules."""

    def compile_extra(self, func: Any) -> Any:
        """Compile a kernel and all rules that it comes to."""
        with no_collection(), short_answers(self.state.targetctx):
            return super().compile_extra(func)

    def define_pipelines(self) -> list[PassManager]:
        """Numba's pipeline for compiled code."""
        state = self.state
        state.library = KernelLibrary(state.targetctx.codegen(), state.func_id.func_qualname)
        state.library.enable_object_caching()
        return [DefaultPassBuilder.define_nopython_pipeline(state)]
