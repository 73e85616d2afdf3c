"""Are the tables of a folder those that its runs and this program give? Then they need not be worked out again.

A stamp beside them names the runs, the design, the config, the program and the tables themselves by their content, so that
it holds on another machine too, and a table that somebody changed by hand is made anew.
"""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from experiments.store.folder import Folder

HERE = Path(__file__).parents[1]
NOT_READ = ("figures", "report")
"""Rooms of this package that draw and write, and that no table is made by."""


def digest(paths: Iterable[Path]) -> str:
    """One hash of the names and contents of files."""
    found = hashlib.sha256()
    for path in paths:
        found.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def program() -> str:
    """The sources that make tables."""
    return digest(path for path in sorted(HERE.rglob("*.py")) if path.relative_to(HERE).parts[0] not in NOT_READ)


def stamp(folder: Folder) -> dict[str, str]:
    """What the tables rest on, and the tables."""
    manifest = json.loads(folder.manifest_file.read_text(encoding="utf-8"))
    runs = hashlib.sha256(
        "\n".join(sorted(f"{p.name} {p.stat().st_size}" for p in folder.runs.rglob("*") if p.is_file())).encode()
    )
    return {
        "program": program(),
        "runs": runs.hexdigest(),
        "config": hashlib.sha256(json.dumps([manifest.get(k) for k in ("config", "measures")]).encode()).hexdigest(),
        "design": digest([folder.design_file, folder.failures_file]),
        "tables": digest(path for path in sorted(folder.tables.glob("*.csv"))),
    }


def fresh(folder: Folder) -> bool:
    """Whether the stamp that stands beside the tables is still theirs."""
    try:
        return bool(json.loads(mark(folder).read_text(encoding="utf-8")) == stamp(folder))
    except (OSError, ValueError):
        return False


def mark(folder: Folder) -> Path:
    """Where the stamp stands."""
    return folder.path / "tables_made.json"


def set_mark(folder: Folder) -> None:
    """Stamp the tables as they are."""
    mark(folder).write_text(json.dumps(stamp(folder), indent=1) + "\n", encoding="utf-8")
