"""Step 7, tasking: each body spreads its effort by what it believes. Nothing here sees a line, a person or a group."""

import math

from sim.engine import rule
from sim.engine.luck import days_until, normal, purpose, uniform
from sim.parameters import Parameters
from sim.parameters.structure import Acceptance
from sim.policy.levers import Capacity, ModernSlaveryCharging, Policy, RecognitionOfExploitation, Tasking
from sim.rules.intelligence import chance_to_act, harm_read, known, share_untrue
from sim.rules.safeguarding.reading import with_odds
from sim.state import (
    CENTRE_FILE,
    HOME_FILE,
    HOME_UNIT_FILE,
    MARKET_FILE,
    MARKET_UNIT_FILE,
    NONE,
    TRANSPORT_FILE,
    Body,
    BodyType,
    Intelligence,
    Operation,
    Task,
)
from sim.state.time import YEAR_DAYS

DEMAND = purpose("competing demand")
COMMON_DEMAND = purpose("competing demand common to all forces")
ACCEPTED = purpose("request accepted")
PICK = purpose("which task next")
EFFORT = purpose("effort of an investigation")
TAKEN_ALONG = purpose("line taken along in a joint operation")
JOINT_EFFORT = purpose("effort for a line taken along")
HARVEST = purpose("day of the week")
BROUGHT_FORWARD = purpose("day to which a case is brought forward")
READY = purpose("case ready to be brought forward")
MISLED = purpose("raid or order on what is not of the line")
TASKED = purpose("line put on the home force's list")
LISTED = purpose("lines on a shared list of a day")
ON_LIST = purpose("line put on a shared list")
PROGRAMME = purpose("counted as the programme's")
TAKES = purpose("length of an investigation")
WORKING_WEEK = 5.0
"""Working days of a week, on which cases are brought to their end in a week of action."""
THOUSANDTHS = 1000
"""Officer time is counted in thousandths of a day."""


@rule
def drift(before: float, u: float, kept: float) -> float:
    """A standard normal state that keeps a share of itself from day to day, and is standard normal again by luck."""
    return kept * before + math.sqrt(1.0 - kept * kept) * normal(u)


@rule
def competing_share(body: Body, common: float, capacity: Capacity, p: Parameters) -> float:
    """Effort lost to other demand today: a mean, a lasting spread in part common to all forces, and more after violence in the area."""
    shared = p.tasking.competing_demand_shared
    state = math.sqrt(shared) * common + math.sqrt(1.0 - shared) * body.demand
    lost = p.tasking.competing_demand_mean + p.tasking.competing_demand_spread * state + lost_to_violence(body, capacity, p)
    return min(p.tasking.competing_demand_most, max(0.0, lost))


@rule
def lost_to_violence(body: Body, capacity: Capacity, p: Parameters) -> float:
    """Share of a body's effort on lines that violence takes: as many days of few officers as of many, before ring-fence and week."""
    return (
        p.tasking.demand_from_violence * body.violence / max(officers_for_lines(body, capacity) * days_of_an_officer(p), 1e-9)
    )


@rule
def effort_today(body: Body, lost: float, capacity: Capacity, surge: float, p: Parameters) -> float:
    """Officer days for lines today, a centre's overhead still in them: competing demand takes from those who are not ring-fenced."""
    kept = capacity.ring_fence * (1.0 - lost * p.tasking.ring_fence_leak) + (1.0 - capacity.ring_fence) * (1.0 - lost)
    own = (body.officers + moved_officers(body, capacity)) * kept
    dedicated = dedicated_officers(body, capacity) * (1.0 - lost * p.tasking.ring_fence_leak)
    return (own + dedicated) * surge * days_of_an_officer(p)


@rule
def centre_investigators(staff: float, p: Parameters) -> float:
    """Those of the national centre's staff who investigate holders themselves."""
    return staff * p.tasking.centre_operations_share


@rule
def centre_desk(staff: float, p: Parameters) -> float:
    """Those of the national centre's staff who read, share and task."""
    return staff - centre_investigators(staff, p)


@rule
def days_of_an_officer(p: Parameters) -> float:
    """Working days of an officer in a calendar day."""
    return p.tasking.working_days / YEAR_DAYS


@rule
def fenced_today(body: Body, lost: float, capacity: Capacity, p: Parameters) -> float:
    """Officer days of a body's own officers, and those moved to lines, that a ring fence takes from competing demand today."""
    officers = body.officers + moved_officers(body, capacity)
    return officers * capacity.ring_fence * lost * (1.0 - p.tasking.ring_fence_leak) * days_of_an_officer(p)


