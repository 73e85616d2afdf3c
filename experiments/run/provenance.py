"""`manifest.json`: all that one needs to know where numbers come from, and to draw an old folder without the model."""

import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from experiments.config.load import Loaded
from experiments.protocol.design import AGAIN, Design
from experiments.store import ensemble
from experiments.store.freshness import installed

PACKAGES = ["countylines", "numpy", "scipy", "pandas", "numba", "mesa", "SALib", "pyarrow", "duckdb", "distributed"]


def now() -> str:
    """The time, ISO 8601 in UTC."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def describe(loaded: Loaded, design: Design, command: Sequence[str]) -> dict[str, Any]:
    """The part of the manifest that is known before anything has run."""
    experiment = loaded.experiment
    catalogue = loaded.engine.catalogue
    fitted = ensemble.find(experiment.worlds.origin) if experiment.worlds.fitted else None
    return {
        "schema": 1,
        "kind": experiment.kind,
        "title": experiment.title,
        "question": experiment.question,
        "command": " ".join(command),
        "config": experiment.model_dump(mode="json"),
        "engine": experiment.execution.engine,
        "source_hash": design.source,
        "commit": commit(),
        "seed": design.seed,
        "versions": versions(),
        "machine": {"cpu": cpu(), "cpus": os.cpu_count(), "system": platform.platform(terse=True)},
        "baseline": experiment.strategies.baseline,
        "primary": primary(loaded),
        "matters": dict(experiment.measures.matters),
        "years": experiment.world.years,
        "scale": experiment.world.scale,
        "measures": [dict(row) for row in catalogue.measures()],
        "strategies": strategies(design, catalogue),
        "scenarios": [dict(row) for row in catalogue.scenarios() if row["name"] in design.scenarios],
        "parameters": [dict(row) for row in catalogue.parameters() if row["name"] in design.varying],
        "structures": [dict(row) for row in catalogue.structures() if row["name"] in design.varying],
        "levers": [dict(row) for row in catalogue.levers() if row["name"] in design.varying],
        "areas": [dict(row) for row in catalogue.areas()],
        "set_apart": list(experiment.output.set_apart),
        "varying": list(design.varying),
        "tradeoffs": [] if fitted is None else fitted.tradeoffs.to_dict("records"),
        "untold": None if fitted is None else fitted.untold,
        "nearness": None if fitted is None else fitted.nearness,
    }


def strategies(design: Design, catalogue: Any) -> list[dict[str, Any]]:
    """The strategies as run, the baseline first, with labels and what they are made of."""
    rows = {row["name"]: row for row in catalogue.strategies()}
    found = []
    for arm in design.arms:
        known = rows.get(arm.name, {})
        found.append(
            {
                "name": arm.name,
                "label": arm.label,
                "based_on": arm.content.get("based_on", known.get("based_on", "")),
                "source": known.get("source", ""),
                "content": {key: str(v) if hasattr(v, "isoformat") else v for key, v in arm.content.items()},
                "settings": dict(arm.settings),
            }
        )
    return found


def primary(loaded: Loaded) -> list[str]:
    """The primary measures: those of the config, or else those that the model declares, or its first three."""
    rows = loaded.engine.catalogue.measures()
    usual = [row["name"] for row in rows if row.get("primary")]
    return list(loaded.experiment.measures.primary) or usual or [row["name"] for row in rows[:3]]


def counts(design: Design, done: int, failed: int, computed: int) -> dict[str, Any]:
    """Runs asked for, done, failed, missing, and how many of the done ones this program computed."""
    return {
        "asked": design.count(),
        "done": done,
        "failed": failed,
        "missing": design.count() - done - failed,
        "computed_now": computed,
        "points": len(design.points),
        "scenarios": len(design.scenarios),
        "strategies": len(design.arms),
        "replications": design.replications if isinstance(design.replications, int) else list(design.replications),
        "again": AGAIN if design.again else "",
    }


def versions() -> dict[str, str]:
    """Versions of Python and of the packages that numbers pass through."""
    found = {name: installed(name) for name in PACKAGES}
    return {"python": platform.python_version()} | {name: number for name, number in found.items() if number}


def commit() -> str:
    """The commit of the code, with `+changes` when files differ from it; empty where there is no git."""
    here = Path(__file__).resolve().parent
    try:
        run = ["git", "-C", str(here)]
        found = subprocess.run([*run, "rev-parse", "HEAD"], capture_output=True, text=True, timeout=10, check=True)
        changed = subprocess.run([*run, "status", "--porcelain", "--untracked-files=no", "--", ".", "../sim"],
                                 capture_output=True, text=True, timeout=10, check=True)  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return ""
    return found.stdout.strip() + ("+changes" if changed.stdout.strip() else "")


def cpu() -> str:
    """The processor's class: numbers are the same to the bit only on the same one, in theory (in tests, on all tried)."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines()
        return next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def changed_source(old: Mapping[str, Any], source: str) -> str:
    """What to say when the model's source is not the one that the folder's runs came from."""
    before = str(old.get("source_hash", ""))
    if not before or before == source:
        return ""
    return (
        f"the model's source has changed since these runs ({before[:12]} then, {source[:12]} now): "
        "all runs are computed again; the old ones are kept in aside/"
    )


def changed_versions(old: Mapping[str, Any]) -> str:
    """What to say when stored runs come from other versions of what numbers pass through than are installed now."""
    here, differ = versions(), list[str]()
    for before in reversed(_stored(old)):
        for name in here:
            if name in before and before[name] != here[name]:
                differ.append(f"{name} {before[name]} then, {here[name]} now")
    differ = list(dict.fromkeys(differ))
    if not differ:
        return ""
    return (
        f"the manifest names other versions for the stored runs ({'; '.join(differ)}): numbers may differ in their last digits"
    )


def earlier_versions(old: Mapping[str, Any]) -> list[dict[str, str]]:
    """Other versions than those of today that some of the stored runs may come from, for as long as any of them stand."""
    known = _stored(old)
    return [one for place, one in enumerate(known) if one and one != versions() and one not in known[:place]]


def _stored(old: Mapping[str, Any]) -> list[dict[str, str]]:
    """All versions that a manifest names, those of its last run at the end; a damaged one may name none."""
    earlier = old.get("earlier_versions")
    found = [*(earlier if isinstance(earlier, list) else []), old.get("versions")]
    return [one for one in found if isinstance(one, dict)]


def kept_apart(count: int, changed: Sequence[tuple[str, str, str]]) -> str:
    """What to say of stored runs that the experiment does not ask for.

    Args:
        count: how many there are.
        changed: settings that differ from when the folder was last run: name, value then, value now.
    """
    differences = "; ".join(f"{name}: {then} then, {now} now" for name, then, now in changed[:5])
    why = f" ({differences})" if differences else ""
    return f"{count} stored runs belong to other settings{why}: they are kept, and no table counts them"
