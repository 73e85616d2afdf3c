"""Does each preset keep names, ranges and cost? Are a user's strategies checked? Does the table change when it should?"""

import itertools
import tomllib
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim import Parameters, changed, simulate
from sim.evidence import Choice, evidence_of
from sim.places import places
from sim.policy import STRATEGIES, Change, Level, Strategy, named, own_strategy
from sim.policy.component import Component
from sim.policy.levers import LEVERS, components
from sim.policy.schedule import Calendar, half_month, weeks_of
from tests.worlds import NOTHING, START, alone, run_of, setting

BODIES, FORCES = 55, 43
FLOOR = date(2019, 6, 3)
EXPECTED = {
    "as_inspected",
    "fragmented",
    "regional",
    "coordination_centre",
    "exporter_taskforces",
    "national_tasking",
    "safeguarding_strategy",
    "integrated",
    "history",
} | {f"{lever}_alone" for lever in LEVERS}


def calendar(strategy, p=None, start=START) -> Calendar:
    return Calendar(named(strategy), p or Parameters(), start, BODIES)


def test_these_strategies_ship():
    assert set(STRATEGIES) == EXPECTED
    assert STRATEGIES["as_inspected"].based_on is None


def test_a_preset_keeps_its_name_and_has_a_label_a_source_and_a_base():
    """Names of levers, components and areas, and ramps, are checked where a change is declared."""
    wrong = [name for name, one in STRATEGIES.items() if one.name != name or not one.label or not one.source]
    assert wrong == []
    assert {one.based_on for one in STRATEGIES.values()} - {None} <= set(STRATEGIES)


@pytest.mark.parametrize("end", ["low", "best", "high"])
def test_what_a_preset_chooses_stays_within_bounds(end):
    """Whatever the parameters that say how well it works: at the low, best and high end of each."""
    values = {} if end == "best" else {n: getattr(about, end) for n, about in evidence_of(Parameters).items()}
    p = changed(Parameters(), **values)
    assert [one for name in sorted(EXPECTED) for one in outside_bounds(name, p)] == []


def outside_bounds(name: str, p: Parameters) -> list[tuple[str, str, str]]:
    """Components that a preset sets to what they cannot be, 900 days after it began."""
    start = date(2019, 1, 1) if name != "history" else date(2024, 1, 1)
    table, found = calendar(name, p, start).on(start.toordinal() + 900), []
    for lever in LEVERS:
        for component, about in components(lever).items():
            column = np.asarray(table[lever][component], float)
            if component == "dedicated_officers":  # a number for all its areas, spread over them
                column = np.array([column.sum()])
            low, high = (0, len(about.choices) - 1) if isinstance(about, Choice) else (about.low, about.high)
            if (column < low - 1e-12).any() or (column > high + 1e-9).any():
                found.append((name, lever, component))
    return found


def test_each_lever_alone_differs_from_its_base_in_that_lever_only():
    day = START.toordinal() + 600
    base = calendar("as_inspected").on(day)
    for lever in LEVERS:
        table = calendar(f"{lever}_alone").on(day)
        differing = [other for other in LEVERS if table[other].tobytes() != base[other].tobytes()]
        assert differing == [lever]


def test_integrated_is_both():
    day = START.toordinal() + 600
    both, police, help_ = (calendar(n).on(day) for n in ("integrated", "national_tasking", "safeguarding_strategy"))
    for lever in ("intelligence_sharing", "tasking", "coordination_centre", "organised_crime_mapping", "capacity"):
        assert both[lever].tobytes() == police[lever].tobytes()
    for lever in ("recognition_of_exploitation", "services", "early_help", "independent_advocate", "nrm_decisions"):
        assert both[lever].tobytes() == help_[lever].tobytes()


def test_a_strategy_is_its_base_until_it_starts():
    late = own_strategy(
        "late", {"based_on": "fragmented", "starts": FLOOR, "ramp_days": 0, "recognition_of_exploitation": {"training": 1.0}}
    )
    one, base = calendar(late), calendar("fragmented")
    before, first = FLOOR.toordinal() - 1, FLOOR.toordinal()
    assert one.on(before).tobytes() == base.on(before).tobytes()
    assert (one.on(first).recognition_of_exploitation.training == 1.0).all()


