"""Libraries of code: a rule's, which waits, and a kernel's, into which the rules are linked.

Methods that begin with an underscore are those of Numba's code library that are called by the others.
"""

import math
from typing import Any

from llvmlite.binding import Linkage, parse_assembly
from numba.core.codegen import JITCodeLibrary

from sim.compiler.letting_go import let_go_of_code


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

    def add_ir_module(self, module: Any) -> None:
        """Take code as text; whether it is sound is looked at once, when the kernel is whole."""
        parsed = parse_assembly(str(module))
        parsed.name = module.name
        self.add_llvm_module(parsed)
        let_go_of_code(module)

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
