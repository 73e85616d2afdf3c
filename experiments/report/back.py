"""The back of the report: method, limits and quality in words, provenance and the command that repeats it."""

from __future__ import annotations

import csv
from typing import Any

from experiments.figures.results import Results, named

LIMITS = (
    "It is no forecast. It says what follows from stated assumptions, and how far they leave the answer open.",
    "It says nothing about a town, a street, a school or a person: its geography ends at police force areas.",
    "It does not rank areas. Differences between single areas are shown with their intervals and should be read with them.",
    "It claims no cause in the world. \u201cIn the model\u201d means that two runs differed in the strategy alone.",
    "Costs are those of the payers listed. What a family loses, or a life course, has no price here.",
    "Published figures are mostly records of activity. They are compared with the recorded book, never taken for the truth.",
    "Ethnicity drives nothing in the model, and no result is split by it.",
)

QUALITY = (
    "Purpose: to compare responses to county lines under stated assumptions, for research and for policy teams. Not "
    "for operational "
    "decisions about people, lines or places. Whoever uses it for a decision names below who checked what."
)


def method(results: Results) -> list[str]:
    """How the numbers came about, for a referee."""
    world = results.manifest.get("config", {}).get("world", {}) if isinstance(results.manifest.get("config"), dict) else {}
    world = world or results.manifest.get("world") or {}
    texts = [
        "Each run lives one world through, day by day, under one strategy. A run's seed is shared by all strategies, "
        "so that a difference "
        "between two runs with the same seed is due to the strategy alone; differences are means over such pairs of runs.",
        "Intervals of primary measures are simultaneous: a bootstrap of the largest standardised difference over all "
        "primary measures and "
        "strategies, with pairs kept together. Those of other measures hold one at a time. Verdicts of single areas "
        "keep the share of "
        "false finds at 5% of those found.",
        "Harm is counted in the true book of the model, records in its recorded book. Numbers are for England and "
        "Wales in full size, "
        "whatever the scale of the runs, and per year where the unit says so.",
        "Rounding: a number is shown to the first digit of the half-width of its interval (a percentage: of its "
        "width), and to three digits at most. Tables hold all.",
    ]
    facts = world_facts(world)
    return [*texts[:1], f"In this experiment: {facts}.", *texts[1:]] if facts else texts


def world_facts(world: dict[str, Any]) -> str:
    """The settings of the world in words."""
    words = {
        "start": "first day {}",
        "years": "{} years analysed",
        "warm_up_years": "{} years of warm-up under the baseline practice, shared by all strategies",
        "scale": "scale {} (1 is one agent a person)",
        "scenario": "world \u201c{}\u201d",
    }
    return ", ".join(text.format(flat(world[key])) for key, text in words.items() if world.get(key) not in (None, ""))


def strategies(results: Results) -> list[tuple[str, str, str]]:
    """Each strategy: what charts call it, its label in full, and what it rests on."""
    declared = {entry["name"]: entry for entry in named(results.manifest.get("strategies"))}
    rows = []
    for name in results.strategies:
        entry = declared.get(name, {})
        based = f"Based on {results.label(str(entry['based_on']))}" if entry.get("based_on") else ""
        rows.append(
            (results.label(name), results.full_label(name), "; ".join(filter(None, [based, str(entry.get("source") or "")])))
        )
    return rows


def flat(value: Any) -> str:
    """A setting, or several; whole numbers without a point. A long list is told by how many there are and their ends."""
    if isinstance(value, list):
        if len(value) > MOST_LISTED and all(isinstance(one, (int, float)) for one in value):
            ends = flat(min(value)) if min(value) == max(value) else f"{flat(min(value))} to {flat(max(value))}"
            return f"{ends} at each of {len(value):,}"
        return ", ".join(map(flat, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


MOST_LISTED = 12
SHOWN = ("kind", "source_hash", "commit", "seed", "scale", "years", "started", "ended", "engine")


def provenance(results: Results) -> list[tuple[str, str]]:
    """Where the numbers come from: the manifest in words."""
    manifest = results.manifest
    rows = [(key.replace("_", " ").capitalize(), flat(manifest[key])) for key in SHOWN if manifest.get(key) not in {None, ""}]
    if isinstance(manifest.get("runs"), dict):
        rows.append(
            ("Runs", ", ".join(f"{key.replace('_', ' ')}: {flat(v)}" for key, v in manifest["runs"].items() if v != ""))
        )
    versions = manifest.get("versions") or ({"countylines": manifest["version"]} if "version" in manifest else {})
    if versions:
        rows.append(("Versions", ", ".join(f"{name} {number}" for name, number in versions.items())))
    machine = manifest.get("machine")
    if isinstance(machine, dict):
        rows.append(("Machine", ", ".join(f"{key}: {value}" for key, value in machine.items())))
    return rows


def failures(results: Results, most: int = 20) -> list[str]:
    """The failed runs: strategy, error, and what repeats each; at most ``most`` of them."""
    path = results.folder / "failures.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    texts = [
        f"{results.label(row.get('strategy', ''))}: {row.get('error', '')} \u2014 {row.get('command', '')}"
        for row in rows[:most]
    ]
    return texts + ([f"and {len(rows) - most} more in failures.csv"] if len(rows) > most else [])


def command(results: Results) -> str:
    """What repeats the experiment."""
    return str(results.manifest.get("command") or f"countylines run {results.folder.name}/config.toml")


def facts(results: Results) -> str:
    """The line under the title: what was compared, runs and version."""
    manifest, runs = results.manifest, results.runs
    version = manifest.get("version") or (manifest.get("versions") or {}).get("countylines") or ""
    counted = f"{runs['done']:,} runs" if runs["done"] else "runs not counted"
    strategies = f"{len(results.strategies)} strategies" if len(results.strategies) != 1 else "1 strategy"
    parts = [strategies, counted, f"countylines {version}".strip(), f"model {str(manifest.get('source_hash') or '')[:8]}"]
    return (
        ", ".join(part for part in parts if part and part != "model ") + ". Results of a model, not records of what happened."
    )
