"""Are effects over the first years those of runs that end then, do they hold together likewise, and are turns put in words?"""

import numpy as np
import pandas as pd
import pytest
import result_sets
from corridor import config

from experiments import run_experiment
from experiments.books.kept import shorter
from experiments.figures.results import FolderTables
from experiments.report import content
from experiments.report.sections import horizons as words
from experiments.run.with_books import run_with_books
from sim import simulate, warm_up

PRIMARY = ["child_days_exploited", "recognised_share", "lines_operating", "cost_discounted", "cost_total"]
TEXT = """\
kind = "compare"
title = "By horizon"
[world]
scale = 0.01
start = 2019-02-10
years = {years}
warm_up_years = 0.5
[strategies]
baseline = "as_inspected"
compare = ["fragmented", "integrated"]
[replications]
number = 4
aa = false
[measures]
primary = {primary}
[output]
report = false
"""
SAME = ["difference", "low", "high", "percent", "baseline_mean", "n_pairs", "verdict"]


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """The same experiment over a year and a half, from a day within a month, and over one year."""
    room = tmp_path_factory.mktemp("horizons")
    texts = {years: TEXT.format(years=years, primary=str(PRIMARY).replace("'", '"')) for years in (1.5, 1)}
    return [run_experiment(text, out=room / str(years), workers=0) for years, text in texts.items()]


def rows_of(table, **where):
    for name, value in where.items():
        table = table[table[name] == value]
    return table.set_index(["strategy", "measure"]).sort_index()


def test_a_look_on_the_way_is_the_shorter_run_to_the_bit():
    state = warm_up(scale=0.01, seed=3, warm_up_years=0.5)
    life = run_with_books("integrated", 1.25, state, (1,))
    for years, measures in ((1, life.early[1]), (1.25, life.result.measures)):
        alone = simulate("integrated", warm=state, years=years).measures
        assert list(alone) == list(measures)
        assert np.array_equal(list(alone.values()), list(measures.values()), equal_nan=True)


def test_the_first_year_of_a_longer_run_has_the_effects_of_the_shorter_experiment(both):
    """Sums, ratios from their parts, mean stocks and present values; paired, and with intervals that hold together."""
    longer, shorter = both
    first, alone = rows_of(longer.horizons, years=1.0), rows_of(shorter.effects, primary="yes")
    assert len(first) == 2 * len(PRIMARY)
    pd.testing.assert_frame_equal(first[SAME], alone[SAME], rtol=1e-9)
    whole = rows_of(shorter.horizons, whole="yes")
    assert list(shorter.horizons["years"].unique()) == [1.0]
    pd.testing.assert_frame_equal(whole[SAME], alone[SAME], rtol=1e-9)


def test_the_whole_period_is_the_row_of_the_effects(both):
    longer, _ = both
    whole, effects = rows_of(longer.horizons, whole="yes"), rows_of(longer.effects, primary="yes")
    assert set(whole["years"]) == {1.5}
    pd.testing.assert_frame_equal(whole[SAME], effects[SAME], rtol=1e-9)
    first = rows_of(longer.horizons, years=1.0)
    assert (whole["difference"] != first["difference"]).all()  # another period says another thing
    assert list(longer.horizons["years"].unique()) == [1.0, 1.5]


def test_pairs_are_shown_apart_over_the_first_year_as_by_the_shorter_experiment(both):
    """Run by run and over all pairs of strategies, as `best.csv` has them of its own period."""
    longer, shorter = both
    found = [rows_of(longer.horizons, years=1.0), rows_of(longer.horizons, whole="yes")]
    for rows, kept in zip(found, (shorter.best, longer.best), strict=True):
        other = kept[kept["strategy"] != "as_inspected"].set_index(["strategy", "measure"])["outdone_by_all"].fillna("")
        assert rows["outdone_by_all"].fillna("").to_dict() == other.to_dict()
        assert rows.loc[("integrated", "cost_total"), "outdone_by_all"] == "as_inspected fragmented"


def test_clear_says_on_which_rows_the_interval_keeps_to_one_side(both):
    rows = both[0].horizons
    assert set(rows["clear"]) == {"yes", "no"}
    assert ((rows["low"] * rows["high"] > 0.0) == (rows["clear"] == "yes")).all()


