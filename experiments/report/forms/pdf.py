"""The report as a tagged PDF, set by Typst (an extra): the same words and charts as the page."""

from __future__ import annotations

import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from experiments.figures.registry import Drawn
from experiments.protocol.format import unit_heading
from experiments.report.content import SHORT_NOTE, TALL_MM, Report, height_of, short

PAGE_MM, TWO_A_PAGE_MM = 215.0, 60.0
SMALLEST = 0.7
"""A chart may shrink to this share of its size: its smallest words then have five points."""


def typst_string(text: object) -> str:
    """A string of Typst's code: nothing in it is markup."""
    plain = str(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{plain}"'


def source(report: Report) -> str:
    """The document as Typst reads it."""
    templates = Environment(
        loader=PackageLoader("experiments.report", "templates"),
        autoescape=False,  # no HTML: every text goes through typst_string
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= {"typ": typst_string, "heading": unit_heading}
    templates.filters["figure_mm"] = figure_mm
    return templates.get_template("report.typ.j2").render(report=report, short=short, short_note=SHORT_NOTE)


def figure_mm(svg: str) -> float:
    """Height that a chart is given: two of the usual ones stand on a page, and a tall one on a page of its own."""
    whole = height_of(svg)
    return round(min(whole, PAGE_MM if whole > TALL_MM else max(TWO_A_PAGE_MM, SMALLEST * whole)), 1)


def compiled(report: Report, drawn: list[Drawn], **options: Any) -> Any:
    """What Typst makes of the report: bytes, or a list of them where ``format`` is of pictures and there are many pages."""
    import typst

    library = find_spec("matplotlib")
    assert library is not None
    assert library.origin is not None
    fonts = Path(library.origin).parent / "mpl-data" / "fonts" / "ttf"  # the figures' own faces, without reading what draws
    with tempfile.TemporaryDirectory() as name:
        room = Path(name)
        for one in drawn:
            (room / f"{one.name}.svg").write_text(one.svg, encoding="utf-8")
        (room / "report.typ").write_text(source(report), encoding="utf-8")
        return typst.compile(
            str(room / "report.typ"), root=str(room), font_paths=[str(fonts)], ignore_system_fonts=True, **options
        )
