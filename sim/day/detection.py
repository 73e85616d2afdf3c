"""Step 5 of the day, detection: finds of exploited children, items on lines, false alarms, missing incidents."""

from sim.engine import phase, rule, soon
from sim.engine.luck import days_until, poisson, purpose, uniform
from sim.rules import control, detection, recording
from sim.rules import intelligence as intel
from sim.rules.intelligence import ITEM
from sim.rules.justice import arrest
from sim.state import FORCES, HOME_FILE, MARKET_FILE, NEVER, NEWS, NONE, TRANSPORT_POLICE, Trade, Trait

WRONG_TRIES, LONG, THOUSANDTHS = 20, 1000.0, 1000.0
FROM_HOME = 1 << 20
"""Keys of the items from home policing begin here, those of the items from the public at 0: each item of a day has its own."""
STRANGER = purpose("found by a force that has nothing to do with the line")
PASSED_ON = purpose("find passed on to the market force")
PASSED_ON_LATE = purpose("delay of a find passed on")
RESTS = purpose("rest after having been found")
BACKGROUND_CARE = purpose("missing incidents of other children in care")
BACKGROUND_OTHER = purpose("missing incidents of other children")


@phase
def detect(
    people,
    episodes,
    exploited,
    cases,
    lines,
    open_lines,
    nearby,
    areas,
    bodies,
    files,
    folders,
    policy,
    scene,
    counts,
    true,
    recorded,
    p,
    today,
):
    """Step 5. Children are found, the public and home policing tell of lines, and alarms are raised that are false."""
    railway = bodies[TRANSPORT_POLICE].transport_ratio
    for i in range(counts.exploited):
        episode = episodes[exploited[i]]
        soon(episodes, exploited, i, counts.exploited)
        if episode.exploited:
            source = found_by(episode, lines[episode.line], areas, policy, scene, railway, true, recorded, p, today)
            if source >= 0:
                if not control.waits_as_suspect(episode):
                    cases[counts.cases] = exploited[i]
                    counts.cases += 1
                note_find(episode, source, lines, bodies, true, recorded, p, today)
    for i in range(counts.cases):  # all who were found stand on this list
        episode = episodes[cases[i]]
        if episode.found and detection.police_find(episode.found - 1):
            take_goods(episode, lines[episode.line], true[episode.area], p)
    for i in range(counts.open_lines):
        row = open_lines[i]
        if (row + today) % 7 == 0 and lines[row].trade <= Trade.SUSPENDED:
            tell_of_line(row, lines, open_lines, files, folders, counts, scene, true, p, today)
    for a in range(FORCES):
        sound_alarms(a, areas, bodies, lines, nearby, files, folders, policy, scene, true, recorded, p, today)


@rule
def found_by(episode, line, areas, policy, scene, railway, true, recorded, p, today):
    """The first source that finds an exploited child today, or -1."""
    if today < episode.custody_until:
        return -1
    rail, road, hurt = episode.on_rail, episode.on_road, episode.hurt
    episode.on_rail = episode.on_road = episode.hurt = 0
    missing = missing_episode(episode, areas, policy, scene, recorded, p, today)
    if control.runs_today(episode, today) and not control.is_adrift(episode, line):
        if detection.is_stopped(episode, road / LONG if road else 1.0, p, today):
            return detection.STOP
        if rail and detection.met_on_the_railway(episode, railway * rail / LONG, p, today):
            return detection.RAIL
        if detection.found_in_disruption(episode.luck, line, today):
            return detection.DISRUPTION
    if not control.is_child(episode, today):
        return -1
    if hurt and detection.seen_in_hospital(episode, p, today):
        return detection.HOSPITAL
    if missing >= 0:
        return missing
    return detection.noticed_by(episode, scene.contact, p, today)


