"""Strategies of one's own: faults are told with the way out; areas, money and dated weeks do what is asked and no more."""

from datetime import date

import numpy as np
import pytest

from sim import Parameters, changed, simulate
from sim.places import places
from sim.policy import STRATEGIES, Change, Level, Strategy, own_strategy
from sim.policy.own import silently_idle
from sim.simulation.simulate import warm_up
from sim.state import FORCES
from tests.test_strategies import START, calendar, days_of_action

SHARING = {"based_on": "fragmented", "intelligence_sharing": {"reach": "nation", "share": 0.9}}
BAD = [
    ({"advocat": {"coverage": 0.5}}, "advocat is not a lever; did you mean 'independent_advocate'?"),
    ({"independent_advocate": {"coverge": 0.5}}, "independent_advocate.coverge is not a component; did you mean 'coverage'?"),
    ({"independent_advocate": {"coverage": 1.5}}, "independent_advocate.coverage = 1.5 is outside 0 to 1 share (E75)"),
    ({"independent_advocate": {"coverage": True}}, "independent_advocate.coverage = True is outside"),
    ({"independent_advocate": {"coverage": "all"}}, "independent_advocate.coverage = 'all': it takes a number"),
    (
        {"tasking": {"acceptance": "shared_share_national"}},
        "tasking.acceptance = 'shared_share_national': it takes a number, or acceptance_tasked",
    ),
    (
        {"independent_advocate": 0.5},
        "independent_advocate = 0.5: give its components, like independent_advocate.coverage = ...",
    ),
    ({"tasking": {"decides": "centr"}}, "tasking.decides = 'centr' is not one of force, region, centre"),
    ({"based_on": "integratd"}, "based_on = 'integratd' is not a strategy; did you mean 'integrated'?"),
    ({"areas": ["Kentt"]}, "area 'Kentt' is not known; did you mean 'Kent'?"),
    (
        {"independent_advocate": {"coverage": 0.5, "areas": ["Kentt"]}},
        "independent_advocate.areas: 'Kentt' is not known; did you mean 'Kent'?",
    ),
]


BAD += [
    ({"areas": ["Kent", "Kent"]}, "area 'Kent' stands there twice"),
    ({"capacity": {"areas": ["Kent"]}}, "capacity has no component, so it changes nothing"),
    ({"based_on": ["fragmented"]}, "based_on = ['fragmented'] is not a strategy"),
    (
        {"areas": ["Kent"], "intensification_weeks": {"dates": [date(2020, 1, 6)]}},
        "intensification_weeks.dates hold in every area",
    ),
    (
        {"intensification_weeks": {"dates": [date(2020, 1, 6)], "starts": date(2020, 1, 1)}},
        "intensification_weeks.starts says nothing of dates",
    ),
    (
        {"starts": date(2020, 6, 1), "intensification_weeks": {"dates": [date(2020, 1, 6)]}},
        "all are before the strategy starts (2020-06-01)",
    ),
    *(
        ({"intensification_weeks": {"dates": [date(2020, 1, 6), again]}}, f"2020-01-06 and {again} are less than a week apart")
        for again in (date(2020, 1, 6), date(2020, 1, 7))
    ),
    ({"areas": "Kent"}, "areas = 'Kent' is not a list of names: give ['Kent']"),
    ({"ramp_days": -5}, "ramp_days = -5 is not a number of days, 0 to 3653"),
    ({"ramp_days": "abc"}, "ramp_days = 'abc' is not a number of days"),
    ({"starts": "2019"}, "starts = '2019' is not a date"),
    ({"starts": date(1900, 1, 1)}, "starts = 1900-01-01 is outside 2000 to 2100"),
    (
        {"independent_advocate": {"coverage": 0.5, "ramp_days": -1}},
        "independent_advocate.ramp_days = -1 is not a number of days",
    ),
    ({"coordination_centre": {"staff": 400.0, "areas": ["Kent"]}}, "coordination_centre.staff cannot be limited to areas"),
    ({"areas": ["Kent"], "tasking": {"decides": "centre"}}, "tasking.decides cannot be limited to areas"),
    ({"areas": ["Kent"], "capacity": {"regional_officers": 3.0}}, "read by regional units, not by a force"),
    ({"areas": ["Kent"], "capacity": {"transport_officers": 3.0}}, "read by transport police, not by a force"),
    ({"intensification_weeks": {"dates": ["2020"]}}, "intensification_weeks.dates: ['2020'] is not a list of dates"),
    ({"intensification_weeks": {"dates": [date(2020, 1, 6)], "weeks_a_year": 2.0}}, "dates and weeks_a_year: give one of them"),
]


