"""Items on lines: what finds, the public, home policing and phones tell, to whom, of which line, rightly or wrongly."""

from typing import NamedTuple

from sim.day.bundles import Country, Police, Today, Trading
from sim.day.intelligence import place_of, read, take_word
from sim.engine import phase
from sim.engine.luck import born_with, days_until, purpose, uniform
from sim.parameters import Parameters
from sim.rules import detection as rules
from sim.rules import intelligence, recording
from sim.rules.intelligence import ITEM
from sim.rules.safeguarding import referral
from sim.state import (
    HOME_FILE,
    MARKET_FILE,
    NEWS,
    NONE,
    Episode,
    Line,
    Operation,
    Source,
    Trade,
)
from sim.state.books import TrueBook
from sim.state.ledger import Ledger

WRONG_TRIES = 20
"""Lines looked at for one that an item could be taken for: a bound on the search."""
FROM_HOME = 1 << 20
"""Keys of the items from home policing begin here, those of the items from the public at 0: each item of a day has its own."""
FROM_SELLERS = 1 << 21
"""Keys of a line's sellers, and of the items on them, begin here."""
WRONG_HUB = purpose("area that an item wrongly names as a line's home")
WRONG_PLACE = purpose("area that an item wrongly names as a line's market")
WHICH_KIN = purpose("line of the group that an item names")
STRANGER = purpose("found by a force that has nothing to do with the line")
PASSED_ON = purpose("find passed on to the market force")
PASSED_ON_LATE = purpose("delay of a find passed on")
TOLD_BY_SERVICES = purpose("delay of what services tell police of a line")


class Item(NamedTuple):
    """What somebody tells of a line.

    Attributes:
        market: Worth of what it says of the market, in thousandths of an item.
        holder: The same, of the holder.
        children: Children of the line whom its source could see.
        luck: Key of its draws.
        due: Day on which it is told.
    """

    market: int
    holder: int
    children: float
    luck: int
    due: int


@phase
def tell_of_find(
    episode: Episode,
    source: int,
    victim: bool,
    trade: Trading,
    country: Country,
    police: Police,
    ledger: Ledger,
    now: Today,
) -> None:
    """What a find tells of the line goes to the finder once the child is read, or from services after their delay.

    It travels apart from the child's case.

    A force that has nothing to do with the line passes it on to that of the market, or not, as it shares all else. Below full
    scale many an area has no line but for the small world; then, by its weight, it stands for the market's.
    """
    p, today, tally = now.p, now.day, ledger.true[episode.area]
    line = trade.lines[episode.line]
    file = rules.file_of_find(source, episode.found_at, line)
    worth = rules.worth_of_find(source, victim, p)
    holder = worth * int(rules.names_holder(episode.luck, p, today))
    stranger = file == MARKET_FILE and episode.found_at != line.market
    finder, due = country.areas[episode.found_at], today
    if rules.told_by_services(source):
        recognition = now.policy[episode.found_at].recognition_of_exploitation
        due += referral.days_between_agencies(episode.luck, TOLD_BY_SERVICES, recognition, p, today)
    if stranger and uniform(episode.luck, today, STRANGER) < finder.own_market:
        near = finder.region == country.areas[line.market].region
        pass_on(episode, (worth, holder), line, due, near, trade, police, tally, now)
    else:
        item = Item(worth, holder, float(recording.children_of(line)), episode.luck, due)
        add_item(episode.line, file, item, trade, police, tally, now)


@phase
def pass_on(
    episode: Episode,
    items: tuple[int, int],
    line: Line,
    due: int,
    near: bool,
    trade: Trading,
    police: Police,
    tally: TrueBook,
    now: Today,
) -> None:
    """A find by a force without a file (items on market and holder) goes to the market force by the finder's share, loss and delay.

    Where the finder is mistaken about the market, another force reads it in vain.
    """
    (market, holder), sharing, p, today = items, now.policy[episode.found_at].intelligence_sharing, now.p, now.day
    tally.items += 1
    tally.items_useful += 1
    within = intelligence.in_reach(near, sharing, p)
    if uniform(episode.luck, today, PASSED_ON) >= intelligence.share_passed(within, sharing, p):
        return
    tally.items_shared += 1
    to = market_told(episode.line, market, episode.luck, trade, now)
    if to != line.market:
        if to != NONE:
            read(1, police.bodies[to], tally, p)
        return
    kept, children = intelligence.quality_kept(1, within, sharing, p), float(recording.children_of(line))
    sign = rules.sign_of_harm(episode.luck, children, p, today)
    told = to, origin_told(episode.line, holder, episode.luck, trade, now), NONE
    mean = intelligence.mean_delay(False, within, sharing, 0.0, p)
    late = days_until(uniform(episode.luck, today, PASSED_ON_LATE), mean)
    post_item(episode.line, MARKET_FILE, (int(market * kept), int(holder * kept), 0), sign, told, due + late, police)


