"""The world: its tables, and who is there on the first day (ODD element 5, initialisation)."""

from typing import Any

import numpy as np

from sim.day.grooming import BLOCK
from sim.engine.luck import born_with, normal, purpose, uniform
from sim.evidence import as_table
from sim.parameters import Parameters
from sim.places import Places
from sim.policy.levers import IDLE_LEVELS, policy_table
from sim.rules.safeguarding.reading import as_share, log_odds
from sim.rules.tasking import unpractised
from sim.setup.founding import settle
from sim.setup.people import arrive
from sim.setup.sizes import USERS_PER_1000, Sizes, entrants_a_day, growth
from sim.state import (
    FILES,
    FORCES,
    NATIONAL,
    WEEKDAY,
    Adult,
    Area,
    Body,
    BodyType,
    Counts,
    Dealer,
    Episode,
    Group,
    Intelligence,
    Line,
    Message,
    Nation,
    Operation,
    Option,
    Person,
    Scene,
    table,
)
from sim.state.ledger import blank_ledger
from sim.state.time import WEEK_DAYS, YEAR_DAYS
from sim.state.world import LISTS, Nearby, World

RECOGNITION = purpose("recognition practice of an area")
INTERVIEWS = purpose("return interviews of an area")
SUSPICION = purpose("suspicion of an area")
ADVOCATES = purpose("advocate service of an area")
WAITS = purpose("wait for a worker in an area")
PLACES = purpose("service places of an area")
TAKEN = purpose("how much of a place with support is taken at the start")
ACCOUNT = purpose("officer time at the start")
NO_REGIONS = (-1, -2)
"""In the place of a region, of transport police and of the centre: they share none with a force, nor with each other."""
FEW_LINES, FEW_IN_REGION, FEW_IN_MARKET, FEW_VACANCIES = 1.5, 0.15, 100.0, 400.0
"""The square of the number of lines at which half of a figure's weight is the area's own; figures of customers and of vacancies
swing more, and need more. A device for worlds below full scale, in which an area has few lines or none."""


def copy_of(world: World) -> World:
    """A world that can be lived on without touching this one."""
    tables: Any = {name: one.copy() for name, one in world._asdict().items() if name != "nearby"}
    lists: Any = world.nearby
    return World(**tables, nearby=Nearby(*(one.copy() for one in lists)))


def found(
    places: Places, p: Parameters, numbers: np.recarray, seed: int, scale: float, today: int, years_before: float = 0.0
) -> World:
    """Found a world: places first, then the groups and their lines, the young people, and the exploited among them.

    Args:
        places: The 43 force areas.
        p: Parameters of the world.
        numbers: The same parameters as the table of one row that kernels read.
        seed: The world's seed; everyone's luck is born of it.
        scale: Agents per person, 0.01 to 1.
        today: The first day (proleptic ordinal).
        years_before: Years from the first day to the start of the analysis: a growing world is founded smaller by as much.
    """
    sizes = Sizes.of(p, scale, years_before)
    world = unsettled(places, p, sizes, int(born_with(seed, 1)), scale, growth(p, years_before)[2])
    settle(world, sizes, np.zeros(FORCES + 1, "i8"), blank_ledger(), at_rest(), as_table(Scene()), numbers, today)
    return world


def at_rest() -> np.recarray:
    """The policy table with every lever at rest."""
    return policy_table(IDLE_LEVELS[None]).view(np.recarray)


