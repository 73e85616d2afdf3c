"""Operations that are due meet the truth: visits, raids, orders, and investigations of holders."""

from sim.day.bundles import Country, Police, Today, Trading
from sim.day.detection.items import tell_of_group, tell_of_home
from sim.day.detection.others import engage_others
from sim.day.grooming.adults import release_adult, safeguard_seen
from sim.day.intelligence import (
    know_it_done,
    know_it_elsewhere,
    know_it_gone,
    know_it_sells_elsewhere,
    know_it_untrue,
    know_of_case,
    place_of,
    put_down,
    see_through,
)
from sim.day.justice.holders import arrest_holder
from sim.day.supply.lines import feel_loss
from sim.engine import phase, rule
from sim.engine.luck import purpose, uniform
from sim.rules import aftermath, detection, intelligence
from sim.rules.justice import operations as rules
from sim.state import NONE, Adult, Area, Intelligence, Line, Operation, Standing, Table, Task, Trade, Use
from sim.state.books import RecordedBook, TrueBook
from sim.state.ledger import Ledger

WHICH_ADULT = purpose("adult whose home is visited")
IN_USE = purpose("visited home in use")
ELSEWHERE = purpose("vulnerable adult met elsewhere")
SELLERS_FOUND = purpose("adults arrested in a disruption")


@phase
def operate(adults: Table[Adult], trade: Trading, country: Country, police: Police, ledger: Ledger, now: Today) -> None:
    """Operations that are due are carried out and leave the list; holders are arrested when it is known whom all of them found."""
    operations = police.operations
    for i in range(police.counts.operations):
        if operations[i].due <= now.day:
            carry_out(operations[i], adults, trade, country, police, ledger, now)
    for i in range(police.counts.operations):
        if operations[i].due <= now.day and operations[i].holder_found:
            arrest(i, trade, country, police, ledger, now)
    kept = 0
    for i in range(police.counts.operations):
        if operations[i].due > now.day:
            if kept != i:
                move_operation(operations[kept], operations[i])
            kept += 1
    police.counts.operations = kept


@phase
def move_operation(to: Operation, operation: Operation) -> None:
    """Close the gap left by operations that ended."""
    to.luck, to.body, to.line, to.task = operation.luck, operation.body, operation.line, operation.task
    to.started, to.due, to.programme = operation.started, operation.due, operation.programme
    to.wrong, to.believed, to.market = operation.wrong, operation.believed, operation.market
    to.doubled, to.stale, to.effort, to.home = operation.doubled, operation.stale, operation.effort, operation.home
    to.joint, to.holder_found, to.moved, to.finds = operation.joint, operation.holder_found, operation.moved, operation.finds


@phase
def carry_out(
    operation: Operation,
    adults: Table[Adult],
    trade: Trading,
    country: Country,
    police: Police,
    ledger: Ledger,
    now: Today,
) -> None:
    """One operation meets its line as it is today."""
    line, files = trade.lines[operation.line], police.files[operation.line]
    if operation.task == Task.VISIT:
        if visit(operation, adults, trade.lines, country.areas[operation.market], ledger, now):
            tell_of_home(operation.line, operation.luck, trade, police, ledger, now)
        return
    if operation.task == Task.INVESTIGATION:
        put_down(operation.body, files, now.day)
    if line.trade > Trade.SUSPENDED or not still_concerns(operation, files, line):
        if operation.task == Task.INVESTIGATION:
            ledger.true[line.home].operations_failed += 1
        find_nobody(operation, ledger.true[operation.market], now)
        if line.trade == Trade.CHARGED:
            know_it_done(operation.body, files, now.day)
        elif line.trade > Trade.SUSPENDED:
            know_it_gone(operation.body, files, now.day)
        elif operation.task == Task.DISRUPTION:
            know_it_sells_elsewhere(operation.body, files)
        return
    if operation.task != Task.INVESTIGATION and operation.wrong:
        be_misled(operation, files, ledger, now)
    elif operation.task == Task.DISRUPTION:
        raid(operation, line, trade, country, ledger, now)
    elif operation.task == Task.ORDER:
        ask_for_order(operation, line, ledger.recorded[line.market], now)
    else:
        investigate(operation, line, trade, country, police, ledger, now)


