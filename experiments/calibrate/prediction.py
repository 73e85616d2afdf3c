"""How well worlds predict figures: intervals of worlds, luck and recording error, and scores beside those of the priors."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from experiments.books.periods import Period, period_of
from experiments.calibrate import agreement
from experiments.published.registry import Published
from experiments.statistics.bootstrap import Array

ERRORS = 15
"""Errors that each world's figure is given: even shares of the normal, so that nothing is drawn."""
INTERVALS = {"": 0.9, "_50": 0.5}


@dataclass(frozen=True)
class Predicted:
    """What worlds foresee of a figure, in its unit, with luck and recording error in it; sorted."""

    values: Array

    @classmethod
    def of(cls, row: Published, found: Array) -> "Predicted":
        """The prediction of worlds whose runs have these values for a figure; of none where there are fewer than two."""
        from scipy.stats import norm

        there = found[np.isfinite(found)]
        if there.size < 2:
            return cls(np.empty(0))
        errors = agreement.error(row) * norm.ppf((np.arange(ERRORS) + 0.5) / ERRORS)
        spread = agreement.on_scale([row], there[None, :])[0][:, None] + errors
        return cls(np.sort(agreement.possible(row, agreement.back(row, spread.ravel()))))

    def interval(self, share: float) -> tuple[float, float]:
        """The ends between which so large a share lies."""
        if not self.values.size:
            return float("nan"), float("nan")
        low, high = np.quantile(self.values, [(1.0 - share) / 2.0, (1.0 + share) / 2.0])
        return float(low), float(high)

    def crps(self, value: float) -> float:
        """The continuous ranked probability score: the mean distance from the figure, less half of that between predictions."""
        number = self.values.size
        if not number:
            return float("nan")
        weights = 2.0 * np.arange(1, number + 1) - number - 1.0
        return float(np.abs(self.values - value).mean() - (weights * self.values).sum() / number**2)


def columns(row: Published, found: Array, prior: Array) -> dict[str, object]:
    """The columns of `targets.csv` about prediction: intervals, whether they meet the figure, and scores beside the priors'."""
    own, before = Predicted.of(row, found), Predicted.of(row, prior)
    scored: dict[str, object] = {}
    for name, share in INTERVALS.items():
        scored[f"predictive_low{name}"], scored[f"predictive_high{name}"] = own.interval(share)
    for name, (low, high) in {"predicted": own.interval(0.9), "predicted_50": own.interval(0.5)}.items():
        meets = low <= float(row.high) and high >= float(row.low)
        scored[name] = ("yes" if meets else "no") if own.values.size else ""
    scored["crps"], scored["crps_prior"] = own.crps(float(row.value)), before.crps(float(row.value))
    scored["skill_prior"] = skill(own.crps(float(row.value)), before.crps(float(row.value)))
    scored["discrepancy"], scored["discrepancy_why"] = agreement.discrepancy(agreement.quantity_of(row))
    scored["prior_low"], scored["prior_high"] = before.interval(0.9)
    scored["width_ratio"] = _width(row, own.interval(0.9)) / _width(row, before.interval(0.9))
    return scored


def skill(score: float, other: float) -> float:
    """How much better a score is than another, as a share of it: 1 a sure hit, 0 no better; NaN where the other is one."""
    return 1.0 - score / other if other > 0.0 else float("nan")


def with_carried(targets: pd.DataFrame, last: dict[str, float]) -> pd.DataFrame:
    """The table with the last value of each figure's series, and how much better the prediction is than that."""
    targets = targets.assign(carried=targets["id"].map(last))
    missed = (targets["carried"] - targets["value"]).abs()
    scores = zip(targets["crps"], missed, strict=True)
    return targets.assign(skill_carried=[skill(score, other) for score, other in scores])


def _width(row: Published, ends: tuple[float, float]) -> float:
    """How wide an interval is on the scale on which the figure is compared: of counts as a ratio of its ends."""
    low, high = agreement.on_scale([row], np.array([ends]))[0]
    return float(high - low) or float("nan")


NAMES = ["predictive_low", "predictive_high", "predicted", "crps", "crps_prior", "predictive_low_50", "predictive_high_50",
         "prior_low", "prior_high", "width_ratio", "predicted_50", "skill_prior", "discrepancy", "discrepancy_why"]  # fmt: skip
