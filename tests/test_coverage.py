"""Intervals hold as often as they say: a small number of the made experiments of `coverage_of_intervals`.

A bound is missed by chance in at most 1 of 10,000 runs of a case whose true share is just inside it.
"""

import coverage_of_intervals as made
import numpy as np
import pytest
from scipy import stats

from experiments.statistics import intervals

CHANCE = 1e-4


def least(share, experiments):
    """How many at least hold where the true share is this."""
    return stats.binom.ppf(CHANCE, experiments, share)


def most(share, experiments):
    """How many at most hold where the true share is this."""
    return stats.binom.ppf(1.0 - CHANCE, experiments, share)


def test_the_interval_of_a_skewed_difference_reaches_further_where_its_tail_is():
    """One of thirteen differences is of few worlds that a strategy does a lot of harm in: others' intervals stay as they were."""
    rng = np.random.default_rng(3)
    values = np.column_stack([rng.normal(size=(72, 12)), rng.lognormal(0.0, 1.0, 72)])
    mean, error, _ = intervals.mean_and_error(values)
    ends, factor = intervals.together(values), intervals.max_t(values)
    down, up = (mean - ends.low) / error / factor, (ends.high - mean) / error / factor
    assert down[12] == pytest.approx(1.0) and 1.2 < up[12] < 4.0
    assert down[:12].min() >= 0.999 and up[:12].min() >= 0.999 and max(down[:12].max(), up[:12].max()) < 1.25
    turned = intervals.together(-values)
    assert turned.low == pytest.approx(-ends.high, rel=0.05) and turned.high == pytest.approx(-ends.low, rel=0.05)


def test_an_interval_of_a_level_reaches_no_further_than_a_level_can():
    """Amounts of none in most runs, shares of nearly all, and what may lie on both sides of nought."""
    amounts, shares, signed = [0.0, 1.5, 0.5, 40.0], [0.99, 0.97, 1.0, 0.6], [-0.1, 3.0, 0.2, 9.0]
    values = np.array([amounts, shares, signed]).T
    found = intervals.levels(values, np.zeros(3), np.array([np.inf, 1.0, np.inf]))
    mean, error, count = intervals.mean_and_error(values)
    half = intervals.pointwise(count) * error
    assert not found.counted.any() and (mean - half)[[0, 2]].max() < 0.0 and (mean + half)[1] > 1.0, (
        "there is something to keep within"
    )
    assert found.low.tolist() == [0.0, (mean - half)[1], (mean - half)[2]]
    assert found.high.tolist() == [(mean + half)[0], 1.0, (mean + half)[2]]


@pytest.mark.parametrize("units", made.UNITS)
def test_families_hold_together(units):
    """92 to 97 of 100, dense or mixed; at least 92 where all are rare counts, whose limits hold more often than they say.

    Skewed differences show how skewed they are only in many units: at least 88 do.
    """
    for row in made.families(150, (units,)):
        assert row.held >= least(0.88 if row.what.endswith(", skewed") else 0.92, row.experiments), row
        if not row.what.endswith(", sparse"):
            assert row.held <= most(0.97, row.experiments), row


@pytest.mark.parametrize("units", made.UNITS)
def test_the_best_is_in_the_set_and_differences_from_it_hold(units):
    for row in made.best_sets(100, (units,)):
        assert row.held >= least(0.92, row.experiments), row


def test_levels_of_rare_counts_hold():
    for row in made.levels(400):
        assert row.held >= least(0.90, row.experiments), row


def test_precision_holds_with_and_without_sparse_measures():
    for row in made.precision(150):
        assert row.held >= least(0.92, row.experiments), row


def test_many_units_have_the_factor_of_their_signs(monkeypatch):
    """From `MANY` units on the factor is drawn from the normal law: the same as by signs, and of its known values."""
    luck = np.random.default_rng(4)
    alike = luck.standard_normal((intervals.MANY, 1)) + 1e-3 * luck.standard_normal((intervals.MANY, 12))
    apart = luck.exponential(size=(intervals.MANY, 12)) @ np.eye(12)
    apart[::7, 3] = np.nan
    normal = [intervals.max_t(values) for values in (alike, apart)]
    assert normal == pytest.approx([stats.norm.ppf(0.975), stats.norm.ppf((1.0 + 0.95 ** (1 / 12)) / 2.0)], rel=0.03)
    monkeypatch.setattr(intervals, "MANY", 10**9)
    assert [intervals.max_t(values) for values in (alike, apart)] == pytest.approx(normal, rel=0.03)
