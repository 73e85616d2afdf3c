"""Parameters of aftermath: what follows a closure."""

import math
from typing import Annotated, NamedTuple

from sim.evidence import Evidence

# One declaration, a few lines: one argument a line would bury the names.
# fmt: off


class Aftermath(NamedTuple):
    """Succession, vacancy, debt passed down and children taken on again."""

    succession_probability: Annotated[float, Evidence(
        "chance that another member takes over a line whose holder is charged",
        unit="share", low=0.1, high=0.8, basis="assumed", source="judgement", evidence_id="E49", sign="+child_days_exploited",
        note="best value set on the calibrate rows (0.4 before)")] = 0.5
    joint_succession_ratio: Annotated[float, Evidence(
        "chance that a line is taken over when its group lost holders in a joint operation, over that when it lost one alone",
        unit="ratio", low=0.3, high=1.0, basis="assumed", source="judgement: those who would take over are arrested or warned",
        evidence_id="E49", hard=(0.0, 1.0), hard_why="it multiplies a chance")] = 0.7
    succession_delay: Annotated[float, Evidence(
        "delay until a line taken over sells again",
        unit="days", low=5.0, high=180.0, basis="assumed", source="judgement", evidence_id="E49")] = 30.0
    vacancy_fill_rate: Annotated[float, Evidence(
        "rate at which a vacated market place is filled beyond ordinary opening",
        unit="per month", low=0.01, high=0.5, basis="assumed", source="judgement", evidence_id="E49",
        sign="+child_days_exploited", note="with succession, 40 to 95% of closed lines must be replaced within a year for P2; best value set on the calibrate rows (0.06 before)"
    )] = 0.45
    vacancy_violence_ratio: Annotated[float, Evidence(
        "serious violence in a market with a vacancy, over one without",
        unit="ratio", low=0.8, high=2.5, basis="estimated", source="Werb 2011; RAND 2025 (not UK)", evidence_id="E49",
        sign="+serious_violence")] = 1.3
    debt_passed_down: Annotated[float, Evidence(
        "share of a line's loss charged to those who run for it",
        unit="share", low=0.2, high=1.0, basis="assumed", source="judgement", evidence_id="E30", sign="+child_days_exploited"
    )] = 0.6
    crew_reabsorbed: Annotated[float, Evidence(
        "chance that another line short of crew takes on a child of a closed line within stranded_days",
        unit="share", low=0.1, high=0.8, basis="assumed", source="judgement", evidence_id="E82", sign="+child_days_exploited"
    )] = 0.4
    reabsorbed_in_group: Annotated[float, Evidence(
        "share of the children of a closed line who are taken on that go to a line of the same group, where it has one short of crew",
        unit="share", low=0.0, high=1.0, basis="assumed", source="judgement", evidence_id="E82")] = 0.5
    stranded_days: Annotated[float, Evidence(
        "time in which a child of a closed line is taken on by another, or is free",
        unit="days", low=30.0, high=180.0, basis="assumed", source="judgement", evidence_id="E82",
        hard=(0.1, math.inf), hard_why="the rate of being taken on is worked out over it")] = 90.0
    vacancy_memory: Annotated[float, Evidence(
        "half-life of the heat that a vacant market place brings",
        unit="days", low=20.0, high=240.0, basis="assumed", source="judgement", evidence_id="E49",
        hard=(0.1, math.inf), hard_why="what is left after a day is worked out from a day over it")] = 90.0
    debt_moves_on: Annotated[float, Evidence(
        "rate at which a child of a closed line is taken on, in debt over not in debt",
        unit="ratio", low=1.0, high=3.0, basis="assumed", source="judgement: debt follows a child to whoever buys it",
        evidence_id="E30", sign="+child_days_exploited")] = 1.5
    violence_between_crews: Annotated[float, Evidence(
        "serious violence between crews for each line operating",
        unit="per line-year", low=0.05, high=0.6, basis="assumed",
        source="judgement from violence charges against holders and sellers",
        evidence_id="E37", sign="+serious_violence")] = 0.2
    vacancy_life: Annotated[float, Evidence(
        "mean time after which a vacant market place is no longer one, if nobody fills it",
        unit="days", low=90.0, high=1000.0, basis="assumed",
        source="judgement: custom drifts to others", evidence_id="E49",
        hard=(1.0, math.inf), hard_why="a vacancy ends in a day with one over it as its chance")] = 400.0
