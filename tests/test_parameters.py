"""Is each declared value in range, its evidence known, and does `changed` refuse what it must and keep types?"""

import math
import pickle
import re
from pathlib import Path
from typing import Annotated, NamedTuple

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import sim.places
from sim.evidence import (
    Choice,
    Evidence,
    Outside,
    as_table,
    changed,
    choices_of,
    declarations,
    dtype_of,
    evidence_of,
)
from sim.evidence.problems import Problem, Refused
from sim.parameters import Parameters
from sim.parameters import structure as switches

EVIDENCE = evidence_of(Parameters)
CHOICES = choices_of(Parameters)
KNOWN = {row["id"]: row for row in sim.places.read_rows(sim.places.DATA / "evidence.csv")}
UNKNOWN = re.compile("judgement|unknown|no data")
MEASURE_OF_SIGN = re.compile(
    "([+-](child_days_exploited|lines_operating|lines_closed|serious_violence|children_criminalised|children_suspected|"
    "harm_by_justice|homes_cuckooed|effort_follows_harm))?"
)


def value_of(p, name):
    declaration = declarations(Parameters)[name]
    return getattr(getattr(p, declaration.group), name)


class Few(NamedTuple):
    """A declaration with one field of each type."""

    number: Annotated[
        int, Evidence("how many", unit="people", low=0, high=9, basis="assumed", source="test", evidence_id="E1")
    ] = 3
    rate: Annotated[
        float, Evidence("how fast", unit="per day", low=0.1, high=0.4, basis="assumed", source="test", evidence_id="E1")
    ] = 0.2
    road: Annotated[int, Choice("which way", ("left", "right"), "test", "E1")] = 0


class Twice(NamedTuple):
    """Two groups that share their names."""

    one: Few = Few()
    two: Few = Few()


class Bare(NamedTuple):
    """A number nobody accounts for."""

    rate: float = 0.2


class Astray(NamedTuple):
    """A best value outside its own range."""

    rate: Annotated[
        float, Evidence("how fast", unit="per day", low=0.1, high=0.4, basis="assumed", source="test", evidence_id="E1")
    ] = 0.5


def wrong_with_number(name: str) -> list[str]:
    """What of a number's declaration does not hold."""
    about, best = EVIDENCE[name], declarations(Parameters)[name].best
    ratio = name.startswith("rr_") or about.unit in ("ratio", "odds ratio", "days", "officer days") or "GBP" in about.unit
    demands = {
        "its best value is a float": type(best) is float,
        "its best value lies in its range": about.low <= best <= about.high,
        "its evidence is known": about.evidence_id in KNOWN,
        "it has a meaning, a unit and a source": bool(about.meaning and about.unit and about.source),
        "what is not assumed rests on more than judgement": about.basis == "assumed" or not UNKNOWN.match(about.source),
        "its sign names a measure": bool(MEASURE_OF_SIGN.fullmatch(about.sign)),
        "its step is from a parameter": about.step_from in ("", *EVIDENCE),
        "a share lies in 0 to 1": about.unit != "share" or (about.low >= 0 and about.high <= 1),
        "a ratio, time or price is 0 or more": not ratio or about.low >= 0,
    }
    return [what for what, holds in demands.items() if not holds]


def test_every_number_is_accounted_for():
    assert {name: wrong for name in EVIDENCE if (wrong := wrong_with_number(name))} == {}


def wrong_with_switch(name: str) -> list[str]:
    """What of a switch's declaration does not hold."""
    about = CHOICES[name]
    codes = getattr(switches, "".join(word.capitalize() for word in name.split("_")))
    demands = {
        "its evidence is known": about.evidence_id in KNOWN,
        "it has a meaning and a source": bool(about.meaning and about.source),
        "its default is its first choice": declarations(Parameters)[name].best == 0,
        "its choices are its codes, in their order": about.choices == tuple(code.name.lower() for code in codes),
        "its codes count from 0": [code.value for code in codes] == list(range(len(codes))),
    }
    return [what for what, holds in demands.items() if not holds]


def test_every_switch_is_accounted_for():
    assert {name: wrong for name in CHOICES if (wrong := wrong_with_switch(name))} == {}


def test_evidence_items_are_complete():
    assert list(KNOWN) == [f"E{i}" for i in range(1, 96)] + [f"P{i}" for i in range(1, 13)]
    for row in KNOWN.values():
        assert row["fact"] and row["use"] and row["status"]
    targets = sim.places.read_rows(sim.places.DATA / "targets.csv")
    assert {row["evidence_id"] for row in targets} <= set(KNOWN)


