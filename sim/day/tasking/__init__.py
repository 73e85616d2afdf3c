"""Step 7 of the day, tasking: bodies spend their effort by what they believe.

No table of lines, people, groups or areas comes in here.
"""

from sim.day.bundles import Police, Today
from sim.day.tasking.effort import bank_effort, earn_at_centre, earn_effort, lend_effort, practise
from sim.day.tasking.lists import share_targets, task_home_forces
from sim.day.tasking.operations import bring_forward, spread_effort
from sim.engine import phase, step
from sim.engine.luck import uniform
from sim.rules import tasking as rules
from sim.rules.groups import fade
from sim.state import BODIES, CENTRE, FORCES, TRANSPORT_POLICE, BodyType
from sim.state.ledger import Ledger
from sim.state.time import WEEK_DAYS


@step
def tasking(police: Police, ledger: Ledger, now: Today) -> None:
    """Each body has its day's effort, and on its day of the week spreads it by what it believes.

    In a week of action, investigations begun before it that would be ready within weeks are brought forward into the week.
    """
    earn_and_lend(police, ledger, now)
    share_targets(police, now)
    for b in range(BODIES):
        own_day = (b + now.day) % WEEK_DAYS == 0
        body_type = police.bodies[b].body_type
        if own_day and (body_type == BodyType.CENTRE or body_type == BodyType.REGIONAL_UNIT):
            task_home_forces(b, police, now)
        in_week = now.policy[b].harvest > 0.0
        police.bodies[b].weeks_held += int(in_week) / WEEK_DAYS
        if own_day or in_week:
            spread_effort(b, police, ledger.true[police.bodies[b].area], now)
    bring_forward(police, now)


@phase
def earn_and_lend(police: Police, ledger: Ledger, now: Today) -> None:
    """Each body has its officer time of the day, after what other demand takes, and what is lent."""
    bodies, p = police.bodies, now.p
    kept = fade(1.0, p.tasking.competing_demand_persistence)
    centre = bodies[CENTRE]
    centre.demand = rules.drift(centre.demand, uniform(centre.luck, now.day, rules.COMMON_DEMAND), kept)
    lever = now.policy[CENTRE].coordination_centre
    overhead = lever.overhead if lever.staff > 0.0 else 0.0
    for b in range(BODIES):
        tally = ledger.true[bodies[b].area]
        if bodies[b].body_type == BodyType.CENTRE:
            earn_at_centre(bodies[b], now.policy[b].coordination_centre.staff, tally, p)
        else:
            earn_effort(bodies[b], now.policy[b], overhead, kept, centre.demand, tally, p, now.day)
    lend_effort(bodies, 0, FORCES)
    lend_effort(bodies, FORCES, TRANSPORT_POLICE)
    practise(bodies, 0, FORCES, now.policy, p)
    practise(bodies, FORCES, TRANSPORT_POLICE, now.policy, p)
    practise(bodies, CENTRE, CENTRE + 1, now.policy, p)
    for b in range(BODIES):
        bank_effort(bodies[b], ledger.true[bodies[b].area], p)
