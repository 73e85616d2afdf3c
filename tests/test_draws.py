"""What is drawn, beside the same distributions of SciPy: each a function of one even number, increasing where it says so."""

import math

import numpy as np
import pytest
from scipy import stats

from sim.engine.luck import choice, days_until, happens, lognormal, normal, poisson, rounded

EVEN = (np.arange(4000) + 0.5) / 4000
"""Even numbers, finer than any step that a test looks at."""


def test_a_normal_number_is_the_inverse_of_its_distribution():
    far = [1e-9, 1e-6, 1e-4, 1.0 - 1e-4, 1.0 - 1e-6, 1.0 - 1e-9]
    shares = np.concatenate([EVEN, far])
    assert [normal(u) for u in shares] == pytest.approx(stats.norm.ppf(shares), abs=2e-6)


@pytest.mark.parametrize(("mean", "spread"), [(1.0, 0.5), (20.0, 1.2), (0.3, 0.0)])
def test_a_lognormal_number_has_its_mean_and_spread(mean, spread):
    expected = stats.lognorm.ppf(EVEN, s=spread, scale=mean * math.exp(-(spread**2) / 2.0)) if spread else np.full(4000, mean)
    assert [lognormal(u, mean, spread) for u in EVEN] == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("mean", [0.0, 0.003, 0.4, 1.0, 6.5, 45.0])
def test_a_count_is_that_of_poisson(mean):
    assert [poisson(u, mean) for u in EVEN] == stats.poisson.ppf(EVEN, mean).tolist()


@pytest.mark.parametrize("mean", [0.2, 1.0, 1.5, 7.0, 90.0])
def test_days_until_something_are_geometric(mean):
    expected = stats.geom.ppf(EVEN, 1.0 / mean).tolist() if mean > 1.0 else [1.0] * len(EVEN)
    found = [days_until(u, mean) for u in EVEN]
    assert np.abs(np.subtract(found, expected)).max() <= 1 and np.not_equal(found, expected).mean() < 0.002  # the ends of steps
    assert np.mean(found) == pytest.approx(max(mean, 1.0), rel=0.01)


@pytest.mark.parametrize("mean", [0.0, 0.25, 3.0, 3.7])
def test_a_rounded_number_is_one_of_two_and_has_its_mean(mean):
    found = [rounded(mean, u) for u in EVEN]
    assert set(found) <= {math.floor(mean), math.ceil(mean)}
    assert np.mean(found) == pytest.approx(mean, abs=1.0 / 4000)


@pytest.mark.parametrize("expected", [0.0, 0.01, 0.7, 3.0])
def test_what_is_expected_so_often_happens_at_least_once(expected):
    assert np.mean([happens(u, expected) for u in EVEN]) == pytest.approx(1.0 - math.exp(-expected), abs=1.0 / 4000)


@pytest.mark.parametrize("weights", [(1.0, 2.0, 5.0), (0.0, 3.0, 0.0, 1.0), (0.0, 0.0)])
def test_each_place_is_chosen_by_its_weight(weights):
    shares = np.array(weights) / sum(weights) if any(weights) else np.eye(len(weights))[-1]
    found = np.bincount([choice(u, weights) for u in EVEN], minlength=len(weights)) / len(EVEN)
    assert found == pytest.approx(shares, abs=1.0 / 4000)
