"""Sensitivity through the corridor: design, runs, store, tables, for a model whose answer is known."""

import json
import re
import shutil
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from corridor import program
from known_engine import LUCK, NAMES, WEIGHTS
from known_functions import ISHIGAMI_S1, ISHIGAMI_ST, sobol_g_indices

from experiments import Results, run_experiment
from experiments.config.load import read
from experiments.figures import results as figure_results
from experiments.figures.gallery import draw_figures
from experiments.protocol.problems import Unusable
from experiments.report.sections import analyses
from experiments.sensitivity.local import tornado
from experiments.sensitivity.tables import sensitivity_tables
from experiments.sensitivity.years import by_year
from experiments.worlds.study import Study, View

CONFIG = """
kind = "sensitivity"
title = "Which input decides?"
[world]
scale = 0.01
[strategies]
baseline = "base"
compare = ["better"]
[measures]
primary = ["harm", "switched"]
[execution]
engine = "Known"
[sensitivity]
"""


def config(**settings):
    return CONFIG + "\n".join(f"{name} = {value}" for name, value in settings.items()) + "\n"


def run(folder, text):
    return run_experiment(text, out=folder, workers=0, report=False)


def texts(frame):
    """A table with its empty keys as empty texts."""
    return frame.assign(versus=frame["versus"].fillna(""))


def rows(frame, **keys):
    for name, value in keys.items():
        frame = frame[frame[name].isna() if value == "" else frame[name] == value]
    return frame.set_index("parameter")


@pytest.fixture(scope="module")
def studied(tmp_path_factory):
    """All steps: 11 factors screened, the best six kept, the rest as one group."""
    text = config(survivors=6, trajectories=20, points=256, per_point=2)
    return run(tmp_path_factory.mktemp("ladder"), text)


def test_the_difference_depends_on_one_input_though_each_strategy_depends_on_six(studied):
    found = rows(studied.indices, method="sobol", index="ST", outcome="harm", versus="base", strategy="better")
    assert found.loc["x6", "value"] == pytest.approx(1.0, abs=0.1)
    others = found.drop(index=["x6", "group:second", "basis:assumed"])
    assert (others["value"].abs() < 0.02).all()
    assert found.loc["x6", "above_floor"] == "yes"
    screened = rows(studied.indices, method="morris", index="mu_star", outcome="harm", versus="base")
    assert screened.index[screened["verdict"] == "matters"].tolist() == ["x6"]
    assert screened.loc["x6", "value"] == pytest.approx(6.0, abs=0.2)


def test_levels_depend_on_what_they_are_made_of(studied):
    """Total effects of the level: squared weights of x1 to x5 over their sum; intervals hold nearly all of them."""
    found = rows(studied.indices, method="sobol", index="ST", outcome="harm", strategy="base", versus="")
    truth = pd.Series(WEIGHTS**2 / (WEIGHTS**2).sum(), index=NAMES)
    kept = found.index.intersection(NAMES)
    assert {"x1", "x2", "x6"} <= set(kept)
    inside = (found.loc[kept, "low"] - 0.05 <= truth[kept]) & (truth[kept] <= found.loc[kept, "high"] + 0.05)
    assert inside.mean() >= 0.8
    assert found.loc["group:first", "value"] == pytest.approx(1.0, abs=0.3)


def test_luck_comes_back_as_luck(studied):
    found = texts(studied.noise).set_index(["strategy", "versus", "outcome", "source"])
    level = found.loc[("base", "", "harm", "luck")]
    assert level["variance"] == pytest.approx(LUCK**2, rel=0.15)
    assert level["share"] == pytest.approx(LUCK**2 / (LUCK**2 + (WEIGHTS**2).sum() / 12.0), abs=0.08)
    difference = found.loc[("better", "base", "harm", "luck")]
    assert difference["share"] < 0.02
    shares = studied.noise.groupby(["strategy", "versus", "outcome"], dropna=False)["share"].sum()
    assert shares.to_numpy() == pytest.approx(1.0)


