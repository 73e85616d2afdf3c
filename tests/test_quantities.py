"""Are figures bound to quantities by words, and is a reader's own file taken whole or refused cell by cell?"""

import json
from datetime import date

import numpy as np
import pytest
import test_where
from corridor import program
from test_validate import CONFIG, made_record, put

from experiments import run_experiment
from experiments.books.record import Record
from experiments.calibrate.history import simulated_days
from experiments.config.load import read
from experiments.protocol.problems import Unusable
from experiments.published import reader_figures
from experiments.published.registry import QUANTITIES, Published, counterpart, published, quantity, simulated
from experiments.published.totals import MET
from experiments.published.where import HAPPENS, HOLDER, LIVES, RUN_FROM, SELLS, known_areas

HEAD = "id,quantity,year,area,value,low,high\n"
GOOD = HEAD + (
    "A,closures_programme,2020-01 to 2020-02,England and Wales,100,90,110\n"
    "B,programme arrests,2020,Merseyside,50,40,60\n"
    "C,NRM referrals flagged county lines,2019,United Kingdom,1179,1150,1200\n"
    "D,visits_to_homes,2020-03,West Midlands region,5,1,9\n"
)


def given(tmp_path, text):
    (tmp_path / "mine.csv").write_text(text, encoding="utf-8")
    return reader_figures.read(tmp_path / "mine.csv")


def test_about_sixty_quantities_are_named_once():
    assert len(QUANTITIES) > 60
    assert all(one.of.__doc__ and one.name == name for name, one in QUANTITIES.items())


def test_a_quantity_is_found_by_its_name_and_by_the_words_of_figures():
    assert quantity("closures_programme") is quantity("Programme closures in the period (9 months)")
    assert quantity("programme arrests in the period").name == "programme_arrests"
    assert quantity("arrests per closure between Jan 2021 and Feb 2022").name == "arrests_per_closure"
    assert quantity("something else") is None


def test_later_rows_of_known_words_need_no_code():
    row = Published(
        {"id": "T999", "pattern": "P6", "quantity": "arrests in week of action", "year": "2019-10-07/13", "area": "any"}
    )
    assert counterpart(row, simulated_days(date(2018, 1, 1), 8.0)).name == "arrests"


@pytest.fixture
def record():
    made = made_record()
    for day in range(1, 11):
        put(made, "arrests_programme", date(2020, 1, day), 2)
        put(made, "closures_programme", date(2020, 1, day), 1)
    months = made.months
    made.recorded_months["arrests_programme"][months.index("2020-01"), made.area("Merseyside")] = 7
    made.recorded_months["visits"][months.index("2020-03"), made.area("West Midlands")] = 3
    made.true_months["newly_exploited"][months.index("2020-03"), made.area("Kent")] = 4
    made.true_months["child_days"][months.index("2020-03"), made.area("Kent")] = 62
    return made


PLACES = {
    LIVES: {"child"},
    SELLS: {"market", "nowhere"},  # internal lines sell where they are run from: none in those worlds
    RUN_FROM: {"hub"},
    HAPPENS: {"place"},
    HOLDER: {"dealer"},
    MET: {"dealer", "place", "either", "hub"},
}


@pytest.mark.parametrize("name", [name for name, one in QUANTITIES.items() if one.stands and name != "share_of_home"])
def test_of_an_area_a_quantity_reads_what_stands_where_it_says(record, monkeypatch, name):
    """As `test_where` sees the columns of the books stand in lived worlds; and it reads no other area's months."""
    one, read = QUANTITIES[name], []
    for book, columns in (("true", test_where.TRUE), ("recorded", test_where.RECORDED)):
        where = {column: place for place, names in columns.items() for column in names.split()}
        own = getattr(Record, book)

        def spied(books, names, period, own=own, where=where):
            read.extend(where[column] for column in names.split("+"))
            return own(books, names, period)

        monkeypatch.setattr(Record, book, spied)
    row = Published({"id": "X", "pattern": "own", "quantity": name, "year": one.dates or "2020", "area": "Kent"})
    for pages in (record.true_months, record.recorded_months):
        for column in pages.dtype.names:
            pages[column] = np.random.default_rng(len(column)).integers(1, 99, pages.shape)
    found = simulated(record, [row])[row.key]
    assert read and set(read) <= PLACES[one.stands]
    for pages in (record.true_months, record.recorded_months):
        for column in pages.dtype.names:
            pages[column][:, np.arange(pages.shape[1]) != record.area("Kent")] += 17
    elsewhere = simulated(record, [row])[row.key]
    assert found == elsewhere


