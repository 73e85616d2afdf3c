"""The facts at the top of each page: the shown strategy's verdicts on its measures, and where it fails."""

from __future__ import annotations

from typing import Any

import pandas as pd

from experiments.books.periods import period_of
from experiments.calibrate.prediction import Score, beaten
from experiments.figures import facts
from experiments.figures.choose import main_measure, mapped_measure, shown_strategy, suppressed, winner
from experiments.figures.facts import Effect, apart, predicted, unused
from experiments.figures.results import FolderTables, Measure, each
from experiments.figures.sections import Heading, measures_of
from experiments.figures.sentences import Sentence, paragraphs
from experiments.protocol import format
from experiments.protocol.format import Quantity
from experiments.protocol.verdicts import BETTER, WORSE, judges_areas
from experiments.report.sections import analyses, horizons, set_apart, settings
from experiments.report.sections.answer import by_verdict, over_worlds
from experiments.report.sections.first_page import of_areas, step

OWN = {"horizons": horizons, "settings": settings, "set_apart": set_apart}
"""Pages of a table that stands nowhere else, each with what makes its sentences and its grids."""


def lead(results: FolderTables, page: Heading) -> list[Sentence]:
    """One to three sentences of a page."""
    if page.key in OWN:
        return OWN[page.key].lead(results)
    if page.key == "predicts":
        return misses(results)
    strategy = shown_strategy(results)
    if strategy is None:
        return []
    if page.key in {"doubt", "parts"}:
        return analyses.found_in(results, page.key)
    names = {"strategy": results.label(strategy), "baseline": results.label(results.baseline)}
    if page.key == "fails":
        return paragraphs("fails", **names, **failing(results, strategy), found=analyses.found_in(results, "fails"))
    rows = [row for name in measures_of(page, results) if (row := results.effect(strategy, name)) is not None]
    return paragraphs(
        "lead",
        **names,
        page=page.key,
        judged=by_verdict(largest_first(results, rows)),
        young=of_young_people(results, strategy) if page.key == "harm" else [],
        cost=step(results, "cost_per_child_day", strategy) if page.key == "cost" else None,
    )


def largest_first(results: FolderTables, rows: list[pd.Series]) -> list[Effect]:
    """Effects, the clear ones by the size of their change; what says another again would count twice."""
    found = [facts.effect(results, row) for row in rows if not results.measure(str(row["measure"])).restates]
    found = [effect for effect in found if effect.percent or not effect.clear]
    return sorted(found, key=lambda effect: -abs(effect.percent.value) if effect.clear and effect.percent else 0.0)


def of_young_people(results: FolderTables, strategy: str) -> list[Quantity]:
    """Children exploited on an average day, of every 100,000 people aged 10 to 17, before and under the shown strategy."""
    people = float(results.areas["population_10_17"].sum()) if "population_10_17" in results.areas else 0.0
    rows = [results.outcome(name, "children_exploited") for name in (results.baseline, strategy)]
    if not people > 0.0 or any(row is None or not row["mean"] > 0.0 for row in rows):
        return []
    per_head = Measure("", "", "")
    return [facts.level(row, per_head).scaled(100_000.0 / people) for row in rows]


def failing(results: FolderTables, strategy: str) -> dict[str, Any]:
    """On what and where the best response does clearly worse."""
    rows = [row for _, row in results.rows("effects", strategy=strategy, verdict=WORSE).iterrows()]
    measure = mapped_measure(results, "areas_effects") if len(results.table("areas_effects")) else None
    single = of_areas(results, strategy, measure) if measure is not None and judges_areas(results.manifest) else pd.DataFrame()
    areas = {
        verdict: sorted(set(single.loc[single["verdict"] == verdict, "area"]) - set(suppressed(results))) if len(single) else []
        for verdict in (BETTER, WORSE)
    }
    return {
        "no_winner": winner(results) is None,
        "several": len(results.compared) > 1,
        "judged": by_verdict(largest_first(results, rows)),
        "mapped": results.measure(measure) if measure is not None and len(single) else None,
        "areas": areas[WORSE],
        "helped": len(areas[BETTER]),
        "main": results.measure(main_measure(results)),
        "worlds": over_worlds(results, strategy),
        "searched": results.has("boxes") or results.has("indices"),
    }


