"""Resampling: counts of how often each case is drawn, and percentile intervals."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

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


def balanced_t(values: Array, resamples: int, seed: int, alpha: float) -> tuple[Array, Array]:
    """How far t goes up and down in each column, so that none goes further in `1 - alpha` of the resamples, each end as often.

    A skewed column goes further on one side than the t distribution says, since its mean and its spread go together. Beran 1988
    (balanced simultaneous sets), of studentised means. Their t goes up where the mean came out too large: it sets the lower end.

    Args:
        values: (units, columns), NaN where a unit has no value.
        resamples: how often units are drawn anew, whole, so that columns stay together.
        seed: of the draws, which are the same for as many units.
        alpha: share of resamples in which some column goes beyond.
    """
    there = np.isfinite(values)
    apart = np.where(there, values - np.where(there, values, 0.0).sum(axis=0) / np.maximum(there.sum(axis=0), 1), 0.0)
    drawn = _drawn(len(values), resamples, seed)
    count = drawn @ there
    with np.errstate(divide="ignore", invalid="ignore"):  # a resample of one unit, or of equal ones, has no t
        mean = drawn @ apart / count
        spread = np.sqrt((drawn @ apart**2 / count - mean**2) / (count - 1.0))
        t = mean / np.where(spread > 1e-9 * np.abs(apart).max(axis=0), spread, np.nan)
    known = np.where(np.isfinite(t), t, 0.0)
    t = np.where(np.isfinite(t), t, np.copysign(np.abs(known).max(axis=0), np.where(np.isfinite(mean), mean, 0.0)))
    ends = np.hstack([t, -t])
    order = ends.argsort(axis=0)
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.arange(resamples)[:, None], axis=0)
    reached = int(np.quantile(rank.max(axis=1), 1.0 - alpha, method="higher"))  # by the end that is the furthest out of all
    up, down = np.split(np.take_along_axis(ends, order[reached : reached + 1], axis=0)[0], 2)
    return up, down


@lru_cache(maxsize=4)
def _drawn(units: int, resamples: int, seed: int) -> Array:
    return resample_counts(units, resamples, np.random.default_rng(seed))


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
