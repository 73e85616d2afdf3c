"""Has a sweep a row each setting, with the settings as columns, and does each world count once?"""

import itertools
import math
import re
import shutil
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from corridor import config, program
from scipy import stats

from experiments import Results, run_experiment
from experiments.compare.sweep import contrasts
from experiments.config.load import read
from experiments.design.plan import in_short
from experiments.figures import facts, style
from experiments.figures.comparison.forest import right_words
from experiments.figures.results import FolderTables, lever_names
from experiments.protocol.verdicts import BETTER, IDENTICAL
from experiments.report.content import cell_of
from experiments.report.sections.settings import grids, lead
from experiments.run.model import SimEngine
from experiments.statistics import intervals
from experiments.store.subset import in_worlds

ROOT = Path(__file__).parent.parent


def test_a_sweep_has_its_settings_as_columns(tmp_path):
    text = config(number=6, compare=["helps"]).replace('kind = "compare"', 'kind = "sweep"')
    text += '[sweep]\nbased_on = "as_inspected"\npush.force = [0.0, 0.5, 1.0]\nslope = [0.5, 1.5]\n'
    results = run_experiment(text, out=tmp_path / "r", workers=0, report=False)
    sweep = results.sweep
    harm = sweep[(sweep["measure"] == "harm") & (sweep["strategy"] != "helps")].set_index(["push.force", "slope"])["difference"]
    assert len(harm) == 6
    for (force, slope), difference in harm.items():
        assert difference == pytest.approx(-2.0 * force * slope, abs=2.5)  # six pairs of deviation 1.4: four errors
    assert set(results.runs.columns) >= {"push.force", "slope"}
    keys = ["strategy", "measure"]
    whole = results.areas_effects.query("area == 'England and Wales'").set_index(keys)[["low", "high", "verdict"]]
    pd.testing.assert_frame_equal(whole, results.effects.set_index(keys).loc[whole.index, whole.columns])


def test_settings_have_short_names_and_room_is_left_for_what_is_drawn(tmp_path):
    text = "\n".join(
        line for line in (ROOT / "configs" / "reach_by_capacity.toml").read_text(encoding="utf-8").splitlines()
        if not line.startswith(("from =", "number =", "twice =", "[worlds]"))
    )  # fmt: skip
    levers, _ = read(text).experiment.own.values()
    settings = [dict(zip(levers, values, strict=True)) for values in itertools.product(*levers.values())]
    names = [in_short(setting) for setting in settings]
    assert len(set(names)) == len(settings) and max(map(len, names)) <= 40 and not any("_" in name for name in names)
    assert (
        in_short({"a.reach": "force", "b.reach": "nation"}) == "A.reach force, b.reach nation"
    )  # else it would not be known whose
    with style.styled("rows"):
        canvas, (axes,) = style.new(2.0)
        style.rows(axes, ["services alone [capacity.dedicated officers = 500, intelligence sharing.reach = nation]", "ours"])
        for at in (0, 1):
            style.beside(axes, at, "no clear difference")
        style.laid_out(canvas)  # a warning, where nothing is left, is an error here
        assert axes.get_position().width > 0.3


def test_a_sweep_over_many_worlds_has_one_row_a_setting_and_each_world_counts_once(tmp_path):
    text = config(number=2, compare=["helps"]).replace('kind = "compare"', 'kind = "sweep"')
    text += '[worlds]\nfrom = "range"\nnumber = 8\n[sweep]\nbased_on = "as_inspected"\npush.force = [0.0, 0.5, 1.0]\n'
    results = run_experiment(text, out=tmp_path / "r", workers=0, report=False)
    found = results.sweep[results.sweep["measure"] == "harm"].set_index("push.force")
    assert list(results.sweep.columns[:3]) == ["strategy", "push.force", "measure"], "what differs between worlds is no setting"
    assert len(found) == 4 and (found["n"] == 16).all()  # three settings and the strategy named
    wide = results.wide("harm")
    one = str(found.loc[1.0, "strategy"])
    gaps = (wide[one] - wide["as_inspected"]).groupby("point").mean()
    assert found.loc[1.0, "difference"] == pytest.approx(gaps.mean())
    half = stats.t.ppf(0.975, 7) * gaps.std(ddof=1) / math.sqrt(8)
    assert found.loc[1.0, "difference_high"] - found.loc[1.0, "difference"] == pytest.approx(half)


