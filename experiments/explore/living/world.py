"""One world for the page: `CountyLinesModel`, what its morning looks like, and what its books say of the month."""

from __future__ import annotations

import threading
from collections import Counter, deque
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from experiments.explore.levers import in_words, typed
from experiments.explore.living.drawings import DAILY
from sim import CountyLinesModel, own_strategy
from sim.evidence.problems import Refused
from sim.measures import MEASURES, Books
from sim.policy.from_config import silently_idle
from sim.policy.schedule import Calendar
from sim.policy.strategies import Change
from sim.simulation.simulate import Run
from sim.state.books import BOOKS, columns
from sim.state.codes import FORCES, Task, Trade

KEPT_DAYS = 730
WARM_UP_YEARS = 2.0
MOST_DAYS = 3653
"""Days that an address may hold."""
TOLD = {
    "true": (
        "newly_exploited",
        "reexploited",
        "freed_own",
        "freed_support",
        "freed_closure",
        "turned_18",
        "violence_to_children",
    ),
    "recorded": ("holders_charged", "closures_charged", "closures_number", "orders", "children_safeguarded", "flagged"),
}
"""Columns of the two books that tell a month, in the order in which they stand on the page."""
STARTED = threading.Lock()
"""One world is founded at a time: the first compiles the model for all."""


@dataclass
class Lived:
    """A world that a reader watches, and may change a lever of.

    Args:
        strategy: a preset's name.
        scale: agents per person.
        seed: whose luck.
    """

    strategy: str
    scale: float
    seed: int
    changes: tuple[Change, ...] = ()

    def __post_init__(self) -> None:
        with STARTED:
            self.model = CountyLinesModel(
                self.strategy, scale=self.scale, rng=self.seed, warm_up_years=WARM_UP_YEARS, measures=DAILY
            )
        self.days: deque[tuple[date, dict[str, float]]] = deque(maxlen=KEPT_DAYS)
        self.since = self.model.today
        self.recorded: np.ndarray | None = None
        self.lived = 0
        self.asked: list[tuple[int, str, object]] = []

    @property
    def marks(self) -> list[tuple[date, str]]:
        """What was changed, in words, and on which day."""
        first = self.model.today - timedelta(days=self.lived)
        return [(first + timedelta(days=day), f"{in_words(place)} is {value}") for day, place, value in self.asked]

    def course(self) -> str:
        """Its days so far and what was changed on which of them, as an address holds it."""
        return "~".join([str(self.lived), *(f"{day}:{place}:{value}" for day, place, value in self.asked)])

    def follow(self, course: str) -> None:
        """Live what an address holds.

        Raises:
            ValueError: it holds no course, or one that is too long.
            Refused: a component cannot be changed so.
        """
        days, *changes = course.split("~")
        steps = [one.split(":", 2) for one in changes]
        until = [int(day) if day.isdecimal() and len(day) < 6 else -1 for day in (*(one[0] for one in steps), days)]
        if until != sorted(until) or until[0] < 0 or until[-1] > MOST_DAYS or any(len(one) != 3 for one in steps):
            raise ValueError(f"the address holds no days that follow each other, up to {MOST_DAYS:,}")
        for day, (_, place, value) in zip(until, steps, strict=False):
            self.live(day - self.lived)
            self.change(place, typed(value))
        self.live(until[-1] - self.lived)

    def live(self, days: int) -> None:
        """Live so many days."""
        for left in reversed(range(days)):
            today = self.model.today
            self.lived += 1
            before = self.on_record() if left == 0 else None
            self.model.step()
            found = self.model.datacollector.model_vars
            self.days.append((today, {name: float(found[name][-1]) for name in DAILY}))
            if before is not None:
                after = self.on_record()
                self.recorded = after[1] - (before[1] if before[0] == after[0] else 0.0)

    def on_record(self) -> tuple[str, np.ndarray]:
        """The month, and lines on record by area, summed over its days so far."""
        run, found = self.model.run, MEASURES["lines_recorded"].compute
        if not run.months or found is None:
            return "", np.zeros(FORCES)
        true, recorded = run.by_month()
        rows = np.asarray(found(Books(true[-1:], recorded[-1:], self.model.parameters)))[0, :FORCES]
        return run.months[-1], rows / self.model.setting.scale

    def change(self, place: str, value: object) -> None:
        """Another value of a component of a lever, from this day on, at once.

        Raises:
            Refused: there is no such component, or it cannot have this value; says why.
        """
        lever, _, component = place.partition(".")
        given = {"based_on": self.strategy, "starts": self.model.today, "ramp_days": 0, lever: {component: value}}
        made = own_strategy("changed", given, part=True)
        changed = replace(made, changes=(*self.changes, *made.changes))  # what was changed before keeps its date
        if idle := [one for one in silently_idle(changed) if one.path == (lever, component)]:
            raise Refused(idle)
        state, model = self.model.run.state, self.model
        model.strategy = changed
        model.calendar = Calendar(changed, model.parameters, state.setting.start, len(state.world.bodies))
        model.run = Run(state, model.calendar)
        self.changes, self.since = changed.changes, model.today
        self.asked.append((self.lived, place, value))

    def morning(self) -> Morning:
        """The world as it is, and the month so far."""
        return Morning(self)

    def books(self) -> tuple[str, list[tuple[str, float, str]]]:
        """The month so far: since which day, and both books in words."""
        run, share = self.model.run, self.model.setting.scale
        if not run.months:
            return "", []
        both = dict(zip(BOOKS, run.by_month(), strict=True))
        first = max(date.fromisoformat(f"{run.months[-1]}-01"), self.since)
        rows = [
            (name, float(both[book][name][-1].sum()) / share, columns(BOOKS[book])[name])
            for book, names in TOLD.items()
            for name in names
        ]
        return f"{first:%-d} {first:%B %Y}", rows


class Morning:
    """A day of one world, at 1:1: children by home area, routes of lines, what is known and done, and the month so far."""

    def __init__(self, lived: Lived) -> None:
        world, share = lived.model.world, lived.model.setting.scale
        self.day, count, today = lived.model.today, world.counts[0], lived.model.run.state.today
        files = world.episodes[: count.episodes]
        there = files["area"][(files["exploited"] == 1) & (files["turns_18"] > today)]
        self.children = np.bincount(there, minlength=FORCES) / share
        lines = world.lines[world.open_lines[: count.open_lines]]
        lines = lines[lines["trade"] <= Trade.SUSPENDED]
        self.lines = np.bincount(lines["market"], minlength=FORCES) / share
        pairs = Counter(zip(lines["home"].tolist(), lines["market"].tolist(), strict=True))
        self.routes = [(home, market, number / share) for (home, market), number in pairs.items() if home != market]
        tasks = Counter(world.operations[: count.operations]["task"].tolist())
        self.operations = {Task(task).name.lower(): number / share for task, number in sorted(tasks.items())}
        self.recorded = lived.recorded
        self.since, self.counted = lived.books()
