"""Records of bodies that decide, of what they believe, and of what all share."""


class Body:
    """A body that decides: one of 43 forces, a regional unit, transport police or the national centre.

    `violence` is the serious incidents a day in its own area lately, up to yesterday, as its own control room counts them.
    `officers` are those for lines, `strength` all of a force. `earned` is the officer time of the day (thousandths), `granted`
    its restriction orders, `wanted` the worth of all that it last saw to do; `own` is as of its area, or region.
    """

    luck: int
    kind: int
    area: int
    region: int
    officers: float
    strength: float
    transport_ratio: float
    demand: float
    account: int
    orders: float
    queue: int
    scale: float
    share: float
    programme: float
    violence: float
    own: float
    wanted: float
    earned: int
    granted: float


class Intelligence:
    """What one body believes of one line: the file. No rule that decides sees anything else of the line.

    What is looked at every day stands first, so that one line of memory holds it. `reaches` says whether the body may
    arrest where the holder lives; `new_market`, `new_holder` hold thousandths of an item that came in today; `doubled` those
    counted twice, `untrue` those that are of another line or of none, `stale` those on a holder whom another has replaced, as the
    body has not heard.
    """

    body: int
    busy_until: int
    of_market: float
    of_holder: float
    linked: int
    as_of: int
    reaches: int
    review: int
    luck: int
    market: int
    home: int
    new_market: int
    new_holder: int
    new_untrue: int
    doubled: float
    untrue: float
    stale: float
    merged: int
    mapped: int
    heard: int
    score: float
    tasked: int
    own_share: float


class Operation:
    """An operation under way against a line on file."""

    luck: int
    body: int
    line: int
    market: int
    task: int
    started: int
    due: int
    programme: int
    wrong: int
    believed: float
    doubled: float
    stale: float


class Message:
    """An item of intelligence on its way to another body; or (`tasks`) a task, with what is known of the line."""

    due: int
    line: int
    file: int
    body: int
    tasks: int
    market: int
    holder: int
    stale: int
    untrue: int
    copies: int


class Counts:
    """How many rows are in use, and what all bodies share."""

    people: int
    episodes: int
    exploited: int
    free: int
    adrift: int
    cases: int
    helped: int
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
    court_waiting: float
    court_account: float
    support_account: float
    charged_lately: float
    slavery_lately: float
    inflow: float
    newcomers: float
    came_in: int
    children_of_lines: float
    sold_by_lines: float
    common: float
    scale: float
