"""A results folder: the only room that knows its file names, and how finished runs are made durable.

A part of `runs/` or `series/` is written to a temporary file, synced and renamed to a name that holds the sha256 of its
bytes, so a torn, altered or foreign file is known from its name alone. A part of `series/` is written before the part of
`runs/` that names it: a run that stands in `runs/` is complete, and a part of `series/` that none names (a stop came between
the two) is moved aside before its runs are computed again.
"""

import contextlib
import hashlib
import json
import os
import re
import socket
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from experiments.protocol.problems import Unusable
from experiments.store.files import parquet, read_csv, taken, write_durably
from experiments.store.manifest import HASHES, design_hashes, fault

PART = re.compile(r"part-[0-9a-f]{32}\.parquet")
SCHEMA = 1
BEGUN = "begun"
"""The manifest's status before anything else is known."""
FAILURE_COLUMNS = ["run", "scenario", "strategy", "point", "replication", "seed", "error", "command"]


@dataclass
class Found:
    """What stands in `runs/` of a folder.

    Attributes:
        parts: sound parts of `runs/` with the ids of the runs in each.
        series: sound parts of `series/` that one of them names.
        broken: files that are torn, altered, foreign or would count a run twice, each with what is wrong.
        stale: sound parts computed by another source of the model.
        left: temporary files that a stopped program left.
    """

    parts: dict[Path, list[str]] = field(default_factory=dict)
    series: list[Path] = field(default_factory=list)
    broken: dict[Path, str] = field(default_factory=dict)
    stale: list[Path] = field(default_factory=list)
    left: list[Path] = field(default_factory=list)

    def runs(self) -> set[str]:
        """Ids of all runs that are complete."""
        return {run for ids in self.parts.values() for run in ids}


