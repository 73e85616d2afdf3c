"""The view "Answer": the report's sentences and table, of the strategies, the measure, the years and the world chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd
from htmltools import HTML, TagList
from shiny import ui

from experiments.explore.chosen import Chosen, as_chosen
from experiments.explore.page import CHOOSE, chart, files, grid, nothing, piece, said, taken
from experiments.explore.reading.maps import READING, areas
from experiments.explore.views import View
from experiments.figures import facts
from experiments.figures.results import Measure
from experiments.figures.sentences import Sentence, inside, paragraphs
from experiments.protocol.format import Number, number
from experiments.protocol.verdicts import AREAS_FROM, judges_areas
from experiments.report import content
from experiments.report.forms.grids import worlds_grid
from experiments.report.sections import equal, first_page
from experiments.report.sections.answer import answer, cautions, certainty, others
from experiments.report.sections.horizons import spoken

WHOLE = "the whole period"
TOGETHER = "that hold together over the primary measures; of another measure each for itself"
EVERY = "primary_differences"
"""A chart that takes as long as five others: here it is to be taken as a file."""


def show(results: Chosen, given: Mapping[str, str]) -> TagList:
    """Sentences; one of the area that is chosen on the map."""
    if known_years(results) is not results:
        note = f"Over fewer years the folder has no {inside(results.measure(results.choice.measure).label)}: this is the whole period."
        return TagList(ui.p(note, class_="note"), show(known_years(results), given))
    if not results.compared:
        return TagList(nothing(CHOOSE) if results.source.compared else said(answer(results), "answer"))
    (found, more), area = sentences(results), given.get("area", "")
    near = of_area(results, area)
    absent = f"By area the folder has no {inside(results.measure(results.choice.measure).label)}."
    return TagList(
        piece("panel", found, [*more, *near], certainty(results, {})),
        ui.p(READING if near else absent, class_="note") if area in areas(results) else None,
        said(cautions(results), "caution"),
    )


def below(results: Chosen, _: Mapping[str, str]) -> TagList | None:
    """The scorecard, and how worlds fare."""
    results = known_years(results)
    if not results.compared:
        return None
    measures = [results.measure(name) for name in results.primary]
    table = {
        "baseline": results.label(results.baseline),
        "primary": measures,
        "baseline_levels": [level(results, measure) for measure in measures],
        "scorecard": content.scorecard(results, measures, results.differences),
    }
    worlds = worlds_grid(results)
    return TagList(
        taken(piece("scorecard", table, TOGETHER, linked=False), "the scorecard"),
        piece("files", EVERY, files(results.source, results.choice, EVERY), "the chart of every primary measure"),
        grid(worlds) if worlds else None,
    )


def known_years(results: Chosen) -> Chosen:
    """The same over the whole period, where over the chosen years the folder lacks the chosen measure."""
    lacking = results.choice.years and not len(results.rows("effects", measure=results.choice.measure))
    return as_chosen(results.source, replace(results.choice, years=None)) if lacking else results


def main_chart(results: Chosen, _: Mapping[str, str]) -> HTML | None:
    """The chart of the chosen measure."""
    results = known_years(results)
    return chart(results.source, results.choice, "main_difference") if results.compared else None


def sentences(results: Chosen) -> tuple[list[Sentence], list[Sentence]]:
    """What stands out, and what qualifies it: the report's answer where it holds, else every strategy on the measure."""
    if not results.answers:
        return each_strategy(results), []
    found = answer(results)
    more = [*equal.sentences(results, equal.EFFORT), *others(results), *first_page.counted(results)]
    return found, more


def each_strategy(results: Chosen) -> list[Sentence]:
    """One sentence of every strategy's difference on the chosen measure."""
    name, years = results.choice.measure, results.choice.years
    found = [row for strategy in results.compared if (row := results.effect(strategy, name)) is not None]
    return paragraphs(
        "each",
        area="",
        baseline=results.label(results.baseline),
        measure=results.measure(name),
        effects=facts.effects(results, pd.DataFrame(found), results.differences) if found else [],
        years=spoken(years) if years else "",
    )


def of_area(results: Chosen, area: str) -> list[Sentence]:
    """The strategies' differences in one area on the chosen measure, over the whole period, where the folder has them."""
    if area not in areas(results):
        return []
    name = results.choice.measure
    rows = results.rows("areas_effects", area=area, measure=name)
    if not len(rows):
        return []
    if not judges_areas(results.manifest):
        return paragraphs("where", unkept=False, regional=True, areas_from=AREAS_FROM)
    found = facts.effects(results, rows, "areas_effects")
    named = {"baseline": results.label(results.baseline), "measure": results.measure(name)}
    return paragraphs("each", area=area, effects=found, years=WHOLE if results.choice.years else "", **named)


def level(results: Chosen, measure: Measure) -> Number | None:
    """The baseline's level, over the years that are counted."""
    if not results.choice.years:
        return content.level_of(results.outcome(results.baseline, measure.name), measure)
    row = next((row for name in results.compared if (row := results.effect(name, measure.name)) is not None), None)
    if row is None:
        return None
    return number(facts.quantity(row, "baseline_mean", measure, "horizons", ("", "")))


VIEW = View("Answer", show, inputs=("area",), charts=(main_chart,), below=below)