@given(days=st.integers(1, 400), after=st.integers(0, 500), value=st.floats(0.01, 1.0))
@settings(max_examples=settings.default.max_examples // 4)
def test_a_ramp_is_straight(days, after, value):
    """It moves on the 1st and 16th of months alone."""
    own = own_strategy(
        "own", {"based_on": "as_inspected", "ramp_days": days, "recognition_of_exploitation": {"training": value}}
    )
    base = float(calendar("as_inspected").on(START.toordinal()).recognition_of_exploitation.training[0])
    now = calendar(own).on(START.toordinal() + after).recognition_of_exploitation.training
    moved = half_month(START.toordinal() + after) - START.toordinal()
    np.testing.assert_allclose(now, base + min(1.0, (moved + 1) / days) * (value - base), rtol=1e-12)


def test_a_choice_and_a_wait_hold_from_the_first_day():
    own = own_strategy(
        "own",
        {
            "based_on": "fragmented",
            "ramp_days": 300,
            "tasking": {"decides": "centre"},
            "coordination_centre": {"staff": 50.0},
            "intelligence_sharing": {"reach": "nation", "share": 0.5, "delay_days": 3.0},
        },
    )
    table = calendar(own).on(START.toordinal())
    assert (table.tasking.decides == 2).all()
    assert (table.intelligence_sharing.reach == 2).all()
    assert (table.intelligence_sharing.delay_days == 3.0).all()
    assert (table.intelligence_sharing.share < 0.01).all()


def test_hiring_takes_time_whatever_the_ramp():
    p = Parameters()
    own = own_strategy("own", {"based_on": "fragmented", "ramp_days": 0, "services": {"capacity": 1.0}})
    now = half_month(START.toordinal() + int(p.tasking.hiring_days / 2))
    capacity = calendar(own, p).on(now).services.capacity
    np.testing.assert_allclose(capacity, (now - START.toordinal() + 1) / int(p.tasking.hiring_days))


def test_a_lever_applies_to_its_areas_alone():
    names = ("Kent", "Merseyside")
    own = own_strategy("own", {"ramp_days": 0, "recognition_of_exploitation": {"training": 1.0, "areas": names}})
    training = calendar(own).on(START.toordinal() + 10).recognition_of_exploitation.training
    rows = [places().names.index(name) for name in names]
    base = calendar("as_inspected").on(START.toordinal() + 10).recognition_of_exploitation.training
    assert (training[rows] == 1.0).all()
    assert (np.delete(training, rows) == np.delete(base, rows)).all()


def test_officers_are_one_number_spread_over_the_areas():
    """400 officers over all areas, or over two: 400 together, by weight as exporters."""
    for areas in ((), ("Kent", "Merseyside")):
        own = alone("capacity", areas=areas, dedicated_officers=400.0)
        p = changed(Parameters(), funding_concentration=1.0)
        officers = calendar(own, p).on(START.toordinal() + 600).capacity.dedicated_officers
        assert officers[:FORCES].sum() == pytest.approx(400.0)
        assert (officers[FORCES:] == 0.0).all()
    weights = np.maximum(places().role_prior, 1e-6)
    kent, mersey = (places().names.index(name) for name in ("Kent", "Merseyside"))
    assert officers[kent] / officers[mersey] == pytest.approx(weights[kent] / weights[mersey])


def test_an_unknown_preset_is_refused():
    with pytest.raises(ValueError, match="did you mean integrated"):
        named("integratd")


def test_a_values_name_is_the_parameters_value():
    p = changed(Parameters(), coordination_fidelity=1.0)
    own = own_strategy(
        "own",
        {
            "based_on": "fragmented",
            "ramp_days": 0,
            "intelligence_sharing": {"reach": "nation", "share": "shared_share_national"},
        },
    )
    assert (calendar(own, p).on(START.toordinal()).intelligence_sharing.share == p.intelligence.shared_share_national).all()


@given(fidelity=st.floats(0.0, 1.0), degree=st.floats(0.0, 1.0))
@settings(max_examples=settings.default.max_examples // 5)
def test_a_national_value_is_a_step_from_forces_alone(fidelity, degree):
    p = changed(Parameters(), coordination_fidelity=fidelity)
    own = alone("intelligence_sharing", share=Level("shared_share_national", degree))
    low, high = p.intelligence.shared_share_fragmented, p.intelligence.shared_share_national
    share = calendar(own, p).on(START.toordinal()).intelligence_sharing.share
    np.testing.assert_allclose(share, low + fidelity * degree * (high - low), rtol=1e-12)


def days_of_action(one: Calendar, year: int) -> list[int]:
    first = date(year, 1, 1).toordinal()
    return [day for day in range(first, first + 365) if one.on(day).harvest[0] > 0.0]


@pytest.mark.parametrize(
    "weeks",
    range(1, 13),
)
def test_there_are_as_many_weeks_of_action_as_chosen(weeks):
    assert len(days_of_action(calendar(alone("intensification_weeks", weeks_a_year=float(weeks))), 2019)) == 7 * weeks


def test_weeks_of_action_begin_on_mondays_evenly():
    for n in range(1, 13):
        firsts = weeks_of(n, 2021)
        assert all(date.fromordinal(first).weekday() == 0 for first in firsts)
        assert len(set(firsts)) == n
        gaps = np.diff(firsts)
        assert n == 1 or gaps.max() - gaps.min() <= 14


@pytest.mark.parametrize("intensity", [2.0, 10.0])
@pytest.mark.parametrize("dip", [0.0, 0.5, 1.0])
def test_a_week_of_action_borrows_from_the_weeks_around(dip, intensity):
    """The stated share of the extra effort, however strong the week: half of it before, half of it after."""
    p = changed(Parameters(), week_after_dip=dip, week_repaid_weeks=5.0)
    one = calendar(alone("intensification_weeks", weeks_a_year=2.0, intensity=intensity), p)
    surges = np.array([one.on(START.toordinal() + day).surge[0] for day in range(365)])
    extra, lost = surges - 1.0, 1.0 - surges
    assert extra[extra > 0.0].sum() == pytest.approx(14.0 * (intensity - 1.0))
    assert lost[lost > 0.0].sum() == pytest.approx(dip * extra[extra > 0.0].sum())
    week = int(np.flatnonzero(extra > 0.0)[0])
    assert lost[week - 35 : week].sum() == pytest.approx(lost[week + 7 : week + 42].sum())
    assert (surges >= 0.0).all()


def test_the_dip_goes_over_the_turn_of_the_year():
    one = calendar(alone("intensification_weeks", weeks_a_year=8.0), changed(Parameters(), week_after_dip=1.0))
    last, first = max(weeks_of(8, 2019)), min(weeks_of(8, 2020))
    assert date.fromordinal(last + 34).year == 2020
    assert one.on(last + 34).surge[0] < 1.0
    assert date.fromordinal(first - 34).year == 2019
    assert one.on(first - 34).surge[0] < 1.0


def table_without_ramp() -> list[Strategy]:
    """Strategies whose levers are there at once (no ramp, nobody to hire)."""
    weeks = {date(2019, 2, 4): 0.4, date(2019, 10, 14): 1.0}
    dated = Strategy(
        "dated",
        "",
        "a test",
        changes=(Change({"recognition_of_exploitation": {"training": 0.5}}, date(2019, 4, 9), 0),),
        weeks=weeks,
    )
    in_a_week = date.fromordinal(weeks_of(round(Parameters().operations.weeks_of_action_per_year), 2019)[0] + 2)
    own = own_strategy("own", {"starts": in_a_week, "intensification_weeks": {"dates": list(weeks)}})
    return [
        NOTHING,
        STRATEGIES["as_inspected"],
        dated,
        own,
        alone("intensification_weeks", weeks_a_year=4.0),
        alone("intensification_weeks", weeks_a_year=9.0),
    ]


@pytest.mark.parametrize("strategy", table_without_ramp(), ids=lambda one: one.name)
def test_the_table_changes_only_on_break_days(strategy):
    """Every day of a year and a half: the table of the last break day is that of the day."""
    one = calendar(strategy)
    first, last = START.toordinal(), START.toordinal() + 550
    held, breaks = one.on(first), set(one.break_days(first, last))
    for day in range(first, last):
        if day in breaks:
            held = one.on(day)
        assert held.tobytes() == one.on(day).tobytes(), date.fromordinal(day)


def test_weeks_of_action_in_one_area_have_their_break_days():
    one = calendar(alone("intensification_weeks", areas=("Kent",), weeks_a_year=2.0))
    first = START.toordinal()
    breaks = one.break_days(first, first + 365)
    assert all(week in breaks for week in weeks_of(2, 2019))


def test_a_ramp_is_followed_in_half_months():
    """Between two break days a growing lever moves by no more than its ramp does in 17 days."""
    one = calendar("integrated")
    first = START.toordinal()
    days = [first, *one.break_days(first, first + 400)]
    assert max(b - a for a, b in itertools.pairwise(days)) <= 17
    assert {d for d in range(first + 1, first + 400) if date.fromordinal(d).day in (1, 16)} <= set(days)


def test_history_has_dates():
    """What was done has the dates on which it was done, and weeks of action in their own weeks."""
    one = STRATEGIES["history"]
    assert all(change.starts is not None for change in one.changes)
    assert all(week.weekday() == 0 for week in one.weeks)
    table = Calendar(one, Parameters(), date(2018, 1, 1), BODIES)
    before, after = (table.on(date(year, 6, 1).toordinal()) for year in (2018, 2024))
    assert before.coordination_centre.staff.max() == 0.0
    assert after.coordination_centre.staff.min() > 0.0
    assert after.capacity.dedicated_officers.sum() > before.capacity.dedicated_officers.sum()
    assert table.on(date(2019, 10, 9).toordinal()).harvest[0] > 0.0


def payers_of(lever: str) -> list[str]:
    """Who pays for the people that the preset of one lever hires, as its components declare."""
    about = components(lever)
    own = STRATEGIES[f"{lever}_alone"].changes[0].settings[lever]
    return sorted({about[name].payer for name in own if isinstance(about[name], Component) and about[name].hired})


@pytest.mark.parametrize(("lever", "payer"), [(lever, payer) for lever in LEVERS for payer in payers_of(lever)])
def test_a_lever_costs_its_payer_something(lever, payer):
    """The levers that put in staff or places, alone: their payer pays more than under the base. Others only change rules."""
    cost = [simulate(s, scale=0.05, years=1).measures[f"cost_{payer}"] for s in ("as_inspected", f"{lever}_alone")]
    assert cost[1] > cost[0]


def test_money_taken_from_services_is_a_setting():
    day = START.toordinal() + 500
    new, taken = (
        calendar("safeguarding_strategy", changed(Parameters(), lever_money=money)).on(day) for money in ("new", "taken")
    )
    assert (taken.places_taken[:FORCES] > taken.services.capacity[:FORCES]).all() and not new.places_taken.any()
    assert (taken.services.capacity == new.services.capacity).all()  # what support is added by


def test_the_day_after_a_change_is_the_same_whatever_the_way_there():
    """`on` is a function of the day alone."""
    one = calendar("history", start=date(2018, 1, 1))
    days = [date(2018, 1, 1) + timedelta(days=30 * k) for k in range(80)]
    forward = [one.on(day.toordinal()).tobytes() for day in days]
    assert [one.on(day.toordinal()).tobytes() for day in reversed(days)] == forward[::-1]


def test_the_config_of_single_levers_has_each():
    """`configs/levers.toml` asks which single lever does most: of all there are."""
    config = tomllib.loads((Path(__file__).parents[1] / "configs" / "levers.toml").read_text(encoding="utf-8"))
    assert set(config["strategies"]["compare"]) >= {f"{lever}_alone" for lever in LEVERS}


def test_a_policy_table_is_not_written_on():
    """It is given again for like days, so whoever lives a day only reads it."""
    run = run_of("integrated", setting(scale=0.02))
    run.live_until(START.toordinal() + 100)
    new = calendar("integrated")
    for day in range(START.toordinal(), START.toordinal() + 100):
        assert run.calendar.on(day).tobytes() == new.on(day).tobytes()


def test_a_change_of_nothing_changes_no_day():
    """It adds no day on which the table or the scene is made anew."""
    first = START.toordinal()
    empty = Strategy("empty", "", "a test", base=STRATEGIES["as_inspected"], changes=(Change({}, date(2019, 3, 25)),))
    idle = Strategy(
        "idle",
        "",
        "a test",
        base=STRATEGIES["as_inspected"],
        changes=(Change({"independent_advocate": {}}, date(2019, 3, 25), 0, ("Kent",)),),
    )
    days = calendar("as_inspected").break_days(first, first + 400)
    assert calendar(empty).break_days(first, first + 400) == calendar(idle).break_days(first, first + 400) == days
