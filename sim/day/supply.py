"""Step 1 of the day, demand and supply; the markets and their vacant places; and how a line opens and closes."""

from sim.engine import phase, rule, soon
from sim.engine.luck import born_with, lognormal, purpose, uniform
from sim.parameters.structure import Successor
from sim.rules import groups as choose
from sim.rules import intelligence as intel
from sim.rules import supply as trade
from sim.rules import tasking as task
from sim.rules.supply import MILLI
from sim.state import (
    CENTRE,
    FILES,
    FORCES,
    HOME_FILE,
    HOME_UNIT_FILE,
    MARKET_FILE,
    MARKET_UNIT_FILE,
    NONE,
    TRANSPORT_POLICE,
    Trade,
)

SIZE = purpose("size of a line")
FRAILTY = purpose("frailty of a line")
FROM_HOME = purpose("adults from a line's home, rounded by luck")
HOMES = purpose("homes a line wants")
REVIEW = purpose("review of a group")
WHOSE_PLACE = purpose("whose place a line comes into")
SPREAD_OF_HOMES = 1.0
REGIONS, ALL_REGIONS = TRANSPORT_POLICE - FORCES, -1
PLACE_DAYS = 365
"""How long the place of a line that ended is followed: the year of `replacement_lines`."""


@phase
def index_lines(lines, open_lines, nearby, counts):
    """Trading lines by market and by home, so that a child or adult looks only at lines nearby."""
    for a in range(FORCES + 1):
        nearby.market_start[a] = nearby.home_start[a] = 0
    for i in range(counts.open_lines):
        line = lines[open_lines[i]]
        soon(lines, open_lines, i, counts.open_lines)
        trades = int(line.trade == Trade.OPERATING)
        nearby.market_start[line.market + 1] += trades
        nearby.home_start[line.home + 1] += trades
    for a in range(FORCES):
        nearby.market_start[a + 1] += nearby.market_start[a]
        nearby.home_start[a + 1] += nearby.home_start[a]
    for i in range(counts.open_lines):
        row = open_lines[i]
        line = lines[row]
        if line.trade == Trade.OPERATING:
            nearby.market_lines[nearby.market_start[line.market]] = row
            nearby.market_start[line.market] += 1
            nearby.home_lines[nearby.home_start[line.home]] = row
            nearby.home_start[line.home] += 1
    for a in range(FORCES, 0, -1):
        nearby.market_start[a] = nearby.market_start[a - 1]
        nearby.home_start[a] = nearby.home_start[a - 1]
    nearby.market_start[0] = nearby.home_start[0] = 0


@phase
def open_line(g, holder, market, groups, lines, open_lines, areas, dealers, files, bodies, counts, folders, true, p, today):
    """A group opens a line: a new number, its first stock and customers, and no file anywhere."""
    group, row = groups[g], counts.lines
    line = lines[row]
    counts.lines += 1
    line.luck, line.own_row = born_with(group.luck, group.opened), row
    group.opened += 1
    start_trading(line, group, g, holder, market, dealers, p, today)
    line.stock = choose.buy_first_stock(group, p)
    true[market].stock_written += line.stock
    for f in range(FILES):
        files[row][f].as_of = today
        files[row][f].body = NONE
        files[row][f].review = today + 1 + int(p.intelligence.map_review_interval * uniform(line.luck, f, REVIEW))
    address_files(line, files[row], folders[row], areas, p, today)
    open_lines[counts.open_lines] = row
    counts.open_lines += 1
    retake_place(areas[market], true[market])
    come_into_place(lines, areas[market], uniform(line.luck, today, WHOSE_PLACE), true[market], today)
    true[market].opening_spent += line.stock
    true[market].lines_opened += 1
    true[market].lines_opened_internal += int(line.home == market)


@phase
def count_life(days, tally):
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
def start_trading(line, group, g, holder, market, dealers, p, today):
    """What a new line is: its size and frailty are its own, its ways those of its group."""
    line.group, line.holder, line.home, line.market = g, holder, group.home, market
    line.trade, line.opened, line.ended, line.resumes = Trade.OPERATING, today, NONE, 0
    line.grew_from = today
    line.extent = lognormal(uniform(line.luck, 0, SIZE), 1.0, p.supply.line_size_spread)
    spread = choose.lognormal_spread(p.groups.line_frailty_cv)
    line.frailty = lognormal(uniform(line.luck, 0, FRAILTY), 1.0, spread) * p.groups.frailty_at_opening
    line.customers = p.supply.customers_new_line * line.extent
    line.left = line.lapsed = 0.0
    line.homes_luck = uniform(line.luck, 0, HOMES) * SPREAD_OF_HOMES
    line.sent_luck = uniform(line.luck, 0, FROM_HOME)
    choose.hold(dealers[holder])
    group.members -= 1
    group.lines += 1


