"""Shares of an effect among its parts, for games whose answer is known."""

import numpy as np
import pytest

from experiments.attribution import shares as attribution
from experiments.attribution.tables import Runs, attributed, may_be_best


def played(game, parts, replications=6, deviation=0.0, seed=1):
    """Outcomes of all sets of a game, replications sharing their luck between sets."""
    rng = np.random.default_rng(seed)
    shared = rng.normal(0.0, 10.0, replications)
    return {s: game(s) + shared + rng.normal(0.0, deviation, replications) for s in attribution.sets_needed(parts)}


def gloves(members):
    """One left glove (part 0) and two right ones: a pair is worth 1. Shapley values are 4/6, 1/6, 1/6."""
    return float(bool(members & 1) and bool(members & 6))


def test_shapley_of_the_glove_game():
    found = attribution.shapley(played(gloves, 3), 3)
    assert found == pytest.approx(np.repeat([[4 / 6], [1 / 6], [1 / 6]], 6, axis=1))


def test_parts_of_a_sum_are_its_terms_whichever_way_one_asks():
    terms = np.array([5.0, -2.0, 1.0])
    outcomes = played(lambda members: sum(t for i, t in enumerate(terms) if members >> i & 1), 3)
    table = attribution.contributions(outcomes, ["a", "b", "c"]).set_index(["method", "part"])["value"]
    for method in ("alone", "taken_away", "shapley"):
        assert table[method].tolist() == pytest.approx(terms.tolist())
    assert table["whole", "whole"] == pytest.approx(4.0)


def test_parts_that_need_each_other_show_it():
    table = attribution.contributions(played(gloves, 3), ["left", "right", "other"]).set_index(["method", "part"])["value"]
    assert table["alone", "left"] == 0.0
    assert table["taken_away", "left"] == 1.0
    assert table["shapley"].sum() == pytest.approx(table["whole", "whole"])


def test_sampled_orders_agree_with_the_exact_value_and_add_up():
    rng = np.random.default_rng(3)
    worth = rng.normal(size=8)

    def game(members):
        inside = [i for i in range(8) if members >> i & 1]
        return sum(worth[inside]) + (2.0 if {0, 1} <= set(inside) else 0.0)

    needed = attribution.sets_needed(8)
    assert len(needed) < 256
    found = attribution.shapley({s: np.array([game(s)]) for s in needed}, 8)[:, 0]
    assert found.sum() == pytest.approx(game(255) - game(0))
    assert found == pytest.approx(worth + np.array([1.0, 1.0, 0, 0, 0, 0, 0, 0]), abs=0.2)


def test_intervals_of_contributions_cover():
    """95% intervals of a part's Shapley value over 400 repeats; 92% to 98% allows four standard errors."""
    hits = []
    for seed in range(400):
        row = (
            attribution.contributions(played(gloves, 3, 8, 0.5, seed), ["l", "r", "o"])
            .set_index(["method", "part"])
            .loc[("shapley", "l")]
        )
        hits.append(row["low"] <= 4 / 6 <= row["high"])
    assert 0.92 <= np.mean(hits) <= 0.98


def test_shares_add_up_to_one_and_their_intervals_cover():
    """95% intervals of a share over 300 repeats of 40 replications; 92% to 98% allows two standard errors and a half."""
    hits = []
    for seed in range(300):
        frame = attribution.contributions(played(gloves, 3, 40, 0.5, seed), ["l", "r", "o"], seed)
        parts = frame[frame["method"] == "shapley"].set_index("part")
        assert parts["share"].sum() == pytest.approx(1.0)
        assert frame.loc[frame["method"] != "shapley", "share"].isna().all()
        hits.append(parts.loc["l", "share_low"] <= 4 / 6 <= parts.loc["l", "share_high"])
    assert 0.92 <= np.mean(hits) <= 0.98


def test_nothing_is_shared_out_where_the_whole_is_in_doubt():
    frame = attribution.contributions(played(lambda _: 0.0, 3, 8, 1.0), ["a", "b", "c"])
    assert frame["share"].isna().all()


