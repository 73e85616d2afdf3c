"""Force areas: the tile map of England and Wales, each area the same size, and areas by region. Nothing below force area."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import Normalize, to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpecFromSubplotSpec
from matplotlib.patches import FancyBboxPatch, Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator

from experiments.figures import choose, style, words
from experiments.figures.compare import percent_tick
from experiments.figures.registry import Drawing, figure
from experiments.figures.results import WHOLE, Results, each, row_at

# Below this many people aged 10 to 17 a rate per head says nothing about an area.
FEW_YOUNG_PEOPLE = 5000
# Better and worse, each in two strengths: fill, and the ink that reads on it.
STEPS = {
    "much better": ("#12436D", "#ffffff"),
    "better": ("#a9c3da", style.INK),
    "no clear difference": ("#ffffff", style.QUIET),
    "worse": ("#f9c49f", style.INK),
    "much worse": ("#b84608", "#ffffff"),
    "no value": ("#ececec", style.QUIET),
}


def rates(results: Results, measure: str) -> pd.DataFrame:
    """Levels by area with what the map needs: people aged 10 to 17, the rate per 1,000 of them, and the place on the grid."""
    rows = results.table("areas")
    rows = rows[(rows["measure"] == measure) & (rows["area"] != WHOLE)]
    columns = ["name", "short_name", "abbr", "region", "grid_row", "grid_col", "population_10_17"]
    found = rows.merge(results.areas[columns], left_on="area", right_on="name", how="inner").drop(columns="name")
    found["per_1000_young_people"] = 1000.0 * found["mean"] / found["population_10_17"]
    return found.reset_index(drop=True)


def changes(results: Results, measure: str, strategy: str) -> pd.DataFrame:
    """Differences by area under one strategy, also as per cent of the baseline's mean there, with a verdict."""
    rows = results.table("areas_effects")
    rows = rows[(rows["measure"] == measure) & (rows["strategy"] == strategy) & (rows["area"] != WHOLE)]
    rows = rows[rows["versus"] == results.baseline]
    base = rates(results, measure)
    base = base[base["strategy"] == results.baseline]
    base = base[["area", "short_name", "abbr", "region", "grid_row", "grid_col", "population_10_17", "mean"]]
    found = rows.merge(base.rename(columns={"mean": "baseline_mean"}), on="area", how="inner")
    share = 100.0 / found["baseline_mean"].where(found["baseline_mean"] > 0.0)
    for end, name in (("difference", "percent"), ("low", "percent_low"), ("high", "percent_high")):
        found[name] = found[end] * share
    return found.reset_index(drop=True)


def tile(axes: Axes, row: Any, text: str, paint: tuple[str, str], unclear: bool = False) -> None:
    """One area: a square with its three letters and a value; a dashed edge where nothing clear can be said."""
    fill, ink = paint
    x, y = row.grid_col, row.grid_row
    edge = {"edgecolor": style.QUIET, "linestyle": (0, (2, 2)), "linewidth": 0.8} if unclear else {"edgecolor": fill}
    shape = FancyBboxPatch((x + 0.06, y + 0.06), 0.88, 0.88, boxstyle="round,pad=0,rounding_size=0.06", facecolor=fill, **edge)
    axes.add_patch(shape)
    axes.text(x + 0.5, y + 0.36, row.abbr, ha="center", va="center", size=8, weight="bold", color=ink)
    axes.text(x + 0.5, y + 0.68, text, ha="center", va="center", size=7, color=ink)


def grid(axes: Axes, rows: pd.DataFrame) -> None:
    """The frame of a tile map: north at the top, square tiles."""
    axes.set_xlim(rows["grid_col"].min() - 0.05, rows["grid_col"].max() + 4.6)
    axes.set_ylim(rows["grid_row"].max() + 1.05, rows["grid_row"].min() - 0.05)
    axes.set_aspect("equal")
    style.bare(axes)


