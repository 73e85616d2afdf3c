"""Step 4 of the day, running and control: each exploited child's day, and how exploitation ends."""

from sim.engine import AHEAD, fetch, phase, rule, soon
from sim.rules import aftermath, control
from sim.rules.justice import court
from sim.rules.safeguarding import leave_place
from sim.state import FORCES, NEVER, NONE, Route, Status, Support, Trait, Travel


@phase
def run_and_control(people, episodes, exploited, free, adrift, lines, areas, on_rails, on_roads, counts, true, p, today):
    """Step 4. Each exploited child's day: runs or rests, earns or works off debt, goes missing, suffers violence, or leaves.

    Those freed since yesterday go to the list of the free; those whose line has closed or left them, or who turn 18 today, are
    noted for step 10.
    """
    look_at_violence(areas, p)
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
            adrift[counts.adrift] = row
            counts.adrift += int(control.is_adrift(episode, lines[episode.line]) | (episode.turns_18 == today))
            live(episode, people, lines[episode.line], areas, on_rails, on_roads, true, p, today)
        else:
            free[counts.free] = row
            counts.free += 1
    counts.exploited = kept


@rule
def look_at_violence(areas, p):
    """How violent each market is today, once for all who run there."""
    for a in range(FORCES):
        areas[a].violence = control.violence_in_market(areas[a], p)


@rule
def live(episode, people, line, areas, on_rails, on_roads, true, p, today):
    """A day of an exploited child."""
    tally = true[episode.area]
    adrift = int(control.is_adrift(episode, line))
    count_day(episode, line, adrift, tally, today)
    if line.charge_day == today and not adrift:
        episode.debt += line.crew_charge
        tally.debt_made += line.crew_charge
    if episode.sentence_due <= today:
        go_to_custody(episode, people, line, tally, p, today)
        return
    if adrift or today < episode.custody_until:
        return
    away = control.is_away(episode, line, today)
    if today >= episode.rest_until:
        travel = control.start_spell(episode, away, p, today)
        episode.on_rail = on_rails[line.home][line.market] if travel == Travel.RAIL else 0
        episode.on_road = on_roads[line.home][line.market] if travel == Travel.ROAD else 0
    if control.runs_today(episode, today):
        worked = control.earn(episode, line, p)
        tally.debt_worked += worked
        line.ran += 1
        if control.is_child(episode, today):
            tally.child_days_running += 1
            tally.child_days_away += int(away)
    if control.goes_missing(episode, p, today) and control.is_child(episode, today):
        tally.missing_episodes += 1
        if episode.traits & Trait.IN_CARE:
            tally.missing_care += 1
        episode.just_missing = 1
    if control.suffers_violence(episode, areas[line.market], p, today) and control.is_child(episode, today):
        tally.violence_to_children += 1
        areas[line.market].violent += 1
        episode.hurt = 1
    engaged = episode.support == Support.ENGAGED
    if control.leaves(episode, engaged, p, today):
        end_exploitation(episode, people, line, Route.SUPPORT if engaged else Route.OWN, p, today)
        child = control.leaves_as_child(episode, today)
        tally.freed_support += int(child and engaged)
        tally.freed_own += int(child and not engaged)
        tally.grown_freed += int(not child)


@rule
def count_day(episode, line, adrift, tally, today):
    """Count a day of exploitation, for the child and, unless the line has left the child, for the crew."""
    episode.days += 1
    if not control.is_child(episode, today):
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


@phase
def go_to_custody(episode, people, line, tally, p, today):
    """Someone who grew up on a line is sentenced as an adult, and out of every line's reach."""
    days = court.custody_of_grown(episode, p, today)
    episode.sentence_due, episode.custody_until = NEVER, today + days
    tally.adult_custody_days += days
    end_exploitation(episode, people, line, Route.ARREST, p, today)
    tally.grown_freed += 1


@phase
def end_exploitation(episode, people, line, route, p, today):
    """A child is free, for now; the crew place is filled again or lapses."""
    people[episode.person].status = Status.FREE
    episode.exploited = 0
    episode.ended = today
    episode.route = route
    peer = people[episode.person].peer
    if peer != NONE:
        people[peer].peers_exploited -= 1
    if route != Route.CLOSURE and control.is_child(episode, today):
        leave_place(episode, line, p, today)
        aftermath.leave_crew(line, today)
