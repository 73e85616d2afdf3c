"""How an uncertain number is drawn: one prior for each, by its basis, unit and range, in every kind of experiment.

| basis | shape |
|---|---|
| measured | a normal around the best value whose 95% interval is the evidence range, cut at its ends |
| estimated | a PERT (beta) distribution with the best value as its mode |
| assumed | uniform over the whole range: nobody has measured it |

The shape holds on a scale: a share strictly between 0 and 1 by its log odds; a rate, a ratio and whatever spans an order
of magnitude by its logarithm; all else as it is.
"""

from typing import Literal, NamedTuple

type Basis = Literal["measured", "estimated", "assumed"]
type Shape = Literal["normal", "pert", "uniform", "choice"]
type Scale = Literal["linear", "log", "logit"]

SHAPES: dict[Basis, Shape] = {"measured": "normal", "estimated": "pert", "assumed": "uniform"}
MAGNITUDE = 10.0


class Prior(NamedTuple):
    """The distribution of a number or choice that is not known; of a choice each alternative is equally likely.

    Attributes:
        shape: The shape between the lowest and the highest value, or "choice".
        scale: The scale on which it has that shape.
    """

    shape: Shape
    scale: Scale


def scale_of(unit: str, low: float, high: float) -> Scale:
    """The scale on which equal steps are equally credible."""
    if unit == "share":
        return "logit" if low > 0.0 and high < 1.0 else "linear"
    rate = unit.startswith("per ") or " per " in unit or "ratio" in unit
    return "log" if low > 0.0 and (rate or high / low >= MAGNITUDE) else "linear"
