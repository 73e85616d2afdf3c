"""Results per head do not depend on the scale beyond noise, and the noise is stated."""

from functools import cache

import numpy as np
import pytest

from sim import simulate

YEARS = 2
SEEDS = {0.01: 40, 0.02: 20, 0.05: 10, 0.1: 8, 0.2: 4, 1.0: 3}
REFERENCE = 1.0
TOLERANCES = {
    "child_days_exploited": 0.03,
    "child_days_exploited_by_lines": 0.04,
    "children_exploited": 0.04,
    "lines_operating": 0.06,
    "children_newly_exploited": 0.05,
    "missing_episodes": 0.06,
    "officer_days": 0.05,
    "homes_cuckooed": 0.05,
    "takings": 0.06,
    "homes_visited": 0.15,
    "children_recognised": 0.06,
    "children_supported": 0.08,
    "children_criminalised": 0.12,
    "cost_total": 0.05,
    "serious_violence": 0.08,
    "orders_granted": 0.25,
    "lines_closed_charged": 0.15,
    "lines_opened": 0.15,
    "lines_displaced": 0.15,
    "alarms_suspected": 0.12,
    "children_told_home_force": 0.08,
    "nrm_wait_days": 0.05,
    "slavery_charged": 0.15,
    "officer_days_elsewhere": 0.15,
    "inequality_gini": 0.15,
    "inequality_p90_p10": 0.12,
}
"""How far a mean may lie from that at 1:1, beside three standard errors of both: half a line cannot trade like fifty."""


@cache
def means(scale: float) -> dict[str, tuple[float, float]]:
    """Mean and standard error of each measure over the seeds of a scale."""
    runs = [
        simulate("as_inspected", scale=scale, years=YEARS, seed=seed, warm_up_years=2.0).measures
        for seed in range(SEEDS[scale])
    ]
    found = {}
    for name in runs[0]:
        values = np.array([one[name] for one in runs])
        found[name] = (float(values.mean()), float(values.std(ddof=1) / np.sqrt(len(values))))
    return found


def compare(measure: str, scale: float, tolerance: float) -> None:
    """Assert that a measure at a scale is that at the reference, within the tolerance and three standard errors."""
    (one, error), (other, its_error) = means(scale)[measure], means(REFERENCE)[measure]
    assert one == pytest.approx(other, abs=tolerance * other + 3.0 * np.hypot(error, its_error)), one / other


@pytest.mark.parametrize("scale", [0.01, 0.02, 0.05, 0.1, 0.2])
@pytest.mark.parametrize("measure", TOLERANCES)
def test_a_measure_does_not_depend_on_the_scale(measure, scale):
    compare(measure, scale, TOLERANCES[measure])
