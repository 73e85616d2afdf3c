"""A cross-check by regression: standardised coefficients and partial rank correlations from any sample of worlds."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from experiments.statistics.bootstrap import Array, percentile_interval, require_finite, resample_counts, tidy


@dataclass(frozen=True)
class Regression:
    """Standardised regression coefficients (SRC) and partial rank correlation coefficients (PRCC).

    Attributes:
        names: factor of each column.
        src: coefficients on standardised values; their squares are shares of variance where the model is linear.
        prcc: partial correlation of ranks, all other factors held.
        samples: resampled SRC and PRCC, shape (resamples, factors).
        explained: share of the variance of the outcome the straight line explains (R2).
    """

    names: tuple[str, ...]
    src: Array
    prcc: Array
    samples: dict[str, Array]
    explained: float

    def frame(self) -> pd.DataFrame:
        """Tidy: parameter, index, value, low, high."""
        both = (("SRC", self.src), ("PRCC", self.prcc))
        return tidy(self.names, ((index, values, *percentile_interval(self.samples[index])) for index, values in both))


def analyse(names: tuple[str, ...], inputs: Array, outcomes: Array, resamples: int = 300, seed: int = 1) -> Regression:
    """Coefficients from inputs, shape (worlds, factors), and the mean outcome of each world.

    A switch with more than two alternatives comes as its number in order, so that what it shows depends on that order.

    Raises:
        ValueError: for missing outcomes or fewer worlds than three a factor.
    """
    require_finite(outcomes, "outcomes")
    require_finite(inputs, "inputs")
    if len(outcomes) < 3 * len(names):
        raise ValueError(
            f"{len(outcomes)} worlds are too few for a regression on {len(names)} factors; three a factor are the least"
        )
    ranked_inputs, ranked = stats.rankdata(inputs, axis=0), stats.rankdata(outcomes)
    src, explained = _coefficients(inputs, outcomes, np.ones(len(outcomes)))
    prcc = _partial(ranked_inputs, ranked, np.ones(len(outcomes)))
    counts = resample_counts(len(outcomes), resamples, np.random.default_rng(seed))
    samples = {
        "SRC": np.array([_coefficients(inputs, outcomes, weight)[0] for weight in counts]),
        "PRCC": np.array([_partial(ranked_inputs, ranked, weight) for weight in counts]),
    }
    return Regression(names, src, prcc, samples, explained)


def _correlations(inputs: Array, outcomes: Array, weights: Array) -> tuple[Array, Array]:
    """Weighted correlations between factors, and of each with the outcome."""
    table = np.column_stack([inputs, outcomes])
    centred = table - np.average(table, axis=0, weights=weights)
    covariance = (centred * weights[:, None]).T @ centred
    size = np.sqrt(np.diag(covariance))
    size = np.where(size > 0.0, size, 1.0)
    together = covariance / np.outer(size, size)
    return together[:-1, :-1], together[:-1, -1]


def _coefficients(inputs: Array, outcomes: Array, weights: Array) -> tuple[Array, float]:
    between, with_outcome = _correlations(inputs, outcomes, weights)
    beta = np.linalg.pinv(between, hermitian=True) @ with_outcome
    return beta, float(beta @ with_outcome)


def _partial(inputs: Array, outcomes: Array, weights: Array) -> Array:
    """Partial correlation from the coefficients: beta sqrt((1 - R2 of the factor) / (1 - R2 without it))."""
    between, with_outcome = _correlations(inputs, outcomes, weights)
    inverse = np.linalg.pinv(between, hermitian=True)
    beta = inverse @ with_outcome
    left = max(1.0 - float(beta @ with_outcome), 1e-12)
    own = np.diag(inverse)
    return np.asarray(beta / np.sqrt(beta**2 + left * own))
