"""Steps 6 and 7 of the day over files and bodies: intelligence, and tasking. No table of lines, people or groups comes in here."""

from sim.engine import phase
from sim.luck import choice, uniform
from sim.parameters.structure import LeverMoney
from sim.rules import intelligence as intel
from sim.rules import tasking as task
from sim.state import BODIES, CENTRE, FILES, HOME_FILE, HOME_UNIT_FILE, MARKET_FILE, NONE, Kind, Task

WEEKDAYS = 7
READ = 1000.0
TOO_MANY = 400


@phase
def inform(files, messages, open_lines, fresh, bodies, policy, counts, true, p, today):
    """Step 6. What came in today is filed and passed on; what arrives is read; files are reviewed on the map."""
    centre_staff = policy[CENTRE].coordination_centre.staff
    queue = intel.queue_days(bodies[CENTRE], centre_staff, p)
    for i in range(counts.open_lines):
        row = open_lines[i]
        if fresh[row]:
            fresh[row] = 0
            file_and_share(row, files, messages, bodies, policy, counts, centre_staff, queue, true, p, today)
    kept = 0
    for i in range(counts.messages):
        if messages[i].due <= today:
            arrive(messages[i], files, bodies, true, p, today)
        else:
            if kept != i:
                move_message(messages[kept], messages[i])
            kept += 1
    counts.messages = kept
    read_queue(bodies[CENTRE], centre_staff, p)
    for i in range(counts.open_lines):
        row = open_lines[i]
        if (row + today) % WEEKDAYS == 0:
            review_files(row, files, bodies, policy, true, p, today)


@phase
def file_and_share(row, files, messages, bodies, policy, counts, centre_staff, queue, true, p, today):
    """Each body files its own items, and passes copies to the others concerned, or not."""
    for f in range(FILES):
        file = files[row][f]
        if file.body == NONE or file.new_market + file.new_holder == 0:
            continue
        market, holder = file.new_market, file.new_holder
        if file.as_of < today or file.of_market + file.of_holder == 0.0:
            file.score = intel.score_of(file, p) if file.score == 0.0 else file.score
        intel.take_in(file, p, today)
        files[row][MARKET_FILE].heard = today
        for to in range(FILES):
            other = files[row][to]
            if to != f and other.body != NONE and other.body != file.body:
                send(
                    row,
                    f,
                    to,
                    market,
                    holder,
                    bodies,
                    file,
                    other,
                    messages,
                    policy,
                    counts,
                    centre_staff,
                    queue,
                    true,
                    p,
                    today,
                )


@phase
def send(row, f, to, market, holder, bodies, file, other, messages, policy, counts, centre_staff, queue, true, p, today):
    """An item goes to another body by the sender's sharing: share, hops, delay."""
    sender, receiver = bodies[file.body], bodies[other.body]
    sharing = policy[file.body].intelligence_sharing
    within = intel.in_reach(sender, receiver, sharing, p)
    if not intel.can_be_sent(sender, receiver, to, within, centre_staff):
        return
    tally = true[file.market]
    tally.items_useful += 1
    key = other.luck + f
    if counts.messages >= len(messages) or uniform(key, today, intel.SHARED) >= intel.share_passed(within, sharing, p):
        return
    hops = 2 if within and receiver.kind == Kind.FORCE and centre_staff > 0.0 else 1
    kept = intel.quality_kept(hops, within, sharing, p)
    message = messages[counts.messages]
    counts.messages += 1
    message.line, message.file = row, to
    message.due = intel.delay_of(key, today, intel.DELAY, within, sharing, queue if hops == 2 or to == 5 else 0.0, p)
    twice = 2 if intel.arrives_twice(key, today, intel.DOUBLED, p) else 1
    message.market, message.holder = int(market * kept), int(holder * kept)
    message.copies = twice
    tally.items_shared += 1
    if within and centre_staff > 0.0 and (hops == 2 or to == 5):
        bodies[CENTRE].queue += market + holder


@phase
def move_message(to, message):
    """Close the gap left by messages that arrived."""
    to.due, to.line, to.file = message.due, message.line, message.file
    to.market, to.holder, to.copies = message.market, message.holder, message.copies


