"""Who is there on the first day: groups and their lines, holders in custody, and the children whom lines exploit."""

from sim.day.aftermath import add_dealer
from sim.day.bundles import Children, Country, Police, Today, Trading
from sim.day.grooming.children import clear, start_exploitation
from sim.day.groups import join_group
from sim.day.supply import take_stand, want_children_outside
from sim.day.supply.lines import open_files, open_line
from sim.day.supply.markets import look_at_markets, outlook
from sim.engine import kernel, phase, rule
from sim.engine.luck import born_with, choice, days_until, purpose, rounded, uniform
from sim.parameters import Parameters
from sim.policy.levers import Policy
from sim.rules import groups
from sim.rules.grooming import age_when_groomed
from sim.rules.justice import court, holders
from sim.rules.supply import MILLI, crew_wanted, harm_outside, pull_on_customers
from sim.setup.people import AGE, SHARE, found_adults, found_people
from sim.setup.sizes import LONGEST_CASE, Sizes
from sim.state import (
    FORCES,
    NEVER,
    NONE,
    Adult,
    Area,
    Nation,
    Person,
    Scene,
    Standing,
    Status,
    Table,
    Trade,
    Use,
)
from sim.state.books import TrueBook
from sim.state.ledger import Ledger
from sim.state.time import ADULT_YEARS, YEAR_DAYS
from sim.state.world import World

BACKDATE = purpose("how long ago")
SKILL = purpose("skill of a group")
MARKET = purpose("market at the start")
FIRST_CHILD = purpose("first child of a line")
SELLERS = purpose("first sellers of a line, rounded by luck")
ADULTS_OF_CREW = purpose("first adults of a line, rounded by luck")
OUTSIDE = purpose("children of supply outside lines, rounded by luck")
WHO_OUTSIDE = purpose("first child of supply outside lines")
GOLDEN = 0.6180339887498949
"""The golden ratio, less one: its multiples are spread evenly."""
YEARS_BEFORE = 6.0
"""Years after a charge by which nearly every adult who ran for a line is free: a horizon, how far back the founding looks."""
GROUPS, BENCH, CHARGED, ARRESTED, PHANTOMS = 1 << 42, 1 << 44, 1 << 46, 1 << 47, 1 << 48
"""Families of keys: whose luck is born of the world's luck, and as which."""


@kernel
def settle(
    w: World,
    sizes: Sizes,
    start: Table[int],
    ledger: Ledger,
    policy: Table[Policy],
    scenes: Table[Scene],
    numbers: Table[Parameters],
    today: int,
) -> None:
    """The first morning: the children at risk, adults, groups and their lines, holders in custody, and the exploited children.

    `start` is filled with the row of the first founder of each area; nobody will read the `ledger`. Tables of one row:
    `policy` has every lever at rest, `scenes` the ordinary day, `numbers` the parameters.
    """
    p, counts, areas, nation = numbers[0], w.counts[0], w.areas, w.nation[0]
    children = Children(
        w.people, w.rounds, w.in_round, w.episodes, w.exploited, w.free, w.adrift, w.cases, w.helped, counts
    )  # fmt: skip
    trade = Trading(w.lines, w.open_lines, w.nearby, w.groups, w.dealers, w.gravity, counts)
    country = Country(areas, nation, w.on_rails, w.on_roads)
    police = Police(
        w.bodies, w.files, w.folders, w.open_lines, w.desk, w.options, w.weights, w.operations, w.messages, counts
    )  # fmt: skip
    now = Today(policy, scenes[0], p, today)

    found_people(children, country, start, sizes.founders, p, today)
    found_adults(w.adults, country, counts, sizes.adults)
    found_groups(trade, country, w.weights, sizes, p, today)
    open_first_lines(sizes.lines, trade, country, police, ledger, now)
    found_custody(trade, nation, sizes.charged, policy[0], p, today)
    found_custody_of_adults(w.adults, counts.adults, nation, p, today)
    found_memories(trade, areas, p.justice.holders_charged_start * nation.scale, nation.scale, p)
    exploit_first_children(children, start, trade, w.weights, sizes.exploited, ledger, now)
    found_adults_of_crews(w.adults, trade, areas, p, today)
    found_outside(children, start, trade, country, now)
    found_outlook(trade, country, p, today)
    found_phantoms(sizes.phantoms, trade, country, police, now)


