"""Made-up truths for the calibrator: a cheap model of many inputs whose figures are known to come from known inputs.

`python -m tests.recoveries` prints the comparison of ways that `docs/decisions.md` quotes.
"""

from dataclasses import dataclass

import numpy as np

from experiments.calibrate import smoother
from experiments.calibrate.smoother import Figures

INPUTS, USED, FIGURES = 60, 12, 24
ERROR, LUCK = 0.15, 0.15


@dataclass(frozen=True)
class Cheap:
    """Figures that bend and bound what twelve of sixty inputs give; the others are read by nothing."""

    weights: np.ndarray

    @classmethod
    def made(cls, seed):
        rng = np.random.default_rng(seed)
        weights = np.zeros((FIGURES, INPUTS))
        for row in weights:
            row[rng.choice(USED, 3, replace=False)] = rng.normal(0.0, 0.7, 3)
        return cls(weights)

    def of(self, scores, rng):
        """Figures of worlds, shape (figures, worlds), with luck."""
        straight = self.weights @ scores
        bent = np.where(np.arange(FIGURES)[:, None] % 3 == 0, np.sinh(straight) / 1.5, straight)
        bent = np.where(np.arange(FIGURES)[:, None] % 3 == 1, 2.0 * np.tanh(straight), bent)
        return bent + rng.normal(0.0, LUCK, bent.shape)


@dataclass(frozen=True)
class Recovery:
    """One truth, and the worlds that were found from its figures."""

    truth: np.ndarray
    first: np.ndarray
    last: np.ndarray

    @property
    def held(self):
        """Which inputs' 90% regions hold the truth."""
        low, high = np.quantile(self.last[:INPUTS], [0.05, 0.95], axis=1)
        return (low <= self.truth) & (self.truth <= high)

    @property
    def spread(self):
        """What is left of each input's spread."""
        return self.last[:INPUTS].std(axis=1, ddof=1) / self.first[:INPUTS].std(axis=1, ddof=1)


def told(model, rng):
    """A truth with the figures it would have had published."""
    truth = rng.normal(size=INPUTS)
    figures = model.of(truth[:, None], rng)[:, 0] + rng.normal(0.0, ERROR, FIGURES)
    return truth, Figures(figures, np.full(FIGURES, np.hypot(ERROR, LUCK)))


def smoothed(seed, worlds=200, waves=4):
    """A recovery by the calibrator."""
    rng, model = np.random.default_rng(seed), Cheap.made(seed)
    truth, figures = told(model, rng)
    first = smoother.first_wave(INPUTS, worlds, seed)
    scores, found = first, []
    for _ in range(waves):
        found.append(model.of(scores[:INPUTS], rng))
        scores = smoother.moved(first, found, figures, waves, seed)
    return Recovery(truth, first, scores)


def nearest(seed, runs=1000, kept=200, straight=True):
    """The alternative, from as many runs: the worlds of the prior nearest to the figures (ABC), adjusted by regression."""
    rng, model = np.random.default_rng(seed), Cheap.made(seed)
    truth, figures = told(model, rng)
    scores = smoother.first_wave(INPUTS, runs, seed)[:INPUTS]
    gaps = (model.of(scores, rng) - figures.values[:, None]) / figures.errors[:, None]
    distance = (gaps**2).sum(axis=0)
    near = np.argsort(distance)[:kept]
    chosen = scores[:, near]
    if straight:
        weight = np.sqrt(np.maximum(1.0 - distance[near] / distance[near].max(), 1e-6))
        design = np.vstack([np.ones(kept), gaps[:, near]]).T
        slopes = np.linalg.lstsq(design * weight[:, None], chosen.T * weight[:, None], rcond=None)[0]
        chosen = chosen - (design[:, 1:] @ slopes[1:]).T
    return Recovery(truth, scores, chosen)


def summary(recoveries):
    """Coverage of the inputs that the model reads and of the others, and what is left of the spread of each."""
    held = np.array([one.held for one in recoveries])
    spread = np.array([one.spread for one in recoveries])
    off = np.array([np.abs(np.median(one.last[:USED], axis=1) - one.truth[:USED]) for one in recoveries])
    return {
        "held": held[:, :USED].mean(), "held_inert": held[:, USED:].mean(), "spread": spread[:, :USED].mean(),
        "spread_inert": spread[:, USED:].mean(), "error": off.mean(),
    }  # fmt: skip


if __name__ == "__main__":
    ways = {
        "ES-MDA, adaptive, 200 worlds, 4 waves": smoothed,
        "ES-MDA, adaptive, 100 worlds, 4 waves": lambda seed: smoothed(seed, worlds=100),
        "nearest 200 of 1,000 (ABC)": lambda seed: nearest(seed, straight=False),
        "the same, adjusted by regression": nearest,
    }
    for name, way in ways.items():
        found = summary([way(seed) for seed in range(50)])
        print(name, " ".join(f"{key} {value:.3f}" for key, value in found.items()))
