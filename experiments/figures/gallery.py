"""Every figure there is: reading this module declares them all, and draws those that a folder has the rows for."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from pathlib import Path

from joblib import Parallel, delayed

from experiments.figures.registry import FIGURES, Drawn, draw_figure
from experiments.figures.results import FolderTables
from experiments.store.results import MANY_RUNS

__all__ = ["FIGURES", "draw_figures", "draw_named"]

# In this order figures stand on a page; the others of these folders come after them, by name.
FIRST = ("forest", "slopes", "trends", "flow", "money", "maps", "multiples", "spread", "pairs")
for _folder in ("comparison", "sensitivity"):
    _found = {module.name for module in pkgutil.iter_modules([str(Path(__file__).parent / _folder)])}
    for _module in (*(name for name in FIRST if name in _found), *sorted(_found - set(FIRST))):
        importlib.import_module(f"experiments.figures.{_folder}.{_module}")


def draw_figures(results: FolderTables) -> list[Drawn]:
    """Every figure that the folder holds the rows for, in the order of declaration."""
    names = [name for name, declared in FIGURES.items() if declared.wanted(results)]
    if results.runs["done"] <= MANY_RUNS:
        return draw_named(results, names)
    halves = Parallel(n_jobs=2)(delayed(draw_named)(results, names[first::2]) for first in range(2))
    drawn = {one.name: one for half in halves for one in half}
    return [drawn[name] for name in names if name in drawn]


def draw_named(results: FolderTables, names: Sequence[str]) -> list[Drawn]:
    """Draw figures by name; those with nothing to show are left out."""
    made = [draw_figure(FIGURES[name], results) for name in names]
    return [one for one in made if one is not None]
