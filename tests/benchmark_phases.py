"""Where a day's time goes: each of its eleven steps at 1:20 and 1:1, and how much memory each table of the world takes.

The steps are called as `sim.day.live` calls them, with the processor's clock read between; results are compared, so that a step
that is missing here would be seen. Cache misses are told by `perf` on machines that let programs read the processor's counters.
"""

import time
from collections.abc import Iterable

import numpy as np
from benchmark import STRATEGY, Row
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

import sim.simulation.simulate as simulation
from sim import simulate, warm_up
from sim.day.aftermath import aftermath
from sim.day.bundles import Children, Country, Police, Today, Trading
from sim.day.control import control
from sim.day.detection import detection
from sim.day.grooming import grooming
from sim.day.groups import groups
from sim.day.intelligence import intelligence
from sim.day.justice import justice
from sim.day.recording import close_day, recording
from sim.day.safeguarding import safeguarding
from sim.day.supply import supply
from sim.day.tasking import tasking
from sim.engine import kernel

STEPS = (
    "supply", "groups", "grooming", "control", "detection", "intelligence", "tasking", "justice", "safeguarding", "aftermath",
    "recording", "the day's rows of the books",
)  # fmt: skip
YEARS, SCALES = 1.0, {"1:20": 0.05, "1:1": 1.0}


@intrinsic
def clock(_typing):
    """The processor's counter of ticks."""

    def generate(_context, builder, _signature, _values):
        counter = builder.module.declare_intrinsic("llvm.readcyclecounter", (), ir.FunctionType(ir.IntType(64), []))
        return builder.call(counter, [])

    return types.int64(), generate


@kernel
def timed_days(w, ledger, policy, scenes, numbers, first, days, ticks, spent):
    """The days of `sim.day.live`, and the ticks of each step."""
    counts, adults = w.counts[0], w.adults
    children = Children(
        w.people, w.rounds, w.in_round, w.episodes, w.exploited, w.free, w.adrift, w.cases, w.helped, counts
    )  # fmt: skip
    trade = Trading(w.lines, w.open_lines, w.nearby, w.groups, w.dealers, w.gravity, counts)
    country = Country(w.areas, w.nation[0], w.on_rails, w.on_roads)
    police = Police(
        w.bodies, w.files, w.folders, w.open_lines, w.desk, w.options, w.weights, w.operations, w.messages, counts
    )  # fmt: skip
    for d in range(days):
        now = Today(policy, scenes[0], numbers[0], first + d)
        ticks[0] = clock()
        supply(trade, country, ledger, now)
        ticks[1] = clock()
        groups(trade, country, police, ledger, now)
        ticks[2] = clock()
        grooming(children, adults, trade, country, police, ledger, now)
        ticks[3] = clock()
        control(children, trade, country, ledger, now)
        ticks[4] = clock()
        detection(children, trade, country, police, ledger, now)
        ticks[5] = clock()
        intelligence(police, ledger, now)
        ticks[6] = clock()
        tasking(police, ledger, now)
        ticks[7] = clock()
        justice(children, adults, trade, country, police, ledger, now)
        ticks[8] = clock()
        safeguarding(children, trade, country, ledger, now)
        ticks[9] = clock()
        aftermath(children, trade, country, police, ledger, now)
        ticks[10] = clock()
        recording(trade, country, police, ledger, now)
        ticks[11] = clock()
        close_day(ledger, d)
        ticks[12] = clock()
        for k in range(12):
            spent[k] += ticks[k + 1] - ticks[k]


def seconds_by_step(state: simulation.WorldState) -> np.ndarray:
    """Seconds of a run by step: ticks shared out over what all steps took by the clock."""
    ticks, spent, total, days = np.zeros(13, np.int64), np.zeros(12, np.int64), 0.0, simulation.live

    def timed(*arguments: object) -> None:
        nonlocal total
        begun = time.perf_counter()
        timed_days(*arguments, ticks, spent)
        total += time.perf_counter() - begun

    simulation.live = timed
    try:
        simulate(STRATEGY, years=0.1, warm=state)  # compiles
        spent[:], total = 0, 0.0
        found = simulate(STRATEGY, years=YEARS, warm=state)
    finally:
        simulation.live = days
    assert found.measures == simulate(STRATEGY, years=YEARS, warm=state).measures, "the steps here are not those of a day"
    return spent * total / spent.sum()


def steps() -> Iterable[Row]:
    """Microseconds of a day in each step, at two scales; and the tables that a day goes through."""
    found, tables = [], {}
    for scale in SCALES.values():
        state = warm_up(scale=scale, warm_up_years=1.0)
        found.append(seconds_by_step(state) / (YEARS * 365.0) * 1e6)
        tables = {name: table.nbytes / 2**20 for name, table in state.world._asdict().items() if isinstance(table, np.ndarray)}
    for step, *times in zip(STEPS, *found, strict=True):
        yield Row(step, ", ".join(f"{spent:,.0f} µs at {name}" for name, spent in zip(SCALES, times, strict=True)))
    yield Row("a day", ", ".join(f"{times.sum():,.0f} µs at {name}" for name, times in zip(SCALES, found, strict=True)))
    largest = sorted(tables, key=tables.__getitem__, reverse=True)[:8]
    yield Row("largest tables at 1:1, MiB", ", ".join(f"{name} {tables[name]:.1f}" for name in largest))


SECTIONS = (steps,)
