"""The same rules on plain `mesa.Agent` objects, in the same process: an oracle, and an honest baseline.

Every table becomes a list of Mesa agents with the same attributes, and the text of `sim.day` lives on them as it
stands, by duck typing. With `ask`, those who act each for themselves are asked by Mesa (`do` or `shuffle_do`); what
is a queue or a ledger goes on in its one order: who gets the last place, whose opening takes the next row, which
message is read first, which body decides first.
"""

import types
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import mesa
import numpy as np
from mesa.agentset import AgentSet

import sim.day
from sim.day.bundles import Children, Country, Police, Today, Trading
from sim.day.control import live_today, look_at_violence
from sim.day.detection import be_found, sound_alarms, take_goods
from sim.day.detection.items import stop_sellers, tell_of_line
from sim.day.grooming import BLOCK, look_at_adult, seek
from sim.day.grooming.children import look_at
from sim.day.groups import carry_out, go_on_or_end, review
from sim.day.justice import open_courts
from sim.day.justice.arrest import meet
from sim.day.justice.court import wait_for_justice
from sim.day.justice.holders import judge_holder
from sim.day.justice.operations import operate
from sim.day.safeguarding.care import count_help, help_child
from sim.day.safeguarding.decisions import decide_referral
from sim.day.safeguarding.freedom import after_freedom
from sim.day.safeguarding.places import give_places
from sim.day.supply import clear_morning, take_stand, trade_today, want_children_outside
from sim.day.supply.markets import index_lines, look_at_markets
from sim.rules import control, detection
from sim.rules import supply as supply_rules
from sim.rules.safeguarding import referral
from sim.state import DTYPES, TRANSPORT_POLICE, WEEKDAY, Source, Status, Trade
from sim.state.ledger import Ledger
from sim.state.time import WEEK_DAYS
from sim.state.world import World

RECORDS = {tuple(dtype.names or ()): type(name, (mesa.Agent,), {}) for name, dtype in DTYPES.items()}


def as_object(dtype: np.dtype, values: tuple) -> SimpleNamespace:
    """A record of records as objects with attributes."""
    parts = zip(dtype.names or (), values, strict=True)
    return SimpleNamespace(**{name: as_object(dtype[name], one) if dtype[name].names else one for name, one in parts})


