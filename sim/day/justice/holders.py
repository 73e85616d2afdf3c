"""Holders of lines: arrested, charged or let go, tried, in custody, free."""

from sim.day.bundles import Country, Police, Today, Trading
from sim.day.intelligence import know_it_done, know_of_case
from sim.day.supply.lines import close, feel_loss
from sim.engine import AHEAD, fetch, phase, rule
from sim.engine.luck import purpose, uniform
from sim.parameters import Parameters
from sim.rules import aftermath, groups
from sim.rules.justice import court, operations
from sim.rules.justice import holders as rules
from sim.rules.tasking import THOUSANDTHS, added_effort
from sim.state import (
    NEVER,
    NONE,
    Area,
    Body,
    Charge,
    Dealer,
    Group,
    Intelligence,
    Line,
    Operation,
    Standing,
    Table,
    Trade,
)
from sim.state.books import RecordedBook, TrueBook
from sim.state.ledger import Ledger

RECOUNT = purpose("closure counted again")


@phase
def judge_holders(trade: Trading, country: Country, police: Police, ledger: Ledger, now: Today) -> None:
    """Holders are charged or let go, cases complete, sentences are served, most come back, some give up waiting."""
    for d in range(trade.counts.dealers):
        fetch(trade.dealers, d + AHEAD, 0)
        judge_holder(d, trade, country, police, ledger, now)


@rule
def judge_holder(d: int, trade: Trading, country: Country, police: Police, ledger: Ledger, now: Today) -> None:
    """A day of one holder or seller; a case whose day has come completes where a court is free."""
    dealer, nation = trade.dealers[d], country.nation
    released, remanded = dealer.standing == Standing.RELEASED, dealer.standing == Standing.REMANDED
    tally = ledger.true[dealer.home]
    tally.holders_released_days += int(released)
    tally.holders_in_custody_days += int(remanded | (dealer.standing == Standing.CUSTODY))
    if dealer.due > now.day:
        if remanded | (dealer.standing == Standing.BAILED):
            nation.court_waiting += court.place_in_queue(dealer, now.p)
        return
    group = trade.groups[dealer.group]
    if released:
        decide_on_charge(d, trade, country, police, ledger, now)
    elif dealer.standing == Standing.AVAILABLE:
        dealer.standing, dealer.due = Standing.GONE, NEVER
        group.members -= 1
    elif dealer.standing == Standing.CUSTODY:
        group.members += int(rules.go_free(dealer, now.p, now.day))
    elif court.court_is_free(nation, court.place_in_queue(dealer, now.p)):
        complete_case(dealer, group, tally, ledger.recorded[dealer.home], now.p, now.day)


@phase
def arrest_holder(
    operation: Operation,
    together: bool,
    line: Line,
    trade: Trading,
    country: Country,
    police: Police,
    ledger: Ledger,
    now: Today,
) -> None:
    """The holder is arrested: charged, or released until the charging decision, so that the line pauses and the loss is felt.

    Where an order goes with the arrest, the number falls silent today.
    """
    dealer, policy, p, today = trade.dealers[line.holder], now.policy[operation.body], now.p, now.day
    tally, written = ledger.true[line.home], ledger.recorded[line.home]
    written.arrests_holders += 1
    written.arrests_programme += operation.programme
    dealer.line, dealer.body, dealer.programme = operation.line, operation.body, operation.programme
    feel_loss(line, trade.groups[line.group], country.areas[line.market], 1.0, p, today)
    dealer.ordered = int(operations.orders_too(operation, policy.restriction_orders, today))
    dealer.joint, dealer.moved = int(together), operation.moved
    if dealer.ordered:
        body = police.bodies[operation.body]
        ledger.true[body.area].effort_orders += spend(dealer, body, p.operations.restriction_order_effort, ledger)
        line.order_due, line.order_body, line.order_programme = today, operation.body, operation.programme
    ledger.recorded[line.market].orders += dealer.ordered
    if rules.holder_charged_at_arrest(operation.luck, p, today):
        charge(dealer, line.home, country, police, ledger, now)
        lose_holder(dealer, line, police.files[operation.line], trade, country.areas, ledger, now)
        return
    rules.release_holder(dealer, policy.police_bail, p, today)
    know_of_case(operation.body, police.files[operation.line], dealer.due)
    written.holders_bailed += dealer.conditions
    written.holders_released += 1 - dealer.conditions
    tally.bail_conditions += dealer.conditions
    operations.suspend(line, today + rules.days_without_holder(dealer, p, today))


