"""A validation: its design, and its tables from the stored runs alone: figures, balances, and the measures' levels."""

import dataclasses
import math
from datetime import date

import pandas as pd

from experiments.books import balances as consistency
from experiments.books.kept import LEFT, RIGHT, TARGET, begun_with
from experiments.calibrate import scoring
from experiments.calibrate.engine import OWN_FIGURES
from experiments.calibrate.history import simulated_days
from experiments.calibrate.prediction import Score, carried, with_carried
from experiments.calibrate.settings import ValidateSettings
from experiments.compare import effects as compare
from experiments.config.sections import Experiment
from experiments.design.plan import arms_of, base_design, worlds
from experiments.protocol.design import Design
from experiments.protocol.engine import Engine
from experiments.protocol.problems import Problem, Unusable
from experiments.published.registry import Published, published
from experiments.store.ensemble import BEST, RANGE, origin_of
from experiments.store.results import Results
from experiments.store.subset import Subset


def validation_design(experiment: Experiment, engine: Engine, source: str) -> Design:
    """The worlds asked for, and after them worlds of the evidence beside which predictions are scored."""
    settings: ValidateSettings = experiment.own
    points = worlds(experiment, engine)
    if experiment.worlds.many:
        before = experiment.worlds.model_copy(update={"origin": RANGE, "number": settings.prior})
        points = [*points, *worlds(experiment.model_copy(update={"worlds": before}), engine)]
    found = base_design(experiment, engine, source, points=points, arms=arms_of(experiment, engine))
    if settings.figures is None:
        return found
    asked = [{name: row[name] for name in ("id", "pattern", "quantity", "year", "area")} for row in settings.figures]
    return dataclasses.replace(found, world={**found.world, OWN_FIGURES: asked})


def validation_tables(results: Results) -> dict[str, pd.DataFrame]:
    """All tables of a validation.

    Raises:
        Unusable: the runs were made by an engine that has nothing for the published figures.
    """
    config = results.manifest["config"]
    number = config["worlds"]["number"] if origin_of(results.manifest) != BEST else None
    every = results.runs[results.runs["strategy"] == results.baseline]
    runs = every if number is None else every[every["point"] < number]
    found = begun_with(runs, TARGET)
    prior = {} if number is None else begun_with(every[every["point"] >= number], TARGET)
    own = [Published(row) for row in (config.get("validate_table") or {}).get("figures") or ()]
    world = config["world"]
    days = simulated_days(date.fromisoformat(str(world["start"])), float(world["years"]))
    if len(runs) and not found and scoring.none_dated_in(published(), days):
        expected = "years of which something was published (`countylines targets` lists them)"
        raise Unusable([Problem(str(results.path), 0, "world.start", f"{days.first} to {days.last}", expected)])
    if len(runs) and not found:
        expected = "runs of an engine that reads published figures (leave `execution.engine` out)"
        raise Unusable([Problem(str(results.path), 0, "execution.engine", str(results.manifest["engine"]), expected)])
    rows = [*published(), *own]
    targets = with_carried(scoring.table(found, rows, days, prior), carried(rows))
    return {
        "targets": targets,
        "consistency": consistency.table(begun_with(runs, LEFT), begun_with(runs, RIGHT)),
        "outcomes": compare.outcomes(results if number is None else Subset(results, points=range(number))),
    }


def summary(results: Results) -> str:
    """What `countylines run` prints: every published figure beside the simulated one, the score, and the balances."""
    targets = results.targets
    targets["inside"] = targets["inside"].fillna("")
    parts = [scoring.printed(targets), scoring.summary(targets), predicted(targets), consistency.printed(results.consistency)]
    return "\n\n".join(part for part in parts if part)


def predicted(targets: pd.DataFrame) -> str:
    """How well figures are predicted, a line a use; nothing where no worlds of the evidence stand beside."""
    lines = []
    for use in scoring.USES:
        score = Score.of(targets[targets["use"] == use])
        if score.figures and math.isfinite(score.width):
            lines.append(f"{use}: {score.said}")
    return "\n".join(lines)
