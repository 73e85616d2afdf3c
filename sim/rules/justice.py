"""Step 8, justice: arrest, release or bail, charge, court, custody; time and workload are real, for children and holders."""

from sim.engine import rule
from sim.engine.luck import days_until, purpose, uniform
from sim.parameters import Parameters
from sim.policy.levers import ModernSlaveryCharging, PoliceBail, RecognitionOfExploitation
from sim.rules.groups import wait_for_a_line
from sim.rules.recording import load_of_queue
from sim.rules.safeguarding import as_share, better_eyes, log_odds
from sim.rules.tasking import slavery_share
from sim.state import NEVER, Adult, Area, Charge, Counts, Dealer, Episode, Nrm, Person, Standing, Suspect, Trait

ARRESTED = purpose("child arrested")
AS_SUSPECT = purpose("child taken through as suspect only")
BOTH = purpose("child read as victim and suspect")
CONDITIONS = purpose("bail with conditions")
CONDITIONS_TO_COURT = purpose("bail with conditions after charge")
TO_CHARGE = purpose("time to a charging decision")
DIVERTED = purpose("diverted to youth justice services")
LOST_SCHOOL = purpose("school lost while a case waits")
OUTCOME = purpose("charging decision on a child")
RAISED = purpose("section 45 raised")
DEFENCE = purpose("section 45 succeeds")
DROPPED = purpose("case dropped after a decision")
TO_COURT = purpose("time from charge to completion")
CONVICTED = purpose("convicted")
CUSTODIAL = purpose("custodial sentence of a child")
HOLDER_CHARGED = purpose("holder charged")
REMANDED = purpose("held on remand")
PROVED = purpose("how strong a case against a holder is")
ADULT_CHARGED = purpose("arrested adult charged")
SLAVERY = purpose("modern slavery charge")
VICTIMLESS = purpose("built without the child's evidence")
SENTENCE = purpose("length of a sentence")
DESISTS = purpose("gives up after custody")
BREACH = purpose("conditions breached")
BREACH_NOTICED = purpose("breach of conditions noticed")
TAKEN_FOR_SUSPECT = purpose("child who is not exploited taken for a suspect")
AT_ARREST = purpose("case against a child decided at once")
YEAR = 365.25


@rule
def chance_of_arrest(recognised: bool, p: Parameters) -> float:
    """About a third of children found with goods or a crew are arrested; fewer of those seen as victims first."""
    return min(
        1.0,
        p.justice.found_child_arrested * (p.justice.arrest_ratio_recognised if recognised else p.justice.arrest_ratio_missed),
    )


@rule
def is_arrested(person: Person, recognised: bool, p: Parameters, today: int) -> bool:
    """A found child is arrested, or protected."""
    return uniform(person.luck, today, ARRESTED) < chance_of_arrest(recognised, p)


@rule
def chance_suspect_only(suspicion: float, railway: bool, recognition: RecognitionOfExploitation, p: Parameters) -> float:
    """An arrested child is taken through as suspect only by the practice of the force; better eyes lower the odds."""
    odds = log_odds(p.justice.child_treated_as_suspect) + suspicion - better_eyes(recognition, p)
    return as_share(odds - (p.justice.transport_police_care if railway else 0.0))


@rule
def is_suspect_only(
    person: Person, suspicion: float, railway: bool, recognition: RecognitionOfExploitation, p: Parameters, today: int
) -> bool:
    """An arrested child is read as suspect only, or not."""
    return uniform(person.luck, today, AS_SUSPECT) < chance_suspect_only(suspicion, railway, recognition, p)


@rule
def taken_for_suspect(area: Area, n: int, recognition: RecognitionOfExploitation, p: Parameters, today: int) -> bool:
    """A stopped child who is not exploited, but is taken to have to do with a line, is arrested as a suspect, or referred."""
    chance = chance_of_arrest(False, p) * chance_suspect_only(area.suspicion, False, recognition, p)
    return uniform(area.luck + n, today, TAKEN_FOR_SUSPECT) < chance


@rule
def read_as_both(person: Person, p: Parameters, today: int) -> bool:
    """A child recognised as a victim may be kept as a suspect too."""
    return uniform(person.luck, today, BOTH) < p.justice.victim_and_suspect_share


@rule
def share_bailed(bail: PoliceBail, p: Parameters) -> float:
    """The share of released suspects who are on bail with conditions; the lever closes the gap to all."""
    return p.justice.conditional_bail_share + (1.0 - p.justice.conditional_bail_share) * bail.conditional_share


