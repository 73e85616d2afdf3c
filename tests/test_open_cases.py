"""While a case against a holder waits for the charging decision: nobody arrests the holder again, and who knows of it waits."""

from types import SimpleNamespace

import pytest

from sim.day.aftermath import begin_new_life
from sim.day.justice.operations import come_too_late
from sim.policy.levers import PoliceBail
from sim.rules.justice import holders
from sim.state import FILES, FORCES, NEVER, NONE, Standing, Task
from sim.state.time import YEAR_DAYS
from tests.stand_ins import TODAY, P, dealer, file
from tests.worlds import limit, run_of, setting

MANY = limit(holder_investigation_effort=6.0, charged_at_arrest_share=0.2)


def test_who_was_released_is_not_arrested_again_and_who_knows_of_the_case_waits():
    """As many are released as are on record, cases keep their day, and no body begins on a holder of whose case it knows."""
    run = run_of("as_inspected", setting(MANY, scale=0.2))
    released = waits = 0
    while run.state.today < setting().start.toordinal() + 2 * YEAR_DAYS:
        world, today = run.state.world, run.state.today
        before = world.dealers.copy()
        run.live_until(today + 1)
        world = run.state.world
        now = world.dealers[: len(before)]
        waiting = (before.standing == Standing.RELEASED) & (before.due > today)
        for kept in ("standing", "due", "body", "line"):
            assert (now[kept][waiting] == before[kept][waiting]).all(), kept
        released += int(((now.standing == Standing.RELEASED) & (before.standing != Standing.RELEASED)).sum())
        begun = world.operations[: world.counts[0].operations]
        for one in begun[(begun.started == today) & (begun.task == Task.INVESTIGATION)]:
            own = world.files[one.line][world.files[one.line].body == one.body]
            assert (own.case_until < today).all()
        waits += int((world.files.case_until[: world.counts[0].lines] > today).sum())
    written = run.record().recorded_months
    assert released == written["holders_released"].sum() + written["holders_bailed"].sum() > 50
    assert waits > 1000


@pytest.mark.parametrize("standing", [Standing.RELEASED, Standing.REMANDED])
def test_who_comes_too_late_knows_of_the_case_or_that_the_holder_is_charged(standing):
    holder = dealer(standing=standing, due=TODAY + 70)
    line = SimpleNamespace(home=0, holder=0 if standing == Standing.RELEASED else NONE)
    files = [file(body=f, of_holder=3.0) for f in range(FILES)]
    books = [SimpleNamespace(operations_failed=0) for _ in range(FORCES)]
    operation = SimpleNamespace(body=2, line=0)
    come_too_late(
        operation, line, SimpleNamespace(dealers=[holder]), SimpleNamespace(files=[files]), SimpleNamespace(true=books), TODAY
    )
    known = (TODAY + 70, 3.0) if standing == Standing.RELEASED else (0, 0.0)
    assert (files[2].case_until, files[2].of_holder) == known
    assert all((one.case_until, one.of_holder) == (0, 3.0) for one in files if one.body != 2)
    assert [book.operations_failed for book in books] == [1] + [0] * (FORCES - 1)


def test_an_order_with_an_arrest_is_no_part_of_a_charge_that_comes_later():
    one = dealer(ordered=1, due=NEVER)
    holders.release_holder(one, PoliceBail(), P, TODAY)
    assert one.ordered == 0


def test_an_investigation_under_way_goes_on_where_a_line_is_taken_over_as_a_new_life():
    files = [file(body=f, busy_until=TODAY + 30, of_holder=2.0) for f in range(FILES)]
    begin_new_life(SimpleNamespace(extent=1.0), files, P, TODAY)
    assert all((one.busy_until, one.of_holder) == (TODAY + 30, 0.0) for one in files)
