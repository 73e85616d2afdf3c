"""Rows of `indices.csv` that methods have in common: which outcome they are about, and the floor that luck sets them."""

import numpy as np
import pandas as pd

from experiments.protocol.design import DUMMY
from experiments.protocol.verdicts import MATTERS, NO_EVIDENCE, NOT_CONVERGED
from experiments.statistics.regression_shares import RegressionShares
from experiments.statistics.scatter import beyond_luck
from experiments.worlds.study import View

KEYS = ["strategy", "versus", "outcome"]
INDICES = [*KEYS, "parameter", "method", "index", "value", "low", "high", "noise_floor", "verdict", "above_floor", "raw",
           "parts_low", "parts_high"]  # fmt: skip


def keyed(view: View, frame: pd.DataFrame) -> pd.DataFrame:
    """A frame with the columns that say which outcome it is about."""
    for place, (name, value) in enumerate((("strategy", view.strategy), ("versus", view.versus), ("outcome", view.outcome))):
        frame.insert(place, name, value)
    return frame


def additive(view: View, found: RegressionShares, method: str, widest: float) -> pd.DataFrame:
    """First-order rows of every factor and set of an outcome, by one method.

    So many are looked at that some would lie above the dummy by luck: a row's floor is also what the largest of as many
    shares of nothing would reach with its spread.
    """
    frame = found.frame().assign(method=method, raw=np.nan)
    if frame["value"].isna().all():
        return pd.DataFrame(columns=INDICES)  # luck hides the inputs; convergence.csv says so
    nothing = max(float(frame.loc[frame["parameter"] == DUMMY, "high"].iloc[0]), 0.0)
    spread = (frame["high"] - frame["low"]) / (2.0 * 1.96)
    floor = np.maximum(nothing, (beyond_luck(len(frame)) - 1.96) * spread)
    open_ = frame["high"] - frame["low"] > widest
    words = np.where(open_, NOT_CONVERGED, np.where(frame["low"] > floor, MATTERS, NO_EVIDENCE))
    frame = frame.assign(noise_floor=floor, verdict=np.where(frame["parameter"] == DUMMY, "", words))
    return keyed(view, against_floor(frame))[INDICES]


def against_floor(frame: pd.DataFrame) -> pd.DataFrame:
    """With `above_floor`: whether the whole interval lies beyond the noise floor, converged or not."""
    floor = frame["noise_floor"] + 1e-9
    beyond = (frame["low"] > floor) | ((frame["high"] < -floor) & (frame["method"] == "regression"))
    known = frame["low"].notna() & frame["noise_floor"].notna()
    if "parts_low" not in frame:
        frame = frame.assign(parts_low=np.nan, parts_high=np.nan)
    return frame.assign(above_floor=np.where(known, np.where(beyond, "yes", "no"), ""))
