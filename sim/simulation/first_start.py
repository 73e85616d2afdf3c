"""The first start: the steps of a day compile side by side, and are kept for all later starts."""

import gc
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from inspect import signature

from sim import day
from sim.day import live
from sim.day.bundles import Children, Country, Police, Today, Trading, bundle
from sim.engine import FOLDER, compile_step, is_compiled, note_compiled
from sim.evidence import as_table
from sim.parameters import Parameters
from sim.places import places
from sim.setup.sizes import Sizes
from sim.setup.world import at_rest, found, let_arrive, unsettled
from sim.state import Scene
from sim.state.ledger import blank_ledger
from sim.state.world import World

SCALE, START = 0.01, date(2019, 1, 1)
FIRST = (day.justice, day.grooming, day.tasking, day.recording)
SECOND = (day.supply, day.groups, day.detection, day.intelligence, day.safeguarding, day.aftermath, day.control)
"""The steps of a day in two parts: the second and the founding of a world together take as long as the first."""


@cache
def compile_once() -> None:
    """Compile one part here and the other in a process beside it, then the day from both.

    Nothing is done where that has been done, or where nothing can be kept.
    """
    if FOLDER is None or is_compiled():
        return
    world, scenes, numbers = empty_world(), as_table(Scene()), as_table(Parameters())
    beside = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen([sys.executable, "-m", __name__], env=beside):
        compile_steps(FIRST, world)
    live(world, blank_ledger(), at_rest(), scenes, numbers, START.toordinal(), 0)
    note_compiled()


def empty_world() -> World:
    """A world where nobody lives yet."""
    p = Parameters()
    return unsettled(places(), p, Sizes.of(p, SCALE, 0.0), 1, SCALE, 0.0)


def compile_steps(steps: Iterable[Callable], world: World) -> None:
    """Compile steps without living them."""
    now = Today(at_rest(), as_table(Scene())[0], as_table(Parameters())[0], START.toordinal())
    given = {"adults": world.adults, "ledger": blank_ledger(), "now": now}
    given |= {"children": bundle(Children, world), "trade": bundle(Trading, world)}
    given |= {"country": bundle(Country, world), "police": bundle(Police, world)}
    for step in steps:
        compile_step(step, *(given[name] for name in signature(step).parameters))


if __name__ == "__main__":
    gc.disable()  # not worth while in a process that ends here
    compile_steps(SECOND, empty_world())
    newborn = found(places(), Parameters(), as_table(Parameters()), 1, SCALE, START.toordinal(), 0.0)
    let_arrive(newborn, Parameters(), as_table(Parameters()), SCALE, START.toordinal(), 1)
