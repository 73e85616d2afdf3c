"""Step 6, intelligence: items accumulate and fade, are shared or not, arrive late or not, and are joined on the map.

These rules see files and bodies, never a line: what a body believes is built from items alone.
"""

import math

from sim.engine import rule
from sim.engine.luck import normal, purpose, uniform
from sim.parameters import Parameters
from sim.parameters.structure import KnowledgeToAction
from sim.policy.levers import CoordinationCentre, IntelligenceSharing, OrganisedCrimeMapping, Reach
from sim.rules.control import ratio_if
from sim.rules.groups import fade
from sim.state import CENTRE_FILE, FILES, MARKET_FILE, MARKET_UNIT_FILE, NONE, TRANSPORT_FILE, Body, BodyType, Intelligence

SHARED = purpose("item shared")
DELAY = purpose("delay of a shared item")
DOUBLED = purpose("item arrives twice")
MAPPED = purpose("entered on the map")
LINKED = purpose("number linked to holder")
MERGED = purpose("wrongly joined")
UNMERGED = purpose("wrong join found")
SCORE = purpose("score of a file")
HEARS = purpose("hears of a charge")
JOINED = purpose("files of two lines of a group joined")
NOTHING_THERE = purpose("review finds that no line is there")
LITTLE = 0.01
"""Items so few that no file of them would be acted on (a chance below one in 10,000): looking into it would only take time."""
ITEM = 1000
"""One item of full worth, in the thousandths in which items are counted."""


@rule
def let_fade(file: Intelligence, p: Parameters, today: int) -> None:
    """Items lose half their worth every `intelligence_half_life` days."""
    left = fade(today - file.as_of, p.intelligence.intelligence_half_life)
    file.of_market *= left
    file.of_holder *= left
    file.doubled *= left
    file.stale *= left
    file.untrue *= left
    file.signs *= left
    file.signed *= left
    file.as_of = today


@rule
def take_in(file: Intelligence, p: Parameters, today: int) -> None:
    """What came in today joins the file."""
    let_fade(file, p, today)
    file.of_market += file.new_market / ITEM
    file.of_holder += file.new_holder / ITEM
    file.untrue += file.new_untrue / ITEM
    file.signs += file.new_signs / ITEM
    file.signed += (file.new_market + file.new_holder) / ITEM
    file.new_market = file.new_holder = file.new_untrue = file.new_signs = 0


@rule
def is_empty(file: Intelligence) -> bool:
    """A file without items worth a look."""
    return file.of_market + file.of_holder < LITTLE


@rule
def forget(file: Intelligence, today: int) -> None:
    """A file begins anew: nothing is known of the line, and nothing is planned."""
    file.of_market = file.of_holder = file.doubled = file.stale = file.untrue = 0.0
    file.signs = file.signed = file.harm = 0.0
    file.new_market = file.new_holder = file.new_untrue = file.new_signs = 0
    file.told_market = file.told_home = file.told_kin = file.kin = NONE
    file.as_of = today
    file.linked = file.merged = file.mapped = 0
    file.heard = file.tasked = file.busy_until = file.rests_until = file.case_until = 0


@rule
def spend(file: Intelligence, today: int) -> None:
    """The body that has the holder charged knows it: its items are spent, and what is joined to them is closed."""
    file.of_market = file.of_holder = file.doubled = file.stale = file.untrue = 0.0
    file.as_of = today
    file.linked = file.merged = file.tasked = 0


@rule
def hears_of_charge(file: Intelligence, p: Parameters, today: int) -> bool:
    """A body with a file on a line hears that another has had its holder charged, or goes on looking for the wrong person."""
    return uniform(file.luck, today, HEARS) < p.intelligence.charge_heard


@rule
def let_holder_go(file: Intelligence, hears: bool, p: Parameters, today: int) -> None:
    """A successor holds the line: who hears of it lets items on the one before go; others believe in them, and they are stale."""
    let_fade(file, p, today)
    file.stale = file.of_holder
    if hears:
        drop_stale(file)


@rule
def lose_number(file: Intelligence, p: Parameters, today: int) -> None:
    """A line has a new number: what hung on the old one is lost, and its link with the holder."""
    let_fade(file, p, today)
    keep_items(file, file.of_market * (1.0 - p.intelligence.items_on_number), file.of_holder)
    file.linked = 0


