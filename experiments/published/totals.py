"""Quantities that are plain totals of a book, of any period and any area; and the Programme's arrests beside its closures."""

from experiments.books.record import Record, ratio
from experiments.published.registry import OUTPUT, Published, target
from experiments.published.where import HAPPENS, HOLDER, LIVES, SELLS

RECORDED, TRUE = "recorded", "true"
MET = "where each was met, a holder where they live"
ARRESTED = "arrests_holders+arrests_adults+arrests_children"


def _declare(name: str, says: str, book: str, columns: str, unit: str, stands: str, a_day: bool = False) -> None:
    def of(record: Record, row: Published) -> float:
        found = (record.recorded if book == RECORDED else record.true)(columns, row.period)
        return found / row.period.days if a_day else found

    of.__name__, of.__doc__ = name, says
    target(says.rstrip(".").lower(), role=OUTPUT, stands=stands, unit=unit, book=book)(of)


for _name, _says, _columns, _unit, _stands in (
    ("all_arrests", "Arrests of holders, other adults and children.", ARRESTED, "arrests", MET),
    ("arrests_of_children", "Arrests of children.", "arrests_children", "arrests", HAPPENS),
    ("holders_charged", "Holders charged.", "holders_charged", "people", HOLDER),
    ("slavery_charges", "Holders charged with modern slavery.", "slavery_charged", "people", HOLDER),
    ("closures", "Recorded closures of both types.", "closures_charged+closures_number", "lines", SELLS),
    ("closures_with_charge", "Recorded closures with the holder charged.", "closures_charged", "lines", SELLS),
    ("phone_orders", "Phone orders.", "orders", "orders", SELLS),
    ("visits_to_homes", "Suspected cuckooed homes visited in the period.", "visits", "visits", SELLS),
    ("stops_made", "Stops and searches on suspicion of a line.", "stops", "stops", HAPPENS),
    ("violence_recorded", "Violence recorded as of lines.", "violence", "offences", HAPPENS),
    ("drug_offences_recorded", "Drug offences recorded as of lines.", "drug_offences", "offences", HAPPENS),
    ("missing_exploited", "Missing incidents of exploited children recorded.", "missing_exploited", "incidents", LIVES),
    (
        "service_referrals_made",
        "Referrals of exploited children to children's services.",
        "service_referrals",
        "referrals",
        HAPPENS,
    ),
):
    _declare(_name, _says, RECORDED, _columns, _unit, _stands)

for _name, _says, _columns, _unit, _stands, _daily in (
    (
        "children_exploited_by_lines",
        "Children exploited by lines on a mean day of the period.",
        "child_days",
        "children",
        LIVES,
        True,
    ),
    ("adults_exploited", "Adults exploited by lines on a mean day.", "adult_days", "adults", HAPPENS, True),
    ("newly_exploited_children", "Children newly exploited.", "newly_exploited", "children", LIVES, False),
    ("homes_taken_over", "Homes newly taken over.", "homes_newly", "homes", SELLS, False),
    ("violence_to_exploited", "Serious violence to exploited children.", "violence_to_children", "events", LIVES, False),
    ("lines_opened", "Lines opened.", "lines_opened", "lines", SELLS, False),
):
    _declare(_name, _says, TRUE, _columns, _unit, _stands, _daily)


@target("programme arrests in the period", "programme arrests", stands=MET, unit="arrests", book=RECORDED)
def programme_arrests(record: Record, row: Published) -> float:
    """Arrests that count as the Programme's."""
    return record.recorded("arrests_programme", row.period)


@target(
    "programme arrests per closure in the period",
    "arrests per closure between Jan 2021 and Feb 2022",
    "arrests per closure",
    why="programme arrests over programme closures of the same dates; of an area, closures of the lines that are run from it",
    stands=MET,
    unit="ratio",
    book=RECORDED,
)
def arrests_per_closure(record: Record, row: Published) -> float:
    """The Programme's arrests for each of its closures."""
    return ratio(record.recorded("arrests_programme", row.period), record.recorded("closures_programme", row.period))
