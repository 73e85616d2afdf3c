"""What each shipped strategy sets, number by number: a table of literals, so that swapped contents are seen.

Parameters that say how well a lever works are set by hand to round numbers, so that what comes of them is worked out here.
"""

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest

from sim import Parameters, changed
from sim.evidence import Choice
from sim.places import places
from sim.policy import STRATEGIES
from sim.policy.levers import LEVERS, components
from sim.policy.presets import HALVES
from sim.policy.schedule import Calendar

BODIES, START = 55, date(2019, 1, 1)
GROWN = START.toordinal() + 920
"""A day on which all is there that a strategy grows into, and in no week of action."""
WORLD = changed(
    Parameters(),
    coordination_fidelity=0.5,  # half of each step from what forces alone do is achieved
    shared_share_fragmented=0.1,
    shared_share_voluntary=0.3,  # so 0.2
    shared_share_national=0.7,  # so 0.4
    sharing_delay_fragmented=50.0,
    sharing_delay_national=10.0,  # so 30, and 40 where half of it is meant
    harm_elsewhere_weight_local=0.1,
    harm_elsewhere_weight_national=0.7,  # so 0.4
    acceptance_unasked=0.2,
    acceptance_tasked=0.8,  # so 0.5
    centre_staff=50.0,
    weeks_of_action_per_year=3.0,
    cost_programme_year=40.0,  # half of 40 million pays officers of 200 days at 400: 250 officers
    programme_pay_share=0.5,
    working_days=200.0,
    cost_officer_day=400.0,
)
PROGRAMME = 250.0

AS_INSPECTED = {
    "intelligence_sharing": {"reach": "nation", "share": 0.2, "delay_days": 40.0},
    "coordination_centre": {"staff": 50.0, "overhead": 0.01, "map_quality": 0.1},
    "tasking": {"deconfliction": 0.3},
    "intensification_weeks": {"weeks_a_year": 3.0, "shared_targets": 0.2},
    "restriction_orders": {"orders_a_year": 60.0},
    "recognition_of_exploitation": {"training": 0.1},
}
SHARING = {"reach": "nation", "share": 0.4, "delay_days": 30.0}
TASKING = {"decides": "centre", "weight_of_harm_elsewhere": 0.4, "acceptance": 0.5, "deconfliction": 1.0}
EYES = {"training": 0.8, "definition": 1.0, "return_interviews": 0.7, "information_shared": 0.7}
CHILDREN = {
    "recognition_of_exploitation": EYES,
    "services": {"capacity": 1.0, "levelling": 0.7},
    "early_help": {"reach": 0.08},
    "independent_advocate": {"coverage": 0.7},
    "nrm_decisions": {"devolved_share": 0.8},
}
NATIONAL = {
    "intelligence_sharing": SHARING,
    "tasking": TASKING,
    "coordination_centre": {"staff": 150.0, "overhead": 0.04, "map_quality": 0.5},
    "organised_crime_mapping": {"coverage": 0.4, "consistency": 0.6, "review_interval_days": 60.0},
    "capacity": {"ring_fence": 0.4},
}
DIFFERS = {
    "as_inspected": {},
    "fragmented": {
        "intelligence_sharing": {"reach": "force", "share": 0.0, "delay_days": 0.0},
        "coordination_centre": {"staff": 0.0, "overhead": 0.0, "map_quality": 0.0},
        "tasking": {"deconfliction": 0.0},
        "intensification_weeks": {"weeks_a_year": 0.0, "shared_targets": 0.0},
    },
    "regional": {
        "intelligence_sharing": {"reach": "region", "share": 0.4, "delay_days": 30.0},
        "tasking": {"decides": "region", "weight_of_harm_elsewhere": 0.4, "acceptance": 0.5, "deconfliction": 0.5},
        "capacity": {"regional_officers": 12.0},
    },
    "coordination_centre": {
        "intelligence_sharing": SHARING,
        "coordination_centre": {"staff": 150.0, "overhead": 0.03, "map_quality": 0.5},
        "organised_crime_mapping": {"coverage": 0.4, "consistency": 0.5, "review_interval_days": 60.0},
        "tasking": {"deconfliction": 0.8},
    },
    "exporter_taskforces": {"capacity": {"transport_officers": 40.0}},
    "national_tasking": NATIONAL,
    "safeguarding_strategy": CHILDREN,
    "integrated": {
        **NATIONAL,
        **CHILDREN,
        "modern_slavery_charging": {"share": 0.2, "victimless": 0.5},
        "police_bail": {"conditional_share": 0.5},
        "restriction_orders": {"orders_a_year": 150.0, "with_arrest": 0.5},
    },
    "intelligence_sharing_alone": {"intelligence_sharing": SHARING},
    "tasking_alone": {"tasking": TASKING},
    "capacity_alone": {"capacity": {"ring_fence": 0.4}},
    "coordination_centre_alone": {"coordination_centre": {"staff": 150.0, "overhead": 0.03, "map_quality": 0.5}},
    "organised_crime_mapping_alone": {
        "organised_crime_mapping": {"coverage": 0.4, "consistency": 0.6, "review_interval_days": 60.0}
    },
    "intensification_weeks_alone": {"intensification_weeks": {"weeks_a_year": 4.0, "shared_targets": 0.5}},
    "restriction_orders_alone": {"restriction_orders": {"orders_a_year": 400.0}},
    "modern_slavery_charging_alone": {"modern_slavery_charging": {"share": 0.3, "victimless": 0.5}},
    "police_bail_alone": {"police_bail": {"conditional_share": 0.6}},
    "recognition_of_exploitation_alone": {"recognition_of_exploitation": EYES},
    "services_alone": {"services": {"capacity": 1.0, "levelling": 0.7}},
    "early_help_alone": {"early_help": {"reach": 0.08}},
    "independent_advocate_alone": {"independent_advocate": {"coverage": 0.7}},
    "nrm_decisions_alone": {"nrm_decisions": {"devolved_share": 0.8}},
}
"""What holds of every body, where a preset differs from `as_inspected`; components not named stay as they are."""
EXPORTERS = {"Metropolitan Police", "West Midlands", "Merseyside"}
FOUR = EXPORTERS | {"Greater Manchester"}
IN_SOME_AREAS = {
    "exporter_taskforces": (FOUR, PROGRAMME, {"ring_fence": 0.3, "pooled": 0.5}),
    "capacity_alone": (set(places().names), PROGRAMME, {}),
}
"""Where the officers whom the Programme's money pays for are, how many in all, and what else holds there alone."""


