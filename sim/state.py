"""What an agent remembers: one class a record. Whole numbers are i8, all others f8; a table is an array of records.

Money is in pence and officer time in thousandths of a day, as whole numbers, so that sums do not depend on their order.
A row is an address, `luck` is an identity: it is born of the seed or of the parent's luck, never of a running count.
"""

from enum import IntEnum
from typing import get_type_hints

import numpy as np

NONE = -1
NEVER = 1 << 40
"""A day that does not come: what a date holds while nothing is planned."""


class Status(IntEnum):
    """Where a young person stands."""

    AT_RISK = 0
    GROOMED = 1
    EXPLOITED = 2
    FREE = 3
    LEFT = 4


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
    CUSTODY = 4
    CLOSED = 5


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


class Use(IntEnum):
    """How an adult at risk is used by a line."""

    NOT_USED = 0
    HOME = 1
    RUNS = 2


class Trade(IntEnum):
    """Where a line stands."""

    OPERATING = 0
    SUSPENDED = 1
    CHARGED = 2
    BY_NUMBER = 3
    ABANDONED = 4


class Standing(IntEnum):
    """Where a dealer (a holder or a seller) stands."""

    AVAILABLE = 0
    HOLDING = 1
    RELEASED = 2
    BAILED = 3
    REMANDED = 4
    CUSTODY = 5
    GONE = 6


class Kind(IntEnum):
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


FILES = 6
"""Bodies that can hold a file on a line: market force, home force, the two regional units, transport police, centre."""
MARKET_FILE, HOME_FILE, MARKET_UNIT_FILE, HOME_UNIT_FILE, TRANSPORT_FILE, CENTRE_FILE = range(FILES)


class Person:
    """A young person who could be exploited, is, or was."""

    luck: int
    area: int
    status: int
    entered: int
    leaves: int
    turns_18: int
    due: int
    line: int
    episode: int
    traits: int
    peer: int
    peers_exploited: int
    help_until: int
    missing_until: int
    risk: float


class Episode:
    """A child's exploitation and what follows from it, until a year after it ended: kept only once exploited.

    What rules read of the child each day (luck, area, age, traits) stands here too, so that a file can be given to a rule
    in the child's place: looking each child up among all young people would cost more than the rest of the day.
    """

    luck: int
    area: int
    turns_18: int
    traits: int
    exploited: int
    person: int
    line: int
    began: int
    ended: int
    route: int
    returns: int
    days: int
    run_until: int
    rest_until: int
    away_from: int
    debt: int
    missing_until: int
    missing_reported: int
    interview_due: int
    stranded: int
    suspect: int
    suspect_due: int
    conditions_until: int
    custody_until: int
    recognised: int
    told_due: int
    case: int
    case_due: int
    advocate: int
    moved: int
    support: int
    support_due: int
    nrm: int
    nrm_due: int
    nrm_since: int
    panel: int
    positive: int
    found: int
    found_at: int
    just_missing: int
    on_rail: int
    custody_days: int
    open: int


class Adult:
    """An adult at risk whose home a line may use, or who may run for one."""

    luck: int
    area: int
    use: int
    line: int
    until: int
    times: int


class Line:
    """A branded number and those who work it."""

    luck: int
    group: int
    holder: int
    home: int
    market: int
    trade: int
    opened: int
    grew_from: int
    ended: int
    resumes: int
    numbers: int
    children_home: int
    children_local: int
    adults: int
    homes: int
    running: int
    ran: int
    short_home: int
    short_market: int
    short_adults: int
    short_homes: int
    cash: int
    stock: int
    pay_due: int
    lost: int
    places_left: int
    order_due: int
    order_programme: int
    raid_until: int
    raid_share: float
    crew_charge: int
    charge_day: int
    successor_due: int
    vacated: int
    seen_home: int
    seen_local: int
    customers: float
    left: float
    extent: float
    frailty: float
    local_share: float
    child_share: float
    lapsed: float
    homes_luck: float


