"""How to spend a budget: trajectories, base points and replications, and what they should resolve, said before the start.

The plan counts work by a nominal speed, not by a stop watch: the same config gives the same design on every machine.
"""

from math import ceil, floor, log2, sqrt

from experiments.config.sections import Experiment
from experiments.statistics import scatter

BUDGET_SECONDS = {"minutes": 2000.0, "hour": 6000.0, "night": 50000.0}
"""Processor seconds of each effort: about a quarter of an hour, fifty minutes, seven hours on two processors."""
SECONDS_A_YEAR = (0.035, 1.3)
"""A simulated year costs so many seconds, and so many more for each unit of scale (measured at 0.01 to 0.05)."""
SCREENING_SHARE = 0.3
MOST_REPLICATIONS = 16
FEWEST_WALKS = 8
FEWEST_POINTS, MOST_POINTS = 64, 16384
ENOUGH_POINTS = 512
LOCAL_REPLICATIONS = {"minutes": 16, "hour": 40, "night": 100}


def trajectories(budget: float, cost: float, factors: int) -> int:
    """Morris trajectories that three tenths of a budget pay for, 2 to 50."""
    return int(min(max(SCREENING_SHARE * budget / (cost * (factors + 1) * 1.1), 2), 50))


def independent_worlds(budget: float, cost: float) -> int:
    """Independent worlds (a power of 2) that half of a budget pays for."""
    return int(2 ** floor(log2(max(0.5 * budget / cost, float(FEWEST_POINTS)))))


def base_points(budget: float, cost: float, block: int, noise: float) -> tuple[int, int]:
    """Base points (a power of 2) and replications a row that a budget pays for.

    Replications near `noise`, variance of luck over that between worlds, are best, but not at the price of fewer than 512 base points.
    """
    rows = budget / (cost * block)
    replications = min(max(round(noise), 1), MOST_REPLICATIONS)
    while replications > 1 and rows / replications < ENOUGH_POINTS:
        replications -= 1
    if rows < 2 * ENOUGH_POINTS:
        replications = 1
    points = 2 ** floor(log2(max(rows / replications, 1.0)))
    return int(min(max(points, FEWEST_POINTS), MOST_POINTS)), replications


def expected_width(points: int, noise_ratio: float, total: float = 0.2) -> float:
    """Width that a 95% interval of a total effect should have, for an outcome near to normal.

    `noise_ratio` is the variance that seeds add to a row's mean over that of the mean response.
    """
    return 2.0 * 1.96 * sqrt(2.0 / points) * (total + noise_ratio)


def points_needed(noise_ratio: float) -> int:
    """Base points (a power of 2) for such an interval that is 0.10 wide."""
    exact = 2.0 * (2.0 * 1.96 * (0.2 + noise_ratio) / 0.10) ** 2
    return int(2 ** ceil(log2(max(exact, 1.0))))


def promises(factors: int, walks: int, points: int, block: int, replications: int, scattered: int = 0) -> str:
    """The plan in words: what will run, and what it should resolve."""
    worlds = walks * (factors + 1) + points * block + scattered
    screened = f"{walks} screening walks, then " if walks else f"{scattered:,} independent worlds, and " if scattered else ""
    quiet, loud = expected_width(points, 0.25), expected_width(points, 4.0 / replications)
    quiet_words, loud_words = (f"within {width:.2f}" if width < 0.5 else "hardly at all" for width in (quiet, loud))
    shows = [scatter.least_share(scattered, luck, factors) for luck in (0.2, 0.8)] if scattered else []
    single = f" A single factor shows with {shows[0]:.0%} of the mean response, or {shows[1]:.0%}." if shows else ""
    needed = ceil(scatter.ROWS_A_TERM * factors)
    if scattered and scattered + 2 * points < needed:
        single = f" So few worlds give no share of single factors, which takes at least {needed:,}: raise `worlds`."
    return (
        f"{factors} factors: {screened}up to {points} base points of {block} rows with {replications} replication"
        f"{'s' if replications > 1 else ''} each, {worlds:,} worlds in all. A total effect of 0.20 should be known "
        f"{quiet_words} where luck is a fifth of the variance, {loud_words} where it is four fifths; within 0.10 it would "
        f"be with about {points_needed(0.25):,} and {points_needed(4.0 / replications):,} base points.{single}"
    )


def cost_of(experiment: Experiment) -> float:
    """Nominal cost of a row of the experiment."""
    world = experiment.world
    years = world.warm_up_years + (1 + len(experiment.strategies.compare)) * world.years
    return (SECONDS_A_YEAR[0] + SECONDS_A_YEAR[1] * world.scale) * years
