"""Step 10, aftermath: succession, vacancies and who fills them, and what becomes of a closed line's children."""

import math

from sim.engine import rule
from sim.engine.luck import days_until, poisson, purpose, uniform
from sim.parameters import Parameters
from sim.rules.groups import expected_custom
from sim.state import Area, Episode, Line
from sim.state.time import YEAR_DAYS, YEAR_MONTHS

SUCCEEDED = purpose("line taken over")
SUCCESSION_DELAY = purpose("delay of a succession")
FILLED = purpose("vacancy filled")
TAKEN_ON = purpose("child of a closed line taken on")
IN_GROUP = purpose("child of a closed line stays with the group")
FIGHT = purpose("violence between crews")
BECOMES_DEALER = purpose("becomes a dealer at 18")
ALL_BUT_ONE_IN_100 = 0.99
"""A guard, above the range of `crew_reabsorbed`: where all stranded children are taken on, the rate would have no end."""


@rule
def is_taken_over(line: Line, ratio: float, p: Parameters, today: int) -> bool:
    """A line whose holder is charged is taken over by another member with `succession_probability`."""
    return uniform(line.luck, today, SUCCEEDED) < min(1.0, p.aftermath.succession_probability * ratio)


@rule
def succession_day(line: Line, p: Parameters, today: int) -> int:
    """Succession takes time (day of the new start)."""
    return today + days_until(uniform(line.luck, today, SUCCESSION_DELAY), p.aftermath.succession_delay)


@rule
def vacancies_filled(area: Area, p: Parameters, today: int) -> int:
    """How many vacant market places are filled today, beyond ordinary opening: fewer where a new line can expect little custom."""
    custom = min(1.0, expected_custom(area, p))
    return poisson(
        uniform(area.luck, today, FILLED), p.aftermath.vacancy_fill_rate * area.unfilled * custom * YEAR_MONTHS / YEAR_DAYS
    )


@rule
def vacancy_left(vacant: float, p: Parameters) -> float:
    """What is left of an area's vacant places (or of its fullness beyond them) after a day: custom drifts to others."""
    return vacant * (1.0 - 1.0 / p.aftermath.vacancy_life)


@rule
def violence_between_crews(area: Area, p: Parameters, today: int) -> int:
    """Crews fight over a market: by the lines there, and more where a place stands vacant (incidents today)."""
    ratio = 1.0 + (p.aftermath.vacancy_violence_ratio - 1.0) * area.heat
    return poisson(uniform(area.luck, today, FIGHT), p.aftermath.violence_between_crews * area.operating * ratio / YEAR_DAYS)


@rule
def rate_taken_on(episode: Episode, p: Parameters) -> float:
    """A child of a closed line is taken on within `stranded_days` with `crew_reabsorbed`; debt moves a child on faster (daily rate)."""
    rate = -math.log(1.0 - min(ALL_BUT_ONE_IN_100, p.aftermath.crew_reabsorbed)) / p.aftermath.stranded_days
    return rate * (p.aftermath.debt_moves_on if episode.debt > 0 else 1.0)


@rule
def is_taken_on(episode: Episode, p: Parameters, today: int) -> bool:
    """A stranded child is taken on by another line that is short of crew, or not."""
    return uniform(episode.luck, today, TAKEN_ON) < 1.0 - math.exp(-rate_taken_on(episode, p))


@rule
def stays_in_group(episode: Episode, p: Parameters, today: int) -> bool:
    """A stranded child who is taken on is so by another line of the same group, where that has one short of crew; else by a rival."""
    return uniform(episode.luck, today, IN_GROUP) < p.aftermath.reabsorbed_in_group


@rule
def not_yet_lost(line: Line) -> int:
    """The stock of a line that police have not taken today already: a pound is seized once (pence)."""
    return max(0, line.stock - line.lost)


@rule
def loss_to_crew(line: Line, lost: int, p: Parameters) -> int:
    """Of a line's own loss the share `debt_passed_down` is charged to its crew: children, and those grown up on it (pence a head)."""
    crew = line.children_home + line.children_local + line.grown
    return int(lost * p.aftermath.debt_passed_down / crew) if crew > 0 else 0


@rule
def lose_to_police(line: Line, lost: int, p: Parameters, today: int) -> None:
    """Goods that police take are gone tonight, and charged to the crew tomorrow, beside what else it lost today."""
    line.lost += lost
    before = line.crew_charge if line.charge_day == today + 1 else 0
    line.crew_charge, line.charge_day = before + loss_to_crew(line, lost, p), today + 1


@rule
def becomes_dealer(episode: Episode, p: Parameters, today: int) -> bool:
    """A child exploited for over `dealer_after_days` who turns 18 becomes a seller or holder with `dealer_at_18_probability`."""
    return (
        episode.days > p.control.dealer_after_days
        and uniform(episode.luck, today, BECOMES_DEALER) < p.control.dealer_at_18_probability
    )
