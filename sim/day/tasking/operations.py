"""Operations as they are planned: which tasks a body sees and takes up, and what is brought forward into a week of action."""

from sim.day.bundles import Police, Today
from sim.day.intelligence import counted_in
from sim.day.tasking.lists import MOST_TURNS, take_out
from sim.engine import phase, rule
from sim.engine.luck import born_with, choice, uniform
from sim.parameters import Parameters
from sim.policy.levers import Policy
from sim.rules import intelligence
from sim.rules import tasking as rules
from sim.rules.tasking import THOUSANDTHS
from sim.state import HOME_FILE, MARKET_FILE, NONE, TRANSPORT_FILE, Body, Intelligence, Operation, Task
from sim.state.books import TrueBook
from sim.state.time import WEEK_DAYS

TASKS_A_DAY = 8
"""Room for the tasks of one day among the keys of a file's operations."""


@phase
def spread_effort(b: int, police: Police, tally: TrueBook, now: Today) -> None:
    """A body takes one task after another, likelier the more worth it believes in, until its time is used up."""
    body, policy, weights, p = police.bodies[b], now.policy[b], police.weights, now.p
    n = list_tasks(take_out(b, police), body, policy, police, p, now.day)
    body.wanted = 0.0
    for k in range(n):
        body.wanted += weights[k]
    if n == 0 or body.account <= 0:
        return
    n = add_option(n, 0, 0, Task.LOCAL_WORK, p.tasking.local_work_worth * body.officers, police)
    turn = 0
    while body.account > 0 and turn < MOST_TURNS:
        k = choice(uniform(body.luck + turn, now.day, rules.PICK), weights[:n])
        turn += 1
        option = police.options[k]
        u = uniform(body.luck + turn, now.day, rules.EFFORT)
        charge = int(THOUSANDTHS * rules.cost_of(option.task, police.files[option.line][option.file], u, body, policy, p))
        body.account -= charge
        if option.task == Task.LOCAL_WORK:
            tally.effort_local += charge
            continue
        leave_alone(option.line, n, police)
        if option.task == Task.ORDER:
            use_order(body, n, police)
        start_operation(b, k, charge, police, policy, tally, p, now.day)
        if option.task == Task.INVESTIGATION:
            take_kin_along(b, k, n, police, policy, tally, p, now.day)


@phase
def leave_alone(line: int, n: int, police: Police) -> None:
    """A body takes up one task on a line in a day: of the `n` options no other is left there."""
    for k in range(n):
        if police.options[k].line == line and police.options[k].task != Task.LOCAL_WORK:
            police.weights[k] = 0.0


@phase
def take_kin_along(b: int, k: int, n: int, police: Police, policy: Policy, tally: TrueBook, p: Parameters, today: int) -> None:
    """With a line a body investigates others that it believes to be of the same group, each for more effort; all end on one day."""
    first, at = police.operations[police.counts.operations - 1], next_kin(k, n, police, p, today)
    while at != NONE and police.counts.operations < len(police.operations):
        file = police.files[police.options[at].line][police.options[at].file]
        cost = rules.cost_of(
            Task.INVESTIGATION, file, uniform(file.luck, today, rules.JOINT_EFFORT), police.bodies[b], policy, p
        )
        charge = int(THOUSANDTHS * p.operations.joint_effort_ratio * cost)
        police.bodies[b].account -= charge
        leave_alone(police.options[at].line, n, police)
        start_operation(b, at, charge, police, policy, tally, p, today)
        other = police.operations[police.counts.operations - 1]
        other.due = file.busy_until = first.due
        tally.operations_joint += 1 + int(first.joint == NONE)
        first.joint, other.joint = other.line, first.line
        at = next_kin(at, n, police, p, today)


@phase
def next_kin(k: int, n: int, police: Police, p: Parameters, today: int) -> int:
    """Where among the `n` options the investigation stands of a line that the body joins to the `k`-th, and takes along; or NONE."""
    option = police.options[k]
    kin = police.files[option.line][option.file].kin
    if kin == NONE:
        return NONE
    for at in range(n):
        other = police.options[at]
        if other.line == kin and other.task == Task.INVESTIGATION and police.weights[at] > 0.0:
            return at if rules.is_taken_along(police.files[kin][other.file], p, today) else NONE
    return NONE


@phase
def list_tasks(taken: int, body: Body, policy: Policy, police: Police, p: Parameters, today: int) -> int:
    """The tasks a body sees in the files on its desk, with the worth it believes an officer day has (how many)."""
    n, consistency = 0, policy.organised_crime_mapping.consistency
    new_cases = p.tasking.week_investigation_ratio if policy.harvest > 0.0 else 1.0
    visits = p.tasking.week_visit_ratio if policy.harvest > 0.0 else 1.0
    for k in range(taken):
        line, f = police.desk[k].line, police.desk[k].file
        file = police.files[line][f]
        if file.busy_until >= today or intelligence.is_empty(file):
            continue
        intelligence.let_fade(file, p, today)
        due = rules.is_tasked(file, p, today)
        if file.case_until < today and (f != HOME_FILE or rules.may_act(file, due, policy.tasking, p)):
            worth = rules.worth_of_investigation(f, file, due, body, policy.tasking, policy.capacity, consistency, p)
            n = add_option(n, line, f, Task.INVESTIGATION, worth * new_cases, police)
        if file.rests_until <= today and (f == MARKET_FILE or (f == TRANSPORT_FILE and file.market != NONE)):
            n = add_option(n, line, f, Task.DISRUPTION, rules.worth_of_disruption(f, file, body, consistency, p), police)
            n = add_option(n, line, f, Task.VISIT, rules.worth_of_visit(f, file, p) * visits, police)
        if f == MARKET_FILE and body.orders >= 1.0:
            n = add_option(n, line, f, Task.ORDER, rules.worth_of_order(file, consistency, p), police)
    return n


