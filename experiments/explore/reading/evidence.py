"""The view "Evidence": each assumption with its range, what it rests on, and the rules that read it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from htmltools import Tag, TagList
from shiny import ui

from experiments.explore.chosen import Chosen
from experiments.explore.page import grid, said
from experiments.explore.query import Query
from experiments.explore.views import View
from experiments.figures.results import FolderTables, label_from
from experiments.figures.sentences import plain
from experiments.report.forms.grids import NONE, Column, Grid
from experiments.report.sections.assumptions import Assumption, Assumptions
from sim.documents import catalogue

INPUTS = ("find", "basis", "assumption")
SWITCH = "switch of the model"


@lru_cache(maxsize=2)
def held(results: FolderTables) -> Assumptions:
    """The assumptions behind a folder."""
    return Assumptions(results)


def named(results: FolderTables) -> dict[str, tuple[str, Assumption]]:
    """Every assumption by name, with its process: the numbers, then the switches."""
    numbers = {row.name: (group, row) for group, rows in held(results).groups for row in rows}
    return numbers | {row.name: ("Switches of the model", row) for row in switches(results)}


def switches(results: FolderTables) -> list[Assumption]:
    """What the model can do in one way or another, each with its alternatives as its range."""
    rows = {row["name"]: row for row in catalogue.structures()}
    rows |= {row["name"]: rows.get(row["name"], {}) | row for row in results.declared("structures")}
    items = {item["id"] for item in catalogue.evidence()}
    return [
        Assumption(
            row | {"best": row.get("default"), "unit": f"one of {', '.join(row.get('choices') or [])}", "basis": SWITCH}, items
        )
        for row in rows.values()
    ]


def controls(results: FolderTables, query: Query) -> list[Tag]:
    """Words to look for, a basis, and one assumption to open."""
    counts = {**held(results).bases, SWITCH: len(switches(results))}
    bases = {"": "any", **{name: f"{name} ({count})" for name, count in counts.items()}}
    every = {"": "none", **{name: label_from(name) for name in sorted(named(results))}}
    return [
        ui.input_text("find", "Find words", query.text("find")),
        ui.input_select("basis", "What it rests on", bases, selected=query.one("basis", list(bases))),
        ui.input_select("assumption", "Open one", every, selected=query.one("assumption", list(every))),
    ]


def show(results: Chosen, given: Mapping[str, str]) -> TagList:
    """One assumption in full, then all that are looked for, by process."""
    every = named(results.source)
    words, basis, name = given.get("find", "").lower().split(), given.get("basis", ""), given.get("assumption", "")
    rows = [
        (group, row)
        for group, row in every.values()
        if basis in ("", row.basis) and all(word in f"{row.name} {row.meaning} {row.source} {group}".lower() for word in words)
    ]
    groups: dict[str, list[list[object]]] = {}
    for group, row in rows:
        groups.setdefault(group, []).append([label_from(row.name), row.meaning, *numbers(row), f"{row.basis}: {row.source}"])
    heads = [Column("Assumption", False), Column("What it is", False), Column("Low", True), Column("Best", True)]
    heads += [Column("High", True), Column("Unit", False), Column("What it rests on", False)]
    tables = [Grid(f"{group} ({len(found)})", heads, found, folded=len(rows) > 12) for group, found in groups.items()]
    return TagList(
        said([held(results.source).lead]),
        *(opened(results.source, *every[name]) if name in every else ()),
        ui.h3(f"{len(rows)} of {len(every)} assumptions"),
        *(grid(table) for table in tables),
    )


def numbers(row: Assumption) -> list[object]:
    """The range of an assumption, and its unit."""
    return [row.low or NONE, row.best or NONE, row.high or NONE, row.unit]


def opened(results: FolderTables, group: str, row: Assumption) -> tuple[Tag, object, object]:
    """One assumption in full: its range, the evidence it cites, and what reads it."""
    cited = {item["id"]: item for item in catalogue.evidence()}
    switch = row.basis == SWITCH
    rows: list[list[object]] = [
        ["What it is", row.meaning],
        ["Process", group],
        ["Range", f"{row.unit}, best {row.best}" if switch else f"{row.low} to {row.high}, best {row.best} ({row.unit})"],
        ["Rests on", f"{row.basis}: {row.source}"],
    ]
    rows += [["How it is drawn", text.replace(", ", " on a scale that is ")] for text in [row.prior] if text and not switch]
    rows += [[name, f"{cited[name]['fact']} ({cited[name]['year']}; {cited[name]['source']})"] for name in row.ids]
    measured_by = [cited[name]["would_measure"] for name in row.ids if row.basis == "assumed"]
    rows += [["What would measure it", text] for text in measured_by if text]
    rows += [["Read by", text] for text in readers(row.name)]
    what = "its alternatives" if switch else "median, with the ends of nine worlds in ten"
    rows += [[f"Fitted worlds ({name}): {what}", after] for name, after in fitted(results, row.name, switch)]
    heads = [Column("What is asked", False), Column("What is known", False)]
    which = "each of its alternatives" if switch else "every value of its range"
    name = label_from(row.name)
    lead = said([plain(f"{name}: before any fit {which} may be.")])
    return ui.h3(name), lead, grid(Grid(f"The assumption: {name} ({row.name})", heads, rows))


def readers(name: str) -> list[str]:
    """The rules that read an assumption."""
    try:
        return [f"{found['rule']}: {found['sentence']}" for found in catalogue.readers_of(name)]
    except ValueError:
        return ["nothing: the installed model no longer has this assumption"]


def fitted(results: FolderTables, name: str, switch: bool) -> list[tuple[str, str]]:
    """What each set of fitted worlds made of an assumption: those of this folder, and those that ship."""
    from experiments.store import ensemble

    known = {one: found for one in ensemble.names() if (found := ensemble.find(one)) is not None}
    if switch:
        return [(one, found.alternatives(name)) for one, found in known.items() if name in found.worlds]
    tables = {"this folder": results.whole("posterior")} if results.has("posterior") else {}
    tables |= {one: found.posterior for one, found in known.items()}
    return [
        (one, f"before {ensemble.learnt(row, 'prior')}, after {ensemble.learnt(row, 'posterior')}")
        for one, table in tables.items()
        for row in table[table["parameter"] == name].to_dict("records")
    ]


VIEW = View("Evidence", show, controls, INPUTS, late=True)
