"""The order of the day, found in the sources: which phases a day calls, and which rules each of them comes to.

A rule stands under the step that comes to it first, so that a list made from this reads like the day itself, and a rule
that no step comes to is seen to be so.
"""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from sim.documents.sources import Function, Place, functions

DAY = ("sim.day", "live")


class Step(NamedTuple):
    """One call of the day: the number of the step, its phase, and the functions it comes to first."""

    number: int
    phase: Function
    comes_to: tuple[Function, ...]


def reached_from(start: Place, seen: set[Place]) -> Iterator[Function]:
    """The functions that one comes to, depth first in the order of the source, each once: those in `seen` are left out."""
    for place in functions()[start].calls:
        if place in functions() and place not in seen:
            seen.add(place)
            yield functions()[place]
            yield from reached_from(place, seen)


@cache
def steps() -> tuple[Step, ...]:
    """The steps of the day, as they are called: each has the name of its module."""
    seen: set[Place] = set()
    called = [place for place in functions()[DAY].calls if place == (f"sim.day.{place[1]}", place[1])]
    return tuple(Step(n, functions()[place], tuple(reached_from(place, seen))) for n, place in enumerate(called, 1))


@cache
def rules() -> tuple[Function, ...]:
    """Every rule of `sim.rules`, in the order of the modules."""
    return tuple(f for f in functions().values() if f.module.startswith("sim.rules.") and f.marked == "rule")


def rules_apart() -> list[Function]:
    """Rules that no step of the day comes to: those of the founding, and those that nothing calls."""
    met = {(one.module, one.name) for step in steps() for one in step.comes_to}
    return [one for one in rules() if (one.module, one.name) not in met]
