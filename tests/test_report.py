"""Does the report say what the numbers say? Every kind of outcome, built with a known truth."""

from __future__ import annotations

import pytest
import result_sets

from experiments.figures.results import Results
from experiments.report import words, write_report


@pytest.fixture(scope="session")
def folders(tmp_path_factory):
    """A results folder of each variant, made when asked for."""
    made = {}

    def folder(variant):
        if variant not in made:
            made[variant] = result_sets.build(tmp_path_factory.mktemp(variant) / variant, variant)
        return made[variant]

    return folder


def told(folder) -> str:
    return " ".join(str(sentence) for sentence in words.answer(Results(folder)))


def test_clear_win_names_the_best(folders):
    text = told(folders("clear_win"))
    assert "“Integrated response” does best on child-days exploited" in text
    assert "fewer child-days per year (14%" in text
    assert "In the model" in text


@pytest.mark.parametrize("variant", list(result_sets.VARIANTS))
def test_a_report_is_written_of_every_kind_of_outcome(folders, variant):
    page = write_report(folders(variant))
    assert page.name == "report.html"
    assert "<h1>" in page.read_text(encoding="utf-8")
