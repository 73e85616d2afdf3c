"""Tables by area and by month against a known truth: intervals, pairing, percentages, and which way a verdict points."""

import shutil
from types import SimpleNamespace

import joblib
import numpy as np
import pandas as pd
import pytest
from corridor import config
from engines import AREAS
from scipy import stats

from experiments import run_experiment
from experiments.compare import by_area, tables
from experiments.compare.effects import TOO_FEW_EVENTS
from experiments.experiment import report_folder
from experiments.figures import gallery
from experiments.run.progress import Watcher

PARTS = dict(zip([*AREAS, "England and Wales"], (0.2, 0.3, 0.5, 1.0), strict=True))
ARMS = ("helps", "nothing", "harms")
TRUTH = {"helps": -2.0, "nothing": 0.0, "harms": 1.5}
PAIRED_DEVIATION = np.sqrt(2.0)
"""Of the difference in harm: each arm's own luck of 1; what is shared, 3, is paired away."""


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    """Thirty replications: `good` is minus `harm`, so that more of it is better; areas have fixed parts of both."""
    return at_scale(1.0, tmp_path_factory.mktemp("areas"))


def at_scale(scale, folder):
    text = config(number=30, compare=ARMS).replace("[world]", f"[world]\nscale = {scale}")
    return run_experiment(text, out=folder, workers=0, report=False)


def harm(results):
    """Harm by replication (rows) and strategy, the stored runs themselves."""
    return results.runs.pivot(index="replication", columns="strategy", values="harm")


def whole_of(measure, values):
    """What a measure of the whole country is, from harm."""
    return values if measure == "harm" else -values


@pytest.mark.parametrize("measure", ["harm", "good"])
def test_levels_have_the_95_interval_of_their_mean(compared, measure):
    runs = whole_of(measure, harm(compared))
    tables = {
        "outcomes": (compared.outcomes.assign(area="England and Wales"), 1.0),
        "areas": (compared.areas, 1.0),
        "monthly": (compared.monthly[compared.monthly["month"] == "2019-05"], 1.0 / 12.0 if measure == "harm" else 1.0),
    }
    for name, (table, part) in tables.items():
        for row in table[table["measure"] == measure].itertuples():
            values = runs[row.strategy] * PARTS[row.area] * part
            ends = stats.ttest_1samp(values, 0.0).confidence_interval(0.95)
            assert (row.mean, row.low, row.high) == pytest.approx((values.mean(), *ends), rel=1e-9), (name, row.area)
            assert row.n == 30


def test_series_are_those_asked_for(compared):
    some = compared.series(measures=["good"], areas=list(AREAS)[:1], strategies=["helps", "harms"])
    kept = {name: set(some[name].unique()) for name in ("measure", "area", "strategy")}
    assert kept == {"measure": {"good"}, "area": {AREAS[0]}, "strategy": {"helps", "harms"}}
    assert len(compared.series()) > 4 * len(some) > 0


@pytest.mark.parametrize("measure", ["harm", "good"])
def test_differences_are_paired_and_have_the_95_interval(compared, measure):
    runs = whole_of(measure, harm(compared))
    months = compared.monthly_effects[compared.monthly_effects["month"] == "2019-05"]
    of_areas = compared.areas_effects[compared.areas_effects["area"] != "England and Wales"]
    for table, part in ((of_areas, 1.0), (months, 1.0 / 12.0 if measure == "harm" else 1.0)):
        for row in table[table["measure"] == measure].itertuples():
            one, base = (runs[name] * PARTS[row.area] * part for name in (row.strategy, "as_inspected"))
            ends = stats.ttest_rel(one, base).confidence_interval(0.95)
            assert (row.difference, row.low, row.high) == pytest.approx(((one - base).mean(), *ends), rel=1e-9)
            assert row.n_pairs == 30
            truth = whole_of(measure, TRUTH[row.strategy]) * PARTS[row.area] * part
            assert abs(row.difference - truth) < 4.0 * PAIRED_DEVIATION * PARTS[row.area] * part / np.sqrt(30.0)


def test_percentages_are_of_the_baseline(compared):
    base = {area: 100.0 * part for area, part in PARTS.items()}
    for row in compared.areas_effects[compared.areas_effects["measure"] == "harm"].itertuples():
        assert row.percent == pytest.approx(100.0 * row.difference / base[row.area], rel=0.05)  # luck moves a mean of 100 by 2
        assert np.sign(row.percent) == np.sign(row.difference)
    good = compared.areas_effects.query("measure == 'good' and strategy == 'helps'")
    assert (good["percent"] > 1.0).all() and (good["percent"] < 3.0).all()  # of a negative baseline; more is more all the same


