"""Step 8, justice for holders of lines: released or charged, tried, sentenced, free again."""

from sim.engine import rule
from sim.engine.luck import days_until, purpose, uniform
from sim.parameters import Parameters
from sim.policy.levers import PoliceBail, Policy
from sim.rules.groups import wait_for_a_line
from sim.rules.justice.arrest import BREACH, CONDITIONS, REMANDED, TO_CHARGE, share_bailed
from sim.rules.justice.court import SENTENCE, wait_for_court
from sim.rules.tasking import slavery_share
from sim.state import NEVER, Charge, Dealer, Standing
from sim.state.time import YEAR_DAYS

HOLDER_CHARGED = purpose("holder charged")
PROVED = purpose("how strong a case against a holder is")
SLAVERY = purpose("modern slavery charge")
VICTIMLESS = purpose("built without the child's evidence")
DESISTS = purpose("gives up after custody")


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
    """A holder released without charge is under investigation, or on bail with conditions, until the charging decision.

    An order that went with the arrest is no part of a charge that comes months later.
    """
    decided = today + days_until(uniform(dealer.luck, today, TO_CHARGE), p.justice.release_to_charge_time)
    dealer.due = min(dealer.due, decided)
    dealer.standing, dealer.ordered = Standing.RELEASED, 0
    dealer.conditions = int(uniform(dealer.luck, today, CONDITIONS) < share_bailed(bail, p))


@rule
def days_without_holder(dealer: Dealer, p: Parameters, today: int) -> int:
    """A released holder is soon back on the line, or kept off it while conditions that hold last, to the decision at most (days)."""
    pause = int(p.operations.pause_after_release)
    if not dealer.conditions or uniform(dealer.luck, today, BREACH) < p.justice.breach_share:
        return pause
    return max(pause, min(int(p.justice.bail_before_charge), dealer.due - today))


@rule
def charge_holder(dealer: Dealer, policy: Policy, backlog: float, p: Parameters, today: int) -> None:
    """A holder is charged with drug supply, modern slavery or both, and remanded or bailed; slavery counts take longer.

    Courts decide on bail after a charge: the lever is of what police decide before.
    """
    charging = policy.modern_slavery_charging
    with_slavery = slavery_share(charging, policy.recognition_of_exploitation, p)
    u = uniform(dealer.luck, today, SLAVERY)
    dealer.slavery = int(u < with_slavery) + int(u < with_slavery * p.justice.slavery_alone_share)
    dealer.victimless = int(uniform(dealer.luck, today, VICTIMLESS) < charging.victimless)
    dealer.since = today
    dealer.due = wait_for_court(dealer.luck, backlog * (p.justice.slavery_delay_ratio if dealer.slavery else 1.0), p, today)
    if uniform(dealer.luck, today, REMANDED) < p.justice.holder_remanded_share:
        dealer.standing = Standing.REMANDED
        return
    dealer.standing = Standing.BAILED
    dealer.conditions = int(uniform(dealer.luck, today, CONDITIONS) < p.justice.conditional_bail_share)


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
    return int(YEAR_DAYS * (years + (p.justice.slavery_sentence_added if dealer.slavery else 0.0)))


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
