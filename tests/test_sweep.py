"""Has a sweep a row each setting, with the settings as columns, and does each world count once?"""

import math

import pytest
from corridor import config
from scipy import stats

from experiments import run_experiment


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
