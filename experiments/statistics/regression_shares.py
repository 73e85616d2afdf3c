"""First-order shares of hundreds of factors at once, from any rows of a design: an additive regression on all of them.

Each number gives a straight and a curved term, each switch one term an alternative but one. What the terms of a factor
(or a set of factors) explain is its first-order share; luck's part in it, terms times residual variance over rows, is
taken out, and where luck is more than four fifths of the variance there are no shares. Effects that show only together
are not seen: their size is what all terms leave unexplained.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special
from scipy.linalg import cho_factor, cho_solve
from scipy.stats import rankdata

from experiments.statistics.bootstrap import Array, block_counts, require_finite, tidy
from experiments.statistics.scatter import ROWS_A_TERM
from experiments.statistics.smooth import fitted
from experiments.statistics.sobol import LEAST_SIGNAL_SHARE

ROUNDING = 1e-6
"""Nothing is known better than to this part of the largest: without luck, errors would else be those of rounding."""


@dataclass(frozen=True)
class Lines:
    """What a regression says of each factor itself, for one outcome.

    Attributes:
        slope: its straight term, where 1 is the deviation of the outcome.
        error: standard error of that.
        p: how often terms of nothing would be as large: of t, or of F where it has several.
    """

    slope: Array
    error: Array
    p: Array


@dataclass(frozen=True)
class RegressionShares:
    """Shares of the variance of the mean response, by label, for one outcome.

    Attributes:
        labels: factors and sets of them.
        value: first-order shares.
        samples: resampled shares, shape (resamples, labels).
        together: share that no factor explains alone (interactions, and curves beyond the second degree).
        straight: whether only straight terms were used, since rows were few.
        lines: of the outcome, where 1 is the deviation of the mean response: a slope's square is what it explains; None
            where that was not asked.
        ranks: of its normal scores, so that a few extreme worlds neither make nor hide a finding.
    """

    labels: tuple[str, ...]
    value: Array
    samples: Array
    together: float
    straight: bool
    lines: Lines | None
    ranks: Lines

    @property
    def p(self) -> Array:
        """By factor, how often one that does nothing would look so large in either: the smaller, times how many there are."""
        asked = [found.p for found in (self.lines, self.ranks) if found is not None]
        return np.minimum(np.min(asked, axis=0) * len(asked), 1.0)

    def frame(self) -> pd.DataFrame:
        """Tidy: parameter, index, value, low, high, the interval from the standard deviation of the resamples."""
        known = np.isfinite(self.value).any()
        half = 1.96 * np.nanstd(self.samples, axis=0, ddof=1) if known else np.full(len(self.value), np.nan)
        return tidy(self.labels, [("S1", self.value, self.value - half, self.value + half)])


@dataclass(frozen=True)
class Terms:
    """Columns of the regression, the factor of each, and whether they are straight only."""

    columns: Array
    factor: NDArray[np.int_]
    straight: bool


def terms_of(unit: Array, alternatives: Sequence[int]) -> Terms:
    """Columns for rows of the unit cube; `alternatives` has the number of each factor's alternatives, 0 for a number.

    Raises:
        ValueError: where even straight terms are too many for the rows.
    """
    straight = [_columns(unit[:, i], count, 1) for i, count in enumerate(alternatives)]
    curved = [_columns(unit[:, i], count, 2) for i, count in enumerate(alternatives)]
    for found, only in ((curved, False), (straight, True)):
        width = sum(part.shape[1] for part in found)
        if len(unit) >= ROWS_A_TERM * width:
            owner = np.repeat(np.arange(len(found)), [part.shape[1] for part in found])
            return Terms(np.hstack(found), owner, only)
    raise ValueError(f"{len(unit)} rows are too few for {len(alternatives)} factors")


def analyse(
    terms: Terms,
    members: NDArray[np.bool_],
    labels: tuple[str, ...],
    outcomes: Array,
    noise: Array,
    *,
    blocks: NDArray[np.int_],
    resamples: int = 60,
    seed: int = 1,
) -> list[RegressionShares]:
    """Shares for several outcomes at once.

    Args:
        terms: columns of the regression.
        members: which factor is in which labelled set, shape (labels, factors).
        labels: names of the sets.
        outcomes: row means, shape (rows, outcomes).
        noise: variance that luck adds to a row mean, by outcome.
        blocks: the base point of each row: rows of one are drawn together.
        resamples: how often base points are drawn again.
        seed: of that drawing.

    Raises:
        ValueError: for missing outcomes.
    """
    require_finite(outcomes, "outcomes")
    sets = members[:, terms.factor]
    draws = block_counts(blocks, resamples, np.random.default_rng(seed))
    found = [_shares(terms.columns, sets, outcomes, noise, counts) for counts in draws]
    values = np.array([shares for shares, _ in found])
    together = found[0][1]
    spread = np.sqrt(np.maximum(outcomes.var(axis=0) - noise, LEAST_SIGNAL_SHARE * outcomes.var(axis=0)))
    lines = _lines(terms, np.hstack([outcomes / spread, normal_scores(outcomes)]), blocks)
    shares = zip(np.moveaxis(values, 2, 0), together, lines[: len(spread)], lines[len(spread) :], strict=True)
    return [RegressionShares(labels, own[0], own[1:], float(more), terms.straight, *both) for own, more, *both in shares]


def _lines(terms: Terms, outcomes: Array, blocks: NDArray[np.int_]) -> list[Lines]:
    """Least squares on all terms, for each outcome.

    Errors do not take luck to be the same everywhere, nor rows of one block to be independent
    (MacKinnon & White's HC3, by block); a share tests a square, so that a slope is seen with far fewer worlds.
    """
    columns = terms.columns - terms.columns.mean(axis=0)
    solved = np.linalg.pinv(columns)
    beta = solved @ (outcomes - outcomes.mean(axis=0))
    left = outcomes - outcomes.mean(axis=0) - columns @ beta
    left = left / np.maximum(1.0 - np.einsum("ij,ji->i", columns, solved), 1e-3)[:, None]
    number = int(blocks.max()) + 1
    freedom = max(min(len(columns) - columns.shape[1] - 1, number - 1), 1)
    factors = int(terms.factor.max()) + 1
    slope, error, p = (np.empty((factors, outcomes.shape[1])) for _ in range(3))
    for place in range(outcomes.shape[1]):
        scores = np.zeros((number, columns.shape[1]))
        np.add.at(scores, blocks, (solved * left[:, place]).T)
        for factor in range(factors):
            own = np.flatnonzero(terms.factor == factor)
            covariance = scores[:, own].T @ scores[:, own] + ROUNDING**2 * np.eye(len(own))
            size = beta[own, place] @ np.linalg.pinv(covariance, hermitian=True) @ beta[own, place] / len(own)
            slope[factor, place], error[factor, place] = beta[own[0], place], np.sqrt(covariance[0, 0])
            p[factor, place] = special.fdtrc(len(own), freedom, size)
    return _by_outcome(slope, error, p)


def _by_outcome(slope: Array, error: Array, p: Array) -> list[Lines]:
    """Arrays of shape (factors, outcomes) by outcome."""
    return [Lines(*own) for own in zip(slope.T, error.T, p.T, strict=True)]


def _columns(shares: Array, alternatives: int, degree: int) -> Array:
    """A factor's terms, each of mean 0 and variance 1 over the cube."""
    if alternatives:
        place = np.minimum((shares * alternatives).astype(int), alternatives - 1)
        dummies = np.eye(alternatives)[place][:, 1:] - 1.0 / alternatives
        return dummies / np.sqrt((1.0 / alternatives) * (1.0 - 1.0 / alternatives))
    centred = 2.0 * shares - 1.0
    both = np.column_stack([np.sqrt(3.0) * centred, np.sqrt(5.0) * 0.5 * (3.0 * centred**2 - 1.0)])
    return both[:, :degree]


def _shares(columns: Array, sets: NDArray[np.bool_], outcomes: Array, noise: Array, weights: Array) -> tuple[Array, Array]:
    """Shares of each set, shape (labels, outcomes), and what is explained by none, for weighted rows."""
    total = weights.sum()
    centred = columns - weights @ columns / total
    gaps = outcomes - weights @ outcomes / total
    weighted = centred * weights[:, None]
    square = weighted.T @ centred / total
    square[np.diag_indices_from(square)] += 1e-9
    factored = cho_factor(square)
    beta = cho_solve(factored, weighted.T @ gaps / total)
    variance = (weights[:, None] * gaps**2).sum(axis=0) / total
    explained = (beta * (square @ beta)).sum(axis=0)
    freedom = max(total - len(beta), 1.0)
    residual = (variance - explained) * total / freedom
    signal = np.where(variance - noise > LEAST_SIGNAL_SHARE * variance, variance - noise, np.nan)  # nor where none varies
    inverse = cho_solve(factored, np.eye(len(beta)))
    luck = residual / total
    shares = np.empty((len(sets), outcomes.shape[1]))
    for row, inside in enumerate(sets):
        part = square[np.ix_(inside, inside)]
        own = beta[inside]
        chance = np.trace(part @ inverse[np.ix_(inside, inside)])
        shares[row] = ((own * (part @ own)).sum(axis=0) - chance * luck) / signal
    together = 1.0 - (explained - len(beta) * luck) / signal
    return shares, together


def one_at_a_time(
    unit: Array, alternatives: Sequence[int], labels: tuple[str, ...], outcomes: Array, noise: Array, resamples: int = 60
) -> list[RegressionShares]:
    """As `analyse`, each factor by itself: what goes with it and with all that moves with it, where factors are correlated.

    There are no lines of the outcome itself: with few worlds one extreme would decide them.

    Args:
        unit: places of the factors in their distributions, shape (worlds, factors).
        alternatives: the number of each factor's alternatives, 0 for a number.
        labels: names of the factors.
        outcomes: means of worlds, shape (worlds, outcomes).
        noise: variance that luck adds to a world's mean, by outcome.
        resamples: how often worlds are drawn again.

    Raises:
        ValueError: for missing outcomes.
    """
    require_finite(outcomes, "outcomes")
    draws = block_counts(np.arange(len(unit)), resamples, np.random.default_rng(1))
    scores, outcomes = normal_scores(outcomes), outcomes - outcomes.mean(axis=0)
    shares = np.empty((len(draws), len(labels), outcomes.shape[1]))
    slope, error, p = (np.empty(shares.shape[1:]) for _ in range(3))
    for place, count in enumerate(alternatives):
        own = _columns(unit[:, place], count, 2)
        shares[:, place] = _share_alone(own, outcomes, noise, draws)
        slope[place], error[place] = _straight(own, scores)
        p[place] = added(own, own[:, :0], scores)
    ranks = _by_outcome(slope, error, p)
    return [
        RegressionShares(labels, shares[0, :, place], shares[1:, :, place], float("nan"), False, None, own)
        for place, own in enumerate(ranks)
    ]


def normal_scores(outcomes: Array) -> Array:
    """Outcomes by rank, as quantiles of a normal with variance 1, column by column."""
    scores = special.ndtri((rankdata(outcomes, axis=0) - 0.5) / len(outcomes))
    return np.asarray(scores / np.maximum(scores.std(axis=0), ROUNDING))


def added_by(unit: Array, alternatives: Sequence[int], own: int, other: int, scores: Array) -> float:
    """The p-value of what a factor tells of the scores beyond another."""
    first, second = (_columns(unit[:, place], alternatives[place], 2) for place in (own, other))
    return float(added(first, second, scores[:, None])[0])


def added(own: Array, others: Array, scores: Array) -> Array:
    """How often terms of nothing would explain as much beyond those of others: of F, by column of the scores."""
    before = np.column_stack([np.ones(len(own)), others])
    after = np.column_stack([before, own])
    width = int(np.linalg.matrix_rank(after))
    more = width - int(np.linalg.matrix_rank(before))
    freedom = len(own) - width
    if more < 1 or freedom < 1:
        return np.ones(scores.shape[1])
    left, rest = (((scores - some @ np.linalg.pinv(some) @ scores) ** 2).sum(axis=0) for some in (before, after))
    return np.asarray(special.fdtrc(more, freedom, (left - rest) / more / np.maximum(rest / freedom, ROUNDING**2)))


def _straight(own: Array, scores: Array) -> tuple[Array, Array]:
    """A factor's straight term by least squares on its own terms, and that one's standard error, by column of the scores."""
    columns = np.column_stack([np.ones(len(own)), own])
    solved = np.linalg.pinv(columns)
    left = scores - columns @ (solved @ scores)
    luck = (left**2).sum(axis=0) / max(len(own) - columns.shape[1], 1)
    return (solved @ scores)[1], np.sqrt(luck * (solved[1] ** 2).sum()) + ROUNDING


def _share_alone(own: Array, outcomes: Array, noise: Array, draws: Array) -> Array:
    """The share that a factor's own terms explain, chance and luck taken out, shape (draws, outcomes)."""
    columns, total = np.column_stack([np.ones(len(own)), own]), len(own)
    line = fitted(columns, outcomes, draws, columns)
    centre = (draws @ outcomes / total)[:, None]
    variance = draws @ outcomes**2 / total - centre[:, 0] ** 2
    explained = np.einsum("dw,dwo->do", draws, (line - centre) ** 2) / total
    chance = own.shape[1] * (variance - explained) / max(total - columns.shape[1], 1)
    signal = np.where(variance - noise > LEAST_SIGNAL_SHARE * variance, variance - noise, np.nan)  # nor where none varies
    return np.asarray((explained - chance) / signal)
