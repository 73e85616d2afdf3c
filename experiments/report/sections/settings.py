"""What each value of a sweep's levers changes from the first, on average over the others' values, and whether two add up."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pandas as pd

from experiments.figures import facts
from experiments.figures.facts import Effect
from experiments.figures.results import FolderTables, lever_names, value_from
from experiments.figures.sentences import Sentence, inside, paragraphs
from experiments.protocol import format
from experiments.protocol.verdicts import MARKS
from experiments.report.forms.grids import Column, Grid, spanned
from experiments.report.sections.answer import by_verdict

TABLE = "settings"
PAIR = ["setting", "value", "first", "other", "other_value", "other_first"]


def rows_of(results: FolderTables) -> pd.DataFrame:
    """Rows of the scenario shown; those of one lever have an empty `other`."""
    rows = results.table(TABLE)
    return rows.assign(other=rows["other"].astype(object).where(rows["other"].notna(), "")) if len(rows) else rows


def swept(results: FolderTables) -> tuple[dict[str, list[Any]], list[str]]:
    """The values of each lever that a sweep varies, where there are several, and the parameters that it varies beside them."""
    asked = results.manifest["config"]["sweep"].items()
    levers = {f"{lever}.{one}": found for lever, values in asked if isinstance(values, dict) for one, found in values.items()}
    return {name: values for name, values in levers.items() if len(values) > 1}, [
        name for name, one in asked if isinstance(one, list)
    ]


def lead(results: FolderTables) -> list[Sentence]:
    """What the last value of each lever changes from the first, whether two levers add up, and what could not be compared."""
    rows = rows_of(results)
    if not len(rows):
        return []
    words, (levers, parameters) = lever_names(rows["setting"]), swept(results)
    each = []
    for name, own in rows[rows["other"] == ""].groupby("setting", sort=False):
        last = own[own["value"] == own["value"].iloc[-1]]
        each.append(
            (inside(set_to(words[str(name)], last, "value")), value_from(last["first"].iloc[0]), by_verdict(of(results, last)))
        )
    together = []
    for (one, other), own in rows[rows["other"] != ""].groupby(["setting", "other"], sort=False):
        two = [inside(set_to(words[str(one)], own, "value")), inside(set_to(words[str(other)], own, "other_value"))]
        together.append((two, of(results, own)))
    asked = sum(len(values) - 1 for values in levers.values()) + len(list(combinations(levers, 2)))
    left_out = asked - len(rows[PAIR].drop_duplicates())
    told: dict[str, Any] = {"each": each, "together": together, "several": len(levers) > 1, "parameters": parameters}
    return paragraphs(TABLE, **told, left_out=left_out, asked=asked)


def of(results: FolderTables, rows: pd.DataFrame) -> list[Effect]:
    """Differences of rows as effects, without a strategy."""
    return facts.effects(results, rows.assign(strategy=""), TABLE)


def set_to(lever: str, rows: pd.DataFrame, column: str) -> str:
    """A lever with the value that rows set it to."""
    return f"{lever} {value_from(rows[column].iloc[0])}"


def grids(results: FolderTables) -> list[Grid]:
    """A row each value of a lever and each two levers, a column each primary measure."""
    rows = rows_of(results)
    if not len(rows):
        return []
    words, names = lever_names(rows["setting"]), list(dict.fromkeys(rows["measure"]))
    measures = [results.measure(name) for name in names]
    heads = [f"{one.label}, {format.unit_heading(one.unit)}" for one in measures]
    lines: list[list[object]] = []
    for _, some in rows.groupby(PAIR, sort=False, dropna=False):
        said = set_to(words[some["setting"].iloc[0]], some, "value")
        if other := some["other"].iloc[0]:
            said += f" with {inside(set_to(words[other], some, 'other_value'))}, beyond the sum of both"
        else:
            said += f" for {value_from(some['first'].iloc[0])}"
        found = {row["measure"]: row for _, row in some.iterrows()}
        lines.append([said, *(shown(found[name], one) for name, one in zip(names, measures, strict=True))])
    return [
        Grid(
            str(paragraphs("settings_caption")[0]),
            [Column("Setting", False), *(Column(one, True, wraps=True) for one in heads)],
            lines,
        )
    ]


def shown(row: pd.Series, measure: Any) -> Sentence:
    """A difference with its interval, after the mark of its verdict."""
    return spanned(facts.difference(row, measure, TABLE), MARKS.get(str(row["verdict"]), ""))