def test_verdicts_point_the_right_way_and_keep_false_finds_few(compared):
    """With effects of 5 to 7 errors each area has its verdict; where nothing is, hardly any; the same for less and for more."""
    effects = compared.areas_effects.set_index(["measure", "strategy", "area"]).sort_index()
    for measure in ("harm", "good"):
        assert (effects.loc[(measure, "helps"), "verdict"] == "better").all()
        assert (effects.loc[(measure, "harms"), "verdict"] == "worse").all()
        assert (effects.loc[(measure, "nothing"), "verdict"] == "no clear difference").all()
    runs = harm(compared)
    rows = effects.loc[("harm", "helps")]
    p = [stats.ttest_rel(runs["helps"] * part, runs["as_inspected"] * part).pvalue for part in PARTS.values()]
    assert rows.loc[list(AREAS), "q"].to_numpy() == pytest.approx(stats.false_discovery_control(p[:-1]), rel=1e-6)
    beyond = rows["difference"].abs() > rows["floor"]
    assert beyond.all() and (rows["floor"] < 1.0).all()  # the floor is of paired luck: unpaired it would be above 1.5


def test_runs_too_small_to_judge_an_area_give_its_difference_without_a_verdict(compared, tmp_path):
    """The whole is judged at any scale; an area as the page does, and whoever reads the table is told why it is not."""
    small = at_scale(0.29, tmp_path).areas_effects
    areas = small["area"] != "England and Wales"
    assert small.loc[areas, "verdict"].isna().all() and (small.loc[areas, "note"] == "runs too small to judge an area").all()
    assert (small.loc[~areas, "verdict"] == compared.areas_effects.loc[~areas, "verdict"]).all()
    numbers = ["difference", "low", "high", "q", "floor"]
    pd.testing.assert_frame_equal(small[numbers], compared.areas_effects[numbers])


def test_the_whole_is_judged_once_in_the_family_of_the_effects(compared):
    """Its interval holds together with those of other measures and strategies, and so is wider than one by itself."""
    whole = compared.areas_effects.query("area == 'England and Wales'").set_index(["strategy", "measure"])
    effects = compared.effects.set_index(["strategy", "measure"]).loc[whole.index]
    pd.testing.assert_frame_equal(whole[by_area.OF_EFFECTS], effects[by_area.OF_EFFECTS], check_dtype=False)
    assert whole["q"].isna().all() and set(effects["interval"]) == {"simultaneous, max-|t|"}


def test_the_whole_has_the_verdict_of_the_effects_where_they_have_one():
    """A difference beyond luck by itself, and not in its family; of a measure that effects lack the row stays."""
    row = {"strategy": "one", "measure": "harm", "scenario": "steady", "difference": -70.0, "low": -126.0, "high": -20.0,
           "percent": -7.0, "verdict": "better", "q": 0.01, "floor": 50.0, "n_pairs": 72, "note": ""}  # fmt: skip
    areas = pd.DataFrame([row | {"area": "Kent"}, row | {"area": "England and Wales"},
                          row | {"area": "England and Wales", "measure": "good"}])  # fmt: skip
    effects = pd.DataFrame([row | {"low": -157.0, "high": 10.0, "floor": 80.0, "verdict": "no clear difference"}])
    found = by_area.judged_once({"areas_effects": areas}, effects)["areas_effects"]
    assert found["verdict"].tolist() == ["better", "no clear difference", "better"]
    assert found[["low", "high", "floor"]].to_numpy().tolist() == [[-126, -20, 50], [-157, 10, 80], [-126, -20, 50]]
    assert np.isnan(found["q"][1]) and found["q"][0] == found["q"][2] == 0.01
    assert by_area.judged_once({}, effects) == {}


def test_a_find_in_one_area_of_many_is_judged_among_all_of_them():
    """Ten areas, one difference with p near 0.02 and nine of nothing: by itself a find, among ten it is none."""
    z = stats.norm.ppf((np.arange(12) + 0.5) / 12)
    names = [f"area {at}" for at in range(10)]
    shifts = dict(zip(names, [-0.8, *np.linspace(-0.1, 0.1, 9)], strict=True))
    rows = [
        {"scenario": "steady", "strategy": strategy, "point": 0, "replication": r, "measure": "harm", "area": name,
         "value": 50.0 + r + (gap + shift if strategy == "other" else 0.0)}
        for name, shift in shifts.items() for r, gap in enumerate(z) for strategy in ("base", "other")
    ]  # fmt: skip
    measures = pd.DataFrame([{"name": "harm", "unit": "", "better": "down", "over": "sum"}]).set_index("name", drop=False)
    areas = {"areas": [{"name": name} for name in names]}
    results = SimpleNamespace(baseline="base", strategies=["base", "other"], measures=measures, manifest=areas)
    found = by_area.areas_effects(results, wide(rows))
    p = [stats.ttest_1samp(z + shift, 0.0).pvalue for shift in shifts.values()]
    assert p[0] < 0.025 and found["high"].iloc[0] < 0.0
    assert found["q"].to_numpy() == pytest.approx(stats.false_discovery_control(p))
    assert (found["verdict"] == "no clear difference").all()


