"""Step 11 of the day, the record: both books, and the load on queues; and how a day is closed."""

import numpy as np

from sim.day.bundles import Country, Police, Today, Trading
from sim.engine import phase, rule, soon, step
from sim.engine.luck import purpose, uniform
from sim.parameters import Parameters
from sim.rules import intelligence
from sim.rules import recording as rules
from sim.rules.groups import fade
from sim.rules.justice import court
from sim.state import (
    CENTRE,
    FILES,
    FORCES,
    MARKET_FILE,
    NATIONAL,
    NONE,
    WEEKDAY,
    Area,
    Body,
    Intelligence,
    Line,
    Nation,
    Table,
    Trade,
)
from sim.state.books import TrueBook
from sim.state.ledger import Ledger
from sim.state.time import WEEK_DAYS

COMPARED = 8
"""Other lines with which one that an operation is for is compared: how exact a measure is."""
BESIDE = purpose("lines beside one that an operation is for")


@step
def recording(trade: Trading, country: Country, police: Police, ledger: Ledger, now: Today) -> None:
    """The record of the day: lines counted as known, crime, costs, the load on queues; lines long closed are looked at no more."""
    count = trade.counts.open_lines
    for i in range(count):
        row = trade.open_lines[i]
        soon(trade.lines, trade.open_lines, i, count)
        soon(police.files, trade.open_lines, i, count)
        line, files = trade.lines[row], police.files[row]
        if line.trade <= Trade.SUSPENDED:
            count_line(line, files, ledger, now)
        elif police.folders[row][WEEKDAY] == now.day % WEEK_DAYS:
            strike_off(files, now)
        if line.trade <= Trade.SUSPENDED or line.trade >= Trade.ABANDONED:  # a closure is recorded too
            record_line(files[MARKET_FILE], ledger, now)
    look_at_direction(trade, police, ledger, now.day)
    record_areas(country, ledger, now)
    forget_charges(country, now.p)
    remember_violence(country.areas, police.bodies, country.nation.scale, now.p)
    look_at_queues(country.nation, ledger.true[NATIONAL], now)
    compact(trade, now.p, now.day)


@rule
def count_line(line: Line, files: Table[Intelligence], ledger: Ledger, now: Today) -> None:
    """A line that trades counts for a day where it sells, and one that crosses a border also where it is run from."""
    tally = ledger.true[line.market]
    internal = int(line.home == line.market)
    tally.line_days_internal += internal
    tally.line_days_away += 1 - internal
    ledger.true[line.home].line_days_run_away += 1 - internal
    count_picture(line, files, tally, now.p, now.day)


@rule
def record_line(file: Intelligence, ledger: Ledger, now: Today) -> None:
    """The national count has what some body has heard of lately, as market forces believe it: dead lines too, doubles and phantoms."""
    share, written = rules.share_recorded(file.heard, now.scene, now.p, now.day), ledger.recorded[file.market]
    written.line_days += share
    written.line_days_internal += share * int(file.home == file.market)
    written.number_days += int(share * now.p.observation.numbers_per_line)
    if file.home != NONE:
        ledger.recorded[file.home].line_days_from_here += share


@phase
def strike_off(files: Table[Intelligence], now: Today) -> None:
    """Files on a line that is not there, or no more, are struck off some day, when a review looks into them."""
    for f in range(FILES):
        file = files[f]
        if file.body == NONE or file.busy_until > now.day or intelligence.is_empty(file):
            continue
        if intelligence.finds_nothing(file, now.policy[file.body].organised_crime_mapping, WEEK_DAYS, now.p, now.day):
            intelligence.forget(file, now.day)


@phase
def count_picture(line: Line, files: Table[Intelligence], tally: TrueBook, p: Parameters, today: int) -> None:
    """Count a day of a line that trades, if some body knows enough to act, and if one does that can reach the holder."""
    known, reachable = 0, 0
    for f in range(FILES):
        file = files[f]
        if file.body != NONE and intelligence.knows_enough(file, p, today):
            known = 1
            reachable = max(reachable, file.reaches * int(not intelligence.goes_astray(file, line.home)))
            if reachable:
                break
    tally.lines_known_days += known
    tally.lines_reachable_days += reachable