def test_horizons_are_those_within_the_period():
    assert [shorter(years) for years in (0.5, 1, 3, 4, 5, 12)] == [(), (), (1,), (1, 3), (1, 3), (1, 3, 5, 10)]


def test_a_parameter_with_the_name_of_a_measure_is_not_read_as_one(tmp_path):
    """Violence between crews is a measure, and the rate at which it befalls them."""
    text = TEXT.format(years=1.5, primary='["child_days_exploited"]').replace("number = 4", "number = 2")
    varied = '[parameters]\nviolence_between_crews = "range"\n[design]\npoints = 2\n'
    results = run_experiment(text + varied, out=tmp_path / "r", workers=0)
    assert "violence_between_crews" in results.design.columns and "violence_between_crews" in results.measures.index
    assert results.horizons["measure"].unique().tolist() == ["child_days_exploited"]


def test_runs_stored_without_shorter_horizons_have_the_whole_period_alone(tmp_path):
    """As those of another model, or of a program that did not keep them yet."""
    text = config(number=3).replace("years = 1", "years = 4")
    rows = run_experiment(text, out=tmp_path / "r", workers=0).horizons
    assert set(rows["whole"]) == {"yes"} and set(rows["years"]) == {4.0} and len(rows) == 4


# -- in words ----------------------------------------------------------------------------------------------------------


def told(tmp_path, by_strategy, outdone=None, variant="clear_win"):
    """A report's folder with a table by horizon: for each strategy and measure the mean of 1, 3 and 5 years, give or take 10.

    `outdone` has, by strategy and years, those shown to be better by their own paired differences.
    """
    path = result_sets.build(tmp_path / "r", variant)
    rows = []
    for (strategy, measure), means in by_strategy.items():
        for years, mean in zip((1.0, 3.0, 5.0), means, strict=True):
            low, high = mean - 10.0, mean + 10.0
            verdict = "worse" if low > 0.0 else "better" if high < 0.0 else "no clear difference"
            clear = "no" if verdict == "no clear difference" else "yes"
            whole, by = "yes" if years == 5.0 else "no", (outdone or {}).get((strategy, years), "")
            rows.append([strategy, "as_inspected", measure, years, whole, mean, low, high, clear, verdict, by])
    names = ["strategy", "versus", "measure", "years", "whole", "difference", "low", "high", "clear", "verdict"]
    pd.DataFrame(rows, columns=[*names, "outdone_by_all"]).to_csv(path / "tables" / "horizons.csv", index=False)
    return FolderTables(path)


def said(results):
    return " ".join(str(one) for one in words.lead(results))


MAIN, OTHER = "child_days_exploited", "lines_operating"


def test_a_clear_turn_of_sign_and_of_rank_is_said_first_and_on_the_page_of_the_answer(tmp_path):
    shown = {("integrated", 1.0): "fragmented", ("fragmented", 5.0): "as_inspected integrated"}
    results = told(tmp_path, {("fragmented", MAIN): (-50, 5, 50), ("integrated", MAIN): (30, -10, -60)}, shown)
    text = said(results)
    assert "the sign of the difference in child-days exploited turns with the period" in text
    assert "better over 1 year, worse over 5 years" in text and "worse over 1 year, better over 5 years" in text
    changed = "places are changed by “Forty-three forces alone” and “Integrated response”."
    assert f"By paired differences, clear both before and after among all pairs of strategies, {changed}" in text
    assert "Which mean is best hangs on the period: that of “Forty-three forces alone” over 1 year and that of" in text
    assert "say nothing of 10 years" in text
    report = content.Report(results, [])
    assert any("turns with the period" in str(one) for one in report.cautions)
    section = next(one for one in report.sections if one.key == "horizons")
    main, rest = section.extras[0], section.extras[1:]
    assert not rest and [column.label for column in main.columns] == ["Strategy", "1 year", "3 years", "5 years, the whole"]
    assert [str(cell) for cell in main.rows[0][1:]] == ["▲ −50 (−60 to −40)", "○ +5 (−5 to +15)", "▼ +50 (+40 to +60)"]


