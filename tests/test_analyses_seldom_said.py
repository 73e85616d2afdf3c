"""What the page of an analysis and its charts say where little is shown: each sentence, and when it is said."""

from __future__ import annotations

import math

import analysis_sets
import pandas as pd
import pytest
from analysis_sets import BASE, BEST, MAIN, RUNNER_UP, SHOWN, edited, put, said

from experiments.figures.results import FolderTables
from experiments.figures.sensitivity.choice import where_the_choice_flips
from experiments.figures.sensitivity.parts import parts_of_the_work, same_money
from experiments.protocol.verdicts import FLIPS, MAY_FLIP, NO_EVIDENCE
from experiments.report.sections import analyses


@pytest.fixture(scope="module")
def held(tmp_path_factory):
    """A folder in which one strategy clearly does best, with every analysis of it."""
    return analysis_sets.build(tmp_path_factory.mktemp("sets") / "analyses")


# -- analyses ------------------------------------------------------------------------------------------------------------

UNMEASURED = "comes from assumptions that nobody has measured"
HOW_MUCH = f"How much of the doubt about {BEST} {UNMEASURED}"


@pytest.mark.parametrize(
    ("method", "low", "told"),
    [
        ("sobol", -0.12, f"{HOW_MUCH} is not settled (interval −12% to 52%)."),
        ("sobol", 0.0, f"{HOW_MUCH} is not settled (interval 0% to 52%)."),
        ("additive", -0.12, f"{HOW_MUCH}, each alone, is not settled (interval −12% to 52%)."),
        ("sobol", 0.08, f"Of the doubt about {BEST}, 20% (interval 8% to 52%) {UNMEASURED}."),
        ("additive", 0.08, f"Of the doubt about {BEST}, 20% (interval 8% to 52%) {UNMEASURED}, each alone."),
    ],
)
def test_a_share_of_doubt_that_may_be_none_is_not_settled(held, method, low, told):
    row = {"strategy": SHOWN, "versus": BASE, "outcome": MAIN, "parameter": "basis:assumed", "index": "S1", "method": method}
    rows = pd.DataFrame([row | {"value": 0.2, "low": low, "high": 0.52}])
    assert said(analyses.doubt_by_basis(FolderTables(held), rows)) == [told]


FLIPS_AT = "The ranking flips where debt hold (how strongly debt hold acts) passes"
EVIDENCE = "; the evidence's best value is"
NONE_FLIPS = "Taken one at a time, no assumption is shown to change which strategy is best on average."


@pytest.mark.parametrize(
    ("verdicts", "told"),
    [
        ((MAY_FLIP, NO_EVIDENCE), f"{NONE_FLIPS} It may change along grooming rate: too few runs to say."),
        ((MAY_FLIP, MAY_FLIP), f"{NONE_FLIPS} It may change along grooming rate and debt hold: too few runs to say."),
        ((NO_EVIDENCE, NO_EVIDENCE), NONE_FLIPS),
        (
            (MAY_FLIP, FLIPS),
            f"{FLIPS_AT} 0.30 (95% band 0.25 to 0.35): {RUNNER_UP} is best below, {BEST} above{EVIDENCE} 0.50.",
        ),
    ],
)
def test_where_no_switch_is_sure_those_that_may_be_are_named(held, tmp_path, verdicts, told):
    rows = pd.DataFrame(analysis_sets.flips()).assign(verdict=list(verdicts), low=[0.05, 0.25], high=[0.065, 0.35])
    results = edited(held, tmp_path, information=lambda t: t.assign(verdict=NO_EVIDENCE))
    assert said(analyses.switch_points(results, rows)) == [told]


GROOMING, DEBT = "grooming rate (how strongly grooming rate acts", "debt hold (how strongly debt hold acts"
MAY_CHANGE = f"Which strategy is best on average may change with {GROOMING})"
NOT_SETTLED = "a closer look at one assumption at a time does not settle it"
VALUE, DEBT_VALUE = "up to 24,000 child-days per year", "up to 8,000 child-days per year"
WORTH, WORTH_TOO = (
    "These would be worth measuring, since knowing them",
    "These too would be worth measuring, since knowing them",
)
MAY, COULD = (
    f"may change the choice, though {NOT_SETTLED}:",
    "could change the choice, as the closer look at one assumption at a time shows too:",
)
NO_MEASUREMENT = "No single measurement is shown to be likely to change the choice"


