"""Do the intervals of a comparison cover the truth, hold together, and keep computer noise and doubt about the world apart?"""

import math

import engines
import numpy as np
import pandas as pd
import pytest
from corridor import config

from experiments import run_experiment
from experiments.compare import effects as compare
from experiments.compare import over_worlds
from experiments.compare.replicate import needed_number
from experiments.protocol.design import AGAIN, Arm, Design
from experiments.protocol.verdicts import TOO_FEW_EVENTS, UNCLEAR, verdict
from experiments.run.worker import Work, WorkerOptions, run_task
from experiments.statistics import intervals
from experiments.store.results import Results
from experiments.store.tabulate import design_frame, runs_table


def fake_results(values, primary=("harm",), precision=None, pilot=20, strategies=("as_inspected", "helps"), matters=None):
    """Results as an analysis reads them, from numbers: (points, replications, strategies) of one measure."""
    points, replications, _ = values.shape
    rows = [
        {"run": f"{p}-{r}-{s}", "scenario": "steady", "strategy": name, "point": p, "replication": r, "seed": 1, "again": False,
         "harm": values[p, r, s]}
        for r in range(replications) for p in range(points) for s, name in enumerate(strategies)
    ]  # fmt: skip

    class Fake(Results):
        def __init__(self):
            self.manifest = {
                "kind": "compare", "title": "t", "baseline": strategies[0], "primary": list(primary), "matters": matters or {},
                "strategies": [{"name": name} for name in strategies], "years": 1.0, "areas": [], "levers": [],
                "measures": [{"name": "harm", "unit": "harm", "book": "true", "better": "down", "over": "sum"}],
                "config": {"replications": {"precision": precision, "pilot": pilot}},
            }  # fmt: skip

    results = Fake()
    frame = pd.DataFrame(rows)
    results.__dict__["all_runs"] = frame
    results.__dict__["design"] = frame.drop(columns="harm")
    return results


def bounds(values):
    """The interval of `effects.csv` for one strategy and measure, without the table around it."""
    gap = (values[0, :, 1] - values[0, :, 0])[:, None]
    mean, error, _ = intervals.mean_and_error(gap)
    half = intervals.max_t(gap) * error[0]
    return mean[0] - half, mean[0] + half


# -- coverage ------------------------------------------------------------------------------------------------------------


def harms(engine, design):
    """A whole small experiment through design and worker, in this process: (points, replications, strategies)."""
    works = [Work(block, tuple(rows)) for block, rows in blocks_of(design)]
    finished = run_task(works, WorkerOptions(engine=engine, needed=frozenset({"harm"})))
    return np.array([f.measures["harm"] for f in finished]).reshape(len(design.points), -1, len(design.arms))


def blocks_of(design):
    rows = list(design.rows())
    size = len(design.arms)
    return [(rows[i].block, rows[i : i + size]) for i in range(0, len(rows), size)]


def test_the_paired_interval_covers_the_truth():
    """2,000 experiments of 15 replications on a model whose true difference is -2: 93 to 97% must cover.

    With a true coverage of 95% the share strays that far once in 20,000 tests.
    """
    arms = [Arm(name, name, {"preset": name}) for name in ("as_inspected", "helps")]
    hits = 0
    for seed in range(2000):
        values = harms("Bare", Design("s", seed, {"years": 1}, ["steady"], arms, [{}], replications=15))
        low, high = bounds(values)
        hits += low <= -2.0 <= high
        if seed % 100 == 0:
            row = compare.effects(fake_results(values)).iloc[0]
            assert (row["low"], row["high"]) == pytest.approx((low, high), rel=1e-12)
    assert 0.93 <= hits / 2000 <= 0.97, hits / 2000


