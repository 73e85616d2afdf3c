"""A measure of which more is better, the mirror of one of which less is: every analysis says the same of both."""

from functools import partial

import pytest
from known_engine import NAMES, WEIGHTS
from test_discover import CONFIG as DISCOVER
from test_sensitivity import config

from experiments import run_experiment
from experiments.discovery import boxes
from experiments.figures.results import FolderTables
from experiments.report.sections import analyses

MIRRORED = '["harm", "saved"]'


def run(folder, text):
    return run_experiment(text.replace('["harm", "switched"]', MIRRORED), out=folder, workers=0, report=False)


@pytest.fixture(scope="module")
def discovered(tmp_path_factory):
    """`better` is worse than the baseline where x6 < 1/3, on both measures; a share of the level is not mirrored, so none is asked."""
    text = DISCOVER.replace("targets = { harm = 26.0 }", "targets = { harm = 26.0, saved = 74.0 }").replace(
        "worse_by = 0.02\n", ""
    )
    with pytest.MonkeyPatch.context() as patch:  # as `test_discover` does
        patch.setattr(boxes, "find", partial(boxes.find, resamples=1))
        return run(tmp_path_factory.mktemp("discover"), text)


@pytest.fixture(scope="module")
def studied(tmp_path_factory):
    return run(tmp_path_factory.mktemp("sensitivity"), config(survivors=6, trajectories=10, points=64, per_point=2))


def both(frame, *columns):
    """Some columns of the rows of either measure, the rows in the same order."""
    kept = [frame[frame["outcome" if "outcome" in frame else "measure"] == name] for name in ("harm", "saved")]
    return [rows[list(columns)].reset_index(drop=True) for rows in kept]


def test_verdicts_and_the_share_of_worse_worlds(discovered):
    """In a third of all worlds `better` is worse, whichever way the measure is good."""
    effects = discovered.effects.set_index(["measure", "strategy"])
    for name, sign in (("harm", -1.0), ("saved", 1.0)):
        row = effects.loc[(name, "better")]
        assert sign * row["difference"] == pytest.approx(1.0, abs=0.15) and row["verdict"] == "better"
        assert row["share_worse"] == pytest.approx(1.0 / 3.0, abs=0.04)
        assert row["share_worse_low"] <= 1.0 / 3.0 <= row["share_worse_high"]
    best = discovered.best.set_index(["measure", "strategy"])
    for name, sign in (("harm", 1.0), ("saved", -1.0)):
        assert best.loc[name]["in_best_set"].to_dict() == {"base": "no", "better": "yes", "same": "no"}
        row = best.loc[(name, "base")]
        assert sign * row["difference_from_best"] > 0.0 and sign * row["low"] > 0.0 and sign * row["high"] > 0.0


def test_discovery_finds_the_same_failures_and_regrets(discovered):
    boxes = discovered.boxes[discovered.boxes["failure"] != "high regret"]  # measured by the level, which is not mirrored
    harm, saved = both(boxes, "strategy", "failure", "parameter", "low", "high", "coverage", "density")
    assert harm.equals(saved)
    box = harm[(harm["strategy"] == "better") & (harm["failure"] == "worse than the baseline")].iloc[0]
    assert box["parameter"] == "x6" and box["high"] == pytest.approx(1.0 / 3.0, abs=0.04)
    harm, saved = both(discovered.regret[discovered.regret["criterion"] != "mean"], "strategy", "criterion", "rank")
    assert harm.equals(saved)
    won = discovered.regret.set_index(["outcome", "criterion", "strategy"])["value"]
    for name in ("harm", "saved"):
        assert won[name, "share_won", "better"] == pytest.approx(2.0 / 3.0, abs=0.03)


def test_sensitivity_flips_at_the_same_place_and_says_the_same_in_words(studied):
    flips = studied.flips.set_index(["outcome", "parameter"])
    for name in ("harm", "saved"):
        row = flips.loc[(name, "x6")]
        assert float(row["low"]) - 0.03 <= 1.0 / 3.0 <= float(row["high"]) + 0.03
        assert (row["below"], row["above"], row["verdict"]) == ("base", "better", "flips")
    worth = studied.information.set_index(["outcome", "parameter"])["value"]
    assert worth["harm", "x6"] == pytest.approx(1.0 / 3.0, rel=0.15)
    assert worth["saved", "x6"] == pytest.approx(worth["harm", "x6"], rel=1e-6)
    folder = FolderTables(studied.path)
    told = [str(one) for one in analyses.decides(folder, folder.table("verdicts"))]
    said = {name: next(one for one in told if f"on {name} rests" in one) for name in ("harm", "saved")}
    assert "x6 (" in said["harm"] and "with more of it it gains more" in said["harm"]
    assert said["saved"] == said["harm"].replace("on harm", "on saved")


def test_signs_are_of_the_measure_itself(studied):
    """More of x1 to x3 is more harm and less saved; more of x6 is a smaller difference in harm and a larger in saved."""
    verdicts = studied.verdicts.assign(versus=studied.verdicts["versus"].fillna(""))
    found = verdicts.set_index(["outcome", "strategy", "versus", "parameter"])["sign"]
    for name, weight in zip(NAMES[:3], WEIGHTS[:3], strict=True):
        assert weight > 0.0
        assert (found["harm", "base", "", name], found["saved", "base", "", name]) == ("up", "down")
    assert (found["harm", "better", "base", "x6"], found["saved", "better", "base", "x6"]) == ("down", "up")
