"""Children who were found meet police and services: arrested or protected, recognised or missed, told of and referred."""

from sim.day.bundles import Country, Police, Today, Trading
from sim.day.control import end_exploitation
from sim.day.detection.items import tell_of_find
from sim.day.grooming.adults import safeguard_seen
from sim.engine import phase, rule
from sim.parameters import Parameters
from sim.policy.levers import PoliceBail, Policy
from sim.rules import control, detection, intelligence
from sim.rules.justice import arrest, court, operations
from sim.rules.safeguarding import care, reading, referral
from sim.rules.safeguarding.advocates import offer_advocate
from sim.state import TRANSPORT_POLICE, Area, Episode, Nation, Person, Route, Source, Suspect, Table, Trait
from sim.state.books import RecordedBook, TrueBook
from sim.state.ledger import Ledger


@phase
def meet(
    episode: Episode,
    people: Table[Person],
    trade: Trading,
    country: Country,
    police: Police,
    ledger: Ledger,
    now: Today,
) -> None:
    """A found child meets a body that knows only what it knows."""
    source, place = episode.found, episode.found_at
    episode.found = Source.NOBODY
    policy = now.policy[TRANSPORT_POLICE if source == Source.RAIL else place]
    recognised = is_seen(episode, source, country.areas[place], policy, now)
    if item_reaches_police(episode, source, country.areas[place], policy, ledger.recorded[place], now):
        tell_of_find(episode, source, recognised, trade, country, police, ledger, now)
    if control.is_child(episode, now.day):
        meet_child(episode, source, recognised, policy, country, ledger, now)
    else:
        tally, written = ledger.true[episode.area], ledger.recorded[place]
        meet_grown(episode, people, source, recognised, country.nation.backlog, tally, written, now)


@phase
def meet_child(
    episode: Episode, source: int, recognised: bool, policy: Policy, country: Country, ledger: Ledger, now: Today
) -> None:
    """A found child is arrested or protected, and read as suspect, victim, both or neither."""
    p, today, place, areas = now.p, now.day, episode.found_at, country.areas
    railway, by_police = source == Source.RAIL, detection.police_find(source)
    tally, written = ledger.true[episode.area], ledger.recorded[place]
    arrested = by_police and arrest.is_arrested(episode, recognised, p, today)
    written.railway_arrests += int(arrested and railway)
    if by_police and recognised and not railway:
        referral.remember_child(episode, place, today)
    if place != episode.area and by_police and (recognised or arrested):
        near = areas[place].region == areas[episode.area].region
        told = int(referral.tell_home_force(episode, near, policy.intelligence_sharing, p, today))
        tally.home_force_told += told
        written.home_force_told += told
    noted = int(recognised or by_police)
    written.found += noted
    through = arrested and taken_through(episode, areas[place].suspicion, railway, recognised, tally, written, p, today)
    written.children_met += int(by_police)
    written.children_engaged += int(by_police and (recognised or not through))
    if through:
        if recognised:
            protect(episode, place, by_police, policy, country, ledger, now)
        suspect(episode, policy.police_bail, tally, ledger.recorded[episode.area], p, today)
    elif recognised:
        tally.read_victim += 1
        written.read_victim += 1
        protect(episode, place, by_police, policy, country, ledger, now)
        funded = policy.capacity.transport_officers if railway else policy.capacity.dedicated_officers
        written.programme_referrals += int(by_police and funded > 0.0)
    else:
        tally.read_missed += 1
        written.read_missed += noted
        if by_police and not railway:
            tell_services_of_missed(episode, place, policy, country, ledger, now)


@phase
def meet_grown(
    episode: Episode,
    people: Table[Person],
    source: int,
    seen: bool,
    backlog: float,
    tally: TrueBook,
    written: RecordedBook,
    now: Today,
) -> None:
    """Police read somebody who grew up on a line as an exploited adult, and safeguard, or as a suspect, and arrest."""
    written.adults_engaged += int(seen)
    if seen:
        safeguard_seen(episode, episode.luck, written, now)
        if episode.exploited and operations.ends_use(episode.luck, now.p, now.day):
            end_exploitation(episode, people, Route.PROTECTED, now.day)
            tally.grown_freed += 1
        return
    written.railway_arrests += int(source == Source.RAIL)
    written.arrests_adults += int(source != Source.DISRUPTION)  # a raid's number has them already
    written.adults_charged += int(court.charge_grown(episode, backlog, now.p, now.day))


