"""Step 3, grooming: new exploitation needs both a crew short of people and a child who can be reached."""

import math

from sim.engine import rule
from sim.engine.luck import days_until, happens, normal, purpose, uniform
from sim.parameters import Parameters
from sim.parameters.structure import PoolAtRisk
from sim.policy.levers import EarlyHelp
from sim.rules.control import ratio_if
from sim.state import NONE, Adult, Area, Person, Status, Trait, Use
from sim.state.time import ADULT_YEARS, QUARTER_DAYS, WEEK_DAYS, YEAR_DAYS

YOUNGEST = 10.0
"""The age from which children are groomed (years): all figures of children at risk are of ages 10 to 17."""
BILLIONTHS = 1e9
"""What crews could reach in a day is added up in whole billionths of a child."""
GROOMED = purpose("groomed")
GROOMING_TIME = purpose("grooming time")
SIGNS = purpose("signs of risk seen")
HELP_TURN = purpose("turn among those on the list of early help")
INTERVIEWED_AT_RISK = purpose("risk brought out in a return interview")
WENT_MISSING = purpose("missing while at risk")
TAKEN_OUTSIDE = purpose("taken up by supply outside lines")
LEAVES_OUTSIDE = purpose("leaves supply outside lines")
ADULT_USED = purpose("adult used")
ADULT_FREED = purpose("adult freed")


@rule
def age(person: Person, today: int) -> float:
    """Age in years."""
    return ADULT_YEARS - (person.turns_18 - today) / YEAR_DAYS


@rule
def risk_of_traits(traits: int, p: Parameters) -> float:
    """Risk ratios multiply: in care, excluded, known to services, placed out of area."""
    risk = 1.0
    if traits & Trait.IN_CARE:
        risk *= p.grooming.rr_looked_after
    if traits & Trait.EXCLUDED:
        risk *= p.grooming.rr_excluded
    if traits & Trait.KNOWN:
        risk *= p.grooming.rr_known_to_services
    if traits & Trait.PLACED_AWAY:
        risk *= p.grooming.rr_out_of_area
    return risk * risk_of_sex(traits, p)


@rule
def risk_of_sex(traits: int, p: Parameters) -> float:
    """Lines take girls less often than boys, by `rr_girl`; 1 on average over the pool."""
    mean = 1.0 - p.grooming.girls_share * (1.0 - p.grooming.rr_girl)
    return (p.grooming.rr_girl if traits & Trait.GIRL else 1.0) / mean


@rule
def risk_of_age(years: float, p: Parameters) -> float:
    """Risk peaks at `age_of_peak_risk` and falls off on both sides as a bell curve, 1 on average over ages 10 to 17."""
    distance = (years - p.grooming.age_of_peak_risk) / p.grooming.age_risk_width
    return p.grooming.age_risk_height * math.exp(-0.5 * distance * distance)


@rule
def younger(years: float, p: Parameters) -> float:
    """Share of the whole bell curve of risk that lies below an age."""
    return 0.5 * (1.0 + math.erf((years - p.grooming.age_of_peak_risk) / p.grooming.age_risk_width * math.sqrt(0.5)))


@rule
def age_when_groomed(u: float, p: Parameters) -> float:
    """Age (years) at which a child was groomed, as risk is spread over ages 10 to 17; increasing in `u`."""
    youngest, oldest = younger(YOUNGEST, p), younger(ADULT_YEARS, p)
    return p.grooming.age_of_peak_risk + p.grooming.age_risk_width * normal(youngest + u * (oldest - youngest))


