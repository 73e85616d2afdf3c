"""How well published figures are predicted: the score, which opens the report where nothing is compared, and the misses in words."""

from __future__ import annotations

import pandas as pd

from experiments.calibrate.prediction import Score, beaten
from experiments.figures.comparison.published import apart, predicted
from experiments.figures.results import FolderTables, each
from experiments.figures.sentences import Sentence, paragraphs
from experiments.protocol import format

COVERED, HALF = (0.8, 0.97), 0.5
"""Of 90% intervals the share that should hold what is published; and how narrow they should be, and how good their scores,
beside those of worlds of the evidence alone."""


def score(results: FolderTables) -> list[Sentence]:
    """Coverage, width and skill over the figures kept apart, a missed bar first. Nothing where the folder predicts none."""
    rows = apart(predicted(results))
    found = Score.of(rows)
    if not found.figures:
        return []
    share, scored = found.met / found.figures, found.width == found.width
    better, series = beaten(rows) if "carried" in rows else (0, 0)
    return paragraphs(
        "predicts",
        figures=_figures(found.figures),
        met=_figures(found.met),
        half=_figures(found.half),
        share=format.of_hundred(share, "targets"),
        covered=COVERED[0] <= share <= COVERED[1],
        scored=scored,
        width=format.of_hundred(found.width, "targets") if scored else None,
        narrow=scored and found.width <= HALF,
        better=format.of_hundred(max(found.better, 0.0), "targets") if scored else None,
        enough=found.better >= HALF,
        series=_figures(series),
        beaten=_figures(better),
        most=2 * better > series,
    )


def misses(results: FolderTables) -> list[Sentence]:
    """The figures kept apart that lie outside their 90% intervals: those predicted too low, and those too high."""
    rows = apart(predicted(results))
    if not len(rows):
        return []
    missed = rows[rows["predicted"] == "no"]
    low = missed["predictive_high"] < missed["low"]
    return paragraphs("misses", low=_named(missed[low]), high=_named(missed[~low]))


def _figures(number: int) -> format.Number:
    return format.count(number, "targets")


def _named(rows: pd.DataFrame) -> list[str]:
    return [f"{row.id} ({row.quantity}, {row.year})" for row in each(rows)]
