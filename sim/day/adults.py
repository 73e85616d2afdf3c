"""Adults whom lines use, in steps 3 and 7 of the day: their homes taken, running for a line, arrested, in custody, free."""

from sim.day.crews import Place, pick_line
from sim.day.finds import LONG, add_item, tell_of_home
from sim.engine import phase, rule
from sim.luck import uniform
from sim.rules import detection, grooming, justice, safeguarding
from sim.rules import operations as act
from sim.rules.intelligence import ITEM
from sim.state import NONE, TRANSPORT_FILE, Trade, Use

WEEKDAYS = 7


@rule
def adult_at_risk(adult, lines, nearby, areas, true, p, today):
    """A week of an adult at risk: a line takes the home, or takes the adult on as a runner."""
    area, tally = areas[adult.area], true[adult.area]
    if justice.adult_in_custody(adult, today):
        tally.adult_custody_days += WEEKDAYS
        return
    area.adults_free_week += 1
    runs, home = area.adult_pull, area.home_pull
    u = uniform(adult.luck, today, grooming.ADULT_USED)
    if u < runs:
        line = pick_line(adult.luck, adult.area, Place.ADULT, lines, nearby, areas, today)
        if line != NONE:
            adult.use, adult.line = Use.RUNS, line
            lines[line].adults += 1
            lines[line].adults_home += int(adult.area == lines[line].home)
            tally.adults_newly += 1
    elif u < runs + home:
        line = pick_line(adult.luck, adult.area, Place.HOME, lines, nearby, areas, today)
        if line != NONE:
            adult.use, adult.line = Use.HOME, line
            lines[line].homes += 1
            tally.adults_newly += 1
            tally.homes_newly += 1


@rule
def travels(adult, line):
    """An adult from the home area of a cross-border line runs for it elsewhere."""
    return adult.area == line.home and line.home != line.market


@rule
def adult_used(adult, lines, open_lines, on_rails, railway, files, folders, counts, true, recorded, p, today):
    """A week of an adult whom a line uses: the use ends by itself or with the line."""
    tally, line = true[adult.area], lines[adult.line]
    tally.adult_days += WEEKDAYS
    tally.home_days += WEEKDAYS * int(adult.use == Use.HOME)
    if adult.use == Use.HOME and detection.home_identified(adult, p, today):
        recorded[adult.area].adults_safeguarded += 1
        tell_of_home(adult.line, adult.luck, lines, open_lines, files, folders, counts, true, p, today)
        if act.ends_use(adult.luck, p, today):
            release_adult(adult, line, tally)
            return
    if adult.use == Use.RUNS and act.taken_in_raid(adult, line, p, today):
        written = recorded[line.market]
        written.adults_charged += int(justice.charge_adult(adult, counts.backlog, p, today))
        release_adult(adult, line, tally)
        return
    if adult.use == Use.RUNS and line.trade <= Trade.SUSPENDED and travels(adult, line):
        exposure = railway * on_rails[line.home][line.market] / LONG
        if detection.adult_met_on_the_railway(adult, exposure, p, today):
            meet_on_the_railway(adult, lines, open_lines, files, folders, counts, true, recorded, p, today)
            return
    gone = line.trade > Trade.SUSPENDED and line.successor_due == 0
    if gone or justice.adult_in_custody(adult, today) or grooming.adult_freed(adult, p, today):
        release_adult(adult, line, tally)


@phase
def meet_on_the_railway(adult, lines, open_lines, files, folders, counts, true, recorded, p, today):
    """Transport police meet an adult who travels for a line, and learn of the line: seen as exploited, or arrested as a suspect."""
    line, written = lines[adult.line], recorded[lines[adult.line].market]
    holder = ITEM * int(detection.names_holder(adult.luck, p, today))
    add_item(
        adult.line,
        TRANSPORT_FILE,
        ITEM,
        holder,
        adult.luck,
        lines,
        open_lines,
        files,
        folders,
        counts,
        true[adult.area],
        p,
        today,
    )
    if safeguarding.adult_recognised(adult.luck, p, today):
        safeguard_seen(adult.luck, written, p, today)
    else:
        written.railway_arrests += 1
        written.arrests_adults += 1
        written.adults_charged += int(justice.charge_adult(adult, counts.backlog, p, today))
    release_adult(adult, line, true[adult.area])


@phase
def safeguard_seen(luck, written, p, today):
    """An adult whom police see as exploited is safeguarded, and referred to the NRM or not."""
    written.adults_safeguarded += 1
    flagged = int(safeguarding.adult_flagged(luck, p, today))
    written.flagged += flagged
    written.flagged_adults += flagged


@phase
def release_adult(adult, line, tally):
    """A line no longer uses an adult."""
    if adult.use == Use.HOME:
        line.homes -= 1
    else:
        line.adults -= 1
        line.adults_home -= int(adult.area == line.home)
    adult.use, adult.line = Use.NOT_USED, NONE
    tally.adults_freed += 1
