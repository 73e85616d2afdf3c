"""Tables, figures and pages that are those of the runs are left alone; any other is made again."""

import errno
import json
import os
import sys
from pathlib import Path

import pytest
from corridor import config

from experiments import run_experiment
from experiments.experiment import report_folder
from experiments.protocol.problems import Unusable
from experiments.report.write import write_report
from experiments.run.progress import Watcher
from experiments.store.files import write_durably


@pytest.fixture
def made(tmp_path):
    return run_experiment(config(number=3), out=tmp_path / "r", workers=0, report=False).folder


def written(folder):
    return {path.name: path.stat().st_mtime_ns for path in folder.tables.glob("*.csv")}


def again(folder):
    """The names of the tables that a second making writes."""
    before, contents = written(folder), {path.name: path.read_bytes() for path in folder.tables.glob("*.csv")}
    report_folder(folder.path, None, Watcher())
    assert contents.keys() <= {path.name for path in folder.tables.glob("*.csv")}
    return {name for name, when in written(folder).items() if when != before.get(name)}


def test_nothing_is_worked_out_twice(made):
    assert again(made) == set()


def test_a_table_changed_by_hand_is_made_again(made):
    right = (made.tables / "effects.csv").read_bytes()
    (made.tables / "effects.csv").write_bytes(right.replace(b"helps", b"harms"))
    assert "effects.csv" in again(made)
    assert (made.tables / "effects.csv").read_bytes() == right


def test_a_baseline_changed_by_hand_is_not_believed(made):
    said = json.loads(made.manifest_file.read_text())
    made.manifest_file.write_text(json.dumps(said | {"baseline": "helps"}))
    with pytest.raises(Unusable, match="baseline: helps, where its config has as_inspected"):
        report_folder(made.path, None, Watcher())
    made.manifest_file.write_text(json.dumps(said))
    assert again(made) == set()


def test_more_runs_make_other_tables(made):
    before = (made.tables / "outcomes.csv").read_bytes()
    run_experiment(config(number=5), out=made.path, workers=0, report=False)
    assert (made.tables / "outcomes.csv").read_bytes() != before
    assert again(made) == set()


def test_another_question_of_the_same_runs_makes_other_tables(made):
    asked = run_experiment(config(number=3).replace('"harm", "good"', '"good"'), out=made.path, workers=0, report=False)
    assert asked.manifest["runs"]["computed_now"] == 0
    assert set(asked.effects.loc[asked.effects["primary"] == "yes", "measure"]) == {"good"}


def test_tables_that_the_config_asks_no_more_go_and_those_of_others_stay(tmp_path):
    text, folder = config(number=3), tmp_path / "r"
    apart = text.replace("report = false", 'report = false\nset_apart = ["Kent"]')
    tables = run_experiment(apart, out=folder, workers=0).folder.tables
    theirs, outside = tables / "theirs.csv", folder / "outside.csv"
    theirs.write_text("a\n1\n"), outside.write_text("a\n1\n")
    assert (tables / "set_apart.csv").is_file()
    notes = json.loads((folder / "made.json").read_text())
    (folder / "made.json").write_text(json.dumps(notes | {"written": [*notes["written"], "../outside"]}))
    results = run_experiment(text, out=folder, workers=0)
    assert results.manifest["runs"]["computed_now"] == 0 and not (tables / "set_apart.csv").exists()
    assert theirs.is_file() and outside.is_file() and (tables / "effects.csv").is_file()


def test_another_program_makes_them_again(made, monkeypatch):
    monkeypatch.setattr("experiments.store.freshness.program", lambda step: "another")
    assert "effects.csv" in again(made)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    return run_experiment(REPORTED, out=tmp_path_factory.mktemp("drawn") / "r", workers=0).folder


REPORTED = config(number=3).replace("report = false", "report = true")


def pages(folder):
    return {path: path.stat().st_mtime_ns for path in [folder.report_file, *folder.figures.iterdir()]}


def test_a_report_is_drawn_once(drawn):
    before = pages(drawn)
    assert len(before) > 3
    report_folder(drawn.path, None, Watcher())
    assert pages(drawn) == before


@pytest.mark.skipif(sys.platform != "linux", reason="it looks at open files in /proc")
def test_a_page_is_there_whole_or_not_at_all(drawn, monkeypatch):
    """Where writing breaks off the old page stands, and so do the workbook and the data dictionary."""
    names = ("report.html", "tables.xlsx", "report.pdf", "tables/datapackage.json")
    kept = {drawn.path / name: (drawn.path / name).read_bytes() for name in names}
    try:
        for broken in kept:
            for path in kept:
                path.write_bytes(b"old")

            def full(handle, broken=broken):
                if os.readlink(f"/proc/self/fd/{handle}").endswith(broken.stem):
                    raise OSError(errno.ENOSPC, "no space left on device")

            monkeypatch.setattr("experiments.store.folder.os.fsync", full)
            with pytest.raises(OSError, match="no space"):
                write_report(drawn.path)
            assert broken.read_bytes() == b"old"
    finally:
        for path, content in kept.items():
            path.write_bytes(content)


@pytest.mark.skipif(sys.platform != "linux", reason="it looks at open files in /proc")
def test_a_file_is_renamed_into_its_place_once_it_is_on_the_disk(tmp_path, monkeypatch):
    """Written beside, synced, renamed, and the folder synced: else a crash leaves a torn file under a right name."""
    path, done = tmp_path / "made.json", []
    path.write_bytes(b"old")
    fsync, replace = os.fsync, Path.replace

    def synced(handle):
        done.append(("sync", Path(os.readlink(f"/proc/self/fd/{handle}")).is_dir(), path.read_bytes()))
        fsync(handle)

    def renamed(one, other):
        done.append(("rename", one.read_bytes(), path.read_bytes()))
        return replace(one, other)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", renamed)
    write_durably(path, b"new")
    assert done == [("sync", False, b"old"), ("rename", b"new", b"old"), ("sync", True, b"new")]


@pytest.mark.parametrize("changed", ["report.html", "figures/*.png", "figures/*.svg", "gone"])
def test_no_page_is_stale(drawn, changed):
    before = pages(drawn)
    kept = {path: path.read_bytes() for path in before}
    if changed == "gone":
        next(drawn.figures.glob("*.svg")).unlink()
    else:
        path = next(drawn.path.glob(changed))
        path.write_bytes(path.read_bytes() + b"\n")
    report_folder(drawn.path, None, Watcher())
    after = pages(drawn)
    assert after.keys() == before.keys() and all(after[path] > before[path] for path in before)
    assert {path: path.read_bytes() for path in after} == kept


def test_a_page_beside_another_folder_is_not_taken_for_the_folders_own(drawn, tmp_path):
    other = run_experiment(config(number=2), out=tmp_path / "r", workers=0, report=False).folder
    own = drawn.report_file.read_bytes()
    report_folder(drawn.path, other.path, Watcher())
    assert drawn.report_file.read_bytes() != own
    report_folder(drawn.path, None, Watcher())
    assert drawn.report_file.read_bytes() == own
