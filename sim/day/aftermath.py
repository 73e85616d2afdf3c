"""Step 10 of the day, aftermath: successors, vacancies and who fills them, and what becomes of a closed line's children."""

from sim.day.control import end_exploitation
from sim.day.grooming.children import start_exploitation
from sim.day.grooming.crews import Place, is_at_home, line_at, pick_place, place_in_group
from sim.day.groups import first_member, join_group
from sim.day.intelligence import know_it_gone
from sim.day.supply import close, come_back_to_place, come_into_place, count_life, feel_loss, open_line, retake_place
from sim.engine import phase, soon
from sim.engine.luck import born_with, purpose, uniform
from sim.parameters.structure import Successor, VacantMarket
from sim.rules import aftermath, control
from sim.rules import groups as choose
from sim.rules import intelligence as intel
from sim.rules.groups import buy_first_stock, fade, hold, wait_for_a_line
from sim.rules.justice import operations as act
from sim.rules.safeguarding import leave_place as leave_crew_place
from sim.state import FILES, FORCES, NONE, Route, Standing, Status, Trade

RECOVERED_WITHIN = 30
WHICH_GROUP = purpose("group that fills a vacancy")
TAKES_UP = purpose("group takes up a vacant market place")
WHICH_PLACE = purpose("left place that a line already there takes up")
INFLOW_GROUP = purpose("group that a new dealer joins")
HEARERS, PLACES = 4000, 1 << 20
"""Groups asked to take a vacant place up, again and again where there are few; keys of a group's draws for places of one day."""
INFLOW = 1 << 45
"""Family of keys of the adults who come in: one an adult, in the order in which they come, the same under every strategy."""


@phase
def clear_up(
    people,
    episodes,
    adrift,
    lines,
    open_lines,
    groups,
    dealers,
    areas,
    files,
    bodies,
    nearby,
    gravity,
    counts,
    folders,
    true,
    recorded,
    p,
    today,
):
    """Step 10. Lines resume or are taken over, vacancies are filled, and children of closed lines are taken on, or free."""
    for i in range(counts.open_lines):
        line = lines[open_lines[i]]
        soon(lines, open_lines, i, counts.open_lines)
        if line.order_due != 0 and line.order_due <= today:
            fall_silent(line, files[open_lines[i]], areas, groups, dealers, true, recorded, p, today)
        if line.trade == Trade.SUSPENDED and line.resumes <= today:
            act.resume(line)
        elif line.trade == Trade.CHARGED and line.successor_due != 0 and line.successor_due <= today:
            succeed(line, lines, files[open_lines[i]], groups, dealers, areas, counts, true, p, today)
    heard, remembered = fade(1.0, p.aftermath.vacancy_memory), fade(1.0, p.groups.risk_memory_half_life)
    for a in range(FORCES):
        fights = aftermath.violence_between_crews(areas[a], p, today)
        true[a].violence_between += fights
        areas[a].violent += fights
        areas[a].vacancy *= heard
        areas[a].losses *= remembered
        fill_vacancies(a, areas, groups, dealers, lines, open_lines, files, bodies, gravity, counts, folders, true, p, today)
    for i in range(counts.adrift):
        episode = episodes[adrift[i]]
        soon(episodes, adrift, i, counts.adrift)
        if episode.exploited:
            if episode.turns_18 == today:
                come_of_age(episode, people, lines[episode.line], dealers, groups, counts, true, p, today)
            elif control.is_adrift(episode, lines[episode.line]):
                stranded(episode, people, lines, nearby, areas, true, p, today)
    take_in_dealers(dealers, groups, counts, true, p, today)