class Folder:
    """A results folder (CONTRACT of the program: README, "The results folder")."""

    def __init__(self, path: Path | str):
        self.path = Path(path)
        self.config = self.path / "config.toml"
        self.manifest_file = self.path / "manifest.json"
        self.design_file = self.path / "design.parquet"
        self.failures_file = self.path / "failures.csv"
        self.log_file = self.path / "log.txt"
        self.report_file = self.path / "report.html"
        self.runs = self.path / "runs"
        self.series = self.path / "series"
        self.tables = self.path / "tables"
        self.figures = self.path / "figures"
        self.aside = self.path / "aside"

    # -- opening ------------------------------------------------------------------------------------------------

    def make(self) -> None:
        """Make the folder and its parts; a new one gets its manifest first, by which it is known as ours from then on.

        Raises:
            Unusable: when it can't be made or written to, holds other things than an experiment, or symbolic links.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            new = all(one.name.startswith(".tmp-") for one in self.path.iterdir())
            if not (new or self.is_ours()):
                expected = "a new or empty folder, or one made by `countylines run`"
                raise Unusable.because(self.path, "a folder of other things", expected)
            self.refuse_links()
            if new:
                self.write_manifest({"schema": SCHEMA, "status": BEGUN})
            for folder in (self.runs, self.series, self.tables):
                folder.mkdir(exist_ok=True)
            probe = self.runs / f".tmp-probe-{os.getpid()}"
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise Unusable.because(self.path, reason(error), "a folder that can be written to") from None

    def is_ours(self) -> bool:
        """Whether an experiment was begun in it: there is its design, or a manifest that says so."""
        manifest = self.manifest()
        return "source_hash" in manifest or manifest.get("status") == BEGUN or self._has_design()

    def _has_design(self) -> bool:
        """Whether its `design.parquet` is one of ours; a damaged one beside parts of runs is taken for one."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        if not self.design_file.is_file():
            return False
        try:
            return {"run", "strategy", "point", "replication"} <= set(pq.read_schema(self.design_file).names)
        except (OSError, pa.ArrowInvalid):
            return any(self.runs.glob("*.parquet"))

    def refuse_links(self) -> None:
        """Refuse symbolic links within the folder: what is written through one would stand elsewhere, over another's file.

        Raises:
            Unusable: there is one.
        """
        for root, folders, files in os.walk(self.path):
            for name in (*folders, *files):
                if (path := Path(root, name)).is_symlink():
                    found = f"a symbolic link, {path.relative_to(self.path)}"
                    raise Unusable.because(self.path, found, "a folder without any")

    def must_exist(self) -> None:
        """Refuse a folder that no experiment was run into.

        Raises:
            Unusable: when it holds no manifest and no runs, a damaged manifest or another program's, or symbolic links.
        """
        if not self.path.is_dir():
            raise Unusable.because(self.path, "no such folder", "a results folder made by `countylines run`")
        if not self.manifest_file.is_file() or not self.design_file.is_file():
            expected = "a results folder made by `countylines run`, with manifest.json and design.parquet"
            raise Unusable.because(self.path, "a folder without them", expected)
        manifest = self.manifest()
        if (schema := manifest.get("schema", SCHEMA)) != SCHEMA:
            found = f"a folder of schema {schema}"
            raise Unusable.because(self.manifest_file, found, f"one of schema {SCHEMA}, or the version that made it")
        if wrong := fault(manifest):
            expected = "a whole one: `countylines run` on the folder's config.toml writes it again, and keeps the runs"
            raise Unusable.because(self.manifest_file, f"a damaged manifest ({wrong})", expected)
        self.refuse_another_design()
        self.refuse_links()

    def refuse_another_design(self) -> None:
        """Refuse a design whose hash is none that the manifest has; that of an older program has none.

        Raises:
            Unusable: it is damaged, or was changed by hand.
        """
        for _ in range(2):  # a run may write both in between
            known = design_hashes(self.manifest())
            if not known or not self.design_file.is_file() or _sha(self.design_file) in known:
                return
        raise self._damaged("it was changed by hand or torn: its hash in manifest.json is another")

    def _damaged(self, wrong: str) -> Unusable:
        """What is said of a design that can't be trusted."""
        expected = "a whole one: `countylines run` on the folder's config.toml writes it again, and keeps the runs"
        return Unusable.because(self.design_file, f"a damaged design ({wrong})", expected)

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder for this program alone; the lock goes with the process, however it ends.

        Raises:
            Unusable: when another program works in it.
        """
        file = self.path / ".lock"
        try:
            handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise Unusable.because(self.path, reason(error), "a folder that can be written to") from None
        try:
            if not taken(handle):
                holder = os.pread(handle, 200, 0).decode(errors="replace").strip() or "another program"
                expected = "a folder that no other program is running in (wait for it, or give another --out)"
                raise Unusable.because(self.path, f"a folder in use by {holder}", expected)
            with contextlib.suppress(OSError):  # a full disk must not stop a resume that may free it
                os.ftruncate(handle, 0)
                os.pwrite(handle, f"process {os.getpid()} on {socket.gethostname()}".encode(), 0)
            yield
        finally:
            os.close(handle)

    # -- parts --------------------------------------------------------------------------------------------------

    def look(self, source: str | None = None) -> Found:
        """Check every file of `runs/` and `series/` against its name, and return what is sound.

        Args:
            source: the model's source hash; parts of another source are `stale`. None takes any.
        """
        found = Found()
        found.left += [*self.path.glob(".tmp-*"), *self.tables.glob(".tmp-*")]
        unnamed = self._sound(self.series, found)
        read = [part for path in self._sound(self.runs, found) if (part := _read(path, found)) is not None]
        seen: set[str] = set()
        for path, meta, ids in sorted(read, key=lambda part: (-len(part[2]), part[0].name)):
            series = [self.series / name for name in meta["series"]]
            missing = [one.name for one in series if one not in unnamed]
            if missing:
                found.broken[path] = f"its part of series/ is missing or broken ({missing[0]})"
            elif not seen.isdisjoint(ids):
                found.broken[path] = "a larger part holds runs of it too"
            else:
                seen.update(ids)
                unnamed.difference_update(series)
                if source is not None and meta["source"] != source:
                    found.stale += [path, *series]
                else:
                    found.parts[path] = ids
                    found.series += series
        for path in unnamed:
            found.broken[path] = "no sound part of runs/ names it"
        return found

    def _sound(self, folder: Path, found: Found) -> set[Path]:
        sound = set()
        for path in sorted(folder.iterdir()) if folder.is_dir() else []:
            if path.name.startswith(".tmp-"):
                found.left.append(path)
            elif not PART.fullmatch(path.name) or not path.is_file():
                found.broken[path] = "a foreign file"
            elif _sha(path) != path.stem.removeprefix("part-"):
                found.broken[path] = "torn or altered (its content does not fit its name)"
            else:
                sound.add(path)
        return sound

    def tidy(self, found: Found) -> None:
        """Take away what is not data: temporary files go, broken and stale files are moved to `aside/`."""
        for path in found.left:
            path.unlink(missing_ok=True)
        self.set_aside([*found.broken, *found.stale])

    def set_aside(self, paths: Iterable[Path]) -> None:
        """Move files to `aside/`, under the time; nothing is deleted."""
        paths = list(paths)
        if not paths:
            return
        target = self.aside / time.strftime("%Y%m%dT%H%M%S", time.gmtime())
        for path in paths:
            to = target / path.parent.name
            to.mkdir(parents=True, exist_ok=True)
            path.replace(to / path.name)

    def fresh(self) -> None:
        """Move every stored run aside, so that all are computed again."""
        parts = [p for folder in (self.runs, self.series) if folder.is_dir() for p in folder.iterdir()]
        self.set_aside(parts)
        self.failures_file.unlink(missing_ok=True)

    def write_part(self, source: str, runs: Any, series: Any | None) -> None:
        """Store finished runs durably: `series` first, then `runs`, which names it (both Arrow tables)."""
        names = [self._put(self.series, series, {})] if series is not None else []
        self._put(self.runs, runs, {"source": source, "series": names})

    def _put(self, folder: Path, table: Any, meta: Mapping[str, Any]) -> str:
        note = {b"countylines": json.dumps({"schema": SCHEMA, **meta}).encode()}
        content = parquet(table.replace_schema_metadata(note), compression="snappy", write_statistics=False)
        name = f"part-{hashlib.sha256(content).hexdigest()[:32]}.parquet"
        write_durably(folder / name, content)
        return name

    # -- reading ------------------------------------------------------------------------------------------------

    def read_runs(self, found: Found | None = None, columns: Sequence[str] | None = None) -> Any:
        """All complete runs as a pandas frame, one row a run, sorted by run id (an empty frame when there is none).

        Args:
            found: the sound parts, if they are known.
            columns: those to read beside `run`, where the runs have them; None for all, of which there are many.
        """
        import duckdb
        import pandas as pd

        parts = (found or self.look()).parts
        if not parts:
            return pd.DataFrame({"run": pd.Series(dtype="str")})
        with duckdb.connect() as database:  # three times as fast as one part after another: there are a thousand columns
            database.execute("set threads = 2")
            rows = database.read_parquet([str(path) for path in sorted(parts)], union_by_name=True)
            if columns is not None:
                rows = rows.select(*(duckdb.ColumnExpression(name) for name in rows.columns if name in {"run", *columns}))
            frame = rows.to_arrow_table().to_pandas()
        # Strategies of the same content under two names are one run, and may have been run for each name.
        return frame.drop_duplicates("run").sort_values("run", ignore_index=True)

    def write_design(self, frame: Any) -> None:
        """Keep which runs the experiment asks for: `repeat`, `report` and every analysis read it.

        Until it stands the manifest has two hashes, its own and that of the one before: whenever the program ends, one fits.
        """
        import pyarrow as pa

        content = parquet(pa.Table.from_pandas(frame, preserve_index=False))
        manifest, own = self.manifest(), hashlib.sha256(content).hexdigest()[:32]
        if before := design_hashes(manifest):
            self.write_manifest(manifest | {HASHES: [*before, own]})
        write_durably(self.design_file, content)
        self.write_manifest(manifest | {HASHES: [own]})

    def read_design(self) -> Any:
        """The design as a pandas frame: run, block, again, scenario, strategy, point, replication, seed and what varies.

        Raises:
            Unusable: it is damaged.
        """
        import pandas as pd

        from experiments.store.tabulate import fault_of_design

        try:
            design = pd.read_parquet(self.design_file)
        except (OSError, ValueError):  # what pyarrow says of a file that is torn
            raise self._damaged("torn") from None
        manifest = self.manifest()
        named = [row["name"] for row in manifest.get("strategies", ())]
        if wrong := fault_of_design(design, named):
            raise self._damaged(wrong)
        return design

    def manifest(self) -> dict[str, Any]:
        """The contents of `manifest.json` (empty when it can't be read)."""
        try:
            return dict(json.loads(self.manifest_file.read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return {}

    def write_manifest(self, manifest: Mapping[str, Any]) -> None:
        """Write `manifest.json` whole."""
        text = json.dumps(manifest, indent=2, ensure_ascii=False, default=str)
        write_durably(self.manifest_file, (text + "\n").encode())

    def write_failures(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write `failures.csv` whole, sorted; a header alone when nothing failed."""
        import csv
        import io

        text = io.StringIO()
        writer = csv.DictWriter(text, FAILURE_COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda r: (r["replication"], r["point"], r["strategy"], r["scenario"])))
        write_durably(self.failures_file, text.getvalue().encode())

    def keep_failures(self) -> None:
        """Write the header of `failures.csv` again, where the file was emptied or is gone."""
        if not self.failures_file.is_file() or not self.failures_file.stat().st_size:
            self.write_failures([])

    def read_failures(self) -> Any:
        """`failures.csv` as a pandas frame: empty where it is damaged, so that the runs it named are missing."""
        import pandas as pd

        try:
            found = read_csv(self.failures_file)
            if set(FAILURE_COLUMNS) <= set(found.columns):
                return found
        except (FileNotFoundError, pd.errors.EmptyDataError, pd.errors.ParserError, UnicodeDecodeError):
            pass
        return pd.DataFrame(columns=FAILURE_COLUMNS)

    def write_table(self, name: str, frame: Any) -> None:
        """Write `tables/NAME.csv`: tidy, UTF-8, empty cells for what does not exist, the same bytes for the same numbers."""
        self.tables.mkdir(exist_ok=True)
        text = frame.to_csv(index=False, float_format="%.10g", lineterminator="\n")
        write_durably(self.tables / f"{name}.csv", text.encode())

    def remove_table(self, name: str) -> None:
        """Remove `tables/NAME.csv`, where it is there."""
        (self.tables / f"{name}.csv").unlink(missing_ok=True)

    def read_table(self, name: str) -> Any:
        """`tables/NAME.csv` as a pandas frame."""
        return read_csv(self.tables / f"{name}.csv")


def _read(path: Path, found: Found) -> tuple[Path, dict[str, Any], list[str]] | None:
    """A part of `runs/` with its metadata and its runs' ids."""
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            meta = json.loads(file.schema_arrow.metadata[b"countylines"])
            return path, meta, file.read(columns=["run"]).column("run").to_pylist()
    except Exception as error:  # whatever pyarrow says of a file with a right name: it is no part
        found.broken[path] = f"no part of this program ({type(error).__name__})"
        return None


def _sha(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:32]


def reason(error: OSError) -> str:
    """The message of an operating system's error."""
    return (error.strerror or str(error)).lower()
