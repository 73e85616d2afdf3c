"""Step 1 of the day, demand and supply: lines bear losses, trade, and find out what crew they are short of."""

from sim.day.bundles import Country, Today, Trading
from sim.day.supply.crews import choose_crew
from sim.day.supply.markets import index_lines, look_at_markets
from sim.engine import phase, rule, soon, step
from sim.parameters import Parameters
from sim.rules import groups
from sim.rules import supply as rules
from sim.state import FORCES, Area, Group, Line, Nation, Table, Trade
from sim.state.books import TrueBook
from sim.state.ledger import Ledger
from sim.state.time import WEEK_DAYS


@step
def supply(trade: Trading, country: Country, ledger: Ledger, now: Today) -> None:
    """Lines bear losses, win or lose customers, sell, restock, pay, and find out what crew they are short of."""
    lines, open_lines, areas, p = trade.lines, trade.open_lines, country.areas, now.p
    index_lines(lines, open_lines, trade.nearby, trade.counts.open_lines)
    for a in range(FORCES):
        clear_morning(areas[a])
    for i in range(trade.counts.open_lines):
        soon(lines, open_lines, i, trade.counts.open_lines)
        take_stand(lines[open_lines[i]], areas, p, now.day)
    look_at_markets(areas, p)
    for i in range(trade.counts.open_lines):
        line = lines[open_lines[i]]
        soon(lines, open_lines, i, trade.counts.open_lines)
        trade_today(line, trade.groups[line.group], areas, ledger.true[line.market], p, now.day)
    for a in range(FORCES):
        ledger.true[a].sold_outside += rules.sold_outside(areas[a], p)
        ledger.true[a].child_days_outside += areas[a].outside
    want_children_outside(areas, country.nation, p)


@phase
def want_children_outside(areas: Table[Area], nation: Nation, p: Parameters) -> None:
    """What lines leave is sold by others, who seek children by what they sell: in a market of few lines in part by the nation's.

    What lines serve beyond the demand of an area counts against all others, so that the sum holds.
    """
    whole, cap, wanted = 0.0, 0.0, 0.0
    for a in range(FORCES):
        whole += rules.sold_outside(areas[a], p)
        cap += areas[a].cap
    for a in range(FORCES):
        area = areas[a]
        share = whole * area.cap / max(cap, 1e-9)
        sold = area.own_market * rules.sold_outside(area, p) + (1.0 - area.own_market) * share
        area.wanted_outside = max(0.0, sold)
        wanted += area.wanted_outside
    for a in range(FORCES):
        areas[a].wanted_outside *= nation.harm_outside * max(0.0, whole) / max(wanted, 1.0)


@rule
def clear_morning(area: Area) -> None:
    """What lines do and seek in an area is counted anew each morning."""
    area.attraction = area.served = area.operating = 0
    area.child_places = area.adult_places = area.home_places = 0


@rule
def take_stand(line: Line, areas: Table[Area], p: Parameters, today: int) -> None:
    """A line draws on the customers of its market."""
    if rules.sells(line):
        line.pull = rules.pull_on_customers(line, p, today)
        areas[line.market].attraction += int(line.pull * rules.MILLI)
    if line.trade <= Trade.SUSPENDED:
        areas[line.market].operating += 1


@rule
def trade_today(line: Line, group: Group, areas: Table[Area], tally: TrueBook, p: Parameters, today: int) -> None:
    """A line trades, seeks a crew, and is looked over by its group."""
    if line.trade <= Trade.SUSPENDED or line.stock + line.cash + line.lost > 0:
        keep_shop(line, areas[line.market], group, tally, p)
    seek_crew(line, group, areas, tally, p, today)
    groups.look_over(group, line, areas[line.market], p, today)


@rule
def keep_shop(line: Line, area: Area, group: Group, tally: TrueBook, p: Parameters) -> None:
    """A line's day of trade."""
    tally.lost += rules.bear_losses(line)
    tally.paid += rules.pay_crew(line)
    if line.trade > Trade.SUSPENDED:
        group.capital += line.cash
        tally.profit += line.cash
        line.cash = 0
        tally.stock_dropped += line.stock
        line.stock = 0
        return
    rules.gain_or_lose_customers(line, area, p)
    sold = rules.sell(line, p)
    before = line.stock
    spent = rules.restock(line, p)
    lent = rules.supply_from_group(line, group.capital, p)
    profit = rules.take_profit(line, p)
    group.capital += profit - lent
    area.served += int(sold / (p.supply.spend_per_customer * 100.0) * rules.MILLI)
    tally.sold += sold
    tally.bought += spent
    tally.lent += lent
    tally.stock_written += line.stock - before - spent - lent
    tally.profit += profit


@rule
def seek_crew(line: Line, group: Group, areas: Table[Area], tally: TrueBook, p: Parameters, today: int) -> None:
    """A line counts and pays its crew of yesterday, decides on its day of the week whom to seek, and has places to fill."""
    line.running = line.ran
    line.ran = line.carried = 0
    line.children_home = line.seen_home
    line.children_local = line.seen_local
    line.grown = line.seen_grown
    line.seen_home = line.seen_local = line.seen_grown = 0
    if line.trade <= Trade.SUSPENDED:
        line.pay_due += int(100.0 * (line.adults * p.grooming.adult_pay + line.sellers * p.grooming.seller_pay) / WEEK_DAYS)
        tally.seller_days += line.sellers
    if today % WEEK_DAYS == line.weekday and rules.sells(line) and line.stock > 0:
        need = areas[line.home].child_need + group.local_share * (areas[line.market].child_need - areas[line.home].child_need)
        choose_crew(line, group, rules.days_to_reach_child(need, p), tally, p, today)
    rules.count_places(line, p)
    areas[line.home].child_places += line.short_home
    areas[line.market].child_places += line.short_market
    areas[line.market].adult_places += line.short_adults
    areas[line.home].adult_places += line.short_adults_home
    areas[line.market].home_places += line.short_homes