def test_intervals_of_a_family_hold_together():
    """Six arms on three measures under common luck: in 95% of 200 studies all eighteen hold (±4 points: 1 in 100)."""
    rng = np.random.default_rng(11)
    together = alone = 0
    for _ in range(200):
        luck = rng.normal(size=(20, 1)) + rng.normal(size=(20, 18))
        mean, error, count = intervals.mean_and_error(luck)
        t = np.abs(mean / error)
        together += bool((t <= intervals.max_t(luck)).all())
        alone += bool((t <= intervals.pointwise(count)).all())
    assert 0.91 <= together / 200 <= 0.99
    assert alone / 200 < 0.75


def test_skewed_differences_are_not_covered_worse_than_by_t():
    rng = np.random.default_rng(5)
    hits = {"max_t": 0, "t": 0}
    for _ in range(300):
        values = rng.lognormal(0.0, 1.0, size=(25, 1)) - np.exp(0.5)
        mean, error, count = intervals.mean_and_error(values)
        t = abs(float(mean[0] / error[0]))
        hits["max_t"] += t <= intervals.max_t(values)
        hits["t"] += t <= float(intervals.pointwise(count)[0])
    assert hits["max_t"] >= hits["t"]


def test_units_that_lack_a_run_are_left_out_of_their_column_alone():
    values = np.random.default_rng(1).normal(size=(30, 3))
    values[3, 1] = np.nan
    _, _, count = intervals.mean_and_error(values)
    assert list(count) == [30, 29, 30]
    assert 2.0 < intervals.max_t(values) < 3.2


@pytest.mark.parametrize("n", [1, 2, 3, 5])
def test_few_replications_give_wide_intervals_or_none(n):
    values = np.random.default_rng(2).normal(size=(1, n, 2))
    found = compare.effects(fake_results(values)).iloc[0]
    if n == 1:
        assert np.isnan(found["low"]) and found["verdict"] == ""
    else:
        assert (
            found["half_width"]
            >= intervals.pointwise(np.array([n]))[0] * np.std(np.diff(values[0]), ddof=1) / np.sqrt(n) * 0.999
        )


# -- precision -----------------------------------------------------------------------------------------------------------


def test_two_stages_cover_and_are_as_narrow_as_asked():
    """2,000 experiments: the second stage's interval covers in 93.7 to 96.3% (1 in 100) and is never wider than asked."""
    rng = np.random.default_rng(3)
    hits, numbers = 0, []
    for trial in range(2000):
        base = 100.0 + 3.0 * rng.normal(size=1000)
        gap = -2.0 + 2.0 * rng.normal(size=1000)
        n = intervals.stein_number(gap[:20, None], np.array([0.005 * abs(base[:20].mean())]), 1)
        half = intervals.stein_half_width(gap[:20, None], np.array([n]), 1)[0]
        assert half <= 0.005 * abs(base[:20].mean()) * 1.000001
        hits += abs(gap[:n].mean() + 2.0) <= half
        numbers.append(n)
        if trial % 200 == 0:
            values = np.stack([base, base + gap], axis=1)[None]
            assert needed_number(fake_results(values[:, :20], precision=0.005), 0.005, 20) == n
            found = compare.effects(fake_results(values[:, :n], precision=0.005)).iloc[0]
            assert found["resolved"] == "yes" and found["half_width"] == pytest.approx(half)
    assert 0.937 <= hits / 2000 <= 0.963, hits
    assert np.mean(numbers) == pytest.approx((2.093 * 2.0 / 0.5) ** 2, rel=0.1)


def test_precision_reached_and_not_reached(tmp_path):
    asked = run_experiment(
        config(replications="precision = 0.005", compare=["helps"]), out=tmp_path / "a", workers=0, report=False
    )
    n = asked.manifest["runs"]["replications"]
    assert n > 20
    primary = asked.effects[asked.effects["primary"] == "yes"]
    assert (primary["resolved"] == "yes").all() and (primary["n_pairs"] == n).all()
    assert (primary["half_width"] <= primary["asked_half_width"]).all()
    again = run_experiment(
        config(replications="precision = 0.005", compare=["helps"]), out=tmp_path / "a", workers=0, report=False
    )
    assert again.manifest["runs"]["computed_now"] == 0

    capped = run_experiment(config(replications="precision = 0.001\nat_most = 25"), out=tmp_path / "b", workers=0, report=False)
    primary = capped.effects[capped.effects["primary"] == "yes"]
    assert (primary["resolved"] == "not resolved").all() and (primary["n_pairs"] == 25).all()
    assert (primary["half_width"] > primary["asked_half_width"]).all()


