"""Slopes from the baseline: each primary measure, before and under two responses, on one scale."""

from __future__ import annotations

import textwrap

import pandas as pd
from matplotlib.axes import Axes

from experiments.figures import choose, facts, outliers, style
from experiments.figures.comparison.forest import effect_rows
from experiments.figures.comparison.trends import line_ends
from experiments.figures.registry import Drawing, figure
from experiments.figures.results import FolderTables, each
from experiments.figures.sentences import Sentence, say
from experiments.protocol import format
from experiments.protocol.verdicts import BETTER, CLEAR, WORSE

PANELS, TIMES = 2, 8.0


@figure(page="answer", tables=["effects"])
def slopes_from_baseline(results: FolderTables) -> Drawing | None:
    """What a response changes at a glance: each primary measure from the baseline's level, set to a hundred, to its own."""
    rows = effect_rows(results, results.primary)
    rows = rows[rows["percent"].notna()] if len(rows) else rows
    shown = [name for name in choose.shown_strategies(results) if len(rows) and name in set(rows["strategy"])][:PANELS]
    rows = rows[rows["strategy"].isin(shown)].reset_index(drop=True) if shown else rows
    if not shown or rows["measure"].nunique() < 2:
        return None
    canvas, panels = style.new(3.6, 1, len(shown), sharey=True)
    whole = (min(0.0, rows["percent"].min()), max(0.0, rows["percent"].max()))
    clipped = outliers.limits(((share, share, share) for share in rows["percent"]), TIMES)
    least, most = clipped or whole
    room = 0.2 * (most - least or 1.0)
    for axes, name in zip(panels, shown, strict=True):
        axes.set_ylim(100.0 + least - 2.0 * room, 100.0 + most + room)  # labels keep clear of the ticks' names
        slope(axes, results, rows[rows["strategy"] == name])
        ends = [results.label(results.baseline), results.label(name)]
        axes.set_xticks([0.0, 1.0], ["\n".join(textwrap.wrap(end, 16)) for end in ends])
    panels[0].set_ylabel(f"{results.label(results.baseline)} = 100")
    note = say(
        "notes", "slopes", baseline=results.label(results.baseline), clipped=clipped is not None, **choose.otherwise(results)
    )
    said = say("titles", "rows", lead=note, effects=facts.effects(results, rows))
    return Drawing(canvas, slope_title(results, rows, shown[0]), said, rows, note)


def slope(axes: Axes, results: FolderTables, rows: pd.DataFrame) -> None:
    """One response: a line for each measure, named at its end."""
    ends = []
    axes.axhline(100.0, color=style.FAINT, linewidth=0.8, zorder=0)
    for row in each(rows):
        colour, marker = style.VERDICT.get(row.verdict, style.VERDICT[""])
        clear = row.verdict in CLEAR
        axes.plot(
            [0.0, 1.0], [100.0, 100.0 + row.percent], color=colour, linewidth=1.8, linestyle="-" if clear else (0, (3, 2)),
            marker=marker, markerfacecolor=colour if clear else style.PAPER,
        )  # fmt: skip
        change = facts.percent(row)
        end = min(max(100.0 + row.percent, axes.get_ylim()[0]), axes.get_ylim()[1])
        away = "" if end == 100.0 + row.percent else " \u25b2" if row.percent > 0.0 else " \u25bc"
        text = f"{results.measure(row.measure).label} {format.number(change) if change else ''}{away}"
        ends.append((end, "\n".join(textwrap.wrap(text, 24)), style.VERDICT_WORDS.get(row.verdict, style.QUIET)))
    axes.set_xlim(-0.05, 1.07)
    line_ends(axes, ends)
    axes.tick_params(axis="x", length=0, labelcolor=style.INK)
    axes.spines["bottom"].set_visible(False)


def slope_title(results: FolderTables, rows: pd.DataFrame, strategy: str) -> Sentence:
    """On how many primary measures the first response is better and worse."""
    counts = rows.loc[rows["strategy"] == strategy, "verdict"].value_counts()
    number = {verdict: int(counts.get(verdict, 0)) for verdict in (BETTER, WORSE)}
    return say("titles", "slopes", strategy=results.label(strategy), counts=number, total=int(counts.sum()))
