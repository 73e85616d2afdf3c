"""For people who look rather than compute: a tornado, and an outcome along one input at a time."""

from __future__ import annotations

import math
import textwrap

import pandas as pd
from matplotlib.axes import Axes

from experiments.figures import style
from experiments.figures.comparison.forest import number_axis
from experiments.figures.registry import Drawing, figure
from experiments.figures.results import FolderTables, each, label_from
from experiments.figures.sensitivity.bars import first_view, others, setting, shown, single_rows, views
from experiments.figures.sentences import Sentence, inside, say
from experiments.protocol import format
from experiments.protocol.format import Quantity

MOST = 10


@figure(page="doubt", tables=["tornado"])
def one_at_a_time(results: FolderTables) -> Drawing | None:
    """The main outcome's difference with each input at its ends and all else at its best."""
    _, versus = views(results)[0]
    rows = first_view(results, "tornado")
    if not len(rows):
        return None
    reach = rows.groupby("parameter")["change"].agg(lambda v: v.abs().max()).nlargest(MOST)
    names = list(reach.index)
    canvas, (axes,) = style.new(1.1 + 0.42 * len(names))
    for at, name in enumerate(names):
        ends_of(axes, rows[rows["parameter"] == name], at)
    for place, end in enumerate(("low", "high")):
        style.key(axes, (0.36 * place, 1.02), END_COLOURS[end], f"at its {END_LABELS[end]} value")
    style.zero_line(axes)
    measure = results.measure(results.primary[0])
    style.rows(axes, [shown(str(name)) for name in names])
    axes.margins(x=0.12)
    number_axis(axes, measure)
    axes.set_xlabel(
        f"change in the difference, {format.unit_heading(measure.unit)}" if versus else format.unit_heading(measure.unit)
    )
    unit, table = measure.unit, "tornado"
    bars = [
        (shown(str(r.parameter)), end_label(r.end), Quantity(r.change, r.low, r.high, unit, table=table, difference=True))
        for r in each(rows[rows["parameter"].isin(names)])
    ]
    best = Quantity(float(rows["best"].iloc[0]), unit=unit, table=table, difference=True)
    note = str(say("assumption_titles", "tornado_note", best=best, bars=len(rows), by_luck=max(1, round(len(rows) / 20))))
    description = say("assumption_titles", "tornado_described", bars=bars)
    return Drawing(canvas, tornado_title(rows, str(names[0])), description, rows, note)


END_COLOURS = {"low": style.PALETTE[1], "high": style.PALETTE[0]}
END_LABELS = {"low": "lowest", "high": "highest"}


def end_label(end: str) -> str:
    """An end of a range, or the alternative of a switch, in words."""
    return f"its {END_LABELS[end]}" if end in END_LABELS else str(end).replace("_", " ")


def ends_of(axes: Axes, part: pd.DataFrame, at: int) -> None:
    """The bars of one input, one above the other, each with its interval; alternatives of a switch are named at their bar."""
    height = 0.76 / max(len(part), 2)
    for place, row in enumerate(each(part)):
        middle = at + (place - (len(part) - 1) / 2.0) * height
        axes.barh(middle, row.change, color=END_COLOURS.get(row.end, style.PALETTE[4]), height=0.9 * height)
        axes.plot([row.low, row.high], [middle, middle], color=style.QUIET, linewidth=1.0)
        if row.end not in END_COLOURS:
            right = row.change >= 0.0
            axes.annotate(
                end_label(row.end), (row.high if right else row.low, middle), xytext=(4 if right else -4, 0), size=7,
                textcoords="offset points", va="center", ha="left" if right else "right", color=style.QUIET,
            )  # fmt: skip


def tornado_title(rows: pd.DataFrame, first: str) -> Sentence:
    """Which input moves the difference most, where more stand clear of zero than luck would bring."""
    clear = rows[(rows["low"] > 0.0) | (rows["high"] < 0.0)]
    shown_to = len(clear) > len(rows) / 20.0 and first in set(clear["parameter"])
    return say("assumption_titles", "tornado", first=inside(label_from(first)) if shown_to else "")


@figure(page="doubt", tables=["profiles"])
def along_one_input(results: FolderTables) -> Drawing | None:
    """The main outcome's difference along each leading input, everything else drawn."""
    strategy, versus = views(results)[0]
    rows = first_view(results, "profiles")
    order = [
        name
        for name in single_rows(results, results.primary[0], versus, strategy)["parameter"]
        if name in set(rows["parameter"])
    ]
    names = list(dict.fromkeys([*order, *rows["parameter"]]))[:6]
    if not names:
        return None
    measure = results.measure(results.primary[0])
    across = min(3, len(names))
    down = math.ceil(len(names) / across)
    canvas, panels = style.new(1.9 * down, down, across, sharey=True)
    for axes, name in zip(panels, names, strict=False):
        part = rows[rows["parameter"] == name]
        curve(axes, part)
        style.zero_line(axes, vertical=False)
        number_axis(axes, measure, "y")
        axes.set_title("\n".join(textwrap.wrap(shown(str(name)), 22)), size=8)
    for axes in panels[len(names) :]:
        axes.set_visible(False)
    panels[0].set_ylabel(format.unit_heading(measure.unit))
    both = {"strategy": results.label(strategy), "versus": results.label(versus) if versus else ""}
    title = say("assumption_titles", "curves", measure=measure, **both)
    note = f"Mean over worlds with {others(results)}; bands are 95% intervals. The line is no difference."
    ends = []
    for name in names:
        part = rows[rows["parameter"] == name]
        both_ends = [
            (setting(row["at"]), Quantity(row["mean"], row["low"], row["high"], measure.unit))
            for row in (part.iloc[0], part.iloc[-1])
        ]
        ends.append((shown(str(name)), both_ends))
    return Drawing(canvas, title, say("assumption_titles", "curves_described", lead=note, curves=ends), rows, note)


def curve(axes: Axes, part: pd.DataFrame) -> None:
    """One input's curve with its band; points with bars for the alternatives of a switch."""
    values = pd.to_numeric(part["at"], errors="coerce")
    if values.notna().all():
        axes.fill_between(values, part["low"], part["high"], color=style.PALETTE[0], alpha=0.18, linewidth=0.0)
        axes.plot(values, part["mean"], color=style.PALETTE[0])
        return
    places = range(len(part))
    axes.vlines(places, part["low"], part["high"], color=style.PALETTE[0])
    axes.plot(places, part["mean"], "o", color=style.PALETTE[0])
    axes.set_xticks(places, [str(at).replace("_", " ") for at in part["at"]], size=7)
    axes.margins(x=0.25)
