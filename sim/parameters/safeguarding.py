"""Parameters of safeguarding: recognition, referral, support and what they change."""

import math
from typing import Annotated, NamedTuple

from sim.evidence import Evidence

# One declaration, a few lines: one argument a line would bury the names.
# fmt: off


class Safeguarding(NamedTuple):
    """Recognition, the NRM, services, support, advocates and early help."""

    recognition_mean: Annotated[float, Evidence(
        "chance that a body meeting an exploited child recognises exploitation, mean area",
        unit="share", low=0.1, high=0.7, basis="assumed", source="judgement; a quarter known to services", evidence_id="E69",
        sign="-child_days_exploited",
        note="best value set on the calibrate rows (0.35 before)")] = 0.49
    recognition_sd: Annotated[float, Evidence(
        "spread of recognition between areas",
        unit="sd of log odds", low=0.3, high=1.5, basis="estimated", source="spread of return interviews as a stand-in",
        evidence_id="E67")] = 0.8
    training_effect: Annotated[float, Evidence(
        "odds of recognition after training, over before",
        unit="odds ratio", low=0.8, high=2.5, basis="assumed", source="judgement", evidence_id="E65",
        sign="-child_days_exploited")] = 1.4
    nrm_referral_given_recognised: Annotated[float, Evidence(
        "chance that a child recognised as exploited is referred to the NRM",
        unit="share", low=0.1, high=0.8, basis="estimated", source="NRM flags over assessments noting exploitation",
        evidence_id="E19", note="about 3,600 recognised a year must give about 1,040 flags; best value set on the calibrate rows (0.4 before)")] = 0.64
    nrm_final_wait_national: Annotated[float, Evidence(
        "wait for the conclusive decision on a child, national route",
        unit="days", low=150.0, high=600.0, basis="estimated", source="Home Office: 344 to 583 days over all cases",
        evidence_id="E71", sign="+child_days_exploited",
        note="best value set on the calibrate rows (400 before)")] = 385.0
    nrm_final_wait_devolved: Annotated[float, Evidence(
        "wait for both decisions on a child, devolved panel",
        unit="days", low=20.0, high=150.0, basis="estimated", source="Home Office pilot", evidence_id="E74",
        sign="+child_days_exploited")] = 60.0
    nrm_positive_national: Annotated[float, Evidence(
        "chance that the final decision on a county lines child is positive, national route",
        unit="share", low=0.55, high=0.97, basis="estimated", source="Home Office: 0.56 to 0.91 over all cases",
        evidence_id="E70")] = 0.85
    nrm_positive_devolved: Annotated[float, Evidence(
        "chance that the final decision on a county lines child is positive, devolved panel",
        unit="share", low=0.6, high=0.97, basis="estimated", source="Home Office pilot", evidence_id="E74")] = 0.85
    service_capacity: Annotated[float, Evidence(
        "exploited children whom children's services can hold at once, mean area",
        unit="children per 1000 at risk", low=20.0, high=200.0, basis="assumed", source="judgement", evidence_id="E20",
        sign="-child_days_exploited",
        hard=(0.001, math.inf), hard_why="what other levers cost is divided by the worth of places")] = 60.0
    service_capacity_sd: Annotated[float, Evidence(
        "spread of that capacity between areas",
        unit="sd of log", low=0.15, high=0.8, basis="assumed", source="judgement", evidence_id="E67")] = 0.4
    service_wait: Annotated[float, Evidence(
        "wait for a worker once referred, where services are not full, mean area",
        unit="days", low=3.0, high=90.0, basis="assumed", source="judgement", evidence_id="E65", sign="+child_days_exploited"
    )] = 21.0
    support_accept_share: Annotated[float, Evidence(
        "share of referrals that specialist support accepts",
        unit="share", low=0.3, high=0.7, basis="measured", source="Rescue and Response, year 3", evidence_id="E77",
        sign="-child_days_exploited")] = 0.41
    support_engage_share: Annotated[float, Evidence(
        "share of accepted children who engage with support",
        unit="share", low=0.45, high=0.8, basis="measured", source="Rescue and Response, year 3", evidence_id="E77",
        sign="-child_days_exploited")] = 0.62
    support_exit_ratio: Annotated[float, Evidence(
        "hazard of leaving exploitation while engaged with support, over not engaged",
        unit="ratio", low=0.8, high=6.0, basis="assumed", source="judgement, bounded by reported outcomes", evidence_id="E77",
        sign="-child_days_exploited", note="88% of the engaged reduced or stopped, with no comparison group; it may do harm")] = 2.5
    support_places: Annotated[float, Evidence(
        "specialist one-to-one places in the country at the start",
        unit="children per year", low=300.0, high=2000.0, basis="measured", source="Home Office; Catch22", evidence_id="E78",
        sign="-child_days_exploited", note="best value set on the calibrate rows (500 before)")] = 600.0
    support_concentration: Annotated[float, Evidence(
        "share of specialist places that stands where lines are run from, by weight of export (the rest by number of young people)",
        unit="share", low=0.3, high=1.0, basis="assumed",
        source="the Home Office's support is for those from the exporting areas, recalled; London's own", evidence_id="E78")] = 0.8
    advocate_coverage: Annotated[float, Evidence(
        "share of areas with an advocate service at the start",
        unit="share", low=0.6, high=0.7, basis="measured", source="Home Office", evidence_id="E75",
        sign="-child_days_exploited")] = 0.667
    advocate_capacity: Annotated[float, Evidence(
        "exploited children whom advocates can stand beside at once, where every recognised child is offered one",
        unit="children per 1000 at risk", low=20.0, high=300.0, basis="assumed",
        source="judgement: a fifth more than recognised children ask for", evidence_id="E75",
        sign="-child_days_exploited")] = 80.0
    advocate_length: Annotated[float, Evidence(
        "time that an advocate stands beside a child",
        unit="days", low=90.0, high=730.0, basis="assumed", source="judgement", evidence_id="E75",
        hard=(1.0, math.inf), hard_why="places a year are days over it")] = 365.0
    advocate_wait: Annotated[float, Evidence(
        "wait for an advocate, where there is a place",
        unit="days", low=2.0, high=60.0, basis="assumed", source="judgement", evidence_id="E75", sign="+child_days_exploited"
    )] = 14.0
    advocate_engagement: Annotated[float, Evidence(
        "odds of engaging with support with an advocate, over without",
        unit="odds ratio", low=0.8, high=3.0, basis="assumed", source="qualitative evaluations", evidence_id="E76",
        sign="-child_days_exploited")] = 1.4
    advocate_effect: Annotated[float, Evidence(
        "hazard of renewed exploitation with an advocate, over without",
        unit="ratio", low=0.6, high=1.05, basis="assumed", source="no measured effect", evidence_id="E76",
        sign="+child_days_exploited")] = 0.88
    early_help_reach: Annotated[float, Evidence(
        "share of children at risk whom early help can hold in a year at the start",
        unit="share", low=0.01, high=0.15, basis="assumed", source="judgement", evidence_id="E80",
        sign="-child_days_exploited")] = 0.05
    early_help_effect: Annotated[float, Evidence(
        "hazard of being groomed while in early help, over without",
        unit="ratio", low=0.6, high=1.25, basis="estimated", source="reviews of youth violence programmes", evidence_id="E80",
        sign="+child_days_exploited", note="some programmes do harm: the range goes as far beyond 1 as odds ratios of help go below")] = 0.85
    early_help_wait: Annotated[float, Evidence(
        "wait for early help",
        unit="days", low=7.0, high=150.0, basis="assumed", source="judgement", evidence_id="E80", sign="+child_days_exploited"
    )] = 45.0
    placement_move_effect: Annotated[float, Evidence(
        "hazard of renewed exploitation after a move far away, over no move",
        unit="ratio", low=0.5, high=2.0, basis="assumed", source="Crest case histories; sign unknown", evidence_id="E81")] = 1.0
    reexploitation_rate: Annotated[float, Evidence(
        "hazard of renewed exploitation in the first year after recognition and support",
        unit="per child-year", low=0.1, high=1.6, basis="assumed", source="unknown; stands for 10 to 80% within a year",
        evidence_id="E82", sign="+child_days_exploited")] = 0.45
    support_length: Annotated[float, Evidence(
        "length of a course of specialist support",
        unit="days", low=60.0, high=365.0, basis="assumed", source="judgement", evidence_id="E77")] = 180.0
    advocate_share_start: Annotated[float, Evidence(
        "share of recognised children offered an advocate at the start, in areas with a service",
        unit="share", low=0.02, high=0.3, basis="estimated", source="193 children in 15 months at six sites",
        evidence_id="E75", sign="-child_days_exploited")] = 0.08
    alarm_length: Annotated[float, Evidence(
        "time that a child referred who is not exploited takes a place",
        unit="days", low=7.0, high=60.0, basis="assumed", source="judgement: an assessment", evidence_id="E20")] = 25.0
    places_kept: Annotated[float, Evidence(
        "days of places with services, support, early help or an advocate that are not used and can be caught up with, before they lapse",
        unit="days", low=7.0, high=90.0, basis="assumed", source="judgement", evidence_id="E87")] = 30.0
    case_length: Annotated[float, Evidence(
        "length of a case with children's services",
        unit="days", low=60.0, high=365.0, basis="assumed", source="judgement", evidence_id="E87")] = 150.0
    debt_return_ratio: Annotated[float, Evidence(
        "hazard of return in debt over not in debt",
        unit="ratio", low=1.0, high=3.0, basis="assumed", source="judgement",
        evidence_id="E30", sign="+child_days_exploited")] = 1.6
    early_help_hearing: Annotated[float, Evidence(
        "rate at which services meet signs of risk in a child at risk unknown to them; seen as such, early help hears of it",
        unit="per child-year", low=0.04, high=0.6, basis="assumed", source="judgement", evidence_id="E80")] = 0.2
    early_help_length: Annotated[float, Evidence(
        "length of early help",
        unit="days", low=60.0, high=365.0, basis="assumed", source="judgement", evidence_id="E80")] = 180.0
    early_help_precision: Annotated[float, Evidence(
        "rate at which services meet signs of risk in children known to them, over others",
        unit="ratio", low=1.0, high=10.0, basis="assumed", source="judgement", evidence_id="E80")] = 4.0
    exit_with_plan: Annotated[float, Evidence(
        "chance that a child leaves exploitation when a safe plan starts; later reviews add to it",
        unit="share", low=0.03, high=0.4, basis="assumed", source="unknown",
        evidence_id="E82", sign="-child_days_exploited")] = 0.15
    girls_missed: Annotated[float, Evidence(
        "log odds of recognition lost for girls",
        unit="log odds", low=0.0, high=1.2, basis="assumed", source="girls are thought under-recognised",
        evidence_id="E22")] = 0.5
    moved_share: Annotated[float, Evidence(
        "share of children with a case who are moved to a placement far away",
        unit="share", low=0.02, high=0.25, basis="assumed", source="judgement", evidence_id="E81")] = 0.08
    near_18_missed: Annotated[float, Evidence(
        "log odds of recognition lost in the time near 18",
        unit="log odds", low=0.0, high=1.2, basis="assumed", source="those who turn 18 may be read as suspects",
        evidence_id="E84")] = 0.4
    nrm_capacity_year: Annotated[float, Evidence(
        "conclusive decisions on children a year by the national authority",
        unit="decisions per year", low=3000.0, high=7000.0, basis="estimated",
        source="referrals of 2019 to 2020, when waits were steady", evidence_id="E73")] = 4400.0
    nrm_first_positive: Annotated[float, Evidence(
        "chance of a positive reasonable grounds decision, child, before 2023",
        unit="share", low=0.8, high=0.97, basis="measured", source="Home Office: 90% in 2021, children higher",
        evidence_id="E70")] = 0.91
    nrm_first_wait: Annotated[float, Evidence(
        "wait for reasonable grounds, child, national",
        unit="days", low=5.0, high=60.0, basis="estimated", source="13 days in early 2020, 56 in late 2023",
        evidence_id="E72")] = 20.0
    plan_return_ratio: Annotated[float, Evidence(
        "hazard of return while a case is open and the child in contact with its worker, over without one",
        unit="ratio", low=0.4, high=1.25, basis="assumed", source="unknown",
        evidence_id="E82", sign="+child_days_exploited")] = 0.7
    return_ratio_arrest: Annotated[float, Evidence(
        "hazard of return after custody over that after support",
        unit="ratio", low=0.5, high=2.5, basis="assumed", source="unknown",
        evidence_id="E82", sign="+child_days_exploited")] = 1.2
    return_ratio_closure: Annotated[float, Evidence(
        "hazard of return after closure of the line over that after support",
        unit="ratio", low=0.3, high=2.0, basis="assumed", source="unknown",
        evidence_id="E82", sign="+child_days_exploited")] = 0.8
    return_ratio_own: Annotated[float, Evidence(
        "hazard of return after own exit over that after support",
        unit="ratio", low=0.2, high=1.5, basis="assumed", source="unknown",
        evidence_id="E82", sign="+child_days_exploited")] = 0.5
    services_see_more: Annotated[float, Evidence(
        "log odds by which schools, social care and hospitals recognise a child better than police do",
        unit="log odds", low=-0.5, high=1.0, basis="assumed",
        source="judgement: nothing found that compares bodies", evidence_id="E66")] = 0.0
    plan_at_find: Annotated[float, Evidence(
        "chance that a recognised child goes home with a safe plan",
        unit="share", low=0.1, high=0.7, basis="assumed", source="judgement", evidence_id="E79",
        sign="-child_days_exploited")] = 0.3
    rest_ratio_with_plan: Annotated[float, Evidence(
        "days before a found child runs again with a safe plan, over those without",
        unit="ratio", low=0.8, high=6.0, basis="assumed", source="judgement: the reachable moment", evidence_id="E79",
        sign="-child_days_exploited")] = 2.0
    collected_share: Annotated[float, Evidence(
        "chance that someone of the home area collects a recognised child found elsewhere",
        unit="share", low=0.02, high=0.4, basis="assumed", source="about 70 in London in two to three years: few",
        evidence_id="E79")] = 0.1
    told_anyway: Annotated[float, Evidence(
        "chance that home services hear of a child found elsewhere by other ways (parents, school)",
        unit="share", low=0.1, high=0.7, basis="assumed", source="judgement", evidence_id="E66")] = 0.35
    told_delay_ratio: Annotated[float, Evidence(
        "delay until home services hear, over that of a police item",
        unit="ratio", low=0.2, high=1.5, basis="assumed", source="judgement", evidence_id="E66")] = 0.5
    adult_recognised_share: Annotated[float, Evidence(
        "chance that police who meet an adult running for a line see somebody exploited",
        unit="share", low=0.02, high=0.4, basis="assumed", source="judgement: those past 18 are mostly read as suspects",
        evidence_id="E84")] = 0.12
    rating_share: Annotated[float, Evidence(
        "share of the variance of practice between areas that goes with the inspectors' rating",
        unit="share", low=0.0, high=0.8, basis="assumed", source="judgement", evidence_id="E67")] = 0.25
    adult_referral_share: Annotated[float, Evidence(
        "chance that an adult whom police see as exploited by a line, in a home or running, is referred to the NRM",
        unit="share", low=0.02, high=0.3, basis="assumed",
        source="judgement: adults must consent", evidence_id="E54")] = 0.08
    suspicion_sd_ratio: Annotated[float, Evidence(
        "spread between forces in taking children for suspects, over their spread in recognising them",
        unit="ratio", low=0.0, high=1.5, basis="assumed", source="judgement; arrests of children differ widely by force",
        evidence_id="E32", note="more recognition goes with less suspicion, as far as both go with the inspectors' rating")] = 0.5
    near_18_days: Annotated[float, Evidence(
        "time before 18 in which a child is read as nearly an adult",
        unit="days", low=90.0, high=730.0, basis="assumed", source="judgement", evidence_id="E84")] = 365.0
    panel_days_least: Annotated[float, Evidence(
        "time before 18 in which a case goes to the national authority, since a panel could not decide it in time",
        unit="days", low=30.0, high=180.0, basis="assumed", source="judgement from the panels' rules, recalled",
        evidence_id="E74")] = 100.0
    nrm_wait_least: Annotated[float, Evidence(
        "shortest wait for the national authority's final decision, however few cases wait, over the usual one",
        unit="ratio", low=0.1, high=1.0, basis="assumed", source="judgement", evidence_id="E71",
        hard=(0.01, 1.0), hard_why="the usual wait is not shorter than the shortest")] = 0.3
    nrm_wait_most: Annotated[float, Evidence(
        "longest wait for the national authority's final decision, however many cases wait, over the usual one",
        unit="ratio", low=1.5, high=8.0, basis="assumed", source="judgement; mean waits rose from 344 to 583 days by 2022",
        evidence_id="E71",
        hard=(1.0, math.inf), hard_why="the longest wait is not shorter than the usual one")] = 4.0
    places_taken_most: Annotated[float, Evidence(
        "greatest share of an area's places with children's services that levers paid from existing places may take",
        unit="share", low=0.2, high=0.8, basis="assumed", source="judgement: duties in law keep the rest", evidence_id="E87",
        hard=(0.0, 1.0), hard_why="a share lies in 0 to 1")] = 0.5
    support_spread: Annotated[float, Evidence(
        "half-width of the spread of the length of a course of specialist support around its mean",
        unit="share", low=0.1, high=0.9, basis="assumed", source="judgement", evidence_id="E77")] = 0.5
