"""Parameters of observation: how what is true becomes what is recorded."""

from typing import Annotated, NamedTuple

from sim.evidence import Evidence

# One declaration, a few lines: one argument a line would bury the names.
# fmt: off


class Observation(NamedTuple):
    """The recorded book alone; nothing true reads these."""

    line_recording_probability: Annotated[float, Evidence(
        "share of lines known to some body that enter the national count in a month",
        unit="share", low=0.2, high=0.9, basis="assumed", source="spread of E1 to E4", evidence_id="E3",
        note="recorded book only")] = 0.5
    line_double_count: Annotated[float, Evidence(
        "share of recorded lines that are a second record of one line",
        unit="share", low=0.0, high=0.5, basis="estimated", source="2,000 numbers against 1,000 brands", evidence_id="E2",
        note="recorded book only")] = 0.12
    closure_recount: Annotated[float, Evidence(
        "recorded closures for each true closure (a line closed again under a new number counts again)",
        unit="ratio", low=1.0, high=2.0, basis="assumed", source="judgement", evidence_id="E46", note="recorded book only"
    )] = 1.2
    programme_attribution: Annotated[float, Evidence(
        "share of county lines arrests counted as due to the programme",
        unit="share", low=0.3, high=0.95, basis="assumed",
        source="the programme's definition: would not have happened otherwise", evidence_id="E46", note="recorded book only"
    )] = 0.6
    recognition_growth: Annotated[float, Evidence(
        "yearly growth of recognition from training and awareness, 2018 to 2022",
        unit="per year", low=0.0, high=0.4, basis="estimated", source="NRM flags and assessments", evidence_id="E19",
        note="recorded book only")] = 0.15
    nrm_flag_completeness: Annotated[float, Evidence(
        "share of county lines referrals that carry the flag",
        unit="share", low=0.4, high=0.95, basis="assumed", source="judgement", evidence_id="E19", note="recorded book only"
    )] = 0.75
    recorded_crime_elasticity: Annotated[float, Evidence(
        "rise of recorded violence and drug crime for each unit rise of police activity",
        unit="elasticity", low=0.0, high=0.8, basis="assumed", source="judgement; needed for P8", evidence_id="E50",
        note="recorded book only")] = 0.3
    contact_level_covid: Annotated[float, Evidence(
        "contact between services and children in spring 2020, over the normal level",
        unit="ratio", low=0.4, high=0.85, basis="estimated", source="fall of referrals in April 2020", evidence_id="E83",
        note="the lower, the fewer children are identified")] = 0.6
