"""Measures of the recorded book: activity and records, none of which stands without its true twin."""

from sim.measures.declaration import record, record_share

# One declaration, a few lines: one argument a line would bury the names.
# fmt: off

record("lines_recorded", "lines in the national count, mean of the period", "lines", "line_days", over="mean", per=1000.0,
    section="recorded", records="lines_operating")
record("numbers_recorded", "deal-line numbers known", "numbers", "number_days", over="mean", per=1000.0, section="recorded")
record("closures_recorded", "recorded closures with the holder charged", "closures per year", "closures_charged",
    section="recorded", records="lines_closed_charged")
record("closures_by_number_recorded", "recorded closures by number", "closures per year", "closures_number",
    section="recorded")
record("closures_programme", "recorded closures counted as the programme's", "closures per year", "closures_programme",
    section="recorded", label="Closures counted by programme")
record("arrests_holders", "arrests of line holders", "arrests per year", "arrests_holders", section="justice",
    label="Arrests of line holders", records="lines_operating")
record("arrests_adults", "arrests of sellers and of adults who run", "arrests per year", "arrests_adults", section="justice",
    label="Arrests of adults")
record("adults_charged", "adults charged who ran for a line", "people per year", "adults_charged", section="justice")
record("arrests_children", "arrests of exploited children", "arrests per year", "arrests_children", better="down",
    section="justice", label="Arrests of children", records="child_days_exploited")
record_share("holder_share_of_arrests", "share of arrests that are of holders", "share", "arrests_holders",
    "arrests_holders+arrests_adults+arrests_children", better="up", section="justice", label="Line holders' share of arrests")
record_share("child_share_of_arrests", "share of arrests that are of children", "share", "arrests_children",
    "arrests_holders+arrests_adults+arrests_children", better="down", section="justice", label="Children's share of arrests")
record("holders_charged", "holders charged", "people per year", "holders_charged", section="justice")
record("slavery_charged", "holders charged with modern slavery", "people per year", "slavery_charged", section="justice")
record("slavery_alone", "holders charged with modern slavery alone", "people per year", "slavery_alone", section="justice")
record("orders_granted", "restriction orders granted", "orders per year", "orders", section="justice",
records="lines_closed_order")
record("homes_visited", "suspected cuckooed homes visited", "visits per year", "visits", section="justice", charted=False,
records="homes_cuckooed")
record("children_referred", "children exploited by lines referred to the NRM", "referrals per year", "children_referred",
    section="recognition", records="children_exploited")
record("referrals_flagged", "NRM referrals flagged county lines, of children and adults", "referrals per year", "flagged",
    section="recorded")
record_share("nrm_wait_days", "mean days from NRM referral to the final decision", "days", "final_wait_days",
    "final_decisions", better="down", section="services", label="Wait for an NRM decision")
record("items_from_services", "finds by services, schools and hospitals of whose line they tell police", "finds per year",
    "items_from_services", section="justice", charted=False)
record("assessments", "assessments that note child criminal exploitation", "assessments per year", "assessments",
    section="services")
record("service_referrals", "children referred to services, exploited or not", "referrals per year", "service_referrals",
    section="services", records="children_told_home")
record("missing_episodes_recorded", "recorded missing incidents of exploited children", "incidents per year",
    "missing_exploited", section="harm", charted=False, records="missing_episodes")
record("missing_flagged", "missing incidents flagged as exploitation", "incidents per year", "missing_flagged",
    section="recorded")
record_share("interview_share", "missing episodes of exploited children followed by a return interview", "share",
    "interviews", "interviews_due", better="up", section="services", label="Return interviews held")
record("violence_recorded", "recorded serious violence of the trade", "offences per year", "violence", per=1000.0,
    section="recorded", records="serious_violence")
record("drug_offences_recorded", "recorded drug offences of the trade", "offences per year", "drug_offences", per=1000.0,
    section="recorded")
record("children_met_by_police", "children whom police meet on stops, trains, raids and visits, exploited or not",
    "children per year", "children_met", section="services", charted=False)
record("children_engaged", "children whom police meet and speak with of their safety, exploited or not", "children per year",
    "children_engaged", section="services", charted=False)
record("children_referred_by_police", "children whom police refer to services, or to the NRM, exploited or not", "children per year",
    "children_referred_on", section="services", charted=False)
record("children_safeguarded", "children safeguarded by police action", "children per year", "children_safeguarded",
    section="services", records="children_protected")
record("children_convicted_recorded", "children on record as exploited who are convicted", "children per year", "convicted",
    better="down", section="recorded", records="children_convicted")
# Of charges the true book has those of recognised children too, so that these have no direction of good.
record("children_diverted_recorded", "children on record as exploited who are diverted from prosecution", "children per year",
    "diverted", section="recorded")
record("bail_breaches_recorded", "children on record as exploited who are known to have breached bail", "children per year",
    "conditions_breached", section="recorded", label="Breaches of bail recorded")
record("children_no_action_recorded", "children on record as exploited whose case ends without action", "children per year",
    "no_action", section="recorded")