def test_what_is_assumed_says_what_would_measure_it():
    """By the item of evidence that it rests on; an item on which nothing is assumed says nothing."""
    assumed = {about.evidence_id for about in EVIDENCE.values() if about.basis == "assumed"}
    assert {name for name, row in KNOWN.items() if row["would_measure"]} == assumed


def test_names_are_flat_and_unique():
    names = [name for group in Parameters() for name in group._asdict()]
    assert len(names) == len(set(names))
    assert set(names) == set(EVIDENCE) | set(CHOICES)
    with pytest.raises(ValueError, match="number is declared twice: in one and in two"):
        declarations(Twice)


def test_a_bad_declaration_is_refused():
    with pytest.raises(TypeError, match=r"Bare\.rate needs a default and one Evidence or Choice"):
        declarations(Bare)
    with pytest.raises(ValueError, match=r"the best value of rate, 0\.5, is outside 0\.1 to 0\.4 per day"):
        declarations(Astray)
    good = {"unit": "share", "low": 0.1, "high": 0.4, "basis": "assumed", "source": "test", "evidence_id": "E1"}
    bad = [
        ({"low": 0.5}, "empty"),
        ({"high": math.inf}, "finite"),
        ({"basis": "guessed"}, "basis"),
        ({"evidence_id": "x"}, "E30"),
        ({"sign": "more harm"}, "sign"),
        ({"hard": (0.0, 0.9)}, "given together"),
        ({"hard_why": "it is so"}, "given together"),
        ({"hard": (0.2, 0.9), "hard_why": "it is so"}, "the hard bounds 0.2 to 0.9 cut its range"),
    ]
    for change, message in bad:
        with pytest.raises(ValueError, match=message):
            Evidence("a share", **good | change)
    with pytest.raises(ValueError, match="two or more"):
        Choice("no choice", ("one",), "test", "E1")


@pytest.mark.parametrize(
    ("unit", "low", "high", "scale"),
    [
        ("share", 0.1, 0.9, "logit"),
        ("share", 0.0, 0.9, "linear"),
        ("share", 0.1, 1.0, "linear"),
        ("per child-year", 0.01, 0.1, "log"),
        ("per child-year", 0.08, 0.1, "log"),
        ("ratio", 0.5, 2.0, "log"),
        ("days", 5.0, 49.0, "linear"),
        ("days", 5.0, 50.0, "log"),
        ("days", 0.0, 100.0, "linear"),
    ],
)
@pytest.mark.parametrize(("basis", "shape"), [("measured", "normal"), ("estimated", "pert"), ("assumed", "uniform")])
def test_a_prior_has_its_shape_by_the_basis_and_its_scale_by_unit_and_range(basis, shape, unit, low, high, scale):
    about = Evidence("x", unit=unit, low=low, high=high, basis=basis, source="test", evidence_id="E1")
    assert about.prior() == (shape, scale)


@given(name=st.sampled_from(sorted(EVIDENCE)), u=st.floats(0.0, 1.0))
def test_changed_takes_any_value_in_range_and_touches_nothing_else(name, u):
    about = EVIDENCE[name]
    value = min(max(about.low + u * (about.high - about.low), about.low), about.high)
    p = changed(Parameters(), **{name: value})
    assert value_of(p, name) == pytest.approx(value, rel=1e-12)
    assert type(value_of(p, name)) is float
    differing = [n for n in EVIDENCE | CHOICES if n != name and value_of(p, n) != value_of(Parameters(), n)]
    assert differing == []


@given(name=st.sampled_from(sorted(EVIDENCE)), excess=st.floats(1e-3, 1e3), below=st.booleans())
def test_changed_refuses_any_value_out_of_range_but_with_a_reason(name, excess, below):
    about = EVIDENCE[name]
    step = excess * (about.high - about.low)
    value = about.low - step if below else about.high + step
    assume(about.hard[0] <= value <= about.hard[1])
    with pytest.raises(
        ValueError,
        match=f"^{name}: .*, outside the evidence range, .*{re.escape(about.unit)} \\({about.evidence_id}\\), or a reason: ",
    ):
        changed(Parameters(), **{name: value})
    assert value_of(changed(Parameters(), **{name: Outside(value, "a limit")}), name) == value
    with pytest.raises(ValueError, match=rf"^{name}\.reason: found .* a reason"):
        changed(Parameters(), **{name: Outside(value, " ")})


