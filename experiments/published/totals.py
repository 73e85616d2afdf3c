"""Quantities that are plain totals of a book, of any period and any area; and the Programme's arrests beside its closures."""

from experiments.books.record import Record, ratio
from experiments.published.registry import OUTPUT, Published, target
from experiments.published.where import areas_of, over_areas

RECORDED, TRUE = "recorded", "true"
ARRESTED = "arrests_holders+arrests_adults+arrests_children"


def total(record: Record, row: Published, book: str, columns: str) -> float:
    """A total over a figure's dates: of the whole country by day, of areas by whole months."""
    if not areas_of(str(row.area)):
        return record.recorded(columns, row.period) if book == RECORDED else record.true(columns, row.period)
    by_area = (record.recorded_by_area if book == RECORDED else record.true_by_area)(columns, row.period)
    return over_areas(record, by_area, str(row.area))


def _declare(name: str, says: str, book: str, columns: str, unit: str, a_day: bool = False) -> None:
    def of(record: Record, row: Published) -> float:
        found = total(record, row, book, columns)
        return found / row.period.days if a_day else found

    of.__name__, of.__doc__ = name, says
    target(says.rstrip(".").lower(), role=OUTPUT, by_area=True, unit=unit, book=book)(of)


for _name, _says, _columns, _unit in (
    ("all_arrests", "Arrests of holders, other adults and children.", ARRESTED, "arrests"),
    ("arrests_of_children", "Arrests of children.", "arrests_children", "arrests"),
    ("holders_charged", "Holders charged.", "holders_charged", "people"),
    ("slavery_charges", "Holders charged with modern slavery.", "slavery_charged", "people"),
    ("closures", "Recorded closures of both types.", "closures_charged+closures_number", "lines"),
    ("closures_with_charge", "Recorded closures with the holder charged.", "closures_charged", "lines"),
    ("phone_orders", "Phone orders.", "orders", "orders"),
    ("visits_to_homes", "Suspected cuckooed homes visited in the period.", "visits", "visits"),
    ("stops_made", "Stops and searches on suspicion of a line.", "stops", "stops"),
    ("violence_recorded", "Violence recorded as of lines.", "violence", "offences"),
    ("drug_offences_recorded", "Drug offences recorded as of lines.", "drug_offences", "offences"),
    ("missing_exploited", "Missing incidents of exploited children recorded.", "missing_exploited", "incidents"),
    ("service_referrals_made", "Referrals of exploited children to children's services.", "service_referrals", "referrals"),
):
    _declare(_name, _says, RECORDED, _columns, _unit)

for _name, _says, _columns, _unit, _daily in (
    ("children_exploited_by_lines", "Children exploited by lines on a mean day of the period.", "child_days", "children", True),
    ("adults_exploited", "Adults exploited by lines on a mean day.", "adult_days", "adults", True),
    ("newly_exploited_children", "Children newly exploited.", "newly_exploited", "children", False),
    ("homes_taken_over", "Homes newly taken over.", "homes_newly", "homes", False),
    ("violence_to_exploited", "Serious violence to exploited children.", "violence_to_children", "events", False),
    ("lines_opened", "Lines opened.", "lines_opened", "lines", False),
):
    _declare(_name, _says, TRUE, _columns, _unit, _daily)


@target("programme arrests in the period", "programme arrests", by_area=True, unit="arrests", book=RECORDED)
def programme_arrests(record: Record, row: Published) -> float:
    """Arrests that count as the Programme's."""
    return total(record, row, RECORDED, "arrests_programme")


@target(
    "programme arrests per closure in the period", "arrests per closure between Jan 2021 and Feb 2022", "arrests per closure",
    why="programme arrests over programme closures of the same dates", by_area=True, unit="ratio", book=RECORDED,
)  # fmt: skip
def arrests_per_closure(record: Record, row: Published) -> float:
    """The Programme's arrests for each of its closures."""
    return ratio(total(record, row, RECORDED, "arrests_programme"), total(record, row, RECORDED, "closures_programme"))