@rule
def open_suspect_case(person: Person, episode: Episode, bail: PoliceBail, p: Parameters, today: int) -> None:
    """A suspect's case is decided at once, or the suspect is released under investigation or bailed until the charging decision."""
    if not charge_paused(episode) and uniform(person.luck, today, AT_ARREST) < p.justice.child_decided_at_arrest_share:
        episode.suspect, episode.suspect_due = Suspect.HELD, today
        return
    bailed = uniform(person.luck, today, CONDITIONS) < share_bailed(bail, p)
    episode.suspect = Suspect.BAILED if bailed else Suspect.RELEASED
    episode.suspect_due = today + days_until(uniform(person.luck, today, TO_CHARGE), p.justice.release_to_charge_time)
    if bailed and not is_breached(person, p, today):
        episode.conditions_until = episode.suspect_due


@rule
def keep_to_conditions(episode: Episode, today: int) -> None:
    """Conditions that are kept last for as long as a positive first decision keeps the case open."""
    kept = episode.suspect == Suspect.BAILED and episode.conditions_until >= episode.suspect_due
    if kept:
        episode.conditions_until = max(episode.conditions_until, today + 1)


@rule
def bailed_to_court(person: Person, episode: Episode, bail: PoliceBail, p: Parameters, today: int) -> bool:
    """A charged child who is not remanded waits for court on bail with conditions, kept or breached, or without."""
    bailed = uniform(person.luck, today, CONDITIONS_TO_COURT) < share_bailed(bail, p)
    if bailed and not is_breached(person, p, today):
        episode.conditions_until = episode.suspect_due
    return bailed


@rule
def is_breached(person: Person, p: Parameters, today: int) -> bool:
    """A child bailed does not keep to the conditions: contact with the crew goes on as before."""
    return uniform(person.luck, today, BREACH) < p.justice.breach_share


@rule
def breach_noticed(person: Person, p: Parameters, today: int) -> bool:
    """Police come to know of a breach, or do not."""
    return uniform(person.luck, today, BREACH_NOTICED) < p.observation.breach_noticed_share


@rule
def charge_paused(episode: Episode) -> bool:
    """A positive first decision pauses charging until the final one."""
    return episode.nrm == Nrm.REASONABLE


@rule
def comes_late(person: Person, episode: Episode, today: int) -> bool:
    """A final decision comes late: the child has been charged since the referral, is charged now, or has turned 18."""
    charged = episode.suspect == Suspect.CHARGED or episode.charged_on >= episode.nrm_since
    return charged or today >= person.turns_18


@rule
def is_dropped(person: Person, episode: Episode, p: Parameters) -> bool:
    """A positive final decision ends a child's case with `dropped_if_positive`: one draw a referral, whenever it is asked."""
    return episode.positive != 0 and uniform(person.luck, episode.nrm_since, DROPPED) < p.justice.dropped_if_positive


@rule
def is_charged(person: Person, episode: Episode, p: Parameters, today: int) -> bool:
    """At the charging decision: charge or not; a final positive decision makes dropping likelier, not sure."""
    if is_dropped(person, episode, p):
        return False
    return uniform(person.luck, today, OUTCOME) < p.justice.child_charge_probability


@rule
def child_remanded(person: Person, p: Parameters, today: int) -> bool:
    """A charged child is held on remand, away from crew and line, or waits at home."""
    return uniform(person.luck, today, REMANDED) < p.justice.child_remanded_share


@rule
def served_on_remand(episode: Episode) -> int:
    """Days that a charged child was held on remand."""
    return max(0, episode.custody_until - episode.charged_on)


@rule
def is_diverted(person: Person, p: Parameters, today: int) -> bool:
    """A child who is not charged is diverted to youth justice services, or let go with no action."""
    return uniform(person.luck, today, DIVERTED) < p.justice.diversion_share


@rule
def loses_school(person: Person, episode: Episode, p: Parameters, today: int) -> bool:
    """Waiting harms: by a charging decision that did not come at once a child may have lost its place at school."""
    could = episode.suspect != Suspect.HELD and not person.traits & Trait.EXCLUDED
    return could and uniform(person.luck, today, LOST_SCHOOL) < p.justice.school_loss_while_waiting


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
def charge_grown(person: Person, episode: Episode, backlog: float, p: Parameters, today: int) -> bool:
    """Someone who turned 18 on a line is charged like an adult who runs for it (whether charged), and waits for the sentence there."""
    u = uniform(person.luck, today, ADULT_CHARGED)
    if u < p.justice.adult_charge_probability * p.justice.adult_custody_share:
        episode.sentence_due = min(episode.sentence_due, wait_for_court(person.luck, backlog, p, today))
    return u < p.justice.adult_charge_probability