def test_regression_finds_known_coefficients(studied):
    """SRC of the level: weight over the deviation of all that moves a world's mean, luck of two replications included."""
    found = rows(studied.indices, method="regression", index="SRC", outcome="harm", strategy="base", versus="")
    spread = np.sqrt((WEIGHTS**2).sum() / 12.0 + (LUCK**2 + 0.01) / 2.0)
    kept = found.index.intersection(["x1", "x2", "x6"])
    truth = pd.Series(WEIGHTS / np.sqrt(12.0) / spread, index=NAMES)
    assert found.loc[kept, "value"].to_numpy() == pytest.approx(truth[kept].to_numpy(), abs=0.1)


def test_a_switch_has_its_own_share_and_flips_the_choice(studied):
    found = rows(studied.indices, method="sobol", index="ST", outcome="switched", versus="base")
    assert found.loc["switch", "value"] == pytest.approx(1.0, abs=0.1)
    flips = studied.flips.set_index(["outcome", "parameter"])
    assert flips.loc[("switched", "switch"), ["at", "verdict"]].tolist() == ["on", "flips"]
    number = flips.loc[("harm", "x6")]
    assert float(number["low"]) - 0.02 <= 1.0 / 3.0 <= float(number["high"]) + 0.02
    assert (number["below"], number["above"], number["verdict"]) == ("base", "better", "flips")


def test_only_what_changes_the_choice_is_worth_measuring(studied):
    worth = studied.information.set_index(["outcome", "parameter"])
    assert worth.loc["harm"].index[worth.loc["harm"]["verdict"] == "worth measuring"].tolist() == ["x6"]
    assert worth.loc[("harm", "x6"), "value"] == pytest.approx(1.0 / 3.0, rel=0.1)


def test_one_at_a_time_runs_are_paired(studied):
    found = texts(studied.tornado).set_index(["strategy", "versus", "outcome", "parameter", "end"])
    row = found.loc[("base", "", "harm", "x1", "high")]
    assert row["change"] == pytest.approx(2.0, abs=1e-9)
    assert row["high"] - row["low"] < 1e-6


def test_profiles_follow_the_input(studied):
    curve = rows(studied.profiles, outcome="harm", versus="base").loc["x6"]
    assert curve["mean"].to_numpy() == pytest.approx(2.0 - 6.0 * curve["at"].to_numpy(dtype=float), abs=0.15)


def test_completion_in_another_order_changes_nothing(studied):
    shuffled = studied.runs.sample(frac=1.0, random_state=1)
    study = Study(studied.manifest, studied.design, shuffled)
    same = Study.of(studied)
    for view in (View("harm", "base"), View("harm", "better", "base")):
        assert np.array_equal(study.values(view, study.sobol_rows), same.values(view, same.sobol_rows), equal_nan=True)


def test_two_goes_give_the_numbers_of_one(tmp_path):
    small, large = (config(survivors=6, trajectories=5, points=points, per_point=1, local=4) for points in (16, 32))
    run(tmp_path / "two", small)
    two = run(tmp_path / "two", large)
    assert two.manifest["runs"]["computed_now"] < two.manifest["runs"]["done"] * 0.6
    one = run(tmp_path / "one", large)
    assert {p.name: p.read_bytes() for p in (two.path / "tables").iterdir()} == {
        p.name: p.read_bytes() for p in (one.path / "tables").iterdir()
    }


def test_missing_runs_give_no_indices_but_a_reason(tmp_path):
    results = run(tmp_path, config(survivors=20, points=16, per_point=1, local=0))
    gone = results.runs[results.runs["strategy"] == "better"].iloc[7]["run"]
    results.__dict__["all_runs"] = results.all_runs[results.all_runs["run"] != gone]
    found = texts(sensitivity_tables(results)["convergence"]).set_index(["outcome", "strategy", "versus"])
    assert "missing" in found.loc[("harm", "better", "base"), "reason"]
    assert found.loc[("harm", "better", "base"), "verdict"] == "not converged"
    assert "missing" not in found.loc[("harm", "base", ""), "reason"]


def test_few_factors_need_no_screening_and_agree_with_theory(tmp_path):
    text = config(vary='["x1", "x2", "x3"]', groups="[]", points=512, per_point=1, local=0, outcomes='["ishigami"]')
    results = run(tmp_path, text)
    assert (results.indices["method"] != "morris").all()
    found = results.indices[results.indices["method"] == "sobol"]
    first = rows(found, index="S1", outcome="ishigami", strategy="base", versus="").loc[["x1", "x2", "x3"], "value"]
    total = rows(found, index="ST", outcome="ishigami", strategy="base", versus="").loc[["x1", "x2", "x3"], "value"]
    assert first.to_numpy() == pytest.approx(ISHIGAMI_S1, abs=0.1)
    assert total.to_numpy() == pytest.approx(ISHIGAMI_ST, abs=0.1)
    emptied = texts(results.convergence).set_index(["outcome", "versus"])
    assert "same in every row" in emptied.loc[("ishigami", "base"), "reason"]


