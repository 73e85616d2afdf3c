"""Every figure there is: reading this module declares them all."""

from __future__ import annotations

import importlib
import pkgutil

import experiments.figures
from experiments.figures import compare, flow, maps, money, multiples, pairs, trends
from experiments.figures.registry import FIGURES

__all__ = ["FIGURES"]

# The first modules set the order in which figures stand on a page; every other module of this folder is found by itself.
FIRST = (compare, trends, flow, multiples, maps, pairs, money)
for _module in sorted({module.name for module in pkgutil.iter_modules(experiments.figures.__path__)} - {"__main__", "gallery"}):
    importlib.import_module(f"experiments.figures.{_module}")
