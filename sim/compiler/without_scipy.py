"""Numba's functions of whole tables, loaded without loading SciPy.

Numba asks whether there is linear algebra by loading SciPy's, with which come a second pool of threads and a reader of Fortran.
Rules use none of it: here Numba is told whether SciPy could be loaded. Who does use it loads it then, as Numba does anyhow.
"""

import sys
from importlib import import_module
from typing import Any

from numba.np import linalg

LINEAR: Any = linalg
ENSURE = LINEAR.ensure_blas


def ensure_scipy() -> None:
    """Load SciPy's own few lines, as Numba has done before; an error if it is not installed."""
    import_module("scipy")


def load_functions_of_tables() -> None:
    """Load them; Numba looks for linear algebra while it does so, and never again."""
    if "numba.np.arraymath" in sys.modules:
        return
    LINEAR.ensure_blas = ensure_scipy
    try:
        from numba.np import arraymath

        arraymath.ensure_blas = ENSURE
    finally:
        LINEAR.ensure_blas = ENSURE
