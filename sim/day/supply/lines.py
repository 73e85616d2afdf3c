"""How a line opens, who holds files on it, how it closes, and how its group feels a loss."""

from sim.day.bundles import Country, Police, Today, Trading
from sim.day.supply.markets import retake_place
from sim.engine import phase
from sim.engine.luck import born_with, lognormal, purpose, uniform
from sim.parameters import Parameters
from sim.parameters.structure import Successor
from sim.rules import groups, intelligence, tasking
from sim.rules import supply as rules
from sim.state import (
    CENTRE,
    FILES,
    FORCES,
    MARKET_FILE,
    MARKET_UNIT_FILE,
    NONE,
    TRANSPORT_POLICE,
    WEEKDAY,
    Area,
    Group,
    Intelligence,
    Line,
    Table,
    Trade,
)
from sim.state.books import TrueBook
from sim.state.ledger import Ledger
from sim.state.time import WEEK_DAYS

SIZE = purpose("size of a line")
FRAILTY = purpose("frailty of a line")
FROM_HOME = purpose("adults from a line's home, rounded by luck")
HOMES = purpose("homes a line wants")
LOOKED_AT = purpose("day of the week of a line")
FIRST_REVIEW = purpose("first review of a file")


@phase
def open_line(
    g: int, holder: int, market: int, trade: Trading, country: Country, police: Police, ledger: Ledger, now: Today
) -> None:
    """A group opens a line: a new number, its first stock and customers, and no file anywhere."""
    group, row, area, tally = trade.groups[g], trade.counts.lines, country.areas[market], ledger.true[market]
    line = trade.lines[row]
    trade.counts.lines += 1
    line.luck, line.own_row = born_with(group.luck, group.opened), row
    group.opened += 1
    start_trading(line, group, g, holder, market, trade, now)
    line.stock = groups.buy_first_stock(group, now.p)
    tally.stock_written += line.stock
    open_files(line, police, country.areas, now)
    trade.open_lines[trade.counts.open_lines] = row
    trade.counts.open_lines += 1
    retake_place(area, tally)
    tally.opening_spent += line.stock
    tally.lines_opened += 1
    tally.lines_opened_internal += int(line.home == market)


@phase
def start_trading(line: Line, group: Group, g: int, holder: int, market: int, trade: Trading, now: Today) -> None:
    """What a new line is: its size and frailty are its own, its ways those of its group."""
    p, today = now.p, now.day
    line.group, line.holder, line.home, line.market = g, holder, group.home, market
    line.trade, line.opened, line.ended, line.resumes = Trade.OPERATING, today, NONE, 0
    line.grew_from = today
    line.extent = lognormal(uniform(line.luck, 0, SIZE), 1.0, p.supply.line_size_spread)
    spread = groups.lognormal_spread(p.groups.line_frailty_cv)
    line.frailty = lognormal(uniform(line.luck, 0, FRAILTY), 1.0, spread) * p.groups.frailty_at_opening
    line.customers = p.supply.customers_new_line * line.extent
    line.left = 0.0
    line.weekday = int(WEEK_DAYS * uniform(line.luck, 0, LOOKED_AT))
    line.homes_luck = uniform(line.luck, 0, HOMES)
    line.sent_luck = uniform(line.luck, 0, FROM_HOME)
    groups.hold(trade.dealers[holder])
    group.members -= 1
    group.lines += 1


@phase
def open_files(line: Line, police: Police, areas: Table[Area], now: Today) -> None:
    """Empty files on a new line, each with a day of its first review; the line has a day of the week of its own."""
    files = police.files[line.own_row]
    police.folders[line.own_row][WEEKDAY] = line.weekday
    for f in range(FILES):
        files[f].as_of = now.day
        files[f].body = NONE
        files[f].review = now.day + 1 + int(now.p.intelligence.map_review_interval * uniform(line.luck, f, FIRST_REVIEW))
    address_files(line, files, police.folders[line.own_row], areas, now.p, now.day)


@phase
def address_files(
    line: Line, files: Table[Intelligence], folder: Table[int], areas: Table[Area], p: Parameters, today: int
) -> None:
    """The six bodies that can hold a file on a line; where two are one body, the second file is nobody's.

    When a line moves, a body that still has to do with it keeps its file, the others' files end, and the new body's is empty.
    What a body believes of where the line is does not change with that; its own area it knows.
    """
    internal = line.home == line.market
    home_unit, market_unit = FORCES + areas[line.home].region, FORCES + areas[line.market].region
    one_unit = home_unit == market_unit
    holders = (
        line.market,
        NONE if internal else line.home,
        market_unit,
        NONE if one_unit else home_unit,
        TRANSPORT_POLICE,
        CENTRE,
    )
    for f in (MARKET_FILE, MARKET_UNIT_FILE):  # the home force's, and its unit's, stand next to these
        if holders[f + 1] != NONE and holders[f + 1] == files[f].body:
            intelligence.move_file(files[f + 1], files[f], today)
        elif holders[f] == files[f + 1].body:
            intelligence.move_file(files[f], files[f + 1], today)
    for f in range(FILES):
        file = files[f]
        if file.body != holders[f]:
            intelligence.forget(file, today)
            file.body, file.luck = holders[f], born_with(line.luck, holders[f])
            file.score = intelligence.score_of(file, p)
            file.market = file.home = NONE
        if f in (MARKET_FILE, MARKET_UNIT_FILE):
            file.market = line.market
        folder[f] = file.body
        known = file.home != NONE and file.market != NONE
        one_region = known and areas[file.home].region == areas[file.market].region
        tasking.see_reach(f, file, one_region, p)


@phase
def close(line: Line, how: int, trade: Trading, areas: Table[Area], ledger: Ledger, now: Today) -> None:
    """A line ends, and its market place stands vacant."""
    group, area, tally = trade.groups[line.group], areas[line.market], ledger.true[line.market]
    line.trade, line.ended = how, now.day
    line.resumes = line.sellers = 0
    if line.successor_due == 0:  # a successor goes on with the number, until an order silences it
        line.order_due = 0
    rules.seek_nobody(line, area, areas[line.home])
    group.lines -= 1
    area.vacant += 1.0
    tally.places_vacated += 1
    if line.successor_due == 0 or now.p.structure.successor == Successor.NEW_LIFE:
        count_life(now.day - line.opened, tally)
    if how == Trade.ABANDONED:
        tally.abandoned += 1
    elif how == Trade.CHARGED:
        tally.closed_charged += 1
        area.vacancy += 1.0
    else:
        tally.closed_by_number += 1


@phase
def count_life(days: int, tally: TrueBook) -> None:
    """A life has ended: its length joins the distribution."""
    tally.ended += 1
    tally.life_days += days
    tally.life_under_30 += int(days <= 30)
    tally.life_under_90 += int(days <= 90)
    tally.life_under_180 += int(days <= 180)
    tally.life_under_365 += int(days <= 365)
    tally.life_under_730 += int(days <= 730)
    tally.life_under_1460 += int(days <= 1460)


@phase
def feel_loss(line: Line, group: Group, area: Area, weight: float, p: Parameters, today: int) -> None:
    """A loss to police is remembered by the group, and heard of in the market: a holder or a line's number in full, a raid in part."""
    groups.remember(group, p, today)
    if line.home == line.market:
        group.met_local += weight
    else:
        group.met_away += weight
    group.disrupted = today
    group.felt = max(group.felt, weight)
    group.lost_market = line.market
    area.losses += weight
