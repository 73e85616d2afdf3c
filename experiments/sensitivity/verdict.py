"""Whether an analysis has converged, in one word and one reason, and what each index may be said to show."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from experiments.protocol.design import DUMMY
from experiments.protocol.verdicts import CONVERGED, MATTERS, NO_EVIDENCE, NOT_CONVERGED
from experiments.statistics.bootstrap import Array, percentile_interval

if TYPE_CHECKING:
    from experiments.statistics.sobol import Sobol

WIDEST = 0.10
"""The widest interval of a total effect that counts as converged, unless a config asks for another."""
SURE, TOP = 0.95, 5
"""The share of resamples that must keep the order of two, and how many of the largest total effects are ranked."""
MOST_POINTS = 65536
"""Base points that a design takes at most: `points` in the settings goes no further."""


@dataclass(frozen=True)
class Convergence:
    """Verdict on one outcome: a word (`converged` or `not converged`), the reason, and the base points it would need."""

    converged: bool
    reason: str
    needed: int

    @property
    def word(self) -> str:
        """The verdict in one word."""
        return CONVERGED if self.converged else NOT_CONVERGED


def floor_of(found: Sobol, index: str) -> float:
    """Upper end of the dummy's interval: below it an index shows nothing; 0 where the design has no dummy."""
    if DUMMY not in found.labels:
        return 0.0
    return max(float(found.interval(index)[1][found.labels.index(DUMMY)]), 0.0)


def of_indices(found: Sobol, index: str, widest: float = WIDEST) -> list[str]:
    """`matters`, `no evidence` or `not converged` for each label; empty for the dummy itself."""
    low, high = found.interval(index)
    floor, broken = floor_of(found, index), bool(found.refused) or bool(contradictions(found))
    verdicts = []
    for name, lowest, highest in zip(found.labels, low, high, strict=True):
        if name == DUMMY:
            verdicts.append("")
        elif broken or not highest - lowest <= widest:
            verdicts.append(NOT_CONVERGED)
        else:
            verdicts.append(MATTERS if lowest > floor else NO_EVIDENCE)
    return verdicts


def of_screening(mu_star: Array, low: Array, floor: float) -> list[str]:
    """Verdict for each mu_star: `matters` where even its low end is above what luck shows."""
    return [
        MATTERS if lowest > floor else (NOT_CONVERGED if value > floor else NO_EVIDENCE)
        for value, lowest in zip(mu_star, low, strict=True)
    ]


def contradictions(found: Sobol) -> list[str]:
    """What cannot be true of indices, beyond their intervals: a broken run, shared seeds or too few rows.

    Many indices are looked at, so each interval is made wide enough that all hold together in 95 of 100 sound analyses.
    """
    if found.refused:
        return []
    tail = 0.05 / (3 * len(found.labels) + 1)
    _, first_high = percentile_interval(found.samples["S1"], 1.0 - tail)
    total_low, total_high = percentile_interval(found.samples["ST"], 1.0 - tail)
    over = np.nanquantile(found.samples["S1"] - found.samples["ST"], tail / 2.0, axis=0)
    problems = []
    for place, name in enumerate(found.labels):
        if name == DUMMY and not total_low[place] <= 0.0 <= total_high[place]:
            problems.append(f"the dummy's total effect, {found.value['ST'][place]:.2f}, is not zero within its interval")
        elif first_high[place] < 0.0:
            problems.append(f"the first-order index of {name} is below zero beyond its interval")
        elif over[place] > 0.0:
            problems.append(f"the first-order index of {name} is above its total effect")
    alone = [place for place, name in enumerate(found.labels) if ":" not in name]
    if np.nanquantile(found.samples["S1"][:, alone].sum(axis=1), tail / 2.0) > 1.0:
        problems.append("the first-order indices add up to more than 1")
    return problems


def orders_kept(found: Sobol) -> list[tuple[str, str, float]]:
    """Neighbours in the ranking of the largest total effects, with the share of resamples that keep their order."""
    place = np.argsort(-found.value["ST"], kind="stable")[: TOP + 1]
    samples = found.samples["ST"]
    return [(found.labels[a], found.labels[b], float(np.mean(samples[:, a] > samples[:, b]))) for a, b in pairwise(place)]


def convergence(found: Sobol, half: Sobol | None, widest: float = WIDEST) -> Convergence:
    """Verdict on the total effects of one outcome; `half` is the same analysis on the first half of the base points.

    The order of two factors is only claimed where 95% of resamples keep it; a claimed order must hold at half the size.
    """
    if found.refused:
        return Convergence(False, found.refused, 0)
    low, high = found.interval("ST")
    above = (high > floor_of(found, "ST")) & np.array([name != DUMMY for name in found.labels])
    width = np.where(above, high - low, 0.0)
    largest = int(width.argmax())
    needed = found.base
    if width[largest] > widest:
        # An interval narrows with the square root of the points: what is far off is said to be so, not counted out.
        needed = 2 ** int(np.ceil(np.log2(found.base * (width[largest] / widest) ** 2)))
        reason = f"the interval of {found.labels[largest]} is {width[largest]:.2f} wide, where 1 is the whole variance and"
        reason += f" {widest:.2f} is wanted"
        if needed > MOST_POINTS:
            return Convergence(False, f"{reason}: more base points would be needed than the {MOST_POINTS:,} that can be run", 0)
        return Convergence(False, f"{reason}: about {needed:,} base points would do", needed)
    problems = contradictions(found)
    if problems:
        return Convergence(False, problems[0], 2 * found.base)
    if half is not None:
        swapped = _swapped(found, half)
        if swapped:
            return Convergence(False, f"{swapped} changed places when the design was doubled", 2 * found.base)
    return Convergence(
        True, f"every total effect above the floor is known within {width.max():.2f}, and the order holds", needed
    )


def _swapped(found: Sobol, half: Sobol) -> str:
    """The first claimed pair that stood the other way round on half of the design; empty if none."""
    if half.refused:
        return ""
    for first, second, kept in orders_kept(found):
        a, b = half.labels.index(first), half.labels.index(second)
        if kept >= SURE and half.value["ST"][a] < half.value["ST"][b]:
            return f"{first} and {second}"
    return ""
