"""Does a folder keep what it was given, and count each run once, with its series, whatever parts it stands in?"""

import numpy as np
import pandas as pd
import pytest
from corridor import config
from engines import AREAS

from experiments import run_experiment
from experiments.protocol.design import Arm, Design
from experiments.protocol.engine import Finished, Outcome, Series
from experiments.run.worker import Work, WorkerOptions, run_task
from experiments.store.folder import Folder
from experiments.store.tabulate import design_frame, series_table


def test_arms_in_any_order_branch_from_an_unchanged_state():
    """What the corridor promises an engine: `start` once a block, `finish` for each arm with that very state."""
    import engines

    calls = []

    class Watched(engines.Bare):
        def start(self, block):
            calls.append(("start", block.replication))
            return super().start(block)

        def finish(self, state, block, arm):
            calls.append(("finish", arm.name))
            return Outcome({"harm": state})

    engines.Watched = Watched
    try:
        arms = [Arm(name, name, {"preset": name}) for name in ("as_inspected", "helps")]
        design = Design("s", 1, {"years": 1}, ["steady"], arms, [{}], replications=2)
        rows = list(design.rows())
        works = [Work(rows[0].block, tuple(rows[:2])), Work(rows[2].block, tuple(rows[2:]))]
        finished = run_task(works, WorkerOptions(engine="Watched"))
    finally:
        del engines.Watched
    assert calls == [("start", 0), ("finish", "as_inspected"), ("finish", "helps"),
                     ("start", 1), ("finish", "as_inspected"), ("finish", "helps")]  # fmt: skip
    assert finished[0].measures == finished[1].measures != finished[2].measures


def test_the_store_alone_keeps_what_it_was_given(tmp_path):
    import pyarrow as pa

    folder = Folder(tmp_path / "r")
    folder.make()
    folder.write_part("s", pa.table({"run": ["b", "a"], "harm": [0.1, 0.2]}), None)
    folder.write_part("s", pa.table({"run": ["c"], "harm": [0.3]}), None)
    folder.write_part("s", pa.table({"run": ["c"], "harm": [0.3]}), None)
    assert folder.look("s").runs() == {"a", "b", "c"}
    assert folder.read_runs().to_dict("list") == {"run": ["a", "b", "c"], "harm": [0.2, 0.1, 0.3]}
    assert len(folder.look("other").stale) == 2


def test_each_monthly_value_keeps_its_month_area_and_measure():
    """A value's digits are its place: month, area, measure; rows go by run, measure, area and month."""
    months, areas, measures = ["2019-01", "2019-02"], ["Kent", "Essex", "Wiltshire"], ["harm", "cost", "lines", "stock"]
    values = np.add.outer(np.add.outer([100.0, 200.0], [10.0, 20.0, 30.0]), [1.0, 2.0, 3.0, 4.0])
    arms = [Arm(name, name, {"preset": name}) for name in ("as_inspected", "helps")]
    rows = list(Design("s", 1, {"years": 1}, ["steady"], arms, [{}]).rows())
    done = [Finished(row.run, {}, [Series(months, areas, measures, at * 1000.0 + values)]) for at, row in enumerate(rows)]
    table = series_table(list(zip(rows, done, strict=True))).to_pandas()
    places = {"month": (months, 100.0), "area": (areas, 10.0), "measure": (measures, 1.0)}
    digits = sum((table[name].map(known.index).astype(float) + 1.0) * size for name, (known, size) in places.items())
    assert (table["value"] == digits + 1000.0 * (table["strategy"] == "helps")).all()
    assert table["value"].tolist()[:4] == [111.0, 211.0, 121.0, 221.0] and table["value"].iloc[-1] == 1234.0


BOTH = {"harm", "good"}


@pytest.mark.parametrize(
    ("series", "by_area", "kept"),
    [
        ("areas", {"good"}, {area: {"good"} for area in AREAS} | {"England and Wales": BOTH}),
        ("areas", None, dict.fromkeys([*AREAS, "England and Wales"], BOTH)),
        ("national", {"good"}, {"England and Wales": BOTH}),
        ("none", {"good"}, {}),
    ],
)
def test_of_single_areas_only_the_measures_asked_for_are_kept(series, by_area, kept):
    design = Design("s", 1, {"years": 1}, ["steady"], [Arm("helps", "helps", {"preset": "helps"})], [{}])
    (row,) = design.rows()
    asked = None if by_area is None else frozenset(by_area)
    options = WorkerOptions(engine="Additive", series=series, by_area=asked, needed=frozenset({"harm"}))
    (done,) = run_task([Work(row.block, (row,))], options)
    found = {}
    for part in done.series:
        for area in part.areas:
            found.setdefault(area, set()).update(part.measures)
    assert found == kept


def part_of(folder, runs):
    import pyarrow as pa

    series = pa.table({"run": [run for run in runs for _ in range(2)], "value": [0.25, 0.5] * len(runs)})
    folder.write_part("s", pa.table({"run": runs, "harm": [float(len(run)) for run in runs]}), series)


def test_a_run_that_two_parts_hold_counts_once(tmp_path):
    """As after parts were copied together by hand: the larger one stands, what only the smaller has is run again."""
    folder = Folder(tmp_path / "r")
    folder.make()
    part_of(folder, ["a", "b"])
    part_of(folder, ["b", "c", "d"])
    found = folder.look("s")
    assert found.runs() == {"b", "c", "d"} and len(found.series) == 1 and len(found.broken) == 2
    folder.tidy(found)
    assert sorted(pd.read_parquet(folder.runs)["run"]) == ["b", "c", "d"]
    assert sorted(pd.read_parquet(folder.series)["run"]) == ["b", "b", "c", "c", "d", "d"]


def test_parts_of_another_source_go_aside_with_their_series(tmp_path):
    folder = Folder(tmp_path / "r")
    folder.make()
    part_of(folder, ["a", "b"])
    folder.tidy(folder.look("other"))
    assert not list(folder.runs.iterdir()) and not list(folder.series.iterdir())


def test_a_wide_design_is_one_frame():
    """Three hundred inputs: no warning of a frame that is put together column by column (warnings are errors here)."""
    names = [f"x{i}" for i in range(300)]
    points = [dict.fromkeys(names, float(point)) for point in range(3)]
    wide = Design("s", 1, {}, ("steady",), (Arm("a", "A", {"preset": "a"}),), points, varying=names)
    frame = design_frame(wide)
    assert list(frame.columns[7:]) == names and list(frame["x299"]) == [0.0, 1.0, 2.0]


def test_tables_without_rows_keep_their_header(tmp_path):
    results = run_experiment(config(number=2, compare=[]), out=tmp_path / "r", workers=0, report=False)
    header = (tmp_path / "r" / "tables" / "effects.csv").read_text().splitlines()[0]
    assert header.startswith("strategy,versus,measure,unit,book,better,primary,difference,low,high,percent,verdict,n_pairs")
    assert results.effects.empty


def test_a_text_in_the_workbook_is_never_a_formula():
    from openpyxl import Workbook

    from experiments.report.forms.sheets import plain

    sheet = Workbook(write_only=True).create_sheet("x")
    assert [plain(sheet, text).data_type for text in ("=1+2", "+1", "@x", "-1")] == ["s"] * 4
    assert plain(sheet, float("inf")) is None and plain(sheet, 2.0) == 2.0
