"""The day: eleven steps, in the order of the model's description, and the only loops over tables."""

from sim.day.aftermath import aftermath
from sim.day.bundles import Children, Country, Police, Today, Trading
from sim.day.control import control
from sim.day.detection import detection
from sim.day.grooming import grooming
from sim.day.groups import groups
from sim.day.intelligence import intelligence
from sim.day.justice import justice
from sim.day.recording import close_day, recording
from sim.day.safeguarding import safeguarding
from sim.day.supply import supply
from sim.day.tasking import tasking
from sim.engine import kernel
from sim.parameters import Parameters
from sim.policy.levers import Policy
from sim.state import Scene, Table
from sim.state.ledger import Ledger
from sim.state.world import World

__all__ = ["live"]


@kernel
def live(
    w: World,
    ledger: Ledger,
    policy: Table[Policy],
    scenes: Table[Scene],
    numbers: Table[Parameters],
    first: int,
    days: int,
) -> None:
    """Many days on end, from day `first`; the `d`-th is written to the `d`-th row of days and to the month's.

    `scenes` and `numbers` are tables of one row: the scene of these days, and the parameters.
    """
    counts, adults = w.counts[0], w.adults
    children = Children(
        w.people, w.rounds, w.in_round, w.episodes, w.exploited, w.free, w.adrift, w.cases, w.helped, counts
    )  # fmt: skip
    trade = Trading(w.lines, w.open_lines, w.nearby, w.groups, w.dealers, w.gravity, counts)
    country = Country(w.areas, w.nation[0], w.on_rails, w.on_roads)
    police = Police(
        w.bodies, w.files, w.folders, w.open_lines, w.desk, w.options, w.weights, w.operations, w.messages, counts
    )  # fmt: skip

    for d in range(days):
        now = Today(policy, scenes[0], numbers[0], first + d)
        supply(trade, country, ledger, now)
        groups(trade, country, police, ledger, now)
        grooming(children, adults, trade, country, police, ledger, now)
        control(children, trade, country, ledger, now)
        detection(children, trade, country, police, ledger, now)
        intelligence(police, ledger, now)
        tasking(police, ledger, now)
        justice(children, adults, trade, country, police, ledger, now)
        safeguarding(children, trade, country, ledger, now)
        aftermath(children, trade, country, police, ledger, now)
        recording(trade, country, police, ledger, now)
        close_day(ledger, d)
