"""Step 9, safeguarding: who tells whom of a child, and the decisions of the NRM."""

from sim.engine import rule
from sim.engine.luck import days_until, purpose, uniform
from sim.parameters import Parameters
from sim.policy.levers import IntelligenceSharing, NrmDecisions, RecognitionOfExploitation, Services
from sim.rules.intelligence import in_reach, mean_delay, share_passed
from sim.rules.safeguarding.advocates import effect_beside
from sim.rules.safeguarding.reading import as_share, levelled, log_odds, with_odds
from sim.state import NEVER, Area, Episode, Nrm, Trait

REFERRED = purpose("referred to the NRM")
FIRST_WAIT = purpose("wait for reasonable grounds")
FINAL_WAIT = purpose("wait for conclusive grounds")
REASONABLE = purpose("reasonable grounds positive")
CONCLUSIVE = purpose("conclusive grounds positive")
DEVOLVED = purpose("decided by a local panel")
DECIDED_ANEW = purpose("negative decision made again")
SECOND = purpose("decision made again positive")
FLAGGED = purpose("flagged county lines")
COLLECTED = purpose("collected from where it was found")
TOLD = purpose("home services told")
TOLD_DELAY = purpose("delay until home services are told")
FORCE_TOLD = purpose("home force told")
ITEM_TOLD = purpose("services tell police what a find says of the line")
TOLD_BY_POLICE = purpose("services told of a child in whom police saw no victim")
TOLD_BY_POLICE_DELAY = purpose("delay until services are told by police")
PEER_NAMED = purpose("early help told of a sibling or friend")
TOLD_BY_SERVICES = purpose("force told by services")
TOLD_BY_SERVICES_DELAY = purpose("delay until the force is told by services")
FORCE_TOLD_DELAY = purpose("delay until the home force is told")


@rule
def is_for_services(episode: Episode) -> bool:
    """Services at home, the NRM or an advocate are to hear of a child: it waits for them, and for what follows, from then on."""
    return (episode.told_due < NEVER) | (episode.nrm_due < NEVER) | (episode.advocate_due < NEVER)


@rule
def is_collected(episode: Episode, p: Parameters, today: int) -> bool:
    """Someone of the home area collects a child found elsewhere, and learns of it there; or nobody does."""
    return uniform(episode.luck, today, COLLECTED) < p.safeguarding.collected_share


@rule
def tell_home(episode: Episode, away: bool, near: bool, sharing: IntelligenceSharing, p: Parameters, today: int) -> None:
    """Services at home hear at once of a child found there; of one found elsewhere by the share, delay and reach of sharing.

    A child placed far away is the charge of the council that placed it, in another region, which is told likewise.
    """
    placed = episode.traits & Trait.PLACED_AWAY
    if not away and not placed:
        episode.told_due = min(episode.told_due, today + 1)
        return
    within = in_reach(near and not placed, sharing, p)
    share = share_passed(within, sharing, p)
    if uniform(episode.luck, today, TOLD) < share + (1.0 - share) * p.safeguarding.told_anyway:
        delay = mean_delay(False, within, sharing, 0.0, p) * p.safeguarding.told_delay_ratio
        episode.told_due = min(episode.told_due, today + days_until(uniform(episode.luck, today, TOLD_DELAY), max(1.0, delay)))


@rule
def tell_home_force(episode: Episode, near: bool, sharing: IntelligenceSharing, p: Parameters, today: int) -> bool:
    """The force of the home area hears of a child whom another force found elsewhere, or does not (whether word is sent)."""
    within = in_reach(near, sharing, p)
    if uniform(episode.luck, today, FORCE_TOLD) >= share_passed(within, sharing, p):
        return False
    told = days_until(uniform(episode.luck, today, FORCE_TOLD_DELAY), mean_delay(False, within, sharing, 0.0, p))
    episode.force_told = min(episode.force_told, today + told)
    return True


@rule
def remember_child(episode: Episode, place: int, today: int) -> None:
    """A force that sees a victim in a child of its own area remembers the child."""
    if place == episode.area:
        episode.force_told = min(episode.force_told, today + 1)