@phase
def found_groups(trade: Trading, country: Country, weights: Table[float], sizes: Sizes, p: Parameters, today: int) -> None:
    """Groups live where lines are run from; members free to hold a line are with any of them."""
    luck, total = country.nation.luck, sizes.groups
    for a in range(FORCES):
        weights[a] = country.areas[a].exporter
    for g in range(total):
        group = trade.groups[g]
        group.luck = born_with(luck, GROUPS + g)
        group.home = choice((g + uniform(luck, 0, SHARE)) / total, weights[:FORCES])
        group.capital = int(p.groups.capital_start * 100.0 * p.groups.opening_cost)
        group.first_dealer = NONE
        group.skill = groups.spread_of_skill(uniform(group.luck, 0, SKILL), p)
        group.local_share = p.groups.local_recruits_share
        group.child_share = p.grooming.child_share_of_runners
        group.disrupted, group.lost_market, group.as_of, group.reviewed = -NEVER, NONE, today, today
        group.in_question = NONE
        group.review = today + int(p.groups.review_interval * uniform(group.luck, 0, BACKDATE))
    trade.counts.groups = total
    for k in range(sizes.bench):
        own = born_with(luck, BENCH + k)
        g = int(uniform(own, 0, SHARE) * total)
        add_dealer(own, g, trade.groups[g].home, trade, p, today)


@rule
def whose(k: int, count: int) -> int:
    """Each group has the first of something, then the rest are spread evenly over all (golden ratio)."""
    return k if k < count else int(((k * GOLDEN) % 1.0) * count)


@phase
def found_custody(trade: Trading, nation: Nation, trials: int, idle: Policy, p: Parameters, today: int) -> None:
    """Holders charged in the years before live on by the rules of justice: those not yet free are on bail, remanded or serving."""
    for k in range(trials):
        dealer = trade.dealers[trade.counts.dealers]
        g = int(((k * GOLDEN) % 1.0) * trade.counts.groups)
        dealer.luck, dealer.home = born_with(nation.luck, CHARGED + k), trade.groups[g].home
        charged = today - 1 - int((k + uniform(dealer.luck, 0, BACKDATE)) / trials * LONGEST_CASE * YEAR_DAYS)
        holders.charge_holder(dealer, idle, 1.0, p, charged)
        if dealer.due <= today and holders.convict(dealer, p, dealer.due):
            completed = dealer.due
            holders.serve(dealer, holders.sentence_days(dealer, p, completed), p, completed)
        if dealer.due > today:
            join_group(trade.counts.dealers, trade.dealers, trade.groups, g)
            trade.counts.dealers += 1
        else:
            dealer.standing, dealer.due, dealer.slavery, dealer.conditions = Standing.AVAILABLE, NEVER, 0, 0


@phase
def found_custody_of_adults(adults: Table[Adult], count: int, nation: Nation, p: Parameters, today: int) -> None:
    """Adults charged in the years before who run for no line now: some wait for their sentence, some serve it."""
    arrested = int(p.justice.adults_charged_start / p.justice.adult_charge_probability * YEARS_BEFORE * nation.scale)
    for k in range(arrested if count > 0 else 0):
        adult = adults[int(((k * GOLDEN) % 1.0) * count)]
        u = uniform(born_with(nation.luck, ARRESTED + k), 0, BACKDATE)
        ago = int((arrested - 1 - k + u) / arrested * YEARS_BEFORE * YEAR_DAYS)
        court.charge_adult(adult, 1.0, p, today - 1 - ago)


@phase
def found_memories(trade: Trading, areas: Table[Area], charged: float, scale: float, p: Parameters) -> None:
    """What groups have met, markets have heard of and forces have on their hands: the mean that the years before sustain."""
    count = trade.counts.lines
    per_line = charged / max(1.0, count) / p.justice.holder_charge_probability
    loss = groups.steady_memory(per_line, p.groups.risk_memory_half_life)
    a_review = per_line * count / trade.counts.groups * p.groups.review_interval / YEAR_DAYS
    for g in range(trade.counts.groups):
        turns = p.groups.localise_propensity * min(1.0, a_review)
        trade.groups[g].local_share = groups.steady_local_share(turns, p)
    hurt = p.control.serious_violence_rate * p.grooming.children_exploited_start * scale / max(1.0, count)
    for i in range(count):
        line = trade.lines[i]
        group, area = trade.groups[line.group], areas[line.market]
        if line.home == line.market:
            group.met_local += loss
        else:
            group.met_away += loss
        area.losses += loss
        area.unrest += (p.aftermath.violence_between_crews + hurt) / YEAR_DAYS
        area.vacancy += groups.steady_memory(per_line * p.justice.holder_charge_probability, p.aftermath.vacancy_memory)
    for a in range(FORCES):
        areas[a].vacant = 0.0


