"""Does every column of every table that a kind of experiment writes have a meaning in the data dictionary?"""

from pathlib import Path

import pandas as pd
import pytest
import test_attribution_run
import test_calibrate
import test_discover
import test_sensitivity
import test_validate
from corridor import config

from experiments import run_experiment
from experiments.protocol.kinds import KINDS
from experiments.report.forms.sheets import about, columns

SMALL = {
    "compare": (config(number=3), {"aa", "effects", "noise", "outcomes"}),
    "sweep": (
        config(number=3, compare=["helps"]).replace('kind = "compare"', 'kind = "sweep"')
        + '[sweep]\nbased_on = "as_inspected"\npush.force = [0.0, 1.0]\n',
        {"sweep"},
    ),
    "sensitivity": (
        test_sensitivity.config(survivors=3, trajectories=4, points=32).replace("Known", "Yearly")
        + '[output]\nseries = "national"\n',
        {"best_along", "convergence", "flips", "growth", "indices", "information", "noise", "plan", "profiles"}
        | {"regret", "tornado", "years"},
    ),
    "discover": (
        test_discover.CONFIG.replace("worlds = 640", "worlds = 64"),
        {"best_along", "boxes", "compromise", "flips", "information", "regret", "tree"},
    ),
    "attribution": (test_attribution_run.CONFIG, {"attribution", "budget", "dose"}),
    "validate": (
        test_validate.CONFIG.replace("start = 2018", "start = 2019")
        .replace("years = 3", "years = 1")
        .replace("= 2\n", "= 1\n"),
        {"consistency", "targets"},
    ),
    "calibrate": (test_calibrate.config(worlds=32, waves=1), {"ensemble", "posterior", "targets", "tradeoffs", "waves"}),
}


def test_every_kind_is_here():
    assert set(SMALL) == set(KINDS)


@pytest.mark.parametrize("kind", SMALL)
def test_every_column_has_a_meaning(kind, tmp_path):
    text, expected = SMALL[kind]
    results = run_experiment(text, out=tmp_path / "r", workers=0, report=False)
    assert set(results.tables()) >= expected
    unknown = {
        (table, column)
        for table in results.tables()
        for column in pd.read_csv(tmp_path / "r" / "tables" / f"{table}.csv", nrows=0).columns
        if not about(table, column, columns())[1] and column not in results.varying
    }
    assert not unknown


def test_every_column_of_the_example_has_a_meaning():
    tables = sorted((Path(__file__).parents[1] / "results" / "example" / "tables").glob("*.csv"))
    assert len(tables) > 5
    for path in tables:
        assert all(about(path.stem, column, columns())[1] for column in pd.read_csv(path, nrows=0).columns), path.name
