"""Through time: levels with their bands, differences with theirs, and the day on which strategies start."""

from __future__ import annotations

import textwrap
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

from experiments.figures import choose, facts, looks, style
from experiments.figures.comparison.forest import number_axis
from experiments.figures.registry import Drawing, figure
from experiments.figures.results import FolderTables
from experiments.figures.sentences import Sentence, say
from experiments.store.results import WHOLE

LASTING = 6
"""Months up to the last in which a difference has to be clear before it is called lasting: one clear month may be luck."""


def whole(results: FolderTables, table: str, measure: str) -> pd.DataFrame:
    """Monthly rows of one measure for England and Wales, with ``month`` also as a date in ``_date``."""
    rows = results.rows(table, measure=measure, area=WHOLE).copy()
    rows["_date"] = pd.to_datetime(rows["month"] + "-15")
    return rows.sort_values(["strategy", "_date"])


def mark_start(axes: Axes, results: FolderTables) -> None:
    """A line and a word where strategies begin: at the first analysed day, or in the month in which they first differ, if later."""
    found = choose.begun(results)
    if not (given := found[0] if found and found[1] > 1 else results.world.get("start")):
        return
    start: Any = pd.Timestamp(str(given)).to_pydatetime()
    axes.axvline(start, color=style.QUIET, linewidth=1.0, linestyle=(0, (4, 3)))
    axes.annotate(
        "strategies start", (start, 1.0), xycoords=("data", "axes fraction"), xytext=(3, 2),
        textcoords="offset points", size=7.5, color=style.QUIET, va="bottom",
    )  # fmt: skip


def date_axis(axes: Axes) -> None:
    """Years and months, as few as can be."""
    locator = AutoDateLocator(minticks=3, maxticks=7)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator, show_offset=False))


def spread(values: list[float], least: float) -> list[float]:
    """Heights for direct labels: as near to ``values`` as can be with ``least`` between them."""
    order = np.argsort(values)
    placed = np.array(values, dtype=float)[order]
    for _ in range(200):
        gaps = np.diff(placed)
        tight = np.flatnonzero(gaps < least - 1e-12)
        if not len(tight):
            break
        for at in tight:
            middle = (placed[at] + placed[at + 1]) / 2.0
            placed[at], placed[at + 1] = min(placed[at], middle - least / 2.0), max(placed[at + 1], middle + least / 2.0)
    out = np.empty(len(values))
    out[order] = placed
    return [float(v) for v in out]


def line_ends(axes: Axes, ends: list[tuple[float, str, str]]) -> None:
    """Labels at the right end of lines, moved apart where they would touch, joined to their line by a thin stroke."""
    low, high = axes.get_ylim()
    inches = axes.figure.get_size_inches()[1] * 0.75  # type: ignore[union-attr]
    lines = 1 + max((text.count("\n") for _, text, _ in ends), default=0)
    places = spread([end[0] for end in ends], (high - low) * (0.04 + 0.13 * lines) / inches)
    over = axes.get_yaxis_transform()
    for (value, text, colour), place in zip(ends, places, strict=True):
        axes.plot(
            [1.0, 1.03], [value, place], transform=over, color=colour, linewidth=0.6, clip_on=False, scaley=False, zorder=1
        )
        axes.text(1.035, place, text, transform=over, size=8.5, color=colour, va="center")


def levels(results: FolderTables, measure: str) -> Drawing | None:
    """Monthly levels of at most four strategies, each line named at its end."""
    rows = whole(results, "monthly", measure)
    strategies = [name for name in choose.shown_strategies(results) if name in set(rows["strategy"])]
    if not strategies:
        return None
    one = results.measure(measure)
    canvas, (axes,) = style.new(3.4)
    ends = []
    for name in strategies:
        part = rows[rows["strategy"] == name]
        own = looks.look(results, name)
        axes.fill_between(part["_date"], part["low"], part["high"], color=own.colour, alpha=0.18, linewidth=0)
        looks.line(axes, results, name, part["_date"], part["mean"])
        ends.append((float(part["mean"].iloc[-1]), results.label(name), own.ink))
    from_zero = whole_scale(axes, rows)
    axes.margins(x=0.0)
    number_axis(axes, one, "y")
    axes.grid(axis="y")
    date_axis(axes)
    mark_start(axes, results)
    line_ends(axes, ends)
    data = rows[rows["strategy"].isin(strategies)].drop(columns="_date").reset_index(drop=True)
    note = say("notes", "levels", measure=one, from_zero=from_zero, **choose.otherwise(results))
    return Drawing(canvas, level_title(results, one.name), described(results, note, data, one.name), data, note)


def whole_scale(axes: Axes, rows: pd.DataFrame) -> bool:
    """Start the axis at zero, unless the lines would lie so close that nothing could be seen; return whether it does."""
    low, high = rows[["mean", "low"]].min().min(), rows[["mean", "high"]].max().max()
    from_zero = not low > 0.7 * high
    if from_zero:
        axes.set_ylim(bottom=0.0)
    return from_zero


def level_title(results: FolderTables, measure: str) -> Sentence:
    """The finding of the monthly levels, from the verdict over the whole period."""
    best = choose.shown_strategy(results)
    row = results.effect(best, measure) if best else None
    effect = facts.effect(results, row) if row is not None else None
    baseline = results.label(results.baseline)
    return say("titles", "monthly", measure=results.measure(measure), effect=effect, baseline=baseline)


