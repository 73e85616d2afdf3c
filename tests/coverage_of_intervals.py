"""How often intervals hold what they say: made experiments with a known truth, through the program's own intervals.

`python -m tests.coverage_of_intervals` writes `docs/coverage.md`; `tests/test_coverage.py` runs a smaller number of each.
"""

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from experiments.compare import best
from experiments.compare.effects import by_pilot
from experiments.statistics import intervals

UNITS = (6, 10, 24, 40)
"""Replications of an experiment."""
ARMS, DENSE, SPARSE = 7, 5, 2
"""Strategies beside the baseline, measures that vary in every run, and measures of rare events."""
PILOT = 20


@dataclass(frozen=True)
class Row:
    """What was looked at, at how many replications; how often all held, of how many; and how many had an interval."""

    what: str
    units: str
    held: int
    experiments: int
    given: float = 1.0

    @property
    def share(self) -> float:
        """Share of experiments in which every interval held the truth."""
        return self.held / self.experiments


def dense(units: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Differences of seven strategies on five measures, and their truth: the baseline's luck is in all, a world's in all measures."""
    world, arm = rng.normal(size=(units, 1, 1)), rng.normal(size=(units, 1, ARMS))
    base = np.sqrt(0.6) * rng.normal(size=(units, DENSE, 1)) + np.sqrt(0.4) * world
    arms = np.sqrt(0.6) * rng.normal(size=(units, DENSE, ARMS)) + np.sqrt(0.4) * arm
    truth = np.linspace(-2.0, 2.0, DENSE * ARMS)
    return (arms - base).reshape(units, -1) + truth, truth


def sparse(units: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Differences of counts of 0.05 and 0.4 events a run, of which strategies keep 40 to 120 of 100, four fifths of them shared."""
    rate, kept = np.array([[0.05], [0.4]]), np.linspace(0.4, 1.2, ARMS)
    base = rng.poisson(np.broadcast_to(rate, (units, SPARSE, 1)))
    shared = 0.8 * np.minimum(kept, 1.0)
    own = rng.poisson(np.broadcast_to(rate * (kept - shared), (units, SPARSE, ARMS)))
    arms = rng.binomial(np.broadcast_to(base, (units, SPARSE, ARMS)), shared) + own
    return (arms - base).reshape(units, -1).astype(float), (rate * (kept - 1.0)).ravel()


def both(units: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Three measures that vary and two of rare events in one family."""
    (one, first), (other, second) = dense(units, rng), sparse(units, rng)
    kept = (DENSE - SPARSE) * ARMS
    return np.hstack([one[:, :kept], other]), np.concatenate([first[:kept], second])


def skewed(units: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Those that vary, times what each world makes of each strategy: most worlds little, a few a lot, as plausible worlds do."""
    values, truth = dense(units, rng)
    world, arm = rng.normal(size=(units, 1, 1)), rng.normal(size=(units, 1, ARMS))
    size = np.exp(0.6 * (np.sqrt(0.5) * world + np.sqrt(0.5) * arm) - 0.6**2 / 2.0)
    of_world = (size * np.linspace(-2.0, 2.0, DENSE * ARMS).reshape(DENSE, ARMS)).reshape(units, -1)
    return 0.3 * (values - truth) + of_world, truth


FAMILIES: dict[str, Callable[[int, np.random.Generator], tuple[np.ndarray, np.ndarray]]] = {
    "family of differences, dense": dense,
    "family of differences, dense and sparse together": both,
    "family of differences, sparse": sparse,
    "family of differences, skewed": skewed,
}


def families(experiments: int, units: tuple[int, ...] = UNITS) -> Iterator[Row]:
    """How often all intervals of a family hold."""
    for what, drawn in FAMILIES.items():
        for number in units:
            rng, held, given = np.random.default_rng(number), 0, []
            for _ in range(experiments):
                values, truth = drawn(number, rng)
                ends = intervals.together(values)
                there = np.isfinite(ends.low)
                width = (ends.high - ends.low)[there]
                assert np.isfinite(width).all() and (width > 0.0).all(), "an interval without an end or without width"
                held += bool(((ends.low <= truth) & (truth <= ends.high))[there].all())
                given.append(there.mean())
            yield Row(what, str(number), held, experiments, float(np.mean(given)))


def levels(experiments: int, units: tuple[int, ...] = UNITS) -> Iterator[Row]:
    """How often the interval of a rare count's level holds, the worst of several rates, of Poisson's or more than its spread."""
    for what, spread in (("level of a rare count", 0.0), ("level of a rare count in clusters", 0.5)):
        for number in units:
            rng, found = np.random.default_rng(number), []
            for rate in (0.02, 0.1, 0.3, 1.0, 3.0):
                mean = rng.gamma(1.0 / spread, spread, (number, experiments)) if spread else 1.0
                values = rng.poisson(rate * mean * np.ones((number, experiments))).astype(float)
                ends = intervals.levels(values, np.ones(experiments))
                found.append(int(((ends.low <= rate) & (rate <= ends.high)).sum()))
            yield Row(what, str(number), min(found), experiments)


def precision(experiments: int) -> Iterator[Row]:
    """How often all two-stage intervals hold: three strategies, on a dense measure alone and with one of rare events."""
    index = pd.MultiIndex.from_product([[0], range(2000)], names=["point", "replication"])
    for what, rates in (("precision, dense", (30.0,)), ("precision, with a sparse measure", (30.0, 0.3))):
        rng, held, given = np.random.default_rng(len(rates)), 0, []
        asked = {"precision": 0.1, "pilot": PILOT, "comparisons": 3 * len(rates)}
        for _ in range(experiments):
            pairs, truth = [], []
            for rate in rates:
                base = rng.poisson(rate, 2000)
                for kept in (0.5, 0.8, 1.0):
                    arm = rng.binomial(base, 0.9 * kept) + rng.poisson(rate * 0.1 * kept, 2000)
                    pairs.append(pd.DataFrame({"base": base, "arm": arm}, index=index, dtype=float))
                    truth.append(rate * (kept - 1.0))
            pilot = np.column_stack([(pair["arm"] - pair["base"]).to_numpy()[:PILOT] for pair in pairs])
            widths = 0.1 * np.array([pair["base"].to_numpy()[:PILOT].mean() for pair in pairs])
            number = min(intervals.stein_number(pilot, widths, pilot.shape[1]), 2000)
            ends = [by_pilot(pair.iloc[:number], (pair["arm"] - pair["base"]).iloc[:number], asked) for pair in pairs]
            there = [np.isfinite(one["low"]) for one in ends]
            assert all(one["high"] > one["low"] for one, known in zip(ends, there, strict=True) if known)
            held += all(one["low"] <= t <= one["high"] for one, t, k in zip(ends, truth, there, strict=True) if k)
            given.append(np.mean(there))
        yield Row(what, "two stages", held, experiments, float(np.mean(given)))


def best_sets(experiments: int, units: tuple[int, ...] = UNITS) -> Iterator[Row]:
    """How often the best of eight strategies is in the set, and the interval of every row holds the truth of its pair."""
    for number in units:
        rng, held = np.random.default_rng(number), 0
        names = [f"s{at}" for at in range(ARMS + 1)]
        truth = np.array([0.0, 0.0, 0.1, 0.3, 0.6, 1.0, 2.0, 3.0])
        index = pd.MultiIndex.from_product([[0], range(number)], names=["point", "replication"])
        apart = truth[:, None] - truth + np.where(np.eye(ARMS + 1), -np.inf, 0.0)
        for _ in range(experiments):
            values = truth + 3.0 * rng.normal(size=(number, 1)) + rng.normal(size=(number, ARMS + 1))
            rows = best.against_best(best.compared(pd.DataFrame(values, index=index, columns=names)), names)
            inside = all(row["low"] <= apart[at, names.index(row["versus"])] <= row["high"] for at, row in enumerate(rows))
            held += inside and "yes" in (rows[0]["in_best_set"], rows[1]["in_best_set"])
        yield Row("multiple comparisons with the best", str(number), held, experiments)


def table(rows: list[Row]) -> str:
    """The page `docs/coverage.md`."""
    lines = [
        "# How often intervals hold the truth",
        "",
        "Written by `python -m tests.coverage_of_intervals`: made experiments whose truth is known, through the program's own",
        "intervals, which say 95%. A family counts as held where *all* of its intervals hold: 35 differences of seven",
        "strategies on five measures (dense: every run differs; sparse: 0.05 or 0.4 events a run; skewed: in a few",
        "worlds a strategy does much). Rows of a family that vary",
        "too little are left out of it by a rule that does not look at effects, and have limits of counts, which hold more",
        "often than they say, since counts are whole. Where all pairs are equal there is no interval (too few events to say):",
        "the last column has the share of rows that have one. The best of eight strategies must be in its set and the differences",
        "of all eight must hold, each of the pair that its row names: these are of all 28 pairs together. A",
        "level's row is the worst of five rates, 0.02 to 3 events a run. In the two-stage rows a pilot of",
        f"{PILOT} decides the number for half-widths of a tenth of the baseline, and all three or six differences must hold.",
        "",
        "| intervals | replications | held, of 100 | experiments | rows with an interval, of 100 |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {row.what} | {row.units} | {100.0 * row.share:.1f} | {row.experiments:,} | {100.0 * row.given:.0f} |"
        for row in rows
    ]
    return "\n".join(lines) + "\n"


def main(experiments: int = 1000) -> None:
    """Run all and write the page."""
    begun = time.perf_counter()
    rows = [*families(experiments), *best_sets(experiments), *levels(2 * experiments), *precision(experiments)]
    text = table(rows)
    (Path(__file__).parent.parent / "docs" / "coverage.md").write_text(text, encoding="utf-8")
    sys.stdout.write(f"{text}\n{time.perf_counter() - begun:.0f} s\n")


if __name__ == "__main__":
    main()
