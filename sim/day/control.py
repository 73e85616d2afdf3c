"""Step 4 of the day, running and control: each exploited child's day, and how exploitation ends."""

from sim.day.bundles import Children, Country, Today, Trading
from sim.engine import AHEAD, fetch, phase, rule, soon, step
from sim.parameters import Parameters
from sim.rules import control as rules
from sim.rules.justice import court
from sim.state import FORCES, NEVER, NONE, Area, Episode, Line, Person, Route, Status, Support, Table, Trait, Travel
from sim.state.books import TrueBook
from sim.state.ledger import Ledger


@step
def control(children: Children, trade: Trading, country: Country, ledger: Ledger, now: Today) -> None:
    """Each exploited child's day: runs or rests, earns or works off debt, goes missing, suffers violence, or leaves.

    Those freed since yesterday go to the list of the free; those whose line has closed or left them, or who turn 18 today, are
    noted for step 10.
    """
    episodes, exploited, lines, counts = children.episodes, children.exploited, trade.lines, children.counts
    look_at_violence(country.areas, now.p)
    kept = counts.adrift = 0
    for i in range(counts.exploited):
        row = exploited[i]
        episode = episodes[row]
        soon(episodes, exploited, i, counts.exploited)
        if i + AHEAD // 2 < counts.exploited:
            fetch(lines, episodes[exploited[i + AHEAD // 2]].line, 0)
        if episode.exploited:
            exploited[kept] = row
            kept += 1
            children.adrift[counts.adrift] = row
            counts.adrift += int(rules.is_adrift(episode, lines[episode.line]) | (episode.turns_18 == now.day))
            live_today(episode, children.people, lines[episode.line], country, ledger.true[episode.area], now.p, now.day)
        else:
            children.free[counts.free] = row
            counts.free += 1
    counts.exploited = kept


@rule
def look_at_violence(areas: Table[Area], p: Parameters) -> None:
    """How violent each market is today, once for all who run there."""
    for a in range(FORCES):
        areas[a].violence = rules.violence_in_market(areas[a], p)


@rule
def live_today(
    episode: Episode, people: Table[Person], line: Line, country: Country, tally: TrueBook, p: Parameters, today: int
) -> None:
    """A day of an exploited child."""
    adrift = int(rules.is_adrift(episode, line))
    count_day(episode, line, adrift, tally, today)
    if adrift or episode.adrift_since:
        follow_closed(episode, adrift, tally, p, today)
    if line.charge_day == today and not rules.left_behind(episode, line):  # the crew of a closed line owes too
        episode.debt += line.crew_charge
        tally.debt_made += line.crew_charge
    if episode.sentence_due <= today:
        go_to_custody(episode, people, tally, p, today)
        return
    if adrift or today < episode.custody_until:
        return
    run_or_rest(episode, line, country, tally, p, today)
    child = rules.is_child(episode, today)
    if rules.goes_missing(episode, p, today) and child:
        tally.missing_episodes += 1
        if episode.traits & Trait.IN_CARE:
            tally.missing_care += 1
        episode.just_missing = 1
    if rules.suffers_violence(episode, country.areas[line.market], p, today) and child:
        tally.violence_to_children += 1
        country.areas[line.market].violent += 1
        episode.hurt = 1
    engaged = episode.support == Support.ENGAGED
    if rules.leaves(episode, engaged, p, today):
        end_exploitation(episode, people, Route.SUPPORT if engaged else Route.OWN, today)
        child = rules.leaves_as_child(episode, today)
        tally.freed_support += int(child and engaged)
        tally.freed_own += int(child and not engaged)
        tally.grown_freed += int(not child)


@rule
def run_or_rest(episode: Episode, line: Line, country: Country, tally: TrueBook, p: Parameters, today: int) -> None:
    """A spell of running begins when rest is over; who runs today earns, or works off debt."""
    away = rules.is_away(episode, line, today)
    if today >= episode.rest_until:
        travel = rules.start_spell(episode, away, p, today)
        episode.on_rail = country.on_rails[line.home][line.market] if travel == Travel.RAIL else 0
        episode.on_road = country.on_roads[line.home][line.market] if travel == Travel.ROAD else 0
    if rules.runs_today(episode, today):
        worked = rules.earn(episode, line, p)
        tally.debt_worked += worked
        line.ran += 1
        if rules.is_child(episode, today):
            tally.child_days_running += 1
            tally.child_days_away += int(away)


@rule
def count_day(episode: Episode, line: Line, adrift: int, tally: TrueBook, today: int) -> None:
    """Count a day of exploitation, for the child and, unless the line has left the child, for the crew."""
    episode.days += 1
    if not rules.is_child(episode, today):
        line.seen_grown += 1 - adrift
        tally.adult_days += 1
        return
    home = int((episode.away_from < NEVER) & (line.home != line.market))
    line.seen_home += home * (1 - adrift)
    line.seen_local += (1 - home) * (1 - adrift)
    tally.child_days += 1
    tally.debt_days += episode.debt
    tally.child_days_in_debt += int(episode.debt > 0)
    tally.child_days_in_care += int(episode.traits & Trait.IN_CARE != 0)
    tally.child_days_girls += int(episode.traits & Trait.GIRL != 0)
    tally.missing_days += int(today < episode.missing_until)


@rule
def follow_closed(episode: Episode, adrift: int, tally: TrueBook, p: Parameters, today: int) -> None:
    """A child of a closed line is followed from the closure until a successor sells, or what comes before that.

    A missing episode whose day passed meanwhile did not come: its day is drawn anew.
    """
    child = int(rules.is_child(episode, today))
    if adrift:
        tally.child_days_closed += child
        if not episode.adrift_since:
            episode.adrift_since = today
            tally.closed_children += child
        return
    tally.closed_succeeded += child
    tally.closed_succeeded_days += child * (today - episode.adrift_since)
    episode.adrift_since = 0
    if episode.missing_due <= today:
        episode.missing_due = rules.next_missing(episode, today, p, today)


@phase
def go_to_custody(episode: Episode, people: Table[Person], tally: TrueBook, p: Parameters, today: int) -> None:
    """Someone who grew up on a line is sentenced as an adult, and out of every line's reach."""
    days = court.custody_of_grown(episode, p, today)
    episode.sentence_due, episode.custody_until = NEVER, max(today, episode.custody_until) + days
    tally.adult_custody_days += days
    end_exploitation(episode, people, Route.ARREST, today)
    tally.grown_freed += 1


@phase
def end_exploitation(episode: Episode, people: Table[Person], route: int, today: int) -> None:
    """A child is free, for now, and a place in the crew is empty."""
    people[episode.person].status = Status.FREE
    episode.exploited = 0
    episode.ended = today
    episode.route = route
    peer = people[episode.person].peer
    if peer != NONE:
        people[peer].peers_exploited -= 1