def described(results: FolderTables, note: Sentence, rows: pd.DataFrame, measure: str) -> Sentence:
    """First and last month of each line in words."""
    one = results.measure(measure)
    lines = []
    for name, part in rows.groupby("strategy", sort=False):
        ends = [(row["month"], facts.level(row, one, "monthly")) for row in (part.iloc[0], part.iloc[-1])]
        lines.append((results.label(str(name)), ends))
    return say("titles", "months", lead=note, lines=lines)


for _page, _name, _measure in (
    ("harm", "children_exploited_by_month", "children_exploited"),
    ("lines", "lines_by_month", "lines_operating"),
    ("violence", "violence_by_month", "serious_violence"),
):
    figure(page=_page, tables=["monthly"], measures=[_measure], name=_name)(partial(levels, measure=_measure))


@figure(page="answer", tables=["monthly_effects"])
def when_it_works(results: FolderTables) -> Drawing | None:
    """The paired difference of the main strategy through time, a panel each primary measure: a first dip or backlash shows."""
    return differences(results, results.primary)


def differences(results: FolderTables, wanted: list[str]) -> Drawing | None:
    """The paired difference of the main strategy, month by month, on at most four of these measures."""
    best = choose.shown_strategy(results)
    if best is None:
        return None
    present = set(results.rows("monthly_effects", area=WHOLE, strategy=best)["measure"])
    measures = [name for name in wanted if name in present][:4]
    if not measures:
        return None
    columns = min(2, len(measures))
    canvas, axes = style.new(2.1 * -(-len(measures) // columns), -(-len(measures) // columns), columns)
    kept, strategies = [], [name for name in (best, choose.best_otherwise(results)) if name]
    for panel in axes[len(measures) :]:
        style.bare(panel)
    for panel, name in zip(axes, measures, strict=False):
        every = whole(results, "monthly_effects", name)
        one = results.measure(name)
        style.zero_line(panel, vertical=False)
        for strategy in strategies:
            rows = every[(every["strategy"] == strategy) & (every["versus"] == results.baseline)]
            colour = looks.look(results, strategy).colour
            panel.fill_between(rows["_date"], rows["low"], rows["high"], color=colour, alpha=0.18, linewidth=0)
            looks.line(panel, results, strategy, rows["_date"], rows["difference"])
            kept.append(rows.drop(columns="_date"))
        panel.set_title("\n".join(textwrap.wrap(one.label, 32)), pad=14)
        panel.margins(x=0.0, y=0.1)
        number_axis(panel, one, "y")
        panel.grid(axis="y")
        date_axis(panel)
        mark_start(panel, results)
    data = pd.concat(kept, ignore_index=True)
    names = {"strategy": results.label(best), "baseline": results.label(results.baseline)}
    note = say("notes", "when", **names, **choose.otherwise(results))
    key_of(axes[0], results, strategies)
    title = when_title(results, best, data[data["strategy"] == best], measures[0])
    return Drawing(canvas, title, when_described(results, note, data), data, note)


def key_of(axes: Axes, results: FolderTables, strategies: list[str]) -> None:
    """Which line is which strategy, in the lower left corner of a panel, where there are two."""
    for at, name in enumerate(strategies if len(strategies) > 1 else []):
        axes.text(
            0.02, 0.04 + 0.11 * at, f"{results.label(name)}", transform=axes.transAxes, size=8, bbox=style.BEHIND,
            color=looks.look(results, name).ink,
        )  # fmt: skip


def first_clear(rows: pd.DataFrame) -> str | None:
    """The first month from which on every interval keeps to one side of zero; None where fewer than LASTING do."""
    side = np.where(rows["low"] > 0.0, 1, np.where(rows["high"] < 0.0, -1, 0))
    if not len(side) or side[-1] == 0:
        return None
    changes = np.flatnonzero(side != side[-1])
    first = int(changes[-1]) + 1 if len(changes) else 0
    return str(rows["month"].iloc[first]) if len(side) - first >= LASTING else None


def when_title(results: FolderTables, strategy: str, data: pd.DataFrame, measure: str) -> Sentence:
    """Since when the main measure differs in every month; in how many it does, where it did before that too."""
    rows = data[data["measure"] == measure]
    month, last = first_clear(rows), rows.tail(LASTING)
    before = rows[rows["month"] < month] if month else rows.head(0)
    if ((before["low"] > 0.0) | (before["high"] < 0.0)).any():
        month, last = None, rows
    since = pd.Timestamp(f"{month}-01").strftime("%B %Y") if month else ""
    below, above = int((last["high"] < 0.0).sum()), int((last["low"] > 0.0).sum())
    names = {"strategy": results.label(strategy), "measure": results.measure(measure)}
    return say("titles", "when", **names, since=since, below=below, above=above, lasting=len(last), all=len(last) == len(rows))


def when_described(results: FolderTables, note: Sentence, data: pd.DataFrame) -> Sentence:
    """The last month of each panel in words."""
    parts = data.groupby(["measure", "strategy"], sort=False)
    last = [(part.iloc[-1], results.measure(str(name)), results.label(str(strategy))) for (name, strategy), part in parts]
    ends = [(f"{one.label}, {who}", facts.difference(row, one, "monthly_effects"), row["month"]) for row, one, who in last]
    return say("titles", "last_months", lead=note, ends=ends)
