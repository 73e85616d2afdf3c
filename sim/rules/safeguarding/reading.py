"""Step 9, safeguarding: how a found child is read."""

import math

from sim.engine import rule
from sim.engine.luck import purpose, uniform
from sim.parameters import Parameters
from sim.policy.levers import RecognitionOfExploitation, Services
from sim.rules.safeguarding.advocates import has_advocate
from sim.state import Episode, Trait

RECOGNISED = purpose("recognised as a victim")
SEEN_WHEN_TOLD = purpose("seen as a victim when told of by police")
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
def with_odds(share: float, ratio: float) -> float:
    """A share whose odds are so many times as high; the same to the last bit at a ratio of 1."""
    return share * ratio / (1.0 + share * (ratio - 1.0))


@rule
def levelled(own: float, mean: float, services: Services, p: Parameters) -> float:
    """What an area does in its own way, drawn towards the mean by levelling, as far as that reaches practice."""
    return own + services.levelling * p.care.levelling_reach * (mean - own)


@rule
def better_eyes(recognition: RecognitionOfExploitation, p: Parameters) -> float:
    """Training raises the log odds of recognition; a definition in law changes how far it reaches."""
    reach = 1.0 + recognition.definition * (p.care.definition_reach - 1.0)
    return min(1.0, recognition.training * reach) * math.log(p.safeguarding.training_effect)


@rule
def sight_of_services(practice: float, recognition: RecognitionOfExploitation, growth: float, p: Parameters) -> float:
    """The chance that schools, social care and hospitals of an area see what signs of risk in a child mean."""
    odds = log_odds(p.safeguarding.recognition_mean) + practice + math.log(growth) + p.safeguarding.services_see_more
    return as_share(odds + better_eyes(recognition, p))


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
    """A body recognises exploitation by its kind, its area's practice, what it has learnt or been told, and who the child is.

    An advocate who stands beside the child says what has happened to it.
    """
    odds = log_odds(p.safeguarding.recognition_mean) + practice + math.log(growth)
    odds += 0.0 if police else p.safeguarding.services_see_more
    odds += math.log(p.care.told_effect) if informed else 0.0
    odds += math.log(p.care.advocate_recognition) if has_advocate(episode) else 0.0
    return as_share(odds + better_eyes(recognition, p) - hard_to_see(episode, p, today))


@rule
def is_recognised(episode: Episode, chance: float, today: int, source: int) -> bool:
    """A found child is read as a victim, or missed; drawn again at the next find."""
    return uniform(episode.luck, today, RECOGNISED + source) < chance


@rule
def seen_when_told(episode: Episode, chance: float, today: int) -> bool:
    """Services see a victim in a child of whom police tell them, or do not."""
    return uniform(episode.luck, today, SEEN_WHEN_TOLD) < chance


@rule
def adult_recognised(luck: int, p: Parameters, today: int) -> bool:
    """Police who meet an adult running for a line see somebody exploited, or a suspect."""
    return uniform(luck, today, ADULT_SEEN) < p.safeguarding.adult_recognised_share


@rule
def force_knows(episode: Episode, today: int) -> bool:
    """The force that meets a child at home saw a victim in it before, or was told of it, by another force or by services."""
    return episode.force_told <= today and episode.found_at == episode.area


@rule
def services_know(episode: Episode, today: int) -> bool:
    """Services at home were told of the child before, by police who had met it."""
    return episode.services_told <= today and episode.found_at == episode.area