@given(name=st.sampled_from(sorted(EVIDENCE)), share=st.floats(0.0, 1.0))
def test_a_dict_of_value_and_reason_is_the_same_as_outside(name, share):
    about = EVIDENCE[name]
    least, most = about.hard[0], min(about.hard[1], 10.0 * about.high)
    value = min(most, max(least, least + share * (most - least)))
    given_as_dict = changed(Parameters(), **{name: {"value": value, "reason": "a limit"}})
    assert given_as_dict == changed(Parameters(), **{name: Outside(value, "a limit")})
    for wrong in ({"value": value}, {"value": value, "reason": "a limit", "low": 1}, {}):
        with pytest.raises(ValueError, match=f"^{name}: .*{{ value = ..., reason = "):
            changed(Parameters(), **{name: wrong})
    with pytest.raises(ValueError, match=rf"^{name}\.reason: "):
        changed(Parameters(), **{name: {"value": value, "reason": ""}})


@given(name=st.sampled_from(sorted(EVIDENCE)))
def test_bounds_survive_the_way_through_a_logarithm(name):
    about = EVIDENCE[name]
    for bound in (about.low, about.high):
        near = math.exp(math.log(bound)) if bound > 0 else bound
        assert value_of(changed(Parameters(), **{name: near}), name) == bound


def test_messages_say_what_is_wrong_and_the_way_out():
    with pytest.raises(ValueError) as caught:
        changed(Parameters(), debt_exit_ratio=3, groming_rate=0.05, successor="newlife", vacant_market=2, exit_rate=True)
    assert caught.value.problems == (
        Problem(("debt_exit_ratio",), "3, outside the evidence range",
                '0.2 to 0.9 ratio (E30), or a reason: { value = 3, reason = "..." }'),
        Problem(("groming_rate",), 'the unknown name "groming_rate"', "one of the declared names", "grooming_rate"),
        Problem(("successor",), '"newlife"', "one of same_line, new_life", "new_life"),
        Problem(("vacant_market",), "2", "one of new_line, neighbours, empties"),
        Problem(("exit_rate",), "true", "a number, 0.1 to 0.9 per child-year (E82)"),
    )  # fmt: skip
    assert len(str(caught.value).split("\n")) == 5
    for value in (math.nan, math.inf, "0.3", None, 10**400):
        with pytest.raises(Refused, match="expected a number"):
            changed(Parameters(), exit_rate=value)


@given(name=st.sampled_from(sorted(CHOICES)), data=st.data())
def test_switches_are_set_by_name(name, data):
    choice = data.draw(st.sampled_from(CHOICES[name].choices))
    value = value_of(changed(Parameters(), **{name: choice}), name)
    assert value == CHOICES[name].choices.index(choice)
    assert type(value) is type(value_of(Parameters(), name))
    assert value_of(changed(Parameters(), **{name: value}), name) is value


def test_types_are_kept():
    few = changed(Few(), number=4.0, rate=Outside(1, "a limit"), road="right")
    assert few == (4, 1.0, 1)
    assert [type(v) for v in few] == [int, float, int]
    assert type(changed(Few(), number=np.int64(5)).number) is int
    assert type(changed(Few(), rate=np.float32(0.25)).rate) is float
    with pytest.raises(ValueError, match=r"number: found 4.5, expected a whole number, 0 to 9 people \(E1\)"):
        changed(Few(), number=4.5)


def test_the_given_declaration_is_left_as_it_was():
    p = Parameters()
    q = changed(changed(p, grooming_rate=0.05), exit_rate=0.5)
    assert p == Parameters()
    assert (q.grooming.grooming_rate, q.control.exit_rate) == (0.05, 0.5)
    assert changed(p) == p


def leaves(dtype):
    for field, _ in dtype.fields.values():
        yield from leaves(field) if field.fields else [field.str[1:]]


def test_a_row_has_only_two_kinds_of_leaves_whatever_it_is_given():
    row = as_table(Parameters())[0]
    found = list(leaves(row.dtype))
    assert (found.count("f8"), found.count("i8")) == (len(EVIDENCE), len(CHOICES))
    assert len(found) == len(EVIDENCE) + len(CHOICES)
    ints = Parameters()._replace(grooming=Parameters().grooming._replace(grooming_rate=1))
    assert as_table(ints).dtype == row.dtype == dtype_of(Parameters())
    assert as_table(ints)[0].grooming.grooming_rate == 1.0


@given(
    values=st.fixed_dictionaries({n: st.floats(EVIDENCE[n].low, EVIDENCE[n].high) for n in ("exit_rate", "cost_officer_day")})
)
def test_a_row_holds_what_the_parameters_hold(values):
    p = changed(Parameters(), deterrence="none", **values)
    row = pickle.loads(pickle.dumps(as_table(p)[0]))
    for group, fields in p._asdict().items():
        for name, value in fields._asdict().items():
            assert getattr(getattr(row, group), name) == value


def test_files_stay_short():
    root = Path(sim.places.__file__).parent / "parameters"
    assert {path.name: n for path in root.glob("*.py") if (n := len(path.read_text().splitlines())) > 400} == {}
