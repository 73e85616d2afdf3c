"""Is every draw its own? Nobody draws twice for one purpose on one day, for two uses of one number would go together.

The same interpreted days see that `NONE`, which is -1, is never followed: compiled it would be the last row, without a word.
"""

import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim.simulation.simulate
from sim.day import live
from tests.worlds import limit, run_of, setting

EARLIER, DAYS = 200, 60
"""Lived compiled, until courts, decisions and reviews are under way; then the days that are listened to."""
KEPT = {
    "ADVOCATE": "whether a child is one of those offered an advocate, asked whenever a victim is seen in it",
    "MAPPED": "whether a file is one of those on the map, a property of the file that each review asks for",
    "ACCEPTED": "whether a force accepts a line, where that is a fixed chance: a property of the file",
    "RAISED": "whether a child raises section 45, asked again for whether it is open to the offence, and whether it succeeds",
    "BROUGHT_FORWARD": "the day of the week to which a case is brought forward: each day of the week asks, and the first answer stands",
    "DROPPED": "whether a positive decision ends a child's case, asked at the charging decision and in court",
    "PROVED": "how strong a case against a holder is, asked for each count",
    "READY": "whether a case can be brought forward, a property of the case that each day of a week of action asks for",
}
"""Purposes of draws that are kept for life and asked for again: the same answer is meant."""
OFTEN = {
    "item_misread": 0.3,
    "community_intelligence": 4.0,
    "home_knowledge_rate": 4.0,
    "local_disruption_effort": 2.0,
    "holder_investigation_effort": 5.0,
    "investigation_length": 30.0,
    "safeguarding_visit_effort": 0.3,
    "visit_home_in_use": 0.9,
    "stop_detection": 0.01,
}
"""A small world in which much happens on one day."""
CASES = {
    "regional": ("regional", {}),
    "integrated, other structures": (
        "integrated",
        {"acceptance": "fixed", "successor": "new_life", "vacant_market": "neighbours"},
    ),
}


def modules() -> list:
    """The modules of the model that are loaded."""
    return [module for name, module in sys.modules.items() if name.split(".")[0] == "sim"]


def purposes() -> dict[int, str]:
    """The name of each purpose, by its number."""
    return {
        value: name
        for module in modules()
        for name, value in vars(module).items()
        if name.isupper() and isinstance(value, int) and value > 1 << 48
    }


class Checked(np.ndarray):
    """A table in which there is no row before the first."""

    def __getitem__(self, rows):
        self.check(rows)
        return super().__getitem__(rows)

    def __setitem__(self, rows, value):
        self.check(rows)
        super().__setitem__(rows, value)

    @staticmethod
    def check(rows):
        for row in rows if isinstance(rows, tuple) else (rows,):
            if isinstance(row, int | np.integer) and row < 0:
                raise IndexError(f"row {row} is looked up")


def checked(tables: Any) -> Any:
    """Tables, or a tuple of them, without rows before the first."""
    return type(tables)(*map(checked, tables)) if isinstance(tables, tuple) else tables.view(Checked)


def live_checked(world: Any, *more: Any) -> None:
    """The kernel of the day, interpreted on checked tables."""
    live.py_func(checked(world), *more)


def test_a_row_before_the_first_is_seen():
    table = np.arange(6.0).reshape(3, 2).view(Checked)
    assert table[2, 1] == 5.0
    for wrong in (-1, (0, -1), np.int64(-1)):
        with pytest.raises(IndexError):
            table[wrong]
        with pytest.raises(IndexError):
            table[wrong] = 1.0
    with pytest.raises(IndexError):
        table[0][-1]


@pytest.mark.parametrize("case", CASES)
def test_no_draw_is_used_twice_and_no_row_before_the_first(case, monkeypatch):
    """The model interpreted, with an ear at each draw (and compiled before, so that no kernel is compiled with it)."""
    strategy, values = CASES[case]
    p = limit(**OFTEN, **values)
    run = run_of(strategy, setting(p, scale=0.02, seed=6))
    run.live_until(run.state.today + EARLIER)
    drawn: Counter = Counter()
    true_uniform = sim.engine.luck.uniform

    def uniform(luck, day, what_for):
        drawn[int(luck), int(day), int(what_for)] += 1
        return true_uniform(luck, day, what_for)

    for module in modules():
        if getattr(module, "uniform", None) is true_uniform:
            monkeypatch.setattr(module, "uniform", uniform)
    monkeypatch.setattr(sim.simulation.simulate, "live", live_checked)
    run.live_until(run.state.today + DAYS)
    names = purposes()
    assert len(drawn) > 100_000
    twice = Counter(names[what_for] for (_, _, what_for), times in drawn.items() if times > 1)
    assert {name: number for name, number in twice.items() if name not in KEPT} == {}


def test_purposes_are_different_numbers():
    """A name is one draw's: no two purposes share a number by sharing their words."""
    found = [
        (value, f"{module.__name__}.{name}")
        for module in modules()
        for name, value in vars(module).items()
        if name.isupper() and isinstance(value, int) and value > 1 << 48
    ]
    words: dict[int, set[str]] = {}
    for value, name in found:
        words.setdefault(value, set()).add(name.split(".")[-1])
    assert {value: names for value, names in words.items() if len(names) > 1} == {}
    assert len(words) > 100


def test_no_purpose_is_declared_twice():
    declared = [
        text
        for path in Path(sim.__file__).parent.rglob("*.py")
        for text in re.findall(r'= purpose\("([^"]+)"\)', path.read_text(encoding="utf-8"))
    ]
    assert {text: number for text, number in Counter(declared).items() if number > 1} == {}
    assert len(declared) > 100
