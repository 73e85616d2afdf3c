"""Ends a small experiment at its k-th write, sync, rename or removal, for every k, and says where the folder does not recover.

A program of its own (it forks, which one with threads must not): `python tests/crash_points.py DIR` prints a line for each boundary
at which it ended, and exits 1 where a run that went on from there did not give the folder of an uninterrupted one.
"""

import builtins
import os
import shutil
import sys
import traceback
from pathlib import Path

import duckdb  # noqa: F401 - read before the first fork, as is all that a run imports
import engines  # noqa: F401
import pyarrow.dataset
import pyarrow.pandas_compat
import pyarrow.parquet  # noqa: F401
from corridor import as_a_stranger, assert_same, assert_strangers_read_the_same, config

from experiments import Results, run_experiment
from experiments.compare import effects
from experiments.protocol.kinds import Kind
from experiments.run import execute

TEXT = config(number=2, compare=["helps"], more="task_seconds = 0.001")
DEAD = 9


class Boundaries:
    """Counts the calls that change files under a folder; at the k-th the process ends, a synced file having lost its second half."""

    def __init__(self, folder: Path, k: int):
        self.folder, self.left = str(folder), k

    def meet(self, name: str, handle: int | None = None) -> None:
        self.left -= 1
        if self.left == 0:
            if handle is not None and os.path.isfile(f"/proc/self/fd/{handle}"):
                os.ftruncate(handle, os.fstat(handle).st_size // 2)
            print(f"  {name}", flush=True)
            os._exit(DEAD)

    def inside(self, path: object) -> bool:
        return isinstance(path, str | os.PathLike) and os.fspath(path).startswith(self.folder)

    def install(self) -> None:
        opened, fsync = builtins.open, os.fsync

        def open_(path, mode="r", *more, **named):
            if self.inside(path) and set(mode) & set("wax+"):
                self.meet(f"open {Path(path).name}")
            return opened(path, mode, *more, **named)

        def fsync_(handle):
            self.meet("fsync", handle)
            fsync(handle)

        def moving(call):
            def moved(path, *more, **named):
                if self.inside(path):
                    self.meet(f"{call.__name__} {Path(path).name}")
                return call(path, *more, **named)

            return moved

        builtins.open, os.fsync = open_, fsync_
        for name in ("replace", "rename", "unlink", "remove", "mkdir"):
            setattr(os, name, moving(getattr(os, name)))


def in_a_child(work) -> int:
    """Exit code of a forked process that does some work."""
    sys.stdout.flush()
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        work()
    except BaseException:
        traceback.print_exc(file=sys.stdout)
        sys.stdout.flush()
        os._exit(1)
    os._exit(0)


def run(folder: Path, k: int = 0, fresh: bool = False) -> None:
    """Run the experiment, storing each block as it finishes; with `k`, up to the k-th boundary."""
    execute.FLUSH_SECONDS = (-1.0, -1.0)
    required = Kind.required
    few = {"analyse": lambda results: {"outcomes": effects.outcomes(results)}}  # one table stands for all: each is written so
    Kind.required = lambda kind, name: few.get(name) or required(kind, name)
    if k:
        Boundaries(folder, k).install()
    run_experiment(TEXT, out=folder, workers=0, report=False, fresh=fresh)


def each_once(folder: Path) -> None:
    """What stands in the folder right after the end, if anything: a design that is not taken for damaged, and no run twice."""
    if (folder / "design.parquet").is_file():
        assert len(Results(folder).design)
    if not list((folder / "runs").glob("*.parquet")) or not list((folder / "series").glob("*.parquet")):
        return
    runs, series = as_a_stranger(folder)
    assert not runs["run"].duplicated().any(), "a run stands twice in runs/"
    assert not series.duplicated(["run", "measure", "area", "month"]).any(), "a run stands twice in series/"


def go_on(folder: Path, whole: Path) -> None:
    """The next run completes it to the folder of an uninterrupted one."""
    run(folder)
    assert_same(folder, whole)
    assert_strangers_read_the_same(folder, whole)
    for table in (whole / "tables").glob("*.csv"):
        assert table.read_bytes() == (folder / "tables" / table.name).read_bytes(), table.name
    left = [path for path in folder.rglob(".tmp-*") if path.parent.name != "aside"]
    assert not left, left


def main(place: Path) -> int:
    whole = place / "whole"
    assert in_a_child(lambda: run(whole)) == 0
    wrong = k = 0
    for again, most in ((False, 1000), (True, 20)):  # once the old parts are aside, a fresh run is like any
        for k in range(1, most):
            folder = place / f"{k}-{again}"
            if again:  # a folder that is begun anew
                shutil.copytree(whole, folder)
            ended = in_a_child(lambda folder=folder, k=k, again=again: run(folder, k, fresh=again))
            if ended == 0:
                break
            codes = [
                ended,
                in_a_child(lambda folder=folder: each_once(folder)),
                in_a_child(lambda folder=folder: go_on(folder, whole)),
            ]
            if codes != [DEAD, 0, 0]:
                wrong += 1
                print(f"boundary {k}{' of --fresh' if again else ''}: {codes}")
        print(f"{k - 1} boundaries{' of --fresh' if again else ''}, {wrong} wrong")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