@rule
def keep_items(file: Intelligence, market: float, holder: float) -> None:
    """Of a file so many items are left: as large a share of them is doubled, or untrue, as before."""
    left = (market + holder) / max(file.of_market + file.of_holder, 1e-9)
    file.of_market, file.of_holder = market, holder
    file.doubled *= left
    file.untrue *= left


@rule
def drop_stale(file: Intelligence) -> None:
    """Items on a holder who was replaced, and the link of the number with that holder, are worth nothing, and known to be so."""
    if file.stale > 0.0:
        file.linked = 0
    keep_items(file, file.of_market, max(0.0, file.of_holder - file.stale))
    file.stale = 0.0


@rule
def drop_untrue(file: Intelligence, p: Parameters, today: int) -> None:
    """Items that are not of the line leave its file."""
    let_fade(file, p, today)
    left = 1.0 - share_untrue(file)
    file.of_market *= left
    file.of_holder *= left
    file.doubled *= left
    file.stale *= left
    file.signs *= left
    file.signed *= left
    file.untrue = 0.0


@rule
def keep_what_was_found(file: Intelligence, finds: float, p: Parameters, today: int) -> None:
    """An investigation makes intelligence: what one found that failed stays on file, as items on the holder."""
    let_fade(file, p, today)
    file.of_holder += finds * p.intelligence.items_from_investigation


@rule
def move_file(to: Intelligence, file: Intelligence, today: int) -> None:
    """A body's file goes to the place where the line, having moved, now has it; the old place is empty."""
    to.of_market, to.of_holder, to.as_of = file.of_market, file.of_holder, file.as_of
    to.doubled, to.stale, to.untrue = file.doubled, file.stale, file.untrue
    to.new_market, to.new_holder, to.new_untrue = file.new_market, file.new_holder, file.new_untrue
    to.signs, to.signed, to.harm, to.new_signs = file.signs, file.signed, file.harm, file.new_signs
    to.market, to.home, to.told_market, to.told_home = file.market, file.home, file.told_market, file.told_home
    to.kin, to.told_kin = file.kin, file.told_kin
    to.linked, to.merged, to.mapped, to.review = file.linked, file.merged, file.mapped, file.review
    to.busy_until, to.rests_until, to.case_until = file.busy_until, file.rests_until, file.case_until
    to.body, to.luck, to.score, to.heard, to.tasked = file.body, file.luck, file.score, file.heard, 0
    forget(file, today)
    file.body = NONE


@rule
def places_of_files(body: Body) -> tuple[int, int]:
    """Where a body's files stand among the six of a line: as market or home force, as unit of either, as transport police."""
    if body.body_type == BodyType.FORCE:
        return MARKET_FILE, MARKET_UNIT_FILE
    if body.body_type == BodyType.REGIONAL_UNIT:
        return MARKET_UNIT_FILE, TRANSPORT_FILE
    return (TRANSPORT_FILE, CENTRE_FILE) if body.body_type == BodyType.TRANSPORT_POLICE else (CENTRE_FILE, FILES)


@rule
def score_of(file: Intelligence, p: Parameters) -> float:
    """Each body makes something else of the same signs of harm (log, once a file)."""
    return p.intelligence.map_score_sd * normal(uniform(file.luck, 0, SCORE))


@rule
def by_the_centre(to: int, sharing: IntelligenceSharing, centre_staff: float) -> bool:
    """Items for the centre, and all that a national system passes, come through the centre and its queue."""
    return centre_staff > 0.0 and (sharing.reach == Reach.NATION or to == CENTRE_FILE)


@rule
def in_reach(near: bool, sharing: IntelligenceSharing, p: Parameters) -> bool:
    """Within the system's reach: the same region (`near`), or the whole country. What passes no more than habit does is no system."""
    if sharing.reach == Reach.FORCE or sharing.share <= p.intelligence.shared_share_fragmented:
        return False
    return sharing.reach == Reach.NATION or near


@rule
def force_and_unit(one: Body, other: Body) -> bool:
    """The two are a force and the regional unit that it belongs to."""
    first, second = min(one.body_type, other.body_type), max(one.body_type, other.body_type)
    return one.region == other.region and first == BodyType.FORCE and second == BodyType.REGIONAL_UNIT


@rule
def can_be_sent(sender: Body, receiver: Body, to: int, within: bool, centre_staff: float) -> bool:
    """Forces receive items from each other and from transport police; the centre, and units of others, only through a system."""
    if receiver.body_type == BodyType.CENTRE:
        return within and centre_staff > 0.0
    if receiver.body_type == BodyType.REGIONAL_UNIT:
        return within or force_and_unit(sender, receiver)
    return receiver.body_type == BodyType.FORCE


