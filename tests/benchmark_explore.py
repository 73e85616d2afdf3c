"""What the page of `countylines explore` costs: its start, a changed control, an own strategy, a watched world, an hour of use.

`python tests/benchmark_explore.py [start] [redraw] [own] [world] [robot=MINUTES] [FOLDER]` prints wall seconds, and CPU seconds of
the server, with the load of the machine; nothing here is a test. A browser is needed, and the model compiled.
"""

import os
import resource
import sys
import tempfile
import time
from pathlib import Path

import explorer
from benchmark import Row, at_least, at_most
from explorer import opened, served

ROOT = Path(__file__).parent.parent
VIEWS = ("answer", "map", "time", "fails", "money", "evidence", "compose", "world")
TICKS = os.sysconf("SC_CLK_TCK")
GIB = 2**30
SHOWN = ".tab-pane.active .panel"
CHART = ".tab-pane.active figure"
OTHERS = (
    ("map", "#map_strategy", CHART),
    ("time", "#measure", CHART),
    ("fails", ".tab-pane.active input[type=range]", SHOWN),
    ("money", "#worth", ".tab-pane.active table"),
)
"""Views, a control of each, and what is made anew by it first."""


def children():
    """Processes of this one that serve a page."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
            if int(fields[1]) == os.getpid() and b"explore" in (stat.parent / "cmdline").read_bytes():
                found.append((stat.parent, fields))
        except OSError:
            continue
    return found


def spent():
    """CPU seconds of the server and of what it ran."""
    return sum(sum(map(int, fields[11:15])) for _, fields in children()) / TICKS


def memory():
    """Resident memory of the server, GiB."""
    pages = sum(int((folder / "statm").read_text().split()[1]) for folder, _ in children())
    return pages * resource.getpagesize() / GIB


def timed(work):
    """Wall seconds of some work, and CPU seconds of the server in it."""
    wall, cpu = time.perf_counter(), spent()
    work()
    return time.perf_counter() - wall, spent() - cpu


def start(browser, folder, cwd):
    """From the command to sentences on the page and controls that are answered; to the table and the chart below them."""
    begun = time.perf_counter()
    with served(folder, cwd) as site:
        page = browser.new_page()
        page.goto(site, timeout=300_000)
        page.wait_for_selector(SHOWN, timeout=300_000)
        page.wait_for_function("window.Shiny?.shinyapp?.isConnected()", timeout=300_000)
        yield at_most("usable after the command", time.perf_counter() - begun, 3.0, "s")
        yield Row("CPU of the server until then", f"{spent():.2f} s")
        page.wait_for_selector(".tab-pane.active #answer_below table", timeout=300_000)
        yield Row("with its table", f"{time.perf_counter() - begun:.2f} s")
        page.wait_for_selector(CHART, timeout=300_000)
        yield Row("with its chart", f"{time.perf_counter() - begun:.2f} s")
        page.close()


def redraw(browser, folder, cwd):
    """A strategy and a measure changed on the first view; on others what is chosen there: its first part, and when all has come."""
    with served(folder, cwd) as site:
        page = opened(browser.new_context(), site)
        explorer.settled(page)
        for at, words in ((1, "a strategy less"), (0, "another less"), (1, "one more again")):
            ticked = page.locator("#strategies input").nth(at)
            wall, cpu = timed(until_changed(page, (SHOWN, CHART), ticked.click))
            yield at_most(f"redrawn, sentences and chart, {words} (CPU {cpu:.2f} s)", wall, 0.5, "s")
            explorer.settled(page)
        for at, words in ((1, "a measure looked at first"), (2, "another"), (1, "one looked at before")):
            wall, cpu = timed(until_changed(page, (SHOWN, CHART), lambda at=at: page.select_option("#measure", index=at)))
            yield at_most(f"redrawn, sentences and chart, for {words} (CPU {cpu:.2f} s)", wall, 0.5, "s")
        for view, control, shown in OTHERS:
            page.click(f".nav-link[data-value={view}]")
            page.locator(shown).first.wait_for(timeout=120_000)
            explorer.settled(page)
            begun = time.perf_counter()
            wall, cpu = timed(until_changed(page, (shown,), lambda control=control: move(page.locator(control).first)))
            for _ in range(3):  # parts come one by one, and the server answers in the order in which it is asked
                page.evaluate(explorer.ANSWERED)
            whole = time.perf_counter() - begun
            explorer.settled(page)
            yield at_most(f"redrawn, first part of {view} (CPU {cpu:.2f} s), all of it in {whole:.2f} s", wall, 0.5, "s")
        page.context.close()


def move(control):
    """Choose another value of a list, or move a slider."""
    if control.evaluate("one => one.tagName") == "SELECT":
        control.select_option(index=3)
    else:
        control.evaluate(
            "one => { one.value = (2 * +one.min + +one.max) / 3;"
            " for (const name of ['input', 'change']) one.dispatchEvent(new Event(name, {bubbles: true})); }"
        )


def until_changed(page, places, act):
    """What does something and waits until the text of these places is another."""
    both = [f"document.querySelector('{place}').innerText !== {page.inner_text(place)!r}" for place in places]

    def changed():
        act()
        for one in both:
            page.wait_for_function(one, timeout=120_000)

    return changed


def own(browser, folder, cwd):
    """An own strategy at 1:20 over two years, eight pairs."""
    with served(folder, cwd) as site:
        page = opened(browser.new_context(), f"{site}?view=compose&own_set=capacity.dedicated_officers:80")
        begun, cpu = time.perf_counter(), spent()
        page.click("#own_run")
        page.wait_for_selector("#own_results .panel", timeout=600_000)
        yield at_most("first numbers", time.perf_counter() - begun, 10.0, "s")
        page.wait_for_function("document.querySelector('#own_progress').innerText.includes('Done')", timeout=600_000)
        yield at_most(f"eight pairs (CPU {spent() - cpu:.1f} s)", time.perf_counter() - begun, 20.0, "s")
        page.context.close()


def world(browser, folder, cwd):
    """Days of one world at 1:10 that are drawn in a second."""
    with served(folder, cwd) as site:
        page = opened(browser.new_context(), f"{site}?view=world&world_scale=0.1")
        page.click("#world_found")
        page.wait_for_selector("#world_map svg", timeout=600_000)
        page.evaluate("""() => { window.days = 0;
            new MutationObserver(() => window.days++).observe(document.getElementById('world_counted'), {childList: true}); }""")
        page.click("#world_play")
        wall, cpu = timed(lambda: page.wait_for_function("window.days >= 100", timeout=600_000))
        yield at_least(f"days drawn in a second (CPU {cpu / 100:.3f} s a day)", 100 / wall, 10.0, "days")
        page.context.close()


def robot(browser, folder, cwd, minutes):
    """Memory while three browsers go through the views, each with what it chose, and each when the last one has been answered."""
    with served(folder, cwd) as site:
        pages = [opened(browser.new_context(), site) for _ in range(3)]
        measures = pages[0].eval_on_selector_all("#measure option", "all => all.map(one => one.value)")
        first, begun, turns, expected = memory(), time.perf_counter(), 0, [""] * len(pages)
        told, warm = begun, None  # what a server keeps of charts it has drawn fills up in the first quarter
        while time.perf_counter() - begun < 60.0 * minutes:
            for at, page in enumerate(pages):
                page.click(f".nav-link[data-value={VIEWS[turns % len(VIEWS)]}]")
                page.wait_for_timeout(100)
                if page.is_visible("#measure"):  # which some views have no use for
                    expected[at] = measures[(turns + at) % len(measures)]
                    page.select_option("#measure", expected[at])
                explorer.settled(page)
            turns += 1
            now = time.perf_counter()
            if warm is None and now - begun > 15.0 * minutes:
                warm = now, memory()
            if now - told > 300.0:
                told = now
                print(f"  after {(told - begun) / 60:.0f} minutes, {3 * turns} views: {memory():.2f} GiB", flush=True)
        kept = [page.input_value("#measure") for page in pages]
        yield Row("three browsers have what each chose", "yes" if kept == expected else "no", "yes", kept == expected)
        last = memory()
        since, had = warm or (begun, first)
        slope = (last - had) / (time.perf_counter() - since)
        yield Row("memory at first, and after a quarter of the time", f"{first:.2f}, {had:.2f} GiB")
        yield Row(f"memory after {3 * turns} views in {minutes:g} minutes", f"{last:.2f} GiB")
        yield at_most(
            "memory after an hour, if it went on as since the quarter", had + slope * (3600 - since + begun), 1.5, "GiB"
        )


def main(asked):
    """Print what is asked for; all where nothing is, the robot for ten minutes."""
    folder = next((Path(one) for one in asked if Path(one).is_dir()), ROOT / "results" / "example")
    minutes = next((float(one.split("=")[1]) for one in asked if one.startswith("robot=")), 10.0)
    names = {one.split("=")[0] for one in asked if not Path(one).is_dir()}
    sections = (start, redraw, own, world, lambda *given: robot(*given, minutes))
    with explorer.chromium() as browser:
        for section, name in zip(sections, ("start", "redraw", "own", "world", "robot"), strict=True):
            if names and name not in names:
                continue
            with tempfile.TemporaryDirectory() as cwd:
                print(f"\n{name}, load of the machine {os.getloadavg()[0]:.1f}", flush=True)
                for row in section(browser, folder.resolve(), Path(cwd)):
                    mark = "" if row.reached is None else "  reached" if row.reached else "  MISSED"
                    print(f"  {row.what:<64} {row.measured:>28}   {row.target}{mark}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
