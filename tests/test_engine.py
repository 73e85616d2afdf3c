"""What the engine promises beside Numba's own promises: rows are checked in rules too."""

import numpy as np
import pytest


@pytest.mark.parametrize("row", [3, 1 << 40])
def test_a_row_past_its_table_is_an_error_however_deep(row):
    """A rule's caller gives up too: nothing is written."""
    from sim.engine import kernel, phase, rule

    @rule
    def cell(table, row):
        return table[row]

    @phase
    def later(table, row):
        return cell(table, row) + 1.0

    @kernel
    def looks(table, row):
        table[0] = later(table, row)
        return table[0]

    table = np.arange(3.0)
    assert looks(table, 2) == 3.0
    with pytest.raises(IndexError, match="out of bounds"):
        looks(table, row)
    assert table[0] == 3.0
