"""Which part of a response does the work, and what the same money buys."""

from __future__ import annotations

import pandas as pd

from experiments.figures import style, words
from experiments.figures.compare import number_axis
from experiments.figures.registry import Drawing, figure
from experiments.figures.results import Results, each
from experiments.figures.sensitivity_bars import banded_line, end_label, label_rows, shown
from experiments.figures.sensitivity_choice import main_rows, short
from experiments.sensitivity.words import leads

METHODS = (
    ("alone", "added alone", 1, "s"),
    ("shapley", "its share of the whole (Shapley)", 0, "o"),
    ("taken_away", "lost when taken away", 2, "^"),
)


@figure(page="parts", tables=["attribution"])
def parts_of_the_work(results: Results) -> Drawing | None:
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
    label_rows(axes, [shown(str(part)) for part in parts])
    axes.margins(x=0.08)
    number_axis(axes, measure)
    axes.set_xlabel(f"change in {words.inside(measure.label)}, {words.unit_words(measure.unit)}")
    title = parts_title(results, rows, parts)
    told = " ".join(f"{shown(str(r.part))}, {r.method}: {r.value:,.4g} ({r.low:,.4g} to {r.high:,.4g})." for r in each(rows))
    note = "Paired 95% intervals. Shapley values add up to the whole; where the others differ, parts help or hinder."
    return Drawing(canvas, title, told, rows, note)


def parts_title(results: Results, rows: pd.DataFrame, parts: list[str]) -> str:
    """Which part does most, if the whole and the part are clear."""
    whole = rows[rows["method"] == "whole"].iloc[0]
    name = results.quoted(str(whole["strategy"]))
    sure = set(rows.loc[(rows["method"] == "shapley") & ((rows["low"] > 0.0) | (rows["high"] < 0.0)), "part"])
    clear = [part for part in parts if part in sure]
    if not clear or whole["low"] <= 0.0 <= whole["high"]:
        return f"No part of {name} has a clear share of its work"
    own = rows[rows["method"] == "shapley"].set_index("part").loc[[clear[0], *(part for part in parts if part != clear[0])]]
    if not leads(own):
        named = words.listed([shown(part) if not at else words.inside(shown(part)) for at, part in enumerate(clear)])
        return f"{named} {'does' if len(clear) == 1 else 'do'} a clear share of the work of {name}, in the model"
    return f"{shown(str(clear[0]))} does most of the work of {name}, in the model"


@figure(page="parts", tables=["dose", "budget"])
def same_money(results: Results) -> Drawing | None:
    """Effect of each response as it grows from nothing to its whole, and where each costs the same."""
    rows, equal = main_rows(results, "dose"), main_rows(results, "budget")
    names = list(dict.fromkeys(rows["strategy"]))[:4]
    if not names:
        return None
    measure = results.measure(str(rows["outcome"].iloc[0]))
    canvas, (axes,) = style.new(3.6)
    for place, name in enumerate(names):
        part = rows[rows["strategy"] == name]
        colour = style.PALETTE[place]
        banded_line(axes, part, "intensity", place)
        end = (1.0, part["value"].iloc[-1])
        end_label(axes, short(results.label(str(name))), end, place)
        at = equal[equal["strategy"] == name]
        if len(at) and at["value"].notna().all():
            axes.plot(at["intensity"], at["value"], "*", color=colour, markersize=13, markeredgecolor=style.INK, zorder=5)
    style.zero_line(axes, vertical=False)
    axes.set_xticks([0.0, 0.25, 0.5, 0.75, 1.0], ["0%", "25%", "50%", "75%", "100%"])
    axes.set_xlabel("intensity of the response")
    axes.set_ylabel(f"change, {words.unit_words(measure.unit)}")
    axes.margins(x=0.02)
    number_axis(axes, measure, "y")
    known = equal[equal["value"].notna()]
    title = f"{measure.label}: what each response does as it grows, in the model"
    if len(known) > 1:
        order = known.sort_values("value", ascending=known["better"].iloc[0] == "down")
        name = results.quoted(str(order["strategy"].iloc[0]))
        title = f"For the same money no response is shown to change {words.inside(measure.label)} more than another"
        if leads(order):
            title = f"For the same money {name} changes {words.inside(measure.label)} most, in the model"
    told = " ".join(
        f"{results.label(str(r.strategy))} at the same cost: {r.value:,.4g} ({r.low:,.4g} to {r.high:,.4g})."
        for r in each(known)
    )
    budget = (
        f"Stars: where each costs £{float(f'{known["budget"].iloc[0]:.3g}'):,.0f} a year more than the baseline."
        if len(known)
        else "No common extra cost."
    )
    return Drawing(canvas, title, told or "Curves of effect by intensity.", rows, budget + " Bands are paired 95% intervals.")
