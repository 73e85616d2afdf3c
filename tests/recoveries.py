"""Made-up truths for the calibrator: a cheap model of many inputs whose figures are known to come from known inputs, and the real one.

`python -m tests.recoveries` prints the comparison of ways that `docs/decisions.md` quotes, `python -m tests.recoveries real` five
recoveries with the real model.
"""

import sys
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from experiments import run_experiment
from experiments.calibrate import agreement, smoother
from experiments.calibrate.smoother import Figures
from experiments.design.inputs import points_at
from experiments.worlds.factors import chosen
from sim.documents import catalogue
from tests.past import SIMULATED, history

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
    return truth, Figures(figures, np.full(FIGURES, ERROR))


def smoothed(seed, worlds=200, waves=4):
    """A recovery by the calibrator."""
    rng, model = np.random.default_rng(seed), Cheap.made(seed)
    truth, figures = told(model, rng)
    first = smoother.first_wave(INPUTS, worlds, seed)
    scores, found = first, []
    for _ in range(waves):
        found.append(model.of(scores[:INPUTS], rng))
        scores = smoother.moved(first, found, [np.full(FIGURES, LUCK**2)] * len(found), figures, waves, seed)
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


def config(engine="Figured", worlds=64, waves=3, more="", world=""):
    return f"""\
kind = "calibrate"
title = "A calibration"
[world]
start = 2018-01-01
years = 8
{world}
[strategies]
baseline = "as_inspected"
[calibrate]
worlds = {worlds}
waves = {waves}
{more}
[output]
report = false
[execution]
engine = "{engine}"
task_seconds = 0.1
"""


@dataclass(frozen=True)
class Real:
    """A world of the real model, and the worlds that were found from its figures.

    Attributes:
        held: Whether each number's 90% region holds the truth.
        learnt: Whether the figures took a tenth of its spread or more.
        misfit: Of the middle world, wave by wave.
        inert_left: What is left of the spread of scores that stand for no input.
    """

    held: np.ndarray
    learnt: np.ndarray
    misfit: list[float]
    inert_left: float


@contextmanager
def published_are(rows):
    """Figures in place of those published."""
    usual, agreement.used = agreement.used, lambda *_: rows
    try:
        yield
    finally:
        agreement.used = usual


def real(seed, out, worlds, waves, scale=0.02, years=8, until=None, workers=2, lives=1):
    """A world drawn from the evidence, and what is found from its figures, each known to a twentieth.

    Figures are means of so many `lives` of it: what is published is of a whole country, which has less luck than a small world.
    """
    factors = chosen(catalogue.parameters(), catalogue.structures(), {}, {})
    point = points_at(factors, np.random.default_rng(seed).uniform(size=(1, len(factors))))[0]
    truth = {name: value for name, value in point.items() if name != "dummy"}
    lived = [history(truth, 100 * seed + k, scale)[0] for k in range(lives)]
    made = {key: float(np.mean([one.get(key, np.nan) for one in lived])) for key in lived[0]}
    rows = [replace(row, row={**row.row, "value": made[row.key], "low": 0.95 * made[row.key], "high": 1.05 * made[row.key]})
            for row in agreement.used(SIMULATED, until) if made.get(row.key, 0.0) > 0.0]  # fmt: skip
    text = config("targets", worlds, waves, world=f'scale = {scale}\nscenario = "history"\nwarm_up_years = 1')
    text = text.replace('"as_inspected"', '"history"').replace("years = 8", f"years = {years}")
    with published_are(rows):
        results = run_experiment(text, out=out, workers=workers)
        held, learnt = [], []
        posterior, ensemble = results.posterior.set_index("parameter"), results.ensemble
        for one in factors[:-1]:
            if not one.choices:
                values = ensemble[one.name]
                held.append(values.quantile(0.05) <= point[one.name] <= values.quantile(0.95))
                learnt.append(posterior.loc[one.name, "spread_left"] < 0.9)
        misfit = results.waves["misfit"].tolist()
        return Real(np.array(held), np.array(learnt), misfit, float(results.waves["inert_spread_left"].iloc[-1]))


def of_cheap_model():
    """Ways to calibrate, on fifty truths each."""
    ways = {
        "ES-MDA, adaptive, 200 worlds, 4 waves": smoothed,
        "ES-MDA, adaptive, 100 worlds, 4 waves": lambda seed: smoothed(seed, worlds=100),
        "nearest 200 of 1,000 (ABC)": lambda seed: nearest(seed, straight=False),
        "the same, adjusted by regression": nearest,
    }
    for name, way in ways.items():
        found = summary([way(seed) for seed in range(50)])
        print(name, " ".join(f"{key} {value:.3f}" for key, value in found.items()))


def of_real_model():
    """Five truths: is each number's region where it should be, and those of which the figures say something?"""
    for seed in range(1, 6):
        with TemporaryDirectory() as folder:
            one = real(seed, Path(folder) / "r", worlds=128, waves=3, lives=12)
        print(
            f"truth {seed}: held {one.held.mean():.3f} of {len(one.held)} numbers, {one.held[one.learnt].mean():.3f} of the "
            f"{one.learnt.sum()} learnt of; misfit {one.misfit[0]:.2f} to {one.misfit[-1]:.2f}; inert {one.inert_left:.2f}",
            flush=True,
        )


if __name__ == "__main__":
    of_real_model() if sys.argv[1:] == ["real"] else of_cheap_model()
