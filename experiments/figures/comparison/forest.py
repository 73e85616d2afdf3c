"""Strategies beside each other: forests of paired differences."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from experiments.figures import choose, facts, style
from experiments.figures.registry import Drawing, figure
from experiments.figures.results import FolderTables, Measure, each, row_at
from experiments.figures.sentences import Sentence, say
from experiments.protocol import format
from experiments.protocol.verdicts import BETTER, CLEAR, IDENTICAL, MARKS, WORSE


def effect_rows(results: FolderTables, measures: list[str]) -> pd.DataFrame:
    """Rows of ``effects.csv`` against the baseline for these measures, in their order and that of the strategies."""
    effects = results.table("effects")
    if not len(effects):
        return effects
    rows = effects[(effects["versus"] == results.baseline) & effects["measure"].isin(measures)]
    order: dict[Any, list[str]] = {"measure": measures, "strategy": results.compared}
    return rows.sort_values(list(order), key=lambda names: names.map(order[names.name].index), ignore_index=True)


def number_axis(axes: Axes, measure: Measure, which: str = "x") -> None:
    """Few ticks, in thousands or millions where that reads better, with the pound sign or per cent that the unit asks for."""
    axis = axes.xaxis if which == "x" else axes.yaxis
    axis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(FuncFormatter(lambda value, _: format.tick(value, measure.unit)))


def forest(axes: Axes, rows: pd.DataFrame, labels: list[str], measure: Measure, brief: bool = False) -> None:
    """Differences with their intervals, a row each from the top; verdicts at the right, as a sign where ``brief``.

    The grey band of a row is its ``floor``: what chance alone may show in differences paired as these are. A thin line with
    ends, where there are several worlds, is the range of nine of ten of them.
    """
    style.zero_line(axes)
    rows = rows.assign(at=range(len(rows)), floor=rows.get("floor", math.nan))
    bands = rows[rows["floor"] > 0.0]
    axes.barh(bands["at"], 2.0 * bands["floor"], left=-bands["floor"], height=0.8, color=style.FAINT, alpha=0.6, zorder=0)
    for verdict in dict.fromkeys(rows["verdict"]):
        part, (colour, marker) = rows[rows["verdict"] == verdict], style.VERDICT.get(verdict, style.VERDICT[""])
        if "world_low" in part:
            axes.hlines(part["at"], part["world_low"], part["world_high"], colour, linewidth=0.9, zorder=2)
            ends = pd.concat([part["world_low"], part["world_high"]])
            axes.plot(ends, [*part["at"]] * 2, color=colour, linestyle="", marker="|", markersize=7, zorder=2)
        axes.hlines(part["at"], part["low"], part["high"], colour, linewidth=2.2, zorder=2)
        face = colour if verdict in CLEAR else style.PAPER
        axes.plot(part["difference"], part["at"], linestyle="", marker=marker, color=colour, markerfacecolor=face, zorder=3)
    for row in each(rows):
        style.beside(axes, row.at, right_words(row, measure, brief), colour=style.VERDICT_WORDS.get(row.verdict, style.QUIET))
    style.rows(axes, labels)
    axes.use_sticky_edges = False  # else the axis would end where a grey band does
    axes.margins(x=0.06)
    number_axis(axes, measure)
    axes.grid(axis="x")


def right_words(row: Any, measure: Measure, brief: bool) -> str:
    """Percentage and verdict; the difference itself where a percentage does not exist."""
    if getattr(row, "interval", "") == IDENTICAL:
        return IDENTICAL
    size = facts.percent(row) or facts.difference(row, measure)
    return f"{format.number(size)}  {MARKS.get(row.verdict, '') if brief else row.verdict}".rstrip()


@figure(page="answer", tables=["effects"])
def main_difference(results: FolderTables) -> Drawing | None:
    """The answer at a glance: every strategy's difference on the first primary measure, beside the same harm counted otherwise."""
    main = choose.main_measure(results)
    rows = effect_rows(results, [name for name in (main, results.measure(main).counted_as) if name])
    measures = [name for name in dict.fromkeys(rows["measure"])] if len(rows) else []
    if main not in measures:
        return None
    canvas, panels = style.new(0.75 + 0.22 * rows["strategy"].nunique(), 1, len(measures), sharey=True)
    for axes, name in zip(panels, measures, strict=True):
        measure, part = results.measure(name), rows[rows["measure"] == name]
        forest(axes, part, [results.label(s) for s in part["strategy"]], measure, brief=True)
        axes.set_title(measure.label)
        axes.xaxis.set_major_locator(MaxNLocator(nbins=4, steps=[1, 2, 5, 10]))
    panels[0].set_xlabel(format.unit_heading(results.measure(main).unit))
    ends = [end for axes in panels for end in axes.get_xlim()]
    for axes in panels:  # the same harm, to one scale
        axes.set_xlim(min(ends), max(ends))
    note = say(
        "notes",
        "main_difference",
        baseline=results.label(results.baseline),
        several=len(measures) > 1,
        alone=not set(measures) <= set(results.primary),
        judged=bool(results.measure(main).better),
        **shown(results, rows),
    )
    said = say("titles", "rows", lead=note, effects=facts.effects(results, rows))
    return Drawing(canvas, finding(results, rows[rows["measure"] == main]), said, rows, note)


@figure(page="answer", tables=["effects"])
def primary_differences(results: FolderTables) -> Drawing | None:
    """Each primary measure: every strategy's paired difference from the baseline, with its interval."""
    rows = effect_rows(results, results.primary)
    measures = [name for name in results.primary if name in set(rows["measure"])] if len(rows) else []
    if not measures:
        return None
    strategies = len(results.compared)
    canvas, panels = style.new(len(measures) * (0.62 + 0.27 * strategies), len(measures))
    for axes, name in zip(panels, measures, strict=True):
        measure, part = results.measure(name), rows[rows["measure"] == name]
        forest(axes, part, [results.label(s) for s in part["strategy"]], measure)
        axes.set_title(f"{measure.label}, {format.unit_heading(measure.unit)}")
    main = rows[rows["measure"] == measures[0]]
    baseline = results.label(results.baseline)
    note = say("notes", "forest", baseline=baseline, **shown(results, rows))
    lead = say("notes", "forest_described", baseline=baseline, measures=len(measures))
    said = say("titles", "rows", lead=f"{note} {lead}", effects=facts.effects(results, rows))
    return Drawing(canvas, finding(results, main), said, rows, note)


def shown(results: FolderTables, rows: pd.DataFrame) -> dict[str, str | bool]:
    """What a forest's note says of its marks: which worlds its thin lines are of, and whether it has bands of what chance may show."""
    worlds, floor = (name in rows and bool(rows[name].notna().any()) for name in ("world_low", "floor"))
    return {"worlds": ("fitted worlds" if results.fitted else "plausible worlds") if worlds else "", "floor": floor}


def finding(results: FolderTables, rows: pd.DataFrame) -> Sentence:
    """A title that says what one measure's rows show."""
    measure = results.measure(rows["measure"].iloc[0])
    good, bad = rows[rows["verdict"] == BETTER], rows[rows["verdict"] == WORSE]
    first, near = choose.leading(results) if measure.name == choose.main_measure(results) else ([], [])
    best = row_at(good, good["difference"].abs().idxmax()) if len(good) else None
    return say(
        "titles",
        "finding",
        measure=measure,
        baseline=results.label(results.baseline),
        best=facts.effect(results, best) if best is not None else None,
        worse=facts.labels(results, bad["strategy"]),
        leaders=facts.labels(results, first),
        alone=bool(near) and len(good) == 1,
        several=len(rows) > 1 and not near,
    )
