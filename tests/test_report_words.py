"""Are numbers rounded to what their interval supports, and is the value behind each kept?"""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.figures import words
from experiments.figures.results import Measure, label_from
from experiments.report.terms import Linker, assumed, glossary

PEOPLE = Measure("children_charged", "Children charged", "children per year", "true", "down", "sum")
MONEY = Measure("cost_total", "Cost", "pounds per year", "true", "down", "sum")
SHARE = Measure("holder_share", "Holder share", "share", "true", "up", "ratio")
WAIT = Measure("nrm_wait_days", "Wait", "days", "recorded", "down", "mean")


@pytest.mark.parametrize(
    ("value", "low", "high", "shown"),
    [
        (-12345.0, -13600.0, -11100.0, "\u221212,000"),
        (-12345.0, -12400.0, -12300.0, "\u221212,300"),
        (512.0, -90.0, 1100.0, "+500"),
        (0.0, 0.0, 0.0, "0"),
        (1234567.0, 1200000.0, 1270000.0, "+1.23 million"),
        (37.0, math.nan, math.nan, "+37"),
        (4.2e17, 4.1e17, 4.3e17, "+4.2 × 10^17"),
    ],
)
def test_a_difference_has_the_digits_that_its_interval_supports(value, low, high, shown):
    assert str(words.change(words.Estimate(value, low, high), PEOPLE)) == shown


def test_an_interval_that_leaves_zero_out_never_shows_zero_as_an_end():
    clear = words.Estimate(-16680.0, -32400.0, -959.0)
    assert str(words.reach_of(clear, PEOPLE)) == "1,000 to 32,400 fewer"
    assert str(words.interval_of(words.Estimate(-100.0, -300.0, 0.4), PEOPLE, "effects", True)) == "\u2212300 to 0"


def test_units_are_said_as_people_say_them():
    assert str(words.level(words.Estimate(2.9e8, 2.8e8, 3.0e8), MONEY)) == "£290 million"
    assert str(words.level(words.Estimate(0.213, 0.207, 0.219), SHARE)) == "21.3%"
    assert str(words.change(words.Estimate(0.05, 0.03, 0.07), SHARE)) == "+5 points"
    assert words.direction(-3.0, PEOPLE) == "fewer"
    assert words.direction(-3.0, MONEY) == "less"
    assert words.direction(-3.0, WAIT) == words.direction(-0.1, SHARE) == "lower"


@pytest.mark.parametrize(
    ("difference", "low", "high", "share", "said"),
    [
        (-38.5, -67.9, -9.1, -4.87, "\u22125%"),
        (-259.5, -297.3, -221.8, -32.8, "\u221233%"),
        (-34_260.0, -53_350.0, -15_180.0, -1.45, "\u22121%"),
        (-48.0, -106.0, 10.0, -5.2, "\u22125%"),  # not 10%
        (30.0, 1.0, 59.0, 0.4, "+0.4%"),
        (0.4, 0.02, 25.0, 0.4, "+0.4%"),
        (300.0, 10.0, 590.0, 4.0, "+4%"),
        (40.0, -260.0, 340.0, 4.0, "0%"),
        (400.0, -1600.0, 2400.0, 40.0, "+40%"),
    ],
)
def test_a_percentage_keeps_what_its_interval_supports(difference, low, high, share, said):
    """To the place of the first digit of the interval's width; a clear difference is not shown as none."""
    row = {"difference": difference, "low": low, "high": high, "percent": share}
    assert str(words.percent(row)) == said


def test_an_interval_on_both_sides_of_zero_says_fewer_and_more():
    assert str(words.reach_of(words.Estimate(-20.0, -90.0, 50.0), PEOPLE)) == "90 fewer to 50 more"
    assert str(words.reach_of(words.Estimate(-590.0, -620.0, -560.0), PEOPLE)) == "560 to 620 fewer"


finite = st.floats(-1e14, 1e14, allow_nan=False).filter(lambda v: v == 0.0 or abs(v) > 1e-6)


@given(value=finite, half=st.floats(1e-6, 1e13))
def test_what_is_shown_lies_within_the_interval_it_came_from(value, half):
    found = words.Estimate(value, value - half, value + half)
    number = words.change(found, PEOPLE)
    assert number.value == value
    assert abs(words.rounded(value, number.step) - value) <= number.step / 2 * (1 + 1e-9)
    # Three digits are kept at most, so the place is the interval's first digit, or the third of a value known better than that.
    assert number.step <= max(half * (1 + 1e-9), abs(value) / 100 * (1 + 1e-9))


@given(value=finite)
def test_a_number_in_html_carries_its_value_to_the_last_bit(value):
    html = words.change(words.Estimate(value, math.nan, math.nan), PEOPLE).__html__()
    assert float(html.split('value="')[1].split('"')[0]) == value


def test_names_become_words():
    assert label_from("child_days_exploited") == "Child-days exploited"
    assert label_from("nrm_wait_days") == "NRM wait days"
    assert label_from("lines_cross_border") == "Lines cross-border"
    assert label_from("children_reexploited") == "Children re-exploited"


def test_every_term_links_once_a_section_and_never_inside_a_link():
    linker = Linker()
    html = linker("Lines and lines; <b>cuckooing</b>")
    assert html.count('href="#term-line"') == 1
    assert "&lt;b&gt;" in html
    linker.start()
    assert 'href="#term-line"' in linker("Lines again")
    inside = words.Sentence(words.Term("referral", "referral"), " and a line")
    linker.start()
    assert linker(inside).count("<a ") == 2


def test_a_named_assumption_links_to_its_evidence():
    linker = Linker([*glossary(), *assumed(["debt_hold", "leave_rate"])])
    html = linker("rests on debt hold (41%) and debt hold again, not on hold")
    assert html.count('href="#parameter-debt_hold"') == 1
    assert "parameter-leave_rate" not in html


def test_the_glossary_is_whole_and_speaks_of_victims():
    entries = glossary()
    assert len({entry.key for entry in entries}) == len(entries) >= 25
    forms = [form.lower() for entry in entries for form in entry.forms]
    assert len(forms) == len(set(forms))
    assert not [entry.term for entry in entries if "dealer" in entry.meaning.lower() or not entry.meaning.endswith(".")]
