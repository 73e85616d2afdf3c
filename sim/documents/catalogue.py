"""What the model offers, from the declarations it runs on: parameters, switches, levers, strategies, measures, targets.

Every list is made of plain dicts with the same keys in the same order, ready for a table, JSON or CSV.
"""

import hashlib
import importlib
import math
from functools import cache
from typing import Any

from sim.documents import readers
from sim.evidence import Choice, Evidence, declarations, nearest
from sim.parameters import Parameters
from sim.places import DATA, places, read_rows

type Row = dict[str, Any]

NUMBERS = ("value", "low", "high")  # columns of targets.csv that hold numbers


def parameters() -> list[Row]:
    """List every uncertain number with its evidence.

    Keys: name, meaning, unit, low, best, high, basis, source, evidence_id, group, sign, hard_low, hard_high (bounds that no
    reason lifts; None where there is none), hard_why.
    """
    found = [(d, d.about) for d in declarations(Parameters).values()]
    return [
        {
            "name": d.name,
            "meaning": about.meaning,
            "unit": about.unit,
            "low": about.low,
            "best": d.best,
            "high": about.high,
            "basis": about.basis,
            "source": _source(about),
            "evidence_id": about.evidence_id,
            "group": d.group,
            "sign": about.sign,
            **_hard(about),
        }
        for d, about in found
        if isinstance(about, Evidence)
    ]


def structures() -> list[Row]:
    """List the structural switches. Keys: name, meaning, choices, default, source, evidence_id."""
    found = [(d, d.about) for d in declarations(Parameters).values()]
    return [
        {
            "name": d.name,
            "meaning": about.meaning,
            "choices": list(about.choices),
            "default": about.choices[d.best],
            "source": about.source,
            "evidence_id": about.evidence_id,
        }
        for d, about in found
        if isinstance(about, Choice)
    ]


def levers() -> list[Row]:
    """List every component of every lever.

    Keys: name (lever.component), lever, idle, meaning, unit, low, best, high, choices, basis, source, evidence_id, group,
    sign, costs (what prices it, or "nothing: " and why), hired (whether people must be hired first), named (parameters whose
    names it takes in place of a number).
    `best` is the idle value, as nothing is chosen until a strategy does; a switch has choices and no bounds.
    """
    rows = []
    named = importlib.import_module("sim.policy.strategies").NAMED
    for lever, kind in importlib.import_module("sim.policy.levers").LEVERS.items():
        for d in declarations(kind).values():
            about = d.about
            number = about if isinstance(about, Evidence) else None
            choices = list(about.choices) if isinstance(about, Choice) else []
            idle = choices[d.best] if choices else d.best
            rows.append(
                {
                    "name": f"{lever}.{d.name}",
                    "lever": lever,
                    "idle": idle,
                    "meaning": about.meaning,
                    "unit": number.unit if number else "choice",
                    "low": number.low if number else None,
                    "best": idle,
                    "high": number.high if number else None,
                    "choices": choices,
                    "basis": number.basis if number else "assumed",
                    "source": _source(about),
                    "evidence_id": about.evidence_id,
                    "group": lever,
                    "sign": number.sign if number else "",
                    "costs": getattr(about, "costs", "nothing: it is a decision"),
                    "hired": getattr(about, "hired", False),
                    "named": list(named.get(f"{lever}.{d.name}", ())),
                }
            )
    return rows


def strategies() -> list[Row]:
    """List the named strategies. Keys: name, label, based_on, source, starts (ISO date, or empty: with the run)."""
    found = importlib.import_module("sim.policy.strategies").STRATEGIES
    return [{"name": name} | _fields(item, "label", "based_on", "source", "starts") for name, item in found.items()]


