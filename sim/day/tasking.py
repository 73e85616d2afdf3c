"""Step 7 of the day, tasking: where bodies spend their effort. No table of lines, people, groups or areas comes in here."""

from sim.engine import fetch, phase, rule
from sim.engine.luck import born_with, choice, uniform
from sim.parameters.structure import LeverMoney
from sim.rules import intelligence as intel
from sim.rules import tasking as task
from sim.rules.groups import fade
from sim.state import BODIES, CENTRE, FILES, FORCES, HOME_FILE, MARKET_FILE, NONE, TRANSPORT_FILE, TRANSPORT_POLICE, Kind, Task

WEEKDAYS = 7
TOO_MANY = 400
WEEKS_BEFORE = 4
"""Weeks whose cases a desk can have ready: for a list of targets, or while it tasks none."""


@phase
def task_bodies(files, folders, open_lines, desk, messages, bodies, operations, weights, picks, policy, counts, true, p, today):
    """Step 7. Each body has its day's effort, and on its day of the week spreads it by what it believes."""
    kept = fade(1.0, p.tasking.competing_demand_persistence)
    counts.common = task.drift(counts.common, uniform(bodies[CENTRE].luck, today, task.COMMON_DEMAND), kept)
    overhead = policy[CENTRE].coordination_centre.overhead if policy[CENTRE].coordination_centre.staff > 0.0 else 0.0
    for b in range(BODIES):
        if bodies[b].kind == Kind.CENTRE:
            earn_at_centre(bodies[b], policy[b].coordination_centre.staff, true, p)
        else:
            earn_effort(bodies[b], policy[b], overhead, kept, counts, true, p, today)
    lend_effort(bodies, 0, FORCES)
    lend_effort(bodies, FORCES, TRANSPORT_POLICE)
    for b in range(BODIES):
        bank_effort(bodies[b], true[bodies[b].area], p)
    share_targets(files, folders, open_lines, desk, messages, bodies, policy, counts, weights, picks, p, today)
    for b in range(BODIES):
        if (b + today) % WEEKDAYS == 0 or policy[b].harvest > 0.0:
            kind = bodies[b].kind
            if (b + today) % WEEKDAYS == 0 and (kind == Kind.CENTRE or kind == Kind.REGIONAL_UNIT):
                task_home_forces(
                    b, files, folders, open_lines, desk, messages, bodies, policy, counts, weights, picks, p, today
                )
            spread_effort(
                b, files, folders, open_lines, desk, bodies, operations, weights, picks, policy, counts, true, p, today
            )


@phase
def earn_effort(body, policy, overhead, kept, counts, true, p, today):
    """A day's officer time after competing demand and what a centre takes; a week of action borrows from the weeks around it."""
    body.demand = task.drift(body.demand, uniform(body.luck, today, task.DEMAND), kept)
    lost = task.competing_share(body, counts.common, p)
    effort = task.effort_today(body, lost, policy.capacity, policy.surge, p)
    given = int(task.THOUSANDTHS * effort * (1.0 - overhead))
    body.earned = given
    body.granted = policy.restriction_orders.orders_a_year * body.share / 365.25
    write_effort(body, policy, lost, effort, given, true[body.area], p)
    dedicated = task.dedicated_officers(body, policy.capacity) * (1.0 - lost * p.tasking.ring_fence_leak)
    if body.kind == Kind.TRANSPORT_POLICE:
        body.transport_ratio = 1.0 + dedicated / max(body.officers, 1e-9)
    body.programme = dedicated * task.days_of_an_officer(p) * policy.surge / max(effort, 1e-9)


@phase
def earn_at_centre(centre, staff, true, p):
    """The time of those of the centre's staff who investigate holders themselves, wherever these live."""
    centre.officers = task.centre_investigators(staff, p) * centre.scale
    centre.earned = int(task.THOUSANDTHS * centre.officers * task.days_of_an_officer(p))
    true[centre.area].effort_available += centre.earned


