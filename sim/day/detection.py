"""Step 5 of the day, detection: finds of exploited children, items on lines, false alarms, missing incidents."""

from sim.day.bundles import Children, Country, Police, Today, Trading
from sim.engine import phase, rule, soon
from sim.engine.luck import days_until, poisson, purpose, uniform
from sim.parameters import Parameters
from sim.rules import control, intelligence, recording, tasking
from sim.rules import detection as rules
from sim.rules.intelligence import ITEM
from sim.rules.justice import arrest
from sim.state import (
    FORCES,
    HOME_FILE,
    MARKET_FILE,
    NEVER,
    NEWS,
    NONE,
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

WRONG_TRIES = 20
"""Lines looked at for one that an item could be taken for: a bound on the search."""
FROM_HOME = 1 << 20
"""Keys of the items from home policing begin here, those of the items from the public at 0: each item of a day has its own."""
WRONG_HUB = purpose("area that an item wrongly names as a line's home")
STRANGER = purpose("found by a force that has nothing to do with the line")
PASSED_ON = purpose("find passed on to the market force")
PASSED_ON_LATE = purpose("delay of a find passed on")
RESTS = purpose("rest after having been found")
BACKGROUND_CARE = purpose("missing incidents of other children in care")
BACKGROUND_OTHER = purpose("missing incidents of other children")


@phase
def detection(children: Children, trade: Trading, country: Country, police: Police, ledger: Ledger, now: Today) -> None:
    """Children are found, the public and home policing tell of lines, and alarms are raised that are false."""
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
def tell_of_find(
    episode: Episode,
    source: int,
    victim: bool,
    trade: Trading,
    country: Country,
    police: Police,
    ledger: Ledger,
    now: Today,
) -> None:
    """What a find tells of the line goes to the finder once the child is read; it travels apart from the child's case.

    A force that has nothing to do with the line passes it on to that of the market, or not, as it shares all else. Below full
    scale many an area has no line but for the small world; then, by its weight, it stands for the market's.
    """
    p, today, tally = now.p, now.day, ledger.true[episode.area]
    line = trade.lines[episode.line]
    file = rules.file_of_find(source, episode.found_at, line)
    worth = rules.worth_of_find(source, victim, p)
    holder = worth * int(rules.names_holder(episode.luck, p, today))
    stranger = file == MARKET_FILE and episode.found_at != line.market
    finder, children = country.areas[episode.found_at], float(recording.children_of(line))
    if stranger and uniform(episode.luck, today, STRANGER) < finder.own_market:
        near = finder.region == country.areas[line.market].region
        sign = rules.sign_of_harm(episode.luck, children, p, today)
        told = origin_told(episode.line, holder, episode.luck, trade, now)
        pass_on(episode, (worth, holder), sign, (line.market, told), near, police, tally, now)
    else:
        add_item(episode.line, file, (worth, holder), children, episode.luck, trade, police, tally, now)


@phase
def pass_on(
    episode: Episode,
    items: tuple[int, int],
    sign: float,
    places: tuple[int, int],
    near: bool,
    police: Police,
    tally: TrueBook,
    now: Today,
) -> None:
    """A find by a force without a file (items on market and holder) goes to the market force by the finder's share, loss and delay.

    It tells of places: the market, and perhaps the home.
    """
    (market, holder), sharing, p, today = items, now.policy[episode.found_at].intelligence_sharing, now.p, now.day
    tally.items += 1
    tally.items_useful += 1
    within = intelligence.in_reach(near, sharing, p)
    passed = uniform(episode.luck, today, PASSED_ON) < intelligence.share_passed(within, sharing, p)
    if police.counts.messages >= len(police.messages) or not passed:
        return
    kept = intelligence.quality_kept(1, within, sharing, p)
    message = police.messages[police.counts.messages]
    police.counts.messages += 1
    message.line, message.file, message.body, message.tasks = episode.line, MARKET_FILE, places[0], 0
    message.at, message.home = places
    message.due = intelligence.delay_of(episode.luck, today, PASSED_ON_LATE, within, sharing, 0.0, p)
    message.market, message.holder, message.copies = int(market * kept), int(holder * kept), 1
    message.stale = message.untrue = 0
    message.signs = int((message.market + message.holder) * sign)
    tally.items_shared += 1


@phase
def tell_of_home(row: int, luck: int, trade: Trading, police: Police, ledger: Ledger, now: Today) -> None:
    """A visit that meets a home in use tells the market force something of the line."""
    line = trade.lines[row]
    children = rules.children_guessed(line, now.p)
    add_item(row, MARKET_FILE, (ITEM, 0), children, luck, trade, police, ledger.true[line.market], now)


@phase
def add_item(
    row: int,
    file: int,
    worth: tuple[int, int],
    children: float,
    luck: int,
    trade: Trading,
    police: Police,
    tally: TrueBook,
    now: Today,
) -> None:
    """An item on market and holder, of so many children, joins a body's file on the line it is about, or on the wrong one."""
    (market, holder), target = worth, row
    if rules.is_misread(luck, now.p, now.day):
        tally.items_misread += 1
        target = other_line(row, file == HOME_FILE, luck, trade, now.day)
        if target == NONE:
            return
    tally.items += 1
    police.folders[target][NEWS] = 1
    into = police.files[target][file]
    into.new_market += market
    into.new_holder += holder
    into.new_untrue += (market + holder) * int(target != row)
    into.new_signs += int((market + holder) * rules.sign_of_harm(luck, children, now.p, now.day))
    if market + holder > 0:  # of two answers on one day either would do: the order of items does not matter
        into.told_market = max(into.told_market, trade.lines[row].market)
        into.told_home = max(into.told_home, origin_told(row, holder, luck, trade, now))


@phase
def origin_told(row: int, holder: int, luck: int, trade: Trading, now: Today) -> int:
    """From where an item says that its line is run: NONE where it says nothing, and at times where another line is run from."""
    if not rules.tells_origin(luck, holder, now.p, now.day):
        return NONE
    if rules.names_wrong_origin(luck, now.p, now.day):
        other = trade.open_lines[int(uniform(luck, now.day, WRONG_HUB) * trade.counts.open_lines)]
        return trade.lines[other].home
    return trade.lines[row].home


@phase
def other_line(row: int, at_home: bool, luck: int, trade: Trading, today: int) -> int:
    """Another line, or phantom, of the same market, or home, and kind, tried for from a random place on; NONE where none is met.

    What is told at a line's home is taken for another that is run from there, so that it stays with the body that was told.
    """
    lines, open_lines, count = trade.lines, trade.open_lines, trade.counts.open_lines
    start = int(uniform(luck, today, rules.WRONG_LINE) * count)
    for step in range(min(WRONG_TRIES, count)):
        other = open_lines[(start + step) % count]
        same_kind = (lines[other].home == lines[other].market) == (lines[row].home == lines[row].market)
        same_area = lines[other].home == lines[row].home if at_home else lines[other].market == lines[row].market
        if other != row and same_kind and same_area:
            return other
    return NONE


@phase
def tell_of_line(row: int, trade: Trading, police: Police, ledger: Ledger, now: Today) -> None:
    """A week of what the public tells of a line, and of what home policing learns of its holder."""
    line, tally = trade.lines[row], ledger.true[trade.lines[row].market]
    children = rules.children_guessed(line, now.p)
    for n in range(rules.items_from_the_public(line, now.p, now.day)):
        add_item(row, MARKET_FILE, (ITEM, 0), children, line.luck + n, trade, police, tally, now)
    home_file = HOME_FILE if line.home != line.market else MARKET_FILE
    for n in range(rules.items_from_home(line, now.p, now.day)):
        add_item(row, home_file, (0, ITEM), children, line.luck + FROM_HOME + n, trade, police, tally, now)


@phase
def sound_alarms(a: int, trade: Trading, country: Country, police: Police, ledger: Ledger, now: Today) -> None:
    """Children who are not exploited are stopped, arrested or referred, and go missing in an area; they fill the same queues."""
    area, recognition, p, today = country.areas[a], now.policy[a].recognition_of_exploitation, now.p, now.day
    tally, written, contact = ledger.true[a], ledger.recorded[a], now.scene.contact
    alarms = rules.false_alarms(area, contact, rules.alertness(recognition, now.scene.recognition_growth, p), today)
    stopped, suspects = rules.stops_of_others(area, alarms, p, today), 0
    for n in range(stopped):
        suspects += int(arrest.taken_for_suspect(area, n, p, today))
        if rules.makes_false_item(area, n, p, today):
            tell_what_is_not(a, area.luck + n, trade, police, tally, p, today)
    take_time(police.bodies[a], stopped, tally, p)
    tally.false_alarms += alarms
    tally.alarms_suspected += suspects
    written.service_referrals += alarms - suspects
    area.account -= (alarms - suspects) * p.safeguarding.alarm_length
    tally.alarm_days += int(1000.0 * (alarms - suspects) * p.safeguarding.alarm_length)
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


@phase
def tell_what_is_not(area: int, luck: int, trade: Trading, police: Police, tally: TrueBook, p: Parameters, today: int) -> None:
    """A stop of a child who is not exploited is tied to a line that sells there, if any does, and taken for an ordinary one."""
    nearby = trade.nearby
    first, beyond = nearby.market_start[area], nearby.market_start[area + 1]
    if first == beyond:
        return
    row = nearby.market_lines[first + int(uniform(luck, today, rules.WRONG_LINE) * (beyond - first))]
    if trade.lines[row].trade <= Trade.SUSPENDED:
        tally.items += 1
        tally.items_misread += 1
        police.folders[row][NEWS] = 1
        police.files[row][MARKET_FILE].new_market += ITEM
        police.files[row][MARKET_FILE].new_untrue += ITEM
        sign = rules.sign_of_harm(luck, rules.ordinary_children(p), p, today)
        police.files[row][MARKET_FILE].new_signs += int(ITEM * sign)
