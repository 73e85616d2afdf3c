"""One verdict an input over all methods, by a rule that was written down before any analysis was run.

Normal scores in the first line of the rule are later: a study in which one extreme world hid all that the outcome itself could show
was in sight when they came in.

1. Each method says of each input how often one that does nothing would look so large (a p-value): Morris, of `mu_star` above
   what luck shows; Sobol, of S1 and of ST above 0; the additive regression on all inputs (`given`), of its terms, for the
   outcome and for its normal scores; the regression on the inputs looked at closely, of SRC and of PRCC.
2. An input's p-value is the smallest of these times how many there are: whatever their dependence, nothing is found so more
   than 5 times in 100.
3. So many inputs are looked at that the share of false finds among them is kept at 5% (Benjamini & Hochberg) over all inputs
   of the design, those that a method left out included. What is found then `matters`, unless its share of the variance is
   known to be below half a per cent.
4. What is not found has `no evidence` where its share of the variance between worlds is known to be below the precision asked
   for (a tenth, for policy), else it is `not converged`: more worlds would be needed to say.
5. `sign` is `up` where more of the input raises the outcome, `down` where it lowers it, by the straight line whose p-value
   is smallest; empty where none is sure, or where an input is a choice between more than two.

The share is the total effect where that is known to the precision asked for; else what the input explains alone, by the
method that knows it best.
"""

import itertools
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from scipy import stats

from experiments.protocol.design import DUMMY
from experiments.protocol.verdicts import MATTERS, NO_EVIDENCE, NOT_CONVERGED
from experiments.statistics.regression_shares import ROUNDING, RegressionShares

FALSE, LEAST = 0.05, 0.005
COLUMNS = ["parameter", "verdict", "sign", "share", "low", "high", "methods", "p", "q"]


def verdicts(
    indices: pd.DataFrame,
    given: RegressionShares | None,
    names: Sequence[str],
    widest: float,
    freedom: dict[str, int],
    ordered: set[str],
) -> pd.DataFrame:
    """A row for each input of one outcome, those that matter first.

    Args:
        indices: rows of `indices.csv` of that outcome.
        given: the additive regression of it, if there is one.
        names: all inputs of the design.
        widest: the precision asked for, as a share of the variance.
        freedom: by method, how many independent pieces of evidence an interval of it stands on, less one.
        ordered: inputs of which there can be more or less.
    """
    looked = [name for name in names if name != DUMMY]
    found = evidence(indices, given, names, freedom)
    found = found[found["parameter"].isin(looked) & found["p"].notna()]
    count = found.groupby("parameter")["p"].transform("size")
    found = found.assign(p=np.minimum(found["p"] * count, 1.0))
    p = found.groupby("parameter")["p"].min().reindex(looked).astype(float).fillna(1.0)
    q = pd.Series(stats.false_discovery_control(p.to_numpy()), index=p.index)
    bar = FALSE * int((q < FALSE).sum()) / len(looked)
    shares = _shares(indices, given, names, widest)
    rows = []
    for name in looked:
        share, low, high = shares.get(name, (np.nan,) * 3)
        said, sign, shown = NO_EVIDENCE if high <= widest else NOT_CONVERGED, "", ""
        if q[name] < FALSE and not high < LEAST:
            own = found[found["parameter"] == name]
            said, sign = MATTERS, _sign(own) if name in ordered else ""
            shown = ", ".join(own.loc[own["p"] <= bar, "method"])
        rows.append((name, said, sign, share, low, high, shown, p[name], q[name]))
    frame = pd.DataFrame(rows, columns=COLUMNS)
    order = np.lexsort([-frame["share"].fillna(-1.0), frame["verdict"] != MATTERS])
    return frame.iloc[order].reset_index(drop=True)


