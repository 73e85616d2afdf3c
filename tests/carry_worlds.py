"""Do fitted worlds hold for a model whose sources were rewritten and whose numbers were not? Then they are said to be fitted to it.

`uv run python -m tests.carry_worlds fitted FOLDER`, where FOLDER is a checkout of the sources that the worlds were fitted to: every
world is lived under both, as the past was and under the integrated response. Only where each of them gives the same books to the last
bit does the ensemble take the name of the new source, and keep that of the old. Nine minutes on two processors.
"""

import dataclasses
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from joblib import Parallel, delayed

ROOT = Path(__file__).parents[1]
SCALE, START = 0.05, date(2018, 1, 1)
LIVES = {"history": 8.0, "integrated": 2.0}
"""Years of each strategy, in the past as it was, after two years of warm-up."""


def lived(seed: int, point: dict[str, Any]) -> tuple[str, str]:
    """The name of the sources, and the digest of all that a world gives: what is recorded and true, by day, and by month and area."""
    from sim import Parameters, changed, simulate, warm_up
    from sim.documents.catalogue import source_hash

    digest, parameters = hashlib.sha256(), changed(Parameters(), **point)
    state = warm_up(parameters, scale=SCALE, seed=seed, start=START, scenario="history", warm_up_years=2.0)
    for strategy, years in LIVES.items():
        result = simulate(strategy, years=years, warm=state)
        for numbers in (result.values, result.area_values, result.days_true, result.days_recorded):
            digest.update(numbers.tobytes())
        digest.update(repr(sorted(result.measures.items())).encode())
    return source_hash(), digest.hexdigest()


def live_all(points: Path) -> list[tuple[str, str]]:
    """The same of each world of a file, as processes of their own live it."""
    worlds = enumerate(json.loads(points.read_text("utf-8")))
    return list(Parallel(n_jobs=-1)(delayed(lived)(seed, point) for seed, point in worlds))


def under(sources: Path, points: Path) -> tuple[str, list[str]]:
    """The name of the sources of a checkout, and the digest of each world with its model."""
    environment = os.environ | {"PYTHONPATH": f"{sources}{os.pathsep}{ROOT}"}
    command = [sys.executable, str(Path(__file__)), str(points)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    names, found = zip(*(line.split() for line in done.stdout.splitlines()), strict=True)
    (source,) = set(names)
    return source, list(found)


def carry(name: str, before: Path) -> str:
    """Live the worlds of an ensemble under both sources, and give it the new one's name; what was found.

    Raises:
        SystemExit: Worlds differ, or the checkout is not of the sources that they were fitted to.
    """
    from experiments.store import ensemble

    found = ensemble.find(name)
    if found is None:
        raise SystemExit(f"no ensemble is called {name}")
    with tempfile.TemporaryDirectory() as room:
        points = Path(room) / "points.json"
        points.write_text(json.dumps(found.points()), "utf-8")
        (was, old), (now, new) = under(before, points), under(ROOT, points)
    if was != found.about["source"]:
        raise SystemExit(f"{before} is {was[:12]}, and the worlds were fitted to {str(found.about['source'])[:12]}")
    if apart := sum(one != other for one, other in zip(old, new, strict=True)):
        raise SystemExit(f"{apart} of {len(old)} worlds differ: fit them anew")
    about = {**found.about, "source": now, "carried": [*found.about.get("carried", []), was]}
    ensemble.keep(dataclasses.replace(found, about=about), name, str(about["engine"]))
    return f"{len(old)} worlds give the same numbers to the last bit; they hold for {now[:12]} too"


if __name__ == "__main__":
    if len(sys.argv) == 2:
        print(*(" ".join(one) for one in live_all(Path(sys.argv[1]))), sep="\n")
    else:
        print(carry(sys.argv[1], Path(sys.argv[2])))