@pytest.mark.parametrize(("table", "message"), BAD, ids=[message[:30] for _, message in BAD])
def test_a_bad_strategy_is_refused_with_the_way_out(table, message):
    with pytest.raises(ValueError) as caught:
        own_strategy("mine", table)
    assert message in str(caught.value)


def test_all_faults_are_told_at_once():
    with pytest.raises(ValueError) as caught:
        own_strategy(
            "mine", {"based_on": "x", "advocat": {}, "independent_advocate": {"coverage": 9.0, "cover": 1.0}, "areas": ["y"]}
        )
    assert len(str(caught.value).split("\n")) == 5


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: Strategy("x", "x", "a test", based_on="fragmentd"),
            "'fragmentd' is not a strategy; did you mean 'fragmented'?",
        ),
        (lambda: Strategy("x", "x", "a test", weeks=("2020-01-06",)), "weeks: '2020-01-06' is not a date"),
        (lambda: Change({"recognition_of_exploitation": 0.5}), "recognition_of_exploitation = 0.5: give its components"),
        (lambda: Change({"recognition_of_exploitation": {"training": Level("advocate_length")}}), "outside 0 to 1 share"),
        (lambda: Change({"intelligence_sharing": {"share": Level("shared_share_national", 5.0)}}), "outside 0 to 1 share"),
        (lambda: Change({"tasking": {"decides": Level("advocate_length")}}), "it is a choice"),
    ],
)
def test_what_is_made_in_python_is_checked_too(make, message):
    with pytest.raises(ValueError) as caught:
        make()
    assert message in str(caught.value)


def test_a_weeks_intensity_holds_from_the_first_week():
    """It never grows from 0, which stands for the parameter's value: raised, it is not less meanwhile."""
    own = calendar(
        own_strategy("own", {"based_on": "as_inspected", "ramp_days": 365, "intensification_weeks": {"intensity": 8.0}})
    )
    surges = {float(own.on(day).surge.max()) for day in days_of_action(own, 2019)}
    assert surges == {8.0}


MONEY_AREAS = ("Kent", "Merseyside")


def test_money_is_taken_from_the_areas_that_spend_it():
    """Places added in two areas, paid for there: no other area loses any, and nowhere are there fewer than none."""
    p = changed(Parameters(), lever_money="taken")
    day = START.toordinal() + 500
    rows = [list(places().names).index(area) for area in MONEY_AREAS]
    others = np.setdiff1d(np.arange(FORCES), rows)
    base = calendar("fragmented", p).on(day).services.capacity
    for lever, chosen in {
        "services": {"capacity": 2.0},
        "recognition_of_exploitation": {"training": 1.0, "information_shared": 1.0},
        "early_help": {"reach": 0.5},
    }.items():
        own = own_strategy("own", {"based_on": "fragmented", lever: {**chosen, "areas": list(MONEY_AREAS)}})
        capacity = calendar(own, p).on(day).services.capacity
        assert (capacity[others] == base[others]).all(), lever
        assert (capacity >= -1.0).all(), lever
        if lever != "services":
            assert (capacity[rows] < base[rows]).all(), lever


def test_a_later_choice_of_weeks_takes_the_place_of_dates():
    """`history` has its own weeks; on top of it, six weeks a year are six weeks a year from their start on."""
    own = own_strategy(
        "own",
        {"based_on": "history", "starts": date(2021, 1, 1), "ramp_days": 0, "intensification_weeks": {"weeks_a_year": 6.0}},
    )
    one, base = calendar(own, start=date(2018, 1, 1)), calendar("history", start=date(2018, 1, 1))
    assert days_of_action(one, 2020) == days_of_action(base, 2020)
    assert len(days_of_action(one, 2022)) == 42


