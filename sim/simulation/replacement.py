"""Replacement, measured as what it says: of 100 lines, or children, taken out with no other change, how many others come."""

from datetime import date

import numpy as np

from sim.day.bundles import Today, Trading, bundle
from sim.day.control import end_exploitation
from sim.day.supply.lines import close
from sim.engine.luck import purpose, uniform
from sim.evidence.problems import Problem, Refused, shown
from sim.parameters import Parameters
from sim.policy.schedule import Calendar
from sim.policy.strategies import Strategy
from sim.rules import groups
from sim.setup.bounds import within
from sim.setup.world_settings import checked_strategy
from sim.simulation.simulate import Run, WorldState, branch, warm_up
from sim.state import NONE, Route, Scene, Status, Trade
from sim.state.ledger import blank_ledger
from sim.state.time import YEAR_DAYS
from sim.state.world import World

TAKEN_OUT = purpose("taken out by hand")
WHAT = ("lines", "children")


def replacement(
    what: str, strategy: "str | Strategy" = "as_inspected", p: Parameters | None = None, *, scale: float = 0.1, seed: int = 1,
    share: float = 0.1, years: float = 1.0, start: date = date(2019, 1, 1), warm_up_years: float = 2.0,
    warm: WorldState | None = None,
) -> float:  # fmt: skip
    """Of 100 lines, or exploited children, taken out on the first day, how many others are there some time later.

    Two branches of one world, with the same luck, differ in that alone. Others are lines, or children exploited by lines, that are
    not among those taken out: those of the branch without them, less those of the branch with them.

    Args:
        what: "lines": they end, with their holders gone, nobody arrested and nothing seized; or "children": they are free.
        strategy: A preset's name, or a `Strategy`.
        p: Parameters of the world (best values if left out).
        scale: Agents per person, 0.01 to 1.
        seed: Whole number, 0 or more.
        share: Share of them that is taken out.
        years: Time after which others are counted.
        start: First analysed day.
        warm_up_years: Years before it, under `as_inspected`.
        warm: A state from `warm_up` to branch from, in place of p, scale, seed, start and warm_up_years.

    Raises:
        Refused (a ValueError): A name is unknown, or a value of the wrong type or outside its bounds.
    """
    chosen = checked_strategy(strategy)
    within("years", years)
    if what not in WHAT:
        raise Refused([Problem(("what",), shown(what), 'one of "lines", "children"')])
    if not 0.0 < share <= 1.0:
        raise Refused([Problem(("share",), shown(share), "above 0, to 1")])
    before = warm or warm_up(p, scale=scale, seed=seed, start=start, warm_up_years=warm_up_years)
    rows = drawn(before, what, share)
    if len(rows) == 0:
        return 0.0
    others = []
    for removed in (True, False):
        state = branch(before)
        calendar = Calendar(chosen, state.setting.p, state.setting.start, len(state.world.bodies))
        if removed:
            take_out(state, calendar, what, rows)
        Run(state, calendar, keep=False).live_until(state.today + round(YEAR_DAYS * years))
        others.append(len(np.setdiff1d(there(state, what), rows)))
    return 100.0 * (others[0] - others[1]) / len(rows)


def there(state: WorldState, what: str) -> np.ndarray:
    """The rows of lines that operate or pause, or of children whom lines exploit."""
    lines, people = used(state.world, "lines"), used(state.world, "people")
    if what == "lines":
        return np.flatnonzero(lines["trade"] <= Trade.SUSPENDED)
    return np.flatnonzero((people["status"] == Status.EXPLOITED) & (people["turns_18"] > state.today))


def used(world: World, table: str) -> np.ndarray:
    """The rows of a table that are in use."""
    rows: np.ndarray = getattr(world, table)
    return rows[: int(getattr(world.counts[0], table))]


def drawn(state: WorldState, what: str, share: float) -> np.ndarray:
    """A share of those who are there, drawn by their own luck."""
    rows = there(state, what)
    lucks = used(state.world, "lines" if what == "lines" else "people")["luck"][rows]
    order = np.argsort([uniform(int(luck), 0, TAKEN_OUT) for luck in lucks], kind="stable")
    return np.sort(rows[order[: round(share * len(rows))]])


def take_out(state: WorldState, calendar: Calendar, what: str, rows: np.ndarray) -> None:
    """End these lines, or free these children, on the morning of the state's day; nobody reads the books of it."""
    world, p, today = state.world, state.setting.p, state.today
    ledger = blank_ledger()
    if what == "lines":
        trade, now = bundle(Trading, world), Today(calendar.on(today), Scene(), p, today)
        for row in rows:
            line = world.lines[row]
            close(line, Trade.ABANDONED, trade, world.areas, ledger, now)
            groups.give_up_line(world.dealers[line.holder])
            line.holder = NONE
        return
    for row in rows:
        episode = world.episodes[world.people[row].episode]
        end_exploitation(episode, world.people, Route.OWN, today)
