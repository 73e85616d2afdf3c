"""The model's own catalogue as tables for people, CSV and JSON."""

import csv
import json
import math
import sys
import textwrap
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click

from experiments.protocol.problems import EXIT_DONE, EXIT_UNUSABLE
from sim.evidence.problems import closest

COLUMNS = {
    "parameters": "name meaning unit low best high basis source evidence_id group sign",
    "levers": "name lever idle meaning unit low best high choices basis source evidence_id group sign",
    "strategies": "name label based_on source starts",
    "measures": "name meaning unit book better over whole_only",
}


ONE = {
    "parameters": "parameter or switch",
    "levers": "lever or component",
    "strategies": "strategy",
    "measures": "measure",
    "targets": "target",
}


def list_verb(what: str, one: str | None, as_csv: bool, as_json: bool) -> int:
    """One of the catalogue commands. Switches of the model stand with the parameters, for people and by their names."""
    from sim.documents import catalogue

    rows = list(getattr(catalogue, what)())
    if what == "parameters":
        asked = {item["id"]: item["would_measure"] for item in catalogue.evidence()}
        rows = [row | {"would_measure": asked[row["evidence_id"]] if row["basis"] == "assumed" else ""} for row in rows]
    switches = list(catalogue.structures()) if what == "parameters" else []
    if one is not None:
        found = _named(what, one, [*rows, *switches])
        if not found:
            return EXIT_UNUSABLE
        rows, switches = _with_components(found) if what == "strategies" and not as_csv else found, []
    readers = catalogue.readers_of if what in ("parameters", "levers") else None
    people = (lambda found: _people(found, switches)) if one is None else (lambda found: _details(found, readers))
    print_rows(rows, as_csv, as_json, people, COLUMNS.get(what, "").split())
    return EXIT_DONE


def print_rows(
    rows: Sequence[Mapping[str, Any]], as_csv: bool, as_json: bool, people: Callable[..., None], first: Sequence[str] = ()
) -> None:
    """Rows as JSON, as CSV with some columns first, or as `people` prints them."""
    if as_json:
        known = [{name: _known(value) for name, value in row.items()} for row in rows]
        click.echo(json.dumps(known, indent=2, ensure_ascii=False, default=str))
    elif as_csv:
        columns = sorted(rows[0], key=lambda name: first.index(name) if name in first else len(first)) if rows else []
        writer = csv.DictWriter(sys.stdout, columns, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    else:
        people(rows)


def _named(what: str, one: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of a name (of a lever: its components); where there is none, the nearest name is printed."""
    key = "id" if what == "targets" else "name"
    found = [row for row in rows if row[key] == one or row.get("lever") == one]
    if not found:
        names = dict.fromkeys([*(row["lever"] for row in rows if "lever" in row), *(row[key] for row in rows)])
        near = closest(one, names)
        hint = f"; did you mean {near}?" if near else f"; `countylines {what}` lists them all"
        click.echo(f"countylines {what}: no {ONE[what]} {one!r}{hint}", err=True)
    return found


def _with_components(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Strategies with what each sets, lever by lever; a value given by a parameter's name also as the number it is now."""
    from experiments.run.model import SimEngine

    engine = SimEngine()
    found = []
    for row in rows:
        given, numbers = engine.components(row["name"]), engine.components(row["name"], as_numbers=True)
        components = {
            f"{lever}.{name}": _chosen(value, numbers[lever][name])
            for lever, values in given.items()
            for name, value in values.items()
        }
        found.append(row | {"components": components})
    return found


def _chosen(value: Any, number: Any) -> Any:
    """A component's value; where a parameter, or a degree of the step to it, stands for it, its name with the number."""
    if value == number:
        return value
    degree = getattr(value, "degree", 1.0)
    way = "" if degree == 1.0 else f"{degree:g} of the way to "
    return f"{way}{getattr(value, 'parameter', value)} ({number:.3g})"


def _cell(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return " | ".join(map(str, value))
    return "" if _known(value) is None else value


def _known(value: Any) -> Any:
    return None if isinstance(value, float) and math.isnan(value) else value


def _people(rows: Sequence[Mapping[str, Any]], switches: Sequence[Mapping[str, Any]] = ()) -> None:
    """One line a row: its name, and what it says, with range or unit; then the switches."""
    width = min(40, max(len(_name(row)) for row in rows))
    for row in rows:
        click.echo(f"{_name(row):<{width}}  {_summary(row)}")
    if switches:
        click.echo("\nSwitches of the model: how it is made, set in `world.structure` of a config.\n")
        _people(switches)


def _name(row: Mapping[str, Any]) -> str:
    return str(row.get("name") or row.get("id"))


def _summary(row: Mapping[str, Any]) -> str:
    said = row.get("meaning") or row.get("label") or row.get("quantity") or ""
    if row.get("choices"):
        usual = f"; usual: {row['default']}" if "default" in row else ""
        return f"{said} ({' | '.join(map(str, row['choices']))}{usual})"
    if "low" in row and row.get("low") is not None:
        middle = row.get("best", row.get("value"))
        return f"{said} ({_number(row['low'])} to {_number(row['high'])}, {_number(middle)}; {row.get('unit', '')})"
    unit = row.get("unit")
    return f"{said} ({unit})" if unit else str(said)


def _number(value: Any) -> str:
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def _parts(key: str, parts: Mapping[str, Any]) -> None:
    """A heading and a line each."""
    click.echo(f"  {key}" if parts else f"  {key:<12}  none: every lever is idle")
    width = max(map(len, parts), default=0)
    for name, value in parts.items():
        click.echo(f"    {name:<{width}}  {_cell(value)}")


def _details(rows: Sequence[Mapping[str, Any]], readers: Any) -> None:
    for row in rows:
        click.echo(_name(row))
        for key, value in row.items():
            if isinstance(value, Mapping):
                _parts(key, value)
            elif key not in ("name", "id") and _cell(value) != "":
                said = textwrap.fill(str(_cell(value)), 96, initial_indent="", subsequent_indent=" " * 17)
                click.echo(f"  {key:<13}  {said}")
        for reader in readers(_name(row)) if readers else []:
            click.echo(f"  {'read by':<13}  " + "  ".join(str(value) for value in reader.values()))
