"""What is paid beside what is averted: the cost-effectiveness plane."""

from __future__ import annotations

import math
import textwrap

import pandas as pd
from matplotlib.axes import Axes

from experiments.figures import choose, facts, looks, style
from experiments.figures.comparison.forest import number_axis
from experiments.figures.registry import Drawing, figure
from experiments.figures.results import POUNDS, FolderTables, each
from experiments.figures.sentences import Sentence, say

HEIGHT = 4.0
FEW = 4
HARM = "child_days_exploited"


@figure(page="cost", tables=["effects"], measures=["cost_total"])
def cost_and_effect(results: FolderTables) -> Drawing | None:
    """The cost-effectiveness plane: child-days averted against extra cost, each strategy with its intervals."""
    rows, over = plane(results)
    if not len(rows):
        return None
    canvas, (axes,) = style.new(HEIGHT)
    style.zero_line(axes)
    style.zero_line(axes, vertical=False)
    for row in each(rows):
        own, x, y = looks.look(results, row.strategy), row.child_days_averted, row.extra_cost
        if math.isfinite(row.child_days_averted_low):
            ends = [row.child_days_averted_low, row.child_days_averted_high]
            axes.plot(ends, [y, y], color=own.colour, linewidth=1.6)
            axes.plot([x, x], [row.extra_cost_low, row.extra_cost_high], color=own.colour, linewidth=1.6)
        axes.plot(x, y, own.marker, color=own.colour, markersize=6)
    axes.margins(0.22)
    points = [(row.child_days_averted, row.extra_cost, results.label(row.strategy)) for row in each(rows)]
    inks = [looks.look(results, row.strategy).ink for row in each(rows)]
    name_points(axes, points, inks) if len(points) <= FEW else number_points(axes, points, inks)
    quadrants(axes)
    number_axis(axes, results.measure(HARM))
    number_axis(axes, POUNDS, "y")
    axes.set_xlabel("child-days of exploitation averted (to the right: less harm)")
    axes.set_ylabel("extra public cost, £")
    note = say("notes", "plane", baseline=results.label(results.baseline), over=over)
    return Drawing(canvas, plane_title(results, list(rows["strategy"])), plane_described(results, note, rows), rows, note)


def plane(results: FolderTables) -> tuple[pd.DataFrame, str]:
    """A row each strategy with both differences, and over which time both are: never one a year and the other the whole."""
    rows = results.table("cost_per_child_day")
    if len(rows):
        return rows[rows["payer"] == "all payers"].reset_index(drop=True), "over the whole period, at present value"
    found = []
    for name in results.compared:
        effect, money = results.effect(name, HARM), results.effect(name, "cost_total")
        if effect is not None and money is not None:
            found.append(
                {"strategy": name, "child_days_averted": -effect["difference"], "child_days_averted_low": -effect["high"]}
                | {"child_days_averted_high": -effect["low"], "extra_cost": money["difference"]}
                | {"extra_cost_low": money["low"], "extra_cost_high": money["high"]}
            )
    return pd.DataFrame(found), "per year, not discounted"


def name_points(axes: Axes, points: list[tuple[float, float, str]], inks: list[str]) -> None:
    """Each point's name beside it, in the first place where it covers neither a point, nor a line of zero, nor another name."""
    low_x, high_x = axes.get_xlim()
    low_y, high_y = axes.get_ylim()
    width, height = style.WIDTH * 72 * 0.88, HEIGHT * 72 * 0.82
    (zero_x, zero_y), *centres = [
        ((x - low_x) / (high_x - low_x) * width, (y - low_y) / (high_y - low_y) * height)
        for x, y, _ in [(0.0, 0.0, ""), *points]
    ]
    taken = [(x - 6, y - 6, x + 6, y + 6) for x, y in centres]
    taken += [(zero_x - 3, 0.0, zero_x + 3, height), (0.0, zero_y - 3, width, zero_y + 3)]
    for (x, y), (at_x, at_y, text), ink in zip(centres, points, inks, strict=True):
        long = 5.4 * len(text)
        options = [(dx, dy) for dy in (5, -16, 19, -30, 33, -44) for dx in (7, -7 - long)]
        inside = [o for o in options if x + o[0] > 0 and x + o[0] + long < width and 0 < y + o[1] < height - 12] or options
        dx, dy = min(inside, key=lambda o: covered((x + o[0], y + o[1], x + o[0] + long, y + o[1] + 11), taken))
        taken.append((x + dx, y + dy, x + dx + long, y + dy + 11))
        left = dx < 0
        axes.annotate(
            text, (at_x, at_y), xytext=(-7 if left else 7, dy), textcoords="offset points", size=8.5,
            ha="right" if left else "left", va="bottom", color=ink, bbox=style.BEHIND,
        )  # fmt: skip


def number_points(axes: Axes, points: list[tuple[float, float, str]], inks: list[str]) -> None:
    """A number in each point and a key beside the chart, for more names than have room."""
    for at, ((x, y, text), ink) in enumerate(zip(points, inks, strict=True), start=1):
        axes.plot(x, y, "o", color=ink, markersize=11, zorder=4)
        axes.annotate(str(at), (x, y), ha="center", va="center", size=7.5, weight="bold", color=style.PAPER, zorder=5)
        line = "\n    ".join(textwrap.wrap(f"{at}  {text}", 30))
        axes.annotate(
            line, (1.02, 1.0 - 0.105 * (at - 1)), xycoords="axes fraction", va="top", size=8, color=ink, annotation_clip=False
        )


def covered(box: tuple[float, float, float, float], others: list[tuple[float, float, float, float]]) -> float:
    """The area of a box that others cover."""
    return sum(
        max(0.0, min(box[2], o[2]) - max(box[0], o[0])) * max(0.0, min(box[3], o[3]) - max(box[1], o[1])) for o in others
    )


def quadrants(axes: Axes) -> None:
    """What each corner means, in the corners that are in view."""
    low_x, high_x = axes.get_xlim()
    low_y, high_y = axes.get_ylim()
    corners = [
        (0.99, 0.99, "less harm, costs more", high_x > 0.0 and high_y > 0.0),
        (0.01, 0.99, "more harm, costs more", low_x < 0.0 and high_y > 0.0),
        (0.99, 0.01, "less harm, costs less", high_x > 0.0 and low_y < 0.0),
        (0.01, 0.01, "more harm, costs less", low_x < 0.0 and low_y < 0.0),
    ]
    for x, y, text, seen in corners:
        if seen:
            axes.text(
                x, y, text, transform=axes.transAxes, size=8, style="italic", color=style.QUIET,
                ha="right" if x > 0.5 else "left", va="top" if y > 0.5 else "bottom",
            )  # fmt: skip


def plane_title(results: FolderTables, strategies: list[str]) -> Sentence:
    """What the main strategy buys."""
    strategy = choose.shown_strategy(results)
    effect, money = (results.effect(strategy or "", name) for name in (HARM, "cost_total"))
    known = strategy in strategies and effect is not None and money is not None
    return say(
        "titles",
        "plane",
        harm=facts.effect(results, effect) if known else None,
        cost=facts.effect(results, money) if known else None,
    )


def plane_described(results: FolderTables, note: Sentence, rows: pd.DataFrame) -> Sentence:
    """Every point with its intervals, for the long description."""
    columns = (("child_days_averted", results.measure(HARM)), ("extra_cost", POUNDS))
    table = "cost_per_child_day" if "payer" in rows else "effects"
    points = [
        (results.label(row.strategy), *(facts.quantity(row, name, measure, table) for name, measure in columns))
        for row in each(rows)
    ]
    return say("titles", "plane_described", lead=note, points=points)
