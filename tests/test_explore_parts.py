"""A view in its parts: sentences before charts, what is loaded when, and what a part that can't be read says."""

import json
import re
import shutil
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
import result_sets
from explorer import opened, served, settled
from test_explore_reading import browser, chosen, folder, needs_browser, site, text_of

from experiments.explore import app, serve
from experiments.explore.reading.worlds import Worlds, turn
from experiments.figures.sentences import say
from experiments.protocol.format import Quantity
from experiments.protocol.problems import Unusable

__all__ = ["browser", "folder", "site"]


@needs_browser
def test_sentences_come_before_their_charts(folder, tmp_path, browser):
    came = []

    def heard(frame):
        came.append(frame)

    with served(folder, tmp_path) as site:
        page = browser.new_page()
        page.on("websocket", lambda line: line.on("framereceived", heard))
        written = page.goto(site, timeout=120_000).text()
        page.wait_for_selector("#answer_chart_0 figure")
        values = [json.loads(frame).get("values", {}) for frame in came]
        asked = {
            name: next(at for at, found in enumerate(values) if found.get(name)) for name in ("answer_body", "answer_chart_0")
        }
        assert asked["answer_body"] < asked["answer_chart_0"] and values[asked["answer_body"]]["answer_below"]
        assert page.locator("#answer_chart_0 figure").count() == 1 and not page.locator(".drawing").count()
        assert values[asked["answer_body"]]["answer_body"]["html"] in written  # to be read before there is a connection
        page.close()


def test_the_page_is_there_before_what_draws_is_loaded():
    code = (
        "import sys, experiments.explore.app; print([name for name in ('matplotlib', 'numba', 'scipy') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_a_part_that_cannot_be_read_says_so_and_a_torn_table_is_refused(folder, tmp_path):
    here = chosen(folder)
    assert app.readable(lambda *_: "read", lambda: here, dict)() == "read"

    def lost(*_):
        raise KeyError("mean")

    assert f"countylines report {folder}" in str(app.readable(lost, lambda: here, dict)())
    torn = shutil.copytree(folder, tmp_path / "torn")
    table = torn / "tables" / "effects.csv"
    table.write_bytes(table.read_bytes().rstrip()[:-20])
    with pytest.raises(Unusable, match=r"tables/effects\.csv ends within a row.*countylines report"):
        serve.check(torn)


def test_a_folder_of_one_strategy_says_so(tmp_path):
    alone = result_sets.build(tmp_path / "one", "one_strategy")
    for view in ("map", "money"):
        assert "has one strategy, and nothing to compare it with" in text_of(alone, view, {})


def test_over_fewer_years_numbers_name_their_table_and_an_area_is_told_over_the_whole_period(folder):
    shown = {years: text_of(folder, "answer", {"area": "Kent"}, years=years) for years in ("1", "")}
    assert re.search(r"In the model in Kent, against .* over the whole period: ", shown["1"]) and " over 1 year: " in shown["1"]
    assert "In the model in Kent, against" in shown[""] and " over the whole period: " not in shown[""]
    tables = {years: set(re.findall(r'data-table="(\w+)"', text[text.index("<table") :])) for years, text in shown.items()}
    assert tables["1"] >= {"horizons"} and "effects" not in tables["1"]
    assert tables[""] >= {"effects"} and "horizons" not in tables[""]


@pytest.mark.parametrize(
    ("gap", "crossings", "sure"),
    [
        (lambda x: x - 0.5, 1, [0.5]),
        (lambda x: x - 0.97, 1, []),  # beyond it there are hardly any worlds
        (lambda x: (x - 0.3) * (0.98 - x), 2, [0.3]),
        (lambda x: x + 1.0, 0, []),
    ],
)
def test_a_break_even_is_sure_where_the_band_is_clear_on_both_of_its_sides(gap, crossings, sure):
    luck = np.random.default_rng(5)
    inputs = pd.DataFrame({"x": luck.uniform(size=400)})
    found = turn(Worlds(None, inputs), "x", gap(inputs["x"]) + luck.normal(scale=0.02, size=400))
    assert len(found.crossings) == crossings and found.sure == pytest.approx(sure, abs=0.03)
    said = str(
        say("within", "turns", along="it", at=[Quantity(x) for x in found.crossings], sure=[Quantity(x) for x in found.sure])
    )
    assert ("the break-even" in said) == bool(sure) and ("no sure break-even" in said) == (crossings > len(sure) == 0)
    assert ("of these only" in said) == (0 < len(sure) < crossings)


@needs_browser
def test_an_area_is_chosen_on_the_answer_and_stays_on_the_map(site, browser):
    page = opened(browser.new_context(), site)
    assert "In the model in" not in page.inner_text("#answer_body")
    page.select_option("#area", "Kent")
    settled(page)
    assert "In the model in Kent, against" in page.inner_text("#answer_body") and "area=Kent" in page.url
    page.click(".nav-link[data-value=map]")
    settled(page)
    assert page.inner_text("#map_body h3 >> nth=0") == "Kent" and page.wrong == []
    page.context.close()


@needs_browser
def test_every_chart_can_be_taken_and_those_over_time_are_of_the_chosen_measure(site, browser):
    names = {}
    for view in ("answer", "map", "time", "money"):
        page = opened(browser.new_context(), f"{site}?view={view}&measure=lines_operating&strategies=integrated")
        links = page.eval_on_selector_all(".tab-pane.active .files a[href^=files]", "all => all.map(one => one.href)")
        given = {link: page.request.get(link) for link in links}
        assert links and all(answer.ok and len(answer.body()) > 100 for answer in given.values()), view
        names[view] = [link.split("/files/")[1].split(".svg")[0] for link in links if ".svg" in link]
        if view == "time":
            tables = [answer.text() for link, answer in given.items() if ".csv" in link]
            assert all("lines_operating" in one and "child_days" not in one for one in tables)
        page.context.close()
    assert names["answer"] == ["main_difference", "primary_differences"]
    assert names["time"] == ["by_month", "differences_by_month"]


@needs_browser
def test_a_tile_without_a_number_says_why_it_has_none(site, browser):
    page = opened(browser.new_context(), f"{site}?view=map")
    page.click("#figure-map_of_levels svg text:has-text('COL')")
    told = page.wait_for_selector(".shiny-notification-content-text")
    assert told.inner_text() == "City of London: too few young people live there for a number."
    assert page.input_value("#area") == "" and page.wrong == []
    page.context.close()