def test_a_world_that_is_lived_twice_is_so_at_every_setting(tmp_path):
    text = config(compare=["helps"]).replace('kind = "compare"', 'kind = "sweep"')
    text = text.replace("number = 4\n", "")
    text += '[worlds]\nfrom = "range"\nnumber = 4\ntwice = 2\n[sweep]\nbased_on = "as_inspected"\nslope = [0.5, 1.0, 1.5]\n'
    design = run_experiment(text, out=tmp_path / "r", workers=0, report=False).design
    lives = design[design["strategy"] == "helps"].groupby("point")[["slope", "replication"]].agg(["first", "nunique"])
    assert lives["slope", "first"].tolist() == [0.5, 1.0, 1.5] * 4
    assert lives["replication", "nunique"].tolist() == [*[2] * 6, *[1] * 6], "the first two worlds, at each of three settings"


def test_what_comes_by_and_by_or_in_some_areas_is_no_value_that_a_base_has():
    """`exporter_taskforces` has officers in some areas, `national_tasking` a centre that grows over months."""
    model = SimEngine()
    assert model.held("as_inspected")["intelligence_sharing.reach"] == "nation"
    assert model.held("as_inspected")["capacity.dedicated_officers"] == 0.0
    assert "capacity.dedicated_officers" not in model.held("exporter_taskforces")
    assert "tasking.decides" not in model.held("national_tasking")


def test_a_setting_that_its_base_has_already_is_identical_and_says_so(tmp_path):
    text = """
kind = "sweep"
title = "Reach"
[world]
scale = 0.01
years = 0.5
[strategies]
baseline = "as_inspected"
[sweep]
based_on = "as_inspected"
intelligence_sharing.reach = ["force", "nation"]
capacity.dedicated_officers = [0]
[replications]
number = 3
[output]
report = false
"""
    (tmp_path / "reach.toml").write_text(text, encoding="utf-8")
    _, out, _ = program("run", tmp_path / "reach.toml", "--out", tmp_path / "r", "--workers", "0")
    effects = Results(tmp_path / "r").effects.set_index("strategy")
    same = effects.loc["as_inspected [intelligence_sharing.reach = nation, capacity.dedicated_officers = 0]"]
    assert set(same["note"]) == {IDENTICAL} and set(same["low"]) == set(same["high"]) == {0.0}
    shown = FolderTables(tmp_path / "r")
    row, harm = shown.effect(str(same.index[0]), "child_days_exploited"), shown.measure("child_days_exploited")
    cell = cell_of(row, harm)
    assert facts.effect(shown, row).verdict == IDENTICAL and right_words(row, harm, True) == IDENTICAL
    assert (cell.words, str(cell.shown), cell.span) == (IDENTICAL, "", None), "no interval from 0 to 0 on the page"
    assert out.count("= nation, capacity.dedicated_officers = 0]") == out.count("identical\n") > 0
    other = effects.loc["as_inspected [intelligence_sharing.reach = force, capacity.dedicated_officers = 0]"]
    assert IDENTICAL not in set(other["note"]) and (other["difference"] != 0.0).any()


TWO = """
[sweep]
based_on = "as_inspected"
push.force = [0.0, 0.5, 1.0]
push.width = [0, 1]
"""


@pytest.fixture(scope="module")
def two_levers(tmp_path_factory):
    """Of a model in which width does nothing without force, and doubles and a half what force does."""
    text = config("Together", number=40, compare=[]).replace('kind = "compare"', 'kind = "sweep"')
    text = text.replace("report = false", "report = true") + TWO
    return run_experiment(text, out=tmp_path_factory.mktemp("two") / "r", workers=0)


