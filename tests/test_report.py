"""Does the report say what the numbers say? Every kind of outcome, built with a known truth."""

from __future__ import annotations

import re

import pandas as pd
import pytest
import result_sets

from experiments.figures.comparison.forest import finding
from experiments.figures.facts import Effect
from experiments.figures.results import FolderTables, Measure
from experiments.protocol.format import Quantity
from experiments.report import content
from experiments.report.sections.answer import answer, cautions, certainty, could_be_missed, others
from experiments.report.sections.first_page import step
from experiments.report.sections.leads import of_young_people
from experiments.report.write import environment

CLAIMS = re.compile(r"\b(cause[sd]?|because of|proves?|will (?:reduce|save|cut)|guarantee\w*|dealer|offender)\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A results folder of a variant, built once a worker."""
    made = {}

    def build(variant):
        if variant not in made:
            made[variant] = result_sets.build(tmp_path_factory.mktemp("sets") / variant, variant)
        return made[variant]

    return build


def told(path) -> str:
    results = FolderTables(path)
    return " ".join(str(sentence) for sentence in [*answer(results), *others(results), *cautions(results)])


def test_clear_win_names_the_best_with_size_and_interval(folder):
    text = told(folder("clear_win"))
    assert "In the model, “Integrated response” does best on child-days exploited" in text
    assert re.search(r"about 5\d0,000 fewer child-days per year \(1[34]\.\d%; 95% interval 5\d0,000 to 6\d0,000 fewer\)", text)
    assert (
        "better on children criminalised (down 14.2%), lines operating (down 14.5%) and serious violence (down 14.3%)" in text
    )
    assert "worse" not in text


@pytest.mark.parametrize(("years", "said"), [(3.0, True), (5.0, False)])
def test_few_years_are_cautioned_against(folder, years, said):
    results = FolderTables(folder("clear_win"))
    results.manifest["years"] = years
    text = " ".join(str(one) for one in cautions(results))
    assert ("over fewer than five whatever arrests them looks better" in text) == said


def with_interval(path, strategy, difference, low, high, verdict, in_best_set="yes", outdone_by=None) -> None:
    """Set what the main measure's row of one strategy says."""
    table = path / "tables" / "effects.csv"
    rows = pd.read_csv(table)
    at = (rows["strategy"] == strategy) & (rows["measure"] == "child_days_exploited")
    rows.loc[at, ["difference", "low", "high"]] = difference, low, high
    rows.loc[at, "verdict"] = verdict
    rows.to_csv(table, index=False)
    best = pd.read_csv(path / "tables" / "best.csv")
    its = (best["strategy"] == strategy) & (best["measure"] == "child_days_exploited")
    best.loc[its, ["in_best_set", "outdone_by", "outdone_by_all"]] = in_best_set, outdone_by, outdone_by
    best.to_csv(path / "tables" / "best.csv", index=False)


def test_two_that_are_not_told_apart_are_both_named_and_none_is_best(tmp_path):
    path = result_sets.build(tmp_path / "close", "clear_win")
    with_interval(path, "national_tasking", -540_000.0, -600_000.0, -480_000.0, "better")
    text = told(path)
    assert "“Integrated response” and “National tasking” do better than “As inspected in 2019” on child-days exploited" in text
    assert "with no clear difference between them" in text and "does best" not in text
    assert "“National tasking” on the other primary measures: better on" in text
    title = str(
        finding(FolderTables(path), FolderTables(path).table("effects")[lambda rows: rows["measure"] == "child_days_exploited"])
    )
    assert title.startswith("Integrated response and National tasking do better on child-days exploited in the model")
    assert title.endswith("with no clear difference between them")


def test_a_larger_mean_that_is_not_clear_is_named_beside_the_only_one_that_is(tmp_path):
    path = result_sets.build(tmp_path / "wide", "clear_win")
    with_interval(path, "national_tasking", -700_000.0, -1_500_000.0, 100_000.0, "no clear difference")
    text = told(path)
    assert "“Integrated response” is the only strategy clearly better than “As inspected in 2019”" in text
    assert "“Integrated response” is not told apart from “National tasking”: compared run by run, none is shown to do" in text
    assert "the mean change under “National tasking” is even larger" in text and "does best" not in text
    assert text.index("The difference of “Integrated response” is") < text.index(
        "is not told apart from"
    )  # it is the first sentence's


def test_one_outside_the_set_whom_all_pairs_do_not_show_to_be_outdone_is_not_told_apart(tmp_path):
    """`best.csv` has no verdict on it, so no sentence says by leaving it out that another does more."""
    path = result_sets.build(tmp_path / "between", "clear_win")
    with_interval(path, "national_tasking", -100_000.0, -300_000.0, 100_000.0, "no clear difference", "no")
    assert "“Integrated response” is not told apart from “National tasking”: compared run by run" in told(path)
    with_interval(path, "national_tasking", -100_000.0, -300_000.0, 100_000.0, "no clear difference", "no", "integrated")
    assert "not told apart" not in told(path)


def test_one_that_another_outdoes_is_clearly_better_too(tmp_path):
    """Then the best is not the only one, though somebody else is not told apart from it."""
    path = result_sets.build(tmp_path / "outdone", "clear_win")
    with_interval(path, "fragmented", -700_000.0, -1_500_000.0, 100_000.0, "no clear difference")
    text = told(path)
    assert "“Integrated response” does better than “As inspected in 2019” on child-days exploited: about" in text
    assert "“Integrated response” is not told apart from “Forty-three forces alone”" in text and "only strategy" not in text
    rows = FolderTables(path).table("effects")
    title = str(finding(FolderTables(path), rows[rows["measure"] == "child_days_exploited"]))
    assert title.startswith("Integrated response does better in the model: child-days exploited down")


def test_clear_loss_says_so_as_loudly(folder):
    text = told(folder("clear_loss"))
    assert "no strategy does better than “As inspected in 2019” on child-days exploited" in text
    assert "do worse" in text
    assert "worse on children criminalised (up 8.1%)" in text
    assert " does best" not in text


def test_tie_claims_nothing_and_says_what_could_have_been_missed(folder):
    text = told(folder("tie"))
    assert (
        "better or worse than “As inspected in 2019” on child-days exploited (“As inspected in 2019” has 4.10 million child-days per"
        in text
    )
    assert "do worse than" not in text and "does worse than" not in text
    assert re.search(r"declared to matter, 205,000 child-days per year, and the furthest end is \d\d,000 (fewer|more)\.", text)
    assert "better on" not in text and "worse on" not in text


def test_where_none_is_told_from_the_baseline_those_told_from_each_other_are_named(tmp_path):
    """Neither is clearly different from the baseline, and yet one is shown, run by run, to do worse than the other."""
    path = result_sets.build(tmp_path / "tie", "tie")
    table = pd.read_csv(path / "tables" / "best.csv", dtype={"outdone_by": object})
    at = (table["strategy"] == "national_tasking") & (table["measure"] == "child_days_exploited")
    assert at.sum() == 1
    table.loc[at, ["in_best_set", "verdict", "outdone_by"]] = "no", "worse", "integrated"
    table.to_csv(path / "tables" / "best.csv", index=False)
    text = told(path)
    assert "Compared with each other run by run, “National tasking” does worse than “Integrated response”." in text
    assert "no clear difference in child-days exploited between" not in text


def test_what_could_have_been_missed_is_as_far_as_any_interval_reaches():
    measure = Measure("harm", "Harm", "days", better="down")
    ends = {"one": (-3.0, 9.0), "two": (-12.0, 4.0), "three": (-5.0, 5.0)}
    found = [Effect(name, measure, Quantity(sum(two) / 2.0, *two), None, "") for name, two in ends.items()]
    assert could_be_missed(found).value == -12.0
    assert could_be_missed([Effect("few", measure, Quantity(1.0), None, "")]) is None


def test_young_people_exploited_are_counted_of_a_hundred_thousand(folder):
    """Some 11,200 children on an average day, of the people aged 10 to 17 of all areas."""
    results = FolderTables(folder("clear_win"))
    young = result_sets.FORCES["population_10_17"].sum()
    levels = [results.outcome(name, "children_exploited")["mean"] for name in ("as_inspected", "integrated")]
    shown = [one.value for one in of_young_people(results, "integrated")]
    assert shown == pytest.approx([level / (young / 1e5) for level in levels])
    assert 150.0 < shown[0] < 250.0


def test_the_cost_of_a_response_is_that_of_all_payers_together(folder):
    results = FolderTables(folder("clear_win"))
    rows = results.table("cost_per_child_day").query("strategy == 'integrated'").set_index("payer")
    assert len(rows) > 2
    found = step(results, "cost_per_child_day", "integrated")
    assert (found["extra"].value, found["first"]) == (rows.loc["all payers", "extra_cost"], True)


def test_mixed_puts_bad_news_beside_good(folder):
    text = told(folder("mixed"))
    assert "does better on child-days exploited" in text
    assert (
        "better on lines operating (down 9.7%); worse on children criminalised (up 15%) and serious violence (up 9.3%)" in text
    )


def test_few_runs_are_called_a_trial(folder):
    assert "Only 3 pairs of runs stand behind the smallest comparison: read this as a trial, not as a finding." in told(
        folder("few_runs")
    )


def test_one_measure_that_is_mostly_undefined_does_not_speak_for_the_rest(tmp_path):
    """A secondary measure that only one pair of runs has says nothing of the others' intervals."""
    path = result_sets.build(tmp_path / "clear_win", "clear_win")
    table = path / "tables" / "effects.csv"
    rows = pd.read_csv(table)
    rows.loc[rows["measure"] == "nrm_wait_days", "n_pairs"] = 1
    rows.to_csv(table, index=False)
    text = told(path)
    assert "Only 1 pair" not in text and "read this as a trial" not in text
    sure = " ".join(str(sentence) for sentence in certainty(FolderTables(path), {}))
    assert "40 pairs of runs" in sure and "up to" not in sure


def test_a_single_run_gives_no_interval_and_no_verdict(folder):
    text = told(folder("single_run"))
    assert "There is no interval for child-days exploited" in text
    assert "Only 1 pair of runs" in text
    assert "better" not in text.replace("no verdict is given", "")


def test_failed_runs_are_counted(folder):
    text = told(folder("failed_runs"))
    assert "7 runs failed and are left out; the analysis stands on 80." in text


def test_where_every_run_failed_the_page_says_so(folder):
    results = FolderTables(folder("nothing"))
    text = told(folder("nothing"))
    assert "No run was finished" in text and "8 runs failed" in text
    report = content.Report(results, [])
    page = environment(report).get_template("report.html.j2").render(report=report)
    assert "FloatingPointError" in page


def test_one_strategy_compares_nothing(folder):
    text = told(folder("one_strategy"))
    assert "Only one strategy was run, so nothing is compared." in text
    assert "4.10 million child-days per year" in text
    results = FolderTables(folder("one_strategy"))
    assert content.Report(results, []).scorecard == []


def test_a_measure_that_is_all_zero_is_not_judged(folder):
    text = told(folder("all_zero"))
    assert "Nothing can be said about serious violence: zero in every run." in text
    assert "clear difference in serious violence" not in text


def test_huge_values_stay_readable(folder):
    text = told(folder("huge"))
    assert re.search(r"about 4\d0 trillion fewer child-days per year", text)
    assert max(map(len, re.findall(r"[\d,.]+", text))) <= 9


def test_several_worlds_give_their_range_and_the_chance_of_harm(folder):
    results = FolderTables(folder("worlds"))
    text = " ".join(str(one) for one in certainty(results, {}))
    assert re.search(
        r"“Integrated response”: in nine of ten plausible worlds \(of 40\) .*; it does worse in \d+% of worlds", text
    )
    assert "clear but smaller than the smallest that was declared to matter" in told(folder("worlds"))


@pytest.mark.parametrize("variant", list(result_sets.VARIANTS))
def test_no_sentence_claims_a_cause_in_the_world_or_blames_a_child(folder, variant):
    report = content.Report(FolderTables(folder(variant)), [])
    sentences = [*report.answer, *report.more, *report.cautions, *report.surety, *report.changers]
    sentences += [sentence for section in report.sections for sentence in section.lead]
    assert sentences
    assert not [str(one) for one in sentences if CLAIMS.search(str(one))]
    compared = [
        str(one) for one in (*report.answer, *report.more) if re.search(r"\b(better|worse|fewer|difference in)\b", str(one))
    ]
    assert not compared or "n the model" in " ".join(compared)


@pytest.mark.parametrize("variant", list(result_sets.VARIANTS))
def test_verdicts_of_the_scorecard_are_those_of_the_table(folder, variant):
    results = FolderTables(folder(variant))
    effects = results.table("effects")
    cells = [cell for _, row in content.Report(results, []).scorecard for cell in row]
    primary = effects[effects["primary"] == "yes"]
    assert sorted(cell.verdict for cell in cells) == sorted(primary["verdict"])


def test_the_page_escapes_what_people_wrote(folder):
    report = content.Report(FolderTables(folder("unlike")), [])
    page = environment(report).get_template("report.html.j2").render(report=report)
    assert "<most>" not in page
    assert "Which response protects &lt;most&gt; children &amp; adults?" in page


def test_the_pages_that_a_policy_reader_needs_are_there(folder):
    report = content.Report(FolderTables(folder("clear_win")), [])
    keys = [section.key for section in report.sections]
    assert keys[:9] == ["harm", "lines", "recognition", "violence", "justice", "services", "cost", "equity", "recorded"]
    assert "fails" in keys
    placed = [table.measure.name for section in report.sections for table in section.tables]
    assert sorted(placed) == sorted(result_sets.MEASURES)


def test_the_page_of_failure_says_on_what_and_where(folder):
    report = content.Report(FolderTables(folder("mixed")), [])
    text = " ".join(str(one) for section in report.sections if section.key == "fails" for one in section.lead)
    assert "children criminalised (up 15%)" in text and "force area" not in text, "a tenth of the world judges no area"
    of_worlds = content.Report(FolderTables(folder("worlds")), [])
    text = " ".join(str(one) for section in of_worlds.sections if section.key == "fails" for one in section.lead)
    assert re.search(r"On child-days exploited it does worse in \d+% of the worlds of these runs \(95% interval", text), text
    assert "The tests of the model hold" not in text
