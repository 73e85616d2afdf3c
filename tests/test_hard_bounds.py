"""Does every number stop at what it can be at all, whatever the reason, and does a world live at those bounds?"""

import math
import warnings

import numpy as np
import pytest
from corridor import TESTS, program
from hypothesis import given
from hypothesis import strategies as st

from sim import Outside, Parameters, changed
from sim.evidence import Evidence, evidence_of
from sim.evidence.declaration import derived_bounds
from sim.measures import MEASURES
from sim.rules.safeguarding.reading import as_share, log_odds
from sim.simulation.result import Result
from tests.test_invariants import OUTSIDE, signs
from tests.test_parameters_matter import OTHERWISE
from tests.worlds import EVERYTHING, live, run_of, setting

EVIDENCE = evidence_of(Parameters)
BELOW_0 = {"sold_outside_lines", "inequality_gini", "effort_follows_harm"}
"""Measures that may lie below 0: what is left for others while lines have more customers than there are, rounding, correlations."""
IMPOSSIBLE = {
    "child_treated_as_suspect": (1.5, "1 or less", "a share or chance lies in 0 to 1"),
    "recognition_mean": (1.2, "1 or less", "a share or chance lies in 0 to 1"),
    "investigation_success": (2.0, "1 or less", "a share or chance lies in 0 to 1"),
    "stop_detection": (1.01, "1 or less", "a share or chance lies in 0 to 1"),
    "grooming_rate": (-0.5, "0 or more", "a rate, count, time, price or ratio is 0 or more"),
    "groups_start": (-5.0, "0 or more", "a rate, count, time, price or ratio is 0 or more"),
    "first_week_ratio": (1.2, "1 or less", "first weeks would owe more time than there is"),
    "cost_officer_day": (-100.0, "1 or more", "officers that money pays for are the money over it"),
    "bail_effect_on_contact": (1.0, "0.99 or less", "the hazard of leaving is divided by the contact left"),
    "gross_margin": (1.0, "0.99 or less", "it would be free and endless"),
    "intelligence_half_life": (0.0, "0.1 or more", "what is left after a day is worked out from a day over it"),
    "services_see_more": (25.0, "20 or less", "a chance is none or all"),
    "training_effect": (0.0, "1e-06 or more", "its logarithm is added to log odds"),
}


def ends(name: str) -> tuple[float, float]:
    """The hard bounds of a number; where there is no greatest value, ten times the greatest plausible one."""
    least, most = EVIDENCE[name].hard
    return least, most if math.isfinite(most) else 10.0 * EVIDENCE[name].high


def at(name: str, value: float, **more: str) -> Parameters:
    return changed(Parameters(), **{name: Outside(value, "a limit")}, **more)


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_no_reason_lifts_what_is_impossible(name):
    value, side, why = IMPOSSIBLE[name]
    for given_as in (value, Outside(value, "I insist"), {"value": value, "reason": "I insist"}):
        with pytest.raises(ValueError) as caught:
            changed(Parameters(), **{name: given_as})
        (problem,) = caught.value.problems
        assert problem.path == (name,) and problem.found == f"{value:g}, which no reason lifts"
        assert problem.expected.startswith(f"{side} {EVIDENCE[name].unit}: ") and why in problem.expected


def test_check_refuses_what_is_impossible_before_anything_runs(tmp_path):
    config = tmp_path / "one.toml"
    wrong = (
        'grooming_rate = { value = -0.5, reason = "x" }',
        'recognition_mean = { low = 0.1, high = 1.2, reason = "x" }',
        'exit_rate = { value = 2.0, reason = "x" }',
    )
    config.write_text("\n".join([(TESTS.parent / "configs/first.toml").read_text(encoding="utf-8"), "[parameters]", *wrong]))
    code, _, told = program("check", str(config))
    assert code == 2
    assert "-0.5, which no reason lifts" in told and "0 or more per child-year: a rate, count, time" in told
    assert "1.2, which no reason lifts" in told and "1 or less share: a share or chance lies in 0 to 1" in told
    assert "exit_rate" not in told


@given(name=st.sampled_from(sorted(EVIDENCE)), excess=st.floats(1e-9, 1e9))
def test_each_number_stops_at_its_hard_bounds(name, excess):
    for bound, side in zip(EVIDENCE[name].hard, (-1.0, 1.0), strict=True):
        if math.isfinite(bound):
            with pytest.raises(ValueError, match=f"^{name}: found "):
                at(name, bound + side * max(excess, 1e-9 * abs(bound)))
            at(name, bound)


def wrong_with_bounds(about: Evidence) -> list[str]:
    """What of a number's hard bounds does not hold."""
    (least, most), _ = derived_bounds(about.unit, about.low, about.high)
    chance = about.meaning.startswith(("chance", "daily chance", "daily share")) and about.unit != "ratio"
    demands = {
        "they hold the range": about.hard[0] <= about.low < about.high <= about.hard[1],
        "they suit the unit": least <= about.hard[0] and about.hard[1] <= most,
        "they have a reason": bool(about.hard_why),
        "the lower is finite": math.isfinite(about.hard[0]),
        "a chance is 1 at most": not chance or about.hard[1] <= 1.0,
    }
    return [what for what, holds in demands.items() if not holds]


