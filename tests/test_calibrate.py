"""Does the calibrator find made-up truths, say when it knows nothing, and end at the same worlds however it was run?"""

import os
import signal
import time
from datetime import date

import numpy as np
import pandas as pd
import pytest
from corridor import program, start
from figured_engine import TRUE, USED
from past import SIMULATED, history
from recoveries import config, nearest, real, smoothed, summary

from experiments import Results, run_experiment
from experiments.calibrate import agreement, smoother
from experiments.calibrate.prediction import carried, ends_after
from experiments.calibrate.smoother import Figures
from experiments.config.load import check
from experiments.protocol.problems import Unusable
from experiments.published.registry import published
from experiments.store import ensemble
from experiments.worlds.factors import chosen
from sim.documents import catalogue

# -- made-up truth -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def recovered():
    """Fifty truths, each found again from its figures by two hundred worlds in four waves."""
    return summary([smoothed(seed) for seed in range(50)])


def test_regions_of_nine_tenths_hold_the_truth_as_often(recovered):
    """600 regions of inputs that are read: the standard deviation of the share is about 0.012."""
    assert 0.85 <= recovered["held"] <= 0.95
    assert recovered["spread"] < 0.4, "they learnt little"


def test_an_inert_input_stays_at_its_prior(recovered):
    assert 0.85 <= recovered["held_inert"] <= 0.95
    assert recovered["spread_inert"] > 0.95, "the ensemble collapses"


def test_it_is_nearer_to_the_truth_than_the_nearest_worlds_of_as_many_runs(recovered):
    """ABC with regression adjustment: its regions hold the truth too rarely, without the adjustment it learns little."""
    plain, adjusted = (summary([nearest(seed, straight=straight) for seed in range(20)]) for straight in (False, True))
    assert recovered["error"] < min(plain["error"], adjusted["error"])
    assert adjusted["held"] < 0.8 and plain["spread"] > 2.0 * recovered["spread"]


@pytest.mark.parametrize(("threshold", "least", "most"), [(smoother.SHOWN, 0.95, 1.0), (0.0, 0.0, 0.85)])
def test_few_worlds_without_thresholds_collapse_and_inert_scores_show_it(monkeypatch, threshold, least, most):
    """A straight model of twelve figures in forty worlds: what is read moves; what is left of the inert scores tells the two apart."""
    monkeypatch.setattr(smoother, "SHOWN", threshold)
    first = smoother.first_wave(40, 40, seed=3)
    last = smoother.moved(first, [first[:12]], [np.zeros(12)], Figures(np.full(12, 1.0), np.full(12, 0.1)), 1, seed=3)
    assert last[0].std() < 0.4 and last[0].mean() == pytest.approx(1.0, abs=0.3)
    assert least < smoother.kept_spread(first, last) < most
    assert (smoother.drift(first, last) > 0.4) == (threshold == 0.0)


def test_inputs_that_no_figure_reads_stay_as_they_were_drawn():
    first = smoother.first_wave(40, 40, seed=3)
    figures, found = Figures(np.full(12, 1.0), np.full(12, 0.1)), [first[:12]]
    free, held = (smoother.moved(first, found, [np.zeros(12)], figures, 1, seed=3, still=still) for still in ((), (20, 31)))
    assert np.array_equal(held[[20, 31]], first[[20, 31]])
    others = np.setdiff1d(np.arange(len(first)), [20, 31])
    assert held[others] == pytest.approx(free[others], abs=1e-12)


def test_no_published_figure_reads_what_worlds_keep_as_drawn():
    """All of them at their lowest, then at their highest, in worlds of the ensemble: not one figure moves by a bit."""
    factors = chosen(catalogue.parameters(), catalogue.structures(), {}, {})
    named = agreement.unread("history")
    unread = [factor for factor in factors if factor.name in named]
    assert len(unread) == len(named) and set(agreement.unread("integrated")) < set(named)
    for seed, point in list(enumerate(ensemble.find("fitted").points()))[::80]:
        figures, _ = history(point, seed, 0.05)
        for share in (0.0, 1.0):
            other = {factor.name: factor.quantile(np.array([share]))[0].item() for factor in unread}
            assert history(point | other, seed, 0.05)[0] == pytest.approx(figures, rel=0.0, abs=0.0, nan_ok=True)


def test_worlds_without_a_figure_move_nothing():
    filled = smoother.without_gaps(np.array([[1.0, np.nan, 3.0], [np.nan] * 3]), np.array([9.0, 9.0]))
    assert filled[0].tolist() == [1.0, 2.0, 3.0]
    assert filled[1] == pytest.approx([9.0] * 3, abs=1e-8)


