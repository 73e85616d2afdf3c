"""Steps 3 and 4 of the day over the tables of young people and adults: grooming, running and control."""

from sim.day.adults import WEEKDAYS, adult_at_risk, adult_used
from sim.day.crews import Place, is_at_home, line_at, pick_place
from sim.day.markets import ALL_REGIONS, REGIONS, judged
from sim.engine import AHEAD, fetch, phase, rule, soon
from sim.engine.luck import purpose, uniform
from sim.rules import aftermath, control, detection, grooming, justice
from sim.rules.safeguarding import CASE_ENDED, CASE_OPEN, leave_place
from sim.state import FORCES, NEVER, NONE, TRANSPORT_POLICE, Route, Status, Support, Trade, Trait, Travel, Use

BLOCK = 64
"""People are looked at once a week, in blocks of neighbouring rows: a seventh of the blocks each day."""
HELP = purpose("early help offered")


@phase
def groom(
    people,
    rounds,
    in_round,
    episodes,
    exploited,
    adults,
    lines,
    open_lines,
    nearby,
    areas,
    bodies,
    on_rails,
    files,
    folders,
    policy,
    counts,
    true,
    recorded,
    p,
    today,
):
    """Step 3. A seventh of the children at risk is looked at each day; crews take up those they reach, and adults likewise."""
    if today % WEEKDAYS == 0:
        for a in range(FORCES):
            settle_pull(areas[a])
    spread_pull(areas, p)
    railway = bodies[TRANSPORT_POLICE].transport_ratio
    day, kept = today % WEEKDAYS, 0
    for k in range(in_round[day]):
        i = rounds[day][k]
        soon(people, rounds[day], k, in_round[day])
        look_at(i, people, episodes, exploited, lines, nearby, areas, policy, counts, true, p, today)
        if people[i].status != Status.LEFT:
            rounds[day][kept] = i
            kept += 1
    in_round[day] = kept
    for block in range(day * BLOCK, counts.adults, WEEKDAYS * BLOCK):
        for i in range(block, min(block + BLOCK, counts.adults)):
            adult = adults[i]
            fetch(adults, i + WEEKDAYS * BLOCK, 0)
            if adult.use == Use.NOT_USED:
                adult_at_risk(adult, lines, nearby, areas, true, p, today)
            else:
                adult_used(adult, lines, open_lines, on_rails, railway, files, folders, counts, true, recorded, p, today)


@rule
def look_at(i, people, episodes, exploited, lines, nearby, areas, policy, counts, true, p, today):
    """A week of one young person: at risk, in contact with a line and about to run for it, or free and now of age."""
    person = people[i]
    if person.status == Status.AT_RISK and today >= person.entered:
        at_risk(person, lines, nearby, areas, policy[person.area].early_help, true, p, today)
    elif person.status == Status.GROOMED and today >= person.due:
        begin(i, people, episodes, exploited, lines, counts, true, p, today)
    elif person.status == Status.FREE and today >= person.turns_18:
        person.status = Status.LEFT
        true[person.area].free_ended += 1


@rule
def settle_pull(area):
    """Once a week, when everyone has been looked at: how many children crews could reach in a day, and how many adults are free."""
    area.reached = area.reached_week * 1e-9
    area.adults_free = area.adults_free_week
    area.reached_week = 0
    area.adults_free_week = 0


@phase
def spread_pull(areas, p):
    """How hard crews seek: what they need over whom they reach."""
    nation = short_of(areas, ALL_REGIONS)
    for r in range(REGIONS):
        region = short_of(areas, r)
        for a in range(FORCES):
            if areas[a].region == r:
                pull_in(areas[a], region, nation, p)


@rule
def pull_in(area, region, nation, p):
    """How hard crews seek in an area, judged by what they need there, in its region and in the nation."""
    here = ratio(area.child_places, area.reached)
    area.child_pull = grooming.share_of_hazard(judged(area.own, area.own_region, here, region[0], nation[0]), p)
    here = ratio(area.adult_places, area.adults_free)
    area.adult_pull = grooming.chance_adult_used(judged(area.own, area.own_region, here, region[1], nation[1]), p)
    here = ratio(area.home_places, area.adults_free)
    area.home_pull = grooming.chance_adult_used(judged(area.own, area.own_region, here, region[2], nation[2]), p)


@rule
def short_of(areas, region):
    """What the crews of a region need over whom they reach: of children, adults who run, and homes."""
    children, adults, homes, reached, free = 0.0, 0.0, 0.0, 0.0, 0.0
    for a in range(FORCES):
        if region in (ALL_REGIONS, areas[a].region):
            children += areas[a].child_places
            adults += areas[a].adult_places
            homes += areas[a].home_places
            reached += areas[a].reached
            free += areas[a].adults_free
    return ratio(children, reached), ratio(adults, free), ratio(homes, free)


@rule
def ratio(above, below):
    """A ratio, 0 where nothing is below."""
    return above / below if below > 0.0 else 0.0


