"""Which factors to look at closely: by the screening where there was one, else by how surely they show in the additive regression."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest

import numpy as np
from scipy.stats import norm

from experiments.protocol.design import DUMMY
from experiments.statistics import morris, regression_shares, sobol
from experiments.statistics.bootstrap import Array
from experiments.statistics.noise import luck
from experiments.statistics.scatter import beyond_luck
from experiments.worlds.factors import OTHERS, sets_of
from experiments.worlds.study import Study, View


def leading(study: Study, most: int) -> list[str]:
    """The factors that stand above the floor, by turns for differences and for levels, an outcome after the other; then the rest."""
    scores = _screened(study) if len(study.morris_rows) else _by_regression(study)
    names = study.names
    found = {view: [names[i] for i in np.argsort(-score, kind="stable") if score[i] > 1.0] for view, score in scores.items()}
    largest = np.max([*scores.values(), np.zeros(len(names))], axis=0)
    order = dict.fromkeys([*by_turns(found), *(names[i] for i in np.argsort(-largest, kind="stable"))])
    return [name for name in order if name != DUMMY][:most]


def by_turns(found: Mapping[View, Sequence[str]]) -> list[str]:
    """Names of each outcome in turn, for its difference and for its levels, so that no outcome is left to the others' inputs."""
    differences = _in_turn([names for view, names in found.items() if view.versus])
    levels = _in_turn([names for view, names in found.items() if not view.versus])
    return _in_turn([differences, levels])


def _in_turn(lists: Sequence[Sequence[str]]) -> list[str]:
    """The first of each, the second of each and so on, every name once."""
    return list(dict.fromkeys(name for turn in zip_longest(*lists) for name in turn if name is not None))


def additive_shares(study: Study, layout: sobol.Layout, base: int) -> dict[View, regression_shares.RegressionShares]:
    """First-order shares of every factor and every set of the design, for each outcome that has all its runs.

    Worked out once a study: the ranking and the table both need them.
    """
    if base not in study.shares:
        study.shares[base] = _given_shares(study, layout, base)
    found: dict[View, regression_shares.RegressionShares] = study.shares[base]
    return found


def _given_shares(study: Study, layout: sobol.Layout, base: int) -> dict[View, regression_shares.RegressionShares]:
    if len(study.scatter_rows):
        rows, unit = study.worlds(base, layout.block)
        blocks = np.arange(len(rows))
    else:
        rows, unit = study.sobol_rows[: base * layout.block], study.sobol_unit(layout, base)
        blocks = np.arange(len(rows)) // layout.block
    replications = study.replications(rows)
    values = {view: study.values(view, rows) for view in study.views()}
    if len(study.scatter_rows):  # worlds drawn one by one: the analysis can do without those in which a run failed
        done = study.whole[rows]
        unit, blocks = unit[done], np.arange(done.sum())
        values = {view: found[done] for view, found in values.items()}
    whole = {
        view: found for view, found in values.items() if np.isfinite(found[:, :replications]).all() and np.ptp(found[:, 0])
    }
    try:
        terms = regression_shares.terms_of(unit, [len(f.choices) for f in study.factors])
    except ValueError:
        return {}
    if not whole:
        return {}
    crossed = sets_of(study.factors, [], ("process", "basis")) if len(study.scatter_rows) else layout.sets
    sets = [(label, members) for label, members in crossed if len(members) > 1 and label != OTHERS]
    looked_at = sobol.Layout(study.names, (*((name, (name,)) for name in study.names), *sets))
    means = np.column_stack([found[:, :replications].mean(axis=1) for found in whole.values()])
    noise = np.array([luck(found) / replications for found in whole.values()])
    found = regression_shares.analyse(terms, looked_at.members(), looked_at.labels, means, noise, blocks=blocks, resamples=50)
    return dict(zip(whole, found, strict=True))


def _screened(study: Study) -> dict[View, Array]:
    """Each factor's mu_star over its floor, by outcome."""
    scores = {}
    for view in study.views():
        try:
            found = morris.analyse(study.names, study.morris_unit(), study.values(view, study.morris_rows), resamples=2)
        except ValueError:
            continue
        scores[view] = found.mu_star / (found.floor + 1e-3 * found.mu_star.max() + 1e-300)
    return scores


def _by_regression(study: Study) -> dict[View, Array]:
    """How surely each factor shows in the additive regression, in deviations over those that the largest of nothing has.

    By what is surest and not by what is largest: one extreme world can make the share of any factor large, or hide it.
    """
    floor = beyond_luck(len(study.names))
    found = additive_shares(study, *study.layout())
    return {view: norm.isf(np.clip(one.p / 2.0, 1e-300, 0.5)) / floor for view, one in found.items()}
