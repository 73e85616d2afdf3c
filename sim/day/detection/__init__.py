"""Step 5 of the day, detection: finds of exploited children, items on lines, false alarms, missing incidents."""

from sim.day.bundles import Children, Country, Police, Today, Trading
from sim.day.detection.items import stop_sellers, tell_of_line, tell_what_is_not
from sim.day.detection.others import refer_others
from sim.engine import phase, rule, soon, step
from sim.engine.luck import days_until, poisson, purpose, uniform
from sim.parameters import Parameters
from sim.rules import control, recording, tasking
from sim.rules import detection as rules
from sim.rules.justice import arrest
from sim.state import (
    FORCES,
    NEVER,
    TRANSPORT_POLICE,
    WEEKDAY,
    Area,
    Body,
    Episode,
    Line,
    Source,
    Trade,
    Trait,
)
from sim.state.books import RecordedBook, TrueBook
from sim.state.ledger import Ledger
from sim.state.time import WEEK_DAYS

RESTS = purpose("rest after having been found")
BACKGROUND_CARE = purpose("missing incidents of other children in care")
BACKGROUND_OTHER = purpose("missing incidents of other children")


@step
def detection(children: Children, trade: Trading, country: Country, police: Police, ledger: Ledger, now: Today) -> None:
    """Children are found, the public and home policing tell of lines, sellers are stopped, and alarms are raised that are false."""
    episodes, exploited, counts, lines = children.episodes, children.exploited, children.counts, trade.lines
    railway = police.bodies[TRANSPORT_POLICE].transport_ratio
    for i in range(counts.exploited):
        episode = episodes[exploited[i]]
        soon(episodes, exploited, i, counts.exploited)
        if episode.exploited and be_found(episode, lines[episode.line], railway, country, police, ledger, now):
            children.cases[counts.cases] = exploited[i]
            counts.cases += 1
    for i in range(counts.cases):  # all who were found stand on this list
        episode = episodes[children.cases[i]]
        if episode.found != Source.NOBODY and rules.police_find(episode.found):
            take_goods(episode, lines[episode.line], ledger.true[episode.area], now.p)
    for i in range(trade.counts.open_lines):
        row = trade.open_lines[i]
        if police.folders[row][WEEKDAY] == now.day % WEEK_DAYS and lines[row].trade <= Trade.SUSPENDED:
            tell_of_line(row, trade, police, ledger, now)
            stop_sellers(row, trade, police, ledger, now)
    for a in range(FORCES):
        sound_alarms(a, trade, country, police, ledger, now)


@rule
def be_found(
    episode: Episode, line: Line, railway: float, country: Country, police: Police, ledger: Ledger, now: Today
) -> bool:
    """An exploited child is found today or not (whether a file is to be put on the list of cases)."""
    source = found_by(episode, line, country.areas[episode.area], railway, ledger.recorded[episode.area], now)
    if source == Source.NOBODY:
        return False
    listed = not control.waits_as_suspect(episode)
    note_find(episode, source, line, police, ledger, now)
    return listed


@rule
def found_by(episode: Episode, line: Line, area: Area, railway: float, written: RecordedBook, now: Today) -> int:
    """The first source that finds an exploited child today, or nobody."""
    p, today = now.p, now.day
    if today < episode.custody_until:
        return Source.NOBODY
    rail, road, hurt = episode.on_rail, episode.on_road, episode.hurt
    episode.on_rail = episode.on_road = episode.hurt = 0
    missing = missing_episode(episode, area, written, now)
    if control.runs_today(episode, today) and not control.is_adrift(episode, line):
        if rules.is_stopped(episode, road / rules.MEAN_TRIP if road else 1.0, p, today):
            return Source.STOP
        if rail and rules.met_on_the_railway(episode, railway * rail / rules.MEAN_TRIP, p, today):
            return Source.RAIL
        if rules.found_in_disruption(episode.luck, line, today):
            return Source.DISRUPTION
    if not control.is_child(episode, today):
        return Source.NOBODY
    if hurt and rules.seen_in_hospital(episode, p, today):
        return Source.HOSPITAL
    if missing != Source.NOBODY:
        return missing
    return rules.noticed_by(episode, now.scene.contact, p, today)


@rule
def missing_episode(episode: Episode, area: Area, written: RecordedBook, now: Today) -> int:
    """A missing episode is reported, flagged and followed by an interview, or not (the source of a find, or nobody)."""
    source = Source.NOBODY
    if episode.just_missing:
        episode.just_missing = 0
        if episode.missing_reported:
            if report_missing(episode, written, now.p, now.day):
                source = Source.MISSING
            episode.interview_due = episode.missing_until + int(now.p.detection.interview_after)
    if now.day >= episode.interview_due:
        episode.interview_due = NEVER
        if interview(episode, area, written, now):
            source = Source.INTERVIEW
    return source


