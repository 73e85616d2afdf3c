"""Tables that are those of the runs are left alone; any other is made again."""

import pytest
from corridor import config

from experiments import run_experiment
from experiments.experiment import report_folder
from experiments.run.progress import Silent


@pytest.fixture
def made(tmp_path):
    return run_experiment(config(number=3), out=tmp_path / "r", workers=0, report=False).folder


def written(folder):
    return {path.name: path.stat().st_mtime_ns for path in folder.tables.glob("*.csv")}


def again(folder):
    """The names of the tables that a second making writes."""
    before, contents = written(folder), {path.name: path.read_bytes() for path in folder.tables.glob("*.csv")}
    report_folder(folder.path, None, Silent())
    assert contents.keys() <= {path.name for path in folder.tables.glob("*.csv")}
    return {name for name, when in written(folder).items() if when != before.get(name)}


def test_nothing_is_worked_out_twice(made):
    assert again(made) == set()


def test_a_table_changed_by_hand_is_made_again(made):
    right = (made.tables / "effects.csv").read_bytes()
    (made.tables / "effects.csv").write_bytes(right.replace(b"helps", b"harms"))
    assert "effects.csv" in again(made)
    assert (made.tables / "effects.csv").read_bytes() == right


def test_more_runs_make_other_tables(made):
    before = (made.tables / "outcomes.csv").read_bytes()
    run_experiment(config(number=5), out=made.path, workers=0, report=False)
    assert (made.tables / "outcomes.csv").read_bytes() != before
    assert again(made) == set()


def test_another_program_makes_them_again(made, monkeypatch):
    monkeypatch.setattr("experiments.store.freshness.program", lambda: "another")
    assert "effects.csv" in again(made)
