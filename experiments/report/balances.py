"""Do the model's stocks and flows agree? Which balances are off by over a third, in words."""

from __future__ import annotations

import math

import pandas as pd

from experiments.figures import words
from experiments.figures.results import Results
from experiments.figures.words import Number, Sentence
from experiments.report.words import joined

TABLE = "consistency"


def sentences(results: Results) -> list[Sentence]:
    """How many balances are off by over a third, and which, furthest first; over several worlds, in how many of them."""
    rows = results.table(TABLE)
    if not len(rows):
        return []
    known = rows[rows["flagged"] != ""]
    about = f"Do stocks and flows agree? Under {results.quoted(results.baseline)}"
    if not len(known):
        return [Sentence(f"{about} no year was run that a balance of these is about.")]
    worlds = known["point"].nunique() if "point" in known else 1
    return [one_world(known, about) if worlds < 2 else many_worlds(known, about, worlds)]


def one_world(known: pd.DataFrame, about: str) -> Sentence:
    """The balances of the only set of assumptions that the runs have."""
    off = known[known["flagged"] == "yes"]
    off = off.loc[off["ratio"].map(distance).sort_values(ascending=False).index]
    lead = f"{about}, at the one set of assumptions that these runs have, "
    if not len(off):
        return Sentence(f"{lead}none of {len(known)} balances is off by over a third.")
    are = "is" if len(off) == 1 else "are"
    after = [" times what it is held against)", *[" times)"] * (len(off) - 1)]
    named = [Sentence(f"{what(row)} (", times(row), text) for (_, row), text in zip(off.iterrows(), after, strict=True)]
    tail = ". Measures that rest on these deserve less trust; tables/consistency.csv has both sides of each, and the reason if known."
    return Sentence(f"{lead}{len(off)} of {len(known)} balances {are} off by over a third: ", *joined(named), tail)


def many_worlds(known: pd.DataFrame, about: str, worlds: int) -> Sentence:
    """The balances that are off in at least half of the worlds."""
    share = known.assign(off=known["flagged"] == "yes").groupby("balance", sort=False)["off"].mean()
    often = share[share >= 0.5].sort_values(ascending=False)
    are = "is" if len(often) == 1 else "are"
    lead = f"{about}, {len(often)} of {len(share)} balances {are} off by over a third in at least half of {worlds} worlds"
    said = {str(row["balance"]): what(row) for _, row in known.iterrows()}
    named = [f"{said[str(name)]} (in {100.0 * part:.0f} of 100)" for name, part in often.items()]
    tail = f": {words.listed(named)}. Measures that rest on them deserve less trust." if named else "."
    return Sentence(lead, tail)


def what(row: pd.Series) -> str:
    """What a balance compares, and in which year."""
    return f"\u201c{words.inside(str(row['meaning']))}\u201d, {int(row['year'])}"


def times(row: pd.Series) -> Number:
    """The first side as so many times the second, to two digits."""
    ratio = float(row["ratio"])
    step = words.supported_step(words.end(ratio))
    return Number(words.digits_text(ratio, step), ratio, step, TABLE)


def distance(ratio: float) -> float:
    """How far a ratio is from one, as far above as below."""
    return abs(math.log(ratio)) if ratio > 0.0 else math.inf
