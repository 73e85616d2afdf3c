"""Do the model's stocks and flows agree? Which balances are off by over a third."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from experiments.figures.results import Results
from experiments.figures.sentences import Sentence, paragraphs
from experiments.protocol.format import Quantity

TABLE = "consistency"


def sentences(results: Results) -> list[Sentence]:
    """How many balances are off by over a third, and which, furthest first; over several worlds, in how many of them."""
    rows = results.table(TABLE)
    if not len(rows):
        return []
    known = rows[rows["flagged"] != ""]
    worlds = int(known["point"].nunique()) if len(known) and "point" in known else 1
    found = one_world(known) if worlds < 2 else many_worlds(known)
    return paragraphs("balances", baseline=results.label(results.baseline), known=len(known) > 0, worlds=worlds, **found)


def one_world(known: pd.DataFrame) -> dict[str, Any]:
    """The balances of the only set of assumptions that the runs have: how many, and those off, furthest first."""
    off = known[known["flagged"] == "yes"]
    off = off.loc[off["ratio"].map(distance).sort_values(ascending=False).index]
    named = [(*what(row), Quantity(float(row["ratio"]), table=TABLE)) for _, row in off.iterrows()]
    return {"balances": len(known), "off": named}


def many_worlds(known: pd.DataFrame) -> dict[str, Any]:
    """The balances that are off in at least half of the worlds, with the share of worlds."""
    share = known.assign(off=known["flagged"] == "yes").groupby("balance", sort=False)["off"].mean()
    often = share[share >= 0.5].sort_values(ascending=False)
    said = {str(row["balance"]): what(row) for _, row in known.iterrows()}
    return {"balances": len(share), "off": [(*said[str(name)], round(100.0 * part)) for name, part in often.items()]}


def what(row: pd.Series) -> tuple[str, int]:
    """What a balance compares, and in which year."""
    return str(row["meaning"]), int(row["year"])


def distance(ratio: float) -> float:
    """How far a ratio is from one, as far above as below."""
    return abs(math.log(ratio)) if ratio > 0.0 else math.inf