def test_luck_is_what_two_lives_of_a_world_differ_by():
    """A pair of which one life has no figure says nothing of luck, and makes it no smaller."""
    rng = np.random.default_rng(7)
    worlds = rng.normal(0.0, 5.0, (1, 4000))
    once, again = worlds + rng.normal(0.0, 2.0, worlds.shape), worlds + rng.normal(0.0, 2.0, worlds.shape)
    assert smoother.luck_of(once, again) == pytest.approx([4.0], rel=0.1)
    once[:, ::2] = np.nan
    assert smoother.luck_of(once, again) == pytest.approx([4.0], rel=0.1)
    assert smoother.luck_of(np.full((1, 3), np.nan), again[:, :3]) == [0.0]


def test_scores_lie_within_their_priors_whatever_they_are():
    shares = smoother.shares(np.full((smoother.INERT + 2, 3), 40.0))
    assert shares.shape == (3, 2) and (shares < 1.0).all()


# -- which figures, and how closely ------------------------------------------------------------------------------------


def test_figures_known_by_a_date_have_ended_by_then():
    rows = agreement.used(SIMULATED, date(2021, 12, 31))
    assert 20 < len(rows) < len(agreement.used(SIMULATED))
    assert all(row.use == "calibrate" and row.period.last <= date(2021, 12, 31) for row in rows)


def test_the_last_value_of_a_series_is_carried_forward():
    found = carried(published(), date(2021, 12, 31))
    assert found["T093"] == 2053.0  # flags of 2022: those of 2021
    assert found["T070"] == 1468.0  # arrests of a week in 2023: those of October 2021
    assert "T092" not in found and "T018" not in found  # known by then; cumulative
    one_before = carried(published())
    assert one_before["T092"] and one_before["T093"] == 2053.0  # each has the value before its own period


def test_what_ends_after_a_date_is_later_whatever_its_beginning():
    later = ends_after(published(), date(2021, 12, 31))
    known = {row.key for row in published() if row.use == "calibrate"} - later
    assert {"T093", "T070"} <= later and "T092" not in later and known


def test_no_figure_kept_apart_is_used():
    assert {row.use for row in agreement.used(SIMULATED)} == {"calibrate"}


def test_every_discrepancy_is_of_a_quantity_and_has_its_reason():
    names = {agreement.quantity_of(row) for row in published()}
    assert set(agreement.DOUBTS) <= names
    assert all(0.0 < share <= 0.5 and why for share, why in agreement.DOUBTS.values())


def test_scales_come_back():
    for row in agreement.used(SIMULATED):
        values = np.array([0.3, 1.0, 2.0]) * float(row.value)
        scaled = agreement.on_scale([row], values[None, :])[0]
        assert agreement.back(row, scaled) == pytest.approx(values)
        assert agreement.error(row) > 0.0


# -- the kind ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole") / "r"
    run_experiment(config(), out=folder, workers=0)
    return Results(folder)


def test_worlds_move_to_where_figures_are_as_published(whole):
    waves = whole.waves
    assert list(waves["runs"]) == [64] * 4
    assert waves["misfit"].iloc[-1] < 0.3 * waves["misfit"].iloc[0]
    assert waves["inside"].iloc[-1] > 1.5 * waves["inside"].iloc[0]
    found = whole.posterior.set_index("parameter")
    for name, at in TRUE.items():
        assert found.loc[name, "posterior_low"] - 0.05 <= at <= found.loc[name, "posterior_high"] + 0.05


def test_its_report_says_how_well_it_predicts(tmp_path):
    text = config(waves=1).replace("report = false", "report = true")
    run_experiment(text, out=tmp_path / "r", workers=0)
    page = (tmp_path / "r" / "report.html").read_text(encoding="utf-8")
    assert "How well does it predict?" in page and "published figures that were kept apart" in page
    assert (tmp_path / "r" / "figures" / "published_and_predicted.svg").is_file()
    assert (tmp_path / "r" / "figures" / "series_and_fans.svg").is_file()


def test_what_is_known_and_what_is_not_is_said(whole):
    found = whole.posterior.set_index("parameter")
    idle = found.loc[[f"x{k}" for k in range(USED, 12)]]
    assert (found.loc[list(TRUE), "spread_left"] < 0.8).all()
    assert (idle["spread_left"] > 0.8).all() and (idle["verdict"] == "the data say nothing").sum() >= 4
    assert found.loc["shape", "posterior"].startswith("round")


