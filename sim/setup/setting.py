"""What a world is before anyone responds, and what is refused before it is founded."""

from datetime import date, datetime
from numbers import Real
from typing import NamedTuple

import numpy as np

from sim.evidence import nearest
from sim.parameters import Parameters
from sim.policy.strategies import Strategy, named
from sim.scenarios import SCENARIOS, Scenario
from sim.setup.bounds import (
    FIRST_YEAR,
    GREATEST_SEED,
    LARGEST_SCALE,
    LAST_YEAR,
    LONGEST_ANALYSIS,
    LONGEST_WARM_UP,
    SMALLEST_SCALE,
)


class Setting(NamedTuple):
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
        ValueError: No scenario has this name.
    """
    if not isinstance(name, str) or name not in SCENARIOS:
        raise ValueError(f"{name!r} is not a scenario: {', '.join(SCENARIOS)}{nearest(str(name), SCENARIOS)}")
    return SCENARIOS[name]


def checked_number(name: str, value: object, expected: str) -> float:
    """A number as it was given.

    Raises:
        ValueError: It is none (text, a truth value, nothing at all).
    """
    if isinstance(value, bool) or not isinstance(value, Real):
        raise ValueError(f"{name} = {value!r} is not a number: it is {expected}")
    return value  # type: ignore[return-value]


def checked_seed(value: object, name: str = "seed") -> int:
    """A seed as a whole number.

    Raises:
        ValueError: It is not one, or below 0 or above `GREATEST_SEED`.
    """
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or not 0 <= value <= GREATEST_SEED:
        raise ValueError(
            f"{name} = {value!r} is not a whole number, 0 or more and at most 2**63 - 1: a world's luck is born of it"
        )
    return int(value)


def checked_strategy(choice: object) -> Strategy:
    """A preset by its name, or a strategy as it is.

    Raises:
        ValueError: It is neither.
    """
    if not isinstance(choice, str | Strategy):
        raise ValueError(f"strategy = {choice!r} is not a strategy: give a preset's name, or a Strategy")
    return named(choice)


def checked_parameters(p: object) -> Parameters:
    """Parameters as they are; the best values where none are given.

    Raises:
        ValueError: It is something else, as a dict of values.
    """
    if p is None:
        return Parameters()
    if not isinstance(p, Parameters):
        raise ValueError(
            f"the parameters are of type {type(p).__name__}, not Parameters: give changed(Parameters(), name=value)"
        )
    return p


def check(setting: Setting) -> None:
    """Refuse a setting that no world can have.

    Raises:
        ValueError: Scale, seed, start, scenario, warm-up or parameters are of the wrong type or outside their bounds.
    """
    checked_parameters(setting.p)
    bounds = f"{SMALLEST_SCALE:g} to {LARGEST_SCALE:g}"
    if not SMALLEST_SCALE <= checked_number("scale", setting.scale, bounds) <= LARGEST_SCALE:
        raise ValueError(
            f"scale = {setting.scale:g} is outside {bounds}: below, an area is less than one line; above, no more people"
        )
    bounds = f"0 to {LONGEST_WARM_UP:g}"
    if not 0.0 <= checked_number("warm_up_years", setting.warm_up_years, bounds) <= LONGEST_WARM_UP:
        raise ValueError(f"warm_up_years = {setting.warm_up_years:g} is outside {bounds}")
    checked_seed(setting.seed)
    if not isinstance(setting.start, date) or isinstance(setting.start, datetime):
        raise ValueError(f"start = {setting.start!r} is not a date: give one like date(2019, 1, 1)")
    if not FIRST_YEAR <= setting.start.year <= LAST_YEAR:
        raise ValueError(f"start = {setting.start} is outside {FIRST_YEAR} to {LAST_YEAR}: the figures are of 2018 to 2025")
    checked_scenario(setting.scenario)


def checked_years(years: object) -> float:
    """Years to analyse.

    Raises:
        ValueError: It is no number, none, or more than the most.
    """
    bounds = f"more than 0, at most {LONGEST_ANALYSIS:g}"
    number = checked_number("years", years, bounds)
    if not 0.0 < number <= LONGEST_ANALYSIS:
        raise ValueError(f"years = {number:g} is not {bounds}")
    return number
