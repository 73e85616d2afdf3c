"""What an agent remembers: one class a record. Whole numbers are i8, all others f8; a table is an array of records.

Money is in pence and officer time in thousandths of a day, as whole numbers, so that sums do not depend on their order.
A row is an address, `luck` is an identity: it is born of the seed or of the parent's luck, never of a running count.
"""

from typing import get_type_hints

import numpy as np

from sim.state.codes import (
    BODIES,
    CENTRE,
    CENTRE_FILE,
    FILES,
    FORCES,
    HOME_FILE,
    HOME_UNIT_FILE,
    MARKET_FILE,
    MARKET_UNIT_FILE,
    NATIONAL,
    NEVER,
    NEWS,
    NONE,
    TRANSPORT_FILE,
    TRANSPORT_POLICE,
    Advocacy,
    Charge,
    Kind,
    Nrm,
    Route,
    Standing,
    Status,
    Support,
    Suspect,
    Task,
    Trade,
    Trait,
    Travel,
    Use,
)
from sim.state.people import Adult, Episode, Person
from sim.state.police import Body, Counts, Intelligence, Message, Operation
from sim.state.trade import Area, Dealer, Group, Line

__all__ = [
    "BODIES",
    "CENTRE",
    "CENTRE_FILE",
    "DTYPES",
    "FILES",
    "FORCES",
    "HOME_FILE",
    "HOME_UNIT_FILE",
    "MARKET_FILE",
    "MARKET_UNIT_FILE",
    "NATIONAL",
    "NEVER",
    "NEWS",
    "NONE",
    "RECORDS",
    "TRANSPORT_FILE",
    "TRANSPORT_POLICE",
    "Adult",
    "Advocacy",
    "Area",
    "Body",
    "Charge",
    "Counts",
    "Dealer",
    "Episode",
    "Group",
    "Intelligence",
    "Kind",
    "Line",
    "Message",
    "Nrm",
    "Operation",
    "Person",
    "Route",
    "Standing",
    "Status",
    "Support",
    "Suspect",
    "Task",
    "Trade",
    "Trait",
    "Travel",
    "Use",
    "dtype_of",
    "table",
]
RECORDS = (Person, Episode, Adult, Line, Group, Dealer, Area, Body, Intelligence, Operation, Message, Counts)


def dtype_of(record: type) -> np.dtype:
    """The NumPy type of a record class: i8 for int, f8 for float, in the order of the class."""
    fields = [(name, "i8" if hint is int else "f8") for name, hint in get_type_hints(record).items()]
    return np.dtype((np.record, fields))


DTYPES = {record.__name__: dtype_of(record) for record in RECORDS}


def table(record: type, *shape: int) -> np.recarray:
    """A zeroed table of records; the only way tables are made, so that kernels see one type."""
    return np.zeros(shape, DTYPES[record.__name__]).view(np.recarray)
