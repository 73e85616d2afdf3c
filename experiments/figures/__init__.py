"""Charts for reports: one function a figure, drawn where a results folder holds what it needs."""

from experiments.figures.registry import Drawing, Drawn, figure
from experiments.figures.results import Results

__all__ = ["Drawing", "Drawn", "Results", "figure"]
