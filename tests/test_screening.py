"""Morris and regression against functions whose answer is known."""

import numpy as np
import pytest

from experiments.statistics import morris, regression

LINEAR = np.array([4.0, -2.0, 1.0, 0.0])
NAMES = ("a", "b", "c", "dummy")


def test_morris_of_a_linear_model_is_its_coefficients():
    unit = morris.morris_design(NAMES, 20, 1)
    found = morris.analyse(NAMES, unit, unit @ LINEAR)
    assert found.mu == pytest.approx(LINEAR)
    assert found.mu_star == pytest.approx(np.abs(LINEAR))
    assert found.sigma == pytest.approx(0.0, abs=1e-9)
    assert found.samples.mean(axis=0) == pytest.approx(np.abs(LINEAR))
    assert (found.mu_star > found.floor).tolist() == [True, True, True, False]


def test_morris_tells_luck_from_effect():
    """An idle factor passes the floor in about 5 of 100 designs; 200 designs allow 1% to 10%."""
    passed = []
    for seed in range(200):
        unit = morris.morris_design(NAMES, 20, seed)
        rng = np.random.default_rng(seed)
        found = morris.analyse(NAMES, unit, (unit @ LINEAR)[:, None] + rng.normal(0.0, 1.0, (len(unit), 2)), resamples=2)
        passed.append(found.mu_star[3] > found.floor)
        assert found.mu_star[0] > found.floor
    assert 0.01 <= np.mean(passed) <= 0.10


def test_morris_design_grows_from_its_start_and_refuses_missing_outcomes():
    assert np.array_equal(morris.morris_design(NAMES, 20, 3)[:50], morris.morris_design(NAMES, 10, 3))
    unit = morris.morris_design(NAMES, 5, 1)
    with pytest.raises(ValueError, match="missing or infinite"):
        morris.analyse(NAMES, unit, np.full(len(unit), np.nan))


def test_regression_finds_the_coefficients_of_a_linear_model():
    rng = np.random.default_rng(1)
    unit = rng.random((4000, 4))
    truth = LINEAR / np.sqrt((LINEAR**2).sum())
    found = regression.analyse(NAMES, unit, unit @ LINEAR, resamples=50)
    assert found.src == pytest.approx(truth, abs=0.02)
    assert found.explained == pytest.approx(1.0)
    noisy = regression.analyse(NAMES, unit, unit @ LINEAR + rng.normal(0.0, 1.0, 4000), resamples=50)
    assert noisy.explained == pytest.approx(1.75 / 2.75, abs=0.03)
    frame = noisy.frame().set_index(["index", "parameter"])
    assert frame.loc[("SRC", "dummy"), "low"] < 0.0 < frame.loc[("SRC", "dummy"), "high"]


def test_partial_rank_correlation_is_the_correlation_of_residuals():
    rng = np.random.default_rng(2)
    unit = rng.random((500, 3))
    outcome = np.exp(3.0 * unit[:, 0]) + unit[:, 1] + rng.normal(0.0, 0.3, 500)
    found = regression.analyse(("a", "b", "c"), unit, outcome, resamples=5)
    ranks, ranked = unit.argsort(axis=0).argsort(axis=0).astype(float), outcome.argsort().argsort().astype(float)
    others = np.column_stack([np.ones(500), ranks[:, 1:]])
    left = [column - others @ np.linalg.lstsq(others, column)[0] for column in (ranks[:, 0], ranked)]
    assert found.prcc[0] == pytest.approx(np.corrcoef(left)[0, 1])


def test_regression_refuses_missing_outcomes():
    unit = np.random.default_rng(4).random((50, 2))
    with pytest.raises(ValueError, match="missing or infinite"):
        regression.analyse(("a", "b"), unit, np.append(np.ones(49), np.nan))
