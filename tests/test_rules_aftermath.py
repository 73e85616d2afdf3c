"""Rules of the aftermath against their formulas: plain objects, no model, no luck."""

import math
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import changed
from sim.rules import aftermath
from tests.stand_ins import TODAY, P, area, line

AFTER = P.aftermath
money = st.integers(0, 10_000_000)


@pytest.mark.parametrize("unfilled", [0.0, 2.5, 40.0])
def test_vacant_places_are_filled_at_their_rate(unfilled):
    """The mean over 4,000 days (4.5 sigma)."""
    mean = AFTER.vacancy_fill_rate * unfilled * 12.0 / 365.25
    filled = sum(aftermath.vacancies_filled(area(unfilled=unfilled), P, day) for day in range(4000)) / 4000
    assert filled == pytest.approx(mean, abs=4.5 * math.sqrt(mean / 4000) + 1e-12)


@given(vacant=st.floats(-20.0, 50.0))
def test_vacant_places_lapse(vacant):
    assert aftermath.vacancy_left(vacant, P) == pytest.approx(vacant * (1.0 - 1.0 / AFTER.vacancy_life))


def test_violence_between_crews_follows_lines_and_heat():
    """The mean over 4,000 days against the rate, with and without heat (4.5 sigma)."""
    for heat in (0.0, 1.0):
        place = area(operating=365, heat=heat)
        mean = AFTER.violence_between_crews * 365 * (1.0 + (AFTER.vacancy_violence_ratio - 1.0) * heat) / 365.25
        counts = [aftermath.violence_between_crews(place, P, day) for day in range(4000)]
        assert sum(counts) / 4000 == pytest.approx(mean, abs=4.5 * math.sqrt(mean / 4000))


@pytest.mark.parametrize("reabsorbed", [0.1, 0.4, 0.8])
def test_a_stranded_child_is_taken_on_within_the_time_with_this_share(reabsorbed):
    p = changed(P, crew_reabsorbed=reabsorbed)
    rate = aftermath.rate_taken_on(SimpleNamespace(debt=0), p)
    assert 1.0 - math.exp(-rate * p.aftermath.stranded_days) == pytest.approx(reabsorbed)
    assert aftermath.rate_taken_on(SimpleNamespace(debt=1), p) == pytest.approx(rate * AFTER.debt_moves_on)


@given(lost=money, home=st.integers(0, 9), local=st.integers(0, 9), grown=st.integers(0, 3))
def test_loss_is_passed_to_the_crew_children_and_those_grown_up_on_it(lost, home, local, grown):
    assert aftermath.not_yet_lost(SimpleNamespace(stock=lost, lost=lost // 3)) == lost - lost // 3
    assert aftermath.not_yet_lost(SimpleNamespace(stock=lost, lost=lost + 5)) == 0
    crew = line(children_home=home, children_local=local, grown=grown, lost=3, charge_day=0, crew_charge=99)
    for day in (TODAY, TODAY):
        aftermath.lose_to_police(crew, lost, P, day)
    assert (crew.lost, crew.charge_day) == (3 + 2 * lost, TODAY + 1)
    assert crew.crew_charge == 2 * aftermath.loss_to_crew(crew, lost, P)
    each, heads = aftermath.loss_to_crew(crew, lost, P), home + local + grown
    if heads == 0:
        assert each == 0
    else:
        assert each == pytest.approx(lost * AFTER.debt_passed_down / heads, abs=1.0)
        assert each * heads <= lost


def test_a_succession_takes_its_time():
    days = [aftermath.succession_day(SimpleNamespace(luck=k), P, TODAY) - TODAY for k in range(3000)]
    assert min(days) >= 1
    assert sum(days) / 3000 == pytest.approx(AFTER.succession_delay, rel=0.1)
