"""The sections of the report, in order. Which measures stand in each is declared with the measures, and kept as run."""

from __future__ import annotations

from dataclasses import dataclass

from experiments.figures.results import FolderTables


@dataclass(frozen=True)
class Heading:
    """What stands over a section: its key, heading, the question it answers, and its subject for titles."""

    key: str
    heading: str
    question: str
    subject: str = ""


SECTIONS = (
    Heading("settings", "What each setting does", "What does each value change, on average over the other settings?"),
    Heading(
        "harm",
        "Harm to children and adults",
        "How many children and adults are exploited, for how long, and how does that change?",
    ),
    Heading("lines", "Lines", "How many lines operate, how do they end, and do they come back or move?"),
    Heading("recognition", "Criminalised or recognised", "When a child is found, is a victim seen or a suspect?"),
    Heading("violence", "Violence", "Does violence fall, or does it follow the gap that a closed line leaves?"),
    Heading("justice", "Justice", "Who is arrested: those who hold lines, or those whom lines exploit?"),
    Heading("services", "Services and waits", "How long do children wait, and how many are supported?"),
    Heading("cost", "Cost", "What does it cost, who pays, and what is bought with it?"),
    Heading(
        "equity",
        "Between areas",
        "Does it depend on where a child lives, and does that change?",
        "the gap in recognition between areas",
    ),
    Heading("set_apart", "Areas set apart", "What changed in these areas, and what in all others?"),
    Heading("recorded", "Recorded beside true", "What would the records show, beside what happened in the model?"),
    Heading("predicts", "How well does it predict?", "Do published figures that no world was fitted to lie where it says?"),
    Heading("horizons", "Over shorter and longer periods", "Does a sign or a rank turn where fewer or more years are counted?"),
    Heading("parts", "Which part does the work", "Which component of the response does the work?"),
    Heading("fails", "Where the best response fails", "On what, and where, does the best strategy do worse?"),
    Heading("doubt", "What the answer hangs on", "Which assumptions would change the answer?"),
    Heading("other", "Other measures", "Measures of this run that stand on no other page."),
)
OTHER = "other"
"""The section of measures whose declaration names none of these."""


def measures_of(heading: Heading, results: FolderTables) -> list[str]:
    """The measures of a section that a folder has: those of its chart first, each part in the order of declaration."""
    known = {one.key for one in SECTIONS}
    found = [m for m in results.measures.values() if (m.section if m.section in known else OTHER) == heading.key]
    return [m.name for m in sorted(found, key=lambda m: not m.charted)]
