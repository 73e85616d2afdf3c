"""The view "Money": what each strategy costs and averts, and which is the best buy at what a child-day is held to be worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd
from htmltools import HTML, Tag, TagList
from shiny import ui

from experiments.explore.chosen import Chosen, as_chosen
from experiments.explore.page import ALONE, CHOOSE, chart, grid, nothing, said, slider
from experiments.explore.query import Query
from experiments.explore.views import Part, View
from experiments.figures import facts
from experiments.figures.choose import on_average, shown_strategy
from experiments.figures.results import POUNDS, FolderTables
from experiments.figures.sentences import Sentence, paragraphs
from experiments.protocol import format
from experiments.protocol.format import Quantity
from experiments.report.forms.grids import Column, Grid, cost_grid, spanned
from experiments.report.sections import equal, first_page

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
    """Sentences, and who is the best buy at the chosen value, whatever measure is looked at."""
    one = weighed(results)
    if one is None:
        lacking = ABSENT if results.choice.strategies else CHOOSE if results.source.compared else ALONE
        return TagList(nothing(lacking))
    every = among_all(one)
    values, worth = worths(one), float(given.get("worth") or 0.0)
    at = min(values, key=lambda value: abs(value - worth)) if values else None
    left_out = len(one.compared) < len(every.compared)
    return TagList(
        said([*first_page.cost(one), *equal.sentences(one, equal.MONEY)]) if shown_strategy(one) else None,
        ui.p(AMONG, class_="note") if left_out and at is not None else None,
        *((said(turns(every)), grid(bought(every, at))) if at is not None else ()),
    )


def weighed(results: Chosen) -> Chosen | None:
    """The first primary measure over the whole period, against which costs are set; None where the folder does not hold both."""
    one = as_chosen(results.source, replace(results.choice, measure=results.source.primary[0], years=None))
    return one if len(one.table("cost_per_child_day")) else None


def among_all(results: Chosen) -> Chosen:
    """The same of every strategy: the best buy is the best of all."""
    return as_chosen(results.source, replace(results.choice, strategies=tuple(results.source.compared)))


def best_buy(results: Chosen, _: Mapping[str, str]) -> HTML | None:
    """Who is the best buy, by what a child-day is held to be worth."""
    one = weighed(results)
    return chart(results.source, among_all(one).choice, "best_buy") if one else None


def of_report(name: str) -> Part:
    """A chart of money as the report has it."""

    def drawn(results: Chosen, _: Mapping[str, str]) -> HTML | None:
        one = weighed(results)
        return chart(results.source, one.choice, name) if one else None

    return drawn


def below(results: Chosen, _: Mapping[str, str]) -> Tag | None:
    """What was spent on what."""
    one = weighed(results)
    costs = cost_grid(one) if one else None
    return grid(costs) if costs else None


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


VIEW = View("Money", show, controls, ("worth",), charts=(best_buy, *map(of_report, CHARTS)), below=below)
