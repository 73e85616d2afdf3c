"""Do stocks equal flows, in any world and under any strategy? Do counters equal what they count?"""

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from sim.parameters.structure import Successor
from sim.simulation.simulate import Run, as_book
from sim.state import NEVER, NONE, Advocacy, Case, Nrm, Standing, Status, Support, Suspect, Trade, Use
from sim.state.books import RECORDED_DTYPE, TRUE_DTYPE
from sim.state.world import LISTS
from tests.worlds import NOTHING, limit, live, parameters, run_of, setting, strategies

FREED = "-freed_own -freed_protected -freed_support -freed_arrest -freed_closure"
YEAR = 366
OUTSIDE = ("sold_outside",)
"""What is left for supply outside lines: below 0 while lines have more customers than there are (see a test below)."""


def used(world, name: str) -> np.ndarray:
    """The rows of a table that are in use."""
    return getattr(world, name)[: int(getattr(world.counts[0], name))]


def exploited(state) -> dict[str, int]:
    """Young people exploited this morning: children (those whose 18th birthday is today among them), and those past 18."""
    people = used(state.world, "people")
    of_age = people.turns_18[people.status == Status.EXPLOITED] < state.today
    return {"children": int((~of_age).sum()), "exploited past 18": int(of_age.sum())}


LIVES = {Successor.SAME_LINE: "lines_opened -ended", Successor.NEW_LIFE: "lines_opened taken_over -ended"}
"""What begins and ends lives of lines: a line taken over goes on, or begins a new one."""


def lives(state) -> dict[str, int]:
    """Lines whose life has not ended: they stand, or wait for one who takes them over where the same line then goes on."""
    lines = used(state.world, "lines")
    waits = (lines.successor_due != 0) & (state.setting.p.structure.successor == Successor.SAME_LINE)
    return {"lives": int(((lines.trade <= Trade.SUSPENDED) | waits).sum())}


BALANCES = {
    "lines": (
        lambda w: (used(w, "lines").trade <= Trade.SUSPENDED).sum(),
        "lines_opened taken_over -closed_charged -closed_by_number -abandoned",
    ),
    "stock and cash": (
        lambda w: used(w, "lines").stock.sum() + used(w, "lines").cash.sum(),
        "stock_written lent -paid -sought_spent -profit -lost -stock_dropped",
    ),
    "capital": (lambda w: used(w, "groups").capital.sum(), "profit -lent -opening_spent -spent_by_groups"),
    "debt": (lambda w: used(w, "episodes").debt.sum(), "debt_made -debt_worked -debt_dropped"),
    "officer time": (
        lambda w: w.bodies.account.sum(),
        "effort_given -effort_investigation -effort_disruption -effort_orders -effort_visits"
        " -effort_reading -effort_stops -effort_local",
    ),
    "adults used": (lambda w: (used(w, "adults").use != Use.NOT_USED).sum(), "adults_newly -adults_freed"),
    "dealers": (lambda w: len(used(w, "dealers")), "became_dealers dealers_inflow"),
    "at risk, over all who ever came": (
        lambda w: (used(w, "people").status == Status.AT_RISK).sum() - len(used(w, "people")),
        "grooming_failed back_at_risk -groomed -risk_ended freed_outside -taken_outside",
    ),
    "exploited by supply outside lines": (
        lambda w: (used(w, "people").status == Status.OUTSIDE).sum(),
        "taken_outside -freed_outside -grown_outside",
    ),
    "groomed": (
        lambda w: (used(w, "people").status == Status.GROOMED).sum(),
        "groomed -grooming_failed -newly_exploited -exploited_anew",
    ),
    "free": (
        lambda w: (used(w, "people").status == Status.FREE).sum(),
        "freed_own freed_protected freed_support freed_arrest freed_closure grown_freed -reexploited -back_at_risk -free_ended",
    ),
    "caseload of services": (
        lambda w: ((used(w, "episodes").case == Case.OPEN) & (used(w, "episodes").open == 1)).sum(),
        "cases_opened -cases_ended",
    ),
}
"""Stock: how it is counted, and the columns of the true book that change it."""
YOUNG = {
    "children": f"newly_exploited exploited_anew reexploited {FREED} -turned_18",
    "exploited past 18": "turned_18 -became_dealers -grown_freed",
}


