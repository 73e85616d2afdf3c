"""Quantities that are plain totals of a book, of any period and any area; and the Programme's arrests beside its closures."""

from experiments.published.registry import RECORDED, TRUE, total
from experiments.published.where import HAPPENS, HOLDER, LIVES, SELLS

ARRESTS = "arrests_holders+arrests_adults+arrests_children"
MET = "where each was met, a holder where they live"

for _name, _says, _columns, _unit, _stands in (
    ("all_arrests", "Arrests of holders, other adults and children.", ARRESTS, "arrests", MET),
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
    total(_name, _says, _says.rstrip(".").lower(), of=_columns, unit=_unit, book=RECORDED, stands=_stands)

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
    total(_name, _says, _says.rstrip(".").lower(), of=_columns, read=TRUE, a_day=_daily, unit=_unit, book=TRUE, stands=_stands)

total(
    "programme_arrests", "Arrests that count as the Programme's.", "programme arrests in the period", "programme arrests",
    of="arrests_programme", unit="arrests", book=RECORDED, stands=MET,
)  # fmt: skip
total(
    "arrests_per_closure", "The Programme's arrests for each of its closures.",
    "programme arrests per closure in the period",
    "arrests per closure between Jan 2021 and Feb 2022",
    "arrests per closure",
    of="arrests_programme", below="closures_programme", unit="ratio", book=RECORDED, stands=MET,
    why="programme arrests over programme closures of the same dates; of an area, closures of the lines that are run from it",
)  # fmt: skip
