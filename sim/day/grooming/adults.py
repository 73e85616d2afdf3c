"""Adults whom lines use: their homes taken, running for a line, met by police, free."""

from sim.day.bundles import Country, Police, Today, Trading
from sim.day.detection.items import Item, add_item, tell_of_home
from sim.day.grooming.crews import Place, pick_place
from sim.engine import phase, rule
from sim.engine.luck import uniform
from sim.rules import detection, recording
from sim.rules import grooming as rules
from sim.rules.justice import court, operations
from sim.rules.safeguarding import reading, referral
from sim.state import MARKET_FILE, NONE, TRANSPORT_FILE, TRANSPORT_POLICE, Adult, Episode, Line, Source, Trade, Use
from sim.state.books import RecordedBook, TrueBook
from sim.state.ledger import Ledger
from sim.state.time import WEEK_DAYS


@rule
def adult_at_risk(adult: Adult, trade: Trading, country: Country, ledger: Ledger, now: Today) -> None:
    """A week of an adult at risk: a line takes the home, or takes the adult on as a runner."""
    area, tally = country.areas[adult.area], ledger.true[adult.area]
    if court.adult_in_custody(adult, now.day):
        tally.adult_custody_days += WEEK_DAYS
        return
    area.adults_free_week += 1
    runs, home = area.adult_pull, area.home_pull
    u = uniform(adult.luck, now.day, rules.ADULT_USED)
    if u < runs:
        row, sent = pick_place(adult.luck, adult.area, Place.ADULT, trade, country.areas, now.day)
        if row != NONE:
            adult.use, adult.line, adult.sent, adult.since = Use.RUNS, row, int(sent), now.day
            trade.lines[row].adults += 1
            trade.lines[row].adults_home += adult.sent
            tally.adults_newly += 1
    elif u < runs + home:
        row, sent = pick_place(adult.luck, adult.area, Place.HOME, trade, country.areas, now.day)
        if row != NONE:
            adult.use, adult.line, adult.sent, adult.since = Use.HOME, row, 0, now.day
            trade.lines[row].homes += 1
            tally.adults_newly += 1
            tally.homes_newly += 1


@rule
def adult_used(adult: Adult, trade: Trading, country: Country, police: Police, ledger: Ledger, now: Today) -> None:
    """A week of an adult whom a line uses: the use ends by itself or with the line."""
    p, today = now.p, now.day
    tally, line = ledger.true[adult.area], trade.lines[adult.line]
    tally.adult_days += WEEK_DAYS
    tally.home_days += WEEK_DAYS * int(adult.use == Use.HOME)
    if adult.since < line.moved and not adult.sent:  # the line has moved, and left the adult behind
        release_adult(adult, line, tally)
        return
    if adult.use == Use.HOME and detection.home_identified(adult, p, today):
        ledger.recorded[adult.area].adults_safeguarded += 1
        tell_of_home(adult.line, adult.luck, trade, police, ledger, now)
        if operations.ends_use(adult.luck, p, today):
            release_adult(adult, line, tally)
            return
    if adult.use == Use.RUNS and operations.taken_in_raid(adult, line, p, today):
        charged = court.charge_adult(adult, country.nation.backlog, p, today)
        ledger.recorded[line.market].adults_charged += int(charged)
        release_adult(adult, line, tally)
        return
    file = whose_find(adult, line, country, police.bodies[TRANSPORT_POLICE].transport_ratio, now)
    if file != NONE and meet_adult(adult, file, trade, country, police, ledger, now):
        release_adult(adult, line, tally)
        return
    gone = line.trade > Trade.SUSPENDED and line.successor_due == 0
    if gone or court.adult_in_custody(adult, today) or rules.adult_freed(adult, p, today):
        release_adult(adult, line, tally)


@rule
def whose_find(adult: Adult, line: Line, country: Country, railway: float, now: Today) -> int:
    """Whose find an adult who runs for a trading line is in a week, transport police's or the market force's; NONE if nobody's."""
    if adult.use != Use.RUNS or line.trade > Trade.SUSPENDED:
        return NONE
    trip = railway * country.on_rails[line.home][line.market] / detection.MEAN_TRIP
    if adult.sent and line.home != line.market and detection.adult_met_on_the_railway(adult, trip, now.p, now.day):
        return TRANSPORT_FILE
    return MARKET_FILE if detection.adult_stopped(adult, now.p, now.day) else NONE


@phase
def meet_adult(adult: Adult, file: int, trade: Trading, country: Country, police: Police, ledger: Ledger, now: Today) -> bool:
    """Police read an adult who runs for a line as somebody exploited, or as a suspect, and learn of the line (whether the use ends)."""
    p, today = now.p, now.day
    written, seen = ledger.recorded[trade.lines[adult.line].market], reading.adult_recognised(adult.luck, p, today)
    worth = detection.worth_of_find(Source.STOP, seen, p)
    holder = worth * int(detection.names_holder(adult.luck, p, today))
    item = Item(worth, holder, float(recording.children_of(trade.lines[adult.line])), adult.luck, today)
    add_item(adult.line, file, item, trade, police, ledger.true[adult.area], now)
    written.adults_engaged += int(seen)
    if seen:
        safeguard_seen(adult, adult.luck, written, now)
        return operations.ends_use(adult.luck, p, today)
    written.railway_arrests += int(file == TRANSPORT_FILE)
    written.arrests_adults += 1
    written.adults_charged += int(court.charge_adult(adult, country.nation.backlog, p, today))
    return True


@phase
def safeguard_seen(one: Adult | Episode, luck: int, written: RecordedBook, now: Today) -> None:
    """An adult whom police see as exploited is safeguarded, and referred to the NRM, once while a line uses the adult, or not."""
    written.adults_safeguarded += 1
    flagged = int(one.flagged == 0 and referral.adult_flagged(luck, now.p, now.day))
    one.flagged += flagged
    written.flagged += flagged
    written.flagged_adults += flagged


@phase
def release_adult(adult: Adult, line: Line, tally: TrueBook) -> None:
    """A line no longer uses an adult."""
    if adult.use == Use.HOME:
        line.homes -= 1
    else:
        line.adults -= 1
        line.adults_home -= adult.sent
    adult.use, adult.line, adult.flagged = Use.NOT_USED, NONE, 0
    tally.adults_freed += 1
