"""Are the force areas complete, connected and as far apart as they are, and is a damaged file refused?"""

import shutil

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.places import DATA, Places, distances, places

P = places()


def test_the_43_areas_in_the_order_of_the_file():
    assert len(P.names) == 43
    assert P.names[0] == "Metropolitan Police"
    assert P.codes[-4:] == ("W15000001", "W15000002", "W15000003", "W15000004")
    assert P.population.sum() == 61_806_700
    assert P.users.sum() == 357_410
    assert P.officers.sum() == pytest.approx(146_440, abs=20)
    assert P.population_10_17_2020.sum() == pytest.approx(5.60e6, rel=0.005)
    assert P.role_prior.sum() == pytest.approx(3.03, abs=0.005)
    assert P.countries.count("Wales") == 4
    assert len({(r, c) for r, c in zip(P.grid_row, P.grid_column, strict=True)}) == 43


def test_the_largest_exporters_lead_by_weight():
    order = np.argsort(-P.role_prior)[:4]
    assert [P.abbreviations[i] for i in order] == ["MET", "WMP", "MER", "GMP"]


def test_children_at_risk_live_where_the_young_of_2020_and_the_poor_do():
    """By people aged 10 to 17 in 2020, half of it in proportion to poverty over the mean area's."""
    rows = pd.read_csv(DATA / "forces.csv")
    young = rows["population_10_17_2020"] * (1.0 + rows["child_poverty_rate"] / rows["child_poverty_rate"].mean()) / 2.0
    assert places().children_share == pytest.approx((young / young.sum()).to_numpy())


def test_regional_units_hold_the_right_areas():
    def unit(name):
        return P.rocu_names[P.rocu[P.index(name)]]

    assert len(P.rocu_names) == 10
    assert unit("Kent") == unit("Essex") == "Eastern"
    assert unit("North Wales") == unit("Merseyside") == "North West"
    assert unit("Met") == unit("City of London")
    assert unit("Gwent") == unit("Dyfed-Powys") != unit("North Wales")
    assert sorted(set(P.rocu)) == list(range(10))


@pytest.mark.parametrize(
    ("a", "b", "km", "rail", "road"),
    [
        ("MET", "GMP", 265, 178, 211),
        ("MET", "MER", 287, 189, 226),
        ("MET", "Northumbria", 401, 246, 305),
        ("MET", "South Wales", 234, 162, 189),
        ("MET", "Sussex", 68, 79, 75),
        ("MET", "Norfolk", 152, 121, 133),
        ("MET", "Devon & Cornwall", 302, 196, 236),
        ("West Midlands", "Avon & Somerset", 140, 150, 124),
        ("Merseyside", "Cumbria", 123, 137, 113),
        ("West Midlands", "Dyfed-Powys", 162, 167, 140),
    ],
)
def test_travel_agrees_with_the_published_spot_checks(a, b, km, rail, road):
    i, j = P.index(a), P.index(b)
    assert distances(P.latitude, P.longitude)[i, j] == pytest.approx(km, abs=0.6)
    assert P.travel_rail[i, j] == pytest.approx(rail, abs=0.6)
    assert P.travel_road[i, j] == pytest.approx(road, abs=0.6)


def test_travel_is_symmetric_and_within_an_area_grows_with_its_size():
    off = ~np.eye(43, dtype=bool)
    for minutes in (P.travel_road, P.travel_rail):
        assert minutes.shape == (43, 43)
        assert np.array_equal(minutes, minutes.T)
        assert minutes[off].min() > 28
        assert minutes.max() < 500
    met = P.index("MET")
    assert P.travel_road[met, met] == pytest.approx(10 + 2 * 12.2 / 40 * 60)
    assert np.array_equal(P.travel_road.diagonal(), P.travel_rail.diagonal())
    assert np.array_equal(np.argsort(P.travel_road.diagonal(), kind="stable"), np.argsort(P.mean_km_to_centre, kind="stable"))


@given(st.lists(st.tuples(st.floats(50, 56), st.floats(-5, 1.5)), min_size=3, max_size=3))
def test_distance_is_a_metric(points):
    d = distances(*np.array(points).T)
    assert np.allclose(d, d.T)
    assert np.all(d.diagonal() == 0)
    assert d[0, 2] <= d[0, 1] + d[1, 2] + 1e-6


def test_the_neighbour_graph_that_is_carried_for_readers_is_connected():
    """No rule reads it: who may sell next door follows from travel."""
    graph = nx.from_pandas_edgelist(pd.read_csv(DATA / "neighbours.csv"), "a", "b")
    assert set(graph) == set(P.codes) and graph.number_of_edges() == 101 and nx.is_connected(graph)
    degree = dict(graph.degree)
    assert degree[P.codes[P.index("Thames Valley")]] == 9 == max(degree.values())
    assert degree[P.codes[P.index("City of London")]] == 1
    assert graph.has_edge(P.codes[P.index("Essex")], P.codes[P.index("Kent")])


def test_an_area_is_found_by_any_of_its_names():
    assert P.index("Metropolitan Police") == P.index("Met") == P.index("MET") == P.index("E23000001") == 0
    with pytest.raises(ValueError, match="no force area is called 'Merseysde'; did you mean 'Merseyside'"):
        P.index("Merseysde")


def test_places_are_read_once_and_cannot_be_written():
    assert places() is P
    assert isinstance(P, Places)
    for array in (P.population, P.travel_road, P.rocu):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def damage(folder, name, change):
    shutil.copy(DATA / "forces.csv", folder / "forces.csv")
    lines = (folder / name).read_text(encoding="utf-8").splitlines()
    (folder / name).write_text("\n".join(change(lines)) + "\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("forces.csv", lambda lines: lines[:-1], "42 force areas found, 43 expected"),
        ("forces.csv", lambda lines: [*lines[:-1], lines[1]], "code 'E23000001' stands in two rows"),
        (
            "forces.csv",
            lambda lines: [lines[0].replace("officers_fte", "officers_ft"), *lines[1:]],
            "column 'officers_fte' is missing",
        ),
        (
            "forces.csv",
            lambda lines: [lines[0], lines[1].replace("9074600", ""), *lines[2:]],
            r"forces.csv:2: population is empty",
        ),
        (
            "forces.csv",
            lambda lines: [lines[0], lines[1].replace("33293", "many"), *lines[2:]],
            "officers_fte is 'many', not a whole",
        ),
        (
            "forces.csv",
            lambda lines: [lines[0], lines[1].replace("0.154", "15.4"), *lines[2:]],
            "child_poverty_rate is 15.4, outside 0 to 1",
        ),
        ("forces.csv", lambda lines: [lines[0], lines[1].replace(",Met,", ","), *lines[2:]], "more or fewer cells"),
        ("forces.csv", lambda lines: lines[:1], "no rows"),
    ],
)
def test_a_damaged_file_is_refused_with_its_place(tmp_path, name, change, message):
    with pytest.raises(ValueError, match=message) as caught:
        places(damage(tmp_path, name, change))
    assert name in str(caught.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ValueError, match=r"forces\.csv: cannot be read"):
        places(tmp_path)
