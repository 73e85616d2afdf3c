"""What a rule is made from, let go as soon as the rule is there.

Numba's statements, their types and the intermediate code name one another in circles, which only a search through everything
finds. There are three quarters of a million such objects, looked through when the process ends: a tenth of a first start. With the
circles cut, each is freed when its rule is done.
"""

from typing import Any

from numba.core.typeinfer import TypeInferer

UNIFY = TypeInferer.unify


def types_alone(inferer: Any, raise_errors: bool = True) -> Any:
    """Types as Numba settles on them at the end; how it came to them is forgotten."""
    settled = UNIFY(inferer, raise_errors)
    vars(inferer).clear()
    return settled


def let_go_of_statements(func_ir: Any, fndesc: Any) -> None:
    """Forget a rule's statements; what its callers ask, how it is called, stays."""
    for block in func_ir.blocks.values():
        vars(block.scope).clear()
    fndesc.typemap = fndesc.calltypes = None


def let_go_of_code(module: Any) -> None:
    """Forget intermediate code that has been read by LLVM."""
    for function in module.functions:
        for block in function.blocks:
            vars(block).clear()
        vars(function).clear()
    vars(module).clear()
