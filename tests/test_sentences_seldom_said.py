"""What the report and its charts say where little is known or nothing is compared: each sentence, and when it is said."""

from __future__ import annotations

import math
import re
import shutil
from dataclasses import replace

import analysis_sets
import pandas as pd
import pytest
import result_sets
from analysis_sets import BASE, BASELINE, BEST, MAIN, RUNNER_UP, SHOWN, edited, put, said

from experiments.compare.cost_effectiveness import reading
from experiments.figures.facts import Effect
from experiments.figures.results import FolderTables, Measure
from experiments.figures.sentences import inside, say
from experiments.protocol.engine import load_engine
from experiments.protocol.format import Quantity
from experiments.protocol.verdicts import BETTER, NOT_RESOLVED, UNCLEAR, WORSE
from experiments.report.sections import analyses, equal, first_page
from experiments.report.sections.answer import answer, cautions, certainty, others
from experiments.report.sections.assumptions import Assumptions
from experiments.store.results import WHOLE


@pytest.fixture(scope="module")
def held(tmp_path_factory):
    """A folder in which one strategy clearly does best, with every analysis of it."""
    return analysis_sets.build(tmp_path_factory.mktemp("sets") / "analyses")


def test_where_strategies_start_late_the_page_says_that_amounts_a_year_are_of_all_months(held, tmp_path):
    """The programme of a comparison of history begins in its twenty-third month."""
    months = [f"20{18 + at // 12}-{1 + at % 12:02d}" for at in range(36)]
    row = {"strategy": SHOWN, "versus": BASE, "area": WHOLE, "measure": MAIN, "scenario": "steady"}

    def starting_after(late):
        rows = [row | {"month": one, "difference": 0.0 if at < late else -5.0} for at, one in enumerate(months)]
        return pd.DataFrame([*rows, row | {"month": months[0], "difference": math.nan}])  # a ratio that does not exist yet

    told = (
        "On the primary measures all strategies are alike until November 2019: 22 of the 36 months analysed come before it, and "
        "amounts a year are means over"
    )
    results = edited(held, tmp_path / "late", monthly_effects=lambda t: starting_after(22))
    assert [one for one in said(cautions(results)) if told in one]
    results = edited(held, tmp_path / "soon", monthly_effects=lambda t: starting_after(1))
    assert not [one for one in said(cautions(results)) if "alike until" in one]


@pytest.mark.parametrize("unclear", [2, 3])
def test_of_many_at_equal_means_that_do_not_differ_the_widest_interval_is_said(held, monkeypatch, unclear):
    """One that does is said with its size; two that do not have each their interval."""
    names = ["national_tasking", "regional", "coordination_centre", SHOWN][: unclear + 1]
    row = {
        "at": "officer_days",
        "versus": "fragmented",
        "measure": MAIN,
        "within": "yes",
        "tolerance": 0.02,
        "factor": 0.5,
        "local_share": 0.0,
    }
    row |= {"percent": -10.0, "difference": -100.0, "verdict": UNCLEAR, "high": 1000.0}
    rows = [row | {"strategy": one, "low": -2000.0 - 1000.0 * at} for at, one in enumerate(names)]
    rows[0] |= {"verdict": BETTER, "low": -150.0, "high": -50.0}
    monkeypatch.setattr(equal, "of_scenario", lambda results, table: pd.DataFrame(rows))
    told = said(equal.sentences(FolderTables(held), "officer_days"))[0]
    assert told.count("no clear difference for") == (2 if unclear == 2 else 1)
    assert ("the widest 95% interval, of “Integrated response”, is 5,000 fewer to 1,000 more" in told) == (unclear > 2)
    assert "“National tasking” has" in told and all(f"“{one}" in told for one in ("Regional", "Coordination"))


def test_the_table_of_worlds_is_pointed_to_only_where_there_is_one(tmp_path):
    built = result_sets.build(tmp_path / "worlds", "worlds")
    (built / "tables" / "worlds.csv").unlink(missing_ok=True)
    assert "tables/worlds.csv" not in " ".join(said(certainty(FolderTables(built), {})))


