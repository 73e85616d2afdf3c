"""Conditions under which something fails, as a box of limits found by PRIM, checked on worlds it has not seen."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import binom

LEAST_WORLDS, LEAST_FAILURES = 500, 50
MOST_LIMITS = 4
QUASI_P = 0.05
FEWEST_INSIDE = 30
MOST_CANDIDATES = 15

Limit = tuple[float, float] | frozenset[Any]


@dataclass(frozen=True)
class Box:
    """Limits that hold together, and how well they describe the failures.

    Attributes:
        limits: by parameter, (low, high) or the alternatives that are in.
        quasi_p: by parameter, the chance that its limit would show by luck.
        coverage: share of failures inside, on worlds held out.
        density: share of the worlds inside that fail, on worlds held out.
        base: share of all worlds that fail.
        seen: coverage and density on the worlds it was found in.
        returned: by parameter, in what share of resamples a limit on it came back.
        worlds: how many worlds were used in all.
        failures: how many of them failed.
        note: why there is no box, or empty.
    """

    limits: Mapping[str, Limit] = field(default_factory=dict)
    quasi_p: Mapping[str, float] = field(default_factory=dict)
    coverage: float = float("nan")
    density: float = float("nan")
    base: float = float("nan")
    seen: tuple[float, float] = (float("nan"), float("nan"))
    returned: Mapping[str, float] = field(default_factory=dict)
    worlds: int = 0
    failures: int = 0
    note: str = ""


def find(inputs: pd.DataFrame, failed: NDArray[np.bool_], drawn: int = 0, resamples: int = 20) -> Box:
    """The box of a declared failure; numbers stand as numbers, switches as text.

    `drawn` counts the worlds before those that luck decides were set aside. A third of the worlds is held out; limits
    with a quasi-p above 0.05 are taken away.

    Raises:
        ModuleNotFoundError: without the `discovery` extra.
    """
    worlds, failures = len(failed), int(failed.sum())
    counted = Box(worlds=worlds, failures=failures, base=failures / max(worlds, 1))
    if max(worlds, drawn) < LEAST_WORLDS or failures < LEAST_FAILURES:
        return replace(
            counted, note=f"{failures} failures in {worlds} worlds; {LEAST_FAILURES} in {LEAST_WORLDS} are the least"
        )
    if failures == worlds:
        return replace(counted, note="every world fails: no condition sets any apart")
    rng = np.random.default_rng(1)
    held = np.zeros(worlds, dtype=bool)
    held[rng.permutation(worlds)[: worlds // 3]] = True
    seen, seen_failed = inputs[~held].reset_index(drop=True), failed[~held]
    seen = seen[candidates(seen, seen_failed)]
    limits, quasi_p = _box(seen, seen_failed)
    if not limits:
        return replace(counted, note="no limit sets the failures apart by more than luck")
    returned = dict.fromkeys(limits, 0.0)
    for _ in range(resamples):
        chosen = rng.integers(0, len(seen), len(seen))
        again, _ = _box(seen.iloc[chosen].reset_index(drop=True), seen_failed[chosen])
        for name in returned:
            returned[name] += (name in again) / resamples
    coverage, density = measure(inputs[held], failed[held], limits)
    found = replace(counted, limits=limits, quasi_p=quasi_p, seen=measure(seen, seen_failed, limits), returned=returned)
    return replace(found, coverage=coverage, density=density)


def candidates(inputs: pd.DataFrame, failed: NDArray[np.bool_]) -> list[str]:
    """The inputs that failures go with most, up to fifteen: peeling along hundreds would fit luck.

    An input that matters only together with another, and never alone, can be missed here.
    """
    scores: dict[str, float] = {}
    for name, column in inputs.items():
        if pd.api.types.is_numeric_dtype(column):
            ranks = column.rank().to_numpy()
            scores[str(name)] = abs(np.corrcoef(ranks, failed)[0, 1]) if ranks.std() > 0.0 and failed.std() > 0.0 else 0.0
        else:
            shares = pd.Series(failed, index=inputs.index).groupby(column).transform("mean")
            scores[str(name)] = float(shares.std() / max(failed.std(), 1e-12))
    return sorted(scores, key=lambda name: -scores[name])[:MOST_CANDIDATES]


def inside(inputs: pd.DataFrame, limits: Mapping[str, Limit]) -> NDArray[np.bool_]:
    """Which worlds lie in a box."""
    within = np.ones(len(inputs), dtype=bool)
    for name, limit in limits.items():
        column = inputs[name].to_numpy()
        within &= np.isin(column, list(limit)) if isinstance(limit, frozenset) else (column >= limit[0]) & (column <= limit[1])
    return within


def measure(inputs: pd.DataFrame, failed: NDArray[np.bool_], limits: Mapping[str, Limit]) -> tuple[float, float]:
    """Coverage and density of a box; NaN where there is nothing to divide by."""
    within = inside(inputs, limits)
    both = float((within & failed).sum())
    return both / failed.sum() if failed.any() else float("nan"), both / within.sum() if within.any() else float("nan")


def _box(inputs: pd.DataFrame, failed: NDArray[np.bool_]) -> tuple[dict[str, Limit], dict[str, float]]:
    """Peel, choose on the trajectory, and take away what luck could have put there."""
    from prim import Prim

    if not failed.any() or failed.all():
        return {}, {}
    whole = {str(name): _whole(column) for name, column in inputs.items()}
    typed = inputs.astype({name: object for name, widest in whole.items() if isinstance(widest, frozenset)})
    found = Prim(typed, failed, mass_min=max(0.02, FEWEST_INSIDE / len(inputs))).find_box()
    limits: dict[str, Limit] = {}
    best = 0.0
    for step in range(len(found)):
        candidate = _limits(found._box_lims[step], whole)
        if 0 < len(candidate) <= MOST_LIMITS:
            coverage, density = measure(inputs, failed, candidate)
            score = 2.0 * coverage * density / (coverage + density) if coverage + density > 0.0 else 0.0
            limits, best = (candidate, score) if score > best else (limits, best)
    while limits:
        quasi_p = {name: _quasi_p(inputs, failed, limits, name) for name in limits}
        weakest = max(quasi_p, key=lambda name: quasi_p[name])
        if quasi_p[weakest] <= QUASI_P:
            return limits, quasi_p
        limits = {name: limit for name, limit in limits.items() if name != weakest}
    return {}, {}


def _whole(column: pd.Series) -> Limit:
    numeric = pd.api.types.is_numeric_dtype(column)
    return (float(column.min()), float(column.max())) if numeric else frozenset(column)


def _limits(box: Any, whole: Mapping[str, Limit]) -> dict[str, Limit]:
    """The limits of one step of PRIM that leave something out; an end that cuts nothing is open."""
    limits: dict[str, Limit] = {}
    for name, widest in whole.items():
        column = box[name]
        if isinstance(widest, frozenset):
            kept = frozenset(column[0])
            if kept != widest:
                limits[name] = kept
            continue
        low, high = float(column[0]), float(column[1])
        if low > widest[0] or high < widest[1]:
            limits[name] = (low if low > widest[0] else -np.inf, high if high < widest[1] else np.inf)
    return limits


def _quasi_p(inputs: pd.DataFrame, failed: NDArray[np.bool_], limits: Mapping[str, Limit], name: str) -> float:
    """Chance of as many failures inside if the limit on `name` made no difference (Bryant and Lempert 2010)."""
    others = {other: limit for other, limit in limits.items() if other != name}
    within, without = inside(inputs, limits), inside(inputs, others)
    return float(binom.sf((within & failed).sum() - 1, within.sum(), failed[without].mean()))


def undecided(differences: NDArray[np.float64], noise: float, threshold: float) -> NDArray[np.bool_]:
    """Worlds whose mean difference lies so near the threshold that luck decides their label."""
    return np.abs(differences - threshold) < 1.96 * np.sqrt(noise)
