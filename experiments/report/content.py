"""What stands in the report, as plain data that each form (page, PDF, Word) lays out: nothing about layout here."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import pandas as pd

from experiments.figures import words
from experiments.figures.pages import PAGES, measures_of
from experiments.figures.registry import Drawn
from experiments.figures.results import Measure, Results
from experiments.figures.words import Number, Sentence
from experiments.report import words as sentences

VERDICT_MARKS = {"better": "\u25b2", "worse": "\u25bc", "no clear difference": "\u25cb", "": ""}


@dataclass(frozen=True)
class Cell:
    """A cell of the scorecard or of a table of effects."""

    verdict: str
    mark: str
    share: Number | None
    size: Number | None
    span: Sentence | None


@dataclass(frozen=True)
class MeasureTable:
    """Levels and differences of one measure, a row each strategy."""

    measure: Measure
    rows: list[tuple[str, Number | None, Sentence | None, Cell | None]]


@dataclass(frozen=True)
class Section:
    """A page of the report with what it shows."""

    key: str
    heading: str
    question: str
    lead: list[Sentence]
    figures: list[Drawn]
    tables: list[MeasureTable]
    extra: pd.DataFrame | None = None


@dataclass(frozen=True)
class Report:
    """Everything the report says."""

    title: str
    question: str
    answer: list[Sentence]
    surety: Sentence
    cautions: list[Sentence]
    opening: list[Drawn]
    scorecard: list[tuple[str, list[Cell | None]]]
    primary: list[Measure]
    baseline: str
    baseline_levels: list[Number | None]
    sections: list[Section] = field(default_factory=list)
    provenance: list[tuple[str, str]] = field(default_factory=list)
    command: str = ""


def cell_of(row: pd.Series | None, measure: Measure) -> Cell | None:
    """A difference as the scorecard shows it."""
    if row is None:
        return None
    found = words.estimate(row)
    size, share = words.change(found, measure), words.percent(row)
    span = words.interval_of(found, measure, "effects", True)
    verdict = str(row["verdict"])
    return Cell(verdict, VERDICT_MARKS.get(verdict, ""), share, size, span)


def level_of(row: pd.Series | None, measure: Measure) -> Number | None:
    """A level as tables show it."""
    if row is None or not math.isfinite(row["mean"]):
        return None
    return words.level(words.estimate(row, "mean"), measure)


def measure_table(results: Results, name: str) -> MeasureTable:
    """Every strategy's level and difference of one measure."""
    measure = results.measure(name)
    rows = []
    for strategy in results.strategies:
        outcome = results.outcome(strategy, name)
        level = level_of(outcome, measure)
        span = None
        if outcome is not None and level is not None:
            span = words.interval_of(words.estimate(outcome, "mean"), measure, "outcomes", False)
        rows.append((results.label(strategy), level, span, cell_of(results.effect(strategy, name), measure)))
    return MeasureTable(measure, rows)


def build(results: Results, drawn: list[Drawn]) -> Report:
    """The report of one folder."""
    primary = [results.measure(name) for name in results.primary]
    scorecard = [
        (results.label(name), [cell_of(results.effect(name, measure.name), measure) for measure in primary])
        for name in results.compared
    ]
    levels = [level_of(results.outcome(results.baseline, measure.name), measure) for measure in primary]
    return Report(
        title=str(results.manifest.get("title") or results.folder.name),
        question=str(results.manifest.get("question") or ""),
        answer=sentences.answer(results),
        surety=sentences.surety(results),
        cautions=sentences.cautions(results),
        opening=[one for one in drawn if one.page == "answer"],
        scorecard=scorecard,
        primary=primary,
        baseline=results.label(results.baseline),
        baseline_levels=levels,
        sections=sections(results, drawn),
        provenance=provenance(results),
        command=str(results.manifest.get("command") or ""),
    )


def sections(results: Results, drawn: list[Drawn]) -> list[Section]:
    """Pages that have something to show."""
    found = []
    for page in PAGES:
        figures = [one for one in drawn if one.page == page.key]
        names = measures_of(page, list(results.measures))
        if figures or names:
            tables = [measure_table(results, name) for name in names]
            found.append(Section(page.key, page.heading, page.question, [], figures, tables))
    return found


def provenance(results: Results) -> list[tuple[str, str]]:
    """Where the numbers come from: flat entries of the manifest, in words."""
    manifest = results.manifest
    entries: list[tuple[str, str]] = []
    for key, value in manifest.items():
        if isinstance(value, (str, int, float)) and key not in {"title", "question"}:
            entries.append((key.replace("_", " ").capitalize(), str(value)))
        elif isinstance(value, dict) and key not in {"measures", "strategies"}:
            flat = ", ".join(f"{k} {v}" for k, v in value.items() if isinstance(v, (str, int, float)))
            if flat:
                entries.append((key.replace("_", " ").capitalize(), flat))
    return entries