@rule
def custody_of_grown(person: Person, p: Parameters, today: int) -> int:
    """Days of custody of someone sentenced as an adult."""
    return days_until(uniform(person.luck, today, SENTENCE), p.justice.adult_custody_length)


@rule
def adult_in_custody(adult: Adult, today: int) -> bool:
    """An adult in custody is out of every line's reach."""
    return adult.custody_from <= today < adult.custody_until


@rule
def sittings(account: float, scale: float, p: Parameters) -> float:
    """Cases that courts can complete: a day's more each day; what is not used soon, but for one case, lapses."""
    a_day = p.justice.court_capacity_year * scale / YEAR
    return min(account + a_day, p.justice.sittings_kept * a_day + 1.0)


@rule
def place_in_queue(dealer: Dealer, p: Parameters) -> float:
    """A holder's case among those waiting: slavery counts wait longer by themselves, which is no load, and weigh by as much less."""
    return 1.0 / p.justice.slavery_delay_ratio if dealer.slavery else 1.0


@rule
def court_is_free(counts: Counts, place: float) -> bool:
    """A case whose day has come takes a court's sitting, or waits on in the queue for tomorrow's."""
    if counts.court_account <= 0.0:
        counts.court_waiting += place
        return False
    counts.court_account -= 1.0
    return True


@rule
def length_of_cases(waiting: float, slower: float, scale: float, p: Parameters) -> float:
    """The time from charge to completion, over the ordinary one: slower courts, and more cases waiting than an ordinary wait clears."""
    usual = p.justice.court_capacity_year * scale / YEAR * p.justice.charge_to_completion_time * slower
    return slower * load_of_queue(waiting, usual, 1.0)


@rule
def raises_defence(person: Person, p: Parameters, today: int) -> bool:
    """A charged child raises section 45, or does not."""
    return uniform(person.luck, today, RAISED) < p.justice.section_45_raised


@rule
def defence_is_open(person: Person, p: Parameters, today: int) -> bool:
    """Section 45 is raised, and open to the offence: of those who raise it the share `section_45_open`, by the same draw."""
    return uniform(person.luck, today, RAISED) < p.justice.section_45_raised * p.justice.section_45_open


@rule
def defence_succeeds(person: Person, p: Parameters, today: int) -> bool:
    """Section 45 is raised or not, open to the offence or not, and succeeds or not."""
    return defence_is_open(person, p, today) and uniform(person.luck, today, DEFENCE) < p.justice.section_45_success


@rule
def child_convicted(person: Person, episode: Episode, excused: bool, p: Parameters, today: int) -> bool:
    """A charged child is convicted unless the defence succeeds (`excused`) or the case fails; recognised children too."""
    if excused:
        return False
    if is_dropped(person, episode, p):
        return False
    return uniform(person.luck, today, CONVICTED) < p.justice.child_conviction_probability


@rule
def child_custody(person: Person, p: Parameters, today: int) -> int:
    """Days of custody of a convicted child: most have none."""
    if uniform(person.luck, today, CUSTODIAL) >= p.justice.child_custody_share:
        return 0
    return days_until(uniform(person.luck, today, SENTENCE), p.justice.child_custody_length)


@rule
def holder_charged_at_arrest(luck: int, p: Parameters, today: int) -> bool:
    """An arrested holder is charged before leaving custody, or released while the investigation goes on."""
    return uniform(luck, today, HOLDER_CHARGED) < p.justice.holder_charge_probability * p.justice.charged_at_arrest_share


@rule
def holder_charged_later(dealer: Dealer, p: Parameters, today: int) -> bool:
    """At the charging decision a released holder is charged or not: of all arrested `holder_charge_probability` are in the end."""
    all_of_them, at_once = p.justice.holder_charge_probability, p.justice.charged_at_arrest_share
    later = all_of_them * (1.0 - at_once) / max(1e-9, 1.0 - all_of_them * at_once)
    return uniform(dealer.luck, today, HOLDER_CHARGED) < later


@rule
def release_holder(dealer: Dealer, bail: PoliceBail, p: Parameters, today: int) -> None:
    """A holder released without charge is under investigation, or on bail with conditions, until the charging decision."""
    decided = today + days_until(uniform(dealer.luck, today, TO_CHARGE), p.justice.release_to_charge_time)
    dealer.due = min(dealer.due, decided)
    dealer.standing = Standing.RELEASED
    dealer.conditions = int(uniform(dealer.luck, today, CONDITIONS) < share_bailed(bail, p))


