"""Step 9 of the day, safeguarding: services, support, advocates, decisions of the NRM, and the year after exploitation has ended."""

from sim.day.bundles import Children, Country, Today, Trading
from sim.day.control import end_exploitation
from sim.day.grooming.children import start_exploitation
from sim.day.grooming.crews import Place, pick_place
from sim.engine import phase, rule, soon
from sim.parameters import Parameters
from sim.policy.levers import IndependentAdvocate
from sim.rules import control
from sim.rules.justice import arrest
from sim.rules.safeguarding import advocates, care, referral
from sim.state import (
    FORCES,
    NEVER,
    NONE,
    Advocacy,
    Area,
    Case,
    Episode,
    Line,
    Nation,
    Nrm,
    Person,
    Route,
    Status,
    Support,
    Table,
)
from sim.state.books import RecordedBook, TrueBook
from sim.state.ledger import Ledger
from sim.state.time import YEAR_DAYS

AFTER_DAYS = 365
"""Days after exploitation ended in which it may begin again by the hazard of return: the year of `children_reexploited`."""


@phase
def safeguarding(children: Children, trade: Trading, country: Country, ledger: Ledger, now: Today) -> None:
    """Services open cases as places come free, support begins and ends, decisions are made, and some return."""
    give_places(country, ledger, now)
    look_after_freed(children, trade, country, ledger, now)
    episodes, helped, counts = children.episodes, children.helped, children.counts
    kept = 0
    for k in range(counts.helped):
        row = helped[k]
        episode = episodes[row]
        soon(episodes, helped, k, counts.helped)
        if episode.open:
            line, tally, written = trade.lines[episode.line], ledger.true[episode.area], ledger.recorded[episode.area]
            help_child(episode, children.people, line, country, tally, written, now)
            count_help(episode, tally, now.day)
            if episode.nrm_due <= now.day:
                decide_referral(episode, country.nation.nrm_load, tally, written, now)
        helped[kept] = row
        kept += episode.open
    counts.helped = kept


@phase
def look_after_freed(children: Children, trade: Trading, country: Country, ledger: Ledger, now: Today) -> None:
    """The children who were freed within a year: some are exploited again, and the files of others are closed."""
    episodes, free, counts = children.episodes, children.free, children.counts
    kept = 0
    for k in range(counts.free):
        row = free[k]
        episode = episodes[row]
        soon(episodes, free, k, counts.free)
        if episode.began == now.day:  # taken up again this morning: on the other list already
            continue
        after_freedom(episode, children.people, trade, country.areas, ledger.true[episode.area], now)
        children.exploited[counts.exploited] = row
        counts.exploited += episode.exploited
        free[kept] = row
        kept += int((episode.open == 1) & (episode.exploited == 0))
    counts.free = kept


@phase
def give_places(country: Country, ledger: Ledger, now: Today) -> None:
    """Each day adds a day of each place to what services, support and early help can give; what is not used lapses."""
    areas, nation, p = country.areas, country.nation, now.p
    mean, supported, heads, shared = 0.0, 0.0, 0.0, 0.0
    for a in range(FORCES):
        mean += areas[a].per_head * areas[a].young
        supported += areas[a].support_places
        heads += areas[a].heads
    for a in range(FORCES):
        area = areas[a]
        services = now.policy[a].services
        head = area.heads
        places = care.places_of(area.per_head, mean, services.levelling, services.capacity) * head
        added = max(0.0, services.capacity)  # below 0 services pay for other levers; support is not theirs to give up
        supports, ordinary = area.support_places / max(head, 1e-9), supported / max(heads, 1e-9)
        support = care.places_of(supports, ordinary, services.levelling, added) * head
        area.account = min(area.account + places, p.safeguarding.places_kept * places + p.safeguarding.case_length)
        area.support_account = care.bank_support(area.support_account, area.own * support, area.own, p)
        shared += (1.0 - area.own) * support
        give_early_help(area, now.policy[a].early_help.reach, p)
        give_advocates(area, now.policy[a].independent_advocate, ledger.true[a], p)
        ledger.true[a].place_days += int(1000.0 * places)
        ledger.true[a].places_added += int(1000.0 * max(0.0, places - area.per_head * head))
    nation.support_account = care.bank_support(nation.support_account, shared, 1.0, p)


@rule
def give_early_help(area: Area, added: float, p: Parameters) -> None:
    """A day of each place with early help; what is not used lapses."""
    length = p.safeguarding.early_help_length
    held = (p.safeguarding.early_help_reach + added) * area.heads * length / YEAR_DAYS
    area.help_account = min(area.help_account + held, p.safeguarding.places_kept * held + length)


