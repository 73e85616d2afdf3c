"""Rules of trade against their formulas: plain objects, no model, no luck."""

import math
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import changed
from sim.day.supply.crews import choose_crew
from sim.rules import grooming, supply
from sim.state import Seeks, Trade
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
    sought=st.integers(0, 6),
    local=st.integers(0, 6),
    home=st.integers(0, 3),
    there=st.integers(0, 3),
    adults=st.integers(0, 9),
    from_home=st.integers(0, 9),
    groomed=st.integers(0, 3),
    grown=st.integers(0, 3),
    internal=st.booleans(),
)
def test_places_are_those_decided_on_less_who_has_come(sought, local, home, there, adults, from_home, groomed, grown, internal):
    one = line(
        stock=1,
        wants_children=sought,
        wants_local=local,
        wants_adults=5,
        children_home=home,
        children_local=there,
        adults=adults,
        adults_home=from_home,
        groomed=groomed,
        grown=grown,
        market=1 if internal else 2,
    )
    supply.count_places(one, P)
    room = max(0, sought - home - there - groomed)
    assert one.short_market == min(room, local)
    assert one.short_home == room - one.short_market
    room = max(0, 5 - adults - grown)
    sent = 0.0 if internal else 5 * P.grooming.adults_from_home_share
    assert one.short_adults_home == min(room, max(0, math.floor(sent + one.sent_luck) - from_home))
    assert one.short_adults + one.short_adults_home == room
    assert one.short_homes == max(0, int(P.control.cuckooed_homes_per_line + 0.5) - one.homes)


def crew_of(one, shares: int = 4000, days: float = 30.0, p=P, **of_group) -> list[float]:
    """Shares of empty places for which a crew seeks a child, an adult, a seller, nobody."""
    seeks = [supply.whom_to_seek((k + 0.5) / shares, one, group(**of_group), days, p) for k in range(shares)]
    return [seeks.count(way) / shares for way in Seeks]


def test_a_crew_seeks_by_pay_risk_reach_and_cost():
    """Each makes its own way the less likely, of all else the same; and what one more is worth makes nobody the less likely."""
    usual = crew_of(line())
    assert sum(usual) == pytest.approx(1.0) and min(usual) > 0.0
    assert crew_of(line(), days=90.0)[Seeks.CHILD] < usual[Seeks.CHILD]
    assert crew_of(line(), child_share=0.3)[Seeks.CHILD] < usual[Seeks.CHILD]
    for way, name in ((Seeks.CHILD, "pay_per_week"), (Seeks.ADULT, "adult_pay"), (Seeks.SELLER, "seller_pay")):
        assert crew_of(line(), p=limit(**{name: 600.0}))[way] < usual[way]
    assert crew_of(line(), p=limit(seeking_cost=200.0))[Seeks.NOBODY] > usual[Seeks.NOBODY]
    assert crew_of(line(), p=limit(gross_margin=0.2))[Seeks.NOBODY] > usual[Seeks.NOBODY]


def test_where_gains_do_not_matter_crews_seek_by_habit():
    """Children, adults and sellers by the shares first sought, and nobody as often as all of them together."""
    found = crew_of(line(), p=limit(crew_choice_spread=1e12, seller_share=0.1), child_share=0.6)
    assert found == pytest.approx([0.3, 0.15, 0.05, 0.5], abs=0.001)


@given(gain=st.floats(-1e5, 1e5), part=share)
def test_the_leaning_of_a_crew(gain, part):
    expected = part * math.exp(max(-30.0, min(30.0, gain / P.grooming.crew_choice_spread)))
    assert supply.leaning(part, gain, P) == pytest.approx(expected)


def test_what_one_more_in_a_crew_is_worth_and_gains():
    """A line of 60 customers at 21 pounds, of which a half is left, and a crew of `runners_needed_per_line`."""
    worth = 7.0 * 60.0 * 21.0 * 0.5 / P.grooming.runners_needed_per_line
    p = limit(spend_per_customer=21.0, gross_margin=0.5, customers_mature_line=60.0)
    assert supply.worth_of_another(line(customers=60.0), p) == pytest.approx(worth)
    horizon, cost = P.grooming.crew_horizon_days, P.grooming.seeking_cost
    assert supply.gain_of(300.0, 100.0, 30.0, 0.0, P) == pytest.approx((horizon - 30.0) / 7.0 * 200.0 - 30.0 * cost)
    assert supply.gain_of(300.0, 100.0, 1e9, 0.3, P) == pytest.approx(-horizon * cost)
    assert supply.pay_of_child(P) == pytest.approx(P.control.pay_per_week * (1.0 - P.control.debt_at_start_share))


