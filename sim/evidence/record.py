"""A declaration as NumPy records, which compiled code takes."""

from functools import cache
from typing import Any

import numpy as np


def dtype_of(group: Any) -> np.dtype:
    """Give the record type of a NamedTuple instance: nested as it is, whole numbers and switches i8, all else f8."""
    leaves = [
        (n, dtype_of(v) if isinstance(v, tuple) else "i8" if isinstance(v, int) else "f8") for n, v in group._asdict().items()
    ]
    return np.dtype((np.record, leaves))


@cache
def record_dtype(declared: type) -> np.dtype:
    """Give the record type of a NamedTuple class, from its defaults; always the same object, which compiled code knows at once."""
    return dtype_of(declared())


def as_table(groups: tuple[Any, ...]) -> np.recarray:
    """Give a declaration as a table of one nested record, as kernels take it (a bare record costs them a copy of all names).

    Types come from the defaults, not from the values, so that 30 given for 30.0 does not compile a second kernel.
    """
    return np.array([groups], record_dtype(type(groups))).view(np.recarray)
