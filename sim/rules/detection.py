"""Step 5, detection: each source tells one body something about a child or a line, or misreads it; and who hears of a child."""

import math

from sim.engine import rule
from sim.engine.luck import days_until, lognormal, normal, poisson, purpose, rounded, uniform
from sim.parameters import Parameters
from sim.policy.levers import RecognitionOfExploitation
from sim.rules.intelligence import ITEM
from sim.rules.safeguarding.reading import better_eyes
from sim.state import HOME_FILE, MARKET_FILE, NEVER, TRANSPORT_FILE, Adult, Area, Episode, Line, Source, Trait
from sim.state.time import MONTH_DAYS, WEEK_DAYS, YEAR_DAYS

STOPPED = purpose("stopped with a find")
ON_THE_RAILWAY = purpose("met on the railway")
ADULT_ON_THE_RAILWAY = purpose("adult met on the railway")
ADULT_STOPPED = purpose("adult stopped with a find")
SELLER_STOPPED = purpose("seller stopped with a find")
RAIDED = purpose("found in a local disruption")
SEEN_IN_HOSPITAL = purpose("seen in hospital")
NEXT_NOTICE = purpose("when school or social care notices next")
NOTICED = purpose("noticed by school or social care")
FLAGGED = purpose("missing episode flagged")
INTERVIEWED = purpose("return interview held")
DISCLOSED = purpose("return interview yields something")
SEIZURE = purpose("value of a seizure")
NAMES_HOLDER = purpose("a find names the holder")
SIGN = purpose("sign of harm in an item")
MISREAD = purpose("item misread")
ORIGIN = purpose("an item tells where a line is run from")
WRONG_ORIGIN = purpose("an item names a wrong origin")
MARKET_TOLD = purpose("an item tells where a line sells")
WRONG_MARKET = purpose("an item names a wrong market")
KIN_NAMED = purpose("an item names another line of the group")
WRONG_KIN = purpose("an item names a line of another group")
MOVE_SEEN = purpose("a force sees that a line has left")
WRONG_LINE = purpose("line an item is misread as")
COMMUNITY = purpose("items from the public")
HOME_POLICING = purpose("items from policing at home")
HOME_SEEN = purpose("home in use identified")
OTHERS_MET = purpose("other children met by police")
OTHERS_SAFEGUARDED = purpose("other children met and safeguarded")
OTHERS_REFERRED = purpose("other children safeguarded and referred")
ALARMS = purpose("false alarms")
OTHERS_STOPPED = purpose("of false alarms, stops by police")
FALSE_ITEM = purpose("a stop of another child makes a false item")
MEAN_TRIP = 1000.0
"""The mean trip between two areas, in the thousandths in which trips are measured."""


@rule
def police_find(source: int) -> bool:
    """Stops, rail encounters and disruptions find a child with goods or a crew."""
    return source <= Source.DISRUPTION


@rule
def told_by_services(source: int) -> bool:
    """Police have what they find themselves, and what they hear when a child is reported missing; the rest services tell them."""
    return not police_find(source) and source != Source.MISSING


@rule
def file_of_find(source: int, place: int, line: Line) -> int:
    """Whose file a find goes to: transport police's, the home force's of a child found at the line's home, else the market force's."""
    if source == Source.RAIL:
        return TRANSPORT_FILE
    return HOME_FILE if line.home != line.market and place == line.home else MARKET_FILE


@rule
def worth_of_find(source: int, victim: bool, p: Parameters) -> int:
    """What a find tells of the line (thousandths of an item): less where it is told, more or less of a child read as a victim."""
    told = 1.0 if police_find(source) else p.detection.worth_of_told_item
    return int(ITEM * told * (p.detection.worth_of_victims_account if victim else 1.0))


@rule
def chance_of_stop(exposure: float, p: Parameters) -> float:
    """A day of running leads to a stop with a find; a day on the road in proportion to the length of the trip (over the mean)."""
    return min(p.detection.exposure_limit, p.detection.stop_detection * exposure)


@rule
def is_stopped(episode: Episode, exposure: float, p: Parameters, today: int) -> bool:
    """A child who runs is stopped with a find, by the force of the area where it runs."""
    return uniform(episode.luck, today, STOPPED) < chance_of_stop(exposure, p)


