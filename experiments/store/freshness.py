"""Are the tables and the report of a folder those that its runs and this program give? Then they are left as they are.

`made.json` keeps one digest a step, of what the step reads, of this program and of what the step made, all by content: it holds
on another machine too, and what somebody changed by hand is made anew. It also names the tables that were written.
"""

import hashlib
import json
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from experiments.store.files import write_durably
from experiments.store.folder import Folder, Found

HERE = Path(__file__).parents[1]
DRAWING = ("figures", "report")
"""Rooms of this package that draw and write, and that no table is made by."""
LIBRARIES = ("numpy", "scipy", "pandas", "matplotlib", "typst")
STEPS = {
    "tables": ("design.parquet", "failures.csv", "tables/*.csv"),
    "report": ("manifest.json", "failures.csv", "tables/*", "figures/*", "report.*", "tables.xlsx"),
}
"""The files that each step reads or makes."""
OF_A_START = {
    "command", "commit", "design_hashes", "earlier_versions", "ended", "machine", "pace", "runs", "started", "status", "versions",
}  # fmt: skip
"""What a manifest says of the last start of the program, by which no table or page is made otherwise."""


def fresh(folder: Folder, step: str, found: Found | None = None) -> bool:
    """Whether a step of `STEPS` need not be done again; `found`: the sound parts of the folder, if they are known."""
    return _marks(folder).get(step) == _digest(folder, step, found or folder.look())


def mark(folder: Folder, step: str, found: Found, **more: Any) -> None:
    """Record that a step was done, with a digest of its inputs and outputs, and more of it."""
    text = json.dumps(_marks(folder) | {step: _digest(folder, step, found)} | more, indent=1)
    write_durably(_file(folder), f"{text}\n".encode())


def written(folder: Folder) -> list[str]:
    """Names of the tables that were written last; none where this is not known."""
    names = _marks(folder).get("written")
    return (
        [name for name in map(str, names) if name.isidentifier()] if isinstance(names, list) else []
    )  # no path out of the folder


def _file(folder: Folder) -> Path:
    return folder.path / "made.json"


def _marks(folder: Folder) -> dict[str, Any]:
    try:
        found = json.loads(_file(folder).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _digest(folder: Folder, step: str, found: Found) -> str:
    files = [path for pattern in STEPS[step] for path in sorted(folder.path.glob(pattern)) if path.is_file()]
    runs = sorted(path.name for path in (*found.parts, *found.series))  # sound ones: their names are of their contents
    settings = json.dumps({key: value for key, value in folder.manifest().items() if key not in OF_A_START}, default=str)
    return hashlib.sha256("\n".join([program(step), contents(files), *runs, settings]).encode()).hexdigest()


def program(step: str) -> str:
    """The sources and libraries that do a step, and the data of the model that maps are drawn from."""
    sources = sorted(path for path in HERE.rglob("*") if path.suffix in (".py", ".j2", ".css", ".csv"))
    if step == "tables":
        sources = [path for path in sources if path.relative_to(HERE).parts[0] not in DRAWING]
    return " ".join(
        [
            contents([*sources, *sorted(HERE.parent.glob("sim/data/forces*.csv"))]),
            *(f"{name} {installed(name)}" for name in LIBRARIES),
        ]
    )


def contents(paths: Iterable[Path]) -> str:
    """One hash of the names and contents of files."""
    found = hashlib.sha256()
    for path in paths:
        found.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


@cache
def installed(library: str) -> str:
    """The version of a library, as this program has it; empty where there is none."""
    try:
        return version(library)
    except PackageNotFoundError:
        return ""
