"""Configs on cheap models, the program as a process, and what a results folder holds: for the corridor's tests."""

import contextlib
import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd

from experiments.cli import main
from experiments.store.folder import Folder
from experiments.store.results import Results

TESTS = Path(__file__).parent


def config(engine="Additive", number=4, title="A test", compare=("helps", "nothing"), more="", replications=None):
    """The text of a small comparison on one of the cheap models."""
    return f"""\
kind = "compare"
title = "{title}"
[world]
years = 1
[strategies]
baseline = "as_inspected"
compare = [{", ".join(f'"{name}"' for name in compare)}]
[replications]
{replications or f"number = {number}"}
[measures]
primary = ["harm", "good"]
matters = {{ harm = 0.01 }}
[output]
report = false
[execution]
engine = "{engine}"
{more}
"""


def environment(**more):
    """The environment of a program that finds the cheap models."""
    return os.environ | {"PYTHONPATH": str(TESTS)} | more


def start(*arguments, **more):
    """The program as a process of its own, in its own group."""
    command = [sys.executable, "-m", "experiments", *map(str, arguments)]
    return subprocess.Popen(
        command,
        cwd=TESTS.parent,
        env=environment(**more),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def to_the_end(process, seconds):
    """Standard output and error of a program that is to end within so many seconds."""
    try:
        return process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()  # closes the pipes, so that no later test is blamed for them
        raise


def running_tasks(parents):
    """Processes under some others, as they are now: those that run tasks (not multiprocessing's tracker)."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat") as file:
                parent = int(file.read().rsplit(")", 1)[1].split()[1])
            with open(f"/proc/{name}/cmdline") as file:
                command = file.read()
        except (OSError, ValueError):
            continue
        if parent in parents and "spawn_main" in command:
            found.append(int(name))
    return found


def program(*arguments, apart=False, **more):
    """Run the program to its end: exit code, standard output, standard error.

    In this process, which has its imports already, unless it is to be `apart` or in another environment.
    """
    if apart or more:
        process = start(*arguments, **more)
        out, err = to_the_end(process, 150)
        return process.returncode, out, err
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main([str(argument) for argument in arguments])
    return code, out.getvalue(), err.getvalue()


def stored(folder):
    """Everything in `runs/` and `series/`, in one order, whatever the parts."""
    results = Results(folder)
    runs = results.folder.read_runs()
    series = results.series() if results.has_series else pd.DataFrame()
    return runs, series


def assert_same(one, other):
    """The same runs and series, to the last bit."""
    for left, right in zip(stored(one), stored(other), strict=True):
        pd.testing.assert_frame_equal(left, right, check_exact=True)


def part_rows(folder):
    """How many rows all parts of `runs/` have together (a run computed twice counts twice)."""
    import pyarrow.parquet as pq

    return sum(pq.ParquetFile(path).metadata.num_rows for path in Folder(folder).runs.glob("*.parquet"))


def as_a_stranger(folder):
    """Runs and series as pandas and DuckDB read the files, with nothing of this program."""
    import duckdb

    runs, series = pd.read_parquet(folder / "runs"), pd.read_parquet(folder / "series")
    with duckdb.connect() as database:
        for name, frame in (("runs", runs), ("series", series)):
            (count,) = database.execute(f"select count(*) from read_parquet('{folder}/{name}/*.parquet')").fetchone()
            assert count == len(frame)
    return (
        runs.sort_values("run", ignore_index=True),
        series.astype({"run": str, "month": str, "area": str, "measure": str}).sort_values(
            ["run", "measure", "area", "month"], ignore_index=True
        ),
    )


def assert_strangers_read_the_same(one, other):
    """Each run once in `runs/` and in `series/`, as the files stand."""
    for left, right in zip(as_a_stranger(one), as_a_stranger(other), strict=True):
        pd.testing.assert_frame_equal(left, right, check_exact=True, check_categorical=False, check_dtype=False)