@rule
def paid_but_lost(body: Body, lost: float, capacity: Capacity, p: Parameters) -> float:
    """Officer days paid for lines that are lost to competing demand all the same."""
    return dedicated_officers(body, capacity) * lost * p.tasking.ring_fence_leak * days_of_an_officer(p)


@rule
def moved_officers(body: Body, capacity: Capacity) -> float:
    """Officers of a force whom the capacity lever moves from other work to lines."""
    return capacity.share_of_officers * body.strength


@rule
def work_moved(moved: float, lost: float, p: Parameters) -> float:
    """Officer days that lines get of officers moved to them, beside what a ring fence keeps: that is written down for all alike."""
    return moved * (1.0 - lost) * days_of_an_officer(p)


@rule
def dedicated_officers(body: Body, capacity: Capacity) -> float:
    """Officers that the capacity lever gives to this body, at the scale of the run."""
    if body.body_type == BodyType.FORCE:
        return capacity.dedicated_officers * body.scale
    if body.body_type == BodyType.REGIONAL_UNIT:
        return capacity.regional_officers * body.scale
    return capacity.transport_officers * body.scale if body.body_type == BodyType.TRANSPORT_POLICE else 0.0


@rule
def weight_elsewhere(tasked: bool, tasking: Tasking, capacity: Capacity, p: Parameters) -> float:
    """The weight of harm in other areas: a force's own, the national one for what has been tasked, all of it for a pooled team."""
    weight = p.tasking.harm_elsewhere_weight_local
    if tasked:
        weight = max(weight, tasking.weight_of_harm_elsewhere)
    return weight + capacity.pooled * (1.0 - weight)


@rule
def weight_of_harm(file: Intelligence, weight: float, p: Parameters) -> float:
    """Harm at home counts in full, harm elsewhere by its weight; where acceptance is a fixed chance, reluctance is in that alone."""
    if p.structure.acceptance == Acceptance.FIXED:
        return 1.0
    return file.own_share + weight * (1.0 - file.own_share)


@rule
def covers_home(number: int, internal: bool, one_unit: bool, p: Parameters) -> bool:
    """The holder of a line lives where the body with the file at `number` may arrest without another's help.

    The centre may anywhere, if any of its staff investigate; others by whether home and market are one area, or of one region.
    """
    if number == MARKET_FILE:
        return internal
    if number == CENTRE_FILE:
        return p.tasking.centre_operations_share > 0.0
    return number in (HOME_FILE, HOME_UNIT_FILE) or (number == MARKET_UNIT_FILE and one_unit)


@rule
def is_internal(file: Intelligence) -> bool:
    """A body believes that a line sells where it is run from."""
    return file.home != NONE and file.home == file.market


@rule
def see_reach(number: int, file: Intelligence, one_unit: bool, p: Parameters) -> None:
    """By where a body believes a line to be run from, it may arrest there or not, and so much of the harm falls in its area."""
    internal = is_internal(file)
    file.reaches = int(covers_home(number, internal, one_unit, p))
    file.own_share = 1.0
    if number in (HOME_FILE, HOME_UNIT_FILE):
        file.own_share = p.tasking.harm_share_home
    elif not internal and (number == MARKET_FILE or (number == MARKET_UNIT_FILE and not one_unit)):
        file.own_share = 1.0 - p.tasking.harm_share_home


@rule
def investigation_effort(file: Intelligence, body: Body, p: Parameters) -> float:
    """Officer days of an investigation: more when the holder lives out of the body's reach, and more for officers without practice."""
    reach = 1.0 if file.reaches else p.operations.out_of_reach_multiplier
    return p.operations.holder_investigation_effort * reach * unpractised_ratio(body, p)


@rule
def unpractised_ratio(body: Body, p: Parameters) -> float:
    """What an investigation takes of a body's officers, over what it takes of officers with practice."""
    return 1.0 + (p.tasking.unpractised_effort_ratio - 1.0) * body.unpractised


@rule
def used_to_weeks(body: Body, p: Parameters) -> float:
    """How far a body is used to weeks of action: of the effort and the cases that it could bring, the share that it does."""
    return 1.0 - (1.0 - p.operations.first_week_ratio) * math.pow(0.5, body.weeks_held / p.operations.weeks_to_learn)


@rule
def surge_of(body: Body, surge: float, p: Parameters) -> float:
    """Effort of today over an ordinary day's: the calendar's, as far as the body is used to weeks of action."""
    return 1.0 if surge == 1.0 else 1.0 + (surge - 1.0) * used_to_weeks(body, p)


