"""Which runs does a config ask for: what keeps them, what makes others, and how points fill a space?"""

import numpy as np
import pytest
from test_config import BASE

from experiments.config.load import check
from experiments.design.plan import compare_design, draw, unknown
from experiments.protocol.design import seed_of
from experiments.run.provenance import counts


def design_of(text: str):
    loaded = check(text.encode(), "x.toml")
    return compare_design(loaded.experiment, loaded.engine, "source")


def ids(design):
    return [row.run for row in design.rows()]


def test_more_replications_keep_the_rows_there_are():
    small, large = design_of(BASE), design_of(BASE.replace("number = 3", "number = 5"))
    assert ids(large)[: len(ids(small))] == ids(small)
    assert len(ids(large)) == 5 * 4  # three strategies and the baseline again


def test_more_points_keep_the_rows_there_are():
    text = BASE.replace("slope = 1.5", 'slope = "range"\noffset = { low = 2.0, high = 8.0, scale = "log" }')
    small = design_of(text + "[design]\npoints = 5\n")
    large = design_of(text + "[design]\npoints = 21\n")
    assert set(ids(small)) <= set(ids(large))
    assert all(0.0 <= p["slope"] <= 2.0 and 2.0 <= p["offset"] <= 8.0 for p in large.points)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('title = "A question"', 'title = "Another"'),
        ("[strategy.ours]\n", '[strategy.ours]\nlabel = "Our own"\n'),
        ("slope = 1.5", "slope = 1.5\noffset = 5.0"),  # the model's own value, said
        ("matters = { harm = 0.05 }", "matters = { harm = 0.01 }"),
        ("[strategies]", "# a remark\n[strategies]"),
    ],
)
def test_what_decides_no_number_changes_no_run(old, new):
    assert ids(design_of(BASE.replace(old, new))) == ids(design_of(BASE))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("scale = 0.1", "scale = 0.2"),
        ("years = 1", "years = 2"),
        ("years = 1", "years = 1\nwarm_up_years = 1"),
        ("start = 2019-01-01", "start = 2019-01-02"),
        ('scenario = "steady"', 'scenario = "rough"'),
        ('"square"', '"round"'),
        ("slope = 1.5", "slope = 1.6"),
        ("seed = 7", "seed = 8"),
    ],
)
def test_what_decides_numbers_changes_every_run(old, new):
    assert not set(ids(design_of(BASE.replace(old, new)))) & set(ids(design_of(BASE)))


def test_a_strategy_s_runs_are_kept_by_what_it_is_made_of_not_by_its_name():
    own, other = ({row.run for row in design_of(text).rows()} for text in (BASE, BASE.replace("force = 0.5", "force = 0.6")))
    assert len(own - other) == len(other - own) == 3  # its three replications, and nobody else's
    renamed = BASE.replace('"ours"', '"mine"').replace("[strategy.ours]", "[strategy.mine]")
    assert ids(design_of(renamed)) == ids(design_of(BASE))


def test_seeds_are_shared_by_strategies_and_by_nothing_else():
    rows = list(design_of(BASE).rows())
    by_replication = {}
    for row in rows:
        by_replication.setdefault((row.block.replication, row.block.again), set()).add(row.block.seed)
    assert all(len(seeds) == 1 for seeds in by_replication.values())
    assert len(set.union(*by_replication.values())) == 6
    assert len({seed_of(s, p, r) for s in range(20) for p in range(20) for r in range(20)}) == 8000


def test_what_is_missing_has_neither_ended_well_nor_failed():
    found = counts(design_of(BASE), done=7, failed=2, computed=5)
    assert {name: found[name] for name in ("asked", "done", "failed", "missing", "computed_now")} == {
        "asked": 12, "done": 7, "failed": 2, "missing": 3, "computed_now": 5
    }  # fmt: skip


def test_a_list_of_alternatives_is_a_factor():
    design = design_of(BASE.replace('shape = "square"', 'shape = ["round", "square"]'))
    assert design.varying == ("shape",)
    assert [dict(p)["shape"] for p in design.points] == ["round", "square"]
    assert {row.block.structure["shape"] for row in design.rows()} == {"round", "square"}


@pytest.mark.parametrize("sampling", ["sobol", "lhs"])
def test_ranges_are_filled_evenly_and_not_together(sampling):
    text = (
        BASE.replace("slope = 1.5", 'slope = "range"\noffset = "range"') + f'[design]\nsampling = "{sampling}"\npoints = 64\n'
    )
    loaded = check(text.encode(), "x.toml")
    points = draw(unknown(loaded.experiment, loaded.engine), loaded.experiment)
    unit = np.array([[p["slope"] / 2.0, (p["offset"] - 1.0) / 8.0] for p in points])
    counts = np.histogram(unit[:, 0], bins=16, range=(0, 1))[0]
    assert counts.min() == counts.max() == 4
    assert abs(np.corrcoef(unit.T)[0, 1]) < 0.4  # of 64 independent points, a false alarm in a thousand


def test_a_grid_is_every_combination():
    text = BASE.replace("slope = 1.5", 'slope = "range"\noffset = "range"') + '[design]\nsampling = "grid"\nlevels = 3\n'
    assert len(design_of(text).points) == 9
