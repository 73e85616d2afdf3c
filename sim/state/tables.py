"""Tables: rows of one record, as NumPy lays them out and as loops see them."""

from typing import Any, Protocol, get_type_hints, overload

import numpy as np


class Table[R](Protocol):
    """Rows of one record, or of plain numbers: `lines[row].market` is checked against the record's class.

    A table of several records a row is a `Table[Table[R]]`.
    """

    @overload
    def __getitem__(self, row: int, /) -> R: ...
    @overload
    def __getitem__(self, rows: slice, /) -> "Table[R]": ...
    def __setitem__(self, row: int, value: R, /) -> None: ...
    def __len__(self) -> int: ...


def dtype_of(record: type) -> np.dtype:
    """The NumPy type of a record class: i8 for int, f8 for float, in the order of the class."""
    fields = [(name, "i8" if hint is int else "f8") for name, hint in get_type_hints(record).items()]
    return np.dtype((np.record, fields))


def table(record: type, *shape: int) -> Any:
    """A zeroed table of records; the only way tables are made, so that kernels see one type."""
    return np.zeros(shape, dtype_of(record)).view(np.recarray)