class Group:
    """An organised crime group that owns lines."""

    luck: int
    home: int
    lines: int
    members: int
    opened: int
    capital: int
    disrupted: int
    lost_market: int
    review: int
    plan: int
    plan_market: int
    met_away: float
    met_local: float
    as_of: int
    skill: float
    local_share: float
    child_share: float


class Dealer:
    """A holder or a seller: an adult who gains from a line."""

    luck: int
    group: int
    home: int
    standing: int
    line: int
    due: int
    since: int
    conditions: int
    slavery: int
    victimless: int
    origin: int
    arrests: int


class Area:
    """A force area as a place: demand, who is reached, services, and what its public bodies are like.

    `own` is the weight of the area's own figures where they rest on few lines: below full scale a market of a fraction of
    a line is judged partly by the nation's, so that results a head do not depend on the scale.
    """

    luck: int
    region: int
    cap: float
    grain: float
    own: float
    own_vacancy: float
    attraction: int
    served: int
    operating: int
    crowding: float
    losses: float
    danger: float
    vacant: float
    unfilled: float
    vacancy: float
    child_places: int
    reached: float
    reached_week: int
    child_pull: float
    adult_places: int
    home_places: int
    adults_free: float
    adults_free_week: int
    adult_pull: float
    home_pull: float
    exporter: float
    young: float
    care_ratio: float
    recognition: float
    interviews: float
    suspicion: float
    heads: float
    per_head: float
    account: float
    support_places: float
    support_account: float
    help_account: float
    advocates: int
    adults_from: int
    adults_to: int
    alarm_rate: float
    missing_care: float
    missing_other: float
    other_referrals: float
    other_assessments: float
    heat: float


class Body:
    """A body that decides: one of 43 forces, a regional unit, transport police or the national centre."""

    luck: int
    kind: int
    area: int
    region: int
    officers: float
    transport_ratio: float
    demand: float
    account: int
    orders: float
    queue: int
    scale: float
    share: float
    programme: float


class Intelligence:
    """What one body believes of one line: the file. No rule that decides sees anything else of the line.

    `new_market`, `new_holder` hold thousandths of an item that came in today; `doubled` those counted twice.
    """

    luck: int
    body: int
    market: int
    home: int
    new_market: int
    new_holder: int
    of_market: float
    of_holder: float
    doubled: float
    as_of: int
    linked: int
    merged: int
    mapped: int
    review: int
    heard: int
    score: float
    tasked: int
    busy_until: int
    own_share: float


class Operation:
    """An operation under way against a line on file."""

    luck: int
    body: int
    line: int
    file: int
    task: int
    started: int
    due: int
    effort: int
    programme: int
    wrong: int
    believed: float
    doubled: float


class Message:
    """An item of intelligence on its way to another body."""

    due: int
    line: int
    file: int
    market: int
    holder: int
    copies: int


class Counts:
    """How many rows are in use, and what all bodies share."""

    people: int
    oldest: int
    episodes: int
    open_episodes: int
    adults: int
    lines: int
    open_lines: int
    groups: int
    dealers: int
    operations: int
    messages: int
    luck: int
    pending: int
    waiting: float
    arrived_until: int
    nrm_load: float
    backlog: float
    charged_year: float
    slavery_year: float
    inflow: float
    came_in: int
    programme: float
    common: float
    scale: float


RECORDS = (Person, Episode, Adult, Line, Group, Dealer, Area, Body, Intelligence, Operation, Message, Counts)


def dtype_of(record: type) -> np.dtype:
    """The NumPy type of a record class: i8 for int, f8 for float, in the order of the class."""
    return np.dtype([(name, "i8" if hint is int else "f8") for name, hint in get_type_hints(record).items()])


DTYPES = {record.__name__: dtype_of(record) for record in RECORDS}


def table(record: type, *shape: int) -> np.ndarray:
    """A zeroed table of records; the only way tables are made, so that kernels see one type."""
    return np.zeros(shape, DTYPES[record.__name__]).view(np.recarray)