def on(strategy: str, day: int, start: date = START) -> np.recarray:
    return Calendar(STRATEGIES[strategy], WORLD, start, BODIES).on(day)


def asked(*parts: dict[str, dict]) -> dict[str, float]:
    """The number of every component, idle where no part names it; later parts count. A choice is its position."""
    found = {}
    for lever in LEVERS:
        for name, about in components(lever).items():
            value = next((part[lever][name] for part in reversed(parts) if name in part.get(lever, {})), 0.0)
            found[f"{lever}.{name}"] = float(
                about.choices.index(value or about.choices[0]) if isinstance(about, Choice) else value
            )
    return found


def column(table: np.recarray, component: str) -> np.ndarray:
    lever, _, name = component.partition(".")
    return np.asarray(table[lever][name], float)


def officers(table: np.recarray) -> tuple[set[str], float]:
    """In which areas there are dedicated officers, and how many in all."""
    found = table.capacity.dedicated_officers
    return {name for name, number in zip(places().names, found, strict=False) if number > 0.0}, float(found.sum())


def test_every_preset_stands_in_the_table():
    """But those that say no more than half of each component's highest value, till somebody says what the lever means alone."""
    halves = {f"{lever}_alone": lever for lever in HALVES}
    assert set(DIFFERS) | {"history"} == set(STRATEGIES) - set(halves)
    for name, lever in halves.items():
        highest = {one: about.high for one, about in components(lever).items() if not isinstance(about, Choice)}
        own = STRATEGIES[name].changes[0].settings[lever]
        assert {one: 2.0 * float(own[one]) for one in highest} == highest