@rule
def share_between_agencies(area: Area, recognition: RecognitionOfExploitation, services: Services, p: Parameters) -> float:
    """The share of cases in which police and services of an area tell each other: by its practice, a duty in law, and pooling."""
    own = as_share(log_odds(p.care.agencies_tell) + levelled(area.recognition, 0.0, services, p))
    own = with_odds(own, p.care.definition_duty**recognition.definition)
    return own + (1.0 - own) * p.care.pooling_reach * recognition.information_shared


@rule
def days_between_agencies(
    luck: int, purpose_of_delay: int, recognition: RecognitionOfExploitation, p: Parameters, today: int
) -> int:
    """Days until the other agency is told, sooner where cases are pooled."""
    ratio = 1.0 - recognition.information_shared * (1.0 - p.care.pooling_delay)
    return days_until(uniform(luck, today, purpose_of_delay), max(1.0, p.care.agencies_tell_days * ratio))


@rule
def share_taken_up(share: float, p: Parameters) -> float:
    """Of what one agency tells another a part is lost: nobody there takes it up."""
    return share * (1.0 - p.care.told_lost)


@rule
def services_pass_item(episode: Episode, share: float, p: Parameters, today: int) -> bool:
    """What services learn of a line with a child reaches police, if they tell them and it is not lost."""
    return uniform(episode.luck, today, ITEM_TOLD) < share_taken_up(share, p)


@rule
def police_tell_services(
    episode: Episode, share: float, recognition: RecognitionOfExploitation, p: Parameters, today: int
) -> bool:
    """Police who met a child and saw no victim tell services at home of it all the same, or do not (whether it is taken up)."""
    if uniform(episode.luck, today, TOLD_BY_POLICE) >= share_taken_up(share, p):
        return False
    episode.services_told = min(
        episode.services_told, today + days_between_agencies(episode.luck, TOLD_BY_POLICE_DELAY, recognition, p, today)
    )
    return True


@rule
def names_peer(episode: Episode, share: float, p: Parameters, today: int) -> bool:
    """Early help hears of a sibling or close friend of a child seen as a victim: where that is known, told and taken up."""
    return uniform(episode.luck, today, PEER_NAMED) < share_taken_up(share, p) * p.care.peers_named


@rule
def services_tell_force(
    episode: Episode, share: float, recognition: RecognitionOfExploitation, p: Parameters, today: int
) -> bool:
    """Services at home that hear of a child tell the force there, unless it knows or will sooner, or do not (whether word arrives)."""
    if uniform(episode.luck, today, TOLD_BY_SERVICES) >= share_taken_up(share, p):
        return False
    day = today + days_between_agencies(episode.luck, TOLD_BY_SERVICES_DELAY, recognition, p, today)
    if day >= episode.force_told:
        return False
    episode.force_told = day
    return True


@rule
def chance_of_referral(episode: Episode, recognition: RecognitionOfExploitation, p: Parameters) -> float:
    """A recognised child is referred to the NRM with a chance, whose odds a duty in law and an advocate change."""
    ratio = p.care.definition_duty**recognition.definition * effect_beside(episode, p.care.advocate_referral)
    return with_odds(p.safeguarding.nrm_referral_given_recognised, ratio)


@rule
def refer(episode: Episode, chance: float, decisions: NrmDecisions, p: Parameters, today: int) -> bool:
    """A recognised child is referred to the NRM, once; a first decision comes after a wait."""
    if episode.nrm != Nrm.NOT_REFERRED or uniform(episode.luck, today, REFERRED) >= chance:
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
def is_flagged(episode: Episode, use: float, p: Parameters, today: int) -> bool:
    """A referral of a county lines case carries the county lines flag, or not: the flag's use grew after it began."""
    return uniform(episode.luck, today, FLAGGED) < p.observation.nrm_flag_completeness * use


@rule
def adult_flagged(luck: int, p: Parameters, today: int) -> bool:
    """An adult seen as exploited, and not referred before, is referred to the NRM with the county lines flag, or not."""
    return uniform(luck, today, FLAGGED) < p.safeguarding.adult_referral_share * p.observation.nrm_flag_completeness
