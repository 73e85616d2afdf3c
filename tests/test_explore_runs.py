"""What the page starts is run, cancelled, refused or broken off, and says so; a lever is changed twice on the way."""

import asyncio
import signal
import time
import tomllib
from datetime import date

import explorer
import pytest
import result_sets
from corridor import TESTS, config
from explorer import opened, served, settled
from test_explore_own import compose, composed

from experiments.explore.composing import running
from experiments.explore.composing.config import based, faults
from experiments.explore.composing.running import CANCELLED, STARTED, Going, SoFar, estimate, so_far
from experiments.explore.composing.view import shown_so_far
from experiments.explore.living import drawings
from experiments.explore.living.view import areas, routes
from experiments.explore.living.world import Lived
from experiments.protocol.problems import Unusable
from experiments.store.folder import Folder
from sim.evidence.problems import Refused

needs_browser = pytest.mark.skipif(explorer.CHROMIUM is None, reason="no Chromium in PATH, so no page is opened")


@pytest.fixture
def going(tmp_path, monkeypatch):
    """What starts a run of a cheap model as the page does."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", f"{TESTS.parent}:{TESTS}")
    begun = []

    def begin(engine="Additive", **more):
        begun.append(Going("own_test", config(engine, **more)))
        return begun[-1]

    yield begin
    for run in begun:
        run.cancel()
        run._process.wait(60)
        run._said.close()


def ended(run, seconds=300):
    """A run at its end."""
    until = time.monotonic() + seconds
    while run.code is None and time.monotonic() < until:
        time.sleep(0.05)
    return run


def until_done(run, number):
    """Wait until so many of its runs are done."""
    while run.code is None and run.done()[0] < number:
        time.sleep(0.02)


def test_failed_runs_are_counted_and_a_lost_worker_is_told(going):
    run = ended(going("Kills", number=5))
    assert run.outcome() == "Done, but 1 of 20 runs failed: failures.csv names them, and what repeats each."
    assert run.lost().startswith("a task of ") and " was lost: " in run.lost()
    again = ended(going())
    assert again.lost() == "", "what an earlier run said is not of this one"


def test_a_program_that_stopped_is_not_done(going):
    assert ended(going()).outcome() == "Done."
    (running.ROOT / "own_test" / "design.parquet").write_bytes(b"torn")
    run = ended(going("ends_its_process"))
    assert run.code not in (0, None) and "Done" not in run.outcome() and run.outcome() != CANCELLED


def test_a_crash_has_the_exit_code_of_failed_runs_but_not_its_words(going, monkeypatch):
    monkeypatch.setattr(Going, "code", 1)
    monkeypatch.setattr(Going, "said", lambda _: "Traceback\nMemoryError: no more")
    run = going(number=2)
    run._process.wait()
    assert run.outcome().startswith("The program stopped") and run.outcome().endswith("MemoryError: no more")


def test_it_is_cancelled_once_and_no_earlier_tables_stand_for_its_runs(going):
    assert ended(going("Slow", number=3)).outcome() == "Done."
    folder = running.ROOT / "own_test"
    assert not isinstance(so_far(folder, True), SoFar)
    run = going("Slow", number=400)
    sent = []
    send, run._process.send_signal = run._process.send_signal, lambda number: sent.append(number) or send(number)
    until_done(run, 40)
    found = so_far(folder, False)
    assert isinstance(found, SoFar) and found.table("effects")["n_pairs"].max() > 3
    run.cancel()
    run.cancel()
    assert ended(run).outcome() == CANCELLED and len(sent) == 1
    found = so_far(folder, True)
    assert isinstance(found, SoFar) and found.table("effects")["n_pairs"].max() > 3, "the tables are those of the first run"


def test_what_is_cancelled_as_it_starts_says_so(going):
    run = going("Lingers")
    run.cancel()
    assert ended(run).outcome() == CANCELLED


def test_the_config_of_a_run_that_is_going_is_left_as_it_is(going):
    run = going("Slow", number=400)
    kept = (running.ROOT / "own_test.toml").read_text()
    with pytest.raises(Unusable, match="another page"):
        going("Slow", number=2)
    until_done(run, 1)
    del STARTED[run.folder]  # as another program would have it
    with pytest.raises(Unusable, match="in use by"):
        going("Slow", number=2)
    assert (running.ROOT / "own_test.toml").read_text() == kept
    run.cancel()
    ended(run)


def test_what_has_no_numbers_says_why(monkeypatch):
    def gone(*_):
        raise FileNotFoundError("part-1.parquet")

    said = {}
    for name, code, found in (("going", None, lambda *_: None), ("over", 1, lambda *_: None), ("moved", None, gone)):
        monkeypatch.setattr("experiments.explore.composing.view.so_far", found)
        said[name] = str(shown_so_far(running.ROOT, code is not None))
    assert "second pair" in said["going"] and "fewer than two pairs" in said["over"] and "read just now" in said["moved"]


def test_a_part_that_is_moved_aside_leaves_the_last_count(going, monkeypatch):
    run = ended(going())
    assert run.done() == (16, 16)

    def gone(_self):
        raise FileNotFoundError("part-1.parquet")

    monkeypatch.setattr(Folder, "look", gone)
    assert run.done() == (16, 16)


def test_an_estimate_that_fails_is_a_sentence(monkeypatch):
    def full(*_, **__):
        raise OSError("No space left on device")

    monkeypatch.setattr("tempfile.NamedTemporaryFile", full)
    assert asyncio.run(estimate("")) == "How long it would take can't be said. No space left on device"


def test_who_stops_waiting_for_an_estimate_ends_its_check(monkeypatch):
    begun, begin = [], asyncio.create_subprocess_exec

    async def seen(*command, **pipes):
        begun.append(await begin(*command, **pipes))
        return begun[0]

    async def leave():
        asking = asyncio.create_task(estimate(""))
        while not begun:
            await asyncio.sleep(0.01)
        assert begun[0].returncode is None
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        return await asyncio.wait_for(begun[0].wait(), 10)

    monkeypatch.setattr(asyncio, "create_subprocess_exec", seen)
    assert asyncio.run(leave()) == -signal.SIGKILL


def test_a_lever_has_a_day_and_a_ramp_of_its_own():
    lever = {"capacity.dedicated_officers": "50", "capacity.starts": "2019-07-01", "capacity.ramp_days": "30"}
    one = composed(settings=lever, only={"capacity": ["Kent"]})
    made = tomllib.loads(one.toml())["strategy"][one.name]["capacity"]
    assert made == {"dedicated_officers": 50, "starts": date(2019, 7, 1), "ramp_days": 30, "areas": ["Kent"]}
    assert faults(one.toml()) == []
    wrong = composed(settings=lever | {"capacity.starts": "soon", "services.ramp_days": "9"})
    assert any("capacity.starts" in one and "soon" in one for one in faults(wrong.toml()))
    assert any("services" in one and "no component" in one for one in faults(wrong.toml()))


def test_what_a_preset_has_is_known():
    assert based("as_inspected")["capacity.dedicated_officers"] == 0.0
    assert based("national_tasking")["tasking.acceptance"] != based("fragmented")["tasking.acceptance"]


def test_a_second_change_of_a_lever_leaves_the_first_with_its_day():
    world = Lived("as_inspected", 0.02, 1)
    assert {known for *_, known in areas(world).rows} == {drawings.NONE}, "no line is on record before there is a book"
    assert "(\u2013)</text>" in drawings.tile_map(world.morning())

    def officers():
        return world.model.calendar.on(world.model.today.toordinal())["capacity"]["dedicated_officers"].sum()

    world.change("capacity.dedicated_officers", 300.0)
    for days in (150, 1, 1, 30, 7):  # within a month, from one to the next, and over a step of many days
        world.live(days)
        assert world.recorded.sum() == pytest.approx(world.days[-1][1]["lines_recorded"]), "the record is of the last day"
    before, known = officers(), areas(world)
    assert before > 100.0
    world.change("capacity.regional_officers", 40.0)
    assert officers() == pytest.approx(before, rel=0.02) and areas(world) == known
    world.live(40)
    assert officers() >= before and world.recorded.sum() == pytest.approx(world.days[-1][1]["lines_recorded"])
    with pytest.raises(Refused, match="changes nothing while"):
        world.change("tasking.weight_of_harm_elsewhere", 0.8)
    assert len(world.changes) == 2
    drawn = routes(world).rows
    assert len(drawn) == drawings.tile_map(world.morning()).count("<path ") and drawn[0][2] >= drawn[-1][2]


@pytest.fixture(scope="module")
def cwd(tmp_path_factory):
    return tmp_path_factory.mktemp("runs")


@pytest.fixture(scope="module")
def site(cwd, tmp_path_factory):
    folder = result_sets.build(tmp_path_factory.mktemp("explored") / "clear_win", "clear_win")
    with served(folder, cwd) as found:
        yield found


@needs_browser
def test_what_goes_wrong_ends_in_a_sentence_on_the_page(site, cwd):
    with explorer.chromium() as browser:
        page = opened(browser.new_context(), f"{site}?view=compose")
        compose(page, own_pairs="\u00b2")
        page.click("#own_more")
        page.wait_for_function("document.querySelector('#own_progress').innerText.includes('no whole number')")
        page.select_option("#own_based_on", "national_tasking")
        there = based("national_tasking")["tasking.acceptance"]
        page.wait_for_function(f"document.getElementById('set_tasking__acceptance').placeholder === '{there:.6g}'")
        compose(page, own_label="Taken", set_tasking__starts="2019-06-01", set_tasking__acceptance="0.4")
        assert "tasking.starts = 2019-06-01" in page.inner_text("#own_toml pre")
        stem = page.inner_text("#own_toml .note").split()[2].removesuffix(".toml")
        (cwd / stem).mkdir(parents=True)
        (cwd / stem / "letter.txt").write_text("not an experiment")
        page.click("#own_run")
        page.wait_for_function(
            "document.querySelector('#own_progress').innerText.includes('a folder of other things')", timeout=60_000
        )
        page.evaluate("Shiny.setInputValue('view', 'world')")
        page.click(".nav-link:has-text('One world')")
        page.evaluate("Shiny.setInputValue('world_strategy', 'no_such')")
        page.click("#world_found")
        page.wait_for_function(
            "document.querySelector('#world_state').innerText.includes('could not be founded')", timeout=60_000
        )
        settled(page)
        assert page.locator("p.gone").count() == 0 and page.wrong == []
        page.context.close()
