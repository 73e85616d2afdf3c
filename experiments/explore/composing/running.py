"""A composed strategy is run by the ordinary program in a process of its own; what is done so far is read from its folder."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.figures.results import FolderTables
from experiments.protocol.problems import EXIT_DONE, EXIT_SOME_FAILED, EXIT_STOPPED, EXIT_UNUSABLE, Unusable
from experiments.run.progress import duration
from experiments.store import freshness
from experiments.store.files import write_durably
from experiments.store.folder import Folder
from experiments.store.results import Results

ROOT = Path("results")
"""Nothing that the page starts is written anywhere else."""
FEWEST_PAIRS = 2
SAID_LAST = 600
"""Characters of what a program said last."""
CANCELLED = "Cancelled. What was done is kept; running it again goes on from there."
STARTED: dict[Path, subprocess.Popen[bytes]] = {}
"""What the pages of this server started last in each folder."""


class SoFar(FolderTables):
    """The runs of a folder that are done, as a results folder whose tables are in memory.

    Args:
        folder: where it is being run.
        stored: the runs so far.
    """

    def __init__(self, folder: Path, stored: Results) -> None:
        from experiments.compare import effects, equal  # with all of SciPy: not before something is run

        self.folder, self.manifest = folder, stored.manifest | {"runs": {"asked": len(stored.design), "done": len(stored.runs)}}
        named = equal.as_named(stored)
        found = {"effects": effects.effects(named), "outcomes": effects.outcomes(named)}
        self._tables: dict[str, pd.DataFrame] = {name: as_read(frame) for name, frame in found.items()}

    def has(self, table: str) -> bool:
        """Whether there is such a table."""
        return table in self._tables

    def whole(self, name: str) -> pd.DataFrame:
        """A table."""
        return self._tables.get(name, pd.DataFrame())


def as_read(frame: pd.DataFrame) -> pd.DataFrame:
    """A table with empty texts for those that are missing, as one that was read from a file."""
    texts = frame.select_dtypes(exclude="number").columns
    return frame.assign(**{name: frame[name].fillna("").astype(str) for name in texts})


class Going:
    """A run of a config that was started.

    Args:
        stem: the name of its config and of its folder below `results/`.
        toml: the config.

    Raises:
        OSError: it can't be written, or no process can be started.
        Unusable: it is being run already, whose config stays as it is.
    """

    def __init__(self, stem: str, toml: str) -> None:
        self.folder, config = ROOT / stem, ROOT / f"{stem}.toml"
        ROOT.mkdir(exist_ok=True)
        with unused(self.folder):
            write_durably(config, toml.encode())
        log = Folder(self.folder).log_file
        self._logged = log.stat().st_size if log.is_file() else 0
        self._design_before = written(Folder(self.folder).design_file)
        self._done, self._cancelled = (0, 0), False
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 (open for as long as the process may write)
        command = [sys.executable, "-m", "experiments", "run", str(config), "--out", str(self.folder)]
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self._said, stderr=self._said)
        STARTED[self.folder] = self._process

    @property
    def code(self) -> int | None:
        """How it ended; None while it is going."""
        return self._process.poll()

    def cancel(self) -> None:
        """End it in order: what is done is kept. A second signal would end it at once, so there is none.

        By SIGTERM, which ends a process that is still loading Python; there SIGINT can be swallowed.
        """
        if self.code is None and not self._cancelled:
            self._cancelled = True
            self._process.send_signal(signal.SIGTERM)

    def leave(self) -> None:
        """Cancel it, and wait for its end beside all else, so that no ended process stays listed."""
        self.cancel()
        threading.Thread(target=self._process.wait, daemon=True).start()

    def done(self) -> tuple[int, int]:
        """How many runs are done, and how many are asked for (0 where that is not known yet)."""
        folder = Folder(self.folder)
        with contextlib.suppress(OSError, Unusable):  # a part is moved aside as it is looked at: the last count stands
            if written(folder.design_file) != self._design_before or self.code is not None:  # else it is that of the run before
                asked = folder.read_design()["run"]
                self._done = len(asked[asked.isin(folder.look().runs())]), len(asked)
        return self._done

    def failed(self) -> int:
        """How many runs failed."""
        with contextlib.suppress(OSError, ValueError):
            return len(Folder(self.folder).read_failures())
        return 0

    def lost(self) -> str:
        """What the log of this run said last of a worker that was lost; empty where none was."""
        with contextlib.suppress(OSError), Folder(self.folder).log_file.open("rb") as log:
            log.seek(self._logged)
            lines = [line for line in log.read().decode(errors="replace").splitlines() if " was lost" in line]
            return lines[-1].partition(" ")[2] if lines else ""
        return ""

    def said(self) -> str:
        """The end of what it printed."""
        self._said.seek(0)
        return self._said.read()[-4000:].decode(errors="replace").strip()

    def outcome(self) -> str:
        """How it ended, in words."""
        (done, asked), failed = self.done(), self.failed()
        if self.code == EXIT_DONE:
            return "Done."
        if self._cancelled and self.code in (EXIT_STOPPED, -signal.SIGTERM):
            return CANCELLED
        if self.code == EXIT_SOME_FAILED and failed and done + failed >= asked:
            return f"Done, but {failed} of {asked} runs failed: failures.csv names them, and what repeats each."
        if self.code == EXIT_UNUSABLE:
            return f"It could not be run: {self.said()}"
        said = self.said()[-SAID_LAST:]
        return f"The program stopped before its end; what was done is kept. {f'It said last: {said}' if said else 'It said nothing.'}"


def written(path: Path) -> int:
    """When a file was written, in nanoseconds; 0 where there is none."""
    return path.stat().st_mtime_ns if path.is_file() else 0


@contextlib.contextmanager
def unused(folder: Path) -> Iterator[None]:
    """Hold a folder that nothing is running in.

    Raises:
        Unusable: something is, here or in another program.
    """
    before = STARTED.get(folder)
    if before is not None and before.poll() is None:
        raise Unusable.because(folder, "a run of it on another page", "the end of that one first")
    with Folder(folder).locked() if folder.is_dir() else contextlib.nullcontext():
        yield


def so_far(folder: Path, ended: bool) -> FolderTables | None:
    """What a folder holds: its tables where they are those of its runs, else the runs done; None before the second pair.

    Args:
        folder: where it is being run.
        ended: whether the run is over: before, tables are those of an earlier one.
    """
    if ended and (folder / "tables" / "outcomes.csv").is_file() and freshness.fresh(Folder(folder), "tables"):
        return FolderTables(folder)
    held = Folder(folder)
    stored = Results(held, held.manifest()["primary"])
    runs = stored.runs
    if (
        not len(runs)
        or runs.groupby("strategy").size().min() < FEWEST_PAIRS
        or runs["strategy"].nunique() < len(stored.strategies)
    ):
        return None
    return SoFar(folder, stored)


async def estimate(toml: str) -> str:
    """How long a config should take on this machine, as `countylines check` says it; who stops waiting ends the check."""
    said = ""
    try:
        with tempfile.NamedTemporaryFile("w", suffix=".toml", encoding="utf-8") as config:
            config.write(toml)
            config.flush()
            command = [sys.executable, "-m", "experiments", "check", "--json", config.name]
            pipes: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
            asked = await asyncio.create_subprocess_exec(*command, **pipes)
            try:
                answered, errors = await asked.communicate()
            finally:
                if asked.returncode is None:
                    asked.kill()
        said = errors.decode().strip()[-SAID_LAST:]
        plan: dict[str, Any] = json.loads(answered)["plan"]
        return f"{plan['runs']} runs, about {duration(plan['seconds'])} with {plan['workers']} processes here."
    except (OSError, ValueError, KeyError, TypeError) as error:
        return f"How long it would take can't be said. {said or error}"