@phase
def fall_silent(line, files, areas, groups, dealers, true, recorded, p, today):
    """An order takes effect: nearly all lines sell again soon, a few are closed by number."""
    line.order_due = 0
    if line.trade > Trade.SUSPENDED:
        return
    tally = true[line.market]
    tally.orders_silenced += 1
    act.go_silent(line, p, today)
    recorded[line.market].closures_number += 1
    recorded[line.home].closures_programme += line.order_programme
    if line.trade == Trade.BY_NUMBER:
        close(line, areas, groups, true, Trade.BY_NUMBER, p, today)
        feel_loss(line, groups[line.group], areas[line.market], 1.0, p, today)
        know_it_gone(line.order_body, files, today)
        if dealers[line.holder].standing != Standing.RELEASED:  # a case that is open goes on
            wait_for_a_line(dealers[line.holder], p, today)
            groups[line.group].members += 1
        line.holder = NONE
        return
    for f in range(FILES):
        if files[f].body != NONE:
            intel.lose_number(files[f], p, today)
    tally.orders_recovered += int(line.resumes - today <= RECOVERED_WITHIN)


@phase
def succeed(line, lines, files, groups, dealers, areas, counts, true, p, today):
    """Another member takes the line over, if the group has one: the same line goes on, or a new life begins.

    What bodies knew of the holder is of no use against the successor, whether they hear of it or not; of a new life they
    know nothing.
    """
    line.successor_due = 0
    holder = first_member(dealers, groups[line.group]) if groups[line.group].members > 0 else NONE
    if holder == NONE:
        if p.structure.successor == Successor.SAME_LINE:
            count_life(line.ended - line.opened, true[line.market])
        return
    hold(dealers[holder])
    groups[line.group].members -= 1
    groups[line.group].lines += 1
    line.holder = holder
    line.trade = Trade.OPERATING
    line.stock = buy_first_stock(groups[line.group], p)
    true[line.market].stock_written += line.stock
    true[line.market].opening_spent += line.stock
    for f in range(FILES):
        if files[f].body != NONE:
            intel.let_holder_go(files[f], intel.hears_of_charge(files[f], p, today), p, today)
    if p.structure.successor == Successor.NEW_LIFE:
        for f in range(FILES):
            intel.forget(files[f], today)
        line.opened = line.grew_from = today
        line.customers = p.supply.customers_new_line * line.extent
        line.left = 0.0
    retake_place(areas[line.market], true[line.market])
    come_back_to_place(line, lines, areas[line.market], true[line.market], today)
    true[line.market].taken_over += 1


@phase
def fill_vacancies(a, areas, groups, dealers, lines, open_lines, files, bodies, gravity, counts, folders, true, p, today):
    """A vacant market place is filled by a new line, taken up by those present, or lapses."""
    area = areas[a]
    area.vacant = aftermath.vacancy_left(area.vacant, p)
    if p.structure.vacant_market == VacantMarket.EMPTIES:
        return
    for k in range(aftermath.vacancies_filled(area, p, today)):
        if p.structure.vacant_market == VacantMarket.NEIGHBOURS:
            retake_place(area, true[a])
            come_into_place(lines, area, uniform(area.luck + k, today, WHICH_PLACE), true[a], today)
            grow_one(a, lines, open_lines, counts, area.luck + k, p, today)
        else:
            fill_one(a, k, areas, groups, dealers, lines, open_lines, files, bodies, gravity, counts, folders, true, p, today)