@rule
def days_without_holder(dealer: Dealer, p: Parameters, today: int) -> int:
    """A released holder is soon back on the line, or kept off it while conditions that hold last, to the decision at most (days)."""
    pause = int(p.operations.pause_after_release)
    if not dealer.conditions or uniform(dealer.luck, today, BREACH) < p.justice.breach_share:
        return pause
    return max(pause, min(int(p.justice.bail_before_charge), dealer.due - today))


@rule
def charge_holder(
    dealer: Dealer, charging: ModernSlaveryCharging, bail: PoliceBail, backlog: float, p: Parameters, today: int
) -> None:
    """A holder is charged with drug supply, modern slavery or both, and remanded or bailed; slavery counts take longer."""
    with_slavery = slavery_share(charging, p)
    u = uniform(dealer.luck, today, SLAVERY)
    dealer.slavery = int(u < with_slavery) + int(u < with_slavery * p.justice.slavery_alone_share)
    dealer.victimless = int(uniform(dealer.luck, today, VICTIMLESS) < charging.victimless)
    dealer.since = today
    dealer.due = wait_for_court(dealer.luck, backlog * (p.justice.slavery_delay_ratio if dealer.slavery else 1.0), p, today)
    if uniform(dealer.luck, today, REMANDED) < p.justice.holder_remanded_share:
        dealer.standing = Standing.REMANDED
        return
    dealer.standing = Standing.BAILED
    dealer.conditions = int(uniform(dealer.luck, today, CONDITIONS) < share_bailed(bail, p))


@rule
def hands_over(dealer: Dealer, p: Parameters) -> float:
    """A holder not in custody helps another member take over the line; conditions lower that contact (ratio of chance)."""
    if dealer.standing != Standing.BAILED:
        return 1.0
    contact = 1.0 - p.justice.bail_effect_on_contact if dealer.conditions else 1.0
    return 1.0 + p.justice.handover_gain * contact


@rule
def slavery_proved(dealer: Dealer, p: Parameters, today: int) -> bool:
    """A modern slavery count is proved less often than one of drug supply, be it with the child's evidence or without."""
    ratio = p.justice.victimless_success if dealer.victimless else p.justice.slavery_child_evidence
    chance = p.justice.holder_conviction_probability * ratio
    return dealer.slavery != Charge.DRUG_SUPPLY and uniform(dealer.luck, today, PROVED) < chance


@rule
def drugs_proved(dealer: Dealer, p: Parameters, today: int) -> bool:
    """A count of drug supply is proved, by the same draw: a case is strong or weak as a whole."""
    chance = p.justice.holder_conviction_probability
    return dealer.slavery != Charge.MODERN_SLAVERY and uniform(dealer.luck, today, PROVED) < chance


@rule
def convict(dealer: Dealer, p: Parameters, today: int) -> bool:
    """A charged holder is convicted of what is proved, of one count or both (whether of any)."""
    slavery, drugs = slavery_proved(dealer, p, today), drugs_proved(dealer, p, today)
    dealer.slavery = int(slavery) + int(slavery and not drugs)
    return slavery or drugs


@rule
def sentence_days(dealer: Dealer, p: Parameters, today: int) -> int:
    """The sentence of a convicted holder (days), longer where a slavery count was proved."""
    spread = p.justice.sentence_spread
    years = p.justice.holder_sentence * (1.0 - spread + 2.0 * spread * uniform(dealer.luck, today, SENTENCE))
    return int(365.25 * (years + (p.justice.slavery_sentence_added if dealer.slavery else 0.0)))


@rule
def serve(dealer: Dealer, sentence: int, p: Parameters, today: int) -> None:
    """A convicted holder is in custody for the served share of the sentence, less the time on remand."""
    on_remand = today - dealer.since if dealer.standing == Standing.REMANDED else 0
    dealer.standing = Standing.CUSTODY
    dealer.due = today + max(1, int(sentence * p.justice.time_served_share) - on_remand)


@rule
def go_free(dealer: Dealer, p: Parameters, today: int) -> bool:
    """A holder set free goes back to the group, or gives up (whether back)."""
    back = uniform(dealer.luck, today, DESISTS) >= p.justice.desistance_share
    dealer.slavery = 0
    if back:
        wait_for_a_line(dealer, p, today)
    else:
        dealer.standing, dealer.due = Standing.GONE, NEVER
    return back
