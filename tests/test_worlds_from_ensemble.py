"""Do sensitivity, discovery and attribution live in worlds that fit, and say there only what holds where inputs move together?"""

import re

import numpy as np
import pandas as pd
import pytest
import test_attribution_run
import test_discover
import test_sensitivity
from known_engine import NAMES
from scipy.stats import false_discovery_control

from experiments import Results, run_experiment
from experiments.config.load import check, read
from experiments.discovery.tables import discovery_tables
from experiments.figures import results as figure_results
from experiments.figures.gallery import draw_figures
from experiments.protocol import kinds
from experiments.protocol.problems import Unusable
from experiments.report.forms.sheets import about, columns
from experiments.report.sections import analyses
from experiments.sensitivity.tables import sensitivity_tables
from experiments.statistics import regression_shares
from experiments.store import ensemble

WORLDS = '[worlds]\nfrom = "known"\nnumber = {number}\n'
SENSITIVITY = test_sensitivity.CONFIG + "survivors = 8\n"
DISCOVER = test_discover.CONFIG.replace("worlds = 640\n", "")
ATTRIBUTION = test_attribution_run.CONFIG.replace("[replications]\nnumber = 12\n", "")
KINDS = {"sensitivity": SENSITIVITY, "discover": DISCOVER, "attribution": ATTRIBUTION}


def made(worlds=200):
    """Worlds in which x7, which nothing reads, moves with x1, and x8, which nothing reads either, with x6."""
    luck = np.random.default_rng(7)
    inputs = pd.DataFrame(luck.random((worlds, len(NAMES))), columns=NAMES)
    for inert, active in (("x7", "x1"), ("x8", "x6")):
        inputs[inert] = 0.99 * inputs[active] + 0.01 * inputs[inert]
    inputs["switch"] = np.where(luck.random(worlds) < 0.7, "off", "on")
    empty = pd.DataFrame(columns=["parameter"])
    known = pd.DataFrame({"parameter": list(inputs), "verdict": "the data speak"})
    return ensemble.Ensemble("made", inputs, {"engine": "Known", "source": "known", "title": "made"}, known, empty)


@pytest.fixture(scope="module")
def shipped(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ensemble, "SHIPPED", tmp_path_factory.mktemp("ensembles"))
        ensemble.keep(made(), "known", "Known")
        yield


@pytest.fixture(scope="module")
def lived(shipped, tmp_path_factory):
    """A run of each kind in all worlds."""
    numbers = {"sensitivity": 200, "discover": 200, "attribution": 20}
    return {
        kind: run_experiment(
            text + WORLDS.format(number=numbers[kind]), out=tmp_path_factory.mktemp(kind), workers=0, report=False
        )
        for kind, text in KINDS.items()
    }


def rows(frame, **keys):
    for name, value in keys.items():
        frame = frame[frame[name].isna() if value == "" else frame[name] == value]
    return frame.set_index("parameter")


def test_what_decides_is_found_and_what_is_idle_is_not(lived):
    """The level of harm depends on x2 by 9 parts of 30.25, on x1 by 16; x9 and x10 are idle and move with nothing."""
    found = rows(lived["sensitivity"].verdicts, outcome="harm", strategy="base", versus="")
    assert found.loc["x2", "verdict"] == "matters" and found.loc["x2", "sign"] == "up"
    assert found.loc["x2", "low"] < 9.0 / 30.25 < found.loc["x2", "high"]
    assert not found.loc[["x9", "x10"], "verdict"].isin(["matters", "cannot be told apart"]).any()


def test_an_idle_input_that_moves_with_a_deciding_one_is_not_told_apart_from_it(lived):
    level = rows(lived["sensitivity"].verdicts, outcome="harm", strategy="base", versus="")
    assert level.loc[["x1", "x7"], "verdict"].tolist() == ["cannot be told apart"] * 2
    assert level.loc["x7", "with"] == "x1" and level.loc["x1", "with"] == "x7"
    gap = rows(lived["sensitivity"].verdicts, outcome="harm", strategy="better", versus="base")
    assert gap.loc["x8", "with"] == "x6"
    assert not gap.drop(index=["x6", "x8"])["verdict"].isin(["matters", "cannot be told apart"]).any()
    pairs = lived["sensitivity"].tradeoffs
    assert {frozenset(pair) for pair in pairs[["parameter", "with"]].to_numpy().tolist()} == {
        frozenset(("x1", "x7")),
        frozenset(("x6", "x8")),
    }


