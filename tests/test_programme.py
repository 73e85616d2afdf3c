"""What an evaluation finds in one history, and what a programme did beside the same history without it: known answers."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from corridor import config
from scipy import stats
from test_validate import made_record

from experiments import run_experiment
from experiments.cli import main
from experiments.compare.programme import effect
from experiments.figures.results import FolderTables
from experiments.published import reader_figures
from experiments.published.programme import BEFORE
from experiments.published.registry import Published, simulated
from experiments.report.sections import set_apart

ROOT = Path(__file__).parents[1]
NAMES = {
    "violence_against_others": ("true_months", "violence_between"),
    "injuries_against_others": ("true_months", "violence_to_children"),
    "recorded_violence_against_others": ("recorded_months", "violence"),
}
EVERY_YEAR = tuple(range(2020, 2026))


def found(record, name, year):
    row = {"id": "X", "pattern": "own", "quantity": name, "year": str(year), "area": "England and Wales"}
    return simulated(record, [Published(row)])["own:X"]


def a_day(record, months, column, area, number):
    """A number of events a day in an area over some months."""
    for at, month in enumerate(record.months):
        if month in months:
            getattr(record, column[0])[column[1]][at, record.area(area)] = number * pd.Period(month).days_in_month


@pytest.mark.parametrize("name", NAMES)
def test_the_difference_in_differences_is_the_change_there_less_the_change_elsewhere(name):
    """Merseyside goes from 8 a day to 6 in 2020 and 4 after, Kent from 10 to 11: -25% less +10%, then -50% less +10%."""
    record = made_record()
    later = [month for month in record.months if month >= "2021"]
    for area, levels in (("Merseyside", (8, 6, 4)), ("Kent", (10, 11, 11))):
        for months, level in zip((BEFORE.months, record.months[24:36], later), levels, strict=True):
            a_day(record, months, NAMES[name], area, level)
    assert found(record, name, 2020) == pytest.approx(-0.25 - 0.10)
    assert [found(record, name, year) for year in EVERY_YEAR[1:]] == pytest.approx([-0.5 - 0.10] * 5)


@pytest.mark.parametrize("name", NAMES)
def test_what_befalls_all_areas_alike_is_no_effect(name):
    """As a fall of contact would; so is a history in which nothing changes, and what happened before, against itself."""
    record = made_record()
    for area, often in (("West Midlands", 6), ("Kent", 4), ("Essex", 2)):
        a_day(record, record.months, NAMES[name], area, often)
        a_day(record, record.months[24:36], NAMES[name], area, often // 2)
    assert [found(record, name, year) for year in ("2018-01 to 2019-10", *EVERY_YEAR)] == pytest.approx([0.0] * 7)


def test_where_nothing_was_before_there_is_no_answer():
    assert np.isnan(found(made_record(), "violence_against_others", 2021))
    later = replace(made_record(), months=made_record().months[12:], first=date(2019, 1, 1))
    assert np.isnan(found(later, "violence_against_others", 2021))


def test_a_reader_may_give_what_an_evaluation_found(tmp_path):
    lines = [f"E{at},{name},2021,England and Wales,-0.1,-0.2,0" for at, name in enumerate(NAMES)]
    (tmp_path / "mine.csv").write_text("\n".join(["id,quantity,year,area,value,low,high", *lines]), encoding="utf-8")
    rows, problems = reader_figures.read(tmp_path / "mine.csv")
    assert not problems and [row["book"] for row in rows] == ["true", "true", "recorded"]


def folder(worlds, years, value):
    """A comparison's series: `value(strategy, area, year, point, replication)` a month."""
    rows = [
        ("steady", strategy, point, replication, f"{year}-{month:02d}", area, "serious_violence",
         value(strategy, area, year, point, replication))
        for strategy in ("without", "history") for point in range(worlds) for replication in range(2)
        for year in years for month in (1, 7) for area in ("Merseyside", "Kent", "England and Wales")
    ]  # fmt: skip
    columns = ["scenario", "strategy", "point", "replication", "month", "area", "measure", "value"]
    series = pd.DataFrame(rows, columns=columns)
    return SimpleNamespace(baseline="without", design=series, series=lambda measures: series[series["measure"].isin(measures)])