def wide(rows):
    """Values of runs as the tables take them: a row a run, a column each measure and area."""
    return pd.DataFrame(rows).pivot(index=by_area.UNIT, columns=["measure", "area"], values="value")


def rare(counts, measure="incidents", better="down"):
    """Results and totals of one area from counts, shape (runs, strategies), the first strategy the baseline."""
    names = ["base", "other"]
    rows = [
        {"scenario": "steady", "strategy": names[s], "point": 0, "replication": r, "measure": measure, "area": "Kent", "value": v}
        for r, row in enumerate(counts) for s, v in enumerate(row)
    ]  # fmt: skip
    measures = pd.DataFrame([{"name": measure, "unit": "a year", "better": better, "over": "sum"}]).set_index(
        "name", drop=False
    )
    results = SimpleNamespace(baseline="base", strategies=names, measures=measures, manifest={"areas": [{"name": "Kent"}]})
    return results, wide(rows)


def test_an_area_with_hardly_an_event_has_an_honest_interval_or_none():
    none = by_area.areas_effects(*rare([[10.0, 10.0]] * 12)).iloc[0]
    assert np.isnan([none["low"], none["high"], none["q"]]).all()
    assert none["verdict"] == "" and none["note"] == TOO_FEW_EVENTS
    few = by_area.areas_effects(*rare([[0.0, 0.0]] * 10 + [[10.0, 0.0], [0.0, 0.0]])).iloc[0]
    assert few["low"] < few["difference"] < few["high"] and few["low"] < 0.0 < few["high"]
    assert few["verdict"] == "no clear difference" and few["q"] == 1.0
    many = by_area.areas_effects(*rare([[10.0, 0.0]] * 12)).iloc[0]
    assert many["low"] < -10.0 < many["high"] < 0.0 and many["verdict"] == "better"
    assert many["q"] == pytest.approx(2.0 * 0.5**12)  # the exact sign test


def test_a_level_of_nothing_in_any_run_is_not_surely_nothing():
    levels = by_area.areas(*rare([[0.0, 0.0]] * 11 + [[10.0, 0.0]])).set_index("strategy")
    assert levels.loc["other", "mean"] == levels.loc["other", "low"] == 0.0
    assert levels.loc["other", "high"] == pytest.approx(10.0 * 3.689 / 12.0, rel=1e-3)  # Garwood's limit of no event
    assert 0.0 < levels.loc["base", "low"] < 10.0 / 12.0 < levels.loc["base", "high"]


def test_two_processes_make_the_tables_and_figures_of_one(compared, tmp_path, monkeypatch):
    made = {}
    for most in (10**6, 0):  # all in this process; a second one beside it
        monkeypatch.setattr(tables, "MANY_RUNS", most)
        monkeypatch.setattr(gallery, "MANY_RUNS", most)
        folder = shutil.copytree(compared.path, tmp_path / str(most) / "areas")
        shutil.rmtree(folder / "tables")
        with joblib.parallel_config(backend="loky"):  # not as in the rest of the tests
            report_folder(folder, None, Watcher())
        made[most] = {
            path.relative_to(folder): path.read_bytes()
            for path in (*folder.glob("tables/*"), *folder.glob("figures/*"), folder / "report.html")
        }
    one, two = made.values()
    assert len(one) > 20 and any("areas" in path.name for path in one)
    assert one == two


def test_an_amount_of_a_month_has_the_unit_of_a_month():
    found = pd.DataFrame({"measure": ["harm", "stock"], "strategy": "base"})
    measures = pd.DataFrame({"unit": ["days per year", "people"]}, index=["harm", "stock"])
    results = SimpleNamespace(measures=measures, strategies=["base"], manifest={"areas": []})
    for more, unit in (({"month": "2019-01"}, "days per month"), ({}, "days per year")):
        made = by_area._ordered(results, found.assign(**more), ["measure", "unit"])
        assert made["unit"].tolist() == [unit, "people"]