def flow(book: np.ndarray, columns: str) -> int:
    return sum((-1 if name[0] == "-" else 1) * int(book[name.lstrip("-")].sum()) for name in columns.split())


def stocks(state) -> dict[str, int]:
    return {name: int(count(state.world)) for name, (count, _) in BALANCES.items()} | exploited(state) | lives(state)


def flows(book: np.ndarray, state) -> dict[str, int]:
    of_lives = {"lives": LIVES[Successor(state.setting.p.structure.successor)]}
    return {
        name: flow(book, columns) for name, columns in ({n: c for n, (_, c) in BALANCES.items()} | YOUNG | of_lives).items()
    }


def balance(before: dict[str, int], run: Run) -> None:
    """Since `before`, each stock has changed by its flows."""
    written = run.by_month()[0]
    now = stocks(run.state)
    assert {name: now[name] - before[name] for name in now} == flows(written, run.state)


def counters(world) -> None:
    """What is counted on the way equals what a look at the tables finds."""
    people, lines, groups, dealers, adults = (used(world, n) for n in ("people", "lines", "groups", "dealers", "adults"))
    free, trading = dealers[dealers.standing == Standing.AVAILABLE], lines[lines.trade <= Trade.SUSPENDED]
    assert (groups.members == np.bincount(free.group, minlength=len(groups))).all()
    assert (groups.lines == np.bincount(trading.group, minlength=len(groups))).all()
    for place, group in enumerate(groups):
        chain, dealer = [], group.first_dealer
        while dealer != NONE:
            chain.append(dealer)
            dealer = dealers.next_in_group[dealer]
        assert sorted(chain) == np.flatnonzero(dealers.group == place).tolist()
    outside = people.area[people.status == Status.OUTSIDE]
    assert (world.areas.outside == np.bincount(outside, minlength=len(world.areas))).all()
    for use, count in ((Use.HOME, lines.homes), (Use.RUNS, lines.adults)):
        assert (count == np.bincount(adults.line[adults.use == use], minlength=len(lines))).all()
    sent = (adults.use == Use.RUNS) & (adults.sent == 1)
    assert (lines.adults_home == np.bincount(adults.line[sent], minlength=len(lines))).all()
    exploited = people.status == Status.EXPLOITED
    peers = np.flatnonzero(people.peer != NONE)
    assert (people.peers_exploited[peers] == exploited[people.peer[peers]]).all()
    assert (people.peers_exploited[people.peer == NONE] == 0).all()
    episodes = used(world, "episodes")
    assert (episodes.exploited == exploited[episodes.person]).all()
    for copied in ("luck", "area", "turns_18", "traits"):
        assert (episodes[copied][episodes.open == 1] == people[copied][episodes.person[episodes.open == 1]]).all(), copied
    listed = {name: getattr(world, name)[: world.counts[0][name]] for name in LISTS}
    for name, rows in listed.items():
        assert len(np.unique(rows)) == len(rows), name
    assert (np.sort(np.r_[listed["exploited"], listed["free"]]) == np.flatnonzero(episodes.open)).all()
    assert np.isin(np.flatnonzero(episodes.exploited), listed["exploited"]).all()
    waits = [Suspect.RELEASED, Suspect.BAILED, Suspect.CHARGED, Suspect.HELD]
    assert (np.sort(listed["cases"]) == np.flatnonzero(np.isin(episodes.suspect, waits) & (episodes.open == 1))).all()
    assert (np.sort(listed["helped"]) == np.flatnonzero(episodes.helped)).all()
    assert (episodes.person[people.episode[exploited]] == np.flatnonzero(exploited)).all()
    assert (episodes.open[people.episode[exploited]] == 1).all()
    assert (episodes.ended[people.episode[exploited]] == NONE).all()
    assert (episodes.line[people.episode[exploited]] == people.line[exploited]).all()


