"""Strategies told apart by their own paired differences; sparse measures that break no family; identical arms that say so."""

import numpy as np
import pandas as pd
import pytest
from corridor import config

from experiments import run_experiment
from experiments.compare import best
from experiments.compare import effects as compare
from experiments.compare.effects import IDENTICAL, TOO_FEW_EVENTS, TOO_FEW_PAIRS
from experiments.report.sections.first_page import told_apart
from experiments.statistics import counts, intervals
from experiments.store.results import Results


def folder(levels, primary, strategies, better="down", manifest=None):
    """Results from numbers: by measure, an array (replications, strategies)."""
    rows = [
        {"run": f"{r}-{s}", "scenario": "steady", "strategy": name, "point": 0, "replication": r, "seed": 1, "again": False}
        | {measure: values[r, s] for measure, values in levels.items()}
        for r in range(len(next(iter(levels.values())))) for s, name in enumerate(strategies)
    ]  # fmt: skip

    class Made(Results):
        def __init__(self):
            about = {"unit": "a year", "book": "true", "better": better, "over": "sum"}
            self.manifest = {
                "baseline": strategies[0], "primary": list(primary), "matters": {}, "years": 1.0,
                "strategies": [{"name": name, "content": {"preset": name}} for name in strategies],
                "measures": [{"name": name} | about for name in levels], "config": {"replications": {"precision": None}},
            } | (manifest or {})  # fmt: skip

    made = Made()
    frame = pd.DataFrame(rows)
    made.__dict__["all_runs"] = frame
    made.__dict__["design"] = frame.drop(columns=list(levels))
    return made


def apart(rng, units, truth, shared=3.0):
    """Levels of strategies that share most of their luck."""
    return truth + shared * rng.normal(size=(units, 1)) + rng.normal(size=(units, len(truth)))


# -- multiple comparisons with the best ----------------------------------------------------------------------------------


def test_overlapping_intervals_do_not_hide_a_paired_difference():
    """Against a baseline with much luck of its own two intervals overlap; paired with each other the two are apart."""
    rng = np.random.default_rng(1)
    own = rng.normal(size=(24, 1))
    levels = np.hstack([100.0 + 3.0 * rng.normal(size=(24, 1)), 90.0 + own, 91.5 + own + 0.5 * rng.normal(size=(24, 1))])
    results = folder({"harm": levels}, ["harm"], ["base", "first", "second"])
    effects = compare.effects(results)
    ends = effects.set_index("strategy")[["low", "high"]]
    assert ends.loc["second", "low"] < ends.loc["first", "high"]
    found = best.table(results, effects).set_index("strategy")
    assert found["in_best_set"].to_dict() == {"base": "no", "first": "yes", "second": "no"}
    assert found["verdict"].to_dict() == {"base": "worse", "first": "better", "second": "worse"}
    row = found.loc["second"]
    gap = levels[:, 2] - levels[:, 1]
    assert row["versus"] == "first" and row["difference_from_best"] == pytest.approx(gap.mean())
    assert 0.0 < row["low"] < 1.5 < row["high"] < 3.0
    assert found.loc["first", "difference_from_best"] == pytest.approx(-gap.mean()) and found.loc["first", "high"] < 0.0
    assert found["outdone_by"].to_dict() == {"base": "first", "first": "", "second": "first"}
    assert (found.loc[["base", "second"], "versus"] == "first").all()


@pytest.mark.parametrize("better", ["up", "down"])
def test_who_outdoes_a_strategy_need_not_have_the_best_mean(better):
    """The best by its mean varies much between runs and is told from nobody; one a little behind it, always alike, is."""
    rng, sign = np.random.default_rng(5), 1.0 if better == "down" else -1.0
    base = rng.normal(size=30)
    levels = np.column_stack(
        [base + 1.0, base - 1.5 + 30.0 * rng.normal(size=30), base, base + 1.0 + 0.1 * rng.normal(size=30)]
    )
    levels[:, 1] += base.mean() - 1.5 - levels[:, 1].mean()
    results = folder({"harm": sign * levels}, ["harm"], ["base", "wild", "steady", "behind"], better)
    row = best.table(results, compare.effects(results)).set_index("strategy").loc["behind"]
    assert row["versus"] == row["outdone_by"] == "steady" and row["in_best_set"] == "no"
    gap = (levels[:, 3] - levels[:, 2]).mean()
    assert sign * row["difference_from_best"] == pytest.approx(gap)  # of the pair that the verdict is of, as its ends are
    assert sign * row["low"] > 0.0 and sign * row["high"] > 0.0 and row["low"] < row["difference_from_best"] < row["high"]


