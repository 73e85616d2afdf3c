"""Rare counts: which numbers vary too little for a t-interval, and exact limits for these.

Where most runs show the same number, a t-interval is empty or far too short, and resampling may draw no variation at all.
Such a number is counted as events: a total of events has gamma limits (Garwood 1936; Fay & Feuer 1997 where events differ
in size), and the difference of two totals has limits made of theirs (MOVER: Zou & Donner 2008). Both hold at least as
often as they say for counts that vary as Poisson's or more.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import special

from experiments.statistics.bootstrap import Array

FEWEST_UNLIKE = 8
"""So many values must differ from the commonest one for a t-interval, or two thirds of them where they are few."""
DIGITS = 9
"""Numbers that agree to so many digits of the largest are the same but for rounding."""


def unlike(values: Array) -> NDArray[np.int_]:
    """How many values of each column differ from its commonest one; shape (units, columns), NaN left out.

    A column moved up or down by any amount has as many: the number says nothing of where a difference lies.
    """
    if not len(values):
        return np.zeros(values.shape[1], dtype=int)
    ranked = np.sort(_rounded(values), axis=0)
    place = np.arange(len(ranked))[:, None]
    begins = np.vstack([np.ones((1, ranked.shape[1]), dtype=bool), ranked[1:] != ranked[:-1]])
    run = np.where(np.isfinite(ranked), place + 1 - np.maximum.accumulate(np.where(begins, place, 0), axis=0), 0)
    return np.asarray(np.isfinite(values).sum(axis=0) - run.max(axis=0))


def too_alike(values: Array) -> NDArray[np.bool_]:
    """Which columns vary too little for a t-interval; shape (units, columns), NaN left out."""
    count = np.isfinite(values).sum(axis=0)
    wanted = np.minimum(FEWEST_UNLIKE, np.minimum(-(-2 * count // 3), count - 1))
    return np.asarray((count > 1) & (unlike(values) < np.maximum(wanted, 1)))


def difference_limits(gaps: Array, alpha: float) -> tuple[Array, Array]:
    """Limits of the mean of paired differences that are mostly equal; NaN where all are zero, which is no proof of zero.

    Args:
        gaps: (units, columns), NaN where a pair is missing.
        alpha: how often one of the two limits may miss.
    """
    filled = np.nan_to_num(gaps)
    count = np.maximum(np.isfinite(gaps).sum(axis=0), 1)
    size, square = np.abs(filled).sum(axis=0), (filled**2).sum(axis=0)
    event = np.divide(square, size, out=np.full(size.shape, np.nan), where=size > 0.0)
    sides = [np.maximum(sign * filled, 0.0) for sign in (1.0, -1.0)]
    (more, more_low, more_high), (less, less_low, less_high) = (
        (side.sum(axis=0), *_total_limits(side.sum(axis=0), (side**2).sum(axis=0), event, alpha)) for side in sides
    )
    low = more - less - np.hypot(more - more_low, less_high - less)
    high = more - less + np.hypot(more_high - more, less - less_low)
    return low / count, high / count


def largest_square(gaps: Array, alpha: float) -> Array:
    """Upper limit of the mean square of paired differences that are mostly equal; NaN where all are zero."""
    filled = np.nan_to_num(gaps)
    size, square = np.abs(filled).sum(axis=0), (filled**2).sum(axis=0)
    event = np.divide(square, size, out=np.full(size.shape, np.nan), where=size > 0.0)
    _, high = _total_limits(size, square, event, alpha)
    return event * high / np.maximum(np.isfinite(gaps).sum(axis=0), 1)


def level_limits(values: Array, unit: Array, alpha: float) -> tuple[Array, Array]:
    """Limits of the mean of counts that are mostly equal; NaN where a column is no count of events or has no known unit.

    Args:
        values: (units, columns), NaN where a run is missing.
        unit: what one event adds, by column; NaN where no run of any strategy shows one.
        alpha: how often one of the two limits may miss.
    """
    filled, there = np.nan_to_num(values), np.isfinite(values)
    count, total = np.maximum(there.sum(axis=0), 1), filled.sum(axis=0)
    apart = np.where(there, values - total / count, 0.0)
    square = np.maximum((apart**2).sum(axis=0) * count / np.maximum(count - 1, 1), unit * total)
    event = np.maximum(unit, np.divide(square, total, out=np.zeros(total.shape), where=total > 0.0))
    low, high = _total_limits(total, square, event, alpha)
    counted = (filled >= 0.0).all(axis=0) & ((unlike(values) > 0) | (total == 0.0))
    return np.where(counted, low / count, np.nan), np.where(counted, high / count, np.nan)


def one_event(values: Array) -> float:
    """What one event adds to a number: its smallest step from nothing or from one value to the next; NaN without any."""
    distinct = np.unique(_rounded(np.append(values[np.isfinite(values)], 0.0)[:, None]))
    return float(np.diff(distinct).min()) if len(distinct) > 1 else float("nan")


def sign_test(gaps: Array) -> Array:
    """Two-sided p-value of the exact sign test of each column, of unequal pairs only; NaN where all pairs are equal."""
    more, less = (gaps > 0.0).sum(axis=0), (gaps < 0.0).sum(axis=0)
    p = np.minimum(2.0 * special.bdtr(np.minimum(more, less), np.maximum(more + less, 1), 0.5), 1.0)
    return np.where(more + less > 0, p, np.nan)


def _total_limits(total: Array, square: Array, event: Array, alpha: float) -> tuple[Array, Array]:
    """Gamma limits of a total of events; `square` is its variance, `event` the size of one more that might have been."""
    above, wide = total + event, square + event**2
    with np.errstate(divide="ignore", invalid="ignore"):  # nothing counted has the lower limit 0; of no known size, none
        low = square / total * special.gammaincinv(total**2 / square, alpha / 2.0)
        high = wide / above * special.gammaincinv(above**2 / wide, 1.0 - alpha / 2.0)
    return np.where(total > 0.0, low, 0.0), high


def _rounded(values: Array) -> Array:
    """Values to so many digits of the largest of their column."""
    size = np.nanmax(np.where(np.isfinite(values), np.abs(values), 0.0), axis=0, initial=0.0)
    step = 10.0 ** (np.ceil(np.log10(np.where(size > 0.0, size, 1.0))) - DIGITS)
    return np.asarray(np.round(values / step) * step)
