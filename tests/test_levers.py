"""Each lever's pathway: what it moves first, and that outcomes do not move where the pathway is cut.

A cut is exact: with the same luck, children, lines, groups, dealers and adults live to the last bit as without the lever.
"""

from typing import NamedTuple

import numpy as np
import pytest

from sim import Parameters
from sim.evidence import Choice
from sim.policy.component import Component, Option
from sim.policy.levers import COMPONENTS, LEVERS, NOBODY_TO_GO_TO, REACHES_NOBODY, Policy, components
from sim.policy.schedule import Calendar
from sim.policy.strategies import Strategy, flat
from sim.state import books
from tests.worlds import NO_POLICE, NOTHING, START, alone, limit, live

TOLD_ALL = {"told_anyway": 1.0, "told_delay_ratio": 0.0}
"""Home services hear at once of every child found elsewhere, so that sharing adds nothing there."""
NATIONAL = {"reach": "nation", "share": "shared_share_national", "delay_days": "sharing_delay_national"}
SHARED = alone("intelligence_sharing", **NATIONAL)
CENTRE = alone("coordination_centre", base=SHARED, staff=150.0)


class Pathway(NamedTuple):
    """How a lever reaches outcomes: what it moves first, and where its way can be cut.

    Attributes:
        settings: The lever's components.
        moves: What it moves first: `book.column` or `table.column`, and the direction ("+" or "-").
        cuts: Parameters with which what it moved reaches nobody (officers who could act, say, are none): then no outcome
            may move, to the last bit.
        base: What the lever is put on top of.
        cut_base: The same for the last of the cuts, where that one needs another.
    """

    settings: dict
    moves: dict[str, str]
    cuts: tuple[dict, ...]
    base: Strategy = NOTHING
    cut_base: Strategy | None = None


PATHWAYS = {
    "intelligence_sharing": Pathway(
        NATIONAL,
        {"true.items_shared": "+", "true.effort_reading": "+"},
        (
            {**NO_POLICE, **TOLD_ALL},
            {
                "quality_lost_per_hop": 1.0,
                "reading_cost": 0.0,
                "practice_spread": 0.0,  # who shares works alike sooner
                **TOLD_ALL,
                "regional_officers_start": 0.0,
            },
        ),
    ),
    "tasking": Pathway(
        {"decides": "centre", "weight_of_harm_elsewhere": 1.0, "deconfliction": 1.0},
        {"files.tasked": "+"},
        (NO_POLICE, {"collision_probability": 0.0}),  # the second without a centre: nobody is there to task
        base=CENTRE,
        cut_base=SHARED,
    ),
    "capacity": Pathway(
        {"dedicated_officers": 500.0, "ring_fence": 0.5, "pooled": 0.5, "transport_officers": 0.0},
        {"true.effort_given": "+", "true.operations_started": "+"},
        (REACHES_NOBODY["capacity"],),
    ),
    "coordination_centre": Pathway(
        {"staff": 150.0, "map_quality": 1.0},
        {"true.items_shared": "+", "true.levers_cost": "+"},
        (
            NO_POLICE,
            {"map_missed_link": 0.0, "map_false_merge": 0.0, "centre_operations_share": 0.0},
        ),  # the second with no sharing: the centre hears nothing
        base=SHARED,
        cut_base=NOTHING,
    ),
    "organised_crime_mapping": Pathway(
        {"coverage": 1.0, "consistency": 1.0, "review_interval_days": 14.0},
        {"files.mapped": "+", "files.linked": "+", "true.levers_cost": "+"},
        (
            NO_POLICE,
            {
                "unlinked_worth": 1.0,
                "map_score_sd": 0.0,
                "map_false_merge": 0.0,
                "found_nothing": 0.0,
                "kin_named": 0.0,
                "sign_fidelity": 0.0,
                "sign_error": 0.0,
            },
        ),
    ),
    "intensification_weeks": Pathway(
        {"weeks_a_year": 4.0, "shared_targets": 0.5},
        {"peak of effort": "+"},
        (NO_POLICE,),
    ),
    "restriction_orders": Pathway(
        {"orders_a_year": 2000.0, "with_arrest": 0.5},
        {"recorded.orders": "+", "true.orders_silenced": "+", "true.effort_orders": "+"},
        ({name: value for name, value in NOBODY_TO_GO_TO.items() if name != "demand_from_violence"},),
    ),
    "modern_slavery_charging": Pathway(
        {"share": 1.0, "victimless": 0.5, "evidential_effort": 0.0},
        {"recorded.slavery_charged": "+"},
        (
            NO_POLICE,
            {
                "modern_slavery_deterrence": 0.0,
                "modern_slavery_effort": 0.0,
                "slavery_delay_ratio": 1.0,
                "slavery_sentence_added": 0.0,
                "slavery_child_evidence": 1.0,
                "victimless_success": 1.0,
            },
        ),
    ),
    "police_bail": Pathway(
        {"conditional_share": 1.0},
        {"episodes.conditions_until": "+"},
        (REACHES_NOBODY["police_bail"],),
    ),
    "recognition_of_exploitation": Pathway(
        {"training": 1.0, "definition": 1.0, "information_shared": 1.0, "return_interviews": 1.0},
        {"true.recognised_first": "+", "recorded.interviews": "+", "true.false_alarms": "+", "true.services_told_force": "+"},
        (REACHES_NOBODY["recognition_of_exploitation"],),
    ),
    "services": Pathway(
        {"capacity": 3.0, "levelling": 1.0},
        {"true.place_days": "+", "true.supported": "+", "true.waiting_days": "-"},  # cases follow only where places are short
        (REACHES_NOBODY["services"],),
    ),
    "early_help": Pathway({"reach": 0.3}, {"true.helped": "+", "true.help_days": "+"}, (REACHES_NOBODY["early_help"],)),
    "independent_advocate": Pathway(
        {"coverage": 1.0},
        {"true.advocates": "+"},
        ({name: 1.0 for name in REACHES_NOBODY["independent_advocate"] if name.startswith("advocate_")},),
    ),
    "nrm_decisions": Pathway(
        {"devolved_share": 1.0},
        {"episodes.panel": "+", "mean wait for a final decision": "-"},
        ({"nrm_referral_given_recognised": 0.0},),
    ),
}
HARM = (
    "child_days",
    "newly_exploited",
    "reexploited",
    "violence_to_children",
    "violence_between",
    "debt_made",
    "sold",
    "missing_episodes",
    "adult_days",
    "ended",
    "lines_opened",
    "moved_on",
    "closed_charged",
    "closed_by_number",
    "charged",
    "convicted",
    "defended",
)


