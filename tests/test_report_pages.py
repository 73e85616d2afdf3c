"""The PDF page by page, as Typst sets it: is each figure and table whole, and is no page left half empty without need?"""

from __future__ import annotations

from io import BytesIO

import analysis_sets
import numpy as np
import pytest
import result_sets
from PIL import Image

from experiments.figures import Results, draw_figures
from experiments.report import content, paging

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


def test_every_figure_and_table_has_a_place_in_order(set_out):
    report, _ = set_out
    pages = paging.pages(report)
    charts = [part.chart.number for page in pages for part in page.parts if part.chart]
    wanted = [chart.number for chart in [*report.opening, *(one for part in report.sections for one in part.figures)]]
    assert charts == wanted
    assert [part.section.key for page in pages for part in page.parts if part.section] == [one.key for one in report.sections]
    grids = [part.grid for page in pages for part in page.parts if part.grid]
    assert grids == [extra for section in report.sections for extra in section.extras]


def test_a_figure_shrinks_by_a_third_at_most(set_out):
    for page in paging.pages(set_out[0]):
        if len(page.parts) > 1:
            assert page.words_mm + paging.LEAST * page.figures_mm <= paging.HEIGHT_MM


def test_all_measures_of_each_section_stand_once_and_take_no_room_that_is_not_there(set_out):
    report = set_out[0]
    pages = paging.pages(report)
    left = paging.filled(report, pages)
    placed = [part.measures.key for page in pages for part in page.parts if part.measures]
    wanted = [section.key for section in report.sections if section.tables]
    assert sorted([*placed, *(section.key for section in left)]) == sorted(wanted)
    for page in pages:
        if any(part.measures for part in page.parts):
            assert page.words_mm + 0.85 * page.figures_mm <= paging.HEIGHT_MM
    assert sum(part.strategies for page in pages for part in page.parts) == 1
