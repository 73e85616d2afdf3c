"""For people who look rather than compute: a tornado, and an outcome along one input at a time."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from experiments.figures import style, words
from experiments.figures.compare import number_axis
from experiments.figures.registry import Drawing, figure
from experiments.figures.results import Results, each, label_from
from experiments.figures.sensitivity_bars import first_view, label_rows, shown, single_rows, views

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
    canvas, (axes,) = style.new(0.9 + 0.34 * len(names))
    for at, name in enumerate(names):
        for row in each(rows[rows["parameter"] == name]):
            colour = {"low": style.PALETTE[1], "high": style.PALETTE[0]}.get(row.end, style.PALETTE[2])
            axes.barh(at, row.change, color=colour, height=0.55, alpha=0.9)
            axes.plot([row.low, row.high], [at, at], color=style.INK, linewidth=1.1)
            if abs(row.change) < 0.02 * reach.max():
                continue
            text = "low" if row.end == "low" else "high" if row.end == "high" else str(row.end).replace("_", " ")
            side = 4 if row.change >= 0.0 else -4
            axes.annotate(
                text, (max(row.change, row.high) if side > 0 else min(row.change, row.low), at), xytext=(side, 0), size=7,
                textcoords="offset points", va="center", ha="left" if side > 0 else "right", color=style.QUIET,
            )  # fmt: skip
    style.zero_line(axes)
    measure = results.measure(results.primary[0])
    label_rows(axes, [shown(str(name)) for name in names])
    axes.margins(x=0.12)
    number_axis(axes, measure)
    axes.set_xlabel(f"change in the difference, {words.unit_words(measure.unit)}" if versus else words.unit_words(measure.unit))
    best = float(rows["best"].iloc[0])
    title = (
        f"With all else at its best value, {words.inside(label_from(str(names[0])))} moves the difference most, in the model"
    )
    told = " ".join(
        f"{shown(str(r.parameter))} at {r.end}: {r.change:,.4g} ({r.low:,.4g} to {r.high:,.4g})." for r in each(rows)
    )
    note = f"Bars start at the difference with everything at its best value ({best:,.4g}); lines are paired 95% intervals."
    return Drawing(canvas, title, f"Two bars an input, for its lowest and highest value. {told}", rows, note)


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
    names = (order or list(dict.fromkeys(rows["parameter"])))[:6]
    if not names:
        return None
    measure = results.measure(results.primary[0])
    canvas, panels = style.new(1.9 * int(np.ceil(len(names) / 3)), int(np.ceil(len(names) / 3)), 3, sharey=True)
    for axes, name in zip(panels, names, strict=False):
        part = rows[rows["parameter"] == name]
        curve(axes, part)
        style.zero_line(axes, vertical=False)
        number_axis(axes, measure, "y")
        axes.set_title(shown(str(name)), size=8)
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
