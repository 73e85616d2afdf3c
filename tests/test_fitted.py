"""Do experiments live in the worlds that were asked for, and are fitted worlds refused once the model has changed?"""

import json
import re
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from corridor import program
from test_calibrate import config as calibration

from experiments import Results, run_experiment
from experiments.books.kept import TARGET
from experiments.calibrate import tables as validation
from experiments.calibrate.posterior import proposed
from experiments.config.load import check, read
from experiments.design.plan import compare_design
from experiments.protocol.problems import Unusable
from experiments.published.registry import published
from experiments.store import ensemble

HOW = "countylines run configs/calibrate.toml && countylines worlds results/calibrate --keep fitted"


def config(origin, number=20, more="", kind="compare", engine="Figured"):
    return f"""\
kind = "{kind}"
title = "In many worlds"
[world]
years = 1
[worlds]
from = "{origin}"
number = {number}
[strategies]
baseline = "as_inspected"
compare = ["helps", "harms"]
[measures]
primary = ["harm"]
matters = {{ harm = 0.003 }}
[output]
report = false
[execution]
engine = "{engine}"
{more}
"""


@pytest.fixture(scope="module")
def fitted(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fitted") / "worlds"
    run_experiment(calibration(waves=2), out=folder, workers=0)
    return folder


@pytest.fixture
def shipped(fitted, tmp_path, monkeypatch):
    """The same worlds, shipped under a name."""
    monkeypatch.setattr(ensemble, "SHIPPED", tmp_path / "ensembles")
    found = ensemble.find(str(fitted))
    ensemble.keep(found, "fitted", "Figured")
    return found


def design_of(text):
    loaded = read(text)
    return compare_design(loaded.experiment, loaded.engine, "source")


def test_worlds_are_those_of_the_folder_shared_by_all_strategies(fitted):
    design = design_of(config(fitted))
    worlds = ensemble.find(str(fitted)).points(20)
    assert design.points == [{k: v for k, v in world.items() if k != "shape"} for world in worlds]  # all are round
    assert ensemble.find(str(fitted)).points(3) == worlds[:3]  # the first: more of them begin the same
    assert design.replications == 2 and "dummy" not in design.points[0]
    assert len({block.seed for block, _ in design.blocks() if not block.again}) == 40


def test_the_first_worlds_have_each_alternative_about_as_often_as_all_have():
    rng = np.random.default_rng(11)
    worlds = pd.DataFrame({
        "money": rng.choice(["new", "taken"], 300, p=[0.3, 0.7]), "market": rng.choice(["a", "b", "c"], 300), "x": rng.random(300),
    })  # fmt: skip
    found = ensemble.balanced(worlds)
    assert sorted(found["x"]) == sorted(worlds["x"]) and not found["x"].equals(worlds["x"])
    for column in ("money", "market"):
        shares = worlds[column].value_counts(normalize=True)
        for first in (10, 12, 25, 40, 150):
            off = found[column].head(first).value_counts(normalize=True).reindex(shares.index, fill_value=0.0) - shares
            assert off.abs().max() < 1.5 / first, (column, first)  # as near as whole worlds can come, nearly
    alone = ensemble.balanced(worlds[["x"]])
    assert alone["x"].tolist() == worlds["x"].tolist()


def test_what_the_config_fixes_or_varies_is_its_own(fitted):
    points = design_of(config(fitted, more="[parameters]\nx1 = 0.25\nx2 = { low = 0.9, high = 1.0 }")).points
    assert {point["x1"] for point in points} == {0.25}
    assert all(0.9 <= point["x2"] <= 1.0 for point in points) and len({point["x2"] for point in points}) == 20


def test_some_worlds_are_lived_twice_and_luck_is_still_told_apart(fitted, tmp_path):
    """Twice as many worlds at the cost of a few more runs; two numbers of replications are refused."""
    results = run_experiment(
        config(fitted, number=40).replace("number = 40", "number = 40\ntwice = 10"), out=tmp_path / "r", workers=0
    )
    lived = results.runs[results.runs["strategy"] == "helps"].groupby("point").size()
    assert lived.tolist() == [2] * 10 + [1] * 30
    row = results.worlds[(results.worlds["strategy"] == "helps") & (results.worlds["measure"] == "harm")].iloc[0]
    assert row["n_worlds"] == 40 and 0.0 < row["luck_half_width"] < 0.1
    refused = [
        (fitted, 5, "[replications]\nnumber = 2\n", "beside `twice`"),
        (fitted, 21, "", "21 of 20"),
        ("best", 5, "", "one world"),
    ]
    for origin, twice, more, words in refused:
        with pytest.raises(Unusable, match=words):
            design_of(config(origin).replace("number = 20", f"number = 20\ntwice = {twice}") + more)


def test_worlds_of_the_evidence_vary_everything():
    points = design_of(config("range", number=32)).points
    assert {point["shape"] for point in points} == {"round", "square"}
    middle = np.mean([point["x3"] for point in points])
    assert 0.4 < middle < 0.6


def test_the_best_values_are_one_world():
    assert design_of(config("best").replace("number = 20\n", "")).points == [{}]


def test_a_comparison_says_luck_apart_from_worlds(fitted, tmp_path):
    """The difference is the strategy's effect times x0, with luck of 0.05 a run and so 0.07 a difference."""
    results = run_experiment(config(fitted, number=40), out=tmp_path / "r", workers=0)
    row = results.worlds[(results.worlds["strategy"] == "helps") & (results.worlds["measure"] == "harm")].iloc[0]
    x0 = np.array([point["x0"] for point in ensemble.find(str(fitted)).points(40)])
    assert row["n_worlds"] == 40 and row["share_better"] == 1.0
    assert row["median"] == pytest.approx(-2.0 * np.median(x0), abs=0.06)
    assert row["low_90"] == pytest.approx(-2.0 * np.quantile(x0, 0.95), abs=0.15)
    assert row["luck_half_width"] == pytest.approx(2.02 * 0.0707 / np.sqrt(80), rel=0.4)
    assert 0.0 < row["share_beyond_matters"] < 1.0


def test_a_calibration_draws_its_own_worlds(fitted):
    with pytest.raises(Unusable, match="which this kind does not read"):
        check(config(fitted, kind="calibrate").encode(), "c.toml")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (config("fited"), "did you mean fitted"),
        (config("best", more="[replications]\nprecision = 0.1").replace('"best"', '"range"'), "precision"),
    ],
)
def test_what_cannot_be_is_refused(text, told):
    with pytest.raises(Unusable, match=told):
        check(text.encode(), "c.toml")


