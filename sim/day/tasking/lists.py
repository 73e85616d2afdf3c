"""Lists: what a unit or the centre asks home forces to act on, and the shared list of a week of action."""

from sim.day.bundles import Police, Today
from sim.engine import fetch, phase, rule
from sim.engine.luck import choice, uniform
from sim.parameters import Parameters
from sim.policy.levers import Decides
from sim.rules import intelligence
from sim.rules import tasking as rules
from sim.rules.intelligence import ITEM
from sim.state import CENTRE, FORCES, HOME_FILE, NONE, Body, BodyType, Intelligence
from sim.state.time import WEEK_DAYS

MOST_TURNS = 400
"""Draws that a body makes at most in one go."""


@phase
def task_home_forces(b: int, police: Police, now: Today) -> None:
    """A centre or unit that decides puts lines on the home force's list, as many as its staff can work up in a week."""
    body, policy, p = police.bodies[b], now.policy[b], now.p
    centre = body.body_type == BodyType.CENTRE
    if policy.tasking.decides != (Decides.CENTRE if centre else Decides.REGION):
        return
    staff = (
        rules.centre_desk(policy.coordination_centre.staff, p)
        if centre
        else body.officers / max(1e-9, body.scale) + policy.capacity.regional_officers
    )
    a_week = cases_a_week(staff, body, p)
    body.cases += a_week
    body.cases -= put_on_lists(b, int(body.cases), max(1, int(p.tasking.shared_queue_delay)), False, police, now)
    body.cases = min(body.cases, p.tasking.cases_kept_weeks * a_week + 1.0)


@rule
def cases_a_week(staff: float, body: Body, p: Parameters) -> float:
    """Lines that staff of a centre or unit can work up for home forces in a week, at the scale of the run."""
    return staff * body.scale * p.tasking.cases_tasked_per_staff_week


@phase
def share_targets(police: Police, now: Today) -> None:
    """In a week of action with a shared list the centre puts on it what the share of the day's effort could investigate.

    The list is made of what the centre knows. It was worked up in the weeks before, as far as the desk's staff could, so that its
    targets wait in no queue.
    """
    p, centre, cases = now.p, police.bodies[CENTRE], 0.0
    for b in range(FORCES):
        a_case = rules.THOUSANDTHS * p.operations.holder_investigation_effort * rules.unpractised_ratio(police.bodies[b], p)
        cases += now.policy[b].listed * police.bodies[b].earned / a_case
    if cases > 0.0:
        a_week = cases_a_week(rules.centre_desk(now.policy[CENTRE].coordination_centre.staff, p), centre, p)
        worked_up = p.tasking.cases_kept_weeks * a_week / WEEK_DAYS
        most = int(min(cases, worked_up) + uniform(centre.luck, now.day, rules.LISTED))
        listed = put_on_lists(CENTRE, most, 0, True, police, now)
        if now.policy[CENTRE].tasking.decides == Decides.CENTRE:  # by the same desk that works up the others
            centre.cases -= listed


@phase
def put_on_lists(b: int, most: int, wait: int, for_week: bool, police: Police, now: Today) -> int:
    """A body puts up to so many lines on their home forces' lists, likelier the more harm it believes they do (how many)."""
    if most < 1:
        return 0
    weights, luck = police.weights, police.bodies[b].luck
    n = list_wanted(take_out(b, police), for_week, police, now)
    listed, turn, what_for = 0, 0, rules.ON_LIST if for_week else rules.TASKED
    while n > 0 and listed < most and turn < MOST_TURNS:
        k = choice(uniform(luck + turn, now.day, what_for), weights[:n])
        turn += 1
        if weights[k] <= 0.0:
            break
        weights[k] = 0.0
        listed += 1
        send_task(police.options[k].line, police.options[k].file, wait, police, now.p, now.day)
    return listed


@phase
def take_out(b: int, police: Police) -> int:
    """A body takes out its own files, in the order of the lines: where each stands is put on the desk (how many)."""
    n = 0
    first, last = intelligence.places_of_files(police.bodies[b])
    for i in range(police.counts.open_lines):
        row = police.open_lines[i]
        folder = police.folders[row]
        if b in (folder[first], folder[last - 1]):
            for f in range(first, last):
                if folder[f] == b:
                    fetch(police.files, row, f)
                    police.desk[n].line, police.desk[n].file = row, f
                    n += 1
    return n


@phase
def list_wanted(taken: int, for_week: bool, police: Police, now: Today) -> int:
    """The lines that a centre or unit sees in its files and wants the home force to act on, with how much (how many).

    A list for a week of action is for the forces that take part in it.
    """
    n = 0
    for k in range(taken):
        line, f = police.desk[k].line, police.desk[k].file
        files = police.files[line]
        if seems_free(files[f], files[HOME_FILE], for_week, now):
            intelligence.let_fade(files[f], now.p, now.day)
            worth = rules.to_be_tasked(files[f], f, now.p)
            if worth > 0.0 and max(files[f].busy_until, files[f].case_until) < now.day:
                police.weights[n] = worth
                police.options[n].line, police.options[n].file = line, f
                n += 1
    return n


@rule
def seems_free(file: Intelligence, home: Intelligence, for_week: bool, now: Today) -> bool:
    """The force where a line is believed to be run from can be asked: of a wrong one it only shows once the task comes back."""
    if intelligence.goes_astray(file, home.body):
        return not for_week or now.policy[file.home].listed > 0.0
    asked = home.body != NONE and (not for_week or now.policy[home.body].listed > 0.0)
    return asked and home.busy_until < now.day and not rules.stands(home, now.p, now.day)


@phase
def send_task(line: int, f: int, wait: int, police: Police, p: Parameters, today: int) -> None:
    """A task goes to the home force with what is known of the line, and is there after some days; a wrong force refuses it at once."""
    if police.counts.messages >= len(police.messages):
        return
    told, home = police.files[line][f], police.files[line][HOME_FILE]
    if intelligence.goes_astray(told, home.body):
        told.home = NONE
        rules.see_reach(f, told, False, p)
        return
    kept = 1.0 - p.intelligence.quality_lost_per_hop
    home.tasked = today + wait
    message = police.messages[police.counts.messages]
    police.counts.messages += 1
    message.line, message.file, message.body, message.tasks, message.first_hand = line, HOME_FILE, home.body, 1, 0
    message.due, message.copies = home.tasked, 1
    message.at, message.home, message.kin = told.market, NONE, told.kin
    message.market, message.holder = int(ITEM * told.of_market * kept), int(ITEM * told.of_holder * kept)
    message.stale, message.untrue = int(ITEM * told.stale * kept), int(ITEM * told.untrue * kept)
    told_of = message.market + message.holder
    message.signs = int(told_of * told.signs / max(told.signed, 1e-9))