def readable_on(colour: str) -> str:
    """Black or white, whichever is easier to read on a colour."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return style.INK if (luminance + 0.05) / 0.05 > 1.05 / (luminance + 0.05) else "#ffffff"


@figure(page="equity", tables=["areas"])
def map_of_levels(results: Results) -> Drawing | None:
    """The rate in each force area under the baseline: where harm is, before anything changes."""
    measure = choose.mapped_measure(results, "areas")
    if measure is None or not len(results.areas):
        return None
    rows = rates(results, measure)
    rows = rows[rows["strategy"] == results.baseline].reset_index(drop=True)
    counted = rows[rows["population_10_17"] >= FEW_YOUNG_PEOPLE]
    if not len(counted) or not (counted["per_1000_young_people"] > 0.0).any():
        return None
    canvas, (axes,) = style.new(5.6)
    values = counted["per_1000_young_people"]
    low_end = float(values.min()) if values.min() < values.max() else 0.0
    shade, scale = Normalize(low_end, float(values.max())), colormaps[style.SCALE].reversed()
    for row in each(rows):
        if row.population_10_17 < FEW_YOUNG_PEOPLE:
            tile(axes, row, "few", STEPS["no value"], unclear=True)
            continue
        colour = to_hex(scale(shade(row.per_1000_young_people)))
        tile(axes, row, short(row.per_1000_young_people), (colour, readable_on(colour)))
    grid(axes, rows)
    scale_key(axes, rows, shade)
    one = results.measure(measure)
    low, high = row_at(counted, values.idxmin()), row_at(counted, values.idxmax())
    note = (
        f"{one.label} ({one.unit}) per 1,000 people aged 10 to 17, under {results.quoted(results.baseline)}. "
        "Every area has the same size; \u201cfew\u201d: too few young people live there for a rate."
    )
    title = words.filled(
        "Before any change, {name} per 1,000 young people range from {low} to {high} between areas, in the model",
        name=words.inside(one.label),
        low=rate_number(low["per_1000_young_people"]),
        high=rate_number(high["per_1000_young_people"]),
    )
    said = [words.Sentence(f"{r.area}: ", rate_number(r.per_1000_young_people)) for r in each(counted)]
    description = words.Sentence(f"{note} ", words.together(said, "; "), ".")
    return Drawing(canvas, title, description, rows, note)


def short(value: float) -> str:
    """Two to four digits for a tile."""
    if not math.isfinite(value):
        return "?"
    for least, scale, letter in ((1e12, 1e12, "tn"), (1e9, 1e9, "bn"), (1e6, 1e6, "m"), (1e4, 1e3, "k")):
        if abs(value) >= least:
            return f"{value / scale:,.3g}{letter}" if value < 1e15 else f"{value:.0e}"
    return f"{value:,.0f}" if abs(value) >= 10 else f"{value:.2g}"


def rate_number(value: float) -> words.Number:
    """A rate with three digits, which keeps its value."""
    step = 10.0 ** (math.floor(math.log10(abs(value))) - 2) if value else 1.0
    return words.Number(words.digits_text(value, step), value, step, "areas")


def share_number(value: float) -> words.Number:
    """An area's change to the whole per cent."""
    size = words.rounded(value, 1.0)
    return words.Number(f"{words.sign_of(size, True)}{words.digits_text(size, 1.0)}%", value, 1.0, "areas_effects")


def scale_key(axes: Axes, rows: pd.DataFrame, shade: Normalize) -> None:
    """Five shades with their values beside the map."""
    left, top = rows["grid_col"].max() + 1.7, rows["grid_row"].min() + 0.3
    scale = colormaps[style.SCALE].reversed()
    axes.text(left, top - 0.2, "per 1,000 aged 10 to 17", size=8, color=style.QUIET)
    for at in range(5):
        value = float(shade.vmin) + (float(shade.vmax) - float(shade.vmin)) * at / 4.0  # type: ignore[arg-type]
        axes.add_patch(Rectangle((left, top + 0.45 * at), 0.6, 0.45, facecolor=scale(shade(value)), linewidth=0))
        axes.text(left + 0.75, top + 0.45 * at + 0.22, short(value), size=8, va="center")


