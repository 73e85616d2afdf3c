"""Force areas: the tile map of England and Wales, each area the same size, and areas by region. Nothing below force area."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import Normalize, to_hex
from matplotlib.patches import FancyBboxPatch, Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator

from experiments.figures import choose, outliers, style
from experiments.figures.areas import change, changes, few, rate, rates
from experiments.figures.registry import Drawing, figure
from experiments.figures.results import FolderTables, Measure, each
from experiments.figures.sentences import Sentence, say
from experiments.protocol import format
from experiments.protocol.verdicts import BETTER, CLEAR, MARKS, UNCLEAR, WORSE, judges_areas

# What tells better from worse where there is no colour.
CLEAR_MARKS = {verdict: MARKS[verdict] for verdict in CLEAR}
# Better and worse, each in two strengths: fill, and the ink that reads on it.
STEPS = {
    f"much {BETTER}": ("#12436D", "#ffffff"),
    BETTER: ("#a9c3da", style.INK),
    UNCLEAR: ("#ffffff", style.QUIET),
    WORSE: ("#f9c49f", style.INK),
    f"much {WORSE}": ("#b84608", "#ffffff"),
    "no value": ("#ececec", style.QUIET),
}


def tile(axes: Axes, row: Any, text: str, paint: tuple[str, str], unclear: bool = False, mark: str = "") -> None:
    """One area: a square with its three letters, a verdict's mark and a value; a dashed edge where nothing clear can be said."""
    fill, ink = paint
    x, y = row.grid_col, row.grid_row
    edge = {"edgecolor": style.QUIET, "linestyle": (0, (2, 2)), "linewidth": 0.8} if unclear else {"edgecolor": fill}
    shape = FancyBboxPatch((x + 0.06, y + 0.06), 0.88, 0.88, boxstyle="round,pad=0,rounding_size=0.06", facecolor=fill, **edge)
    inside: dict[str, Any] = {"ha": "center", "va": "center", "color": ink, "in_layout": False}  # `grid` sets the frame
    axes.add_artist(shape).set_in_layout(False)
    axes.text(x + 0.5, y + 0.36, f"{row.abbr} {mark}".strip(), size=8, weight="bold", **inside)
    axes.text(x + 0.5, y + 0.68, text, size=7, **inside)


def grid(axes: Axes, rows: pd.DataFrame) -> None:
    """The frame of a tile map: north at the top, square tiles."""
    axes.set_xlim(rows["grid_col"].min() - 0.05, rows["grid_col"].max() + 4.6)
    axes.set_ylim(rows["grid_row"].max() + 1.05, rows["grid_row"].min() - 0.05)
    axes.set_aspect("equal")
    style.bare(axes)


def main_changes(results: FolderTables) -> tuple[str, str, pd.DataFrame] | None:
    """The mapped measure, the main strategy, and what it changes in each area; None where there is nothing to map."""
    measure, strategy = choose.mapped_measure(results, "areas_effects"), choose.shown_strategy(results)
    if measure is None or strategy is None or not len(results.areas):
        return None
    rows = changes(results, measure, strategy)
    return (measure, strategy, rows) if len(rows) else None


@figure(page="equity", tables=["areas", "areas_effects"])
def map_of_changes(results: FolderTables) -> Drawing | None:
    """Where the main strategy helps, where nothing clear can be said, and where it does harm."""
    if (found := main_changes(results)) is None:
        return None
    measure, strategy, rows = found
    canvas, (axes,) = style.new(5.6)
    counted = rows[~few(rows)]
    half = strong_from(counted)
    rows["step"] = ["few" if row.Index not in counted.index else step_of(row, half) for row in each(rows)]
    for row in each(rows):
        if row.step == "few":
            tile(axes, row, "few", STEPS["no value"], unclear=True)
            continue
        text = str(format.number(change(row))) if math.isfinite(row.percent) else "?"
        tile(axes, row, text, STEPS[row.step], unclear=row.step in {UNCLEAR, "no value"}, mark=CLEAR_MARKS.get(row.verdict, ""))
    grid(axes, rows)
    counts = rows["step"].value_counts()
    one, name = results.measure(measure), results.label(strategy)
    title, about = map_title(results, one, name, counted), map_note(results, one)
    key_of_steps(axes, rows, half, counts, judged=about["judged"])
    note = say("notes", "map_of_changes", suppressed=list(rows.loc[few(rows), "area"]), strategy=name, **about)
    counted = rows[~few(rows)].reset_index(drop=True)
    return Drawing(canvas, title, areas_described(note, counted[counted["percent"].notna()]), counted, note)


