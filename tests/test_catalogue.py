"""Does the catalogue say what the declarations say, with the keys that others rely on?"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from experiments.figures.sections import OTHER, SECTIONS
from sim.documents import catalogue, readers, sources
from sim.evidence import choices_of, evidence_of
from sim.parameters import Parameters
from sim.policy import presets
from sim.policy.component import PAYERS

PARAMETER_KEYS = ["name", "meaning", "unit", "low", "best", "high", "basis", "source", "evidence_id", "group", "sign"]
SHOWN_KEYS = ["label", "section", "charted", "primary", "records", "payer", "counted_as", "restates"]
MORE_KEYS = ["step_from", "hard_low", "hard_high", "hard_why", "prior", "scale"]


def test_parameters_are_listed_with_the_keys_relied_on():
    rows = catalogue.parameters()
    assert [list(row) for row in rows] == [PARAMETER_KEYS + MORE_KEYS] * len(rows)
    assert [row["name"] for row in rows] == list(evidence_of(Parameters))
    by_name = {row["name"]: row for row in rows}
    grooming = by_name["grooming_rate"]
    assert (grooming["low"], grooming["high"]) == (0.01, 0.1)
    assert grooming["best"] == Parameters().grooming.grooming_rate
    assert (grooming["group"], grooming["basis"], grooming["evidence_id"]) == ("grooming", "assumed", "E18")
    for row in rows:
        assert getattr(getattr(Parameters(), row["group"]), row["name"]) == row["best"]


def test_structures_are_listed_with_their_choices():
    rows = {row["name"]: row for row in catalogue.structures()}
    assert list(rows) == list(choices_of(Parameters))
    assert rows["successor"]["choices"] == ["same_line", "new_life"]
    assert all(row["default"] == row["choices"][0] for row in rows.values())


def test_levers_are_a_row_a_component_and_idle_by_default():
    rows = catalogue.levers()
    assert len({row["name"] for row in rows}) == len(rows) > 20
    items = {row["id"] for row in catalogue.evidence()}
    for row in rows:
        assert row["name"].startswith(row["lever"] + ".")
        assert {
            *PARAMETER_KEYS,
            "lever",
            "idle",
            "choices",
            "costs",
            "payer",
            "hired",
            "means",
            "named",
            "needs",
            "read_by",
        } == set(row)
        assert row["idle"] == (row["choices"][0] if row["choices"] else 0)
        assert row["evidence_id"] in items


@pytest.mark.parametrize(
    ("listing", "keys"),
    [
        ("strategies", ["name", "label", "based_on", "source", "starts"]),
        ("measures", ["name", "meaning", "unit", "book", "better", "over", "whole_only", *SHOWN_KEYS]),
        ("scenarios", ["name", "label", "source"]),
    ],
)
def test_registries_are_listed_with_the_keys_relied_on(listing, keys):
    rows = getattr(catalogue, listing)()
    assert rows
    assert [list(row) for row in rows] == [keys] * len(rows)


def test_named_strategies_measures_and_scenarios_are_there():
    shipped = {"fragmented", "as_inspected", "regional", "coordination_centre", "exporter_taskforces"}
    shipped |= {"national_tasking", "safeguarding_strategy", "integrated"}
    assert shipped <= {row["name"] for row in catalogue.strategies()}
    by_name = {row["name"]: row for row in catalogue.measures()}
    assert {"child_days_exploited", "children_criminalised", "lines_operating"} <= set(by_name)
    assert by_name["child_days_exploited"]["book"] == "true"
    assert by_name["child_days_exploited"]["better"] == "down"
    assert {row["better"] for row in by_name.values()} <= {"up", "down", ""}
    assert {row["over"] for row in by_name.values()} <= {"sum", "mean", "end", "ratio"}
    assert {"steady", "history"} <= {row["name"] for row in catalogue.scenarios()}


def test_every_measure_says_where_it_is_shown_and_what_it_records():
    """In a section that the report has; a record names a true measure, a cost has a payer or adds payers up."""
    by_name = {row["name"]: row for row in catalogue.measures()}
    assert {row["section"] for row in by_name.values()} <= {one.key for one in SECTIONS} - {OTHER}
    records = [row for row in by_name.values() if row["records"]]
    assert records and all(row["book"] == "recorded" and by_name[row["records"]]["book"] == "true" for row in records)
    assert {row["name"] for row in by_name.values() if row["payer"]} == {f"cost_{payer}" for payer in PAYERS}
    assert len({row["label"] for row in by_name.values()}) == len(by_name)


def test_every_declared_sign_names_a_measure():
    measures = {row["name"] for row in catalogue.measures()}
    assert {row["sign"][1:] for row in catalogue.parameters() if row["sign"]} <= measures


def test_targets_have_numbers_and_known_uses():
    rows = catalogue.targets()
    assert [row["id"] for row in rows] == [f"T{i:03d}" for i in range(1, len(rows) + 1)]
    for row in rows:
        assert row["low"] <= row["value"] <= row["high"], row["id"]
        assert row["use"] in ("calibrate", "validate")
        assert row["book"] in ("true", "recorded", "both")


def test_areas_are_the_43_forces():
    rows = catalogue.areas()
    assert len(rows) == 43
    assert rows[0]["name"] == "Metropolitan Police"
    assert {row["regional_unit"] for row in rows if row["country"] == "Wales"} == {"North West", "Tarian (southern Wales)"}


def test_lists_survive_json():
    for listing in (
        catalogue.parameters,
        catalogue.structures,
        catalogue.levers,
        catalogue.targets,
        catalogue.areas,
        catalogue.evidence,
    ):
        assert json.loads(json.dumps(listing(), allow_nan=False)) == listing()


def test_source_hash_is_the_same_in_another_process():
    code = "from sim import catalogue; print(catalogue.source_hash())"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert other == catalogue.source_hash()
    assert len(other) == 64


@pytest.fixture
def small_model(tmp_path, monkeypatch):
    """A model of a few functions, where it is plain what reads what."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "parameters").mkdir()
    (tmp_path / "parameters" / "control.py").write_text("def no_reader(p):\n    return p.control.exit_rate\n")
    (tmp_path / "rules" / "control.py").write_text(
        "class Thing:\n"
        "    def direct(self, p):\n"
        '        """It reads directly.\n\n        More."""\n'
        "        return p.control.exit_rate\n"
        "def by_name(control):\n    return control.exit_rate\n"
        "def by_annotation(help: EarlyHelp, p):\n    return help.reach\n"
        "def by_assignment(p):\n    c = p.control\n    return c.exit_rate\n"
        "def other_group(p):\n    return p.grooming.exit_rate\n"
        "def only_writes(control):\n    control.exit_rate = 1.0\n"
        "def from_the_table(policy, area):\n    return policy[area].early_help.reach\n"
    )
    monkeypatch.setattr(sources, "ROOT", tmp_path)
    for cached in (sources.modules, sources.functions, readers.functions):
        cached.cache_clear()
    yield tmp_path.name
    for cached in (sources.modules, sources.functions, readers.functions):
        cached.cache_clear()


