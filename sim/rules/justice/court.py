"""Step 8, justice: courts and their queue, and the trial and custody of children and of adults who ran for a line."""

from sim.engine import rule
from sim.engine.luck import days_until, purpose, uniform
from sim.parameters import Parameters
from sim.rules.justice.arrest import is_dropped
from sim.rules.recording import load_of_queue
from sim.rules.safeguarding.advocates import effect_beside
from sim.rules.safeguarding.reading import with_odds
from sim.state import Adult, Dealer, Episode, Nation
from sim.state.time import YEAR_DAYS

RAISED = purpose("section 45 raised")
DEFENCE = purpose("section 45 succeeds")
TO_COURT = purpose("time from charge to completion")
CONVICTED = purpose("convicted")
CUSTODIAL = purpose("custodial sentence of a child")
ADULT_CHARGED = purpose("arrested adult charged")
SENTENCE = purpose("length of a sentence")


@rule
def wait_for_court(luck: int, backlog: float, p: Parameters, today: int) -> int:
    """A case completes after the court's time, longer with the backlog (day of completion)."""
    return today + days_until(uniform(luck, today, TO_COURT), p.justice.charge_to_completion_time * backlog)


@rule
def charge_adult(adult: Adult, backlog: float, p: Parameters, today: int) -> bool:
    """An adult arrested while running for a line is charged or not (whether charged); custody after trial is drawn at once."""
    u = uniform(adult.luck, today, ADULT_CHARGED)
    if u < p.justice.adult_charge_probability * p.justice.adult_custody_share:
        if adult.custody_until <= today:  # else another sentence follows the one that is to come
            adult.custody_from = adult.custody_until = wait_for_court(adult.luck, backlog, p, today)
        adult.custody_until += days_until(uniform(adult.luck, today, SENTENCE), p.justice.adult_custody_length)
    return u < p.justice.adult_charge_probability


@rule
def charge_grown(episode: Episode, backlog: float, p: Parameters, today: int) -> bool:
    """Someone who turned 18 on a line is charged like an adult who runs for it (whether charged), and waits for the sentence there."""
    u = uniform(episode.luck, today, ADULT_CHARGED)
    if u < p.justice.adult_charge_probability * p.justice.adult_custody_share:
        episode.sentence_due = min(episode.sentence_due, wait_for_court(episode.luck, backlog, p, today))
    return u < p.justice.adult_charge_probability


@rule
def custody_of_grown(episode: Episode, p: Parameters, today: int) -> int:
    """Days of custody of someone sentenced as an adult."""
    return days_until(uniform(episode.luck, today, SENTENCE), p.justice.adult_custody_length)


@rule
def adult_in_custody(adult: Adult, today: int) -> bool:
    """An adult in custody is out of every line's reach."""
    return adult.custody_from <= today < adult.custody_until


@rule
def sittings(account: float, scale: float, p: Parameters) -> float:
    """Cases that courts can complete: a day's more each day; what is not used soon, but for one case, lapses."""
    a_day = p.justice.court_capacity_year * scale / YEAR_DAYS
    return min(account + a_day, p.justice.sittings_kept * a_day + 1.0)


@rule
def place_in_queue(dealer: Dealer, p: Parameters) -> float:
    """A holder's case among those waiting: slavery counts wait longer by themselves, which is no load, and weigh by as much less."""
    return 1.0 / p.justice.slavery_delay_ratio if dealer.slavery else 1.0


@rule
def court_is_free(nation: Nation, place: float) -> bool:
    """A case whose day has come takes a court's sitting, or waits on in the queue for tomorrow's."""
    if nation.court_account <= 0.0:
        nation.court_waiting += place
        return False
    nation.court_account -= 1.0
    return True


@rule
def length_of_cases(waiting: float, slower: float, scale: float, p: Parameters) -> float:
    """The time from charge to completion, over the ordinary one: slower courts, and more cases waiting than an ordinary wait clears."""
    usual = p.justice.court_capacity_year * scale / YEAR_DAYS * p.justice.charge_to_completion_time * slower
    return slower * load_of_queue(waiting, usual, 1.0, p.justice.court_wait_most)


@rule
def chance_of_defence(episode: Episode, p: Parameters) -> float:
    """The chance that a charged child raises section 45: an advocate knows of it."""
    return with_odds(p.justice.section_45_raised, effect_beside(episode, p.care.advocate_defence))


@rule
def raises_defence(episode: Episode, p: Parameters, today: int) -> bool:
    """A charged child raises section 45, or does not."""
    return uniform(episode.luck, today, RAISED) < chance_of_defence(episode, p)


@rule
def defence_is_open(episode: Episode, p: Parameters, today: int) -> bool:
    """Section 45 is raised, and open to the offence: of those who raise it the share `section_45_open`, by the same draw."""
    return uniform(episode.luck, today, RAISED) < chance_of_defence(episode, p) * p.justice.section_45_open


@rule
def defence_succeeds(episode: Episode, p: Parameters, today: int) -> bool:
    """Section 45 is raised or not, open to the offence or not, and succeeds or not."""
    return defence_is_open(episode, p, today) and uniform(episode.luck, today, DEFENCE) < p.justice.section_45_success


@rule
def child_convicted(episode: Episode, excused: bool, p: Parameters, today: int) -> bool:
    """A charged child is convicted unless the defence succeeds (`excused`) or the case fails; recognised children too."""
    if excused:
        return False
    if is_dropped(episode, p):
        return False
    return uniform(episode.luck, today, CONVICTED) < p.justice.child_conviction_probability


@rule
def child_custody(episode: Episode, p: Parameters, today: int) -> int:
    """Days of custody of a convicted child: most have none."""
    if uniform(episode.luck, today, CUSTODIAL) >= p.justice.child_custody_share:
        return 0
    return days_until(uniform(episode.luck, today, SENTENCE), p.justice.child_custody_length)
