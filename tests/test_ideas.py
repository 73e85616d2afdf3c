"""Ideas of places: who learns where a line sells and is run from, whom that lets a body tell, and what a wrong idea does."""

from types import SimpleNamespace

import pytest
from test_police import AREAS, REGIONS, line_of

from sim.day.bundles import Today
from sim.day.intelligence import (
    arrive,
    astray_to,
    counted_in,
    know_it_sells_elsewhere,
    knows_whom_to_tell,
    learn_places,
    send,
)
from sim.day.tasking.operations import list_tasks
from sim.policy.levers import IntelligenceSharing, Policy, Reach
from sim.state import (
    CENTRE,
    CENTRE_FILE,
    FILES,
    FORCES,
    HOME_FILE,
    HOME_UNIT_FILE,
    MARKET_FILE,
    MARKET_UNIT_FILE,
    NONE,
    TRANSPORT_FILE,
    TRANSPORT_POLICE,
    BodyType,
    Task,
)
from tests.stand_ins import TODAY, P, file
from tests.worlds import limit


@pytest.mark.parametrize("f", [MARKET_FILE, MARKET_UNIT_FILE, HOME_FILE, TRANSPORT_FILE, CENTRE_FILE])
def test_bodies_learn_where_a_line_is_from_what_they_are_told(f):
    """But for what they know: their own area. Nothing told, nothing learnt."""
    _, files = line_of(0, 2)
    one = files[f]
    learn_places(f, one, AREAS, P)
    assert (one.market, one.home) == (2 if f in (MARKET_FILE, MARKET_UNIT_FILE) else NONE, NONE)
    one.told_market, one.told_home = 3, 1
    learn_places(f, one, AREAS, P)
    assert one.market == (2 if f in (MARKET_FILE, MARKET_UNIT_FILE) else 3)
    assert one.home == (NONE if f == HOME_FILE else 1)
    assert (one.told_market, one.told_home) == (NONE, NONE)


@pytest.mark.parametrize(
    ("f", "to", "market", "home", "knows", "astray"),
    [
        (HOME_FILE, MARKET_FILE, NONE, NONE, False, NONE),
        (HOME_FILE, MARKET_FILE, 2, NONE, True, NONE),
        (HOME_FILE, MARKET_FILE, 3, NONE, True, 3),
        (HOME_FILE, MARKET_UNIT_FILE, 3, NONE, True, NONE),  # of the same region as the true one
        (HOME_FILE, MARKET_UNIT_FILE, 4, NONE, True, FORCES + REGIONS[4]),
        (HOME_FILE, HOME_UNIT_FILE, NONE, NONE, True, NONE),
        (CENTRE_FILE, HOME_FILE, 2, NONE, False, NONE),
        (CENTRE_FILE, HOME_FILE, NONE, 4, True, 4),
        (CENTRE_FILE, MARKET_FILE, NONE, 0, False, NONE),
        (MARKET_FILE, MARKET_UNIT_FILE, 2, NONE, True, NONE),
        (TRANSPORT_FILE, CENTRE_FILE, NONE, NONE, True, NONE),
    ],
)
def test_a_body_tells_those_of_whom_it_has_an_idea_and_a_wrong_one_reads_it_in_vain(f, to, market, home, knows, astray):
    """Of a line run from area 0 that sells in 2."""
    _, files = line_of(0, 2)
    files[f].market, files[f].home = market, home
    assert knows_whom_to_tell(f, to, files[f]) == knows
    addressed = files[to].body
    bodies = {area: SimpleNamespace(region=REGIONS[area]) for area in REGIONS}
    bodies |= {FORCES + region: SimpleNamespace(region=region) for region in set(REGIONS.values())}
    bodies[CENTRE] = SimpleNamespace(region=9)
    assert not knows or astray_to(to, files[f], addressed, bodies) == astray