def test_more_worlds_than_there_are_is_refused(fitted):
    with pytest.raises(Unusable, match=r"200 of 6\d worlds"):
        check(config(fitted, number=200).encode(), "c.toml")


def test_an_unfinished_calibration_is_refused(fitted, tmp_path):
    text = calibration(waves=3)
    (tmp_path / "r").mkdir()
    results = run_experiment(text, out=tmp_path / "r", workers=0)
    design = results.design
    results.folder.write_design(design[design["point"] < 128])
    with pytest.raises(Unusable, match="a finished calibration"):
        check(config(tmp_path / "r").encode(), "c.toml")


# -- shipped worlds ----------------------------------------------------------------------------------------------------


def test_shipped_worlds_are_those_of_the_folder_to_the_bit(shipped):
    found = ensemble.find("fitted")
    assert found.worlds.equals(shipped.worlds) and found.stale() == ""
    assert found.points(20) == shipped.points(20)


def test_worlds_of_another_source_are_refused_in_one_sentence(shipped, fitted, monkeypatch):
    monkeypatch.setenv("TEST_SOURCE", "changed")
    for origin in ("fitted", fitted):
        with pytest.raises(Unusable) as refused:
            check(config(origin).encode(), "c.toml")
        assert [one.key for one in refused.value.problems] == ["worlds.from"]
        assert "worlds fitted to another source of the model" in str(refused.value)
        assert "countylines run configs/calibrate.toml" in str(refused.value)
    with pytest.raises(Unusable, match="run the calibration again"):
        ensemble.keep(ensemble.find(str(fitted)), "again", "Figured")


def test_a_sweep_lives_in_the_worlds_asked_for_at_each_setting(fitted, tmp_path):
    more = '[sweep]\nbased_on = "as_inspected"\npush.force = [0.0, 1.0]\n'
    text = config(fitted, number=12, kind="sweep", more=more).replace('compare = ["helps", "harms"]\n', "")
    results = run_experiment(text, out=tmp_path / "r", workers=0)
    worlds = results.runs.groupby(["point", "replication"])["x0"].nunique()
    assert len(worlds) == 24 and (worlds == 1).all(), "every setting of a world has the world's own inputs"
    found = results.sweep[results.sweep["measure"] == "harm"]
    assert len(found) == 2 and set(found["n"]) == {24} and not results.wide("harm").isna().any().any()


def test_after_a_change_of_the_source_the_same_folder_is_fitted_again_and_ships(shipped, tmp_path, monkeypatch):
    """The same command computes every run anew, and what it finds is taken, and kept, by the model as it is now."""
    (tmp_path / "calibrate.toml").write_text(calibration())
    fit = ("run", tmp_path / "calibrate.toml", "--out", tmp_path / "r", "--workers", 0)
    assert program(*fit)[0] == 0
    monkeypatch.setenv("TEST_SOURCE", "changed")
    with pytest.raises(Unusable, match="worlds fitted to another source"):
        check(config(tmp_path / "r").encode(), "c.toml")
    code, out, err = program(*fit, TEST_SOURCE="changed")
    runs = len(Results(tmp_path / "r").runs)
    assert code == 0 and f"({runs} computed now)" in out, err
    found = ensemble.find(str(tmp_path / "r"))
    assert found.stale() == "" and check(config(tmp_path / "r").encode(), "c.toml")
    ensemble.keep(found, "fitted", "Figured")
    assert ensemble.find("fitted").stale() == ""