@phase
def address_files(line, files, folder, areas, p, today):
    """The six bodies that can hold a file on a line; where two are one body, the second file is nobody's.

    When a line moves, a body that still has to do with it keeps its file, the others' files end, and the new body's is empty.
    """
    internal = line.home == line.market
    home_unit, market_unit = FORCES + areas[line.home].region, FORCES + areas[line.market].region
    holders = (
        line.market,
        NONE if internal else line.home,
        market_unit,
        NONE if home_unit == market_unit else home_unit,
        TRANSPORT_POLICE,
        CENTRE,
    )
    for f in (MARKET_FILE, MARKET_UNIT_FILE):  # the home force's, and its unit's, stand next to these
        if holders[f + 1] != NONE and holders[f + 1] == files[f].body:
            intel.move_file(files[f + 1], files[f], today)
        elif holders[f] == files[f + 1].body:
            intel.move_file(files[f], files[f + 1], today)
    for f in range(FILES):
        file = files[f]
        if file.body != holders[f]:
            intel.forget(file, today)
            file.body, file.luck = holders[f], born_with(line.luck, holders[f])
            file.score = intel.score_of(file, p)
        folder[f] = file.body
        file.market, file.home = line.market, line.home
        file.reaches = int(task.covers_home(f, internal, home_unit == market_unit, p))
        file.own_share = 1.0
        if not internal and f in (HOME_FILE, HOME_UNIT_FILE):
            file.own_share = p.tasking.harm_share_home
        elif not internal and (f == MARKET_FILE or (f == MARKET_UNIT_FILE and home_unit != market_unit)):
            file.own_share = 1.0 - p.tasking.harm_share_home


@phase
def close(line, areas, groups, true, how, p, today):
    """A line ends, and its market place stands vacant."""
    group, area, tally = groups[line.group], areas[line.market], true[line.market]
    line.trade, line.ended = how, today
    line.resumes = line.order_due = 0
    trade.seek_nobody(line, area, areas[line.home])
    group.lines -= 1
    area.vacant += 1.0
    leave_place(line, area)
    tally.places_vacated += 1
    if line.successor_due == 0 or p.structure.successor == Successor.NEW_LIFE:
        count_life(today - line.opened, tally)
    if how == Trade.ABANDONED:
        tally.abandoned += 1
    elif how == Trade.CHARGED:
        tally.closed_charged += 1
        area.vacancy += 1.0
    else:
        tally.closed_by_number += 1


@phase
def feel_loss(line, group, area, weight, p, today):
    """A loss to police is remembered by the group, and heard of in the market: a holder or a line's number in full, a raid in part."""
    choose.remember(group, p, today)
    if line.home == line.market:
        group.met_local += weight
    else:
        group.met_away += weight
    group.disrupted = today
    group.felt = max(group.felt, weight)
    group.lost_market = line.market
    area.losses += weight


@phase
def supply(lines, open_lines, groups, areas, counts, true, p, today):
    """Step 1. Lines bear losses, win or lose customers, sell, restock, pay, and find out what crew they are short of."""
    for a in range(FORCES):
        area = areas[a]
        area.attraction = area.served = area.operating = 0
        area.child_places = area.adult_places = area.home_places = 0
    for i in range(counts.open_lines):
        line = lines[open_lines[i]]
        soon(lines, open_lines, i, counts.open_lines)
        if trade.sells(line):
            line.pull = trade.pull_on_customers(line, p, today)
            areas[line.market].attraction += int(line.pull * trade.MILLI)
        if line.trade <= Trade.SUSPENDED:
            areas[line.market].operating += 1
    look_at_markets(areas, p)
    kept = choose.fade(1.0, p.grooming.place_lapse_days)
    for i in range(counts.open_lines):
        line = lines[open_lines[i]]
        soon(lines, open_lines, i, counts.open_lines)
        if line.trade <= Trade.SUSPENDED or line.stock + line.cash + line.lost > 0:
            keep_shop(line, areas[line.market], groups[line.group], true[line.market], p)
        seek_crew(line, groups[line.group], areas, kept, p)
        choose.look_over(groups[line.group], line, areas[line.market], p, today)
    for a in range(FORCES):
        outside = trade.sold_outside(areas[a], p)
        true[a].sold_outside += outside
        exploited = trade.child_days_outside(outside, counts.children_of_lines, counts.sold_by_lines, p)
        true[a].child_days_outside += int(exploited * 1e6)


@rule
def keep_shop(line, area, group, tally, p):
    """A line's day of trade."""
    tally.lost += trade.bear_losses(line)
    tally.paid += trade.pay_crew(line)
    if line.trade > Trade.SUSPENDED:
        group.capital += line.cash
        tally.profit += line.cash
        line.cash = 0
        tally.stock_dropped += line.stock
        line.stock = 0
        return
    trade.gain_or_lose_customers(line, area, p)
    sold = trade.sell(line, p)
    before = line.stock
    spent = trade.restock(line, p)
    lent = trade.supply_from_group(line, group.capital, p)
    profit = trade.take_profit(line, p)
    group.capital += profit - lent
    area.served += int(sold / (p.supply.spend_per_customer * 100.0) * trade.MILLI)
    tally.sold += sold
    tally.bought += spent
    tally.lent += lent
    tally.stock_written += line.stock - before - spent - lent
    tally.profit += profit