@rule
def look_at_age(person: Person, p: Parameters, today: int) -> None:
    """The hazard that a child's traits and age give: age is looked at anew each quarter, as it is in the quarter's middle."""
    years = age(person, today + QUARTER_DAYS // 2)
    person.hazard = p.grooming.grooming_rate / YEAR_DAYS * person.risk * risk_of_age(years, p)
    person.due = today + QUARTER_DAYS


@rule
def is_at_risk(person: Person, today: int) -> bool:
    """A child is at risk now: it has come to be, and is not exploited, in contact with a line, free or grown up."""
    return person.status == Status.AT_RISK and today >= person.entered


@rule
def put_on_list(person: Person, p: Parameters, today: int) -> int:
    """Early help hears of a child at risk, and keeps it on its list for a time (1 if it was not there)."""
    new = int(person.heard_until <= today)
    person.heard_until = today + int(p.care.risk_heard_kept)
    return new


@rule
def signs_are_seen(person: Person, sight: float, contact: float, p: Parameters, today: int) -> bool:
    """A week in which services meet signs of risk in a child, more in those they know, and see them as such."""
    seen = person.traits & (Trait.KNOWN | Trait.IN_CARE | Trait.EXCLUDED) != 0
    rate = p.safeguarding.early_help_hearing * contact * ratio_if(seen, p.safeguarding.early_help_precision)
    return uniform(person.luck, today, SIGNS) < min(1.0, rate * WEEK_DAYS / YEAR_DAYS) * sight


@rule
def interview_tells_of_risk(person: Person, share: float, p: Parameters, today: int) -> bool:
    """A missing episode of a child at risk is reported, followed by an interview, and brings out the risk; or not."""
    reported = p.control.missing_reported_share
    return uniform(person.luck, today, INTERVIEWED_AT_RISK) < reported * share * p.care.risk_disclosed


@rule
def helped(person: Person, p: Parameters, today: int) -> bool:
    """Early help has begun, after its wait, and has not ended."""
    return person.help_until - p.safeguarding.early_help_length <= today < person.help_until


@rule
def help_taken(person: Person, p: Parameters) -> float:
    """How long a child takes its place with early help: from the start to the end that are set, or until 18 (days)."""
    begins = person.help_until - p.safeguarding.early_help_length
    return max(0.0, min(person.help_until, person.turns_18) - begins)


@rule
def has_turn(person: Person, area: Area, today: int) -> bool:
    """Of those on the list of early help the places that are free take some by lot, whoever heads the list."""
    return area.help_account > 0.0 and uniform(person.luck, today, HELP_TURN) < area.help_turn


@rule
def share_with_turn(area: Area, p: Parameters) -> float:
    """The chance that today is a listed child's turn: places free over the children of the list looked at in the last day."""
    return min(1.0, area.help_account / max(p.safeguarding.early_help_length, 1e-9) / max(1, area.help_listed))


@rule
def wait_for_help(early_help: EarlyHelp, p: Parameters) -> float:
    """Days until early help begins."""
    return p.safeguarding.early_help_wait * (1.0 - early_help.wait_removed)


@rule
def hazard_of_grooming(person: Person, p: Parameters, today: int) -> float:
    """A child's daily hazard while crews seek: traits, age, exploited peers, a recent missing episode, early help."""
    hazard = person.hazard * ratio_if(person.peers_exploited > 0, p.grooming.rr_sibling_or_peer)
    hazard *= ratio_if(today < person.missing_until, p.grooming.rr_missing)
    return hazard * ratio_if(helped(person, p, today), p.safeguarding.early_help_effect)


@rule
def remember_places(area: Area, p: Parameters) -> None:
    """Crews know how many children are sought from what they have seen over `need_memory_days`, not from the places of a day."""
    kept = 1.0 - 1.0 / p.grooming.need_memory_days if area.places_lately > 0.0 else 0.0
    area.places_lately = kept * area.places_lately + (1.0 - kept) * area.child_places


@rule
def need_over_reach(places_over_reach: float, p: Parameters) -> float:
    """Children whom crews need in a day, to fill their places in `recruiting_days`, over those whom they reach."""
    return places_over_reach / p.grooming.recruiting_days


@rule
def share_of_hazard(need: float) -> float:
    """How much of the children's hazard crews use: the smaller of what they need in a day and of whom they reach.

    A smooth minimum, over the reach: near 1 for crews short of many, near need over reach for crews nearly full.
    """
    square = need * need
    return need / math.sqrt(math.sqrt(1.0 + square * square)) if need > 0.0 else 0.0


@rule
def groomed_this_week(person: Person, area: Area, p: Parameters, today: int) -> bool:
    """A child at risk is looked at once a week, and groomed with the week's chance: the share of hazard that crews use."""
    hazard = hazard_of_grooming(person, p, today)
    area.reached_week += int(hazard * BILLIONTHS)
    return happens(uniform(person.luck, today, GROOMED), WEEK_DAYS * hazard * area.child_pull)


@rule
def seek_outside(area: Area, exit_rate: float, p: Parameters) -> None:
    """Supply outside lines fills its places in `recruiting_days`, and gives up those it has too many of; others leave as from lines."""
    short = (area.wanted_outside - area.outside) / p.grooming.recruiting_days
    left = area.outside * exit_rate / YEAR_DAYS
    area.pull_outside = (max(0.0, short) + left) / area.reached if area.reached > 0.0 else 0.0
    area.leaving_outside = (max(0.0, -short) + left) / max(1, area.outside)


@rule
def taken_outside(person: Person, area: Area, p: Parameters, today: int) -> bool:
    """Supply outside lines takes up children of its own area, by their risk: where nobody is at risk, nobody (a week's chance)."""
    hazard = hazard_of_grooming(person, p, today)
    return happens(uniform(person.luck, today, TAKEN_OUTSIDE), WEEK_DAYS * hazard * area.pull_outside)


@rule
def leaves_outside(person: Person, area: Area, today: int) -> bool:
    """A child exploited by supply outside lines is free of it, and at risk still (a week's chance)."""
    return happens(uniform(person.luck, today, LEAVES_OUTSIDE), WEEK_DAYS * area.leaving_outside)


@rule
def missing_this_week(person: Person, p: Parameters, today: int) -> bool:
    """A child at risk who ever goes missing does so now and then (the incident stands among the background counts)."""
    if not person.traits & Trait.GOES_MISSING:
        return False
    rate = p.grooming.missing_rate_at_risk * (p.control.missing_care_ratio if person.traits & Trait.IN_CARE else 1.0)
    return happens(uniform(person.luck, today, WENT_MISSING), WEEK_DAYS * rate / YEAR_DAYS)


@rule
def start_grooming(person: Person, line: int, at_home: bool, p: Parameters, today: int) -> None:
    """Contact begins, for a place at the line's home or in its market; the first run comes after the time that grooming takes."""
    person.status = Status.GROOMED
    person.line, person.sent = line, int(at_home)
    person.due = today + days_until(uniform(person.luck, today, GROOMING_TIME), p.grooming.grooming_duration)


@rule
def ceases_to_be_at_risk(person: Person, today: int) -> bool:
    """A child's risk ends after its stay, at 18 at the latest."""
    return today >= person.leaves or today >= person.turns_18


@rule
def back_to_risk(person: Person) -> None:
    """The line is gone before the first run, or supply outside lines has no hold any more: the child is at risk still."""
    person.status = Status.AT_RISK
    person.line = NONE


@rule
def chances_adult_used(runs: float, homes: float, p: Parameters) -> tuple[float, float]:
    """The week's chances that an adult at risk is taken up to run, and for the home, by open places of each over who is free.

    One bound stands for both, which are cut alike.
    """
    a_week = WEEK_DAYS / p.control.adult_recruiting_days
    cut = min(1.0, p.grooming.adults_taken_most / max(1e-9, (runs + homes) * a_week))
    return runs * a_week * cut, homes * a_week * cut


@rule
def adult_freed(adult: Adult, p: Parameters, today: int) -> bool:
    """The use of a home, or of an adult who runs, ends by itself after a mean time (looked at once a week)."""
    mean = p.control.cuckoo_duration if adult.use == Use.HOME else p.control.adult_runner_stay
    return happens(uniform(adult.luck, today, ADULT_FREED), WEEK_DAYS / mean)


@rule
def pool_factor(p: Parameters) -> float:
    """Where all children can be groomed, the pool is larger and each child's rate lower: the product is the same."""
    return p.grooming.open_pool_ratio if p.structure.pool_at_risk == PoolAtRisk.OPEN else 1.0
