"""Sobol indices of a noisy model: SALib's design and estimators, corrected for what is only seed noise.

With `within` the variance between seeds, m replications a row and V the variance of row means, seed noise adds
`within / m` to V and to every total effect, so `S1 = S1_raw V / (V - within/m)` and
`ST = (ST_raw V - within/m) / (V - within/m)`. Each row of the design must have seeds of its own.
"""

import warnings
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from SALib.analyze import sobol as salib_analyze
from SALib.sample import sobol as salib_sample
from scipy import stats

from experiments.statistics.bootstrap import Array, percentile_interval, require_finite, resample_counts, tidy
from experiments.statistics.noise import within_variances

ALIKE = 1e-12
"""A variance of the base rows, where that of all rows is about 1, which rounding alone leaves."""
LEAST_SIGNAL_SHARE = 0.2
PARTS, LEAST_A_PART = 4, 16
"""Parts of a design whose indices are set against each other, and the base points that each must have."""


@dataclass(frozen=True)
class Layout:
    """What a design varies: factors by name, and the sets of them that have an index.

    `sets` are (label, names of its factors); a factor may stand in several (its own, its process, its basis). Without
    any, each factor is a set of its own.
    """

    names: tuple[str, ...]
    sets: tuple[tuple[str, tuple[str, ...]], ...] = ()
    second_order: bool = False

    @property
    def labels(self) -> tuple[str, ...]:
        """What has an index, in order."""
        return tuple(label for label, _ in self.sets) or self.names

    @property
    def alone(self) -> tuple[str, ...]:
        """Factors that are a set of their own."""
        return tuple(label for label, members in self.sets if members == (label,)) if self.sets else self.names

    @property
    def block(self) -> int:
        """Rows a base point takes: A, one AB a label (one BA too for second order), B."""
        return len(self.labels) * (2 if self.second_order else 1) + 2

    def members(self) -> NDArray[np.bool_]:
        """Which factors are in which set, shape (labels, factors)."""
        sets = self.sets or tuple((name, (name,)) for name in self.names)
        return np.array([[name in members for name in self.names] for _, members in sets])

    def of_labels(self) -> dict[str, object]:
        """SALib's problem with one input a label, as its estimators count them."""
        return {"num_vars": len(self.labels), "names": list(self.labels), "bounds": [[0.0, 1.0]] * len(self.labels)}


@dataclass(frozen=True)
class Sobol:
    """Indices with their resamples, all arrays by label.

    Attributes:
        labels: parameter or group of each column.
        raw: S1 and ST as SALib estimates them, noise included.
        value: S1 and ST of the mean response.
        samples: resampled S1 and ST, shape (resamples, labels).
        second: corrected S2, shape (labels, labels), upper triangle; empty where not asked for.
        second_samples: its resamples.
        base: base points (N).
        refused: why the noise correction was refused, or empty.
    """

    labels: tuple[str, ...]
    raw: dict[str, Array]
    value: dict[str, Array]
    samples: dict[str, Array]
    base: int
    refused: str = ""
    second: Array = field(default_factory=lambda: np.empty((0, 0)))
    second_samples: Array = field(default_factory=lambda: np.empty((0, 0, 0)))

    def interval(self, index: str) -> tuple[Array, Array]:
        """95% ends of `S1` or `ST`, by label."""
        return percentile_interval(self.samples[index])

    def frame(self) -> pd.DataFrame:
        """Tidy: parameter, index, value, low, high; S2 rows are named `first x second`."""
        single = tidy(self.labels, [(index, self.value[index], *self.interval(index)) for index in ("S1", "ST")])
        if not self.second.size:
            return single
        pairs = np.triu_indices(len(self.labels), 1)
        names = [f"{self.labels[i]} x {self.labels[j]}" for i, j in zip(*pairs, strict=True)]
        low, high = percentile_interval(self.second_samples)
        return pd.concat([single, tidy(names, [("S2", self.second[pairs], low[pairs], high[pairs])])], ignore_index=True)


