"""Figures that are already those of a folder's tables are not drawn again; light to import, so that nothing is read to draw none.

What was drawn stands as files under ``figures/``. Beside them a page needs each figure's words: they are kept in
``figures_made.json``, under a key that names by content all that figures are made of (manifest, tables, this program, the
libraries that draw) and with a digest of each file, so that no figure is stale and one changed by hand is drawn anew.
"""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

from experiments.store import freshness

MARK = "figures_made.json"
LIBRARIES = ("matplotlib", "numpy", "pandas")


def key(folder: Path) -> str:
    """A digest of all that figures are made of.

    Raises:
        OSError: where the folder has no manifest.
    """
    program = [*freshness.HERE.rglob("*.py"), *freshness.HERE.rglob("*.j2")]
    sources = sorted(program) + sorted(freshness.HERE.parent.glob("sim/data/forces*.csv"))
    made_of = [folder / "manifest.json", *sorted((folder / "tables").glob("*.csv"))]
    libraries = " ".join(f"{name} {version(name)}" for name in LIBRARIES)
    parts = (libraries, freshness.digest(sources), freshness.digest(made_of))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def read(folder: Path) -> list[dict[str, Any]] | None:
    """What was kept of the figures, in order; None where any of them would be drawn otherwise now, or is not as it was drawn."""
    try:
        held = json.loads((folder / MARK).read_text(encoding="utf-8"))
        figures: list[dict[str, Any]] = held["figures"]
        files = {folder / "figures" / name: digest for one in figures for name, digest in one["files"].items()}
        sound = held["key"] == key(folder) and all(digest == freshness.digest([path]) for path, digest in files.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return figures if sound else None


def write(folder: Path, figures: list[dict[str, Any]]) -> None:
    """Keep what a page needs of the figures beside their files."""
    for one in figures:
        one["files"] = {path.name: freshness.digest([path]) for path in one["files"]}
    text = json.dumps({"key": key(folder), "figures": figures}, indent=1, ensure_ascii=False)
    (folder / MARK).write_text(text + "\n", encoding="utf-8")
