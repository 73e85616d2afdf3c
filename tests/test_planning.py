"""Plans keep to their budget, grow with it, and say what they should resolve."""

from types import SimpleNamespace

import numpy as np
import pytest

from experiments.config.sections import Strategies, World
from experiments.statistics.sobol import Layout, analyse, sobol_design
from experiments.worlds import planning


def test_plans_keep_to_their_budget_and_grow_with_it():
    world = World(scale=0.02, years=3.0, warm_up_years=2.0)
    cost = planning.cost_of(
        SimpleNamespace(world=world, strategies=Strategies(baseline="as_inspected", compare=["integrated"]))
    )
    assert cost == pytest.approx(0.488)  # of eight years: a warm-up of two, and two strategies of three
    sizes = []
    for budget in planning.BUDGET_SECONDS.values():
        points, replications = planning.base_points(budget, cost, 20, noise=0.5)
        sizes.append(points * replications)
        assert points & (points - 1) == 0
        assert points * replications * 20 * cost <= budget or points == planning.FEWEST_POINTS
    assert sizes == sorted(sizes)
    assert sizes[-1] > 4 * sizes[0]


def test_noise_buys_replications_only_where_base_points_are_plenty():
    cost = 0.1
    few, one = planning.base_points(1000.0, cost, 20, noise=8.0)
    many, eight = planning.base_points(200000.0, cost, 20, noise=8.0)
    assert one == 1
    assert eight == 8
    assert many >= 512 > few
    assert planning.base_points(1e9, cost, 20, noise=100.0)[1] == planning.MOST_REPLICATIONS == 16


def test_walks_stay_within_their_share():
    cost = 0.5
    walks = planning.trajectories(10000.0, cost, 100)
    assert walks * 101 * 0.5 <= 0.3 * 10000.0
    assert planning.trajectories(1.0, cost, 100) == 2


def test_the_width_foretold_is_about_the_width_found():
    """A sum of ten equal inputs with as much luck as signal: within a third of what the plan says."""
    layout = Layout(tuple(f"x{i}" for i in range(10)))
    unit = sobol_design(layout, 512, 1)
    values = unit.sum(axis=1)[:, None] + np.random.default_rng(1).normal(0.0, np.sqrt(10.0 / 12.0), (len(unit), 2))
    low, high = analyse(layout, values, replications=1).interval("ST")
    assert (high - low).mean() == pytest.approx(planning.expected_width(512, 1.0, 0.1), rel=0.35)


def test_points_needed_is_the_width_turned_round():
    needed = planning.points_needed(0.5)
    assert planning.expected_width(needed, 0.5) <= 0.1
    assert planning.expected_width(needed // 4, 0.5) > 0.1
