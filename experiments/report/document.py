"""The report for Word (an extra): words, scorecard, tables and pictures in one ``.docx`` that can be cut and pasted from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.report.content import SHORT_NOTE, Cell, Chart, MeasureTable, Report, short

if TYPE_CHECKING:
    from docx.document import Document

WIDTH_CM, HEIGHT_CM = 16.0, 20.5
INK = "0B0C0C"


def write_document(report: Report, path: Path) -> Path:
    """Write the document.

    Raises:
        ImportError: where python-docx is not installed (``pip install 'countylines[word]'``).
    """
    document = blank(report)
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
        for extra in (extra for extra in part.extras if not extra.folded):
            document.add_paragraph(extra.caption, style="Caption")
            grid(document, [column.label for column in extra.columns], [[str(cell) for cell in row] for row in extra.rows])
        if part.tables:
            measures(document, part.tables)
    back(document, report)
    document.save(str(path))
    return path


def blank(report: Report) -> Document:
    """An A4 page in one plain face, headings in ink, with the source in its foot."""
    import docx
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.0)
    sizes = {"Normal": 10.5, "Title": 22, "Heading 1": 16, "Heading 2": 12.5, "Caption": 9, "List Bullet": 10.5}
    for name, size in sizes.items():
        style: Any = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = "Arial", Pt(size), RGBColor.from_string(INK)
        style.font.bold = name.startswith(("Title", "Heading"))
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for face in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{face}"), None)  # a theme's face would win over the one that is named
    section.footer.paragraphs[0].text = report.footer
    section.footer.paragraphs[0].runs[0].font.size = Pt(7.5)
    document.core_properties.title, document.core_properties.author = report.title, "countylines"
    document.core_properties.language = "en-GB"
    return document


def front(document: Document, report: Report) -> None:
    """Title, answer, how sure, scorecard, strategies."""
    document.add_heading(report.title, 0)
    if report.question:
        document.add_paragraph(" ".join(report.question.split()))
    document.add_heading("The answer", 1)
    for number, sentence in enumerate(report.answer):
        document.add_paragraph(str(sentence)).runs[0].bold = number < report.leading
    for heading, sentences in (
        ("What to know first", report.cautions),
        ("How sure", report.surety),
        ("What would change it", report.changers),
    ):
        if sentences:
            document.add_heading(heading, 2)
        for sentence in sentences:
            document.add_paragraph(str(sentence))
    if report.scorecard:
        document.add_heading("Every strategy on every primary measure", 2)
        document.add_paragraph(
            f"Paired difference from {report.baseline}; in brackets 95% intervals that hold together over all these cells.",
            style="Caption",
        )
        heads = ["Strategy", *(f"{one.label}, {one.unit}" for one in report.primary)]
        levels = [f"{report.baseline} (its level)", *(str(level or "none") for level in report.baseline_levels)]
        grid(document, heads, [levels, *([name, *(cell_words(one) for one in cells)] for name, cells in report.scorecard)], 7.5)
    if report.strategies:
        document.add_heading("The strategies", 2)
    for name, label, rest in report.strategies:
        words = ". ".join(filter(None, [label if label != name else "", rest])) or "no description"
        document.add_paragraph(style="List Bullet").add_run(f"{name}: ").bold = True
        document.paragraphs[-1].add_run(f"{words.removesuffix('.')}.")


def cell_words(cell: Cell | None) -> str:
    """A difference in one cell."""
    if cell is None:
        return "not compared"
    size = f"{cell.share} ({cell.size})" if cell.share else f"{cell.size}"
    return f"{cell.mark} {cell.verdict or 'no verdict'}: {size}".strip() + (f", {cell.span}" if cell.span else "")


def grid(document: Document, heads: list[str], rows: list[list[str]], size: float = 8.0, first: float = 3.2) -> None:
    """A table with rules and no bands, whose first row is repeated on every page and no row is torn by a page's end.

    Args:
        document: what it is added to.
        heads: headings of the columns.
        rows: cells, row by row.
        size: of the letters, in points.
        first: width of the first column, in centimetres; the others share the rest.
    """
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    table = document.add_table(rows=1 + len(rows), cols=len(heads), style="Light Shading")
    table.autofit = False
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    if look is not None:
        look.set(qn("w:noHBand"), "1")
        look.set(qn("w:val"), "06A0")  # the same in the older way, which some readers go by
    widths = [Cm(first), *[Cm((WIDTH_CM - first) / max(len(heads) - 1, 1))] * (len(heads) - 1)]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for at, (row, texts) in enumerate(zip(table.rows, [heads, *rows], strict=True)):
        told = row._tr.get_or_add_trPr()
        told.append(OxmlElement("w:cantSplit"))
        if not at:
            told.append(OxmlElement("w:tblHeader"))
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = width
            paragraph = cell.paragraphs[0]
            paragraph.add_run(text).font.size = Pt(size)
            paragraph.paragraph_format.space_after = Pt(0)
    document.add_paragraph()


def chart(document: Document, one: Chart) -> None:
    """A picture, which carries its finding and its source, with its alternative text and how to read it."""
    from docx.shared import Cm
    from PIL import Image

    picture = next(path for path in one.drawn.files if path.suffix == ".png")
    with Image.open(picture) as opened:
        wide, high = opened.size
    width = min(WIDTH_CM, HEIGHT_CM * wide / high)
    shape: Any = document.add_picture(str(picture), width=Cm(width))
    shape._inline.docPr.set("descr", str(one.drawn.description))
    shape._inline.docPr.set("title", str(one.drawn.title))
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    document.add_paragraph(f"Figure {one.number}. {one.drawn.note or one.drawn.title}", style="Caption")


def measures(document: Document, tables: list[MeasureTable]) -> None:
    """A row each measure of a page, a column each strategy: the change in short; every number stands in the workbook."""
    names = [name for name, *_ in tables[0].rows]
    rows = [
        [f"{table.measure.label}, {table.measure.unit}", *(short(level, cell) for _, level, _, cell in table.rows)]
        for table in tables
    ]
    document.add_paragraph(SHORT_NOTE, style="Caption").paragraph_format.keep_with_next = True
    grid(document, ["Measure", *names], rows, size=7.0, first=4.6)


def back(document: Document, report: Report) -> None:
    """Method, limits, where the numbers come from."""
    document.add_heading("Method", 1)
    for text in report.method:
        document.add_paragraph(str(text))
    document.add_heading("What the model does not say", 1)
    for text in report.limits:
        document.add_paragraph(str(text), style="List Bullet")
    document.add_heading("Where these numbers come from", 1)
    grid(document, ["What", "Value"], [[key, value] for key, value in report.provenance])
    document.add_paragraph(f"To repeat it: {report.command}")
