"""Resampling: counts of how often each case is drawn, and percentile intervals."""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Array = NDArray[np.float64]


def require_finite(values: Array, what: str) -> None:
    """Refuse missing and infinite numbers before an estimator can turn them into zeros in silence.

    Raises:
        ValueError: naming how many of `what` are missing.
    """
    missing = int(np.size(values) - np.isfinite(values).sum())
    if missing:
        raise ValueError(
            f"{missing} of {np.size(values)} {what} are missing or infinite; run them again or leave this outcome out"
        )


def resample_counts(cases: int, resamples: int, rng: np.random.Generator) -> Array:
    """How often each case is drawn in each resample, shape (resamples, cases); each row sums to `cases`.

    A weighted sum with these counts is the sum over the resample: all moments come from one matrix product.
    """
    return rng.multinomial(cases, np.full(cases, 1.0 / cases), size=resamples).astype(np.float64)


def block_counts(blocks: NDArray[np.int_], resamples: int, rng: np.random.Generator) -> Array:
    """As `resample_counts`, rows of one block drawn together, led by a row of ones: shape (resamples + 1, rows)."""
    number = int(blocks.max()) + 1
    return np.vstack([np.ones(number), resample_counts(number, resamples, rng)])[:, blocks]


def tidy(names: Sequence[str], columns: Iterable[tuple[str, Array, Array, Array]]) -> pd.DataFrame:
    """A row each name and index: parameter, index, value, low, high; `columns` are an index, its values and their ends."""
    rows = [(name, index, *ends) for index, *found in columns for name, *ends in zip(names, *found, strict=True)]
    return pd.DataFrame(rows, columns=["parameter", "index", "value", "low", "high"])


def percentile_interval(samples: Array, level: float = 0.95) -> tuple[Array, Array]:
    """Low and high ends over the first axis; NaN where every resample is NaN."""
    tail = (1.0 - level) / 2.0
    finite = np.isfinite(samples).any(axis=0)
    filled = np.where(finite, samples, 0.0)
    low, high = np.nanquantile(filled, [tail, 1.0 - tail], axis=0)  # some, never all, of a column may be NaN
    return np.where(finite, low, np.nan), np.where(finite, high, np.nan)
