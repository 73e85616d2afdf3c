"""Parameters of tasking: how much effort there is and who decides where it goes."""

import math
from typing import Annotated, NamedTuple

from sim.evidence import Evidence

# One declaration, a few lines: one argument a line would bury the names.
# fmt: off


class Tasking(NamedTuple):
    """Effort, competing demand and whose harm counts."""

    officers_on_lines_share: Annotated[float, Evidence(
        "share of a force's officers whose time goes to lines, before competing demand",
        unit="share", low=0.0005, high=0.006, basis="assumed", source="judgement; programme spending over officer cost",
        evidence_id="E48", sign="+lines_closed",
        note="best value set on the calibrate rows (0.002 before)")] = 0.003
    competing_demand_mean: Annotated[float, Evidence(
        "share of that time lost to other demand on a mean day",
        unit="share", low=0.2, high=0.75, basis="assumed", source="judgement; HMICFRS on competing priorities",
        evidence_id="E12", sign="-lines_closed")] = 0.45
    ring_fence_leak: Annotated[float, Evidence(
        "share of ring-fenced time still lost to other demand",
        unit="share", low=0.02, high=0.4, basis="assumed", source="judgement", evidence_id="E12", sign="-lines_closed")] = 0.15
    harm_elsewhere_weight_local: Annotated[float, Evidence(
        "weight that a force alone gives to harm in other areas",
        unit="ratio", low=0.0, high=0.35, basis="assumed", source="judgement; HMICFRS 2020", evidence_id="E12",
        hard=(0.0, 1.0), hard_why="harm elsewhere counts at most as harm at home")] = 0.1
    harm_elsewhere_weight_national: Annotated[float, Evidence(
        "weight that a force gives to harm in other areas under national tasking at full fidelity",
        unit="ratio", low=0.4, high=1.0, basis="assumed", source="judgement", evidence_id="E12",
        hard=(0.0, 1.0), hard_why="harm elsewhere counts at most as harm at home",
        step_from="harm_elsewhere_weight_local")] = 0.75
    acceptance_unasked: Annotated[float, Evidence(
        "chance that an exporting force takes on a voluntary request",
        unit="share", low=0.1, high=0.6, basis="assumed", source="judgement", evidence_id="E12", sign="+lines_closed",
        note="read only where the acceptance switch says fixed")] = 0.3
    acceptance_tasked: Annotated[float, Evidence(
        "chance that an exporting force takes on a request under national tasking",
        unit="share", low=0.5, high=0.95, basis="assumed", source="judgement", evidence_id="E12", sign="+lines_closed",
        note="read only where the acceptance switch says fixed", step_from="acceptance_unasked")] = 0.75
    shared_queue_delay: Annotated[float, Evidence(
        "delay added by waiting in a shared queue",
        unit="days", low=1.0, high=30.0, basis="assumed", source="judgement", evidence_id="E12", sign="-lines_closed",
        note="a cost of coordination")] = 7.0
    effort_kept_days: Annotated[float, Evidence(
        "days of a body's effort on lines that it can keep unspent, besides what one investigation takes",
        unit="days", low=7.0, high=90.0, basis="assumed", source="judgement", evidence_id="E12")] = 28.0
    task_stands_days: Annotated[float, Evidence(
        "days after which a task that the home force has not taken up lapses",
        unit="days", low=28.0, high=365.0, basis="assumed", source="judgement", evidence_id="E12")] = 90.0
    collision_probability: Annotated[float, Evidence(
        "chance that two uncoordinated operations on one line collide",
        unit="per overlapping pair", low=0.05, high=0.5, basis="assumed", source="judgement", evidence_id="E12",
        sign="-lines_closed")] = 0.2
    deconfliction_effect: Annotated[float, Evidence(
        "share of collisions that deconfliction avoids",
        unit="share", low=0.4, high=0.95, basis="assumed", source="judgement", evidence_id="E12", sign="+lines_closed")] = 0.8
    unpractised_effort_ratio: Annotated[float, Evidence(
        "effort of an investigation by officers without any practice of them, over that of officers with all of it",
        unit="ratio", low=1.0, high=4.0, basis="assumed",
        source="judgement; arrests a closure and closures an officer of the programme changed several-fold in its first years",
        evidence_id="E48", sign="-lines_closed",
        hard=(0.01, math.inf), hard_why="officer time is spent on it",
        note="best value set on the calibrate rows (2 before)")] = 2.8
    unpractised_success_ratio: Annotated[float, Evidence(
        "chance that an investigation by officers without any practice ends in an arrest, over that by officers with all of it",
        unit="ratio", low=0.5, high=1.0, basis="assumed",
        source="judgement; outcomes of investigations by length of service in a team would measure it", evidence_id="E48",
        sign="+lines_closed")] = 0.8
    practised_disruption_ratio: Annotated[float, Evidence(
        "harm that deciders with all practice believe a local disruption averts, over what those without any believe",
        unit="ratio", low=0.2, high=1.0, basis="assumed",
        source="judgement: teams see lines sell again within days; the taskforces went over from runners to holders", evidence_id="E48",
        sign="-lines_closed",
        note="best value set on the calibrate rows (0.6 before, with which a response as inspected does not mature)")] = 0.5
    practice_half_days: Annotated[float, Evidence(
        "officer days of investigations with which an officer has half of all practice",
        unit="officer days", low=20.0, high=300.0, basis="assumed",
        source="judgement; effort for each charge by length of service in a team would measure it", evidence_id="E48",
        note="best value set on the calibrate rows (100 before)",
        hard=(0.1, math.inf), hard_why="practice is weighed against it")] = 130.0
    practice_start_days: Annotated[float, Evidence(
        "officer days of investigations that an officer for lines has behind them at the founding",
        unit="officer days", low=0.0, high=300.0, basis="assumed", source="judgement: few teams were made for lines before the programme",
        evidence_id="E48", note="best value set on the calibrate rows (60, then 40 before)")] = 35.0
    practice_lost: Annotated[float, Evidence(
        "share of a team's officers who move on in a year and take their practice along",
        unit="per year", low=0.1, high=0.6, basis="assumed", source="judgement: postings of two to five years", evidence_id="E48",
        note="best value set on the calibrate rows (0.3, then 0.2 before)",
        hard=(0.0, 300.0), hard_why="what is kept from a day to the next is worked out from it")] = 0.16
    practice_spread: Annotated[float, Evidence(
        "how fast bodies of a kind that share all they know come to work alike: rate at which differences in practice close",
        unit="per year", low=0.0, high=2.0, basis="assumed",
        source="judgement: national courses and guidance, which tell of what others have learnt as far as these share it",
        evidence_id="E43", hard=(0.0, 300.0), hard_why="what is kept from a day to the next is worked out from it")] = 0.5
    local_priorities_given_up: Annotated[float, Evidence(
        "local value lost for each officer day moved to national tasks, over the value of a local day",
        unit="ratio", low=0.2, high=1.2, basis="assumed", source="judgement", evidence_id="E12", note="a cost of coordination"
    )] = 0.6
    centre_staff: Annotated[float, Evidence(
        "staff of the coordination centre",
        unit="full-time staff", low=30.0, high=150.0, basis="assumed", source="judgement from its budget", evidence_id="E43",
        note="a cost of coordination",
        hard=(1.0, math.inf), hard_why="the cost of the centre is shared over its staff; a centre is a lever, off at 0")] = 60.0
    centre_operations_share: Annotated[float, Evidence(
        "share of the coordination centre's staff who investigate holders themselves rather than read, share and task",
        unit="share", low=0.0, high=0.4, basis="assumed", source="judgement: the centre coordinates, and the NCA works some cases",
        evidence_id="E43", sign="+lines_closed")] = 0.1
    competing_demand_spread: Annotated[float, Evidence(
        "standard deviation between days of the share of time lost to other demand",
        unit="share", low=0.05, high=0.25, basis="assumed", source="judgement; HMICFRS on competing priorities",
        evidence_id="E12")] = 0.12
    competing_demand_persistence: Annotated[float, Evidence(
        "half-life of a change in competing demand",
        unit="days", low=3.0, high=120.0, basis="assumed", source="judgement", evidence_id="E12",
        hard=(0.1, math.inf), hard_why="what is left after a day is worked out from a day over it")] = 20.0
    competing_demand_shared: Annotated[float, Evidence(
        "share of the variance of competing demand that all forces have in common",
        unit="share", low=0.0, high=0.7, basis="assumed", source="judgement", evidence_id="E12")] = 0.3
    believed_closure_days: Annotated[float, Evidence(
        "days of a line's harm that deciders believe the arrest of a holder averts",
        unit="days", low=60.0, high=400.0, basis="assumed", source="judgement", evidence_id="E12")] = 180.0
    believed_disruption_days: Annotated[float, Evidence(
        "days of a line's harm that deciders believe a local disruption averts",
        unit="days", low=5.0, high=120.0, basis="assumed", source="judgement: visible results count for more than they last",
        evidence_id="E54", note="best value set on the calibrate rows (50 before)")] = 100.0
    believed_order_days: Annotated[float, Evidence(
        "days of a line's harm that deciders believe a phone restriction order averts",
        unit="days", low=0.0, high=120.0, basis="assumed", source="judgement: orders are little used", evidence_id="E53",
        )] = 60.0
    believed_visit_days: Annotated[float, Evidence(
        "days of a line's harm that deciders believe a safeguarding visit averts",
        unit="days", low=0.2, high=10.0, basis="assumed", source="judgement", evidence_id="E54")] = 4.5
    cases_tasked_per_staff_week: Annotated[float, Evidence(
        "lines that one of the centre's (or a unit's) staff can work up for the home force in a week",
        unit="lines per staff-week", low=0.1, high=2.0, basis="assumed", source="judgement", evidence_id="E43")] = 0.5
    demand_from_violence: Annotated[float, Evidence(
        "officer time for lines that a serious violent incident in the area takes up, over the time in which it is remembered",
        unit="officer days per incident", low=0.0, high=2.0, basis="assumed",
        source="judgement: most of the work falls to others", evidence_id="E12")] = 0.6
    violence_half_life: Annotated[float, Evidence(
        "half-life of the demand on a force that follows violence in its area",
        unit="days", low=7.0, high=120.0, basis="assumed", source="judgement", evidence_id="E12",
        hard=(0.1, math.inf), hard_why="what is left after a day is worked out from a day over it")] = 30.0
    harm_share_home: Annotated[float, Evidence(
        "share of a cross-border line's harm that falls in the holder's area",
        unit="share", low=0.1, high=0.6, basis="assumed", source="its children come from there in part",
        evidence_id="E12")] = 0.35
    items_to_disrupt: Annotated[float, Evidence(
        "items on the market at which half of lines can be disrupted",
        unit="items", low=0.3, high=3.0, basis="assumed", source="judgement", evidence_id="E47",
        hard=(0.01, math.inf), hard_why="what is known is weighed against it")] = 0.8
    local_work_days: Annotated[float, Evidence(
        "officer days of one piece of local work",
        unit="officer days", low=1.0, high=20.0, basis="assumed", source="judgement", evidence_id="E12")] = 5.0
    local_work_worth: Annotated[float, Evidence(
        "believed worth of an officer day of local work, in days of an ordinary line's harm, for each officer kept for lines",
        unit="days", low=0.3, high=10.0, basis="assumed", source="judgement; HMICFRS competing priorities",
        evidence_id="E12")] = 2.0
    regional_officers_start: Annotated[float, Evidence(
        "officers of a regional unit for lines at the start",
        unit="officers", low=2.0, high=15.0, basis="estimated", source="a co-ordinator and an analyst in each unit, and part of its teams", evidence_id="E43")] = 5.0
    transport_officers_start: Annotated[float, Evidence(
        "officers of transport police for lines at the start",
        unit="officers", low=5.0, high=60.0, basis="assumed", source="judgement", evidence_id="E33")] = 12.0
    week_investigation_ratio: Annotated[float, Evidence(
        "worth that deciders give to new investigations in a week of action over other weeks",
        unit="ratio", low=0.0, high=1.0, basis="assumed",
        source="judgement: such a week is for what can be done within it, and for cases that are ready", evidence_id="E47")] = 0.1
    week_visit_ratio: Annotated[float, Evidence(
        "worth that deciders give to visits in a week of action over other weeks",
        unit="ratio", low=1.0, high=8.0, basis="assumed", source="visits are counted and published in those weeks",
        evidence_id="E35", note="best value set on the calibrate rows (3 to 5 before)")] = 2.8
    working_days: Annotated[float, Evidence(
        "working days of an officer a year",
        unit="days per year", low=195.0, high=225.0, basis="estimated", source="rates, recalled", evidence_id="E89",
        hard=(1.0, 366.0), hard_why="a year has 366 days at most, and the price of an officer is shared over them")] = 210.0
    hiring_days: Annotated[float, Evidence(
        "time from a decision to an officer or worker in post",
        unit="days", low=60.0, high=400.0, basis="assumed", source="judgement", evidence_id="E48")] = 180.0
    funding_concentration: Annotated[float, Evidence(
        "how closely money for dedicated officers follows the weights of exporting areas (0: equal shares, 1: by weight)",
        unit="exponent", low=0.0, high=1.0, basis="assumed",
        source="judgement from the closures of the taskforces", evidence_id="E45",
        note="best value set on the calibrate rows (0.4 before)")] = 0.5
    central_scoring: Annotated[float, Evidence(
        "how alike those who task for several forces score harm (0: each as its own body, 1: all alike)",
        unit="share", low=0.0, high=1.0, basis="assumed", source="judgement", evidence_id="E12")] = 0.5
    competing_demand_most: Annotated[float, Evidence(
        "greatest share of a body's effort that other demand takes on a day: somebody is always there",
        unit="share", low=0.75, high=1.0, basis="assumed", source="judgement; no rosters are published", evidence_id="E12")] = 0.98
    cases_kept_weeks: Annotated[float, Evidence(
        "weeks whose cases the desk of a centre or unit can have ready, for a list of targets or while it tasks none",
        unit="weeks", low=1.0, high=12.0, basis="assumed", source="judgement", evidence_id="E43")] = 4.0
    investigation_owed_start: Annotated[float, Evidence(
        "greatest part of an investigation that a body may have under way at the founding, which its effort pays for",
        unit="share", low=0.0, high=1.0, basis="assumed", source="judgement", evidence_id="E59")] = 0.5