@pytest.mark.parametrize("truth", [(4.0, 0.0, 1.0, 2.0, 3.0), (4.0, 0.0, 0.0, 2.0, 3.0), (4.0, 0.0, 0.0, 0.0, 3.0)])
@pytest.mark.parametrize("seed", range(12))
def test_each_row_has_the_interval_of_its_pair_over_all_pairs_and_a_pair_has_one(seed, truth):
    """A row's pair was picked for what the runs say, so its interval is of the family of all pairs, in the set and outside."""
    levels = apart(np.random.default_rng(seed), 9, np.array(truth))
    levels[:, 4] += (seed % 3) * np.random.default_rng(seed).normal(size=9)  # one is noisier than the others
    names = ["base", "one", "two", "three", "four"]
    found = best.table(results := folder({"harm": levels}, ["harm"], names), compare.effects(results)).set_index("strategy")
    pairs = [(a, b) for a in range(5) for b in range(a + 1, 5)]
    ends = intervals.together(np.column_stack([levels[:, b] - levels[:, a] for a, b in pairs]))
    assert (found["in_best_set"] == "yes").sum() >= sum(one == min(truth) for one in truth)
    apart_from_nought = (found["low"] > 0.0) | (found["high"] < 0.0)
    assert (apart_from_nought == found["verdict"].isin(["worse", "better"])).all()
    assert set(found["verdict"]) <= {"worse", "better", "no clear difference", ""}
    outside = found["in_best_set"] == "no"
    assert ((found["verdict"] == "worse") == (found["outdone_by"] != ""))[outside].all()
    for name, row in found.iterrows():
        other, back = found.loc[row["versus"]], (name, row["versus"])
        if other["versus"] == name:
            assert (other["low"], other["high"]) == pytest.approx((-row["high"], -row["low"])), back
        if "base" not in back:  # against the baseline ends are at least as far apart as in effects.csv
            a, b = names.index(row["versus"]), names.index(str(name))
            at, sign = (pairs.index((a, b)), 1.0) if a < b else (pairs.index((b, a)), -1.0)
            assert sorted((sign * ends.low[at], sign * ends.high[at])) == pytest.approx([row["low"], row["high"]])


def test_a_percentage_is_of_the_baselines_level():
    levels = np.column_stack([np.full(6, 200.0), np.array([150.0, 151.0, 149.0, 150.5, 149.5, 150.0])])
    row = compare.effects(folder({"harm": levels}, ["harm"], ["base", "one"])).iloc[0]
    assert row["percent"] == pytest.approx(-25.0) and row["baseline_mean"] == 200.0


class Told:
    """Rows of `best.csv`, as the page has them."""

    def __init__(self, *rows):
        self._rows = pd.DataFrame(rows, columns=["strategy", "in_best_set", "outdone_by_all"])

    def rows(self, _table, measure):
        return self._rows


def test_two_are_told_apart_by_their_own_pair_and_by_no_third():
    third = Told(("one", "yes", ""), ("two", "no", "third"), ("third", "yes", ""))
    assert not told_apart(third, ["one", "two"], "harm")
    assert told_apart(Told(("one", "yes", ""), ("two", "no", "one")), ["one", "two"], "harm")
    assert told_apart(Told(("one", "yes", ""), ("two", "no", "third one")), ["one", "two"], "harm"), "not the most clearly"


def test_whether_two_are_told_apart_is_not_known_of_a_folder_that_does_not_keep_it():
    older = Told(("one", "yes", ""))
    older._rows = older._rows.drop(columns="outdone_by_all")
    assert told_apart(older, ["one", "two"], "harm") is None


