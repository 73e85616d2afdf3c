"""Does the finished example still match the program, and does its notebook run?"""

from __future__ import annotations

import html
import re
import tomllib

import nbformat
import numpy as np
import pandas as pd
import pytest
from make_example import CONFIG, EXAMPLE, KEYS, first_runs
from nbclient import NotebookClient

from experiments import run_experiment
from experiments.figures.results import FolderTables
from experiments.report import content
from experiments.report.sections import first_page
from experiments.store import ensemble

AGAIN = "results/example no longer matches the program: make it again with 'uv run python tests/make_example.py'"


def test_the_example_is_of_its_config():
    assert (EXAMPLE / "config.toml").read_bytes() == CONFIG.read_bytes(), AGAIN


def test_its_runs_give_the_same_numbers(tmp_path):
    text = re.sub(r"^(number|twice) = \d+$", r"\1 = 2", CONFIG.read_text(encoding="utf-8"), flags=re.M)
    config = tmp_path / "example.toml"
    config.write_text(text, encoding="utf-8")
    now = first_runs(run_experiment(config, out=tmp_path / "out", workers=1, report=False))
    then = pd.read_csv(EXAMPLE / "first_runs.csv")
    assert list(now.columns) == list(then.columns), AGAIN
    assert list(now["strategy"]) == list(then["strategy"])
    assert list(now["seed"]) == list(then["seed"])
    measures = [name for name in then.columns if name not in KEYS]
    assert len(measures) > 20
    differ = [name for name in measures if not np.allclose(now[name], then[name], rtol=1e-9, atol=0.0, equal_nan=True)]
    assert not differ, AGAIN


def test_its_report_says_what_the_program_would_say(monkeypatch):
    worlds = ensemble.find("fitted").points(tomllib.loads(CONFIG.read_text("utf-8"))["worlds"]["number"])
    harmful = [world for world in worlds if world[first_page.SUPPLY] != first_page.HARMLESS]
    assumed = sum(float(world[first_page.OUTSIDE]) for world in harmful) / len(worlds)
    monkeypatch.setattr(
        first_page, "most_of_assumed", lambda results: 1.0 / assumed
    )  # its design, which says so, does not ship
    page = (EXAMPLE / "report.html").read_text(encoding="utf-8")
    text = " ".join(html.unescape(re.sub(r"<[^>]+>", "", page)).split())
    report = content.Report(FolderTables(EXAMPLE), [])
    sentences = [*report.answer, *report.more, *report.cautions, *report.surety, *report.changers]
    sentences += [sentence for section in report.sections for sentence in section.lead]
    missing = [str(one) for one in sentences if " ".join(str(one).split()) not in text]
    assert not missing, AGAIN
    assert report.title in text


def test_its_files_name_no_machine():
    for path in EXAMPLE.rglob("*"):
        if path.suffix in {".json", ".csv", ".html", ".svg", ".toml", ".md", ".ipynb"}:
            assert not re.search(r"(?<![\w.])/(?:tmp|root|work|home|Users)/", path.read_text(encoding="utf-8")), path.name


def test_it_is_small():
    assert sum(path.stat().st_size for path in EXAMPLE.rglob("*") if path.is_file()) < 8_000_000


@pytest.mark.filterwarnings("default")
def test_the_notebook_runs():
    notebook = nbformat.read(EXAMPLE / "explore_results.ipynb", as_version=4)
    nbformat.validate(notebook)
    NotebookClient(notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(EXAMPLE)}}).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert any("image/png" in output.get("data", {}) for output in outputs)
    assert any("verdict" in str(output.get("data", {}).get("text/html", "")) for output in outputs)
