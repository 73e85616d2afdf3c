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
from experiments.figures.results import FolderTables, Measure
from experiments.figures.sentences import Sentence, listed, say, spoken
from experiments.protocol.format import Number
from experiments.report.sections import analyses

CONFIGS = {
    "parts": test_attribution_run.CONFIG,
    "fails": test_discover.CONFIG.replace("worlds = 640", "worlds = 256"),
    "doubt": test_sensitivity.config(survivors=3, points=128, per_point=1, local=4).replace("0.01", "1.0"),
}


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """A folder of each kind of analysis, run on an engine whose truth is known."""
    return {
        kind: FolderTables(run_experiment(text, out=tmp_path_factory.mktemp(kind), workers=0, report=False).path)
        for kind, text in CONFIGS.items()
    }


MARKED = re.compile(r'<data value="([^"]+)" data-table="([^"]*)" data-step="([^"]+)"(?: data-times="([^"]+)")?>([^<]+)</data>')


def numbers(sentence: Sentence) -> list[Number]:
    """Every number that a sentence marks."""
    return [
        Number(text, float(value), float(step), table, float(times or 1.0))
        for value, table, step, times, text in MARKED.findall(str(sentence.__html__()))
    ]


def table_values(results: FolderTables, name: str) -> np.ndarray:
    """Numbers of a table as its CSV has them, with those inside its words."""
    table = pd.read_csv(results.folder / "tables" / f"{name}.csv")
    found = [table.select_dtypes("number").to_numpy(float).ravel()]
    texts = " ".join(table.select_dtypes(exclude="number").fillna("").astype(str).to_numpy().ravel())
    found.append(np.array([float(text.replace(",", "")) for text in re.findall(r"-?\d[\d,]*(?:\.\d+)?", texts)]))
    return np.concatenate(found)


@pytest.mark.parametrize("kind", list(CONFIGS))
def test_every_number_of_an_analysis_is_in_its_tables(folders, kind):
    results = folders[kind]
    said = analyses.found_in(results, kind)
    assert said
    marked = [number for sentence in said for number in numbers(sentence)]
    assert marked
    for number in marked:
        held = table_values(results, number.table)
        assert np.isclose(held, number.value, rtol=1e-12, atol=0.0).any(), (number.text, number.table)
        shown = float(number.text.rstrip("%").replace("£", "").replace(",", "").replace("\u2212", "-"))
        assert abs(shown - number.value * number.times) <= number.step / 2.0 * (1.0 + 1e-9)


@pytest.mark.parametrize("kind", list(CONFIGS))
def test_no_number_of_an_analysis_is_left_unmarked(folders, kind):
    for sentence in analyses.found_in(folders[kind], kind):
        loose = MARKED.sub("", str(sentence.__html__())).replace("&#39;", "'")
        loose = re.sub(
            r"; no condition sets them apart .*|converged: .*|is the better choice where .* \(|^Where .*? \(", "", loose
        )  # a cell's words
        loose = re.sub(r"95%| of 10\b|\b[a-z_]+\d+\b|(less|more) than 9?\d%", "", loose)
        assert not re.search(r"\d", loose), str(sentence)


def test_a_sentence_reads_the_same_with_its_numbers_marked():
    text = say("analyses", "regret", measure=Measure("harm", "Harm"), baseline="base", picks=[("Plan <9>", ["best", "worst"])])
    assert str(text) == "Over all worlds, on harm: \u201cPlan <9>\u201d is best and worst."
    assert "Plan &lt;9&gt;" in text.__html__()


def test_names_are_for_readers():
    assert spoken("the interval of group:police_work is wide") == "the interval of the process \u201cpolice work\u201d is wide"
    assert spoken("basis:assumed") == "the assumed numbers together"
    assert str(listed(["one", "two", "three", "four"], 2)) == "one, two and 2 more"
    assert str(listed([])) == "" and str(listed(["one"])) == "one"
