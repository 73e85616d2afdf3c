"""Step 2 of the day: what groups decide, how they carry it out, and how a group comes apart into two."""

from sim.day.bundles import Country, Police, Today, Trading
from sim.day.supply.lines import address_files, close, open_line
from sim.day.supply.markets import retake_place
from sim.engine import phase, rule, soon, step
from sim.engine.luck import born_with, purpose, uniform
from sim.parameters import Parameters
from sim.parameters.structure import Deterrence
from sim.rules import detection, intelligence, supply, tasking
from sim.rules import groups as rules
from sim.state import FORCES, MARKET_FILE, NONE, Area, Dealer, Group, Intelligence, Line, Plan, Standing, Table, Trade
from sim.state.books import TrueBook
from sim.state.ledger import Ledger

REVIEW = purpose("review of a group")
WHAT_NEXT = purpose("what a group does next")
WHICH_MARKET = purpose("which market")
DISRUPTED_TURN = purpose("turn after a disruption")
PAUSES = purpose("length of a pause")


@step
def groups(trade: Trading, country: Country, police: Police, ledger: Ledger, now: Today) -> None:
    """Groups review their lines and make plans; some lines end; then the plans are carried out, in the order of the groups."""
    for g in range(trade.counts.groups):
        if trade.groups[g].review <= now.day:
            review(trade.groups[g], trade, country, ledger.true[trade.groups[g].home], now)
    for i in range(trade.counts.open_lines):
        line = trade.lines[trade.open_lines[i]]
        soon(trade.lines, trade.open_lines, i, trade.counts.open_lines)
        if line.trade == Trade.OPERATING:
            go_on_or_end(line, trade, country, ledger, now)
    for g in range(trade.counts.groups):
        carry_out(g, trade, country, police, ledger, now)


@rule
def go_on_or_end(line: Line, trade: Trading, country: Country, ledger: Ledger, now: Today) -> None:
    """A line goes on, or its holder gives it up."""
    if rules.ends(line, trade.groups[line.group], country.areas[line.market], now.p, now.day):
        close(line, Trade.ABANDONED, trade, country.areas, ledger, now)
        rules.give_up_line(trade.dealers[line.holder])
        line.holder = NONE


@rule
def carry_out(g: int, trade: Trading, country: Country, police: Police, ledger: Ledger, now: Today) -> None:
    """A group carries out its plan, as far as it can."""
    group = trade.groups[g]
    if group.plan == Plan.OPEN and trade.counts.lines < len(trade.lines):
        holder = first_member(trade.dealers, group) if group.members > 0 else NONE
        if holder != NONE and group.capital >= int(now.p.groups.opening_cost * 100.0):
            open_line(g, holder, group.plan_market, trade, country, police, ledger, now)
    elif group.plan == Plan.SPLIT and group.lines > 1 and trade.counts.groups < len(trade.groups):
        split(g, trade, ledger.true[group.home])
    elif group.plan > Plan.SPLIT and trade.lines[group.in_question].trade == Trade.OPERATING:
        pause_or_move(trade.lines[group.in_question], group, trade, country, police, ledger, now)
    group.plan, group.in_question = Plan.STAY, NONE


@phase
def review(group: Group, trade: Trading, country: Country, tally: TrueBook, now: Today) -> None:
    """A group's monthly review: what was met and heard, whom to recruit, and one plan for the month."""
    areas, p, today = country.areas, now.p, now.day
    rules.remember(group, p, today)
    disrupted = rules.is_disrupted(group)
    group.reviewed = today
    rules.learn(group, disrupted, p)
    rules.prefer_adults(group, rules.slavery_charges_seen(areas[group.home], country.nation, p), p)
    disrupted = disrupted and p.structure.deterrence != Deterrence.NONE
    turns = chance_of_turning_home(group, areas, p) if disrupted else 0.0
    rules.localise_recruits(group, turns * group.felt, p)
    group.felt = 0.0
    spent = rules.taken_out(group, p)
    group.capital -= spent
    tally.spent_by_groups += spent
    group.review = rules.next_review(group, p, today, REVIEW)
    group.plan_market = pick_market(group, areas, trade.gravity, turns, p, today)
    group.plan = pick_plan(group, trade.lines, areas, disrupted, p, today)