COVERED, HALF = (0.8, 0.97), 0.5
"""Of 90% intervals the share that should hold what is published; and how narrow they should be, and how good their scores,
beside those of worlds of the evidence alone."""


NEAR = 0.1
"""What is less than this share of a figure is near nought beside it."""
FIGURES_BEFORE = 5
"""Figures that must have been met before the first that is missed, where it is said that misses begin late."""


def prediction(results: FolderTables) -> list[Sentence]:
    """Coverage, width and skill over the figures kept apart, a missed bar first. Nothing where the folder predicts none."""
    every = unused(predicted(results))
    kept = apart(every)
    if not len(kept):
        return []
    forecast = "later" in kept and (kept["later"] == "yes").any()
    rows = kept[kept["later"] == "yes"] if forecast else kept
    found, known = Score.of(rows), Score.of(kept.drop(rows.index))
    share, scored = found.met / found.figures, found.width == found.width
    missed = rows[rows["predicted"] == "no"]
    better, series = beaten(rows) if "carried" in rows else (0, 0)
    return paragraphs(
        "predicts",
        forecast=forecast,
        **dict(zip(("worlds", "prior_worlds"), facts.lived(results), strict=True)),
        own=_figures(len(every) - len(kept)),
        own_met=_figures(Score.of(every.drop(kept.index)).met),
        known=_figures(known.figures),
        known_met=_figures(known.met),
        figures=_figures(found.figures),
        met=_figures(found.met),
        held=_figures(found.held),
        half=_figures(found.half),
        half_held=_figures(found.half_held),
        missed=_figures(len(missed)),
        low=_figures(int(too_low(missed).sum())),
        share=format.of_hundred(share, ""),
        covered=COVERED[0] <= share <= COVERED[1],
        scored=scored,
        width=format.of_hundred(found.width, "", beside=HALF) if scored else None,
        narrow=scored and found.width <= HALF,
        in_unit=format.number(format.Quantity(found.width_in_unit)) if scored else None,
        wider=found.width_in_unit > 1.0,
        near_nought=2 * (rows["prior_low"] < NEAR * rows["value"]).sum() > len(rows) if scored else False,
        better=format.of_hundred(max(found.better, 0.0), "", beside=HALF) if scored else None,
        enough=found.better >= HALF,
        worse=_figures(int((rows["crps"] > rows["crps_prior"]).sum())),
        series=_figures(series),
        beaten=_figures(better),
        most=2 * better > series,
    )


def misses(results: FolderTables) -> list[Sentence]:
    """The figures kept apart that lie outside their 90% intervals: those predicted too low, those too high, and since when."""
    rows = unused(predicted(results))
    if not len(rows):
        return []
    missed = rows[rows["predicted"] == "no"]
    low = too_low(missed)
    return paragraphs("misses", low=_named(missed[low]), high=_named(missed[~low]), late=_late(rows, missed))


def too_low(missed: pd.DataFrame) -> pd.Series[bool]:
    """Which of the figures missed lie above their interval: they are predicted too low."""
    return missed["predictive_high"] < missed["low"]


def _late(rows: pd.DataFrame, missed: pd.DataFrame) -> dict[str, Any] | None:
    """Where misses begin late: the year, how many ended before it and are met, and how many later ones are missed; else None."""
    ends = {row.id: period.last.year for row in each(rows) if (period := period_of(str(row.year))) is not None}
    first = min((ends[one] for one in missed["id"] if one in ends), default=0)
    before = sum(year < first for year in ends.values())
    if not set(missed["id"]) <= set(ends) or before < FIGURES_BEFORE:
        return None
    counts = {"before": before, "after": len(ends) - before, "missed": len(missed)}
    return {"year": first, **{name: _figures(number) for name, number in counts.items()}}


def _figures(number: int) -> format.Number:
    return format.count(number, "")  # counted: no cell of a table


def _named(rows: pd.DataFrame) -> list[str]:
    return [f"{row.id} ({row.quantity}, {row.year})" for row in each(rows)]