@pytest.mark.parametrize(
    ("verdicts", "worth", "first_page", "measured"),
    [
        ((NO_EVIDENCE, NO_EVIDENCE), 0, [NONE_FLIPS], f"{NO_MEASUREMENT}."),
        (
            (NO_EVIDENCE, NO_EVIDENCE),
            1,
            [f"{MAY_CHANGE}, which would be worth measuring; {NOT_SETTLED}."],
            f"{WORTH} {MAY} {GROOMING}; {VALUE}).",
        ),
        (
            (MAY_FLIP, MAY_FLIP),
            1,
            [
                f"{MAY_CHANGE}, which would be worth measuring; {NOT_SETTLED}. "
                "It may also change along debt hold: too few runs to say."
            ],
            f"{WORTH} {MAY} {GROOMING}; {VALUE}).",
        ),
        (
            (NO_EVIDENCE, MAY_FLIP),
            2,
            [f"{MAY_CHANGE} and {DEBT}), which would be worth measuring; {NOT_SETTLED}."],
            f"{WORTH} {MAY} {GROOMING}; {VALUE}) and {DEBT}; {DEBT_VALUE}).",
        ),
        ((FLIPS, NO_EVIDENCE), 1, None, f"{WORTH} {COULD} {GROOMING}; {VALUE})."),
        (
            (FLIPS, NO_EVIDENCE),
            2,
            None,
            f"{WORTH} {COULD} {GROOMING}; {VALUE}). {WORTH_TOO} {MAY} {DEBT}; {DEBT_VALUE}).",
        ),
        ((FLIPS, NO_EVIDENCE), 0, None, f"{NO_MEASUREMENT}, not even of grooming rate, along which the ranking flips."),
    ],
)
def test_what_may_change_the_choice_is_said_alike_by_switch_points_and_worths(
    held, tmp_path, verdicts, worth, first_page, measured
):
    of_worth = ["worth measuring"] * worth + [NO_EVIDENCE] * (len(analysis_sets.INPUTS) - worth)
    results = edited(
        held,
        tmp_path,
        flips=lambda t: t.assign(verdict=list(verdicts)),
        information=lambda t: t.assign(verdict=of_worth),
        verdicts=lambda t: t.head(0),
    )
    if first_page:
        assert said(analyses.changers(results)) == first_page
        flat = "Along no single assumption is the best strategy shown to change"
        may = "The best strategy may change along grooming rate"
        assert str(where_the_choice_flips(results).title).startswith(may if worth else flat)
    assert said(analyses.worth_measuring(results, results.table("information"))) == [measured]


def bought(one, other, better="down", half=30e3):
    """What the same money buys of two responses, at a third and at four fifths of their size; NaN where one never costs it."""
    values = {SHOWN: (one, 0.33), "national_tasking": (other, 0.8)}
    best = min(one, other) if better == "down" else max(one, other)
    return pd.DataFrame(
        {"budget": 1.5e7, "intensity": size, "value": value, "low": value - half, "high": value + half, "strategy": name}
        | {"outcome": MAIN, "better": better, "in_best_set": "yes" if half > 30e3 or value == best else "no"}
        for name, (value, size) in values.items()
    )


MONEY = "For the same extra cost (£15 million a year)"
FEWER, FEW = "(−250,000, interval −280,000 to −220,000)", "(−170,000, interval −200,000 to −140,000)"
WIDER, WIDEST = "(−170,000, interval −220,000 to −120,000)", "(−250,000, interval −300,000 to −200,000)"
AT, SECOND_AT, DAYS = f"{BEST} at 33% of its size", f"{RUNNER_UP} at 80% of its size", "child-days per year"
DOES = "does best on child-days exploited; best first, by their means:"
NONE_DOES = "no response is shown to do better than all others on child-days exploited; best first, by their means:"


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (bought(-250e3, -170e3), f" {BEST} {DOES} {AT} {FEWER} and {SECOND_AT} {FEW} {DAYS}."),
        (bought(-170e3, -250e3), f" {RUNNER_UP} {DOES} {SECOND_AT} {FEWER} and {AT} {FEW} {DAYS}."),
        (bought(-250e3, -170e3, better="up"), f" {RUNNER_UP} {DOES} {SECOND_AT} {FEW} and {AT} {FEWER} {DAYS}."),
        (bought(-250e3, -170e3, half=50e3), f" {NONE_DOES} {AT} {WIDEST} and {SECOND_AT} {WIDER} {DAYS}."),
    ],
)
def test_what_the_same_money_buys_is_ordered_only_where_one_alone_may_be_the_best(held, rows, told):
    assert said(analyses.same_money(FolderTables(held), rows)) == [MONEY + told]