def test_the_number_is_largest_of_all_measures_and_arms():
    rng = np.random.default_rng(4)
    base = np.full(20, 100.0)
    steady, loud = base - 1.0 + rng.normal(0, 0.1, 20), base - 1.0 + rng.normal(0, 3.0, 20)
    values = np.stack([base, steady, loud], axis=1)[None]
    names = ("as_inspected", "helps", "harms")
    both = needed_number(fake_results(values, strategies=names, precision=0.01), 0.01, 20)
    assert both > needed_number(fake_results(values[:, :, [0, 2]], precision=0.01), 0.01, 20) > 20
    assert needed_number(fake_results(values[:, :, :2], precision=0.01), 0.01, 20) == 20


# -- pairing and the floor -----------------------------------------------------------------------------------------------


def test_the_pairing_gain_is_what_theory_gives():
    """Luck shared 3, own 1: (10 + 10) / 2 = 10. With 4,000 pairs the estimate is within 10% but once in 10,000."""
    rng = np.random.default_rng(6)
    shared = 3.0 * rng.normal(size=4000)
    arm, base = shared + rng.normal(size=4000), shared + rng.normal(size=4000)
    worlds = np.zeros(4000)
    assert intervals.pairing_gain(arm, base, worlds) == pytest.approx(10.0, rel=0.1)
    assert intervals.pairing_gain(arm, rng.permutation(base), worlds) == pytest.approx(1.0, rel=0.1)
    assert intervals.pairing_gain(arm, -base, worlds) == pytest.approx(
        20 / 38, rel=0.1
    )  # common numbers can hurt, and then it says so


def test_the_same_strategy_with_the_same_seed_differs_by_exactly_nothing(tmp_path):
    text = config(number=5, compare=["mirror"], more='[strategy.mirror]\nbased_on = "as_inspected"').replace(
        "Additive", "Ishigami"
    )
    results = run_experiment(text.replace('"harm", "good"', '"harm"'), out=tmp_path / "r", workers=0, report=False)
    row = results.effects.iloc[0]
    assert (row["difference"], row["low"], row["high"], row["verdict"]) == (0.0, 0.0, 0.0, "no clear difference")


def test_the_floor_is_the_baseline_with_other_seeds(tmp_path):
    results = run_experiment(config(number=30), out=tmp_path / "r", workers=0, report=False)
    assert AGAIN not in set(results.outcomes["strategy"]) | set(results.effects["strategy"]) | set(results.areas["strategy"])
    floor = results.aa.set_index("measure").loc["harm"]
    runs = results.all_runs.pivot(index="replication", columns="strategy", values="harm")
    assert floor["difference"] == pytest.approx((runs[AGAIN] - runs["as_inspected"]).mean())
    assert floor["low"] < 0.0 < floor["high"]
    half = results.effects.set_index(["strategy", "measure"]).loc[("helps", "harm"), "half_width"]
    assert floor["floor"] > 2.0 * half  # without pairing the noise is larger: the theory of this model says 3.2 times