@given(need=st.floats(0.0, 50.0))
def test_a_child_is_reached_as_places_over_the_smooth_minimum_say(need):
    days = supply.days_to_reach_child(need, P)
    assert days == pytest.approx(P.grooming.recruiting_days * (1.0 + need**4) ** 0.25)
    assert grooming.share_of_hazard(need) * days == pytest.approx(need * P.grooming.recruiting_days)


def test_a_full_crew_seeks_nobody_and_a_short_one_fills_its_places():
    tally = SimpleNamespace(
        places_for_children=0, places_for_adults=0, places_for_sellers=0, places_for_nobody=0, sought_spent=0
    )
    full = line(children_home=5, adults=4, groomed=3, luck=8)
    choose_crew(full, group(), 30.0, tally, P, TODAY)
    assert (full.wants_children, full.wants_local, full.wants_adults) == (8, 0, 4)
    assert not any(vars(tally).values())
    for luck in range(300):
        short = line(children_home=1, grown=1, luck=100 * luck, home=1, market=1, cash=100_000)
        choose_crew(short, group(), 30.0, tally, P, TODAY)
        assert short.wants_local == short.wants_children - 1
        assert short.wants_children + short.wants_adults <= int(supply.crew_wanted(short, P) + 0.5)
    places = 300 * (int(supply.crew_wanted(line(), P) + 0.5) - 2)
    spent = vars(tally).pop("sought_spent")
    assert sum(vars(tally).values()) == places
    assert spent == 700 * P.grooming.seeking_cost * (places - tally.places_for_nobody)
    assert tally.places_for_children / places == pytest.approx(crew_of(line())[Seeks.CHILD], abs=0.05)


def test_sellers_come_and_leave_after_a_mean_time():
    luck = range(4000)
    left = sum(supply.seller_leaves(one, P, TODAY) for one in luck) / 4000
    found = sum(supply.seller_found(one, P, TODAY) for one in luck) / 4000
    assert left == pytest.approx(1.0 - math.exp(-7.0 / P.grooming.seller_stay), abs=0.01)
    assert found == pytest.approx(1.0 - math.exp(-7.0 / P.grooming.seller_hiring_days), abs=0.025)


def test_a_crew_seeks_in_its_market_as_its_group_turns_there():
    luck = range(4000)
    found = sum(supply.seeks_in_market(line(), group(local_share=0.4), one, TODAY) for one in luck) / 4000
    assert found == pytest.approx(0.4, abs=0.03)
    assert all(supply.seeks_in_market(line(market=1), group(local_share=0.0), one, TODAY) for one in luck)


@pytest.mark.parametrize("how", [{"trade": Trade.SUSPENDED, "stock": 1}, {"stock": 0}])
def test_a_silent_or_empty_line_seeks_nobody(how):
    one = line(**how)
    supply.count_places(one, P)
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
    """What lines sell on the first day, sold outside, exploits a share of the children that as much more of lines' would add."""
    sales = 400.0 * 100.0 * SUPPLY.spend_per_customer
    added = SUPPLY.marginal_harm * 31.0
    assert supply.harm_outside(31, 400.0, P) * sales == pytest.approx(SUPPLY.outside_supply_harm * added)
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


@given(cash=money, places=st.integers(0, 9))
def test_seeking_is_paid_from_cash_as_far_as_it_goes(cash, places):
    """Seven days at `seeking_cost` a place, in pence."""
    one = line(cash=cash)
    paid = supply.pay_for_seeking(one, places, P)
    assert paid == min(cash, int(700 * places * P.grooming.seeking_cost))
    assert one.cash == cash - paid


def test_who_may_be_lost_on_any_day_gains_a_crew_less():
    """A risk r of being lost on a day leaves (1 - exp(-r n)) / r of n days; the same as none where it is next to none."""
    days = P.grooming.crew_horizon_days - 30.0
    cost = 30.0 * P.grooming.seeking_cost
    assert supply.risk_of_stop(P) == P.control.running_share_of_days * P.detection.stop_detection
    assert supply.gain_of(300.0, 100.0, 30.0, 0.02, P) == pytest.approx(
        (1.0 - math.exp(-0.02 * days)) / 0.02 / 7.0 * 200.0 - cost
    )
    assert supply.gain_of(300.0, 100.0, 30.0, 1e-12, P) == pytest.approx(supply.gain_of(300.0, 100.0, 30.0, 0.0, P))
