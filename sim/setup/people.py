"""Young people and adults at risk: who is there on the first day, and who comes to be at risk later."""

import math

from sim.day.bundles import Children, Country
from sim.day.grooming import BLOCK
from sim.engine import kernel, phase, rule
from sim.engine.luck import born_with, days_until, purpose, rounded, uniform
from sim.parameters import Parameters
from sim.rules.grooming import YOUNGEST, pool_factor, risk_of_traits
from sim.state import FORCES, NONE, Adult, Area, Counts, Person, Status, Table, Trait
from sim.state.time import ADULT_YEARS, WEEK_DAYS, YEAR_DAYS
from sim.state.world import World

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
LATEST_FOUNDING, LATEST_ENTRY = 7.9, 7.5
"""Years after the youngest age up to which children are at risk at the founding, and up to which they come to be later: all
are under 18 when they enter."""
HALVINGS = 30
"""Of an interval of ages, to find one: to a billionth of it."""
MOST_IN_CARE = 0.9
"""A guard, far above the range: no area's share of children at risk who are in care, a mean times its ratio, comes to all."""
COHORTS, FOUNDERS, ADULTS = 1 << 40, 1 << 41, 1 << 43
"""Families of keys: whose luck is born of the world's luck, and as which."""
KEYS_OF_AREA, KEYS_OF_DAY, KEYS_OF_COHORT = 1000000, 1000000, 20000
"""Room among the keys for the founders of an area, for those who come in on a day, and for those of them in an area."""


@rule
def give_traits(person: Person, area: Area, p: Parameters) -> None:
    """What raises a child's risk is there from the start."""
    luck, traits = person.luck, 0
    care = min(MOST_IN_CARE, p.grooming.pool_in_care_share * area.care_ratio)
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
def enter(person: Person, luck: int, a: int, entered: int, years_old: float, area: Area, p: Parameters) -> None:
    """A child comes to be at risk, for a stay that ends at 18 at the latest."""
    person.luck, person.area, person.status = luck, a, Status.AT_RISK
    person.entered = entered
    person.turns_18 = entered + int((ADULT_YEARS - years_old) * YEAR_DAYS)
    person.leaves = entered + days_until(uniform(luck, 0, STAY), p.grooming.at_risk_stay * YEAR_DAYS)
    person.line = person.episode = person.peer = NONE
    give_traits(person, area, p)


@rule
def years_at_risk_age(u: float, p: Parameters) -> float:
    """Years past the youngest age of a child at risk in a level pool, increasing in `u`.

    Children come at any age and stay for a time without memory, so that at an age stand those who came at any before and have not
    left: of age x past the youngest in proportion to 1 - exp(-x / stay).
    """
    stay, low, high = p.grooming.at_risk_stay, 0.0, LATEST_FOUNDING
    whole = high - stay * (1.0 - math.exp(-high / stay))
    for _ in range(HALVINGS):
        x = 0.5 * (low + high)
        if x - stay * (1.0 - math.exp(-x / stay)) < u * whole:
            low = x
        else:
            high = x
    return low


@rule
def pair_up(people: Table[Person], first: int, last: int, p: Parameters) -> None:
    """Some children have a sibling or close peer in the pool: the one who entered beside them."""
    for i in range(first, last - 1, 2):
        if uniform(people[i].luck, 0, PEER) < p.grooming.peer_share:
            people[i].peer, people[i + 1].peer = i + 1, i


@rule
def join_rounds(first: int, last: int, rounds: Table[Table[int]], in_round: Table[int]) -> None:
    """Newcomers have a day of the week by the block of rows in which they stand."""
    for i in range(first, last):
        day = i // BLOCK % WEEK_DAYS
        rounds[day][in_round[day]] = i
        in_round[day] += 1


@phase
def found_people(children: Children, country: Country, start: Table[int], founders: int, p: Parameters, today: int) -> None:
    """The children at risk on the first day, and those of them whom lines exploit, spread over the areas and over ages 10 to 17."""
    people, areas, row = children.people, country.areas, 0
    for a in range(FORCES):
        n = rounded(areas[a].young * founders, uniform(areas[a].luck, 0, SHARE))
        first = row
        for k in range(n):
            if row >= len(people):
                break
            luck = born_with(country.nation.luck, FOUNDERS + a * KEYS_OF_AREA + k)
            enter(people[row], luck, a, today, YOUNGEST + years_at_risk_age(uniform(luck, 0, AGE), p), areas[a], p)
            row += 1
        pair_up(people, first, row, p)
        start[a + 1] = row
    join_rounds(children.counts.people, row, children.rounds, children.in_round)
    children.counts.people = row


@kernel
def arrive(w: World, numbers: Table[Parameters], entrants_a_day: float, today: int, days: int) -> None:
    """Those who come to be at risk in the next days: their luck is born of the world's and the date, whatever else happens.

    `numbers` is a table of one row: the parameters.
    """
    people, areas, counts, p = w.people, w.areas, w.counts[0], numbers[0]
    row = counts.people
    for a in range(FORCES):
        n = rounded(areas[a].young * entrants_a_day * days, uniform(areas[a].luck, today, SHARE))
        first = row
        for k in range(n):
            luck = born_with(w.nation[0].luck, COHORTS + today * KEYS_OF_DAY + a * KEYS_OF_COHORT + k)
            entered = today + int(days * uniform(luck, 0, ENTRY))
            enter(people[row], luck, a, entered, YOUNGEST + LATEST_ENTRY * uniform(luck, 0, AGE), areas[a], p)
            row += 1
        pair_up(people, first, row, p)
    join_rounds(counts.people, row, w.rounds, w.in_round)
    counts.people = row


@phase
def found_adults(adults: Table[Adult], country: Country, counts: Counts, total: int) -> None:
    """Adults at risk, spread over the areas by their users of heroin and crack."""
    areas, cap, row = country.areas, 0.0, 0
    for a in range(FORCES):
        cap += areas[a].cap
    for a in range(FORCES):
        n = rounded(total * areas[a].cap / max(cap, 1e-9), uniform(areas[a].luck, 1, SHARE))
        areas[a].adults_from = row
        for _ in range(n):
            if row < len(adults):
                adults[row].luck = born_with(country.nation.luck, ADULTS + row)
                adults[row].area = a
                adults[row].line = NONE
                row += 1
        areas[a].adults_to = row
    counts.adults = row
