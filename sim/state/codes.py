"""Words for where an agent stands or what it does, as whole numbers; and numbers that stand for places in tables."""

from enum import IntEnum

FORCES = 43
"""Force areas of England and Wales, and the forces that police them: bodies and areas 0 to 42."""
TRANSPORT_POLICE, CENTRE, BODIES = 53, 54, 55
"""After the forces come ten regional units, transport police and the national centre."""
NATIONAL = FORCES
"""The row of the books for what bodies of more than one area do: it counts in the whole, and in no area."""
NONE = -1
NEVER = 1 << 40
"""A day that does not come: what a date holds while nothing is planned."""
FILES = 6
"""Bodies that can hold a file on a line: market force, home force, the two regional units, transport police, centre."""
MARKET_FILE, HOME_FILE, MARKET_UNIT_FILE, HOME_UNIT_FILE, TRANSPORT_FILE, CENTRE_FILE = range(FILES)
NEWS, WEEKDAY = FILES, FILES + 1
"""Where the folder of a line's files says whether something came in today, and on which day of the week the line is looked at;
before these stands whose each file is."""


class Status(IntEnum):
    """Where a young person stands."""

    AT_RISK = 0
    GROOMED = 1
    EXPLOITED = 2
    FREE = 3
    LEFT = 4
    OUTSIDE = 5


class Trait(IntEnum):
    """What is known to raise a child's risk, or to change how a child is read."""

    IN_CARE = 1
    EXCLUDED = 2
    KNOWN = 4
    PLACED_AWAY = 8
    GIRL = 16
    GOES_MISSING = 32


class Route(IntEnum):
    """How exploitation ended: the way out decides, in part, the hazard of return."""

    NOT_OUT = 0
    OWN = 1
    PROTECTED = 2
    SUPPORT = 3
    ARREST = 4
    CLOSURE = 5


class Suspect(IntEnum):
    """Where a child's case as a suspect stands."""

    NOT_SUSPECT = 0
    RELEASED = 1
    BAILED = 2
    CHARGED = 3
    CLOSED = 4
    HELD = 5


class Nrm(IntEnum):
    """Where a child's referral to the National Referral Mechanism stands."""

    NOT_REFERRED = 0
    REFERRED = 1
    REASONABLE = 2
    CONCLUSIVE = 3
    REFUSED = 4


class Support(IntEnum):
    """Where a child's specialist support stands."""

    NOT_ASKED = 0
    WAITING = 1
    ENGAGED = 2
    ENDED = 3
    DECLINED = 4


class Advocacy(IntEnum):
    """Where a child's advocate stands."""

    NOT_OFFERED = 0
    WAITING = 1
    BESIDE = 2
    ENDED = 3


class Source(IntEnum):
    """Who finds a child; the first three are police finds of a child with goods or a crew."""

    NOBODY = -1
    STOP = 0
    RAIL = 1
    DISRUPTION = 2
    MISSING = 3
    INTERVIEW = 4
    SCHOOL = 5
    SOCIAL_CARE = 6
    HOSPITAL = 7


class Case(IntEnum):
    """Where a child's case with children's services stands."""

    NONE = 0
    WAITING = 1
    OPEN = 2
    ENDED = 3


class Travel(IntEnum):
    """How a child comes to where it runs."""

    LOCAL = 0
    RAIL = 1
    ROAD = 2


class Use(IntEnum):
    """How an adult at risk is used by a line."""

    NOT_USED = 0
    HOME = 1
    RUNS = 2


class Trade(IntEnum):
    """Where a line stands; a phantom is none, and is there for what is misread as being of it."""

    OPERATING = 0
    SUSPENDED = 1
    CHARGED = 2
    BY_NUMBER = 3
    ABANDONED = 4
    PHANTOM = 5


class Plan(IntEnum):
    """What a group plans for the month; a pause and a move are of the line in question."""

    STAY = 0
    OPEN = 1
    SPLIT = 2
    PAUSE = 3
    MOVE = 4


class Seeks(IntEnum):
    """Whom a crew seeks for an empty place."""

    CHILD = 0
    ADULT = 1
    SELLER = 2
    NOBODY = 3


class Standing(IntEnum):
    """Where a dealer (a holder or a seller) stands."""

    AVAILABLE = 0
    HOLDING = 1
    RELEASED = 2
    BAILED = 3
    REMANDED = 4
    CUSTODY = 5
    GONE = 6


class Charge(IntEnum):
    """What a holder is charged with, or has been proved."""

    DRUG_SUPPLY = 0
    BOTH = 1
    MODERN_SLAVERY = 2


class BodyType(IntEnum):
    """The kinds of body that decide."""

    FORCE = 0
    REGIONAL_UNIT = 1
    TRANSPORT_POLICE = 2
    CENTRE = 3


class Task(IntEnum):
    """What a body can spend effort on."""

    LOCAL_WORK = 0
    DISRUPTION = 1
    INVESTIGATION = 2
    ORDER = 3
    VISIT = 4
