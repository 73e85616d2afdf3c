"""Lines that move to another market, in the real world: whom they take along, whom they leave, and what stays theirs."""

import numpy as np
import pytest

from sim import changed
from sim.state import NEVER, NONE, Use
from tests.stand_ins import P
from tests.worlds import run_of, setting

OFTEN = changed(P, move_market_propensity=0.5, unprompted_plans=0.5)


@pytest.fixture(scope="module")
def run():
    """Two years of a world in which lines move often."""
    run = run_of("as_inspected", setting(OFTEN, scale=0.05, seed=4))
    run.live_until(run.state.today + 730)
    return run


def used(run, name):
    """The rows of a table that are in use."""
    world = run.state.world
    return getattr(world, name)[: int(getattr(world.counts[0], name))]


def test_lines_move(run):
    lines = used(run, "lines")
    assert (lines.moved > 0).sum() > 100
    assert (lines.opened[lines.moved > 0] < lines.moved[lines.moved > 0]).all()


def test_no_home_or_adult_of_the_old_market_is_used_for_long(run):
    """An adult is looked at each week; who comes from the line's home goes along."""
    world, today = run.state.world, run.state.today
    adults = world.adults[world.adults.use != Use.NOT_USED]
    lines = world.lines[adults.line]
    behind = (adults.since < lines.moved) & (adults.sent == 0)
    assert (today - lines.moved[behind] <= 8).all()
    assert (adults.sent[adults.since < lines.moved] == 1).sum() > 0


def test_children_of_the_old_market_are_no_crew(run):
    """Lines count none of those they left; those have been taken on or are free within `stranded_days`, but for custody."""
    world, today = run.state.world, run.state.today
    children = world.episodes[world.exploited[: int(world.counts[0].exploited)]]
    children = children[children.exploited == 1]
    lines = world.lines[children.line]
    behind = (children.joined < lines.moved) & (children.away_from == NEVER)
    waited = today - lines.moved[behind]
    limit = P.aftermath.stranded_days + 2
    held = children.custody_until[behind] > lines.moved[behind]
    assert behind.sum() > 0
    assert (waited[~held] <= limit).all()
    for row in np.unique(children.line):
        crew = world.lines[row].children_home + world.lines[row].children_local + world.lines[row].grown
        assert crew <= ((children.line == row) & ~behind).sum() + 5  # five, who may have left since this morning


def test_nobody_is_used_by_no_line(run):
    adults = run.state.world.adults
    assert ((adults.line == NONE) == (adults.use == Use.NOT_USED)).all()
