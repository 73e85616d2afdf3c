"""County lines: one world of 43 force areas, its people, its lines, and the response to them.

`from sim import CountyLinesModel, Parameters, changed, simulate, warm_up`: names are loaded when asked for, so that
looking into the catalogue loads neither compiler nor Mesa.
"""

from importlib import import_module
from typing import Any

WHERE = {
    "CountyLinesModel": "sim.mesa.model",
    "Outside": "sim.evidence",
    "Parameters": "sim.parameters",
    "Result": "sim.simulation.result",
    "Strategy": "sim.policy.strategies",
    "changed": "sim.evidence",
    "own_strategy": "sim.policy.from_config",
    "replacement": "sim.simulation.replacement",
    "simulate": "sim.simulation.simulate",
    "warm_up": "sim.simulation.simulate",
}
__all__ = list(WHERE)
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name == "catalogue":
        return import_module("sim.documents.catalogue")
    if name in WHERE:
        return getattr(import_module(WHERE[name]), name)
    raise AttributeError(f"module 'sim' has no attribute {name!r}")
