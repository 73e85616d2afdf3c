"""What comes with a closure: the crew's debt, officers' time for counts and orders, and holders of one group lost together."""

from collections import Counter
from types import SimpleNamespace

import numpy as np
import pytest

from sim import Parameters
from sim.day.bundles import Today
from sim.day.justice.holders import charge
from sim.policy.levers import ModernSlaveryCharging, Policy
from sim.state import NONE, Standing, Task, Trade
from tests.stand_ins import TODAY
from tests.worlds import alone, limit, live, run_of, setting

DAYS = 400
MANY = limit(holder_investigation_effort=8.0, charge_heard=0.0)


def test_what_is_seized_when_a_line_closes_is_owed_by_its_children():
    """The children of a line that police close today owe tomorrow, each, their part of what was seized; they work none of it off."""
    run, owed = run_of("as_inspected", setting(MANY, scale=0.1)), []
    while run.state.today < setting().start.toordinal() + DAYS:
        today, trading = run.state.today, run.state.world.lines.trade.copy()
        run.live_until(today + 1)
        world = run.state.world
        closed = np.flatnonzero((world.lines.trade[: len(trading)] == Trade.CHARGED) & (trading <= Trade.SUSPENDED))
        seized = closed[(world.lines.charge_day[closed] == today + 1) & (world.lines.crew_charge[closed] > 0)]
        before = [(k, *world.episodes[k][["luck", "debt", "line"]]) for k in crew(world, seized)]
        run.live_until(today + 2)
        after = run.state.world.episodes
        still = [(k, debt, line) for k, luck, debt, line in before if after[k].luck == luck and after[k].exploited]
        owed += [(after[k].debt - debt, run.state.world.lines.crew_charge[line]) for k, debt, line in still]
    assert len(owed) > 20
    assert all(more == due for more, due in owed)


def crew(world, lines: np.ndarray) -> list[int]:
    """The exploited children of some lines."""
    exploited = world.exploited[: world.counts[0].exploited]
    return list(exploited[np.isin(world.episodes.line[exploited], lines)])


@pytest.mark.parametrize(("share", "days"), [(0.0, 0.0), (1.0, 47.0)])
def test_a_slavery_count_takes_its_declared_time_when_it_is_charged(share, days):
    """From the time of the body whose case it is; as large a part of it is for others as of the investigation. No count, no time."""
    p = limit(modern_slavery_effort=40.0, modern_slavery_share=0.0)
    policy = Policy(modern_slavery_charging=ModernSlaveryCharging(share=share, evidential_effort=7.0))
    dealer = SimpleNamespace(luck=5, body=1, moved=0.25, standing=Standing.RELEASED, conditions=0)
    body = SimpleNamespace(account=0, area=2)
    true = [SimpleNamespace(effort_investigation=0, effort_elsewhere=0, bail_conditions=0) for _ in range(3)]
    recorded = [SimpleNamespace(holders_charged=0, slavery_charged=0, slavery_alone=0) for _ in range(3)]
    nation = SimpleNamespace(backlog=1.0, charged_lately=0.0, slavery_lately=0.0)
    country = SimpleNamespace(areas=[SimpleNamespace(charged=0.0, charged_slavery=0.0)], nation=nation)
    ledger = SimpleNamespace(true=true, recorded=recorded)
    charge(dealer, 0, country, SimpleNamespace(bodies=[None, body]), ledger, Today([policy] * 2, None, p, TODAY))
    assert (-body.account, true[2].effort_investigation, true[2].effort_elsewhere) == (1000 * days, 1000 * days, 250 * days)
    assert recorded[0].slavery_charged == share


def test_an_order_on_the_day_of_an_arrest_takes_officers_time():
    """Where none is asked for by itself, all the time for orders is that of those with an arrest, ten days each."""
    lived = live(alone("restriction_orders", with_arrest=1.0, orders_a_year=0.0), scale=0.1)
    assert lived.recorded("orders") > 20
    spent = lived.true("effort_orders") / 1000.0 / lived.recorded("orders")
    assert spent == pytest.approx(Parameters().operations.restriction_order_effort)


def test_holders_are_lost_together_only_where_two_are_arrested():
    """Of a group, on one day, by one body: two or more; an operation on two lines that finds one holder is no joint arrest."""
    run, lone, joint = run_of("integrated", setting(MANY, scale=1.0)), 0, 0
    while run.state.today < setting().start.toordinal() + DAYS:
        world, today = run.state.world, run.state.today
        planned = world.operations[: world.counts[0].operations].copy()
        planned = planned[(planned.due <= today) & (planned.task == Task.INVESTIGATION)]
        group, held = world.lines.group[planned.line].copy(), world.lines.holder[planned.line].copy()
        before = world.dealers.standing[held].copy()
        run.live_until(today + 1)
        dealers = run.state.world.dealers[held]
        arrested = (held != NONE) & (dealers.standing != before) & (dealers.body == planned.body)
        again = (held != NONE) & (before == Standing.RELEASED) & (dealers.body == planned.body)  # and is released once more
        together = Counter(zip(group[arrested | again], planned.body[arrested | again], strict=True))
        for at in np.flatnonzero(arrested):
            if dealers.joint[at]:
                assert together[group[at], planned.body[at]] >= 2
            joint += int(dealers.joint[at])
            lone += int(planned.joint[at] != NONE and not dealers.joint[at])
    assert joint > 4
    assert lone > 4
