"""What an agent remembers: one class a record. Whole numbers are i8, all others f8; a table is an array of records.

Money is in pence and officer time in thousandths of a day, as whole numbers, so that sums do not depend on their order.
A row is an address, `luck` is an identity: it is born of the seed or of the parent's luck, never of a running count.
"""

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
    WEEKDAY,
    Advocacy,
    BodyType,
    Case,
    Charge,
    Nrm,
    Plan,
    Route,
    Seeks,
    Source,
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
from sim.state.police import Body, Counts, Intelligence, Message, Operation, Option
from sim.state.scene import Scene
from sim.state.tables import Table, dtype_of, table
from sim.state.trade import Area, Dealer, Group, Line, Nation

RECORDS = (
    Person, Episode, Adult, Line, Group, Dealer, Area, Nation, Body, Intelligence, Operation, Message, Option, Counts,
)  # fmt: skip
DTYPES = {record.__name__: dtype_of(record) for record in RECORDS}
