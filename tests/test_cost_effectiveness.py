"""Is a ratio given only where it means something, with the right interval, and is the best buy the one with most net benefit?"""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import result_sets
from read_pages import read
from scipy import stats

from experiments.compare import cost_effectiveness
from experiments.figures.choose import alike
from experiments.figures.comparison import best_buy
from experiments.report.sections.first_page import best_from, lowest, places_changed


@pytest.fixture
def held():
    """Runs in which `integrated` averts child-days at a cost, `cheap` averts them and saves, `dear` does harm and costs."""
    luck = np.random.default_rng(4)
    names = ["as_inspected", "integrated", "cheap", "dear"]
    days = {"as_inspected": 4.0e6, "integrated": 3.6e6, "cheap": 3.9e6, "dear": 4.2e6}
    yearly = {"as_inspected": 9.0e7, "integrated": 1.5e8, "cheap": 8.0e7, "dear": 1.2e8}
    shared = luck.normal(0.0, 2.0e4, 30)
    drawn = {name: days[name] + shared + luck.normal(0.0, 1.0e4, 30) for name in names}
    police = {name: 0.25 * yearly[name] + luck.normal(0.0, 1e5, 30) for name in names}
    rest = {name: 0.75 * yearly[name] + luck.normal(0.0, 1e5, 30) for name in names}
    total = {name: police[name] + rest[name] for name in names}
    draws = {"child_days_exploited": drawn, "cost_police": police, "cost_councils": rest, "cost_total": total}
    return result_sets.Held(draws | {"cost_discounted": {name: 2.85 * total[name] for name in names}}, names)


def tables(held):
    verdicts = {"integrated": "better", "cheap": "better", "dear": "worse"}
    effects = pd.DataFrame([{"strategy": s, "measure": "child_days_exploited", "verdict": v} for s, v in verdicts.items()])
    return cost_effectiveness.cost_effectiveness_tables(held, effects.assign(scenario="steady"))


@pytest.fixture
def made(held):
    return tables(held)


def test_a_ratio_is_of_means_and_only_where_it_means_something(held, made):
    rows = made["cost_per_child_day"]
    whole = rows[rows["payer"] == "all payers"].set_index("strategy")
    one = whole.loc["integrated"]
    assert one["cost_per_child_day"] == pytest.approx(one["extra_cost"] / one["child_days_averted"])
    assert one["low"] < one["cost_per_child_day"] < one["high"]
    assert one["child_days_averted"] == pytest.approx(3 * 4.0e5, rel=0.05)
    assert whole.loc[["cheap", "dear"], ["cost_per_child_day", "low", "high"]].isna().all(axis=None)
    assert whole.loc["cheap", "reading"] == "fewer child-days and costs less: no ratio"
    assert whole.loc["dear", "reading"] == "more child-days and costs more: no ratio"


def test_payers_add_up_to_the_present_value_of_all(made):
    rows = made["cost_per_child_day"]
    whole = rows[rows["payer"] == "all payers"].set_index("strategy")["extra_cost"]
    parts = rows[rows["payer"] != "all payers"].groupby("strategy")["extra_cost"].sum()
    assert np.allclose(parts[whole.index], whole)


def test_a_strategy_that_is_the_baseline_itself_takes_none_of_its_share(held):
    """As the setting of a sweep that the baseline has already."""
    draws = {measure: columns | {"same": columns["as_inspected"]} for measure, columns in held.draws.items()}
    curve = tables(result_sets.Held(draws, [*held.strategies, "same"]))["acceptability"]
    assert "same" not in set(curve["strategy"])
    pd.testing.assert_frame_equal(curve, tables(held)["acceptability"])


def test_the_interval_of_a_ratio_is_fieller_s():
    luck = np.random.default_rng(2)
    below = luck.normal(10.0, 3.0, 40)
    above = 5.0 * below + luck.normal(0.0, 8.0, 40)
    _, low, high = cost_effectiveness.fieller(above, below)
    for end in (low, high):
        gap = above - end * below
        t = gap.mean() / (gap.std(ddof=1) / np.sqrt(40))
        assert abs(t) == pytest.approx(stats.t.ppf(0.975, 39))
    assert np.isnan(cost_effectiveness.fieller(above, below - below.mean())[1])


def test_twins_share_what_they_are_best_in_and_are_named_together(held):
    draws = {name: drawn | {"twin": drawn["cheap"]} for name, drawn in held.draws.items()}
    curve = tables(result_sets.Held(draws, [*held.strategies, "twin"]))["acceptability"]
    shares = curve.pivot(index="value_of_child_day", columns="strategy", values="share_best")
    assert np.allclose(shares.sum(axis=1), 1.0) and (shares["cheap"] == shares["twin"]).all() and shares["twin"].max() > 0.4
    assert list(dict.fromkeys(alike(shares == shares.max(axis=1).to_numpy()[:, None]))) == ["cheap or twin", "integrated"]


