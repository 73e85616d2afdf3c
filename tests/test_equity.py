"""The postcode lottery in numbers: known answers for how unequal areas are, and its table from real runs."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.equity import RATES, by_world, statistics

rates = st.lists(st.floats(0.1, 1000.0), min_size=5, max_size=43)


def of(values, young=None):
    """The statistics of one row of rates."""
    values = np.array(values, float)
    return {
        name: float(one[0]) for name, one in statistics(values[None], np.ones(len(values)) if young is None else young).items()
    }


def test_equal_areas_have_no_gap():
    found = of([7.0] * 40)
    assert found == pytest.approx({"mean": 7.0, "worst_fifth": 7.0, "p90_p10": 1.0, "gini": 0.0})


def test_harm_in_one_area_alone_is_as_unequal_as_can_be():
    """With n alike areas of which one has all harm, Gini is 1 - 1/n, and the worst fifth has five times the mean."""
    found = of([0.0] * 9 + [50.0])
    assert found["gini"] == pytest.approx(0.9)
    assert found["worst_fifth"] == pytest.approx(5.0 * found["mean"])
    assert np.isnan(found["p90_p10"])


@given(values=rates)
def test_gini_is_the_mean_difference_between_pairs(values):
    """Gini is half the mean absolute difference between two areas drawn at random, over the mean."""
    apart = np.abs(np.subtract.outer(values, values)).mean()
    assert of(values)["gini"] == pytest.approx(apart / 2.0 / np.mean(values), abs=1e-9)


@given(values=rates, times=st.floats(0.1, 50.0))
def test_twice_the_harm_everywhere_is_as_unequal(values, times):
    one, other = of(values), of([times * value for value in values])
    for name, value in one.items():
        assert other[name] == pytest.approx(value * times if name in RATES else value)


@given(values=rates, repeats=st.integers(2, 4))
def test_an_area_counts_by_its_young_people(values, repeats):
    """An area of twice the people is as two areas alike (but for the percentiles, which count areas)."""
    young = np.ones(len(values))
    young[0] = repeats
    one, other = of(values, young), of([values[0]] * (repeats - 1) + values)
    for name in ("mean", "worst_fifth", "gini"):
        assert one[name] == pytest.approx(other[name], abs=1e-9)


def test_worlds_with_a_missing_area_are_left_out():
    rows = [(0, r, area, 1.0 * r) for r in range(3) for area in ("a", "b") if (r, area) != (2, "b")]
    frame = pd.DataFrame(rows, columns=["point", "replication", "area", "value"])
    assert by_world(frame, ["a", "b"]).tolist() == [[0.0, 0.0], [1.0, 1.0]]