@rule
def find_nobody(operation: Operation, tally: TrueBook, now: Today) -> None:
    """An operation on what is not so is in vain, and takes people who are not involved for suspects."""
    tally.operations_in_vain += 1
    tally.people_not_involved += rules.people_not_involved(operation, now.p, now.day)


@phase
def be_misled(operation: Operation, files: Table[Intelligence], ledger: Ledger, now: Today) -> None:
    """A raid, or an order on a number, that rests on what is not of this line is in vain, and shows the body what was not so."""
    find_nobody(operation, ledger.true[operation.market], now)
    ledger.recorded[operation.market].orders += int(operation.task == Task.ORDER)
    know_it_untrue(operation.body, files, now.p, now.day)


@phase
def still_concerns(operation: Operation, files: Table[Intelligence], line: Line) -> bool:
    """The line is still where the operation looks for it, or the body still has a file on it; an order follows the number."""
    if operation.task == Task.DISRUPTION:
        return line.market == operation.market
    return operation.task == Task.ORDER or place_of(operation.body, files) != NONE


@phase
def ask_for_order(operation: Operation, line: Line, written: RecordedBook, now: Today) -> None:
    """A restriction order is granted, and silences the number after its time, unless one is on its way already."""
    written.orders += 1
    if line.order_due == 0:
        orders = now.policy[operation.body].restriction_orders
        line.order_body, line.order_programme = operation.body, operation.programme
        line.order_due = rules.silenced_on(operation, orders, now.p, now.day)


@phase
def visit(operation: Operation, adults: Table[Adult], lines: Table[Line], area: Area, ledger: Ledger, now: Today) -> bool:
    """A suspected home is visited: many are not the line's; a visit may end the use and safeguards the adult (whether it is one)."""
    written, p, today = ledger.recorded[operation.market], now.p, now.day
    written.visits += 1
    written.adults_engaged += 1
    meet_others(operation, area, ledger.true[operation.market], written, now)
    found = uniform(operation.luck, today, IN_USE) < rules.chance_home_in_use(lines[operation.line], p)
    adult = home_of_line(operation, area, adults, today) if found else NONE
    if adult != NONE:
        safeguard_adult(adults[adult], operation, lines, ledger, written, now)
        return True
    helped = int(uniform(operation.luck, today, ELSEWHERE) < p.detection.adults_safeguarded_elsewhere)
    written.adults_safeguarded += helped
    written.programme_referrals += helped * operation.programme
    return False


@phase
def home_of_line(operation: Operation, area: Area, adults: Table[Adult], today: int) -> int:
    """A home in the area that the suspected line uses, tried for from a random place on; NONE where it uses none."""
    number = area.adults_to - area.adults_from
    start = int(uniform(operation.luck, today, WHICH_ADULT) * number)
    for step in range(number):
        i = area.adults_from + (start + step) % number
        if adults[i].use == Use.HOME and adults[i].line == operation.line:
            return i
    return NONE


@phase
def safeguard_adult(
    adult: Adult, operation: Operation, lines: Table[Line], ledger: Ledger, written: RecordedBook, now: Today
) -> None:
    """An adult whose home a line uses is found: safeguarded, perhaps referred, and the use may end."""
    written.visits_in_use += 1
    written.programme_referrals += operation.programme
    safeguard_seen(adult, operation.luck, written, now)
    if rules.ends_use(operation.luck, now.p, now.day):
        release_adult(adult, lines[adult.line], ledger.true[adult.area])


@phase
def meet_others(operation: Operation, area: Area, tally: TrueBook, written: RecordedBook, now: Today) -> None:
    """Police meet children who are not exploited too."""
    met = detection.others_met(operation.luck, now.p, now.day)
    engage_others(operation.luck, met, operation.programme, area, tally, written, now)


