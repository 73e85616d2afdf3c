"""What a world is before anyone responds, and what is refused before it is founded."""

from datetime import date
from typing import NamedTuple

from sim.evidence.problems import Problem, Refused, collecting, shown, unknown
from sim.parameters import Parameters
from sim.policy.strategies import Strategy, named
from sim.scenarios import SCENARIOS, Scenario
from sim.setup.bounds import within


class WorldSettings(NamedTuple):
    """What a world is, before anyone responds: the same for all strategies compared."""

    p: Parameters
    scale: float
    seed: int
    start: date
    scenario: str
    warm_up_years: float


def checked_scenario(name: str) -> Scenario:
    """A scenario by its name.

    Raises:
        Refused: No scenario has this name.
    """
    if not isinstance(name, str) or name not in SCENARIOS:
        raise Refused([unknown(name, SCENARIOS, "one of the scenarios: " + ", ".join(SCENARIOS), ("scenario",))])
    return SCENARIOS[name]


def checked_strategy(choice: object) -> Strategy:
    """A preset by its name, or a strategy as it is.

    Raises:
        Refused: It is neither.
    """
    if not isinstance(choice, str | Strategy):
        raise Refused([Problem(("strategy",), shown(choice), "a preset's name, or a Strategy")])
    return named(choice)


def checked_parameters(p: object) -> Parameters:
    """Parameters as they are; the best values where none are given.

    Raises:
        Refused: It is something else, as a dict of values.
    """
    if p is None:
        return Parameters()
    if not isinstance(p, Parameters):
        raise Refused(
            [Problem(("p",), f"the type {type(p).__name__}", "Parameters, as changed(Parameters(), name=value) gives")]
        )
    return p


def check(setting: WorldSettings) -> None:
    """Refuse a setting that no world can have.

    Raises:
        Refused: Scale, seed, start, scenario, warm-up or parameters are of the wrong type or outside their bounds.
    """
    checked_parameters(setting.p)
    problems: list[Problem] = []
    for name in ("scale", "warm_up_years", "seed", "start"):
        with collecting(problems):
            within(name, getattr(setting, name))
    if problems:
        raise Refused(problems)
    checked_scenario(setting.scenario)
