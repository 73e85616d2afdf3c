"""Step 1, demand and supply: customers, sales, cash and stock of a line, and the crew it is short of."""

import math

from sim.engine import rule
from sim.parameters import Parameters
from sim.parameters.structure import OutsideSupply
from sim.rules.groups import LEAST_CROWDED
from sim.state import Area, Group, Line, Trade

MILLI = 1000.0


@rule
def sells(line: Line) -> bool:
    """A line sells while it operates."""
    return line.trade == Trade.OPERATING


@rule
def pull_on_customers(line: Line, p: Parameters, today: int) -> float:
    """A line draws more customers as it grows from new to mature, in proportion to its own size."""
    grown = 1.0 - math.exp(-(today - line.grew_from) / p.supply.line_growth_days)
    new, mature = p.supply.customers_new_line, p.supply.customers_mature_line
    return (new + max(0.0, mature - new) * grown) * line.extent


@rule
def customers_within_reach(line: Line, area: Area, p: Parameters) -> float:
    """Lines present share the area's open demand by their pull, none beyond `uptake_limit` times its own."""
    return line.pull * min(p.supply.uptake_limit, 1.0 / max(LEAST_CROWDED, area.crowding))


@rule
def gain_or_lose_customers(line: Line, area: Area, p: Parameters) -> None:
    """Customers of a silent or empty line leave, most to return; a selling one wins its own and its share, less those unserved."""
    if not sells(line) or line.stock <= 0:
        leaving = line.customers * p.supply.customer_switching
        line.customers -= leaving
        line.left += leaving * p.supply.customer_return
        return
    back = line.left * p.supply.customer_win_back
    line.left -= back
    line.customers += back
    line.customers += p.supply.customer_switching * (customers_within_reach(line, area, p) - line.customers)
    line.customers -= p.supply.customer_switching * max(0.0, line.customers - serves(line, p))


@rule
def adults_running(line: Line, p: Parameters) -> float:
    """Of the adults who run for a line, those who do so on a day: by expectation, at the same share of days as children."""
    return line.adults * p.control.running_share_of_days


@rule
def serves(line: Line, p: Parameters) -> float:
    """A crew serves a new line's customers, and `customers_per_runner` more for each who ran yesterday, adults by expectation."""
    crew = line.running + adults_running(line, p)
    return min(line.customers, p.supply.customers_new_line + p.supply.customers_per_runner * crew)


@rule
def bear_losses(line: Line) -> int:
    """What police took from the line yesterday leaves its stock, and then its cash (pence lost)."""
    from_stock = min(line.stock, line.lost)
    from_cash = min(line.cash, line.lost - from_stock)
    line.stock -= from_stock
    line.cash -= from_cash
    line.lost = 0
    return from_stock + from_cash


@rule
def pay_crew(line: Line) -> int:
    """What runners earned yesterday is paid from cash as far as it goes; the rest stays unpaid (pence)."""
    paid = min(line.cash, line.pay_due)
    line.cash -= paid
    line.pay_due = 0
    return paid


@rule
def sell(line: Line, p: Parameters) -> int:
    """Sales are limited by customers, crew and stock (pence taken today)."""
    if not sells(line):
        return 0
    wanted = int(serves(line, p) * p.supply.spend_per_customer * 100.0)
    sold = min(wanted, line.stock)
    line.stock -= sold
    line.cash += sold
    return sold


@rule
def restock(line: Line, p: Parameters) -> int:
    """Takings buy stock for the coming days, as far as the cash goes (pence spent)."""
    if not sells(line):
        return 0
    wanted = int(p.supply.stock_days * line.customers * p.supply.spend_per_customer * 100.0)
    short = max(0, wanted - line.stock)
    share_paid = 1.0 - p.supply.gross_margin
    paid = min(line.cash, int(short * share_paid))
    line.stock += int(paid / share_paid)
    line.cash -= paid
    return paid


