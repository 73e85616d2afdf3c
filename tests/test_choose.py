"""Who is shown as best, by either count of the harm, on tables small enough to be read here."""

import json

import pandas as pd
import pytest

from experiments.figures import choose
from experiments.figures.results import FolderTables
from experiments.figures.sections import SECTIONS
from experiments.figures.sentences import inside
from experiments.report.sections import answer, first_page, leads

LINES, ALL = "harm_of_lines", "harm"


def folder(path, told, better="down", counted_as=LINES):
    """A folder of three strategies: by measure and strategy the difference, its half-width (less than it: a clear one)."""
    (path / "tables").mkdir(parents=True)
    rows = [
        {"strategy": name, "versus": "base", "measure": measure, "difference": by, "low": by - half, "high": by + half,
         "better": better, "verdict": said(by, half, better), "primary": "yes" if measure == ALL else "no"}
        for measure, strategies in told.items() for name, (by, half) in strategies.items()
    ]  # fmt: skip
    levels = [{"strategy": name, "measure": measure} for measure in told for name in ("base", *told[measure])]
    pd.DataFrame(rows).to_csv(path / "tables" / "effects.csv", index=False)
    pd.DataFrame(levels).assign(mean=100.0, scenario="steady").to_csv(path / "tables" / "outcomes.csv", index=False)
    measures = [{"name": ALL, "better": better, "counted_as": counted_as}, {"name": LINES, "better": better}]
    manifest = {"baseline": "base", "primary": [ALL], "measures": measures, "areas": []}
    (path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return FolderTables(path)


def said(by, half, better):
    if abs(by) <= half:
        return "no clear difference"
    return "better" if (by < 0.0) == (better == "down") else "worse"


SUPPLY = {"one": (-10.0, 3.0), "two": (-4.0, 3.0), "three": (1.0, 3.0)}
"""By all supply `one` does most, and `two` is clearly better too."""


def test_another_is_best_where_lines_alone_count(tmp_path):
    results = folder(tmp_path / "r", {ALL: SUPPLY, LINES: {"one": (-2.0, 3.0), "two": (-8.0, 3.0), "three": (5.0, 3.0)}})
    assert choose.winner(results) == "one" and choose.best_otherwise(results) == "two"
    assert choose.otherwise(results) == {"other": "Two", "counted_as": results.measure(LINES)}
    assert choose.shown_strategies(results) == ["base", "one", "two", "three"]


TURNS, MAY = "It turns on how the harm is counted", "It may turn on how the harm is counted"


@pytest.mark.parametrize(
    ("apart", "turns", "told_of"),
    [
        ([LINES, ALL], TURNS, ""),
        ([LINES], TURNS, ", and only the first count tells the two apart"),
        ([ALL], TURNS, ", and only the second count tells the two apart"),
        ([], MAY, ", though neither count tells the two apart"),
    ],
)
def test_the_page_says_where_two_do_equally_well(tmp_path, apart, turns, told_of):
    """By lines -2 and -8, with all supply -10 and -4: with half of the supply's harm both are -6."""
    results = folder(tmp_path / "r", {ALL: SUPPLY, LINES: {"one": (-2.0, 3.0), "two": (-8.0, 3.0), "three": (5.0, 3.0)}})
    first = {ALL: "one", LINES: "two"}
    best = [
        (name, count, "no", first[count]) if count in apart and name != first[count] else (name, count, "yes", "")
        for count in first
        for name in ("one", "two")
    ]
    named = pd.DataFrame(best, columns=["strategy", "measure", "in_best_set", "outdone_by_all"]).assign(scenario="steady")
    named.to_csv(results.folder / "tables" / "best.csv", index=False)
    told, means = first_page.counted(results)
    assert str(told).startswith(turns)
    near = "" if LINES in apart else ", not told apart from “One”"
    assert f"By the first count “Two” comes first{near}, by the second “One”{told_of}" in str(told)
    assert "By the means “Two” comes first if drugs sold outside lines harm children less than 50% as much, a pound" in str(
        means
    )
    assert str(means).endswith("“One” from there on (up to as much as is assumed).")


@pytest.mark.parametrize(
    ("lines", "counted_as"),
    [
        ({"one": (-9.0, 3.0), "two": (-8.0, 3.0), "three": (5.0, 3.0)}, LINES),  # the same does most by both counts
        ({"one": (-2.0, 3.0), "two": (-2.9, 3.0), "three": (5.0, 3.0)}, LINES),  # none is clearly better by the other
        ({"one": (-2.0, 3.0), "two": (-8.0, 3.0), "three": (5.0, 3.0)}, ""),  # there is no other count
    ],
)
def test_no_other_is_best_otherwise(tmp_path, lines, counted_as):
    results = folder(tmp_path / "r", {ALL: SUPPLY, LINES: lines}, counted_as=counted_as)
    assert choose.winner(results) == "one"
    assert choose.best_otherwise(results) is None and choose.otherwise(results)["other"] == ""


def test_one_may_be_best_by_the_other_count_alone(tmp_path):
    unclear = {"one": (-2.0, 3.0), "two": (-1.0, 3.0), "three": (1.0, 3.0)}
    lines = {"one": (-1.0, 3.0), "two": (2.0, 3.0), "three": (-6.0, 3.0)}
    results = folder(tmp_path / "r", {ALL: unclear, LINES: lines})
    assert choose.winner(results) is None and choose.best_otherwise(results) == "three"
    assert choose.shown_strategies(results) == ["base", "one", "three", "two"]
    assert "By the first count “Three” is clearly better" in str(first_page.counted(results)[0])


def test_what_a_lead_by_the_other_count_is_without_more_officers_stands_beside_it(tmp_path):
    lines = {"one": (-1.0, 3.0), "two": (2.0, 3.0), "three": (-6.0, 3.0)}
    results = folder(tmp_path / "r", {ALL: dict.fromkeys(SUPPLY, (-1.0, 3.0)), LINES: lines})
    path = results.folder / "tables" / "effects.csv"
    named = pd.read_csv(path).assign(at="as_named", scenario="steady")
    same = named[named["strategy"] == "three"].assign(
        at="officer_days", difference=-0.5, low=-2.0, high=1.0, verdict="no clear difference"
    )
    pd.concat([named, same]).to_csv(path, index=False)
    pd.DataFrame({"strategy": ["three"], "at": "officer_days", "within": "yes", "scenario": "steady"}).to_csv(
        path.with_name("equal.csv")
    )
    told = str(first_page.counted(FolderTables(results.folder))[0])
    assert told.endswith("With no more officers than “Base” has, “Three” on harm of lines: no clear difference.")
    pd.DataFrame({"strategy": ["three"], "at": "officer_days", "within": "no", "scenario": "steady"}).to_csv(
        path.with_name("equal.csv")
    )
    assert "no more officers" not in str(first_page.counted(FolderTables(results.folder))[0])


def test_the_page_says_where_the_order_turns_though_nothing_is_clear(tmp_path):
    """By lines -9, -8 and -7, with all supply -2, -3 and 5: at a half both are -5.5, and at 7 of 12 the third is 0, as the base is."""
    lines = {"one": (-9.0, 30.0), "two": (-8.0, 30.0), "three": (-7.0, 30.0)}
    results = folder(tmp_path / "r", {ALL: {"one": (-2.0, 30.0), "two": (-3.0, 30.0), "three": (5.0, 30.0)}, LINES: lines})
    assert choose.winner(results) is None and choose.best_otherwise(results) is None
    first, lower = first_page.counted(results)
    assert "“One” comes first if drugs sold outside lines harm children less than 50% as much, a pound" in str(first)
    assert "other places in the order turn with that harm too: “Base” passes “Three” at 58%" in str(lower)
    alone = folder(tmp_path / "alone", {ALL: lines, LINES: lines})
    assert first_page.counted(alone) == []


def test_the_annex_has_every_place_that_turns_and_the_page_the_first(tmp_path):
    """Three that stand the other way round by the other count, and the base between: five pairs change places below the first."""
    lines = {"one": (-9.0, 30.0), "two": (-8.0, 30.0), "three": (-7.0, 30.0)}
    every = folder(tmp_path / "r", {ALL: {"one": (6.0, 30.0), "two": (2.0, 30.0), "three": (-3.0, 30.0)}, LINES: lines})
    page, annex = str(first_page.order_turns(every)[-1]), str(first_page.order_turns(every, every=True)[0])
    turned = annex.count(" passes ")
    assert page.count(" passes ") == 3 < turned and f"and {turned - 3} more (all in the annex)" in page
    assert "comes first" not in annex
    few = folder(tmp_path / "few", {ALL: {"one": (-2.0, 30.0), "two": (-3.0, 30.0), "three": (5.0, 30.0)}, LINES: lines})
    assert first_page.order_turns(few, every=True) == [] and "annex" not in str(first_page.order_turns(few)[-1])


def test_more_is_better_where_the_measure_says_so(tmp_path):
    lines = {"one": (2.0, 3.0), "two": (8.0, 3.0), "three": (-9.0, 3.0)}
    saved = {"one": (10.0, 3.0), "two": (4.0, 3.0), "three": (-20.0, 3.0)}
    results = folder(tmp_path / "r", {ALL: saved, LINES: lines}, better="up")
    assert choose.winner(results) == "one" and choose.best_otherwise(results) == "two"
    assert list(choose.main_rows(results, ALL)["strategy"]) == ["one", "two", "three"]


AREAS = {"England and Wales": "better", "Kent": "worse", "Essex": "better", "Surrey": "better", "Dorset": "worse",
         "Gwent": "no clear difference", "Norfolk": "better", "City of London": "worse"}  # fmt: skip


def with_areas(path, kept, scale):
    """One strategy that is best, and its verdicts in some areas, one of which has too few young people."""
    results = folder(path, {ALL: SUPPLY})
    rows = [{"strategy": "one", "versus": "base", "measure": ALL, "area": area, "verdict": AREAS[area]} for area in kept]
    pd.DataFrame(rows).to_csv(results.folder / "tables" / "areas_effects.csv", index=False)
    place = {"grid_row": 0, "grid_column": 0}
    areas = [{"name": area, "population_10_17": 100 if area == "City of London" else 90_000, **place} for area in AREAS]
    manifest = {**results.manifest, "kind": "compare", "scale": scale, "areas": areas[1:]}
    (results.folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return FolderTables(results.folder)


@pytest.mark.parametrize(
    ("kept", "scale", "where", "fails"),
    [
        (
            AREAS,
            1.0,
            "“One”, on harm: clearly better in 3 of 6 areas, clearly worse in 2 (Dorset and Kent), and unclear in 1, where these runs"
            " cannot tell. City of London has too few young people for a number.",
            "It is clearly worse on harm in Dorset and Kent, in the model.",
        ),
        (
            ["England and Wales", "Gwent"],
            1.0,
            "“One”, on harm: clearly better in 0 of 1 areas, clearly worse in none, and unclear in 1, where these runs cannot tell.",
            "In no force area is it clearly worse on harm, and in none clearly better.",
        ),
        (AREAS, 0.1, "No single area is judged: at the scale of these runs", ""),
        (["England and Wales"], 0.1, "No single area is judged: at the scale of these runs", ""),
        (["England and Wales"], 1.0, "Not asked of single areas: these runs keep this measure for the whole country alone", ""),
    ],
)
def test_areas_are_judged_where_they_are_kept_and_the_runs_are_large_enough(tmp_path, kept, scale, where, fails):
    results = with_areas(tmp_path / "r", kept, scale)
    assert [str(one).startswith(where) for one in first_page.where(results)] == [True]
    told = [str(one) for one in leads.lead(results, next(page for page in SECTIONS if page.key == "fails"))]
    assert [one for one in told if "on harm in" in one or "force area" in one] == ([fails] if fails else [])


def test_what_the_best_by_the_other_count_does_to_other_measures_is_told_too(tmp_path):
    told = {ALL: SUPPLY, LINES: {"one": (-2.0, 3.0), "two": (-8.0, 3.0), "three": (5.0, 3.0)}}
    results = folder(tmp_path / "r", told | {"charges": {"one": (1.0, 3.0), "two": (6.0, 3.0), "three": (7.0, 3.0)}})
    about = json.loads((results.folder / "manifest.json").read_text("utf-8"))
    about["primary"].append("charges")
    about["measures"].append({"name": "charges", "better": "down"})
    (results.folder / "manifest.json").write_text(json.dumps(about), "utf-8")
    said = [str(one) for one in answer.others(FolderTables(results.folder))]
    assert [one.partition(" on the other primary measures: ")[::2] for one in said] == [
        ("“One”", "no clear difference in charges."),
        (f"“Two”, first by {inside(results.measure(LINES).label)},", "worse on charges."),
    ]
