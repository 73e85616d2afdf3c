"""Parameters of a child's case: how help acts while it lasts, who stands beside the child, and what agencies tell each other."""

from typing import Annotated, NamedTuple

from sim.evidence import Evidence

# One declaration, a few lines: one argument a line would bury the names.
# fmt: off


class Care(NamedTuple):
    """Open cases, advocates at each decision, what agencies tell, a definition in law, and children heard of while at risk."""

    case_review_interval: Annotated[float, Evidence(
        "time between the reviews of an open case",
        unit="days", low=14.0, high=90.0, basis="estimated", source="statutory guidance: core groups every six weeks, recalled",
        evidence_id="E87")] = 42.0
    review_held: Annotated[float, Evidence(
        "chance that a review is held and the child met, where nobody waits for a place",
        unit="share", low=0.5, high=0.98, basis="assumed", source="judgement; timely reviews in published returns would measure it",
        evidence_id="E87", sign="-child_days_exploited")] = 0.85
    review_held_full: Annotated[float, Evidence(
        "that chance where as many wait for a place as there are places, over where nobody waits",
        unit="ratio", low=0.3, high=1.0, basis="assumed", source="judgement: workers with too many cases", evidence_id="E87",
        sign="-child_days_exploited")] = 0.7
    exit_at_review: Annotated[float, Evidence(
        "chance that a child in contact with its worker leaves exploitation by the plan, at each review after the first plan",
        unit="share", low=0.0, high=0.2, basis="assumed", source="unknown; outcomes by length of case would measure it",
        evidence_id="E82", sign="-child_days_exploited")] = 0.05
    closed_early: Annotated[float, Evidence(
        "chance that a case is closed at a review before its time, where as many wait for a place as there are places",
        unit="share", low=0.0, high=0.4, basis="assumed", source="judgement; case reviews tell of it", evidence_id="E87",
        sign="+child_days_exploited")] = 0.15
    case_accepted_share: Annotated[float, Evidence(
        "share of cases that child and family accept, after the usual wait",
        unit="share", low=0.5, high=0.98, basis="assumed", source="judgement; consent is needed below child protection",
        evidence_id="E65", sign="-child_days_exploited")] = 0.8
    late_acceptance: Annotated[float, Evidence(
        "odds of accepting a case or support after 30 more days of waiting, over before",
        unit="odds ratio", low=0.5, high=1.0, basis="assumed", source="judgement: the reachable moment passes", evidence_id="E79",
        sign="-child_days_exploited")] = 0.85
    usual_case_wait: Annotated[float, Evidence(
        "wait for a worker and a place at which the stated share of those who accept a case holds",
        unit="days", low=14.0, high=180.0, basis="assumed", source="judgement", evidence_id="E65")] = 45.0
    usual_support_wait: Annotated[float, Evidence(
        "wait at which the stated share of those who engage with specialist support holds",
        unit="days", low=14.0, high=365.0, basis="assumed",
        source="judgement: published with the share engaged no wait is; places are few, and the model's wait is near it",
        evidence_id="E77")] = 240.0
    levelling_reach: Annotated[float, Evidence(
        "share of the spread between areas in recognition, in what agencies tell and in waits that full levelling removes",
        unit="share", low=0.0, high=1.0, basis="assumed", source="judgement: money levels places; practice follows in part",
        evidence_id="E67")] = 0.5
    service_wait_sd: Annotated[float, Evidence(
        "spread of the wait for a worker between areas",
        unit="sd of log", low=0.1, high=0.8, basis="assumed", source="judgement, as of places", evidence_id="E67")] = 0.4
    advocate_engaged_share: Annotated[float, Evidence(
        "share of children offered an advocate who engage with one",
        unit="share", low=0.5, high=0.95, basis="assumed", source="judgement from evaluations", evidence_id="E76",
        sign="-child_days_exploited")] = 0.8
    advocate_recognition: Annotated[float, Evidence(
        "odds that a child is read as a victim at its next find with an advocate, over without",
        unit="odds ratio", low=0.8, high=2.5, basis="assumed", source="qualitative evaluations", evidence_id="E76")] = 1.3
    advocate_referral: Annotated[float, Evidence(
        "odds that a recognised child is referred to the NRM with an advocate, over without",
        unit="odds ratio", low=0.8, high=2.5, basis="assumed", source="qualitative evaluations", evidence_id="E76")] = 1.3
    advocate_charging: Annotated[float, Evidence(
        "odds that a child taken through as suspect is not charged with an advocate, over without",
        unit="odds ratio", low=0.8, high=2.5, basis="assumed", source="judgement: evidence reaches the prosecutor",
        evidence_id="E76", sign="-harm_by_justice")] = 1.3
    advocate_defence: Annotated[float, Evidence(
        "odds that a charged child raises section 45 with an advocate, over without",
        unit="odds ratio", low=0.8, high=4.0, basis="assumed", source="judgement: the defence is often not known of",
        evidence_id="E76", sign="-harm_by_justice")] = 2.0
    advocate_placement: Annotated[float, Evidence(
        "odds that a child with a case is moved far away with an advocate, over without",
        unit="odds ratio", low=0.4, high=1.25, basis="assumed", source="judgement: an advocate speaks for the child's wishes",
        evidence_id="E81")] = 0.8
    agencies_tell: Annotated[float, Evidence(
        "share of cases in which police and services tell each other what they know of a child, at the start, mean area",
        unit="share", low=0.1, high=0.8, basis="assumed", source="judgement: strategy meetings are held for some; joint inspections",
        evidence_id="E66", sign="-child_days_exploited")] = 0.4
    agencies_tell_days: Annotated[float, Evidence(
        "mean delay until the other agency is told",
        unit="days", low=1.0, high=60.0, basis="assumed", source="judgement", evidence_id="E66")] = 14.0
    told_lost: Annotated[float, Evidence(
        "share of what one agency tells another that nobody there takes up",
        unit="share", low=0.05, high=0.6, basis="assumed", source="judgement; case reviews tell of it", evidence_id="E66",
        sign="+child_days_exploited")] = 0.25
    pooling_reach: Annotated[float, Evidence(
        "share of the cases that agencies keep to themselves which are told where all cases are pooled",
        unit="share", low=0.2, high=0.95, basis="assumed", source="judgement; joint inspections", evidence_id="E66",
        sign="-child_days_exploited")] = 0.6
    pooling_delay: Annotated[float, Evidence(
        "delay until the other agency is told where cases are pooled, over where they are not",
        unit="ratio", low=0.1, high=1.0, basis="assumed", source="judgement", evidence_id="E66")] = 0.5
    told_effect: Annotated[float, Evidence(
        "odds of recognition by a body at a child's home that was told of the child before, over one that was not",
        unit="odds ratio", low=0.8, high=6.0, basis="assumed", source="judgement", evidence_id="E66",
        sign="-child_days_exploited")] = 2.0
    definition_reach: Annotated[float, Evidence(
        "reach of training with a definition in law, over without",
        unit="ratio", low=0.8, high=1.6, basis="assumed", source="judgement: one meaning taught to all", evidence_id="E63")] = 1.2
    definition_duty: Annotated[float, Evidence(
        "odds that who sees a victim tells the other agency, and refers to the NRM, with a definition in law over without",
        unit="odds ratio", low=0.8, high=2.5, basis="assumed", source="judgement: a duty to record and refer",
        evidence_id="E63")] = 1.3
    definition_charging: Annotated[float, Evidence(
        "odds that a charged holder is charged with modern slavery with a definition in law, over without",
        unit="odds ratio", low=0.8, high=3.0, basis="assumed", source="judgement; asked for to ease such charges",
        evidence_id="E63")] = 1.4
    definition_net: Annotated[float, Evidence(
        "children found or referred who are not exploited with a definition in law, over without",
        unit="ratio", low=0.9, high=1.6, basis="assumed", source="judgement: a wider word takes in more", evidence_id="E63",
        sign="+children_suspected")] = 1.1
    risk_heard_kept: Annotated[float, Evidence(
        "time for which early help keeps a child at risk of whom it has heard on its list",
        unit="days", low=30.0, high=365.0, basis="assumed", source="judgement", evidence_id="E80")] = 120.0
    risk_disclosed: Annotated[float, Evidence(
        "chance that a return interview with a child who is not exploited brings out that it is at risk",
        unit="share", low=0.05, high=0.5, basis="assumed", source="judgement; no return tells of it", evidence_id="E67",
        sign="-child_days_exploited")] = 0.2
    peers_named: Annotated[float, Evidence(
        "chance that what is known of a child seen as a victim names a sibling or close friend at risk",
        unit="share", low=0.1, high=0.9, basis="assumed", source="judgement: mapping of peers is done in some areas",
        evidence_id="E66", sign="-child_days_exploited")] = 0.4
