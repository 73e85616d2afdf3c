"""Does every priced component pay for itself what it says it does: in pounds, or in officer time that is paid already?

A lever that alters how many support cases there are also alters what support costs. That is no bill of its own. So the
bill is read where what the lever does reaches nobody: there all else is equal with and without it, to the last bit, and
a price that nobody's behaviour follows is then paid by the component alone.
"""

from functools import cache
from typing import NamedTuple

import pytest

from sim import Parameters, simulate
from sim.policy.levers import REACHES_NOBODY
from sim.policy.strategies import flat
from tests.test_components import MUCH, NUMBERS, PRICED
from tests.test_levers import HARM
from tests.worlds import START, alone, limit

MANY_DECLINE = {
    "support_accept_share": 1.0,
    "support_engage_share": 0.3,
    "support_places": 2000.0,
    "support_concentration": 0.3,
    "advocate_wait": 1.0,
    "service_wait": 5.0,
}
"""Support for all who want it, and many of whom an advocate asks once more."""
WORLD = {"services": {"safeguarding_false_alarm_ratio": 0.5}, "independent_advocate": MANY_DECLINE}
"""Of some levers: parameters with which there is something to pay for."""
SCALE = {"independent_advocate.engagement": 0.3}
"""Where a smaller world has hardly anybody to ask once more."""
BESIDE = {
    "coordination_centre.overhead": {"staff": 100.0},
    "intensification_weeks.intensity": {"weeks_a_year": 6.0},
    "early_help.wait_removed": {"reach": 0.2},
    "independent_advocate.capacity": {"coverage": 0.5},
    "independent_advocate.wait_removed": {"coverage": 0.5},
    "independent_advocate.engagement": {"coverage": 1.0},
}
"""What a component is nothing without."""
PAID_BESIDE = {"coordination_centre.overhead": "local_harm_given_up"}
"""Where a bill stands that is not in the cost to all payers: this time is paid for already, and given up by local work."""
IDLE_IS_THE_PARAMETER = "intensification_weeks.intensity"
"""At 0 a week is as intense as the parameter says, so that half of the highest value may be less."""


class Taken(NamedTuple):
    """A component paid in officer time for lines, which is paid for already: it is taken from other tasks."""

    time: str
    unit: str
    of_each: bool = False
    """Whether the component makes each unit longer, in place of more units."""


PAID_IN_TIME = {
    "intelligence_sharing.share": Taken("effort_reading", "items_shared"),
    "restriction_orders.orders_a_year": Taken("effort_orders", "orders"),
    "restriction_orders.with_arrest": Taken("effort_orders", "orders"),
    "modern_slavery_charging.share": Taken("effort_investigation", "operations_started", of_each=True),
    "modern_slavery_charging.evidential_effort": Taken("effort_investigation", "operations_started", of_each=True),
}
MANY_CHARGED = {"holder_investigation_effort": 2.0, "investigation_length": 10.0, "holder_charge_probability": 0.95}
"""Where an investigation is short beside the count that it may end in, and most end in a charge within the year."""
IN_TIME_WORLD = {"modern_slavery_charging": MANY_CHARGED}
IN_POUNDS = [name for name in PRICED if name not in PAID_IN_TIME]


@cache
def lived(name: str, value: float, price: str, ratio: float):
    """A year of a small world in which the lever reaches nobody, with one price at a ratio of its best value."""
    lever, _, component = name.partition(".")
    p = limit(**(MUCH | REACHES_NOBODY[lever] | WORLD.get(lever, {}) | {price: ratio * flat(Parameters())[price]}))
    strategy = alone(lever, **(BESIDE.get(name, {}) | {component: value}))
    return simulate(strategy, p, scale=SCALE.get(name, 0.05), years=1.0, start=START)


