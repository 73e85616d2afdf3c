"""Few values far beyond the others stand at the edge of their axis, with an arrow and their number: the rest can be read."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from matplotlib.axes import Axes

from experiments.figures import facts, style
from experiments.protocol import format
from experiments.protocol.format import Quantity

TIMES, FEWEST = 3.3, 4
"""A row that reaches so many times as far as the next is left out of the scale, where there are at least so many rows."""
ROOM = 0.06

Ends = tuple[float, float, float]
"""A value with the ends of its interval."""


def limits(rows: Iterable[Ends], times: float = TIMES) -> tuple[float, float] | None:
    """The ends of an axis, zero among them, that leave out at most a quarter of the rows; None where no row flattens the others."""
    known = [[end for end in row if math.isfinite(end)] for row in rows]
    known = sorted((row for row in known if row), key=lambda row: max(map(abs, row)), reverse=True)
    reach = [max(map(abs, row)) for row in known]
    for left_out in range(len(known) // FEWEST, 0, -1):
        if reach[left_out - 1] > times * reach[left_out] > 0.0:
            ends = [end for row in known[left_out:] for end in row]
            return min(*ends, 0.0), max(*ends, 0.0)
    return None


def clip(axes: Axes, rows: Iterable[tuple[float, Any]]) -> bool:
    """Leave rows of changes in per cent out of the scale along x where they would flatten the rest, and mark them at its edge.

    Args:
        axes: where the rows are drawn.
        rows: the place of each along y, and the row of ``effects.csv`` with the ends of its percentage.

    Returns:
        Whether any was left out.
    """
    ends = [(at, (row["percent"], row["percent_low"], row["percent_high"]), row) for at, row in rows]
    scale = limits(three for _, three, _ in ends)
    if scale is None:
        return False
    set_limits(axes, scale)
    for at, three, row in ends:
        beyond(axes, at, three, str(format.number(facts.percent(row) or Quantity(three[0], unit="%"))), style.INK)
    return True


def set_limits(axes: Axes, ends: tuple[float, float]) -> None:
    """Give an axis along x these ends, with a little room."""
    room = ROOM * (ends[1] - ends[0])
    axes.set_xlim(ends[0] - room, ends[1] + room)


def beyond(axes: Axes, at: float, row: Ends, text: str, colour: str) -> None:
    """Where a row leaves its axis: an arrow at the edge, with the number where the value itself is outside."""
    low, high = axes.get_xlim()
    value, *ends = row
    for side, edge, arrow in ((-1.0, low, "\u25c0"), (1.0, high, "\u25b6")):
        if max(side * end for end in (value, *ends) if math.isfinite(end)) <= side * edge:
            continue
        outside = side * value > side * edge
        words = (f"{text} {arrow}" if side > 0.0 else f"{arrow} {text}") if outside else arrow
        axes.annotate(
            words, (edge, at), xytext=(-2.0 * side, 0.0), textcoords="offset points", size=7.5, color=colour, va="center",
            ha="right" if side > 0.0 else "left", zorder=6,
            bbox=style.BEHIND if outside else None,
        )  # fmt: skip