def outcome(lived) -> dict[str, list]:
    """Harm day by day, and where each child and each line stands."""
    world = lived.state.world
    days = {name: lived.record.true_days[name].tolist() for name in HARM}
    return days | {
        "status": world.people.status.tolist(),
        "trade": world.lines.trade.tolist(),
        "cash": world.lines.cash.tolist(),
    }


def moved(lived, what: str) -> float:
    """The intermediate quantity: a column of a book, of a table of the world, or one with a name."""
    if what == "peak of effort":
        return float(lived.record.true_days["effort_given"].max())
    if what == "mean wait for a final decision":
        return lived.recorded("final_wait_days") / lived.recorded("final_decisions")
    where, _, column = what.partition(".")
    if where in ("true", "recorded"):
        return float(getattr(lived, where)(column))
    return float(np.asarray(getattr(lived.state.world, where)[column], float).sum())


def test_every_lever_has_a_pathway():
    assert set(PATHWAYS) == set(LEVERS)


def test_each_lever_has_its_field_in_the_row_of_a_body():
    """In the order of the levers, under their names; last what weeks of action make of the day, and what pays for levers."""
    assert Policy._fields == (*LEVERS, "surge", "harvest", "listed", "places_taken")
    assert all(type(getattr(Policy(), name)) is declared for name, declared in LEVERS.items())


@pytest.mark.parametrize("lever", LEVERS)
def test_a_lever_moves_its_first_quantity(lever):
    """By at least 3% the declared way, in a world of 1:20 over two years."""
    path = PATHWAYS[lever]
    on, off = (live(s, scale=0.05, days=730) for s in (alone(lever, base=path.base, **path.settings), path.base))
    for what, direction in path.moves.items():
        one, other = moved(on, what), moved(off, what)
        assert one > 1.03 * other if direction == "+" else one < 0.97 * other, (what, one, other)


CUTS = [(lever, i) for lever, path in PATHWAYS.items() for i in range(len(path.cuts))]


@pytest.mark.parametrize(("lever", "number"), CUTS)
def test_an_outcome_does_not_move_where_the_pathway_is_cut(lever, number):
    """For a year and a half, to the last bit; and the same lever, uncut, does move it."""
    path = PATHWAYS[lever]
    base = path.cut_base if path.cut_base is not None and number == len(path.cuts) - 1 else path.base
    p = limit(**path.cuts[number])
    with_lever, without = (outcome(live(s, p, scale=0.03, days=550)) for s in (alone(lever, base=base, **path.settings), base))
    assert [name for name in without if with_lever[name] != without[name]] == []


@pytest.mark.parametrize("lever", LEVERS)
def test_an_outcome_moves_where_the_pathway_is_whole(lever):
    """The test of cuts is not blind: at best values each lever moves some outcome within two years."""
    path = PATHWAYS[lever]
    for scale, days in ((0.03, 300), (0.1, 730)):  # the larger where the smaller world shows nothing
        one, other = (
            outcome(live(s, scale=scale, days=days)) for s in (alone(lever, base=path.base, **path.settings), path.base)
        )
        if one != other:
            return
    pytest.fail("no outcome has moved")


