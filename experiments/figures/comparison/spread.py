"""The postcode lottery before and after: every area's rate, and how unequal the rates are."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from experiments.figures import choose, looks, style
from experiments.figures.areas import few, rate, rates
from experiments.figures.registry import Drawing, figure
from experiments.figures.results import FolderTables, Measure, each
from experiments.figures.sentences import Sentence, say
from experiments.protocol import format
from experiments.protocol.format import Quantity


@figure(page="equity", tables=["areas"])
def spread_between_areas(results: FolderTables) -> Drawing | None:
    """The postcode lottery before and after: every area's rate as a tick, a row each strategy."""
    measure = choose.mapped_measure(results, "areas")
    if measure is None or not len(results.areas):
        return None
    rows = rates(results, measure)
    rows = rows[~few(rows)].reset_index(drop=True)
    strategies = [name for name in results.strategies if name in set(rows["strategy"])]
    if not strategies or not (rows["per_1000_young_people"] > 0.0).any():
        return None
    canvas, (axes,) = style.new(0.7 + 0.34 * len(strategies))
    for at, name in enumerate(strategies):
        values = rows.loc[rows["strategy"] == name, "per_1000_young_people"]
        colour = looks.look(results, name).colour
        axes.plot([values.min(), values.max()], [at, at], color=style.FAINT, linewidth=6, solid_capstyle="round", zorder=1)
        axes.plot(values, [at] * len(values), linestyle="none", marker="|", markersize=11, color=colour, alpha=0.75, zorder=2)
    style.rows(axes, [results.label(name) for name in strategies])
    axes.set_xlim(left=0.0)
    one = results.measure(measure)
    axes.set_xlabel(f"{one.unit} per 1,000 people aged 10 to 17")
    axes.grid(axis="x")
    note = say("notes", "spread", measure=one, unequal=unequal_beside(axes, results, measure, strategies))
    title = spread_title(results, rows, one)
    return Drawing(canvas, title, say("titles", "spread_described", lead=note, reaches=reaches(results, rows)), rows, note)


UNEQUAL = {"mean": ("mean", 30), "worst_fifth": ("worst fifth", 82), "p90_p10": ("P90:P10", 126)}
"""Statistics of the equity table that stand beside the rows: what they are called there, and how far from the chart (points)."""


def unequal_beside(axes: Axes, results: FolderTables, measure: str, strategies: list[str]) -> bool:
    """Mean, worst-off fifth and P90:P10 of each row beside it; whether the folder has them."""
    table = results.rows("equity", measure=measure, strategy=strategies)
    if not len(table):
        return False
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
            text = str(format.number(unequal(row))) if math.isfinite(row.mean) else "\u2013"
            axes.annotate(text, (1.0, strategies.index(row.strategy)), (away, 0), annotation_clip=False, **written)
    return True


def unequal(row: Any) -> Quantity:
    """A statistic of the equity table with its interval."""
    return Quantity(float(row.mean), float(row.low), float(row.high), table="equity")


def gap_between_areas(results: FolderTables, measure: str) -> tuple[Quantity, Quantity, Quantity] | None:
    """P90:P10 of the baseline and of the main strategy, and the difference; None where any of them is not known."""
    shown = choose.shown_strategy(results)
    gaps = {row.strategy: row for row in each(results.rows("equity", measure=measure, statistic="p90_p10"))}
    if results.baseline not in gaps or shown not in gaps:
        return None
    before, after = unequal(gaps[results.baseline]), unequal(gaps[shown])
    row = gaps[shown]
    difference = Quantity(row.difference, row.difference_low, row.difference_high, table="equity", difference=True)
    known = difference.bounded and math.isfinite(before.value) and math.isfinite(after.value)
    return (before, after, difference) if known else None


def reaches(results: FolderTables, rows: pd.DataFrame) -> list[tuple[str, Quantity, Quantity]]:
    """The lowest and the highest rate of an area under each strategy."""
    found = []
    for name, part in rows.groupby("strategy", sort=False):
        rates_of = sorted((rate(row) for row in each(part)), key=lambda one: one.value)
        found.append((results.label(str(name)), rates_of[0], rates_of[-1]))
    return found


def spread_title(results: FolderTables, rows: pd.DataFrame, measure: Measure) -> Sentence:
    """From where to where areas reach before, and under the strategy that the report is about; and whether the gap changes."""
    names = [results.baseline, choose.shown_strategy(results)]
    shown = reaches(results, pd.concat([rows[rows["strategy"] == name] for name in names]))
    return say("titles", "spread", measure=measure, reaches=shown, gap=gap_between_areas(results, measure.name))
