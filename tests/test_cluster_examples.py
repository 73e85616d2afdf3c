"""Do workers that come late or are slow change nothing, is a study planned on a cluster, and do the examples of `docs/cluster` run?"""

import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from corridor import TESTS, assert_same, config, environment, program, running_tasks, start, to_the_end
from dask_cluster import Cluster, free_port

from experiments import run_experiment

EXAMPLES = TESTS.parent / "docs" / "cluster"


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    folder = tmp_path_factory.mktemp("alone") / "r"
    run_experiment(config("Slow", number=12), out=folder, workers=0, report=False)
    return folder


@pytest.fixture(scope="module")
def scheduled():
    made = Cluster(workers=0)
    try:
        yield made
    finally:
        made.end()


@pytest.fixture
def cluster(scheduled):
    """One scheduler for all tests, with one worker at the beginning of each."""
    scheduled.worker()
    scheduled.wait(1)
    yield scheduled
    scheduled.lose(scheduled.processes[1:])
    scheduled.without_workers()


def test_a_worker_that_comes_late_takes_its_part(tmp_path, cluster, alone):
    (tmp_path / "c.toml").write_text(config("Slow", number=12, more="task_seconds = 0.3"))
    process = start("run", tmp_path / "c.toml", "--out", tmp_path / "r", "--scheduler", cluster.address)
    cluster.worker()
    until, late = time.monotonic() + 60, []
    while process.poll() is None and not late and time.monotonic() < until:
        late = running_tasks({cluster.processes[-1].pid})
        time.sleep(0.02)
    _, err = to_the_end(process, 120)
    assert process.returncode == 0, err
    assert late, "the second worker never had a task"
    assert_same(tmp_path / "r", alone)


def test_a_worker_that_stands_still_for_a_while_only_costs_time(tmp_path, cluster, alone):
    cluster.worker()
    cluster.wait(2)
    (tmp_path / "c.toml").write_text(config("Slow", number=12, more="task_seconds = 0.3"))
    process = start("run", tmp_path / "c.toml", "--out", tmp_path / "r", "--scheduler", cluster.address)
    slow = cluster.processes[-1].pid
    for _ in range(3):
        os.killpg(slow, signal.SIGSTOP)
        time.sleep(1.0)
        os.killpg(slow, signal.SIGCONT)
        time.sleep(0.2)
    _, err = to_the_end(process, 120)
    assert process.returncode == 0, err
    assert_same(tmp_path / "r", alone)


def test_a_study_is_planned_by_the_cluster_that_runs_it(tmp_path, cluster):
    (tmp_path / "c.toml").write_text(config("Slow", number=250_000, compare=["helps"]))
    asked = ("check", tmp_path / "c.toml", "--scheduler", cluster.address)
    code, out, err = program(*asked)
    assert code == 0, err
    assert "as timed on that cluster" in out and "with 1 processes" in out and "core hours" in out and "GiB on disk" in out
    cluster.worker()
    cluster.wait(2)
    plan = json.loads(program(*asked, "--json")[1])["plan"]
    assert plan["workers"] == 2
    work = plan["warm_ups"] * plan["warm_up_seconds"] + plan["runs"] * plan["run_seconds"]
    assert plan["core_hours"] == pytest.approx(work / 3600.0)
    assert plan["seconds"] == pytest.approx(work / 1.8, rel=0.01)


def test_a_cluster_without_workers_or_with_others_plans_nothing(tmp_path, cluster):
    (tmp_path / "c.toml").write_text(config("Slow", number=2, more="worker_wait_seconds = 1"))
    code, out, err = program("check", tmp_path / "c.toml", "--scheduler", cluster.address, TEST_SOURCE="new")
    assert code == 2 and not out and "a worker has another source of the model" in err and "Traceback" not in err
    cluster.lose(cluster.processes[1:])
    code, out, err = program("check", tmp_path / "c.toml", "--scheduler", cluster.address)
    assert code == 2 and not out and "no worker for 1 s" in err and "Traceback" not in err


def test_the_slurm_example_runs_in_jobs(tmp_path, alone):
    """With a `sbatch` that starts the job script as a process of this machine, as SLURM does on others."""
    tools, jobs = tmp_path / "bin", tmp_path / "jobs"
    tools.mkdir()
    for name, does in (
        ("sbatch", f'cp "$1" {jobs}.sh; setsid bash {jobs}.sh >/dev/null 2>&1 & echo $! >>{jobs}; echo Submitted batch job $!'),
        ("scancel", 'kill -KILL -- "-$1"'),
    ):
        (tools / name).write_text(f"#!/usr/bin/env bash\n{does}\n")
        (tools / name).chmod(0o755 | stat.S_IXUSR)
    (tmp_path / "c.toml").write_text(config("Slow", number=12))
    given = ("--jobs", "1", "--cores", "2", "--memory", "2GB", "--interface", "lo")
    around = environment() | {"PATH": f"{tools}:{os.environ['PATH']}"}
    command = [sys.executable, str(EXAMPLES / "slurm.py"), "c.toml", *given]
    done = subprocess.run(command, check=False, cwd=tmp_path, env=around, capture_output=True, text=True, timeout=150)
    assert done.returncode == 0, done.stderr
    assert "48 of 48 runs" in done.stdout
    assert len(jobs.read_text().split()) == 1
    assert_same(tmp_path / "results" / "c", alone)


def test_the_kubernetes_example_starts_what_there_is(tmp_path, alone):
    """Its three commands, run here with the scheduler's name and port replaced."""
    parts = [part for part in yaml.safe_load_all((EXAMPLES / "kubernetes.yaml").read_text()) if "template" in part["spec"]]
    commands = [part["spec"]["template"]["spec"]["containers"][0]["command"] for part in parts]
    assert [part["kind"] for part in parts] == ["Deployment", "Deployment", "Job"]
    port = str(free_port())
    (tmp_path / "c.toml").write_text(config("Slow", number=12))
    here = {"countylines-scheduler": "127.0.0.1", "8786": port, "configs/responses.toml": str(tmp_path / "c.toml")}
    here["/results/responses"] = str(tmp_path / "r")
    bin_folder, running = Path(sys.executable).parent, []
    try:
        for command in commands:
            words = list(command)
            for there, replaced in here.items():
                words = [word.replace(there, replaced) for word in words]
            words[0] = str(bin_folder / words[0])
            running.append(subprocess.Popen(words, env=environment(), start_new_session=True, cwd=TESTS.parent))
            time.sleep(1.0)
        assert running[-1].wait(120) == 0
    finally:
        for process in running:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
    assert_same(tmp_path / "r", alone)
