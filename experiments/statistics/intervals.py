"""Intervals for paired differences: simultaneous ones by max-|t|, two-stage ones, and noise apart from worlds.

Sources: Westfall & Young 1993 (max-|t|); Stein 1945 (two stages); one-way random-effects table for the split of variance.
"""

from dataclasses import dataclass

import numpy as np
from scipy import special

ALPHA = 0.05
RESAMPLES = 4000
FEW = 10
"""Below so many units the resampled |t| has no stable tail, and the bound of Bonferroni is used where it is smaller."""


@dataclass(frozen=True)
class Spread:
    """Variance between worlds and between seeds within a world, with the counts they stand on.

    `between` is unbiased and so may be negative; `within` is NaN with one replication a world.
    """

    between: float
    within: float
    worlds: int
    replications: float

    @property
    def noise_share(self) -> float:
        """Share of the variance between runs that is computer noise; NaN where it can't be told."""
        total = max(self.between, 0.0) + self.within
        return self.within / total if total > 0.0 else float("nan")


def mean_and_error(values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean, standard error and count of each column, NaN left out.

    Args:
        values: (units, columns).
    """
    there = np.isfinite(values)
    count = there.sum(axis=0)
    filled = np.where(there, values, 0.0)
    mean = np.divide(filled.sum(axis=0), count, out=np.full(count.shape, np.nan), where=count > 0)
    apart = np.where(there, values - mean, 0.0)
    variance = np.divide((apart**2).sum(axis=0), count - 1, out=np.full(count.shape, np.nan), where=count > 1)
    error = np.sqrt(np.divide(variance, count, out=np.full(count.shape, np.nan), where=count > 1))
    return mean, error, count


def pointwise(count: np.ndarray, alpha: float = ALPHA) -> np.ndarray:
    """The t quantile of a single interval on so many units; NaN below two."""
    return np.where(count > 1, special.stdtrit(np.maximum(count - 1, 1), 1.0 - alpha / 2.0), np.nan)


def max_t(values: np.ndarray, seed: int = 1, alpha: float = ALPHA) -> float:
    """The factor that makes all columns' intervals hold together: a quantile of max |t| over resampled units.

    Units are resampled whole, columns kept together, so that the correlation between arms under common random numbers
    is used. At least the pointwise t; NaN below two units.

    Args:
        values: (units, columns), NaN where a unit has no value.
        seed: of the resampling, so that the same runs give the same table.
        alpha: share of families in which some interval misses.
    """
    mean, error, count = mean_and_error(values)
    live = (count > 1) & (error > 1e-12 * (np.abs(mean) + error))
    if values.shape[0] < 2 or not live.any():
        return float(pointwise(np.array([values.shape[0]]), alpha)[0])
    columns, n = values[:, live], values.shape[0]
    there = np.isfinite(columns)
    apart = np.where(there, columns - mean[live], 0.0)
    rng = np.random.default_rng(seed)
    largest = []
    for size in _chunks(RESAMPLES, n):
        drawn = rng.multinomial(n, np.full(n, 1.0 / n), size=size).astype(float)
        largest.append(_largest_t(drawn, apart, there, error[live] ** 2 * count[live]))
    quantile = float(np.quantile(np.concatenate(largest), 1.0 - alpha, method="higher"))
    fewest = int(count[live].min())
    if fewest < FEW:
        quantile = min(quantile, bonferroni(fewest, int(live.sum()), alpha))
    return max(quantile, float(pointwise(np.array([fewest]), alpha)[0]))


def _chunks(total: int, n: int) -> list[int]:
    size = max(1, min(total, 4_000_000 // max(n, 1)))
    return [min(size, total - done) for done in range(0, total, size)]


def _largest_t(drawn: np.ndarray, apart: np.ndarray, there: np.ndarray, variance: np.ndarray) -> np.ndarray:
    count = drawn @ there
    safe = np.maximum(count, 1.0)
    mean = drawn @ apart / safe
    spread = (drawn @ apart**2 / safe - mean**2) * count / np.maximum(count - 1.0, 1.0)
    error = np.sqrt(np.maximum(spread, 0.0) / safe)
    flat = (spread <= 1e-12 * variance) | (count < 2)
    t = np.abs(mean) / np.where(flat, 1.0, error)
    return np.asarray(np.where(flat, np.inf, t).max(axis=1))


def bonferroni(n: int, comparisons: int, alpha: float = ALPHA) -> float:
    """The t quantile with alpha shared out over the comparisons."""
    return float(special.stdtrit(max(n - 1, 1), 1.0 - alpha / (2.0 * max(comparisons, 1))))


def stein_number(pilot: np.ndarray, half_widths: np.ndarray, comparisons: int, alpha: float = ALPHA) -> int:
    """How many units the two-stage rule asks for, so that every interval is as narrow as wanted.

    Args:
        pilot: (pilot units, columns), the first stage's differences.
        half_widths: wanted half-width of each column's interval; not positive where none can be had.
        comparisons: how many intervals are to hold together.
        alpha: share of families in which some interval misses.
    """
    n0 = pilot.shape[0]
    deviation = np.nanstd(pilot, axis=0, ddof=1)
    factor = bonferroni(n0, comparisons, alpha)
    needed = (factor * deviation / np.where(half_widths > 0.0, half_widths, np.nan)) ** 2
    needed = np.where(deviation == 0.0, n0, np.where(half_widths > 0.0, needed, np.inf))
    largest = float(np.max(needed, initial=n0))
    return max(n0, int(np.ceil(largest))) if np.isfinite(largest) else 2**31


def stein_half_width(pilot: np.ndarray, n: np.ndarray, comparisons: int, alpha: float = ALPHA) -> np.ndarray:
    """The two-stage half-width of each column: the pilot's deviation and degrees of freedom, all `n` units' count."""
    deviation = np.nanstd(pilot, axis=0, ddof=1)
    return np.asarray(bonferroni(pilot.shape[0], comparisons, alpha) * deviation / np.sqrt(np.maximum(n, 1)))


def spread(values: np.ndarray, worlds: np.ndarray) -> Spread:
    """Split the variance of runs into worlds and seeds, by a one-way random-effects table.

    Args:
        values: one number a run (NaN left out).
        worlds: the world of each run.
    """
    good = np.isfinite(values)
    values, worlds = values[good], worlds[good]
    if values.size == 0:
        return Spread(float("nan"), float("nan"), 0, 0.0)
    _, place, count = np.unique(worlds, return_inverse=True, return_counts=True)
    number, total = count.size, int(count.sum())
    means = np.bincount(place, weights=values) / count
    inside = float(((values - means[place]) ** 2).sum())
    within = inside / (total - number) if total > number else float("nan")
    each = (total - float((count**2).sum()) / total) / (number - 1) if number > 1 else float(count[0])
    if number < 2:
        return Spread(float("nan"), within, number, each)
    mean_square = float((count * (means - values.mean()) ** 2).sum()) / (number - 1)
    between = (mean_square - within) / each if np.isfinite(within) else float("nan")
    return Spread(between, within, number, each)


def shrunk(means: np.ndarray, found: Spread) -> np.ndarray:
    """World means drawn towards their mean, so that computer noise does not make worlds look more different than they are."""
    if not np.isfinite(found.between) or not np.isfinite(found.within):
        return means
    between = max(found.between, 0.0)
    whole = between + found.within / max(found.replications, 1.0)
    share = np.sqrt(between / whole) if whole > 0.0 else 0.0
    return np.asarray(means.mean() + (means - means.mean()) * share)


def share_above(values: np.ndarray, worlds: np.ndarray, resamples: int = 400) -> tuple[float, float]:
    """A 95% interval of the share of worlds whose mean, without computer noise, lies above zero: worlds are drawn anew.

    How much of the spread is noise is told by the few worlds with several runs, and the share hangs on it. Percentile
    bootstrap over worlds, each with all its runs (Efron and Tibshirani 1993, ch. 13); NaN where noise can't be told apart.

    Args:
        values: one number a run (NaN left out).
        worlds: the world of each run.
        resamples: how often worlds are drawn.
    """
    good = np.isfinite(values)
    values, (_, place, count) = values[good], np.unique(worlds[good], return_inverse=True, return_counts=True)
    if count.size < 2 or count.max() < 2:
        return float("nan"), float("nan")
    means = np.bincount(place, weights=values) / count
    inside = np.bincount(place, weights=(values - means[place]) ** 2)
    luck = np.random.default_rng(20200110)
    shares = []
    for drawn in luck.integers(0, count.size, size=(resamples, count.size)):
        size, mean, number = count[drawn], means[drawn], count.size
        total = size.sum()
        if total == number:
            continue  # no world with several runs is among them
        within = inside[drawn].sum() / (total - number)
        each = (total - (size**2).sum() / total) / (number - 1)
        between = ((size * (mean - (size * mean).sum() / total) ** 2).sum() / (number - 1) - within) / each
        shares.append(float((shrunk(mean, Spread(between, within, number, each)) > 0.0).mean()))
    low, high = np.quantile(shares, [0.025, 0.975]) if shares else (np.nan, np.nan)
    return float(low), float(high)


def pairing_gain(arm: np.ndarray, base: np.ndarray, worlds: np.ndarray) -> float:
    """Variance of the difference with independent seeds over that with shared ones, within worlds; NaN where untold."""
    parts = [spread(values, worlds).within for values in (arm, base, arm - base)]
    if not np.isfinite(parts).all() or parts[2] <= 0.0:
        return float("nan")
    return (parts[0] + parts[1]) / parts[2]
