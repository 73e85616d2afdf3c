"""Step 8 of the day, justice: operations meet the truth, then children and holders are judged."""

from sim.day.bundles import Children, Country, Police, Today, Trading
from sim.day.justice.arrest import meet
from sim.day.justice.court import wait_for_justice
from sim.day.justice.holders import judge_holders
from sim.day.justice.operations import operate
from sim.engine import phase, rule, soon, step
from sim.parameters import Parameters
from sim.rules import control
from sim.rules.justice import court
from sim.rules.safeguarding import referral
from sim.state import Adult, Nation, Source, Table
from sim.state.ledger import Ledger


@step
def justice(
    children: Children, adults: Table[Adult], trade: Trading, country: Country, police: Police, ledger: Ledger, now: Today
) -> None:
    """Operations that are due are carried out; then children who were found, and holders, are judged."""
    operate(adults, trade, country, police, ledger, now)
    judge_children(children, trade, country, police, ledger, now)
    judge_holders(trade, country, police, ledger, now)


@phase
def judge_children(children: Children, trade: Trading, country: Country, police: Police, ledger: Ledger, now: Today) -> None:
    """Children who were found are arrested or not, read as suspect, victim or both; open cases go on.

    A file stays on the list while a case is open; one on which services now have something to do goes to their list.
    """
    episodes, cases, counts = children.episodes, children.cases, children.counts
    open_courts(country.nation, now.p)
    kept = 0
    for i in range(counts.cases):
        row = cases[i]
        episode = episodes[row]
        soon(episodes, cases, i, counts.cases)
        if episode.found != Source.NOBODY:
            meet(episode, children.people, trade, country, police, ledger, now)
        if control.waits_as_suspect(episode):
            wait_for_justice(episode, children.people, country.nation, ledger, now)
        if referral.is_for_services(episode) and not episode.helped:
            episode.helped = 1
            children.helped[counts.helped] = row
            counts.helped += 1
        cases[kept] = row
        kept += int(control.waits_as_suspect(episode))
    counts.cases = kept


@rule
def open_courts(nation: Nation, p: Parameters) -> None:
    """A day of courts: what they can complete; those who wait are counted anew, case by case, children and holders."""
    nation.court_account = court.sittings(nation.court_account, nation.scale, p)
    nation.court_waiting = 0.0
