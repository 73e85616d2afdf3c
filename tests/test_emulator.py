"""The emulator on functions with known indices, and its refusal where it cannot predict."""

import numpy as np
import pytest
from known_functions import ISHIGAMI_S1, ISHIGAMI_ST, ishigami
from scipy.stats import qmc

from experiments.statistics import emulator
from experiments.statistics.sobol import Layout

NAMES = ("a", "b", "c", "dummy")


def sample(rows, seed=1):
    return qmc.Sobol(4, seed=seed).random(rows)


def test_indices_of_ishigami_from_a_few_hundred_noisy_runs():
    unit = sample(256)
    noise = 0.3
    outcomes = ishigami(unit) + np.random.default_rng(1).normal(0.0, np.sqrt(noise), 256)
    found = emulator.fit(unit, outcomes, known_noise=noise)
    assert found.refusal == ""
    assert 0.9 < found.q2 <= 1.0
    assert found.noise == pytest.approx(noise, rel=0.5)
    table = emulator.indices(found, Layout(NAMES), base=512).set_index(["index", "parameter"])
    assert table.loc["S1", "value"].tolist() == pytest.approx([*ISHIGAMI_S1, 0.0], abs=0.05)
    assert table.loc["ST", "value"].tolist() == pytest.approx([*ISHIGAMI_ST, 0.0], abs=0.05)
    assert (table["low"] <= table["high"]).all()


def test_it_refuses_what_it_cannot_predict():
    unit = sample(64)
    outcomes = np.random.default_rng(2).normal(size=64)
    found = emulator.fit(unit, outcomes)
    assert "has not seen" in found.refusal
    with pytest.raises(ValueError, match="not used"):
        emulator.indices(found, Layout(NAMES))


def test_missing_and_constant_outcomes_are_refused():
    unit = sample(16)
    with pytest.raises(ValueError, match="missing or infinite"):
        emulator.fit(unit, np.full(16, np.nan))
    with pytest.raises(ValueError, match="nothing to learn"):
        emulator.fit(unit, np.ones(16))


def test_it_refuses_what_luck_hides():
    unit = sample(64)
    outcomes = unit[:, 0] + np.random.default_rng(3).normal(0.0, 3.0, 64)
    assert "luck" in emulator.fit(unit, outcomes, known_noise=9.0).refusal
