"""The page's views of folders that are older, damaged or changed; what is taken from them; limits, areas and switches."""

import asyncio
import json
import math
import os
import re
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import explorer
import pandas as pd
import pytest
import result_sets
from explorer import opened, served, settled
from starlette.applications import Starlette

from experiments.cli import main
from experiments.explore import app, serve
from experiments.explore.app import READING, body, choice_of, files
from experiments.explore.chosen import Chosen
from experiments.explore.folders import Explorer
from experiments.explore.page import chart
from experiments.explore.query import NOBODY, Query
from experiments.explore.reading import evidence, fails, maps
from experiments.explore.reading.worlds import Worlds
from experiments.figures.comparison.maps import areas_by_region, map_of_changes
from experiments.figures.results import FolderTables
from experiments.protocol.problems import Unusable
from experiments.protocol.verdicts import TOO_FEW_EVENTS, TOO_SMALL
from experiments.store.folder import SCHEMA
from sim.documents import catalogue

needs_browser = pytest.mark.skipif(explorer.CHROMIUM is None, reason="no Chromium in PATH, so no page is opened")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return with_flows(result_sets.add_checks(result_sets.build(tmp_path_factory.mktemp("read") / "clear_win", "clear_win")))


@pytest.fixture(scope="module")
def site(folder, tmp_path_factory):
    with served(folder, tmp_path_factory.mktemp("cwd")) as found:
        yield found


@pytest.fixture(scope="module")
def browser():
    with explorer.chromium() as found:
        yield found


def with_flows(folder):
    """Add cross-border lines by area: where they sell, a hundredth of the child-days there; where they are run from, double."""
    for name in ("areas", "areas_effects"):
        table = pd.read_csv(folder / "tables" / f"{name}.csv")
        one = table[table["measure"] == "child_days_exploited"]
        numbers = [column for column in ("mean", "difference", "low", "high") if column in one]
        more = [
            one.assign(measure=measure, unit="lines", **{column: times * one[column] for column in numbers})
            for measure, times in zip(maps.FLOWS, (0.01, 0.02), strict=True)
        ]
        pd.concat([table, *more]).to_csv(folder / "tables" / f"{name}.csv", index=False)
    return folder


def chosen(folder, **asks):
    results = FolderTables(folder)
    return Chosen(results, choice_of(results, Query(asks)))


def text_of(folder, view, given, **asks):
    return str(READING[view].parts(chosen(folder, **asks), given))


def test_an_area_tells_its_lines_in_and_out(folder):
    results = chosen(folder)
    (said,) = maps.flows(results, "Kent")
    levels = results.rows("areas", area="Kent", strategy=results.baseline).set_index("measure")["mean"]
    values = [float(part.split('"')[0]) for part in said.html.split('value="')[1::3]]  # each with the ends of its interval
    assert values == [pytest.approx(levels[name]) for name in maps.FLOWS]
    assert "run from other areas sell in Kent" in str(said) and "run from Kent sell in other areas" in str(said)
    given = {"map_strategy": results.compared[0], "area": "Kent"}
    shown = text_of(folder, "map", given)
    assert str(said.html) in shown and "Lines run elsewhere" in shown


def test_a_folder_without_flows_says_nothing_of_them(tmp_path):
    assert maps.flows(chosen(result_sets.build(tmp_path / "plain", "mixed")), "Kent") == []


def test_no_area_is_judged_by_runs_too_small_for_it(folder, tmp_path):
    """Neither in the sentence of the chosen area, nor on the map, nor in the table of what the folder has of it."""
    small = shutil.copytree(folder, tmp_path / "small")
    manifest = json.loads((small / "manifest.json").read_text("utf-8"))
    (small / "manifest.json").write_text(json.dumps(manifest | {"scale": 0.1}), "utf-8")
    rows = pd.read_csv(small / "tables" / "areas_effects.csv")
    rows.assign(verdict="", note=TOO_SMALL).to_csv(small / "tables" / "areas_effects.csv", index=False)
    assert "No single area is judged: at the scale of these runs" in text_of(small, "answer", {"area": "Kent"})
    results = chosen(small)
    for drawn in (map_of_changes(results), areas_by_region(results)):
        assert "by area, none of which runs of this scale can judge" in str(drawn.title)
        assert "no single area is judged" in str(drawn.note) and "Dashed" not in str(drawn.note)
    told = maps.measures_of_area(results, "integrated", "Kent").rows
    assert {str(row[-1]) for row in told} <= {TOO_SMALL, maps.NONE} and TOO_SMALL in {str(row[-1]) for row in told}


