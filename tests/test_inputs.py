"""Each declared distribution is drawn as declared: quantiles, bounds, choices and whole numbers."""

import numpy as np
import pytest
from scipy import stats

from experiments.config.load import check
from experiments.design.inputs import Factor, dummy, from_parameter, from_switch, points_at
from experiments.design.plan import compare_design, sweep_design
from experiments.discovery.worlds import discovery_design
from experiments.sensitivity.ladder import sensitivity_design
from sim.documents import catalogue
from sim.evidence import Evidence

SHARES = np.array([0.0, 0.025, 0.25, 0.5, 0.75, 0.975, 1.0])


def evidence(basis, low, best, high, unit="days"):
    """A parameter as the catalogue lists it, with the prior of its declaration."""
    prior = Evidence("a number", unit, low, high, basis, "a test", "E1").prior()
    row = {"name": "x", "unit": unit, "low": low, "best": best, "high": high, "basis": basis, "group": "supply"}
    return row | {"prior": prior.shape, "scale": prior.scale}


def test_assumed_is_uniform_over_its_range():
    assert from_parameter(evidence("assumed", 2.0, 3.0, 6.0)).quantile(SHARES) == pytest.approx(2.0 + 4.0 * SHARES)


def test_assumed_over_magnitudes_is_uniform_in_the_logarithm():
    drawn = from_parameter(evidence("assumed", 0.02, 0.1, 2.0)).quantile(SHARES)
    assert np.log(drawn) == pytest.approx(np.log(0.02) + SHARES * np.log(100.0))


def test_assumed_share_is_uniform_in_the_log_odds():
    drawn = from_parameter(evidence("assumed", 0.1, 0.5, 0.9, unit="share")).quantile(SHARES)
    assert np.log(drawn / (1.0 - drawn)) == pytest.approx(np.log(9.0) * (2.0 * SHARES - 1.0), abs=1e-9)
    assert drawn[[0, -1]] == pytest.approx([0.1, 0.9])


def test_estimated_is_pert_with_the_best_value_as_its_mode():
    factor = from_parameter(evidence("estimated", 0.0, 2.0, 10.0))
    exact = stats.beta(1.0 + 4.0 * 0.2, 1.0 + 4.0 * 0.8, loc=0.0, scale=10.0)
    assert factor.quantile(SHARES) == pytest.approx(exact.ppf(SHARES))
    grid = np.linspace(0.01, 9.99, 999)
    assert grid[exact.pdf(grid).argmax()] == pytest.approx(2.0, abs=0.02)


def test_measured_has_its_interval_as_the_95_percent_of_a_cut_normal():
    drawn = from_parameter(evidence("measured", 8.0, 10.0, 12.0)).quantile(SHARES)
    spread = 2.0 / 1.959964
    cut = stats.truncnorm(-1.959964, 1.959964, loc=10.0, scale=spread)
    assert drawn == pytest.approx(cut.ppf(SHARES), abs=1e-5)
    assert drawn[3] == pytest.approx(10.0)


def test_whole_numbers_stay_whole_and_inside():
    drawn = from_parameter(evidence("assumed", 3, 5, 9)).quantile(np.linspace(0.0, 1.0, 101))
    assert drawn.dtype.kind == "i"
    assert drawn.min() == 3
    assert drawn.max() == 9


def test_alternatives_of_a_switch_come_equally_often():
    switch = from_switch({"name": "successor", "choices": ["same_line", "new_life", "none"]})
    drawn = switch.quantile((np.arange(300) + 0.5) / 300)
    assert {choice: int((drawn == choice).sum()) for choice in switch.choices} == {
        "same_line": 100,
        "new_life": 100,
        "none": 100,
    }
    assert switch.quantile(np.array([0.0, 1.0])).tolist() == ["same_line", "none"]
    assert switch.basis == "structural"


def test_a_mixed_design_draws_each_column_by_its_own_factor():
    factors = [from_parameter(evidence("assumed", 2.0, 3.0, 6.0)), from_switch({"name": "s", "choices": ["p", "q"]}), dummy()]
    points = points_at(factors, np.array([[0.0, 0.2, 0.3], [0.5, 0.7, 0.9]]))
    assert points == [{"x": 2.0, "s": "p", "dummy": 0.3}, {"x": 4.0, "s": "q", "dummy": 0.9}]


def test_draws_never_leave_the_evidence_range():
    for basis in ("measured", "estimated", "assumed"):
        for low, best, high, unit in ((0.1, 0.3, 0.7, "share"), (0.003, 0.05, 0.9, "per child-year"), (1.0, 2.0, 30.0, "days")):
            drawn = from_parameter(evidence(basis, low, best, high, unit)).quantile(np.linspace(0.0, 1.0, 1001))
            assert drawn.min() >= low
            assert drawn.max() <= high
            assert (np.diff(drawn) > 0.0).all()


