"""Step 9, safeguarding: plans, cases with services, support, and whether exploitation begins again."""

from sim.engine import rule
from sim.engine.luck import days_until, purpose, uniform
from sim.parameters import Parameters
from sim.parameters.structure import Returning
from sim.policy.levers import IndependentAdvocate
from sim.rules.control import ratio_if, small_chance
from sim.rules.safeguarding.advocates import effect_beside, has_advocate, until_18
from sim.rules.safeguarding.reading import with_odds
from sim.state import NEVER, Area, Case, Episode, Nation, Route, Support

ASSESSED = purpose("wait for a worker")
ACCEPTED = purpose("accepted by specialist support")
ENGAGED = purpose("engages with support")
ASKED_ON = purpose("asked once more by an advocate")
ENGAGED_ON = purpose("engages when asked once more")
SAFE_PLAN = purpose("leaves with a safe plan")
PLAN_FOR_HOME = purpose("goes home with a safe plan")
MOVED = purpose("moved far away")
RETURN = purpose("renewed exploitation")
CASE_ACCEPTED = purpose("case accepted")
REVIEWED = purpose("review of a case held")
LEAVES_AT_REVIEW = purpose("leaves at a review")
CLOSED_EARLY = purpose("case closed early")
LENGTH = purpose("length of support")
REDUCED = purpose("recorded as reduced or stopped")
LATE_DAYS = 30.0
"""The unit of `late_acceptance`: days."""


@rule
def has_plan_for_home(episode: Episode, p: Parameters, today: int) -> bool:
    """A recognised child goes home with a safe plan, or without."""
    return uniform(episode.luck, today, PLAN_FOR_HOME) < p.safeguarding.plan_at_find


@rule
def rest_longer(episode: Episode, p: Parameters, today: int) -> None:
    """A child who came home with a plan returns to the road by a lower hazard: off it for so much longer."""
    episode.rest_until = today + int((episode.rest_until - today) * p.safeguarding.rest_ratio_with_plan)


@rule
def ask_for_case(episode: Episode, slow: float, p: Parameters, today: int) -> None:
    """Once told, home services need some weeks to find a worker, more in some areas; the child then waits for a place."""
    if episode.case == Case.OPEN or episode.case == Case.WAITING:
        return
    wait = days_until(uniform(episode.luck, today, ASSESSED), max(1.0, p.safeguarding.service_wait * slow))
    episode.case, episode.case_asked = Case.WAITING, today
    episode.case_due = today + wait


@rule
def open_case(episode: Episode, p: Parameters, today: int) -> None:
    """A place is free, and a case is accepted: a worker makes a plan, and is in contact with the child."""
    episode.case, episode.in_contact = Case.OPEN, 1
    episode.review_due = today + int(p.care.case_review_interval)
    episode.case_due = today + until_18(episode, p.safeguarding.case_length, today)


@rule
def crowding(waiting: int, places: float) -> float:
    """How full services are: the children who wait for a place over the places there are, at most as many."""
    return min(1.0, waiting / max(places, 1e-9))


@rule
def odds_when_late(waited: int, usual: float, p: Parameters) -> float:
    """Help that comes late is accepted less: the ratio of odds, 1 after the usual wait."""
    return p.care.late_acceptance ** ((waited - usual) / LATE_DAYS)


@rule
def accepts_case(episode: Episode, p: Parameters, today: int) -> bool:
    """Child and family accept a case when there is a place, the less, the longer they have waited."""
    chance = with_odds(p.care.case_accepted_share, odds_when_late(today - episode.case_asked, p.care.usual_case_wait, p))
    return uniform(episode.luck, today, CASE_ACCEPTED) < chance


@rule
def refuse_case(episode: Episode) -> None:
    """No case is opened for a child that refuses it; services may hear of the child again."""
    episode.case, episode.case_due = Case.ENDED, NEVER


@rule
def review_case(episode: Episode, crowded: float, p: Parameters, today: int) -> bool:
    """A review is held and the child met, or the case drifts until the next (whether it is held); full services hold fewer."""
    chance = p.care.review_held * (1.0 + crowded * (p.care.review_held_full - 1.0))
    episode.in_contact = int(uniform(episode.luck, today, REVIEWED) < chance)
    episode.review_due = today + int(p.care.case_review_interval)
    return episode.in_contact != 0


@rule
def leaves_at_review(episode: Episode, p: Parameters, today: int) -> bool:
    """A child in contact with its worker leaves exploitation by the plan, or not yet."""
    return uniform(episode.luck, today, LEAVES_AT_REVIEW) < p.care.exit_at_review


@rule
def closes_early(episode: Episode, crowded: float, p: Parameters, today: int) -> bool:
    """Full services close some cases before their time, to take others on."""
    return uniform(episode.luck, today, CLOSED_EARLY) < p.care.closed_early * crowded


