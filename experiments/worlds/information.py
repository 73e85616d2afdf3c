"""What it would be worth to measure a number: by how much better one would choose, knowing it.

The expected value of partial perfect information, `E[max_s E(outcome | number)] - max_s E(outcome)`, by regression of
each strategy's outcome on the number (Strong, Oakley and Brennan 2014). A number can move every outcome and yet be
worth nothing here: it never changes the choice.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.statistics.bootstrap import Array, block_counts, percentile_interval
from experiments.statistics.smooth import fitted, places, terms


@dataclass(frozen=True)
class Worth:
    """Value of knowing one number, in the unit of the outcome, with its interval and what a number nobody reads shows."""

    value: float
    low: float
    high: float
    floor: float


def worth(
    shares: Array,
    outcomes: Array,
    alternatives: int = 0,
    *,
    blocks: NDArray[np.int_] | None = None,
    resamples: int = 200,
    permutations: int = 100,
    seed: int = 1,
) -> Worth:
    """Value of knowing the factor whose shares are given; outcomes (worlds, strategies), more is better.

    Worlds of one block were made from the same base point, and are drawn together.

    Raises:
        ValueError: for missing outcomes.
    """
    if not np.isfinite(outcomes).all():
        raise ValueError("missing or infinite outcomes: no value of information")
    rng = np.random.default_rng(seed)
    counts = block_counts(np.arange(len(shares)) if blocks is None else blocks, resamples, rng)
    columns, at = terms(shares, alternatives), terms(places(alternatives, 101), alternatives)
    gains = _gain(fitted(columns, outcomes, counts, at))
    once = np.ones((1, len(shares)))
    lucky = [_gain(fitted(columns[rng.permutation(len(shares))], outcomes, once, at))[0] for _ in range(permutations)]
    low, high = percentile_interval(gains[1:])
    return Worth(float(gains[0]), float(low), float(high), float(np.quantile(lucky, 0.95)))


def everything(means: Array) -> float:
    """Value of knowing the whole world (EVPI): the mean regret of the strategy that is best on average."""
    return float(means.max(axis=1).mean() - means.mean(axis=0).max())


def _gain(curves: Array) -> Array:
    return curves.max(axis=2).mean(axis=1) - curves.mean(axis=1).max(axis=1)
