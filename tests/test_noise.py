"""Variance of known size between seeds and worlds comes back as such."""

import numpy as np
import pytest

from experiments.statistics.noise import noise_share_interval, split, within_variances


def worlds(count, replications, between, within, seed):
    rng = np.random.default_rng(seed)
    return rng.normal(5.0, np.sqrt(between), (count, 1)) + rng.normal(0.0, np.sqrt(within), (count, replications))


def test_both_variances_come_back():
    found = split(worlds(4000, 4, 2.0, 3.0, 1))
    assert found.between == pytest.approx(2.0, rel=0.1)
    assert found.within == pytest.approx(3.0, rel=0.05)
    assert found.noise_share == pytest.approx(0.6, abs=0.03)


def test_worlds_with_one_run_count_too():
    outcomes = worlds(4000, 2, 2.0, 1.0, 2)
    outcomes[1000:, 1] = np.nan
    found = split(outcomes)
    assert found.between == pytest.approx(2.0, rel=0.1)
    assert found.within == pytest.approx(1.0, rel=0.1)


def test_unbiased_when_nothing_differs_between_worlds():
    """Negative estimates are kept: their mean over 400 small studies is 0 within four standard errors."""
    between = [split(worlds(20, 3, 0.0, 1.0, seed)).between for seed in range(400)]
    assert min(between) < 0.0
    assert abs(np.mean(between)) < 4.0 * np.std(between) / 20.0


def test_intervals_hold_the_truth():
    hits = [low <= 1.0 / 3.0 <= high for low, high in (noise_share_interval(worlds(150, 3, 2.0, 1.0, s)) for s in range(60))]
    assert np.mean(hits) > 0.85


def test_variance_within_a_row_is_missing_for_a_single_run():
    found = within_variances(np.array([[1.0, 3.0], [2.0, np.nan]]))
    assert found[0] == 2.0
    assert np.isnan(found[1])


def test_no_replicated_world_is_refused():
    with pytest.raises(ValueError, match="cannot be told apart"):
        split(np.ones((5, 1)))
    for refuses in (split, within_variances):
        with pytest.raises(ValueError, match="missing or infinite"):
            refuses(np.array([[1.0, np.inf], [1.0, 2.0]]))