def test_where_worlds_are_lived_twice_no_arm_shows_luck_unless_asked(tmp_path):
    """Luck is then told apart by these worlds: deviation 10 of the baseline's harm, from 20 that have two lives."""
    text = config(replications="seed = 5", more='[worlds]\nfrom = "range"\nnumber = 30\ntwice = 20\n')
    results = run_experiment(text, out=tmp_path / "r", workers=0, report=False)
    assert len(results.all_runs) == 3 * 50 and not results.all_runs["again"].any() and results.aa.empty
    lives = results.wide("harm")["as_inspected"].unstack("replication").dropna()
    luck = results.noise.query("strategy == 'as_inspected' and measure == 'harm'")["between_seeds"].item()
    assert luck == pytest.approx(((lives[1] - lives[0]) ** 2).mean() / 2.0)
    all_twice = text.replace("twice = 20", "").replace("number = 30", "number = 10")
    assert not run_experiment(all_twice, out=tmp_path / "t", workers=0, report=False).all_runs["again"].any()
    asked = run_experiment(text.replace("seed = 5", "seed = 5\naa = true"), out=tmp_path / "a", workers=0, report=False)
    assert asked.all_runs["again"].sum() == 50 and asked.aa.set_index("measure").loc["harm", "n_pairs"] == 30


def test_a_precision_is_had_of_what_is_identical_and_not_of_what_has_no_interval(tmp_path):
    text = config("Ishigami", compare=["mirror"], replications="precision = 0.05\npilot = 5\nat_most = 8")
    text = text.replace('"harm", "good"', '"harm"') + '[strategy.mirror]\nbased_on = "as_inspected"\n'
    rows = run_experiment(text, out=tmp_path / "r", workers=0, report=False).effects.set_index(["strategy", "measure"])
    assert rows.loc[("mirror", "harm"), ["resolved", "interval"]].tolist() == ["yes", "identical"]
    pair = pd.DataFrame(
        {"one": [0.0] * 6, "other": [0.0] * 6},
        index=pd.MultiIndex.from_product([[0], range(6)], names=["point", "replication"]),
    )
    found = compare.by_pilot(pair, pair["other"] - pair["one"], {"precision": 0.05, "pilot": 5, "comparisons": 2})
    assert found["resolved"] == "not resolved" and math.isnan(found["half_width"])


def test_nothing_is_found_where_nothing_is():
    """`nothing` has no effect: in 300 studies a verdict is given in 5% (±3.5 points: 1 in 200)."""
    arms = [Arm(name, name, {"preset": name}) for name in ("as_inspected", "nothing")]
    alarms = 0
    for seed in range(300):
        low, high = bounds(harms("Bare", Design("s", 10_000 + seed, {"years": 1}, ["steady"], arms, [{}], replications=20)))
        alarms += verdict(low, high, "down") != UNCLEAR
    assert 0.015 <= alarms / 300 <= 0.085


# -- verdicts ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("low", "high", "better", "said"),
    [
        (-2.0, -1.0, "down", "better"),
        (-2.0, -1.0, "up", "worse"),
        (1.0, 2.0, "down", "worse"),
        (1.0, 2.0, "up", "better"),
        (-1.0, 1.0, "up", "no clear difference"),
        (0.0, 0.0, "up", "no clear difference"),
        (1.0, 2.0, "", ""),
        (np.nan, np.nan, "up", ""),
    ],
)
def test_verdicts(low, high, better, said):
    assert verdict(low, high, better) == said


@pytest.mark.parametrize(("effect", "spread", "said"), [(-10.0, 1.0, "yes"), (-0.2, 0.5, "no"), (-5.0, 8.0, "unclear")])
def test_whether_a_difference_is_as_large_as_matters(effect, spread, said):
    rng = np.random.default_rng(8)
    base = 100.0 + rng.normal(size=20)
    values = np.stack([base, base + effect + spread * rng.standard_normal(20)], axis=1)[None]
    found = compare.effects(fake_results(values, matters={"harm": 0.05})).iloc[0]
    assert found["matters"] == said
    assert found["smallest_that_matters"] == pytest.approx(5.0, rel=0.02)


# -- worlds --------------------------------------------------------------------------------------------------------------


