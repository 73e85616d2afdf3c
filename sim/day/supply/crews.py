"""Whom a crew that is short of people seeks, place by place; and the sellers who come and go."""

from sim.engine import phase
from sim.engine.luck import uniform
from sim.parameters import Parameters
from sim.rules import supply as rules
from sim.state import Group, Line, Seeks
from sim.state.books import TrueBook


@phase
def choose_crew(line: Line, group: Group, days: float, tally: TrueBook, p: Parameters, today: int) -> None:
    """Once a week a crew that is short of people decides for each empty place whom to seek, or that it stays empty.

    Whom it grooms already it need not seek; who has turned 18 in it fills an adult's place.
    """
    children = line.children_home + line.children_local + line.groomed
    adults = line.adults + line.grown
    sought, sellers, local = 0, 0, 0
    line.wants_adults = adults
    for k in range(int(rules.crew_wanted(line, p) + 0.5) - children - adults - line.sellers):
        whom = rules.whom_to_seek(uniform(line.luck + k, today, rules.WHOM_TO_SEEK), line, group, days, p)
        sought += int(whom == Seeks.CHILD)
        line.wants_adults += int(whom == Seeks.ADULT)
        sellers += int(whom == Seeks.SELLER)
        tally.places_for_nobody += int(whom == Seeks.NOBODY)
        local += int((whom == Seeks.CHILD) & rules.seeks_in_market(line, group, line.luck + k, today))
    line.wants_children, line.wants_local = children + sought, local
    tally.places_for_children += sought
    tally.places_for_adults += line.wants_adults - adults
    tally.places_for_sellers += sellers
    tally.sought_spent += rules.pay_for_seeking(line, sought + line.wants_adults - adults + sellers, p)
    change_sellers(line, sellers, p, today)


@phase
def change_sellers(line: Line, sought: int, p: Parameters, today: int) -> None:
    """Sellers leave, and of those sought some are found."""
    leave, come = 0, 0
    for k in range(line.sellers):
        leave += int(rules.seller_leaves(line.luck + k, p, today))
    for k in range(sought):
        come += int(rules.seller_found(line.luck + k, p, today))
    line.sellers += come - leave
