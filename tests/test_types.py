"""Is a misspelt field a type error where it is written, and every function of the model annotated?"""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import sim

ROOT = Path(__file__).parents[1]
MISSPELT = """
from sim.day.bundles import Children, Country, Police, Today, Trading
from sim.rules import control
from sim.state.ledger import Ledger


def right(trade: Trading, children: Children, police: Police, now: Today) -> float:
    episode = children.episodes[children.exploited[0]]
    trade.lines[episode.line].stock += episode.debt
    return police.files[0][1].of_market * now.p.control.exit_rate * now.policy[0].tasking.acceptance


def wrong(trade: Trading, children: Children, country: Country, police: Police, ledger: Ledger, now: Today) -> None:
    trade.lines[0].markte
    trade.lines[0].stokc = 5
    children.episodes[children.exploited[0]].dbet
    children.counts.epsiodes
    country.areas[0].capp
    country.nation.bakclog
    police.files[0][1].of_markt
    police.bodies[0].kind
    ledger.true[0].child_dyas
    now.policy[0].tasking.decdes
    now.p.control.exit_rte
    now.scene.contcat
    control.runs_today(trade.lines[0], now.day)
    control.runs_today(children.episodes[0], now.p)
"""
"""Two functions: of the first all is as it should be; in the second each line has one mistake."""


def faults_in(path: Path) -> list[int]:
    """The lines of a file in which mypy finds a fault, by the project's settings."""
    words = [sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml"), "--no-error-summary", str(path)]
    run = subprocess.run(words, check=False, cwd=ROOT, capture_output=True, text=True)
    assert run.stderr == ""
    found = [line.split(":") for line in run.stdout.splitlines() if ": error:" in line]
    assert {Path(name).name for name, *_ in found} == {path.name}, run.stdout
    return sorted({int(number) for _, number, *_ in found})


def test_a_misspelt_field_is_an_error_where_it_is_written(tmp_path):
    """A field of a row, of a record in a row, of counts, a book, a lever, a parameter; and one record in another's place."""
    path = tmp_path / "misspelt.py"
    path.write_text(MISSPELT.lstrip(), encoding="utf-8")
    lines = path.read_text(encoding="utf-8").splitlines()
    first = next(number for number, line in enumerate(lines, 1) if line.startswith("def wrong")) + 1
    assert faults_in(path) == list(range(first, len(lines) + 1))


@pytest.mark.parametrize("room", ["state", "rules", "day", "setup", "simulation", "measures"])
def test_every_function_of_the_model_is_annotated(room):
    """Each argument, and what is returned."""
    for path in (Path(sim.__file__).parent / room).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                bare = [one.arg for one in node.args.args if one.annotation is None and one.arg not in ("self", "cls")]
                assert bare == [], f"{path}:{node.lineno} {node.name}"
                assert node.returns is not None or node.name == "__init__", f"{path}:{node.lineno} {node.name}"
