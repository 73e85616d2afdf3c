"""From a config to its page: whatever `check` accepts runs, is reported, and its page contradicts neither itself nor its tables."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import analysis_sets
import pandas as pd
import pytest
import result_sets
import whole_runs
from analysis_sets import BASE, BEST, MAIN, SHOWN
from hypothesis import HealthCheck, given, settings
from openpyxl import Workbook

from experiments.figures.results import FolderTables
from experiments.report.write import write_report
from tests import read_pages
from tests.made_configs import configs


@pytest.mark.filterwarnings("ignore::RuntimeWarning", "ignore::UserWarning")
@settings(max_examples=settings.default.max_examples // 20, suppress_health_check=list(HealthCheck))
@given(text=configs(slow=False))
def test_an_accepted_config_runs_and_its_page_holds_together(tmp_path_factory, text):
    with pytest.MonkeyPatch.context() as patch:
        whole_runs.unpictured(patch, workbook=True)
        assert not whole_runs.tried(text, tmp_path_factory.mktemp("whole") / "out")


# Found by trying configs by hand: a level that no run has, a smallest difference of nothing, rows that differ by rounding alone.
FOUND = {
    "a measure without a value": """
kind = "compare"
title = "'"
world = { scale = 0.01, start = 2018-11-18, years = 0.2, warm_up_years = 0, scenario = "history" }
strategies = { baseline = "integrated", compare = ["tasking_alone"] }
replications = { precision = 0.01, pilot = 5, at_most = 7, seed = 0 }
measures = { primary = ["inequality_p90_p10", "takings"], matters = { inequality_p90_p10 = 0.05 } }
output = { series = "national" }
""",
    "rows that hardly differ": """
kind = "sensitivity"
title = "{{ report.title }}"
world = { scale = 0.01, start = 2020-09-22, years = 0.2, warm_up_years = 0.3 }
strategies = { baseline = "modern_slavery_charging_alone", compare = ["intelligence_sharing_alone"] }
replications = { seed = 9 }
measures = { primary = ["bail_breached", "arrests_adults", "debt_made", "children_protected"] }
[sensitivity]
vary = ["nrm_referral_given_recognised", "adult_recruiting_days"]
groups = []
trajectories = 2
points = 8
per_point = 1
local = 0
""",
    "names that tables take for something else, and one label thrice": """
kind = "compare"
title = "Names"
world = { scale = 0.01, start = 2020-01-25, years = 0.5, warm_up_years = 0 }
strategies = { baseline = "as_inspected", compare = ["value", "NA", "null", "integrated"] }
replications = { number = 2, seed = 0 }
measures = { primary = ["child_days_exploited", "cost_total"] }
[strategy.value]
based_on = "as_inspected"
label = "Integrated"
capacity.dedicated_officers = 100
[strategy.NA]
based_on = "as_inspected"
label = "Integrated"
capacity.dedicated_officers = 200
[strategy.null]
based_on = "as_inspected"
capacity.dedicated_officers = 300
""",
    "no input with a share above none": """
kind = "sensitivity"
title = "</title><script>alert(1)</script>"
question = "=1+1"
world = { scale = 0.01, start = 2020-01-25, years = 0.5, warm_up_years = 0, structure = { group_skill = "learns" } }
strategies = { baseline = "safeguarding_strategy", compare = ["modern_slavery_charging_alone"] }
replications = { seed = 0 }
measures = { primary = [] }
[sensitivity]
vary = ["deterrence", "early_help_reach"]
groups = []
trajectories = 2
points = 8
per_point = 1
local = 2
""",
}


@pytest.mark.filterwarnings("ignore::RuntimeWarning", "ignore::UserWarning")
@pytest.mark.parametrize("name", list(FOUND))
def test_what_was_found_stays_mended(tmp_path, monkeypatch, name):
    whole_runs.unpictured(monkeypatch)
    assert whole_runs.tried(FOUND[name], tmp_path / "out") == []


def test_a_label_that_a_chart_breaks_is_no_template_that_was_not_filled():
    results = SimpleNamespace(folder=Path("results"), manifest={})
    for label, odd in (("{{ report.title }}", 0), ("{{ other.title }}", 1)):
        broken = label.replace("}}", "</text>\n  <text>}}")
        text = read_pages.words_of(read_pages.Page(f"<svg><text>Integrated {broken}</text></svg>"))
        assert len(read_pages.odd_words(text, results)) == odd


def test_a_cell_that_computes_is_seen(tmp_path):
    book = Workbook()
    book.active.append(["=1+1", "plain", "<f>", '<c t="e">'])
    book.active["A1"].data_type = "f"
    book.active["A2"] = "#N/A"
    book.active["A2"].data_type = "e"
    book.save(tmp_path / "tables.xlsx")
    found = whole_runs.cells_that_compute(tmp_path / "tables.xlsx")
    assert len(found) == 2 and "1+1" in found[0] and 't="e"' in found[1]


def test_a_page_that_contradicts_its_tables_is_seen(tmp_path, monkeypatch):
    """The reader of pages itself: verdicts turned round on the page, a number changed, a number that is none."""
    whole_runs.unpictured(monkeypatch)
    folder = result_sets.build(tmp_path / "clear_win", "clear_win")
    said = write_report(folder).read_text(encoding="utf-8")
    results = FolderTables(folder)
    assert not read_pages.contradictions(read_pages.Page(said), results)
    table = said.replace("▲ better</td>", "▼ worse</td>")
    assert any("the page says" in one for one in read_pages.contradictions(read_pages.Page(table), results))
    sentence = said.replace(": better on ", ": worse on ")
    assert any("the sentence says" in one for one in read_pages.contradictions(read_pages.Page(sentence), results))
    (folder / "report.html").write_text(said.replace(">4.1", ">9.1").replace("<h2", "<p>nan</p><h2", 1), encoding="utf-8")
    found = read_pages.faults(folder)
    assert any("is shown for" in one for one in found) and any("a word" in one for one in found)


def test_a_page_that_names_a_best_in_worlds_against_its_tables_is_seen(tmp_path):
    """Sentences that the tables bear out, and the same of tables in which a lead is luck or a leaf is open."""
    leaf = {"outcome": MAIN, "conditions": "debt_hold above 0.3", "best": SHOWN, "best_mean": SHOWN}
    leaf |= {"purity": 0.6, "p_half": 1e-9}
    page = read_pages.Page(
        f"<p>{BEST} is best in most worlds (71%). {BEST} is best in more worlds than any other (71%).</p>"
        f"<p>{BEST} is the better choice where debt hold above 0.3 (best in 60% of such worlds).</p>"
    )
    folder = analysis_sets.build(tmp_path / "held")
    cases = [
        ({}, {}),
        ({}, {"p_half": 0.3}),
        ({}, {"p_lead": 0.3}),
        ({"purity": 0.5}, {}),
        ({"p_half": 0.3}, {}),
        ({"best_mean": BASE}, {}),
    ]
    for of_leaf, by_luck in cases:
        pd.DataFrame(analysis_sets.regret()).assign(**by_luck).to_csv(folder / "tables" / "regret.csv", index=False)
        pd.DataFrame([leaf | of_leaf]).to_csv(folder / "tables" / "tree.csv", index=False)
        assert len(read_pages.over_worlds(page, FolderTables(folder))) == len(of_leaf) + len(by_luck)
