"""Exploited children on their way through the system, and numbers that people can picture."""

from __future__ import annotations

import math
import textwrap
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Rectangle

from experiments.figures import choose, facts, looks, style
from experiments.figures.registry import Drawing, figure
from experiments.figures.results import FolderTables
from experiments.figures.sentences import Sentence, say
from experiments.protocol import format
from experiments.protocol.format import Quantity
from experiments.protocol.verdicts import BETTER, CLEAR, WORSE


@dataclass(frozen=True)
class Place:
    """A station on the way: the measures that may stand for it (first one that is there), its words, column and row."""

    key: str
    measures: tuple[str, ...]
    label: str
    column: int
    row: float


PLACES = (
    Place("groomed", ("children_groomed",), "Grooming begun", 0, 0.0),
    Place("new", ("children_newly_exploited",), "Newly exploited", 0, 1.0),
    Place("again", ("children_reexploited",), "Exploited again", 1, 2.0),
    Place("exploited", ("children_exploited",), "Exploited on an average day", 1, 1.0),
    Place("found", ("children_found",), "Found by someone", 2, 1.0),
    Place("recognised", ("children_recognised",), "Recognised as a victim", 3, 0.0),
    Place("charged", ("children_charged", "children_criminalised"), "Charged", 3, 2.0),
    Place("referred", ("children_referred",), "Referred (as recorded)", 4, 0.0),
    Place("supported", ("children_supported", "children_protected"), "Supported", 4, 1.0),
    Place("convicted", ("children_convicted", "children_charged_while_victim"), "Convicted", 4, 2.0),
)
OTHER_LABELS = {
    "children_criminalised": "Criminalised",
    "children_charged_while_victim": "Charged while a victim",
    "children_protected": "Protected",
}
WAYS = (
    ("groomed", "new"),
    ("new", "exploited"),
    ("again", "exploited"),
    ("exploited", "found"),
    ("found", "recognised"),
    ("found", "charged"),
    ("recognised", "referred"),
    ("recognised", "supported"),
    ("charged", "convicted"),
)
BOX = (1.3, 0.78)
STEP = (1.62, 1.02)


def stations(results: FolderTables) -> dict[str, tuple[Place, str]]:
    """The stations that the folder has a measure for."""
    found = {}
    for place in PLACES:
        name = next((one for one in place.measures if one in results.measures), None)
        if name is not None:
            found[place.key] = (place, name)
    return found


@figure(page="recognition", tables=["outcomes"], measures=["children_exploited", "children_found"])
def children_through_the_system(results: FolderTables) -> Drawing | None:
    """Flow chart: how many children stand at each station, under the baseline and under the main strategy."""
    found = stations(results)
    strategies = [results.baseline, *([best] if (best := choose.shown_strategy(results)) else [])]
    rows = results.table("outcomes")
    names = [name for _, name in found.values()]
    rows = rows[rows["strategy"].isin(strategies) & rows["measure"].isin(names)].reset_index(drop=True)
    most = float(rows["mean"].max()) if len(rows) else 0.0
    if not most > 0.0:
        return None
    canvas, (axes,) = style.new(3.5)
    for where in found.values():
        station(axes, results, where, strategies, most)
    for start, stop in WAYS:
        if start in found and stop in found:
            arrow(axes, found[start][0], found[stop][0])
    axes.set_xlim(-0.05, STEP[0] * 4 + BOX[0] + 0.05)
    axes.set_ylim(STEP[1] * 2 + BOX[1] + 0.42, -0.1)
    style.bare(axes)
    key_of(axes, results, strategies)
    note = say("notes", "flow")
    return Drawing(canvas, flow_title(results, strategies), spoken(results, note, found, strategies), rows, note)


def station(axes: Axes, results: FolderTables, where: tuple[Place, str], strategies: list[str], most: float) -> None:
    """A box with its words, and for each strategy a bar and its number."""
    place, name = where
    x, y = place.column * STEP[0], place.row * STEP[1]
    axes.add_patch(
        FancyBboxPatch(
            (x, y), *BOX, boxstyle="round,pad=0,rounding_size=0.05", facecolor="#f3f4f5", edgecolor=style.FAINT, linewidth=0.8
        )
    )
    lines = textwrap.wrap(OTHER_LABELS.get(name, place.label), 15)
    axes.text(x + 0.06, y + 0.05, "\n".join(lines), size=7.5, weight="bold", va="top", linespacing=1.1)
    for at, strategy in enumerate(strategies):
        row = results.outcome(strategy, name)
        if row is None or not math.isfinite(row["mean"]):
            continue
        height, own = y + 0.36 + 0.2 * at, looks.look(results, strategy)
        number = format.like(rounding(results, strategies[-1], row), row["mean"])
        axes.add_patch(Rectangle((x + 0.06, height), 0.6 * row["mean"] / most, 0.12, facecolor=own.colour, linewidth=0))
        axes.text(x + 0.1 + 0.6 * row["mean"] / most, height + 0.06, str(number), size=7.5, va="center", color=own.ink)