@figure(page="equity", tables=["areas"])
def map_of_levels(results: FolderTables) -> Drawing | None:
    """The rate in each force area under the baseline: where harm is, before anything changes."""
    measure = choose.mapped_measure(results, "areas")
    if measure is None or not len(results.areas):
        return None
    rows = rates(results, measure)
    rows = rows[rows["strategy"] == results.baseline].reset_index(drop=True)
    counted = rows[~few(rows)]
    if not len(counted) or not (counted["per_1000_young_people"] > 0.0).any():
        return None
    canvas, (axes,) = style.new(5.6)
    values = counted["per_1000_young_people"]
    low_end = float(values.min()) if values.min() < values.max() else 0.0
    shade, scale = Normalize(low_end, float(values.max())), colormaps[style.SCALE].reversed()
    for row in each(rows):
        if row.Index not in counted.index:
            tile(axes, row, "few", STEPS["no value"], unclear=True)
            continue
        colour = to_hex(scale(shade(row.per_1000_young_people)))
        tile(axes, row, format.short(rate(row)), (colour, style.readable_on(colour)))
    grid(axes, rows)
    scale_key(axes, rows, shade)
    one = results.measure(measure)
    suppressed = list(rows.loc[few(rows), "area"])
    note = say("notes", "map_of_levels", measure=one, baseline=results.label(results.baseline), suppressed=suppressed)
    every = [(row.area, rate(row)) for row in each(counted)]
    ends = (min(every, key=lambda one: one[1].value)[1], max(every, key=lambda one: one[1].value)[1])
    title = say("titles", "map_of_levels", measure=one, baseline=results.label(results.baseline), low=ends[0], high=ends[1])
    return Drawing(canvas, title, say("titles", "areas", lead=note, areas=every), counted, note)


def areas_described(note: Sentence, rows: pd.DataFrame) -> Sentence:
    """Every area's change with its verdict, for the long description."""
    areas = [(row.area, change(row), row.verdict or "no verdict") for row in each(rows)]
    return say("titles", "area_changes", lead=note, areas=areas)


def scale_key(axes: Axes, rows: pd.DataFrame, shade: Normalize) -> None:
    """Five shades with their values beside the map."""
    left, top = rows["grid_col"].max() + 1.7, rows["grid_row"].min() + 0.3
    scale = colormaps[style.SCALE].reversed()
    axes.text(left, top - 0.2, "per 1,000 aged 10 to 17", size=8, color=style.QUIET)
    for at in range(5):
        value = float(shade.vmin) + (float(shade.vmax) - float(shade.vmin)) * at / 4.0  # type: ignore[arg-type]
        axes.add_patch(Rectangle((left, top + 0.45 * at), 0.6, 0.45, facecolor=scale(shade(value)), linewidth=0))
        axes.text(left + 0.75, top + 0.45 * at + 0.22, format.tick(float(f"{value:.2g}"), ""), size=8, va="center")


def step_of(row: Any, half: float) -> str:
    """The step of the legend that an area's change falls in."""
    if not math.isfinite(row.percent) or not row.verdict:
        return "no value"
    if row.verdict == UNCLEAR:
        return UNCLEAR
    strong = abs(row.percent) >= half
    return f"much {row.verdict}" if strong else row.verdict


def strong_from(rows: pd.DataFrame) -> float:
    """The percentage from which a change counts as strong on the map: a round number near the middle of the clear changes."""
    clear = rows.loc[rows["verdict"].isin(CLEAR), "percent"].abs().dropna()
    if not len(clear):
        return 10.0
    return min((1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0), key=lambda step: abs(math.log(step / max(clear.median(), 0.5))))


def map_title(results: FolderTables, measure: Measure, strategy: str, rows: pd.DataFrame, lead: str = "") -> Sentence:
    """How many areas gain, lose, or cannot be told; none where the runs are too small to judge any."""
    counts = {verdict: int((rows["verdict"] == verdict).sum()) for verdict in CLEAR}
    counts["unclear"] = len(rows) - sum(counts.values())
    about = {"measure": measure.label, "strategy": strategy, **judging(results, measure)}
    return say("titles", "map_of_changes", lead=lead, counts=counts, areas=len(rows), **about)


def map_note(results: FolderTables, measure: Measure) -> dict[str, Any]:
    """What the notes of both figures of changes by area have in common."""
    return {"measure": measure, "baseline": results.label(results.baseline), **judging(results, measure)}


def judging(results: FolderTables, measure: Measure) -> dict[str, bool]:
    """Whether areas are judged on a measure, and whether they are not since the runs are too small."""
    regional = not judges_areas(results.manifest)
    return {"judged": bool(measure.better) and not regional, "regional": regional}