def units_bought(name: str, share: float, price: str, ratio: float) -> float:
    """What a component buys at a share of its highest value: how much more it costs at a raised price, over the rise."""
    bill = PAID_BESIDE.get(name, "cost_total")

    def added(at: float) -> float:
        on, off = (lived(name, value, price, at) for value in (share * NUMBERS[name].high, 0.0))
        assert [h for h in HARM if (on.days_true[h] != off.days_true[h]).any()] == [], "the lever reaches somebody"
        return on.measures[bill] - off.measures[bill]

    return (added(ratio) - added(1.0)) / ((ratio - 1.0) * flat(Parameters())[price])


@pytest.mark.parametrize("name", IN_POUNDS)
def test_a_component_pays_for_what_it_buys(name):
    """It costs more by the rise of the price it names times what it buys, twice the rise twice as much; more buys more."""
    price = NUMBERS[name].costs
    bought = units_bought(name, 1.0, price, 1.5)
    assert bought > 0.0
    assert units_bought(name, 1.0, price, 2.0) == pytest.approx(bought, rel=0.01)
    if name != IDLE_IS_THE_PARAMETER:
        assert units_bought(name, 0.5, price, 1.5) < 0.99 * bought


NOT_BILLED = [
    ("early_help.reach", "cost_support_case"),
    ("independent_advocate.coverage", "cost_nrm_case"),  # not support: an advocate asks some who declined it once more
    ("recognition_of_exploitation.training", "cost_support_case"),
    ("services.capacity", "cost_nrm_case"),
    ("capacity.dedicated_officers", "cost_centre_year"),
    ("police_bail.conditional_share", "cost_crown_case"),
]
"""Components, each with a price that it does not pay, though it may well alter how many others do."""


@pytest.mark.parametrize(("name", "price"), NOT_BILLED)
def test_a_price_that_is_only_named_is_noticed(name, price):
    """The test above would fail for a component that names a price and is billed nowhere at it."""
    assert units_bought(name, 1.0, price, 1.5) == pytest.approx(0.0, abs=1e-3)


def spent(name: str, value: float, ratio: float) -> tuple[float, float]:
    """Officer days that went to a component's kind of work in a year, and how many units of it there were."""
    lever, _, component = name.partition(".")
    price = "modern_slavery_effort" if lever == "modern_slavery_charging" else NUMBERS[name].costs
    beside = {"reach": "nation"} if component == "share" and lever == "intelligence_sharing" else {}
    beside |= {"share": 0.5} if component == "evidential_effort" else {}
    p = limit(**(MUCH | IN_TIME_WORLD.get(lever, {}) | {price: ratio * flat(Parameters())[price]}))
    run = simulate(alone(lever, **(beside | {component: value})), p, scale=0.3, years=1.0, start=START)
    book = run.days_true if PAID_IN_TIME[name].unit in run.days_true.dtype.names else run.days_recorded
    return run.days_true[PAID_IN_TIME[name].time].sum() / 1000.0, float(book[PAID_IN_TIME[name].unit].sum())


@pytest.mark.parametrize("name", PAID_IN_TIME)
def test_a_component_paid_in_time_takes_it(name):
    """The more of it, the more time its work takes; and each unit of it takes more by as much as its price in days rises."""
    high = NUMBERS[name].high
    none, half, full, dear = (spent(name, *at) for at in ((0.0, 1.0), (high / 2.0, 1.0), (high, 1.0), (high, 1.5)))
    if PAID_IN_TIME[name].of_each:
        none, half, full, dear = ((days / units, 1.0) for days, units in (none, half, full, dear))
    assert none[0] < 0.9 * half[0] < 0.81 * full[0]
    if name != "modern_slavery_charging.evidential_effort":  # its price is its own value
        assert dear[0] / dear[1] > 1.25 * full[0] / full[1]


def test_every_priced_component_is_looked_at():
    """Each stands in one list; each lever paid in pounds declares a world in which it reaches nobody, one paid in time may."""
    assert set(PAID_IN_TIME) <= set(PRICED)
    in_pounds, in_time = ({name.partition(".")[0] for name in names} for names in (IN_POUNDS, PAID_IN_TIME))
    assert in_pounds <= {lever for lever, cut in REACHES_NOBODY.items() if cut} <= in_pounds | in_time
