"""Regret, boxes, trees, switch points and the value of information against cases with a known answer."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest, norm

from experiments.discovery import boxes, tables, tree
from experiments.statistics.smooth import along
from experiments.worlds import choice, flips, information, regret


def repeated(means, replications, deviation, seed=1):
    """Replications with luck shared by the strategies of a replication, and luck of their own."""
    rng = np.random.default_rng(seed)
    shared = rng.normal(0.0, 3.0, (len(means), 1, replications))
    return means[:, :, None] + shared + rng.normal(0.0, deviation, (*means.shape, replications))


def test_regret_of_two_strategies_in_two_worlds():
    means = np.array([[10.0, 4.0], [2.0, 3.0]])
    assert regret.regrets(means).tolist() == [[0.0, 6.0], [1.0, 0.0]]
    table = regret.table(["a", "b"], means, target=3.0).set_index(["criterion", "strategy"])
    assert table.loc[("mean", "a"), "value"] == 6.0
    assert table.loc[("worst", "b"), "value"] == 3.0
    assert table.loc[("worst", "b"), "rank"] == 1
    assert table.loc[("mean_regret", "a"), "value"] == 0.5
    assert table.loc[("worst_regret", "b"), "value"] == 6.0
    assert table.loc[("share_won", "a"), "value"] == 0.5
    assert table.loc[("share_of_target", "b"), "value"] == 1.0


def test_a_lead_in_worlds_won_is_tested_against_the_next_best_and_a_majority_against_half_of_worlds():
    """`a` wins 30 worlds, `b` 20, `c` 8, and `a` and `b` share two: of these neither has the lead."""
    means = np.repeat([[2.0, 1.0, 0.0], [1.0, 2.0, 0.0], [0.0, 1.0, 2.0], [2.0, 2.0, 0.0]], [30, 20, 8, 2], axis=0)
    table = regret.table(["a", "b", "c"], means).set_index(["criterion", "strategy"])
    won = table.loc["share_won"]
    assert won["value"].tolist() == pytest.approx([31 / 60, 21 / 60, 8 / 60])
    assert won["p_lead"].tolist() == pytest.approx([binomtest(k, n).pvalue for k, n in ((30, 50), (20, 50), (8, 40))])
    assert won["p_half"].tolist() == pytest.approx([binomtest(k, n).pvalue for k, n in ((30, 58), (20, 58), (8, 60))])
    assert table.drop("share_won", level="criterion")[["p_lead", "p_half"]].isna().all(axis=None)


def test_the_regret_of_nine_in_ten_worlds_is_the_high_end():
    """Eleven worlds in which `b` is behind by 0, 1, ... 10: in nine of ten by 9 at most."""
    means = np.column_stack([np.full(11, 10.0), 10.0 - np.arange(11.0)])
    table = regret.table(["a", "b"], means).set_index(["criterion", "strategy"])["value"]
    assert table["regret_90", "b"] == pytest.approx(9.0) and table["regret_90", "a"] == 0.0


@pytest.mark.parametrize(("better", "sign"), [("down", -1.0), ("up", 1.0)])
def test_levels_stand_in_the_table_of_regret_as_they_were_measured(better, sign):
    """`a` has 3 in one world and 5 in another, `b` 4 in both; regrets are losses whichever way is good."""
    measured = np.repeat(np.array([[3.0, 4.0], [5.0, 4.0]])[:, :, None], 2, axis=2)
    study = SimpleNamespace(better=lambda _: better)
    found = choice.regret_of(study, "harm", ["a", "b"], sign * measured).set_index(["criterion", "strategy"])["value"]
    assert (found["mean", "a"], found["worst", "a"], found["worst", "b"]) == (4.0, 5.0 if better == "down" else 3.0, 4.0)
    assert found["worst_regret", "a"] == 1.0 and found["worst_regret", "b"] == 1.0


def test_winners_curse_is_taken_out_of_regret():
    truth = np.random.default_rng(2).normal(0.0, 1.0, (4000, 2))
    exact = regret.regrets(truth).mean()
    found = regret.shrink(repeated(truth, 2, 1.5))
    assert found.noise == pytest.approx(1.5**2 / 2, rel=0.05)
    assert regret.regrets(found.raw).mean() > 1.3 * exact
    assert regret.regrets(found.means).mean() == pytest.approx(exact, rel=0.08)


def test_regret_refuses_single_and_missing_runs():
    with pytest.raises(ValueError, match="two replications"):
        regret.shrink(np.ones((5, 2, 1)))
    with pytest.raises(ValueError, match="missing or infinite"):
        regret.shrink(np.full((5, 2, 2), np.nan))


def test_pareto_and_weights():
    means = np.array([[1.0, 0.0], [0.0, 1.0], [0.4, 0.4], [-1.0, 0.5]])
    assert regret.pareto(means).tolist() == [True, True, True, False]
    won = regret.weights_won(means)
    assert won[0] == pytest.approx(0.5, abs=0.2)
    assert won[3] == 0.0
    assert won.sum() == pytest.approx(1.0)


def planted(worlds=1500, seed=3):
    rng = np.random.default_rng(seed)
    inputs = pd.DataFrame(rng.random((worlds, 6)), columns=list("abcdef"))
    inputs["switch"] = np.array(["on", "off"], dtype=object)[rng.integers(0, 2, worlds)]
    return inputs, rng


def test_planted_box_comes_back_without_idle_limits():
    inputs, _ = planted()
    found = boxes.find(inputs, ((inputs["a"] < 0.6) & (inputs["b"] < 0.4)).to_numpy(), resamples=4)
    assert set(found.limits) == {"a", "b"}
    assert found.limits["a"][1] == pytest.approx(0.6, abs=0.04)
    assert found.limits["b"][1] == pytest.approx(0.4, abs=0.04)
    assert found.limits["a"][0] < 0.03
    assert found.coverage > 0.9
    assert found.density > 0.9
    assert min(found.returned.values()) == 1.0


def test_a_box_covers_failures_and_is_dense_with_them():
    """Both failures lie inside, among five worlds."""
    inputs = pd.DataFrame({"a": np.arange(10) / 10.0})
    assert boxes.measure(inputs, (inputs["a"] < 0.2).to_numpy(), {"a": (-np.inf, 0.4)}) == (1.0, 0.4)


def test_a_box_is_judged_by_worlds_that_it_has_not_seen():
    """Where every second of the third that is held out does not fail after all, density halves there and nowhere else."""
    inputs, _ = planted()
    failed = ((inputs["a"] < 0.6) & (inputs["b"] < 0.4)).to_numpy(copy=True)
    held = np.random.default_rng(1).permutation(len(inputs))[: len(inputs) // 3]
    failed[held[::2]] = False
    found = boxes.find(inputs, failed, resamples=1)
    assert found.seen[1] > 0.9 and found.density == pytest.approx(0.5, abs=0.1)


def test_planted_alternative_of_a_switch_comes_back():
    inputs, rng = planted()
    failed = ((inputs["switch"] == "on") & (inputs["a"] > 0.5)).to_numpy() ^ (rng.random(len(inputs)) < 0.05)
    found = boxes.find(inputs, failed, resamples=2)
    assert found.limits["switch"] == frozenset({"on"})
    assert found.limits["a"][0] == pytest.approx(0.5, abs=0.05)
    assert found.base == pytest.approx(0.27, abs=0.04)


def test_no_box_where_failures_are_luck_or_few():
    inputs, rng = planted()
    lucky = boxes.find(inputs, rng.random(len(inputs)) < 0.3, resamples=1)
    assert not lucky.limits or lucky.density < 0.5
    few = boxes.find(inputs, rng.random(len(inputs)) < 0.01)
    assert "are the least" in few.note
    assert "every world" in boxes.find(inputs, np.ones(len(inputs), dtype=bool)).note


def test_worlds_that_luck_decides_are_set_aside():
    assert boxes.undecided(np.array([-1.0, 0.1, 5.0]), 0.25, 0.0).tolist() == [False, True, False]


def test_tree_finds_the_rule():
    inputs, _ = planted()
    labels = np.where((inputs["c"] > 0.7) & (inputs["switch"] == "on"), "integrated", "as_inspected")
    found = tree.grow(inputs, labels)
    assert found.accuracy > 0.97
    assert found.helps
    chosen = [leaf for leaf in found.leaves if leaf.label == "integrated"]
    assert len(chosen) == 1
    conditions = {(name, side): value for name, side, value in chosen[0].conditions}
    assert conditions[("c", "above")] == pytest.approx(0.7, abs=0.02)
    assert ("switch", "is") in conditions or ("switch", "is not") in conditions
    inside = (inputs["c"] > 0.7) & (inputs["switch"] == "on")
    assert (inside[found.nodes == chosen[0].node]).mean() > 0.97 and (found.nodes == chosen[0].node)[inside].mean() > 0.97
    assert any(("c", "at most") in {(name, side) for name, side, _ in leaf.conditions} for leaf in found.leaves)


def test_tree_of_luck_does_not_help():
    inputs, rng = planted()
    assert not tree.grow(inputs, np.where(rng.random(len(inputs)) < 0.4, "a", "b")).helps


def test_curve_follows_the_mean():
    rng = np.random.default_rng(4)
    shares = rng.random(3000)
    curve = along(shares, (4.0 * (shares - 0.5) ** 2 + rng.normal(0.0, 0.3, 3000))[:, None])
    truth = 4.0 * (curve.shares - 0.5) ** 2
    low, high = curve.interval()
    assert curve.mean[:, 0] == pytest.approx(truth, abs=0.06)
    assert ((low[:, 0] <= truth) & (truth <= high[:, 0])).mean() > 0.7


def test_switch_point_stands_where_the_order_changes():
    rng = np.random.default_rng(5)
    shares = rng.random(2000)
    outcomes = np.column_stack([np.zeros(2000), 2.0 * (shares - 0.3)]) + rng.normal(0.0, 0.5, (2000, 2))
    found = flips.find(along(shares, outcomes))
    assert len(found) == 1
    assert (found[0].below, found[0].above, found[0].verdict) == (0, 1, "flips")
    assert found[0].low <= 0.3 <= found[0].high
    assert found[0].share == pytest.approx(0.3, abs=0.05)
    assert flips.find(along(rng.random(2000), outcomes - [[0.0, 3.0]])) == []


def test_two_equals_flip_along_nothing():
    """Among 200 factors that do nothing two equal strategies change places along most, and that is not taken for a flip."""
    rng = np.random.default_rng(8)
    outcomes = rng.normal(0.0, 1.0, (1000, 2))
    found = [flips.find(along(rng.random(1000), outcomes, resamples=100), looked_at=200) for _ in range(200)]
    crossing = [one for some in found for one in some]
    assert len(crossing) > 60
    assert sum(one.verdict == "flips" for one in crossing) <= 1


def test_switch_point_between_alternatives():
    rng = np.random.default_rng(6)
    shares = rng.random(1000)
    outcomes = np.column_stack([np.zeros(1000), np.where(shares < 0.5, -1.0, 1.0)]) + rng.normal(0.0, 0.5, (1000, 2))
    found = flips.find(along(shares, outcomes, 2), switch=True)
    assert [(flip.below, flip.above, flip.verdict) for flip in found] == [(0, 1, "flips")]


def test_value_of_information_of_a_linear_choice():
    """Two strategies, 0 and a + b z with z normal: worth a Phi(a/b) + b phi(a/b) - max(a, 0)."""
    rng = np.random.default_rng(7)
    shares = (rng.permutation(6000) + 0.5) / 6000
    a, b = 0.2, 1.0
    outcomes = np.column_stack([np.zeros(6000), a + b * norm.ppf(shares) + rng.normal(0.0, 1.0, 6000)])
    found = information.worth(shares, outcomes)
    exact = a * norm.cdf(a / b) + b * norm.pdf(a / b) - a
    assert found.value == pytest.approx(exact, rel=0.1)
    assert found.floor < 0.1 * exact
    idle = information.worth(rng.random(6000), outcomes)
    assert idle.value < 2.0 * found.floor
    moves_both = information.worth(shares, np.column_stack([norm.ppf(shares), norm.ppf(shares) + 1.0]))
    assert moves_both.value == pytest.approx(0.0, abs=1e-6)


def test_knowing_a_switch_is_worth_what_it_is_by_how_often_each_alternative_holds():
    """In 3 of 10 worlds the second strategy gains 1, in the others it loses 0.2: 0.30 knowing, 0.16 without."""
    shares = np.where(np.arange(2000) % 10 < 3, 0.25, 0.75)
    outcomes = np.column_stack([np.zeros(2000), np.where(shares < 0.5, 1.0, -0.2)])
    assert information.worth(shares, outcomes, alternatives=2).value == pytest.approx(0.14, abs=1e-6)


def test_the_best_mean_of_a_leaf_is_not_the_one_that_is_best_in_most_of_its_worlds():
    """Where x is 0 `b` is best in 3 of 5 worlds by 1 and loses the others by 9; where it is 1 `a` is best throughout."""
    inputs = pd.DataFrame({"x": np.repeat([0.0, 1.0], [200, 300]), "dummy": 0.0})
    gain = np.where(inputs["x"] == 1.0, -1.0, np.where(np.arange(500) % 5 < 3, 1.0, -9.0))
    values = np.repeat(np.column_stack([np.zeros(500), gain])[:, :, None], 2, axis=2)
    found = tables.best_where(SimpleNamespace(inputs=inputs), "harm", ["a", "b"], values).set_index("conditions")
    assert found.loc["x at most 0.5", ["best", "best_mean"]].tolist() == ["b", "a"]
    assert found.loc["x at most 0.5", ["purity", "share"]].tolist() == pytest.approx([0.6, 0.4])
    assert found.loc["x at most 0.5", "p_half"] == pytest.approx(binomtest(120, 200).pvalue)
    assert found.loc["x above 0.5", ["best", "best_mean"]].tolist() == ["a", "a"]
