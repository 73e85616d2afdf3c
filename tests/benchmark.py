"""What the engine reaches: `python -m tests.benchmark` prints a table; nothing here is a test, and no clock gates one.

A section is a function that gives rows; those of other rooms stand in `tests/benchmark_*.py`, whose `SECTIONS` are
found by themselves. Name sections to run only these: `python -m tests.benchmark start memory`.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import NamedTuple

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from yardstick import days_in_c

START = date(2019, 1, 1)
STRATEGY = "integrated"


class Row(NamedTuple):
    """One line of the table: what was measured, what it came to, and what it must reach (empty: no target)."""

    what: str
    measured: str
    target: str = ""
    reached: bool | None = None


def at_most(what: str, value: float, limit: float, unit: str) -> Row:
    """A row whose value must not exceed a limit."""
    return Row(what, f"{value:.2f} {unit}", f"at most {limit:g}", value <= limit)


def at_least(what: str, value: float, limit: float, unit: str) -> Row:
    """A row whose value must reach a limit."""
    return Row(what, f"{value:.1f} {unit}", f"at least {limit:g}", value >= limit)


def cpu(work: Callable[[], object], times: int = 3) -> float:
    """Median CPU seconds of some work."""
    spent = []
    for _ in range(times):
        begun = time.process_time()
        work()
        spent.append(time.process_time() - begun)
    return median(spent)


def cpu_of_process(*command: str, **environment: str) -> tuple[float, float]:
    """CPU seconds (of the process and its children) and peak memory (MiB) of a command in a new process."""
    script = (
        "import os, resource, subprocess, sys\n"
        "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", script, *command],
        check=True, capture_output=True, text=True, env={**os.environ, **environment},
    )  # fmt: skip
    seconds, memory = told.stdout.split()
    return float(seconds), float(memory)


def whole_run(scale: float, years: float = 3.0, seed: int = 1) -> Callable[[], object]:
    """A run with the making of its world, as a user calls it."""
    from sim import simulate

    return lambda: simulate(STRATEGY, scale=scale, years=years, seed=seed)


def run() -> Iterable[Row]:
    """CPU of one run, and how it grows with scale and days: each round measures all of them in turn.

    One world at 1:1 stands against ten of other seeds at 1:10: as many people, of whom a seed alone has more or fewer exploited.
    """
    whole_run(0.01, 0.1)()
    rounds = []
    for seed in range(1, 8):  # in turn, since other programs share the machine
        full = cpu(whole_run(1.0, 3.0, seed), 1)
        tenths = sum(cpu(whole_run(0.1, 3.0, 10 * seed + k), 1) for k in range(10))
        short, longer = cpu(whole_run(0.1, 3.0, seed), 3), cpu(whole_run(0.1, 12.0, seed), 1)
        rounds.append((full, tenths / 10.0, full / tenths, longer / short / 4.0))
    full, tenth, by_scale, by_days = map(median, zip(*rounds, strict=True))
    yield at_most("a run of 3 years at 1:1, CPU", full, 1.0, "s")
    yield at_most("a run of 3 years at 1:10, CPU", tenth, 0.1, "s")
    yield at_most("cost at 1:1 over that of ten runs at 1:10", by_scale, 1.0, "")
    yield at_most("cost of 12 years over that of 3, over 4", by_days, 1.1, "")
    yield Row("a day at 1:1, CPU", f"{full / 1096.0 * 1e3:.2f} ms")
    for scale, named, times in ((1.0, "1:1", 5), (0.1, "1:10", 15)):
        if (in_c := days_in_c(scale, 1096)) is not None:
            ratios, run_once = [], whole_run(scale)
            for _ in range(times):  # in turn, since other programs share the machine
                ratios.append(cpu(run_once, 1) / in_c())
            yield at_most(f"a run at {named} over as many days of the yardstick in C", median(ratios), 1.25, "times")


def start() -> Iterable[Row]:
    """CPU until the first day is lived, from a cold and a warm cache, and of the help page.

    In the first start Python too reads all sources anew; what it makes of them is kept, whatever this process was told.
    """
    first_day = ("-c", "from sim import simulate; simulate('integrated', scale=0.01, years=0.003)")
    command = Path(sys.executable).with_name("countylines")
    with tempfile.TemporaryDirectory() as folder:
        kept = {"COUNTYLINES_CACHE": folder, "PYTHONPYCACHEPREFIX": f"{folder}/python", "PYTHONDONTWRITEBYTECODE": ""}
        cold, _ = cpu_of_process(sys.executable, *first_day, **kept)
        warm = median(cpu_of_process(sys.executable, *first_day, **kept)[0] for _ in range(3))
        yield at_most("first start, cold cache, to the first day, CPU", cold, 60.0, "s")
        yield at_most("later starts, to the first day, CPU", warm, 2.5, "s")
        if command.exists():
            help_page = median(cpu_of_process(str(command), "--help", **kept)[0] for _ in range(5))
            yield at_most("countylines --help, CPU", help_page, 0.2, "s")


def memory() -> Iterable[Row]:
    """Peak memory of a process that makes a run of three years at 1:1."""
    script = f"from sim import simulate; simulate({STRATEGY!r}, scale=1.0, years=3)"
    yield at_most("peak memory of a run at 1:1", cpu_of_process(sys.executable, "-c", script)[1] / 1024.0, 1.0, "GiB")


def pairing(seeds: int = 40) -> Iterable[Row]:
    """How many times fewer runs shared luck needs for the difference of two strategies (a year at 1:10)."""
    from sim import simulate, warm_up

    def outcome(strategy: str, seed: int) -> float:
        warm = warm_up(scale=0.1, seed=seed, start=START)
        return simulate(strategy, years=1, warm=warm).measures["child_days_exploited_by_lines"]

    base = np.array([outcome("as_inspected", seed) for seed in range(seeds)])
    for strategy in ("integrated", "safeguarding_strategy", "national_tasking", "independent_advocate_alone"):
        same = np.array([outcome(strategy, seed) for seed in range(seeds)])
        other = np.array([outcome(strategy, seed + 1_000) for seed in range(seeds)])
        gain = (base.var(ddof=1) + other.var(ddof=1)) / (same - base).var(ddof=1)
        target = "at least 3" if strategy == "integrated" else ""
        yield Row(f"variance saved by pairing, {strategy}", f"{gain:.1f} times", target, gain >= 3.0 if target else None)


def mesa() -> Iterable[Row]:
    """The same rules on plain Mesa agents at 1:1, with `random.random()` as luck, over the engine."""
    from mesa_twin import Twin

    import sim.day
    from sim.evidence import as_table
    from sim.policy.schedule import Calendar
    from sim.policy.strategies import named
    from sim.scenarios import Scene
    from sim.simulation.simulate import Run, branch, warm_up

    state = warm_up(scale=1.0, seed=1, start=START)
    calendar = Calendar(named(STRATEGY), state.setting.p, START, len(state.world.bodies))
    run = Run(state, calendar, keep=False)
    run.live_until(state.today + 20)
    policy, scene, first = calendar.on(state.today), as_table(Scene()), state.today

    weeks = 28  # whole weeks, since a day of the week is a seventh of the people; after a copy the first days wait for memory

    def engine() -> None:
        sim.day.live(branch(state).world, run.ledger, policy, scene, state.numbers, first, weeks)

    copying = cpu(lambda: branch(state), 7)
    fast = (cpu(engine, 7) - copying) / weeks
    undo = luck_by_generator()
    try:
        for ask, limit in (("do", 100.0), ("shuffle_do", 200.0)):
            for everyone in (True, False):
                twin = Twin(branch(state).world, run.ledger, ask, everyone=everyone)
                spent = cpu(partial(twin.live, policy, scene[0], state.numbers[0], first, 7), 1) / 7.0
                if everyone:
                    yield at_least(f"Mesa agents, {ask}, over the engine", spent / fast, limit, "times")
                    yield Row(f"a day: Mesa agents, {ask}; the engine", f"{spent * 1e3:.0f} ms; {fast * 1e3:.2f} ms")
                else:
                    yield Row("the same, asking only those whose day of the week it is", f"{spent / fast:.1f} times")
    finally:
        undo()


def luck_by_generator() -> Callable[[], None]:
    """Let rules called from Python draw from Python's own generator, as Mesa models do, until undone."""
    before = []
    for name, module in list(sys.modules.items()):
        if name.startswith(("sim.rules.", "sim.day", "mesa_twin")) and hasattr(module, "uniform"):
            before.append((module, module.uniform))
            module.uniform = lambda luck, day, purpose: random.random()

    def undo() -> None:
        for module, uniform in before:
            module.uniform = uniform

    return undo


SECTIONS: tuple[Callable[[], Iterable[Row]], ...] = (run, mesa, start, memory, pairing)


def sections() -> list[Callable[[], Iterable[Row]]]:
    """The sections of this file and of those beside it that have any."""
    found = list(SECTIONS)
    for beside in sorted(Path(__file__).parent.glob("benchmark_*.py")):
        found += getattr(import_module(beside.stem), "SECTIONS", ())
    return found


def main(names: list[str]) -> None:
    """Print the table, a section at a time."""
    print(f"{'':<66} {'measured':>28}   target")
    for section in sections():
        if names and section.__name__ not in names:
            continue
        print(f"\n{section.__name__}: {(section.__doc__ or '').splitlines()[0]}")
        for row in section():
            mark = "" if row.reached is None else "  reached" if row.reached else "  MISSED"
            print(f"  {row.what:<64} {row.measured:>28}   {row.target}{mark}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