def test_an_exporting_force_without_officers_makes_sharing_idle_there():
    """Sharing with home forces that cannot act: nothing changes for the line holders whom only they could reach."""
    p = limit(**NO_POLICE)
    shared, apart = (live(s, p, scale=0.03) for s in (SHARED, NOTHING))
    assert shared.true("items_shared") > 0
    assert shared.true("closed_charged") == apart.true("closed_charged") == 0


NUMBERS = {name: about for name, about in COMPONENTS.items() if isinstance(about, Component)}


def undeclared(name: str) -> list[str]:
    """What a component names and nothing declares: components that it needs, parameters, the column of its bill."""
    about = COMPONENTS[name]
    needs = about.needs.values() if isinstance(about, Option) else [about.needs]
    wrong = [one for names in needs for one in names if one not in COMPONENTS or one == name]
    if isinstance(about, Option):
        return wrong + [way for way in about.needs if way not in about.choices]
    columns = books.columns(books.BOOKS[about.bill.book]) if about.bill else {}
    prices = (about.costs,) if about.payer else ()
    wrong += [one for one in (*about.named, *prices) if one not in flat(Parameters())]
    return wrong + ([about.bill.column] if about.bill and about.bill.column not in columns else [])


def test_what_a_component_names_is_declared():
    assert {name: wrong for name in COMPONENTS if (wrong := undeclared(name))} == {}


def test_what_councils_pay_for_says_what_they_buy():
    """Else a lever whose money is taken from services would leave them whole; services pay for places with places."""
    paid = {name for name, about in NUMBERS.items() if about.payer == "councils" and not name.startswith("services.")}
    assert paid and all(NUMBERS[name].bought for name in paid)


@pytest.mark.parametrize("name", [name for name, about in NUMBERS.items() if about.bought])
def test_what_a_council_buys_takes_places(name):
    """The more of a component, the fewer places are left where levers have no new money, and more at a lower price."""
    lever, _, component = name.partition(".")
    day = START.toordinal() + 1000

    def missing(share: float, **prices: float) -> float:
        p = limit(lever_money="taken", **prices)
        table = Calendar(alone(lever, **{component: share * NUMBERS[name].high}), p, START, 55).on(day)
        return float((table.places_taken - table.services.capacity)[:43].mean())

    cheap = {NUMBERS[name].costs: 0.01 * flat(Parameters())[NUMBERS[name].costs]}
    assert missing(0.0) == 0.0 < missing(0.5, **cheap) < missing(1.0, **cheap) < missing(1.0) <= 0.5


def test_components_are_idle_at_their_first_choice_or_nothing():
    each = {lever: zip(components(lever).values(), LEVERS[lever](), strict=True) for lever in LEVERS}
    idle = {
        lever: all(value == 0 and (isinstance(about, Choice) or about.low == 0.0) for about, value in each[lever])
        for lever in each
    }
    assert [lever for lever, right in idle.items() if not right] == []


def test_a_lever_in_one_area_acts_there_first():
    """Return interviews in Kent alone: more are held there, and no more elsewhere for the same episodes due."""
    from sim.places import places

    kent = places().names.index("Kent")
    only = alone("recognition_of_exploitation", areas=("Kent",), return_interviews=1.0)
    on = live(only, limit(return_interview_disclosure=0.0), scale=0.2)
    off = live(NOTHING, limit(return_interview_disclosure=0.0), scale=0.2)
    held = [one.record.recorded_months["interviews"].sum(axis=0) for one in (on, off)]
    assert held[0][kent] > held[1][kent]
    assert (np.delete(held[0], kent) == np.delete(held[1], kent)).all()


def test_taking_a_levers_money_from_services_leaves_them_less():
    """Early help paid out of existing services: fewer cases can be opened than with new money."""
    lever = alone("early_help", reach=0.3)
    new, taken = (live(lever, limit(lever_money=choice), scale=0.05) for choice in ("new", "taken"))
    assert taken.true("place_days") < 0.9 * new.true("place_days")
    assert taken.true("helped") == pytest.approx(new.true("helped"), rel=0.05)


def test_support_that_a_lever_adds_is_new_money_where_its_places_are_not():
    """What the Home Office pays for has nothing that it could be taken from: as much support, and no more places with services."""
    lever = alone("services", capacity=2.0)
    base, new, taken = (
        live(one, limit(lever_money=choice), scale=0.05) for one, choice in ((NOTHING, "new"), (lever, "new"), (lever, "taken"))
    )
    assert taken.true("place_days") < 1.02 * base.true("place_days") < 0.6 * new.true("place_days")
    assert taken.true("supported") > 0.8 * new.true("supported") > 1.2 * base.true("supported")


def test_parameters_of_these_tests_exist():
    """Cuts name parameters of the model (a misspelt one would raise here, not pass unseen)."""
    for path in PATHWAYS.values():
        for cut in path.cuts:
            assert limit(**cut) != Parameters() or not cut
