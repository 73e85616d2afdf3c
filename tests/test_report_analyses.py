"""Are the numbers in sentences of sensitivity, discovery and attribution those of the folder's tables, all of them?"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
import test_attribution_run
import test_discover
import test_sensitivity

from experiments import run_experiment
from experiments.figures.results import Results
from experiments.figures.words import Number, Sentence
from experiments.report import words
from experiments.report.marks import Marks
from experiments.sensitivity import words as analysis
from experiments.sensitivity.reader import Reader, plain

CONFIGS = {
    "parts": test_attribution_run.CONFIG,
    "failing": test_discover.CONFIG,
    "sentences": test_sensitivity.config(survivors=3, points=128, per_point=1, local=4).replace("0.01", "1.0"),
}


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """A folder of each kind of analysis, run on an engine whose truth is known."""
    return {
        kind: Results(run_experiment(text, out=tmp_path_factory.mktemp(kind), workers=0, report=False).path)
        for kind, text in CONFIGS.items()
    }


def numbers(sentence: Sentence) -> list[Number]:
    """Every number that a sentence marks."""
    inner = [numbers(part) for part in sentence.parts if isinstance(part, Sentence)]
    return [part for part in sentence.parts if isinstance(part, Number)] + [one for part in inner for one in part]


def table_values(results: Results, name: str) -> np.ndarray:
    """Numbers of a table as its CSV has them, with those inside its words."""
    table = pd.read_csv(results.folder / "tables" / f"{name}.csv")
    found = [table.select_dtypes("number").to_numpy(float).ravel()]
    texts = " ".join(table.select_dtypes(exclude="number").fillna("").astype(str).to_numpy().ravel())
    found.append(np.array([float(text.replace(",", "")) for text in re.findall(r"-?\d[\d,]*(?:\.\d+)?", texts)]))
    return np.concatenate(found)


@pytest.mark.parametrize("kind", list(CONFIGS))
def test_every_number_of_an_analysis_is_in_its_tables(folders, kind):
    results = folders[kind]
    said = words.told(results, kind)
    assert said
    marked = [number for sentence in said for number in numbers(sentence)]
    assert marked
    for number in marked:
        held = table_values(results, number.table)
        assert np.isclose(held, number.value, rtol=1e-12, atol=0.0).any(), (number.text, number.table)
        shown = float(number.text.rstrip("%").replace(",", "").replace("\u2212", "-"))
        assert abs(shown - number.value * number.times) <= number.step / 2.0 * (1.0 + 1e-9)


@pytest.mark.parametrize("kind", list(CONFIGS))
def test_no_number_of_an_analysis_is_left_unmarked(folders, kind):
    for sentence in words.told(folders[kind], kind):
        loose = "".join(part for part in sentence.parts if isinstance(part, str))
        loose = re.sub(r"95%| of 10\b|\b[a-z_]+\d+\b|(less|more) than 9?\d%", "", loose)
        assert not re.search(r"\d", loose), str(sentence)


def test_a_number_keeps_the_value_that_it_was_written_from_though_another_is_nearer():
    rows = {"strategy": "one", "outcome": "harm", "criterion": "", "rank": 1, "value": 0.43, "share": 0.43, "helps": "yes"}
    tree = pd.DataFrame([rows | {"best": name, "conditions": "stop rate above 4", "purity": 0.4267} for name in ("one", "two")])
    kept = Marks()
    reader = Reader("harm", "base", str, "\u201cPlan 9 {}\u201d".format, str, cell=kept.cell)
    said = [kept.marked(text) for text in analysis.failing({"tree": tree}, reader)]
    assert [(one.text, one.value, one.table) for one in numbers(said[0])] == [
        ("4", 4.0, "tree"),
        ("43%", 0.4267, "tree"),
        ("43%", 0.43, "tree"),
    ]
    assert "Plan 9" in str(said[0])


def test_a_number_that_does_not_round_its_value_is_not_marked():
    kept = Marks()
    assert kept.cell("one", "44%", 0.4267, 100.0) == "44%"
    assert str(kept.marked(f"It is {kept.cell('one', '130', 127.3, 1.0)}.")) == "It is 130."
    assert [(one.value, one.step) for one in kept.numbers] == [(127.3, 10.0)]


def test_signs_and_names_are_for_readers():
    kept = Marks()
    said = kept.marked(f"between {kept.cell('noise', '-14%', -0.14, 100.0)} and 12%, aged x-17, less than 1% is chance (-1.5)")
    assert str(said) == "between \u221214% and 12%, aged x-17, less than 1% is chance (\u22121.5)"
    assert [one.value for one in numbers(said)] == [-0.14]
    reader = Reader("harm", "base", str, str, str, {"stop_rate": "chance of a stop"}.get)
    assert reader.spoken("stop_rate", "12%") == "stop rate (chance of a stop; 12%)"
    assert plain("the interval of group:police_work is wide") == "the interval of the process \u201cpolice work\u201d is wide"
