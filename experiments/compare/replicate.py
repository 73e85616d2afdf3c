"""Precision in place of a number: how many replications a first stage asks for."""

import dataclasses
from typing import Any

import numpy as np
import pandas as pd

from experiments.compare.effects import from_base
from experiments.compare.equal import as_named
from experiments.config.sections import Experiment
from experiments.protocol.design import Design
from experiments.statistics import intervals
from experiments.store.results import Results
from experiments.store.subset import in_worlds


def grow(experiment: Experiment, design: Design, results: Results) -> Design | None:
    """The second stage of a design that asks for precision; None when it has it already, or asks for a number.

    The pilot decides once: its deviations give the number, whatever later runs say. To go on until an interval looks
    narrow would lose coverage.
    """
    asked = experiment.replications
    if asked.precision is None:
        return None
    needed = min(needed_number(in_worlds(as_named(results)), asked.precision, asked.pilot), asked.at_most)
    assert isinstance(design.replications, int)
    return dataclasses.replace(design, replications=needed) if needed > design.replications else None


def needed_number(results: Results, precision: float, pilot: int) -> int:
    """Replications for which every primary difference's two-stage interval has the half-width asked for."""
    gaps: list[pd.DataFrame] = []
    widths: list[Any] = []
    for measure in results.primary:
        for scenario, table in results.by_scenario(measure):
            first = table[table.index.get_level_values("replication") < pilot]
            if results.baseline not in first:
                continue
            base = first[results.baseline]
            gap = from_base(first, results.baseline).add_prefix(f"{measure} {scenario} ")
            gaps.append(gap)
            widths += [precision * abs(float(base.mean()))] * gap.shape[1]
    if not gaps:
        return 0
    values = pd.concat(gaps, axis=1).to_numpy(float)
    if values.shape[0] < 2:
        return 0
    return intervals.stein_number(values, np.array(widths), values.shape[1])
