"""Does the table of doses speak of every lever, and is what it asks for a sound comparison?"""

from experiments.config.load import read
from sim.policy.levers import LEVERS
from tests import make_doses
from tests.make_readme import place


def test_every_lever_is_raised_to_its_top_in_a_sound_comparison():
    raised = {path.partition(".")[0] for lever in make_doses.LEVERS.values() for path in lever.tops}
    assert raised == set(LEVERS)
    asked = read(make_doses.config()).experiment.strategies.compare
    assert len(asked) == len(make_doses.LEVERS) * len(make_doses.DOSES)


def test_the_page_has_a_row_for_each():
    *rows, empty, made_with = place(make_doses.PAGE.read_text(encoding="utf-8"), "doses").splitlines()[2:]
    assert not empty and made_with == make_doses.made_with(), "of the model that is here"
    assert [row.split(" | ")[0].removeprefix("| ") for row in rows] == list(make_doses.LEVERS)


def test_what_grows_many_times_over_is_not_told_in_per_cent():
    assert [make_doses.moved(value) for value in (1562.0, 166.0, -0.2, -3.6)] == ["17 times as many", "+166", "0", "−4"]
