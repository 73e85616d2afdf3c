"""How well published figures are predicted: every figure with its interval, and series with their fans."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes

from experiments.books.periods import period_of
from experiments.calibrate.prediction import alike
from experiments.figures import style
from experiments.figures.facts import MIDDLE, NEEDED, apart, predicted, unused
from experiments.figures.registry import Drawing, figure
from experiments.figures.results import FolderTables, each
from experiments.figures.sentences import say
from experiments.protocol import format

LEAST_POINTS, ROW = 3, 0.075
"""How many points make a series; inches of a row."""
HIT, MISS = "#12436D", "#F46A25"
LEAST, MOST = 0.05, 12.0
"""Multiples of a published figure that are drawn."""
SHOWN = ["id", "pattern", "quantity", "year", "area", *NEEDED, *MIDDLE, "predicted"]


def shortened(words: object, most: int) -> str:
    """Words that fit beside a mark."""
    return textwrap.shorten(str(words), most, placeholder=" …")


@figure(page="predicts", tables=["targets"])
def published_and_predicted(results: FolderTables) -> Drawing | None:
    """Every figure by pattern: its prediction as a multiple of it, those kept apart told from those used, and misses named."""
    every = predicted(results)
    rows = every[(every["value"] > 0.0) & (every["predictive_high"] > 0.0)]
    kept = apart(every)
    if not len(rows):
        return None
    groups = [(str(pattern), group) for pattern, group in rows.groupby("pattern", sort=False)]
    canvas, (axes,) = style.new(1.0 + ROW * (len(rows) + len(groups)))
    bands, at = [], 0
    for pattern, group in groups:
        own = unused(group)
        bands.append((at + len(group) / 2 - 0.5, say("titles", "pattern", pattern=pattern, met=_met(own), all=_count(own))))
        for part, pale in ((own, 1.0), (group.drop(own.index), 0.4)):
            for row in each(part):
                _prediction(axes, at, row, pale)
                at += 1
        axes.axhline(at, color=style.FAINT, linewidth=0.6, zorder=0)
        at += 1
    axes.axvline(1.0, color=style.INK, linewidth=0.9, zorder=1)
    axes.set_xscale("log")
    ticks = [0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0]
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.minorticks_off()
    axes.set_xlim(LEAST, MOST)
    axes.set_yticks([place for place, _ in bands], [str(words) for _, words in bands])
    axes.set_ylim(at - 0.5, -1.0)
    style.without_axis(axes, 7.5)
    axes.set_xlabel(str(say("titles", "predicted_scale")))
    title = say("titles", "predicted", met=_met(kept), all=_count(kept))
    missed = every[every["predicted"] == "no"]
    left, used = ([str(name) for name in part["id"]] for part in (unused(missed), missed.drop(unused(missed).index)))
    described = say("titles", "predicted_described", missed=left, used=used)
    return Drawing(canvas, title, described, rows[SHOWN], say("notes", "predicted", left=len(every) - len(rows)))


def _count(rows: pd.DataFrame) -> format.Number:
    return format.count(len(rows), "")


def _met(rows: pd.DataFrame) -> format.Number:
    return _count(rows[rows["predicted"] == "yes"])


def _prediction(axes: Axes, at: int, row: Any, pale: float) -> None:
    """A figure's 90% and 50% intervals over what was published; a miss is named at the side where there is room."""
    hit = row.predicted == "yes"
    colour = HIT if hit else MISS
    middle = [0.0, 0.0]
    for ends, width in ((NEEDED[:2], 0.9), (MIDDLE, 2.6)):
        middle = [min(max(float(getattr(row, end)) / float(row.value), LEAST), MOST) for end in ends]
        axes.plot(middle, [at, at], color=colour, alpha=pale, linewidth=width, solid_capstyle="butt")
    if hit:
        return
    axes.plot([(middle[0] * middle[1]) ** 0.5], [at], marker="D", markersize=3.4, color=colour, alpha=pale)
    low = row.predictive_high < row.low
    place, side = (1.1, "left") if low else (0.9, "right")
    axes.text(place, at, f"{row.id} {shortened(f'{row.quantity}, {row.year}', 42)}", size=6.6, va="center", ha=side)


def series_of(rows: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Figures of one quantity and area whose periods are alike, in the order of time, with the day on which each period ended."""
    for (quantity, _), group in rows.groupby(["quantity", "area"], sort=False):
        left = [
            (period, at) for at, year in group["year"].items() if (period := period_of(str(year))) and len(period.windows) == 1
        ]
        while left:
            own = [(period, at) for period, at in left if alike(left[0][0], period)]
            left = [one for one in left if one not in own]
            own.sort(key=lambda one: one[0].last)
            if len({period.last for period, _ in own}) >= LEAST_POINTS:
                yield str(quantity), group.loc[[at for _, at in own]].assign(ended=[period.last for period, _ in own])


@figure(page="predicts", tables=["targets"])
def series_and_fans(results: FolderTables) -> Drawing | None:
    """Series of published figures over the fans of their predictions."""
    rows = predicted(results)
    known = sorted(series_of(rows), key=lambda one: -len(one[1])) if len(rows) else []
    if not known:
        return None
    lines = (len(known) + 1) // 2
    canvas, axes = style.new(0.4 + 1.6 * lines, lines, 2)
    for one in axes[len(known) :]:
        style.bare(one)
    kept, until = set(apart(rows)["id"]), (results.manifest["config"].get("calibrate") or {}).get("until")
    for one, (quantity, group) in zip(axes, known, strict=False):
        _fan(one, group, group["id"].isin(kept))
        if until and str(group["ended"].max()) > until:
            one.axvline(mdates.datestr2num(until), color=style.INK, linewidth=0.8, linestyle=":")
        one.set_title(shortened(quantity, 46), fontsize=7.5)
    data = pd.concat([group for _, group in known])[["id", "quantity", "year", "area", *NEEDED, *MIDDLE]]
    count = format.count(len(known), "")
    title = say("titles", "fans", series=count)
    return Drawing(canvas, title, say("titles", "fans_described", series=count), data, say("notes", "fans", until=until or ""))


def _fan(axes: Axes, group: pd.DataFrame, kept: pd.Series) -> None:
    """Published points over their intervals, at the days on which their periods ended."""
    days = mdates.date2num(group["ended"].tolist())
    for (low, high), shade in ((NEEDED[:2], 0.25), (MIDDLE, 0.5)):
        axes.fill_between(days, group[low], group[high], color=HIT, alpha=shade, linewidth=0)
    axes.plot(days, group["value"], color=style.INK, marker="o", markersize=3.0, linewidth=1.0)
    axes.plot(days[kept.to_numpy()], group["value"][kept], "o", markersize=5.5, markerfacecolor="none", color=MISS)
    axes.xaxis.set_major_locator(mdates.YearLocator())
    axes.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))
    axes.tick_params(labelsize=6.5)
    axes.set_ylim(bottom=0.0)