@phase
def raid(operation: Operation, line: Line, trade: Trading, country: Country, ledger: Ledger, now: Today) -> None:
    """A local disruption: the market pauses, the crew there is found, goods are lost and in part charged to the children."""
    p, today, area, written = now.p, now.day, country.areas[line.market], ledger.recorded[line.market]
    rules.disrupt(operation, line, p, today)
    lost = min(aftermath.not_yet_lost(line), int(100.0 * p.control.seizure_value))
    aftermath.lose_to_police(line, lost, p, today)
    meet_others(operation, area, ledger.true[line.market], written, now)
    arrests = int(p.operations.adults_per_disruption * 2.0 * uniform(operation.luck, today, SELLERS_FOUND) + 0.5)
    written.arrests_adults += arrests
    written.arrests_programme += arrests * operation.programme
    written.drug_offences += 1000 * (1 + arrests)
    feel_loss(line, trade.groups[line.group], area, p.groups.disruption_felt, p, today)


@phase
def others_on(operation: Operation, police: Police) -> int:
    """How many other bodies investigate the same line, unknown to this one: a force and its own unit know of each other's work."""
    others, bodies = 0, police.bodies
    for i in range(police.counts.operations):
        other = police.operations[i]
        if other.line == operation.line and other.body != operation.body and other.task == Task.INVESTIGATION:
            others += int(not intelligence.force_and_unit(bodies[operation.body], bodies[other.body]))
    return others


@phase
def investigate(
    operation: Operation, line: Line, trade: Trading, country: Country, police: Police, ledger: Ledger, now: Today
) -> None:
    """An investigation ends: spoilt by another's, failed, too late, or with the holder found."""
    tally, files, p, today = ledger.true[line.home], police.files[operation.line], now.p, now.day
    if rules.collides(operation, others_on(operation, police), now.policy[operation.body].tasking, p, today):
        tally.operations_collided += 1
        return
    if rules.aims_wrong(operation, line):
        tally.operations_failed += 1
        find_nobody(operation, ledger.true[operation.market], now)
        if operation.home != line.home:
            know_it_elsewhere(operation.body, files, p)
        return
    chance = rules.chance_of_success(operation, police.bodies[operation.body], trade.groups[line.group].skill, p)
    if line.holder == NONE or not rules.succeeds(operation, chance, today):
        tally.operations_failed += 1
        see_through(operation.body, operation.finds, files, p, today)
        return
    if trade.dealers[line.holder].standing == Standing.RELEASED:
        come_too_late(operation, line, trade, police, ledger, today)
        return
    operation.holder_found = 1


@phase
def arrest(i: int, trade: Trading, country: Country, police: Police, ledger: Ledger, now: Today) -> None:
    """The holder who was found is arrested, unless another body was first today; the arrest tells of the group's other lines."""
    operation = police.operations[i]
    line = trade.lines[operation.line]
    if comes_second(i, police, now.day):
        come_too_late(operation, line, trade, police, ledger, now.day)
        return
    arrest_holder(operation, found_together(i, trade.lines, police, now.day), line, trade, country, police, ledger, now)
    tell_of_group(operation, line.group, trade, police, ledger, now)


@phase
def come_too_late(operation: Operation, line: Line, trade: Trading, police: Police, ledger: Ledger, today: int) -> None:
    """Another case against the holder was first: this one comes to nothing, and the body knows of the other."""
    ledger.true[line.home].operations_failed += 1
    if line.holder == NONE:
        know_it_done(operation.body, police.files[operation.line], today)
    else:
        know_of_case(operation.body, police.files[operation.line], trade.dealers[line.holder].due)


@phase
def comes_second(i: int, police: Police, today: int) -> bool:
    """Whether another operation, that ends before this one today, has found the holder of the same line."""
    second = False
    for k in range(i):
        other = police.operations[k]
        second |= other.holder_found != 0 and other.due <= today and other.line == police.operations[i].line
    return second


@phase
def found_together(i: int, lines: Table[Line], police: Police, today: int) -> bool:
    """Whether the body arrests another holder of the same group today, of a line that it took up together with this one."""
    operation, together = police.operations[i], False
    for k in range(police.counts.operations):
        other = police.operations[k]
        if k != i and other.holder_found and other.due <= today and other.body == operation.body and other.joint != NONE:
            linked = other.joint == operation.line or operation.joint == other.line or other.joint == operation.joint
            together |= linked and lines[other.line].group == lines[operation.line].group and not comes_second(k, police, today)
    return operation.joint != NONE and together
