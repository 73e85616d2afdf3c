"""Do fitted worlds hold for a model whose sources changed, and what they were fitted by did not? Then they are said to be fitted to it.

`uv run python -m tests.carry_worlds fitted FOLDER`, where FOLDER is a checkout of the sources that the worlds were fitted to: every
world is lived under both, as the past was. Only where each of them gives the same to the last bit for every published figure, which is
all that a fit looks at, does the ensemble take the name of the new source, and keep that of the old. Seven minutes on two processors.
"""

import dataclasses
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from joblib import Parallel, delayed

ROOT = Path(__file__).parents[1]
SCALE = 0.05


def lived(seed: int, point: dict[str, Any]) -> tuple[str, str]:
    """The name of the sources, and the digest of what a world has for each published figure."""
    from sim.documents.catalogue import source_hash
    from tests.past import history

    figures, _ = history(point, seed, SCALE)
    return source_hash(), hashlib.sha256(repr(sorted(figures.items())).encode()).hexdigest()


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
    return f"{len(old)} worlds give the same for every figure to the last bit; they hold for {now[:12]} too"


if __name__ == "__main__":
    if len(sys.argv) == 2:
        print(*(" ".join(one) for one in live_all(Path(sys.argv[1]))), sep="\n")
    else:
        print(carry(sys.argv[1], Path(sys.argv[2])))
