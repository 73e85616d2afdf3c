"""First-order shares by regression: analytical values, coverage, and a floor for what does nothing."""

import warnings

import numpy as np
import pytest

from experiments.statistics import regression_shares
from experiments.statistics.sobol import Layout, sobol_design

WEIGHTS = np.array([4.0, 2.0, 1.0, 0.0])
NAMES = ("a", "b", "c", "dummy")


def studied(base, deviation, seed, resamples=60, function=lambda unit: unit @ WEIGHTS):
    layout = Layout(NAMES)
    unit = sobol_design(layout, base, seed)
    values = function(unit) + np.random.default_rng(seed).normal(0.0, deviation, len(unit))
    blocks = np.arange(len(unit)) // layout.block
    terms = regression_shares.terms_of(unit, [0] * 4)
    noise = np.array([deviation**2])
    return regression_shares.analyse(
        terms, np.eye(4, dtype=bool), NAMES, values[:, None], noise, blocks=blocks, resamples=resamples, seed=seed
    )[0]


def test_shares_of_a_noisy_linear_model():
    found = studied(512, 1.5, 1)
    assert found.value == pytest.approx(WEIGHTS**2 / (WEIGHTS**2).sum(), abs=0.05)
    assert found.together == pytest.approx(0.0, abs=0.05)


def test_curves_count_and_interactions_are_what_is_left():
    """A straight term, a curved one and a product, with variances 1/12, 4/45 and 1/4."""

    def curved(unit):
        a, b, c = (unit[:, i] - 0.5 for i in range(3))
        return a + 4.0 * b**2 + 6.0 * a * c

    variances = np.array([1.0 / 12.0, 4.0 / 45.0, 0.0, 0.0])
    found = studied(1024, 0.0, 2, function=curved)
    assert found.value == pytest.approx(variances / (variances.sum() + 0.25), abs=0.03)
    assert found.together == pytest.approx(0.25 / (variances.sum() + 0.25), abs=0.05)


def test_a_switch_and_a_set():
    rng = np.random.default_rng(3)
    unit = rng.random((3000, 3))
    outcome = 2.0 * (unit[:, 0] > 2.0 / 3.0) + unit[:, 1] + rng.normal(0.0, 0.2, 3000)
    terms = regression_shares.terms_of(unit, [3, 0, 0])
    members = np.array([[True, False, False], [False, True, False], [True, True, False], [False, False, True]])
    found = regression_shares.analyse(
        terms, members, ("switch", "b", "both", "idle"), outcome[:, None], np.array([0.04]), blocks=np.arange(3000)
    )[0]
    switch, number = 4.0 * 2.0 / 9.0, 1.0 / 12.0
    assert found.value[0] == pytest.approx(switch / (switch + number), abs=0.03)
    assert found.value[2] == pytest.approx(1.0, abs=0.03)
    assert found.value[3] == pytest.approx(0.0, abs=0.01)


def test_intervals_cover_in_300_repeats():
    """95% intervals cover in 90% to 98% of 300 repeats, over the factors that do something."""
    truth = WEIGHTS**2 / (WEIGHTS**2).sum()
    hits = []
    for seed in range(300):
        frame = studied(64, 1.5, seed, resamples=40).frame()
        hits.append(((frame["low"] <= truth) & (truth <= frame["high"])).to_numpy()[:3])
    assert 0.90 <= np.mean(hits) <= 0.98, np.mean(hits, axis=0)


def test_few_rows_leave_straight_terms_only_and_fewer_are_refused():
    unit = np.random.default_rng(4).random((60, 15))
    assert regression_shares.terms_of(unit, [0] * 15).straight
    with pytest.raises(ValueError, match="too few"):
        regression_shares.terms_of(unit[:40], [0] * 15)


def test_luck_that_hides_everything_gives_no_shares():
    found = studied(64, 12.0, 5)
    assert np.isnan(found.value).all()
    assert found.frame()[["low", "high"]].isna().all().all()


def test_base_points_drawn_again_in_which_nothing_varies_give_no_shares_and_no_warning():
    layout = Layout(NAMES)
    unit = sobol_design(layout, 8, 2)
    blocks = np.arange(len(unit)) // layout.block
    outcome = np.where(blocks == 0, unit[:, 0], 0.0)  # where that one is not drawn, there is nothing to share out
    terms = regression_shares.terms_of(unit, [0] * 4)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        (found,) = regression_shares.analyse(
            terms, np.eye(4, dtype=bool), list(NAMES), outcome[:, None], np.zeros(1), blocks=blocks, resamples=60
        )
    assert np.isfinite(found.value).all() and np.isfinite(found.frame()[["low", "high"]]).all(axis=None)
