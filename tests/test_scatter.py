"""Independent worlds: many factors, of which a few matter, in noise; and a design that can be told and extended."""

import numpy as np
import pytest
from scipy.stats import qmc

from experiments.statistics import regression_shares, scatter, sobol
from experiments.worlds import planning

FACTORS = 150
DECISIVE = {3: 1.0, 60: -0.8, 125: 0.6}


def test_fewer_worlds_are_the_first_of_more():
    assert (scatter.scatter_design(5, 100, seed=3) == scatter.scatter_design(5, 128, seed=3)[:100]).all()


@pytest.mark.parametrize("worlds", [1, 64, 1000])
def test_its_dummy_tells_it_from_every_other_step(worlds):
    unit = scatter.scatter_design(4, worlds, seed=9)
    assert scatter.among(unit[:, -1]).all()
    assert ((unit > 0.0) & (unit < 1.0)).all()
    others = sobol.sobol_design(sobol.Layout(("a", "b", "c", "dummy")), 256, seed=1)[:, -1]
    assert not scatter.among(np.concatenate([others, np.arange(4) / 3.0, [0.5]])).any()
    assert not scatter.among(qmc.Sobol(1, rng=2).random(4096)[:, 0]).any()


def shares(seed: int, deviation: float, worlds: int = 1024) -> tuple[regression_shares.RegressionShares, np.ndarray]:
    """First-order shares of all factors, and which stand beyond what the largest share of nothing would reach."""
    unit = scatter.scatter_design(FACTORS, worlds, seed)
    noise = np.random.default_rng(seed).normal(0.0, deviation, worlds)
    values = sum(weight * unit[:, place] for place, weight in DECISIVE.items()) + noise
    names = tuple(f"x{i}" for i in range(FACTORS))
    terms = regression_shares.terms_of(unit, [0] * FACTORS)
    found = regression_shares.analyse(
        terms,
        np.eye(FACTORS, dtype=bool),
        names,
        values[:, None],
        np.array([deviation**2]),
        blocks=np.arange(worlds),
        resamples=20,
        seed=seed,
    )[0]
    spread = np.nanstd(found.samples, axis=0, ddof=1)
    return found, found.value > scatter.beyond_luck(FACTORS) * spread


def test_the_decisive_few_are_found_and_hardly_another():
    """Luck is a quarter of the variance: the three are named in every sample, and others about as often as said."""
    named = [set(np.flatnonzero(shares(seed, 0.24)[1])) for seed in range(4)]
    assert all(set(DECISIVE) <= one for one in named)
    assert sum(len(one - set(DECISIVE)) for one in named) <= 1


def test_shares_are_those_of_the_formula():
    total = sum(weight**2 for weight in DECISIVE.values())
    found = np.mean([shares(seed, 0.2)[0].value for seed in range(2)], axis=0)
    for place, weight in DECISIVE.items():
        assert found[place] == pytest.approx(weight**2 / total, abs=0.05)


def test_more_worlds_and_less_luck_show_smaller_shares():
    assert scatter.least_share(1024, 0.2, 300) < scatter.least_share(512, 0.2, 300) < scatter.least_share(512, 0.8, 300)


def test_half_the_budget_buys_worlds():
    cost = 2.0
    assert planning.independent_worlds(4096.0, cost) == 1024
    assert "1,024 independent worlds" in planning.promises(300, 0, 32, 18, 1, 1024)
    assert "A single factor shows with" in planning.promises(300, 0, 32, 18, 1, 1024)
    assert "takes at least 1,095: raise `worlds`" in planning.promises(365, 0, 32, 18, 1, 1024)
