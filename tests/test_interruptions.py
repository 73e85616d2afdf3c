"""Kills, signals, full disks and read-only folders, for real: is everything that finished still there, once?"""

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time

import pandas as pd
import pytest
from corridor import (
    assert_same,
    assert_strangers_read_the_same,
    config,
    environment,
    program,
    running_tasks,
    start,
    stored,
)

from experiments import Results, run_experiment
from experiments.run.pool import LARGE_PAGES, LocalPool, NotBegun, TooLong, WorkerLost
from experiments.run.worker import NoWorker, WorkerOptions, run_task

NUMBER, KILLS = 25, 10
RUNS = NUMBER * 4
TASK = "task_seconds = 0.2"


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole") / "r"
    run_experiment(config("Slow", number=NUMBER), out=folder, workers=2, report=False)
    return folder


def kill_group(process):
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def parts(folder):
    return len(list(folder.glob("runs/part-*")))


def test_many_kills_of_the_program(tmp_path, whole):
    """Each time it goes on from what was stored; each kill costs at most the tasks in flight and the second before.

    Most come when a part was stored, the others while the program and its workers start.
    """
    (tmp_path / "c.toml").write_text(config("Slow", number=NUMBER, more=TASK))
    folder = tmp_path / "r"
    rng = random.Random(20200110)
    kills, last, further = 0, 0, 0
    while kills < KILLS:
        before, waits = parts(folder), rng.random() < 0.7
        process = start("run", tmp_path / "c.toml", "--out", folder, "--workers", 2)
        while waits and parts(folder) <= before and process.poll() is None:
            time.sleep(0.01)
        begun, limit = time.monotonic(), rng.uniform(0.0, 1.2) if waits else rng.uniform(0.3, 2.6)
        while time.monotonic() - begun < limit and process.poll() is None:
            time.sleep(0.01)
        if process.poll() is not None:
            process.communicate()
            shutil.rmtree(folder)  # it was done before its kill: begin again, the number of kills goes on
            last = 0
            continue
        if rng.random() < 0.5:
            process.kill()  # the program alone: its workers must end by themselves
            process.communicate()
        else:
            kill_group(process)
        kills += 1
        found = Results(folder).folder.look() if (folder / "design.parquet").is_file() else None
        now = len(found.runs()) if found else 0
        # A kill between the two writes of a part leaves its half in `series/` alone; the next start moves that aside.
        alone = {where: why for where, why in found.broken.items() if where.parent.name != "series"} if found else {}
        assert not alone and (not found or set(found.broken.values()) <= {"no sound part of runs/ names it"})
        assert not found or len(found.broken) <= 1
        assert now >= last, "a finished run was lost"
        further += now > last
        last = now
    assert further >= KILLS // 3, "next to nothing was stored before a kill, so that none could lose it"
    code, out, err = program("run", tmp_path / "c.toml", "--out", folder, "--workers", 2)
    assert code == 0, err
    assert f"{RUNS} of {RUNS} runs ({RUNS - last} computed now)" in out
    assert_same(folder, whole)
    assert_strangers_read_the_same(folder, whole)
    assert not list(folder.rglob(".tmp-*"))


def test_what_a_killed_program_had_half_written_goes_with_the_next_run(tmp_path):
    (tmp_path / "c.toml").write_text(config("Slow", number=2))
    folder = tmp_path / "r"
    program("run", tmp_path / "c.toml", "--out", folder)
    for place in (folder, folder / "runs"):
        (place / ".tmp-1-half").write_bytes(b"half")
    code, _, err = program("run", tmp_path / "c.toml", "--out", folder)
    assert code == 0, err
    assert not list(folder.rglob(".tmp-*"))


def test_workers_end_when_the_program_is_killed(tmp_path):
    (tmp_path / "c.toml").write_text(config("Slow", number=400))
    process = start("run", tmp_path / "c.toml", "--out", tmp_path / "r", "--workers", 2)
    until = time.monotonic() + 30
    while len(workers := running_tasks({process.pid})) < 2 and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(1.0)
    process.kill()
    process.wait()
    until = time.monotonic() + 15
    while any(os.path.exists(f"/proc/{worker}") for worker in workers) and time.monotonic() < until:
        time.sleep(0.05)
    left = [worker for worker in workers if os.path.exists(f"/proc/{worker}")]
    process.communicate()
    assert workers and not left


def test_kills_of_workers_cost_only_their_tasks(tmp_path, whole):
    (tmp_path / "c.toml").write_text(config("Slow", number=NUMBER, more=TASK))
    process = start("run", tmp_path / "c.toml", "--out", tmp_path / "r", "--workers", 2)
    rng, killed = random.Random(7), 0
    while process.poll() is None and killed < 6:
        time.sleep(0.3)
        workers = running_tasks({process.pid})
        if workers:
            try:
                os.kill(rng.choice(workers), signal.SIGKILL)
                killed += 1
            except ProcessLookupError:
                continue
    out, err = process.communicate(timeout=60)
    assert killed >= 3
    assert process.returncode == 0, err
    assert f"{RUNS} of {RUNS} runs ({RUNS} computed now)" in out
    assert_same(tmp_path / "r", whole)
    assert len(pd.read_csv(tmp_path / "r" / "failures.csv")) == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
