"""Which strategies cannot be told from the best: multiple comparisons with the best under common random numbers.

Whether two strategies differ is judged by their own paired differences, never by whether their intervals against a third
overlap. Whichever strategy is truly the best, the intervals of all others against it hold together in 95 of 100 experiments
(max-|t| over that strategy's comparisons); a strategy is left in the set unless another is shown to be better. So the true
best is in the set, and what is outside is not it, at 95%, a measure and scenario at a time. That one strategy does worse than
another, by name, is said only where the intervals of all pairs together show it.

Source: Nelson & Matejcik 1995, with the variance of each pair in place of one for all, and two-sided (Hsu 1996, ch. 4), so
that a difference from the best has both its ends.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.compare.effects import less, paired, unit_values
from experiments.protocol.verdicts import BETTER, UNCLEAR, WORSE
from experiments.statistics import intervals
from experiments.statistics.bootstrap import Array
from experiments.store.results import Results

COLUMNS = ["measure", "strategy", "in_best_set", "difference_from_best", "low", "high", "versus", "verdict", "unit", "better",
           "n_pairs", "outdone_by", "outdone_by_all", "scenario"]  # fmt: skip


@dataclass(frozen=True)
class Pairs:
    """How much worse one strategy is than another: mean and ends, shape (strategies, others), NaN where not known.

    The ends of a column, all strategies against one, hold together; `all_low` and `all_high` do over all pairs, so that they hold
    of a pair that is named for what it shows.
    """

    mean: Array
    low: Array
    high: Array
    all_low: Array
    all_high: Array
    number: NDArray[np.int_]

    @property
    def shown(self) -> NDArray[np.bool_]:
        """Which strategies (rows) are shown to be better than which (columns)."""
        return (self.high < 0.0) & (self.all_high < 0.0)

    @property
    def best(self) -> NDArray[np.bool_]:
        """Which strategies may be the best: no other is shown to be better."""
        return ~(self.high < 0.0).any(axis=0)


def table(results: Results, effects: pd.DataFrame) -> pd.DataFrame:
    """`best.csv`: each strategy against the best of the others (`versus`), by primary measure that has a direction of good.

    `difference_from_best` is as measured, and so is its interval: for the best strategy it is how far it leads. `verdict` is
    `better` for a strategy that alone is in the best set, `worse` for one outside, else `no clear difference`; it is empty where
    the intervals of all pairs together do not show it. A strategy outside stands against the one that is most clearly better
    (`versus`), which need not be the best by its mean: that pair has put it there. Since each pair was picked for what the runs
    say, every interval is of those that hold together over all pairs, so that one pair has one interval wherever it stands;
    where no pair of a strategy outside is shown by these, `outdone_by` is empty, and the interval may hold zero.

    Args:
        results: the runs.
        effects: `effects.csv`; a strategy and the baseline are told apart only where it tells them apart too.
    """
    rows: list[dict[str, object]] = []
    for measure in results.primary:
        about = results.measures.loc[measure]
        if about["better"] not in ("up", "down") or measure not in results.measured():
            continue
        sign = 1.0 if about["better"] == "down" else -1.0
        for scenario, levels in results.by_scenario(measure):
            if levels.shape[1] < 2:
                continue
            pairs = compared(sign * levels)
            names = [str(name) for name in levels.columns]
            if results.baseline in names:
                there = effects[(effects["measure"] == measure) & (effects["scenario"] == scenario)].set_index("strategy")
                ends = sign * there.reindex(names)[["low", "high"]].to_numpy(float)
                pairs = as_careful(pairs, names.index(results.baseline), ends.min(axis=1), ends.max(axis=1))
            common = {"measure": measure, "unit": about["unit"], "better": about["better"], "scenario": scenario}
            rows += [common | row for row in against_best(pairs, names, sign)]
    return pd.DataFrame(rows, columns=COLUMNS)


def compared(levels: pd.DataFrame) -> Pairs:
    """Every strategy against every other, from levels of which less is better: a row a run, a column a strategy."""
    size = levels.shape[1]
    mean, low, high = (np.full((size, size), np.nan) for _ in range(3))
    number = np.zeros((size, size), dtype=int)
    for at, name in enumerate(levels.columns):
        gaps, others = paired(levels, str(name)).to_numpy(float), np.arange(size) != at
        ends = intervals.together(gaps)
        mean[others, at], _, number[others, at] = intervals.mean_and_error(gaps)
        low[others, at], high[others, at] = ends.low, ends.high
    return Pairs(mean, low, high, *over_all_pairs(levels), number)


def over_all_pairs(levels: pd.DataFrame) -> tuple[Array, Array]:
    """How much worse strategies (rows) are than others (columns) at least and at most, by intervals of all pairs together."""
    size = levels.shape[1]
    low, high = np.full((size, size), np.nan), np.full((size, size), np.nan)
    one, other = np.triu_indices(size, 1)
    values = levels.to_numpy(float)
    gaps = pd.DataFrame(less(values[:, one], values[:, other]), levels.index)
    ends = intervals.together(unit_values(gaps).to_numpy(float))
    low[one, other], high[one, other] = ends.low, ends.high
    low[other, one], high[other, one] = -ends.high, -ends.low
    return low, high


def as_careful(pairs: Pairs, base: int, low: Array, high: Array) -> Pairs:
    """The same with ends against the strategy `base` at least as far apart as these, which were made in a larger family."""
    wider = replace(pairs, **{name: getattr(pairs, name).copy() for name in ("low", "high", "all_low", "all_high")})
    for lows, highs in ((wider.low, wider.high), (wider.all_low, wider.all_high)):
        lows[:, base], highs[:, base] = np.fmin(lows[:, base], low), np.fmax(highs[:, base], high)
        lows[base], highs[base] = np.fmin(lows[base], -high), np.fmax(highs[base], -low)
    return wider


def against_best(pairs: Pairs, names: list[str], sign: float = 1.0) -> list[dict[str, object]]:
    """A row each strategy; `sign` turns how much worse it is back to what was measured."""
    rows: list[dict[str, object]] = []
    for at, name in enumerate(names):
        versus = _against(pairs, at)
        low, high = float(pairs.all_low[at, versus]), float(pairs.all_high[at, versus])
        rows.append(
            {
                "strategy": name,
                "in_best_set": "yes" if pairs.best[at] else "no",
                "difference_from_best": sign * pairs.mean[at, versus],
                "low": min(sign * low, sign * high),
                "high": max(sign * low, sign * high),
                "versus": names[versus],
                "verdict": _verdict(pairs, at),
                "n_pairs": int(pairs.number[at, versus]),
                "outdone_by": names[versus] if pairs.shown[:, at].any() else "",
                "outdone_by_all": " ".join(names[by] for by in np.flatnonzero(pairs.shown[:, at])),
            }
        )
    return rows


def _verdict(pairs: Pairs, at: int) -> str:
    """None for what comparisons with one strategy show and those of all pairs do not: the interval says neither."""
    if pairs.best[at] and pairs.best.sum() > 1:
        return UNCLEAR
    others = np.arange(len(pairs.mean)) != at
    if pairs.best[at]:
        return BETTER if pairs.shown[at, others].all() else ""
    return WORSE if pairs.shown[:, at].any() else ""


def _against(pairs: Pairs, at: int) -> int:
    """Whom a strategy stands against: of several that may be the best, the best of the others of them by its mean.

    The best alone stands against the one that it is least clearly better than; one outside against who is most clearly better.
    """
    if pairs.best[at]:
        others = pairs.best & (np.arange(len(pairs.best)) != at)
        nearest = np.where(others, pairs.mean[at], -np.inf) if others.any() else pairs.all_high[at]
        return int(np.argmax(np.where(np.isfinite(nearest), nearest, -np.inf)))
    shown = pairs.shown[:, at]
    return int(np.nanargmin(np.where(shown, pairs.high[:, at], np.nan) if shown.any() else pairs.high[:, at]))