@phase
def look_at_direction(trade: Trading, police: Police, ledger: Ledger, today: int) -> None:
    """The lines that today's operations are for are compared with others that trade: effort follows harm, or does not."""
    for i in range(police.counts.operations):
        operation = police.operations[i]
        line = trade.lines[operation.line]
        if operation.started == today and line.trade <= Trade.SUSPENDED:
            tally, start = ledger.true[line.market], int(uniform(operation.luck, today, BESIDE) * trade.counts.open_lines)
            for step in range(min(COMPARED, trade.counts.open_lines)):
                other = trade.lines[trade.open_lines[(start + step) % trade.counts.open_lines]]
                if other.trade <= Trade.SUSPENDED and other.own_row != line.own_row:
                    more = rules.children_of(line) - rules.children_of(other)
                    tally.effort_compared += operation.effort
                    tally.effort_on_worse += operation.effort * int(more > 0)
                    tally.effort_on_milder += operation.effort * int(more < 0)


@rule
def record_areas(country: Country, ledger: Ledger, now: Today) -> None:
    """Costs, crime, and what other children are referred and assessed for, in each area."""
    scale, p = country.nation.scale, now.p
    for a in range(FORCES):
        tally, written, policy = ledger.true[a], ledger.recorded[a], now.policy[a]
        tally.recognition_cost += rules.cost_of_recognition(policy.recognition_of_exploitation, scale, p)
        tally.levers_cost += rules.cost_of_map(policy.organised_crime_mapping, scale, p)
        rules.write_crime(tally, written, p)
        others = rules.other_referrals(country.areas[a], now.scene, now.day)
        written.referrals_other += others
        written.assessments += rules.other_assessments(country.areas[a], now.scene, now.day)
        country.nation.pending += others


@rule
def forget_charges(country: Country, p: Parameters) -> None:
    """Charges against holders fade from memory, everywhere and in each area."""
    left = fade(1.0, p.groups.charges_seen_half_life)
    country.nation.charged_lately *= left
    country.nation.slavery_lately *= left
    for a in range(FORCES):
        country.areas[a].charged *= left
        country.areas[a].charged_slavery *= left


@rule
def remember_violence(areas: Table[Area], bodies: Table[Body], scale: float, p: Parameters) -> None:
    """Each force has on its hands the violence of its area lately, where that is a fraction in part by its share of the nation's."""
    nation = 0.0
    for a in range(FORCES):
        areas[a].unrest = rules.unrest(areas[a], p)
        areas[a].violent = 0
        nation += areas[a].unrest
    for a in range(FORCES):
        share = nation * bodies[a].share / scale
        bodies[a].violence = areas[a].own * areas[a].unrest + (1.0 - areas[a].own) * share


@rule
def look_at_queues(nation: Nation, tally: TrueBook, now: Today) -> None:
    """How long the waits are for decisions of the NRM and in court, and what the nation's levers cost."""
    p, decisions = now.p, now.policy[CENTRE].nrm_decisions
    tally.levers_cost += rules.cost_of_centre(now.policy[CENTRE].coordination_centre.staff, nation.scale, p)
    decided = rules.decisions_a_day(decisions, nation.scale, p)
    nation.waiting = rules.queue_of_referrals(nation.waiting, nation.pending, decided)
    nation.pending = 0
    usual = decided * p.safeguarding.nrm_final_wait_national
    nation.nrm_load = rules.load_of_queue(nation.waiting, usual, p.safeguarding.nrm_wait_least, p.safeguarding.nrm_wait_most)
    tally.levers_cost += rules.cost_of_decisions(decisions, nation.scale, p)
    nation.backlog = court.length_of_cases(nation.court_waiting, now.scene.court_backlog, nation.scale, p)


@phase
def compact(trade: Trading, p: Parameters, today: int) -> None:
    """Lines long closed leave the list of those looked at each day."""
    kept = 0
    for i in range(trade.counts.open_lines):
        row = trade.open_lines[i]
        line = trade.lines[row]
        trade.open_lines[kept] = row
        looked_at = line.trade <= Trade.SUSPENDED or line.successor_due != 0
        kept += int(looked_at or today - line.ended < p.intelligence.closed_line_days)
    trade.counts.open_lines = kept


@phase
def close_day(ledger: Ledger, d: int) -> None:
    """The day's rows join the month's rows and the row of the day, the `d`-th since rows were last filed, and are emptied."""
    cells = ledger.cells
    add_up(cells.true, cells.true_month, cells.true_days[d])
    add_up(cells.recorded, cells.recorded_month, cells.recorded_days[d])


@phase
def add_up(today: np.ndarray, month: np.ndarray, whole: np.ndarray) -> None:
    """Add a day's rows to the month's rows and to the row of the whole, and empty them."""
    for a in range(today.shape[0]):
        for c in range(today.shape[1]):
            number = today[a, c]
            month[a, c] += number
            whole[c] += number
            today[a, c] = 0
