"""Who is there on the first day, and who comes to be at risk later: loops over the tables of a new world."""

from sim.day.grooming import BLOCK
from sim.day.grooming.adults import WEEKDAYS
from sim.day.grooming.children import clear, start_exploitation
from sim.day.groups import join_group
from sim.day.supply import open_line
from sim.engine import kernel, phase, rule
from sim.engine.luck import born_with, choice, days_until, purpose, rounded, uniform
from sim.rules import groups as choose
from sim.rules.grooming import age_when_groomed, pool_factor, risk_of_traits
from sim.rules.justice import court, holders
from sim.rules.supply import pull_on_customers
from sim.setup.sizes import LONGEST_CASE
from sim.state import FORCES, NEVER, NONE, Standing, Status, Trait

YEAR = 365.25
CARE = purpose("in care")
EXCLUDED = purpose("excluded")
KNOWN = purpose("known to services")
PLACED = purpose("placed away")
GIRL = purpose("girl")
MISSING = purpose("ever goes missing")
PEER = purpose("has a peer")
AGE = purpose("age at entry")
STAY = purpose("stay at risk")
ENTRY = purpose("day of entry")
SHARE = purpose("share of an area, rounded by luck")
BACKDATE = purpose("how long ago")
SKILL = purpose("skill of a group")
MARKET = purpose("market at the start")
FIRST_CHILD = purpose("first child of a line")
GOLDEN = 0.6180339887498949
EARLIEST_AGE = 10.0
YEARS_BEFORE = 6.0
"""Years after a charge by which nearly every adult who ran for a line is free: how far back the founding looks for them."""
COHORTS, FOUNDERS, GROUPS, ADULTS, BENCH, CHARGED, ARRESTED = 1 << 40, 1 << 41, 1 << 42, 1 << 43, 1 << 44, 1 << 46, 1 << 47
"""Families of keys: whose luck is born of the world's luck, and as which."""


@rule
def give_traits(person, area, p):
    """What raises a child's risk is there from the start."""
    luck, traits = person.luck, 0
    care = min(0.9, p.grooming.pool_in_care_share * area.care_ratio)
    if uniform(luck, 0, CARE) < care:
        traits |= Trait.IN_CARE | Trait.KNOWN
        if uniform(luck, 0, PLACED) < p.grooming.placed_away_share:
            traits |= Trait.PLACED_AWAY
    elif uniform(luck, 0, KNOWN) < p.grooming.known_share:
        traits |= Trait.KNOWN
    if uniform(luck, 0, EXCLUDED) < p.grooming.excluded_share:
        traits |= Trait.EXCLUDED
    if uniform(luck, 0, GIRL) < p.grooming.girls_share:
        traits |= Trait.GIRL
    if uniform(luck, 0, MISSING) < p.control.ever_missing_share:
        traits |= Trait.GOES_MISSING
    person.traits = int(traits)
    person.risk = risk_of_traits(person.traits, p) / pool_factor(p)


@rule
def enter(person, luck, a, entered, years_old, area, p):
    """A child comes to be at risk, for a stay that ends at 18 at the latest."""
    person.luck, person.area, person.status = luck, a, Status.AT_RISK
    person.entered = entered
    person.turns_18 = entered + int((18.0 - years_old) * YEAR)
    person.leaves = entered + days_until(uniform(luck, 0, STAY), p.grooming.at_risk_stay * YEAR)
    person.line = person.episode = person.peer = NONE
    give_traits(person, area, p)


@rule
def pair_up(people, first, last, p):
    """Some children have a sibling or close peer in the pool: the one who entered beside them."""
    for i in range(first, last - 1, 2):
        if uniform(people[i].luck, 0, PEER) < p.grooming.peer_share:
            people[i].peer, people[i + 1].peer = i + 1, i


@rule
def join_rounds(first, last, rounds, in_round):
    """Newcomers have a day of the week by the block of rows in which they stand."""
    for i in range(first, last):
        day = i // BLOCK % WEEKDAYS
        rounds[day][in_round[day]] = i
        in_round[day] += 1


