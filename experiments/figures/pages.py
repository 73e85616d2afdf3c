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


PAGES = (
    Page(
        "harm",
        "Harm to children and adults",
        "How many children and adults are exploited, for how long, and how does that change?",
        (
            "child_days_exploited",
            "children_exploited",
            "children_newly_exploited",
            "children_reexploited",
            "child_days_exploited_by_lines",
            "child_days_outside_supply",
            "child_days_in_debt",
            "missing_episodes",
            "missing_episodes_recorded",
            "adults_exploited",
            "homes_cuckooed",
            "replacement_children",
        ),
    ),
    Page(
        "lines",
        "Lines",
        "How many lines operate, how do they end, and do they come back or move?",
        (
            "lines_operating",
            "lines_cross_border",
            "lines_internal",
            "lines_opened",
            "lines_closed_charged",
            "lines_closed_order",
            "lines_abandoned",
            "lines_reemerged",
            "lines_displaced",
            "line_life_days",
            "replacement_lines",
            "drugs_supplied_pounds",
            "takings_pounds",
        ),
    ),
    Page(
        "recognition",
        "Criminalised or recognised",
        "When a child is found, is a victim seen or a suspect?",
        (
            "children_criminalised",
            "children_found",
            "children_recognised",
            "children_referred",
            "children_charged",
            "children_charged_while_victim",
            "children_convicted",
            "custody_days_children",
        ),
    ),
    Page(
        "violence",
        "Violence",
        "Does violence fall, or does it follow the gap that a closed line leaves?",
        ("serious_violence",),
    ),
    Page(
        "justice",
        "Justice",
        "Who is arrested: those who hold lines, or those whom lines exploit?",
        (
            "arrests",
            "arrests_holders",
            "arrests_children",
            "holder_share_of_arrests",
            "picture_known_share",
            "picture_reachable_share",
        ),
    ),
    Page(
        "services",
        "Services and waits",
        "How long do children wait, and how many are supported?",
        ("children_supported", "service_wait_days", "nrm_wait_days"),
    ),
    Page(
        "cost",
        "Cost",
        "What does it cost, who pays, and what is bought with it?",
        (
            "cost_total",
            "cost_discounted",
            "cost_police",
            "cost_home_office",
            "cost_councils",
            "cost_nhs",
            "cost_justice",
            "cost_per_child_day_averted",
            "officer_days",
            "officer_days_local_given_up",
            "local_harm_given_up",
        ),
    ),
    Page(
        "equity",
        "Between areas",
        "Does it depend on where a child lives, and does that change?",
        ("inequality_p90_p10", "inequality_gini"),
        "inequality between areas",
    ),
    Page(
        "recorded",
        "Recorded beside true",
        "What would the records show, beside what happened in the model?",
        ("lines_recorded", "closures_recorded"),
    ),
    Page("parts", "Which part does the work", "Which component of the response does the work?"),
    Page("fails", "Where the best response fails", "On what, and where, does the best strategy do worse?"),
    Page("doubt", "What the answer hangs on", "Which assumptions would change the answer?"),
    Page("other", "Other measures", "Measures of this run that stand on no other page."),
)

# A record and what it records: one can rise while the other falls.
PAIRS = (
    ("lines_recorded", "lines_operating"),
    ("closures_recorded", "lines_closed_charged"),
    ("missing_episodes_recorded", "missing_episodes"),
    ("children_referred", "children_exploited"),
    ("arrests", "child_days_exploited"),
)

PAYERS = ("cost_police", "cost_home_office", "cost_councils", "cost_nhs", "cost_justice")


def measures_of(page: Page, present: list[str]) -> list[str]:
    """The measures of a page that a folder has; for the last page, those that stand nowhere else."""
    if page.key != "other":
        return [name for name in page.measures if name in present]
    placed = {name for one in PAGES for name in one.measures}
    return [name for name in present if name not in placed]
