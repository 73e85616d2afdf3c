"""What a declared number carries: its evidence, bounds and prior; and the one way to change it.

A declaration is a NamedTuple whose fields are annotated with their evidence and hold the best value, or a NamedTuple
of such groups. Names are flat: unique over all groups of one declaration.
"""

from sim.evidence.change import Outside, accepted, as_number, changed, is_day
from sim.evidence.declaration import Choice, Declaration, Evidence, choices_of, declarations, evidence_of
from sim.evidence.prior import Prior
from sim.evidence.record import as_table, dtype_of, record_dtype

__all__ = [
    "Choice",
    "Declaration",
    "Evidence",
    "Outside",
    "Prior",
    "accepted",
    "as_number",
    "as_table",
    "changed",
    "choices_of",
    "declarations",
    "dtype_of",
    "evidence_of",
    "is_day",
    "record_dtype",
]