@rule
def share_passed(within: bool, sharing: IntelligenceSharing, p: Parameters) -> float:
    """The share of items useful elsewhere that are passed on: the system's within reach, else the habit of forces alone."""
    return sharing.share if within else p.intelligence.shared_share_fragmented


@rule
def share_between(own_unit: bool, within: bool, sharing: IntelligenceSharing, p: Parameters) -> float:
    """A force and its own unit pass items to each other by a habit of their own, or by a system where that passes more."""
    passed = share_passed(within, sharing, p)
    return max(passed, p.intelligence.unit_share) if own_unit else passed


@rule
def quality_kept(hops: int, within: bool, sharing: IntelligenceSharing, p: Parameters) -> float:
    """Each hop between bodies loses a share of an item's worth."""
    kept = 1.0 - min(1.0, p.intelligence.quality_lost_per_hop + (sharing.quality_lost if within else 0.0))
    return kept * kept if hops > 1 else kept


@rule
def mean_delay(own_unit: bool, within: bool, sharing: IntelligenceSharing, queue_days: float, p: Parameters) -> float:
    """Days that a shared item takes: a system's and its queue, or forces' habit; between a force and its own unit at most theirs."""
    mean = sharing.delay_days + queue_days if within else p.intelligence.sharing_delay_fragmented
    return max(1.0, min(mean, p.intelligence.unit_delay) if own_unit else mean)


@rule
def queue_days(centre: Body, staff: float, p: Parameters) -> float:
    """Items wait at the centre for someone to read them: those in the queue over those read in a day."""
    if staff <= 0.0:
        return 0.0
    return centre.queue / (ITEM * staff * centre.scale * p.intelligence.items_read_per_day)


@rule
def arrives_twice(luck: int, today: int, what_for: int, p: Parameters) -> bool:
    """An item reaches the receiver by two ways, and looks like two."""
    return uniform(luck, today, what_for) < p.intelligence.duplicate_share


@rule
def goes_astray(file: Intelligence, home: int) -> bool:
    """What a body sends, or asks for, where it wrongly believes a line to be run from reaches nobody whom it concerns."""
    return file.home not in (NONE, home)


@rule
def joins_kin(
    file: Intelligence, centre: CoordinationCentre, mapping: OrganisedCrimeMapping, p: Parameters, today: int
) -> bool:
    """Files on two lines of a group are joined where the map has the group, unless a link is missed, and seldom without the map."""
    chance = 1.0 - missed_link(centre, mapping, p) if file.mapped else p.intelligence.kin_unmapped
    return uniform(file.luck, today, JOINED) < chance


@rule
def leave_behind(to: Intelligence, file: Intelligence, p: Parameters, today: int) -> None:
    """What a force has on file of a line that has moved unseen it goes on believing, as of one still there."""
    let_fade(to, p, today)
    let_fade(file, p, today)
    to.of_market += file.of_market
    to.of_holder += file.of_holder
    to.untrue += file.of_market + file.of_holder
    to.signs += file.signs
    to.signed += file.signed
    to.home, to.heard = file.home, max(to.heard, file.heard)


@rule
def finds_nothing(file: Intelligence, mapping: OrganisedCrimeMapping, days: int, p: Parameters, today: int) -> bool:
    """Within some days a review finds that a line is not there, or no more, in proportion to how often files are reviewed."""
    chance = p.intelligence.found_nothing * min(1.0, days / review_days(mapping, p))
    return uniform(file.luck, today, NOTHING_THERE) < chance


@rule
def review_days(mapping: OrganisedCrimeMapping, p: Parameters) -> float:
    """Days between two reviews of a mapped group."""
    return mapping.review_interval_days if mapping.review_interval_days > 0.0 else p.intelligence.map_review_interval


@rule
def coverage(mapping: OrganisedCrimeMapping, p: Parameters) -> float:
    """The share of known groups that are entered on the map."""
    return p.intelligence.map_coverage + (1.0 - p.intelligence.map_coverage) * mapping.coverage


@rule
def errors_found(centre: CoordinationCentre) -> float:
    """The share of the map's errors that the centre's review finds; a centre without staff finds none."""
    return centre.map_quality if centre.staff > 0.0 else 0.0


