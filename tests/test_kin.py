"""Groups on file: which lines bodies join as of one group, what an arrest tells of the others, and joint operations on several."""

import numpy as np
import pytest

from sim.state import NONE
from tests.worlds import Lived, alone, limit, live

MAPPED = alone("organised_crime_mapping", coverage=1.0, consistency=1.0)
ONE_GROUP_OF_FOUR = {"groups_start": 500.0, "map_false_merge": 0.0}
"""Groups of four lines each on average."""


def lived(strategy="as_inspected", seed=1, **values) -> Lived:
    return live(strategy, limit(**ONE_GROUP_OF_FOUR | values), scale=0.1, days=500, seed=seed)


def joined(one: Lived) -> tuple[int, float]:
    """How many files are joined to one on another line, and the share of these whose lines are of one group."""
    world = one.state.world
    files, lines = world.files[: world.counts[0].lines], world.lines
    rows, places = np.nonzero((files.kin != NONE) & (files.body != NONE))
    kin = files.kin[rows, places]
    return len(kin), float((lines.group[rows] == lines.group[kin]).mean()) if len(kin) else 0.0


def test_without_items_that_name_lines_of_a_group_nothing_is_joined_and_no_operation_is_joint():
    one = lived(kin_named=0.0)
    assert joined(one)[0] == one.true("operations_joint") == 0


@pytest.mark.parametrize("mistaken", [0.0, 0.4])
def test_lines_are_joined_rightly_but_for_items_that_are_wrong(mistaken):
    """Some joins are of lines that have moved to another group since, or are misread as another's: a tenth and more."""
    number, right = joined(lived(kin_named=0.4, kin_mistaken=mistaken, item_misread=0.0))
    assert number > 50
    assert right == pytest.approx(1.0 - mistaken, abs=0.12)


def test_a_map_that_covers_more_joins_more_and_leads_to_joint_operations():
    """Of three worlds: without the map a world of this size may well see no joint operation in its 500 days."""
    few, many = (
        [lived(strategy, seed, kin_named=0.2, kin_unmapped=0.0) for seed in (1, 2, 3)] for strategy in ("fragmented", MAPPED)
    )
    assert all(joined(more)[0] > 1.3 * joined(one)[0] for one, more in zip(few, many, strict=True))
    assert sum(one.true("operations_joint") for one in many) > sum(one.true("operations_joint") for one in few) > 0


def test_an_arrest_tells_of_the_groups_other_lines():
    silent, telling = (lived(kin_named=0.0, items_from_arrest=items) for items in (0.0, 3.0))
    for column in ("lines_known_days", "lines_reachable_days"):
        assert telling.true(column) > 1.1 * silent.true(column)