def test_equal_budget_is_read_off_the_dose_response():
    intensities = np.linspace(0.0, 1.0, 5)[:, None]
    outcomes = -10.0 * intensities + np.zeros((5, 4))
    costs = 100.0 * intensities + np.zeros((5, 4))
    intensity, effect = attribution.at_budget(outcomes, costs, 40.0)
    assert intensity.value == pytest.approx(0.4)
    assert effect.value == pytest.approx(-4.0)
    assert effect.low == pytest.approx(-4.0)
    assert np.isnan(attribution.at_budget(outcomes, costs, 400.0)[1].value)


@pytest.mark.parametrize(("gap", "runs", "told_apart"), [(0.0, 3, (0.0, 0.08)), (0.0, 40, (0.0, 0.08)), (2.0, 40, (0.97, 1.0))])
def test_who_may_be_the_best_for_the_same_money_is_told_by_paired_differences(gap, runs, told_apart):
    """Luck of 20 is common to all and of 0.5 each one's own, and costs differ; one that is 1 better is found all the same."""
    rng, alone, kept = np.random.default_rng(5), [], []
    steps = np.linspace(0.0, 1.0, 3)[:, None]
    for _ in range(300):
        common, values = rng.normal(0.0, 20.0, runs), {}
        for response in range(3):
            effect = common + rng.normal(0.0, 0.5, runs) - gap * (response == 0)
            costs = steps * (100.0 + rng.normal(0.0, 3.0, runs))
            values[str(response)] = attribution.at_budget_by_run(steps * effect, costs, 50.0)
        may = may_be_best(values)
        alone.append(list(may.values()).count("yes") == 1)
        kept.append(may["0"] == "yes")
    assert told_apart[0] <= np.mean(alone) <= told_apart[1] and np.mean(kept) >= 0.94


def test_what_each_run_gives_adds_up_to_the_effect_at_a_budget():
    """As far as luck goes: the interval of their mean is that of drawing runs again, where responses cost more or less by luck."""
    rng, steps = np.random.default_rng(3), np.linspace(0.0, 1.0, 5)[:, None]
    costs = steps * (100.0 + rng.normal(0.0, 10.0, 200))
    outcomes = -10.0 * steps**0.5 + steps * rng.normal(0.0, 2.0, 200) - 0.02 * costs
    values = attribution.at_budget_by_run(outcomes, costs, 40.0)
    _, effect = attribution.at_budget(outcomes, costs, 40.0)
    assert values.mean() == pytest.approx(effect.value)
    assert values.std(ddof=1) / 200**0.5 == pytest.approx((effect.high - effect.low) / 3.92, rel=0.15)
    assert np.isnan(attribution.at_budget_by_run(outcomes, costs, 400.0)).all()
    own = costs[-1].mean()
    assert attribution.at_budget_by_run(outcomes, costs, own).mean() == pytest.approx(outcomes[-1].mean())


def test_one_run_shows_nobody_to_be_the_best():
    values = {
        name: attribution.at_budget_by_run(np.array([[0.0], [x]]), np.array([[0.0], [9.0]]), 5.0)
        for name, x in (("a", 1), ("b", 2))
    }
    assert may_be_best(values) == {"a": "yes", "b": "yes"}
    assert may_be_best({"a": values["a"]}) == {}


def test_missing_outcomes_are_refused():
    outcomes = played(gloves, 3)
    outcomes[5][2] = np.nan
    with pytest.raises(ValueError, match="missing or infinite"):
        attribution.shapley(outcomes, 3)


@pytest.mark.parametrize(("better", "worse"), [("up", 0.3), ("down", 0.7)])
def test_a_part_is_worse_where_it_moves_the_measure_the_wrong_way(better, worse):
    """Part `a` adds 1 in seven worlds of ten and takes 1 in three; `b` does nothing; four replications of each world."""
    worlds = np.repeat(np.arange(10), 4)
    luck = np.tile([0.01, -0.01, 0.02, -0.02], 10)
    moved = np.where(worlds < 7, 1.0, -1.0) + luck
    values = {"base": 5.0 + luck, "whole: a": 5.0 + luck + moved, "whole: b": 5.0 + luck, "whole": 5.0 + luck + moved}
    frame = attributed(Runs(values, worlds), "whole", "base", {"a": ["a"], "b": ["b"]}, better).set_index(["method", "part"])
    for method in ("alone", "taken_away", "shapley"):
        assert frame.loc[(method, "a"), "share_worse"] == pytest.approx(worse), method
        assert frame.loc[(method, "a"), "value"] == pytest.approx(0.4)