@rule
def missing_episode(episode, areas, policy, scene, recorded, p, today):
    """A missing episode is reported, flagged and followed by an interview, or not (the source of a find, or -1)."""
    tally, source = recorded[episode.area], -1
    if episode.just_missing:
        episode.just_missing = 0
        if episode.missing_reported:
            tally.missing_incidents += 1
            tally.missing_exploited += 1
            if episode.traits & Trait.IN_CARE:
                tally.missing_incidents_care += 1
            if detection.flagged_missing(episode, p, today):
                tally.missing_flagged += 1
                if episode.traits & Trait.IN_CARE:
                    tally.missing_flagged_care += 1
                source = detection.MISSING
            episode.interview_due = episode.missing_until + int(p.detection.interview_after)
    if today >= episode.interview_due:
        episode.interview_due = NEVER
        tally.interviews_due += 1
        area, recognition = areas[episode.area], policy[episode.area].recognition_of_exploitation
        tally.interviews_added += recording.interviews_added(1, area, recognition, scene.contact)
        if detection.interview_held(episode, area, recognition, scene.contact, today):
            tally.interviews += 1
            if detection.interview_discloses(episode, p, today):
                source = detection.INTERVIEW
    return source


@phase
def note_find(episode, source, lines, bodies, true, recorded, p, today):
    """A find: the child is off the road, and returns to it by a hazard; police find goods and cash on it."""
    line = lines[episode.line]
    police = detection.police_find(source)
    local = not control.is_away(episode, line, today)
    there = police or source == detection.HOSPITAL
    place = (episode.area if local else line.market) if there else episode.area
    episode.found = source + 1
    episode.found_at = place
    tally = true[episode.area]
    if control.is_child(episode, today):
        tally.found += 1
    if police:
        episode.carried = detection.goods_on(episode, p, today)
        line.carried += episode.carried
        if source == detection.STOP:
            recorded[place].stops += 1
            take_time(bodies[place], 1, true[place], p)
    episode.run_until = today
    episode.rest_until = today + days_until(uniform(episode.luck, today, RESTS), p.detection.rest_after_find)


@phase
def take_goods(episode, line, tally, p):
    """What police found on a child is taken, and charged to the child."""
    value = detection.seize(episode, line)
    tally.seized += value
    tally.debt_made += detection.charge_to_child(episode, value, p)


@phase
def tell_of_find(episode, source, victim, lines, open_lines, areas, files, folders, messages, policy, counts, true, p, today):
    """What a find tells of the line goes to the finder once the child is read; it travels apart from the child's case.

    A force that has nothing to do with the line passes it on to that of the market, or not, as it shares all else. Below full
    scale many an area has no line but for the small world; then, by its weight, it stands for the market's.
    """
    line = lines[episode.line]
    file = detection.file_of_find(source, episode.found_at, line)
    worth = detection.worth_of_find(source, victim, p)
    holder = worth * int(detection.names_holder(episode.luck, p, today))
    stranger = file == MARKET_FILE and episode.found_at != line.market
    if stranger and uniform(episode.luck, today, STRANGER) < areas[episode.found_at].own_market:
        sharing = policy[episode.found_at].intelligence_sharing
        pass_on(episode.luck, episode, worth, holder, line, areas, sharing, messages, counts, true[episode.area], p, today)
        return
    add_item(
        episode.line, file, worth, holder, episode.luck, lines, open_lines, files, folders, counts, true[episode.area], p, today
    )


@phase
def pass_on(luck, episode, market, holder, line, areas, sharing, messages, counts, tally, p, today):
    """A find by a force without a file goes to the market force by the finder's sharing: share, loss, delay."""
    tally.items += 1
    tally.items_useful += 1
    within = intel.in_reach(areas[episode.found_at], areas[line.market], sharing, p)
    if counts.messages >= len(messages) or uniform(luck, today, PASSED_ON) >= intel.share_passed(within, sharing, p):
        return
    kept = intel.quality_kept(1, within, sharing, p)
    message = messages[counts.messages]
    counts.messages += 1
    message.line, message.file, message.body, message.tasks = episode.line, MARKET_FILE, line.market, 0
    message.due = intel.delay_of(luck, today, PASSED_ON_LATE, within, sharing, 0.0, p)
    message.market, message.holder, message.copies = int(market * kept), int(holder * kept), 1
    message.stale = message.untrue = 0
    tally.items_shared += 1


@phase
def tell_of_home(row, luck, lines, open_lines, files, folders, counts, true, p, today):
    """A visit that meets a home in use tells the market force something of the line."""
    add_item(row, MARKET_FILE, ITEM, 0, luck, lines, open_lines, files, folders, counts, true[lines[row].market], p, today)


