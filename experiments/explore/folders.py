"""Folders that a page may show: the one it was opened on, those beside it that ask the same in other worlds, those composed on it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from experiments.explore.composing.running import ROOT
from experiments.figures.results import FolderTables
from experiments.protocol.problems import Unusable
from experiments.store.ensemble import BEST, RANGE
from experiments.store.folder import SCHEMA, Folder

ASKED = ("kind", "world", "strategies", "strategy", "parameters")
"""Parts of a config that are the same where the same is asked, in whatever worlds."""
COMPOSED = r"own_[a-z0-9_]+"
DAMAGED = (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, Unusable)
"""What comes of reading a folder that an older version made, or that somebody changed."""


class Explorer:
    """The folders of one server, each read anew whenever its tables change.

    Args:
        folder: the results folder that it was started on.
        found: what was read of it just now.
    """

    def __init__(self, folder: Path, found: FolderTables | None = None) -> None:
        self.folder = folder
        self._read: dict[Path, tuple[float, FolderTables]] = {folder: (self.stamp(), found)} if found else {}

    def place(self, name: str) -> Path:
        """Where the folder of this name is; the one that the server was started on where none is named.

        Raises:
            ValueError: there is none that may be shown.
        """
        if not name:
            return self.folder
        if re.fullmatch(COMPOSED, name):
            return ROOT / name
        if name not in self.worlds():
            raise ValueError("no such folder")
        return self.folder.resolve().parent / name if name != self.folder.resolve().name else self.folder

    def stamp(self, name: str = "") -> float:
        """When a folder last changed; 0 where it is gone."""
        folder = self.place(name)
        files = [folder / "manifest.json", *(folder / "tables").glob("*.csv")]
        return max((file.stat().st_mtime for file in files if file.is_file()), default=0.0)

    def results(self, name: str = "") -> FolderTables:
        """A folder as it is now.

        Raises:
            FileNotFoundError, ValueError, Unusable: it is none, or no longer, or cannot be read.
        """
        folder, stamp = self.place(name), self.stamp(name)
        if folder not in self._read or self._read[folder][0] != stamp:
            self._read[folder] = (stamp, read(folder))
        return self._read[folder][1]

    def worlds(self) -> dict[str, str]:
        """Whence the worlds are of this folder, and of others that ask the same; nothing where its config is not known."""
        own, here = config(self.folder), self.folder.resolve()
        if not own:
            return {}
        found = {here.name: origin(own)}
        for path in sorted(manifest.parent for manifest in here.parent.glob("*/manifest.json")):
            other = config(path)
            same = all(other.get(part) == own.get(part) for part in ASKED)
            if same and origin(other) not in found.values() and (path / "tables" / "outcomes.csv").is_file():
                found[path.name] = origin(other)
        return found


def read(folder: Path) -> FolderTables:
    """A folder with all its tables, so that what is written to it later never stands among them.

    Raises:
        FileNotFoundError: it is none.
        Unusable: it is of another version, or damaged.
    """
    Folder(folder).refuse_another_design()
    try:
        found = FolderTables(folder)
        schema = found.manifest.get("schema", SCHEMA)
        if schema == SCHEMA:
            for name in found.table_names:
                found.whole(name)
            if not found.strategies or not found.primary:
                raise ValueError("no run is done")
    except FileNotFoundError:
        raise
    except DAMAGED as error:
        raise unreadable(folder, error) from None
    if schema != SCHEMA:
        ways = f"schema {SCHEMA}: the version of countylines that made it ({found.version or 'unknown'}) shows it"
        raise Unusable.because(folder, f"a manifest.json of schema {schema}", ways)
    return found


def unreadable(folder: Path, error: Exception) -> Unusable:
    """What is said where a folder's contents are not those of a results folder."""
    found = f"manifest.json or tables that can't be read ({type(error).__name__}: {error})"
    return Unusable.because(folder, found, f"those of this version: `countylines report {folder}` makes its tables anew")


def sentence(folder: Path, error: Exception) -> str:
    """Why a folder, or a view of it, can't be shown."""
    return str(error if isinstance(error, (OSError, Unusable)) else unreadable(folder, error))


def config(folder: Path) -> dict[str, Any]:
    """The config that a folder was run from; nothing where that is not known."""
    found = Folder(folder).manifest().get("config")
    return found if isinstance(found, dict) else {}


def origin(config: dict[str, Any]) -> str:
    """Whence the worlds of a config are."""
    return str((config.get("worlds") or {}).get("origin") or BEST)


def kind_of_worlds(origin: str) -> str:
    """What such worlds are called."""
    known = {BEST: "with each assumption at its best value", RANGE: "drawn from the evidence"}
    return known.get(origin, "fitted to published figures")
