"""Step 3 of the day, grooming: crews take up the children and adults whom they reach."""

from sim.day.bundles import Children, Country, Police, Today, Trading
from sim.day.grooming.adults import adult_at_risk, adult_used
from sim.day.grooming.children import look_at
from sim.day.supply.markets import ALL_REGIONS, REGIONS, judged
from sim.engine import fetch, phase, rule, soon, step
from sim.parameters import Parameters
from sim.rules import grooming as rules
from sim.state import FORCES, Adult, Area, Status, Table, Use
from sim.state.ledger import Ledger
from sim.state.time import WEEK_DAYS

BLOCK = 64
"""People are looked at once a week, in blocks of neighbouring rows: a seventh of the blocks each day."""


@step
def grooming(
    children: Children, adults: Table[Adult], trade: Trading, country: Country, police: Police, ledger: Ledger, now: Today
) -> None:
    """A seventh of the children at risk is looked at each day; crews take up those they reach, and adults likewise."""
    seek(country.areas, ledger, now.p, now.day)
    weekday, kept = now.day % WEEK_DAYS, 0
    seen_today = children.rounds[weekday]
    for k in range(children.in_round[weekday]):
        i = seen_today[k]
        soon(children.people, seen_today, k, children.in_round[weekday])
        look_at(i, children, trade, country, ledger, now)
        if children.people[i].status != Status.LEFT:
            seen_today[kept] = i
            kept += 1
    children.in_round[weekday] = kept
    for block in range(weekday * BLOCK, children.counts.adults, WEEK_DAYS * BLOCK):
        for i in range(block, min(block + BLOCK, children.counts.adults)):
            fetch(adults, i + WEEK_DAYS * BLOCK, 0)
            look_at_adult(adults[i], trade, country, police, ledger, now)


@rule
def look_at_adult(adult: Adult, trade: Trading, country: Country, police: Police, ledger: Ledger, now: Today) -> None:
    """A week of one adult: at risk, or used by a line."""
    if adult.use == Use.NOT_USED:
        adult_at_risk(adult, trade, country, ledger, now)
    else:
        adult_used(adult, trade, country, police, ledger, now)


@phase
def seek(areas: Table[Area], ledger: Ledger, p: Parameters, today: int) -> None:
    """How hard crews seek today, and which limit binds; whom they reach is counted anew each week."""
    if today % WEEK_DAYS == 0:
        for a in range(FORCES):
            settle_pull(areas[a])
    spread_pull(areas, p)
    for a in range(FORCES):
        rules.seek_outside(areas[a], p.control.exit_rate, p)
        ledger.true[a].child_places += areas[a].child_places
        ledger.true[a].child_places_scarce += areas[a].child_places * int(areas[a].child_need > 1.0)


@rule
def settle_pull(area: Area) -> None:
    """Once a week, when everyone has been looked at: how many children crews could reach in a day, and how many adults are free."""
    area.reached = area.reached_week * (1.0 / rules.BILLIONTHS)
    area.adults_free = area.adults_free_week
    area.reached_week = 0
    area.adults_free_week = 0


@phase
def spread_pull(areas: Table[Area], p: Parameters) -> None:
    """How hard crews seek: what they need over whom they reach."""
    for a in range(FORCES):
        rules.remember_places(areas[a], p)
    nation = short_of(areas, ALL_REGIONS)
    for r in range(REGIONS):
        region = short_of(areas, r)
        for a in range(FORCES):
            if areas[a].region == r:
                pull_in(areas[a], region, nation, p)


@rule
def pull_in(area: Area, region: tuple[float, float, float], nation: tuple[float, float, float], p: Parameters) -> None:
    """How hard crews seek in an area, judged by what they need there, in its region and in the nation."""
    here = ratio(area.places_lately, area.reached)
    area.child_need = rules.need_over_reach(judged(area.own, area.own_region, here, region[0], nation[0]), p)
    area.child_pull = rules.share_of_hazard(area.child_need)
    runs = judged(area.own, area.own_region, ratio(area.adult_places, area.adults_free), region[1], nation[1])
    homes = judged(area.own, area.own_region, ratio(area.home_places, area.adults_free), region[2], nation[2])
    area.adult_pull, area.home_pull = rules.chances_adult_used(runs, homes, p)


@rule
def short_of(areas: Table[Area], region: int) -> tuple[float, float, float]:
    """What the crews of a region need over whom they reach: of children, adults who run, and homes."""
    children, adults, homes, reached, free = 0.0, 0.0, 0.0, 0.0, 0.0
    for a in range(FORCES):
        if region in (ALL_REGIONS, areas[a].region):
            children += areas[a].places_lately
            adults += areas[a].adult_places
            homes += areas[a].home_places
            reached += areas[a].reached
            free += areas[a].adults_free
    return ratio(children, reached), ratio(adults, free), ratio(homes, free)


@rule
def ratio(above: float, below: float) -> float:
    """A ratio, 0 where nothing is below."""
    return above / below if below > 0.0 else 0.0
