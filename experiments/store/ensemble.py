"""Ensembles of worlds that fit: small files that ship beside this one, or results folders of kind calibrate."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.protocol.design import DUMMY, Value
from experiments.protocol.engine import load_engine
from experiments.protocol.format import Quantity, number
from experiments.protocol.problems import Unusable
from experiments.store.files import parquet, write_durably
from experiments.store.folder import Folder
from experiments.store.results import Results

SHIPPED = Path(__file__).with_name("ensembles")
USUAL = "fitted"
BEST, RANGE = "best", "range"
"""What stands for no ensemble: every parameter at its best value, or drawn from the evidence."""
KIND = "calibrate"
SPEAK, SILENT = "the data speak", "the data say nothing"
"""Verdicts on an input in `posterior.csv`."""


@dataclass(frozen=True)
class Ensemble:
    """Worlds fitted to published figures.

    Attributes:
        name: what experiments ask for it by.
        worlds: the inputs of each world, a row each; the dummy among them.
        about: title, engine and its source hash, figures used, runs, scale, waves, how near they came.
        posterior: each input before and after (`posterior.csv`).
        tradeoffs: pairs of inputs that the figures hold together (`tradeoffs.csv`).
    """

    name: str
    worlds: pd.DataFrame
    about: Mapping[str, Any]
    posterior: pd.DataFrame
    tradeoffs: pd.DataFrame

    def points(self, number: int | None = None) -> list[dict[str, Value]]:
        """Inputs of worlds, the first so many, so that more begin the same; without the dummy."""
        kept = self.worlds.drop(columns=DUMMY, errors="ignore").iloc[:number]
        return [{str(name): value for name, value in row.items()} for row in kept.to_dict("records")]

    @property
    def nearness(self) -> dict[str, int]:
        """Of how many `figures` it was fitted to the mean of its `worlds` meets so many (`met`); empty where that is not known."""
        figures, met = self.about.get("figures"), self.about.get("inside")
        return {} if figures is None or met is None else {"figures": len(figures), "met": int(met), "worlds": len(self.worlds)}

    @property
    def untold(self) -> dict[str, int]:
        """Of how many `inputs` that were fitted the figures say next to nothing (`silent`)."""
        verdicts = self.posterior["verdict"]
        return {"inputs": int(verdicts.isin([SPEAK, SILENT]).sum()), "silent": int((verdicts == SILENT).sum())}

    def alternatives(self, switch: str) -> str:
        """In how many of its worlds each alternative of a switch holds, the most frequent first."""
        counts = self.worlds[switch].value_counts()
        return ", ".join(f"{name} in {count} of {len(self.worlds)}" for name, count in counts.items())

    def stale(self) -> str:
        """Why these worlds can't be used with the model as it stands; empty where they can."""
        source, here = str(self.about["source"]), load_engine(str(self.about["engine"])).source_hash()
        if source == here:
            return ""
        return f"worlds fitted to another source of the model ({source[:12]}; it is {here[:12]} now)"


def learnt(row: Mapping[Any, Any], when: str) -> str:
    """An input before (`prior`) or after (`posterior`): the median with the ends of nine worlds in ten; the text for a switch."""
    low, high = row.get(f"{when}_low"), row.get(f"{when}_high")
    if low is None or high is None or pd.isna(low):
        return str(row[when])
    middle, *ends = (number(Quantity(float(value))) for value in (row[when], low, high))
    return f"{middle} ({ends[0]} to {ends[1]})"


def names() -> list[str]:
    """Names of the ensembles that ship."""
    return sorted(path.stem for path in SHIPPED.glob("*.parquet"))


def find(name: str) -> Ensemble | None:
    """An ensemble by the name of one that ships, or by a folder of kind calibrate; None where there is none."""
    shipped = SHIPPED / f"{name}.parquet"
    if name in names():
        return _shipped(shipped)
    folder = Path(name)
    if folder.is_dir() and Folder(folder).manifest().get("kind") == KIND:
        return _read(folder, (folder / "manifest.json").stat().st_mtime_ns)
    return None


@cache
def _read(folder: Path, _written: int) -> Ensemble:
    """The ensemble of a folder as it was when its manifest was written: asked for often, and read once."""
    return of_folder(Results(folder))


