"""Rows to outcomes: the engine protocol, the default engine (`sim`), and the function that a worker runs."""

import importlib
import math
import time
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol

import numpy as np

from experiments.design import Arm, Block, Row

SIM = "experiments.run:SimEngine"
LOCAL_ERRORS = (OSError, MemoryError)


@dataclass
class Series:
    """Values by month and area: `values` is float64 of shape (months, areas, measures).

    `all_days`, of shape (areas, measures), has the ratios over all analysed days, which their months can't tell (a ratio of
    sums is no mean of ratios); it is NaN for other measures, and None for a model without ratios by area.
    """

    months: Sequence[str]
    areas: Sequence[str]
    measures: Sequence[str]
    values: np.ndarray
    all_days: np.ndarray | None = None

    def only(self, areas: slice, measures: Sequence[int] | slice = slice(None)) -> "Series":
        """Some areas, and of these some measures by their place."""
        names = list(self.measures)[measures] if isinstance(measures, slice) else [self.measures[place] for place in measures]
        all_days = None if self.all_days is None else np.array(self.all_days[areas, :][:, measures])
        values = np.array(self.values[:, areas, :][:, :, measures])
        return Series(self.months, list(self.areas)[areas], names, values, all_days)


@dataclass
class Outcome:
    """What one run gives: a number for each measure, and where the engine has them, values by month and area."""

    measures: Mapping[str, float]
    series: Series | None = None


class Engine(Protocol):
    """A model that the corridor can run. It is named by reference (`module:attribute`), so that workers import it."""

    catalogue: Any
    """Functions `parameters levers strategies measures structures scenarios areas`, lists of dicts as `sim.catalogue`'s."""

    def source_hash(self) -> str:
        """Digest of everything in the model that decides its numbers."""

    def prepare(self) -> None:
        """Load and compile once, before any worker starts."""

    def start(self, block: Block) -> Any:
        """The burnt-in state of a block, from which its strategies branch."""

    def finish(self, state: Any, block: Block, arm: Arm) -> Outcome:
        """One strategy from the burnt-in state, which is not changed."""

    def check(self, arm: Arm) -> None:
        """Raise ValueError, with the message to show, when a strategy can't be made."""

    def idle(self, arm: Arm) -> dict[str, str]:
        """Components (`lever.name`) that an own strategy sets and that would change nothing, each with why and the way out."""


class SimEngine:
    """The county lines model."""

    @property
    def catalogue(self) -> Any:
        """The model's own catalogue."""
        from sim import catalogue

        return catalogue

    def source_hash(self) -> str:
        """The digest of `sim`'s sources and data."""
        return str(self.catalogue.source_hash())

    def prepare(self) -> None:
        """Compile the kernels by running a tiny world for a few days' worth of months."""
        from sim import simulate

        simulate("as_inspected", scale=0.01, years=1 / 12, seed=1)

    def start(self, block: Block) -> Any:
        """Burn a world in under `as_inspected` up to the first analysed day."""
        from sim import warm_up

        world = block.world
        return warm_up(
            self._parameters(block),
            scale=world["scale"],
            seed=block.seed,
            start=world["start"],
            scenario=block.scenario,
            warm_up_years=world["warm_up_years"],
        )

    def finish(self, state: Any, block: Block, arm: Arm) -> Outcome:
        """Branch one strategy from the burnt-in state and run it to the end."""
        from sim import simulate

        result = simulate(self._strategy(arm), self._parameters(block), years=block.world["years"], warm=state)
        return Outcome(dict(result.measures), self.series(result))

    def series(self, result: Any) -> Series:
        """A result's values by month and area, and its ratios by area over all days."""
        ratios = {row["name"] for row in self.catalogue.measures() if row["over"] == "ratio"}
        places = [name in ratios for name in result.monthly_measures]
        all_days = np.where(places, result.area_values, np.nan)
        return Series(result.months, result.areas, result.monthly_measures, result.values, all_days)

    def check(self, arm: Arm) -> None:
        """Make the strategy, which raises ValueError when it can't be."""
        self._strategy(arm)

    def idle(self, arm: Arm) -> dict[str, str]:
        """Components that an own strategy sets and that change nothing, each with what it says of it."""
        from sim.own import silently_idle

        return {said.partition(" = ")[0]: said.partition(" changes nothing ")[2] for said in silently_idle(self._strategy(arm))}

    def components(self, strategy: str, as_numbers: bool = False) -> dict[str, dict[str, Any]]:
        """What a preset sets, lever by lever, itself and all it is built on; values given by a parameter's name keep it.

        Args:
            strategy: the preset's name.
            as_numbers: such values as the numbers they are at the best values of the parameters.
        """
        from sim import Parameters
        from sim.levers import components
        from sim.strategies import flat, named, resolved

        numbers = flat(Parameters())
        found: dict[str, dict[str, Any]] = {}
        for change in (change for one in named(strategy).chain() for change in one.changes):
            for lever, values in change.settings.items():
                for component, value in values.items():
                    choice = hasattr(components(lever)[component], "choices")
                    plain = resolved(value, lever, component, numbers) if as_numbers and not choice else value
                    found.setdefault(lever, {})[component] = plain
                if change.areas:
                    found[lever]["areas"] = list(change.areas)
        return found

    def _strategy(self, arm: Arm) -> Any:
        content = dict(arm.content)
        if "preset" in content:
            return content["preset"]
        from sim.strategies import own_strategy

        return own_strategy(arm.name, content, part=True)

    def _parameters(self, block: Block) -> Any:
        from sim import Outside, Parameters, changed

        outside = block.world.get("outside", {})
        values = {
            name: Outside(value, outside[name]) if name in outside else value
            for name, value in {**block.parameters, **block.structure}.items()
        }
        return changed(Parameters(), **values)


