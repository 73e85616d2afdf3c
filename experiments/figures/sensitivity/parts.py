"""Which part of a response does the work, and what the same money buys."""

from __future__ import annotations

from typing import Any

import pandas as pd

from experiments.figures import looks, style
from experiments.figures.choose import leads
from experiments.figures.comparison.forest import number_axis
from experiments.figures.comparison.trends import line_ends
from experiments.figures.registry import Drawing, figure
from experiments.figures.results import FolderTables, each
from experiments.figures.sensitivity.bars import shown
from experiments.figures.sensitivity.choice import main_rows, short
from experiments.figures.sentences import Sentence, inside, say
from experiments.protocol import format
from experiments.protocol.format import Quantity

METHODS = (
    ("alone", "added alone", 1, "s"),
    ("shapley", "its share of the whole (Shapley)", 0, "o"),
    ("taken_away", "lost when taken away", 2, "^"),
)


@figure(page="parts", tables=["attribution"])
def parts_of_the_work(results: FolderTables) -> Drawing | None:
    """Each part added alone, its Shapley value, and what the whole loses without it."""
    rows = main_rows(results, "attribution")
    parts = rows[rows["method"] == "shapley"].sort_values("value", key=lambda v: -v.abs())["part"].tolist()
    if not parts:
        return None
    measure = results.measure(str(rows["outcome"].iloc[0]))
    canvas, (axes,) = style.new(1.1 + 0.42 * len(parts))
    for at, part in enumerate(parts):
        for place, (method, _, colour, marker) in enumerate(METHODS):
            row = rows[(rows["part"] == part) & (rows["method"] == method)].iloc[0]
            height = at + 0.22 * (place - 1)
            ends, ink = [row["low"], row["high"]], style.PALETTE[colour]
            axes.plot(ends, [height, height], color=ink, linewidth=1.8, solid_capstyle="butt")
            axes.plot(row["value"], height, marker, color=ink, markersize=5)
    for place, (_, text, colour, _) in enumerate(METHODS):
        corner = ((0.0, 0.22, 0.68)[place], 1.02)
        axes.annotate(("■ ", "● ", "▲ ")[place] + text, corner, xycoords="axes fraction", size=8, color=style.WORDS[colour])
    style.zero_line(axes)
    style.rows(axes, [shown(str(part)) for part in parts])
    axes.margins(x=0.08)
    number_axis(axes, measure)
    axes.set_xlabel(f"change in {inside(measure.label)}, {format.unit_heading(measure.unit)}")
    title = parts_title(results, rows, parts)
    methods = {method: label for method, label, _, _ in METHODS}
    parted = [
        (shown(str(r.part)), methods.get(r.method, str(r.method).replace("_", " ")), quantity(r, measure.unit, "attribution"))
        for r in each(rows)
    ]
    note = "Paired 95% intervals. Shapley values add up to the whole; where the others differ, parts help or hinder."
    return Drawing(canvas, title, say("assumption_titles", "parts_described", parts=parted), rows, note)


def quantity(row: Any, unit: str, table: str) -> Quantity:
    """A row's change with its interval."""
    return Quantity(float(row.value), float(row.low), float(row.high), unit, table=table, difference=True)


def parts_title(results: FolderTables, rows: pd.DataFrame, parts: list[str]) -> Sentence:
    """Which part does most, if the whole and the part are clear."""
    whole = rows[rows["method"] == "whole"].iloc[0]
    sure = set(rows.loc[(rows["method"] == "shapley") & ((rows["low"] > 0.0) | (rows["high"] < 0.0)), "part"])
    clear = [part for part in parts if part in sure]
    if whole["low"] <= 0.0 <= whole["high"]:
        clear = []
    own = (
        rows[rows["method"] == "shapley"]
        .set_index("part")
        .loc[[*clear[:1], *(part for part in parts if part not in clear[:1])]]
    )
    named = [shown(part) if not at else inside(shown(part)) for at, part in enumerate(clear)]
    return say("assumption_titles", "parts", strategy=results.label(str(whole["strategy"])), names=named, most=leads(own))


@figure(page="parts", tables=["dose", "budget"])
def same_money(results: FolderTables) -> Drawing | None:
    """Effect of each response as it grows from nothing to its whole, and where each costs the same."""
    rows, equal = main_rows(results, "dose"), main_rows(results, "budget")
    names = list(dict.fromkeys(rows["strategy"]))[:4]
    if not names:
        return None
    measure = results.measure(str(rows["outcome"].iloc[0]))
    canvas, (axes,) = style.new(3.6)
    ends = []
    for name in names:
        part = rows[rows["strategy"] == name]
        own = looks.look(results, str(name))
        axes.fill_between(part["intensity"], part["low"], part["high"], color=own.colour, alpha=0.12, linewidth=0.0)
        looks.line(axes, results, str(name), part["intensity"], part["value"])
        ends.append((float(part["value"].iloc[-1]), short(results.label(str(name))), own.ink))
        at = equal[equal["strategy"] == name]
        if len(at) and at["value"].notna().all():
            axes.plot(at["intensity"], at["value"], "*", color=own.colour, markersize=13, markeredgecolor=style.INK, zorder=5)
    style.zero_line(axes, vertical=False)
    axes.set_xticks([0.0, 0.25, 0.5, 0.75, 1.0], ["0%", "25%", "50%", "75%", "100%"])
    axes.set_xlabel("intensity of the response")
    axes.set_ylabel(f"change, {format.unit_heading(measure.unit)}")
    axes.margins(x=0.02)
    number_axis(axes, measure, "y")
    line_ends(axes, ends)
    known = equal[equal["value"].notna()]
    order = known.sort_values("value", ascending=len(known) > 0 and known["better"].iloc[0] == "down")
    best = results.label(str(order["strategy"].iloc[0])) if len(known) > 1 and leads(order) else ""
    title = say("assumption_titles", "same_money", measure=measure, compared=len(known) > 1 and bool(measure.better), best=best)
    budget = Quantity(float(known["budget"].iloc[0]), unit="GBP", table="budget") if len(known) else None
    bought = [(results.label(str(r.strategy)), quantity(r, measure.unit, "budget")) for r in each(known)]
    said = say("assumption_titles", "same_money_described", bought=bought)
    return Drawing(canvas, title, said, rows, str(say("assumption_titles", "same_money_note", budget=budget)))
