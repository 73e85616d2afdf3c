"""Step 2 of the day: a group of several lines comes apart into two."""

from sim.engine import phase
from sim.luck import born_with
from sim.rules.groups import part_from
from sim.state import Standing, Trade


@phase
def split(g, groups, lines, open_lines, dealers, counts, true):
    """Every second line of a group, with its holder, and every second of the members who wait for one, go on as a new group."""
    group, to = groups[g], counts.groups
    new = groups[to]
    counts.groups += 1
    part_from(new, group, born_with(group.luck, group.opened))
    group.opened += 1
    leaves = 0
    for i in range(counts.open_lines):
        line = lines[open_lines[i]]
        if line.group == g and line.trade <= Trade.SUSPENDED:
            if leaves % 2 == 1:
                line.group = dealers[line.holder].group = to
                group.lines -= 1
                new.lines += 1
            leaves += 1
    leaves = 0
    for d in range(counts.dealers):
        if dealers[d].group == g and dealers[d].standing == Standing.AVAILABLE:
            if leaves % 2 == 1:
                dealers[d].group = to
                group.members -= 1
                new.members += 1
            leaves += 1
    true[group.home].groups_split += 1
