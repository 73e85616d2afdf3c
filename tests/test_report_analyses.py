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
from experiments.report import marks, words
from experiments.sensitivity import words as analysis

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
    """Numbers of a table as its CSV has them, with those inside its words and each part's share of the whole."""
    table = pd.read_csv(results.folder / "tables" / f"{name}.csv")
    found = [table.select_dtypes("number").to_numpy(float).ravel()]
    texts = " ".join(table.select_dtypes(exclude="number").fillna("").astype(str).to_numpy().ravel())
    found.append(np.array([float(text.replace(",", "")) for text in re.findall(r"-?\d[\d,]*(?:\.\d+)?", texts)]))
    if name == "attribution":
        for _, part in table.groupby("outcome"):
            found.append((part["value"] / part.loc[part["method"] == "whole", "value"].iloc[0]).to_numpy(float))
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


def test_a_number_that_no_table_holds_is_not_marked():
    table = {"one": pd.DataFrame({"value": [0.4267, 31415.0]})}
    text = marks.marked("It is 43% here, 31,400 there, and 44% nowhere; P90 and “Plan 9” are names.", table, ["“Plan 9”"])
    assert [(one.text, one.value) for one in numbers(text)] == [("43%", 0.4267), ("31,400", 31415.0)]
    assert str(text) == "It is 43% here, 31,400 there, and 44% nowhere; P90 and “Plan 9” are names."


def test_signs_bounds_and_names_are_for_readers():
    table = pd.DataFrame({"value": [-0.14, 0.01]})
    said = marks.marked("between -14% and 12%, aged x-17, less than 1% is chance (-1.5)", {"noise": table})
    assert str(said) == "between \u221214% and 12%, aged x-17, less than 1% is chance (\u22121.5)"
    assert [one.value for one in numbers(said)] == [-0.14]
    reader = analysis.Reader("harm", "base", str, str, str, {"stop_rate": "chance of a stop"}.get)
    assert reader.spoken("stop_rate", "12%") == "stop rate (chance of a stop; 12%)"
    assert (
        analysis.plain("the interval of group:police_work is wide")
        == "the interval of the process \u201cpolice work\u201d is wide"
    )
