"""Morris screening: which of many factors can be left out, beside what seed noise alone would show.

`mu_star` is the mean size of a large step's effect, `sigma` how much it depends on where the step is made. Seed noise
makes every `mu_star` positive, so each stands beside a floor: what steps between runs that differ only by luck would show.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from SALib.analyze import morris as salib_analyze
from SALib.sample import morris as salib_sample

from experiments.statistics.bootstrap import Array, percentile_interval, require_finite, resample_counts, tidy
from experiments.statistics.noise import luck
from experiments.statistics.sobol import Layout

LEVELS = 4
REPLICATED = 12
STEP = LEVELS / (2.0 * (LEVELS - 1.0))


@dataclass(frozen=True)
class Morris:
    """Screening of each factor.

    Attributes:
        names: factors, in order of the design's columns.
        mu: mean effect of a step, sign kept.
        mu_star: mean size of the effect, in the outcome's unit per whole range.
        sigma: standard deviation of the effect.
        samples: resampled mu_star, shape (resamples, factors).
        floor: upper 95% bound of a mu_star that is luck alone.
    """

    names: tuple[str, ...]
    mu: Array
    mu_star: Array
    sigma: Array
    samples: Array
    floor: float

    def frame(self) -> pd.DataFrame:
        """Tidy: parameter, index, value, low, high."""
        low, high = percentile_interval(self.samples)
        nothing = np.full(len(self.names), np.nan)
        without_ends = (("mu", self.mu, nothing, nothing), ("sigma", self.sigma, nothing, nothing))
        return tidy(self.names, (("mu_star", self.mu_star, low, high), *without_ends))


def morris_design(names: tuple[str, ...], trajectories: int, seed: int) -> Array:
    """Rows in the unit cube, shape (trajectories x (factors + 1), factors); a longer design begins with the shorter."""
    return salib_sample.sample(
        Layout(names).of_labels(), N=trajectories, num_levels=LEVELS, optimal_trajectories=None, seed=seed
    )


def noise_rows(factors: int, trajectories: int) -> NDArray[np.int_]:
    """Rows to replicate so that luck is known: up to twelve, evenly spread over each trajectory."""
    length = factors + 1
    within = np.unique(np.linspace(0, factors, min(length, REPLICATED)).astype(int))
    return (np.arange(trajectories)[:, None] * length + within).ravel()


def analyse(names: tuple[str, ...], unit: Array, outcomes: Array, resamples: int = 1000) -> Morris:
    """Screening from outcomes in design order, shape (rows, replications or more); NaN where not run.

    The variance between seeds comes from replicated rows; without any the model is taken to be without noise.

    Raises:
        ValueError: for a missing outcome.
    """
    outcomes = outcomes[:, None] if outcomes.ndim == 1 else outcomes
    first, within, rng = outcomes[:, 0], luck(outcomes), np.random.default_rng(1)
    require_finite(first, "outcomes of the design")
    found = salib_analyze.analyze(Layout(names).of_labels(), unit, first, num_resamples=2, num_levels=LEVELS, seed=1)
    effects = _effect_sizes(unit, first)
    samples = resample_counts(len(effects), resamples, rng) @ effects / len(effects)
    mu, mu_star, sigma = (np.asarray(found[name], dtype=float) for name in ("mu", "mu_star", "sigma"))
    return Morris(names, mu, mu_star, sigma, samples, _floor(within, len(effects), rng))


def _effect_sizes(unit: Array, means: Array) -> Array:
    """Size of each step's effect, shape (trajectories, factors), by which factor moved."""
    length = unit.shape[1] + 1
    walks = unit.reshape(-1, length, unit.shape[1])
    steps = np.abs(np.diff(means.reshape(-1, length), axis=1)) / STEP
    moved = np.abs(np.diff(walks, axis=1)).argmax(axis=2)
    sizes = np.empty_like(steps)
    np.put_along_axis(sizes, moved, steps, axis=1)
    return sizes


def _floor(noise: float, trajectories: int, rng: np.random.Generator) -> float:
    """Upper 95% bound of mu_star for a factor without effect, when row means have the variance `noise`."""
    if noise <= 0.0:
        return 0.0
    lucky = np.abs(rng.normal(0.0, np.sqrt(2.0 * noise), (2000, trajectories))).mean(axis=1) / STEP
    return float(np.quantile(lucky, 0.95))