OF_OUTPUTS = ("predicted", "predicted_50")
"""Columns that say whether a figure is met, of outputs alone."""


@dataclass(frozen=True)
class Score:
    """How well a set of figures is predicted.

    Attributes:
        figures: how many were predicted.
        met: how many 90% intervals meet the published range.
        held: of how many the published value itself lies in the 90% interval.
        half: how many 50% intervals meet the published range.
        half_held: of how many the published value itself lies in the 50% interval.
        width: median width of the 90% intervals over that of the priors', each on the scale of its figure.
        width_in_unit: the same, each in its own unit.
        better: median of the score beside the priors': 0.5 where it is half of theirs.
    """

    figures: int
    met: int
    held: int
    half: int
    half_held: int
    width: float
    width_in_unit: float
    better: float

    @property
    def said(self) -> str:
        """The score in a line."""
        return (
            f"{self.met} of {self.figures} meet the 90% interval ({self.met / self.figures:.0%}; {self.held} by the value itself), "
            f"{self.half} the 50% ({self.half_held}); "
            f"intervals {self.width:.2f} as wide as the priors' ({self.width_in_unit:.2f} in their own units), "
            f"score {self.better:.0%} better"
        )

    @classmethod
    def of(cls, targets: pd.DataFrame) -> "Score":
        """The score of some rows of `targets.csv`."""
        table = targets[targets["predicted"].isin(["yes", "no"])]
        if not len(table):
            return cls(0, 0, 0, 0, 0, float("nan"), float("nan"), float("nan"))
        held = table["value"].between(table["predictive_low"], table["predictive_high"])
        half = (table["predictive_low_50"] <= table["high"]) & (table["predictive_high_50"] >= table["low"])
        better = 1.0 - table["crps"] / table["crps_prior"]
        wide = (table["predictive_high"] - table["predictive_low"]) / (table["prior_high"] - table["prior_low"])
        return cls(
            len(table),
            int((table["predicted"] == "yes").sum()),
            int(held.sum()),
            int(half.sum()),
            int(table["value"].between(table["predictive_low_50"], table["predictive_high_50"]).sum()),
            float(table["width_ratio"].median()),
            float(wide.median()),
            float(better.median()),
        )


ALIKE, MONTH = 0.1, 31
"""Periods of a series are as long as each other within this share, or none is longer than a month: a week of action is dated
by its days or by its month."""


def alike(one: Period, other: Period) -> bool:
    """Whether figures of two periods can stand in one series."""
    return abs(one.days / other.days - 1.0) <= ALIKE or max(one.days, other.days) <= MONTH


def beaten(targets: pd.DataFrame) -> tuple[int, int]:
    """In how many series figures are predicted better, in the mean, than by the last value carried forward; and of how many.

    Args:
        targets: rows of `targets.csv` with the column `carried`; those that the model is given count for nothing.
    """
    compared = targets[targets["predicted"].isin(["yes", "no"]) & targets["carried"].notna() & targets["crps"].notna()]
    missed = (
        compared.assign(carried=(compared["carried"] - compared["value"]).abs())
        .groupby(["quantity", "area"])[["crps", "carried"]]
        .mean()
    )
    return int((missed["crps"] < missed["carried"]).sum()), len(missed)


def ends_after(rows: Sequence[Published], until: date) -> set[str]:
    """The ids of figures whose period ends after a date: those that could not be known by it."""
    return {row.key for row in rows if (period := period_of(str(row.year))) is not None and period.last > until}


def carried(rows: Sequence[Published], until: date | None = None) -> dict[str, float]:
    """The last value of a figure's series that was known by a date, by id of the figure: the simplest forecast.

    A series has the same words and area, and periods that are alike. Only figures whose period begins after the date have one.

    Args:
        rows: the published figures.
        until: the date; without one, the day before each figure's own period, so that all of its past is known.
    """
    dated = [(row, period) for row in rows if (period := period_of(str(row.year))) is not None]
    found = {}
    for row, period in dated:
        before = [
            (other_period.last, float(other.value))
            for other, other_period in dated
            if other_period.last <= (until or period.first - timedelta(days=1))
            and (other.quantity, other.area) == (row.quantity, row.area)
            and alike(other_period, period)
        ]
        if before and (until is None or period.first > until):
            found[row.key] = max(before)[1]
    return found
