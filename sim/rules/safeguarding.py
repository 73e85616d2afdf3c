"""Step 9, safeguarding: how a found child is read, who is told, what help comes, and whether exploitation begins again."""

import math

from sim.engine import rule
from sim.engine.luck import days_until, purpose, uniform
from sim.parameters import Parameters
from sim.parameters.structure import CrewPlace, Returning
from sim.policy.levers import IndependentAdvocate, NrmDecisions, RecognitionOfExploitation
from sim.rules.control import ratio_if, small_chance
from sim.state import NEVER, Advocacy, Area, Case, Episode, Line, Nation, Nrm, Route, Support, Trait

RECOGNISED = purpose("recognised as a victim")
ADULT_SEEN = purpose("adult met by police seen as exploited")
REFERRED = purpose("referred to the NRM")
FIRST_WAIT = purpose("wait for reasonable grounds")
FINAL_WAIT = purpose("wait for conclusive grounds")
REASONABLE = purpose("reasonable grounds positive")
CONCLUSIVE = purpose("conclusive grounds positive")
DEVOLVED = purpose("decided by a local panel")
ASSESSED = purpose("wait for a worker")
ACCEPTED = purpose("accepted by specialist support")
ENGAGED = purpose("engages with support")
ADVOCATE = purpose("offered an advocate")
ASKED_ON = purpose("asked once more by an advocate")
ENGAGED_ON = purpose("engages when asked once more")
DECIDED_ANEW = purpose("negative decision made again")
SECOND = purpose("decision made again positive")
SAFE_PLAN = purpose("leaves with a safe plan")
PLAN_FOR_HOME = purpose("goes home with a safe plan")
MOVED = purpose("moved far away")
RETURN = purpose("renewed exploitation")
REFILL = purpose("crew place refilled")
LENGTH = purpose("length of support")
FLAGGED = purpose("flagged county lines")
REDUCED = purpose("recorded as reduced or stopped")


@rule
def log_odds(share: float) -> float:
    """Log odds of a share; none and all are taken as one in a billion from it."""
    inside = min(max(share, 1e-9), 1.0 - 1e-9)
    return math.log(inside / (1.0 - inside))


@rule
def as_share(odds_log: float) -> float:
    """The share with the given log odds."""
    return 1.0 / (1.0 + math.exp(-odds_log))


@rule
def better_eyes(recognition: RecognitionOfExploitation, p: Parameters) -> float:
    """Training, a definition in law and shared information add up on the log odds of recognition, once."""
    gain = recognition.training * math.log(p.safeguarding.training_effect)
    gain += recognition.definition * math.log(p.safeguarding.definition_effect)
    return gain + recognition.information_shared * math.log(p.safeguarding.multiagency_effect)


@rule
def hard_to_see(episode: Episode, p: Parameters, today: int) -> float:
    """Girls, and those near 18, are recognised less (log odds lost)."""
    lost = p.safeguarding.girls_missed if episode.traits & Trait.GIRL else 0.0
    return lost + (p.safeguarding.near_18_missed if episode.turns_18 - today < p.safeguarding.near_18_days else 0.0)


@rule
def chance_of_recognition(
    episode: Episode,
    practice: float,
    recognition: RecognitionOfExploitation,
    growth: float,
    police: bool,
    informed: bool,
    p: Parameters,
    today: int,
) -> float:
    """A body recognises exploitation by what it is, its area's practice, what it has learnt or been told, and who the child is."""
    odds = log_odds(p.safeguarding.recognition_mean) + practice + math.log(growth)
    odds += 0.0 if police else p.safeguarding.services_see_more
    odds += math.log(p.safeguarding.told_force_effect) if informed else 0.0
    return as_share(odds + better_eyes(recognition, p) - hard_to_see(episode, p, today))


@rule
def is_recognised(episode: Episode, chance: float, today: int, source: int) -> bool:
    """A found child is read as a victim, or missed; drawn again at the next find."""
    return uniform(episode.luck, today, RECOGNISED + source) < chance


@rule
def has_plan_for_home(episode: Episode, p: Parameters, today: int) -> bool:
    """A recognised child goes home with a safe plan, or without."""
    return uniform(episode.luck, today, PLAN_FOR_HOME) < p.safeguarding.plan_at_find


@rule
def rest_longer(episode: Episode, p: Parameters, today: int) -> None:
    """A child who came home with a plan returns to the road by a lower hazard: off it for so much longer."""
    episode.rest_until = today + int((episode.rest_until - today) * p.safeguarding.rest_ratio_with_plan)