@rule
def chance_of_rail_encounter(exposure: float, p: Parameters) -> float:
    """A rail trip meets transport police with a find in proportion to its length (over the mean) and to their officers for lines."""
    return min(p.detection.exposure_limit, p.detection.rail_encounter * exposure)


@rule
def met_on_the_railway(episode: Episode, exposure: float, p: Parameters, today: int) -> bool:
    """A trip by rail meets transport police."""
    return uniform(episode.luck, today, ON_THE_RAILWAY) < chance_of_rail_encounter(exposure, p)


@rule
def trips_by_rail_a_week(p: Parameters) -> float:
    """Trips by rail that an adult who travels for a line makes in a week: on as many days as children, in trips as long."""
    return WEEK_DAYS * p.control.running_share_of_days / max(1.0, p.control.trip_length) * p.detection.rail_share_of_trips


@rule
def adult_met_on_the_railway(adult: Adult, exposure: float, p: Parameters, today: int) -> bool:
    """One of the trips of a week meets transport police."""
    chance = min(p.detection.exposure_limit, chance_of_rail_encounter(exposure, p) * trips_by_rail_a_week(p))
    return uniform(adult.luck, today, ADULT_ON_THE_RAILWAY) < chance


@rule
def chance_adult_stopped(p: Parameters) -> float:
    """A week of an adult who runs or sells leads to a stop with a find, at the chance of a child on as many days."""
    return min(p.detection.exposure_limit, WEEK_DAYS * p.control.running_share_of_days * chance_of_stop(1.0, p))


@rule
def adult_stopped(adult: Adult, p: Parameters, today: int) -> bool:
    """An adult who runs is stopped with a find in a week."""
    return uniform(adult.luck, today, ADULT_STOPPED) < chance_adult_stopped(p)


@rule
def seller_stopped(luck: int, p: Parameters, today: int) -> bool:
    """A seller is stopped with a find in a week."""
    return uniform(luck, today, SELLER_STOPPED) < chance_adult_stopped(p)


@rule
def found_in_disruption(luck: int, line: Line, today: int) -> bool:
    """While a line's market place is raided, each of those running there is found with the raid's share."""
    return today < line.raid_until and uniform(luck, today, RAIDED) < line.raid_share


@rule
def seen_in_hospital(episode: Episode, p: Parameters, today: int) -> bool:
    """A child hurt by serious violence is seen in a hospital that recognises the exploitation as its cause, or not."""
    return uniform(episode.luck, today, SEEN_IN_HOSPITAL) < p.detection.hospital_detection


@rule
def school_notices(episode: Episode, p: Parameters) -> float:
    """How often in a year a school that has its ordinary contact notices an exploited child, and tells; never one excluded."""
    return 0.0 if episode.traits & Trait.EXCLUDED else p.detection.school_detection


@rule
def social_care_notices(episode: Episode, p: Parameters) -> float:
    """How often in a year social care in its ordinary contact notices an exploited child whom it already knows."""
    return p.detection.social_care_detection if episode.traits & (Trait.KNOWN | Trait.IN_CARE) else 0.0


@rule
def next_notice(episode: Episode, p: Parameters, today: int) -> int:
    """The day on which school or social care would notice next, if contact is as usual then; never for some."""
    rate = school_notices(episode, p) + social_care_notices(episode, p)
    if rate <= 0.0:
        return NEVER
    return today + days_until(uniform(episode.luck, today, NEXT_NOTICE), YEAR_DAYS / rate)


@rule
def noticed_by(episode: Episode, contact: float, p: Parameters, today: int) -> int:
    """School or social care notices on its day, in proportion to the contact there is (the source of a find, or nobody)."""
    if today < episode.notice_due:
        return Source.NOBODY
    episode.notice_due = next_notice(episode, p, today)
    school, care = school_notices(episode, p), social_care_notices(episode, p)
    u = uniform(episode.luck, today, NOTICED)
    if u >= contact or school + care <= 0.0:
        return Source.NOBODY
    return Source.SCHOOL if u * (school + care) < contact * school else Source.SOCIAL_CARE


@rule
def flagged_missing(episode: Episode, p: Parameters, today: int) -> bool:
    """A reported missing episode of an exploited child is flagged as exploitation, or not."""
    return uniform(episode.luck, today, FLAGGED) < p.detection.missing_flag_probability


