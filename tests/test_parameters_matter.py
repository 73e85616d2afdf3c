"""Does every parameter do something? Somewhere in its range at least one number of a run is another."""

from collections.abc import Callable
from datetime import date
from functools import cache
from itertools import product
from typing import NamedTuple

import pytest

from sim import Parameters, changed
from sim.evidence import choices_of, evidence_of
from sim.policy.schedule import Calendar
from sim.policy.strategies import Change, Strategy, named
from sim.simulation.result import Result
from sim.simulation.simulate import WorldSettings, advance, begin
from tests.worlds import EVERYTHING, START, value_at

EVIDENCE, CHOICES = evidence_of(Parameters), choices_of(Parameters)
OTHERWISE = {
    name: about.choices[-1]
    for name, about in CHOICES.items()
    if name not in ("knowledge_to_action", "deterrence", "vacant_market")
}
MUCH: dict = {
    "restriction_orders": {"orders_a_year": 2000.0, "delay_days": 0.0},
    "independent_advocate": {"coverage": 1.0},
    "early_help": {"wait_removed": 0.5},
    "tasking": {"deconfliction": 0.5},
}
BUSY = Strategy("busy", "", "a test", base=EVERYTHING, changes=(Change(MUCH, START, 0),))
OFTEN = {name: EVIDENCE[name].high for name in ("found_child_arrested", "child_charge_probability", "child_custody_share")}
OFTEN |= {name: EVIDENCE[name].high for name in ("officers_on_lines_share", "collision_probability", "investigation_length")}
OFTEN |= {name: EVIDENCE[name].low for name in ("items_to_act", "holder_investigation_effort")}
CASES = {
    "all at once": ("integrated", {}, {}),
    "other structures": ("integrated", OTHERWISE, {}),
    "officers": ("exporter_taskforces", {"lever_money": "taken", "vacant_market": "neighbours"}, {}),
    "history": ("history", {}, {"start": date(2023, 3, 1), "scenario": "history", "days": 300}),
    "Covid": ("history", {}, {"start": date(2019, 10, 1), "scenario": "history", "days": 400}),
    "units": ("regional", {"stock_2019": "growing"}, {}),
    "long": (BUSY, {}, {"days": 1000, "scale": 0.1}),
    "often": (BUSY, OFTEN, {"days": 1500, "scale": 0.1}),
    "long, other structures": (BUSY, OTHERWISE, {"days": 1000, "scale": 0.1}),
    "full queues": ("as_inspected", {"nrm_capacity_year": EVIDENCE["nrm_capacity_year"].low}, {"days": 1000, "scale": 0.1}),
}
"""Strategy, structures or values, and what else: in the order in which they are tried, until one shows a difference."""
SHOWN_BY = {
    "all at once": "adults_taken_most competing_demand_most discount_rate",
    "history": "nrm_wait_most",
    "long": """
        advocate_charging advocate_defence advocate_effect advocate_placement advocate_recognition advocate_referral
        charges_seen_half_life cost_wait_removed deconfliction_effect dropped_if_positive ending_ratio_most exposure_limit
        harvest_share items_on_number joint_succession_ratio map_common_method map_join_stands order_days_least
        order_with_arrest_gain orders_kept reabsorbed_in_group recovery_after_order_delay recovery_after_order_probability
        restriction_order_delay risk_limit slavery_alone_share slavery_child_evidence victimless_success
    """,
    "often": "court_wait_most return_ratio_arrest",
    "long, other structures": "skill_gain skill_limit",
}
"""Which case shows what would be found late: it is tried first, to save time alone, since the others follow where it does not."""
FIRST = {name: case for case, names in SHOWN_BY.items() for name in names.split()}


class Lived(NamedTuple):
    """Every column of both books in every month and area of a run of a small world, and how to get every measure."""

    books: bytes
    measures: Callable[[], dict[str, float]]


def run(case: str, **values) -> Lived:
    """A run of a case, with some values of its own."""
    strategy, structures, more = CASES[case]
    days, start = more.get("days", 180), more.get("start", START)
    p = changed(Parameters(), **{**structures, **values})
    one = WorldSettings(p, more.get("scale", 0.03), 3, start, more.get("scenario", "steady"), 0.0)
    state = begin(one)
    calendar = Calendar(named(strategy), p, start, len(state.world.bodies))
    written = advance(state, calendar, start.toordinal() + days)
    books = written.true_months.tobytes() + written.recorded_months.tobytes()
    return Lived(books, lambda: Result.from_run(one, named(strategy), calendar, written).measures)


unchanged = cache(run)


def differ(one: Lived, other: Lived) -> bool:
    """Whether a number differs: of the books, or, as prices are in none, a measure that is one."""
    if one.books != other.books:
        return True
    measures, others = one.measures(), other.measures()
    return any(value != others[name] for name, value in measures.items() if value == value)


def shows(name: str) -> bool:
    """Whether some case tells one end of a parameter's range from its value there; the other end is lived where none does."""
    ends = [value_at(EVIDENCE[name], end) for end in (1.0, 0.0)]
    first = [(end, FIRST[name]) for end in ends if name in FIRST]
    return any(differ(unchanged(case), run(case, **{name: end})) for end, case in (*first, *product(ends, CASES)))


@pytest.mark.parametrize("group", Parameters._fields)
def test_every_parameter_changes_a_number(group):
    """No parameter is read and then multiplied by nothing."""
    names = [name for name in getattr(Parameters(), group)._fields if name in EVIDENCE]
    assert [name for name in names if not shows(name)] == []


@pytest.mark.parametrize("name", sorted(CHOICES))
def test_every_switch_changes_a_number(name):
    """Each alternative, against the default."""
    default, *others = CHOICES[name].choices
    cases = [case for case in CASES if name not in CASES[case][1]]
    for other in others:
        assert any(run(case, **{name: default}).books != run(case, **{name: other}).books for case in cases), other