def test_what_has_no_direction_of_good_has_no_best_for_the_same_money(held, tmp_path):
    rows = bought(-250e3, -170e3, better="").assign(outcome="arrests")
    results = edited(held, tmp_path, budget=lambda _: rows)
    results.manifest["primary"] = ["arrests"]
    (told,) = said(analyses.same_money(results, rows))
    assert told.startswith(f"{MONEY}, what each changes in arrests: ") and "best" not in told


LOW = "grooming_rate at most 0.04 and debt_hold above 0.3"
WHERE = "where grooming rate at most 0.04 and debt hold above 0.3"


@pytest.mark.parametrize(
    ("purity", "p_half", "best_mean", "told"),
    [
        (
            0.65,
            0.01,
            "national_tasking",
            f"{RUNNER_UP} is the better choice {WHERE} (best in 65% of such worlds, which are 26% of all).",
        ),
        (
            0.65,
            0.01,
            SHOWN,
            f"W{WHERE[1:]} (26% of all worlds), {RUNNER_UP} is best in 65% of such worlds, but {BEST} on average.",
        ),
        (
            0.55,
            0.3,
            "national_tasking",
            f"W{WHERE[1:]} (26% of all worlds), no strategy is shown to be best in most of such worlds.",
        ),
        (0.32, 0.01, SHOWN, f"W{WHERE[1:]} (26% of all worlds), no strategy is shown to be best in most of such worlds."),
    ],
)
def test_a_choice_is_better_only_where_it_is_best_in_most_worlds_and_on_average(held, purity, p_half, best_mean, told):
    """The commonest choice is named where it is not settled, and nowhere else."""
    of_most = {"outcome": MAIN, "conditions": "debt_hold at most 0.3", "best": SHOWN, "best_mean": SHOWN, "helps": "yes"}
    of_most |= {"purity": 0.8, "p_half": 1e-9, "share": 0.67}
    other = of_most | {"conditions": LOW, "best": "national_tasking", "best_mean": best_mean, "share": 0.26}
    other |= {"purity": purity, "p_half": p_half}
    assert said(analyses.leaves(FolderTables(held), pd.DataFrame([of_most, other]))) == [told]
    of_none = of_most | {"conditions": "stop_detection above 0.005", "purity": 0.47, "p_half": 0.8, "share": 0.07}
    none = "Where stop detection above 0.005 (7% of all worlds), no strategy is shown to be best in most of such worlds."
    assert said(analyses.leaves(FolderTables(held), pd.DataFrame([of_most, other, of_none]))) == [told, none]


OVER_ALL = f"Over all worlds, on child-days exploited: {BEST} is least regretted on average and least regretted at worst"


@pytest.mark.parametrize(
    ("shares", "p_lead", "p_half", "told"),
    [
        ((0.362, 0.35), 0.83, 1e-9, f"which is best differs: {BEST} in 36%, {RUNNER_UP} in 35% of worlds."),
        ((0.35, 0.362), 0.83, 1e-9, f"which is best differs: {RUNNER_UP} in 36%, {BEST} in 35% of worlds."),
        ((0.45, 0.33), 0.004, 0.03, f"{BEST} is best in more worlds than any other (45%; {RUNNER_UP} in 33%)."),
        ((0.52, 0.33), 0.004, 0.31, f"{BEST} is best in more worlds than any other (52%; {RUNNER_UP} in 33%)."),
        ((0.61, 0.33), 0.004, 0.001, f"{BEST} is best in most worlds (61%)."),
        ((0.999, 0.001), 1e-9, 1e-9, f"{BEST} is best in most worlds (more than 99%)."),
    ],
)
def test_a_strategy_is_best_in_most_worlds_only_where_that_is_beyond_chance(held, shares, p_lead, p_half, told):
    rows = pd.DataFrame(analysis_sets.regret()).assign(p_lead=p_lead, p_half=p_half)
    for strategy, value in zip((SHOWN, "national_tasking"), shares, strict=True):
        rows = put(rows, {"strategy": strategy, "criterion": "share_won"}, value=value)
    assert said(analyses.least_regret(FolderTables(held), rows)) == [f"{OVER_ALL}; {told}"]


