"""Whole ways through the program: a config is made up, run, reported, and its page is read for what no page may say.

`python -m tests.whole_runs 300 7` tries 300 configs of the seed 7 and says what it found; `tests/test_whole_runs.py` tries a few.
"""

from __future__ import annotations

import random
import re
import shutil
import sys
import tempfile
import time
import traceback
import warnings
import zipfile
from pathlib import Path
from typing import Any

import pytest
from matplotlib.figure import Figure

from experiments import run_experiment
from experiments.protocol.problems import Stopped, Unusable
from experiments.report import write
from tests.made_configs import configs
from tests.read_pages import faults


def tried(text: str, folder: Path) -> list[str] | None:
    """Run and report a config and read its page; None where `check` refuses it."""
    try:
        run_experiment(text, out=folder, workers=0)
    except Unusable:
        return None
    return [*faults(folder), *cells_that_compute(folder / "tables.xlsx")]


def cells_that_compute(book: Path) -> list[str]:
    """What is wrong with a workbook: cells that are formulas, or errors; nothing where none was written."""
    if not book.is_file():
        return []
    with zipfile.ZipFile(book) as parts:
        sheets = {name: parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/worksheets/")}
    formula = re.compile(r'<f[ >].*?</f>|<c [^>]*\bt="e"[^>]*>', re.DOTALL)
    return [f"{Path(name).stem}: {cell} computes" for name, text in sheets.items() for cell in formula.findall(text)]


def unpictured(patch: pytest.MonkeyPatch, workbook: bool = False) -> None:
    """Draw charts for the page alone, and leave out the workbook unless it is read: these files take half the time."""
    save = Figure.savefig

    def page_alone(self: Figure, target: Any, **options: Any) -> None:
        if options.get("format") != "png":
            save(self, target, **options)

    patch.setattr(Figure, "savefig", page_alone)
    if not workbook:
        patch.setattr(write, "write_workbook", lambda results, report: results.folder)


def main(number: int, seed: int) -> int:
    """Try so many configs, print each that has a fault, and give back how many had one."""
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import seed as seeded

    unpictured(pytest.MonkeyPatch(), workbook=True)
    warnings.simplefilter("error")
    counts = {"accepted": 0, "refused": 0, "faulty": 0}
    begun = time.time()

    @seeded(seed)
    @settings(
        max_examples=number, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(text=configs())
    def each(text: str) -> None:
        folder = Path(tempfile.mkdtemp())
        try:
            found = tried(text, folder / "out")
        except Stopped:
            raise
        except Exception:
            found = [traceback.format_exc()]
        counts["refused" if found is None else "accepted"] += 1
        if found:
            counts["faulty"] += 1
            print("=" * 80, text, *found[:12], sep="\n", flush=True)
        shutil.rmtree(folder)
        if (counts["accepted"] + counts["refused"]) % 10 == 0:
            print(counts, f"{time.time() - begun:.0f} s", flush=True)

    each()
    print(counts, f"{time.time() - begun:.0f} s")
    return counts["faulty"]


if __name__ == "__main__":
    random.seed(0)
    sys.exit(min(main(int(sys.argv[1]), int(sys.argv[2])), 1))
