"""The PDF page by page, as Typst sets it: is each figure and table whole, and is no page left half empty without need?"""

from __future__ import annotations

from io import BytesIO

import analysis_sets
import numpy as np
import pytest
import result_sets
from PIL import Image

from experiments.figures import Results, vector
from experiments.figures.gallery import draw_figures
from experiments.report import content

pdf = pytest.importorskip("experiments.report.pdf")
pytest.importorskip("typst")
DOTS = 72 / 25.4  # a millimetre at 72 dots an inch
SIDE, TOP, FOOT = 18.0, 18.0, 276.0


@pytest.fixture(scope="module", params=["clear_win", "many", "analyses"])
def set_out(request, tmp_path_factory):
    """A report with its figures: a clear win, eight strategies (tall figures), and every analysis."""
    folder = tmp_path_factory.mktemp("pages") / request.param
    path = analysis_sets.build(folder) if request.param == "analyses" else result_sets.build(folder, request.param)
    results = Results(path)
    drawn = draw_figures(results)
    return content.build(results, drawn), drawn


def test_nothing_runs_into_the_margins_of_a_page(set_out):
    """What is cut or too large stands in the margins: they are blank, but for the line at the foot."""
    pages = pdf.compiled(*set_out, format="png", ppi=72.0)
    assert len(pages) > 3
    for number, page in enumerate(pages, start=1):
        ink = np.asarray(Image.open(BytesIO(page)).convert("L")) < 200
        assert ink.any(), f"page {number} is empty"
        beside = ink[:, : int(SIDE * DOTS)].any() or ink[:, -int(SIDE * DOTS) :].any()
        assert not beside, f"page {number}: something stands in a margin at the side"
        assert not ink[: int(TOP * DOTS)].any(), f"page {number}: something stands above the text"
        assert not ink[int(FOOT * DOTS) : int((FOOT + 2.0) * DOTS)].any(), f"page {number}: something runs into its foot"


def test_every_figure_and_section_has_a_place_in_order(set_out):
    report, _ = set_out
    text = pdf.source(report)
    shown = [*report.opening, *(one for part in report.sections for one in part.figures)]
    places = [text.index(f'image("{chart.drawn.name}.svg"') for chart in shown]
    assert places == sorted(places) and text.count("image(") == len(shown)
    headings = [text.index(f"== #{pdf.typst_string(part.heading)}") for part in report.sections if part.figures]
    assert headings == sorted(headings)
    wanted = [part.heading for part in report.sections if part.tables]
    assert [text.index(f"=== #{pdf.typst_string(name)}") > text.index("== All measures") for name in wanted] == [True] * len(
        wanted
    )


def test_a_chart_shrinks_by_a_third_at_most_unless_it_is_taller_than_a_page(set_out):
    for chart in [*set_out[0].opening, *(one for part in set_out[0].sections for one in part.figures)]:
        whole = vector.height_of(chart.drawn.svg, pdf.WIDTH_MM)
        assert min(whole, pdf.PAGE_MM) + 0.1 >= pdf.figure_mm(chart.drawn.svg) >= min(0.7 * whole, pdf.PAGE_MM) - 0.1
