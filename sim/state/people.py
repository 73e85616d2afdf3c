"""Records of those who are, were or could be exploited."""


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
