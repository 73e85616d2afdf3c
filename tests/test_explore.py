"""The page in a browser: its views, what is chosen, its address, its numbers, who may use it."""

import json
import random
import re
import socket
import urllib.error
import urllib.request
from urllib.parse import urlsplit

import analysis_sets
import explorer
import pandas as pd
import pytest
import result_sets
from explorer import blank, opened, printed, served, settled, unlike
from test_page import figure_shares, rates, read, values_of

from experiments import run_experiment
from experiments.cli import main
from experiments.explore.app import READING as READING_VIEWS
from experiments.explore.app import body, choice_of, worlds
from experiments.explore.chosen import Choice, Chosen, compared_measures
from experiments.explore.folders import Explorer
from experiments.explore.query import NOBODY, Query, address
from experiments.explore.reading import maps, money
from experiments.explore.serve import newest
from experiments.figures.looks import look
from experiments.figures.results import FolderTables

needs_browser = pytest.mark.skipif(explorer.CHROMIUM is None, reason="no Chromium in PATH, so no page is opened")
READING = ("answer", "map", "time", "money", "fails", "evidence")
AXE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VARIED = """
kind = "compare"
title = "Where does it turn?"
[world]
scale = 0.01
[strategies]
baseline = "base"
compare = ["better", "same"]
[parameters]
x1 = "range"
x6 = "range"
[design]
points = 64
[replications]
number = 2
[measures]
primary = ["harm", "switched"]
[execution]
engine = "Known"
[output]
report = false
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return result_sets.build(tmp_path_factory.mktemp("explored") / "clear_win", "clear_win")


@pytest.fixture(scope="module")
def site(folder, tmp_path_factory):
    with served(folder, tmp_path_factory.mktemp("cwd")) as found:
        yield found


@pytest.fixture(scope="module")
def browser():
    with explorer.chromium() as found:
        yield found


@pytest.fixture
def context(browser):
    found = browser.new_context()
    yield found
    found.close()


@needs_browser
@pytest.mark.parametrize("view", [*READING, "compose", "world"])
def test_each_view_is_accessible_narrow_drawn_printed_and_asks_nobody_else(site, context, view):
    from axe_playwright_python.sync_playwright import Axe

    page = opened(context, f"{site}?view={view}&area=Kent", 360)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.foreign == [] and page.wrong == []
    page.set_viewport_size({"width": 1920, "height": 1000})
    assert page.evaluate("document.documentElement.scrollWidth") <= 1920
    assert blank(page) == []
    assert printed(page) == []
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.evaluate("""() => {
        document.querySelectorAll('tbody').forEach(b => [...b.rows].slice(3).forEach(r => r.remove()));
        document.querySelectorAll('svg[role=img]').forEach((s, i) => i > 1 && s.querySelectorAll('g').forEach(g => g.remove()));
        document.querySelectorAll('.levers details').forEach((d, i) => i > 2 && d.remove());
    }""")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(400)  # buttons pass from one scheme's colours to the other's
        found = Axe().run(
            page,
            options={
                "runOnly": {"type": "tag", "values": AXE},
                "rules": {"target-size": {"enabled": True}},
                "resultTypes": ["violations"],
            },
        )
        assert [(one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in found.response["violations"]] == []
    grounds = page.eval_on_selector_all(".tabled, table, td", "all => all.map(one => getComputedStyle(one).backgroundColor)")
    assert "rgb(255, 255, 255)" not in grounds


@needs_browser
def test_thirty_numbers_of_the_page_are_those_of_the_tables(site, context, folder):
    seen = []
    for view in ("answer", "map", "time", "money", "fails"):
        page = opened(context, f"{site}?view={view}&area=Kent")
        seen += page.eval_on_selector_all(
            ".tab-pane.active data", "all => all.map(d => [d.textContent, {...d.dataset, value: d.getAttribute('value')}])"
        )
    held = values_of(folder)
    derived = {round(1000.0 * mean / people, 6) for mean, people in rates(folder)} | figure_shares(folder)
    assert len(seen) > 200
    for text, data in random.Random(7).sample(seen, 30):
        value, times, step = float(data["value"]), float(data.get("times", 1.0)), float(data.get("step", 1.0))
        tables = [held[data["table"]]] if data.get("table") in held else held.values()
        assert any(value in table for table in tables) or round(value, 6) in derived, (text, data)
        assert abs(abs(read(text)) - abs(value * times)) <= step / 2 * (1 + 1e-6) + 1e-12 * abs(value)


@needs_browser
def test_the_sentences_are_those_of_the_report_and_follow_what_is_chosen(site, context, folder):
    from experiments.report.sections.answer import answer

    page = opened(context, site)
    said = page.inner_text(".panel")
    for sentence in answer(FolderTables(folder)):
        assert str(sentence) in said
    page.uncheck(f"input[name=strategies][value={FolderTables(folder).compared[0]}]")
    settled(page)
    assert page.inner_text(".panel").startswith("In the model, against")
    for box in page.query_selector_all("input[name=strategies]:checked"):
        box.uncheck()
    settled(page)
    assert page.inner_text("#answer_body") == "Choose a strategy to compare." and page.wrong == []


@needs_browser
def test_a_link_opens_the_same_page_again(site, context):
    page = opened(context, f"{site}?view=map")
    page.select_option("#area", "Kent")
    page.select_option("#measure", index=1)
    settled(page)
    again = opened(context, page.url)
    assert again.url == page.url
    for place in ("#map_body", "#strategies"):
        assert again.inner_text(place) == page.inner_text(place)
    assert again.input_value("#area") == "Kent" and again.input_value("#measure") == page.input_value("#measure")
    assert unlike(page, again) < 0.001
    assert unlike(page, opened(context, page.url.replace("area=Kent", "area=Essex"))) > 0.01  # else anything looks alike


@needs_browser
def test_a_tile_of_the_map_opens_its_area(site, context):
    page = opened(context, f"{site}?view=map")
    page.click("#figure-map_of_levels svg text:has-text('KEN')")
    settled(page)
    assert page.input_value("#area") == "Kent" and page.inner_text("#map_body h3 >> nth=0") == "Kent"


@needs_browser
def test_a_keyboard_alone_reaches_and_moves_everything(site, context):
    page = opened(context, f"{site}?view=money")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to what is shown"
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.dataset.value || ''"))
    assert {"measure", "worth", "money"} <= reached
    page.focus("#worth")
    before = page.inner_text("#money_body caption >> nth=0")
    page.keyboard.press("End")
    settled(page)
    assert page.inner_text("#money_body caption >> nth=0") != before
    page.focus(".nav-link.active")
    page.keyboard.press("ArrowRight")
    settled(page)
    assert "view=evidence" in page.url


@needs_browser
def test_three_browsers_see_what_each_has_chosen(site, browser):
    pages = [opened(browser.new_context(), site) for _ in range(3)]
    for at, page in enumerate(pages):
        page.select_option("#measure", index=at)
    for page in pages:
        settled(page)
    chosen = [page.input_value("#measure") for page in pages]
    assert len(set(chosen)) == 3
    for page, measure in zip(pages, chosen, strict=True):
        assert f"measure={measure}" in page.url
        assert page.inner_text(".tab-pane.active .scorecard th >> nth=1").startswith(
            page.inner_text(f"#measure option[value={measure}]")
        )
        page.context.close()


@needs_browser
def test_hostile_addresses_are_as_if_they_were_not_there(site, context):
    hostile = "view=<script>hacked=1</script>&strategies=../..,=1%2B1&measure=%F0%9F%98%80&area='--&worth=nan"
    hostile += "&years=1e999&find=<b>&scenario=%00&own_set=tasking.acceptance:<img onerror=hacked=1 src=x>"
    page = opened(context, f"{site}?{hostile}")
    assert page.evaluate("typeof hacked") == "undefined" and page.wrong == []
    assert "view=answer" in page.url


@needs_browser
def test_a_folder_that_changes_or_goes_while_it_is_open(tmp_path, context):
    found = result_sets.build(tmp_path / "results", "mixed")
    with served(found, tmp_path) as site:
        page = opened(context, site)
        outcomes = found / "tables" / "outcomes.csv"
        outcomes.write_text(outcomes.read_text() + "\n")
        page.wait_for_selector("#news .caution", timeout=20_000)
        assert "has changed" in page.inner_text("#news")
        found.rename(tmp_path / "away")
        page.wait_for_function("document.querySelector('#news').innerText.includes('no longer there')", timeout=20_000)
        again = context.new_page()
        again.goto(site)
        assert "no results folder" in again.inner_text("main")
    page.wait_for_selector("p.gone", timeout=20_000)


@needs_browser
def test_limits_restrict_the_worlds_and_the_known_turn_is_found(tmp_path, context):
    """`better` does worse where x6 < 1/3, whatever else varies."""
    run_experiment(VARIED, out=tmp_path / "varied", workers=0, report=False)
    with served(tmp_path / "varied", tmp_path) as site:
        page = opened(context, f"{site}?view=fails&fails_strategy=better&along=x6&limit_x6_to=0.3")
        worse = page.inner_text("#fails_body .panel")
        page.fill("#limit_x6_to", "1")
        settled(page)
        whole = page.inner_text("#fails_body .panel")
        told = page.eval_on_selector_all("#fails_body .panel data", "all => all.map(d => Number(d.getAttribute('value')))")
        # of two inputs that vary both are offered, and it says of how many worlds they were chosen
        assert "The 2 of 2 inputs that the difference goes with most, in 64 worlds" in page.inner_text("#fails_own")
        assert page.wrong == [] and page.foreign == []
    assert "does not change its sign" in worse and "more units" in worse
    left, of = map(int, re.match(r"(\d+) of (\d+) worlds", worse).groups())
    assert 0 < left < of and whole.startswith(f"{of} of {of}")
    assert "the break-even" in whole
    found = FolderTables(tmp_path / "varied")
    row = found.effect("better", found.primary[0])
    assert {row["low"], row["high"]} <= {*told, *(-one for one in told)}, "with all worlds left it is the row of the table"
    assert "of this difference alone" in worse and "of this difference alone" not in whole
    assert float(re.search(r"zero at about ([\d.]+)", whole)[1]) == pytest.approx(1.0 / 3.0, abs=0.05)


@pytest.mark.parametrize("variant", ["one_strategy", "single_run", "all_zero", "worlds", "huge", "analyses"])
def test_every_folder_has_every_view(tmp_path, variant):
    found = analysis_sets.build(tmp_path / variant) if variant == "analyses" else result_sets.build(tmp_path / variant, variant)
    results = FolderTables(found)
    own = (
        {"map_strategy": results.compared[0], "area": "Kent", "fails_strategy": results.compared[0]} if results.compared else {}
    )
    assert "<main" in str(body(results, Query({}), {}))
    for asks in ({}, {"strategies": NOBODY}, {"measure": compared_measures(results)[-1]}):
        for view in READING_VIEWS.values():
            shown = str(view.parts(Chosen(results, choice_of(results, Query(asks))), own))
            assert shown and not re.findall(r"[a-z]\.[A-Z][a-z]+", re.sub(r"<[^>]+>", " ", shown)), "sentences stand apart"


def test_folders_that_ask_the_same_in_other_worlds_are_a_choice(tmp_path):
    for name, origin, scale in (("a", "best", 0.1), ("b", "fitted", 0.1), ("c", "range", 0.05), ("d", "fitted", 0.1)):
        found = result_sets.build(tmp_path / name, "mixed") / "manifest.json"
        manifest = json.loads(found.read_text())
        manifest["config"] = (manifest.get("config") or {}) | {"world": {"scale": scale}, "worlds": {"origin": origin}}
        found.write_text(json.dumps(manifest))
    seen = Explorer(tmp_path / "a")
    assert seen.worlds() == {"a": "best", "b": "fitted"}
    assert seen.results("b").folder.name == "b" and seen.results("a") is seen.results()
    page = str(body(seen.results("b"), Query({"of": "b"}), seen.worlds()))
    assert '<option value="b" selected="">fitted to published figures' in page and '<option value="a">with each' in page
    alone = Explorer(tmp_path / "c")
    assert 'from = "fitted" under [worlds]' in worlds(alone.results(), alone.worlds())
    assert 'id="of"' not in str(body(alone.results(), Query({}), alone.worlds()))
    for name in ("c", "../a", "..", "/etc", "own_/../a"):
        with pytest.raises(ValueError, match="no such folder"):
            seen.results(name)


def asked(url, **headers):
    """Status and body of a request."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=60) as answer:
            return answer.status, answer.read(), dict(answer.headers)
    except urllib.error.HTTPError as error:
        return error.code, b"", {}


