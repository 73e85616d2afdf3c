"""Which part of a response does the work: parts added alone, taken away, their Shapley value, and the same money spent.

A set of parts is a number whose bits say which are in: 0 is the baseline, `2**k - 1` the whole. Runs of all sets share
their seeds, so every contribution is a paired difference, a replication at a time.
"""

from math import factorial

import numpy as np
import pandas as pd

from experiments.statistics.bootstrap import Array, percentile_interval, require_finite, resample_counts
from experiments.statistics.intervals import Estimate, t_interval

MOST_EXACT = 6
ORDERS = 200


def sets_needed(parts: int) -> list[int]:
    """The sets of parts to run: all of them up to six parts, else those that random orders pass through.

    Each part alone, each taken away, none and all are always among them.
    """
    if parts <= MOST_EXACT:
        return list(range(2**parts))
    whole = 2**parts - 1
    needed = {0, whole} | {1 << part for part in range(parts)} | {whole & ~(1 << part) for part in range(parts)}
    for order in random_orders(parts):
        reached = 0
        for part in order:
            reached |= 1 << int(part)
            needed.add(reached)
    return sorted(needed)


def random_orders(parts: int) -> Array:
    """Random orders in which parts are added, each followed by its reverse, shape (orders, parts)."""
    rng = np.random.default_rng(1)
    half = [rng.permutation(parts) for _ in range(ORDERS // 2)]
    return np.array([order for one in half for order in (one, one[::-1])])


def shapley(outcomes: dict[int, Array], parts: int) -> Array:
    """Shapley value of each part in each replication, shape (parts, replications); they add up to the whole effect.

    Args:
        outcomes: by set of parts, the outcome of each replication.
        parts: how many parts there are; up to six the value is exact, for more it is that of random orders.

    Raises:
        ValueError: for missing outcomes.
    """
    for values in outcomes.values():
        require_finite(values, "outcomes")
    found = np.zeros((parts, len(outcomes[0])))
    if parts <= MOST_EXACT:
        for part in range(parts):
            for members in range(2**parts):
                if members & (1 << part):
                    continue
                size = members.bit_count()
                weight = factorial(size) * factorial(parts - size - 1) / factorial(parts)
                found[part] += weight * (outcomes[members | (1 << part)] - outcomes[members])
        return found
    for order in random_orders(parts):
        reached = 0
        for part in order:
            found[part] += (outcomes[reached | (1 << int(part))] - outcomes[reached]) / ORDERS
            reached |= 1 << int(part)
    return found


def contributions(outcomes: dict[int, Array], names: list[str], seed: int = 1) -> pd.DataFrame:
    """What each part does: part, method (alone, taken_away, shapley, whole), value, low, high, share, share_low, share_high.

    `alone` is its effect added to the baseline, `taken_away` what the whole loses without it. Where they differ, parts
    help or hinder each other. A `share` is a part's Shapley value over the whole effect, where that is clear of zero.
    """
    found = works(outcomes, names)
    ends = [(*key, *t_interval(values)) for key, values in found.items()]
    frame = pd.DataFrame(ends, columns=["part", "method", "value", "low", "high"])
    taken = shares_of(np.array([found[name, "shapley"] for name in names]), found["whole", "whole"], seed)
    at = frame.index[frame["method"] == "shapley"]
    frame[["share", "share_low", "share_high"]] = np.nan
    frame.loc[at, ["share", "share_low", "share_high"]] = taken
    return frame


def works(outcomes: dict[int, Array], names: list[str]) -> dict[tuple[str, str], Array]:
    """What each part does in each replication, by part and method (alone, taken_away, shapley), and the whole."""
    whole, values = 2 ** len(names) - 1, shapley(outcomes, len(names))
    found = {}
    for part, name in enumerate(names):
        bit = 1 << part
        found[name, "alone"] = outcomes[bit] - outcomes[0]
        found[name, "taken_away"] = outcomes[whole] - outcomes[whole & ~bit]
        found[name, "shapley"] = values[part]
    return found | {("whole", "whole"): outcomes[whole] - outcomes[0]}


def shares_of(values: Array, whole: Array, seed: int) -> list[Estimate]:
    """Each part's share of the whole effect, a ratio of means; NaN where the whole is not clear of zero.

    Replications are drawn again for the interval, part and whole together, so that a whole that is itself in doubt widens it.
    """
    nothing, of = float("nan"), t_interval(whole)
    if not of.low * of.high > 0.0:
        return [Estimate(nothing, nothing, nothing)] * len(values)
    counts = resample_counts(len(whole), 2000, np.random.default_rng(seed))
    low, high = percentile_interval((counts @ values.T) / (counts @ whole)[:, None])
    means = values.mean(axis=1) / of.value
    return [Estimate(float(m), float(a), float(b)) for m, a, b in zip(means, low, high, strict=True)]


def at_budget(outcomes: Array, costs: Array, budget: float) -> tuple[Estimate, Estimate]:
    """Intensity at which a response costs `budget` more than the baseline, and its effect there.

    Args:
        outcomes: effect on the outcome at intensities spread evenly from 0 to 1, shape (intensities, replications), 0 first.
        costs: extra cost at the same intensities.
        budget: the money to spend, in the unit of the costs.

    Returns:
        Intensity and effect; NaN where the response never costs that much (it is then cheaper at full intensity).
    """
    require_finite(outcomes, "outcomes")
    require_finite(costs, "costs")
    replications = outcomes.shape[1]
    counts = np.vstack([np.ones(replications), resample_counts(replications, 1000, np.random.default_rng(1))]) / replications
    found = np.array([_meets(counts_row @ costs.T, counts_row @ outcomes.T, budget) for counts_row in counts])
    low, high = percentile_interval(found[1:])
    intensity, effect = (Estimate(float(found[0, i]), float(low[i]), float(high[i])) for i in range(2))
    return intensity, effect


def at_budget_by_run(outcomes: Array, costs: Array, budget: float) -> Array:
    """What each replication gives to the effect at a budget (as for `at_budget`), so that responses can be compared in pairs.

    To first order: the effect where the response costs so much on average, less what a replication's own cost differs there, at
    the price of the effect. Their mean is the effect; NaN where the response never costs that much.
    """
    mean_costs = costs.mean(axis=1)
    intensity, _ = _meets(mean_costs, outcomes.mean(axis=1), budget)
    if not np.isfinite(intensity):
        return np.full(outcomes.shape[1], np.nan)
    at = min(int(intensity * (len(costs) - 1)), len(costs) - 2)
    part = intensity * (len(costs) - 1) - at
    effect, cost = ((1.0 - part) * values[at] + part * values[at + 1] for values in (outcomes, costs))
    price = (outcomes[at + 1] - outcomes[at]).mean() / (mean_costs[at + 1] - mean_costs[at])
    return np.asarray(effect - price * (cost - budget))


def _meets(costs: Array, outcomes: Array, budget: float) -> tuple[float, float]:
    """First intensity at which a line through the costs reaches the budget, and the outcome there."""
    intensities = np.linspace(0.0, 1.0, len(costs))
    meets = np.isclose(costs[1:], budget, rtol=1e-12, atol=0.0)  # a budget that is a response's own cost, added up otherwise
    over = np.flatnonzero((costs[:-1] <= budget) & (costs[1:] > budget) | meets)
    if not len(over):
        return float("nan"), float("nan")
    at = int(over[0])
    part = (budget - costs[at]) / (costs[at + 1] - costs[at])
    return float(intensities[at] + part * (intensities[at + 1] - intensities[at])), float(
        outcomes[at] + part * (outcomes[at + 1] - outcomes[at])
    )
