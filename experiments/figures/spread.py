"""The postcode lottery before and after: every area's rate, and how unequal the rates are."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from experiments.figures import choose, style, words
from experiments.figures.maps import FEW_YOUNG_PEOPLE, rate_number, rates
from experiments.figures.registry import Drawing, figure
from experiments.figures.results import Measure, Results, each, row_at


@figure(page="equity", tables=["areas"])
def spread_between_areas(results: Results) -> Drawing | None:
    """The postcode lottery before and after: every area's rate as a tick, a row each strategy."""
    measure = choose.mapped_measure(results, "areas")
    if measure is None or not len(results.areas):
        return None
    rows = rates(results, measure)
    rows = rows[rows["population_10_17"] >= FEW_YOUNG_PEOPLE].reset_index(drop=True)
    strategies = [name for name in results.strategies if name in set(rows["strategy"])]
    if not strategies or not (rows["per_1000_young_people"] > 0.0).any():
        return None
    canvas, (axes,) = style.new(0.7 + 0.34 * len(strategies))
    for at, name in enumerate(strategies):
        values = rows.loc[rows["strategy"] == name, "per_1000_young_people"]
        colour = style.BASE if name == results.baseline else style.PALETTE[0]
        axes.plot([values.min(), values.max()], [at, at], color=style.FAINT, linewidth=6, solid_capstyle="round", zorder=1)
        axes.plot(values, [at] * len(values), linestyle="none", marker="|", markersize=11, color=colour, alpha=0.75, zorder=2)
    axes.set_yticks(range(len(strategies)), [results.label(name) for name in strategies])
    axes.set_ylim(len(strategies) - 0.5, -0.5)
    axes.set_xlim(left=0.0)
    axes.tick_params(axis="y", length=0, labelcolor=style.INK)
    axes.spines["left"].set_visible(False)
    one = results.measure(measure)
    axes.set_xlabel(f"{one.unit} per 1,000 people aged 10 to 17")
    axes.grid(axis="x")
    note = (
        f"{one.label}: each tick is a force area, the bar runs from lowest to highest. No area is named: areas are not ranked."
    )
    note += unequal_beside(axes, results, measure, strategies)
    gap = gap_sentence(results, measure)
    title = words.together([apart_title(results, rows, one), *([gap] if gap else [])], ". ")
    return Drawing(canvas, title, note, rows, note)


UNEQUAL = {"mean": ("mean", 30), "worst_fifth": ("worst fifth", 82), "p90_p10": ("P90:P10", 126)}
"""Statistics of the equity table that stand beside the rows: what they are called there, and how far from the chart (points)."""


def unequal_beside(axes: Axes, results: Results, measure: str, strategies: list[str]) -> str:
    """Mean, worst-off fifth and P90:P10 of each row beside it, and what these are."""
    table = results.table("equity")
    table = table[(table["measure"] == measure) & table["strategy"].isin(strategies)] if len(table) else table
    if not len(table):
        return ""
    for statistic, (label, away) in UNEQUAL.items():
        written: dict[str, Any] = {
            "xycoords": ("axes fraction", "data"),
            "textcoords": "offset points",
            "ha": "right",
            "va": "center",
            "size": 7.5,
        }
        axes.annotate(label, (1.0, -0.75), (away, 0), color=style.QUIET, annotation_clip=False, **written)
        for row in each(table[table["statistic"] == statistic]):
            text = unequal_number(row.mean).text if math.isfinite(row.mean) else "\u2013"
            axes.annotate(text, (1.0, strategies.index(row.strategy)), (away, 0), annotation_clip=False, **written)
    return (
        " Beside each row: the mean over young people, the rate of the fifth of them who live where it is worst, and P90:P10, "
        "the rate that a tenth of areas exceed over the rate that a tenth stay below; what luck adds to these is taken away."
    )


def gap_sentence(results: Results, measure: str) -> words.Sentence | None:
    """Whether the gap between areas is clearly wider or narrower under the main strategy."""
    table, shown = results.table("equity"), choose.shown_strategy(results)
    if not len(table):
        return None
    gaps = table[(table["measure"] == measure) & (table["statistic"] == "p90_p10")].set_index("strategy")
    if results.baseline not in gaps.index or shown not in gaps.index:
        return None
    before, after = (row_at(gaps, name) for name in (results.baseline, str(shown)))
    low, high = float(after["difference_low"]), float(after["difference_high"])
    if not all(math.isfinite(value) for value in (before["mean"], after["mean"], low, high)):
        return None
    change = "narrower" if high < 0.0 else ("wider" if low > 0.0 else "no clear change")
    return words.filled(
        "The gap between areas, P90:P10, is {before} and {after}: {change}",
        before=unequal_number(before["mean"]),
        after=unequal_number(after["mean"]),
        change=change,
    )


def unequal_number(value: float) -> words.Number:
    """A statistic of the equity table with three digits."""
    step = 10.0 ** (math.floor(math.log10(abs(value))) - 2) if value else 1.0
    return words.Number(words.digits_text(value, step), float(value), step, "equity")


def apart_title(results: Results, rows: pd.DataFrame, measure: Measure) -> words.Sentence:
    """From where to where areas reach before, and under the strategy that the report is about."""
    names = [results.baseline, choose.shown_strategy(results)]
    ends = []
    for name in [name for name in names if name in set(rows["strategy"])]:
        values = rows.loc[rows["strategy"] == name, "per_1000_young_people"]
        low, high = (rate_number(float(value)) for value in (values.min(), values.max()))
        under = {"low": low, "high": high, "name": results.label(str(name))}
        ends.append(words.filled("{low} to {high} under {name}", **under))
    lead = f"In the model, {words.inside(measure.label)} per 1,000 young people reach over areas from "
    return words.Sentence(lead, words.together(ends, " and from "))