def test_charts_and_tables_are_given_as_files(site, folder):
    asks = "measure=lines_operating&strategies=integrated"
    code, drawing, heads = asked(f"{site}files/primary_differences.svg?{asks}")
    assert code == 200 and b"Lines operating" in drawing and b"Source: countylines" in drawing
    assert "connect-src 'self'" in heads["content-security-policy"]
    assert asked(f"{site}files/by_month.png?{asks}")[1].startswith(b"\x89PNG")
    assert b"integrated" in asked(f"{site}files/primary_differences.csv?{asks}")[1]
    assert asked(f"{site}tables/effects.csv")[1] == (folder / "tables" / "effects.csv").read_bytes()
    for path in ("files/nothing.svg", "files/primary_differences.exe", "tables/..%2Fmanifest.json", "tables/nothing.csv",
                 "files/primary_differences.svg?of=../../etc", "files/primary_differences.svg?of=own_nothing",
                 "tables/effects.csv?of=../../etc"):  # fmt: skip
        assert asked(site + path)[0] == 404, path


def test_pages_of_other_sites_are_refused(site):
    assert asked(site, Origin="http://evil.example")[0] == 403
    assert asked(site, Host="evil.example")[0] == 403
    assert asked(site, Origin=site.rstrip("/"), Host=urlsplit(site).netloc)[0] == 200


