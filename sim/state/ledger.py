"""The open ledger of both books: today by area, the month by area, and each day for the whole."""

from typing import Any, NamedTuple

import numpy as np

from sim.state.books import RECORDED_DTYPE, TRUE_DTYPE, RecordedBook, TrueBook
from sim.state.codes import FORCES
from sim.state.tables import Table

LONGEST_MONTH = 31


class Cells(NamedTuple):
    """The ledger as plain whole numbers, rows by columns: for what treats all columns alike."""

    true: np.ndarray
    recorded: np.ndarray
    true_month: np.ndarray
    recorded_month: np.ndarray
    true_days: np.ndarray
    recorded_days: np.ndarray


class Ledger(NamedTuple):
    """The open rows of both books: `true` and `recorded` are today's, one an area and last one for the nation."""

    true: Table[TrueBook]
    recorded: Table[RecordedBook]
    true_month: Table[TrueBook]
    recorded_month: Table[RecordedBook]
    true_days: Table[TrueBook]
    recorded_days: Table[RecordedBook]
    cells: Cells


def blank_ledger() -> Ledger:
    """An empty ledger with room for a month of days."""
    rows = FORCES + 1
    both: Any = [blank(dtype, size) for size in (rows, rows, LONGEST_MONTH) for dtype in (TRUE_DTYPE, RECORDED_DTYPE)]
    cells = Cells(*(as_cells(one) for one in both))
    return Ledger._make([*both, cells])


def next_month(ledger: Ledger) -> Ledger:
    """The same ledger with new rows for a month: the old ones are filed."""
    true, recorded = (blank(dtype, FORCES + 1) for dtype in (TRUE_DTYPE, RECORDED_DTYPE))
    cells = ledger.cells._replace(true_month=as_cells(true), recorded_month=as_cells(recorded))
    return ledger._replace(true_month=true, recorded_month=recorded, cells=cells)


def blank(dtype: np.dtype, rows: int) -> Any:
    """Empty rows of a book."""
    return np.zeros(rows, dtype).view(np.recarray)


def as_cells(rows: Any) -> np.ndarray:
    """Rows of a book as plain whole numbers, rows by columns."""
    return rows.view(np.ndarray).view("i8").reshape(len(rows), -1)
