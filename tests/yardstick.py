"""The yardstick of the benchmark: as many days of a small model in plain C (`yardstick.c`), where there is a C compiler."""

import ctypes
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

CHILD, LINE, AREA, DAY = 9, 10, 9, 9
"""Numbers of eight bytes in a row of each table."""
AREAS = 44


def compiled() -> ctypes.CDLL | None:
    """The C program as a library; None where there is no C compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        return None
    library = Path(tempfile.mkdtemp()) / "yardstick.so"
    flags = ["-O3", "-march=native", "-ffp-contract=off", "-shared", "-fPIC"]
    source = Path(__file__).with_name("yardstick.c")
    subprocess.run([compiler, *flags, "-o", str(library), str(source)], check=True, capture_output=True)
    return ctypes.CDLL(str(library))


def days_in_c(scale: float, days: int) -> Callable[[], float] | None:
    """A function that lives so many days with as many children and lines as a run has at a scale, and gives its CPU seconds.

    None where there is no C compiler.
    """
    library = compiled()
    if library is None:
        return None
    people, number = round(135_000 * scale), max(AREAS, round(2_000 * scale))
    luck = np.random.default_rng(1)
    children, lines, areas = (np.zeros(shape, "i8") for shape in ((people, CHILD), (number, LINE), (AREAS, AREA)))
    children[:, 0], lines[:, 0] = luck.integers(1 << 62, size=people), luck.integers(1 << 62, size=number)
    children[:, 1] = np.arange(people) % AREAS
    children.view("f8")[:, 7] = 2.0 * luck.random(people)
    lines[:, 2], lines[:, 1] = np.arange(number) * AREAS // number, np.arange(number) * 7 % AREAS
    areas[:, 1] = np.bincount(lines[:, 2], minlength=AREAS)
    areas[:, 0] = np.cumsum(areas[:, 1]) - areas[:, 1]
    areas.view("f8")[:, 6:] = np.stack([np.full(AREAS, 0.02), np.full(AREAS, 0.5), np.full(AREAS, 0.3)], axis=1)
    live(library, [table.copy() for table in (children, lines, areas)], 0, 60)

    def spent() -> float:
        world = [table.copy() for table in (children, lines, areas)]
        begun = time.process_time()
        live(library, world, 60, days)
        return time.process_time() - begun

    return spent


def live(library: ctypes.CDLL, world: list[np.ndarray], first: int, days: int) -> np.ndarray:
    """Live days from a first one; the tables change in place. Gives what was counted each day."""
    book = np.zeros((days, DAY), "i8")
    tables = [part for table in world for part in (ctypes.c_void_p(table.ctypes.data), ctypes.c_int64(len(table)))]
    library.live(*tables, ctypes.c_void_p(book.ctypes.data), ctypes.c_int64(first), ctypes.c_int64(days))
    return book
