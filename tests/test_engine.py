"""What the engine promises beside Numba's own promises: checked rows, and a cache that sees every edit of what compiles."""

import ast
import itertools
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.documents import day_order
from sim.documents.sources import tree_of
from sim.engine import CACHES_KEPT, COMPILED, delete_old_caches
from sim.simulation import first_start

PACKAGE = Path(sim.__file__).parent
PROBE = """
from sim.engine import kernel, step
from sim.rules.probed import chance

@step
def one(x):
    return chance(x)

@kernel
def chances(n):
    total = 0.0
    for _ in range(n):
        total += one(0.0)
    return total
"""
ASK = "from sim.day.probe import chances; print(chances(4), sum(chances.stats.cache_hits.values()))"
ALONE = "from sim.day.probe import one; from sim.engine import compile_step; compile_step(one, 0.0)"


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


def test_an_edit_of_what_compiles_is_seen_and_no_edit_is_answered_from_the_cache(tmp_path):
    """In a copy of the package: a kernel and its step are not touched, but a rule in a new file, and a rule in a newer one."""
    shutil.copytree(PACKAGE, tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    probed, newer = tmp_path / "sim" / "rules" / "probed.py", tmp_path / "sim" / "state" / "newer.py"
    rule = "from sim.engine import rule\n{more}\n@rule\ndef {name}(x):\n    return x + {value}\n"
    environment = {name: value for name, value in os.environ.items() if name != "COUNTYLINES_CACHE"}

    def answer(ask: str = ASK) -> list[str]:
        done = subprocess.run(
            [sys.executable, "-c", ask], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout.split()

    hours = itertools.count(time.time() // 1, 3600)

    def written(path: Path, text: str) -> None:
        """An edit of another hour: Python takes two of one second and one length for the same."""
        path.write_text(text)
        os.utime(path, (hour := next(hours), hour))

    (tmp_path / "sim" / "day" / "probe.py").write_text(PROBE)
    written(probed, rule.format(more="", name="chance", value="0.25"))
    assert [answer(), answer()] == [["1.0", "0"], ["1.0", "1"]]
    before = set(tmp_path.rglob("probe.one-*.nbc"))
    written(probed, rule.format(more="", name="chance", value="0.50"))
    answer(ALONE)
    (alone,) = set(tmp_path.rglob("probe.one-*.nbc")) - before
    compiled = alone.stat().st_mtime_ns
    assert [answer(), answer()] == [["2.0", "0"], ["2.0", "1"]]
    assert alone.stat().st_mtime_ns == compiled and len(set(tmp_path.rglob("probe.one-*.nbc")) - before) == 1  # taken as it is
    written(newer, rule.format(more="", name="other", value="0.75"))
    written(probed, rule.format(more="from sim.state.newer import other", name="chance", value="other(0.0)"))
    assert answer() == ["3.0", "0"]
    written(newer, rule.format(more="", name="other", value="1.00"))
    assert [answer(), answer()] == [["4.0", "0"], ["4.0", "1"]]


def test_the_first_start_compiles_every_step_of_the_day_once():
    parts = [step.__name__ for step in (*first_start.FIRST, *first_start.SECOND)]
    assert sorted(parts) == sorted(step.phase.name for step in day_order.steps())


def imported(path: Path) -> set[Path]:
    """The files of the package that a file imports."""
    found = set()
    for node in ast.walk(tree_of(path)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module, *(f"{node.module}.{name}" for name in names)]
        paths = [PACKAGE.parent.joinpath(*name.split(".")) for name in names]
        found |= {file for one in paths for file in (one.with_suffix(".py"), one / "__init__.py") if PACKAGE in file.parents}
    return {file for file in found if file.is_file()}


def test_the_cache_is_named_by_all_that_kernels_come_to():
    """Every file of the package that a kernel's file imports, itself or through others."""
    seen: set[Path] = set()
    ahead = {file for file in PACKAGE.rglob("*.py") if "\n@kernel\n" in file.read_text(encoding="utf-8")}
    assert len(ahead) >= 2
    while ahead:
        seen |= ahead
        ahead = set().union(*map(imported, ahead)) - seen
    named = {
        file for name in COMPILED for file in ([PACKAGE / name] if name.endswith(".py") else (PACKAGE / name).rglob("*.py"))
    }
    assert len(seen) > 30
    assert seen - named == set()


def test_old_caches_are_deleted_and_those_used_last_are_kept(tmp_path):
    for number in range(CACHES_KEPT + 3):
        folder = tmp_path / f"kernels-{number}"
        folder.mkdir()
        (folder / "one.nbc").touch()
        os.utime(folder, (number, number))
    (tmp_path / "another").mkdir()
    delete_old_caches(tmp_path)
    kept = {f"kernels-{number}" for number in range(3, CACHES_KEPT + 3)} | {"another"}
    assert {path.name for path in tmp_path.iterdir()} == kept
