"""Step 10 of the day, aftermath: successors, vacancies and who fills them, and what becomes of a closed line's children."""

from sim.day.bundles import Children, Country, Police, Today, Trading
from sim.day.control import end_exploitation
from sim.day.grooming.children import start_exploitation
from sim.day.grooming.crews import Place, pick_place, place_in_group
from sim.day.groups import first_member, join_group
from sim.day.intelligence import know_it_gone, place_of
from sim.day.supply.lines import close, count_life, feel_loss, open_line
from sim.day.supply.markets import outlook, retake_place
from sim.day.tasking.operations import believe
from sim.engine import phase, rule, soon, step
from sim.engine.luck import born_with, purpose, uniform
from sim.parameters import Parameters
from sim.parameters.structure import Successor, VacantMarket
from sim.rules import aftermath as rules
from sim.rules import control, groups, intelligence
from sim.rules.groups import fade
from sim.rules.justice import operations
from sim.state import (
    FILES,
    FORCES,
    NONE,
    Area,
    Episode,
    Group,
    Intelligence,
    Line,
    Person,
    Route,
    Standing,
    Status,
    Table,
    Task,
    Trade,
)
from sim.state.books import TrueBook
from sim.state.ledger import Ledger
from sim.state.time import YEAR_DAYS

RECOVERED_WITHIN = 30
"""Days within which a line that sells again after an order counts as recovered, by the definition of the measure."""
WHICH_GROUP = purpose("group that fills a vacancy")
TAKES_UP = purpose("group takes up a vacant market place")
INFLOW_GROUP = purpose("group that a new dealer joins")
RENEWS = purpose("group begun anew")
HEARERS, PLACES = 4000, 1 << 20
"""Groups asked to take a vacant place up, again and again where there are few; keys of a group's draws for places of one day."""
INFLOW = 1 << 45
"""Family of keys of the adults who come in: one an adult, in the order in which they come, the same under every strategy."""


@step
def aftermath(children: Children, trade: Trading, country: Country, police: Police, ledger: Ledger, now: Today) -> None:
    """Lines resume or are taken over, vacancies are filled, and children of closed lines are taken on, or free."""
    for i in range(trade.counts.open_lines):
        line, files = trade.lines[trade.open_lines[i]], police.files[trade.open_lines[i]]
        soon(trade.lines, trade.open_lines, i, trade.counts.open_lines)
        if line.order_due != 0 and line.order_due <= now.day:
            fall_silent(line, files, trade, country.areas, ledger, now)
        if line.trade == Trade.SUSPENDED and line.resumes <= now.day:
            operations.resume(line)
        elif line.trade == Trade.CHARGED and line.successor_due != 0 and line.successor_due <= now.day:
            succeed(line, police, trade, country.areas[line.market], ledger.true[line.market], now)
    fill_markets(trade, country, police, ledger, now)
    for i in range(children.counts.adrift):
        episode = children.episodes[children.adrift[i]]
        soon(children.episodes, children.adrift, i, children.counts.adrift)
        if episode.exploited:
            come_of_age_or_drift(episode, children.people, trade, country, ledger.true[episode.area], now)
    take_in_dealers(trade, country, ledger, now)


@phase
def fall_silent(line: Line, files: Table[Intelligence], trade: Trading, areas: Table[Area], ledger: Ledger, now: Today) -> None:
    """An order takes effect: nearly all lines sell again soon, a few are closed by number; a successor begins with another number."""
    line.order_due = 0
    if line.trade > Trade.SUSPENDED:
        change_number(files, now)
        return
    tally = ledger.true[line.market]
    tally.orders_silenced += 1
    operations.go_silent(line, now.p, now.day)
    ledger.recorded[line.market].closures_number += 1
    ledger.recorded[line.home].closures_programme += line.order_programme
    if line.trade == Trade.BY_NUMBER:
        close_by_number(line, files, trade, areas, ledger, now)
        return
    change_number(files, now)
    tally.orders_recovered += int(line.resumes - now.day <= RECOVERED_WITHIN)


