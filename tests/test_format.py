"""Is every number rounded by the one rule, for page, charts, tables and terminal, and is the value behind it kept?"""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from markupsafe import Markup

from experiments.figures.results import label_from
from experiments.protocol import format
from experiments.protocol.format import MINUS, Quantity
from experiments.report.forms.terms import Linker, assumed, glossary

PEOPLE = {"unit": "children per year", "over": "sum", "difference": True}


@pytest.mark.parametrize(
    ("value", "low", "high", "shown"),
    [
        (-12345.0, -13600.0, -11100.0, "\u221212,300"),  # to the thousand it would move by 345, more than 250
        (-12045.0, -13200.0, -10900.0, "\u221212,000"),
        (-12345.0, -12400.0, -12300.0, "\u221212,340"),
        (512.0, -90.0, 1100.0, "+500"),
        (0.0, 0.0, 0.0, "0"),
        (1234567.0, 1200000.0, 1270000.0, "+1.23 million"),
        (37.0, math.nan, math.nan, "+37"),
        (0.123456, math.nan, math.nan, "+0.123"),
        (123456.0, math.nan, math.nan, "+123,000"),
        (0.055, math.nan, math.nan, "+0.055"),
        (15e6, math.nan, math.nan, "+15 million"),
        (4.2e17, 4.1e17, 4.3e17, "+4.2 × 10^17"),
        (math.nan, math.nan, math.nan, "not known"),
        (1.9e-14, -2e-14, 5e-14, "0"),  # what is left where numbers cancel out
    ],
)
def test_an_amount_has_the_digits_that_its_interval_supports(value, low, high, shown):
    assert str(format.number(Quantity(value, low, high, **PEOPLE))) == shown


def test_a_percentage_has_the_interval_of_the_amount_in_proportion():
    found = format.percentage(-10.0, Quantity(-50.0, -60.0, -40.0, "days"), 500.0)
    assert (found.value, found.low, found.high, found.unit, found.difference) == (-10.0, -12.0, -8.0, "%", True)
    assert format.percentage(math.nan, Quantity(-50.0, -60.0, -40.0), 500.0) is None
    none = format.percentage(0.0, Quantity(0.0, -60.0, 40.0), -200.0)
    assert (none.low, none.high) == (-30.0, 20.0)  # of nothing, by the level


@pytest.mark.parametrize(
    ("value", "low", "high", "shown"),
    [
        (-35.1, -38.0, -32.0, "\u221235%"),  # was shown as 40%
        (-4.8, -9.0, -0.6, "\u22125%"),  # was shown as none
        (-4.8, -5.6, -4.0, "\u22124.8%"),  # below 10 and narrower than 2 points
        (-4.5, -6.0, -3.0, "\u22124.5%"),  # whole points would move it by half a point of 3
        (35.4, 34.0, 36.8, "+35.4%"),
        (34.96, 34.9, 35.02, "+34.96%"),
        (0.4, 0.02, 25.0, "+0.4%"),  # clear of none
        (4.0, -26.0, 34.0, "+4%"),
        (0.4, -20.0, 21.0, "0%"),
        (830.2, 700.0, 960.0, "+830%"),
        (0.3, math.nan, math.nan, "+0.3%"),
        (12.3, math.nan, math.nan, "+12%"),
    ],
)
def test_a_percentage_is_shown_to_whole_points_or_as_finely_as_it_is_known(value, low, high, shown):
    assert str(format.number(Quantity(value, low, high, unit="%", difference=True))) == shown


def test_an_end_of_an_interval_that_is_not_zero_never_shows_as_zero_so_that_one_sees_on_which_side_it_lies():
    clear = Quantity(-16680.0, -32400.0, -959.0, **PEOPLE)
    assert str(format.interval(clear)) == "\u221232,000 to \u22121,000"
    assert str(format.interval(Quantity(-20100.0, -39900.0, -300.0, **PEOPLE))) == "\u221240,000 to \u2212300"
    assert str(format.interval(Quantity(-150.0, -300.0, 0.4, **PEOPLE))) == "\u2212300 to +0.4"
    assert str(format.interval(Quantity(-150.0, -300.0, 0.0, **PEOPLE))) == "\u2212300 to 0"
    assert str(format.number(Quantity(0.4, -300.0, 300.8, **PEOPLE))) == "0"
    assert str(format.number(Quantity(9.3e-10, -9.3e-10, 9.4e-10))) == "0"  # what is left where numbers cancel out
    assert format.interval(Quantity(3.0)) is None