@rule
def supply_from_group(line: Line, capital: int, p: Parameters) -> int:
    """A line whose cash does not buy a day's sales, after a loss or its holder's release, gets them from its group (pence spent)."""
    if not sells(line):
        return 0
    wanted = int(serves(line, p) * p.supply.spend_per_customer * 100.0)
    share_paid = 1.0 - p.supply.gross_margin
    paid = max(0, min(capital, int(max(0, wanted - line.stock) * share_paid)))
    line.stock += int(paid / share_paid)
    return paid


@rule
def take_profit(line: Line, p: Parameters) -> int:
    """Cash beyond `cash_days` of sales goes to the group (pence)."""
    kept = int(p.supply.cash_days * line.customers * p.supply.spend_per_customer * 100.0)
    profit = max(0, line.cash - kept)
    line.cash -= profit
    return profit


@rule
def crew_wanted(line: Line, p: Parameters) -> float:
    """The people a line tries to have on its books grow with its customers, from a few on."""
    return max(p.grooming.crew_least, p.grooming.runners_needed_per_line * line.customers / p.supply.customers_mature_line)


@rule
def close_places(line: Line) -> None:
    """A line seeks nobody."""
    line.short_home = line.short_market = line.short_adults = line.short_adults_home = line.short_homes = 0


@rule
def count_places(line: Line, group: Group, p: Parameters) -> None:
    """A line with goods seeks children for part of its crew, adults for the rest, at home or in the market, and homes to use.

    Whom it grooms already it need not seek; who has turned 18 in it fills an adult's place. A child's place that has lapsed
    earns nothing: for the share `adults_instead_share` of those the line seeks an adult.
    """
    if not sells(line) or line.stock <= 0:
        close_places(line)
        return
    wanted = crew_wanted(line, p)
    child_places = max(0.0, wanted * group.child_share - line.lapsed - line.groomed)
    in_market = child_places if line.home == line.market else child_places * group.local_share
    room = max(0, int(child_places + 0.5) - line.children_home - line.children_local)
    line.short_market = min(room, max(0, int(in_market + 0.5) - line.children_local))
    line.short_home = min(room - line.short_market, max(0, int(child_places - in_market + 0.5) - line.children_home))
    instead = p.grooming.adults_instead_share * min(line.lapsed, wanted * group.child_share)
    adult_places = wanted * (1.0 - group.child_share) + instead
    from_home = 0.0 if line.home == line.market else adult_places * p.grooming.adults_from_home_share
    room = max(0, int(adult_places + 0.5) - line.adults - line.grown)
    sought = int(from_home + line.sent_luck)
    line.short_adults_home = min(room, max(0, sought - line.adults_home))
    line.short_adults = room - line.short_adults_home
    line.short_homes = max(0, int(p.control.cuckooed_homes_per_line * line.extent + line.homes_luck) - line.homes)


@rule
def seek_nobody(line: Line, market: Area, home: Area) -> None:
    """The places that a line which closes sought to fill this morning are no longer open."""
    home.child_places -= line.short_home
    market.child_places -= line.short_market
    market.adult_places -= line.short_adults
    home.adult_places -= line.short_adults_home
    market.home_places -= line.short_homes
    close_places(line)


@rule
def sold_outside(area: Area, p: Parameters) -> int:
    """Demand open to lines that no line serves buys elsewhere, but for those who stop (pence).

    Below full scale a line may serve more than its own area's demand; that counts against the area, so that the sum holds.
    """
    unserved = area.cap - area.served / MILLI
    return int(unserved * (1.0 - p.supply.users_stop_share) * p.supply.spend_per_customer * 100.0)


@rule
def harm_outside(children: float, customers: float, p: Parameters) -> float:
    """For each pound sold, supply outside lines exploits `outside_supply_harm` times what lines did at the founding.

    Returns:
        Children for each penny sold in a day.
    """
    if p.structure.outside_supply == OutsideSupply.HARMLESS or customers <= 0.0:
        return 0.0
    return p.supply.outside_supply_harm * children / (100.0 * customers * p.supply.spend_per_customer)
