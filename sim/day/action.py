"""Step 7, second half, and step 8 for holders: operations meet the truth; arrest, charge, court, custody, release."""

from sim.day.adults import release_adult, safeguard_seen
from sim.day.finds import tell_of_home
from sim.day.trade import close, feel_loss
from sim.engine import phase, rule
from sim.engine.luck import purpose, uniform
from sim.rules import aftermath, detection, justice
from sim.rules import intelligence as intel
from sim.rules import operations as act
from sim.rules.groups import hold
from sim.state import FILES, NEVER, NONE, Charge, Standing, Task, Trade, Use

WHICH_ADULT = purpose("adult whose home is visited")
IN_USE = purpose("visited home in use")
RECOUNT = purpose("closure counted again")
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
def place_of(body, files):
    """Where a body's file stands among the six of a line, or NONE."""
    for f in range(FILES):
        if files[f].body == body:
            return f
    return NONE


@phase
def know_it_gone(body, files, today):
    """A body that came for a line that is gone, or cut it off itself, knows so: its file ends."""
    f = place_of(body, files)
    if f != NONE:
        intel.forget(files[f], today)


@phase
def know_it_done(body, files, today):
    """The body that has the holder charged knows it, where it still has a file."""
    f = place_of(body, files)
    if f != NONE:
        intel.spend(files[f], today)


@phase
def put_down(body, files, today):
    """An investigation that ends, early too in a week of action, leaves the body's file free for the next."""
    f = place_of(body, files)
    if f != NONE:
        files[f].busy_until = min(files[f].busy_until, today)


@phase
def see_through(operation, files, p, today):
    """A body whose investigation failed has made items, and knows which were on somebody who no longer holds the line."""
    f = place_of(operation.body, files)
    if f != NONE:
        intel.drop_stale(files[f])
        intel.keep_what_was_found(files[f], p, today)


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


@phase
def arrest_holder(operation, files, line, groups, dealers, areas, lever, counts, true, recorded, p, today):
    """The holder is arrested: charged, or released until the charging decision, so that the line pauses and the loss is felt."""
    dealer = dealers[line.holder]
    written = recorded[line.home]
    written.arrests_holders += 1
    written.arrests_programme += operation.programme
    dealer.line, dealer.body, dealer.programme = operation.line, operation.body, operation.programme
    feel_loss(line, groups[line.group], areas[line.market], 1.0, p, today)
    dealer.ordered = int(act.orders_too(operation, lever.restriction_orders, today))
    true[line.home].orders_with_arrest += 1000 * dealer.ordered
    recorded[line.market].orders += dealer.ordered
    if justice.holder_charged_at_arrest(operation.luck, p, today):
        charge(dealer, lever, areas[line.home], counts, true[line.home], written, p, today)
        lose_holder(dealer, line, files, groups, areas, true, recorded, p, today)
        return
    justice.release_holder(dealer, lever.police_bail, p, today)
    written.holders_bailed += dealer.conditions
    written.holders_released += 1 - dealer.conditions
    true[line.home].bail_conditions += dealer.conditions
    act.suspend(line, today + justice.days_without_holder(dealer, p, today))


@phase
def decide_on_charge(d, dealers, lines, groups, areas, files, policy, counts, true, recorded, p, today):
    """The charging decision on a released holder: charged, the line that is still held closes; if not, it is held on."""
    dealer = dealers[d]
    line = lines[dealer.line]
    written = recorded[line.home]
    if justice.holder_charged_later(dealer, p, today):
        lever = policy[dealer.body]
        charge(dealer, lever, areas[line.home], counts, true[line.home], written, p, today)
        if line.holder == d:
            lose_holder(dealer, line, files[dealer.line], groups, areas, true, recorded, p, today)
        return
    written.holders_let_go += 1
    if line.holder == d:
        hold(dealer)
    else:
        groups[dealer.group].members += int(justice.go_free(dealer, p, today))


