"""Each lever has a world inside the evidence where it clearly helps, and one where it clearly does not, each by a mechanism."""

from typing import NamedTuple

import numpy as np
import pytest
from test_directions import SURE, t_of

from sim import Parameters, changed, simulate
from sim.evidence import choices_of, evidence_of
from sim.policy import named
from sim.policy.levers import LEVERS
from tests.worlds import combined, value_at

EVIDENCE, SWITCHES = evidence_of(Parameters), choices_of(Parameters)
AS_INSPECTED = named("as_inspected")
LOW, HIGH = 0.0, 1.0
CLEAR = 2.0
"""In the other world the mean is less than so many of its standard errors better, and less than half of what it is in the first;
so many standard errors above it are still less than three quarters of that, and the two worlds differ by more than so many."""
SHARED = {"intelligence_sharing": {"reach": "nation", "share": 0.9, "delay_days": 2.0}}
CENTRE = SHARED | {"coordination_centre": {"staff": 60.0}}
LOST_FOR_GOOD = {"succession_probability": LOW, "vacancy_fill_rate": LOW, "risk_aversion": HIGH, "adult_holder_inflow": LOW}
TAKEN_AGAIN = {"succession_probability": HIGH, "vacancy_fill_rate": HIGH, "risk_aversion": LOW, "adult_holder_inflow": HIGH}
PLANS_WORK = {
    "exit_with_plan": HIGH,
    "exit_at_review": HIGH,
    "case_accepted_share": HIGH,
    "plan_return_ratio": LOW,
    "service_capacity": HIGH,
}
PLANS_FAIL = {
    "exit_with_plan": LOW,
    "exit_at_review": LOW,
    "case_accepted_share": LOW,
    "plan_return_ratio": HIGH,
    "service_capacity": LOW,
}


class Lever(NamedTuple):
    """A lever set high, and the worlds in which it does and does not better what it is for.

    Attributes:
        settings: The lever's components.
        measure: What it is to better, and the way that is better ("+" or "-").
        helps, not_so: Ends of evidence ranges (0 the low one, 1 the high one) or choices; all else has its best value.
        why: The mechanism in the one world; and in the other.
        beside: What both sides of the comparison have on top of practice as inspected.
        worlds: In how many it is looked at: more where luck is strong.
    """

    settings: dict
    measure: str
    helps: dict
    not_so: dict
    why: str
    beside: dict = {}  # noqa: RUF012  (never changed)
    scale: float = 0.05
    years: float = 2
    worlds: int = 4