@rule
def at_risk(person, lines, nearby, areas, early_help, true, p, today):
    """A week of a child at risk: risk ends, help is offered, or grooming begins."""
    area, tally = areas[person.area], true[person.area]
    if grooming.ceases_to_be_at_risk(person, today):
        person.status = Status.LEFT
        tally.risk_ended += 1
        return
    tally.at_risk_days += WEEKDAYS
    tally.care_at_risk_days += WEEKDAYS * int(person.traits & Trait.IN_CARE != 0)
    tally.known_at_risk_days += WEEKDAYS * int(person.traits & Trait.KNOWN != 0)
    if today < person.help_until:
        tally.help_days += WEEKDAYS * int(grooming.helped(person, p, today))
    elif area.help_account > 0.0 and uniform(person.luck, today, HELP) < chance_of_help(person, p):
        person.help_until = today + int(grooming.wait_for_help(early_help, p) + p.safeguarding.early_help_length)
        area.help_account -= p.safeguarding.early_help_length
        tally.helped += 1
        tally.help_hurried += int(1000.0 * early_help.wait_removed)
    if today >= person.due:
        grooming.look_at_age(person, p, today)
    if grooming.missing_this_week(person, p, today):
        person.missing_until = today + int(p.grooming.missing_risk_days)
    if grooming.groomed_this_week(person, area, p, today):
        place = pick_place(person.luck, person.area, Place.CHILD, lines, nearby, areas, today)
        if place != NONE:
            grooming.start_grooming(person, line_at(place), is_at_home(place), p, today)
            lines[line_at(place)].groomed += 1
            tally.groomed += 1


@rule
def chance_of_help(person, p):
    """Early help reaches those it hears of: children known to services more than others (a week's chance)."""
    rate = p.safeguarding.early_help_hearing
    if person.traits & (Trait.KNOWN | Trait.IN_CARE | Trait.EXCLUDED):
        rate *= p.safeguarding.early_help_precision
    return min(1.0, rate * WEEKDAYS / 365.25)


@phase
def begin(i, people, episodes, exploited, lines, counts, true, p, today):
    """Grooming is over: the child runs for the first time, if the line still trades."""
    person = people[i]
    lines[person.line].groomed -= 1
    if lines[person.line].trade > Trade.SUSPENDED or not control.is_child(person, today):
        grooming.back_to_risk(person)
        true[person.area].grooming_failed += 1
        return
    row = person.episode
    first = row == NONE
    if first:
        row = counts.episodes
        counts.episodes += 1
        person.episode = row
        episodes[row].person = i
    episode = episodes[row]
    if not episode.open:
        clear(episode)
    exploited[counts.exploited] = row
    counts.exploited += 1
    true[person.area].newly_exploited += int(first)
    true[person.area].exploited_anew += int(not first)
    start_exploitation(person, episode, people, lines[person.line], person.line, person.sent != 0, true, p, today)


@phase
def clear(episode):
    """A file on a child that had been closed for good begins anew."""
    episode.open = 1
    episode.debt = episode.days = 0
    episode.told_due = NEVER
    episode.interview_due = NEVER
    episode.moved = episode.advocate = episode.positive = episode.panel = episode.flagged = 0
    episode.advocate_due = NEVER
    episode.suspect = episode.case = episode.support = episode.nrm = 0
    episode.suspect_due = episode.case_due = episode.support_due = episode.nrm_due = NEVER
    episode.conditions_until = episode.custody_until = episode.missing_until = 0
    episode.sentence_due = NEVER
    episode.found = episode.just_missing = episode.hurt = episode.on_rail = episode.on_road = 0
    episode.force_told = NEVER


@phase
def start_exploitation(person, episode, people, line, number, sent, true, p, today):
    """A child runs for a line from today; exploited peers raise the risk of others."""
    person.status = Status.EXPLOITED
    person.line = number
    episode.luck, episode.area, episode.turns_18, episode.traits = person.luck, person.area, person.turns_18, person.traits
    episode.exploited = 1
    episode.line = number
    episode.began = episode.joined = today
    episode.ended = NONE
    episode.route = Route.NOT_OUT
    episode.stranded = 0
    episode.notice_due = detection.next_notice(person, p, today)
    true[person.area].debt_made += control.begin_running(person, episode, line, sent, p, today)
    true[person.area].places_refilled += int(aftermath.fills_place(line, today))
    if person.peer != NONE:
        people[person.peer].peers_exploited += 1


@phase
def close_file(episode, tally):
    """The file on a child is closed: a case that is open ends with it, and what the child owed."""
    episode.open = episode.helped = 0
    tally.debt_dropped += episode.debt
    episode.debt = 0
    if episode.case == CASE_OPEN:
        episode.case = CASE_ENDED
        tally.cases_ended += 1