def test_hard_bounds_hold_the_range_and_suit_the_unit():
    assert {name: wrong for name, about in EVIDENCE.items() if (wrong := wrong_with_bounds(about))} == {}


@pytest.mark.parametrize(
    ("unit", "low", "high", "hard"),
    [
        ("share", 0.1, 0.9, (0.0, 1.0)),
        ("per trip", 0.001, 0.03, (0.0, 1.0)),
        ("days", 5.0, 25.0, (0.0, math.inf)),
        ("GBP", -5.0, 25.0, (-math.inf, math.inf)),
        ("odds ratio", 1.0, 3.0, (1e-6, 1e6)),
        ("log odds", 0.0, 1.0, (-20.0, 20.0)),
    ],
)
def test_hard_bounds_follow_unit_and_range(unit, low, high, hard):
    about = {"low": low, "high": high, "basis": "assumed", "source": "test", "evidence_id": "E1"}
    assert Evidence("x", unit=unit, **about).hard == hard
    stricter = Evidence("x", unit=unit, **about, hard=(low, high), hard_why="it is so")
    assert (stricter.hard, stricter.hard_why) == ((low, high), "it is so")


def check_world(p: Parameters) -> None:
    """A small world of many levers lives: nothing is raised or warned of, no number is NaN and no stock negative."""
    one = setting(p, scale=0.02)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        run = run_of(EVERYTHING, one)
        run.live_until(run.state.today + 40)
        record = run.record()
        measures = Result.from_run(one, EVERYTHING, run.calendar, record).measures
    signs(run.state.world)
    for book in (record.true_days, record.recorded_days):
        assert [n for n in book.dtype.names if n not in OUTSIDE and (book[n] < 0).any()] == []
    ratios = {name for name, one in MEASURES.items() if one.over == "ratio"}
    assert [name for name, value in measures.items() if not (np.isfinite(value) or name in ratios)] == []
    assert [name for name, value in measures.items() if value < 0.0 and name not in BELOW_0] == []


def dies(name: str, value: float, **structure: str) -> str:
    """How a world fails with one number at a bound, or nothing."""
    try:
        check_world(at(name, value, **structure))
    except Exception as error:
        return f"{name} = {value:g} {structure or ''}: {error!r:.300}"
    return ""


@pytest.mark.parametrize("group", Parameters._fields[:-1])
def test_a_world_lives_at_the_hard_bounds(group):
    """Each number alone at either end, in the default structure and in others."""
    worlds = [(name, value) for name in getattr(Parameters(), group)._fields for value in ends(name)]
    failed = [dies(*one, **structure) for one in worlds for structure in ({}, OTHERWISE)]
    assert [one for one in failed if one] == []


def test_every_number_is_in_a_group_that_is_tried():
    assert {name for group in Parameters()[:-1] for name in group._fields} == set(EVIDENCE)


def test_none_and_all_are_log_odds_too_and_shares_between_are_untouched():
    assert as_share(log_odds(0.0)) == pytest.approx(1e-9)
    assert 1.0 - as_share(log_odds(1.0)) == pytest.approx(1e-9)
    for share in (1e-9, 0.05, 0.465, 0.5, 0.97, 1.0 - 1e-9):
        assert log_odds(share) == math.log(share / (1.0 - share))


def none_and_all(name: str, **more: float):
    """The same world with a share at 0 and at 1."""
    for value in (0.0, 1.0):
        p = changed(at(name, value), **{other: Outside(number, "a limit") for other, number in more.items()})
        yield live("as_inspected", p, scale=0.1, days=300)


def test_nobody_or_everybody_is_recognised():
    told_anyway = {"missing_flag_probability": 0.0, "return_interview_disclosure": 0.0}
    nobody, everybody = none_and_all("recognition_mean", **told_anyway)
    assert nobody.true("read_victim") + nobody.true("read_both") == 0 < nobody.true("found")
    assert everybody.true("read_missed") + everybody.true("read_suspect") == 0 < everybody.true("found")


def test_no_child_or_every_child_not_seen_as_a_victim_is_a_suspect():
    none, every = none_and_all("child_treated_as_suspect")
    assert none.true("read_suspect") == 0 < every.true("read_suspect")


def test_no_interview_or_one_after_every_episode():
    none, every = none_and_all("return_interview_share")
    assert none.recorded("interviews") == 0 < none.recorded("interviews_due")
    assert every.recorded("interviews") > 0.9 * every.recorded("interviews_due")


def test_a_world_lives_long_where_bail_keeps_nearly_all_contact_away():
    much = {"found_child_arrested": 1.0, "conditional_bail_share": 1.0, "bail_effect_on_contact": 0.99, "breach_share": 0.0}
    p = changed(Parameters(), **{name: Outside(value, "a limit") for name, value in much.items()})
    lived = live("as_inspected", p, scale=0.1, days=400)
    signs(lived.state.world)
    usual = live("as_inspected", changed(p, bail_effect_on_contact=0.0), scale=0.1, days=400)
    assert lived.true("child_days") < usual.true("child_days")
