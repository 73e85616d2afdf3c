"""Does the answer hold over shorter and longer periods? The table by horizon in words, never more than its intervals say."""

from __future__ import annotations

from itertools import combinations

import pandas as pd

from experiments.figures import words
from experiments.figures.results import Measure, Results
from experiments.figures.words import Sentence
from experiments.report.grids import Column, Grid

TABLE = "horizons"
ASKED = (1.0, 3.0, 5.0, 10.0)
MOST = 3
MARKS = {"better": "\u25b2 ", "worse": "\u25bc ", "no clear difference": "\u25cb "}


def rows_of(results: Results, measure: str) -> pd.DataFrame:
    """The rows of one measure, where they hold more than one period; else none."""
    rows = results.table(TABLE)
    rows = rows[rows["measure"] == measure] if len(rows) else rows
    return rows if len(rows) and rows["years"].nunique() > 1 else rows.iloc[:0]


def grids(results: Results) -> list[Grid]:
    """The first primary measure, a row each strategy and a column each period; and the others in a table to unfold."""
    found = [(results.measure(name), rows_of(results, name)) for name in results.primary]
    held = [(measure, rows) for measure, rows in found if len(rows)]
    if not held:
        return []
    periods = sorted(held[0][1]["years"].unique())
    whole = float(held[0][1].loc[held[0][1]["whole"] == "yes", "years"].max())
    heads = [Column(f"{spoken(at).capitalize()}{', the whole' if at == whole else ''}", True, wraps=True) for at in periods]
    first = held[0][0]
    caption = (
        f"{first.label}, {first.unit}: difference from {results.label(results.baseline)} over the first years, with 95% intervals "
        "that hold together within a column. \u25b2 better, \u25bc worse, \u25cb no clear difference. Yearly amounts and means are "
        "of these years alone. Every row and column is in "
        "tables/horizons.csv."
    )
    grid = [Grid(caption, [Column("Strategy", False), *heads], lines(results, *held[0], periods, ""))]
    if len(held) > 1:
        rest = [row for measure, rows in held[1:] for row in lines(results, measure, rows, periods, f"{measure.label}: ")]
        told = "The other primary measures over the same periods"
        grid.append(Grid(told, [Column("Measure and strategy", False), *heads], rest, folded=True))
    return grid


def lines(results: Results, measure: Measure, rows: pd.DataFrame, periods: list[float], lead: str) -> list[list[object]]:
    """A row each strategy: its name, and the difference of each period with its mark and interval."""
    cells = {(str(row["strategy"]), row["years"]): cell(row, measure) for _, row in rows.iterrows()}
    return [
        [f"{lead}{results.label(name)}", *(cells.get((name, at), "\u2013") for at in periods)]
        for name in dict.fromkeys(rows["strategy"].astype(str))
    ]


def cell(row: pd.Series, measure: Measure) -> Sentence:
    """A difference with its mark and interval."""
    found = words.estimate(row)
    span = words.interval_of(found, measure, TABLE, True)
    bracket = Sentence(" (", span, ")") if span else ""
    return Sentence(MARKS.get(str(row["verdict"]), ""), words.change(found, measure, TABLE), bracket)


def lead(results: Results) -> list[Sentence]:
    """Whether a sign or a rank turns between periods, on the first primary measure and then on the others."""
    if not results.primary or not results.compared or not len(results.table(TABLE)):
        return []
    first = results.measure(results.primary[0])
    rows = rows_of(results, first.name)
    if not len(rows):
        return missing(results)
    found = [signs(results, first, rows), *verdicts(results, first, rows), *ranks(results, first, rows)]
    found += other_signs(results)
    last = float(rows["years"].max())
    beyond = [spoken(at) for at in ASKED if at > last]
    if beyond:
        found.append(Sentence(f"The runs end after {spoken(last)}: they say nothing of {words.listed(beyond)}."))
    return found


def caution(results: Results) -> list[Sentence]:
    """What a reader of the answer must know first: that the main measure's sign turns with the period, where it does."""
    rows = rows_of(results, results.primary[0]) if results.primary and results.compared else pd.DataFrame()
    return [signs(results, results.measure(results.primary[0]), rows)] if len(rows) and turned(rows) else []


def missing(results: Results) -> list[Sentence]:
    """Why there is one period alone, where the runs are long enough for more."""
    if float(results.table(TABLE)["years"].max()) <= ASKED[0]:
        return []
    return [
        Sentence(
            "These runs were stored without what they had at shorter horizons; running the experiment with --fresh keeps it."
        )
    ]


def turned(rows: pd.DataFrame) -> list[str]:
    """Strategies that are clearly above the baseline over one period and clearly below it over another."""
    clear = rows[rows["clear"] == "yes"]
    ups, downs = (set(clear.loc[sign, "strategy"]) for sign in (clear["difference"] > 0.0, clear["difference"] < 0.0))
    return [name for name in dict.fromkeys(rows["strategy"]) if name in ups & downs]


def wavering(rows: pd.DataFrame) -> list[str]:
    """Strategies whose mean changes its sign between periods, though not clearly on both sides."""
    sides = rows.assign(up=rows["difference"] > 0.0).groupby("strategy", sort=False)["up"].nunique()
    return [str(name) for name in sides.index[sides > 1] if name not in turned(rows)]