@rule
def item_reaches_police(episode: Episode, source: int, area: Area, policy: Policy, written: RecordedBook, now: Today) -> bool:
    """What police and those who report a child missing learn of a line is theirs; what others learn, services tell them or not."""
    if not detection.told_by_services(source):
        return True
    share = referral.share_between_agencies(area, policy.recognition_of_exploitation, policy.services, now.p)
    told = referral.services_pass_item(episode, share, now.p, now.day)
    written.items_from_services += int(told)
    return told


@phase
def tell_services_of_missed(episode: Episode, place: int, policy: Policy, country: Country, ledger: Ledger, now: Today) -> None:
    """Police saw no victim in a child, and tell services at home of it or not; those may see one in it when they are told."""
    p, today, area, tally = now.p, now.day, country.areas[episode.area], ledger.true[episode.area]
    recognition, services = policy.recognition_of_exploitation, policy.services
    share = referral.share_between_agencies(country.areas[place], recognition, services, p)
    if place != episode.area:
        within = intelligence.in_reach(country.areas[place].region == area.region, policy.intelligence_sharing, p)
        share *= intelligence.share_passed(within, policy.intelligence_sharing, p)
    if not referral.police_tell_services(episode, share, recognition, p, today):
        return
    at_home = now.policy[episode.area]
    practice = reading.levelled(area.recognition, 0.0, at_home.services, p)
    growth = now.scene.recognition_growth
    chance = reading.chance_of_recognition(
        episode, practice, at_home.recognition_of_exploitation, growth, False, True, p, today
    )
    if reading.seen_when_told(episode, chance, today):
        tally.seen_by_services += 1
        first = 1 - episode.recognised
        episode.recognised = 1
        tally.recognised_first += first
        ledger.recorded[episode.area].recognised_first += first
        ledger.recorded[episode.area].assessments += 1
        episode.told_due = min(episode.told_due, episode.services_told)
        offer_advocate(episode, area, at_home.independent_advocate, p, today)


@rule
def is_seen(episode: Episode, source: int, area: Area, policy: Policy, now: Today) -> bool:
    """Whether those who find somebody see a victim: who asks a child reported missing, or in an interview, has been told.

    Transport police have the practice of the mean force wherever they meet a child.
    """
    p, today = now.p, now.day
    if not control.is_child(episode, today):
        return reading.adult_recognised(episode.luck, p, today)
    railway, by_police = source == Source.RAIL, detection.police_find(source)
    practice = 0.0 if railway else reading.levelled(area.recognition, 0.0, policy.services, p)
    knows = reading.force_knows(episode, today) if by_police else reading.services_know(episode, today)
    recognition, growth = policy.recognition_of_exploitation, now.scene.recognition_growth
    informed = knows and not railway
    chance = reading.chance_of_recognition(episode, practice, recognition, growth, by_police, informed, p, today)
    told = source == Source.MISSING or source == Source.INTERVIEW
    return told or reading.is_recognised(episode, chance, today, source)


@phase
def taken_through(
    episode: Episode,
    practice: float,
    railway: bool,
    recognised: bool,
    tally: TrueBook,
    written: RecordedBook,
    p: Parameters,
    today: int,
) -> bool:
    """An arrested child is taken through as suspect only, kept as suspect though seen as a victim, or neither (whether either)."""
    tally.arrests_children += 1
    written.arrests_children += 1
    written.railway_children += int(railway)
    suspicion = 0.0 if railway else practice
    if not recognised and arrest.is_suspect_only(episode, suspicion, railway, p, today):
        tally.read_suspect += 1
        tally.suspect_begun += 1 - int(control.waits_as_suspect(episode))
        written.read_suspect += 1
        written.railway_criminalised += int(railway)
        return True
    if recognised and arrest.read_as_both(episode, p, today) and not control.waits_as_suspect(episode):
        tally.read_both += 1
        written.read_both += 1
        return True
    return False


