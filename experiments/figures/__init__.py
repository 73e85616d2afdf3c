"""Charts for reports: one function a figure, drawn where a results folder holds what it needs."""

from experiments.figures.registry import Drawing, Drawn, figure
from experiments.figures.results import FolderTables

__all__ = ["Drawing", "Drawn", "FolderTables", "figure"]