@phase
def pick_plan(group: Group, lines: Table[Line], areas: Table[Area], disrupted: bool, p: Parameters, today: int) -> int:
    """One plan for a month, or none, by their chances: open a line in the market picked, move one there, pause, come apart."""
    market = group.plan_market
    there = rules.expected_profit(group, areas[market], market != group.home, p)
    opens = rules.chance_of_opening(there, p)
    moves, pauses = 0.0, 0.0
    if group.in_question != NONE:
        line = lines[group.in_question]
        risk = rules.perceived_risk(group, areas[line.market], line.home != line.market, p)
        pauses = rules.chance_of_pausing(group, risk, disrupted, p)
        if market != line.market and line.stock > 0:  # it begins anew with what it has to sell
            moves = rules.chance_of_moving(there, rules.promise_of(line, group, areas[line.market], p), disrupted, p)
    u = uniform(group.luck, today, WHAT_NEXT)
    if u < opens:
        return Plan.OPEN
    if u < opens + moves:
        return Plan.MOVE
    if u < opens + moves + pauses:
        return Plan.PAUSE
    return Plan.SPLIT if u - opens - moves - pauses < rules.chance_of_splitting(group, p) else Plan.STAY


@phase
def chance_of_turning_home(group: Group, areas: Table[Area], p: Parameters) -> float:
    """A disrupted group compares what a line promises at home with what one promises where it lost."""
    lost = group.lost_market
    there = rules.expected_profit(group, areas[lost], lost != group.home, p)
    return rules.chance_of_localising(rules.expected_profit(group, areas[group.home], False, p), there, p)


@phase
def pick_market(group: Group, areas: Table[Area], gravity: Table[Table[float]], turns: float, p: Parameters, today: int) -> int:
    """A disrupted group may turn to its own area; else it takes markets by their worth, in which the risk met and heard of is."""
    if uniform(group.luck, today, DISRUPTED_TURN) < turns:
        return group.home
    total = 0.0
    for m in range(FORCES):
        total += worth(group, areas, gravity, m, p)
    reach = uniform(group.luck, today, WHICH_MARKET) * total
    for m in range(FORCES):
        reach -= worth(group, areas, gravity, m, p)
        if reach < 0.0:
            return m
    return group.home


@phase
def worth(group: Group, areas: Table[Area], gravity: Table[Table[float]], market: int, p: Parameters) -> float:
    """Worth of one market to a group; travel is the gravity of the pair of areas."""
    return rules.worth_of_market(group, areas[market], gravity[group.home][market], market != group.home, p)


@phase
def pause_or_move(
    line: Line, group: Group, trade: Trading, country: Country, police: Police, ledger: Ledger, now: Today
) -> None:
    """The line in question pauses; or it moves to another market: it leaves its place, and whom it used there, and begins anew."""
    if group.plan == Plan.PAUSE:
        line.trade = Trade.SUSPENDED
        line.resumes = now.day + 1 + int(2.0 * now.p.groups.pause_days * uniform(line.luck, now.day, PAUSES))
    elif group.plan == Plan.MOVE:
        leave_market(line, country.areas, ledger.true[line.market])
        leave_trace(line, trade, police.files, now)
        line.market = group.plan_market
        begin_anew(line, trade, country, police, ledger.true[line.market], now)


@phase
def leave_market(line: Line, areas: Table[Area], tally: TrueBook) -> None:
    """A line that moves leaves its market, and its place there."""
    supply.seek_nobody(line, areas[line.market], areas[line.home])
    tally.lines_moved += 1
    tally.places_vacated += 1
    areas[line.market].vacant += 1.0


