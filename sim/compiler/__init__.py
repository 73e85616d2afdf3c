"""How rules are compiled: lightly, since each is laid into a kernel, and the kernel is optimised whole.

Numba compiles what a kernel calls as if each function were to run alone: it optimises and translates it to machine code,
with all that it calls in turn, and then does so again for its caller. For some 300 rules that is most of a first start.
A rule never runs alone (called from Python it is plain Python), so here it stops at the intermediate code (`passes`): its
callees are linked once, in the kernel (`linking`). Passes that serve what rules do not use (closures, generators, literal
loops, parallel loops, counts of references) are left out, what is asked for thousands of times is remembered (`answers`),
and nothing is collected meanwhile. The bits are the same: neither way may reorder arithmetic.

This follows "Customizing the Compiler" of Numba's manual, and methods of its inside that have no public name;
`engine` falls back to Numba's own way where they are not there when this is read.
"""

from typing import Any

from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import PassManager

from sim.compiler.answers import no_collection, short_answers, with_room
from sim.compiler.entry import Kernel
from sim.compiler.linking import KernelLibrary, RuleLibrary
from sim.compiler.passes import WholeRule
from sim.compiler.without_scipy import load_functions_of_tables

__all__ = ["Kernel", "KernelCompiler", "RuleCompiler", "no_collection"]
load_functions_of_tables()


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
        passes = PassManager("rule")
        passes.add_pass(WholeRule, "from byte code to intermediate code")
        passes.finalize()
        return [passes]


class KernelCompiler(CompilerBase):
    """Numba's own passes, into a library that gathers the rules. What a kernel is handed is held by who calls it."""

    def __init__(
        self, typingctx: Any, targetctx: Any, library: Any, args: Any, return_type: Any, flags: Any, locals: Any
    ) -> None:
        """As Numba's own, without the counting of references."""
        flags.nrt, flags.no_cfunc_wrapper = False, True
        super().__init__(typingctx, targetctx, library, args, return_type, flags, locals)

    @with_room
    def compile_extra(self, func: Any) -> Any:
        """Compile a kernel and all rules that it comes to."""
        with no_collection(), short_answers(self.state.typingctx, self.state.targetctx):
            return super().compile_extra(func)

    def define_pipelines(self) -> list[PassManager]:
        """Numba's pipeline for compiled code."""
        state = self.state
        state.library = KernelLibrary(state.targetctx.codegen(), state.func_id.func_qualname)
        state.library.enable_object_caching()
        return [DefaultPassBuilder.define_nopython_pipeline(state)]