def test_all_that_outdo_a_strategy_are_kept():
    levels = apart(np.random.default_rng(2), 30, np.array([5.0, 0.0, 0.0, 4.0]))
    results = folder({"harm": levels}, ["harm"], ["base", "one", "two", "bad"])
    found = best.table(results, compare.effects(results)).set_index("strategy")["outdone_by_all"]
    assert found.to_dict() == {"base": "one two bad", "one": "", "two": "", "bad": "one two"}


@pytest.mark.parametrize("better", ["up", "down"])
def test_strategies_as_good_stay_in_the_set_and_a_bad_one_does_not(better):
    sign = 1.0 if better == "down" else -1.0
    levels = sign * apart(np.random.default_rng(2), 30, np.array([5.0, 0.0, 0.0, 4.0]))
    results = folder({"harm": levels}, ["harm"], ["base", "one", "two", "bad"], better)
    found = best.table(results, compare.effects(results)).set_index("strategy")
    assert found["in_best_set"].to_dict() == {"base": "no", "one": "yes", "two": "yes", "bad": "no"}
    assert set(found.loc[["one", "two"], "verdict"]) == {"no clear difference"}
    assert (found.loc[["one", "two"], "low"] < 0.0).all() and (found.loc[["one", "two"], "high"] > 0.0).all()
    assert (sign * found.loc[["base", "bad"], "difference_from_best"] > 3.0).all()


def test_the_set_never_says_more_of_the_baseline_than_the_effects_do():
    """Told from the baseline in a family of one measure, not in one of many: then the baseline stays in the set."""
    rng = np.random.default_rng(3)
    for _ in range(60):
        levels = {f"m{at}": apart(rng, 12, np.array([0.0, -0.9])) for at in range(5)}
        results = folder(levels, list(levels), ["base", "helps"])
        effects = compare.effects(results).set_index("measure")["verdict"]
        kept = best.table(results, compare.effects(results)).query("strategy == 'base'").set_index("measure")["in_best_set"]
        assert ((kept == "no") == (effects == "better")).all()


def test_a_measure_without_a_direction_of_good_has_no_best():
    results = folder({"harm": apart(np.random.default_rng(4), 10, np.zeros(3))}, ["harm"], ["base", "a", "b"], better="")
    assert best.table(results, compare.effects(results)).empty


def test_the_program_writes_the_set(tmp_path):
    results = run_experiment(config(number=20, compare=["helps", "harms"]), out=tmp_path / "r", workers=0, report=False)
    found = results.best.set_index(["measure", "strategy"])
    for measure in ("harm", "good"):
        assert found.loc[measure]["in_best_set"].to_dict() == {"as_inspected": "no", "helps": "yes", "harms": "no"}
    assert list(results.best.columns[:6]) == ["measure", "strategy", "in_best_set", "difference_from_best", "low", "high"]


# -- sparse measures -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("units", [24, 40])
def test_what_resamples_add_beside_a_sparse_measure_is_little(units):
    """Of pairs that are not skewed: at most a fifth more than Bonferroni's of the columns that are kept."""
    rng = np.random.default_rng(units)
    for _ in range(30):
        values = rng.normal(size=(units, 2))
        values = np.column_stack([values, rng.poisson(0.08, size=(units, 2)) - rng.poisson(0.08, size=(units, 2))])
        ends, (_, error, _) = intervals.together(values), intervals.mean_and_error(values)
        half = ((ends.high - ends.low) / 2.0)[:2]
        assert (half <= 1.2 * intervals.bonferroni(units, 4) * error[:2]).all()