def test_pairs_of_few_factors_and_sobol_g_without_luck(tmp_path):
    """Of Ishigami's variance 0.244 is x1 with x3; Sobol-G has its analytical indices."""
    text = config(vary='["x1", "x2", "x3", "x4", "x5"]', groups="[]", points=256, per_point=1, local=0, second_order="true")
    results = run(tmp_path, text.replace('["harm", "switched"]', '["ishigami", "g"]').replace('["better"]', "[]"))
    first, total = sobol_g_indices()
    names = ["x1", "x2", "x3", "x4", "x5"]
    for index, truth in (("S1", first), ("ST", total)):
        found = rows(results.indices, method="sobol", index=index, outcome="g").loc[names, "value"]
        assert found.to_numpy() == pytest.approx(truth, abs=0.08), index
    pairs = rows(results.indices, method="sobol", index="S2", outcome="ishigami")["value"]
    assert pairs["x1 x x3"] == pairs.max()
    assert pairs["x1 x x3"] == pytest.approx(0.244, abs=0.15)


def test_precision_grows_the_design_until_it_is_reached(tmp_path):
    """With a wide precision the least design does; with a narrow one it grows."""
    wide, narrow = (
        run(
            tmp_path / str(precision),
            config(vary='["x1", "x2", "x3"]', groups="[]", precision=precision, local=0)
            .replace("0.01", "0.1")
            .replace('["harm", "switched"]', '["ishigami"]'),
        )
        for precision in (0.9, 0.2)
    )
    assert wide.convergence["base_points"].max() < narrow.convergence["base_points"].max()


def test_every_mistake_is_told():
    text = config(vary='["x99", "group:first"]', points=100, pairs='[["base", "nobody"]]', outcomes='["harms"]')
    with pytest.raises(Unusable) as caught:
        read(text + "[replications]\nnumber = 5\n")
    said = str(caught.value)
    for part in ("x99", "power of 2", "nobody", "harms", "per_point"):
        assert part in said


def test_the_plan_is_said_before_it_starts(tmp_path):
    (tmp_path / "c.toml").write_text(config(survivors=6, trajectories=5, points=16, per_point=1, local=2))
    code, out, _ = program("check", tmp_path / "c.toml")
    assert code == 0
    promised = "11 factors: 5 screening walks, then up to 16 base points"
    assert promised in out and "should be known" in out
    code, ran, _ = program("run", tmp_path / "c.toml", "--out", tmp_path / "r", "--workers", "0")
    assert code == 0
    assert ran.startswith(promised)
    most = int(re.search(r"all steps: up to (\d+) runs", out)[1])
    assert 0.8 * most <= len(Results(tmp_path / "r").design) <= most


def test_what_this_machine_has_time_for_is_told(tmp_path, monkeypatch):
    """Both ways: an effort of a microsecond is too much here, one of a year leaves time for more points."""
    (tmp_path / "c.toml").write_text(config(points=256, local=2))
    for seconds, wanted in ((1e-6, "`points = 64` in [sensitivity]"), (3e7, "would fill its time")):
        efforts = dict.fromkeys(("minutes", "hour", "night"), seconds)
        monkeypatch.setattr("experiments.worlds.planning.BUDGET_SECONDS", efforts)
        out = program("check", tmp_path / "c.toml")[1]
        assert "times the processor time of the effort" in out and wanted in out
    plan = json.loads(program("check", tmp_path / "c.toml", "--json")[1])["plan"]
    assert plan["size_here"] * plan["of_effort"] <= 256 and plan["size_here"] * plan["of_effort"] > 128


@pytest.fixture(scope="module")
def cheap(tmp_path_factory):
    """With a budget too small for walks, groups are designed, and single inputs come from independent worlds."""
    text = config(survivors=3, points=128, worlds=512, per_point=1, local=4).replace("0.01", "1.0")
    return run(tmp_path_factory.mktemp("cheap"), text)


