"""Rules that draw: over many draws each happens as often as its chance says. And every rule is tested somewhere."""

import ast
import math
from pathlib import Path
from types import SimpleNamespace

import pytest

from sim import rules
from sim.documents.sources import tree_of
from sim.policy.levers import (
    IndependentAdvocate,
    ModernSlaveryCharging,
    NrmDecisions,
    PoliceBail,
    Policy,
    RecognitionOfExploitation,
    RestrictionOrders,
)
from sim.rules import aftermath, control, detection, grooming, intelligence
from sim.rules.justice import arrest, court, holders
from sim.rules.justice import operations as act
from sim.rules.safeguarding import care, reading, referral
from sim.state import NEVER, Charge, Nrm, Route, Standing, Support, Suspect, Trait, Use
from tests.stand_ins import TODAY, P, adult, area, dealer, episode, line, person
from tests.worlds import limit

DRAWS = 4_000
TESTS = Path(__file__).parent
SLAVERY_CHARGES = Policy(modern_slavery_charging=ModernSlaveryCharging(share=0.4, victimless=0.3))
ON_TIME = TODAY - int(P.care.usual_support_wait)


def child(luck: int, **more) -> SimpleNamespace:
    return person(luck=luck, turns_18=TODAY + 900, **more)


def case(**more) -> SimpleNamespace:
    return episode(**{"days": 400, "route": Route.SUPPORT, "support_due": 0} | more)


def daily(rate: float) -> float:
    return 1.0 - math.exp(-rate / 365.25)


def charged(luck: int, what: str) -> bool:
    one = dealer(luck=luck, standing=Standing.HOLDING)
    holders.charge_holder(one, SLAVERY_CHARGES, 1.0, P, TODAY)
    return {
        "remanded": one.standing == Standing.REMANDED,
        "slavery": one.slavery != Charge.DRUG_SUPPLY,
        "slavery alone": one.slavery == Charge.MODERN_SLAVERY,
        "victimless": bool(one.victimless),
    }[what]


def released(luck: int) -> SimpleNamespace:
    """A holder arrested and released today, on bail or under investigation."""
    one = dealer(luck=luck, standing=Standing.HOLDING, due=NEVER)
    holders.release_holder(one, PoliceBail(0.5), P, TODAY)
    return one


def bailed_until(luck: int, days: int) -> SimpleNamespace:
    """A holder on bail with conditions, whose charging decision is some days away."""
    return dealer(luck=luck, standing=Standing.RELEASED, due=TODAY + days, conditions=1)


def charged_in_the_end(luck: int) -> bool:
    """Whether an arrested holder is charged, at once or later."""
    at_once = holders.holder_charged_at_arrest(luck, P, TODAY)
    return at_once or holders.holder_charged_later(dealer(luck=luck), P, TODAY + 100)


def sent_to_custody(luck: int) -> bool:
    """Whether an adult arrested today is in custody some day, and out of it before and after."""
    one = adult(luck=luck)
    charged = court.charge_adult(one, 1.0, P, TODAY)
    if not one.custody_until:
        return False
    held = [court.adult_in_custody(one, day) for day in (TODAY - 1, one.custody_from, one.custody_until)]
    return charged and held == [False, True, False]


def sentenced_when_grown(luck: int) -> bool:
    """Whether someone arrested who grew up on a line will be sentenced, to some days."""
    one = episode(luck=luck, sentence_due=NEVER)
    court.charge_grown(one, 1.0, P, TODAY)
    return one.sentence_due < NEVER and court.custody_of_grown(one, P, one.sentence_due) > 0


def opened(luck: int, what: str, **more) -> bool:
    one = case(luck=luck, **more)
    arrest.open_suspect_case(one, PoliceBail(0.5), P, TODAY)
    asked = {"bailed": one.suspect == Suspect.BAILED, "held": one.suspect == Suspect.HELD and one.suspect_due == TODAY}
    return bool(asked.get(what, one.conditions_until))


