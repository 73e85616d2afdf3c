"""The pinned versions: `uv run python -m tests.pins` writes them anew into `constraints.txt` and `pyproject.toml`.

`constraints.txt` serves plain pip, `[tool.uv]` serves uv; both hold one resolution of everything that the project, its
extras and its tests need, for every platform. Run it after a dependency was added; `--upgrade` takes the newest versions.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
PYPROJECT, CONSTRAINTS = ROOT / "pyproject.toml", ROOT / "constraints.txt"
HEAD = (
    "# Versions that work together, for plain pip (uv has the same in pyproject.toml). Made by: uv run python -m tests.pins\n"
)
LISTS = re.compile(r"\n# Pins: [^\n]*\n\[tool\.uv\]\n.*?\n\]\n.*?\n\]\n", re.DOTALL)


def pinned(text: str) -> list[str]:
    """The requirements of a constraints file, a line each, without comments."""
    return [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def run(*command: str, folder: Path, given: str | None = None) -> str:
    """The standard output of a command that must succeed."""
    return subprocess.run(command, cwd=folder, check=True, stdout=subprocess.PIPE, text=True, input=given).stdout


def resolve(text: str, upgrade: bool) -> tuple[list[str], list[str]]:
    """Resolve a pyproject that holds no pins: what it needs to run and be tested, and what it needs to be built."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "pyproject.toml").write_text(text, encoding="utf-8")
        (folder / "README.md").touch()
        if not upgrade and (ROOT / "uv.lock").is_file():
            shutil.copy(ROOT / "uv.lock", folder)
        plain = ("--no-hashes", "--no-annotate", "--no-header", "--no-emit-project")
        needed = run("uv", "export", "--all-extras", "--all-groups", *plain, folder=folder)
        build = "\n".join(tomllib.loads(text)["build-system"]["requires"])
        compiled = (
            "uv",
            "pip",
            "compile",
            "-",
            "--universal",
            "--no-annotate",
            "--no-header",
            "--no-emit-index-url",
            "--quiet",
        )
        return pinned(needed), pinned(run(*compiled, folder=folder, given=build))


def as_toml(name: str, lines: list[str]) -> str:
    """A list of requirements as TOML; markers stand in single quotes within."""
    return f"{name} = [\n" + "".join(f'    "{line}",\n' for line in (one.replace('"', "'") for one in lines)) + "]\n"


def write(upgrade: bool) -> None:
    """Resolve, and write both files."""
    bare = LISTS.sub("", PYPROJECT.read_text(encoding="utf-8"))
    needed, build = resolve(bare, upgrade)
    CONSTRAINTS.write_text(HEAD + "\n".join(needed) + "\n", encoding="utf-8")
    lists = as_toml("constraint-dependencies", needed) + as_toml("build-constraint-dependencies", build)
    PYPROJECT.write_text(f"{bare.rstrip()}\n\n# Pins: made by tests/pins.py\n[tool.uv]\n{lists}", encoding="utf-8")


if __name__ == "__main__":
    write("--upgrade" in sys.argv[1:])
