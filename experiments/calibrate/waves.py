"""The design of a calibration: worlds of the priors, then wave by wave the same worlds, each moved by what all had for the figures."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from typing import Any

from experiments.books.kept import TARGET
from experiments.calibrate import agreement, smoother
from experiments.calibrate.history import simulated_days
from experiments.calibrate.settings import CalibrateSettings
from experiments.config.sections import Experiment
from experiments.design.inputs import Factor, points_at
from experiments.design.plan import arms_of, base_design
from experiments.protocol.design import Design
from experiments.protocol.engine import Engine, InputProblem, load_engine
from experiments.protocol.promise import Promise
from experiments.published.registry import Published
from experiments.statistics.bootstrap import Array
from experiments.store.results import Results
from experiments.worlds.factors import factors_of, from_manifest, nothing_varies

TWICE = 5
"""Of so many worlds of a wave one is lived twice: of two hundred forty, by which luck is known to about a tenth of its size."""


@dataclass(frozen=True)
class Plan:
    """What decides how worlds move: from a config before the runs, from a folder's manifest after them."""

    inputs: int
    worlds: int
    waves: int
    seed: int
    rows: Sequence[Published]
    still: Sequence[int] = ()

    @classmethod
    def of(cls, experiment: Experiment, engine: Engine) -> "Plan":
        """The plan of a config."""
        settings: CalibrateSettings = experiment.own
        days = simulated_days(experiment.world.start, float(experiment.world.years))
        rows = agreement.used(days, settings.until)
        factors, seed = factors_of(experiment, engine), experiment.replications.seed
        still = places(factors, agreement.unread(experiment.strategies.baseline))
        return cls(len(factors), settings.worlds, settings.waves, seed, rows, still)

    @classmethod
    def from_manifest(cls, manifest: Mapping[str, Any]) -> "Plan":
        """The plan of a folder as run."""
        config = manifest["config"]
        world, settings = config["world"], CalibrateSettings.model_validate(config["calibrate"], strict=False)
        days = simulated_days(date.fromisoformat(str(world["start"])), float(world["years"]))
        factors, seed = from_manifest(manifest), int(config["replications"]["seed"])
        rows = agreement.used(days, settings.until)
        still = places(factors, agreement.unread(str(manifest["baseline"])))
        return cls(len(factors), settings.worlds, settings.waves, seed, rows, still)

    def first(self) -> Array:
        """The scores of the worlds drawn from the priors."""
        return smoother.first_wave(self.inputs, self.worlds, self.seed)

    def scores(self, results: Results, wave: int) -> Array:
        """The scores of a wave, by the stored runs of the waves before it.

        Each is worked out anew from the first, in the design's order: the same wherever the work was broken off, and on however
        many workers it went.
        """
        if wave == 0:
            return self.first()
        found, again = (found_by_point(results, self.rows, life) for life in (0, 1))
        done = [found[:, k * self.worlds : (k + 1) * self.worlds] for k in range(wave)]
        lucks = [self.luck(found, again, k) for k in range(wave)]
        still = self.held(results)
        return smoother.moved(self.first(), done, lucks, agreement.figures(self.rows), self.waves, self.seed, still)

    def held(self, results: Results) -> Sequence[int]:
        """Of the inputs that no figure reads those that stayed as drawn: all of them, but in a folder of before they did."""
        design = results.design.drop_duplicates("point").set_index("point")
        if len(design) <= self.worlds:
            return self.still
        names = [factor.name for factor in from_manifest(results.manifest)]
        drawn, later = (design.loc[list(range(start, start + self.worlds))] for start in (0, self.worlds))
        return [at for at in self.still if (drawn[names[at]].to_numpy() == later[names[at]].to_numpy()).all()]

    @property
    def twice(self) -> int:
        """How many worlds of a wave are lived twice, which tells what of their figures is luck."""
        return self.worlds // TWICE

    def luck(self, found: Array, again: Array, wave: int) -> Array:
        """The variance of each figure that is luck in a wave, from what the worlds of all points have, and have again."""
        pairs = slice(wave * self.worlds, wave * self.worlds + self.twice)
        return smoother.luck_of(found[:, pairs], again[:, pairs])


def places(factors: Sequence[Factor], names: Collection[str]) -> list[int]:
    """Where inputs of these names stand."""
    return [at for at, factor in enumerate(factors) if factor.name in names]


def found_by_point(results: Results, rows: Sequence[Published], life: int = 0) -> Array:
    """What the world of each point has for some figures, on their scales, shape (figures, points); NaN where a run has none."""
    runs = results.runs[results.runs["replication"] == life].set_index("point")
    points = range(int(results.design["point"].max()) + 1)
    columns = [TARGET + str(row.id) for row in rows]
    return agreement.on_scale(rows, runs.reindex(index=points, columns=columns).to_numpy(float).T)


def calibration_design(experiment: Experiment, engine: Engine, source: str) -> Design:
    """The first wave: worlds drawn from the priors."""
    plan = Plan.of(experiment, engine)
    return _of_waves(experiment, engine, source, plan, [plan.first()])


def grow(experiment: Experiment, design: Design, results: Results) -> Design | None:
    """The design with the next wave; None where the worlds moved last have been run."""
    engine = load_engine(experiment.execution.engine)
    plan = Plan.of(experiment, engine)
    done = len(design.points) // plan.worlds
    if done > plan.waves:
        return None
    waves = [plan.scores(results, wave) for wave in range(done + 1)]
    return _of_waves(experiment, engine, design.source, plan, waves)


def _of_waves(experiment: Experiment, engine: Engine, source: str, plan: Plan, waves: Sequence[Array]) -> Design:
    factors = factors_of(experiment, engine)
    points = [point for scores in waves for point in points_at(factors, smoother.shares(scores))]
    lives = ([2] * plan.twice + [1] * (plan.worlds - plan.twice)) * len(waves)
    return base_design(experiment, engine, source, points=points, arms=arms_of(experiment, engine), replications=lives)


def promises(experiment: Experiment, engine: Engine) -> Promise:
    """How many runs all waves take, and from how many figures."""
    settings: CalibrateSettings = experiment.own
    plan = Plan.of(experiment, engine)
    runs = (plan.worlds + plan.twice) * (plan.waves + 1)
    known = f" whose period has ended by {settings.until}" if settings.until else ""
    says = (
        f"{plan.inputs - 1} inputs and {len(plan.rows)} published figures{known}: {plan.worlds} worlds move {plan.waves} times, "
        f"{plan.twice} of them lived twice, {runs:,} runs in all."
    )
    return Promise(says, runs, runs)


def problems(experiment: Experiment, engine: Engine) -> Iterator[InputProblem]:
    """A calibration of nothing, to nothing, of several strategies, or without the library that it needs."""
    settings: CalibrateSettings = experiment.own
    yield from (idle := list(nothing_varies(experiment, engine)))
    if not idle and not Plan.of(experiment, engine).rows:
        world = experiment.world
        found = f"no figure to calibrate with from {world.start} to {min(world.last_day, settings.until or date.max)}"
        yield ("calibrate", "until") if settings.until else ("world", "start"), found, "days of which some are published", ""
    if experiment.strategies.compare:
        yield ("strategies", "compare"), "strategies to compare", "the one strategy that was done, as baseline", ""
    if find_spec("iterative_ensemble_smoother") is None:
        expected = "the extra `calibration`: pip install 'countylines[calibration]'"
        yield ("kind",), "a calibration without the library iterative-ensemble-smoother", expected, ""
