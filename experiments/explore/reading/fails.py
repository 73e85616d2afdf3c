"""The view "Where it fails": limits restrict the worlds; the difference in those that are left, and where it turns."""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from io import BytesIO
from typing import Any

import pandas as pd
from htmltools import HTML, Tag, TagList
from shiny import ui

from experiments.explore.chosen import Choice, Chosen, as_chosen
from experiments.explore.drawn import FORMS
from experiments.explore.page import chart, nothing, piece, said, slider
from experiments.explore.query import Query
from experiments.explore.reading.worlds import Turn, Worlds, is_number, turn, worlds_of
from experiments.explore.views import View
from experiments.figures import choose, facts, looks, style
from experiments.figures.registry import Drawing, for_page, source_line
from experiments.figures.results import FolderTables, label_from
from experiments.figures.sections import SECTIONS
from experiments.figures.sentences import Sentence, inside, say
from experiments.protocol import format
from experiments.protocol.format import Quantity
from experiments.report.forms.grids import Column, Grid
from experiments.report.sections import leads
from sim.documents import catalogue

ABSENT = (
    "In this folder nothing varies from world to world, or its runs are not kept. A config of kind discover, or one whose "
    "[parameters] have ranges, makes a folder in which limits can be set here: countylines run configs/discover.toml."
)
CHARTS = ("where_it_fails", "boxes_of_failure", "where_the_choice_flips", "regret_of_each")
NAME = "worlds_within_limits"
FEW = 20
"""Fewer worlds have no nine of ten: their ends are told."""


@lru_cache(maxsize=2)
def places(results: FolderTables) -> tuple[str, ...]:
    """The inputs that limits can be set on: those that the main difference goes with most."""
    worlds, strategy = worlds_of(results), choose.shown_strategy(results)
    return tuple(worlds.ranked(strategy, results.primary[0], results.scenario)) if worlds and strategy else ()


def inputs(results: FolderTables) -> tuple[str, ...]:
    """Names of the controls."""
    ends, named = ("", "_from", "_to"), places(results)
    if not named:
        return ()
    return ("fails_strategy", "along", *(f"limit_{name}{end}" for name in named for end in ends))


def controls(results: FolderTables, query: Query) -> list[Tag]:
    """Whose difference, along which input, and a limit for each input."""
    worlds, names = worlds_of(results), places(results)
    if worlds is None or not names:
        return []
    strategies = {name: results.label(name) for name in results.compared}
    usual = choose.shown_strategy(results) or ""
    numbers = {name: label_from(name) for name in names if is_number(worlds.inputs[name])}
    found = [ui.input_select("fails_strategy", "Of", strategies, selected=query.one("fails_strategy", list(strategies), usual))]
    found += (
        [ui.input_select("along", "Find where it turns along", numbers, selected=query.one("along", list(numbers)))]
        if numbers
        else []
    )
    counted = (
        f"The {len(names)} of {worlds.inputs.shape[1]} inputs that the difference goes with most, in {len(worlds.inputs)} worlds "
        f"(that of {results.label(usual)} on {inside(results.measure(results.primary[0]).label)}, whatever is chosen): "
        "where worlds are few, some of them are here by luck."
    )
    said = meanings(results)
    bounds = [limit(name, said.get(name, ("", "")), worlds.inputs[name], query) for name in names]
    return [*found, ui.p(counted, class_="quiet"), *bounds]


def meanings(results: FolderTables) -> dict[str, tuple[str, str]]:
    """What each input is, and its unit: as the folder says, completed by the installed model."""
    rows = [*catalogue.parameters(), *catalogue.structures(), *catalogue.levers()]
    rows += [*results.declared("parameters"), *results.declared("structures")]
    return {str(row["name"]): (str(row.get("meaning") or ""), str(row.get("unit") or "")) for row in rows}


def limit(name: str, said: tuple[str, str], column: pd.Series, query: Query) -> Tag:
    """A slider with two ends for a number, boxes to tick for a switch; what it is stands with it."""
    words, (meaning, unit) = label_from(name), said
    what = ui.p(f"{meaning}{f' ({unit})' if unit else ''}", class_="quiet") if meaning else None
    if not is_number(column):
        choices = sorted(column.astype(str).unique())
        boxes = ui.input_checkbox_group(
            f"limit_{name}", words, choices, selected=query.many(f"limit_{name}", choices), inline=True
        )
        return ui.div(boxes, what)
    step = 10.0 ** math.floor(math.log10((column.max() - column.min()) / 20.0))
    digits = max(0, round(-math.log10(step)))
    low, high = (
        round(turned(end / step) * step, digits) for turned, end in ((math.floor, column.min()), (math.ceil, column.max()))
    )
    given = [query.number(f"limit_{name}_{end}", low, high, usual) for end, usual in (("from", low), ("to", high))]
    sliders = [slider(f"limit_{name}_{end}", end, (low, high), at, step) for end, at in zip(("from", "to"), given, strict=True)]
    return ui.tags.fieldset(ui.tags.legend(words), what, *sliders)