def step_of(row: Any, half: float) -> str:
    """The step of the legend that an area's change falls in."""
    if not math.isfinite(row.percent) or not row.verdict:
        return "no value"
    if row.verdict == "no clear difference":
        return "no clear difference"
    strong = abs(row.percent) >= half
    return f"much {row.verdict}" if strong else row.verdict


def strong_from(rows: pd.DataFrame) -> float:
    """The percentage from which a change counts as strong on the map: a round number near the middle of the clear changes."""
    clear = rows.loc[rows["verdict"].isin(["better", "worse"]), "percent"].abs().dropna()
    if not len(clear):
        return 10.0
    return min((1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0), key=lambda step: abs(math.log(step / max(clear.median(), 0.5))))


@figure(page="equity", tables=["areas", "areas_effects"])
def map_of_changes(results: Results) -> Drawing | None:
    """Where the main strategy helps, where nothing clear can be said, and where it does harm."""
    measure, strategy = choose.mapped_measure(results, "areas_effects"), choose.shown_strategy(results)
    if measure is None or strategy is None or not len(results.areas):
        return None
    rows = changes(results, measure, strategy)
    if not len(rows):
        return None
    canvas, (axes,) = style.new(5.6)
    half = strong_from(rows)
    rows["step"] = [step_of(row, half) for row in each(rows)]
    for row in each(rows):
        text = share_number(row.percent).text if math.isfinite(row.percent) else "?"
        tile(axes, row, text, STEPS[row.step], unclear=row.step in {"no clear difference", "no value"})
    grid(axes, rows)
    counts = rows["step"].value_counts()
    key_of_steps(axes, rows, half, counts)
    one, name = results.measure(measure), results.label(strategy)
    title = map_title(one.label, name, rows["verdict"].value_counts(), len(rows))
    note = (
        f"Change in {words.inside(one.label)} under {name} from {results.quoted(results.baseline)}, per cent of "
        "the area's baseline. Verdicts keep the share of false finds among the areas at 5%."
    )
    known = rows[rows["percent"].notna()]
    said = [words.Sentence(f"{r.area}: ", share_number(r.percent), f" ({r.verdict or 'no verdict'})") for r in each(known)]
    description = words.Sentence(f"{note} ", words.together(said, "; "), ".")
    return Drawing(canvas, title, description, rows, note)


def map_title(measure: str, strategy: str, counts: pd.Series, areas: int) -> str:
    """How many areas gain, lose, or cannot be told."""
    better, worse = int(counts.get("better", 0)), int(counts.get("worse", 0))
    name = words.inside(measure)
    if not better and not worse:
        return f"{strategy}: no area with a clear difference in {name}, in the model"
    unclear = areas - better - worse
    texts = [f"better in {better}"] if better else []
    texts += [f"worse in {worse}"] if worse else []
    texts += [f"unclear in {unclear}"] if unclear else []
    return f"{strategy}: {name} {words.listed(texts)} of {areas} areas, in the model"


def key_of_steps(axes: Axes, rows: pd.DataFrame, half: float, counts: pd.Series) -> None:
    """The steps with how many areas each has."""
    left, top = rows["grid_col"].max() + 1.4, rows["grid_row"].min() + 0.2
    named = {
        "much better": f"better, {half:g}% or more",
        "better": f"better, less than {half:g}%",
        "no clear difference": "no clear difference",
        "worse": f"worse, less than {half:g}%",
        "much worse": f"worse, {half:g}% or more",
    }
    for at, (step, text) in enumerate(named.items()):
        fill, _ = STEPS[step]
        unclear = step == "no clear difference"
        edge = {"edgecolor": style.QUIET, "linestyle": (0, (2, 2))} if unclear else {"edgecolor": fill}
        axes.add_patch(Rectangle((left, top + 0.55 * at), 0.42, 0.42, facecolor=fill, linewidth=0.8, **edge))
        axes.text(left + 0.58, top + 0.55 * at + 0.22, f"{text} ({counts.get(step, 0)})", size=8, va="center")