def test_worlds_are_listed_and_shown(shipped, fitted):
    code, out, _ = program("worlds")
    assert code == 0 and out.startswith("fitted  6") and "worlds from 68 figures" in out
    code, out, _ = program("worlds", "fitted")
    assert code == 0 and "the figures say nothing of" in out and "T013" in out and "inert means moved by 0." in out
    learnt = [float(line.split()[-2]) for line in out[out.rindex("spread left") :].split("\n\n")[0].splitlines()[1:] if line]
    assert len(learnt) > 1 and learnt == sorted(learnt), "what was learnt the most stands first"
    code, out, _ = program("worlds", fitted, "--json")
    rows = {row["parameter"]: row for row in json.loads(out)}
    assert rows["x0"]["verdict"] == "the data speak" and len(rows) == 13
    code, _, err = program("worlds", "fittted")
    assert code == 2 and "did you mean fitted?" in err


def test_a_source_that_changed_is_told_in_the_list_and_breaks_nothing(shipped, monkeypatch):
    monkeypatch.setenv("TEST_SOURCE", "changed")
    code, out, _ = program("worlds")
    assert code == 0 and "so no experiment takes them" in out


def test_the_worlds_that_ship_are_of_this_source():
    """Fit them again after any change of `sim`, by the command in `HOW`."""
    for name in ensemble.names():
        assert ensemble.find(name).stale() == "", f"fit them again: {HOW}"


def test_best_values_lie_in_their_ranges_near_the_worlds_found(monkeypatch, fitted):
    from figured_engine import TRUE, Figured

    monkeypatch.setattr("sim.documents.catalogue.parameters", Figured.catalogue.parameters)
    monkeypatch.setattr("sim.documents.catalogue.structures", Figured.catalogue.structures)
    found = {row["parameter"]: row for row in proposed(ensemble.find(str(fitted)))}
    assert set(TRUE) <= set(found)
    for name, at in TRUE.items():
        assert found[name]["value"] == pytest.approx(at, abs=0.25)
        assert found[name]["place"].endswith("% of 0 to 1")
    assert found["shape"]["value"] == "round"


def test_the_report_of_many_worlds_names_them(fitted, tmp_path):
    text = config(fitted, number=24).replace("report = false", "report = true")
    run_experiment(text, out=tmp_path / "r", workers=0)
    page = (tmp_path / "r" / "report.html").read_text(encoding="utf-8")
    assert "worlds fitted to published figures" in page and "Luck alone moves the mean" in page
    assert Results(tmp_path / "r").worlds["origin"].iloc[0] == str(fitted)
    verdicts = ensemble.find(str(fitted)).posterior.set_index("parameter")["verdict"]
    of = (sum(verdicts == "the data say nothing"), len(verdicts) - 1)  # the dummy is no input
    assert ensemble.find(str(fitted)).untold == {"silent": of[0], "inputs": of[1]} and 0 < of[0] < of[1]
    words = re.sub(r"<[^>]+>|\s+", " ", page)
    assert re.search(rf"on {of[0]} +of the {of[1]} +inputs that were fitted", re.sub(" +", " ", words))
    of_all = ensemble.find(str(fitted))
    figures = Results(fitted).targets.query("fitted == 'yes'")
    met = int((figures["inside"] == "yes").sum())
    assert of_all.about["inside"] == met and len(of_all.worlds) > 24
    said = f"the mean of all {len(of_all.worlds)} that were fitted meets {met} of the {len(figures)} figures used"
    assert said in re.sub(" +", " ", words)
    assert f"say next to nothing, as {len(of_all.worlds)} worlds tell" in re.sub(" +", " ", words)


def test_a_figure_is_met_by_the_worlds_asked_for_and_those_of_the_evidence_stand_beside(monkeypatch, tmp_path):
    """Points 0 to 3 are the worlds asked for, 4 to 7 of the evidence: the simulated value and its interval are of the first."""
    (name,) = [row.key for row in published() if str(row.id) == "T013"]
    runs = pd.DataFrame(
        {"strategy": "history", "point": range(8), TARGET + name: [10.0, 12.0, 11.0, 13.0, 90.0, 91.0, 92.0, 99.0]}
    )
    config = {"worlds": {"origin": "fitted", "number": 4}, "world": {"start": "2018-01-01", "years": 8.0}}
    monkeypatch.setattr(validation, "Subset", lambda results, points: results.runs[results.runs["point"].isin(points)])
    monkeypatch.setattr(validation.compare, "outcomes", lambda runs: runs)
    results = SimpleNamespace(manifest={"config": config, "engine": "a"}, runs=runs, baseline="history", path=tmp_path)
    tables = validation.validation_tables(results)
    assert tables["outcomes"]["point"].tolist() == [0, 1, 2, 3]  # levels are of the worlds asked for, too
    row = tables["targets"].set_index("id").loc["T013"]
    assert row["simulated"] == 11.5 and row["predictive_high"] < 40.0
    assert row["prior_low"] > 40.0 and row["crps_prior"] > 0.0