J, S, D, A, OPS = P.justice, P.safeguarding, P.detection, P.aftermath, P.operations
WITH_SLAVERY = J.modern_slavery_share + (1.0 - J.modern_slavery_share) * 0.4


def to_court(luck: int) -> SimpleNamespace:
    """A charged child's case, bailed to court or not."""
    one = case(luck=luck, suspect_due=TODAY + 9)
    arrest.bailed_to_court(one, P, TODAY)
    return one


LATER = 1.0 - J.child_decided_at_arrest_share
BAILED = arrest.share_bailed(PoliceBail(0.5), P)
DEFENDED = J.section_45_raised * J.section_45_open * J.section_45_success
CALM = SimpleNamespace(violence=control.violence_in_market(SimpleNamespace(heat=0.0), P))
AREA = SimpleNamespace(luck=1, interviews=0.4, suspicion=0.0, reached_week=0, child_pull=1.0)


def decided(k, panel):
    """A conclusive decision, at its ordinary chance."""
    return referral.conclusive_grounds(child(k), referral.chance_conclusive(case(panel=panel), 1.0, P), TODAY)


RULES = {
    "is_taken_over": (lambda k: aftermath.is_taken_over(line(luck=k), 1.0, P, TODAY), A.succession_probability),
    "is_taken_on": (
        lambda k: aftermath.is_taken_on(case(luck=k), P, TODAY),
        1.0 - (1.0 - min(0.99, A.crew_reabsorbed)) ** (1.0 / 90.0),
    ),
    "becomes_dealer": (lambda k: aftermath.becomes_dealer(case(luck=k), P, TODAY), P.control.dealer_at_18_probability),
    "leaves": (lambda k: control.leaves(case(luck=k), False, P, TODAY), daily(P.control.exit_rate)),
    "suffers_violence": (
        lambda k: control.suffers_violence(case(luck=k), CALM, P, TODAY),
        daily(P.control.serious_violence_rate / (1.0 + P.control.debt_at_start_share * (P.control.rr_violence_in_debt - 1.0))),
    ),
    "goes_missing": (
        lambda k: control.next_missing(SimpleNamespace(luck=k, traits=int(Trait.GOES_MISSING)), TODAY, P, TODAY) <= TODAY + 30,
        1.0 - (1.0 - control.rate_of_missing(SimpleNamespace(traits=int(Trait.GOES_MISSING)), P) / 365.25) ** 30,
    ),
    "is_stopped": (lambda k: detection.is_stopped(child(k), 1.0, P, TODAY), D.stop_detection),
    "is_stopped, on a long road": (lambda k: detection.is_stopped(child(k), 3.0, P, TODAY), 3.0 * D.stop_detection),
    "makes_false_item": (lambda k: detection.makes_false_item(SimpleNamespace(luck=k), 0, P, TODAY), D.false_item_share),
    "met_on_the_railway": (lambda k: detection.met_on_the_railway(child(k), 20.0, P, TODAY), min(0.5, 20.0 * D.rail_encounter)),
    "adult_met_on_the_railway": (
        lambda k: detection.adult_met_on_the_railway(adult(luck=k), 3.0, P, TODAY),
        3.0 * D.rail_encounter * 7.0 * P.control.running_share_of_days / P.control.trip_length * D.rail_share_of_trips,
    ),
    "adult_stopped": (
        lambda k: detection.adult_stopped(adult(luck=k), P, TODAY),
        7.0 * P.control.running_share_of_days * D.stop_detection,
    ),
    "has_turn": (lambda k: grooming.has_turn(person(luck=k), SimpleNamespace(help_account=1.0, help_turn=0.3), TODAY), 0.3),
    "bailed_to_court": (
        lambda k: arrest.bailed_to_court(case(luck=k, suspect_due=TODAY + 9), P, TODAY),
        J.conditional_bail_share,
    ),
    "bailed_to_court, kept": (
        lambda k: to_court(k).conditions_until == TODAY + 9,
        J.conditional_bail_share * (1.0 - J.breach_share),
    ),
    "found_in_disruption": (lambda k: detection.found_in_disruption(k, line(raid_until=TODAY + 1, raid_share=0.3), TODAY), 0.3),
    "found after a raid": (lambda k: detection.found_in_disruption(k, line(raid_until=TODAY, raid_share=0.3), TODAY), 0.0),
    "seen_in_hospital": (lambda k: detection.seen_in_hospital(child(k), P, TODAY), D.hospital_detection),
    "child_remanded": (lambda k: arrest.child_remanded(child(k), P, TODAY), J.child_remanded_share),
    "stays_in_group": (lambda k: aftermath.stays_in_group(child(k), P, TODAY), A.reabsorbed_in_group),
    "is_diverted": (lambda k: arrest.is_diverted(child(k), P, TODAY), J.diversion_share),
    "loses_school": (
        lambda k: arrest.loses_school(case(luck=k, suspect=Suspect.RELEASED), P, TODAY),
        J.school_loss_while_waiting,
    ),
    "decided too soon to lose a school": (lambda k: arrest.loses_school(case(luck=k, suspect=Suspect.HELD), P, TODAY), 0.0),
    "has no school to lose": (
        lambda k: arrest.loses_school(case(luck=k, traits=int(Trait.EXCLUDED), suspect=Suspect.RELEASED), P, TODAY),
        0.0,
    ),
    "flagged_missing": (lambda k: detection.flagged_missing(child(k), P, TODAY), D.missing_flag_probability),
    "interview_held": (
        lambda k: detection.interview_held(child(k), AREA, RecognitionOfExploitation(return_interviews=0.5), 1.0, TODAY),
        0.7,
    ),
    "interview_discloses": (lambda k: detection.interview_discloses(child(k), P, TODAY), D.return_interview_disclosure),
    "names_holder": (lambda k: detection.names_holder(k, P, TODAY), D.find_names_holder),
    "is_misread": (lambda k: detection.is_misread(k, P, TODAY), D.item_misread),
    "home_identified": (lambda k: detection.home_identified(child(k), P, TODAY), D.home_visit_detection * 7.0 / 30.4),
    "groomed_this_week": (
        lambda k: grooming.groomed_this_week(
            SimpleNamespace(
                luck=k, hazard=20.0 * P.grooming.grooming_rate / 365.25, peers_exploited=0, missing_until=0, help_until=0
            ),
            AREA,
            P,
            TODAY,
        ),
        1.0 - math.exp(-7.0 * 20.0 * P.grooming.grooming_rate / 365.25),
    ),
    "missing_this_week": (
        lambda k: grooming.missing_this_week(SimpleNamespace(luck=k, traits=int(Trait.GOES_MISSING)), P, TODAY),
        1.0 - math.exp(-7.0 * P.grooming.missing_rate_at_risk / 365.25),
    ),
    "never missing": (lambda k: grooming.missing_this_week(child(k), P, TODAY), 0.0),
    "adult_freed": (
        lambda k: grooming.adult_freed(SimpleNamespace(luck=k, use=Use.HOME), P, TODAY),
        1.0 - math.exp(-7.0 / P.control.cuckoo_duration),
    ),
    "is_arrested": (
        lambda k: arrest.is_arrested(child(k), True, P, TODAY),
        min(1.0, J.found_child_arrested * J.arrest_ratio_recognised),
    ),
    "is_suspect_only": (
        lambda k: arrest.is_suspect_only(child(k), 0.0, False, P, TODAY),
        J.child_treated_as_suspect,
    ),
    "read_as_both": (lambda k: arrest.read_as_both(child(k), P, TODAY), J.victim_and_suspect_share),
    "open_suspect_case": (lambda k: opened(k, "bailed"), LATER * BAILED),
    "decided at once": (lambda k: opened(k, "held"), J.child_decided_at_arrest_share),
    "decided at once, paused": (lambda k: opened(k, "held", nrm=Nrm.REASONABLE), 0.0),
    "conditions kept": (lambda k: opened(k, "conditions_until"), LATER * BAILED * (1.0 - J.breach_share)),
    "is_breached": (lambda k: arrest.is_breached(child(k), P, TODAY), J.breach_share),
    "breach_noticed": (lambda k: arrest.breach_noticed(child(k), P, TODAY), P.observation.breach_noticed_share),
    "adult_recognised": (lambda k: reading.adult_recognised(k, P, TODAY), S.adult_recognised_share),
    "is_charged": (lambda k: arrest.is_charged(case(luck=k), P, TODAY), J.child_charge_probability),
    "is_charged, positive": (
        lambda k: arrest.is_charged(case(luck=k, positive=1), P, TODAY),
        J.child_charge_probability * (1.0 - J.dropped_if_positive),
    ),
    "raises_defence": (lambda k: court.raises_defence(case(luck=k), P, TODAY), J.section_45_raised),
    "defence_is_open": (lambda k: court.defence_is_open(case(luck=k), P, TODAY), J.section_45_raised * J.section_45_open),
    "taken_for_suspect": (
        lambda k: arrest.taken_for_suspect(area(luck=k, suspicion=0.4), 0, P, TODAY),
        arrest.chance_of_arrest(False, P) * arrest.chance_suspect_only(0.4, False, P),
    ),
    "is_collected": (lambda k: referral.is_collected(child(k), P, TODAY), P.safeguarding.collected_share),
    "defence_succeeds": (lambda k: court.defence_succeeds(case(luck=k), P, TODAY), DEFENDED),
    "child_convicted": (
        lambda k: court.child_convicted(case(luck=k), court.defence_succeeds(case(luck=k), P, TODAY), P, TODAY),
        (1.0 - DEFENDED) * J.child_conviction_probability,
    ),
    "child_convicted, positive": (
        lambda k: court.child_convicted(case(luck=k, positive=1), court.defence_succeeds(case(luck=k), P, TODAY), P, TODAY),
        (1.0 - DEFENDED) * (1.0 - J.dropped_if_positive) * J.child_conviction_probability,
    ),
    "child_custody": (lambda k: court.child_custody(child(k), P, TODAY) > 0, J.child_custody_share),
    "holder_charged_at_arrest": (
        lambda k: holders.holder_charged_at_arrest(k, P, TODAY),
        J.holder_charge_probability * J.charged_at_arrest_share,
    ),
    "of all arrested, charged in the end": (charged_in_the_end, J.holder_charge_probability),
    "release_holder": (lambda k: bool(released(k).conditions), BAILED),
    "charge_holder": (lambda k: charged(k, "slavery"), WITH_SLAVERY),
    "charge_holder, slavery alone": (lambda k: charged(k, "slavery alone"), WITH_SLAVERY * J.slavery_alone_share),
    "charge_holder, victimless": (lambda k: charged(k, "victimless"), 0.3),
    "charge_holder, remanded": (lambda k: charged(k, "remanded"), J.holder_remanded_share),
    "days_without_holder": (
        lambda k: holders.days_without_holder(bailed_until(k, 200), P, TODAY) == int(J.bail_before_charge),
        1.0 - J.breach_share,
    ),
    "days_without_holder, else": (
        lambda k: holders.days_without_holder(bailed_until(k, 200), P, TODAY) == int(OPS.pause_after_release),
        J.breach_share,
    ),
    "convict, drug supply": (lambda k: holders.convict(dealer(luck=k), P, TODAY), J.holder_conviction_probability),
    "convict, both": (
        lambda k: holders.convict(dealer(luck=k, slavery=Charge.BOTH), P, TODAY),
        J.holder_conviction_probability,
    ),
    "convict, slavery alone": (
        lambda k: holders.convict(dealer(luck=k, slavery=Charge.MODERN_SLAVERY), P, TODAY),
        J.holder_conviction_probability * J.slavery_child_evidence,
    ),
    "drugs_proved": (
        lambda k: holders.drugs_proved(dealer(luck=k, slavery=Charge.BOTH), P, TODAY),
        J.holder_conviction_probability,
    ),
    "slavery_proved": (
        lambda k: holders.slavery_proved(dealer(luck=k, slavery=Charge.BOTH), P, TODAY),
        J.holder_conviction_probability * J.slavery_child_evidence,
    ),
    "slavery_proved, victimless": (
        lambda k: holders.slavery_proved(dealer(luck=k, slavery=Charge.MODERN_SLAVERY, victimless=1), P, TODAY),
        J.holder_conviction_probability * J.victimless_success,
    ),
    "charge_adult": (lambda k: court.charge_adult(adult(luck=k), 1.0, P, TODAY), J.adult_charge_probability),
    "charge_grown": (
        lambda k: court.charge_grown(episode(luck=k, sentence_due=NEVER), 1.0, P, TODAY),
        J.adult_charge_probability,
    ),
    "charge_grown, custody": (sentenced_when_grown, J.adult_charge_probability * J.adult_custody_share),
    "is_dropped": (lambda k: arrest.is_dropped(case(luck=k, positive=1), P), J.dropped_if_positive),
    "orders_too": (lambda k: act.orders_too(line(luck=k), RestrictionOrders(with_arrest=0.3), TODAY), 0.3),
    "charge_adult, custody": (sent_to_custody, J.adult_charge_probability * J.adult_custody_share),
    "go_free": (lambda k: holders.go_free(dealer(luck=k), P, TODAY), 1.0 - J.desistance_share),
    "succeeds": (lambda k: act.succeeds(line(luck=k), 0.35, TODAY), 0.35),
    "ends_use": (lambda k: act.ends_use(k, P, TODAY), OPS.visit_effect_on_cuckooing),
    "is_recognised": (lambda k: reading.is_recognised(child(k), 0.35, TODAY, 3), 0.35),
    "leaves_with_plan": (lambda k: care.leaves_with_plan(child(k), P, TODAY), S.exit_with_plan),
    "is_moved": (lambda k: care.is_moved(case(luck=k), P, TODAY), S.moved_share),
    "ask_for_support": (lambda k: care.ask_for_support(case(luck=k), P, TODAY), S.support_accept_share),
    "asked already": (lambda k: care.ask_for_support(case(luck=k, support=Support.WAITING), P, TODAY), 0.0),
    "start_support": (
        lambda k: care.start_support(case(luck=k, support_due=ON_TIME), IndependentAdvocate(), P, TODAY),
        S.support_engage_share,
    ),
    "refer": (
        lambda k: referral.refer(case(luck=k), S.nrm_referral_given_recognised, NrmDecisions(), P, TODAY),
        S.nrm_referral_given_recognised,
    ),
    "referred already": (
        lambda k: referral.refer(case(luck=k, nrm=Nrm.REFERRED), 1.0, NrmDecisions(), P, TODAY),
        0.0,
    ),
    "reasonable_grounds": (lambda k: referral.reasonable_grounds(child(k), 0.35, TODAY), 0.35),
    "conclusive_grounds": (lambda k: decided(k, panel=0), S.nrm_positive_national),
    "conclusive_grounds, panel": (lambda k: decided(k, panel=1), S.nrm_positive_devolved),
    "is_decided_anew": (lambda k: referral.is_decided_anew(child(k), NrmDecisions(acceptance=0.4), TODAY), 0.4),
    "second_decision": (lambda k: referral.second_decision(child(k), 0.35, TODAY), 0.35),
    "exploited_again": (lambda k: care.exploited_again(case(luck=k), P, TODAY), daily(S.reexploitation_rate)),
    "arrives_twice": (lambda k: intelligence.arrives_twice(k, TODAY, 1, P), P.intelligence.duplicate_share),
    "is_flagged": (lambda k: referral.is_flagged(child(k), 0.9, P, TODAY), 0.9 * P.observation.nrm_flag_completeness),
    "adult_flagged": (
        lambda k: referral.adult_flagged(k, P, TODAY),
        S.adult_referral_share * P.observation.nrm_flag_completeness,
    ),
    "reduced_or_stopped": (lambda k: care.reduced_or_stopped(child(k), P, TODAY), P.observation.recorded_reduced_share),
}