@pytest.mark.parametrize("name", DIFFERS)
def test_a_preset_sets_what_stands_in_the_table(name):
    table, expected = on(name, GROWN), asked(AS_INSPECTED, DIFFERS[name])
    areas, number, more = IN_SOME_AREAS.get(name, (set(), 0.0, {}))
    where, in_all = officers(table)
    assert (where, in_all) == (areas, pytest.approx(number))
    there = np.isin([*places().names, *[""] * (BODIES - 43)], list(areas))
    wrong = []
    for component, value in expected.items():
        if component == "capacity.dedicated_officers":
            continue
        here = np.where(there, more.get(component.removeprefix("capacity."), value), value)
        if not np.allclose(column(table, component), here, rtol=1e-12):
            wrong.append((component, value, sorted(set(column(table, component)))))
    assert not wrong


@pytest.mark.parametrize("name", DIFFERS)
def test_a_preset_begins_where_it_is_based_and_with_the_analysis(name):
    """Until the analysis starts all is as inspected."""
    before = on(name, START.toordinal() - 1)
    for component, value in asked(AS_INSPECTED).items():
        assert column(before, component) == pytest.approx(value), component


NONE_SHARED = {"intelligence_sharing.reach": 0.0, "intelligence_sharing.share": 0.0, "coordination_centre.staff": 0.0}
VOLUNTARY = {"intelligence_sharing.reach": 2.0, "intelligence_sharing.share": 0.2, "intelligence_sharing.delay_days": 40.0}
HISTORY = {
    date(2018, 8, 15): NONE_SHARED | {"tasking.deconfliction": 0.3, "restriction_orders.orders_a_year": 60.0},
    date(2019, 6, 1): VOLUNTARY | {"coordination_centre.staff": 40.0, "capacity.transport_officers": 0.0},
    date(2021, 5, 1): VOLUNTARY
    | {"capacity.transport_officers": 40.0, "coordination_centre.staff": 60.0, "restriction_orders.orders_a_year": 120.0}
    | {"nrm_decisions.devolved_share": 0.0, "police_bail.conditional_share": 0.0},
    date(2022, 3, 16): VOLUNTARY | {"nrm_decisions.devolved_share": 0.1 * 289 / 365, "tasking.deconfliction": 0.3},
    date(2022, 10, 16): {"police_bail.conditional_share": 0.0},
    date(2024, 6, 1): {
        "intelligence_sharing.reach": 2.0,
        "intelligence_sharing.share": 0.4,
        "tasking.deconfliction": 0.6,
        "tasking.decides": 0.0,
        "police_bail.conditional_share": 0.5,
        "nrm_decisions.devolved_share": 0.1,
        "coordination_centre.staff": 60.0,
        "coordination_centre.overhead": 0.01,
        "coordination_centre.map_quality": 0.1,
        "restriction_orders.orders_a_year": 120.0,
        "recognition_of_exploitation.training": 0.1,
    },
}
TASKFORCES = {
    date(2019, 10, 1): (set(), 0.0),
    date(2021, 5, 1): (EXPORTERS, 0.38 * PROGRAMME),
    date(2024, 6, 1): (FOUR, 1.1 * PROGRAMME),
}


def test_history_sets_what_was_done_when_it_was_done():
    calendar = Calendar(STRATEGIES["history"], WORLD, date(2018, 1, 1), BODIES)
    for day, expected in HISTORY.items():
        table = calendar.on(day.toordinal())
        for component, value in expected.items():
            assert column(table, component) == pytest.approx(value), (day, component)
    for day, (areas, number) in TASKFORCES.items():
        assert officers(calendar.on(day.toordinal())) == (areas, pytest.approx(number)), day


WEEKS = (
    "2018-10-08 2019-01-21 2019-05-13 2019-10-07 2020-09-14 2021-05-17 2021-10-11 2022-03-07 2022-10-03 2023-02-27 2023-10-09 "
    "2024-03-04 2024-11-25 2025-06-23"
)


def test_the_weeks_of_action_of_history_are_those_that_were_announced():
    weeks = STRATEGIES["history"].weeks
    assert " ".join(str(week) for week in weeks) == WEEKS
    assert {week.weekday() for week in weeks} == {0}
    shares = list(weeks.values())
    assert (
        shares == sorted(shares) and shares[0] == 0.5 and {share for week, share in weeks.items() if week.year >= 2020} == {1.0}
    )
    assert min(later - week for week, later in pairwise(weeks)) >= timedelta(weeks=14)
