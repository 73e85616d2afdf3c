"""Step 4, running and control: travel, pay or debt bondage, violence, missing episodes, and leaving by oneself."""

from sim.engine import rule
from sim.engine.luck import days_until, lognormal, purpose, uniform
from sim.parameters import Parameters
from sim.state import NEVER, Area, Episode, Line, Person, Suspect, Trade, Trait, Travel
from sim.state.time import WEEK_DAYS, YEAR_DAYS

SPELL = purpose("length of a spell of running")
LOCAL_FIRST = purpose("time of running locally first")
REST = purpose("length of a rest")
RAIL = purpose("by rail")
AWAY = purpose("first runs away")
DEBT_AT_START = purpose("debt at start")
FIRST_DEBT = purpose("size of a first debt")
GO_MISSING = purpose("go missing")
MISSING_LENGTH = purpose("length of a missing episode")
REPORTED = purpose("missing episode reported")
VIOLENCE = purpose("serious violence")
LEAVE = purpose("leave by oneself")


@rule
def small_chance(rate_per_year: float) -> float:
    """The chance in one day at a yearly rate below about 40: `1 - exp(-x)` to three terms, without the exponential."""
    x = rate_per_year * (1.0 / YEAR_DAYS)
    return x - 0.5 * x * x + x * x * x * (1.0 / 6.0)


@rule
def ratio_if(holds: bool, ratio: float) -> float:
    """A ratio where something holds, else 1. Both are at hand before it is asked, so that a processor need not guess the way."""
    return ratio if holds else 1.0


@rule
def is_child(child: Person | Episode, today: int) -> bool:
    """A person is a child until the day of turning 18."""
    return today < child.turns_18


@rule
def leaves_as_child(episode: Episode, today: int) -> bool:
    """Whoever leaves exploitation on the day of turning 18 leaves as a child; only those left that evening have come of age."""
    return today <= episode.turns_18


@rule
def contact_left(episode: Episode, p: Parameters, today: int) -> float:
    """Conditions of bail lower the contact between child and crew by `bail_effect_on_contact` while they last."""
    return ratio_if(today < episode.conditions_until, 1.0 - p.justice.bail_effect_on_contact)


@rule
def is_away(episode: Episode, line: Line, today: int) -> bool:
    """A child sent by a line that sells elsewhere runs out of its area once a time of running locally is over."""
    return episode.away_from <= today and line.home != line.market


@rule
def left_behind(episode: Episode, line: Line) -> bool:
    """A line that moves to another market takes along those it sends; whom it took up in the old one it leaves behind."""
    return episode.joined < line.moved and episode.away_from == NEVER


@rule
def is_adrift(episode: Episode, line: Line) -> bool:
    """A child's line has closed, or moved without the child: what becomes of the child is open."""
    return (line.trade > Trade.SUSPENDED) | left_behind(episode, line)


@rule
def runs_today(episode: Episode, today: int) -> bool:
    """A child runs while a spell of running lasts, unless in custody."""
    return today < episode.run_until and today >= episode.custody_until


@rule
def start_spell(episode: Episode, away: bool, p: Parameters, today: int) -> int:
    """When rest is over a spell begins; spells and rests alternate so that a child runs on `running_share_of_days`.

    Returns:
        How the child travels (a `Travel`): out of the area by rail or by road, or not.
    """
    mean = p.control.trip_length if away else p.control.local_spell
    length = days_until(uniform(episode.luck, today, SPELL), mean)
    share = p.control.running_share_of_days * contact_left(episode, p, today)
    rest = days_until(uniform(episode.luck, today, REST), max(1.0, mean * (1.0 - share) / share))
    episode.run_until = today + length
    episode.rest_until = today + length + rest
    if not away:
        return Travel.LOCAL
    return Travel.RAIL if uniform(episode.luck, today, RAIL) < p.detection.rail_share_of_trips else Travel.ROAD


@rule
def begin_running(episode: Episode, line: Line, sent: bool, p: Parameters, today: int) -> int:
    """Exploitation begins: most of those who are sent away run locally before, and some owe a made-up debt from the start.

    Returns:
        The debt made up on the first day (pence).
    """
    episode.run_until = today
    episode.rest_until = today
    episode.missing_due = next_missing(episode, max(today, episode.missing_until - 1), p, today)
    sent_away = sent and line.home != line.market
    first_local = uniform(episode.luck, today, AWAY) < p.grooming.share_local_before_away
    wait = days_until(uniform(episode.luck, today, LOCAL_FIRST), p.control.local_time_before_away) if first_local else 0
    episode.away_from = today + wait if sent_away else NEVER
    if uniform(episode.luck, today, DEBT_AT_START) >= p.control.debt_at_start_share:
        return 0
    debt = int(100.0 * lognormal(uniform(episode.luck, today, FIRST_DEBT), p.control.debt_first, p.control.debt_spread))
    episode.debt += debt
    return debt