def test_weeks_of_action_may_have_dates_of_ones_own():
    """In the place of weeks a year, from the strategy's start on."""
    dates = [date(2020, 3, 2), date(2021, 6, 7)]
    own = own_strategy("own", {"based_on": "as_inspected", "intensification_weeks": {"dates": dates}})
    one = calendar(own)
    for year, first in ((2020, dates[0]), (2021, dates[1])):
        assert list(days_of_action(one, year)) == [first.toordinal() + k for k in range(7)]
    assert len(days_of_action(one, 2022)) == 0
    late = calendar(own_strategy("own", {"starts": date(2020, 7, 1), "intensification_weeks": {"dates": dates}}))
    assert days_of_action(late, 2019) == days_of_action(calendar("as_inspected"), 2019)


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"seed": 1.5}, "seed = 1.5 is not a whole number, 0 or more"),
        ({"seed": -1}, "seed = -1 is not a whole number"),
        ({"seed": True}, "seed = True is not a whole number"),
        ({"start": date(1900, 1, 1)}, "start = 1900-01-01 is outside 2010 to 2050"),
        ({"start": "2019-01-01"}, "start = '2019-01-01' is not a date"),
        ({"scenario": "histroy"}, "'histroy' is not a scenario: steady, history; did you mean 'history'?"),
        ({"scale": 2.0}, "scale = 2 is outside 0.01 to 1"),
    ],
    ids=str,
)
def test_a_setting_out_of_bounds_is_refused(setting, message):
    for begun in (lambda: warm_up(**setting), lambda: simulate("as_inspected", **setting)):
        with pytest.raises(ValueError) as caught:
            begun()
        assert message in str(caught.value)


@pytest.mark.parametrize(
    ("settings", "needed"),
    [
        ({"based_on": "fragmented", "intelligence_sharing": {"share": 0.9}}, "intelligence_sharing.reach"),
        ({"based_on": "fragmented", "tasking": {"decides": "region"}}, "intelligence_sharing.reach"),
        ({**SHARING, "tasking": {"decides": "centre"}}, "coordination_centre.staff"),
        ({**SHARING, "tasking": {"weight_of_harm_elsewhere": 0.5}}, "tasking.decides"),
        ({**SHARING, "intensification_weeks": {"weeks_a_year": 2.0, "shared_targets": 0.5}}, "coordination_centre.staff"),
        ({"based_on": "as_inspected", "coordination_centre": {"staff": 0.0, "map_quality": 0.5}}, "coordination_centre.staff"),
        ({"based_on": "fragmented", "intensification_weeks": {"intensity": 3.0}}, "intensification_weeks.weeks_a_year"),
    ],
)
def test_a_component_that_needs_another_is_refused_without_it(settings, needed):
    """It would be silently idle; with what it needs, and where it stays idle itself, it is taken."""
    with pytest.raises(ValueError, match=f"changes nothing while {needed} is idle"):
        own_strategy("ours", settings)
    lever, _, name = needed.partition(".")
    value = {"reach": "nation", "decides": "region"}.get(name, 2.0)
    more = (
        {} if "share" in settings.get("intelligence_sharing", {}) else {"intelligence_sharing": SHARING["intelligence_sharing"]}
    )
    own_strategy("ours", more | settings | {lever: more.get(lever, {}) | settings.get(lever, {}) | {name: value}})
    own_strategy("ours", {"based_on": "fragmented", "coordination_centre": {"map_quality": 0.0}})


def test_dated_weeks_are_weeks():
    own_strategy("ours", {"based_on": "history", "intensification_weeks": {"shared_targets": 0.5}})


def test_no_preset_sets_what_changes_nothing():
    for name, strategy in STRATEGIES.items():
        assert silently_idle(strategy) == [], name
