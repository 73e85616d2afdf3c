"""Discovery through the corridor, for a model whose failures are known."""

from functools import partial

import pytest

from experiments import run_experiment
from experiments.config.load import read
from experiments.discovery import boxes
from experiments.figures.results import FolderTables
from experiments.protocol.problems import Unusable
from experiments.report.sections import analyses

CONFIG = """
kind = "discover"
title = "Where does it fail?"
[world]
scale = 0.01
[strategies]
baseline = "base"
compare = ["better", "same"]
[measures]
primary = ["harm", "switched"]
[execution]
engine = "Known"
[discover]
worlds = 640
worse_by = 0.02
targets = { harm = 26.0 }
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:  # how often a box comes back from worlds drawn again is asked in test_discovery
        patch.setattr(boxes, "find", partial(boxes.find, resamples=1))
        return run_experiment(CONFIG, out=tmp_path_factory.mktemp("discover"), workers=0, report=False)


def test_the_condition_of_failure_comes_back(found):
    """`better` is worse by 2 - 6 x6, which is a fiftieth of the baseline's harm near x6 = 1/4; no other input is in the box."""
    rows = found.boxes[(found.boxes["outcome"] == "harm") & (found.boxes["strategy"] == "better")]
    box = rows[rows["failure"] == "worse than the baseline"]
    assert box["parameter"].tolist() == ["x6"]
    ends = (2.0 - 0.02 * float(found.wide("harm")["base"].mean())) / 6.0
    assert ends == pytest.approx(0.25, abs=0.01) and box["high"].iloc[0] == pytest.approx(ends, abs=0.04)
    assert box["low"].isna().all()
    assert box["coverage"].iloc[0] > 0.9
    assert box["density"].iloc[0] > 0.9


def test_a_strategy_that_is_the_baseline_has_no_box(found):
    rows = found.boxes[(found.boxes["strategy"] == "same") & (found.boxes["failure"] == "worse than the baseline")]
    assert rows["parameter"].isna().all()
    assert (rows["note"] != "").all()


def test_a_switch_decides_the_other_outcome(found):
    rows = found.boxes[(found.boxes["outcome"] == "switched") & (found.boxes["strategy"] == "better")]
    box = rows[rows["failure"] == "worse than the baseline"].iloc[0]
    assert (box["parameter"], box["alternatives"]) == ("switch", "off")


def test_regret_and_targets(found):
    """`better` is best in two worlds of three; its mean regret is E max(0, 2 - 6 x6) = 1/3."""
    table = found.regret[found.regret["outcome"] == "harm"].set_index(["criterion", "strategy"])["value"]
    assert table["share_won", "better"] == pytest.approx(2.0 / 3.0, abs=0.03)
    assert table["mean_regret", "better"] == pytest.approx(1.0 / 3.0, abs=0.05)
    assert table["mean_regret", "base"] == pytest.approx(4.0 / 3.0, abs=0.1)
    assert 0.0 < table["share_of_target", "base"] < table["share_of_target", "better"]


def test_tree_switch_points_and_information_agree(found):
    leaves = found.tree[found.tree["outcome"] == "harm"]
    assert leaves["helps"].eq("yes").all()
    assert leaves["conditions"].str.contains("x6").all()
    assert leaves["best_mean"].eq(leaves["best"]).all()
    flips = found.flips.set_index(["outcome", "parameter"])
    assert float(flips.loc[("harm", "x6"), "at"]) == pytest.approx(1.0 / 3.0, abs=0.03)
    worth = found.information.set_index(["outcome", "parameter"])["verdict"]
    assert worth["harm", "x6"] == "worth measuring"
    assert worth["harm", "x1"] == "no evidence"


def test_mistakes_are_told():
    with pytest.raises(Unusable) as caught:
        read(CONFIG.replace("{ harm = 26.0 }", "{ ishigami = 1.0, harms = 2.0 }"))
    assert "no direction of good" in str(caught.value)
    assert "harms" in str(caught.value)


def test_sentences_say_where_it_fails(found):
    said = [str(sentence) for sentence in analyses.found_in(FolderTables(found.path), "fails")]
    assert said[0].startswith("“better” does worse than “base” mostly where x6 is below 0.2")
    assert any("“better” is best on average" in text for text in said)
