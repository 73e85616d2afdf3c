"""A mean of independent values with its t-interval."""

import math
from dataclasses import dataclass

import numpy as np
from scipy import stats

from experiments.statistics.bootstrap import Array


@dataclass(frozen=True)
class Estimate:
    """A mean with its 95% interval."""

    value: float
    low: float
    high: float


def estimate(values: Array) -> Estimate:
    """Mean of finite values, one a replication or world, with a t-interval: NaN where there are too few for either.

    Raises:
        ValueError: a value is not finite.
    """
    if not np.isfinite(values).all():
        raise ValueError("an estimate needs finite values")
    if len(values) < 2:
        return Estimate(float(values.mean()) if len(values) else math.nan, math.nan, math.nan)
    mean = float(values.mean())
    half = float(stats.t.ppf(0.975, len(values) - 1) * values.std(ddof=1) / math.sqrt(len(values)))
    return Estimate(mean, mean - half, mean + half)
