"""What a sensitivity analysis costs: runs per hour of the shipped config, and the time that is not spent in simulations.

With `results/sensitivity` there (from `countylines run configs/sensitivity.toml`) that run is measured, else a small
one of the same kind is made.
"""

import json
import re
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from benchmark import Row

from experiments import run_experiment
from experiments.experiment import finish
from experiments.run.pool import usable_cpus
from experiments.run.progress import Watcher
from experiments.store.folder import Folder

ROOT = Path(__file__).parent.parent
SHIPPED = ROOT / "results" / "sensitivity"


def sensitivity() -> Iterator[Row]:
    """Runs per hour, and the share of time outside simulations."""
    if _in_one_go(SHIPPED):
        yield from _measured(SHIPPED, "the shipped config")
        return
    text = (ROOT / "configs" / "sensitivity.toml").read_text()
    with tempfile.TemporaryDirectory() as folder:
        run_experiment(reduced(text, points=16, local=1), out=folder, report=False)
        yield from _measured(Path(folder), "a small config of its kind")


def _in_one_go(path: Path) -> bool:
    """Whether a folder's runs were all computed by the program that wrote its manifest, which then has all their time."""
    if not (path / "manifest.json").is_file():
        return False
    manifest = json.loads((path / "manifest.json").read_text())
    return "spent_seconds" in manifest.get("pace", {}) and manifest["runs"]["computed_now"] == manifest["runs"]["done"]


def reduced(text: str, **settings: int) -> str:
    """A sensitivity config with other sizes, whether it gives them or not."""
    for name, value in settings.items():
        text = re.sub(rf"(?m)^{name} = .*\n?", "", text)
        text = text.replace("[sensitivity]\n", f"[sensitivity]\n{name} = {value}\n")
    return text


def _measured(path: Path, what: str) -> Iterator[Row]:
    manifest = json.loads((path / "manifest.json").read_text())
    (path / "made.json").unlink(missing_ok=True)  # else tables that are there would not be worked out
    begun = time.perf_counter()
    finish(Folder(path), Watcher(), report=False)
    analysis = time.perf_counter() - begun
    started, ended = (datetime.fromisoformat(manifest[key]) for key in ("started", "ended"))
    wall = (ended - started).total_seconds() + analysis
    runs, pace = manifest["runs"], manifest["pace"]
    simulated = pace["spent_seconds"] / usable_cpus()
    outside = max(0.0, 1.0 - simulated / wall)
    yield Row(f"sensitivity, {what}: runs per hour", f"{3600.0 * runs['done'] / wall:,.0f}")
    yield Row("sensitivity: the analysis alone", f"{analysis:.1f} s")
    yield Row("sensitivity: time outside simulations", f"{outside:.0%}", "at most 10%", outside <= 0.10)


SECTIONS = (sensitivity,)
