"""Measures of the recorded book: activity and records, none of which stands without its true twin."""

from sim.measures.declaration import column, share


def recorded_measures() -> None:
    """Measures of the recorded book: activity and records, none of which stands without its true twin."""
    r = "recorded"
    column(
        "lines_recorded",
        "lines in the national count, mean of the period",
        "lines",
        "line_days",
        book=r,
        over="mean",
        per=1000.0,
    )
    column("numbers_recorded", "deal-line numbers known", "numbers", "number_days", book=r, over="mean", per=1000.0)
    column("closures_recorded", "recorded closures with the holder charged", "closures per year", "closures_charged", book=r)
    column("closures_by_number_recorded", "recorded closures by number", "closures per year", "closures_number", book=r)
    column(
        "closures_programme", "recorded closures counted as the programme's", "closures per year", "closures_programme", book=r
    )
    column("arrests_holders", "arrests of line holders", "arrests per year", "arrests_holders", book=r)
    column("arrests_adults", "arrests of sellers and of adults who run", "arrests per year", "arrests_adults", book=r)
    column("adults_charged", "adults charged who ran for a line", "people per year", "adults_charged", book=r)
    column("arrests_children", "arrests of exploited children", "arrests per year", "arrests_children", "down", book=r)
    share(
        "holder_share_of_arrests",
        "share of arrests that are of holders",
        "share",
        "arrests_holders",
        "arrests_holders+arrests_adults+arrests_children",
        "up",
        book=r,
    )
    share(
        "child_share_of_arrests",
        "share of arrests that are of children",
        "share",
        "arrests_children",
        "arrests_holders+arrests_adults+arrests_children",
        "down",
        book=r,
    )
    column("holders_charged", "holders charged", "people per year", "holders_charged", book=r)
    column("slavery_charged", "holders charged with modern slavery", "people per year", "slavery_charged", book=r)
    column("slavery_alone", "holders charged with modern slavery alone", "people per year", "slavery_alone", book=r)
    column("orders_granted", "restriction orders granted", "orders per year", "orders", book=r)
    column("homes_visited", "suspected cuckooed homes visited", "visits per year", "visits", book=r)
    column(
        "children_referred",
        "children exploited by lines referred to the NRM",
        "referrals per year",
        "children_referred",
        book=r,
    )
    column(
        "referrals_flagged",
        "NRM referrals flagged county lines, of children and adults",
        "referrals per year",
        "flagged",
        book=r,
    )
    share(
        "nrm_wait_days",
        "mean days from NRM referral to the final decision",
        "days",
        "final_wait_days",
        "final_decisions",
        "down",
        book=r,
    )
    column("assessments", "assessments that note child criminal exploitation", "assessments per year", "assessments", book=r)
    column(
        "service_referrals",
        "children referred to services, exploited or not",
        "referrals per year",
        "service_referrals",
        book=r,
    )
    column(
        "missing_episodes_recorded",
        "recorded missing incidents of exploited children",
        "incidents per year",
        "missing_exploited",
        book=r,
    )
    column("missing_flagged", "missing incidents flagged as exploitation", "incidents per year", "missing_flagged", book=r)
    share(
        "interview_share",
        "missing episodes of exploited children followed by a return interview",
        "share",
        "interviews",
        "interviews_due",
        "up",
        book=r,
    )
    column("violence_recorded", "recorded serious violence of the trade", "offences per year", "violence", book=r, per=1000.0)
    column(
        "drug_offences_recorded",
        "recorded drug offences of the trade",
        "offences per year",
        "drug_offences",
        book=r,
        per=1000.0,
    )
    column("children_safeguarded", "children safeguarded by police action", "children per year", "children_safeguarded", book=r)


def recorded_of_children() -> None:
    """Declare the measures of what is on record of exploited children's cases."""
    for name, what, column_of in (
        ("children_convicted_recorded", "children on record as exploited who are convicted", "convicted"),
        ("children_diverted_recorded", "children on record as exploited who are diverted from prosecution", "diverted"),
        (
            "bail_breaches_recorded",
            "children on record as exploited who are known to have breached bail",
            "conditions_breached",
        ),
        ("children_no_action_recorded", "children on record as exploited whose case ends without action", "no_action"),
    ):
        better = "down" if column_of == "convicted" else ""  # of charges the true book has those of recognised children too
        column(name, what, "children per year", column_of, better, book="recorded")


recorded_measures()
recorded_of_children()
