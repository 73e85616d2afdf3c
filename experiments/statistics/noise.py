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


def split_interval(outcomes: Array, resamples: int = 500, seed: int = 1) -> dict[str, tuple[float, float]]:
    """95% intervals of `between`, `within` and `noise_share`, from resampled worlds."""
    rng = np.random.default_rng(seed)
    draws = []
    for _ in range(resamples):
        chosen = rng.integers(0, len(outcomes), len(outcomes))
        one = split(outcomes[chosen]) if np.isfinite(outcomes[chosen]).sum(axis=1).max() > 1 else None
        draws.append((one.between, one.within, one.noise_share) if one else (np.nan,) * 3)
    low, high = percentile_interval(np.array(draws))
    return {name: (float(low[i]), float(high[i])) for i, name in enumerate(("between", "within", "noise_share"))}


def within_variances(outcomes: Array) -> Array:
    """Variance between the replications of each row, shape (rows,); NaN for rows with a single run."""
    require_finite(outcomes[~np.isnan(outcomes)], "outcomes")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return np.asarray(np.nanvar(outcomes, axis=1, ddof=1))