def test_values_that_differ_by_the_order_of_a_sum_are_the_same():
    """As the costs of two strategies that did the same: their difference is nothing, and has no interval about what is left."""
    base = np.random.default_rng(5).uniform(1e7, 2e7, (4, 2))
    row = compare.effects(fake_results(np.stack([base, base * (1.0 + 2.0e-16)], axis=2))).iloc[0]
    assert not np.array_equal(base, base * (1.0 + 2.0e-16))
    assert (
        row["difference"] == 0.0 and row["note"] == TOO_FEW_EVENTS and not np.isfinite(row[["low", "high"]].astype(float)).any()
    )
    assert not row["pairing_gain"] > 1e6
    moved = compare.effects(fake_results(np.stack([base, base * (1.0 + 1e-9)], axis=2))).iloc[0]
    assert moved["difference"] == pytest.approx(1e-9 * base.mean(), rel=1e-5) and np.isfinite(moved["low"])


def test_the_unit_of_inference_is_the_world():
    """Forty replications of three worlds are three pieces of evidence, not a hundred and twenty."""
    rng = np.random.default_rng(12)
    effect = np.array([-5.0, 0.0, 5.0])
    base = rng.normal(100.0, 1.0, size=(3, 40))
    values = np.stack([base, base + effect[:, None] + rng.normal(size=(3, 40))], axis=2)
    row = compare.effects(fake_results(values)).iloc[0]
    assert row["n_worlds"] == 3 and row["n_pairs"] == 120
    assert row["low"] < -10.0 and row["high"] > 10.0  # t of 2 degrees of freedom on a spread of 5
    assert row["noise_high"] - row["noise_low"] < 0.8
    assert row["share_worse"] == pytest.approx(1 / 3, abs=0.34)


def test_of_worlds_that_differ_by_luck_alone_nothing_is_said():
    """Else the range would be a point, and the share of worse ones 0 or 100 of 100, sure of what nobody knows."""
    rng = np.random.default_rng(5)
    base = rng.normal(100.0, 1.0, size=(12, 8))
    noise = rng.normal(size=(12, 8))
    values = np.stack([base, base - 5.0 + noise - noise.mean(axis=1, keepdims=True)], axis=2)
    row = compare.effects(fake_results(values)).iloc[0]
    assert row["n_worlds"] == 12 and row["high"] < 0.0
    assert np.isnan([row.get(name, np.nan) for name in ("world_low", "world_high", "share_worse")]).all()


def test_what_matters_over_worlds_is_a_share_of_the_baseline():
    """Of ten worlds nine are better, four of these by 4.5, less than the 5% of 100 that matter (of the strategy's own 80: not)."""
    gaps = np.repeat([-4.5, -40.0, 1.0], [4, 5, 1])[:, None] + np.array([0.01, -0.01])
    values = np.stack([np.full((10, 2), 100.0), 100.0 + gaps], axis=2)
    row = over_worlds.table(fake_results(values, matters={"harm": 0.05})).iloc[0]
    assert (row["share_better"], row["share_beyond_matters"]) == (0.9, 0.5)
    assert row["mean"] == pytest.approx(gaps.mean()) and row["n_worlds"] == 10


def test_parameters_that_vary_go_through_the_program(tmp_path):
    text = config(number=4, more='[parameters]\nslope = "range"\n[design]\npoints = 16')
    results = run_experiment(text, out=tmp_path / "r", workers=0, report=False)
    assert results.manifest["runs"]["asked"] == 4 * 16 * 4
    noise = results.noise.set_index(["strategy", "versus", "measure"])
    levels, gaps = noise.loc[("helps", np.nan, "harm")], noise.loc[("helps", "as_inspected", "harm")]
    assert levels["worlds"] == gaps["worlds"] == 16
    assert levels["noise_share"] > 0.5 and 0.0 < gaps["noise_share"] < 1.0
    runs = results.runs
    assert runs["slope"].between(0.0, 2.0).all() and runs["slope"].nunique() == 16
    row = results.effects.set_index(["strategy", "measure"]).loc[("helps", "harm")]
    assert row["low"] < -2.0 < row["high"] and row["n_worlds"] == 16


# -- areas and months ----------------------------------------------------------------------------------------------------


