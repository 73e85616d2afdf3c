"""Worlds that are given, not drawn: those of an ensemble, whose inputs may move together, in kinds that else draw their own."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import rankdata

from experiments.config.sections import Experiment
from experiments.design.inputs import Factor
from experiments.design.plan import arms_of, base_design, many_worlds
from experiments.protocol.design import DUMMY, Design
from experiments.protocol.engine import Engine, InputProblem
from experiments.protocol.promise import Promise
from experiments.statistics import scatter
from experiments.statistics.bootstrap import Array
from experiments.store.ensemble import BEST


@dataclass(frozen=True)
class Seen(Factor):
    """A number as it stands in worlds that are given: its distribution is that of its `values` in them."""

    values: tuple[float, ...] = ()

    def quantile(self, share: Array) -> NDArray[Any]:
        """Values below which `share` of these worlds lie."""
        return np.asarray(np.quantile(np.array(self.values), share))


def seen(factor: Factor, values: pd.Series) -> Factor:
    """A factor as it stands in these worlds; a switch has the alternatives that some world has."""
    if factor.name == DUMMY:
        return factor
    if factor.choices:
        return replace(factor, choices=tuple(one for one in factor.choices if (values == one).any()))
    whole = {field.name: getattr(factor, field.name) for field in fields(factor)}
    return Seen(**whole, values=tuple(values.astype(float)))


def places(factors: Sequence[Factor], inputs: pd.DataFrame) -> Array:
    """Where each world stands in the distribution of every factor over these worlds, 0 to 1; shape (worlds, factors)."""
    columns = []
    for factor in factors:
        values = inputs[factor.name]
        if factor.choices:
            columns.append((pd.Categorical(values, categories=factor.choices).codes + 0.5) / len(factor.choices))
        else:
            columns.append((rankdata(values.astype(float)) - 0.5) / len(values))
    return np.column_stack(columns)


def ensemble_design(experiment: Experiment, engine: Engine, source: str, replications: int | None) -> Design:
    """Every strategy in the worlds of the ensemble, each with an input that nothing reads; as many replications as asked."""
    worlds = many_worlds(experiment, engine)
    idle = np.random.default_rng(experiment.replications.seed).random(len(worlds))
    points = [{**world, DUMMY: float(value)} for world, value in zip(worlds, idle, strict=True)]
    arms = arms_of(experiment, engine)
    return base_design(experiment, engine, source, points=points, arms=arms, replications=replications)


def problems(experiment: Experiment, drawing: Collection[str], repeats: str) -> Iterator[InputProblem]:
    """Keys that would be idle: those of drawing in worlds that are given, and those of worlds where the kind draws its own.

    Args:
        experiment: of a kind that draws its own worlds unless those of an ensemble are asked for.
        drawing: keys of the kind's own table that only drawn worlds need.
        repeats: the key of that table for replications of each world.
    """
    kind, worlds, asked = experiment.kind, experiment.worlds, experiment.worlds.model_fields_set
    if worlds.fitted:
        for key in sorted(experiment.own.model_fields_set & set(drawing)):
            found = f"`{key}`, which worlds of an ensemble do not read"
            yield (kind, key), found, "it without `[worlds]`, where worlds are drawn", ""
        if worlds.twice is not None and repeats in experiment.own.model_fields_set:
            yield ("worlds", "twice"), f"`twice` beside `{repeats}`", "one of them", ""
        return
    for key in sorted(asked & {"number", "twice"}):
        yield ("worlds", key), f"`{key}` of worlds that this kind draws itself", f"the design in [{kind}]", ""
    if worlds.origin == BEST and "origin" in asked:
        yield ("worlds", "from"), "one world, in which nothing varies", '"range" or "fitted"', ""


def promises(experiment: Experiment, engine: Engine, replications: int | None, more: str) -> Promise:
    """What runs in worlds that are given, and how small a share of the variance one of so many inputs can show."""
    planned = ensemble_design(experiment, engine, "", replications)
    worlds, inputs = len(planned.points), len(planned.varying) - 1
    shows = [scatter.least_share(worlds, luck, inputs) for luck in (0.2, 0.8)]
    says = (
        f"{worlds} worlds fitted to published figures, {inputs} inputs. One shows with {min(shows[0], 1.0):.0%} of the mean "
        f"response where luck is a fifth of the variance, with {min(shows[1], 1.0):.0%} where it is four fifths. {more}"
    )
    return Promise(says, planned.count_blocks(), planned.count())
