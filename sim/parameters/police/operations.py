"""Parameters of operations: what police do to a line, what it takes and what it changes."""

import math
from typing import Annotated, NamedTuple

from sim.evidence import Evidence

# One declaration, a few lines: one argument a line would bury the names.
# fmt: off


class Operations(NamedTuple):
    """Investigations, disruptions, phone orders, weeks of action and visits."""

    holder_investigation_effort: Annotated[float, Evidence(
        "effort of investigating a holder within reach, by officers with all practice",
        unit="officer days", low=5.0, high=80.0, basis="assumed", source="judgement", evidence_id="E59",
        sign="-lines_closed",
        note="failed ones count in investigation_success and in what is known; best value set on the calibrate rows (30 before)",
        hard=(0.1, math.inf), hard_why="worth is compared for an officer day of it")] = 8.5
    out_of_reach_multiplier: Annotated[float, Evidence(
        "effort when the holder lives in another area, over effort within reach",
        unit="ratio", low=1.2, high=6.0, basis="assumed", source="judgement; HMICFRS", evidence_id="E12", sign="-lines_closed",
        hard=(0.01, math.inf), hard_why="worth is compared for an officer day of effort, which it multiplies"
    )] = 2.5
    investigation_success: Annotated[float, Evidence(
        "chance that a finished investigation which knows all it could arrests the holder, by officers with all practice",
        unit="share", low=0.4, high=0.95, basis="assumed", source="judgement; taskforce results", evidence_id="E62",
        sign="+lines_closed", note="the charge is holder_charge_probability; best value set on the calibrate rows (0.8 before)")] = 0.85
    local_disruption_effort: Annotated[float, Evidence(
        "effort of one local disruption",
        unit="officer days", low=2.0, high=25.0, basis="assumed", source="judgement", evidence_id="E47",
        hard=(0.1, math.inf), hard_why="worth is compared for an officer day of it")] = 8.0
    local_disruption_pause: Annotated[float, Evidence(
        "time for which a local disruption interrupts a line's market",
        unit="days", low=1.0, high=21.0, basis="assumed", source="judgement", evidence_id="E54")] = 5.0
    crew_arrested_per_disruption: Annotated[float, Evidence(
        "people running for a line whom police find in one local disruption",
        unit="people", low=0.5, high=5.0, basis="assumed", source="judgement", evidence_id="E47")] = 2.0
    people_per_vain_operation: Annotated[float, Evidence(
        "people not involved whom a raid or an arrest takes for suspects where the line is not",
        unit="people", low=0.1, high=2.0, basis="assumed", source="judgement; warrants without a find and complaints are counted by forces",
        evidence_id="E12")] = 0.5
    items_from_arrest: Annotated[float, Evidence(
        "items on the holder of each other line of the group that the phone of an arrested holder gives the body, if it has to do with it",
        unit="items", low=0.0, high=3.0, basis="assumed", source="judgement: phones are the main evidence", evidence_id="E59")] = 0.7
    joint_effort_ratio: Annotated[float, Evidence(
        "effort for a line that is taken along in a joint operation, over that for a line alone",
        unit="ratio", low=1.0, high=1.8, basis="assumed", source="judgement: arrests on one day need more officers", evidence_id="E59",
        hard=(0.01, math.inf), hard_why="officer time is spent on it")] = 1.25
    restriction_order_effort: Annotated[float, Evidence(
        "effort of one phone restriction order",
        unit="officer days", low=3.0, high=25.0, basis="assumed", source="judgement", evidence_id="E53",
        hard=(0.1, math.inf), hard_why="worth is compared for an officer day of it")] = 10.0
    restriction_order_delay: Annotated[float, Evidence(
        "time from application to silence of the number, the five working days included",
        unit="days", low=7.0, high=60.0, basis="estimated", source="SI 2017/1240; judgement", evidence_id="E51",
        sign="+child_days_exploited")] = 18.0
    recovery_after_order_probability: Annotated[float, Evidence(
        "chance that a line sells again after a phone order alone",
        unit="share", low=0.7, high=0.99, basis="estimated", source="Home Office post-implementation review 2022",
        evidence_id="E52", sign="+child_days_exploited")] = 0.93
    recovery_after_order_delay: Annotated[float, Evidence(
        "delay until a line sells again after a phone order alone",
        unit="days", low=1.0, high=21.0, basis="estimated", source="Home Office post-implementation review 2022: quickly",
        evidence_id="E52", sign="-child_days_exploited")] = 4.0
    order_with_arrest_gain: Annotated[float, Evidence(
        "chance of lasting closure with order and arrest, over arrest alone",
        unit="ratio", low=0.9, high=1.6, basis="assumed", source="judgement: a number that is silent hides who takes over, too", evidence_id="E52",
        sign="-child_days_exploited"
    )] = 1.15
    weeks_of_action_per_year: Annotated[float, Evidence(
        "national weeks of action",
        unit="per year", low=1.0, high=4.0, basis="measured", source="NCA and NPCC", evidence_id="E47")] = 2.0
    week_intensity: Annotated[float, Evidence(
        "effort in a week of action over an ordinary week, of bodies that are used to such weeks",
        unit="ratio", low=1.5, high=12.0, basis="estimated", source="arrests in weeks of action", evidence_id="E47",
        note="best value set on the calibrate rows (3, then 6.5 before); the range ended at 8 while all weeks were alike")] = 7.4
    first_week_ratio: Annotated[float, Evidence(
        "extra effort that a body brings to its first week of action, and share of the cases it could bring forward that it does,"
        " over those of bodies used to such weeks",
        unit="ratio", low=0.2, high=1.0, basis="assumed",
        source="judgement: arrests of a week rose from 586 in May 2019 to 1,965 in June 2025", evidence_id="E47",
        hard=(0.0, 1.0), hard_why="beyond 1 a body's first weeks would owe more time than there is")] = 0.7
    weeks_to_learn: Annotated[float, Evidence(
        "weeks of action in which a body learns half of what it lacks of being used to them",
        unit="weeks", low=1.0, high=12.0, basis="assumed", source="judgement", evidence_id="E47",
        note="best value set on the calibrate rows (4, then 8 before)",
        hard=(0.1, math.inf), hard_why="what is lacking is halved for each of them")] = 9.1
    week_after_dip: Annotated[float, Evidence(
        "share of a week's extra effort that is taken from the weeks around it",
        unit="share", low=0.0, high=1.0, basis="assumed", source="judgement", evidence_id="E47")] = 0.4
    week_repaid_weeks: Annotated[float, Evidence(
        "weeks before a week of action, and as many after it, from which its extra effort is taken",
        unit="weeks", low=5.0, high=13.0, basis="assumed", source="judgement", evidence_id="E47",
        hard=(1.0, math.inf), hard_why="a week's extra effort is spread over whole weeks")] = 6.0
    raid_days: Annotated[float, Evidence(
        "days that a local disruption lasts, on which those who run there are found",
        unit="days", low=1.0, high=5.0, basis="assumed", source="judgement", evidence_id="E47")] = 2.0
    safeguarding_visit_effort: Annotated[float, Evidence(
        "effort of one safeguarding visit",
        unit="officer days", low=0.3, high=3.0, basis="assumed", source="judgement", evidence_id="E35",
        hard=(0.1, math.inf), hard_why="worth is compared for an officer day of it")] = 1.0
    visit_effect_on_cuckooing: Annotated[float, Evidence(
        "chance that a visit ends the use of a home within 30 days; or a meeting with police who see it, that of an adult who runs",
        unit="share", low=0.05, high=0.6, basis="assumed", source="judgement; Spicer: visits can cut both ways",
        evidence_id="E54", sign="-homes_cuckooed")] = 0.25
    adults_per_disruption: Annotated[float, Evidence(
        "sellers and adult runners arrested in a local disruption",
        unit="people", low=0.3, high=3.0, basis="assumed", source="judgement: most arrested are adults",
        evidence_id="E47")] = 2.0
    harvest_days: Annotated[float, Evidence(
        "days ahead from which cases are brought forward into a week of action",
        unit="days", low=14.0, high=90.0, basis="assumed", source="judgement", evidence_id="E47")] = 75.0
    harvest_share: Annotated[float, Evidence(
        "share of the cases due within those days that are brought forward",
        unit="share", low=0.2, high=0.9, basis="assumed", source="judgement", evidence_id="E47")] = 0.85
    investigation_length: Annotated[float, Evidence(
        "mean time from the start of an investigation to the arrest",
        unit="days", low=30.0, high=180.0, basis="assumed", source="judgement", evidence_id="E59")] = 60.0
    disruption_rest: Annotated[float, Evidence(
        "time after a local disruption in which the same body does not come again",
        unit="days", low=7.0, high=90.0, basis="assumed", source="judgement", evidence_id="E12")] = 28.0
    pause_after_release: Annotated[float, Evidence(
        "pause of a line whose arrested holder is released without charge",
        unit="days", low=3.0, high=60.0, basis="assumed", source="judgement", evidence_id="E62")] = 14.0
    doubt_of_doubled: Annotated[float, Evidence(
        "share of what was counted twice that an investigation finds to be worth nothing",
        unit="share", low=0.1, high=0.9, basis="assumed", source="judgement", evidence_id="E12")] = 0.5
    effort_spread: Annotated[float, Evidence(
        "half-width of the spread of the effort of an investigation or a disruption around its mean",
        unit="share", low=0.1, high=0.9, basis="assumed", source="judgement: no case records are published", evidence_id="E59")] = 0.5
    order_days_least: Annotated[float, Evidence(
        "shortest time from asking for a phone restriction order to a silent number",
        unit="days", low=5.0, high=21.0, basis="estimated",
        source="the provider complies by the end of the fifth working day; the court's days come before", evidence_id="E51")] = 7.0
    orders_kept: Annotated[float, Evidence(
        "phone restriction orders that a force can have left to ask for",
        unit="orders", low=3.0, high=60.0, basis="assumed", source="judgement; orders are not counted nationally",
        evidence_id="E53")] = 20.0
