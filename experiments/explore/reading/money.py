"""The view "Money": what each strategy costs and averts, and which is the best buy at what a child-day is held to be worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd
from htmltools import Tag, TagList
from shiny import ui

from experiments.explore.chosen import Chosen, as_chosen
from experiments.explore.page import ALONE, CHOOSE, chart, grid, nothing, said, slider, stacked
from experiments.explore.query import Query
from experiments.explore.views import View
from experiments.figures import facts
from experiments.figures.choose import on_average, shown_strategy
from experiments.figures.results import POUNDS, FolderTables
from experiments.figures.sentences import Sentence, paragraphs
from experiments.protocol import format
from experiments.protocol.format import Quantity
from experiments.report import equal, first_page
from experiments.report.grids import Column, Grid, cost_grid, spanned

TABLE = "acceptability"
CHARTS = ("cost_and_effect", "payers")
AMONG = "Which is the best buy is told among all strategies of this folder, those left out here too."
ABSENT = "This folder does not hold what costs and child-days both changed: nothing is bought with anything."


def controls(results: FolderTables, query: Query) -> list[Tag]:
    """What a child-day is held to be worth."""
    values = worths(results)
    if not values:
        return []
    low, high = values[0], values[-1]
    step = values[1] - low if len(values) > 1 else 1.0
    usual = query.number("worth", low, high, values[len(values) // 2])
    return [slider("worth", "A child-day averted is held to be worth", (low, high), usual, step, "£")]


def worths(results: FolderTables) -> list[float]:
    """The values for which the folder has answers."""
    rows = results.table(TABLE)
    return sorted(float(one) for one in rows["value_of_child_day"].unique()) if len(rows) else []


def show(results: Chosen, given: Mapping[str, str]) -> TagList:
    """Sentences, who is the best buy at the chosen value, and the report's charts of money; whatever measure is looked at."""
    results = as_chosen(results.source, replace(results.choice, measure=results.source.primary[0], years=None))
    if not len(results.table("cost_per_child_day")):
        lacking = ABSENT if results.choice.strategies else CHOOSE if results.source.compared else ALONE
        return stacked(nothing(lacking))
    every = as_chosen(results.source, replace(results.choice, strategies=tuple(results.source.compared)))
    values, worth = worths(results), float(given.get("worth") or 0.0)
    at = min(values, key=lambda value: abs(value - worth)) if values else None
    costs = cost_grid(results)
    left_out = len(results.compared) < len(every.compared)
    charts = [
        chart(results.source, every.choice, "best_buy"),
        *(chart(results.source, results.choice, name) for name in CHARTS),
    ]
    return stacked(
        said([*first_page.cost(results), *equal.sentences(results, equal.MONEY)]) if shown_strategy(results) else None,
        ui.p(AMONG, class_="note") if left_out and at is not None else None,
        *((said(turns(every)), grid(bought(every, at))) if at is not None else ()),
        *charts,
        grid(costs) if costs else None,
    )


def turns(results: FolderTables) -> list[Sentence]:
    """Which strategy is best on average from which value of a child-day on."""
    best = on_average(results, results.rows(TABLE))
    changed = best[best != best.shift()]
    steps = [(name, pounds(float(value))) for value, name in zip(changed.index, changed, strict=True)]
    return paragraphs("turns", steps=steps) if steps else []


def pounds(value: float) -> Quantity:
    """A value of a child-day."""
    return Quantity(float(value), unit="GBP", table=TABLE)


def bought(results: FolderTables, at: float) -> Grid:
    """What each strategy brings, less its cost, where a child-day is worth so much."""
    shown = [line(results, row) for _, row in results.rows(TABLE, value_of_child_day=at).iterrows()]
    heads = [
        Column("Strategy", False),
        Column("Net benefit", True, wraps=True),
        Column("Best in so many in 100 runs or worlds", True),
    ]
    caption = f"Where a child-day averted is worth {format.number(pounds(at))}: what each strategy brings, less what it costs"
    return Grid(caption, [*heads, Column("Best on average", False)], shown)


def line(results: FolderTables, row: pd.Series) -> list[object]:
    """One strategy at one value."""
    net = facts.quantity(row, "net_benefit", POUNDS, TABLE)
    share = format.of_hundred(float(row["share_best"]), TABLE)
    return [results.label(str(row["strategy"])), spanned(net), share, "yes" if row["best_on_average"] == "yes" else ""]


VIEW = View("Money", show, controls, ("worth",))
