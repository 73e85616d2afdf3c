"""Mean outcomes along one factor, everything else drawn: a quadratic spline a factor, with its resamples.

Works on any sample of worlds; no new runs. Profile curves, switch points and the value of information stand on it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import BSpline

from experiments.statistics.bootstrap import Array, block_counts, percentile_interval, require_finite

KNOTS = (0.0, 0.0, 0.0, 1.0 / 3.0, 2.0 / 3.0, 1.0, 1.0, 1.0)
DEGREE = 2


@dataclass(frozen=True)
class Curve:
    """Mean outcome of each strategy along a factor.

    Attributes:
        shares: places on the factor, as shares of its distribution (0 to 1), in order.
        mean: shape (places, strategies).
        samples: shape (resamples, places, strategies).
    """

    shares: Array
    mean: Array
    samples: Array

    def interval(self) -> tuple[Array, Array]:
        """95% band, each (places, strategies)."""
        return percentile_interval(self.samples)


def places(alternatives: int = 0, points: int = 41) -> Array:
    """Where a curve is read: an even grid, or the middle of each alternative of a switch."""
    if alternatives:
        return (np.arange(alternatives) + 0.5) / alternatives
    return (np.arange(points) + 0.5) / points


def terms(shares: Array, alternatives: int = 0) -> Array:
    """Columns of the regression at `shares`: a spline, or one column an alternative."""
    shares = np.asarray(shares, dtype=float)
    if alternatives:
        place = np.minimum((shares * alternatives).astype(int), alternatives - 1)
        return np.eye(alternatives)[place]
    return BSpline.design_matrix(np.clip(shares, 0.0, 1.0), np.array(KNOTS), DEGREE).toarray()


def along(
    shares: Array,
    outcomes: Array,
    alternatives: int = 0,
    *,
    blocks: NDArray[np.int_] | None = None,
    resamples: int = 500,
) -> Curve:
    """The curve of each strategy's mean outcome along a factor.

    Args:
        shares: the factor in each world, as a share of its distribution, shape (worlds,).
        outcomes: mean outcome of each strategy in each world, shape (worlds, strategies).
        alternatives: how many alternatives the factor has, 0 for a number.
        blocks: the base point of each world, where some were made from the same one: these are drawn together.
        resamples: how often worlds are drawn again.

    Raises:
        ValueError: for missing outcomes.
    """
    require_finite(outcomes, "outcomes")
    grid = places(alternatives)
    counts = block_counts(np.arange(len(shares)) if blocks is None else blocks, resamples, np.random.default_rng(1))
    curves = fitted(terms(shares, alternatives), outcomes, counts, terms(grid, alternatives))
    return Curve(grid, curves[0], curves[1:])


def fitted(columns: Array, outcomes: Array, counts: Array, at: Array) -> Array:
    """Least squares under each row of counts, read at the rows of `at`: shape (counts, places, strategies)."""
    size, arms = columns.shape[1], outcomes.shape[1]
    square = (counts @ (columns[:, :, None] * columns[:, None, :]).reshape(len(columns), -1)).reshape(-1, size, size)
    right = (counts @ (columns[:, :, None] * outcomes[:, None, :]).reshape(len(columns), -1)).reshape(-1, size, arms)
    ridge = 1e-9 * np.trace(square, axis1=1, axis2=2)[:, None, None] * np.eye(size)
    return at @ np.linalg.solve(square + ridge, right)