def test_scales_and_their_refusals():
    assert from_parameter(evidence("assumed", 0.0, 0.2, 0.5, "share")).scale == "linear"
    assert from_parameter(evidence("assumed", 1.0, 2.0, 3.0, "odds ratio")).scale == "log"
    assert from_parameter(evidence("assumed", 0.0, 1.0, 3.0, "ratio")).scale == "linear"
    with pytest.raises(ValueError, match="low > 0"):
        Factor("x", scale="log", low=0.0, best=0.5, high=1.0)
    with pytest.raises(ValueError, match="unknown shape 'guess'"):
        Factor("x", shape="guess").quantile(SHARES)


def test_runs_of_a_version_that_kept_no_prior_say_so():
    old = {name: value for name, value in evidence("assumed", 1.0, 2.0, 3.0).items() if name != "prior"}
    with pytest.raises(ValueError, match="how x is drawn was not kept with these runs: run the experiment again"):
        from_parameter(old)


def test_a_range_of_the_configs_own_is_drawn_evenly_on_its_scale():
    row = evidence("measured", 8.0, 10.0, 12.0)
    assert from_parameter(row, {"low": 9.0, "high": 13.0}).quantile(SHARES) == pytest.approx(9.0 + 4.0 * SHARES)
    drawn = from_parameter(row, {"low": 1.0, "high": 100.0, "scale": "log"}).quantile(SHARES)
    assert np.log10(drawn) == pytest.approx(2.0 * SHARES)


LIKE = {
    (row["prior"], row["scale"]): row
    for row in reversed(catalogue.parameters())
    if row["prior"] != "uniform" or row["low"] < row["best"]
}
"""A parameter of the model of each shape and scale that there is."""
SWITCH = catalogue.structures()[0]
EXPERIMENT = """kind = "{kind}"
title = "Is a parameter drawn alike in every kind of experiment?"
[world]
scale = 0.1
scenario = "steady"
start = 2019-01-01
years = 1
structure = {{ {switch} = {choices} }}
[parameters]
{ranges}
[strategies]
baseline = "as_inspected"
compare = ["integrated"]
[replications]
seed = 7
[measures]
primary = ["child_days_exploited"]
{own}
"""
WORLDS = 64
KINDS_WITH_WORLDS = {
    "compare": (compare_design, f"[design]\npoints = {WORLDS}"),
    "sweep": (
        sweep_design,
        f'[design]\npoints = {WORLDS}\n[sweep]\nbased_on = "as_inspected"\ntasking.deconfliction = [0.0, 1.0]',
    ),
    "discover": (discovery_design, f"[discover]\nworlds = {WORLDS}"),
    "sensitivity": (sensitivity_design, f"[sensitivity]\npoints = {WORLDS}\nsurvivors = 20"),
}


def below(row, value):
    """The share of a parameter's draws below a value, written down once more from what is documented."""
    onto = {"linear": float, "log": np.log, "logit": lambda x: np.log(x / (1.0 - x))}[row["scale"]]
    low, best, high, value = (onto(x) for x in (row["low"], row["best"], row["high"], value))
    if row["prior"] == "uniform":
        return (value - low) / (high - low)
    if row["prior"] == "pert":
        rise = 4.0 * (best - low) / (high - low)
        return stats.beta(1.0 + rise, 5.0 - rise, loc=low, scale=high - low).cdf(value)
    spread = (high - low) / (2.0 * 1.959964)
    return stats.truncnorm((low - best) / spread, (high - best) / spread, loc=best, scale=spread).cdf(value)


@pytest.mark.parametrize("kind", KINDS_WITH_WORLDS)
def test_every_kind_of_experiment_draws_by_the_declared_prior(kind):
    """As many worlds in each eighth of the prior, and as many with each alternative: for each shape and scale of the model's."""
    make, own = KINDS_WITH_WORLDS[kind]
    ranges = "\n".join(f'{row["name"]} = "range"' for row in LIKE.values())
    text = EXPERIMENT.format(kind=kind, switch=SWITCH["name"], choices=SWITCH["choices"], ranges=ranges, own=own)
    loaded = check(text.encode(), "x.toml")
    points = make(loaded.experiment, loaded.engine, "source").points
    for row in LIKE.values():
        counts = np.histogram([below(row, point[row["name"]]) for point in points], bins=8, range=(0.0, 1.0))[0]
        assert counts.min() > 0.7 * len(points) / 8 and counts.max() < 1.3 * len(points) / 8, (row["name"], counts)
    chosen = [point.get(SWITCH["name"], SWITCH["default"]) for point in points]
    equal = len(points) / len(SWITCH["choices"])
    assert [chosen.count(choice) for choice in SWITCH["choices"]] == pytest.approx([equal] * len(SWITCH["choices"]), rel=0.1)
