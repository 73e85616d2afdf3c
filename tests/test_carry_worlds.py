"""Are fitted worlds carried over to other sources only where every one of them gives the same numbers?"""

import dataclasses

import pytest

from experiments.store import ensemble
from tests import carry_worlds

FEW = 3
pytestmark = pytest.mark.slow


@pytest.fixture
def few(tmp_path, monkeypatch):
    """The first worlds that ship, as an ensemble of their own."""
    found = ensemble.find("fitted")
    monkeypatch.setattr(ensemble, "SHIPPED", tmp_path)
    ensemble.keep(dataclasses.replace(found, worlds=found.worlds[:FEW]), "few", "county_lines")
    return found


def kept():
    found = ensemble.find("few")
    return found.about["source"], found.about.get("carried", [])


def test_worlds_of_the_same_numbers_are_carried_and_others_are_not(few, monkeypatch):
    source, carried = kept()
    told = carry_worlds.carry("few", carry_worlds.ROOT)  # lived for both in processes of their own
    assert told.startswith("3 worlds give the same for every figure")
    assert kept() == (source, [*carried, source])

    other = ["0" * 64, *(f"{n:064d}" for n in range(1, FEW))]
    monkeypatch.setattr(carry_worlds, "under", lambda sources, points: (source, other if sources == "before" else other[::-1]))
    with pytest.raises(SystemExit, match="2 of 3 worlds differ: fit them anew"):
        carry_worlds.carry("few", "before")
    monkeypatch.setattr(carry_worlds, "under", lambda sources, points: ("another", other))
    with pytest.raises(SystemExit, match=r"before is another, and the worlds were fitted to"):
        carry_worlds.carry("few", "before")
    assert kept() == (source, [*carried, source])


def test_a_world_of_another_number_has_another_digest(monkeypatch):
    monkeypatch.setattr(carry_worlds, "SCALE", 0.01)
    (point,) = ensemble.find("fitted").points(1)
    first = carry_worlds.lived(1, point)
    assert carry_worlds.lived(1, point) == first
    assert carry_worlds.lived(2, point) != first
    assert carry_worlds.lived(1, {**point, "grooming_rate": 0.95 * point["grooming_rate"]}) != first
