"""A model that the corridor can run, and what one run returns. The default engine is named here, not imported."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import entry_points
from typing import Any, Protocol

import numpy as np

from experiments.protocol.design import Arm, Block

GROUP = "countylines.engines"
"""The entry points under which engines are installed: nothing else is imported because a config names it."""
SIM = "county_lines"

type InputProblem = tuple[tuple[str | int, ...], str, str, str]
"""What is wrong with an input: the keys that lead to it, what was found, what was expected, the nearest valid name."""


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
    """What one run returns: a number for each measure, and where the engine has them, values by month and area."""

    measures: Mapping[str, float]
    series: Series | None = None


class Engine(Protocol):
    """A model that the corridor can run, under the name it is installed with, so that workers find it."""

    catalogue: Any
    """Functions `parameters levers strategies measures structures scenarios areas`, lists of dicts as `sim.documents.catalogue`'s.

    An engine whose strategies can be compared at equal means also has `equalities`; `finish` then takes arms with `means` in their
    content: `beside` (another arm's content), `scaled`, `factor` and `local`. It may have `means_apart(arm, other)`, the means that two
    strategies set otherwise: what can scale no others is then one run, whatever it is made equal in.
    """

    def source_hash(self) -> str:
        """Digest of everything in the model that decides its numbers."""

    def prepare(self, say: Callable[[str], None]) -> None:
        """Load and compile once, before any worker starts; report with `say` what takes long."""

    def start(self, block: Block) -> Any:
        """The burnt-in state of a block, from which its strategies branch."""

    def finish(self, state: Any, block: Block, arm: Arm) -> Outcome:
        """One strategy from the burnt-in state, which is not changed."""

    def wrong_parameter(self, name: str, value: Any) -> Sequence[InputProblem]:
        """What is wrong with a value of a parameter (also as `{value, reason}`) or of a switch, by keys within the value."""

    def wrong_strategy(self, name: str, content: Mapping[str, Any], part: bool = False) -> Sequence[InputProblem]:
        """What is wrong with an own strategy, by keys within its table; as `part` of a design a component may change nothing."""


@dataclass
class Finished:
    """The result of one run: measures and series, or an error. `seconds` counts its own time, not the warm-up's."""

    run: str
    measures: Mapping[str, float] = field(default_factory=dict)
    series: list[Series] = field(default_factory=list)
    error: str = ""
    seconds: float = 0.0
    warm_up_seconds: float = 0.0


def engine_names() -> list[str]:
    """The names of all installed engines."""
    return sorted(entry_points(group=GROUP).names)


@cache
def load_engine(name: str) -> Engine:
    """The installed engine of a name, made once in each process.

    Raises:
        ValueError: when none is installed under this name, or it does not load.
    """
    found = entry_points(group=GROUP, name=name)
    if not found:
        raise ValueError(f"no engine {name!r} is installed (there are: {', '.join(engine_names()) or 'none'})")
    try:
        made = next(iter(found)).load()
    except (ImportError, AttributeError) as error:
        raise ValueError(f"the engine {name!r} does not load: {error}") from error
    engine: Engine = made() if isinstance(made, type) else made
    return engine


def needed_measures(engine: Engine) -> frozenset[str]:
    """Measures that exist in every run: all of the catalogue but ratios, where there may be nothing to divide by."""
    return frozenset(row["name"] for row in engine.catalogue.measures() if row["over"] != "ratio")
