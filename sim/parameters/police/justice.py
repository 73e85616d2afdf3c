"""Parameters of justice: arrest, charge, court and custody."""

import math
from typing import Annotated, NamedTuple

from sim.evidence import Evidence

# One declaration, a few lines: one argument a line would bury the names.
# fmt: off


class Justice(NamedTuple):
    """The way through justice, for holders and for children."""

    holder_charge_probability: Annotated[float, Evidence(
        "chance that an arrested holder is charged",
        unit="share", low=0.5, high=0.95, basis="estimated", source="taskforce figures", evidence_id="E62",
        hard=(0.01, 1.0), hard_why="arrests before the start are charges over it")] = 0.8
    charged_at_arrest_share: Annotated[float, Evidence(
        "share of the holders charged who are charged before they leave custody, not after release and further investigation",
        unit="share", low=0.4, high=0.95, basis="estimated",
        source="47% and 56% of those arrested in two weeks of action charged in the week; four fifths in the end",
        evidence_id="E62")] = 0.7
    child_treated_as_suspect: Annotated[float, Evidence(
        "chance that an arrested exploited child not seen as a victim is dealt with as a suspect only, mean force",
        unit="share", low=0.15, high=0.85, basis="assumed", source="transport police: 20% of those arrested; judgement",
        evidence_id="E33", sign="+children_criminalised")] = 0.5
    conditional_bail_share: Annotated[float, Evidence(
        "share of released suspects who are on bail with conditions",
        unit="share", low=0.1, high=0.8, basis="estimated", source="HMICFRS and HMCPSI 2020", evidence_id="E55")] = 0.35
    bail_before_charge: Annotated[float, Evidence(
        "time for which conditions that hold keep a holder released without charge off the line",
        unit="days", low=14.0, high=90.0, basis="estimated",
        source="first period of bail by law: 28 days from 2017, three months from 2022", evidence_id="E55")] = 28.0
    bail_effect_on_contact: Annotated[float, Evidence(
        "fall in contact between suspect and crew while conditions last",
        unit="share", low=0.0, high=0.6, basis="assumed", source="judgement", evidence_id="E55", sign="-child_days_exploited",
        hard=(0.0, 0.99), hard_why="the hazard of leaving is divided by the contact left"
    )] = 0.25
    release_to_charge_time: Annotated[float, Evidence(
        "time from release to the charging decision",
        unit="days", low=40.0, high=350.0, basis="estimated", source="HMICFRS; press (length judged)", evidence_id="E55"
    )] = 130.0
    charge_to_completion_time: Annotated[float, Evidence(
        "time from charge to the end of a Crown Court drug case",
        unit="days", low=120.0, high=600.0, basis="estimated", source="MoJ: offence to completion 254 to 400 days",
        evidence_id="E57")] = 260.0
    court_capacity_year: Annotated[float, Evidence(
        "cases of holders and exploited children that courts can complete a year",
        unit="cases per year", low=400.0, high=4000.0, basis="assumed",
        source="judgement: a third more than 2019's practice asks for, since waits were steady", evidence_id="E57")] = 900.0
    holder_sentence: Annotated[float, Evidence(
        "mean custodial sentence of a holder",
        unit="years", low=3.0, high=6.5, basis="measured", source="Metropolitan Police 2021", evidence_id="E59")] = 4.4
    sentence_spread: Annotated[float, Evidence(
        "half-width of the spread of holders' sentences around their mean",
        unit="share", low=0.1, high=0.9, basis="assumed", source="judgement", evidence_id="E59")] = 0.6
    sittings_kept: Annotated[float, Evidence(
        "days of court sittings that are not used and can be caught up with, before they lapse",
        unit="days", low=7.0, high=90.0, basis="assumed", source="judgement", evidence_id="E57")] = 30.0
    time_served_share: Annotated[float, Evidence(
        "share of a sentence served in custody",
        unit="share", low=0.33, high=0.5, basis="estimated", source="sentencing rules", evidence_id="E59")] = 0.45
    modern_slavery_share: Annotated[float, Evidence(
        "share of charged holders who are charged with modern slavery, nearly always beside drug supply",
        unit="share", low=0.01, high=0.25, basis="estimated", source="Metropolitan Police; transport police",
        evidence_id="E60")] = 0.04
    modern_slavery_effort: Annotated[float, Evidence(
        "effort that a modern slavery count adds",
        unit="officer days", low=10.0, high=150.0, basis="assumed", source="judgement", evidence_id="E58",
        sign="-lines_closed")] = 40.0
    slavery_alone_share: Annotated[float, Evidence(
        "share of holders charged with modern slavery who are charged with nothing else",
        unit="share", low=0.0, high=0.4, basis="assumed", source="judgement: drug counts are nearly always there to be charged",
        evidence_id="E58")] = 0.1
    victimless_success: Annotated[float, Evidence(
        "conviction of a modern slavery count built without the child's evidence, over that of a drug count",
        unit="ratio", low=0.5, high=1.0, basis="assumed", source="judgement", evidence_id="E58")] = 0.8
    modern_slavery_deterrence: Annotated[float, Evidence(
        "fall in groups' use of children for each unit of perceived chance of a modern slavery charge",
        unit="share", low=0.0, high=0.15, basis="assumed", source="no effect measured; may be none", evidence_id="E61",
        sign="-child_days_exploited")] = 0.02
    section_45_success: Annotated[float, Evidence(
        "chance that a child who raises section 45 is not convicted",
        unit="share", low=0.1, high=0.85, basis="assumed", source="no data", evidence_id="E64", sign="-harm_by_justice"
    )] = 0.4
    found_child_arrested: Annotated[float, Evidence(
        "share of exploited children found with drugs or a crew who are arrested",
        unit="share", low=0.15, high=0.7, basis="assumed", source="one week: 163 arrested, 620 safeguarded, overlap unknown",
        evidence_id="E34", sign="+children_criminalised",
        note="best value set on the calibrate rows (0.33 before)")] = 0.4
    holders_charged_start: Annotated[float, Evidence(
        "holders charged a year in the years before the world is founded: they fill custody and courts, and are remembered",
        unit="people a year", low=200.0, high=1700.0, basis="assumed",
        source="700 to 1,700 a year later on, fewer before the Programme", evidence_id="E46")] = 500.0
    holder_remanded_share: Annotated[float, Evidence(
        "share of charged holders held on remand",
        unit="share", low=0.3, high=0.85, basis="assumed", source="judgement", evidence_id="E59")] = 0.6
    arrest_ratio_missed: Annotated[float, Evidence(
        "arrest of a found child not seen as a victim, over the mean",
        unit="ratio", low=1.0, high=1.6, basis="assumed", source="judgement, so that the mean holds",
        evidence_id="E34")] = 1.25
    arrest_ratio_recognised: Annotated[float, Evidence(
        "arrest of a found child seen as a victim, over the mean",
        unit="ratio", low=0.2, high=1.0, basis="assumed", source="judgement, so that the mean holds",
        evidence_id="E34")] = 0.6
    child_decided_at_arrest_share: Annotated[float, Evidence(
        "share of cases against children decided before they leave police custody: charged, diverted or no action",
        unit="share", low=0.05, high=0.5, basis="assumed", source="judgement; most wait, released or on bail",
        evidence_id="E55")] = 0.2
    breach_share: Annotated[float, Evidence(
        "share of children, and of holders, bailed who do not keep to their conditions",
        unit="share", low=0.1, high=0.7, basis="assumed", source="judgement", evidence_id="E55")] = 0.35
    child_charge_probability: Annotated[float, Evidence(
        "chance that a child taken through as suspect is charged",
        unit="share", low=0.1, high=0.6, basis="assumed", source="judgement: the rest end with no action or diversion",
        evidence_id="E64")] = 0.3
    diversion_share: Annotated[float, Evidence(
        "share of children not charged who are diverted to youth justice services, which tell home services, rather than let go",
        unit="share", low=0.1, high=0.8, basis="assumed", source="judgement: no published split for exploited children",
        evidence_id="E64")] = 0.4
    school_loss_while_waiting: Annotated[float, Evidence(
        "chance that a child has lost its place at school by the time of the charging decision",
        unit="share", low=0.0, high=0.3, basis="assumed", source="judgement", evidence_id="E64",
        sign="+child_days_exploited")] = 0.1
    child_conviction_probability: Annotated[float, Evidence(
        "chance that a charged child without a defence is convicted",
        unit="share", low=0.4, high=0.9, basis="assumed", source="judgement", evidence_id="E64")] = 0.7
    child_remanded_share: Annotated[float, Evidence(
        "share of charged exploited children who are held on remand",
        unit="share", low=0.01, high=0.2, basis="assumed", source="judgement: most children charged wait at home",
        evidence_id="E88", sign="+harm_by_justice")] = 0.05
    child_remand_limit: Annotated[float, Evidence(
        "time after which a child on remand is released, if the case is not completed before",
        unit="days", low=56.0, high=182.0, basis="estimated",
        source="custody time limits: 56 days to a summary trial, 182 to one on indictment, recalled", evidence_id="E88")] = 120.0
    child_custody_length: Annotated[float, Evidence(
        "mean custody of a child sentenced to it",
        unit="days", low=60.0, high=400.0, basis="assumed", source="judgement", evidence_id="E88")] = 180.0
    child_custody_share: Annotated[float, Evidence(
        "share of convicted children sent to custody",
        unit="share", low=0.02, high=0.25, basis="assumed", source="judgement", evidence_id="E88")] = 0.1
    adult_charge_probability: Annotated[float, Evidence(
        "chance that an adult arrested while running for a line is charged",
        unit="share", low=0.2, high=0.85, basis="estimated",
        source="47% and 56% of all arrested in two weeks of action charged in the week", evidence_id="E62",
        hard=(0.01, 1.0), hard_why="arrests before the start are charges over it")] = 0.5
    adults_charged_start: Annotated[float, Evidence(
        "adults who ran for a line charged a year in the years before the world is founded: they fill custody",
        unit="people a year", low=400.0, high=5000.0, basis="assumed",
        source="set to what the rules give", evidence_id="E62")] = 3000.0
    adult_custody_share: Annotated[float, Evidence(
        "share of these charged who go to custody after trial",
        unit="share", low=0.1, high=0.7, basis="assumed", source="judgement: the last in the chain, many of them users",
        evidence_id="E59")] = 0.35
    adult_custody_length: Annotated[float, Evidence(
        "mean custody of these",
        unit="days", low=90.0, high=900.0, basis="assumed", source="judgement: far below holders'", evidence_id="E59")] = 365.0
    court_backlog_growth: Annotated[float, Evidence(
        "rise of the time from charge to completion from early 2020 to the end of 2023",
        unit="share", low=0.3, high=0.6, basis="measured", source="Crown Court median 254 days, then 366 to 400",
        evidence_id="E57")] = 0.45
    desistance_share: Annotated[float, Evidence(
        "share of holders who give up after custody, or once their case ends without it",
        unit="share", low=0.1, high=0.6, basis="assumed", source="judgement", evidence_id="E37")] = 0.3
    dropped_if_positive: Annotated[float, Evidence(
        "chance that a positive final decision ends a child's case",
        unit="share", low=0.2, high=0.9, basis="assumed",
        source="no data: children are prosecuted despite positive decisions", evidence_id="E64")] = 0.6
    handover_gain: Annotated[float, Evidence(
        "rise of the chance of succession while the charged holder is on bail",
        unit="share", low=0.0, high=0.6, basis="assumed", source="judgement",
        evidence_id="E55", sign="+lines_operating")] = 0.25
    holder_conviction_probability: Annotated[float, Evidence(
        "chance that a charged holder is convicted",
        unit="share", low=0.7, high=0.97, basis="estimated",
        source="first 18 defendants all pleaded guilty; all charges fewer", evidence_id="E59")] = 0.88
    section_45_open: Annotated[float, Evidence(
        "share of offences of exploited children to which section 45 is open",
        unit="share", low=0.5, high=0.95, basis="assumed", source="possession with intent is, some violence is not",
        evidence_id="E64")] = 0.8
    section_45_raised: Annotated[float, Evidence(
        "chance that a charged exploited child raises section 45",
        unit="share", low=0.1, high=0.8, basis="assumed", source="no data",
        evidence_id="E64", sign="-harm_by_justice")] = 0.4
    slavery_child_evidence: Annotated[float, Evidence(
        "conviction of a modern slavery count that rests on the child's evidence, over that of a drug count",
        unit="ratio", low=0.6, high=1.0, basis="estimated", source="185 of 284 flagged cases convicted",
        evidence_id="E58")] = 0.85
    slavery_delay_ratio: Annotated[float, Evidence(
        "time to completion with modern slavery counts over that without",
        unit="ratio", low=1.0, high=3.0, basis="estimated", source="nearly three years from offence to completion",
        evidence_id="E58",
        hard=(0.01, math.inf), hard_why="the courts' time for a case is divided by it")] = 1.5
    slavery_sentence_added: Annotated[float, Evidence(
        "years that modern slavery counts add to a sentence",
        unit="years", low=0.0, high=4.0, basis="assumed", source="judgement", evidence_id="E59")] = 1.5
    transport_police_care: Annotated[float, Evidence(
        "log odds by which transport police take fewer arrested children through as suspects only",
        unit="log odds", low=0.5, high=2.2, basis="estimated",
        source="about 1 in 5 criminalised against the mean force's half",
        evidence_id="E33", sign="-children_criminalised")] = 1.4
    victim_and_suspect_share: Annotated[float, Evidence(
        "chance that an arrested child recognised as a victim is kept as a suspect too",
        unit="share", low=0.1, high=0.8, basis="assumed", source="no data",
        evidence_id="E64", sign="+children_criminalised")] = 0.4
    court_wait_most: Annotated[float, Evidence(
        "longest time from charge to completion, however many cases wait, over the ordinary one",
        unit="ratio", low=1.5, high=8.0, basis="assumed", source="judgement; medians rose from 254 to 400 days by 2023",
        evidence_id="E57",
        hard=(1.0, math.inf), hard_why="the longest wait is not shorter than the ordinary one")] = 4.0