@rule
def adult_recognised(luck: int, p: Parameters, today: int) -> bool:
    """Police who meet an adult running for a line see somebody exploited, or a suspect."""
    return uniform(luck, today, ADULT_SEEN) < p.safeguarding.adult_recognised_share


@rule
def until_18(episode: Episode, length: float, today: int) -> int:
    """Help of child services lasts its length, or until 18 (days)."""
    return min(int(length), episode.turns_18 - today)


@rule
def is_for_services(episode: Episode) -> bool:
    """Services at home, or the NRM, are to hear of a child: it waits for them, and for what follows, from then on."""
    return (episode.told_due < NEVER) | (episode.nrm_due < NEVER)


@rule
def ask_for_case(episode: Episode, p: Parameters, today: int) -> None:
    """Once told, home services need some weeks to find a worker; the child then waits for a place."""
    if episode.case == Case.OPEN or episode.case == Case.WAITING:
        return
    wait = days_until(uniform(episode.luck, today, ASSESSED), p.safeguarding.service_wait)
    episode.case = Case.WAITING
    episode.case_due = today + wait


@rule
def open_case(episode: Episode, area: Area, advocate: IndependentAdvocate, p: Parameters, today: int) -> None:
    """A place is free: a worker makes a plan, and the child may be offered an advocate, for whom it waits."""
    episode.case = Case.OPEN
    episode.case_due = today + until_18(episode, p.safeguarding.case_length, today)
    if episode.advocate == Advocacy.WAITING or episode.advocate == Advocacy.BESIDE:
        return
    if uniform(episode.luck, today, ADVOCATE) < share_offered(area, advocate, p):
        episode.advocate, episode.advocate_asked = Advocacy.WAITING, today
        episode.advocate_due = today + int(p.safeguarding.advocate_wait * (1.0 - advocate.wait_removed))


@rule
def share_offered(area: Area, advocate: IndependentAdvocate, p: Parameters) -> float:
    """Share of recognised children with a case who are offered an advocate."""
    base = p.safeguarding.advocate_share_start if area.advocates else 0.0
    return base + (1.0 - base) * advocate.coverage


@rule
def advocate_places(area: Area, advocate: IndependentAdvocate, p: Parameters) -> float:
    """Children whom an area's advocates can stand beside at once: what is offered brings places with it, and more may be added."""
    places = share_offered(area, advocate, p) * p.safeguarding.advocate_capacity / 1000.0 * area.heads
    return places * (1.0 + advocate.capacity)


@rule
def has_advocate(episode: Episode) -> bool:
    """An advocate stands beside the child."""
    return episode.advocate == Advocacy.BESIDE


@rule
def meet_advocate(episode: Episode, p: Parameters, today: int) -> None:
    """A place with an advocate is free, and used for its length, at most until 18."""
    episode.advocate = Advocacy.BESIDE
    episode.advocate_due = today + until_18(episode, p.safeguarding.advocate_length, today)


@rule
def leave_advocate(episode: Episode) -> None:
    """The advocate's time with the child is over; or the child has come of age while it waited."""
    episode.advocate, episode.advocate_due = Advocacy.ENDED, NEVER


@rule
def leaves_with_plan(episode: Episode, p: Parameters, today: int) -> bool:
    """A child with a safe plan leaves exploitation when it starts, or not."""
    return uniform(episode.luck, today, SAFE_PLAN) < p.safeguarding.exit_with_plan


@rule
def is_moved(episode: Episode, p: Parameters, today: int) -> bool:
    """A child is moved to a placement far away, or not."""
    return uniform(episode.luck, today, MOVED) < p.safeguarding.moved_share


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
def chance_of_engaging(episode: Episode, p: Parameters) -> float:
    """A share of the accepted engage; an advocate raises the odds by `advocate_engagement`."""
    odds = log_odds(p.safeguarding.support_engage_share)
    return as_share(odds + (math.log(p.safeguarding.advocate_engagement) if has_advocate(episode) else 0.0))


@rule
def start_support(episode: Episode, advocate: IndependentAdvocate, p: Parameters, today: int) -> bool:
    """A place with specialist support is free: the child engages for the length of a course, or declines.

    An advocate may ask a child that declines once more.
    """
    chance = chance_of_engaging(episode, p)
    engages = uniform(episode.luck, today, ENGAGED) < chance
    if not engages and has_advocate(episode) and uniform(episode.luck, today, ASKED_ON) < advocate.engagement:
        engages = uniform(episode.luck, today, ENGAGED_ON) < chance
    episode.support = Support.ENGAGED if engages else Support.DECLINED
    spread = p.safeguarding.support_spread
    over_mean = 1.0 - spread + 2.0 * spread * uniform(episode.luck, today, LENGTH)
    episode.support_due = today + int(p.safeguarding.support_length * over_mean) if engages else NEVER
    return engages


