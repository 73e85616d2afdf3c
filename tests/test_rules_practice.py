"""Rules of what officers learn from investigations, against their formulas."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.policy.levers import Capacity
from sim.rules import tasking
from sim.rules.justice import operations
from sim.state import MARKET_FILE
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
    drift = (others - days) * TASK.practice_spread / YEAR
    for told in (0.0, 0.25, 1.0):  # as bodies share, so they learn from each other
        assert tasking.practice_after(days, others, told, P) - days == pytest.approx(told * drift)


@given(lacking=share)
def test_practice_turns_work_from_runners_to_holders_and_ends_in_arrests_more_often(lacking):
    """Without practice a raid seems worth all of what it seems at first, and an arrest is had less often; with all, by the ratios."""
    raw, some, practised = body(unpractised=1.0), body(unpractised=lacking), body(unpractised=0.0)
    seen = [tasking.worth_of_disruption(MARKET_FILE, file(of_market=1.0), one, 0.0, P) for one in (raw, some, practised)]
    assert seen[2] == pytest.approx(seen[0] * TASK.practised_disruption_ratio)
    assert seen[1] == pytest.approx(lacking * seen[0] + (1.0 - lacking) * seen[2])
    operation = SimpleNamespace(believed=2.0, stale=0.0, doubled=0.0, finds=1.0)
    had = [operations.chance_of_success(operation, one, 1.0, P) for one in (raw, some, practised)]
    assert had[0] == pytest.approx(had[2] * TASK.unpractised_success_ratio)
    assert had[1] == pytest.approx(lacking * had[0] + (1.0 - lacking) * had[2])


def test_practice_leaves_with_officers_and_new_ones_bring_none():
    one = body(practised=1000.0, heads=10.0)
    day = 1.0 - TASK.practice_lost / YEAR
    assert tasking.officers_for_lines(body(), Capacity(dedicated_officers=5.0, share_of_officers=0.01)) == pytest.approx(19.0)
    assert tasking.practice_kept(one, 10.0, P) == tasking.practice_kept(one, 20.0, P) == pytest.approx(1000.0 * day)
    assert tasking.practice_kept(one, 5.0, P) == pytest.approx(500.0 * day)
    assert tasking.practice_kept(body(practised=0.0, heads=0.0), 5.0, P) == 0.0
