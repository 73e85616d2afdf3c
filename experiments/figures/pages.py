"""The pages of the report and the measures on each, in one place; an absent measure is left out, an unknown one goes last."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """A page: its key, heading, the question it answers, its measures in order, and its subject for titles."""

    key: str
    heading: str
    question: str
    measures: tuple[str, ...] = ()
    subject: str = ""


def words(names: str) -> tuple[str, ...]:
    """Names in a row."""
    return tuple(names.split())


PAGES = (
    Page(
        "harm",
        "Harm to children and adults",
        "How many children and adults are exploited, for how long, and how does that change?",
        words(
            """child_days_exploited children_exploited children_newly_exploited children_exploited_anew children_reexploited
            child_days_exploited_by_lines child_days_outside_supply child_days_in_debt exploitation_length missing_episodes
            adults_exploited homes_cuckooed
            replacement_children children_groomed children_moved_on children_freed children_freed_own children_freed_protected
            children_freed_support children_freed_closure children_turned_18 children_became_sellers debt_made debt_mean
            running_share adults_newly_exploited harm_valued child_days_discounted missing_episodes_recorded"""
        ),
    ),
    Page(
        "lines",
        "Lines",
        "How many lines operate, how do they end, and do they come back or move?",
        words(
            """lines_operating lines_cross_border lines_internal lines_opened lines_closed_charged lines_closed_order
            lines_abandoned lines_reemerged lines_displaced lines_filled line_life_days replacement_lines lines_closed groups_split
            internal_share drugs_supplied drugs_supplied_pounds takings takings_pounds profit sold_outside_lines"""
        ),
    ),
    Page(
        "recognition",
        "Criminalised or recognised",
        "When a child is found, is a victim seen or a suspect?",
        words(
            """harm_by_justice children_criminalised children_found recognised_share children_recognised children_referred
            children_charged children_charged_while_victim children_raising_defence children_with_defence
            children_convicted children_remanded children_taken_into_custody custody_days_children suspect_days_children
            children_decided_at_arrest bail_breached children_diverted schools_lost children_collected children_told_home
            children_told_home_force"""
        ),
    ),
    Page(
        "violence",
        "Violence",
        "Does violence fall, or does it follow the gap that a closed line leaves?",
        words("serious_violence violence_to_children violence_between_crews"),
    ),
    Page(
        "justice",
        "Justice",
        "Who is arrested: those who hold lines, or those whom lines exploit?",
        words(
            """holder_share_of_arrests child_share_of_arrests arrests_holders arrests_children arrests_adults
            holders_charged slavery_charged slavery_alone adults_charged adults_in_custody dealers_in_custody orders_granted
            items_shared picture_known_share picture_reachable_share
            operations_collided homes_visited court_wait_days"""
        ),
    ),
    Page(
        "services",
        "Services and waits",
        "How long do children wait, and how many are supported?",
        words(
            """children_protected children_supported children_with_advocate children_helped_early service_wait_days
            support_wait_days advocate_wait_days nrm_wait_days interview_share assessments service_referrals children_safeguarded"""
        ),
    ),
    Page(
        "cost",
        "Cost",
        "What does it cost, who pays, and what is bought with it?",
        words(
            """cost_total cost_discounted cost_police cost_home_office cost_councils cost_nhs cost_justice
            officer_days officer_days_investigation officer_days_disruption officer_days_reading
            officer_days_stops officer_days_elsewhere officer_days_local_given_up local_harm_given_up"""
        ),
    ),
    Page(
        "equity",
        "Between areas",
        "Does it depend on where a child lives, and does that change?",
        words("inequality_p90_p10 inequality_gini"),
        "the gap in recognition between areas",
    ),
    Page(
        "recorded",
        "Recorded beside true",
        "What would the records show, beside what happened in the model?",
        words(
            """lines_recorded numbers_recorded closures_recorded closures_by_number_recorded closures_programme
            referrals_flagged missing_flagged bail_breaches_recorded violence_recorded drug_offences_recorded"""
        ),
    ),
    Page("horizons", "Over shorter and longer periods", "Does a sign or a rank turn where fewer or more years are counted?"),
    Page("parts", "Which part does the work", "Which component of the response does the work?"),
    Page("fails", "Where the best response fails", "On what, and where, does the best strategy do worse?"),
    Page("doubt", "What the answer hangs on", "Which assumptions would change the answer?"),
    Page("other", "Other measures", "Measures of this run that stand on no other page."),
)

# What charts call a measure, where its name alone would not read well.
LABELS = {
    "advocate_wait_days": "Wait for an advocate",
    "arrests_adults": "Arrests of adults",
    "arrests_children": "Arrests of children",
    "arrests_holders": "Arrests of line holders",
    "bail_breached": "Bail conditions breached",
    "bail_breaches_recorded": "Breaches of bail recorded",
    "child_days_discounted": "Child-days, present value",
    "child_share_of_arrests": "Children's share of arrests",
    "children_became_sellers": "Sellers or holders at 18",
    "children_exploited": "Children exploited",
    "children_decided_at_arrest": "Decided at arrest",
    "children_freed_closure": "Children freed as line closed",
    "children_freed_own": "Children who left alone",
    "children_freed_protected": "Children who left protected",
    "children_freed_support": "Children who left supported",
    "children_helped_early": "Children given early help",
    "children_moved_on": "Children passed to another line",
    "children_taken_into_custody": "Children taken into custody",
    "children_told_home": "Home services told",
    "children_told_home_force": "Home force told",
    "children_with_advocate": "Children with an advocate",
    "closures_by_number_recorded": "Closures by number recorded",
    "closures_programme": "Closures counted by programme",
    "cost_councils": "Cost to councils",
    "cost_discounted": "Total cost, present value",
    "cost_home_office": "Cost to the Home Office",
    "cost_justice": "Cost to justice",
    "cost_nhs": "Cost to the NHS",
    "cost_police": "Cost to police",
    "cost_total": "Total public cost",
    "court_wait_days": "Wait for court",
    "custody_days_children": "Days of custody of children",
    "debt_made": "Debt put on children",
    "debt_mean": "Mean debt of a child",
    "exploitation_length": "Length of exploitation",
    "harm_valued": "Harm valued in money",
    "harm_by_justice": "Harm by justice",
    "holder_share_of_arrests": "Line holders' share of arrests",
    "inequality_gini": "Recognition gap, Gini",
    "inequality_p90_p10": "Recognition gap, P90:P10",
    "interview_share": "Return interviews held",
    "line_life_days": "Life of a line",
    "lines_closed_charged": "Lines closed, holder charged",
    "lines_closed_order": "Lines closed by number only",
    "lines_cross_border": "Cross-border lines",
    "lines_filled": "Lines filling a gap",
    "lines_internal": "Internal lines",
    "local_harm_given_up": "Local work given up",
    "nrm_wait_days": "Wait for an NRM decision",
    "operations_collided": "Operations that collide",
    "picture_known_share": "Lines known to police",
    "picture_reachable_share": "Lines known and in reach",
    "children_raising_defence": "Section 45 raised",
    "children_with_defence": "Section 45 succeeded",
    "recognised_share": "Share recognised as victims",
    "replacement_children": "Children replaced, of 100 freed",
    "replacement_lines": "Markets taken again, of 100",
    "running_share": "Days spent running",
    "service_wait_days": "Wait for services",
    "sold_outside_lines": "Sold outside lines",
    "support_wait_days": "Wait for support",
    "suspect_days_children": "Days as a suspect",
}

# A record and what it records: one can rise while the other falls.
PAIRS = (
    ("lines_recorded", "lines_operating"),
    ("closures_recorded", "lines_closed_charged"),
    ("missing_episodes_recorded", "missing_episodes"),
    ("children_referred", "children_exploited"),
    ("violence_recorded", "serious_violence"),
    ("arrests_holders", "lines_operating"),
    ("arrests_children", "child_days_exploited"),
    ("orders_granted", "lines_closed_order"),
    ("homes_visited", "homes_cuckooed"),
    ("children_safeguarded", "children_protected"),
    ("service_referrals", "children_told_home"),
    ("children_convicted_recorded", "children_convicted"),
)

PAYERS = ("cost_police", "cost_home_office", "cost_councils", "cost_nhs", "cost_justice")


def measures_of(page: Page, present: list[str]) -> list[str]:
    """The measures of a page that a folder has; for the last page, those that stand nowhere else."""
    if page.key != "other":
        return [name for name in page.measures if name in present]
    placed = {name for one in PAGES for name in one.measures}
    return [name for name in present if name not in placed]
