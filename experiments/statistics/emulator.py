"""A Gaussian process that stands in for a slow model, used only where it predicts runs it has not seen.

It learns the mean response over the unit cube and the variance of luck beside it, so that indices of a model with few
hundred runs can be worked out from tens of thousands of predictions. Its error goes with the result.
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import minimize

from experiments.statistics import sobol
from experiments.statistics.bootstrap import Array, require_finite

FOLDS = 4
LEAST_Q2 = 0.9
COVERAGE = (0.90, 0.99)
NEAR_PERFECT = 0.99
CHUNK = 4096


@dataclass(frozen=True)
class Emulator:
    """A fitted stand-in and how well it did on runs it had not seen.

    Attributes:
        predict: mean response at rows of the unit cube.
        folds: the same from each fold's fit, which lacks a part of the runs.
        q2: share of the variance of the mean response predicted for runs left out (luck taken out of both).
        coverage: share of runs left out inside their 95% interval.
        noise: variance of luck in a row's mean, as the process estimated it.
        known_noise: the same from replications, NaN where there were none.
        runs: rows it was fitted to.
    """

    predict: Callable[[Array], Array]
    folds: tuple[Callable[[Array], Array], ...]
    q2: float
    coverage: float
    noise: float
    known_noise: float
    runs: int

    @property
    def refusal(self) -> str:
        """Why it must not be used, or empty."""
        if np.isnan(self.q2):
            return "luck is more than four fifths of the variance of what it would learn"
        if not self.q2 >= LEAST_Q2:
            return f"it predicts {max(self.q2, 0.0):.0%} of the variance of runs it has not seen, {LEAST_Q2:.0%} is wanted"
        too_sure, too_wide = self.coverage < COVERAGE[0], self.coverage > COVERAGE[1] and self.q2 < NEAR_PERFECT
        if too_sure or too_wide:
            return f"its 95% intervals hold {self.coverage:.0%} of the runs it has not seen"
        return ""


def fit(inputs: Array, outcomes: Array, known_noise: float = float("nan"), seed: int = 1) -> Emulator:
    """Fit and cross-validate; inputs in the unit cube, shape (rows, factors), outcomes the mean of each row.

    Args:
        inputs: rows of a design.
        outcomes: mean outcome of each row.
        known_noise: variance of luck in such a mean, from replications.
        seed: of the folds.

    Raises:
        ValueError: for missing or constant outcomes.
        ModuleNotFoundError: without the `discovery` extra.
    """
    require_finite(outcomes, "outcomes")
    if np.ptp(outcomes) == 0.0:
        raise ValueError("the outcome is the same in every row: there is nothing to learn")
    centre, spread = outcomes.mean(), outcomes.std()
    scaled = (outcomes - centre) / spread
    process = _fitted(_process(inputs.shape[1], 60), inputs, scaled)
    part = np.random.default_rng(seed).permutation(len(outcomes)) % FOLDS
    errors, inside, folds = np.empty(len(outcomes)), np.empty(len(outcomes)), []
    for fold in range(FOLDS):
        out = part == fold
        again = _fitted(_process(inputs.shape[1], 10, process.kernel_), inputs[~out], scaled[~out])
        mean, deviation = again.predict(inputs[out], return_std=True)
        errors[out] = scaled[out] - mean
        inside[out] = np.abs(errors[out]) <= 1.96 * deviation
        folds.append(_predictor(again, centre, spread))
    noise = float(process.kernel_.k2.noise_level)
    luck = noise if np.isnan(known_noise) else known_noise / spread**2
    q2 = 1.0 - (np.mean(errors**2) - luck) / (1.0 - luck) if luck <= 1.0 - sobol.LEAST_SIGNAL_SHARE else float("nan")
    own = noise * spread**2
    return Emulator(
        _predictor(process, centre, spread), tuple(folds), float(q2), float(inside.mean()), own, known_noise, len(outcomes)
    )


def indices(emulator: Emulator, layout: sobol.Layout, base: int = 2048, seed: int = 1) -> pd.DataFrame:
    """Sobol indices of the emulated mean response: parameter, index, value, low, high.

    The interval holds the sampling of the cube and, by leaving out a fold at a time, the runs that the emulator had.

    Raises:
        ValueError: if the emulator failed its validation.
    """
    if emulator.refusal:
        raise ValueError(f"the emulator is not used: {emulator.refusal}")
    rows = sobol.design(layout, base, seed)
    whole = sobol.analyse(layout, _in_parts(emulator.predict, rows), resamples=200)
    frame = whole.frame()
    frame = frame[frame["index"].isin(["S1", "ST"])].reset_index(drop=True)
    left_out = [sobol.analyse(layout, _in_parts(predict, rows), resamples=2) for predict in emulator.folds]
    fold_values = np.array([np.concatenate([found.value["S1"], found.value["ST"]]) for found in left_out])
    jackknife = (FOLDS - 1.0) / FOLDS * ((fold_values - fold_values.mean(axis=0)) ** 2).sum(axis=0)
    half = np.sqrt(((frame["high"] - frame["low"]) / 3.92) ** 2 + jackknife) * 1.96
    return frame.assign(low=frame["value"] - half, high=frame["value"] + half)


def _process(factors: int, iterations: int, start: Any = None) -> Any:
    """A process with a length a factor and a noise of its own, its kernel found in at most so many steps."""
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel

    smooth = ConstantKernel(1.0, (1e-2, 1e3)) * RBF(np.full(factors, 1.0), (0.1, 100.0))
    kernel = start if start is not None else smooth + WhiteKernel(0.1, (1e-8, 2.0))

    def search(objective: Callable[..., Any], first: Array, bounds: Array) -> tuple[Array, float]:
        found = minimize(objective, first, jac=True, bounds=bounds, method="L-BFGS-B", options={"maxiter": iterations})
        return found.x, float(found.fun)

    return GaussianProcessRegressor(kernel, alpha=1e-10, optimizer=search)


def _fitted(process: Any, inputs: Array, outcomes: Array) -> Any:
    """Fit without the warning that a length is at its bound: an idle factor's always is, and validation judges the fit."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return process.fit(inputs, outcomes)


def _predictor(process: Any, centre: float, spread: float) -> Callable[[Array], Array]:
    return lambda rows: centre + spread * process.predict(rows)


def _in_parts(predict: Callable[[Array], Array], rows: Array) -> Array:
    """Predictions a few thousand rows at a time, so that memory stays small."""
    return np.concatenate([predict(rows[start : start + CHUNK]) for start in range(0, len(rows), CHUNK)])
