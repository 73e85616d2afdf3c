"""The report for Word (an extra): words, scorecard, tables and pictures in one ``.docx`` that can be cut and pasted from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.report.content import Cell, Chart, MeasureTable, Report

if TYPE_CHECKING:
    from docx.document import Document

WIDTH_CM = 16.0


def write_document(report: Report, path: Path) -> Path:
    """Write the document.

    Raises:
        ImportError: where python-docx is not installed (``pip install 'countylines[word]'``).
    """
    import docx
    from docx.shared import Cm, Pt

    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    document.styles["Normal"].font.name = "Arial"
    document.styles["Normal"].font.size = Pt(10.5)
    document.core_properties.title, document.core_properties.author = report.title, "countylines"
    document.core_properties.language = "en-GB"
    front(document, report)
    for one in report.opening:
        chart(document, one)
    for part in report.sections:
        document.add_heading(part.heading, 1)
        document.add_paragraph(part.question)
        for sentence in part.lead:
            document.add_paragraph(str(sentence))
        for one in part.figures:
            chart(document, one)
        if part.tables:
            measures(document, part.tables)
    back(document, report)
    document.save(str(path))
    return path


def front(document: Document, report: Report) -> None:
    """Title, answer, how sure, scorecard."""
    document.add_heading(report.title, 0)
    if report.question:
        document.add_paragraph(report.question)
    document.add_paragraph(report.facts)
    document.add_heading("The answer", 1)
    for sentence in report.answer:
        document.add_paragraph(str(sentence)).runs[0].bold = True
    for heading, sentences in (
        ("What to know first", report.cautions),
        ("How sure", report.surety),
        ("What would change it", report.changers),
    ):
        if sentences:
            document.add_heading(heading, 2)
        for sentence in sentences:
            document.add_paragraph(str(sentence))
    for name, label, rest in report.strategies:
        document.add_paragraph(
            f"{name}: {'. '.join(filter(None, [label if label != name else '', rest])) or 'no description'}."
        )
    if report.scorecard:
        document.add_heading("Every strategy on every primary measure", 2)
        document.add_paragraph(
            f"Paired difference from {report.baseline}; in brackets 95% intervals that hold together over all these cells."
        )
        heads = ["Strategy", *(f"{one.label}, {one.unit}" for one in report.primary)]
        levels = [f"{report.baseline} (its level)", *(str(level or "none") for level in report.baseline_levels)]
        grid(document, heads, [levels, *([name, *(cell_words(one) for one in cells)] for name, cells in report.scorecard)])


def cell_words(cell: Cell | None) -> str:
    """A difference in one cell."""
    if cell is None:
        return "not compared"
    size = f"{cell.share} ({cell.size})" if cell.share else f"{cell.size}"
    return f"{cell.verdict or 'no verdict'}: {size}" + (f", interval {cell.span}" if cell.span else "")


def grid(document: Document, heads: list[str], rows: list[list[str]]) -> None:
    """A table whose first row is repeated on every page."""
    from docx.oxml import OxmlElement
    from docx.shared import Pt

    table = document.add_table(rows=1 + len(rows), cols=len(heads), style="Light Grid Accent 1")
    first = table.rows[0]._tr.get_or_add_trPr()
    first.append(OxmlElement("w:tblHeader"))
    for at, cells in enumerate([heads, *rows]):
        for cell, text in zip(table.rows[at].cells, cells, strict=True):
            cell.text = text
            for run in cell.paragraphs[0].runs:
                run.font.size = Pt(8.5)
    document.add_paragraph()


def chart(document: Document, one: Chart) -> None:
    """A picture with its finding, its alternative text and its source."""
    from docx.shared import Cm, Pt

    document.add_heading(str(one.drawn.title), 3)
    if one.drawn.note:
        document.add_paragraph(one.drawn.note)
    picture = next(path for path in one.drawn.files if path.suffix == ".png")
    shape: Any = document.add_picture(str(picture), width=Cm(WIDTH_CM))
    shape._inline.docPr.set("descr", str(one.drawn.description))
    shape._inline.docPr.set("title", str(one.drawn.title))
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    source = document.add_paragraph(f"Figure {one.number}. {one.drawn.source}")
    source.runs[0].font.size = Pt(8)


def measures(document: Document, tables: list[MeasureTable]) -> None:
    """All strategies on the measures of a page."""
    rows = [
        [
            f"{table.measure.label}, {table.measure.unit}",
            name,
            str(level or "none"),
            cell_words(cell) if cell else "the baseline",
        ]
        for table in tables
        for name, level, _, cell in table.rows
    ]
    grid(document, ["Measure", "Strategy", "Level", "Difference"], rows)


def back(document: Document, report: Report) -> None:
    """Method, limits, where the numbers come from."""
    document.add_heading("Method", 1)
    for text in report.method:
        document.add_paragraph(text)
    document.add_heading("What the model does not say", 1)
    for text in report.limits:
        document.add_paragraph(text, style="List Bullet")
    document.add_heading("Where these numbers come from", 1)
    grid(document, ["What", "Value"], [[key, value] for key, value in report.provenance])
    document.add_paragraph(f"To repeat it: {report.command}")
