"""What an experiment would run, and an estimate of its time and disk space from a short timing on this machine."""

import dataclasses
import itertools
import time
from collections.abc import Callable, Sequence
from concurrent.futures import wait
from typing import Any, cast

from experiments.config.load import Loaded
from experiments.design import equal
from experiments.protocol.design import Design
from experiments.protocol.engine import Finished, load_engine, needed_measures
from experiments.protocol.kinds import KINDS
from experiments.protocol.problems import Unusable
from experiments.protocol.promise import Promise
from experiments.run.cluster import LOOK_SECONDS, DaskPool
from experiments.run.execute import default_limit
from experiments.run.pool import WorkerLost, usable_cpus
from experiments.run.worker import NoWorker, Work, WorkerOptions, WrongSource, run_task

TIMING_SECONDS = 3.0
SHARED = 0.9
"""The share of a processor's time that a worker gets: two local processes do 1.8 times the work of one."""
START_SECONDS = 3.0


Runner = Callable[[list[Work], WorkerOptions], Sequence[Finished]]
"""Runs a task where the experiment would: here, or on a worker of a cluster."""


def plan_on(loaded: Loaded, scheduler: str, say: Callable[[str], None]) -> dict[str, Any]:
    """The plan on a Dask cluster as it stands now: its workers' number, and their speed.

    Raises:
        Unusable: there is no such cluster, it has no worker, or a worker has another version of the model.
    """
    pool, patience = DaskPool(scheduler), loaded.experiment.execution.worker_wait_seconds

    def on_worker(works: list[Work], options: WorkerOptions) -> Sequence[Finished]:
        options = dataclasses.replace(options, source=loaded.engine.source_hash())
        answer = pool.submit(_prepared_task, (works, options), None)
        while not wait([answer], timeout=LOOK_SECONDS).done:
            if pool.without_workers() > patience:
                raise NoWorker(f"no worker for {patience:g} s")
        return cast(list[Finished], answer.result())

    try:
        return plan_of(loaded, pool.slots, say, on_worker)
    except (NoWorker, WrongSource, WorkerLost) as error:
        raise Unusable.because("--scheduler", str(error), "a cluster whose workers run this version") from None
    finally:
        pool.stop()


def _prepared_task(works: list[Work], options: WorkerOptions) -> list[Finished]:
    """A task on a worker that has compiled the model before its time is taken."""
    load_engine(options.engine).prepare(lambda _: None)
    return run_task(works, options)


def plan_of(loaded: Loaded, workers: int | None, say: Callable[[str], None], runner: Runner = run_task) -> dict[str, Any]:
    """The plan of `check`: counts, seconds, core hours and megabytes, as timed (no times where no timed run ended well)."""
    engine = loaded.engine
    design: Design = KINDS[loaded.experiment.kind].required("design")(loaded.experiment, engine, engine.source_hash())
    engine.prepare(say)
    warm, each, problem = timing(design, loaded.experiment.execution.engine, runner)
    wanted = equal.variants(loaded.experiment, engine, design)
    pilots = len(wanted) * equal.USUAL_TRIALS * dataclasses.replace(equal.pilot(design), arms=design.arms[:1]).count()
    apart = [one.arm(equal.Scaling(local=float(1 + place))) for place, one in enumerate(wanted)]  # none need be another's run
    design = dataclasses.replace(design, arms=(*design.arms, *apart))
    counted = _counted(loaded, design, pilots)
    known = each > 0.0
    processes = usable_cpus() if workers is None else workers
    work = counted["warm_ups"] * warm + (counted["runs"] + pilots) * each
    given = loaded.experiment.execution.time_limit_seconds
    speed = processes if processes == 1 else processes * SHARED
    return counted | {
        "warm_up_seconds": warm if known else None,
        "run_seconds": each if known else None,
        "workers": processes,
        "seconds": START_SECONDS + work / speed if known else None,
        "core_hours": work / 3600.0 if known else None,
        "megabytes": _megabytes(loaded, counted["runs"]),
        "time_limit_seconds": given or default_limit(max(warm, each)),
        "timing_failed": problem,
        **_promised(loaded, warm, each, speed),
    }


