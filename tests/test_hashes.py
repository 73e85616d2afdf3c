"""Does the model's hash follow what decides numbers, and the name of the compile cache what compiles, and neither anything else?"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import sim

PACKAGE = Path(sim.__file__).parent
EDITS = {
    "rules/control.py": "both",
    "day/__init__.py": "both",
    "parameters/cost.py": "both",
    "state/books.py": "both",
    "engine/luck.py": "both",
    "rules/added.py": "both",  # a new file
    "policy/presets.py": "model",
    "measures/costs.py": "model",
    "simulation/simulate.py": "model",
    "data/forces.csv": "model",
    "data/targets.csv": "model",
    "data/added.csv": "model",
    "documents/odd.py": "none",
    "documents/odd.md": "none",
    "data/notes.md": "none",
}
"""What a change to a file, or a new one, must change: the model's hash and the cache's name, the hash alone, or neither."""
HASHES = """
import json, sys
from pathlib import Path
from sim.documents.catalogue import source_hash
from sim.engine import digest_of_sources

def both():
    source_hash.cache_clear()
    return [source_hash(), digest_of_sources()]

found = {"": both()}
for name in json.loads(sys.argv[1]):
    path = Path("sim") / name
    before = path.read_bytes() if path.exists() else None
    path.write_bytes((before or b"") + b"# a change\\n")
    found[name] = both()
    path.unlink() if before is None else path.write_bytes(before)
for name in ("data/forces.csv", "rules/control.py"):
    path = Path("sim") / name
    path.write_bytes(path.read_bytes().replace(b"\\n", b"\\r\\n"))
found["line ends"] = both()
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def hashes(tmp_path_factory) -> dict[str, list[str]]:
    """The model's hash and the cache's name of a copy of the model, as it is and after each edit alone."""
    root = tmp_path_factory.mktemp("copy")
    shutil.copytree(PACKAGE, root / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    done = subprocess.run(
        [sys.executable, "-c", HASHES, json.dumps(list(EDITS))], cwd=root, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def test_each_change_moves_what_it_must_and_nothing_else(hashes):
    moved = {name: [one != as_it_is for one, as_it_is in zip(hashes[name], hashes[""], strict=True)] for name in EDITS}
    expected = {"both": [True, True], "model": [True, False], "none": [False, False]}
    assert moved == {name: expected[what] for name, what in EDITS.items()}


def test_a_copy_elsewhere_is_the_same_model_whatever_its_line_ends(hashes):
    from sim.documents import catalogue

    assert hashes[""][0] == hashes["line ends"][0] == catalogue.source_hash()
    assert len(hashes[""][0]) == 64
    assert len({tuple(found) for name, found in hashes.items() if EDITS.get(name) in ("both", "model")}) == len(EDITS) - 3
