"""Groups that come apart, in the real world: nothing is lost on the way, and they do so as often as they should."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim import changed
from sim.day.bundles import Today
from sim.day.groups import join_group, review, split
from sim.rules import groups
from sim.state import FORCES, NEVER, NONE, Plan, Standing, Trade
from tests.stand_ins import TODAY, P, area
from tests.stand_ins import group as group_stand_in
from tests.worlds import run_of, setting


def used(world, name):
    """The rows of a table that are in use."""
    return getattr(world, name)[: int(getattr(world.counts[0], name))]


@pytest.fixture(scope="module")
def restless():
    """Half a year in which groups come apart as readily as the range allows, from a tenth of the country."""
    run = run_of("as_inspected", setting(changed(P, group_split_rate=0.3), scale=0.1, seed=3))
    before = len(used(run.state.world, "groups"))
    run.live_until(run.state.today + 183)
    return before, run


def test_each_split_makes_one_group(restless):
    before, run = restless
    apart = int(run.record().true_days["groups_split"].sum())
    assert apart > 0
    assert len(used(run.state.world, "groups")) == before + apart


def test_lines_go_with_their_holders(restless):
    world = restless[1].state.world
    lines, dealers = used(world, "lines"), used(world, "dealers")
    trading = lines[lines.trade <= Trade.SUSPENDED]
    assert (dealers.group[trading.holder] == trading.group).all()


def test_who_belongs_to_whom_is_counted(restless):
    world = restless[1].state.world
    groups, lines, dealers = used(world, "groups"), used(world, "lines"), used(world, "dealers")
    trading = lines[lines.trade <= Trade.SUSPENDED]
    assert (groups.lines == np.bincount(trading.group, minlength=len(groups))).all()
    free = dealers[dealers.standing == Standing.AVAILABLE]
    assert (groups.members == np.bincount(free.group, minlength=len(groups))).all()
    assert (groups.capital >= 0).all()


@pytest.mark.parametrize(("lines", "members"), [(2, 0), (3, 5), (5, 4)])
def test_a_group_comes_apart_in_the_middle(lines, members):
    """Every second line with its holder, and every second member who waits, go; who is in custody, or waits for a holder, stays."""
    group = SimpleNamespace(luck=7, home=4, lines=lines, members=members, capital=900, skill=1.1, opened=9, local_share=0.3)
    for name in ("child_share", "met_away", "met_local", "as_of", "disrupted", "lost_market", "reviewed", "review"):
        setattr(group, name, 2)
    new = SimpleNamespace(lines=0, members=0)
    own = [SimpleNamespace(group=0, trade=Trade.OPERATING, holder=k) for k in range(lines)]
    charged, strange = (SimpleNamespace(group=g, trade=t, holder=NONE) for g, t in ((0, Trade.CHARGED), (5, Trade.ABANDONED)))
    table = [charged, *own, strange]
    holders = [SimpleNamespace(group=0, standing=Standing.HOLDING) for _ in range(lines)]
    waiting = [SimpleNamespace(group=0, standing=Standing.AVAILABLE) for _ in range(members)]
    jailed = SimpleNamespace(group=0, standing=Standing.CUSTODY)
    dealers = [*holders, *waiting, jailed]
    group.first_dealer = NONE
    for k in range(len(dealers)):
        join_group(k, dealers, [group], 0)
    counts = SimpleNamespace(groups=1, open_lines=len(table), dealers=len(dealers))
    tally = SimpleNamespace(groups_split=0)
    split(
        0,
        SimpleNamespace(groups=[group, new], lines=table, open_lines=range(len(table)), dealers=dealers, counts=counts),
        tally,
    )
    assert [line.group for line in own] == [k % 2 for k in range(lines)] == [one.group for one in holders]
    assert [one.group for one in waiting] == [k % 2 for k in range(members)]
    assert (charged.group, jailed.group, strange.group) == (0, 0, 5)
    assert (group.lines, new.lines, group.members, new.members) == (
        lines - lines // 2,
        lines // 2,
        members - members // 2,
        members // 2,
    )
    assert (new.home, counts.groups, tally.groups_split) == (4, 2, 1)


def test_they_come_apart_as_often_as_their_lines_beyond_the_first_say():
    """Plans of 20,000 groups of four lines at their review, against the chance of a month (4.5 sigma)."""
    p = changed(P, group_split_rate=0.3)
    places = [area(cap=100.0, danger=0.0, charged=0.0, charged_slavery=0.0) for _ in range(FORCES)]
    trade = SimpleNamespace(lines=[], gravity=np.ones((FORCES, FORCES)))
    country = SimpleNamespace(areas=places, nation=SimpleNamespace(charged_lately=0.0, slavery_lately=0.0, scale=0.1))
    apart, number = 0, 20_000
    for k in range(number):
        ways = {
            "home": 0,
            "lines": 4,
            "capital": 0,
            "review": TODAY,
            "plan": Plan.STAY,
            "plan_market": 0,
            "lost_market": 1,
            "in_question": NONE,
        }
        one = group_stand_in(luck=k, disrupted=-NEVER, reviewed=TODAY - 30, **ways)
        review(one, trade, country, SimpleNamespace(spent_by_groups=0), Today(None, None, p, TODAY))
        apart += one.plan == Plan.SPLIT
    expected = groups.chance_of_splitting(SimpleNamespace(lines=4), p)
    assert apart / number == pytest.approx(expected, abs=4.5 * np.sqrt(expected * (1.0 - expected) / number))


def test_groups_that_never_come_apart_stay_as_many():
    run = run_of("as_inspected", setting(changed(P, group_split_rate=0.0), scale=0.05, seed=3))
    before = len(used(run.state.world, "groups"))
    run.live_until(run.state.today + 60)
    assert len(used(run.state.world, "groups")) == before
