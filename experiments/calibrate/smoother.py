"""Ensemble smoothing (ES-MDA): worlds drawn from the priors move, wave by wave, to where their figures agree with those published.

Worlds live in a space of standard normal scores, one an input: a score's share of the normal is the share of the input's prior
below it, so that no move leaves an evidence range, and switches of the model move with the rest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.statistics.bootstrap import Array

EDGE = 3.5
"""Inputs are read from scores within so many standard deviations: beyond, an input no longer changes."""
INERT = 30
"""Scores that stand for no input: what they lose of their spread is the ensemble's collapse, not knowledge."""

SHOWN = 2.0
"""An input moves by a figure whose correlation with it is above so many standard deviations of luck's."""


@dataclass(frozen=True)
class Figures:
    """Published figures on the scales on which worlds are compared with them, each with the standard deviation of its error."""

    values: Array
    errors: Array


def first_wave(inputs: int, worlds: int, seed: int) -> Array:
    """Scores of a Latin hypercube, shape (inputs and inert ones, worlds)."""
    from scipy.stats import norm, qmc

    shares = qmc.LatinHypercube(inputs + INERT, rng=np.random.default_rng(seed)).random(worlds)
    return np.asarray(norm.ppf(shares.T))


def moved(
    first: Array,
    found: Sequence[Array],
    lucks: Sequence[Array],
    figures: Figures,
    waves: int,
    seed: int,
    still: Sequence[int] = (),
) -> Array:
    """The scores after as many waves as were simulated, worked out from the first: the same wherever the work was broken off.

    A world's luck is an error like that of the record: without it worlds would follow the luck of each wave, and be too sure.

    Args:
        first: scores of the first wave.
        found: for each wave done what its worlds have for the figures, shape (figures, worlds), NaN where a world has none.
        lucks: for each wave done the variance of each figure that is luck, shape (figures,).
        figures: what is published.
        waves: how many waves there are in all, each of which takes its part of what the figures say.
        seed: of the errors that worlds are given, each its own.
        still: rows of inputs on which no figure can depend: what would move them is luck, so that they stay as drawn.

    Raises:
        ModuleNotFoundError: without the extra `calibration`.
    """
    from iterative_ensemble_smoother import AdaptiveESMDA
    from threadpoolctl import threadpool_limits

    rng, scores = np.random.default_rng(seed), first
    with threadpool_limits(1):  # sums of several threads differ in their last bits
        for one, luck in zip(found, lucks, strict=True):
            errors = figures.errors**2 + luck
            smoother = AdaptiveESMDA(covariance=errors, observations=figures.values, alpha=waves, seed=rng)
            smoother.prepare_assimilation(Y=without_gaps(one, figures.values), truncation=1.0)
            scores = smoother.assimilate_batch(X=scores, n_jobs=1, correlation_callback=shown)
            scores[list(still)] = first[list(still)]
    return scores


def luck_of(once: Array, again: Array) -> Array:
    """The variance of each figure that is luck, shape (figures,): by worlds lived twice, shape (figures, worlds) each time.

    A pair of which one life has no figure says nothing; of a figure without any pair no luck is known, and 0 stands.
    """
    both = np.isfinite(once) & np.isfinite(again)
    apart = np.where(both, once - again, 0.0)
    return np.asarray((apart**2).sum(axis=1) / np.maximum(both.sum(axis=1), 1) / 2.0)


def shown(correlations: Array, worlds: Any) -> Any:
    """Which correlations between inputs and figures are shown by so many worlds."""
    return np.abs(correlations) > SHOWN / np.sqrt(worlds)


def without_gaps(found: Array, values: Array) -> Array:
    """Figures in which a world without one has the mean of the others, which moves nothing; a figure of none is as published."""
    there = np.isfinite(found)
    counts = there.sum(axis=1)
    means = np.where(counts > 0, np.where(there, found, 0.0).sum(axis=1) / np.maximum(counts, 1), values)
    filled = np.where(there, found, means[:, None])
    level = np.ptp(filled, axis=1) == 0.0  # no correlation with what does not vary; a hair of spread keeps it a number
    filled[level] += 1e-9 * np.linspace(-1.0, 1.0, filled.shape[1])
    return filled


def shares(scores: Array) -> Array:
    """Rows of a design in the unit cube, shape (worlds, inputs), the inert scores left out."""
    return share_of(scores[:-INERT].T)


def share_of(scores: Array) -> Array:
    """The shares of the normal below scores."""
    from scipy.stats import norm

    return np.asarray(norm.cdf(np.clip(scores, -EDGE, EDGE)))


def drift(first: Array, last: Array) -> float:
    """How far the means of the inert scores have moved, root of the mean square: what luck alone makes of an input's place."""
    return float(np.sqrt(np.mean((last[-INERT:].mean(axis=1) - first[-INERT:].mean(axis=1)) ** 2)))


def kept_spread(first: Array, last: Array) -> float:
    """Of the inert scores' spread, the share that is left: 1 where nothing collapses."""
    return float(np.sqrt(last[-INERT:].var(axis=1, ddof=1).mean() / first[-INERT:].var(axis=1, ddof=1).mean()))
