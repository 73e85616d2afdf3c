"""Sensitivity in worlds that fit: methods that hold where inputs move together, each input by itself; nothing is crossed.

Sobol's shares, crossed groups and ends one at a time need inputs drawn apart from each other, and a regression on hundreds
of inputs at once more worlds than there are: none of these is here. The verdicts are by the rule of `combined`, with one
method.
"""

import numpy as np
import pandas as pd

from experiments.compare import noise, over_worlds
from experiments.compare.tables import first_tables
from experiments.protocol.design import DUMMY
from experiments.protocol.verdicts import CONVERGED, MATTERS, NOT_APART, NOT_CONVERGED
from experiments.sensitivity import combined, curves
from experiments.sensitivity.ranking import by_turns
from experiments.sensitivity.shares import additive, keyed
from experiments.statistics.regression_shares import RegressionShares
from experiments.statistics.scatter import least_share
from experiments.store.results import Results
from experiments.worlds import choice, moving
from experiments.worlds.study import Study, View

METHOD = "given data"


def fitted_tables(results: Results, study: Study) -> dict[str, pd.DataFrame]:
    """The tables of worlds that fit: what each input goes with, what cannot be told apart, and what the choice hangs on."""
    found, pairs = moving.going_with(study), moving.together(study)
    rows = np.arange(len(study.inputs))
    known = moving.means(study)
    kept: dict[str, list[pd.DataFrame]] = {"indices": [], "verdicts": [], "convergence": []}
    for view in study.views():
        if view in found:
            kept["verdicts"].append(judged := verdicts(study, view, found[view], known[view][0], pairs))
            kept["indices"].append(shares(view, found[view], judged, study.precision))
        kept["convergence"].append(convergence(study, view, found.get(view), *known.get(view, (np.zeros(1), 0.0))))
    whole = {name: pd.concat(frames, ignore_index=True) for name, frames in kept.items() if len(frames)}
    worlds = choice.Worlds(rows, study.unit, rows, len(study.names) - 1, moving.moved(study, found))
    closely = leading(study, found)
    simple = first_tables(results)
    simple |= {"worlds": over_worlds.table(results), "noise": noise.noise(results), "tradeoffs": pairs}
    more = (
        curves.curve_tables(study, closely, worlds) | choice.choice_tables(study, closely, worlds, rows)
        if len(closely) > 1
        else {}
    )
    return whole | more | simple


def leading(study: Study, found: dict[View, RegressionShares]) -> list[str]:
    """The inputs looked at closely, the dummy last: those that go most surely with each outcome, by turns."""
    order = {view: [study.names[place] for place in np.argsort(one.p, kind="stable")] for view, one in found.items()}
    kept = [name for name in by_turns(order) if name != DUMMY]
    return [*kept[: int(study.settings["survivors"])], DUMMY]


def verdicts(study: Study, view: View, found: RegressionShares, averages: np.ndarray, pairs: pd.DataFrame) -> pd.DataFrame:
    """`verdicts.csv` of an outcome; what matters no more than an input it moves with lets it `cannot be told apart` from that."""
    nothing = pd.DataFrame(columns=["method", "index", "parameter", "value", "low", "high", "noise_floor"])
    ordered = {factor.name for factor in study.factors if len(factor.choices) < 3}
    frame = combined.verdicts(nothing, found, study.names, study.precision, {}, ordered)
    matter = frame["verdict"] == MATTERS
    rivals = moving.rivals(study, averages, frame.loc[matter, "parameter"].tolist(), pairs)
    frame["with"] = [", ".join(rivals.get(name, [])) for name in frame["parameter"]]
    frame.loc[matter, "methods"] = METHOD
    frame.loc[frame["with"] != "", "verdict"] = NOT_APART
    rank = frame["verdict"].map({MATTERS: 0, NOT_APART: 1}).fillna(2)
    return keyed(view, frame.iloc[np.argsort(rank, kind="stable")].reset_index(drop=True))


def shares(view: View, found: RegressionShares, judged: pd.DataFrame, widest: float) -> pd.DataFrame:
    """Rows of `indices.csv` of an outcome: what stands out is what its verdict says, by ranks, and no floor of the share."""
    frame = additive(view, found, METHOD, widest)
    words = frame["parameter"].map(judged.set_index("parameter")["verdict"]).fillna("")
    shown = np.where(words.isin([MATTERS, NOT_APART]), "yes", "no")
    return frame.assign(verdict=words, above_floor=shown, noise_floor=np.nan)


def convergence(study: Study, view: View, found: RegressionShares | None, averages: np.ndarray, luck: float) -> pd.DataFrame:
    """One row: how large a share must be to show among so many inputs in so few worlds."""
    worlds, inputs, wanted = len(study.inputs), len(study.names) - 1, study.precision
    row = {"verdict": NOT_CONVERGED, "worlds": worlds, "widest": np.nan, "wanted": wanted}
    if found is None:
        reason = f"{worlds} worlds, {moving.FEWEST} being the least, or not all of them run, or the same number in all"
        return keyed(view, pd.DataFrame([row | {"reason": reason}]))
    if np.isnan(found.value).all():
        return keyed(
            view,
            pd.DataFrame([row | {"reason": "luck hides the inputs, so that more replications of each world would be needed"}]),
        )
    frame = found.frame()
    widest = float((frame["high"] - frame["low"]).max())
    least = min(least_share(worlds, luck / averages.var(), inputs), 1.0)
    reason = f"in {worlds} worlds one of {inputs} inputs shows only where about {least:.0%} of their variance goes with it"
    word = CONVERGED if widest <= wanted and least <= wanted else NOT_CONVERGED
    return keyed(view, pd.DataFrame([row | {"verdict": word, "reason": reason, "widest": widest}]))
