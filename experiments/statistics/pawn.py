"""PAWN: how far fixing a factor moves the whole distribution of an outcome, for tails and skew that a variance hides.

Never 0 for a factor without effect: what a shuffled column shows is the floor.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from SALib.analyze import pawn as salib_pawn

from experiments.statistics.bootstrap import Array, percentile_interval, require_finite
from experiments.statistics.sobol import Layout

SLICES = 10
LEAST_WORLDS = 2000


@dataclass(frozen=True)
class Pawn:
    """Median KS distance over slices, by factor.

    Attributes:
        names: factor of each column.
        median: SALib's median over slices.
        samples: resampled medians, shape (resamples, factors).
        floor: upper 95% bound of what a column without effect shows.
        worlds: how many worlds it stands on; below 2,000 it is too few for a verdict.
    """

    names: tuple[str, ...]
    median: Array
    samples: Array
    floor: float
    worlds: int

    def frame(self) -> pd.DataFrame:
        """Tidy: parameter, index, value, low, high; mirrored, since worlds drawn twice make any distance look larger."""
        drawn_low, drawn_high = percentile_interval(self.samples)
        low, high = 2.0 * self.median - drawn_high, 2.0 * self.median - drawn_low
        rows = [(name, "PAWN", self.median[i], low[i], high[i]) for i, name in enumerate(self.names)]
        return pd.DataFrame(rows, columns=["parameter", "index", "value", "low", "high"])


def analyse(names: tuple[str, ...], inputs: Array, outcomes: Array, resamples: int = 100, seed: int = 1) -> Pawn:
    """PAWN from inputs, shape (worlds, factors), and one outcome a world.

    Raises:
        ValueError: for missing outcomes.
    """
    require_finite(outcomes, "outcomes")
    rng = np.random.default_rng(seed)
    found = salib_pawn.analyze(Layout(names).of_labels(), inputs, outcomes, S=SLICES)
    order = np.argsort(outcomes, kind="stable")
    sorted_inputs = inputs[order]
    floor = np.quantile([_median(rng.permutation(len(outcomes)).astype(float)) for _ in range(200)], 0.95)
    samples = np.empty((resamples, len(names)))
    for place in range(resamples):
        chosen = np.sort(rng.integers(0, len(outcomes), len(outcomes)))
        samples[place] = [_median(sorted_inputs[chosen, column]) for column in range(len(names))]
    return Pawn(names, np.asarray(found["median"]), samples, float(floor), len(outcomes))


def _median(inputs: Array) -> float:
    """Median KS distance between slices of a column and the whole, rows in order of the outcome."""
    edges = np.quantile(inputs, np.linspace(0.0, 1.0, SLICES + 1))
    slice_of = np.searchsorted(edges[1:-1], inputs, side="right")
    inside = np.zeros((len(inputs), SLICES))
    inside[np.arange(len(inputs)), slice_of] = 1.0
    sizes = inside.sum(axis=0)
    shares = np.cumsum(inside[:, sizes > 0], axis=0) / sizes[sizes > 0]
    whole = np.arange(1, len(inputs) + 1)[:, None] / len(inputs)
    return float(np.median(np.abs(shares - whole).max(axis=0)))