def _counted(loaded: Loaded, design: Design, pilots: int) -> dict[str, Any]:
    """What would run, without any time."""
    replications = max(design.replications_of(point) for point in range(len(design.points)))
    asked, runs, blocks = loaded.experiment.replications, design.count(), design.count_blocks()
    most = asked.at_most if asked.precision is not None else replications
    return {
        "kind": loaded.experiment.kind,
        "title": loaded.experiment.title,
        "scenarios": len(design.scenarios),
        "strategies": len(design.arms),
        "points": len(design.points),
        "replications": replications,
        "uneven": len({design.replications_of(point) for point in range(len(design.points))}) > 1,
        "runs": runs,
        "at_most_runs": runs // max(replications, 1) * max(most, replications),
        "pilot_runs": pilots,
        "aa_runs": blocks // 2 if design.again else 0,
        "warm_ups": blocks,
    }


def _promised(loaded: Loaded, warm: float, each: float, speed: float) -> dict[str, Any]:
    """What all steps should resolve, with their runs and seconds; and how many times the effort's work that is here.

    An effort is planned by a nominal speed, so that a config gives the same design on every machine; what this one has time
    for is said, to be put into the config by who wants it.
    """
    promises = KINDS[loaded.experiment.kind].function("promises")
    if promises is None:
        return {}
    promise: Promise = promises(loaded.experiment, loaded.engine)
    work = promise.warm_ups * warm + promise.runs * each
    return {
        "promise": promise.says,
        "all_runs": promise.runs,
        "all_seconds": START_SECONDS + work / speed if each > 0.0 else None,
        "all_megabytes": _megabytes(loaded, promise.runs),
        "of_effort": work / promise.budget if promise.budget and each > 0.0 else None,
        "size": promise.size,
        "size_here": promise.fitting(work) if each > 0.0 else None,
    }


def timing(design: Design, engine: str, runner: Runner) -> tuple[float, float, str]:
    """Seconds of a warm-up and of a run: blocks of the design, at its own scale and years, for a few seconds.

    Returns:
        Seconds of a warm-up and of a run that did not fail (0 where all did), and the error of the first that failed.
    """
    begun = time.perf_counter()
    settings = WorkerOptions(engine=engine, needed=needed_measures(load_engine(engine)))
    timed: list[Finished] = []
    for block, rows in itertools.groupby(design.rows(), key=lambda row: row.block):
        timed += runner([Work(block, tuple(itertools.islice(rows, 2)))], settings)
        if time.perf_counter() - begun > TIMING_SECONDS:
            break
    warm = [one.warm_up_seconds for one in timed if one.warm_up_seconds]
    each = [one.seconds for one in timed if not one.error]
    return _mean(warm), _mean(each), next((one.error for one in timed if one.error), "")


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _megabytes(loaded: Loaded, runs: int) -> float:
    """Disk space of runs and series: 12 bytes a measure of a run, 1.7 a monthly value (seen in the main job), 20 MB of figures."""
    measures = len(loaded.engine.catalogue.measures())
    months = loaded.experiment.world.years * 12.0
    kept = loaded.experiment.output.series or KINDS[loaded.experiment.kind].series
    by_area = {"areas": 43.0, "national": 0.0, "none": 0.0}[kept]
    chosen = loaded.experiment.output.by_area
    wide = (
        measures if chosen == "all" else max(3, len(loaded.experiment.measures.primary) if chosen == "primary" else len(chosen))
    )
    values = 0.0 if kept == "none" else months * (measures + by_area * wide)
    return 20.0 + runs * (12.0 * measures + 1.7 * values) / 1e6
