"""How well published figures are predicted: every figure with its interval, and series with their fans."""

from __future__ import annotations

import textwrap

import numpy as np
import pandas as pd

from experiments.figures import style
from experiments.figures.registry import Drawing, figure
from experiments.figures.results import FolderTables, each
from experiments.figures.sentences import say
from experiments.protocol import format

LEAST_POINTS, MOST_SERIES = 3, 8
HIT, MISS = "#12436D", "#F46A25"
MIDDLE = ["predictive_low_50", "predictive_high_50"]
NEEDED = ["predictive_low", "predictive_high", "value"]


def predicted(results: FolderTables) -> pd.DataFrame:
    """The outputs that are predicted, those kept apart first; none where the folder has no predictions."""
    rows = results.table("targets")
    if not {"predicted", "predictive_low_50", *NEEDED} <= set(rows.columns):
        return rows.iloc[:0]
    rows = rows[rows["predicted"].isin(["yes", "no"]) & rows[NEEDED].notna().all(axis=1)]
    return rows.sort_values(["use", "pattern", "id"], ascending=[False, True, True]).reset_index(drop=True)


def shortened(words: object, most: int) -> str:
    """Words that fit beside a mark."""
    return textwrap.shorten(str(words), most, placeholder=" …")


@figure(page="predicts", tables=["targets"])
def published_and_predicted(results: FolderTables) -> Drawing | None:
    """Every figure kept apart: the published value over the middle of its prediction, with the 90% interval; hit or miss."""
    apart = predicted(results).query("use == 'validate'")
    rows = apart[(apart["value"] > 0.0) & (apart["predictive_high"] > 0.0)].reset_index(drop=True)
    if not len(rows):
        return None
    canvas, (axes,) = style.new(0.9 + 0.17 * len(rows))
    least = 0.05
    for at, row in enumerate(each(rows)):
        low, high = (max(float(end) / float(row.value), least) for end in (row.predictive_low, row.predictive_high))
        half = [max(float(end) / float(row.value), least) for end in (row.predictive_low_50, row.predictive_high_50)]
        hit = row.predicted == "yes"
        axes.plot([low, high], [at, at], color=HIT if hit else MISS, linewidth=1.2, solid_capstyle="butt")
        axes.plot(half, [at, at], color=HIT if hit else MISS, linewidth=3.6, solid_capstyle="butt")
        axes.plot([1.0], [at], linestyle="none", marker="o" if hit else "D", markersize=3.6, color=style.INK, zorder=3)
    axes.set_xscale("log")
    ticks = [0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0]
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.minorticks_off()
    axes.set_xlim(least, 12.0)
    axes.set_yticks(
        range(len(rows)), [f"{row.id} {shortened(row.quantity, 34)}, {row.year}" for row in each(rows)], fontsize=6.5
    )
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.axvline(1.0, color=style.INK, linewidth=0.9, zorder=1)
    axes.set_xlabel("prediction as a multiple of the published figure")
    met = format.count(int((apart["predicted"] == "yes").sum()), "targets")
    title = say("titles", "predicted", met=met, all=format.count(len(apart), "targets"))
    described = say("titles", "predicted_described", missed=apart.loc[apart["predicted"] == "no", "id"].tolist())
    shown = rows[["id", "pattern", "quantity", "year", "area", *NEEDED, *MIDDLE, "predicted"]]
    return Drawing(canvas, title, described, shown, say("notes", "predicted", left=len(apart) - len(rows)))


@figure(page="predicts", tables=["targets"])
def series_and_fans(results: FolderTables) -> Drawing | None:
    """Series of published figures over the fans of their predictions."""
    rows = predicted(results)
    rows = rows[rows["year"].str.fullmatch(r"\d{4}.*") & ~rows["year"].str.contains("and")].copy() if len(rows) else rows
    if not len(rows):
        return None
    rows["first"] = rows["year"].str.extract(r"^(\d{4}(?:-\d{4}|-\d{2})?)")[0]
    known = [(name, group) for name, group in rows.groupby(["quantity", "area"], sort=False) if len(group) >= LEAST_POINTS]
    if not known:
        return None
    known = sorted(known, key=lambda one: -len(one[1]))[:MOST_SERIES]
    height = 0.4 + 1.7 * ((len(known) + 1) // 2)
    canvas, axes = style.new(height, (len(known) + 1) // 2, 2)
    for one in axes[len(known) :]:
        style.bare(one)
    for one, ((quantity, _), found) in zip(axes, known, strict=False):
        group = found.sort_values("first")
        places = np.arange(len(group))
        for ends, shade in ((("predictive_low", "predictive_high"), 0.25), (("predictive_low_50", "predictive_high_50"), 0.5)):
            one.fill_between(places, group[ends[0]], group[ends[1]], color=HIT, alpha=shade, linewidth=0)
        one.plot(places, group["value"], color=style.INK, marker="o", markersize=3.5, linewidth=1.0)
        new = (group["fitted"] == "no").to_numpy() if "fitted" in group else (group["use"] == "validate").to_numpy()
        one.plot(
            places[new], group["value"][new], linestyle="none", marker="o", markersize=5.5, markerfacecolor="none", color=MISS
        )
        one.set_title(shortened(quantity, 42), fontsize=7.5)
        one.set_xticks(places, group["first"].tolist(), fontsize=6.5)
        one.set_ylim(bottom=0.0)
    data = pd.concat([group for _, group in known])[
        ["id", "quantity", "year", "area", *NEEDED, "predictive_low_50", "predictive_high_50"]
    ]
    count = format.count(len(known), "targets")
    title = say("titles", "fans", series=count)
    return Drawing(canvas, title, say("titles", "fans_described", series=count), data, say("notes", "fans"))