def test_worlds_are_within_their_ranges_and_switches_are_part_of_them(whole):
    worlds = whole.ensemble
    assert len(worlds) == 64
    assert ((worlds[[f"x{k}" for k in range(12)]] >= 0.0) & (worlds[[f"x{k}" for k in range(12)]] <= 1.0)).all(axis=None)
    assert set(worlds["shape"]) <= {"round", "square"}


def test_predictions_are_scored_beside_the_priors(whole):
    targets = whole.targets
    outputs = targets[(targets["role"] == "output") & (targets["fitted"] == "no")]
    assert (outputs["predicted"] == "yes").mean() > 0.9
    assert (outputs["crps"] < outputs["crps_prior"]).mean() > 0.8
    assert (outputs["predictive_low"] <= outputs["predictive_low_50"]).all()
    assert (outputs["predictive_high_50"] <= outputs["predictive_high"]).all()


@pytest.mark.parametrize("workers", [1, 2])
def test_the_ensemble_is_the_same_on_any_number_of_workers(tmp_path, whole, workers):
    run_experiment(config(), out=tmp_path / "r", workers=workers)
    pd.testing.assert_frame_equal(Results(tmp_path / "r").design, whole.design, check_exact=True)


def test_killed_in_the_middle_of_a_wave_it_ends_at_the_same_worlds(tmp_path, whole):
    (tmp_path / "c.toml").write_text(config("SlowlyFigured"))
    folder = tmp_path / "r"
    process = start("run", tmp_path / "c.toml", "--out", folder, "--workers", 1)
    until = time.monotonic() + 120
    while time.monotonic() < until and _done(folder) < 100 and process.poll() is None:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    stopped = _done(folder)
    assert 100 <= stopped < 304 and stopped % 76
    code, out, err = program("run", tmp_path / "c.toml", "--out", folder, "--workers", 2)
    assert code == 0, err
    assert f"({304 - stopped} computed now)" in out
    left, right = (one.design.drop(columns="run") for one in (Results(folder), whole))
    pd.testing.assert_frame_equal(left, right, check_exact=True)


def _done(folder):
    from experiments.store.folder import Folder

    return len(Folder(folder).look().runs()) if (folder / "design.parquet").is_file() else 0


def test_failed_worlds_and_missing_figures_stop_nothing(tmp_path):
    results = run_experiment(config("GappyFigured", waves=2), out=tmp_path / "r", workers=0)
    assert 0 < len(results.failures) < 40
    assert len(results.ensemble) == 64
    assert results.waves["misfit"].iloc[-1] < results.waves["misfit"].iloc[0]


def test_a_run_of_a_later_wave_is_repeated(tmp_path, whole):
    last = whole.design[whole.design["point"] == 200].iloc[0]
    code, out, _ = program("repeat", whole.path, last["run"][:12])
    assert code == 0 and "target:T013 = " in out


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (config(more="until = 2018-01-01"), "calibrate.until"),
        (config(more='vary = ["x1"]\nhold = ["x1"]'), "calibrate.vary"),
        (config().replace("2018-01-01", "2009-01-01"), "world.start"),
        (config().replace('baseline = "as_inspected"', 'baseline = "as_inspected"\ncompare = ["helps"]'), "strategies.compare"),
        (config() + "[replications]\nnumber = 4\n", "replications.number"),
    ],
)
def test_what_cannot_be_calibrated_is_refused(text, key):
    with pytest.raises(Unusable) as refused:
        check(text.encode(), "c.toml")
    assert [one.key for one in refused.value.problems] == [key]


@pytest.mark.slow
@pytest.mark.timeout(1800)  # 1,152 runs of the model, one after the other
def test_the_real_model_is_found_again_from_figures_of_a_known_world(tmp_path):
    """Figures of four worlds drawn from the evidence, in place of those published: the worlds found agree with them far better."""
    several = [
        real(k, tmp_path / str(k), worlds=96, waves=2, years=4, until=date(2021, 12, 31), workers=0) for k in (7, 8, 9, 10)
    ]
    for found in several:
        assert found.misfit[-1] < 0.8 * found.misfit[0]
        assert found.inert_left > 0.85
        assert found.learnt.sum() > 40
    assert 0.85 < np.mean([found.held.mean() for found in several]) < 0.95
    assert np.mean([found.held[found.learnt].mean() for found in several]) > 0.8  # where unmoved priors would not help
