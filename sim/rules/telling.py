"""Step 9, word to others: who is told of a found child, services and force of its home, by which link and how soon."""

from sim.engine import rule
from sim.engine.luck import days_until, purpose, uniform
from sim.parameters import Parameters
from sim.policy.levers import IntelligenceSharing
from sim.state import Episode, Person, Trait

COLLECTED = purpose("collected from where it was found")
TOLD = purpose("home services told")
TOLD_DELAY = purpose("delay until home services are told")
FORCE_TOLD = purpose("home force told")
TOLD_BY_SERVICES = purpose("force told by services")
TOLD_BY_SERVICES_DELAY = purpose("delay until the force is told by services")
FORCE_TOLD_DELAY = purpose("delay until the home force is told")


@rule
def is_collected(person: Person, p: Parameters, today: int) -> bool:
    """Someone of the home area collects a child found elsewhere, and learns of it there; or nobody does."""
    return uniform(person.luck, today, COLLECTED) < p.safeguarding.collected_share


@rule
def tell_home(
    person: Person, episode: Episode, away: bool, near: bool, sharing: IntelligenceSharing, p: Parameters, today: int
) -> None:
    """Services at home hear at once of a child found there; of one found elsewhere by the share, delay and reach of sharing.

    A child placed far away is the charge of the council that placed it, in another region, which is told likewise.
    """
    placed = person.traits & Trait.PLACED_AWAY
    if not away and not placed:
        episode.told_due = min(episode.told_due, today + 1)
        return
    within = goes_by_the_system(sharing, near and not placed, p)
    share = share_told(within, sharing, p)
    if uniform(person.luck, today, TOLD) < share + (1.0 - share) * p.safeguarding.told_anyway:
        delay = days_to_tell(within, sharing, p) * p.safeguarding.told_delay_ratio
        episode.told_due = min(episode.told_due, today + days_until(uniform(person.luck, today, TOLD_DELAY), max(1.0, delay)))


@rule
def goes_by_the_system(sharing: IntelligenceSharing, near: bool, p: Parameters) -> bool:
    """Word of a child goes by a system of sharing that reaches so far, if it passes on more than forces alone do."""
    reached = sharing.reach == 2 or (sharing.reach == 1 and near)
    return reached and sharing.share > p.intelligence.shared_share_fragmented


@rule
def share_told(within: bool, sharing: IntelligenceSharing, p: Parameters) -> float:
    """The share of found children of whom word is sent to another area, by the system or by the habits of forces alone."""
    return sharing.share if within else p.intelligence.shared_share_fragmented


@rule
def days_to_tell(within: bool, sharing: IntelligenceSharing, p: Parameters) -> float:
    """The mean time that word to another force takes, by the system or by the habits of forces alone."""
    return sharing.delay_days if within else p.intelligence.sharing_delay_fragmented


@rule
def tell_home_force(
    person: Person, episode: Episode, near: bool, sharing: IntelligenceSharing, p: Parameters, today: int
) -> bool:
    """The force of the home area hears of a child whom another force found elsewhere, or does not (whether word is sent)."""
    within = goes_by_the_system(sharing, near, p)
    if uniform(person.luck, today, FORCE_TOLD) >= share_told(within, sharing, p):
        return False
    wait = days_until(uniform(person.luck, today, FORCE_TOLD_DELAY), max(1.0, days_to_tell(within, sharing, p)))
    episode.force_told = min(episode.force_told, today + wait)
    return True


@rule
def remember_child(person: Person, episode: Episode, place: int, today: int) -> None:
    """A force that sees a victim in a child of its own area remembers the child."""
    if place == person.area:
        episode.force_told = min(episode.force_told, today + 1)


@rule
def services_tell_force(person: Person, episode: Episode, p: Parameters, today: int) -> bool:
    """Services at home that hear of a child tell the force there, unless it knows or will sooner, or do not (whether word is sent)."""
    if uniform(person.luck, today, TOLD_BY_SERVICES) >= p.safeguarding.services_tell_force:
        return False
    day = today + days_until(uniform(person.luck, today, TOLD_BY_SERVICES_DELAY), p.safeguarding.services_tell_force_days)
    if day >= episode.force_told:
        return False
    episode.force_told = day
    return True


@rule
def force_knows(person: Person, episode: Episode, today: int) -> bool:
    """The force that meets a child at home saw a victim in it before, or was told of it, by another force or by services."""
    return episode.force_told <= today and episode.found_at == person.area
