"""Step 1, demand and supply: customers, sales, cash and stock of a line, and the crew it is short of."""

import math

from sim.engine import rule
from sim.engine.luck import happens, purpose, uniform
from sim.parameters import Parameters
from sim.parameters.structure import OutsideSupply
from sim.rules.groups import LEAST_CROWDED
from sim.state import Area, Group, Line, Seeks, Trade
from sim.state.time import WEEK_DAYS

MILLI = 1000.0
MOST_LEANING = 30.0
"""A guard, far above what a gain comes to: beyond it a crew seeks in one way alone."""
WHOM_TO_SEEK = purpose("whom a crew seeks")
WHERE_TO_SEEK = purpose("where a crew seeks a child")
SELLER_LEAVES = purpose("seller leaves")
SELLER_FOUND = purpose("seller found")


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
    """Of the adults who run or sell for a line, those who do so on a day: by expectation, at the same share of days as children."""
    return (line.adults + line.sellers) * p.control.running_share_of_days


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
def pay_for_seeking(line: Line, places: int, p: Parameters) -> int:
    """What a crew spends in a week on seeking people for so many places is paid from cash as far as it goes (pence)."""
    paid = min(line.cash, int(100.0 * WEEK_DAYS * places * p.grooming.seeking_cost))
    line.cash -= paid
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
    """The people whom a line seeks to exploit grow with its customers, from a few on."""
    return max(p.grooming.crew_least, p.grooming.runners_needed_per_line * line.customers / p.supply.customers_mature_line)


@rule
def close_places(line: Line) -> None:
    """A line seeks nobody."""
    line.short_home = line.short_market = line.short_adults = line.short_adults_home = line.short_homes = 0


@rule
def worth_of_another(line: Line, p: Parameters) -> float:
    """One more in a crew is worth its part of what the line's customers leave once stock is paid for (pounds a week)."""
    return WEEK_DAYS * line.customers * p.supply.spend_per_customer * p.supply.gross_margin / crew_wanted(line, p)


@rule
def pay_of_child(p: Parameters) -> float:
    """Only children who owe nothing are paid: of those who begin, all but `debt_at_start_share` (pounds a week)."""
    return p.control.pay_per_week * (1.0 - p.control.debt_at_start_share)


@rule
def days_to_reach_child(need: float, p: Parameters) -> float:
    """A place is filled in `recruiting_days` where crews reach more children than they need, and the slower, the fewer they reach."""
    square = need * need
    return p.grooming.recruiting_days * math.sqrt(math.sqrt(1.0 + square * square))


@rule
def risk_of_stop(p: Parameters) -> float:
    """The daily chance that an adult who runs or sells is stopped with goods, and then, as a crew takes it, lost."""
    return p.control.running_share_of_days * p.detection.stop_detection


@rule
def gain_of(worth: float, pay: float, days: float, risk: float, p: Parameters) -> float:
    """Over `crew_horizon_days` one more brings worth less pay once found, and costs `seeking_cost` a day until then (pounds).

    Who may be lost on any day, at a risk, brings it for as many days as are to be expected.
    """
    horizon = p.grooming.crew_horizon_days
    left = max(0.0, horizon - days)
    served = -math.expm1(-risk * left) / risk if risk > 0.0 else left
    return served / WEEK_DAYS * (worth - pay) - min(days, horizon) * p.grooming.seeking_cost


@rule
def leaning(share: float, gain: float, p: Parameters) -> float:
    """A crew's habit, the share first sought so, and what it gains: `crew_choice_spread` more makes it e times as ready."""
    return share * math.exp(max(-MOST_LEANING, min(MOST_LEANING, gain / p.grooming.crew_choice_spread)))


@rule
def whom_to_seek(u: float, line: Line, group: Group, days: float, p: Parameters) -> int:
    """For an empty place a crew seeks a child, an adult, a seller or nobody, by pay, risk and reach of each, and what seeking costs.

    The risk of a charge for slavery is in the group's habit; a child who is stopped stays in debt to the line, where an adult is
    lost to it. `days` are those in which a child is reached.
    """
    worth, sellers, risk = worth_of_another(line, p), p.grooming.seller_share, risk_of_stop(p)
    child = leaning(group.child_share, gain_of(worth, pay_of_child(p), days, 0.0, p), p)
    others = max(0.0, 1.0 - group.child_share - sellers)
    adult = leaning(others, gain_of(worth, p.grooming.adult_pay, p.control.adult_recruiting_days, risk, p), p)
    seller = leaning(sellers, gain_of(worth, p.grooming.seller_pay, p.grooming.seller_hiring_days, risk, p), p)
    reach = u * (child + adult + seller + 1.0)
    if reach < child:
        return Seeks.CHILD
    if reach < child + adult:
        return Seeks.ADULT
    return Seeks.SELLER if reach < child + adult + seller else Seeks.NOBODY


@rule
def seller_leaves(luck: int, p: Parameters, today: int) -> bool:
    """A seller leaves after a mean stay (a week's chance)."""
    return happens(uniform(luck, today, SELLER_LEAVES), WEEK_DAYS / p.grooming.seller_stay)


@rule
def seller_found(luck: int, p: Parameters, today: int) -> bool:
    """A seller who is sought is found in a mean time (a week's chance)."""
    return happens(uniform(luck, today, SELLER_FOUND), WEEK_DAYS / p.grooming.seller_hiring_days)


@rule
def seeks_in_market(line: Line, group: Group, luck: int, today: int) -> bool:
    """A crew seeks a child of its market for the share of places that its group turns there, an internal line always."""
    return line.home == line.market or uniform(luck, today, WHERE_TO_SEEK) < group.local_share


@rule
def count_places(line: Line, p: Parameters) -> None:
    """A line with goods seeks those it decided to seek this week, less who has come since, and homes to use."""
    if not sells(line) or line.stock <= 0:
        close_places(line)
        return
    room = max(0, line.wants_children - line.children_home - line.children_local - line.groomed)
    line.short_market = min(room, line.wants_local)
    line.short_home = room - line.short_market
    from_home = 0.0 if line.home == line.market else line.wants_adults * p.grooming.adults_from_home_share
    room = max(0, line.wants_adults - line.adults - line.grown)
    line.short_adults_home = min(room, max(0, int(from_home + line.sent_luck) - line.adults_home))
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
    """For each pound sold, supply outside lines exploits `outside_supply_harm` times what a pound more of lines' did at the founding.

    Such a pound adds `marginal_harm` times what lines exploit for a pound in the mean.

    Returns:
        Children for each penny sold in a day.
    """
    if p.structure.outside_supply == OutsideSupply.HARMLESS or customers <= 0.0:
        return 0.0
    mean = children / (100.0 * customers * p.supply.spend_per_customer)
    return p.supply.outside_supply_harm * p.supply.marginal_harm * mean
