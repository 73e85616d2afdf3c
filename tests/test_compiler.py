"""The light compile of rules gives what Numba's own gives, and a Numba without what it needs still runs the model."""

import gc
import os
import subprocess
import sys
import weakref
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

RUN = "from sim import simulate; print(sorted(simulate('integrated', scale=0.01, years=0.1).measures.items()))"
LINEAR = """
import sys, numpy, numba
loaded = "scipy.linalg" in sys.modules
pair = numpy.array([1.0, 2.0])
print(loaded, numba.njit(lambda a: numpy.dot(a, a))(pair), "scipy.linalg" in sys.modules)
"""
WITHOUT = "import sys; sys.modules['sim.compiler'] = None\n"


def told_by(script: str, folder: object) -> str:
    """What a script prints in a process with a compile cache of its own."""
    environment = {**os.environ, "COUNTYLINES_CACHE": str(folder)}
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment).stdout


@pytest.mark.slow
def test_a_numba_without_the_light_compile_gives_the_same_bits(tmp_path):
    ours = told_by(RUN, tmp_path / "ours")
    own = told_by(WITHOUT + RUN, tmp_path / "own")
    assert "child_days_exploited_by_lines" in ours
    assert ours == own


def test_what_a_compile_makes_is_collected_again_afterwards():
    from sim.compiler import no_collection

    with pytest.raises(KeyError), no_collection():
        assert not gc.isenabled()
        raise KeyError
    assert gc.isenabled()


def test_what_is_remembered_while_a_kernel_compiles_is_undone_afterwards():
    from llvmlite.binding import ffi
    from numba.core import base, types

    from sim.compiler.answers import CALLS, LISTENERS, SAYS_WHERE, short_answers

    class Context:
        def __init__(self):
            self.looked = 0

        def refresh(self):
            self.looked += 1

        def resolve_getattr(self, owner, name):
            return None

        def resolve_function_type(self, function, arguments, named):
            return None

    typing, target = Context(), Context()
    with pytest.raises(KeyError), short_answers(typing, target):
        assert types.Function.get_call_type is not CALLS
        typing.refresh()
        raise KeyError
    assert (typing.looked, target.looked) == (1, 1)
    typing.refresh()
    assert typing.looked == 2
    assert types.Function.get_call_type is CALLS
    assert base._has_loc is SAYS_WHERE
    assert ffi.lib._lock._cblist is LISTENERS


def test_code_that_llvm_has_read_is_freed_without_a_search():
    from llvmlite import ir

    from sim.compiler.letting_go import let_go_of_code

    module = ir.Module("one")
    function = ir.Function(module, ir.FunctionType(ir.IntType(64), [ir.IntType(64)]), "twice")
    builder = ir.IRBuilder(function.append_basic_block("entry"))
    builder.ret(builder.add(function.args[0], function.args[0]))
    watched = [weakref.ref(one) for one in (module, function, function.args[0], builder.block, builder.block.instructions[0])]
    del function, builder
    with no_collection_at_all():
        let_go_of_code(module)
        del module
        assert [one() for one in watched] == [None] * len(watched)


@contextmanager
def no_collection_at_all():
    """Nothing is freed but what nobody names."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@pytest.mark.slow
def test_a_run_loads_no_linear_algebra_and_leaves_it_to_others(tmp_path):
    """A caller's own compiled code still finds it."""
    told = told_by(RUN + LINEAR, tmp_path)
    assert told.endswith("False 5.0 True\n")


def test_a_rule_that_cannot_be_compiled_says_why():
    from sim.engine import kernel, rule

    @rule
    def as_words(number):
        return str(number)

    @kernel
    def counts(number):
        return len(as_words(number))

    with pytest.raises(Exception, match=r"as_words[\s\S]*<class 'str'>"):
        counts(1)


def test_deep_calls_stand_on_one_piece_of_stack():
    from sim.compiler.answers import ROOM, with_room

    @with_room
    def deep(levels: int) -> int:
        return below(levels)

    def below(levels: int) -> int:
        return levels and 1 + below(levels - 1)

    assert deep.__code__.co_stacksize == ROOM
    assert deep(500) == 500


