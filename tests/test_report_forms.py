"""Do the further forms hold what the page holds: PDF, Excel, the data dictionary, and two folders beside each other?"""

from __future__ import annotations

import json

import pandas as pd
import pytest
import result_sets
from frictionless import Package
from openpyxl import load_workbook

from experiments.figures.results import FolderTables
from experiments.report.beside import Beside
from experiments.report.forms.sheets import columns
from experiments.report.write import write_report
from experiments.store.differences import differing


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = result_sets.build(tmp_path_factory.mktemp("forms") / "few_runs", "few_runs")
    write_report(path)
    return path


def test_the_data_dictionary_validates_against_every_table(folder):
    package = Package(str(folder / "tables" / "datapackage.json"))
    report = package.validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])[:5]
    assert {resource.path for resource in package.resources} == {path.name for path in (folder / "tables").glob("*.csv")}
    described = [field for resource in package.resources for field in resource.schema.fields if field.description]
    assert len(described) == sum(len(resource.schema.fields) for resource in package.resources)


def test_a_broken_table_is_noticed(folder, tmp_path):
    (tmp_path / "datapackage.json").write_bytes((folder / "tables" / "datapackage.json").read_bytes())
    text = (folder / "tables" / "effects.csv").read_text(encoding="utf-8")
    row = text.splitlines()[1]
    broken = text.replace(row, row.replace(row.split(",")[7], "many"))
    for written, valid in ((text, True), (broken, False)):
        (tmp_path / "effects.csv").write_text(written, encoding="utf-8")
        (resource,) = [one for one in Package(str(tmp_path / "datapackage.json")).resources if one.path == "effects.csv"]
        assert resource.validate().valid == valid


def test_every_column_of_the_contract_has_a_meaning():
    contract = (
        "strategy measure unit book better mean low high n versus primary difference percent verdict n_pairs pairing_gain area"
    )
    contract += " outcome parameter method index value noise_floor id pattern quantity year use simulated role inside why"
    assert set(contract.split()) <= set(columns())


def test_the_workbook_has_the_tables_with_units_and_notes(folder):
    book = load_workbook(folder / "tables.xlsx", read_only=True)
    assert book.sheetnames[:3] == ["Read me", "Measures", "effects"]
    notes = [row[0] for row in book["Read me"].iter_rows(values_only=True)]
    assert any("Only 3 pairs of runs" in text for text in notes)
    assert any("England and Wales at 1:1" in text for text in notes)
    units = {row[0]: row[2] for row in book["Measures"].iter_rows(min_row=2, values_only=True)}
    assert units["child_days_exploited"] == "child-days per year"
    rows = list(book["effects"].iter_rows(values_only=True))
    table = pd.read_csv(folder / "tables" / "effects.csv")
    assert list(rows[0]) == list(table.columns)
    assert len(rows) == len(table) + 2
    at = list(table.columns).index("difference")
    assert [row[at] for row in rows[2:]] == pytest.approx(list(table["difference"]))


def test_pdf_is_tagged_and_says_the_answer(folder):
    pytest.importorskip("typst", reason="the extra 'pdf' is not installed")
    raw = (folder / "report.pdf").read_bytes()
    assert raw.startswith(b"%PDF")
    assert b"pdfuaid" in raw and b"/StructTreeRoot" in raw


def test_two_folders_say_what_changes_and_what_is_not_paired(tmp_path):
    one = FolderTables(result_sets.build(tmp_path / "one", "clear_win"))
    two = FolderTables(result_sets.build(tmp_path / "two", "mixed", seed=5))
    two.manifest["seed"] = 5
    found = Beside(one, two)
    text = " ".join(str(sentence) for sentence in [*found.lead, *found.pairing])
    assert "2 of 4 verdicts on primary measures are the same in A and B." in text
    assert "“Integrated response” on children criminalised: better in A, worse in B." in text
    assert "A and B do not share their luck" in text
    assert ("seed", "20200110", "5") in found.differences
    assert len(found.grid.rows) == 4
    two.manifest["source_hash"] = "0"
    text = " ".join(str(sentence) for sentence in Beside(one, two).pairing)
    assert "different versions of the model" in text


def test_settings_that_only_name_a_run_are_no_difference():
    first = {"config": {"title": "a", "world": {"years": 3, "scale": 0.1}}}
    second = {"config": {"title": "b", "world": {"years": 5, "scale": 0.1}}}
    assert differing(first, second) == [("world.years", "3", "5")]
    for config, value in ((first, 0.5), (second, 0.7)):
        config["config"] |= {"parameters": {"debt_exit_ratio": value}, "execution": {"task_seconds": value}}
    assert differing(first, second)[1:] == [("parameters.debt_exit_ratio", "0.5", "0.7")]


def test_folders_with_nothing_in_common_say_so(tmp_path):
    one = FolderTables(result_sets.build(tmp_path / "one", "clear_win"))
    two = FolderTables(result_sets.build(tmp_path / "two", "one_strategy"))
    assert "nothing can be set side by side" in str(Beside(one, two).lead[0])


def test_a_folder_that_is_none_is_refused_with_the_way_out(tmp_path):
    with pytest.raises(FileNotFoundError, match="countylines run"):
        write_report(tmp_path)
    (tmp_path / "manifest.json").write_text(json.dumps({"title": "x"}))
    with pytest.raises(FileNotFoundError, match="countylines report"):
        write_report(tmp_path)


def test_worlds_of_another_size_share_no_luck_though_the_seed_is_the_same(tmp_path):
    one = FolderTables(result_sets.build(tmp_path / "one", "clear_win"))
    two = FolderTables(result_sets.build(tmp_path / "two", "clear_win"))
    assert "they share part of their luck" in " ".join(map(str, Beside(one, two).pairing))
    for folder, scale in ((one, 0.1), (two, 0.05)):
        folder.manifest["config"] = {"world": {"scale": scale}}
        folder.manifest["scale"] = scale
    found = Beside(one, two)
    assert "A and B do not share their luck, though the seed is the same" in " ".join(map(str, found.pairing))
    assert [name for name, *_ in found.differences if "scale" in name] == ["world.scale"]