@phase
def found_outlook(trade: Trading, country: Country, p: Parameters, today: int) -> None:
    """What newcomers compare with later: what a new line promises on the first day, and how dangerous markets are."""
    for i in range(trade.counts.lines):
        take_stand(trade.lines[i], country.areas, p, today)
    look_at_markets(country.areas, p)
    promise, danger = outlook(country.areas, p)
    country.nation.promise_start, country.nation.risk_start = promise, groups.risk_heard(danger, p)


@phase
def open_first_lines(total: int, trade: Trading, country: Country, police: Police, ledger: Ledger, now: Today) -> None:
    """Each group has its first line, then some have more; lines are of all ages, and have their customers."""
    p, counts, areas, weights = now.p, trade.counts, country.areas, police.weights
    drawn, cap = 0.0, 0.0
    for a in range(FORCES):
        cap += areas[a].cap
    for k in range(total):
        g = whose(k, counts.groups)
        holder = counts.dealers
        home = trade.groups[g].home
        add_dealer(born_with(country.nation.luck, BENCH + holder), g, home, trade, p, now.day)
        for a in range(FORCES):
            weights[a] = areas[a].cap * trade.gravity[home][a]
        market = choice(uniform(trade.groups[g].luck, k, MARKET), weights[:FORCES])
        line = trade.lines[counts.lines]
        open_line(g, holder, market, trade, country, police, ledger, now)
        line.opened = now.day - days_until(uniform(line.luck, 0, BACKDATE), p.groups.line_age_start)
        line.grew_from = line.opened
        line.frailty /= p.groups.frailty_at_opening
        line.customers = pull_on_customers(line, p, now.day)
        drawn += line.customers
    share = min(1.0, cap / max(drawn, 1e-9))
    for i in range(counts.lines):
        trade.lines[i].customers *= share
        trade.lines[i].stock = int(p.supply.stock_days * trade.lines[i].customers * p.supply.spend_per_customer * 100.0)


@phase
def found_phantoms(total: int, trade: Trading, country: Country, police: Police, now: Today) -> None:
    """What is misread may be of lines that are not there: phantoms, with homes and markets like lines', stand for these for good."""
    counts, weights = trade.counts, police.weights
    for k in range(total):
        row = counts.lines
        line = trade.lines[row]
        counts.lines += 1
        line.luck, line.own_row, line.group = born_with(country.nation.luck, PHANTOMS + k), row, whose(k, counts.groups)
        line.trade, line.opened, line.ended, line.holder = Trade.PHANTOM, NEVER, NEVER, NONE
        line.home = trade.groups[line.group].home
        for a in range(FORCES):
            weights[a] = country.areas[a].cap * trade.gravity[line.home][a]
        line.market = choice(uniform(line.luck, k, MARKET), weights[:FORCES])
        open_files(line, police, country.areas, now)
        trade.open_lines[counts.open_lines] = row
        counts.open_lines += 1


@phase
def exploit_first_children(
    children: Children,
    start: Table[int],
    trade: Trading,
    weights: Table[float],
    total: int,
    ledger: Ledger,
    now: Today,
) -> None:
    """The children whom lines exploit on the first day, and those who have turned 18 on a line since it took them.

    They are of the home area, or of the market for part of a crew, and the likelier, the more at risk. `start` holds the row of the
    first founder of each area, for founders stand area by area.
    """
    people = children.people
    for a in range(FORCES):
        weights[a] = 0.0
        for i in range(start[a], start[a + 1]):
            weights[a] += people[i].risk
    count = 0
    for k in range(2 * total):
        row = k % trade.counts.lines
        line = trade.lines[row]
        local_share = trade.groups[line.group].local_share
        local = line.home == line.market or uniform(line.luck, k, FIRST_CHILD) < local_share
        area = where_children_are_left(line.market if local else line.home, weights)
        if count >= total or area == NONE:
            break
        i = child_by_risk(people, start[area], start[area + 1], weights[area] * uniform(line.luck + k, 1, FIRST_CHILD))
        weights[area] = weights[area] - people[i].risk if i != NONE else 0.0
        if i != NONE:
            put_to_work(i, row, not local, children, trade, ledger.true[people[i].area], now)
            count += int(now.day < people[i].turns_18)