def key_of_steps(axes: Axes, rows: pd.DataFrame, half: float, counts: pd.Series, judged: bool) -> None:
    """The steps with how many areas each has; nothing where no area is judged, as the title says."""
    if not judged:
        return
    left, top = rows["grid_col"].max() + 1.4, rows["grid_row"].min() + 0.2
    named = {
        f"much {BETTER}": f"{MARKS[BETTER]} {BETTER}, {half:g}% or more",
        BETTER: f"{MARKS[BETTER]} {BETTER}, less than {half:g}%",
        UNCLEAR: UNCLEAR,
        WORSE: f"{MARKS[WORSE]} {WORSE}, less than {half:g}%",
        f"much {WORSE}": f"{MARKS[WORSE]} {WORSE}, {half:g}% or more",
    }
    for at, (step, text) in enumerate(named.items()):
        fill, _ = STEPS[step]
        unclear = step == UNCLEAR
        edge = {"edgecolor": style.QUIET, "linestyle": (0, (2, 2))} if unclear else {"edgecolor": fill}
        axes.add_patch(Rectangle((left, top + 0.55 * at), 0.42, 0.42, facecolor=fill, linewidth=0.8, **edge))
        axes.text(left + 0.58, top + 0.55 * at + 0.22, f"{text} ({counts.get(step, 0)})", size=8, va="center")


@figure(page="equity", tables=["areas", "areas_effects"])
def areas_by_region(results: FolderTables) -> Drawing | None:
    """Small multiples by region: every area's change under the main strategy with its interval."""
    if (found := main_changes(results)) is None:
        return None
    measure, strategy, rows = found
    suppressed = list(rows.loc[few(rows), "area"])
    rows = rows[rows["percent"].notna() & ~few(rows)]
    if not len(rows):
        return None
    columns = in_two_columns(rows)
    canvas, panels = style.new(0.185 * max(map(len, columns)) + 0.4, 1, 2)
    ends = rows[["percent", "percent_low", "percent_high"]]
    clipped = outliers.limits(ends.itertuples(index=False, name=None))
    limits = clipped or (min(ends.min().min(), 0.0), max(ends.max().max(), 0.0))
    for axes, column in zip(panels, columns, strict=True):
        if column:
            column_of_areas(axes, column, limits)
        else:
            style.bare(axes)
    one = results.measure(measure)
    title = map_title(results, one, results.label(strategy), rows, lead="By region. ")
    note = say("notes", "by_region", suppressed=suppressed, clipped=clipped is not None, **map_note(results, one))
    return Drawing(canvas, title, areas_described(note, rows), rows.reset_index(drop=True), note)


def in_two_columns(rows: pd.DataFrame) -> tuple[list[Any], list[Any]]:
    """Regions from north to south in two columns of like length: each its name, then the rows of its areas."""
    left: list[Any] = []
    right: list[Any] = []
    north = rows.groupby("region")["grid_row"].mean()
    areas = list(each(rows))
    for region in sorted(north.index, key=lambda one: (north[one], one)):
        column = left if 2 * sum(not isinstance(one, str) for one in left) < len(areas) else right
        column += [region, *(row for row in areas if row.region == region)]
    return left, right


def column_of_areas(axes: Axes, column: list[Any], limits: tuple[float, float]) -> None:
    """Areas with their intervals, a row each, under the names of their regions."""
    style.zero_line(axes)
    outliers.set_limits(axes, limits if limits[0] < limits[1] else (-1.0, 1.0))
    style.rows(axes, ["" if isinstance(one, str) else one.short_name for one in column], 7.5)
    above: dict[str, Any] = {
        "xycoords": ("axes fraction", "data"),
        "va": "center",
        "size": 8.5,
        "weight": "bold",
        "bbox": style.BEHIND,
    }
    for at, region in enumerate(column):
        if isinstance(region, str):
            axes.annotate(region, (0.0, at + 0.15), **above)  # nearer to what it heads
    rows = [(at, row) for at, row in enumerate(column) if not isinstance(row, str)]
    for verdict in dict.fromkeys(row.verdict for _, row in rows):
        places, alike = zip(*((at, row) for at, row in rows if row.verdict == verdict), strict=True)
        colour, marker = style.VERDICT.get(verdict, style.VERDICT[""])
        face = colour if verdict in CLEAR else style.PAPER
        axes.hlines(places, [row.percent_low for row in alike], [row.percent_high for row in alike], colour, linewidth=1.8)
        points: dict[str, Any] = {"color": colour, "markersize": 4.5, "markerfacecolor": face, "linestyle": ""}
        axes.plot([row.percent for row in alike], places, marker=marker, **points)
    for at, row in rows:
        ends = (row.percent, row.percent_low, row.percent_high)
        outliers.beyond(axes, at, ends, str(format.number(change(row))), style.INK)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(format.percent_tick))
    axes.tick_params(axis="x", labelsize=7.5)
    axes.grid(axis="x")
