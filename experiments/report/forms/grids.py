"""Tables of a page: a few columns of a data frame, with labels for names and numbers that keep their value."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from markupsafe import Markup

from experiments.figures import facts
from experiments.figures.results import CHILD_DAYS, POUNDS, FolderTables, Measure, label_from
from experiments.figures.sentences import Sentence, inside, interval, paragraphs
from experiments.protocol import format
from experiments.protocol.format import Number, Quantity
from experiments.protocol.verdicts import MARKS

# In the order in which they are shown; what is not named here stays in the CSV.
SHOWN = {
    "strategy": "Strategy",
    "parameter": "Assumption",
    "part": "Part",
    "id": "Row",
    "quantity": "Figure",
    "outcome": "Measure",
    "measure": "Measure",
    "area": "Area",
    "month": "Month",
    "year": "When",
    "method": "Method",
    "index": "Index",
    "value_of_child_day": "Value of a child-day, £",
    "share_best": "Share of runs or worlds in which it is best",
    "best_on_average": "Best on average",
    "net_benefit": "Net benefit, £",
    "mean": "Mean",
    "value": "Value",
    "predictive_low": "90% low",
    "predictive_high": "90% high",
    "predicted": "Met",
    "per_1000_young_people": "Per 1,000 aged 10 to 17",
    "difference": "Difference",
    "low": "Low",
    "high": "High",
    "percent": "Per cent",
    "floor": "Noise floor",
    "noise_floor": "Noise floor",
    "world_low": "Worlds, low",
    "world_high": "Worlds, high",
    "verdict": "Verdict",
}
ESTIMATES = ("difference", "mean", "value", "net_benefit")
"""What the interval of a row is of: the first of these that the row has."""
OVER_WORLDS = ("world_low", "world_high")
"""The ends of nine of ten worlds, which are rounded by their own distance."""
SAME_UNIT = {*ESTIMATES, "low", "high", "floor", "noise_floor", *OVER_WORLDS}
PROPORTIONAL = {"percent": "%", "per_1000_young_people": ""}
"""Columns that are what the interval is of in another unit."""
NONE = "\u2013"
MOST_INPUTS = 40


@dataclass(frozen=True)
class Column:
    """A heading, whether numbers stand under it, and whether they are long enough, with their intervals, to need two lines."""

    label: str
    number: bool
    wraps: bool = False


@dataclass(frozen=True)
class Grid:
    """Rows under headings, ready to lay out; a folded one is unfolded on the page, and left out where nothing unfolds."""

    caption: str
    columns: list[Column]
    rows: list[list[object]]
    folded: bool = False


def grid_of(results: FolderTables, data: pd.DataFrame, caption: str) -> Grid:
    """The columns of a figure's rows that a reader wants; constant ones of text are left out but for the first."""
    names = [name for name in SHOWN if name in data and data[name].notna().any()]
    names = [name for name in names if pd.api.types.is_numeric_dtype(data[name]) or data[name].nunique() > 1 or len(data) == 1]
    names = names or [name for name in SHOWN if name in data][:1]
    columns = [Column(SHOWN[name], pd.api.types.is_numeric_dtype(data[name])) for name in names]
    rows = [[value_of(results, row, name) for name in names] for row in data.to_dict("records")]
    return Grid(caption, columns, rows)


def value_of(results: FolderTables, row: Mapping[Hashable, Any], column: str) -> object:
    """A cell: labels for names, numbers as their interval supports, a dash where there is none."""
    value = row[column]
    if isinstance(value, (int, float)):
        return cell_number(row, column) if math.isfinite(value) else NONE
    if column == "strategy":
        return results.label(str(value))
    if column in {"measure", "outcome"}:
        return results.measure(str(value)).label
    return NONE if pd.isna(value) else str(value)


def cell_number(row: Mapping[Hashable, Any], column: str) -> Number:
    """A number by the interval of its row: as it stands, or in the proportion in which the column is to what the interval is of."""
    value, estimate = float(row[column]), next((name for name in ESTIMATES if name in row), "")
    if column == "share_best":
        return format.number(Quantity(value, unit="share"))
    if not estimate or not {"low", "high"} <= set(row):
        return format.number(Quantity(value))
    found = Quantity(float(row[estimate]), float(row["low"]), float(row["high"]))
    if column in OVER_WORLDS:
        found = Quantity(found.value, float(row["world_low"]), float(row["world_high"]))
    if column in SAME_UNIT:
        return format.like(found, value, end=column not in ESTIMATES)
    share = value / found.value if column in PROPORTIONAL and found.value else math.nan
    return format.number(Quantity(value, share * found.low, share * found.high, PROPORTIONAL.get(column, "")))


