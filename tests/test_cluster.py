"""Does a real Dask cluster give the same bits, survive the loss of workers, and say what is wrong in a line?"""

import os
import random
import signal
import subprocess
import sys
import time

import pandas as pd
import pytest
from corridor import assert_same, config, environment, program, running_tasks, start, to_the_end
from dask_cluster import Cluster, free_port

from experiments import Results, run_experiment
from experiments.run.cluster import DaskPool


@pytest.fixture(scope="module")
def cluster():
    made = Cluster()
    try:
        made.wait(2)
        yield made
    finally:
        made.end()


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    folder = tmp_path_factory.mktemp("alone") / "r"
    run_experiment(config("Slow", number=12), out=folder, workers=0, report=False)
    return folder


def test_a_cluster_gives_the_same_bits(tmp_path, cluster, alone):
    (tmp_path / "c.toml").write_text(config("Slow", number=12))
    code, out, err = program("run", tmp_path / "c.toml", "--out", tmp_path / "r", "--scheduler", cluster.address, apart=True)
    assert code == 0, err
    assert "48 of 48 runs (48 computed now)" in out
    assert_same(tmp_path / "r", alone)


def begun(process, folder):
    """Wait until a program has stored its first runs."""
    until = time.monotonic() + 60
    while not list((folder / "runs").glob("part-*")) and process.poll() is None and time.monotonic() < until:
        time.sleep(0.02)


def test_killed_cluster_workers_cost_only_their_tasks(tmp_path, cluster, alone):
    (tmp_path / "c.toml").write_text(config("Slow", number=12, more="task_seconds = 0.3"))
    process = start("run", tmp_path / "c.toml", "--out", tmp_path / "r", "--scheduler", cluster.address)
    begun(process, tmp_path / "r")
    os.kill(random.Random(1).choice(running_tasks({process.pid for process in cluster.processes[1:]})), signal.SIGKILL)
    _out, err = to_the_end(process, 120)
    assert process.returncode == 0, err
    assert_same(tmp_path / "r", alone)


@pytest.mark.parametrize("lost", ["workers", "scheduler"])
def test_a_cluster_that_is_gone_stops_the_run_to_be_gone_on_with(tmp_path, cluster, alone, lost):
    patience = {"workers": 3, "scheduler": 60}[lost]
    more = f"task_seconds = 0.3\nworker_wait_seconds = {patience}"
    (tmp_path / "c.toml").write_text(config("Slow", number=12, more=more))
    own = Cluster(workers=1)
    try:
        own.wait(1)
        process = start("run", tmp_path / "c.toml", "--out", tmp_path / "r", "--scheduler", own.address)
        begun(process, tmp_path / "r")
        own.lose(own.processes[1:] if lost == "workers" else own.processes[:1])
        _, err = to_the_end(process, 60)
    finally:
        own.end()
    assert process.returncode == 3, err
    assert ("no worker for 3 s" if lost == "workers" else f"scheduler at {own.address} was lost") in err
    assert "all finished runs are kept. To go on:\n  countylines run" in err and "Traceback" not in err
    kept = len(Results(tmp_path / "r").all_runs)
    assert 0 < kept < 48
    code, out, err = program("run", tmp_path / "c.toml", "--out", tmp_path / "r", "--scheduler", cluster.address)
    assert code == 0, err
    assert f"48 of 48 runs ({48 - kept} computed now)" in out
    assert_same(tmp_path / "r", alone)


def test_a_run_that_kills_its_workers_is_a_row(tmp_path, cluster):
    (tmp_path / "c.toml").write_text(config("Kills", number=3))
    code, _, err = program("run", tmp_path / "c.toml", "--out", tmp_path / "r", "--scheduler", cluster.address)
    assert code == 1, err
    failures = pd.read_csv(tmp_path / "r" / "failures.csv")
    assert len(failures) == 1 and "lost" in failures["error"][0]
    assert len(Results(tmp_path / "r").all_runs) == 11


def test_a_run_out_of_time_is_a_row(tmp_path, cluster):
    more = "time_limit_seconds = 0.7\ntask_seconds = 0.01"
    (tmp_path / "c.toml").write_text(config("Sleeps", number=2, compare=["helps"], more=more))
    code, _, err = program("run", tmp_path / "c.toml", "--out", tmp_path / "r", "--scheduler", cluster.address)
    assert code == 1, err
    failures = pd.read_csv(tmp_path / "r" / "failures.csv")
    assert len(failures) == 1 and "time limit" in failures["error"][0]
    assert len(Results(tmp_path / "r").all_runs) == 5


def test_other_code_on_a_worker_is_refused(tmp_path, cluster):
    (tmp_path / "c.toml").write_text(config(number=3))
    code, _, err = program(
        "run", tmp_path / "c.toml", "--out", tmp_path / "r", "--scheduler", cluster.address, TEST_SOURCE="new"
    )
    assert code == 3
    assert "a worker has another source of the model" in err and "Traceback" not in err


def test_no_scheduler_there(tmp_path, monkeypatch):
    (tmp_path / "c.toml").write_text(config(number=3))
    monkeypatch.setattr("experiments.run.cluster.PATIENCE", "1s")
    for address in (f"tcp://127.0.0.1:{free_port()}", "nonsense://x"):
        with pytest.raises(Exception, match="the address of a running Dask scheduler"):
            DaskPool(address)


def test_what_is_no_address_is_told_in_a_line_and_at_once(tmp_path):
    """A client made of it would say so by a traceback when it is dropped, twenty seconds later: so in a process of its own."""
    (tmp_path / "c.toml").write_text(config(number=2))
    addresses = ["nonsense", "nonsense://x:1", "tcp://127.0.0.1", ""]
    command = ["run", str(tmp_path / "c.toml"), "--out", str(tmp_path / "r"), "--scheduler"]
    code = f"from experiments.cli import main\nprint([main([*{command}, one]) for one in {addresses}])"
    begun = time.monotonic()
    done = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[2, 2, 2, 2]" and time.monotonic() - begun < 18.0
    assert done.stderr.splitlines() == [
        f'--scheduler: found "{one}" (ValueError), expected the address of a running Dask scheduler, like tcp://10.0.0.5:8786'
        for one in addresses
    ]