@phase
def end_exploitation(person, episode, people, line, route, p, today):
    """A child is free, for now; the crew place is filled again or lapses."""
    people[episode.person].status = Status.FREE
    episode.exploited = 0
    episode.ended = today
    episode.route = route
    peer = people[episode.person].peer
    if peer != NONE:
        people[peer].peers_exploited -= 1
    if route != Route.CLOSURE and control.is_child(person, today):
        leave_place(person, line, p, today)
        aftermath.leave_crew(line, today)


@phase
def run_and_control(people, episodes, exploited, free, adrift, lines, areas, on_rails, on_roads, counts, true, p, today):
    """Step 4. Each exploited child's day: runs or rests, earns or works off debt, goes missing, suffers violence, or leaves.

    Those freed since yesterday go to the list of the free; those whose line has closed or left them, or who turn 18 today, are
    noted for step 10.
    """
    look_at_violence(areas, p)
    kept = counts.adrift = 0
    for i in range(counts.exploited):
        row = exploited[i]
        episode = episodes[row]
        soon(episodes, exploited, i, counts.exploited)
        if i + AHEAD // 2 < counts.exploited:
            fetch(lines, episodes[exploited[i + AHEAD // 2]].line, 0)
        if episode.exploited:
            exploited[kept] = row
            kept += 1
            adrift[counts.adrift] = row
            counts.adrift += int(control.is_adrift(episode, lines[episode.line]) | (episode.turns_18 == today))
            live(episode, episode, people, lines[episode.line], areas, on_rails, on_roads, true, p, today)
        else:
            free[counts.free] = row
            counts.free += 1
    counts.exploited = kept


@rule
def look_at_violence(areas, p):
    """How violent each market is today, once for all who run there."""
    for a in range(FORCES):
        areas[a].violence = control.violence_in_market(areas[a], p)


@rule
def live(person, episode, people, line, areas, on_rails, on_roads, true, p, today):
    """A day of an exploited child."""
    tally = true[person.area]
    adrift = int(control.is_adrift(episode, line))
    count_day(person, episode, line, adrift, tally, today)
    if line.charge_day == today and not adrift:
        episode.debt += line.crew_charge
        tally.debt_made += line.crew_charge
    if episode.sentence_due <= today:
        go_to_custody(person, episode, people, line, tally, p, today)
        return
    if adrift or today < episode.custody_until:
        return
    away = control.is_away(episode, line, today)
    if today >= episode.rest_until:
        travel = control.start_spell(person, episode, away, p, today)
        episode.on_rail = on_rails[line.home][line.market] if travel == Travel.RAIL else 0
        episode.on_road = on_roads[line.home][line.market] if travel == Travel.ROAD else 0
    if control.runs_today(episode, today):
        worked = control.earn(episode, line, p)
        tally.debt_worked += worked
        line.ran += 1
        if control.is_child(person, today):
            tally.child_days_running += 1
            tally.child_days_away += int(away)
    if control.goes_missing(person, episode, p, today) and control.is_child(person, today):
        tally.missing_episodes += 1
        if person.traits & Trait.IN_CARE:
            tally.missing_care += 1
        episode.just_missing = 1
    if control.suffers_violence(person, episode, areas[line.market], p, today) and control.is_child(person, today):
        tally.violence_to_children += 1
        areas[line.market].violent += 1
        episode.hurt = 1
    engaged = episode.support == Support.ENGAGED
    if control.leaves(person, episode, engaged, p, today):
        end_exploitation(person, episode, people, line, Route.SUPPORT if engaged else Route.OWN, p, today)
        child = control.leaves_as_child(person, today)
        tally.freed_support += int(child and engaged)
        tally.freed_own += int(child and not engaged)
        tally.grown_freed += int(not child)


@phase
def go_to_custody(person, episode, people, line, tally, p, today):
    """Someone who grew up on a line is sentenced as an adult, and out of every line's reach."""
    days = justice.custody_of_grown(person, p, today)
    episode.sentence_due, episode.custody_until = NEVER, today + days
    tally.adult_custody_days += days
    end_exploitation(person, episode, people, line, Route.ARREST, p, today)
    tally.grown_freed += 1


@rule
def count_day(person, episode, line, adrift, tally, today):
    """Count a day of exploitation, for the child and, unless the line has left the child, for the crew."""
    episode.days += 1
    if not control.is_child(person, today):
        line.seen_grown += 1 - adrift
        tally.adult_days += 1
        return
    home = int((episode.away_from < NEVER) & (line.home != line.market))
    line.seen_home += home * (1 - adrift)
    line.seen_local += (1 - home) * (1 - adrift)
    tally.child_days += 1
    tally.debt_days += episode.debt
    tally.child_days_in_debt += int(episode.debt > 0)
    tally.child_days_in_care += int(person.traits & Trait.IN_CARE != 0)
    tally.child_days_girls += int(person.traits & Trait.GIRL != 0)
    tally.missing_days += int(today < episode.missing_until)
