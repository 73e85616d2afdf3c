"""Charts for reports: one function a figure, drawn where a results folder holds what it needs."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

from experiments.figures import compare, flow, maps, money, multiples, pairs, trends
from experiments.figures.registry import FIGURES, Drawing, Drawn, draw_figures, figure
from experiments.figures.results import Results

__all__ = ["FIGURES", "Drawing", "Drawn", "Results", "draw_all", "draw_figures", "figure"]

# The first modules set the order in which figures stand on a page; every other module of this folder is found by itself.
FIRST = (compare, trends, flow, multiples, maps, pairs, money)
for _module in sorted({module.name for module in pkgutil.iter_modules(__path__)} - {"__main__"}):
    importlib.import_module(f"{__name__}.{_module}")


def draw_all(folder: Path) -> list[Path]:
    """Draw every figure that a results folder holds the rows for.

    Returns:
        The files written to ``figures/``: SVG, PNG (300 dpi) and CSV of each.
    """
    return [path for drawn in draw_figures(Results(Path(folder))) for path in drawn.files]
