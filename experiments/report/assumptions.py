"""What the model assumes and what that rests on: as the folder says, completed by the model that is installed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from experiments.figures.results import Results, label_from
from experiments.figures.sentences import Sentence, paragraphs
from experiments.protocol.engine import SIM, load_engine
from experiments.protocol.format import declared

ITEM = re.compile(r"\b[EPT]\d+\b")


@dataclass(frozen=True)
class Assumption:
    """One uncertain number with its range."""

    name: str
    meaning: str
    low: str
    best: str
    high: str
    unit: str
    basis: str
    source: str
    ids: list[str]


@dataclass(frozen=True)
class Assumptions:
    """All of them by group, the items of evidence they cite, and where the list comes from."""

    lead: Sentence
    groups: list[tuple[str, list[Assumption]]] = field(default_factory=list)
    evidence: list[dict[str, str]] = field(default_factory=list)
    bases: dict[str, int] = field(default_factory=dict)


def installed() -> tuple[list[dict[str, Any]], list[dict[str, Any]], str]:
    """Parameters and evidence of the installed model, and its source hash; empty where none can be asked."""
    try:
        engine = load_engine(SIM)
    except ValueError:
        return [], [], ""
    return list(engine.catalogue.parameters()), list(engine.catalogue.evidence()), engine.source_hash()


def assumptions(results: Results) -> Assumptions:
    """The assumptions behind a folder."""
    varied = results.declared("parameters")
    known, items, digest = installed()
    names, as_run = {row["name"] for row in known}, {row["name"]: row for row in varied}
    rows = [as_run.get(row["name"], row) for row in known] + [row for row in varied if row["name"] not in names]
    if not rows:
        return Assumptions(paragraphs("assumptions", numbers=0)[0])
    groups: dict[str, list[Assumption]] = {}
    bases: dict[str, int] = {}
    cited: set[str] = set()
    for row in rows:
        one = assumption(row, {item["id"] for item in items})
        groups.setdefault(label_from(str(row.get("group") or "other")), []).append(one)
        bases[one.basis or "not said"] = bases.get(one.basis or "not said", 0) + 1
        cited.update(one.ids)
    chosen = (results.manifest.get("config") or {}).get("parameters") or {}
    made_by = results.manifest.get("source_hash")
    lead = paragraphs(
        "assumptions",
        numbers=len(rows),
        bases=sorted(bases.items(), key=lambda one: -one[1]),
        varied=[str(row["name"]) for row in varied],
        fixed={name: declared(value) for name, value in chosen.items() if isinstance(value, (int, float))},
        other_version=bool(digest and made_by and digest != made_by),
    )[0]
    evidence = [{key: str(value) for key, value in item.items()} for item in items if item["id"] in cited]
    return Assumptions(lead, list(groups.items()), evidence, bases)


def assumption(row: dict[str, Any], items: set[str]) -> Assumption:
    """One row of the table."""
    ids = [found for found in ITEM.findall(str(row.get("evidence_id") or "")) if found in items]
    numbers = {key: declared(row.get(key)) for key in ("low", "best", "high")}
    texts = {key: str(row.get(key) or "") for key in ("meaning", "unit", "basis", "source")}
    return Assumption(name=str(row["name"]), ids=ids, **numbers, **texts)
