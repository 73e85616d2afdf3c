"""Does the answer hold over shorter and longer periods? The table by horizon as facts for its template and as tables."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pandas as pd

from experiments.figures import facts
from experiments.figures.results import FolderTables, Measure
from experiments.figures.sentences import Sentence, paragraphs
from experiments.protocol import format
from experiments.report.forms.grids import Column, Grid, marked

TABLE = "horizons"
ASKED = (1.0, 3.0, 5.0, 10.0)
MOST = 3


def rows_of(results: FolderTables, measure: str) -> pd.DataFrame:
    """The rows of one measure, where they hold more than one period; else none."""
    rows = results.rows(TABLE, measure=measure)
    return rows if len(rows) and rows["years"].nunique() > 1 else rows.iloc[:0]


def grids(results: FolderTables) -> list[Grid]:
    """The first primary measure, a row each strategy and a column each period; and the others in a table to unfold."""
    found = [(results.measure(name), rows_of(results, name)) for name in results.primary]
    held = [(measure, rows) for measure, rows in found if len(rows)]
    if not held:
        return []
    periods = sorted(held[0][1]["years"].unique())
    whole = float(held[0][1].loc[held[0][1]["whole"] == "yes", "years"].max())
    heads = [Column(f"{spoken(at).capitalize()}{', the whole' if at == whole else ''}", True, wraps=True) for at in periods]
    first = held[0][0]
    caption = str(paragraphs("horizons_caption", measure=first, baseline=results.label(results.baseline))[0])
    grid = [Grid(caption, [Column("Strategy", False), *heads], lines(results, *held[0], periods, ""))]
    if len(held) > 1:
        rest = [row for measure, rows in held[1:] for row in lines(results, measure, rows, periods, f"{measure.label}: ")]
        others = "The other primary measures over the same periods"
        grid.append(Grid(others, [Column("Measure and strategy", False), *heads], rest, folded=True))
    return grid


def lines(results: FolderTables, measure: Measure, rows: pd.DataFrame, periods: list[float], lead: str) -> list[list[object]]:
    """A row each strategy: its name, and the difference of each period with its mark and interval."""
    cells = {(str(row["strategy"]), row["years"]): marked(row, measure, TABLE) for _, row in rows.iterrows()}
    return [
        [f"{lead}{results.label(name)}", *(cells.get((name, at), "\u2013") for at in periods)]
        for name in dict.fromkeys(rows["strategy"].astype(str))
    ]


def lead(results: FolderTables) -> list[Sentence]:
    """Whether a sign or a rank turns between periods, on the first primary measure and then on the others."""
    if not results.compared or not len(results.table(TABLE)):
        return []
    first = results.measure(results.primary[0])
    rows = rows_of(results, first.name)
    last = float(results.table(TABLE)["years"].max())
    if not len(rows):
        return paragraphs("horizons", stored=False) if last > ASKED[0] else []
    return paragraphs(
        "horizons",
        stored=True,
        most=MOST,
        main=signs(results, first, rows),
        clear_over_some=clear_over_some(results, first, rows),
        ranks=ranks(results, first, rows),
        others=[
            signs(results, results.measure(name), found) for name in results.primary[1:] if len(found := rows_of(results, name))
        ],
        last=spoken(last),
        beyond=[spoken(at) for at in ASKED if at > last],
    )


def caution(results: FolderTables) -> list[Sentence]:
    """What a reader of the answer must know first: that the main measure's sign turns with the period, where it does."""
    rows = rows_of(results, results.primary[0]) if results.compared else pd.DataFrame()
    if not len(rows) or not turned(rows):
        return []
    return paragraphs("horizons_sign", main=signs(results, results.measure(results.primary[0]), rows), most=MOST)


def turned(rows: pd.DataFrame) -> list[str]:
    """Strategies that are clearly above the baseline over one period and clearly below it over another."""
    clear = rows[rows["clear"] == "yes"]
    ups, downs = (set(clear.loc[sign, "strategy"]) for sign in (clear["difference"] > 0.0, clear["difference"] < 0.0))
    return [name for name in dict.fromkeys(rows["strategy"]) if name in ups & downs]


def wavering(rows: pd.DataFrame) -> list[str]:
    """Strategies whose mean changes its sign between periods, though not clearly on both sides."""
    moved = rows[rows["difference"] != 0.0]  # before a strategy starts it is on neither side
    sides = moved.assign(up=moved["difference"] > 0.0).groupby("strategy", sort=False)["up"].nunique()
    return [str(name) for name in sides.index[sides > 1] if name not in turned(rows)]


def signs(results: FolderTables, measure: Measure, rows: pd.DataFrame) -> dict[str, Any]:
    """Whether any strategy's difference turns its sign: which do clearly, and which only by their means."""
    return {
        "measure": measure,
        "periods": [spoken(at) for at in sorted(rows["years"].unique())],
        "turns": [(results.label(name), sides(rows[rows["strategy"] == name], measure)) for name in turned(rows)],
        "wavering": [results.label(name) for name in wavering(rows)],
    }


def sides(rows: pd.DataFrame, measure: Measure) -> list[tuple[str, list[str]]]:
    """On which side of the baseline a strategy is clear, and over which periods."""
    clear = rows[rows["clear"] == "yes"].sort_values("years")
    groups: dict[str, list[str]] = {}
    for _, row in clear.iterrows():
        side = str(row["verdict"]) or format.way(facts.difference(row, measure, TABLE))
        groups.setdefault(side, []).append(spoken(row["years"]))
    return list(groups.items())


def clear_over_some(
    results: FolderTables, measure: Measure, rows: pd.DataFrame
) -> list[tuple[str, list[tuple[str, list[str]]]]]:
    """Strategies that are clearly different over some periods and not over others, their sign unturned."""
    clear = rows.groupby("strategy", sort=False)["clear"].agg(set)
    names = [str(name) for name, said in clear.items() if {"yes", "no"} <= said and name not in turned(rows)]
    return [(results.label(name), sides(rows[rows["strategy"] == name], measure)) for name in names]


def ranks(results: FolderTables, measure: Measure, rows: pd.DataFrame) -> dict[str, Any] | None:
    """Whose mean is best over which periods, and which pairs change places: clearly where each is shown to do better once, paired.

    `known` is false of a folder that does not keep what pairs show.
    """
    names = list(dict.fromkeys(rows["strategy"].astype(str)))
    if measure.better not in {"up", "down"} or len(names) < 2:
        return None
    held: dict[float, dict[str, float]] = {}
    apart_in = (rows["difference"] != 0.0).groupby(rows["years"]).transform("any")  # before any starts there is no best
    for _, row in rows[apart_in].iterrows():
        held.setdefault(float(row["years"]), {})[str(row["strategy"])] = float(row["difference"])
    swapped = 0
    for pair in combinations(names, 2):
        both = [(found[pair[0]], found[pair[1]]) for found in held.values() if set(pair) <= set(found)]
        swapped += len({one > other for one, other in both}) > 1
    known = "outdone_by_all" in rows
    shown = facts.outdone(rows) if known else set()
    apart = [facts.labels(results, pair) for pair in combinations(names, 2) if {pair, pair[::-1]} <= shown]
    sign = 1.0 if measure.better == "up" else -1.0
    best: dict[str, list[str]] = {}
    for at, found in held.items():
        name = max((sign * one, name) for name, one in found.items())[1]
        best.setdefault(results.label(name), []).append(spoken(at))
    return {"best": list(best.items()), "swapped": swapped, "apart": apart, "known": known}


def spoken(years: float) -> str:
    """A period in words."""
    return f"{years:g} year{'' if years == 1.0 else 's'}"
