"""Parameters of cost: what things cost and what harm is worth."""

import math
from typing import Annotated, NamedTuple

from sim.evidence import Evidence

# One declaration, a few lines: one argument a line would bury the names.
# fmt: off


class Cost(NamedTuple):
    """Prices, by payer, and the discount rate."""

    cost_officer_day: Annotated[float, Evidence(
        "full cost of an officer day",
        unit="GBP per officer day", low=280.0, high=480.0, basis="estimated", source="CIPFA and NPCC style rates, recalled",
        evidence_id="E89", note="payer: police",
        hard=(1.0, math.inf), hard_why="officers that money pays for are the money over it")] = 360.0
    cost_centre_year: Annotated[float, Evidence(
        "yearly cost of the coordination centre",
        unit="GBP million per year", low=2.0, high=10.0, basis="estimated", source="parliamentary answer (setting up: 3.6)",
        evidence_id="E43", note="payer: Home Office")] = 5.0
    cost_programme_year: Annotated[float, Evidence(
        "yearly cost of the County Lines Programme in all",
        unit="GBP million per year", low=25.0, high=50.0, basis="measured", source="Home Office", evidence_id="E44",
        note="payer: Home Office")] = 43.0
    cost_not_involved: Annotated[float, Evidence(
        "complaint, claim and amends for somebody not involved whom police took for a suspect",
        unit="GBP per person", low=300.0, high=10_000.0, basis="assumed", source="judgement; forces publish what claims cost",
        evidence_id="E89", note="payer: police")] = 1500.0
    cost_crown_case: Annotated[float, Evidence(
        "Crown Court drug case, court and prosecution together",
        unit="GBP per defendant", low=5000.0, high=40_000.0, basis="estimated", source="cost of a court day, recalled",
        evidence_id="E89", note="payer: MoJ and CPS")] = 15_000.0
    cost_custody_child: Annotated[float, Evidence(
        "place in custody for a child",
        unit="GBP per place-year", low=76_000.0, high=320_000.0, basis="measured",
        source="Children's Commissioner 2019 (2018 prices)", evidence_id="E88", note="payer: MoJ")] = 150_000.0
    cost_residential_week: Annotated[float, Evidence(
        "place in a children's home",
        unit="GBP per week", low=3000.0, high=9000.0, basis="estimated", source="DfE; PSSRU (upper end recalled)",
        evidence_id="E87", note="payer: council")] = 5500.0
    cost_foster_week: Annotated[float, Evidence(
        "place in foster care",
        unit="GBP per week", low=600.0, high=1200.0, basis="estimated", source="DfE; PSSRU", evidence_id="E87",
        note="payer: council")] = 800.0
    cost_child_in_need_case: Annotated[float, Evidence(
        "social work with an exploited child",
        unit="GBP per month", low=400.0, high=2500.0, basis="assumed", source="judgement", evidence_id="E87",
        note="payer: council")] = 900.0
    cost_support_case: Annotated[float, Evidence(
        "specialist one-to-one support",
        unit="GBP per case", low=2000.0, high=12_000.0, basis="estimated", source="value of contracts over cases",
        evidence_id="E78", note="payer: Home Office or council")] = 4500.0
    cost_advocate_case: Annotated[float, Evidence(
        "independent advocate",
        unit="GBP per case", low=1500.0, high=9000.0, basis="assumed", source="judgement", evidence_id="E75",
        note="payer: Home Office")] = 3500.0
    cost_early_help_case: Annotated[float, Evidence(
        "early help for one child",
        unit="GBP per case", low=1000.0, high=8000.0, basis="assumed", source="judgement", evidence_id="E80",
        note="payer: council")] = 3000.0
    cost_wait_removed: Annotated[float, Evidence(
        "staff who stand ready, so that a child does not wait for early help or an advocate where there is a place",
        unit="GBP per case", low=100.0, high=2000.0, basis="assumed", source="judgement: a few days of a worker",
        evidence_id="E80", note="payer: council (early help), Home Office (advocates)")] = 500.0
    cost_nrm_case: Annotated[float, Evidence(
        "NRM decision, national or by panel",
        unit="GBP per case", low=500.0, high=5000.0, basis="assumed", source="judgement", evidence_id="E74",
        note="payer: Home Office or council")] = 1500.0
    harm_modern_slavery_victim: Annotated[float, Evidence(
        "harm to one victim of modern slavery (2016/17 prices)",
        unit="GBP per victim", low=80_000.0, high=450_000.0, basis="estimated", source="Home Office RR100", evidence_id="E85",
        note="payer: society; not estimated for criminal exploitation")] = 328_720.0
    harm_duration_for_daily_rate: Annotated[float, Evidence(
        "days of exploitation over which that harm is spread to value one day",
        unit="days", low=180.0, high=900.0, basis="assumed", source="judgement", evidence_id="E85",
        note="the longer, the lower the value of a child-day",
        hard=(1.0, math.inf), hard_why="the harm of a day is the harm of a victim over it")] = 400.0
    harm_violence_with_injury: Annotated[float, Evidence(
        "harm of one violent offence with injury (2015/16 prices)",
        unit="GBP per offence", low=10_000.0, high=60_000.0, basis="estimated", source="Home Office RR99, recalled",
        evidence_id="E86", note="payer: society")] = 14_050.0
    discount_rate: Annotated[float, Evidence(
        "real discount rate",
        unit="per year", low=0.015, high=0.035, basis="measured", source="HM Treasury Green Book (lower: health)",
        evidence_id="E90")] = 0.035
    cost_mapping_area_year: Annotated[float, Evidence(
        "a common method and review of the crime group map, for one area",
        unit="GBP per area-year", low=20000.0, high=300000.0, basis="assumed", source="judgement: one or two analysts",
        evidence_id="E89")] = 80000.0
    cost_multiagency_area_year: Annotated[float, Evidence(
        "shared information between agencies, for one area (a hub with its staff)",
        unit="GBP per area-year", low=100000.0, high=1200000.0, basis="assumed", source="judgement: some six staff",
        evidence_id="E66")] = 400000.0
    cost_training_area_year: Annotated[float, Evidence(
        "training of front-line staff in recognising exploitation, for one area",
        unit="GBP per area-year", low=50000.0, high=600000.0, basis="assumed", source="judgement",
        evidence_id="E65")] = 200000.0
    cost_return_interview: Annotated[float, Evidence(
        "return interview after a missing episode",
        unit="GBP per interview", low=50.0, high=400.0, basis="assumed",
        source="judgement: half a day to two days of a worker, with travel", evidence_id="E67", note="payer: council")] = 150.0
    bail_check_days: Annotated[float, Evidence(
        "officer time for reviews and checks on someone bailed with conditions",
        unit="officer days per person", low=0.2, high=4.0, basis="assumed", source="judgement", evidence_id="E55",
        note="payer: police, beside the time for lines")] = 1.0
    harm_local_day: Annotated[float, Evidence(
        "value of local police work given up for each officer day, in officer days of cost",
        unit="ratio", low=0.5, high=2.0, basis="assumed", source="judgement: worth what it costs", evidence_id="E89")] = 1.0
    cost_service_place_year: Annotated[float, Evidence(
        "a place with children's services for an exploited child",
        unit="GBP per place-year", low=5000.0, high=30000.0, basis="assumed",
        source="twelve months of social work, from the monthly cost", evidence_id="E87",
        hard=(1.0, math.inf), hard_why="what other levers cost is divided by the worth of places")] = 11000.0
    programme_pay_share: Annotated[float, Evidence(
        "share of the Programme money that pays officers",
        unit="share", low=0.4, high=0.9, basis="assumed",
        source="judgement; the rest pays equipment, support and safeguarding", evidence_id="E44")] = 0.7
    moved_residential_share: Annotated[float, Evidence(
        "share of children moved far away who live in a children's home, the rest in foster care",
        unit="share", low=0.1, high=0.9, basis="assumed", source="judgement", evidence_id="E87")] = 0.3