@figure(page="equity", tables=["areas", "areas_effects"])
def areas_by_region(results: Results) -> Drawing | None:
    """Small multiples by region: every area's change under the main strategy with its interval."""
    measure, strategy = choose.mapped_measure(results, "areas_effects"), choose.shown_strategy(results)
    if measure is None or strategy is None or not len(results.areas):
        return None
    rows = changes(results, measure, strategy)
    rows = rows[rows["percent"].notna()]
    if not len(rows):
        return None
    regions = sorted(rows["region"].unique(), key=lambda r: (rows.loc[rows["region"] == r, "grid_row"].mean(), r))
    sizes = {region: int((rows["region"] == region).sum()) for region in regions}
    half = sum(sizes.values()) / 2.0
    columns: list[list[str]] = [[], []]
    for region in regions:
        columns[0 if sum(sizes[r] for r in columns[0]) < half else 1].append(region)
    height = 0.185 * max(sum(sizes[r] + 1.6 for r in column) for column in columns) + 0.4
    canvas = Figure(figsize=(style.WIDTH, height))
    outer = canvas.add_gridspec(1, 2)
    counted = rows.loc[rows["population_10_17"] >= FEW_YOUNG_PEOPLE, ["percent", "percent_low", "percent_high"]]
    limits = (min(counted.min().min(), 0.0), max(counted.max().max(), 0.0))
    for column, cell in zip(columns, (outer[0], outer[1]), strict=True):
        if not column:
            continue
        inner = GridSpecFromSubplotSpec(len(column), 1, cell, height_ratios=[sizes[r] + 0.4 for r in column])
        for at, region in enumerate(column):
            region_panel(
                canvas.add_subplot(inner[at]), region, rows[rows["region"] == region], limits, last=region == column[-1]
            )
    one, base = results.measure(measure), results.quoted(results.baseline)
    title = map_title(one.label, results.label(strategy), rows["verdict"].value_counts(), len(rows))
    note = f"Change in {words.inside(one.label)} from {base}, per cent, with 95% intervals, one area at a time. Filled: clear."
    said = words.together([words.Sentence(f"{r.area}: ", share_number(r.percent)) for r in each(rows)], "; ")
    return Drawing(canvas, f"By region. {title}", words.Sentence(f"{note} ", said, "."), rows.reset_index(drop=True), note)


def region_panel(axes: Axes, region: str, rows: pd.DataFrame, limits: tuple[float, float], last: bool) -> None:
    """The areas of one region, a row each; an interval that leaves the scale is cut at its edge."""
    style.zero_line(axes)
    room = 0.06 * (limits[1] - limits[0] or 1.0)
    for at, row in enumerate(each(rows)):
        colour, _ = style.VERDICT.get(row.verdict, style.VERDICT[""])
        axes.plot([row.percent_low, row.percent_high], [at, at], color=colour, linewidth=1.8, solid_capstyle="butt")
        clear = row.verdict in {"better", "worse"}
        marker = "D" if row.verdict == "worse" else "o"
        axes.plot(
            row.percent, at, marker=marker, color=colour, markersize=4.5, markerfacecolor=colour if clear else style.PAPER
        )
    axes.set_xlim(limits[0] - room, limits[1] + room)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_yticks(range(len(rows)), list(rows["short_name"]))
    axes.set_title(region, size=8.5, pad=3)
    axes.tick_params(axis="y", length=0, labelcolor=style.INK, labelsize=7.5)
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(percent_tick))
    axes.tick_params(axis="x", labelsize=7.5, labelbottom=last)
    axes.grid(axis="x")