@rule
def refer(episode: Episode, decisions: NrmDecisions, p: Parameters, today: int) -> bool:
    """A recognised child is referred to the NRM with a chance; a first decision comes after a wait."""
    if (
        episode.nrm != Nrm.NOT_REFERRED
        or uniform(episode.luck, today, REFERRED) >= p.safeguarding.nrm_referral_given_recognised
    ):
        return False
    episode.nrm = Nrm.REFERRED
    episode.nrm_since = today
    in_time = episode.turns_18 - today > p.safeguarding.panel_days_least
    episode.panel = int(uniform(episode.luck, today, DEVOLVED) < decisions.devolved_share and in_time)
    mean = p.safeguarding.nrm_final_wait_devolved if episode.panel else p.safeguarding.nrm_first_wait
    episode.nrm_due = today + days_until(uniform(episode.luck, today, FIRST_WAIT), mean)
    return True


@rule
def reasonable_grounds(episode: Episode, chance: float, today: int) -> bool:
    """The first decision is positive, or not."""
    return uniform(episode.luck, today, REASONABLE) < chance


@rule
def wait_for_conclusive(episode: Episode, load: float, p: Parameters, today: int) -> None:
    """A panel decides both at one meeting; the national authority takes the longer, the more cases wait."""
    mean = 1.0 if episode.panel else p.safeguarding.nrm_final_wait_national * load
    episode.nrm = Nrm.REASONABLE
    episode.nrm_due = today + days_until(uniform(episode.luck, today, FINAL_WAIT), mean)


@rule
def chance_conclusive(episode: Episode, ratio: float, p: Parameters) -> float:
    """The final decision is positive with a chance that differs between panel and national authority."""
    chance = p.safeguarding.nrm_positive_devolved if episode.panel else p.safeguarding.nrm_positive_national
    return min(1.0, chance * ratio)


@rule
def conclusive_grounds(episode: Episode, chance: float, today: int) -> bool:
    """The final decision is positive, or not."""
    return uniform(episode.luck, today, CONCLUSIVE) < chance


@rule
def is_decided_anew(episode: Episode, decisions: NrmDecisions, today: int) -> bool:
    """A negative decision is made again, or stands."""
    return uniform(episode.luck, today, DECIDED_ANEW) < decisions.acceptance


@rule
def second_decision(episode: Episode, chance: float, today: int) -> bool:
    """A decision made again is positive with the chance of the first."""
    return uniform(episode.luck, today, SECOND) < chance


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
    """Return in the first year: one hazard, with ratios for the route out, a plan, an advocate, a move, debt and a case."""
    rate = p.safeguarding.reexploitation_rate * route_ratio(episode.route, p)
    rate *= ratio_if(episode.case == Case.OPEN, p.safeguarding.plan_return_ratio)
    rate *= ratio_if(has_advocate(episode), p.safeguarding.advocate_effect)
    rate *= ratio_if(episode.moved != 0, p.safeguarding.placement_move_effect)
    return rate * ratio_if(episode.debt > 0, p.safeguarding.debt_return_ratio)


@rule
def exploited_again(episode: Episode, p: Parameters, today: int) -> bool:
    """A freed child is exploited again, by the rate of return."""
    return uniform(episode.luck, today, RETURN) < small_chance(rate_of_return(episode, p, today))


@rule
def leave_place(episode: Episode, line: Line, p: Parameters, today: int) -> None:
    """The crew place of a freed child is filled by another child with `crew_place_refill`, else it lapses for a time."""
    refill = p.grooming.crew_place_refill if p.structure.crew_place == CrewPlace.REFILLED else 0.0
    if uniform(episode.luck, today, REFILL) >= refill:
        line.places_left += 1


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
def is_flagged(episode: Episode, use: float, p: Parameters, today: int) -> bool:
    """A referral of a county lines case carries the county lines flag, or not: the flag's use grew after it began."""
    return uniform(episode.luck, today, FLAGGED) < p.observation.nrm_flag_completeness * use


@rule
def adult_flagged(luck: int, p: Parameters, today: int) -> bool:
    """An adult seen as exploited, and not referred before, is referred to the NRM with the county lines flag, or not."""
    return uniform(luck, today, FLAGGED) < p.safeguarding.adult_referral_share * p.observation.nrm_flag_completeness


@rule
def reduced_or_stopped(episode: Episode, p: Parameters, today: int) -> bool:
    """Of those who engage, nearly all are recorded as reduced or stopped: a recorded word, not an exit."""
    return uniform(episode.luck, today, REDUCED) < p.observation.recorded_reduced_share
