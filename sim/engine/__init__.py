"""How code runs: a rule is plain Python, a kernel is the compiled loop that calls rules. Only this room imports Numba.

Numba's own cache looks at the kernel's file alone, so an edited rule would go unseen; the cache folder is therefore
named by a digest of every source that compiles. A row past its table is an error; row -1 is the last, so `NONE` is compared before
it is followed.
"""

import hashlib
import os
import shutil
import sys
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic, overload, register_jitable

HERE = Path(__file__).parents[1]
ALL = 0xFFFFFFFFFFFFFFFF
AHEAD, LINE_OF_MEMORY, FETCHED, OF_SEVERAL, GLANCE = 16, 64, 320, 192, 32
"""How many rows ahead a loop says what it will look at (far enough for the slowest memory: a row takes some 10 ns); bytes that
come out of memory together, and how many are asked for, of a row and of one of several records in a row: what is read every day
stands first. What is only glanced at is in the first few."""
COMPILED = (
    "engine",
    "evidence",
    "parameters",
    "state",
    "policy/component.py",
    "policy/levers.py",
    "rules",
    "day",
    "setup",
    "places.py",
    "scenarios.py",
)
"""What compiles, or decides what does: folders and files of this package. What is not here may change without compiling anew."""
CACHES_KEPT = 8
"""Caches of as many versions of the sources, those used last, are kept in one place."""
COMPILED_MARK = "compiled"
FIRST_START = "compiling the model, once, about a minute"


CONFIG: Any = numba.config
CHECKED: Any = {"boundscheck": True, "_nrt": False, "no_cfunc_wrapper": True}
"""Rows are checked; nobody counts who holds an array (`_nrt`): the caller of a kernel holds them all; counting took half of a run.
No function is wrapped for programs in C to call, of which there are none: the wrappers of some 800 took a seventh of a first start."""
INLINED: Any = {"forceinline": True, **CHECKED}
rule = register_jitable(**INLINED)
"""Marks a function that kernels may call. Called from Python it stays an ordinary function."""
phase = register_jitable(**CHECKED)
"""Marks a longer function of a kernel, compiled once and called, not inlined."""


def u64(x: int) -> int:
    """`x` as an unsigned 64-bit number, in Python and compiled alike (an i8 mixed with a u8 would turn into an i8)."""
    return int(x) & ALL


@overload(u64, jit_options=INLINED)
def _compiled_u64(x):  # type: ignore[no-untyped-def]
    return lambda x: np.uint64(x)  # noqa: PLW0108  (Numba overloads return a function of Python)


def fetch(table: Any, row: int, place: int) -> None:
    """Prefetch a row of a table (one record of it, where a row has several): it changes nothing, and in Python does nothing.

    Rows stand far apart, and waiting for each to come out of memory took a quarter of a run at 1:1. An address outside the table
    does no harm.
    """


def soon(table: Any, rows: Any, at: int, count: int) -> None:
    """Prefetch the row that stands `AHEAD` places after `at` in a list of `count` rows, or the beginning of all of its records."""