def rounding(results: FolderTables, strategy: str, level: Any) -> Quantity:
    """What numbers of a station are rounded by: the difference between the two strategies, so that both and their change agree."""
    measure = results.measure(str(level["measure"]))
    row = results.effect(strategy, measure.name)
    own = facts.level(level, measure)
    half = (row["high"] - row["low"]) / 2.0 if row is not None else math.nan
    return replace(own, low=own.value - half, high=own.value + half) if math.isfinite(half) else own


def arrow(axes: Axes, start: Place, stop: Place) -> None:
    """From one box to the next: to the right, or up and down within a column."""
    begin = (start.column * STEP[0] + BOX[0], start.row * STEP[1] + BOX[1] / 2)
    end = (stop.column * STEP[0], stop.row * STEP[1] + BOX[1] / 2)
    if start.column == stop.column:
        down = stop.row > start.row
        begin = (start.column * STEP[0] + BOX[0] / 2, start.row * STEP[1] + (BOX[1] if down else 0.0))
        end = (begin[0], stop.row * STEP[1] + (0.0 if down else BOX[1]))
    look: dict[str, Any] = {
        "arrowstyle": "-|>",
        "mutation_scale": 9,
        "color": style.QUIET,
        "linewidth": 1.0,
        "shrinkA": 1,
        "shrinkB": 1,
    }
    axes.add_patch(FancyArrowPatch(begin, end, **look))


def key_of(axes: Axes, results: FolderTables, strategies: list[str]) -> None:
    """Which bar is which strategy."""
    x, y = 0.0, STEP[1] * 2 + BOX[1] + 0.25
    for at, strategy in enumerate(strategies):
        colour = looks.look(results, strategy).colour
        axes.add_patch(Rectangle((x, y - 0.06), 0.28, 0.12, facecolor=colour, linewidth=0))
        axes.text(x + 0.34, y, ("first bar: ", "second bar: ")[at] + results.label(strategy), size=8, va="center")
        x += 3.6


def flow_title(results: FolderTables, strategies: list[str]) -> Sentence:
    """What changes for a child who is found."""
    found = {
        name: results.effect(strategies[-1], name)
        for name in ("children_recognised", "children_charged", "children_criminalised", "children_suspected")
    }
    changes = {name: facts.effect(results, row) for name, row in found.items() if row is not None}
    clear = {name: change for name, change in changes.items() if change.clear and change.percent and len(strategies) > 1}
    return say("titles", "flow", strategy=results.label(strategies[-1]), clear=clear)


def spoken(results: FolderTables, note: Sentence, found: dict[str, tuple[Place, str]], strategies: list[str]) -> Sentence:
    """The numbers of the chart in words."""
    places = []
    for place, name in found.values():
        rows = [(results.label(strategy), results.outcome(strategy, name)) for strategy in strategies]
        levels = [
            (label, format.like(rounding(results, strategies[-1], row), row["mean"])) for label, row in rows if row is not None
        ]
        places.append((OTHER_LABELS.get(name, place.label), levels))
    return say("titles", "stations", lead=note, places=places)


PER_ROW = 40


@figure(page="harm", tables=["effects", "outcomes"], measures=["children_exploited"])
def children_as_dots(results: FolderTables) -> Drawing | None:
    """Natural numbers: the children exploited on an average day as dots, those who no longer would be left hollow."""
    strategy = choose.shown_strategy(results)
    base = results.outcome(results.baseline, "children_exploited")
    row = results.effect(strategy, "children_exploited") if strategy else None
    if base is None or row is None or not base["mean"] > 0.0 or not row["verdict"] or strategy is None:
        return None
    each = 10.0 ** max(0, math.ceil(math.log10(base["mean"] / 400.0)))
    before, after = round(base["mean"] / each), round((base["mean"] + row["difference"]) / each)
    if abs(row["difference"]) < each and row["verdict"] in CLEAR:
        return None  # a clear difference of less than a dot: a picture of no change would mislead
    total = max(before, after)
    down = math.ceil(total / PER_ROW)
    canvas, (axes,) = style.new(0.5 + 0.165 * down)
    for at in range(total):
        x, y = at % PER_ROW, at // PER_ROW
        kind = "stays" if at < min(before, after) else ("gone" if after < before else "added")
        worse, better = (style.VERDICT[verdict][0] for verdict in (WORSE, BETTER))
        face = {"stays": style.BASE, "gone": style.PAPER, "added": worse}[kind]
        edge = {"stays": style.BASE, "gone": better, "added": worse}[kind]
        marker = "D" if kind == "added" else "o"
        axes.plot(x, y, marker=marker, markersize=5.6, markerfacecolor=face, markeredgecolor=edge, markeredgewidth=0.9)
    axes.set_xlim(-1, PER_ROW)
    axes.set_ylim(down - 0.3, -0.8)
    style.bare(axes)
    one = results.measure("children_exploited")
    way = "less" if after < before else "more" if after > before else "same"
    names = {"baseline": results.label(results.baseline), "strategy": results.label(strategy)}
    note = say("notes", "dots", each=f"{each:,.0f}", way=way, **names)
    data = pd.DataFrame([base.to_dict(), results.outcome(strategy, "children_exploited").to_dict()])  # type: ignore[union-attr]
    change = facts.effect(results, row)
    title = say("titles", "dots", effect=change, of=facts.level(base, one))
    return Drawing(canvas, title, say("titles", "dots_described", lead=note, effect=change), data, note)