def test_a_folder_of_an_engine_with_sources_of_its_own_is_not_taken_for_one_of_another_version(held):
    results = FolderTables(held)
    for engine in ("county_lines", "targets"):
        results.manifest |= {"engine": engine, "source_hash": load_engine(engine).source_hash()}
        assert "another version" not in str(Assumptions(results).lead)
    results.manifest["source_hash"] = "0" * 64
    assert "The runs were made by another version of the model" in str(Assumptions(results).lead)


# -- the answer ----------------------------------------------------------------------------------------------------------


def test_a_main_measure_that_is_zero_in_every_run_has_no_answer(monkeypatch, tmp_path):
    monkeypatch.setitem(result_sets.VARIANTS, "silent", replace(result_sets.VARIANTS["clear_win"], zero=(MAIN,)))
    told = "In every run child-days exploited came to zero, so this experiment says nothing about it."
    assert said(answer(FolderTables(result_sets.build(tmp_path / "silent", "silent")))) == [told]


def test_a_main_measure_that_one_strategy_alone_has_is_no_silence(held, tmp_path):
    results = edited(held, tmp_path, outcomes=lambda t: t.assign(mean=t["mean"].where(t["strategy"] == SHOWN, 0.0)))
    assert said(answer(results))[0].startswith(f"In the model, {BEST} does best on child-days exploited")


def test_the_answer_names_those_that_are_clearly_better_too_and_that_each_is_outdone(held, tmp_path):
    too = f" {RUNNER_UP} is clearly better than {BASELINE} too"
    assert said(answer(FolderTables(held)))[0].endswith(f"per year.{too}, but another is shown to do more.")
    results = edited(held, tmp_path)
    (results.folder / "tables" / "best.csv").unlink()
    assert said(answer(results))[0].endswith(f"per year.{too}.")
    told = said(answer(FolderTables(result_sets.build(tmp_path / "many", "many"))))[0]
    several = f"“Preset 1”, “Preset 2”, “Preset 3” and 1 more are clearly better than {BASELINE} too"
    assert told.endswith(f"per year. {several}, but for each another is shown to do more.")


def test_the_answer_names_who_is_clearly_better_beside_two_that_are_not_told_apart(held, tmp_path):
    of_third = {"difference": -1e5, "low": -1.3e5, "high": -7e4, "verdict": BETTER}
    results = edited(
        held,
        tmp_path,
        effects=lambda t: put(t, {"strategy": "fragmented", "measure": MAIN}, **of_third),
        best=lambda t: put(t, {"strategy": "national_tasking", "measure": MAIN}, in_best_set="yes"),
    )
    told = said(answer(results))[0]
    assert told.startswith(
        f"In the model, {BEST} and {RUNNER_UP} do better than {BASELINE} on child-days exploited, with no clear"
    )
    third = f"“Forty-three forces alone” is clearly better than {BASELINE} too, but another is shown to do more."
    assert told.endswith(f"per year. {third}") and told.count("too, but") == 1


def test_strategies_whose_baseline_never_finished_are_not_compared(held, tmp_path):
    results = edited(held, tmp_path, outcomes=lambda t: t[t["strategy"] != BASE], effects=lambda t: t.head(0))
    assert len(results.compared) == 3
    assert said(answer(results)) == ["No pair of runs with and without a strategy was finished, so nothing is compared."]


def test_a_main_measure_without_a_direction_of_good_has_no_verdict(held):
    results = FolderTables(held)
    results.manifest["primary"] = ["arrests"]
    assert said(answer(results)) == ["No direction of good is declared for arrests, so no strategy is called better or worse."]


def test_a_single_strategy_without_a_value_is_said_to_have_none(tmp_path):
    results = edited(result_sets.build(tmp_path / "one", "one_strategy"), tmp_path, outcomes=lambda t: t.assign(mean=math.nan))
    none = f"Under {BASELINE}, child-days exploited had no value in any run."
    assert said(answer(results)) == [none, "Only one strategy was run, so nothing is compared."]


def test_what_was_asked_as_a_precision_and_has_no_interval_is_not_resolved(held, tmp_path):
    of_none = {"half_width": math.nan, "resolved": NOT_RESOLVED}
    results = edited(
        held,
        tmp_path,
        effects=lambda t: put(t.assign(resolved="", half_width=1.0), {"strategy": SHOWN, "measure": MAIN}, **of_none),
    )
    told = f"Not resolved: child-days exploited under {BEST} has no interval, as too few runs have a value, or too few differ."
    assert told in said(cautions(results))


