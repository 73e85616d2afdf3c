"""Places of a day with services, support, early help and advocates, and what services of each area see."""

from sim.day.bundles import Country, Today
from sim.engine import phase, rule
from sim.parameters import Parameters
from sim.policy.levers import IndependentAdvocate
from sim.rules import grooming
from sim.rules.safeguarding import advocates, care, reading
from sim.state import FORCES, Area
from sim.state.books import TrueBook
from sim.state.ledger import Ledger
from sim.state.time import YEAR_DAYS


@phase
def give_places(country: Country, ledger: Ledger, now: Today) -> None:
    """Each day adds a day of each place to what services, support and early help can give; what is not used lapses."""
    areas, nation, p = country.areas, country.nation, now.p
    mean, supported, heads, shared = 0.0, 0.0, 0.0, 0.0
    for a in range(FORCES):
        mean += areas[a].per_head * areas[a].young
        supported += areas[a].support_places
        heads += areas[a].heads
    for a in range(FORCES):
        area = areas[a]
        services = now.policy[a].services
        head = area.heads
        added = max(-1.0, services.capacity - now.policy[a].places_taken)
        places = care.places_of(area.per_head, mean, services.levelling, added) * head
        supports, ordinary = area.support_places / max(head, 1e-9), supported / max(heads, 1e-9)
        support = care.places_of(supports, ordinary, services.levelling, services.capacity) * head  # others pay for it
        area.account = min(area.account + places, p.safeguarding.places_kept * places + p.safeguarding.case_length)
        area.support_account = care.bank_support(area.support_account, area.own * support, area.own, p)
        shared += (1.0 - area.own) * support
        area.crowded, area.waiting = care.crowding(area.waiting, places), 0
        area.sight = reading.sight_of_services(
            reading.levelled(area.recognition, 0.0, services, p),
            now.policy[a].recognition_of_exploitation,
            now.scene.recognition_growth,
            p,
        )
        give_early_help(area, now.policy[a].early_help.reach, p)
        give_advocates(area, now.policy[a].independent_advocate, ledger.true[a], p)
        ledger.true[a].place_days += int(1000.0 * places)
        ledger.true[a].places_added += int(1000.0 * max(0.0, places - area.per_head * head))
    nation.support_account = care.bank_support(nation.support_account, shared, 1.0, p)


@rule
def give_early_help(area: Area, added: float, p: Parameters) -> None:
    """A day of each place with early help, and the chance of a turn tomorrow; what is not used lapses."""
    length = p.safeguarding.early_help_length
    held = (p.safeguarding.early_help_reach + added) * area.heads * length / YEAR_DAYS
    area.help_account = min(area.help_account + held, p.safeguarding.places_kept * held + length)
    area.help_turn = grooming.share_with_turn(area, p)
    area.help_listed = 0


@rule
def give_advocates(area: Area, advocate: IndependentAdvocate, tally: TrueBook, p: Parameters) -> None:
    """A day of each place with an advocate; what is not used lapses."""
    beside = advocates.advocate_places(area, advocate, p)
    area.advocate_account = min(
        area.advocate_account + beside, p.safeguarding.places_kept * beside + p.safeguarding.advocate_length
    )
    tally.advocate_place_days += int(1000.0 * beside)
    tally.advocate_places_added += int(1000.0 * (beside - beside / (1.0 + advocate.capacity)))
