"""Parameters of intelligence: how items are gathered, shared, worn out and mapped."""

import math
from typing import Annotated, NamedTuple

from sim.evidence import Evidence

# One declaration, a few lines: one argument a line would bury the names.
# fmt: off


class Intelligence(NamedTuple):
    """What a body can know, and how fast it loses it."""

    intelligence_half_life: Annotated[float, Evidence(
        "time in which an item loses half its value",
        unit="days", low=14.0, high=120.0, basis="assumed", source="judgement", evidence_id="E12", sign="+lines_closed",
        hard=(0.1, math.inf), hard_why="what is left after a day is worked out from a day over it")] = 45.0
    items_to_act: Annotated[float, Evidence(
        "value of joined items (own, shared, worked up) at which half of holders can be investigated",
        unit="items", low=1.0, high=6.0, basis="assumed", source="judgement", evidence_id="E12", sign="-lines_closed",
        note="a line nobody works on carries about 1.9 items",
        hard=(0.01, math.inf), hard_why="what is known is weighed against it")] = 2.0
    items_on_number: Annotated[float, Evidence(
        "share of what a body knows of a line's market that hangs on its number, and is lost when the number changes",
        unit="share", low=0.1, high=0.8, basis="assumed", source="judgement: orders can cost intelligence", evidence_id="E53",
        sign="-lines_closed")] = 0.4
    items_from_investigation: Annotated[float, Evidence(
        "items on the holder that an investigation makes: they help it to succeed, and stay on file where it fails",
        unit="items", low=0.0, high=3.0, basis="assumed", source="judgement", evidence_id="E12", sign="+lines_closed",
        note="best value set on the calibrate rows (1 before)")] = 2.0
    shared_share_fragmented: Annotated[float, Evidence(
        "share of items useful elsewhere that are shared when forces act alone",
        unit="share", low=0.05, high=0.4, basis="assumed", source="judgement; HMICFRS 2020", evidence_id="E12",
        sign="+lines_closed")] = 0.2
    shared_share_voluntary: Annotated[float, Evidence(
        "share of items useful elsewhere that are shared with a young centre and voluntary sharing",
        unit="share", low=0.2, high=0.65, basis="assumed", source="judgement", evidence_id="E12", sign="+lines_closed",
        step_from="shared_share_fragmented")] = 0.4
    shared_share_national: Annotated[float, Evidence(
        "share of items useful elsewhere that are shared in a national system at full fidelity",
        unit="share", low=0.5, high=0.95, basis="assumed", source="judgement", evidence_id="E12", sign="+lines_closed",
        step_from="shared_share_fragmented")] = 0.75
    sharing_delay_fragmented: Annotated[float, Evidence(
        "delay of a shared item when forces act alone",
        unit="days", low=7.0, high=90.0, basis="assumed", source="judgement", evidence_id="E12", sign="-lines_closed")] = 30.0
    sharing_delay_national: Annotated[float, Evidence(
        "delay of a shared item in a national system",
        unit="days", low=1.0, high=20.0, basis="assumed", source="judgement", evidence_id="E12", sign="-lines_closed",
        step_from="sharing_delay_fragmented")] = 5.0
    unit_share: Annotated[float, Evidence(
        "share of items that a force and the regional unit it belongs to pass to each other, whatever system there is",
        unit="share", low=0.2, high=0.9, basis="assumed",
        source="judgement: units were made by their forces; between the habit of forces alone and a national system",
        evidence_id="E43")] = 0.5
    unit_delay: Annotated[float, Evidence(
        "delay of an item that a force and the regional unit it belongs to pass to each other",
        unit="days", low=1.0, high=45.0, basis="assumed", source="judgement; as for unit_share", evidence_id="E43")] = 14.0
    quality_lost_per_hop: Annotated[float, Evidence(
        "share of an item's value lost each time it passes between bodies",
        unit="share", low=0.05, high=0.5, basis="assumed", source="judgement", evidence_id="E12", sign="-lines_closed")] = 0.2
    charge_heard: Annotated[float, Evidence(
        "chance that a body with a file on a line hears that another has had its holder charged",
        unit="share", low=0.2, high=1.0, basis="assumed", source="judgement; HMICFRS 2020: forces did not know of each other's work",
        evidence_id="E12")] = 0.7
    origin_known: Annotated[float, Evidence(
        "chance that an item on a line's market tells from where it is run (one on the holder always does)",
        unit="share", low=0.1, high=0.9, basis="assumed", source="judgement; HMICFRS 2020", evidence_id="E12",
        sign="+lines_closed")] = 0.4
    market_known: Annotated[float, Evidence(
        "chance that an item on a line's holder alone tells where the line sells (one on its market does)",
        unit="share", low=0.1, high=0.9, basis="assumed",
        source="judgement; HMICFRS 2020; files opened at home that name no market, over all, would show it", evidence_id="E12",
        note="no sign: who knows the market tells its force, which investigates out of its reach, and two may collide")] = 0.5
    origin_mistaken: Annotated[float, Evidence(
        "share of what is told of where a line is run from, or sells, that names another area",
        unit="share", low=0.0, high=0.25, basis="assumed", source="judgement; cases followed to the holder's home would show it",
        evidence_id="E12")] = 0.08
    move_seen: Annotated[float, Evidence(
        "chance that the force of a market sees that a line has left it",
        unit="share", low=0.1, high=0.9, basis="assumed", source="judgement", evidence_id="E12")] = 0.4
    kin_named: Annotated[float, Evidence(
        "chance that an item on a line names another line of its group, if there is one",
        unit="share", low=0.0, high=0.4, basis="assumed", source="judgement; case files of groups that were charged would show it",
        evidence_id="E12")] = 0.1
    kin_mistaken: Annotated[float, Evidence(
        "share of lines so named that are of another group",
        unit="share", low=0.0, high=0.4, basis="assumed", source="judgement", evidence_id="E12")] = 0.15
    kin_unmapped: Annotated[float, Evidence(
        "chance that a body joins its files on two lines of a group that it does not have on the map",
        unit="share", low=0.0, high=0.5, basis="assumed", source="judgement; HMICFRS on mapping", evidence_id="E12")] = 0.1
    phantom_ratio: Annotated[float, Evidence(
        "lines that are not there and for which items are taken nonetheless, over lines that are",
        unit="ratio", low=0.0, high=0.6, basis="assumed",
        source="judgement; files closed as unfounded, over all opened, would show it", evidence_id="E12")] = 0.2
    found_nothing: Annotated[float, Evidence(
        "chance that a review of a file on a line that is not there, or no more, finds so",
        unit="share", low=0.2, high=0.9, basis="assumed", source="judgement", evidence_id="E12")] = 0.5
    map_coverage: Annotated[float, Evidence(
        "share of known groups that are on the organised crime map",
        unit="share", low=0.25, high=0.85, basis="assumed", source="judgement; HMICFRS concern", evidence_id="E12")] = 0.5
    map_false_merge: Annotated[float, Evidence(
        "chance that a review joins two lines wrongly",
        unit="share", low=0.01, high=0.15, basis="assumed", source="judgement", evidence_id="E12")] = 0.05
    map_missed_link: Annotated[float, Evidence(
        "chance that a review misses a true link",
        unit="share", low=0.1, high=0.6, basis="assumed", source="judgement", evidence_id="E12")] = 0.3
    items_to_link: Annotated[float, Evidence(
        "items on the market, and as many on the holder, that a review needs to link a line's number to its holder",
        unit="items", low=0.02, high=1.0, basis="assumed", source="judgement", evidence_id="E12")] = 0.1
    map_score_sd: Annotated[float, Evidence(
        "spread between forces of the score given to the same harm",
        unit="sd of log score", low=0.1, high=1.0, basis="assumed", source="judgement", evidence_id="E12")] = 0.5
    sign_prior_items: Annotated[float, Evidence(
        "items whose signs of harm weigh as much with a body as that most lines are ordinary",
        unit="items", low=0.3, high=10.0, basis="assumed", source="judgement", evidence_id="E12",
        hard=(0.01, math.inf), hard_why="signs are shared over the items on file and these")] = 2.0
    map_review_interval: Annotated[float, Evidence(
        "time between two reviews of a mapped group",
        unit="days", low=30.0, high=365.0, basis="assumed", source="judgement", evidence_id="E12")] = 90.0
    coordination_fidelity: Annotated[float, Evidence(
        "share achieved of the step from fragmented to national sharing, weight and quality",
        unit="share", low=0.0, high=1.0, basis="assumed", source="judgement; 0 must be possible", evidence_id="E12",
        sign="+lines_closed", note="national value = fragmented + fidelity x (national - fragmented)")] = 0.6
    home_knowledge_rate: Annotated[float, Evidence(
        "items that a home force gathers on a holder living there from its own policing",
        unit="items per holder-month", low=0.1, high=2.0, basis="assumed", source="judgement", evidence_id="E12",
        sign="+lines_closed")] = 0.5
    reading_cost: Annotated[float, Evidence(
        "staff time to read and grade one item received",
        unit="officer days per item", low=0.01, high=0.2, basis="assumed", source="judgement", evidence_id="E12",
        sign="-lines_closed")] = 0.05
    duplicate_share: Annotated[float, Evidence(
        "chance that a shared item reaches the receiver by two ways and looks like two",
        unit="share", low=0.02, high=0.3, basis="assumed", source="judgement", evidence_id="E12")] = 0.1
    items_read_per_day: Annotated[float, Evidence(
        "items that one of the centre's staff can read and grade in a day",
        unit="items per staff-day", low=2.0, high=20.0, basis="assumed", source="judgement", evidence_id="E43",
        hard=(0.01, math.inf), hard_why="the queue of the centre is items over it")] = 6.0
    items_to_map: Annotated[float, Evidence(
        "items at which a body puts a line forward for the map",
        unit="items", low=0.3, high=3.0, basis="assumed", source="judgement", evidence_id="E12")] = 1.0
    unlinked_worth: Annotated[float, Evidence(
        "worth against the holder of what is known of the market, while the number is not linked to the holder",
        unit="share", low=0.1, high=0.8, basis="assumed", source="judgement", evidence_id="E12")] = 0.4
    map_common_method: Annotated[float, Evidence(
        "share of missed links that a fully common method of mapping finds",
        unit="share", low=0.1, high=0.9, basis="assumed", source="judgement; HMICFRS on inconsistent mapping", evidence_id="E12")] = 0.5
    map_join_stands: Annotated[float, Evidence(
        "chance that a review leaves a wrong join standing",
        unit="share", low=0.1, high=0.9, basis="assumed", source="judgement", evidence_id="E12")] = 0.5
    closed_line_days: Annotated[float, Evidence(
        "time after its end in which bodies may still work on a line that they do not know to be gone",
        unit="days", low=60.0, high=540.0, basis="assumed", source="judgement: four half-lives of an item", evidence_id="E12",
        hard=(7.0, math.inf), hard_why="bodies look at a line once a week")] = 180.0
