"""Parameters of observation: how what is true becomes what is recorded."""

from typing import Annotated, NamedTuple

from sim.evidence import Evidence

# One declaration, a few lines: one argument a line would bury the names.
# fmt: off


class Observation(NamedTuple):
    """How what is true becomes what is recorded; those noted "recorded book only" are read by nothing true, others act on both."""

    line_recording_probability: Annotated[float, Evidence(
        "share of lines known to some body that enter the national count in a month",
        unit="share", low=0.2, high=0.9, basis="assumed", source="spread of E1 to E4", evidence_id="E3",
        note="recorded book only; best value set on the calibrate rows (0.5 before)")] = 0.463
    heard_days: Annotated[float, Evidence(
        "days after which a line of which nobody has heard is no longer counted as active",
        unit="days", low=30.0, high=365.0, basis="assumed", source="judgement", evidence_id="E3")] = 90.0
    line_double_count: Annotated[float, Evidence(
        "share of recorded lines that are a second record of one line",
        unit="share", low=0.0, high=0.5, basis="estimated", source="2,000 numbers against 1,000 brands", evidence_id="E2",
        note="recorded book only", hard=(0.0, 0.9), hard_why="records a line are one over what is left")] = 0.12
    closure_recount: Annotated[float, Evidence(
        "recorded closures for each true closure (a line closed again under a new number counts again)",
        unit="ratio", low=1.0, high=2.0, basis="assumed", source="judgement", evidence_id="E46", note="recorded book only; best value set on the calibrate rows (1.2, then 1.7 before)"
    )] = 1.55
    programme_attribution: Annotated[float, Evidence(
        "share of county lines arrests counted as due to the programme",
        unit="share", low=0.3, high=0.95, basis="assumed",
        source="the programme's definition: would not have happened otherwise", evidence_id="E46", note="recorded book only"
    )] = 0.6
    breach_noticed_share: Annotated[float, Evidence(
        "chance that police come to know that a child bailed did not keep to the conditions",
        unit="share", low=0.05, high=0.8, basis="assumed", source="judgement", evidence_id="E55",
        note="recorded book only")] = 0.3
    recognition_growth: Annotated[float, Evidence(
        "yearly growth of recognition from training and awareness, 2018 to 2022",
        unit="per year", low=0.0, high=0.4, basis="estimated", source="NRM flags and assessments", evidence_id="E19",
        note="acts on both books; best value set on the calibrate rows (0.15 before)")] = 0.33
    nrm_flag_completeness: Annotated[float, Evidence(
        "share of county lines referrals that carry the flag",
        unit="share", low=0.4, high=0.95, basis="assumed", source="judgement", evidence_id="E19", note="recorded book only; best value set on the calibrate rows (0.75 before)"
    )] = 0.86
    recorded_crime_elasticity: Annotated[float, Evidence(
        "rise of recorded violence for each unit rise of police activity",
        unit="elasticity", low=0.0, high=0.8, basis="assumed", source="judgement; needed for P8", evidence_id="E50",
        note="recorded book only")] = 0.3
    contact_level_covid: Annotated[float, Evidence(
        "contact between services and children in spring 2020, over the normal level",
        unit="ratio", low=0.4, high=0.85, basis="estimated", source="fall of referrals in April 2020", evidence_id="E83",
        note="the lower, the fewer children are identified")] = 0.6
    numbers_per_line: Annotated[float, Evidence(
        "deal-line numbers known for a recorded line",
        unit="numbers per line", low=1.2, high=3.0, basis="estimated", source="over 2,000 numbers against 1,000 brands",
        evidence_id="E2")] = 2.0
    recorded_reduced_share: Annotated[float, Evidence(
        "share of those engaged with support recorded as reduced or stopped",
        unit="share", low=0.75, high=0.95, basis="measured", source="Rescue and Response year 3", evidence_id="E77")] = 0.88
    recount_2020: Annotated[float, Evidence(
        "fall of the share of lines that enter the count with the reporting change of 2020",
        unit="share", low=0.1, high=0.5, basis="estimated", source="fall of the count put down in part to reporting",
        evidence_id="E3")] = 0.38
    stricter_2023: Annotated[float, Evidence(
        "fall of the share of positive decisions from 2023",
        unit="share", low=0.1, high=0.5, basis="measured",
        source="reasonable grounds 88% to 55%, conclusive 89% to 56%, all cases", evidence_id="E70")] = 0.38
    violence_recorded_share: Annotated[float, Evidence(
        "share of serious violence in the trade that police record",
        unit="share", low=0.15, high=0.8, basis="assumed", source="judgement: over 90% feared telling",
        evidence_id="E31")] = 0.4
    other_referrals_year: Annotated[float, Evidence(
        "NRM referrals of children for other reasons than lines in 2019",
        unit="referrals per year", low=2500.0, high=4500.0, basis="estimated",
        source="children referred less county lines flags", evidence_id="E73")] = 2700.0
    other_assessments_year: Annotated[float, Evidence(
        "assessments noting criminal exploitation of children outside lines, at 2019's recognition",
        unit="assessments per year", low=2000.0, high=10000.0, basis="estimated",
        source="assessments less recognised children of lines", evidence_id="E20",
        note="best value set on the calibrate rows (4300 before)")] = 3700.0
    missing_care_year: Annotated[float, Evidence(
        "missing incidents of children in care who are not exploited by lines",
        unit="incidents per year", low=40000.0, high=80000.0, basis="estimated",
        source="70,170 incidents less those of exploited children", evidence_id="E24")] = 62000.0
    missing_other_year: Annotated[float, Evidence(
        "missing incidents of other children who are not exploited by lines",
        unit="incidents per year", low=60000.0, high=140000.0, basis="estimated",
        source="143,453 recorded incidents of children, 36% from care", evidence_id="E23")] = 95000.0
    other_growth_ratio: Annotated[float, Evidence(
        "growth of referrals and assessments of children outside lines, over that of recognition (exponent)",
        unit="exponent", low=0.1, high=1.0, basis="assumed",
        source="judgement: child referrals grew by 42% from 2020 to 2022", evidence_id="E73")] = 0.5
    flag_use_2019: Annotated[float, Evidence(
        "use of the county lines flag in 2019, when it began, over its use from 2022",
        unit="share", low=0.4, high=1.0, basis="assumed",
        source="the flag began late in 2019 and depends on first responders", evidence_id="E19")] = 0.62
    contact_back_2020: Annotated[float, Evidence(
        "share of the fall of contact in spring 2020 that was made good by September; the rest by September 2021",
        unit="share", low=0.3, high=0.9, basis="assumed", source="schools open again, many services still at a distance",
        evidence_id="E83")] = 0.6
    missing_with_contact: Annotated[float, Evidence(
        "fall of recorded missing incidents for a full fall of contact",
        unit="share", low=0.0, high=0.8, basis="assumed", source="judgement", evidence_id="E83", note="recorded book only")] = 0.3
    others_with_contact: Annotated[float, Evidence(
        "fall of referrals of children exploited otherwise for a full fall of contact",
        unit="share", low=0.2, high=1.0, basis="assumed", source="judgement", evidence_id="E83")] = 0.6
    programme_share_least: Annotated[float, Evidence(
        "least share of a body's effort on lines that must be funded for it to count anything as the programme's",
        unit="share", low=0.005, high=0.3, basis="assumed", source="judgement", evidence_id="E46", note="recorded book only",
        hard=(1e-6, 1.0), hard_why="a body without funds counts nothing as the programme's")] = 0.02
