"""Does the ODD document hold every element of the protocol, and everything the model declares?"""

import re
from functools import cache

import pytest

from sim import state
from sim.documents import catalogue, odd
from sim.documents import day_order as schedule
from sim.state import books

ELEMENTS = (
    "## 1. Purpose and patterns",
    "## 2. Entities, state variables, and scales",
    "## 3. Process overview and scheduling",
    "## 4. Design concepts",
    "## 5. Initialization",
    "## 6. Input data",
    "## 7. Submodels",
)
CONCEPTS = (
    "Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction", "Sensing", "Interaction",
    "Stochasticity", "Collectives", "Observation",
)  # fmt: skip
STEPS = range(1, 12)


@cache
def document() -> str:
    return odd.document()


def section(first: str, last: str) -> str:
    """The text between two headings."""
    return document().split(f"\n{first}\n", 1)[1].split(f"\n{last}", 1)[0]


@pytest.mark.parametrize(
    ("name", "begins", "holds"),
    [
        ("levers", "### Levers", "`independent_advocate.coverage`"),
        ("7", "## 7. Submodels", "### Strategies"),
        ("sensing", "### Sensing", ""),
    ],
)
def test_one_section_alone(name, begins, holds):
    """By words of its heading, with what stands under it and nothing of the next."""
    found = odd.section(name)
    assert found.startswith(begins + "\n") and holds in found
    assert found in document()
    deeper = begins.split(" ")[0] + "#"
    assert [line for line in found.splitlines()[1:] if line.startswith("#") and not line.startswith(deeper)] == []


def test_a_section_that_is_not_there_is_answered_with_those_that_are():
    with pytest.raises(ValueError, match="'leevers' is not a section; did you mean 'Levers'"):
        odd.section("leevers")
    with pytest.raises(ValueError, match="Entities, state variables"):
        odd.section("ent")


def test_the_elements_of_the_protocol_stand_in_their_order():
    headings = [line for line in document().splitlines() if line.startswith("## ")]
    assert tuple(headings[: len(ELEMENTS)]) == ELEMENTS


def test_every_design_concept_says_something():
    concepts = section(ELEMENTS[3], ELEMENTS[4])
    assert tuple(re.findall(r"^### (.+)$", concepts, re.M)[: len(CONCEPTS)]) == CONCEPTS
    for part in re.split(r"^### ", concepts, flags=re.M)[1:]:
        assert len(part.split()) > 15, part.splitlines()[0]


@pytest.mark.parametrize(
    ("what", "first", "last"),
    [
        ("parameters", "### Parameters", "### Evidence cited"),
        ("structures", "### Structural switches", "### Levers"),
        ("levers", "### Levers", "### Strategies"),
        ("measures", "### Observation", "### How deciders decide (ODD+D)"),
        ("scenarios", ELEMENTS[5], ELEMENTS[6]),
    ],
)
def test_every_declared_name_has_its_row_with_its_meaning(what, first, last):
    text = section(first, last)
    rows = getattr(catalogue, what)()
    missing = [
        row["name"] for row in rows if f"| `{row['name']}` | {odd.cell(row.get('meaning') or row['label'])} |" not in text
    ]
    assert rows and not missing


def test_every_parameter_has_its_range_and_evidence():
    text = section("### Parameters", "### Evidence cited")
    for row in catalogue.parameters():
        line = next(line for line in text.splitlines() if line.startswith(f"| `{row['name']}` |"))
        cells = [value.strip() for value in line.strip("| ").split(" | ")]
        best, low, high = (odd.cell(row[key]) for key in ("best", "low", "high"))
        assert cells[2:5] == [
            odd.cell(f"{best} ({low} to {high}) {row['unit']}"), row["basis"], odd.cell(f"{row['source']}; {row['evidence_id']}"),
        ], row["name"]  # fmt: skip


def test_every_lever_and_every_strategy_is_told():
    levers = section("### Levers", "### Strategies")
    for lever in {row["lever"] for row in catalogue.levers()}:
        assert f"**{lever}.** " in levers
    told = section("### Strategies", "### Parameters")
    for row in catalogue.strategies():
        assert f"- **{row['name']}**: {row['label']}" in told


def test_every_rule_stands_once_with_its_sentence():
    text = section(ELEMENTS[6], "### Structural switches")
    names = [f"{one.module.split('.')[2]}.{one.name}" for one in schedule.rules()]
    assert len(names) > 100
    for one in schedule.rules():
        room = one.module.split(".")[2]
        assert one.sentence, f"{one.module}.{one.name} has no sentence"
        assert text.count(f"- **{one.name}** ({room}): {one.sentence}") == 1, f"{room}.{one.name}"


def test_the_order_found_in_the_sources_is_that_of_the_eleven_steps():
    assert [step.number for step in schedule.steps()] == list(STEPS)
    rules = {one.name: step.number for step in schedule.steps() for one in step.comes_to}
    expected = {"sell": 1, "chance_of_opening": 2, "groomed_this_week": 3, "goes_missing": 4, "is_stopped": 5, "take_in": 6}
    expected |= {"worth_of_investigation": 7, "is_arrested": 8, "open_case": 9, "is_taken_on": 10, "share_recorded": 11}
    assert {name: rules[name] for name in expected} == expected


def test_every_rule_says_which_numbers_it_reads():
    line = next(line for line in document().splitlines() if line.startswith("- **rate_of_leaving** "))
    assert all(f"`{name}`" in line.split("*Reads*")[1] for name in ("exit_rate", "debt_exit_ratio", "support_exit_ratio"))


def test_every_record_field_code_and_column_is_there():
    text = section(ELEMENTS[1], ELEMENTS[2])
    for record in state.RECORDS:
        line = next(line for line in text.splitlines() if line.startswith(f"| {record.__name__} |"))
        assert all(f"`{name}`" in line for name in state.DTYPES[record.__name__].names)
    observed = section("### Observation", "### How deciders decide (ODD+D)")
    for book in books.BOOKS.values():
        assert all(f"| `{name}` | {meaning} |" in observed for name, meaning in books.columns(book).items())


def test_every_item_that_a_declaration_cites_can_be_looked_up():
    cited = {row["evidence_id"] for row in [*catalogue.parameters(), *catalogue.structures(), *catalogue.levers()]}
    known = set(re.findall(r"^\| ([EP]\d+) \|", document(), re.M))
    assert cited <= known and len(known) == len(catalogue.evidence())


def test_prose_that_asks_for_an_unknown_part_is_refused(monkeypatch, tmp_path):
    prose = tmp_path / "odd.md"
    prose.write_text(odd.PROSE.read_text(encoding="utf-8") + "{{astrology}}", encoding="utf-8")
    monkeypatch.setattr(odd, "PROSE", prose)
    with pytest.raises(ValueError, match="astrology"):
        odd.document()


def test_the_document_says_only_what_the_code_says_today(monkeypatch):
    monkeypatch.setattr(catalogue, "parameters", lambda: catalogue_without("grooming_rate"))
    assert "| `grooming_rate` |" not in odd.document()


def catalogue_without(name, kept=catalogue.parameters):
    return [row for row in kept() if row["name"] != name]


def test_no_table_is_broken_by_its_own_text():
    width = None
    for line in document().splitlines():
        if not line.startswith("|"):
            width = None
            continue
        bars = len(re.findall(r"(?<!\\)\|", line))
        assert width in (None, bars), line
        width = bars
