"""For people who look rather than compute: a tornado, and an outcome along one input at a time."""

from __future__ import annotations

import math
import textwrap

import pandas as pd
from matplotlib.axes import Axes

from experiments.figures import style, words
from experiments.figures.compare import number_axis
from experiments.figures.registry import Drawing, figure
from experiments.figures.results import Results, each, label_from
from experiments.figures.sensitivity_bars import first_view, label_rows, shown, single_rows, views
from experiments.figures.words import Sentence

MOST = 10


@figure(page="doubt", tables=["tornado"])
def one_at_a_time(results: Results) -> Drawing | None:
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
        corner = (0.36 * place, 1.02)
        axes.annotate("■", corner, xycoords="axes fraction", size=10, color=END_COLOURS[end])
        text = f"at its {END_WORDS[end]} value"
        axes.annotate(text, corner, xytext=(12, 0), xycoords="axes fraction", textcoords="offset points", size=8)
    style.zero_line(axes)
    measure = results.measure(results.primary[0])
    label_rows(axes, [shown(str(name)) for name in names])
    axes.margins(x=0.12)
    number_axis(axes, measure)
    axes.set_xlabel(f"change in the difference, {words.unit_words(measure.unit)}" if versus else words.unit_words(measure.unit))
    best = words.change(words.Estimate(float(rows["best"].iloc[0]), math.nan, math.nan), measure, "tornado")
    told = " ".join(
        f"{shown(str(r.parameter))} at {end_words(r.end)}: {r.change:,.3g} ({r.low:,.3g} to {r.high:,.3g})."
        for r in each(rows[rows["parameter"].isin(names)])
    ).replace("-", words.MINUS)
    several = len(rows)
    note = Sentence(
        "Bars start at the difference with everything at its best value (",
        best,
        f"); lines are paired 95% intervals, one at a time: of {several} bars looked at, "
        f"about {max(1, round(several / 20))} would stand clear of zero by luck alone.",
    )
    description = f"Two bars an input, for its lowest and highest value. {told}"
    return Drawing(canvas, tornado_title(rows, str(names[0])), description, rows, str(note))


END_COLOURS = {"low": style.PALETTE[1], "high": style.PALETTE[0]}
END_WORDS = {"low": "lowest", "high": "highest"}


def end_words(end: str) -> str:
    """An end of a range, or the alternative of a switch, in words."""
    return f"its {END_WORDS[end]}" if end in END_WORDS else str(end).replace("_", " ")


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
                end_words(row.end), (row.high if right else row.low, middle), xytext=(4 if right else -4, 0), size=7,
                textcoords="offset points", va="center", ha="left" if right else "right", color=style.QUIET,
            )  # fmt: skip


def tornado_title(rows: pd.DataFrame, first: str) -> str:
    """Which input moves the difference most, where more stand clear of zero than luck would bring."""
    clear = rows[(rows["low"] > 0.0) | (rows["high"] < 0.0)]
    if len(clear) <= len(rows) / 20.0 or first not in set(clear["parameter"]):
        return "With all else at its best value, no single assumption is shown to move the difference, in the model"
    return f"With all else at its best value, {words.inside(label_from(first))} moves the difference most, in the model"


@figure(page="doubt", tables=["profiles"])
def along_one_input(results: Results) -> Drawing | None:
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
    panels[0].set_ylabel(words.unit_words(measure.unit))
    what = f"difference between {results.quoted(strategy)} and {results.quoted(versus)}" if versus else results.quoted(strategy)
    title = f"{measure.label} along one assumption at a time: the {what}, in the model"
    note = "Mean over worlds with everything else drawn over its range; bands are 95% intervals. The line is no difference."
    return Drawing(
        canvas, title, f"Curves of the {what} along {len(names)} inputs: {words.listed([shown(n) for n in names])}.", rows, note
    )


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
