"""What stands in the report, as plain data that each form (page, PDF, Word) lays out: nothing about layout here."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from experiments.figures import facts
from experiments.figures.registry import Drawn
from experiments.figures.results import FolderTables, Measure
from experiments.figures.sections import SECTIONS, measures_of
from experiments.figures.sentences import Sentence, paragraphs
from experiments.protocol import format
from experiments.protocol.format import Interval, Number
from experiments.protocol.verdicts import IDENTICAL, MARKS
from experiments.report.beside import Beside
from experiments.report.forms.grids import Grid, cost_grid, grid_of, inputs_grid, worlds_grid
from experiments.report.forms.terms import glossary
from experiments.report.sections import analyses, back, equal, first_page, horizons, leads
from experiments.report.sections.answer import answer, cautions, certainty, others
from experiments.report.sections.assumptions import Assumptions

PRINTED_MM, TALL_MM = 170.0, 170.0
"""How wide a chart is printed, and how high it may be to stand beside other things on a page."""


def height_of(svg: str) -> float:
    """Height of a chart where it is printed, in mm."""
    wide, high = map(float, re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)[0])
    return PRINTED_MM * high / wide


@dataclass(frozen=True)
class Cell:
    """A cell of the scorecard or of a table of effects."""

    verdict: str
    words: str
    mark: str
    share: Number | None
    size: Number | None
    span: Interval | None

    @property
    def shown(self) -> object:
        """The change in per cent, else as it is; nothing where the strategy is the baseline under another name."""
        return self.share or self.size or ("" if self.words == IDENTICAL else "no value")


@dataclass(frozen=True)
class MeasureTable:
    """Levels and differences of one measure, a row each strategy."""

    measure: Measure
    rows: list[tuple[str, Number | None, Interval | None, Cell | None]]


@dataclass(frozen=True)
class Chart:
    """A drawn figure with its number and the rows it shows."""

    number: int
    drawn: Drawn
    table: Grid

    @property
    def small(self) -> bool:
        """Whether it is printed no higher than two thirds of a page."""
        return height_of(self.drawn.svg) <= TALL_MM


@dataclass(frozen=True)
class Section:
    """A page of the report with what it shows; print has its ``main`` chart here and the ``further`` ones in the annex."""

    key: str
    heading: str
    question: str
    lead: list[Sentence]
    figures: list[Chart]
    extras: list[Grid]
    tables: list[MeasureTable]

    @property
    def main(self) -> list[Chart]:
        """The first chart that leaves room for another on a printed page; none where all are tall."""
        return [one for one in self.figures if one.small][:1]

    @property
    def further(self) -> list[Chart]:
        """The other charts."""
        return [one for one in self.figures if one not in self.main]


class Report:
    """Everything the report says of one folder, with another beside it where one is given."""

    def __init__(self, results: FolderTables, drawn: list[Drawn], other: FolderTables | None = None) -> None:
        charts, foreseen = numbered(results, drawn), [] if results.compared else leads.prediction(results)
        lead = foreseen or answer(results)  # the question of this project, the same officers, stands right after the best
        self.title = str(results.manifest.get("title") or results.folder.name)
        self.question = str(results.manifest.get("question") or "")
        self.facts = back.facts(results)
        self.primary = [results.measure(name) for name in results.primary]
        self.assumptions = Assumptions(results)
        self.asks = "How well it predicts" if foreseen else "Which"
        self.answer = [*lead[:1], *equal.sentences(results, equal.EFFORT), *lead[1:]]
        self.more = [] if foreseen else [*others(results), *first_page.counted(results)]
        self.where = first_page.where(results)
        self.cost = [*first_page.cost(results), *equal.sentences(results, equal.MONEY)]
        self.surety = certainty(results, self.assumptions.bases)
        self.cautions = [*cautions(results), *horizons.caution(results)]
        self.changers = analyses.changers(results)
        self.opening = charts.get("answer", [])
        self.worlds = worlds_grid(results)
        self.beside = Beside(results, other) if other else None
        self.beside_charts = charts.get("beside", [])
        self.scorecard = scorecard(results, self.primary)
        self.scorecard_note = equal.note(results)
        self.baseline = results.label(results.baseline)
        self.baseline_levels = [level_of(results.outcome(results.baseline, measure.name), measure) for measure in self.primary]
        self.strategies = back.strategies(results)
        self.sections = sections(results, charts)
        self.method = [*back.method(results), *first_page.order_turns(results, every=True)]
        self.limits = paragraphs("limits")
        self.quality = paragraphs("quality")[0]
        self.balances = back.balances(results)
        self.measures = list(results.measures.values())
        self.provenance = back.provenance(results)
        self.failures = back.failures(results)
        self.command = back.command(results)
        self.glossary = glossary()

    @property
    def annexed_grids(self) -> list[Grid]:
        """Tables that print has in its annex: those of sections that a chart stands for."""
        return [grid for part in self.sections if part.main for grid in part.extras if not grid.folded]

    @property
    def annexed(self) -> list[Chart]:
        """Charts that print has in its annex: small ones first, so that the heading over them stands with one."""
        charts = [*(one for one in self.opening[1:] if not one.small), *(one for part in self.sections for one in part.further)]
        return sorted(charts, key=lambda one: not one.small)

    back_matter: ClassVar = (
        ("limits", "What the model does not say"),
        ("annex", "Annex: method, definitions, sources"),
        ("method", "Method"),
        ("assumptions", "Assumptions and their evidence"),
        ("quality", "Quality"),
        ("measures", "Measures"),
        ("provenance", "Where these numbers come from"),
        ("glossary", "Glossary"),
    )
    """Key and heading of each section after the pages: the limits, and the annex."""


def cell_of(row: pd.Series | None, measure: Measure, table: str = "effects") -> Cell | None:
    """A difference as the scorecard shows it."""
    if row is None:
        return None
    found, share, verdict = facts.difference(row, measure, table), facts.percent(row, table), str(row["verdict"])
    if row.get("interval") == IDENTICAL:
        return Cell(IDENTICAL, IDENTICAL, MARKS[IDENTICAL], None, None, None)
    note = row.get("note")
    words = verdict or (note if isinstance(note, str) and note else "no verdict")
    percentage = format.number(share) if share else None
    size = format.number(found) if math.isfinite(found.value) else None
    return Cell(verdict, words, MARKS.get(verdict, ""), percentage, size, format.interval(found))


def level_of(row: pd.Series | None, measure: Measure) -> Number | None:
    """A level as tables show it."""
    if row is None or not math.isfinite(row["mean"]):
        return None
    return format.number(facts.level(row, measure))


def measure_table(results: FolderTables, name: str) -> MeasureTable:
    """Every strategy's level and difference of one measure."""
    measure = results.measure(name)
    rows = []
    for strategy in results.strategies:
        outcome = results.outcome(strategy, name)
        level = level_of(outcome, measure)
        span = format.interval(facts.level(outcome, measure)) if level is not None else None
        rows.append((results.label(strategy), level, span, cell_of(results.effect(strategy, name), measure)))
    return MeasureTable(measure, rows)


