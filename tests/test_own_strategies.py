"""Strategies of one's own: faults are told with the way out; areas, money and dated weeks do what is asked and no more."""

from datetime import date

import numpy as np
import pytest

from sim import Parameters, changed, simulate
from sim.evidence.problems import Refused, dotted
from sim.places import places
from sim.policy import STRATEGIES, Change, Level, Strategy, own_strategy
from sim.policy.from_config import silently_idle
from sim.policy.schedule import Calendar
from sim.policy.strategies import named
from sim.simulation.simulate import warm_up
from sim.state import BODIES, FORCES
from tests.test_strategies import START, calendar, days_of_action

SHARING = {"based_on": "fragmented", "intelligence_sharing": {"reach": "nation", "share": 0.9}}
WEEKS = "intensification_weeks"
FIRST = date(2020, 1, 6)
BAD = [
    ({"advocat": {"coverage": 0.5}}, "advocat", "a lever (`countylines levers`); did you mean independent_advocate?"),
    ({"independent_advocate": {"coverge": 0.5}}, "independent_advocate.coverge", "did you mean coverage?"),
    ({"independent_advocate": {"coverage": 1.5}}, "independent_advocate.coverage", "found 1.5, expected 0 to 1 share (E75)"),
    ({"independent_advocate": {"coverage": True}}, "independent_advocate.coverage", "found true, expected a number, 0 to 1"),
    ({"independent_advocate": {"coverage": "all"}}, "independent_advocate.coverage", 'found "all", expected a number'),
    ({"independent_advocate": {"coverage": {"value": 2, "reason": "x"}}}, "independent_advocate.coverage", "found a table"),
    ({"tasking": {"acceptance": "shared_share_national"}}, "tasking.acceptance", "a number or acceptance_tasked"),
    (
        {"independent_advocate": 0.5},
        "independent_advocate",
        "components of the lever, like independent_advocate.coverage = ...",
    ),
    ({"tasking": {"decides": "centr"}}, "tasking.decides", "one of force, region, centre; did you mean centre?"),
    ({"based_on": "integratd"}, "based_on", "did you mean integrated?"),
    ({"based_on": ["fragmented"]}, "based_on", 'found the unknown name ["fragmented"]'),
    ({"areas": ["Kentt"]}, "areas[0]", "the name of a force area; did you mean Kent?"),
    ({"independent_advocate": {"coverage": 0.5, "areas": ["Kentt"]}}, "independent_advocate.areas[0]", "did you mean Kent?"),
    ({"areas": ["Kent", "Kent"]}, "areas[1]", '"Kent" twice'),
    ({"areas": "Kent"}, "areas", "a list of areas"),
    ({"areas": []}, "areas", "found an empty list"),
    ({"capacity": {"areas": ["Kent"]}}, "capacity", "without any the lever changes nothing"),
    ({"areas": ["Kent"], WEEKS: {"dates": [FIRST]}}, f"{WEEKS}.dates", "which hold in every area"),
    ({WEEKS: {"dates": [FIRST], "starts": date(2020, 1, 1)}}, f"{WEEKS}.starts", "a time beside dates"),
    ({"starts": date(2020, 6, 1), WEEKS: {"dates": [FIRST]}}, f"{WEEKS}.dates", "from the strategy's start on (2020-06-01)"),
    *(
        ({WEEKS: {"dates": [FIRST, again]}}, f"{WEEKS}.dates", f"2020-01-06 and {again}, less than a week apart")
        for again in (FIRST, date(2020, 1, 7))
    ),
    ({WEEKS: {"dates": ["2020"]}}, f"{WEEKS}.dates", 'found ["2020"], expected a list of dates'),
    ({WEEKS: {"dates": [FIRST], "weeks_a_year": 2.0}}, f"{WEEKS}.weeks_a_year", "weeks a year beside dates"),
    *(
        ({"ramp_days": days}, "ramp_days", f"found {told}, expected a number of days, 0 to 3653")
        for days, told in ((-5, "-5"), ("abc", '"abc"'), (float("nan"), "nan"), (float("inf"), "inf"))
    ),
    ({"starts": "2019"}, "starts", "expected a date"),
    ({"starts": date(1900, 1, 1)}, "starts", "in 2000 to 2100"),
    ({"independent_advocate": {"coverage": 0.5, "ramp_days": -1}}, "independent_advocate.ramp_days", "found -1"),
    ({"coordination_centre": {"staff": 400.0, "areas": ["Kent"]}}, "coordination_centre.staff", "read by the national centre"),
    ({"areas": ["Kent"], "tasking": {"decides": "centre"}}, "tasking.decides", "no `areas` for it"),
    ({"areas": ["Kent"], "capacity": {"regional_officers": 3.0}}, "capacity.regional_officers", "read by regional units"),
    ({"areas": ["Kent"], "capacity": {"transport_officers": 3.0}}, "capacity.transport_officers", "read by transport police"),
]


@pytest.mark.parametrize(("table", "path", "words"), BAD, ids=[f"{path} {words[:30]}" for _, path, words in BAD])
def test_a_bad_strategy_is_refused_with_the_way_out(table, path, words):
    with pytest.raises(Refused) as caught:
        own_strategy("mine", table)
    (problem,) = caught.value.problems
    assert dotted(problem.path) == path and words in str(problem)