@rule
def share_interviewed(area: Area, recognition: RecognitionOfExploitation, contact: float) -> float:
    """Return interviews follow a share of missing episodes that differs by area; the lever closes the gap to all."""
    return (area.interviews + (1.0 - area.interviews) * recognition.return_interviews) * contact


@rule
def interview_held(episode: Episode, area: Area, recognition: RecognitionOfExploitation, contact: float, today: int) -> bool:
    """A return interview is held after a missing episode."""
    return uniform(episode.luck, today, INTERVIEWED) < share_interviewed(area, recognition, contact)


@rule
def interview_discloses(episode: Episode, p: Parameters, today: int) -> bool:
    """An interview with an exploited child brings out exploitation, or something about the line."""
    return uniform(episode.luck, today, DISCLOSED) < p.detection.return_interview_disclosure


@rule
def goods_on(episode: Episode, p: Parameters, today: int) -> int:
    """The worth of the goods and cash that a child has on it (pence)."""
    return int(100.0 * lognormal(uniform(episode.luck, today, SEIZURE), p.control.seizure_value, p.control.seizure_spread))


@rule
def seize(episode: Episode, line: Line) -> int:
    """What is found on a child is lost to the line, which had it (pence): no more, over all found today, than the line has.

    Where those found would carry more than that, each carries a like part: it does not matter who is found first.
    """
    value = int(episode.carried * min(1.0, (line.stock + line.cash) / max(1, line.carried)))
    line.lost += value
    return value


@rule
def charge_to_child(episode: Episode, seized: int, p: Parameters) -> int:
    """What police take from a child becomes the child's debt, by `seizure_to_debt` (pence)."""
    debt = int(seized * p.control.seizure_to_debt)
    episode.debt += debt
    return debt


@rule
def names_holder(luck: int, p: Parameters, today: int) -> bool:
    """A find tells something of the holder as well as of the market, or not."""
    return uniform(luck, today, NAMES_HOLDER) < p.detection.find_names_holder


@rule
def ordinary_children(p: Parameters) -> float:
    """Children whom an ordinary line exploits."""
    return p.grooming.children_exploited_start / p.supply.true_lines_start


@rule
def children_guessed(line: Line, p: Parameters) -> float:
    """Others see a line's trade, by its calls and customers, and guess at children from it, as an ordinary line has them."""
    return ordinary_children(p) * line.customers / p.supply.customers_mature_line


@rule
def sign_of_harm(luck: int, children: float, p: Parameters, today: int) -> float:
    """An item shows, in part and with error, by how much a line exploits more children than an ordinary one (log).

    A find shows the children that a line has, with the debts and injuries that go with them.
    """
    harm = math.log((1.0 + children) / (1.0 + ordinary_children(p)))
    return p.detection.sign_fidelity * harm + p.detection.sign_error * normal(uniform(luck, today, SIGN))


@rule
def tells_origin(luck: int, holder: int, p: Parameters, today: int) -> bool:
    """An item on the holder tells from where a line is run; one on its market alone does so by chance."""
    return holder > 0 or uniform(luck, today, ORIGIN) < p.intelligence.origin_known


@rule
def names_wrong_origin(luck: int, p: Parameters, today: int) -> bool:
    """What is told of where a line is run from is wrong, or right."""
    return uniform(luck, today, WRONG_ORIGIN) < p.intelligence.origin_mistaken


@rule
def tells_market(luck: int, market: int, p: Parameters, today: int) -> bool:
    """An item on the market of a line tells where it sells; one on its holder alone does so by chance."""
    return market > 0 or uniform(luck, today, MARKET_TOLD) < p.intelligence.market_known


@rule
def names_wrong_market(luck: int, p: Parameters, today: int) -> bool:
    """What is told of where a line sells is wrong, or right."""
    return uniform(luck, today, WRONG_MARKET) < p.intelligence.origin_mistaken


@rule
def names_kin(luck: int, p: Parameters, today: int) -> bool:
    """An item names another line of the same group, or does not."""
    return uniform(luck, today, KIN_NAMED) < p.intelligence.kin_named