@pytest.mark.parametrize("workers", [0, 2])
def test_a_signal_stops_in_seconds_and_says_how_to_go_on(tmp_path, number, workers):
    (tmp_path / "c.toml").write_text(config("Slow", number=NUMBER, more=TASK))
    folder = tmp_path / "r"
    process = start("run", tmp_path / "c.toml", "--out", folder, "--workers", workers)
    until = time.monotonic() + 30
    while not parts(folder) and time.monotonic() < until:
        time.sleep(0.05)
    os.killpg(process.pid, number)  # as a terminal does: to the program and all its workers
    begun = time.monotonic()
    out, err = process.communicate(timeout=30)
    assert time.monotonic() - begun < 5.0
    assert process.returncode == 3
    assert "Traceback" not in err
    go_on = f"countylines run {tmp_path / 'c.toml'} --out {folder} --workers {workers}"
    assert "all finished runs are kept" in err and go_on in err
    kept = len(Results(folder).folder.look().runs())
    assert 0 < kept < RUNS
    assert Results(folder).manifest["status"].startswith("stopped")
    code, out, err = program(*go_on.split()[1:])
    assert code == 0, err
    computed = int(re.search(r"\((\d+) computed now\)", out)[1])
    assert computed == RUNS - kept


@pytest.mark.parametrize("moment", ["loading", "analysis"])
def test_a_signal_outside_the_runs_stops_as_well(tmp_path, moment):
    """While the model loads, and while tables are made: exit 3, no traceback, everything kept."""
    (tmp_path / "c.toml").write_text(
        config("Lingers" if moment == "loading" else "Additive", number=400 if moment == "analysis" else 4)
    )
    folder = tmp_path / "r"
    process = start("run", tmp_path / "c.toml", "--out", folder, "--workers", 1)
    waited = "loading the model" if moment == "loading" else "1600 of 1600 runs done"
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        if (folder / "log.txt").is_file() and waited in (folder / "log.txt").read_text():
            break
        time.sleep(0.005)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 3, err
    assert "all finished runs are kept" in err and "Traceback" not in err
    assert len(Results(folder).folder.look().runs()) == (0 if moment == "loading" else 1600)