def test_an_area_chosen_on_the_map_has_a_sentence_on_the_answer(folder):
    results = chosen(folder)
    shown = text_of(folder, "answer", {"area": "Kent"})
    assert "In the model in Kent, against" in shown and 'data-table="areas_effects"' in shown
    assert "In the model in" not in text_of(folder, "answer", {"area": ""})
    assert "In the model in" not in text_of(folder, "answer", {"area": "City of London"})  # too few young people for a number
    assert "In the model in" not in text_of(folder, "answer", {"area": "Kent"}, measure="lines_operating")  # not kept by area
    assert results.choice.measure == "child_days_exploited"


@needs_browser
@pytest.mark.parametrize("view", ["answer", "map", "time", "money", "evidence"])
def test_a_table_is_taken_as_csv_with_the_rows_that_are_shown(site, browser, view):
    page = opened(browser.new_context(accept_downloads=True), f"{site}?view={view}&area=Kent")
    place = ".tab-pane.active .tabled:has(table)"
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    with page.expect_download() as taking:
        page.locator(f"{place} button.take").first.click()
    found = pd.read_csv(taking.value.path(), header=None, dtype=str, keep_default_na=False).to_numpy().tolist()
    shown = page.locator(f"{place} table").first.evaluate(
        "table => [...table.rows].map(row => [...row.cells].map(one => one.textContent.replace(/\\s+/g, ' ').trim()))"
    )
    if view == "answer":
        assert found[0][:2] == ["Strategy", "Child-days exploited, child-days per year"]
        assert found[1][0] == "As inspected in 2019, the baseline: its level"
        shown[0], shown[1][0] = found[0], found[1][0]
    assert found == shown and len(found) > 1 and taking.value.suggested_filename.endswith(".csv")
    assert page.request.get(page.eval_on_selector("footer a[download]", "one => one.href")).text() and page.wrong == []
    page.context.close()


@needs_browser
def test_choices_go_along_to_the_same_in_other_worlds_and_two_sliders_are_both_told(tmp_path, browser):
    for name, origin in (("a", "best"), ("b", "fitted")):
        manifest = result_sets.build(tmp_path / name, "clear_win") / "manifest.json"
        held = json.loads(manifest.read_text())
        manifest.write_text(json.dumps(held | {"config": held["config"] | {"worlds": {"origin": origin}}}))
    with served(tmp_path / "a", tmp_path) as site:
        page = opened(browser.new_context(), f"{site}?view=map&area=Kent&strategies=integrated")
        page.select_option("#measure", index=1)
        settled(page)
        measure = page.input_value("#measure")
        page.select_option("#of", "b")
        page.wait_for_url("**of=b**")
        settled(page)
        for part in ("view=map", "area=Kent", "strategies=integrated", f"measure={measure}", "of=b"):
            assert part in page.url
        told = page.evaluate("""async () => {
            const told = [], sent = Shiny.setInputValue;
            Shiny.setInputValue = (name, value) => told.push(name);
            for (const id of ["one", "two"]) {
                document.body.insertAdjacentHTML("beforeend",
                    `<div><output></output><input class="slider" type="range" id="${id}" data-before=""></div>`);
                document.getElementById(id).dispatchEvent(new Event("input", {bubbles: true}));
            }
            await new Promise(done => setTimeout(done, 400));
            Shiny.setInputValue = sent;
            return told;
        }""")
        assert told == ["one", "two"]
        page.evaluate("""document.body.insertAdjacentHTML("beforeend",
            '<p id="two_charts"><svg viewBox="0 0 9 9"></svg><svg viewBox="0 0 9 9"></svg></p>'
            + '<button class="take" data-form="svg" data-from="#two_charts svg">SVG</button>')""")
        names = []
        page.on("download", lambda one: names.append(one.suggested_filename))
        page.locator("button.take[data-from='#two_charts svg']").dispatch_event("click")
        page.wait_for_timeout(800)
        assert sorted(names) == ["two_charts_1.svg", "two_charts_2.svg"]
        page.context.close()


