"""Parameters of justice: arrest, charge, court and custody."""

from typing import Annotated, NamedTuple

from sim.evidence import Evidence

# One declaration, a few lines: one argument a line would bury the names.
# fmt: off


class Justice(NamedTuple):
    """The way through justice, for holders and for children."""

    holder_charge_probability: Annotated[float, Evidence(
        "chance that an arrested holder is charged",
        unit="share", low=0.5, high=0.95, basis="estimated", source="taskforce figures", evidence_id="E62")] = 0.8
    child_treated_as_suspect: Annotated[float, Evidence(
        "chance that an arrested exploited child is dealt with as a suspect only, mean force",
        unit="share", low=0.15, high=0.85, basis="assumed", source="transport police: 20% of those arrested; judgement",
        evidence_id="E33", sign="+children_criminalised")] = 0.5
    conditional_bail_share: Annotated[float, Evidence(
        "share of released suspects who are on bail with conditions",
        unit="share", low=0.1, high=0.8, basis="estimated", source="HMICFRS and HMCPSI 2020", evidence_id="E55")] = 0.35
    bail_effect_on_contact: Annotated[float, Evidence(
        "fall in contact between suspect and crew while conditions last",
        unit="share", low=0.0, high=0.6, basis="assumed", source="judgement", evidence_id="E55", sign="-child_days_exploited"
    )] = 0.25
    release_to_charge_time: Annotated[float, Evidence(
        "time from release to the charging decision",
        unit="days", low=40.0, high=350.0, basis="estimated", source="HMICFRS; press (length judged)", evidence_id="E55"
    )] = 130.0
    charge_to_completion_time: Annotated[float, Evidence(
        "time from charge to the end of a Crown Court drug case",
        unit="days", low=120.0, high=600.0, basis="estimated", source="MoJ: offence to completion 254 to 400 days",
        evidence_id="E57")] = 260.0
    holder_sentence: Annotated[float, Evidence(
        "mean custodial sentence of a holder",
        unit="years", low=3.0, high=6.5, basis="measured", source="Metropolitan Police 2021", evidence_id="E59")] = 4.4
    time_served_share: Annotated[float, Evidence(
        "share of a sentence served in custody",
        unit="share", low=0.33, high=0.5, basis="estimated", source="sentencing rules", evidence_id="E59")] = 0.45
    modern_slavery_share: Annotated[float, Evidence(
        "share of charged holders who are also charged with modern slavery",
        unit="share", low=0.01, high=0.25, basis="estimated", source="Metropolitan Police; transport police",
        evidence_id="E60")] = 0.04
    modern_slavery_effort: Annotated[float, Evidence(
        "effort that a modern slavery count adds",
        unit="officer days", low=10.0, high=150.0, basis="assumed", source="judgement", evidence_id="E58",
        sign="-lines_closed")] = 40.0
    victimless_success: Annotated[float, Evidence(
        "chance of conviction without the child's evidence, over that with it",
        unit="ratio", low=0.5, high=1.0, basis="assumed", source="judgement", evidence_id="E58")] = 0.8
    modern_slavery_deterrence: Annotated[float, Evidence(
        "fall in groups' use of children for each unit of perceived chance of a modern slavery charge",
        unit="share", low=0.0, high=0.15, basis="assumed", source="no effect measured; may be none", evidence_id="E61",
        sign="-child_days_exploited")] = 0.02
    section_45_success: Annotated[float, Evidence(
        "chance that a child who raises section 45 is not convicted",
        unit="share", low=0.1, high=0.85, basis="assumed", source="no data", evidence_id="E64", sign="-children_criminalised"
    )] = 0.4
    found_child_arrested: Annotated[float, Evidence(
        "share of exploited children found with drugs or a crew who are arrested",
        unit="share", low=0.15, high=0.7, basis="assumed", source="one week: 163 arrested, 620 safeguarded, overlap unknown",
        evidence_id="E34", sign="+children_criminalised")] = 0.33
    holder_remanded_share: Annotated[float, Evidence(
        "share of charged holders held on remand",
        unit="share", low=0.3, high=0.85, basis="assumed", source="judgement", evidence_id="E59")] = 0.6
