"""What is luck and what is assumption: the variance of an outcome, split between seeds and worlds."""

import warnings
from dataclasses import replace

import numpy as np

from experiments.statistics.bootstrap import Array, percentile_interval, require_finite
from experiments.statistics.intervals import Spread, spread


def split(outcomes: Array) -> Spread:
    """One-way random-effects table of outcomes, shape (worlds, replications), NaN where a world has fewer replications.

    Worlds with a single run count for the variance between, those with more also for the variance within. Where the variance
    between comes out below zero luck and assumption are not separable with these runs. `replications` is runs a world.

    Raises:
        ValueError: if no world has two runs, or a number is infinite.
    """
    require_finite(outcomes[~np.isnan(outcomes)], "outcomes")
    counts = np.isfinite(outcomes).sum(axis=1)
    if counts.max() < 2:
        raise ValueError("no world has two replications: luck and assumption cannot be told apart")
    worlds = np.repeat(np.arange(len(outcomes)), outcomes.shape[1])
    return replace(spread(outcomes.ravel(), worlds), replications=float(counts.mean()))


def noise_share_interval(outcomes: Array) -> tuple[float, float]:
    """A 95% interval of the share of luck, from resampled worlds."""
    rng = np.random.default_rng(1)
    shares = []
    for _ in range(200):
        drawn = outcomes[rng.integers(0, len(outcomes), len(outcomes))]
        shares.append(split(drawn).noise_share if np.isfinite(drawn).sum(axis=1).max() > 1 else np.nan)
    low, high = percentile_interval(np.array(shares))
    return float(low), float(high)


def luck(outcomes: Array) -> float:
    """Variance between the replications of a row, the mean of rows with several; 0 where there are none."""
    found = within_variances(outcomes)
    return float(np.nanmean(found)) if np.isfinite(found).any() else 0.0


def within_variances(outcomes: Array) -> Array:
    """Variance between the replications of each row, shape (rows,); NaN for rows with a single run."""
    require_finite(outcomes[~np.isnan(outcomes)], "outcomes")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return np.asarray(np.nanvar(outcomes, axis=1, ddof=1))
