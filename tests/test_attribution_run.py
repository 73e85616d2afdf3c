"""Attribution through the corridor, for a response whose parts need each other in a known way."""

import re

import pytest

from experiments import run_experiment
from experiments.attribution.design import Response
from experiments.cli import verbs
from experiments.config.load import read
from experiments.figures.gallery import draw_figures
from experiments.figures.results import FolderTables
from experiments.protocol.engine import SIM, load_engine
from experiments.protocol.problems import Unusable
from experiments.report.sections import analyses

CONFIG = """
kind = "attribution"
title = "Which part does the work?"
[world]
scale = 0.01
[strategies]
baseline = "base"
[measures]
primary = ["harm"]
[replications]
number = 12
[execution]
engine = "Known"
[attribution]
strategy = "whole"
cost = "cost"
equal = ["whole", "cheap"]
"""
# harm falls by half of the teams (4), by half more of them where a centre (2) backs each two, and by twice the help (3)


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return run_experiment(CONFIG, out=tmp_path_factory.mktemp("attribution"), workers=0, report=False)


def test_parts_alone_taken_away_and_shared_out(found):
    table = found.attribution[found.attribution["outcome"] == "harm"].set_index(["method", "part"])["value"]
    alone = {"teams": -2.0, "centre": 0.0, "help": -6.0}
    taken_away = {"teams": -4.0, "centre": -2.0, "help": -6.0}
    shapley = {"teams": -3.0, "centre": -1.0, "help": -6.0}
    truths = {"alone": alone, "taken_away": taken_away, "shapley": shapley}
    truths |= {"lever_alone": alone, "lever_taken_away": taken_away}
    for method, truth in truths.items():
        for part, value in truth.items():
            assert table[method, part] == pytest.approx(value, abs=0.2), (method, part)
    assert table["whole", "whole"] == pytest.approx(table["shapley"].sum())


def test_intervals_are_paired(found):
    row = found.attribution[(found.attribution["part"] == "help") & (found.attribution["method"] == "alone")].iloc[0]
    assert row["high"] - row["low"] < 0.3


def test_the_terminal_says_which_part_does_the_work(found, capsys):
    verbs._show(found)
    said = capsys.readouterr().out
    assert "Differences from base" in said
    assert "these parts do a clear share: help" in " ".join(said.split()) and "\u2212" not in said


def test_the_same_money(found):
    """`cheap` costs 20 more; for 20 `whole` reaches 20/110 of its intensity, where harm falls by 10 times that."""
    table = found.budget[found.budget["outcome"] == "harm"].set_index("strategy")
    assert table["budget"].tolist() == [20.0, 20.0]
    assert table.loc["whole", "intensity"] == pytest.approx(20.0 / 110.0)
    assert table.loc["whole", "value"] == pytest.approx(-10.0 * 20.0 / 110.0, abs=0.15)
    assert table.loc["cheap", "value"] == pytest.approx(-1.0, abs=0.2)


def test_the_best_part_and_the_best_for_the_same_money_are_told_by_pairs(found):
    """Of the parts help does 10, by far the most; for the same money the whole does 1.8 to 1 of the cheap response."""
    parts = found.attribution[(found.attribution["outcome"] == "harm") & (found.attribution["method"] == "shapley")]
    assert parts.loc[parts["in_best_set"] == "yes", "part"].tolist() == ["help"]
    assert (found.attribution.loc[found.attribution["method"] != "shapley", "in_best_set"].fillna("") == "").all()
    money = found.budget[found.budget["outcome"] == "harm"].set_index("strategy")
    assert money["in_best_set"].to_dict() == {"whole": "yes", "cheap": "no"}


def test_dose_response_rises_with_intensity(found):
    rows = found.dose[(found.dose["outcome"] == "harm") & (found.dose["strategy"] == "whole")]
    assert rows["intensity"].tolist() == [0.0, 0.25, 0.5, 0.75, 1.0]
    assert rows["value"].iloc[0] == 0.0
    assert rows["value"].is_monotonic_decreasing


def test_outcomes_are_of_the_named_strategies_only(found):
    assert set(found.outcomes["strategy"]) == {"base", "whole", "cheap"}
    assert set(found.runs["strategy"]) > set(found.outcomes["strategy"])


def test_parts_must_be_the_whole(tmp_path):
    text = CONFIG + 'parts = { police = ["teams"], children = ["help"] }\n'
    with pytest.raises(Unusable, match="centre"):
        run_experiment(text, out=tmp_path, workers=0, report=False)
    with pytest.raises(Unusable, match=r"parts\.police\[0\]: found the unknown name .teems.*did you mean teams"):
        read(CONFIG + 'parts = { police = ["teems"] }\n')


def test_a_part_may_be_a_component_of_a_lever():
    """A lever of which a part names a component is taken apart into those that differ; together they are the lever."""
    engine = load_engine(SIM)
    levers = {"recognition_of_exploitation.definition", "recognition_of_exploitation.training"}
    whole = Response.of(engine, "safeguarding_strategy", "as_inspected")
    apart = Response.of(engine, "safeguarding_strategy", "as_inspected", levers)
    taken = [name for name in apart.levers if name.startswith("recognition_of_exploitation.")]
    assert levers < set(taken) and "recognition_of_exploitation" not in apart.levers
    assert apart.with_levers(["recognition_of_exploitation.definition"])["recognition_of_exploitation"] == {"definition": 1.0}
    assert apart.with_levers(taken) == whole.with_levers(["recognition_of_exploitation"])


def test_sentences_and_figures_say_which_part(found):
    said = [str(sentence) for sentence in analyses.found_in(FolderTables(found.path), "parts")]
    row = found.attribution.set_index(["method", "part", "outcome"]).loc[("shapley", "help", "harm")]
    whole, *ends = re.search(r"help \(([\d.]+)%, interval ([\d.]+)% to ([\d.]+)%\)", said[0]).groups()
    tenth = 10.0 * (row["share_high"] - row["share_low"])
    for text, column in zip((whole, *ends), ("share", "share_low", "share_high"), strict=True):
        assert float(text) == pytest.approx(100.0 * row[column], abs=tenth)
    assert row["share_low"] < 0.6 < row["share_high"]
    assert any(text.startswith("Teams does more beside the other parts") for text in said)
    assert any("same extra cost" in text and text.index("whole") < text.index("cheap") for text in said)
    drawn = {one.name: str(one.title) for one in draw_figures(FolderTables(found.path))}
    assert drawn["parts_of_the_work"].startswith("Help does the largest part of the work")
    assert "same_money" in drawn