def test_where_every_interval_is_smaller_than_what_matters_that_is_the_answer(tmp_path):
    """Not what is not ruled out: all that is left open is less than was declared to matter before the runs."""
    tie = result_sets.build(tmp_path / "tie", "tie")
    small = {"matters": "no", "smallest_that_matters": 210e3}
    results = edited(tie, tmp_path, effects=lambda t: put(t, {"measure": MAIN}, **small))
    first = said(answer(results))[0]
    assert (
        ": every interval lies within the smallest difference that was declared to matter, 210,000 child-days per year,"
        in first
    )
    assert re.search(r"and the furthest end is \d\d,000 (more|fewer)\.", first) and "not ruled out" not in first
    shutil.rmtree(results.folder)
    open_still = put(pd.read_csv(tie / "tables" / "effects.csv"), {"measure": MAIN}, **small)
    open_still.loc[open_still["strategy"] == SHOWN, "matters"] = "unclear"
    assert "are not ruled out" in said(answer(edited(tie, tmp_path, effects=lambda t: open_still)))[0]


@pytest.mark.parametrize(("verdict", "worse", "told"), [
    (WORSE, 0.63, ", worse in 63% of worlds)"), (WORSE, 0.9, ")"), (BETTER, 0.33, ", but worse in 33% of worlds)"),
    (BETTER, 0.2, ")"), (BETTER, math.nan, ")"),
])  # fmt: skip
def test_beside_a_verdict_that_few_worlds_make_it_is_said_in_how_many_it_does_worse(held, tmp_path, verdict, worse, told):
    where = {"strategy": SHOWN, "measure": "children_criminalised"}
    results = edited(
        held, tmp_path, effects=lambda t: put(t.assign(share_worse=math.nan), where, verdict=verdict, share_worse=worse)
    )
    (text,) = (one for one in said(others(results)) if "on the other primary measures" in one)
    assert re.search(rf"{verdict} on children criminalised \((up|down) [\d.]+%{re.escape(told)}", text), text


@pytest.mark.parametrize(("clear", "told"), [
    (["recognised", "charged", "suspected"], "8% more recognised as victims and 8% more charged; 8% more children taken through"),
    (["recognised", "suspected"], "8% more recognised as victims; 8% more children taken through as suspects, exploited or not"),
    (["criminalised"], "8% more criminalised"), (["suspected"], "8% more children taken through as suspects, exploited or not"),
])  # fmt: skip
def test_the_title_of_the_way_through_the_system_names_what_is_clear(clear, told):
    change = Effect("One", Measure("m", "M"), Quantity(5.0, 2.0, 8.0), Quantity(8.0, 4.0, 12.0, "%", difference=True), WORSE)
    title = str(say("titles", "flow", strategy="One", clear={f"children_{name}": change for name in clear}))
    assert title.startswith(f"Under One, in the model, each by itself: {told}")


# -- how sure, and at what cost ------------------------------------------------------------------------------------------


WIDE = {"world_low": -210e3, "world_high": -40e3, "share_worse": 0.07, "share_worse_low": 0.02, "share_worse_high": 0.13}
SAME = dict.fromkeys(WIDE, math.nan) | {"seen_low": math.nan, "seen_high": math.nan}
SEEN = SAME | {"seen_low": -310e3, "seen_high": 90e3}
OPEN = {"share_worse_low": 0.0, "share_worse_high": 1.0}
CANNOT_TELL = "how far the change in child-days exploited differs between 40 plausible worlds these runs cannot tell from luck."
IN_NINE, OF_WORLDS = (
    "in nine of ten plausible worlds (of 40) the change in child-days exploited is",
    " (95% interval 2% to 13%)",
)
LUCK = " Luck alone moves the mean over these worlds by about 30,000 child-days per year either way."