@rule
def aimed_wrong(operation: Operation, file: Intelligence, today: int) -> int:
    """An investigation of a line wrongly joined to another is wrong; a raid or an order is by the share of its file that is untrue."""
    if operation.task == Task.INVESTIGATION:
        return file.merged
    return int(uniform(operation.luck, today, MISLED) < share_untrue(file))


@rule
def officers_for_lines(body: Body, capacity: Capacity) -> float:
    """A body's own officers for lines, those moved to lines, and dedicated ones."""
    return body.officers + moved_officers(body, capacity) + dedicated_officers(body, capacity)


@rule
def practice_kept(body: Body, heads: float, p: Parameters) -> float:
    """Officers who move on take their practice along, and so do those whose posts end; those who come bring none."""
    stay = min(1.0, heads / body.heads) if body.heads > 0.0 else 0.0
    return body.practised * stay * (1.0 - p.tasking.practice_lost / YEAR_DAYS)


@rule
def practice_after(of_body: float, of_kind: float, share: float, p: Parameters) -> float:
    """Bodies of a kind learn from each other as they share: the practice of an officer drifts to the mean (officer days)."""
    return of_body + (of_kind - of_body) * share * p.tasking.practice_spread / YEAR_DAYS


@rule
def unpractised(of_body: float, of_kind: float, own: float, p: Parameters) -> float:
    """The part of practice that is lacking; below full scale a body is in part one of its kind, as in what it lends."""
    half = p.tasking.practice_half_days
    return half / (half + own * of_body + (1.0 - own) * of_kind)


@rule
def may_act(file: Intelligence, tasked: bool, tasking: Tasking, p: Parameters) -> bool:
    """Where acceptance is a fixed chance, an exporting force takes on another area's line or not, once a file."""
    if p.structure.acceptance == Acceptance.RANKING or is_internal(file):
        return True
    chance = p.tasking.acceptance_unasked
    if tasked:
        chance = max(chance, tasking.acceptance)
    return uniform(file.luck, 0, ACCEPTED) < chance


@rule
def harm_believed(file: Intelligence, consistency: float, p: Parameters) -> float:
    """What a line weighs beside other work: bodies with a common method differ less, and think no less of lines in the mean."""
    return harm_read(file, consistency) * math.exp(0.5 * p.intelligence.map_score_sd**2 * consistency * (2.0 - consistency))


@rule
def worth_of_investigation(
    number: int,
    file: Intelligence,
    tasked: bool,
    body: Body,
    tasking: Tasking,
    capacity: Capacity,
    consistency: float,
    p: Parameters,
) -> float:
    """Believed harm averted a day of investigating the holder, at home and, by its weight, elsewhere."""
    if number == TRANSPORT_FILE:
        return 0.0
    chance = chance_to_act(known(file, p), p.intelligence.items_to_act, p)
    weight = weight_of_harm(file, weight_elsewhere(tasked, tasking, capacity, p), p)
    effort = investigation_effort(file, body, p)
    return harm_believed(file, consistency, p) * weight * chance * p.tasking.believed_closure_days / effort


@rule
def share_moved(file: Intelligence, tasked: bool, tasking: Tasking, capacity: Capacity, p: Parameters) -> float:
    """The share of an investigation (of its worth, or its chance) that a force takes up only since it was tasked, or is pooled."""
    own = weight_of_harm(file, p.tasking.harm_elsewhere_weight_local, p)
    kept = own / max(1e-9, weight_of_harm(file, weight_elsewhere(tasked, tasking, capacity, p), p))
    if p.structure.acceptance == Acceptance.FIXED and tasked and not is_internal(file):
        kept *= p.tasking.acceptance_unasked / max(p.tasking.acceptance_unasked, tasking.acceptance, 1e-9)
    return 1.0 - kept


@rule
def worth_of_disruption(number: int, file: Intelligence, body: Body, consistency: float, p: Parameters) -> float:
    """Believed harm averted for an officer day of disrupting a line's market place: only where it sells, or on the railway.

    With practice officers learn how soon a line sells again.
    """
    if number not in (MARKET_FILE, TRANSPORT_FILE):
        return 0.0
    chance = chance_to_act(file.of_market, p.tasking.items_to_disrupt, p)
    ratio = p.tasking.practised_disruption_ratio
    days = p.tasking.believed_disruption_days * (ratio + (1.0 - ratio) * body.unpractised)
    return harm_believed(file, consistency, p) * file.own_share * chance * days / p.operations.local_disruption_effort