@rule
def close_case(episode: Episode, today: int) -> int:
    """A case ends (the days of its place that are left)."""
    left = max(0, episode.case_due - today)
    episode.case, episode.case_due, episode.in_contact, episode.review_due = Case.ENDED, NEVER, 0, NEVER
    return left


@rule
def leaves_with_plan(episode: Episode, p: Parameters, today: int) -> bool:
    """A child with a safe plan leaves exploitation when it starts, or not."""
    return uniform(episode.luck, today, SAFE_PLAN) < p.safeguarding.exit_with_plan


@rule
def is_moved(episode: Episode, p: Parameters, today: int) -> bool:
    """A child is moved to a placement far away, or not; an advocate has a say."""
    chance = with_odds(p.safeguarding.moved_share, effect_beside(episode, p.care.advocate_placement))
    return uniform(episode.luck, today, MOVED) < chance


@rule
def ask_for_support(episode: Episode, p: Parameters, today: int) -> bool:
    """Specialist support accepts a share of those referred to it; the accepted wait for a place."""
    if episode.support == Support.WAITING or episode.support == Support.ENGAGED:
        return False
    accepted = uniform(episode.luck, today, ACCEPTED) < p.safeguarding.support_accept_share
    episode.support = Support.WAITING if accepted else Support.DECLINED
    episode.support_due = today
    return accepted


@rule
def chance_of_engaging(episode: Episode, p: Parameters, today: int) -> float:
    """A share of the accepted engage, the less, the longer they have waited; an advocate changes the odds."""
    late = odds_when_late(today - episode.support_due, p.care.usual_support_wait, p)
    ratio = late * effect_beside(episode, p.safeguarding.advocate_engagement)
    return with_odds(p.safeguarding.support_engage_share, ratio)


@rule
def start_support(episode: Episode, advocate: IndependentAdvocate, p: Parameters, today: int) -> bool:
    """A place with specialist support is free: the child engages for the length of a course, or declines.

    An advocate may ask a child that declines once more.
    """
    chance = chance_of_engaging(episode, p, today)
    engages = uniform(episode.luck, today, ENGAGED) < chance
    if not engages and has_advocate(episode) and uniform(episode.luck, today, ASKED_ON) < advocate.engagement:
        engages = uniform(episode.luck, today, ENGAGED_ON) < chance
    episode.support = Support.ENGAGED if engages else Support.DECLINED
    spread = p.safeguarding.support_spread
    over_mean = 1.0 - spread + 2.0 * spread * uniform(episode.luck, today, LENGTH)
    episode.support_due = today + int(p.safeguarding.support_length * over_mean) if engages else NEVER
    return engages


@rule
def route_ratio(route: int, p: Parameters) -> float:
    """The hazard of return after each way out, over that after support; 1 for all where one hazard serves."""
    if p.structure.returning == Returning.ONE_HAZARD:
        return 1.0
    own = ratio_if(route == Route.OWN, p.safeguarding.return_ratio_own)
    arrest = ratio_if(route == Route.ARREST, p.safeguarding.return_ratio_arrest)
    return own * arrest * ratio_if(route == Route.CLOSURE, p.safeguarding.return_ratio_closure)


@rule
def rate_of_return(episode: Episode, p: Parameters, today: int) -> float:
    """Return in the first year: one hazard, with ratios for the route out, an advocate, a move, debt, and a worker in contact."""
    rate = p.safeguarding.reexploitation_rate * route_ratio(episode.route, p)
    rate *= ratio_if(episode.in_contact != 0, p.safeguarding.plan_return_ratio)
    rate *= ratio_if(has_advocate(episode), p.safeguarding.advocate_effect)
    rate *= ratio_if(episode.moved != 0, p.safeguarding.placement_move_effect)
    return rate * ratio_if(episode.debt > 0, p.safeguarding.debt_return_ratio)


@rule
def exploited_again(episode: Episode, p: Parameters, today: int) -> bool:
    """A freed child is exploited again, by the rate of return."""
    return uniform(episode.luck, today, RETURN) < small_chance(rate_of_return(episode, p, today))


@rule
def places_of(own: float, mean: float, levelling: float, added: float) -> float:
    """Places for each child at risk: an area's own number, levelled towards the mean, and added to."""
    return (own + levelling * (mean - own)) * (1.0 + added)


@rule
def bank_support(account: float, places: float, share: float, p: Parameters) -> float:
    """A day of each place with support (days of support): what is not used lapses, but for some days and one child's course."""
    return min(account + places, p.safeguarding.places_kept * places + share * p.safeguarding.support_length)


@rule
def has_support(area: Area, nation: Nation) -> bool:
    """A place with support is free. Below full scale an area has a fraction of one: it draws in part on what all areas share."""
    return area.own * area.support_account + (1.0 - area.own) * nation.support_account > 0.0


@rule
def reduced_or_stopped(episode: Episode, p: Parameters, today: int) -> bool:
    """Of those who engage, nearly all are recorded as reduced or stopped: a recorded word, not an exit."""
    return uniform(episode.luck, today, REDUCED) < p.observation.recorded_reduced_share
