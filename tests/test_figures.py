"""Do the charts show the tables, look as they did, and stay apart for readers who do not see all colours?"""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from pathlib import Path

import analysis_sets
import numpy as np
import pandas as pd
import pytest
import result_sets
from matplotlib.colors import to_rgb
from matplotlib.testing.compare import compare_images
from matplotlib.text import Text
from PIL import Image

from experiments.figures import style
from experiments.figures.comparison.trends import LASTING, first_clear, spread, when_title
from experiments.figures.gallery import FIGURES, draw_figures, draw_named
from experiments.figures.registry import Drawing, figure, source_line
from experiments.figures.results import FolderTables

BASELINES = Path(__file__).parent / "figures"
LOOKED_AT = [
    "main_difference",
    "primary_differences",
    "slopes_from_baseline",
    "children_exploited_by_month",
    "when_it_works",
    "map_of_levels",
    "map_of_changes",
    "areas_by_region",
    "spread_between_areas",
    "children_through_the_system",
    "recorded_beside_true",
    "cost_and_effect",
    "best_buy",
    "harm_changes",
    "decisive_assumptions",
    "doubt_by_evidence",
    "screening_plane",
    "assumptions_by_outcomes",
    "indices_settle",
    "one_at_a_time",
    "along_one_input",
    "when_inputs_matter",
    "where_the_choice_flips",
    "worth_measuring",
    "boxes_of_failure",
    "regret_of_each",
    "parts_of_the_work",
    "same_money",
]
COLUMNS = ("mean", "difference", "low", "high", "percent", "floor", "world_low", "world_high")
# Columns of a figure's rows that are tables' columns in another unit; each is worked out again below.
PERCENT_ENDS = {"percent_low": "low", "percent_high": "high"}


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """A clear win, with every table that an analysis makes."""
    return FolderTables(analysis_sets.build(tmp_path_factory.mktemp("sets") / "clear_win"))


def drawn(name: str, results: FolderTables) -> Drawing:
    with style.styled(name):
        drawing = FIGURES[name].draw(results)
    assert drawing is not None
    return drawing


@pytest.mark.parametrize("name", sorted(set(FIGURES) - {"doubt_by_evidence", "screening_plane", "settings_across"}))
def test_what_a_figure_shows_is_in_the_tables(results, name):
    if not FIGURES[name].wanted(results):
        pytest.skip(f"the built folder holds nothing that {name} shows")
    data = drawn(name, results).data
    held = {
        column: {
            float(v) for table in results.table_names for v in results.table(table).get(column, pd.Series(dtype=float)).dropna()
        }
        for column in (*COLUMNS, "value", "noise_floor", "from", "to")
    }
    shown = [column for column in held if column in data]
    assert shown
    for column in shown:
        if column == "percent" and {"area", "baseline_mean"} <= set(data):
            assert np.allclose(data["percent"], 100.0 * data["difference"] / data["baseline_mean"])
            continue
        assert {float(v) for v in data[column].dropna()} <= held[column], column
    if "baseline_mean" not in data:
        for column, end in PERCENT_ENDS.items():
            if column in data:
                assert np.allclose(data[column] * data["difference"], data[end] * data["percent"], equal_nan=True)


def test_shares_of_the_spread_are_those_of_the_indices_less_luck(results):
    data = drawn("doubt_by_evidence", results).data.set_index(["strategy", "versus", "outcome", "source"])["share"].sort_index()
    main = data.loc["integrated", "as_inspected", "child_days_exploited"]
    indices = results.table("indices")
    rows = indices[(indices["versus"] == "as_inspected") & (indices["outcome"] == "child_days_exploited")]
    shares = rows[rows["index"] == "S1"].set_index("parameter")["value"]
    assert main["luck"] == pytest.approx(0.1)
    for basis in ("measured", "estimated", "assumed", "structural"):
        assert main[basis] == pytest.approx(0.9 * shares[f"basis:{basis}"])
    assert main.sum() == pytest.approx(1.0)


