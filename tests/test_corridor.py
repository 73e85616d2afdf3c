"""Are finished runs kept, the same to the last bit, whatever happens on the way? Failures a row, everything else goes on?"""

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from corridor import assert_same, assert_strangers_read_the_same, config, part_rows, program, start

from experiments import Results, run_experiment
from experiments.protocol.design import AGAIN
from experiments.protocol.problems import Unusable


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """Six replications, each run in this process: what every other way must equal."""
    folder = tmp_path_factory.mktemp("alone") / "r"
    run_experiment(config(number=6), out=folder, workers=0, report=False)
    return folder


@pytest.mark.parametrize("workers", [1, 2])
def test_processes_change_no_bit(tmp_path, alone, workers):
    run_experiment(config(number=6), out=tmp_path / "r", workers=workers, report=False)
    assert_same(tmp_path / "r", alone)


def test_extending_computes_only_what_is_missing(tmp_path, alone):
    results = run_experiment(config(number=2), out=tmp_path / "r", workers=0, report=False)
    assert results.manifest["runs"]["computed_now"] == 8
    results = run_experiment(config(number=6), out=tmp_path / "r", workers=0, report=False)
    assert results.manifest["runs"]["computed_now"] == 16
    assert_same(tmp_path / "r", alone)
    assert part_rows(tmp_path / "r") == 24


def test_a_strategy_added_later_gets_what_it_would_alone(tmp_path, alone):
    run_experiment(config(number=6, compare=["nothing"]), out=tmp_path / "r", workers=0, report=False)
    results = run_experiment(config(number=6), out=tmp_path / "r", workers=0, report=False)
    assert results.manifest["runs"]["computed_now"] == 6
    assert_same(tmp_path / "r", alone)


def test_a_title_recomputes_nothing_and_fewer_replications_are_a_view(tmp_path, alone):
    shutil.copytree(alone, tmp_path / "r")
    results = run_experiment(config(number=4, title="Another"), out=tmp_path / "r", workers=0, report=False)
    assert results.manifest["runs"]["computed_now"] == 0
    assert results.title == "Another"
    assert len(results.runs) == 12 and len(results.folder.read_runs()) == 24


def test_settings_that_keep_stored_runs_apart_are_named(tmp_path, alone):
    shutil.copytree(alone, tmp_path / "r")
    (tmp_path / "c.toml").write_text(config(number=6).replace("years = 1", "years = 2"))
    _, out, _ = program("run", tmp_path / "c.toml", "--out", tmp_path / "r", "--workers", 0)
    assert "(24 computed now)" in out
    said = "24 stored runs belong to other settings (world.years: 1.0 then, 2.0 now): they are kept, and no table counts them"
    assert said in out
    (tmp_path / "c.toml").write_text(config(number=6))
    _, out, _ = program("run", tmp_path / "c.toml", "--out", tmp_path / "r", "--workers", 0)
    assert "(0 computed now)" in out and "(world.years: 2.0 then, 1.0 now)" in out
    assert len(Results(tmp_path / "r").all_runs) == 24


def test_other_versions_than_those_of_the_stored_runs_are_told(tmp_path, alone):
    shutil.copytree(alone, tmp_path / "r")
    manifest = tmp_path / "r" / "manifest.json"
    said = json.loads(manifest.read_text())
    here = said["versions"]["numpy"]
    manifest.write_text(json.dumps(said | {"versions": said["versions"] | {"numpy": "1.0.0"}}))
    _, _, err = program("report", tmp_path / "r")
    assert f"numpy 1.0.0 then, {here} now" in err
    (tmp_path / "c.toml").write_text(config(number=6))
    _, out, _ = program("run", tmp_path / "c.toml", "--out", tmp_path / "r", "--workers", 0)
    assert f"numpy 1.0.0 then, {here} now" in out and "(0 computed now)" in out
    kept = json.loads(manifest.read_text())
    assert kept["versions"]["numpy"] == here and [one["numpy"] for one in kept["earlier_versions"]] == ["1.0.0"]
    _, _, err = program("report", tmp_path / "r")
    assert f"numpy 1.0.0 then, {here} now" in err  # said of the same runs for as long as they stand
    program("run", tmp_path / "c.toml", "--out", tmp_path / "r", "--workers", 0, "--fresh")
    assert "earlier_versions" not in json.loads(manifest.read_text())