def sobol_design(layout: Layout, base: int, seed: int) -> Array:
    """Saltelli's rows in the unit cube, shape (base x block, factors); the first rows do not change as `base` grows.

    SALib draws A and B; sets that overlap, which it does not know, are crossed here.

    Raises:
        ValueError: if `base` is not a power of 2, where Sobol's sequence loses its balance.
    """
    if base < 2 or base & (base - 1):
        raise ValueError(f"a Sobol design needs a power of 2 base points, not {base}")
    count = len(layout.names)
    together = {"num_vars": count, "names": list(layout.names), "bounds": [[0.0, 1.0]] * count, "groups": ["all"] * count}
    drawn = salib_sample.sample(together, base, calc_second_order=False, seed=seed).reshape(base, -1, count)
    a, b = drawn[:, None, 0], drawn[:, None, -1]
    members = layout.members()[None]
    crossed = [a, np.where(members, b, a)] + ([np.where(members, a, b)] if layout.second_order else []) + [b]
    return np.concatenate(crossed, axis=1).reshape(-1, count)


def noise_rows(layout: Layout, base: int) -> NDArray[np.int_]:
    """Which rows get a second replication to measure luck: A and B of the first base points."""
    starts = np.arange(min(base, 128)) * layout.block
    return np.sort(np.concatenate([starts, starts + layout.block - 1]))


def analyse(layout: Layout, outcomes: Array, replications: int = 1, resamples: int = 1000, seed: int = 1) -> Sobol:
    """Noise-corrected indices from outcomes in design order, shape (rows, replications or more); NaN where not run.

    The first `replications` of each row make its mean; further ones only tell the variance between seeds. With no
    row replicated the model is taken to be without noise.

    Raises:
        ValueError: for a missing outcome, a constant one, or rows that do not fill the design.
    """
    outcomes = outcomes[:, None] if outcomes.ndim == 1 else outcomes
    require_finite(outcomes[:, :replications], "outcomes of the design")
    means = outcomes[:, :replications].mean(axis=1)
    if len(means) % layout.block:
        raise ValueError(f"{len(means)} rows do not fill blocks of {layout.block}")
    if np.ptp(means) == 0.0:
        raise ValueError("the outcome is the same in every row: it has no sensitivity")
    base = len(means) // layout.block
    spread = means.std()
    moments = _moments(layout, (means - means.mean()) / spread, within_variances(outcomes) / spread**2, base)
    counts = np.vstack([np.ones(base), resample_counts(base, resamples, np.random.default_rng(seed))])
    value, second, variance, noise = _indices(layout, moments, counts, replications)
    with warnings.catch_warnings():  # of few rows, those of an input may be alike: it gets 0
        warnings.filterwarnings("ignore", "Constant values")
        salib = salib_analyze.analyze(layout.of_labels(), means, calc_second_order=layout.second_order, num_resamples=2, seed=1)
    refused = _refusal(variance[0], noise[0], replications)
    if refused:
        value = {index: np.full_like(samples, np.nan) for index, samples in value.items()}
        second = np.full_like(second, np.nan)
    return Sobol(
        layout.labels,
        raw={index: np.asarray(salib[index]) for index in ("S1", "ST")},
        value={index: samples[0] for index, samples in value.items()},
        samples={index: samples[1:] for index, samples in value.items()},
        base=base,
        refused=refused,
        second=second[0],
        second_samples=second[1:],
    )


