"""Drawings of one world that change day by day: the tile map with routes of lines, and four counts through time, as SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from htmltools import HTML

from experiments.explore.page import piece
from experiments.figures import style
from experiments.protocol.format import tick
from experiments.report.forms.grids import NONE
from experiments.store.results import FEW_YOUNG_PEOPLE
from sim.documents import catalogue

if TYPE_CHECKING:
    from experiments.explore.living.world import Morning

DAILY = ("child_days_exploited_by_lines", "lines_operating", "lines_recorded")
"""Measures of a day that are drawn."""
SIDE, GAP, MOST_ROUTES = 62, 4, 70
PER, TOP = 1000.0, 3.0
"""Children exploited for every so many aged 10 to 17, and the rate that has the darkest shade."""
LOOKS = {
    DAILY[0]: ("Children exploited by lines", "#12436D", ""),
    DAILY[1]: ("Lines operating", "#801650", ""),
    DAILY[2]: ("Lines on record", "#801650", "5 3"),
}
CHARTS = (("Children exploited by lines, on the day", DAILY[:1]), ("Lines: operating, and (dashed) on record", DAILY[1:3]))
WIDE, HIGH, LEFT, BELOW = 460, 150, 52, 22


@cache
def tiles() -> list[dict[str, Any]]:
    """Each area's place on the page, its letters and how many young people live there, in the order of the model."""
    rows = [dict(row) for row in catalogue.areas()]
    left, top = min(row["grid_column"] for row in rows), min(row["grid_row"] for row in rows)
    for row in rows:
        row["x"], row["y"] = (row["grid_column"] - left) * (SIDE + GAP) + 10, (row["grid_row"] - top) * (SIDE + GAP) + 10
    return rows


def tile_map(morning: Morning) -> HTML:
    """Children exploited by home area as shades and counts, lines and those on record, the largest routes as curves."""
    from matplotlib import colormaps
    from matplotlib.colors import to_hex

    shade = colormaps[style.SCALE].reversed()
    found = []
    for at, row in enumerate(tiles()):
        rate = PER * morning.children[at] / row["population_10_17"]
        few = row["population_10_17"] < FEW_YOUNG_PEOPLE
        colour = "#ececec" if few else to_hex(shade(min(rate / TOP, 1.0)))
        counts = {"lines": round(morning.lines[at]), "known": on_record(morning, at)}
        children = tick(round(morning.children[at]), "")
        found.append(row | counts | {"fill": colour, "ink": style.readable_on(colour), "few": few, "children": children})
    size = (max(row["x"] for row in found) + SIDE + 10, max(row["y"] for row in found) + SIDE + 10)
    return piece("tile_map", found, [curve(*one) for one in largest(morning)], size, SIDE)


def on_record(morning: Morning, at: int) -> int | str:
    """Lines on record that sell in an area, on the day before; a dash while there is none."""
    return NONE if morning.recorded is None else round(morning.recorded[at])


def largest(morning: Morning) -> list[tuple[int, int, float]]:
    """The routes that are drawn, those of most lines first."""
    return sorted(morning.routes, key=lambda one: -one[2])[:MOST_ROUTES]


def curve(home: int, market: int, number: float) -> dict[str, Any]:
    """A route from home to market, bent to its left, the thicker the more lines it has."""
    (x, y), (to_x, to_y) = ((tiles()[at]["x"] + SIDE / 2, tiles()[at]["y"] + SIDE / 2) for at in (home, market))
    middle = ((x + to_x) / 2 - 0.18 * (to_y - y), (y + to_y) / 2 + 0.18 * (to_x - x))
    path = f"M{x:.0f} {y:.0f}Q{middle[0]:.0f} {middle[1]:.0f} {to_x:.0f} {to_y:.0f}"
    return {"path": path, "width": round(0.6 + 0.35 * math.sqrt(number), 2), "x": to_x, "y": to_y}


def charts(days: Sequence[tuple[date, dict[str, float]]], marks: Sequence[tuple[date, str]]) -> HTML:
    """The days so far: children exploited, lines operating and on record; a stroke where a lever was changed."""
    return HTML("".join(str(piece("chart", **chart(title, names, days, marks))) for title, names in CHARTS))


def chart(
    title: str, names: Sequence[str], days: Sequence[tuple[date, dict[str, float]]], marks: Sequence[Any]
) -> dict[str, Any]:
    """One chart as its lines, its ticks and its strokes."""
    top = max((values[name] for _, values in days for name in names), default=1.0) * 1.08 or 1.0
    first = days[0][0].toordinal() if days else 0
    span = max(60, len(days))
    step = 10 ** math.floor(math.log10(top)) * (1 if top / 10 ** math.floor(math.log10(top)) < 5 else 2)

    def across(day: date) -> float:
        return round(LEFT + (WIDE - LEFT - 8) * (day.toordinal() - first) / span, 1)

    def up(value: float) -> float:
        return round(HIGH - BELOW - (HIGH - BELOW - 24) * value / top, 1)

    lines = []
    for name in names:
        points = " ".join(f"{across(day)},{up(values[name])}" for day, values in days)
        lines.append({"points": points, "colour": LOOKS[name][1], "dash": LOOKS[name][2]})
    return {
        "title": title,
        "said": "; ".join(f"{LOOKS[name][0]}: {tick(days[-1][1][name], '')}" for name in names) if days else "No day yet",
        "lines": lines,
        "ticks": [(up(at * step), tick(at * step, "")) for at in range(int(top / step) + 1)],
        "dates": [(across(day), f"{day:%b %y}") for day, _ in days if day.day == 1 and across(day) < WIDE - 36][
            :: math.ceil(span / 240)
        ],
        "marks": [across(day) for day, _ in marks if days and day >= days[0][0]],
        "size": (WIDE, HIGH, LEFT, BELOW),
    }