def evidence(
    indices: pd.DataFrame, given: RegressionShares | None, names: Sequence[str], freedom: dict[str, int]
) -> pd.DataFrame:
    """What each method says of each input by itself: parameter, method, p; and of its straight line the value and own p."""
    frames = []
    for (method, index), (name, floored, signed) in TESTED.items():
        rows = indices[(indices["method"] == method) & (indices["index"] == index)]
        if not rows["low"].notna().any():
            continue
        above = rows["value"] - (rows["noise_floor"] if floored else 0.0)
        error = np.maximum((rows["high"] - rows["low"]) / (2.0 * 1.96), ROUNDING * rows["value"].abs().max())
        t = above / np.maximum(error, 1e-300)
        p = 2.0 * stats.t.sf(np.abs(t), freedom[method]) if signed else stats.t.sf(t, freedom[method])
        line = {"value": rows["value"], "line": p if signed else np.nan}
        frames.append(pd.DataFrame({"parameter": rows["parameter"], "method": name, "p": p, **line}))
    for name, found in (("slope", given.lines), ("ranks", given.ranks)) if given is not None else ():
        if found is not None:
            line = {"value": found.slope, "line": 2.0 * stats.norm.sf(np.abs(found.slope) / found.error)}
            frames.append(pd.DataFrame({"parameter": list(names), "method": name, "p": found.p, **line}))
    columns = ["parameter", "method", "p", "value", "line"]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)


TESTED = {
    ("morris", "mu_star"): ("Morris", True, False),
    ("sobol", "S1"): ("S1", False, False),
    ("sobol", "ST"): ("ST", False, False),
    ("regression", "SRC"): ("SRC", False, True),
    ("regression", "PRCC"): ("PRCC", False, True),
}
"""By method and index: its name, whether luck alone makes it positive, and whether it has a sign."""


def _sign(own: pd.DataFrame) -> str:
    """The direction that the surest straight line gives; empty where none is sure, by as many as there are."""
    lines = own[own["line"].notna()]
    if not len(lines) or lines["line"].min() * len(lines) >= FALSE:
        return ""
    return "up" if lines["value"].to_numpy(float)[lines["line"].argmin()] > 0.0 else "down"


def _shares(
    indices: pd.DataFrame, given: RegressionShares | None, names: Sequence[str], widest: float
) -> dict[str, tuple[float, float, float]]:
    """Share of the variance between worlds of each input, with its interval."""
    found: dict[str, tuple[float, float, float]] = {}
    every = pd.concat([indices, *([given.frame().assign(method="additive")] if given is not None else [])])

    def known(method: str, index: str) -> Iterator[tuple[str, tuple[float, float, float]]]:
        rows = every[(every["method"] == method) & (every["index"] == index)]
        for name, ends in zip(rows["parameter"], rows[["value", "low", "high"]].to_numpy(float).tolist(), strict=True):
            yield str(name), tuple(ends)

    for name, ends in itertools.chain(known("additive", "S1"), known("sobol", "S1")):
        found[name] = _narrower(found.get(name), ends)
    if not found:  # a straight line's share of all variance, luck included: too little rather than too much
        found = {name: _squared(ends) for name, ends in known("regression", "SRC")}
    if given is not None and given.lines is not None and given.straight:
        for name, slope, error in zip(names, given.lines.slope, given.lines.error, strict=True):
            found[name] = _narrower(found.get(name), _squared((slope, slope - 1.96 * error, slope + 1.96 * error)))
    return found | {name: ends for name, ends in known("sobol", "ST") if ends[2] - ends[1] <= widest}


def _squared(ends: tuple[float, float, float]) -> tuple[float, float, float]:
    """A slope as the share that it explains."""
    value, low, high = ends
    least = 0.0 if low <= 0.0 <= high else min(low**2, high**2)
    return value**2, least, max(low**2, high**2)


def _narrower(one: tuple[float, float, float] | None, other: tuple[float, float, float]) -> tuple[float, float, float]:
    """The better known of two; the first where the second has no interval."""
    if one is None or not np.isfinite(one).all():
        return other
    return other if other[2] - other[1] < one[2] - one[1] else one
