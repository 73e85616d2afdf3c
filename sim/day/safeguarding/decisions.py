"""Decisions of the NRM on a child: the first, the final, and those made again."""

from sim.day.bundles import Today
from sim.day.safeguarding.care import refer_to_support
from sim.engine import phase, rule
from sim.rules import control
from sim.rules.justice import arrest
from sim.rules.safeguarding import referral
from sim.state import NEVER, Episode, Nrm
from sim.state.books import RecordedBook, TrueBook


@phase
def decide_referral(episode: Episode, load: float, tally: TrueBook, written: RecordedBook, now: Today) -> None:
    """The first or the final decision on a referral; a negative one may be made again."""
    if episode.nrm == Nrm.REFERRED:
        decide_first(episode, load, tally, written, now)
    elif episode.nrm == Nrm.REASONABLE:
        decide_finally(episode, tally, written, now)


@rule
def decide_first(episode: Episode, load: float, tally: TrueBook, written: RecordedBook, now: Today) -> None:
    """The first decision: a positive one opens support and the wait for the final one, a negative one ends the referral."""
    chance = now.p.safeguarding.nrm_first_positive * now.scene.first_positive
    positive = referral.reasonable_grounds(episode, chance, now.day)
    if not positive and referral.is_decided_anew(episode, now.policy[episode.area].nrm_decisions, now.day):
        written.reconsidered += 1
        positive = referral.second_decision(episode, chance, now.day)
    tally.first_decisions += 1
    tally.first_positive += int(positive)
    written.first_decisions += 1
    written.first_positive += int(positive)
    if not positive:
        episode.nrm, episode.nrm_due = Nrm.REFUSED, NEVER
        return
    referral.wait_for_conclusive(episode, load, now.p, now.day)
    if control.is_child(episode, now.day):
        refer_to_support(episode, written, now.p, now.day)


@rule
def decide_finally(episode: Episode, tally: TrueBook, written: RecordedBook, now: Today) -> None:
    """The final decision on a referral."""
    episode.nrm, episode.nrm_due = Nrm.CONCLUSIVE, NEVER
    chance = referral.chance_conclusive(episode, now.scene.final_positive, now.p)
    positive = referral.conclusive_grounds(episode, chance, now.day)
    if not positive and referral.is_decided_anew(episode, now.policy[episode.area].nrm_decisions, now.day):
        written.reconsidered += 1
        positive = referral.second_decision(episode, chance, now.day)
    episode.positive = int(positive)
    late = int(arrest.comes_late(episode, now.day))
    tally.final_decisions += 1
    tally.final_positive += int(positive)
    tally.final_late += late
    written.final_decisions += 1
    written.final_positive += int(positive)
    written.final_late += late
    written.final_wait_days += now.day - episode.nrm_since