@kernel
def settle(w, sizes, start, before, charging, bail, numbers, today):
    """The first morning: the children at risk, adults, groups and their lines, holders in custody, and the exploited children.

    `start` is filled with the row of the first founder of each area; `before` is a page for what nobody will read.
    Tables of one row: `charging` and `bail` are the levers at rest, `numbers` the parameters.
    """
    counts, p = w.counts[0], numbers[0]
    found_people(w.people, w.rounds, w.in_round, w.areas, start, counts, p, sizes.founders, today)
    found_adults(w.adults, w.areas, counts, sizes.adults)
    found_groups(w.groups, w.dealers, w.areas, w.weights, counts, p, sizes.groups, sizes.bench, today)
    open_first_lines(
        w.lines,
        w.open_lines,
        w.groups,
        w.dealers,
        w.areas,
        w.files,
        w.bodies,
        w.gravity,
        w.weights,
        counts,
        w.folders,
        before,
        p,
        sizes.lines,
        today,
    )
    found_custody(w.dealers, w.groups, counts, charging[0], bail[0], p, sizes.charged, today)
    found_custody_of_adults(w.adults, counts, p, today)
    found_memories(w.lines, w.groups, w.areas, counts, p.justice.holders_charged_start * counts.scale, p)
    exploit_first_children(
        w.people,
        start,
        w.episodes,
        w.exploited,
        w.lines,
        w.groups,
        w.areas,
        w.weights,
        counts,
        before,
        p,
        sizes.exploited,
        today,
    )


@phase
def found_people(people, rounds, in_round, areas, start, counts, p, founders, today):
    """The children at risk on the first day, spread over the areas and over ages 10 to 17."""
    row = 0
    for a in range(FORCES):
        n = rounded(areas[a].young * founders, uniform(areas[a].luck, 0, SHARE))
        first = row
        for k in range(n):
            if row >= len(people):
                break
            luck = born_with(counts.luck, FOUNDERS + a * 1000000 + k)
            enter(people[row], luck, a, today, EARLIEST_AGE + 7.9 * uniform(luck, 0, AGE), areas[a], p)
            row += 1
        pair_up(people, first, row, p)
        start[a + 1] = row
    join_rounds(counts.people, row, rounds, in_round)
    counts.people = row


@kernel
def arrive(people, rounds, in_round, areas, counted, numbers, entrants_a_day, today, days):
    """Those who come to be at risk in the next days: their luck is born of the world's and the date, whatever else happens.

    `counted` and `numbers` are tables of one row: what the world counts, and the parameters.
    """
    counts, p = counted[0], numbers[0]
    row = counts.people
    for a in range(FORCES):
        n = rounded(areas[a].young * entrants_a_day * days, uniform(areas[a].luck, today, SHARE))
        first = row
        for k in range(n):
            luck = born_with(counts.luck, COHORTS + today * 1000000 + a * 20000 + k)
            entered = today + int(days * uniform(luck, 0, ENTRY))
            enter(people[row], luck, a, entered, EARLIEST_AGE + 7.5 * uniform(luck, 0, AGE), areas[a], p)
            row += 1
        pair_up(people, first, row, p)
    join_rounds(counts.people, row, rounds, in_round)
    counts.people = row


@phase
def found_adults(adults, areas, counts, total):
    """Adults at risk, spread over the areas by their users of heroin and crack."""
    cap, row = 0.0, 0
    for a in range(FORCES):
        cap += areas[a].cap
    for a in range(FORCES):
        n = rounded(total * areas[a].cap / max(cap, 1e-9), uniform(areas[a].luck, 1, SHARE))
        areas[a].adults_from = row
        for _ in range(n):
            if row < len(adults):
                adults[row].luck = born_with(counts.luck, ADULTS + row)
                adults[row].area = a
                adults[row].line = NONE
                row += 1
        areas[a].adults_to = row
    counts.adults = row


