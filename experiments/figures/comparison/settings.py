"""The cells of a sweep of one or two levers: each primary measure across the values of one, a line each value of the other."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.axes import Axes

from experiments.figures import facts, looks, style
from experiments.figures.comparison.forest import number_axis
from experiments.figures.registry import Drawing, figure
from experiments.figures.results import FolderTables, each, label_from, value_from
from experiments.figures.sentences import Sentence, inside, say

PANELS, MOST_LINES = 4, 4


@figure(page="settings", tables=["settings", "sweep"])
def settings_across(results: FolderTables) -> Drawing | None:
    """Differences from the baseline across the values of the lever that has most, a line each value of the other."""
    levers = list(dict.fromkeys(results.table("settings")["setting"]))
    rows = results.rows("sweep", measure=results.primary[:PANELS])
    levers.sort(key=lambda name: -rows[name].nunique())
    several = len(levers) > 2 or (len(levers) == 2 and rows[levers[1]].nunique() > MOST_LINES)
    if several or rows.duplicated([*levers, "measure"]).any():  # parameters are swept too: a cell has many rows
        return None
    measures = [name for name in results.primary if name in set(rows["measure"])][:PANELS]
    across = 1 if len(measures) == 1 else 2
    down = math.ceil(len(measures) / across)
    canvas, panels = style.new(0.4 + 2.4 * down, down, across)
    for axes, name in zip(panels, measures, strict=False):
        panel(axes, results, rows[rows["measure"] == name], levers)
        axes.set_title(results.measure(name).label)
    if len(levers) > 1:
        panels[0].legend(title=words(levers[1]), title_fontsize=8, fontsize=8)
    for axes in panels[len(measures) :]:
        style.bare(axes)
    names = [words(name) for name in levers]
    alone = rows.assign(verdict="", low=rows["difference_low"], high=rows["difference_high"])
    note = say("notes", "settings", levers=names, baseline=results.label(results.baseline))
    said = say("titles", "rows", lead=note, effects=facts.effects(results, alone))
    return Drawing(canvas, title(results, measures[0]), said, rows, note)


def words(lever: str) -> str:
    """What a component is called within a sentence: its name without its lever."""
    return inside(label_from(lever.rpartition(".")[2]))


def title(results: FolderTables, measure: str) -> Sentence:
    """Which levers clearly change the first primary measure, from the first value to the last."""
    rows = results.rows("settings", measure=measure)
    last = rows[rows["other"].isna()].drop_duplicates("setting", keep="last")
    found = facts.effects(results, last.assign(strategy=""), "settings")
    spoken = [f"{words(row.setting)} {value_from(row.value)} in place of {value_from(row.first)}" for row in each(last)]
    clear = [(name, effect) for name, effect in zip(spoken, found, strict=True) if effect.clear]
    return say(
        "titles", "settings", measure=results.measure(measure), clear=clear, levers=[words(one) for one in last["setting"]]
    )


def panel(axes: Axes, results: FolderTables, rows: pd.DataFrame, levers: list[str]) -> None:
    """One measure: a line with intervals for each value of the second lever."""
    style.zero_line(axes, vertical=False)
    values = list(dict.fromkeys(rows[levers[0]]))
    lines = list(rows.groupby(levers[1], sort=False)) if len(levers) > 1 else [("", rows)]
    for at, (name, line) in enumerate(lines):
        (colour, _), place = looks.COLOURS[at], 0.08 * (at - (len(lines) - 1) / 2.0)
        beside = [values.index(one) + place for one in line[levers[0]]]
        axes.vlines(beside, line["difference_low"], line["difference_high"], colors=colour, linewidth=1.2)
        axes.plot(beside, line["difference"], color=colour, marker=looks.MARKERS[at], markersize=5, label=value_from(name))
    axes.set_xticks(range(len(values)), [value_from(one) for one in values])
    axes.margins(x=0.06)
    axes.set_xlabel(words(levers[0]))
    number_axis(axes, results.measure(str(rows["measure"].iloc[0])), which="y")
