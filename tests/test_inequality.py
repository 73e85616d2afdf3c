"""Inequality between areas is of their practice, not of how few finds there were."""

import numpy as np
import pytest

from sim.simulation.result import beyond_chance, spread_between_areas

AREAS = 43


def measured(shares: np.ndarray, finds: np.ndarray, rounds: int = 300) -> tuple[float, float]:
    """Mean Gini and P90:P10 of finds drawn by chance from true shares."""
    draw, found = np.random.default_rng(3), []
    for _ in range(rounds):
        seen = draw.binomial(finds, shares)
        book = {"found": finds[None], "read_victim": seen[None], "read_both": np.zeros_like(seen)[None]}
        found.append(list(spread_between_areas(book).values()))
    low = np.nanmean(np.array(found), axis=0)
    return float(low[1]), float(low[0])


@pytest.mark.parametrize("finds", [20, 100, 2000])
def test_fewer_finds_do_not_look_more_unequal(finds):
    """True shares with a spread of 0.1: the Gini of few finds is that of the true shares."""
    shares = np.clip(np.random.default_rng(1).normal(0.4, 0.1, AREAS), 0.05, 0.9)
    truth = np.abs(shares[:, None] - shares[None]).mean() / (2.0 * shares.mean())
    low, high = np.quantile(shares, [0.1, 0.9])
    gini, ratio = measured(shares, np.full(AREAS, finds))
    assert gini == pytest.approx(truth, rel=0.08)
    assert ratio == pytest.approx(high / low, rel=0.12)


def test_equal_areas_look_equal():
    gini, ratio = measured(np.full(AREAS, 0.4), np.full(AREAS, 20))
    assert gini < 0.04
    assert ratio < 1.25


def test_shares_keep_their_mean_and_true_variance():
    draw = np.random.default_rng(2)
    finds = draw.integers(5, 60, AREAS)
    seen = draw.binomial(finds, np.clip(draw.normal(0.5, 0.15, AREAS), 0.05, 0.95))
    shares = beyond_chance(seen.astype(float), finds.astype(float))
    assert shares.var() < (seen / finds).var()
    assert shares.mean() == pytest.approx(seen.sum() / finds.sum(), abs=0.03)


def test_too_few_areas_have_no_inequality():
    book = {
        "found": np.array([[9] * 9 + [0] * 34]),
        "read_victim": np.array([[4] * 9 + [0] * 34]),
        "read_both": np.zeros((1, 43), int),
    }
    assert all(np.isnan(value) for value in spread_between_areas(book).values())
