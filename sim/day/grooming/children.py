"""Young people: at risk, in contact with a line, and exploited from their first run on."""

from sim.day.bundles import Children, Country, Today, Trading
from sim.day.grooming.crews import Place, pick_place
from sim.engine import phase, rule
from sim.parameters import Parameters
from sim.policy.levers import EarlyHelp
from sim.rules import control, detection
from sim.rules import grooming as rules
from sim.state import (
    NEVER,
    NONE,
    Advocacy,
    Area,
    Case,
    Episode,
    Line,
    Nrm,
    Person,
    Route,
    Source,
    Status,
    Support,
    Suspect,
    Table,
    Trade,
    Trait,
)
from sim.state.books import TrueBook
from sim.state.ledger import Ledger
from sim.state.time import WEEK_DAYS


@rule
def look_at(i: int, children: Children, trade: Trading, country: Country, ledger: Ledger, now: Today) -> None:
    """A week of one young person: at risk, in contact with a line and about to run for it, or free and now of age."""
    person, today = children.people[i], now.day
    if person.status == Status.AT_RISK and today >= person.entered:
        at_risk(person, trade, country.areas, ledger.true[person.area], now)
    elif person.status == Status.GROOMED and today >= person.due:
        begin(i, children, trade, ledger, now)
    elif person.status == Status.OUTSIDE:
        exploited_outside(person, country.areas[person.area], ledger.true[person.area], today)
    elif person.status == Status.FREE and today >= person.turns_18:
        person.status = Status.LEFT
        ledger.true[person.area].free_ended += 1


@rule
def at_risk(person: Person, trade: Trading, areas: Table[Area], tally: TrueBook, now: Today) -> None:
    """A week of a child at risk: risk ends, help is offered, grooming begins, or supply outside lines takes the child up."""
    area, p, today = areas[person.area], now.p, now.day
    if rules.ceases_to_be_at_risk(person, today):
        person.status = Status.LEFT
        tally.risk_ended += 1
        return
    tally.at_risk_days += WEEK_DAYS
    tally.known_at_risk_days += WEEK_DAYS * int(person.traits & Trait.KNOWN != 0)
    be_helped(person, area, now.policy[person.area].early_help, tally, now)
    if today >= person.due:
        rules.look_at_age(person, p, today)
    if rules.missing_this_week(person, p, today):
        go_missing(person, area, tally, now)
    if rules.groomed_this_week(person, area, p, today):
        row, at_home = pick_place(person.luck, person.area, Place.CHILD, trade, areas, today)
        if row != NONE:
            rules.start_grooming(person, row, at_home, p, today)
            trade.lines[row].groomed += 1
            tally.groomed += 1
            return
    if rules.taken_outside(person, area, p, today):
        person.status = Status.OUTSIDE
        area.outside += 1
        tally.taken_outside += 1


@rule
def exploited_outside(person: Person, area: Area, tally: TrueBook, today: int) -> None:
    """A week of a child exploited by supply outside lines, whom no line can reach meanwhile: goes on, is free, or comes of age."""
    if today >= person.turns_18:
        person.status = Status.LEFT
        tally.grown_outside += 1
    elif rules.leaves_outside(person, area, today):
        rules.back_to_risk(person)
        tally.freed_outside += 1
    else:
        return
    area.outside -= 1


@rule
def go_missing(person: Person, area: Area, tally: TrueBook, now: Today) -> None:
    """A child at risk goes missing, which raises the risk for a time; a return interview may tell early help of it."""
    p, today = now.p, now.day
    person.missing_until = today + int(p.grooming.missing_risk_days)
    recognition = now.policy[person.area].recognition_of_exploitation
    if rules.interview_tells_of_risk(person, detection.share_interviewed(area, recognition, now.scene.contact), p, today):
        tally.risk_interviewed += rules.put_on_list(person, p, today)


@rule
def be_helped(person: Person, area: Area, early_help: EarlyHelp, tally: TrueBook, now: Today) -> None:
    """A child at risk has early help; else who is on its list is helped when there is a place, and others may be heard of."""
    p, today = now.p, now.day
    if today < person.help_until:
        tally.help_days += WEEK_DAYS * int(rules.helped(person, p, today))
        return
    if rules.signs_are_seen(person, area.sight, now.scene.contact, p, today):
        tally.risk_heard += rules.put_on_list(person, p, today)
    if today >= person.heard_until:
        return
    area.help_listed += 1
    if rules.has_turn(person, area, today):
        person.heard_until = 0
        person.help_until = today + int(rules.wait_for_help(early_help, p) + p.safeguarding.early_help_length)
        area.help_account -= rules.help_taken(person, p)
        tally.helped += 1
        tally.help_hurried += int(1000.0 * early_help.wait_removed)


@phase
def begin(i: int, children: Children, trade: Trading, ledger: Ledger, now: Today) -> None:
    """Grooming is over: the child runs for the first time, if the line still trades."""
    person, counts = children.people[i], children.counts
    line, tally = trade.lines[person.line], ledger.true[person.area]
    line.groomed -= 1
    if line.trade > Trade.SUSPENDED or not control.is_child(person, now.day):
        rules.back_to_risk(person)
        tally.grooming_failed += 1
        return
    first = person.episode == NONE
    if first:
        person.episode = counts.episodes
        counts.episodes += 1
        children.episodes[person.episode].person = i
    episode = children.episodes[person.episode]
    if not episode.open:
        clear(episode)
    children.exploited[counts.exploited] = person.episode
    counts.exploited += 1
    tally.newly_exploited += int(first)
    tally.exploited_anew += int(not first)
    start_exploitation(person, episode, children.people, line, person.line, person.sent != 0, tally, now.p, now.day)


@phase
def clear(episode: Episode) -> None:
    """A file on a child that had been closed for good begins anew."""
    episode.open = 1
    episode.debt = episode.days = 0
    episode.told_due = NEVER
    episode.interview_due = NEVER
    episode.moved = episode.positive = episode.panel = episode.flagged = 0
    episode.advocate, episode.advocate_due = Advocacy.NOT_OFFERED, NEVER
    episode.suspect, episode.suspect_due = Suspect.NOT_SUSPECT, NEVER
    episode.case, episode.case_due = Case.NONE, NEVER
    episode.support, episode.support_due = Support.NOT_ASKED, NEVER
    episode.nrm, episode.nrm_due = Nrm.NOT_REFERRED, NEVER
    episode.conditions_until = episode.custody_until = episode.missing_until = 0
    episode.sentence_due = NEVER
    episode.found = Source.NOBODY
    episode.just_missing = episode.hurt = episode.on_rail = episode.on_road = 0
    episode.force_told = episode.services_told = episode.review_due = NEVER
    episode.in_contact = 0


@phase
def start_exploitation(
    person: Person,
    episode: Episode,
    people: Table[Person],
    line: Line,
    row: int,
    sent: bool,
    tally: TrueBook,
    p: Parameters,
    today: int,
) -> None:
    """A child runs for a line from today; exploited peers raise the risk of others."""
    person.status = Status.EXPLOITED
    person.line = row
    episode.luck, episode.area, episode.turns_18, episode.traits = person.luck, person.area, person.turns_18, person.traits
    episode.exploited = 1
    episode.line = row
    episode.began = episode.joined = today
    episode.ended = NONE
    episode.route = Route.NOT_OUT
    episode.stranded = episode.adrift_since = 0
    episode.notice_due = detection.next_notice(episode, p, today)
    tally.debt_made += control.begin_running(episode, line, sent, p, today)
    if person.peer != NONE:
        people[person.peer].peers_exploited += 1