@phase
def fill_one(a, k, areas, groups, dealers, lines, open_lines, files, bodies, gravity, counts, folders, true, p, today):
    """A new line takes a vacant market place: groups that hear of it, from a random one on, take it by what they promise themselves."""
    cost = int(p.groups.opening_cost * 100.0)
    start = int(uniform(areas[a].luck + k, today, WHICH_GROUP) * counts.groups)
    nearest = 0.0
    for home in range(FORCES):
        nearest = max(nearest, gravity[home][a])
    for step in range(HEARERS):
        g = (start + step) % counts.groups
        if groups[g].members > 0 and groups[g].capital >= cost and counts.lines < len(lines):
            choose.remember(groups[g], p, today)
            takes = choose.chance_of_taking_up(
                groups[g], areas[a], gravity[groups[g].home][a] / nearest, groups[g].home != a, p
            )
            if uniform(groups[g].luck + k + step // counts.groups * PLACES, today, TAKES_UP) >= takes:
                continue
            holder = first_member(dealers, groups[g])
            if holder != NONE:
                open_line(
                    g, holder, a, groups, lines, open_lines, areas, dealers, files, bodies, counts, folders, true, p, today
                )
                true[a].lines_filled += 1
                return


@phase
def grow_one(a, lines, open_lines, counts, luck, p, today):
    """A line of the market grows by an ordinary line's size."""
    start = int(uniform(luck, today, WHICH_GROUP) * counts.open_lines)
    for step in range(counts.open_lines):
        line = lines[open_lines[(start + step) % counts.open_lines]]
        if line.market == a and line.trade == Trade.OPERATING:
            line.extent += 1.0
            return


@phase
def come_of_age(episode, people, line, dealers, groups, counts, true, p, today):
    """At 18 child services end, and a child's place in a crew is left; some become sellers, the others are exploited as adults."""
    tally = true[episode.area]
    tally.turned_18 += 1
    leave_crew_place(episode, line, p, today)
    if not aftermath.becomes_dealer(episode, p, today) or counts.dealers >= len(dealers):
        return
    tally.became_dealers += 1
    end_exploitation(episode, people, line, Route.OWN, p, today)
    people[episode.person].status = Status.LEFT
    add_dealer(episode.luck, line.group, episode.area, dealers, groups, counts, p, today)


@phase
def add_dealer(luck, group, home, dealers, groups, counts, p, today):
    """A new member of a group."""
    dealer = dealers[counts.dealers]
    counts.dealers += 1
    dealer.luck, dealer.home = luck, home
    join_group(counts.dealers - 1, dealers, groups, group)
    wait_for_a_line(dealer, p, today)
    groups[group].members += 1


@phase
def take_in_dealers(dealers, groups, counts, true, p, today):
    """Adults from elsewhere become holders or sellers, and join a group."""
    counts.inflow += p.groups.adult_holder_inflow * counts.newcomers * counts.scale / 365.25
    while counts.inflow >= 1.0 and counts.dealers < len(dealers):
        counts.inflow -= 1.0
        luck = born_with(counts.luck, INFLOW + counts.came_in)
        counts.came_in += 1
        g = int(uniform(luck, 0, INFLOW_GROUP) * counts.groups)
        add_dealer(luck, g, groups[g].home, dealers, groups, counts, p, today)
        true[groups[g].home].dealers_inflow += 1


@phase
def stranded(episode, people, lines, nearby, areas, true, p, today):
    """A child whose line has closed, or left it, is exploited until shown otherwise: taken on, gone on with a successor, or free."""
    waits = lines[episode.line].successor_due != 0 and not control.left_behind(episode, lines[episode.line])
    if waits or today < episode.custody_until:
        return
    episode.stranded += 1
    tally = true[episode.area]
    if episode.stranded > p.aftermath.stranded_days:
        end_exploitation(episode, people, lines[episode.line], Route.CLOSURE, p, today)
        tally.freed_closure += int(control.leaves_as_child(episode, today))
        tally.grown_freed += int(not control.leaves_as_child(episode, today))
    elif control.is_child(episode, today) and aftermath.is_taken_on(episode, p, today):
        place = NONE
        if aftermath.stays_in_group(episode, p, today):
            place = place_in_group(lines[episode.line], episode.area, lines, nearby)
        if place == NONE:
            place = pick_place(episode.luck, episode.area, Place.CHILD, lines, nearby, areas, today)
        if place != NONE:
            line, sent = line_at(place), is_at_home(place)
            peer = people[episode.person].peer
            if peer != NONE:
                people[peer].peers_exploited -= 1
            began, debt, days = episode.began, episode.debt, episode.days
            start_exploitation(people[episode.person], episode, people, lines[line], line, sent, true, p, today)
            episode.began, episode.days = began, days
            true[episode.area].debt_made -= max(0, episode.debt - debt)
            episode.debt = debt
            tally.moved_on += 1