@pytest.mark.parametrize(
    ("over_worlds", "luck", "told"),
    [
        (SAME, math.nan, CANNOT_TELL),
        (SAME, 30e3, CANNOT_TELL + LUCK),
        (
            SEEN,
            30e3,
            f"{IN_NINE} −300,000 to +100,000 child-days per year, with the luck of single runs in it, which these runs cannot tell "
            f"apart.{LUCK}",
        ),
        (WIDE, 30e3, f"{IN_NINE} −210,000 to −40,000 child-days per year; it does worse in 7% of worlds{OF_WORLDS}.{LUCK}"),
        (
            WIDE | OPEN,
            math.nan,
            f"{IN_NINE} −210,000 to −40,000 child-days per year; in how many it does worse these runs cannot tell.",
        ),
    ],
)
def test_where_luck_hides_how_worlds_differ_it_is_said_and_never_that_they_do_not(tmp_path, over_worlds, luck, told):
    built = result_sets.build(tmp_path / "worlds", "worlds")
    results = edited(built, tmp_path, effects=lambda t: put(t, {"strategy": SHOWN, "measure": MAIN}, **over_worlds))
    row = {"strategy": SHOWN, "measure": MAIN, "mean": -120e3, "luck_half_width": luck}
    pd.DataFrame([row]).to_csv(results.folder / "tables" / "worlds.csv", index=False)
    rest = "The tables of effects and worlds (tables/effects.csv, tables/worlds.csv) have these numbers of “Forty-three forces alone”."
    assert said(certainty(results, {}))[1:] == [f"Worlds: {BEST}: {told} {rest}"]


@pytest.mark.parametrize(
    ("manifest", "told"),
    [
        ({}, "All assumptions had one value;"),
        ({"varying": ["exit_rate"]}, "What varies here was not taken apart;"),
        (
            {"varying": ["exit_rate"], "config": {"worlds": {"origin": "fitted"}}},
            "All assumptions vary together between these worlds",
        ),
    ],
)
def test_what_would_change_the_answer_is_not_said_of_worlds_that_do_not_differ(tmp_path, manifest, told):
    results = FolderTables(result_sets.build(tmp_path / "worlds", "worlds"))
    results.manifest |= {"varying": []} | manifest
    assert said(analyses.changers(results))[0].startswith(f"These runs do not say. {told}")


def test_nothing_would_change_an_answer_where_nothing_is_compared(tmp_path):
    assert analyses.changers(FolderTables(result_sets.build(tmp_path / "one", "one_strategy"))) == []


DEARER, CHEAPER = (
    f"{BEST} costs public payers £16 million {way} a year than {BASELINE} ({by} 5.5%; 95% interval £15 million to £17 million {way})"
    for way, by in (("more", "up"), ("less", "down"))
)
ALIKE = f"{BEST} is not shown to cost public payers more or less than under {BASELINE}"
UNKNOWN = (
    f"What {BEST} costs public payers has no interval here, so it is not known whether it is more or less than under {BASELINE}"
)
NO_COST = "no cost per child-day is given (at the present value of all years: "


@pytest.mark.parametrize(
    ("days", "yearly", "ratio", "told"),
    [
        (
            BETTER,
            0.0,
            20.0,
            f"{ALIKE}; by the means a child-day averted costs £20 (95% interval of this alone £15 to £25), at present value.",
        ),
        ("", math.nan, math.nan, f"{UNKNOWN}; {NO_COST}no interval for child-days, no interval for the cost)."),
        (
            BETTER,
            16e6,
            20.0,
            f"{DEARER}, which is £20 a child-day averted (95% interval of this alone £15 to £25), at present value.",
        ),
        (BETTER, -16e6, math.nan, f"{CHEAPER}; {NO_COST}fewer child-days and costs less)."),
        (WORSE, 16e6, math.nan, f"{DEARER}; {NO_COST}more child-days and costs more)."),
        (WORSE, -16e6, math.nan, f"{CHEAPER}; {NO_COST}more child-days, costs less)."),
        (
            UNCLEAR,
            0.0,
            math.nan,
            f"{ALIKE}; no cost per child-day is given, since the scorecard shows {UNCLEAR} in child-days.",
        ),
    ],
)
def test_a_cost_says_why_there_is_none_of_a_child_day(held, tmp_path, days, yearly, ratio, told):
    low, high = yearly - 1e6, yearly + 1e6
    verdict = result_sets.verdict_of("down", low, high)
    mean, percent = 1e6 if math.isnan(yearly) else yearly, 5.5 * yearly / 16e6
    of_year = {"difference": mean, "low": low, "high": high, "percent": percent, "verdict": verdict}
    of_day = {"cost_per_child_day": ratio, "low": ratio - 5.0, "high": ratio + 5.0, "reading": reading(days, low, high)}
    edits = {
        "effects": lambda t: put(t, {"strategy": SHOWN, "measure": "cost_total"}, **of_year),
        "cost_per_child_day": lambda t: put(t, {"strategy": SHOWN, "payer": "all payers"}, **of_day),
        "incremental": lambda t: t.head(0),
        "acceptability": lambda t: t.head(0),
    }
    assert said(first_page.cost(edited(held, tmp_path, **edits))) == [told]