def test_the_screening_plane_shows_each_input_once(results):
    data = drawn("screening_plane", results).data.set_index("parameter")
    assert set(data.index) == {*analysis_sets.INPUTS, "dummy"}
    indices = results.table("indices")
    for index in ("mu_star", "sigma"):
        rows = indices[(indices["index"] == index) & (indices["versus"] == "as_inspected")]
        rows = rows[rows["outcome"] == "child_days_exploited"].set_index("parameter")["value"]
        assert np.allclose(data[index], rows.loc[data.index])


def titles_cut(drawing):
    """Titles of panels that reach beyond the picture."""
    figure = drawing.canvas.figure
    figure.draw_without_rendering()
    titles = {axes.get_title(place) for axes in figure.axes for place in ("left", "center")} - {""}
    texts = [one for one in figure.findobj(Text) if one.get_text() in titles]
    extents = [(one.get_text(), one.get_window_extent()) for one in texts]
    return [text for text, one in extents if one.x0 < -1.0 or one.x1 > figure.bbox.x1 + 1.0]


@pytest.mark.parametrize("variant", list(result_sets.VARIANTS))
def test_every_figure_draws_of_every_kind_of_outcome(tmp_path, variant):
    results = FolderTables(result_sets.build(tmp_path / variant, variant))
    for name, declared in FIGURES.items():
        if not declared.wanted(results):
            continue
        with style.styled(name):
            drawing = declared.draw(results)
        if drawing is not None:
            assert not titles_cut(drawing), name
            assert len(drawing.data)
            assert len(str(drawing.description)) > 40
            assert "nan" not in str(drawing.title).lower().split()
            assert "nan" not in str(drawing.description).lower().split()


def test_a_long_label_is_no_title_that_is_cut(tmp_path, monkeypatch):
    measure = FolderTables.measure
    label = "Charges and convictions of exploited children"
    monkeypatch.setattr(FolderTables, "measure", lambda results, name: replace(measure(results, name), label=label))
    with style.styled("when_it_works"):
        drawing = FIGURES["when_it_works"].draw(FolderTables(result_sets.build(tmp_path / "r", "clear_win")))
    assert drawing is not None and not titles_cut(drawing)


def test_files_are_accessible_reproducible_and_complete(tmp_path):
    drawn = draw_figures(FolderTables(result_sets.build(tmp_path / "a" / "clear_win", "clear_win")))
    first = [path for one in drawn for path in one.files]
    vector = next(path for path in first if path.name == "primary_differences.svg")
    root = ElementTree.parse(vector).getroot()
    space = "{http://www.w3.org/2000/svg}"
    assert root.get("role") == "img"
    title, description = root.find(f"{space}title"), root.find(f"{space}desc")
    assert "Integrated response does best in the model" in title.text
    assert len(description.text) > 200
    words = ["".join(text.itertext()) for text in root.iter(f"{space}text")]
    assert "Integrated response" in words and any(text.startswith("Source: countylines") for text in words)
    ids = [node.get("id") for node in root.iter() if node.get("id")]
    assert len(ids) == len(set(ids))
    assert all(one.startswith("primary_differences") for one in ids)
    stems = {path.stem for path in first}
    assert {path.suffix for path in first if path.stem == "map_of_changes"} == {".svg", ".png", ".csv"}
    assert len(first) == 3 * len(stems)
    again = draw_named(FolderTables(result_sets.build(tmp_path / "b" / "clear_win", "clear_win")), ["primary_differences"])
    assert vector.read_bytes() == next(path for path in again[0].files if path.suffix == ".svg").read_bytes()


@pytest.mark.parametrize("name", LOOKED_AT)
def test_figures_look_as_they_did(results, name, tmp_path):
    picture, expected = tmp_path / f"{name}.png", BASELINES / f"{name}.png"
    (made,) = draw_named(results, [name])
    with Image.open(next(path for path in made.files if path.suffix == ".png")) as full:
        full.reduce(4).save(picture)  # what a reader gets, at 75 dots an inch
    assert expected.is_file(), f"no picture to compare with: look at {picture} and copy it to {expected}"
    copy = tmp_path / f"{name}-expected.png"
    copy.write_bytes(expected.read_bytes())
    assert compare_images(str(copy), str(picture), tol=8.0) is None


