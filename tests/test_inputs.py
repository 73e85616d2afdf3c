"""Each declared distribution is drawn as declared: quantiles, bounds, choices and whole numbers."""

import numpy as np
import pytest
from scipy import stats

from experiments.worlds.inputs import Factor, draw, dummy, from_evidence, from_switch, natural_scale

SHARES = np.array([0.0, 0.025, 0.25, 0.5, 0.75, 0.975, 1.0])


def evidence(basis, low, best, high, unit="days", **more):
    return {"name": "x", "unit": unit, "low": low, "best": best, "high": high, "basis": basis, "group": "supply", **more}


def test_assumed_is_uniform_over_its_range():
    assert from_evidence(evidence("assumed", 2.0, 3.0, 6.0)).quantile(SHARES) == pytest.approx(2.0 + 4.0 * SHARES)


def test_assumed_over_magnitudes_is_uniform_in_the_logarithm():
    drawn = from_evidence(evidence("assumed", 0.02, 0.1, 2.0)).quantile(SHARES)
    assert np.log(drawn) == pytest.approx(np.log(0.02) + SHARES * np.log(100.0))


def test_assumed_share_is_uniform_in_the_log_odds():
    drawn = from_evidence(evidence("assumed", 0.1, 0.5, 0.9, unit="share")).quantile(SHARES)
    assert np.log(drawn / (1.0 - drawn)) == pytest.approx(np.log(9.0) * (2.0 * SHARES - 1.0), abs=1e-9)
    assert drawn[[0, -1]] == pytest.approx([0.1, 0.9])


def test_estimated_is_pert_with_the_best_value_as_its_mode():
    factor = from_evidence(evidence("estimated", 0.0, 2.0, 10.0))
    exact = stats.beta(1.0 + 4.0 * 0.2, 1.0 + 4.0 * 0.8, loc=0.0, scale=10.0)
    assert factor.quantile(SHARES) == pytest.approx(exact.ppf(SHARES))
    grid = np.linspace(0.01, 9.99, 999)
    assert grid[exact.pdf(grid).argmax()] == pytest.approx(2.0, abs=0.02)


def test_measured_has_its_interval_as_the_95_percent_of_a_cut_normal():
    drawn = from_evidence(evidence("measured", 8.0, 10.0, 12.0)).quantile(SHARES)
    spread = 2.0 / 1.959964
    cut = stats.truncnorm(-1.959964, 1.959964, loc=10.0, scale=spread)
    assert drawn == pytest.approx(cut.ppf(SHARES), abs=1e-5)
    assert drawn[3] == pytest.approx(10.0)


def test_whole_numbers_stay_whole_and_inside():
    drawn = from_evidence(evidence("assumed", 3, 5, 9)).quantile(np.linspace(0.0, 1.0, 101))
    assert drawn.dtype.kind == "i"
    assert drawn.min() == 3
    assert drawn.max() == 9


def test_alternatives_of_a_switch_come_equally_often():
    switch = from_switch({"name": "successor", "choices": ["same_line", "new_life", "none"]})
    drawn = switch.quantile((np.arange(300) + 0.5) / 300)
    assert {choice: int((drawn == choice).sum()) for choice in switch.choices} == {
        "same_line": 100,
        "new_life": 100,
        "none": 100,
    }
    assert switch.quantile(np.array([0.0, 1.0])).tolist() == ["same_line", "none"]
    assert switch.basis == "structural"


def test_a_mixed_design_draws_each_column_by_its_own_factor():
    factors = [from_evidence(evidence("assumed", 2.0, 3.0, 6.0)), from_switch({"name": "s", "choices": ["p", "q"]}), dummy()]
    columns = draw(factors, np.array([[0.0, 0.2, 0.3], [0.5, 0.7, 0.9]]))
    assert columns["x"].tolist() == [2.0, 4.0]
    assert columns["s"].tolist() == ["p", "q"]
    assert columns["dummy"].tolist() == [0.3, 0.9]


def test_draws_never_leave_the_evidence_range():
    for basis in ("measured", "estimated", "assumed"):
        for low, best, high, unit in ((0.1, 0.3, 0.7, "share"), (0.003, 0.05, 0.9, "per child-year"), (1.0, 2.0, 30.0, "days")):
            drawn = from_evidence(evidence(basis, low, best, high, unit)).quantile(np.linspace(0.0, 1.0, 1001))
            assert drawn.min() >= low
            assert drawn.max() <= high
            assert (np.diff(drawn) > 0.0).all()


def test_scales_and_their_refusals():
    assert natural_scale("share", 0.0, 0.5) == "linear"
    assert natural_scale("odds ratio", 1.0, 3.0) == "log"
    assert natural_scale("ratio", 0.0, 3.0) == "linear"
    assert from_evidence(evidence("assumed", 1.0, 2.0, 3.0, scale="log")).scale == "log"
    with pytest.raises(ValueError, match="low > 0"):
        Factor("x", scale="log", low=0.0, best=0.5, high=1.0)
    with pytest.raises(ValueError, match="basis 'guess'"):
        from_evidence(evidence("guess", 1.0, 2.0, 3.0))