@rule
def add_option(n: int, line: int, file: int, task: int, worth: float, police: Police) -> int:
    """One option more, after the `n` there are (how many then)."""
    option = police.options[n]
    option.line, option.file, option.task = line, file, task
    police.weights[n] = worth
    return n + 1


@phase
def use_order(body: Body, n: int, police: Police) -> None:
    """A restriction order is asked for; once a force has had its share of the year's, it asks for no more."""
    body.orders -= 1.0
    if body.orders < 1.0:
        for k in range(n):
            if police.options[k].task == Task.ORDER:
                police.weights[k] = 0.0


@phase
def start_operation(
    b: int, k: int, charge: int, police: Police, policy: Policy, tally: TrueBook, p: Parameters, today: int
) -> None:
    """An operation begins by the `k`-th option; while an investigation is under way the body does not take up the same line again."""
    option = police.options[k]
    file, moved = police.files[option.line][option.file], 0.0
    count_effort(option.task, charge, tally)
    if option.task == Task.INVESTIGATION:
        police.bodies[b].practised += charge / THOUSANDTHS
    if option.task == Task.INVESTIGATION and option.file in (HOME_FILE, MARKET_FILE):
        moved = rules.share_moved(file, rules.is_tasked(file, p, today), policy.tasking, policy.capacity, p)
        tally.effort_elsewhere += int(charge * moved)
        if option.file == HOME_FILE:
            file.tasked = 0
    if police.counts.operations >= len(police.operations):
        return
    operation = police.operations[police.counts.operations]
    police.counts.operations += 1
    operation.body, operation.line, operation.task = b, option.line, option.task
    operation.started, operation.market = today, counted_in(file, police.bodies)
    operation.effort, operation.home, operation.joint = charge, file.home, NONE
    operation.moved, operation.holder_found, operation.finds = moved, 0, 1.0
    operation.luck = born_with(file.luck, TASKS_A_DAY * today + option.task)
    operation.programme = int(uniform(operation.luck, today, rules.PROGRAMME) < rules.chance_attributed(police.bodies[b], p))
    operation.wrong = rules.aimed_wrong(operation, file, today)
    believe(operation, file, p)
    set_date(operation, file, policy.harvest > 0.0, p, today)


@rule
def count_effort(task: int, charge: int, tally: TrueBook) -> None:
    """The officer time of a task is written down."""
    if task == Task.INVESTIGATION:
        tally.effort_investigation += charge
        tally.operations_started += 1
    elif task == Task.DISRUPTION:
        tally.effort_disruption += charge
    elif task == Task.ORDER:
        tally.effort_orders += charge
    else:
        tally.effort_visits += charge


@rule
def believe(operation: Operation, file: Intelligence, p: Parameters) -> None:
    """What is believed when an operation begins, and what of it is not so, unknown to the body."""
    operation.believed = intelligence.known(file, p)
    operation.doubled = intelligence.doubled_in_known(file, p)
    operation.stale = intelligence.stale_in_known(file, p) + intelligence.untrue_in_known(file, p)


@rule
def set_date(operation: Operation, file: Intelligence, in_week: bool, p: Parameters, today: int) -> None:
    """The day on which an operation is due: an investigation takes months, the others are done within the week, or at once in one.

    After a raid a body rests from coming again, not from an investigation.
    """
    if operation.task == Task.INVESTIGATION:
        operation.due = rules.length_of_investigation(operation.luck, p, today)
        file.busy_until = operation.due
        return
    within = 1.0 if in_week else float(WEEK_DAYS)
    operation.due = today + 1 + int(within * uniform(operation.luck, today, rules.HARVEST))
    if operation.task == Task.DISRUPTION:
        file.rests_until = today + int(p.operations.disruption_rest)


@phase
def bring_forward(police: Police, now: Today) -> None:
    """In a week of action, investigations begun before it that would be ready within weeks are brought forward into the week."""
    p, today = now.p, now.day
    for i in range(police.counts.operations):
        operation, body = police.operations[i], police.bodies[police.operations[i].body]
        last = int(now.policy[operation.body].harvest)
        if operation.task != Task.INVESTIGATION or last <= today:
            continue
        before = operation.started <= today - WEEK_DAYS
        soon = today < operation.due <= today + int(p.operations.harvest_days)
        if before and soon and rules.is_ready(operation, body, p):
            operation.due = min(operation.due, rules.day_in_week(operation, body, last, today))
