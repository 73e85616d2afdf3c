"""Step 11 of the day, the record: both books, and the load on queues; then the day is closed."""

from sim.engine import phase, rule, soon
from sim.rules import intelligence as intel
from sim.rules import recording
from sim.rules import supply as shop
from sim.rules.groups import fade
from sim.rules.justice import court
from sim.state import CENTRE, FILES, FORCES, MARKET_FILE, NATIONAL, NONE, Trade

STALE_DAYS = 180


@phase
def record(lines, open_lines, areas, bodies, dealers, files, policy, scene, counts, true, recorded, p, today):
    """Step 11. The record of the day: lines counted as known, adults' cases, crime, costs; and the load on queues."""
    for i in range(counts.open_lines):
        row = open_lines[i]
        line = lines[row]
        soon(lines, open_lines, i, counts.open_lines)
        soon(files, open_lines, i, counts.open_lines)
        if line.trade > Trade.SUSPENDED:
            continue
        tally, written = true[line.market], recorded[line.market]
        internal = int(line.home == line.market)
        tally.line_days_internal += internal
        tally.line_days_away += 1 - internal
        tally.old_line_days += int(today - line.opened > 730)
        count_picture(files[row], tally, p, today)
        share = recording.share_recorded(files[row][MARKET_FILE].heard, scene, p, today)
        written.line_days += share
        written.line_days_internal += share * internal
        recorded[line.home].line_days_from_here += share
        written.number_days += int(share * recording.numbers_per_line(line, p))
    children, sold = 0, 0
    for a in range(FORCES):
        children += true[a].child_days
        sold += true[a].sold
        true[a].recognition_cost += recording.cost_of_recognition(policy[a].recognition_of_exploitation, counts.scale, p)
        true[a].levers_cost += recording.cost_of_map(policy[a].organised_crime_mapping, counts.scale, p)
        recording.write_crime(true[a], recorded[a], p)
        others = recording.other_referrals(areas[a], scene, today)
        recorded[a].referrals_other += others
        recorded[a].assessments += recording.other_assessments(areas[a], scene, today)
        counts.pending += others
    forget_charges(areas, counts, p)
    counts.children_of_lines = shop.of_late(counts.children_of_lines, float(children))
    counts.sold_by_lines = shop.of_late(counts.sold_by_lines, float(sold))
    remember_violence(areas, bodies, counts, p)
    true[NATIONAL].levers_cost += recording.cost_of_centre(policy[CENTRE].coordination_centre.staff, counts.scale, p)
    decided = recording.decisions_a_day(policy[CENTRE].nrm_decisions, counts.scale, p)
    counts.waiting = recording.queue_of_referrals(counts.waiting, counts.pending, decided)
    counts.pending = 0
    usual = decided * p.safeguarding.nrm_final_wait_national
    counts.nrm_load = recording.load_of_queue(counts.waiting, usual, recording.SHORTEST_WAIT)
    true[NATIONAL].levers_cost += recording.cost_of_decisions(policy[CENTRE].nrm_decisions, counts.scale, p)
    counts.backlog = court.length_of_cases(counts.court_waiting, scene.court_backlog, counts.scale, p)


@rule
def forget_charges(areas, counts, p):
    """Charges against holders fade from memory, everywhere and in each area."""
    left = fade(1.0, p.groups.charges_seen_half_life)
    counts.charged_lately *= left
    counts.slavery_lately *= left
    for a in range(FORCES):
        areas[a].charged *= left
        areas[a].charged_slavery *= left


@rule
def remember_violence(areas, bodies, counts, p):
    """Each force has on its hands the violence of its area lately, where that is a fraction in part by its share of the nation's."""
    nation = 0.0
    for a in range(FORCES):
        areas[a].unrest = recording.unrest(areas[a], p)
        areas[a].violent = 0
        nation += areas[a].unrest
    for a in range(FORCES):
        share = nation * bodies[a].share / counts.scale
        bodies[a].violence = areas[a].own * areas[a].unrest + (1.0 - areas[a].own) * share


@phase
def compact(lines, open_lines, counts, today):
    """Lines long closed leave the list of those looked at each day."""
    kept = 0
    for i in range(counts.open_lines):
        row = open_lines[i]
        line = lines[row]
        open_lines[kept] = row
        kept += int((line.trade <= Trade.SUSPENDED) | (line.successor_due != 0) | (today - line.ended < STALE_DAYS))
    counts.open_lines = kept


@phase
def count_picture(files, tally, p, today):
    """Count a day of a line that trades, if some body knows enough to act, and if one does that can reach the holder."""
    known, reachable = 0, 0
    for f in range(FILES):
        file = files[f]
        if file.body != NONE and intel.knows_enough(file, p, today):
            known = 1
            reachable = max(reachable, file.reaches)
            if reachable:
                break
    tally.lines_known_days += known
    tally.lines_reachable_days += reachable


@phase
def turn_page(pages, d):
    """Close the day: `d` is its place among the daily pages of this stretch of days."""
    cells = pages.cells
    add_up(cells.true_today, cells.true_month, cells.true_days[d])
    add_up(cells.recorded_today, cells.recorded_month, cells.recorded_days[d])


@phase
def add_up(today, month, whole):
    """Add a day's rows to the month's rows and to the row of the whole, and empty them."""
    for a in range(today.shape[0]):
        for c in range(today.shape[1]):
            number = today[a, c]
            month[a, c] += number
            whole[c] += number
            today[a, c] = 0
