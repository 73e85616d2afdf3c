"""What each value of a sweep's levers changes from the first, over all values of the others, and how two levers go together."""

from __future__ import annotations

from typing import Any

import pandas as pd

from experiments.figures import facts
from experiments.figures.results import FolderTables, label_from, value_from
from experiments.figures.sentences import Sentence, inside, paragraphs
from experiments.report.forms.grids import Column, Grid, spanned
from experiments.report.sections.answer import by_verdict

TABLE = "settings"


def lead(results: FolderTables) -> list[Sentence]:
    """What the last value of each lever changes from the first, and whether that depends on another lever."""
    rows = results.table(TABLE)
    if not len(rows):
        return []
    said = [
        (alone(names), named(names), by_verdict(facts.effects(results, some.assign(strategy=""), TABLE)))
        for names, some in rows.groupby(NAMES, sort=False, dropna=False)
    ]
    each: dict[str, Any] = {one["setting"]: (one, judged) for single, one, judged in said if single}  # the last value stays
    together = [(one, judged) for single, one, judged in said if not single]
    return paragraphs(TABLE, each=list(each.values()), together=together, several=len(each) > 1)


NAMES = ["setting", "value", "first", "other", "other_value", "other_first"]


def alone(names: tuple[Any, ...]) -> bool:
    """Whether a row is of one lever."""
    return not isinstance(names[NAMES.index("other")], str)


def named(names: tuple[Any, ...]) -> dict[str, str]:
    """The words of a row: components without their lever, and their values."""
    words = {key: value_from(value) for key, value in zip(NAMES, names, strict=True)}
    return words | {key: inside(label_from(words[key].rpartition(".")[2])) for key in ("setting", "other")}


def grids(results: FolderTables) -> list[Grid]:
    """A row each value of a lever, a column each primary measure."""
    rows = results.table(TABLE)
    if not len(rows):
        return []
    measures = list(dict.fromkeys(rows["measure"]))
    heads = [Column("Setting", False), *(Column(results.measure(name).label, True, wraps=True) for name in measures)]
    lines: list[list[object]] = []
    for names, some in rows.groupby(NAMES, sort=False, dropna=False):
        lines.append([in_place(names), *cells(results, some, measures)])
    return [Grid(str(paragraphs("settings_caption")[0]), heads, lines)]


def in_place(names: tuple[Any, ...]) -> str:
    """What a row sets in the place of what."""
    words = named(names)
    said = f"{words['setting']} {words['value']} "
    said += (
        f"for {words['first']}"
        if alone(names)
        else f"with {words['other']} {words['other_value']}, beyond what each does alone"
    )
    return said[:1].upper() + said[1:]


def cells(results: FolderTables, rows: pd.DataFrame, measures: list[str]) -> list[object]:
    """A row's differences in the order of the measures."""
    found = {row["measure"]: row for _, row in rows.iterrows()}
    return [spanned(facts.difference(found[name], results.measure(name), TABLE)) for name in measures]