def signs(results: Results, measure: Measure, rows: pd.DataFrame) -> Sentence:
    """Whether any strategy's difference turns its sign."""
    about, over = words.inside(measure.label), words.listed([spoken(at) for at in sorted(rows["years"].unique())])
    turns, unsure = turned(rows), wavering(rows)
    if turns:
        told = "; ".join(f"{results.quoted(name)} {sides(rows[rows['strategy'] == name], measure)}" for name in turns)
        start = f"In the model the sign of the difference in {about} turns with the period: {told}."
    else:
        start = f"In the model no strategy's difference in {about} clearly turns its sign between periods of {over}."
    tail = f" The mean of {few(results, unsure)} changes sign, but is not clear on both sides." if unsure else ""
    return Sentence(start, tail)


def sides(rows: pd.DataFrame, measure: Measure) -> str:
    """On which side of the baseline a strategy is clear over which periods."""
    clear = rows[rows["clear"] == "yes"].sort_values("years")
    groups: dict[str, list[str]] = {}
    for _, row in clear.iterrows():
        said = str(row["verdict"]) or words.direction(float(row["difference"]), measure)
        groups.setdefault(said, []).append(spoken(row["years"]))
    return ", ".join(f"{said} over {words.listed(periods)}" for said, periods in groups.items())


def verdicts(results: Results, measure: Measure, rows: pd.DataFrame) -> list[Sentence]:
    """Strategies that are clearly different over some periods and not over others, their sign unturned."""
    clear = rows.groupby("strategy", sort=False)["clear"].nunique()
    names = [str(name) for name in clear.index[clear > 1] if name not in turned(rows)]
    if not names:
        return []
    told = [f"{results.quoted(name)} ({sides(rows[rows['strategy'] == name], measure)})" for name in names[:MOST]]
    told += [f"{len(names) - MOST} more"] if len(names) > MOST else []
    return [Sentence(f"Clear over some periods alone: {words.listed(told)}.")]


def ranks(results: Results, measure: Measure, rows: pd.DataFrame) -> list[Sentence]:
    """Whether strategies change places: clearly, where their intervals lie apart one way and later the other way."""
    names = list(dict.fromkeys(rows["strategy"].astype(str)))
    if measure.better not in {"up", "down"} or len(names) < 2:
        return []
    held: dict[float, dict[str, words.Estimate]] = {}
    for _, row in rows.iterrows():
        held.setdefault(float(row["years"]), {})[str(row["strategy"])] = words.estimate(row)
    swapped, apart = [], []
    for pair in combinations(names, 2):
        both = [(found[pair[0]], found[pair[1]]) for found in held.values() if set(pair) <= set(found)]
        swapped += [pair] if len({one.value > other.value for one, other in both}) > 1 else []
        above, below = any(one.low > other.high for one, other in both), any(one.high < other.low for one, other in both)
        apart += [pair] if above and below else []
    sign = 1.0 if measure.better == "up" else -1.0
    best = {at: max((sign * one.value, name) for name, one in found.items())[1] for at, found in held.items()}
    return [Sentence(best_words(results, best)), Sentence(pair_words(results, swapped, apart))]


def best_words(results: Results, best: dict[float, str]) -> str:
    """Which strategy's mean is best over which period."""
    if len(set(best.values())) == 1:
        return f"Of the strategies compared, {results.quoted(next(iter(best.values())))} has the best mean over every period."
    groups: dict[str, list[str]] = {}
    for at, name in best.items():
        groups.setdefault(name, []).append(spoken(at))
    told = [f"that of {results.quoted(name)} over {words.listed(periods)}" for name, periods in groups.items()]
    return f"Which mean is best hangs on the period: {words.listed(told)}."


def pair_words(results: Results, swapped: list[tuple[str, str]], apart: list[tuple[str, str]]) -> str:
    """How many pairs of strategies change places, and which of them clearly."""
    if apart:
        named = [f"{results.quoted(one)} and {results.quoted(other)}" for one, other in apart[:MOST]]
        more = f", and {len(apart) - MOST} more pairs" if len(apart) > MOST else ""
        return f"With intervals apart both before and after, places are changed by {'; '.join(named)}{more}."
    if not swapped:
        return "No two strategies change places."
    many = "one pair" if len(swapped) == 1 else f"{len(swapped)} pairs"
    return f"By their means {many} of strategies change places; in none are the intervals apart both before and after."


def other_signs(results: Results) -> list[Sentence]:
    """Clear turns of sign on the other primary measures."""
    told, looked = [], 0
    for name in results.primary[1:]:
        measure, rows = results.measure(name), rows_of(results, name)
        looked += bool(len(rows))
        for strategy in turned(rows) if len(rows) else []:
            how = sides(rows[rows["strategy"] == strategy], measure)
            told.append(f"{words.inside(measure.label)} under {results.quoted(strategy)} ({how})")
    if not looked:
        return []
    if not told:
        return [Sentence("No sign turns clearly on the other primary measures.")]
    return [Sentence(f"On the other primary measures the sign turns for {words.listed(told)}.")]


def few(results: Results, names: list[str]) -> str:
    """Some names in quotation marks, and how many more."""
    more = [f"{len(names) - MOST} more"] if len(names) > MOST else []
    return words.listed([results.quoted(name) for name in names[:MOST]] + more)


def spoken(years: float) -> str:
    """A period in words."""
    return f"{years:g} year{'' if years == 1.0 else 's'}"
