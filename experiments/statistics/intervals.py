"""Intervals for paired differences: simultaneous ones by max-|t|, two-stage ones, and noise apart from worlds.

Sources: Westfall & Young 1993 (max-|t|); Beran 1988 (balanced sets, for skewed columns); Stein 1945 (two stages);
one-way random-effects table for the split of variance.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from scipy import special

from experiments.statistics import bootstrap, counts

ALPHA = 0.05
"""Share of intervals that miss, or of families in which some interval does."""
DRAWS, SEED = 4096, 1
"""How often signs are drawn, the same for the same runs; units so few that they have no more signs are gone through in full."""
MANY = 2000
"""From so many units on a sum with drawn signs is normal, and is drawn as such: signs would take room and time by the unit."""


FURTHEST = 3.0
"""An end is no more than so many times as far out as without skewness: resamples of few units, one of them far off, have no bound."""
RESAMPLES, ENOUGH = 4000, 20
"""How often units are drawn anew to see how skewed columns are; of fewer units they would not show it, of `MANY` it is no matter."""


@dataclass(frozen=True)
class Spread:
    """Variance between worlds and between seeds within a world, with the counts they stand on.

    `between` is unbiased and so may be negative; `within` is NaN with one replication a world.
    """

    between: float
    within: float
    worlds: int
    replications: float
    runs: int = 0

    @property
    def beyond_luck(self) -> bool:
        """Whether worlds are shown to differ by more than the luck of their runs (an F test); taken so where no world has two runs."""
        if not np.isfinite(self.within):
            return True
        if not self.within > 0.0:
            return self.between > 0.0
        ratio = 1.0 + self.replications * self.between / self.within
        return float(special.fdtrc(self.worlds - 1, self.runs - self.worlds, max(0.0, ratio))) < ALPHA

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


class Estimate(NamedTuple):
    """A number with its 95% interval."""

    value: float
    low: float
    high: float


def t_interval(values: np.ndarray) -> Estimate:
    """Mean of one column and the ends of its 95% interval of t; NaN where there are too few values."""
    mean, error, count = (column[0] for column in mean_and_error(values[:, None]))
    half = float(pointwise(np.array([count]))[0]) * error
    return Estimate(float(mean), float(mean - half), float(mean + half))


def max_t(values: np.ndarray) -> float:
    """The factor that makes all columns' intervals hold together: a quantile of max |t| over signs drawn anew.

    Each unit's differences from their mean keep or change their sign together, so that the correlation between arms under
    common random numbers is used (Westfall & Young's max-|t|, by the symmetry of paired differences). All signs are gone
    through where they are few. At least the pointwise t, at most Bonferroni's; NaN below two units.

    Args:
        values: (units, columns), NaN where a unit has no value. Columns without variation are left out; those with too
            little (`counts.too_alike`) should be.
    """
    mean, error, count = mean_and_error(values)
    live = (count > 1) & (error > 1e-12 * (np.abs(mean) + error))
    if values.shape[0] < 2 or not live.any():
        return float(pointwise(np.array([values.shape[0]]))[0])
    there = np.isfinite(values[:, live])
    apart = np.where(there, values[:, live] - mean[live], 0.0)
    number, square = count[live], (apart**2).sum(axis=0)
    if values.shape[0] >= MANY:
        scaled = apart / np.sqrt(square)
        drawn = np.random.default_rng(SEED).multivariate_normal(np.zeros(len(square)), scaled.T @ scaled, DRAWS, method="eigh")
        return _factor(np.abs(drawn).max(axis=1), number)
    largest = []
    for signs in _signs(values.shape[0], int(live.sum())):
        total = signs @ apart
        spread = np.maximum(square - total**2 / number, 1e-12 * square) * number / (number - 1)
        largest.append((np.abs(total) / np.sqrt(spread)).max(axis=1))
    return _factor(np.concatenate(largest), number)


def _factor(largest: np.ndarray, number: np.ndarray) -> float:
    """The quantile of the largest |t| of each draw, between what one column and what columns without correlation would have."""
    quantile = float(np.quantile(largest, 1.0 - ALPHA, method="higher"))
    fewest = int(number.min())
    least, most = float(pointwise(np.array([fewest]))[0]), bonferroni(fewest, len(number))
    return min(max(quantile, least), most)


def _signs(units: int, columns: int) -> Iterator[np.ndarray]:
    """Signs of the units, shape (draws, units), some draws at a time: all of them where they are few, else drawn."""
    if 2 ** (units - 1) <= DRAWS:  # the first sign may stand: turning all makes no other |t|
        free = np.array(list(itertools.product((-1.0, 1.0), repeat=units - 1))).reshape(-1, units - 1)
        every = np.column_stack([np.ones(len(free)), free])
    else:
        every = np.random.default_rng(SEED).choice([-1.0, 1.0], size=(DRAWS, units))
    size = max(1, 4_000_000 // columns)
    yield from (every[start : start + size] for start in range(0, len(every), size))


@dataclass(frozen=True)
class Bounds:
    """Ends of intervals by column, NaN where there are none; `counted` where they are limits of counts and no t-intervals."""

    low: np.ndarray
    high: np.ndarray
    counted: np.ndarray


def alone(values: np.ndarray, alpha: float = ALPHA) -> Bounds:
    """An interval of the mean of each column of paired differences, each by itself.

    Args:
        values: (units, columns), NaN where a unit has no value.
        alpha: share of intervals that miss.
    """
    _, _, count = mean_and_error(values)
    return _bounds(values, pointwise(count, alpha), alpha)


def together(values: np.ndarray) -> Bounds:
    """As `alone`, of intervals that hold together: columns that vary too little are taken out before the family is formed.

    Those have limits of their own, each at its share of `ALPHA` over all columns (Bonferroni). An end of `ENOUGH` units or more
    is as far out as the skewness of its column asks for, and never nearer than `max_t` has all.
    """
    alike = counts.too_alike(values)
    down, up = np.full(values.shape[1], np.nan), np.full(values.shape[1], np.nan)
    if (~alike).any():
        down[~alike] = up[~alike] = max_t(values[:, ~alike])
        if ENOUGH <= len(values) < MANY:
            too_large, too_small = bootstrap.balanced_t(values[:, ~alike], RESAMPLES, SEED, ALPHA)
            least = down[~alike]
            down[~alike], up[~alike] = (np.clip(one, least, FURTHEST * least) for one in (too_large, too_small))
    return _bounds(values, down, ALPHA / max(values.shape[1], 1), up)


def _bounds(values: np.ndarray, factor: np.ndarray, alpha: float, up: np.ndarray | None = None) -> Bounds:
    mean, error, _ = mean_and_error(values)
    low, high = mean - factor * error, mean + (factor if up is None else up) * error
    counted = counts.too_alike(values)
    if counted.any():
        low[counted], high[counted] = counts.difference_limits(values[:, counted], alpha)
    return Bounds(low, high, counted)


def levels(values: np.ndarray, unit: np.ndarray, most: np.ndarray | float = np.inf) -> Bounds:
    """An interval of the mean of each column of levels: of t, or the limits of a count where values are too alike for one.

    It reaches no further than a level can: not below nought where no value does, nor above the most there can be.

    Args:
        values: (units, columns), NaN where a unit has no value.
        unit: what one event adds (`counts.one_event`), by column.
        most: the most that a level can be, by column (1 for a share).
    """
    mean, error, count = mean_and_error(values)
    half, counted = pointwise(count) * error, counts.too_alike(values)
    low, high = mean - half, mean + half
    if counted.any():
        low[counted], high[counted] = counts.level_limits(values[:, counted], unit[counted], ALPHA)
    never_below = ~(values < 0.0).any(axis=0)
    return Bounds(np.where(never_below, np.maximum(low, 0.0), low), np.minimum(high, most), counted)


def bonferroni(n: int, comparisons: int) -> float:
    """The t quantile with `ALPHA` shared out over the comparisons."""
    return float(special.stdtrit(max(n - 1, 1), 1.0 - ALPHA / (2.0 * max(comparisons, 1))))


def stein_number(pilot: np.ndarray, half_widths: np.ndarray, comparisons: int) -> int:
    """How many units the two-stage rule asks for, so that every interval is as narrow as wanted.

    Args:
        pilot: (pilot units, columns), the first stage's differences.
        half_widths: wanted half-width of each column's interval; not positive where none can be had.
        comparisons: how many intervals are to hold together.
    """
    n0 = pilot.shape[0]
    deviation = pilot_deviation(pilot)
    factor = bonferroni(n0, comparisons)
    needed = (factor * deviation / np.where(half_widths > 0.0, half_widths, np.nan)) ** 2
    needed = np.where(deviation > 0.0, np.where(half_widths > 0.0, needed, np.inf), n0)
    largest = float(np.max(needed, initial=n0))
    return max(n0, int(np.ceil(largest))) if np.isfinite(largest) else 2**31


def pilot_deviation(pilot: np.ndarray) -> np.ndarray:
    """Standard deviation of each column of the pilot, NaN where it has none to show.

    Of differences too alike for one, as large as the pilot leaves open: with the most events that it is compatible with.
    """
    _, error, count = mean_and_error(pilot)
    deviation, alike = error * np.sqrt(count), counts.too_alike(pilot)
    if alike.any():
        deviation[alike] = np.sqrt(counts.largest_square(pilot[:, alike], ALPHA))
    return np.asarray(deviation)


def stein_half_width(pilot: np.ndarray, n: np.ndarray, comparisons: int) -> np.ndarray:
    """The two-stage half-width of each column: the pilot's deviation and degrees of freedom, all `n` units' count."""
    return np.asarray(bonferroni(pilot.shape[0], comparisons) * pilot_deviation(pilot) / np.sqrt(np.maximum(n, 1)))


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
        return Spread(float("nan"), within, number, each, total)
    mean_square = float((count * (means - values.mean()) ** 2).sum()) / (number - 1)
    between = (mean_square - within) / each if np.isfinite(within) else float("nan")
    return Spread(between, within, number, each, total)


def shrunk(means: np.ndarray, found: Spread) -> np.ndarray:
    """World means drawn towards their mean, so that computer noise does not make worlds look more different than they are."""
    if not np.isfinite(found.between) or not np.isfinite(found.within):
        return means
    return _drawn_in(means, found.between, found.within, found.replications)


def _drawn_in(means: np.ndarray, between: Any, within: Any, replications: Any) -> np.ndarray:
    """World means drawn towards their mean along the last axis, by the share of their spread that is not noise."""
    true = np.maximum(between, 0.0)
    whole = true + within / np.maximum(replications, 1.0)
    share = np.sqrt(true / np.where(whole > 0.0, whole, 1.0))
    middle = means.mean(axis=-1, keepdims=True)
    return np.asarray(middle + (means - middle) * np.expand_dims(share, -1))


TOGETHER = 2_000_000
"""Worlds drawn anew are looked at so many at a time, which bounds memory."""


def share_above(values: np.ndarray, worlds: np.ndarray, resamples: int = 400) -> tuple[float, float]:
    """A 95% interval of the share of worlds whose mean, without computer noise, lies above zero: worlds are drawn anew.

    How much of the spread is noise is estimated from the few worlds with several runs, and the share depends on it. Percentile
    bootstrap over worlds, each with all its runs (Efron and Tibshirani 1993, ch. 13), and never nearer to none or all than so
    many worlds can tell (Clopper and Pearson 1934); NaN where noise can't be told apart.

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
    luck, at_once = np.random.default_rng(20200110), max(1, TOGETHER // count.size)
    sizes = [min(at_once, resamples - begun) for begun in range(0, resamples, at_once)]
    drawn = (luck.integers(0, count.size, size=(size, count.size)) for size in sizes)
    shares = np.concatenate([_shares_above(one, count, means, inside) for one in drawn])
    low, high = np.quantile(shares, [0.025, 0.975]) if shares.size else (np.nan, np.nan)
    all_of_them = (ALPHA / 2.0) ** (1.0 / count.size)
    return min(float(low), all_of_them), max(float(high), 1.0 - all_of_them)


def _shares_above(drawn: np.ndarray, count: np.ndarray, means: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """The share of worlds above zero in each row of `drawn`, those left out that have no world of several runs."""
    number = drawn.shape[1]
    drawn = drawn[count[drawn].sum(axis=1) > number]
    size, mean = count[drawn], means[drawn]
    total = size.sum(axis=1)
    within = inside[drawn].sum(axis=1) / (total - number)
    each = (total - (size**2).sum(axis=1) / total) / (number - 1)
    away = mean - ((size * mean).sum(axis=1) / total)[:, None]
    between = ((size * away**2).sum(axis=1) / (number - 1) - within) / each
    return np.asarray((_drawn_in(mean, between, within, each) > 0.0).mean(axis=1))


def pairing_gain(arm: np.ndarray, base: np.ndarray, worlds: np.ndarray) -> float:
    """Variance of the difference with independent seeds over that with shared ones, within worlds; NaN where untold."""
    parts = [spread(values, worlds).within for values in (arm, base, arm - base)]
    if not np.isfinite(parts).all() or parts[2] <= 0.0:
        return float("nan")
    return (parts[0] + parts[1]) / parts[2]