def test_beginning_again_is_told(tmp_path, alone):
    shutil.copytree(alone, tmp_path / "r")
    (tmp_path / "c.toml").write_text(config(number=6))
    _, out, _ = program("run", tmp_path / "c.toml", "--out", tmp_path / "r", "--workers", 0, "--fresh")
    assert "the experiment begins again: 24 stored runs were moved to aside/" in out


def test_another_source_recomputes_all_and_says_so(tmp_path, alone):
    (tmp_path / "c.toml").write_text(config(number=6))
    shutil.copytree(alone, tmp_path / "r")
    code, out, _ = program("run", tmp_path / "c.toml", "--out", tmp_path / "r", "--workers", 0, TEST_SOURCE="2")
    assert code == 0
    assert "24 of 24 runs (24 computed now)" in out
    assert "the model's source has changed" in out
    assert list((tmp_path / "r" / "aside").rglob("*.parquet"))
    assert part_rows(tmp_path / "r") == 24


def test_fresh_computes_all_again_and_deletes_nothing(tmp_path, alone):
    shutil.copytree(alone, tmp_path / "r")
    results = run_experiment(config(number=6), out=tmp_path / "r", workers=0, fresh=True, report=False)
    assert results.manifest["runs"]["computed_now"] == 24
    assert len(list((tmp_path / "r" / "aside").rglob("*.parquet"))) == 2
    assert_same(tmp_path / "r", alone)


# -- the folder ----------------------------------------------------------------------------------------------------------


