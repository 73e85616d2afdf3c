"""Step 8, justice for children up to a charge: arrest, how the child is read, release or bail, the charging decision."""

from sim.engine import rule
from sim.engine.luck import days_until, purpose, uniform
from sim.parameters import Parameters
from sim.policy.levers import PoliceBail
from sim.rules.safeguarding.advocates import effect_beside
from sim.rules.safeguarding.reading import as_share, log_odds, with_odds
from sim.state import Area, Episode, Nrm, Suspect, Trait

ARRESTED = purpose("child arrested")
AS_SUSPECT = purpose("child taken through as suspect only")
BOTH = purpose("child read as victim and suspect")
CONDITIONS = purpose("bail with conditions")
CONDITIONS_TO_COURT = purpose("bail with conditions after charge")
TO_CHARGE = purpose("time to a charging decision")
DIVERTED = purpose("diverted to youth justice services")
LOST_SCHOOL = purpose("school lost while a case waits")
OUTCOME = purpose("charging decision on a child")
DROPPED = purpose("case dropped after a decision")
REMANDED = purpose("held on remand")
BREACH = purpose("conditions breached")
BREACH_NOTICED = purpose("breach of conditions noticed")
TAKEN_FOR_SUSPECT = purpose("child who is not exploited taken for a suspect")
AT_ARREST = purpose("case against a child decided at once")


@rule
def chance_of_arrest(recognised: bool, p: Parameters) -> float:
    """A part of the children found with goods or a crew are arrested; fewer of those seen as victims first."""
    return min(
        1.0,
        p.justice.found_child_arrested * (p.justice.arrest_ratio_recognised if recognised else p.justice.arrest_ratio_missed),
    )


@rule
def is_arrested(episode: Episode, recognised: bool, p: Parameters, today: int) -> bool:
    """A found child is arrested, or protected."""
    return uniform(episode.luck, today, ARRESTED) < chance_of_arrest(recognised, p)


@rule
def chance_suspect_only(suspicion: float, railway: bool, p: Parameters) -> float:
    """An arrested child in whom no victim is seen is taken through as suspect only, by the practice of the force."""
    odds = log_odds(p.justice.child_treated_as_suspect) + suspicion
    return as_share(odds - (p.justice.transport_police_care if railway else 0.0))


@rule
def is_suspect_only(episode: Episode, suspicion: float, railway: bool, p: Parameters, today: int) -> bool:
    """An arrested child is read as suspect only, or not."""
    return uniform(episode.luck, today, AS_SUSPECT) < chance_suspect_only(suspicion, railway, p)


@rule
def taken_for_suspect(area: Area, n: int, p: Parameters, today: int) -> bool:
    """A stopped child who is not exploited, but is taken to have to do with a line, is arrested as a suspect, or referred."""
    chance = chance_of_arrest(False, p) * chance_suspect_only(area.suspicion, False, p)
    return uniform(area.luck + n, today, TAKEN_FOR_SUSPECT) < chance


@rule
def read_as_both(episode: Episode, p: Parameters, today: int) -> bool:
    """A child recognised as a victim may be kept as a suspect too."""
    return uniform(episode.luck, today, BOTH) < p.justice.victim_and_suspect_share


@rule
def share_bailed(bail: PoliceBail, p: Parameters) -> float:
    """The share of released suspects who are on bail with conditions; the lever closes the gap to all."""
    return p.justice.conditional_bail_share + (1.0 - p.justice.conditional_bail_share) * bail.conditional_share


@rule
def open_suspect_case(episode: Episode, bail: PoliceBail, p: Parameters, today: int) -> None:
    """A suspect's case is decided at once, or the suspect is released under investigation or bailed until the charging decision."""
    if not charge_paused(episode) and uniform(episode.luck, today, AT_ARREST) < p.justice.child_decided_at_arrest_share:
        episode.suspect, episode.suspect_due = Suspect.HELD, today
        return
    bailed = uniform(episode.luck, today, CONDITIONS) < share_bailed(bail, p)
    episode.suspect = Suspect.BAILED if bailed else Suspect.RELEASED
    episode.suspect_due = today + days_until(uniform(episode.luck, today, TO_CHARGE), p.justice.release_to_charge_time)
    if bailed:
        set_conditions(episode, p, today)


