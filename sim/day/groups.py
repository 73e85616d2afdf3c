"""Step 2 of the day: what groups decide, how they carry it out, and how a group comes apart into two."""

from sim.day.supply import address_files, close, come_into_place, open_line, retake_place
from sim.engine import phase, soon
from sim.engine.luck import born_with, purpose, uniform
from sim.parameters.structure import Deterrence
from sim.rules import groups as choose
from sim.rules import supply as trade
from sim.rules.groups import part_from
from sim.state import FORCES, NONE, Standing, Trade

REVIEW = purpose("review of a group")
WHAT_NEXT = purpose("what a group does next")
WHICH_MARKET = purpose("which market")
DISRUPTED_TURN = purpose("turn after a disruption")
PAUSES = purpose("length of a pause")
WHOSE_PLACE = purpose("whose place a line comes into")


@phase
def decide(groups, lines, open_lines, areas, dealers, files, bodies, gravity, counts, folders, true, p, today):
    """Step 2. Groups review their lines and make plans; some lines end; then the plans are carried out, in the order of the groups."""
    for g in range(counts.groups):
        if groups[g].review <= today:
            review(groups[g], lines, areas, gravity, counts, true, p, today)
    for i in range(counts.open_lines):
        line = lines[open_lines[i]]
        soon(lines, open_lines, i, counts.open_lines)
        if line.trade == Trade.OPERATING and choose.ends(line, groups[line.group], areas[line.market], p, today):
            close(line, areas, groups, true, Trade.ABANDONED, p, today)
            choose.give_up_line(dealers[line.holder])
            line.holder = NONE
    for g in range(counts.groups):
        group = groups[g]
        if group.plan == choose.OPEN and counts.lines < len(lines):
            holder = first_member(dealers, group) if group.members > 0 else NONE
            if holder == NONE:
                true[group.home].shortage_of_holders += 1
            elif group.capital >= int(p.groups.opening_cost * 100.0):
                open_line(
                    g, holder, group.plan_market, groups, lines, open_lines, areas, dealers, files, bodies, counts, folders,
                    true, p, today,
                )  # fmt: skip
        elif group.plan == choose.SPLIT and group.lines > 1 and counts.groups < len(groups):
            split(g, groups, lines, open_lines, dealers, counts, true)
        elif group.plan > choose.SPLIT and lines[group.in_question].trade == Trade.OPERATING:
            row = group.in_question
            carry_out(lines[row], lines, group, areas, files[row], folders[row], bodies, true, p, today)
        group.plan, group.in_question = choose.STAY, NONE


@phase
def review(group, lines, areas, gravity, counts, true, p, today):
    """A group's monthly review: what was met and heard, whom to recruit, and one plan for the month."""
    choose.remember(group, p, today)
    disrupted = choose.is_disrupted(group)
    group.reviewed = today
    choose.learn(group, disrupted, p)
    choose.prefer_adults(group, choose.slavery_charges_seen(areas[group.home], counts, p), p)
    disrupted = disrupted and p.structure.deterrence != Deterrence.NONE
    turns = chance_of_turning_home(group, areas, p) if disrupted else 0.0
    choose.localise_recruits(group, turns * group.felt, p)
    group.felt = 0.0
    spent = choose.taken_out(group, p)
    group.capital -= spent
    true[group.home].spent_by_groups += spent
    group.review = choose.next_review(group, p, today, REVIEW)
    group.plan_market = pick_market(group, areas, gravity, turns, p, today)
    group.plan = pick_plan(group, lines, areas, disrupted, p, today)


