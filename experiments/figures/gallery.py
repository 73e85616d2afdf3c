"""Every figure there is: reading this module declares them all."""

from __future__ import annotations

import importlib
import pkgutil

import experiments.figures
from experiments.figures.registry import FIGURES

__all__ = ["FIGURES"]

# In this order figures stand on a page; every other module of this folder is found by itself.
FIRST = ("compare", "slopes", "trends", "flow", "money", "multiples", "maps", "spread", "pairs")
_found = {module.name for module in pkgutil.iter_modules(experiments.figures.__path__)} - {"__main__", "gallery"}
for _module in (*FIRST, *sorted(_found - set(FIRST))):
    importlib.import_module(f"experiments.figures.{_module}")