@phase
def leave_trace(line: Line, trade: Trading, files: Table[Table[Intelligence]], now: Today) -> None:
    """The force of the market that a line leaves sees it, or goes on believing in a line there, for which a phantom stands."""
    if line.home == line.market or detection.sees_move(line, now.p, now.day):
        return
    for i in range(trade.counts.open_lines):
        other = trade.lines[trade.open_lines[i]]
        if other.trade == Trade.PHANTOM and other.market == line.market:
            kept = files[other.own_row][MARKET_FILE]
            intelligence.leave_behind(kept, files[line.own_row][MARKET_FILE], now.p, now.day)
            tasking.see_reach(MARKET_FILE, kept, False, now.p)
            return


@phase
def begin_anew(line: Line, trade: Trading, country: Country, police: Police, tally: TrueBook, now: Today) -> None:
    """A line that has moved takes a place in its new market, with the customers of a new line."""
    area = country.areas[line.market]
    retake_place(area, tally)
    line.moved = line.grew_from = now.day
    line.customers = now.p.supply.customers_new_line * line.extent
    line.left = 0.0
    address_files(line, police.files[line.own_row], police.folders[line.own_row], country.areas, now.p, now.day)


@phase
def join_group(d: int, dealers: Table[Dealer], groups: Table[Group], g: int) -> None:
    """A dealer is one of a group from now on, the last of them."""
    dealers[d].group, dealers[d].next_in_group = g, NONE
    last = groups[g].first_dealer
    if last == NONE:
        groups[g].first_dealer = d
        return
    while dealers[last].next_in_group != NONE:
        last = dealers[last].next_in_group
    dealers[last].next_in_group = d


@phase
def change_group(d: int, dealers: Table[Dealer], groups: Table[Group], to: int) -> None:
    """A dealer leaves a group for another."""
    left, after = groups[dealers[d].group], dealers[d].next_in_group
    if left.first_dealer == d:
        left.first_dealer = after
    else:
        before = left.first_dealer
        while dealers[before].next_in_group != d:
            before = dealers[before].next_in_group
        dealers[before].next_in_group = after
    join_group(d, dealers, groups, to)


@phase
def first_member(dealers: Table[Dealer], group: Group) -> int:
    """The first member of a group who is free to hold a line, or NONE."""
    d = group.first_dealer
    while d != NONE and dealers[d].standing != Standing.AVAILABLE:
        d = dealers[d].next_in_group
    return d


@phase
def split(g: int, trade: Trading, tally: TrueBook) -> None:
    """Every second line of a group, with its holder, and every second of the members who wait for one, go on as a new group."""
    group, to = trade.groups[g], trade.counts.groups
    new = trade.groups[to]
    trade.counts.groups += 1
    new.first_dealer = NONE
    rules.part_from(new, group, born_with(group.luck, group.opened))
    group.opened += 1
    take_lines_along(g, to, trade)
    take_members_along(group, to, trade)
    tally.groups_split += 1


@phase
def take_lines_along(g: int, to: int, trade: Trading) -> None:
    """Every second line of a group goes to another, with its holder."""
    leaves = False
    for i in range(trade.counts.open_lines):
        line = trade.lines[trade.open_lines[i]]
        if line.group == g and line.trade <= Trade.SUSPENDED:
            if leaves:
                line.group = to
                change_group(line.holder, trade.dealers, trade.groups, to)
                trade.groups[g].lines -= 1
                trade.groups[to].lines += 1
            leaves = not leaves


@phase
def take_members_along(group: Group, to: int, trade: Trading) -> None:
    """Every second member of a group who waits for a line goes to another."""
    leaves, d = False, group.first_dealer
    while d != NONE:
        after = trade.dealers[d].next_in_group
        if trade.dealers[d].standing == Standing.AVAILABLE:
            if leaves:
                change_group(d, trade.dealers, trade.groups, to)
                group.members -= 1
                trade.groups[to].members += 1
            leaves = not leaves
        d = after