# -- disks ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def mount(tmp_path):
    """A small disk of its own, where this process may mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("may not mount a tmpfs here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_keeps_what_was_stored(tmp_path, mount):
    (tmp_path / "c.toml").write_text(config("Bulky", number=100, more="task_seconds = 0.2").replace("years = 1", "years = 50"))
    folder = mount / "r"
    code, _, err = program("run", tmp_path / "c.toml", "--out", folder, "--workers", 2)
    assert code == 3, err
    assert "no space left" in err and "all finished runs are kept" in err and "Traceback" not in err
    found = Results(folder).folder.look()
    kept = len(found.runs())
    assert kept > 0 and not found.broken and not found.left
    before = stored(folder)[0]
    subprocess.run(["mount", "-o", "remount,size=64m", str(mount)], check=True)
    code, _out, err = program("run", tmp_path / "c.toml", "--out", folder, "--workers", 2, "--quiet")
    after = stored(folder)[0]
    assert code == 0, err
    assert len(after) == 400
    pd.testing.assert_frame_equal(after[after["run"].isin(before["run"])].reset_index(drop=True), before)


def test_a_disk_that_is_full_from_the_start(tmp_path, mount):
    (tmp_path / "c.toml").write_text(config(number=3))
    (mount / "big").write_bytes(b"x" * (4 * 1024 * 1024 - 4096))
    code, _, err = program("run", tmp_path / "c.toml", "--out", mount / "r", "--workers", 0)
    assert code in (2, 3)
    assert "no space left" in err and "Traceback" not in err


def test_a_read_only_folder(tmp_path, mount):
    (tmp_path / "c.toml").write_text(config(number=3))
    code, _, err = program("run", tmp_path / "c.toml", "--out", mount / "r", "--workers", 0)
    assert code == 0, err
    subprocess.run(["mount", "-o", "remount,ro", str(mount)], check=True)
    for arguments in (["run", tmp_path / "c.toml", "--out", mount / "r"], ["report", mount / "r"],
                      ["run", tmp_path / "c.toml", "--out", mount / "new"]):  # fmt: skip
        code, _, err = program(*arguments)
        assert code == 2, err
        assert "read-only file system" in err and "Traceback" not in err
    code, out, err = program("repeat", mount / "r", Results(mount / "r").all_runs["run"].iloc[0])
    assert code == 0 and "harm = " in out, err


def test_a_folder_that_is_a_file(tmp_path):
    (tmp_path / "c.toml").write_text(config(number=3))
    (tmp_path / "r").write_text("not a folder")
    code, _, err = program("run", tmp_path / "c.toml", "--out", tmp_path / "r")
    assert code == 2 and "Traceback" not in err and str(tmp_path / "r") in err


# -- the pool itself -----------------------------------------------------------------------------------------------------


def end_own_process(_):
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.fixture
def pool(tmp_path):
    made = LocalPool(2, "Bare", tmp_path)
    yield made
    made.stop()


def test_workers_start_with_large_pages_unless_the_user_says_otherwise(tmp_path, monkeypatch):
    """The C library reads it as a process starts: setting it in a worker would be too late."""
    for there, expected in (("", LARGE_PAGES[1]), ("glibc.malloc.check=0", "glibc.malloc.check=0")):
        monkeypatch.delenv(LARGE_PAGES[0])
        if there:
            monkeypatch.setenv(LARGE_PAGES[0], there)
        pool = LocalPool(1, "Bare", tmp_path)
        try:
            assert pool.submit(os.getenv, (LARGE_PAGES[0],), 20.0).result(timeout=30) == expected
        finally:
            pool.stop()


def test_a_lost_worker_fails_its_task_and_no_other(pool):
    lost = pool.submit(end_own_process, (0,), 20.0)
    fine = [pool.submit(abs, (-number,), 20.0) for number in range(20)]
    with pytest.raises(WorkerLost, match="SIGKILL"):
        lost.result(timeout=30)
    assert [future.result(timeout=30) for future in fine] == list(range(20))


def test_workers_that_cannot_begin_are_told_once(tmp_path):
    pool = LocalPool(2, "NoSuch", tmp_path)
    try:
        with pytest.raises(NoWorker, match=r"no engine .NoSuch. is installed"):
            pool.submit(run_task, ([], WorkerOptions("NoSuch")), 20.0).result(timeout=30)
    finally:
        pool.stop()


def test_a_task_out_of_time_is_ended_and_the_pool_goes_on(pool):
    late = pool.submit(time.sleep, (60.0,), 0.5)
    fine = pool.submit(abs, (-1,), 20.0)
    with pytest.raises(TooLong):
        late.result(timeout=30)
    assert fine.result(timeout=30) == 1


def watched(pool, futures):
    """What a run does while it waits: answers by number, tasks that had not begun sent again."""
    answers, waiting = {}, dict(futures)
    until = time.monotonic() + 60
    while waiting and time.monotonic() < until:
        for number, future in list(waiting.items()):
            if future.done():
                del waiting[number]
                try:
                    answers[number] = future.result()
                except NotBegun:
                    waiting[number] = pool.submit(abs, (-number,), 20.0)
        pool.without_workers()
        time.sleep(0.05)
    return answers


def test_workers_killed_while_they_start_are_replaced(pool):
    """None of them has a task yet: nothing is lost, and nobody waits for ever."""
    futures = {number: pool.submit(abs, (-number,), 20.0) for number in range(8)}
    for worker in running_tasks({os.getpid()}):
        os.kill(worker, signal.SIGKILL)
    assert watched(pool, futures) == {number: number for number in range(8)}


def test_workers_that_always_end_at_once_are_given_up(tmp_path):
    pool = LocalPool(2, "EndsItsProcess", tmp_path)
    try:
        with pytest.raises(NoWorker, match="ended before they had begun"):
            watched(pool, {1: pool.submit(abs, (-1,), 20.0)})
    finally:
        pool.stop()


def test_workers_that_hang_are_replaced(pool, monkeypatch):
    """As after one that was killed while it held the lock of their pipe: they are given as long as their tasks may take."""
    assert pool.submit(abs, (-1,), 20.0).result(timeout=30) == 1
    for worker in running_tasks({os.getpid()}):
        os.kill(worker, signal.SIGSTOP)
    monkeypatch.setattr("experiments.run.pool.START_SECONDS", 0.0)
    stuck = pool.submit(abs, (-2,), 0.5)
    monkeypatch.undo()
    assert watched(pool, {2: stuck}) == {2: 2}


def unguarded(folder):
    return f"""
from experiments import run_experiment
run_experiment({config(number=2)!r}, out={str(folder)!r}, workers=2, report=False)
"""


def test_a_script_without_a_guard_is_told_what_it_lacks(tmp_path):
    (tmp_path / "script.py").write_text(unguarded(tmp_path / "r"))
    done = subprocess.run(
        [sys.executable, tmp_path / "script.py"], capture_output=True, text=True, timeout=120, env=environment(), check=False
    )
    assert done.returncode != 0
    assert 'put what runs it under `if __name__ == "__main__":`' in done.stderr
