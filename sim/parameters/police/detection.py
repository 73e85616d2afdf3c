"""Parameters of detection: how a body comes to notice a child, a home or a line."""

from typing import Annotated, NamedTuple

from sim.evidence import Evidence

# One declaration, a few lines: one argument a line would bury the names.
# fmt: off


class Detection(NamedTuple):
    """Signals, true and false."""

    stop_detection: Annotated[float, Evidence(
        "chance that a day of running leads to a police stop with a find",
        unit="per child-day", low=0.0005, high=0.008, basis="assumed", source="judgement", evidence_id="E32"
    )] = 0.002
    rail_share_of_trips: Annotated[float, Evidence(
        "share of trips out of area made by rail",
        unit="share", low=0.2, high=0.75, basis="assumed", source="judgement; HMICFRS", evidence_id="E40")] = 0.45
    rail_encounter: Annotated[float, Evidence(
        "chance that a rail trip meets transport police with a find",
        unit="per trip", low=0.001, high=0.03, basis="estimated", source="transport police arrests over assumed trips",
        evidence_id="E33")] = 0.006
    sign_fidelity: Annotated[float, Evidence(
        "how much of the harm of a line, over an ordinary line's, the sign that an item carries shows (0: nothing, 1: all, on average)",
        unit="share of log", low=0.0, high=1.0, basis="assumed",
        source="judgement; case files scored again by somebody who knows the line would show it", evidence_id="E12",
        sign="+effort_follows_harm")] = 0.6
    sign_error: Annotated[float, Evidence(
        "spread of the signs of harm in single items of one line",
        unit="sd of log", low=0.2, high=2.0, basis="assumed", source="judgement; as for sign_fidelity", evidence_id="E12")] = 0.8
    home_visit_detection: Annotated[float, Evidence(
        "chance that a home in use is identified in ordinary weeks",
        unit="per home-month", low=0.02, high=0.25, basis="assumed", source="judgement", evidence_id="E35",
        sign="-homes_cuckooed",
        hard=(0.0, 1.0), hard_why="a share or chance lies in 0 to 1")] = 0.08
    missing_flag_probability: Annotated[float, Evidence(
        "chance that a reported missing episode of an exploited child is flagged for exploitation",
        unit="per episode", low=0.05, high=0.4, basis="assumed", source="judgement", evidence_id="E28",
        sign="-child_days_exploited",
        note="best value set on the calibrate rows (0.15 before)")] = 0.2
    return_interview_share: Annotated[float, Evidence(
        "share of missing episodes followed by a return interview, mean area",
        unit="share", low=0.35, high=0.65, basis="measured", source="Children's Society 2019", evidence_id="E67",
        sign="-child_days_exploited")] = 0.5
    interview_after: Annotated[float, Evidence(
        "days from the return of a missing child to the interview",
        unit="days", low=1.0, high=14.0, basis="assumed",
        source="judgement; guidance says within three days", evidence_id="E67")] = 3.0
    reference_finds: Annotated[float, Evidence(
        "finds of an exploited child a year over which false alarms are sized",
        unit="finds per child-year", low=0.5, high=3.0, basis="assumed",
        source="about 10,000 finds of 6,000 children at best values", evidence_id="E68")] = 1.67
    return_interview_disclosure: Annotated[float, Evidence(
        "chance that a return interview with an exploited child brings recognition or intelligence",
        unit="per interview", low=0.03, high=0.3, basis="estimated", source="Missing People 2019", evidence_id="E68",
        sign="-child_days_exploited")] = 0.1
    school_detection: Annotated[float, Evidence(
        "rate at which a school notices an exploited child and tells",
        unit="per child-year", low=0.03, high=1.0, basis="assumed",
        source="judgement; a fall of contact by half cuts new referrals by 15 to 50%, which services must then make", evidence_id="E83",
        sign="-child_days_exploited",
        note="best value set on the calibrate rows (0.1 before); the range ended at 0.3 before")] = 0.5
    hospital_detection: Annotated[float, Evidence(
        "chance that serious violence brings an exploited child to a hospital that sees the exploitation, and tells",
        unit="share", low=0.02, high=0.4, basis="assumed", source="judgement", evidence_id="E83")] = 0.1
    social_care_detection: Annotated[float, Evidence(
        "rate at which social care notices the exploitation of a child it already knows",
        unit="per child-year", low=0.05, high=1.5, basis="assumed",
        source="judgement; a fall of contact by half cuts new referrals by 15 to 50%, which services must then make", evidence_id="E83",
        sign="-child_days_exploited",
        note="best value set on the calibrate rows (0.2 before); the range ended at 0.5 before")] = 0.8
    community_intelligence: Annotated[float, Evidence(
        "items about a line that come from the public",
        unit="per line-month", low=0.1, high=2.0, basis="assumed", source="judgement", evidence_id="E12", sign="+lines_closed"
    )] = 0.5
    item_misread: Annotated[float, Evidence(
        "chance that an item is tied to the wrong line or person",
        unit="share", low=0.02, high=0.3, basis="assumed", source="judgement", evidence_id="E12", sign="-lines_closed")] = 0.1
    visit_home_in_use: Annotated[float, Evidence(
        "share of suspected homes visited that a line is using, where it uses as many as it seeks",
        unit="share", low=0.15, high=0.7, basis="assumed", source="judgement; many visits are not to lines' homes",
        evidence_id="E36",
        note="best value set on the calibrate rows (0.35 before)")] = 0.45
    safeguarding_false_alarm_ratio: Annotated[float, Evidence(
        "children found or referred who are not exploited, over those who are",
        unit="ratio", low=0.5, high=6.0, basis="assumed", source="judgement; not every alarm is a line", evidence_id="E68",
        sign="+child_days_exploited")] = 2.0
    alarms_by_police_share: Annotated[float, Evidence(
        "share of the children found or referred who are not exploited whom police stopped, where nobody is trained",
        unit="share", low=0.05, high=0.6, basis="assumed", source="judgement; services and schools make most referrals",
        evidence_id="E68")] = 0.3
    alert_stops: Annotated[float, Evidence(
        "how far police stop more children who are not exploited as training and a definition make all more alert: 0 none, 1 as others do",
        unit="share", low=0.0, high=1.0, basis="assumed",
        source="judgement; stop and search returns of forces before and after training would show it", evidence_id="E68",
        sign="+children_suspected")] = 0.5
    stop_effort: Annotated[float, Evidence(
        "officer time for lines that a stop of a child takes, exploited or not",
        unit="officer days", low=0.1, high=2.0, basis="assumed", source="judgement", evidence_id="E32")] = 0.25
    false_item_share: Annotated[float, Evidence(
        "share of stops of children who are not exploited that are written down as telling of a line",
        unit="share", low=0.02, high=0.5, basis="assumed", source="judgement; not every alarm is a line", evidence_id="E68",
        sign="-lines_closed")] = 0.15
    find_names_holder: Annotated[float, Evidence(
        "chance that a find tells something of the holder too",
        unit="share", low=0.1, high=0.6, basis="assumed", source="judgement", evidence_id="E12")] = 0.3
    rest_after_find: Annotated[float, Evidence(
        "mean days before a found child runs again",
        unit="days", low=1.0, high=30.0, basis="assumed", source="judgement: the reachable moment", evidence_id="E79")] = 7.0
    worth_of_told_item: Annotated[float, Evidence(
        "worth for the police of what schools, care or interviews tell, over a find of their own",
        unit="ratio", low=0.2, high=1.2, basis="assumed", source="judgement", evidence_id="E66")] = 0.6
    worth_of_victims_account: Annotated[float, Evidence(
        "what a found child's case says of the line where the child is read as a victim, over where it is not",
        unit="ratio", low=0.5, high=2.0, basis="assumed",
        source="judgement: reading a child as a victim first may bring more, or less", evidence_id="E66")] = 1.0
    children_met_per_visit: Annotated[float, Evidence(
        "children who are not exploited whom police meet for each home visited or line disrupted",
        unit="children per operation", low=0.2, high=3.0, basis="estimated",
        source="620 children safeguarded beside 584 homes visited in one week of action, and more engaged", evidence_id="E34"
    )] = 0.8
    others_safeguarded_share: Annotated[float, Evidence(
        "share of the children met who are not exploited for whose safety police do something",
        unit="share", low=0.2, high=0.95, basis="assumed",
        source="weeks tell of people engaged (1,551 and 2,664) or of people safeguarded (1,138 to 1,600), never of both",
        evidence_id="E47", note="best value set on the calibrate rows (0.6 before)")] = 0.75
    others_referred_share: Annotated[float, Evidence(
        "share of these whom police refer to children's services",
        unit="share", low=0.05, high=0.8, basis="assumed",
        source="judgement: to be safeguarded is not yet to be referred (58 children referred in one week, 690 safeguarded in another)",
        evidence_id="E47")] = 0.2
    adults_safeguarded_elsewhere: Annotated[float, Evidence(
        "share of visits to homes that no line uses in which a vulnerable adult is safeguarded",
        unit="share", low=0.1, high=0.9, basis="estimated",
        source="559 adults safeguarded beside 584 homes visited in one week of action", evidence_id="E35",
        note="best value set on the calibrate rows (0.4, then 0.48 before)")] = 0.6
    exposure_limit: Annotated[float, Evidence(
        "greatest chance of a find on a day, a trip or in a week, however long the trips and however many the officers",
        unit="share", low=0.05, high=0.9, basis="assumed", source="judgement; nobody has measured it", evidence_id="E33")] = 0.5