def test_nothing_is_said_by_methods_that_need_independent_inputs(lived):
    results = lived["sensitivity"]
    assert set(results.indices["method"]) == {"given data"} and set(results.indices["index"]) == {"S1"}
    assert not {"plan", "tornado", "growth", "years"} & set(results.tables())
    assert not results.indices["parameter"].str.contains(":").any()


def test_a_switch_is_looked_at_too(lived):
    """`better` is 2 lower where the switch is on, 1 higher where it is off: the whole of the difference."""
    found = rows(lived["sensitivity"].verdicts, outcome="switched", strategy="better", versus="base")
    assert found.loc["switch", "verdict"] == "matters" and found.loc["switch", "share"] == pytest.approx(1.0, abs=0.01)
    flips = lived["sensitivity"].flips
    assert flips.loc[flips["parameter"] == "switch", "verdict"].tolist() == ["flips"]


def test_the_value_of_information_is_that_of_what_decides_the_choice(lived):
    """Knowing x6 one would choose: 1/3 is lost by always taking `better`. x8 tells x6, so it is worth the same."""
    for kind in ("sensitivity", "discover"):
        found = rows(lived[kind].information, outcome="harm")
        assert set(found.index[found["verdict"] == "worth measuring"]) == {"x6", "x8"}
        assert found.loc["x6", "value"] == pytest.approx(1.0 / 3.0, abs=0.1)


def test_the_page_says_what_holds_and_what_does_not(lived):
    results = lived["sensitivity"]
    said = " ".join(map(str, analyses.found_in(figure_results.FolderTables(results.path), "doubt")))
    assert "200 worlds fitted to published figures; their 11 inputs" in said and "Sobol" in said
    assert "x8 from x6" in said and "x1 and x7" in said
    assert not any("nan" in str(one) for one in said.split())
    for kind in KINDS:
        draw_figures(figure_results.FolderTables(lived[kind].path))


def test_a_discovery_has_the_worlds_as_cases(lived):
    """200 worlds are too few for boxes, and it says so; which strategy is best where is still seen."""
    results = lived["discover"]
    assert results.design.groupby("point")["replication"].nunique().tolist() == [2] * 200
    assert results.boxes["parameter"].isna().all() and results.boxes["note"].str.contains("500 are the least").all()
    won = results.regret[results.regret["outcome"] == "harm"].set_index(["criterion", "strategy"])["value"]
    assert won["share_won", "better"] == pytest.approx((made().worlds["x6"] > 1.0 / 3.0).mean(), abs=0.03)
    tree = results.tree[results.tree["outcome"] == "harm"]
    assert tree["helps"].eq("yes").all() and tree["conditions"].str.contains("x6|x8").all()


def test_an_attribution_has_every_strategy_in_the_same_worlds(lived):
    results = lived["attribution"]
    design = results.design
    for _, block in design.groupby(["point", "replication"]):
        assert len(block) == len(results.strategies) and block["seed"].nunique() == 1
        assert (block[NAMES].nunique() == 1).all()
    assert design["point"].nunique() == 20 and design["seed"].nunique() == 40
    found = results.attribution[results.attribution["outcome"] == "harm"].set_index(["method", "part"])
    assert found.loc[("shapley", "help"), "value"] == pytest.approx(-6.0, abs=0.1)
    assert (found["n_worlds"] == 20).all()
    assert np.isnan(found.loc[("shapley", "help"), "share_worse"])  # it is −6 in all worlds, which differ by luck alone
    assert set(results.worlds["strategy"]) == {"whole", "cheap"}
    folder, rows = figure_results.FolderTables(results.path), results.attribution[results.attribution["outcome"] == "harm"]
    of_one = np.where(rows["part"] == "help", 0.25, np.nan)
    differ, alike, mixed = (
        " ".join(map(str, analyses.parts(folder, rows.assign(share_worse=share)))) for share in (0.25, np.nan, of_one)
    )
    assert "Of 100 worlds fitted to published figures (from 20), its share of the work is for the worse: help in 25" in differ
    assert "(from 20)" not in alike
    assert "help in 25; luck hides whether worlds differ in that of teams and centre." in mixed


