"""Whose is a folder, and what may stand in it when its runs are gone?"""

import shutil

import pyarrow as pa
import pytest
from corridor import config, program

from experiments import Results, run_experiment
from experiments.store.files import parquet


def test_a_folder_of_another_program_is_left_alone_whatever_its_files_are_called(tmp_path):
    folder = tmp_path / "theirs"
    folder.mkdir()
    theirs = {"config.toml": b"a = 1", "failures.csv": b"x", "design.parquet": parquet(pa.table({"plan": [1]}))}
    for name, held in theirs.items():
        (folder / name).write_bytes(held)
    (tmp_path / "c.toml").write_text(config())
    code, _, err = program("run", tmp_path / "c.toml", "--out", folder, "--workers", 0)
    assert code == 2 and "a folder of other things" in err
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == theirs


def test_a_page_of_runs_that_are_all_lost_does_not_stay(tmp_path):
    folder = tmp_path / "r"
    run_experiment(config(), out=folder, workers=0, report=False)
    assert program("report", folder)[0] == 0 and (folder / "report.html").is_file()
    for path in (folder / "runs").iterdir():
        path.unlink()
    _, out, err = program("report", folder)
    assert "nothing to draw" in out + err and "Traceback" not in err
    assert not [path.name for path in folder.glob("report.*")] and not (folder / "tables.xlsx").exists()


def test_all_runs_may_be_lost_where_an_input_has_the_name_of_a_measure(tmp_path):
    """As in fitted worlds: `violence_between_crews` is a number that varies there, and what a run measures."""
    text = """
kind = "compare"
title = "Lost"
[world]
scale = 0.01
years = 0.1
warm_up_years = 0
[parameters]
violence_between_crews = { low = 0.1, high = 0.3 }
[design]
points = 2
[strategies]
baseline = "as_inspected"
compare = ["fragmented"]
[replications]
number = 1
[output]
report = false
"""
    run_experiment(text, out=tmp_path / "r", workers=0)
    shutil.rmtree(tmp_path / "r" / "runs")
    (tmp_path / "r" / "runs").mkdir()
    _, out, err = program("report", str(tmp_path / "r"))
    assert "Traceback" not in out + err and "done 0, failed 0, missing 6" in err


@pytest.mark.parametrize("held", [b"", b"name,when\nx,y\n", b"\xff\xfe\x00"])
def test_of_a_damaged_list_of_failures_its_runs_are_missing(tmp_path, held):
    folder = tmp_path / "r"
    run_experiment(config(), out=folder, workers=0, report=False)
    (folder / "failures.csv").write_bytes(held)
    (folder / "made.json").write_text("[1]")
    code, _, _ = program("report", folder)
    assert code == 0 and len(Results(folder).failures) == 0