@pytest.mark.parametrize(("made", "words"), [("nothing", "no such folder"), ("foreign", "without manifest.json"),
                                             ("begun", "no tables yet"), ("broken", "can't be read")])  # fmt: skip
def test_folders_that_cannot_be_shown_are_told_and_exit_2(tmp_path, capsys, made, words):
    path = tmp_path / made
    if made != "nothing":
        path.mkdir()
        (path / "note.txt").write_text("mine")
    if made in ("begun", "broken"):
        (path / "manifest.json").write_text(json.dumps({"schema": 1}) if made == "begun" else "{")
    if made == "broken":
        (path / "tables").mkdir()
        (path / "tables" / "outcomes.csv").write_text("strategy,measure\n")
    assert main(["explore", str(path), "--no-browser"]) == 2
    said = capsys.readouterr().err
    assert words in said and "Traceback" not in said


def test_a_port_in_use_is_told_and_exits_2(folder, capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert main(["explore", str(folder), "--no-browser", "--port", str(taken.getsockname()[1])]) == 2
    assert "in use" in (said := capsys.readouterr().err) and "--port" in said
    assert main(["explore", str(folder), "--no-browser", "--host", "192.0.2.1"]) == 2  # an address of nobody
    assert "--host" in (said := capsys.readouterr().err) and "--port" not in said


def test_without_a_folder_it_is_the_newest_or_the_example(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert newest().parts[-2:] == ("results", "example")
    result_sets.build(tmp_path / "results" / "mine", "mixed")
    assert newest().name == "mine"


def test_colours_stay_when_strategies_are_left_out(folder):
    results = FolderTables(folder)
    kept = results.compared[-1]
    chosen = Chosen(results, Choice((kept,), results.primary[0]))
    assert chosen.compared == [kept]
    assert look(chosen, kept) == look(results, kept)


def test_addresses_hold_choices():
    query = Query({"a": "x,y", "n": "7", "bad": "nan"})
    assert query.many("a", ["x", "z"]) == ["x"] and query.many("b", ["x", "z"]) == ["x", "z"]
    assert query.number("n", 0, 5, 1) == 5 and query.number("bad", 0, 5, 1) == 1
    assert address({"a": ["x", "y"], "b": "", "c": 1}) == "?a=x%2Cy&c=1"


def test_fewer_years_are_those_of_the_table_of_horizons():
    from experiments.explore.chosen import horizons

    results = FolderTables(newest()) if newest().name == "example" else None
    if results is None or len(horizons(results)) < 2:
        pytest.skip("the example has one horizon")
    years = horizons(results)[0]
    chosen = Chosen(results, Choice(tuple(results.compared), results.primary[0], years))
    rows = pd.read_csv(results.folder / "tables" / "horizons.csv").query(f"years == {years}")
    wanted = rows[rows["measure"] == results.primary[0]].set_index("strategy")["difference"]
    for name in results.compared:
        assert chosen.effect(name, results.primary[0])["difference"] == wanted[name]


def test_an_area_s_rank_is_counted_from_the_highest_rate(folder):
    results = FolderTables(folder)
    chosen = Chosen(results, Choice(tuple(results.compared), results.primary[0]))
    shown = maps.rates(chosen, results.primary[0]).query("strategy == @results.baseline and population_10_17 >= 5000")
    ranked = shown.sort_values("per_1000_young_people", ascending=False)["area"].tolist()
    for rank in (1, 7, len(ranked)):
        (said,) = maps.standing(chosen, results.primary[0], ranked[rank - 1])
        assert f"number {rank} of {len(ranked)} areas from the highest" in str(said)


def test_the_best_buy_is_shown_at_the_value_chosen(folder, monkeypatch):
    results = FolderTables(folder)
    worths = money.worths(results)
    at = []
    monkeypatch.setattr(money, "chart", lambda *_: None)
    monkeypatch.setattr(money, "bought", lambda _, value: at.append(value) or money.Grid("", [], []))
    chosen = Chosen(results, Choice(tuple(results.compared), results.primary[0]))
    for typed in (worths[3], 0.4 * worths[9] + 0.6 * worths[10], 1e12):
        money.show(chosen, {"worth": repr(typed)})
    assert at == [worths[3], worths[10], worths[-1]]
