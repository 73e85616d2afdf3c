"""What each value of a sweep's levers changes from the first, on average over the others' values, and whether two add up."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pandas as pd

from experiments.figures import facts
from experiments.figures.facts import Effect
from experiments.figures.results import FolderTables, lever_names
from experiments.figures.sentences import Sentence, inside, paragraphs
from experiments.protocol import format
from experiments.protocol.design import swept
from experiments.report.forms.grids import Column, Grid, marked
from experiments.report.sections.answer import by_verdict

TABLE = "settings"
PAIR = ["setting", "value", "first", "other", "other_value", "other_first"]


def rows_of(results: FolderTables) -> pd.DataFrame:
    """Rows of the scenario shown; those of one lever have an empty `other`."""
    rows = results.table(TABLE)
    return rows.assign(other=rows["other"].astype(object).where(rows["other"].notna(), "")) if len(rows) else rows


def names_of(results: FolderTables) -> dict[str, str]:
    """What the levers are called of which a sweep has several values, also one of which no row is left."""
    levers, _ = swept(results.manifest.get("config") or {})
    return lever_names(name for name, values in levers.items() if len(values) > 1)


def lead(results: FolderTables) -> list[Sentence]:
    """What the last value of each lever changes from the first, whether two levers add up, and what could not be compared."""
    words, rows, (levers, parameters) = names_of(results), rows_of(results), swept(results.manifest.get("config") or {})
    if not words or not results.has(TABLE):
        return []
    each = []
    for name, own in rows[rows["other"] == ""].groupby("setting", sort=False) if len(rows) else ():
        last = own[own["value"] == own["value"].iloc[-1]]
        each.append(
            (
                inside(set_to(words[str(name)], last, "value")),
                format.setting(last["first"].iloc[0]),
                by_verdict(of(results, last)),
            )
        )
    together = []
    for (one, other), own in rows[rows["other"] != ""].groupby(["setting", "other"], sort=False) if len(rows) else ():
        two = [inside(set_to(words[str(one)], own, "value")), inside(set_to(words[str(other)], own, "other_value"))]
        together.append((two, of(results, own)))
    asked = sum(len(levers[name]) - 1 for name in words) + len(list(combinations(words, 2)))
    left_out = asked - len(rows[PAIR].drop_duplicates() if len(rows) else rows)
    told: dict[str, Any] = {"each": each, "together": together, "several": len(words) > 1, "parameters": list(parameters)}
    return paragraphs(TABLE, **told, left_out=left_out, asked=asked)


def of(results: FolderTables, rows: pd.DataFrame) -> list[Effect]:
    """Differences of rows as effects, without a strategy."""
    return facts.effects(results, rows.assign(strategy=""), TABLE)


def set_to(lever: str, rows: pd.DataFrame, column: str) -> str:
    """A lever with the value that rows set it to."""
    return f"{lever} {format.setting(rows[column].iloc[0])}"


def grids(results: FolderTables) -> list[Grid]:
    """A row each value of a lever and each two levers, a column each primary measure."""
    rows = rows_of(results)
    if not len(rows):
        return []
    words, names = names_of(results), list(dict.fromkeys(rows["measure"]))
    measures = [results.measure(name) for name in names]
    heads = [f"{one.label}, {format.unit_heading(one.unit)}" for one in measures]
    lines: list[list[object]] = []
    for _, some in rows.groupby(PAIR, sort=False, dropna=False):
        said = set_to(words[some["setting"].iloc[0]], some, "value")
        if other := some["other"].iloc[0]:
            said += f" with {inside(set_to(words[other], some, 'other_value'))}, apart from the sum of both"
        else:
            said += f" for {format.setting(some['first'].iloc[0])}"
        found = {row["measure"]: row for _, row in some.iterrows()}
        lines.append([said, *(marked(found[name], one, TABLE) for name, one in zip(names, measures, strict=True))])
    return [
        Grid(
            str(paragraphs("settings_caption")[0]),
            [Column("Setting", False), *(Column(one, True, wraps=True) for one in heads)],
            lines,
        )
    ]