@phase
def arrive(message, files, bodies, true, p, today):
    """A message is read, at the cost of staff time; one that came by two ways looks like two."""
    file = files[message.line][message.file]
    if file.body == NONE:
        return
    intel.let_fade(file, p, today)
    file.of_market += message.copies * message.market / READ
    file.of_holder += message.copies * message.holder / READ
    file.doubled += (message.copies - 1) * (message.market + message.holder) / READ
    cost = int(task.THOUSANDTHS * p.intelligence.reading_cost * message.copies)
    bodies[file.body].account -= cost
    true[file.market].effort_reading += cost


@phase
def read_queue(centre, staff, p):
    """The centre's staff read what waits."""
    centre.queue = max(0, centre.queue - int(intel.ITEM * staff * centre.scale * p.intelligence.items_read_per_day))


@phase
def review_files(row, files, bodies, policy, true, p, today):
    """A week's look at who knows what: files are reviewed when due, and the picture is counted."""
    known, reachable = False, False
    for f in range(FILES):
        file = files[row][f]
        if file.body == NONE or file.of_market + file.of_holder < 0.01:
            continue
        intel.let_fade(file, p, today)
        if file.review <= today:
            lever = policy[file.body]
            intel.review(file, policy[CENTRE].coordination_centre, lever.crime_mapping, p, today)
        if intel.chance_to_act(intel.known(file, p), p.intelligence.items_to_act, p) >= 0.5:
            known = True
            reachable = reachable or task.in_own_hands(f, file)
    file = files[row][MARKET_FILE]
    true[file.market].lines_known_days += WEEKDAYS * int(known)
    true[file.market].lines_reachable_days += WEEKDAYS * int(reachable)


@phase
def task_bodies(files, open_lines, bodies, operations, weights, picks, policy, scene, counts, areas_heat, true, p, today):
    """Step 7. Each body has its day's effort, and on its day of the week spreads it by what it believes."""
    counts.common = task.drift(
        counts.common, uniform(bodies[CENTRE].luck, today, task.COMMON_DEMAND), p.tasking.competing_demand_persistence
    )
    overhead = policy[CENTRE].coordination_centre.overhead if policy[CENTRE].coordination_centre.staff > 0.0 else 0.0
    counts.programme = 0.0
    for b in range(BODIES):
        body = bodies[b]
        if body.kind == Kind.CENTRE:
            continue
        earn_effort(b, body, policy[b], overhead, areas_heat, scene, counts, true, p, today)
    for b in range(BODIES):
        if (b + today) % WEEKDAYS == 0 or policy[b].harvest > 0.0:
            kind = bodies[b].kind
            if (b + today) % WEEKDAYS == 0 and (kind == Kind.CENTRE or kind == Kind.REGIONAL_UNIT):
                task_home_forces(b, files, open_lines, bodies, policy, counts, weights, picks, p, today)
            if kind != Kind.CENTRE:
                spread_effort(b, files, open_lines, bodies, operations, weights, picks, policy, counts, true, p, today)


@phase
def earn_effort(b, body, policy, overhead, areas_heat, scene, counts, true, p, today):
    """A day's officer time after competing demand; a week of action borrows from the weeks around it."""
    body.demand = task.drift(body.demand, uniform(body.luck, today, task.DEMAND), p.tasking.competing_demand_persistence)
    heat = areas_heat[body.area].heat if body.kind == Kind.FORCE else 0.0
    lost = task.competing_share(body, counts.common, heat, p) * scene.competing
    effort = task.effort_today(body, min(0.98, lost), policy.capacity, policy.surge, overhead, p)
    given = int(task.THOUSANDTHS * effort)
    if body.kind == Kind.FORCE:
        body.orders = min(20.0, body.orders + policy.restriction_orders.orders_a_year * body.share / 365.25)
    tally = true[body.area]
    full = (body.officers + task.dedicated_officers(body, policy.capacity)) * p.tasking.working_days / 365.25
    tally.effort_available += int(task.THOUSANDTHS * full)
    tally.effort_given += given
    if p.structure.lever_money == LeverMoney.TAKEN:
        taken = task.dedicated_officers(body, policy.capacity) * p.tasking.working_days / 365.25
        tally.effort_taken += int(task.THOUSANDTHS * taken)
    limit = int(task.THOUSANDTHS * (28.0 * effort + p.operations.holder_investigation_effort))
    spare = max(0, body.account + given - limit)
    body.account += given - spare
    tally.effort_local += spare
    dedicated = task.dedicated_officers(body, policy.capacity) * (1.0 - lost * p.tasking.ring_fence_leak)
    if body.kind == Kind.TRANSPORT_POLICE:
        body.transport_ratio = 1.0 + dedicated / max(body.officers, 1e-9)
    counts.programme = max(counts.programme, dedicated)
    body.programme = dedicated * p.tasking.working_days / 365.25 * policy.surge / max(effort, 1e-9)


