"""From a results folder to ``report.html``: figures drawn, facts gathered, templates filled."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup

from experiments.figures import sentences
from experiments.figures.gallery import draw_figures
from experiments.figures.results import FolderTables
from experiments.report import content
from experiments.report.beside import draw_beside
from experiments.report.forms.pdf import compiled
from experiments.report.forms.sheets import write_package, write_workbook
from experiments.report.forms.terms import Linker, assumed
from experiments.store.files import write_durably


def environment(report: content.Report) -> Environment:
    """The environment of sentences, for the page: terms and assumptions link to where they are explained."""
    templates = sentences.environment()
    templates.filters["svg"] = Markup
    names = [row.name for _, rows in report.assumptions.groups for row in rows]
    linker = Linker([*report.glossary, *assumed(names)])
    templates.filters["terms"] = linker
    templates.globals["section_terms"] = linker.start
    return templates


def write_report(folder: Path, folder2: Path | None = None) -> Path:
    """Draw the figures of a results folder and write its ``report.html``, with further forms beside it.

    ``tables.xlsx`` and ``tables/datapackage.json`` are always written; ``report.pdf`` where the extra ``pdf`` is installed.

    Args:
        folder: a results folder.
        folder2: a second one, set beside it.

    Returns:
        The page written.

    Raises:
        FileNotFoundError: where a folder holds no manifest or no outcomes.
    """
    results = FolderTables(Path(folder))
    other = FolderTables(Path(folder2)) if folder2 is not None else None
    drawn = list(draw_figures(results))
    if other is not None and (pair := draw_beside(results, other)) is not None:
        drawn.append(pair)
    report = content.Report(results, drawn, other)
    path = results.folder / "report.html"
    write_durably(path, environment(report).get_template("report.html.j2").render(report=report).encode())
    write_package(results)
    write_workbook(results, report)
    if find_spec("typst") is not None:
        write_durably(results.folder / "report.pdf", compiled(report, drawn, format="pdf", pdf_standards="ua-1"))
    return path
