"""A validation's tables, from the stored runs alone: the targets, the balances, and the measures' levels."""

from datetime import date

import pandas as pd

from experiments.books import balances as consistency
from experiments.books.kept import LEFT, RIGHT, TARGET, begun_with
from experiments.calibrate import scoring
from experiments.calibrate.history import simulated_days
from experiments.compare import effects as compare
from experiments.protocol.problems import Problem, Unusable
from experiments.published import counterparts
from experiments.published.registry import published
from experiments.store.results import Results


def tables(results: Results) -> dict[str, pd.DataFrame]:
    """All tables of a validation.

    Raises:
        Unusable: the runs were made by an engine that has nothing for the published figures.
    """
    counterparts.declare()
    runs = results.runs[results.runs["strategy"] == results.baseline]
    found = begun_with(runs, TARGET)
    world = results.manifest["config"]["world"]
    days = simulated_days(date.fromisoformat(str(world["start"])), float(world["years"]))
    if len(runs) and not found and scoring.none_dated_in(published(), days):
        expected = "years of which something was published (`countylines targets` lists them)"
        raise Unusable([Problem(str(results.path), 0, "world.start", f"{days.first} to {days.last}", expected)])
    if len(runs) and not found:
        expected = "runs of an engine that reads published figures (leave `execution.engine` out)"
        raise Unusable([Problem(str(results.path), 0, "execution.engine", str(results.manifest["engine"]), expected)])
    return {
        "targets": scoring.table(found, published(), days),
        "consistency": consistency.table(begun_with(runs, LEFT), begun_with(runs, RIGHT)),
        "outcomes": compare.outcomes(results),
    }


def told(results: Results) -> str:
    """What `countylines run` prints: every published figure beside the simulated one, the score, and the balances."""
    targets = results.targets
    targets["inside"] = targets["inside"].fillna("")
    parts = [scoring.printed(targets), scoring.summary(targets), consistency.printed(results.consistency)]
    return "\n\n".join(parts)