@pytest.mark.parametrize(("home", "market", "idea"), [(0, 1, NONE), (0, 1, 2), (0, 1, 0), (0, 2, NONE), (0, 2, 0), (0, 2, 3)])
def test_a_force_tells_the_unit_of_its_region_whatever_it_knows_and_never_itself(home, market, idea):
    """Of a line within one region too, where the unit stands beside the market; an idea of its own area reaches nobody else."""
    _, files = line_of(home, market)
    files[HOME_FILE].market = idea
    system = Policy(intelligence_sharing=IntelligenceSharing(reach=Reach.NATION, share=1.0))
    regions = REGIONS | {FORCES + r: r for r in REGIONS.values()} | {CENTRE: 9, TRANSPORT_POLICE: 8}
    kinds = {CENTRE: BodyType.CENTRE, TRANSPORT_POLICE: BodyType.TRANSPORT_POLICE}
    bodies = {
        b: SimpleNamespace(
            region=region,
            area=b if b < FORCES else FORCES,
            body_type=kinds.get(b, BodyType.FORCE if b < FORCES else BodyType.REGIONAL_UNIT),
            account=0,
            queue=0,
        )
        for b, region in regions.items()
    }
    police = SimpleNamespace(
        files=[files], bodies=bodies, messages=[SimpleNamespace() for _ in range(9)], counts=SimpleNamespace(messages=0)
    )
    tally = SimpleNamespace(items_useful=0, items_shared=0, effort_reading=0)
    for to in range(FILES):
        if to != HOME_FILE and files[to].body not in (NONE, files[HOME_FILE].body):
            sure = limit(shared_share_fragmented=0.5)
            send(0, HOME_FILE, to, (0, 1000, 0, 0), 0.0, 0.0, police, tally, Today({home: system}, None, sure, TODAY))
    sent = {message.file: message.body for message in police.messages[: police.counts.messages]}
    unit = MARKET_UNIT_FILE if REGIONS[home] == REGIONS[market] else HOME_UNIT_FILE
    assert sent[unit] == FORCES + REGIONS[home]
    assert (MARKET_FILE in sent) == (idea == market)
    assert bodies[home].account == 0, "it reads nothing of its own"
    assert (bodies[idea].account < 0) if idea not in (NONE, home, market) else True


@pytest.mark.parametrize("first_hand", [0, 1])
def test_what_comes_at_first_hand_is_news_to_be_passed_on_and_what_another_body_shared_is_not(first_hand):
    _, files = line_of(0, 2)
    home = files[HOME_FILE]
    before = home.of_market
    message = SimpleNamespace(line=0, file=HOME_FILE, body=0, tasks=0, market=2000, holder=1000, copies=1, untrue=500)
    message.signs, message.at, message.home, message.kin, message.first_hand = 300, 2, NONE, NONE, first_hand
    arrive(
        message,
        home,
        [SimpleNamespace(account=0, area=0)] * 60,
        SimpleNamespace(true=[SimpleNamespace(effort_reading=0)]),
        P,
        TODAY,
    )
    assert (home.new_market, home.new_holder, home.new_untrue, home.new_signs) == tuple(
        first_hand * one for one in (2000, 1000, 500, 300)
    )
    assert home.of_market == pytest.approx(before + 2.0 * (1 - first_hand))
    assert home.told_market == 2


@pytest.mark.parametrize("market", [NONE, 2])
def test_transport_police_raid_no_place_of_which_they_have_no_idea(market):
    one = file(body=TRANSPORT_POLICE, market=market, home=0, of_market=9.0)
    police = SimpleNamespace(
        files=[[one] * FILES],
        desk=[SimpleNamespace(line=0, file=TRANSPORT_FILE)],
        options=[SimpleNamespace() for _ in range(4)],
        weights=[0.0] * 4,
    )
    n = list_tasks(1, SimpleNamespace(unpractised=0.0, orders=0.0), Policy(), police, P, TODAY)
    tasks = {option.task for option in police.options[:n]} - {Task.INVESTIGATION}
    assert tasks == (set() if market == NONE else {Task.DISRUPTION, Task.VISIT})
    assert counted_in(one, {TRANSPORT_POLICE: SimpleNamespace(area=43)}) == (0 if market == NONE else 2)
    one.home = NONE
    assert counted_in(one, {TRANSPORT_POLICE: SimpleNamespace(area=43)}) == (43 if market == NONE else 2)


@pytest.mark.parametrize("f", [TRANSPORT_FILE, MARKET_FILE])
def test_who_raids_a_market_where_the_line_does_not_sell_has_no_idea_of_it_any_more(f):
    """But for the force of the true market, which has its own area."""
    _, files = line_of(0, 2)
    files[f].market = 2
    know_it_sells_elsewhere(files[f].body, files)
    assert files[f].market == (2 if f == MARKET_FILE else NONE)
