"""Has a sweep a row each setting, with the settings as columns, and does each world count once?"""

import itertools
import math
from pathlib import Path
from types import SimpleNamespace

import pytest
from corridor import config, program
from scipy import stats

from experiments import Results, run_experiment
from experiments.compare.sweep import contrasts
from experiments.config.load import read
from experiments.design.plan import in_short
from experiments.figures import style
from experiments.figures.results import Measure
from experiments.protocol.verdicts import BETTER, IDENTICAL, UNCLEAR
from experiments.report.content import cell_of
from experiments.run.model import SimEngine

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


def test_settings_have_short_names_and_room_is_left_for_what_is_drawn(tmp_path):
    text = "\n".join(
        line for line in (ROOT / "configs" / "reach_by_capacity.toml").read_text(encoding="utf-8").splitlines()
        if not line.startswith(("from =", "number =", "twice =", "[worlds]"))
    )  # fmt: skip
    levers = read(text).experiment.own.levers()
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
    cell = cell_of(same.iloc[0], Measure("harm", "Harm"))
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


def test_what_each_value_of_a_lever_does_and_whether_two_go_together(two_levers):
    """Truth by the model's formula: force alone 2 a unit, with width 3 more; over both widths 3.5, over the three forces 1.5."""
    found = two_levers.settings
    harm = found[found["measure"] == "harm"].fillna({"other": ""}).set_index(["setting", "value", "other"])
    truth = {("push.force", 0.5, ""): -1.75, ("push.force", 1.0, ""): -3.5, ("push.width", 1.0, ""): -1.5}
    truth[("push.force", 1.0, "push.width")] = -3.0
    assert harm.index.tolist() == list(truth)
    for key, value in truth.items():
        row = harm.loc[key]
        assert row["low"] < value < row["high"] and row["high"] - row["low"] < 2.5 and row["verdict"] == BETTER, (key, row)
        assert row["percent"] == pytest.approx(100.0 * row["difference"] / row["baseline_mean"])
    wide = two_levers.wide("harm")
    one = {
        pair: wide[f"as_inspected [push.force = {pair[0]}, push.width = {pair[1]}]"]
        for pair in ((0.0, 0), (0.0, 1), (1.0, 0), (1.0, 1))
    }
    more = (one[1.0, 1] - one[0.0, 1]) - (one[1.0, 0] - one[0.0, 0])
    assert harm.loc[("push.force", 1.0, "push.width")]["difference"] == pytest.approx(more.mean())


def test_the_page_says_what_each_setting_does_beside_a_chart_of_the_cells(two_levers):
    page = (two_levers.path / "report.html").read_text(encoding="utf-8")
    assert "What each setting does" in page and "Do they go together?" in page
    assert "“force 1” in place of “0”, at every value of the other settings" in page
    assert 'id="figure-settings_across"' in page and (two_levers.path / "figures" / "settings_across.png").is_file()
    assert UNCLEAR not in page[page.index("Do they go together?") :][:200]


def test_a_cell_that_is_missing_is_not_averaged_over(two_levers):
    """Without the cell of the most force and width only what needs neither is left: half the force, and no width."""
    runs = two_levers.runs[two_levers.runs["strategy"] != "as_inspected [push.force = 1.0, push.width = 1]"]
    left = contrasts(SimpleNamespace(manifest=two_levers.manifest, runs=runs, baseline=two_levers.baseline))
    assert [(one.about["setting"], one.about["value"], one.about["other"]) for one in left] == [("push.force", 0.5, "")]
    whole = contrasts(SimpleNamespace(manifest=two_levers.manifest, runs=two_levers.runs, baseline=two_levers.baseline))
    assert [len(one.these) for one in whole] == [2, 2, 3, 2]
