"""Charts for reports: one function a figure, drawn where a results folder holds what it needs."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

from experiments.figures.registry import Drawing, Drawn, draw_figures, figure
from experiments.figures.results import Results

__all__ = ["FIGURES", "Drawing", "Drawn", "Results", "draw_all", "draw_figures", "figure"]


def __getattr__(name: str) -> Any:
    """``FIGURES``, all that are declared: read when asked for, since what draws is slow to read."""
    if name == "FIGURES":
        return importlib.import_module("experiments.figures.gallery").FIGURES
    raise AttributeError(f"{__name__} has no {name}")


def draw_all(folder: Path) -> list[Path]:
    """Draw every figure that a results folder holds the rows for.

    Returns:
        The files written to ``figures/``: SVG, PNG (300 dpi) and CSV of each.
    """
    return [path for drawn in draw_figures(Results(Path(folder))) for path in drawn.files]
