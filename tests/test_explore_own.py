"""A strategy composed on the page, run and cancelled there, and one world lived day by day."""

import re
import signal
import tomllib
from datetime import date, timedelta
from pathlib import Path

import explorer
import pytest
import result_sets
from explorer import opened, served, settled

from experiments.config.load import read
from experiments.explore.composing.config import Composed, based, faults, idle, value
from experiments.explore.levers import described
from experiments.explore.living.view import left_of_month
from experiments.explore.living.world import Lived
from experiments.figures.results import FolderTables
from experiments.protocol.problems import Unusable
from sim.documents import catalogue
from sim.evidence.problems import Refused

needs_browser = pytest.mark.skipif(explorer.CHROMIUM is None, reason="no Chromium in PATH, so no page is opened")
HOSTILE = '<script>hacked=1</script>../=1+1 \U0001f600 "\\\x7f'


def composed(label="Ours", **more):
    """A composed strategy with some of its parts replaced."""
    usual = {
        "based_on": "as_inspected", "timing": {"starts": "", "ramp_days": ""}, "areas": [], "settings": {}, "only": {}, "beside": [],
        "size": {"scale": "0.02", "years": "1", "pairs": "2"}, "primary": ["child_days_exploited"],
    }  # fmt: skip
    return Composed(label=label, **usual | more)


def test_areas_of_a_strategy_and_of_one_lever_stand_in_its_config():
    one = composed(areas=["Kent", "Essex"], settings={"tasking.acceptance": "0.5"}, only={"tasking": ["Kent"], "services": []})
    made = tomllib.loads(one.toml())["strategy"][one.name]
    assert made["areas"] == ["Kent", "Essex"] and made["tasking"] == {"acceptance": 0.5, "areas": ["Kent"]}
    assert "services" not in made


def test_a_lever_that_holds_elsewhere_or_later_keeps_what_its_preset_has():
    there, later = {"early_help": ["Kent", "Cumbria"]}, {"services.starts": "2019-06-01"}
    one = composed(based_on="integrated", only=there, settings=later)
    made = tomllib.loads(one.toml())["strategy"][one.name]
    preset = based("integrated")
    assert made["early_help"] == {"reach": preset["early_help.reach"], "areas": ["Kent", "Cumbria"]}
    assert made["services"]["capacity"] == preset["services.capacity"] and faults(one.toml()) == []
    typed = composed(based_on="integrated", only=there, settings={"early_help.reach": "0.2"})
    assert tomllib.loads(typed.toml())["strategy"][typed.name]["early_help"]["reach"] == 0.2


@pytest.mark.parametrize("label", [HOSTILE, "", "../../etc/passwd", "a\nb", "=cmd()", "as inspected", "\ud800"])
def test_any_name_makes_a_config_that_can_be_read_and_a_folder_below_the_root(label):
    one = composed(label, settings={"capacity.dedicated_officers": "50"})
    assert tomllib.loads(one.toml())["strategy"][one.name].get("label", "") == label.replace("\ud800", "?")
    assert re.fullmatch(r"own_[a-z0-9_]+_[0-9a-f]{8}", one.stem)
    if label.strip() and label.isprintable():
        assert faults(one.toml()) == []
    elif not label.isprintable() and label != "\ud800":
        assert all("printable text in one line" in one for one in faults(one.toml()))


def test_what_is_typed_is_judged_by_the_check_in_its_words():
    wrong = composed(
        settings={"tasking.acceptance": "7", "capacity.dedicated_officers": "__import__('os')", "services.capacity": "nan"},
        timing={"starts": "soon", "ramp_days": "-3"},
        areas=["Kent; drop"],
    )
    with pytest.raises(Unusable) as refused:
        read(wrong.toml())
    assert faults(wrong.toml()) == [str(problem) for problem in refused.value.problems]
    assert len(faults(wrong.toml())) >= 5
    silent = composed(settings={"tasking.weight_of_harm_elsewhere": "0.8"})
    assert any("changes nothing while" in one for one in faults(silent.toml()))


def test_more_pairs_are_the_same_experiment_and_other_levers_another():
    one, more = composed(), composed(size={"scale": "0.02", "years": "1", "pairs": "4"})
    assert one.stem == more.stem != composed(settings={"capacity.dedicated_officers": "50"}).stem


def test_values_are_numbers_days_or_text():
    typed = {
        "7": "7",
        " 0.50": "0.5",
        "1e3": "1000.0",
        "2020-01-01": "2020-01-01",
        "inf": '"inf"',
        "centre": '"centre"',
        "0x1": '"0x1"',
        "2019-02-30": '"2019-02-30"',
        "2019-31-01": '"2019-31-01"',
    }
    assert {text: value(text) for text in typed} == typed


