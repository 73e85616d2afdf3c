"""Step 9, safeguarding: how a found child is read."""

import math

from sim.engine import rule
from sim.engine.luck import purpose, uniform
from sim.parameters import Parameters
from sim.policy.levers import RecognitionOfExploitation
from sim.state import Episode, Trait

RECOGNISED = purpose("recognised as a victim")
ADULT_SEEN = purpose("adult met by police seen as exploited")


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
def adult_recognised(luck: int, p: Parameters, today: int) -> bool:
    """Police who meet an adult running for a line see somebody exploited, or a suspect."""
    return uniform(luck, today, ADULT_SEEN) < p.safeguarding.adult_recognised_share


@rule
def force_knows(episode: Episode, today: int) -> bool:
    """The force that meets a child at home saw a victim in it before, or was told of it, by another force or by services."""
    return episode.force_told <= today and episode.found_at == episode.area
