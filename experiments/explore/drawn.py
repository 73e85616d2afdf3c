"""Charts for the page, drawn when they are asked for, and given as files."""

from __future__ import annotations

import re
from collections.abc import Callable

from experiments.explore.chosen import Choice, as_chosen
from experiments.explore.folders import COMPOSED
from experiments.figures import style
from experiments.figures.registry import Drawing, Drawn, for_page, forms, source_line
from experiments.figures.results import FolderTables

FORMS = {"svg": "image/svg+xml", "png": "image/png", "csv": "text/csv; charset=utf-8"}
BY_MONTH, DIFFERENCES = BY_MONTHS = ("by_month", "differences_by_month")
"""Charts of levels and of differences by month of any one measure; the report has them of a few."""


def drawer(name: str) -> Callable[[FolderTables], Drawing | None]:
    """What draws a chart of this name.

    Raises:
        KeyError: where there is none.
    """
    from experiments.figures.comparison.trends import differences, levels
    from experiments.figures.gallery import FIGURES

    if name == BY_MONTH:
        return lambda results: levels(results, results.primary[0])
    if name == DIFFERENCES:
        return lambda results: differences(results, results.primary[:1])
    declared = FIGURES[name]
    return lambda results: declared.draw(results) if declared.wanted(results) else None


def draw(results: FolderTables, choice: Choice, name: str) -> Drawn | None:
    """A chart of what is chosen of a folder, as the page holds it; None where the folder has nothing to draw.

    Args:
        results: the folder, of which each reading is apart from earlier ones.
        choice: what of it is shown.
        name: a figure's name.
    """
    chosen = as_chosen(results, choice)
    with style.styled(name):
        drawing = drawer(name)(chosen)
        if drawing is None:
            return None
        own = f"{choice.folder}-" if re.fullmatch(COMPOSED, choice.folder) else ""  # it may stand beside the page's folder
        return for_page(f"{own}{name}", drawing, source_line(chosen))


def as_file(results: FolderTables, choice: Choice, name: str, form: str) -> bytes | None:
    """A chart as a file of the report: SVG or PNG with title and source, or the rows it shows as CSV."""
    chosen = as_chosen(results, choice)
    with style.styled(name):
        drawing = drawer(name)(chosen)
        if drawing is None:
            return None
        style.laid_out(drawing.canvas)
        return forms(name, drawing, source_line(chosen))[form]
