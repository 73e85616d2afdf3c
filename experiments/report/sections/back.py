"""The back of the report: method, limits and quality, provenance and the command that repeats it."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from experiments.figures.results import FolderTables
from experiments.figures.sentences import Sentence, paragraphs
from experiments.protocol.format import Quantity
from experiments.store.folder import Folder


def method(results: FolderTables) -> list[Sentence]:
    """How the numbers came about, for a referee."""
    return paragraphs("method", world={key: flat(value) for key, value in results.world.items() if value not in (None, "")})


def strategies(results: FolderTables) -> list[tuple[str, str, str]]:
    """Each strategy: what charts call it, its label in full, and what it rests on."""
    declared = {entry["name"]: entry for entry in results.declared("strategies")}
    rows = []
    for name, label in results.strategies.items():
        entry = declared.get(name, {})
        based = f"Based on {results.label(str(entry['based_on']))}" if entry.get("based_on") else ""
        row = results.effect(name, results.primary[0])
        same = (
            f"the same as {results.label(results.baseline)}" if row is not None and row.get("interval") == "identical" else ""
        )
        rows.append((results.label(name), label, "; ".join(filter(None, [based, same, str(entry.get("source") or "")]))))
    return rows


def flat(value: Any) -> str:
    """A setting, or several; whole numbers without a point. A long list is shown as its length and its ends."""
    if isinstance(value, list):
        if len(value) > MOST_LISTED and all(isinstance(one, (int, float)) for one in value):
            ends = flat(min(value)) if min(value) == max(value) else f"{flat(min(value))} to {flat(max(value))}"
            return f"{ends} at each of {len(value):,}"
        return ", ".join(map(flat, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


MOST_LISTED = 12
TABLE = "consistency"
SHOWN = ("kind", "source_hash", "commit", "seed", "scale", "years", "started", "ended", "engine")


def provenance(results: FolderTables) -> list[tuple[str, str]]:
    """Where the numbers come from: the manifest as a table."""
    manifest = results.manifest
    rows = [(key.replace("_", " ").capitalize(), flat(manifest[key])) for key in SHOWN if manifest.get(key) not in {None, ""}]
    runs, versions, machine = (manifest.get(key) or {} for key in ("runs", "versions", "machine"))
    texts = {
        "Runs": [f"{key.replace('_', ' ')}: {flat(value)}" for key, value in runs.items() if value != ""],
        "Versions": [f"{name} {number}" for name, number in versions.items()],
        "Some runs may be of": [
            f"{name} {number}"
            for before in manifest.get("earlier_versions", [])
            for name, number in before.items()
            if number != versions.get(name)
        ],
        "Machine": [f"{key}: {value}" for key, value in machine.items()],
    }
    return rows + [(label, ", ".join(parts)) for label, parts in texts.items() if parts]


def failures(results: FolderTables, most: int = 20) -> list[str]:
    """The failed runs: strategy, error, and what repeats each; at most ``most`` of them."""
    rows = Folder(results.folder).read_failures().fillna("").to_dict("records")
    texts = [f"{results.label(row['strategy'])}: {row['error']} \u2014 {row['command']}" for row in rows[:most]]
    return texts + ([f"and {len(rows) - most} more in failures.csv"] if len(rows) > most else [])


def command(results: FolderTables) -> str:
    """What repeats the experiment."""
    return str(results.manifest.get("command") or f"countylines run {results.folder.name}/config.toml")


def facts(results: FolderTables) -> str:
    """The line under the title: what was compared, runs and version."""
    runs, digest = results.runs, str(results.manifest.get("source_hash") or "")[:8]
    counted = f"{runs['done']:,} runs" if runs["done"] else "runs not counted"
    strategies = f"{len(results.strategies)} strategies" if len(results.strategies) != 1 else "1 strategy"
    parts = [strategies, counted, f"countylines {results.version}".strip(), *([f"model {digest}"] if digest else [])]
    return f"{', '.join(parts)}. Results of a model, not records of what happened."


def balances(results: FolderTables) -> list[Sentence]:
    """How many balances are off by over a third, and which, furthest first; over several worlds, in how many of them."""
    rows = results.table(TABLE)
    if not len(rows):
        return []
    known = rows[rows["flagged"] != ""]
    worlds = int(known["point"].nunique()) if len(known) and "point" in known else 1
    found = one_world(known) if worlds < 2 else many_worlds(known)
    return paragraphs("balances", baseline=results.label(results.baseline), known=len(known) > 0, worlds=worlds, **found)


def one_world(known: pd.DataFrame) -> dict[str, Any]:
    """The balances of the only set of assumptions that the runs have: how many, and those off, furthest first."""
    off = known[known["flagged"] == "yes"]
    off = off.loc[off["ratio"].map(distance).sort_values(ascending=False).index]
    named = [(*what(row), Quantity(float(row["ratio"]), table=TABLE)) for _, row in off.iterrows()]
    return {"balances": len(known), "off": named}


def many_worlds(known: pd.DataFrame) -> dict[str, Any]:
    """The balances that are off in at least half of the worlds, with the share of worlds."""
    share = known.assign(off=known["flagged"] == "yes").groupby("balance", sort=False)["off"].mean()
    often = share[share >= 0.5].sort_values(ascending=False)
    said = {str(row["balance"]): what(row) for _, row in known.iterrows()}
    return {"balances": len(share), "off": [(*said[str(name)], round(100.0 * part)) for name, part in often.items()]}


def what(row: pd.Series) -> tuple[str, int]:
    """What a balance compares, and in which year."""
    return str(row["meaning"]), int(row["year"])


def distance(ratio: float) -> float:
    """How far a ratio is from one, as far above as below."""
    return abs(math.log(ratio)) if ratio > 0.0 else math.inf
