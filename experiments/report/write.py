"""From a results folder to ``report.html``: figures drawn, words made, templates filled."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from experiments.figures import draw_figures
from experiments.figures.results import Results
from experiments.report import content
from experiments.report.terms import Linker


def environment() -> Environment:
    """Templates with everything escaped that is not marked as HTML."""
    templates = Environment(
        loader=PackageLoader("experiments.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["svg"] = Markup
    linker = Linker()
    templates.filters["terms"] = linker
    templates.globals["section_terms"] = linker.start
    return templates


def write_report(folder: Path, folder2: Path | None = None) -> Path:
    """Draw the figures of a results folder and write its ``report.html``.

    Args:
        folder: a results folder.
        folder2: a second one, set beside it.

    Returns:
        The page written.

    Raises:
        FileNotFoundError: where a folder holds no manifest or no outcomes.
    """
    results = Results(Path(folder))
    drawn = draw_figures(results)
    report = content.build(results, drawn)
    page = environment().get_template("report.html.j2").render(report=report)
    path = results.folder / "report.html"
    path.write_text(page, encoding="utf-8")
    return path
