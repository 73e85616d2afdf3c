"""What the corridor costs: a run at 1:100, two processes against one, and 100,000 runs beside other runners.

`python tests/benchmark_corridor.py [many|overhead|processes|million|hour ...]` prints; it asserts nothing: timings are no tests.
"""

import contextlib
import io
import resource
import sys
import tempfile
import time
import tracemalloc
from pathlib import Path

import engines
import numpy as np
from corridor import config

from experiments.config.load import read
from experiments.experiment import Choices, Session, report_folder
from experiments.protocol.design import Arm, Design
from experiments.protocol.engine import SIM, load_engine
from experiments.run.progress import Watcher
from experiments.run.worker import Work, WorkerOptions, run_task
from experiments.store.results import Results

MANY = 100_000
SIM_CONFIG = f"""
kind = "compare"
title = "Cost of a run"
[world]
scale = {{scale}}
years = 3
[strategies]
baseline = "as_inspected"
compare = ["fragmented", "regional", "national_tasking", "integrated"]
[replications]
number = {{number}}
aa = false
[execution]
engine = "{SIM}"
"""


class Memory(Watcher):
    """Resident memory as the work goes on."""

    def __init__(self):
        self.seen = []

    def update(self, done, failed, total):
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        self.seen.append((done, pages * resource.getpagesize() / 2**20))


def compute(text, folder, workers, watcher=None):
    """Run an experiment without its analysis: wall seconds, CPU seconds of this process and of its children."""
    session = Session(read(text), Choices(out=folder, workers=workers, report=False), watcher or Watcher())
    session.folder.make()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    wall, cpu = time.perf_counter(), time.process_time()
    with session.folder.locked():
        session._compute()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    children = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - wall, time.process_time() - cpu, children


class Canned:
    """The real model's catalogue, sizes and outcome, without its work: what is left is the corridor's own cost."""

    def __init__(self):
        self.engine = load_engine(SIM)
        self.catalogue = self.engine.catalogue
        self.source_hash, self.prepare = self.engine.source_hash, self.engine.prepare
        self.outcome = None

    def start(self, block):
        if self.outcome is None:
            arm = Arm("as_inspected", "", {"preset": "as_inspected"})
            self.outcome = self.engine.finish(self.engine.start(block), block, arm)
        return 0

    def finish(self, state, block, arm):
        return self.outcome


def overhead():
    """CPU of the corridor for a run at 1:100 of three years, its outcome stored as a real one is."""
    load_engine(SIM).prepare(print)
    text = SIM_CONFIG.replace(SIM, "benchmark_corridor:Canned")
    for number in (20, 400):  # the first time loads what writing needs
        with tempfile.TemporaryDirectory() as folder:
            _, spent, _ = compute(text.format(scale=0.01, number=number), Path(folder) / "r", workers=0)
    print(f"the corridor's CPU for a run at 1:100, 3 years: {1e3 * spent / (5 * number):.2f} ms")


def processes():
    """Two local processes against one, at 1:10."""
    text = SIM_CONFIG.format(scale=0.1, number=8)
    load_engine(SIM).prepare(print)
    seconds = {}
    for workers in (1, 2):
        with tempfile.TemporaryDirectory() as folder:
            seconds[workers], _, _ = compute(text, Path(folder) / "r", workers)
    print(f"40 runs at 1:10: 1 process {seconds[1]:.1f} s, 2 processes {seconds[2]:.1f} s: {seconds[1] / seconds[2]:.2f} times")


def hour(minutes=10.0):
    """How many runs of three years an hour, at 1:1 and at 1:10, on two processors: measured over some ten minutes each."""
    load_engine(SIM).prepare(print)
    for scale, asked in ((1.0, 10_000), (0.1, 100_000)):
        wall, number = 0.0, 1
        while wall < minutes * 60.0 / 2.0:
            number = round(number * (minutes * 60.0 / wall if wall > 10.0 else 8.0)) if wall else number
            watcher = Memory()
            with tempfile.TemporaryDirectory() as folder:
                wall, own, children = compute(SIM_CONFIG.format(scale=scale, number=number), Path(folder) / "r", 2, watcher)
                size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file()) / (5 * number) / 2**10
        half, end = next(m for d, m in watcher.seen if d >= 5 * number / 2), watcher.seen[-1][1]
        rate = f"{5 * number:,} runs in {wall / 60.0:.1f} minutes, {5 * number / wall * 3600.0:,.0f} an hour ({asked:,} asked)"
        share = f"{own / (own + children):.1%} of CPU is the program's own"
        print(f"scale {scale}: {rate}; {share}; {size:.0f} KiB a run; {half:.0f} and {end:.0f} MiB at half and at the end")


def many():
    """100,000 runs of a trivial model."""
    print(f"{MANY:,} runs of a trivial model{'':30} runs a second   memory")
    for workers in (0, 2):
        watcher = Memory()
        text = config("Bare", number=MANY // 4, more="")
        with tempfile.TemporaryDirectory() as folder:
            wall, cpu, children = compute(text, Path(folder) / "r", workers, watcher)
            size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file()) / 2**20
        fifth, last = next(m for d, m in watcher.seen if d >= MANY / 5), watcher.seen[-1][1]
        print(f"  the corridor, {workers} processes: {wall:.1f} s wall, {cpu + children:.1f} s CPU, {size:.0f} MB stored"
              f"{MANY / wall:>14,.0f}   {fifth:.0f} MB after a fifth, {last:.0f} MB at the end")  # fmt: skip
    bare()
    ema()
    mesa()