def test_units_are_said_as_people_say_them():
    assert str(format.number(Quantity(2.9e8, 2.8e8, 3.0e8, unit="pounds per year"))) == "£290 million"
    assert str(format.number(Quantity(7.9, 6.6, 9.2, unit="GBP"))) == "£7.90"
    assert str(format.number(Quantity(0.213, 0.207, 0.219, unit="share"))) == "21.3%"
    assert str(format.number(Quantity(0.05, 0.03, 0.07, unit="share", difference=True))) == "+5 points"
    assert str(format.size(Quantity(-590.0, -620.0, -560.0, **PEOPLE))) == "590"
    ways = {("children per year", "sum"): "fewer", ("pounds per year", "sum"): "less", ("days", "mean"): "lower"}
    assert {key: format.way(Quantity(-3.0, unit=key[0], over=key[1])) for key in ways} == ways
    assert format.way(Quantity(0.1, unit="share", over="ratio")) == "higher"
    headings = [format.unit_heading(unit) for unit in ("share", "GBP per year", "child-days per year")]
    assert headings == ["per cent", "£ per year", "child-days per year"]
    assert [format.unit_after(unit) for unit in ("share", "GBP per year", "lines")] == ["", " per year", " lines"]


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [(-0.125, "share", "\u221212.5%"), (2.5e6, "pounds", "£2.5m"), (-15000.0, "lines", "\u221215k"), (950.0, "lines", "950")],
)
def test_ticks_are_short(value, unit, shown):
    assert format.tick(value, unit) == shown


def reads(text: str) -> float:
    """A number as it is shown, back again."""
    digits, _, power = text.replace(MINUS, "-").replace(",", "").rstrip("%").partition(" × 10^")
    for scale, name in format.NAMED:
        if digits.endswith(name):
            return float(digits.removesuffix(name)) * scale
    return float(digits) * 10.0 ** float(power or 0)


finite = st.floats(-1e14, 1e14, allow_nan=False).filter(lambda v: v == 0.0 or abs(v) > 1e-6)


@given(value=finite, below=st.floats(1e-6, 1e13), above=st.floats(1e-6, 1e13), unit=st.sampled_from(["lines", "%", "share"]))
@example(value=-35.1, below=3.0, above=3.0, unit="%")
def test_nothing_is_moved_by_more_than_a_tenth_of_its_interval(value, below, above, unit):
    found = Quantity(value, value - below, value + above, unit=unit)
    assume(below + above > 1e-9 * abs(value))  # what a float can hold
    width = (found.high - found.low) * found.times
    ends = format.interval(found)
    for shown, true in ((format.number(found), value), (ends.low, found.low), (ends.high, found.high)):
        moved = abs(reads(shown.text.removesuffix("%")) - true * found.times)
        assert moved <= width / 10.0 * (1.0 + 1e-6) + 1e-12 * abs(true * found.times)
        assert moved <= shown.step / 2.0 * (1.0 + 1e-6) + 1e-12 * abs(true * found.times)
        assert shown.value == true


@given(value=st.floats(-1e4, 1e4), half=st.floats(0.01, 1e3))
def test_a_percentage_has_no_digit_too_many(value, half):
    """A whole point is enough where it moves neither the value nor an end too far, but below 10 where 2 points are."""
    text = format.number(Quantity(value, value - half, value + half, unit="%")).text
    near = max(abs(round(one) - one) for one in (value, value - half, value + half)) <= half / 5.0
    clear = abs(value) > half and round(value) == 0
    if near and not clear and (abs(value) >= 10.0 or 2.0 * half >= 2.0):
        assert "." not in text


@given(value=finite, half=st.floats(1e-3, 1e12))
def test_what_is_clear_of_zero_is_never_shown_as_zero(value, half):
    found = Quantity(value, value - half, value + half, unit="%")
    assume(abs(value) > half * (1.0 + 1e-9))
    ends = format.interval(found)
    assert all(reads(shown.text.removesuffix("%")) != 0.0 for shown in (format.number(found), ends.low, ends.high))


@given(value=finite)
def test_a_number_in_html_carries_its_value_to_the_last_bit(value):
    html = format.number(Quantity(value, table="effects")).__html__()
    assert float(html.split('value="')[1].split('"')[0]) == value
    assert 'data-table="effects"' in html


def test_names_become_words():
    assert label_from("nrm_wait_days") == "NRM wait days"
    assert label_from("children_reexploited") == "Children re-exploited"


def test_every_term_links_once_a_section_and_never_inside_a_link():
    linker = Linker()
    html = linker("Lines and lines; <b>cuckooing</b>")
    assert html.count('href="#term-line"') == 1
    assert "&lt;b&gt;" in html
    linker.start()
    assert 'href="#term-line"' in linker("Lines again")
    linker.start()
    assert linker(Markup('<a href="#measure-x">a referral</a> and a line')).count("<a ") == 2


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
