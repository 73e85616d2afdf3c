"""What a worker runs: whole blocks, one after another; an error of the model is an outcome of its run."""

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from experiments.protocol.design import Block, Row
from experiments.protocol.engine import Engine, Finished, Series, load_engine

LOCAL_ERRORS = (OSError, MemoryError)


class WrongSource(Exception):
    """A worker on another machine has another source of the model: its numbers would not be this experiment's."""


class NoWorker(Exception):
    """Workers can't begin: the engine does not load in them, or they end at once."""


@cache
def _source_here(reference: str) -> str:
    return load_engine(reference).source_hash()


@dataclass(frozen=True)
class Work:
    """A part of a task: one block and those of its arms that are still to run."""

    block: Block
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class WorkerOptions:
    """A worker's options: the engine, which series to keep, the time limit of a run.

    `source` is the model's source hash, which a worker's own must equal. `series` is `areas`, `national` or `none`;
    `by_area` names the measures kept by area (None: all).
    `needed` names the measures that must be numbers in every run (None: all); others may not exist (a ratio of nothing).
    """

    engine: str
    source: str = ""
    series: str = "none"
    by_area: frozenset[str] | None = None
    needed: frozenset[str] | None = None
    time_limit: float = math.inf


def run_task(works: Sequence[Work], settings: WorkerOptions) -> list[Finished]:
    """Run whole blocks one after another; an error of the model is an outcome of its run, never of the task.

    Raises:
        OSError, MemoryError: trouble of the machine, which says nothing about the run.
        NoWorker, WrongSource: the engine can't be loaded here, or is another than the program's.
    """
    try:
        engine = load_engine(settings.engine)
    except Exception as error:
        raise NoWorker(f"a worker could not begin: {_said(error)}") from None
    here = _source_here(settings.engine)
    if settings.source and here != settings.source:
        raise WrongSource(
            f"a worker has another source of the model ({here[:12]}) than this program began with ({settings.source[:12]}): "
            "it was changed meanwhile, or the worker's machine has other code"
        )
    return [finished for work in works for finished in _run_block(engine, work, settings)]


def _run_block(engine: Engine, work: Work, settings: WorkerOptions) -> list[Finished]:
    begun = time.perf_counter()
    try:
        state = engine.start(work.block)
    except LOCAL_ERRORS:
        raise
    except Exception as error:
        return [_failure(row, "in the warm-up, " + _said(error)) for row in work.rows]
    warm = time.perf_counter() - begun
    if warm > settings.time_limit:
        return [_failure(row, _late("the warm-up", warm, settings.time_limit), seconds=warm) for row in work.rows]
    finished = [_run_arm(engine, state, row, settings) for row in work.rows]
    if finished:
        finished[0].warm_up_seconds = warm
    return finished


def _run_arm(engine: Engine, state: Any, row: Row, settings: WorkerOptions) -> Finished:
    begun = time.perf_counter()
    try:
        outcome = engine.finish(state, row.block, row.arm)
    except LOCAL_ERRORS:
        raise
    except Exception as error:
        return _failure(row, _said(error))
    seconds = time.perf_counter() - begun
    if seconds > settings.time_limit:
        return _failure(row, _late("the run", seconds, settings.time_limit), seconds=seconds)
    broken = not_numbers(outcome.measures, settings.needed)
    if broken:
        return _failure(row, "not a number: " + ", ".join(broken[:5]), seconds=seconds)
    measures = {name: float(value) for name, value in outcome.measures.items()}
    return Finished(row.run, measures, _kept(outcome.series, settings), seconds=seconds)


def not_numbers(measures: Mapping[str, float], needed: frozenset[str] | None) -> list[str]:
    """What is wrong with a run's measures: infinite, or no number (or not there) where there must be one.

    Args:
        measures: the run's measures.
        needed: names of measures that exist in every run; None for all.
    """
    broken = [
        f"{name} = {value}"
        for name, value in measures.items()
        if math.isinf(value) or (math.isnan(value) and (needed is None or name in needed))
    ]
    return broken + [f"no {name}" for name in sorted(needed or ()) if name not in measures]


def _kept(series: Series | None, settings: WorkerOptions) -> list[Series]:
    """The part of a series that is stored: the whole country for every measure, single areas for the measures asked for."""
    if series is None or settings.series == "none":
        return []
    national = series.only(slice(-1, None))
    if settings.series == "national":
        return [national]
    if settings.by_area is None:
        return [series]
    chosen = [place for place, name in enumerate(series.measures) if name in settings.by_area]
    return [national, series.only(slice(0, -1), chosen)] if chosen else [national]


def _failure(row: Row, error: str, seconds: float = 0.0) -> Finished:
    return Finished(row.run, error=error, seconds=seconds)


def _said(error: Exception) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _late(what: str, seconds: float, limit: float) -> str:
    return f"time limit: {what} took {seconds:.1f} s, more than {limit:g} s"