@phase
def post_item(
    row: int, file: int, items: tuple[int, int, int], sign: float, told: tuple[int, int, int], due: int, police: Police
) -> None:
    """Items (on market, on holder, untrue) on their way to the body that has this file on a line, which will be its own news.

    Args:
        row: The line, or the one that it is taken for.
        file: The place of the file.
        items: Thousandths of an item.
        sign: Sign of harm of each item.
        told: Market, home and kin that they name, NONE where they name none.
        due: The day on which they arrive.
        police: Bodies and what they believe.
    """
    if police.counts.messages >= len(police.messages):
        return
    message = police.messages[police.counts.messages]
    police.counts.messages += 1
    message.line, message.file, message.body = row, file, police.files[row][file].body
    message.tasks, message.first_hand, message.copies, message.due = 0, 1, 1, due
    message.market, message.holder, message.untrue = items
    message.at, message.home, message.kin = told
    message.stale = 0
    message.signs = int((message.market + message.holder) * sign)


@phase
def tell_of_home(row: int, luck: int, trade: Trading, police: Police, ledger: Ledger, now: Today) -> None:
    """A visit that meets a home in use tells the market force something of the line."""
    line = trade.lines[row]
    item = Item(ITEM, 0, rules.children_guessed(line, now.p), luck, now.day)
    add_item(row, MARKET_FILE, item, trade, police, ledger.true[line.market], now)


@phase
def add_item(row: int, file: int, item: Item, trade: Trading, police: Police, tally: TrueBook, now: Today) -> None:
    """An item joins a body's file on the line it is about, or on the wrong one; one that is due later is on its way until then."""
    worth, luck, target = item.market + item.holder, item.luck, row
    if rules.is_misread(luck, now.p, now.day):
        tally.items_misread += 1
        target = other_line(row, file == HOME_FILE, luck, trade, now.day)
        if target == NONE:
            return
    tally.items += 1
    untrue, sign = worth * int(target != row), rules.sign_of_harm(luck, item.children, now.p, now.day)
    to, home = market_told(row, item.market, luck, trade, now), origin_told(row, item.holder, luck, trade, now)
    kin = kin_told(row, luck, trade, now)
    if item.due > now.day:
        post_item(target, file, (item.market, item.holder, untrue), sign, (to, home, kin), item.due, police)
        return
    police.folders[target][NEWS] = 1
    into = police.files[target][file]
    into.new_market += item.market
    into.new_holder += item.holder
    into.new_untrue += untrue
    into.new_signs += int(worth * sign)
    if worth > 0:
        take_word(into, to, home, kin)


@phase
def kin_told(row: int, luck: int, trade: Trading, now: Today) -> int:
    """Another line of the group that an item names, or, wrongly, a line of another group; NONE where it names none."""
    if not rules.names_kin(luck, now.p, now.day):
        return NONE
    line, wrong = trade.lines[row], rules.names_wrong_kin(luck, now.p, now.day)
    group, count = line.group, trade.counts.open_lines
    if not wrong and trade.groups[group].lines == int(line.trade <= Trade.SUSPENDED):
        return NONE  # the group has no other
    start = int(uniform(luck, now.day, WHICH_KIN) * count)
    for step in range(count):
        other = trade.open_lines[(start + step) % count]
        trades = trade.lines[other].trade <= Trade.SUSPENDED
        if trades and other != row and (trade.lines[other].group == group) != wrong:
            return other
    return NONE


@phase
def tell_of_group(operation: Operation, group: int, trade: Trading, police: Police, ledger: Ledger, now: Today) -> None:
    """The phone of an arrested holder tells the body of the holders of the group's other lines, of those that it has to do with."""
    worth = int(ITEM * now.p.operations.items_from_arrest)
    for i in range(trade.counts.open_lines):
        row = trade.open_lines[i]
        line = trade.lines[row]
        if line.group == group and line.trade <= Trade.SUSPENDED and row != operation.line:
            f, luck = place_of(operation.body, police.files[row]), born_with(operation.luck, line.luck)
            if f != NONE:
                item = Item(0, worth, float(recording.children_of(line)), luck, now.day)
                add_item(row, f, item, trade, police, ledger.true[line.market], now)