@rule
def suspect(episode: Episode, bail: PoliceBail, tally: TrueBook, written: RecordedBook, p: Parameters, today: int) -> None:
    """A case against a child begins, unless one is open already: decided at once, or released or bailed with conditions until it is."""
    if control.waits_as_suspect(episode):
        return
    arrest.open_suspect_case(episode, bail, p, today)
    bailed, held = int(episode.suspect == Suspect.BAILED), int(episode.suspect == Suspect.HELD)
    tally.bailed += bailed
    tally.decided_at_arrest += held
    tally.released += 1 - bailed - held
    written.bailed += bailed * episode.recognised
    written.decided_at_arrest += held * episode.recognised
    written.released += (1 - bailed - held) * episode.recognised
    if bailed:
        count_bail(episode, tally, written, p, today)


@rule
def count_bail(episode: Episode, tally: TrueBook, written: RecordedBook, p: Parameters, today: int) -> None:
    """A child is bailed with conditions, and keeps to them or not, as police may come to know."""
    breached = int(episode.conditions_until == 0)
    tally.bail_conditions += 1
    tally.conditions_breached += breached
    written.conditions_breached += breached * episode.recognised * int(arrest.breach_noticed(episode, p, today))


@phase
def protect(
    episode: Episode, place: int, by_police: bool, policy: Policy, country: Country, ledger: Ledger, now: Today
) -> None:
    """A recognised child goes home with a safe plan or without; services there are told or not, and a referral is made or not."""
    tally, written = ledger.true[episode.area], ledger.recorded[episode.area]
    first = 1 - episode.recognised
    episode.recognised = 1
    tally.recognised_first += first
    written.recognised_first += first
    written.service_referrals += 1
    written.assessments += 1
    ledger.recorded[place].children_safeguarded += int(by_police)
    offer_advocate(episode, country.areas[episode.area], now.policy[episode.area].independent_advocate, now.p, now.day)
    go_home(episode, tally, written, now.p, now.day)
    to_come = episode.told_due
    collected = tell_services(episode, place, policy, country.areas, tally, ledger.recorded[place], now)
    referred = refer_to_nrm(episode, country.nation, tally, written, now)
    told = episode.told_due != to_come
    written.referred_by_police += int(by_police and referred)
    ledger.recorded[place].children_referred_on += int(by_police and ((told and not collected) or referred))
    ledger.recorded[place].told += int(told)


@rule
def go_home(episode: Episode, tally: TrueBook, written: RecordedBook, p: Parameters, today: int) -> None:
    """A recognised child goes home with a safe plan, or without."""
    plan = int(care.has_plan_for_home(episode, p, today))
    tally.home_with_plan += plan
    tally.home_without_plan += 1 - plan
    written.home_with_plan += plan
    written.home_without_plan += 1 - plan
    if plan:
        care.rest_longer(episode, p, today)


@rule
def tell_services(
    episode: Episode,
    place: int,
    policy: Policy,
    areas: Table[Area],
    tally: TrueBook,
    written: RecordedBook,
    now: Today,
) -> bool:
    """Services at home are told of a child where it was found: by who collects it there (whether so), by those who found it, or not."""
    near = areas[place].region == areas[episode.area].region
    away = place != episode.area
    if away and referral.is_collected(episode, now.p, now.day):
        tally.collected += 1
        written.collected += 1
        episode.told_due = min(episode.told_due, now.day + 1)
        return True
    referral.tell_home(episode, away, near, policy.intelligence_sharing, now.p, now.day)
    return False


@rule
def refer_to_nrm(episode: Episode, nation: Nation, tally: TrueBook, written: RecordedBook, now: Today) -> bool:
    """A recognised child is referred to the NRM, or not (whether it is)."""
    policy = now.policy[episode.area]
    chance = referral.chance_of_referral(episode, policy.recognition_of_exploitation, now.p)
    if referral.refer(episode, chance, policy.nrm_decisions, now.p, now.day):
        nation.pending += 1 - episode.panel
        if episode.panel:  # services sit on it
            episode.told_due = min(episode.told_due, now.day + 1)
        tally.children_referred += 1
        tally.panel_cases += episode.panel
        written.panel_cases += episode.panel
        record_referral(episode, now.scene.flagging, written, now.p, now.day)
        return True
    return False


@phase
def record_referral(episode: Episode, use: float, written: RecordedBook, p: Parameters, today: int) -> None:
    """A referral to the NRM is recorded, with the county lines flag or without."""
    written.children_referred += 1
    if referral.is_flagged(episode, use, p, today):
        written.flagged += 1
        if not episode.traits & Trait.GIRL:
            written.flagged_boys += 1
