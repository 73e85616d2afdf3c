"""Step 3 of the day, grooming: crews take up the children and adults whom they reach."""

from sim.day.grooming.adults import WEEKDAYS, adult_at_risk, adult_used
from sim.day.grooming.children import look_at
from sim.day.supply import ALL_REGIONS, REGIONS, judged
from sim.engine import fetch, phase, rule, soon
from sim.rules import grooming
from sim.state import FORCES, TRANSPORT_POLICE, Status, Use

BLOCK = 64
"""People are looked at once a week, in blocks of neighbouring rows: a seventh of the blocks each day."""


@phase
def groom(
    people,
    rounds,
    in_round,
    episodes,
    exploited,
    adults,
    lines,
    open_lines,
    nearby,
    areas,
    bodies,
    on_rails,
    files,
    folders,
    policy,
    counts,
    true,
    recorded,
    p,
    today,
):
    """Step 3. A seventh of the children at risk is looked at each day; crews take up those they reach, and adults likewise."""
    if today % WEEKDAYS == 0:
        for a in range(FORCES):
            settle_pull(areas[a])
    spread_pull(areas, p)
    railway = bodies[TRANSPORT_POLICE].transport_ratio
    day, kept = today % WEEKDAYS, 0
    for k in range(in_round[day]):
        i = rounds[day][k]
        soon(people, rounds[day], k, in_round[day])
        look_at(i, people, episodes, exploited, lines, nearby, areas, policy, counts, true, p, today)
        if people[i].status != Status.LEFT:
            rounds[day][kept] = i
            kept += 1
    in_round[day] = kept
    for block in range(day * BLOCK, counts.adults, WEEKDAYS * BLOCK):
        for i in range(block, min(block + BLOCK, counts.adults)):
            adult = adults[i]
            fetch(adults, i + WEEKDAYS * BLOCK, 0)
            if adult.use == Use.NOT_USED:
                adult_at_risk(adult, lines, nearby, areas, true, p, today)
            else:
                adult_used(adult, lines, open_lines, on_rails, railway, files, folders, counts, true, recorded, p, today)


@rule
def settle_pull(area):
    """Once a week, when everyone has been looked at: how many children crews could reach in a day, and how many adults are free."""
    area.reached = area.reached_week * 1e-9
    area.adults_free = area.adults_free_week
    area.reached_week = 0
    area.adults_free_week = 0


@phase
def spread_pull(areas, p):
    """How hard crews seek: what they need over whom they reach."""
    nation = short_of(areas, ALL_REGIONS)
    for r in range(REGIONS):
        region = short_of(areas, r)
        for a in range(FORCES):
            if areas[a].region == r:
                pull_in(areas[a], region, nation, p)


@rule
def pull_in(area, region, nation, p):
    """How hard crews seek in an area, judged by what they need there, in its region and in the nation."""
    here = ratio(area.child_places, area.reached)
    area.child_pull = grooming.share_of_hazard(judged(area.own, area.own_region, here, region[0], nation[0]), p)
    here = ratio(area.adult_places, area.adults_free)
    area.adult_pull = grooming.chance_adult_used(judged(area.own, area.own_region, here, region[1], nation[1]), p)
    here = ratio(area.home_places, area.adults_free)
    area.home_pull = grooming.chance_adult_used(judged(area.own, area.own_region, here, region[2], nation[2]), p)


@rule
def short_of(areas, region):
    """What the crews of a region need over whom they reach: of children, adults who run, and homes."""
    children, adults, homes, reached, free = 0.0, 0.0, 0.0, 0.0, 0.0
    for a in range(FORCES):
        if region in (ALL_REGIONS, areas[a].region):
            children += areas[a].child_places
            adults += areas[a].adult_places
            homes += areas[a].home_places
            reached += areas[a].reached
            free += areas[a].adults_free
    return ratio(children, reached), ratio(adults, free), ratio(homes, free)


@rule
def ratio(above, below):
    """A ratio, 0 where nothing is below."""
    return above / below if below > 0.0 else 0.0
