"""The branches of a child's way, and of a holder's, add up in each book; and the books differ by what is written down."""

import numpy as np
import pytest

from sim.policy.levers import PoliceBail
from sim.rules.justice import holders
from sim.state import NEVER, Standing, Suspect, Use
from sim.state.books import Branches, columns
from tests.stand_ins import TODAY, P, dealer
from tests.worlds import EVERYTHING, Lived, limit, live

OPEN_CASE = (Suspect.RELEASED, Suspect.BAILED)
WRITTEN_IF_KNOWN = "released bailed no_action diverted charged convicted defended"
ALWAYS_WRITTEN = (
    "read_victim read_both read_suspect arrests_children recognised_first home_with_plan home_without_plan collected "
    "children_referred panel_cases first_decisions first_positive final_decisions final_positive final_late "
    "defence_raised defence_open defence_succeeded"
)


@pytest.fixture(scope="module")
def lived() -> Lived:
    """Three years; more charged children are remanded than usual, or few of the few would be on record."""
    return live(EVERYTHING, limit(child_remanded_share=0.2), scale=0.2, days=3 * 365)


def of_suspects(lived: Lived, *standing: Suspect) -> int:
    """Children whose case as suspects stands so."""
    world = lived.state.world
    listed = world.episodes[world.cases[: world.counts[0].cases]]
    return int(np.isin(listed.suspect, standing).sum())


def test_each_branch_is_taken_in_both_books(lived):
    for column in columns(Branches):
        assert lived.true(column) > 0, column
        assert lived.recorded(column) > 0, column


def test_each_fork_adds_up_in_the_true_book(lived):
    true = lived.true
    assert true("found") == sum(map(true, ("read_victim", "read_both", "read_suspect", "read_missed")))
    assert true("read_victim") + true("read_both") == true("home_with_plan") + true("home_without_plan")
    opened = true("released") + true("bailed") + true("decided_at_arrest")
    assert opened == true("suspect_begun") + true("read_both") and true("suspect_begun") < true("read_suspect")
    assert true("conditions_breached") < true("bailed") + true("bailed_to_court") <= true("bailed") + true("charged")
    assert opened == true("no_action") + true("diverted") + true("charged") + of_suspects(lived, *OPEN_CASE)
    assert true("charged") == true("convicted") + true("defended") + of_suspects(lived, Suspect.CHARGED)
    assert true("defence_raised") >= true("defence_open") >= true("defence_succeeded")
    assert true("final_decisions") >= true("final_late")


def test_each_fork_adds_up_in_the_recorded_book(lived):
    written = lived.recorded
    assert written("found") == sum(map(written, ("read_victim", "read_both", "read_suspect", "read_missed")))
    assert written("read_victim") + written("read_both") == written("home_with_plan") + written("home_without_plan")


def test_the_record_has_what_was_written_down(lived):
    """Finds noted, cases of children known as victims; decisions and referrals are all written."""
    for column in ALWAYS_WRITTEN.split():
        assert lived.recorded(column) == lived.true(column), column
    for column in WRITTEN_IF_KNOWN.split():
        assert lived.recorded(column) < lived.true(column), column
    assert lived.recorded("found") < lived.true("found")
    assert lived.recorded("charged") == lived.true("charged_recognised")


def test_police_write_where_they_find_and_the_truth_is_counted_where_a_child_lives(lived):
    months = lived.record
    written, true = (book["read_suspect"].sum(axis=0) for book in (months.recorded_months, months.true_months))
    assert written.sum() == true.sum()
    assert (written != true).any()


def test_where_every_child_is_recognised_the_record_of_justice_is_complete():
    """The odds of recognition are so high that no find is missed: each case is that of a child known as a victim."""
    seen = live("as_inspected", limit(recognition_mean=0.999999, recognition_sd=0.01, girls_missed=0.0), scale=0.1, days=1000)
    assert seen.true("charged") > 10
    for column in ("found", *WRITTEN_IF_KNOWN.split()):
        assert seen.recorded(column) == seen.true(column), column


