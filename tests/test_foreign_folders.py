"""Is nothing of the user's ever written over: another's folder, a file behind a link, the folder that one stands in?"""

import pytest
from corridor import config, program

from experiments.protocol.problems import Unusable
from experiments.store.folder import Folder


def tree(folder):
    """What stands in a folder, to the byte."""
    return {path.relative_to(folder): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture
def mine(tmp_path, monkeypatch):
    """A folder of the user's with files of the names that results have, in which the user stands."""
    folder = tmp_path / "mine"
    (folder / "tables").mkdir(parents=True)
    for name in ("config.toml", "failures.csv", "tables/effects.csv", "log.txt", "c.toml"):
        (folder / name).write_text(config(number=2) if name == "c.toml" else "mine")
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize("out", ["", ".", "../mine"])
def test_a_folder_of_other_things_is_refused_and_left_as_it_was(mine, out):
    before = tree(mine)
    code, _, err = program("run", "c.toml", "--out", out, "--workers", 0)
    assert code == 2 and "expected" in err and "Traceback" not in err
    assert tree(mine) == before


def test_an_empty_folder_is_taken_and_known_again_however_early_the_program_was_ended(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Folder("new").make()
    (tmp_path / "new" / "log.txt").write_text("the program was ended here")
    Folder("new").make()
    (tmp_path / "c.toml").write_text(config(number=2))
    assert program("run", "c.toml", "--out", "new", "--workers", 0)[0] == 0
    assert program("run", "c.toml", "--out", "new", "--workers", 0)[0] == 0


@pytest.mark.parametrize("name", ["report.html", "tables", "tables/effects.csv", ".lock", "log.txt", "figures"])
def test_nothing_is_written_through_a_symbolic_link(tmp_path, name):
    (tmp_path / "c.toml").write_text(config(number=2))
    folder, other = tmp_path / "r", tmp_path / "other"
    assert program("run", tmp_path / "c.toml", "--out", folder, "--workers", 0)[0] == 0
    target = folder / name
    if target.is_dir():
        target.rename(other)
    else:
        target.unlink(missing_ok=True)
        other.write_text("mine")
    target.symlink_to(other)
    before = tree(tmp_path)
    for command in (["run", tmp_path / "c.toml", "--out", folder, "--workers", 0], ["report", folder]):
        code, _, err = program(*command)
        assert code == 2 and f"a symbolic link, {name}" in err
    assert tree(tmp_path) == before


def test_the_results_folder_itself_may_be_a_link(tmp_path):
    (tmp_path / "disk").mkdir()
    (tmp_path / "r").symlink_to(tmp_path / "disk")
    Folder(tmp_path / "r").make()
    (tmp_path / "file").write_text("mine")
    with pytest.raises(Unusable):
        Folder(tmp_path / "file").make()
