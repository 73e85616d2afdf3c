"""Rules of what officers learn from investigations, against their formulas."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.policy.levers import Capacity
from sim.rules import tasking
from tests.stand_ins import P, body, file

TASK, OPS = P.tasking, P.operations
YEAR = 365.25
share = st.floats(0.0, 1.0)


@given(days=st.floats(0.0, 500.0), others=st.floats(0.0, 500.0), own=share)
def test_practice_makes_an_investigation_cheaper(days, others, own):
    """Without practice it takes `unpractised_effort_ratio` times the effort; half of the difference is gone at `practice_half_days`."""
    assert tasking.unpractised(0.0, 0.0, own, P) == 1.0
    assert tasking.unpractised(TASK.practice_half_days, others, 1.0, P) == pytest.approx(0.5)
    assert tasking.unpractised(others, TASK.practice_half_days, 0.0, P) == pytest.approx(0.5)
    lacking = tasking.unpractised(days, others, own, P)
    over = tasking.investigation_effort(file(reaches=1), body(unpractised=lacking), P) / OPS.holder_investigation_effort
    assert over == pytest.approx(1.0 + (TASK.unpractised_effort_ratio - 1.0) * lacking)
    assert 0.0 < lacking <= 1.0
    assert tasking.practice_after(days, others, P) - days == pytest.approx((others - days) * TASK.practice_spread / YEAR)


def test_practice_leaves_with_officers_and_new_ones_bring_none():
    one = body(practised=1000.0, heads=10.0)
    day = 1.0 - TASK.practice_lost / YEAR
    assert tasking.officers_for_lines(body(), Capacity(dedicated_officers=5.0, share_of_officers=0.01)) == pytest.approx(19.0)
    assert tasking.practice_kept(one, 10.0, P) == tasking.practice_kept(one, 20.0, P) == pytest.approx(1000.0 * day)
    assert tasking.practice_kept(one, 5.0, P) == pytest.approx(500.0 * day)
    assert tasking.practice_kept(body(practised=0.0, heads=0.0), 5.0, P) == 0.0
