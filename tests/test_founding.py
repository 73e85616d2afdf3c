"""A world is founded standing: what takes years is there, and lines stay level, or grow, by the switch alone."""

from functools import cache

import numpy as np
import pytest

from sim import Parameters, changed
from sim.policy.schedule import Calendar
from sim.policy.strategies import named
from sim.simulation.simulate import Run, begin, branch, warm_up
from sim.state import NEVER, Standing, Trait
from tests.worlds import setting

SEEDS, SCALE, YEARS = range(32), 0.1, 3
IN_CUSTODY = (Standing.REMANDED, Standing.CUSTODY)


def trading(world) -> float:
    """Lines operating or paused, at 1:1."""
    return float((world.lines.trade[: world.counts[0].lines] <= 1).sum()) / SCALE


def custody(world) -> float:
    """Holders remanded or serving, at 1:1."""
    return float(np.isin(world.dealers.standing[: world.counts[0].dealers], IN_CUSTODY).sum()) / SCALE


def exploited(world, today: int) -> list[float]:
    """Those whom lines exploit, at 1:1: children, and those who have turned 18 since a line took them."""
    files = world.episodes[: world.counts[0].episodes]
    on_lines = files.turns_18[files.exploited == 1] > today
    return [float(on_lines.sum()) / SCALE, float((~on_lines).sum()) / SCALE]


def counted(world, today: int) -> list[float]:
    return [trading(world), custody(world), *exploited(world, today)]


@cache
def yearly(stock: str) -> np.ndarray:
    """Lines, holders in custody, children and grown ones exploited: at the founding, the start and after each year.

    Shape (seeds, years + 2, 4).
    """
    p, found = changed(Parameters(), stock_2019=stock), []
    for seed in SEEDS:
        warm = warm_up(p, scale=SCALE, seed=seed)
        founded = begin(warm.setting)
        state = branch(warm)
        run = Run(state, Calendar(named("as_inspected"), p, warm.setting.start, len(state.world.bodies)), keep=False)
        rows = [counted(founded.world, founded.today), counted(state.world, state.today)]
        for _ in range(YEARS):
            run.live_until(state.today + 365)
            rows.append(counted(state.world, state.today))
        found.append(rows)
    return np.array(found)


def mean_and_error(values: np.ndarray) -> tuple[float, float]:
    return float(values.mean()), float(values.std(ddof=1) / np.sqrt(len(values)))


@pytest.mark.parametrize("year", [1, 2])
def test_a_level_world_stays_level(year):
    """The number of lines changes by no more than 3% a year, beside two standard errors."""
    lines = yearly("level")[:, :, 0]
    mean, error = mean_and_error(lines[:, year + 1] / lines[:, year] - 1.0)
    assert abs(mean) < 0.03 + 2.0 * error, (mean, error)


def test_a_level_world_keeps_as_many_exploited():
    """Children on lines, and those grown up there, change by no more than a twentieth from the start over three years."""
    both = yearly("level")[:, :, 2:]
    assert both[:, 1, 1].mean() > 1000.0
    for counts in (both[:, :, 0], both.sum(axis=2)):
        mean, error = mean_and_error(counts[:, -1] / counts[:, 1] - 1.0)
        assert abs(mean) < 0.05 + 2.0 * error, (mean, error)


def test_a_level_world_starts_at_its_stock():
    mean, error = mean_and_error(yearly("level")[:, 1, 0])
    assert mean == pytest.approx(Parameters().supply.true_lines_start, rel=0.05, abs=2.0 * error)


def test_custody_is_filled_before_the_first_day():
    """Holders in custody at the founding are those of three years later, within a fifth."""
    held = yearly("level")[:, :, 1].mean(axis=0)
    assert held[0] == pytest.approx(held[-1], rel=0.2)
    assert held[0] > 500.0


def test_a_growing_world_grows_into_the_start_and_beyond():
    lines = yearly("growing")[:, :, 0]
    for first, last in [(0, 1), (1, 3), (1, 4)]:
        mean, error = mean_and_error(lines[:, last] / lines[:, first] - 1.0)
        assert mean > 2.0 * error, (first, last, mean, error)
    mean, error = mean_and_error(lines[:, 1])
    assert mean == pytest.approx(Parameters().supply.true_lines_start, rel=0.1, abs=2.0 * error)


def test_those_charged_before_come_free_over_the_years_to_come():
    """Residual times are spread: some are free within months, some only after a year; courts have cases of both."""
    one = setting(scale=0.2)
    state = begin(one)
    dealers = state.world.dealers[: state.world.counts[0].dealers]
    left = dealers.due[np.isin(dealers.standing, IN_CUSTODY)] - state.today
    assert (left > 0).all()
    assert (left < NEVER).all()
    assert np.mean(left < 183) > 0.2
    assert np.mean(left > 365) > 0.2
    assert (dealers.standing == Standing.BAILED).sum() > 0


@pytest.mark.parametrize("scale", [0.01, 0.1])
@pytest.mark.parametrize("values", [{}, {"rr_looked_after": 12.0, "rr_excluded": 6.0}, {"children_exploited_start": 27_000.0}])
def test_a_world_is_founded_with_as_many_exploited_children_as_it_says(scale, values):
    """However small the world and however unequal the risks; they come to risk by their traits, so that more are in care."""
    p = changed(Parameters(), **values)
    founded = begin(setting(p, scale=scale, seed=3))
    files = founded.world.episodes[: founded.world.counts[0].episodes]
    children = files[files.turns_18 > founded.today]
    assert len(children) == round(p.grooming.children_exploited_start * scale)
    assert (children.exploited == 1).all()
    if scale == 0.1 and len(children) < 1000:  # of 27,000 few at greater risk are left to choose from
        in_care = (children.traits & Trait.IN_CARE != 0).mean()
        assert in_care > 2.0 * p.grooming.pool_in_care_share


def test_adults_charged_before_are_in_custody_from_the_first_day():
    """As many as charges, the share sent to custody and its length give, within 15%."""
    p = Parameters()
    founded = begin(setting(p, scale=1.0, seed=3))
    adults = founded.world.adults[: founded.world.counts[0].adults]
    held = ((adults.custody_from <= founded.today) & (founded.today < adults.custody_until)).sum()
    expected = p.justice.adults_charged_start * p.justice.adult_custody_share * p.justice.adult_custody_length / 365.25
    assert held == pytest.approx(expected, rel=0.15)
