"""Plain objects in the place of rows of the model's tables, for tests of single rules: ordinary values, some changed.

Each holds what the rules under test read of a row, not all that the row has; a name that the row does not have is refused.
"""

from types import SimpleNamespace

from sim import Parameters, state
from sim.state import NEVER, NONE, Advocacy, BodyType, Nrm, Route, Standing, Status, Support, Suspect, Trade, Use

TODAY = 737_000
P = Parameters()


def stand_in(record: type, ordinary: dict, changes: dict) -> SimpleNamespace:
    values = ordinary | changes
    unknown = values.keys() - set(state.DTYPES[record.__name__].names)
    if unknown:
        raise AttributeError(f"{record.__name__} has no {', '.join(sorted(unknown))}")
    return SimpleNamespace(**values)


def line(**more) -> SimpleNamespace:
    """A mature operating line of ordinary size."""
    ordinary = {
        "luck": 4,
        "trade": Trade.OPERATING,
        "grew_from": TODAY - 100_000,
        "extent": 1.0,
        "customers": 60.0,
        "pull": P.supply.customers_mature_line,
        "left": 0.0,
        "running": 3,
        "cash": 0,
        "stock": 0,
        "lost": 0,
        "pay_due": 0,
        "wants_children": 0,
        "wants_local": 0,
        "wants_adults": 0,
        "sellers": 0,
        "home": 1,
        "market": 2,
        "groomed": 0,
        "children_home": 0,
        "grown": 0,
        "children_local": 0,
        "adults": 0,
        "adults_home": 0,
        "homes": 0,
        "homes_luck": 0.5,
        "sent_luck": 0.25,
        "frailty": 1.0,
        "short_home": 9,
        "short_market": 9,
        "short_adults": 9,
        "short_adults_home": 9,
        "short_homes": 9,
    }
    return stand_in(state.Line, ordinary, more)


def group(**more) -> SimpleNamespace:
    """A group with two lines that has met no police."""
    ordinary = {
        "met_away": 0.0,
        "met_local": 0.0,
        "lines": 2,
        "members": 1,
        "skill": 1.0,
        "as_of": TODAY,
        "child_share": 0.5,
        "local_share": P.groups.local_recruits_share,
        "felt": 1.0,
        "luck": 7,
    }
    return stand_in(state.Group, ordinary, more)


def dealer(**more) -> SimpleNamespace:
    """A holder on bail since a hundred days, not charged with slavery."""
    ordinary = {
        "luck": 5,
        "standing": Standing.BAILED,
        "due": 0,
        "since": TODAY - 100,
        "slavery": 0,
        "victimless": 0,
        "conditions": 0,
    }
    return stand_in(state.Dealer, ordinary, more)


def adult(**more) -> SimpleNamespace:
    """An adult whom no line uses."""
    ordinary = {"luck": 21, "area": 3, "use": Use.NOT_USED, "line": NONE, "custody_from": 0, "custody_until": 0}
    return stand_in(state.Adult, ordinary, more)


def area(**more) -> SimpleNamespace:
    """An area with forty lines and two vacant places."""
    ordinary = {
        "cap": 3000.0,
        "crowding": 1.0,
        "grain": 1.0,
        "danger": 0.1,
        "vacant": 2,
        "heat": 0.3,
        "operating": 40,
        "served": 0,
        "luck": 11,
        "own": 1.0,
        "support_account": 0.0,
    }
    return stand_in(state.Area, ordinary, more)


def person(**more) -> SimpleNamespace:
    """A boy of 15 at ordinary risk."""
    ordinary = {
        "luck": 99,
        "area": 3,
        "status": Status.AT_RISK,
        "traits": 0,
        "risk": 1.0,
        "hazard": 1e-4,
        "turns_18": TODAY + 1096,
        "leaves": TODAY + 500,
        "peers_exploited": 0,
        "missing_until": 0,
        "help_until": 0,
        "line": NONE,
        "due": 0,
    }
    return stand_in(state.Person, ordinary, more)


def episode(**more) -> SimpleNamespace:
    """An ordinary episode: no debt, nothing under way."""
    ordinary = {
        "began": TODAY - 100,
        "luck": 99,
        "area": 3,
        "traits": 0,
        "turns_18": TODAY + 1096,
        "debt": 0,
        "missing_due": 0,
        "conditions_until": 0,
        "custody_until": 0,
        "sentence_due": NEVER,
        "run_until": 0,
        "rest_until": 0,
        "away_from": NEVER,
        "missing_until": 0,
        "missing_reported": 0,
        "suspect": Suspect.NOT_SUSPECT,
        "suspect_due": NEVER,
        "nrm": Nrm.NOT_REFERRED,
        "nrm_due": NEVER,
        "nrm_since": 0,
        "panel": 0,
        "positive": 0,
        "case": 0,
        "case_due": NEVER,
        "advocate": Advocacy.NOT_OFFERED,
        "advocate_asked": 0,
        "advocate_due": NEVER,
        "moved": 0,
        "route": Route.OWN,
        "support": Support.NOT_ASKED,
        "support_due": NEVER,
        "told_due": NEVER,
        "force_told": NEVER,
        "services_told": NEVER,
        "case_asked": 0,
        "review_due": NEVER,
        "in_contact": 0,
        "found_at": 0,
        "days": 0,
    }
    return stand_in(state.Episode, ordinary, more)


def file(**more) -> SimpleNamespace:
    """A file on a cross-border line, with two items on the market and one on the holder."""
    ordinary = {
        "market": 1,
        "home": 2,
        "reaches": 0,
        "heard": 0,
        "busy_until": 0,
        "rests_until": 0,
        "case_until": 0,
        "body": 1,
        "of_market": 2.0,
        "of_holder": 1.0,
        "doubled": 0.5,
        "stale": 0.0,
        "untrue": 0.0,
        "as_of": TODAY,
        "new_market": 0,
        "new_holder": 0,
        "new_untrue": 0,
        "new_signs": 0,
        "told_market": NONE,
        "told_home": NONE,
        "kin": NONE,
        "told_kin": NONE,
        "signs": 0.0,
        "signed": 0.0,
        "harm": 0.0,
        "linked": 0,
        "merged": 0,
        "mapped": 0,
        "luck": 5,
        "review": 0,
        "score": 0.0,
        "tasked": 0,
        "own_share": 0.65,
    }
    return stand_in(state.Intelligence, ordinary, more)


def body(**more) -> SimpleNamespace:
    """A force with ten officers and nothing to do."""
    ordinary = {
        "luck": 3,
        "body_type": BodyType.FORCE,
        "region": 1,
        "officers": 10.0,
        "strength": 400.0,
        "heads": 10.0,
        "practised": 0.0,
        "unpractised": 0.0,
        "demand": 0.0,
        "scale": 1.0,
        "queue": 0,
        "programme": 0.0,
        "violence": 0.0,
    }
    return stand_in(state.Body, ordinary, more)