@rule
def give_advocates(area: Area, advocate: IndependentAdvocate, tally: TrueBook, p: Parameters) -> None:
    """A day of each place with an advocate; what is not used lapses."""
    beside = advocates.advocate_places(area, advocate, p)
    area.advocate_account = min(
        area.advocate_account + beside, p.safeguarding.places_kept * beside + p.safeguarding.advocate_length
    )
    tally.advocate_place_days += int(1000.0 * beside)
    tally.advocate_places_added += int(1000.0 * (beside - beside / (1.0 + advocate.capacity)))


@phase
def help_child(
    episode: Episode,
    people: Table[Person],
    line: Line,
    country: Country,
    tally: TrueBook,
    written: RecordedBook,
    now: Today,
) -> None:
    """Home services hear, find a worker, open a case when there is a place; then specialist support likewise."""
    area, advocate, p, today = country.areas[episode.area], now.policy[episode.area].independent_advocate, now.p, now.day
    child = control.is_child(episode, today)
    if episode.told_due <= today:
        hear_of_child(episode, child, tally, written, p, today)
    if episode.case == Case.WAITING and episode.case_due <= today and child:
        wait_for_case(episode, people, line, area, advocate, tally, written, p, today)
    elif (episode.case == Case.OPEN and episode.case_due <= today) or (episode.case == Case.WAITING and not child):
        tally.cases_ended += int(episode.case == Case.OPEN)
        episode.case, episode.case_due = Case.ENDED, NEVER
    if episode.advocate_due <= today:
        wait_for_advocate(episode, child, area, advocate, tally, p, today)
    if episode.support == Support.WAITING and not child:
        episode.support, episode.support_due = Support.ENDED, NEVER
    elif episode.support == Support.WAITING and care.has_support(area, country.nation):
        begin_support(episode, area, country.nation, advocate, tally, written, p, today)


@rule
def hear_of_child(episode: Episode, child: bool, tally: TrueBook, written: RecordedBook, p: Parameters, today: int) -> None:
    """Word of a child has come to services at home: they tell the force there or not, and look for a worker."""
    episode.told_due = NEVER
    sent = int(referral.services_tell_force(episode, p, today))
    tally.told += 1
    tally.services_told_force += sent
    written.services_told_force += sent
    if child:
        care.ask_for_case(episode, p, today)


@rule
def wait_for_case(
    episode: Episode,
    people: Table[Person],
    line: Line,
    area: Area,
    advocate: IndependentAdvocate,
    tally: TrueBook,
    written: RecordedBook,
    p: Parameters,
    today: int,
) -> None:
    """A child waits until there is a place, and a case begins."""
    if area.account <= 0.0:
        tally.waiting_days += 1
        return
    area.account -= p.safeguarding.case_length
    tally.cases_opened += 1
    tally.case_wait_days += today - episode.case_due
    begin_case(episode, people, line, area, advocate, tally, written, p, today)


@rule
def wait_for_advocate(
    episode: Episode, child: bool, area: Area, advocate: IndependentAdvocate, tally: TrueBook, p: Parameters, today: int
) -> None:
    """A child offered an advocate waits until one is free, who then stands beside it for a time."""
    if episode.advocate == Advocacy.BESIDE or not child:
        advocates.leave_advocate(episode)
    elif area.advocate_account > 0.0:
        area.advocate_account -= p.safeguarding.advocate_length
        advocates.meet_advocate(episode, p, today)
        tally.advocates += 1
        tally.advocate_wait_days += today - episode.advocate_asked
        tally.advocates_hurried += int(1000.0 * advocate.wait_removed)


@rule
def begin_support(
    episode: Episode,
    area: Area,
    nation: Nation,
    advocate: IndependentAdvocate,
    tally: TrueBook,
    written: RecordedBook,
    p: Parameters,
    today: int,
) -> None:
    """A place with support is free: the child takes it, or declines."""
    tally.support_wait_days += today - episode.support_due
    if care.start_support(episode, advocate, p, today):
        area.support_account -= area.own * p.safeguarding.support_length
        nation.support_account -= (1.0 - area.own) * p.safeguarding.support_length
        tally.supported += 1
        written.support_engaged += 1
        written.support_reduced += int(care.reduced_or_stopped(episode, p, today))


@phase
def begin_case(
    episode: Episode,
    people: Table[Person],
    line: Line,
    area: Area,
    advocate: IndependentAdvocate,
    tally: TrueBook,
    written: RecordedBook,
    p: Parameters,
    today: int,
) -> None:
    """A case begins: an advocate offered or not, a safe way out or not, a move far away or not, and a referral to support."""
    care.open_case(episode, p, today)
    advocates.offer_advocate(episode, area, advocate, p, today)
    refer_to_support(episode, written, p, today)
    if care.is_moved(episode, p, today):
        episode.moved = 1
        tally.moved_away += 1
    if episode.exploited and care.leaves_with_plan(episode, p, today):
        end_exploitation(episode, people, line, Route.PROTECTED, p, today)
        tally.freed_protected += 1