@phase
def decide_on_charge(d: int, trade: Trading, country: Country, police: Police, ledger: Ledger, now: Today) -> None:
    """The charging decision on a released holder: charged, the line that is still held closes; if not, it is held on."""
    dealer, p, today = trade.dealers[d], now.p, now.day
    line = trade.lines[dealer.line]
    written = ledger.recorded[line.home]
    if rules.holder_charged_later(dealer, p, today):
        charge(dealer, line.home, country, police, ledger, now)
        if line.holder == d:
            lose_holder(dealer, line, police.files[dealer.line], trade, country.areas, ledger, now)
        return
    written.holders_let_go += 1
    if line.holder == d:
        groups.hold(dealer)
    else:
        trade.groups[dealer.group].members += int(rules.go_free(dealer, p, today))


@rule
def spend(dealer: Dealer, body: Body, days: float, ledger: Ledger) -> int:
    """Officer days that a case takes beyond its task, out of the time that the body has next (thousandths)."""
    cost = int(THOUSANDTHS * days)
    body.account -= cost
    ledger.true[body.area].effort_elsewhere += int(cost * dealer.moved)
    return cost


@phase
def charge(dealer: Dealer, where: int, country: Country, police: Police, ledger: Ledger, now: Today) -> None:
    """A holder is charged with drug supply, modern slavery or both, and held on remand or bailed; a slavery count takes time."""
    home, nation, body, policy = country.areas[where], country.nation, police.bodies[dealer.body], now.policy[dealer.body]
    written = ledger.recorded[where]
    rules.charge_holder(dealer, policy, nation.backlog, now.p, now.day)
    slavery = int(dealer.slavery != Charge.DRUG_SUPPLY)
    if slavery:
        cost = spend(dealer, body, added_effort(policy.modern_slavery_charging, now.p), ledger)
        ledger.true[body.area].effort_investigation += cost
    nation.charged_lately += 1.0
    nation.slavery_lately += slavery
    home.charged += 1.0
    home.charged_slavery += slavery
    written.holders_charged += 1
    written.slavery_charged += slavery
    written.slavery_alone += int(dealer.slavery == Charge.MODERN_SLAVERY)
    ledger.true[where].bail_conditions += int(dealer.standing == Standing.BAILED and dealer.conditions)


@phase
def lose_holder(
    dealer: Dealer,
    line: Line,
    files: Table[Intelligence],
    trade: Trading,
    areas: Table[Area],
    ledger: Ledger,
    now: Today,
) -> None:
    """A line whose holder is charged closes, as the body knows that did it, and is perhaps taken over."""
    p, today = now.p, now.day
    know_it_done(dealer.body, files, today)
    ratio = operations.succession_ratio(dealer.ordered != 0, dealer.joint != 0, p) * rules.hands_over(dealer, p)
    taken = aftermath.is_taken_over(line, ratio, p, today)
    aftermath.lose_to_police(line, aftermath.not_yet_lost(line), p, today)
    line.holder = NONE
    line.successor_due = aftermath.succession_day(line, p, today) if taken else 0
    close(line, Trade.CHARGED, trade, areas, ledger, now)
    record_closure(line, dealer.programme, ledger.recorded[line.home], ledger.recorded[line.market], p, today)


@phase
def record_closure(line: Line, programme: int, home: RecordedBook, market: RecordedBook, p: Parameters, today: int) -> None:
    """A closure is recorded; the same line may count again under another number."""
    again = 1 + int(uniform(line.luck, today, RECOUNT) < p.observation.closure_recount - 1.0)
    market.closures_charged += again
    home.closures_programme += again * programme
    home.closures_programme_charged += again * programme


@phase
def complete_case(dealer: Dealer, group: Group, tally: TrueBook, written: RecordedBook, p: Parameters, today: int) -> None:
    """A holder's case completes: a sentence, or freedom."""
    written.court_cases += 1
    written.court_days += today - dealer.since
    tally.court_completed += 1
    tally.court_wait_days += today - dealer.since
    if rules.convict(dealer, p, today):
        days = rules.sentence_days(dealer, p, today)
        written.sentences += 1
        written.sentence_days += days
        rules.serve(dealer, days, p, today)
    else:
        group.members += int(rules.go_free(dealer, p, today))
