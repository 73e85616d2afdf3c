"""A results folder as figures and report read it: its manifest and its tables, nothing computed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.protocol.verdicts import IDENTICAL
from experiments.store.ensemble import in_fitted
from experiments.store.files import read_csv

MEASURE_TEXTS = ("unit", "book", "better", "over", "meaning", "section", "records", "payer", "counted_as", "restates")
# A label longer than this stands in full once, on the page; charts and sentences use the name.
SHORT = 34
TEXTS = ["verdict", "better", "book", "unit", "primary", "versus", "matters", "resolved", "interval", "clear", "flagged", "at"]


@dataclass(frozen=True)
class Measure:
    """What a column of numbers means; ``better`` is ``up``, ``down`` or empty."""

    name: str
    label: str
    unit: str = ""
    book: str = ""
    better: str = ""
    over: str = ""
    meaning: str = ""
    section: str = ""
    charted: bool = True
    records: str = ""
    payer: str = ""
    counted_as: str = ""
    restates: str = ""


POUNDS, CHILD_DAYS, SHARE = (Measure("", "", unit) for unit in ("GBP", "child-days", "share"))
"""What tables hold beside measures, by its unit."""


class FolderTables:
    """One results folder.

    Args:
        folder: the folder of CONTRACT: ``manifest.json`` and ``tables/`` are read, the rest is left alone.

    Raises:
        FileNotFoundError: where the folder has no ``manifest.json`` or no ``tables/outcomes.csv``.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)
        manifest = self.folder / "manifest.json"
        if not manifest.is_file():
            raise FileNotFoundError(
                f"{self.folder} is no results folder: it has no manifest.json (make one with 'countylines run')"
            )
        self.manifest: dict[str, Any] = json.loads(manifest.read_text(encoding="utf-8"))
        if not self.has("outcomes"):
            raise FileNotFoundError(f"{self.folder} has no tables/outcomes.csv: run 'countylines report' on it again")
        self._tables: dict[str, pd.DataFrame] = {}

    def declared(self, what: str) -> list[dict[str, Any]]:
        """Measures, strategies, scenarios, parameters or structures as run, each an entry with its ``name``."""
        return list(self.manifest.get(what) or [])

    @property
    def version(self) -> str:
        """The version of this program that ran it."""
        return str((self.manifest.get("versions") or {}).get("countylines", ""))

    @property
    def world(self) -> dict[str, Any]:
        """The settings of the world, of the config."""
        return dict((self.manifest.get("config") or {}).get("world") or {})

    def has(self, table: str) -> bool:
        """Whether the folder holds this table, with at least its header."""
        return (self.folder / "tables" / f"{table}.csv").is_file()

    def table(self, name: str) -> pd.DataFrame:
        """A table of ``tables/`` by name, its rows of the scenario shown; an absent one is an empty frame."""
        if name not in self._shown:
            found = self.every_scenario(name)
            if "scenario" in found and len(self.scenarios) > 1:
                found = found[found["scenario"] == self.scenario].reset_index(drop=True)
            self._shown[name] = found
        return self._shown[name]

    @cached_property
    def _shown(self) -> dict[str, pd.DataFrame]:
        """Tables of the scenario shown, once they were asked for."""
        return {}

    def rows(self, table: str, **wanted: object) -> pd.DataFrame:
        """The rows of a table that have these values in these columns, or one of a list of values; none of an absent table."""
        found = self.table(table)
        for column, value in wanted.items() if len(found) else ():
            found = found[found[column].isin(value if isinstance(value, list) else [value])]
        return found

    def every_scenario(self, name: str) -> pd.DataFrame:
        """A table whatever worlds its runs assume; of effects, those of the strategies as named."""
        found = self.whole(name)
        if {"verdict", "interval"} <= set(found.columns):  # in every place it is said of the baseline itself that it is
            same = (found["interval"] == IDENTICAL) & (found["verdict"] != "")
            found = found.assign(verdict=found["verdict"].mask(same, IDENTICAL))
        return found[found["at"] == "as_named"].reset_index(drop=True) if name == "effects" and "at" in found else found

    def whole(self, name: str) -> pd.DataFrame:
        """A table as it stands in the folder."""
        if name not in self._tables:
            path = self.folder / "tables" / f"{name}.csv"
            held = path.read_bytes() if path.is_file() else b""
            empty = not held or held.isspace()
            if not empty and not held.endswith(b"\n"):
                raise ValueError(f"tables/{name}.csv ends within a row")
            found = pd.DataFrame() if empty else read_csv(BytesIO(held))
            for column in found.columns.intersection(TEXTS):
                found[column] = found[column].astype("str").fillna("")
            self._tables[name] = found
        return self._tables[name]

    @cached_property
    def scenarios(self) -> list[str]:
        """The worlds assumed, in the order of the outcomes."""
        outcomes = self.every_scenario("outcomes")
        return [str(name) for name in outcomes["scenario"].dropna().unique()] if "scenario" in outcomes else []

    @property
    def scenario(self) -> str:
        """The world that figures and sentences show: the first."""
        return self.scenarios[0] if self.scenarios else ""

    def scenario_label(self, scenario: str) -> str:
        """A scenario's label, or its name made readable."""
        labels = {entry["name"]: entry.get("label") for entry in self.declared("scenarios")}
        return str(labels.get(scenario) or label_from(scenario))

    @cached_property
    def table_names(self) -> list[str]:
        """Every table that the folder holds."""
        return sorted(path.stem for path in (self.folder / "tables").glob("*.csv"))

    @cached_property
    def measures(self) -> dict[str, Measure]:
        """Measures that have outcomes, in the order of the manifest."""
        measures: dict[str, Measure] = {}
        there = set(self.table("outcomes")["measure"].unique())
        for entry in (entry for entry in self.declared("measures") if entry["name"] in there):
            name, texts = str(entry["name"]), {key: str(entry.get(key) or "") for key in MEASURE_TEXTS}
            label, charted = str(entry.get("label") or label_from(name)), bool(entry.get("charted", True))
            measures[name] = Measure(name, label, charted=charted, **texts)
        return measures

    @cached_property
    def meanings(self) -> dict[str, str]:
        """What each uncertain number and each switch of the model is, by name, as run."""
        entries = [*self.declared("parameters"), *self.declared("structures")]
        return {str(entry["name"]): str(entry.get("meaning") or "") for entry in entries}

    def measure(self, name: str) -> Measure:
        """A measure by name, known or not."""
        return self.measures.get(name) or Measure(name, label_from(name))

    @cached_property
    def strategies(self) -> dict[str, str]:
        """Labels, as run, of the strategies that have outcomes, by name; the baseline first."""
        declared = {entry["name"]: entry.get("label") for entry in self.declared("strategies")}
        present = list(self.table("outcomes")["strategy"].unique())
        present.sort(key=lambda name: name != self.baseline)
        return {name: str(declared.get(name) or label_from(name)) for name in present}

    def label(self, strategy: str) -> str:
        """What a strategy is called in charts and sentences: its label where that is short, else the shorter of label and name.

        Where two would be called the same, each has its name beside it.
        """
        label = self._short_label(strategy)
        return f"{label} ({strategy})" if self._labels[label] > 1 else label

    def _short_label(self, strategy: str) -> str:
        known, name = self.strategies.get(strategy, ""), label_from(strategy)
        return known if known and len(known) <= max(SHORT, len(name)) else name

    @cached_property
    def _labels(self) -> Counter[str]:
        return Counter(map(self._short_label, self.strategies))

    @property
    def fitted(self) -> bool:
        """Whether its worlds are those of an ensemble, whose inputs may move together."""
        return in_fitted(self.manifest)

    @property
    def follows_figures(self) -> bool:
        """Whether published figures decided which worlds it has: those of an ensemble, or those that a calibration moves."""
        return self.fitted or self.manifest.get("kind") == "calibrate"

    @property
    def baseline(self) -> str:
        """What the others are compared with."""
        return str(self.manifest["baseline"])

    @cached_property
    def compared(self) -> list[str]:
        """Strategies other than the baseline, in the order of the outcomes."""
        return [name for name in self.strategies if name != self.baseline]

    @property
    def coloured(self) -> list[str]:
        """Strategies in the order that gives them their colours."""
        return self.compared

    @cached_property
    def primary(self) -> list[str]:
        """Primary measures: as declared, else those that ``effects.csv`` marks, else the first measure."""
        declared = self.manifest.get("primary") or []
        effects = self.table("effects")
        marked = list(effects.loc[effects["primary"] == "yes", "measure"].unique()) if len(effects) else []
        chosen = [name for name in declared or marked if name in self.measures]
        return chosen or list(self.measures)[:1] or [str(name) for name in declared[:1]]

    @property
    def differences(self) -> str:
        """The table in which the differences stand that ``effects`` has."""
        return "effects"

    def effect(self, strategy: str, measure: str) -> pd.Series | None:
        """The row of ``effects.csv`` of this strategy against the baseline, or None."""
        return self.row("effects", strategy, measure)

    def outcome(self, strategy: str, measure: str) -> pd.Series | None:
        """The row of ``outcomes.csv``, or None."""
        return self.row("outcomes", strategy, measure)

    def row(self, table: str, strategy: str, measure: str) -> pd.Series | None:
        """The row of a table of this strategy on a measure, or None; it is made when it is asked for, since there are thousands."""
        if table not in self._by_strategy:
            rows = self.table(table)
            rows = rows[rows["versus"] == self.baseline] if table == "effects" and len(rows) else rows
            pairs = zip(rows["strategy"].tolist(), rows["measure"].tolist(), strict=True) if len(rows) else ()
            self._by_strategy[table] = rows, {pair: at for at, pair in enumerate(pairs)}
        rows, places = self._by_strategy[table]
        at = places.get((strategy, measure))
        return None if at is None else rows.iloc[at]

    @cached_property
    def _by_strategy(self) -> dict[str, tuple[pd.DataFrame, dict[tuple[str, str], int]]]:
        """Tables, with the place in them of each strategy's row on a measure, once they were asked for."""
        return {}

    @cached_property
    def runs(self) -> dict[str, int]:
        """Runs asked for, done, failed and missing, as the manifest counts them."""
        counts = self.manifest.get("runs") or {}
        return {key: int(counts.get(key) or 0) for key in ("asked", "done", "failed", "missing")}

    @cached_property
    def areas(self) -> pd.DataFrame:
        """The areas as run with their names, region, population and place on the tile map; empty where they have no place."""
        found = pd.DataFrame(self.declared("areas")).rename(columns={"abbreviation": "abbr", "grid_column": "grid_col"})
        return found if {"name", "grid_row", "grid_col", "population_10_17"} <= set(found.columns) else pd.DataFrame()


def each(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows of a table, a named tuple each."""
    return iter(frame.itertuples())


def row_at(frame: pd.DataFrame, label: Any) -> Any:
    """One row of a table by its label."""
    return frame.loc[label]


def label_from(name: str) -> str:
    """Words from a name: ``nrm_first_wait`` is read as "NRM first wait"."""
    words = name.replace("_", " ").strip().replace("nrm", "NRM").replace("reex", "re-ex")
    return words[:1].upper() + words[1:]


def lever_names(levers: Iterable[str]) -> dict[str, str]:
    """What lever components are called beside each other: without their lever, where that is clear."""
    known = list(dict.fromkeys(levers))
    short = [name.rpartition(".")[2] for name in known]
    shown = short if len(set(short)) == len(short) else [name.replace(".", " ") for name in known]
    return {name: label_from(words) for name, words in zip(known, shown, strict=True)}
