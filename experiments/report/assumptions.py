"""What the model assumes and what that rests on: as the folder says, completed by the model that is installed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from experiments.figures.results import Results, label_from, named

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

    lead: str
    groups: list[tuple[str, list[Assumption]]] = field(default_factory=list)
    evidence: list[dict[str, str]] = field(default_factory=list)
    bases: dict[str, int] = field(default_factory=dict)


def installed() -> tuple[list[dict[str, Any]], list[dict[str, Any]], str]:
    """Parameters and evidence of the installed model, and its source hash; empty where none can be asked."""
    try:
        from sim.documents import catalogue
    except ImportError:
        return [], [], ""
    return list(catalogue.parameters()), list(catalogue.evidence()), str(catalogue.source_hash())


def assumptions(results: Results) -> Assumptions:
    """The assumptions behind a folder."""
    varied = named(results.manifest.get("parameters"))
    known, items, digest = installed()
    names, as_run = {row["name"] for row in known}, {row["name"]: row for row in varied}
    rows = [as_run.get(row["name"], row) for row in known] + [row for row in varied if row["name"] not in names]
    if not rows:
        return Assumptions("This folder carries no list of assumptions, and no model is installed that could be asked.")
    groups: dict[str, list[Assumption]] = {}
    bases: dict[str, int] = {}
    cited: set[str] = set()
    for row in rows:
        one = assumption(row, {item["id"] for item in items})
        groups.setdefault(label_from(str(row.get("group") or "other")), []).append(one)
        bases[one.basis or "not said"] = bases.get(one.basis or "not said", 0) + 1
        cited.update(one.ids)
    config = results.manifest.get("config")
    chosen = (config.get("parameters") or {}) if isinstance(config, dict) else {}
    counted = ", ".join(f"{bases[name]} {name}" for name in sorted(bases, key=lambda key: -bases[key]))
    lead = f"{len(rows)} numbers of the model are uncertain ({counted}). {varying_words(varied, chosen, len(rows))}"
    if digest and results.manifest.get("source_hash") and digest != results.manifest["source_hash"]:
        lead += " The runs were made by another version of the model than this list comes from: single values may differ."
    evidence = [{key: str(value) for key, value in item.items()} for item in items if item["id"] in cited]
    return Assumptions(lead, list(groups.items()), evidence, bases)


def varying_words(varied: list[dict[str, Any]], chosen: dict[str, Any], of: int) -> str:
    """Which of so many vary between the runs, and which the config sets."""
    fixed = {name: number(value) for name, value in chosen.items() if isinstance(value, (int, float))}
    if not varied:
        others = (
            f" but for {', '.join(f'{name.replace("_", " ")} ({value})' for name, value in fixed.items())}, which the config sets"
            if fixed
            else ""
        )
        return f"In these runs each has the value called best{others}."
    names = [str(row["name"]).replace("_", " ") for row in varied]
    some = ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")
    many = "all" if len(names) == of else str(len(names))
    return f"In these runs {many} of them vary over their range: {some}."


def assumption(row: dict[str, Any], items: set[str]) -> Assumption:
    """One row of the table."""
    ids = [found for found in ITEM.findall(str(row.get("evidence_id") or "")) if found in items]
    numbers = {key: number(row.get(key)) for key in ("low", "best", "high")}
    texts = {key: str(row.get(key) or "") for key in ("meaning", "unit", "basis", "source")}
    return Assumption(name=str(row["name"]), ids=ids, **numbers, **texts)


def number(value: Any) -> str:
    """A declared value as it was written, without digits that nobody chose."""
    if isinstance(value, bool) or value is None:
        return "" if value is None else ("yes" if value else "no")
    return f"{value:,.10g}" if isinstance(value, (int, float)) else str(value)