@rule
def change_number(files: Table[Intelligence], now: Today) -> None:
    """What bodies have on a number is worth nothing once the line has another."""
    for f in range(FILES):
        if files[f].body != NONE:
            intelligence.lose_number(files[f], now.p, now.day)


@rule
def close_by_number(
    line: Line, files: Table[Intelligence], trade: Trading, areas: Table[Area], ledger: Ledger, now: Today
) -> None:
    """A line is closed by number, as the body knows that asked for the order; its holder is free for another."""
    group, holder = trade.groups[line.group], trade.dealers[line.holder]
    close(line, Trade.BY_NUMBER, trade, areas, ledger, now)
    feel_loss(line, group, areas[line.market], 1.0, now.p, now.day)
    know_it_gone(line.order_body, files, now.day)
    if holder.standing != Standing.RELEASED:  # a case that is open goes on
        groups.wait_for_a_line(holder, now.p, now.day)
        group.members += 1
    line.holder = NONE


@phase
def succeed(line: Line, police: Police, trade: Trading, area: Area, tally: TrueBook, now: Today) -> None:
    """Another member takes the line over, if the group has one: the same line goes on, or a new life begins.

    What bodies knew of the holder is of no use against the successor, whether they hear of it or not; of a new life they
    know nothing.
    """
    group, p, today, files = trade.groups[line.group], now.p, now.day, police.files[line.own_row]
    line.successor_due = 0
    holder = first_member(trade.dealers, group) if group.members > 0 else NONE
    if holder == NONE:
        if p.structure.successor == Successor.SAME_LINE:
            count_life(line.ended - line.opened, tally)
        return
    groups.hold(trade.dealers[holder])
    group.members -= 1
    group.lines += 1
    line.holder = holder
    line.trade = Trade.OPERATING
    line.stock = groups.buy_first_stock(group, p)
    tally.stock_written += line.stock
    tally.opening_spent += line.stock
    for f in range(FILES):
        if files[f].body != NONE:
            intelligence.let_holder_go(files[f], intelligence.hears_of_charge(files[f], p, today), p, today)
    if p.structure.successor == Successor.NEW_LIFE:
        begin_new_life(line, files, p, today)
    pursue_the_one_before(line.own_row, police, p, today)
    retake_place(area, tally)
    tally.taken_over += 1


@phase
def pursue_the_one_before(row: int, police: Police, p: Parameters, today: int) -> None:
    """An investigation under way was of the one who held the line before: of a successor it has what is left in its body's file.

    What it finds itself is of the successor only from now on.
    """
    for i in range(police.counts.operations):
        operation = police.operations[i]
        if operation.line == row and operation.task == Task.INVESTIGATION:
            f = place_of(operation.body, police.files[row])
            if f != NONE:
                believe(operation, police.files[row][f], p)
            operation.finds = operations.share_to_come(operation, today)


@rule
def begin_new_life(line: Line, files: Table[Intelligence], p: Parameters, today: int) -> None:
    """A line that is taken over begins anew: nothing is known of it, and it has the customers of a new line.

    Who investigates it goes on.
    """
    for f in range(FILES):
        busy = files[f].busy_until
        intelligence.forget(files[f], today)
        files[f].busy_until = busy
    line.order_due = 0
    line.opened = line.grew_from = today
    line.customers = p.supply.customers_new_line * line.extent
    line.left = 0.0


@phase
def fill_markets(trade: Trading, country: Country, police: Police, ledger: Ledger, now: Today) -> None:
    """Crews fight over markets, losses and vacancies fade from memory, and vacant places are filled."""
    p, areas = now.p, country.areas
    heard, remembered = fade(1.0, p.aftermath.vacancy_memory), fade(1.0, p.groups.risk_memory_half_life)
    for a in range(FORCES):
        fights = rules.violence_between_crews(areas[a], p, now.day)
        ledger.true[a].violence_between += fights
        areas[a].violent += fights
        areas[a].vacancy *= heard
        areas[a].losses *= remembered
        fill_vacancies(a, trade, country, police, ledger, now)


