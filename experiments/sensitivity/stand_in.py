"""Indices from the emulator beside those from the runs, where it predicts runs that it has not seen."""

import importlib.util
from typing import Any

import numpy as np
import pandas as pd

from experiments.sensitivity import verdict
from experiments.statistics import emulator, sobol
from experiments.worlds.study import Study, View

MOST_RUNS = 400
BASE = 512


def emulated(
    study: Study, view: View, names: list[str], inputs: Any, values: Any, found: sobol.Sobol
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Emulated indices of the factors in `names` (none where validation fails), and one row on how well it predicts.

    What other factors do is luck to it, so that its shares are of what these factors explain together. Only for the
    first primary measure, and with ten rows a factor: each costs seconds.
    """
    nothing = pd.DataFrame()
    wanted = study.settings.get("emulator", True) and view.outcome == study.manifest["primary"][0]
    if not wanted or len(values) < 10 * len(names) or importlib.util.find_spec("sklearn") is None:
        return nothing, nothing
    means = values[:, : study.replications(study.sobol_rows)].mean(axis=1)
    fitted = emulator.fit(inputs[:MOST_RUNS], means[:MOST_RUNS], found.noise if found.noise > 0.0 else float("nan"))
    row = {
        "predicted_share": fitted.q2,
        "coverage": fitted.coverage,
        "noise": fitted.noise,
        "known_noise": fitted.known_noise,
        "runs": fitted.runs,
        "used": "no" if fitted.refusal else "yes",
        "reason": fitted.refusal,
    }
    if fitted.refusal:
        return nothing, pd.DataFrame([row])
    layout = sobol.Layout(tuple(names))
    frame = emulator.indices(fitted, layout, base=BASE)
    width = frame["high"] - frame["low"]
    words = np.where(
        width > study.settings.get("precision", 0.1),
        verdict.NOT_CONVERGED,
        np.where(frame["low"] > 0.0, verdict.MATTERS, verdict.NO_EVIDENCE),
    )
    frame = frame.assign(method="emulator", noise_floor=1.0 - fitted.q2, verdict=words, raw=np.nan)
    frame["verdict"] = frame["verdict"].where(frame["parameter"] != "dummy", "")
    return frame, pd.DataFrame([row])