def test_charges_are_shares_of_charges(lived):
    """Of the holders charged some face modern slavery, and few of those nothing else; adults charged were arrested."""
    written = lived.recorded
    assert 0 < written("slavery_charged") < written("holders_charged")
    assert written("slavery_alone") < written("slavery_charged")
    assert 0 < written("adults_charged") <= written("arrests_adults")


def test_custody_takes_adults_out_of_the_reach_of_lines():
    """Of two worlds the one that sends adults who run to custody has more of them there, and no line has those for over a week."""
    few, many = (
        live("as_inspected", limit(adult_custody_share=share, adults_charged_start=400.0), scale=0.2, days=2 * 365)
        for share in (0.1, 0.7)
    )
    assert many.true("adult_custody_days") > 3.0 * few.true("adult_custody_days")
    adults, a_week_ago = many.state.world.adults, many.state.today - 7
    inside = (adults.custody_from <= a_week_ago) & (adults.custody_until > many.state.today)
    assert inside.sum() > 50
    assert (adults.use[inside] == Use.NOT_USED).all()


def of_dealers(lived: Lived, standing: Standing) -> int:
    """Holders who stand so."""
    world = lived.state.world
    return int((world.dealers.standing[: world.counts[0].dealers] == standing).sum())


def test_each_arrested_holder_is_charged_or_released_and_each_released_one_decided_on():
    """A holder arrested again while released is one more arrest, and one more release, and waits for one decision: seldom, here."""
    lived = live("as_inspected", scale=0.5, days=3 * 365)
    written = lived.recorded
    released = written("holders_bailed") + written("holders_released")
    at_once = written("arrests_holders") - released
    later = written("holders_charged") - at_once
    waiting = of_dealers(lived, Standing.RELEASED)
    assert 0 < later + written("holders_let_go") + waiting <= released
    assert later > 0
    assert written("holders_let_go") > 0
    decided, chance = written("arrests_holders") - waiting, P.justice.holder_charge_probability
    luck = (chance * (1.0 - chance) / decided) ** 0.5
    assert written("holders_charged") / decided == pytest.approx(chance, abs=4.0 * luck)


def test_charging_all_at_arrest_leaves_nobody_released():
    none = live("as_inspected", limit(charged_at_arrest_share=1.0, holder_charge_probability=1.0), scale=0.1)
    assert none.recorded("arrests_holders") == none.recorded("holders_charged") > 0
    assert none.true("holders_released_days") == 0


def test_a_line_is_sold_on_by_a_released_holder_until_the_charge():
    """All are released first: lines go on, and close on the day of the charging decision, some 130 days later."""
    p = limit(charged_at_arrest_share=0.0, holder_charge_probability=1.0, release_to_charge_time=130.0)
    lived = live("as_inspected", p, scale=0.1, days=3 * 365)
    assert lived.recorded("holders_let_go") == 0
    assert lived.true("closed_charged") > 10
    mean_wait = lived.true("holders_released_days") / (lived.recorded("holders_charged") + of_dealers(lived, Standing.RELEASED))
    assert 60.0 < mean_wait < 140.0
    world = lived.state.world
    waiting = np.flatnonzero(world.dealers.standing == Standing.RELEASED)
    lines = world.lines[world.dealers.line[waiting]]
    assert (lines.holder == waiting).mean() > 0.5


@pytest.mark.parametrize(("share", "conditions"), [(0.0, 0), (1.0, 1)])
def test_bail_before_charge_keeps_a_holder_off_the_line_until_the_decision_at_most(share, conditions):
    p = limit(conditional_bail_share=0.0, breach_share=0.0, bail_before_charge=90.0, pause_after_release=5.0)
    one = dealer(standing=Standing.HOLDING, due=NEVER)
    holders.release_holder(one, PoliceBail(share), p, TODAY)
    assert (one.standing, one.conditions) == (Standing.RELEASED, conditions)
    assert TODAY < one.due < NEVER
    one.due = TODAY + 40
    assert holders.days_without_holder(one, p, TODAY) == (40 if conditions else 5)
    one.due = TODAY + 400
    assert holders.days_without_holder(one, p, TODAY) == (90 if conditions else 5)