# -- charts of the parts -------------------------------------------------------------------------------------------------

GROWS = "Child-days exploited: what each response does as it grows, in the model"
NONE_MORE = "For the same money no response is shown to do best on child-days exploited"
STARS = "Stars: where each costs £15 million a year more than the baseline."


@pytest.mark.parametrize(
    ("rows", "title", "note"),
    [
        (bought(-250e3, math.nan), GROWS, STARS),
        (bought(math.nan, math.nan), GROWS, "No common extra cost."),
        (bought(-250e3, -170e3, half=50e3), NONE_MORE, STARS),
        (bought(-170e3, -250e3), f"For the same money {RUNNER_UP} does best on child-days exploited, in the model", STARS),
    ],
)
def test_a_chart_of_the_same_money_compares_only_what_costs_as_much(held, tmp_path, rows, title, note):
    drawing = same_money(edited(held, tmp_path, budget=lambda _: rows))
    assert (str(drawing.title), drawing.note) == (title, f"{note} Bands are paired 95% intervals.")
    assert ("Curves of effect by intensity." in str(drawing.description)) == rows["value"].isna().all()


HELP = f"Of what {BEST} changes in child-days exploited, these parts do a clear share: help and services"
OTHERS = "central tasking (28%, interval 21% to 35%) and recognition (14%, interval 7% to 21%)"
NOT_CLEAR = "child-days exploited by no clear amount"
NO_WHOLE = f"The whole response changes {NOT_CLEAR}, so there is no effect to share out."
SHAPLEY = "in the mean over the orders in which they may be added (Shapley values, child-days per year)"
VALUES = (
    "help and services −340,000 (95% interval −380,000 to −300,000), central tasking −160,000 (95% interval −200,000 to −120,000)"
    " and recognition −80,000 (95% interval −120,000 to −40,000)"
)
UNSHARED, WORK = f"No part of {BEST} has a clear share of its work", f"the work of {BEST}, in the model"


@pytest.mark.parametrize(
    ("whole", "half", "title", "told"),
    [
        (4e4, 5e5, UNSHARED, f"No part of {BEST} does a clear share."),
        (6e5, 5e5, UNSHARED, NO_WHOLE),
        (6e5, 4e4, UNSHARED, f"{NO_WHOLE} Clear among its parts, {SHAPLEY}: {VALUES}."),
        (4e4, 2e5, f"Help and services does a clear share of {WORK}", f"{HELP} (60%, interval 25% to 95%)."),
        (4e4, 4e4, f"Help and services does the largest part of {WORK}", f"{HELP} (60%, interval 53% to 67%), {OTHERS}."),
    ],
)
def test_no_part_is_said_to_do_a_share_that_is_not_clear(held, tmp_path, whole, half, title, told):
    rows = pd.DataFrame(analysis_sets.attribution())
    width = rows["method"].map({"whole": whole, "shapley": half}).fillna(4e4)
    rows = rows.assign(low=rows["value"] - width, high=rows["value"] + width)
    rows = rows.assign(share_low=rows["share"] - half / 5.7e5, share_high=rows["share"] + half / 5.7e5)
    if half > 1e5:  # then central tasking may do as much
        rows.loc[(rows["part"] == "central_tasking") & (rows["method"] == "shapley"), "in_best_set"] = "yes"
    assert str(parts_of_the_work(edited(held, tmp_path, attribution=lambda _: rows)).title) == title
    assert said(analyses.parts(FolderTables(held), rows))[0] == told


def test_parts_that_pull_against_each_other_are_named_where_the_whole_is_not_clear(held):
    rows = pd.DataFrame(analysis_sets.attribution())
    turned = (rows["method"] == "shapley") & (rows["part"] == "recognition")
    rows["value"] = rows["value"].where(~turned, -rows["value"])
    width = rows["method"].map({"whole": 6e5, "shapley": 4e4}).fillna(4e4)
    told = said(analyses.parts(FolderTables(held), rows.assign(low=rows["value"] - width, high=rows["value"] + width)))[0]
    assert f"Its parts pull against each other, {SHAPLEY}: help and services −340,000" in told
    assert "recognition 80,000 (95% interval 40,000 to 120,000)" in told