@phase
def add_item(row, file, market, holder, luck, lines, open_lines, files, folders, counts, tally, p, today):
    """An item, worth so much of the market and of the holder, joins a body's file on the line it is about, or on the wrong one."""
    target = row
    if detection.is_misread(luck, p, today):
        tally.items_misread += 1
        target = other_line(row, file == HOME_FILE, luck, lines, open_lines, counts, today)
        if target == NONE:
            return
    tally.items += 1
    folders[target][NEWS] = 1
    files[target][file].new_market += market
    files[target][file].new_holder += holder
    files[target][file].new_untrue += (market + holder) * int(target != row)


@phase
def other_line(row, at_home, luck, lines, open_lines, counts, today):
    """Another line of the same market, or home, and of the same kind, tried for from a random place on; NONE where none is met.

    What is told at a line's home is taken for another that is run from there, so that it stays with the body that was told.
    """
    start = int(uniform(luck, today, detection.WRONG_LINE) * counts.open_lines)
    for step in range(min(WRONG_TRIES, counts.open_lines)):
        other = open_lines[(start + step) % counts.open_lines]
        same_kind = (lines[other].home == lines[other].market) == (lines[row].home == lines[row].market)
        same_area = lines[other].home == lines[row].home if at_home else lines[other].market == lines[row].market
        if other != row and same_kind and same_area:
            return other
    return NONE


@phase
def tell_of_line(row, lines, open_lines, files, folders, counts, scene, true, p, today):
    """A week of what the public tells of a line, and of what home policing learns of its holder."""
    line, tally = lines[row], true[lines[row].market]
    for n in range(detection.items_from_the_public(line, p, today)):
        add_item(row, MARKET_FILE, ITEM, 0, line.luck + n, lines, open_lines, files, folders, counts, tally, p, today)
    home_file = HOME_FILE if line.home != line.market else MARKET_FILE
    for n in range(detection.items_from_home(line, p, today)):
        add_item(row, home_file, 0, ITEM, line.luck + FROM_HOME + n, lines, open_lines, files, folders, counts, tally, p, today)


@phase
def sound_alarms(a, areas, bodies, lines, nearby, files, folders, policy, scene, true, recorded, p, today):
    """Children who are not exploited are stopped, arrested or referred, and go missing in an area; they fill the same queues."""
    area, recognition, tally_true, tally = areas[a], policy[a].recognition_of_exploitation, true[a], recorded[a]
    alarms = detection.false_alarms(area, scene.contact, detection.alertness(recognition, scene.recognition_growth, p), today)
    stopped, suspects = detection.stops_of_others(area, alarms, p, today), 0
    for n in range(stopped):
        suspects += int(arrest.taken_for_suspect(area, n, recognition, p, today))
        if detection.makes_false_item(area, n, p, today):
            tell_what_is_not(a, area.luck + n, lines, nearby, files, folders, tally_true, today)
    take_time(bodies[a], stopped, tally_true, p)
    tally_true.false_alarms += alarms
    tally_true.alarms_suspected += suspects
    tally.service_referrals += alarms - suspects
    area.account -= (alarms - suspects) * p.safeguarding.alarm_length
    tally_true.alarm_days += int(1000.0 * (alarms - suspects) * p.safeguarding.alarm_length)
    care = poisson(uniform(area.luck, today, BACKGROUND_CARE), area.missing_care * scene.missing_recorded)
    other = poisson(uniform(area.luck, today, BACKGROUND_OTHER), area.missing_other * scene.missing_recorded)
    tally.missing_incidents += care + other
    tally.missing_incidents_care += care
    tally.interviews_added += recording.interviews_added(care + other, area, recognition, scene.contact)


@rule
def take_time(body, stops, tally, p):
    """Stops of children, exploited or not, take officer time for lines (thousandths of a day)."""
    spent = int(THOUSANDTHS * stops * p.detection.stop_effort)
    body.account -= spent
    tally.effort_stops += spent


@phase
def tell_what_is_not(area, luck, lines, nearby, files, folders, tally, today):
    """A stop of a child who is not exploited is tied to a line that sells there, if any does."""
    first, beyond = nearby.market_start[area], nearby.market_start[area + 1]
    if first == beyond:
        return
    row = nearby.market_lines[first + int(uniform(luck, today, detection.WRONG_LINE) * (beyond - first))]
    if lines[row].trade <= Trade.SUSPENDED:
        tally.items += 1
        tally.items_misread += 1
        folders[row][NEWS] = 1
        files[row][MARKET_FILE].new_market += ITEM
        files[row][MARKET_FILE].new_untrue += ITEM
