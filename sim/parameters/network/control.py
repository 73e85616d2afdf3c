"""Parameters of control: what holds an exploited child, and what it does to the child."""

import math
from typing import Annotated, NamedTuple

from sim.evidence import Evidence

# One declaration, a few lines: one argument a line would bury the names.
# fmt: off


class Control(NamedTuple):
    """Running, debt, violence, missing episodes and homes used."""

    trip_length: Annotated[float, Evidence(
        "length of a trip out of area",
        unit="days", low=1.0, high=21.0, basis="assumed", source="judgement; NCA", evidence_id="E40")] = 4.0
    pay_per_week: Annotated[float, Evidence(
        "pay of an exploited child who owes nothing",
        unit="GBP per week", low=0.0, high=500.0, basis="assumed", source="judgement; many are unpaid", evidence_id="E39"
    )] = 100.0
    debt_at_start_share: Annotated[float, Evidence(
        "share of exploited children burdened with a made-up debt from the first day",
        unit="share", low=0.1, high=0.8, basis="assumed", source="judgement", evidence_id="E30", sign="+child_days_exploited"
    )] = 0.4
    seizure_value: Annotated[float, Evidence(
        "drugs and cash lost when police search an exploited child, or a line's place in a raid",
        unit="GBP", low=100.0, high=3000.0, basis="assumed", source="judgement", evidence_id="E30",
        sign="+child_days_exploited")] = 600.0
    seizure_spread: Annotated[float, Evidence(
        "spread of the value of seizures from a child",
        unit="sd of log value", low=0.3, high=1.5, basis="assumed", source="judgement", evidence_id="E30")] = 0.8
    seizure_to_debt: Annotated[float, Evidence(
        "share of a seizure turned into the child's debt (over 1 where more is added)",
        unit="ratio", low=0.3, high=2.5, basis="assumed", source="Children's Society 2022 that it happens; size judged",
        evidence_id="E30", sign="+child_days_exploited")] = 1.0
    debt_work_off: Annotated[float, Evidence(
        "debt worked off by a day of running, net of what the line adds",
        unit="GBP per day worked", low=1.0, high=50.0, basis="assumed", source="judgement", evidence_id="E30",
        sign="-child_days_exploited", note="at 6 about 40% of exploited children are in debt, at 30 about 9%")] = 6.0
    exit_rate: Annotated[float, Evidence(
        "hazard of leaving exploitation without help",
        unit="per child-year", low=0.1, high=0.9, basis="assumed", source="judgement", evidence_id="E82",
        sign="-child_days_exploited")] = 0.35
    debt_exit_ratio: Annotated[float, Evidence(
        "hazard of leaving while in debt, over that of a child who owes nothing",
        unit="ratio", low=0.2, high=0.9, basis="assumed", source="judgement", evidence_id="E30", sign="-child_days_exploited"
    )] = 0.5
    serious_violence_rate: Annotated[float, Evidence(
        "serious violence suffered by an exploited child",
        unit="per child-year", low=0.03, high=0.4, basis="estimated",
        source="Action for Children 2024 (service sample); judgement", evidence_id="E31", sign="+serious_violence",
        note="mean over children in debt and not")] = 0.12
    rr_violence_in_debt: Annotated[float, Evidence(
        "rate of serious violence while in debt, over the rate without debt",
        unit="ratio", low=1.2, high=6.0, basis="assumed", source="judgement", evidence_id="E30", sign="+serious_violence"
    )] = 2.5
    missing_rate_exploited: Annotated[float, Evidence(
        "true missing episodes of exploited children, mean over all of them",
        unit="episodes per child-year", low=0.6, high=8.0, basis="estimated",
        source="Missing People and ECPAT UK; share of flagged incidents from care", evidence_id="E25",
        note="in care about 5, others about 1.6 (E25, E26)",
        hard=(0.001, math.inf), hard_why="waits are a year over it; ever_missing_share = 0 has nobody go missing")] = 2.2
    missing_duration: Annotated[float, Evidence(
        "length of a missing episode while out of area",
        unit="days", low=0.3, high=10.0, basis="estimated", source="DfE: most last under 2 days", evidence_id="E24")] = 1.5
    missing_reported_share: Annotated[float, Evidence(
        "share of missing episodes reported to police",
        unit="share", low=0.3, high=0.95, basis="estimated",
        source="Missing People surveys: up to 7 in 10 children not reported", evidence_id="E27", sign="-child_days_exploited"
    )] = 0.6
    cuckooed_homes_per_line: Annotated[float, Evidence(
        "homes an operating line uses at a time",
        unit="homes per line", low=0.3, high=3.0, basis="assumed", source="judgement", evidence_id="E35",
        sign="+homes_cuckooed",
        hard=(0.01, math.inf), hard_why="homes in use are compared with it as a ratio")] = 1.2
    cuckoo_duration: Annotated[float, Evidence(
        "time for which a line uses one home",
        unit="days", low=5.0, high=180.0, basis="assumed", source="judgement", evidence_id="E36", sign="+homes_cuckooed",
        hard=(0.1, math.inf), hard_why="homes left in a day are homes over it"
    )] = 30.0
    dealer_after_days: Annotated[float, Evidence(
        "exploitation after which a young person may become a seller at 18",
        unit="days", low=90.0, high=730.0, basis="assumed", source="judgement", evidence_id="E41")] = 365.0
    dealer_at_18_probability: Annotated[float, Evidence(
        "chance that a child exploited for over a year becomes a seller or holder on turning 18",
        unit="share", low=0.02, high=0.4, basis="assumed", source="judgement", evidence_id="E41", sign="+child_days_exploited",
        note="best value set so that some 350 a year do (0.15 before)")] = 0.3
    running_share_of_days: Annotated[float, Evidence(
        "share of days on which an exploited child runs or holds",
        unit="share", low=0.2, high=0.7, basis="assumed", source="judgement: about 3 of a line's 8 run on a day",
        evidence_id="E42",
        hard=(0.01, 1.0), hard_why="rests are spells over it: at 0 a child would never run, and would not be exploited")] = 0.4
    exploited_for_start: Annotated[float, Evidence(
        "mean time for which those exploited at the founding have been so",
        unit="days", low=100.0, high=600.0, basis="assumed", source="judgement", evidence_id="E82",
        note="best value set so that the founding is near to what the rules sustain (300 before)")] = 550.0
    ever_missing_share: Annotated[float, Evidence(
        "share of exploited children who ever go missing",
        unit="share", low=0.3, high=0.7, basis="estimated", source="half of exploited children in care go missing",
        evidence_id="E25")] = 0.5
    debt_first: Annotated[float, Evidence(
        "size of a first made-up debt",
        unit="GBP", low=100.0, high=3000.0, basis="assumed", source="no distribution is published", evidence_id="E30",
        sign="+child_days_exploited")] = 500.0
    adult_recruiting_days: Annotated[float, Evidence(
        "days in which a line fills an adult's place or a home",
        unit="days", low=7.0, high=60.0, basis="assumed", source="judgement", evidence_id="E36",
        hard=(0.1, math.inf), hard_why="the places filled in a week are a week over it")] = 21.0
    adult_runner_stay: Annotated[float, Evidence(
        "mean time an adult runs for a line",
        unit="days", low=30.0, high=540.0, basis="assumed", source="judgement", evidence_id="E36",
        hard=(0.1, math.inf), hard_why="adults who leave in a day are adults over it")] = 180.0
    debt_spread: Annotated[float, Evidence(
        "spread of the size of first debts",
        unit="sd of log", low=0.4, high=1.3, basis="assumed", source="no distribution published", evidence_id="E30")] = 0.8
    local_spell: Annotated[float, Evidence(
        "length of a spell of running in the home area",
        unit="days", low=1.0, high=4.0, basis="assumed", source="judgement", evidence_id="E40")] = 1.5
    local_time_before_away: Annotated[float, Evidence(
        "time a child runs locally before being sent away",
        unit="days", low=14.0, high=240.0, basis="assumed", source="judgement", evidence_id="E40")] = 60.0
    missing_care_ratio: Annotated[float, Evidence(
        "missing episodes of exploited children in care over those of others, among those who go missing",
        unit="ratio", low=1.5, high=6.0, basis="estimated",
        source="Missing People and ECPAT UK: about 10 episodes a year in care", evidence_id="E25",
        hard=(0.001, math.inf), hard_why="waits for an episode are a year over it")] = 2.8
