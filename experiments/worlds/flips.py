"""Switch points: along which factor, and where on it, does the best strategy change.

Two strategies that are nearly equal change places by luck along any factor. So a change counts only where each is clearly
ahead on its own side, and clearly is judged by how many factors were looked at.
"""

from dataclasses import dataclass, replace

import numpy as np

from experiments.protocol.verdicts import FLIPS, MAY_FLIP, NO_EVIDENCE
from experiments.statistics.bootstrap import Array
from experiments.statistics.scatter import beyond_luck
from experiments.statistics.smooth import Curve

LIKELY = 1.96


@dataclass(frozen=True)
class Flip:
    """The best strategy changes from `below` to `above` at `share` of the factor's distribution.

    `low` and `high` are a 95% band; `sure` is the share of resamples in which the two change places that way round, and
    `ahead` how many standard deviations each is ahead where it is most so on its own side, the smaller of the two. For a
    switch of the model `below` is best under one alternative and `above` under another, and `share` is where the latter stands.
    `looked_at` is the number of factors among which this one was found.
    """

    below: int
    above: int
    share: float
    low: float
    high: float
    sure: float
    ahead: float
    looked_at: int = 1

    @property
    def verdict(self) -> str:
        """`flips` where each leads on its side beyond what the most of so many would by luck; `may flip` for one factor alone."""
        if self.ahead >= beyond_luck(2 * self.looked_at):
            return FLIPS
        return MAY_FLIP if self.ahead >= LIKELY else NO_EVIDENCE


def find(curve: Curve, *, switch: bool = False, looked_at: int = 1) -> list[Flip]:
    """Where the order of strategies changes at the top along a factor, of which more is better; `switch`: a switch of the model."""
    best = curve.mean.argmax(axis=1)
    changes: list[int] = np.flatnonzero(np.diff(best)).tolist()
    if switch:
        found = [_between_alternatives(curve, int(best[0]), int(best[place + 1]), place + 1) for place in changes]
    else:
        found = [_crossing(curve, int(best[place]), int(best[place + 1]), place) for place in changes]
    return [replace(one, looked_at=looked_at) for one in found]


def _lead(samples: Array, mean: Array) -> Array:
    """A lead over its standard deviation between resamples."""
    return mean / np.maximum(samples.std(axis=0, ddof=1), 1e-12 + 1e-9 * np.abs(mean))


def _between_alternatives(curve: Curve, below: int, above: int, place: int) -> Flip:
    first, other = curve.samples[:, 0, :], curve.samples[:, place, :]
    agree = (first[:, below] > first[:, above]) & (other[:, above] > other[:, below])
    share = float(curve.shares[place])
    here = _lead(first[:, below] - first[:, above], curve.mean[0, below] - curve.mean[0, above])
    there = _lead(other[:, above] - other[:, below], curve.mean[place, above] - curve.mean[place, below])
    return Flip(below, above, share, float("nan"), float("nan"), float(agree.mean()), float(min(here, there)))


def _crossing(curve: Curve, below: int, above: int, change: int) -> Flip:
    """Where `above` overtakes `below`, in the mean and in each resample."""
    place = _first_rise(curve.shares, curve.mean[:, above] - curve.mean[:, below])
    found = np.array([_first_rise(curve.shares, sample[:, above] - sample[:, below]) for sample in curve.samples])
    known = found[np.isfinite(found)]
    low, high = np.quantile(known, [0.025, 0.975]) if len(known) else (np.nan, np.nan)
    gain = _lead(curve.samples[:, :, above] - curve.samples[:, :, below], curve.mean[:, above] - curve.mean[:, below])
    ahead = min(float((-gain[: change + 1]).max()), float(gain[change + 1 :].max()))
    return Flip(below, above, place, float(low), float(high), len(known) / len(found), ahead)


def _first_rise(shares: Array, gain: Array) -> float:
    """Where a curve first goes from below zero to above it; NaN if it never does."""
    rises = np.flatnonzero((gain[:-1] <= 0.0) & (gain[1:] > 0.0))
    if not len(rises):
        return float("nan")
    at = rises[0]
    return float(shares[at] + (shares[at + 1] - shares[at]) * -gain[at] / (gain[at + 1] - gain[at]))