def words_of(results):
    """The page without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", results.folder.report_file.read_text(encoding="utf-8")).split())


def cells_of(results, measure="harm"):
    """Each cell of the two levers in the runs, by its force and width."""
    wide = results.wide(measure)
    return {
        pair: wide[f"as_inspected [push.force = {pair[0]}, push.width = {pair[1]}]"]
        for pair in itertools.product((0.0, 0.5, 1.0), (0, 1))
    }


def test_what_each_value_of_a_lever_does_and_whether_two_go_together(two_levers):
    """Truth by the model's formula: force alone 2 a unit, with width 3 more; over both widths 3.5, over the three forces 1.5."""
    found = two_levers.settings
    harm = found[found["measure"] == "harm"].fillna({"other": ""}).set_index(["setting", "value", "other"])
    truth = {("push.force", 0.5, ""): -1.75, ("push.force", 1.0, ""): -3.5, ("push.width", 1.0, ""): -1.5}
    truth[("push.force", 1.0, "push.width")] = -3.0
    assert harm.index.tolist() == list(truth)
    for key, value in truth.items():
        row = harm.loc[key]
        assert row["low"] < value < row["high"] and row["high"] - row["low"] < 2.5, (key, row)
        assert row["verdict"] == BETTER if not key[2] else pd.isna(row["verdict"]) and pd.isna(row["percent"])
    cells = cells_of(two_levers)
    first = (cells[0.0, 0] + cells[0.0, 1]).mean() / 2.0
    assert harm.loc[("push.force", 1.0, "")]["baseline_mean"] == pytest.approx(first)
    assert harm.loc[("push.force", 1.0, "")]["percent"] == pytest.approx(
        100.0 * harm.loc[("push.force", 1.0, "")]["difference"] / first
    )
    more = (cells[1.0, 1] - cells[0.0, 1]) - (cells[1.0, 0] - cells[0.0, 0])
    assert harm.loc[("push.force", 1.0, "push.width")]["difference"] == pytest.approx(more.mean())


def test_the_page_says_what_each_setting_does_beside_a_chart_of_the_cells(two_levers):
    page = words_of(two_levers)
    assert "“force 1” in place of “0” , on average over the other settings, in the model: better on harm (down" in page.replace(
        "”,", "” ,"
    )
    together = "Do two changes add up[?] “force 1” with “width 1” ?, in the model: apart from the sum of the two in harm by −"
    assert re.search(together, page)
    assert (two_levers.path / "figures" / "settings_across.png").is_file()
    drawn = pd.read_csv(two_levers.path / "figures" / "settings_across.csv")
    assert len(drawn) == 12, "six cells of two measures"
    held = drawn.merge(two_levers.sweep, on=["strategy", "measure", "difference", "difference_low", "difference_high"])
    assert len(held) == 12


def test_a_cell_that_is_missing_is_not_averaged_over(two_levers, tmp_path):
    """Without the cell of the most force and width only what needs neither is left: half the force, and no width; the page says so."""
    runs = two_levers.runs[two_levers.runs["strategy"] != "as_inspected [push.force = 1.0, push.width = 1]"]
    left = contrasts(SimpleNamespace(manifest=two_levers.manifest, runs=runs, baseline=two_levers.baseline))
    assert [(one.about["setting"], one.about["value"], one.about["other"]) for one in left] == [("push.force", "0.5", "")]
    whole = contrasts(SimpleNamespace(manifest=two_levers.manifest, runs=two_levers.runs, baseline=two_levers.baseline))
    assert [len(one.these) for one in whole] == [2, 2, 3, 2]
    copy = shutil.copytree(two_levers.path, tmp_path / "copy")
    kept = two_levers.settings[two_levers.settings["value"] == 0.5]
    kept.to_csv(copy / "tables" / "settings.csv", index=False)
    said = " ".join(map(str, lead(FolderTables(copy))))
    assert "on average over the other settings" in said and "3 of 4 comparisons of settings are left out" in said
    alone = (two_levers.settings["setting"] == "push.width") & two_levers.settings["other"].isna()
    two_levers.settings[~alone].to_csv(copy / "tables" / "settings.csv", index=False)  # the cell of half the force and width
    (table,) = grids(FolderTables(copy))
    assert [row[0] for row in table.rows] == [
        "Force 0.5 for 0",
        "Force 1 for 0",
        "Force 1 with width 1, apart from the sum of both",
    ]