@pytest.mark.parametrize("units", [6, 9, 10, 24, 40])
def test_a_sparse_measure_neither_widens_a_family_nor_is_certain(units, monkeypatch):
    """A hundred experiments with and without a measure of rare events: the dense one's interval is the same, or a little wider.

    It is the same where the rare one leaves the family; where enough of its pairs differ it is at most Bonferroni's of four.
    What resamples add, by how skewed the pairs happen to be, is left out here.
    """
    monkeypatch.setattr(intervals, "ENOUGH", 10**9)
    rng = np.random.default_rng(units)
    for _ in range(100):
        dense = apart(rng, units, np.array([100.0, 98.0, 100.0]))
        rare = rng.poisson(0.08, size=(units, 3)).astype(float)
        without = compare.effects(folder({"harm": dense}, ["harm"], ["base", "a", "b"]))
        both = compare.effects(folder({"harm": dense, "rare": rare}, ["harm", "rare"], ["base", "a", "b"]))
        kept = both[both["measure"] == "harm"]
        error = (dense[:, 1:] - dense[:, :1]).std(axis=0, ddof=1) / np.sqrt(units)
        assert (kept["half_width"].to_numpy() <= intervals.bonferroni(units, 4) * error * 1.000001).all()
        if counts.too_alike(rare[:, 1:] - rare[:, :1]).all():
            assert kept[["low", "high"]].to_numpy() == pytest.approx(without[["low", "high"]].to_numpy())
        other = both[both["measure"] == "rare"]
        there = other["low"].notna()
        assert np.isfinite(other.loc[there, ["low", "high"]]).all(axis=None)
        assert (other.loc[there, "high"] > other.loc[there, "low"]).all()
        assert (other.loc[~there, "note"] == TOO_FEW_EVENTS).all() and (other.loc[~there, "verdict"] == "").all()
        assert (other.loc[~there, "difference"] == 0.0).all()


def test_what_is_left_out_of_a_family_does_not_hang_on_effects():
    rng = np.random.default_rng(5)
    gaps = np.column_stack([rng.poisson(rate, 24) - rng.poisson(rate, 24) for rate in (0.05, 0.1, 0.2, 0.3, 0.5, 2.0)] * 20)
    alike = counts.too_alike(gaps.astype(float))
    assert 0 < alike.sum() < len(alike)
    for moved in (-3.0, 0.1, 1000.0):
        assert (counts.too_alike(gaps + moved) == alike).all()
    assert (counts.too_alike(-7.0 * gaps) == alike).all()
    assert not counts.too_alike(rng.normal(size=(6, 50))).any()
    assert counts.too_alike(np.zeros((10, 3))).all()


def test_limits_of_counts_are_garwoods_and_agree_with_the_sign_test():
    """No event of 12: 3.69 events at most. Six pairs one way and none the other is the least that is clear at 5%, either way."""
    low, high = counts.level_limits(np.array([[0.0], [0.0], [3.0]]), np.array([1.0]), 0.05)
    assert low[0] > 0.0
    single = np.zeros((12, 1))
    assert counts.level_limits(single, np.array([1.0]), 0.05)[1][0] == pytest.approx(3.689 / 12.0, rel=1e-3)
    one = single.copy()
    one[0] = 1.0
    assert [float(end[0]) * 12.0 for end in counts.level_limits(one, np.array([1.0]), 0.05)] == pytest.approx(
        [0.0253, 5.572], abs=1e-3
    )
    for events, clear in ((5, False), (6, True)):
        gaps = np.zeros((24, 1))
        gaps[:events] = -1.0
        _, high = counts.difference_limits(gaps, 0.05)
        assert (high[0] < 0.0) == clear == (counts.sign_test(gaps)[0] < 0.05)


def test_counts_in_a_family_have_their_share_of_what_may_miss():
    """Two columns that vary and two that hardly do: limits of these are at 5% over all four, not over themselves."""
    rng = np.random.default_rng(8)
    rare = np.zeros((24, 2))
    rare[:6, 0], rare[:9:3, 1] = -1.0, 2.0
    values = np.hstack([rng.normal(size=(24, 2)), rare])
    ends, (low, high) = intervals.together(values), counts.difference_limits(rare, 0.05 / 4.0)
    assert list(ends.counted) == [False, False, True, True]
    assert ends.low[2:] == pytest.approx(low) and ends.high[2:] == pytest.approx(high)
    assert ends.high[2] > intervals.alone(values).high[2]