@phase
def found_groups(groups, dealers, areas, weights, counts, p, total, bench, today):
    """Groups live where lines are run from; members free to hold a line are with any of them."""
    for a in range(FORCES):
        weights[a] = areas[a].exporter
    for g in range(total):
        group = groups[g]
        group.luck = born_with(counts.luck, GROUPS + g)
        group.home = choice((g + uniform(counts.luck, 0, SHARE)) / total, weights[:FORCES])
        group.capital = int(200.0 * p.groups.opening_cost)
        group.first_dealer = NONE
        group.skill = choose.spread_of_skill(uniform(group.luck, 0, SKILL), p)
        group.local_share = p.groups.local_recruits_share
        group.child_share = p.grooming.child_share_of_runners
        group.disrupted, group.lost_market, group.as_of, group.reviewed = -NEVER, NONE, today, today
        group.in_question = NONE
        group.review = today + int(p.groups.review_interval * uniform(group.luck, 0, BACKDATE))
    counts.groups = total
    for k in range(bench):
        luck = born_with(counts.luck, BENCH + k)
        add_member(k, dealers, luck, int(uniform(luck, 0, SHARE) * total), groups, p, today)
    counts.dealers = bench


@rule
def whose(k, groups):
    """Each group has the first of something, then the rest are spread evenly over all (golden ratio)."""
    return k if k < groups else int(((k * GOLDEN) % 1.0) * groups)


@rule
def add_member(d, dealers, luck, g, groups, p, today):
    """A founding member of a group."""
    dealers[d].luck, dealers[d].home = luck, groups[g].home
    join_group(d, dealers, groups, g)
    choose.wait_for_a_line(dealers[d], p, today)
    groups[g].members += 1


@phase
def found_custody(dealers, groups, counts, charging, bail, p, trials, today):
    """Holders charged in the years before live on by the rules of justice: those not yet free are on bail, remanded or serving."""
    for k in range(trials):
        dealer = dealers[counts.dealers]
        g = int(((k * GOLDEN) % 1.0) * counts.groups)
        dealer.luck, dealer.home = born_with(counts.luck, CHARGED + k), groups[g].home
        charged = today - 1 - int((k + uniform(dealer.luck, 0, BACKDATE)) / trials * LONGEST_CASE * YEAR)
        holders.charge_holder(dealer, charging, bail, 1.0, p, charged)
        if dealer.due <= today and holders.convict(dealer, p, dealer.due):
            completed = dealer.due
            holders.serve(dealer, holders.sentence_days(dealer, p, completed), p, completed)
        if dealer.due > today:
            join_group(counts.dealers, dealers, groups, g)
            counts.dealers += 1
        else:
            dealer.standing, dealer.due, dealer.slavery, dealer.conditions = Standing.AVAILABLE, NEVER, 0, 0


@phase
def found_custody_of_adults(adults, counts, p, today):
    """Adults charged in the years before who run for no line now: some wait for their sentence, some serve it."""
    arrested = int(p.justice.adults_charged_start / p.justice.adult_charge_probability * YEARS_BEFORE * counts.scale)
    for k in range(arrested if counts.adults > 0 else 0):
        adult = adults[int(((k * GOLDEN) % 1.0) * counts.adults)]
        u = uniform(born_with(counts.luck, ARRESTED + k), 0, BACKDATE)
        court.charge_adult(adult, 1.0, p, today - 1 - int((arrested - 1 - k + u) / arrested * YEARS_BEFORE * YEAR))


@phase
def found_memories(lines, groups, areas, counts, charged, p):
    """What groups have met, markets have heard of and forces have on their hands: the mean that the years before sustain."""
    per_line = charged / max(1.0, counts.lines) / p.justice.holder_charge_probability
    loss = choose.steady_memory(per_line, p.groups.risk_memory_half_life)
    a_review = per_line * counts.lines / counts.groups * p.groups.review_interval / YEAR
    for g in range(counts.groups):
        groups[g].local_share = choose.steady_local_share(p.groups.localise_propensity * min(1.0, a_review), p)
    hurt = p.control.serious_violence_rate * p.grooming.children_exploited_start * counts.scale / max(1.0, counts.lines)
    for i in range(counts.lines):
        group, area = groups[lines[i].group], areas[lines[i].market]
        if lines[i].home == lines[i].market:
            group.met_local += loss
        else:
            group.met_away += loss
        area.losses += loss
        area.unrest += (p.aftermath.violence_between_crews + hurt) / YEAR
        area.vacancy += choose.steady_memory(per_line * p.justice.holder_charge_probability, p.aftermath.vacancy_memory)
    for a in range(FORCES):
        areas[a].vacant = 0.0


