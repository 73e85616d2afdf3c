"""Step 9 of the day, safeguarding: services, support, advocates, decisions of the NRM, and the year after exploitation has ended."""

from sim.day.bundles import Children, Country, Today, Trading
from sim.day.safeguarding.care import count_help, help_child
from sim.day.safeguarding.decisions import decide_referral
from sim.day.safeguarding.freedom import after_freedom
from sim.day.safeguarding.places import give_places
from sim.engine import phase, soon, step
from sim.state.ledger import Ledger


@step
def safeguarding(children: Children, trade: Trading, country: Country, ledger: Ledger, now: Today) -> None:
    """Services open cases as places come free, support begins and ends, decisions are made, and some return."""
    give_places(country, ledger, now)
    look_after_freed(children, trade, country, ledger, now)
    episodes, helped, counts = children.episodes, children.helped, children.counts
    kept = 0
    for k in range(counts.helped):
        row = helped[k]
        episode = episodes[row]
        soon(episodes, helped, k, counts.helped)
        if episode.open:
            tally, written = ledger.true[episode.area], ledger.recorded[episode.area]
            help_child(episode, children.people, country, tally, written, now)
            count_help(episode, tally, now.day)
            if episode.nrm_due <= now.day:
                decide_referral(episode, country.nation.nrm_load, tally, written, now)
        helped[kept] = row
        kept += episode.open
    counts.helped = kept


@phase
def look_after_freed(children: Children, trade: Trading, country: Country, ledger: Ledger, now: Today) -> None:
    """The children who were freed within a year: some are exploited again, and the files of others are closed."""
    episodes, free, counts = children.episodes, children.free, children.counts
    kept = 0
    for k in range(counts.free):
        row = free[k]
        episode = episodes[row]
        soon(episodes, free, k, counts.free)
        if episode.began == now.day:  # taken up again this morning: on the other list already
            continue
        after_freedom(episode, children.people, trade, country.areas, ledger.true[episode.area], now)
        children.exploited[counts.exploited] = row
        counts.exploited += episode.exploited
        free[kept] = row
        kept += int((episode.open == 1) & (episode.exploited == 0))
    counts.free = kept