def test_what_a_programme_did_is_told_apart_from_what_a_comparison_of_areas_makes_of_it():
    """A tenth less where it is; from the second year a fifth more elsewhere, moved there: an evaluation would find three tenths."""

    def value(strategy, area, year, point, replication):
        base = {"Merseyside": 100.0, "Kent": 50.0}.get(area, 1e9) * (1 + point)
        factor = {("Merseyside", 2020): 0.9, ("Merseyside", 2021): 0.9, ("Kent", 2021): 1.2}.get((area, year), 1.0)
        return base * (factor if strategy == "history" else 1.0)

    table = effect(folder(3, (2020, 2021), value), ["serious_violence"], ["Merseyside"]).set_index(["year", "where"])
    percents = table["percent"].unstack("where")[["areas with it", "other areas", "difference in differences"]]
    assert percents.loc[2020].tolist() == pytest.approx([-10.0, 0.0, -10.0])
    assert percents.loc[2021].tolist() == pytest.approx([-10.0, 20.0, -30.0])
    assert (table["n_pairs"] == 3).all() and set(table["strategy"]) == {"history"} and set(table["versus"]) == {"without"}
    swapped = effect(folder(3, (2021,), value), ["serious_violence"], ["Kent"]).set_index("where")["percent"]
    assert swapped.loc["difference in differences"] == pytest.approx(30.0)


def test_of_nothing_there_is_no_percentage():
    nothing = folder(3, (2020,), lambda strategy, area, *_: float(area != "Merseyside"))
    table = effect(nothing, ["serious_violence"], ["Merseyside"]).set_index("where")["percent"]
    assert table.isna().tolist() == [True, False, True]


def test_its_interval_is_over_worlds():
    """With the same base in each world the interval is that of the worlds' percentages; replications of a world count once."""
    there = [-12.0, -9.0, -6.0, -11.0]

    def value(strategy, area, year, point, replication):
        own_luck = 5.0 if replication else -5.0  # of both strategies: the same luck
        gain = there[point] if strategy == "history" and area == "Merseyside" else 0.0
        return 100.0 + own_luck + gain

    row = effect(folder(4, (2020,), value), ["serious_violence"], ["Merseyside"]).set_index("where").loc["areas with it"]
    ends = stats.ttest_1samp(there, 0.0).confidence_interval(0.95)
    assert (row["percent"], row["low"], row["high"]) == pytest.approx((np.mean(there), *ends))


def test_it_reads_a_results_folder(tmp_path):
    """Of a model whose areas have fixed parts of one harm: the same share less everywhere, so a comparison of areas finds nothing."""
    results = run_experiment(config(number=10, compare=["helps"]), out=tmp_path, workers=0, report=False)
    table = effect(results, ["harm"], ["Merseyside"]).set_index("where")
    runs = results.runs.pivot(index="replication", columns="strategy", values="harm").mean()
    expected = 100.0 * (runs["helps"] / runs["as_inspected"] - 1.0)
    assert table["percent"].tolist() == pytest.approx([expected, expected, 0.0], abs=1e-9)
    with pytest.raises(ValueError, match=r"no series of Mersyside"):
        effect(results, ["harm"], ["Mersyside"])


HERE, OTHERS, BEYOND = "in these areas", "in all others", "in these areas beyond all others"


@pytest.fixture
def apart(tmp_path):
    """A comparison with an area set apart, its report made."""
    text = config(number=10, compare=["nothing", "helps"]).replace("report = false", 'set_apart = ["Merseyside"]')
    return run_experiment(text, out=tmp_path, workers=0)


def section(folder):
    """The page's words of areas that are set apart."""
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", (folder / "report.html").read_text(encoding="utf-8")))
    return page[page.index("Set apart: ") :]


