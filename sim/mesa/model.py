"""The model as Mesa knows it: one world under one strategy, a day a step, with the numbers of `simulate`, to the bit."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import mesa  # type: ignore[import-untyped]
import numpy as np

from sim.evidence.problems import Refused, unknown
from sim.measures import MEASURES, Books, Pair
from sim.mesa.agents import VIEWS, RowSet, register_bodies
from sim.parameters import Parameters
from sim.policy.schedule import Calendar
from sim.policy.strategies import Strategy
from sim.setup.bounds import within
from sim.setup.world_settings import checked_strategy
from sim.simulation.simulate import Run, warm_up
from sim.state.world import World

if TYPE_CHECKING:
    from sim.simulation.result import Result

DAILY = (
    "child_days_exploited_by_lines",
    "lines_operating",
    "lines_closed",
    "children_criminalised",
    "serious_violence",
)
"""Measures collected each day unless others are asked for."""


class CountyLinesModel(mesa.Model):
    """County lines in England and Wales: 43 force areas, their people, their lines, and one strategy of response.

    Attributes:
        strategy: The response that is lived.
        parameters: The uncertain numbers of this world.
        today: The day that the next step lives.
        datacollector: What was measured each day, for England and Wales at 1:1.

    Forces, regional units, transport police and the national centre are registered agents, in `agents`. Young people,
    exploited children, adults, lines, groups and dealers are rows of the engine's tables; `agents_by_type` gives agent
    sets of views of them, which can be selected, grouped, aggregated and collected.
    """

    def __init__(
        self,
        strategy: str | Strategy = "as_inspected",
        parameters: Parameters | None = None,
        *,
        scale: float = 0.05,
        rng: int = 1,
        start: date = date(2019, 1, 1),
        scenario: str = "steady",
        warm_up_years: float = 0.0,
        measures: Sequence[str] = DAILY,
    ) -> None:
        """Found the world, and live through the warm-up under `as_inspected`.

        Args:
            strategy: A preset's name, or a `Strategy`.
            parameters: Parameters of the world (best values if left out).
            scale: Agents per person, 0.01 to 1.
            rng: The seed, a whole number, 0 to 2**63 - 1; everyone's luck is born of it, and so is Mesa's own generator.
            start: First day of the strategy.
            scenario: The world to assume.
            warm_up_years: Years before `start`, under `as_inspected`, not analysed.
            measures: Names of the measures to collect each day.

        Raises:
            ValueError: A name is unknown, or a value of the wrong type or outside its bounds.
        """
        seed = int(
            within("seed", rng, "rng")
        )  # before Mesa, whose generators take more, and fail on the rest in their own words
        super().__init__(rng=seed)
        self.strategy = checked_strategy(strategy)
        state = warm_up(parameters, scale=scale, seed=seed, start=start, scenario=scenario, warm_up_years=warm_up_years)
        self.setting = state.setting
        self.parameters = state.setting.p
        self.calendar = Calendar(self.strategy, self.parameters, start, len(state.world.bodies))
        self.run = Run(state, self.calendar)
        register_bodies(self)
        reporters: dict[str, Any] = {name: partial(daily, name=checked_measure(name)) for name in measures}
        self.datacollector = mesa.DataCollector(model_reporters={"date": yesterday, **reporters})

    def step(self) -> None:
        """One day, in the order of the ODD document.

        The eleven steps stand once, in `sim.day.live`: supply, groups, grooming, control, detection, intelligence, tasking,
        justice, safeguarding, aftermath, recording. They are compiled together, and live one day here and many days in
        `sim.simulate`: called one by one from Python they would cost more than they do. Before them stands what changes on
        some days only: newcomers, the strategy's policy table, and the scene.
        """
        self.run.live_until(self.run.state.today + 1)
        self.datacollector.collect(self)

    @property
    def world(self) -> World:
        """The tables as they are this morning (a table that grew is another array: do not keep it)."""
        return self.run.state.world

    @property
    def today(self) -> date:
        """The day that the next step lives."""
        return date.fromordinal(self.run.state.today)

    @property
    def agents_by_type(self) -> dict[type, Any]:
        """Mesa's agent sets by type: the registered bodies, and views of the rows of the engine's tables."""
        return {**super().agents_by_type, **{view: RowSet.from_model(self, view) for view in VIEWS}}

    @property
    def agent_types(self) -> list[type]:
        """All types of agent, registered and viewed."""
        return [*super().agent_types, *VIEWS]

    def result(self) -> "Result":
        """The result of the days so far: the same as `simulate` gives for as many days.

        Raises:
            ValueError: No day has been lived yet.
        """
        from sim.simulation.result import Result

        return Result.from_run(self.setting, self.strategy, self.calendar, self.run.record())


def daily(model: CountyLinesModel, name: str) -> float:
    """A measure of the day just lived, for England and Wales at 1:1 (a ratio: NaN where it does not exist)."""
    of = MEASURES[name].compute
    if of is None:  # worked out from a whole run
        return float("nan")
    made = of(Books(*model.run.last_day(), model.parameters))
    if isinstance(made, Pair):
        below = float(np.sum(made.below))
        return float(np.sum(made.above)) / below if below else float("nan")
    return float(np.sum(made)) / model.setting.scale


def yesterday(model: CountyLinesModel) -> date:
    """The day just lived."""
    return date.fromordinal(model.run.state.today - 1)


def checked_measure(name: str) -> str:
    """The name of a measure.

    Raises:
        Refused: No measure is called so; with the nearest name.
    """
    if name not in MEASURES:
        raise Refused([unknown(name, MEASURES, "a measure", ("measures",))])
    return name
