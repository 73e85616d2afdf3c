"""What the model assumes and what that rests on: as the folder says, completed by the model that is installed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

from experiments.figures.results import FolderTables, label_from
from experiments.figures.sentences import paragraphs
from experiments.protocol.engine import SIM, load_engine
from experiments.protocol.format import declared

ITEM = re.compile(r"\b[EPT]\d+\b")


class Assumption:
    """One uncertain number with its range, as text, and the items of evidence that it cites."""

    def __init__(self, row: Mapping[str, Any], items: Collection[str]) -> None:
        self.name = str(row["name"])
        self.low, self.best, self.high = (declared(row.get(key)) for key in ("low", "best", "high"))
        self.meaning, self.unit, self.basis, self.source = (
            str(row.get(key) or "") for key in ("meaning", "unit", "basis", "source")
        )
        self.prior = ", ".join(str(row[key]) for key in ("prior", "scale") if row.get(key))
        self.ids = [found for found in ITEM.findall(str(row.get("evidence_id") or "")) if found in items]


class Assumptions:
    """All of them by group, the items of evidence they cite, and where the list comes from."""

    def __init__(self, results: FolderTables) -> None:
        varied = results.declared("parameters")
        catalogue = load_engine(SIM).catalogue
        known, items = catalogue.parameters(), catalogue.evidence()
        names, as_run = {row["name"] for row in known}, {row["name"]: row for row in varied}
        rows = [as_run.get(row["name"], row) for row in known] + [row for row in varied if row["name"] not in names]
        every = [
            (label_from(str(row.get("group") or "other")), Assumption(row, {item["id"] for item in items})) for row in rows
        ]
        held: dict[str, list[Assumption]] = {}
        for group, one in every:
            held.setdefault(group, []).append(one)
        self.groups = list(held.items())
        self.bases = Counter(one.basis or "not said" for _, one in every)
        cited = {name for _, one in every for name in one.ids}
        self.evidence = [{key: str(value) for key, value in item.items()} for item in items if item["id"] in cited]
        chosen = (results.manifest.get("config") or {}).get("parameters") or {}
        digest, made_by = source_of(str(results.manifest.get("engine") or SIM)), results.manifest.get("source_hash")
        self.lead = paragraphs(
            "assumptions",
            numbers=len(rows),
            bases=self.bases.most_common(),
            varied=[str(row["name"]) for row in varied],
            fitted=results.follows_figures,
            fixed={name: declared(value) for name, value in chosen.items() if isinstance(value, (int, float))},
            other_version=bool(digest and made_by and digest != made_by),
        )[0]


def source_of(engine: str) -> str:
    """The source hash of an engine as it is installed, which may be of more than the model; empty where it is not."""
    try:
        return str(load_engine(engine).source_hash())
    except ValueError:
        return ""