@pytest.mark.parametrize("row", [-1, 3, 1 << 40])
def test_a_row_outside_its_table_is_an_error_however_deep(row):
    """Of three rows the first to the last are there; one counted from the end is not, and a rule's caller gives up too."""
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

    @rule
    def second_cell(wide, row):
        return wide[row][1] + wide[0, row]

    @kernel
    def looks_wide(wide, row):
        return second_cell(wide, row)

    assert looks_wide(np.eye(3), 1) == 1.0
    with pytest.raises(IndexError, match="out of bounds"):
        looks_wide(np.eye(3), row)


@pytest.mark.parametrize("order", ["C", "F"])
def test_cells_of_tables_of_any_shape_are_read_and_written(order):
    """Two places, strides of a column that is one of many, and whole numbers of all sizes as places: as interpreted."""
    from sim.engine import kernel, rule

    @rule
    def swap(table, row, column, other):
        before = table[row, column]
        table[row, column] = other[column] + int(before)
        other[column] = before

    @kernel
    def swaps(table, row, column, other):
        swap(table, row, column, other)

    ours = [np.array(np.arange(12.0).reshape(3, 4), order=order), np.arange(20).reshape(4, 5)[:, 2]]
    plain = [one.copy() for one in ours]
    swaps(ours[0], np.int16(2), np.uint8(1), ours[1])
    swaps.py_func(plain[0], np.int16(2), np.uint8(1), plain[1])
    assert all((one == other).all() for one, other in zip(ours, plain, strict=True))


@pytest.fixture(scope="module")
def numbers_of_python():
    """A kernel of what rules write themselves, which gives all of it in a table."""
    from sim.engine import kernel, rule

    @rule
    def whole_numbers(a, b, out):
        out[0], out[1], out[2] = max(a, b), min(a, b), max(a, 3, b)
        out[3] = int(a) + int(np.uint8(7)) + int(True) + 10 * int(a < b)
        for i in range(a, b):
            out[4] += i
        for i in range(b):
            out[5] += i
            if i == 20:
                break
        for i in range(a):
            for k in range(i, 3):
                out[6] += k

    @rule
    def broken_numbers(x, y, a, out):
        out[7], out[8], out[9] = max(x, y), min(x, a), max(a, x)
        out[10] = int(x) if abs(x) < 1e15 else 0

    @rule
    def with_strides(a, b, out):
        for i in range(b, a, -2):
            out[11] += i
        for i in range(a, b):
            out[12] += i

    @kernel
    def all_of_it(x, y, a, b, out):
        whole_numbers(a, b, out)
        broken_numbers(x, y, a, out)
        with_strides(a, b, out)

    return all_of_it


@given(st.floats(), st.floats(), st.integers(-30, 30), st.integers(-30, 30))
@settings(max_examples=300, deadline=None)
def test_what_rules_write_themselves_is_what_python_gives(numbers_of_python, x, y, a, b):
    """`int`, `max`, `min` and loops: also of what is no number, with equal numbers and with loops that never begin."""
    ours, plain = np.zeros(13), np.zeros(13)
    numbers_of_python(x, y, a, b, ours)
    numbers_of_python.py_func(x, y, a, b, plain)
    assert ours.tobytes() == plain.tobytes()


def test_a_kernel_takes_numbers_tables_and_tuples_of_these():
    from sim.engine import kernel

    @kernel
    def total(pair, more, x):
        return pair[0].sum_of[1] + pair[1] + more[1] + x

    class Pair(NamedTuple):
        sum_of: np.ndarray

    assert total((Pair(np.arange(3.0)), 2), np.arange(8.0)[::4], 0.5) == 1.0 + 2.0 + 4.0 + 0.5
    assert total((Pair(np.arange(3)), -2), np.arange(8)[::4], np.uint64(3)) == 1 - 2 + 4 + 3
    with pytest.raises(TypeError, match="'two' cannot be handed to a kernel"):
        total((Pair(np.arange(3)), "two"), np.arange(8), 1)