def test_every_column_has_a_meaning(lived):
    for results in lived.values():
        for table in results.tables():
            for column in pd.read_csv(results.path / "tables" / f"{table}.csv", nrows=0).columns:
                assert about(table, column, columns())[1] or column in results.varying, (table, column)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_asked_of_worlds_is_checked(kind, shipped, monkeypatch):
    text = KINDS[kind] + WORLDS.format(number=50)
    check(text.encode(), "c.toml")
    with pytest.raises(Unusable, match="201 of 200"):
        check(text.replace("number = 50", "number = 201").encode(), "c.toml")
    monkeypatch.setattr(ensemble.Ensemble, "stale", lambda self: "worlds fitted to another source of the model")
    with pytest.raises(Unusable, match="fitted to another source"):
        check(text.encode(), "c.toml")


@pytest.mark.parametrize(
    ("kind", "more", "key", "told"),
    [
        ("sensitivity", "points = 64\n" + WORLDS, "points = ", "worlds of an ensemble do not read"),
        ("sensitivity", 'vary = ["x1"]\n' + WORLDS, "vary = ", "worlds of an ensemble do not read"),
        ("sensitivity", "per_point = 3\n" + WORLDS + "twice = 5\n", "twice = ", "beside `per_point`"),
        ("discover", "worlds = 64\n" + WORLDS, "worlds = ", "worlds of an ensemble do not read"),
        ("discover", WORLDS + "twice = 5\n", "twice = ", "regret"),
        ("discover", WORLDS.replace("known", "range"), "number = ", "draws itself"),
        ("sensitivity", '[worlds]\nfrom = "best"\n', "from = ", "nothing varies"),
    ],
)
def test_what_would_be_idle_is_refused_at_its_line(kind, more, key, told, shipped):
    text = KINDS[kind] + more.format(number=50)
    with pytest.raises(Unusable, match=told) as error:
        check(text.encode(), "c.toml")
    at = max(place for place, line in enumerate(text.splitlines(), 1) if line.startswith(key))
    assert re.search(rf"c\.toml[:,] ?(line )?{at}\b", str(error.value)), str(error.value)


@pytest.mark.parametrize("kind", ["sensitivity", "discover"])
def test_worlds_of_the_evidence_are_drawn_as_ever(kind):
    plain, asked = (read(KINDS[kind] + more) for more in ("", '[worlds]\nfrom = "range"\n'))
    design = kinds.KINDS[kind].required("design")
    assert design(plain.experiment, plain.engine, "s").points == design(asked.experiment, asked.engine, "s").points


def test_few_of_many_idle_inputs_are_found():
    """In 40 samples of 200 worlds with 60 idle inputs, 5% find anything: 7 or more would be 3 in 1,000."""
    luck = np.random.default_rng(3)
    finds = 0
    for _ in range(40):
        unit, outcomes = luck.random((200, 60)), luck.lognormal(0.0, 1.5, (200, 1))
        found = regression_shares.one_at_a_time(unit, [0] * 60, tuple(map(str, range(60))), outcomes, np.zeros(1), resamples=2)
        finds += bool((false_discovery_control(found[0].p) < 0.05).any())
    assert finds < 7


@pytest.mark.parametrize("kind", ["sensitivity", "discover"])
def test_a_world_in_which_a_run_failed_is_left_out_and_the_rest_is_told(lived, kind):
    results = Results(lived[kind].path)
    runs = results.all_runs
    results.all_runs = runs[(runs["point"] != 7) | (runs["strategy"] != "better") | (runs["replication"] != 0)]
    tables = {"sensitivity": sensitivity_tables, "discover": discovery_tables}[kind](results)
    if kind == "sensitivity":
        level = rows(tables["verdicts"].replace("", np.nan), outcome="harm", strategy="base", versus="")
        assert level.loc["x2", "verdict"] == "matters"
        assert set(tables["convergence"]["worlds"]) == {199}
    else:
        assert tables["tree"].loc[tables["tree"]["outcome"] == "harm", "conditions"].str.contains("x6|x8").all()
        assert set(tables["boxes"]["worlds"] + tables["boxes"]["set_aside"]) == {199}