# Machado, Oliveira and Fernandes 2009, "A physiologically-based model for simulation of color vision deficiency",
# IEEE TVCG 15:1291, severity 1.0; applied to linear RGB.
BLINDNESS = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    "full sight": np.eye(3),
}


def linear(colour: str) -> np.ndarray:
    values = np.array(to_rgb(colour))
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    """CIE L*a*b* of linear sRGB, D65."""
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ np.clip(rgb, 0.0, 1.0)
    ratio = xyz / np.array([0.9505, 1.0, 1.089])
    f = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast(one: str, other: str) -> float:
    light = [float(np.array([0.2126, 0.7152, 0.0722]) @ linear(colour)) + 0.05 for colour in (one, other)]
    return max(light) / min(light)


@pytest.mark.parametrize("sight", list(BLINDNESS))
def test_colours_that_stand_together_stay_apart_in_every_sight(sight):
    matrix = np.array(BLINDNESS[sight])
    together = [
        [style.VERDICT[v][0] for v in ("better", "worse", "no clear difference")],
        [style.PALETTE[0], style.PALETTE[2]],
    ]
    for colours in together:
        for one, other in itertools.combinations(colours, 2):
            distance = np.linalg.norm(lab(matrix @ linear(one)) - lab(matrix @ linear(other)))
            assert distance > 10.0, (one, other)


def test_words_in_charts_can_be_read():
    for ink in (style.INK, style.QUIET, *style.WORDS, *style.VERDICT_WORDS.values()):
        assert contrast(ink, style.PAPER) >= 4.5, ink
    from experiments.figures.comparison.maps import STEPS

    for fill, ink in STEPS.values():
        assert contrast(fill, ink) >= 4.5, (fill, ink)


def test_a_figure_is_registered_once():
    with pytest.raises(ValueError, match="two figures are called primary_differences"):

        @figure(page="harm")
        def primary_differences(results):
            return None


def test_labels_at_line_ends_do_not_touch():
    places = spread([1.0, 1.01, 1.02, 5.0], least=0.5)
    assert min(np.diff(sorted(places))) >= 0.5 - 1e-9
    assert places[3] == 5.0
    assert np.argsort(places).tolist() == [0, 1, 2, 3]


def test_a_difference_lasts_from_the_month_after_the_last_doubt():
    low, high = [-1, 1, -1, *[1] * LASTING], [1, 2, 1, *[2] * LASTING]
    rows = pd.DataFrame({"month": list("abcdefghi"), "low": low, "high": high})
    assert first_clear(rows) == "d"
    assert first_clear(rows.iloc[:3]) is None
    assert first_clear(rows.iloc[:-1]) is None  # a month too few to be called lasting


def test_months_are_told_each_by_itself_and_no_verdict_is_taken_from_them(results):
    """The family of the answer may find nothing where month after month an interval by itself leaves out zero."""
    name = results.primary[0]
    ends = {"measure": name, "month": [f"2019-{at:02d}" for at in range(1, 11)], "high": 9.0}
    since = str(when_title(results, "integrated", pd.DataFrame(ends | {"low": [-1, -1, *[1] * 8]}), name))
    some = str(when_title(results, "integrated", pd.DataFrame(ends | {"low": [*[1] * 5, -1, 1, -1, -1, -1]}), name))
    lead = "Integrated response, month by month, each by itself: "
    of = "the interval of the difference in child-days exploited leaves out zero"
    assert since == f"{lead}{of} from March 2019 on, in the model"
    lies = "the interval of the difference in child-days exploited lies"
    assert some == f"{lead}in the model {lies} below zero in none of the last 6 months and above in 2"
    before = str(when_title(results, "integrated", pd.DataFrame(ends | {"low": [1, -1, *[1] * 8]}), name))
    assert before == f"{lead}in the model {lies} below zero in none of 10 months and above in 9", "it did so before, too"


def test_the_source_line_counts_failed_runs(tmp_path):
    line = source_line(FolderTables(result_sets.build(tmp_path / "x", "failed_runs")))
    assert "80 runs (7 more failed)" in line and "0.1.0" in line
