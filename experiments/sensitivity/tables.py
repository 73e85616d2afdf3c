"""The tables of a sensitivity analysis, from a results folder alone."""

from typing import Any

import numpy as np
import pandas as pd

from experiments.compare.tables import first_tables
from experiments.protocol.design import DUMMY
from experiments.protocol.verdicts import MATTERS, NO_EVIDENCE, NOT_CONVERGED
from experiments.sensitivity import combined, curves, fitted, local, verdict, years
from experiments.sensitivity.ranking import additive_shares, leading
from experiments.sensitivity.shares import INDICES, KEYS, additive, against_floor, keyed
from experiments.statistics import morris, regression, sobol
from experiments.statistics.bootstrap import percentile_interval
from experiments.statistics.noise import noise_share_interval, split
from experiments.store.results import Results
from experiments.store.subset import Subset
from experiments.worlds import choice
from experiments.worlds.factors import OTHERS
from experiments.worlds.study import Study, View

LEAST_BASE = 16


def sensitivity_tables(results: Results) -> dict[str, pd.DataFrame]:
    """All tables: indices.csv and what stands beside it."""
    study = Study.of(results)
    if study.given:
        return fitted.fitted_tables(results, study)
    found: dict[str, list[pd.DataFrame]] = {"indices": [], "convergence": [], "growth": [], "noise": []}
    if len(study.morris_rows):
        found["indices"] += [screening(study, view) for view in study.views()]
    if not len(study.sobol_rows):
        whole = joined(found)
        return whole | {"verdicts": overall(study, whole)} | of_worlds(results, study.morris_rows)
    layout, base = study.layout()
    rows, unit = study.worlds(base, layout.block)
    alone = looked_at(study, layout)
    widest = study.precision
    kept = study.sobol_rows[: base * layout.block]
    worlds = choice.Worlds(kept, study.sobol_unit(layout, base), np.arange(len(kept)) // layout.block)
    found["indices"] += [additive(view, one, "additive", widest) for view, one in additive_shares(study, layout, base).items()]
    for view in study.views():
        for name, frame in of_view(study, view, layout, base, alone, unit, rows).items():
            found[name].append(frame)
    whole = joined(found)
    return (
        whole
        | {"verdicts": overall(study, whole, layout, base)}
        | {"plan": plan(study, layout, base), "tornado": local.tornado(study)}
        | curves.curve_tables(study, alone, worlds)
        | years.year_tables(results, study, alone, unit[:, [study.names.index(name) for name in alone]], rows)
        | choice.choice_tables(study, alone, worlds, rows)
        | of_worlds(results, rows)
    )


def looked_at(study: Study, layout: sobol.Layout) -> list[str]:
    """Factors to look at closely, the dummy last: those the design crosses alone, and where they are few the leading ones."""
    most = int(study.settings["survivors"])
    alone = [name for name in layout.alone if name != DUMMY]
    more = leading(study, most) if len(alone) < min(most, len(study.names) - 1) else []
    return [*list(dict.fromkeys([*alone, *more]))[:most], DUMMY]


def overall(study: Study, found: dict[str, pd.DataFrame], layout: sobol.Layout | None = None, base: int = 0) -> pd.DataFrame:
    """`verdicts.csv`: one verdict an input over all methods (`combined` has the rule), for each outcome.

    Args:
        study: the stored analysis.
        found: its tables so far.
        layout: the Sobol design, if there is one.
        base: its base points.
    """
    frames = []
    given = additive_shares(study, layout, base) if layout else {}
    widest = study.precision
    walks = len(study.morris_rows) // (len(study.factors) + 1)
    worlds = 2 * base + len(study.scatter_rows)
    freedom = {"morris": walks - 1, "sobol": base - 1, "regression": worlds - len(study.names) - 1}
    freedom = {name: max(number, 1) for name, number in freedom.items()}
    ordered = {factor.name for factor in study.factors if len(factor.choices) < 3}
    keys = found["indices"][KEYS] if "indices" in found else pd.DataFrame(columns=KEYS)
    for view in study.views():
        own = (keys == [view.strategy, view.versus, view.outcome]).all(axis=1)
        if own.any():
            rows = found["indices"][own]
            frames.append(keyed(view, combined.verdicts(rows, given.get(view), study.names, widest, freedom, ordered)))
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=[*KEYS, *combined.COLUMNS])


