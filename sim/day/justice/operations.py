"""Operations that are due meet the truth: visits, raids, orders, and investigations of holders."""

from sim.day.detection import tell_of_home
from sim.day.grooming.adults import release_adult, safeguard_seen
from sim.day.intelligence import know_it_gone, place_of, put_down, see_through
from sim.day.justice.holders import arrest_holder
from sim.day.supply import feel_loss
from sim.engine import phase
from sim.engine.luck import purpose, uniform
from sim.rules import aftermath, detection
from sim.rules.justice import operations as act
from sim.state import NONE, Task, Trade, Use

WHICH_ADULT = purpose("adult whose home is visited")
IN_USE = purpose("visited home in use")
ELSEWHERE = purpose("vulnerable adult met elsewhere")
COUNTED = purpose("counted as a referral of the programme")
SELLERS_FOUND = purpose("adults arrested in a disruption")


@phase
def operate(
    operations, files, folders, lines, open_lines, groups, dealers, areas, adults, policy, counts, true, recorded, p, today
):
    """Operations that are due are carried out and leave the list."""
    for i in range(counts.operations):
        if operations[i].due <= today:
            carry_out(
                operations[i],
                operations,
                files,
                folders,
                lines,
                open_lines,
                groups,
                dealers,
                areas,
                adults,
                policy,
                counts,
                true,
                recorded,
                p,
                today,
            )
    kept = 0
    for i in range(counts.operations):
        if operations[i].due > today:
            if kept != i:
                move_operation(operations[kept], operations[i])
            kept += 1
    counts.operations = kept


@phase
def move_operation(to, operation):
    """Close the gap left by operations that ended."""
    to.luck, to.body, to.line, to.task = operation.luck, operation.body, operation.line, operation.task
    to.started, to.due, to.programme = operation.started, operation.due, operation.programme
    to.wrong, to.believed, to.market = operation.wrong, operation.believed, operation.market
    to.doubled, to.stale = operation.doubled, operation.stale


@phase
def carry_out(
    operation,
    operations,
    files,
    folders,
    lines,
    open_lines,
    groups,
    dealers,
    areas,
    adults,
    policy,
    counts,
    true,
    recorded,
    p,
    today,
):
    """One operation meets its line as it is today."""
    line = lines[operation.line]
    lever = policy[operation.body]
    if operation.task == Task.VISIT:
        if visit(operation, lines, adults, areas, true, recorded, p, today):
            tell_of_home(operation.line, operation.luck, lines, open_lines, files, folders, counts, true, p, today)
        return
    if operation.task == Task.INVESTIGATION:
        put_down(operation.body, files[operation.line], today)
    if line.trade > Trade.SUSPENDED or not still_concerns(operation, files[operation.line], line):
        if operation.task == Task.INVESTIGATION:
            true[line.home].operations_failed += 1
        if line.trade > Trade.SUSPENDED and line.successor_due == 0:
            know_it_gone(operation.body, files[operation.line], today)
        return
    if operation.task == Task.DISRUPTION:
        raid(operation, line, groups, areas, true, recorded, p, today)
    elif operation.task == Task.ORDER:
        recorded[line.market].orders += 1
        if line.order_due == 0:  # one is on its way already
            line.order_body, line.order_programme = operation.body, operation.programme
            line.order_due = act.silenced_on(operation, lever.restriction_orders, p, today)
    else:
        investigate(operation, operations, files, line, groups, dealers, areas, lever, counts, true, recorded, p, today)


@phase
def still_concerns(operation, files, line):
    """The line is still where the operation looks for it, or the body still has a file on it; an order follows the number."""
    if operation.task == Task.DISRUPTION:
        return line.market == operation.market
    return operation.task == Task.ORDER or place_of(operation.body, files) != NONE


