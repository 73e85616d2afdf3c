"""Records of those who gain, and of the places where they trade."""


class Line:
    """A branded number and those who work it; `pull` is what would draw on customers today, worked out each morning.

    `wants_children` and `wants_adults` are how many it would exploit this week, `wants_local` the open places for children
    of its market; `sellers` are adults who sell for pay, and whom nobody exploits.
    """

    trade: int
    market: int
    home: int
    group: int
    moved: int
    order_due: int
    resumes: int
    successor_due: int
    charge_day: int
    crew_charge: int
    seen_home: int
    seen_local: int
    seen_grown: int
    ran: int
    pay_due: int
    raid_until: int
    raid_share: float
    opened: int
    ended: int
    luck: int
    frailty: float
    grew_from: int
    extent: float
    pull: float
    weekday: int
    stock: int
    cash: int
    lost: int
    carried: int
    customers: float
    left: float
    adults: int
    sellers: int
    running: int
    children_home: int
    children_local: int
    grown: int
    groomed: int
    wants_children: int
    wants_local: int
    wants_adults: int
    short_home: int
    short_market: int
    short_adults: int
    short_adults_home: int
    short_homes: int
    adults_home: int
    homes: int
    homes_luck: float
    sent_luck: float
    raid_adults: int
    holder: int
    order_body: int
    order_programme: int
    own_row: int


class Group:
    """An organised crime group that owns lines."""

    luck: int
    home: int
    lines: int
    members: int
    first_dealer: int
    opened: int
    capital: int
    disrupted: int
    felt: float
    lost_market: int
    review: int
    reviewed: int
    plan: int
    plan_market: int
    in_question: int
    least: float
    met_away: float
    met_local: float
    as_of: int
    skill: float
    local_share: float
    child_share: float


class Dealer:
    """A holder or a seller: an adult who gains from a line.

    Those of a group, whatever became of them, follow one another from its `first_dealer` on. While a case waits for the charging
    decision, `line`, `body` and `programme` say what it is about and whose it is; `moved` is the share of its effort for others.
    """

    standing: int
    due: int
    home: int
    group: int
    line: int
    luck: int
    next_in_group: int
    since: int
    conditions: int
    body: int
    programme: int
    slavery: int
    victimless: int
    ordered: int
    joint: int
    moved: float


class Area:
    """A force area as a place: demand, who is reached, services, and what its public bodies are like.

    `own` is the weight of the area's own figures where they rest on few lines: below full scale a market of a fraction of
    a line is judged partly by its region's (those by `own_region` and the nation's) or the nation's, so that results a head
    do not depend on the scale. `help_listed` are the children on the list of early help looked at today, `help_turn` the chance of
    each that it is its turn. `outside` are children exploited by supply outside lines, `wanted_outside` those it would have.
    """

    luck: int
    region: int
    cap: float
    grain: float
    own: float
    own_vacancy: float
    own_market: float
    own_markets: float
    own_region: float
    attraction: int
    served: int
    operating: int
    crowding: float
    losses: float
    danger: float
    charged: float
    charged_slavery: float
    vacant: float
    unfilled: float
    vacancy: float
    child_places: int
    places_lately: float
    reached: float
    reached_week: int
    child_need: float
    child_pull: float
    outside: int
    wanted_outside: float
    pull_outside: float
    leaving_outside: float
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
    slow: float
    sight: float
    heads: float
    per_head: float
    account: float
    waiting: int
    crowded: float
    support_places: float
    support_account: float
    help_account: float
    help_turn: float
    help_listed: int
    advocates: int
    advocate_account: float
    adults_from: int
    adults_to: int
    alarm_rate: float
    missing_care: float
    missing_other: float
    other_referrals: float
    other_assessments: float
    heat: float
    violent: int
    unrest: float
    violence: float


class Nation:
    """What all areas share: queues for decisions and courts, charges of late, the adults who come in, and harm by supply outside lines.

    `pending` are referrals of today, `waiting` those undecided, `nrm_load` and `backlog` the waits there and in court over ordinary
    ones. `harm_outside` is children that supply outside lines exploits for each penny sold in a day. `scale` is agents a person.
    """

    luck: int
    scale: float
    arrived_until: int
    pending: int
    waiting: float
    nrm_load: float
    backlog: float
    court_waiting: float
    court_account: float
    support_account: float
    charged_lately: float
    slavery_lately: float
    inflow: float
    newcomers: float
    promise_start: float
    risk_start: float
    came_in: int
    harm_outside: float