def test_all_faults_are_told_at_once():
    wrong = {"advocat": {}, "independent_advocate": {"coverage": 9.0, "cover": 1.0}, "areas": ["y"]}
    with pytest.raises(ValueError) as caught:
        own_strategy("mine", {"based_on": "x"} | wrong)
    paths = {dotted(problem.path) for problem in caught.value.problems}
    assert paths == {"based_on", "advocat", "independent_advocate.coverage", "independent_advocate.cover", "areas[0]"}


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Strategy("x", "x", "a test", based_on="fragmentd"), "based_on: found the unknown name"),
        (lambda: Strategy("x", "x", "a test", weeks={"2020-01-06": 1.0}), "weeks: found"),
        (lambda: Strategy("x", "x", "a test", weeks=(date(2020, 1, 6),)), "weeks: found"),
        (lambda: Strategy("x", "x", "a test", weeks={date(2020, 1, 6): 1.5}), "weeks: found 1.5, expected the share"),
        (lambda: Change({"recognition_of_exploitation": 0.5}), "recognition_of_exploitation: found 0.5, expected components"),
        (lambda: Change({"recognition_of_exploitation": {"training": Level("advocate_length")}}), "expected 0 to 1 share"),
        (lambda: Change({"intelligence_sharing": {"share": Level("shared_share_national", 5.0)}}), "expected 0 to 1 share"),
        (lambda: Change({"tasking": {"decides": Level("advocate_length")}}), "expected the name of a choice"),
    ],
)
def test_what_is_made_in_python_is_checked_too(make, words):
    with pytest.raises(Refused, match=words):
        make()


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

    def left(strategy):
        table = calendar(strategy, p).on(day)
        return table.services.capacity - table.places_taken

    base = left("fragmented")
    for lever, chosen in {
        "services": {"capacity": 2.0},
        "recognition_of_exploitation": {"training": 1.0, "information_shared": 1.0},
        "early_help": {"reach": 0.5},
    }.items():
        own = own_strategy("own", {"based_on": "fragmented", lever: {**chosen, "areas": list(MONEY_AREAS)}})
        capacity = left(own)
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


def test_until_a_later_choice_of_weeks_there_are_those_of_the_base():
    """Practice as inspected with more weeks from 2021 on has until then the weeks that it has."""
    later = {"starts": date(2021, 1, 1), "ramp_days": 0, "intensification_weeks": {"weeks_a_year": 6.0}}
    one = calendar(own_strategy("own", later))
    assert days_of_action(one, 2019) == days_of_action(calendar("as_inspected"), 2019) != []
    assert len(days_of_action(one, 2022)) == 42


def test_the_warm_up_has_the_weeks_of_action_of_its_strategy():
    """As many in the two years before the start as in those after it."""
    warm = Calendar(named("as_inspected"), Parameters(), START, BODIES, from_the_start=True)
    here = calendar("as_inspected")
    assert days_of_action(warm, 2017) and len(days_of_action(warm, 2018)) == len(days_of_action(here, 2019))


def test_in_a_week_of_action_only_those_surge_who_take_part():
    """Of a half of the forces, those that lines are run from most; units, transport police and the centre take part in each."""
    first = date(2020, 3, 2)
    one = calendar(Strategy("half", "", "a test", weeks={first: 0.5, date(2020, 9, 7): 1.0}))
    in_it = one.on(first.toordinal()).harvest > 0.0
    assert in_it[:FORCES].sum() == 22 and in_it[FORCES:].all()
    prior = places().role_prior
    assert prior[in_it[:FORCES]].min() >= prior[~in_it[:FORCES]].max()
    assert (one.on(first.toordinal() - 1).surge[:FORCES] < 1.0).tolist() == in_it[:FORCES].tolist()
    assert (one.on(date(2020, 9, 8).toordinal()).harvest > 0.0).all()
    assert first.toordinal() in one.break_days(first.toordinal() - 60, first.toordinal() + 60)


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
    ("setting", "words"),
    [
        ({"seed": 1.5}, "found 1.5, expected a whole number, 0 to "),
        ({"seed": -1}, "found -1, expected a whole number"),
        ({"seed": True}, "found true, expected a whole number"),
        ({"start": date(1900, 1, 1)}, "found 1900-01-01, expected a date, 2010-01-01 to 2050-12-31"),
        ({"start": "2019-01-01"}, "expected a date"),
        ({"scenario": "histroy"}, "one of the scenarios: steady, history; did you mean history?"),
        ({"scale": 2.0}, "found 2, expected a number, 0.01 to 1"),
    ],
    ids=str,
)
def test_a_setting_out_of_bounds_is_refused(setting, words):
    for begun in (lambda: warm_up(**setting), lambda: simulate("as_inspected", **setting)):
        with pytest.raises(Refused) as caught:
            begun()
        (problem,) = caught.value.problems
        assert problem.path == tuple(setting) and words in str(problem)


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
    with pytest.raises(Refused, match=f"changes nothing while {needed} is idle"):
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
