"""The tables for other programs: one Excel workbook, and the data dictionary by which R and notebooks know each column."""

from __future__ import annotations

import csv
import json
import math
import re
from importlib import resources
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from pandas.io.json import build_table_schema

from experiments.figures.results import FolderTables
from experiments.figures.sentences import paragraphs
from experiments.report.content import Report
from experiments.store.files import read_csv, write_durably

# Sheets longer than this are slow to open and are better read from the CSV.
MOST_ROWS = 6000
FIRST = ("effects", "outcomes", "areas_effects", "areas")
BOLD, WRAP = Font(bold=True), Alignment(wrap_text=True, vertical="top")


def write_workbook(results: FolderTables, report: Report) -> Path:
    """Write ``tables.xlsx`` beside the report."""
    book = Workbook(write_only=True)
    left_out = [name for name in results.table_names if len(results.whole(name)) > MOST_ROWS]
    read_me(book, report, left_out)
    measures_sheet(book, report)
    names = [name for name in FIRST if name in results.table_names]
    names += [name for name in results.table_names if name not in FIRST]
    known = columns()
    for name in names:
        if name not in left_out:
            table_sheet(book, name, results.whole(name), known)
    path, content = results.folder / "tables.xlsx", BytesIO()
    book.save(content)
    write_durably(path, content.getvalue())
    return path


def plain(sheet: Any, value: Any, font: Font | None = None, alignment: Alignment | None = None) -> Any:
    """A value as it stands in a cell: text is never a formula, and what is no number is an empty cell."""
    if not isinstance(value, str):
        return None if isinstance(value, float) and not math.isfinite(value) else value
    cell = WriteOnlyCell(sheet, value=value)
    cell.data_type = "s"  # never a formula, whatever it begins with
    if font is not None:
        cell.font = font
    if alignment is not None:
        cell.alignment = alignment
    return cell


def read_me(book: Workbook, report: Report, left_out: list[str]) -> None:
    """What the workbook is, the answer, and what to know before using a number."""
    sheet = book.create_sheet("Read me")
    sheet.column_dimensions["A"].width = 110
    sheet.append([plain(sheet, report.title, BOLD)])
    texts = [report.facts, *map(str, [*report.answer, *report.more, *report.cautions, *report.surety])]
    texts += map(str, paragraphs("workbook", left_out=left_out, command=report.command))
    for text in texts:
        sheet.append([plain(sheet, text, alignment=WRAP)])


def measures_sheet(book: Workbook, report: Report) -> None:
    """What each measure counts and in which unit."""
    sheet = book.create_sheet("Measures")
    for letter, width in zip("ABCDEF", (34, 34, 24, 12, 10, 80), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.append([plain(sheet, text, BOLD) for text in ("Name", "Label", "Unit", "Book", "Better", "Meaning")])
    for one in report.measures:
        texts = (one.name, one.label, one.unit, one.book, one.better)
        sheet.append([*(plain(sheet, text) for text in texts), plain(sheet, one.meaning, alignment=WRAP)])


def table_sheet(book: Workbook, name: str, table: pd.DataFrame, known: dict[str, tuple[str, str]]) -> None:
    """One table: names, what they mean, and the rows."""
    sheet = book.create_sheet(name[:31])
    sheet.freeze_panes = "B3"
    for at, column in enumerate(table.columns, start=1):
        longest = table[column].astype(str).str.len().max() if len(table) and table[column].dtype == object else 12
        sheet.column_dimensions[get_column_letter(at)].width = max(12, min(46, int(longest) + 2))
    sheet.append([plain(sheet, column, BOLD) for column in table.columns])
    sheet.append([plain(sheet, about(name, column, known)[1], alignment=WRAP) for column in table.columns])
    for row in table.itertuples(index=False):
        sheet.append([plain(sheet, value) for value in row])


def columns() -> dict[str, tuple[str, str]]:
    """Type and meaning of every column, by name, or by `table.column` where a table means something of its own by it."""
    text = resources.files("experiments.report").joinpath("columns.csv").read_text(encoding="utf-8")
    return {row["column"]: (row["type"], row["meaning"]) for row in csv.DictReader(text.splitlines())}


def about(table: str, column: str, known: dict[str, tuple[str, str]]) -> tuple[str, str]:
    """Type and meaning of a table's column; empty where neither is declared (the settings of a sweep)."""
    return known.get(f"{table}.{column}") or known.get(column, ("", ""))


def field(name: str, found: str, declared: str, meaning: str) -> dict[str, Any]:
    """One column as Frictionless describes it: with the type declared, else that of its values.

    A whole number with an empty cell somewhere is a number, since it stands as 12.0 in the CSV.
    """
    kind = "number" if declared == "integer" and found == "number" else declared or found
    return {"name": name, "type": kind} | ({"description": meaning} if meaning else {})


def resource(name: str, path: Path, known: dict[str, tuple[str, str]]) -> dict[str, Any]:
    """One table."""
    fields: Any = build_table_schema(read_csv(path), index=False)["fields"]
    return {
        "name": re.sub(r"[^a-z0-9._-]", "-", name.lower()),
        "type": "table",
        "path": path.name,
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [field(one["name"], one["type"], *about(name, one["name"], known)) for one in fields],
            "missingValues": [""],
        },
    }


def write_package(results: FolderTables) -> Path:
    """Write the dictionary of every table of the folder."""
    known = columns()
    folder = results.folder / "tables"
    package = {
        "name": re.sub(r"[^a-z0-9._-]", "-", results.folder.resolve().name.lower()) or "results",
        "title": str(results.manifest.get("title") or results.folder.name),
        "description": "Tables of a countylines experiment: results of a model, not records of what happened.",
        "resources": [resource(name, folder / f"{name}.csv", known) for name in results.table_names],
    }
    path = folder / "datapackage.json"
    write_durably(path, f"{json.dumps(package, indent=1, ensure_ascii=False)}\n".encode())
    return path
