"""Results per head do not depend on the scale, but by what is written here: the differences that would be noticed, no more, no less."""

from functools import cache

import numpy as np
import pytest

from sim import simulate, warm_up
from sim.places import places
from sim.policy.strategies import Change, Strategy
from sim.state import FORCES
from tests.worlds import START

YEARS, REFERENCE = 2, 1.0
SEEDS = {0.01: 150, 0.05: 30, 0.1: 16, 0.2: 8, REFERENCE: 6}
WITHIN = {
    "child_days_exploited": 0.06,
    "child_days_exploited_by_lines": 0.06,
    "children_exploited": 0.06,
    "lines_operating": 0.06,
    "children_newly_exploited": 0.08,
    "missing_episodes": 0.09,
    "officer_days": 0.08,
    "homes_cuckooed": 0.07,
    "takings": 0.06,
    "homes_visited": 0.25,
    "children_recognised": 0.08,
    "children_supported": 0.09,
    "children_criminalised": 0.17,
    "cost_total": 0.06,
    "serious_violence": 0.1,
    "orders_granted": 0.3,
    "lines_closed_charged": 0.13,
    "lines_opened": 0.08,
    "lines_displaced": 0.16,
    "alarms_suspected": 0.13,
    "children_told_home_force": 0.22,
    "nrm_wait_days": 0.09,
    "inequality_gini": 0.28,
    "inequality_p90_p10": 0.18,
}
"""How far a mean at any scale may lie from that at 1:1, as a share of it: half a line cannot trade like fifty.

Homes are visited a fifth less often at 1:20 than at 1:1: most visits fall into weeks of action, in which a force with two lines has
fewer suspected homes to go to than time. Three standard errors of the difference, over the seeds above, are no more than that: what
is written is what is tested.
"""
AT_THE_SMALLEST = {"orders_granted": 0.55}
"""At 1:100 a force's share of the year's orders is a fraction of one: a third fewer are granted than at 1:1."""
SEEDS_OF_THE_RARE = {0.01: 60, 0.05: 16, REFERENCE: 3}
WITHIN_OF_THE_RARE = {"slavery_charged": 0.35, "officer_days_elsewhere": 0.25}
"""What hardly happens as inspected, where nobody could tell a difference of the whole of it, under `integrated`."""
ELSEWHERE = {
    0.05: (24, (0.2, 0.6), (0.0, 0.2)),
    0.1: (24, (0.18, 0.4), (0.05, 0.16)),
    1.0 / 3.0: (4, (0.0, 0.4), (-0.16, 0.14)),
    1.0: (6, (0.0, 0.22), (-0.06, 0.1)),
}
"""By scale: runs; the share of added openings that lies where no officers were added; and by how much more of the vacant places are
filled there than fell vacant there. At 1:1 and 1:3 places are filled in the areas where they fell vacant, and findings by area hold;
at 1:10 and 1:20 a vacancy is in part its region's and the nation's, so that a tenth of what is filled goes elsewhere. Within three
standard errors (over seeds, by jackknife) of what is found in so many runs, or closer."""
BY_REGION = [np.flatnonzero(places().rocu == unit) for unit in np.unique(places().rocu)]
THEIRS = np.concatenate([areas[::2] for areas in BY_REGION if len(areas) > 1])
"""Every second area of each region."""
MORE = Change({"capacity": {"dedicated_officers": 400.0}}, START, 0, tuple(np.array(places().names)[THEIRS]))
OFFICERS_HERE = Strategy("officers here", "", "a test", "as_inspected", changes=(MORE,))
BY_AREA = ("lines_opened", "lines_filled", "lines_closed_charged")


@cache
def lived(scale: float, seed: int) -> dict[str, tuple[dict[str, float], dict[str, np.ndarray]]]:
    """Measures, and some by area, of all strategies that are asked of a world: they branch from one year as inspected."""
    warm = warm_up(scale=scale, seed=seed, warm_up_years=1.0)
    asked: dict[str, str | Strategy] = {"as_inspected": "as_inspected"}
    if seed < SEEDS_OF_THE_RARE.get(scale, 0):
        asked["integrated"] = "integrated"
    if scale in ELSEWHERE and seed < ELSEWHERE[scale][0]:
        asked["officers here"] = OFFICERS_HERE
    results = {name: simulate(strategy, years=YEARS, warm=warm) for name, strategy in asked.items()}
    return {name: (one.measures, {measure: by_area(one, measure) for measure in BY_AREA}) for name, one in results.items()}


def by_area(result, measure):
    """A measure by area, without the whole."""
    return result.area_values[:FORCES, result.monthly_measures.index(measure)]


def means(strategy: str, scale: float, seeds: int) -> dict[str, tuple[float, float]]:
    """Mean and standard error of each measure over the seeds of a scale."""
    runs = [lived(scale, seed)[strategy][0] for seed in range(seeds)]
    values = {name: np.array([one[name] for one in runs]) for name in runs[0]}
    return {name: (float(one.mean()), float(one.std(ddof=1) / np.sqrt(seeds))) for name, one in values.items()}


def beyond(strategy: str, seeds: dict[float, int], within: dict[str, float]) -> list[str]:
    """What differs from 1:1 by more than it may, or is too noisy for anybody to say."""
    at = {scale: means(strategy, scale, number) for scale, number in seeds.items()}
    found = []
    for scale in sorted(set(seeds) - {REFERENCE}):
        for name, usual in within.items():
            tolerance = AT_THE_SMALLEST.get(name, usual) if scale == min(seeds) else usual
            (one, error), (other, its_error) = at[scale][name], at[REFERENCE][name]
            difference, noise = one / other - 1.0, 3.0 * float(np.hypot(error, its_error)) / other
            if abs(difference) > tolerance or noise > tolerance:
                found.append(f"{name} at {scale}: {difference:+.3f}, three errors {noise:.3f}, may be {tolerance}")
    return found


def test_no_measure_depends_on_the_scale():
    assert beyond("as_inspected", SEEDS, WITHIN) == []


def test_what_is_rare_does_not_depend_on_the_scale_either():
    assert beyond("integrated", SEEDS_OF_THE_RARE, WITHIN_OF_THE_RARE) == []


@pytest.mark.slow
@pytest.mark.parametrize("scale", ELSEWHERE)
def test_places_left_are_taken_again_where_they_are_at_full_scale_and_in_part_elsewhere_below(scale):
    """Officers added in every second area of each region close lines; how many of the new ones open in the other areas?"""
    runs, opened, filled = ELSEWHERE[scale]
    added = {name: np.zeros(FORCES) for name in BY_AREA}
    for seed in range(runs):
        (_, without), (_, with_more) = (lived(scale, seed)[strategy] for strategy in ("as_inspected", "officers here"))
        for name in added:
            added[name] += with_more[name] - without[name]
    elsewhere = {name: 1.0 - change[THEIRS].sum() / change.sum() for name, change in added.items()}
    assert opened[0] < elsewhere["lines_opened"] < opened[1]
    assert filled[0] < elsewhere["lines_filled"] - elsewhere["lines_closed_charged"] < filled[1]
