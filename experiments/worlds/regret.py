"""What is lost by choosing one strategy for every world, with the winner's curse taken out.

The largest of several noisy means is too large, so each strategy's mean in a world is first drawn towards the mean of
all strategies in that world, by the square root of the share of the variance between strategies that is not luck: the
spread of what is left is that of the truth.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.statistics.bootstrap import Array, require_finite
from experiments.statistics.counts import sign_test

LEAST_RELIABLE = 0.8


@dataclass(frozen=True)
class Worlds:
    """Mean of each strategy in each world after shrinkage, more is better.

    Attributes:
        means: shape (worlds, strategies), drawn towards the world's mean.
        raw: the same before.
        factor: by how much they were drawn (1: not at all); below 0.8 more replications are wanted.
        noise: variance of a world's mean difference that is luck.
    """

    means: Array
    raw: Array
    factor: float
    noise: float


def shrink(outcomes: Array) -> Worlds:
    """Take luck out of the comparison of strategies, from outcomes of shape (worlds, strategies, replications).

    Replications share seeds between strategies, so luck is what is left of a run after its world's replication and its
    strategy's mean in that world.

    Raises:
        ValueError: for missing outcomes or a single replication.
    """
    require_finite(outcomes, "outcomes")
    _, strategies, replications = outcomes.shape
    if replications < 2:
        raise ValueError("regret needs two replications a world: with one, luck would be taken for a better strategy")
    raw = outcomes.mean(axis=2)
    centre = raw.mean(axis=1, keepdims=True)
    left = outcomes - raw[:, :, None] - outcomes.mean(axis=1, keepdims=True) + centre[:, :, None]
    luck = float((left**2).sum() / (len(outcomes) * (strategies - 1) * (replications - 1))) / replications
    between = float(raw.var(axis=1, ddof=1).mean()) - luck
    factor = float(np.sqrt(max(between, 0.0) / (max(between, 0.0) + luck))) if luck > 0.0 else 1.0
    return Worlds(centre + factor * (raw - centre), raw, factor, luck)


def regrets(means: Array) -> Array:
    """How far each strategy is from the best one of its world, shape (worlds, strategies), 0 or more."""
    return means.max(axis=1, keepdims=True) - means


def table(strategies: list[str], means: Array, target: float | None = None) -> pd.DataFrame:
    """Each strategy under each rule of choice, a row each: strategy, criterion, value, rank (1 is best), and two p-values.

    Of the share of worlds won, `p_lead` and `p_half` say whether chance makes a lead over the next best, or over half of worlds.

    Criteria: mean, worst (maximin), mean_regret, regret_90, worst_regret, share_won, and share_of_target where a
    `target` for the oriented measure is given. The rule can choose the strategy: all are shown.
    """
    lost = regrets(means)
    won = _won(means)
    criteria = {
        "mean": (means.mean(axis=0), True),
        "worst": (means.min(axis=0), True),
        "mean_regret": (lost.mean(axis=0), False),
        "regret_90": (np.quantile(lost, 0.9, axis=0), False),
        "worst_regret": (lost.max(axis=0), False),
        "share_won": (won.mean(axis=0), True),
    }
    if target is not None:
        criteria["share_of_target"] = ((means >= target).mean(axis=0), True)
    rows = []
    for criterion, (values, more) in criteria.items():
        ranks = pd.Series(-values if more else values).rank(method="min").astype(int)
        rows += [(name, criterion, values[i], ranks[i]) for i, name in enumerate(strategies)]
    frame = pd.DataFrame(rows, columns=["strategy", "criterion", "value", "rank"])
    frame.loc[frame["criterion"] == "share_won", ["p_lead", "p_half"]] = _chances(won)
    return frame


def _won(means: Array) -> Array:
    """Which strategy is the best of each world; a tie is shared out."""
    best = means == means.max(axis=1, keepdims=True)
    return np.asarray(best / best.sum(axis=1, keepdims=True))


def _chances(won: Array) -> Array:
    """Two-sided p-values of exact sign tests, by strategy: against the other that wins most worlds, and against half of all worlds.

    That the leader is found by looking needs no correction where it is tested against the next best, two-sided (Hung & Fithian 2019).
    """
    order = np.argsort(-won.mean(axis=0))
    rivals = np.where(np.arange(won.shape[1]) == order[0], order[1], order[0])
    gaps = won - won[:, rivals]
    against = np.sign(gaps).sum(axis=0) * gaps.sum(axis=0) < 0.0  # ties shared out lead where the other wins more often
    return np.column_stack([np.where(against, 1.0, sign_test(gaps)), sign_test(won - 0.5)])


def pareto(means: Array) -> NDArray[np.bool_]:
    """Which strategies no other one beats on every measure at once, from means of shape (strategies, measures)."""
    at_least = (means[:, None, :] >= means[None, :, :]).all(axis=2)
    more = (means[:, None, :] > means[None, :, :]).any(axis=2)
    return ~(at_least & more).any(axis=0)


def weights_won(means: Array) -> Array:
    """Share of all ways to weigh the measures under which each strategy is best, measures scaled to their range."""
    size = np.ptp(means, axis=0)
    scaled = (means - means.min(axis=0)) / np.where(size > 0.0, size, 1.0)
    weights = np.random.default_rng(1).dirichlet(np.ones(means.shape[1]), 5000)
    return np.asarray(_won(weights @ scaled.T).mean(axis=0))
