"""Which strategies and measures a chart shows, where it cannot show all: by the verdicts, by one rule, said on the chart."""

from __future__ import annotations

import pandas as pd

from experiments.figures import facts
from experiments.figures.results import FolderTables
from experiments.protocol.verdicts import BETTER, WORTH_MEASURING
from experiments.store.results import FEW_YOUNG_PEOPLE, WHOLE

MOST_AT_ONCE = 4


def begun(results: FolderTables) -> tuple[str, int, int] | None:
    """The first month in which a strategy differs on a primary measure, how many come before it, and how many there are in all."""
    rows = results.rows("monthly_effects", area=WHOLE, measure=results.primary)
    if not len(rows):
        return None
    apart = (rows["difference"].fillna(0.0) != 0.0).groupby(rows["month"]).any()
    before = int(apart.to_numpy().argmax())
    return str(apart.index[before]), before, len(apart)


def suppressed(results: FolderTables) -> list[str]:
    """Areas with too few young people for a number, which no figure and no sentence shows."""
    areas = results.areas
    return list(areas.loc[areas["population_10_17"] < FEW_YOUNG_PEOPLE, "name"]) if len(areas) else []


def gain(row: pd.Series) -> float:
    """A difference turned so that more is better; 0 where there is no direction of good."""
    sign = {"down": -1.0, "up": 1.0}.get(str(row["better"]), 0.0)
    return sign * float(row["difference"])


def main_measure(results: FolderTables) -> str:
    """The first primary measure: the one the answer is about."""
    return results.primary[0]


def worth_knowing(results: FolderTables) -> list[str]:
    """The inputs that are shown to be worth measuring for a choice by the first primary measure, the most valuable first."""
    rows = results.rows("information", outcome=main_measure(results), verdict=WORTH_MEASURING)
    return rows.sort_values("value", ascending=False)["parameter"].tolist() if len(rows) else []


def main_rows(results: FolderTables, measure: str) -> pd.DataFrame:
    """Effects of every compared strategy on one measure, best first; those that change it most first, where none is better."""
    rows = [row for name in results.compared if (row := results.effect(name, measure)) is not None]
    judged = bool(results.measure(measure).better)
    rows.sort(key=gain if judged else lambda row: abs(float(row["difference"])), reverse=True)
    return pd.DataFrame(rows)


def winner(results: FolderTables) -> str | None:
    """The strategy that does most on the first primary measure, where its verdict is "better"; None where there is none."""
    return best_on(results, main_measure(results))


def best_on(results: FolderTables, measure: str) -> str | None:
    """The strategy that does most on a measure, where its verdict is "better"."""
    rows = main_rows(results, measure)
    good = rows[rows["verdict"] == BETTER] if len(rows) else rows
    return str(good["strategy"].iloc[0]) if len(good) else None


def best_otherwise(results: FolderTables) -> str | None:
    """The strategy that does most where the harm of the first primary measure is counted otherwise; None unless it is another."""
    counted_as = results.measure(main_measure(results)).counted_as
    first = best_on(results, counted_as) if counted_as else None
    return first if first != winner(results) else None


def otherwise(results: FolderTables) -> dict[str, object]:
    """The facts of a note on a chart in which that strategy stands beside the shown one: its label, or empty, and the other count."""
    name = best_otherwise(results)
    name = name if name != shown_strategy(results) else None
    counted_as = results.measure(results.measure(main_measure(results)).counted_as)
    return {"other": results.label(name) if name else "", "counted_as": counted_as}


def leading(results: FolderTables) -> tuple[list[str], list[str]]:
    """Who is clearly better on the first primary measure and may be the best; and who else may be, though not shown to be better.

    Strategies are told apart by their own differences, run by run (`best.csv`), not by intervals that overlap.

    Returns:
        Strategies whose verdict is "better" and that may be the best, the largest gain first; and those that are not clearly
        better than the baseline though none is shown to outdo them, by all pairs together. Both empty where nothing is better.
    """
    measure = main_measure(results)
    rows = main_rows(results, measure)
    good = [str(name) for name in rows.loc[rows["verdict"] == BETTER, "strategy"]] if len(rows) else []
    if not good:
        return [], []
    best = results.rows("best", measure=measure)
    kept = set(best.loc[best["in_best_set"] == "yes", "strategy"]) if len(best) else set()
    level = kept if "outdone_by_all" not in best else set(best["strategy"]) - {one for one, _ in facts.outdone(best)}
    near = [str(name) for name in rows["strategy"] if name in level and name not in good]
    return [name for name in good if name in kept] or good[:1], near


def outdone(results: FolderTables) -> list[tuple[list[str], str]]:
    """Strategies that another compared one is shown to outdo on the first primary measure, run by run, apart by that other."""
    rows = results.rows("best", measure=main_measure(results), in_best_set="no")
    if "outdone_by" not in rows:
        return []
    rows = rows[rows["strategy"].isin(results.compared) & rows["outdone_by"].isin(results.compared)]
    return [([str(name) for name in part["strategy"]], str(by)) for by, part in rows.groupby("outdone_by", sort=False)]


def shown_strategy(results: FolderTables) -> str | None:
    """The strategy that single-strategy figures show: the winner, else the best mean; None where nothing is compared."""
    rows = main_rows(results, main_measure(results))
    return winner(results) or (str(rows["strategy"].iloc[0]) if len(rows) else None)


def shown_strategies(results: FolderTables) -> list[str]:
    """At most four for one chart: the baseline, the best by either count, the worst and the second, in that order of need."""
    rows = main_rows(results, main_measure(results))
    order = list(rows["strategy"]) if len(rows) else results.compared
    otherwise = best_otherwise(results)
    chosen = [results.baseline, *order[:1], *([otherwise] if otherwise else []), *order[-1:], *order[1:]]
    return list(dict.fromkeys(chosen))[:MOST_AT_ONCE]


def mapped_measure(results: FolderTables, table: str) -> str | None:
    """The measure that a map shows: the first primary one that the areas table holds, else its first.

    A ratio is none of them: maps show rates a head, and a share a head is nothing.
    """
    present = [name for name in dict.fromkeys(results.table(table)["measure"]) if results.measure(name).over != "ratio"]
    return next((name for name in results.primary if name in present), present[0] if present else None)


def leads(rows: pd.DataFrame) -> bool:
    """Whether the first of the rows, best first, alone may be the best (`in_best_set`, by paired differences)."""
    may = (rows["in_best_set"] == "yes").tolist()
    return may[0] and sum(may) == 1


def on_average(results: FolderTables, rows: pd.DataFrame) -> pd.Series:
    """Who is best on average at each value of a child-day."""
    best = rows.assign(label=rows["strategy"].map(results.label), best=rows["best_on_average"] == "yes")
    return alike(best.pivot(index="value_of_child_day", columns="label", values="best"))


def alike(best: pd.DataFrame) -> pd.Series:
    """Who is best in each row: one "or" the other where several are, but for a row in which those before still are."""
    names, before = [], frozenset[str]()
    for row in best.to_numpy(bool):
        found = frozenset(str(name) for name in best.columns[row])
        before = before if before and before <= found else found
        names.append(" or ".join(sorted(before)))
    return pd.Series(names, best.index)
