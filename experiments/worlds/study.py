"""A results folder as a sensitivity analysis sees it: the steps of its design, and outcomes in design order."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.design.inputs import Factor
from experiments.protocol.design import DUMMY, seed_of
from experiments.statistics import morris, scatter, sobol
from experiments.statistics.bootstrap import Array
from experiments.statistics.noise import split
from experiments.store.ensemble import in_fitted
from experiments.worlds.factors import from_manifest, label_of
from experiments.worlds.from_ensemble import places, seen

LOCAL = 0.5


@dataclass(frozen=True)
class View:
    """An outcome to explain: a measure under a strategy, or its paired difference from another (`versus`)."""

    outcome: str
    strategy: str
    versus: str = ""


class Study:
    """A stored sensitivity analysis.

    Attributes:
        factors: what varies, in the order of the design's columns, the dummy last.
        given: whether the worlds are those of an ensemble, of which no step drew any.
        morris_rows: points of the screening.
        local_rows: points of the one-at-a-time runs, the best point first.
        sobol_rows: points of the Sobol design.
        scatter_rows: points of the independent worlds.
        points: the numbers that its points have in the design.
        whole: which points have all their runs.
    """

    def __init__(self, manifest: Mapping[str, Any], design: pd.DataFrame, runs: pd.DataFrame):
        self.manifest = manifest
        self.settings: Mapping[str, Any] = manifest["config"].get(manifest["kind"], {})
        self.factors: list[Factor] = from_manifest(manifest)
        self.given = in_fitted(manifest)
        self.points, whole = np.unique(design["point"]), whole_points(design, runs)
        if self.given or manifest["kind"] == "discover":
            self.points = whole
            design, runs = (renumbered(frame, whole) for frame in (design, runs))
        self.inputs = design.drop_duplicates("point").sort_values("point").set_index("point")[[f.name for f in self.factors]]
        if self.given:
            self.factors = [seen(factor, self.inputs[factor.name]) for factor in self.factors]
        self._runs = runs
        self.shares: dict[int, Any] = {}
        self._asked = design.groupby("point")["replication"].nunique().reindex(self.inputs.index).to_numpy(dtype=int)
        marks = self.inputs[DUMMY].to_numpy(dtype=float)
        walking = np.isclose(marks * 3.0, np.round(marks * 3.0), rtol=0.0, atol=1e-12)
        self.morris_rows, self.local_rows = np.flatnonzero(walking), np.flatnonzero(marks == LOCAL)
        scattered = scatter.among(marks) & ~walking & (marks != LOCAL)
        self.scatter_rows = np.flatnonzero(scattered)
        self.sobol_rows = np.flatnonzero(~walking & (marks != LOCAL) & ~scattered)
        if self.given:
            self.morris_rows = self.local_rows = self.scatter_rows = self.sobol_rows = np.arange(0)
        self.whole = np.isin(self.points, whole)

    @classmethod
    def of(cls, results: Any) -> "Study":
        """The study in a results folder."""
        return cls(results.manifest, results.design, results.runs)

    @property
    def precision(self) -> float:
        """The widest interval, as a share of the variance, that counts as converged."""
        return float(self.settings["precision"])

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the factors."""
        return tuple(f.name for f in self.factors)

    @property
    def unit(self) -> Array:
        """Where worlds that are given stand in the distribution of each factor over them."""
        return places(self.factors, self.inputs)

    def views(self) -> list[View]:
        """Every outcome to explain: first the differences, then the levels, primary measures first."""
        strategies = [row["name"] for row in self.manifest["strategies"]]
        baseline = self.manifest["baseline"]
        pairs = [(name, baseline) for name in strategies if name != baseline]
        pairs += [(str(a), str(b)) for a, b in self.settings.get("pairs", [])]
        measures = outcome_names(self.manifest)
        return [View(m, a, b) for m in measures for a, b in pairs] + [View(m, a) for m in measures for a in strategies]

    @cached_property
    def _tables(self) -> dict[str, pd.DataFrame]:
        return {str(name): part for name, part in self._runs.groupby("strategy")}

    @cache  # noqa: B019 (a study lives as long as its analysis)
    def _level(self, outcome: str, strategy: str) -> Array:
        values = np.full((len(self.inputs), int(self._asked.max())), np.nan)
        part = self._tables.get(strategy)
        if part is not None:
            values[part["point"].to_numpy(), part["replication"].to_numpy()] = part[outcome].to_numpy(dtype=float)
        return values

    def values(self, view: View, rows: NDArray[np.int_]) -> Array:
        """Outcomes of points, shape (points, replications), NaN where not run."""
        found = self._level(view.outcome, view.strategy)[rows]
        return found - self._level(view.outcome, view.versus)[rows] if view.versus else found

    def oriented(self, outcome: str, strategies: list[str], rows: NDArray[np.int_]) -> Array:
        """Outcomes turned so that more is better, shape (points, strategies, replications of all those points)."""
        sign = -1.0 if self.better(outcome) == "down" else 1.0
        found = np.stack([self._level(outcome, name)[rows] for name in strategies], axis=1)
        return sign * found[:, :, : self.replications(rows)]

    def better(self, outcome: str) -> str:
        """The direction of good of a measure: up, down or empty."""
        return str(next(row["better"] for row in self.manifest["measures"] if row["name"] == outcome) or "")

    def replications(self, rows: NDArray[np.int_]) -> int:
        """How many replications every one of some points was asked for."""
        return int(self._asked[rows].min()) if len(rows) else 0

    def morris_unit(self) -> Array:
        """The screening's rows in the unit cube."""
        walks = len(self.morris_rows) // (len(self.factors) + 1)
        return morris.morris_design(self.names, walks, seed=design_seed(self.manifest["seed"], 1))

    def screened_noise(self) -> float:
        """Variance between seeds over that between worlds, by the median over outcomes, from the screening.

        Screening rows stand on four levels whose variance is 5/3 of the whole range's; taken out here.
        """
        ratios = []
        for view in self.views():
            values = self.values(view, self.morris_rows)
            values = values[np.isfinite(values[:, 0])]
            if len(values) > 2 and np.ptp(values[:, 0]) > 0.0 and np.isfinite(values[:, 1:]).any():
                found = split(values)
                ratios.append(found.within / max(0.6 * found.between, 1e-3 * found.within, 1e-300))
        return float(np.median(ratios)) if ratios else 0.0

    def layout(self) -> tuple[sobol.Layout, int]:
        """Which sets of factors the Sobol design crosses, and its base points, as its rows show.

        In a block the dummy has two values, A's and B's; a third one begins the next block.
        """
        rows = self.inputs.iloc[self.sobol_rows]
        marks = rows[DUMMY].to_numpy()
        firsts = pd.unique(marks[: min(len(marks), 4096)])
        block = int(np.argmax(marks == firsts[2])) if len(firsts) > 2 else len(marks)
        base = len(marks) // block
        second = int((marks[:block] == firsts[1]).sum()) > 2
        labels = (block - 2) // 2 if second else block - 2
        codes = np.column_stack([pd.factorize(rows[name])[0] for name in self.names]).reshape(base, block, -1)
        moved = (codes[:, 1 : labels + 1] != codes[:, :1]).any(axis=0)
        members = [tuple(np.array(self.names)[row].tolist()) for row in moved]
        return sobol.Layout(self.names, tuple((label_of(one, self.factors), one) for one in members), second), base

    def indices(self, view: View, layout: sobol.Layout, base: int, resamples: int = 1000) -> sobol.Sobol:
        """Indices of an outcome on the first `base` base points.

        Raises:
            ValueError: where outcomes are missing or constant.
        """
        rows = self.sobol_rows[: base * layout.block]
        return sobol.analyse(layout, self.values(view, rows), self.replications(rows), resamples)

    def indices_of_ranks(self, view: View, layout: sobol.Layout, base: int) -> sobol.Sobol:
        """As `indices`, of the ranks of all runs."""
        rows = self.sobol_rows[: base * layout.block]
        return sobol.analyse(layout, sobol.on_ranks(self.values(view, rows)), self.replications(rows), 300)

    def by_parts(self, view: View, layout: sobol.Layout, base: int) -> dict[str, tuple[Array, Array]]:
        """Ends of S1 and ST as parts of the design that share no run give them."""
        rows = self.sobol_rows[: base * layout.block]
        return sobol.by_parts(layout, self.values(view, rows), self.replications(rows))

    def sobol_unit(self, layout: sobol.Layout, base: int) -> Array:
        """The Sobol design's rows in the unit cube."""
        return sobol.sobol_design(layout, base, seed=design_seed(self.manifest["seed"], 2))

    def worlds(self, base: int, block: int) -> tuple[NDArray[np.int_], Array]:
        """An even sample of all worlds, and their rows in the unit cube: points of A and B, and the independent worlds."""
        starts = np.arange(base) * block
        rows = self.sobol_rows[np.sort(np.concatenate([starts, starts + block - 1]))]
        simple = sobol.Layout(self.names, (("all", self.names),))
        unit = sobol.sobol_design(simple, base, seed=design_seed(self.manifest["seed"], 2)).reshape(base, 3, -1)
        scattered = scatter.scatter_design(len(self.names), len(self.scatter_rows), design_seed(self.manifest["seed"], 3))
        return np.concatenate([rows, self.scatter_rows]), np.vstack([unit[:, [0, 2]].reshape(2 * base, -1), scattered])


def whole_points(design: pd.DataFrame, runs: pd.DataFrame) -> NDArray[np.int_]:
    """The points that have all their runs: worlds drawn one by one can do without those in which a run failed."""
    short = design.loc[~design["run"].isin(runs["run"]) & ~design["again"], "point"]
    return np.setdiff1d(design["point"], short)


def renumbered(frame: pd.DataFrame, points: NDArray[np.int_]) -> pd.DataFrame:
    """The rows of some points, which are numbered from 0 on."""
    kept = frame[frame["point"].isin(points)]
    return kept.assign(point=np.searchsorted(points, kept["point"]))


def outcome_names(manifest: Mapping[str, Any]) -> list[str]:
    """The outcomes of an analysis: primary measures, and those asked for beside them."""
    more = manifest["config"].get(manifest["kind"], {}).get("outcomes", [])
    return list(dict.fromkeys([*manifest["primary"], *more]))


def design_seed(seed: int, step: int) -> int:
    """Seed of the drawing of a step's design, apart from the seeds of all runs."""
    return seed_of(seed, -step, 0) % 2**31
