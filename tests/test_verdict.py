"""Convergence is claimed where it is reached, and nowhere else."""

import numpy as np
from known_functions import ISHIGAMI_VARIANCE, ishigami, noisy

from experiments.sensitivity import verdict
from experiments.statistics.sobol import Layout, analyse, sobol_design

LAYOUT = Layout(("a", "b", "c", "dummy"))


def studied(base, ratio, layout=LAYOUT, seed=1, function=ishigami):
    outcomes = noisy(
        function(sobol_design(layout, base, seed)), 2, np.sqrt(ratio * ISHIGAMI_VARIANCE), np.random.default_rng(seed)
    )
    whole = analyse(layout, outcomes, replications=2)
    return whole, analyse(layout, outcomes[: len(outcomes) // 2], replications=2)


def test_a_large_design_converges_and_names_what_matters():
    whole, half = studied(8192, 0.05)
    found = verdict.convergence(whole, half)
    assert found.converged, found.reason
    assert verdict.of_indices(whole, "ST") == ["matters", "matters", "matters", ""]
    assert verdict.of_indices(whole, "S1")[2] == "no evidence"
    assert [pair[:2] for pair in verdict.orders_kept(whole)] == [("a", "b"), ("b", "c"), ("c", "dummy")]


def test_a_small_noisy_design_does_not_and_says_how_many_it_needs():
    whole, half = studied(128, 1.0)
    found = verdict.convergence(whole, half)
    assert found.word == "not converged"
    assert found.needed > 512
    assert "base points would do" in found.reason
    assert "matters" not in verdict.of_indices(whole, "ST")


def test_what_no_design_could_reach_is_said_so_and_not_counted_out():
    whole, half = studied(128, 1.0)
    found = verdict.convergence(whole, half, widest=0.001)
    assert "than the 65,536 that can be run" in found.reason
    assert not found.needed


def test_seeds_shared_by_a_base_point_are_noticed():
    """One seed for a whole base point leaves the dummy at 0 raw, so that its corrected index is below zero: refused."""
    unit = sobol_design(LAYOUT, 1024, 1)
    rng = np.random.default_rng(1)
    shared = np.repeat(rng.normal(0.0, np.sqrt(ISHIGAMI_VARIANCE), (1024, 2)), LAYOUT.block, axis=0)
    whole = analyse(LAYOUT, ishigami(unit)[:, None] + shared, replications=2)
    assert any("dummy" in problem for problem in verdict.contradictions(whole))
    assert not verdict.convergence(whole, None).converged


def test_noise_that_hides_all_gives_its_reason():
    whole, half = studied(128, 40.0)
    assert "noise hides" in verdict.convergence(whole, half).reason
    assert set(verdict.of_indices(whole, "ST")) == {"not converged", ""}


def test_screening_verdicts():
    found = verdict.of_screening(np.array([3.0, 1.2, 0.5]), np.array([2.0, 0.8, 0.2]), 1.0)
    assert found == ["matters", "not converged", "no evidence"]
