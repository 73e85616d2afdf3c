"""Replacement means what it says: places of charged lines that sell again, crew places of freed children that others fill."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.day.supply.markets import come_back_to_place, come_into_place, leave_place
from sim.state import NONE, Trade
from tests.worlds import limit, live

QUICK = {"succession_probability": 1.0, "succession_delay": 1.0, "members_per_line": 20.0, "handover_gain": 0.0}


def replaced(**values) -> float:
    """Places of charged lines that sell again within a year, of all lines whose holder was charged."""
    lived = live("as_inspected", limit(**values), scale=0.1, days=3 * 365)
    return lived.true("charged_replaced") / lived.true("closed_charged")


def test_places_of_charged_lines_are_taken_by_successors_or_newcomers():
    """Where a successor is always there, nearly all; where nobody succeeds, opens or fills, none."""
    assert replaced(**QUICK) > 0.9
    assert replaced(succession_probability=0.0, group_open_rate=0.0, vacant_market="empties", move_market_propensity=0.0) == 0.0
    assert 0.3 < replaced() < 1.0


def refilled(**values) -> float:
    """Crew places of freed children that another child fills, of all children freed."""
    lived = live("as_inspected", limit(**values), scale=0.1, days=3 * 365)
    freed = sum(lived.true(f"freed_{way}") for way in ("own", "protected", "support", "arrest", "closure"))
    return lived.true("places_refilled") / freed


def test_crew_places_are_filled_by_other_children_or_lapse():
    """Far from 100 in a level world: places that lapse are fewer where all are refilled."""
    none, all_ = refilled(crew_place="empties", place_lapse_days=3000.0), refilled(crew_place_refill=1.0)
    assert none < 0.8 * all_
    assert all_ < 1.0


def market(ended: list[int], how: list[int]) -> tuple[np.recarray, SimpleNamespace]:
    """A market whose lines ended on these days, the last one last."""
    kinds = [("own_row", "i8"), ("ended", "i8"), ("trade", "i8"), ("vacated_before", "i8")]
    lines, area = np.zeros(len(ended), kinds).view(np.recarray), SimpleNamespace(vacated_row=NONE)
    lines.own_row, lines.ended, lines.trade = np.arange(len(ended)), ended, how
    for line in lines:
        leave_place(line, area)
    return lines, area


def standing(lines: np.recarray, area: SimpleNamespace) -> list[int]:
    rows, row = [], area.vacated_row
    while row != NONE:
        rows.append(int(row))
        row = lines[row].vacated_before
    return rows


@pytest.mark.parametrize(("u", "left", "counted"), [(0.0, [1, 0], 1), (0.6, [2, 0], 0)])
def test_a_line_that_comes_in_takes_one_place_of_the_last_year(u, left, counted):
    """Which one is chance; only that of a line whose holder was charged counts."""
    lines, area = market([100, 600, 700], [Trade.CHARGED, Trade.ABANDONED, Trade.CHARGED])
    tally = SimpleNamespace(charged_replaced=0)
    come_into_place(lines, area, u, tally, 900)
    assert standing(lines, area) == left
    assert tally.charged_replaced == counted


def test_a_successor_comes_back_to_its_place_once():
    lines, area = market([600, 650, 700], [Trade.CHARGED] * 3)
    tally = SimpleNamespace(charged_replaced=0)
    for _ in range(2):
        come_back_to_place(lines[1], lines, area, tally, 720)
    assert standing(lines, area) == [2, 0]
    assert tally.charged_replaced == 1
    come_back_to_place(lines[0], lines, area, tally, 600 + 366)
    assert tally.charged_replaced == 1