def unsettled(places: Places, p: Parameters, sizes: Sizes, luck: int, scale: float, newcomers: float) -> World:
    """The areas and bodies of a world in which nobody lives yet, and room for those who will."""
    areas = found_areas(places, p, luck, scale)
    return World(
        people=table(Person, sizes.people),
        rounds=np.zeros((WEEK_DAYS, room_in_round(sizes.people)), "i8"),
        in_round=np.zeros(WEEK_DAYS, "i8"),
        episodes=table(Episode, sizes.episodes),
        **{one: np.zeros(sizes.episodes, "i8") for one in LISTS},
        adults=table(Adult, sizes.adults),
        lines=table(Line, sizes.line_rows),
        open_lines=np.zeros(sizes.line_rows, "i8"),
        nearby=Nearby.of(sizes.line_rows),
        groups=table(Group, sizes.groups + sizes.groups // 8 + 20),
        dealers=table(Dealer, sizes.dealers),
        areas=areas,
        nation=found_nation(p, luck, scale, newcomers),
        bodies=found_bodies(places, p, luck, scale, areas),
        files=table(Intelligence, sizes.line_rows, FILES),
        folders=np.zeros((sizes.line_rows, WEEKDAY + 1), "i2"),
        desk=table(Option, sizes.line_rows),
        options=table(Option, room_for_options(sizes.line_rows)),
        weights=np.zeros(room_for_options(sizes.line_rows)),
        operations=table(Operation, sizes.operations),
        messages=table(Message, sizes.messages),
        gravity=gravity(places, p, areas),
        on_rails=trip_lengths(places.travel_rail, gravity(places, p, areas), areas),
        on_roads=trip_lengths(places.travel_road, gravity(places, p, areas), areas),
        counts=table(Counts, 1),
    )


def found_nation(p: Parameters, luck: int, scale: float, newcomers: float) -> np.recarray:
    """What all areas share on the first day, a table of one row."""
    nation = table(Nation, 1)
    nation.luck, nation.scale, nation.backlog, nation.nrm_load, nation.newcomers = luck, scale, 1.0, 1.0, newcomers
    nation.court_account = p.justice.court_capacity_year * scale / YEAR_DAYS * p.justice.sittings_kept
    nation.support_account = -uniform(luck, 0, TAKEN) * p.safeguarding.support_length
    nation.waiting = p.safeguarding.nrm_capacity_year * scale * p.safeguarding.nrm_final_wait_national / YEAR_DAYS
    return nation


def weight_of(lines: np.ndarray, few: float) -> np.ndarray:
    """The weight of figures that rest on some lines: half where these are as many as the root of `few`."""
    return lines * lines / (lines * lines + few)


def found_areas(places: Places, p: Parameters, luck: int, scale: float) -> np.recarray:
    """The areas: real figures, and the practice of their public bodies, whose spread is assumed around known ratings."""
    areas = table(Area, FORCES)
    lucks = [born_with(luck, 1000 + a) for a in range(FORCES)]
    areas.luck = lucks
    areas.region = places.rocu
    areas.cap = (
        places.users * p.supply.dependent_users_per_1000 / USERS_PER_1000 * p.supply.share_of_demand_open_to_lines * scale
    )
    areas.grain = scale
    expected = areas.cap / p.supply.customers_mature_line
    in_region = np.bincount(places.rocu, expected)[places.rocu]
    areas.own, areas.own_region = weight_of(expected, FEW_LINES), weight_of(in_region, FEW_IN_REGION)
    areas.own_market, areas.own_markets = weight_of(expected, FEW_IN_MARKET), weight_of(in_region, FEW_IN_MARKET)
    areas.own_vacancy = weight_of(expected, FEW_VACANCIES)
    areas.exporter = places.role_prior / places.role_prior.sum()
    share = places.children_share
    areas.heads = share * p.grooming.children_at_risk * scale
    areas.young = share
    areas.care_ratio = places.looked_after / np.average(places.looked_after, weights=share)
    found_practice(areas, places, p)
    found_support(areas, p, scale)
    finds = p.grooming.children_exploited_start * p.detection.reference_finds * scale / YEAR_DAYS
    areas.alarm_rate = share * p.detection.safeguarding_false_alarm_ratio * finds * p.safeguarding.recognition_mean
    care = places.looked_after * places.population_10_17_2020
    areas.missing_care = care / care.sum() * p.observation.missing_care_year * scale / YEAR_DAYS
    areas.missing_other = share * p.observation.missing_other_year * scale / YEAR_DAYS
    areas.other_referrals = share * p.observation.other_referrals_year * scale / YEAR_DAYS
    areas.other_assessments = share * p.observation.other_assessments_year * scale / YEAR_DAYS
    return areas


def found_practice(areas: np.recarray, places: Places, p: Parameters) -> None:
    """What the public bodies of areas are like: the postcode lottery, around the inspectors' ratings."""
    rating = (places.help_protection - places.help_protection.mean()) / places.help_protection.std()
    shared, lucks = p.safeguarding.rating_share, areas.luck.tolist()

    def spread(what: int) -> np.ndarray:
        """A standard normal number an area, `rating_share` of its variance from the inspectors' rating."""
        own = np.array([normal(uniform(one, 0, what)) for one in lucks])
        return np.sqrt(shared) * rating + np.sqrt(1.0 - shared) * own

    areas.recognition = p.safeguarding.recognition_sd * spread(RECOGNITION)
    areas.interviews = [
        as_share(log_odds(p.detection.return_interview_share) + p.safeguarding.recognition_sd * z) for z in spread(INTERVIEWS)
    ]
    areas.suspicion = -p.safeguarding.suspicion_sd_ratio * p.safeguarding.recognition_sd * spread(SUSPICION)
    wait_sd = p.care.service_wait_sd
    areas.slow = np.exp(-wait_sd * spread(WAITS) - 0.5 * wait_sd * wait_sd)
    areas.sight = p.safeguarding.recognition_mean
    areas.advocates = [int(uniform(one, 0, ADVOCATES) < p.safeguarding.advocate_coverage) for one in lucks]
    sd = p.safeguarding.service_capacity_sd
    areas.per_head = p.safeguarding.service_capacity / 1000.0 * np.exp(sd * spread(PLACES) - 0.5 * sd * sd)


def found_support(areas: np.recarray, p: Parameters, scale: float) -> None:
    """Specialist support stands where lines are run from, and where children live; its places are taken in part already."""
    near_exporters = p.safeguarding.support_concentration
    of_support = (1.0 - near_exporters) * areas.young + near_exporters * areas.exporter
    areas.support_places = of_support * p.safeguarding.support_places * scale * p.safeguarding.support_length / YEAR_DAYS
    taken = np.array([uniform(one, 0, TAKEN) for one in areas.luck.tolist()])
    areas.support_account = -taken * areas.own * p.safeguarding.support_length


def found_bodies(places: Places, p: Parameters, luck: int, scale: float, areas: np.recarray) -> np.recarray:
    """The 43 forces, ten regional units, transport police and the national centre."""
    units = int(max(places.rocu)) + 1
    bodies: Any = table(Body, FORCES + units + 2)
    bodies.luck = [born_with(luck, 2000 + b) for b in range(len(bodies))]
    bodies.transport_ratio = bodies.own = 1.0
    forces, regional, transport, centre = (
        bodies[:FORCES],
        bodies[FORCES : FORCES + units],
        bodies[FORCES + units],
        bodies[FORCES + units + 1],
    )
    forces.body_type, forces.area, forces.region = BodyType.FORCE, np.arange(FORCES), places.rocu
    forces.officers = places.officers * p.tasking.officers_on_lines_share * scale
    forces.scale, forces.own = scale, areas.own
    regional.own = [areas.own_region[places.rocu == unit][0] for unit in range(units)]
    forces.strength = places.officers * scale
    forces.share = places.officers / places.officers.sum() * scale
    regional.area = transport.area = centre.area = NATIONAL
    regional.body_type, regional.region = BodyType.REGIONAL_UNIT, np.arange(units)
    regional.officers, regional.scale = p.tasking.regional_officers_start * scale, scale
    transport.body_type, transport.region = BodyType.TRANSPORT_POLICE, NO_REGIONS[0]
    transport.officers, transport.scale = p.tasking.transport_officers_start * scale, scale
    centre.body_type, centre.region, centre.scale = BodyType.CENTRE, NO_REGIONS[1], scale
    bodies.heads = bodies.officers
    bodies.practised = bodies.heads * p.tasking.practice_start_days
    bodies.unpractised = unpractised(p.tasking.practice_start_days, p.tasking.practice_start_days, 1.0, p)
    lucks = bodies.luck.tolist()
    forces.orders = [uniform(one, 1, ACCOUNT) for one in lucks[:FORCES]]
    cost = 1000.0 * p.operations.holder_investigation_effort
    bodies.account = [int(-cost * uniform(one, 0, ACCOUNT) * p.tasking.investigation_owed_start) for one in lucks]
    return bodies


def gravity(places: Places, p: Parameters, areas: np.recarray) -> np.ndarray:
    """How readily a group of one area (row) takes a market (column), shape (43, 43).

    Travel time to a power; at home, so that internal lines have their share at the start: all, where no other area has a market.
    """
    minutes = np.minimum(places.travel_road, places.travel_rail)
    pull = minutes**-p.supply.distance_exponent
    np.fill_diagonal(pull, 0.0)
    away = pull @ areas.cap
    internal = p.supply.internal_share_start
    own = internal / (1.0 - internal) * away / np.maximum(areas.cap, 1e-9)
    np.fill_diagonal(pull, np.where(areas.cap > 0.0, np.where(away > 0.0, own, 1.0), 0.0))
    return pull / pull.max()


def trip_lengths(minutes: np.ndarray, pull: np.ndarray, areas: np.recarray) -> np.ndarray:
    """The time of a trip from one area (row) to another, in thousandths of the mean over trips, shape (43, 43).

    The mean is over the pairs of areas by exporting weight, pull and market: a longer trip is exposed to police for longer.
    """
    trips = areas.exporter[:, None] * pull * areas.cap
    np.fill_diagonal(trips, 0.0)
    mean = (trips * minutes).sum() / trips.sum() if trips.sum() > 0.0 else minutes.mean()
    return np.maximum(1, 1000.0 * minutes / mean).astype("i8")


def make_room(world: World, p: Parameters, scale: float) -> World:
    """Bigger tables where those of a world could fill up within the next month (or the same world)."""
    used = world.counts[0]
    needs = {
        "people": int(used.people + 40 * entrants_a_day(p, scale) + 200),
        "episodes": int(used.episodes + 0.02 * used.people + 200),
        "lines": int(1.15 * used.lines + 100),
        "groups": int(1.02 * used.groups + 10),
        "dealers": int(1.05 * used.dealers + 200),
        "operations": 2 * used.operations + 1000,
        "messages": 2 * used.messages + 1000,
    }
    grown: dict[str, Any] = {}
    for name, need in needs.items():
        old = getattr(world, name)
        if need > len(old):
            size = 2 * need
            for one in WITH.get(name, (name,)):
                wide = one in ("options", "weights")
                grown[one] = longer(getattr(world, one), room_for_options(size) if wide else size)
    if "people" in grown:
        grown["rounds"] = np.zeros((WEEK_DAYS, room_in_round(len(grown["people"]))), "i8")
        grown["rounds"][:, : len(world.rounds[0])] = world.rounds
    if "lines" in grown:
        grown["nearby"] = Nearby.of(len(grown["lines"]))
    return world._replace(**grown) if grown else world


def room_in_round(people: int) -> int:
    """Room for a seventh of the young people, in whole blocks."""
    return (people // (WEEK_DAYS * BLOCK) + 1) * BLOCK


WITH = {
    "episodes": ("episodes", *LISTS),
    "lines": ("lines", "open_lines", "files", "folders", "desk", "options", "weights"),
}
"""Tables that grow together."""


def room_for_options(lines: int) -> int:
    """Room for all that a body could do on its files of so many lines."""
    return 4 * lines + 64


def longer(old: np.ndarray, size: int) -> np.ndarray:
    """The same table with more empty rows."""
    new = np.zeros((size, *old.shape[1:]), old.dtype)
    new[: len(old)] = old
    return new.view(np.recarray) if old.dtype.names else new


def let_arrive(world: World, p: Parameters, numbers: np.recarray, scale: float, today: int, days: int) -> None:
    """The children who come to be at risk in the days from `today` on: the same under every strategy."""
    arrive(world, numbers, entrants_a_day(p, scale), today, days)
