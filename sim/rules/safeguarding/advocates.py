"""Step 9, safeguarding: independent advocates, and what they change where they stand beside a child."""

from sim.engine import rule
from sim.engine.luck import purpose, uniform
from sim.parameters import Parameters
from sim.policy.levers import IndependentAdvocate
from sim.state import NEVER, Advocacy, Area, Episode

ADVOCATE = purpose("offered an advocate")
ENGAGED = purpose("engages with an advocate")


@rule
def until_18(episode: Episode, length: float, today: int) -> int:
    """Help of child services lasts its length, or until 18 (days)."""
    return min(int(length), episode.turns_18 - today)


@rule
def cut_at_18(episode: Episode, length: float, today: int) -> int:
    """Days of help that are not taken, since the child turns 18 first."""
    return int(length) - until_18(episode, length, today)


@rule
def share_offered(area: Area, advocate: IndependentAdvocate, p: Parameters) -> float:
    """Share of recognised children who are offered an advocate."""
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
def effect_beside(episode: Episode, ratio: float) -> float:
    """What an advocate who stands beside a child makes of the odds of a decision about it: 1 where there is none."""
    return ratio if has_advocate(episode) else 1.0


@rule
def meet_advocate(episode: Episode, p: Parameters, today: int) -> bool:
    """A place with an advocate is free: the child engages, and it is used for its length, at most until 18; or it does not.

    One draw an exploitation: who did not engage at first does not at later offers.
    """
    if uniform(episode.luck, episode.began, ENGAGED) >= p.care.advocate_engaged_share:
        leave_advocate(episode)
        return False
    episode.advocate = Advocacy.BESIDE
    episode.advocate_due = today + until_18(episode, p.safeguarding.advocate_length, today)
    return True


@rule
def leave_advocate(episode: Episode) -> None:
    """The advocate's time with the child is over, or the child came of age while it waited, or did not engage."""
    episode.advocate, episode.advocate_due = Advocacy.ENDED, NEVER


@rule
def offer_advocate(episode: Episode, area: Area, advocate: IndependentAdvocate, p: Parameters, today: int) -> None:
    """A child in whom a victim is seen is offered an advocate, for whom it waits, or not; not who has one or waits for one.

    One draw an exploitation: who is offered none at first is offered none at later finds, but where more come to be offered one.
    """
    if episode.advocate == Advocacy.WAITING or episode.advocate == Advocacy.BESIDE:
        return
    if uniform(episode.luck, episode.began, ADVOCATE) < share_offered(area, advocate, p):
        episode.advocate, episode.advocate_asked = Advocacy.WAITING, today
        episode.advocate_due = today + int(p.safeguarding.advocate_wait * (1.0 - advocate.wait_removed))