def test_settings_of_a_parameter_are_cases_of_their_world(tmp_path):
    """Eight worlds at three slopes each are eight pieces of evidence, in every table, though effects differ by slope."""
    text = config("Together", number=2, compare=["helps"]).replace('kind = "compare"', 'kind = "sweep"')
    text += '[worlds]\nfrom = "range"\nnumber = 8\n'
    text += '[sweep]\nbased_on = "as_inspected"\npush.force = [0.0, 1.0]\nslope = [0.5, 1.0, 1.5]\n'
    results = run_experiment(text.replace("report = false", "report = true"), out=tmp_path / "r", workers=0)
    gaps = []
    for measure in ("harm", "good"):
        wide = results.wide(measure)
        gap = wide["as_inspected [push.force = 1.0]"] - wide["as_inspected [push.force = 0.0]"]
        gaps.append(gap.groupby(gap.index.get_level_values("point") // 3).mean())
    ends = intervals.together(np.column_stack(gaps))
    found, effects = results.settings, results.effects[results.effects["primary"] == "yes"]
    assert found["n"].tolist() == [8, 8] and set(effects["n_worlds"]) == {8} and set(effects["n_pairs"]) == {16}
    assert found["low"].tolist() == pytest.approx(ends.low.tolist()) and found["high"].tolist() == pytest.approx(
        ends.high.tolist()
    )
    means = in_worlds(results).wide("harm")
    own = results.wide("harm").groupby(lambda at: (at[0], at[1] // 3, at[2])).mean()
    assert np.allclose(means.to_numpy(), own.loc[list(means.index)].to_numpy()) and len(means) == 16
    page = words_of(results)
    assert "on average over the swept values of slope" in page and re.search(
        "16 pairs of runs.{,80} in 8 plausible worlds", page
    )


THREE = 'push.who = ["all", "some"]\npush.force = [0.0, 0.1, 1]\npush.width = [0, 1]'


@pytest.mark.parametrize("levers", ["push.force = [0.0, 1.0]", THREE], ids=["one", "three"])
def test_pages_of_one_lever_and_of_three_beside_strategies_that_are_named(tmp_path, levers):
    text = config("Together", number=4, compare=["helps", "harms"]).replace('kind = "compare"', 'kind = "sweep"')
    text = text.replace("report = false", "report = true").replace('["harm", "good"]', '["harm", "stock"]')
    results = run_experiment(text + f'[sweep]\nbased_on = "as_inspected"\n{levers}\n', out=tmp_path / "r", workers=0)
    said = " ".join(map(str, lead(FolderTables(results.path))))
    assert "too few events or pairs to say of stock" in said, "what nothing changes is told, too"
    one = "who" not in levers
    assert ("on average" in said) != one and (results.path / "figures" / "settings_across.png").is_file() == one
    if not one:
        assert set(results.settings["value"].astype(str)) == {"some", "0.1", "1"} and said.count("Do two changes add up?") == 3


def test_components_are_named_without_their_lever_where_that_is_clear():
    assert lever_names(["a.reach", "b.share_passed"]) == {"a.reach": "Reach", "b.share_passed": "Share passed"}
    assert lever_names(["a.reach", "b.reach"]) == {"a.reach": "A reach", "b.reach": "B reach"}