@phase
def charge(dealer, lever, home, counts, tally, written, p, today):
    """A holder is charged with drug supply, modern slavery or both, and held on remand or bailed."""
    justice.charge_holder(dealer, lever.modern_slavery_charging, lever.police_bail, counts.backlog, p, today)
    slavery = int(dealer.slavery != Charge.DRUG_SUPPLY)
    counts.charged_lately += 1.0
    counts.slavery_lately += slavery
    home.charged += 1.0
    home.charged_slavery += slavery
    written.holders_charged += 1
    written.slavery_charged += slavery
    written.slavery_alone += int(dealer.slavery == Charge.MODERN_SLAVERY)
    tally.bail_conditions += int(dealer.standing == Standing.BAILED and dealer.conditions)


@phase
def lose_holder(dealer, line, files, groups, areas, true, recorded, p, today):
    """A line whose holder is charged closes, as the body knows that did it, and is perhaps taken over."""
    know_it_done(dealer.body, files, today)
    ratio = act.succession_ratio(dealer.ordered != 0, p) * justice.hands_over(dealer, p)
    taken = aftermath.is_taken_over(line, ratio, p, today)
    aftermath.lose_to_police(line, aftermath.not_yet_lost(line), p, today)
    line.holder = NONE
    line.successor_due = aftermath.succession_day(line, p, today) if taken else 0
    close(line, areas, groups, true, Trade.CHARGED, p, today)
    record_closure(line, dealer.programme, recorded[line.home], recorded[line.market], p, today)


@phase
def record_closure(line, programme, home, market, p, today):
    """A closure is recorded; the same line may count again under another number."""
    again = 1 + int(uniform(line.luck, today, RECOUNT) < p.observation.closure_recount - 1.0)
    market.closures_charged += again
    home.closures_programme += again * programme
    home.closures_programme_charged += again * programme


@phase
def judge_holders(dealers, lines, groups, areas, files, policy, counts, true, recorded, p, today):
    """Step 8 for holders: they are charged or let go, cases complete, sentences are served, most come back, some give up waiting."""
    for d in range(counts.dealers):
        judge_holder(d, dealers, lines, groups, areas, files, policy, counts, true, recorded, p, today)


@rule
def judge_holder(d, dealers, lines, groups, areas, files, policy, counts, true, recorded, p, today):
    """A day of one holder or seller; a case whose day has come completes where a court is free."""
    dealer = dealers[d]
    released, remanded = dealer.standing == Standing.RELEASED, dealer.standing == Standing.REMANDED
    tally = true[dealer.home]
    tally.holders_released_days += int(released)
    tally.holders_in_custody_days += int(remanded | (dealer.standing == Standing.CUSTODY))
    if dealer.due > today:
        if remanded | (dealer.standing == Standing.BAILED):
            counts.court_waiting += justice.place_in_queue(dealer, p)
        return
    if released:
        decide_on_charge(d, dealers, lines, groups, areas, files, policy, counts, true, recorded, p, today)
    elif dealer.standing == Standing.AVAILABLE:
        dealer.standing, dealer.due = Standing.GONE, NEVER
        groups[dealer.group].members -= 1
    elif dealer.standing == Standing.CUSTODY:
        groups[dealer.group].members += int(justice.go_free(dealer, p, today))
    elif justice.court_is_free(counts, justice.place_in_queue(dealer, p)):
        complete_case(dealer, groups, true[dealer.home], recorded[dealer.home], p, today)


@phase
def complete_case(dealer, groups, tally, written, p, today):
    """A holder's case completes: a sentence, or freedom."""
    written.court_cases += 1
    written.court_days += today - dealer.since
    tally.court_completed += 1
    tally.court_wait_days += today - dealer.since
    if justice.convict(dealer, p, today):
        days = justice.sentence_days(dealer, p, today)
        written.sentences += 1
        written.sentence_days += days
        justice.serve(dealer, days, p, today)
    else:
        groups[dealer.group].members += int(justice.go_free(dealer, p, today))