class Twin(mesa.Model):
    """A world whose every row is a Mesa agent."""

    def __init__(self, world: World, ledger: Ledger, ask: str | None = None, *, everyone: bool = False) -> None:
        """Make the agents of a world.

        Args:
            world: The tables to start from.
            ledger: The books to start from.
            ask: None lives the text of `sim.day` alone; "do" and "shuffle_do" ask those who act for themselves.
            everyone: The ordinary Mesa way: every young person and adult is asked each day, and those whose day of the week
                it is not have nothing to do; queues are in no order. Otherwise only those whose day it is are asked.
        """
        super().__init__(rng=1)
        self.ask_by, self.everyone = ask, everyone
        self.tables: Any = self.agents_of(world)
        self.books: Any = Ledger(*([as_object(part.dtype, row) for row in part.tolist()] for part in ledger[:-1]), cells=None)
        asked = {name: getattr(self, name) for name in ASKED} if ask else {}
        ours = asked | {"close_day": self.close_day}
        self.lives = types.FunctionType(sim.day.live.py_func.__code__, {**sim.day.live.py_func.__globals__, **ours})

    def agents_of(self, part: Any) -> Any:
        """A table as agents, row by row; what has no fields as plain numbers; a tuple of tables likewise."""
        if isinstance(part, tuple):
            return type(part)(*(self.agents_of(one) for one in part))
        if part.dtype.names is None:
            return part.tolist()
        if part.ndim > 1:
            return [self.agents_of(one) for one in part]
        agent_class, agents = RECORDS[part.dtype.names], []
        for place, values in enumerate(part.tolist()):
            agent = agent_class(self)
            agent.__dict__.update(zip(part.dtype.names, values, strict=True))
            agent.place = place
            agents.append(agent)
        return agents

    def close_day(self, _ledger: Ledger, d: int) -> None:
        """The engine's closing of a day, which goes by cells, on agents that have names alone."""
        for book in ("true", "recorded"):
            todays, months, days = (getattr(self.books, book + span) for span in ("", "_month", "_days"))
            whole = days[d]
            for today, month in zip(todays, months, strict=True):
                for name, number in vars(today).items():
                    if number:
                        setattr(month, name, getattr(month, name) + number)
                        setattr(whole, name, getattr(whole, name) + number)
                        setattr(today, name, 0)

    def live(self, policy: np.ndarray, scene: np.record, p: np.record, first: int, days: int) -> None:
        """Many days on end, as `sim.day.live`."""
        rows = [as_object(policy.dtype, row) for row in policy.tolist()]
        holds = [as_object(scene.dtype, scene.item())], [as_object(p.dtype, p.item())]
        self.lives(self.tables, self.books, rows, *holds, first, days)

    def write_back(self, world: World, ledger: Ledger) -> None:
        """Write the agents back into the tables they came from."""
        fill(world, self.tables)
        fill(ledger[:-1], self.books[:-1])

    def ask(self, agents: list, deed: Callable[[Any], None], *, queue: bool = False) -> None:
        """Ask agents to do something, in any order unless they stand in a queue."""
        asked = AgentSet(agents, random=self.random)
        if self.ask_by == "do" or (queue and not self.everyone):
            asked.do(deed)
        else:
            asked.shuffle_do(deed)

    def ask_everyone(self, agents: list, used: int, today: int, deed: Callable[[Any], None]) -> None:
        """Ask all agents of a type; those whose day of the week it is not, or who are not there yet, have nothing to do."""
        weekday = today % WEEK_DAYS

        def if_on_their_day(agent):
            if agent.place // BLOCK % WEEK_DAYS == weekday and agent.place < used:
                deed(agent)

        getattr(self.agents_by_type[type(agents[0])], self.ask_by or "do")(if_on_their_day)

    # What follows are the loops of `sim.day` over those who act for themselves.

    def supply(self, trade: Trading, country: Country, ledger: Ledger, now: Today) -> None:
        """Step 1, of lines and areas."""
        areas, p = country.areas, now.p
        index_lines(trade.lines, trade.open_lines, trade.nearby, trade.counts.open_lines)
        self.ask(areas, clear_morning)
        self.ask(trading(trade), lambda line: take_stand(line, areas, p, now.day))
        look_at_markets(areas, p)

        def go_on(line):
            trade_today(line, trade.groups[line.group], areas, ledger.true[line.market], p, now.day)

        def sell_outside(area):
            ledger.true[area.place].sold_outside += supply_rules.sold_outside(area, p)
            ledger.true[area.place].child_days_outside += area.outside

        self.ask(trading(trade), go_on)
        self.ask(areas, sell_outside)
        want_children_outside(areas, country.nation, p)

    def groups(self, trade: Trading, country: Country, police: Police, ledger: Ledger, now: Today) -> None:
        """Step 2, of groups and lines; openings are a ledger."""

        def review_lines(group):
            if group.review <= now.day:
                review(group, trade, country, ledger.true[group.home], now)

        def go_on(line):
            if line.trade == Trade.OPERATING:
                go_on_or_end(line, trade, country, ledger, now)

        there = trade.groups[: trade.counts.groups]
        self.ask(there, review_lines)
        self.ask(trading(trade), go_on)
        self.ask(there, lambda group: carry_out(group.place, trade, country, police, ledger, now), queue=True)

    def grooming(
        self, children: Children, adults: list, trade: Trading, country: Country, police: Police, ledger: Ledger, now: Today
    ) -> None:
        """Step 3, of children at risk, who queue for early help, and of adults."""
        seek(country.areas, ledger, now.p, now.day)
        people, counts, weekday = children.people, children.counts, now.day % WEEK_DAYS

        def look(person):
            look_at(person.place, children, trade, country, ledger, now)

        def look_at_one(adult):
            look_at_adult(adult, trade, country, police, ledger, now)

        if self.everyone:
            self.ask_everyone(people, counts.people, now.day, look)
            self.ask_everyone(adults, counts.adults, now.day, look_at_one)
            return
        rows = children.rounds[weekday][: children.in_round[weekday]]
        self.ask([people[i] for i in rows], look, queue=True)
        here = [i for i in rows if people[i].status != Status.LEFT]
        children.rounds[weekday][: len(here)], children.in_round[weekday] = here, len(here)
        self.ask([adults[i] for i in range(counts.adults) if i // BLOCK % WEEK_DAYS == weekday], look_at_one)

    def control(self, children: Children, trade: Trading, country: Country, ledger: Ledger, now: Today) -> None:
        """Step 4, of exploited children."""
        lines, today = trade.lines, now.day
        look_at_violence(country.areas, now.p)
        everyone = listed(children, "exploited")
        exploited = [one for one in everyone if one.exploited]
        write_list(children, "free", listed(children, "free") + [one for one in everyone if not one.exploited])
        write_list(children, "exploited", exploited)
        adrift = [one for one in exploited if control.is_adrift(one, lines[one.line]) or one.turns_18 == today]
        write_list(children, "adrift", adrift)

        def live_on(one):
            live_today(one, children.people, lines[one.line], country, ledger.true[one.area], now.p, today)

        self.ask(exploited, live_on)

    def detection(
        self, children: Children, trade: Trading, country: Country, police: Police, ledger: Ledger, now: Today
    ) -> None:
        """Step 5, of children, lines and areas."""
        railway, found = police.bodies[TRANSPORT_POLICE].transport_ratio, []

        def look_for(one):
            if one.exploited and be_found(one, trade.lines[one.line], railway, country, police, ledger, now):
                found.append(one)

        def be_told_of(line):
            if police.folders[line.place][WEEKDAY] == now.day % WEEK_DAYS and line.trade <= Trade.SUSPENDED:
                tell_of_line(line.place, trade, police, ledger, now)
                stop_sellers(line.place, trade, police, ledger, now)

        exploited = listed(children, "exploited")
        self.ask(exploited, look_for)
        write_list(children, "cases", listed(children, "cases") + [one for one in exploited if one in found])
        met = [one for one in listed(children, "cases") if one.found != Source.NOBODY and detection.police_find(one.found)]
        self.ask(met, lambda one: take_goods(one, trade.lines[one.line], ledger.true[one.area], now.p))
        self.ask(trading(trade), be_told_of)
        self.ask(country.areas, lambda area: sound_alarms(area.place, trade, country, police, ledger, now))

    def justice(
        self, children: Children, adults: list, trade: Trading, country: Country, police: Police, ledger: Ledger, now: Today
    ) -> None:
        """Step 8, of children, and of holders and sellers, who queue for courts; operations are a ledger."""
        operate(adults, trade, country, police, ledger, now)
        open_courts(country.nation, now.p)

        def judge(one):
            if one.found != Source.NOBODY:
                meet(one, children.people, trade, country, police, ledger, now)
            if control.waits_as_suspect(one):
                wait_for_justice(one, children.people, country.nation, ledger, now)
            if referral.is_for_services(one) and not one.helped:
                one.helped = 1
                helped.append(one)

        helped, cases = listed(children, "helped"), listed(children, "cases")
        self.ask(cases, judge, queue=True)
        write_list(children, "helped", helped)
        write_list(children, "cases", [one for one in cases if control.waits_as_suspect(one)])
        dealers = trade.dealers[: trade.counts.dealers]
        self.ask(dealers, lambda one: judge_holder(one.place, trade, country, police, ledger, now), queue=True)

    def safeguarding(self, children: Children, trade: Trading, country: Country, ledger: Ledger, now: Today) -> None:
        """Step 9, of children, who queue for a worker and for support."""
        people, true, recorded = children.people, ledger.true, ledger.recorded

        def be_helped(one):
            help_child(one, people, country, true[one.area], recorded[one.area], now)

        def go_on(one):
            count_help(one, true[one.area], now.day)
            if one.nrm_due <= now.day:
                decide_referral(one, country.nation.nrm_load, true[one.area], recorded[one.area], now)

        give_places(country, ledger, now)
        free = [one for one in listed(children, "free") if one.began != now.day]
        self.ask(free, lambda one: after_freedom(one, people, trade, country.areas, true[one.area], now))
        write_list(children, "exploited", listed(children, "exploited") + [one for one in free if one.exploited])
        write_list(children, "free", [one for one in free if one.open and not one.exploited])
        helped = [one for one in listed(children, "helped") if one.open]
        write_list(children, "helped", helped)
        self.ask(helped, be_helped, queue=True)
        self.ask(helped, go_on)


ASKED = ("supply", "groups", "grooming", "control", "detection", "justice", "safeguarding")
"""Steps of the day that are asked of agents; the others are queues or ledgers all through, and stay the text they are."""


def trading(trade: Trading) -> list:
    """Lines that are open."""
    return [trade.lines[row] for row in trade.open_lines[: trade.counts.open_lines]]


def listed(children: Children, name: str) -> list:
    """The files on children in one of the lists of the world."""
    return [children.episodes[row] for row in getattr(children, name)[: getattr(children.counts, name)]]


def write_list(children: Children, name: str, files: list) -> None:
    """Write one of the lists of files."""
    getattr(children, name)[: len(files)] = [one.place for one in files]
    setattr(children.counts, name, len(files))


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
        world: World, ledger: Ledger, policy: np.ndarray, scenes: np.recarray, numbers: np.recarray, first: int, days: int
    ) -> None:
        twin = Twin(world, ledger, ask)
        twin.live(policy, scenes[0], numbers[0], first, days)
        twin.write_back(world, ledger)

    return live
