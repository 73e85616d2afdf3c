"""What is luck and what is assumption: the variance of an outcome, split between seeds and worlds."""

from dataclasses import dataclass

import numpy as np

from experiments.statistics.bootstrap import Array, percentile_interval, require_finite
from experiments.statistics.intervals import Spread, spread

MOST_REPLICATIONS = 16


@dataclass(frozen=True)
class Split(Spread):
    """Variance of single runs, `between` worlds (parameters) and `within` a world (seeds), and their `mean`.

    Where `between` comes out below zero the two are not separable with these runs. `replications` is runs a world.
    """

    mean: float

    @property
    def separable(self) -> bool:
        """Whether variance between worlds shows above what seeds alone would make."""
        return self.between > 0.0

    def shrinkage(self, replications: int) -> float:
        """Factor that draws world means of `replications` runs to their common mean, so that they spread as the truth does."""
        between = max(self.between, 0.0)
        total = between + self.within / replications
        return float(np.sqrt(between / total)) if total > 0.0 else 0.0


def split(outcomes: Array) -> Split:
    """One-way random-effects table of outcomes, shape (worlds, replications), NaN where a world has fewer replications.

    Worlds with a single run count for the mean and the variance between, those with more also for the variance within.

    Raises:
        ValueError: if no world has two runs, or a number is infinite.
    """
    counts, _, _ = _per_world(outcomes)
    if counts.max() < 2:
        raise ValueError("no world has two replications: luck and assumption cannot be told apart")
    worlds = np.repeat(np.arange(len(outcomes)), outcomes.shape[1])
    found = spread(outcomes.ravel(), worlds)
    return Split(found.between, found.within, found.worlds, float(counts.mean()), float(np.nanmean(outcomes)))


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
    counts, _, squares = _per_world(outcomes)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(counts > 1, squares / (counts - 1), np.nan)


def replications_per_row(between: float, within: float) -> int:
    """How many replications a row of a Sobol design should have at a fixed number of runs: about within / between."""
    if between <= 0.0:
        return MOST_REPLICATIONS
    return int(np.clip(round(within / between), 1, MOST_REPLICATIONS))


def _per_world(outcomes: Array) -> tuple[Array, Array, Array]:
    """Number of runs, mean, and sum of squares about the mean, a world each."""
    if outcomes.ndim != 2:
        raise ValueError(f"outcomes have the shape (worlds, replications), not {outcomes.shape}")
    present = ~np.isnan(outcomes)
    counts = present.sum(axis=1).astype(np.float64)
    require_finite(np.where(counts > 0, 0.0, np.nan), "worlds")
    require_finite(outcomes[present], "outcomes")
    filled = np.where(present, outcomes, 0.0)
    means = filled.sum(axis=1) / counts
    squares = (np.where(present, outcomes - means[:, None], 0.0) ** 2).sum(axis=1)
    return counts, means, squares
