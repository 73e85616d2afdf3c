"""Charts for reports: one function a figure, drawn where a results folder holds what it needs."""

from __future__ import annotations

from pathlib import Path

from experiments.figures import compare, flow, maps, money, multiples, pairs, trends  # noqa: F401  (they declare figures)
from experiments.figures.registry import FIGURES, Drawing, Drawn, draw_figures, figure
from experiments.figures.results import Results

__all__ = ["FIGURES", "Drawing", "Drawn", "Results", "draw_all", "draw_figures", "figure"]


def draw_all(folder: Path) -> list[Path]:
    """Draw every figure that a results folder holds the rows for.

    Returns:
        The files written to ``figures/``: SVG, PNG (300 dpi) and CSV of each.
    """
    return [path for drawn in draw_figures(Results(Path(folder))) for path in drawn.files]
