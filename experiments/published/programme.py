"""P8: what an evaluation of the Programme finds in one course of history, exporting areas against the others, before and after.

Evaluations have no years without the Programme to compare with, and take it that what happened to areas without it would have
happened to those with it. What it did is told by runs with and without it (`experiments.compare.programme`).
"""

from datetime import date

import numpy as np

from experiments.books.periods import span
from experiments.books.record import Record, ratio
from experiments.published.registry import RECORDED, TRUE, Published, target
from experiments.published.where import EXPORTERS

BEFORE = span(date(2018, 1, 1), date(2019, 10, 31))
DIFFERENCES = "difference of change since before Nov 2019, exporting areas against others, as the evaluations compare"
SERIOUS = "violence_to_children+violence_between"


def against_others(record: Record, row: Published, book: str, columns: str) -> float:
    """Change since before the Programme in the exporting areas, as a share of what was, less that in all others.

    NaN where the time before was not simulated, or nothing happened in it.
    """
    if not record.covers(BEFORE):
        return float("nan")
    inside = np.isin(record.areas, EXPORTERS)
    by_area = record.recorded_by_area if book == RECORDED else record.true_by_area
    after, before = (by_area(columns, period) / period.days for period in (row.period, BEFORE))
    changes = [ratio(after[areas].sum(), before[areas].sum()) for areas in (inside, ~inside)]
    return changes[0] - changes[1]


@target(
    "sign of change in recorded violence in taskforce forces (+1 up, -1 down)",
    why=DIFFERENCES,
    area="exporter forces",
    by_month=True,
)
def recorded_violence(record: Record, row: Published) -> float:
    """Direction of recorded violence in the exporting areas (0: not at all)."""
    return float(np.sign(against_others(record, row, RECORDED, "violence")))


@target(
    "sign of change in hospital admissions for assault with a sharp object (+1 up, -1 down)",
    why=DIFFERENCES + "; all serious violence of the trade stands for admissions",
    area="exporter forces",
    by_month=True,
)
def true_violence(record: Record, row: Published) -> float:
    """Direction of true violence in the exporting areas (0: not at all)."""
    return float(np.sign(against_others(record, row, TRUE, SERIOUS)))


@target(
    "difference in differences of serious violence", "programme effect on violence", why=DIFFERENCES, unit="share", book=TRUE,
    by_month=True, change=True,
)  # fmt: skip
def violence_against_others(record: Record, row: Published) -> float:
    """Change of serious violence of the trade in the exporting areas, less that in the others."""
    return against_others(record, row, TRUE, SERIOUS)


@target(
    "difference in differences of injuries to exploited children", "programme effect on injuries",
    why=DIFFERENCES, unit="share", book=TRUE,
    by_month=True, change=True,
)  # fmt: skip
def injuries_against_others(record: Record, row: Published) -> float:
    """Change of serious violence suffered by exploited children in the exporting areas, less that in the others."""
    return against_others(record, row, TRUE, "violence_to_children")


@target(
    "difference in differences of recorded violence", "programme effect on recorded violence",
    why=DIFFERENCES, unit="share", book=RECORDED,
    by_month=True, change=True,
)  # fmt: skip
def recorded_violence_against_others(record: Record, row: Published) -> float:
    """Change of recorded violence of the trade in the exporting areas, less that in the others."""
    return against_others(record, row, RECORDED, "violence")