def test_readers_are_found_from_the_syntax_tree(small_model):
    found = catalogue.readers_of("exit_rate")
    prefix = f"{small_model}.rules.control."
    assert [row["rule"].removeprefix(prefix) for row in found] == ["Thing.direct", "by_name", "by_assignment"]
    assert (found[0]["line"], found[0]["sentence"]) == (2, "It reads directly.")
    assert found[0]["file"] == f"{small_model}/rules/control.py"
    expected = ["by_annotation", "from_the_table"]
    assert [row["rule"].removeprefix(prefix) for row in catalogue.readers_of("early_help.reach")] == expected
    assert [row["rule"].removeprefix(prefix) for row in catalogue.readers_of("early_help")] == expected


def test_readers_by_name_are_found(small_model, tmp_path):
    (tmp_path / "calendar.py").write_text(
        "class Calendar:\n"
        "    def hire(self):\n        return self.numbers['hiring_days']\n"
        "    def write(self):\n        self.numbers['hiring_days'] = 3\n"
        "def hire(numbers):\n    return numbers['hiring_days']\n"
        "def any_named(value, numbers):\n    return numbers[value.parameter]\n"
        "def of_the_table(policy):\n    return policy['early_help']['reach']\n"
        "def of_a_row(table, body):\n    lever = table[body]['early_help']\n    return lever['reach']\n"
        "def of_figures(numbers: Numbers):\n    return numbers['latitude']\n"
    )
    found = [row["rule"].removeprefix(f"{small_model}.calendar.") for row in catalogue.readers_of("hiring_days")]
    assert found == ["Calendar.hire", "hire"]
    named = [row["rule"] for row in catalogue.readers_of("shared_share_fragmented")]
    assert named == [f"{small_model}.calendar.any_named"]
    found = [row["rule"].removeprefix(f"{small_model}.calendar.") for row in catalogue.readers_of("early_help.reach")]
    assert found[:2] == ["of_the_table", "of_a_row"]


def test_strategies_that_name_a_parameter_are_its_readers():
    """Those that set a component by it, not those built on them; also where the name is worked out from it."""
    rows = catalogue.readers_of("centre_staff")
    assert "sim.policy.strategies.resolved" in [row["rule"] for row in rows]
    (one,) = [row for row in rows if row["rule"].startswith("strategy ")]
    assert (one["rule"], one["file"]) == ("strategy as_inspected", "sim/policy/presets.py")
    assert one["sentence"].startswith("As inspected in 2019") and one["sentence"].endswith("(coordination_centre.staff)")
    text = Path(presets.__file__).read_text(encoding="utf-8").splitlines()
    assert "As inspected in 2019" in text[one["line"] - 1]
    funded = [row["rule"] for row in catalogue.readers_of("programme_pay_share")]
    assert funded == [
        "sim.policy.strategies.flat",
        "strategy exporter_taskforces",
        "strategy capacity_alone",
        "strategy history",
    ]
    assert not [row for row in catalogue.readers_of("exit_rate") if row["rule"].startswith("strategy ")]


@pytest.mark.parametrize("name", [name for name, about in evidence_of(Parameters).items() if about.step_from])
def test_a_preset_names_every_national_value(name):
    assert [row for row in catalogue.readers_of(name) if row["rule"].startswith("strategy ")]


def test_an_unknown_name_has_no_readers_but_a_neighbour():
    with pytest.raises(ValueError, match="no parameter, switch or lever is called 'exit_rat'; did you mean 'exit_rate'"):
        catalogue.readers_of("exit_rat")


def test_the_foundations_load_neither_pandas_nor_numba():
    code = (
        "import sys, sim.parameters, sim.places, sim.documents.catalogue as c\n"
        "c.parameters(); c.targets(); c.areas(); c.source_hash()\n"
        "before = set(sys.modules)\n"
        "print([m for m in ('pandas', 'numba', 'mesa', 'scipy', 'matplotlib') if m in before])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert out == "[]"