@cache
def load_engine(reference: str) -> Engine:
    """The engine that a reference `module:attribute` names, made once in each process.

    Raises:
        ValueError: when there is no such module or attribute.
    """
    module, _, name = reference.partition(":")
    try:
        made = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise ValueError(f"no engine {reference!r}: {error}") from error
    engine: Engine = made() if isinstance(made, type) else made
    return engine


class WrongSource(Exception):
    """A worker on another machine has another source of the model: its numbers would not be this experiment's."""


@cache
def _source_here(reference: str) -> str:
    return load_engine(reference).source_hash()


@dataclass(frozen=True)
class Work:
    """A part of a task: one block and those of its arms that are still to run."""

    block: Block
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Settings:
    """What a worker needs to know beside the rows: the engine, what of the series to keep, the time limit of a run.

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


@dataclass
class Finished:
    """What became of one run: measures and series, or an error. `seconds` counts its own time, not the warm-up's."""

    run: str
    measures: Mapping[str, float] = field(default_factory=dict)
    series: list[Series] = field(default_factory=list)
    error: str = ""
    details: str = ""
    seconds: float = 0.0
    warm_up_seconds: float = 0.0


def run_task(works: Sequence[Work], settings: Settings) -> list[Finished]:
    """Run whole blocks one after another; an error of the model is an outcome of its run, never of the task.

    Raises:
        OSError, MemoryError: trouble of the machine, which says nothing about the run.
    """
    engine = load_engine(settings.engine)
    here = _source_here(settings.engine)
    if settings.source and here != settings.source:
        raise WrongSource(
            f"a worker has another source of the model ({here[:12]}) than this program began with ({settings.source[:12]}): "
            "it was changed meanwhile, or the worker's machine has other code"
        )
    return [finished for work in works for finished in _run_block(engine, work, settings)]


def _run_block(engine: Engine, work: Work, settings: Settings) -> list[Finished]:
    begun = time.perf_counter()
    try:
        state = engine.start(work.block)
    except LOCAL_ERRORS:
        raise
    except Exception as error:
        return [_failure(row, "in the warm-up, " + _said(error), traceback.format_exc()) for row in work.rows]
    warm = time.perf_counter() - begun
    if warm > settings.time_limit:
        return [_failure(row, _late("the warm-up", warm, settings.time_limit), seconds=warm) for row in work.rows]
    finished = [_run_arm(engine, state, row, settings) for row in work.rows]
    if finished:
        finished[0].warm_up_seconds = warm
    return finished


def _run_arm(engine: Engine, state: Any, row: Row, settings: Settings) -> Finished:
    begun = time.perf_counter()
    try:
        outcome = engine.finish(state, row.block, row.arm)
    except LOCAL_ERRORS:
        raise
    except Exception as error:
        return _failure(row, _said(error), traceback.format_exc())
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


def needed_measures(engine: Engine) -> frozenset[str]:
    """Measures that exist in every run: all of the catalogue but ratios, where there may be nothing to divide by."""
    return frozenset(row["name"] for row in engine.catalogue.measures() if row["over"] != "ratio")


def _kept(series: Series | None, settings: Settings) -> list[Series]:
    """What of a series is stored: the whole country for every measure, single areas for the measures asked for."""
    if series is None or settings.series == "none":
        return []
    national = series.only(slice(-1, None))
    if settings.series == "national":
        return [national]
    if settings.by_area is None:
        return [series]
    chosen = [place for place, name in enumerate(series.measures) if name in settings.by_area]
    return [national, series.only(slice(0, -1), chosen)] if chosen else [national]


def _failure(row: Row, error: str, details: str = "", seconds: float = 0.0) -> Finished:
    return Finished(row.run, error=error, details=details, seconds=seconds)


def _said(error: Exception) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _late(what: str, seconds: float, limit: float) -> str:
    return f"time limit: {what} took {seconds:.1f} s, more than {limit:g} s"