WORLDS = {
    "intelligence_sharing": Lever(
        SHARED["intelligence_sharing"],
        "+lines_closed",
        {
            "quality_lost_per_hop": LOW,
            "reading_cost": LOW,
            "items_to_act": HIGH,
            "shared_share_fragmented": LOW,
            "home_knowledge_rate": LOW,
        },
        {
            "quality_lost_per_hop": HIGH,
            "reading_cost": HIGH,
            "items_to_act": LOW,
            "shared_share_fragmented": HIGH,
            "home_knowledge_rate": HIGH,
        },
        "much must be known before an arrest, and those at home know little; or they know enough, and reading takes their time",
        scale=0.2,
        worlds=8,
    ),
    "tasking": Lever(
        {"decides": "centre", "weight_of_harm_elsewhere": 1.0, "acceptance": 0.95, "deconfliction": 0.9},
        "+lines_closed",
        {"acceptance": "fixed", "acceptance_unasked": LOW, "collision_probability": HIGH},
        {
            "collision_probability": LOW,
            "harm_elsewhere_weight_local": HIGH,
            "internal_share_start": HIGH,
            "officers_on_lines_share": LOW,
        },
        "a home force takes on a request where it is tasked and seldom else; or it weighs harm elsewhere anyway, "
        "few lines cross, and few officers are there to be tasked",
        beside=CENTRE,
        scale=0.2,
        worlds=24,
    ),
    "capacity": Lever(
        {"dedicated_officers": 2000.0, "ring_fence": 0.8},
        "-child_days_exploited",
        LOST_FOR_GOOD,
        TAKEN_AGAIN,
        "a closed line is a loss for good and frightens; or another holder takes its place",
    ),
    "coordination_centre": Lever(
        {"staff": 150.0, "map_quality": 1.0},
        "+lines_closed",
        {"centre_operations_share": HIGH, "officers_on_lines_share": LOW},
        {
            "centre_operations_share": LOW,
            "items_read_per_day": HIGH,
            "map_missed_link": LOW,
            "map_false_merge": LOW,
            "officers_on_lines_share": LOW,
        },
        "the centre's own staff arrest holders where forces have few officers; or it reads, which nobody waits for",
        beside=SHARED,
        scale=0.2,
    ),
    "organised_crime_mapping": Lever(
        {"coverage": 1.0, "consistency": 1.0, "review_interval_days": 14.0},
        "+lines_closed",
        {
            "map_missed_link": HIGH,
            "map_false_merge": LOW,
            "kin_named": HIGH,
            "joint_effort_ratio": LOW,
            "map_score_sd": HIGH,
            "officers_on_lines_share": HIGH,
            "items_to_act": HIGH,
        },
        {
            "map_missed_link": LOW,
            "map_false_merge": HIGH,
            "kin_named": LOW,
            "joint_effort_ratio": HIGH,
            "map_score_sd": LOW,
            "items_to_act": LOW,
            "officers_on_lines_share": HIGH,
        },
        "a common map joins the lines of a group, which are investigated together; or it joins what does not belong together",
        beside=SHARED,
        scale=0.4,
        worlds=8,
    ),
    "intensification_weeks": Lever(
        {"weeks_a_year": 12.0, "shared_targets": 0.5},
        "-homes_cuckooed",
        {"visit_effect_on_cuckooing": HIGH, "week_after_dip": LOW, "week_intensity": HIGH, "visit_home_in_use": HIGH},
        {"visit_effect_on_cuckooing": LOW, "week_after_dip": HIGH, "week_intensity": LOW, "week_visit_ratio": LOW},
        "a visit in the week ends the use of a home; or it does not, and the weeks around pay for it",
        worlds=16,
    ),
    "restriction_orders": Lever(
        {"orders_a_year": 2000.0},
        "-child_days_exploited",
        {
            "recovery_after_order_probability": LOW,
            "recovery_after_order_delay": HIGH,
            "restriction_order_effort": LOW,
            "restriction_order_delay": LOW,
            "believed_order_days": HIGH,
        },
        {
            "order_with_arrest_gain": LOW,
            "restriction_order_delay": HIGH,
            "recovery_after_order_probability": HIGH,
            "recovery_after_order_delay": LOW,
            "restriction_order_effort": HIGH,
            "believed_order_days": HIGH,
            "customer_return": HIGH,
            "customer_win_back": HIGH,
            "items_on_number": HIGH,
            "officers_on_lines_share": LOW,
        },
        "three in ten lines do not come back from a silent number; or they sell again the next day, to all who bought from "
        "them, what was known of the number is lost, and few officers are there to pay for orders",
        scale=0.15,
        worlds=16,
    ),
    "modern_slavery_charging": Lever(
        {"share": 1.0, "victimless": 1.0},
        "-child_days_exploited",
        {
            "modern_slavery_deterrence": HIGH,
            "risk_heard_weight": HIGH,
            "modern_slavery_effort": LOW,
            "officers_on_lines_share": HIGH,
            "outside_supply_harm": HIGH,
            "slavery_sentence_added": HIGH,
            "need_memory_days": LOW,
        },
        {
            "modern_slavery_deterrence": LOW,
            "risk_heard_weight": LOW,
            "modern_slavery_effort": HIGH,
            "officers_on_lines_share": LOW,
        },
        "groups that hear of such charges take adults; or none heeds them, and investigations take longer",
        scale=0.1,
        years=4,
        worlds=16,
    ),
    "police_bail": Lever(
        {"conditional_share": 1.0},
        "-child_days_exploited",
        {
            "stop_detection": HIGH,
            "bail_effect_on_contact": HIGH,
            "found_child_arrested": HIGH,
            "charged_at_arrest_share": LOW,
            "breach_share": LOW,
            "release_to_charge_time": HIGH,
            "bail_before_charge": HIGH,
            "conditional_bail_share": LOW,
            "grooming_rate": LOW,
            "children_at_risk": LOW,
            "exit_rate": HIGH,
        },
        {
            "bail_effect_on_contact": LOW,
            "breach_share": HIGH,
            "stop_detection": LOW,
            "found_child_arrested": LOW,
            "officers_on_lines_share": HIGH,
        },
        "conditions keep a released child from the crew; or they do not, and few are bailed",
        scale=0.2,
        worlds=8,
    ),
    "recognition_of_exploitation": Lever(
        {"training": 1.0, "definition": 1.0, "return_interviews": 1.0, "information_shared": 1.0},
        "-child_days_exploited",
        PLANS_WORK | {"recognition_mean": LOW, "training_effect": HIGH, "plan_at_find": HIGH},
        PLANS_FAIL
        | {"training_effect": LOW, "plan_at_find": LOW, "early_help_effect": HIGH, "told_effect": LOW, "risk_disclosed": LOW}
        | {"support_places": LOW},
        "a child seen as a victim gets a plan that leads out; or places are taken and plans change nothing",
        worlds=32,
    ),
    "services": Lever(
        {"capacity": 5.0, "levelling": 1.0},
        "-child_days_exploited",
        {
            "support_exit_ratio": HIGH,
            "support_accept_share": HIGH,
            "support_engage_share": HIGH,
            "support_length": HIGH,
            "exit_rate": HIGH,
        },
        {
            "support_exit_ratio": LOW,
            "support_accept_share": LOW,
            "support_engage_share": LOW,
            "support_length": LOW,
            "exit_rate": LOW,
        },
        "support that is taken up makes exits quicker; or it is declined, few leave anyway, and it does little",
    ),
    "early_help": Lever(
        {"reach": 0.5, "wait_removed": 1.0},
        "-child_days_exploited",
        {"early_help_effect": LOW, "early_help_hearing": HIGH, "early_help_length": HIGH, "early_help_precision": HIGH},
        {"early_help_effect": HIGH, "early_help_hearing": LOW, "early_help_length": LOW, "early_help_precision": LOW},
        "those at risk are heard of and kept out of reach; or help misses them and crews find others",
        worlds=16,
    ),
    "independent_advocate": Lever(
        {"coverage": 1.0, "capacity": 5.0, "wait_removed": 1.0, "engagement": 1.0},
        "-harm_by_justice",
        {
            "stop_detection": HIGH,
            "advocate_charging": HIGH,
            "advocate_defence": HIGH,
            "advocate_engaged_share": HIGH,
            "found_child_arrested": HIGH,
            "child_charge_probability": HIGH,
            "charged_at_arrest_share": LOW,
            "case_accepted_share": HIGH,
            "plan_at_find": HIGH,
            "advocate_recognition": HIGH,
            "child_treated_as_suspect": HIGH,
        },
        {
            "advocate_charging": LOW,
            "advocate_defence": LOW,
            "advocate_engaged_share": LOW,
            "advocate_recognition": LOW,
            "recognition_mean": LOW,
        },
        "an advocate beside the child turns the decision to charge; or has no open case to come with, and no say",
        scale=0.4,
        worlds=12,
    ),
    "nrm_decisions": Lever(
        {"devolved_share": 1.0, "capacity": 1.0, "acceptance": 1.0},
        "-harm_by_justice",
        {
            "dropped_if_positive": HIGH,
            "nrm_referral_given_recognised": HIGH,
            "nrm_positive_devolved": HIGH,
            "nrm_positive_national": LOW,
            "nrm_final_wait_national": HIGH,
            "nrm_final_wait_devolved": LOW,
            "child_charge_probability": HIGH,
            "found_child_arrested": HIGH,
            "charged_at_arrest_share": LOW,
        },
        {
            "dropped_if_positive": LOW,
            "nrm_referral_given_recognised": LOW,
            "nrm_positive_devolved": LOW,
            "nrm_positive_national": HIGH,
            "found_child_arrested": HIGH,
            "child_charge_probability": HIGH,
        },
        "a decision in time ends the case against the child; or it comes to few, and courts go on",
        scale=0.2,
        worlds=16,
    ),
}
"""Found by trying ends of the ranges on a lever's way to its measure."""


