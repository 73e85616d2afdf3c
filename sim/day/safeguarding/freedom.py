"""The year after exploitation has ended: it may begin again, or the child is as others are."""

from sim.day.bundles import Today, Trading
from sim.day.grooming.children import start_exploitation
from sim.day.grooming.crews import Place, pick_place
from sim.engine import phase, rule
from sim.rules import control
from sim.rules.safeguarding import care
from sim.state import NEVER, NONE, Area, Case, Episode, Person, Status, Table
from sim.state.books import TrueBook

AFTER_DAYS = 365
"""Days after exploitation ended in which it may begin again by the hazard of return: the year of `children_reexploited`."""


@rule
def after_freedom(
    episode: Episode, people: Table[Person], trade: Trading, areas: Table[Area], tally: TrueBook, now: Today
) -> None:
    """The year after: exploitation may begin again; then the child is as others at risk, and the file closed once no case is open."""
    p, today = now.p, now.day
    if today < episode.custody_until and today < episode.turns_18:
        return
    since = max(episode.ended, min(episode.custody_until, today))
    if today >= episode.turns_18 or today - since > AFTER_DAYS:
        be_as_others(episode, people[episode.person], tally, today)
        return
    if not care.exploited_again(episode, p, today):
        return
    row, sent = pick_place(episode.luck, episode.area, Place.CHILD, trade, areas, today)
    if row != NONE:
        tally.reexploited += 1
        start_exploitation(people[episode.person], episode, people, trade.lines[row], row, sent, tally, p, today)


@rule
def be_as_others(episode: Episode, person: Person, tally: TrueBook, today: int) -> None:
    """A year after it is free a child is at risk as others are, or grown up; its file is closed once nothing is open in it."""
    if person.status == Status.FREE:
        over = today >= person.turns_18 or today >= person.leaves
        person.status = Status.LEFT if over else Status.AT_RISK
        tally.free_ended += int(over)
        tally.back_at_risk += int(not over)
    if not control.waits_as_suspect(episode) and episode.nrm_due == NEVER and today >= episode.custody_until:
        close_file(episode, tally, today)


@phase
def close_file(episode: Episode, tally: TrueBook, today: int) -> None:
    """The file on a child is closed: a case that is open ends with it, and what the child owed."""
    episode.open = episode.helped = 0
    tally.debt_dropped += episode.debt
    episode.debt = 0
    if episode.case == Case.OPEN:
        care.close_case(episode, today)
        tally.cases_ended += 1
