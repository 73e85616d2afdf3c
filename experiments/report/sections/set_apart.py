"""What changed in the areas that a config sets apart, beside what changed in all others, year by year."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from math import isfinite
from typing import Any

import pandas as pd

from experiments.figures.results import FolderTables
from experiments.figures.sentences import Sentence, paragraphs
from experiments.protocol.format import Quantity
from experiments.protocol.verdicts import WHERE
from experiments.report.forms.grids import NONE, Column, Grid, spanned

TABLE = "set_apart"
MOST = 9
MONTHS = 12
SPOKEN = dict(zip(WHERE, ("in these areas", "in all others", "in these areas beyond all others"), strict=True))


def rows_of(results: FolderTables) -> pd.DataFrame:
    """Rows of the scenario shown; none where the config, as it was run last, sets no areas apart."""
    return results.table(TABLE) if results.manifest.get(TABLE) else pd.DataFrame()


def lead(results: FolderTables) -> list[Sentence]:
    """Which areas these are, how to read the table, and what is clear in the last whole year."""
    if not results.manifest.get(TABLE):
        return []
    rows = rows_of(results)
    named = {"areas": list(results.manifest[TABLE]), "baseline": results.label(results.baseline)}
    if not len(rows):
        return paragraphs("set_apart", **named, year=None)
    last = rows[rows["year"] == last_year(rows)]
    clear = last[(last["low"] > 0.0) | (last["high"] < 0.0)]
    found = [
        (results.label(row["strategy"]), results.measure(row["measure"]), SPOKEN[row["where"]], change(row))
        for row in clear.to_dict("records")
    ]
    return paragraphs("set_apart", **named, year=int(last["year"].iloc[0]), clear=found, most=MOST)


def last_year(rows: pd.DataFrame) -> int:
    """The last year that was run whole; the last where none was."""
    whole = rows[rows["months"] == MONTHS]
    return int((whole if len(whole) else rows)["year"].max())


def grids(results: FolderTables) -> list[Grid]:
    """Two tables each strategy, a row each measure and year: the last whole year, and, folded, all from the first with a change."""
    rows = rows_of(results)
    if not len(rows):
        return []
    begun = rows.loc[rows["percent"].fillna(0.0) != 0.0, "year"].min()
    heads = [Column("Measure and year", False), *(Column(SPOKEN[where].capitalize(), True, wraps=True) for where in WHERE)]
    found: list[Grid] = []
    for name, own in rows[rows["year"] >= begun].groupby("strategy", sort=False):
        last = last_year(own)
        for year, part in ((last, own[own["year"] == last]), (None, own))[: own["year"].nunique()]:
            lines: list[list[object]] = [
                [f"{results.measure(str(measure)).label}, {when(some)}", *map(shown, changes(some))]
                for (measure, _), some in part.groupby(["measure", "year"], sort=False)
            ]
            named = {"strategy": results.label(str(name)), "baseline": results.label(results.baseline), "year": year}
            found.append(Grid(str(paragraphs("set_apart_caption", **named)[0]), heads, lines, folded=bool(found)))
    return found


def when(rows: pd.DataFrame) -> str:
    """The year, and how many of its months were run where not all were."""
    year, months = int(rows["year"].iloc[0]), int(rows["months"].iloc[0])
    return str(year) if months == MONTHS else f"{year} ({months} month{'' if months == 1 else 's'})"


def shown(found: Quantity) -> object:
    """A change with its interval; a dash where there is nothing that could change."""
    return spanned(found) if isfinite(found.value) else NONE


def changes(rows: pd.DataFrame) -> list[Quantity]:
    """Changes of one measure in one year: in these areas, in all others, and the first less the second."""
    places = {row["where"]: change(row) for row in rows.to_dict("records")}
    return [places[where] for where in WHERE]


def change(row: Mapping[Hashable, Any]) -> Quantity:
    """A change in percent of the baseline, with its interval."""
    return Quantity(float(row["percent"]), float(row["low"]), float(row["high"]), "%", "", TABLE, difference=True)