def test_what_is_idle_is_told():
    assert "capacity" in idle(composed()) and "tasking" not in idle(composed())
    assert "capacity" not in idle(composed(settings={"capacity.dedicated_officers": "50"}))


def test_a_world_is_lived_and_a_lever_changed_on_the_way():
    world = Lived("as_inspected", 0.02, 1)
    world.live(40)
    morning = world.morning()
    day, counts = world.days[-1]
    assert (morning.day - day).days == 1 and len(world.days) == 40
    assert morning.lines.sum() == pytest.approx(counts["lines_operating"], rel=0.1)
    assert morning.children.sum() == pytest.approx(counts["child_days_exploited_by_lines"], rel=0.1)
    assert all(number >= 0.0 for _, number, _ in morning.counted) and morning.since == "1 February 2019"
    with pytest.raises(Refused):
        world.change("tasking.acceptance", 7.0)
    world.change("capacity.dedicated_officers", 300.0)
    world.live(120)
    other = Lived("as_inspected", 0.02, 1)
    other.live(160)
    assert list(other.days)[:40] == list(world.days)[:40], "the same world until the change"
    assert [one[1] for one in other.days] != [one[1] for one in world.days], "and another after it"
    again = Lived("as_inspected", 0.02, 1)
    again.follow(world.course())
    assert list(again.days) == list(world.days) and again.marks == world.marks, "its course repeats it"
    for wrong in ("x", "5~9:capacity.dedicated_officers:300", "-1", "99999", "5~3:nothing", "5~3:no.lever:1"):
        with pytest.raises((ValueError, Refused)):
            Lived("as_inspected", 0.02, 1).follow(wrong)


def test_a_step_to_the_end_of_the_month_is_to_the_first_of_the_next():
    for today in (date(2019, 1, 1), date(2019, 1, 31), date(2020, 2, 29), date(2019, 12, 15)):
        assert (today + timedelta(days=left_of_month(today))).day == 1 and 1 <= left_of_month(today) <= 31


def test_what_a_lever_costs_is_told_in_words():
    for row in catalogue.levers():
        assert "_" not in described(row).partition(" Costs: ")[2].replace("evidential_effort", ""), row["name"]


@pytest.fixture(scope="module")
def browser():
    with explorer.chromium() as found:
        yield found


@pytest.fixture(scope="module")
def cwd(tmp_path_factory):
    return tmp_path_factory.mktemp("own")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return result_sets.build(tmp_path_factory.mktemp("explored") / "clear_win", "clear_win")


@pytest.fixture(scope="module")
def site(folder, cwd):
    with served(folder, cwd) as found:
        yield found


def compose(page, **typed):
    """Type into the fields of a strategy, and wait until the page has judged it."""
    for name, text in {"own_years": "1", "own_pairs": "2", **typed}.items():
        page.evaluate("name => document.getElementById(name).closest('details')?.setAttribute('open', '')", name)
        page.fill(f"#{name}", text)
    page.select_option("#own_scale", "0.02")
    settled(page)


@pytest.mark.slow
@needs_browser
def test_a_strategy_is_composed_and_run_to_its_end(site, cwd, browser):
    page = opened(browser.new_context(), f"{site}?view=compose")
    compose(page, own_label=HOSTILE.replace("\x7f", ""), set_tasking__acceptance="7")
    assert "expected 0 to 1 share" in page.inner_text("#own_faults")
    page.click("#own_run")
    settled(page)
    assert not (cwd / "results").exists(), "what the check refuses is not run"
    compose(page, set_tasking__acceptance="", set_capacity__dedicated_officers="80")
    assert "Nothing is against it" in page.inner_text("#own_faults")
    toml = page.inner_text("#own_toml pre")
    assert page.evaluate("typeof hacked") == "undefined"
    again = opened(page.context, page.url)
    assert again.inner_text("#own_toml pre") == toml, "a link holds what was typed"
    page.click("#own_run")
    page.wait_for_function("/Done|could not/.test(document.querySelector('#own_progress').innerText)", timeout=300_000)
    settled(page)
    kept = [path for path in (cwd / "results").iterdir() if path.is_dir()]
    assert len(kept) == 1 and tomllib.loads(kept[0].with_suffix(".toml").read_text()) == tomllib.loads(toml)
    found = FolderTables(kept[0])
    effect = found.effect(found.compared[0], "child_days_exploited")
    values = page.eval_on_selector_all("#own_results .scorecard data", "all => all.map(d => Number(d.getAttribute('value')))")
    assert effect["difference"] in values
    said = page.inner_text("#own_results")
    assert "In one world, with each assumption at its best value; 2 pairs of runs; one agent for 50 people" in said
    assert found.rows("cost_per_child_day")["extra_cost"].iloc[0] in page.eval_on_selector_all(
        "#own_results table data", "all => all.map(d => Number(d.getAttribute('value')))"
    )
    assert "public payers" in said and "\u00a3" in said
    again.reload()
    again.wait_for_selector("#own_results .panel", timeout=60_000)
    settled(again)
    assert said in (there := again.inner_text("#own_results")) and "Run before" in there, "a link reopens what it was run to"
    compose(again, set_capacity__dedicated_officers="81")
    assert not again.inner_text("#own_results"), "what is composed now was never run"
    assert page.request.get(f"{site}files/primary_differences.csv?of={kept[0].name}").ok
    table = page.request.get(f"{site}tables/effects.csv?of={kept[0].name}").body()
    assert table == (kept[0] / "tables" / "effects.csv").read_bytes()
    assert page.wrong == [] and page.foreign == []
    page.context.close()