def test_the_best_buy_has_most_net_benefit_at_each_value(held, made):
    curve = made["acceptability"]
    assert np.allclose(curve.groupby("value_of_child_day")["share_best"].sum(), 1.0)
    assert (curve[curve["strategy"] == "as_inspected"]["net_benefit"] == 0.0).all()
    best = curve.loc[curve.groupby("value_of_child_day")["net_benefit"].idxmax()]
    assert (best["best_on_average"] == "yes").all() and (curve["best_on_average"] == "yes").sum() == len(best)
    assert list(dict.fromkeys(best["strategy"])) == ["cheap", "integrated"]
    at = best.loc[best["strategy"] == "integrated", "value_of_child_day"].min()
    rows = made["cost_per_child_day"].query("payer == 'all payers'").set_index("strategy")
    extra = rows.loc["integrated", "extra_cost"] - rows.loc["cheap", "extra_cost"]
    more = rows.loc["integrated", "child_days_averted"] - rows.loc["cheap", "child_days_averted"]
    step = curve["value_of_child_day"].unique()[1]
    assert at - step <= extra / more <= at
    assert curve["value_of_child_day"].max() >= 2.0 * extra / more


def test_nothing_is_made_where_costs_were_not_measured(held):
    del held.draws["cost_discounted"]
    effects = pd.DataFrame({"strategy": ["integrated"], "measure": ["child_days_exploited"], "verdict": ["better"]})
    assert cost_effectiveness.cost_effectiveness_tables(held, effects.assign(scenario="steady")) == {}


def test_the_next_step_is_the_one_that_buys_most_for_the_money():
    """Of three that avert 1, 2 and 4 (hundred thousand) at 1, 3 and 5, the middle one is no step: from the first the last buys a
    child-day for less. A step is priced against the one before: 4 for 3, not 5 for 4."""
    luck = np.random.default_rng(5)
    names = ["as_inspected", "small", "middle", "large"]
    days = dict(zip(names, (4.0e6, 3.9e6, 3.8e6, 3.6e6), strict=True))
    cost = dict(zip(names, (9.0e7, 1.0e8, 1.2e8, 1.4e8), strict=True))
    drawn = {name: days[name] + luck.normal(0.0, 1.0e3, 30) for name in names}
    spent = {name: cost[name] + luck.normal(0.0, 1.0e4, 30) for name in names}
    held = result_sets.Held({"child_days_exploited": drawn, "cost_total": spent, "cost_discounted": spent}, names)
    effects = pd.DataFrame([{"strategy": s, "measure": "child_days_exploited", "verdict": "better"} for s in names[1:]])
    rows = cost_effectiveness.cost_effectiveness_tables(held, effects.assign(scenario="steady"))["incremental"]
    assert rows[["strategy", "versus"]].to_numpy().tolist() == [["small", "as_inspected"], ["large", "small"]]
    years = 3.0
    assert rows["cost_per_child_day"].to_numpy() == pytest.approx([1.0e7 / (years * 1.0e5), 4.0e7 / (years * 3.0e5)], rel=0.01)
    assert (rows["low"] < rows["cost_per_child_day"]).all() and (rows["cost_per_child_day"] < rows["high"]).all()


@pytest.mark.parametrize(
    ("lines", "most", "told"),
    [
        # one with 90 fewer by lines and none elsewhere, one with 100 fewer and 20 more: even at half of what is assumed
        ({"base": (0.0, 0.0), "one": (-90.0, 0.0), "two": (-100.0, 20.0)}, 1.0, [("two", 0.0), ("one", 0.5)]),
        ({"base": (0.0, 0.0), "one": (-90.0, 0.0), "two": (-100.0, 0.0)}, 1.0, [("two", 0.0)]),
        # beyond what is assumed, and against the baseline, too
        ({"base": (0.0, 0.0), "one": (-90.0, 60.0)}, 1.0, [("one", 0.0)]),
        ({"base": (0.0, 0.0), "one": (-90.0, 60.0)}, 3.0, [("one", 0.0), ("base", 1.5)]),
        # a third leads between two, who therefore never meet first
        (
            {"base": (9.0, 9.0), "a": (-10.0, 10.0), "b": (-8.0, 5.0), "c": (-5.0, 0.0)},
            1.0,
            [("a", 0.0), ("b", 0.4), ("c", 0.6)],
        ),
        # as low at nought: the less steep leads from there
        ({"base": (0.0, 0.0), "one": (-1.0, 2.0), "two": (-1.0, 1.0)}, 1.0, [("two", 0.0), ("base", 1.0)]),
    ],
)
def test_who_comes_first_by_the_harm_of_supply_outside_lines(lines, most, told):
    found = lowest(lines, most)
    assert [name for name, _ in found] == [name for name, _ in told]
    assert [share for _, share in found] == pytest.approx([share for _, share in told])
    for share in np.linspace(0.0, most, 41):  # at each it is as low as any
        leader = [name for name, at in found if at <= share + 1e-12][-1]
        assert lines[leader][0] + share * lines[leader][1] <= min(own + share * rise for own, rise in lines.values()) + 1e-9


