"""Charts for reports: one function a figure, drawn where a results folder holds what it needs."""

from __future__ import annotations

import importlib
from typing import Any

from experiments.figures.registry import Drawing, Drawn, draw_figures, figure
from experiments.figures.results import Results

__all__ = ["FIGURES", "Drawing", "Drawn", "Results", "draw_figures", "figure"]


def __getattr__(name: str) -> Any:
    """``FIGURES``, all that are declared: read when asked for, since what draws is slow to read."""
    if name == "FIGURES":
        return importlib.import_module("experiments.figures.gallery").FIGURES
    raise AttributeError(f"{__name__} has no {name}")
