"""A reader's own figures: a CSV of published figures of named quantities, checked whole, each fault with its line."""

import csv
import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from experiments.books.periods import period_of
from experiments.published.registry import ABSENT, OWN, QUANTITIES, WORDS, Counterpart, described, plain, quantity
from experiments.published.where import WHOLE, known_areas
from sim.evidence.problems import Problem, closest, shown

NEEDED = ("id", "quantity", "year", "area", "value", "low", "high")
MAY_STAND = ("book", "unit", "source")
MOST_ROWS = 2000
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
DATES = "2021, 2019-11, 2019-11 to 2022-02, to 2022-10, 2020 Q1, 2023-10-09/15 or 2022-2023"


def read(path: Path) -> tuple[list[dict[str, Any]], list[Problem]]:
    """The rows of a file as rows of `targets.csv`, and everything that is wrong with them."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        found = getattr(error, "strerror", None) or "a file that is no text in UTF-8"
        return [], [Problem((), f"{shown(str(path))}: {str(found).lower()}", "a CSV file of figures")]
    reader = csv.DictReader(text.splitlines(), strict=True)
    try:
        names, given = list(reader.fieldnames or []), [*reader]
    except csv.Error as error:
        return [], [Problem((), f"{path.name}: {error}", "a CSV file of figures")]
    problems = [*_columns(path.name, names)]
    if len(given) > MOST_ROWS or not given:
        problems.append(Problem((), f"{path.name}: {len(given)} figures", f"1 to {MOST_ROWS}"))
    if problems:
        return [], problems
    rows, seen = [], set[str]()
    for line, one in enumerate(given, start=2):
        clean = {str(k): (v or "").strip() for k, v in one.items() if k is not None}
        found = [*faults(clean, None in one, seen)]
        seen.add(clean["id"])
        problems += [fault._replace(found=f"{path.name}:{line}: {fault.found}") for fault in found]
        if not found:
            rows.append(_made(clean))
    return rows, problems


def _columns(file: str, names: list[str]) -> Iterator[Problem]:
    for name in NEEDED:
        if name not in names:
            yield Problem((), f"{file}:1: no column `{name}`", "the columns " + ", ".join(NEEDED), closest(name, names))
    for name in names:
        if name not in (*NEEDED, *MAY_STAND):
            near = closest(name, (*NEEDED, *MAY_STAND))
            yield Problem((), f"{file}:1: the unknown column {shown(name)}", ", ".join((*NEEDED, *MAY_STAND)), near)


def faults(row: Mapping[str, str], longer: bool, seen: set[str]) -> Iterator[Problem]:
    """What is wrong with a row, cell by cell."""
    if longer:
        yield Problem((), "more cells than columns", "a cell for each column")
    if not ID.fullmatch(row["id"]) or row["id"] in seen:
        yield Problem(
            (), f"the id {shown(row['id'])}", "a short name of its own for each figure, of letters, digits, _ . and -"
        )
    found = quantity(row["quantity"])
    if found is None:
        near = closest(plain(row["quantity"]), [*QUANTITIES, *WORDS])
        yield Problem((), f"the quantity {shown(row['quantity'])}", "one that `countylines quantities` lists", near)
    elif found.role == ABSENT:
        yield Problem((), f"the quantity {shown(row['quantity'])}", f"another: {found.why}")
    yield from _area(row["area"], found)
    yield from _year(row["year"], row["area"], found)
    yield from _numbers(row)
    book = described(found)["book"] if found is not None and found.of is not None else ""
    if row.get("book", "") not in ("", book) and book:
        yield Problem((), f"the book {shown(row['book'])}", f"{book}, in which {row['quantity']} is kept")


def _year(text: str, area: str, found: Counterpart | None) -> Iterator[Problem]:
    """Dates must be some; of a quantity of set dates these, which its function reads; of areas whole months, which books keep."""
    try:
        period = period_of(text)
    except (ValueError, OverflowError):
        period = None
    if found is not None and found.dates:
        if text != found.dates:
            yield Problem((), f"the year {shown(text)} of {found.name}", f"{found.dates}, of which it is read alone")
    elif period is None:
        yield Problem((), f"the year {shown(text)}", f"dates like {DATES}")
    elif found is not None and (found.by_month or area not in WHOLE) and not period.whole_months:
        yield Problem(
            (), f"the year {shown(text)} of {found.name}", "whole months: single days are kept of the whole country alone"
        )


def _area(area: str, found: Counterpart | None) -> Iterator[Problem]:
    known = known_areas()
    if area not in known:
        yield Problem((), f"the area {shown(area)}", "a force, a region, London or the whole country", closest(area, known))
    elif found is not None and found.area and area != found.area:
        yield Problem((), f"the area {shown(area)} of {found.name}", f"{found.area}: it is read of no other")
    elif found is not None and found.of is not None and not found.stands and area not in WHOLE and area != found.area:
        yield Problem((), f"the area {shown(area)} of {found.name}", "England and Wales: it is not read by area")


def _numbers(row: Mapping[str, str]) -> Iterator[Problem]:
    made = {}
    for name in ("value", "low", "high"):
        try:
            made[name] = float(row[name])
        except ValueError:
            made[name] = math.nan
        if not math.isfinite(made[name]):
            yield Problem((), f"{name} {shown(row[name])}", "a number")
    if all(map(math.isfinite, made.values())) and not made["low"] <= made["value"] <= made["high"]:
        yield Problem((), f"{made['value']:g} with {made['low']:g} to {made['high']:g}", "low <= value <= high")


def _made(row: Mapping[str, str]) -> dict[str, Any]:
    found = quantity(row["quantity"])
    assert found is not None
    numbers = {name: float(row[name]) for name in ("value", "low", "high")}
    own = described(found)
    return {
        "id": row["id"], "pattern": OWN, "quantity": row["quantity"], "unit": row.get("unit") or own["unit"], "book": own["book"],
        "year": row["year"], "area": row["area"], **numbers,
        "use": OWN, "source": row.get("source", ""), "evidence_id": "", "status": "given",
    }  # fmt: skip
