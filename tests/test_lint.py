"""Are the sources free of what the checkers of style, layout and types would find?"""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("words", ["ruff check", "ruff format --check", "mypy"])
def test_a_checker_finds_nothing(words):
    """Each reads its table in pyproject.toml, from the project's folder."""
    run = subprocess.run([sys.executable, "-m", *words.split()], check=False, cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, f"{words}:\n{run.stdout}{run.stderr}"
