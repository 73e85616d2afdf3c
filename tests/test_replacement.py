"""Replacement means what it says: of 100 lines, or children, taken out with no other change, how many others are there later."""

import numpy as np
import pytest

from sim import replacement, warm_up
from sim.evidence.problems import Refused
from sim.simulation.replacement import drawn, take_out, there
from sim.simulation.simulate import branch
from tests.test_strategies import calendar
from tests.worlds import NO_FINDS, NO_POLICE, NOTHING, limit

QUIET = {**NO_POLICE, **NO_FINDS, "line_voluntary_end": 1e-9, "move_market_propensity": 0.0, "pause_propensity": 0.0}
"""Nothing befalls a line: so that two branches differ in whom they lack alone."""
NOBODY_COMES = {
    "group_open_rate": 0.0,
    "vacancy_fill_rate": 0.0,
    "adult_holder_inflow": 1.0,
    "succession_probability": 0.0,
}


@pytest.mark.parametrize("what", ["lines", "children"])
def test_those_taken_out_are_gone_and_nothing_else_is_changed(what):
    state = warm_up(scale=0.05, seed=3, warm_up_years=0.3)
    rows, before = drawn(state, what, 0.2), there(state, what)
    assert len(rows) == round(0.2 * len(before)) and np.isin(rows, before).all()
    other = branch(state)
    take_out(other, calendar("as_inspected"), what, rows)
    assert there(other, what).tolist() == np.setdiff1d(before, rows).tolist()
    assert there(state, what).tolist() == before.tolist()
    kept = "children" if what == "lines" else "lines"
    assert there(other, kept).tolist() == there(state, kept).tolist()


def test_where_no_line_can_open_none_is_replaced():
    assert replacement("lines", NOTHING, limit(**QUIET, **NOBODY_COMES), scale=0.05, warm_up_years=0.3) == 0.0


def test_where_no_child_can_be_groomed_none_is_replaced():
    p = limit(**QUIET, grooming_rate=1e-12, crew_reabsorbed=1e-9, reexploitation_rate=1e-9)
    assert replacement("children", NOTHING, p, scale=0.05, warm_up_years=0.3) == 0.0


def test_children_are_replaced_where_need_limits_and_hardly_where_reach_does():
    """Of 100 freed places many are filled by a child where crews reach all that they need; an adult or a seller has the others."""
    found = []
    for values in ({"grooming_rate": 3.0, "child_share_of_runners": 0.8}, {"grooming_rate": 0.01}):
        p = limit(**QUIET, group_open_rate=0.0, **values)
        found.append(
            [replacement("children", NOTHING, p, scale=0.05, seed=seed, share=0.3, warm_up_years=0.5) for seed in range(3)]
        )
    plenty, few = np.mean(found, axis=1)
    assert plenty > 25.0
    assert -5.0 < few < 12.0


@pytest.mark.slow
@pytest.mark.parametrize("what", ["lines", "children"])
def test_replacement_does_not_depend_on_the_scale(what):
    """Over worlds at a twentieth, a fifth and in full: each within two standard errors and five points of the smallest."""
    found = {
        scale: np.array([replacement(what, scale=scale, seed=seed, share=0.2) for seed in range(worlds)])
        for scale, worlds in {0.05: 32, 0.2: 12, 1.0: 3}.items()
    }
    mean = {scale: values.mean() for scale, values in found.items()}
    error = {scale: values.std(ddof=1) / np.sqrt(len(values)) for scale, values in found.items()}
    for scale in (0.2, 1.0):
        assert abs(mean[scale] - mean[0.05]) < 5.0 + 2.0 * np.hypot(error[scale], error[0.05]), (scale, mean, error)


@pytest.mark.parametrize(
    ("wrong", "words"), [({"what": "groups"}, "lines"), ({"what": "lines", "share": 0.0}, "above 0, to 1")]
)
def test_what_cannot_be_meant_is_refused(wrong, words):
    with pytest.raises(Refused, match=words):
        replacement(**wrong)
