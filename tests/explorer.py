"""The page of `countylines explore` for its tests: the server as a process, and a browser that may ask nobody else."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from PIL import Image

TESTS = Path(__file__).parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SWITCHES = ["--no-sandbox", "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,HttpsUpgrades,Translate,PaintHolding"]
"""Of a browser for tests: the popups of its address bar would start two processes for each page."""
SHOWN = ".tab-pane.active .shiny-html-output > *"
BUSY = "document.documentElement.classList.contains('shiny-busy')"


@contextlib.contextmanager
def served(folder, cwd, stop=signal.SIGINT):
    """The address of a server of a folder, started in another; it ends at the signal, without a word."""
    command = [sys.executable, "-m", "experiments", "explore", str(folder), "--no-browser", "--port", "0"]
    environment = os.environ | {"PYTHONPATH": f"{TESTS.parent}{os.pathsep}{TESTS}"}
    with (cwd / "said.txt").open("w") as errors:
        server = subprocess.Popen(command, cwd=cwd, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True)
        try:
            lines = iter(server.stdout.readline, "")
            yield next(line.strip() for line in lines if line.startswith("http"))
        finally:
            server.send_signal(stop)
            server.stdout.close()
            code = server.wait(30)
    ended = code, (cwd / "said.txt").read_text()
    assert ended == (0 if stop == signal.SIGINT else -stop, ""), ended


@contextlib.contextmanager
def chromium():
    """A browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield found
        found.close()


def opened(context, address, width=1280):
    """A page that remembers what it asked others for and what went wrong."""
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    page.foreign, page.wrong = [], []
    page.on("request", lambda request: own(address, request.url) or page.foreign.append(request.url))
    page.on("console", lambda message: page.wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.on("response", lambda answer: page.wrong.append(answer.url) if answer.status >= 400 else None)
    page.on("requestfailed", lambda request: page.wrong.append(request.url))
    page.goto(address, timeout=120_000)  # the address is told before the page's code is read
    page.wait_for_selector(SHOWN, timeout=60_000)
    settled(page)
    return page


def own(address, url):
    """Whether a request is to the server itself."""
    return urlsplit(url).netloc in ("", urlsplit(address).netloc) or url.startswith(("data:", "blob:"))


ANSWERED = """() => window.Shiny?.shinyapp?.isConnected() && new Promise(done => {
    const heard = event => {
        if (event.message && !("values" in event.message)) return;
        $(document).off("shiny:message shiny:disconnected", heard);
        done();
    };
    $(document).on("shiny:message shiny:disconnected", heard);
    Shiny.setInputValue("answered", Math.random(), {priority: "event"});
})"""


def settled(page):
    """Wait until the page has answered, however long that takes: the server goes by the order in which it is asked."""
    page.wait_for_timeout(400)  # what is typed or moved is told a moment later
    for _ in range(3):  # an answer may be that to what was asked before
        page.evaluate(ANSWERED)
    page.wait_for_function(f"!{BUSY}", timeout=60_000)
    page.wait_for_timeout(150)


PAPER = 680
"""The width of A4 between its margins, in the pixels of a page."""
CONTROLS = "input, select, textarea, button, progress, summary, .nav-link"


def printed(page):
    """What is wrong with a page as it is printed: controls, what reaches beyond the paper, a dark ground."""
    page.emulate_media(media="print", color_scheme="dark")
    page.set_viewport_size({"width": PAPER, "height": 900})
    found = page.evaluate(
        """([controls, wide]) => {
            const seen = all => [...document.querySelectorAll(all)].filter(one => one.checkVisibility({checkVisibilityCSS: true}));
            const cut = one => one.getBoundingClientRect().right > wide + 1 || (one.scrollWidth > one.clientWidth + 1
                && ["auto", "scroll", "hidden"].includes(getComputedStyle(one).overflowX));
            const ground = getComputedStyle(document.body).backgroundColor;
            return [...seen(controls), ...seen(".chart, .chart svg, .scroll, table, pre").filter(cut)]
                .map(one => one.outerHTML.slice(0, 120)).concat(ground === "rgb(255, 255, 255)" ? [] : [ground]);
        }""",
        [CONTROLS, PAPER],
    )
    page.emulate_media(media="screen", color_scheme="light")
    return found


def unlike(one, other):
    """The share of what is drawn on either of two pages, at a quarter of their size, that looks otherwise on the other."""
    pictures = [Image.open(BytesIO(page.screenshot(full_page=True))).convert("L") for page in (one, other)]
    height = max(picture.height for picture in pictures)
    drawn = []
    for picture in pictures:
        ground = Image.new("L", (picture.width, height), picture.getpixel((0, 0)))
        ground.paste(picture)
        drawn.append(np.asarray(ground.reduce(4), float))
    marked = (np.abs(drawn[0] - drawn[0][0, 0]) > 24) | (np.abs(drawn[1] - drawn[1][0, 0]) > 24)
    return float((np.abs(drawn[0] - drawn[1])[marked] > 24).mean())


def blank(page):
    """Charts of a page whose picture is not that of a chart: nearly nothing, or nearly all, of it is drawn, or one half is empty."""
    found = []
    for chart in page.locator(".tab-pane.active .chart svg").all():
        grey = np.asarray(Image.open(BytesIO(chart.screenshot())).convert("L")) < 225
        halves = [half.any() for axis in (0, 1) for half in np.array_split(grey, 2, axis)]
        if not (0.003 < grey.mean() < 0.7 and all(halves)):
            found.append((chart.get_attribute("aria-label") or "", float(grey.mean()), halves))
    return found
