"""Step 2, groups decide: stay, pause, open, move, localise, recruit adults instead, or let a line end.

All displacement, localisation and deterrence come from here: from expected profit less the risk that a group has met or
heard of (adults in place of children: from places that no child fills, and from the charges seen and heard of). No lever
reaches these rules but through what police did.
"""

import math

from sim.engine import rule
from sim.engine.luck import days_until, normal, purpose, uniform
from sim.parameters import Parameters
from sim.parameters.structure import Deterrence, GroupSkill
from sim.state import NEVER, NONE, Area, Dealer, Group, Line, Nation, Standing, Trade
from sim.state.time import LN_2, YEAR_DAYS

AHEAD = 1000.0
"""More than any line promises: taken from the promise of a line to be looked at ahead of all others."""
LEAST_PROMISE = 0.05
"""A guard against a promise of 0: long before it `ending_ratio_most` is reached."""
LEAST_CROWDED = 0.01
"""A guard against a market without lines: long before it `uptake_limit` is reached."""
ENDS = purpose("line ends by itself")
GIVES_UP = purpose("member gives up waiting for a line")


@rule
def fade(days: float, half_life: float) -> float:
    """What is left of a memory after some days."""
    return math.exp(-LN_2 * days / half_life)


@rule
def as_yearly_rate(memory: float, half_life: float) -> float:
    """A fading count of events, as the yearly rate of events that would sustain it."""
    return memory * LN_2 * YEAR_DAYS / half_life


@rule
def remember(group: Group, p: Parameters, today: int) -> None:
    """A group's memory of its own losses halves every `risk_memory_half_life` days."""
    left = fade(today - group.as_of, p.groups.risk_memory_half_life)
    group.met_away *= left
    group.met_local *= left
    group.as_of = today


@rule
def steady_memory(events: float, half_life: float) -> float:
    """The fading count that a yearly rate of events sustains."""
    return events * half_life / (LN_2 * YEAR_DAYS)


@rule
def wait_for_a_line(dealer: Dealer, p: Parameters, today: int) -> None:
    """A member free to hold a line waits for one, for a time that differs between people."""
    dealer.standing = Standing.AVAILABLE
    dealer.due = today + days_until(uniform(dealer.luck, today, GIVES_UP), p.groups.bench_stay * YEAR_DAYS)


@rule
def give_up_line(dealer: Dealer) -> None:
    """A holder gives the line up and is gone; where a case against the holder is open, that goes on."""
    if dealer.standing != Standing.RELEASED:
        dealer.standing = Standing.GONE


@rule
def hold(dealer: Dealer) -> None:
    """A member holds a line from today."""
    dealer.standing, dealer.due = Standing.HOLDING, NEVER


@rule
def perceived_risk(group: Group, market: Area, away: bool, p: Parameters) -> float:
    """Perceived losses a line-year: met by the group itself, plus heard of in that market at a lower weight."""
    if p.structure.deterrence == Deterrence.NONE:
        return 0.0
    met = (group.met_away if away else group.met_local) / max(1, group.lines)
    risk = as_yearly_rate(met, p.groups.risk_memory_half_life)
    if p.structure.deterrence == Deterrence.HEARD:
        risk += p.groups.risk_heard_weight * as_yearly_rate(market.danger, p.groups.risk_memory_half_life)
    return min(risk, p.groups.risk_limit)


@rule
def taken_out(group: Group, p: Parameters) -> int:
    """Holders take out `profit_spent_share` of what the group has beyond the cost of opening a line (pence)."""
    return int(max(0.0, group.capital - 100.0 * p.groups.opening_cost) * p.groups.profit_spent_share)


@rule
def buy_first_stock(group: Group, p: Parameters) -> int:
    """A line begins with the stock that `opening_cost` buys, as far as the group has the means (pence spent, and worth)."""
    paid = min(group.capital, int(p.groups.opening_cost * 100.0))
    group.capital -= paid
    return paid


@rule
def courage(risk: float, group: Group, p: Parameters) -> float:
    """Expected profit falls by `risk_aversion` for each perceived loss a year; skill makes a group feel safer."""
    return math.exp(-p.groups.risk_aversion * risk / group.skill)


@rule
def expected_custom(area: Area, p: Parameters) -> float:
    """Customers a new line can expect in a market, over those of a mature line: fewer where lines crowd."""
    newcomer = p.supply.customers_mature_line * area.grain / max(area.cap, 1e-9)
    return min(p.supply.uptake_limit, 1.0 / (max(LEAST_CROWDED, area.crowding) + newcomer))