@pytest.mark.parametrize(
    ("name", "year", "area", "expected"),
    [
        ("programme_arrests", "2020-01", "England and Wales", 200.0),
        ("arrests_per_closure", "2019-11 to 2020-03", "England and Wales", 2.0),
        ("programme_arrests", "2020", "Merseyside", 70.0),
        ("programme_arrests", "2020", "exporter forces", 70.0),
        ("programme_arrests", "2020", "London", 0.0),
        ("visits_to_homes", "2020-03", "West Midlands region", 30.0),
        ("newly_exploited_children", "2020-03", "Kent", 40.0),
        ("children_exploited_by_lines", "2020-03", "Kent", 20.0),
    ],
)
def test_a_total_is_of_its_dates_and_areas(record, name, year, area, expected):
    row = {"id": "X", "pattern": "own", "quantity": name, "year": year, "area": area}
    assert simulated(record, [Published(row)])["own:X"] == pytest.approx(expected)


def test_every_area_of_a_published_figure_is_known():
    assert {str(row.area) for row in published()} <= set(known_areas())


def test_a_file_that_is_right_is_taken_whole(tmp_path):
    rows, problems = given(tmp_path, GOOD)
    assert not problems and [row["id"] for row in rows] == ["A", "B", "C", "D"]
    assert rows[1]["unit"] == "arrests" and rows[1]["value"] == 50.0


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("E,closure_programme,2020,England and Wales,1,0,2", "did you mean closures_programme?"),
        ("E,programme arrests,2020,Mersyside,1,0,2", "did you mean Merseyside?"),
        ("E,recorded_life,2020,Kent,1,0,2", "it is not read by area"),
        ("E,programme arrests,lately,Kent,1,0,2", "2023-10-09/15"),
        ("E,programme arrests,2020-13,Kent,1,0,2", "2023-10-09/15"),
        ("E,programme arrests,2020,Kent,one,0,2", "found mine.csv:6: value 'one'"),
        ("E,programme arrests,2020,Kent,inf,0,2", "a number"),
        ("E,programme arrests,2020,Kent,5,0,2", "low <= value <= high"),
        ("A,programme arrests,2020,Kent,1,0,2", "a short name of its own"),
        ("E,missing children,2020,England,1,0,2", "another: missing incidents of children outside lines"),
        ("E,programme arrests,2020,Kent,1,0,2,9", "a cell for each column"),
        ('=cmd()|"x,programme arrests,2020,Kent,1,0,2', "a short name of its own"),
        ("E,flagged,any,England and Wales,1,0,2", "2023-10-09/15"),
        ("E,flagged,2020-03 to 2020-01,England and Wales,1,0,2", "2023-10-09/15"),
        ("E,flagged,2020-03-09/02,England and Wales,1,0,2", "2023-10-09/15"),
        ("E,growth_2020,2023,England and Wales,1,0,2", "2020, of which it is read alone"),
        ("E,fall_for_half_contact,2023,England and Wales,1,0,2", "any, of which it is read alone"),
        ("E,true_violence,2020,England and Wales,1,0,2", "exporter forces: it is read of no other"),
        ("E,arrests_of_children,2023-10-09/15,Kent,1,0,2", "whole months"),
        ("E,share_of_home,2023-10-09/15,England and Wales,1,0,2", "whole months"),
        ("E,recorded_violence,2021,Kent,1,0,2", "exporter forces: it is read of no other"),
    ],
)
def test_each_fault_of_a_file_is_told_with_its_line(tmp_path, line, told):
    (tmp_path / "mine.csv").write_text(GOOD + line + "\n", encoding="utf-8")
    (tmp_path / "c.toml").write_text(CONFIG + '[validate]\nfigures = "mine.csv"\n', encoding="utf-8")
    with pytest.raises(Unusable) as refused:
        read(tmp_path / "c.toml")
    assert told in str(refused.value).replace('"', "'")
    assert {one.key for one in refused.value.problems} == {"validate.figures"}


def test_a_figure_of_the_other_book_is_refused(tmp_path):
    """The label alone would change, and the figure would be compared with what it does not count."""
    head = HEAD.replace("high", "high,book")
    rows, problems = given(tmp_path, head + "A,flagged,2019,England and Wales,1,0,2,recorded\nB,mean_life,2021,any,1,0,2,\n")
    assert not problems and [row["book"] for row in rows] == ["recorded", "true"]
    _, problems = given(tmp_path, head + "A,flagged,2019,England and Wales,1,0,2,true\n")
    assert [one.expected for one in problems] == ["recorded, in which flagged is kept"]