def test_identical_arms_say_so_and_only_these_have_no_width(tmp_path):
    text = config(number=6, compare=["mirror", "helps"], more='[strategy.mirror]\nbased_on = "as_inspected"')
    results = run_experiment(text, out=tmp_path / "r", workers=0, report=False)
    rows = results.effects.set_index(["strategy", "measure"])
    mirror = rows.loc[("mirror", "harm")]
    own_luck = mirror["difference"] != 0.0  # this model draws luck by what an arm is made of
    assert own_luck and mirror["note"] is not IDENTICAL
    same = np.random.default_rng(6).normal(size=(10, 1))
    strategies = [{"name": "base", "content": {"preset": "base"}}, {"name": "mirror", "content": {"based_on": "base"}}]
    found = compare.effects(
        folder({"harm": np.hstack([same, same])}, ["harm"], ["base", "mirror"], manifest={"strategies": strategies})
    )
    row = found.iloc[0]
    assert (row["difference"], row["low"], row["high"], row["note"]) == (0.0, 0.0, 0.0, IDENTICAL)
    other = [strategies[0], {"name": "mirror", "content": {"based_on": "base", "push": {"force": 0.1}}}]
    found = compare.effects(
        folder({"harm": np.hstack([same, same])}, ["harm"], ["base", "mirror"], manifest={"strategies": other})
    )
    assert np.isnan(found.iloc[0]["low"]) and found.iloc[0]["note"] == TOO_FEW_EVENTS


def test_one_pair_of_one_measure_is_said_of_that_row():
    rng = np.random.default_rng(7)
    wait = np.full((12, 2), np.nan)
    wait[3] = 5.0, 4.0
    found = compare.effects(folder({"harm": apart(rng, 12, np.array([0.0, -3.0])), "wait": wait}, ["harm"], ["base", "a"]))
    rows = found.set_index("measure")
    assert rows.loc["wait", ["note", "n_pairs", "verdict"]].tolist() == [TOO_FEW_PAIRS, 1, ""]
    assert rows.loc["harm", ["note", "n_pairs", "verdict"]].tolist() == ["", 12, "better"]


# -- the floor -----------------------------------------------------------------------------------------------------------


def test_the_floor_is_paired_and_what_is_better_lies_beyond_it():
    """Luck shared by all is ten times each arm's own: a floor without pairing would lie beyond every effect here."""
    rng = np.random.default_rng(8)
    levels = apart(rng, 24, np.array([100.0, 98.0, 99.9, 100.0, 101.5]), shared=10.0)
    found = compare.effects(folder({"harm": levels}, ["harm"], ["base", "a", "b", "c", "d"]))
    clear = found["verdict"].isin(["better", "worse"])
    assert clear.any() and not clear.all()
    assert ((found["difference"].abs() > found["floor"]) == clear).all()
    assert (found["floor"] < 2.0).all()


def test_what_chance_alone_shows_lies_inside_the_floor():
    """Two arms without effect: in 300 experiments a difference is beyond its floor in 5% (±3.5 points: 1 in 200)."""
    rng = np.random.default_rng(9)
    beyond = []
    for _ in range(300):
        found = compare.effects(folder({"harm": apart(rng, 15, np.zeros(2))}, ["harm"], ["base", "a"]))
        beyond.append(abs(found["difference"].iloc[0]) > found["floor"].iloc[0])
    assert 0.015 <= np.mean(beyond) <= 0.085


def test_a_family_of_one_is_students_interval():
    values = np.random.default_rng(10).normal(size=(24, 1))
    ends, alone = intervals.together(values), intervals.alone(values)
    assert (ends.high - ends.low)[0] == pytest.approx((alone.high - alone.low)[0], rel=0.06)


def test_no_two_strategies_that_do_the_same_are_told_apart_in_95_of_100_experiments():
    """A page names any pair: so all of them are one family, however many strategies there are."""
    rng, told = np.random.default_rng(11), 0
    runs = pd.MultiIndex.from_product([[0], range(24)], names=["point", "replication"])
    for _ in range(200):
        pairs = best.compared(pd.DataFrame(apart(rng, 24, np.zeros(12)), runs, [f"s{at}" for at in range(12)]))
        told += bool(pairs.shown.any())
    assert told <= 19  # 5 in 100 of 200, and three standard errors
