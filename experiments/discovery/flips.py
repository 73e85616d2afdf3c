"""Switch points: along which factor, and where on it, does the best strategy change."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.sensitivity.bootstrap import Array
from experiments.sensitivity.smooth import Curve, along

SURE, LIKELY = 0.95, 0.5


@dataclass(frozen=True)
class Flip:
    """The best strategy changes from `below` to `above` at `share` of the factor's distribution.

    `low` and `high` are a 95% band; `sure` is the share of resamples in which the two change places that way round. For a
    switch of the model `below` is best under one alternative and `above` under another, and `share` is where the latter stands.
    """

    below: int
    above: int
    share: float
    low: float
    high: float
    sure: float

    @property
    def verdict(self) -> str:
        """`flips` where 95% of resamples agree, `may flip` where more than half do, else `no evidence`."""
        return "flips" if self.sure >= SURE else ("may flip" if self.sure > LIKELY else "no evidence")


def find(
    shares: Array,
    outcomes: Array,
    alternatives: int = 0,
    *,
    blocks: NDArray[np.int_] | None = None,
    resamples: int = 500,
    seed: int = 1,
) -> tuple[Curve, list[Flip]]:
    """Curves along a factor and where their order changes at the top; outcomes (worlds, strategies), more is better."""
    curve = along(shares, outcomes, alternatives, blocks=blocks, resamples=resamples, seed=seed)
    best = curve.mean.argmax(axis=1)
    changes: list[int] = np.flatnonzero(np.diff(best)).tolist()
    if alternatives:
        return curve, [_between_alternatives(curve, int(best[0]), int(best[place + 1]), place + 1) for place in changes]
    return curve, [_crossing(curve, int(best[place]), int(best[place + 1])) for place in changes]


def _between_alternatives(curve: Curve, below: int, above: int, place: int) -> Flip:
    first, other = curve.samples[:, 0, :], curve.samples[:, place, :]
    agree = (first[:, below] > first[:, above]) & (other[:, above] > other[:, below])
    share = float(curve.shares[place])
    return Flip(below, above, share, float("nan"), float("nan"), float(agree.mean()))


def _crossing(curve: Curve, below: int, above: int) -> Flip:
    """Where `above` overtakes `below`, in the mean and in each resample."""
    place = _first_rise(curve.shares, curve.mean[:, above] - curve.mean[:, below])
    found = np.array([_first_rise(curve.shares, sample[:, above] - sample[:, below]) for sample in curve.samples])
    known = found[np.isfinite(found)]
    low, high = np.quantile(known, [0.025, 0.975]) if len(known) else (np.nan, np.nan)
    return Flip(below, above, place, float(low), float(high), len(known) / len(found))


def _first_rise(shares: Array, gain: Array) -> float:
    """Where a curve first goes from below zero to above it; NaN if it never does."""
    rises = np.flatnonzero((gain[:-1] <= 0.0) & (gain[1:] > 0.0))
    if not len(rises):
        return float("nan")
    at = rises[0]
    return float(shares[at] + (shares[at + 1] - shares[at]) * -gain[at] / (gain[at + 1] - gain[at]))