def read_of(record, name):
    """What a quantity gives for each area and dates that a reader may name: those of a file that is taken."""
    for area in known_areas():
        for year in ("2020", "2019-11", "2020 Q1", "2019-2020", "2019-12-09/15", "2019-2021", "any"):
            row = {"id": "A", "quantity": name, "year": year, "area": area, "value": "1", "low": "0", "high": "2"}
            if not [*reader_figures.faults(row, False, set())]:
                yield simulated(record, [Published(row | {"pattern": "own"})])


@pytest.mark.parametrize("name", QUANTITIES)
def test_what_is_taken_is_read(record, name):
    """Of every quantity, area and kind of dates that pass the check: a number or nothing, and never an error."""
    assert all(isinstance(value, float) for made in read_of(record, name) for value in made.values())


def test_a_quantity_is_of_the_area_and_dates_that_are_named(record):
    """What `share_of_home` and three others say of a force they say of a region and of the whole country, too."""
    record.recorded_months["line_days_from_here"][:] = 0
    for area, days in (("Kent", 10), ("Essex", 20), ("West Midlands", 30)):
        record.recorded_months["line_days_from_here"][record.months.index("2020-03"), record.area(area)] = days
    found = {}
    for area in ("Kent", "West Midlands region", "England and Wales", "London"):
        row = {"id": "X", "pattern": "own", "quantity": "share_of_home", "year": "2020-03", "area": area}
        found[area] = simulated(record, [Published(row)])["own:X"]
    assert found == pytest.approx({"Kent": 1 / 6, "West Midlands region": 0.5, "England and Wales": 1.0, "London": 0.0})


def test_every_wrong_cell_of_a_file_is_told_at_once(tmp_path):
    wrong = "F,lines_recordd,2021,Kentt,five,1,2\nE,lines_recorded,2021,England and Wales,5,9,4\n"
    (tmp_path / "mine.csv").write_text(GOOD + wrong, encoding="utf-8")
    (tmp_path / "c.toml").write_text(CONFIG + '[validate]\nfigures = "mine.csv"\n', encoding="utf-8")
    with pytest.raises(Unusable) as caught:
        read(tmp_path / "c.toml")
    assert len(caught.value.problems) == 4


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no column `id`"),
        (HEAD, "0 figures"),
        (HEAD.replace("value", "valeu"), "did you mean"),
        (HEAD.replace("value", "value,colour") + "A,flagged,2019,any,1,red,0,2\n", "the unknown column"),
    ],
)
def test_a_file_of_other_things_is_refused(tmp_path, text, told):
    _, problems = given(tmp_path, text)
    assert any(told in str(one) for one in problems)


def test_a_file_that_is_not_there_is_told(tmp_path):
    (tmp_path / "c.toml").write_text(CONFIG + '[validate]\nfigures = "mine.csv"\n', encoding="utf-8")
    with pytest.raises(Unusable, match="no such file"):
        read(tmp_path / "c.toml")


def test_own_figures_stand_in_the_table_after_the_published_ones(tmp_path):
    (tmp_path / "mine.csv").write_text(GOOD, encoding="utf-8")
    text = CONFIG.replace("years = 3", "years = 1").replace("number = 2", "number = 1").replace("start = 2018", "start = 2019")
    (tmp_path / "c.toml").write_text('figures = "mine.csv"\n' + text, encoding="utf-8")
    results = run_experiment(tmp_path / "c.toml", out=tmp_path / "r", workers=0)
    table = results.targets.set_index("id")
    assert list(table.index[-4:]) == ["A", "B", "C", "D"]
    assert table.loc["C", "simulated"] == pytest.approx(table.loc["T091", "simulated"])
    assert table.loc["A", "why"] == "dated after 2019, when the simulated history ends"


def test_quantities_are_listed_and_shown():
    code, out, _ = program("quantities")
    assert code == 0 and "closures_programme" in out and "recorded book" in out
    code, out, _ = program("quantities", "programme_arrests", "--json")
    assert json.loads(out)[0]["areas"] == f"any, {MET}"
    code, _, err = program("quantities", "programme_arests")
    assert code == 2 and "did you mean programme_arrests?" in err
