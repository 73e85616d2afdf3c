"""The data dictionary: ``tables/datapackage.json``, by which R, Excel and notebooks know what each column means."""

from __future__ import annotations

import csv
import json
import re
from importlib import resources
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.figures.results import Results


def columns() -> dict[str, tuple[str, str]]:
    """Type and meaning of every column, by name, or by `table.column` where a table means something of its own by it."""
    text = resources.files("experiments.report").joinpath("columns.csv").read_text(encoding="utf-8")
    return {row["column"]: (row["type"], row["meaning"]) for row in csv.DictReader(text.splitlines())}


def about(table: str, column: str, known: dict[str, tuple[str, str]]) -> tuple[str, str]:
    """Type and meaning of a table's column; empty where neither is declared (the settings of a sweep)."""
    return known.get(f"{table}.{column}") or known.get(column, ("", ""))


def field(name: str, values: pd.Series, kind: str, meaning: str) -> dict[str, Any]:
    """One column as Frictionless describes it; what its type is where none is declared is read from its values."""
    if not kind:
        kind = (
            "integer"
            if pd.api.types.is_integer_dtype(values)
            else "number"
            if pd.api.types.is_numeric_dtype(values)
            else "string"
        )
    if kind == "integer" and not pd.api.types.is_integer_dtype(values.dropna()) and not (values.dropna() % 1 == 0).all():
        kind = "number"
    entry: dict[str, Any] = {"name": name, "type": kind}
    if kind == "integer" and pd.api.types.is_float_dtype(values):
        entry["type"] = "number"  # an empty cell makes it 12.0 in the CSV
    return entry | ({"description": meaning} if meaning else {})


def resource(name: str, path: Path, known: dict[str, tuple[str, str]]) -> dict[str, Any]:
    """One table."""
    values = pd.read_csv(path, encoding="utf-8")
    return {
        "name": re.sub(r"[^a-z0-9._-]", "-", name.lower()),
        "type": "table",
        "path": path.name,
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [field(str(column), values[column], *about(name, str(column), known)) for column in values],
            "missingValues": [""],
        },
    }


def write_package(results: Results) -> Path:
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
    path.write_text(json.dumps(package, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path
