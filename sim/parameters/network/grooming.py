"""Parameters of grooming: who can be exploited, and how a child comes to be."""

import math
from typing import Annotated, NamedTuple

from sim.evidence import Evidence

# One declaration, a few lines: one argument a line would bury the names.
# fmt: off


class Grooming(NamedTuple):
    """The way into exploitation."""

    children_at_risk: Annotated[float, Evidence(
        "children aged 10 to 17 at raised risk",
        unit="children", low=30_000.0, high=120_000.0, basis="estimated", source="Children's Commissioner 2019",
        evidence_id="E17", sign="+child_days_exploited",
        hard=(1e-6, math.inf), hard_why="what other levers cost is compared with the worth of places for them")] = 60_000.0
    children_exploited_start: Annotated[float, Evidence(
        "children truly exploited by lines at the start",
        unit="children", low=3000.0, high=27_000.0, basis="estimated", source="NCA; Children's Commissioner",
        evidence_id="E18", sign="+child_days_exploited",
        note="best value set so that the founding is near to what crews of 2,000 lines sustain (8,000 before)")] = 6000.0
    runners_needed_per_line: Annotated[float, Evidence(
        "children and adults whom a mature line exploits to run and sell",
        unit="people", low=3.0, high=14.0, basis="assumed", source="judgement", evidence_id="E42",
        sign="+child_days_exploited", note="about 0.4 of them run on a mean day, which gives E42's crew")] = 8.0
    crew_least: Annotated[float, Evidence(
        "children and adults whom the smallest line seeks to exploit",
        unit="people", low=1.0, high=4.0, basis="assumed", source="judgement", evidence_id="E42")] = 2.0
    child_share_of_runners: Annotated[float, Evidence(
        "share of that need first sought among under-18s",
        unit="share", low=0.2, high=0.8, basis="assumed", source="judgement", evidence_id="E18", sign="+child_days_exploited"
    )] = 0.5
    grooming_rate: Annotated[float, Evidence(
        "rate at which a reference child at risk (no added risk, mean age, mean pressure) becomes exploited",
        unit="per child-year", low=0.01, high=0.1, basis="assumed", source="judgement", evidence_id="E18",
        sign="+child_days_exploited", note="risk ratios average about 2.5; best value set so that crews, who turn to others where children are scarce, keep the children of the start (0.03 before)")] = 0.055
    grooming_duration: Annotated[float, Evidence(
        "time from first contact to first running",
        unit="days", low=7.0, high=120.0, basis="assumed", source="judgement", evidence_id="E39", sign="-child_days_exploited"
    )] = 30.0
    rr_looked_after: Annotated[float, Evidence(
        "risk of being groomed for a child in care, over another child's",
        unit="ratio", low=2.0, high=12.0, basis="estimated", source="over-representation in E23 to E27", evidence_id="E23",
        sign="+child_days_exploited")] = 4.0
    rr_excluded: Annotated[float, Evidence(
        "risk of being groomed for a child excluded or long absent from school, over another child's",
        unit="ratio", low=1.2, high=6.0, basis="estimated", source="Children's Commissioner 2019", evidence_id="E29",
        sign="+child_days_exploited")] = 2.5
    rr_known_to_services: Annotated[float, Evidence(
        "risk of being groomed for a child known to children's services, over another child's",
        unit="ratio", low=1.2, high=5.0, basis="assumed", source="judgement", evidence_id="E29", sign="+child_days_exploited"
    )] = 2.0
    rr_out_of_area: Annotated[float, Evidence(
        "risk of being groomed for a child placed out of area, over another child's",
        unit="ratio", low=0.8, high=3.0, basis="assumed", source="judgement; Crest 2020", evidence_id="E81")] = 1.5
    rr_sibling_or_peer: Annotated[float, Evidence(
        "risk of being groomed for each exploited sibling or close peer, over a child with none",
        unit="ratio", low=1.5, high=6.0, basis="estimated", source="Children's Commissioner 2019", evidence_id="E17",
        sign="+child_days_exploited")] = 2.5
    rr_missing: Annotated[float, Evidence(
        "risk of being groomed in the months after a missing episode, over other months",
        unit="ratio", low=1.5, high=8.0, basis="assumed", source="judgement", evidence_id="E25", sign="+child_days_exploited"
    )] = 3.0
    age_of_peak_risk: Annotated[float, Evidence(
        "age at which the risk of grooming peaks",
        unit="years", low=14.5, high=16.8, basis="estimated", source="NCA 2019", evidence_id="E21")] = 15.8
    share_local_before_away: Annotated[float, Evidence(
        "share of exploited children who run at home before they are sent away",
        unit="share", low=0.4, high=0.95, basis="assumed", source="judgement", evidence_id="E40")] = 0.7
    adults_at_risk_per_1000_users: Annotated[float, Evidence(
        "adults at risk of having their home used, per 1,000 dependent users",
        unit="adults per 1000 users", low=50.0, high=400.0, basis="assumed", source="judgement", evidence_id="E36",
        sign="+homes_cuckooed")] = 150.0
    at_risk_stay: Annotated[float, Evidence(
        "mean time for which a child stays at risk without being exploited",
        unit="years", low=1.5, high=6.0, basis="assumed", source="judgement for ages 10 to 17", evidence_id="E17",
        hard=(0.1, math.inf), hard_why="children who come a day are those at risk over it")] = 3.0
    pool_in_care_share: Annotated[float, Evidence(
        "share of children at risk who are looked after",
        unit="share", low=0.01, high=0.05, basis="assumed", source="judgement", evidence_id="E23",
        note="with rr_looked_after it must meet T132")] = 0.02
    age_risk_height: Annotated[float, Evidence(
        "height of the age curve at its peak, so that it averages about 1 over ages 10 to 17",
        unit="ratio", low=1.3, high=2.2, basis="estimated", source="follows from peak and width", evidence_id="E21")] = 1.7
    age_risk_width: Annotated[float, Evidence(
        "width of the age curve (standard deviation)",
        unit="years", low=1.0, high=3.5, basis="estimated", source="most known victims are 15 to 17",
        evidence_id="E21",
        hard=(0.1, math.inf), hard_why="distance from the peak is measured in it")] = 2.0
    open_pool_ratio: Annotated[float, Evidence(
        "where all children can be groomed: size of the pool over that at raised risk",
        unit="ratio", low=1.5, high=6.0, basis="assumed", source="judgement", evidence_id="E17")] = 3.0
    adults_from_home_share: Annotated[float, Evidence(
        "share of the adults who run for a cross-border line who come from its home area, and travel",
        unit="share", low=0.05, high=0.6, basis="assumed", source="judgement: three of five arrested on trains were adults",
        evidence_id="E33", note="best value set on the calibrate rows")] = 0.11
    recruiting_days: Annotated[float, Evidence(
        "days in which a crew seeks to fill an empty place",
        unit="days", low=7.0, high=120.0, basis="assumed", source="judgement", evidence_id="E39",
        hard=(0.1, math.inf), hard_why="the need of a day is places over it")] = 30.0
    need_memory_days: Annotated[float, Evidence(
        "days over which crews know how many children are sought in an area",
        unit="days", low=30.0, high=365.0, basis="assumed", source="judgement; what recruiters say of a market would show it",
        evidence_id="E39", hard=(1.0, math.inf), hard_why="a day is the shortest memory")] = 180.0
    rr_girl: Annotated[float, Evidence(
        "relative risk of being groomed by a line, girls over boys",
        unit="ratio", low=0.2, high=0.8, basis="assumed",
        source="a quarter to a fifth of flags are girls, who are thought under-recognised", evidence_id="E22")] = 0.25
    girls_share: Annotated[float, Evidence(
        "share of children at risk who are girls",
        unit="share", low=0.3, high=0.55, basis="assumed", source="judgement", evidence_id="E22")] = 0.45
    excluded_share: Annotated[float, Evidence(
        "share of children at risk excluded or long absent from school",
        unit="share", low=0.1, high=0.35, basis="assumed", source="judgement", evidence_id="E29")] = 0.2
    known_share: Annotated[float, Evidence(
        "share of children at risk known to services",
        unit="share", low=0.1, high=0.4, basis="estimated", source="Children's Commissioner 2019: 6,560 of 27,000",
        evidence_id="E69")] = 0.24
    placed_away_share: Annotated[float, Evidence(
        "share of children in care at risk who are placed out of their area",
        unit="share", low=0.2, high=0.6, basis="estimated", source="about two in five placements (recalled)",
        evidence_id="E81")] = 0.4
    peer_share: Annotated[float, Evidence(
        "share of children at risk with a sibling or close peer in the pool",
        unit="share", low=0.2, high=0.8, basis="assumed", source="judgement", evidence_id="E17")] = 0.5
    missing_risk_days: Annotated[float, Evidence(
        "time after a missing episode in which a child is more at risk",
        unit="days", low=30.0, high=365.0, basis="assumed", source="judgement", evidence_id="E26")] = 90.0
    missing_rate_at_risk: Annotated[float, Evidence(
        "missing episodes of a child at risk who ever goes missing and is not exploited",
        unit="episodes per child-year", low=0.05, high=1.0, basis="assumed",
        source="judgement, well above one in 200 of all children", evidence_id="E27")] = 0.3
    adults_taken_most: Annotated[float, Evidence(
        "greatest chance in a week that an adult at risk is taken up to run or for the home, however many places are open",
        unit="share", low=0.05, high=0.9, basis="assumed", source="judgement", evidence_id="E36")] = 0.5
    seller_share: Annotated[float, Evidence(
        "share of the need of a crew first sought among sellers, who work for pay",
        unit="share", low=0.02, high=0.2, basis="assumed", source="judgement; what crews are made of would measure it",
        evidence_id="E42")] = 0.1
    crew_horizon_days: Annotated[float, Evidence(
        "time over which a crew weighs what one more is worth against the time and cost of finding one",
        unit="days", low=45.0, high=365.0, basis="assumed", source="judgement; accounts of how crews recruit would measure it",
        evidence_id="E39")] = 120.0
    crew_choice_spread: Annotated[float, Evidence(
        "gain over that time for which a crew seeks somebody e times as readily",
        unit="GBP", low=500.0, high=20_000.0, basis="assumed", source="judgement; what crews turn to where children are scarce would measure it",
        evidence_id="E39", hard=(1.0, math.inf), hard_why="gains are divided by it")] = 2500.0
    seeking_cost: Annotated[float, Evidence(
        "what seeking one person for a crew costs in time and gifts",
        unit="GBP per day", low=0.0, high=50.0, basis="assumed", source="judgement: gifts come before the first run", evidence_id="E39")] = 10.0
    adult_pay: Annotated[float, Evidence(
        "what an adult who runs for a line gets, in money and drugs",
        unit="GBP per week", low=0.0, high=400.0, basis="assumed", source="judgement: paid in drugs", evidence_id="E36")] = 150.0
    seller_pay: Annotated[float, Evidence(
        "pay of a seller",
        unit="GBP per week", low=150.0, high=1000.0, basis="assumed", source="judgement", evidence_id="E15")] = 400.0
    seller_hiring_days: Annotated[float, Evidence(
        "days in which a line finds a seller",
        unit="days", low=3.0, high=60.0, basis="assumed", source="judgement", evidence_id="E42",
        hard=(0.1, math.inf), hard_why="the places filled in a week are a week over it")] = 21.0
    seller_stay: Annotated[float, Evidence(
        "mean time a seller works for a line",
        unit="days", low=30.0, high=720.0, basis="assumed", source="judgement", evidence_id="E42",
        hard=(0.1, math.inf), hard_why="sellers who leave in a week are a week over it")] = 180.0