@rule
def names_wrong_kin(luck: int, p: Parameters, today: int) -> bool:
    """The line that an item names is of another group, or of the same."""
    return uniform(luck, today, WRONG_KIN) < p.intelligence.kin_mistaken


@rule
def sees_move(line: Line, p: Parameters, today: int) -> bool:
    """The force of a market sees that a line has left it, or goes on believing in it."""
    return uniform(line.luck, today, MOVE_SEEN) < p.intelligence.move_seen


@rule
def is_misread(luck: int, p: Parameters, today: int) -> bool:
    """An item is tied to the wrong line."""
    return uniform(luck, today, MISREAD) < p.detection.item_misread


@rule
def home_identified(adult: Adult, p: Parameters, today: int) -> bool:
    """A home in use is identified in an ordinary week, by neighbours, landlords or care workers."""
    return uniform(adult.luck, today, HOME_SEEN) < p.detection.home_visit_detection * WEEK_DAYS / MONTH_DAYS


@rule
def others_met(luck: int, p: Parameters, today: int) -> int:
    """Children who are not exploited are met where police look for lines."""
    return poisson(uniform(luck, today, OTHERS_MET), p.detection.children_met_per_visit)


@rule
def others_safeguarded(luck: int, met: int, p: Parameters, today: int) -> int:
    """Of the children met who are not exploited, those for whose safety police do something."""
    return rounded(met * p.detection.others_safeguarded_share, uniform(luck, today, OTHERS_SAFEGUARDED))


@rule
def others_referred(luck: int, safeguarded: int, p: Parameters, today: int) -> int:
    """Of these, the children whom police refer to services."""
    return rounded(safeguarded * p.detection.others_referred_share, uniform(luck, today, OTHERS_REFERRED))


@rule
def items_from_the_public(line: Line, p: Parameters, today: int) -> int:
    """The public tells the market force of a line, more of one that is easily seen; about once a week."""
    mean = p.detection.community_intelligence * line.frailty * WEEK_DAYS / MONTH_DAYS
    return poisson(uniform(line.luck, today, COMMUNITY), mean)


@rule
def items_from_home(line: Line, p: Parameters, today: int) -> int:
    """The force where the holder lives learns of the holder from its own policing; about once a week."""
    mean = p.intelligence.home_knowledge_rate * line.frailty * WEEK_DAYS / MONTH_DAYS
    return poisson(uniform(line.luck, today, HOME_POLICING), mean)


@rule
def false_alarms(area: Area, contact: float, growth: float, alertness: float, p: Parameters, today: int) -> int:
    """Children who are not exploited are found or referred too, the more so the more alert people are."""
    mean = area.alarm_rate * contact * growth * alertness_of_all(alertness, p)
    return poisson(uniform(area.luck, today, ALARMS), mean)


@rule
def stops_of_others(area: Area, alarms: int, alertness: float, p: Parameters, today: int) -> int:
    """Of the children found who are not exploited, those whom police stopped: a share, rounded by luck.

    It falls where others grow more alert than those who stop.
    """
    share = p.detection.alarms_by_police_share * alertness_of_police(alertness, p) / alertness_of_all(alertness, p)
    return rounded(alarms * share, uniform(area.luck, today, OTHERS_STOPPED))


@rule
def makes_false_item(area: Area, n: int, p: Parameters, today: int) -> bool:
    """A stop of a child who is not exploited is written down as telling of a line, or not."""
    return uniform(area.luck + n, today, FALSE_ITEM) < p.detection.false_item_share


@rule
def alertness(recognition: RecognitionOfExploitation, p: Parameters) -> float:
    """What makes bodies see more makes them see what is not there too: training, and the width of a definition in law.

    A definition acts on two quantities: how far training reaches, and how many come under its words.
    """
    return math.exp(better_eyes(recognition, p)) * (1.0 + recognition.definition * (p.care.definition_net - 1.0))


@rule
def alertness_of_police(alertness: float, p: Parameters) -> float:
    """Whom police stop goes only in part by what they have learnt to see in a child."""
    return 1.0 + p.detection.alert_stops * (alertness - 1.0)


@rule
def alertness_of_all(alertness: float, p: Parameters) -> float:
    """Alarms of all, over those without training or a definition: others' grow in full, police's in part."""
    return alertness - p.detection.alarms_by_police_share * (alertness - alertness_of_police(alertness, p))
