"""The view "Map": the 43 force areas as tiles, before and under one strategy, and one area. Nothing below force area."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd
from htmltools import HTML, Tag, TagList
from shiny import ui

from experiments.explore.chosen import Chosen, as_chosen
from experiments.explore.page import ALONE, chart, grid, nothing, said
from experiments.explore.query import Query
from experiments.explore.views import View
from experiments.figures import facts
from experiments.figures.areas import few, rates
from experiments.figures.choose import shown_strategy, suppressed
from experiments.figures.results import FolderTables
from experiments.figures.sentences import Sentence, paragraphs
from experiments.protocol import format
from experiments.protocol.verdicts import MARKS
from experiments.report.forms.grids import NONE, Column, Grid, spanned
from experiments.store.results import WHOLE

INPUTS = ("map_strategy", "area")
FLOWS = ("lines_cross_border", "lines_run_elsewhere")
"""The same lines, by the area in which they sell and by that from which they are run."""
READING = (
    "A verdict keeps the share of false finds over all areas at 5%, so it can be unclear beside an interval, which is of this "
    f"area alone, without zero. {NONE}: more is neither better nor worse."
)
ABSENT = "This folder keeps no measure by area: `output.by_area` of a config asks for them."


def controls(results: FolderTables, query: Query) -> list[Tag]:
    """Whose changes are mapped."""
    strategies = {name: results.label(name) for name in results.compared}
    usual = shown_strategy(results) or ""
    return [
        ui.input_select(
            "map_strategy", "Changes under", strategies, selected=query.one("map_strategy", list(strategies), usual)
        ),
        ui.p("A tile that is clicked chooses its area.", class_="quiet"),
    ]


def areas(results: FolderTables) -> list[str]:
    """The areas that can be looked at: those with enough young people for a number."""
    hidden = set(suppressed(results))
    return [str(name) for name in results.areas["name"] if name not in hidden] if len(results.areas) else []


def show(results: Chosen, given: Mapping[str, str]) -> TagList:
    """What is mapped, and the area."""
    area = given.get("area", "")
    if not results.source.compared:
        return TagList(nothing(ALONE))
    one = mapped(results, given)
    if one is None:
        return TagList(nothing(ABSENT))
    measure, (strategy,) = one.choice.measure, one.choice.strategies
    if area not in areas(results):
        return TagList(note(results, measure))
    return TagList(
        note(results, measure),
        ui.h3(area),
        said([*standing(one, measure, area), *flows(one, area)]),
        grid(measures_of_area(one, strategy, area)),
        ui.p(READING, class_="note"),
    )


def mapped(results: Chosen, given: Mapping[str, str]) -> Chosen | None:
    """One strategy and a measure that the folder has by area, over the whole period; None where it has none."""
    strategy, measure = given.get("map_strategy", ""), by_area(results)
    if measure is None or strategy not in results.source.compared:
        return None
    return as_chosen(results.source, replace(results.choice, strategies=(strategy,), measure=measure, years=None))


def changes(results: Chosen, given: Mapping[str, str]) -> HTML | None:
    """The map of changes."""
    one = mapped(results, given)
    return chart(results.source, one.choice, "map_of_changes") if one else None


def levels(results: Chosen, given: Mapping[str, str]) -> HTML | None:
    """The map of levels, which no strategy changes."""
    if (one := mapped(results, given)) is None:
        return None
    return chart(results.source, replace(one.choice, strategies=tuple(results.source.compared)), "map_of_levels")


def regions(results: Chosen, given: Mapping[str, str]) -> HTML | None:
    """Every area's change with its interval, by region."""
    one = mapped(results, given)
    return chart(results.source, one.choice, "areas_by_region") if one else None


def by_area(results: Chosen) -> str | None:
    """The chosen measure where the folder has it by area, else the first primary one that it has; None where it has none."""
    table = results.table("areas")
    if not len(table) or not len(results.areas):
        return None
    there = set(table.loc[table["area"] != WHOLE, "measure"])
    return next((name for name in results.primary if name in there and results.measure(name).over != "ratio"), None)


def note(results: Chosen, mapped: str) -> Tag | None:
    """What is said where the map shows another measure, or other years, than what was chosen."""
    if mapped == results.choice.measure and not results.choice.years:
        return None
    return ui.p(f"By area the folder has {results.measure(mapped).label.lower()} over the whole period.", class_="note")


def standing(results: FolderTables, measure: str, area: str) -> list[Sentence]:
    """The area's rate and its rank among all, with the ranks that its interval leaves open."""
    rows = rates(results, measure)
    rows = rows[(rows["strategy"] == results.baseline) & ~few(rows)]
    if area not in set(rows["area"]):
        return []
    per_head = 1000.0 / rows["population_10_17"]
    low, mean, high = (rows[end] * per_head for end in ("low", "mean", "high"))
    at = rows.index[rows["area"] == area][0]
    return paragraphs(
        "area",
        area=area,
        measure=results.measure(measure),
        baseline=results.label(results.baseline),
        rate=facts.level(rows.loc[at], results.measure(measure), "areas").scaled(float(per_head[at])),
        rank=1 + int((mean > mean[at]).sum()),
        first=1 + int((low > high[at]).sum()),
        last=len(rows) - int((high < low[at]).sum()),
        areas=len(rows),
    )


def flows(results: FolderTables, area: str) -> list[Sentence]:
    """Lines run from elsewhere that sell in an area, and lines run from it that sell elsewhere, where the folder has both."""
    rows = results.rows("areas", area=area, strategy=results.baseline).set_index("measure")
    if not set(FLOWS) <= set(rows.index):
        return []
    inward, outward = (facts.level(rows.loc[name], results.measure(name), "areas") for name in FLOWS)
    return paragraphs("flows", area=area, baseline=results.label(results.baseline), inward=inward, outward=outward)


def measures_of_area(results: FolderTables, strategy: str, area: str) -> Grid:
    """Level under the baseline and change under the strategy, a row each measure that the folder has by area."""
    levels = results.rows("areas", area=area, strategy=results.baseline).set_index("measure")
    effects = results.rows("areas_effects", area=area, strategy=strategy).set_index("measure")
    rows: list[list[object]] = []
    for name in (name for name in dict.fromkeys([*results.primary, *levels.index]) if name in levels.index):
        one = results.measure(name)
        level = spanned(facts.level(levels.loc[name], one, "areas"))
        rows.append([one.label, format.unit_heading(one.unit), level, *change(effects, name, results)])
    heads = [
        Column("Measure", False),
        Column("Unit", False),
        Column(f"Level under {results.label(results.baseline)}", True, True),
    ]
    heads += [Column(f"Change under {results.label(strategy)}", True, True), Column("Verdict", False)]
    return Grid(f"{area}: every measure that the folder has by area, whole population, with 95% intervals", heads, rows)


def change(effects: pd.DataFrame, name: str, results: FolderTables) -> list[object]:
    """A measure's difference in an area, and its verdict."""
    if name not in effects.index:
        return [NONE, NONE]
    row = effects.loc[name]
    found = facts.difference(row, results.measure(name), "areas_effects")
    note = row.get("note")
    verdict = str(row["verdict"] or (note if isinstance(note, str) and note else NONE))
    return [spanned(found), f"{MARKS.get(verdict, '')} {verdict}".strip()]


VIEW = View("Map", show, controls, INPUTS, charts=(changes, levels, regions))
