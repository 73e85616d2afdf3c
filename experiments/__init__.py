"""Questions asked of many runs: configs, designs, durable execution, analyses and reports.

>>> from experiments import run_experiment
>>> results = run_experiment("configs/first.toml")      # as `countylines run`
>>> results.effects                                      # each table is a pandas frame
"""

from typing import Any

__all__ = ["Results", "run_experiment"]


def __getattr__(name: str) -> Any:
    """Import the two public names only when they are asked for, so that `countylines --help` stays quick."""
    if name == "run_experiment":
        from experiments.experiment import run_experiment

        return run_experiment
    if name == "Results":
        from experiments.store.results import Results

        return Results
    raise AttributeError(f"module 'experiments' has no attribute {name!r}")