def test_tables_by_area_and_month_add_up(tmp_path):
    results = run_experiment(config(number=8), out=tmp_path / "r", workers=0, report=False)
    areas = results.areas.set_index(["strategy", "area", "measure"])["mean"]
    outcomes = results.outcomes.set_index(["strategy", "measure"])["mean"]
    whole = areas.loc[("helps", "England and Wales", "harm")]
    assert whole == pytest.approx(outcomes.loc[("helps", "harm")])
    assert sum(areas.loc[("helps", area, "harm")] for area in engines.AREAS) == pytest.approx(whole)
    assert areas.loc[("helps", "England and Wales", "good")] == pytest.approx(outcomes.loc[("helps", "good")])

    effects = results.effects.set_index(["strategy", "measure"])["difference"]
    by_area = results.areas_effects.set_index(["strategy", "area", "measure"])
    assert by_area.loc[("helps", "England and Wales", "harm"), "difference"] == pytest.approx(effects.loc[("helps", "harm")])
    assert set(results.areas_effects["strategy"]) == {"helps", "nothing"}
    assert (by_area["floor"] > 0.0).all()

    monthly = results.monthly
    national = monthly[(monthly["area"] == "England and Wales") & (monthly["measure"] == "harm")]
    assert national.groupby("strategy")["mean"].sum()["helps"] == pytest.approx(outcomes.loc[("helps", "harm")])
    curve = results.monthly_effects
    national = curve[(curve["area"] == "England and Wales") & (curve["measure"] == "harm")]
    assert national.groupby("strategy")["difference"].sum()["helps"] == pytest.approx(effects.loc[("helps", "harm")])
    assert (national["low"] < national["difference"]).all()


def test_the_same_runs_give_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        run_experiment(config(number=6), out=tmp_path / name, workers=0, report=False)
    for table in sorted((tmp_path / "a" / "tables").glob("*.csv")):
        assert table.read_bytes() == (tmp_path / "b" / "tables" / table.name).read_bytes(), table.name


def test_frames_of_a_design_and_of_its_runs_agree():
    arms = [Arm(name, name, {"preset": name}) for name in ("as_inspected", "helps")]
    design = Design(
        "s", 1, {"years": 1}, ["steady", "rough"], arms, [{"slope": 0.5}, {"slope": 1.5}], again=True, varying=("slope",)
    )
    frame = design_frame(design)
    assert len(frame) == design.count() == 12 and design.count_blocks() == 8
    assert frame["run"].is_unique
    rows = list(design.rows())
    finished = run_task([Work(row.block, (row,)) for row in rows], WorkerOptions(engine="Bare", needed=frozenset({"harm"})))
    table = runs_table(design, list(zip(rows, finished, strict=True))).to_pandas()
    pd.testing.assert_frame_equal(table[["run", "strategy", "slope"]], frame[["run", "strategy", "slope"]])


@pytest.mark.parametrize("worlds", [1, 3])
def test_where_nothing_varies_there_is_no_correlation_and_no_warning(worlds):
    """0.1 has no exact sum: what is left after the mean is rounding, not variance."""
    values = np.repeat(np.array([[[0.1, 0.1]]]), 3, axis=1) + 0.1 * np.arange(worlds)[:, None, None]
    found = compare.effects(fake_results(values))
    assert found["difference"].tolist() == [0.0]
    assert found["correlation"].isna().all()


def test_what_cancels_out_within_a_world_is_nothing():
    """A home that costs 750,513.70 more in one run and less in the other, each rounded its own way (found by the fuzz)."""
    index = pd.MultiIndex.from_product([[0, 1], [0, 1, 2]], names=["point", "replication"])
    gaps = [750513.6986301336, -750513.6986301374, 0.0, 1.0, math.nan, 2.0]
    found = compare.unit_values(pd.DataFrame({"some": gaps, "none": [0.0] * 3 + [math.nan] * 3}, index))
    assert found["some"].tolist() == [0.0, 1.5] and found["none"].tolist()[0] == 0.0 and math.isnan(found["none"].tolist()[1])