@rule
def expected_profit(group: Group, area: Area, away: bool, p: Parameters) -> float:
    """What a new line promises in a market: its room there, less the risk perceived there (a mature line without risk: 1)."""
    return expected_custom(area, p) * courage(perceived_risk(group, area, away, p), group, p)


@rule
def draw_of_trade(promise: float, risk: float, nation: Nation, p: Parameters) -> float:
    """Newcomers respond to what a new line promises and to losses they hear of, over the founding's, by an elasticity each."""
    profit = (promise / nation.promise_start) ** p.groups.newcomer_profit if nation.promise_start > 0.0 else 1.0
    return profit * ((1.0 + nation.risk_start) / (1.0 + risk)) ** p.groups.newcomer_risk


@rule
def risk_heard(danger: float, p: Parameters) -> float:
    """Whoever has met no police hears of losses alone, by their weight (losses a line-year)."""
    if p.structure.deterrence != Deterrence.HEARD:
        return 0.0
    return min(p.groups.risk_limit, p.groups.risk_heard_weight * as_yearly_rate(danger, p.groups.risk_memory_half_life))


@rule
def is_gone(group: Group) -> bool:
    """A group without a line and without a member who could hold one is gone."""
    return group.lines + group.members == 0


@rule
def renews(u: float, draw: float, p: Parameters) -> bool:
    """A newcomer begins a group that is gone anew with `group_renewal`, the likelier, the more the trade draws."""
    return u < p.groups.group_renewal * draw


@rule
def worth_of_market(group: Group, area: Area, travel: float, away: bool, p: Parameters) -> float:
    """A market attracts by its demand, and by what a line promises there, less its travel time."""
    return area.cap * travel * expected_profit(group, area, away, p)


@rule
def chance_of_taking_up(group: Group, area: Area, travel: float, away: bool, p: Parameters) -> float:
    """A group that hears of a vacant place takes it the likelier, the shorter its way (over the shortest) and the less its risk."""
    return travel * courage(perceived_risk(group, area, away, p), group, p)


@rule
def chance_of_localising(home: float, lost: float, p: Parameters) -> float:
    """A disrupted group turns to its home area with `localise_propensity`, likelier the more it promises over where it lost (odds)."""
    turns = p.groups.localise_propensity * home
    return turns / max(1e-12, turns + (1.0 - p.groups.localise_propensity) * lost)


@rule
def chance_of_opening(promise: float, p: Parameters) -> float:
    """An unconstrained group opens lines at `group_open_rate`, the more a line promises where it would open one."""
    return 1.0 - math.exp(-p.groups.group_open_rate * promise * p.groups.review_interval / YEAR_DAYS)


@rule
def is_disrupted(group: Group) -> bool:
    """A group has met police since its last review."""
    return group.disrupted >= group.reviewed


@rule
def promise_of(line: Line, group: Group, area: Area, p: Parameters) -> float:
    """What a line still promises: its customers for its size, less the risk perceived there (a mature line without risk: 1)."""
    return line.customers / line.pull * courage(perceived_risk(group, area, line.home != line.market, p), group, p)


@rule
def look_over(group: Group, line: Line, area: Area, p: Parameters, today: int) -> None:
    """A group that is to review its lines puts one in question: one where it lost lately, else the one that promises least."""
    if group.review > today or line.trade != Trade.OPERATING:
        return
    remember(group, p, today)
    promise = promise_of(line, group, area, p)
    fears = p.structure.deterrence != Deterrence.NONE
    if fears and is_disrupted(group) and line.market == group.lost_market:
        promise -= AHEAD
    if group.in_question == NONE or promise < group.least:
        group.in_question, group.least = line.own_row, promise


@rule
def how_often_weighed(disrupted: bool, p: Parameters) -> float:
    """A group that met no loss since its last review weighs a pause or a move more seldom, by the ratio `unprompted_plans`."""
    return 1.0 if disrupted else p.groups.unprompted_plans


@rule
def chance_of_pausing(group: Group, risk: float, disrupted: bool, p: Parameters) -> float:
    """A group pauses with `pause_propensity` times the share of a line's promise that the perceived risk takes away."""
    return p.groups.pause_propensity * how_often_weighed(disrupted, p) * (1.0 - courage(risk, group, p))


@rule
def chance_of_moving(there: float, here: float, disrupted: bool, p: Parameters) -> float:
    """A group moves the line in question with `move_market_propensity`, likelier the more it promises there than here (odds)."""
    moves = p.groups.move_market_propensity * how_often_weighed(disrupted, p)
    return moves * there / max(1e-12, moves * there + (1.0 - moves) * here)


@rule
def chance_of_splitting(group: Group, p: Parameters) -> float:
    """A group of several lines comes apart: at `group_split_rate` a year for each line beyond its first."""
    return 1.0 - math.exp(-p.groups.group_split_rate * max(0, group.lines - 1) * p.groups.review_interval / YEAR_DAYS)