def worlds_grid(results: FolderTables) -> Grid | None:
    """The first primary measure's differences in every scenario, where there are several."""
    effects = results.every_scenario("effects")
    if len(results.scenarios) < 2 or not len(effects):
        return None
    measure = results.measure(results.primary[0])
    rows: list[list[object]] = []
    for row in effects[effects["measure"] == measure.name].to_dict("records"):
        share = facts.percent(row)
        name = f"{results.label(row['strategy'])}, {results.scenario_label(row['scenario'])}"
        shown = spanned(facts.difference(row, measure))
        rows.append([name, shown, format.number(share) if share else NONE, row["verdict"] or NONE])
    unit = format.unit_heading(measure.unit)
    heads = [Column("Strategy and world", False), Column(f"Difference, {unit}", True, wraps=True)]
    return Grid(measure.label, [*heads, Column("Per cent", True), Column("Verdict", False)], rows)


def inputs_grid(results: FolderTables, shown: list[pd.DataFrame]) -> Grid | None:
    """What the assumptions are whose names stand in charts, the first named first."""
    entries = {str(e["name"]): e for key in ("structures", "parameters") for e in results.declared(key)}
    names = dict.fromkeys(str(name) for data in shown if "parameter" in data for name in data["parameter"].dropna())
    rows: list[list[object]] = []
    for name in [name for name in names if name in entries][:MOST_INPUTS]:
        entry = entries[name]
        basis = f"{entry.get('basis') or 'switch of the model'} ({entry.get('evidence_id') or 'no evidence'})"
        rows.append([label_from(name), str(entry.get("meaning") or "").replace("_", " "), basis])
    heads = [Column("Name in the charts", False), Column("What it is", False), Column("Basis and evidence", False)]
    return Grid("What the assumptions named in these charts are", heads, rows) if rows else None


def cost_grid(results: FolderTables) -> Grid | None:
    """What each strategy costs beyond the baseline, what it averts, and the ratio, by payer where there is one."""
    rows = results.table(COST)
    if not len(rows):
        return None
    shown: list[list[object]] = []
    for row in rows.to_dict("records"):
        whole = row["payer"] == "all payers"
        if not whole and not math.isfinite(row["cost_per_child_day"]):
            continue
        payer = "" if whole else f", {inside(results.measure(row['payer']).label)}"
        ratio = facts.quantity(row, "cost_per_child_day", POUNDS, COST)
        shown.append(
            [
                f"{results.label(row['strategy'])}{payer}",
                spanned(changed(row, "extra_cost", POUNDS)),
                spanned(changed(row, "child_days_averted", CHILD_DAYS)) if whole else NONE,
                spanned(ratio) if math.isfinite(ratio.value) else "no ratio",
                row["reading"].removesuffix(": no ratio"),
            ]
        )
    heads = [Column("Strategy", False), Column("Extra cost", True, wraps=True)]
    heads += [Column("Child-days averted", True, wraps=True), Column("Cost per child-day averted", True, wraps=True)]
    heads += [Column("In words", False)]
    return Grid(str(paragraphs("cost_caption", baseline=results.label(results.baseline))[0]), heads, shown)


COST = "cost_per_child_day"


def changed(row: Mapping[Hashable, Any], column: str, measure: Measure) -> Quantity:
    """A column of the table of costs that is a difference from the baseline."""
    return replace(facts.quantity(row, column, measure, COST), difference=True)


def marked(row: pd.Series, measure: Measure, table: str) -> Sentence:
    """A difference with its interval, after the mark of its verdict."""
    return spanned(facts.difference(row, measure, table), MARKS.get(str(row["verdict"]), ""))


def spanned(found: Quantity, mark: str = "") -> Sentence:
    """A value with its interval in brackets, after a mark where there is one."""
    lead = f"{mark} " if mark else ""
    return Sentence(Markup("{}{}{}").format(lead, format.number(found), interval(found, " (", ")")))