def _shipped(path: Path) -> Ensemble:
    import pyarrow.parquet as pq

    table = pq.read_table(path)
    about = json.loads(table.schema.metadata[b"countylines"])
    posterior, tradeoffs = (pd.DataFrame(about.pop(name)) for name in ("posterior", "tradeoffs"))
    return Ensemble(path.stem, table.to_pandas(), about, posterior, tradeoffs)


def of_folder(results: Results) -> Ensemble:
    """The ensemble of a finished calibration: the worlds of its last wave whose runs ended well.

    Raises:
        Unusable: it is not finished.
    """
    manifest, config = results.manifest, results.manifest["config"][KIND]
    size, waves = int(config["worlds"]), int(config["waves"])
    design = results.design.drop_duplicates("point").set_index("point")
    if len(design) != size * (waves + 1) or "posterior" not in results.tables():
        expected = f"a finished calibration (`{manifest.get('command', 'countylines run')}` goes on with it)"
        raise Unusable.because(results.path, f"{len(design)} of {size * (waves + 1)} worlds", expected)
    lived = results.design[results.design["run"].isin(results.found.runs()) & ~results.design["again"]]
    last = sorted(set(lived["point"]) & set(range(size * waves, size * (waves + 1))))
    targets, near = results.targets, results.waves.iloc[-1]
    used = targets.loc[targets["fitted"] == "yes", "id"].tolist()
    about = {
        "title": manifest["title"], "engine": manifest["engine"], "source": manifest["source_hash"], "until": config["until"],
        "figures": used, "runs": len(lived), "waves": waves, "scale": manifest["scale"],
        "inside": int(near["inside"]), "predicted": int(near["predicted"]), "misfit": float(near["misfit"]),
        "inert_spread_left": float(near["inert_spread_left"]),
    }  # fmt: skip
    if "inert_moved" in near:
        about["inert_moved"] = float(near["inert_moved"])
    worlds = balanced(design.loc[last, results.varying])
    return Ensemble(str(results.path), worlds, about, results.posterior, results.tradeoffs)


def balanced(worlds: pd.DataFrame) -> pd.DataFrame:
    """The same worlds, so that among the first of them, however many, alternatives of switches are about as frequent as among all.

    Each next world is the one after which their shares are nearest to those of all, in units of their spread.
    """
    switches = worlds.select_dtypes(exclude="number")
    if switches.empty:
        return worlds.reset_index(drop=True)
    apart = pd.get_dummies(switches, dtype=float).to_numpy()
    apart = (apart - apart.mean(axis=0)) / np.maximum(apart.std(axis=0), 1e-12)
    left, together, order = np.arange(len(worlds)), np.zeros(apart.shape[1]), []
    while len(left):
        at = int(((together + apart[left]) ** 2).sum(axis=1).argmin())
        together += apart[left[at]]
        order.append(left[at])
        left = np.delete(left, at)
    return worlds.iloc[order].reset_index(drop=True)


def keep(found: Ensemble, name: str, engine: str) -> Path:
    """Ship an ensemble under a name, for the model of an engine as it stands.

    Raises:
        Unusable: its worlds were fitted to another source of the model.
    """
    import pyarrow as pa

    if wrong := found.stale():
        raise Unusable.because(found.name, wrong, "worlds fitted to this one: run the calibration again")
    about = {**found.about, "engine": engine, "source": load_engine(engine).source_hash()}
    tables = {name: json.loads(table.to_json(orient="records")) for name, table in
              (("posterior", found.posterior), ("tradeoffs", found.tradeoffs))}  # fmt: skip
    note = {b"countylines": json.dumps(about | tables).encode()}
    table = pa.Table.from_pandas(found.worlds, preserve_index=False).replace_schema_metadata(note)
    SHIPPED.mkdir(exist_ok=True)
    path = SHIPPED / f"{name}.parquet"
    write_durably(path, parquet(table, compression="zstd"))
    return path


def origin_of(manifest: Mapping[str, Any]) -> str:
    """Where a folder's worlds came from, as the config in its manifest says."""
    return str((manifest.get("config") or {}).get("worlds", {}).get("origin", BEST))


def in_fitted(manifest: Mapping[str, Any]) -> bool:
    """Whether a folder's worlds, by its manifest, are those of an ensemble."""
    return origin_of(manifest) not in (BEST, RANGE)
