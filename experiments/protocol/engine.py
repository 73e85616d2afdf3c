"""A model that the corridor can run, and what one run of it gives. The default engine is named here, not imported."""

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol

import numpy as np

from experiments.protocol.design import Arm, Block

SIM = "experiments.run.model:SimEngine"


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
    """Functions `parameters levers strategies measures structures scenarios areas`, lists of dicts as `sim.documents.catalogue`'s."""

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


def needed_measures(engine: Engine) -> frozenset[str]:
    """Measures that exist in every run: all of the catalogue but ratios, where there may be nothing to divide by."""
    return frozenset(row["name"] for row in engine.catalogue.measures() if row["over"] != "ratio")