@phase
def lend_effort(bodies, first, last):
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
def bank_effort(body, tally, p):
    """A day's officer time joins what is left from the days before; what is beyond some days' worth goes to local work."""
    if body.kind == Kind.FORCE:
        body.orders = min(20.0, body.orders + body.granted)
    tally.effort_given += body.earned
    limit = int(p.tasking.effort_kept_days * body.earned + task.THOUSANDTHS * p.operations.holder_investigation_effort)
    spare = max(0, body.account + body.earned - limit)
    body.account += body.earned - spare
    tally.effort_local += spare


@phase
def write_effort(body, policy, lost, effort, given, tally, p):
    """Write down a body's officer time of the day: what there was, what is left for lines, and what forces took from other work."""
    whole = int(task.THOUSANDTHS * effort)
    dedicated, moved = task.dedicated_officers(body, policy.capacity), task.moved_officers(body, policy.capacity)
    tally.effort_available += int(task.THOUSANDTHS * (body.officers + moved + dedicated) * task.days_of_an_officer(p))
    tally.effort_overhead += whole - given
    tally.effort_lost += int(task.THOUSANDTHS * task.paid_but_lost(body, lost, policy.capacity, p))
    taken = (dedicated if p.structure.lever_money == LeverMoney.TAKEN else 0.0) * task.days_of_an_officer(p)
    tally.effort_taken += int(task.THOUSANDTHS * (taken + task.work_moved(moved, lost, p)))
    if body.kind == Kind.FORCE:
        borrowed = whole - int(task.THOUSANDTHS * effort / max(policy.surge, 1e-9))
        tally.effort_fenced += int(task.THOUSANDTHS * task.fenced_today(body, lost, policy.capacity, p))
        tally.effort_surged += max(0, borrowed)
        tally.effort_repaid += max(0, -borrowed)


@phase
def task_home_forces(b, files, folders, open_lines, desk, messages, bodies, policy, counts, weights, picks, p, today):
    """A centre or unit that decides puts lines on the home force's list, as many as its staff can work up in a week."""
    centre = bodies[b].kind == Kind.CENTRE
    if policy[b].tasking.decides != (intel.NATION if centre else intel.REGION):
        return
    staff = (
        task.centre_desk(policy[b].coordination_centre.staff, p)
        if centre
        else bodies[b].officers / max(1e-9, bodies[b].scale) + policy[b].capacity.regional_officers
    )
    a_week = cases_a_week(staff, bodies[b], p)
    bodies[b].orders += a_week
    most, wait = int(bodies[b].orders), max(1, int(p.tasking.shared_queue_delay))
    bodies[b].orders -= put_on_lists(
        b, most, wait, False, files, folders, open_lines, desk, messages, bodies, policy, counts, weights, picks, p, today
    )
    bodies[b].orders = min(bodies[b].orders, WEEKS_BEFORE * a_week + 1.0)


@rule
def cases_a_week(staff, body, p):
    """Lines that staff of a centre or unit can work up for home forces in a week, at the scale of the run."""
    return staff * body.scale * p.tasking.cases_tasked_per_staff_week


@phase
def share_targets(files, folders, open_lines, desk, messages, bodies, policy, counts, weights, picks, p, today):
    """In a week of action with a shared list the centre puts on it what the share of the day's effort could investigate.

    The list is made of what the centre knows. It was worked up in the weeks before, as far as the desk's staff could, so that its
    targets wait in no queue.
    """
    asked = 0.0
    for b in range(FORCES):
        asked += policy[b].listed * bodies[b].earned
    if asked > 0.0:
        cases = asked / (task.THOUSANDTHS * p.operations.holder_investigation_effort)
        a_week = cases_a_week(task.centre_desk(policy[CENTRE].coordination_centre.staff, p), bodies[CENTRE], p)
        worked_up = WEEKS_BEFORE * a_week / WEEKDAYS
        most = int(min(cases, worked_up) + uniform(bodies[CENTRE].luck, today, task.LISTED))
        put_on_lists(
            CENTRE, most, 0, True, files, folders, open_lines, desk, messages, bodies, policy, counts, weights, picks, p, today
        )


