"""Who is of which group, and step 2 of the day: a group of several lines comes apart into two."""

from sim.engine import phase
from sim.engine.luck import born_with
from sim.rules.groups import part_from
from sim.state import NONE, Standing, Trade


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
