"""The PDF page by page, as Typst sets it: is each figure and table whole, and is no page left half empty without need?"""

from __future__ import annotations

import re
import shutil
import subprocess
from io import BytesIO

import analysis_sets
import numpy as np
import pytest
import result_sets
import whole_runs
from PIL import Image

from experiments.figures.gallery import draw_figures
from experiments.figures.results import FolderTables
from experiments.report import content

pdf = pytest.importorskip("experiments.report.forms.pdf")
pytest.importorskip("typst")
POPPLER = shutil.which("pdftotext")
DOTS = 72 / 25.4  # a millimetre at 72 dots an inch
SIDE, TOP, FOOT = 18.0, 18.0, 276.0


@pytest.fixture(scope="module", params=["clear_win", "many", "analyses"])
def set_out(request, tmp_path_factory):
    """A report with its figures: a clear win, eight strategies (tall figures), and every analysis."""
    folder = tmp_path_factory.mktemp("pages") / request.param
    path = analysis_sets.build(folder) if request.param == "analyses" else result_sets.build(folder, request.param)
    results = FolderTables(path)
    with pytest.MonkeyPatch.context() as patch:
        whole_runs.unpictured(patch)
        drawn = draw_figures(results)
    return content.Report(results, drawn), drawn


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


@pytest.fixture(scope="module")
def texts(set_out):
    """The words of each page, and how many pages stand before the annex."""
    if POPPLER is None:
        pytest.skip("no pdftotext on this machine: the PDF is not read")
    whole = subprocess.run(
        [POPPLER, "-layout", "-", "-"], input=pdf.compiled(*set_out, format="pdf"), capture_output=True, check=True
    )
    pages = whole.stdout.decode().split("\f")
    return pages, next(number for number, page in enumerate(pages) if page.lstrip().startswith("Annex:"))


def test_the_main_report_has_at_most_twelve_pages_and_opens_with_the_answer(set_out, texts):
    report, (pages, main) = set_out[0], texts
    assert main <= 12
    for heading, said in (
        ("Which", report.answer), ("Where", report.where), ("At what cost", report.cost), ("How sure", report.surety),
    ):  # fmt: skip
        assert not said or re.search(rf"^ *{heading} ", pages[0], re.MULTILINE), heading
    assert "Figure 1." in pages[0]
    assert "How sure" in pages[0]


def test_verdicts_are_printed_with_their_marks(set_out, texts):
    shown = {cell.mark for _, cells in set_out[0].scorecard for cell in cells if cell}
    main = "".join(texts[0][: texts[1]])
    assert shown and all(mark in main for mark in shown)


def test_no_heading_stands_last_on_its_page(set_out, texts):
    report = set_out[0]
    headings = [part.heading for part in report.sections] + [heading for _, heading in report.back_matter]
    headings += [str(chart.drawn.title) for chart in charts_of(report)] + [
        "The strategies",
        "What would change it",
        "All measures",
    ]
    for number, page in enumerate(texts[0], start=1):
        lines = [" ".join(line.split()) for line in page.splitlines() if line.strip()][:-1]  # but the foot
        assert not lines or not any(lines[-1] == heading for heading in headings), (number, lines[-1])


def charts_of(report):
    """Every chart of a report."""
    return [*report.opening, *(one for part in report.sections for one in part.figures)]


def test_every_figure_and_section_has_a_place_in_order(set_out):
    report, _ = set_out
    text = pdf.source(report)
    main = [*report.opening[:1], *(one for one in report.opening[1:] if one.small)]
    main += [one for part in report.sections for one in part.main]
    shown = [*main, *report.annexed]
    assert sorted(one.number for one in shown) == [one.number for one in charts_of(report)]
    places = [text.index(f'image("{chart.drawn.name}.svg"') for chart in shown]
    assert places == sorted(places) and text.count("image(") == len(shown)
    headings = [text.index(f"== #{pdf.typst_string(part.heading)}") for part in report.sections if part.figures]
    assert headings == sorted(headings)
    wanted = [part.heading for part in report.sections if part.tables]
    assert [text.index(f"=== #{pdf.typst_string(name)}") > text.index("== All measures") for name in wanted] == [True] * len(
        wanted
    )


def test_a_chart_shrinks_by_a_third_at_most_unless_it_is_taller_than_a_page(set_out):
    for chart in charts_of(set_out[0]):
        whole = content.height_of(chart.drawn.svg)
        assert min(whole, pdf.PAGE_MM) + 0.1 >= pdf.figure_mm(chart.drawn.svg) >= min(0.7 * whole, pdf.PAGE_MM) - 0.1