@phase
def open_first_lines(
    lines, open_lines, groups, dealers, areas, files, bodies, gravity, weights, counts, folders, true, p, total, today
):
    """Each group has its first line, then some have more; lines are of all ages, and have their customers."""
    drawn, cap = 0.0, 0.0
    for a in range(FORCES):
        cap += areas[a].cap
    for k in range(total):
        g = whose(k, counts.groups)
        holder = counts.dealers
        add_member(holder, dealers, born_with(counts.luck, BENCH + holder), g, groups, p, today)
        counts.dealers += 1
        home = groups[g].home
        for a in range(FORCES):
            weights[a] = areas[a].cap * gravity[home][a]
        market = choice(uniform(groups[g].luck, k, MARKET), weights[:FORCES])
        row = counts.lines
        open_line(g, holder, market, groups, lines, open_lines, areas, dealers, files, bodies, counts, folders, true, p, today)
        line = lines[row]
        line.opened = today - days_until(uniform(line.luck, 0, BACKDATE), p.groups.line_age_start)
        line.grew_from = line.opened
        line.frailty /= p.groups.frailty_at_opening
        line.customers = pull_on_customers(line, p, today)
        drawn += line.customers
    share = min(1.0, cap / max(drawn, 1e-9))
    for i in range(counts.lines):
        lines[i].customers *= share
        lines[i].stock = int(p.supply.stock_days * lines[i].customers * p.supply.spend_per_customer * 100.0)


@phase
def exploit_first_children(people, start, episodes, exploited, lines, groups, areas, weights, counts, true, p, total, today):
    """The children whom lines exploit on the first day, and those who have turned 18 on a line since it took them.

    They are of the home area, or of the market for part of a crew, and the likelier, the more at risk. `start` holds the row of the
    first founder of each area, for founders stand area by area.
    """
    for a in range(FORCES):
        weights[a] = 0.0
        for i in range(start[a], start[a + 1]):
            weights[a] += people[i].risk
    children = 0
    for k in range(2 * total):
        line_row = k % counts.lines
        line = lines[line_row]
        local = line.home == line.market or uniform(line.luck, k, FIRST_CHILD) < groups[line.group].local_share
        area = where_children_are_left(line.market if local else line.home, weights)
        if children >= total or area == NONE:
            break
        i = child_by_risk(people, start[area], start[area + 1], weights[area] * uniform(line.luck + k, 1, FIRST_CHILD))
        weights[area] = weights[area] - people[i].risk if i != NONE else 0.0
        if i != NONE:
            put_to_work(i, people, episodes, exploited, line, line_row, not local, counts, true, p, today)
            children += int(today < people[i].turns_18)


@rule
def where_children_are_left(a, weights):
    """The area, or the next in which somebody at risk is left; NONE where nobody is."""
    for step in range(FORCES):
        if weights[(a + step) % FORCES] > 1e-9:
            return (a + step) % FORCES
    return NONE


@rule
def child_by_risk(people, first, last, at):
    """Whoever of those at risk stands at a place on the line of their risks laid end to end (or the last of them)."""
    chosen = NONE
    for i in range(first, last):
        if people[i].status == Status.AT_RISK and at > 0.0:
            chosen = i
            at -= people[i].risk
    return chosen


@rule
def put_to_work(i, people, episodes, exploited, line, line_row, sent, counts, true, p, today):
    """Someone exploited already by this line: for some months or years, from an age at which children are groomed."""
    person, row = people[i], counts.episodes
    counts.episodes += 1
    person.episode = row
    episode = episodes[row]
    episode.person = i
    clear(episode)
    exploited[counts.exploited] = row
    counts.exploited += 1
    began = today - days_until(uniform(person.luck, 0, BACKDATE), p.control.exploited_for_start)
    person.turns_18 = began + int((18.0 - age_when_groomed(uniform(person.luck, 1, AGE), p)) * YEAR)
    start_exploitation(person, episode, people, line, line_row, sent, true, p, today)
    episode.began, episode.days = began, today - began
    if episode.away_from < NEVER and episode.days > 60:
        episode.away_from = today