@phase
def refer_to_support(episode: Episode, written: RecordedBook, p: Parameters, today: int) -> None:
    """A case, or a positive first decision, opens a way to specialist support; whoever has it or waits for it is not sent again."""
    if episode.support == Support.WAITING or episode.support == Support.ENGAGED:
        return
    written.support_referred += 1
    written.support_accepted += int(care.ask_for_support(episode, p, today))


@rule
def count_help(episode: Episode, tally: TrueBook, today: int) -> None:
    """Count a day of a case, and of support, which ends with its course or at 18."""
    tally.case_days += int(episode.case == Case.OPEN)
    engaged = episode.support == Support.ENGAGED
    tally.support_days += int(engaged)
    if engaged & ((episode.support_due <= today) | (today >= episode.turns_18)):
        episode.support, episode.support_due = Support.ENDED, NEVER


@phase
def decide_referral(episode: Episode, load: float, tally: TrueBook, written: RecordedBook, now: Today) -> None:
    """The first or the final decision on a referral; a negative one may be made again."""
    if episode.nrm == Nrm.REFERRED:
        decide_first(episode, load, tally, written, now)
    elif episode.nrm == Nrm.REASONABLE:
        decide_finally(episode, tally, written, now)


@rule
def decide_first(episode: Episode, load: float, tally: TrueBook, written: RecordedBook, now: Today) -> None:
    """The first decision: a positive one opens support and the wait for the final one, a negative one ends the referral."""
    chance = now.p.safeguarding.nrm_first_positive * now.scene.first_positive
    positive = referral.reasonable_grounds(episode, chance, now.day)
    if not positive and referral.is_decided_anew(episode, now.policy[episode.area].nrm_decisions, now.day):
        written.reconsidered += 1
        positive = referral.second_decision(episode, chance, now.day)
    tally.first_decisions += 1
    tally.first_positive += int(positive)
    written.first_decisions += 1
    written.first_positive += int(positive)
    if not positive:
        episode.nrm, episode.nrm_due = Nrm.REFUSED, NEVER
        return
    referral.wait_for_conclusive(episode, load, now.p, now.day)
    if control.is_child(episode, now.day):
        refer_to_support(episode, written, now.p, now.day)


@rule
def decide_finally(episode: Episode, tally: TrueBook, written: RecordedBook, now: Today) -> None:
    """The final decision on a referral."""
    episode.nrm, episode.nrm_due = Nrm.CONCLUSIVE, NEVER
    chance = referral.chance_conclusive(episode, now.scene.final_positive, now.p)
    positive = referral.conclusive_grounds(episode, chance, now.day)
    if not positive and referral.is_decided_anew(episode, now.policy[episode.area].nrm_decisions, now.day):
        written.reconsidered += 1
        positive = referral.second_decision(episode, chance, now.day)
    episode.positive = int(positive)
    late = int(arrest.comes_late(episode, now.day))
    tally.final_decisions += 1
    tally.final_positive += int(positive)
    tally.final_late += late
    written.final_decisions += 1
    written.final_positive += int(positive)
    written.final_late += late
    written.final_wait_days += now.day - episode.nrm_since


@rule
def after_freedom(
    episode: Episode, people: Table[Person], trade: Trading, areas: Table[Area], tally: TrueBook, now: Today
) -> None:
    """The year after: exploitation may begin again; then the child is as others at risk, and the file closed once no case is open."""
    p, today = now.p, now.day
    if today < episode.custody_until and today < episode.turns_18:
        return
    since = max(episode.ended, min(episode.custody_until, today))
    if today >= episode.turns_18 or today - since > AFTER_DAYS:
        be_as_others(episode, people[episode.person], tally, today)
        return
    if not care.exploited_again(episode, p, today):
        return
    row, sent = pick_place(episode.luck, episode.area, Place.CHILD, trade, areas, today)
    if row != NONE:
        tally.reexploited += 1
        start_exploitation(people[episode.person], episode, people, trade.lines[row], row, sent, tally, p, today)


@rule
def be_as_others(episode: Episode, person: Person, tally: TrueBook, today: int) -> None:
    """A year after it is free a child is at risk as others are, or grown up; its file is closed once nothing is open in it."""
    if person.status == Status.FREE:
        over = today >= person.turns_18 or today >= person.leaves
        person.status = Status.LEFT if over else Status.AT_RISK
        tally.free_ended += int(over)
        tally.back_at_risk += int(not over)
    if not control.waits_as_suspect(episode) and episode.nrm_due == NEVER and today >= episode.custody_until:
        close_file(episode, tally)


@phase
def close_file(episode: Episode, tally: TrueBook) -> None:
    """The file on a child is closed: a case that is open ends with it, and what the child owed."""
    episode.open = episode.helped = 0
    tally.debt_dropped += episode.debt
    episode.debt = 0
    if episode.case == Case.OPEN:
        episode.case = Case.ENDED
        tally.cases_ended += 1
