"""The default engine: the county lines model, `sim`."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.books.kept import column, shorter, sides
from experiments.protocol.design import Arm, Block
from experiments.protocol.engine import InputProblem, Outcome, Series
from experiments.run.with_books import run_with_books

if TYPE_CHECKING:
    from sim.evidence.problems import Problem


def _problems(make: Callable[[], object]) -> "list[Problem]":
    """What is refused when something is made."""
    from sim.evidence.problems import Problem, collecting

    problems: list[Problem] = []
    with collecting(problems):
        make()
    return problems


def _made(name: str, content: Mapping[str, Any]) -> Any:
    """A strategy from its content; `means` in it is how much it has beside another."""
    from sim.policy import named, own_strategy
    from sim.policy.strategies import Means

    own = {key: value for key, value in content.items() if key != "means"}
    strategy = named(own["preset"]) if "preset" in own else own_strategy(name, own, part=True)
    if "means" not in content:
        return strategy
    means = content["means"]
    beside = _made(name, means["beside"])
    return replace(strategy, means=Means(beside, tuple(means["scaled"]), means["factor"], means["local"]))


def _set_by(strategy: Any) -> Iterator[tuple[Any, Any, str, str, Any]]:
    """Each value that a strategy sets, itself and all it is built on: its date, the change that sets it, lever, component, value."""
    for starts, change in ((change.starts or one.starts, change) for one in strategy.chain() for change in one.changes):
        for lever, values in change.settings.items():
            yield from ((starts, change, lever, component, value) for component, value in values.items())


class SimEngine:
    """The county lines model."""

    @property
    def catalogue(self) -> Any:
        """The model's own catalogue."""
        from sim.documents import catalogue

        return catalogue

    def source_hash(self) -> str:
        """The digest of `sim`'s sources and data."""
        return str(self.catalogue.source_hash())

    def prepare(self, say: Callable[[str], None]) -> None:
        """Compile the kernels, and run a tiny world for a month; `say` that they compile, where they have not yet."""
        from sim import simulate
        from sim.engine import FIRST_START, is_compiled

        if not is_compiled():
            say(FIRST_START)
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

    def wrong_parameter(self, name: str, value: Any) -> Sequence[InputProblem]:
        """The problems that `changed` raises for a value."""
        from sim import Parameters, changed

        return [one._replace(path=one.path[1:]) for one in _problems(lambda: changed(Parameters(), **{name: value}))]

    def wrong_strategy(self, name: str, content: Mapping[str, Any], part: bool = False) -> Sequence[InputProblem]:
        """The problems that `own_strategy` raises for a table."""
        from sim.policy.from_config import own_strategy

        return _problems(lambda: own_strategy(name, content, part=part))

    def components(self, strategy: str, as_numbers: bool = False) -> dict[str, dict[str, Any]]:
        """What a preset sets, lever by lever, itself and all it is built on; values given by a parameter's name keep it.

        Args:
            strategy: the preset's name.
            as_numbers: such values as the numbers they are at the best values of the parameters.
        """
        from sim import Parameters
        from sim.policy.levers import components
        from sim.policy.strategies import flat, named, resolved

        numbers = flat(Parameters())
        found: dict[str, dict[str, Any]] = {}
        for _, change, lever, component, value in _set_by(named(strategy)):
            choice = hasattr(components(lever)[component], "choices")
            plain = resolved(value, lever, component, numbers) if as_numbers and not choice else value
            found.setdefault(lever, {})[component] = plain
            if change.areas:
                found[lever]["areas"] = list(change.areas)
        return found

    def held(self, strategy: str) -> dict[str, Any]:
        """What a preset has of each component, by `lever.component`, in every area and from the first day on.

        Components that come later, by and by, or in some areas are left out: no single value is what it has.
        """
        from sim.policy.strategies import named

        found = {row["name"]: row["idle"] for row in self.catalogue.levers()}
        for starts, change, lever, component, value in _set_by(named(strategy)):
            found.pop(f"{lever}.{component}", None)
            if starts is None and not change.ramp_days and not change.areas:
                found[f"{lever}.{component}"] = value
        return found

    def means_apart(self, one: Arm, other: Arm) -> set[str]:
        """The means (of `equalities`) that two strategies set otherwise; of no others can the one have more than the other."""
        from sim.policy.levers import components

        def means_set(arm: Arm) -> dict[str, list[tuple[Any, ...]]]:
            found: dict[str, list[tuple[Any, ...]]] = {}
            for starts, change, lever, component, value in _set_by(
                self._strategy(arm)
            ):  # in order: the last to set a value wins
                if means := getattr(components(lever)[component], "means", ""):
                    found.setdefault(means, []).append((lever, component, value, starts, change.ramp_days, change.areas))
            return found

        mine, its = means_set(one), means_set(other)
        return {means for means in mine.keys() | its.keys() if mine.get(means) != its.get(means)}

    def _strategy(self, arm: Arm) -> Any:
        return _made(arm.name, arm.content)

    def _parameters(self, block: Block) -> Any:
        from sim import Outside, Parameters, changed

        outside = block.world.get("outside", {})
        values = {
            name: Outside(value, outside[name]) if name in outside else value
            for name, value in {**block.parameters, **block.structure}.items()
        }
        return changed(Parameters(), **values)


class ComparisonEngine(SimEngine):
    """The county lines model, whose runs also keep what they had after each shorter horizon, and both sides of the balances."""

    def finish(self, state: Any, block: Block, arm: Arm) -> Outcome:
        """Branch one strategy from the burnt-in state, run it to the end, and look at it on the way."""
        years = block.world["years"]
        life = run_with_books(self._strategy(arm), years, state, shorter(years))
        measures = dict(life.result.measures)
        for look, so_far in life.early.items():
            measures |= {column(look, name): v for name, v in so_far.items() if math.isfinite(v)}
        return Outcome(measures | sides(life.record), self.series(life.result))