def limits(worlds: Worlds, names: Sequence[str], given: Mapping[str, str]) -> dict[str, Any]:
    """What the controls ask."""
    found: dict[str, Any] = {}
    for name in names:
        ends = [given[at] for end in ("from", "to") if given.get(at := f"limit_{name}_{end}")]
        if is_number(worlds.inputs[name]):
            if len(ends) == 2:
                found[name] = tuple(map(float, ends))
        elif f"limit_{name}" in given:
            found[name] = Query(given).many(f"limit_{name}", sorted(worlds.inputs[name].astype(str).unique()))
    return found


def closed(asked: Mapping[str, Any]) -> list[str]:
    """Why no world can be left: a limit from above to below, or none of a switch's alternatives."""
    found = []
    for name, limit in asked.items():
        words = label_from(name)
        if isinstance(limit, tuple) and limit[0] > limit[1]:
            found.append(f"{words}: “from” stands above “to”, so no world is left.")
        elif not limit:
            found.append(f"{words}: no box is ticked, so no world is left.")
    return found


@dataclass(frozen=True)
class Looked:
    """The worlds that are looked at: the difference in each, those within the limits, and its curve along one input."""

    worlds: Worlds
    strategy: str
    gaps: pd.Series
    points: pd.Index
    along: str
    curve: Turn | None


def looked_at(results: Chosen, given: Mapping[str, str]) -> Looked | None:
    """What the controls ask to see; None where nothing varies."""
    worlds, strategy, along = worlds_of(results.source), given.get("fails_strategy", ""), given.get("along", "")
    if worlds is None or strategy not in results.source.compared:
        return None
    gaps = worlds.gaps(strategy, results.choice.measure, results.scenario)
    points = worlds.within(limits(worlds, places(results.source), given)).intersection(gaps.index)
    curve = turn(worlds, along, gaps.loc[points]) if along in worlds.inputs and len(gaps) else None
    return Looked(worlds, strategy, gaps, points, along, curve)


def show(results: Chosen, given: Mapping[str, str]) -> TagList:
    """The worlds that are left, and the difference in them, in words."""
    looked = looked_at(results, given)
    if looked is None:
        return TagList(nothing(ABSENT))
    if not len(looked.gaps):
        return TagList(nothing(f"{results.measure(results.choice.measure).label} has no value in the runs of this folder."))
    wrong = closed(limits(looked.worlds, places(results.source), given))
    return TagList(
        *(ui.p(text, class_="caution") for text in wrong), piece("panel", [sentence_of(results, looked)], turned(looked))
    )


def sentence_of(results: Chosen, looked: Looked) -> Sentence:
    """How many worlds are left, and the difference in them."""
    measure, strategy, points = results.choice.measure, looked.strategy, looked.points
    kept, whole = looked.gaps.loc[points], len(points) == len(looked.gaps)
    folder = as_chosen(results.source, replace(results.choice, strategies=tuple(results.source.compared), years=None))
    row = folder.effect(strategy, measure) if whole else looked.worlds.effect(list(points), strategy, measure)
    better = results.measure(measure).better
    few = len(kept) < FEW
    worse = (kept > 0.0).sum() if better == "down" else (kept < 0.0).sum() if better == "up" else 0
    ends = [spread(results, measure, kept, share) for share in ((0.0, 1.0) if few else (0.05, 0.95))] if len(kept) > 1 else []
    return say(
        "within",
        "within",
        left=len(points),
        of=len(looked.gaps),
        effect=facts.effect(results.source, row, "") if row is not None else None,
        strategy=results.source.label(strategy),
        baseline=results.label(results.baseline),
        worse=int(worse),
        judged=bool(better),
        ends=ends,
        few=few,
        alone=not whole,
    )


def turned(looked: Looked) -> list[Sentence]:
    """Where the difference changes its sign along the input."""
    if looked.curve is None:
        return []
    at, sure = ([Quantity(one) for one in ones] for ones in (looked.curve.crossings, looked.curve.sure))
    return [say("within", "turns", along=inside(label_from(looked.along)), at=at, sure=sure)]


def world_by_world(results: Chosen, given: Mapping[str, str]) -> HTML | None:
    """The chart of the worlds along the input."""
    looked = looked_at(results, given)
    return draw(results, looked) if looked and len(looked.gaps) and looked.along in looked.worlds.inputs else None


