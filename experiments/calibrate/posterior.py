"""A calibration's tables, from the stored runs alone: its worlds, what they know, how they came there, how they predict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from experiments.books.kept import TARGET, begun_with
from experiments.calibrate import agreement, scoring, smoother
from experiments.calibrate.history import simulated_days
from experiments.calibrate.prediction import Score, beaten, carried, ends_after, with_carried
from experiments.calibrate.waves import Plan, found_by_point
from experiments.compare import effects as compare
from experiments.design.inputs import Factor
from experiments.protocol.design import DUMMY
from experiments.published.registry import published
from experiments.statistics.bootstrap import Array
from experiments.store.ensemble import SILENT, SPEAK, Ensemble
from experiments.store.results import Results
from experiments.store.subset import Subset
from experiments.worlds.factors import from_manifest
from experiments.worlds.moving import beyond_others

SAYS_NOTHING = 0.1
"""An input whose spread shrinks by less than this share, and whose mean stays, is one of which the data say nothing."""
STAYS = 3.0
"""A mean stays that moves by less than so many times what luck moves the means of inert scores by."""


@dataclass(frozen=True)
class Calibrated:
    """A folder of kind calibrate: its plan, its factors, and its runs wave by wave."""

    results: Results

    @cached_property
    def plan(self) -> Plan:
        """What decided how the worlds moved."""
        return Plan.from_manifest(self.results.manifest)

    @cached_property
    def factors(self) -> list[Factor]:
        """The inputs, the dummy last."""
        return from_manifest(self.results.manifest)

    @property
    def waves(self) -> int:
        """How many waves were asked for so far, the priors' among them."""
        return int(self.results.design["point"].max() + 1) // self.plan.worlds

    def points(self, wave: int) -> range:
        """The points of a wave."""
        return range(wave * self.plan.worlds, (wave + 1) * self.plan.worlds)

    def worlds(self, wave: int) -> pd.DataFrame:
        """The inputs of a wave's worlds, by point."""
        names = [factor.name for factor in self.factors]
        return self.results.design.drop_duplicates("point").set_index("point").loc[list(self.points(wave)), names]

    def runs(self, wave: int) -> pd.DataFrame:
        """The finished runs of a wave."""
        runs = self.results.runs
        return runs[runs["point"].isin(self.points(wave)) & (runs["replication"] == 0)]

    def scores(self, wave: int) -> Array:
        """The inputs' scores in a wave, shape (inputs and inert ones, worlds)."""
        return self.plan.scores(self.results, wave)

    @cached_property
    def found(self) -> Array:
        """What every world has for the figures used, on their scales, shape (figures, points)."""
        return found_by_point(self.results, self.plan.rows)

    @cached_property
    def again(self) -> Array:
        """The same of the second lives of those that have one."""
        return found_by_point(self.results, self.plan.rows, 1)

    def misfits(self, wave: int) -> Array:
        """How far each world is from each figure, in standard deviations of its error and luck, shape (figures, worlds)."""
        figures, points = agreement.figures(self.plan.rows), self.points(wave)
        errors = np.sqrt(figures.errors**2 + self.plan.luck(self.found, self.again, wave))
        return np.asarray((self.found[:, points.start : points.stop] - figures.values[:, None]) / errors[:, None])


def calibration_tables(results: Results) -> dict[str, pd.DataFrame]:
    """All tables of a calibration; those of a calibration that was stopped are of the waves that it has."""
    found = Calibrated(results)
    if not len(results.runs):
        return {}
    last = found.waves - 1
    own, prior = begun_with(found.runs(last), TARGET), begun_with(found.runs(0), TARGET)
    targets = scoring.table(own, published(), _days(found), prior)
    until = results.manifest["config"]["calibrate"]["until"]
    if until:
        last_day = date.fromisoformat(str(until))
        later = ends_after(published(), last_day)
        targets = with_carried(targets, carried(published(), last_day))
        targets["later"] = ["yes" if one in later else "no" for one in targets["id"]]
    targets["fitted"] = ["yes" if one in {row.id for row in found.plan.rows} else "no" for one in targets["id"]]
    return {
        "targets": targets,
        "ensemble": found.worlds(last).rename_axis("point").reset_index(),
        "posterior": posterior(found.factors, found.scores(0), found.scores(last)),
        "tradeoffs": tradeoffs(found.factors, found.scores(last)),
        "outcomes": compare.outcomes(Subset(results, points=found.points(last))),
        "waves": pd.DataFrame([_wave(found, wave) for wave in range(found.waves)]),
    }


def posterior(factors: Sequence[Factor], first: Array, last: Array) -> pd.DataFrame:
    """`posterior.csv`: each input before and after, and how much of its spread is left."""
    rows, apart = [], STAYS * smoother.drift(first, last)
    for place, factor in enumerate(factors):
        moved = float(last[place].mean() - first[place].mean())
        spread = float(last[place].std(ddof=1) / first[place].std(ddof=1))
        row: dict[str, Any] = {"parameter": factor.name, "group": factor.group, "basis": factor.basis, "best": factor.best}
        for name, scores in (("prior", first[place]), ("posterior", last[place])):
            row |= _three(factor, scores, name)
        silent = spread > 1.0 - SAYS_NOTHING and abs(moved) <= apart
        verdict = "" if factor.name == DUMMY else SILENT if silent else SPEAK
        rows.append(row | {"spread_left": spread, "moved": moved, "verdict": verdict})
    return pd.DataFrame(rows)


