"""Pieces that every view is made of: charts with their files, tables and sentences as the report has them, controls."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from htmltools import HTML, Tag
from jinja2 import Environment
from markupsafe import Markup, escape
from shiny import ui

from experiments.explore.chosen import Choice
from experiments.explore.drawn import FORMS, draw
from experiments.explore.query import NOBODY, address
from experiments.figures import sentences
from experiments.figures.looks import look
from experiments.figures.results import FolderTables
from experiments.figures.sentences import Sentence
from experiments.report.forms.grids import Grid, grid_of

SIGNS = {"o": "●", "s": "■", "^": "▲", "v": "▼", "P": "✚", "X": "✖", "p": "⬟", "*": "★", "<": "◀"}
"""Markers of charts as signs in text."""

CHARTS_KEPT = 128
CHOOSE, ALONE = "Choose a strategy to compare.", "This folder has one strategy, and nothing to compare it with."
TEMPLATES = ("pieces.html.j2", "living.html.j2", "macros.html.j2")


@cache
def environment() -> Environment:
    """The report's templates, without its links from terms to a glossary."""
    templates = sentences.environment()
    templates.filters["svg"] = Markup
    templates.filters["terms"] = escape
    return templates


def piece(macro: str, *given: Any, **named: Any) -> HTML:
    """What a macro of this room's pieces makes, or one of the report's."""
    templates = [environment().get_template(name).module for name in TEMPLATES]
    found = next(module for module in templates if hasattr(module, macro))
    return HTML(str(getattr(found, macro)(*given, **named)))


def said(found: Sequence[Sentence], kind: str = "") -> HTML:
    """Sentences, a paragraph each."""
    return piece("sentences", list(found), kind)


def grid(found: Grid) -> Tag:
    """A table; one that is folded is there to unfold."""
    table = taken(piece("data_table", found, found.caption, found.caption), found.caption)
    return ui.tags.details(ui.tags.summary(found.caption), table) if found.folded else table


def taken(table: HTML, label: str) -> Tag:
    """A table with what takes its rows from the page as a file."""
    button = ui.tags.button("CSV", type="button", class_="take", data_form="csv", aria_label=f"CSV of {label}")
    return ui.div(table, ui.p(button, class_="files"), class_="tabled")


@lru_cache(maxsize=CHARTS_KEPT)
def chart(results: FolderTables, choice: Choice, name: str) -> HTML | None:
    """A chart with its words, its rows and its files; None where the folder has nothing to draw.

    Args:
        results: the folder, of which each reading is apart from earlier ones.
        choice: what of it is shown.
        name: a figure's name.
    """
    drawn = draw(results, choice, name)
    if drawn is None:
        return None
    return piece("figure", drawn, grid_of(results, drawn.data, str(drawn.title)), files(results, choice, name))


def files(results: FolderTables, choice: Choice, name: str) -> list[tuple[str, str]]:
    """The forms of a chart as files, with their addresses; none where the folder has no tables to draw it from again."""
    kept = (results.folder / "tables" / "outcomes.csv").is_file()
    return [(form, f"files/{name}.{form}{address(parts(choice))}") for form in FORMS if kept]


def parts(choice: Choice) -> dict[str, object]:
    """A choice as parts of an address."""
    years = f"{choice.years:g}" if choice.years else ""
    return {"strategies": choice.strategies or NOBODY, "measure": choice.measure, "years": years, "scenario": choice.scenario,
            "of": choice.folder}  # fmt: skip


def strategy_names(results: FolderTables) -> dict[str, Tag]:
    """What strategies are called, each with its sign in the colour that it has in charts."""
    named = {}
    for name in results.compared:
        own = look(results, name)
        sign = ui.span(SIGNS.get(own.marker, "●"), class_="swatch", style=f"color: {own.colour}", aria_hidden="true")
        named[name] = ui.span(sign, results.label(name))
    return named


def slider(name: str, words: str, ends: tuple[float, float], value: float, step: float, before: str = "") -> Tag:
    """A slider that every keyboard and screen reader knows, with its value beside it."""
    low, high = ends
    given = {"type": "range", "min": f"{low:.10g}", "max": f"{high:.10g}", "step": f"{step:.10g}", "value": f"{value:.10g}"}
    shown = ui.tags.output(f"{before}{value:,.10g}", for_=name)
    field = ui.tags.input(id=name, class_="slider", data_before=before, **given)
    return ui.div(ui.tags.label(words, " ", shown, for_=name, class_="control-label"), field, class_="shiny-input-container")


def nothing(text: str) -> Tag:
    """What stands where a folder has nothing to show."""
    return ui.p(text, class_="nothing")
