"""Many small parts made into few large ones, so that a night's runs open as fast as an hour's.

A merged part is written and synced before the parts that it holds are taken away. A stop in between leaves runs twice, which
`Folder.look` sees: the smaller parts are then `spare` and not read.
"""

from collections.abc import Iterator
from pathlib import Path

from experiments.store.folder import Folder, Found

MANY_PARTS = 64
RUNS_A_PART = 50_000
BYTES_A_PART = 64 * 2**20


def compact(folder: Folder, found: Found, source: str) -> None:
    """Merge the parts of a folder that this program holds, when there are many.

    Raises:
        OSError: when the disk is full; nothing is lost then.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    if len(found.parts) < MANY_PARTS:
        return
    for group in _groups(folder, found):
        series = sorted({path for part in group for path in found.series_of[part]})
        runs = pa.concat_tables([pq.read_table(path) for path in group], promote_options="permissive").sort_by("run")
        tables = [_plain(pq.read_table(path)) for path in series]
        values = pa.concat_tables(tables, promote_options="permissive") if tables else None
        folder.write_part(source, runs, values.combine_chunks().unify_dictionaries() if values is not None else None)
        for path in (*group, *series):
            path.unlink()


def _plain(table: "pa.Table") -> "pa.Table":  # type: ignore[name-defined]  # noqa: F821
    return table.replace_schema_metadata(None)


def _groups(folder: Folder, found: Found) -> Iterator[list[Path]]:
    """Parts to merge: at least two, of not too many runs or bytes."""
    group: list[Path] = []
    runs = size = 0
    for part in sorted(found.parts):
        if len(found.parts[part]) >= RUNS_A_PART // 2:
            continue
        group.append(part)
        runs += len(found.parts[part])
        size += sum(path.stat().st_size for path in found.series_of[part])
        if runs >= RUNS_A_PART or size >= BYTES_A_PART:
            yield group
            group, runs, size = [], 0, 0
    if len(group) > 1:
        yield group
