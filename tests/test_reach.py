"""Does every file hold the reach that follows from where its body believes the line to be, whatever has changed that belief?"""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.day.tasking.lists import send_task
from sim.rules import tasking
from sim.state import FILES, HOME_FILE, MARKET_UNIT_FILE, NONE
from tests.stand_ins import TODAY, P, file
from tests.worlds import limit, live

WRONG = limit(item_misread=0.4, kin_named=0.4)
"""Much that is taken down is wrong, so tasks go to forces that have no such line."""


@pytest.mark.parametrize("strategy", ["as_inspected", "integrated"])
def test_reach_follows_from_what_is_believed_of_every_line(strategy):
    world = live(strategy, WRONG, scale=0.1, days=500).state.world
    files, regions = world.files[: world.counts[0].lines], world.bodies.region
    rows, places = np.nonzero(files.body != NONE)
    assert len(rows) > 500 and (files.home[rows, places] == NONE).mean() > 0.05
    for row, place in zip(rows, places, strict=True):
        held = files[row][place]
        one = SimpleNamespace(home=held.home, market=held.market, reaches=NONE, own_share=NONE)
        known = held.home != NONE and held.market != NONE
        tasking.see_reach(int(place), one, known and regions[held.home] == regions[held.market], WRONG)
        assert (held.reaches, held.own_share) == (one.reaches, pytest.approx(one.own_share)), (row, place)


def test_a_task_that_a_wrong_force_refuses_takes_the_reach_back_too():
    """A unit that thought the line to be run from area 3, within its region, has no idea after it, and acts as one without."""
    files = [file(body=NONE) for _ in range(FILES)]
    files[HOME_FILE], files[MARKET_UNIT_FILE] = file(body=2), file(body=40, market=1, home=3, reaches=1, own_share=1.0)
    police = SimpleNamespace(files=[files], messages=[None], counts=SimpleNamespace(messages=0))
    send_task(0, MARKET_UNIT_FILE, 5, police, P, TODAY)
    unit = files[MARKET_UNIT_FILE]
    assert (unit.home, unit.reaches, unit.own_share) == (NONE, 0, 1.0 - P.tasking.harm_share_home)
    assert police.counts.messages == 0