@rule
def part_from(new: Group, group: Group, luck: int) -> None:
    """Those who leave take half the capital, and what the group has learnt and met."""
    new.luck, new.home, new.skill = luck, group.home, group.skill
    new.capital = group.capital // 2
    group.capital -= new.capital
    new.local_share, new.child_share = group.local_share, group.child_share
    new.met_away, new.met_local, new.as_of = group.met_away * 0.5, group.met_local * 0.5, group.as_of
    group.met_away, group.met_local = group.met_away * 0.5, group.met_local * 0.5
    new.disrupted, new.lost_market = group.disrupted, group.lost_market
    new.reviewed, new.review, new.in_question = group.reviewed, group.review, NONE


@rule
def hazard_of_ending(line: Line, group: Group, area: Area, p: Parameters) -> float:
    """A line ends as its holder gives up: the sooner, the frailer it is and the less its customers promise, less the risk (a year)."""
    promise = max(LEAST_PROMISE, promise_of(line, group, area, p))
    ratio = min(p.groups.ending_ratio_most, max(p.groups.ending_ratio_least, 1.0 / promise))
    return p.groups.line_voluntary_end * line.frailty * ratio


@rule
def ends(line: Line, group: Group, area: Area, p: Parameters, today: int) -> bool:
    """A line ends today, or not; what it promises is looked at only where the most that the hazard can be would end it."""
    u = uniform(line.luck, today, ENDS) * YEAR_DAYS
    most = max(p.groups.ending_ratio_most, p.groups.ending_ratio_least)
    return u < p.groups.line_voluntary_end * line.frailty * most and u < hazard_of_ending(line, group, area, p)


@rule
def slavery_charges_seen(home: Area, nation: Nation, p: Parameters) -> float:
    """Share of the holders charged of late, at home and, by the weight of what is heard, elsewhere, whose charge was modern slavery.

    The usual share stands in for what a group has not seen: it weighs as one charge.
    """
    heard = p.groups.risk_heard_weight if p.structure.deterrence == Deterrence.HEARD else 0.0
    charged = home.charged + heard * max(0.0, nation.charged_lately - home.charged)
    slavery = home.charged_slavery + heard * max(0.0, nation.slavery_lately - home.charged_slavery)
    return (slavery + nation.scale * p.justice.modern_slavery_share) / (charged + nation.scale)


@rule
def prefer_adults(group: Group, slavery_chance: float, p: Parameters) -> None:
    """Groups seek adults instead of children by `modern_slavery_deterrence` for the chance of such a charge."""
    seen = 0.0 if p.structure.deterrence == Deterrence.NONE else min(1.0, slavery_chance)
    group.child_share = p.grooming.child_share_of_runners * (1.0 - p.justice.modern_slavery_deterrence * seen)


@rule
def localise_recruits(group: Group, turns: float, p: Parameters) -> None:
    """A disrupted group turns to young people of its market areas, by its chance of localising and what it felt; the turn fades."""
    start = p.groups.local_recruits_share
    group.local_share += turns * (1.0 - group.local_share) - p.groups.localise_fade * (group.local_share - start)


@rule
def steady_local_share(turns_a_review: float, p: Parameters) -> float:
    """The share of places sought locally at which turning and fading balance, for so much of a turn a review."""
    fades = p.groups.localise_fade
    return (fades * p.groups.local_recruits_share + turns_a_review) / (fades + turns_a_review)


@rule
def learn(group: Group, disrupted: bool, p: Parameters) -> None:
    """Where groups learn, each disruption come through makes them a little bolder and harder to catch."""
    if disrupted and p.structure.group_skill == GroupSkill.LEARNS:
        group.skill = min(p.groups.skill_limit, group.skill * (1.0 + p.groups.skill_gain))


@rule
def spread_of_skill(u: float, p: Parameters) -> float:
    """Skill is lognormal around 1."""
    return math.exp(p.groups.skill_spread * normal(u))


@rule
def next_review(group: Group, p: Parameters, today: int, what_for: int) -> int:
    """A group looks at its lines now and then, sooner or later than the mean by up to `review_spread`."""
    spread = p.groups.review_interval * 2.0 * p.groups.review_spread
    soonest = p.groups.review_interval - 0.5 * spread
    return today + int(soonest) + int(spread * uniform(group.luck, today, what_for))


@rule
def lognormal_spread(coefficient_of_variation: float) -> float:
    """Standard deviation of the logarithm of a lognormal number with this coefficient of variation."""
    return math.sqrt(math.log(1.0 + coefficient_of_variation * coefficient_of_variation))