@rule
def set_conditions(episode: Episode, p: Parameters, today: int) -> None:
    """A child keeps to conditions until the case comes up, or breaches them, with any that it had, from the first day."""
    episode.conditions_until = 0 if is_breached(episode, p, today) else episode.suspect_due


@rule
def keep_to_conditions(episode: Episode, today: int) -> None:
    """Conditions that are kept last for as long as a positive first decision keeps the case open."""
    kept = episode.suspect == Suspect.BAILED and episode.conditions_until >= episode.suspect_due
    if kept:
        episode.conditions_until = max(episode.conditions_until, today + 2)  # tomorrow too


@rule
def bailed_to_court(episode: Episode, p: Parameters, today: int) -> bool:
    """A charged child who is not remanded waits for court on bail with conditions, kept or breached, or without.

    Courts decide on it: the lever is of what police decide before a charge.
    """
    bailed = uniform(episode.luck, today, CONDITIONS_TO_COURT) < p.justice.conditional_bail_share
    if bailed:
        set_conditions(episode, p, today)
    return bailed


@rule
def is_breached(episode: Episode, p: Parameters, today: int) -> bool:
    """A child bailed does not keep to the conditions: contact with the crew goes on as before."""
    return uniform(episode.luck, today, BREACH) < p.justice.breach_share


@rule
def breach_noticed(episode: Episode, p: Parameters, today: int) -> bool:
    """Police come to know of a breach, or do not."""
    return uniform(episode.luck, today, BREACH_NOTICED) < p.observation.breach_noticed_share


@rule
def charge_paused(episode: Episode) -> bool:
    """A positive first decision pauses charging until the final one."""
    return episode.nrm == Nrm.REASONABLE


@rule
def comes_late(episode: Episode, today: int) -> bool:
    """A final decision comes late: the child has been charged since the referral, is charged now, or has turned 18."""
    charged = episode.suspect == Suspect.CHARGED or episode.charged_on >= episode.nrm_since
    return charged or today >= episode.turns_18


@rule
def is_dropped(episode: Episode, p: Parameters) -> bool:
    """A positive final decision ends a child's case with `dropped_if_positive`: one draw a referral, whenever it is asked."""
    return episode.positive != 0 and uniform(episode.luck, episode.nrm_since, DROPPED) < p.justice.dropped_if_positive


@rule
def is_charged(episode: Episode, p: Parameters, today: int) -> bool:
    """At the charging decision: charge or not; a positive final decision or an advocate make it less likely, not sure."""
    if is_dropped(episode, p):
        return False
    chance = with_odds(p.justice.child_charge_probability, 1.0 / effect_beside(episode, p.care.advocate_charging))
    return uniform(episode.luck, today, OUTCOME) < chance


@rule
def child_remanded(episode: Episode, p: Parameters, today: int) -> bool:
    """A charged child is held on remand, away from crew and line, or waits at home."""
    return uniform(episode.luck, today, REMANDED) < p.justice.child_remanded_share


@rule
def served_on_remand(episode: Episode) -> int:
    """Days that a charged child was held on remand."""
    return max(0, episode.custody_until - episode.charged_on)


@rule
def is_diverted(episode: Episode, p: Parameters, today: int) -> bool:
    """A child who is not charged is diverted to youth justice services, or let go with no action."""
    return uniform(episode.luck, today, DIVERTED) < p.justice.diversion_share


@rule
def loses_school(episode: Episode, p: Parameters, today: int) -> bool:
    """Waiting harms: by a charging decision that did not come at once a child may have lost its place at school."""
    could = episode.suspect != Suspect.HELD and not episode.traits & Trait.EXCLUDED
    return could and uniform(episode.luck, today, LOST_SCHOOL) < p.justice.school_loss_while_waiting
