"""Step 8, justice: what happens when an operation meets the truth that its deciders could not see."""

import math

from sim.engine import rule
from sim.engine.luck import days_until, purpose, rounded, uniform
from sim.parameters import Parameters
from sim.parameters.structure import KnowledgeToAction
from sim.policy.levers import RestrictionOrders, Tasking
from sim.rules.control import ratio_if
from sim.rules.intelligence import chance_to_act
from sim.rules.supply import adults_running
from sim.state import NONE, Adult, Body, Line, Operation, Task, Trade
from sim.state.time import WEEK_DAYS

SUCCESS = purpose("investigation succeeds")
COLLIDES = purpose("operations collide")
NOT_INVOLVED = purpose("people not involved taken for suspects")
PAUSE = purpose("pause after a disruption")
ORDERED = purpose("order on the day of the arrest")
SILENCE = purpose("time until a number is silent")
RECOVERS = purpose("sells again after an order")
RECOVERY = purpose("time until it sells again after an order")
STOPS_USE = purpose("visit ends the use of a home")
TAKEN_IN_RAID = purpose("adult runner arrested in a disruption")


@rule
def sound_items(operation: Operation, p: Parameters) -> float:
    """What an investigation has to go on: what was believed, less what was stale, untrue or doubled, and what it finds itself.

    Where the switch makes a threshold of knowledge, it must be met before.
    """
    believed = operation.believed - operation.stale - operation.doubled * p.operations.doubt_of_doubled
    found = (
        ratio_if(p.structure.knowledge_to_action == KnowledgeToAction.THRESHOLD, 0.0) * p.intelligence.items_from_investigation
    )
    return max(0.0, believed) + operation.finds * found


@rule
def share_to_come(operation: Operation, today: int) -> float:
    """The share of an investigation's time that is still to come."""
    return max(0, operation.due - today) / max(1, operation.due - operation.started)


@rule
def chance_of_success(operation: Operation, body: Body, skill: float, p: Parameters) -> float:
    """A finished investigation of the right person arrests the holder the likelier, the more was known.

    Officers without practice arrest less often, and holders with skill are arrested less often.
    """
    known = chance_to_act(sound_items(operation, p), p.intelligence.items_to_act, p)
    practice = 1.0 - (1.0 - p.tasking.unpractised_success_ratio) * body.unpractised
    return min(1.0, p.operations.investigation_success * practice * known / skill)


@rule
def collides(operation: Operation, others: int, tasking: Tasking, p: Parameters, today: int) -> bool:
    """Each other body's investigation of the same line may spoil this one, unless deconflicted; never a force's and its own unit's."""
    chance = p.tasking.collision_probability * (1.0 - tasking.deconfliction * p.tasking.deconfliction_effect)
    return others > 0 and uniform(operation.luck, today, COLLIDES) < 1.0 - math.pow(1.0 - chance, float(others))


@rule
def aims_wrong(operation: Operation, line: Line) -> bool:
    """An investigation goes for the wrong person: wrongly joined to another line, or where the holder does not live."""
    return operation.wrong != 0 or operation.home not in (NONE, line.home)


@rule
def people_not_involved(operation: Operation, p: Parameters, today: int) -> int:
    """Where the line is not, a raid or an arrest takes some who have nothing to do with it for suspects; an order takes nobody."""
    people = p.operations.people_per_vain_operation
    return 0 if operation.task == Task.ORDER else rounded(people, uniform(operation.luck, today, NOT_INVOLVED))


@rule
def succeeds(operation: Operation, chance: float, today: int) -> bool:
    """An investigation arrests the holder, or not."""
    return uniform(operation.luck, today, SUCCESS) < chance


@rule
def suspend(line: Line, until: int) -> None:
    """A line pauses until a day, or longer if it was to pause for longer already."""
    line.trade = Trade.SUSPENDED
    line.resumes = max(line.resumes, until)


@rule
def disrupt(operation: Operation, line: Line, p: Parameters, today: int) -> None:
    """A disruption interrupts the market for some days, and finds the share of its crew that makes the arrests."""
    pause = days_until(uniform(operation.luck, today, PAUSE), p.operations.local_disruption_pause)
    lasts = int(p.operations.raid_days)
    suspend(line, today + lasts + pause)
    line.raid_until = today + 1 + lasts
    line.raid_adults = line.adults
    crew = line.running + adults_running(line, p)
    line.raid_share = min(1.0, p.operations.crew_arrested_per_disruption / max(1.0, crew * lasts))


@rule
def taken_in_raid(adult: Adult, line: Line, p: Parameters, today: int) -> bool:
    """Of the adults arrested in a disruption in the week before this look some ran for the line: all it has, if they are few."""
    raided = line.raid_until - 1 - int(p.operations.raid_days)
    share = p.operations.adults_per_disruption / max(1.0, float(line.raid_adults))
    return 0 < today - raided <= WEEK_DAYS and uniform(adult.luck, raided, TAKEN_IN_RAID) < share


@rule
def silenced_on(operation: Operation, orders: RestrictionOrders, p: Parameters, today: int) -> int:
    """An order takes time from application to silence, `order_days_least` at least (day of silence)."""
    mean = orders.delay_days if orders.delay_days > 0.0 else p.operations.restriction_order_delay
    return today + max(int(p.operations.order_days_least), days_until(uniform(operation.luck, today, SILENCE), mean))


@rule
def go_silent(line: Line, p: Parameters, today: int) -> None:
    """The number is silent: nearly all lines sell again under a new one within days, the rest are closed by number."""
    line.order_due = 0
    if uniform(line.luck, today, RECOVERS) < p.operations.recovery_after_order_probability:
        suspend(line, today + days_until(uniform(line.luck, today, RECOVERY), p.operations.recovery_after_order_delay))
    else:
        line.trade = Trade.BY_NUMBER


@rule
def resume(line: Line) -> None:
    """A suspended line sells again."""
    line.trade = Trade.OPERATING
    line.resumes = 0


@rule
def orders_too(operation: Operation, orders: RestrictionOrders, today: int) -> bool:
    """On the day of the arrest an order is carried out too, or not."""
    return uniform(operation.luck, today, ORDERED) < orders.with_arrest


@rule
def succession_ratio(ordered: bool, joint: bool, p: Parameters) -> float:
    """An order on the day of the arrest makes the closure last, as does a joint operation on more of the group's lines."""
    lasting = 1.0 - p.aftermath.succession_probability
    better = min(1.0, lasting * (p.operations.order_with_arrest_gain if ordered else 1.0))
    ratio = (1.0 - better) / max(1e-9, 1.0 - lasting)
    return ratio * (p.aftermath.joint_succession_ratio if joint else 1.0)


@rule
def ends_use(luck: int, p: Parameters, today: int) -> bool:
    """A visit ends the use of a home, or not."""
    return uniform(luck, today, STOPS_USE) < p.operations.visit_effect_on_cuckooing


@rule
def chance_home_in_use(line: Line, p: Parameters) -> float:
    """A visit finds a home in use by `visit_home_in_use` on average over lines: likelier, the more homes the line uses."""
    return min(1.0, p.detection.visit_home_in_use * line.homes / p.control.cuckooed_homes_per_line)
