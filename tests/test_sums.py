"""Has each measure a value, is none infinite in any world, and are areas the whole together?"""

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings

from sim import simulate
from sim.measures import MEASURES
from tests.worlds import parameters, strategies


def test_measures_exist():
    """In a world in which everything happens each measure has a value; ratios too, as nothing they divide by is 0."""
    result = simulate("integrated", scale=0.05, years=2, seed=3)
    undefined = [name for name, value in result.measures.items() if not np.isfinite(value)]
    assert undefined == []


@settings(max_examples=settings.default.max_examples // 25, phases=(Phase.generate,), suppress_health_check=list(HealthCheck))
@given(p=parameters(), strategy=strategies())
def test_only_ratios_may_be_undefined(p, strategy):
    """In any world: NaN only where nothing stands below, never infinite."""
    result = simulate(strategy, p, scale=0.01, years=0.5)
    ratios = {name for name, one in MEASURES.items() if one.over == "ratio"} | {"inequality_p90_p10", "inequality_gini"}
    for name, value in result.measures.items():
        assert np.isfinite(value) or (name in ratios and np.isnan(value)), name
    sums = [i for i, name in enumerate(result.monthly_measures) if name not in ratios]
    assert np.isfinite(result.values[:, :, sums]).all()
    assert not np.isinf(result.values).any()


def test_areas_add_up_to_the_whole():
    """But for the time and cost of bodies of more than one area (regional units, transport police, the centre).

    So is what such a body shares, or does in vain, while it has no idea of where the line sells or is run from.
    """
    result = simulate("as_inspected", scale=0.03, years=0.5, seed=2)
    apart = {name for name in MEASURES if name.startswith("officer_days")} | {
        "local_harm_given_up",
        "items_shared",
        "operations_in_vain",
        "people_not_involved",
        "cost_police",
        "cost_home_office",
        "cost_total",
    }
    sums = [i for i, name in enumerate(result.monthly_measures) if MEASURES[name].over != "ratio"]
    rest = result.values[:, -1, sums] - result.values[:, :-1, sums].sum(axis=1)
    more = {
        result.monthly_measures[i]
        for i, own in zip(sums, rest.T, strict=True)
        if (np.abs(own) > 1e-6 * np.abs(result.values[:, -1, i])).any()
    }
    assert {"officer_days", "cost_home_office"} <= more <= apart
    assert (rest >= -1e-6 * np.abs(result.values[:, -1, sums])).all()
