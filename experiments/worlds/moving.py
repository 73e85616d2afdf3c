"""Which inputs go with which outcomes in worlds that are given, and which cannot be told apart since they move together."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.stats import false_discovery_control

from experiments.protocol.design import DUMMY
from experiments.statistics import regression_shares
from experiments.statistics.bootstrap import Array
from experiments.statistics.noise import luck
from experiments.statistics.scatter import beyond_luck
from experiments.worlds.study import Study, View

FALSE = 0.05
MOST_PAIRS = 60
FEWEST = 20
"""Worlds below which nothing is said of inputs."""


def means(study: Study) -> dict[View, tuple[Array, float]]:
    """Of every outcome that has all its worlds and varies, the mean of each world, and the variance that luck adds to it."""
    rows, found = np.arange(len(study.inputs)), {}
    for view in study.views():
        values = study.values(view, rows)
        runs = np.isfinite(values).sum(axis=1)
        if len(rows) < FEWEST or not runs.all():
            continue
        if np.ptp(averages := np.nanmean(values, axis=1)) > 0.0:
            found[view] = (averages, luck(values) * float((1.0 / runs).mean()))
    return found


def going_with(study: Study) -> dict[View, regression_shares.RegressionShares]:
    """What goes with each input by itself, for each outcome of `means`."""
    known = means(study)
    if not known:
        return {}
    outcomes = np.column_stack([averages for averages, _ in known.values()])
    noise = np.array([luck for _, luck in known.values()])
    return dict(
        zip(known, regression_shares.one_at_a_time(study.unit, alternatives(study), study.names, outcomes, noise), strict=True)
    )


def alternatives(study: Study) -> list[int]:
    """The number of each factor's alternatives, 0 for a number."""
    return [len(factor.choices) for factor in study.factors]


def moved(study: Study, found: dict[View, regression_shares.RegressionShares]) -> dict[str, set[str]]:
    """By outcome, the inputs that go with some difference between strategies, with 5% of false finds among them at most."""
    real = np.array(study.names) != DUMMY
    kept: dict[str, set[str]] = {view.outcome: set() for view in study.views()}
    for view, one in found.items():
        if view.versus:
            kept[view.outcome] |= set(np.array(study.names)[real][false_discovery_control(one.p[real]) < FALSE].tolist())
    return kept


def together(study: Study) -> pd.DataFrame:
    """`tradeoffs.csv`: pairs of inputs that move together: those of the ensemble, and those that do so in these worlds beyond luck."""
    real = [place for place, name in enumerate(study.names) if name != DUMMY]
    names = [study.names[place] for place in real]
    here = beyond_others(names, study.unit[:, real].T, len(study.inputs) - 1)
    known = pd.DataFrame(study.manifest.get("tradeoffs", []), columns=here.columns)
    known = known[known[["parameter", "with"]].isin(names).all(axis=1)]
    both = pd.concat([known, here], ignore_index=True) if len(known) else here
    pairs = [frozenset(pair) for pair in zip(both["parameter"], both["with"], strict=True)]
    return both[~pd.Series(pairs, index=both.index, dtype=object).duplicated()]


def beyond_others(names: Sequence[str], values: Array, freedom: int) -> pd.DataFrame:
    """The pairs of rows that move together by more than the most of so many would by luck, the closest first."""
    between: Array = np.atleast_2d(np.corrcoef(values))
    first, second = np.triu_indices(len(names), 1)
    size = np.nan_to_num(between[first, second])
    kept = np.flatnonzero(np.abs(size) >= beyond_luck(len(size)) / np.sqrt(freedom))
    kept = kept[np.argsort(-np.abs(size[kept]), kind="stable")][:MOST_PAIRS]
    known = np.array(names)
    return pd.DataFrame({"parameter": known[first[kept]], "with": known[second[kept]], "correlation": size[kept]})


def rivals(study: Study, averages: Array, found: Sequence[str], pairs: pd.DataFrame) -> dict[str, list[str]]:
    """For each input found, those beside which it tells nothing more: other inputs found, and those it moves together with.

    An input is told apart where its terms still explain something with each of these held, one at a time.
    """
    scores, units, count = regression_shares.normal_scores(averages[:, None])[:, 0], study.unit, alternatives(study)
    linked = [*zip(pairs["parameter"], pairs["with"], strict=True), *zip(pairs["with"], pairs["parameter"], strict=True)]
    result = {}
    for name in found:
        others = list(dict.fromkeys([*found, *(other for one, other in linked if one == name)]))
        others.remove(name)
        own = study.names.index(name)
        beside = [regression_shares.added_by(units, count, own, study.names.index(other), scores) for other in others]
        result[name] = [other for other, p in zip(others, beside, strict=True) if p * len(others) >= FALSE]
    return result
