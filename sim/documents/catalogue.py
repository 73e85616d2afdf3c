"""What the model offers, from the declarations it runs on: parameters, switches, levers, strategies, measures, targets.

Every list is made of plain dicts with the same keys in the same order, ready for a table, JSON or CSV.
"""

import hashlib
import math
from functools import cache
from typing import Any

from sim.documents.readers import readers_of_field
from sim.evidence import Choice, Evidence, declarations
from sim.evidence.problems import nearest
from sim.measures import MEASURES
from sim.parameters import Parameters
from sim.places import DATA, places, read_rows
from sim.policy import STRATEGIES
from sim.policy.component import Component, Option, needs_of
from sim.policy.levers import COMPONENTS, LEVERS
from sim.policy.means import EQUALITIES, LINES_SHARE, most_moved
from sim.policy.strategies import flat
from sim.scenarios import SCENARIOS

type Row = dict[str, Any]

MEASURED = [
    "meaning",
    "unit",
    "book",
    "better",
    "over",
    "whole_only",
    "label",
    "section",
    "charted",
    "primary",
    "records",
    "payer",
    "counted_as",
    "restates",
]
NUMBERS = ("value", "low", "high")  # columns of targets.csv that hold numbers


def parameters() -> list[Row]:
    """List every uncertain number with its evidence.

    Keys: name, meaning, unit, low, best, high, basis, source, evidence_id, group, sign, step_from (what forces alone do, where
    this is what a national system does), hard_low, hard_high (bounds that no reason lifts; None where there is none), hard_why,
    prior and scale (how it is drawn where it is not known).
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
            "step_from": about.step_from,
            **_hard(about),
            **_prior(about),
        }
        for d, about in found
        if isinstance(about, Evidence)
    ]


def structures() -> list[Row]:
    """List the structural switches. Keys: name, meaning, choices, default, source, evidence_id, prior."""
    found = [(d, d.about) for d in declarations(Parameters).values()]
    return [
        {
            "name": d.name,
            "meaning": about.meaning,
            "choices": list(about.choices),
            "default": about.choices[d.best],
            "source": about.source,
            "evidence_id": about.evidence_id,
            "prior": about.prior().shape,
        }
        for d, about in found
        if isinstance(about, Choice)
    ]


def levers() -> list[Row]:
    """List every component of every lever.

    Keys: name (lever.component), lever, idle, meaning, unit, low, best, high, choices, basis, source, evidence_id, group,
    sign, costs (what prices it, or "nothing: " and why), payer, hired (whether people must be hired first), means (what
    it is an amount of, or empty), needs (components
    without which it changes nothing; of a switch those of its last choice), named (parameters whose name it takes), read_by.
    `best` is the idle value, as nothing is chosen until a strategy does; a switch has choices and no bounds.
    """
    return [_component(name, about) for name, about in COMPONENTS.items()]


def _component(name: str, about: Component | Option) -> Row:
    number = about if isinstance(about, Component) else None
    choices = list(about.choices) if isinstance(about, Option) else []
    idle = choices[0] if choices else 0.0
    return {
        "name": name,
        "lever": name.partition(".")[0],
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
        "group": name.partition(".")[0],
        "sign": number.sign if number else "",
        "costs": number.costs if number else "nothing: it is a decision",
        "payer": number.payer if number else "",
        "hired": number.hired if number else False,
        "means": number.means if number else "",
        "named": list(number.named if number else ()),
        "needs": list(needs_of(about, choices[-1] if choices else None)),
        "read_by": about.read_by,
    }


def strategies() -> list[Row]:
    """List the named strategies. Keys: name, label, based_on, source, starts (ISO date, or empty: with the run)."""
    return [{"name": name} | _fields(item, "label", "based_on", "source", "starts") for name, item in STRATEGIES.items()]


def equalities() -> list[Row]:
    """List what strategies can be compared at the same amount of.

    Keys: name, label, counted (what, in words), measures (whose sum is made equal), scaled (the means that are scaled for it),
    local_low and local_high (shares of all officers who can be moved back to local work, below 0, and to lines from it).
    """
    local = {"local_low": -flat(Parameters())[LINES_SHARE], "local_high": most_moved()}
    return [{"name": name, **one._asdict(), **local} for name, one in EQUALITIES.items()]


def measures() -> list[Row]:
    """List what a run measures.

    Keys: name, meaning, unit, book, better, over, whole_only (why it has no value by area, or empty: it has), label, section
    (of the report), charted (whether it has a panel in the section's chart), primary (where a config names none), records (the
    true measure that it is a record of), payer, counted_as (the same harm counted otherwise), restates (what it
    says again).
    """
    return [{"name": name} | _fields(item, *MEASURED) for name, item in MEASURES.items()]


def scenarios() -> list[Row]:
    """List the worlds to assume. Keys: name, label, source."""
    return [{"name": name} | _fields(item, "label", "source") for name, item in SCENARIOS.items()]


def targets() -> list[Row]:
    """List the published or judged figures that a run is compared with: the columns of `targets.csv`, numbers as floats."""
    return [row | {key: float(row[key]) for key in NUMBERS} for row in read_rows(DATA / "targets.csv")]


def evidence() -> list[Row]:
    """List the items of evidence (E) and patterns (P).

    Keys: id, fact, year, source, status, sure, use, would_measure (what would measure that which is assumed on it).
    """
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
    written = {"odd.py", "day_order.py", "readers.py", "sources.py"}  # they describe the model and cannot change a number
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
        return [reader._asdict() for reader in readers_of_field(known[name].group, name)]
    if name in LEVERS or name in COMPONENTS:
        lever, _, component = name.partition(".")
        return [reader._asdict() for reader in readers_of_field(lever, component)]
    raise ValueError(f"no parameter, switch or lever is called {name!r}{nearest(name, [*known, *LEVERS, *COMPONENTS])}")


def _hard(about: Evidence) -> Row:
    assert about.hard is not None  # derived when declared
    least, most = (bound if math.isfinite(bound) else None for bound in about.hard)  # JSON has no infinity
    return {"hard_low": least, "hard_high": most, "hard_why": about.hard_why}


def _prior(about: Evidence) -> Row:
    prior = about.prior()
    return {"prior": prior.shape, "scale": prior.scale}


def _source(about: Evidence | Choice) -> str:
    note = about.note if isinstance(about, Evidence) else ""
    return f"{about.source} ({note})" if note else about.source


def _fields(item: Any, *names: str) -> Row:
    values = {name: getattr(item, name) for name in names}
    return {name: "" if v is None else v.isoformat() if hasattr(v, "isoformat") else v for name, v in values.items()}
