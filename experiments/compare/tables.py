"""All that a comparison's folder has: differences, the same by horizon, and whether the model's stocks and flows agree."""

import pandas as pd

from experiments.books import balances as consistency
from experiments.books.kept import LEFT, RIGHT, begun_with
from experiments.compare import effects as compare
from experiments.compare import horizons
from experiments.store.results import Results


def tables(results: Results) -> dict[str, pd.DataFrame]:
    """All tables of a comparison, from the stored runs alone."""
    found = compare.tables(results)
    return found | {"horizons": horizons.table(results, found["effects"]), "consistency": balances(results)}


def balances(results: Results) -> pd.DataFrame:
    """`consistency.csv`: the balances of the baseline's runs, a set of rows each scenario and world (`point`).

    Without a row where no run has its sides: those of another model, or stored before they were kept.
    """
    base = results.runs[results.runs["strategy"] == results.baseline]
    frames = []
    for _, runs in base.groupby(["scenario", "point"], sort=False):
        left, right = begun_with(runs, LEFT), begun_with(runs, RIGHT)
        if left:
            frames.append(consistency.table(left, right).assign(**runs[["scenario", "point"]].iloc[0]))
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=[*consistency.COLUMNS, "scenario", "point"])
