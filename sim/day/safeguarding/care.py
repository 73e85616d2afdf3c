"""A child's case with services from hearing to close, review by review; support; and an advocate beside the child."""

from sim.day.bundles import Country, Today
from sim.day.control import end_exploitation
from sim.engine import phase, rule
from sim.parameters import Parameters
from sim.policy.levers import IndependentAdvocate, Policy
from sim.rules import control, grooming
from sim.rules.safeguarding import advocates, care, reading, referral
from sim.state import NEVER, NONE, Advocacy, Area, Case, Episode, Nation, Person, Route, Support, Table
from sim.state.books import RecordedBook, TrueBook


@rule
def help_child(
    episode: Episode, people: Table[Person], country: Country, tally: TrueBook, written: RecordedBook, now: Today
) -> None:
    """Home services hear, find a worker, open a case when there is a place and review it; then specialist support likewise."""
    area, policy, p, today = country.areas[episode.area], now.policy[episode.area], now.p, now.day
    advocate, child = policy.independent_advocate, control.is_child(episode, today)
    if episode.told_due <= today:
        hear_of_child(episode, child, people, area, policy, tally, written, p, today)
    if episode.case == Case.WAITING and episode.case_due <= today and child:
        wait_for_case(episode, people, area, tally, written, p, today)
    elif (episode.case == Case.OPEN and episode.case_due <= today) or (episode.case == Case.WAITING and not child):
        tally.cases_ended += int(episode.case == Case.OPEN)
        care.close_case(episode, today)
    elif episode.case == Case.OPEN and episode.review_due <= today:
        review(episode, people, area, tally, p, today)
    if episode.advocate_due <= today:
        wait_for_advocate(episode, child, area, advocate, tally, p, today)
    if episode.support == Support.WAITING and not child:
        episode.support, episode.support_due = Support.ENDED, NEVER
    elif episode.support == Support.WAITING and care.has_support(area, country.nation):
        begin_support(episode, area, country.nation, advocate, tally, written, p, today)


@rule
def hear_of_child(
    episode: Episode,
    child: bool,
    people: Table[Person],
    area: Area,
    policy: Policy,
    tally: TrueBook,
    written: RecordedBook,
    p: Parameters,
    today: int,
) -> None:
    """Word of a child has come to services at home: they tell the force there or not, name friends, and look for a worker."""
    episode.told_due = NEVER
    recognition = policy.recognition_of_exploitation
    share = referral.share_between_agencies(area, recognition, policy.services, p)
    sent = int(referral.services_tell_force(episode, share, recognition, p, today))
    tally.told += 1
    tally.services_told_force += sent
    written.services_told_force += sent
    peer = people[episode.person].peer
    if peer != NONE and grooming.is_at_risk(people[peer], today) and referral.names_peer(episode, share, p, today):
        tally.risk_named += grooming.put_on_list(people[peer], p, today)
    if child:
        care.ask_for_case(episode, reading.levelled(area.slow, 1.0, policy.services, p), p, today)


@rule
def wait_for_case(
    episode: Episode,
    people: Table[Person],
    area: Area,
    tally: TrueBook,
    written: RecordedBook,
    p: Parameters,
    today: int,
) -> None:
    """A child waits until there is a place, and a case begins, unless it comes too late to be accepted."""
    if area.account <= 0.0:
        tally.waiting_days += 1
        area.waiting += 1
        return
    if not care.accepts_case(episode, p, today):
        care.refuse_case(episode)
        tally.cases_refused += 1
        return
    returned = advocates.cut_at_18(episode, p.safeguarding.case_length, today)
    area.account -= p.safeguarding.case_length - returned
    tally.case_days_returned += returned
    tally.cases_opened += 1
    tally.case_wait_days += today - episode.case_due
    begin_case(episode, people, tally, written, p, today)


@rule
def wait_for_advocate(
    episode: Episode, child: bool, area: Area, advocate: IndependentAdvocate, tally: TrueBook, p: Parameters, today: int
) -> None:
    """A child offered an advocate waits until one is free, who then stands beside it for a time if it engages."""
    if episode.advocate == Advocacy.BESIDE or not child:
        advocates.leave_advocate(episode)
    elif area.advocate_account > 0.0 and advocates.meet_advocate(episode, p, today):
        returned = advocates.cut_at_18(episode, p.safeguarding.advocate_length, today)
        area.advocate_account -= p.safeguarding.advocate_length - returned
        tally.advocate_days_returned += returned
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
    waited = today - episode.support_due
    if care.start_support(episode, advocate, p, today):
        tally.support_wait_days += waited
        course = p.safeguarding.support_length - advocates.cut_at_18(episode, p.safeguarding.support_length, today)
        area.support_account -= area.own * course
        nation.support_account -= (1.0 - area.own) * course
        tally.supported += 1
        written.support_engaged += 1
        written.support_reduced += int(care.reduced_or_stopped(episode, p, today))


@phase
def begin_case(
    episode: Episode, people: Table[Person], tally: TrueBook, written: RecordedBook, p: Parameters, today: int
) -> None:
    """A case begins: a safe way out or not, a move far away or not, and a referral to support."""
    care.open_case(episode, p, today)
    refer_to_support(episode, written, p, today)
    if care.is_moved(episode, p, today):
        episode.moved = 1
        tally.moved_away += 1
        tally.moved_away_days += advocates.until_18(episode, p.safeguarding.case_length, today)
    if episode.exploited and care.leaves_with_plan(episode, p, today):
        end_exploitation(episode, people, Route.PROTECTED, today)
        tally.freed_protected += 1


@phase
def review(episode: Episode, people: Table[Person], area: Area, tally: TrueBook, p: Parameters, today: int) -> None:
    """A review of an open case: held or not; the child may leave by its plan; full services may close the case early."""
    held = care.review_case(episode, area.crowded, p, today)
    tally.reviews_due += 1
    tally.reviews_lapsed += int(not held)
    if held and episode.exploited and care.leaves_at_review(episode, p, today):
        end_exploitation(episode, people, Route.PROTECTED, today)
        tally.freed_protected += 1
    if care.closes_early(episode, area.crowded, p, today):
        left = care.close_case(episode, today)
        area.account += left
        tally.cases_ended += 1
        tally.cases_closed_early += 1
        tally.case_days_returned += left


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
    if engaged & ((episode.support_due <= today) | (today >= episode.turns_18)):
        episode.support, episode.support_due = Support.ENDED, NEVER
