"""Is a strategy the same to the eye on every figure, whatever a reader's sight, and is no chart flattened by one of its values?"""

from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ElementTree

import numpy as np
import pandas as pd
import pytest
import result_sets
from result_truths import harms
from test_figures import BLINDNESS, contrast, lab, linear

from experiments.figures import choose, looks, outliers, style
from experiments.figures.comparison import maps
from experiments.figures.gallery import draw_named
from experiments.figures.results import FolderTables
from experiments.protocol.verdicts import IDENTICAL

SPACE = "{http://www.w3.org/2000/svg}"
BY_STRATEGY = ["children_exploited_by_month", "lines_by_month", "best_buy", "cost_and_effect", "children_through_the_system"]


@pytest.fixture(scope="module", params=["clear_win", "many"])
def results(request, tmp_path_factory):
    return FolderTables(result_sets.build(tmp_path_factory.mktemp("looks") / request.param, request.param))


def inks_of(svg: str) -> dict[str, str]:
    """The colour of each line of words in an SVG."""
    found = {}
    for text in ElementTree.fromstring(svg).iter(f"{SPACE}text"):
        ink = re.search(r"fill: (#[0-9a-f]{6})", text.get("style", ""))
        found["".join(text.itertext()).strip().lstrip("0123456789 ")] = ink.group(1) if ink else style.INK
    return found


def test_a_strategy_has_one_colour_in_every_figure(results):
    """Its name is written in the ink of its line, and its line, bar or mark has the colour of that ink's pair."""
    drawn = draw_named(results, BY_STRATEGY)
    assert len(drawn) == len(BY_STRATEGY)
    seen = {name: set() for name in results.strategies}
    for one in drawn:
        inks = inks_of(one.svg)
        for name in results.strategies:
            if (ink := inks.get(results.label(name))) is None or ink == style.INK:
                continue
            own = looks.look(results, name)
            assert ink == own.ink.lower(), (one.name, name)
            assert own.colour.lower() in one.svg or own.ink.lower() in one.svg
            seen[name].add(ink)
    assert {name for name, found in seen.items() if found} >= set(choose.shown_strategies(results))
    assert all(len(found) <= 1 for found in seen.values())
    taken = [ink for found in seen.values() for ink in found]
    assert len(taken) == len(set(taken))


def test_the_panels_of_the_answer_are_in_the_colour_of_the_strategy_they_show(results):
    (one,) = draw_named(results, ["when_it_works"])
    assert looks.look(results, choose.shown_strategy(results)).colour in one.svg


@pytest.mark.parametrize("sight", list(BLINDNESS))
def test_strategies_stay_apart_from_each_other_and_from_verdicts_in_every_sight(sight):
    matrix = np.array(BLINDNESS[sight])
    verdicts = {colour for colour, _ in style.VERDICT.values()}
    colours = [style.BASE, *(colour for colour, _ in looks.COLOURS)]
    pairs = [*itertools.combinations(colours, 2), *itertools.product(colours[1:], verdicts)]
    for one, other in pairs:
        assert np.linalg.norm(lab(matrix @ linear(one)) - lab(matrix @ linear(other))) > 14.0, (one, other)


def test_in_grey_strategies_differ_by_lightness_or_by_marker_and_their_words_can_be_read():
    assert len(set(looks.MARKERS)) == len(looks.COLOURS)
    for (one, _), (other, _) in itertools.pairwise(looks.COLOURS):
        assert abs(lab(linear(one))[0] - lab(linear(other))[0]) > 8.0, (one, other)
    for colour, ink in looks.COLOURS:
        assert contrast(colour, style.PAPER) >= 3.0 and contrast(ink, style.PAPER) >= 4.5


def test_a_scale_leaves_out_what_flattens_the_rest_and_nothing_else():
    near = [(float(at), at - 0.5, at + 0.5) for at in range(-3, 5)]
    assert outliers.limits(near) is None
    assert outliers.limits([*near, (83.0, 80.0, 86.0)]) == (-3.5, 4.5)
    assert outliers.limits([*near, (83.0, 80.0, 86.0), (-30.0, -31.0, -29.0)]) == (-3.5, 4.5)
    gains = [(float(at), at - 0.5, at + 0.5) for at in range(2, 7)]
    assert outliers.limits([*gains, (83.0, 80.0, 86.0)]) == (0.0, 6.5)  # zero is among what is shown
    assert outliers.limits([(1.0, 1.0, 1.0), (90.0, 90.0, 90.0)]) is None
    assert outliers.limits([(0.0, 0.0, 0.0)] * 6 + [(9.0, 9.0, 9.0)]) is None


