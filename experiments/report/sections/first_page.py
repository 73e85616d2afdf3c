"""The first page beside the answer itself: how else the harm is counted, where, and at what cost; each a few sentences."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd

from experiments.figures import facts
from experiments.figures.choose import best_otherwise, main_measure, regional, shown_strategy, suppressed, winner
from experiments.figures.results import CHILD_DAYS, POUNDS, FolderTables
from experiments.figures.sentences import Sentence, paragraphs
from experiments.protocol import format
from experiments.protocol.verdicts import BETTER, UNCLEAR, WORSE
from experiments.report.sections import equal
from experiments.store.results import WHOLE


def counted(results: FolderTables) -> list[Sentence]:
    """The main measure and the same harm counted otherwise, side by side: for the best by each count."""
    measure = results.measure(main_measure(results)) if results.primary else None
    best, otherwise = winner(results), best_otherwise(results)
    strategies = list(dict.fromkeys(name for name in (best, otherwise) if name))
    if measure is None or not strategies:
        return []
    pairs = [[results.effect(name, count) for count in (measure.counted_as, measure.name)] for name in strategies]
    there = [[row for row in pair if row is not None] for pair in pairs]
    if any(len(pair) < 2 for pair in there):
        return []
    both = [[facts.effect(results, row) for row in pair] for pair in there]
    even = break_even([[float(row["difference"]) for row in pair] for pair in there])
    share = format.of_hundred(even, "effects", "%") if even is not None else None
    counts = {"first": measure.counted_as, "second": measure.name}
    at = {"strategy": strategies[-1], "at": equal.EFFORT}
    reached = where_all(equal.of_scenario(results, "equal"), at | {"within": "yes"})
    same = where_all(equal.of_scenario(results, "effects"), at | {"measure": measure.counted_as})
    return paragraphs(
        "counted",
        baseline=results.label(results.baseline),
        both=both,
        turns=otherwise is not None,
        one=best is not None,
        even=share,
        telling=[name for name, count in counts.items() if best and told_apart(results, strategies, count)],
        same_officers=[facts.effect(results, row) for _, row in same.iterrows() if len(reached)],
    )


def where_all(rows: pd.DataFrame, wanted: dict[str, str]) -> pd.DataFrame:
    """The rows that have all of these values."""
    return rows[(rows[list(wanted)] == pd.Series(wanted)).all(axis=1)] if len(rows) else rows


def told_apart(results: FolderTables, strategies: list[str], measure: str) -> bool:
    """Whether one of the strategies is shown to do more on a measure than another, run by run."""
    leading = results.rows("best", measure=measure, in_best_set="yes")
    return len(leading) > 0 and not set(strategies) <= set(leading["strategy"])


def break_even(pairs: list[list[float]]) -> float | None:
    """The share of the assumed harm of supply from elsewhere at which two strategies do equally well; None where there is none.

    Args:
        pairs: of each strategy, its differences from the baseline without that supply and with it.
    """
    if len(pairs) != 2:
        return None
    (own, whole), (own_other, whole_other) = pairs
    steeper = (whole_other - own_other) - (whole - own)
    share = (own - own_other) / steeper if steeper else -1.0
    return share if 0.0 <= share <= 1.0 else None


def where(results: FolderTables) -> list[Sentence]:
    """In how many areas the shown strategy is clearly better or worse on the main measure."""
    strategy, measure = shown_strategy(results), main_measure(results)
    rows = results.rows("areas_effects", strategy=strategy, measure=measure)
    if strategy is None or not len(rows):
        return []
    rows = rows[rows["area"] != WHOLE]
    left_out = [name for name in suppressed(results) if name in set(rows["area"])]
    rows = rows[~rows["area"].isin(left_out)]
    number = Counter(rows["verdict"])
    if not len(rows):
        return []
    return paragraphs(
        "where",
        strategy=results.label(strategy),
        measure=results.measure(measure),
        areas=len(rows),
        left_out=left_out,
        regional=regional(results),
        better=number[BETTER],
        worse=sorted(rows.loc[rows["verdict"] == WORSE, "area"]),
        unclear=number[UNCLEAR],
    )


def cost(results: FolderTables) -> list[Sentence]:
    """What the shown strategy costs, what a child-day averted costs, and what its last step beyond the next best costs."""
    strategy = shown_strategy(results)
    yearly = results.effect(strategy, "cost_total") if strategy else None
    if strategy is None or yearly is None:
        return []
    return paragraphs(
        "cost",
        strategy=results.label(strategy),
        baseline=results.label(results.baseline),
        yearly=facts.effect(results, yearly),
        whole=step(results, "cost_per_child_day", strategy),
        step=step(results, "incremental", strategy),
    )


def step(results: FolderTables, table: str, strategy: str) -> dict[str, Any] | None:
    """A strategy's row of a table of costs a child-day; None where it has none."""
    rows = results.rows(table, strategy=strategy)
    rows = rows[rows["payer"] == "all payers"] if "payer" in rows else rows
    if not len(rows):
        return None
    row = rows.iloc[0]
    return {
        "versus": results.label(str(row["versus"])),
        "first": str(row["versus"]) == results.baseline,
        "extra": facts.quantity(row, "extra_cost", POUNDS, table),
        "averted": facts.quantity(row, "child_days_averted", CHILD_DAYS, table),
        "ratio": facts.quantity(row, "cost_per_child_day", POUNDS, table) if pd.notna(row["cost_per_child_day"]) else None,
        "reading": str(row.get("reading", "")).removesuffix(": no ratio"),
    }
