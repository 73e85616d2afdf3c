"""Young people: at risk, in contact with a line, and exploited from their first run on."""

from sim.day.grooming.adults import WEEKDAYS
from sim.day.grooming.crews import Place, is_at_home, line_at, pick_place
from sim.engine import phase, rule
from sim.engine.luck import purpose, uniform
from sim.rules import aftermath, control, detection, grooming
from sim.state import NEVER, NONE, Route, Status, Trade, Trait

HELP = purpose("early help offered")


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
    true[person.area].debt_made += control.begin_running(episode, line, sent, p, today)
    true[person.area].places_refilled += int(aftermath.fills_place(line, today))
    if person.peer != NONE:
        people[person.peer].peers_exploited += 1
