"""From what is known about a number to how it is drawn: its distribution follows from the basis of its evidence.

| basis | drawn from |
|---|---|
| measured | a normal around the best value whose 95% interval is the evidence range, cut at its ends |
| estimated | a PERT (beta) distribution with the best value as its mode |
| assumed | a uniform one over the whole range: nobody has measured it |

Shares strictly between 0 and 1 are drawn on the logit scale. Rates, ratios and anything that spans more than one
order of magnitude are drawn on the log scale, all else as it is. A switch of the model is a choice,
each alternative equally often.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.statistics.bootstrap import Array

DUMMY = "dummy"
SHAPES = {"measured": "normal", "estimated": "pert", "assumed": "uniform"}


@dataclass(frozen=True)
class Factor:
    """One thing that varies: a parameter, a switch (`choices`) or the dummy that nothing reads.

    Attributes:
        name: flat name of the parameter or switch.
        shape: uniform, normal, pert or choice.
        scale: linear, log or logit; where the shape holds.
        low: lowest value, in the parameter's unit.
        best: most credible value.
        high: highest value.
        choices: alternatives of a switch, else empty.
        group: process it belongs to.
        basis: measured, estimated, assumed, structural, or empty for the dummy.
        whole: whether only whole numbers make sense.
    """

    name: str
    shape: str = "uniform"
    scale: str = "linear"
    low: float = 0.0
    best: float = 0.5
    high: float = 1.0
    choices: tuple[Any, ...] = ()
    group: str = ""
    basis: str = ""
    whole: bool = False

    def __post_init__(self) -> None:
        if self.choices:
            return
        if not self.low < self.high or not self.low <= self.best <= self.high:
            raise ValueError(
                f"{self.name}: low < high with best between them is needed, not {self.low}, {self.best}, {self.high}"
            )
        if self.scale == "log" and self.low <= 0.0:
            raise ValueError(f"{self.name}: a log scale needs low > 0, not {self.low}")
        if self.scale == "logit" and not (self.low > 0.0 and self.high < 1.0):
            raise ValueError(f"{self.name}: a logit scale needs 0 < low and high < 1, not {self.low} to {self.high}")

    def quantile(self, share: Array) -> NDArray[Any]:
        """Values below which `share` (in 0 to 1) of the draws lie, in the parameter's unit; choices come as given."""
        if self.choices:
            place = np.minimum((np.asarray(share) * len(self.choices)).astype(int), len(self.choices) - 1)
            return np.array(self.choices, dtype=object)[place]
        low, best, high = (_onto(self.scale, value) for value in (self.low, self.best, self.high))
        drawn = np.clip(_back(self.scale, _shape_quantile(self.shape, share, low, best, high)), self.low, self.high)
        if self.whole:
            return np.clip(np.round(drawn), np.ceil(self.low), np.floor(self.high)).astype(int)
        return drawn


def dummy() -> Factor:
    """The input that nothing reads: what an index of it shows is noise."""
    return Factor(DUMMY)


def from_evidence(row: Mapping[str, Any]) -> Factor:
    """The factor of one row of `catalogue.parameters()` (name, unit, low, best, high, basis, group, maybe scale).

    Raises:
        ValueError: for an unknown basis or a range that is no range.
    """
    basis = str(row["basis"])
    if basis not in SHAPES:
        raise ValueError(f"{row['name']}: basis {basis!r} is not one of {', '.join(SHAPES)}")
    low, best, high = (float(row[key]) for key in ("low", "best", "high"))
    scale = row.get("scale") or natural_scale(str(row.get("unit", "")), low, high)
    whole = isinstance(row["best"], int) and not isinstance(row["best"], bool)
    return Factor(
        str(row["name"]), SHAPES[basis], scale, low, best, high, group=str(row.get("group", "")), basis=basis, whole=whole
    )


def from_switch(row: Mapping[str, Any]) -> Factor:
    """The factor of one row of `catalogue.structures()` (name, choices)."""
    return Factor(str(row["name"]), shape="choice", choices=tuple(row["choices"]), group="structure", basis="structural")


def natural_scale(unit: str, low: float, high: float) -> str:
    """Scale on which equal steps are equally credible: logit for shares, log for rates, ratios and wide ranges."""
    if unit == "share":
        return "logit" if low > 0.0 and high < 1.0 else "linear"
    rate = unit.startswith("per ") or " per " in unit or "ratio" in unit
    if low > 0.0 and (rate or high / low >= 10.0):
        return "log"
    return "linear"


def draw(factors: Sequence[Factor], shares: Array) -> dict[str, NDArray[Any]]:
    """Columns of values for a design in the unit cube, shape (rows, factors)."""
    return {factor.name: factor.quantile(shares[:, column]) for column, factor in enumerate(factors)}


def _onto(scale: str, value: float) -> float:
    if scale == "log":
        return float(np.log(value))
    if scale == "logit":
        return float(np.log(value) - np.log1p(-value))
    return value


def _back(scale: str, values: Array) -> Array:
    if scale == "log":
        return np.exp(values)
    if scale == "logit":
        return 1.0 / (1.0 + np.exp(-values))
    return values


def _shape_quantile(shape: str, share: Array, low: float, best: float, high: float) -> Array:
    from scipy import stats  # a second to import: those who only read an analysis do without it

    if shape == "uniform":
        return low + np.asarray(share) * (high - low)
    if shape == "pert":
        rise = 4.0 * (best - low) / (high - low)
        return stats.beta.ppf(share, 1.0 + rise, 5.0 - rise, loc=low, scale=high - low)
    if shape == "normal":
        spread = (high - low) / (2.0 * stats.norm.ppf(0.975))
        return stats.truncnorm.ppf(share, (low - best) / spread, (high - best) / spread, loc=best, scale=spread)
    raise ValueError(f"unknown shape {shape!r}; known are uniform, pert, normal, choice")
