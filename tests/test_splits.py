"""Groups that come apart, in the real world: nothing is lost on the way, and they do so as often as they should."""

import numpy as np
import pytest

from sim import changed
from sim.parameters import Parameters
from sim.state import Standing, Trade
from tests.worlds import course_of, setting

P = Parameters()


def used(world, name):
    """The rows of a table that are in use."""
    return getattr(world, name)[: int(getattr(world.counts[0], name))]


@pytest.fixture(scope="module")
def restless():
    """Half a year in which groups come apart as readily as the range allows, from a tenth of the country."""
    course = course_of("as_inspected", setting(changed(P, group_split_rate=0.3), scale=0.1, seed=3))
    before = len(used(course.state.world, "groups"))
    course.live_until(course.state.today + 183)
    return before, course


def test_each_split_makes_one_group(restless):
    before, course = restless
    apart = int(course.stretch().true_days["groups_split"].sum())
    assert apart > 0
    assert len(used(course.state.world, "groups")) == before + apart


def test_lines_go_with_their_holders(restless):
    world = restless[1].state.world
    lines, dealers = used(world, "lines"), used(world, "dealers")
    trading = lines[lines.trade <= Trade.SUSPENDED]
    assert (dealers.group[trading.holder] == trading.group).all()


def test_new_groups_have_lines_and_live_where_they_came_from(restless):
    before, course = restless
    world = course.state.world
    groups, lines, dealers = used(world, "groups"), used(world, "lines"), used(world, "dealers")
    new = groups[before:]
    assert (new.capital >= 0).all()
    trading = lines[lines.trade <= Trade.SUSPENDED]
    assert set(groups.home[trading.group[trading.group >= before]]) <= set(groups.home[:before])
    assert (groups.lines == np.bincount(trading.group, minlength=len(groups))).all()
    free = dealers[dealers.standing == Standing.AVAILABLE]
    assert (groups.members == np.bincount(free.group, minlength=len(groups))).all()


def test_they_come_apart_as_often_as_their_lines_beyond_the_first_say(restless):
    """The rate over the lines beyond a group's first, as they stand at the end: 4 sigma, and a quarter for what changed."""
    course = restless[1]
    apart = int(course.stretch().true_days["groups_split"].sum())
    beyond = int(np.maximum(0, used(course.state.world, "groups").lines - 1).sum())
    expected = 0.3 * beyond * 183 / 365.25
    assert abs(apart - expected) < 4.0 * np.sqrt(expected) + 0.25 * expected


def test_groups_that_never_come_apart_stay_as_many():
    course = course_of("as_inspected", setting(changed(P, group_split_rate=0.0), scale=0.05, seed=3))
    before = len(used(course.state.world, "groups"))
    course.live_until(course.state.today + 60)
    assert len(used(course.state.world, "groups")) == before