def test_the_cheap_path_needs_no_screening_and_still_names_the_input(cheap):
    results = cheap
    assert results.plan.set_index("step")["points"]["independent worlds"] == 512
    assert set(results.plan["step"]) == {"one at a time", "independent worlds", "sobol"}
    found = rows(results.indices, method="additive", outcome="harm", versus="base")
    assert found.loc["x6", "value"] == pytest.approx(1.0, abs=0.05)
    assert found.loc["x6", "verdict"] == "matters"
    assert found.index[found["verdict"] == "matters"].difference(["x6", "group:second", "basis:assumed"]).empty
    assert "x6" in set(results.tornado["parameter"])
    groups = rows(results.indices, method="sobol", index="ST", outcome="harm", versus="base")
    assert groups.loc["group:second", "value"] == pytest.approx(1.0, abs=0.15)
    assert {"x6"} <= set(results.flips["parameter"])


def test_figures_say_what_was_found(studied):
    drawn = {one.name: one for one in draw_figures(figure_results.FolderTables(studied.path))}
    wanted = {"decisive_assumptions", "doubt_by_evidence", "screening_plane", "assumptions_by_outcomes", "indices_settle"}
    wanted |= {"where_the_choice_flips", "worth_measuring", "one_at_a_time", "along_one_input"}
    assert wanted <= set(drawn)
    for name in ("decisive_assumptions", "where_the_choice_flips", "worth_measuring", "one_at_a_time"):
        assert "x6" in str(drawn[name].title).lower(), name
    assert all(len(drawn[name].data) and drawn[name].description for name in wanted)
    verdicts = texts(studied.verdicts).set_index(["strategy", "versus", "outcome", "parameter"])["verdict"]
    for row in drawn["decisive_assumptions"].data.itertuples():  # the marks are those that sentences go by
        assert row.verdict == verdicts.get((row.strategy, row.versus, row.outcome, row.parameter), "")


def test_small_shares_are_not_called_most(studied, tmp_path):
    shutil.copytree(studied.path, tmp_path / "small")
    verdicts = texts(studied.verdicts)
    small = verdicts.assign(**{end: verdicts[end].astype(float) / 100.0 for end in ("share", "low", "high")})
    small.to_csv(tmp_path / "small" / "tables" / "verdicts.csv", index=False)
    said = [str(sentence) for sentence in analyses.found_in(figure_results.FolderTables(tmp_path / "small"), "doubt")]
    assert "rests in small part on one assumption: x6" in said[0]


def test_sentences_name_what_decides_flips_and_is_worth_measuring(studied):
    said = [str(sentence) for sentence in analyses.found_in(figure_results.FolderTables(studied.path), "doubt")]
    assert "rests most on one assumption: x6" in said[0]
    assert any("switch (" in text and "with “on” it gains more" in text for text in said)  # which has no more or less
    assert any("flips where x6 passes 0.33" in text and "“base” is best below, “better” above" in text for text in said)
    assert any("worth measuring" in text and "x6 (up to 0.3" in text for text in said)
    assert any("not converged" in text or "has converged" in text for text in said)


def test_each_year_names_the_inputs_that_matter_in_it(tmp_path):
    """A straight line's coefficients are known: 0.6 and 0.8 of 3 x1 + 4 x2, -1 of a difference of -5 x7, then of -5 x6."""
    text = config(survivors=12, points=128, per_point=1, local=0, ranks="true").replace("Known", "Yearly")
    results = run(tmp_path, text.replace("[sensitivity]", '[output]\nseries = "national"\n[sensitivity]'))
    found = results.years
    for year, wanted in ((1, {"x1": 0.6, "x2": 0.8}), (2, {"x1": 0.8, "x2": 0.6})):
        level = rows(found, versus="", strategy="base", year=year)
        for name, value in wanted.items():
            assert level.loc[name, "value"] == pytest.approx(value, abs=0.02)
        assert level.loc["x6", "value"] == pytest.approx(0.0, abs=0.02)
    for year, name, other in ((1, "x7", "x6"), (2, "x6", "x7")):
        gap = rows(found, versus="base", year=year)
        assert gap.loc[name, "value"] == pytest.approx(-1.0, abs=1e-6) and gap.loc[name, "above_floor"] == "yes"
        assert gap.loc[other, "value"] == pytest.approx(0.0, abs=1e-6) and gap.loc[other, "above_floor"] == "no"
    ranked = rows(results.indices, method="sobol_ranks", index="S1", outcome="switched", versus="base")
    assert ranked.loc["switch", "value"] == pytest.approx(1.0, abs=0.05)
    checked = rows(results.indices, method="sobol", index="ST", outcome="harm", versus="base")
    assert (checked.loc["x6", "parts_low"] <= 1.0) and (checked.loc["x6", "parts_high"] >= 0.9)
    drawn = {one.name: one for one in draw_figures(figure_results.FolderTables(tmp_path))}
    assert "x7" in str(drawn["when_inputs_matter"].title).lower() and "x6" in str(drawn["when_inputs_matter"].title).lower()