def _three(factor: Factor, scores: Array, name: str) -> dict[str, Any]:
    """The middle and the ends of nine tenths; of a switch its likeliest alternative and that one's share."""
    values = factor.quantile(smoother.share_of(scores))
    if factor.choices:
        names, counts = np.unique(np.asarray(values, str), return_counts=True)
        return {name: f"{names[counts.argmax()]} ({counts.max() / counts.sum():.0%})"}
    low, middle, high = np.quantile(np.asarray(values, float), [0.05, 0.5, 0.95])
    return {name: middle, f"{name}_low": low, f"{name}_high": high}


def tradeoffs(factors: Sequence[Factor], last: Array) -> pd.DataFrame:
    """`tradeoffs.csv`: pairs of inputs that the data hold together, beyond luck: what one gains the other must give, or share."""
    return beyond_others([factor.name for factor in factors], last[: len(factors)], last.shape[1])


def _wave(found: Calibrated, wave: int) -> dict[str, Any]:
    """How near a wave's worlds are to the figures used, and what is left of the spread of what stands for no input."""
    misfits = found.misfits(wave)
    misfits = misfits[:, np.isfinite(misfits).any(axis=0)]
    first, scores = found.scores(0), found.scores(wave)
    inputs = len(found.factors) - 1
    targets = scoring.table(begun_with(found.runs(wave), TARGET), found.plan.rows, _days(found))
    return {
        "wave": wave,
        "worlds": found.plan.worlds,
        "runs": len(found.runs(wave)),
        "figures": len(found.plan.rows),
        "inside": int((targets["inside"] == "yes").sum()),
        "predicted": int((targets["predicted"] == "yes").sum()),
        "misfit": float(np.sqrt(np.nanmedian(np.nanmean(misfits**2, axis=0)))),
        "spread_left": float(np.mean(scores[:inputs].std(axis=1) / first[:inputs].std(axis=1))),
        "inert_spread_left": smoother.kept_spread(first, scores),
        "inert_moved": smoother.drift(first, scores),
    }


def _days(found: Calibrated) -> Any:
    world = found.results.manifest["config"]["world"]
    return simulated_days(pd.Timestamp(str(world["start"])).date(), float(world["years"]))


def summary(results: Results) -> str:
    """What `countylines run` prints: wave by wave how near the worlds came, and how well they predict."""
    lines = [f"{'wave':>4} {'runs':>6} {'mean inside':>12} {'90% interval':>13} {'misfit':>7} {'spread':>7} {'inert':>6}"]
    for row in results.waves.to_dict("records"):
        of = f"of {row['figures']:<3}"
        shown = f"{row['wave']:>4} {row['runs']:>6} {row['inside']:>5} {of} {row['predicted']:>6} {of}"
        lines.append(f"{shown} {row['misfit']:>7.2f} {row['spread_left']:>7.2f} {row['inert_spread_left']:>6.2f}")
    return "\n".join(lines) + "\n\n" + scores(results.targets)


def scores(targets: pd.DataFrame) -> str:
    """How well figures are predicted, those used apart from those never used, and of these the ones that end after `until`."""
    unused = targets[targets["fitted"] == "no"]
    groups = {"used": targets[targets["fitted"] == "yes"], "not used": unused}
    if "later" in targets:
        groups["not used, and later than those used"] = unused[unused["later"] == "yes"]
    lines = []
    for name, rows in groups.items():
        score = Score.of(rows)
        if score.figures:
            inside = int((rows["inside"] == "yes").sum())
            lines.append(f"figures {name}: {inside} met by the mean; {score.said}")
    better, series = beaten(targets) if "carried" in targets else (0, 0)
    if series:
        lines.append(f"series: later figures of {better} of {series} predicted better than by the last value carried forward")
    return "\n".join(lines)


def proposed(found: Ensemble) -> list[dict[str, Any]]:
    """Best values that an ensemble proposes, for inputs of which the figures speak: the world in its middle, to two digits.

    A median taken input by input need not be a world: so it is taken over the tenth of the worlds nearest to the middle of all,
    each distance counted in the spreads of the inputs that were learnt. It lies within the range of the evidence.
    """
    from sim.documents import catalogue

    learnt = found.posterior[found.posterior["verdict"] == SPEAK]
    numbers = {row["name"]: row for row in catalogue.parameters()}
    switches = {row["name"]: row["default"] for row in catalogue.structures()}
    central = _central(found, list(learnt["parameter"]), numbers)
    rows = []
    for name in learnt["parameter"]:
        values = found.worlds[name]
        if name in switches:
            likeliest = str(values.mode().iloc[0])
            share = f"{(values == likeliest).mean():.0%} of worlds"
            rows.append({"parameter": name, "value": likeliest, "place": share, "best": switches[name]})
        elif name in numbers:
            row = numbers[name]
            low, high = float(row["low"]), float(row["high"])
            value = rounded(float(central[name].median()), low, high)
            whole = isinstance(row["best"], int)
            place = f"{(value - low) / (high - low):.0%} of {low:g} to {high:g}"
            rows.append({"parameter": name, "value": round(value) if whole else value, "place": place, "best": row["best"]})
    return rows


def _central(found: Ensemble, names: Sequence[str], numbers: Mapping[str, Any]) -> pd.DataFrame:
    """The tenth of the worlds that are nearest to the middle of all."""
    plain = [name for name in names if name in numbers]
    values = found.worlds[plain].astype(float)
    far = ((values - values.median()) / values.std().replace(0.0, 1.0)) ** 2
    return values.loc[far.sum(axis=1).nsmallest(max(len(values) // 10, 1)).index]


def rounded(value: float, low: float, high: float) -> float:
    """A value to two digits, within its range."""
    return float(min(max(float(f"{value:.2g}"), low), high))
