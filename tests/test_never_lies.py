"""Is what was changed by hand beside the runs, or is damaged, told in a sentence, and never counted or drawn?"""

import json
import shutil

import pandas as pd
import pytest
from corridor import assert_same, config, program, start, to_the_end

from experiments import Results, run_experiment
from experiments.explore.serve import check
from experiments.protocol.problems import Unusable
from experiments.store.folder import Folder


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """Two strategies and the baseline, three replications."""
    folder = tmp_path_factory.mktemp("alone") / "r"
    run_experiment(config(number=3), out=folder, workers=0, report=False)
    return folder


def swapped(design):
    return design.assign(strategy=design["strategy"].replace({"helps": "nothing", "nothing": "helps"}))


def doubled(design):
    return pd.concat([design, design.tail(1)])


def with_a_nan(design):
    return design.assign(point=design["point"].astype(float).where(design.index > 0))


BY_HAND = {
    "no column again": lambda design: design.drop(columns="again"),
    "no column replication": lambda design: design.drop(columns="replication"),
    "no column scenario": lambda design: design.drop(columns="scenario"),
    "a row stands twice": doubled,
    "strategy: nonsense, which": lambda design: design.assign(strategy="nonsense"),
    "replication: whole numbers should": lambda design: design.assign(replication="one"),
    "point: whole numbers should": with_a_nan,
    "again: true and false should": lambda design: design.assign(again="no"),
    "no rows": lambda design: design.head(0),
}


def change(folder, how, hashed=True):
    """Write the design again as pandas does; without its hash as in a folder of an older program."""
    design, manifest = folder / "design.parquet", folder / "manifest.json"
    how(pd.read_parquet(design)).to_parquet(design)
    if not hashed:
        said = json.loads(manifest.read_text())
        manifest.write_text(json.dumps({key: value for key, value in said.items() if key != "design_hashes"}))


@pytest.mark.parametrize("how", [swapped, lambda design: design.head(6)], ids=["swapped", "cut"])
def test_a_design_changed_by_hand_is_told_by_all_that_read_it_and_written_again_by_a_run(tmp_path, alone, how):
    folder = shutil.copytree(alone, tmp_path / "r")
    change(folder, how)
    before = (folder / "manifest.json").read_bytes()
    for verb in (["report", folder], ["repeat", folder, "x"], ["report", alone, folder], ["explore", folder, "--no-browser"]):
        code, out, err = program(*verb)
        assert code == 2 and "a damaged design (it was changed by hand" in err and "Traceback" not in out + err
        assert "`countylines run` on the folder's config.toml writes it again" in err
    assert (folder / "manifest.json").read_bytes() == before
    (tmp_path / "c.toml").write_text(config(number=3))
    code, out, _ = program("run", tmp_path / "c.toml", "--out", folder, "--workers", 0)
    assert code == 0 and "(0 computed now)" in out
    assert program("report", folder)[0] == 0
    assert_same(folder, alone)


@pytest.mark.parametrize(("told", "how"), BY_HAND.items(), ids=list(BY_HAND))
def test_of_a_design_without_a_hash_what_no_table_can_be_made_by_is_told(tmp_path, alone, told, how):
    folder = shutil.copytree(alone, tmp_path / "r")
    change(folder, lambda design: design, hashed=False)
    assert program("report", folder)[0] == 0
    change(folder, how, hashed=False)
    code, out, err = program("report", folder)
    assert code == 2 and f"a damaged design ({told}" in err and "Traceback" not in out + err


