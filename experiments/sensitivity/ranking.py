"""Which factors to look at closely: by the screening where there was one, else by their first-order shares."""

from itertools import zip_longest

import numpy as np

from experiments.protocol.design import DUMMY
from experiments.statistics import morris, regression_shares, sobol
from experiments.statistics.bootstrap import Array
from experiments.statistics.noise import luck
from experiments.worlds.factors import OTHERS, sets_of
from experiments.worlds.study import Study, View


def leading(study: Study, most: int) -> list[str]:
    """The factors that stand above the floor, by turns for differences and for levels; then the largest of the rest."""
    scores = _screened(study) if len(study.morris_rows) else _shared(study)
    names = study.names
    turns = [[names[i] for i in np.argsort(-score, kind="stable") if score[i] > 1.0] for score in scores]
    by_turns = [name for pair in zip_longest(*turns) for name in pair if name is not None]
    rest = np.argsort(-np.maximum(*scores), kind="stable")
    order = dict.fromkeys([*by_turns, *(names[i] for i in rest)])
    return [name for name in order if name != DUMMY][:most]


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


def _screened(study: Study) -> tuple[Array, Array]:
    """Each factor's largest mu_star over its floor, for differences and for levels."""
    scores = (np.zeros(len(study.names)), np.zeros(len(study.names)))
    for view in study.views():
        try:
            found = morris.analyse(study.names, study.morris_unit(), study.values(view, study.morris_rows), resamples=2)
        except ValueError:
            continue
        size = found.mu_star / (found.floor + 1e-3 * found.mu_star.max() + 1e-300)
        np.maximum(scores[view.versus == ""], size, out=scores[view.versus == ""])
    return scores


def _shared(study: Study) -> tuple[Array, Array]:
    """Each factor's largest first-order share over its floor (two standard deviations), for differences and for levels."""
    scores = (np.zeros(len(study.names)), np.zeros(len(study.names)))
    layout, base = study.layout()
    for view, found in additive_shares(study, layout, base).items():
        count = len(study.names)
        if np.isnan(found.value).any():
            continue
        spread = 2.0 * np.nanstd(found.samples[:, :count], axis=0, ddof=1)
        size = found.value[:count] / (spread + 1e-3 * np.abs(found.value).max() + 1e-300)
        np.maximum(scores[view.versus == ""], size, out=scores[view.versus == ""])
    return scores