@pytest.mark.slow
@needs_browser
def test_a_run_is_cancelled_and_what_is_done_is_kept(site, browser, cwd):
    page = opened(browser.new_context(), f"{site}?view=compose")
    compose(page, own_label="Long", own_pairs="500", set_capacity__dedicated_officers="40")
    page.click("#own_run")
    page.wait_for_selector("#own_results .panel", timeout=300_000)
    page.click("#own_cancel")
    page.wait_for_function("document.querySelector('#own_progress').innerText.includes('Cancelled')", timeout=120_000)
    assert "of 1500 runs" in page.inner_text("#own_progress") or "runs done" in page.inner_text("#own_progress")
    assert page.inner_text("#own_results .panel") and page.wrong == []
    page.context.close()


@needs_browser
@pytest.mark.parametrize("stop", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)])
def test_pages_are_closed_and_the_server_stopped_while_days_pass(folder, tmp_path, browser, stop):
    """`served` holds that nothing is said of it."""
    with served(folder, tmp_path, stop) as site:
        for left in ("closed", "closed", "open"):
            page = opened(browser.new_context(), f"{site}?view=world&world_scale=0.02")
            page.click("#world_found")
            page.wait_for_selector("#world_map svg", timeout=300_000)
            page.click("#world_play")
            page.wait_for_function("document.querySelector('.day').innerText !== '1 January 2019'", timeout=60_000)
            if left == "closed":
                page.context.close()
    page.wait_for_selector("p.gone", timeout=20_000)
    page.context.close()


@needs_browser
def test_one_world_is_watched_and_changed(site, browser):
    page = opened(browser.new_context(), f"{site}?view=world&world_scale=0.02")
    page.click("#world_found")
    page.wait_for_selector("#world_map svg", timeout=300_000)
    assert page.inner_text(".day") == "1 January 2019"
    page.click("#world_step")
    page.wait_for_function("document.querySelector('.day').innerText === '2 January 2019'")
    page.click("#world_play")
    page.wait_for_function(
        "!['1 January 2019', '2 January 2019'].includes(document.querySelector('.day').innerText)", timeout=20_000
    )
    page.click("#world_pause")
    settled(page)
    still = page.inner_text(".day")
    page.click("summary:has-text('Change a lever')")
    page.select_option("#world_lever", "tasking.acceptance")
    page.fill("#world_value", "7")
    page.click("#world_change")
    settled(page)
    assert "expected 0 to 1 share" in page.inner_text("#world_changed")
    page.select_option("#world_lever", "capacity.dedicated_officers")
    page.fill("#world_value", "90")
    page.click("#world_change")
    settled(page)
    assert "Capacity: dedicated officers is 90" in page.inner_text("#world_counted") and page.inner_text(".day") == still
    drawn = page.inner_html("#world_map")
    page.wait_for_function("location.search.includes('capacity.dedicated_officers')")
    again = opened(page.context, page.url)
    again.click("#world_found")
    again.wait_for_selector("#world_map svg", timeout=300_000)
    assert again.inner_text(".day") == still and again.inner_html("#world_map") == drawn, "a link holds the days and the change"
    again.close()
    page.click("summary:has-text('Areas and routes as tables')")
    for place, form, begins in (
        ("map", "svg", b"<svg"),
        ("map", "png", b"\x89PNG"),
        ("areas", "csv", b'"Area"'),
        ("routes", "csv", b'"Home"'),
    ):
        with page.expect_download() as taken:
            page.click(f"button.take[data-from^='#world_{place}'][data-form={form}]")
        assert Path(taken.value.path()).read_bytes().startswith(begins)
    assert page.locator("#world_areas tbody tr").count() == 42
    assert page.locator("#world_routes tbody tr").count() == page.locator("#world_map path").count() > 0
    assert page.wrong == [] and page.foreign == []
    page.context.close()