def world(ends: dict) -> Parameters:
    """Best values, but for some numbers at an end of their evidence."""
    return changed(
        Parameters(), **{name: value_at(EVIDENCE[name], end) if name in EVIDENCE else end for name, end in ends.items()}
    )


def better_by(one: Lever, lever: str, ends: dict, seeds) -> list[float]:
    """How much better the lever does, seed by seed, as a share of what there is without it."""
    without, with_it = (combined(one.beside | more, AS_INSPECTED) for more in ({}, {lever: one.settings}))
    p = world(ends)
    before, after = (
        np.array([simulate(s, p, scale=one.scale, years=one.years, seed=seed).measures[one.measure[1:]] for seed in seeds])
        for s in (without, with_it)
    )
    return list((after - before) / before.mean() * (1.0 if one.measure[0] == "+" else -1.0))


@pytest.mark.slow
@pytest.mark.parametrize("lever", WORLDS)
def test_a_lever_helps_in_one_world_and_not_in_another(lever):
    one = WORLDS[lever]
    seeds = range(one.worlds)
    there, here = better_by(one, lever, one.helps, seeds), better_by(one, lever, one.not_so, seeds)
    assert t_of(there) > SURE, (there, one.why)
    assert t_of(here) < CLEAR and np.mean(here) < np.mean(there) / 2.0, (here, there, one.why)
    errors = [np.std(found, ddof=1) / np.sqrt(len(found)) for found in (there, here)]
    assert np.mean(here) + CLEAR * errors[1] < 0.75 * np.mean(there), (here, there, one.why)
    assert np.mean(there) - np.mean(here) > CLEAR * np.hypot(*errors), (here, there, one.why)


def test_every_lever_has_its_two_worlds():
    assert set(WORLDS) == set(LEVERS)
