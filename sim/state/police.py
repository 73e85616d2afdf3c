"""Records of bodies that decide, and of what they believe."""


class Body:
    """A body that decides: one of 43 forces, a regional unit, transport police or the national centre.

    `violence` is the serious incidents a day in its own area lately, up to yesterday, which are called in and so known to it.
    `officers` are those for lines, `strength` all of a force. `earned` is the officer time of the day (thousandths), `granted`
    its restriction orders, `wanted` the worth of all that it last saw to do; `own` is as of its area, or region. `orders` are the
    restriction orders that a force may still ask for; `cases` the lines that a unit or the centre may still put on forces' lists (owed,
    where below nought, after a shared list).
    `practised` are the officer days of investigations that its officers for lines (`heads` of them) have behind them, `unpractised`
    the part of practice that they lack; `weeks_held` are the weeks of action in which it took part. `demand` is the state of other
    demand on its time, standard normal; in the centre's row, the part common to all forces.
    """

    luck: int
    body_type: int
    area: int
    region: int
    officers: float
    strength: float
    transport_ratio: float
    demand: float
    account: int
    orders: float
    cases: float
    queue: int
    scale: float
    share: float
    programme: float
    violence: float
    own: float
    wanted: float
    earned: int
    granted: float
    heads: float
    practised: float
    unpractised: float
    weeks_held: float


class Intelligence:
    """What one body believes of one line: the file. No rule that decides sees anything else of the line.

    What is looked at every day stands first, so that one line of memory holds it. `market` and `home` are where the body believes
    that the line sells and is run from (NONE: no idea), `told_market` and `told_home` what it was told of that today; `reaches`
    says whether it believes that it may arrest where the holder lives. `kin` is another line that it believes to be of the same
    group, `told_kin` one named today. The body has work on the line under way until `busy_until`, comes to its market place no
    more, after a raid, until `rests_until`, and waits on a case against its holder until `case_until`. `new_market`, `new_holder`
    hold thousandths of an item that came in today; `doubled` those counted twice, `untrue` those that are of another line or of
    none, `stale` those on a holder whom another has replaced, as the body has not heard. `signs` adds up the signs of harm of its
    items, each by its worth, which `signed` adds up; `harm` is what the body made of them at its last review (log, over an
    ordinary line's), and `score` how it differs from others in this.
    """

    body: int
    of_market: float
    of_holder: float
    linked: int
    untrue: float
    as_of: int
    reaches: int
    home: int
    busy_until: int
    rests_until: int
    case_until: int
    review: int
    doubled: float
    stale: float
    signs: float
    signed: float
    harm: float
    score: float
    tasked: int
    own_share: float
    market: int
    luck: int
    told_market: int
    told_home: int
    kin: int
    told_kin: int
    new_market: int
    new_holder: int
    new_untrue: int
    new_signs: int
    merged: int
    mapped: int
    heard: int


class Operation:
    """An operation under way against a line on file, with its officer time (thousandths of a day).

    `joint` is a line taken up with it; `holder_found` says that it found the line's holder today; `moved` is the share of its effort
    that is for others, `finds` the share of what an investigation finds itself that is of the present holder.
    """

    luck: int
    body: int
    line: int
    market: int
    home: int
    joint: int
    holder_found: int
    task: int
    started: int
    due: int
    effort: int
    programme: int
    wrong: int
    moved: float
    finds: float
    believed: float
    doubled: float
    stale: float


class Message:
    """An item of intelligence on its way to another body, or (`tasks`) a task, with what is known of the line.

    `at` and `home` are where its sender believes that the line sells and is run from (NONE: no idea), `kin` a line that it takes
    for one of the group. One that is `first_hand` comes from no file: it is the receiver's own news, which it files and passes on.
    """

    due: int
    line: int
    file: int
    body: int
    tasks: int
    first_hand: int
    market: int
    holder: int
    stale: int
    untrue: int
    signs: int
    at: int
    home: int
    kin: int
    copies: int


class Option:
    """A file on a body's desk, and the task that it could take up there: where a body lays out what it chooses among."""

    line: int
    file: int
    task: int


class Counts:
    """How many rows of each table, and of each list, are in use."""

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