@phase
def found_adults_of_crews(adults: Table[Adult], trade: Trading, areas: Table[Area], p: Parameters, today: int) -> None:
    """Of the need of its crew each line has, in its market, the adults who are first sought and sellers; the rest it seeks."""
    for a in range(FORCES):
        i = areas[a].adults_from
        for k in range(trade.counts.lines):
            line = trade.lines[k]
            if line.market != a:
                continue
            wanted = crew_wanted(line, p)
            line.sellers = int(wanted * p.grooming.seller_share + uniform(line.luck, 0, SELLERS))
            others = max(0.0, 1.0 - p.grooming.child_share_of_runners - p.grooming.seller_share)
            for _ in range(int(wanted * others + uniform(line.luck, 0, ADULTS_OF_CREW))):
                if i < areas[a].adults_to:
                    adults[i].use, adults[i].line, adults[i].since = Use.RUNS, k, today
                    line.adults += 1
                    i += 1


@phase
def found_outside(children: Children, start: Table[int], trade: Trading, country: Country, now: Today) -> None:
    """Supply outside lines exploits children of its area from the first day, by what it sells there and what lines do for a pound."""
    people, areas, nation, p = children.people, country.areas, country.nation, now.p
    on_lines, customers = 0, 0.0
    for k in range(children.counts.exploited):
        on_lines += int(now.day < children.episodes[children.exploited[k]].turns_18)
    for i in range(trade.counts.lines):
        customers += trade.lines[i].customers
        areas[trade.lines[i].market].served += int(trade.lines[i].customers * MILLI)
    nation.harm_outside = harm_outside(on_lines, customers, p)
    want_children_outside(areas, nation, p)
    for a in range(FORCES):
        risk = 0.0
        for i in range(start[a], start[a + 1]):
            risk += people[i].risk * int(people[i].status == Status.AT_RISK)
        areas[a].reached = risk * p.grooming.grooming_rate / YEAR_DAYS
        for k in range(rounded(areas[a].wanted_outside, uniform(areas[a].luck, 0, OUTSIDE))):
            i = child_by_risk(people, start[a], start[a + 1], risk * uniform(areas[a].luck, k, WHO_OUTSIDE))
            if i != NONE:
                people[i].status = Status.OUTSIDE
                areas[a].outside += 1
                risk -= people[i].risk


@rule
def where_children_are_left(a: int, weights: Table[float]) -> int:
    """The area, or the next in which somebody at risk is left; NONE where nobody is."""
    for step in range(FORCES):
        if weights[(a + step) % FORCES] > 1e-9:
            return (a + step) % FORCES
    return NONE


@rule
def child_by_risk(people: Table[Person], first: int, last: int, at: float) -> int:
    """Whoever of those at risk stands at a place on the line of their risks laid end to end (or the last of them)."""
    chosen = NONE
    for i in range(first, last):
        if at <= 0.0:
            break
        if people[i].status == Status.AT_RISK:
            chosen = i
            at -= people[i].risk
    return chosen


@rule
def put_to_work(i: int, row: int, sent: bool, children: Children, trade: Trading, tally: TrueBook, now: Today) -> None:
    """Someone exploited already by this line: for some months or years, from an age at which children are groomed."""
    person, counts, p, today = children.people[i], children.counts, now.p, now.day
    person.episode = counts.episodes
    counts.episodes += 1
    episode = children.episodes[person.episode]
    episode.person = i
    clear(episode)
    children.exploited[counts.exploited] = person.episode
    counts.exploited += 1
    began = today - days_until(uniform(person.luck, 0, BACKDATE), p.control.exploited_for_start)
    person.turns_18 = began + int((ADULT_YEARS - age_when_groomed(uniform(person.luck, 1, AGE), p)) * YEAR_DAYS)
    start_exploitation(person, episode, children.people, trade.lines[row], row, sent, tally, p, today)
    episode.began, episode.days = began, today - began
    if episode.away_from < NEVER and episode.days > p.control.local_time_before_away:
        episode.away_from = today