def test_a_turn_of_means_alone_is_no_turn(tmp_path):
    text = said(told(tmp_path, {("fragmented", MAIN): (-5, 5, 20), ("integrated", MAIN): (-4, -4, -3)}))
    assert (
        "no strategy's difference in child-days exploited clearly turns its sign between periods of 1 year, 3 years and" in text
    )
    assert "The mean of “Forty-three forces alone” changes sign, but is not clear on both sides." in text
    assert "Clear over some periods alone: “Forty-three forces alone” (worse over 5 years)." in text
    assert f"By their means one pair of strategies change places; {IN_NONE}" in text
    assert "No two" not in text


IN_NONE = "in none is the paired difference between the two, judged among all pairs of strategies, clear both before and after."


def test_two_change_places_by_their_own_paired_difference_and_by_no_interval_against_the_baseline(tmp_path):
    """Intervals that lie apart both ways show nothing of the pair, and intervals that overlap hide nothing of it."""
    lying_apart = {("fragmented", MAIN): (-50, 5, 50), ("integrated", MAIN): (30, -10, -60)}
    overlapping = {("fragmented", MAIN): (-5, 0, 5), ("integrated", MAIN): (0, 0, 0)}
    both_ways = {("integrated", 1.0): "fragmented", ("fragmented", 5.0): "integrated"}
    once = {("integrated", 1.0): "fragmented", ("fragmented", 5.0): "as_inspected"}
    assert IN_NONE in said(told(tmp_path / "a", lying_apart, once))
    assert "places are changed by “Forty-three forces alone”" in said(told(tmp_path / "b", overlapping, both_ways))


def test_a_folder_that_does_not_keep_what_pairs_show_says_nothing_of_it(tmp_path):
    results = told(tmp_path, {("fragmented", MAIN): (-5, 5, 20), ("integrated", MAIN): (-4, -4, -3)})
    table = results.folder / "tables" / "horizons.csv"
    pd.read_csv(table).drop(columns="outdone_by_all").to_csv(table, index=False)
    text = said(FolderTables(results.folder))
    assert "By their means one pair of strategies change places. " in text and "paired" not in text


def test_before_a_strategy_starts_it_is_on_no_side(tmp_path):
    """A difference of exactly zero over the first year, and no row that says whether it is clear there."""
    results = told(tmp_path, {("fragmented", MAIN): (0, 5, 20), ("integrated", MAIN): (0, -5, -6)})
    table = results.folder / "tables" / "horizons.csv"
    rows = pd.read_csv(table)
    rows.loc[rows["difference"] == 0.0, ["low", "high", "clear"]] = [0.0, 0.0, ""]
    rows.to_csv(table, index=False)
    text = said(FolderTables(results.folder))
    assert "changes sign" not in text
    assert "Clear over some periods alone: “Forty-three forces alone” (worse over 5 years)." in text


def test_where_nothing_turns_that_is_said_of_all_primary_measures(tmp_path):
    same = {(name, measure): means for name, means in (("fragmented", (50, 60, 70)), ("integrated", (-50, -60, -70)))
            for measure in (MAIN, OTHER)}  # fmt: skip
    results = told(tmp_path, same)
    text = said(results)
    assert "“Integrated response” has the best mean over every period. No two strategies change places." in text
    assert "No sign turns clearly on the other primary measures." in text
    assert words.caution(results) == []
    assert [grid.folded for grid in words.grids(results)] == [False, True]


def test_a_turn_on_another_measure_is_named(tmp_path):
    rows = {("integrated", MAIN): (-50, -60, -70), ("integrated", OTHER): (-50, 0, 50)}
    text = said(told(tmp_path, rows))
    assert (
        "On the other primary measures the sign turns for lines operating under “Integrated response” (better over 1 year"
        in text
    )


def test_without_the_table_nothing_is_said(tmp_path):
    results = FolderTables(result_sets.build(tmp_path / "r", "clear_win"))
    assert words.lead(results) == [] and words.grids(results) == [] and words.caution(results) == []
    assert "horizons" not in [section.key for section in content.Report(results, []).sections]