def measures() -> list[Row]:
    """List what a run measures.

    Keys: name, meaning, unit, book, better, over, whole_only (why it has no value by area, or empty: it has).
    """
    found = importlib.import_module("sim.measures").MEASURES
    return [
        {"name": name} | _fields(item, "meaning", "unit", "book", "better", "over", "whole_only")
        for name, item in found.items()
    ]


def scenarios() -> list[Row]:
    """List the worlds to assume. Keys: name, label, source."""
    found = importlib.import_module("sim.scenarios").SCENARIOS
    return [{"name": name} | _fields(item, "label", "source") for name, item in found.items()]


def targets() -> list[Row]:
    """List the published or judged figures that a run is compared with: the columns of `targets.csv`, numbers as floats."""
    return [row | {key: float(row[key]) for key in NUMBERS} for row in read_rows(DATA / "targets.csv")]


def evidence() -> list[Row]:
    """List the items of evidence (E) and patterns (P). Keys: id, fact, year, source, status, sure, use."""
    return list(read_rows(DATA / "evidence.csv"))


def areas() -> list[Row]:
    """List the 43 force areas in the order of all results.

    Keys: name, short_name, abbreviation, code, region, country, regional_unit, grid_row, grid_column, population, population_10_17.
    """
    p = places()
    return [
        {
            "name": p.names[i],
            "short_name": p.short_names[i],
            "abbreviation": p.abbreviations[i],
            "code": p.codes[i],
            "region": p.regions[i],
            "country": p.countries[i],
            "regional_unit": p.rocu_names[p.rocu[i]],
            "grid_row": int(p.grid_row[i]),
            "grid_column": int(p.grid_column[i]),
            "population": int(p.population[i]),
            "population_10_17": int(p.population_10_17[i]),
        }
        for i in range(len(p.names))
    ]


@cache
def source_hash() -> str:
    """Give a SHA-256 of the model's sources and data, the same on every machine that has the same files."""
    digest = hashlib.sha256()
    root = DATA.parent
    written = {"odd.py", "day_order.py", "readers.py"}  # they describe the model and cannot change a number
    files = [*(one for one in root.rglob("*.py") if one.name not in written), *DATA.glob("*.csv")]
    for name, path in sorted((path.relative_to(root).as_posix(), path) for path in files):
        text = path.read_bytes().replace(b"\r\n", b"\n")  # a checkout on Windows is the same model
        digest.update(f"{name}\0{len(text)}\0".encode() + text)
    return digest.hexdigest()


def readers_of(name: str) -> list[Row]:
    """List the functions whose source reads a parameter, a switch, a lever or a component (`tasking.acceptance`).

    Keys: rule (dotted name), file, line, sentence (the first of its docstring).

    Raises:
        ValueError: Nothing is called so; the message gives the nearest name.
    """
    known = declarations(Parameters)
    if name in known:
        return [reader._asdict() for reader in readers.of_field(known[name].group, name)]
    kinds = importlib.import_module("sim.policy.levers").LEVERS
    lever, _, component = name.partition(".")
    if lever in kinds and (not component or component in declarations(kinds[lever])):
        return [reader._asdict() for reader in readers.of_field(lever, component)]
    names = [*known, *kinds, *(f"{key}.{field}" for key, kind in kinds.items() for field in declarations(kind))]
    raise ValueError(f"no parameter, switch or lever is called {name!r}{nearest(name, names)}")


def _hard(about: Evidence) -> Row:
    assert about.hard is not None  # derived when declared
    least, most = (bound if math.isfinite(bound) else None for bound in about.hard)  # JSON has no infinity
    return {"hard_low": least, "hard_high": most, "hard_why": about.hard_why}


def _source(about: Evidence | Choice) -> str:
    note = about.note if isinstance(about, Evidence) else ""
    return f"{about.source} ({note})" if note else about.source


def _fields(item: Any, *names: str) -> Row:
    values = {name: getattr(item, name) for name in names}
    return {name: "" if v is None else v.isoformat() if hasattr(v, "isoformat") else v for name, v in values.items()}
