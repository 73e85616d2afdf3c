"""Strategies at equal means whose pilot runs were unlike the rest: are settings moved on, and is the folder sound meanwhile?"""

import shutil
from types import SimpleNamespace

import pandas as pd
import pytest
from corridor import assert_same, program
from test_equal import LOCAL, equal_config

from experiments import Results, run_experiment
from experiments.design import equal


def dearer(**more):
    return equal_config(24, **more).replace("Means", "DearerLater")


@pytest.fixture(scope="module")
def uneven(tmp_path_factory):
    """Pilot runs see eight of 24 replications, and means cost twice as much in the others."""
    folder = tmp_path_factory.mktemp("uneven") / "r"
    return run_experiment(dearer(), out=folder, workers=0, report=False)


def test_where_pilot_runs_were_unlike_the_rest_the_setting_is_moved_on(uneven, tmp_path):
    """A third of the means in pilots costs 10 of 100 there and 20 elsewhere: too much by 6.7 on average; a fifth is right."""
    row = uneven.equal.set_index("strategy").loc["helps"]
    assert row["within"] == "yes" and abs(row["off_percent"]) < 1.0
    assert row["factor"] == pytest.approx(0.2, abs=0.02)
    assert uneven.equal.set_index("strategy")["factor"]["nothing"] == 1.0  # what is equal stays
    assert uneven.manifest["runs"]["missing"] == 0
    shutil.copytree(uneven.path, tmp_path / "r")
    again = run_experiment(dearer(), out=tmp_path / "r", workers=0, report=False)
    assert again.manifest["runs"]["computed_now"] == 0 and again.manifest["equal"] == uneven.manifest["equal"]
    assert_same(tmp_path / "r", uneven.path)


def test_with_precision_asked_the_design_that_has_grown_is_kept(tmp_path):
    """The setting is judged by all replications that there are, not by those of the first stage once more."""
    text = equal_config(replications="precision = 0.0001\npilot = 12\nat_most = 30").replace("Means", "DearerLater")
    row = run_experiment(text, out=tmp_path / "r", workers=0, report=False).equal.set_index("strategy").loc["helps"]
    assert row["within"] == "yes" and abs(row["off_percent"]) < 2.0


def test_what_is_equal_as_named_in_pilot_runs_alone_is_moved_on_too():
    """No trial was made: the first step is of officers from local work, the second along the line through both."""
    strategy = SimpleNamespace(name="one", content={}, label="One")
    about = {"name": "cost", "label": "equal cost", "scaled": [], "measures": ["cost"], **LOCAL}
    one = equal.Variant(strategy, SimpleNamespace(content={}), about)
    entry = {"name": "one_at_cost", "within": True, "factor": 1.0, "local": 0.0, "trials": [[1.0, 0.0, 1.0]]}

    def ratios(asked):
        return [1.06 + 20.0 * arm.content.get("means", {}).get("local", 0.0) for arm, _ in asked]

    for step in range(3):
        moved = equal.nearer([one], [entry], ratios, last=step == 2)
        entry = moved[0] if moved else entry
    assert entry["local"] == pytest.approx(-0.003) and moved is None
    assert len(entry["whole"]) == 2


def test_after_the_last_step_the_nearest_setting_is_kept():
    about = {"name": "cost", "label": "equal cost", "scaled": ["officers"], "measures": ["cost"], **LOCAL}
    one = equal.Variant(SimpleNamespace(name="one", content={}, label="One"), SimpleNamespace(content={}), about)
    whole = [[1.0, 0.0, 1.4], [0.3, 0.0, 0.97]]
    entry = {"name": "one_at_cost", "within": True, "factor": 0.5, "local": 0.0, "trials": [[1.0, 0.0, 1.4]], "whole": whole}
    (kept,) = equal.nearer([one], [entry], lambda asked: [1.1 for _ in asked], last=True)
    assert kept["factor"] == 0.3


def test_a_setting_moved_away_leaves_no_failures_and_one_whose_runs_all_fail_leaves_the_rest(tmp_path):
    """Of the setting of pilot runs one run failed; of those moved on every run may."""
    results = run_experiment(dearer().replace("DearerLater", "DearerLaterBreaks"), out=tmp_path / "r", workers=0, report=False)
    assert results.manifest["runs"]["missing"] == 0 and results.manifest["runs"]["failed"] == len(results.failures)
    assert set(results.failures["run"]) <= set(results.design["run"]) and len(results.effects)
    assert "helps_at_cost" not in set(results.equal["name"]) and "nothing_at_cost" in set(results.equal["name"])


def test_stopped_while_settings_are_moved_on_the_folder_is_read(uneven, tmp_path):
    """The manifest has the settings of the design that stands: their runs are missing, and are computed when it goes on."""
    folder = shutil.copytree(uneven.path, tmp_path / "r")
    kept = Results(folder).design
    own = set(kept.loc[kept["strategy"] == "helps_at_cost", "run"])
    for part in (folder / "runs").glob("*.parquet"):
        if own & set(pd.read_parquet(part, columns=["run"])["run"]):
            part.unlink()
    code, _, err = program("report", folder)
    assert code == 1 and "Traceback" not in err
    again = run_experiment(dearer(), out=folder, workers=0, report=False)
    assert again.manifest["runs"]["missing"] == 0 and again.manifest["equal"] == uneven.manifest["equal"]
