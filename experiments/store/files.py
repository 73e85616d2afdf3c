"""Single files of a results folder: written whole or not at all, locked, and tables read as they were written."""

import contextlib
import os
from pathlib import Path
from typing import Any


def taken(handle: int) -> bool:
    """Whether this program has the lock of an open file now: no other holds it."""
    import fcntl  # Unix has it, as it has all that runs need; a folder can be read without

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def read_csv(source: Any) -> Any:
    """A table as a pandas frame: only an empty cell is missing, since a strategy may be called NA or null."""
    import pandas as pd

    return pd.read_csv(source, encoding="utf-8", keep_default_na=False, na_values=[""])


def parquet(table: Any, **options: Any) -> Any:
    """The bytes of an Arrow table as a Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    buffer = pa.BufferOutputStream()
    pq.write_table(table, buffer, **options)
    return buffer.getvalue()


def write_durably(path: Path, content: Any) -> None:
    """Write a file so that after a crash it is there whole or not at all.

    Raises:
        OSError: when the disk is full or the folder can't be written to; no temporary file is left then.
    """
    temporary = path.with_name(f".tmp-{os.getpid()}-{path.stem}")  # no suffix, which `*.parquet` would match
    try:
        with open(temporary, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # Windows has no handle of a folder to sync
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