NEVER_NEGATIVE = {
    "lines": "cash stock lost pay_due customers left extent frailty adults homes children_home children_local running sellers "
    "short_home short_market short_adults short_adults_home adults_home short_homes wants_children wants_local wants_adults",
    "groups": "capital members lines met_away met_local",
    "areas": "unfilled vacancy losses crowding danger child_pull child_need adult_pull home_pull reached adults_free served outside "
    "wanted_outside pull_outside leaving_outside",
    "files": "of_market of_holder doubled",
    "episodes": "debt days",
    "bodies": "orders queue",
    "nation": "waiting court_waiting pending charged_lately slavery_lately nrm_load",
}


def signs(world) -> None:
    """No stock of anything is negative, and none is infinite or undefined."""
    for table, columns in NEVER_NEGATIVE.items():
        for column in columns.split():
            values = getattr(world, table)[column]
            assert np.isfinite(values).all(), (table, column)
            assert (values >= 0).all(), (table, column)


def days_add_up(run: Run) -> None:
    """Of every day: each find is read in one way, each life ends in one way, and parts are no more than the whole."""
    true, recorded = run.record().true_days, run.record().recorded_days
    assert (true["found"] == true["read_victim"] + true["read_both"] + true["read_suspect"] + true["read_missed"]).all()
    parts = [
        ("child_days", "child_days_running"),
        ("child_days_running", "child_days_away"),
        ("child_days", "child_days_in_debt"),
        ("child_days", "child_days_in_care"),
        ("child_days", "child_days_girls"),
        ("child_days", "child_days_closed"),
        ("moved_on", "moved_on_in_group"),
        ("child_places", "child_places_scarce"),
        ("turned_18", "became_dealers"),
        ("lines_opened", "lines_opened_internal"),
        ("adults_newly", "homes_newly"),
        ("ended", "life_under_1460"),
        ("lines_known_days", "lines_reachable_days"),
        ("items_useful", "items_shared"),
        ("orders_silenced", "orders_recovered"),
    ]
    for whole, part in parts:
        assert (true[whole] >= true[part]).all(), part
    assert (true["line_days_away"] + true["line_days_internal"] >= true["lines_known_days"]).all()
    for whole, part in [
        ("visits", "visits_in_use"),
        ("interviews_due", "interviews"),
        ("first_decisions", "first_positive"),
        ("final_decisions", "final_positive"),
    ]:
        assert (recorded[whole] >= recorded[part]).all(), part
    for book in (true, recorded):
        for name in book.dtype.names:
            assert name in OUTSIDE or (book[name] >= 0).all(), name


def places_are_not_exceeded(run: Run) -> None:
    """Cases begun take no more days of places than there were in the area, or were given back, but for the last one."""
    written = run.by_month()[0]
    length = run.state.setting.p.safeguarding.case_length
    days = sum(run._days)
    taken = written["cases_opened"].sum(axis=0) * length
    given = written["place_days"].sum(axis=0) / 1000.0 + written["case_days_returned"].sum(axis=0)
    assert (taken <= given + length + days / 1000.0).all()


def courts_and_advocates_are_not_exceeded(run: Run) -> None:
    """Cases completed in court, and children with an advocate, are no more than places were given, but for the last one."""
    state = run.state
    setting, days = state.setting, sum(run._days)
    a_day = setting.p.justice.court_capacity_year * setting.scale / 365.25
    written = run.by_month()[0]
    assert written["court_completed"].sum() <= (days + 30.0) * a_day + 2.0
    length = setting.p.safeguarding.advocate_length
    taken = written["advocates"].sum(axis=0) * length - written["advocate_days_returned"].sum(axis=0)
    assert (taken <= written["advocate_place_days"].sum(axis=0) / 1000.0 + length + days / 1000.0).all()
    assert (state.world.areas.advocate_account >= -length).all()
    assert state.world.nation[0].court_account > -1.0


def check(run: Run) -> None:
    counters(run.state.world)
    signs(run.state.world)
    days_add_up(run)
    places_are_not_exceeded(run)
    courts_and_advocates_are_not_exceeded(run)


