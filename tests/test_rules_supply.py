"""Rules of trade against their formulas: plain objects, no model, no luck."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import changed
from sim.rules import supply
from sim.state import Trade
from tests.stand_ins import TODAY, P, area, group, line
from tests.worlds import limit

SUPPLY, GROUPS, AFTER = P.supply, P.groups, P.aftermath
money = st.integers(0, 10_000_000)
share = st.floats(0.0, 1.0)


@pytest.mark.parametrize("trade", Trade)
def test_only_an_operating_line_sells(trade):
    assert supply.sells(line(trade=trade)) == (trade == Trade.OPERATING)


@given(age=st.integers(0, 4000), extent=st.floats(0.1, 5.0))
def test_pull_grows_from_new_to_mature(age, extent):
    grown = 1.0 - math.exp(-age / SUPPLY.line_growth_days)
    new, mature = SUPPLY.customers_new_line, SUPPLY.customers_mature_line
    expected = (new + max(0.0, mature - new) * grown) * extent
    assert supply.pull_on_customers(line(grew_from=TODAY - age, extent=extent), P, TODAY) == pytest.approx(expected)


def test_pull_starts_at_a_new_lines_custom_and_never_shrinks():
    assert supply.pull_on_customers(line(grew_from=TODAY), P, TODAY) == SUPPLY.customers_new_line
    small = limit(customers_mature_line=20.0, customers_new_line=40.0)
    assert supply.pull_on_customers(line(), small, TODAY) == 40.0


@given(crowding=st.floats(0.0, 50.0))
def test_customers_within_reach_share_the_demand(crowding):
    reach = supply.customers_within_reach(line(), area(crowding=crowding), P)
    expected = SUPPLY.customers_mature_line * min(SUPPLY.uptake_limit, 1.0 / max(0.01, crowding))
    assert reach == pytest.approx(expected)
    assert reach <= SUPPLY.uptake_limit * SUPPLY.customers_mature_line * (1.0 + 1e-12)


@pytest.mark.parametrize("how", [{"trade": Trade.SUSPENDED}, {"stock": 0}])
@given(customers=st.floats(0.0, 200.0), left=st.floats(0.0, 200.0))
def test_customers_of_a_silent_or_empty_line_leave_and_some_will_return(how, customers, left):
    one = line(**{"stock": 1, **how}, customers=customers, left=left)
    supply.gain_or_lose_customers(one, area(), P)
    gone = customers * SUPPLY.customer_switching
    assert one.customers == pytest.approx(customers - gone)
    assert one.left == pytest.approx(left + gone * SUPPLY.customer_return)


@given(customers=st.floats(0.0, 200.0), left=st.floats(0.0, 200.0))
def test_a_selling_line_wins_back_its_own_and_tends_to_its_share(customers, left):
    one, place = line(stock=1, customers=customers, left=left), area()
    reach = supply.customers_within_reach(one, place, P)
    supply.gain_or_lose_customers(one, place, P)
    back = left * SUPPLY.customer_win_back
    assert one.left == pytest.approx(left - back)
    drawn = (customers + back) + SUPPLY.customer_switching * (reach - customers - back)
    served = supply.serves(line(customers=drawn), P)
    assert one.customers == pytest.approx(drawn - SUPPLY.customer_switching * (drawn - served))


@given(running=st.integers(0, 20), adults=st.integers(0, 20), customers=st.floats(0.0, 200.0))
def test_a_crew_serves_so_many(running, adults, customers):
    """Adults who run serve as many as children do, on as many of their days."""
    crew = running + adults * P.control.running_share_of_days
    most = SUPPLY.customers_new_line + SUPPLY.customers_per_runner * crew
    assert supply.serves(line(running=running, adults=adults, customers=customers), P) == pytest.approx(min(customers, most))


@given(stock=money, cash=money, lost=money)
def test_losses_come_from_stock_then_cash(stock, cash, lost):
    one = line(stock=stock, cash=cash, lost=lost)
    taken = supply.bear_losses(one)
    assert taken == min(lost, stock + cash)
    assert one.stock == max(0, stock - lost)
    assert one.stock + one.cash == stock + cash - taken
    assert one.lost == 0


@given(cash=money, due=money)
def test_pay_goes_as_far_as_the_cash(cash, due):
    one = line(cash=cash, pay_due=due)
    assert supply.pay_crew(one) == min(cash, due)
    assert (one.cash, one.pay_due) == (max(0, cash - due), 0)


@given(stock=money, cash=money, customers=st.floats(0.0, 300.0), running=st.integers(0, 9))
def test_sales_are_limited_by_customers_crew_and_stock(stock, cash, customers, running):
    one = line(stock=stock, cash=cash, customers=customers, running=running)
    sold = supply.sell(one, P)
    assert sold == min(stock, int(supply.serves(one, P) * SUPPLY.spend_per_customer * 100.0))
    assert (one.stock, one.cash) == (stock - sold, cash + sold)
    assert supply.sell(line(stock=stock, trade=Trade.SUSPENDED), P) == 0


@given(stock=money, cash=money, customers=st.floats(0.0, 300.0))
def test_takings_buy_stock_for_the_coming_days(stock, cash, customers):
    one = line(stock=stock, cash=cash, customers=customers)
    paid = supply.restock(one, P)
    wanted = int(SUPPLY.stock_days * customers * SUPPLY.spend_per_customer * 100.0)
    assert one.cash == cash - paid >= 0
    assert paid == min(cash, int(max(0, wanted - stock) * (1.0 - SUPPLY.gross_margin)))
    assert stock <= one.stock <= max(stock, wanted)
    assert supply.restock(line(cash=cash, trade=Trade.ABANDONED), P) == 0


@given(cash=money, customers=st.floats(0.0, 300.0))
def test_profit_is_the_cash_beyond_two_days_sales(cash, customers):
    one = line(cash=cash, customers=customers)
    profit = supply.take_profit(one, P)
    assert profit == max(0, cash - int(2.0 * customers * SUPPLY.spend_per_customer * 100.0))
    assert one.cash == cash - profit


@given(customers=st.floats(0.0, 500.0))
def test_a_crew_grows_with_custom(customers):
    expected = max(2.0, P.grooming.runners_needed_per_line * customers / SUPPLY.customers_mature_line)
    assert supply.crew_wanted(line(customers=customers), P) == pytest.approx(expected)


@given(
    customers=st.floats(0.0, 300.0),
    child=share,
    local=share,
    home=st.integers(0, 9),
    there=st.integers(0, 9),
    adults=st.integers(0, 9),
    from_home=st.integers(0, 9),
    lapsed=st.floats(0.0, 5.0),
    groomed=st.integers(0, 3),
    grown=st.integers(0, 3),
    internal=st.booleans(),
)
def test_places_are_what_is_wanted_less_who_is_there(
    customers, child, local, home, there, adults, from_home, lapsed, groomed, grown, internal
):
    one = line(
        stock=1,
        customers=customers,
        children_home=home,
        children_local=there,
        adults=adults,
        adults_home=from_home,
        lapsed=lapsed,
        groomed=groomed,
        grown=grown,
        market=1 if internal else 2,
    )
    supply.count_places(one, group(child_share=child, local_share=local), P)
    wanted = supply.crew_wanted(one, P)
    children = max(0.0, wanted * child - lapsed - groomed)
    in_market = children if internal else children * local
    room = max(0, math.floor(children + 0.5) - home - there)
    assert one.short_market == min(room, max(0, math.floor(in_market + 0.5) - there))
    assert one.short_home == min(room - one.short_market, max(0, math.floor(children - in_market + 0.5) - home))
    instead = P.grooming.adults_instead_share * min(lapsed, wanted * child)
    of_adults = wanted * (1.0 - child) + instead
    room = max(0, math.floor(of_adults + 0.5) - adults - grown)
    sent = 0.0 if internal else of_adults * P.grooming.adults_from_home_share
    assert one.short_adults_home == min(room, max(0, math.floor(sent + one.sent_luck) - from_home))
    assert one.short_adults + one.short_adults_home == room
    assert one.short_homes == max(0, int(P.control.cuckooed_homes_per_line + 0.5) - one.homes)


@pytest.mark.parametrize("how", [{"trade": Trade.SUSPENDED, "stock": 1}, {"stock": 0}])
def test_a_silent_or_empty_line_seeks_nobody(how):
    one = line(**how)
    supply.count_places(one, group(), P)
    assert not any((one.short_home, one.short_market, one.short_adults, one.short_adults_home, one.short_homes))


def test_a_line_that_seeks_nobody_has_no_open_place():
    one = line(short_home=2, short_market=1, short_adults=3, short_adults_home=2, short_homes=4)
    supply.close_places(one)
    assert not any((one.short_home, one.short_market, one.short_adults, one.short_adults_home, one.short_homes))


def test_places_of_a_line_that_closes_are_no_longer_open():
    one = line(short_home=2, short_market=1, short_adults=3, short_adults_home=2, short_homes=4)
    market, home = area(child_places=5, adult_places=6, home_places=7), area(child_places=9, adult_places=4)
    supply.seek_nobody(one, market, home)
    assert (market.child_places, market.adult_places, market.home_places) == (4, 3, 3)
    assert (home.child_places, home.adult_places) == (7, 2)
    assert not any((one.short_home, one.short_market, one.short_adults, one.short_adults_home, one.short_homes))


@given(served=st.integers(0, 3_000_000))
def test_what_no_line_serves_is_sold_outside(served):
    unserved = 3000.0 - served / 1000.0
    expected = unserved * (1.0 - SUPPLY.users_stop_share) * SUPPLY.spend_per_customer * 100.0
    assert supply.sold_outside(area(served=served), P) == pytest.approx(expected, abs=1.0)


def test_supply_outside_lines_exploits_by_the_pound():
    """What lines sell on the first day, sold outside, exploits `outside_supply_harm` times the children of lines."""
    sales = 400.0 * 100.0 * SUPPLY.spend_per_customer
    assert supply.harm_outside(31, 400.0, P) * sales == pytest.approx(SUPPLY.outside_supply_harm * 31.0)
    assert supply.harm_outside(31, 400.0, changed(P, outside_supply="harmless")) == 0.0
    assert supply.harm_outside(0, 400.0, P) == supply.harm_outside(31, 0.0, P) == 0.0


@given(adults=st.integers(0, 20))
def test_adults_run_by_expectation(adults):
    assert supply.adults_running(line(adults=adults), P) == pytest.approx(adults * P.control.running_share_of_days)


@given(stock=money, capital=st.integers(-1000, 10_000_000), customers=st.floats(0.0, 200.0))
def test_a_group_supplies_a_line_that_cannot_serve_a_day(stock, capital, customers):
    """For its price, as far as the capital goes, up to a day's sales."""
    one = line(stock=stock, customers=customers, running=3)
    wanted = int(supply.serves(one, P) * SUPPLY.spend_per_customer * 100.0)
    spent = supply.supply_from_group(one, capital, P)
    price = 1.0 - SUPPLY.gross_margin
    assert spent == max(0, min(capital, int(max(0, wanted - stock) * price)))
    assert one.stock == stock + int(spent / price)
    assert one.stock <= max(stock, wanted)
    assert supply.supply_from_group(line(trade=Trade.SUSPENDED), capital, P) == 0