@rule
def worth_of_order(file: Intelligence, consistency: float, p: Parameters) -> float:
    """Believed harm averted for an officer day of a restriction order on a line's number."""
    chance = chance_to_act(file.of_market, p.tasking.items_to_disrupt, p)
    days = p.tasking.believed_order_days
    return harm_believed(file, consistency, p) * file.own_share * chance * days / p.operations.restriction_order_effort


@rule
def worth_of_visit(number: int, file: Intelligence, p: Parameters) -> float:
    """What an officer day of visiting homes that a line may use is worth: homes found in use, as a find is weighed."""
    if number != MARKET_FILE:
        return 0.0
    chance = chance_to_act(file.of_market, p.tasking.items_to_disrupt, p)
    return chance * p.tasking.believed_visit_days / p.operations.safeguarding_visit_effort


@rule
def cost_of(task: int, file: Intelligence, u: float, body: Body, policy: Policy, p: Parameters) -> float:
    """Officer days that a task takes, spread around its mean; what a modern slavery count adds is due when it is charged."""
    over_mean = 1.0 - p.operations.effort_spread + 2.0 * p.operations.effort_spread * u
    if task == Task.INVESTIGATION:
        return investigation_effort(file, body, p) * over_mean
    if task == Task.DISRUPTION:
        return p.operations.local_disruption_effort * over_mean
    if task == Task.ORDER:
        return p.operations.restriction_order_effort
    if task == Task.VISIT:
        return p.operations.safeguarding_visit_effort
    return p.tasking.local_work_days


@rule
def is_taken_along(file: Intelligence, p: Parameters, today: int) -> bool:
    """A line believed to be of the group under investigation is investigated with it, the likelier, the more is known of it."""
    return uniform(file.luck, today, TAKEN_ALONG) < chance_to_act(known(file, p), p.intelligence.items_to_act, p)


@rule
def is_ready(operation: Operation, body: Body, p: Parameters) -> bool:
    """A case is ready to be brought forward, or not: by one draw for all that a body began on a day, as it does joint ones."""
    share = p.operations.harvest_share * used_to_weeks(body, p)
    return uniform(body.luck, operation.started, READY) < share


@rule
def day_in_week(operation: Operation, body: Body, last: int, today: int) -> int:
    """The day to which a case is brought forward: a working day of the week of action that is left, one for all begun on a day."""
    left = min(WORKING_WEEK, float(last - today))
    return today + 1 + int(left * uniform(body.luck, operation.started, BROUGHT_FORWARD))


@rule
def length_of_investigation(luck: int, p: Parameters, today: int) -> int:
    """An investigation takes months from start to arrest (day it is due)."""
    return today + days_until(uniform(luck, today, TAKES), p.operations.investigation_length)


@rule
def added_effort(charging: ModernSlaveryCharging, p: Parameters) -> float:
    """Officer days that a modern slavery count adds to the case against a holder."""
    return p.justice.modern_slavery_effort + charging.evidential_effort


@rule
def slavery_share(charging: ModernSlaveryCharging, recognition: RecognitionOfExploitation, p: Parameters) -> float:
    """The share of charged holders charged with modern slavery: the usual, what the lever adds, and a definition in law."""
    share = p.justice.modern_slavery_share + (1.0 - p.justice.modern_slavery_share) * charging.share
    return with_odds(share, p.care.definition_charging**recognition.definition)


@rule
def chance_attributed(body: Body, p: Parameters) -> float:
    """A funded body counts as the programme's what its funded officers do, and part of the rest."""
    if body.programme < p.observation.programme_share_least:
        return 0.0
    return body.programme + (1.0 - body.programme) * p.observation.programme_attribution


@rule
def stands(file: Intelligence, p: Parameters, today: int) -> bool:
    """A task on the home force's list, or on its way there, stands until it is taken up, or lapses."""
    return file.tasked != 0 and today < file.tasked + p.tasking.task_stands_days


@rule
def is_tasked(file: Intelligence, p: Parameters, today: int) -> bool:
    """The home force has a task on this line, that waits no longer in a shared queue."""
    return stands(file, p, today) and file.tasked <= today


@rule
def to_be_tasked(file: Intelligence, number: int, p: Parameters) -> float:
    """How much a centre or unit wants the home force, if it knows which that is, to act: believed harm, by what is known."""
    if file.home in (NONE, file.market) or (number == MARKET_UNIT_FILE and not file.reaches):
        return 0.0
    return harm_read(file, p.tasking.central_scoring) * chance_to_act(known(file, p), p.intelligence.items_to_act, p)
