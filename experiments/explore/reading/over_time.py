"""The view "Over time": the chosen measure month by month, and since when a strategy makes a difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from htmltools import HTML, Tag, TagList
from shiny import ui

from experiments.explore.chosen import Chosen, as_chosen
from experiments.explore.drawn import BY_MONTH, DIFFERENCES
from experiments.explore.page import chart, grid, nothing, said
from experiments.explore.views import View
from experiments.figures.sentences import inside
from experiments.report.sections import horizons

ABSENT = "This folder has no months: `output.series` of a config asks for them."
WHOLE = "Every month of the runs, and what is said of them, whatever years are counted: the table below counts fewer."


def show(results: Chosen, _: Mapping[str, str]) -> TagList:
    """Which months are shown, and of which measure none are."""
    measure, kept = results.choice.measure, results.table("monthly")
    if not len(kept):
        return TagList(nothing(ABSENT))
    missing = None if measure in set(kept["measure"].unique()) else f"{results.measure(measure).label} is not kept by month."
    return TagList(ui.p(WHOLE, class_="note") if results.choice.years else None, nothing(missing) if missing else None)


def levels(results: Chosen, _: Mapping[str, str]) -> HTML | None:
    """The chosen measure, month by month."""
    return chart(results.source, replace(results.choice, years=None), BY_MONTH)


def differences(results: Chosen, _: Mapping[str, str]) -> HTML | None:
    """Since when a strategy makes a difference to it."""
    return chart(results.source, replace(results.choice, years=None), DIFFERENCES)


def fewer_years(results: Chosen, _: Mapping[str, str]) -> TagList:
    """The difference over fewer and more years, where the folder has months."""
    every = as_chosen(results.source, replace(results.choice, years=None))
    return TagList(*(by_years(every) if len(results.table("monthly")) else ()))


def by_years(results: Chosen) -> list[HTML | Tag]:
    """Whether the answer holds over fewer and more years, of the chosen measure where the folder has that."""
    measure, kept = results.choice.measure, results.rows(horizons.TABLE)
    if not results.compared or not len(kept) or measure in set(kept["measure"]):
        return [said(horizons.lead(results)), *(grid(one) for one in horizons.grids(results))]
    primary = as_chosen(results.source, replace(results.choice, measure=results.source.primary[0]))
    return [
        ui.p(f"Over fewer years the folder has no {inside(results.measure(measure).label)}.", class_="note"),
        *by_years(primary),
    ]


VIEW = View("Over time", show, charts=(levels, differences, fewer_years))
