"""What varies in an experiment, and how it is drawn: each input by the prior that its declaration gives it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.config.sections import Range
from experiments.protocol.design import DUMMY, Value

type Array = NDArray[np.float64]


@dataclass(frozen=True)
class Factor:
    """One thing that varies: a parameter, a switch (`choices`) or the dummy that nothing reads.

    Attributes:
        name: flat name of the parameter or switch.
        shape: of its prior: uniform, normal, pert or choice.
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


def from_parameter(row: Mapping[str, Any], given: Any = "range") -> Factor:
    """The factor of a parameter: its prior over its evidence range, or a config's own range, drawn evenly on its scale.

    Args:
        row: a row of `catalogue.parameters()`.
        given: the config's setting: a range of its own (`low`, `high`, `scale`), else the evidence range holds.

    Raises:
        ValueError: the row is of an older version, which did not say how the parameter is drawn; or the range is none.
    """
    if "prior" not in row:
        raise ValueError(f"how {row['name']} is drawn was not kept with these runs: run the experiment again")
    low, best, high = (float(row[key]) for key in ("low", "best", "high"))
    prior, scale = str(row["prior"]), str(row["scale"])
    if own := own_range(given):
        low, high, prior, scale = float(own["low"]), float(own["high"]), "uniform", str(own.get("scale", "linear"))
        best = min(max(best, low), high)
    whole = isinstance(row["best"], int) and not isinstance(row["best"], bool)
    group, basis = str(row.get("group", "")), str(row["basis"])
    return Factor(str(row["name"]), prior, scale, low, best, high, group=group, basis=basis, whole=whole)


def from_switch(row: Mapping[str, Any], alternatives: Any = None) -> Factor:
    """The factor of a switch: one of the rows of `catalogue.structures()`, or some of its alternatives."""
    choices = alternatives if isinstance(alternatives, list) else row["choices"]
    return Factor(str(row["name"]), "choice", choices=tuple(choices), group="structure", basis="structural")


def own_range(given: Any) -> Mapping[str, Any]:
    """A config's own range for a parameter, or nothing; as it was checked, or as a manifest keeps it."""
    plain = given.model_dump() if isinstance(given, Range) else given
    return plain if isinstance(plain, Mapping) and "low" in plain else {}


def points_at(factors: Sequence[Factor], unit: Array) -> list[dict[str, Value]]:
    """Points of a design in the unit cube, shape (points, factors), each factor at its own quantile."""
    columns = [factor.quantile(unit[:, place]).tolist() for place, factor in enumerate(factors)]
    names = [factor.name for factor in factors]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


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