def damaged(folder, how):
    """A folder as an older version might have left it."""
    tables, manifest = folder / "tables", folder / "manifest.json"
    held = json.loads(manifest.read_text())
    if how == "schema":
        manifest.write_text(json.dumps(held | {"schema": SCHEMA + 1}))
    elif how == "areas":
        areas = [{name: row[name] for name in row if name not in ("abbreviation", "region")} for row in held["areas"]]
        manifest.write_text(json.dumps(held | {"areas": areas}))
    elif how == "worth":
        rows = pd.read_csv(tables / "acceptability.csv")
        rows.rename(columns={"value_of_child_day": "worth"}).to_csv(tables / "acceptability.csv", index=False)
    else:
        pd.read_csv(tables / "effects.csv").drop(columns=how).to_csv(tables / "effects.csv", index=False)
    return folder


@pytest.mark.parametrize("how", ["schema", "primary"])
def test_a_folder_of_another_version_is_told_and_exits_2(tmp_path, capsys, how):
    found = damaged(result_sets.build(tmp_path / "old", "mixed"), how)
    assert main(["explore", str(found), "--no-browser"]) == 2
    said = capsys.readouterr().err
    assert ("schema 2" if how == "schema" else f"countylines report {found}") in said and "Traceback" not in said
    with pytest.raises(Unusable):
        Explorer(found).results()


@needs_browser
@pytest.mark.parametrize(("how", "view"), [("verdict", "answer"), ("areas", "map"), ("worth", "money")])
def test_a_view_that_cannot_be_made_says_what_makes_the_tables_anew(tmp_path, browser, how, view):
    found = damaged(result_sets.build(tmp_path / "old", "clear_win"), how)
    with served(found, tmp_path) as site:
        page = browser.new_page()
        answer = page.goto(f"{site}?view={view}&area=Kent", timeout=120_000)
        page.wait_for_selector(".tab-pane.active .caution", timeout=60_000)  # the other views stay
        said = page.inner_text(".tab-pane.active .caution")
        assert answer.status == 200 and f"countylines report {found}" in said and "can't be read" in said
        page.close()