SHORT_NOTE = (
    "All measures of this part: level of the baseline, and each strategy's change from it. "
    "\u25b2 better, \u25bc worse, \u25cb no clear difference, = identical. Intervals: tables.xlsx."
)


def short(level: object, cell: Cell | None) -> str:
    """A level where nothing is compared, else the change with its mark."""
    return str(level or "none") if cell is None else f"{cell.mark} {cell.shown}".strip()


def scorecard(results: FolderTables, primary: list[Measure], table: str = "effects") -> list[tuple[str, list[Cell | None]]]:
    """Every compared strategy on every primary measure, of the table that holds these differences."""
    as_named = [(results.label(s), [results.effect(s, one.name) for one in primary]) for s in results.compared]
    found = [*as_named, *equal.rows(results, primary)]
    return [(name, [cell_of(row, one, table) for row, one in zip(rows, primary, strict=True)]) for name, rows in found]


def numbered(results: FolderTables, drawn: list[Drawn]) -> dict[str, list[Chart]]:
    """Figures by page, numbered in the order in which they stand."""
    order = ["answer", "beside", *(page.key for page in SECTIONS)]
    charts: dict[str, list[Chart]] = {}
    number = 0
    for key in order:
        for one in (one for one in drawn if one.page == key):
            number += 1
            charts.setdefault(key, []).append(Chart(number, one, grid_of(results, one.data, str(one.title))))
    return charts


def sections(results: FolderTables, charts: dict[str, list[Chart]]) -> list[Section]:
    """Pages that have something to show."""
    found = []
    for page in SECTIONS:
        names = measures_of(page, results)
        lead = leads.lead(results, page)
        figures = charts.get(page.key, [])
        if figures or names or (page.key in {*leads.OWN, "parts", "fails", "doubt"} and lead):
            tables = [measure_table(results, name) for name in names]
            extras = grids(results, page.key, figures)
            found.append(Section(page.key, page.heading, page.question, lead, figures, extras, tables))
    return found


def grids(results: FolderTables, page: str, figures: list[Chart]) -> list[Grid]:
    """What a page has of tables beside those of its measures."""
    if page in leads.OWN:
        return list(leads.OWN[page].grids(results))
    if page in {"doubt", "fails"}:
        found = [inputs_grid(results, [one.drawn.data for one in figures])]
    else:
        found = [cost_grid(results), equal.grid(results)] if page == "cost" else []
    return [grid for grid in found if grid]