def joined(found: dict[str, list[pd.DataFrame]]) -> dict[str, pd.DataFrame]:
    """Frames of the same table, one under the other."""
    kept = {name: [frame for frame in frames if len(frame)] for name, frames in found.items()}
    return {name: pd.concat(frames, ignore_index=True) for name, frames in kept.items() if frames}


def of_worlds(results: Results, rows: Any) -> dict[str, pd.DataFrame]:
    """Outcomes and effects over the even sample of worlds."""
    return first_tables(Subset(results, points=rows))


def of_view(
    study: Study, view: View, layout: sobol.Layout, base: int, alone: list[str], unit: Any, rows: Any
) -> dict[str, pd.DataFrame]:
    """Everything about one outcome: indices by each method, convergence, growth with the design, split of variance."""
    try:
        whole = study.indices(view, layout, base)
    except ValueError as error:
        reason = {"verdict": NOT_CONVERGED, "reason": str(error), "base_points": base}
        return {"convergence": keyed(view, pd.DataFrame([reason]))}
    half = study.indices(view, layout, base // 2) if base >= 2 * LEAST_BASE else None
    widest = study.precision
    values = study.values(view, rows)
    columns = [study.names.index(name) for name in alone]
    by_sobol = with_parts(sobol_rows(whole, widest), whole, study.by_parts(view, layout, base))
    ranked = (
        [sobol_rows(study.indices_of_ranks(view, layout, base), widest, "sobol_ranks")] if study.settings.get("ranks") else []
    )
    frames = [by_sobol, *ranked, *cross_checks(tuple(alone), unit[:, columns], values, study.replications(rows))]
    return {
        "indices": keyed(view, against_floor(pd.concat(frames, ignore_index=True)))[INDICES],
        "convergence": keyed(view, convergence(whole, half, widest)),
        "growth": keyed(view, growth(study, view, layout, base)),
        "noise": keyed(view, noise(whole, values)),
    }


def screening(study: Study, view: View) -> pd.DataFrame:
    """Morris rows of an outcome; nothing where its runs are missing."""
    try:
        found = morris.analyse(study.names, study.morris_unit(), study.values(view, study.morris_rows))
    except ValueError:
        return pd.DataFrame()
    frame = found.frame().assign(method="morris", noise_floor=np.nan, verdict="", raw=np.nan)
    first = frame["index"] == "mu_star"
    frame.loc[first, "noise_floor"] = found.floor
    words = verdict.of_screening(found.mu_star, frame.loc[first, "low"].to_numpy(), found.floor)
    frame.loc[first, "verdict"] = ["" if name == DUMMY else word for name, word in zip(found.names, words, strict=True)]
    return keyed(view, against_floor(frame))[INDICES]


def with_parts(frame: pd.DataFrame, found: sobol.Sobol, parts: dict[str, Any]) -> pd.DataFrame:
    """Sobol rows with `parts_low` and `parts_high`, the interval from parts of the design that share no run."""
    frame = frame.assign(parts_low=np.nan, parts_high=np.nan)
    for index, ends in parts.items():
        if not found.refused:
            frame.loc[frame["index"] == index, ["parts_low", "parts_high"]] = np.column_stack(ends)
    return frame


def sobol_rows(found: sobol.Sobol, widest: float, method: str = "sobol") -> pd.DataFrame:
    """Sobol rows with floor, verdict and what was seen before luck was taken out."""
    frame = found.frame().assign(method=method, noise_floor=np.nan, verdict="", raw=np.nan)
    for index in ("S1", "ST"):
        rows = frame["index"] == index
        frame.loc[rows, "noise_floor"] = verdict.floor_of(found, index)
        frame.loc[rows, "verdict"] = verdict.of_indices(found, index, widest)
        frame.loc[rows, "raw"] = found.raw[index]
    pairs = frame["index"] == "S2"
    wide = frame["high"] - frame["low"] > widest
    clear = frame["low"] > 0.0
    frame.loc[pairs, "verdict"] = np.where(wide[pairs], NOT_CONVERGED, np.where(clear[pairs], MATTERS, NO_EVIDENCE))
    return frame


def cross_checks(names: tuple[str, ...], inputs: Any, values: Any, replications: int) -> list[pd.DataFrame]:
    """Regression on the even sample of worlds that have all their runs: it sees small straight effects that shares miss."""
    means = values[:, :replications].mean(axis=1)
    known = np.isfinite(means)
    if known.sum() < 3 * len(names):
        return []
    frame = regression.analyse(names, inputs[known], means[known]).frame()
    floor = frame[frame["parameter"] == DUMMY].set_index("index")[["low", "high"]].abs().max(axis=1)
    frame = frame.assign(method="regression", noise_floor=frame["index"].map(floor), raw=np.nan)
    outside = (frame["low"] > frame["noise_floor"]) | (frame["high"] < -frame["noise_floor"])
    verdicts = np.where(outside, MATTERS, NO_EVIDENCE)
    return [frame.assign(verdict=np.where(frame["parameter"] == DUMMY, "", verdicts))]


def convergence(whole: sobol.Sobol, half: sobol.Sobol | None, widest: float) -> pd.DataFrame:
    """One row: the verdict on an outcome, its reason, and the base points that would do."""
    found = verdict.convergence(whole, half, widest)
    low, high = whole.interval("ST")
    row = {"verdict": found.word, "reason": found.reason, "base_points": whole.base, "needed": found.needed or np.nan}
    return pd.DataFrame(
        [row | {"widest": float(np.nanmax(high - low)) if np.isfinite(high).any() else np.nan, "wanted": widest}]
    )


def growth(study: Study, view: View, layout: sobol.Layout, base: int) -> pd.DataFrame:
    """Total effects with their intervals as the design grows."""
    frames: list[pd.DataFrame] = []
    size = base
    while size >= LEAST_BASE and len(frames) < 4:
        frame = study.indices(view, layout, size, resamples=300).frame()
        frames.append(frame[frame["index"] == "ST"].assign(base_points=size))
        size //= 2
    return pd.concat(frames[::-1], ignore_index=True) if frames else pd.DataFrame()


def noise(found: sobol.Sobol, values: Any) -> pd.DataFrame:
    """Variance of a single run split three ways: factors alone, factors together, luck.

    Shares add up to 1; one that is below zero within its interval is about zero, and is shown as it came out.
    """
    parts = split(values) if np.isfinite(values[:, 1:]).any() else None
    if parts is None:
        return pd.DataFrame()
    singles = [i for i, name in enumerate(found.labels) if ":" not in name or name == OTHERS]
    if len(singles) < 2:  # groups only: what processes do alone, since they part the factors between them
        singles = [i for i, name in enumerate(found.labels) if name.startswith("group:") or name == "basis:structural"]
    alone = float(found.value["S1"][singles].sum())
    low, high = (float(end) for end in percentile_interval(found.samples["S1"][:, singles].sum(axis=1)))
    left, between = 1.0 - parts.noise_share, max(parts.between, 0.0)
    if found.refused:
        alone = low = high = float("nan")
    rows = [
        ("parameters alone", between * alone, left * alone, left * low, left * high),
        ("parameters together", between * (1.0 - alone), left * (1.0 - alone), left * (1.0 - high), left * (1.0 - low)),
        ("luck", parts.within, parts.noise_share, *noise_share_interval(values)),
    ]
    frame = pd.DataFrame(rows, columns=["source", "variance", "share", "low", "high"])
    return frame.assign(worlds=parts.worlds, replications=parts.replications, separable="yes" if parts.between > 0.0 else "no")


def plan(study: Study, layout: sobol.Layout, base: int) -> pd.DataFrame:
    """What was run: a row a step, with its points and replications."""
    walks = len(study.morris_rows) // (len(study.factors) + 1)
    steps = (
        ("screening", f"{walks} walks over {len(study.factors) - 1} factors", study.morris_rows),
        ("one at a time", "best value, lowest and highest of each survivor", study.local_rows),
        ("independent worlds", "each factor drawn by itself, for shares of single factors", study.scatter_rows),
        ("sobol", f"{base} base points of {layout.block} rows", study.sobol_rows),
    )
    rows = [(step, what, len(found), study.replications(found)) for step, what, found in steps if len(found)]
    return pd.DataFrame(rows, columns=["step", "what", "points", "replications"])