def million():
    """A million runs of a trivial model, stored without series: their report, a query, and the folder taken up after a loss."""
    text = config("Additive", number=MANY * 10 // 4).replace("report = false", 'report = false\nseries = "none"')
    with tempfile.TemporaryDirectory() as folder:
        wall, cpu, _ = compute(text, Path(folder) / "r", 0)
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file()) / 2**20
        print(f"{10 * MANY:,} runs: {wall:.0f} s wall, {cpu:.0f} s CPU, {size:.0f} MB stored")
        wall, cpu = time.perf_counter(), time.process_time()
        report_folder(Path(folder) / "r", None, Watcher())
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        print(f"  their report: {wall:.0f} s wall, {cpu:.0f} s CPU, at most {most:.2f} GiB")
        wall, results = time.perf_counter(), Results(Path(folder) / "r")
        means = results.query("select strategy, avg(harm) as harm, count(*) as runs from runs group by strategy")
        print(f"  means of {means['runs'].sum():,} runs by DuckDB: {time.perf_counter() - wall:.1f} s wall")
        parts = sorted((Path(folder) / "r" / "runs").glob("*.parquet"))
        parts[0].unlink()
        wall, cpu, _ = compute(text, Path(folder) / "r", 0)
        held = Results(Path(folder) / "r").counts()
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        print(f"  one of {len(parts)} parts lost, taken up: {wall:.0f} s wall, {cpu:.0f} s CPU, {held}, at most {most:.2f} GiB")


def bare():
    """The model alone, in a loop."""
    arms = [Arm(name, name, {"preset": name}) for name in ("as_inspected", "helps", "nothing", "harms")]
    design = Design("s", 1, {"years": 1}, ["steady"], arms, [{}], replications=MANY // 4)
    begun = time.perf_counter()
    for block, own in design.blocks():
        rows = tuple(row for row in _rows(design, block, own))
        run_task([Work(block, rows)], WorkerOptions(engine="Bare", needed=frozenset()))
    print(f"  (the model alone, in a loop){'':33}{MANY / (time.perf_counter() - begun):>14,.0f}")


def _rows(design, block, arms):
    from experiments.protocol.design import Row

    return [Row(str(i), block, arm) for i, arm in enumerate(arms)]


def harm_of(seed=0, effect=0.0):
    """The trivial model as a function, for the other runners."""
    rng = np.random.default_rng(int(seed))
    state = rng.normal(0.0, 3.0)
    own = np.random.default_rng([int(seed), 1]).normal(0.0, 1.0)
    return {"harm": 100.0 + state + effect + own, "good": -100.0 - state - effect - own, "stock": state}


def ema():
    """EMA Workbench 3, in sequence: nothing is stored until the end."""
    try:
        import logging

        from ema_workbench import Model, RealParameter, ScalarOutcome, perform_experiments
    except ImportError as error:
        print(f"  EMA Workbench: skipped, it is not installed ({error}); `uv run --with ema-workbench python {sys.argv[0]}`")
        return
    logging.getLogger("EMA").setLevel(logging.ERROR)
    model = Model("trivial", function=harm_of)
    model.uncertainties = [RealParameter("seed", 0, 2**30), RealParameter("effect", -2.0, 2.0)]
    model.outcomes = [ScalarOutcome(name) for name in ("harm", "good", "stock")]
    begun, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
        perform_experiments(model, scenarios=MANY)
    wall = time.perf_counter() - begun
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 2**10
    print(f"  EMA Workbench, in sequence: {wall:.1f} s wall, nothing stored{'':9}{MANY / wall:>14,.0f}   +{grown:.0f} MB")


def mesa():
    """Mesa's batch_run, one process: nothing is stored at all."""
    import mesa

    class Trivial(mesa.Model):
        def __init__(self, effect=0.0, rng=None, seed=None):
            super().__init__(rng=rng if rng is not None else seed)
            self.result = harm_of(self.random.getrandbits(30), effect)
            self.datacollector = mesa.DataCollector(model_reporters={"harm": lambda m: m.result["harm"]})
            self.running = True

        def step(self):
            self.datacollector.collect(self)
            self.running = False

    tenth = MANY // 10
    begun = time.perf_counter()
    with contextlib.redirect_stderr(io.StringIO()):
        import warnings

        warnings.simplefilter("ignore")
        mesa.batch_run(Trivial, {"effect": [0.0]}, iterations=tenth, max_steps=2, number_processes=1, display_progress=False)
    wall = time.perf_counter() - begun
    print(f"  Mesa's batch_run, one process ({tenth:,} runs): {wall:.1f} s wall, nothing stored{'':2}{tenth / wall:>8,.0f}")


if __name__ == "__main__":
    assert engines.Bare and not tracemalloc.is_tracing()
    for name in sys.argv[1:] or ["many", "overhead", "processes"]:
        {"many": many, "overhead": overhead, "processes": processes, "million": million, "hour": hour}[name]()