@phase
def pick_plan(group, lines, areas, disrupted, p, today):
    """One plan for a month, or none, by their chances: open a line in the market picked, move one there, pause, come apart."""
    market = group.plan_market
    there = choose.expected_profit(group, areas[market], market != group.home, p)
    opens = choose.chance_of_opening(there, p)
    moves, pauses = 0.0, 0.0
    if group.in_question != NONE:
        line = lines[group.in_question]
        risk = choose.perceived_risk(group, areas[line.market], line.home != line.market, p)
        pauses = choose.chance_of_pausing(group, risk, disrupted, p)
        if market != line.market and line.stock > 0:  # it begins anew with what it has to sell
            moves = choose.chance_of_moving(there, choose.promise_of(line, group, areas[line.market], p), disrupted, p)
    u = uniform(group.luck, today, WHAT_NEXT)
    if u < opens:
        return choose.OPEN
    if u < opens + moves:
        return choose.MOVE
    if u < opens + moves + pauses:
        return choose.PAUSE
    return choose.SPLIT if u - opens - moves - pauses < choose.chance_of_splitting(group, p) else choose.STAY


@phase
def chance_of_turning_home(group, areas, p):
    """A disrupted group compares what a line promises at home with what one promises where it lost."""
    lost = group.lost_market
    there = choose.expected_profit(group, areas[lost], lost != group.home, p)
    return choose.chance_of_localising(choose.expected_profit(group, areas[group.home], False, p), there, p)


@phase
def pick_market(group, areas, gravity, turns, p, today):
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
def worth(group, areas, gravity, market, p):
    """Worth of one market to a group; travel is the gravity of the pair of areas."""
    return choose.worth_of_market(group, areas[market], gravity[group.home][market], market != group.home, p)


@phase
def carry_out(line, lines, group, areas, files, folder, bodies, true, p, today):
    """The line in question pauses; or it moves to another market: it leaves its place, and whom it used there, and begins anew."""
    if group.plan == choose.PAUSE:
        line.trade = Trade.SUSPENDED
        line.resumes = today + 1 + int(2.0 * p.groups.pause_days * uniform(line.luck, today, PAUSES))
        true[line.market].lines_paused += 1
    elif group.plan == choose.MOVE:
        trade.seek_nobody(line, areas[line.market], areas[line.home])
        true[line.market].lines_moved += 1
        true[line.market].places_vacated += 1
        areas[line.market].vacant += 1.0
        line.market = group.plan_market
        retake_place(areas[line.market], true[line.market])
        u = uniform(line.luck, today, WHOSE_PLACE)
        come_into_place(lines, areas[line.market], u, true[line.market], today)
        line.moved = line.grew_from = today
        line.customers = p.supply.customers_new_line * line.extent
        line.left = 0.0
        address_files(line, files, folder, areas, p, today)


@phase
def join_group(d, dealers, groups, g):
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
def change_group(d, dealers, groups, to):
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
def first_member(dealers, group):
    """The first member of a group who is free to hold a line, or NONE."""
    d = group.first_dealer
    while d != NONE and dealers[d].standing != Standing.AVAILABLE:
        d = dealers[d].next_in_group
    return d


@phase
def split(g, groups, lines, open_lines, dealers, counts, true):
    """Every second line of a group, with its holder, and every second of the members who wait for one, go on as a new group."""
    group, to = groups[g], counts.groups
    new = groups[to]
    counts.groups += 1
    new.first_dealer = NONE
    part_from(new, group, born_with(group.luck, group.opened))
    group.opened += 1
    leaves = 0
    for i in range(counts.open_lines):
        line = lines[open_lines[i]]
        if line.group == g and line.trade <= Trade.SUSPENDED:
            if leaves % 2 == 1:
                line.group = to
                change_group(line.holder, dealers, groups, to)
                group.lines -= 1
                new.lines += 1
            leaves += 1
    leaves, d = 0, group.first_dealer
    while d != NONE:
        after = dealers[d].next_in_group
        if dealers[d].standing == Standing.AVAILABLE:
            if leaves % 2 == 1:
                change_group(d, dealers, groups, to)
                group.members -= 1
                new.members += 1
            leaves += 1
        d = after
    true[group.home].groups_split += 1
