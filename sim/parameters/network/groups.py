"""Parameters of groups: organised crime groups and the life of their lines."""

import math
from typing import Annotated, NamedTuple

from sim.evidence import Evidence

# One declaration, a few lines: one argument a line would bury the names.
# fmt: off


class Groups(NamedTuple):
    """Groups, and the life of a line without police."""

    groups_start: Annotated[float, Evidence(
        "organised crime groups that own lines at the start",
        unit="groups", low=700.0, high=2500.0, basis="estimated", source="NCLCC 2024", evidence_id="E5",
        sign="+child_days_exploited")] = 1500.0
    group_open_rate: Annotated[float, Evidence(
        "rate at which a group under no constraint opens a line",
        unit="per group-year", low=0.2, high=2.0, basis="assumed", source="judgement, set by P2", evidence_id="E46",
        sign="+child_days_exploited",
        note="best value set on the calibrate rows (0.6 before)")] = 0.7
    group_split_rate: Annotated[float, Evidence(
        "rate at which a group comes apart into two, for each line beyond its first",
        unit="per line-year", low=0.0, high=0.3, basis="assumed", source="judgement: the number of groups is about level",
        evidence_id="E5")] = 0.05
    line_voluntary_end: Annotated[float, Evidence(
        "hazard that a line ends with no action by police",
        unit="per line-year", low=0.1, high=0.8, basis="assumed", source="judgement", evidence_id="E10",
        sign="-lines_operating",
        note="best value set on the calibrate rows (0.3 before)")] = 0.39
    ending_ratio_most: Annotated[float, Evidence(
        "hazard of ending of a line with hardly any customers for its size, over the ordinary one",
        unit="ratio", low=1.0, high=6.0, basis="assumed", source="judgement", evidence_id="E10")] = 3.0
    ending_ratio_least: Annotated[float, Evidence(
        "hazard of ending of a line with many customers for its size, over the ordinary one",
        unit="ratio", low=0.1, high=1.0, basis="assumed", source="judgement", evidence_id="E10")] = 0.3
    review_interval: Annotated[float, Evidence(
        "days between two reviews of its lines by a group, mean",
        unit="days", low=10.0, high=90.0, basis="assumed", source="judgement: about a month", evidence_id="E62")] = 30.0
    charges_seen_half_life: Annotated[float, Evidence(
        "half-life of the charges against holders by which groups judge the chance of a slavery charge",
        unit="days", low=60.0, high=720.0, basis="assumed", source="judgement", evidence_id="E61",
        hard=(0.1, math.inf), hard_why="what is left after a day is worked out from a day over it")] = 180.0
    line_frailty_cv: Annotated[float, Evidence(
        "coefficient of variation between lines of how easily one ends and is seen: its hazard of ending, and what is told of it",
        unit="ratio", low=0.3, high=1.5, basis="assumed", source="judgement, gives P1", evidence_id="E10")] = 0.8
    risk_memory_half_life: Annotated[float, Evidence(
        "half-life of what a group remembers of disruption",
        unit="days", low=60.0, high=540.0, basis="assumed", source="judgement", evidence_id="E49",
        hard=(0.1, math.inf), hard_why="what is left after a day is worked out from a day over it")] = 180.0
    risk_heard_weight: Annotated[float, Evidence(
        "weight of a disruption heard of, over that of one met",
        unit="ratio", low=0.0, high=1.0, basis="assumed", source="judgement", evidence_id="E49", sign="-lines_operating")] = 0.3
    disruption_felt: Annotated[float, Evidence(
        "weight of a local disruption in what groups remember and hear of, over the arrest of a holder",
        unit="ratio", low=0.0, high=0.5, basis="assumed", source="judgement: goods and runners are lost, the line is not",
        evidence_id="E49", sign="-lines_operating")] = 0.1
    risk_limit: Annotated[float, Evidence(
        "perceived losses a line-year beyond which more of them frighten no more",
        unit="losses a year", low=2.0, high=10.0, basis="assumed", source="judgement", evidence_id="E49")] = 5.0
    risk_aversion: Annotated[float, Evidence(
        "fall of expected profit for each unit of perceived risk of loss",
        unit="ratio", low=0.3, high=3.0, basis="assumed", source="judgement", evidence_id="E49", sign="-lines_operating",
        note="best value set on the calibrate rows (1 before)")] = 0.35
    localise_propensity: Annotated[float, Evidence(
        "chance that a disrupted group's plan at its next review is for its home area",
        unit="share", low=0.0, high=0.5, basis="assumed", source="judgement", evidence_id="E8",
        note="best value set on the calibrate rows (0.15 before)")] = 0.35
    move_market_propensity: Annotated[float, Evidence(
        "chance that a disrupted group moves a line to another market that promises as much, at its next review",
        unit="share", low=0.0, high=0.6, basis="assumed", source="judgement", evidence_id="E49",
        note="0.2 before a move was weighed at every review: half of all lines would move in a year")] = 0.08
    unprompted_plans: Annotated[float, Evidence(
        "how often a group without a loss since its last review weighs a pause or a move, over one with a loss",
        unit="ratio", low=0.0, high=0.5, basis="assumed", source="judgement: what is met moves groups most", evidence_id="E49")] = 0.1
    adult_holder_inflow: Annotated[float, Evidence(
        "adults from outside the model who become holders or sellers",
        unit="people a year", low=400.0, high=2500.0, basis="assumed",
        source="700 to 1,700 holders charged a year must be replaced", evidence_id="E46", sign="+lines_operating",
        hard=(1.0, math.inf), hard_why="newcomers wanted are compared with it as a ratio",
        note="best value set so that a level world stays level, where not every group that is gone is begun anew (1,000 before)")] = 1200.0
    newcomer_profit: Annotated[float, Evidence(
        "how newcomers respond to what a new line promises, as against the founding",
        unit="elasticity", low=0.0, high=2.0, basis="assumed", source="judgement; entry after prices change would measure it",
        evidence_id="E46")] = 0.5
    newcomer_risk: Annotated[float, Evidence(
        "how newcomers respond to the risk they hear of, as against the founding (to one more than the losses a line-year)",
        unit="elasticity", low=0.0, high=2.0, basis="assumed", source="judgement; no effect is measured", evidence_id="E49")] = 0.5
    group_renewal: Annotated[float, Evidence(
        "chance that a newcomer begins anew a group that has lost its last line and member, at the founding's profit and risk",
        unit="share", low=0.0, high=1.0, basis="assumed", source="unknown: no follow-up of groups taken apart is published",
        evidence_id="E5", note="at 1 the number of groups never falls")] = 0.5
    frailty_at_opening: Annotated[float, Evidence(
        "hazards of new lines over those of lines standing",
        unit="ratio", low=1.0, high=2.5, basis="assumed",
        source="the frail end first, so the standing stock is sturdier than newcomers", evidence_id="E10",
        hard=(0.01, math.inf), hard_why="the hazards of lines standing are those of new lines over it")] = 1.4
    local_recruits_share: Annotated[float, Evidence(
        "share of a cross-border line's child places sought in the market area by a group that no loss has turned to local young people",
        unit="share", low=0.05, high=0.6, basis="assumed", source="judgement", evidence_id="E8")] = 0.3
    opening_cost: Annotated[float, Evidence(
        "stock and cash to open a line",
        unit="GBP", low=1000.0, high=20000.0, basis="assumed", source="judgement", evidence_id="E15")] = 4000.0
    pause_days: Annotated[float, Evidence(
        "mean length of a pause",
        unit="days", low=5.0, high=60.0, basis="assumed", source="judgement", evidence_id="E49")] = 21.0
    pause_propensity: Annotated[float, Evidence(
        "chance that a disrupted group pauses at its next review, at a very high perceived risk",
        unit="share", low=0.05, high=0.8, basis="assumed", source="judgement", evidence_id="E49")] = 0.3
    profit_spent_share: Annotated[float, Evidence(
        "share of a group's capital, beyond the cost of opening a line, that its holders take out at each review",
        unit="share", low=0.3, high=0.95, basis="assumed", source="judgement", evidence_id="E15")] = 0.7
    skill_gain: Annotated[float, Evidence(
        "rise of a group's skill with a disruption come through, where groups learn",
        unit="share", low=0.01, high=0.2, basis="assumed", source="judgement", evidence_id="E49")] = 0.05
    skill_limit: Annotated[float, Evidence(
        "highest skill, where groups learn",
        unit="ratio", low=1.2, high=4.0, basis="assumed", source="judgement", evidence_id="E49",
        hard=(0.01, math.inf), hard_why="a group's fear of risk is divided by its skill")] = 2.0
    skill_spread: Annotated[float, Evidence(
        "spread of skill between groups",
        unit="sd of log", low=0.05, high=0.5, basis="assumed", source="judgement", evidence_id="E49")] = 0.2
    line_age_start: Annotated[float, Evidence(
        "mean age of lines at the founding",
        unit="days", low=120.0, high=900.0, basis="assumed", source="judgement: mean recorded life of 4 to 18 months", evidence_id="E10")] = 400.0
    members_per_line: Annotated[float, Evidence(
        "members of a group free to hold a line, for each line at the start",
        unit="people", low=0.3, high=3.0, basis="assumed", source="one to three organisers a line", evidence_id="E42")] = 1.0
    bench_stay: Annotated[float, Evidence(
        "mean time that a member waits to hold a line before giving up",
        unit="years", low=0.5, high=10.0, basis="assumed",
        source="judgement: without it the members of a level world would grow for ever", evidence_id="E42",
        sign="+lines_operating")] = 4.0
    growth_start: Annotated[float, Evidence(
        "yearly growth of lines for which groups and newcomers are there at the start, where 2019 is growing; less is seen as markets fill",
        unit="share a year", low=0.05, high=0.4, basis="assumed", source="recorded lines grew, but so did recognition",
        evidence_id="E2", sign="+lines_operating")] = 0.15
    localise_fade: Annotated[float, Evidence(
        "share of a group's turn to local young people that fades from one review to the next",
        unit="share a review", low=0.01, high=0.3, basis="assumed", source="judgement", evidence_id="E9")] = 0.05
    review_spread: Annotated[float, Evidence(
        "half-width of the spread of the time between two reviews around its mean",
        unit="share", low=0.05, high=0.9, basis="assumed", source="judgement: a third sooner or later", evidence_id="E62")] = 1.0 / 3.0
    capital_start: Annotated[float, Evidence(
        "lines that a group could open with what it has at the founding",
        unit="lines", low=0.5, high=10.0, basis="assumed", source="judgement", evidence_id="E15")] = 2.0