def test_areas_that_a_config_sets_apart_have_a_table_and_a_section(apart):
    """Areas have fixed parts of one harm, so that a response takes the same share of it everywhere."""
    kept = apart.set_apart
    assert list(dict.fromkeys(kept["strategy"])) == ["nothing", "helps"]
    assert set(kept["measure"]) == {name for name in apart.primary if apart.measures["over"][name] == "sum"}
    runs = apart.runs.pivot(index="replication", columns="strategy", values="harm").mean()
    own = kept[(kept["strategy"] == "helps") & (kept["measure"] == "harm")].set_index("where")
    expected = 100.0 * (runs["helps"] / runs["as_inspected"] - 1.0)
    assert own["percent"].tolist() == pytest.approx([expected, expected, 0.0], abs=1e-9)
    assert (own["low"] <= own["percent"] + 1e-9).all() and own.loc["areas with it", "low"] > 10.0 * expected
    said = section(apart.path)
    assert said.startswith("Set apart: Merseyside.")
    label = FolderTables(apart.path).measure("harm").label
    months = int(own["months"].iloc[0])
    assert f"{label}, {own['year'].iloc[0]}" in said and (f"({months} month" in said) == (months < 12)


def lead(results):
    return " ".join(str(one) for one in set_apart.lead(FolderTables(results.path)))


def test_what_is_clear_in_the_last_year_is_said_and_nothing_else_is(apart):
    path = apart.path / "tables" / "set_apart.csv"
    table = pd.read_csv(path)
    table[["low", "high"]] = [-1.0, 1.0]
    where = (table["where"] == "other areas") & (table["measure"] == "harm") & (table["strategy"] == "helps")
    assert where.sum() == 1
    for low, clear in ((-1.0, 0), (0.5, 1)):
        table.loc[where, "low"] = low
        table.to_csv(path, index=False)
        said = re.sub(r"<[^>]+>", "", lead(apart))
        assert ("no interval here is clear of zero" in said) == (clear == 0)
        assert said.count(f"{OTHERS} under") == clear and f"{HERE} under" not in said and f"{BEYOND} under" not in said


def test_the_last_whole_year_is_spoken_of(apart):
    path = apart.path / "tables" / "set_apart.csv"
    table = pd.read_csv(path)
    year = int(table["year"].max())
    years = [table.assign(year=year - back, months=months) for back, months in ((1, 12), (0, 2))]
    pd.concat(years).to_csv(path, index=False)
    assert f"In {year - 1} " in lead(apart) and f"In {year} " not in lead(apart)


def test_areas_no_longer_set_apart_are_not_spoken_of(apart):
    text = config(number=10, compare=["nothing", "helps"]).replace("report = false", "report = true")
    run_experiment(text, out=apart.path, workers=0)
    assert "Set apart" not in (apart.path / "report.html").read_text(encoding="utf-8")


def test_primary_measures_are_kept_by_area_for_areas_that_are_set_apart(tmp_path):
    given = 'by_area = ["good"]\nset_apart = ["Merseyside"]'
    results = run_experiment(config(compare=["helps"]).replace("report = false", given), out=tmp_path, workers=0, report=False)
    assert "harm" in set(results.set_apart["measure"])


def test_without_areas_set_apart_there_is_no_table_and_no_section(tmp_path):
    results = run_experiment(config().replace("report = false", "report = true"), out=tmp_path, workers=0)
    assert "set_apart" not in results.tables()
    assert "Areas set apart" not in (tmp_path / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ('set_apart = ["Mersyside"]', "did you mean Merseyside"),
        ('set_apart = ["Kent", "Kent"]', "twice"),
        ('set_apart = ["Avon and Somerset", "Kent", "Merseyside"]', "found all areas"),
        ('series = "national"\nset_apart = ["Kent"]', "and no series by area with series"),
        ("set_apart = []", "output.set_apart"),
    ],
)
def test_areas_that_cannot_be_set_apart_are_refused_with_their_line(tmp_path, capsys, given, told):
    (tmp_path / "one.toml").write_text(config().replace("report = false", given), encoding="utf-8")
    assert main(["check", str(tmp_path / "one.toml")]) == 2
    said = capsys.readouterr()
    assert told in said.out + said.err and re.search(r"one.toml:1[0-9]: output", said.out + said.err)


def test_kinds_that_compare_nothing_set_no_areas_apart(tmp_path, capsys):
    text = (ROOT / "configs" / "sensitivity.toml").read_text(encoding="utf-8")
    (tmp_path / "one.toml").write_text(f'{text}\n[output]\nset_apart = ["Kent"]\n', encoding="utf-8")
    assert main(["check", str(tmp_path / "one.toml")]) == 2
    assert "which this kind does not read" in "".join(capsys.readouterr())
