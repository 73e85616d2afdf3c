"""Tables of a page: a few columns of a data frame, with labels for names and numbers that keep their value."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from experiments.figures import words
from experiments.figures.results import Measure, Results, label_from, named
from experiments.figures.words import Number, Sentence

# In the order in which they are shown; what is not named here stays in the CSV.
SHOWN = {
    "strategy": "Strategy",
    "parameter": "Assumption",
    "part": "Part",
    "outcome": "Measure",
    "measure": "Measure",
    "area": "Area",
    "month": "Month",
    "method": "Method",
    "index": "Index",
    "value_of_child_day": "Value of a child-day, £",
    "share_best": "Share of runs or worlds in which it is best",
    "best_on_average": "Best on average",
    "net_benefit": "Net benefit, £",
    "mean": "Mean",
    "value": "Value",
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
DIGITS = 4
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


def grid_of(results: Results, data: pd.DataFrame, caption: str) -> Grid:
    """The columns of a figure's rows that a reader wants; constant ones of text are left out but for the first."""
    names = [name for name in SHOWN if name in data and data[name].notna().any()]
    names = [name for name in names if pd.api.types.is_numeric_dtype(data[name]) or data[name].nunique() > 1 or len(data) == 1]
    names = names or [name for name in SHOWN if name in data][:1]
    columns = [Column(SHOWN[name], pd.api.types.is_numeric_dtype(data[name])) for name in names]
    rows = [
        [value_of(results, name, value) for name, value in zip(names, row, strict=True)]
        for row in data[names].itertuples(index=False)
    ]
    return Grid(caption, columns, rows)


def value_of(results: Results, column: str, value: Any) -> object:
    """A cell: labels for names, four digits for numbers with the value kept, a dash where there is none."""
    if isinstance(value, float) and not math.isfinite(value):
        return "\u2013"
    if isinstance(value, (int, float)):
        return cell_number(float(value))
    if column == "strategy":
        return results.label(str(value))
    if column in {"measure", "outcome"}:
        return results.measure(str(value)).label
    return "\u2013" if pd.isna(value) else str(value)


def cell_number(value: float) -> Number:
    """Four digits of a number, more where it is whole and larger."""
    step = 10.0 ** min(0, math.floor(math.log10(abs(value))) - DIGITS + 1) if value else 1.0
    return Number(f"{words.sign_of(words.rounded(value, step), False)}{words.digits_text(value, step)}", value, step, "")


def worlds_grid(results: Results) -> Grid | None:
    """The first primary measure's differences in every scenario, where there are several."""
    effects = results.every_scenario("effects")
    if len(results.scenarios) < 2 or not len(effects):
        return None
    measure = results.measure(results.primary[0])
    rows: list[list[object]] = []
    for row in effects[effects["measure"] == measure.name].to_dict("records"):
        found = words.estimate(row)
        change = words.change(found, measure)
        span = words.interval_of(found, measure, "effects", True)
        shown = Sentence(change, " (", span, ")") if span else change
        name = f"{results.label(row['strategy'])}, {results.scenario_label(row['scenario'])}"
        rows.append([name, shown, words.percent(row) or "\u2013", row["verdict"] or "\u2013"])
    heads = [Column("Strategy and world", False), Column(f"Difference, {measure.unit}", True, wraps=True)]
    return Grid(measure.label, [*heads, Column("Per cent", True), Column("Verdict", False)], rows)


def inputs_grid(results: Results, shown: list[pd.DataFrame]) -> Grid | None:
    """What the assumptions are whose names stand in charts, the first named first."""
    entries = {str(e["name"]): e for key in ("structures", "parameters") for e in named(results.manifest.get(key))}
    names = dict.fromkeys(str(name) for data in shown if "parameter" in data for name in data["parameter"].dropna())
    rows: list[list[object]] = []
    for name in [name for name in names if name in entries][:MOST_INPUTS]:
        entry = entries[name]
        told = f"{entry.get('basis') or 'switch of the model'} ({entry.get('evidence_id') or 'no evidence'})"
        rows.append([label_from(name), str(entry.get("meaning") or "").replace("_", " "), told])
    heads = [Column("Name in the charts", False), Column("What it is", False), Column("Basis and evidence", False)]
    return Grid("What the assumptions named in these charts are", heads, rows) if rows else None


def cost_grid(results: Results) -> Grid | None:
    """What each strategy costs beyond the baseline, what it averts, and the ratio, by payer where there is one."""
    rows = results.table("cost_per_child_day")
    if not len(rows):
        return None
    table, money, days = "cost_per_child_day", Measure("", "", "GBP"), Measure("", "", "child-days")
    shown: list[list[object]] = []
    for row in rows.to_dict("records"):
        whole = row["payer"] == "all payers"
        if not whole and not math.isfinite(row["cost_per_child_day"]):
            continue
        cost = words.Estimate(row["extra_cost"], row["extra_cost_low"], row["extra_cost_high"])
        averted = words.Estimate(row["child_days_averted"], row["child_days_averted_low"], row["child_days_averted_high"])
        ratio = words.Estimate(row["cost_per_child_day"], row["low"], row["high"])
        payer = "" if whole else f", {words.inside(results.measure(row['payer']).label)}"
        cells = [spanned(cost, money, table, True), spanned(averted, days, table, True) if whole else "\u2013"]
        given = spanned(ratio, money, table, False) if math.isfinite(ratio.value) else "no ratio"
        shown.append([f"{results.label(row['strategy'])}{payer}", *cells, given, row["reading"].removesuffix(": no ratio")])
    heads = [Column("Strategy", False), Column("Extra cost", True, wraps=True)]
    heads += [Column("Child-days averted", True, wraps=True), Column("Cost per child-day averted", True, wraps=True)]
    heads += [Column("In words", False)]
    caption = (
        f"Extra public cost and child-days averted against {results.label(results.baseline)}, both at present value over the "
        "whole period, with 95% intervals one at a time; a ratio only where fewer child-days are clear by the "
        "scorecard, whose interval is wider. Payers share the "
        "present value as they share yearly cost. Every row is in tables/cost_per_child_day.csv."
    )
    return Grid(caption, [*heads], shown)


def spanned(found: words.Estimate, measure: Measure, table: str, signed: bool) -> Sentence:
    """A value with its interval in brackets."""
    number = words.change(found, measure, table) if signed else words.level(found, measure, table)
    span = words.interval_of(found, measure, table, signed)
    return Sentence(number, " (", span, ")") if span else Sentence(number)