@phase
def market_told(row: int, market: int, luck: int, trade: Trading, now: Today) -> int:
    """Where an item says that its line sells: NONE where it says nothing, and at times where another line sells."""
    if not rules.tells_market(luck, market, now.p, now.day):
        return NONE
    if rules.names_wrong_market(luck, now.p, now.day):
        other = trade.open_lines[int(uniform(luck, now.day, WRONG_PLACE) * trade.counts.open_lines)]
        return trade.lines[other].market
    return trade.lines[row].market


@phase
def origin_told(row: int, holder: int, luck: int, trade: Trading, now: Today) -> int:
    """From where an item says that its line is run: NONE where it says nothing, and at times where another line is run from."""
    if not rules.tells_origin(luck, holder, now.p, now.day):
        return NONE
    if rules.names_wrong_origin(luck, now.p, now.day):
        other = trade.open_lines[int(uniform(luck, now.day, WRONG_HUB) * trade.counts.open_lines)]
        return trade.lines[other].home
    return trade.lines[row].home


@phase
def other_line(row: int, at_home: bool, luck: int, trade: Trading, today: int) -> int:
    """Another line, or phantom, of the same market, or home, and kind, tried for from a random place on; NONE where none is met.

    What is told at a line's home is taken for another that is run from there, so that it stays with the body that was told.
    """
    lines, open_lines, count = trade.lines, trade.open_lines, trade.counts.open_lines
    start = int(uniform(luck, today, rules.WRONG_LINE) * count)
    for step in range(min(WRONG_TRIES, count)):
        other = open_lines[(start + step) % count]
        same_kind = (lines[other].home == lines[other].market) == (lines[row].home == lines[row].market)
        same_area = lines[other].home == lines[row].home if at_home else lines[other].market == lines[row].market
        if other != row and same_kind and same_area:
            return other
    return NONE


@phase
def tell_of_line(row: int, trade: Trading, police: Police, ledger: Ledger, now: Today) -> None:
    """A week of what the public tells of a line, and of what home policing learns of its holder."""
    line, tally = trade.lines[row], ledger.true[trade.lines[row].market]
    children = rules.children_guessed(line, now.p)
    for n in range(rules.items_from_the_public(line, now.p, now.day)):
        add_item(row, MARKET_FILE, Item(ITEM, 0, children, line.luck + n, now.day), trade, police, tally, now)
    home_file = HOME_FILE if line.home != line.market else MARKET_FILE
    for n in range(rules.items_from_home(line, now.p, now.day)):
        add_item(row, home_file, Item(0, ITEM, children, line.luck + FROM_HOME + n, now.day), trade, police, tally, now)


@phase
def stop_sellers(row: int, trade: Trading, police: Police, ledger: Ledger, now: Today) -> None:
    """A week of a line's sellers: some are stopped with a find, which tells of the line, are arrested, and lost to it."""
    line, stopped, p = trade.lines[row], 0, now.p
    tally, children = ledger.true[line.market], float(recording.children_of(line))
    for k in range(line.sellers):
        luck = line.luck + FROM_SELLERS + k
        if rules.seller_stopped(luck, p, now.day):
            stopped += 1
            worth = rules.worth_of_find(Source.STOP, False, p)
            item = Item(worth, worth * int(rules.names_holder(luck, p, now.day)), children, luck, now.day)
            add_item(row, MARKET_FILE, item, trade, police, tally, now)
    line.sellers -= stopped
    ledger.recorded[line.market].arrests_adults += stopped


@phase
def tell_what_is_not(area: int, luck: int, trade: Trading, police: Police, tally: TrueBook, p: Parameters, today: int) -> None:
    """A stop of a child who is not exploited is tied to a line that sells there, if any does, and taken for an ordinary one."""
    nearby = trade.nearby
    first, beyond = nearby.market_start[area], nearby.market_start[area + 1]
    if first == beyond:
        return
    row = nearby.market_lines[first + int(uniform(luck, today, rules.WRONG_LINE) * (beyond - first))]
    if trade.lines[row].trade <= Trade.SUSPENDED:
        tally.items += 1
        tally.items_misread += 1
        police.folders[row][NEWS] = 1
        police.files[row][MARKET_FILE].new_market += ITEM
        police.files[row][MARKET_FILE].new_untrue += ITEM
        sign = rules.sign_of_harm(luck, rules.ordinary_children(p), p, today)
        police.files[row][MARKET_FILE].new_signs += int(ITEM * sign)