@phase
def fill_vacancies(a: int, trade: Trading, country: Country, police: Police, ledger: Ledger, now: Today) -> None:
    """A vacant market place is filled by a new line, taken up by those present, or lapses."""
    area, p, today = country.areas[a], now.p, now.day
    area.vacant = rules.vacancy_left(area.vacant, p)
    if p.structure.vacant_market == VacantMarket.EMPTIES:
        return
    for k in range(rules.vacancies_filled(area, p, today)):
        if p.structure.vacant_market == VacantMarket.NEIGHBOURS:
            retake_place(area, ledger.true[a])
            grow_one(a, trade, area.luck + k, today)
        else:
            fill_one(a, k, trade, country, police, ledger, now)


@phase
def fill_one(a: int, k: int, trade: Trading, country: Country, police: Police, ledger: Ledger, now: Today) -> None:
    """A new line takes a vacant market place: groups that hear of it, from a random one on, take it by what they promise themselves."""
    area, count = country.areas[a], trade.counts.groups
    start = int(uniform(area.luck + k, now.day, WHICH_GROUP) * count)
    nearest = 0.0
    for home in range(FORCES):
        nearest = max(nearest, trade.gravity[home][a])
    for offset in range(HEARERS):
        g = (start + offset) % count
        draw = k * FORCES + a + offset // count * PLACES
        if takes_up(trade.groups[g], a, draw, nearest, trade, area, now):
            holder = first_member(trade.dealers, trade.groups[g])
            if holder != NONE:
                open_line(g, holder, a, trade, country, police, ledger, now)
                ledger.true[a].lines_filled += 1
                return


@rule
def takes_up(group: Group, a: int, draw: int, nearest: float, trade: Trading, area: Area, now: Today) -> bool:
    """A group that has a member and the means takes up a vacant place in an area, or not."""
    can = group.members > 0 and group.capital >= int(now.p.groups.opening_cost * 100.0)
    if not can or trade.counts.lines >= len(trade.lines):
        return False
    groups.remember(group, now.p, now.day)
    way = trade.gravity[group.home][a] / nearest
    takes = groups.chance_of_taking_up(group, area, way, group.home != a, now.p)
    return uniform(group.luck + draw, now.day, TAKES_UP) < takes


@phase
def grow_one(a: int, trade: Trading, luck: int, today: int) -> None:
    """A line of the market grows by an ordinary line's size."""
    count = trade.counts.open_lines
    start = int(uniform(luck, today, WHICH_GROUP) * count)
    for offset in range(count):
        line = trade.lines[trade.open_lines[(start + offset) % count]]
        if line.market == a and line.trade == Trade.OPERATING:
            line.extent += 1.0
            return


@rule
def come_of_age_or_drift(
    episode: Episode, people: Table[Person], trade: Trading, country: Country, tally: TrueBook, now: Today
) -> None:
    """A child who turns 18 today comes of age; one whose line has closed, or left it, is stranded."""
    if episode.turns_18 == now.day:
        come_of_age(episode, people, trade, tally, now)
    elif control.is_adrift(episode, trade.lines[episode.line]):
        stranded(episode, people, trade, country.areas, tally, now)


@phase
def come_of_age(episode: Episode, people: Table[Person], trade: Trading, tally: TrueBook, now: Today) -> None:
    """At 18 child services end, and a child's place in a crew is left; some become sellers, the others are exploited as adults."""
    line = trade.lines[episode.line]
    tally.turned_18 += 1
    if not rules.becomes_dealer(episode, now.p, now.day) or trade.counts.dealers >= len(trade.dealers):
        return
    tally.became_dealers += 1
    end_exploitation(episode, people, Route.OWN, now.day)
    people[episode.person].status = Status.LEFT
    add_dealer(episode.luck, line.group, episode.area, trade, now.p, now.day)


