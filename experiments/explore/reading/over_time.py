"""The view "Over time": the chosen measure month by month, and since when a strategy makes a difference."""

from __future__ import annotations

from collections.abc import Mapping

from htmltools import TagList

from experiments.explore.chosen import Chosen
from experiments.explore.drawn import BY_MONTH
from experiments.explore.page import chart, grid, nothing, said, stacked
from experiments.explore.views import View
from experiments.report import horizons

ABSENT = "This folder has no months: `output.series` of a config asks for them."


def show(results: Chosen, _: Mapping[str, str]) -> TagList:
    """Levels, differences, and the same over fewer and more years."""
    if not len(results.table("monthly")):
        return stacked(nothing(ABSENT))
    by_month = chart(results.source, results.choice, BY_MONTH)
    missing = f"{results.measure(results.choice.measure).label} is not kept by month."
    return stacked(
        by_month or nothing(missing),
        chart(results.source, results.choice, "when_it_works"),
        said(horizons.lead(results.source)),
        *(grid(one) for one in horizons.grids(results.source)),
    )


VIEW = View("Over time", show)
