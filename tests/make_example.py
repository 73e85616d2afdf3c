"""Makes results/example and the figures of paper/ again: ``uv run python tests/make_example.py``. A test says when that is due."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).parents[1]
CONFIG, EXAMPLE = ROOT / "configs" / "example.toml", ROOT / "results" / "example"
KEPT = ("report.html", "config.toml", "manifest.json", "failures.csv", "tables")
SHOWN = ("primary_differences", "children_through_the_system", "map_of_levels", "recorded_beside_true")
IN_PAPER = ("primary_differences", "recorded_beside_true")
KEYS = ["run", "strategy", "point", "replication", "seed"]


def first_runs(results) -> pd.DataFrame:
    """The measures of the first life of the first world under each strategy."""
    runs = results.runs
    rows = runs[(runs["point"] == 0) & (runs["replication"] == 0)]
    return rows[[*KEYS, *results.measured()]].sort_values("strategy").reset_index(drop=True)


def main() -> None:
    """Run the example's config in a room of its own and keep what is small."""
    from experiments import run_experiment
    from experiments.report.write import write_report

    with tempfile.TemporaryDirectory() as room:
        made = Path(room) / "example"
        results = run_experiment(CONFIG, out=made, report=False)
        # The room is temporary; what repeats the example is its config.
        manifest = json.loads((made / "manifest.json").read_text(encoding="utf-8"))
        manifest["command"] = "countylines run configs/example.toml"
        (made / "manifest.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        write_report(made)
        EXAMPLE.mkdir(parents=True, exist_ok=True)
        for name in KEPT:
            place = EXAMPLE / name
            if place.is_dir():
                shutil.rmtree(place)
            (shutil.copytree if (made / name).is_dir() else shutil.copy)(made / name, place)
        (EXAMPLE / "figures").mkdir(exist_ok=True)
        for name in SHOWN:
            shutil.copy(made / "figures" / f"{name}.svg", EXAMPLE / "figures")
        for name in IN_PAPER:
            shutil.copy(made / "figures" / f"{name}.png", ROOT / "paper")
        first_runs(results).to_csv(EXAMPLE / "first_runs.csv", index=False, lineterminator="\n")
    print(f"made {EXAMPLE.relative_to(ROOT)}", file=sys.stderr)


if __name__ == "__main__":
    main()