def test_a_value_beyond_the_scale_is_written_at_its_edge(tmp_path):
    variant = result_sets.Truth({"integrated": {**harms(-0.1), "missing_episodes_recorded": 8.3}})
    result_sets.VARIANTS["outlier"] = variant
    try:
        results = FolderTables(result_sets.build(tmp_path / "outlier", "outlier"))
    finally:
        del result_sets.VARIANTS["outlier"]
    (one,) = draw_named(results, ["recorded_beside_true"])
    words = ["".join(text.itertext()) for text in ElementTree.fromstring(one.svg).iter(f"{SPACE}text")]
    assert sum(text.endswith("\u25b6") and text.startswith("+8") for text in words) == 1
    ticks = [float(text.strip("+%").replace("\u2212", "-")) for text in words if re.fullmatch(r"[+\u2212][\d.]+%", text)]
    assert max(ticks) < 100.0
    assert "arrow at the edge" in str(one.note)


def test_rates_and_changes_of_an_area_are_of_its_own_people_and_level(tmp_path):
    results = FolderTables(result_sets.build(tmp_path / "areas", "clear_win"))
    young, measure = result_sets.FORCES.set_index("name")["population_10_17"], results.primary[0]
    held = pd.read_csv(results.folder / "tables" / "areas.csv").query("measure == @measure and strategy == 'as_inspected'")
    levels = held.set_index("area")["mean"]
    shown = maps.rates(results, measure).query("strategy == 'as_inspected'").set_index("area")["per_1000_young_people"]
    for area in ("Kent", "Merseyside"):
        assert shown[area] == pytest.approx(levels[area] / (young[area] / 1000.0), rel=1e-9)
    found = maps.changes(results, measure, "integrated").set_index("area")
    for area in ("Kent", "Merseyside"):
        row = found.loc[area]
        ends = [row["percent_low"], row["percent"], row["percent_high"]]
        assert ends == pytest.approx([100.0 * row[end] / levels[area] for end in ("low", "difference", "high")])


def test_an_area_with_few_young_people_is_suppressed_in_every_figure(tmp_path):
    results = FolderTables(result_sets.build(tmp_path / "areas", "clear_win"))
    names = ["map_of_levels", "map_of_changes", "areas_by_region", "spread_between_areas"]
    for one in draw_named(results, names):
        assert "City of London" not in set(one.data["area"]), one.name
        rest = str(one.description).replace(str(one.note), "")
        assert "City of London" not in rest, one.name


@pytest.mark.parametrize("name", ["main_difference", "primary_differences"])
def test_a_forest_says_what_its_thin_lines_and_grey_bands_are_where_it_has_them(tmp_path, name):
    (one,) = draw_named(FolderTables(result_sets.build(tmp_path / "worlds", "worlds")), [name])
    assert one.data["world_low"].notna().any() and "Thin lines with ends: nine of ten plausible worlds; none where" in str(
        one.note
    )
    (one,) = draw_named(FolderTables(result_sets.build(tmp_path / "one", "clear_win")), [name])
    assert ("Thin lines" in str(one.note)) == bool("world_low" in one.data and one.data["world_low"].notna().any())
    assert ("Grey" in str(one.note)) == bool("floor" in one.data and one.data["floor"].notna().any())


def test_a_forest_draws_rows_without_an_interval_or_of_any_verdict(tmp_path):
    folder = result_sets.build(tmp_path / "odd", "clear_win")
    path = folder / "tables" / "effects.csv"
    rows = pd.read_csv(path, keep_default_na=False, na_values=[""])
    compared = rows.index[rows["versus"] == FolderTables(folder).baseline]
    rows.loc[compared[::2], ["low", "high", "verdict"]] = [np.nan, np.nan, ""]
    rows.loc[compared[1::2], ["low", "high", "difference", "verdict"]] = [0.0, 0.0, 0.0, IDENTICAL]
    rows.to_csv(path, index=False)
    drawn = draw_named(FolderTables(folder), ["primary_differences", "main_difference"])
    assert [one.name for one in drawn] == ["primary_differences", "main_difference"]
    assert all(len(one.data) and IDENTICAL in one.svg for one in drawn[:1])