@pytest.mark.parametrize("ends", ["before", "after"])
def test_a_program_that_ends_as_it_writes_a_design_damages_none(tmp_path, alone, monkeypatch, ends):
    """The one before stands or the new one: the manifest knows both, and only the last when it was written whole."""
    from experiments.store import folder as room

    folder = Folder(shutil.copytree(alone, tmp_path / "r"))
    design, write = folder.read_design(), room.write_durably

    def dying(path, content):
        if path == folder.design_file and ends == "before":
            raise KeyboardInterrupt
        write(path, content)
        if path == folder.design_file:
            raise KeyboardInterrupt

    monkeypatch.setattr(room, "write_durably", dying)
    with pytest.raises(KeyboardInterrupt):
        folder.write_design(design.head(6))
    assert len(Results(folder.path).design) == (len(design) if ends == "before" else 6)
    monkeypatch.setattr(room, "write_durably", write)
    folder.write_design(design)
    assert len(folder.manifest()["design_hashes"]) == 1 and len(Results(folder.path).design) == len(design)


def test_worlds_of_a_folder_with_a_changed_design_are_refused(tmp_path, alone):
    folder = shutil.copytree(alone, tmp_path / "r")
    manifest = folder / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"kind": "calibrate"}))
    change(folder, swapped)
    code, _, err = program("worlds", folder)
    assert code == 2 and "a damaged design (" in err


def test_a_page_of_a_folder_without_a_design_opens(alone, tmp_path):
    folder = shutil.copytree(alone, tmp_path / "r")
    (folder / "design.parquet").unlink()
    assert check(folder).strategies
    shutil.copy(alone / "config.toml", folder / "design.parquet")
    with pytest.raises(Unusable, match="a damaged design"):
        check(folder)


@pytest.mark.parametrize(
    "wrong",
    [{"versions": None}, {"versions": 3}, {"earlier_versions": [None]}, {"runs": None}, {"design_hashes": None}, {"design_hashes": 3},
     {"machine": 3}, {"untold": {"inputs": "many"}}, {"baseline": "nobody"}, {"primary": ["nothing"]},
     {"strategies": [{"name": "reference"}, {"name": "reference"}]}],
    ids=str,
)  # fmt: skip
def test_a_manifest_of_wrong_types_or_names_is_told_and_made_again_by_a_run(tmp_path, alone, wrong):
    folder = shutil.copytree(alone, tmp_path / "r")
    manifest, (name,) = folder / "manifest.json", wrong
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | wrong))
    code, out, err = program("report", folder)
    assert code == 2 and f"a damaged manifest ({name}" in err and "Traceback" not in out + err
    (tmp_path / "c.toml").write_text(config(number=3))
    code, out, err = program("run", tmp_path / "c.toml", "--out", folder, "--workers", 0)
    assert code == 0 and "(0 computed now)" in out and "Traceback" not in out + err
    assert program("report", folder)[0] == 0


@pytest.mark.parametrize("how", ["emptied", "gone"])
def test_failures_have_their_header_again(tmp_path, alone, how):
    folder = shutil.copytree(alone, tmp_path / "r")
    file = folder / "failures.csv"
    header = file.read_bytes()
    file.write_bytes(b"") if how == "emptied" else file.unlink()
    assert program("report", folder)[0] == 0
    assert file.read_bytes() == header and header.startswith(b"run,")


@pytest.mark.parametrize(("engine", "expected"), [("Additive", 0), ("Raises", 1)])
@pytest.mark.parametrize("buffered", ["", "1"])
def test_a_reader_who_has_seen_enough_changes_no_exit_code(tmp_path, engine, expected, buffered):
    """As `| head -1` does; with a message while it runs, that all begins again."""
    (tmp_path / "c.toml").write_text(config(engine, number=2))
    folder = tmp_path / "r"
    assert program("run", tmp_path / "c.toml", "--out", folder, "--workers", 0)[0] == expected
    process = start("run", tmp_path / "c.toml", "--out", folder, "--workers", 0, "--fresh", PYTHONUNBUFFERED=buffered)
    process.stdout.close()
    process.stdout = None
    _, err = to_the_end(process, 100)
    assert process.returncode == expected and not err
    assert json.loads((folder / "manifest.json").read_text())["status"] == "done"


def test_a_list_that_is_read_in_part_is_no_failure():
    process = start("parameters", "--json")
    process.stdout.close()
    process.stdout = None
    _, err = to_the_end(process, 100)
    assert process.returncode == 0 and not err