def test_who_passes_whom_behind_the_first_by_the_harm_of_supply_outside_lines():
    """Between `one`, always first, and the others: `two` passes `three` where both are 6 lower; `four` would pass it beyond 1."""
    lines = {"one": (-20.0, 0.0), "two": (-6.0, 0.0), "three": (-8.0, 4.0), "four": (-3.0, 0.0), "base": (0.0, 0.0)}
    assert places_changed(lines, 1.0) == [("two", "three", 0.5)]
    assert places_changed(lines, 2.0) == [("two", "three", 0.5), ("four", "three", 1.25)]
    first = {"one": (-8.0, 4.0), "two": (-6.0, 0.0), "base": (0.0, 9.0)}
    assert lowest(first, 1.0) == [("one", 0.0), ("two", 0.5)] and places_changed(first, 1.0) == []


class Curve:
    """Net benefits of responses that cost so much (thousands) and avert so many child-days, at worths of 0 to 3,000 each."""

    def __init__(self, **lines):
        self._rows = pd.DataFrame(
            {"strategy": name, "value_of_child_day": worth, "net_benefit": averted * worth - 1000.0 * cost, "share_best": 0.3}
            for name, (cost, averted) in lines.items()
            for worth in (0.0, 1000.0, 2000.0, 3000.0)
        )

    def label(self, name):
        return name.title()

    def rows(self, _table):
        return self._rows


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (
            {"one": (33.0, 25.0), "cheap": (7.0, 5.0), "none": (0.0, 0.0)},
            1300.0,
        ),  # 26 thousand for 20, where 33 for 25 are 1,320
        (
            {"one": (33.0, 25.0), "cheap": (5.0, 10.0)},
            1900.0,
        ),  # 28 thousand for 15: 1,867, between two worths that are looked at
        ({"one": (-1.0, 25.0), "cheap": (7.0, 5.0)}, None),  # always
        ({"one": (90.0, 25.0), "cheap": (7.0, 5.0)}, None),  # from 4,150 on, which nobody asked of
        ({"one": (33.0, 5.0), "cheap": (7.0, 5.0)}, None),  # never
    ],
)
def test_it_is_said_from_which_worth_on_a_response_is_the_best_buy(lines, told):
    found = best_from(Curve(**lines), "one")
    assert (read(str(found[0])) if found else None) == told
    assert found is None or abs(found[0].value - told) <= found[0].step / 2.0
    assert found is None or (str(found[1]), found[2]) == ("30%", "None" if "none" in lines else "Cheap"), (
        "of worlds, at the next worth asked; and who is just below"
    )


@pytest.mark.parametrize(("last", "told"), [
    ((0.21, 0.16, 0.63), "Three is"), ((0.36, 0.33, 0.31), "No strategy is clearly"),
    ((0.49, 0.51, 0.0), "No strategy is clearly"), ((0.65, 0.35, 0.0), "One is"),
])  # fmt: skip
def test_the_best_buy_is_named_only_where_more_worlds_than_chance_would_say_so(last, told):
    """Of 100 worlds: 21 against 16 is luck (standard error 6), 65 against 35 is not (9.5)."""
    shares = pd.DataFrame([(0.02, 0.98, 0.0), last], [0.0, 8000.0], ["one", "two", "three"])
    results = SimpleNamespace(label=str.capitalize)
    title = str(best_buy.title(results, shares, 100))
    assert title.startswith(f"{told} the best buy more often than any other if") and title.endswith("at £0, Two")


@pytest.mark.parametrize(
    ("middle", "told"),
    [
        ([0, 2, 0], "none clearly"),
        ([0, 2, 1], "others"),
        ([0, 1, 0], "others"),
        ([0], "none clearly"),
        ([0, 3, 0], "none clearly"),
    ],
)
def test_between_two_best_buys_others_are_named_only_where_there_are_any(middle, told):
    """At £0 the second, at last the third; between, by turns nobody clearly (0), the third (2), the second (3), or the first (1)."""
    rows = {
        "second": (0.02, 0.98, 0.0),
        "third": (0.0, 0.02, 0.98),
        0: (0.34, 0.33, 0.33),
        1: (0.98, 0.02, 0.0),
        2: (0.0, 0.02, 0.98),
        3: (0.02, 0.98, 0.0),
    }
    kept = [rows[one] for one in ("second", *middle, "third")]
    shares = pd.DataFrame(kept, [1000.0 * at for at in range(len(kept))], ["one", "two", "three"])
    title = str(best_buy.title(SimpleNamespace(label=str.capitalize), shares, 100))
    assert title.startswith("Three is") and title.endswith(f"at £0, Two; between, {told}")
