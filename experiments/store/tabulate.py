"""Finished runs and designs as Arrow tables and pandas frames, in the columns that the results folder promises."""

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from experiments.protocol.design import AGAIN, Design, Row
from experiments.protocol.engine import Finished, Series

KEYS = ["run", "scenario", "strategy", "point", "replication", "seed"]


def runs_table(design: Design, finished: Sequence[tuple[Row, Finished]]) -> pa.Table:
    """One row a run: its keys, every input that varies, every measure."""
    columns: dict[str, Any] = {name: [_key(row, name) for row, _ in finished] for name in KEYS}
    varied = [design.varied(row) for row, _ in finished]
    for name in design.varying:
        columns[name] = _column([values.get(name) for values in varied])
    measures = list(dict.fromkeys(name for _, f in finished for name in f.measures))
    for name in measures:
        columns[name] = pa.array([f.measures.get(name, float("nan")) for _, f in finished], pa.float64())
    return pa.table(columns)


def _column(values: list[Any]) -> pa.Array:
    numeric = all(v is None or (isinstance(v, int | float) and not isinstance(v, bool)) for v in values)
    if numeric:
        return pa.array([None if v is None else float(v) for v in values], pa.float64())
    return pa.array([None if v is None else str(v) for v in values], pa.string())


def _key(row: Row, name: str) -> Any:
    if name == "run":
        return row.run
    if name == "strategy":
        return row.arm.name
    return getattr(row.block, name)


def series_table(finished: Sequence[tuple[Row, Finished]]) -> pa.Table:
    """One row a run, measure, area and month, in this order; labels are dictionary-encoded.

    `all_days` stands beside `value` where the model gives ratios: a ratio over all days, repeated in each of its months.
    """
    parts = [(row, one) for row, f in finished for one in f.series]
    sizes = np.array([one.values.size for _, one in parts], dtype=np.int64)
    columns: dict[str, Any] = {}
    for name in ("run", "scenario", "strategy"):
        columns[name] = _repeated([_key(row, name) for row, _ in parts], sizes)
    for name in ("point", "replication"):
        values = np.array([_key(row, name) for row, _ in parts], dtype=np.int64)
        columns[name] = pa.array(np.repeat(values, sizes))
    labels = {"month": 0, "area": 1, "measure": 2}
    for name, axis in labels.items():
        columns[name] = _along([one for _, one in parts], name, axis)
    columns["value"] = pa.array(np.concatenate([_flat(one.values) for _, one in parts]))
    if any(one.all_days is not None for _, one in parts):
        columns["all_days"] = pa.array(np.concatenate([_repeated_days(one) for _, one in parts]), from_pandas=True)
    return pa.table(columns)


def _repeated_days(one: Series) -> np.ndarray:
    """Ratios over all days in the order of the flattened values; NaN where there is none."""
    if one.all_days is None:
        return np.full(one.values.size, np.nan)
    return _flat(np.broadcast_to(one.all_days, one.values.shape))


def _flat(values: np.ndarray) -> np.ndarray:
    return values.transpose(2, 1, 0).ravel()


def _repeated(labels: Sequence[str], sizes: np.ndarray) -> pa.DictionaryArray:
    codes, unique = pd.factorize(np.array(labels, dtype=object))
    return pa.DictionaryArray.from_arrays(np.repeat(codes.astype(np.int32), sizes), list(unique))


def _along(parts: Sequence[Series], name: str, axis: int) -> pa.DictionaryArray:
    """The label of one axis of the flattened (measure, area, month) values of every part."""
    names = [list({"month": one.months, "area": one.areas, "measure": one.measures}[name]) for one in parts]
    place = {label: i for i, label in enumerate(dict.fromkeys(label for some in names for label in some))}
    codes = []
    for one, labels in zip(parts, names, strict=True):
        own = np.array([place[label] for label in labels], dtype=np.int32)
        codes.append(_flat(np.broadcast_to(own.reshape([-1 if at == axis else 1 for at in range(3)]), one.values.shape)))
    return pa.DictionaryArray.from_arrays(np.concatenate(codes), list(place))


def failure_row(row: Row, error: str, command: str) -> dict[str, Any]:
    """A row of failures.csv."""
    return {name: _key(row, name) for name in KEYS} | {"error": error[:500], "command": command}


def design_frame(design: Design) -> pd.DataFrame:
    """The design as a frame: keys, whether the run is of the A/A arm, and every input that varies."""
    rows = list(design.rows())
    columns: dict[str, list[Any]] = {name: [_key(row, name) for row in rows] for name in KEYS}
    columns["again"] = [row.block.again for row in rows]
    varied = [design.varied(row) for row in rows]
    columns |= {name: [values.get(name) for values in varied] for name in design.varying}
    return pd.DataFrame(columns)


def fault_of_design(design: pd.DataFrame, strategies: Collection[str]) -> str:
    """What is wrong with a design that no hash is known of, the first thing only; nothing where tables can be made by it."""
    if missing := [name for name in (*KEYS, "again") if name not in design]:
        return f"no column {missing[0]}"
    for name, kinds in {"point": "iu", "replication": "iu", "seed": "iu", "again": "b"}.items():
        if design[name].dtype.kind not in kinds:
            return f"{name}: {'true and false' if kinds == 'b' else 'whole numbers'} should stand there"
    if unknown := sorted({*map(str, design["strategy"])} - {*strategies, AGAIN}):
        return f"strategy: {unknown[0]}, which the manifest does not have"
    if design.duplicated(["scenario", "strategy", "point", "replication"]).any():
        return "a row stands twice"
    return "" if len(design) else "no rows"