@phase
def task_home_forces(b, files, open_lines, bodies, policy, counts, weights, picks, p, today):
    """A centre or unit that decides puts lines on the home force's list, as many as its staff can work up in a week."""
    lever, centre = policy[b].tasking, bodies[b].kind == Kind.CENTRE
    if lever.decides != (2 if centre else 1):
        return
    staff = (
        policy[b].coordination_centre.staff
        if centre
        else bodies[b].officers / max(1e-9, bodies[b].scale) + policy[b].capacity.regional_officers
    )
    bodies[b].orders += staff * bodies[b].scale * p.tasking.cases_tasked_per_staff_week
    n = 0
    for i in range(counts.open_lines):
        row = open_lines[i]
        for f in (HOME_UNIT_FILE, 5):
            if files[row][f].body == b and not files[row][HOME_FILE].tasked and files[row][HOME_FILE].body != NONE:
                intel.let_fade(files[row][f], p, today)
                worth = task.to_be_tasked(files[row][f], f, p)
                if worth > 0.0 and n < len(weights):
                    weights[n], picks[n] = worth, row * FILES + f
                    n += 1
    turn = 0
    while n > 0 and bodies[b].orders >= 1.0 and turn < TOO_MANY:
        k = choice(uniform(bodies[b].luck + turn, today, task.PICK), weights[:n])
        turn += 1
        if weights[k] <= 0.0:
            break
        weights[k] = 0.0
        bodies[b].orders -= 1.0
        home = files[picks[k] // FILES][HOME_FILE]
        home.tasked = today + int(p.tasking.shared_queue_delay)
        told = files[picks[k] // FILES][picks[k] % FILES]
        kept = 1.0 - p.intelligence.quality_lost_per_hop
        intel.let_fade(home, p, today)
        home.of_market = max(home.of_market, told.of_market * kept)
        home.of_holder = max(home.of_holder, told.of_holder * kept)
    bodies[b].orders = min(bodies[b].orders, 4.0 * staff * bodies[b].scale * p.tasking.cases_tasked_per_staff_week + 1.0)


@phase
def list_tasks(b, files, open_lines, bodies, policy, counts, weights, picks, p, today):
    """The tasks a body sees in its files, with the worth it believes an officer day has (how many)."""
    n, lever = 0, policy[b]
    first, last = intel.places_of_files(bodies[b])
    for i in range(counts.open_lines):
        row = open_lines[i]
        for f in range(first, last):
            file = files[row][f]
            if file.body != b or file.busy_until > today or file.of_market + file.of_holder < 0.02:
                continue
            intel.let_fade(file, p, today)
            consistency = lever.crime_mapping.consistency
            if n + 3 > len(weights):
                return n
            due = file.tasked != 0 and file.tasked <= today
            if f != HOME_FILE or task.may_act(file, due, lever.tasking, p):
                weights[n] = task.worth_of_investigation(f, file, due, lever.tasking, lever.capacity, consistency, p)
                picks[n] = (row * FILES + f) * 8 + Task.INVESTIGATION
                n += 1
            if f == MARKET_FILE or f == 4:
                weights[n] = task.worth_of_disruption(f, file, consistency, p)
                picks[n] = (row * FILES + f) * 8 + Task.DISRUPTION
                weights[n + 1] = task.worth_of_visit(f, file, p) * (p.tasking.week_visit_ratio if lever.harvest > 0.0 else 1.0)
                picks[n + 1] = (row * FILES + f) * 8 + Task.VISIT
                n += 2
    return n


@phase
def spread_effort(b, files, open_lines, bodies, operations, weights, picks, policy, counts, true, p, today):
    """A body takes one task after another, likelier the more worth it believes in, until its time is used up."""
    body = bodies[b]
    if body.account <= 0:
        return
    n = list_tasks(b, files, open_lines, bodies, policy, counts, weights, picks, p, today)
    if n == 0:
        return
    weights[n], picks[n] = p.tasking.local_work_worth * body.officers, Task.LOCAL_WORK
    n += 1
    ask_for_orders(b, body, n, files, operations, weights, picks, policy[b], counts, true, p, today)
    turn = 0
    while body.account > 0 and turn < TOO_MANY:
        k = choice(uniform(body.luck + turn, today, task.PICK), weights[:n])
        turn += 1
        what, place = picks[k] % 8, picks[k] // 8
        row, f = place // FILES, place % FILES
        u = uniform(body.luck + turn, today, task.EFFORT)
        charge = int(task.THOUSANDTHS * task.cost_of(what, f, files[row][f], u, policy[b], p))
        body.account -= charge
        if what == Task.LOCAL_WORK:
            true[body.area].effort_local += charge
            continue
        weights[k] = 0.0
        start_operation(b, row, f, what, charge, body, policy[b].harvest > 0.0, files, operations, counts, true, p, today)


@phase
def ask_for_orders(b, body, n, files, operations, weights, picks, policy, counts, true, p, today):
    """A force with officer time asks for restriction orders on lines it would disrupt, up to its share of the year's orders."""
    if body.kind != Kind.FORCE:
        return
    while body.orders >= 1.0 and body.account > 0:
        best, worth = NONE, 0.0
        for k in range(n):
            if picks[k] % 8 == Task.DISRUPTION and weights[k] > worth:
                best, worth = k, weights[k]
        if best == NONE:
            return
        body.orders -= 1.0
        weights[best] = 0.0
        place = picks[best] // 8
        charge = int(
            task.THOUSANDTHS * task.cost_of(Task.ORDER, place % FILES, files[place // FILES][place % FILES], 0.5, policy, p)
        )
        body.account -= charge
        start_operation(
            b,
            place // FILES,
            place % FILES,
            Task.ORDER,
            charge,
            body,
            policy.harvest > 0.0,
            files,
            operations,
            counts,
            true,
            p,
            today,
        )


@phase
def start_operation(b, row, f, what, charge, body, in_week, files, operations, counts, true, p, today):
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
    if file.own_share < 1.0:
        tally.effort_elsewhere += int(charge * (1.0 - file.own_share))
    if counts.operations >= len(operations):
        return
    operation = operations[counts.operations]
    counts.operations += 1
    operation.body, operation.line, operation.file, operation.task, operation.effort = b, row, f, what, charge
    operation.started, operation.wrong, operation.luck = today, file.merged, file.luck
    operation.programme = int(uniform(file.luck, today, task.PROGRAMME) < task.chance_attributed(body, p))
    operation.believed, operation.doubled = intel.known(file, p), file.doubled
    if what == Task.INVESTIGATION:
        operation.due = task.length_of_investigation(file.luck, p, today)
        file.busy_until = operation.due
    else:
        operation.due = today + 1 + int((1.0 if in_week else WEEKDAYS) * uniform(file.luck, today, task.HARVEST))
        file.busy_until = (
            max(file.busy_until, today + int(p.operations.disruption_rest)) if what == Task.DISRUPTION else file.busy_until
        )


@phase
def harvest(operations, bodies, policy, counts, p, today):
    """In a week of action, investigations that would be ready within weeks are brought forward into the week."""
    for i in range(counts.operations):
        operation = operations[i]
        if operation.task != Task.INVESTIGATION or policy[operation.body].harvest <= 0.0:
            continue
        soon = today < operation.due <= today + int(p.operations.harvest_days)
        if soon and uniform(operation.luck, operation.started, task.READY) < p.operations.harvest_share:
            operation.due = today + 1 + int(5.0 * uniform(operation.luck, today, task.HARVEST))