@phase
def add_dealer(luck: int, g: int, home: int, trade: Trading, p: Parameters, today: int) -> None:
    """A new member of a group."""
    row = trade.counts.dealers
    dealer = trade.dealers[row]
    trade.counts.dealers += 1
    dealer.luck, dealer.home = luck, home
    join_group(row, trade.dealers, trade.groups, g)
    groups.wait_for_a_line(dealer, p, today)
    trade.groups[g].members += 1


@phase
def take_in_dealers(trade: Trading, country: Country, ledger: Ledger, now: Today) -> None:
    """Adults from elsewhere become holders, as the trade draws them, and join a group; one that is gone they may begin anew."""
    nation = country.nation
    promise, danger = outlook(country.areas, now.p)
    draw = groups.draw_of_trade(promise, groups.risk_heard(danger, now.p), nation, now.p)
    nation.inflow += now.p.groups.adult_holder_inflow * nation.newcomers * nation.scale / YEAR_DAYS * draw
    while nation.inflow >= 1.0 and trade.counts.dealers < len(trade.dealers):
        nation.inflow -= 1.0
        luck = born_with(nation.luck, INFLOW + nation.came_in)
        nation.came_in += 1
        g = int(uniform(luck, 0, INFLOW_GROUP) * trade.counts.groups)
        if not groups.is_gone(trade.groups[g]) or groups.renews(uniform(luck, 0, RENEWS), draw, now.p):
            home = trade.groups[g].home
            add_dealer(luck, g, home, trade, now.p, now.day)
            ledger.true[home].dealers_inflow += 1


@rule
def stranded(episode: Episode, people: Table[Person], trade: Trading, areas: Table[Area], tally: TrueBook, now: Today) -> None:
    """A child whose line has closed, or left it, is exploited until shown otherwise: taken on, gone on with a successor, or free."""
    line, p, today = trade.lines[episode.line], now.p, now.day
    waits = line.successor_due != 0 and not control.left_behind(episode, line)
    if waits or today < episode.custody_until:
        return
    episode.stranded += 1
    if episode.stranded > p.aftermath.stranded_days:
        end_exploitation(episode, people, Route.CLOSURE, today)
        child = int(control.leaves_as_child(episode, today))
        tally.freed_closure += child
        tally.freed_closure_days += child * (today - episode.adrift_since)
        tally.grown_freed += 1 - child
    elif control.is_child(episode, today) and rules.is_taken_on(episode, p, today):
        row, sent = NONE, False
        if rules.stays_in_group(episode, p, today):
            row, sent = place_in_group(line, episode.area, trade)
        if row == NONE:
            row, sent = pick_place(episode.luck, episode.area, Place.CHILD, trade, areas, today)
        if row != NONE:
            tally.moved_on_in_group += int(trade.lines[row].group == line.group)
            tally.moved_on_days += today - episode.adrift_since
            move_on(episode, people, trade.lines[row], row, sent, tally, p, today)


@rule
def move_on(
    episode: Episode,
    people: Table[Person],
    line: Line,
    row: int,
    sent: bool,
    tally: TrueBook,
    p: Parameters,
    today: int,
) -> None:
    """A stranded child goes on with another line, with its days and its debt as they were."""
    peer = people[episode.person].peer
    if peer != NONE:
        people[peer].peers_exploited -= 1
    began, debt, days = episode.began, episode.debt, episode.days
    start_exploitation(people[episode.person], episode, people, line, row, sent, tally, p, today)
    episode.began, episode.days = began, days
    tally.debt_made -= max(0, episode.debt - debt)
    episode.debt = debt
    tally.moved_on += 1
