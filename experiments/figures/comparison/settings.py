"""The cells of a sweep of one or two levers: each primary measure across the values of one, a line each value of the other."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.axes import Axes

from experiments.figures import facts, looks, style
from experiments.figures.comparison.forest import number_axis
from experiments.figures.registry import Drawing, figure
from experiments.figures.results import FolderTables, lever_names
from experiments.figures.sentences import inside, say
from experiments.protocol import format

MOST_LINES = 4


@figure(page="settings", tables=["settings", "sweep"])
def settings_across(results: FolderTables) -> Drawing | None:
    """Differences from the baseline across the values of the lever that has most, a line each value of the other."""
    levers = list(dict.fromkeys(results.table("settings")["setting"]))
    rows = results.rows("sweep", measure=results.primary).dropna(subset=levers)  # strategies that are named beside have none
    levers.sort(key=lambda name: -rows[name].nunique())
    several = len(levers) > 2 or (len(levers) == 2 and rows[levers[1]].nunique() > MOST_LINES)
    if several or rows.duplicated([*levers, "measure"]).any():  # parameters are swept too: a cell has many rows
        return None
    measures = [name for name in results.primary if name in set(rows["measure"])]
    across = 1 if len(measures) == 1 else 2
    down = math.ceil(len(measures) / across)
    canvas, panels = style.new(0.4 + 2.4 * down, down, across)
    names = [inside(lever_names(levers)[name]) for name in levers]
    for axes, name in zip(panels, measures, strict=False):
        panel(axes, results, rows[rows["measure"] == name], levers)
        axes.set_title(results.measure(name).label)
        axes.set_xlabel(names[0])
    if len(levers) > 1:
        panels[0].legend(title=names[1], title_fontsize=8, fontsize=8)
    for axes in panels[len(measures) :]:
        style.bare(axes)
    told = {"levers": names, "baseline": results.label(results.baseline)}
    alone = rows.assign(verdict="", low=rows["difference_low"], high=rows["difference_high"])
    said = say("titles", "rows", lead=say("notes", "settings", **told), effects=facts.effects(results, alone, "sweep"))
    return Drawing(canvas, say("titles", "settings", **told), said, rows, say("notes", "settings", **told))


def panel(axes: Axes, results: FolderTables, rows: pd.DataFrame, levers: list[str]) -> None:
    """One measure: a line with intervals for each value of the second lever."""
    style.zero_line(axes, vertical=False)
    values = list(dict.fromkeys(rows[levers[0]]))
    lines = list(rows.groupby(levers[1], sort=False)) if len(levers) > 1 else [("", rows)]
    for at, (name, line) in enumerate(lines):
        (colour, _), place = looks.COLOURS[at], 0.08 * (at - (len(lines) - 1) / 2.0)
        beside = [values.index(one) + place for one in line[levers[0]]]
        axes.vlines(beside, line["difference_low"], line["difference_high"], colors=colour, linewidth=1.2)
        axes.plot(beside, line["difference"], color=colour, marker=looks.MARKERS[at], markersize=5, label=format.setting(name))
    axes.set_xticks(range(len(values)), [format.setting(one) for one in values])
    axes.margins(x=0.06)
    number_axis(axes, results.measure(str(rows["measure"].iloc[0])), which="y")