def _prefetch(_typing: Any, address: Any) -> Any:
    """Ask the processor for the line of memory at an address: the one instruction that Numba has no word for."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        byte, word = ir.IntType(8).as_pointer(), ir.IntType(32)
        instruction = ir.FunctionType(ir.VoidType(), [byte, word, word, word])
        to_read, kept_near, data = word(0), word(3), word(1)
        ask = builder.module.declare_intrinsic("llvm.prefetch", [byte], instruction)
        builder.call(ask, [builder.inttoptr(values[0], byte), to_read, kept_near, data])
        return context.get_dummy_value()

    return types.void(types.intp), generate


PREFETCH: Any = intrinsic(_prefetch)


@overload(fetch, jit_options=INLINED)
def _compiled_fetch(table, row, place):  # type: ignore[no-untyped-def]
    def fetch_row(table, row, place):  # type: ignore[no-untyped-def]
        start = table.ctypes.data + row * table.strides[0]
        for offset in range(0, min(table.itemsize, FETCHED), LINE_OF_MEMORY):
            PREFETCH(start + offset)

    def fetch_record(table, row, place):  # type: ignore[no-untyped-def]
        start = table.ctypes.data + row * table.strides[0] + place * table.strides[1]
        for offset in range(0, OF_SEVERAL, LINE_OF_MEMORY):
            PREFETCH(start + offset)

    return fetch_row if table.ndim == 1 else fetch_record


@overload(soon, jit_options=INLINED)
def _compiled_soon(table, rows, at, count):  # type: ignore[no-untyped-def]
    def fetch_ahead(table, rows, at, count):  # type: ignore[no-untyped-def]
        if at + AHEAD < count:
            fetch(table, rows[at + AHEAD], 0)

    def glance_ahead(table, rows, at, count):  # type: ignore[no-untyped-def]
        if at + AHEAD < count:
            start = table.ctypes.data + rows[at + AHEAD] * table.strides[0]
            for place in range(table.shape[1]):
                PREFETCH(start + place * table.strides[1])
                PREFETCH(start + place * table.strides[1] + GLANCE - 1)

    return fetch_ahead if table.ndim == 1 else glance_ahead


def digest_of_sources() -> str:
    """Hash of every source that compiles: the name of the compile cache."""
    named = (HERE / name for name in COMPILED)
    sources = sorted(source for one in named for source in ([one] if one.suffix else one.rglob("*.py")))
    return hashlib.sha256(b"\0".join(source.read_bytes() for source in sources)).hexdigest()[:16]


def cache_folder() -> str | None:
    """A private writable folder for compiled kernels, or None (then kernels compile in every process, with a warning).

    Never a shared temporary folder: a cache is unpickled, so whoever can write there can run code here.
    `COUNTYLINES_CACHE` names another place.
    """
    named = os.environ.get("COUNTYLINES_CACHE")
    places = [Path(named)] if named else [HERE / "__pycache__", Path(os.path.expanduser("~")) / ".cache" / "countylines"]
    for place in places:
        folder = place / f"kernels-{digest_of_sources()}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                os.utime(folder)
        except OSError:
            continue
        delete_old_caches(place)
        return str(folder)
    print("countylines: no writable cache folder: the model is compiled anew in this process (slower)", file=sys.stderr)
    return None


def delete_old_caches(place: Path) -> None:
    """Keep the `CACHES_KEPT` caches that were used last: each edit of a rule leaves one of some megabytes."""
    used = {folder: folder.stat().st_mtime for folder in place.glob("kernels-*")}
    for folder in sorted(used, key=used.__getitem__)[:-CACHES_KEPT]:
        shutil.rmtree(folder, ignore_errors=True)


FOLDER = None if CONFIG.DISABLE_JIT else cache_folder()
"""Where compiled kernels are kept, if anywhere."""


def is_compiled() -> bool:
    """Whether the cache holds the kernels of these sources: if not, a first run waits for `FIRST_START`."""
    return FOLDER is not None and Path(FOLDER, COMPILED_MARK).exists()


def note_compiled() -> None:
    """From now on, `is_compiled`."""
    if FOLDER is not None:
        Path(FOLDER, COMPILED_MARK).touch()


KEPT: Any = {"cache": FOLDER is not None, **CHECKED}
step = register_jitable(**KEPT)
"""Marks a step of the day: a phase that is kept in the cache by itself, so that steps can be compiled in several processes."""


def kernel(function: Callable) -> Any:
    """Compile a loop over agents at its first call, and keep it in the cache.

    Its `.py_func` is the same loop interpreted: the oracle, and what a debugger steps through.
    """
    # It stays set: where a step is kept is looked up when it compiles. Kernels of others that are declared later are kept there too.
    CONFIG.CACHE_DIR = FOLDER or ""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", numba.NumbaWarning)
        return numba.njit(nogil=True, **KEPT)(function)


def compile_step(function: Callable, *arguments: Any) -> None:
    """Compile a step for such arguments, and keep it, without living it."""

    @numba.njit(**CHECKED)
    def never(lives: bool, *arguments: Any) -> None:
        if lives:
            function(*arguments)

    never(False, *arguments)
