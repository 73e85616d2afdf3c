"""Who is taken through as a suspect: is it said that more are not exploited, and what becomes of those who are?"""

import re
from types import SimpleNamespace

import analysis_sets
import pytest
from analysis_sets import MAIN, SHOWN, said

from experiments.figures import facts
from experiments.figures.results import FolderTables, Measure
from experiments.figures.sentences import paragraphs
from experiments.protocol.verdicts import BETTER, UNCLEAR, WORSE
from experiments.report.sections.answer import alarms, by_verdict, exploited, not_exploited, others


@pytest.fixture(scope="module")
def held(tmp_path_factory):
    """A folder in which one strategy clearly does best."""
    return analysis_sets.build(tmp_path_factory.mktemp("sets") / "analyses")


@pytest.mark.parametrize(
    ("alarms", "verdict", "told"),
    [(784.0, WORSE, "all"), (672.0, WORSE, "all"), (400.0, WORSE, "most"), (300.0, WORSE, ""), (784.0, UNCLEAR, "")],
)
def test_of_further_suspects_it_is_said_that_they_are_not_exploited(alarms, verdict, told):
    """Of 672 more children taken through as suspects so many are not exploited."""
    rows = {"children_suspected": {"difference": 672.0, "verdict": WORSE}}
    rows["alarms_suspected"] = {"difference": alarms, "verdict": verdict}
    asked = {"primary": [MAIN, "children_suspected"], "effect": lambda strategy, measure: rows.get(measure)}
    assert not_exploited(SimpleNamespace(**asked), SHOWN) == told
    asked["primary"] = [MAIN]
    assert not_exploited(SimpleNamespace(**asked), SHOWN) == ""


@pytest.mark.parametrize("of_all", [UNCLEAR, WORSE])
@pytest.mark.parametrize(
    ("of_exploited", "told"), [(BETTER, "fewer are"), (WORSE, "more are"), (UNCLEAR, "no clear difference is shown")]
)
def test_who_are_not_exploited_are_told_of_where_of_all_taken_through_that_is_not_clear(of_all, of_exploited, told):
    """And beside them what becomes of the exploited ones, of whom fewer may be taken through."""
    row = {"strategy": SHOWN, "difference": 198.0, "low": 102.0, "high": 294.0, "percent": 25.0, "baseline_mean": 792.0}
    rows = {
        "children_suspected": row | {"measure": "children_suspected", "verdict": of_all},
        "alarms_suspected": row | {"measure": "alarms_suspected", "verdict": WORSE},
        "children_criminalised": row | {"measure": "children_criminalised", "verdict": of_exploited},
    }
    asked = {"primary": [MAIN, "children_suspected"], "effect": lambda strategy, measure: rows.get(measure)}
    results = SimpleNamespace(**asked, label=str, measure=lambda name: Measure(name, name, "children per year"))
    found = alarms(results, SHOWN)
    assert (found is None) == (of_all == WORSE)
    if found is not None:
        one = {"strategy": "One", "zero": [], "not_exploited": "", "alarms": found, "exploited": exploited(results, SHOWN)}
        unclear = facts.effect(results, rows["children_suspected"])
        (text,) = said(paragraphs("others", others=[one | by_verdict([unclear])], named=1, counted_as=None, best_mean=False))
        assert "More children who are not exploited are taken through as suspects (95% interval" in text
        assert text.endswith(
            f"+100 to +290 children per year). Of those who are exploited {told} (95% interval of this alone +100 to +290"
            " children per year)."
        )


@pytest.mark.parametrize(
    ("which", "told"), [("all", "all of those further taken through as suspects are children who are not exploited."),
                        ("most", "most of those further taken through as suspects are children who are not exploited."), ("", "")],
)  # fmt: skip
def test_that_they_are_not_exploited_stands_after_the_other_measures(held, monkeypatch, which, told):
    monkeypatch.setattr("experiments.report.sections.answer.not_exploited", lambda results, strategy: which)
    (text,) = (one for one in said(others(FolderTables(held))) if "on the other primary measures" in one)
    after = " Of those who are exploited (fewer are|more are|no clear difference is shown) .* per year"
    assert re.search(rf"\. By the means {re.escape(told)}({after}\).)?$", text) if told else "exploited." not in text