@phase
def put_on_lists(
    b, most, wait, for_week, files, folders, open_lines, desk, messages, bodies, policy, counts, weights, picks, p, today
):
    """A body puts up to so many lines on their home forces' lists, likelier the more harm it believes they do (how many)."""
    if most < 1:
        return 0
    taken = take_out(b, files, folders, open_lines, bodies, desk, counts)
    n = list_wanted(b, files, desk, taken, for_week, policy, weights, picks, p, today)
    listed, turn, what_for = 0, 0, task.ON_LIST if for_week else task.TASKED
    while n > 0 and listed < most and turn < TOO_MANY:
        k = choice(uniform(bodies[b].luck + turn, today, what_for), weights[:n])
        turn += 1
        if weights[k] <= 0.0:
            break
        weights[k] = 0.0
        listed += 1
        row = picks[k] // FILES
        send_task(row, files[row][picks[k] % FILES], files[row][HOME_FILE], wait, messages, counts, p, today)
    return listed


@phase
def take_out(b, files, folders, open_lines, bodies, desk, counts):
    """A body takes out its own files, in the order of the lines: where each stands is put on the desk (how many)."""
    n = 0
    first, last = intel.places_of_files(bodies[b])
    for i in range(counts.open_lines):
        row = open_lines[i]
        for f in range(first, last):
            if folders[row][f] == b:
                fetch(files, row, f)
                desk[n] = row * FILES + f
                n += 1
    return n


@phase
def list_wanted(b, files, desk, taken, for_week, policy, weights, picks, p, today):
    """The lines that a centre or unit sees in its files and wants the home force to act on, with how much (how many).

    A list for a week of action is for the forces that take part in it.
    """
    n = 0
    for k in range(taken):
        row, f = desk[k] // FILES, desk[k] % FILES
        home = files[row][HOME_FILE]
        asked = home.body != NONE and (not for_week or policy[home.body].listed > 0.0)
        if asked and home.busy_until <= today and not task.stands(home, p, today):
            file = files[row][f]
            intel.let_fade(file, p, today)
            worth = task.to_be_tasked(file, f, p)
            if worth > 0.0 and file.busy_until <= today:
                weights[n], picks[n] = worth, desk[k]
                n += 1
    return n


@phase
def send_task(row, told, home, wait, messages, counts, p, today):
    """A task goes to the home force with what is known of the line, and is there after some days."""
    if counts.messages >= len(messages):
        return
    kept = 1.0 - p.intelligence.quality_lost_per_hop
    home.tasked = today + wait
    message = messages[counts.messages]
    counts.messages += 1
    message.line, message.file, message.body, message.tasks = row, HOME_FILE, home.body, 1
    message.due, message.copies = home.tasked, 1
    message.market, message.holder = int(intel.ITEM * told.of_market * kept), int(intel.ITEM * told.of_holder * kept)
    message.stale, message.untrue = int(intel.ITEM * told.stale * kept), int(intel.ITEM * told.untrue * kept)


@phase
def list_tasks(files, desk, taken, orders, lever, weights, picks, p, today):
    """The tasks a body sees in the files on its desk, with the worth it believes an officer day has (how many)."""
    n, consistency = 0, lever.organised_crime_mapping.consistency
    for k in range(taken):
        row, f = desk[k] // FILES, desk[k] % FILES
        file = files[row][f]
        if file.busy_until > today or intel.is_empty(file):
            continue
        intel.let_fade(file, p, today)
        due = task.is_tasked(file, p, today)
        if f != HOME_FILE or task.may_act(file, due, lever.tasking, p):
            weights[n] = task.worth_of_investigation(f, file, due, lever.tasking, lever.capacity, consistency, p)
            picks[n] = desk[k] * 8 + Task.INVESTIGATION
            n += 1
        if f in (MARKET_FILE, TRANSPORT_FILE):
            weights[n] = task.worth_of_disruption(f, file, consistency, p)
            picks[n] = desk[k] * 8 + Task.DISRUPTION
            weights[n + 1] = task.worth_of_visit(f, file, p) * (p.tasking.week_visit_ratio if lever.harvest > 0.0 else 1.0)
            picks[n + 1] = desk[k] * 8 + Task.VISIT
            n += 2
        if f == MARKET_FILE and orders >= 1.0:
            weights[n] = task.worth_of_order(file, consistency, p)
            picks[n] = desk[k] * 8 + Task.ORDER
            n += 1
    return n