@rule
def earn(episode: Episode, line: Line, p: Parameters) -> int:
    """A day's running works off debt (pence worked off); only a child who owes nothing is paid, if the line has cash."""
    if episode.debt > 0:
        worked = min(episode.debt, int(100.0 * p.control.debt_work_off))
        episode.debt -= worked
        return worked
    line.pay_due += int(100.0 * p.control.pay_per_week / (WEEK_DAYS * p.control.running_share_of_days))
    return 0


@rule
def care_share_of_exploited(p: Parameters) -> float:
    """The share of exploited children in care that the pool's share and the risk ratio imply."""
    weighted = p.grooming.pool_in_care_share * p.grooming.rr_looked_after
    return weighted / (weighted + 1.0 - p.grooming.pool_in_care_share)


@rule
def rate_of_missing(episode: Episode, p: Parameters) -> float:
    """Missing episodes a year of a child who goes missing: more in care, and `missing_rate_exploited` on average over all."""
    ratio = p.control.missing_care_ratio
    mean = p.control.missing_rate_exploited / p.control.ever_missing_share
    others = mean / (1.0 + care_share_of_exploited(p) * (ratio - 1.0))
    return others * ratio if episode.traits & Trait.IN_CARE else others


@rule
def next_missing(episode: Episode, since: int, p: Parameters, today: int) -> int:
    """The day after `since` on which a child goes missing next, as seen today: never for those who do not."""
    if not episode.traits & Trait.GOES_MISSING:
        return NEVER
    return since + days_until(uniform(episode.luck, today, GO_MISSING), YEAR_DAYS / rate_of_missing(episode, p))


@rule
def goes_missing(episode: Episode, p: Parameters, today: int) -> bool:
    """A child of those who ever do goes missing; the episode has a length, and is reported or not."""
    if today < episode.missing_due:
        return False
    if today < episode.custody_until:
        episode.missing_due = next_missing(episode, today, p, today)
        return False
    episode.missing_until = today + days_until(uniform(episode.luck, today, MISSING_LENGTH), p.control.missing_duration)
    episode.missing_due = next_missing(episode, episode.missing_until - 1, p, today)
    episode.missing_reported = int(uniform(episode.luck, today, REPORTED) < p.control.missing_reported_share)
    return True


@rule
def violence_in_market(market: Area, p: Parameters) -> float:
    """Serious violence a year to a child without debt: likelier where a market place stands vacant.

    The stated rate is a mean over children with and without debt, so it is divided by the mean ratio.
    """
    mean_ratio = 1.0 + p.control.debt_at_start_share * (p.control.rr_violence_in_debt - 1.0)
    return p.control.serious_violence_rate / mean_ratio * (1.0 + (p.aftermath.vacancy_violence_ratio - 1.0) * market.heat)


@rule
def rate_of_violence(episode: Episode, market: Area, p: Parameters) -> float:
    """Serious violence is likelier in debt, by `rr_violence_in_debt`."""
    return market.violence * ratio_if(episode.debt > 0, p.control.rr_violence_in_debt)


@rule
def suffers_violence(episode: Episode, market: Area, p: Parameters, today: int) -> bool:
    """An exploited child suffers serious violence today, by the rate of the day."""
    return uniform(episode.luck, today, VIOLENCE) < small_chance(rate_of_violence(episode, market, p))


@rule
def rate_of_leaving(episode: Episode, engaged: bool, p: Parameters, today: int) -> float:
    """Leaving is slower in debt, by `debt_exit_ratio`, faster with support, and faster where contact is cut."""
    rate = p.control.exit_rate * ratio_if(episode.debt > 0, p.control.debt_exit_ratio)
    rate *= ratio_if(engaged, p.safeguarding.support_exit_ratio)
    return rate / contact_left(episode, p, today)


@rule
def leaves(episode: Episode, engaged: bool, p: Parameters, today: int) -> bool:
    """A child leaves by itself, or with the help of those who support it."""
    return uniform(episode.luck, today, LEAVE) < small_chance(rate_of_leaving(episode, engaged, p, today))


@rule
def waits_as_suspect(episode: Episode) -> bool:
    """A child waits while a case against it is open."""
    waits = (episode.suspect == Suspect.RELEASED) | (episode.suspect == Suspect.BAILED) | (episode.suspect == Suspect.CHARGED)
    return waits | (episode.suspect == Suspect.HELD)
