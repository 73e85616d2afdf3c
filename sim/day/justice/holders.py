"""Holders of lines: arrested, charged or let go, tried, in custody, free."""

from sim.day.intelligence import know_it_done
from sim.day.supply import close, feel_loss
from sim.engine import phase, rule
from sim.engine.luck import purpose, uniform
from sim.rules import aftermath
from sim.rules.groups import hold
from sim.rules.justice import court, holders
from sim.rules.justice import operations as act
from sim.state import NEVER, NONE, Charge, Standing, Trade

RECOUNT = purpose("closure counted again")


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
    if holders.holder_charged_at_arrest(operation.luck, p, today):
        charge(dealer, lever, areas[line.home], counts, true[line.home], written, p, today)
        lose_holder(dealer, line, files, groups, areas, true, recorded, p, today)
        return
    holders.release_holder(dealer, lever.police_bail, p, today)
    written.holders_bailed += dealer.conditions
    written.holders_released += 1 - dealer.conditions
    true[line.home].bail_conditions += dealer.conditions
    act.suspend(line, today + holders.days_without_holder(dealer, p, today))


@phase
def decide_on_charge(d, dealers, lines, groups, areas, files, policy, counts, true, recorded, p, today):
    """The charging decision on a released holder: charged, the line that is still held closes; if not, it is held on."""
    dealer = dealers[d]
    line = lines[dealer.line]
    written = recorded[line.home]
    if holders.holder_charged_later(dealer, p, today):
        lever = policy[dealer.body]
        charge(dealer, lever, areas[line.home], counts, true[line.home], written, p, today)
        if line.holder == d:
            lose_holder(dealer, line, files[dealer.line], groups, areas, true, recorded, p, today)
        return
    written.holders_let_go += 1
    if line.holder == d:
        hold(dealer)
    else:
        groups[dealer.group].members += int(holders.go_free(dealer, p, today))


@phase
def charge(dealer, lever, home, counts, tally, written, p, today):
    """A holder is charged with drug supply, modern slavery or both, and held on remand or bailed."""
    holders.charge_holder(dealer, lever.modern_slavery_charging, lever.police_bail, counts.backlog, p, today)
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
    ratio = act.succession_ratio(dealer.ordered != 0, p) * holders.hands_over(dealer, p)
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
            counts.court_waiting += court.place_in_queue(dealer, p)
        return
    if released:
        decide_on_charge(d, dealers, lines, groups, areas, files, policy, counts, true, recorded, p, today)
    elif dealer.standing == Standing.AVAILABLE:
        dealer.standing, dealer.due = Standing.GONE, NEVER
        groups[dealer.group].members -= 1
    elif dealer.standing == Standing.CUSTODY:
        groups[dealer.group].members += int(holders.go_free(dealer, p, today))
    elif court.court_is_free(counts, court.place_in_queue(dealer, p)):
        complete_case(dealer, groups, true[dealer.home], recorded[dealer.home], p, today)


@phase
def complete_case(dealer, groups, tally, written, p, today):
    """A holder's case completes: a sentence, or freedom."""
    written.court_cases += 1
    written.court_days += today - dealer.since
    tally.court_completed += 1
    tally.court_wait_days += today - dealer.since
    if holders.convict(dealer, p, today):
        days = holders.sentence_days(dealer, p, today)
        written.sentences += 1
        written.sentence_days += days
        holders.serve(dealer, days, p, today)
    else:
        groups[dealer.group].members += int(holders.go_free(dealer, p, today))
