"""The first start: what a day does and how a world is founded compile side by side, and are kept for all later starts."""

import gc
import subprocess
import sys
from datetime import date

from sim.day import live
from sim.engine import FOLDER
from sim.evidence import as_table
from sim.parameters import Parameters
from sim.places import places
from sim.setup.sizes import Sizes
from sim.setup.world import at_rest, unsettled
from sim.setup.world_settings import WorldSettings
from sim.simulation.simulate import begin
from sim.state import Scene
from sim.state.ledger import blank_ledger

SCALE, START = 0.01, date(2019, 1, 1)


def compile_model() -> None:
    """Compile the day in a process beside this one, and the founding in this one; nothing where nothing can be kept."""
    if FOLDER is not None:
        with subprocess.Popen([sys.executable, "-m", __name__]):
            begin(WorldSettings(Parameters(), SCALE, 1, START, "steady", 0.0))


def compile_day() -> None:
    """Compile the day by living none, in a world where nobody lives yet; garbage is not looked for in a process that ends here."""
    gc.disable()
    p = Parameters()
    world = unsettled(places(), p, Sizes.of(p, SCALE, 0.0), 1, SCALE, 0.0)
    live(world, blank_ledger(), at_rest(), as_table(Scene()), as_table(p), START.toordinal(), 0)


if __name__ == "__main__":
    compile_day()