@phase
def spread_effort(b, files, folders, open_lines, desk, bodies, operations, weights, picks, policy, counts, true, p, today):
    """A body takes one task after another, likelier the more worth it believes in, until its time is used up."""
    body = bodies[b]
    taken = take_out(b, files, folders, open_lines, bodies, desk, counts)
    n = list_tasks(files, desk, taken, body.orders, policy[b], weights, picks, p, today)
    body.wanted = 0.0
    for k in range(n):
        body.wanted += weights[k]
    if n == 0 or body.account <= 0:
        return
    weights[n], picks[n] = p.tasking.local_work_worth * body.officers, Task.LOCAL_WORK
    n += 1
    turn = 0
    while body.account > 0 and turn < TOO_MANY:
        k = choice(uniform(body.luck + turn, today, task.PICK), weights[:n])
        turn += 1
        what, place = picks[k] % 8, picks[k] // 8
        row, f = place // FILES, place % FILES
        u = uniform(body.luck + turn, today, task.EFFORT)
        charge = int(task.THOUSANDTHS * task.cost_of(what, files[row][f], u, policy[b], p))
        body.account -= charge
        if what == Task.LOCAL_WORK:
            true[body.area].effort_local += charge
            continue
        weights[k] = 0.0
        if what == Task.ORDER:
            use_order(body, n, weights, picks)
        start_operation(b, row, f, what, charge, body, policy[b], files, operations, counts, true, p, today)


@phase
def use_order(body, n, weights, picks):
    """A restriction order is asked for; once a force has had its share of the year's, it asks for no more."""
    body.orders -= 1.0
    if body.orders < 1.0:
        for k in range(n):
            if picks[k] % 8 == Task.ORDER:
                weights[k] = 0.0


@phase
def start_operation(b, row, f, what, charge, body, policy, files, operations, counts, true, p, today):
    """An operation begins; while it is under way the body does not take up the same line again."""
    file, tally = files[row][f], true[body.area]
    if what == Task.INVESTIGATION:
        tally.effort_investigation += charge
        tally.operations_started += 1
    elif what == Task.DISRUPTION:
        tally.effort_disruption += charge
    elif what == Task.ORDER:
        tally.effort_orders += charge
    else:
        tally.effort_visits += charge
    if what == Task.INVESTIGATION and f in (HOME_FILE, MARKET_FILE):
        moved = task.share_moved(file, task.is_tasked(file, p, today), policy.tasking, policy.capacity, p)
        tally.effort_elsewhere += int(charge * moved)
        if f == HOME_FILE:
            file.tasked = 0
    if counts.operations >= len(operations):
        return
    operation = operations[counts.operations]
    counts.operations += 1
    operation.body, operation.line, operation.task = b, row, what
    operation.started, operation.wrong, operation.market = today, file.merged, file.market
    operation.luck = born_with(file.luck, 8 * today + what)
    operation.programme = int(uniform(operation.luck, today, task.PROGRAMME) < task.chance_attributed(body, p))
    operation.believed = intel.known(file, p)
    operation.doubled = intel.doubled_in_known(file, p)
    operation.stale = intel.stale_in_known(file, p) + intel.untrue_in_known(file, p)
    if what == Task.INVESTIGATION:
        operation.due = task.length_of_investigation(operation.luck, p, today)
        file.busy_until = operation.due
    else:
        within = 1.0 if policy.harvest > 0.0 else float(WEEKDAYS)
        operation.due = today + 1 + int(within * uniform(operation.luck, today, task.HARVEST))
        if what == Task.DISRUPTION:
            file.busy_until = max(file.busy_until, today + int(p.operations.disruption_rest))


@phase
def harvest(operations, bodies, policy, counts, p, today):
    """In a week of action, investigations begun before it that would be ready within weeks are brought forward into the week."""
    for i in range(counts.operations):
        operation = operations[i]
        if operation.task != Task.INVESTIGATION or policy[operation.body].harvest <= 0.0:
            continue
        before = operation.started <= today - WEEKDAYS
        soon = today < operation.due <= today + int(p.operations.harvest_days)
        if before and soon and uniform(operation.luck, operation.started, task.READY) < p.operations.harvest_share:
            operation.due = min(operation.due, task.day_in_week(operation, today))
