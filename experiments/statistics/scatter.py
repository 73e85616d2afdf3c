"""Independent worlds: where groups alone are crossed, single factors get their first-order shares from these.

A Sobol design of so many base points has only twice as many values of each factor, whatever its number of rows. As many
rows drawn independently say more of single factors, and nothing of total effects; the two stand side by side.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm, qmc

from experiments.statistics.bootstrap import Array

ROWS_A_TERM = 3.0
"""Rows that a regression on all factors wants for each of its terms."""

GRID = 7919
"""The dummy of an independent world is a multiple of one over this prime, which no other step's dummy is."""


def even_sample(factors: int, worlds: int, seed: int) -> Array:
    """Rows in the unit cube from a scrambled Sobol sequence, shape (worlds, factors); fewer are the first rows of more."""
    most = 2 ** int(np.ceil(np.log2(max(worlds, 1))))
    return np.asarray(qmc.Sobol(factors, scramble=True, rng=seed).random(most)[:worlds])


def scatter_design(factors: int, worlds: int, seed: int) -> Array:
    """An even sample of worlds, marked by the dummy, which is the last column."""
    unit = even_sample(factors, worlds, seed)
    unit[:, -1] = np.clip(np.rint(unit[:, -1] * GRID), 1, GRID - 1) / GRID
    return unit


def among(marks: Array) -> NDArray[np.bool_]:
    """Which rows of a design are independent worlds, by their dummy."""
    places = marks * GRID
    return np.isclose(places, np.rint(places), rtol=0.0, atol=1e-10) & (marks > 0.0) & (marks < 1.0)


def least_share(worlds: int, luck: float, looked_at: int) -> float:
    """The share of the mean response that a factor must have to show among many, `luck` being seeds' share of the variance."""
    return float(beyond_luck(looked_at) ** 2 / worlds / (1.0 - luck))


def beyond_luck(looked_at: int) -> float:
    """Standard deviations that the largest of so many shares of nothing stays below, 19 times in 20."""
    return float(norm.ppf(1.0 - 0.05 / (2.0 * max(looked_at, 1))))
