"""Adults whom lines use: their homes taken, running for a line, met by police, free."""

from sim.day.detection import LONG, add_item, tell_of_home
from sim.day.grooming.crews import Place, is_at_home, line_at, pick_place
from sim.engine import phase, rule
from sim.engine.luck import uniform
from sim.rules import detection, grooming, safeguarding
from sim.rules.justice import court
from sim.rules.justice import operations as act
from sim.state import MARKET_FILE, NONE, TRANSPORT_FILE, Trade, Use

WEEKDAYS = 7


@rule
def adult_at_risk(adult, lines, nearby, areas, true, p, today):
    """A week of an adult at risk: a line takes the home, or takes the adult on as a runner."""
    area, tally = areas[adult.area], true[adult.area]
    if court.adult_in_custody(adult, today):
        tally.adult_custody_days += WEEKDAYS
        return
    area.adults_free_week += 1
    runs, home = area.adult_pull, area.home_pull
    u = uniform(adult.luck, today, grooming.ADULT_USED)
    if u < runs:
        place = pick_place(adult.luck, adult.area, Place.ADULT, lines, nearby, areas, today)
        if place != NONE:
            adult.use, adult.line, adult.sent, adult.since = Use.RUNS, line_at(place), int(is_at_home(place)), today
            lines[adult.line].adults += 1
            lines[adult.line].adults_home += adult.sent
            tally.adults_newly += 1
    elif u < runs + home:
        place = pick_place(adult.luck, adult.area, Place.HOME, lines, nearby, areas, today)
        if place != NONE:
            adult.use, adult.line, adult.sent, adult.since = Use.HOME, line_at(place), 0, today
            lines[adult.line].homes += 1
            tally.adults_newly += 1
            tally.homes_newly += 1


@rule
def adult_used(adult, lines, open_lines, on_rails, railway, files, folders, counts, true, recorded, p, today):
    """A week of an adult whom a line uses: the use ends by itself or with the line."""
    tally, line = true[adult.area], lines[adult.line]
    tally.adult_days += WEEKDAYS
    tally.home_days += WEEKDAYS * int(adult.use == Use.HOME)
    if adult.since < line.moved and not adult.sent:  # the line has moved, and left the adult behind
        release_adult(adult, line, tally)
        return
    if adult.use == Use.HOME and detection.home_identified(adult, p, today):
        recorded[adult.area].adults_safeguarded += 1
        tell_of_home(adult.line, adult.luck, lines, open_lines, files, folders, counts, true, p, today)
        if act.ends_use(adult.luck, p, today):
            release_adult(adult, line, tally)
            return
    if adult.use == Use.RUNS and act.taken_in_raid(adult, line, p, today):
        written = recorded[line.market]
        written.adults_charged += int(court.charge_adult(adult, counts.backlog, p, today))
        release_adult(adult, line, tally)
        return
    file = whose_find(adult, line, on_rails, railway, p, today)
    if file != NONE and meet_adult(adult, file, lines, open_lines, files, folders, counts, true, recorded, p, today):
        release_adult(adult, line, tally)
        return
    gone = line.trade > Trade.SUSPENDED and line.successor_due == 0
    if gone or court.adult_in_custody(adult, today) or grooming.adult_freed(adult, p, today):
        release_adult(adult, line, tally)


@rule
def whose_find(adult, line, on_rails, railway, p, today):
    """Whose find an adult who runs for a trading line is in a week, transport police's or the market force's; NONE if nobody's."""
    if adult.use != Use.RUNS or line.trade > Trade.SUSPENDED:
        return NONE
    travels = adult.sent and line.home != line.market
    if travels and detection.adult_met_on_the_railway(adult, railway * on_rails[line.home][line.market] / LONG, p, today):
        return TRANSPORT_FILE
    return MARKET_FILE if detection.adult_stopped(adult, p, today) else NONE


@phase
def meet_adult(adult, file, lines, open_lines, files, folders, counts, true, recorded, p, today):
    """Police read an adult who runs for a line as somebody exploited, or as a suspect, and learn of the line (whether the use ends)."""
    written, seen = recorded[lines[adult.line].market], safeguarding.adult_recognised(adult.luck, p, today)
    worth = detection.worth_of_find(detection.STOP, seen, p)
    holder = worth * int(detection.names_holder(adult.luck, p, today))
    tally = true[adult.area]
    add_item(adult.line, file, worth, holder, adult.luck, lines, open_lines, files, folders, counts, tally, p, today)
    if seen:
        safeguard_seen(adult, adult.luck, written, p, today)
        return act.ends_use(adult.luck, p, today)
    written.railway_arrests += int(file == TRANSPORT_FILE)
    written.arrests_adults += 1
    written.adults_charged += int(court.charge_adult(adult, counts.backlog, p, today))
    return True


@phase
def safeguard_seen(one, luck, written, p, today):
    """An adult whom police see as exploited is safeguarded, and referred to the NRM, once while a line uses the adult, or not."""
    written.adults_safeguarded += 1
    flagged = int(one.flagged == 0 and safeguarding.adult_flagged(luck, p, today))
    one.flagged += flagged
    written.flagged += flagged
    written.flagged_adults += flagged


@phase
def release_adult(adult, line, tally):
    """A line no longer uses an adult."""
    if adult.use == Use.HOME:
        line.homes -= 1
    else:
        line.adults -= 1
        line.adults_home -= adult.sent
    adult.use, adult.line, adult.flagged = Use.NOT_USED, NONE, 0
    tally.adults_freed += 1
