"""The same rules on plain `mesa.Agent` objects, in the same process: an oracle, and an honest baseline.

Every table becomes a list of Mesa agents with the same attributes, and the text of `sim.day` lives on them as it
stands, by duck typing. With `ask`, those who act each for themselves are asked by Mesa (`do` or `shuffle_do`); what
is a queue or a ledger goes on in its one order: who gets the last place, whose opening takes the next row, which
message is read first, which body decides first.
"""

import inspect
import types
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import mesa
import numpy as np
from mesa.agentset import AgentSet

import sim.day
from sim.day.control import live, look_at_violence
from sim.day.detection import found_by, note_find, sound_alarms, take_goods, tell_of_line
from sim.day.grooming import BLOCK, settle_pull, spread_pull
from sim.day.grooming.adults import WEEKDAYS, adult_at_risk, adult_used
from sim.day.grooming.children import look_at
from sim.day.groups import carry_out, first_member, review, split
from sim.day.justice.children import meet, open_courts, wait_for_justice
from sim.day.justice.holders import judge_holder
from sim.day.safeguarding import after_freedom, count_help, decide_referral, give_places, help_child
from sim.day.supply import close, keep_shop, look_at_markets, open_line, seek_crew
from sim.rules import control, detection, safeguarding
from sim.rules import groups as choose
from sim.rules import supply as shop
from sim.setup.world import Pages, World
from sim.state import DTYPES, NONE, TRANSPORT_POLICE, Status, Trade, Use

RECORDS = {tuple(dtype.names or ()): type(name, (mesa.Agent,), {}) for name, dtype in DTYPES.items()}


def as_object(dtype: np.dtype, values: tuple) -> SimpleNamespace:
    """A record of records as objects with attributes."""
    parts = zip(dtype.names or (), values, strict=True)
    return SimpleNamespace(**{name: as_object(dtype[name], one) if dtype[name].names else one for name, one in parts})


