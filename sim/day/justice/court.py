"""Cases against children: the charging decision, court, and custody."""

from sim.day.bundles import Today
from sim.day.control import end_exploitation
from sim.day.justice.arrest import count_bail
from sim.engine import phase, rule
from sim.parameters import Parameters
from sim.rules import control, detection
from sim.rules.justice import arrest, court
from sim.state import Episode, Nation, Person, Route, Suspect, Table, Trait
from sim.state.books import RecordedBook, TrueBook
from sim.state.ledger import Ledger


@phase
def wait_for_justice(episode: Episode, people: Table[Person], nation: Nation, ledger: Ledger, now: Today) -> None:
    """A case against a child: no action, diversion or charge, then court; a positive first decision pauses the charge."""
    tally, written, p, today = ledger.true[episode.area], ledger.recorded[episode.area], now.p, now.day
    tally.suspect_days += 1
    charged, paused = episode.suspect == Suspect.CHARGED, arrest.charge_paused(episode)
    if today < episode.suspect_due or (not charged and paused):
        nation.court_waiting += int(charged)
        arrest.keep_to_conditions(episode, today)
    elif not charged:
        decide_on_child(episode, people, nation.backlog, tally, written, now)
    elif court.court_is_free(nation, 1.0):
        try_child(episode, people, tally, written, p, today)


@phase
def decide_on_child(
    episode: Episode, people: Table[Person], backlog: float, tally: TrueBook, written: RecordedBook, now: Today
) -> None:
    """The charging decision on a child: charged, diverted, or no action; the wait may have cost the child its school."""
    known, p, today = episode.recognised, now.p, now.day
    if arrest.loses_school(episode, p, today):
        tally.schools_lost += 1
        lose_school(people[episode.person], episode, p, today)
    if arrest.is_charged(episode, p, today):
        charge_child(episode, people, backlog, tally, written, now)
        return
    episode.suspect = Suspect.CLOSED
    diverted = int(arrest.is_diverted(episode, p, today))
    tally.diverted += diverted
    tally.no_action += 1 - diverted
    written.diverted += diverted * known
    written.no_action += (1 - diverted) * known
    if diverted:
        written.told += int(episode.told_due > today + 1)
        episode.told_due = min(episode.told_due, today + 1)


@rule
def charge_child(
    episode: Episode, people: Table[Person], backlog: float, tally: TrueBook, written: RecordedBook, now: Today
) -> None:
    """A child is charged, and waits for court on remand, on bail with conditions, or without."""
    known, p, today = episode.recognised, now.p, now.day
    tally.charged_first += int(episode.charged_on == 0)
    episode.suspect, episode.charged_on = Suspect.CHARGED, today
    episode.suspect_due = court.wait_for_court(episode.luck, backlog, p, today)
    tally.charged += 1
    tally.charged_recognised += known
    written.charged += known
    if arrest.child_remanded(episode, p, today):
        tally.remanded += 1
        written.remanded += known
        days = min(episode.suspect_due - today, int(p.justice.child_remand_limit))
        take_into_custody(episode, people, days, tally, today)
    elif arrest.bailed_to_court(episode, p, today):
        count_bail(episode, tally, written, p, today)
        tally.bailed_to_court += 1
        written.bailed_to_court += known


@phase
def try_child(
    episode: Episode, people: Table[Person], tally: TrueBook, written: RecordedBook, p: Parameters, today: int
) -> None:
    """A child's case completes in court: section 45 or not, convicted or not, custody or not."""
    tally.court_completed += 1
    tally.court_wait_days += today - episode.charged_on
    episode.suspect = Suspect.CLOSED
    raised = int(court.raises_defence(episode, p, today))
    known = max(episode.recognised, raised)
    tally.defence_raised += raised
    written.defence_raised += raised
    could, did = int(court.defence_is_open(episode, p, today)), int(court.defence_succeeds(episode, p, today))
    tally.defence_open += could
    written.defence_open += could
    tally.defence_succeeded += did
    written.defence_succeeded += did
    convicted = int(court.child_convicted(episode, did != 0, p, today))
    tally.convicted += convicted
    tally.defended += 1 - convicted
    written.convicted += convicted * known
    written.defended += (1 - convicted) * known
    days = court.child_custody(episode, p, today) - arrest.served_on_remand(episode) if convicted else 0
    if days > 0:
        take_into_custody(episode, people, days, tally, today)


@phase
def take_into_custody(episode: Episode, people: Table[Person], days: int, tally: TrueBook, today: int) -> None:
    """A child is taken into custody, remanded or sentenced, where no line reaches it."""
    before = max(today, episode.custody_until)
    episode.custody_until = max(before, today + days)  # another sentence that is being served is not cut short
    tally.taken_into_custody += 1
    tally.custody_days += episode.custody_until - before
    if episode.exploited:
        end_exploitation(episode, people, Route.ARREST, today)
        tally.freed_arrest += int(control.leaves_as_child(episode, today))
        tally.grown_freed += int(not control.leaves_as_child(episode, today))


@phase
def lose_school(person: Person, episode: Episode, p: Parameters, today: int) -> None:
    """A child without a school is at more risk, and no school can notice what happens to it, only services that know it."""
    person.traits |= Trait.EXCLUDED
    person.risk *= p.grooming.rr_excluded
    person.due = 0
    episode.traits = person.traits
    episode.notice_due = detection.next_notice(episode, p, today)