@pytest.mark.parametrize(
    ("extra", "low", "ratio", "told"),
    [
        (5e6, 1e3, 50.0, "each further child-day averted costs £50 (95% interval £45 to £55)."),
        (-5e6, 1e3, math.nan, "it averts more child-days and costs no more by the means."),
        (
            5e6,
            -1e3,
            math.nan,
            "it is not shown to avert more child-days: of child-days alone, the further cost buys none that these runs can show.",
        ),
    ],
)
def test_a_further_step_says_what_it_buys(held, tmp_path, extra, low, ratio, told):
    price = {"cost_per_child_day": ratio, "low": ratio - 5.0, "high": ratio + 5.0}
    days = {"child_days_averted": 1e5, "child_days_averted_low": low, "child_days_averted_high": 2e5}
    row = {"strategy": SHOWN, "versus": "national_tasking"} | dict.fromkeys(
        ("extra_cost", "extra_cost_low", "extra_cost_high"), extra
    )
    results = edited(held, tmp_path, incremental=lambda t: pd.DataFrame([row | days | price]))
    assert said(first_page.cost(results))[-1] == f"Beyond {RUNNER_UP}, the step before it in cost and effect, {told}"


def test_what_those_cost_that_are_not_told_apart_stands_beside_and_who_costs_less_for_the_same(held, tmp_path):
    """The runner-up may be the best as well, for a quarter of the money; another costs less than the baseline and is no worse."""
    runner, frugal = "national_tasking", "fragmented"

    def effects(table):
        table = put(table, {"strategy": runner, "measure": "cost_total"}, difference=4e6, low=3e6, high=5e6, verdict=WORSE)
        table = put(
            table, {"strategy": frugal, "measure": "cost_total"}, difference=-9e6, low=-9.5e6, high=-8.5e6, verdict=BETTER
        )
        return put(table, {"strategy": frugal, "measure": MAIN}, difference=1.0, low=-2e3, high=2e3, verdict=UNCLEAR)

    def best(table):
        return put(table, {"strategy": runner, "measure": MAIN}, in_best_set="yes")

    text = " ".join(said(first_page.cost(edited(held, tmp_path, effects=effects, best=best))))
    alike = (
        f"Not told apart from it on child-days exploited, by what each clearly costs a year beside {BASELINE}: {RUNNER_UP}, £4"
    )
    assert alike in text
    less = f"“Forty-three forces alone”, £9.0 million less than {BASELINE} a year, with no clear difference on child-days exploited."
    assert less in text


def test_of_other_primary_measures_none_is_passed_over(held, tmp_path):
    """One without a direction of good is told by its change, one that does not change as such, one without an interval too."""
    moved, still, silent = FolderTables(held).primary[1:4]

    def without(table):
        for name, low, high in ((moved, 2.0, 4.0), (still, -2.0, 4.0), (silent, math.nan, math.nan)):
            own = table["measure"] == name
            table.loc[own, ["difference", "low", "high", "percent", "verdict"]] = [3.0, low, high, 3.0, ""]
            table.loc[own, "better"] = "down" if name == silent else ""
        return table

    results = edited(held, tmp_path / "without", effects=without)
    for row in results.manifest["measures"]:
        row["better"] = "" if row["name"] in (moved, still) else row["better"]
    text = " ".join(said(others(results)))
    named = {name: results.measure(name).label for name in (moved, still, silent)}
    assert f"neither good nor bad by itself: {inside(named[moved])} up 3" in text
    assert f"no clear change of {inside(named[still])}" in text
    assert f"too few events or pairs to say of {inside(named[silent])}" in text