def test_the_newest_folder_that_can_be_shown_is_taken(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for at, name in enumerate(("first", "second", "third")):
        found = result_sets.build(tmp_path / "results" / name, "mixed") / "tables" / "outcomes.csv"
        os.utime(found, (1e9 + at, 1e9 + at))
    damaged(tmp_path / "results" / "third", "schema")
    assert serve.newest().name == "second"
    assert "third" in capsys.readouterr().err


def test_a_page_s_tables_are_all_of_one_time(tmp_path):
    found = result_sets.build(tmp_path / "mine", "mixed")
    seen = Explorer(found)
    results, stamp = seen.results(), seen.stamp()
    monthly = found / "tables" / "monthly.csv"
    kept = len(pd.read_csv(monthly))
    monthly.write_text("strategy,month\n")
    os.utime(monthly, (2e9, 2e9))
    assert len(results.whole("monthly")) == kept
    assert seen.stamp() != stamp and len(seen.results().whole("monthly")) == 0


def test_every_alternative_of_a_switch_stands_among_the_assumptions(folder):
    shown = text_of(folder, "evidence", {})
    for one in catalogue.structures():
        assert f"one of {', '.join(one['choices'])}" in shown
    opened_one = text_of(folder, "evidence", {"assumption": "deterrence"})
    assert "one of heard, met, none, best heard" in opened_one and "each of its alternatives" in opened_one
    number = catalogue.parameters()[0]
    assert f"{number['prior']} on a scale that is {number['scale']}" in text_of(
        folder, "evidence", {"assumption": number["name"]}
    )
    only = text_of(folder, "evidence", {"basis": evidence.SWITCH})
    assert f"{len(catalogue.structures())} of " in only


def test_an_assumption_that_the_model_no_longer_has_is_told(tmp_path):
    found = result_sets.build(tmp_path / "old", "mixed")
    held = json.loads((found / "manifest.json").read_text())
    gone = {"name": "gone_by_now", "low": 0.0, "best": 1.0, "high": 2.0, "meaning": "what was once assumed", "group": "supply"}
    (found / "manifest.json").write_text(json.dumps(held | {"parameters": [gone]}))
    shown = text_of(found, "evidence", {"assumption": "gone_by_now"})
    assert "no longer has this assumption" in shown


def test_a_switch_without_a_tick_leaves_no_world_and_ends_that_cross_are_told():
    inputs = pd.DataFrame({"rate": [0.1, 0.2, 0.3], "deterrence": ["heard", "met", "none"]})
    worlds = Worlds(None, inputs)
    for given, left in (
        ({}, 3), ({"limit_deterrence": "none"}, 1), ({"limit_deterrence": NOBODY}, 0), ({"limit_deterrence": "met,none"}, 2),
    ):  # fmt: skip
        asked = fails.limits(worlds, list(inputs), given)
        assert len(worlds.within(asked)) == left
        assert [text for text in fails.closed(asked)] == (
            [] if left else ["Deterrence: no box is ticked, so no world is left."]
        )
    crossed = fails.limits(worlds, list(inputs), {"limit_rate_from": "0.3", "limit_rate_to": "0.1"})
    assert len(worlds.within(crossed)) == 0 and "stands above" in fails.closed(crossed)[0]
    assert app.ticked("limit_deterrence", ()) == NOBODY and Query({"limit_deterrence": "none"}).many(
        "limit_deterrence", ["none"]
    )


def with_no_direction(folder, tmp_path):
    """The folder as if more of its first primary measure were neither better nor worse."""
    copy = Path(shutil.copytree(folder, tmp_path / "neither"))
    for path in [*copy.glob("tables/*effects.csv"), copy / "manifest.json"]:
        if path.suffix == ".json":
            said = json.loads(path.read_text())
            for one in said["measures"]:
                one["better"] = "" if one["name"] == "child_days_exploited" else one["better"]
            path.write_text(json.dumps(said))
        else:
            rows = pd.read_csv(path)
            of_it = rows["measure"] == "child_days_exploited"
            for column in {"better", "verdict"} & set(rows):
                rows[column] = rows[column].astype(object)
                rows.loc[of_it, column] = None
            rows.to_csv(path, index=False)
    return copy


def test_what_is_neither_better_nor_worse_is_told_by_its_size(folder, tmp_path):
    found = with_no_direction(folder, tmp_path)
    row = FolderTables(found).effect("integrated", "child_days_exploited")
    assert row["verdict"] == "" and row["high"] < 0.0
    for view, given in (("answer", {}), ("fails", {"fails_strategy": "integrated"})):
        shown = re.sub(r"<[^>]+>", "", text_of(found, view, given, measure="child_days_exploited", strategies="integrated"))
        assert "no clear difference for \u201cIntegrated" not in shown, view
        assert view != "answer" or "Integrated response\u201d has about" in shown
        assert view != "answer" or "More of it is neither better nor worse" in shown
    mapped = text_of(found, "map", {"map_strategy": "integrated", "area": "Kent"}, measure="child_days_exploited")
    assert "more is neither better nor worse" in mapped and "no area with a clear difference" not in mapped
    assert ">nan<" not in mapped


def test_strategies_with_too_few_events_are_named_together_and_said_to_have_no_verdict(folder, tmp_path):
    copy = tmp_path / "few"
    shutil.copytree(folder, copy)
    effects = pd.read_csv(copy / "tables" / "effects.csv")
    of_it = (effects["measure"] == "children_groomed") & (effects["strategy"] != "integrated")
    effects.loc[of_it, ["low", "high", "verdict", "note"]] = [math.nan, math.nan, "", TOO_FEW_EVENTS]
    effects.to_csv(copy / "tables" / "effects.csv", index=False)
    labels = [FolderTables(copy).label(name) for name in effects["strategy"].unique() if name != "integrated"]
    assert len(labels) > 1
    shown = re.sub(r"<[^>]+>", "", text_of(copy, "answer", {}, measure="children_groomed"))
    found = re.search(r"too few events or pairs to say of (.+?)\.", shown)
    assert found and all(f"\u201c{label}\u201d" in found[1] for label in labels), shown
    assert "no clear difference for" not in shown


def test_fewer_years_that_the_folder_has_not_are_told_and_are_the_whole(tmp_path):
    found = result_sets.add_checks(result_sets.build(tmp_path / "years", "clear_win"))
    other = next(name for name in FolderTables(found).measures if name not in FolderTables(found).primary and
                 len(FolderTables(found).rows("effects", measure=name)))  # fmt: skip
    shown, whole = (text_of(found, "answer", {}, measure=other, years=years) for years in ("1", ""))
    assert "Over fewer years the folder has no" in shown and "nothing is compared" not in shown
    assert shown.count('data-table="effects"') == whole.count('data-table="effects"') > 0
    assert "Over fewer years" not in text_of(found, "answer", {}, years="1")
    assert "the table below counts fewer" in text_of(found, "time", {}, years="1")


def test_the_best_buy_is_told_among_all_strategies(folder):
    some, every = (text_of(folder, "money", {}, strategies=names) for names in ("national_tasking", ""))
    told = [re.findall(r"By what it brings.*?</p>", shown, re.S) for shown in (some, every)]
    assert told[0] == told[1] != [] and "those left out here too" in some and "those left out here too" not in every
    assert "\u201c\u201d" not in some


def apart(answer):
    """Run what answers a request in a thread of its own, since the browser has a loop in this one; the thread's id."""
    with ThreadPoolExecutor(1) as own:
        own.submit(asyncio.run, answer).result()
        return own.submit(threading.get_ident).result()


def answered(explorer_, path):
    """Status of a request to the files, and the thread that it was answered in."""
    route, _, query = path.partition("?")
    scope = {"type": "http", "method": "GET", "path": route, "query_string": query.encode(), "headers": [], "root_path": ""}
    sent = []

    async def receive():
        return {"type": "http.request"}

    async def send(message):
        sent.append(message)

    thread = apart(Starlette(routes=files(explorer_))(scope, receive, send))
    return sent[0]["status"], thread


def test_charts_are_drawn_in_one_thread_alone_since_their_style_is_shared(folder, monkeypatch):
    threads = []
    monkeypatch.setattr(app, "as_file", lambda *_: threads.append(threading.get_ident()) or b"drawn")
    status, thread = answered(Explorer(folder), "/files/primary_differences.svg")
    assert status == 200 and threads == [thread]
    monkeypatch.setattr(app, "as_file", lambda *_: {}["verdict"])
    assert answered(Explorer(folder), "/files/primary_differences.svg")[0] == 404


def test_charts_of_an_own_folder_have_ids_of_their_own(folder):
    results = FolderTables(folder)
    both = [chart(results, choice_of(results, Query({"of": of})), "primary_differences") for of in ("", "own_mine_0a")]
    ids = [set(part.split('"')[0] for part in str(one).split(' id="')[1:]) for one in both]
    assert ids[0] and not ids[0] & ids[1]
    assert 'id="figure-primary_differences"' in both[0]


@pytest.mark.parametrize(("host", "name"), [("::1", "[::1]"), ("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1")])
def test_the_address_told_can_be_opened(folder, monkeypatch, capsys, host, name):
    class Taken:
        def getsockname(self):
            return (host, 8642)

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

    class Done:
        def run(self, sockets):
            pass

    monkeypatch.setattr(serve, "listening", lambda *_: Taken())
    monkeypatch.setattr(serve, "server", lambda *_: Done())
    serve.explore(folder, host, 8642, False)
    assert capsys.readouterr().out.splitlines()[-1] == f"http://{name}:8642/"


@pytest.mark.parametrize("heads", [{"host": "["}, {"host": "localhost", "origin": "http://["}])
def test_half_an_address_is_refused(heads):
    sent = []

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "headers": [(name.encode(), value.encode()) for name, value in heads.items()]}
    apart(serve.Guarded(None, True)(scope, None, send))
    assert sent[0]["status"] == 403


def test_every_table_is_taken_from_the_page_and_the_folder_s_are_linked(folder):
    given = {"map_strategy": "integrated", "area": "Kent", "fails_strategy": "integrated", "assumption": "deterrence"}
    for view in READING:
        alone = re.sub(r"<figure.*?</figure>", "", text_of(folder, view, given), flags=re.S)  # a chart has its own files
        assert alone.count("<table") == alone.count('class="take"') and (view == "fails" or "<table" in alone), view
    shown = str(body(FolderTables(folder), Query({}), {}))
    for path in (folder / "tables").glob("*.csv"):
        assert f'href="tables/{quote(path.name)}"' in shown