@phase
def visit(operation, lines, adults, areas, true, recorded, p, today):
    """A suspected home is visited: many are not the line's; a visit may end the use and safeguards the adult (whether it is one)."""
    written, area = recorded[operation.market], areas[operation.market]
    written.visits += 1
    meet_others(operation, area, true[operation.market], written, p, today)
    found = uniform(operation.luck, today, IN_USE) < act.chance_home_in_use(lines[operation.line], p)
    adult = home_of_line(operation, area, adults, today) if found else NONE
    if adult != NONE:
        safeguard_adult(adults[adult], operation, lines, true, written, p, today)
        return True
    helped = int(uniform(operation.luck, today, ELSEWHERE) < p.detection.adults_safeguarded_elsewhere)
    written.adults_safeguarded += helped
    written.programme_referrals += helped * operation.programme
    return False


@phase
def home_of_line(operation, area, adults, today):
    """A home in the area that the suspected line uses, tried for from a random place on; NONE where it uses none."""
    number = area.adults_to - area.adults_from
    start = int(uniform(operation.luck, today, WHICH_ADULT) * number)
    for step in range(number):
        i = area.adults_from + (start + step) % number
        if adults[i].use == Use.HOME and adults[i].line == operation.line:
            return i
    return NONE


@phase
def safeguard_adult(adult, operation, lines, true, written, p, today):
    """An adult whose home a line uses is found: safeguarded, perhaps referred, and the use may end."""
    written.visits_in_use += 1
    written.programme_referrals += operation.programme
    safeguard_seen(adult, operation.luck, written, p, today)
    if act.ends_use(operation.luck, p, today):
        release_adult(adult, lines[adult.line], true[adult.area])


@phase
def meet_others(operation, area, tally, written, p, today):
    """Police meet children who are not exploited too, and refer them; they fill the same queues."""
    met = detection.others_met(operation.luck, p, today)
    written.children_safeguarded += met
    written.service_referrals += met
    tally.false_alarms += met
    counted = uniform(operation.luck, today, COUNTED) < p.observation.programme_referral_share
    written.programme_referrals += met * operation.programme * int(counted)
    area.account -= met * p.safeguarding.alarm_length
    tally.alarm_days += int(1000.0 * met * p.safeguarding.alarm_length)


@phase
def raid(operation, line, groups, areas, true, recorded, p, today):
    """A local disruption: the market pauses, the crew there is found, goods are lost and in part charged to the children."""
    act.disrupt(operation, line, p, today)
    lost = min(aftermath.not_yet_lost(line), int(100.0 * p.control.seizure_value))
    aftermath.lose_to_police(line, lost, p, today)
    written = recorded[line.market]
    meet_others(operation, areas[line.market], true[line.market], written, p, today)
    arrests = int(p.operations.adults_per_disruption * 2.0 * uniform(operation.luck, today, SELLERS_FOUND) + 0.5)
    written.arrests_adults += arrests
    written.arrests_programme += arrests * operation.programme
    written.drug_offences += 1000 * (1 + arrests)
    feel_loss(line, groups[line.group], areas[line.market], p.groups.disruption_felt, p, today)


@phase
def others_on(operation, operations, counts):
    """How many other bodies are investigating the same line."""
    others = 0
    for i in range(counts.operations):
        other = operations[i]
        if other.line == operation.line and other.body != operation.body and other.task == Task.INVESTIGATION:
            others += 1
    return others


@phase
def investigate(operation, operations, files, line, groups, dealers, areas, lever, counts, true, recorded, p, today):
    """An investigation ends: spoilt by another's, failed, or with the holder's arrest."""
    tally = true[line.home]
    others = others_on(operation, operations, counts)
    if act.collides(operation, others, lever.tasking, p, today):
        tally.operations_collided += 1
        return
    if line.holder == NONE or not act.succeeds(operation, act.chance_of_success(operation, groups[line.group].skill, p), today):
        tally.operations_failed += 1
        see_through(operation, files[operation.line], p, today)
        return
    arrest_holder(operation, files[operation.line], line, groups, dealers, areas, lever, counts, true, recorded, p, today)