@rule
def seek_crew(line, group, areas, kept, p):
    """A line counts its crew of yesterday, and the places it seeks to fill; of lapsed places the share `kept` stays away a day."""
    line.running = line.ran
    line.ran = line.carried = 0
    line.children_home = line.seen_home
    line.children_local = line.seen_local
    line.grown = line.seen_grown
    line.seen_home = line.seen_local = line.seen_grown = 0
    line.lapsed = line.lapsed * kept + line.places_left
    line.places_left = 0
    trade.count_places(line, group, p)
    areas[line.home].child_places += line.short_home
    areas[line.market].child_places += line.short_market
    areas[line.market].adult_places += line.short_adults
    areas[line.home].adult_places += line.short_adults_home
    areas[line.market].home_places += line.short_homes


@phase
def look_at_markets(areas, p):
    """Crowding, danger and vacancy of each market, from its own lines and, where these are a fraction, the nation's."""
    cap, losses, operating, vacancy, unfilled = 0.0, 0.0, 0.0, 0.0, 0.0
    for a in range(FORCES):
        cap += areas[a].cap
        losses += areas[a].losses
        operating += areas[a].operating
        vacancy += areas[a].vacancy
        unfilled += areas[a].vacant
    danger = losses / max(operating, 1.0)
    vacant = vacancy / max(operating, 1.0)
    look_at_crowding(areas)
    for a in range(FORCES):
        area, rest = areas[a], 1.0 - areas[a].own
        here = max(1.0, area.operating)
        area.danger = area.own * area.losses / here + rest * danger
        share = unfilled * area.cap / max(cap, 1e-9)
        area.unfilled = max(0.0, area.own_vacancy * area.vacant + (1.0 - area.own_vacancy) * share)
        area.heat = min(1.0, area.own * area.vacancy / here + rest * vacant)


@phase
def look_at_crowding(areas):
    """How crowded each market is: how hard its lines pull on customers, over its open demand."""
    nation = crowding_of(areas, ALL_REGIONS)
    for r in range(REGIONS):
        region = crowding_of(areas, r)
        for a in range(FORCES):
            if areas[a].region == r:
                here = areas[a].attraction / MILLI / max(areas[a].cap, 1e-9)
                areas[a].crowding = judged(areas[a].own_market, areas[a].own_markets, here, region, nation)


@rule
def crowding_of(areas, region):
    """The crowding of the markets of a region."""
    attraction, cap = 0.0, 0.0
    for a in range(FORCES):
        if region in (ALL_REGIONS, areas[a].region):
            attraction += areas[a].attraction / MILLI
            cap += areas[a].cap
    return attraction / max(cap, 1e-9)


@rule
def judged(own, own_region, here, region, nation):
    """An area of few lines goes by its region's figure, and a region of few by the nation's."""
    return own * here + (1.0 - own) * (own_region * region + (1.0 - own_region) * nation)


@phase
def retake_place(area, tally):
    """A line that opens, or is taken over, takes a vacant place of the market; beyond the vacant ones, the market is fuller."""
    if area.vacant > 0.0:
        tally.places_retaken += 1
    area.vacant -= 1.0


@phase
def leave_place(line, area):
    """The place of a line that ended stands first among those vacated in its market."""
    line.vacated_before = area.vacated_row
    area.vacated_row = line.own_row


@phase
def come_into_place(lines, area, u, tally, today):
    """A line that comes in takes one of the places that lines left in the market within the last year; which one is chance."""
    standing, row = 0, area.vacated_row
    while row != NONE and today - lines[row].ended <= PLACE_DAYS:
        standing += 1
        row = lines[row].vacated_before
    if standing > 0:
        row = area.vacated_row
        for _ in range(int(u * standing)):
            row = lines[row].vacated_before
        tally.charged_replaced += int(lines[row].trade == Trade.CHARGED)
        unlink(lines, area, row)


@phase
def come_back_to_place(line, lines, area, tally, today):
    """A line taken over sells again in its own place, unless another has come into it."""
    row = area.vacated_row
    while row != NONE and row != line.own_row:
        row = lines[row].vacated_before
    if row != NONE:
        tally.charged_replaced += int(today - line.ended <= PLACE_DAYS)
        unlink(lines, area, row)


@phase
def unlink(lines, area, row):
    """A place no longer stands vacant."""
    if area.vacated_row == row:
        area.vacated_row = lines[row].vacated_before
        return
    before = area.vacated_row
    while lines[before].vacated_before != row:
        before = lines[before].vacated_before
    lines[before].vacated_before = lines[row].vacated_before