def damaged(how, path):
    content = path.read_bytes()
    if how == "truncated":
        path.write_bytes(content[: len(content) // 2])
    elif how == "altered":
        path.write_bytes(content[:200] + bytes([content[200] ^ 1]) + content[201:])
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "gone":
        path.unlink()
    elif how == "foreign":
        path.rename(path.with_name("mine.parquet"))


@pytest.mark.parametrize("room", ["runs", "series"])
@pytest.mark.parametrize("how", ["truncated", "altered", "empty", "gone", "foreign"])
def test_a_damaged_file_is_found_told_and_computed_again(tmp_path, alone, how, room):
    folder = tmp_path / "r"
    shutil.copytree(alone, folder)
    damaged(how, next((folder / room).glob("*.parquet")))
    results = run_experiment(config(number=6), out=folder, workers=0, report=False)
    assert results.manifest["runs"]["computed_now"] == 24
    assert_same(folder, alone)
    assert_strangers_read_the_same(folder, alone)


def test_damage_is_told_to_who_runs(tmp_path, alone):
    (tmp_path / "c.toml").write_text(config(number=6))
    shutil.copytree(alone, tmp_path / "r")
    part = next((tmp_path / "r" / "series").glob("*.parquet"))
    damaged("altered", part)
    _, out, _ = program("run", tmp_path / "c.toml", "--out", tmp_path / "r", "--workers", 0)
    assert f"series/{part.name}: torn or altered" in out and "its part of series/ is missing or broken" in out
    assert "(24 computed now)" in out and (tmp_path / "r" / "aside").is_dir()


@pytest.mark.parametrize("how", ["truncated", "altered"])
def test_damage_is_told_to_who_reads(tmp_path, alone, how):
    """Also where the size of a part stays: its tables are those of the runs that are sound."""
    folder = tmp_path / "r"
    shutil.copytree(alone, folder)
    part = next((folder / "runs").glob("*.parquet"))
    damaged(how, part)
    code, _, err = program("report", folder)
    assert f"runs/{part.name}: torn or altered" in err
    assert code == 1 and "asked for 24 runs, done 0, failed 0, missing 24" in err
    assert len(pd.read_csv(folder / "tables" / "outcomes.csv")) == 0


TORN = [
    ("manifest.json", "torn", "a damaged manifest (no kind)"),
    ("manifest.json", {"config": None}, "a damaged manifest (config: "),
    ("manifest.json", {"schema": 2}, "a folder of schema 2"),
    ("manifest.json", {"measures": []}, "a damaged manifest (measures: "),
    ("manifest.json", {"strategies": ["a"]}, "a damaged manifest (strategies.0: "),
    ("manifest.json", {"years": "five"}, "a damaged manifest (years: "),
    ("design.parquet", "torn", "a damaged design"),
]


@pytest.mark.parametrize(("name", "how", "told"), TORN)
@pytest.mark.parametrize("verb", ["report", "repeat"])
def test_what_is_damaged_beside_the_runs_is_told_and_made_again_by_a_run(tmp_path, alone, verb, name, how, told):
    folder = shutil.copytree(alone, tmp_path / "r")
    path = folder / name
    if how == "torn":
        damaged("truncated", path)
    else:
        path.write_text(json.dumps(json.loads(path.read_text()) | how))
    run = pd.read_parquet(alone / "design.parquet")["run"][0]
    code, out, err = program(verb, folder, *([run] if verb == "repeat" else []))
    assert code == 2 and told in err and "Traceback" not in out + err
    (tmp_path / "c.toml").write_text(config(number=6))
    code, out, _ = program("run", tmp_path / "c.toml", "--out", folder, "--workers", 0)
    assert code == 0 and "(0 computed now)" in out
    assert program("report", folder)[0] == 0


KEPT = Path(__file__).parent / "folders" / "schema_1"
"""A folder as the first release wrote it (configuration, manifest, design, runs, series, tables): two strategies, three pairs."""


def test_a_folder_of_an_earlier_release_opens_and_gives_its_tables(tmp_path):
    folder = shutil.copytree(KEPT, tmp_path / "r")
    before = pd.read_csv(folder / "tables" / "effects.csv")
    shutil.rmtree(folder / "tables")
    code, _, err = program("report", folder)
    assert code == 0, err
    after = pd.read_csv(folder / "tables" / "effects.csv")
    assert len(before) and set(before.columns) <= set(after.columns)
    pd.testing.assert_frame_equal(after[before.columns], before, rtol=1e-6)
    run = Results(folder).design["run"][0]
    assert program("repeat", folder, run)[0] == 0


def test_runs_lost_later_are_counted_named_and_computed_again(tmp_path):
    """A part of `runs/` is taken away: the manifest's old count does not stand for it."""
    (tmp_path / "c.toml").write_text(config(number=6).replace("report = false", "report = true"))
    folder = tmp_path / "r"
    run_experiment(config(number=2), out=folder, workers=0, report=False)
    assert program("run", tmp_path / "c.toml", "--out", folder, "--workers", 0)[0] == 0
    whole = shutil.copytree(folder, tmp_path / "whole")
    part = min((folder / "runs").glob("*.parquet"), key=lambda path: path.stat().st_size)
    lost = sorted(pd.read_parquet(part)["run"])
    part.unlink()
    code, _, err = program("report", folder)
    assert code == 1
    assert "asked for 24 runs, done 16, failed 0, missing 8" in err and f"countylines run {tmp_path / 'c.toml'}" in err
    assert all(run in err for run in lost)
    results = Results(folder)
    assert sorted(results.missing["run"]) == lost
    assert {name: results.manifest["runs"][name] for name in ("asked", "done", "missing")} == {
        "asked": 24,
        "done": 16,
        "missing": 8,
    }
    assert "missing from the folder" in (folder / "report.html").read_text()
    code, out, _ = program("run", tmp_path / "c.toml", "--out", folder, "--workers", 0)
    assert code == 0 and "24 of 24 runs (8 computed now)" in out
    assert_same(folder, whole)
    assert_strangers_read_the_same(folder, whole)
    assert "missing from the folder" not in (folder / "report.html").read_text()
    assert program("report", folder)[0] == 0


def test_two_programs_on_one_folder(tmp_path):
    (tmp_path / "c.toml").write_text(config("Slow", number=40))
    first = start("run", tmp_path / "c.toml", "--out", tmp_path / "r", "--workers", 1)
    try:
        while not (tmp_path / "r" / "design.parquet").is_file():
            assert first.poll() is None
        code, _, err = program("run", tmp_path / "c.toml", "--out", tmp_path / "r", "--workers", 1)
        assert code == 2
        assert f"a folder in use by process {first.pid}" in err and "Traceback" not in err
        code, _, err = program("report", tmp_path / "r")
        assert code == 2 and "in use" in err
    finally:
        first.kill()
        first.communicate()


def test_documented_ways_to_read(alone):
    import duckdb

    with duckdb.connect() as database:
        database.execute(f"set file_search_path = '{alone}'")
        means = database.execute(
            "select strategy, avg(harm) as harm from 'runs/*.parquet' semi join 'design.parquet' using (run) group by strategy"
        ).df()
    assert set(means["strategy"]) == {"as_inspected", "helps", "nothing", AGAIN}
    frame = pd.read_parquet(alone / "runs")
    assert list(frame.columns[:6]) == ["run", "scenario", "strategy", "point", "replication", "seed"]
    assert np.isclose(frame.groupby("strategy")["harm"].mean()["helps"], means.set_index("strategy")["harm"]["helps"])
    series = pd.read_parquet(alone / "series")
    keys = ["run", "scenario", "strategy", "point", "replication", "month", "area", "measure", "value"]
    assert sorted(series.columns) == sorted(keys)
    whole = series[(series["area"] == "England and Wales") & (series["measure"] == "harm")].groupby("run")["value"].sum()
    assert np.allclose(whole[frame["run"]].to_numpy(), frame["harm"])


def test_a_copied_folder_reports_without_config_or_model(tmp_path, alone):
    folder = tmp_path / "elsewhere"
    shutil.copytree(alone, folder)
    (folder / "config.toml").unlink()
    before = (folder / "tables" / "effects.csv").read_bytes()
    shutil.rmtree(folder / "tables")
    code, out, err = program("report", folder, PYTHONPATH="")
    assert (code, err) == (0, "")
    assert str(folder) in out
    assert (folder / "tables" / "effects.csv").read_bytes() == before


@pytest.mark.parametrize("verb", ["report", "repeat"])
def test_a_folder_of_something_else(tmp_path, verb):
    more = ["abc"] if verb == "repeat" else []
    for folder, what in ((tmp_path, "a folder without them"), (tmp_path / "none", "no such folder")):
        code, _, err = program(verb, folder, *more)
        assert code == 2 and what in err and "Traceback" not in err


# -- failures ------------------------------------------------------------------------------------------------------------


FAILING = [
    ("Raises", 0, "", "ZeroDivisionError: a rate of nothing"),
    ("NotANumber", 0, "", "not a number: good = nan"),
    ("Sleeps", 2, "time_limit_seconds = 1", "time limit"),
    ("Kills", 2, "", "killed by SIGKILL"),
]


@pytest.mark.parametrize(("engine", "workers", "more", "error"), FAILING)
def test_a_failure_is_a_row_and_the_rest_goes_on(tmp_path, engine, workers, more, error):
    (tmp_path / "c.toml").write_text(config(engine, number=5, more=more))
    code, out, err = program("run", tmp_path / "c.toml", "--out", tmp_path / "r", "--workers", workers)
    assert code == 1, err
    failures = pd.read_csv(tmp_path / "r" / "failures.csv")
    assert list(failures.columns) == ["run", "scenario", "strategy", "point", "replication", "seed", "error", "command"]
    row = failures[(failures["strategy"] == "helps") & (failures["replication"] == 1)].iloc[0]
    assert error in row["error"]
    assert row["command"] == f"countylines repeat {tmp_path / 'r'} {row['run']}"
    assert row["command"] in out and error in out
    warm_up = 3 if engine == "Raises" else 0  # of one replication the warm-up fails, and with it its three strategies
    assert len(failures) == 1 + warm_up
    results = Results(tmp_path / "r")
    assert len(results.all_runs) == 20 - len(failures)
    effects = results.effects.set_index(["strategy", "measure"])
    assert effects.loc[("helps", "harm"), "n_pairs"] == (3 if engine == "Raises" else 4)
    assert effects.loc[("nothing", "harm"), "n_pairs"] == (4 if engine == "Raises" else 5)


def test_a_failed_run_is_tried_again_and_nothing_else(tmp_path):
    first = run_experiment(config("Raises", number=5), out=tmp_path / "r", workers=0, report=False)
    second = run_experiment(config("Raises", number=5), out=tmp_path / "r", workers=0, report=False)
    assert len(first.failures) == len(second.failures) == 4
    assert second.manifest["runs"]["computed_now"] == 0


def test_repeat_is_exactly_that_run(tmp_path, alone):
    (tmp_path / "c.toml").write_text(config("Raises", number=3))
    program("run", tmp_path / "c.toml", "--out", tmp_path / "r", "--workers", 0)
    failed = pd.read_csv(tmp_path / "r" / "failures.csv")
    run = failed[failed["strategy"] == "helps"]["run"].iloc[0]
    code, out, err = program("repeat", tmp_path / "r", run)
    assert code == 1
    assert "ZeroDivisionError: a rate of nothing" in err and "engines.py" in err
    good = Results(alone).all_runs.iloc[17]
    code, out, _ = program("repeat", alone, good["run"])
    assert code == 0
    assert float(re.search(r"harm = (\S+)", out)[1]) == good["harm"]
    assert f"seed {good['seed']}" in out
    code, _, err = program("repeat", alone, good["run"][:-1] + "x")
    assert code == 2 and f"did you mean {good['run']}?" in err


def test_repeat_under_a_debugger(tmp_path):
    (tmp_path / "c.toml").write_text(config("Raises", number=2))
    program("run", tmp_path / "c.toml", "--out", tmp_path / "r", "--workers", 0)
    run = pd.read_csv(tmp_path / "r" / "failures.csv")["run"].iloc[0]
    process = start("repeat", tmp_path / "r", run, "--debug")
    process.kill() if process.stdin else None
    out, err = process.communicate(timeout=60)
    assert "(Pdb)" in out and "ZeroDivisionError" in err


# -- python --------------------------------------------------------------------------------------------------------------


def test_results_in_a_notebook(alone):
    results = Results(alone)
    assert results.strategies == ["as_inspected", "helps", "nothing"]
    wide = results.wide("harm")
    assert wide.shape == (6, 3) and wide.index.names == ["scenario", "point", "replication"]
    assert set(results.outcomes["measure"]) == {"harm", "good", "stock", "share"}
    with pytest.raises(AttributeError, match=r"no table 'efects'.*effects"):
        results.efects  # noqa: B018
    with pytest.raises(Unusable, match="no such folder"):
        Results(alone / "none")


def test_text_without_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Unusable, match="a results folder"):
        run_experiment(config())


def test_repeat_of_a_folder_whose_config_was_changed(tmp_path, alone):
    folder = tmp_path / "r"
    shutil.copytree(alone, folder)
    text = (folder / "config.toml").read_text()
    (folder / "config.toml").write_text(text.replace("years = 1", "years = 2"))
    run = Results(folder).all_runs["run"].iloc[0]
    code, _, err = program("repeat", folder, run)
    assert code == 2 and f"does not give run {run}" in err


def test_several_scenarios_come_through_to_the_report(tmp_path):
    text = config(number=3).replace("years = 1\n", 'years = 1\nscenario = ["steady", "rough"]\n', 1)
    (tmp_path / "c.toml").write_text(text.replace("report = false", "report = true"))
    code, _, err = program("run", tmp_path / "c.toml", "--out", tmp_path / "r", "--workers", 0)
    assert code == 0 and not err
    assert set(Results(tmp_path / "r").effects["scenario"]) == {"steady", "rough"}
    page = (tmp_path / "r" / "report.html").read_text(encoding="utf-8")
    assert "world “steady, rough”" in page