@rule
def report_missing(episode: Episode, written: RecordedBook, p: Parameters, today: int) -> bool:
    """A missing episode is reported (whether it is flagged as exploitation)."""
    in_care = int(episode.traits & Trait.IN_CARE != 0)
    written.missing_incidents += 1
    written.missing_exploited += 1
    written.missing_incidents_care += in_care
    flagged = rules.flagged_missing(episode, p, today)
    written.missing_flagged += int(flagged)
    written.missing_flagged_care += int(flagged) * in_care
    return flagged


@rule
def interview(episode: Episode, area: Area, written: RecordedBook, now: Today) -> bool:
    """A return interview is due: it is held or not, and brings something out or does not (whether it does)."""
    recognition = now.policy[episode.area].recognition_of_exploitation
    written.interviews_due += 1
    written.interviews_added += recording.interviews_added(1, area, recognition, now.scene.contact)
    if not rules.interview_held(episode, area, recognition, now.scene.contact, now.day):
        return False
    written.interviews += 1
    return rules.interview_discloses(episode, now.p, now.day)


@phase
def note_find(episode: Episode, source: int, line: Line, police: Police, ledger: Ledger, now: Today) -> None:
    """A find: the child is off the road, and returns to it by a hazard; police find goods and cash on it."""
    p, today = now.p, now.day
    by_police = rules.police_find(source)
    there = (by_police or source == Source.HOSPITAL) and control.is_away(episode, line, today)
    episode.found = source
    episode.found_at = line.market if there else episode.area
    if control.is_child(episode, today):
        ledger.true[episode.area].found += 1
        ledger.true[episode.area].found_by_police += int(by_police)
    if by_police:
        episode.carried = rules.goods_on(episode, p, today)
        line.carried += episode.carried
        if source == Source.STOP:
            ledger.recorded[episode.found_at].stops += 1
            take_time(police.bodies[episode.found_at], 1, ledger.true[episode.found_at], p)
    episode.run_until = today
    episode.rest_until = today + days_until(uniform(episode.luck, today, RESTS), p.detection.rest_after_find)


@phase
def take_goods(episode: Episode, line: Line, tally: TrueBook, p: Parameters) -> None:
    """What police found on a child is taken, and charged to the child."""
    value = rules.seize(episode, line)
    tally.seized += value
    tally.debt_made += rules.charge_to_child(episode, value, p)


@phase
def sound_alarms(a: int, trade: Trading, country: Country, police: Police, ledger: Ledger, now: Today) -> None:
    """Children who are not exploited are stopped, arrested or referred, and go missing in an area; they fill the same queues."""
    area, recognition, p, today = country.areas[a], now.policy[a].recognition_of_exploitation, now.p, now.day
    tally, written, contact = ledger.true[a], ledger.recorded[a], now.scene.contact
    alertness = rules.alertness(recognition, p)
    alarms = rules.false_alarms(area, contact, now.scene.recognition_growth, alertness, p, today)
    stopped, suspects = rules.stops_of_others(area, alarms, alertness, p, today), 0
    for n in range(stopped):
        suspects += int(arrest.taken_for_suspect(area, n, p, today))
        if rules.makes_false_item(area, n, p, today):
            tell_what_is_not(a, area.luck + n, trade, police, tally, p, today)
    take_time(police.bodies[a], stopped, tally, p)
    tally.false_alarms += alarms
    tally.alarms_suspected += suspects
    refer_others(alarms - suspects, area, tally, written, now)
    written.children_met += stopped
    written.children_engaged += stopped - suspects
    written.children_safeguarded += stopped - suspects
    written.children_referred_on += stopped - suspects
    care = poisson(uniform(area.luck, today, BACKGROUND_CARE), area.missing_care * now.scene.missing_recorded)
    other = poisson(uniform(area.luck, today, BACKGROUND_OTHER), area.missing_other * now.scene.missing_recorded)
    written.missing_incidents += care + other
    written.missing_incidents_care += care
    written.interviews_added += recording.interviews_added(care + other, area, recognition, contact)


@rule
def take_time(body: Body, stops: int, tally: TrueBook, p: Parameters) -> None:
    """Stops of children, exploited or not, take officer time for lines where there is any (thousandths of a day)."""
    spent = int(tasking.THOUSANDTHS * stops * p.detection.stop_effort) if body.earned > 0 else 0
    body.account -= spent
    tally.effort_stops += spent
