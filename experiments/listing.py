"""The model's own catalogue as tables for people, CSV and JSON."""

import csv
import json
import sys
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import click

from experiments.problems import EXIT_DONE, EXIT_UNUSABLE, nearest

COLUMNS = {
    "parameters": "name meaning unit low best high basis source evidence_id group sign",
    "levers": "name lever idle meaning unit low best high choices basis source evidence_id group sign",
    "strategies": "name label based_on source starts",
    "measures": "name meaning unit book better over whole_only",
}


def list_verb(what: str, one: str | None, as_csv: bool, as_json: bool) -> int:
    """One of the catalogue commands."""
    from sim import catalogue

    rows = list(getattr(catalogue, what)())
    if one is not None:
        key = "id" if what == "targets" else "name"
        found = [row for row in rows if row[key] == one or (what == "levers" and row["lever"] == one)]
        if not found:
            near = nearest(one, [row[key] for row in rows])
            hint = f"; did you mean {near}?" if near else ""
            click.echo(f"countylines {what}: no {what.rstrip('s')} {one!r}{hint}", err=True)
            return EXIT_UNUSABLE
        rows = found
        if not (as_csv or as_json):
            _details(rows, catalogue.readers_of if what in ("parameters", "levers") else None)
            return EXIT_DONE
    if as_json:
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False, default=str))
    elif as_csv:
        _csv(rows, what)
    else:
        _people(rows)
    return EXIT_DONE


def _csv(rows: Sequence[Mapping[str, Any]], what: str) -> None:
    columns = COLUMNS.get(what, "").split() or list(rows[0])
    columns += [name for name in rows[0] if name not in columns]
    writer = csv.DictWriter(sys.stdout, columns, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _cell(value) for name, value in row.items()})


def _cell(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return " | ".join(map(str, value))
    return "" if value is None else value


def _people(rows: Sequence[Mapping[str, Any]]) -> None:
    """One line a row: its name, and what it says, with range or unit."""
    width = min(40, max(len(_name(row)) for row in rows))
    for row in rows:
        click.echo(f"{_name(row):<{width}}  {_summary(row)}")


def _name(row: Mapping[str, Any]) -> str:
    return str(row.get("name") or row.get("id"))


def _summary(row: Mapping[str, Any]) -> str:
    said = row.get("meaning") or row.get("label") or row.get("quantity") or ""
    if row.get("choices"):
        return f"{said} ({' | '.join(map(str, row['choices']))})"
    if "low" in row and row.get("low") is not None:
        middle = row.get("best", row.get("value"))
        return f"{said} ({_number(row['low'])} to {_number(row['high'])}, {_number(middle)}; {row.get('unit', '')})"
    unit = row.get("unit")
    return f"{said} ({unit})" if unit else str(said)


def _number(value: Any) -> str:
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def _details(rows: Sequence[Mapping[str, Any]], readers: Any) -> None:
    for row in rows:
        click.echo(_name(row))
        for key, value in row.items():
            if key not in ("name", "id") and _cell(value) != "":
                said = textwrap.fill(str(_cell(value)), 96, initial_indent="", subsequent_indent=" " * 16)
                click.echo(f"  {key:<12}  {said}")
        for reader in readers(_name(row)) if readers else []:
            click.echo(f"  {'read by':<12}  " + "  ".join(str(value) for value in reader.values()))