def by_parts(layout: Layout, outcomes: Array, replications: int = 1) -> dict[str, tuple[Array, Array]]:
    """A cross-check that draws nothing again: indices from each of several parts of the design, which share no run.

    Aligned runs of base points of a Sobol sequence are an even sample each, shifted against the others. Their spread tells
    what another sample would have given, whatever the bootstrap takes for granted.

    Returns:
        For `S1` and `ST`, 95% ends by label: the mean of the parts and Student's interval; NaN where parts are too small.
    """
    outcomes = outcomes[:, None] if outcomes.ndim == 1 else outcomes
    means = outcomes[:, :replications].mean(axis=1)
    base = len(means) // layout.block
    if base < PARTS * LEAST_A_PART:
        return {index: (np.full(len(layout.labels), np.nan),) * 2 for index in ("S1", "ST")}
    spread = means.std()
    moments = _moments(layout, (means - means.mean()) / spread, within_variances(outcomes) / spread**2, base)
    if moments["known"].any():  # luck is measured on some rows only: what they show holds for every part
        luck = moments["luck"].sum() / moments["known"].sum()
        moments |= {"luck": np.full((base, 1), luck), "known": np.ones((base, 1))}
    counts = np.repeat(np.eye(PARTS), base // PARTS, axis=1) * PARTS
    value, _, _, _ = _indices(layout, moments, counts, replications)
    reach = stats.t.ppf(0.975, PARTS - 1) / np.sqrt(PARTS)
    found = {}
    for index, samples in value.items():
        middle, half = samples.mean(axis=0), reach * samples.std(axis=0, ddof=1)
        found[index] = (middle - half, middle + half)
    return found


def on_ranks(outcomes: Array) -> Array:
    """Outcomes as ranks over all runs: what is left when a few extreme runs can't decide; NaN stays."""
    ranks = np.full(outcomes.shape, np.nan)
    known = np.isfinite(outcomes)
    ranks[known] = stats.rankdata(outcomes[known])
    return ranks


def _moments(layout: Layout, means: Array, within: Array, base: int) -> dict[str, Array]:
    """What the estimators average over base points: one column each, so that a resample is one matrix product."""
    table, luck = means.reshape(base, layout.block), within.reshape(base, layout.block)
    labels = len(layout.labels)
    a, b, ab = table[:, 0], table[:, -1], table[:, 1 : labels + 1]
    known = np.isfinite(luck)
    moments = {
        "first": b[:, None] * (ab - a[:, None]),
        "total": 0.5 * (a[:, None] - ab) ** 2,
        "mean": 0.5 * (a + b)[:, None],
        "square": 0.5 * (a**2 + b**2)[:, None],
        "luck": np.where(known, luck, 0.0).sum(axis=1)[:, None],
        "known": known.sum(axis=1).astype(float)[:, None],
    }
    if layout.second_order:
        ba = table[:, labels + 1 : 2 * labels + 1]
        moments["second"] = (ba[:, :, None] * ab[:, None, :] - (a * b)[:, None, None]).reshape(base, -1)
    return moments


def _indices(
    layout: Layout, moments: dict[str, Array], counts: Array, replications: int
) -> tuple[dict[str, Array], Array, Array, Array]:
    """Corrected indices of each resample (a row of counts), with variance and noise."""
    base = counts.shape[1]
    means = {name: counts @ column / base for name, column in moments.items()}
    variance = means["square"] - means["mean"] ** 2
    with np.errstate(invalid="ignore", divide="ignore"):
        noise = np.where(means["known"] > 0.0, means["luck"] / means["known"], np.nan) / replications
    if not moments["known"].any():
        noise = np.zeros_like(variance)
    signal = np.where(variance - noise > 0.0, variance - noise, np.nan)
    value = {"S1": means["first"] / signal, "ST": (means["total"] - noise) / signal}
    second = np.empty((len(counts), 0, 0))
    if layout.second_order:
        labels = len(layout.labels)
        closed = means["second"].reshape(len(counts), labels, labels) / signal[:, :, None]
        second = closed - value["S1"][:, :, None] - value["S1"][:, None, :]
    return value, second, variance[:, 0], noise[:, 0]


def _refusal(variance: float, noise: float, replications: int) -> str:
    """Why indices of the mean response cannot be told from noise, with what would help; empty if they can."""
    if not variance > ALIKE:
        return "the base rows do not differ in this outcome: more base points, or more replications a row, would be needed"
    if variance - noise >= LEAST_SIGNAL_SHARE * variance:
        return ""
    within, signal = noise * replications, max(variance - noise, 0.05 * variance)
    needed = int(np.ceil(within * LEAST_SIGNAL_SHARE / ((1.0 - LEAST_SIGNAL_SHARE) * signal)))
    return (
        f"noise hides the parameters: raise the replications a row from {replications} to about {max(needed, replications + 1)}"
    )
