"""Officer time: what a body has for lines each day, what it lends, and what it keeps."""

from sim.engine import phase
from sim.engine.luck import uniform
from sim.parameters import Parameters
from sim.parameters.structure import LeverMoney
from sim.policy.levers import Policy
from sim.rules import intelligence
from sim.rules import tasking as rules
from sim.rules.tasking import THOUSANDTHS
from sim.state import Body, BodyType, Table
from sim.state.books import TrueBook
from sim.state.time import YEAR_DAYS


@phase
def earn_effort(
    body: Body, policy: Policy, overhead: float, kept: float, common: float, tally: TrueBook, p: Parameters, today: int
) -> None:
    """A day's officer time after competing demand and what a centre takes; a week of action borrows from the weeks around it."""
    body.demand = rules.drift(body.demand, uniform(body.luck, today, rules.DEMAND), kept)
    lost = rules.competing_share(body, common, policy.capacity, p)
    surge = rules.surge_of(body, policy.surge, p)
    effort = rules.effort_today(body, lost, policy.capacity, surge, p)
    given = int(THOUSANDTHS * effort * (1.0 - overhead))
    body.earned = given
    body.granted = policy.restriction_orders.orders_a_year * body.share / YEAR_DAYS
    write_effort(body, policy, lost, surge, effort, given, tally, p)
    dedicated = rules.dedicated_officers(body, policy.capacity) * (1.0 - lost * p.tasking.ring_fence_leak)
    if body.body_type == BodyType.TRANSPORT_POLICE:
        body.transport_ratio = 1.0 + dedicated / max(body.officers, 1e-9)
    body.programme = dedicated * rules.days_of_an_officer(p) * surge / max(effort, 1e-9)


@phase
def earn_at_centre(centre: Body, staff: float, tally: TrueBook, p: Parameters) -> None:
    """The time of those of the centre's staff who investigate holders themselves, wherever these live."""
    centre.officers = rules.centre_investigators(staff, p) * centre.scale
    centre.earned = int(THOUSANDTHS * centre.officers * rules.days_of_an_officer(p))
    tally.effort_available += centre.earned


@phase
def write_effort(
    body: Body, policy: Policy, lost: float, surge: float, effort: float, given: int, tally: TrueBook, p: Parameters
) -> None:
    """Write down a body's officer time of the day: what there was, what is left for lines, and what forces took from other work."""
    whole = int(THOUSANDTHS * effort)
    dedicated, moved = rules.dedicated_officers(body, policy.capacity), rules.moved_officers(body, policy.capacity)
    tally.effort_available += int(THOUSANDTHS * (body.officers + moved + dedicated) * rules.days_of_an_officer(p))
    tally.effort_overhead += whole - given
    tally.effort_lost += int(THOUSANDTHS * rules.paid_but_lost(body, lost, policy.capacity, p))
    taken = (dedicated if p.structure.lever_money == LeverMoney.TAKEN else 0.0) * rules.days_of_an_officer(p)
    tally.effort_taken += int(THOUSANDTHS * (taken + rules.work_moved(moved, lost, p)))
    if body.body_type == BodyType.FORCE:
        borrowed = whole - int(THOUSANDTHS * effort / max(surge, 1e-9))
        tally.effort_fenced += int(THOUSANDTHS * rules.fenced_today(body, lost, policy.capacity, p))
        tally.effort_surged += max(0, borrowed)
        tally.effort_repaid += max(0, -borrowed)


@phase
def lend_effort(bodies: Table[Body], first: int, last: int) -> None:
    """Below full scale an area has a fraction of a line: bodies with less to do lend time and orders to others of their kind."""
    lent, orders, wanted = 0.0, 0.0, 0.0
    for b in range(first, last):
        lent += (1.0 - bodies[b].own) * bodies[b].earned
        orders += (1.0 - bodies[b].own) * bodies[b].granted
        wanted += (1.0 - bodies[b].own) * bodies[b].wanted
    if wanted <= 0.0:
        return
    for b in range(first, last):
        body, share = bodies[b], (1.0 - bodies[b].own) * bodies[b].wanted / wanted
        body.earned = int(body.own * body.earned + share * lent)
        body.granted = body.own * body.granted + share * orders


@phase
def practise(bodies: Table[Body], first: int, last: int, policy: Table[Policy], p: Parameters) -> None:
    """Bodies of one kind keep the practice of officers who stay, and come to work alike, as far as they share in the whole country."""
    practised, heads = 0.0, 0.0
    for b in range(first, last):
        here = rules.officers_for_lines(bodies[b], policy[b].capacity)
        bodies[b].practised = rules.practice_kept(bodies[b], here, p)
        bodies[b].heads = here
        practised += bodies[b].practised
        heads += here
    if heads <= 0.0:
        return
    for b in range(first, last):
        body = bodies[b]
        if body.heads > 0.0:
            sharing = policy[b].intelligence_sharing
            share = intelligence.share_passed(intelligence.in_reach(False, sharing, p), sharing, p)
            days = rules.practice_after(body.practised / body.heads, practised / heads, share, p)
            body.practised = days * body.heads
            body.unpractised = rules.unpractised(days, practised / heads, body.own, p)


@phase
def bank_effort(body: Body, tally: TrueBook, p: Parameters) -> None:
    """A day's officer time joins what is left from the days before; what is beyond some days' worth goes to local work."""
    if body.body_type == BodyType.FORCE:
        body.orders = min(p.operations.orders_kept, body.orders + body.granted)
    tally.effort_given += body.earned
    limit = int(p.tasking.effort_kept_days * body.earned + THOUSANDTHS * p.operations.holder_investigation_effort)
    spare = max(0, body.account + body.earned - limit)
    body.account += body.earned - spare
    tally.effort_local += spare
