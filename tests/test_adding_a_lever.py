"""Does the recipe of docs/adding_a_lever.md hold? Followed on a copy of the project, the lever is known everywhere."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PATCH = Path(__file__).parent / "recipes" / "lever.patch"
MOST_FILES, MOST_LINES = 8, 30
COPIED = ("sim", "experiments", "tests", "configs", "docs", "pyproject.toml", "README.md", "CHANGELOG.md")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    """It compiles a model of its own, and begins while another worker compiles the project's."""


def run(folder: Path, *command: str) -> str:
    """What a command prints in the copy.

    Raises:
        AssertionError: It fails; with what it printed.
    """
    environment = os.environ | {"PYTHONPATH": str(folder), "NUMBA_OPT": "1"}  # compiled sooner: it runs little
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def countylines(folder: Path, *arguments: str) -> str:
    return run(folder, sys.executable, "-m", "experiments", *arguments)


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    """The project with one more lever: a youth worker beside children at risk."""
    folder = tmp_path_factory.mktemp("project")
    tracked = subprocess.run(["git", "ls-files", "-z", *COPIED], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in filter(None, tracked.stdout.split("\0")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes((ROOT / name).read_bytes())
    run(folder, "git", "init", "--quiet")
    run(folder, "git", "apply", str(PATCH))
    assert run(folder, sys.executable, "-c", "import sim; print(sim.__file__)").strip() == str(folder / "sim" / "__init__.py")
    return folder


def test_the_recipe_is_short_and_is_the_pages_list():
    counts = [line.split("\t") for line in run(ROOT, "git", "apply", "--numstat", str(PATCH)).splitlines()]
    files = [name for _, _, name in counts]
    assert len(files) <= MOST_FILES and sum(int(added) for added, _, _ in counts) <= MOST_LINES
    page = (ROOT / "docs" / "adding_a_lever.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \d \| `([\w/.]+)` \|", page, re.MULTILINE)
    assert sorted(rows) == sorted(files)


def test_the_commands_know_it(copy):
    (row,) = json.loads(countylines(copy, "levers", "youth_workers.reach", "--json"))
    assert (row["costs"], row["payer"], row["high"]) == ("cost_youth_worker_year", "councils", 0.5)
    assert "kept_away" in countylines(copy, "levers", "youth_workers.reach")
    (effect,) = json.loads(countylines(copy, "parameters", "youth_worker_effect", "--json"))
    assert (effect["prior"], effect["scale"]) == ("uniform", "logit")
    assert "sim.measures.costs.bills" in countylines(copy, "parameters", "cost_youth_worker_year")
    assert "youth_workers_alone" in countylines(copy, "strategies")


def test_the_description_has_it(copy):
    text = countylines(copy, "odd")
    assert "**youth_workers.** A youth worker beside children at risk." in text
    assert re.search(r"\*\*kept_away\*\* \(grooming\): .*`youth_worker_effect`", text)


def test_a_config_may_choose_it_within_its_bounds(copy):
    config = copy / "own.toml"
    shipped = (ROOT / "configs/levers.toml").read_text("utf-8")
    text = re.sub(r"^compare = \[.*?\]$", 'compare = ["ours"]', shipped, flags=re.MULTILINE | re.DOTALL)
    with pytest.raises(AssertionError, match="worlds fitted to another source of the model"):
        countylines(copy, "check", "configs/levers.toml")
    text = text.replace('from = "fitted"', 'from = "range"')  # as the page says
    text = re.sub(r"^(scale|years) = \S+", r"\1 = 1.0", text, flags=re.MULTILINE).replace("scale = 1.0", "scale = 0.01")
    own = '\n[strategy.ours]\nbased_on = "as_inspected"\nyouth_workers.reach = {}\n'
    config.write_text(text + own.format(0.3), encoding="utf-8")
    countylines(copy, "check", str(config))
    config.write_text(text + own.format(0.7), encoding="utf-8")
    with pytest.raises(AssertionError, match=r"strategy\.ours\.youth_workers\.reach: found 0\.7, expected 0 to 0\.5 share"):
        countylines(copy, "check", str(config))


def test_a_sensitivity_analysis_varies_its_parameters(copy):
    code = (
        "from experiments.worlds.factors import chosen; from sim.documents import catalogue as c; "
        "print([f.name for f in chosen(c.parameters(), c.structures(), {}, {})])"
    )
    names = run(copy, sys.executable, "-c", code)
    assert "'youth_worker_effect'" in names and "'cost_youth_worker_year'" in names


@pytest.mark.timeout(1800)  # it compiles the model of the copy
def test_the_tests_of_levers_hold_for_it(copy):
    """Its pathway and where it is cut, its bill, its payer, the places it takes, its preset, its rule in the description."""
    whole = "declared or needs or says_what_they_buy or has_a_pathway or preset or lever_is or every_lever or config_of_single"
    chosen = f"youth_workers or {whole}"  # its own cases, and what holds for all levers together
    files = ("levers", "components", "component_costs", "strategies", "presets", "catalogue")
    names = [f"tests/test_{name}.py" for name in files]
    told = run(copy, sys.executable, "-m", "pytest", *names, "-k", chosen, "-q", "-n", "0")
    assert "failed" not in told
