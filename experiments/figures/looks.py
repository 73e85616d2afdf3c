"""How each strategy looks: one colour and one marker, the same on every page and figure of a report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from experiments.figures import style
from experiments.figures.results import FolderTables

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Colour, and the same dark enough for words. Apart from each other and from those of better and worse by at least 16 (CIE L*a*b*)
# to readers with full sight and to those who see no red, no green or no blue; neighbours differ in lightness too, for print in grey.
COLOURS = (
    ("#009999", "#007f7f"),
    ("#681f99", "#681f99"),
    ("#8e9963", "#6f784e"),
    ("#a159b2", "#9c56ad"),
    ("#801900", "#801900"),
    ("#538065", "#517c62"),
    ("#665c33", "#665c33"),
    ("#8a73e6", "#7763c6"),
)
# No circle and no diamond: these are verdicts.
MARKERS = ("s", "^", "v", "P", "X", "p", "*", "<")
DASHES: tuple[Any, ...] = ("-", (0, (1.5, 1.0)), (0, (6, 1.5, 1.5, 1.5)))
"""A second and a third round of the same colours differ by their line."""


@dataclass(frozen=True)
class Look:
    """What marks, words and lines of a strategy look like."""

    colour: str
    ink: str
    marker: str
    dash: Any


BASELINE = Look(style.BASE, style.BASE, "o", (0, (5, 2)))


def look(results: FolderTables, strategy: str) -> Look:
    """A strategy's look by its place in the design; the baseline is always dark and dashed."""
    if strategy == results.baseline:
        return BASELINE
    turn, place = divmod(results.coloured.index(strategy), len(COLOURS))
    return Look(*COLOURS[place], MARKERS[place], DASHES[turn % len(DASHES)])


def line(axes: Axes, results: FolderTables, strategy: str, across: Any, values: Any) -> None:
    """A strategy's line, with a few of its markers."""
    own = look(results, strategy)
    marker = "" if strategy == results.baseline else own.marker
    every = max(1, len(values) // 6)
    axes.plot(across, values, color=own.colour, linestyle=own.dash, marker=marker, markersize=5, markevery=every)
