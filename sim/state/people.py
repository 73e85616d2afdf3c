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
    traits: int
    peers_exploited: int
    help_until: int
    heard_until: int
    missing_until: int
    hazard: float
    line: int
    sent: int
    episode: int
    peer: int
    risk: float


class Episode:
    """A child's exploitation and what follows from it, until a year after it ended: kept only once exploited.

    What rules read of the child each day (luck, area, age, traits) stands here too, so that a file can be given to a rule
    in the child's place: looking each child up among all young people would cost more than the rest of the day. What is
    read every day stands first, so that a day touches as little memory as it can.
    """

    exploited: int
    luck: int
    area: int
    turns_18: int
    line: int
    custody_until: int
    joined: int
    away_from: int
    run_until: int
    traits: int
    debt: int
    support: int
    sentence_due: int
    days: int
    rest_until: int
    missing_until: int
    missing_due: int
    conditions_until: int
    adrift_since: int
    on_rail: int
    on_road: int
    hurt: int
    just_missing: int
    interview_due: int
    notice_due: int
    open: int
    told_due: int
    case: int
    case_due: int
    advocate_due: int
    review_due: int
    nrm_due: int
    support_due: int
    began: int
    ended: int
    route: int
    moved: int
    in_contact: int
    advocate: int
    stranded: int
    found: int
    suspect: int
    helped: int
    person: int
    nrm: int
    missing_reported: int
    suspect_due: int
    charged_on: int
    recognised: int
    advocate_asked: int
    nrm_since: int
    panel: int
    positive: int
    found_at: int
    carried: int
    force_told: int
    services_told: int
    case_asked: int
    flagged: int


class Adult:
    """An adult at risk whose home a line may use, or who may run for one; in custody from one day to another, if at all."""

    luck: int
    area: int
    use: int
    line: int
    sent: int
    custody_from: int
    custody_until: int
    flagged: int
    since: int