def below(results: Chosen, _: Mapping[str, str]) -> TagList:
    """What the report has of failing."""
    return TagList(*in_the_whole_folder(results.source, results.choice.scenario, results.choice.folder))


@lru_cache(maxsize=2)
def in_the_whole_folder(results: FolderTables, scenario: str, of: str) -> tuple[Any, ...]:
    """What the report has of failing, whatever is chosen but for the world assumed."""
    every = Choice(tuple(results.compared), results.primary[0], None, scenario, of)
    page = next(one for one in SECTIONS if one.key == "fails")
    charts = [chart(results, every, name) for name in CHARTS]
    return (ui.h3("In the whole folder, as its report has it"), said(leads.lead(as_chosen(results, every), page)), *charts)


def spread(results: FolderTables, measure: str, kept: pd.Series, share: float) -> Quantity:
    """The difference below which this share of the worlds lie."""
    one = results.measure(measure)
    return Quantity(float(kept.quantile(share)), unit=one.unit, over=one.over, difference=True)


def draw(results: Chosen, looked: Looked) -> HTML:
    """Every world by an input and its difference, those within the limits filled, with the curve and where it turns."""
    from experiments.figures.comparison.forest import number_axis

    measure, strategy, along, gaps, curve = results.choice.measure, looked.strategy, looked.along, looked.gaps, looked.curve
    one, own = results.measure(measure), looks.look(results.source, strategy)
    values = looked.worlds.inputs.loc[gaps.index, along]
    with style.styled(NAME):
        canvas, (axes,) = style.new(3.4)
        style.zero_line(axes, vertical=False)
        held = gaps.index.isin(looked.points)
        axes.plot(values[~held], gaps[~held], "o", color=style.FAINT, markersize=4, markerfacecolor="none")
        axes.plot(values[held], gaps[held], own.marker, color=own.colour, markersize=5)
        if curve is not None:
            axes.fill_between(curve.values, curve.low, curve.high, color=own.colour, alpha=0.18, linewidth=0)
            axes.plot(curve.values, curve.mean, color=own.colour)
            reach = 0.3 * (gaps.max() - gaps.min())
            axes.set_ylim(min(0.0, gaps.min()) - reach, max(0.0, gaps.max()) + reach)  # the band of few worlds is wide
            for at in curve.crossings:
                axes.axvline(at, color=style.INK, linewidth=0.9, linestyle=(0, (2, 2)))
        number_axis(axes, one, "y")
        unit = meanings(results.source).get(along, ("", ""))[1]
        axes.set_xlabel(f"{label_from(along)}{f', {unit}' if unit else ''}")
        axes.set_ylabel(f"difference, {format.unit_heading(one.unit)}")
        title = say("within", "title", measure=one, strategy=results.source.label(strategy), along=inside(label_from(along)))
        note = say("within", "note", baseline=results.label(results.baseline), curve=curve is not None)
        rows = pd.DataFrame({along: values, "difference": gaps, "within": ["yes" if there else "no" for there in held]})
        drawing = Drawing(canvas, title, note, rows.rename_axis("world").reset_index(), note)
        drawn = for_page(NAME, drawing, source_line(results.source))
        links = files(drawing, drawn.source, {"strategy": strategy, "measure": measure, "unit": one.unit})
    return piece("figure", drawn, as_grid(drawing.data), links)


def files(drawing: Drawing, source: str, about: Mapping[str, str]) -> list[tuple[str, str]]:
    """The chart as files that the page itself holds, with title and source; the rows with what they are of."""
    picture, title = BytesIO(), str(drawing.title)
    style.entitle(drawing.canvas, title, source)
    svg = style.svg_text(drawing.canvas, NAME, title, str(drawing.description))
    drawing.canvas.savefig(picture, format="png", dpi=150, metadata={"Title": title, "Software": None})
    held = {"svg": svg.encode(), "png": picture.getvalue(), "csv": drawing.data.assign(**about).to_csv(index=False).encode()}
    return [
        (form, f"data:{FORMS[form].split(';')[0]};base64,{base64.b64encode(found).decode()}") for form, found in held.items()
    ]


def as_grid(rows: pd.DataFrame) -> Grid:
    """The chart's rows."""
    heads = [Column(str(name).replace("_", " ").capitalize(), name != "within") for name in rows]
    return Grid("", heads, [[f"{one:.6g}" if isinstance(one, float) else str(one) for one in row] for row in rows.to_numpy()])


VIEW = View("Where it fails", show, controls, inputs, charts=(world_by_world,), below=below, late=True)