@rule
def missed_link(centre: CoordinationCentre, mapping: OrganisedCrimeMapping, p: Parameters) -> float:
    """The chance that a review misses that number and holder belong together; the centre's and a common method find some."""
    common = p.intelligence.map_common_method * mapping.consistency
    return p.intelligence.map_missed_link * (1.0 - errors_found(centre)) * (1.0 - common)


@rule
def false_merge(centre: CoordinationCentre, p: Parameters) -> float:
    """The chance that a review joins two lines wrongly; the centre's review finds some."""
    return p.intelligence.map_false_merge * (1.0 - errors_found(centre))


@rule
def weigh_signs(file: Intelligence, p: Parameters) -> None:
    """At review a body scores the harm of a line: the mean sign of its items, the nearer to an ordinary line's, the fewer they are."""
    file.harm = file.signs / (file.signed + p.intelligence.sign_prior_items)


@rule
def review(file: Intelligence, centre: CoordinationCentre, mapping: OrganisedCrimeMapping, p: Parameters, today: int) -> None:
    """At review a line is scored and, once known, mapped; its number and holder are linked or not, and it may be joined wrongly.

    One draw a file maps it or not: coverage is a share of files, not a chance at a review.
    """
    file.review = today + int(review_days(mapping, p))
    weigh_signs(file, p)
    if file.of_market + file.of_holder < p.intelligence.items_to_map:
        return
    if uniform(file.luck, 0, MAPPED) < coverage(mapping, p):
        file.mapped = 1
    if not file.mapped:
        return
    both = min(file.of_market, file.of_holder) > p.intelligence.items_to_link
    if both and not file.linked and uniform(file.luck, today, LINKED) >= missed_link(centre, mapping, p):
        file.linked = 1
    if file.merged:
        file.merged = int(uniform(file.luck, today, UNMERGED) < p.intelligence.map_join_stands)
    else:
        file.merged = int(uniform(file.luck, today, MERGED) < false_merge(centre, p))


@rule
def known(file: Intelligence, p: Parameters) -> float:
    """What a body can use against the holder: what it has on the holder, and on the market as far as the two are linked."""
    return file.of_holder + file.of_market * ratio_if(file.linked == 0, p.intelligence.unlinked_worth)


@rule
def doubled_in_known(file: Intelligence, p: Parameters) -> float:
    """How much of what a body can use against the holder, and is not stale, was counted twice."""
    return file.doubled * (known(file, p) - stale_in_known(file, p)) / max(file.of_market + file.of_holder, 1e-9)


@rule
def untrue_in_known(file: Intelligence, p: Parameters) -> float:
    """How much of what a body can use against the holder, and is not stale, is of another line, or of none, unknown to the body."""
    return share_untrue(file) * (known(file, p) - stale_in_known(file, p))


@rule
def share_untrue(file: Intelligence) -> float:
    """The share of a file that is of another line, or of none."""
    return min(1.0, file.untrue / max(file.of_market + file.of_holder, 1e-9))


@rule
def stale_in_known(file: Intelligence, p: Parameters) -> float:
    """How much of it is on a holder who was replaced, unknown to the body: items on that holder, and the link with the number."""
    if file.stale <= 0.0:
        return 0.0
    return file.stale + file.of_market * (1.0 - ratio_if(file.linked == 1, p.intelligence.unlinked_worth))


@rule
def chance_to_act(items: float, half: float, p: Parameters) -> float:
    """The chance to act rises smoothly with knowledge, half at `half` items (or steps up there, by the switch)."""
    if p.structure.knowledge_to_action == KnowledgeToAction.THRESHOLD:
        return 1.0 if items >= half else 0.0
    return items * items / (items * items + half * half)


@rule
def knows_enough(file: Intelligence, p: Parameters, today: int) -> bool:
    """The body could act against the holder rather than not: at the point at which half of such cases can be investigated."""
    half = p.intelligence.items_to_act
    if known(file, p) < half:
        return False
    have = known(file, p) - stale_in_known(file, p) - untrue_in_known(file, p)
    return have >= half and have * fade(today - file.as_of, p.intelligence.intelligence_half_life) >= half


@rule
def harm_read(file: Intelligence, consistency: float) -> float:
    """The harm a line is believed to do a day, over an ordinary line's: by signs, as the body reads them, or a common method does."""
    return math.exp(file.harm + file.score * (1.0 - consistency))