class Twin(mesa.Model):
    """A world whose every row is a Mesa agent."""

    def __init__(self, world: World, pages: Pages, ask: str | None = None, *, everyone: bool = False) -> None:
        """Make the agents of a world.

        Args:
            world: The tables to start from.
            pages: The books to start from.
            ask: None lives the text of `sim.day` alone; "do" and "shuffle_do" ask those who act for themselves.
            everyone: The ordinary Mesa way: every young person and adult is asked each day, and those whose day of the week
                it is not have nothing to do; queues are in no order. Otherwise only those whose day it is are asked.
        """
        super().__init__(rng=1)
        self.ask_by, self.everyone = ask, everyone
        self.tables: Any = self.agents_of(world)
        self.books: Any = Pages(*([as_object(page.dtype, row) for row in page.tolist()] for page in pages[:-1]), cells=None)
        self.known: dict[str, Any] = {
            **self.tables._asdict(),
            "counts": self.tables.counts[0],
            "true": self.books.true_today,
            "recorded": self.books.recorded_today,
        }
        asked = {name: self.without_arguments(name) for name in ASKED} if ask else {}
        self.one_day = types.FunctionType(sim.day.step.__code__, {**sim.day.step.__globals__, **asked})
        self.bind_phases()

    def agents_of(self, part: Any) -> Any:
        """A table as agents, row by row; what has no fields as plain numbers; a tuple of tables likewise."""
        if isinstance(part, tuple):
            return type(part)(*(self.agents_of(one) for one in part))
        if part.dtype.names is None:
            return part.tolist()
        if part.ndim > 1:
            return [self.agents_of(one) for one in part]
        kind, agents = RECORDS[part.dtype.names], []
        for place, values in enumerate(part.tolist()):
            agent = kind(self)
            agent.__dict__.update(zip(part.dtype.names, values, strict=True))
            agent.place = place
            agents.append(agent)
        return agents

    def step(self) -> None:
        """One day, written to the `page`-th daily page."""
        know = self.known
        self.one_day(self.tables, self.books, know["policy"], know["scene"], know["p"], know["today"])
        self.turn_page()
        know["today"] += 1
        self.page += 1

    def turn_page(self) -> None:
        """The engine's turning of the page, which goes by cells, on agents that have names alone."""
        for book in ("true", "recorded"):
            todays, months, days = (getattr(self.books, f"{book}_{span}") for span in ("today", "month", "days"))
            whole = days[self.page]
            for today, month in zip(todays, months, strict=True):
                for name, number in vars(today).items():
                    if number:
                        setattr(month, name, getattr(month, name) + number)
                        setattr(whole, name, getattr(whole, name) + number)
                        setattr(today, name, 0)

    def live(self, policy: np.ndarray, scene: np.record, p: np.record, first: int, days: int) -> None:
        """Many days on end, as `sim.day.live`."""
        self.known["policy"] = [as_object(policy.dtype, row) for row in policy.tolist()]
        self.known["scene"], self.known["p"] = as_object(scene.dtype, scene.item()), as_object(p.dtype, p.item())
        self.known["today"], self.page = first, 0
        for _ in range(days):
            self.step()

    def write_back(self, world: World, pages: Pages) -> None:
        """Write the agents back into the tables they came from."""
        fill(world, self.tables)
        fill(pages[:-1], self.books[:-1])

    def ask(self, agents: list, deed: Callable[[Any], None], *, queue: bool = False) -> None:
        """Ask agents to do something, in any order unless they stand in a queue."""
        asked = AgentSet(agents, random=self.random)
        if self.ask_by == "do" or (queue and not self.everyone):
            asked.do(deed)
        else:
            asked.shuffle_do(deed)

    def ask_everyone(self, kind: type, used: int, deed: Callable[[Any], None]) -> None:
        """Ask all agents of a type; those whose day of the week it is not, or who are not there yet, have nothing to do."""
        day = self.known["today"] % WEEKDAYS

        def if_on_their_day(agent):
            if agent.place // BLOCK % WEEKDAYS == day and agent.place < used:
                deed(agent)

        getattr(self.agents_by_type[kind], self.ask_by or "do")(if_on_their_day)

    def without_arguments(self, name: str) -> Callable:
        """A step of the day as a method of the model, which knows what the step is given."""
        return lambda *_: getattr(self, name)()

    def bind_phases(self) -> None:
        """Give each phase about one agent the rest of what it takes, by name, so that only agents are left to give."""
        bound = self.bound
        self.keep_shop = bound(keep_shop, "line", "area", "group", "tally")
        self.seek_crew = bound(seek_crew, "line", "group", "kept")
        self.review = bound(review, "group")
        self.close = bound(close, "line", "how")
        self.carry_out = bound(carry_out, "line", "group", "files", "folder")
        self.split = bound(split, "g")
        self.open_line = bound(open_line, "g", "holder", "market")
        self.look_at = bound(look_at, "i")
        self.adult_at_risk = bound(adult_at_risk, "adult")
        self.adult_used = bound(adult_used, "adult", "railway")
        self.live_today = bound(live, "episode", "line")
        self.found_by = bound(found_by, "episode", "line", "railway")
        self.note_find = bound(note_find, "episode", "source")
        self.tell_of_line = bound(tell_of_line, "row")
        self.sound_alarms = bound(sound_alarms, "a")
        self.meet = bound(meet, "episode")
        self.wait_for_justice = bound(wait_for_justice, "episode", "line", "bail")
        self.open_courts = bound(open_courts)
        self.judge_holder = bound(judge_holder, "d")
        self.give_places = bound(give_places)
        self.help_child = bound(help_child, "episode", "line")
        self.count_help = bound(count_help, "episode", "tally", "written")
        self.decide_referral = bound(decide_referral, "episode", "tally", "written")
        self.after_freedom = bound(after_freedom, "episode")

    def bound(self, phase: Callable, *own: str) -> Callable:
        """A phase as a function of the agents named alone."""
        names = list(inspect.signature(phase).parameters)
        if missing := [name for name in own if name not in names]:
            raise TypeError(f"{phase.__name__} takes no {', '.join(missing)}")
        alias = f"phase_{phase.__module__.replace('.', '_')}_{phase.__name__}"
        self.known[alias] = phase
        return eval(f"lambda {', '.join(own)}: {alias}({', '.join(names)})", self.known)

    # What follows are the loops of `sim.day` over those who act for themselves.

    def trading(self) -> list:
        """Lines that are open."""
        return [self.tables.lines[row] for row in self.tables.open_lines[: self.known["counts"].open_lines]]

    def children(self, listed: str) -> list:
        """The files on children in one of the lists of the world."""
        return [self.tables.episodes[row] for row in getattr(self.tables, listed)[: getattr(self.known["counts"], listed)]]

    def list_children(self, listed: str, files: list) -> None:
        """Write one of the lists of files."""
        getattr(self.tables, listed)[: len(files)] = [episode.place for episode in files]
        setattr(self.known["counts"], listed, len(files))

    def supply(self) -> None:
        """Step 1, of lines and areas."""
        w, true, p, today = self.tables, self.books.true_today, self.known["p"], self.known["today"]
        for area in w.areas:
            area.attraction = area.served = area.operating = 0
            area.child_places = area.adult_places = area.home_places = 0

        def stand(line):
            if shop.sells(line):
                line.pull = shop.pull_on_customers(line, p, today)
                w.areas[line.market].attraction += int(line.pull * shop.MILLI)
            if line.trade <= Trade.SUSPENDED:
                w.areas[line.market].operating += 1

        kept = choose.fade(1.0, p.grooming.place_lapse_days)

        def trade_today(line):
            if line.trade <= Trade.SUSPENDED or line.stock + line.cash + line.lost > 0:
                self.keep_shop(line, w.areas[line.market], w.groups[line.group], true[line.market])
            self.seek_crew(line, w.groups[line.group], kept)
            choose.look_over(w.groups[line.group], line, w.areas[line.market], p, today)

        def sell_outside(area):
            outside = shop.sold_outside(area, p)
            true[area.place].sold_outside += outside
            counts = self.known["counts"]
            exploited = shop.child_days_outside(outside, counts.children_of_lines, counts.sold_by_lines, p)
            true[area.place].child_days_outside += int(exploited * 1e6)

        self.ask(self.trading(), stand)
        look_at_markets(w.areas, p)
        self.ask(self.trading(), trade_today)
        self.ask(w.areas, sell_outside)

    def decide(self) -> None:
        """Step 2, of groups and lines; openings are a ledger."""
        w, counts, p, today = self.tables, self.known["counts"], self.known["p"], self.known["today"]

        def review(group):
            if group.review <= today:
                self.review(group)

        def go_on(line):
            if line.trade != Trade.OPERATING:
                return
            if choose.ends(line, w.groups[line.group], w.areas[line.market], p, today):
                self.close(line, Trade.ABANDONED)
                choose.give_up_line(w.dealers[line.holder])
                line.holder = NONE

        def open_up(group):
            if group.plan == choose.OPEN and counts.lines < len(w.lines):
                holder = first_member(w.dealers, group) if group.members > 0 else NONE
                if holder == NONE:
                    self.books.true_today[group.home].shortage_of_holders += 1
                elif group.capital >= int(p.groups.opening_cost * 100.0):
                    self.open_line(group.place, holder, group.plan_market)
            elif group.plan == choose.SPLIT and group.lines > 1 and counts.groups < len(w.groups):
                self.split(group.place)
            elif group.plan > choose.SPLIT and w.lines[group.in_question].trade == Trade.OPERATING:
                row = group.in_question
                self.carry_out(w.lines[row], group, w.files[row], w.folders[row])
            group.plan, group.in_question = choose.STAY, NONE

        groups = w.groups[: counts.groups]
        self.ask(groups, review)
        self.ask(self.trading(), go_on)
        self.ask(groups, open_up, queue=True)

    def groom(self) -> None:
        """Step 3, of children at risk, who queue for early help, and of adults."""
        w, counts, today = self.tables, self.known["counts"], self.known["today"]
        if today % WEEKDAYS == 0:
            for area in w.areas:
                settle_pull(area)
        spread_pull(w.areas, self.known["p"])
        railway = w.bodies[TRANSPORT_POLICE].transport_ratio

        def look(person):
            self.look_at(person.place)

        def look_at_adult(adult):
            if adult.use == Use.NOT_USED:
                self.adult_at_risk(adult)
            else:
                self.adult_used(adult, railway)

        if self.everyone:
            self.ask_everyone(type(w.people[0]), counts.people, look)
            self.ask_everyone(type(w.adults[0]), counts.adults, look_at_adult)
            return
        day = today % WEEKDAYS
        self.ask([w.people[i] for i in w.rounds[day][: w.in_round[day]]], look, queue=True)
        here = [i for i in w.rounds[day][: w.in_round[day]] if w.people[i].status != Status.LEFT]
        w.rounds[day][: len(here)], w.in_round[day] = here, len(here)
        self.ask([w.adults[i] for i in range(counts.adults) if i // BLOCK % WEEKDAYS == day], look_at_adult)

    def run_and_control(self) -> None:
        """Step 4, of exploited children."""
        w = self.tables
        look_at_violence(w.areas, self.known["p"])

        def live(episode):
            self.live_today(episode, w.lines[episode.line])

        everyone, today = self.children("exploited"), self.known["today"]
        exploited = [episode for episode in everyone if episode.exploited]
        self.list_children("free", self.children("free") + [episode for episode in everyone if not episode.exploited])
        self.list_children("exploited", exploited)
        self.list_children(
            "adrift",
            [one for one in exploited if control.is_adrift(one, w.lines[one.line]) or one.turns_18 == today],
        )
        self.ask(exploited, live)

    def detect(self) -> None:
        """Step 5, of children, lines and areas."""
        w, today = self.tables, self.known["today"]
        railway = w.bodies[TRANSPORT_POLICE].transport_ratio

        found = []

        def be_found(episode):
            if episode.exploited:
                source = self.found_by(episode, w.lines[episode.line], railway)
                if source >= 0:
                    if not control.waits_as_suspect(episode):
                        found.append(episode)
                    self.note_find(episode, source)

        def be_told_of(line):
            if (line.place + today) % 7 == 0 and line.trade <= Trade.SUSPENDED:
                self.tell_of_line(line.place)

        def sound_alarms(area):
            self.sound_alarms(area.place)

        exploited = self.children("exploited")
        self.ask(exploited, be_found)
        self.list_children("cases", self.children("cases") + [episode for episode in exploited if episode in found])
        met = [one for one in self.children("cases") if one.found and detection.police_find(one.found - 1)]
        self.ask(met, lambda one: take_goods(one, w.lines[one.line], self.books.true_today[one.area], self.known["p"]))
        self.ask(self.trading(), be_told_of)
        self.ask(w.areas, sound_alarms)

    def judge_children(self) -> None:
        """Step 8, of children, who queue for courts."""
        w = self.tables
        self.open_courts()

        def judge(episode):
            if episode.found:
                self.meet(episode)
            if control.waits_as_suspect(episode):
                self.wait_for_justice(episode, w.lines[episode.line], self.known["policy"][episode.area].police_bail)
            if safeguarding.is_for_services(episode) and not episode.helped:
                episode.helped = 1
                helped.append(episode)

        helped = self.children("helped")
        self.ask(self.children("cases"), judge, queue=True)
        self.list_children("helped", helped)
        self.list_children("cases", [episode for episode in self.children("cases") if control.waits_as_suspect(episode)])

    def judge_holders(self) -> None:
        """Step 8, of holders and sellers, who queue for courts."""
        self.ask(self.tables.dealers[: self.known["counts"].dealers], lambda one: self.judge_holder(one.place), queue=True)

    def safeguard(self) -> None:
        """Step 9, of children, who queue for a worker and for support."""
        w, true, recorded, today = self.tables, self.books.true_today, self.books.recorded_today, self.known["today"]

        def help_child(episode):
            self.help_child(episode, w.lines[episode.line])

        def go_on(episode):
            self.count_help(episode, true[episode.area], recorded[episode.area])
            if episode.nrm_due <= today:
                self.decide_referral(episode, true[episode.area], recorded[episode.area])

        def live_free(episode):
            self.after_freedom(episode)

        self.give_places()
        free = [episode for episode in self.children("free") if episode.began != today]
        self.ask(free, live_free)
        self.list_children("exploited", self.children("exploited") + [episode for episode in free if episode.exploited])
        self.list_children("free", [episode for episode in free if episode.open and not episode.exploited])
        helped = [episode for episode in self.children("helped") if episode.open]
        self.list_children("helped", helped)
        self.ask(helped, help_child, queue=True)
        self.ask(helped, go_on)


ASKED = ("supply", "decide", "groom", "run_and_control", "detect", "judge_children", "judge_holders", "safeguard")
"""Steps of the day that are asked of agents; the others are queues or ledgers all through, and stay the text they are."""


def fill(part: Any, agents: Any) -> None:
    """Write agents, or numbers, into the table they came from; a tuple of tables likewise.

    Raises:
        TypeError: A whole number of the engine has become a fraction, which its table would have cut off in silence.
    """
    if isinstance(part, tuple):
        for one, those in zip(part, agents, strict=True):
            fill(one, those)
    elif part.dtype.names is None:
        part[...] = np.array(agents).reshape(part.shape)
    else:
        flat = [one for row in agents for one in row] if part.ndim > 1 else agents
        for name in part.dtype.names:
            values = np.array([getattr(one, name) for one in flat])
            if part.dtype[name].kind == "i" and values.dtype.kind == "f":
                raise TypeError(f"{name} is a whole number to the engine, and became a fraction")
            part[name] = values.reshape(part.shape)


def on_mesa(ask: str | None) -> Callable:
    """A stand-in for `sim.day.live` that lives on Mesa agents and writes back to the tables."""

    def live(
        world: World, pages: Pages, policy: np.ndarray, scenes: np.recarray, numbers: np.recarray, first: int, days: int
    ) -> None:
        twin = Twin(world, pages, ask)
        twin.live(policy, scenes[0], numbers[0], first, days)
        twin.write_back(world, pages)

    return live