def test_the_smallest_design_has_its_tables(tmp_path):
    """Eight base points are too few to show how indices settle; everything else is there."""
    results = run(tmp_path, config(survivors=12, points=8, per_point=1, local=0))
    assert "growth" not in results.tables() and len(results.indices)


def test_what_cannot_be_told_apart_is_named_by_inputs_that_there_are():
    from experiments.figures.sensitivity.bars import told_together
    from experiments.sensitivity import inseparable
    from sim.documents import catalogue

    names = [name for those in inseparable.SETS.values() for name in those]
    assert len(set(names)) == len(names)
    assert set(names) <= {row["name"] for row in catalogue.parameters()}
    (said,) = told_together(pd.Series(["recognition_mean", "exit_rate", "recognition_mean"]))
    assert said.startswith("Recognition mean: published figures fix only together how many children are recognised")


@pytest.mark.parametrize(("over", "values"), [("sum", [78.0, 222.0]), ("mean", [6.5, 18.5]), ("end", [12.0, 24.0])])
def test_a_year_is_of_twelve_months_from_the_first(over, values):
    """Months from July 2019 on that count 1, 2, ... 25: two whole years; the last month is of none."""
    months = [f"{2019 + (6 + at) // 12}-{(6 + at) % 12 + 1:02d}" for at in range(25)]
    keys = {"strategy": "base", "point": 0, "replication": 0}
    series = pd.DataFrame({**keys, "month": months[::-1], "value": np.arange(25.0, 0.0, -1.0)})
    found = by_year(SimpleNamespace(series=lambda **_: series), "harm", over)
    assert (found["year"].tolist(), found["value"].tolist()) == ([1, 2], values)


@pytest.mark.parametrize("step", ["scatter_rows", "sobol_rows", "morris_rows"])
def test_an_analysis_goes_on_without_the_world_in_which_a_run_failed(studied, cheap, step):
    """Where each world is drawn by itself it is left out; where the design needs every run, what that design tells is not told."""
    results = Results((studied if step == "morris_rows" else cheap).path)
    study, whole = Study.of(results), results.all_runs
    results.all_runs = whole[(whole["point"] != getattr(study, step)[3]) | (whole["strategy"] != "better")]
    found = sensitivity_tables(results)
    additive = rows(found["indices"], method="additive", outcome="harm", versus="base")
    if step == "scatter_rows":
        assert additive.loc["x6", "value"] == pytest.approx(1.0, abs=0.05)
        assert "x6" in set(found["flips"]["parameter"]) and "regret" not in found
    told = found["convergence"].set_index("versus").loc["base"]
    assert told["reason"].astype(str).str.contains("missing").any() == (step == "sobol_rows")


def test_a_rest_of_rounding_is_no_change():
    """Two arms that differ by as much at both ends: what floats make of that is nothing, and a small change stays one."""
    levels = {"base": np.array([[1_000.1], [900_000.3], [900_000.3]])}
    levels["arm"] = levels["base"] + np.array([[0.7], [0.7], [0.7001]])
    rests = (levels["arm"] - levels["base"]).ravel()
    assert 0.0 < abs(rests[1] - rests[0]) < 1e-9, "there is something to take for nothing"
    study = SimpleNamespace(
        inputs=pd.DataFrame({"x": [0.5, 0.0, 1.0]}),
        local_rows=np.arange(3),
        views=lambda: [View("harm", "arm", "base")],
        values=lambda view, rows: levels[view.strategy] - (levels[view.versus] if view.versus else 0.0),
    )
    assert tornado(study)["change"].tolist() == [0.0, pytest.approx(1e-4, rel=1e-3)]
