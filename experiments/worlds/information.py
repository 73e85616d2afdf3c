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
) -> Worth:
    """Value of knowing the factor whose shares are given; outcomes (worlds, strategies), more is better.

    Worlds of one block were made from the same base point, and are drawn together.

    Raises:
        ValueError: for missing outcomes.
    """
    if not np.isfinite(outcomes).all():
        raise ValueError("missing or infinite outcomes: no value of information")
    rng = np.random.default_rng(1)
    counts = block_counts(np.arange(len(shares)) if blocks is None else blocks, resamples, rng)
    columns, at = terms(shares, alternatives), terms(places(alternatives, 101), alternatives)
    gains = _gain(fitted(columns, outcomes, counts, at), _weights(columns, counts, len(at), alternatives))
    once = np.ones((1, len(shares)))
    usual = _weights(columns, once, len(at), alternatives)
    lucky = [_gain(fitted(columns[rng.permutation(len(shares))], outcomes, once, at), usual)[0] for _ in range(permutations)]
    low, high = percentile_interval(gains[1:])
    return Worth(float(gains[0]), float(low), float(high), float(np.quantile(lucky, 0.95)))


def _weights(columns: Array, counts: Array, size: int, alternatives: int) -> Array:
    """How much each place of a curve weighs, under each row of counts: of a switch as often as each alternative holds."""
    if not alternatives:
        return np.full((len(counts), size), 1.0 / size)
    held = counts @ columns
    return np.asarray(held / held.sum(axis=1, keepdims=True))


def _gain(curves: Array, weights: Array) -> Array:
    """By how much the best at each place beats the best on average, places weighed as given: shape (counts,)."""
    knowing = (curves.max(axis=2) * weights).sum(axis=1)
    return np.asarray(knowing - (curves * weights[:, :, None]).sum(axis=1).max(axis=1))