@settings(max_examples=settings.default.max_examples // 12, phases=(Phase.generate,), suppress_health_check=list(HealthCheck))
@given(p=parameters(), strategy=strategies())
def test_stocks_equal_flows_in_any_world(p, strategy):
    """A year, looked at every day."""
    run = run_of(strategy, setting(p, scale=0.01))
    before, last = stocks(run.state), run.state.today + YEAR
    while run.state.today < last:
        run.live_until(run.state.today + 1)
        balance(before, run)
        check(run)


WAYS = {
    "status": {
        "groomed": ((Status.AT_RISK,), (Status.GROOMED,)),
        "newly_exploited exploited_anew": ((Status.GROOMED,), (Status.EXPLOITED, Status.FREE)),
    },
    "case": {"cases_opened": ((0, 1, 3), (2,))},
    "support": {"supported": (tuple(set(Support) - {Support.ENGAGED}), (Support.ENGAGED,))},
    "advocate": {"advocates": (tuple(set(Advocacy) - {Advocacy.BESIDE}), (Advocacy.BESIDE,))},
    "nrm": {
        "children_referred": ((Nrm.NOT_REFERRED,), (Nrm.REFERRED,)),
        "first_decisions": ((Nrm.REFERRED,), (Nrm.REASONABLE, Nrm.REFUSED)),
        "final_decisions": ((Nrm.REASONABLE,), (Nrm.CONCLUSIVE,)),
    },
    "suspect": {
        "charged": (tuple(set(Suspect) - {Suspect.CHARGED}), (Suspect.CHARGED,)),
        "released": ((Suspect.NOT_SUSPECT, Suspect.CLOSED), (Suspect.RELEASED,)),
        "bailed": ((Suspect.NOT_SUSPECT, Suspect.CLOSED), (Suspect.BAILED,)),
        "no_action diverted charged -decided_at_arrest": (
            (Suspect.RELEASED, Suspect.BAILED),
            (Suspect.CLOSED, Suspect.CHARGED),
        ),
    },
}
"""Where children stand: the columns that count a step from one place to another, less those marked with a minus."""
POOL = {
    Status.AT_RISK: {Status.AT_RISK, Status.GROOMED, Status.OUTSIDE, Status.LEFT},
    Status.GROOMED: {Status.GROOMED, Status.AT_RISK, Status.EXPLOITED, Status.FREE, Status.LEFT},
    Status.EXPLOITED: {Status.EXPLOITED, Status.FREE, Status.LEFT},
    Status.FREE: {Status.FREE, Status.EXPLOITED, Status.AT_RISK, Status.LEFT},
    Status.LEFT: {Status.LEFT},
    Status.OUTSIDE: {Status.OUTSIDE, Status.AT_RISK, Status.LEFT},
}
"""Steps that the pool of children at risk allows in a day."""


def where(world, room: int, column: str) -> np.ndarray:
    """Where each young person (or, of files on children, each) stands; rows not yet in use stand at 0."""
    found = np.zeros(room, "i8")
    rows = used(world, "people" if column == "status" else "episodes")[column]
    found[: len(rows)] = rows
    return found


def steps_are_counted(
    before: dict[str, np.ndarray], after: dict[str, np.ndarray], true: np.ndarray, recorded: np.ndarray
) -> None:
    """Each step from one place in a queue to the next stands in a book, and each in a book was a step."""
    for column, ways in WAYS.items():
        one, other = before[column], after[column]
        for names, (whence, whither) in ways.items():
            taken = int((np.isin(one, whence) & np.isin(other, whither)).sum())
            counted = 0
            for name in names.split():
                column_of, sign = name.removeprefix("-"), -1 if name.startswith("-") else 1
                counted += sign * int((true if column_of in true.dtype.names else recorded)[column_of].sum())
            assert taken == counted, (names, taken)


def court_steps(world) -> np.ndarray:
    """Whether each holder or seller awaits a court."""
    standing = world.dealers.standing
    return (standing == Standing.REMANDED) | (standing == Standing.BAILED)


@settings(max_examples=settings.default.max_examples // 25, phases=(Phase.generate,), suppress_health_check=list(HealthCheck))
@given(p=parameters(), strategy=strategies())
def test_every_step_of_a_child_is_counted_on_its_day(p, strategy):
    """In any world, day by day: grooming, cases, support, advocates, the NRM and charges; and the pool of children at risk."""
    run = run_of(strategy, setting(p, scale=0.02))
    run.live_until(run.state.today + 200)
    for _ in range(60):
        world = run.state.world
        room = len(world.people) + 2000
        before = {name: where(world, room, name) for name in WAYS}
        number, waiting = int(world.counts[0].people), court_steps(world)
        written = len(run._true_days)
        run.live_until(run.state.today + 1)
        world = run.state.world
        true = as_book(np.concatenate(run._true_days[written:]), TRUE_DTYPE)
        recorded = as_book(np.concatenate(run._recorded_days[written:]), RECORDED_DTYPE)
        after = {name: where(world, room, name) for name in WAYS}
        steps_are_counted(before, after, true, recorded)
        for whence, whither in POOL.items():
            reached = set(after["status"][:number][before["status"][:number] == whence].tolist())
            assert reached <= whither, (whence, reached)
        assert (after["status"][number : int(world.counts[0].people)] <= Status.GROOMED).all()
        done = int((waiting & ~court_steps(world)[: len(waiting)]).sum())
        assert done == int(recorded["court_cases"].sum())
        children = int(((before["suspect"] == Suspect.CHARGED) & (after["suspect"] != Suspect.CHARGED)).sum())
        assert children == int(true["court_completed"].sum()) - done == int(true["convicted"].sum() + true["defended"].sum())


@pytest.mark.parametrize("strategy", ["fragmented", "integrated"])
def test_stocks_equal_flows_every_day(strategy):
    """Fifty days, looked at day by day, at best values."""
    run = run_of(strategy, setting(scale=0.03, seed=4))
    for _ in range(50):
        before, written = stocks(run.state), len(run._true_days)
        run.live_until(run.state.today + 1)
        today = as_book(np.concatenate(run._true_days[written:]), TRUE_DTYPE)
        now = stocks(run.state)
        assert {name: now[name] - before[name] for name in now} == flows(today, run.state)
        check(run)


def test_whoever_holds_holds_a_line():
    """As many dealers hold as lines operate or pause, each the line's holder, or on release until the charging decision."""
    world = live("fragmented", scale=0.1, days=2 * 365).state.world
    lines, dealers = used(world, "lines"), used(world, "dealers")
    holders = np.sort(lines.holder[lines.trade <= Trade.SUSPENDED])
    assert len(np.unique(holders)) == len(holders)
    free = holders[dealers.standing[holders] == Standing.HOLDING]
    assert (free == np.flatnonzero(dealers.standing == Standing.HOLDING)).all()
    assert (dealers.standing[np.setdiff1d(holders, free)] == Standing.RELEASED).all()
    assert len(free) < len(holders)


def test_lines_serve_no_more_than_the_demand():
    """Many large lines in a small market: what is left for others is never negative."""
    p = limit(true_lines_start=5000.0, customers_mature_line=100.0, share_of_demand_open_to_lines=0.15)
    written = live(NOTHING, p, days=30).record.true_days
    assert (written["sold_outside"] >= 0).all()


def test_no_file_stays_open_for_ever():
    """Whoever left the model more than two years ago has an open file only while a decision or a court is awaited."""
    lived = live("fragmented", limit(nrm_final_wait_national=150.0), scale=0.03, days=5 * 365)
    world, today = lived.state.world, lived.state.today
    people, episodes = used(world, "people"), used(world, "episodes")
    left = people[episodes.person].status == Status.LEFT
    long_ago = left & (episodes.ended < today - 2 * 365)
    # `today` is not lived yet: who is let out today has a file until tonight
    waits = ~np.isin(episodes.suspect, (Suspect.NOT_SUSPECT, Suspect.CLOSED))  # a closed case keeps its day
    suspect_due = np.where(waits, episodes.suspect_due, NEVER)
    awaited = (np.minimum(episodes.nrm_due, suspect_due) < NEVER) | (episodes.custody_until >= today)
    assert (episodes.open[long_ago & ~awaited] == 0).all()
    paused = episodes.nrm == Nrm.REASONABLE  # a charge waits for the final decision
    due = np.where(paused, episodes.nrm_due, np.minimum(episodes.nrm_due, suspect_due))
    assert (due[long_ago & (episodes.open == 1)] >= today).all()