@pytest.mark.parametrize("name", RULES)
def test_a_rule_happens_as_often_as_its_chance(name):
    """Over 4,000 agents, within 4.5 standard deviations: a false alarm once in 150,000 for each."""
    rule, chance = RULES[name]
    share = sum(bool(rule(1_000_003 * k + 17)) for k in range(DRAWS)) / DRAWS
    assert share == pytest.approx(chance, abs=4.5 * math.sqrt(chance * (1.0 - chance) / DRAWS) + 1e-12)


def test_waits_have_their_means():
    """Court, custody of a child, and both decisions of the NRM: means of 4,000 waits, within 8%."""

    def first(k, panel):
        one = case(luck=k)
        referral.refer(one, 0.8, NrmDecisions(float(panel)), P, TODAY)
        return one.nrm_due - TODAY if one.nrm == Nrm.REFERRED else 0

    def final(k, panel):
        one = case(luck=k, panel=panel)
        referral.wait_for_conclusive(one, 1.5, P, TODAY)
        return one.nrm_due - TODAY

    waits = {
        "court": (lambda k: court.wait_for_court(k, 1.2, P, TODAY) - TODAY, 1.2 * J.charge_to_completion_time),
        "custody": (lambda k: court.child_custody(child(k), P, TODAY), J.child_custody_length),
        "first": (lambda k: first(k, False), S.nrm_first_wait),
        "panel": (lambda k: first(k, True), S.nrm_final_wait_devolved),
        "final": (lambda k: final(k, 0), 1.5 * S.nrm_final_wait_national),
    }
    for name, (draw, mean) in waits.items():
        days = [wait for k in range(DRAWS) if (wait := draw(k)) > 0]
        assert len(days) > 100, name
        assert sum(days) / len(days) == pytest.approx(mean, rel=0.08 if len(days) > 2000 else 0.3), name
    assert final(1, 1) == 1  # a panel decides at one meeting


def names_of_rules() -> set[tuple[str, str]]:
    found = set()
    for path in Path(rules.__file__).parent.rglob("*.py"):
        for node in tree_of(path).body:
            if isinstance(node, ast.FunctionDef):
                found.add((path.stem, node.name))
    return found


def test_every_rule_is_tested():
    """Each function of `sim.rules` is called by one of the tests of rules, under whatever name its file is imported."""
    called = set()
    for path in TESTS.glob("test_rules*.py"):
        nodes = list(ast.walk(tree_of(path)))
        names = {one.asname: one.name for node in nodes if isinstance(node, ast.ImportFrom) for one in node.names if one.asname}
        for node in nodes:
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                called.add((names.get(node.value.id, node.value.id), node.attr))
    assert names_of_rules() - called == set()


@pytest.mark.parametrize("old", [0, 1, 2, 500])
def test_bail_that_is_breached_is_breached_whatever_conditions_there_were(old):
    """Also where an older case had conditions to the very day on which the new one comes up."""
    for breached in (False, True):
        one = case(suspect_due=TODAY + 1, conditions_until=TODAY + old)
        arrest.set_conditions(one, limit(breach_share=float(breached)), TODAY)
        assert (one.conditions_until <= TODAY) == breached
